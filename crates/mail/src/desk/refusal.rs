//! Writes the answer to an accepted mail. The answer names the recipients that get no fax, with the
//! reasons.

use super::Desk;
use super::mail::distinct;
use super::reports::Reports;
use crate::date;
use crate::intake::Entry;
use crate::letter::{Head, Letter};
use crate::texts::{Text, Words, reader};
use ferrofax_basics::control_signs::blanked;
use ferrofax_languages::Value;
use ferrofax_network::asker::Envelope;
use ferrofax_rights::Grant;
use ferrofax_spool::failure::Failure;
use ferrofax_spool::not_shown::{Note, listed};
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
    /// The reason why this recipient gets no fax, as an English sentence.
    pub(super) why: String,
    /// The parts of the mail that the reason is about.
    pub(super) parts: Vec<Note>,
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
    /// The fixed texts of the answer, in the language of its reader.
    pub(super) words: Words,
    pub(super) refused: Vec<Refused>,
}

impl Desk {
    /// Returns the fixed texts for the answer to a mail, in the language of the sender's user or
    /// device. If nobody but the faxmaster gets the answer, the settings decide the language.
    pub(super) fn words_for(&self, envelope: &Envelope, reports: &Reports) -> Words {
        match reports.notify() {
            Some(_) => self.words_of_sender(envelope),
            None => reader::of_settings(&self.spool),
        }
    }

    /// Returns the fixed texts in the language of the sender's user or device. If it is not known,
    /// the settings decide the language.
    pub(super) fn words_of_sender(&self, envelope: &Envelope) -> Words {
        let mut grants = envelope.recipients.iter().filter_map(|one| one.grant.as_deref());
        match grants.find_map(Grant::from_json) {
            Some(grant) => {
                reader::of_user(&self.spool, self.policy.rights(), &grant.user, &grant.device)
            }
            None => reader::of_settings(&self.spool),
        }
    }
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
                parts: Vec::new(),
            })
            .collect()
    }

    fn called(&self) -> &str {
        if self.number.is_empty() { &self.address } else { &self.number }
    }

    /// The reason in one line and without a full stop, in the language of the answer.
    fn reason(&self, words: Words) -> String {
        let said = |english: &str| {
            let line = blanked(english);
            words.said(line.trim().trim_end_matches('.')).trim_end_matches('.').to_owned()
        };
        if self.parts.is_empty() {
            return said(&self.why);
        }
        format!("{}: {}", said(&self.why), blanked(&listed(&self.parts, words.language)))
    }
}

impl<'a> Refusal<'a> {
    /// The data for the answer to a mail of the folder of accepted mails.
    pub(super) fn of(
        entry: &'a Entry,
        letter: Option<&'a Letter>,
        (reports, words): (&'a Reports, Words),
        refused: Vec<Refused>,
    ) -> Self {
        Self {
            envelope: &entry.envelope,
            id: &entry.id,
            head: letter.map(|letter| &letter.head),
            subject: letter.map_or("", |letter| letter.subject.as_str()),
            reports,
            words,
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
        let recipient = |one: &&Refused| LetterRecipient {
            address: one.address.clone(),
            original: one.original.clone(),
            failure: one.failure,
        };
        Some(NewLetter {
            mark: String::new(),
            mailbox: self.reports.refusals().to_owned(),
            subject: self.title(first, told.len()),
            text: self.text(&told),
            answers: AnsweredMail {
                message_id: self.head.and_then(|head| head.message_id.clone()).unwrap_or_default(),
                subject: subject.to_owned(),
                envelope_id: self.envelope.envelope_id.clone().unwrap_or_default(),
                arrived_at: self.envelope.received_at,
            },
            recipients: told.iter().map(recipient).collect(),
        })
    }

    /// The subject of the answer: the recipient, or the number of recipients, and the first reason.
    fn title(&self, first: &Refused, count: usize) -> String {
        let words = self.words;
        let whom = match count {
            1 => first.called().to_owned(),
            count => words.count(Text::numbers, count),
        };
        let why = first.reason(words);
        let mut values = vec![("number", Value::Text(&whom)), ("why", Value::Text(&why))];
        if self.subject.is_empty() {
            return words.with(Text::refused_subject, &values);
        }
        values.push(("about", Value::Text(self.subject)));
        words.with(Text::refused_about_subject, &values)
    }

    fn text(&self, told: &[&Refused]) -> String {
        let words = self.words;
        let mut text = words.text(Text::refused_text) + "\n";
        for one in told {
            let rows = words.rows(&[
                (Text::label_number, one.called()),
                (Text::label_reason, &one.reason(words)),
                (Text::label_advice, &one.failure.advice(words.language)),
            ]);
            text.push_str(&format!("\n{rows}"));
        }
        let rows = words.rows(&[
            (Text::label_subject, self.subject),
            (Text::label_sender, &self.envelope.sender),
            (Text::label_received, &date::written(self.envelope.received_at)),
            (Text::label_mail, self.id),
        ]);
        format!("{text}\n{rows}")
    }
}
