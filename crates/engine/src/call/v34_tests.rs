//! Whole calls between two of ours by V.34 (T.30 Annex F), over µ-law.

use super::test_random::{Random, companded};
use super::*;
use crate::t4::{Bitmap, Coding, PageWidth, Resolution};
use crate::t30::outcome::{Outcome, Status};
use ferrofax_ground::ladder::Rung;
use ferrofax_signal::modem::PageRate;
use std::collections::VecDeque;
use std::sync::Arc;

/// Samples at a time: 20 ms.
const BLOCK: usize = 160;

/// A call: who is who, and what the line does to what each of them says.
struct Calls {
    caller: Call,
    answerer: Call,
    pages: Vec<Arc<Bitmap>>,
    /// What is heard of what was said, and whether the caller said it.
    line: fn(When, bool, &mut [i16]),
    /// How many blocks each is on the way.
    delay: usize,
    /// Whether a packet of this number is lost both ways.
    loses: fn(usize) -> bool,
    /// The caller's owner cancels the call so many blocks into a page.
    cancels: Option<usize>,
    /// How long the answerer's owner takes over a page, ms; none: he can't store it.
    storing: Option<usize>,
}

/// Where the call stands, in blocks: since its begin, and since the page's that is coming in.
#[derive(Clone, Copy)]
struct When {
    block: usize,
    in_page: Option<usize>,
}

/// How it went.
#[derive(Debug, Default)]
struct Run {
    /// Pages that came, and how.
    pages: Vec<Bitmap>,
    rates: Vec<PageRate>,
    caller: Vec<Rung>,
    answerer: Vec<Rung>,
    ended: Vec<Outcome>,
    ms: usize,
    /// When it was cancelled.
    cancelled_ms: usize,
    /// Pages that the call has got which was looked at last, and when.
    came: Vec<(usize, u32)>,
}

fn says(rungs: &[Rung], what: &str) -> usize {
    rungs.iter().filter(|rung| rung.to_string().contains(what)).count()
}

/// A page of dots, which no coding makes small: `rows` of 216 octets.
fn page(number: u32, rows: u32) -> Arc<Bitmap> {
    let mut random = Random(u64::from(number) + 1);
    let width = PageWidth::A4.pixels(Resolution::Standard);
    let mut page = Bitmap::white(width, rows);
    for y in 0..rows {
        (0..width)
            .filter(|_| random.next() >> 24 < 64)
            .for_each(|x| page.set(x, y, true));
    }
    Arc::new(page)
}

fn pages(count: u32) -> Vec<Arc<Bitmap>> {
    (0..count).map(|number| page(number, 40)).collect()
}

impl Calls {
    fn new(originate: OriginateConfig, answer: AnswerConfig, pages: Vec<Arc<Bitmap>>) -> Self {
        let v8 = V8Offer::V34;
        let caller = Call::originate(OriginateConfig { v8, ..originate });
        let answerer = Call::answer(AnswerConfig { v8, ..answer });
        let line = |_: When, _: bool, _: &mut [i16]| ();
        let (loses, storing): (fn(usize) -> bool, _) = (|_| false, Some(0));
        Self { caller, answerer, pages, line, delay: 0, loses, cancels: None, storing }
    }

    /// Of one side that sends these pages and one that receives them, in this coding at best.
    fn sending(coding: Coding, pages: Vec<Arc<Bitmap>>) -> Self {
        let codings = vec![Coding::Mh, coding];
        let originate = OriginateConfig { codings: codings.clone(), ..OriginateConfig::default() };
        Self::new(originate, AnswerConfig { codings, ..AnswerConfig::default() }, pages)
    }

    fn with_line(self, line: fn(When, bool, &mut [i16])) -> Self {
        Self { line, ..self }
    }

