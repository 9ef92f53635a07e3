//! A call that goes wrong has the right outcome and ends: a caller who hangs up at any
//! moment, who never speaks, a human voice, music, ten minutes of silence. What was
//! confirmed stays received, and what came of a page is given out.

use ferrofax::modem::Rate;
use ferrofax::t4::{Bitmap, Coding, Resolution};
use ferrofax::t30::outcome::{Cause, Phase, Status};
use ferrofax_kit::answering::Answering;
use ferrofax_kit::faxing::{Case, answer_config};
use ferrofax_kit::line_model::LineSettings;
use ferrofax_kit::pages::{self, Content};
use ferrofax_kit::random::Random;
use ferrofax_kit::sounds::{music, voice};
use ferrofax_kit::wire::{BLOCK, Block, Terminal, Wire};

const CASE: Case = Case {
    rate: Rate::V29At9600,
    ecm: true,
    coding: Coding::Mmr,
    resolution: Resolution::Standard,
};

fn three_pages() -> Vec<Bitmap> {
    (0..3).map(|seed| pages::page(Content::Text, 1728, 500, seed)).collect()
}

/// The PBX tells us of a hang-up after so many blocks.
fn hung_up_after(case: Case, blocks: u64) -> Answering {
    let sent = three_pages();
    let (_folder, sender) = case.sender_of(&sent);
    let mut caller = sender.start();
    let mut answerer = Answering::new(answer_config()).hanging_up_at(blocks);
    let mut wire = Wire::new(&LineSettings::a_law());
    wire.grace_s = 1.0;
    wire.run(&mut caller, &mut answerer);
    let theirs = caller.finish();
    let outcome = answerer.outcome.expect("a call that is over has an outcome");
    // spandsp counts a page when it hears MCF, which is up to a second after we have
    // begun to say it.
    assert!(
        outcome.pages >= theirs.pages,
        "{blocks}: {outcome:?}, spandsp had {} confirmed",
        theirs.pages
    );
    for page in &answerer.pages {
        let whole = &sent[page.number as usize - 1];
        if page.complete {
            assert_eq!(
                pages::difference(whole, &page.bitmap),
                None,
                "{blocks}: page {}",
                page.number
            );
        } else {
            assert!(page.bitmap.rows() <= whole.rows(), "{blocks}: page {}", page.number);
        }
    }
    assert!(
        answerer.pages.iter().filter(|page| page.complete).count() >= outcome.pages as usize,
        "{blocks}: {outcome:?}"
    );
    answerer
}

#[test]
fn a_hang_up_at_any_moment_has_its_outcome() {
    for case in [CASE, Case { ecm: false, coding: Coding::Mr, ..CASE }] {
        let mut phases = std::collections::BTreeSet::new();
        let mut incomplete_pages = 0;
        // Every 1.7 s of a call of about a minute.
        for blocks in (1..3000).step_by(85) {
            let call = hung_up_after(case, blocks);
            let outcome = call.outcome.unwrap();
            if outcome.status == Status::Received {
                assert_eq!((outcome.pages, outcome.cause), (3, Cause::Ok), "{blocks}");
                continue;
            }
            assert_eq!(outcome.cause, Cause::Hangup, "{blocks}: {outcome:?}");
            assert_eq!(
                outcome.status == Status::Failed,
                call.pages.is_empty(),
                "{blocks}: {outcome:?}"
            );
            phases.insert(outcome.phase);
            incomplete_pages += call.pages.iter().filter(|page| !page.complete).count();
        }
        assert!(
            phases.is_superset(&[Phase::A, Phase::B, Phase::C, Phase::D].into()),
            "{case:?}: {phases:?}"
        );
        assert!(incomplete_pages > 0, "{case:?}: no page was cut off");
    }
}

/// Something that is no fax machine.
struct Sound<F: FnMut(u64) -> f64> {
    make: F,
    at: u64,
    blocks_left: u64,
}

impl<F: FnMut(u64) -> f64> Sound<F> {
    fn new(seconds: u64, make: F) -> Self {
        Self { make, at: 0, blocks_left: seconds * 50 }
    }
}

impl<F: FnMut(u64) -> f64> Terminal for Sound<F> {
    fn block(&mut self, _heard: &Block, said: &mut Block) -> bool {
        for sample in said {
            *sample = (self.make)(self.at) as i16;
            self.at += 1;
        }
        self.blocks_left -= 1;
        self.blocks_left > 0
    }
}

