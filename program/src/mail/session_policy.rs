//! Who decides: what the door asks before it lets anything in.

use super::reply::Reply;
use crate::asker::{Client, Envelope, Login, Recipient};

/// Decides at each step of a mail whether it goes on. Asked by many threads at once; each
/// answer may take its time (a password is hashed, the DNS is asked), the client waits.
///
/// An `Err` is what the client is told: 4xx where it is to come again, 5xx where it is not.
pub trait SessionPolicy: Send + Sync {
    /// A client has connected: it has said nothing yet, so [`Client::helo`] is empty. A
    /// refusal is told in the place of the greeting (554, or 421), and the connection
    /// ends.
    ///
    /// # Errors
    /// What the client is told.
    fn connected(&self, client: &Client) -> Result<(), Reply>;

    /// Whether this client is one of ours by its place, so that room is kept for it.
    /// Whoever logs in is one, too.
    fn is_known(&self, client: &Client) -> bool {
        let _ = client;
        false
    }

    /// The largest mail that this client may hand over for these, bytes; none: as large as any.
    fn largest(&self, client: &Client, recipients: &[Recipient]) -> Option<u64> {
        let _ = (client, recipients);
        None
    }

    /// A client logs in. `Ok` is the user that it is from now on ([`Client::login`]).
    ///
    /// # Errors
    /// What the client is told: 535 5.7.8 where the login is wrong.
    fn login(&self, client: &Client, login: &Login) -> Result<String, Reply>;

    /// MAIL: `sender` is the envelope's sender, empty for reports of mail servers; `size`
    /// what the client says that the mail will have, bytes.
    ///
    /// # Errors
    /// What the client is told.
    fn sender(&self, client: &Client, sender: &str, size: Option<u64>) -> Result<(), Reply>;

    /// RCPT: `address` as it was given, `so_far` those of this mail that were let in
    /// before. `Ok` is what the envelope keeps; its `original` and `notify` are filled in
    /// by the door.
    ///
    /// # Errors
    /// What the client is told.
    fn recipient(
        &self,
        client: &Client,
        sender: &str,
        address: &str,
        so_far: &[Recipient],
    ) -> Result<Recipient, Reply>;

    /// The mail is here, whole: the last word before it is kept.
    ///
    /// # Errors
    /// What the client is told.
    fn message(&self, envelope: &Envelope, bytes: &[u8]) -> Result<(), Reply>;
}
