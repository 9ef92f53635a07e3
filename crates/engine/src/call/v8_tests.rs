//! Whole calls between two of ours, with V.8 on either side, on both and on none.

use super::*;
use crate::t4::{Bitmap, PageWidth, Resolution};
use crate::t30::outcome::Status;
use crate::t30::v8::V8Offer;
use ferrofax_signal::modem::{PageRate, Rate};
use std::sync::Arc;

/// How a call went.
#[derive(Debug, Default)]
struct Run {
    pages: Vec<Bitmap>,
    rates: Vec<PageRate>,
    caller: Vec<Rung>,
    answerer: Vec<Rung>,
    ended: Vec<Outcome>,
}

use ferrofax_ground::ladder::Rung;
use ferrofax_ground::outcome::Outcome;

impl Run {
    /// When the caller had heard DIS for the last time before its DCS, ms.
    fn dis_ms(&self) -> u64 {
        let dcs = self.caller.iter().position(|rung| rung.to_string().contains("DCS"));
        let before = &self.caller[..dcs.expect("DCS is said")];
        let dis = before.iter().rev().find(|rung| rung.to_string().contains("DIS"));
        dis.expect("DIS is heard").at_ms
    }

    fn says(rungs: &[Rung], what: &str) -> bool {
        rungs.iter().any(|rung| rung.to_string().contains(what))
    }
}

fn page() -> Bitmap {
    let mut page = Bitmap::white(PageWidth::A4.pixels(Resolution::Standard), 60);
    (200..900).for_each(|x| page.set(x, 30, true));
    page
}

/// A call of one page; the caller hears nothing in the first `deaf_ms`.
fn run(caller: V8Offer, answerer: V8Offer, deaf_ms: usize) -> Run {
    let mut run = Run::default();
    let mut calls = Call::originate(OriginateConfig { v8: caller, ..OriginateConfig::default() });
    let mut answers = Call::answer(AnswerConfig { v8: answerer, ..AnswerConfig::default() });
    let (mut from_caller, mut from_answerer) = ([0; 160], [0; 160]);
    for block in 0..4_000 {
        if calls.is_over() && answers.is_over() {
            return run;
        }
        calls.hear(if block * 20 < deaf_ms { &[0; 160] } else { &from_answerer });
        while let Some(event) = calls.poll_event() {
            match event {
                CallEvent::WantPage { .. } => {
                    let (width, next) = (PageWidth::A4, NextPage::End);
                    let bitmap = Arc::new(page());
                    let resolution = Resolution::Standard;
                    calls
                        .give_page(PageToSend { bitmap, resolution, width, colour: None, next })
                        .unwrap();
                }
                CallEvent::Trace(rung) => run.caller.push(rung),
                CallEvent::Ended(outcome) => run.ended.push(outcome),
                _ => {}
            }
        }
        answers.hear(&from_caller);
        while let Some(event) = answers.poll_event() {
            match event {
                CallEvent::Page(page) => {
                    answers.page_stored(page.number);
                    run.rates.push(page.rate);
                    run.pages.push(page.bitmap);
                }
                CallEvent::Trace(rung) => run.answerer.push(rung),
                CallEvent::Ended(outcome) => run.ended.push(outcome),
                _ => {}
            }
        }
        calls.say(&mut from_caller);
        answers.say(&mut from_answerer);
    }
    panic!("the call has no end: {:#?}", run.caller)
}

fn is_good(run: &Run) {
    assert_eq!(run.pages, [page()], "{:#?}", run.caller);
    assert_eq!(run.rates, [PageRate::Image(Rate::V17At14400)]);
    assert!(run.ended.iter().all(|outcome| outcome.status == Status::Received), "{:?}", run.ended);
}

#[test]
fn a_fax_arrives_with_v8_on_either_side_on_both_and_on_none() {
    use V8Offer::{Modems, Nothing};
    let plain = run(Nothing, Nothing, 0);
    is_good(&plain);
    for (caller, answerer) in [(Modems, Nothing), (Nothing, Modems), (Modems, Modems)] {
        let run = run(caller, answerer, 0);
        is_good(&run);
        println!("{caller:?}, {answerer:?}: {} ms for {} ms", run.dis_ms(), plain.dis_ms());
        // No side loses time by it that has it alone; together they save some.
        assert!(run.dis_ms() <= plain.dis_ms() + 40, "{caller:?}, {answerer:?}");
        let is_agreed = caller == Modems && answerer == Modems;
        let text = "agreed on V.17, V.29, V.27ter";
        assert_eq!(Run::says(&run.caller, text), is_agreed, "{:#?}", run.caller);
        assert_eq!(Run::says(&run.answerer, text), is_agreed, "{:#?}", run.answerer);
        assert_eq!(Run::says(&run.caller, "plain CED"), answerer == Nothing);
        assert_eq!(Run::says(&run.answerer, "no CM"), caller == Nothing && answerer == Modems);
    }
}

#[test]
fn one_side_that_has_v34_alone_has_none() {
    let run = run(V8Offer::V34, V8Offer::Modems, 0);
    is_good(&run);
    assert!(!Run::says(&run.caller, "V.34"));
}

#[test]
fn a_caller_that_missed_ansam_begins_again_by_ci() {
    let run = run(V8Offer::V34, V8Offer::V34, 3_300);
    assert_eq!(run.pages, [page()], "{:#?}", run.caller);
    assert!(matches!(run.rates[..], [PageRate::V34(_)]), "{:?}", run.rates);
    assert!(Run::says(&run.caller, "agreed on V.34 half-duplex"), "{:#?}", run.caller);
    assert!(Run::says(&run.answerer, "CI"), "{:#?}", run.answerer);
    println!("{} ms", run.dis_ms());
    // Without V.34 there is nothing to gain by it.
    let run = self::run(V8Offer::Modems, V8Offer::Modems, 3_300);
    is_good(&run);
    assert!(!Run::says(&run.answerer, "CI"), "{:#?}", run.answerer);
}
