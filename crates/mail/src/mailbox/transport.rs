//! The requests that the loop in `mod.rs` makes to the server of a mailbox. Only these requests
//! differ between IMAP and Microsoft Graph.

use std::fmt::Debug;
use std::hash::Hash;
use std::num::NonZeroU32;
use std::time::Duration;

use sha2::{Digest, Sha256};

use super::fault::Fault;
use super::settings::MailboxSettings;
use ferrofax_basics::UnixMs;
use ferrofax_network::asker::header;
use ferrofax_network::encoding::hex;

/// The header fields by which, together with the body, copies of a mail are recognised.
/// A mail that somebody sends on has fields of its own for this.
const FIELDS: [&str; 8] =
    ["message-id", "date", "from", "to", "cc", "subject", "resent-message-id", "resent-date"];

/// A connection to the server of a mailbox.
pub(super) trait Transport {
    /// The server's name of a mail in the folder. It is valid only for this connection.
    type Id: Clone + Debug + Eq + Hash + Ord;

    /// Makes sure that the folders of the settings exist, and opens the one whose mails are faxed.
    fn open_folder(&mut self, settings: &MailboxSettings) -> Result<Selected, Fault>;

    /// Finds the oldest mails of the folder for which `is_wanted` returns true, at most `most`.
    /// They may include mails that arrived before `since`. If the result is empty, `is_wanted` has
    /// returned false for all mails of the folder that arrived at `since` or later.
    fn find(
        &mut self,
        since: UnixMs,
        most: usize,
        is_wanted: &mut dyn FnMut(&Self::Id) -> bool,
    ) -> Result<Vec<Self::Id>, Fault>;

    /// Fetches a whole mail, without marking it as read.
    fn fetch(&mut self, id: &Self::Id, wanted: Wanted) -> Result<Mail, Fault>;

    /// Moves a mail to this folder, which is created if it is missing. A mail that is no longer in
    /// the mailbox is no fault.
    fn move_to(&mut self, id: &Self::Id, folder: &str) -> Result<(), Fault>;

    /// A name of the mail that is still valid in later connections.
    fn lasting_name(&self, id: &Self::Id) -> String;

    /// The digest by which a mail is recognised if it is fetched from the mailbox again.
    fn digest(&self, mail: &[u8]) -> String {
        digest_of_mail(mail)
    }

    /// The longest times for which the loop waits.
    fn waits(&self) -> Waits;

    /// Waits for the time `at_most`, or until the server reports a new mail. With `is_quiet`, the
    /// server is asked for new mails seldom or not at all. Returns whether the server has reported any.
    fn wait(&mut self, at_most: Duration, is_quiet: bool) -> Result<bool, Fault>;

    /// Ends the connection. Errors are ignored.
    fn close(self);
}

/// The digest of those parts of a mail that are the same in each copy of it. A server may deliver
/// one mail to `fax+1@` and `fax+2@` twice, with other lines such as Delivered-To in each copy. A
/// mail without a Message-ID has the digest of all its bytes.
pub(super) fn digest_of_mail(mail: &[u8]) -> String {
    let begun = header::begun(mail);
    if header::message_id(begun).is_none() {
        return digest_of_bytes(mail);
    }
    let mut digest = Sha256::new();
    digest.update(header::digest(begun, &FIELDS));
    digest.update(header::body(begun));
    hex(&digest.finalize())
}

/// The digest of all bytes of a mail. By this digest, earlier versions recognised each mail that
/// they fetched by IMAP.
pub(super) fn digest_of_bytes(mail: &[u8]) -> String {
    hex(&Sha256::digest(mail))
}

/// The longest times for which the loop waits if nothing is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Waits {
    /// The longest wait for a new mail.
    pub(super) longest: Duration,
    /// The time after which the folder is searched again although no mail was reported.
    pub(super) search: Duration,
}

/// The folder of the mailbox that was selected for reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Selected {
    /// The folder's UIDVALIDITY, which changes when the server numbers the mails again. `None` for
    /// Graph.
    pub(super) validity: Option<NonZeroU32>,
}

/// The result of fetching a mail.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Mail {
    /// The whole mail.
    Whole(Vec<u8>),
    /// The mail is no longer in the folder.
    Gone,
    /// The mail arrived before the time [`Wanted::since_ms`].
    TooOld,
    /// The mail has more bytes than [`Wanted::most`].
    TooLarge,
    /// The server cannot give this mail now, for this reason. Other mails may be fetched.
    NotNow(String),
}

/// The limits on the size and the age of a mail that is fetched from the mailbox.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted {
    /// The maximum number of bytes of the mail.
    pub(super) most: u64,
    /// The time before which a mail is too old, in milliseconds.
    pub(super) since_ms: i64,
}
