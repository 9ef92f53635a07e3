//! The outbox: the delivery of each received fax, report and letter to each mailbox. Each pair of
//! an item and a mailbox is an outbox entry of its own.
//!
//! ```text
//!            lease              delivered
//! waiting ──────────► leased ──────────────► delivered
//!    ▲                  │ │  reject (5xx) or given up
//!    └── defer, or the ─┘ └────────────────► rejected, and one new entry for the faxmaster
//!        lease ran out                       failed, if it was the faxmaster's: remains visible
//! ```
//!
//! `backoff` decides when an entry is tried again. An operator can have any entry start again
//! (`again`). If several machines share a database, another machine may send the mails of this
//! machine (`elsewhere`).
//!
//! A mail can come back after it was delivered ([`Outbox::bounced`]). Its entry becomes rejected
//! (or failed) late, with the same new entry for the faxmaster.
//!
//! **How often a mail is sent.** The relay's answer 250 and our commit of `delivered` cannot be one
//! step. If the commit fails, the end of the entry is kept in memory until it is written
//! (`booking`). If the process ends before, the lease expires and the mail is sent again. The mail
//! is also sent again if the relay has the whole mail and its answer does not
//! arrive: the connection breaks, the relay is silent for too long, or the service stops and has
//! waited long enough. The second copy has the same Message-ID, which was made once with the entry,
//! so that mail systems (and people) recognise the duplicate.
//!
//! If a user or an operator has a mail sent again, its entry gets another Message-ID. The result of an attempt
//! ([`DeliveryAttempt`]) is stored only if the entry still has the Message-ID of that attempt. So a
//! late result does not end the new mail.

mod again;
mod backoff;
mod booking;
mod elsewhere;
mod entry;
mod making;
mod marks;
mod printing;
mod sorted_later;

pub use again::{Again, Way};
pub use backoff::{NextTry, RetryPolicy};
#[cfg(any(test, debug_assertions))]
pub use elsewhere::UNTIL_END_IS_THERE_MS;
pub use elsewhere::{MailedElsewhere, end_elsewhere, end_is_there, how_many_wait_for_store};
pub use entry::{Deferral, OutboxEntry, OutboxKind, OutboxState, to_printer};
pub use making::{About, make_entries};
pub(super) use marks::{mark, marked};
pub use printing::PrintJob;

use super::failure::NotifyReason;
use super::ids::{FaxId, JobId, LetterId, OutboxId};
use super::{SpoolError, SumOf};
use crate::Outbox;
use crate::database::{self, Params, Transaction, params};
use crate::unbooked::{DeliveryAttempt, Ending};
use crate::undelivered::Undelivered;
use elsewhere::{may_be_mailed, moment};
use entry::entry_of_row;
use ferrofax_basics::UnixMs;

/// The columns of an outbox entry, by the names that `entry_of_row` reads.
macro_rules! columns {
    () => {
        "id, fax, job, job_change, why, letter, kind, mailbox, reason, state, attempts, created_at, next_try_at, \
         reason_values, last_error, last_error_values, relay_answer, ended_at, message_id"
    };
}

macro_rules! select_entries {
    ($($rest:expr),+) => { concat!("SELECT ", columns!(), " FROM outbox ", $($rest),+) };
}

