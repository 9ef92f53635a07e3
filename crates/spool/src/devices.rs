//! The declared devices. The module publishes the devices that it found in the dialplan; the
//! Ferrofax service learns from them who owns which extension.

use ferrofax_basics::DeviceName;
use std::collections::BTreeMap;

use super::{Format, SpoolError};
use crate::Devices;
use crate::column::word;
use crate::database::{self, Row, Transaction, params};

/// A fax device: an extension with its mailboxes and its format.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeviceRecord {
    /// The dialplan context of the device.
    pub context: String,
    /// The extension of the device.
    pub extension: String,
    /// The mailboxes that get the device's faxes: one for a person's device, several for a group's.
    pub mailboxes: Vec<String>,
    /// The format in which the mailboxes get the faxes.
    pub format: Format,
    /// The device's class, if it has one.
    pub class: Option<String>,
    /// Whether the device may receive faxes. All three levels of the settings must allow it.
    pub enabled: bool,
    /// Further settings of the device, by their names in `ferrofax.conf`: the defaults for its
    /// jobs, and the settings that each of its jobs carries (see [`super::sending`]).
    pub options: BTreeMap<String, String>,
    /// Where the device is declared, as `file:line` or the registrar's name.
    pub declared_at: String,
}

impl DeviceRecord {
    /// The device's name, with its context.
    pub fn name(&self) -> DeviceName {
        DeviceName::new(&self.extension, &self.context)
    }
}

const CLEAR: &str = "DELETE FROM devices";
/// Deletes the devices of a node: their contexts begin with the node's name and `/`. `0` is the
/// character after `/` in ASCII.
const FORGET_NODE: &str = "DELETE FROM devices WHERE context >= ?1 || '/' AND context < ?1 || '0'";
const DROP: &str = "DELETE FROM devices WHERE context = ?1 AND extension = ?2";
const INSERT: &str = "
    INSERT INTO devices (context, extension, format, class, enabled, declared_at)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
const INSERT_MAILBOX: &str = "
    INSERT INTO device_mailboxes (context, extension, position, mailbox) VALUES (?1, ?2, ?3, ?4)";
const INSERT_OPTION: &str =
    "INSERT INTO device_options (context, extension, name, value) VALUES (?1, ?2, ?3, ?4)";
const SELECT: &str = "
    SELECT context, extension, format, class, enabled, declared_at FROM devices ORDER BY context, extension";
const SELECT_MAILBOXES: &str = "
    SELECT mailbox FROM device_mailboxes WHERE context = ?1 AND extension = ?2 ORDER BY position";
const SELECT_OPTIONS: &str =
    "SELECT name, value FROM device_options WHERE context = ?1 AND extension = ?2";

impl Devices<'_> {
    /// Replaces the published devices by these, in one transaction. Of two devices with one
    /// extension, the later one is kept. The publisher has already reported the duplicate.
    pub fn publish_devices(&self, devices: &[DeviceRecord]) -> Result<(), SpoolError> {
        self.spool.write(|transaction| {
            // The devices that the dialplan declares now replace those that it declared before.
            transaction.execute(CLEAR, [])?;
            put(transaction, "", devices)
        })
    }

    /// The published devices, by context and extension.
    pub fn list(&self) -> Result<Vec<DeviceRecord>, SpoolError> {
        self.spool.read(|transaction| {
            let mut devices: Vec<DeviceRecord> = transaction.all(SELECT, [], device_of_row)?;
            let mut mailboxes = transaction.prepare_cached(SELECT_MAILBOXES)?;
            let mut options = transaction.prepare_cached(SELECT_OPTIONS)?;
            for device in &mut devices {
                let key = [&device.context, &device.extension];
                device.mailboxes =
                    mailboxes.query_map(key, |row| row.get(0))?.collect::<Result<_, _>>()?;
                device.options = options
                    .query_map(key, |row| Ok((row.get(0)?, row.get(1)?)))?
                    .collect::<Result<_, _>>()?;
            }
            Ok(if self.spool.is_front() { of_all_nodes(devices) } else { devices })
        })
    }
}

