//! The declared devices: the module publishes what it found in the dialplan, the gateway learns who owns which extension.

use std::collections::BTreeMap;

use super::{Format, Spool, SpoolError};

/// A fax device: an extension with its mailboxes and its format.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeviceRecord {
    /// The dialplan context.
    pub context: String,
    /// The extension.
    pub extension: String,
    /// Who gets its faxes; one for a person's device, several for a group's.
    pub mailboxes: Vec<String>,
    /// How they want them.
    pub format: Format,
    /// Its class, if it has one.
    pub class: Option<String>,
    /// May it receive, by all three levels.
    pub enabled: bool,
    /// Further settings, opaque to the spool.
    pub options: BTreeMap<String, String>,
    /// Where it is declared, as `file:line` or the registrar's name.
    pub declared_at: String,
}

impl Spool {
    /// Replaces the published devices by these, in one transaction.
    pub fn publish_devices(&self, devices: &[DeviceRecord]) -> Result<(), SpoolError> {
        let _ = devices;
        unimplemented!()
    }

    /// The published devices, by context and extension.
    pub fn devices(&self) -> Result<Vec<DeviceRecord>, SpoolError> {
        unimplemented!()
    }
}
