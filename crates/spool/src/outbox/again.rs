//! Commands of an operator on mails: send a mail again to its recipients, send it to others, or
//! send it at once. If a relay refused mails by mistake, and the faxmaster could not get them
//! either, they are sent to their own mailboxes again.

use super::super::{FaxId, SpoolError};
use super::{OutboxEntry, OutboxKind, entries, exists, to_printer};
use crate::Outbox;
use crate::database::{self, Transaction, params};
use crate::ids::OutboxId;
use ferrofax_basics::UnixMs;

/// The numbers of mails that an operator's command `retry --all` has queued again
/// ([`Outbox::requeue_all`]).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Again {
    /// The number of mails that waited for a later time and are due now.
    pub hurried: usize,
    /// The number of mails that reached neither their recipient nor the faxmaster, and that are now
    /// tried again.
    pub brought_back: usize,
}

/// The means by which a received fax is delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// By e-mail.
    Mail,
    /// By a printer.
    Print,
}

/// Resets the rejected entry of the original mailbox. `?1` is the notice about it that the
/// faxmaster could not get either.
const OWN_AGAIN: &str = "
    UPDATE outbox SET state = 'waiting', attempts = 0, created_at = ?2, next_try_at = ?2, ended_at = NULL
    WHERE state = 'rejected' AND mailbox <> '' AND id = (
        SELECT own.id FROM outbox AS notice JOIN outbox AS own
            ON own.mailbox = notice.mailbox AND own.fax IS NOT DISTINCT FROM notice.fax AND own.job IS NOT DISTINCT FROM notice.job
               AND own.job_change IS NOT DISTINCT FROM notice.job_change AND own.letter IS NOT DISTINCT FROM notice.letter
               AND own.kind = CASE notice.kind WHEN 'faxmaster' THEN 'fax' WHEN 'job_faxmaster' THEN 'job'
                                               WHEN 'letter_faxmaster' THEN 'letter' END
        WHERE notice.id = ?1 AND notice.state = 'failed')
    RETURNING id";
const REQUEUE: &str = "
    UPDATE outbox SET state = 'waiting', next_try_at = ?2, created_at = ?2, ended_at = NULL, attempts = 0
    WHERE id = ?1 AND state = 'failed'";
const MESSAGE_ID: &str = "SELECT message_id, lower(hex(randomblob(12))) FROM outbox WHERE id = ?1";
const RENAME: &str = "UPDATE outbox SET message_id = ?2 WHERE id = ?1";
const WITHDRAW: &str = "DELETE FROM outbox WHERE id = ?1 AND state = 'failed'";
const FAILED: &str = "SELECT id FROM outbox WHERE state = 'failed'";
/// Without the mails and prints that wait until rules have sorted their fax.
const HURRY: &str = "
    UPDATE outbox SET next_try_at = ?1
    WHERE state = 'waiting' AND next_try_at > ?1
      AND NOT (attempts = 0 AND kind IN ('fax', 'faxmaster')
               AND EXISTS (SELECT 1 FROM fax_sortings AS s WHERE s.fax = outbox.fax AND s.sorted_at IS NULL))";
const MAIL_AGAIN: &str = "
    INSERT INTO outbox (fax, kind, mailbox, state, created_at, next_try_at, message_id)
    VALUES (?1, 'fax', ?2, 'waiting', ?3, ?3, 'ferrofax-' || CAST(?1 AS INTEGER) || '-' || lower(hex(randomblob(12))) || '@' || ?4)
    ON CONFLICT (fax, kind, mailbox) DO UPDATE SET
        state = 'waiting', attempts = 0, created_at = excluded.created_at, next_try_at = excluded.next_try_at,
        ended_at = NULL, last_error = NULL, last_error_values = NULL, relay_answer = NULL, message_id = excluded.message_id
    WHERE outbox.state IN ('delivered', 'rejected', 'failed')";
/// Deletes the faxmaster's old notice. Otherwise, the faxmaster would not be notified a second
/// time.
const FORGET_NOTICE: &str = "
    DELETE FROM outbox
    WHERE fax = ?1 AND kind = 'faxmaster' AND mailbox = ?2 AND state IN ('delivered', 'rejected', 'failed')";
const HURRY_FAX: &str = "
    UPDATE outbox SET next_try_at = ?3
    WHERE fax = ?1 AND kind = 'fax' AND mailbox = ?2 AND state = 'waiting' AND next_try_at > ?3";
