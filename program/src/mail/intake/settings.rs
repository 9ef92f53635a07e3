//! How much may wait, and for how long a mail is known again.

use std::time::Duration;

/// Limits of the intake: `[mail]` of gateway.toml.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IntakeSettings {
    /// `duplicate_window_hours`, as a time: how long a mail is known again. Nought: never.
    pub duplicate_window: Duration,
    /// `max_waiting_mails`: that wait at once.
    pub max_entries: u64,
    /// `max_waiting_mb`, as bytes: of them all.
    pub max_bytes: u64,
    /// `min_free_mb`, as bytes: what must stay free on the disk.
    pub min_free: u64,
}

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
