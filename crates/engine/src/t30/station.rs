//! A station on either side: what comes goes to its state, which gives the next one.

use super::context::{Context, Own};
use super::frame::Frame;
use super::outcome::Cause;
use super::timers::{Scope, Timer};
use super::{Input, Output, Party, trace, v8};
use ferrofax_ground::ladder::{Step, Way};
use ferrofax_signal::time::{Millis, SampleTime};

/// What a station awaits. A state is named for that, is consumed by what comes and gives
/// the next.
pub(super) trait State: Sized {
    /// What this side keeps beyond a single state.
    type Own: Own;

    /// Where a session is of which the end was reported.
    const OVER: Self;

    /// Whether this is [`Self::OVER`].
    fn is_over(&self) -> bool;

    /// Another machine of this side's kind.
    const OUR_LIKE: Step;

    /// Whether only a station of our kind says this, that is this party of the call. Heard at
    /// one, it is its own echo.
    fn is_said_by_us(frame: &Frame, party: Party) -> bool;

    /// The state's name, for tests and logs.
    fn name(&self) -> &'static str;

    /// The state begins; the timers of the one before were stopped.
    fn begin(self, ctx: &mut Context<Self::Own>) -> Self;

    /// Something happened that is no frame.
    fn on(self, input: &Input, ctx: &mut Context<Self::Own>) -> Self;

    /// The remote terminal said this.
    fn on_frame(self, frame: Frame, ctx: &mut Context<Self::Own>) -> Self;

    /// Whether this frame is awaited: one of which bits were put back is believed then, and
    /// nothing else is.
    fn awaits(&self, frame: &Frame, ctx: &Context<Self::Own>) -> bool;

    /// The line became another one, on which nothing was said or heard yet.
    fn on_new_line(self, ctx: &mut Context<Self::Own>) -> Self;

    /// The call ends wherever it stands, with DCN if `dcn`.
    fn abandon(self, ctx: &mut Context<Self::Own>, cause: Cause, dcn: bool) -> Self;

    /// The state is entered: it starts its timers and says what to listen for.
    fn enter(self, ctx: &mut Context<Self::Own>) -> Self {
        ctx.timers.stop_all_of(Scope::State);
        self.begin(ctx)
    }
}

/// A session of one side.
#[derive(Clone, Debug)]
pub(super) struct Station<S: State> {
    ctx: Context<S::Own>,
    pub state: S,
}

impl<S: State> Station<S> {
    /// The call begins with the state that `first` gives, and lasts `max_call` at most.
    pub(super) fn new(
        own: S::Own,
        party: Party,
        max_call: Millis,
        first: impl FnOnce(&mut Context<S::Own>) -> S,
    ) -> Self {
        let mut ctx = Context::new(own, party);
        ctx.start(Timer::Call, max_call);
        let state = first(&mut ctx);
        Self { ctx, state }
    }

    /// A call goes on with the state that `first` gives, the pages going the other way.
    pub(super) fn take_over(
        mut ctx: Context<S::Own>,
        first: impl FnOnce(&mut Context<S::Own>) -> S,
    ) -> Self {
        let state = first(&mut ctx);
        Self { ctx, state }
    }

    /// What the call goes on with when the pages go the other way.
    pub(super) fn leave(self) -> (Context<S::Own>, S) {
        (self.ctx, self.state)
    }

    /// Something happened at `now`.
    pub(super) fn handle(&mut self, now: SampleTime, input: Input) {
        if self.state.is_over() {
            return;
        }
        let ctx = &mut self.ctx;
        ctx.now = ctx.now.max(now);
        ctx.note(&input);
        let state = std::mem::replace(&mut self.state, S::OVER);
        self.state = match input {
            Input::HangUp => state.abandon(ctx, Cause::Hangup, false),
            Input::Cancel => state.abandon(ctx, Cause::Cancelled, true),
            Input::PageTooLarge => state.abandon(ctx, Cause::TooManyPages, true),
            Input::Tick if ctx.ran_out_unheld(Timer::Call) => {
                state.abandon(ctx, Cause::CallTooLong, true)
            }
            Input::LineChanged | Input::V34Failed => {
                ctx.leave_v34(input == Input::V34Failed);
                ctx.forget_line();
                state.on_new_line(ctx)
            }
            // V.8 between two ways of V.34 has not led back to it.
            Input::V8(outcome) if ctx.v34.is_used() && !v8::is_v34(&outcome) => {
                ctx.leave_v34(true);
                ctx.forget_line();
                state.on_new_line(ctx)
            }
            Input::Frame(bytes) => match Frame::parse(&bytes) {
                Some(frame) => heard(state, frame, ctx),
                None => state,
            },
            other => state.on(&other, ctx),
        };
    }

    /// Whether a frame is believed of which bits were put back.
    pub(super) fn awaits(&self, bytes: &[u8]) -> bool {
        Frame::may_be_restored(bytes)
            && Frame::parse(bytes).is_some_and(|frame| self.state.awaits(&frame, &self.ctx))
    }

    /// What only this side keeps.
    pub(super) const fn own(&self) -> &S::Own {
        &self.ctx.own
    }

    /// The same, to be told something.
    pub(super) const fn own_mut(&mut self) -> &mut S::Own {
        &mut self.ctx.own
    }

    /// Whether V.34 carried what it was to carry, where it was agreed on.
    pub(super) fn v34_worked(&self) -> Option<bool> {
        self.ctx.v34_worked()
    }

    pub(super) fn poll_output(&mut self) -> Option<Output> {
        self.ctx.poll_output()
    }

    /// The line carries no more than so many bit/s, 0 for as many as anybody has.
    pub(super) fn limit_rate(&mut self, bps: u32) {
        self.ctx.limit_rate(bps);
    }

    /// Whether the line is packets (T.38) now.
    pub(super) const fn set_packets(&mut self, are: bool) {
        self.ctx.by_packets = are;
    }

    pub(super) fn awaiting(&self) -> &'static str {
        self.state.name()
    }
}

/// A frame is traced, and passed over if only we could have said it.
fn heard<S: State>(state: S, frame: Frame, ctx: &mut Context<S::Own>) -> S {
    if frame.is_final {
        ctx.sense.end_burst();
    }
    if S::is_said_by_us(&frame, ctx.party) {
        ctx.trace(Way::Heard, trace::echo(frame.fcf, S::OUR_LIKE));
        return state;
    }
    ctx.trace(Way::Heard, trace::step_by(&frame, ctx.v34.is_used()));
    ctx.sense.note_frame(frame.fcf);
    state.on_frame(frame, ctx)
}
