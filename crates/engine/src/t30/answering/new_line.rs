//! The line became another one, packets or audio, in the middle of a call that we answered.
//!
//! Before a page was begun the remote end may have begun its session anew, too: DIS is said
//! again. Later on what was being said is said again, as is DCN at any time, and what was being
//! awaited is awaited again. A page without ECM that is coming in ends where the line changes.

use super::phase_a;
use super::phase_b::ExpectCommand;
use super::saying::{After, say};
use super::{Context, State};
use crate::t30::fcf::Fcf;
use crate::t30::frame::Frame;
use crate::t30::station::State as _;
use crate::t30::timers::Timer;
use ferrofax_signal::time::SampleTime;

/// Goes on from `state` on a line on which nothing was said or heard yet.
pub(super) fn go_on(state: State, ctx: &mut Context) -> State {
    let before_pages = ctx.own.pages.is_untouched();
    match state {
        State::Over | State::Ending(_) | State::FinishingPage(_) => state,
        State::Saying(saying) if saying.is_ending() => {
            say(vec![Frame::last(Fcf::Dcn, Vec::new())], After::Silence, saying.then(), ctx)
        }
        _ if ctx.now == SampleTime(0) => phase_a::begin(ctx),
        _ if before_pages => {
            ctx.timers.stop(Timer::T1);
            State::ExpectCommand(ExpectCommand::say_dis_first()).enter(ctx)
        }
        State::Saying(saying) => {
            let again = ctx.own.answers.said().to_vec();
            say(again, After::Silence, saying.then(), ctx)
        }
        State::ExpectPage(page) if ctx.own.pages.is_touched() => page.ended(ctx),
        awaiting => awaiting.enter(ctx),
    }
}
