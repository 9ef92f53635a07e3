//! Times for people, in the machine's time zone.

use ferrofax_basics::UnixMs;
use ferrofax_basics::zone;

/// `2026-03-01 14:05:09`.
pub(super) fn date(at: UnixMs) -> String {
    match at.timestamp() {
        Some(at) => at.to_zoned(zone::system()).strftime("%Y-%m-%d %H:%M:%S").to_string(),
        None => "-".to_owned(),
    }
}

/// How long ago, as `1:05`.
pub(super) fn ago(at: UnixMs) -> String {
    let seconds = UnixMs::now().since(at).as_secs();
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// `2026-03-01T14:05:09+01:00`, for programs.
pub(super) fn rfc3339(at: UnixMs) -> String {
    match at.timestamp() {
        Some(at) => at.to_zoned(zone::system()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
        None => String::new(),
    }
}