const DUE: &str = select_entries!(
    "WHERE state IN ('waiting', 'leased') AND next_try_at <= ?1 AND NOT (kind = 'fax' AND substr(mailbox, 1, 6) = 'print:')
     AND ",
    may_be_mailed!("?3", "?4"),
    " ORDER BY next_try_at, id LIMIT ?2"
);
/// Selects at most `?2` entries of each printer. With one limit for all printers, many entries of a
/// dead printer would hide the entries of the others.
const DUE_PRINTS: &str = select_entries!(
    "WHERE id IN (
         SELECT id FROM (
             SELECT id, row_number() OVER (PARTITION BY mailbox ORDER BY next_try_at, id) AS place FROM outbox
             WHERE state IN ('waiting', 'leased') AND next_try_at <= ?1
                   AND kind = 'fax' AND substr(mailbox, 1, 6) = 'print:'
         ) AS prints WHERE place <= ?2)
     ORDER BY next_try_at, id"
);
const BY_ID: &str = select_entries!("WHERE id = ?1");
const BY_FAX: &str = select_entries!("WHERE fax = ?1 ORDER BY id");
const BY_STATE: &str = select_entries!("WHERE state = ?1 AND id > ?2 ORDER BY id LIMIT ?3");
const NEXT_DUE: &str = concat!(
    "SELECT min(next_try_at) FROM outbox
     WHERE state IN ('waiting', 'leased') AND NOT (kind = 'fax' AND substr(mailbox, 1, 6) = 'print:') AND ",
    may_be_mailed!("?1", "?2")
);
const LEASE: &str = concat!(
    "UPDATE outbox SET state = 'leased', attempts = attempts + 1, next_try_at = ?3
     WHERE id = ?1 AND state IN ('waiting', 'leased') AND next_try_at <= ?2 AND ",
    may_be_mailed!("?4", "?5"),
    " RETURNING ",
    columns!()
);
const LET_GO: &str = "
    UPDATE outbox SET next_try_at = ?1
    WHERE state = 'leased' AND next_try_at > ?1 AND attempts < 3
          AND NOT (kind = 'fax' AND substr(mailbox, 1, 6) = 'print:')";
const DELIVERED: &str = "
    UPDATE outbox SET state = 'delivered', ended_at = ?2, relay_answer = ?3, last_error = NULL, last_error_values = NULL
    WHERE id = ?1 AND state IN ('waiting', 'leased') AND (message_id = ?4 OR ?4 = '')";
const DEFER: &str = "
    UPDATE outbox SET state = 'waiting', next_try_at = ?2, last_error = ?3, last_error_values = ?4
    WHERE id = ?1 AND state IN ('waiting', 'leased') AND (message_id = ?5 OR ?5 = '')";
const DEFER_UNCOUNTED: &str = "
    UPDATE outbox
    SET state = 'waiting', next_try_at = ?2, last_error = ?3, last_error_values = ?4, attempts = max(attempts - 1, 0)
    WHERE id = ?1 AND state = 'leased' AND (message_id = ?5 OR ?5 = '')";
const REJECT: &str = "
    UPDATE outbox SET state = iif(kind IN ('faxmaster', 'job_faxmaster', 'letter_faxmaster') OR mailbox = '', 'failed', 'rejected'),
                      ended_at = ?2, last_error = ?3, last_error_values = ?5
    WHERE id = ?1 AND (state IN ('waiting', 'leased') OR state = ?4) AND (message_id = ?6 OR ?6 = '')";
/// Whether a clock that was ahead has dated an open entry: the entry is due later than `?1`, or is due
/// at `?2` and was made after `?3`.
const IS_AHEAD: &str = "
    SELECT EXISTS (SELECT 1 FROM outbox WHERE state IN ('waiting', 'leased') AND next_try_at > ?1)
        OR EXISTS (SELECT 1 FROM outbox WHERE state IN ('waiting', 'leased') AND next_try_at <= ?2 AND created_at > ?3)";
const MAKE_DUE: &str = "
    UPDATE outbox SET next_try_at = ?1
    WHERE state IN ('waiting', 'leased') AND next_try_at > iif(state = 'waiting', CAST(?2 AS INTEGER), CAST(?3 AS INTEGER))";
const MAKE_NEW: &str = "
    UPDATE outbox SET created_at = ?1
    WHERE state IN ('waiting', 'leased') AND next_try_at <= ?1 AND created_at > ?2";
const BY_LETTER: &str = select_entries!("WHERE letter = ?1 ORDER BY id");
/// Finds the entry of a Message-ID by the part before `@`, which only Ferrofax makes and which is
/// unique. The part after `@` comes from the settings, so any such part matches. `A` is the
/// character after `@` in ASCII.
const BY_MESSAGE_ID: &str =
    select_entries!("WHERE message_id >= ?1 || '@' AND message_id < ?1 || 'A'");
const BY_JOB: &str = select_entries!("WHERE job = ?1 ORDER BY id");
const BY_MARK: &str =
    select_entries!("WHERE id IN (SELECT entry FROM outbox_marks WHERE mark = ?1) ORDER BY id");

