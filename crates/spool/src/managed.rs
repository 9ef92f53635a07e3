//! The files with the fax devices, the telephone lines and the mail server that administrators set
//! in the web interface. The Ferrofax service writes them into the spool's folder.
//!
//! Asterisk reads the devices as a part of its dialplan, and the module reads the settings after
//! `ferrofax.conf`. The module publishes a fingerprint of what it has read, so that the service can
//! show whether the last change is in effect.

use std::collections::BTreeMap;
use std::io::{self, ErrorKind, Read};
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::database::{self, Transaction, params};
use crate::safe_file::{self, For};
use crate::{Devices, SpoolError};

/// The greatest size of each of the two files in bytes.
pub const LARGEST_MANAGED: u64 = 2 << 20;

/// The settings of the telephone lines that the file of settings may have.
pub const LINE_SETTINGS: [&str; 7] = [
    "max_lines",
    "inbound_lines",
    "dialstring",
    "dialtimeout",
    "country_code",
    "area_code",
    "outside_prefix",
];

/// The settings of the mail server that the file of settings may have.
pub const MAIL_SETTINGS: [&str; 7] =
    ["mailserver", "mailport", "mailtls", "mailuser", "mailpassword", "serveremail", "faxmaster"];

/// The settings of the connection to the mail server. If the file of settings names a mail server,
/// these settings of `ferrofax.conf` do not apply: a password must not go to another server.
pub const OF_MAIL_SERVER: [&str; 8] = [
    "mailserver",
    "smarthost",
    "mailport",
    "mailtls",
    "mailuser",
    "mailpassword",
    "mailauth",
    "mailauthinclear",
];

/// The names under which the module publishes the fingerprints.
const OF_DEVICES: &str = "managed_devices";
const OF_SETTINGS: &str = "managed_settings";

const DROP: &str = "DELETE FROM sending_settings WHERE name IN (?1, ?2)";
const INSERT: &str = "INSERT INTO sending_settings (name, value) VALUES (?1, ?2)";

/// The fingerprints of the devices and of the settings that the module has read. Each is empty if
/// there are none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ManagedState {
    /// The fingerprint of the devices that the dialplan has from [`crate::DEVICES_FILE`].
    pub devices: String,
    /// The fingerprint of the settings from [`crate::SETTINGS_FILE`].
    pub settings: String,
}

impl Devices<'_> {
    /// Publishes the fingerprints of what the module has read.
    pub fn publish_managed(&self, state: &ManagedState) -> Result<(), SpoolError> {
        self.spool.write(|transaction| put(transaction, state))
    }

    /// The fingerprints of what the module has read.
    pub fn managed(&self) -> Result<ManagedState, SpoolError> {
        let mut pairs = self.spool.read(crate::sending::published)?;
        let mut of = |name: &str| pairs.remove(name).unwrap_or_default();
        Ok(ManagedState { devices: of(OF_DEVICES), settings: of(OF_SETTINGS) })
    }
}

fn put(transaction: &Transaction<'_>, state: &ManagedState) -> database::Result<()> {
    transaction.execute(DROP, [OF_DEVICES, OF_SETTINGS])?;
    let mut insert = transaction.prepare_cached(INSERT)?;
    for (name, value) in [(OF_DEVICES, &state.devices), (OF_SETTINGS, &state.settings)] {
        if !value.is_empty() {
            insert.execute(params![name, value])?;
        }
    }
    Ok(())
}

