//! The settings of the module that code needs to make a job: the dial rules, and the defaults for a
//! job that does not set an option itself. The module publishes these settings, in general and for
//! each device, under the names of `ferrofax.conf`.
//!
//! [`SendingSettings::set`] and [`JobDefaults::set`] are the only code that reads these options.
//! The module uses them for its configuration file, and the Ferrofax service uses them for the
//! settings that the module has published.

use std::collections::BTreeMap;

use ferrofax_languages::Language;

use super::devices::DeviceRecord;
use super::jobs::{NewJob, NotifyWhen, ReportFormat, UnknownPolicy};
use super::numbers::NumberRules;
use super::value::{ValueError, conf_settings, names, number, one_of, priority, yes_no};
use super::window::Windows;
use super::{MemorySettings, SpoolError, destinations, trunks};
use crate::Devices;
use crate::database::{self, Transaction, params};

/// The options of a device that are copied to each of its jobs.
pub mod option {
    pub use crate::job_options::*;
}

/// The settings that are published for all senders.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SendingSettings {
    /// The rules by which fax numbers are read and dialled.
    pub rules: NumberRules,
    /// The defaults for jobs.
    pub defaults: JobDefaults,
    /// The settings of the number memory.
    pub memory: MemorySettings,
}

conf_settings! {
    /// The defaults for a job that does not set an option itself. A class of devices or a device
    /// may have defaults of its own.
    pub struct JobDefaults {
        /// `sendenabled`: whether faxes may be sent at all.
        enabled: bool = true, "sendenabled" => yes_no;
        /// `priority`: the priority of the job; lower numbers are sent first.
        priority: u8 = NewJob::PRIORITY, "priority" => priority;
        /// `tries`: the greatest number of calls in which a fax machine answers.
        tries: u32 = NewJob::MAX_TRIES, "tries" => |text| number(text, 1, 100);
        /// `dials`: the greatest number of calls.
        dials: u32 = NewJob::MAX_DIALS, "dials" => |text| number(text, 1, 1000);
        /// `max_tries`: the greatest number of `tries` that a job may ask for.
        max_tries: u32 = 10, "max_tries" => |text| number(text, 1, 100);
        /// `max_dials`: the greatest number of `dials` that a job may ask for.
        max_dials: u32 = 30, "max_dials" => |text| number(text, 1, 1000);
        /// `max_send_pages`: the greatest number of pages of one job.
        max_pages: u32 = NewJob::MAX_PAGES, "max_send_pages" => |text| number(text, 1, 100_000);
        /// `expire_after`: the number of hours after its time to send in which a job must be sent.
        /// 0: no limit.
        expire_after_hours: u32 = 0, "expire_after" => |text| number(text, 0, 24 * 366);
        /// `number_within`: the number of days for which a job without a fax number waits for one.
        number_within_days: u32 = 7, "number_within" => |text| number(text, 1, 366);
        /// `send_hours`: the daily windows in which faxes are sent. Empty: at any time.
        hours: String = String::new(), "send_hours" => windows;
        /// `send_nodes`: the nodes that may send, if several nodes share jobs. Empty: all.
        nodes: String = String::new(), "send_nodes" => names;
        /// `send_trunks`: the trunks over which these nodes may send. Empty: all.
        trunks: String = String::new(), "send_trunks" => names;
        /// `unknown`: whether a page is sent again if its confirmation never came.
        unknown: UnknownPolicy = UnknownPolicy::default(), "unknown" => one_of;
        /// `notify`: the changes of a job that are reported.
        notify_when: NotifyWhen = NotifyWhen::default(), "notify" => one_of;
        /// `notify_format`: the format of reports. The name `inline` with `yes` or `no`, as in
        /// HylaFAX's FaxNotify, is accepted as well.
        notify_format: ReportFormat = ReportFormat::default(),
            "notify_format" => one_of, "inline" => inline;
        /// `language`: the language of reports, and of the mails that the Ferrofax service writes.
        language: Language = Language::default(), "language" => language;
    }
}

fn windows(text: &str) -> Result<String, ValueError> {
    Windows::parse(text, "")?;
    Ok(text.to_owned())
}

fn language(text: &str) -> Result<Language, ValueError> {
    let none = || ValueError::NoneOf { text: text.to_owned(), known: Language::CODES.to_owned() };
    Language::of(text).ok_or_else(none)
}

fn inline(text: &str) -> Result<ReportFormat, ValueError> {
    yes_no(text).map(|yes| if yes { ReportFormat::Html } else { ReportFormat::Text })
}

