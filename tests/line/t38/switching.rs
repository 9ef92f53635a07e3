//! Calls that go over to T.38, and back, at every moment: by our wish or theirs, both
//! sides at once or one after the other.

use crate::t38::fax::some_pages;
use crate::t38::terminal::Ours;
use ferrofax::call::{AnswerConfig, AskT38, Call, OriginateConfig, T38Terms};
use ferrofax::modem::Rate;
use ferrofax::t4::Resolution;
use ferrofax::t30::outcome::{Cause, Status};
use ferrofax_kit::calling::to_send;
use ferrofax_kit::pages;

/// When each side changes its line, in ticks of 20 ms; `None` never.
#[derive(Clone, Copy, Debug, Default)]
struct Plan {
    caller_at: Option<u64>,
    answerer_at: Option<u64>,
    back_at: Option<u64>,
}

/// Samples, and packets with their numbers.
type Said = (Vec<i16>, Vec<(u16, Vec<u8>)>);

/// Two terminals of ours on a line that carries audio and packets side by side, each 20 ms late.
struct Line {
    caller: Ours,
    answerer: Ours,
    ticks: u64,
    numbers: [u16; 2],
    /// What each said last: samples and packets.
    said: [Said; 2],
}

impl Line {
    fn new(ask: AskT38, pages: u64) -> Self {
        Self::with_ecm(true, ask, pages)
    }

    fn with_ecm(ecm: bool, ask: AskT38, pages: u64) -> Self {
        let originate = OriginateConfig { ecm, ask_t38: ask, ..OriginateConfig::default() };
        let caller = Ours::new(
            Call::originate(originate),
            to_send(&some_pages(pages), Resolution::Standard),
            None,
        );
        let answer = AnswerConfig { ask_t38: ask, ..AnswerConfig::default() };
        let answerer = Ours::new(Call::answer(answer), Vec::new(), None);
        let said = [(vec![0; 160], Vec::new()), (vec![0; 160], Vec::new())];
        Self { caller, answerer, ticks: 0, numbers: [0; 2], said }
    }

    fn tick(&mut self) {
        self.ticks += 1;
        let [from_caller, from_answerer] = std::mem::take(&mut self.said);
        let sides = [(&mut self.caller, from_answerer), (&mut self.answerer, from_caller)];
        for (side, (ours, (samples, packets))) in sides.into_iter().enumerate() {
            for (number, packet) in packets {
                ours.call.hear_packet(Some(number), &packet);
            }
            // An owner gives whatever comes; the call knows what its line is.
            let was_t38 = ours.call.is_t38();
            ours.call.hear(if samples.is_empty() { &[0; 160] } else { &samples });
            if was_t38 {
                ours.call.pass_time(160);
            }
            ours.drain();
            let mut out = vec![0; 160];
            ours.call.say(&mut out);
            ours.drain();
            let mut packets = Vec::new();
            while let Some(packet) = ours.call.poll_packet() {
                packets.push((self.numbers[side], packet));
                self.numbers[side] = self.numbers[side].wrapping_add(1);
            }
            self.said[side] = (out, packets);
        }
    }

    fn run_to(&mut self, tick: u64) {
        while self.ticks < tick {
            self.tick();
        }
    }

    /// Runs to the end, or for 400 s.
    fn run(&mut self, plan: Plan) {
        while self.ticks < 20_000 && !(self.caller.call.is_over() && self.answerer.call.is_over()) {
            self.tick();
            if plan.caller_at == Some(self.ticks) {
                self.caller.call.switch_to_t38(T38Terms::default());
            }
            if plan.answerer_at == Some(self.ticks) {
                self.answerer.call.switch_to_t38(T38Terms::default());
            }
            if plan.back_at == Some(self.ticks) {
                self.caller.call.switch_to_audio();
                self.answerer.call.switch_to_audio();
            }
        }
    }