const SET_ASIDE: &str = "
    UPDATE outbox SET state = 'failed', ended_at = ?2, last_error = ?3, last_error_values = ?4
    WHERE id = ?1 AND state IN ('waiting', 'leased')";
const IS_PRINT: &str =
    "SELECT kind = 'fax' AND substr(mailbox, 1, 6) = 'print:' FROM outbox WHERE id = ?1";
const EXISTS: &str = "SELECT EXISTS (SELECT 1 FROM outbox WHERE id = ?1)";

/// The longest time, in ms, for which a mail or a print may be leased: 24 hours.
pub const LONGEST_LEASE_MS: i64 = 24 * 3_600_000;

/// The smallest difference that counts as a jump of the clock, in ms.
const SLACK_MS: i64 = 60_000;

/// The entries that are due. Other programs may write the database too, so a row may contain
/// anything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Due {
    /// The entries that can be read.
    pub entries: Vec<OutboxEntry>,
    /// The ids of the entries that cannot be read, each with the error.
    pub unreadable: Vec<(OutboxId, String)>,
}

impl Outbox<'_> {
    /// Corrects entries whose times were set while the clock was ahead. An entry is due now if it
    /// would wait longer than any entry ever has to: longer than the policy's longest wait, or than
    /// [`LONGEST_LEASE_MS`] if it is leased.
    ///
    /// A due entry that was made in the future is given up as late as an entry that is made now. This
    /// is not done with a policy that gives nothing up: the clock is not trusted, and may as well be
    /// behind now.
    pub fn put_outbox_right(&self, now: UnixMs, policy: &RetryPolicy) -> Result<(), SpoolError> {
        let longest_wait_ms = policy.longest_wait_ms.max(1);
        let (waiting, leased) = (now + longest_wait_ms, now + LONGEST_LEASE_MS);
        let some = waiting.min(leased);
        let made = if policy.gives_up() { now + SLACK_MS } else { UnixMs::MAX };
        if !self
            .spool
            .read(|transaction| transaction.one(IS_AHEAD, [some, now, made], |row| row.get(0)))?
        {
            return Ok(());
        }
        let changed = self.spool.write(|transaction| {
            let changed = transaction.change(MAKE_DUE, [now, waiting, leased])?;
            transaction.run(MAKE_NEW, [now, made])?;
            Ok(changed)
        })?;
        if changed > 0 {
            log::warn!(
                "{changed} entries of the outbox were dated by a clock that was ahead; they are due now"
            );
        }
        Ok(())
    }

    /// Returns the mails that are due, the longest due first: waiting entries, and leased entries
    /// whose lease has expired. Prints are not mails. Mails that another machine may have sent are
    /// left out (crates/cluster/src/node/mails).
    pub fn due(&self, now: UnixMs, limit: u32) -> Result<Vec<OutboxEntry>, SpoolError> {
        self.all_due(now, limit).map(|due| due.entries)
    }

    /// Returns the mails of [`Self::due`] and also the due entries that cannot be read. The caller,
    /// which delivers the mails, must set the unreadable entries aside ([`Self::set_aside`]).
    pub fn all_due(&self, now: UnixMs, limit: u32) -> Result<Due, SpoolError> {
        self.spool.read(|transaction| {
            let at = moment(transaction)?;
            due(transaction, DUE, params![now, limit, at.boot, at.ms])
        })
    }

    /// Returns the faxes that are due at printers ([`OutboxEntry::printer`]), the longest due
    /// first, and the unreadable ones as [`Self::all_due`] does. Of each printer's entries, at most
    /// `of_each` are returned.
    pub fn all_due_prints(&self, now: UnixMs, of_each: u32) -> Result<Due, SpoolError> {
        self.spool
            .read(|transaction| due(transaction, DUE_PRINTS, params![now, of_each]))
    }

    /// Ends an entry as failed because nothing can be sent for it: its row, or a row that it refers
    /// to, cannot be read. Nobody receives the entry, not even the faxmaster, until the row is
    /// repaired and somebody queues the entry again. Returns false if the entry had already ended.
    pub fn set_aside(
        &self,
        id: OutboxId,
        now: UnixMs,
        why: impl Into<Undelivered>,
    ) -> Result<bool, SpoolError> {
        let (text, values) = why.into().columns();
        self.spool.write(|transaction| {
            transaction.change(SET_ASIDE, params![id.0, now, text, values]).map(|n| n > 0)
        })
    }

    /// The time when the next mail is due. `None` if no mail may be sent from this machine now.
    pub fn next_due(&self) -> Result<Option<UnixMs>, SpoolError> {
        self.spool.read(|transaction| {
            let at = moment(transaction)?;
            transaction.one(NEXT_DUE, params![at.boot, at.ms], |row| row.get(0))
        })
    }

    /// Leases a due entry for one attempt until the given time, and counts the attempt. `None` if
    /// the entry is not due (any longer), if another machine may have sent it, or if its end is not
    /// written yet ([`Self::book_unbooked`]).
    pub fn lease(
        &self,
        id: OutboxId,
        now: UnixMs,
        until: UnixMs,
    ) -> Result<Option<OutboxEntry>, SpoolError> {
        if self.spool.unbooked().has(id) {
            return Ok(None);
        }
        self.spool.write(|transaction| {
            let at = moment(transaction)?;
            transaction.first(LEASE, params![id.0, now, until, at.boot, at.ms], entry_of_row)
        })
    }

    /// Makes the mails due at once that were leased by a process which has died. Returns the number
    /// of these mails. Only the process that alone sends mails may call this, before it has leased
    /// any. A mail with three attempts waits until its lease expires, because it may be the cause
    /// of the crashes.
    pub fn let_mails_go(&self, now: UnixMs) -> Result<usize, SpoolError> {
        self.spool.write(|transaction| transaction.change(LET_GO, [now]))
    }

    /// Ends an entry as delivered, because the relay (or the printer) accepted it. Returns false if
    /// the entry had already ended. If the end can't be written, it is kept (see `booking`).
    pub fn delivered(
        &self,
        attempt: impl Into<DeliveryAttempt>,
        now: UnixMs,
        relay_answer: &str,
    ) -> Result<bool, SpoolError> {
        self.end(attempt.into(), now, Ending::Delivered(relay_answer.to_owned()))
    }

    /// Ends an entry as delivered although its mail was sent without the fax. The same transaction
    /// makes an entry for the faxmaster with the reason. Returns false if the entry had already
    /// ended. If the end can't be written, it is kept (see `booking`).
    pub fn delivered_without_fax(
        &self,
        attempt: impl Into<DeliveryAttempt>,
        now: UnixMs,
        relay_answer: &str,
        reason: impl Into<Undelivered>,
    ) -> Result<bool, SpoolError> {
        let ending = Ending::DeliveredWithoutFax(relay_answer.to_owned(), reason.into());
        self.end(attempt.into(), now, ending)
    }

    /// Puts an entry off until the given time, because its attempt failed for now. Returns false if
    /// the entry had already ended.
    pub fn defer(
        &self,
        attempt: impl Into<DeliveryAttempt>,
        until: UnixMs,
        reason: impl Into<Undelivered>,
    ) -> Result<bool, SpoolError> {
        self.put_off(DEFER, &attempt.into(), until, &reason.into())
    }

    /// Puts an entry off until the given time, and does not count the attempt for which it was
    /// leased. Returns false if the entry had already ended.
    pub fn defer_uncounted(
        &self,
        attempt: impl Into<DeliveryAttempt>,
        until: UnixMs,
        reason: impl Into<Undelivered>,
    ) -> Result<bool, SpoolError> {
        self.put_off(DEFER_UNCOUNTED, &attempt.into(), until, &reason.into())
    }

    fn put_off(
        &self,
        statement: &str,
        DeliveryAttempt { id, message_id }: &DeliveryAttempt,
        until: UnixMs,
        reason: &Undelivered,
    ) -> Result<bool, SpoolError> {
        let (text, values) = reason.columns();
        self.change(*id, |transaction| {
            transaction.change(statement, params![id.0, until, text, values, message_id])
        })
    }

    /// Puts an entry off by the retry policy, because its attempt failed for now. If the policy
    /// gives up, the entry is rejected ([`Self::reject`]).
    pub fn defer_by(
        &self,
        attempt: impl Into<DeliveryAttempt>,
        now: UnixMs,
        policy: &RetryPolicy,
        reason: impl Into<Undelivered>,
    ) -> Result<Deferral, SpoolError> {
        let attempt = attempt.into();
        let entry = self
            .spool
            .read(|transaction| one(transaction, attempt.id))?
            .ok_or(SpoolError::NoSuchEntry(attempt.id))?;
        match policy.next(entry.created_at, entry.attempts, now) {
            NextTry::At(until) => {
                self.defer(attempt, until, reason)?;
                Ok(Deferral::Until(until))
            }
            NextTry::GiveUp => {
                let fault = Box::new(reason.into());
                self.reject(attempt, now, Undelivered::GivenUp { tries: entry.attempts, fault })?;
                Ok(Deferral::GaveUp)
            }
        }
    }

    /// Ends an entry as rejected, because its mail was refused for good. The same transaction makes
    /// an entry for the faxmaster with the reason. The faxmaster's own entry becomes failed
    /// instead. Returns false if the entry had already ended. If the end can't be written, it is
    /// kept (see `booking`).
    pub fn reject(
        &self,
        attempt: impl Into<DeliveryAttempt>,
        now: UnixMs,
        reason: impl Into<Undelivered>,
    ) -> Result<bool, SpoolError> {
        self.end(attempt.into(), now, Ending::Rejected(reason.into()))
    }

    /// Handles a mail of ours that came back after the relay had accepted it. This is a late
    /// refusal, with the effects of [`Self::reject`]. `message_id` is the Message-ID of the mail;
    /// any part after `@` matches. Returns `None` if the mail is not ours or its fax no longer
    /// exists. The flag is false if the entry had already ended in another state than delivered.
    pub fn bounced(
        &self,
        message_id: &str,
        now: UnixMs,
        reason: impl Into<Undelivered>,
    ) -> Result<Option<(OutboxEntry, bool)>, SpoolError> {
        let (host, reason) = (self.spool.host(), reason.into());
        let unique = message_id.split('@').next().unwrap_or(message_id);
        self.spool.write(|transaction| {
            let found = transaction.first(BY_MESSAGE_ID, [unique], entry_of_row)?;
            let Some(entry) = found else { return Ok(None) };
            let changed =
                refuse(transaction, &(&entry).into(), OutboxState::Delivered, now, &reason, host)?;
            Ok(Some((entry, changed > 0)))
        })
    }

    /// The outbox's part of [`Submission::number_asked_by`](crate::Submission::number_asked_by).
    pub(crate) fn number_asked_by(
        &self,
        message_id: &str,
    ) -> Result<Option<(JobId, String)>, SpoolError> {
        let unique = message_id.split('@').next().unwrap_or(message_id);
        let entry = self
            .spool
            .read(|transaction| transaction.first(BY_MESSAGE_ID, [unique], entry_of_row))?;
        Ok(entry.and_then(|entry| match entry.kind {
            OutboxKind::JobReport { job, why: NotifyReason::NumberWanted, .. } => {
                Some((job, entry.mailbox))
            }
            _ => None,
        }))
    }

    /// Queues a failed entry again, on an operator's command. Returns false if the entry was not
    /// failed.
    pub fn requeue(&self, id: OutboxId, now: UnixMs) -> Result<bool, SpoolError> {
        self.change(id, |transaction| again::requeue(transaction, id, now))
    }

    /// The entries of a received fax.
    pub fn outbox_of(&self, fax: FaxId) -> Result<Vec<OutboxEntry>, SpoolError> {
        self.spool.read(|transaction| entries(transaction, BY_FAX, [fax.0]))
    }

    /// The entries of a job: its reports.
    pub fn reports_of(&self, job: JobId) -> Result<Vec<OutboxEntry>, SpoolError> {
        self.spool.read(|transaction| entries(transaction, BY_JOB, [job.0]))
    }

    /// The entries in a state, oldest first.
    pub fn outbox_in(
        &self,
        state: OutboxState,
        limit: u32,
    ) -> Result<Vec<OutboxEntry>, SpoolError> {
        self.outbox_after(state, OutboxId(0), limit)
    }

    /// The entries in a state after this entry, oldest first.
    pub fn outbox_after(
        &self,
        state: OutboxState,
        after: OutboxId,
        limit: u32,
    ) -> Result<Vec<OutboxEntry>, SpoolError> {
        let part = params![state.name(), after.0, limit];
        self.spool.read(|transaction| entries(transaction, BY_STATE, part))
    }

    /// Changes one entry, which need not be readable. Returns whether the entry was changed, and
    /// [`SpoolError::NoSuchEntry`] if no such entry exists.
    fn change(
        &self,
        id: OutboxId,
        work: impl FnOnce(&Transaction<'_>) -> database::Result<usize>,
    ) -> Result<bool, SpoolError> {
        let done = self.spool.write(|transaction| match work(transaction)? {
            0 => Ok(exists(transaction, id)?.then_some(false)),
            _ => Ok(Some(true)),
        })?;
        done.ok_or(SpoolError::NoSuchEntry(id))
    }
}