const OF_FAX: &str = "SELECT mailbox FROM fax_mailboxes WHERE fax = ?1 ORDER BY position";
const IS_COMING: &str = "SELECT status = 'receiving' FROM faxes WHERE id = ?1";

impl Outbox<'_> {
    /// Sends a mail that the faxmaster could not get to its own mailbox again, for the full time.
    /// Returns false if the mail was for the faxmaster alone, or has not failed.
    pub fn requeue_to_mailbox(&self, id: OutboxId, now: UnixMs) -> Result<bool, SpoolError> {
        let found = self.spool.write(|transaction| {
            if exists(transaction, id)? {
                to_own_mailbox(transaction, id, now).map(Some)
            } else {
                Ok(None)
            }
        })?;
        found.ok_or(SpoolError::NoSuchEntry(id))
    }

    /// Makes all waiting entries due now, and retries all entries that nobody got. Mails and prints
    /// that wait until rules have sorted their fax continue to wait.
    pub fn requeue_all(&self, now: UnixMs) -> Result<Again, SpoolError> {
        self.spool.write(|transaction| {
            let failed: Vec<i64> = transaction.all(FAILED, [], |row| row.get(0))?;
            let mut again =
                Again { hurried: transaction.execute(HURRY, [now])?, ..Again::default() };
            for id in failed {
                if !to_own_mailbox(transaction, OutboxId(id), now)? {
                    requeue(transaction, OutboxId(id), now)?;
                }
                again.brought_back += 1;
            }
            Ok(again)
        })
    }

    /// Mails a received fax again to these recipients (`print:NAME` is a printer). If none are
    /// named, it is mailed to the fax's own mailboxes. An entry that is still waiting becomes due
    /// now. Returns the entries, or an empty list if the call is still in progress.
    pub fn mail_again(
        &self,
        fax: FaxId,
        to: &[String],
        now: UnixMs,
    ) -> Result<Vec<OutboxEntry>, SpoolError> {
        self.again(fax, Way::Mail, to, now)
    }

    /// Prints a received fax again on these printers. If none are named, it is printed on the
    /// printers of its device. For everything else, see [`Self::mail_again`].
    pub fn print_again(
        &self,
        fax: FaxId,
        printers: &[String],
        now: UnixMs,
    ) -> Result<Vec<OutboxEntry>, SpoolError> {
        self.again(fax, Way::Print, printers, now)
    }

    fn again(
        &self,
        fax: FaxId,
        way: Way,
        to: &[String],
        now: UnixMs,
    ) -> Result<Vec<OutboxEntry>, SpoolError> {
        let host = self.spool.host();
        // The module mails the fax and has no keys, so the fax must be unencrypted until then.
        let _still = self.spool.encryption().fax_in_clear(fax)?;
        self.spool
            .write(|transaction| way.again(transaction, fax, to, now, host))?
            .ok_or(SpoolError::NoSuchFax(fax))
    }
}

impl Way {
    /// Whether a mailbox is reached by this means.
    fn is_to(self, mailbox: &str) -> bool {
        mailbox.starts_with(&to_printer("")) == (self == Self::Print)
    }

    /// Delivers a fax again to these addresses or printers, or to the fax's own ones if the list is
    /// empty. Returns the entries; an empty list if there are none, or if the call is still in
    /// progress; none if there is no such fax.
    pub(crate) fn again(
        self,
        transaction: &Transaction<'_>,
        fax: FaxId,
        to: &[String],
        now: UnixMs,
        host: &str,
    ) -> database::Result<Option<Vec<OutboxEntry>>> {
        match transaction.first(IS_COMING, [fax.0], |row| row.get(0))? {
            None => return Ok(None),
            Some(true) => return Ok(Some(Vec::new())),
            Some(false) => {}
        }
        let mailboxes = self.mailboxes(transaction, fax, to)?;
        // An entry that waits becomes due now. A faxmaster's notice about an entry that is sent
        // again is deleted.
        for mailbox in &mailboxes {
            transaction.run(MAIL_AGAIN, params![fax.0, mailbox, now, host])?;
            transaction.run(HURRY_FAX, params![fax.0, mailbox, now])?;
            transaction.run(FORGET_NOTICE, params![fax.0, mailbox])?;
        }
        let mut found = entries(transaction, super::BY_FAX, [fax.0])?;
        found.retain(|entry| entry.kind == OutboxKind::Fax && mailboxes.contains(&entry.mailbox));
        Ok(Some(found))
    }

