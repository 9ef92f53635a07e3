//! Reads times as people write them.

use super::super::value::ValueError;
use ferrofax_basics::UnixMs;
use jiff::civil::{DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// Reads a time: `now`, `+90m` (s, m, h, d from now), `14:30` (the next one), `2026-11-20 14:30`,
/// or RFC 3339 with an offset. A time without an offset is in the time zone `zone`.
///
/// # Errors [`ValueError::NotATime`], whose message shows the accepted forms.
pub(super) fn read(text: &str, zone: &TimeZone, now: UnixMs) -> Result<UnixMs, ValueError> {
    let text = text.trim();
    let wrong = || ValueError::NotATime(text.to_owned());
    if text.eq_ignore_ascii_case("now") {
        return Ok(now);
    }
    if let Some(span) = text.strip_prefix('+') {
        return span_ms(span).map(|span| now + span).ok_or_else(wrong);
    }
    if let Ok(at) = text.parse::<Timestamp>() {
        return Ok(at.into());
    }
    let moment = match (text.parse::<DateTime>(), is_clock(text).then(|| text.parse::<Time>())) {
        (_, Some(Ok(time))) => next(time, zone, now),
        (Ok(at), _) if text.contains(':') => {
            at.to_zoned(zone.clone()).ok().map(|at| at.timestamp().into())
        }
        _ => None,
    };
    moment.ok_or_else(wrong)
}

/// Whether a text looks like `14:30` or `14:30:00`.
fn is_clock(text: &str) -> bool {
    text.contains(':') && text.chars().all(|c| c.is_ascii_digit() || c == ':')
}

/// The next moment at which a clock in `zone` shows this time.
fn next(time: Time, zone: &TimeZone, now: UnixMs) -> Option<UnixMs> {
    let today = now.timestamp()?.to_zoned(zone.clone()).date();
    (0..=1).find_map(|days| {
        let at = today
            .checked_add(days.days())
            .ok()?
            .to_datetime(time)
            .to_zoned(zone.clone())
            .ok()?;
        Some(UnixMs::from(at.timestamp())).filter(|at| *at > now - 60_000)
    })
}

/// The length of a span like `90m`, in ms.
fn span_ms(text: &str) -> Option<i64> {
    let unit = text.chars().last()?;
    let ms = match unit {
        's' => 1000,
        'm' => 60_000,
        'h' => 3_600_000,
        'd' => 86_400_000,
        _ => return None,
    };
    text[..text.len() - 1]
        .parse::<u32>()
        .ok()
        .and_then(|count| i64::from(count).checked_mul(ms))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-20 11:00 UTC.
    const NOW: UnixMs = UnixMs(1_795_172_400_000);
    const HOUR: i64 = 3_600_000;

    fn utc(text: &str) -> Result<UnixMs, ValueError> {
        read(text, &TimeZone::UTC, NOW)
    }

    #[test]
    fn times_are_read_as_people_write_them() {
        for (text, hours) in [
            ("now", 0),
            ("+2h", 2),
            ("+90m", 1),
            ("+1d", 24),
            ("14:00", 3),
            ("10:00", 23),
            ("2026-11-20 14:00", 3),
            ("2026-11-20T14:00:00", 3),
            ("2026-11-20T14:00:00+01:00", 2),
            ("2026-11-20T14:00:00Z", 3),
            ("2026-11-19 11:00", -24),
        ] {
            let extra = if text == "+90m" { HOUR / 2 } else { 0 };
            assert_eq!(utc(text), Ok(NOW + hours * HOUR + extra), "{text}");
        }
    }

    #[test]
    fn a_clock_is_the_zone_s() {
        let Ok(berlin) = ferrofax_basics::zone::named("Europe/Berlin") else { return };
        assert_eq!(read("2026-11-20 14:00", &berlin, NOW), Ok(NOW + 2 * HOUR));
        assert_eq!(read("12:30", &berlin, NOW), Ok(NOW + HOUR / 2));
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in [
            "",
            "soon",
            "25:00",
            "14",
            "2026-13-01 10:00",
            "2026-11-20",
            "+2",
            "+h",
            "-2h",
            "+é",
            "14:30:",
        ] {
            let error = utc(text).unwrap_err().to_string();
            assert!(error.contains("14:30"), "{text}: {error}");
        }
    }
}
