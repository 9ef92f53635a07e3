//! A mail that is being handled, its recipients, and the marks under which what is made of
//! it is known in the spool.

use crate::asker::Recipient;
use crate::mail::intake::{Entry, digest_of};
use crate::mail::letter::Letter;

/// A mail that is being handled.
pub(super) struct Mail<'a> {
    pub(super) entry: &'a Entry,
    pub(super) letter: &'a Letter,
}

/// The mark of the job of a mail's recipient.
pub(super) fn mark(entry: &Entry, index: usize) -> String {
    format!("{}:{index}", mail_mark(entry))
}

/// The mark of a mail. The same mail may be taken in again when it is no longer known as
/// a double, under the same id: the time tells the two apart.
pub(super) fn mail_mark(entry: &Entry) -> String {
    format!("mail:{}:{}", entry.id, entry.envelope.received_at.0)
}

/// What the job of this recipient has in common with the one that another machine makes of the same
/// mail, in whatever order that has the recipients.
pub(super) fn same(entry: &Entry, recipient: &Recipient) -> Option<String> {
    let mail = entry.same.clone()?;
    Some(format!("mail:{}", digest_of(&[mail, recipient.address.to_ascii_lowercase()])))
}

/// The recipients that are to get it, each once, with their places in the envelope.
pub(super) fn distinct(recipients: &[Recipient]) -> impl Iterator<Item = (usize, &Recipient)> {
    recipients.iter().enumerate().filter(|(index, recipient)| {
        let before = &recipients[..*index];
        !before
            .iter()
            .any(|other| other.address.eq_ignore_ascii_case(&recipient.address))
    })
}
