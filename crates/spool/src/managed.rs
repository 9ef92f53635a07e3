//! The files with the fax devices, the telephone lines and the mail server that administrators set
//! in the web interface. The Ferrofax service writes them into the spool's folder.
//!
//! Asterisk reads the devices as a part of its dialplan, and the module reads the settings after
//! `ferrofax.conf`. The module publishes a fingerprint of what it has read, so that the service can
//! show whether the last change is in effect.

use std::collections::BTreeMap;
use std::io::{self, ErrorKind, Read};
use std::path::Path;

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use crate::database::{self, Transaction, params};
use crate::safe_file::{self, For};
use crate::{Devices, SpoolError};

/// The maximum size, in bytes, of the file with the devices and of the file with the settings.
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
    /// The fingerprints of the devices that the dialplan has from [`crate::DEVICES_FILE`], as
    /// [`device_marks`] makes them.
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

/// The fingerprint of pairs of texts, which does not depend on their order. Empty if there are no
/// pairs.
fn fingerprint<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
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
    HEXLOWER.encode(&hash.finalize())
}

/// Whether two paths lead to the same file, such as through a link to the folder.
pub fn is_same_file(one: &Path, other: &Path) -> bool {
    let leads_there = || {
        let paths = one.canonicalize().and_then(|one| Ok((one, other.canonicalize()?)));
        paths.is_ok_and(|(one, other)| one == other)
    };
    // Most files have other names, so that the disk need not be read.
    one == other || (one.file_name() == other.file_name() && leads_there())
}

/// The fingerprints of devices, by the extensions and the arguments of their `FaxDevice`. Each is one
/// word, and they are sorted.
pub fn device_marks<'a>(devices: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut marks: Vec<String> = devices.into_iter().map(device_mark).collect();
    marks.sort_unstable();
    marks.join(" ")
}

