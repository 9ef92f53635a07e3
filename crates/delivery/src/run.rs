//! One pass over the outbox: each mail that is due is leased, written and handed to the relay, and
//! the result is stored.
//!
//! If the relay cannot be used, the pass ends. The mail that met the fault is deferred by the retry
//! policy. The other mails that are due are deferred too, without waiting for the relay for each of
//! them. A pass ends after half a minute in any case, because it uses the time at its beginning as
//! the present time. The calling code starts another pass while [`DeliveryReport::more`] is set.

use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::compose::{ComposeError, Composed, compose, compose_without_fax};
use super::letter::compose_letter;
use super::report::{Report, compose_report};
use super::settings::MailSettings;
use super::smtp::{Relay, SendError};
use super::verdict::{self, Found};
use ferrofax_basics::UnixMs;
use ferrofax_basics::errand::caught;
use ferrofax_ground::pii::Pii;
use ferrofax_spool::jobs::{Job, JobChange};
use ferrofax_spool::undelivered::Undelivered;
use ferrofax_spool::{
    CallVerdict, Deferral, Due, LONGEST_LEASE_MS, Letter, NextTry, OutboxEntry, OutboxId,
    OutboxKind, ReceivedFax, Spool, SpoolError, document_length,
};

/// The result of one pass over the outbox.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeliveryReport {
    /// The number of mails that were handed to the relay and that the relay accepted in this pass.
    pub delivered: u32,
    /// The number of mails that could not be sent in this pass and will be sent again later.
    pub deferred: u32,
    /// The number of mails that the mail relay rejected permanently in this pass, or whose time for
    /// attempts ended in this pass. For each of them, the faxmaster gets a notice instead.
    pub rejected: u32,
    /// The reason why the mail relay could not be used at all; `None` if it could be used.
    pub relay_down: Option<String>,
    /// The first error of the spool in this pass over the outbox; `None` if there was none. If the
    /// result of a delivery could not be stored, the next pass stores it.
    pub spool_error: Option<SpoolError>,
    /// The mails that can't be written because their rows in the spool's database can't be read,
    /// each with the fault. These mails wait until somebody fixes the fault.
    pub set_aside: Vec<(OutboxId, String)>,
    /// Whether more mails of the outbox may be due now. The calling code should then start another
    /// pass at once.
    pub more: bool,
}

/// The result of one attempt to deliver the mail of an outbox entry to the relay.
enum End {
    Delivered(String),
    /// The mail was sent, but without the fax. The values are the relay's answer, and the reason
    /// why the fax is missing.
    DeliveredWithout(String, Undelivered),
    /// The mail was not sent in this pass, for this reason. It is sent again later.
    Deferred(Undelivered),
    /// The place where the shared database stores the document is unreachable, for this reason.
    StoreAway(Undelivered),
    /// The relay or the retry policy has rejected the mail permanently, so it is not sent again.
    Rejected(Undelivered),
    /// The relay can't be used at present, so no mail can be sent.
    RelayDown(Undelivered),
    /// The relay limits how much is sent, so no mail is sent for a while.
    Throttled(Undelivered),
    /// There is no valid access token for the login at the relay, so no mail can be sent until the
    /// service has fetched another.
    NoToken(Undelivered),
    Stopped,
}

/// The greatest number of outbox entries (mails to send) that one pass handles.
const BATCH: u32 = 50;
/// The time after which a pass over the outbox begins no more deliveries. The next pass handles the
/// remaining outbox entries.
const LONGEST_PASS: Duration = Duration::from_secs(30);

/// The most bytes of a mail for which a lease has time, apart from the fax's file in the mail.
const WITHOUT_FAX: usize = 1 << 20;

