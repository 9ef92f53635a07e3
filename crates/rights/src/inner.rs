//! The data on which decisions about permissions are based: the settings, the spool, and the
//! counters.

use std::sync::Arc;

use super::audit::Audit;
use super::book::Shelf;
use super::counters::Counters;
use super::outside::Judge;
use super::people::People;
use super::postbox::Postbox;
use super::seldom::Seldom;
use super::settings::RightsSettings;
use super::tries::Tries;
use super::unwanted::Counted;
use crate::directory::Directory;
use ferrofax_basics::UnixMs;
use ferrofax_spool::Spool;

/// The state that all clones of [`Rights`](super::Rights) share.
pub(super) struct Inner {
    pub(super) settings: RightsSettings,
    pub(super) spool: Spool,
    /// The spool in which faxes are counted: that of the sandbox for test keys, otherwise `spool`.
    pub(super) counted: Spool,
    /// Whether the permissions are those for test keys.
    pub(super) is_sandbox: bool,
    pub(super) shelf: Shelf,
    /// The users of users.toml, whom administrators manage in the web interface.
    pub(super) people: Arc<People>,
    pub(super) audit: Audit,
    /// Counters of wrong passwords and refused numbers, which all inputs (mail, web interface,
    /// printer …) share.
    pub(super) counters: Arc<Counters>,
    /// Counts the mails to the postmaster, because only a limited number of such mails is passed
    /// on.
    pub(super) postmaster: Postbox,
    /// Counts the bounces of strangers, because only a limited number of them is accepted.
    pub(super) bounces: Postbox,
    /// Counts the HTTP requests that were refused before permissions were checked, so that not all
    /// of them are logged.
    pub(super) unwanted: Tries<Counted>,
    /// Counts the connections from client IP addresses that are blocked because of wrong passwords,
    /// so that only some of these connections are logged.
    pub(super) shut_out: Seldom,
    /// Checks whether the senders of mails from outside are genuine. These senders neither log in
    /// nor send from a `[[network]]`. `None`: mails from outside are not accepted.
    pub(super) judge: Option<Judge>,
    /// The directory of users (LDAP). None: the settings name no directory.
    pub(super) directory: Option<Directory>,
    pub(super) clock: Clock,
}

/// A function that returns the present time. Tests use a clock of their own.
pub type Clock = Arc<dyn Fn() -> UnixMs + Send + Sync>;
