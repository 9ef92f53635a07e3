//! What lives from load to unload, where every entry finds it.

use super::watch::Watch;
use crate::service::Service;
use ferrofax_basics::lock::lock;
use std::sync::{Arc, Mutex};

pub(super) struct Module {
    pub(super) service: Arc<Service>,
    /// `None` where its thread could not be started.
    pub(super) watch: Option<Watch>,
}

/// Locked for a moment only: what is dropped is dropped outside of it.
static MODULE: Mutex<Option<Module>> = Mutex::new(None);

pub(super) fn keep(module: Module) {
    *lock(&MODULE) = Some(module);
}

/// The running service.
pub(super) fn service() -> Option<Arc<Service>> {
    lock(&MODULE).as_ref().map(|module| Arc::clone(&module.service))
}

/// From now on there is no service for those who come.
pub(super) fn take() -> Option<Module> {
    lock(&MODULE).take()
}