/// Does one pass over the outbox: sends the mails that are due at `now`.
pub fn deliver_due(
    spool: &Spool,
    settings: &MailSettings,
    relay: &dyn Relay,
    now: UnixMs,
) -> DeliveryReport {
    let mut report = DeliveryReport::default();
    // Mails that the relay has accepted already are booked before any mail is leased.
    spool.outbox().book_unbooked().unwrap_or_else(|error| report.note(error));
    // Look for the entries that are due, and set aside those that can't be read.
    let due = match spool
        .outbox()
        .put_outbox_right(now, &settings.retry)
        .and_then(|()| spool.outbox().all_due(now, BATCH))
    {
        Ok(due) => due,
        Err(error) => {
            report.note(error);
            return report;
        }
    };
    let Due { entries, unreadable } = due;
    report.more = entries.len() + unreadable.len() >= BATCH as usize;
    unreadable
        .into_iter()
        .for_each(|(id, why)| set_aside(spool, id, why, now, &mut report));
    // Deliver one entry after the other, until the relay fails or the time is over.
    let began = Instant::now();
    let mut entries = entries.into_iter();
    while let Some(entry) = entries.next() {
        if began.elapsed() > LONGEST_PASS {
            report.more = true;
            break;
        }
        let id = entry.id;
        // A panic in the delivery of one entry must not stop the delivery of the others.
        let done = caught(|| {
            let Some((entry, end)) = take(spool, settings, relay, &entry, now)? else {
                return Ok(None);
            };
            log_end(&entry, &end);
            let booked = book(spool, settings, &entry, &end, now, &mut report);
            booked.unwrap_or_else(|error| report.note(error));
            Ok(Some(end))
        });
        let end = match done.unwrap_or(Err(SpoolError::Internal)) {
            Ok(Some(end)) => end,
            Ok(None) => continue,
            Err(error) if error.is_of_a_row() => {
                set_aside(spool, id, error.to_string(), now, &mut report);
                continue;
            }
            Err(error) => {
                report.note(error);
                continue;
            }
        };
        match end {
            End::RelayDown(reason) | End::Throttled(reason) | End::NoToken(reason) => {
                put_off(spool, settings, entries, &reason, now, &mut report);
                report.relay_down = Some(reason.to_string());
                break;
            }
            End::Stopped => break,
            End::Delivered(_)
            | End::DeliveredWithout(..)
            | End::Deferred(_)
            | End::StoreAway(_)
            | End::Rejected(_) => {}
        }
    }
    // After an error of the spool, no further pass begins at once: the spool gets time to recover.
    report.more &= report.spool_error.is_none();
    report
}

/// Marks an outbox entry as set aside, because its mail cannot be written due to damaged data.
/// Other entries are then sent without waiting for this one. The fault is logged and added to
/// `report`.
fn set_aside(spool: &Spool, id: OutboxId, why: String, now: UnixMs, report: &mut DeliveryReport) {
    match spool.outbox().set_aside(id, now, &*why) {
        Ok(true) => {
            log::error!(
                "mail {id} is set aside and nobody gets it: {why}; `ferrofax requeue {id}` once that is put right"
            );
            report.set_aside.push((id, why));
        }
        Ok(false) => {}
        Err(error) => report.note(error),
    }
}

/// The time for which a mail waits until its document is decrypted, in milliseconds. The process
/// that has the keys for decryption looks for such mails each second.
const UNTIL_OPENED_MS: i64 = 3_000;

/// Leases an outbox entry (reserves it for this process for a limited time), writes the entry's
/// mail and sends it. Returns `None` if the entry is not due any more.
fn take(
    spool: &Spool,
    settings: &MailSettings,
    relay: &dyn Relay,
    entry: &OutboxEntry,
    now: UnixMs,
) -> Result<Option<(OutboxEntry, End)>, SpoolError> {
    let mut work = match Work::of(spool, entry) {
        Ok(Some(work)) => work,
        Ok(None) => return Ok(None),
        Err(away @ SpoolError::Away { .. }) => {
            return wait_for_store(spool, settings, entry, now, &away);
        }
        Err(why) => return Err(why),
    };
    if work.is_closed(spool)? {
        spool.outbox().defer(entry, now + UNTIL_OPENED_MS, Undelivered::Encrypted)?;
        return Ok(None);
    }
    if let Work::Report { change, verdict, .. } = &mut work {
        match verdict::of(spool, entry, change, now)? {
            Found::Verdict(found) => *verdict = found,
            Found::Later(then) => {
                spool.outbox().defer(entry, then, Undelivered::WaitsForExplanation)?;
                return Ok(None);
            }
        }
    }
    let until = now + lease_ms(settings, work.document_bytes());
    let Some(entry) = spool.outbox().lease(entry.id, now, until)? else { return Ok(None) };
    // A panic because of one document must not stop the delivery of all other entries.
    let end =
        caught(|| send(&work, relay, &entry, settings).unwrap_or_else(|error| refuse(&error)))
            .unwrap_or(End::Deferred(Undelivered::Bug));
    Ok(Some((entry, end)))
}

