//! The settings of the section `[alarms]` of gateway.toml.

use crate::keys::{Key, Kind, Section};
use ferrofax_spool::DeviceName;
use ferrofax_spool::window::Windows;

/// `[alarms]`: the conditions under which the faxmaster is notified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlarmSettings {
    /// `silent_minutes`: an alarm begins when no fax was received for this time. 0: no alarm.
    pub silent_minutes: u32,
    /// `silent_hours`: the hours in which silence counts; `None`: at any time.
    pub silent_hours: Option<Windows>,
    /// `silent_devices`: the devices whose silence is watched separately. If empty, silence is
    /// watched for all devices together.
    pub silent_devices: Vec<DeviceName>,
    /// `failing_calls`: an alarm begins when this many calls in a row brought no page to a device.
    /// 0: no alarm.
    pub failing_calls: u32,
    /// `disk_free_mb`: an alarm begins when less space than this is free on the spool's disk. 0: no
    /// alarm.
    pub disk_free_mb: u64,
    /// `relay_minutes`: an alarm begins when mails wait and none was sent for this time. 0: no
    /// alarm.
    pub relay_minutes: u32,
}

/// The keys of `[alarms]`.
pub(crate) const KEYS: &[Key<AlarmSettings>] = &[
    Key {
        name: "silent_minutes",
        default: "0",
        kind: Kind::Number(0..=10_080, |alarms, minutes| alarms.silent_minutes = minutes.into()),
        help: "Alarm if no fax was received for this many minutes, counting only silent_hours. 0: \
               no such alarm.",
    },
    Key {
        name: "silent_hours",
        default: r#""any""#,
        kind: Kind::Text(|alarms, said| {
            said.read_one(&mut alarms.silent_hours, |text| Windows::parse(text, ""));
        }),
        help: "The hours in which faxes are expected, for example \"Mon-Fri 08:00-18:00\".",
    },
    Key {
        name: "silent_devices",
        default: "[]",
        kind: Kind::List(|alarms, said| said.read(&mut alarms.silent_devices, str::parse)),
        help: "Devices that are watched one by one, for example [\"2101\"]. [] watches all \
               devices together: a fax to any of them is enough.",
    },
    Key {
        name: "failing_calls",
        default: "10",
        kind: Kind::Number(0..=1_000, |alarms, calls| alarms.failing_calls = calls.into()),
        help: "Alarm if a device received this many fax calls in a row without a page. 0: no such \
               alarm.",
    },
    Key {
        name: "disk_free_mb",
        default: "256",
        kind: Kind::Number(0..=1_000_000, |alarms, mb| alarms.disk_free_mb = mb.into()),
        help: "Alarm if the spool's disk has fewer MiB free. 0: no such alarm.",
    },
    Key {
        name: "relay_minutes",
        default: "60",
        kind: Kind::Number(0..=10_080, |alarms, minutes| alarms.relay_minutes = minutes.into()),
        help: "Alarm if Ferrofax tried to send mails for this many minutes and could send none. \
               The alarm is logged at once; the faxmaster gets it when the mail server works \
               again. 0: no such alarm.",
    },
];

impl AlarmSettings {
    /// Reads the section `[alarms]`.
    pub(crate) fn read(&mut self, section: &Section<'_, '_>) {
        section.read(KEYS, self);
        if self.silent_minutes == 0 && !self.silent_devices.is_empty() {
            section.doubt("silent_devices", "silent_minutes is 0: none of them is watched");
        }
    }
}

impl Default for AlarmSettings {
    fn default() -> Self {
        Self {
            silent_minutes: 0,
            silent_hours: None,
            silent_devices: Vec::new(),
            failing_calls: 10,
            disk_free_mb: 256,
            relay_minutes: 60,
        }
    }
}
