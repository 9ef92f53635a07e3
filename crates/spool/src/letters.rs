//! Letters: mails about requests that never became a job. A submission method writes them, and the
//! module sends them.
//!
//! An example: a mail was accepted (its SMTP client got the answer 250), but it cannot be faxed.
//! Then a letter answers the mail. The submission method writes the text. The module, which knows
//! the relay and the faxmaster, delivers the letter through the outbox, like a report. A letter is
//! filed under a mark, and only once for each mark. If a crash interrupts a submission method, it
//! may file the letter again without making a second one.

use super::SpoolError;
use super::failure::Failure;
use super::ids::LetterId;
use super::outbox::{About, OutboxEntry};
use crate::Outbox;
use crate::column::word;
use crate::database::{self, Row, Transaction, params};
use ferrofax_basics::UnixMs;

/// A letter as a submission method writes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewLetter {
    /// The mark of the letter. A second letter with the same mark is not filed.
    pub mark: String,
    /// The address of the recipient. Empty: the faxmaster of the module's settings.
    pub mailbox: String,
    /// The subject of the letter.
    pub subject: String,
    /// The text for people.
    pub text: String,
    /// The mail that the letter answers.
    pub answers: AnsweredMail,
    /// The part for programs: one entry for each recipient whom the letter concerns. Empty: the
    /// letter has no such part.
    pub recipients: Vec<LetterRecipient>,
}

/// A mail that was accepted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AnsweredMail {
    /// The Message-ID of the mail without angle brackets; empty if it has none.
    pub message_id: String,
    /// The subject of the mail.
    pub subject: String,
    /// The envelope id of the mail (RFC 3461 §4.4, ENVID).
    pub envelope_id: String,
    /// When the mail was accepted.
    pub arrived_at: UnixMs,
}

/// A recipient whose fax will not be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterRecipient {
    /// The address that the mail was sent to.
    pub address: String,
    /// The original recipient as `type;address` (RFC 3461 §4.2, ORCPT); empty if the mail did not
    /// specify it.
    pub original: String,
    /// The reason why the fax will not be sent.
    pub failure: Failure,
}

/// A letter that is filed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// The number of the letter.
    pub id: LetterId,
    /// The content of the letter.
    pub new: NewLetter,
}

const INSERT: &str = "
    INSERT INTO letters (mark, created_at, subject, text, mail_id, mail_subject, mail_envelope_id, mail_arrived_at)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) RETURNING id";
const INSERT_RECIPIENT: &str = "
    INSERT INTO letter_recipients (letter, position, address, original, failure) VALUES (?1, ?2, ?3, ?4, ?5)";
const BY_MARK: &str = "SELECT id FROM letters WHERE mark = ?1";
const BY_ID: &str = "
    SELECT mark, subject, text, mail_id, mail_subject, mail_envelope_id, mail_arrived_at,
           coalesce((SELECT mailbox FROM outbox WHERE letter = letters.id AND kind = 'letter'), '') AS mailbox
    FROM letters WHERE id = ?1";
const RECIPIENTS: &str =
    "SELECT address, original, failure FROM letter_recipients WHERE letter = ?1 ORDER BY position";
/// Deletes letters that are older than `?1`. A letter is kept while its mail still has to be sent. It
/// is not kept if not even the faxmaster could get the mail. If the clock was behind when the letter
/// was filed, its outbox entry has the last trusted time, which counts. A time after `?2`, the time
/// of the clean-up, is of a clock that was ahead, and does not count.
const DELETE_OLD: &str = "
    DELETE FROM letters WHERE created_at < ?1 AND NOT EXISTS
        (SELECT 1 FROM outbox WHERE outbox.letter = letters.id AND (outbox.state IN ('waiting', 'leased')
             OR outbox.created_at >= ?1 AND outbox.created_at <= ?2))";
/// An invitation has a link that works once. After it was sent, the link is not kept here.
const DELETE_INVITATIONS: &str = "
    DELETE FROM letters WHERE substr(mark, 1, 11) = 'invitation ' AND NOT EXISTS
        (SELECT 1 FROM outbox
         WHERE outbox.letter = letters.id AND outbox.state IN ('waiting', 'leased', 'failed'))";

/// The beginning of the marks of invitations. Their text has a link that is a secret.
pub const INVITATION_MARK: &str = "invitation ";

