//! Formats dates and times for people.

use ferrofax_basics::UnixMs;
use ferrofax_basics::zone;

/// Formats a time such as `2026-03-01 14:05`, in the machine's time zone.
pub fn written(at: UnixMs) -> String {
    at.timestamp().map_or_else(String::new, |at| {
        at.to_zoned(zone::system()).strftime("%Y-%m-%d %H:%M").to_string()
    })
}
