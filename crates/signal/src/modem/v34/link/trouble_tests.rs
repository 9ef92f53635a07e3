//! Two links on lines that do something to them, and with ends that want something or go away.

use super::test_pair::{Pair, Plan, User};
use super::tests::{SIDES, assert_whole, mu_law};
use super::{Cause, Link, LinkEvent, Role, Start, Terms};
use crate::modem::qam::test_line::{Random, RandomBits};
use crate::modem::v34::Side;
use crate::modem::v34::probing::test_wire::{Law, Wire};
use crate::modem::v34::symbol_rate::DataRate;

fn rate(bps: u32) -> DataRate {
    DataRate::of_bps(bps).expect("a rate of V.34")
}

/// A call of two pages over `wire`, at `least` bit/s at least, up for the first time after `ms`
/// at the latest.
#[track_caller]
fn assert_carries(source: Side, wire: &Wire, least: u32, ms: u64) {
    let mut pair = Pair::with_pages(source, 2, 20_000, wire, |_| {});
    pair.run(30_000);
    assert_whole(&pair, 2);
    let rates = pair.recipient().link.report().rates.expect("they were agreed on");
    assert!(rates.page >= rate(least), "{} instead of {least} bit/s, {wire:?}", rates.page);
    let starts: Vec<_> = pair.call.heard.ups.iter().map(|(start, _)| *start).collect();
    assert_eq!(starts, [Start::StartUp, Start::Resync, Start::Resync], "{}", pair.log());
    let is_up = pair.call.heard.log.iter().find(|(_, event)| event.starts_with("ControlUp"));
    assert!(is_up.is_some_and(|(at, _)| *at <= ms), "{wire:?}\n{}", pair.log());
}

#[test]
fn noise_lowers_the_rate() {
    for (noise_dbm0, least) in [(-55.0, 31_200), (-45.0, 21_600), (-38.0, 14_400), (-30.0, 7200)] {
        for source in SIDES {
            let wire = Wire { noise_dbm0: Some(noise_dbm0), ..mu_law() };
            assert_carries(source, &wire, least, 3100);
        }
    }
}

#[test]
fn a_noisy_line_has_a_slow_control_channel() {
    let wire = Wire { noise_dbm0: Some(-26.0), ..mu_law() };
    assert_carries(Side::Call, &wire, 4800, 3100);
}

#[test]
fn a_delay_of_300_ms() {
    for source in SIDES {
        assert_carries(source, &Wire { delay_ms: 300, ..mu_law() }, 33_600, 6000);
    }
}

#[test]
fn carriers_7_hz_off_and_clocks_100_ppm_apart() {
    for (source, offset_hz, skew_ppm) in
        [(Side::Call, 7.0, 0.0), (Side::Answer, -7.0, 100.0), (Side::Call, 0.0, -100.0)]
    {
        assert_carries(source, &Wire { offset_hz, skew_ppm, ..mu_law() }, 33_600, 3100);
    }
}

#[test]
fn its_own_echo() {
    for source in SIDES {
        assert_carries(source, &Wire { echo_db: Some(-12.0), ..mu_law() }, 33_600, 3100);
    }
}

#[test]
fn a_quiet_line_with_a_laws_steps() {
    for source in SIDES {
        let wire = Wire { gain_db: -28.0, law: Law::A, ..Wire::default() };
        assert_carries(source, &wire, 24_000, 3100);
    }
}

#[test]
fn all_of_that_at_once_on_a_loaded_cable() {
    fn cable(hz: f64) -> f64 {
        let edges = (300.0 - hz).max(0.0) / 20.0 + (hz - 3000.0).max(0.0) / 40.0;
        -edges - (hz - 300.0).max(0.0) / 600.0
    }
    for source in SIDES {
        let wire = Wire {
            shape: Some(cable),
            noise_dbm0: Some(-48.0),
            echo_db: Some(-14.0),
            delay_ms: 120,
            offset_hz: 4.0,
            skew_ppm: -60.0,
            ..mu_law()
        };
        assert_carries(source, &wire, 16_800, 4600);
    }
}

/// A long cable: what the equaliser lifts is not white any more.
fn falling(hz: f64) -> f64 {
    -hz / 250.0
}

