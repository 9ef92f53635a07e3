//! The outbox: each fax's, each report's and each letter's way to each mailbox, tracked on its own.
//!
//! ```text
//!            lease              delivered
//! waiting ──────────► leased ──────────────► delivered
//!    ▲                  │ │  reject (5xx) or given up
//!    └── defer, or the ─┘ └────────────────► rejected, and one new entry for the faxmaster
//!        lease ran out                       failed, if it was the faxmaster's: stays visible
//! ```
//!
//! A mail that comes back after it was delivered ([`Spool::bounced`]) becomes rejected (or failed) late, with the same end.
//!
//! **How often a mail goes out.** The relay's 250 and our commit of `delivered` cannot be one step. If we crash between them
//! the lease runs out and the same mail goes again under the same Message-ID, which was made once with the entry, so that
//! mail systems (and people) can tell the double. In every other case a mail goes out exactly once.

use std::fmt;

use rusqlite::{OptionalExtension, Params, Row, Transaction, params};

use super::failure::NotifyReason;
use super::jobs::JobId;
use super::letters::LetterId;
use super::received::word;
use super::{FaxId, NextTry, RetryPolicy, Spool, SpoolError};

/// An outbox entry's number; never used twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutboxId(pub i64);

/// One fax's or report's way to one mailbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboxEntry {
    /// Its number.
    pub id: OutboxId,
    /// The fax; none for a job's report and for a letter.
    pub fax: Option<FaxId>,
    /// The address, or a printer ([`Self::printer`]); empty for what goes to the faxmaster, whom the settings name when it is sent.
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
    /// What became of a job.
    JobReport {
        /// The job.
        job: JobId,
        /// The change that it reports, see [`Spool::job_change`].
        change: i64,
        /// What it says.
        why: NotifyReason,
        /// If it goes to the faxmaster because an address could not have it: why, and the address.
        undelivered: Option<(String, String)>,
    },
    /// A letter, see [`Spool::file_letter`].
    Letter {
        /// The letter.
        letter: LetterId,
        /// If it goes to the faxmaster because its mailbox could not have it: why, and the mailbox.
        undelivered: Option<(String, String)>,
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

/// Columns in the order that `entry_of_row` names them.
macro_rules! select_entries {
    ($rest:literal) => {
        concat!(
            "SELECT id, fax, job, job_change, why, letter, kind, mailbox, reason, state, attempts, created_at, next_try_at, \
             last_error, relay_answer, ended_at, message_id FROM outbox ",
            $rest
        )
    };
}

/// How the mailbox of an entry begins that goes to a printer; its name follows. No address has a colon there.
const PRINTER: &str = "print:";

const DUE: &str = select_entries!(
    "WHERE state IN ('waiting', 'leased') AND next_try_at <= ?1 AND NOT (kind = 'fax' AND substr(mailbox, 1, 6) = 'print:')
     ORDER BY next_try_at, id LIMIT ?2"
);
const DUE_PRINTS: &str = select_entries!(
    "WHERE state IN ('waiting', 'leased') AND next_try_at <= ?1 AND kind = 'fax' AND substr(mailbox, 1, 6) = 'print:'
     ORDER BY next_try_at, id LIMIT ?2"
);
const BY_ID: &str = select_entries!("WHERE id = ?1");
const BY_FAX: &str = select_entries!("WHERE fax = ?1 ORDER BY id");
const BY_STATE: &str = select_entries!("WHERE state = ?1 ORDER BY id LIMIT ?2");
const NEXT_DUE: &str = "
    SELECT min(next_try_at) FROM outbox
    WHERE state IN ('waiting', 'leased') AND NOT (kind = 'fax' AND substr(mailbox, 1, 6) = 'print:')";
const LEASE: &str = "
    UPDATE outbox SET state = 'leased', attempts = attempts + 1, next_try_at = ?3
    WHERE id = ?1 AND state IN ('waiting', 'leased') AND next_try_at <= ?2";
const DELIVERED: &str = "
    UPDATE outbox SET state = 'delivered', ended_at = ?2, relay_answer = ?3, last_error = NULL
    WHERE id = ?1 AND state IN ('waiting', 'leased')";
const DEFER: &str = "
    UPDATE outbox SET state = 'waiting', next_try_at = ?2, last_error = ?3
    WHERE id = ?1 AND state IN ('waiting', 'leased')";
const REJECT: &str = "
    UPDATE outbox SET state = iif(kind IN ('faxmaster', 'job_faxmaster', 'letter_faxmaster') OR mailbox = '', 'failed', 'rejected'),
                      ended_at = ?2, last_error = ?3
    WHERE id = ?1 AND (state IN ('waiting', 'leased') OR state = ?4)";
const REQUEUE: &str = "
    UPDATE outbox SET state = 'waiting', next_try_at = ?2, created_at = ?2, ended_at = NULL, attempts = 0
    WHERE id = ?1 AND state = 'failed'";
/// The Message-ID's random part keeps it unique even if the database is set back to a backup.
const INSERT: &str = "
    INSERT INTO outbox (fax, kind, mailbox, reason, state, created_at, next_try_at, message_id)
    VALUES (?1, ?2, ?3, ?4, 'waiting', ?5, ?5, printf('ferrofax-%d-%s@%s', ?1, lower(hex(randomblob(12))), ?6))
    ON CONFLICT (fax, kind, mailbox) DO NOTHING";
const INSERT_REPORT: &str = "
    INSERT INTO outbox (job, job_change, why, kind, mailbox, reason, state, created_at, next_try_at, message_id)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'waiting', ?7, ?7, printf('ferrofax-job-%d-%s@%s', ?1, lower(hex(randomblob(12))), ?8))
    ON CONFLICT (job, job_change, kind, mailbox) DO NOTHING";
