//! Holds the parts of the service in one value, for the service's calls, commands and threads.

use super::clock::Clock;
use super::dialler::Dialler;
use super::host::Host;
use super::line::{Lines, T38Memory};
use super::page_feed::PageMaker;
use super::post::Post;
use super::recorder::Recorder;
use super::settings::Configuration;
use super::spool_slot::SpoolSlot;
use super::stats::Stats;
use super::storage::Storage;
use std::sync::Arc;

/// The parts of the service in one value. Each part clones the handles of the other parts that it
/// needs from this value.
#[derive(Clone)]
pub(super) struct Handles {
    pub(super) host: Arc<dyn Host>,
    pub(super) clock: Clock,
    pub(super) configuration: Arc<Configuration>,
    pub(super) slot: Arc<SpoolSlot>,
    pub(super) lines: Arc<Lines>,
    pub(super) stats: Arc<Stats>,
    pub(super) post: Arc<Post>,
    pub(super) dialler: Arc<Dialler>,
    pub(super) storage: Arc<Storage>,
    pub(super) pages: Arc<PageMaker>,
    pub(super) recorder: Arc<Recorder>,
    /// The memory of telephone numbers with which T.38 did not work.
    pub(super) t38: Arc<T38Memory>,
}
