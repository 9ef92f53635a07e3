//! What outlives a single state of a session, on either side: the time and the timers,
//! the line, who the remote terminal is, the outputs. Pages, terms and answers are each
//! side's own.
//!
//! The context knows no state. It is written to by the states, and what it is asked it
//! answers by a value; which state follows is for the states to say.

use super::annex_f::V34;
use super::outbox::Outbox;
use super::outcome::{Cause, Outcome, Phase, Status};
use super::rate;
use super::sense::LineSense;
use super::timers::{self, Scope, Timer, TimerTable};
use super::{Event, FarIdent, Input, Listen, Negotiated, Output, Party, trace, v8};
use ferrofax_ground::ladder::{Step, Way};
use ferrofax_signal::modem::v8::Outcome as V8Outcome;
use ferrofax_signal::modem::v34::symbol_rate::DataRate;
use ferrofax_signal::modem::{LineQuality, PageRate, Rate};
use ferrofax_signal::time::{Millis, SampleTime};

/// What one side keeps beside that which both do.
pub(super) trait Own {
    /// Takes note of an input, whichever state it meets.
    fn note(&mut self, input: &Input, now: SampleTime);

    /// The rates that may be used, to be limited to what the line carries.
    fn rates(&mut self) -> Rates<'_>;
}

/// The rates of one side.
pub(super) struct Rates<'a> {
    /// Those that may be used.
    pub usable: &'a mut Vec<Rate>,
    /// Those on any line, once a line had less.
    pub all: &'a mut Option<Vec<Rate>>,
}

/// The part of the session that all states share.
#[derive(Clone, Debug)]
pub(super) struct Context<S> {
    /// What only this side keeps.
    pub own: S,
    /// Who we are in the call, whichever way the pages go.
    pub party: Party,
    /// The line is packets (T.38).
    pub by_packets: bool,
    /// The line carries no more than so many bit/s; 0 for as many as anybody has.
    line_bps: u32,
    /// What came of V.8, where there was any.
    pub v8: Option<V8Outcome>,
    /// How often V.8 was begun again by CI.
    pub v8_again: u32,
    /// Whether the line is V.34's (Annex F).
    pub v34: V34,
    /// It has carried something of a page.
    v34_carried: bool,
    /// A document that is being given away in parts: how many of its pages were confirmed.
    pub underway: Option<u32>,
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
    /// The rate that the owner was told of last.
    told_rate: Option<PageRate>,
    /// Frames that had no place where they came, since something new of a page came through.
    unexpected: u32,
    /// Frames that only say who the remote terminal is, since something new of a page came
    /// through.
    identifying: u32,
    /// What was said since something new of a page came through.
    said_in_vain: u32,
    /// When something new came through last …
    new_at: SampleTime,
    /// … and how often a page or block went over the line since, and brought nothing new.
    tries_in_vain: u32,
    outbox: Outbox,
}

impl<S: Own> Context<S> {
    pub(super) fn new(own: S, party: Party) -> Self {
        Self {
            own,
            party,
            by_packets: false,
            line_bps: 0,
            v8: None,
            v8_again: 0,
            v34: V34::Unused,
            v34_carried: false,
            underway: None,
            now: SampleTime(0),
            timers: TimerTable::default(),
            phase: Phase::A,
            sense: LineSense::default(),
            far: FarIdent::default(),
            announced: FarIdent::default(),
            negotiated: None,
            told_rate: None,
            unexpected: 0,
            identifying: 0,
            said_in_vain: 0,
            new_at: SampleTime(0),
            tries_in_vain: 0,
            outbox: Outbox::default(),
        }
    }