    /// That every page came.
    fn check(&self, sent: u64, what: &str) {
        let fault = |why: &str| {
            panic!(
                "{what}: {why}\n  caller:\n    {}\n  answerer:\n    {}",
                self.caller.trace.join("\n    "),
                self.answerer.trace.join("\n    ")
            )
        };
        for side in [&self.caller, &self.answerer] {
            if side.outcome.is_none_or(|outcome| outcome.status != Status::Received) {
                fault(&format!("{:?}", side.outcome));
            }
        }
        let whole: Vec<_> = self.answerer.pages.iter().filter(|page| page.complete).collect();
        if whole.len() as u64 != sent {
            fault(&format!("{} of {sent} pages came", whole.len()));
        }
        for (sent, page) in some_pages(sent).iter().zip(whole) {
            if let Some(difference) = pages::difference(sent, &page.bitmap) {
                fault(&difference);
            }
        }
    }
}

#[test]
fn a_call_goes_over_to_t38_at_any_moment() {
    // CED, DIS, DCS, training check, CFR; both sides at once, or one of them later as a
    // re-INVITE takes its time.
    for at in [1, 20, 100, 170, 200, 230, 260, 300, 330, 360, 400, 430] {
        for later in [0, 10, 50] {
            for caller_first in [true, false] {
                let mut line = Line::new(AskT38::Never, 1);
                let (first, second) = (Some(at), Some(at + later));
                let (caller_at, answerer_at) =
                    if caller_first { (first, second) } else { (second, first) };
                line.run(Plan { caller_at, answerer_at, back_at: None });
                line.check(1, &format!("at {at}, {later} later, caller first: {caller_first}"));
                assert_eq!(line.answerer.stats().switches, 1);
                // What was heard as audio says nothing of pages that went as packets.
                let seen = line.caller.call.sent_line().expect("it has trained");
                assert!(seen.answers.is_none(), "{seen}");
            }
        }
    }
}

/// Runs a call with one page to this tick, and then changes the line of both sides.
fn changed_in_the_page(ecm: bool, goes_to_t38: bool, at: u64) -> Line {
    let mut line = Line::with_ecm(ecm, AskT38::Never, 1);
    let switch = |line: &mut Line, to_t38: bool| {
        for side in [&mut line.caller, &mut line.answerer] {
            if to_t38 {
                side.call.switch_to_t38(T38Terms::default());
            } else {
                side.call.switch_to_audio();
            }
        }
    };
    if !goes_to_t38 {
        switch(&mut line, true);
    }
    line.run_to(at);
    switch(&mut line, goes_to_t38);
    line
}

/// Asterisk's bridge goes back to audio when the other side hangs up.
#[test]
fn the_rows_of_a_page_are_kept_where_the_line_changes_and_the_call_ends() {
    for ecm in [false, true] {
        for goes_to_t38 in [false, true] {
            for at in [600, 700] {
                let mut line = changed_in_the_page(ecm, goes_to_t38, at);
                line.run_to(at + 50);
                line.answerer.call.hang_up();
                line.run_to(at + 51);
                let outcome = line.answerer.outcome.expect("it was hung up");
                assert_eq!((outcome.status, outcome.pages), (Status::Incomplete, 0));
                let [page] = &line.answerer.pages[..] else { panic!("one page at {at}") };
                assert!(!page.complete && page.bitmap.rows() > 100);
            }
        }
    }
}

#[test]
fn a_page_comes_whole_where_the_line_changes_in_it() {
    for ecm in [false, true] {
        for goes_to_t38 in [false, true] {
            for at in [600, 700, 850] {
                let mut line = changed_in_the_page(ecm, goes_to_t38, at);
                line.run(Plan::default());
                line.check(1, &format!("ECM {ecm}, to T.38 {goes_to_t38}, at {at}"));
                assert_eq!(line.answerer.pages.len(), 1);
            }
        }
    }
}

