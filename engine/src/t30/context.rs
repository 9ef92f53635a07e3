//! What outlives a single state of the session: the terms, the far side, the pages, the
//! timers, and the output queue.

use super::answering::{AnswerTerms, State};
use super::fcf::Fcf;
use super::frame::Frame;
use super::outcome::{Cause, Outcome, Phase, Status};
use super::phase_e::{self, Over};
use super::timers::{self, Scope, Timer, TimerTable};
use super::{Event, FarIdent, Input, Listen, Negotiated, Output, Signal, trace};
use crate::modem::LineQuality;
use crate::time::{Millis, SampleTime};
use std::collections::VecDeque;

/// The answer that went out last, and what it answered: a command that comes again gets
/// the same answer again.
#[derive(Clone, Debug)]
pub(super) struct Answered {
    /// The command, without the wish for an operator.
    pub command: Fcf,
    /// Of PPS and EOR: what follows, page and block.
    pub key: Vec<u8>,
    /// The answer.
    pub answer: Frame,
}

/// Where the far carrier stands when we want to speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum After {
    /// The line is silent.
    Silence,
    /// A command was heard, whose carrier may still be there.
    Command,
    /// An image signal was heard, whose carrier may still be there.
    Image,
}

/// The part of the session that all states share.
#[derive(Debug)]
pub(super) struct Context {
    pub terms: AnswerTerms,
    pub now: SampleTime,
    pub timers: TimerTable,
    phase: Phase,
    pub far: FarIdent,
    announced: FarIdent,
    pub negotiated: Option<Negotiated>,
    /// A page was begun and is not finished.
    pub page_open: bool,
    /// Something of the open page came.
    pub page_touched: bool,
    /// A refused page is held.
    pub page_held: bool,
    /// Pages that were handed to the owner.
    pub delivered: u32,
    /// Pages that were confirmed.
    pub confirmed: u32,
    /// Pages that were handed on incomplete.
    pub broken: u32,
    /// The owner's last word on a page.
    pub stored: u32,
    pub not_stored: bool,
    /// The caller said that it was all, and we confirmed it.
    pub all_confirmed: bool,
    pub refused_trainings: u32,
    pub last_refused: bool,
    pub answered: Option<Answered>,
    pub last_said: Vec<Frame>,
    repeats: u32,
    /// What was said since something new of a page came.
    said_in_vain: u32,
    /// Trainings, and pages of which nothing could be shown, since a page came.
    trainings: u32,
    empty_pages: u32,
    pub unexpected: u32,
    pub damaged_frames: u32,
    pub v21_carrier: bool,
    pub image_carrier: bool,
    /// A damaged frame was heard since the carrier came, and no good one.
    pub burst_damaged: bool,
    /// The line is packets (T.38).
    pub by_packets: bool,
    /// Since when flags of a command that has not ended are heard.
    pub flags_since: Option<SampleTime>,
    /// When the command that was heard last began, by its first flags.
    pub command_began: Option<SampleTime>,
    /// When we had said what we said last, and whether a carrier was there right
    /// afterwards: our own echo.
    said_at: SampleTime,
    echo_heard: bool,
    /// How often silence was borne for longer because a command came that could not be read.
    patience: u32,
    /// When the image carrier came last.
    pub image_up_at: Option<SampleTime>,
    listening: Option<Listen>,
    outputs: VecDeque<Output>,
}

impl Context {
    pub(super) fn new(terms: AnswerTerms) -> Self {
        Self {
            terms,
            now: SampleTime(0),
            timers: TimerTable::default(),
            phase: Phase::A,
            far: FarIdent::default(),
            announced: FarIdent::default(),
            negotiated: None,
            page_open: false,
            page_touched: false,
            page_held: false,
            delivered: 0,
            confirmed: 0,
            broken: 0,
            stored: 0,
            not_stored: false,
            all_confirmed: false,
            refused_trainings: 0,
            last_refused: false,
            answered: None,
            last_said: Vec::new(),
            repeats: 0,
            said_in_vain: 0,
            trainings: 0,
            empty_pages: 0,
            unexpected: 0,
            damaged_frames: 0,
            v21_carrier: false,
            image_carrier: false,
            burst_damaged: false,
            by_packets: false,
            flags_since: None,
            command_began: None,
            said_at: SampleTime(0),
            echo_heard: false,
            patience: 0,
            image_up_at: None,
            listening: None,
            outputs: VecDeque::new(),
        }
    }

