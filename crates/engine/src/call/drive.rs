//! The loop that a call runs in.
//!
//! ```text
//!  hear, hear_gap, pass_time         page_stored, give_page, hang_up, …
//!       │ every 10 ms of line time            │
//!       ▼                                     │
//!     line ──────────── inputs ───────────────┤
//!       ▲                                     ▼
//!       │                                  session ◄──────────────┐
//!       │ listen, say, hush                   │ outputs           │
//!       └──────────────────────────────── carry_out ── answers ───┘
//!                                             │
//!                                             ▼
//!                                      events, for poll_event
//! ```
//!
//! One input goes into the session, then all its outputs are carried out; only then the
//! next input goes in. That holds for answers too: what the session asks for at once
//! ([`Output::FinishPage`], [`Output::CodePage`]) is ready when that output has been
//! carried out, and goes in when the last of them has.
//!
//! Every 10 ms of line time ([`STEP`]): all that was heard until then, in order; then
//! [`Input::Tick`], which lets timers run out; then [`Input::Said`] if packets were the
//! last to go out. Audio has its `Said` while it is fetched, by [`Call::say`].

use super::line::Line;
use super::{Call, CallEvent};
use crate::t30::{Event, Input, Output};
use ferrofax_ground::ladder::{Rung, Step, Way};
use std::cmp::Ordering;
use std::collections::VecDeque;
use std::ops::Range;

/// How often the session looks at what was heard, in samples: 10 ms.
const STEP: u64 = 80;

impl Call {
    /// Hears `samples`; time goes on by as many. Without effect while the line is T.38.
    pub fn hear(&mut self, samples: &[i16]) {
        self.write_down(|tape| tape.heard(samples));
        let Line::Audio(audio) = &mut self.line else { return };
        if !samples.is_empty() && audio.ends_gap() {
            self.handle(Input::PacketLost);
        }
        self.go_through(samples.len(), |line, part| line.hear(&samples[part]));
    }

    /// As many samples were lost on the way; time goes on by them. Without effect while
    /// the line is T.38.
    pub fn hear_gap(&mut self, samples: usize) {
        self.write_down(|tape| tape.gap(samples));
        if !self.is_t38() {
            self.go_through(samples, |line, part| line.gap(part.len()));
        }
    }

    /// Time goes on in T.38 by so many samples (8 for a millisecond) of the owner's
    /// steady clock, whether packets come or not. To be called every 20 ms or more often
    /// while it speaks, and often enough for answers otherwise. Without effect on a call
    /// in audio, whose time goes on by what is heard.
    pub fn pass_time(&mut self, samples: usize) {
        self.write_down(|tape| tape.passed(samples));
        if self.is_t38() {
            self.go_through(samples, |_, _| ());
        }
    }

    /// Fills `out` with what is to be said now: silence when there is nothing.
    pub fn say(&mut self, out: &mut [i16]) {
        self.write_down(|tape| tape.said(out.len()));
        let mut done = 0;
        // What was still to be said when the call ended is said to nobody.
        while done < out.len() && !self.session.is_over() {
            let Line::Audio(audio) = &mut self.line else { break };
            if audio.is_still() {
                break;
            }
            done += audio.pull(&mut out[done..]);
            let is_said = audio.is_still();
            if let Some(outcome) = audio.transmit.take_v8() {
                audio.after_v8(&outcome, self.session.is_caller());
                self.handle(Input::V8(outcome));
            }
            if is_said {
                self.handle(Input::Said);
            }
        }
        out[done..].fill(0);
        self.write_down(|tape| tape.spoke(out));
    }

    /// Line time goes on by `samples`. The line hears each part of them, cut where the
    /// session looks at what was heard.
    fn go_through(&mut self, samples: usize, mut hear: impl FnMut(&mut Line, Range<usize>)) {
        let mut done = 0;
        while done < samples {
            let to_next_step = (STEP - self.now.0 % STEP) as usize;
            let end = samples.min(done + to_next_step);
            hear(&mut self.line, done..end);
            self.now.0 += (end - done) as u64;
            if self.now.0.is_multiple_of(STEP) {
                self.step();
            }
            done = end;
        }
    }

    /// The session looks at what was heard, at the time, and at what went out.
    fn step(&mut self) {
        self.line.step(self.now);
        let flood = self.t38_stats().and_then(|stats| stats.flood());
        // Nothing may follow the end of the call: its owner has closed its record.
        if let Some(flood) = flood.filter(|_| !self.t38.flood_noted && !self.session.is_over()) {
            self.t38.flood_noted = true;
            self.note_once(flood);
        }
        while let Some(note) = self.line.poll_note() {
            // The line may live on for a moment; nothing comes behind the end.
            if !self.session.is_over() {
                self.note(note);
            }
        }
        while let Some(input) = self.line.poll() {
            let input = self.session.judge(input);
            // Known once the carrier has gone: of the answer before the one that is decided about.
            if input == Input::V21Carrier(false)
                && let Some(snr_db) = self.line.answer_snr_db()
            {
                self.session.note_snr(snr_db);
            }
            self.events.extend(self.line.report(&input).map(CallEvent::Line));
            self.handle(input);
        }
        self.handle(Input::Tick);
        while self.line.finishes_speaking(self.now) && !self.session.is_over() {
            self.handle(Input::Said);
        }
    }

