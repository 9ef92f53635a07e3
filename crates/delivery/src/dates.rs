//! Writes dates as people read them in mails, by the settings `emaildateformat` and `tz`.

use ferrofax_basics::UnixMs;
use ferrofax_basics::zone;
use jiff::fmt::strtime::BrokenDownTime;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

/// The default of `emaildateformat`, as in `voicemail.conf`.
const DEFAULT_FORMAT: &str = "%A, %B %d, %Y at %r";

/// The format and the time zone of the dates in mails.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dates {
    /// The format of dates, from the option `emaildateformat`.
    pub format: Option<String>,
    /// The time zone of dates by its IANA name, from the option `tz`. `None` means the system's
    /// zone.
    pub zone: Option<String>,
}

impl Dates {
    pub(super) fn text(&self, at: UnixMs) -> String {
        let time = BrokenDownTime::from(&self.zoned(at));
        // Neither format can fail: `set` has checked the configured one, and tests check the
        // default.
        time.to_string(self.format.as_deref().unwrap_or(DEFAULT_FORMAT))
            .or_else(|_| time.to_string(DEFAULT_FORMAT))
            .unwrap_or_else(|error| error.to_string())
    }

    pub(super) fn zoned(&self, at: UnixMs) -> Zoned {
        let time = at.timestamp().unwrap_or_default();
        let zone = match &self.zone {
            Some(name) => zone::named(name).unwrap_or(TimeZone::UTC),
            None => zone::system(),
        };
        time.to_zoned(zone)
    }
}

/// Checks a date format, and returns the reason if it cannot be used.
pub(super) fn check_format(format: &str) -> Result<(), jiff::Error> {
    let epoch = Zoned::new(Timestamp::UNIX_EPOCH, TimeZone::UTC);
    BrokenDownTime::from(&epoch).to_string(format).map(drop)
}

/// Checks a time zone, and returns the reason if it cannot be used.
pub(super) fn check_zone(name: &str) -> Result<(), zone::UnknownZone> {
    zone::named(name).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_format_can_be_used() {
        check_format(DEFAULT_FORMAT).expect("a format");
    }
}
