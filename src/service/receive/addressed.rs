//! A fax that asks for a subaddress (SUB) goes to the device that the rules of the called
//! one name, as if that had been called: its mailboxes, its format, its words for mails.

use super::begin::new_fax;
use crate::service::host::CallInfo;
use crate::service::settings::{Configuration, JunkRules, RecordCalls, SubaddressRules, devices};
use ferrofax_basics::DeviceName;
use ferrofax_engine::call::FarIdent;
use ferrofax_spool::{FaxId, NewFax};
use std::sync::Arc;

/// The rules of the called device, and where other devices are found.
pub(super) struct Addressing {
    rules: SubaddressRules,
    called: DeviceName,
    configuration: Arc<Configuration>,
}

/// A device that is not the called one.
pub(super) struct Other {
    /// What is to be filed of the call.
    pub(super) new: NewFax,
    /// Whether a record of the call may be kept.
    pub(super) is_recorded: bool,
    /// What is junk there.
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

    /// Where a call goes that asks for another device by its subaddress. None: the fax stays
    /// at the called one, since no rule fits or the device that one names does not take
    /// it; a fax is never refused for it.
    pub(super) fn other(&self, fax: FaxId, far: &FarIdent, info: &CallInfo) -> Option<Other> {
        let name = self.rules.device(far.sub.as_deref()?, &self.called.context)?;
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
        let options = devices::options(&device.args, &current.settings);
        // Nobody gets by a way round what he does not get straight on.
        if options.password.is_some() && options.password != far.pwd {
            stays("it asks for a password, which was not said");
            return None;
        }
        let new = new_fax(info, &name, &device.args, &current.settings);
        let is_recorded = options.record != Some(RecordCalls::None);
        Some(Other { new, is_recorded, junk: options.junk.unwrap_or_default() })
    }
}
