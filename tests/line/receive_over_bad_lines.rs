//! A fax from spandsp over lines that are not good. Each line is one that was measured to
//! work; the bounds are what may not get worse. spandsp hears us over a good line,
//! because its own limits are not what is tested.

use ferrofax::modem::Rate;
use ferrofax::t4::{Coding, Resolution};
use ferrofax::t30::outcome::Status;
use ferrofax_kit::answering::Answering;
use ferrofax_kit::faxing::{Case, answer_config};
use ferrofax_kit::line_model::{Law, LineSettings, Slip};
use ferrofax_kit::pages::{self, Content};
use ferrofax_kit::wire::{Echo, Wire};

fn case(rate: Rate, ecm: bool) -> Case {
    Case {
        rate,
        ecm,
        coding: if ecm { Coding::Mmr } else { Coding::Mh },
        resolution: Resolution::Standard,
    }
}

/// How many of `seeds` calls bring the page whole.
fn whole_pages(case: Case, line: &LineSettings, seeds: u64) -> u64 {
    (1..=seeds)
        .filter(|&seed| {
            let line = LineSettings { seed, ..line.clone() };
            comes_whole(case, &[], &mut Wire::with_lines(line, LineSettings::a_law()))
        })
        .count() as u64
}

/// Whether the page comes whole in a call, with further options of spandsp's; says why not.
fn comes_whole(case: Case, options: &[&str], wire: &mut Wire) -> bool {
    let sent = [pages::page(Content::Text, 1728, 400, 1)];
    let (_folder, sender) = case.sender_of(&sent);
    let mut caller = options.iter().fold(sender, |sender, option| sender.arg(option)).start();
    let mut answerer = Answering::new(answer_config());
    wire.run(&mut caller, &mut answerer);
    answerer.hang_up();
    let theirs = caller.finish();
    let outcome = answerer.outcome.expect("an outcome");
    let difference = answerer.pages.last().map(|page| pages::difference(&sent[0], &page.bitmap));
    let whole = outcome.status == Status::Received && theirs.ok && difference == Some(None);
    if !whole {
        let faults = [format!("{outcome:?}; spandsp says '{}'; {difference:?}", theirs.text)];
        println!("{}", case.account(&faults, &answerer, &theirs));
    }
    whole
}

const RATES: [Rate; 8] = Rate::ALL;

#[test]
fn levels_clocks_and_offsets_of_real_lines_do_no_harm() {
    let lines = [
        LineSettings { gain_db: -26.0, ..LineSettings::a_law() },
        LineSettings { gain_db: 10.0, ..LineSettings::mu_law() },
        LineSettings { skew_ppm: 150.0, ..LineSettings::a_law() },
        LineSettings { skew_ppm: -150.0, ..LineSettings::mu_law() },
        LineSettings { offset_hz: 7.0, skew_ppm: 50.0, ..LineSettings::a_law() },
        LineSettings {
            offset_hz: -7.0,
            skew_ppm: -50.0,
            delay_blocks: 15,
            ..LineSettings::mu_law()
        },
    ];
    // With and without error correction by turns, so that each rate and each line has both.
    for (at, rate) in RATES.into_iter().enumerate() {
        for (turn, line) in lines.iter().enumerate() {
            let ecm = (at + turn) % 2 == 0;
            assert_eq!(whole_pages(case(rate, ecm), line, 1), 1, "{rate}, ECM {ecm}, {line:?}");
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
        (Rate::V17At14400, 26.0, false, 3),
        (Rate::V17At12000, 23.0, false, 3),
        (Rate::V17At9600, 19.5, false, 3),
        (Rate::V17At7200, 16.0, false, 3),
        (Rate::V17At14400, 23.0, true, 3),
        (Rate::V17At12000, 20.0, true, 3),
        (Rate::V17At9600, 17.0, true, 3),
        (Rate::V17At7200, 13.5, true, 3),
        (Rate::V29At9600, 22.0, true, 3),
        (Rate::V29At7200, 18.0, true, 3),
        (Rate::V27ter4800, 15.0, true, 3),
        (Rate::V27ter2400, 9.0, true, 3),
    ] {
        let line = LineSettings {
            noise_dbm0: Some(-14.0 - snr_db),
            law: Some(Law::A),
            ..LineSettings::default()
        };
        let whole = whole_pages(case(rate, ecm), &line, 3);
        println!("{rate}, ECM {ecm}, {snr_db} dB: {whole} of 3");
        assert!(whole >= least, "{rate}, ECM {ecm}, {snr_db} dB: {whole}");
    }
}

#[test]
fn lost_packets_are_made_good_by_error_correction() {
    for (loss, least) in [(0.002, 6), (0.005, 6), (0.01, 5), (0.02, 4)] {
        let line = LineSettings { loss, ..LineSettings::a_law() };
        for rate in [Rate::V29At9600, Rate::V17At14400] {
            let whole = whole_pages(case(rate, true), &line, 6);
            println!("{rate}, {} % lost: {whole} of 6", loss * 100.0);
            assert!(whole >= least, "{rate}, {} % lost: {whole} of 6", loss * 100.0);
        }
    }
}

#[test]
fn bursts_of_lost_packets_and_slips_of_the_clock_are_made_good_by_error_correction() {
    for rate in [Rate::V17At14400, Rate::V29At9600, Rate::V27ter4800] {
        for burst in [2, 5, 10] {
            let lost_blocks = (0..4000).filter(|block| block % 307 < burst).collect();
            let line = LineSettings { lost_blocks, ..LineSettings::a_law() };
            assert_eq!(whole_pages(case(rate, true), &line, 1), 1, "{rate}, bursts of {burst}");
        }
        for samples in [1, -1, 8, -8, 40, -40, 160, -160] {
            let line = LineSettings {
                slip: Some(Slip { every_blocks: 150, samples }),
                ..LineSettings::a_law()
            };
            assert_eq!(whole_pages(case(rate, true), &line, 1), 1, "{rate}, slips of {samples}");
        }
    }
}

#[test]
fn our_own_echo_does_not_confuse_us() {
    // Later than the caller's answer it lies under the data, and may be no stronger than
    // other noise.
    for (blocks, loss_db) in [(0, 8.0), (3, 8.0), (10, 8.0), (30, 20.0), (60, 20.0)] {
        for ecm in [false, true] {
            let mut wire = Wire::new(&LineSettings::a_law());
            wire.echo = Some(Echo { blocks, loss_db });
            assert!(
                comes_whole(case(Rate::V29At9600, ecm), &[], &mut wire),
                "{} ms, {loss_db} dB",
                blocks * 20
            );
        }
    }
}

#[test]
fn protection_against_talker_echo_is_understood() {
    for rate in RATES {
        for ecm in [false, true] {
            let mut wire = Wire::new(&LineSettings::a_law());
            assert!(comes_whole(case(rate, ecm), &["--tep"], &mut wire), "{rate}, ECM {ecm}");
        }
    }
}

#[test]
fn a_call_over_three_seconds_of_delay_works() {
    let line = LineSettings { delay_blocks: 75, ..LineSettings::a_law() };
    assert!(comes_whole(case(Rate::V29At9600, true), &[], &mut Wire::new(&line)));
}
