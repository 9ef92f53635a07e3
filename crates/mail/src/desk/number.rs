//! Handles replies to a mail in which Ferrofax asked for the telephone number of a fax. The fax is
//! then sent to the number in the reply. If that is not possible, the sender of the reply gets a
//! mail with the reason.
//!
//! The fax is found by the Message-ID of our question, which only the recipient of the question can
//! know. The sender of the reply needs the same permissions as for sending any fax. In addition,
//! the question must have been sent to them, or the fax must be from their own device.

use super::mail::mail_mark;
use super::{Desk, Handled};
use crate::intake::Entry;
use crate::letter::Answer;
use crate::reading::{ReadError, Reader};
use crate::texts::Text;
use ferrofax_basics::UnixMs;
use ferrofax_languages::Value;
use ferrofax_rights::order::{OrderError, give_number_by_mail};
use ferrofax_rights::{Grant, original};
use ferrofax_spool::jobs::{Job, JobId};
use ferrofax_spool::{NewLetter, SpoolError};

/// The reason why a reply did not set the telephone number of a fax that was sent without a number.
enum NotGiven {
    /// The mailed reply can't be handled now, for this reason. It is handled again later.
    Yet(String),
    /// The mailed reply sets no telephone number, for this reason, and is not handled again. If the
    /// reply belongs to a fax, the fax's job is included.
    Ever(Option<JobId>, String),
}

impl From<SpoolError> for NotGiven {
    fn from(error: SpoolError) -> Self {
        Self::Yet(error.to_string())
    }
}

impl Desk {
    pub(super) fn is_for_numbers(&self, entry: &Entry) -> bool {
        let recipients = &entry.envelope.recipients;
        recipients
            .iter()
            .all(|recipient| self.policy.is_for_numbers(&recipient.address))
    }

    pub(super) fn take_number(
        &self,
        entry: &Entry,
        bytes: &[u8],
        reader: &Reader,
        now: UnixMs,
    ) -> Handled {
        let given = match reader.answer(bytes, &entry.envelope.sender) {
            Ok(answer) => self.give_number(entry, &answer, now),
            Err(ReadError::Letter(error)) => Err(NotGiven::Ever(None, error.to_string())),
            Err(error) => return self.unread(&error, reader),
        };
        match given {
            Ok(job) => {
                log::info!(
                    FERROFAX_MAIL:% = entry.id, FERROFAX_JOB:% = job;
                    "mail {}: job {job} has its number",
                    entry.id
                );
                Handled::Done
            }
            Err(NotGiven::Yet(why)) => Handled::NotNow(why),
            Err(NotGiven::Ever(job, why)) => self.tell_why_not(entry, job, &why, now),
        }
    }

    fn give_number(&self, entry: &Entry, answer: &Answer, now: UnixMs) -> Result<JobId, NotGiven> {
        let (job, asked) = self.asked_for(answer)?;
        let refused = |why: String| NotGiven::Ever(Some(job.id), why);
        if !self.may_answer(entry, &job, &asked) {
            // The reason in this answer must not reveal which fax the question was about.
            return Err(NotGiven::Ever(None, "you were not asked for the number".to_owned()));
        }
        let number = answer.line.as_str();
        if number.is_empty() {
            return Err(refused("its first line holds no number".to_owned()));
        }
        if job.number == number {
            // The number was set earlier, but a crash prevented the removal of the mail.
            return Ok(job.id);
        }
        let (rights, envelope) = (self.policy.rights(), &entry.envelope);
        let by = (&envelope.client, envelope.sender.as_str());
        match give_number_by_mail(&self.spool, rights, by, &job, number, now) {
            Ok(_) => Ok(job.id),
            Err(error) if error.may_pass() => Err(NotGiven::Yet(error.to_string())),
            Err(OrderError::Denied(denied)) => Err(refused(denied.text)),
            Err(error) => Err(refused(error.to_string())),
        }
    }

    /// Finds the fax for which Ferrofax asked the telephone number in the mail to which `answer`
    /// replies. Also returns the mail address to which that question was sent.
    fn asked_for(&self, answer: &Answer) -> Result<(Job, String), NotGiven> {
        for id in &answer.answers {
            if let Some(asked) = self.spool.submission().number_asked_by(id)? {
                return Ok(asked);
            }
        }
        let why = "it is not a reply to a mail that asks for the number of a fax, or that fax was \
                   deleted";
        Err(NotGiven::Ever(None, why.to_owned()))
    }

    fn may_answer(&self, entry: &Entry, job: &Job, asked: &str) -> bool {
        let sender = &entry.envelope.sender;
        let asked = if asked.is_empty() { self.faxmaster() } else { asked.to_owned() };
        let is_asked = |address: &str| address.eq_ignore_ascii_case(&asked);
        let grants = entry.envelope.recipients.iter().filter_map(|one| one.grant.as_deref());
        is_asked(sender)
            || original(sender).is_some_and(|before| is_asked(&before))
            || grants.filter_map(Grant::from_json).any(|grant| grant.device == job.device)
    }

    /// Ends the handling of a mailed reply that did not set the telephone number of a fax. The
    /// sender of the reply gets a mail with the reason; the fax still waits for its number.
    fn tell_why_not(&self, entry: &Entry, job: Option<JobId>, why: &str, now: UnixMs) -> Handled {
        log::warn!(FERROFAX_MAIL:% = entry.id; "mail {}: no fax gets a number by it", entry.id);
        let words = self.words_of_sender(&entry.envelope);
        let why = words.said(why.trim_end_matches('.'));
        let why = why.trim_end_matches('.');
        let fax = job.map(|job| job.to_string()).unwrap_or_default();
        let values = [("fax", Value::Text(&fax)), ("why", Value::Text(why))];
        let letter = NewLetter {
            mark: mail_mark(entry),
            mailbox: entry.envelope.sender.clone(),
            subject: match job {
                Some(_) => words.with(Text::number_subject, &values),
                None => words.with(Text::number_unknown_subject, &values[1..]),
            },
            text: format!(
                "{}\n\n{}\n",
                words.with_one(Text::number_text, "why", why),
                words.text(Text::number_advice)
            ),
            ..NewLetter::default()
        };
        match self.spool.outbox().file_letter(&letter, now) {
            Ok(_) => Handled::Done,
            Err(error) => Handled::NotNow(error.to_string()),
        }
    }
}
