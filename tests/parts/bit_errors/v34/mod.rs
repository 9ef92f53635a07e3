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
use ferrofax_kit::line_model::{Filter, Law};
use trial::{Condition, Measured, Rates, Trial, WANTED};

/// What the receiver may lose against theory, dB, and what more on a line that does something.
const MOST_LOST_DB: f64 = 1.5;
const MOST_MORE_DB: f64 = 0.5;

/// What the equaliser may lose at the end of a training because it is not without end, dB.
const MOST_BY_ITS_LENGTH_DB: f64 = 0.2;

/// Of a page in the tables: 75 s and more. One in 10 000 is some two to four wrong paths in it.
const SYMBOLS: usize = 250_000;

/// Wrong paths that are counted at the two SNRs between which the wanted share of wrong bits lies:
/// chance moves the SNR by a tenth of a dB then. Where the limit is nearer than three times that,
/// eight times as many are.
const PATHS: usize = 20;
const MANY_PATHS: usize = 160;

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
    ECHO,
];

const GROUP_DELAY: Condition =
    Condition { name: "group delay", filter: Some(Filter::GroupDelay), ..Condition::EVEN };

/// 2 ms later: of a hybrid in the same building.
const ECHO: Condition = Condition { name: "echo", echo: Some((16, 20.0)), ..Condition::EVEN };

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

/// What one of the tables' cells has.
#[derive(Clone, Copy, Debug)]
struct Cell {
    without_codec_db: f64,
    /// None: the line is not to carry it.
    theory_db: Option<f64>,
    measured: Option<Measured>,
}

impl Cell {
    fn of(rates: Rates, condition: &Condition) -> Self {
        let trial = Trial::new(rates, condition, SYMBOLS);
        let Trial { without_codec_db, theory_db, .. } = trial;
        let with = |paths| Self { without_codec_db, theory_db, measured: trial.measured(paths) };
        let cell = with(PATHS);
        let is_near = (cell.lost_db() - MOST_LOST_DB).abs() < 3.0 * cell.scatter_db();
        if is_near { with(MANY_PATHS) } else { cell }
    }

    /// What is measured beyond theory, dB; without end where nothing could be measured.
    fn lost_db(&self) -> f64 {
        self.measured
            .zip(self.theory_db)
            .map_or(f64::INFINITY, |(measured, theory_db)| measured.db - theory_db)
    }

    fn scatter_db(&self) -> f64 {
        self.measured.map_or(0.0, |measured| measured.scatter_db)
    }
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
        let heard = trial.hear(theory_db + MOST_LOST_DB + more_db, 0);
        assert!(heard.rate() < WANTED, "{rates:?}, {condition:?}: {heard:?}");
    }
}

#[test]
fn what_comes_late_or_twice_costs_next_to_nothing_beyond_what_no_equaliser_mends() {
    for condition in [Condition::EVEN, GROUP_DELAY, ECHO] {
        let trial = Trial::new((SymbolRate::S3429, DataRate::MAX), &condition, 20_000);
        let theory_db = trial.theory_db.expect("the codec leaves room for noise");
        let decision_db = trial.decision_db(theory_db).expect("it is trained");
        let lost_db = trial.needed_db - decision_db;
        assert!(lost_db < MOST_BY_ITS_LENGTH_DB, "{}: {lost_db:.2} dB", condition.name);
    }
}

#[test]
#[ignore = "a measurement"]
fn at_each_rate() {
    println!(
        "The SNR (0-4 kHz) for {WANTED:.0e} wrong bits, dB, by V.34, 64 states, µ-law, at -12 dBm0:"
    );
    println!(
        "{:>8}{:>8}{:>12}{:>8}{:>10}{:>7}{:>7}",
        "symbols", "bit/s", "no codec", "theory", "measured", "lost", "±"
    );
    let all = all_rates();
    let numbers: Vec<u64> = (0..all.len() as u64).collect();
    let rows = at_once(&numbers, |number| {
        let (symbols, rate) = all[number as usize];
        let cell = Cell::of((symbols, rate), &Condition::EVEN);
        let measured_db = cell.measured.map(|measured| measured.db);
        let columns = [Some(cell.without_codec_db), cell.theory_db, measured_db].map(told);
        println!(
            "{}{:>12}{:>8}{:>10}{:>7.2}{:>7.2}",
            name((symbols, rate)),
            columns[0],
            columns[1],
            columns[2],
            cell.lost_db(),
            cell.scatter_db()
        );
        (symbols, rate, cell.lost_db())
    });
    let missed: Vec<_> = rows.into_iter().filter(|row| row.2 > MOST_LOST_DB).collect();
    assert!(missed.is_empty(), "{missed:?}");
}

#[test]
#[ignore = "a measurement"]
fn on_lines_that_do_something() {
    println!(
        "The SNR (0-4 kHz) for {WANTED:.0e} wrong bits beyond the line's theory, dB (and what that is more than on an even line), by V.34, µ-law where not said:"
    );
    let names: String =
        CONDITIONS.iter().map(|condition| format!("{:>14}", condition.name)).collect();
    println!("{:>8}{:>8}{:>8}{names}{:>7}", "symbols", "bit/s", "even", "±");
    let all = some_rates();
    let numbers: Vec<u64> = (0..all.len() as u64).collect();
    let missed = at_once(&numbers, |number| {
        let (symbols, rate) = all[number as usize];
        let even = Cell::of((symbols, rate), &Condition::EVEN);
        let mut scatter_db = even.scatter_db();
        let mut missed = Vec::new();
        let columns: String = CONDITIONS
            .iter()
            .map(|condition| {
                let cell = Cell::of((symbols, rate), condition);
                if cell.theory_db.is_none() {
                    return format!("{:>14}", "not carried");
                }
                scatter_db = scatter_db.max(cell.scatter_db());
                let (lost_db, more_db) = (cell.lost_db(), cell.lost_db() - even.lost_db());
                if more_db > MOST_MORE_DB {
                    missed.push((symbols, rate, condition.name, lost_db, more_db));
                }
                format!("{:>14}", format!("{lost_db:.2} ({more_db:+.2})"))
            })
            .collect();
        println!("{}{:>8.2}{columns}{scatter_db:>7.2}", name((symbols, rate)), even.lost_db());
        missed
    });
    let missed: Vec<_> = missed.into_iter().flatten().collect();
    assert!(missed.is_empty(), "{missed:?}");
}
