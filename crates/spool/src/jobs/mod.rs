//! Jobs: faxes to be sent, durably, from the moment they are taken in until they are done
//! or failed.
//!
//! # States
//!
//! ```text
//!  submit ─► suspended ◄──hold── (any that waits) ──cancel, expiry──► failed
//!    │           │ release
//!    ▼           ▼
//! pending ──► ready ──lease──► active ──all pages settled──────────► done
//!  ▲ time,      ▲ │ number        │ ├──for good, or tries used up───► failed
//!  │ window     │ ▼ taken         │ └──to be tried again──► sleeping ──time──► ready
//!  └──────── blocked ◄────────────┘ (others to the same number)
//! ```
//!
//! `suspended` is held, or waits for a number; `pending` waits for its time to send or its daily
//! window; `sleeping` waits for the time of its next try; `blocked` waits for another call to the
//! same number; `ready` waits for a line; `active` is in a call; `done` and `failed` are final.
//! Every change is a row of the history with its time and cause, in the same transaction as the
//! change, and as a rule with the entries of the outbox that report it.
//!
//! # Without a number
//!
//! A job may be taken in before anybody has said whom it is for. It is `suspended`, with an
//! empty number, until somebody gives it one ([`JobVerb::Number`]) or the time for that is
//! over, by which it fails. The database itself refuses it any other state before, and its
//! owners are asked for the number in the transaction that takes it in.
//!
//! # What goes first
//!
//! The lowest priority number, then the oldest job; a job that is tried again keeps its
//! age. One call at a time to one canonical number: the moment a job is leased, the
//! others to its number that are ready become `blocked`, and the moment the last call to
//! the number ends they are ready again. Jobs to the same number from the same device may
//! be taken into a call that goes on ([`Queue::join_call`](crate::Queue::join_call)).
//!
//! A job may be counted for someone of whom only so many calls may go at once; it stays
//! ready while these go, and the next job of somebody else goes first.
//!
//! # Tries and dials
//!
//! A dial is a call that was placed, counted when the job is leased. A try is a call in
//! which a fax machine answered (past T.30's phase A), counted when that is noted. Both
//! are durable before what they count goes on, so that a job that brings the PBX down is
//! not dialled for ever.
//!
//! # Pages, and what is unknown
//!
//! A page counts as sent only when the receiver confirmed it. Before a page's end is said (EOP,
//! MPS, EOM), the call notes that it is about to ([`Queue::page_said`](crate::Queue::page_said)). A
//! page that was said and has no answer when the call or the PBX is gone is *unknown*: the receiver
//! may have it, and nobody can know. A page that was not said is not unknown: no machine counts it
//! as received, so it simply goes again.
//!
//! By default an unknown page goes **once more** at the next try
//! ([`UnknownPolicy::Resend`]), and only that page: what was confirmed before it never
//! goes again. The reasons: a page that is missing from a medical record is missed by
//! nobody until it matters, while a page that came twice is seen to be double, and its
//! header line shows the same date, sender and page number (and may say that it is a
//! repetition, [`JobPage::is_again`]). But a receiver that prints a page and whose answer
//! is never heard does so again at a third try; two silences are a fault and no accident.
//! So after the second the job fails as `unconfirmed`, its report names the pages that
//! may have arrived, and a person decides. A job under this policy is `done` only if
//! every page was confirmed, and its report names those that may have come twice.
//!
//! With [`UnknownPolicy::Skip`] (`unknown = skip` of a device whose receivers must never
//! get a page twice) an unknown page is not sent again: it is `doubtful`, the job goes on
//! with the page after it, and is done with a doubt that its report names.
//!
//! # Fetching
//!
//! A job may fetch a document from where it calls (polling, T.30 §5.3.6.1.2), alone or behind
//! what it sends. What comes is a received fax of its device ([`crate::NewFax::fetched_by`]),
//! filed and delivered as any other; the job is done when that is whole. Once pages of it are
//! here, the document is not asked for again by itself: they would come twice. The job fails
//! then, and its report names the fax that has them.
//!
//! Read in this order: `job_words` and `job`, `submit` and `documents` (taken in), `queue` (what
//! goes next), `passing` (time does), `named` (what goes in a call that is there), `progress` (a
//! call goes on), `attempt` (it ends), `commands` (people), `history`, `asking`, `recovery`,
//! `ahead` (the clock was), `retention`, `taken_over` (what another server had ended); then
//! `shared` (jobs of several nodes), with `permit` (what may be dialled from here) and `asked`
//! (what people want of what is elsewhere).

mod ahead;
mod asked;
mod asking;
mod attempt;
mod commands;
mod documents;
mod history;
mod job;
mod named;
mod passing;
mod permit;
mod progress;
mod queue;
mod recovery;
mod retention;
mod shared;
mod stopped;
mod submit;
mod taken_over;

pub(crate) use asking::load;
pub(crate) use submit::NOW_MS;

pub use crate::ids::{CallId, JobId, PageRef};
pub use crate::job_words::{
    CallWish, JobState, NotifyWhen, Origin, PageState, ReportFormat, UnknownPolicy,
};
pub use attempt::{AttemptEnd, RetryRules};
pub use commands::JobVerb;
pub(crate) use history::event_of_row;
pub use history::{Fetched, JobChange};
pub use job::{
    Account, Altered, GivenNumber, Job, JobCounts, JobDocument, JobFetch, JobPage, JobQuery,
    NewDocument, NewFetch, NewJob,
};
pub use progress::{JobSession, LONGEST_TELLING};
pub use queue::{JobLease, LeaseLimits};
pub use retention::{JobDeletion, JobNotDeleted};
#[cfg(test)]
pub(crate) use shared::tests as bench;
pub use shared::{
    Beat, JobNotices, LeftWithStore, LineLimit, LocalTry, LostTry, Renewed, SharedJob, StoreClock,
    StoreLines, StoreTry, TriesClaim, TryHold, TryNews,
};
pub use taken_over::JobEnded;

#[cfg(doc)]
use super::Spool;
