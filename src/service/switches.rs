//! Who may receive, as an operator has switched it at the command line: over what
//! ferrofax.conf and the dialplan say, until the module is loaded anew. A reload keeps
//! it.

use super::{Current, Service};
use ferrofax_basics::lock::write;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What was switched; what is not in it is as configured.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Switches {
    /// Everybody.
    pub all: Option<bool>,
    /// Classes by name.
    pub classes: BTreeMap<String, bool>,
    /// Devices, as `extension@context`.
    pub devices: BTreeMap<String, bool>,
}

impl Switches {
    /// All of them, in words: `all`, `class sales`, `device 2101@fax-devices`.
    pub(super) fn list(&self) -> impl Iterator<Item = (String, bool)> {
        let classes = self.classes.iter().map(|(name, on)| (format!("class {name}"), *on));
        let devices = self.devices.iter().map(|(name, on)| (format!("device {name}"), *on));
        self.all
            .map(|on| ("all".to_owned(), on))
            .into_iter()
            .chain(classes)
            .chain(devices)
    }
}

impl Service {
    /// `ferrofax set faxenabled yes|no|default all|class NAME|device EXTEN[@CONTEXT]`.
    /// None: not so.
    pub(super) fn switch(&self, word: &str, level: &[&str]) -> Option<String> {
        let on = match word.to_ascii_lowercase().as_str() {
            "yes" | "on" => Some(true),
            "no" | "off" => Some(false),
            "default" => None,
            _ => return None,
        };
        let mut held = write(&self.current);
        let mut settings = (*held.settings).clone();
        let whom = match level {
            ["all"] => {
                settings.switches.all = on;
                "Everybody".to_owned()
            }
            ["class", name] => {
                if !settings.classes.contains_key(*name) {
                    return Some(format!(
                        "There is no class [{name}]; `ferrofax show settings` tells which there are.\n"
                    ));
                }
                set(&mut settings.switches.classes, name, on);
                format!("Class [{name}]")
            }
            ["device", name] => {
                let devices = held.devices_called(name);
                let [device] = &devices[..] else { return Some(not_one(name, &devices)) };
                set(&mut settings.switches.devices, device, on);
                format!("Device {device}")
            }
            _ => return None,
        };
        let (devices, complaints) = (held.devices.clone(), held.complaints.clone());
        let current = Arc::new(Current { settings: Arc::new(settings), devices, complaints });
        *held = Arc::clone(&current);
        drop(held);
        self.slot.publish(current.published());
        let is = match on {
            Some(true) => "may receive faxes, as far as what stands above allows it",
            Some(false) => "receives no faxes",
            None => "is as configured",
        };
        Some(format!("{whom} {is}. Holds until the module is loaded anew.\n"))
    }
}

impl Current {
    /// The devices of that extension, as `extension@context`; one if the context is named.
    fn devices_called(&self, name: &str) -> Vec<String> {
        let names =
            self.devices.iter().map(|device| format!("{}@{}", device.exten, device.context));
        names
            .filter(|device| device == name || device.split('@').next() == Some(name))
            .collect()
    }
}

fn set(switches: &mut BTreeMap<String, bool>, name: &str, on: Option<bool>) {
    match on {
        Some(on) => drop(switches.insert(name.to_owned(), on)),
        None => drop(switches.remove(name)),
    }
}

fn not_one(name: &str, devices: &[String]) -> String {
    match devices {
        [] => format!(
            "There is no fax device {name}; `ferrofax show devices` tells which there are.\n"
        ),
        more => {
            format!("{name} is a device in several contexts; name one of {}.\n", more.join(", "))
        }
    }
}
