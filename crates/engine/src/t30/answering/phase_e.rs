//! Phase E, call release: DCN, and every way to an end (T.30 §4.5).

use super::phase_d::{self, FinishingPage};
use super::saying::{After, say};
use super::{Context, State, fetching};
use crate::t30::fcf::Fcf;
use crate::t30::frame::Frame;
use crate::t30::outcome::{Cause, Phase};
use crate::t30::timers::{self, Timer};
use crate::t30::{Event, Input, Listen, Party};

/// The last page was confirmed: awaits DCN, or the last command again.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ExpectDcn {
    /// Commands that could not be read.
    unread: u32,
}

impl ExpectDcn {
    pub(super) fn enter(self, ctx: &mut Context) {
        ctx.begin_phase(Phase::E);
        ctx.listen(Listen::Commands);
        ctx.start(Timer::T2, timers::T2);
    }

    pub(super) fn on(mut self, input: &Input, ctx: &mut Context) -> State {
        match input {
            // DCN was lost; nothing is missing.
            Input::Tick if ctx.ran_out(Timer::T2) => return end(cause_of_dcn(ctx), false, ctx),
            // It may have been the last command: the caller has not heard MCF, and says it again.
            Input::V21Carrier(false) if self.unread < MAX_UNREAD => {
                self.unread += 1;
                ctx.start(Timer::T2, timers::T2);
            }
            _ => {}
        }
        State::ExpectDcn(self)
    }
}

/// DCN is being said; the end follows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ending {
    cause: Cause,
}

impl Ending {
    /// DCN has gone out.
    pub(super) fn enter(self, ctx: &mut Context) -> State {
        over(self.cause, ctx)
    }
}

/// DCN of the caller: the call ends without another word.
pub(super) fn on_dcn(ctx: &mut Context) -> State {
    end(cause_of_dcn(ctx), false, ctx)
}

/// What a DCN means here.
pub(super) fn cause_of_dcn(ctx: &Context) -> Cause {
    let cause = ctx.own.pages.cause_of_dcn(ctx.own.refused_trainings > 0);
    match (cause, ctx.party) {
        (Cause::DcnBeforePage, Party::Caller) => Cause::FetchRefused,
        _ => cause,
    }
}

/// The call ends: what came of an open page is handed on first, then DCN is said if `dcn`.
pub(super) fn end(cause: Cause, dcn: bool, ctx: &mut Context) -> State {
    if ctx.own.pages.is_open() {
        FinishingPage::before_end(cause, dcn, ctx)
    } else {
        conclude(cause, dcn, ctx)
    }
}

/// The same when no page is open.
pub(super) fn conclude(cause: Cause, dcn: bool, ctx: &mut Context) -> State {
    phase_d::deliver_held(ctx);
    if !dcn {
        return over(cause, ctx);
    }
    if ctx.own.pages.all_confirmed {
        ctx.begin_phase(Phase::E);
    }
    let dcn = Frame::last(Fcf::Dcn, Vec::new());
    say(vec![dcn], After::Command, State::Ending(Ending { cause }), ctx)
}

/// Ends the session: settles the status by the pages, and reports the outcome.
fn over(cause: Cause, ctx: &mut Context) -> State {
    let outcome = fetching::outcome(cause, ctx);
    ctx.listen(Listen::Nothing);
    ctx.event(Event::Ended(outcome));
    State::Over
}

/// Commands behind the last page that could not be read, and each of which the next one is
/// awaited for.
const MAX_UNREAD: u32 = 5;