/// The longest wait between two attempts to read a document from an unreachable place, in
/// milliseconds. Such a place often is back soon.
const LONGEST_WAIT_FOR_STORE_MS: i64 = 15 * 60_000;

/// Leases an outbox entry whose document is in an unreachable place. The lease counts the attempt,
/// so that the waits between the attempts grow.
fn wait_for_store(
    spool: &Spool,
    settings: &MailSettings,
    entry: &OutboxEntry,
    now: UnixMs,
    away: &SpoolError,
) -> Result<Option<(OutboxEntry, End)>, SpoolError> {
    let leased = spool.outbox().lease(entry.id, now, now + lease_ms(settings, 0))?;
    Ok(leased.map(|entry| (entry, End::StoreAway(away.to_string().into()))))
}

/// The data from which the mail of an outbox entry is written, loaded from the spool.
enum Work {
    Fax {
        fax: Box<ReceivedFax>,
        document: PathBuf,
    },
    Report {
        job: Box<Job>,
        change: Box<JobChange>,
        thread: Vec<OutboxEntry>,
        verdict: Option<CallVerdict>,
    },
    Letter(Box<Letter>),
}

impl Work {
    /// Loads the fax, report or letter that an outbox entry sends by mail. Returns `None` if the
    /// fax, report or letter was deleted in the meantime.
    fn of(spool: &Spool, entry: &OutboxEntry) -> Result<Option<Self>, SpoolError> {
        Ok(match (&entry.kind, entry.fax) {
            (OutboxKind::JobReport { job, change, .. }, _) => Some(Self::Report {
                job: Box::new(spool.jobs().job(*job)?),
                change: Box::new(spool.jobs().job_change(*change)?),
                thread: spool.outbox().reports_of(*job)?,
                verdict: None,
            }),
            (OutboxKind::Letter { letter, .. }, _) => {
                spool.outbox().letter(*letter)?.map(|letter| Self::Letter(Box::new(letter)))
            }
            (_, Some(fax)) => Some(Self::Fax {
                document: spool.faxes().document_path(fax)?,
                fax: Box::new(spool.faxes().fax(fax)?),
            }),
            (_, None) => None,
        })
    }

    /// Whether a document of the mail is still encrypted. Marks each encrypted document in the
    /// spool, so that the process that has the keys decrypts it.
    fn is_closed(&self, spool: &Spool) -> Result<bool, SpoolError> {
        match self {
            Self::Fax { fax, document } => spool.encryption().note_closed_fax(fax.id, document),
            Self::Report { job, .. } => {
                let mut is_closed = false;
                for one in &job.documents {
                    is_closed |=
                        spool.encryption().note_closed_document(job.id, (one.number, &one.path))?;
                }
                Ok(is_closed)
            }
            Self::Letter(_) => Ok(false),
        }
    }

    fn document_bytes(&self) -> u64 {
        let size = |path: &Path| document_length(path).unwrap_or(0);
        match self {
            Self::Fax { document, .. } => size(document),
            Self::Report { job, .. } => {
                job.documents.iter().map(|document| size(&document.path)).sum()
            }
            Self::Letter(_) => 0,
        }
    }

    /// Writes the mail of an outbox entry. If the relay has refused the mail because of its size,
    /// `refusal` is this refusal, and the fax is left out.
    fn write(
        &self,
        entry: &OutboxEntry,
        settings: &MailSettings,
        refusal: Option<&Undelivered>,
    ) -> Result<Composed, ComposeError> {
        match (self, refusal) {
            (Self::Fax { fax, .. }, Some(refusal)) => {
                compose_without_fax(fax, entry, settings, refusal)
            }
            (Self::Fax { fax, document }, None) => compose(fax, entry, document, settings),
            (Self::Report { job, change, thread, verdict }, refusal) => {
                match Report::new(entry, job, change, thread) {
                    Some(report) => compose_report(
                        &Report { verdict: verdict.as_ref(), refusal, ..report },
                        settings,
                    ),
                    None => Err(ComposeError::Mail("it is no report".to_owned())),
                }
            }
            (Self::Letter(letter), _) => compose_letter(letter, entry, settings),
        }
    }
}