    /// Takes note of what every state would have to take note of.
    pub(super) fn note(&mut self, input: &Input) {
        match input {
            Input::Flags if self.flags_since.is_none() => {
                self.flags_since = Some(self.now);
                self.command_began = Some(self.now);
            }
            Input::DamagedFrame => {
                self.damaged_frames += 1;
                self.burst_damaged = true;
                self.trace("< damaged frame".to_owned());
            }
            Input::Frame(_) => {
                self.burst_damaged = false;
                self.patience = 0;
            }
            Input::Said => (self.said_at, self.echo_heard) = (self.now, false),
            Input::V21Carrier(up) => {
                self.v21_carrier = *up;
                self.echo_heard |= *up && self.now < self.said_at + AT_ONCE;
                self.flags_since = self.flags_since.filter(|_| *up);
                // After the carrier has gone a state may still ask what the burst was.
                self.burst_damaged &= !up;
            }
            Input::ImageUp => {
                self.image_carrier = true;
                self.image_up_at = Some(self.now);
            }
            // Packets tell nothing of a line.
            Input::ImageTrained(line) if *line == LineQuality::default() => {
                self.trace("< data".to_owned())
            }
            Input::ImageTrained(line) => self.trace(format!(
                "< trained: {:.1} dB, {:.1} dBm0, {:+.1} Hz, {:+.0} ppm",
                line.snr_db, line.level_dbm0, line.offset_hz, line.skew_ppm
            )),
            Input::ImageTrainingFailed => self.trace("< training failed".to_owned()),
            Input::ImageDown(_) => self.image_carrier = false,
            Input::PageStored(page) => self.stored = self.stored.max(*page),
            Input::PageNotStored(_) => self.not_stored = true,
            _ => {}
        }
    }

    /// Whether a timer ran out; one that is of no use while a command is being heard
    /// waits for the command.
    pub(super) fn ran_out(&mut self, timer: Timer) -> bool {
        let held = self.flags_since.is_some_and(|since| self.now < since + timers::COMMAND_LENGTH);
        self.timers.ran_out(timer, self.now, held)
    }

    /// A command came that could not be read: the caller is there, and will repeat it. It
    /// is awaited anew, but not for ever.
    pub(super) fn await_anew(&mut self, timer: Timer, length: Millis) {
        if self.timers.runs(timer) && self.patience < MAX_DAMAGED_COMMANDS {
            self.patience += 1;
            self.start(timer, length);
        }
    }

