//! The settings of the section `[alarms]` of gateway.toml.

use ferrofax_gateway_toml::{Section, settings};
use ferrofax_spool::DeviceName;
use ferrofax_spool::window::Windows;

settings! {
    /// `[alarms]`: the conditions under which the faxmaster (the administrator) gets an alarm mail.
    pub struct AlarmSettings {}

    /// The setting keys in the section `[alarms]` of gateway.toml.
    pub(crate) KEYS {
        /// Alarm if no fax was received for this many minutes, all of them within silent_hours. 0:
        /// no such alarm.
        silent_minutes: u32 = 0, number(0..=10_080);
        /// The hours in which faxes are expected, for example "Mon-Fri 08:00-18:00".
        // `None`: at any time.
        silent_hours: Option<Windows> = "any", text(|text| Windows::parse(text, ""));
        /// Devices that are watched separately, each for silent_minutes, for example ["2101"]. []:
        /// all devices are watched together, so that a fax to any device prevents the alarm.
        silent_devices: Vec<DeviceName> = [], list;
        /// Alarm if a device received this many fax calls in a row without a fax page. 0: no such
        /// alarm.
        failing_calls: u32 = 10, number(0..=1_000);
        /// Alarm if the spool's disk has less free space than this number of MiB. 0: no such alarm.
        disk_free_mb: u64 = 256, number(0..=1_000_000);
        /// Alarm if Ferrofax tried to send mails for this many minutes and could send none. The
        /// alarm is logged at once; the faxmaster (administrator) gets it by mail when the mail
        /// server works again. 0: no such alarm.
        relay_minutes: u32 = 60, number(0..=10_080);
    }
}

impl AlarmSettings {
    /// Reads the section `[alarms]` of gateway.toml into these settings.
    pub(crate) fn read(&mut self, section: &Section<'_, '_>) {
        section.read(KEYS, self);
        if self.silent_minutes == 0 && !self.silent_devices.is_empty() {
            section.doubt("silent_devices", "silent_minutes is 0: none of them is watched");
        }
    }
}
