//! A fax that asks for a subaddress (SUB) goes to the device that the rules of the called
//! one name, as if that had been called: its mailboxes, its format, its words for mails.

use super::begin::new_fax;
use crate::service::host::CallInfo;
use crate::service::settings::{Configuration, SubaddressRules};
use ferrofax_basics::DeviceName;
use ferrofax_spool::{FaxId, NewFax};
use std::sync::Arc;

/// The rules of the called device, and where other devices are found.
pub(super) struct Addressing {
    rules: SubaddressRules,
    called: DeviceName,
    configuration: Arc<Configuration>,
}

impl Addressing {
    pub(super) const fn new(
        rules: SubaddressRules,
        called: DeviceName,
        configuration: Arc<Configuration>,
    ) -> Self {
        Self { rules, called, configuration }
    }

    /// What is to be filed of a call that asks for `sub`, if that is for another device.
    /// None: the fax stays at the called one, since no rule fits or the device that one
    /// names can't take it; a fax is never refused for it.
    pub(super) fn other(&self, fax: FaxId, sub: &str, info: &CallInfo) -> Option<NewFax> {
        let name = self.rules.device(sub, &self.called.context)?;
        if name == self.called {
            return None;
        }
        let current = self.configuration.current();
        let stays = |why: &str| {
            log::warn!(
                "fax {fax}: stays at {}, for its subaddress names {name}: {why}",
                self.called
            );
        };
        let Some(device) = current.devices.iter().find(|device| device.name() == name) else {
            stays("there is no such device");
            return None;
        };
        if let Err(prohibition) = device.allowed(&current.settings) {
            stays(&prohibition.to_string());
            return None;
        }
        Some(new_fax(info, &name, &device.args, &current.settings))
    }
}
