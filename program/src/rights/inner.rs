//! The data for decisions: the settings, the spool, and the state between two requests.

use std::sync::Arc;

use super::audit::Audit;
use super::book::Shelf;
use super::counters::Counters;
use super::outside::Judge;
use super::postbox::Postbox;
use super::seldom::Seldom;
use super::settings::RightsSettings;
use super::tries::Tries;
use super::unwanted::Counted;
use crate::directory::Directory;
use ferrofax_basics::UnixMs;
use ferrofax_spool::Spool;

/// The state that all clones of rights share.
pub(super) struct Inner {
    pub(super) settings: RightsSettings,
    pub(super) spool: Spool,
    pub(super) shelf: Shelf,
    pub(super) audit: Audit,
    /// Counters of failed attempts, shared by all inputs.
    pub(super) counters: Arc<Counters>,
    /// Mails to the postmaster.
    pub(super) postmaster: Postbox,
    /// Requests that were refused before permissions were checked.
    pub(super) unwanted: Tries<Counted>,
    /// Clients that came while they were blocked.
    pub(super) shut_out: Seldom,
    /// Proves mails from outside. None: none are accepted.
    pub(super) judge: Option<Judge>,
    /// The directory of users. None: there is none.
    pub(super) directory: Option<Directory>,
    pub(super) clock: Clock,
}

/// A clock.
pub type Clock = Arc<dyn Fn() -> UnixMs + Send + Sync>;
