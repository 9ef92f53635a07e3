//! Times for people, in the machine's time zone.

use super::clock;
use ferrofax_basics::UnixMs;
use ferrofax_basics::zone;

/// `2026-03-01 14:05:09`.
pub(super) fn date(unix_ms: UnixMs) -> String {
    match jiff::Timestamp::from_millisecond(unix_ms) {
        Ok(at) => at.to_zoned(zone::system()).strftime("%Y-%m-%d %H:%M:%S").to_string(),
        Err(_) => "-".to_owned(),
    }
}

/// How long ago, as `1:05`.
pub(super) fn ago(unix_ms: UnixMs) -> String {
    let seconds = clock::unix_ms().saturating_sub(unix_ms).max(0) / 1000;
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// `2026-03-01T14:05:09+01:00`, for programs.
pub(super) fn rfc3339(unix_ms: UnixMs) -> String {
    match jiff::Timestamp::from_millisecond(unix_ms) {
        Ok(at) => at.to_zoned(zone::system()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
        Err(_) => String::new(),
    }
}
