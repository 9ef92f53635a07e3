//! The line became another one, packets or audio, in the middle of a call that we answered.
//!
//! Before a page was begun the far end may have begun its session anew, too: DIS is said
//! again. Later on what was being said is said again, and what was being awaited is
//! awaited again.

use super::answering::State;
use super::context::{After, Context};
use super::phase_a;
use super::phase_b::ExpectCommand;
use super::timers::Timer;
use crate::time::SampleTime;

/// Goes on from `state` on a line on which nothing was said or heard yet.
pub(super) fn go_on(state: State, ctx: &mut Context) -> State {
    ctx.forget_line();
    let before_pages = ctx.delivered == 0 && !ctx.page_touched;
    match state {
        State::Over(_) | State::Ending(_) | State::FinishingPage(_) => state,
        State::Saying(saying) if saying.is_ending() => saying.then().enter(ctx),
        _ if ctx.now == SampleTime(0) => phase_a::begin(ctx),
        _ if before_pages => {
            ctx.timers.stop(Timer::T1);
            State::ExpectCommand(ExpectCommand::say_dis_first()).enter(ctx)
        }
        State::Saying(saying) => {
            let again = ctx.last_said.clone();
            ctx.say(again, After::Silence, saying.then())
        }
        awaiting => awaiting.enter(ctx),
    }
}
