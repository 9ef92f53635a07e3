//! Routes a fax by its subaddress (SUB): the rules of the called device can name another device.
//! The fax is then treated as if that device had been called: with its mailboxes, its format and
//! its mail texts.

use super::begin::new_fax;
use crate::service::host::CallInfo;
use crate::service::settings::{Configuration, JunkRules, RecordCalls, SubaddressRules, devices};
use ferrofax_basics::DeviceName;
use ferrofax_engine::call::FarIdent;
use ferrofax_spool::{FaxId, NewFax};
use std::sync::Arc;

/// The subaddress rules of the called fax device, and the configuration that contains the other
/// devices.
pub(super) struct Addressing {
    rules: SubaddressRules,
    called: DeviceName,
    configuration: Arc<Configuration>,
}

/// The facts about the fax device that gets the fax instead of the called device, because the
/// subaddress rules name it.
pub(super) struct Other {
    /// The facts about the call that are stored with the fax.
    pub(super) new: NewFax,
    /// Whether the settings of the device that gets the fax permit a recording of the call.
    pub(super) is_recorded: bool,
    /// The junk rules of the device that gets the fax.
    pub(super) junk: JunkRules,
}

impl Addressing {
    pub(super) const fn new(
        rules: SubaddressRules,
        called: DeviceName,
        configuration: Arc<Configuration>,
    ) -> Self {
        Self { rules, called, configuration }
    }

    /// Finds another fax device that must get the fax, by the call's subaddress. `None` if the
    /// called device keeps the fax, because no rule fits or because the named device is not allowed
    /// to receive faxes. A fax is never refused because of its subaddress.
    pub(super) fn other(&self, fax: FaxId, far: &FarIdent, info: &CallInfo) -> Option<Other> {
        let name = self.rules.device(far.sub.as_deref()?, &self.called.context)?;
        if name == self.called {
            return None;
        }
        let current = self.configuration.current();
        let stays = |why: &str| {
            log::warn!(
                "fax {fax}: remains at {}, for its subaddress names {name}: {why}",
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
        let options = devices::options(&device.args, &current.settings);
        // A subaddress must not reach a device that the caller could not call directly.
        if options.password.is_some() && options.password != far.pwd {
            stays("it asks for a password, which was not sent");
            return None;
        }
        let new = new_fax(info, &name, &device.args, &current.settings);
        let is_recorded = options.record != Some(RecordCalls::None);
        Some(Other { new, is_recorded, junk: options.junk.unwrap_or_default() })
    }
}
