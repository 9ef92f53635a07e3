//! A mail that is being handled, its recipients, and the marks by which its jobs and answers are
//! found in the spool.

use crate::asker::Recipient;
use crate::mail::intake::{Entry, digest_of};
use crate::mail::letter::Letter;

/// A mail that is being handled.
pub(super) struct Mail<'a> {
    pub(super) entry: &'a Entry,
    pub(super) letter: &'a Letter,
}

/// The mark of a recipient's job.
pub(super) fn mark(entry: &Entry, index: usize) -> String {
    format!("{}:{index}", mail_mark(entry))
}

/// The mark of a mail. The same mail may be accepted again with the same id, once its
/// duplicates are no longer recognised; the time tells the two apart.
pub(super) fn mail_mark(entry: &Entry) -> String {
    format!("mail:{}:{}", entry.id, entry.envelope.received_at.0)
}

/// The key that this recipient's job shares with the job that another machine makes of the same
/// mail. It does not depend on the order of recipients.
pub(super) fn same(entry: &Entry, recipient: &Recipient) -> Option<String> {
    let mail = entry.same.clone()?;
    Some(format!("mail:{}", digest_of(&[mail, recipient.address.to_ascii_lowercase()])))
}

/// The distinct recipients, each with its index in the envelope.
pub(super) fn distinct(recipients: &[Recipient]) -> impl Iterator<Item = (usize, &Recipient)> {
    recipients.iter().enumerate().filter(|(index, recipient)| {
        let before = &recipients[..*index];
        !before
            .iter()
            .any(|other| other.address.eq_ignore_ascii_case(&recipient.address))
    })
}
