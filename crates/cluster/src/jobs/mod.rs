//! Jobs that several nodes share: the jobs are stored in a shared database (in the code: *store*,
//! see [`crate::Node`]). The node that is free first makes the next attempt (*try*) of a job.
//!
//! # Which part decides
//!
//! ```text
//!   node that a job was          store                         node that makes a try
//!   handed to
//!   job ──► moved_jobs ──────►  job, as in any spool
//!           (only looks on)     ready ──lease──► active ─────► a job of its own for this try:
//!   state, history, reports ◄── …                  ▲           store_tries, ready ──► active
//!                                                  └── pages as they begin and are confirmed,
//!                                                      the end, what is wanted of it
//! ```
//!
//! On a node, the column `role` of a job's row says which of these the row is: a job that is not
//! shared (`own`), a job that was handed over (`moved`), or one attempt (`try`).
//!
//! - *The shared database* has the job, with its pages and its history. It is a spool like any
//!   other and has the same rules ([`ferrofax_spool::jobs`]). Only the shared database decides when
//!   a job is sent and whether it is retried, done or failed.
//! - *The node that the job was handed to* is its origin node (in the code: *home*). It keeps its
//!   own row of the job, which follows the row in the shared database. The origin node no longer
//!   dials the job, but it sends the reports. It forwards to the shared database all requests of
//!   people for the job.
//! - *The node that makes an attempt* has a local job for each attempt, with the pages that are not
//!   confirmed. Its PBX dials the local job like any other job. No reports are sent for the local
//!   job.
//!
//! # Why no fax is sent twice, and none is lost
//!
//! 1. The shared database notes that an attempt begins, which node makes it and until when the
//!    lease holds. Only then does the node have anything that could be dialled.
//! 2. A lease counts by the clock of the shared database. The node instead counts how long its
//!    machine has been running, from before it asked, and uses only a part of the lease. When that
//!    part is over, the node dials nothing, begins no page and ends no page, and it breaks the call
//!    off (`permit` in crates/spool/src/jobs). Only after that may another node have the job.
//! 3. The shared database knows that a page has begun before the node sends the end-of-page signal.
//!    A page that the receiver has, or may have, is therefore at least *in doubt* in the shared
//!    database if the node dies. Such a page is handled as after a crash
//!    ([`ferrofax_spool::jobs`], "Pages, and what is unknown"). A page that was confirmed and
//!    reported to the shared database is never sent again. A confirmation that arrives late still
//!    counts.
//! 4. Each step can be repeated: a job has a mark (a text that identifies it for ever) in the
//!    shared database. The node recognises an attempt by its number in the shared database.
//! 5. Two spools of one identity (one is a copy of the other) are two machines. The shared database
//!    accepts the spool that it hears and rejects the other (`standing`). This also holds if one
//!    machine is a copy of the other including its memory (`greeting`).
//! 6. A shared database may be restored from a dump, created again, or replaced by a standby server
//!    that lagged behind. Its numbers are then different, and it has forgotten some reports of
//!    nodes. Nodes find that out in the handshake (`epoch`). They report to it all that they know,
//!    by the marks of jobs, which do not change. Until then it gives out no attempts (`meeting`,
//!    `knowing`).
//!
//! A job that fetches a document (polling) is not shared, nor is a self-test of the line, nor a job
//! that waits for its number.
//!
//! Read the modules in this order:
//!
//! - `parcel`: a job on its way between a node and the shared database
//! - `documents`: the documents of such a job
//! - `epoch`: which state of the shared database this is
//! - `standing`: which machine is which node
//! - `greeting`: the handshake between a node and the shared database
//! - `leases`: which node makes which attempt
//! - `store_clock`: whether the clock of the shared database is believed
//! - `same`: two jobs that were made of one e-mail
//! - `lines`: how many calls may be active at once
//! - `losses`: attempts that were lost with a node that died
//! - `telling`: how nodes report the progress of an attempt
//! - `tries`: the node that makes an attempt
//! - `module`: whether the Asterisk module of that node runs
//! - `home`: the origin node of a job
//! - `meeting` and `knowing`: reconciliation with a shared database that has forgotten something
//! - `leaving`: a node that no longer shares its jobs
//! - `letting_go`: retention, the deletion of jobs by their age
//! - `unheard`: ends of deleted jobs that were not yet reported to their origin node
//! - `reporting`: reports that another node sends for a silent node
//! - `notices`: how a process learns at once that a job has changed
//! - `copies`: a spool that is itself the shared database (stateless node)

#[cfg(test)]
mod asked_tests;
#[cfg(test)]
mod charged_tests;
#[cfg(test)]
mod clocks_tests;
mod copies;
#[cfg(test)]
mod copies_tests;
mod documents;
#[cfg(test)]
mod documents_tests;
#[cfg(test)]
mod drain_tests;
mod epoch;
mod greeting;
mod home;
#[cfg(test)]
mod hostile_tests;
mod knowing;
mod leases;
mod leaving;
mod letting_go;
mod lines;
#[cfg(test)]
mod lines_tests;
mod losses;
mod meeting;
mod module;
mod notices;
mod parcel;
mod reporting;
#[cfg(test)]
mod reporting_tests;
mod same;
#[cfg(test)]
mod same_tests;
#[cfg(test)]
mod sealed_tests;
#[cfg(test)]
mod set_back_tests;
#[cfg(test)]
mod slow_line_tests;
mod standing;
mod store_clock;
mod telling;
#[cfg(test)]
pub(crate) mod tests;
mod tries;
#[cfg(test)]
mod twin_tests;
mod unheard;

pub use copies::as_front;
pub use leases::{Renewed, SharedJob, StoreTry};
pub use leaving::LeftWithStore;
pub use lines::{LineLimit, StoreLines};
pub use losses::LostTry;
pub use notices::JobNotices;
pub use store_clock::StoreClock;
pub use telling::TryNews;
pub use tries::{LocalTry, TriesClaim, TryHold};
