//! What rights are decided by: the settings, the spool, and what is remembered between two
//! questions.

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

/// What all clones of rights share.
pub(super) struct Inner {
    pub(super) settings: RightsSettings,
    pub(super) spool: Spool,
    pub(super) shelf: Shelf,
    pub(super) audit: Audit,
    /// What is counted against attempts, by all inputs together.
    pub(super) counters: Arc<Counters>,
    /// Mails to the postmaster.
    pub(super) postmaster: Postbox,
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