/// Ends an entry as refused and makes the entry for the faxmaster. The entry must be waiting,
/// leased, or in `other_state`. Returns the number of changed entries.
fn refuse(
    transaction: &Transaction<'_>,
    attempt: &DeliveryAttempt,
    other_state: OutboxState,
    now: UnixMs,
    reason: &Undelivered,
    host: &str,
) -> database::Result<usize> {
    let DeliveryAttempt { id, message_id } = attempt;
    transaction.run(printing::FORGET_OF, params![id.0, message_id])?;
    let (text, values) = reason.columns();
    let row = params![id.0, now, text, other_state.name(), values, message_id];
    let changed = transaction.change(REJECT, row)?;
    if changed == 0 {
        return Ok(0);
    }
    let ended = one(transaction, *id)?;
    let state = ended.as_ref().map_or(OutboxState::Failed, |entry| entry.state);
    count(transaction, *id, changed, state.name(), now)?;
    let Some(entry) = ended.filter(|entry| entry.state == OutboxState::Rejected) else {
        return Ok(changed);
    };
    let about = match (entry.kind, entry.fax) {
        (OutboxKind::JobReport { job, change, why, .. }, _) => About::Report { job, change, why },
        (OutboxKind::Letter { letter, .. }, _) => About::Letter(letter),
        (_, Some(fax)) => About::Fax(fax),
        (_, None) => return Ok(changed),
    };
    about.queue_for_faxmaster(transaction, &entry.mailbox, reason, now, host)?;
    Ok(changed)
}