/// Writes the mail of an outbox entry and sends it. If the relay refuses a mail with a fax because
/// of its size, the mail is sent without the fax. Otherwise nobody would learn of the fax: the relay
/// would refuse the faxmaster's mail too.
///
/// # Errors
/// The mail could not be written.
fn send(
    work: &Work,
    relay: &dyn Relay,
    entry: &OutboxEntry,
    settings: &MailSettings,
) -> Result<End, ComposeError> {
    let mail = work.write(entry, settings, None)?;
    match relay.send(&mail) {
        Err(SendError::TooLarge(refusal)) if mail.has_fax => {
            log::info!("{}: mail {}: {refusal}; without the fax", entry.subject(), entry.id);
            let mail = work.write(entry, settings, Some(&refusal))?;
            Ok(end_of(relay.send(&mail), &mail))
        }
        sent => Ok(end_of(sent, &mail)),
    }
}

fn end_of(sent: Result<String, SendError>, mail: &Composed) -> End {
    match sent {
        Ok(answer) => match &mail.left_out {
            None => End::Delivered(answer),
            Some(reason) => End::DeliveredWithout(answer, reason.clone()),
        },
        Err(SendError::Temporary(reason)) => End::Deferred(reason),
        Err(SendError::Permanent(reason) | SendError::TooLarge(reason)) => End::Rejected(reason),
        Err(SendError::Relay(reason)) => End::RelayDown(reason),
        Err(SendError::Throttled(reason)) => End::Throttled(reason),
        Err(SendError::Token(reason)) => End::NoToken(reason),
        Err(SendError::Stopped) => End::Stopped,
    }
}

fn refuse(error: &ComposeError) -> End {
    if error.is_permanent() { End::Rejected(error.into()) } else { End::Deferred(error.into()) }
}

fn book(
    spool: &Spool,
    settings: &MailSettings,
    entry: &OutboxEntry,
    end: &End,
    now: UnixMs,
    report: &mut DeliveryReport,
) -> Result<(), SpoolError> {
    match end {
        End::Delivered(answer) => {
            spool.outbox().delivered(entry, now, answer)?;
            report.delivered += 1;
        }
        // The faxmaster's notice about it may be due at once.
        End::DeliveredWithout(answer, reason) => {
            spool.outbox().delivered_without_fax(entry, now, answer, reason)?;
            report.delivered += 1;
            report.more = true;
        }
        End::Rejected(reason) => {
            spool.outbox().reject(entry, now, reason)?;
            report.rejected += 1;
            report.more = true;
        }
        // The mail is tried again later, until its attempts are used up.
        End::Deferred(reason) | End::RelayDown(reason) | End::StoreAway(reason) => {
            let mut policy = settings.retry;
            if matches!(end, End::StoreAway(_)) {
                policy.longest_wait_ms = policy.longest_wait_ms.min(LONGEST_WAIT_FOR_STORE_MS);
            }
            match spool.outbox().defer_by(entry, now, &policy, reason)? {
                Deferral::Until(_) => report.deferred += 1,
                Deferral::GaveUp => {
                    report.rejected += 1;
                    report.more = true;
                }
            }
        }
        // The attempt is not counted. But a mail that is too old is given up.
        End::Throttled(reason) | End::NoToken(reason) => {
            // The service fetches another token soon, so the wait for it is always the shortest.
            let attempts = if matches!(end, End::NoToken(_)) { 1 } else { entry.attempts.max(1) };
            match settings.retry.next(entry.created_at, attempts, now) {
                NextTry::At(until) => {
                    spool.outbox().defer_uncounted(entry, until, reason)?;
                    report.deferred += 1;
                }
                NextTry::GiveUp => {
                    let end = End::Deferred(reason.clone());
                    return book(spool, settings, entry, &end, now, report);
                }
            }
        }
        // The relay has not confirmed that it accepts the mail, so the entry is due again at once.
        End::Stopped => {
            spool.outbox().defer(entry, now, Undelivered::Stopped)?;
            report.deferred += 1;
        }
    }
    Ok(())
}

/// Defers the given outbox entries, because the mail relay cannot be used. The retry policy sets
/// how long each entry waits, by its number of attempts. An entry whose time for attempts has ended
/// is deferred, too. A later pass gives it up.
fn put_off(
    spool: &Spool,
    settings: &MailSettings,
    entries: impl Iterator<Item = OutboxEntry>,
    reason: &Undelivered,
    now: UnixMs,
    report: &mut DeliveryReport,
) {
    for entry in entries {
        let until = match settings.retry.next(entry.created_at, entry.attempts.max(1), now) {
            NextTry::At(until) => until,
            NextTry::GiveUp => now + settings.retry.wait_ms(1),
        };
        match spool.outbox().defer(&entry, until, reason) {
            Ok(_) => report.deferred += 1,
            Err(error) => report.note(error),
        }
    }
}