const INSERT_LETTER: &str = "
    INSERT INTO outbox (letter, kind, mailbox, reason, state, created_at, next_try_at, message_id)
    VALUES (?1, ?2, ?3, ?4, 'waiting', ?5, ?5, printf('ferrofax-letter-%d-%s@%s', ?1, lower(hex(randomblob(12))), ?6))
    ON CONFLICT (letter, kind, mailbox) DO NOTHING";
const BY_LETTER: &str = select_entries!("WHERE letter = ?1 ORDER BY id");
/// A Message-ID's left side is ours alone, its right side is what the settings call us. `A` follows `@` in ASCII.
const BY_MESSAGE_ID: &str = select_entries!("WHERE message_id >= ?1 || '@' AND message_id < ?1 || 'A'");
const BY_JOB: &str = select_entries!("WHERE job = ?1 ORDER BY id");
const MAILBOXES: &str = "SELECT mailbox FROM fax_mailboxes WHERE fax = ?1 ORDER BY position";
const WANTS_MAIL_WITHOUT_PAGES: &str = "SELECT mail_without_pages FROM faxes WHERE id = ?1";

impl Spool {
    /// Mails that are due, the longest due first: waiting ones, and leased ones whose lease ran out.
    pub fn due(&self, now: i64, limit: u32) -> Result<Vec<OutboxEntry>, SpoolError> {
        self.read(|transaction| entries(transaction, DUE, params![now, limit]))
    }

    /// Faxes that are due at a printer ([`OutboxEntry::printer`]), the longest due first.
    pub fn due_prints(&self, now: i64, limit: u32) -> Result<Vec<OutboxEntry>, SpoolError> {
        self.read(|transaction| entries(transaction, DUE_PRINTS, params![now, limit]))
    }

    /// When the next mail is due; none if there is none.
    pub fn next_due(&self) -> Result<Option<i64>, SpoolError> {
        self.read(|transaction| transaction.prepare_cached(NEXT_DUE)?.query_row([], |row| row.get(0)))
    }

    /// Takes a due entry for one try until the given time, and counts the try. None if it is not due (any more).
    pub fn lease(&self, id: OutboxId, now: i64, until: i64) -> Result<Option<OutboxEntry>, SpoolError> {
        self.write(|transaction| match transaction.prepare_cached(LEASE)?.execute(params![id.0, now, until])? {
            0 => Ok(None),
            _ => one(transaction, id),
        })
    }

    /// The relay took the mail. False if the entry had already ended.
    pub fn delivered(&self, id: OutboxId, now: i64, relay_answer: &str) -> Result<bool, SpoolError> {
        self.change(id, |transaction| transaction.prepare_cached(DELIVERED)?.execute(params![id.0, now, relay_answer]))
    }

