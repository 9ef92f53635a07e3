//! A fax from spandsp over lines that are not good. Each line is one that was measured to work; the bounds are what may
//! not get worse. spandsp hears us over a good line, because its own limits are not what is tested.

mod common;

use common::answering::Answering;
use common::faxing::{Case, answer_config};
use common::line_model::{Law, LineSettings};
use common::pages::{self, Content};
use common::wire::Wire;
use ferrofax::modem::Rate;
use ferrofax::t4::{Coding, Resolution};
use ferrofax::t30::outcome::Status;

fn case(rate: Rate, ecm: bool) -> Case {
    Case { rate, ecm, coding: if ecm { Coding::Mmr } else { Coding::Mh }, resolution: Resolution::Standard }
}

/// How many of `seeds` calls bring the page whole.
fn whole_pages(case: Case, line: &LineSettings, seeds: u64) -> u64 {
    let sent = [pages::page(Content::Text, 1728, 400, 1)];
    (0..seeds)
        .filter(|&seed| {
            let line = LineSettings { seed, ..line.clone() };
            let mut wire = Wire::with_lines(line, LineSettings::a_law());
            let mut answerer = Answering::new(answer_config());
            let theirs = case.send_to(&sent, &mut wire, &mut answerer);
            let outcome = answerer.outcome.expect("an outcome");
            let whole = answerer.pages.last().is_some_and(|page| pages::difference(&sent[0], &page.bitmap).is_none());
            let fine = outcome.status == Status::Received && theirs.ok && whole;
            if !fine {
                println!(
                    "{}",
                    case.account(
                        &[format!("{outcome:?}; {}; whole: {whole}; seed {seed}", theirs.text)],
                        &answerer,
                        &theirs
                    )
                );
            }
            fine
        })
        .count() as u64
}

#[test]
fn levels_clocks_and_offsets_of_real_lines_do_no_harm() {
    for rate in [Rate::V27ter2400, Rate::V27ter4800, Rate::V29At7200, Rate::V29At9600] {
        for line in [
            LineSettings { gain_db: -26.0, ..LineSettings::a_law() },
            LineSettings { gain_db: 10.0, ..LineSettings::mu_law() },
            LineSettings { skew_ppm: 150.0, ..LineSettings::a_law() },
            LineSettings { skew_ppm: -150.0, ..LineSettings::mu_law() },
            LineSettings { offset_hz: 7.0, skew_ppm: 50.0, ..LineSettings::a_law() },
            LineSettings { offset_hz: -7.0, skew_ppm: -50.0, delay_blocks: 15, ..LineSettings::mu_law() },
        ] {
            for ecm in [false, true] {
                assert_eq!(whole_pages(case(rate, ecm), &line, 1), 1, "{rate}, ECM {ecm}, {line:?}");
            }
        }
    }
}

#[test]
fn noise_is_stood() {
    // The sender is at −14 dBm0. What spandsp's receivers stand: 17, 12, 11 and 5 dB.
    for (rate, snr_db, ecm, least) in [
        (Rate::V29At9600, 24.0, false, 3),
        (Rate::V29At7200, 20.0, false, 3),
        (Rate::V27ter4800, 17.0, false, 3),
        (Rate::V27ter2400, 11.0, false, 3),
        (Rate::V29At9600, 22.0, true, 3),
        (Rate::V29At7200, 18.0, true, 3),
        (Rate::V27ter4800, 15.0, true, 3),
        (Rate::V27ter2400, 9.0, true, 3),
    ] {
        let line = LineSettings { noise_dbm0: Some(-14.0 - snr_db), law: Some(Law::A), ..LineSettings::default() };
        let whole = whole_pages(case(rate, ecm), &line, 3);
        println!("{rate}, ECM {ecm}, {snr_db} dB: {whole} of 3");
        assert!(whole >= least, "{rate}, ECM {ecm}, {snr_db} dB: {whole}");
    }
}

#[test]
fn lost_packets_are_made_good_by_error_correction() {
    for (loss, least) in [(0.002, 8), (0.005, 8), (0.01, 7)] {
        let line = LineSettings { loss, ..LineSettings::a_law() };
        let whole = whole_pages(case(Rate::V29At9600, true), &line, 10);
        println!("{} % lost: {whole} of 10", loss * 100.0);
        assert!(whole >= least, "{} % lost: {whole} of 10", loss * 100.0);
    }
}
