//! Jobs: faxes to be sent. A job is stored durably from the moment when it is accepted until it is
//! done or has failed.
//!
//! # States
//!
//! ```text
//!  submit ─► suspended ◄──hold── (any that waits) ──cancel, expiry──► failed
//!    │           │ release
//!    ▼           ▼
//! pending ──► ready ──lease──► active ──all pages settled──────────► done
//!  ▲ time,      ▲ │ number        │ ├──for good, or tries used up───► failed
//!  │ window,    │ ▼ taken         │ └──to be tried again──► sleeping ──time──► ready
//!  └─pause── blocked ◄────────────┘ (others to the same number)
//! ```
//!
//! - A `suspended` job is held, or waits for a fax number.
//! - A `pending` job waits for its time to send, or for its daily window.
//! - A `sleeping` job waits for the time of its next attempt.
//! - A `blocked` job waits for another job to its number.
//! - A `ready` job waits for a telephone line.
//! - An `active` job is in a call.
//! - `done` and `failed` are final.
//!
//! Every change of the state is a row of the job's history, with its time and cause. The row is
//! written in the same transaction as the change, and as a rule with the outbox entries that report
//! the change.
//!
//! # Without a number
//!
//! A job may be accepted before anybody has given its fax number. The job is `suspended`, with an
//! empty number, until somebody gives the number ([`JobVerb::Number`]), or until the time for that
//! is over; then the job fails. The database itself rejects every other state but `failed` for a
//! job without a number. The transaction that accepts the job also asks its owners for the number.
//!
//! # Order of sending
//!
//! The job with the lowest priority number is sent first; among these, the oldest job. A job that
//! is tried again keeps its age. Only one call at a time is made to one canonical number: when a
//! job is leased, the other jobs to its number that are ready become `blocked`. When the last call
//! to the number ends, the next of these jobs is ready again. If the call reached no fax machine
//! ([`Failure::spares_number`](crate::failure::Failure::spares_number)), the next job is `pending`
//! or `sleeping` until the pause after this failure is over. Jobs to the same number from the same
//! device may join a call that is in progress ([`Queue::join_call`](crate::Queue::join_call)).
//!
//! A job may be counted for an account that may have only a limited number of calls at a time.
//! While the account has this number of calls, the job remains ready, and the next job of somebody
//! else is sent first.
//!
//! # Tries and dials
//!
//! Each attempt at a job is made in a call, and the spool counts calls in two ways. A *dial* is a
//! call that was placed; it is counted when the job is leased. A *try* is a call in which a fax
//! machine answered (the call got past phase A of T.30); it is counted when the answer is noted.
//! Both counts are durable before the call continues, so that a job that crashes the PBX is not
//! dialled for ever.
//!
//! # Pages, and unknown pages
//!
//! A page counts as sent only when the receiver has confirmed it. Before the end of a page is
//! signalled (EOP, MPS, EOM), the call notes that it is about to signal it
//! ([`Queue::page_said`](crate::Queue::page_said)). If the call or the PBX ends after the signal
//! and before the answer, the page is *unknown*: the receiver may have it, and nobody can know. A
//! page whose end was not signalled is not unknown: no fax machine counts it as received, so it is
//! simply sent again.
//!
//! By default, an unknown page is sent **once more** at the next attempt
//! ([`UnknownPolicy::Resend`]), and only this page: pages that were confirmed before it are never
//! sent again. The reasons: a page that is missing from a medical record is not noticed until it
//! matters. A page that came twice is seen to be double, and its header line shows the same date,
//! sender and page number. The header line may also say that the page is a repetition
//! ([`JobPage::is_again`]). But a receiver that prints a page, and whose answer never arrives,
//! would print the page again at a third attempt; two missing answers are a fault and not an
//! accident. Therefore the job fails as `unconfirmed` after the second missing answer. Its report
//! names the pages that may have arrived, and a person decides. A job under this policy is `done`
//! only if every page was confirmed, and its report names the pages that may have come twice.
//!
//! With [`UnknownPolicy::Skip`] (`unknown = skip` of a device whose receivers must never get a page
//! twice), an unknown page is not sent again: the page is `doubtful`, and the job continues with
//! the next page. The job is then done with a doubt, which its report names.
//!
//! A page that is too long for the receiver is sent in several parts. Only the end of the last part
//! makes the page unknown: the receiver cannot have the page before. If an earlier part gets no
//! answer, the next attempt sends the page from this part on.
//!
//! # Fetching
//!
//! A job may fetch a document from the fax machine that it calls (polling, T.30 §5.3.6.1.2), either
//! alone or after the job has sent its own pages. The fetched document is a received fax of the
//! job's device ([`crate::NewFax::fetched_by`]), and is stored and delivered like any other
//! received fax. The job is done when the fetched document is complete. Once some of its pages have
//! arrived, the job does not request the document again by itself, because these pages would come
//! twice. The job then fails, and its report names the fax that has the pages.
//!
//! # Files
//!
//! Read the files in this order:
//!
//! - `job_words` and `job`: the words and the types of a job
//! - `submit` and `documents`: jobs and their documents are accepted
//! - `queue`: the job that is sent next
//! - `passing`: changes of state by the passage of time
//! - `named`: a job that is sent in a call that exists already
//! - `progress`: the progress of a call
//! - `attempt`: the end of a call
//! - `commands`: commands of people
//! - `history`, `asking`: the history and lists of jobs
//! - `recovery`: jobs after a crash
//! - `ahead`: sleeping jobs, after a clock that was ahead has been corrected
//! - `retention`: deletion of jobs by their age
//! - `stopped`: the jobs of a user who may not send any longer
//! - `taken_over`: jobs that another fax server has ended
//! - `permit`: the shared jobs that this node may dial
//! - `asked`: commands of people for jobs that are in the shared database
//! - `shown`: the states as people and programs name them
//! - `words`: the words by which people find jobs

mod ahead;
pub(crate) mod asked;
pub(crate) mod asking;
pub(crate) mod attempt;
mod commands;
mod documents;
pub(crate) mod history;
mod job;
mod named;
pub(crate) mod passing;
pub(crate) mod permit;
mod progress;
pub(crate) mod queue;
mod recovery;
mod retention;
pub(crate) mod role;
mod shown;
mod stopped;
mod submit;
mod taken_over;
pub(crate) mod words;

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
    Account, Altered, COVER_PAGE, GivenNumber, Job, JobCounts, JobDocument, JobFetch, JobPage,
    JobQuery, NewDocument, NewFetch, NewJob, Restart,
};
pub use progress::{JobSession, LONGEST_TELLING};
pub use queue::{JobLease, LeaseLimits};
pub use retention::{JobDeletion, JobNotDeleted};
pub use shown::ShownState;
pub use taken_over::JobEnded;

#[cfg(doc)]
use super::Spool;