    /// To the end of both, which comes within so many seconds.
    fn run(mut self, most_s: usize) -> Run {
        let mut run = Run::default();
        // What is on the way.
        let mut to_caller = VecDeque::from(vec![[0; BLOCK]; self.delay + 1]);
        let mut to_answerer = to_caller.clone();
        let (mut in_page, mut coming) = (None, [Vec::new(), Vec::new()]);
        for block in 0..most_s * 50 {
            run.ms = block * 20;
            let is_coming = self.answerer.line.is_hearing_page();
            in_page = is_coming.then(|| in_page.map_or(0, |blocks| blocks + 1));
            if in_page.is_some() && in_page == self.cancels {
                self.caller.cancel();
                run.cancelled_ms = run.ms;
            }
            if self.caller.is_over() && self.answerer.is_over() {
                return run;
            }
            let [mut from_answerer, mut from_caller] =
                [&mut to_caller, &mut to_answerer].map(|way| way.pop_front().unwrap());
            if (self.loses)(block) {
                self.caller.hear_gap(BLOCK);
                self.answerer.hear_gap(BLOCK);
            } else {
                self.caller.hear(&from_answerer);
                self.answerer.hear(&from_caller);
            }
            look(&mut self.caller, &self.pages, &mut run, |run| &mut run.caller);
            coming[0].append(&mut run.came);
            store(&mut self.caller, self.storing, (run.ms, &mut coming[0]));
            look(&mut self.answerer, &self.pages, &mut run, |run| &mut run.answerer);
            coming[1].append(&mut run.came);
            store(&mut self.answerer, self.storing, (run.ms, &mut coming[1]));
            self.caller.say(&mut from_caller);
            self.answerer.say(&mut from_answerer);
            for (is_caller, mut said, way) in
                [(true, from_caller, &mut to_answerer), (false, from_answerer, &mut to_caller)]
            {
                (self.line)(When { block, in_page }, is_caller, &mut said);
                let line: Vec<f32> = said.iter().map(|sample| f32::from(*sample)).collect();
                said.copy_from_slice(&companded(&line));
                way.push_back(said);
            }
        }
        panic!("no end after {most_s} s:\n{}\n{}", told(&run.caller), told(&run.answerer))
    }
}

fn told(rungs: &[Rung]) -> String {
    rungs.iter().map(|rung| format!("{rung}\n")).collect()
}

/// Does what the owner of a call does.
fn look(
    call: &mut Call,
    pages: &[Arc<Bitmap>],
    run: &mut Run,
    rungs: fn(&mut Run) -> &mut Vec<Rung>,
) {
    while let Some(event) = call.poll_event() {
        match event {
            CallEvent::WantPage { index, .. } => {
                let last = index as usize + 1 == pages.len();
                let next = if last { NextPage::End } else { NextPage::More };
                let bitmap = pages[index as usize].clone();
                let (width, resolution) = (PageWidth::A4, Resolution::Standard);
                call.give_page(PageToSend { bitmap, resolution, width, colour: None, next })
                    .unwrap();
            }
            CallEvent::Page(page) => {
                run.came.push((run.ms, page.number));
                run.rates.push(page.rate);
                run.pages.push(page.bitmap);
            }
            CallEvent::Trace(rung) => rungs(run).push(rung),
            CallEvent::Ended(outcome) => run.ended.push(outcome),
            _ => {}
        }
    }
}

/// Pages that have come to a call are stored so much later, or turn out not to be.
fn store(call: &mut Call, takes_ms: Option<usize>, (now, coming): (usize, &mut Vec<(usize, u32)>)) {
    let is_due = |(since, _): &mut (usize, u32)| now - *since >= takes_ms.unwrap_or(5_000);
    for (_, page) in coming.extract_if(.., is_due) {
        match takes_ms {
            Some(_) => call.page_stored(page),
            None => call.page_not_stored(page),
        }
    }
}

#[track_caller]
fn arrived(run: &Run, pages: &[Arc<Bitmap>], by_v34: bool) {
    let ladders = || format!("{}\n{}", told(&run.caller), told(&run.answerer));
    assert!(run.ended.iter().all(|it| it.status == Status::Received), "{}", ladders());
    assert_eq!(run.pages.len(), pages.len(), "{}", ladders());
    assert!(run.pages.iter().eq(pages.iter().map(|page| &**page)), "{}", ladders());
    let is_v34 = |rate: &PageRate| matches!(rate, PageRate::V34(_));
    assert!(run.rates.iter().all(|rate| is_v34(rate) == by_v34), "{}", ladders());
}

