//! An entry of the outbox, as callers see it and as it is stored in its row.

use ferrofax_basics::UnixMs;

use super::super::failure::NotifyReason;
use super::super::ids::{FaxId, JobId, LetterId, OutboxId};
use super::super::value::words;
use crate::column::word;
use crate::database::{self, Row};
use crate::unbooked::DeliveryAttempt;
use crate::undelivered::Undelivered;

/// One delivery of a fax, a report or a letter to one mailbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboxEntry {
    /// The number of the entry.
    pub id: OutboxId,
    /// The fax; `None` for the report of a job and for a letter.
    pub fax: Option<FaxId>,
    /// The mail address, or a printer ([`Self::printer`]). Empty for a mail to the faxmaster: the
    /// settings give the faxmaster's address when the mail is sent.
    pub mailbox: String,
    /// The content: the fax itself, the notice that it could not be delivered, a report or a
    /// letter.
    pub kind: OutboxKind,
    /// The state of the delivery.
    pub state: OutboxState,
    /// The number of attempts so far, including an attempt that is in progress.
    pub attempts: u32,
    /// The time at which the entry was made.
    pub created_at: UnixMs,
    /// The time at which the next attempt is due; for a leased entry, the time at which its lease
    /// expires.
    pub next_try_at: UnixMs,
    /// The reason for which the last attempt failed, as a sentence in English.
    pub last_error: Option<String>,
    /// The reason for which the last attempt failed, as a name with values.
    pub problem: Option<Undelivered>,
    /// The answer of the mail relay that accepted the mail.
    pub relay_answer: Option<String>,
    /// The time at which the entry was delivered, rejected or failed.
    pub ended_at: Option<UnixMs>,
    /// The Message-ID of the mail without angle brackets. It is made once, and is the same at each
    /// attempt.
    pub message_id: String,
}

/// The content of an outbox entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OutboxKind {
    /// The fax, for its mailbox.
    Fax,
    /// The fax, for the faxmaster, because it could not be delivered to its mailbox.
    FaxmasterNotice {
        /// The reason why the fax could not be delivered.
        reason: Undelivered,
        /// The mailbox to which the fax could not be delivered; empty if the device has no mailbox.
        original_mailbox: String,
    },
    /// A report on a job.
    JobReport {
        /// The job.
        job: JobId,
        /// The change of the job that is reported, see [`crate::Jobs::job_change`].
        change: i64,
        /// The kind of event that is reported.
        why: NotifyReason,
        /// The reason and the mail address, if the report is for the faxmaster because it could not
        /// be delivered to this address.
        undelivered: Option<(Undelivered, String)>,
    },
    /// A letter, see [`crate::Outbox::file_letter`].
    Letter {
        /// The letter.
        letter: LetterId,
        /// The reason and the mailbox, if the letter is for the faxmaster because it could not be
        /// delivered to this mailbox.
        undelivered: Option<(Undelivered, String)>,
    },
}

words! {
    /// The states of an outbox entry.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub enum OutboxState {
        /// The entry waits for the time of its next attempt.
        Waiting = "waiting",
        /// A delivery is in progress, under a lease.
        Leased = "leased",
        /// The mail relay (or the printer) accepted the fax, report or letter.
        Delivered = "delivered",
        /// The entry was rejected permanently, or given up. The faxmaster's entry replaces it.
        Rejected = "rejected",
        /// The faxmaster's entry could not be delivered either. It remains in this state until
        /// somebody queues it again.
        Failed = "failed",
    }
}

/// The result of an attempt that failed temporarily.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deferral {
    /// The entry is tried again at this time.
    Until(UnixMs),
    /// The entry was tried for long enough. Either the faxmaster's entry replaces it, or, if it is
    /// the faxmaster's own, it remains as failed.
    GaveUp,
}

/// The beginning of the mailbox of an entry for a printer; the name of the printer follows. No mail
/// address has a colon at this place.
const PRINTER: &str = "print:";