#[test]
fn a_recipient_asks_for_what_helps_and_its_source_obeys() {
    for source in SIDES {
        let wire = Wire { shape: Some(falling), noise_dbm0: Some(-52.0), ..mu_law() };
        let mut pair = Pair::with_pages(source, 2, 20_000, &wire, |terms| {
            (terms.precoding, terms.non_linear) = (true, true);
        });
        pair.run(12_000);
        assert_whole(&pair, 2);
        let said = [pair.recipient(), pair.source()].map(|user| user.link.report().mph);
        let (asked, of_source) = said[0].expect("both have said it");
        assert_eq!(said[1], Some((of_source, asked)));
        assert!(asked.nonlinear && asked.precoder.is_some(), "{asked:?}");
        // Note 2 of table 23.
        assert!(!of_source.nonlinear && of_source.precoder.is_none(), "{of_source:?}");
    }
}

#[test]
fn where_nothing_helps_nothing_is_asked_for() {
    let mut pair =
        Pair::with_pages(Side::Call, 1, 20_000, &mu_law(), |terms| terms.precoding = true);
    pair.run(8000);
    assert_whole(&pair, 1);
    let (asked, _) = pair.recipient().link.report().mph.expect("both have said it");
    assert!(!asked.nonlinear && asked.precoder.is_none(), "{asked:?}");
}

#[test]
fn either_end_lowers_the_rate_and_raises_it() {
    for source in SIDES {
        for who in SIDES {
            let mut pair = Pair::with_pages(source, 3, 20_000, &mu_law(), |_| {});
            pair.user(who).plan(1, Plan::MaxRate(rate(19_200)));
            pair.user(who).plan(2, Plan::MaxRate(rate(33_600)));
            pair.run(14_000);
            assert_whole(&pair, 3);
            let ups = [&pair.call, &pair.answer].map(|user| user.heard.ups.clone());
            assert_eq!(ups[0], ups[1]);
            let told: Vec<_> =
                ups[0].iter().map(|(start, rates)| (*start, rates.page.bps())).collect();
            let renewed = [33_600, 19_200, 33_600].map(|bps| (Start::StartUp, bps));
            assert_eq!(told[..3], renewed, "{source:?}, {who:?}\n{}", pair.log());
            assert_eq!(told[3], (Start::Resync, 33_600));
        }
    }
}

#[test]
fn a_bound_of_either_end_holds_through_changes_of_the_rate() {
    for bound in SIDES {
        let mut pair = Pair::with_pages(Side::Call, 3, 20_000, &mu_law(), |terms| {
            if terms.side == bound {
                terms.max_rate = rate(24_000);
            }
        });
        pair.answer.plan(1, Plan::MaxRate(rate(19_200)));
        pair.answer.plan(2, Plan::MaxRate(rate(33_600)));
        pair.run(14_000);
        assert_whole(&pair, 3);
        let told: Vec<_> = pair.call.heard.ups.iter().map(|(_, rates)| rates.page.bps()).collect();
        assert_eq!(told, [24_000, 19_200, 24_000, 24_000], "{bound:?}");
    }
}

#[test]
fn one_step_lower_after_damage() {
    let mut pair = Pair::with_pages(Side::Call, 1, 20_000, &mu_law(), |_| {});
    pair.answer.plan(1, Plan::Lower);
    pair.run(8000);
    assert_eq!(pair.call.heard.ups.last().map(|(_, rates)| rates.page.bps()), Some(31_200));
}

#[test]
fn either_end_trains_the_control_channel_anew() {
    for source in SIDES {
        for who in SIDES {
            let mut pair = Pair::with_pages(source, 2, 20_000, &mu_law(), |_| {});
            pair.user(who).plan(1, Plan::RetrainControl);
            pair.run(14_000);
            assert_whole(&pair, 2);
            let starts: Vec<_> = pair.call.heard.ups.iter().map(|(start, _)| *start).collect();
            assert_eq!(starts, [Start::StartUp, Start::Retrain, Start::Resync, Start::Resync]);
            assert_eq!(pair.call.link.report().control_retrains, 1);
        }
    }
}

#[test]
fn either_end_has_the_line_probed_anew() {
    for source in SIDES {
        for who in SIDES {
            let mut pair = Pair::with_pages(source, 1, 20_000, &mu_law(), |_| {});
            pair.user(who).plan(1, Plan::RetrainLine);
            pair.run(14_000);
            assert_whole(&pair, 1);
            assert_eq!(pair.call.link.report().line_retrains, 1, "{}", pair.log());
            assert_eq!(pair.answer.link.report().line_retrains, 1, "{}", pair.log());
        }
    }
}

