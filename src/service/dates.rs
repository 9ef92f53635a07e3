//! Writes times as text for people and programs, in the machine's time zone.

use ferrofax_basics::UnixMs;
use ferrofax_basics::show::formatted;

/// Writes the time that has passed since `at` in minutes and seconds, such as `1:05`.
pub(super) fn ago(at: UnixMs) -> String {
    let seconds = UnixMs::now().since(at).as_secs();
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// Writes a time for programs, as `2026-03-01T14:05:09+01:00`.
pub(super) fn rfc3339(unix_ms: UnixMs) -> String {
    formatted(unix_ms, "%Y-%m-%dT%H:%M:%S%:z").unwrap_or_default()
}
