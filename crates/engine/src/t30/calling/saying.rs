//! The calling side speaks: first the remote terminal's carrier must go and the line be
//! silent for a moment, then the signals go out.

use super::context::Context;
use super::{State, phase_a, phase_d, phase_e};
use crate::t30::fcf::Fcf;
use crate::t30::frame::Frame;
use crate::t30::outcome::Cause;
use crate::t30::station::State as _;
use crate::t30::timers::{self, Scope, Timer};
use crate::t30::{Input, Listen, Output, Party, Signal, trace};
use ferrofax_ground::ladder::Way;

/// Says these, then goes on with `then`; unless so much was said in vain that nothing
/// will come of it.
pub(super) fn say(signals: Vec<Signal>, then: State, ctx: &mut Context) -> State {
    if ctx.count_said() > MOST_IN_VAIN && !matches!(then, State::Ending(_)) {
        return phase_e::disconnect(Cause::NoProgress, ctx);
    }
    for signal in &signals {
        if let Signal::Frames(frames) = signal {
            for frame in frames.iter().filter_map(|bytes| Frame::parse(bytes)) {
                ctx.trace(Way::Said, trace::step_by(&frame, ctx.v34.is_used()));
            }
        }
    }
    State::Saying(Saying::begin(signals, then, ctx))
}

/// A frame of ours that is the last of its burst.
pub(super) fn last(fcf: Fcf, fif: Vec<u8>, ctx: &Context) -> Frame {
    Frame { fcf, x: ctx.party == Party::Caller, is_final: true, fif }
}

/// A burst of one frame.
pub(super) fn burst(frame: &Frame) -> Signal {
    Signal::Frames(vec![frame.emit()])
}

/// We are to speak, or do.
#[derive(Clone, Debug)]
pub(super) struct Saying {
    /// What is to go out, until it does.
    signals: Option<Vec<Signal>>,
    /// Whether it is a page, or a block of one.
    is_page: bool,
    /// How often the remote terminal's carrier ended while we waited.
    ends: u32,
    then: Box<State>,
}

impl Saying {
    fn begin(signals: Vec<Signal>, then: State, ctx: &mut Context) -> Self {
        ctx.timers.stop_all_of(Scope::State);
        let ready = ctx.sense.v21_went_at().map_or(ctx.now, |went| went + timers::TURNAROUND);
        // Whoever says flags has begun anew, perhaps in the middle of a page.
        let is_hearing = ctx.sense.is_hearing(ctx.now);
        let patience = if is_hearing { timers::HEARING_OUT } else { timers::CARRIER_DROP };
        let ready = if ctx.sense.has_v21_carrier() { ctx.now + patience } else { ready };
        let is_page = signals.iter().any(|signal| {
            matches!(signal, Signal::Page(..) | Signal::Blocks(..) | Signal::Primary(_))
        });
        let mut saying = Self { signals: Some(signals), is_page, ends: 0, then: Box::new(then) };
        if ctx.v34.is_used() && saying.ending().is_some() {
            ctx.start(Timer::T2, timers::DCN_BY_V34);
        }
        // On V.34's control channel nobody has to wait for the other.
        if ready <= ctx.now || ctx.v34.is_used() {
            saying.speak(ctx);
        } else {
            ctx.timers.set(Timer::Turnaround, ready);
        }
        saying
    }

    pub(super) fn on(mut self, input: &Input, ctx: &mut Context) -> State {
        let waits = self.signals.is_some();
        match input {
            Input::Said if !waits => return self.then.enter(ctx),
            Input::Tick if ctx.ran_out_unheld(Timer::T2) => return self.then.enter(ctx),
            // A carrier that begins and ends again and again must not keep us silent.
            Input::V21Carrier(false) if waits && self.ends < MAX_ENDS => {
                self.ends += 1;
                ctx.start(Timer::Turnaround, timers::TURNAROUND);
            }
            Input::Tick if waits && ctx.ran_out_unheld(Timer::Turnaround) => self.speak(ctx),
            _ => {}
        }
        State::Saying(self)
    }

    /// A machine that says DIS into a page, or before we say the command after it for the first
    /// time, has lost the page and starts again: it would not receive the rest, and the command
    /// would be unexpected. Before the command is repeated, DIS may follow an MCF that was lost.
    pub(super) fn on_frame(self, frame: &Frame, ctx: &mut Context) -> State {
        let asks = self.signals.is_some() && self.asks_first_about_page();
        if (asks || self.is_page && self.signals.is_none()) && frame.fcf == Fcf::Dis {
            ctx.output(Output::Hush);
            return match phase_a::on_dis_again(frame, ctx) {
                Ok(()) => phase_d::unseen(ctx),
                Err(cause) => phase_e::disconnect(cause, ctx),
            };
        }
        State::Saying(self)
    }

    /// Whether DCN is being said, and with what cause.
    pub(super) fn ending(&self) -> Option<Cause> {
        match *self.then {
            State::Ending(cause) => Some(cause),
            _ => None,
        }
    }

    /// Whether the command behind a page or block is being said.
    pub(super) fn asks_about_page(&self) -> bool {
        matches!(&*self.then, State::ExpectAnswer(asking) if asking.is_about_page())
    }

    /// The same, for the first time.
    fn asks_first_about_page(&self) -> bool {
        let State::ExpectAnswer(asking) = &*self.then else { return false };
        asking.is_about_page() && asking.was_said_once()
    }

    /// The state that follows what is being said.
    pub(super) fn then(self) -> State {
        *self.then
    }

    fn speak(&mut self, ctx: &mut Context) {
        if let Some(signals) = self.signals.take() {
            ctx.listen(if self.is_page { Listen::Commands } else { Listen::Nothing });
            ctx.output(Output::Say(signals));
        }
    }
}

/// Signals that are said without the remote terminal hearing anything new of a page. Each
/// wait and each repetition has its own end, but where packets get lost one would follow
/// the other for many minutes.
const MOST_IN_VAIN: u32 = 40;
/// How often the remote terminal's carrier may end, and we wait for the pause behind it.
const MAX_ENDS: u32 = 4;