#[test]
fn the_channel_is_turned_off_for_a_turnaround() {
    for source in SIDES {
        let mut pair = Pair::with_pages(source, 0, 0, &mu_law(), |_| {});
        let says_ones = |side: Side| Plan::TurnOff { says_ones: side != source };
        SIDES.into_iter().for_each(|side| pair.user(side).plan(1, says_ones(side)));
        pair.run(8000);
        for user in [&pair.call, &pair.answer] {
            assert!(user.heard.turned_off && user.heard.failed.is_none(), "{}", pair.log());
        }
    }
}

#[test]
fn an_end_that_goes_away_in_any_phase_is_given_up() {
    for (index, at) in (200..7000).step_by(600).enumerate() {
        let who = SIDES[index % 2];
        for source in SIDES {
            let mut pair = Pair::with_pages(source, 2, 40_000, &mu_law(), |_| {});
            pair.vanishes = Some((who, at));
            pair.run(40_000);
            let left = &pair.user(who.far()).heard;
            let failed = left.log.last().expect("it has failed").clone();
            assert!(left.failed.is_some(), "{who:?} away at {at}, {source:?}\n{}", pair.log());
            assert!(failed.0 < at + 21_000, "{who:?} away at {at}, {source:?}\n{}", pair.log());
        }
    }
}

#[test]
fn a_start_that_was_not_heard_is_made_good() {
    // TRN, the first PPh, a page's PP, Sh: what one side hears is silence for a while.
    for (side, from, until) in [
        (Side::Answer, 1250, 1600),
        (Side::Answer, 2380, 2480),
        (Side::Call, 2480, 2560),
        (Side::Answer, 4780, 4860),
        (Side::Call, 4860, 4920),
    ] {
        let wire = Wire { holes: vec![(side, from, until)], ..mu_law() };
        let mut pair = Pair::with_pages(Side::Call, 2, 40_000, &wire, |_| {});
        pair.run(30_000);
        let what = format!("{side:?} {from}\n{}", pair.log());
        assert_eq!((pair.answer.wrong(0), pair.answer.wrong(1)), (0, 0), "{what}");
        assert!(pair.ms < 18_000, "{what}");
    }
}

#[test]
fn a_page_that_was_not_heard_is_over_when_the_control_channel_comes() {
    let wire = Wire { holes: vec![(Side::Answer, 3200, 3480)], ..mu_law() };
    let mut pair = Pair::with_pages(Side::Call, 1, 40_000, &wire, |_| {});
    pair.run(12_000);
    assert_eq!(pair.answer.heard.ends, [None], "{}", pair.log());
    assert_eq!(pair.answer.heard.ups.len(), 2, "{}", pair.log());
    assert_eq!(pair.answer.heard.failed, None::<Cause>);
}

#[test]
fn a_page_that_was_not_heard_is_told_of_while_it_lasts() {
    // S and PP; all of it but B1; a part of PP.
    for (from, until) in [(3200, 3480), (3200, 3420), (3400, 3480)] {
        let wire = Wire { holes: vec![(Side::Answer, from, until)], ..mu_law() };
        let mut pair = Pair::with_pages(Side::Call, 1, 200_000, &wire, |_| {});
        pair.run(20_000);
        let log = &pair.answer.heard.log;
        let at = |what: &str| log.iter().find(|(_, told)| told.starts_with(what)).map(|it| it.0);
        let ended = at("PageEnds").expect("it has ended");
        let missed = at("PageMissed").or_else(|| at("PageBegins"));
        assert!(missed.is_some_and(|at| at + 3_000 < ended), "{from}\n{}", pair.log());
        let count = log.iter().filter(|(_, told)| told == "PageMissed").count();
        assert!(count <= 1, "{from}\n{}", pair.log());
        if (from, until) == (3200, 3480) {
            assert_eq!(count, 1, "{}", pair.log());
        }
    }
}

#[test]
fn a_page_that_goes_on_behind_a_silence_is_waited_for() {
    // It lasts from 3.4 s to 18 s: the silence ends before AC, in it, and behind it.
    for until in [6_500, 10_000, 12_500] {
        let wire = Wire { holes: vec![(Side::Answer, 5_000, until)], ..mu_law() };
        let mut pair = Pair::with_pages(Side::Call, 1, 500_000, &wire, |_| {});
        pair.run(40_000);
        let what = format!("{until}\n{}", pair.log());
        let [call, answer] = [&pair.call.heard, &pair.answer.heard];
        assert_eq!((call.failed, answer.failed), (None, None), "{what}");
        assert_eq!((call.ups.len(), answer.ups.len()), (2, 2), "{what}");
        let missed = answer.log.iter().filter(|(_, told)| told == "PageMissed").count();
        assert_eq!((answer.ends.len(), missed), (2, 1), "{what}");
    }
}