    /// The try failed for now; the entry waits until the given time. False if the entry had already ended.
    pub fn defer(&self, id: OutboxId, until: i64, reason: &str) -> Result<bool, SpoolError> {
        self.change(id, |transaction| transaction.prepare_cached(DEFER)?.execute(params![id.0, until, reason]))
    }

    /// The try failed for now: defers by the policy, or rejects if that gives up.
    pub fn defer_by(&self, id: OutboxId, now: i64, policy: &RetryPolicy, reason: &str) -> Result<Deferral, SpoolError> {
        let entry = self.read(|transaction| one(transaction, id))?.ok_or(SpoolError::NoSuchEntry(id))?;
        match policy.next(entry.created_at, entry.attempts, now) {
            NextTry::At(until) => {
                self.defer(id, until, reason)?;
                Ok(Deferral::Until(until))
            }
            NextTry::GiveUp => {
                self.reject(id, now, &format!("given up after {} tries: {reason}", entry.attempts))?;
                Ok(Deferral::GaveUp)
            }
        }
    }

    /// The mail was refused for good: ends the entry and, in the same transaction, makes the faxmaster's with the reason.
    /// The faxmaster's own entry becomes failed instead. False if the entry had already ended.
    pub fn reject(&self, id: OutboxId, now: i64, reason: &str) -> Result<bool, SpoolError> {
        let host = self.host();
        self.change(id, |transaction| refuse(transaction, id, OutboxState::Leased, now, reason, host))
    }

    /// A mail of ours came back after the relay had taken it: a refusal that comes late, and does what [`Self::reject`]
    /// does. `message_id` is the mail's, with whatever right side. None: it is no mail of ours, or its fax is gone; false:
    /// its entry had ended otherwise already.
    pub fn bounced(&self, message_id: &str, now: i64, reason: &str) -> Result<Option<(OutboxEntry, bool)>, SpoolError> {
        let host = self.host();
        let unique = message_id.split('@').next().unwrap_or(message_id);
        self.write(|transaction| {
            let found = transaction.prepare_cached(BY_MESSAGE_ID)?.query_row([unique], entry_of_row).optional()?;
            let Some(entry) = found else { return Ok(None) };
            let changed = refuse(transaction, entry.id, OutboxState::Delivered, now, reason, host)?;
            Ok(Some((entry, changed > 0)))
        })
    }

    /// Queues a failed entry again, as an operator's command. False if it was not failed.
    pub fn requeue(&self, id: OutboxId, now: i64) -> Result<bool, SpoolError> {
        self.change(id, |transaction| transaction.prepare_cached(REQUEUE)?.execute(params![id.0, now]))
    }

    /// A fax's entries.
    pub fn outbox_of(&self, fax: FaxId) -> Result<Vec<OutboxEntry>, SpoolError> {
        self.read(|transaction| entries(transaction, BY_FAX, [fax.0]))
    }

    /// A job's reports.
    pub fn reports_of(&self, job: JobId) -> Result<Vec<OutboxEntry>, SpoolError> {
        self.read(|transaction| entries(transaction, BY_JOB, [job.0]))
    }

    /// Entries in a state, oldest first.
    pub fn outbox_in(&self, state: OutboxState, limit: u32) -> Result<Vec<OutboxEntry>, SpoolError> {
        self.read(|transaction| entries(transaction, BY_STATE, params![state.name(), limit]))
    }

    /// Changes one entry; tells whether it did, and apart from that whether there is such an entry.
    fn change(
        &self,
        id: OutboxId,
        work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<usize>,
    ) -> Result<bool, SpoolError> {
        let done = self.write(|transaction| match work(transaction)? {
            0 => Ok(one(transaction, id)?.map(|_| false)),
            _ => Ok(Some(true)),
        })?;
        done.ok_or(SpoolError::NoSuchEntry(id))
    }
}

impl OutboxEntry {
    /// The printer that the fax goes to; none if it is a mail.
    pub fn printer(&self) -> Option<&str> {
        if self.kind == OutboxKind::Fax { self.mailbox.strip_prefix(PRINTER) } else { None }
    }