impl Outbox<'_> {
    /// Files a letter and the outbox entry for its mailbox. Both are durable when this returns. A
    /// letter with the same mark is left unchanged.
    pub fn file_letter(&self, new: &NewLetter, now: UnixMs) -> Result<LetterId, SpoolError> {
        let host = self.spool.host();
        self.spool.write(|transaction| file(transaction, new, now, host))
    }

    /// Reads a letter; none if it no longer exists.
    pub fn letter(&self, id: LetterId) -> Result<Option<Letter>, SpoolError> {
        self.spool.read(|transaction| {
            let found = transaction.first(BY_ID, [id.0], |row| letter_of_row(row, id))?;
            let Some(mut letter) = found else { return Ok(None) };
            letter.new.recipients = transaction.all(RECIPIENTS, [id.0], recipient_of_row)?;
            Ok(Some(letter))
        })
    }

    /// The letter that was filed under a mark.
    pub fn letter_marked(&self, mark: &str) -> Result<Option<LetterId>, SpoolError> {
        self.spool
            .read(|transaction| transaction.first(BY_MARK, [mark], |row| row.get(0).map(LetterId)))
    }

    /// The outbox entries of a letter: for its mailbox, and for the faxmaster if the mailbox could
    /// not get it.
    #[doc(hidden)]
    pub fn outbox_of_letter(&self, id: LetterId) -> Result<Vec<OutboxEntry>, SpoolError> {
        self.spool.read(|transaction| super::outbox::entries_of_letter(transaction, id))
    }

    /// The part of [`Retention::cleanup`](crate::Retention::cleanup) that deletes letters.
    pub(super) fn cleanup_letters(&self, before: UnixMs, now: UnixMs) -> Result<(), SpoolError> {
        self.spool.write(|transaction: &Transaction<'_>| {
            transaction.execute(DELETE_OLD, [before, now])?;
            transaction.execute(DELETE_INVITATIONS, []).map(drop)
        })
    }
}

/// Files a letter and the outbox entry for its mailbox, in this transaction.
pub(super) fn file(
    transaction: &Transaction<'_>,
    new: &NewLetter,
    now: UnixMs,
    host: &str,
) -> database::Result<LetterId> {
    // A letter that was filed before a crash is not filed again.
    let filed = transaction.first(BY_MARK, [&new.mark], |row| row.get(0))?;
    if let Some(id) = filed {
        return Ok(LetterId(id));
    }
    // The letter, its recipients and its outbox entry are stored together or not at all.
    let mail = &new.answers;
    let id = transaction.prepare_cached(INSERT)?.insert(params![
        new.mark,
        now,
        new.subject,
        new.text,
        mail.message_id,
        mail.subject,
        mail.envelope_id,
        mail.arrived_at
    ])?;
    let mut insert = transaction.prepare_cached(INSERT_RECIPIENT)?;
    for (position, one) in (0_i64..).zip(&new.recipients) {
        insert.execute(params![id, position, one.address, one.original, one.failure.name()])?;
    }
    About::Letter(LetterId(id)).queue(transaction, &new.mailbox, now, host)?;
    Ok(LetterId(id))
}

fn letter_of_row(row: &Row<'_>, id: LetterId) -> database::Result<Letter> {
    let answers = AnsweredMail {
        message_id: row.get("mail_id")?,
        subject: row.get("mail_subject")?,
        envelope_id: row.get("mail_envelope_id")?,
        arrived_at: row.get("mail_arrived_at")?,
    };
    let new = NewLetter {
        mark: row.get("mark")?,
        mailbox: row.get("mailbox")?,
        subject: row.get("subject")?,
        text: row.get("text")?,
        answers,
        recipients: Vec::new(),
    };
    Ok(Letter { id, new })
}

fn recipient_of_row(row: &Row<'_>) -> database::Result<LetterRecipient> {
    Ok(LetterRecipient {
        address: row.get("address")?,
        original: row.get("original")?,
        failure: word(row, "failure", Failure::from_name)?,
    })
}

#[cfg(test)]
mod tests {
    use super::super::{OutboxKind, OutboxState};
    use super::*;
    use crate::Spool;

    fn letter() -> NewLetter {
        let recipient = LetterRecipient {
            address: "4711@fax.example.com".into(),
            original: "rfc822;4711@fax.example.com".into(),
            failure: Failure::ConversionFailed,
        };
        NewLetter {
            mark: "mail:7".into(),
            mailbox: "alice@example.com".into(),
            subject: "Fax NOT SENT".into(),
            text: "It cannot be read.\n".into(),
            answers: AnsweredMail {
                message_id: "a@example.com".into(),
                subject: "Offer".into(),
                envelope_id: "E7".into(),
                arrived_at: UnixMs(5),
            },
            recipients: vec![recipient],
        }
    }

    #[test]
    fn a_letter_is_filed_once_with_its_way_to_its_mailbox() {
        let (_folder, spool) = Spool::empty();
        let id = spool.outbox().file_letter(&letter(), UnixMs(10)).unwrap();
        let second =
            NewLetter { text: "other".into(), mailbox: "eve@example.com".into(), ..letter() };
        assert_eq!(spool.outbox().file_letter(&second, UnixMs(11)).unwrap(), id);
        assert_eq!(spool.outbox().letter(id).unwrap().unwrap().new, letter());
        assert_eq!(spool.outbox().letter_marked("mail:7").unwrap(), Some(id));
        let entries = spool.outbox().outbox_of_letter(id).unwrap();
        assert_eq!(entries.len(), 1);
        assert_eq!(entries[0].mailbox, "alice@example.com");
        assert_eq!(entries[0].kind, OutboxKind::Letter { letter: id, undelivered: None });
    }

