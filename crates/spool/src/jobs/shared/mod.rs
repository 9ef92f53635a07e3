//! Jobs that several nodes share: they are in a store ([`crate::Node`]), and each try of one is
//! made by the node that is free first.
//!
//! # Who has the say
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
//! - *The store* has the job, with its pages and its history: a spool like any other, by the
//!   same rules ([`super`]). It alone says when a job goes, and what becomes of it.
//! - *The node that it was handed to* (its home) keeps its own row, which follows the store's.
//!   It dials it no more; it sends the reports. What people want of it goes to the store.
//! - *The node that makes a try* has a job of its own for each, with the pages that are not
//!   confirmed. Its PBX dials it as any other; nobody is told of it.
//!
//! # Why nothing is sent twice, and nothing lost
//!
//! 1. The store notes that a try begins, and for whom until when, before there is anything on
//!    the node that could be dialled.
//! 2. A lease counts by the store's clock. The node goes by how long its machine runs, from
//!    before it asked, and for a part of the time alone: when that is over, nothing is dialled
//!    any more, no page is begun or ended, and the call is broken off ([`super::permit`]). Only
//!    after that another node may have the job.
//! 3. The store knows that a page has begun before its end is said. So a page that the receiver
//!    has, or may have, is *in doubt* at least for the store when the node is gone: decided as
//!    after a crash ([`super`], "Pages, and what is unknown"). What was confirmed and told never
//!    goes again. A confirmation that comes late is believed all the same.
//! 4. Each step can be done again: a job has a mark in the store, a try is known on the node by
//!    the store's number of it.
//! 5. Two spools of one identity (one is a copy of the other) are two machines: the store goes on
//!    with the one that it hears, and refuses the other (`standing`), even where one machine is a
//!    copy of the other, memory and all (`greeting`).
//! 6. A store may be restored from a dump, made anew, or taken over by a server that lagged behind:
//!    its numbers are others then, and it has forgotten what it was told. Nodes find that out as
//!    they greet it (`epoch`). They tell it what they know, by the marks of jobs, which stay; until
//!    then it sends nothing (`meeting`, `knowing`).
//!
//! What is fetched (polling) is not shared, nor is a job that waits for its number.
//!
//! Read in this order: `parcel` (a job as it travels), `octets`
//! (its documents), `epoch` (the store: which one it is), `standing` (the store: who is who),
//! `greeting`, `leases` (the store: who makes which try), `store_clock` (whether its clock is believed), `same` (two that are of one mail), `lines` (how many go on at once),
//! `losses` (what went with a node that died), `telling` (the store: what is said of a try), `tries` (the
//! node that makes it), `module` (whether its PBX is there), `home` (the node that it was handed
//! to), `meeting` and `knowing` (a store that has forgotten something), `leaving` (it shares no more),
//! `letting_go` (what is old), `unheard` (and what of that its home does not know), `reporting` (people are told in the place of a node
//! that is silent), `rekeying` (documents sealed by another key), `notices` (that something has happened), `copies`
//! (a spool that is the store itself).

#[cfg(test)]
mod charged_tests;
#[cfg(test)]
mod clocks_tests;
mod copies;
#[cfg(test)]
mod copies_tests;
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
mod octets;
mod parcel;
mod rekeying;
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

pub(super) use copies::Brought;
pub use leases::{Renewed, SharedJob, StoreTry};
pub use leaving::LeftWithStore;
pub use lines::{LineLimit, StoreLines};
pub use losses::LostTry;
pub use notices::JobNotices;
pub use octets::Beat;
pub(super) use same::Same;
pub use store_clock::StoreClock;
pub use telling::TryNews;
pub use tries::{LocalTry, TriesClaim, TryHold};
pub(super) use unheard::keep_end;