    /// What it is about, for lists and logs: `fax 7`, `job 17`.
    pub fn subject(&self) -> String {
        match (&self.kind, self.fax) {
            (OutboxKind::JobReport { job, .. }, _) => format!("job {job}"),
            (OutboxKind::Letter { letter, .. }, _) => format!("letter {letter}"),
            (_, Some(fax)) => format!("fax {fax}"),
            (_, None) => "-".to_owned(),
        }
    }
}

impl OutboxState {
    /// The word for it: `waiting`, `leased`, `delivered`, `rejected`, `failed`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Leased => "leased",
            Self::Delivered => "delivered",
            Self::Rejected => "rejected",
            Self::Failed => "failed",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        use OutboxState::{Delivered, Failed, Leased, Rejected, Waiting};
        [Waiting, Leased, Delivered, Rejected, Failed].into_iter().find(|state| name == state.name())
    }
}

/// What stands among a new fax's mailboxes for a printer of this name.
pub fn to_printer(name: &str) -> String {
    format!("{PRINTER}{name}")
}

/// Ends an entry that is on its way, or in the other state given, as refused, and makes the faxmaster's. Counts changes.
fn refuse(
    transaction: &Transaction<'_>,
    id: OutboxId,
    other_state: OutboxState,
    now: i64,
    reason: &str,
    host: &str,
) -> rusqlite::Result<usize> {
    let changed = transaction.prepare_cached(REJECT)?.execute(params![id.0, now, reason, other_state.name()])?;
    if changed == 0 {
        return Ok(0);
    }
    let Some(entry) = one(transaction, id)?.filter(|entry| entry.state == OutboxState::Rejected) else {
        return Ok(changed);
    };
    match (entry.kind, entry.fax) {
        (OutboxKind::JobReport { job, change, why, .. }, _) => {
            let report = JobReport { job, change, why };
            report.insert(transaction, JOB_FAXMASTER, &entry.mailbox, Some(reason), now, host)?;
        }
        (OutboxKind::Letter { letter, .. }, _) => {
            insert_letter(transaction, letter, LETTER_FAXMASTER, &entry.mailbox, Some(reason), now, host)?;
        }
        (_, Some(fax)) => insert(transaction, fax, FAXMASTER, &entry.mailbox, Some(reason), now, host)?,
        (_, None) => {}
    }
    Ok(changed)
}

/// Makes the entries of a fax that ends: one a mailbox, or one for the faxmaster if there is none.
pub(super) fn make_entries(
    transaction: &Transaction<'_>,
    fax: FaxId,
    has_pages: bool,
    now: i64,
    host: &str,
) -> rusqlite::Result<()> {
    if !has_pages && !transaction.query_row(WANTS_MAIL_WITHOUT_PAGES, [fax.0], |row| row.get::<_, bool>(0))? {
        return Ok(());
    }
    let mut select = transaction.prepare_cached(MAILBOXES)?;
    let mailboxes: Vec<String> = select.query_map([fax.0], |row| row.get(0))?.collect::<Result<_, _>>()?;
    if mailboxes.is_empty() {
        insert(transaction, fax, FAXMASTER, "", Some("the device has no mailbox"), now, host)?;
    }
    for mailbox in &mailboxes {
        insert(transaction, fax, FAX, mailbox, None, now, host)?;
    }
    Ok(())
}

/// What a job's report is about.
pub(super) struct JobReport {
    pub(super) job: JobId,
    pub(super) change: i64,
    pub(super) why: NotifyReason,
}

impl JobReport {
    /// Makes the entry for one address; empty: the faxmaster.
    pub(super) fn queue(
        &self,
        transaction: &Transaction<'_>,
        mailbox: &str,
        now: i64,
        host: &str,
    ) -> rusqlite::Result<()> {
        self.insert(transaction, JOB, mailbox, None, now, host)
    }

    fn insert(
        &self,
        transaction: &Transaction<'_>,
        kind: &str,
        mailbox: &str,
        reason: Option<&str>,
        now: i64,
        host: &str,
    ) -> rusqlite::Result<()> {
        let (job, why) = (self.job.0, self.why.name());
        let values = params![job, self.change, why, kind, mailbox, reason, now, host];
        transaction.prepare_cached(INSERT_REPORT)?.execute(values).map(drop)
    }
}