/// Else the remote end would wait for what does not come: a call that hangs up in the moment of the
/// change may be held for seconds by the network.
#[test]
fn who_breaks_off_is_heard_where_the_line_has_become_another_meanwhile() {
    // In CED, DIS, DCS, the training check; the line changes while DCN is said.
    for at in [60, 150, 200, 250] {
        for (later, by_caller) in [(4, true), (20, true), (45, true), (4, false), (20, false)] {
            let mut line = Line::new(AskT38::Never, 1);
            line.run_to(at);
            let who = if by_caller { &mut line.caller } else { &mut line.answerer };
            who.call.cancel();
            line.run_to(at + later);
            let is_over = |ours: &Ours| ours.call.is_over();
            assert!(!is_over(&line.caller) && !is_over(&line.answerer), "at {at}, {later} later");
            line.run(Plan {
                caller_at: Some(at + later + 1),
                answerer_at: Some(at + later + 1),
                back_at: None,
            });
            let other = if by_caller { &line.answerer } else { &line.caller };
            let outcome = other.outcome.expect("it is over");
            assert!(
                matches!(outcome.cause, Cause::DcnBeforePage | Cause::DcnFromReceiver),
                "at {at}, {later} later, by the caller: {by_caller}: {outcome:?}\n    {}",
                other.trace.join("\n    ")
            );
        }
    }
}

#[test]
fn a_call_goes_on_in_audio_when_t38_stays_silent() {
    for at in [20, 100, 200, 300, 400] {
        let mut line = Line::new(AskT38::Never, 2);
        // The remote end accepted T.38 and sends nothing by it.
        line.run(Plan { caller_at: Some(at), answerer_at: Some(at), back_at: Some(at + 150) });
        line.check(2, &format!("over at {at}, back 3 s later"));
        assert_eq!(line.caller.stats().switches, 2);
    }
}

#[test]
fn the_moment_to_ask_comes_once_and_only_if_wanted() {
    for (ask, each) in [(AskT38::Never, 0), (AskT38::Early, 1), (AskT38::AtFlags, 1)] {
        let mut line = Line::new(ask, 1);
        line.run(Plan::default());
        line.check(1, &format!("{ask:?}"));
        assert_eq!((line.caller.wants_t38, line.answerer.wants_t38), (each, each), "{ask:?}");
        assert_eq!(line.caller.call.t38_stats(), None);
    }
    // The remote end was quicker, or it was refused.
    let mut line = Line::new(AskT38::AtFlags, 1);
    line.answerer.call.t38_refused();
    line.run(Plan { caller_at: Some(100), answerer_at: Some(100), back_at: None });
    line.check(1, "switched before it was asked for");
    assert_eq!((line.caller.wants_t38, line.answerer.wants_t38), (0, 0));
}

#[test]
fn a_session_that_is_refreshed_goes_on() {
    let mut line = Line::new(AskT38::Never, 2);
    while line.ticks < 20_000 && !line.caller.call.is_over() {
        line.tick();
        if line.ticks % 100 == 50 {
            line.caller.call.switch_to_t38(T38Terms::default());
            line.answerer
                .call
                .switch_to_t38(T38Terms { max_ifp: 300, ..T38Terms::default() });
        }
    }
    while !line.answerer.call.is_over() && line.ticks < 20_000 {
        line.tick();
    }
    line.check(2, "refreshed every 2 s");
    assert_eq!(line.caller.stats().switches, 1);
}

#[test]
fn a_limit_of_the_rate_is_gone_when_the_line_is_audio_again() {
    let limited = T38Terms { max_bit_rate: 4800, ..T38Terms::default() };
    for (back_at, rate) in [(None, Rate::V27ter4800), (Some(250), Rate::V17At14400)] {
        let mut line = Line::new(AskT38::Never, 1);
        while line.ticks < 20_000 && !(line.caller.call.is_over() && line.answerer.call.is_over()) {
            line.tick();
            if line.ticks == 100 {
                line.caller.call.switch_to_t38(limited);
                line.answerer.call.switch_to_t38(limited);
            }
            if back_at == Some(line.ticks) {
                line.caller.call.switch_to_audio();
                line.answerer.call.switch_to_audio();
            }
        }
        line.check(1, &format!("back at {back_at:?}"));
        assert_eq!(line.answerer.pages[0].rate, rate);
    }
}
