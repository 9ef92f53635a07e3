//! Phase A, call establishment: the called station's tone (T.30 §4.1), and V.8 (clause 6).

use super::phase_b::ExpectCommand;
use super::saying::{After, Saying};
use super::{Context, State};
use crate::t30::Signal;
use crate::t30::dis::Capabilities;
use crate::t30::timers;
use ferrofax_ground::ladder::{Step, Way};

/// Answers with CED, or with ANSam for V.8 (§4.1.2), then goes on to DIS.
pub(super) fn begin(ctx: &mut Context) -> State {
    let Capabilities { rates, has_document, ecm, .. } = &ctx.own.terms.capabilities;
    // V.34 needs error correction.
    let offer = ctx.own.terms.v8.with_v34_if(*ecm);
    let v8 = offer.answer(rates, *has_document).filter(|_| !ctx.by_packets);
    let signals = if let Some(v8) = v8 {
        ctx.trace(Way::Said, Step::signal("ANSam"));
        // With the silence before and behind it.
        vec![Signal::V8(v8)]
    } else {
        ctx.trace(Way::Said, Step::signal("CED"));
        vec![Signal::Silence(timers::BEFORE_CED), Signal::Ced, Signal::Silence(timers::AFTER_CED)]
    };
    State::Saying(Saying::begin(
        signals,
        After::Silence,
        State::ExpectCommand(ExpectCommand::say_dis_first()),
        ctx,
    ))
}

/// The caller says CI to our DIS: ANSam comes again (§6.1.4), but not for ever.
pub(super) fn begin_again(ctx: &mut Context) -> Option<State> {
    let may = ctx.own.terms.v8.is_on() && ctx.v8_again < MOST_AGAIN && !ctx.by_packets;
    may.then(|| {
        ctx.v8_again += 1;
        begin(ctx)
    })
}

/// How often CI is answered in a call.
const MOST_AGAIN: u32 = 2;