    /// The pages go the other way from now on: what belongs to the call goes on, with what
    /// the other role keeps; what this one kept is given back.
    pub(super) fn turn_round<T: Own>(mut self, own: T) -> (Context<T>, S) {
        self.begin_phase(Phase::B);
        self.timers.stop_all_of(Scope::State);
        self.timers.stop_all_of(Scope::Phase);
        let turned = Context {
            own,
            party: self.party,
            by_packets: self.by_packets,
            line_bps: self.line_bps,
            v8: self.v8,
            v8_again: self.v8_again,
            v34: self.v34,
            v34_carried: self.v34_carried,
            underway: self.underway,
            now: self.now,
            timers: self.timers,
            phase: self.phase,
            sense: self.sense,
            far: self.far,
            announced: self.announced,
            negotiated: None,
            told_rate: None,
            unexpected: self.unexpected,
            identifying: self.identifying,
            said_in_vain: 0,
            new_at: self.now,
            tries_in_vain: 0,
            outbox: self.outbox,
        };
        let mut turned = turned;
        turned.limit_rate(turned.line_bps);
        (turned, self.own)
    }

    /// The line carries no more than so many bit/s, 0 for as many as anybody has.
    pub(super) fn limit_rate(&mut self, bps: u32) {
        self.line_bps = bps;
        let Rates { usable, all } = self.own.rates();
        *usable = rate::up_to(all.get_or_insert_with(|| usable.clone()), bps);
    }

    /// Takes note of what every state would have to take note of.
    pub(super) fn note(&mut self, input: &Input) {
        self.sense.note(input, self.now);
        self.own.note(input, self.now);
        match input {
            Input::DamagedFrame => self.trace(Way::Heard, Step::DamagedFrame),
            // Packets tell nothing of a line.
            Input::ImageTrained(line) if *line == LineQuality::default() => {
                self.trace(Way::Heard, Step::Data)
            }
            Input::ImageTrained(line) => self.trace(Way::Heard, trace::trained(line)),
            Input::ImageTrainingFailed => self.trace(Way::Heard, Step::TrainingFailed),
            Input::V8(outcome) => {
                self.trace(Way::Heard, trace::v8(outcome));
                if v8::is_v34(outcome) {
                    self.v34 = V34::Starting;
                }
                self.v8 = Some(outcome.clone());
            }
            Input::V34Up(rate) => self.goes_at(*rate),
            Input::V34Turned => {
                self.trace(Way::Noted, Step::V34Turns);
                self.v34 = V34::Starting;
            }
            Input::CallIndicator => self.trace(Way::Heard, Step::signal("CI")),
            _ => {}
        }
    }

    /// Whether we are V.34's recipient by the function of the call that V.8 told.
    pub(super) fn takes_pages_by_v34(&self) -> bool {
        self.v34.is_used()
            && self.v8.as_ref().and_then(v8::source).is_some_and(|source| source != self.party)
    }

    /// Whether we are to send and V.34 goes the other way: it has to be begun anew.
    pub(super) fn has_to_turn(&self) -> bool {
        matches!(self.v34, V34::Up(_)) && self.takes_pages_by_v34()
    }

    /// V.34's channels are there, and pages go at `rate`.
    fn goes_at(&mut self, rate: DataRate) {
        // F.3.2.3, note 1; before that nothing was said.
        if self.v34 == V34::Starting && self.timers.runs(Timer::T1) {
            self.start(Timer::T1, timers::T1);
        }
        if self.v34 != V34::Up(rate) {
            let rate = PageRate::V34(rate).to_string();
            self.trace(Way::Noted, Step::PagesGoAt { rate });
        }
        self.v34 = V34::Up(rate);
        if let Some(negotiated) = self.negotiated.filter(|it| it.rate != PageRate::V34(rate)) {
            // That it came to be used is told when a page goes at it ([`Self::tell_v34_rate`]).
            self.negotiated = Some(Negotiated { rate: PageRate::V34(rate), ..negotiated });
        }
    }

    /// A page, or a block of one, goes by V.34: at which rate, if that is not the one told of last.
    pub(super) fn tell_v34_rate(&mut self) {
        if let Some(negotiated) = self.negotiated
            && self.told_rate.is_some_and(|told| told != negotiated.rate)
        {
            self.event(Event::Negotiated(negotiated));
        }
    }

    /// The line is one of V.21 and the image modems, or of packets. How a page was to go by V.34
    /// says nothing of how it goes there.
    pub(super) fn leave_v34(&mut self, is_lost: bool) {
        if self.v34.is_used() {
            self.v34 = if is_lost { V34::Lost } else { V34::Unused };
            self.negotiated = None;
        }
    }

