//! Functions for administrators: the devices, telephone lines and mail server that are set in the
//! web interface.

use std::collections::BTreeSet;

use super::{Desk, DeskError, Person};
use crate::managed::{Device, DeviceForm, ManagedError, Part, Settings, Versioned};
use ferrofax_rights::loggable;
use ferrofax_spool::{DEVICES_FILE, DeviceRecord, device_mark, device_marks};

/// The greatest number of devices.
const MOST_DEVICES: usize = 2_000;

/// Whether Asterisk and the module have read the last change of a file with devices or settings
/// that the web interface writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InEffect {
    /// Asterisk or the module has read the last change of the file, so the change is in effect.
    Yes,
    /// Asterisk or the module has not read the last change of the file yet.
    NotYet,
    /// Nothing of the file with the devices was read: the dialplan does not include the file, or
    /// Asterisk does not run.
    NotIncluded,
}

/// The devices that were created in the web interface.
#[derive(Clone, Debug)]
pub struct ManagedDevices {
    /// The data of the devices, sorted by their extensions.
    pub devices: Vec<DeviceForm>,
    /// The version of the file with the devices. A request to change the file has to name this
    /// version.
    pub version: String,
    /// Whether the last change of the devices is in effect.
    pub in_effect: InEffect,
    /// The path of the file with the devices.
    pub path: String,
    /// The extensions of the devices whose last change Asterisk has not read yet.
    pub waiting: Vec<String>,
}

/// The settings of the lines and of the mail server that were set in the web interface.
#[derive(Clone, Debug)]
pub struct ManagedSettings {
    /// The settings of the lines and of the mail server.
    pub settings: Settings,
    /// The version of the file with the settings. A request to change the file has to name this
    /// version.
    pub version: String,
    /// Whether the last change of the settings is in effect.
    pub in_effect: InEffect,
}

impl Desk {
    /// Whether administrators can create devices on this machine; they cannot on a stateless node.
    pub fn manages_devices(&self) -> bool {
        self.managed.is_on()
    }

    /// The devices that were created in the web interface.
    pub fn managed_devices(&self, person: &Person) -> Result<ManagedDevices, DeskError> {
        self.keeps_house(person, "devices")?;
        let Versioned { content, version } = self.managed.devices()?;
        let arguments: Vec<_> = content
            .iter()
            .map(|device| (device.extension.clone(), device.arguments()))
            .collect();
        let devices = || arguments.iter().map(|(one, other)| (one.as_str(), other.as_str()));
        let expected = device_marks(devices());
        let read = self.spool.devices().managed()?.devices;
        let known: BTreeSet<&str> = read.split(' ').collect();
        let waits = |device: &(&str, &str)| !known.contains(device_mark(*device).as_str());
        let waiting = devices().filter(waits).map(|(extension, _)| extension.to_owned()).collect();
        Ok(ManagedDevices {
            devices: content.iter().map(Device::form).collect(),
            version,
            in_effect: match read.as_str() {
                read if read == expected => InEffect::Yes,
                "" => InEffect::NotIncluded,
                _ => InEffect::NotYet,
            },
            path: self.managed.devices_path(),
            waiting,
        })
    }

    /// Creates a device if `is_new`, or else changes the device with the form's extension.
    /// `version` is the version of the file that the administrator has seen.
    pub fn put_device(
        &self,
        person: &Person,
        version: &str,
        form: &DeviceForm,
        is_new: bool,
    ) -> Result<(), DeskError> {
        let asked = if is_new { "new-device" } else { "change-device" };
        let of_others = self.spool.devices().list()?;
        self.managing(person, asked, &form.extension, |log| {
            let device = Device::checked(form)?;
            self.managed.change_devices(version, |devices| {
                let place = devices.iter_mut().find(|it| it.extension == device.extension);
                let changes = device.changes(place.as_deref());
                match place {
                    Some(_) if is_new => return Err(clash(&device.extension, DEVICES_FILE)),
                    Some(place) => *place = device,
                    None if !is_new => {
                        return Err(ManagedError::NoDevice(device.extension).into());
                    }
                    None => {
                        if let Some(other) = self.declared(&of_others, &device.extension) {
                            return Err(clash(&device.extension, &other.declared_at));
                        }
                        devices.push(device);
                    }
                }
                if devices.len() > MOST_DEVICES {
                    return Err(ManagedError::Full.into());
                }
                log(&changes)
            })
        })
    }

    /// Removes a device that was created in the web interface.
    pub fn end_device(
        &self,
        person: &Person,
        version: &str,
        extension: &str,
    ) -> Result<(), DeskError> {
        self.managing(person, "end-device", extension, |log| {
            self.managed.change_devices(version, |devices| {
                let place = devices.iter().position(|device| device.extension == extension);
                let place = place.ok_or_else(|| ManagedError::NoDevice(loggable(extension)))?;
                log(&devices.remove(place).values_removed())
            })
        })
    }

    /// The settings of the lines and of the mail server.
    pub fn managed_settings(&self, person: &Person) -> Result<ManagedSettings, DeskError> {
        self.keeps_house(person, "lines-and-mail")?;
        let Versioned { content: settings, version } = self.managed.settings()?;
        let is_read = self.spool.devices().managed()?.settings == settings.fingerprint();
        let in_effect = if is_read { InEffect::Yes } else { InEffect::NotYet };
        Ok(ManagedSettings { settings, version, in_effect })
    }

    /// Changes the settings of the lines or of the mail server. `field` returns the value that the
    /// form has for a setting. `version` is the version of the file that the administrator has
    /// seen.
    pub fn set_managed(
        &self,
        person: &Person,
        version: &str,
        part: Part,
        field: impl Fn(&str) -> String,
    ) -> Result<(), DeskError> {
        let (asked, about) = match part {
            Part::Lines => ("set-lines", field("dialstring")),
            Part::Mail => ("set-mail-server", field("mailserver")),
        };
        self.managing(person, asked, &about, |log| {
            self.managed.change_settings(version, |settings| {
                let before = settings.clone();
                settings.set(part, &field)?;
                log(&settings.changes(&before))
            })
        })
    }

    /// Carries out an action of an administrator. `work` does the action. Its argument is a
    /// function that writes the granted action and the changed values to the audit log; `work`
    /// calls this function just before it changes anything. A refusal is logged, too.
    fn managing(
        &self,
        person: &Person,
        asked: &str,
        about: &str,
        work: impl FnOnce(&dyn Fn(&str) -> Result<(), DeskError>) -> Result<(), DeskError>,
    ) -> Result<(), DeskError> {
        let about = loggable(about);
        let about = ("about", about.as_str());
        self.keeps_house(person, asked)?;
        let log = |changes: &str| self.granted(person, asked, &[about, ("changes", changes)]);
        work(&log).map_err(|error| match error {
            DeskError::Denied(_) => error,
            error => self.hindered(person, asked, &[about], error),
        })
    }

    /// Whether a device is declared in the file that the web interface writes.
    pub fn is_managed(&self, device: &DeviceRecord) -> bool {
        self.managed.has_declared(&device.declared_at)
    }

    /// The device with this extension, if it is declared outside the file that the web interface
    /// writes.
    fn declared<'d>(
        &self,
        devices: &'d [DeviceRecord],
        extension: &str,
    ) -> Option<&'d DeviceRecord> {
        let is_other = |it: &&DeviceRecord| it.extension == extension && !self.is_managed(it);
        devices.iter().find(is_other)
    }
}

fn clash(extension: &str, place: &str) -> DeskError {
    ManagedError::Clash(extension.to_owned(), place.to_owned()).into()
}
