//! The switches by which an operator allows or forbids that fax devices receive faxes. A command on
//! Asterisk's command line sets them. They take precedence over ferrofax.conf and the dialplan
//! until the module is loaded again. A reload of the configuration does not change them.

use super::Settings;
use super::configuration::{Configuration, Current};
use super::devices::Device;
use ferrofax_spool::DeviceName;
use std::collections::BTreeMap;

/// The switches by which an operator has allowed or forbidden receiving. Without a switch, the
/// configuration applies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Switches {
    /// The switch for all fax devices; `None` if it is not set.
    pub all: Option<bool>,
    /// The switch of each class of fax devices for which an operator has set one. The key is the
    /// name of the class.
    pub classes: BTreeMap<String, bool>,
    /// The switch of each device for which an operator has set one. The key is `extension@context`.
    pub devices: BTreeMap<String, bool>,
}

impl Switches {
    /// Lists all switches that an operator has set, by name: `all`, `class sales`, `device
    /// 2101@fax-devices`.
    pub(in crate::service) fn list(&self) -> impl Iterator<Item = (String, bool)> {
        let classes = self.classes.iter().map(|(name, on)| (format!("class {name}"), *on));
        let devices = self.devices.iter().map(|(name, on)| (format!("device {name}"), *on));
        self.all
            .map(|on| ("all".to_owned(), on))
            .into_iter()
            .chain(classes)
            .chain(devices)
    }
}

impl Configuration {
    /// Carries out the command `ferrofax set faxenabled yes|no|default all|class NAME|device
    /// EXTEN[@CONTEXT]`. `word` is `yes`, `no` or `default`; `level` has the words after it.
    /// Returns the text to print, or `None` if the command has another form.
    pub(in crate::service) fn switch(&self, word: &str, level: &[&str]) -> Option<String> {
        let on = match word.to_ascii_lowercase().as_str() {
            "yes" | "on" => Some(true),
            "no" | "off" => Some(false),
            "default" => None,
            _ => return None,
        };
        let is = match on {
            Some(true) => "may receive faxes, as far as the levels above allow it",
            Some(false) => "receives no faxes",
            None => "is as configured",
        };
        let holds =
            |target: String| format!("{target} {is}. Holds until the module is loaded again.\n");
        let switched = self.change(|current| current.switched(level, on));
        switched.map(|target| target.map_or_else(|unknown| format!("{unknown}\n"), holds))
    }
}

impl Current {
    /// Switches reception on (`on` is `Some(true)`) or off, or removes the switch (`None`). `level`
    /// says for which devices: `all`, `class NAME`, or `device EXTEN[@CONTEXT]`. Returns the new
    /// settings, and a name such as `Class [sales]` for the message. `None` if `level` has another
    /// form. If the class or the device does not exist, the error says so.
    fn switched(
        &self,
        level: &[&str],
        on: Option<bool>,
    ) -> Option<Result<(Settings, String), UnknownLevel>> {
        let mut settings = (*self.settings).clone();
        let switches = &mut settings.switches;
        let whom = match level {
            ["all"] => {
                switches.all = on;
                "Everybody".to_owned()
            }
            ["class", name] => {
                if !self.settings.classes.contains_key(*name) {
                    return Some(Err(UnknownLevel::Class((*name).to_owned())));
                }
                set(&mut switches.classes, name, on);
                format!("Class [{name}]")
            }
            ["device", name] => {
                // A name without a context may fit several devices.
                let devices = self.devices_called(name);
                let [device] = &devices[..] else {
                    return Some(Err(UnknownLevel::device(name, &devices)));
                };
                set(&mut switches.devices, device, on);
                format!("Device {device}")
            }
            _ => return None,
        };
        Some(Ok((settings, whom)))
    }

    /// Finds the fax devices that have the name `name`, and returns them as `extension@context`. A
    /// name without a context can fit several devices, a name with a context only one.
    fn devices_called(&self, name: &str) -> Vec<String> {
        let meant = DeviceName::of_row(name);
        let names = self.devices.iter().map(Device::name);
        names
            .filter(|device| device.may_be(&meant))
            .map(|device| device.to_string())
            .collect()
    }
}

fn set(switches: &mut BTreeMap<String, bool>, name: &str, on: Option<bool>) {
    match on {
        Some(on) => drop(switches.insert(name.to_owned(), on)),
        None => drop(switches.remove(name)),
    }
}

/// The reason why `ferrofax set faxenabled` is rejected: the class of devices or the device that it
/// names is unknown or ambiguous.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
enum UnknownLevel {
    /// There is no class of fax devices of this name.
    #[error("There is no class [{0}]; `ferrofax show settings` tells which there are.")]
    Class(String),
    /// There is no fax device of this name.
    #[error("There is no fax device {0}; `ferrofax show devices` tells which there are.")]
    Device(String),
    /// Fax devices in several contexts have this name.
    #[error("{name} is a device in several contexts; name one of {devices}.")]
    Ambiguous {
        /// The fax device's name as the operator typed it.
        name: String,
        /// The fax devices that the name may mean, as `extension@context`, separated by commas.
        devices: String,
    },
}

impl UnknownLevel {
    /// The error for a fax device name that fits no device, or several devices.
    fn device(name: &str, devices: &[String]) -> Self {
        let name = name.to_owned();
        match devices {
            [] => Self::Device(name),
            several => Self::Ambiguous { name, devices: several.join(", ") },
        }
    }
}
