//! Phase E, call release: DCN, and every way to an end (T.30 §4.5).

use super::answering::State;
use super::context::{After, Context};
use super::fcf::Fcf;
use super::frame::Frame;
use super::outcome::{Cause, Phase};
use super::phase_d::FinishingPage;
use super::timers::{self, Timer};
use super::{Input, Listen};

/// The last page was confirmed: awaits DCN, or the last command again.
#[derive(Clone, Copy, Debug)]
pub(super) struct ExpectDcn;

impl ExpectDcn {
    pub(super) fn enter(self, ctx: &mut Context) {
        ctx.begin_phase(Phase::E);
        ctx.listen(Listen::Commands);
        ctx.start(Timer::T2, timers::T2);
    }

    pub(super) fn on(self, input: &Input, ctx: &mut Context) -> State {
        match input {
            // DCN was lost; nothing is missing.
            Input::Tick if ctx.ran_out(Timer::T2) => end(cause_of_dcn(ctx), false, ctx),
            _ => State::ExpectDcn(self),
        }
    }
}

/// The end was reported.
#[derive(Clone, Copy, Debug)]
pub(super) struct Over;

/// DCN is being said; the end follows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ending {
    cause: Cause,
}

impl Ending {
    /// DCN has gone out.
    pub(super) fn enter(self, ctx: &mut Context) -> State {
        ctx.end(self.cause)
    }
}

/// The caller disconnects.
pub(super) fn on_dcn(ctx: &mut Context) -> State {
    end(cause_of_dcn(ctx), false, ctx)
}

/// What a DCN means here.
fn cause_of_dcn(ctx: &Context) -> Cause {
    if ctx.all_confirmed && ctx.broken == 0 {
        Cause::Ok
    } else if ctx.all_confirmed {
        Cause::GivenUpByPeer
    } else if ctx.last_refused {
        Cause::PageRefused
    } else if ctx.delivered == 0 && !ctx.page_touched {
        if ctx.refused_trainings > 0 { Cause::TrainingFailed } else { Cause::DcnBeforePage }
    } else {
        Cause::DcnBeforeEnd
    }
}

/// The call ends: what came of an open page is handed on first, then DCN is said if `dcn`.
pub(super) fn end(cause: Cause, dcn: bool, ctx: &mut Context) -> State {
    if ctx.page_open {
        FinishingPage::before_end(cause, dcn, ctx)
    } else {
        conclude(cause, dcn, ctx)
    }
}

/// The same when no page is open.
pub(super) fn conclude(cause: Cause, dcn: bool, ctx: &mut Context) -> State {
    ctx.deliver_held();
    if !dcn {
        return ctx.end(cause);
    }
    if ctx.all_confirmed {
        ctx.begin_phase(Phase::E);
    }
    ctx.say(
        vec![Frame::last(Fcf::Dcn, Vec::new())],
        After::Command,
        State::Ending(Ending { cause }),
    )
}
