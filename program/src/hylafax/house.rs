//! What all sessions use: the desk, the rights, the settings.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::settings::HylafaxSettings;
use crate::convert::Converter;
use crate::desk::Desk;
use crate::listening::Places;
use crate::rights::Rights;
use ferrofax_spool::Spool;

/// What the door works with.
pub struct Furniture {
    /// One of its own, so that its lists keep nobody else waiting.
    pub spool: Spool,
    /// Who may do what.
    pub rights: Rights,
    /// What makes pages of documents.
    pub converter: Converter,
}

/// The same, as sessions use it.
pub(super) struct House {
    pub(super) settings: HylafaxSettings,
    pub(super) rights: Rights,
    pub(super) desk: Desk,
    pub(super) spool: Spool,
    /// What this machine calls itself.
    pub(super) name: String,
}

/// What all threads use.
pub(super) struct Shared {
    pub(super) house: House,
    pub(super) places: Arc<Places>,
    pub(super) stop: Arc<AtomicBool>,
}

impl Shared {
    pub(super) fn is_stopping(&self) -> bool {
        self.stop.load(Ordering::SeqCst)
    }
}

impl House {
    pub(super) fn new(settings: &HylafaxSettings, furniture: Furniture) -> Self {
        let Furniture { spool, rights, converter } = furniture;
        let desk = Desk::new(&spool, &rights, converter, Vec::new());
        let (settings, name) = (settings.clone(), ferrofax_delivery::host_name());
        Self { settings, rights, desk, spool, name }
    }
}