impl SendingSettings {
    /// Sets an option by its name in `ferrofax.conf`. Returns `false` if no option has this name.
    ///
    /// # Errors
    /// The error says why the value is wrong, and gives the correct form.
    pub fn set(&mut self, key: &str, text: &str) -> Result<bool, ValueError> {
        Ok(self.rules.set(key, text)?
            || self.memory.set(key, text)?
            || self.defaults.set(key, text)?)
    }

    /// Returns all options as names and values, as [`Self::set`] reads them.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        [self.rules.pairs(), self.memory.pairs(), self.defaults.pairs()].concat()
    }

    /// Returns the defaults for jobs of this device.
    pub fn defaults_of(&self, device: &DeviceRecord) -> JobDefaults {
        let mut defaults = self.defaults.clone();
        for (key, text) in &device.options {
            if let Err(error) = defaults.set(key, text) {
                log::warn!("device {}@{}: {key}: {error}", device.extension, device.context);
            }
        }
        defaults
    }
}

/// The name of a published mark. A module that publishes this mark dials no job of the shared
/// database unless the shared database has assigned the attempt to this node.
const ASKS_STORE: &str = "asks_store";

/// The name of a published mark. A module that publishes this mark sends no mail that another node
/// may have sent already (crates/cluster/src/node/mails).
const HOLDS_MAILS: &str = "holds_mails";

/// Selects the published address of the faxmaster. In a shared database, the names of the settings
/// begin with the node's name and `/`.
const DROP_FAXMASTER: &str = "DELETE FROM sending_settings WHERE name = 'faxmaster'";

/// Deletes all published settings except for the fingerprints of files, which are published
/// together with the fax devices (see `managed.rs`).
const CLEAR: &str =
    "DELETE FROM sending_settings WHERE name NOT IN ('managed_devices', 'managed_settings')";
const INSERT: &str = "INSERT INTO sending_settings (name, value) VALUES (?1, ?2)";
const SELECT: &str = "SELECT name, value FROM sending_settings";
/// Deletes the rows whose names begin with the node's name and `/`. The character after `/` is `0`.
const FORGET_NODE: &str =
    "DELETE FROM sending_settings WHERE name >= ?1 || '/' AND name < ?1 || '0'";

impl Devices<'_> {
    /// Publishes the settings for all senders, and the number of telephone lines. Also deletes from
    /// the number memory what the new settings no longer allow to be remembered.
    pub fn publish_sending(
        &self,
        settings: &SendingSettings,
        max_lines: usize,
    ) -> Result<(), SpoolError> {
        self.spool.write(|transaction| {
            destinations::leave_out(transaction, &settings.memory)?;
            trunks::leave_out(transaction, &settings.memory)?;
            transaction.execute(CLEAR, [])?;
            let mut insert = transaction.prepare_cached(INSERT)?;
            insert.execute(params!["max_lines", max_lines.to_string()])?;
            insert.execute(params![ASKS_STORE, "yes"])?;
            insert.execute(params![HOLDS_MAILS, "yes"])?;
            settings
                .pairs()
                .iter()
                .try_for_each(|(name, value)| insert.execute(params![name, value]).map(drop))
        })
    }

    /// Publishes the mail address of the faxmaster (the administrator). `None`: the settings name
    /// none.
    pub fn publish_faxmaster(&self, address: Option<&str>) -> Result<(), SpoolError> {
        self.spool.write(|transaction| {
            transaction.execute(DROP_FAXMASTER, [])?;
            let Some(address) = address else { return Ok(()) };
            transaction.run(INSERT, params!["faxmaster", address])
        })
    }

    /// Reads the settings for all senders; the defaults if the module has published nothing yet.
    /// Settings that this version of the program does not know are ignored.
    pub fn sending(&self) -> Result<SendingSettings, SpoolError> {
        let pairs = self.spool.read(published)?;
        let pairs = if self.spool.is_front() { of_first_node(pairs) } else { pairs };
        let mut settings = SendingSettings::default();
        for (key, text) in &pairs {
            if let Err(error) = settings.set(key, text) {
                log::warn!("a published setting can't be read: {key}: {error}");
            }
        }
        Ok(settings)
    }
}

/// Replaces the settings of a node in the shared database. The names of the settings begin with the
/// node's name and a `/`.
pub(crate) fn put_of_node(
    transaction: &Transaction<'_>,
    node: &str,
    pairs: &BTreeMap<String, String>,
) -> database::Result<()> {
    transaction.run(FORGET_NODE, [node])?;
    let mut insert = transaction.prepare_cached(INSERT)?;
    pairs
        .iter()
        .try_for_each(|(name, value)| insert.execute([&format!("{node}/{name}"), value]).map(drop))
}