/// Runs a call against a sound; it must end by itself, as nothing that a fax would say.
fn no_fax(name: &str, mut sound: impl Terminal) {
    let mut answerer = Answering::new(answer_config());
    let run = Wire::new(&LineSettings::a_law()).run(&mut sound, &mut answerer);
    let outcome = answerer.outcome.unwrap_or_else(|| panic!("{name}: no outcome, {run:?}"));
    println!("{name}: {outcome:?} after {:.1} s", answerer.blocks as f64 * BLOCK as f64 / 8000.0);
    assert!(
        matches!(outcome.cause, Cause::T1Expired | Cause::DamagedCommands),
        "{name}: {outcome:?}"
    );
    assert_eq!((outcome.status, outcome.pages), (Status::Failed, 0), "{name}");
    let seconds = answerer.blocks as f64 * BLOCK as f64 / 8000.0;
    assert!((30.0..60.0).contains(&seconds), "{name}: {seconds} s");
}

#[test]
fn what_is_no_fax_ends_with_t1() {
    no_fax("ten minutes of silence", Sound::new(600, |_| 0.0));
    let mut random = Random::new(5);
    no_fax("noise", Sound::new(600, move |_| random.gauss() * 500.0));
    for seed in 0..3 {
        no_fax("a voice", Sound::new(600, voice(seed)));
        no_fax("music", Sound::new(600, music(seed)));
    }
    let cng = |at: u64| {
        if at % 28_000 < 4000 {
            4000.0 * (std::f64::consts::TAU * 1100.0 * at as f64 / 8000.0).sin()
        } else {
            0.0
        }
    };
    no_fax("CNG and nothing else", Sound::new(600, cng));
    no_fax(
        "a steady tone in V.21's band",
        Sound::new(600, |at| 4000.0 * (std::f64::consts::TAU * 1850.0 * at as f64 / 8000.0).sin()),
    );
}

#[test]
fn a_page_that_cannot_be_stored_is_not_confirmed() {
    let sent = three_pages();
    for case in [CASE, Case { ecm: false, coding: Coding::Mh, ..CASE }] {
        let mut answerer = Answering::new(answer_config());
        answerer.not_storable = vec![2];
        let mut wire = Wire::new(&LineSettings::a_law());
        let theirs = case.send_to(&sent, &mut wire, &mut answerer);
        let outcome = answerer.outcome.expect("an outcome");
        assert_eq!(
            (outcome.status, outcome.cause, outcome.pages),
            (Status::Incomplete, Cause::Storage, 1),
            "{outcome:?}"
        );
        assert_eq!(
            theirs.pages,
            1,
            "{}",
            case.account(std::slice::from_ref(&theirs.text), &answerer, &theirs)
        );
        assert!(!theirs.ok);
    }
}

/// It asks until we say so (RR after RNR, its command without ECM), and hears it then.
#[test]
fn a_page_that_turns_out_late_not_to_be_stored_is_not_confirmed() {
    let sent = three_pages();
    for (case, storing_s) in [(CASE, 12), (Case { ecm: false, coding: Coding::Mh, ..CASE }, 5)] {
        let mut answerer = Answering::new(answer_config());
        (answerer.not_storable, answerer.storing_blocks) = (vec![1], storing_s * 50);
        let mut wire = Wire::new(&LineSettings::a_law());
        let theirs = case.send_to(&sent, &mut wire, &mut answerer);
        let account = case.account(std::slice::from_ref(&theirs.text), &answerer, &theirs);
        let outcome = answerer.outcome.expect("an outcome");
        assert_eq!((outcome.cause, outcome.pages), (Cause::Storage, 0), "{account}");
        assert!(theirs.pages == 0 && !theirs.ok, "{account}");
        assert!(theirs.log.contains("DCN"), "{account}");
    }
}

#[test]
fn a_slow_disk_holds_a_fax_up_and_does_not_break_it() {
    let sent = three_pages();
    // Without ECM there is nothing to hold off with but silence, within the sender's
    // patience of 3 s and its repeats.
    let without_ecm = Case { ecm: false, coding: Coding::Mh, ..CASE };
    for (case, storing_s) in
        [(CASE, 1), (CASE, 12), (CASE, 40), (without_ecm, 2), (without_ecm, 5), (without_ecm, 8)]
    {
        let mut answerer = Answering::new(answer_config());
        answerer.storing_blocks = storing_s * 50;
        let mut wire = Wire::new(&LineSettings::a_law());
        let theirs = case.send_to(&sent, &mut wire, &mut answerer);
        case.check(&sent, &answerer, &theirs)
            .unwrap_or_else(|fault| panic!("{storing_s} s: {fault}"));
    }
}
