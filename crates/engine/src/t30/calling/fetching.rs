//! Polling (T.30 §5.3.6.1.2): whether a call sends or fetches next, and the moments at which it
//! goes on the other way round. All of them are at the begin of phase B.
//!
//! Who calls sends first, unless it is wanted otherwise: the last page ends with EOM where the
//! DIS has a document (bit 9), and the next DIS is answered by DTC. Who was called sends when
//! DTC comes; if that says that a fax comes the other way (bit 9), EOM leads back there, too.

use super::context::Context;
use super::{State, phase_a};
use crate::t30::answering::Asking;
use crate::t30::dis::Capabilities;
use crate::t30::frame::{Fields, Frame};
use crate::t30::outcome::{Cause, Outcome, Phase, Status};
use crate::t30::{Event, Output, Party, fnv};

/// What comes next at the begin of phase B.
pub(super) enum Next {
    /// Our pages.
    Send,
    /// A document, asked for so.
    Fetch(Asking),
}

/// We send from now on; `heard` said what the remote terminal takes.
pub(super) fn begin(heard: &Frame, ctx: &mut Context) -> State {
    ctx.own.trainings = 0;
    if ctx.v34.is_used() && !ctx.has_to_turn() {
        // More of a document is asked for, where we had waited for one.
        ctx.output(Output::TurnRound(None));
    }
    match ctx.party {
        Party::Caller => ctx.own.has_fetched = true,
        Party::Called if ctx.underway.take().is_none() => {
            ctx.event(Event::Polled(ctx.far.clone()));
        }
        Party::Called => {}
    }
    phase_a::on_dis(heard, ctx)
}

/// What is done about a DIS, or a DTC. The error says why nothing can be.
pub(super) fn next(heard: &Frame, ctx: &Context) -> Result<Next, Cause> {
    let (terms, far) = (&ctx.own.terms, Capabilities::parse(&heard.fif));
    let to_send = terms.sends && !ctx.own.is_told;
    let fetch = terms.fetch.as_ref().filter(|_| !ctx.own.has_fetched);
    let Some(fetch) = fetch.filter(|_| ctx.party == Party::Caller) else {
        return Ok(Next::Send);
    };
    let is_there = far.has_document && (fetch.sep.is_none() || far.selective_polling);
    let is_first = fetch.first && is_there && ctx.own.pages.are_untouched();
    if to_send && !is_first {
        return Ok(Next::Send);
    }
    if !is_there {
        return Err(Cause::NothingToFetch);
    }
    Ok(Next::Fetch(Asking {
        sep: fetch.sep.clone(),
        pwd: fetch.pwd.clone().filter(|_| far.addresses),
        sends_after: to_send,
        says_fnv: Fields(heard.fif.clone()).bit(fnv::CAPABLE),
        repeats: 0,
    }))
}

/// Whether the call goes on behind our last page.
pub(super) fn goes_on(ctx: &Context) -> bool {
    let has_document = ctx.own.offer.as_ref().is_some_and(|offer| offer.has_document);
    has_document && (ctx.party == Party::Called || is_to_fetch(ctx))
}

fn is_to_fetch(ctx: &Context) -> bool {
    ctx.own.terms.fetch.is_some() && !ctx.own.has_fetched
}

/// EOM was answered: `cause` says how, if that was the last page.
pub(super) fn after_document(cause: Cause, ctx: &mut Context) -> State {
    let was_last = ctx.own.pages.was_last;
    if was_last {
        ctx.own.pages.all_settled = true;
        let outcome = settle(cause, ctx);
        ctx.turned(outcome);
        ctx.own.is_told = true;
    }
    match ctx.party {
        Party::Caller => phase_a::after_document(ctx),
        // Who was called says DIS.
        Party::Called => {
            ctx.underway = (!was_last).then_some(ctx.own.pages.confirmed);
            ctx.begin_phase(Phase::B);
            State::Turning(Asking::default())
        }
    }
}

/// What came of the pages.
fn settle(cause: Cause, ctx: &mut Context) -> Outcome {
    let pages = &mut ctx.own.pages;
    let unknown = pages.unanswered.take();
    let (complete, confirmed) = (pages.all_well(), pages.confirmed);
    if let Some(index) = unknown {
        ctx.event(Event::PageUnknown(index));
    }
    let status = match (complete, confirmed) {
        (true, _) => Status::Received,
        (false, 0) => Status::Failed,
        (false, _) => Status::Incomplete,
    };
    let cause = match cause {
        // What happens after the last page was confirmed does no harm any more.
        _ if complete => Cause::Ok,
        // All was said, but not every page was taken.
        Cause::Ok => Cause::RefusedByReceiver,
        other => other,
    };
    ctx.outcome_now(status, cause, confirmed)
}

/// The outcome with which the call ends here.
pub(super) fn outcome(cause: Cause, ctx: &mut Context) -> Outcome {
    let outcome = if ctx.own.is_told {
        // What was sent was told of; what is left is what was not fetched.
        let cause = match cause {
            Cause::ReceiverFellSilent => Cause::FetchNotAnswered,
            Cause::DcnFromReceiver => Cause::FetchRefused,
            other => other,
        };
        ctx.outcome_now(Status::Failed, cause, 0)
    } else {
        let sent = settle(cause, ctx);
        if sent.status == Status::Received && ctx.party == Party::Caller && is_to_fetch(ctx) {
            ctx.turned(sent);
            ctx.outcome_now(Status::Failed, Cause::NothingToFetch, 0)
        } else {
            sent
        }
    };
    ctx.note_end(outcome)
}
