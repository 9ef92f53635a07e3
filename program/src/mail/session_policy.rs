//! The policy that decides what the mail server accepts.

use super::reply::Reply;
use crate::asker::{Client, Envelope, Login, Recipient};

/// Decides at each step of a mail whether it may continue. Many threads ask at the same time; an
/// answer may take time (hashing a password, asking the DNS), in which the client waits.
///
/// An `Err` is the answer to the client: 4xx for a temporary error, 5xx for a final one.
pub trait SessionPolicy: Send + Sync {
    /// A client has connected, and has sent nothing yet, so [`Client::helo`] is empty. A refusal
    /// replaces the greeting (554, or 421), and the connection ends.
    ///
    /// # Errors
    /// The answer to the client.
    fn connected(&self, client: &Client) -> Result<(), Reply>;

    /// Whether this client is known by its address, so that a connection is reserved for it. A
    /// client that logs in is known, too.
    fn is_known(&self, client: &Client) -> bool {
        let _ = client;
        false
    }

    /// The largest mail that this client may hand over for these, bytes; none: as large as any.
    fn largest(&self, client: &Client, recipients: &[Recipient]) -> Option<u64> {
        let _ = (client, recipients);
        None
    }

    /// A client logs in. `Ok` is its user from now on ([`Client::login`]).
    ///
    /// # Errors
    /// The answer to the client: 535 5.7.8 for a wrong login.
    fn login(&self, client: &Client, login: &Login) -> Result<String, Reply>;

    /// MAIL: `sender` is the envelope's sender, empty for delivery reports; `size` is the size in
    /// bytes that the client announces.
    ///
    /// # Errors
    /// The answer to the client.
    fn sender(&self, client: &Client, sender: &str, size: Option<u64>) -> Result<(), Reply>;

    /// RCPT: `address` as given, `so_far` the recipients of this mail that were accepted before.
    /// `Ok` is the entry for the envelope; the server adds its `original` and `notify`.
    ///
    /// # Errors
    /// The answer to the client.
    fn recipient(
        &self,
        client: &Client,
        sender: &str,
        address: &str,
        so_far: &[Recipient],
    ) -> Result<Recipient, Reply>;

    /// The mail has arrived completely: the final decision before it is stored.
    ///
    /// # Errors
    /// The answer to the client.
    fn message(&self, envelope: &Envelope, bytes: &[u8]) -> Result<(), Reply>;
}
