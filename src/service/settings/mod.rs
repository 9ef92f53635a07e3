//! The settings of `ferrofax.conf`, checked: `[general]`, and one section for each class of devices
//! and each retention class.
//!
//! A faulty line of the file is reported, and its setting keeps the default. All other lines apply.

pub mod asterisk;
mod configuration;
mod device;
pub(super) mod devices;
mod dial_string;
pub(super) mod dialling;
mod error;
mod junk;
mod managed;
pub(super) mod modems;
mod options;
pub(super) mod retention;
mod subaddress;
mod switches;
pub(super) mod value;

pub use device::DeviceArgs;
pub use devices::{Device, Prohibition};
pub use dial_string::DialString;
pub use dialling::DialSettings;
pub use error::SettingError;
pub(super) use junk::{CallerRules, JunkRules, Suspect};
pub(super) use modems::ModemList;
pub use options::FaxOptions;
pub use subaddress::SubaddressRules;
pub use switches::Switches;
pub use value::{CallerId, Durable, RecordCalls, T38Use};

pub(super) use configuration::{Configuration, Current};

use super::config::{Complaint, RawCategory, RawConfig, RawOption};
use ferrofax_delivery::DEVICE_OPTIONS;
use ferrofax_delivery::MailSettings;
use ferrofax_delivery::{is_own_address, oddities};
use ferrofax_engine::call::PageQualityPolicy;
use ferrofax_ground::pii::Pii;
use ferrofax_spool::sending::SendingSettings;
use ferrofax_spool::{RecordRing, RetentionClass};
use std::collections::BTreeMap;
use std::path::PathBuf;

const MEGABYTE: u64 = 1_000_000;

/// The settings of the file `ferrofax.conf`.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `contexts`: the contexts in which fax devices are declared.
    pub contexts: Vec<String>,
    /// `spool`: the folder that contains the database and the documents of the faxes.
    pub spool: PathBuf,
    /// `faxenabled` in `[general]`: whether any device is allowed to receive faxes. The value `no`
    /// takes precedence over the settings of classes of devices and of devices.
    pub fax_enabled: bool,
    /// `max_lines`: the greatest number of fax calls at once, in both directions.
    pub max_lines: usize,
    /// `retention_days`: the number of days for which delivered faxes are kept in the spool; 0
    /// keeps them for ever.
    pub retention_days: u32,
    /// `deletion_record_days`: the number of days for which the spool keeps the record that a fax
    /// or job was deleted; 0 keeps it for ever.
    pub deletion_record_days: u32,
    /// `junk_days`: the number of days for which junk faxes are kept in the spool.
    pub junk_days: u32,
    /// `record_days` and `record_room`: the limits of the stored call recordings, by age and by
    /// size.
    pub records: RecordRing,
    /// `cleanup_interval`: the hours between two clean-ups, which delete old faxes.
    pub cleanup_interval_hours: u32,
    /// `log_personal_data`: whether Ferrofax's lines in Asterisk's log show telephone numbers and
    /// names in full.
    pub log_personal_data: bool,
    /// `res_fax`: whether the PBX's own fax applications use Ferrofax.
    pub res_fax: bool,
    /// `max_pages`: the greatest number of pages of one received fax.
    pub max_pages: u32,
    /// `rtp_bad_rows`: a page without ECM that has at least this percentage of bad rows is answered
    /// with RTP (retrain positive: confirmed, but the modems train again).
    pub rtp_bad_rows_percent: u32,
    /// `rtn_bad_rows`: a page without ECM that has at least this percentage of bad rows is answered
    /// with RTN (retrain negative: rejected, and the modems train again).
    pub rtn_bad_rows_percent: u32,
    /// The fax options in `[general]`, such as the station identification, the modems and T.38. A
    /// class of fax devices or a device may override them.
    pub options: FaxOptions,
    /// The settings for sending: how telephone numbers are read, what is remembered about them, and
    /// the defaults for jobs.
    pub sending: SendingSettings,
    /// `send_folders`: the folders from which documents can be sent as faxes by AMI and by
    /// Asterisk's command line. If the list is empty, documents from all folders except the spool
    /// can be sent.
    pub send_folders: Vec<PathBuf>,
    /// `jobs_per_day`: the greatest number of faxes a day (from midnight to midnight) that all
    /// users of AMI together can submit. The same number applies, separately, to all users of
    /// Asterisk's command line. 0 for no limit.
    pub jobs_per_day: u32,
    /// `pages_per_day`: the greatest number of fax pages a day that all users of AMI together can
    /// submit. The same number applies, separately, to all users of Asterisk's command line. 0 for
    /// no limit.
    pub pages_per_day: u32,
    /// The settings for placing and retrying calls.
    pub dialling: DialSettings,
    /// The settings for writing and sending mails.
    pub mail: MailSettings,
    /// The classes of fax devices, by their names.
    pub classes: BTreeMap<String, Class>,
    /// The retention classes, by their names.
    pub retention: BTreeMap<String, RetentionClass>,
    /// The switches by which an operator has allowed or forbidden receiving, on Asterisk's command
    /// line. They take precedence over these settings.
    pub switches: Switches,
}