/// Writes devices. The text `before` is put before the context of each.
fn put(
    transaction: &Transaction<'_>,
    before: &str,
    devices: &[DeviceRecord],
) -> database::Result<()> {
    let mut drop_double = transaction.prepare_cached(DROP)?;
    let mut insert = transaction.prepare_cached(INSERT)?;
    let mut insert_mailbox = transaction.prepare_cached(INSERT_MAILBOX)?;
    let mut insert_option = transaction.prepare_cached(INSERT_OPTION)?;
    for device in devices {
        let (context, extension) = (&format!("{before}{}", device.context), &device.extension);
        drop_double.execute([context, extension])?;
        let DeviceRecord { format, class, enabled, declared_at, .. } = device;
        let row = params![context, extension, format.name(), class, enabled, declared_at];
        insert.execute(row)?;
        for (position, mailbox) in device.mailboxes.iter().enumerate() {
            insert_mailbox.execute(params![context, extension, position as i64, mailbox])?;
        }
        for (name, value) in &device.options {
            insert_option.execute(params![context, extension, name, value])?;
        }
    }
    Ok(())
}

/// Replaces the devices of a node in a shared database by these. The node's name and a `/` precede
/// their contexts.
pub fn put_of_node(
    transaction: &Transaction<'_>,
    node: &str,
    devices: &[DeviceRecord],
) -> database::Result<()> {
    forget_node(transaction, node)?;
    put(transaction, &format!("{node}/"), devices)
}

/// Deletes the devices of a node from a shared database.
pub fn forget_node(transaction: &Transaction<'_>, node: &str) -> database::Result<()> {
    transaction.run(FORGET_NODE, [node])
}

/// The devices of a shared database under the names that senders use, without the names of nodes.
/// Of two devices with one name, the result has that of the node whose name sorts first.
fn of_all_nodes(devices: Vec<DeviceRecord>) -> Vec<DeviceRecord> {
    let mut all = BTreeMap::new();
    for mut device in devices {
        if let Some((_, context)) = device.context.split_once('/') {
            device.context = context.to_owned();
        }
        let key = (device.context.clone(), device.extension.clone());
        all.entry(key).or_insert(device);
    }
    all.into_values().collect()
}

fn device_of_row(row: &Row<'_>) -> database::Result<DeviceRecord> {
    Ok(DeviceRecord {
        context: row.get("context")?,
        extension: row.get("extension")?,
        format: word(row, "format", Format::from_name)?,
        class: row.get("class")?,
        enabled: row.get("enabled")?,
        declared_at: row.get("declared_at")?,
        ..DeviceRecord::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Spool;

    fn device(extension: &str, mailboxes: &[&str]) -> DeviceRecord {
        DeviceRecord {
            context: "fax-devices".into(),
            extension: extension.into(),
            mailboxes: mailboxes.iter().map(|&mailbox| mailbox.into()).collect(),
            enabled: true,
            declared_at: "extensions.conf:12".into(),
            ..DeviceRecord::default()
        }
    }

    #[test]
    fn publishing_replaces_what_was_published() {
        let (folder, spool) = Spool::empty();
        let mut group = device("2102", &["sales@example.com", "bob@example.com"]);
        group.class = Some("sales".into());
        group.format = Format::Tiff;
        group.options.insert("localstationid".into(), "+4999112345".into());
        let person = device("2101", &["alice@example.com"]);
        spool.devices().publish_devices(&[group.clone(), person.clone()]).unwrap();
        assert_eq!(spool.devices().list().unwrap(), [person.clone(), group]);
        spool.devices().publish_devices(std::slice::from_ref(&person)).unwrap();
        drop(spool);
        assert_eq!(Spool::open(folder.path()).unwrap().devices().list().unwrap(), [person]);
    }

    #[test]
    fn a_device_published_twice_does_not_keep_the_others_out() {
        let (_folder, spool) = Spool::empty();
        let (first, second) = (
            device("2101", &["a@example.com", "b@example.com"]),
            device("2101", &["c@example.com"]),
        );
        spool
            .devices()
            .publish_devices(&[first, second.clone(), device("2103", &[])])
            .unwrap();
        assert_eq!(spool.devices().list().unwrap(), [second, device("2103", &[])]);
    }
}