#[test]
fn faxes_go_by_v34_in_both_codings() {
    for (count, coding) in [(1, Coding::Mmr), (3, Coding::Mmr), (1, Coding::Jbig)] {
        let sent = pages(count);
        let run = Calls::sending(coding, sent.clone()).run(120);
        arrived(&run, &sent, true);
        println!("{count} pages, {coding}: {} ms, {}", run.ms, run.rates[0]);
        assert!(run.ms < 15_000 + 4_000 * count as usize, "{}", told(&run.answerer));
        assert!(run.rates.iter().all(|rate| rate.bps() >= 28_800), "{:?}", run.rates);
        for rungs in [&run.caller, &run.answerer] {
            assert_eq!(says(rungs, "V.34 probed"), 1, "{}", told(rungs));
            assert_eq!(says(rungs, "damaged"), 0, "{}", told(rungs));
        }
    }
}

/// T.30 Annex F has RNR and RR as annex A.
#[test]
fn a_caller_by_v34_is_held_off_until_its_page_is_stored() {
    let sent = pages(2);
    let calls = Calls::sending(Coding::Mmr, sent.clone());
    let run = Calls { storing: Some(20_000), ..calls }.run(120);
    arrived(&run, &sent, true);
    assert!(says(&run.answerer, "> RNR") >= 8, "{}", told(&run.answerer));
    assert_eq!(says(&run.answerer, "> MCF"), 2, "{}", told(&run.answerer));
}

#[test]
fn a_page_by_v34_that_is_not_stored_is_not_confirmed() {
    let calls = Calls::sending(Coding::Mmr, pages(2));
    let run = Calls { storing: None, ..calls }.run(120);
    assert_eq!(says(&run.answerer, "> MCF"), 0, "{}", told(&run.answerer));
    assert!(says(&run.answerer, "> RNR") > 0, "{}", told(&run.answerer));
    assert_eq!(says(&run.caller, "< DCN"), 1, "{}", told(&run.caller));
    assert_eq!(run.ended.iter().map(|end| end.pages).sum::<u32>(), 0, "{:?}", run.ended);
}

#[test]
fn a_document_is_fetched_by_v34() {
    let held = pages(2);
    let document = Fetch::default();
    let fetch = FetchConfig { document, receive: AnswerConfig::default() };
    let originate = OriginateConfig {
        sends: false,
        fetch: Some(Box::new(fetch)),
        ..OriginateConfig::default()
    };
    let answer = AnswerConfig { holds_document: true, ..AnswerConfig::default() };
    let run = Calls::new(originate, answer, held.clone()).run(120);
    arrived(&run, &held, true);
}

/// Of one side that sends these pages and fetches them, too, behind that or before.
fn both_ways(first: bool, pages: Vec<Arc<Bitmap>>) -> Calls {
    let document = Fetch { first, ..Fetch::default() };
    let fetch = Some(Box::new(FetchConfig { document, receive: AnswerConfig::default() }));
    let originate = OriginateConfig { fetch, ..OriginateConfig::default() };
    let answer = AnswerConfig { holds_document: true, ..AnswerConfig::default() };
    Calls::new(originate, answer, pages)
}

#[test]
fn a_call_turns_round_by_v34() {
    let held = pages(2);
    for first in [false, true] {
        let run = both_ways(first, held.clone()).run(200);
        arrived(&run, &[held.clone(), held.clone()].concat(), true);
        println!("first {first}: {} ms", run.ms);
        for rungs in [&run.caller, &run.answerer] {
            assert_eq!(says(rungs, "begins again in the other direction"), 1, "{}", told(rungs));
            assert_eq!(says(rungs, "V.34 probed"), 2, "{}", told(rungs));
        }
        // DTC is said once, and no DIS behind V.8.
        assert_eq!(says(&run.caller, "> DTC"), 1, "{}", told(&run.caller));
        assert_eq!(says(&run.answerer, "> DIS"), 2, "{}", told(&run.answerer));
    }
}

