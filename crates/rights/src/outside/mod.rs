//! Mails from outside: checks whether the sender's domain confirms a mail.
//!
//! The envelope's sender is only a claim. It is accepted if the mail's From is the same address and
//! the mail has a signature of the domain (DKIM, aligned by DMARC's rules); `signature` lists what
//! the signature must cover. SPF alone is enough only with `spf_alone`, because the servers of a
//! large provider send for the domains of all its customers.
//!
//! If one of our mail servers in front of Ferrofax received the mail, only that server saw the
//! client. Then the results that it wrote into the mail's header are used instead (`results`).
//!
//! If no decision is possible now, the answer is a temporary error (4xx). A mail in doubt is never
//! accepted.
//!
//! # Two processes
//!
//! Signatures, keys, policies and results are untrusted input: a confined child process reads and
//! verifies them (crate `ferrofax_confine`). Another such process parses the mails. The program
//! starts itself again (`ferrofax judge-mail`) with a task and the mail as its input (`child`). The
//! child has no network: it asks its parent (`cache`, `question`), which passes well-formed names
//! to the DNS (`judge`, `names`), within limits, and returns the records unchanged. An attacker who
//! takes over the child can only claim that the sender of this mail is genuine.
//!
//! The parent's modules: `judge`, `names`, `wire`. The child's: `child`, `proof`, `cache`,
//! `results`, `signature`, `header`. Both use `task` and `question`.

mod cache;
mod child;
mod header;
mod judge;
mod names;
mod proof;
mod question;
mod results;
mod settings;
mod signature;
mod task;
mod wire;

use ferrofax_basics::UnixMs;
use std::net::IpAddr;

pub use child::run as run_child;
pub(super) use judge::Judge;
pub use judge::Proving;
pub use names::ResolverError;
pub use settings::{KEYS, OutsideSettings};

/// The hidden subcommand that starts `ferrofax` as the child process that checks whether a mail's
/// sender is genuine.
pub const CHILD_WORD: &str = "judge-mail";

/// A mail whose sender is not verified yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Claimed<'a> {
    /// The IP address of the client that has submitted the mail.
    pub(super) address: IpAddr,
    /// The name that the client has sent in EHLO.
    pub(super) helo: String,
    /// The sender address that the mail's envelope claims, in small letters.
    pub(super) sender: String,
    pub(super) recipients: Vec<String>,
    pub(super) bytes: &'a [u8],
    pub(super) now: UnixMs,
    /// The maximum age of a DKIM signature of the mail, in seconds.
    pub(super) signature_seconds: i64,
    /// Whether SPF alone is enough to confirm the sender, without a DKIM signature.
    pub(super) spf_alone: bool,
}

/// The source that confirms whether the sender of a mail is genuine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    /// The sender's domain confirms the sender, by its DNS records (SPF, DKIM, DMARC).
    Domain,
    /// One of our own mail servers in front of Ferrofax confirms the sender, by the
    /// Authentication-Results that it wrote into the mail's header.
    Front,
    /// The mail server of a mailbox that this service reads confirms the sender, by the results
    /// that it wrote into the mail's header.
    Mailbox,
}

/// The reason why the check of a mail did not confirm that the mail's sender is genuine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Unproved {
    /// The sender is not genuine, for this reason. The mail is rejected permanently.
    No(String),
    /// It cannot be decided now whether the sender is genuine, for this reason. The sender's server
    /// can send the mail again later.
    NotNow(String),
}

impl Claimed<'_> {
    /// The domain of the mail address that the mail gives as its sender.
    fn domain(&self) -> &str {
        self.sender.rsplit_once('@').map_or("", |(_, domain)| domain)
    }

    /// Checks that the mail has one author (From), and that this is the envelope's sender.
    fn is_from_sender(&self, authors: &[String]) -> Result<(), Unproved> {
        match authors {
            [author] if author.to_lowercase() == self.sender => Ok(()),
            [_] => Err(Unproved::No("its From is not the sender of the envelope".to_owned())),
            _ => Err(Unproved::No("it has not exactly one address in From".to_owned())),
        }
    }
}