    #[test]
    fn what_its_mailbox_refuses_goes_to_the_faxmaster_once() {
        let (_folder, spool) = Spool::empty();
        let id = spool.outbox().file_letter(&letter(), UnixMs(10)).unwrap();
        let first = spool.outbox().outbox_of_letter(id).unwrap().remove(0);
        assert!(spool.outbox().reject(first.id, UnixMs(20), "550 no such user").unwrap());
        let entries = spool.outbox().outbox_of_letter(id).unwrap();
        assert_eq!(entries[0].state, OutboxState::Rejected);
        let why = Some(("550 no such user".into(), "alice@example.com".to_owned()));
        assert_eq!(entries[1].kind, OutboxKind::Letter { letter: id, undelivered: why });
        assert_eq!(entries[1].mailbox, "");
        assert!(spool.outbox().reject(entries[1].id, UnixMs(30), "550 nobody").unwrap());
        let entries = spool.outbox().outbox_of_letter(id).unwrap();
        assert_eq!((entries.len(), entries[1].state), (2, OutboxState::Failed));
    }

    #[test]
    fn a_letter_goes_when_it_is_old_and_delivered() {
        let (_folder, spool) = Spool::empty();
        let id = spool.outbox().file_letter(&letter(), UnixMs(10)).unwrap();
        let month = UnixMs(31 * 24 * 3_600_000);
        spool.retention().cleanup(month, 30).unwrap();
        assert!(spool.outbox().letter(id).unwrap().is_some(), "it still has to go out");
        spool
            .outbox()
            .delivered(spool.outbox().outbox_of_letter(id).unwrap()[0].id, UnixMs(20), "250 ok")
            .unwrap();
        spool.retention().cleanup(month, 30).unwrap();
        assert_eq!(spool.outbox().letter(id).unwrap(), None);
    }

    #[test]
    fn the_link_of_an_invitation_is_deleted_after_it_was_sent() {
        let (_folder, spool) = Spool::empty();
        let new = NewLetter { mark: format!("{INVITATION_MARK}a1"), ..letter() };
        let id = spool.outbox().file_letter(&new, UnixMs(10)).unwrap();
        spool.retention().cleanup(UnixMs(20), 30).unwrap();
        assert!(spool.outbox().letter(id).unwrap().is_some(), "it still has to go out");
        let entry = spool.outbox().outbox_of_letter(id).unwrap().remove(0);
        spool.outbox().delivered(entry.id, UnixMs(20), "250 ok").unwrap();
        spool.retention().cleanup(UnixMs(30), 30).unwrap();
        assert_eq!(spool.outbox().letter(id).unwrap(), None);
    }

    #[test]
    fn a_mail_that_comes_back_after_its_delivery_goes_to_the_faxmaster_once() {
        let (_folder, spool) = Spool::empty();
        let id = spool.outbox().file_letter(&letter(), UnixMs(10)).unwrap();
        let entry = spool.outbox().outbox_of_letter(id).unwrap().remove(0);
        spool.outbox().delivered(entry.id, UnixMs(20), "250 ok").unwrap();
        let unique = entry.message_id.split('@').next().unwrap();
        let sent_as = format!("{unique}@fax.example.com");
        let (found, changed) = spool
            .outbox()
            .bounced(&sent_as, UnixMs(30), "came back: 5.1.1")
            .unwrap()
            .unwrap();
        assert_eq!((found.id, changed), (entry.id, true));
        assert!(
            !spool
                .outbox()
                .bounced(&sent_as, UnixMs(40), "came back: 5.1.1")
                .unwrap()
                .unwrap()
                .1,
            "told once"
        );
        let entries = spool.outbox().outbox_of_letter(id).unwrap();
        let now: Vec<_> =
            entries.iter().map(|entry| (entry.state, entry.last_error.as_deref())).collect();
        assert_eq!(
            now,
            [(OutboxState::Rejected, Some("came back: 5.1.1")), (OutboxState::Waiting, None)]
        );
        assert_eq!(entries[0].relay_answer.as_deref(), Some("250 ok"));
    }

    #[test]
    fn nobody_makes_a_mail_come_back_whose_message_id_he_does_not_know() {
        let (_folder, spool) = Spool::empty();
        let id = spool.outbox().file_letter(&letter(), UnixMs(10)).unwrap();
        let entry = spool.outbox().outbox_of_letter(id).unwrap().remove(0);
        for guess in ["", "@", "ferrofax-letter-1", "ferrofax-letter-1-%@x", &entry.message_id[1..]]
        {
            assert_eq!(spool.outbox().bounced(guess, UnixMs(30), "no").unwrap(), None, "{guess}");
        }
    }
}