#[test]
fn a_gap_over_the_end_of_a_page_is_made_good() {
    let pages = |gap: (u64, u64)| {
        let mut pair = Pair::with_pages(Side::Call, 2, 40_000, &mu_law(), |_| {});
        pair.gap = gap;
        pair.run(40_000);
        pair
    };
    let clean = pages((0, 0));
    let is_end = |told: &&(u64, String)| told.1.starts_with("PageEnds");
    let ends = clean.answer.heard.log.iter().find(is_end).expect("it ends").0;
    let mut wrong = Vec::new();
    for (from, ms) in (ends - 900..ends + 260)
        .step_by(40)
        .flat_map(|from| [200, 400, 500, 600, 700, 1000].map(|ms| (from, ms)))
    {
        let pair = pages((from, from + ms));
        let [call, answer] = [&pair.call.heard, &pair.answer.heard];
        let is_up = (call.ups.len(), answer.ups.len()) == (3, 3);
        if (call.failed, answer.failed) != (None, None) || !is_up || pair.ms > clean.ms + 6_000 {
            wrong.push(format!("{ms} ms from {from}, the page ends at {ends}\n{}", pair.log()));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn any_cut_of_the_samples() {
    let said = |cut| {
        let mut pair = Pair::with_pages(Side::Answer, 1, 10_000, &mu_law(), |_| {});
        pair.cut = cut;
        pair.run(6000);
        (pair.all, pair.call.heard.pages)
    };
    let whole = said((160, 160));
    for cut in [(37, 160), (160, 53), (1, 7)] {
        assert!(said(cut) == whole, "{cut:?}");
    }
}

#[test]
fn two_of_the_same_role_are_given_up() {
    for role in [Role::Source, Role::Recipient] {
        let user = |side| User::new(&Terms::new(side, role, -10.0), 1, 1000);
        let mut pair = Pair::new(user(Side::Call), user(Side::Answer), &mu_law());
        pair.run(60_000);
        for user in [&pair.call, &pair.answer] {
            assert!(matches!(user.heard.failed, Some(Cause::Probing(_))), "{}", pair.log());
        }
        assert!(pair.ms < 30_000, "{}", pair.log());
    }
}

#[test]
fn a_far_end_that_hears_no_ones_is_given_up() {
    for source in SIDES {
        let user = |side| {
            let (role, pages) =
                if side == source { (Role::Source, 1) } else { (Role::Recipient, 0) };
            User::new(&Terms::new(side, role, -10.0), pages, 1000)
        };
        let mut pair = Pair::new(user(Side::Call), user(Side::Answer), &mu_law());
        // It comes up once more in between.
        while pair.ms < 16_000 && pair.source().heard.failed.is_none() {
            pair.step();
        }
        assert_eq!(pair.source().heard.failed, Some(Cause::NotTurnedOff), "{}", pair.log());
    }
}

#[test]
fn noise_and_its_own_voice_alone_are_given_up() {
    for role in [Role::Source, Role::Recipient] {
        for side in SIDES {
            for hears_itself in [false, true] {
                let mut link = Link::new(&Terms::new(side, role, -10.0));
                let (mut random, mut said) = (Random(5), [0i16; 160]);
                let mut none = RandomBits::new(0, 0);
                let mut failed = None;
                for block in 0..2000 {
                    let mut noise = || (random.gaussian() * 1500.0) as i16;
                    let heard = if hears_itself { said } else { [(); 160].map(|()| noise()) };
                    link.push(&heard);
                    link.pull(&mut none, &mut RandomBits::new(0, 0), &mut said);
                    while let Some(event) = link.poll() {
                        if let LinkEvent::Failed(cause) = event {
                            failed = Some((block * 20, cause));
                        }
                    }
                }
                let what = format!("{role:?} {side:?} {hears_itself}");
                let (ms, _) = failed.expect(&what);
                assert!(ms < 30_000, "{what}: {ms} ms");
                assert!(said.iter().all(|&sample| sample == 0), "{what}");
            }
        }
    }
}
