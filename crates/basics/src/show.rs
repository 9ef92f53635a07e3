//! Formats moments of the wall clock, in the machine's time zone, and counts, as people read them.

use crate::UnixMs;
use crate::zone;

/// A moment as `2026-03-01 14:05:09`.
pub fn date(at: UnixMs) -> String {
    formatted(at, "%Y-%m-%d %H:%M:%S").unwrap_or_else(|| "-".to_owned())
}

/// A moment in a format of strftime; `None` if the moment is outside the calendar.
pub fn formatted(at: UnixMs, form: &str) -> Option<String> {
    Some(at.timestamp()?.to_zoned(zone::system()).strftime(form).to_string())
}

/// A count with its noun: `1 page`, `3 pages`.
pub fn counted(count: u32, one: &str) -> String {
    counted_as(count, one, &format!("{one}s"))
}

/// A count with the given forms of its noun: `1 try`, `3 tries`.
pub fn counted_as(count: u32, one: &str, several: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {several}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_that_no_calendar_has_is_a_dash() {
        assert_eq!(date(UnixMs::MAX), "-");
        assert_eq!(date(UnixMs(0)).len(), "1970-01-01 00:00:00".len());
    }

    #[test]
    fn one_is_not_several() {
        assert_eq!([0, 1, 2].map(|count| counted(count, "page")), ["0 pages", "1 page", "2 pages"]);
    }
}
