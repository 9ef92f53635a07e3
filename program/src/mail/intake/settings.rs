//! The limits on waiting mails, and the time for which a mail is recognised as a duplicate.

use std::time::Duration;

use crate::keys::{Key, Kind, UNBOUNDED};

/// The limits of the intake: `[mail]` of gateway.toml.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IntakeSettings {
    /// The time for which duplicates of a mail are recognised (`duplicate_window_hours`). 0: never.
    pub duplicate_window: Duration,
    /// `max_waiting_mails`: the most waiting mails.
    pub max_entries: u64,
    /// `max_waiting_mb`, in bytes: the most data of all waiting mails.
    pub max_bytes: u64,
    /// `min_free_mb`, in bytes: the space that must stay free on the disk.
    pub min_free: u64,
}

/// The keys of `[mail]` for the intake.
pub(crate) const KEYS: &[Key<IntakeSettings>] = &[
    Key {
        name: "duplicate_window_hours",
        default: "24",
        kind: Kind::Number(0..=8_784, |intake, hours| {
            intake.duplicate_window = Duration::from_secs(u64::from(hours) * 3_600);
        }),
        help: "A mail that arrives again within this many hours (same sender, recipients, \
               Message-ID, subject and body) is not faxed again. 0: each mail is faxed, even if it \
               arrives again.",
    },
    Key {
        name: "max_waiting_mails",
        default: "10000",
        kind: Kind::Number(1..=UNBOUNDED, |intake, most| intake.max_entries = most.into()),
        help: "Highest number of mails that wait to become faxes; further mails are deferred \
               (452).",
    },
    Key {
        name: "max_waiting_mb",
        default: "4096",
        kind: Kind::Number(1..=UNBOUNDED, |intake, mb| intake.max_bytes = u64::from(mb) << 20),
        help: "Highest number of megabytes of all waiting mails together.",
    },
    Key {
        name: "min_free_mb",
        default: "200",
        kind: Kind::Number(0..=UNBOUNDED, |intake, mb| intake.min_free = u64::from(mb) << 20),
        help: "Megabytes that must stay free on the spool's disk. If less is free, mails are \
               deferred.",
    },
];

impl Default for IntakeSettings {
    fn default() -> Self {
        Self {
            duplicate_window: Duration::from_secs(24 * 3600),
            max_entries: 10_000,
            max_bytes: 4 << 30,
            min_free: 200 << 20,
        }
    }
}