    /// Whether the command that was heard last is no echo of what we said: an echo is
    /// there as soon as we listen, or, after a pause in it, not for long.
    pub(super) fn is_beyond_echo(&self) -> bool {
        !self.echo_heard
            || self.command_began.is_some_and(|began| began > self.said_at + LONGEST_ECHO)
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

    pub(super) fn output(&mut self, output: Output) {
        self.outputs.push_back(output);
    }

    pub(super) fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// Listens from now on, from scratch where something else was listened for.
    pub(super) fn listen(&mut self, listen: Listen) {
        if self.listening != Some(listen) {
            self.listen_anew(listen);
        }
    }

    /// Listens from now on, from scratch.
    pub(super) fn listen_anew(&mut self, listen: Listen) {
        let from_nothing = matches!(self.listening, None | Some(Listen::Nothing));
        self.listening = Some(listen);
        if !matches!(listen, Listen::Carrier(_)) {
            self.image_carrier = false;
            self.image_up_at = None;
        }
        if from_nothing || listen == Listen::Nothing {
            self.v21_carrier = false;
            self.burst_damaged = false;
            self.flags_since = None;
        }
        self.output(Output::Listen(listen));
    }

    /// What was heard up to now was another line.
    pub(super) fn forget_line(&mut self) {
        self.listening = None;
        self.v21_carrier = false;
        self.image_carrier = false;
        self.image_up_at = None;
        self.burst_damaged = false;
        self.flags_since = None;
        self.timers.stop_all_of(Scope::State);
    }

    pub(super) fn trace(&mut self, line: String) {
        let seconds = self.now.since(SampleTime(0)).0 as f64 / 1000.0;
        self.output(Output::Event(Event::Trace(format!("{seconds:8.2} {line}"))));
    }

    /// Says `frames`, then goes on with `then`; unless so much was said in vain that
    /// nothing will come of it.
    pub(super) fn say(&mut self, frames: Vec<Frame>, after: After, then: State) -> State {
        // What is said before a command came T1 bounds.
        self.said_in_vain += u32::from(!self.timers.runs(Timer::T1));
        if self.said_in_vain > MOST_IN_VAIN && !matches!(then, State::Ending(_)) {
            self.trace("- nothing new comes".to_owned());
            return then.abandon(self, Cause::NotGettingThrough, true);
        }
        self.last_said.clone_from(&frames);
        let lines: Vec<String> =
            frames.iter().map(|frame| format!("> {}", trace::describe(frame))).collect();
        lines.into_iter().for_each(|line| self.trace(line));
        let signals = vec![Signal::Frames(frames.iter().map(Frame::emit).collect())];
        State::Saying(Saying::begin(signals, after, then, self))
    }

    /// Answers a command and remembers the answer, in case the command comes again.
    pub(super) fn answer(
        &mut self,
        command: Fcf,
        key: Vec<u8>,
        answer: Frame,
        after: After,
        then: State,
    ) -> State {
        self.answered = Some(Answered { command, key, answer: answer.clone() });
        self.repeats = 0;
        self.say(vec![answer], after, then)
    }

    /// Something new of a page came, or the caller waits for us.
    pub(super) const fn gets_on(&mut self) {
        self.said_in_vain = 0;
    }

    /// A page came that was not there before.
    pub(super) const fn page_came(&mut self) {
        (self.trainings, self.empty_pages) = (0, 0);
        self.gets_on();
    }

    /// The caller trains. False: it has done so too often.
    pub(super) const fn may_train(&mut self) -> bool {
        self.trainings += 1;
        self.trainings <= MAX_TRAININGS
    }

    /// A page was ended of which nothing can be shown. False: there were too many of them.
    pub(super) const fn may_be_empty(&mut self) -> bool {
        self.empty_pages += 1;
        self.empty_pages <= MAX_EMPTY_PAGES
    }

    /// The caller has gone on: what was said before must not be taken for an answer to
    /// what it says now.
    pub(super) fn forget_answer(&mut self) {
        self.answered = None;
        self.last_said.clear();
    }

    /// Whether `frame` is the command that was answered last.
    pub(super) fn is_repeated(&self, frame: &Frame) -> bool {
        let Some(answered) = &self.answered else { return false };
        let command = frame.fcf.without_interrupt();
        match command {
            // RR asks for the answer, whatever it was to.
            Fcf::Rr => true,
            Fcf::Pps | Fcf::Eor => command == answered.command && key_of(frame) == answered.key,
            _ => command == answered.command,
        }
    }

    /// Gives the last answer again, then goes on with `then`. Ends a call that goes round
    /// in circles.
    pub(super) fn repeat_answer(&mut self, then: State) -> State {
        self.repeats += 1;
        let Some(answered) = self.answered.clone() else { return then };
        if self.repeats > MAX_REPEATS {
            return then.abandon(self, Cause::CommandLoop, true);
        }
        self.say(vec![answered.answer], After::Command, then)
    }

    /// Tells the owner who calls, if that is news.
    pub(super) fn announce_far(&mut self) {
        if self.far != self.announced {
            self.announced = self.far.clone();
            self.output(Output::Event(Event::FarIdent(self.far.clone())));
        }
    }

    /// A page gets confirmed (MCF or RTP).
    pub(super) fn confirm_page(&mut self) {
        self.confirmed += 1;
        self.last_refused = false;
    }

    /// The number of the next page for the owner.
    pub(super) const fn next_page(&mut self) -> u32 {
        self.delivered += 1;
        self.delivered
    }

    /// The finished page goes to the owner as what came of a page that broke off.
    pub(super) fn deliver_broken(&mut self) -> u32 {
        let number = self.next_page();
        self.broken += 1;
        self.output(Output::DeliverPage { number, complete: false });
        number
    }

    /// The page held goes to the owner, since it did not come again.
    pub(super) fn deliver_held(&mut self) {
        if std::mem::take(&mut self.page_held) {
            let number = self.next_page();
            self.broken += 1;
            self.output(Output::DeliverHeld(number));
        }
    }

    /// Reports the end.
    pub(super) fn end(&mut self, cause: Cause) -> State {
        let complete = self.all_confirmed && self.broken == 0;
        let status = match (complete, self.delivered) {
            (true, 1..) => Status::Received,
            (_, 0) => Status::Failed,
            _ => Status::Incomplete,
        };
        // What happens after the last page was confirmed does no harm any more.
        let cause = if status == Status::Received { Cause::Ok } else { cause };
        let outcome = Outcome { status, phase: self.phase, cause, pages: self.confirmed };
        self.trace(format!(
            "= {status:?} in phase {}: {cause}, {} pages confirmed",
            self.phase, self.confirmed
        ));
        self.listen(Listen::Nothing);
        self.output(Output::Event(Event::Ended(outcome)));
        State::Over(Over)
    }
}

/// What tells one PPS or EOR from another: what follows, page and block; not the number of frames.
pub(super) fn key_of(frame: &Frame) -> Vec<u8> {
    let mut key: Vec<u8> = frame.fif.iter().take(3).copied().collect();
    if let Some(code) = key.first_mut() {
        *code = Fcf::from_byte(*code).without_interrupt().to_byte(false);
    }
    key
}

/// We are to speak: first the far carrier must go and the line be silent for a moment,
/// then the signals go out.
#[derive(Debug)]
pub(super) struct Saying {
    signals: Option<Vec<Signal>>,
    after: After,
    /// How often the far carrier came again while we waited.
    returns: u32,
    then: Box<State>,
}

impl Saying {
    pub(super) fn begin(
        signals: Vec<Signal>,
        after: After,
        then: State,
        ctx: &mut Context,
    ) -> Self {
        let carrier = match after {
            After::Silence => false,
            After::Command => ctx.v21_carrier,
            After::Image => ctx.image_carrier,
        };
        let wait = match after {
            After::Silence => Millis(0),
            _ if carrier => timers::CARRIER_DROP,
            _ => timers::TURNAROUND,
        };
        ctx.timers.stop_all_of(Scope::State);
        ctx.start(Timer::Turnaround, wait);
        let mut saying = Self { signals: Some(signals), after, returns: 0, then: Box::new(then) };
        if wait == Millis(0) {
            saying.speak(ctx);
        }
        saying
    }