/// The fingerprint of one device, as [`device_marks`] has it.
pub fn device_mark((extension, arguments): (&str, &str)) -> String {
    format!("{extension}:{}", &fingerprint([(extension, arguments)])[..16])
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

/// The beginning of the line with the revision. It is a comment, so older versions ignore the line.
const REVISION: &str = "; revision ";

/// The content of [`crate::SETTINGS_FILE`].
#[derive(Clone, Default, PartialEq, Eq)]
pub struct SettingsText {
    /// The settings that are known here.
    pub pairs: BTreeMap<String, String>,
    /// A random text that changes with each change of the file; empty if the file has none.
    pub revision: String,
    /// The settings that are not known here, each with the number of its line. A newer version may
    /// have written them.
    pub unknown: Vec<(usize, String)>,
}

impl SettingsText {
    /// Reads the text of the file. The error has the number of the first line that is no setting.
    pub fn parse(text: &str) -> Result<Self, usize> {
        let mut found = Self::default();
        for (at, line) in text.lines().enumerate() {
            if let Some(revision) = line.strip_prefix(REVISION) {
                found.revision = revision.to_owned();
            }
            if line.is_empty() || line.starts_with(';') {
                continue;
            }
            let (key, value) = line.split_once(" = ").ok_or(at + 1)?;
            let is_key = key.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'_');
            let is_plain = !value.is_empty() && !value.contains(char::is_control);
            if !is_key || !is_plain || found.pairs.contains_key(key) {
                return Err(at + 1);
            }
            if LINE_SETTINGS.contains(&key) || MAIL_SETTINGS.contains(&key) {
                found.pairs.insert(key.to_owned(), value.to_owned());
            } else {
                found.unknown.push((at + 1, key.to_owned()));
            }
        }
        Ok(found)
    }

    /// The text of the file with the known settings.
    pub fn written(&self) -> String {
        let pairs = self.pairs.iter().map(|(key, value)| format!("{key} = {value}\n"));
        let lines: String = pairs.collect();
        match self.revision.as_str() {
            "" => lines,
            revision => format!("{REVISION}{revision}\n{lines}"),
        }
    }

    /// The fingerprint of the known settings. The password is no part of it, since the fingerprint
    /// is in the database. If only the password changes, the revision changes the fingerprint.
    pub fn fingerprint(&self) -> String {
        let pairs = self.pairs.iter().filter(|(key, _)| *key != "mailpassword");
        let pairs = pairs.map(|(key, value)| (key.as_str(), value.as_str()));
        let revision = Some((REVISION, self.revision.as_str()));
        fingerprint(pairs.chain(revision.filter(|(_, text)| !text.is_empty())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Spool;
    use crate::backup::{DEVICES_FILE, SETTINGS_FILE};
    use crate::sending::SendingSettings;

    #[test]
    fn what_the_module_has_read_is_published_beside_its_settings() {
        let (_folder, spool) = Spool::empty();
        let state = ManagedState { devices: "a".into(), settings: "b".into() };
        assert_eq!(spool.devices().managed().unwrap(), ManagedState::default());
        spool.devices().publish_sending(&SendingSettings::default(), 4).unwrap();
        spool.devices().publish_managed(&state).unwrap();
        spool.devices().publish_managed(&state).unwrap();
        assert_eq!(spool.devices().managed().unwrap(), state);
        assert_eq!(spool.devices().sending().unwrap(), SendingSettings::default());
        spool.devices().publish_sending(&SendingSettings::default(), 8).unwrap();
        assert_eq!(spool.devices().managed().unwrap(), state);
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
        let read = |text: &str| SettingsText::parse(text).map(|found| found.pairs.len());
        assert_eq!(read("; comment\n\nmax_lines = 8\nmailpassword = a;b = c\n"), Ok(2));
        for text in [
            "max_lines=8",
            "max_lines = ",
            "max_lines = 8\tx",
            "max_lines = 8\nmax_lines = 9",
            "[general]",
            "#include x",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
        let found = SettingsText::parse("spool = /etc\nmax_lines = 8\ncontexts = default").unwrap();
        assert_eq!(found.pairs.keys().collect::<Vec<_>>(), ["max_lines"]);
        assert_eq!(found.unknown, [(1, "spool".to_owned()), (3, "contexts".to_owned())]);
    }

    #[test]
    fn a_fingerprint_says_nothing_of_the_password_and_changes_with_each_revision() {
        let of = |text: &str| SettingsText::parse(text).unwrap().fingerprint();
        assert_eq!(of(""), "");
        assert_eq!(of("mailpassword = a\nmailport = 25"), of("mailpassword = b\nmailport = 25"));
        assert_eq!(of("mailport = 25"), of("mailpassword = b\nmailport = 25"));
        let (one, other) = (of("; revision 1\nmailport = 25"), of("; revision 2\nmailport = 25"));
        assert_ne!(one, other);
        let text = "; revision 1\nmailport = 25\n";
        assert_eq!(SettingsText::parse(text).unwrap().written(), text);
    }

    #[test]
    fn a_file_is_the_same_through_a_link_to_its_folder() {
        let folder = tempfile::tempdir().unwrap();
        let [one, link, other] = ["one", "link", "other"].map(|name| folder.path().join(name));
        std::fs::create_dir(&one).unwrap();
        std::fs::create_dir(&other).unwrap();
        std::os::unix::fs::symlink(&one, &link).unwrap();
        let of = |folder: &Path| folder.join(DEVICES_FILE);
        assert!(!is_same_file(&of(&one), &of(&link)), "there is no such file");
        for folder in [&one, &other] {
            std::fs::write(of(folder), "").unwrap();
        }
        assert!(is_same_file(&of(&one), &of(&link)));
        assert!(!is_same_file(&of(&one), &of(&other)));
    }

    #[test]
    fn each_device_has_its_own_fingerprint() {
        let marks = device_marks([("22", "b"), ("21", "a")]);
        assert_eq!(marks, format!("{} {}", device_mark(("21", "a")), device_mark(("22", "b"))));
        assert_ne!(device_mark(("21", "a")), device_mark(("21", "b")));
        assert_eq!(device_marks([]), "");
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