    /// The outbox names of these addresses or printers. If the list is empty: those of the fax's
    /// own mailboxes that are reached by this means.
    fn mailboxes(
        self,
        transaction: &Transaction<'_>,
        fax: FaxId,
        to: &[String],
    ) -> database::Result<Vec<String>> {
        match self {
            _ if to.is_empty() => {
                let own: Vec<String> = transaction.all(OF_FAX, [fax.0], |row| row.get(0))?;
                Ok(own.into_iter().filter(|mailbox| self.is_to(mailbox)).collect())
            }
            Self::Mail => Ok(to.to_vec()),
            Self::Print => Ok(to.iter().map(|name| to_printer(name)).collect()),
        }
    }
}

fn to_own_mailbox(
    transaction: &Transaction<'_>,
    notice: OutboxId,
    now: UnixMs,
) -> database::Result<bool> {
    let own: Option<i64> =
        transaction.first(OWN_AGAIN, params![notice.0, now], |row| row.get(0))?;
    let Some(own) = own else { return Ok(false) };
    rename(transaction, own)?;
    transaction.change(WITHDRAW, [notice.0]).map(|_| true)
}

/// Queues a failed entry again. Returns the number of changed entries.
pub(super) fn requeue(
    transaction: &Transaction<'_>,
    id: OutboxId,
    now: UnixMs,
) -> database::Result<usize> {
    let changed = transaction.change(REQUEUE, params![id.0, now])?;
    if changed > 0 {
        rename(transaction, id.0)?;
    }
    Ok(changed)
}

/// Gives an entry another Message-ID. Otherwise, a mail that came back would be taken for one that
/// was sent already.
fn rename(transaction: &Transaction<'_>, id: i64) -> database::Result<()> {
    let (old, digits): (String, String) =
        transaction.one(MESSAGE_ID, [id], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let renamed = old.split_once('@').and_then(|(name, host)| {
        let (stem, _) = name.rsplit_once('-')?;
        Some(format!("{stem}-{digits}@{host}"))
    });
    transaction.run(RENAME, params![id, renamed.unwrap_or(old)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FaxEnd, NewFax, Spool};

    const NOW: UnixMs = UnixMs(100);

    /// The service remembers the Message-IDs of the mails that it has sent. Such a mail may come
    /// back, and an operator then sends it again.
    #[test]
    fn a_mail_that_is_queued_again_has_another_message_id() {
        let (_folder, spool) = Spool::empty();
        let mailboxes = vec!["alice@example.com".to_owned()];
        let new = NewFax { mailboxes, mail_without_pages: true, ..NewFax::default() };
        let fax = spool.receiving().begin_fax(&new).unwrap();
        spool.receiving().finish_fax(fax, &FaxEnd::unheard(UnixMs(2))).unwrap();
        let outbox = spool.outbox();
        let entries = || outbox.outbox_of(fax).unwrap();
        let own = entries().remove(0);
        outbox.reject(&own, NOW, "550 no such user").unwrap();
        let notice = entries().into_iter().find(|entry| entry.id != own.id).unwrap();
        outbox.reject(&notice, NOW, "550 no such user").unwrap();
        assert!(outbox.requeue(notice.id, NOW).unwrap());
        let again = entries().into_iter().find(|entry| entry.id == notice.id).unwrap();
        assert_renamed(&notice, &again);
        outbox.reject(&again, NOW, "550 no such user").unwrap();
        assert_eq!(outbox.requeue_all(NOW).unwrap().brought_back, 1);
        let [again] = &entries()[..] else { panic!("the notice is withdrawn") };
        assert_renamed(&own, again);
    }

    /// Only the random digits differ, so that a mail that comes back is recognised as ours.
    fn assert_renamed(before: &OutboxEntry, after: &OutboxEntry) {
        let parts = |entry: &OutboxEntry| {
            let (name, host) = entry.message_id.split_once('@').unwrap();
            let (stem, digits) = name.rsplit_once('-').unwrap();
            (stem.to_owned(), host.to_owned(), digits.to_owned())
        };
        let ((stem, host, digits), after) = (parts(before), parts(after));
        assert_eq!((&stem, &host, digits.len()), (&after.0, &after.1, after.2.len()));
        assert_ne!(digits, after.2);
    }
}
