//! The tables, each a measurement of minutes.

use ferrofax::modem::Rate;

use crate::bit_errors::distortion::LINES;
use crate::bit_errors::measure::{
    Condition, Curves, Cutoff, USUAL, WANTED, Whose, ideal_db, point, theory_db,
};

/// Where many lines are compared, there are fewer signals on each.
const BRIEFLY: Condition = Condition { signals: [10, 10], ..USUAL };

/// Where tenths of a dB matter: at the SNR wanted our receiver has some thirty bursts of
/// errors then, so that chance moves it by less than 0.1 dB. They are half as long
/// without a trellis.
fn finely(rate: Rate) -> Condition {
    let signals = if rate >= Rate::V17At7200 { 200 } else { 70 };
    Condition { signals: [signals, 10], enough_errors: 10 * signals as usize, ..USUAL }
}

/// What another carrier and another clock may cost.
const MOST_LOST_DB: f64 = 0.3;

/// `FERROFAX_RATES='V.17 14400,V.29'` takes only the rates that begin so.
fn rates() -> Vec<Rate> {
    let words = std::env::var("FERROFAX_RATES").unwrap_or_default();
    let is_wanted =
        |rate: &Rate| words.split(',').any(|word| rate.to_string().starts_with(word.trim()));
    Rate::ALL.into_iter().filter(is_wanted).collect()
}

fn db(value: Option<f64>) -> String {
    value.map_or_else(|| "never".to_owned(), |db| format!("{db:.1}"))
}

#[test]
#[ignore = "a measurement"]
fn errors_by_snr() {
    println!(
        "Bit errors by SNR, and the SNR for {WANTED:.0e} (µ-law, white noise 0-4 kHz, received at -26 dBm0)"
    );
    for rate in rates() {
        let curves = Curves::measure(rate, USUAL);
        println!("{rate}");
        let row = |name: &str, cells: Vec<String>| {
            println!(
                "  {name:<9}{}",
                cells.iter().map(|cell| format!("{cell:>8}")).collect::<String>()
            );
        };
        row("SNR, dB", curves.points.iter().map(|(snr_db, _)| format!("{snr_db:.1}")).collect());
        for (name, whose) in [("ferrofax", Whose::Ours), ("spandsp", Whose::Spandsps)] {
            row(
                name,
                curves
                    .points
                    .iter()
                    .map(|(_, counted)| counted[whose as usize].to_string())
                    .collect(),
            );
        }
        let [ours, theirs] = Whose::BOTH.map(|whose| curves.wanted_at_db(whose));
        println!(
            "  {WANTED:.0e} at: ferrofax {}, spandsp {}, ideal receiver {:.1}, theory {:.1}",
            db(ours),
            db(theirs),
            ideal_db(rate),
            theory_db(rate)
        );
    }
}

#[test]
#[ignore = "a measurement"]
fn errors_by_offset_and_skew() {
    println!("The SNR for {WANTED:.0e}, dB, on lines with another carrier and another clock:");
    println!(
        "ferrofax and what it loses by it (up to 7 Hz and 150 ppm it may lose {MOST_LOST_DB}) / spandsp"
    );
    let conditions = [(0.0, 0.0), (7.0, 150.0), (-7.0, -150.0), (0.0, 200.0), (0.0, -200.0)];
    let name = |(hz, ppm): (f64, f64)| format!("{hz:+} Hz {ppm:+} ppm");
    println!(
        "{:<14}{}",
        "",
        conditions.map(|condition| format!("{:>21}", name(condition))).concat()
    );
    let mut too_much = Vec::new();
    for rate in rates() {
        let mut even = None;
        let cells = conditions.map(|(offset_hz, skew_ppm)| {
            let curves = Curves::measure(rate, Condition { offset_hz, skew_ppm, ..finely(rate) });
            let [ours, theirs] = Whose::BOTH.map(|whose| curves.wanted_at_db(whose));
            let lost = ours
                .zip(*even.get_or_insert(ours))
                .map_or(f64::INFINITY, |(ours, even)| ours - even);
            if lost > MOST_LOST_DB && f64::abs(skew_ppm) <= 150.0 {
                too_much.push(format!("{rate}, {}: {lost:.2} dB", name((offset_hz, skew_ppm))));
            }
            let ours = ours.map_or_else(|| "never".to_owned(), |db| format!("{db:.2} {lost:+.2}"));
            format!("{:>21}", format!("{ours} / {}", db(theirs)))
        });
        println!("{:<14}{}", rate.to_string(), cells.concat());
    }
    assert!(too_much.is_empty(), "lost by another carrier or clock: {too_much:?}");
}

#[test]
#[ignore = "a measurement"]
fn errors_by_distortion() {
    println!(
        "The SNR for {WANTED:.0e}, dB: ferrofax / spandsp, on lines that do not carry all frequencies alike"
    );
    table(
        &LINES.map(|distortion| (distortion.name.to_owned(), Condition { distortion, ..BRIEFLY })),
    );
}

#[test]
#[ignore = "a measurement"]
fn errors_by_level() {
    println!("The SNR for {WANTED:.0e}, dB: ferrofax / spandsp, by the level received");
    table(
        &[-6.0, -13.0, -26.0, -35.0, -43.0]
            .map(|level_dbm0| (format!("{level_dbm0} dBm0"), Condition { level_dbm0, ..BRIEFLY })),
    );
}

#[test]
#[ignore = "a measurement"]
fn errors_by_noise_floor() {
    println!(
        "Bit errors: ferrofax / spandsp as its fax engine sets it, received at -15 dBm0, by the noise floor"
    );
    let floors = [-60.0, -50.0, -46.0, -44.0, -42.0, -40.0];
    println!(
        "{:<14}{}",
        "",
        floors.map(|floor| format!("{:>22}", format!("{floor} dBm0"))).concat()
    );
    for rate in rates() {
        let condition =
            Condition { level_dbm0: -15.0, spandsps_cutoff: Cutoff::Engines, ..BRIEFLY };
        let cells = floors.map(|floor| {
            let [ours, theirs] = point(rate, condition, &Whose::BOTH, condition.level_dbm0 - floor);
            format!("{ours:>9} / {theirs:>10}")
        });
        println!("{:<14}{}", rate.to_string(), cells.concat());
    }
}

fn table(conditions: &[(String, Condition)]) {
    println!(
        "{:<14}{}",
        "",
        conditions.iter().map(|(name, _)| format!("{name:>18}")).collect::<String>()
    );
    for rate in rates() {
        let cells: String = conditions
            .iter()
            .map(|(_, condition)| {
                let curves = Curves::measure(rate, *condition);
                let [ours, theirs] = Whose::BOTH.map(|whose| db(curves.wanted_at_db(whose)));
                format!("{:>18}", format!("{ours} / {theirs}"))
            })
            .collect();
        println!("{:<14}{cells}", rate.to_string());
    }
}