/// The duration of the lease that this process takes on an outbox entry, in milliseconds. It is
/// longer than the time that the slowest relay can take, so no other process sends the same mail
/// meanwhile.
fn lease_ms(settings: &MailSettings, document_bytes: u64) -> i64 {
    // Base64 makes four bytes of three. The additional bytes are for the picture and the text.
    let size = usize::try_from((document_bytes / 2).saturating_mul(3)).unwrap_or(usize::MAX);
    let timeouts = &settings.relay.timeouts;
    // A mail that is too large for the relay is sent a second time, without the fax.
    let longest = LONGEST_PASS
        + timeouts.longest(size.saturating_add(WITHOUT_FAX))
        + timeouts.longest(WITHOUT_FAX);
    // An entry that has taken a day was abandoned by the process that began it.
    i64::try_from(longest.as_millis()).unwrap_or(i64::MAX).min(LONGEST_LEASE_MS)
}

fn log_end(entry: &OutboxEntry, end: &End) {
    let OutboxEntry { id, mailbox, attempts, .. } = entry;
    let subject = entry.subject();
    let to = Pii(if mailbox.is_empty() { "faxmaster" } else { mailbox.as_str() });
    // Relays often repeat the address in their answers.
    let hide = |text: &dyn Display| match mailbox.as_str() {
        "" => text.to_string(),
        mailbox => text.to_string().replace(mailbox, &to.to_string()),
    };
    match end {
        End::Delivered(answer) => {
            log::info!("{subject}: mail {id} to {to} delivered: {}", hide(answer))
        }
        End::DeliveredWithout(answer, reason) => {
            log::warn!("{subject}: mail {id} to {to} delivered: {}; {reason}", hide(answer));
        }
        End::Deferred(reason) | End::StoreAway(reason) => {
            log::warn!("{subject}: mail {id} to {to}, try {attempts}: {}", hide(reason))
        }
        End::Rejected(reason) => {
            log::error!("{subject}: mail {id} to {to} refused: {}", hide(reason))
        }
        End::RelayDown(reason) | End::Throttled(reason) | End::NoToken(reason) => {
            log::warn!("{subject}: mail {id} to {to}, try {attempts}: {}", hide(reason))
        }
        End::Stopped => log::info!("{subject}: mail {id} to {to} waits for the next start"),
    }
}

impl DeliveryReport {
    fn note(&mut self, error: SpoolError) {
        self.spool_error.get_or_insert(error);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ferrofax_spool::{FaxEnd, FaxStatus, NewFax};

    #[test]
    fn a_mail_whose_document_is_unreachable_is_tried_more_and_more_seldom() {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::open(folder.path()).unwrap();
        let (began, settings) = (UnixMs(1_795_181_405_000), MailSettings::default());
        let new = NewFax {
            started_at: began,
            mailboxes: vec!["alice@example.com".to_owned()],
            mail_without_pages: true,
            ..NewFax::default()
        };
        let fax = spool.receiving().begin_fax(&new).unwrap();
        let end = FaxEnd {
            status: FaxStatus::Failed,
            phase: "B".to_owned(),
            cause: "HANGUP".to_owned(),
            event: "The line was hung up.".into(),
            ended_at: began,
        };
        spool.receiving().finish_fax(fax, &end).unwrap();
        let away = SpoolError::Away { path: "1.tif".into(), text: "timed out".to_owned() };
        let (mut now, mut minutes) = (began, Vec::new());
        for _ in 0..7 {
            let due = spool.outbox().due(now, 10).unwrap();
            let (entry, end) =
                wait_for_store(&spool, &settings, &due[0], now, &away).unwrap().unwrap();
            book(&spool, &settings, &entry, &end, now, &mut DeliveryReport::default()).unwrap();
            let next = spool.outbox().next_due().unwrap().unwrap();
            minutes.push(next.ms_since(now) / 60_000);
            now = next;
        }
        assert_eq!(minutes, [1, 2, 4, 8, 15, 15, 15]);
    }
}