impl OutboxEntry {
    /// The printer that prints the fax; `None` if the entry is a mail.
    pub fn printer(&self) -> Option<&str> {
        if self.kind == OutboxKind::Fax { self.mailbox.strip_prefix(PRINTER) } else { None }
    }

    /// The subject of the entry, for lists and logs: `fax 7`, `job 17`.
    pub fn subject(&self) -> String {
        match (&self.kind, self.fax) {
            (OutboxKind::JobReport { job, .. }, _) => format!("job {job}"),
            (OutboxKind::Letter { letter, .. }, _) => format!("letter {letter}"),
            (_, Some(fax)) => format!("fax {fax}"),
            (_, None) => "-".to_owned(),
        }
    }
}

/// The attempt for which the entry was leased.
impl From<&OutboxEntry> for DeliveryAttempt {
    fn from(entry: &OutboxEntry) -> Self {
        Self { id: entry.id, message_id: entry.message_id.clone() }
    }
}

/// The text among the mailboxes of a new fax that means the printer with this name.
pub fn to_printer(name: &str) -> String {
    format!("{PRINTER}{name}")
}

/// Reads the entry from a row of [`select_entries`](super::select_entries).
pub(super) fn entry_of_row(row: &Row<'_>) -> database::Result<OutboxEntry> {
    let mailbox: String = row.get("mailbox")?;
    let fault = |text: &str, values: &str| -> database::Result<Option<Undelivered>> {
        let (text, values): (Option<String>, Option<String>) = (row.get(text)?, row.get(values)?);
        Ok(text.map(|text| Undelivered::of_row(values.as_deref(), &text)))
    };
    let reason = fault("reason", "reason_values")?;
    let kind: String = row.get("kind")?;
    // The row of a faxmaster's entry has no mailbox of the faxmaster. Its column `mailbox` has the
    // mailbox or address to which the fax, report or letter could not be delivered.
    let (mailbox, kind) = match kind.as_str() {
        JOB => (mailbox, report_of_row(row, None)?),
        JOB_FAXMASTER => {
            (String::new(), report_of_row(row, Some((reason.unwrap_or_default(), mailbox)))?)
        }
        LETTER => (
            mailbox,
            OutboxKind::Letter { letter: LetterId(row.get("letter")?), undelivered: None },
        ),
        LETTER_FAXMASTER => {
            let undelivered = Some((reason.unwrap_or_default(), mailbox));
            (
                String::new(),
                OutboxKind::Letter { letter: LetterId(row.get("letter")?), undelivered },
            )
        }
        _ => word(row, "kind", |kind| match kind {
            FAX => Some((mailbox, OutboxKind::Fax)),
            FAXMASTER => {
                let reason = reason.unwrap_or_default();
                Some((
                    String::new(),
                    OutboxKind::FaxmasterNotice { reason, original_mailbox: mailbox },
                ))
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
        problem: fault("last_error", "last_error_values")?,
        relay_answer: row.get("relay_answer")?,
        ended_at: row.get("ended_at")?,
        message_id: row.get("message_id")?,
    })
}

fn report_of_row(
    row: &Row<'_>,
    undelivered: Option<(Undelivered, String)>,
) -> database::Result<OutboxKind> {
    Ok(OutboxKind::JobReport {
        job: JobId(row.get("job")?),
        change: row.get("job_change")?,
        why: word(row, "why", NotifyReason::from_name)?,
        undelivered,
    })
}

/// The words of the column `kind`.
pub(super) const FAX: &str = "fax";
pub(super) const FAXMASTER: &str = "faxmaster";
pub(super) const JOB: &str = "job";
pub(super) const JOB_FAXMASTER: &str = "job_faxmaster";
pub(super) const LETTER: &str = "letter";
pub(super) const LETTER_FAXMASTER: &str = "letter_faxmaster";