/// Adds an entry to the sums of deliveries by its end, if `changed` is not 0.
fn count(
    transaction: &Transaction<'_>,
    id: OutboxId,
    changed: usize,
    end: &str,
    now: UnixMs,
) -> database::Result<()> {
    if changed == 0 {
        return Ok(());
    }
    let is_print = transaction.one(IS_PRINT, [id.0], |row| row.get(0))?;
    let of = if is_print { "print" } else { "mail" };
    SumOf::Deliveries.add(transaction, (of, end), 1, now)
}

/// The entries of a letter.
pub(super) fn entries_of_letter(
    transaction: &Transaction<'_>,
    letter: LetterId,
) -> database::Result<Vec<OutboxEntry>> {
    entries(transaction, BY_LETTER, [letter.0])
}

fn one(transaction: &Transaction<'_>, id: OutboxId) -> database::Result<Option<OutboxEntry>> {
    transaction.first(BY_ID, [id.0], entry_of_row)
}

fn exists(transaction: &Transaction<'_>, id: OutboxId) -> database::Result<bool> {
    transaction.one(EXISTS, [id.0], |row| row.get(0))
}

/// The entries of a query that can be read. An unreadable entry does not hide the others.
fn entries(
    transaction: &Transaction<'_>,
    sql: &str,
    params: impl Params,
) -> database::Result<Vec<OutboxEntry>> {
    due(transaction, sql, params).map(|due| due.entries)
}

fn due(transaction: &Transaction<'_>, sql: &str, params: impl Params) -> database::Result<Due> {
    let mut select = transaction.prepare_cached(sql)?;
    let mut rows = select.query(params)?;
    let mut due = Due::default();
    while let Some(row) = &rows.next()? {
        match entry_of_row(row) {
            Ok(entry) => due.entries.push(entry),
            Err(error) => due.unreadable.push((OutboxId(row.get("id")?), error.to_string())),
        }
    }
    Ok(due)
}
