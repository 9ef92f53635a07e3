//! What outlives a single state of a session, on either side: the time and the timers,
//! the line, who the remote terminal is, the outputs. Pages, terms and answers are each
//! side's own.
//!
//! The context knows no state. It is written to by the states, and what it is asked it
//! answers by a value; which state follows is for the states to say.

use super::outbox::Outbox;
use super::outcome::{Cause, Outcome, Phase, Status};
use super::sense::LineSense;
use super::timers::{Scope, Timer, TimerTable};
use super::{Event, FarIdent, Input, Listen, Negotiated, Output};
use crate::modem::{LineQuality, Rate};
use crate::time::{Millis, SampleTime};
use ferrofax_ground::ladder::Way;

/// What one side keeps beside that which both do.
pub(super) trait Own {
    /// Takes note of an input, whichever state it meets.
    fn note(&mut self, input: &Input);

    /// The rates that may be used, to be limited to what the line carries.
    fn rates(&mut self) -> &mut Vec<Rate>;
}

/// The part of the session that all states share.
#[derive(Debug)]
pub(super) struct Context<S> {
    /// What only this side keeps.
    pub own: S,
    pub now: SampleTime,
    pub timers: TimerTable,
    phase: Phase,
    pub sense: LineSense,
    /// Who the remote terminal says it is …
    pub far: FarIdent,
    /// … and what of it the owner was told.
    announced: FarIdent,
    /// How the page goes that is on its way, or the next.
    pub negotiated: Option<Negotiated>,
    /// Frames that had no place where they came.
    unexpected: u32,
    /// What was said since something new of a page came through.
    said_in_vain: u32,
    outbox: Outbox,
}

impl<S: Own> Context<S> {
    pub(super) fn new(own: S) -> Self {
        Self {
            own,
            now: SampleTime(0),
            timers: TimerTable::default(),
            phase: Phase::A,
            sense: LineSense::default(),
            far: FarIdent::default(),
            announced: FarIdent::default(),
            negotiated: None,
            unexpected: 0,
            said_in_vain: 0,
            outbox: Outbox::default(),
        }
    }

    /// Takes note of what every state would have to take note of.
    pub(super) fn note(&mut self, input: &Input) {
        self.sense.note(input, self.now);
        self.own.note(input);
        match input {
            Input::DamagedFrame => self.trace(Way::Heard, "damaged frame"),
            // Packets tell nothing of a line.
            Input::ImageTrained(line) if *line == LineQuality::default() => {
                self.trace(Way::Heard, "data")
            }
            Input::ImageTrained(line) => self.trace(
                Way::Heard,
                format!(
                    "trained: {:.1} dB, {:.1} dBm0, {:+.1} Hz, {:+.0} ppm",
                    line.snr_db, line.level_dbm0, line.offset_hz, line.skew_ppm
                ),
            ),
            Input::ImageTrainingFailed => self.trace(Way::Heard, "training failed"),
            _ => {}
        }
    }

    /// Another phase of the call begins, or goes on.
    pub(super) fn begin_phase(&mut self, phase: Phase) {
        if phase != self.phase {
            self.phase = phase;
            self.timers.stop_all_of(Scope::Phase);
        }
    }

    /// Starts a timer from now.
    pub(super) fn start(&mut self, timer: Timer, length: Millis) {
        self.timers.set(timer, self.now + length);
    }

    /// Whether a timer ran out, for one that waits for what is being heard: it may be
    /// what the timer is about.
    pub(super) fn ran_out(&mut self, timer: Timer) -> bool {
        let held = self.sense.is_hearing(self.now);
        self.timers.ran_out(timer, self.now, held)
    }

    /// Whether a timer ran out, for one that nothing holds up.
    pub(super) fn ran_out_unheld(&mut self, timer: Timer) -> bool {
        self.timers.ran_out(timer, self.now, false)
    }

    pub(super) fn output(&mut self, output: Output) {
        self.outbox.push(output);
    }

    pub(super) fn event(&mut self, event: Event) {
        self.output(Output::Event(event));
    }

    pub(super) fn trace(&mut self, way: Way, text: impl Into<String>) {
        self.outbox.trace(self.now, way, text.into());
    }

    pub(super) fn poll_output(&mut self) -> Option<Output> {
        self.outbox.poll()
    }

    /// Listens from now on, from scratch where something else was listened for.
    pub(super) fn listen(&mut self, listen: Listen) {
        if self.sense.listening() != Some(listen) {
            self.listen_anew(listen);
        }
    }

    /// Listens from now on, from scratch.
    pub(super) fn listen_anew(&mut self, listen: Listen) {
        self.sense.listen(listen);
        self.output(Output::Listen(listen));
    }

    /// What was heard up to now was another line.
    pub(super) fn forget_line(&mut self) {
        self.sense.forget_line();
        self.timers.stop_all_of(Scope::State);
    }

    /// Tells the owner who the remote terminal is, if that is news.
    pub(super) fn announce_far(&mut self) {
        if self.far != self.announced {
            self.announced = self.far.clone();
            self.event(Event::FarIdent(self.far.clone()));
        }
    }

    /// A frame has no place where it came: how many of them there were.
    pub(super) const fn count_unexpected(&mut self) -> u32 {
        self.unexpected += 1;
        self.unexpected
    }

    /// Something is said: how often that was since something new came through.
    pub(super) const fn count_said(&mut self) -> u32 {
        self.said_in_vain += 1;
        self.said_in_vain
    }

    /// Something new of a page came through, or the remote terminal asks for patience,
    /// which has an end of its own.
    pub(super) const fn gets_on(&mut self) {
        self.said_in_vain = 0;
    }

    /// The line of the trace and the outcome with which the call ends.
    pub(super) fn outcome(&mut self, status: Status, cause: Cause, pages: u32) -> Outcome {
        let phase = self.phase;
        self.trace(
            Way::Ended,
            format!("{status:?} in phase {phase}: {cause}, {pages} pages confirmed"),
        );
        Outcome { status, phase, cause, pages }
    }
}