#[test]
fn what_noise_has_damaged_comes_again() {
    let sent = vec![page(1, 120)];
    // 20 dB below the page, which needs 34.
    let run = Calls::sending(Coding::Mmr, sent.clone())
        .with_line(|when, is_caller, said| {
            let mut random = Random(when.block as u64 + 1);
            let in_page = when.in_page.is_some_and(|blocks| (40..50).contains(&blocks));
            if is_caller && in_page && when.block < 500 {
                said.iter_mut().for_each(|sample| *sample += (random.next() >> 21) as i16 - 512);
            }
        })
        .run(120);
    arrived(&run, &sent, true);
    assert!(says(&run.answerer, "PPR") > 0, "{}", told(&run.answerer));
}

#[test]
fn a_line_that_becomes_good_again_is_fast_again() {
    let sent: Vec<_> = (0..8).map(|number| page(number, 120)).collect();
    let run = Calls::sending(Coding::Mmr, sent.clone())
        .with_line(|when, is_caller, said| {
            let mut random = Random(when.block as u64 + 1);
            let in_page = when.in_page.is_some_and(|blocks| blocks >= 5);
            if is_caller && in_page && when.block < 900 {
                said.iter_mut().for_each(|sample| *sample += (random.next() >> 21) as i16 - 512);
            }
        })
        .run(200);
    arrived(&run, &sent, true);
    let bps: Vec<u32> = run.rates.iter().map(|rate| rate.bps()).collect();
    assert!(bps[0] < 33_600 && bps.is_sorted() && bps.last() == Some(&33_600), "{bps:?}");
    assert!(says(&run.answerer, "dB to spare at this rate") > 0, "{}", told(&run.answerer));
}

#[test]
fn a_long_way_and_lost_packets_cost_time_alone() {
    let sent = pages(2);
    // 300 ms there and back.
    let run = Calls { delay: 7, ..Calls::sending(Coding::Mmr, sent.clone()) }.run(120);
    arrived(&run, &sent, true);
    // One packet in two hundred.
    let loses = |block| block % 200 == 150;
    let run = Calls { loses, ..Calls::sending(Coding::Mmr, sent.clone()) }.run(200);
    let ladders = || format!("{}{}", told(&run.caller), told(&run.answerer));
    assert!(run.pages.iter().eq(sent.iter().map(|page| &**page)), "{}", ladders());
}

#[test]
fn a_line_that_v34_does_not_get_through_carries_the_fax_by_v17() {
    let sent = pages(1);
    // From V.8's end on nothing is heard of either for a while.
    let run = Calls::sending(Coding::Mmr, sent.clone())
        .with_line(|when, _, said| {
            if (250..2_000).contains(&when.block) {
                said.fill(0);
            }
        })
        .run(150);
    arrived(&run, &sent, false);
    for rungs in [&run.caller, &run.answerer] {
        assert_eq!(says(rungs, "no V.34 any more"), 1, "{}", told(rungs));
    }
}

#[test]
fn no_page_goes_faster_than_either_end_wishes() {
    let sent = pages(2);
    for (caller_bps, answerer_bps, bps) in [(28_800, 0, 28_800), (31_200, 16_800, 16_800)] {
        let run = Calls::new(
            OriginateConfig { v34_most_bps: caller_bps, ..OriginateConfig::default() },
            AnswerConfig { v34_most_bps: answerer_bps, ..AnswerConfig::default() },
            sent.clone(),
        )
        .run(120);
        arrived(&run, &sent, true);
        assert!(run.rates.iter().all(|rate| rate.bps() == bps), "{:?}", run.rates);
    }
}

/// Noise over the start of V.34, and none behind it.
fn noise_at_first(when: When, _: bool, said: &mut [i16]) {
    if (100..290).contains(&when.block) {
        let mut random = Random(when.block as u64 + 1);
        said.iter_mut()
            .for_each(|sample| *sample += (random.next() >> 20) as i16 - 1024);
    }
}

