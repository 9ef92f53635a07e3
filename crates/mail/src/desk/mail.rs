//! A mail that is being handled, its recipients, and the unique keys ("marks") by which its jobs
//! and answers are found again in the spool.

use crate::intake::{Entry, digest_of};
use crate::letter::Letter;
use ferrofax_network::asker::Recipient;

/// A mail that is being handled: its entry in the intake (the folder of accepted mails), its header
/// and its parts.
pub(super) struct Mail<'a> {
    pub(super) entry: &'a Entry,
    pub(super) letter: &'a Letter,
}

/// Makes the unique key ("mark") of a recipient's job, by which the job is found again in the
/// spool.
pub(super) fn mark(entry: &Entry, index: usize) -> String {
    format!("{}:{index}", mail_mark(entry))
}

/// Makes the unique key ("mark") of a mail from the mail's id and its arrival time. A mail can be
/// accepted a second time under its old id, when it is no longer recognised as a duplicate. The
/// arrival time then distinguishes the first mail from the second.
pub(super) fn mail_mark(entry: &Entry) -> String {
    format!("mail:{}:{}", entry.id, entry.envelope.received_at.0)
}

/// Makes the key by which nodes (machines that share a database) recognise that a mail was accepted
/// twice. If another node receives the same mail, it makes the same key for this recipient's job.
/// The order of the recipients has no effect.
pub(super) fn same(entry: &Entry, recipient: &Recipient) -> Option<String> {
    let mail = entry.same.clone()?;
    Some(format!("mail:{}", digest_of(&[mail, recipient.address.to_ascii_lowercase()])))
}

/// Returns the recipients of a mail without repetitions, each with its index in the envelope.
pub(super) fn distinct(recipients: &[Recipient]) -> impl Iterator<Item = (usize, &Recipient)> {
    recipients.iter().enumerate().filter(|(index, recipient)| {
        let before = &recipients[..*index];
        !before
            .iter()
            .any(|other| other.address.eq_ignore_ascii_case(&recipient.address))
    })
}
