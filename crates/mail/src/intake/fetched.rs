//! Mails that the service has fetched from a mailbox. Such a mail is identified by a digest,
//! and is remembered for at least a month. So it is faxed once, however often it is fetched.

use std::time::Duration;

use serde_json::{Value, json};

use super::entry::{Head, Key, digest_of};
use super::error::at;
use super::{DAMAGED, Entry, Intake, IntakeError, KNOWN, Kept, WAITING};
use ferrofax_basics::UnixMs;
use ferrofax_network::asker::Envelope;
use ferrofax_spool::safe_file::{self, Share};

/// The shortest time for which a mail from a mailbox is remembered after it was handled.
pub(super) const FETCHED: Duration = Duration::from_hours(31 * 24);

/// The file that says until when a mailbox was read completely.
const READ_UNTIL: &str = "mailbox";

/// The state of a mail that was fetched from a mailbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fetched {
    /// The mail waits to be handled, or is being handled.
    Waiting,
    /// The mail was handled. The entry has its envelope, but no longer the mail itself.
    Done(Box<Entry>),
    /// The mail was set aside, because it crashed the service or the process that reads it.
    SetAside,
    /// The intake does not know the mail.
    Unknown,
}

impl Intake {
    /// Stores a mail from a mailbox. By `digest` the mail is recognised. A mail with the same
    /// digest that waits, was handled in the last month or was set aside is not stored again.
    ///
    /// # Errors
    /// [`IntakeError`]: nothing was stored, and the mail must be fetched again later.
    pub(crate) fn put_fetched(
        &self,
        digest: &str,
        envelope: &Envelope,
        bytes: &[u8],
    ) -> Result<Kept, IntakeError> {
        self.put_as(Some(Key::of_fetched(digest)), None, envelope, bytes)
    }

    /// The time that [`Self::note_read_until`] has stored for the mailbox with these words; `None`
    /// if there is none.
    pub(crate) fn read_until(&self, mailbox: &[String]) -> Option<UnixMs> {
        let text = safe_file::read(&self.folder.join(READ_UNTIL)).ok()?;
        let value: Value = serde_json::from_slice(&text).ok()?;
        let is_it = value["mailbox"].as_str().is_some_and(|digest| digest == digest_of(mailbox));
        value["until"].as_i64().filter(|_| is_it).map(UnixMs)
    }

    /// Stores that all mails that arrived in a mailbox until this time were handled. The words
    /// identify the mailbox; only their digest is stored.
    ///
    /// # Errors
    /// The file could not be written.
    pub(crate) fn note_read_until(
        &self,
        mailbox: &[String],
        until: UnixMs,
    ) -> Result<(), IntakeError> {
        let path = self.folder.join(READ_UNTIL);
        let text = json!({"mailbox": digest_of(mailbox), "until": until.0}).to_string();
        safe_file::replace(&path, text.as_bytes(), Share::GroupWorks).map_err(at(&path))
    }

    /// The state of the mail from a mailbox that has this digest.
    pub(crate) fn fetched(&self, digest: &str) -> Fetched {
        let key = Key::of_fetched(digest);
        let id = key.id();
        let is_it = |inside: &str| {
            let head = Head::read(&self.place(inside, &id)).ok();
            head.is_some_and(|head| head.key.as_ref() == Some(&key))
        };
        // A mail moves from the first of these folders to the second while it is handled.
        if is_it(WAITING) {
            return Fetched::Waiting;
        }
        if is_it(KNOWN) {
            let entry = self.entry_at(self.place(KNOWN, &id), &id);
            return entry.map_or(Fetched::Waiting, |entry| Fetched::Done(Box::new(entry)));
        }
        if is_it(DAMAGED) { Fetched::SetAside } else { Fetched::Unknown }
    }
}
