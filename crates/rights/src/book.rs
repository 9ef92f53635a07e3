//! A copy of the devices and dial rules, which the Ferrofax module in Asterisk publishes in the
//! spool. Decisions on permissions are based on this copy, which is read again every two seconds.

use std::sync::{Arc, Mutex};

use ferrofax_basics::DeviceName;
use ferrofax_basics::UnixMs;
use ferrofax_basics::lock::lock;
use ferrofax_spool::numbers::NumberRules;
use ferrofax_spool::{DeviceRecord, Spool, SpoolError};

use super::entitled::users_vouched_for;
use super::people::{KnownPeople, People};
use super::settings::{RightsSettings, UserSettings};

/// The time, in milliseconds, after which the copy of the devices and dial rules is read from the
/// spool again.
const HOLDS_MS: i64 = 2_000;

/// The data for decisions on permissions, as of `read_at`: the settings with the users of
/// users.toml, the confirmed users, the devices and the dial rules.
pub(super) struct Book {
    /// The settings, with the users of users.toml.
    settings: Arc<RightsSettings>,
    /// The content of users.toml when this copy was made.
    people: Arc<KnownPeople>,
    devices: Vec<Device>,
    /// The users whom a directory (LDAP) or login provider (OpenID) has recently confirmed to
    /// exist.
    vouched: Vec<UserSettings>,
    pub(super) rules: NumberRules,
    read_at: UnixMs,
}

/// A fax device, with the mail addresses of its owners.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Device {
    pub(super) name: DeviceName,
    /// The mail addresses of the device's owners, in small letters.
    pub(super) mailboxes: Vec<String>,
    pub(super) class: Option<String>,
    pub(super) may_send: bool,
}

/// The newest copy of the data for decisions on permissions; `None` before the first copy was read.
#[derive(Default)]
pub(super) struct Shelf(Mutex<Option<Arc<Book>>>);

impl Shelf {
    pub(super) fn book(
        &self,
        settings: &RightsSettings,
        people: &People,
        spool: &Spool,
        now: UnixMs,
    ) -> Result<Arc<Book>, SpoolError> {
        let mut kept = lock(&self.0);
        let known = people.now();
        let is_good = |book: &&Arc<Book>| {
            (book.read_at..book.read_at + HOLDS_MS).contains(&now)
                && Arc::ptr_eq(&book.people, &known)
        };
        if let Some(book) = kept.as_ref().filter(is_good) {
            return Ok(Arc::clone(book));
        }
        let before = kept.as_ref().filter(|book| Arc::ptr_eq(&book.people, &known));
        let settings = match before {
            Some(book) => Arc::clone(&book.settings),
            None => Arc::new(settings.with_people(people, &known, spool, now)?),
        };
        let book = Arc::new(Book::read(settings, known, spool, now)?);
        *kept = Some(Arc::clone(&book));
        Ok(book)
    }

    /// Forgets the copy of the devices and dial rules, so that the next decision reads the spool
    /// again.
    pub(super) fn clear(&self) {
        *lock(&self.0) = None;
    }
}

/// The reason why a device name in the settings does not match exactly one device.
#[derive(Debug, thiserror::Error)]
pub(super) enum UnclearDevice {
    /// There is no device with this name.
    #[error("there is no fax device '{0}'")]
    Unknown(DeviceName),
    /// Devices in several contexts have this name, so the context must be added.
    #[error("'{name}' may be {first} or {second}; the settings have to say which")]
    Ambiguous {
        /// The device name as it is written in gateway.toml.
        name: DeviceName,
        /// One device that the name in the settings could mean.
        first: String,
        /// Another device that the name in the settings could mean.
        second: String,
    },
}

impl Book {
    /// All fax devices that Asterisk's dialplan declares, as the Ferrofax module in Asterisk has
    /// stored them in the spool.
    pub(super) fn devices(&self) -> &[Device] {
        &self.devices
    }

    /// The users whom a directory (LDAP) or login provider (OpenID) has recently confirmed to
    /// exist.
    pub(super) fn vouched(&self) -> &[UserSettings] {
        &self.vouched
    }

    /// The settings, with the users of users.toml.
    pub(super) fn settings(&self) -> &RightsSettings {
        &self.settings
    }

    /// The content of users.toml.
    pub(super) fn people(&self) -> &KnownPeople {
        &self.people
    }

    fn read(
        rights: Arc<RightsSettings>,
        people: Arc<KnownPeople>,
        spool: &Spool,
        now: UnixMs,
    ) -> Result<Self, SpoolError> {
        let settings = spool.devices().sending()?;
        let device = |record: DeviceRecord| Device {
            may_send: settings.defaults_of(&record).enabled,
            name: record.name(),
            mailboxes: record.mailboxes.iter().map(|mailbox| mailbox.to_lowercase()).collect(),
            class: record.class,
        };
        let devices = spool.devices().list()?.into_iter().map(device).collect();
        let vouched = users_vouched_for(&rights, spool, now)?;
        let rules = settings.rules;
        Ok(Self { settings: rights, people, devices, vouched, rules, read_at: now })
    }

    /// Finds the device that a setting names, as `2101` or `2101@context`.
    pub(super) fn named(&self, name: &DeviceName) -> Result<&Device, UnclearDevice> {
        let mut found = self.devices.iter().filter(|device| device.name.may_be(name));
        match (found.next(), found.next()) {
            (Some(device), None) => Ok(device),
            (None, _) => Err(UnclearDevice::Unknown(name.clone())),
            (Some(first), Some(second)) => Err(UnclearDevice::Ambiguous {
                name: name.clone(),
                first: first.name.to_string(),
                second: second.name.to_string(),
            }),
        }
    }

    /// The device from which the owner of a mail address sends. A device that is permitted to send
    /// is preferred. If there are several, a device that belongs only to this owner is preferred.
    pub(super) fn owned_by(&self, address: &str) -> Option<&Device> {
        let owned = self
            .devices
            .iter()
            .filter(|device| device.mailboxes.iter().any(|mailbox| mailbox == address));
        owned.min_by_key(|device| (!device.may_send, device.mailboxes.len() > 1))
    }
}
