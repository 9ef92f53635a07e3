//! What rights are decided by: the settings, the spool, and what is remembered between two
//! questions.

use std::net::IpAddr;
use std::sync::Arc;

use super::audit::Audit;
use super::book::Shelf;
use super::outside::Judge;
use super::postbox::Postbox;
use super::seldom::Seldom;
use super::settings::RightsSettings;
use super::tries::Tries;
use super::undecided::Undecided;
use super::unwanted::Counted;
use crate::directory::Directory;
use ferrofax_basics::UnixMs;
use ferrofax_spool::Spool;

/// What all clones of rights share.
pub(super) struct Inner {
    pub(super) settings: RightsSettings,
    pub(super) spool: Spool,
    pub(super) shelf: Shelf,
    pub(super) audit: Audit,
    /// Wrong passwords by address, each with the name that it was tried for.
    pub(super) wrong_logins: Tries<IpAddr, String>,
    /// Passwords that are looked at just now.
    pub(super) undecided: Undecided,
    /// Mails to the postmaster.
    pub(super) postmaster: Postbox,
    /// Refused numbers by user.
    pub(super) refused_numbers: Tries<String>,
    /// Requests that were refused before rights were asked.
    pub(super) unwanted: Tries<Counted>,
    /// Who came while the door was shut to him.
    pub(super) shut_out: Seldom,
    /// Finds out who vouches for mails from outside. None: nobody does.
    pub(super) judge: Option<Judge>,
    /// Proves users of no settings. None: there are none.
    pub(super) directory: Option<Directory>,
    pub(super) clock: Clock,
}

/// Tells the time.
pub type Clock = Arc<dyn Fn() -> UnixMs + Send + Sync>;