/// The fingerprint of pairs of texts, which does not depend on their order: extensions with the arguments of
/// their `FaxDevice`, or settings with their values. Empty if there are no pairs.
pub fn fingerprint<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut pairs: Vec<_> = pairs.into_iter().collect();
    if pairs.is_empty() {
        return String::new();
    }
    pairs.sort_unstable();
    let mut hash = Sha256::new();
    for text in pairs.iter().flat_map(|(name, value)| [name, value]) {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text.as_bytes());
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Reads one of the two files; `None` if it does not exist. Links are not followed.
pub fn read_managed(path: &Path) -> io::Result<Option<String>> {
    let file = match safe_file::open(path, For::Reading) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        file => file?,
    };
    let mut text = String::new();
    file.take(LARGEST_MANAGED + 1).read_to_string(&mut text)?;
    if text.len() as u64 > LARGEST_MANAGED {
        return Err(io::Error::new(ErrorKind::InvalidData, "it is larger than 2 MB"));
    }
    Ok(Some(text))
}

/// The settings in the text of [`crate::SETTINGS_FILE`]. The error has the number of the first line that
/// is not valid.
pub fn managed_settings(text: &str) -> Result<BTreeMap<String, String>, usize> {
    let mut settings = BTreeMap::new();
    for (at, line) in text.lines().enumerate() {
        if line.is_empty() || line.starts_with(';') {
            continue;
        }
        let (key, value) = line.split_once(" = ").ok_or(at + 1)?;
        let is_known = LINE_SETTINGS.contains(&key) || MAIL_SETTINGS.contains(&key);
        let is_plain = !value.is_empty() && !value.contains(char::is_control);
        let is_twice = settings.insert(key.to_owned(), value.to_owned()).is_some();
        if !is_known || !is_plain || is_twice {
            return Err(at + 1);
        }
    }
    Ok(settings)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Spool;
    use crate::backup::{DEVICES_FILE, SETTINGS_FILE};
    use crate::sending::SendingSettings;

    #[test]
    fn what_the_module_has_read_is_published_beside_its_settings() {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::open(folder.path()).unwrap();
        let state = ManagedState { devices: "a".into(), settings: "b".into() };
        assert_eq!(spool.devices().managed().unwrap(), ManagedState::default());
        spool.devices().publish_sending(&SendingSettings::default(), 4).unwrap();
        spool.devices().publish_managed(&state).unwrap();
        spool.devices().publish_managed(&state).unwrap();
        assert_eq!(spool.devices().managed().unwrap(), state);
        assert_eq!(spool.devices().sending().unwrap(), SendingSettings::default());
        spool.devices().publish_managed(&ManagedState::default()).unwrap();
        assert_eq!(spool.devices().managed().unwrap(), ManagedState::default());
    }

    #[test]
    fn a_fingerprint_is_of_the_pairs_and_not_of_their_order() {
        let of = |pairs: &[(&'static str, &'static str)]| fingerprint(pairs.iter().copied());
        assert_eq!(of(&[]), "");
        assert_eq!(of(&[("1", "a"), ("2", "b")]), of(&[("2", "b"), ("1", "a")]));
        assert_ne!(of(&[("1", "ab")]), of(&[("1a", "b")]));
    }

    #[test]
    fn settings_are_those_that_may_be_set_there_and_each_is_one_line() {
        let read = |text: &str| managed_settings(text).map(|settings| settings.len());
        assert_eq!(read("; comment\n\nmax_lines = 8\nmailpassword = a;b = c\n"), Ok(2));
        for text in [
            "spool = /etc",
            "max_lines=8",
            "max_lines = ",
            "max_lines = 8\tx",
            "max_lines = 8\nmax_lines = 9",
            "[general]",
            "contexts = default",
            "#include x",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_file_is_read_without_following_links_and_up_to_its_limit() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(SETTINGS_FILE);
        assert!(read_managed(&path).unwrap().is_none());
        std::fs::write(&path, "max_lines = 8\n").unwrap();
        assert_eq!(read_managed(&path).unwrap().unwrap(), "max_lines = 8\n");
        let link = folder.path().join(DEVICES_FILE);
        std::os::unix::fs::symlink(&path, &link).unwrap();
        assert!(read_managed(&link).is_err());
        std::fs::write(&path, ";".repeat(LARGEST_MANAGED as usize + 1)).unwrap();
        assert!(read_managed(&path).is_err());
    }
}