/// A class of fax devices, which share settings: a section of ferrofax.conf with `type = class`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Class {
    /// Whether devices of this class are allowed to receive faxes. They are allowed only if the
    /// section of the class has `faxenabled = yes`.
    pub fax_enabled: bool,
    /// The fax options of this class of devices, such as the station identification, the modems and
    /// T.38. They take precedence over those of `[general]`.
    pub options: FaxOptions,
    /// The mail settings of this class of devices: `emailsubject`, `faxmaster` and others.
    pub mail: BTreeMap<String, String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            contexts: vec!["fax-devices".into()],
            spool: PathBuf::from("/var/spool/asterisk/ferrofax"),
            fax_enabled: true,
            max_lines: 4,
            retention_days: 30,
            deletion_record_days: 365,
            junk_days: 7,
            records: RecordRing { days: 30, room: 500 * MEGABYTE },
            cleanup_interval_hours: 24,
            log_personal_data: false,
            res_fax: true,
            max_pages: 1000,
            rtp_bad_rows_percent: 5,
            rtn_bad_rows_percent: 15,
            options: FaxOptions::default(),
            sending: SendingSettings::default(),
            send_folders: Vec::new(),
            jobs_per_day: 500,
            pages_per_day: 2_000,
            dialling: DialSettings::default(),
            mail: MailSettings::default(),
            classes: BTreeMap::new(),
            retention: BTreeMap::new(),
            switches: Switches::default(),
        }
    }
}

impl Settings {
    /// The rules for answering received pages of bad quality, from `rtp_bad_rows` and
    /// `rtn_bad_rows`.
    pub(super) fn page_quality(&self) -> PageQualityPolicy {
        PageQualityPolicy {
            rtp_percent: self.rtp_bad_rows_percent as f32,
            rtn_percent: self.rtn_bad_rows_percent as f32,
            ..PageQualityPolicy::default()
        }
    }

    /// Reads the configuration `raw`. Returns the settings, and messages about values that are
    /// rejected or probably do not have the intended effect.
    pub fn read(raw: &RawConfig) -> (Self, Vec<Complaint>) {
        Self::read_again(raw, &MailSettings::default())
    }

    /// Reads the configuration again. If the new value of the setting for the mail server, or of
    /// one of the fax server's own mail addresses, is not valid, the value in `before` is kept.
    pub fn read_again(raw: &RawConfig, before: &MailSettings) -> (Self, Vec<Complaint>) {
        let mut settings = Self::default();
        let mut complaints = Vec::new();
        for category in &raw.categories {
            let kind = category
                .options
                .iter()
                .rev()
                .find(|option| option.key.eq_ignore_ascii_case("type"));
            // Sets each line of a category, and notes faults, and remarks about lines that are odd
            // but valid.
            let mut each = |set: &mut dyn FnMut(&str, &str) -> Result<(), SettingError>| {
                for option in &category.options {
                    let key = option.key.to_ascii_lowercase();
                    match set(&key, &option.value) {
                        Err(error) => complaints.push(complaint(raw, option, &error.to_string())),
                        Ok(()) => complaints.extend(
                            oddities(&key, &option.value)
                                .iter()
                                .map(|text| remark(raw, option, text)),
                        ),
                    }
                }
            };
            match (category.name.as_str(), kind.map(|option| option.value.as_str())) {
                ("general", None) => each(&mut |key, text| {
                    settings.set_general(key, text).inspect_err(|_| settings.mail.keep(key, before))
                }),
                (name, Some("class")) => {
                    let mut class = Class::default();
                    each(&mut |key, text| class.set(key, text));
                    settings.classes.insert(name.to_owned(), class);
                }
                (name, Some("retention")) => {
                    // A second section adds to the first: neither shortens the times of the other.
                    let mut class = RetentionClass::default();
                    each(&mut |key, text| retention::set(&mut class, key, text));
                    let first = settings.retention.remove(name).unwrap_or_default();
                    settings.retention.insert(name.to_owned(), retention::both(first, class));
                }
                (name, _) => complaints.push(unknown_category(raw, category, name)),
            }
        }
        complaints.extend(settings.contradictions(&raw.file));
        complaints.extend(settings.unknown_retention(raw));
        (settings, complaints)
    }

