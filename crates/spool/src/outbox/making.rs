//! Makes outbox entries: one for each recipient of an e-mail, and one for the faxmaster in place of
//! a recipient that could not get it.

use super::super::failure::NotifyReason;
use super::super::ids::{FaxId, JobId, LetterId};
use super::elsewhere::{end_taken, wait_for_end};
use super::entry::{FAX, FAXMASTER, JOB, JOB_FAXMASTER, LETTER, LETTER_FAXMASTER};
use super::sorted_later::await_sorting;
use crate::database::{self, Transaction, params};
use crate::undelivered::Undelivered;
use ferrofax_basics::UnixMs;

/// An entry that is made while the clock is behind its last trusted reading counts as made at that
/// reading, so that it is not given up too early once the clock is right.
///
/// The random part of the Message-ID keeps it unique even if the database is restored from a
/// backup.
const INSERT_FAX: &str = "
    INSERT INTO outbox (fax, kind, mailbox, reason, reason_values, state, created_at, next_try_at, message_id)
    VALUES (?1, ?2, ?3, ?4, ?7, 'waiting', coalesce((SELECT at FROM clock_readings WHERE at > ?5), ?5), ?5, 'ferrofax-' || CAST(?1 AS INTEGER) || '-' || lower(hex(randomblob(12))) || '@' || ?6)
    ON CONFLICT (fax, kind, mailbox) DO NOTHING";
const INSERT_REPORT: &str = "
    INSERT INTO outbox (job, job_change, why, kind, mailbox, reason, reason_values, state, created_at, next_try_at, message_id)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?9, 'waiting', coalesce((SELECT at FROM clock_readings WHERE at > ?7), ?7), ?7, 'ferrofax-job-' || CAST(?1 AS INTEGER) || '-' || lower(hex(randomblob(12))) || '@' || ?8)
    ON CONFLICT (job, job_change, kind, mailbox) DO NOTHING";
const INSERT_LETTER: &str = "
    INSERT INTO outbox (letter, kind, mailbox, reason, reason_values, state, created_at, next_try_at, message_id)
    VALUES (?1, ?2, ?3, ?4, ?7, 'waiting', coalesce((SELECT at FROM clock_readings WHERE at > ?5), ?5), ?5, 'ferrofax-letter-' || CAST(?1 AS INTEGER) || '-' || lower(hex(randomblob(12))) || '@' || ?6)
    ON CONFLICT (letter, kind, mailbox) DO NOTHING";
const MAILBOXES: &str = "SELECT mailbox FROM fax_mailboxes WHERE fax = ?1 ORDER BY position";
const WANTS_MAIL_WITHOUT_PAGES: &str = "SELECT mail_without_pages FROM faxes WHERE id = ?1";
/// The names of options are written out in the SQL as in their index and in `job_options`.
const IS_SELFTEST: &str = "
    SELECT 1 FROM faxes
    JOIN job_options AS mark ON mark.value = faxes.far_ident
    JOIN job_options AS test ON test.job = mark.job
    WHERE faxes.id = ?1 AND mark.name = 'mark' AND test.name = 'selftest'";

/// The subject of a new outbox entry: a received fax, a report of a job, or a letter.
#[derive(Clone, Copy)]
pub enum About {
    /// A received fax.
    Fax(FaxId),
    /// A report of a job.
    Report {
        /// The job.
        job: JobId,
        /// The change of the job that is reported.
        change: i64,
        /// The reason for the report.
        why: NotifyReason,
    },
    /// A letter.
    Letter(LetterId),
}

/// Makes the outbox entries of a fax that ends: one for each mailbox. If there is no mailbox, or if
/// the fax is the page of a self-test, it makes one entry for the faxmaster.
pub fn make_entries(
    transaction: &Transaction<'_>,
    fax: FaxId,
    has_pages: bool,
    now: UnixMs,
    host: &str,
) -> database::Result<()> {
    if !has_pages
        && !transaction.query_row(WANTS_MAIL_WITHOUT_PAGES, [fax.0], |row| row.get::<_, bool>(0))?
    {
        return Ok(());
    }
    if transaction.finds(IS_SELFTEST, [fax.0])? {
        let why = &Undelivered::SelftestPage;
        return About::Fax(fax).queue_for_faxmaster(transaction, "", why, now, host);
    }
    let mailboxes: Vec<String> = transaction.all(MAILBOXES, [fax.0], |row| row.get(0))?;
    if mailboxes.is_empty() {
        About::Fax(fax).queue_for_faxmaster(transaction, "", &Undelivered::NoMailbox, now, host)?;
    }
    mailboxes
        .iter()
        .try_for_each(|mailbox| About::Fax(fax).queue(transaction, mailbox, now, host))?;
    end_taken(transaction, fax, now)?;
    wait_for_end(transaction, fax, now)?;
    if has_pages { await_sorting(transaction, fax, now) } else { Ok(()) }
}

impl About {
    /// Makes the entry for one mailbox. For a report or a letter, an empty mailbox means the
    /// faxmaster.
    pub fn queue(
        self,
        transaction: &Transaction<'_>,
        mailbox: &str,
        now: UnixMs,
        host: &str,
    ) -> database::Result<()> {
        self.insert(transaction, mailbox, None, now, host)
    }

