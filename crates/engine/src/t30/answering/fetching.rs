//! Polling (T.30 §5.3.6.1.2): what a caller asks for who fetches a document, and the moments at
//! which a call goes on the other way round. All of them are at the begin of phase B.
//!
//! Who was called says DIS, and gives the call to the sending machine when DTC comes. Who
//! calls says DTC when the sending machine has heard a DIS with a document (bit 9), and gives
//! the call back when all was fetched and there is something to send.

use super::phase_b::{ExpectCommand, say_offer};
use super::phase_d;
use super::phase_e;
use super::saying::After;
use super::{AnswerTerms, Context, State, damaged, unexpected_or};
use crate::t30::Party;
use crate::t30::dis::Capabilities;
use crate::t30::fcf::Fcf;
use crate::t30::frame::{Fields, Frame};
use crate::t30::outcome::{Cause, Outcome, Status};
use crate::t30::station::State as _;
use crate::t30::{fnv, ident, trace};
use ferrofax_ground::ladder::Way;

/// What a document is asked for by.
#[derive(Clone, Debug, Default)]
pub(in crate::t30) struct Asking {
    /// Which one (SEP).
    pub sep: Option<String>,
    /// The password for it (PWD).
    pub pwd: Option<String>,
    /// It says which field it refuses, to who says that he understands it.
    pub says_fnv: bool,
    /// We have a document to send behind it.
    pub sends_after: bool,
    /// How often more was asked for after EOM.
    pub repeats: u32,
}

impl Asking {
    /// DTC and what goes before it: (CIG) (PWD) (SEP) DTC.
    ///
    /// What else may stand there (§5.3.6.1.2) is left out. NSC asks for a maker's own procedures,
    /// of which we have none. PSA names the mailbox at which a document lies, for machines that
    /// say bit 35; SEP does that for more of them. CIA and ISP belong to a T.37 gateway. Of
    /// who fetches from us all of them are kept and shown.
    pub(super) fn dtc(&self, terms: &AnswerTerms) -> Vec<Frame> {
        let text =
            |fcf, text: Option<&String>| text.map(|text| Frame::followed(fcf, ident::emit(text)));
        let capabilities =
            Capabilities { has_document: self.sends_after, ..terms.capabilities.clone() };
        let mut offer = Fields(capabilities.emit());
        if self.says_fnv {
            offer.set(fnv::CAPABLE);
        }
        text(Fcf::Cig, Some(&terms.ident).filter(|ident| !ident.is_empty()))
            .into_iter()
            .chain(text(Fcf::Pwd, self.pwd.as_ref()))
            .chain(text(Fcf::Sep, self.sep.as_ref()))
            .chain([Frame::last(Fcf::Dtc, offer.0)])
            .collect()
    }
}

/// We receive from now on: what we can is said, by who calls as a command to send.
pub(super) fn begin(ctx: &mut Context) -> State {
    ctx.own.trainings = 0;
    ctx.own.took_over = true;
    State::ExpectCommand(ExpectCommand::say_dis_first()).enter(ctx)
}

/// DTC: the caller wants to fetch a document.
pub(super) fn on_dtc(frame: Frame, state: &State, ctx: &mut Context) -> State {
    let is_held = ctx.party == Party::Called && ctx.own.terms.capabilities.has_document;
    // Where more pages were announced, the fax is not over.
    let is_moment = ctx.own.pages.is_untouched()
        || matches!(state, State::ExpectCommand(_) | State::ExpectDcn(_));
    if !is_held || !is_moment || ctx.own.pages.is_touched() {
        return phase_e::end(Cause::PollRefused, true, ctx);
    }
    if let Some(state) = damaged::before_dtc(ctx) {
        return state;
    }
    turn(frame, Cause::DcnBeforeEnd, ctx)
}

/// DIS, to who calls: DTC was not heard, or a document has ended (EOM).
pub(super) fn on_dis(frame: Frame, state: State, ctx: &mut Context) -> State {
    if ctx.own.pages.is_untouched() {
        return say_offer(After::Command, ctx);
    }
    if !matches!(state, State::ExpectCommand(_)) {
        ctx.trace(Way::Noted, trace::unexpected(Fcf::Dis, state.name()));
        return unexpected_or(state, ctx, |state, _| state);
    }
    // There is more of it. A machine that has never done is not asked for ever.
    if Capabilities::parse(&frame.fif).has_document && ctx.own.asking.repeats < MOST_REPEATS {
        ctx.own.asking.repeats += 1;
        return say_offer(After::Command, ctx);
    }
    if ctx.own.asking.sends_after {
        return turn(frame, Cause::DcnBeforeEnd, ctx);
    }
    ctx.own.pages.end_by_turning();
    phase_e::end(Cause::DcnBeforeEnd, true, ctx)
}

/// The other machine goes on. What came until now is told of; `cause` if that is not all.
fn turn(frame: Frame, cause: Cause, ctx: &mut Context) -> State {
    phase_d::deliver_held(ctx);
    if !ctx.own.pages.is_empty() {
        ctx.own.pages.end_by_turning();
        let outcome = settle(cause, ctx);
        ctx.turned(outcome);
        ctx.own.pages.begin_anew();
    }
    ctx.own.answers.forget();
    ctx.own.asking.sends_after = false;
    ctx.announce_far();
    State::Turning(Box::new(frame))
}

/// What came of the fax, or of what was fetched.
fn settle(cause: Cause, ctx: &Context) -> Outcome {
    let status = ctx.own.pages.status();
    // What happens after the last page was confirmed does no harm any more.
    let is_harmless = status == Status::Received && cause != Cause::DcnForEnd;
    let cause = if is_harmless { Cause::Ok } else { cause };
    ctx.outcome_now(status, cause, ctx.own.pages.confirmed())
}

/// The outcome with which the call ends here.
pub(super) fn outcome(cause: Cause, ctx: &mut Context) -> Outcome {
    let mut outcome = settle(cause, ctx);
    // The document that we were giving away in parts is what the call was about.
    if let Some(pages) = ctx.underway.filter(|_| ctx.own.pages.is_empty()) {
        outcome.status = if pages > 0 { Status::Incomplete } else { Status::Failed };
        outcome.pages = pages;
        if outcome.cause == Cause::DcnBeforePage {
            outcome.cause = Cause::DcnFromReceiver;
        }
    }
    // All was fetched, and then nothing could be sent.
    if outcome.status == Status::Received && ctx.own.asking.sends_after {
        ctx.turned(outcome);
        outcome = ctx.outcome_now(Status::Failed, Cause::DcnFromReceiver, 0);
    }
    ctx.note_end(outcome)
}

/// What a silence means after which DTC was said in vain.
pub(super) fn cause_of_silence(ctx: &Context) -> Cause {
    if ctx.own.pages.is_untouched() { Cause::FetchNotAnswered } else { Cause::SilenceAfterAnswer }
}

/// How often more of a document is asked for after EOM.
const MOST_REPEATS: u32 = 50;