    /// Something happened: tells the session, and does all that it wants done.
    pub(super) fn handle(&mut self, input: Input) {
        self.note_input(&input);
        self.show_input(&input);
        self.session.handle(self.now, input);
        self.carry_out_all();
    }

    /// Does what the session wants done, and gives it the answers that it waits for.
    pub(super) fn carry_out_all(&mut self) {
        let mut answers = VecDeque::new();
        loop {
            while let Some(output) = self.session.poll_output() {
                self.note_output(&output);
                self.show_output(&output);
                answers.extend(self.carry_out(output));
            }
            let Some(answer) = answers.pop_front() else { return };
            self.session.handle(self.now, answer);
        }
    }

    /// Does one thing that the session wants done: on the line, at the desks of pages, or
    /// for the owner. Gives the answer, where one is asked for.
    fn carry_out(&mut self, output: Output) -> Option<Input> {
        match output {
            // The line.
            Output::Listen(listen) => self.line.listen(listen),
            Output::Say(signals) => self.line.say(self.now, signals),
            Output::Hush => self.line.hush(),
            Output::TurnRound(turn) => self.line.turn_round(turn),
            // The page that comes in, and its way to the owner.
            Output::BeginPage(negotiated) => {
                self.negotiated = Some(negotiated);
                self.line.page().begin(negotiated);
            }
            Output::PageBits(octets) => {
                let had_room = !self.line.page().is_too_long();
                self.line.page().push(&octets);
                if had_room && self.line.page().is_too_long() {
                    return Some(Input::PageTooLong);
                }
            }
            Output::FinishPage => {
                if let Some(fault) = self.line.page().fault() {
                    self.note(fault);
                }
                let page = self.line.page().finish();
                let page = self.desk.finish(page, self.line.quality(), self.negotiated);
                return Some(Input::PageFinished(page));
            }
            Output::DeliverPage { number, complete } => {
                let page = self.desk.deliver(number, complete, self.now.0 / 8);
                self.events.extend(page.map(CallEvent::Page));
            }
            Output::HoldPage => self.desk.hold(),
            Output::DropPage => self.desk.drop_finished(),
            Output::DeliverHeld(number) => {
                let page = self.desk.deliver_held(number, self.now.0 / 8);
                self.events.extend(page.map(CallEvent::Page));
            }
            Output::DropHeld => self.desk.drop_held(),
            // The pages that go out.
            Output::CodePage { index, coding, min_row_bits } => {
                return Some(Input::PageCoded(self.outgoing.code(index, coding, min_row_bits)));
            }
            Output::ForgetPage(index) => self.outgoing.forget(index),
            // The owner.
            Output::Event(event) => self.tell(event),
        }
        None
    }

    /// A rung of our own on the ladder.
    pub(super) fn note(&mut self, step: Step) {
        self.climb(Rung { at_ms: self.now.0 / 8, way: Way::Noted, step });
    }

    /// The same of something that is noted once in a call: it has its place also behind very
    /// many rungs.
    fn note_once(&mut self, step: Step) {
        let rung = Rung { at_ms: self.now.0 / 8, way: Way::Noted, step };
        self.events.push_back(CallEvent::Trace(rung));
    }

    /// The next rung of the ladder. A remote end that says thousands of things has only the first
    /// of them in it, and the end of the call.
    fn climb(&mut self, rung: Rung) {
        self.rungs = self.rungs.saturating_add(1);
        let rung = match self.rungs.cmp(&MOST_RUNGS) {
            Ordering::Less => rung,
            Ordering::Equal => Rung { way: Way::Noted, step: Step::ManyFrames, ..rung },
            Ordering::Greater if rung.way == Way::Ended => rung,
            Ordering::Greater => return,
        };
        self.events.push_back(CallEvent::Trace(rung));
    }

    /// News for the owner.
    fn tell(&mut self, event: Event) {
        if let (Event::Ended(_), Some(stats)) = (&event, self.t38_stats()) {
            self.note_once(stats.step());
        }
        if let Event::Ended(outcome) = &event {
            self.write_down(|tape| tape.ended(outcome));
        }
        let event = match event {
            Event::WantPage { index, can } => {
                self.outgoing.want(index, can.clone());
                CallEvent::WantPage { index, can }
            }
            Event::OperatorWanted => CallEvent::OperatorWanted,
            Event::Polled(far) => CallEvent::Polled(far),
            Event::Turned(outcome) => CallEvent::Turned(outcome),
            Event::PageSaid(index) => CallEvent::PageSaid { index },
            Event::PageConfirmed(index, verdict) => CallEvent::PageConfirmed { index, verdict },
            Event::PageRefused(index) => CallEvent::PageRefused { index },
            Event::PageLacked(index) => CallEvent::PageLacked { index },
            Event::PageUnknown(index) => CallEvent::PageUnknown { index },
            Event::ReceiptConfirmed(number) => CallEvent::ReceiptConfirmed { number },
            Event::FarIdent(far) => CallEvent::FarIdent(far),
            Event::Negotiated(negotiated) => CallEvent::Negotiated(negotiated),
            Event::Trace(rung) => return self.climb(rung),
            Event::Ended(outcome) => CallEvent::Ended(outcome),
        };
        self.events.push_back(event);
    }
}

/// Rungs of a call's ladder: one of a thousand pages has about as many.
const MOST_RUNGS: u32 = 2_000;
