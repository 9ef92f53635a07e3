//! The limits on waiting mails, and the time for which a mail is recognised as a duplicate.

use std::time::Duration;

use ferrofax_gateway_toml::{Bounded, UNBOUNDED, megabytes, settings};

settings! {
    /// The limits of the intake (the folder of accepted mails that wait to become faxes), in
    /// `[mail]` of gateway.toml.
    pub struct IntakeSettings {}

    /// The keys in `[mail]` of gateway.toml that concern accepted mails: the limits on waiting
    /// mails, and the recognition of duplicates.
    pub KEYS {
        /// A mail that arrives again within this many hours (same sender, recipients, Message-ID,
        /// subject and body) is not faxed again. 0: each mail is faxed, even if it arrives again.
        duplicate_window as "duplicate_window_hours": Duration = 24, number(0..=8_784, hours);
        /// Highest number of mails that wait to become faxes; further mails are deferred (452).
        max_entries as "max_waiting_mails": u64 = 10000, number(1..=UNBOUNDED);
        /// Highest number of megabytes of all waiting mails together.
        max_bytes as "max_waiting_mb": u64 = 4096, number(1..=UNBOUNDED, megabytes);
        /// Megabytes that must stay free on the spool's disk. If less is free, mails are deferred.
        min_free as "min_free_mb": u64 = 200, number(0..=UNBOUNDED, megabytes);
    }
}

fn hours(number: Bounded) -> Duration {
    Duration::from_hours(number.into())
}
