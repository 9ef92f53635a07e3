//! Phase E, call release: DCN, and every way to an end (T.30 §4.5).

use super::context::Context;
use super::saying::{burst, last, say};
use super::{State, fetching};
use crate::t30::fcf::Fcf;
use crate::t30::outcome::Cause;
use crate::t30::timers;
use crate::t30::{Event, Listen, Output, Signal};

/// Says DCN; the end follows. For when it is our turn to speak.
pub(super) fn disconnect(cause: Cause, ctx: &mut Context) -> State {
    ctx.output(Output::Hush);
    let signals = vec![burst(&last(Fcf::Dcn, Vec::new(), ctx))];
    say(signals, State::Ending(cause), ctx)
}

/// The same in the middle of anything, also of a signal of ours.
pub(super) fn break_off(cause: Cause, ctx: &mut Context) -> State {
    ctx.output(Output::Hush);
    let signals =
        vec![Signal::Silence(timers::BETWEEN_SIGNALS), burst(&last(Fcf::Dcn, Vec::new(), ctx))];
    say(signals, State::Ending(cause), ctx)
}

/// DCN of the remote terminal: the call ends without another word.
pub(super) fn on_dcn(state: &State, ctx: &mut Context) -> State {
    let cause = match state {
        State::Saying(saying) => saying.ending().unwrap_or(Cause::DcnFromReceiver),
        // An answer to what was said once: it does not want the page. After a repetition,
        // an earlier answer may have been lost.
        State::ExpectAnswer(state) if state.was_said_once() => {
            ctx.page_is_lacked();
            Cause::DcnFromReceiver
        }
        _ => Cause::DcnFromReceiver,
    };
    over(cause, ctx)
}

/// Ends the session: settles the status by the pages, and reports the outcome.
pub(super) fn over(cause: Cause, ctx: &mut Context) -> State {
    let outcome = fetching::outcome(cause, ctx);
    ctx.output(Output::Hush);
    ctx.listen(Listen::Nothing);
    ctx.event(Event::Ended(outcome));
    State::Over
}
