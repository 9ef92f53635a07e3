//! The answering side speaks: first the caller's carrier must go and the line be silent
//! for a moment, then the signals go out.

use super::answers::Again;
use super::phase_e;
use super::{Context, State};
use crate::t30::fcf::Fcf;
use crate::t30::frame::Frame;
use crate::t30::outcome::Cause;
use crate::t30::station::State as _;
use crate::t30::timers::{self, Scope, Timer};
use crate::t30::{Input, Listen, Output, Party, Signal, trace};
use ferrofax_ground::ladder::{Step, Way};
use ferrofax_signal::time::Millis;

/// Where the caller's carrier stands when we want to speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum After {
    /// The line is silent.
    Silence,
    /// A command was heard, whose carrier may still be there.
    Command,
    /// An image signal was heard, whose carrier may still be there.
    Image,
}

/// Says `frames`, then goes on with `then`; unless so much was said in vain that nothing
/// will come of it.
pub(super) fn say(frames: Vec<Frame>, after: After, then: State, ctx: &mut Context) -> State {
    // What is said before a command came T1 bounds.
    let in_vain = if ctx.timers.runs(Timer::T1) { 0 } else { ctx.count_said() };
    if in_vain > MOST_IN_VAIN && !matches!(then, State::Ending(_)) {
        ctx.trace(Way::Noted, Step::NothingNew);
        return then.abandon(ctx, Cause::NoProgress, true);
    }
    ctx.own.answers.note_said(&frames);
    for frame in &frames {
        ctx.trace(Way::Said, trace::step_by(frame, ctx.v34.is_used()));
    }
    let x = ctx.party == Party::Caller;
    let frames = frames.into_iter().map(|frame| Frame { x, ..frame }.emit()).collect();
    let signals = vec![Signal::Frames(frames)];
    State::Saying(Saying::begin(signals, after, then, ctx))
}

/// Answers a command and remembers the answer, in case the command comes again.
pub(super) fn answer(
    command: Fcf,
    key: Vec<u8>,
    answer: Frame,
    then: State,
    ctx: &mut Context,
) -> State {
    ctx.own.answers.remember(command, key, &answer);
    say(vec![answer], After::Command, then, ctx)
}

/// Gives the last answer again, then goes on with `then`. Ends a call that goes round in
/// circles.
pub(super) fn repeat_answer(then: State, ctx: &mut Context) -> State {
    match ctx.own.answers.again() {
        Again::Nothing => then,
        Again::Answer(answer) => say(vec![answer], After::Command, then, ctx),
        Again::TooOften => then.abandon(ctx, Cause::CommandLoop, true),
    }
}

/// We are to speak, or do.
#[derive(Clone, Debug)]
pub(super) struct Saying {
    /// What is to go out, until it does.
    signals: Option<Vec<Signal>>,
    after: After,
    /// How often the caller's carrier began or ended while we waited.
    changes: u32,
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
            After::Command => ctx.sense.has_v21_carrier(),
            After::Image => ctx.sense.has_image_carrier(),
        };
        let wait = match after {
            After::Silence => Millis(0),
            // On V.34's control channel nobody has to wait for the other.
            _ if ctx.v34.is_used() => Millis(0),
            _ if carrier => timers::CARRIER_DROP,
            _ => timers::TURNAROUND,
        };
        ctx.timers.stop_all_of(Scope::State);
        ctx.start(Timer::Turnaround, wait);
        if ctx.v34.is_used() && matches!(then, State::Ending(_)) {
            let page = ctx.sense.has_image_carrier();
            ctx.start(Timer::T2, if page { LONGEST_PAGE } else { timers::DCN_BY_V34 });
        }
        let mut saying = Self { signals: Some(signals), after, changes: 0, then: Box::new(then) };
        if wait == Millis(0) {
            saying.speak(ctx);
        }
        saying
    }

    pub(super) fn on(mut self, input: &Input, ctx: &mut Context) -> State {
        let waits = self.signals.is_some();
        match input {
            Input::Said if !waits => return self.then.enter(ctx),
            Input::ImageDown(_) if ctx.timers.runs(Timer::T2) => {
                ctx.start(Timer::T2, timers::DCN_BY_V34);
            }
            Input::Tick if ctx.ran_out_unheld(Timer::T2) => return self.then.enter(ctx),
            // T.30 §5.3.1: so long after the caller's signal has ended.
            Input::V21Carrier(false) if self.waits_for(After::Command) => {
                self.changes += 1;
                ctx.start(Timer::Turnaround, timers::TURNAROUND);
            }
            Input::ImageDown(_) if self.waits_for(After::Image) => {
                self.changes += 1;
                ctx.start(Timer::Turnaround, timers::TURNAROUND);
            }
            // The command goes on after all, as where packets of it were lost.
            Input::V21Carrier(true) if self.waits_for(After::Command) => {
                self.changes += 1;
                ctx.start(Timer::Turnaround, timers::CARRIER_DROP);
            }
            // The flags that close a command must not hold this timer.
            Input::Tick if waits && ctx.ran_out_unheld(Timer::Turnaround) => self.speak(ctx),
            _ => {}
        }
        State::Saying(self)
    }

    /// Whether we still wait for the carrier of such a signal. A carrier that begins and ends again
    /// and again must not keep us silent.
    fn waits_for(&self, after: After) -> bool {
        self.signals.is_some() && self.after == after && self.changes < MAX_CHANGES
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

    /// Whether DCN is being said: the call ends behind it.
    pub(super) fn is_ending(&self) -> bool {
        matches!(*self.then, State::Ending(_))
    }

    /// The state that follows what is being said.
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

/// V.34's primary channel goes one way: what is to be said waits for the end of a page, of which
/// the longest, 256 frames at 2400 bit/s, takes 230 s.
const LONGEST_PAGE: Millis = Millis(240_000);
/// How often the caller's carrier may change before we speak all the same: it ends, and returns and
/// ends three times more.
const MAX_CHANGES: u32 = 7;
/// What is said without anything new of a page coming. Each wait and each repetition has
/// its own end, but where packets get lost, or a caller has no end of its own, one would
/// follow the other for hours. A caller that falls back through eight rates, with four
/// PPR and a CTR at each (T.30 §A.4.3), needs forty.
const MOST_IN_VAIN: u32 = 60;