    fn set_general(&mut self, key: &str, text: &str) -> Result<(), SettingError> {
        match key {
            "contexts" | "context" => {
                self.contexts = value::words(text).map(str::to_owned).collect()
            }
            "spool" => self.spool = absolute_path(text)?,
            "faxenabled" => self.fax_enabled = value::yes_no(text)?,
            "max_lines" => self.max_lines = value::number(text, 1, 10_000)? as usize,
            "retention_days" => self.retention_days = value::number(text, 0, 36_500)?,
            "deletion_record_days" => self.deletion_record_days = value::number(text, 0, 36_500)?,
            "junk_days" => self.junk_days = value::number(text, 1, 36_500)?,
            "record_days" => self.records.days = value::number(text, 0, 36_500)?,
            "record_room" => {
                self.records.room = u64::from(value::number(text, 1, 1_000_000)?) * MEGABYTE;
            }
            "cleanup_interval" => self.cleanup_interval_hours = value::number(text, 1, 24 * 366)?,
            "log_personal_data" => self.log_personal_data = value::yes_no(text)?,
            "res_fax" => self.res_fax = value::yes_no(text)?,
            // Read before all others: see `asterisk`.
            "any_asterisk" => drop(value::yes_no(text)?),
            "max_pages" => self.max_pages = value::number(text, 1, 100_000)?,
            "send_folders" => {
                self.send_folders = text
                    .split(',')
                    .map(str::trim)
                    .filter(|it| !it.is_empty())
                    .map(absolute_path)
                    .collect::<Result<_, _>>()?;
            }
            "jobs_per_day" => self.jobs_per_day = value::number(text, 0, 100_000_000)?,
            "pages_per_day" => self.pages_per_day = value::number(text, 0, 100_000_000)?,
            "rtp_bad_rows" => self.rtp_bad_rows_percent = value::number(text, 0, 100)?,
            "rtn_bad_rows" => self.rtn_bad_rows_percent = value::number(text, 0, 100)?,
            _ => {
                // Defaults for jobs are stored once in the settings, not with the options of each
                // device. `language` is stored twice: for the mails of the module, and for those of
                // the service.
                let of_mail = self.mail.set(key, text)?;
                let known = self.sending.set(key, text)?
                    || self.dialling.set(key, text)?
                    || self.options.set(key, text)?
                    || of_mail;
                return if known { Ok(()) } else { Err(SettingError::Unknown(key.to_owned())) };
            }
        }
        Ok(())
    }

    /// Makes complaints about retention classes that have no section in ferrofax.conf, although
    /// `[general]` or a class of fax devices names them.
    fn unknown_retention(&self, raw: &RawConfig) -> Vec<Complaint> {
        let options = raw.categories.iter().flat_map(|category| &category.options);
        options
            .filter(|option| option.key.eq_ignore_ascii_case("retention"))
            // An empty value means no class, even if [general] names one.
            .filter(|option| !option.value.is_empty())
            .filter(|option| !self.retention.contains_key(&option.value))
            .map(|option| complaint(raw, option, &retention::unknown(&option.value)))
            .collect()
    }

