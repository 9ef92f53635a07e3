//! Mails from outside: does the sender's domain vouch for this one?
//!
//! The envelope's sender is a claim. It holds if the mail's From is the same address and the mail bears the domain's signature
//! (DKIM, in line with the domain by DMARC's rules); see `signature` for what that must be of. That the domain lets this client
//! send for it (SPF) is enough only where the settings say so (`spf_alone`): the servers of a large provider send for the
//! domains of all its customers.
//!
//! Behind a mail server of ours, which alone saw the client, its word is taken instead (`results.rs`).
//!
//! What cannot be found out now is told so (4xx); nothing is let in on a doubt.

mod dns;
mod header;
mod results;
mod signature;

pub(super) use dns::DnsVoucher;
pub(super) use header::is_spam;
pub(super) use results::FrontVoucher;

use crate::gateway::mail::Client;

/// A mail whose sender is only claimed so far.
pub(super) struct Claimed<'a> {
    pub(super) client: &'a Client,
    /// In small letters.
    pub(super) sender: String,
    pub(super) recipients: Vec<&'a str>,
    pub(super) bytes: &'a [u8],
    /// Unix milliseconds.
    pub(super) now: i64,
    /// So old may a signature be.
    pub(super) signature_seconds: i64,
    /// SPF is enough.
    pub(super) spf_alone: bool,
}

/// Why nobody vouches for a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Unproved {
    /// For good.
    No(String),
    /// It cannot be found out now.
    NotNow(String),
}

/// Who can find out.
pub(super) trait Voucher: Send + Sync {
    /// By what it is proved, for the audit log.
    ///
    /// # Errors
    /// [`Unproved`]
    fn vouch(&self, mail: &Claimed<'_>) -> Result<String, Unproved>;
}

impl Claimed<'_> {
    /// The sender's domain.
    fn domain(&self) -> &str {
        self.sender.rsplit_once('@').map_or("", |(_, domain)| domain)
    }

    /// # Errors
    /// The mail does not name the envelope's sender as its one author.
    fn is_from_sender(&self, authors: &[String]) -> Result<(), Unproved> {
        match authors {
            [author] if author.to_lowercase() == self.sender => Ok(()),
            [_] => Err(Unproved::No("its From is not the sender of the envelope".to_owned())),
            _ => Err(Unproved::No("it has not exactly one address in From".to_owned())),
        }
    }
}
