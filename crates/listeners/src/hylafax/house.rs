//! The state that all sessions of the HylaFAX server share: the access to faxes and jobs
//! ([`Desk`]), the permissions and the settings.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::settings::HylafaxSettings;
use ferrofax_convert::Converter;
use ferrofax_desk::Desk;
use ferrofax_network::listening::{Places, Seldom};
use ferrofax_rights::Rights;
use ferrofax_spool::Spool;

/// The parts of the Ferrofax service that the HylaFAX server uses: the spool, the permissions, the
/// converter and others.
pub struct Furniture {
    /// A connection to the spool that only the HylaFAX server uses, so that its lists do not block
    /// other users of the spool.
    pub spool: Spool,
    /// The permissions, which determine what each user may see and do.
    pub rights: Rights,
    /// The converter of documents into fax pages.
    pub converter: Converter,
}

/// The state that all sessions of the HylaFAX server share.
pub(super) struct House {
    pub(super) settings: HylafaxSettings,
    pub(super) rights: Rights,
    pub(super) desk: Desk,
    pub(super) spool: Spool,
    /// The host name of this machine.
    pub(super) name: String,
}

/// The data of the running HylaFAX server that all its threads share.
pub(super) struct Shared {
    pub(super) house: House,
    pub(super) places: Arc<Places>,
    /// The clients that were disconnected because the settings do not permit their address.
    pub(super) disconnected: Seldom,
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