fn insert(
    transaction: &Transaction<'_>,
    fax: FaxId,
    kind: &str,
    mailbox: &str,
    reason: Option<&str>,
    now: i64,
    host: &str,
) -> rusqlite::Result<()> {
    transaction.prepare_cached(INSERT)?.execute(params![fax.0, kind, mailbox, reason, now, host]).map(drop)
}

/// Makes the entry of a letter; empty mailbox: the faxmaster.
pub(super) fn queue_letter(
    transaction: &Transaction<'_>,
    letter: LetterId,
    mailbox: &str,
    now: i64,
    host: &str,
) -> rusqlite::Result<()> {
    insert_letter(transaction, letter, LETTER, mailbox, None, now, host)
}

/// A letter's entries.
pub(super) fn entries_of_letter(transaction: &Transaction<'_>, letter: LetterId) -> rusqlite::Result<Vec<OutboxEntry>> {
    entries(transaction, BY_LETTER, [letter.0])
}

fn insert_letter(
    transaction: &Transaction<'_>,
    letter: LetterId,
    kind: &str,
    mailbox: &str,
    reason: Option<&str>,
    now: i64,
    host: &str,
) -> rusqlite::Result<()> {
    transaction.prepare_cached(INSERT_LETTER)?.execute(params![letter.0, kind, mailbox, reason, now, host]).map(drop)
}

fn one(transaction: &Transaction<'_>, id: OutboxId) -> rusqlite::Result<Option<OutboxEntry>> {
    transaction.prepare_cached(BY_ID)?.query_row([id.0], entry_of_row).optional()
}

fn entries(transaction: &Transaction<'_>, sql: &str, params: impl Params) -> rusqlite::Result<Vec<OutboxEntry>> {
    transaction.prepare_cached(sql)?.query_map(params, entry_of_row)?.collect()
}

fn entry_of_row(row: &Row<'_>) -> rusqlite::Result<OutboxEntry> {
    let mailbox: String = row.get("mailbox")?;
    let reason: Option<String> = row.get("reason")?;
    let kind: String = row.get("kind")?;
    let (mailbox, kind) = match kind.as_str() {
        JOB => (mailbox, report_of_row(row, None)?),
        JOB_FAXMASTER => (String::new(), report_of_row(row, Some((reason.unwrap_or_default(), mailbox)))?),
        LETTER => (mailbox, OutboxKind::Letter { letter: LetterId(row.get("letter")?), undelivered: None }),
        LETTER_FAXMASTER => {
            let undelivered = Some((reason.unwrap_or_default(), mailbox));
            (String::new(), OutboxKind::Letter { letter: LetterId(row.get("letter")?), undelivered })
        }
        _ => word(row, "kind", |kind| match kind {
            FAX => Some((mailbox, OutboxKind::Fax)),
            FAXMASTER => {
                let reason = reason.unwrap_or_default();
                Some((String::new(), OutboxKind::FaxmasterNotice { reason, original_mailbox: mailbox }))
            }
            _ => None,
        })?,
    };
    Ok(OutboxEntry {
        id: OutboxId(row.get("id")?),
        fax: row.get::<_, Option<i64>>("fax")?.map(FaxId),
        mailbox,
        kind,
        state: word(row, "state", OutboxState::from_name)?,
        attempts: row.get("attempts")?,
        created_at: row.get("created_at")?,
        next_try_at: row.get("next_try_at")?,
        last_error: row.get("last_error")?,
        relay_answer: row.get("relay_answer")?,
        ended_at: row.get("ended_at")?,
        message_id: row.get("message_id")?,
    })
}

fn report_of_row(row: &Row<'_>, undelivered: Option<(String, String)>) -> rusqlite::Result<OutboxKind> {
    Ok(OutboxKind::JobReport {
        job: JobId(row.get("job")?),
        change: row.get("job_change")?,
        why: word(row, "why", NotifyReason::from_name)?,
        undelivered,
    })
}

/// Words of the column `kind`.
const FAX: &str = "fax";
const FAXMASTER: &str = "faxmaster";
const JOB: &str = "job";
const JOB_FAXMASTER: &str = "job_faxmaster";
const LETTER: &str = "letter";
const LETTER_FAXMASTER: &str = "letter_faxmaster";

impl fmt::Display for OutboxId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
