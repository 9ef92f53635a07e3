//! The loaded Asterisk module: its service, and the thread that watches the dialplan. Every Rust
//! function that C calls gets both from here.

use super::watch::Watch;
use crate::service::Service;
use ferrofax_basics::lock::lock;
use std::sync::{Arc, Mutex};

pub(super) struct Module {
    pub(super) service: Arc<Service>,
    /// The thread that watches the dialplan; `None` if it could not be started.
    pub(super) watch: Option<Watch>,
}

/// The loaded Asterisk module; `None` before the module is loaded and after it is unloaded. The
/// lock is held only while the value is read or replaced; the old value is dropped after the lock
/// is released.
static MODULE: Mutex<Option<Module>> = Mutex::new(None);

pub(super) fn keep(module: Module) {
    *lock(&MODULE) = Some(module);
}

/// Returns the service of the loaded Asterisk module; `None` if the module is not loaded.
pub(super) fn service() -> Option<Arc<Service>> {
    lock(&MODULE).as_ref().map(|module| Arc::clone(&module.service))
}

/// Removes and returns the loaded module, because it is being unloaded. Functions that C calls
/// afterwards find no service.
pub(super) fn take() -> Option<Module> {
    lock(&MODULE).take()
}