/// Reads all published names and values of this spool, without interpreting them.
pub(crate) fn published(
    transaction: &Transaction<'_>,
) -> database::Result<BTreeMap<String, String>> {
    transaction.all(SELECT, [], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Selects the settings of the node whose name comes first, from the settings of all nodes in a
/// shared database. All nodes of one organisation have the same settings.
fn of_first_node(pairs: BTreeMap<String, String>) -> BTreeMap<String, String> {
    let first = pairs.keys().next().and_then(|name| name.split_once('/'));
    let Some(before) = first.map(|(node, _)| format!("{node}/")) else { return pairs };
    let of_it =
        |(name, value): (String, String)| Some((name.strip_prefix(&before)?.to_owned(), value));
    pairs.into_iter().filter_map(of_it).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Spool;

    fn unlike_the_defaults() -> SendingSettings {
        let mut settings = SendingSettings::default();
        for (key, text) in [
            ("country_code", "+49"),
            ("area_code", "991"),
            ("outside_prefix", "0"),
            ("internal_digits", "4"),
            ("number_format", "e164"),
            ("dial_extras", "yes"),
            ("forbidden", "+49900, +881"),
            ("allowed", "+43, +49180"),
            ("number_memory", "no"),
            ("number_memory_days", "7"),
            ("number_memory_without", "+49991, 21"),
            ("sendenabled", "no"),
            ("priority", "0"),
            ("tries", "5"),
            ("dials", "7"),
            ("max_tries", "6"),
            ("max_dials", "8"),
            ("max_send_pages", "50"),
            ("expire_after", "48"),
            ("number_within", "3"),
            ("send_hours", "Mon-Fri 08:00-18:00"),
            ("send_nodes", "berlin, essen"),
            ("send_trunks", "PJSIP/provider"),
            ("unknown", "skip"),
            ("notify", "failure"),
            ("notify_format", "html"),
            ("language", "de"),
        ] {
            assert_eq!(settings.set(key, text), Ok(true), "{key}");
        }
        settings
    }

    #[test]
    fn what_is_published_is_read_the_same() {
        let (_folder, spool) = Spool::empty();
        assert_eq!(spool.devices().sending().unwrap(), SendingSettings::default());
        for settings in [unlike_the_defaults(), SendingSettings::default()] {
            spool.devices().publish_sending(&settings, 4).unwrap();
            assert_eq!(spool.devices().sending().unwrap(), settings);
        }
    }

    #[test]
    fn a_device_may_have_its_own_defaults() {
        let device = DeviceRecord {
            options: [("priority", "7"), ("name", "Carol"), ("tries", "many")]
                .map(|(key, text)| (key.to_owned(), text.to_owned()))
                .into(),
            ..DeviceRecord::default()
        };
        let defaults = unlike_the_defaults().defaults_of(&device);
        assert_eq!((defaults.priority, defaults.tries), (7, 5));
    }

    #[test]
    fn says_what_would_be_right() {
        let mut settings = SendingSettings::default();
        for (key, text, words) in [
            ("country_code", "DE", "use digits only"),
            ("internal_digits", "x", "from 0 to 20"),
            ("number_format", "plain", "asis, national and e164"),
            ("forbidden", "+49x", "write it as +49900"),
            ("number_memory_days", "0", "from 1 to 3650"),
            ("number_memory_without", "+49X", "write it as +49900"),
            ("priority", "256", "from 0 (first) to 255 (last)"),
            ("tries", "0", "from 1 to 100"),
            ("max_dials", "1001", "from 1 to 1000"),
            ("send_hours", "8-18", "Mon-Fri 08:00-18:00"),
            ("send_nodes", "berlin,a*b", "'a*b' is not the name of a machine or a trunk"),
            ("unknown", "perhaps", "resend and skip"),
            ("notify", "always", "each, end, failure, success, trouble and never"),
            ("notify_format", "rtf", "text and html"),
        ] {
            let error = settings.set(key, text).unwrap_err().to_string();
            assert!(error.contains(words), "{key}: {error}");
        }
        assert_eq!(settings.set("nonsense", ""), Ok(false));
        assert_eq!(settings.set("inline", "true"), Ok(true));
        assert_eq!(settings.defaults.notify_format, ReportFormat::Html);
    }
}
