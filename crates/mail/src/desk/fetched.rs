//! The answers to mails that were fetched from a mailbox and are not faxed.

use super::Desk;
use super::mail::{distinct, mail_mark, mark};
use super::refusal::{Refusal, Refused};
use super::reports::Reports;
use crate::intake::Entry;
use crate::letter::Head;
use ferrofax_basics::UnixMs;
use ferrofax_network::asker::Envelope;
use ferrofax_rights::order;
use ferrofax_spool::failure::Failure;
use ferrofax_spool::{NewLetter, SpoolError};

/// A mail that was fetched from a mailbox, and that is not faxed to some or all of its recipients.
pub(crate) struct FetchedRefusal<'a> {
    pub(crate) envelope: &'a Envelope,
    pub(crate) head: &'a Head,
    pub(crate) refused: Vec<RefusedAddress>,
    /// The key that identifies the answer to this mail, so that the answer is sent only once.
    pub(crate) mark: String,
}

/// A recipient to whom a mail is not faxed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RefusedAddress {
    pub(crate) address: String,
    pub(crate) failure: Failure,
    /// The reason why the mail is not faxed to this recipient, as an English sentence.
    pub(crate) why: String,
}

impl Desk {
    /// Answers a mail that was fetched from a mailbox and that will not be faxed. The sender of the
    /// mail was verified before. The answer is a reply in the thread of the mail. For each `mark`
    /// only one answer is sent.
    ///
    /// # Errors
    /// The spool could not be written.
    pub(crate) fn refuse_fetched(
        &self,
        refusal: FetchedRefusal<'_>,
        now: UnixMs,
    ) -> Result<(), SpoolError> {
        let FetchedRefusal { envelope, head, refused, mark } = refusal;
        let reports = Reports::of_proved(self.told(), head, &envelope.sender);
        let refused = refused.into_iter().enumerate();
        let refused = refused.map(|(index, one)| Refused {
            index,
            address: one.address,
            original: String::new(),
            number: String::new(),
            silent: false,
            failure: one.failure,
            why: one.why,
            parts: Vec::new(),
        });
        let answer = Refusal {
            envelope,
            id: "",
            head: Some(head),
            subject: &head.subject,
            reports: &reports,
            words: self.words_for(envelope, &reports),
            refused: refused.collect(),
        };
        let Some(letter) = answer.write() else { return Ok(()) };
        self.spool.outbox().file_letter(&NewLetter { mark, ..letter }, now).map(drop)
    }

    /// Whether the handling of a mail ended without any fax, and with an answer that says so.
    ///
    /// # Errors
    /// The spool could not be read.
    pub(crate) fn has_refused(&self, entry: &Entry, now: UnixMs) -> Result<bool, SpoolError> {
        let mut entry = entry.clone();
        self.know_by_first(&mut entry, now)?;
        self.is_refused(&entry, |mark| Ok(order::find(&self.spool, mark)?.is_some()))
    }

    /// Whether an answer to this mail says that nobody gets a fax of it, and surely no fax was sent.
    ///
    /// # Errors
    /// The spool could not be read.
    pub(super) fn has_surely_refused(&self, entry: &Entry) -> Result<bool, SpoolError> {
        let rights = self.policy.rights();
        self.is_refused(entry, |mark| order::was_begun(&self.spool, rights, mark))
    }

    /// Whether there is an answer to this mail, and no fax by `has_fax` for any of its recipients.
    fn is_refused(
        &self,
        entry: &Entry,
        has_fax: impl Fn(&str) -> Result<bool, SpoolError>,
    ) -> Result<bool, SpoolError> {
        if self.spool.outbox().letter_marked(&mail_mark(entry))?.is_none() {
            return Ok(false);
        }
        for (index, _) in distinct(&entry.envelope.recipients) {
            if has_fax(&mark(entry, index))? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}
