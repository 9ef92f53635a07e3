//! Letters: mails that a way in has the module send, about what never became a job.
//!
//! A mail that was taken in (its sender was told 250) and cannot be faxed is answered by
//! a letter. The way in says what it says; the module, which knows the relay and the
//! faxmaster, delivers it through the outbox like a report. A letter is filed under a
//! mark, once and for all: a way in that a crash cut off files it again and makes no
//! second one.

use super::SpoolError;
use super::failure::Failure;
use super::ids::LetterId;
use super::outbox::{About, OutboxEntry};
use crate::Outbox;
use crate::column::word;
use crate::database::{self, OptionalExtension, Row, Transaction, params};
use ferrofax_basics::UnixMs;

/// A letter as a way in writes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewLetter {
    /// Names it: a second one with the same mark is the same letter.
    pub mark: String,
    /// Who gets it; empty: the faxmaster, whom the module's settings name.
    pub mailbox: String,
    /// Its subject.
    pub subject: String,
    /// What people read.
    pub text: String,
    /// The mail that it answers.
    pub answers: AnsweredMail,
    /// What programs read, one for each recipient that it speaks of; empty: the letter
    /// has no part for programs.
    pub recipients: Vec<LetterRecipient>,
}

/// A mail that was taken in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AnsweredMail {
    /// Its Message-ID without angle brackets; empty if it has none.
    pub message_id: String,
    /// Its subject.
    pub subject: String,
    /// Its envelope id (RFC 3461 §4.4, ENVID).
    pub envelope_id: String,
    /// When it was taken in.
    pub arrived_at: UnixMs,
}

/// A recipient whose fax will not be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterRecipient {
    /// The address that the mail was sent to.
    pub address: String,
    /// As `type;address` (RFC 3461 §4.2, ORCPT); empty if the mail did not say.
    pub original: String,
    /// Why.
    pub failure: Failure,
}

/// A letter that is filed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Its number.
    pub id: LetterId,
    /// What it says.
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
/// One whose mail has still to go out stays. One that not even the faxmaster could be
/// given does not.
const DELETE_OLD: &str = "
    DELETE FROM letters WHERE created_at < ?1 AND NOT EXISTS
        (SELECT 1 FROM outbox WHERE outbox.letter = letters.id AND outbox.state IN ('waiting', 'leased'))";

impl Outbox<'_> {
    /// Files a letter and its way to its mailbox; durable when this returns. One with the
    /// same mark is left as it is.
    pub fn file_letter(&self, new: &NewLetter, now: UnixMs) -> Result<LetterId, SpoolError> {
        let host = self.spool.host();
        self.spool.write(|transaction| file(transaction, new, now, host))
    }

    /// A letter; none if it is gone.
    pub fn letter(&self, id: LetterId) -> Result<Option<Letter>, SpoolError> {
        self.spool.read(|transaction| {
            let found = transaction
                .prepare_cached(BY_ID)?
                .query_row([id.0], |row| letter_of_row(row, id))
                .optional()?;
            let Some(mut letter) = found else { return Ok(None) };
            let mut select = transaction.prepare_cached(RECIPIENTS)?;
            letter.new.recipients =
                select.query_map([id.0], recipient_of_row)?.collect::<Result<_, _>>()?;
            Ok(Some(letter))
        })
    }

    /// The letter that was filed under a mark.
    pub fn letter_marked(&self, mark: &str) -> Result<Option<LetterId>, SpoolError> {
        self.spool.read(|transaction| {
            transaction
                .prepare_cached(BY_MARK)?
                .query_row([mark], |row| row.get(0).map(LetterId))
                .optional()
        })
    }

    /// A letter's ways to its mailbox, and to the faxmaster if that could not have it.
    #[doc(hidden)]
    pub fn outbox_of_letter(&self, id: LetterId) -> Result<Vec<OutboxEntry>, SpoolError> {
        self.spool.read(|transaction| super::outbox::entries_of_letter(transaction, id))
    }

    /// The part of [`Retention::cleanup`](crate::Retention::cleanup) that is about letters.
    pub(super) fn cleanup_letters(&self, before: UnixMs) -> Result<(), SpoolError> {
        self.spool.write(|transaction: &Transaction<'_>| {
            transaction.execute(DELETE_OLD, [before]).map(drop)
        })
    }
}

/// Files a letter and its way to its mailbox, in this transaction.
pub(super) fn file(
    transaction: &Transaction<'_>,
    new: &NewLetter,
    now: UnixMs,
    host: &str,
) -> database::Result<LetterId> {
    // What was filed before a crash is not filed again.
    let filed = transaction
        .prepare_cached(BY_MARK)?
        .query_row([&new.mark], |row| row.get(0))
        .optional()?;
    if let Some(id) = filed {
        return Ok(LetterId(id));
    }
    // The letter, whom it is about, and its way to the outbox: all or nothing.
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

    fn spool() -> (tempfile::TempDir, Spool) {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::open(folder.path()).unwrap();
        (folder, spool)
    }

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
        let (_folder, spool) = spool();
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
        let (_folder, spool) = spool();
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
        let (_folder, spool) = spool();
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
    fn a_mail_that_comes_back_after_its_delivery_goes_to_the_faxmaster_once() {
        let (_folder, spool) = spool();
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
        let (_folder, spool) = spool();
        let id = spool.outbox().file_letter(&letter(), UnixMs(10)).unwrap();
        let entry = spool.outbox().outbox_of_letter(id).unwrap().remove(0);
        for guess in ["", "@", "ferrofax-letter-1", "ferrofax-letter-1-%@x", &entry.message_id[1..]]
        {
            assert_eq!(spool.outbox().bounced(guess, UnixMs(30), "no").unwrap(), None, "{guess}");
        }
    }
}