#[test]
fn a_lowest_rate_that_v34_does_not_keep_to_is_kept_to_by_v17_in_the_same_call() {
    let sent = pages(1);
    let calls = |min_rate_bps| {
        let originate = OriginateConfig { min_rate_bps, ..OriginateConfig::default() };
        Calls::new(originate, AnswerConfig::default(), sent.clone()).with_line(noise_at_first)
    };
    let run = calls(0).run(120);
    arrived(&run, &sent, true);
    assert!(run.rates.iter().all(|rate| rate.bps() < 14_400), "{:?}", run.rates);
    let run = calls(14_400).run(120);
    arrived(&run, &sent, false);
    assert!(run.rates.iter().all(|rate| rate.bps() == 14_400), "{:?}", run.rates);
    for rungs in [&run.caller, &run.answerer] {
        assert_eq!(says(rungs, "no V.34 data rate in common"), 1, "{}", told(rungs));
    }
}

#[test]
fn a_page_that_goes_on_behind_a_silence_stays_with_v34() {
    // Some 15 s of it.
    let sent = vec![page(1, 300)];
    let run = Calls::sending(Coding::Mmr, sent.clone())
        .with_line(|when, is_caller, said| {
            if is_caller && (600..900).contains(&when.block) {
                said.fill(0);
            }
        })
        .run(120);
    arrived(&run, &sent, true);
    assert_eq!(says(&run.answerer, "no V.34 any more"), 0, "{}", told(&run.answerer));
    assert!(says(&run.answerer, "PPR") > 0, "{}", told(&run.answerer));
}

#[test]
fn a_far_end_that_falls_silent_ends_the_call() {
    // In V.8, phase 2, phase 3, the start of the control channel, the page, behind it.
    for second in 3..14 {
        for caller_falls_silent in [true, false] {
            let mut calls = Calls::sending(Coding::Mmr, pages(1));
            let (mut from_caller, mut from_answerer) = ([0; BLOCK], [0; BLOCK]);
            let mut run = Run::default();
            let mut ms = 0;
            for block in 0..200 * 50 {
                ms = block * 20;
                let is_dead = ms >= second * 1000;
                let mut live = Vec::new();
                if !(is_dead && caller_falls_silent) {
                    calls.caller.hear(&from_answerer);
                    look(&mut calls.caller, &calls.pages, &mut run, |run| &mut run.caller);
                    calls.caller.say(&mut from_caller);
                    live.push(&calls.caller);
                } else {
                    from_caller.fill(0);
                }
                if !is_dead || caller_falls_silent {
                    calls.answerer.hear(&from_caller);
                    look(&mut calls.answerer, &calls.pages, &mut run, |run| &mut run.answerer);
                    calls.answerer.say(&mut from_answerer);
                    live.push(&calls.answerer);
                } else {
                    from_answerer.fill(0);
                }
                if live.iter().all(|call| call.is_over()) {
                    break;
                }
            }
            let outcome = run.ended.last().unwrap_or_else(|| {
                panic!("no end: {second} s\n{}\n{}", told(&run.caller), told(&run.answerer))
            });
            println!("{second} s, caller {caller_falls_silent}: {ms} ms, {}", outcome.cause);
            assert!(ms < 150_000, "{second} s: {ms} ms");
            assert!(outcome.status != Status::Received || second >= 10, "{outcome:?}");
        }
    }
}

#[test]
fn a_cancelled_page_ends_at_once() {
    // Some 15 s of it.
    let sent = vec![page(1, 300)];
    let run = Calls { cancels: Some(50), ..Calls::sending(Coding::Mmr, sent) }.run(120);
    assert!(run.cancelled_ms > 0, "{}", told(&run.caller));
    assert!(run.ms < run.cancelled_ms + 5_000, "{}{}", told(&run.caller), told(&run.answerer));
    assert_eq!(says(&run.answerer, "< DCN"), 1, "{}", told(&run.answerer));
}

#[test]
fn a_call_that_may_go_over_to_t38_offers_no_v34() {
    let ask_t38 = AskT38::AtFlags;
    let sent = pages(1);
    let run = Calls::new(
        OriginateConfig { ask_t38, ..OriginateConfig::default() },
        AnswerConfig::default(),
        sent.clone(),
    )
    .run(120);
    arrived(&run, &sent, false);
    assert_eq!(says(&run.answerer, "V.34"), 0, "{}", told(&run.answerer));
}
