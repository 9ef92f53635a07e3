//! Received faxes in the form in which the API returns them.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::text::FoundOnPage;
use crate::api::parts::{moment, not_empty};
use crate::live::NamedEvent;
use crate::live::vocabulary::{DeedWord, DeliveryStateWord, FaxStatusWord, ModeWord};
use ferrofax_desk::{Claim, DeskFax, FaxEvent};
use ferrofax_reading::Found;
use ferrofax_spool::OutboxEntry;

/// A received fax.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Fax {
    /// The fax's number.
    id: i64,
    /// The status of the fax.
    status: FaxStatusWord,
    /// The device that received the fax.
    device: String,
    /// The number of the job that called the remote fax machine and fetched this fax from it
    /// (polling); null for a fax that came by an incoming call.
    fetched_by: Option<i64>,
    /// The number that was dialled in the incoming call.
    to: String,
    /// The telephone number from which the fax was sent; null if it was withheld.
    from: Option<String>,
    /// The older, deprecated name of `to`, with the same value.
    #[schema(deprecated)]
    called: String,
    /// The older, deprecated name of `from`, with the same value.
    #[schema(deprecated)]
    calling: Option<String>,
    /// The name of the calling party, if the telephone network transmitted it.
    caller_name: Option<String>,
    /// The identification that the sending fax machine sent (TSI); null if the machine sent none.
    remote_station_id: Option<String>,
    /// The older, deprecated name of `remote_station_id`, with the same value.
    #[schema(deprecated)]
    far_ident: Option<String>,
    /// The subaddress that the sending machine transmitted (SUB).
    sub: Option<String>,
    /// The time at which the fax call was answered.
    #[schema(format = "date-time")]
    started_at: String,
    /// The end of the fax call; null while the fax is being received.
    #[schema(format = "date-time")]
    ended_at: Option<String>,
    /// The number of pages of the fax.
    pages: usize,
    /// The rate at which the fax pages were transmitted, in bit/s.
    rate_bps: Option<u32>,
    /// Whether the fax call used error correction (ECM).
    ecm: Option<bool>,
    /// The transport that the call used for the fax.
    mode: Option<ModeWord>,
    /// The trunk of the fax call, if it is known.
    trunk: Option<String>,
    /// The result of the call that brought the fax, as a sentence.
    outcome: Option<String>,
    /// The result of the call as a name and its values, for programs.
    event: Option<NamedEvent>,
    /// The recipients to whom Ferrofax delivers the fax: mail addresses and printers.
    mailboxes: Vec<String>,
    /// Whether the user has not read the fax yet.
    is_unread: bool,
    /// The claim of the user who deals with the fax; null if nobody has claimed it.
    claim: Option<FaxClaim>,
    /// A short label that users gave the fax.
    tag: String,
    /// A note on the fax, written by the users who may see it.
    note: String,
    /// The values that programs have stored with the fax, by their names.
    metadata: BTreeMap<String, String>,
    /// In a list with `search`: where the words are on the pages; null if they are not, and in all
    /// other answers.
    found: Option<FoundOnPage>,
}

/// A user's claim on a fax: this user deals with the fax.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct FaxClaim {
    /// The user who has claimed the fax and deals with it.
    user: String,
    /// The user who made the claim: the user who deals with the fax, or another user who handed the
    /// fax over.
    given_by: String,
    /// The time at which the fax was claimed.
    #[schema(format = "date-time")]
    at: String,
}

/// An action of a user on a fax.
#[derive(Serialize, ToSchema)]
pub(super) struct FaxDeed {
    /// The time at which the user did the action.
    #[schema(format = "date-time")]
    at: String,
    /// The user who did the action.
    by: String,
    /// The kind of action that the user did on the fax, as one word.
    what: DeedWord,
    /// Details of the action: who received the fax (recipients, a printer or a user), or the new
    /// tag or note of the fax. `marked` if the user marked the fax as read without opening it.
    /// Empty if the action has no details.
    text: String,
}

/// A mail or print job in the outbox, with the result of its delivery. A print job contains a
/// received fax. A mail contains a received fax, or reports on a job.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Mail {
    /// The number of the mail or print job in the outbox.
    id: i64,
    /// The mail address of the recipient; null for a mail to the faxmaster (the administrator), and
    /// for a print job.
    to: Option<String>,
    /// The name of the printer that prints the fax; null for a mail.
    printer: Option<String>,
    /// The state of the delivery. `leased` means that an attempt is in progress.
    state: DeliveryStateWord,
    /// The number of attempts so far to deliver the mail or print job.
    tries: u32,
    /// The time at which the mail or print job was queued.
    #[schema(format = "date-time")]
    created_at: String,
    /// The time at which the mail or print job was delivered, or at which Ferrofax stopped trying
    /// to deliver it.
    #[schema(format = "date-time")]
    ended_at: Option<String>,
    /// The error of the last attempt to deliver the mail or print job, in words.
    error: Option<String>,
    /// The error as a name and its values, for programs, such as `relay-refused`. The name `text`
    /// means a message of the operating system, or a sentence that an older version of Ferrofax
    /// stored.
    problem: Option<NamedEvent>,
}

impl From<DeskFax> for Fax {
    fn from(one: DeskFax) -> Self {
        let DeskFax { fax, is_unread, claim, note } = one;
        Self {
            id: fax.id.0,
            status: fax.status.into(),
            device: fax.device.to_string(),
            fetched_by: fax.fetched_by.map(|job| job.0),
            to: fax.called.clone(),
            from: not_empty(fax.calling.clone()),
            called: fax.called,
            calling: not_empty(fax.calling),
            caller_name: not_empty(fax.caller_name),
            remote_station_id: fax.far_ident.clone(),
            far_ident: fax.far_ident,
            sub: fax.sub,
            started_at: moment(fax.started_at),
            ended_at: fax.ended_at.map(moment),
            pages: fax.pages.len(),
            rate_bps: fax.rate_bps,
            ecm: fax.ecm,
            mode: fax.mode.as_deref().and_then(ModeWord::read),
            trunk: fax.trunk,
            outcome: fax.outcome_text,
            event: fax.outcome.as_ref().map(NamedEvent::from),
            mailboxes: fax.mailboxes,
            is_unread,
            claim: claim.map(FaxClaim::from),
            tag: note.tag,
            note: note.text,
            metadata: fax.metadata,
            found: None,
        }
    }
}

impl Fax {
    /// The fax in a list, with the words of the search that are on its pages.
    pub(super) fn found(self, found: Option<Found>) -> Self {
        Self { found: found.map(FoundOnPage::from), ..self }
    }
}

impl From<Claim> for FaxClaim {
    fn from(claim: Claim) -> Self {
        Self { user: claim.user, given_by: claim.given_by, at: moment(claim.at) }
    }
}

impl From<FaxEvent> for FaxDeed {
    fn from(event: FaxEvent) -> Self {
        Self { at: moment(event.at), by: event.by, what: event.what.into(), text: event.text }
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
            state: entry.state.into(),
            tries: entry.attempts,
            created_at: moment(entry.created_at),
            ended_at: entry.ended_at.map(moment),
            error: entry.last_error,
            problem: entry.problem.as_ref().map(NamedEvent::from),
        }
    }
}
