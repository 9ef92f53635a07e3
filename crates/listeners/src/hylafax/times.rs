//! Reads and writes times and durations in the forms of HylaFAX's protocol.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use ferrofax_basics::UnixMs;

const SECOND_MS: i64 = 1000;
const MINUTE_MS: i64 = 60 * SECOND_MS;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;
const WEEK_MS: i64 = 7 * DAY_MS;

/// Reads a time of the form `YYYYMMDDHHMM` in UTC; `None` if the calendar has no such time.
pub(super) fn moment(digits: &str) -> Option<UnixMs> {
    let part = |from: usize, to: usize| digits.get(from..to)?.parse::<i8>().ok();
    let year = digits.get(0..4)?.parse::<i16>().ok()?;
    let (month, day, hour, minute) = (part(4, 6)?, part(6, 8)?, part(8, 10)?, part(10, 12)?);
    let moment = DateTime::new(year, month, day, hour, minute, 0, 0).ok()?;
    Some(UnixMs::from(moment.to_zoned(TimeZone::UTC).ok()?.timestamp()))
}

/// Reads a duration of the form `DDHHMM`, and returns it in milliseconds.
pub(super) fn days(digits: &str) -> i64 {
    let part = |at: usize| two(digits, at);
    part(0) * DAY_MS + part(2) * HOUR_MS + part(4) * MINUTE_MS
}

/// Writes a duration in the form `DDHHMM`. The maximum is 99 days.
pub(super) fn as_days(ms: i64) -> String {
    let ms = ms.clamp(0, 100 * DAY_MS - 1);
    format!("{:02}{:02}{:02}", ms / DAY_MS, ms / HOUR_MS % 24, ms / MINUTE_MS % 60)
}

/// Reads a duration of the form `MMSS`, and returns it in seconds.
pub(super) fn minutes(digits: &str) -> i64 {
    two(digits, 0) * 60 + two(digits, 2)
}

fn two(digits: &str, at: usize) -> i64 {
    digits.get(at..at + 2).and_then(|part| part.parse().ok()).unwrap_or(0)
}

/// Writes a time in the form `YYYYMMDDHHMMSS`, which the answers to MDTM and SENDTIME have.
pub(super) fn stamp(at: UnixMs, zone: &TimeZone) -> String {
    written(at, zone, "%Y%m%d%H%M%S")
}

/// Writes a future time in at most seven characters. The nearer the time is, the more exact is the
/// text. The text is empty if the time has passed.
pub(super) fn to_come(at: UnixMs, zone: &TimeZone, now: UnixMs) -> String {
    if at <= now {
        return String::new();
    }
    let tomorrow = (now.0 / DAY_MS + 1) * DAY_MS;
    match at.0 {
        at_ms if at_ms < tomorrow => written(at, zone, "%H:%M"),
        at_ms if at_ms < now.0 + WEEK_MS => written(at, zone, "%a%I%p"),
        _ => written(at, zone, "%d%b%y"),
    }
}

/// Writes a past time in at most seven characters: the time of day if it is today (UTC), the
/// weekday and hour within a week, otherwise the date. Empty if the time is in the future.
pub(super) fn gone(at: UnixMs, zone: &TimeZone, now: UnixMs) -> String {
    if at >= now {
        return String::new();
    }
    let today = now.0 / DAY_MS * DAY_MS;
    match at.0 {
        at_ms if at_ms > today => written(at, zone, "%H:%M"),
        at_ms if at_ms > now.0 - WEEK_MS => written(at, zone, "%a%I%p"),
        _ => written(at, zone, "%d%b%y"),
    }
}

/// Writes a time in a format of strftime(3). The text is empty if the time is outside the calendar.
pub(super) fn written(at: UnixMs, zone: &TimeZone, form: &str) -> String {
    let at = at.timestamp().map(|at| at.to_zoned(zone.clone()));
    at.map_or_else(String::new, |at| at.strftime(form).to_string())
}

/// Writes a duration in minutes and seconds, such as `3:20`.
pub(super) fn span(ms: i64) -> String {
    let seconds = ms.max(0) / SECOND_MS;
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_and_written_in_universal_time() {
        let at = moment("202611231405").unwrap();
        assert_eq!(stamp(at, &TimeZone::UTC), "20261123140500");
        for none in ["", "20261123", "202613231405", "202611310000", "2026112314x5"] {
            assert_eq!(moment(none), None, "{none}");
        }
        assert_eq!((days("010203"), minutes("0330")), (DAY_MS + 2 * HOUR_MS + 3 * MINUTE_MS, 210));
        assert_eq!(as_days(days("010203")), "010203");
        assert_eq!((as_days(-1).as_str(), as_days(i64::MAX).as_str()), ("000000", "992359"));
        assert_eq!(span(200_999), "3:20");
    }

    #[test]
    fn the_nearer_a_moment_is_the_more_exactly_it_is_told() {
        let (utc, now) = (TimeZone::UTC, moment("202611231405").unwrap());
        let to_come = |digits: &str| to_come(moment(digits).unwrap(), &utc, now);
        assert_eq!(to_come("202611231930"), "19:30");
        assert_eq!(to_come("202611281830"), "Sat06PM");
        assert_eq!(to_come("202612241830"), "24Dec26");
        assert_eq!(to_come("202611231400"), "");
        let gone = |digits: &str| gone(moment(digits).unwrap(), &utc, now);
        assert_eq!(gone("202611230930"), "09:30");
        assert_eq!(gone("202611190930"), "Thu09AM");
        assert_eq!(gone("202512240930"), "24Dec25");
        assert_eq!(gone("202611231405"), "");
    }
}
