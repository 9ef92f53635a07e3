//! The line became another one, packets or audio, in the middle of a call of ours.
//!
//! The remote end may have begun its session anew: before a page was said, and in the middle
//! of one, its DIS is awaited for a while and then DCS said, whether it came or not. A
//! question about a page that was said is asked again, and so is DCN said again: who is hung up
//! on in the moment of a change may not hear of it for seconds. Rates that the new line does not
//! carry are left out until the remote end offers them again.

use super::State;
use super::context::Context;
use super::{phase_a, phase_e};
use crate::t30::station::State as _;

/// Goes on from `state` on a line on which nothing was said or heard yet.
pub(super) fn go_on(state: State, ctx: &mut Context) -> State {
    ctx.leave_out_rates();
    match state {
        State::Over | State::Turning(_) => state,
        State::Ending(cause) => phase_e::over(cause, ctx),
        State::ExpectDis(waiting) => waiting.begin_anew(ctx),
        State::AwaitPage(_) | State::AwaitNextPage(_) | State::AwaitPageEnd(_) => state.enter(ctx),
        State::ExpectAnswer(asking) => asking.ask_again(ctx),
        State::Saying(saying) => match (saying.ending(), saying.then()) {
            (Some(cause), _) => phase_e::disconnect(cause, ctx),
            (None, State::ExpectAnswer(asking)) => asking.ask_again(ctx),
            // CI was being sent. The DIS before it was not read, so DIS must come again.
            (None, State::ExpectDis(waiting)) => waiting.begin_anew(ctx),
            _ => phase_a::after_break(ctx),
        },
        State::ExpectTrainingAnswer(_) | State::Coding(_) | State::PageEnds(_) => {
            phase_a::after_break(ctx)
        }
    }
}
