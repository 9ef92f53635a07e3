//! The settings of the telephone lines and of the mail server that administrators have set in the
//! web interface. They take precedence over those of `ferrofax.conf`.

use super::Settings;
use crate::service::config::{Complaint, Declaration, RawCategory, RawConfig, RawOption};
use ferrofax_basics::FileVersion;
use ferrofax_spool::{
    DEVICES_FILE, ManagedState, OF_MAIL_SERVER, SETTINGS_FILE, SettingsText, device_marks,
    is_same_file, read_managed,
};
use std::path::{Path, PathBuf};

/// The settings that administrators have made in the web interface, as they were last read from
/// their file.
#[derive(Clone, Default)]
pub(in crate::service) struct Managed {
    path: PathBuf,
    version: Option<FileVersion>,
    /// The content of the file with these settings; `None` if the file could not be used yet.
    text: Option<SettingsText>,
}

impl Managed {
    /// Reads the settings of the web interface from their file in the spool's folder. If the file
    /// cannot be used, the settings that were read last (`before`) are kept, because mails must not
    /// be sent to another server. A setting that this version does not know is left out, because a
    /// newer version may have written it.
    pub(super) fn read(spool: &Path, before: &Self) -> (Self, Vec<Complaint>) {
        let path = spool.join(SETTINGS_FILE);
        let version = FileVersion::at(&path);
        let read = read_managed(&path).map_err(|error| error.to_string()).and_then(|text| {
            SettingsText::parse(&text.unwrap_or_default())
                .map_err(|line| format!("line {line} is not valid"))
        });
        match read {
            Ok(text) => {
                let complaint = |(line, key): &(usize, String)| Complaint {
                    place: format!("{}:{line}", path.display()),
                    text: format!("setting '{key}' is unknown here; the other settings apply"),
                };
                let complaints = text.unknown.iter().map(complaint).collect();
                (Self { path, version, text: Some(text) }, complaints)
            }
            Err(why) => {
                let which = match before.text {
                    Some(_) => "the settings that were read before stay in effect",
                    None => "no setting of this file applies, only those of ferrofax.conf",
                };
                let place = path.display().to_string();
                let complaint = Complaint { place, text: format!("{why}; {which}") };
                (Self { path, version, text: before.text.clone() }, vec![complaint])
            }
        }
    }

    /// Whether the file with the settings of the web interface has changed since it was read.
    pub(super) fn is_stale(&self) -> bool {
        FileVersion::at(&self.path) != self.version
    }

    /// The contents of `ferrofax.conf`, followed by the settings of the web interface. If the web
    /// interface sets the mail server, the lines of `ferrofax.conf` about it are left out.
    pub(super) fn after(&self, config: &RawConfig) -> RawConfig {
        let mut config = config.clone();
        let Some(SettingsText { pairs, .. }) = &self.text else { return config };
        if pairs.contains_key("mailserver") {
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
        let options = pairs.iter().map(option).collect();
        let name = "general".to_owned();
        config
            .categories
            .push(RawCategory { name, file: file.clone(), line: 0, options });
        config
    }

    /// The fingerprints of the settings of the web interface, and of those devices of the web
    /// interface that the dialplan has.
    pub(super) fn state(&self, spool: &Path, declared: &[Declaration]) -> ManagedState {
        let ours = spool.join(DEVICES_FILE);
        let is_managed = |it: &&Declaration| {
            it.file.as_ref().is_some_and(|file| is_same_file(Path::new(file), &ours))
        };
        let devices = declared.iter().filter(is_managed);
        ManagedState {
            devices: device_marks(devices.map(|it| (it.exten.as_str(), it.args.as_str()))),
            settings: self.text.as_ref().map(SettingsText::fingerprint).unwrap_or_default(),
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
        let (managed, of_file) = Managed::read(&settings.spool, managed);
        let (settings, mut complaints) = Self::read_again(&managed.after(config), &before.mail);
        complaints.extend(of_file);
        (settings, managed, complaints)
    }
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
        for text in ["mailserver = evil\nspool\n", "mailserver = \n", "#exec id\n"] {
            fs::write(&file, text).unwrap();
            let (settings, _, complaints) = read("", folder.path(), &before);
            assert_eq!(settings.mail.relay.host, "mail.example.com", "{text}");
            assert_eq!(settings.spool, folder.path());
            let said = complaints[0].to_string();
            assert!(said.contains("is not valid; the settings that were read before"), "{said}");
            let (settings, _, complaints) =
                read("mailserver = old\n", folder.path(), &Managed::default());
            assert_eq!(settings.mail.relay.host, "old");
            let said = complaints[0].to_string();
            assert!(said.contains("only those of ferrofax.conf"), "{said}");
        }
    }

    #[test]
    fn an_unknown_setting_is_left_out_and_the_others_apply() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(SETTINGS_FILE);
        fs::write(&file, "mailserver = mail.example.com\nspool = /etc\nmax_lines = 8\n").unwrap();
        let (settings, managed, complaints) = read("", folder.path(), &Managed::default());
        assert_eq!((settings.max_lines, settings.spool.as_path()), (8, folder.path()));
        assert_eq!(settings.mail.relay.host, "mail.example.com");
        assert_eq!(complaints.len(), 1, "{complaints:?}");
        let said = complaints[0].to_string();
        assert!(said.contains("ferrofax-settings.conf:2: setting 'spool' is unknown"), "{said}");
        assert!(!managed.state(folder.path(), &[]).settings.is_empty());
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
        let spool = Path::new("/var/spool/asterisk/ferrofax");
        let devices = |file: &str| managed.state(spool, &[of(file)]).devices;
        assert_eq!(devices("extensions.conf"), "");
        assert_eq!(devices("/etc/asterisk/ferrofax-devices.conf"), "");
        assert_eq!(
            devices("/var/spool/asterisk/ferrofax/ferrofax-devices.conf"),
            device_marks([("2101", "a@example.com,pdf")])
        );
    }
}