    pub(super) fn on(mut self, input: &Input, ctx: &mut Context) -> State {
        match input {
            Input::Said if self.signals.is_none() => return self.then.enter(ctx),
            Input::V21Carrier(false) if self.after == After::Command && self.signals.is_some() => {
                ctx.start(Timer::Turnaround, timers::TURNAROUND);
            }
            // The command goes on after all, as where packets of it were lost.
            Input::V21Carrier(true)
                if self.after == After::Command && self.signals.is_some() && self.returns < 3 =>
            {
                self.returns += 1;
                ctx.start(Timer::Turnaround, timers::CARRIER_DROP);
            }
            Input::ImageDown(_) if self.after == After::Image && self.signals.is_some() => {
                ctx.start(Timer::Turnaround, timers::TURNAROUND);
            }
            // The flags that close a command must not hold this timer.
            Input::Tick
                if self.signals.is_some()
                    && ctx.timers.ran_out(Timer::Turnaround, ctx.now, false) =>
            {
                self.speak(ctx);
            }
            _ => {}
        }
        State::Saying(self)
    }

    pub(super) fn on_frame(self, frame: &Frame, ctx: &mut Context) -> State {
        if frame.fcf == Fcf::Dcn {
            return phase_e::on_dcn(ctx);
        }
        State::Saying(self)
    }

    /// The call ends while we speak. If DCN was being said, its cause stands.
    pub(super) fn abandon(self, ctx: &mut Context, cause: Cause, dcn: bool) -> State {
        match *self.then {
            State::Ending(ending) => ending.enter(ctx),
            State::ExpectPartialPage(mut state) => {
                state.give_up_block(ctx);
                phase_e::end(cause, dcn, ctx)
            }
            _ => phase_e::end(cause, dcn, ctx),
        }
    }

    /// Whether it is DCN.
    pub(super) fn is_ending(&self) -> bool {
        matches!(*self.then, State::Ending(_))
    }

    /// What follows it.
    pub(super) fn then(self) -> State {
        *self.then
    }

    fn speak(&mut self, ctx: &mut Context) {
        if let Some(signals) = self.signals.take() {
            ctx.listen(Listen::Nothing);
            ctx.output(Output::Say(signals));
        }
    }
}

/// How often the same command is answered before the call is ended. A caller that does
/// not hear us repeats a command twice (§5.4.2), some up to six times.
const MAX_REPEATS: u32 = 12;
/// What is said without anything new of a page coming. Each wait and each repetition has
/// its own end, but where packets get lost, or a caller has no end of its own, one would
/// follow the other for hours. A caller that falls back through eight rates, with four
/// PPR and a CTR at each (T.30 §A.4.3), needs forty.
const MOST_IN_VAIN: u32 = 60;
/// Trainings without a page between them, whatever came of each: eight rates, with some
/// refused pages or tries at each.
const MAX_TRAININGS: u32 = 40;
/// Pages in a row of which nothing could be shown.
const MAX_EMPTY_PAGES: u32 = 10;
/// Damaged commands in a row that make us wait for longer.
const MAX_DAMAGED_COMMANDS: u32 = 8;
/// No far machine answers as quickly as this.
const AT_ONCE: Millis = Millis(150);
/// The longest delay of an echo. A caller that did not hear us repeats its command after
/// T4, 2.55 s at least.
const LONGEST_ECHO: Millis = Millis(1_800);