    fn contradictions(&self, file: &str) -> Vec<Complaint> {
        let mut complaints = Vec::new();
        let mut complain = |text: &str| {
            complaints.push(Complaint { place: file.to_owned(), text: text.to_owned() })
        };
        if self.contexts.is_empty() {
            complain("contexts is empty, so no device is known; example: contexts = fax-devices");
        }
        if self.rtn_bad_rows_percent < self.rtp_bad_rows_percent {
            complain("rtn_bad_rows is below rtp_bad_rows; a page is then never answered by RTP");
        }
        if self.dialling.inbound_lines >= self.max_lines {
            complain(
                "inbound_lines is not below max_lines, so no line is left for faxes that are sent",
            );
        }
        self.mail.problems().iter().for_each(|problem| complain(problem));
        for (name, class) in &self.classes {
            let wish = class.mail.get("mailprotect").map_or("no", String::as_str);
            if let Some(why) = self.mail.unprotected().filter(|_| !wish.eq_ignore_ascii_case("no"))
            {
                complain(&format!("class {name}: {why}"));
            }
        }
        complaints
    }
}

impl Class {
    fn set(&mut self, key: &str, text: &str) -> Result<(), SettingError> {
        match key {
            "type" => Ok(()),
            "faxenabled" => {
                self.fax_enabled = value::yes_no(text)?;
                Ok(())
            }
            _ if DEVICE_OPTIONS.contains(&key) && key != "tz" => {
                let set = MailSettings::default().set(key, text);
                // A wrong value must not send faxes unencrypted.
                let is_wrong = set.is_err() && key == "mailprotect";
                if is_wrong {
                    self.mail.insert(key.to_owned(), "required".to_owned());
                }
                set?;
                self.mail.insert(key.to_owned(), text.to_owned());
                Ok(())
            }
            _ => {
                if self.options.try_set_job(key, text)? || self.options.set(key, text)? {
                    Ok(())
                } else {
                    Err(SettingError::Unknown(key.to_owned()))
                }
            }
        }
    }
}

fn absolute_path(text: &str) -> Result<PathBuf, SettingError> {
    let path = PathBuf::from(text);
    if path.is_absolute() {
        Ok(path)
    } else {
        let right = "/var/spool/asterisk/ferrofax";
        Err(SettingError::NotAbsolute { text: text.to_owned(), right })
    }
}

/// Makes a complaint about a value that is rejected.
fn complaint(raw: &RawConfig, option: &RawOption, text: &str) -> Complaint {
    about(raw, option, text, true)
}

/// Makes a remark about a value that is accepted, but probably does not have the intended effect.
fn remark(raw: &RawConfig, option: &RawOption, text: &str) -> Complaint {
    about(raw, option, text, false)
}

fn about(raw: &RawConfig, option: &RawOption, text: &str, is_rejected: bool) -> Complaint {
    let place = raw.place(option.file.as_deref(), option.line);
    let RawOption { key, value, .. } = option;
    // Complaints are logged, so personal data in them are hidden.
    let is_one_of = |names: &[&str]| names.iter().any(|name| key.eq_ignore_ascii_case(name));
    let is_personal =
        is_one_of(&["localstationid", "callerid", "headerinfo", "password", "refuse", "junk"]);
    // If an address of the fax server itself is wrong, an administrator has to see it.
    let is_ours = is_rejected && is_own_address(key) || is_one_of(&["dialstring"]);
    if (value.contains('@') && !is_ours) || is_personal {
        let hidden = Pii(value).to_string();
        return Complaint {
            place,
            text: format!("{key} = {hidden}: {}", text.replace(value.as_str(), &hidden)),
        };
    }
    Complaint { place, text: format!("{key} = {value}: {text}") }
}