    /// Whether V.34 carried what it was to carry; none where it was not agreed on, or the call ended
    /// before it could.
    pub(super) fn v34_worked(&self) -> Option<bool> {
        // What was lost behind that is no fault of the trunk's.
        if self.v34_carried { Some(true) } else { (self.v34 == V34::Lost).then_some(false) }
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
        if let Event::Negotiated(negotiated) = &event {
            self.told_rate = Some(negotiated.rate);
        }
        self.output(Output::Event(event));
    }

    pub(super) fn trace(&mut self, way: Way, step: Step) {
        self.outbox.trace(self.now, way, step);
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

    /// A frame has no place where it came: how many of them there were, with nothing new between
    /// them.
    pub(super) const fn count_unexpected(&mut self) -> u32 {
        self.unexpected += 1;
        self.unexpected
    }

    /// A frame came that only says who the remote terminal is. False: so many came, with nothing
    /// between them, that it has no place either.
    pub(super) const fn may_identify(&mut self) -> bool {
        self.identifying += 1;
        self.identifying <= MOST_IDENTIFYING
    }

    /// Something is said: how often that was since something new came through.
    pub(super) const fn count_said(&mut self) -> u32 {
        self.said_in_vain += 1;
        self.said_in_vain
    }

    /// What is said from now on is said for the first time: another page or rate, or the remote
    /// terminal asks for patience, which has an end of its own.
    pub(super) const fn gets_on(&mut self) {
        self.said_in_vain = 0;
    }

    /// Something new of a page came through.
    pub(super) const fn brought_news(&mut self) {
        self.v34_carried |= self.v34.is_used();
        self.gets_on();
        (self.identifying, self.unexpected) = (0, 0);
        (self.new_at, self.tries_in_vain) = (self.now, 0);
    }

    /// A page, or a block of one, went over the line once more and brought nothing new. True:
    /// this has gone on for so long that nothing will come of it.
    pub(super) fn was_in_vain(&mut self) -> bool {
        self.tries_in_vain += 1;
        self.is_stuck()
    }

    /// Whether nothing new has come through for too long, and too often.
    pub(super) fn is_stuck(&self) -> bool {
        self.tries_in_vain >= TRIES_IN_VAIN && self.now.since(self.new_at) > NO_NEWS
    }

    /// What has come of it, here and now.
    pub(super) const fn outcome_now(&self, status: Status, cause: Cause, pages: u32) -> Outcome {
        let cause = match cause {
            Cause::NoPage | Cause::NoCommandAfterPage | Cause::SilenceAfterAnswer
                if self.sense.packets_stopped() =>
            {
                Cause::PacketsStopped
            }
            cause => cause,
        };
        Outcome { status, phase: self.phase, cause, pages }
    }

    /// The line of the trace with which the call ends.
    pub(super) fn note_end(&mut self, outcome: Outcome) -> Outcome {
        self.trace(Way::Ended, trace::end(outcome));
        outcome
    }

    /// What was done so far is over; the call goes on the other way round.
    pub(super) fn turned(&mut self, outcome: Outcome) {
        self.trace(Way::Noted, Step::DoneUntilNow { end: trace::end(outcome).into() });
        self.event(Event::Turned(outcome));
    }
}

/// How long the same page or block may go over the line without anything new: a frame of it, the
/// confirmation of it. T.30 sets no end to it: after the fourth PPR the sender may go on (CTC)
/// as often as it likes (§A.4.3).
///
/// The longest that takes a healthy call to its news is a block of 256 frames of 256 octets at
/// 2400 bit/s: 230 s with flags and stuffed bits, the command and its answer 10 s. A usual page
/// of 60 frames, said in whole each time, has twenty tries in this time, at five rates.
pub(super) const NO_NEWS: Millis = Millis(300_000);
/// So many tries there are however long each takes: the longest block at 2400 bit/s is lost twice,
/// and heard at the third.
pub(super) const TRIES_IN_VAIN: u32 = 3;
/// Frames that say who the remote terminal is: with each command some of them come, and a command is
/// said a few times.
const MOST_IDENTIFYING: u32 = 200;
