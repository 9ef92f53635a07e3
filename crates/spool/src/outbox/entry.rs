//! An entry of the outbox, as callers see it and as it stands in its row.

use ferrofax_basics::UnixMs;

use super::super::failure::NotifyReason;
use super::super::ids::{FaxId, JobId, LetterId, OutboxId};
use super::super::value::words;
use crate::column::word;
use crate::database::{self, Row};
use crate::undelivered::Undelivered;

/// One fax's or report's way to one mailbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboxEntry {
    /// Its number.
    pub id: OutboxId,
    /// The fax; none for a job's report and for a letter.
    pub fax: Option<FaxId>,
    /// The address, or a printer ([`Self::printer`]); empty for what goes to the
    /// faxmaster, whom the settings name when it is sent.
    pub mailbox: String,
    /// The fax itself, or the notice that it could not be delivered.
    pub kind: OutboxKind,
    /// Where it stands.
    pub state: OutboxState,
    /// Tries so far, the one under way included.
    pub attempts: u32,
    /// When it was made.
    pub created_at: UnixMs,
    /// When it is due next; for a leased one, when the lease runs out.
    pub next_try_at: UnixMs,
    /// Why the last attempt failed, as a sentence in English.
    pub last_error: Option<String>,
    /// The same as a name with values.
    pub problem: Option<Undelivered>,
    /// What the relay said when it took the mail.
    pub relay_answer: Option<String>,
    /// When it was delivered, rejected or failed.
    pub ended_at: Option<UnixMs>,
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
        reason: Undelivered,
        /// The mailbox that could not have it; empty if the device has none.
        original_mailbox: String,
    },
    /// What became of a job.
    JobReport {
        /// The job.
        job: JobId,
        /// The change that it reports, see [`crate::Jobs::job_change`].
        change: i64,
        /// What it says.
        why: NotifyReason,
        /// If it goes to the faxmaster because an address could not have it: why, and the address.
        undelivered: Option<(Undelivered, String)>,
    },
    /// A letter, see [`crate::Outbox::file_letter`].
    Letter {
        /// The letter.
        letter: LetterId,
        /// If it goes to the faxmaster because its mailbox could not have it: why, and the mailbox.
        undelivered: Option<(Undelivered, String)>,
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
    Until(UnixMs),
    /// It was tried for long enough; the faxmaster's entry took over, or it stays as failed.
    GaveUp,
}

/// How the mailbox of an entry begins that goes to a printer; its name follows. No
/// address has a colon there.
const PRINTER: &str = "print:";

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

words!(OutboxState {
    Waiting = "waiting",
    Leased = "leased",
    Delivered = "delivered",
    Rejected = "rejected",
    Failed = "failed",
});

/// What stands among a new fax's mailboxes for a printer of this name.
pub fn to_printer(name: &str) -> String {
    format!("{PRINTER}{name}")
}

/// The entry in a row of [`select_entries`](super::select_entries).
pub(super) fn entry_of_row(row: &Row<'_>) -> database::Result<OutboxEntry> {
    let mailbox: String = row.get("mailbox")?;
    let fault = |text: &str, values: &str| -> database::Result<Option<Undelivered>> {
        let (text, values): (Option<String>, Option<String>) = (row.get(text)?, row.get(values)?);
        Ok(text.map(|text| Undelivered::of_row(values.as_deref(), &text)))
    };
    let reason = fault("reason", "reason_values")?;
    let kind: String = row.get("kind")?;
    // In the faxmaster's place stands whom he is told of: he has no mailbox of his own here.
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

/// Words of the column `kind`.
pub(super) const FAX: &str = "fax";
pub(super) const FAXMASTER: &str = "faxmaster";
pub(super) const JOB: &str = "job";
pub(super) const JOB_FAXMASTER: &str = "job_faxmaster";
pub(super) const LETTER: &str = "letter";
pub(super) const LETTER_FAXMASTER: &str = "letter_faxmaster";
