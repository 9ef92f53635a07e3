//! Writes the answer to an accepted mail. The answer names the recipients that get no fax, with the
//! reasons.

use super::mail::distinct;
use super::reports::Reports;
use crate::asker::Envelope;
use crate::date;
use crate::mail::intake::Entry;
use crate::mail::letter::{Head, Letter};
use crate::rights::Grant;
use ferrofax_basics::control_signs::blanked;
use ferrofax_spool::event::Language;
use ferrofax_spool::failure::Failure;
use ferrofax_spool::{AnsweredMail, LetterRecipient, NewLetter};

/// A recipient of a mail who gets no fax.
#[derive(Debug)]
pub(super) struct Refused {
    /// The index of the recipient in the envelope.
    pub(super) index: usize,
    /// The recipient's mail address as the SMTP client named it in RCPT.
    pub(super) address: String,
    /// The original recipient of the mail, which the SMTP client has named by ORCPT, as
    /// `type;address` (RFC 3461 §4.2). Empty if the client has named none.
    pub(super) original: String,
    /// The recipient's fax number as it was written in the address.
    pub(super) number: String,
    /// Whether the sender asked for no failure report about this recipient.
    pub(super) silent: bool,
    /// The kind of failure because of which this recipient gets no fax.
    pub(super) failure: Failure,
    /// The reason why this recipient gets no fax, as a sentence.
    pub(super) why: String,
}

/// The data from which the answer about a mail's failed recipients is written.
pub(super) struct Refusal<'a> {
    pub(super) envelope: &'a Envelope,
    /// The mail's id in the intake; empty if the mail was refused before it got one.
    pub(super) id: &'a str,
    /// The header of the mail, if it could be read.
    pub(super) head: Option<&'a Head>,
    pub(super) subject: &'a str,
    pub(super) reports: &'a Reports,
    pub(super) refused: Vec<Refused>,
}

impl Refused {
    /// Makes the list of all recipients of a mail, in which each recipient has failed for the
    /// reason `why`.
    pub(super) fn all(entry: &Entry, failure: Failure, why: &str) -> Vec<Self> {
        distinct(&entry.envelope.recipients)
            .map(|(index, recipient)| Self {
                index,
                address: recipient.address.clone(),
                original: recipient.original.clone().unwrap_or_default(),
                number: recipient
                    .grant
                    .as_deref()
                    .and_then(Grant::from_json)
                    .unwrap_or_default()
                    .number,
                silent: recipient.is_silent(),
                failure,
                why: why.to_owned(),
            })
            .collect()
    }

    fn called(&self) -> &str {
        if self.number.is_empty() { &self.address } else { &self.number }
    }
}

impl<'a> Refusal<'a> {
    /// The data for the answer to a mail of the folder of accepted mails.
    pub(super) fn of(
        entry: &'a Entry,
        letter: Option<&'a Letter>,
        reports: &'a Reports,
        refused: Vec<Refused>,
    ) -> Self {
        Self {
            envelope: &entry.envelope,
            id: &entry.id,
            head: letter.map(|letter| &letter.head),
            subject: letter.map_or("", |letter| letter.subject.as_str()),
            reports,
            refused,
        }
    }

    /// Writes the answer about the failed recipients as a letter (a new mail that is not sent yet).
    /// `None` if nobody is to be notified. The calling function sets the letter's mark, a unique
    /// key.
    pub(super) fn write(&self) -> Option<NewLetter> {
        let told: Vec<&Refused> = self.refused.iter().filter(|one| !one.silent).collect();
        let first = told.first()?;
        let subject = self.subject;
        let whom = match told.len() {
            1 => first.called().to_owned(),
            count => format!("{count} numbers"),
        };
        let about = if subject.is_empty() { String::new() } else { format!(" ({subject})") };
        let recipient = |one: &&Refused| LetterRecipient {
            address: one.address.clone(),
            original: one.original.clone(),
            failure: one.failure,
        };
        Some(NewLetter {
            mark: String::new(),
            mailbox: self.reports.refusals().to_owned(),
            subject: format!("Fax to {whom}{about}: NOT SENT: {}", sentence_end(&first.why)),
            text: self.text(&told, subject),
            answers: AnsweredMail {
                message_id: self.head.and_then(|head| head.message_id.clone()).unwrap_or_default(),
                subject: subject.to_owned(),
                envelope_id: self.envelope.envelope_id.clone().unwrap_or_default(),
                arrived_at: self.envelope.received_at,
            },
            recipients: told.iter().map(recipient).collect(),
        })
    }

    fn text(&self, told: &[&Refused], subject: &str) -> String {
        let mut text = "This e-mail was NOT FAXED.\n".to_owned();
        for one in told {
            text.push_str(&format!(
                "\nNumber:      {}\nReason:      {}\n",
                one.called(),
                sentence_end(&one.why)
            ));
            let advice = one.failure.advice(Language::English);
            if !advice.is_empty() {
                text.push_str(&format!("Next step:   {advice}\n"));
            }
        }
        text.push('\n');
        let mut line = |name: &str, value: &str| {
            if !value.is_empty() {
                text.push_str(&format!("{name:<13}{value}\n"));
            }
        };
        line("Subject:", subject);
        line("Sent by:", &self.envelope.sender);
        line("Received:", &date::written(self.envelope.received_at));
        line("Mail:", self.id);
        text
    }
}

/// Puts a reason text on one line, and removes the full stop at its end.
fn sentence_end(why: &str) -> String {
    blanked(why).trim().trim_end_matches('.').to_owned()
}
