//! The settings of the telephone lines and of the mail server that administrators have set in the
//! web interface. They take precedence over those of `ferrofax.conf`.

use super::Settings;
use crate::service::config::{Complaint, Declaration, RawCategory, RawConfig, RawOption};
use ferrofax_spool::{
    DEVICES_FILE, ManagedState, OF_MAIL_SERVER, SETTINGS_FILE, fingerprint, managed_settings,
    read_managed,
};
use std::collections::BTreeMap;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// The marks by which a change of the file is noticed: device, inode, time and size.
type Stamp = Option<(u64, u64, i64, i64, u64)>;

/// The settings of the web interface as they were read last.
#[derive(Clone, Debug, Default)]
pub(in crate::service) struct Managed {
    path: PathBuf,
    stamp: Stamp,
    pairs: BTreeMap<String, String>,
}

impl Managed {
    /// Reads the file in the spool's folder. If the file cannot be used, the settings of `before`
    /// stay, since mails must not go to another server.
    pub(super) fn read(spool: &Path, before: &Self) -> (Self, Option<Complaint>) {
        let path = spool.join(SETTINGS_FILE);
        let stamp = stamp(&path);
        let read = read_managed(&path).map_err(|error| error.to_string()).and_then(|text| {
            managed_settings(&text.unwrap_or_default())
                .map_err(|line| format!("line {line} is not valid"))
        });
        match read {
            Ok(pairs) => (Self { path, stamp, pairs }, None),
            Err(why) => {
                let text = format!("{why}; the settings that were read before stay in effect");
                let complaint = Complaint { place: path.display().to_string(), text };
                (Self { path, stamp, pairs: before.pairs.clone() }, Some(complaint))
            }
        }
    }

    /// Whether the file has changed since it was read.
    pub(super) fn is_stale(&self) -> bool {
        stamp(&self.path) != self.stamp
    }

    /// The contents of `ferrofax.conf`, followed by these settings.
    pub(super) fn after(&self, config: &RawConfig) -> RawConfig {
        let mut config = config.clone();
        if self.pairs.contains_key("mailserver") {
            let general = config.categories.iter_mut().filter(|it| it.name == "general");
            let is_other = |option: &RawOption| {
                !OF_MAIL_SERVER.iter().any(|key| option.key.eq_ignore_ascii_case(key))
            };
            general.for_each(|category| category.options.retain(is_other));
        }
        let file = Some(self.path.display().to_string());
        let option = |(key, value): (&String, &String)| RawOption {
            key: key.clone(),
            value: value.clone(),
            file: file.clone(),
            line: 0,
        };
        let options = self.pairs.iter().map(option).collect();
        let name = "general".to_owned();
        config
            .categories
            .push(RawCategory { name, file: file.clone(), line: 0, options });
        config
    }

    /// The fingerprints of these settings, and of the devices of the web interface that the
    /// dialplan has.
    pub(super) fn state(&self, declared: &[Declaration]) -> ManagedState {
        let is_managed = |it: &&Declaration| {
            it.file.as_ref().is_some_and(|file| Path::new(file).ends_with(DEVICES_FILE))
        };
        let devices = declared.iter().filter(is_managed);
        ManagedState {
            devices: fingerprint(devices.map(|it| (it.exten.as_str(), it.args.as_str()))),
            settings: fingerprint(self.pairs.iter().map(|(key, value)| (&**key, &**value))),
        }
    }
}

impl Settings {
    /// Reads `ferrofax.conf` and then the settings of the web interface, which take precedence.
    pub(super) fn read_with_managed(
        config: &RawConfig,
        (before, managed): (&Self, &Managed),
    ) -> (Self, Managed, Vec<Complaint>) {
        let (settings, _) = Self::read_again(config, &before.mail);
        let (managed, complaint) = Managed::read(&settings.spool, managed);
        let (settings, mut complaints) = Self::read_again(&managed.after(config), &before.mail);
        complaints.extend(complaint);
        (settings, managed, complaints)
    }
}

fn stamp(path: &Path) -> Stamp {
    let data = std::fs::symlink_metadata(path).ok()?;
    Some((data.dev(), data.ino(), data.mtime(), data.mtime_nsec(), data.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn read(conf: &str, spool: &Path, before: &Managed) -> (Settings, Managed, Vec<Complaint>) {
        let usual = format!("spool = {}\nmaildomain = example.com", spool.display());
        let conf = format!("[general]\n{usual}\n{conf}");
        let config = RawConfig::parse("ferrofax.conf", &conf);
        Settings::read_with_managed(&config, (&Settings::default(), before))
    }

    #[test]
    fn settings_of_the_web_interface_take_precedence() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(SETTINGS_FILE);
        fs::write(&file, "max_lines = 8\nmailserver = mail.example.com\n").unwrap();
        let conf = "max_lines = 2\nmailserver = old\nmailuser = fax\nmailpassword = secret\n\
                    mailauthinclear = yes\nretention_days = 9\n";
        let (settings, managed, complaints) = read(conf, folder.path(), &Managed::default());
        assert_eq!(complaints, []);
        assert_eq!((settings.max_lines, settings.retention_days), (8, 9));
        assert_eq!(settings.mail.relay.host, "mail.example.com");
        assert!(settings.mail.relay.login.is_none(), "the password is for the other server");
        assert!(!settings.mail.relay.auth_in_clear);
        assert!(!managed.is_stale());
        fs::write(&file, "max_lines = 12\n").unwrap();
        assert!(managed.is_stale());
        let (settings, ..) = read(conf, folder.path(), &managed);
        assert_eq!((settings.max_lines, settings.mail.relay.host.as_str()), (12, "old"));
        assert!(settings.mail.relay.login.is_some());
    }

    #[test]
    fn a_damaged_file_changes_nothing_and_is_reported() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(SETTINGS_FILE);
        fs::write(&file, "mailserver = mail.example.com\n").unwrap();
        let (_, before, _) = read("", folder.path(), &Managed::default());
        for text in ["mailserver = evil\nspool = /etc\n", "mailserver = \n", "#exec id\n"] {
            fs::write(&file, text).unwrap();
            let (settings, _, complaints) = read("", folder.path(), &before);
            assert_eq!(settings.mail.relay.host, "mail.example.com", "{text}");
            assert_eq!(settings.spool, folder.path());
            assert!(complaints[0].to_string().contains("is not valid"), "{complaints:?}");
        }
    }

    #[test]
    fn the_devices_of_the_web_interface_have_a_fingerprint() {
        let of = |file: &str| Declaration {
            exten: "2101".into(),
            args: "a@example.com,pdf".into(),
            file: Some(file.into()),
            ..Declaration::default()
        };
        let managed = Managed::default();
        let devices = |file: &str| managed.state(&[of(file)]).devices;
        assert_eq!(devices("extensions.conf"), "");
        assert_eq!(
            devices("/var/spool/asterisk/ferrofax/ferrofax-devices.conf"),
            fingerprint([("2101", "a@example.com,pdf")])
        );
    }
}
