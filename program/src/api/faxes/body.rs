//! What programs are shown of a received fax.

use serde::Serialize;
use utoipa::ToSchema;

use crate::api::parts::moment;
use crate::desk::{Claim, DeskFax, FaxEvent};
use crate::live::NamedEvent;
use ferrofax_spool::{FaxStatus, OutboxEntry};

/// A received fax.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Fax {
    /// Its number.
    id: i64,
    /// `receiving`, `received`, `incomplete` or `failed`.
    status: &'static str,
    /// The device that it came to.
    device: String,
    /// The job that fetched it from `calling` (polling), if one did.
    fetched_by: Option<i64>,
    /// The number that was dialled.
    called: String,
    /// The number that called; none if it was withheld.
    calling: Option<String>,
    /// The caller's name, if it was given.
    caller_name: Option<String>,
    /// What the sending machine calls itself (TSI).
    far_ident: Option<String>,
    /// The subaddress (SUB).
    sub: Option<String>,
    /// When the call was answered.
    #[schema(format = "date-time")]
    started_at: String,
    /// When it ended; none while it is coming in.
    #[schema(format = "date-time")]
    ended_at: Option<String>,
    /// Pages.
    pages: usize,
    /// bit/s.
    rate_bps: Option<u32>,
    /// With error correction.
    ecm: Option<bool>,
    /// `audio` or `T38`.
    mode: Option<String>,
    /// The trunk that it came by, if that is known.
    trunk: Option<String>,
    /// What became of the call, as a sentence.
    outcome: Option<String>,
    /// The same for programs.
    event: Option<NamedEvent>,
    /// To whom it was mailed.
    mailboxes: Vec<String>,
    /// The user has not read it.
    is_unread: bool,
    /// Who deals with it.
    claim: Option<FaxClaim>,
    /// A word on it.
    tag: String,
    /// What was written to it.
    note: String,
}

/// Who deals with a fax.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct FaxClaim {
    /// Who.
    user: String,
    /// Who gave it to him: himself, or another.
    given_by: String,
    /// Since when.
    #[schema(format = "date-time")]
    at: String,
}

/// What somebody did with a fax.
#[derive(Serialize, ToSchema)]
pub(super) struct FaxDeed {
    /// When.
    #[schema(format = "date-time")]
    at: String,
    /// Who.
    by: String,
    /// What, one word.
    what: &'static str,
    /// To whom, or what it is now.
    text: String,
}

/// Where something is mailed or printed, and what came of it.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Mail {
    /// Its number.
    id: i64,
    /// The address; none: to the faxmaster, or on a printer.
    to: Option<String>,
    /// The printer.
    printer: Option<String>,
    /// `waiting`, `leased`, `delivered`, `rejected` or `failed`.
    state: &'static str,
    /// Tries so far.
    tries: u32,
    #[schema(format = "date-time")]
    created_at: String,
    /// When that was over.
    #[schema(format = "date-time")]
    ended_at: Option<String>,
    /// Why the last try failed.
    error: Option<String>,
}

impl From<DeskFax> for Fax {
    fn from(one: DeskFax) -> Self {
        let DeskFax { fax, is_unread, claim, note } = one;
        let said = |text: String| Some(text).filter(|text| !text.is_empty());
        Self {
            id: fax.id.0,
            status: word_of(fax.status),
            device: fax.device.to_string(),
            fetched_by: fax.fetched_by.map(|job| job.0),
            called: fax.called,
            calling: said(fax.calling),
            caller_name: said(fax.caller_name),
            far_ident: fax.far_ident,
            sub: fax.sub,
            started_at: moment(fax.started_at),
            ended_at: fax.ended_at.map(moment),
            pages: fax.pages.len(),
            rate_bps: fax.rate_bps,
            ecm: fax.ecm,
            mode: fax.mode,
            trunk: fax.trunk,
            outcome: fax.outcome_text,
            event: fax.outcome.as_ref().map(NamedEvent::from),
            mailboxes: fax.mailboxes,
            is_unread,
            claim: claim.map(FaxClaim::from),
            tag: note.tag,
            note: note.text,
        }
    }
}

impl From<Claim> for FaxClaim {
    fn from(claim: Claim) -> Self {
        Self { user: claim.user, given_by: claim.given_by, at: moment(claim.at) }
    }
}

impl From<FaxEvent> for FaxDeed {
    fn from(event: FaxEvent) -> Self {
        Self { at: moment(event.at), by: event.by, what: event.what.name(), text: event.text }
    }
}

impl From<OutboxEntry> for Mail {
    fn from(entry: OutboxEntry) -> Self {
        let printer = entry.printer().map(str::to_owned);
        let to = Some(entry.mailbox).filter(|to| printer.is_none() && !to.is_empty());
        Self {
            id: entry.id.0,
            to,
            printer,
            state: entry.state.name(),
            tries: entry.attempts,
            created_at: moment(entry.created_at),
            ended_at: entry.ended_at.map(moment),
            error: entry.last_error,
        }
    }
}

/// How a fax stands, one word.
pub(in crate::api) fn word_of(status: FaxStatus) -> &'static str {
    match status {
        FaxStatus::Receiving => "receiving",
        FaxStatus::Received => "received",
        FaxStatus::Incomplete => "incomplete",
        FaxStatus::Failed => "failed",
    }
}
