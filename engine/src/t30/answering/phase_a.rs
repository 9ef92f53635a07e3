//! Phase A, call establishment: the called station's tone (T.30 §4.1).

use super::phase_b::ExpectCommand;
use super::saying::{After, Saying};
use super::{Context, State};
use crate::t30::Signal;
use crate::t30::timers;
use ferrofax_ground::ladder::Way;

/// Answers with CED, then goes on to DIS.
pub(super) fn begin(ctx: &mut Context) -> State {
    ctx.trace(Way::Said, "CED");
    let signals =
        vec![Signal::Silence(timers::BEFORE_CED), Signal::Ced, Signal::Silence(timers::AFTER_CED)];
    State::Saying(Saying::begin(
        signals,
        After::Silence,
        State::ExpectCommand(ExpectCommand::say_dis_first()),
        ctx,
    ))
}