fn unknown_category(raw: &RawConfig, category: &RawCategory, name: &str) -> Complaint {
    Complaint {
        place: raw.place(category.file.as_deref(), category.line),
        text: format!(
            "section [{name}] is unknown; [general] and sections with type = class or type = retention are known"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_file_gives_the_documented_defaults() {
        let (settings, complaints) = Settings::read(&RawConfig::parse("ferrofax.conf", ""));
        assert_eq!(complaints, []);
        assert_eq!(
            (settings.max_lines, settings.retention_days, settings.fax_enabled),
            (4, 30, true)
        );
    }

    #[test]
    fn the_language_is_that_of_the_mails_of_the_module_and_of_the_service() {
        let read = |text: &str| Settings::read(&RawConfig::parse("ferrofax.conf", text));
        for (text, language) in [("", "en"), ("[general]\nlanguage = pl\n", "pl")] {
            let (settings, complaints) = read(text);
            assert_eq!(complaints, []);
            assert_eq!(settings.mail.language.code(), language);
            assert_eq!(settings.sending.defaults.language.code(), language);
        }
        let (_, complaints) = read("[general]\nlanguage = xx\n");
        assert_eq!(complaints.len(), 1, "{complaints:?}");
    }

    #[test]
    fn wrong_lines_are_named_and_the_rest_holds() {
        let text = "[general]\nmax_lines = many\nretention_days = 7\nfoo = 1\n[nonsense]\n[sales]\ntype = class\necm = perhaps\n";
        let (settings, complaints) = Settings::read(&RawConfig::parse("ferrofax.conf", text));
        let said: Vec<String> = complaints.iter().map(ToString::to_string).collect();
        assert_eq!(said.len(), 4, "{said:?}");
        assert!(said[0].starts_with("ferrofax.conf:2: max_lines = many: "));
        assert!(said[1].starts_with("ferrofax.conf:4: foo = 1: option 'foo' is unknown"));
        assert!(said[2].starts_with("ferrofax.conf:5: section [nonsense]"));
        assert!(said[3].starts_with("ferrofax.conf:8: ecm = perhaps"));
        assert_eq!((settings.retention_days, settings.max_lines), (7, 4));
        assert!(!settings.classes["sales"].fax_enabled, "a class may not receive until it says so");
    }

    #[test]
    fn an_address_of_ours_is_taken_with_a_name_or_rejected_whole_and_the_last_one_kept() {
        let read = |text: &str, before: &MailSettings| {
            Settings::read_again(&RawConfig::parse("ferrofax.conf", text), before)
        };
        let text = "[general]\nserveremail = \"City Fax\" <fax@example.com>\nmailserver = a.example.com, b.example.com\n";
        let (first, complaints) = read(text, &MailSettings::default());
        assert_eq!(first.mail.from_address, "fax@example.com");
        assert_eq!(first.mail.relay.host, "a.example.com");
        let said: Vec<String> = complaints.iter().map(ToString::to_string).collect();
        assert!(said[0].contains("`fromstring` sets the name"), "{said:?}");
        assert!(!said[0].contains("fax@example.com"), "{said:?}");
        assert!(said[1].contains("only the first mail server, a.example.com, is used"), "{said:?}");

        let (again, complaints) =
            read("[general]\nserveremail = fax@@example.com\nmailserver = a b\n", &first.mail);
        assert_eq!(again.mail.from_address, "fax@example.com");
        assert_eq!(again.mail.relay.host, "a.example.com");
        let said: Vec<String> = complaints.iter().map(ToString::to_string).collect();
        assert_eq!(
            said[0],
            "ferrofax.conf:2: serveremail = fax@@example.com: serveremail: 'fax@@example.com' is no mail address"
        );

        let (without, _) = read("[general]\n", &first.mail);
        assert_eq!(without.mail, MailSettings::default(), "a line that is gone is not kept");
    }

    #[test]
    fn words_for_mails_that_stand_for_nothing_are_named_with_their_line() {
        let text = "[general]\nreportattach = some\n[sales]\ntype = class\nreportsubject = ${FAX_TAG}: ${NOBODY}\n";
        let (settings, complaints) = Settings::read(&RawConfig::parse("ferrofax.conf", text));
        let said: Vec<String> = complaints.iter().map(ToString::to_string).collect();
        assert_eq!(
            said,
            [
                "ferrofax.conf:2: reportattach = some: reportattach: 'some' is not one of none, first, all, proof",
                "ferrofax.conf:5: reportsubject = ${FAX_TAG}: ${NOBODY}: there is no ${NOBODY}, it is left as it is"
            ]
        );
        assert_eq!(settings.classes["sales"].mail["reportsubject"], "${FAX_TAG}: ${NOBODY}");
    }
}