    /// Makes an entry for the faxmaster, because this mailbox could not get the e-mail.
    pub(super) fn queue_for_faxmaster(
        self,
        transaction: &Transaction<'_>,
        mailbox: &str,
        reason: &Undelivered,
        now: UnixMs,
        host: &str,
    ) -> database::Result<()> {
        self.insert(transaction, mailbox, Some(reason), now, host)
    }

    fn insert(
        self,
        transaction: &Transaction<'_>,
        mailbox: &str,
        reason: Option<&Undelivered>,
        now: UnixMs,
        host: &str,
    ) -> database::Result<()> {
        // An entry with a reason is sent to the faxmaster in place of the mailbox.
        let kind = |own, faxmasters| if reason.is_some() { faxmasters } else { own };
        let (reason, values) = reason.map(Undelivered::columns).unzip();
        let values = values.flatten();
        match self {
            Self::Fax(fax) => {
                let row = params![fax.0, kind(FAX, FAXMASTER), mailbox, reason, now, host, values];
                transaction.run(INSERT_FAX, row)
            }
            Self::Report { job, change, why } => {
                let (why, kind) = (why.name(), kind(JOB, JOB_FAXMASTER));
                let row = params![job.0, change, why, kind, mailbox, reason, now, host, values];
                transaction.run(INSERT_REPORT, row)
            }
            Self::Letter(letter) => {
                let kind = kind(LETTER, LETTER_FAXMASTER);
                let row = params![letter.0, kind, mailbox, reason, now, host, values];
                transaction.run(INSERT_LETTER, row)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::elsewhere::{UNTIL_END_IS_THERE_MS, end_is_there};
    use super::make_entries;
    use crate::undelivered::Undelivered;
    use crate::{FaxEnd, NewFax, OutboxKind, SessionFacts, Spool};
    use ferrofax_basics::UnixMs;

    /// The wait for rules and the wait for the shared database are equally long here.
    #[test]
    fn a_fax_that_waits_for_rules_is_not_mailed_once_the_shared_database_has_its_end() {
        let (_folder, spool) = Spool::empty();
        let (device, end) = ("2101@x".parse().unwrap(), UnixMs(1_000));
        spool.fax_texts().sort_faxes_of(&[device], UNTIL_END_IS_THERE_MS, end).unwrap();
        let new = NewFax {
            device: "2101@x".parse().unwrap(),
            mailboxes: vec!["alice@example.com".into()],
            ..NewFax::default()
        };
        let fax = spool.receiving().begin_fax(&new).unwrap();
        spool
            .write(|transaction| make_entries(transaction, fax, true, end, "host"))
            .unwrap();
        spool.write(|transaction| end_is_there(transaction, fax)).unwrap();
        assert_eq!(spool.outbox().due(end + UNTIL_END_IS_THERE_MS - 1, 1).unwrap().len(), 0);
        assert_eq!(spool.outbox().due(end + UNTIL_END_IS_THERE_MS, 1).unwrap().len(), 1);
    }

    #[test]
    fn the_page_of_a_selftest_goes_to_the_faxmaster_and_nobody_elses_does() {
        let (_folder, spool) = Spool::empty();
        // Two jobs with marks. The first one is a self-test.
        let rows = "
            INSERT INTO jobs (id, state, number, canonical, device, owner, priority, max_tries, max_dials, created_at,
                              ended_at, tag, notify_when, notify_format, unknown, created_by)
            VALUES (3, 'done', '1', '1', '2101@x', 'root', 0, 1, 1, 1, 2, '', 'never', 'text', 'resend', 'cli'),
                   (4, 'done', '1', '1', '2101@x', 'root', 0, 1, 1, 1, 2, '', 'never', 'text', 'resend', 'cli');
            INSERT INTO job_options VALUES (3, 'mark', '11111111111111111111'), (3, 'selftest', 'yes'),
                                           (4, 'mark', '22222222222222222222');";
        spool.write(|transaction| transaction.execute_batch(rows)).unwrap();
        let entries = |ident: Option<&str>| {
            let new = NewFax {
                mailboxes: vec!["alice@example.com".into(), "print:office".into()],
                mail_without_pages: true,
                ..NewFax::default()
            };
            let fax = spool.receiving().begin_fax(&new).unwrap();
            let far_ident = ident.map(str::to_owned);
            spool
                .receiving()
                .note_session(fax, &SessionFacts { far_ident, ..SessionFacts::default() })
                .unwrap();
            spool.receiving().finish_fax(fax, &FaxEnd::unheard(UnixMs(2))).unwrap();
            spool.outbox().outbox_of(fax).unwrap()
        };
        for ident in [None, Some("22222222222222222222"), Some("+49 991 12345")] {
            let mailboxes: Vec<String> =
                entries(ident).into_iter().map(|entry| entry.mailbox).collect();
            assert_eq!(mailboxes, ["alice@example.com", "print:office"], "{ident:?}");
        }
        let test = entries(Some("11111111111111111111"));
        let [entry] = &test[..] else { panic!("{test:?}") };
        assert!(
            matches!(&entry.kind, OutboxKind::FaxmasterNotice { reason, .. } if *reason == Undelivered::SelftestPage),
            "{entry:?}"
        );
    }
}
