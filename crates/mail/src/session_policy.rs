//! The interface of the policy, which decides for each SMTP client and each mail whether the mail
//! server accepts it.

use super::reply::Reply;
use ferrofax_network::asker::{Client, Envelope, Login, Recipient};

/// Decides at each step of receiving a mail whether the SMTP client may continue. Many threads call
/// the policy at the same time. A decision may take time (checking a password, asking the DNS); the
/// SMTP client waits for it.
///
/// An `Err` is the answer to the client: 4xx for a temporary error, 5xx for a final one.
pub trait SessionPolicy: Send + Sync {
    /// Checks whether an SMTP client that has just connected is allowed to continue. The client has
    /// sent nothing yet, so [`Client::helo`] is empty. A refusal replaces the greeting (554 or
    /// 421), and the connection ends.
    fn connected(&self, client: &Client) -> Result<(), Reply>;

    /// Whether this SMTP client is known by its IP address, so that it is allowed to use the
    /// connections that are reserved for known clients. A client that logs in is known as well.
    fn is_known(&self, client: &Client) -> bool {
        let _ = client;
        false
    }

    /// The largest mail in bytes that this SMTP client may send to these recipients. `None`: only
    /// the general limit for mails (`max_message_mb`) applies.
    fn largest(&self, client: &Client, recipients: &[Recipient]) -> Option<u64> {
        let _ = (client, recipients);
        None
    }

    /// Checks a login, and returns the SMTP client's user ([`Client::login`]). A wrong login gets
    /// the reply 535 5.7.8.
    fn login(&self, client: &Client, login: &Login) -> Result<String, Reply>;

    /// Checks the sender in MAIL, which is empty for delivery reports. `size` is the size in bytes
    /// that the SMTP client announces.
    fn sender(&self, client: &Client, sender: &str, size: Option<u64>) -> Result<(), Reply>;

    /// Checks a recipient in RCPT. `address` is the recipient as the SMTP client wrote it; `so_far`
    /// has the recipients of this mail that were accepted before. Returns the entry for the
    /// envelope. The server adds `original` and `notify` to that entry.
    fn recipient(
        &self,
        client: &Client,
        sender: &str,
        address: &str,
        so_far: &[Recipient],
    ) -> Result<Recipient, Reply>;

    /// Makes the final decision on a mail that has arrived completely, before the mail is stored.
    fn message(&self, envelope: &Envelope, bytes: &[u8]) -> Result<(), Reply>;
}
