//! Mails from outside: does the sender's domain vouch for this one?
//!
//! The envelope's sender is a claim. It holds if the mail's From is the same address and
//! the mail bears the domain's signature (DKIM, in line with the domain by DMARC's
//! rules); see `signature` for what that must be of. That the domain lets this client
//! send for it (SPF) is enough only where the settings say so (`spf_alone`): the servers
//! of a large provider send for the domains of all its customers.
//!
//! Behind a mail server of ours, which alone saw the client, its word is taken instead (`results`).
//!
//! What cannot be found out now is told so (4xx); nothing is let in on a doubt.
//!
//! # Two processes
//!
//! Signatures, keys, policies and results were written by strangers: they are read and
//! verified by a child that may do nothing else (`gateway::confine`), as mails are. The
//! program starts itself again (`ferrofax judge-mail`) with a task and the mail as its
//! input (`child`). The child has no network: it asks its parent (`cache`, `question`),
//! who puts what has the form of a name to the DNS (`judge`, `names`), not without end,
//! and hands back the records as they are. Whoever takes the child over can say that this
//! mail is proved, and nothing else.
//!
//! The parent's: `judge`, `names`, `wire`. The child's: `child`, `proof`, `cache`,
//! `results`, `signature`, `header`. Both speak by `task` and `question`.

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

pub(crate) use child::run as run_child;
pub(super) use judge::Judge;
pub use judge::Proving;
pub use names::ResolverError;
pub(crate) use settings::KEYS;
pub use settings::OutsideSettings;

/// The hidden word by which the program is started as the child.
pub(crate) const CHILD_WORD: &str = "judge-mail";

/// A mail whose sender is only claimed so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Claimed<'a> {
    /// The client's.
    pub(super) address: IpAddr,
    /// What the client calls itself.
    pub(super) helo: String,
    /// In small letters.
    pub(super) sender: String,
    pub(super) recipients: Vec<String>,
    pub(super) bytes: &'a [u8],
    pub(super) now: UnixMs,
    /// So old may a signature be.
    pub(super) signature_seconds: i64,
    /// SPF is enough.
    pub(super) spf_alone: bool,
}

/// Whose word is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    /// The sender's domain's, in the DNS.
    Domain,
    /// A front server's, in the mail.
    Front,
}

/// Why nobody vouches for a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Unproved {
    /// For good.
    No(String),
    /// It cannot be found out now.
    NotNow(String),
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
