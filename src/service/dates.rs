//! Times for people and programs, in the machine's time zone.

use ferrofax_basics::UnixMs;
use ferrofax_basics::show::formatted;

/// How long ago, as `1:05`.
pub(super) fn ago(at: UnixMs) -> String {
    let seconds = UnixMs::now().since(at).as_secs();
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// `2026-03-01T14:05:09+01:00`, for programs.
pub(super) fn rfc3339(unix_ms: UnixMs) -> String {
    formatted(unix_ms, "%Y-%m-%dT%H:%M:%S%:z").unwrap_or_default()
}
