//! The outbox: each fax's way to each mailbox, tracked on its own.
//!
//! ```text
//!            lease              delivered
//! waiting ──────────► leased ──────────────► delivered
//!    ▲                  │ │  reject (5xx) or given up
//!    └── defer, or the ─┘ └────────────────► rejected, and one new entry for the faxmaster
//!        lease ran out                       failed, if it was the faxmaster's: stays visible
//! ```
//!
//! **How often a mail goes out.** The relay's 250 and our commit of `delivered` cannot be one step. If we crash between them
//! the lease runs out and the same mail goes again under the same Message-ID, which was made once with the entry, so that
//! mail systems (and people) can tell the double. In every other case a mail goes out exactly once.

use std::fmt;

use super::{FaxId, RetryPolicy, Spool, SpoolError};

/// An outbox entry's number; never used twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutboxId(pub i64);

/// One fax's way to one mailbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboxEntry {
    /// Its number.
    pub id: OutboxId,
    /// The fax.
    pub fax: FaxId,
    /// The address; empty for a notice, which goes to the faxmaster whom the settings name when it is sent.
    pub mailbox: String,
    /// The fax itself, or the notice that it could not be delivered.
    pub kind: OutboxKind,
    /// Where it stands.
    pub state: OutboxState,
    /// Tries so far, the one under way included.
    pub attempts: u32,
    /// When it was made.
    pub created_at: i64,
    /// When it is due next; for a leased one, when the lease runs out.
    pub next_try_at: i64,
    /// Why the last try failed.
    pub last_error: Option<String>,
    /// What the relay said when it took the mail.
    pub relay_answer: Option<String>,
    /// When it was delivered, rejected or failed.
    pub ended_at: Option<i64>,
    /// The mail's Message-ID without angle brackets, made once and the same at each try.
    pub message_id: String,
}

/// What an outbox entry carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OutboxKind {
    /// The fax for its mailbox.
    Fax,
    /// The fax for the faxmaster, because its mailbox could not have it.
    FaxmasterNotice {
        /// Why.
        reason: String,
        /// The mailbox that could not have it; empty if the device has none.
        original_mailbox: String,
    },
}

/// Where an outbox entry stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OutboxState {
    /// Waits for its time.
    Waiting,
    /// Someone is at it.
    Leased,
    /// The relay took it.
    Delivered,
    /// Refused for good or given up; the faxmaster's entry took over.
    Rejected,
    /// The faxmaster's could not be delivered either; stays so until someone queues it again.
    Failed,
}

/// What came of a try that failed for now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deferral {
    /// It is tried again then.
    Until(i64),
    /// It was tried for long enough; the faxmaster's entry took over, or it stays as failed.
    GaveUp,
}

impl Spool {
    /// Entries that are due, the longest due first: waiting ones, and leased ones whose lease ran out.
    pub fn due(&self, now: i64, limit: u32) -> Result<Vec<OutboxEntry>, SpoolError> {
        let _ = (now, limit);
        unimplemented!()
    }

    /// When the next entry is due; none if the outbox is empty.
    pub fn next_due(&self) -> Result<Option<i64>, SpoolError> {
        unimplemented!()
    }

    /// Takes a due entry for one try until the given time, and counts the try. None if it is not due (any more).
    pub fn lease(&self, id: OutboxId, now: i64, until: i64) -> Result<Option<OutboxEntry>, SpoolError> {
        let _ = (id, now, until);
        unimplemented!()
    }

    /// The relay took the mail. False if the entry had already ended.
    pub fn delivered(&self, id: OutboxId, now: i64, relay_answer: &str) -> Result<bool, SpoolError> {
        let _ = (id, now, relay_answer);
        unimplemented!()
    }

    /// The try failed for now; the entry waits until the given time. False if the entry had already ended.
    pub fn defer(&self, id: OutboxId, until: i64, reason: &str) -> Result<bool, SpoolError> {
        let _ = (id, until, reason);
        unimplemented!()
    }

    /// The try failed for now: defers by the policy, or rejects if that gives up.
    pub fn defer_by(&self, id: OutboxId, now: i64, policy: &RetryPolicy, reason: &str) -> Result<Deferral, SpoolError> {
        let _ = (id, now, policy, reason);
        unimplemented!()
    }

    /// The mail was refused for good: ends the entry and, in the same transaction, makes the faxmaster's with the reason.
    /// The faxmaster's own entry becomes failed instead. False if the entry had already ended.
    pub fn reject(&self, id: OutboxId, now: i64, reason: &str) -> Result<bool, SpoolError> {
        let _ = (id, now, reason);
        unimplemented!()
    }

    /// Queues a failed entry again, as an operator's command. False if it was not failed.
    pub fn requeue(&self, id: OutboxId, now: i64) -> Result<bool, SpoolError> {
        let _ = (id, now);
        unimplemented!()
    }

    /// A fax's entries.
    pub fn outbox_of(&self, fax: FaxId) -> Result<Vec<OutboxEntry>, SpoolError> {
        let _ = fax;
        unimplemented!()
    }

    /// Entries in a state, oldest first.
    pub fn outbox_in(&self, state: OutboxState, limit: u32) -> Result<Vec<OutboxEntry>, SpoolError> {
        let _ = (state, limit);
        unimplemented!()
    }
}

impl fmt::Display for OutboxId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
