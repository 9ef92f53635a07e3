//! The hours in which a job may be sent: daily windows on the wall clock of a time zone, with or
//! without weekdays.
//!
//! They are written as `08:00-18:00`, `Mon-Fri 08:00-18:00, Sat 09:00-12:00`, `Sun,Mon 22:00-06:00`
//! or `any`. A window whose end is not after its beginning continues into the next day, and belongs
//! to the day on which it begins; `00:00-24:00` is a whole day. A window is open in its first
//! minute and no longer open at the minute of its end. The time of a wall clock decides. When
//! clocks are put forward, minutes that no clock shows are in no window. When clocks are put back,
//! minutes that are shown twice are open twice.

use std::fmt;
use std::str::FromStr;

use ferrofax_basics::UnixMs;
use ferrofax_basics::zone;
use jiff::civil::{Date, DateTime, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// Windows in a time zone. The written text is kept, so that reading it again gives the same
/// windows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Windows {
    windows: Vec<Window>,
    zone: TimeZone,
    text: String,
    zone_name: String,
}

/// The reason why windows could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WindowError {
    /// Caller: the text is not a time window.
    #[error("{0:?} is not a time window; write it as Mon-Fri 08:00-18:00")]
    NotAWindow(String),
    /// Caller: the time zone is not known to this system.
    #[error("the time zone {0:?} is unknown")]
    UnknownZone(String),
}

/// A window: the first minute of the day, the minute after the last one, and the days on which the
/// window begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Window {
    /// One bit for each day; bit 0 is Monday.
    days: u8,
    from: u16,
    to: u16,
}

const EVERY_DAY: u8 = 0x7F;
const DAY_MINUTES: u16 = 24 * 60;
const DAYS: [(&str, Weekday); 7] = [
    ("mon", Weekday::Monday),
    ("tue", Weekday::Tuesday),
    ("wed", Weekday::Wednesday),
    ("thu", Weekday::Thursday),
    ("fri", Weekday::Friday),
    ("sat", Weekday::Saturday),
    ("sun", Weekday::Sunday),
];

impl Windows {
    /// Reads windows for the wall clock of this zone (`Europe/Berlin`; empty for the zone of the
    /// system). Returns `None` if the text allows any time.
    pub fn parse(text: &str, zone: &str) -> Result<Option<Self>, WindowError> {
        let unknown = || WindowError::UnknownZone(zone.to_owned());
        let found = match zone {
            "" => zone::system(),
            name => zone::named(name).map_err(|_| unknown())?,
        };
        if text.trim().is_empty() || text.trim().eq_ignore_ascii_case("any") {
            return Ok(None);
        }
        let windows =
            read_list(text).ok_or_else(|| WindowError::NotAWindow(text.trim().to_owned()))?;
        Ok(Some(Self {
            windows,
            zone: found,
            text: text.trim().to_owned(),
            zone_name: zone.to_owned(),
        }))
    }

    /// The text as it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The name of the time zone; empty for the zone of the system.
    pub fn zone(&self) -> &str {
        &self.zone_name
    }

    /// Returns true if a job may be sent at this time.
    pub fn is_open(&self, now: UnixMs) -> bool {
        let local = local(&self.zone, now);
        self.windows.iter().any(|window| window.holds(local))
    }

    /// Returns the time at which a job may be sent next: `now` if it may be sent now, otherwise the
    /// next opening. `None` if no clock shows a time in the windows within the next two weeks.
    pub fn next_open(&self, now: UnixMs) -> Option<UnixMs> {
        if self.is_open(now) {
            return Some(now);
        }
        let today = local(&self.zone, now).date();
        let mut candidates = Vec::new();
        // The search covers a week and a day, and one more week, because a clock may skip the hour
        // of a window. It also covers yesterday, whose minutes a clock that is put back may show
        // again.
        for day in -1..=15 {
            let Ok(date) = today.checked_add(day.days()) else { continue };
            for window in self.windows.iter().filter(|window| window.begins_on(date)) {
                let begins = window.begin(date);
                let moments = self.zone.to_ambiguous_timestamp(begins);
                candidates.extend(moments.earlier().ok());
                candidates.extend(moments.later().ok());
            }
        }
        // When clocks are put forward or back, a window can open in its middle.
        let horizon = timestamp(now + 16 * 24 * 60 * 60_000);
        candidates.extend(
            self.zone
                .following(timestamp(now))
                .map(|transition| transition.timestamp())
                .take_while(|moment| *moment <= horizon),
        );
        candidates
            .into_iter()
            .map(UnixMs::from)
            .filter(|moment| *moment > now && self.is_open(*moment))
            .min()
    }
}

impl Window {
    fn begins_on(&self, date: Date) -> bool {
        self.days & day_bit(date.weekday()) != 0
    }

    fn begin(&self, date: Date) -> DateTime {
        date.at((self.from / 60) as i8, (self.from % 60) as i8, 0, 0)
    }

    fn holds(&self, local: DateTime) -> bool {
        let minute = local.hour() as u16 * 60 + local.minute() as u16;
        let yesterday = || local.date().yesterday().is_ok_and(|date| self.begins_on(date));
        if self.from < self.to {
            self.begins_on(local.date()) && (self.from..self.to).contains(&minute)
        } else {
            (minute >= self.from && self.begins_on(local.date()))
                || (minute < self.to && yesterday())
        }
    }
}

impl fmt::Display for Windows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)?;
        if self.zone_name.is_empty() { Ok(()) } else { write!(f, " ({})", self.zone_name) }
    }
}

/// Reads a list of windows. Days apply until other days are named: in `Mon,Wed 08:00-09:00,
/// 10:00-11:00`, both windows are on Mondays and Wednesdays.
fn read_list(text: &str) -> Option<Vec<Window>> {
    let mut windows = Vec::new();
    let mut days = EVERY_DAY;
    let mut named: Option<u8> = None;
    for part in text.split([',', ';', ' ', '\t']).filter(|part| !part.is_empty()) {
        if part.starts_with(|c: char| c.is_ascii_digit()) {
            days = named.take().unwrap_or(days);
            let (from, to) = part.split_once('-')?;
            let (from, to) = (read_minute(from)?, read_minute(to)?);
            if from >= DAY_MINUTES || from == to {
                return None;
            }
            windows.push(Window { days, from, to });
        } else {
            named = Some(named.unwrap_or(0) | read_days(part)?);
        }
    }
    // Days without hours after them are a mistake.
    (named.is_none() && !windows.is_empty()).then_some(windows)
}

fn read_days(text: &str) -> Option<u8> {
    let day = |name: &str| DAYS.iter().position(|(short, _)| name.eq_ignore_ascii_case(short));
    let Some((first, last)) = text.split_once('-') else { return day(text).map(|day| 1 << day) };
    let (first, last) = (day(first)?, day(last)?);
    let count = (last + 7 - first) % 7;
    Some((0..=count).fold(0, |days, step| days | 1 << ((first + step) % 7)))
}

fn read_minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let number = |text: &str| match text.len() {
        1 | 2 if text.bytes().all(|byte| byte.is_ascii_digit()) => u16::from_str(text).ok(),
        _ => None,
    };
    let (hour, minute) = (number(hour)?, number(minute).filter(|_| minute.len() == 2)?);
    (minute < 60 && hour * 60 + minute <= DAY_MINUTES).then_some(hour * 60 + minute)
}

fn day_bit(weekday: Weekday) -> u8 {
    1 << DAYS.iter().position(|(_, day)| *day == weekday).unwrap_or_default()
}

fn local(zone: &TimeZone, unix_ms: UnixMs) -> DateTime {
    zone.to_datetime(timestamp(unix_ms))
}

/// Converts a time. A time outside the range of the calendar becomes the first or last time of the
/// range.
fn timestamp(unix_ms: UnixMs) -> Timestamp {
    let end = if unix_ms < UnixMs(0) { Timestamp::MIN } else { Timestamp::MAX };
    unix_ms.timestamp().unwrap_or(end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const HOUR_MS: i64 = 60 * 60_000;

    fn windows(text: &str, zone: &str) -> Windows {
        Windows::parse(text, zone).unwrap().unwrap()
    }

    fn at(text: &str) -> UnixMs {
        text.parse::<Timestamp>().unwrap().into()
    }

    #[test]
    fn office_hours_are_those_of_the_wall_clock_in_winter_and_in_summer() {
        let office = windows("Mon-Fri 08:00-18:00", "Europe/Berlin");
        assert!(
            !office.is_open(at("2026-01-05T06:59:59Z"))
                && office.is_open(at("2026-01-05T07:00:00Z"))
        );
        assert!(
            office.is_open(at("2026-01-05T16:59:59Z"))
                && !office.is_open(at("2026-01-05T17:00:00Z"))
        );
        assert!(
            !office.is_open(at("2026-07-06T05:59:59Z"))
                && office.is_open(at("2026-07-06T06:00:00Z"))
        );
        // From Friday evening to Monday morning, across the change to summer time.
        assert_eq!(office.next_open(at("2026-03-27T17:00:00Z")), Some(at("2026-03-30T06:00:00Z")));
    }

    #[test]
    fn a_night_belongs_to_the_day_on_which_it_begins() {
        let night = windows("Fri 22:00-06:00", "UTC");
        assert!(!night.is_open(at("2026-11-20T05:00:00Z")), "the night from Thursday");
        assert!(
            night.is_open(at("2026-11-20T22:00:00Z")) && night.is_open(at("2026-11-21T05:59:00Z"))
        );
        assert!(
            !night.is_open(at("2026-11-21T06:00:00Z"))
                && !night.is_open(at("2026-11-21T23:00:00Z"))
        );
    }

    #[test]
    fn minutes_that_a_clock_skips_or_shows_twice_are_none_or_two() {
        let skipped = windows("02:00-03:00", "Europe/Berlin");
        assert_eq!(skipped.next_open(at("2026-03-29T00:00:00Z")), Some(at("2026-03-30T00:00:00Z")));
        let half = windows("02:30-03:15", "Europe/Berlin");
        assert_eq!(half.next_open(at("2026-03-29T00:00:00Z")), Some(at("2026-03-29T01:00:00Z")));
        let twice = windows("02:15-02:45", "Europe/Berlin");
        assert_eq!(twice.next_open(at("2026-10-24T23:00:00Z")), Some(at("2026-10-25T00:15:00Z")));
        assert_eq!(twice.next_open(at("2026-10-25T00:45:00Z")), Some(at("2026-10-25T01:15:00Z")));
        assert_eq!(twice.next_open(at("2026-10-25T01:45:00Z")), Some(at("2026-10-26T01:15:00Z")));
    }

    #[test]
    fn what_is_not_a_window_is_refused_and_any_is_none() {
        for text in ["any", "", " ANY "] {
            assert_eq!(Windows::parse(text, "UTC"), Ok(None));
        }
        for text in [
            "8-18",
            "08:00",
            "08:00-25:00",
            "08:60-09:00",
            "Mon",
            "Mon-Fri",
            "Montag 08:00-09:00",
            "08:00-08:00",
            "24:00-06:00",
            "+8:00-9:00",
            "08:0-09:00",
            "08:00-09:00-10:00",
        ] {
            assert_eq!(
                Windows::parse(text, "UTC"),
                Err(WindowError::NotAWindow(text.into())),
                "{text}"
            );
        }
        assert_eq!(
            Windows::parse("any", "Mars/Base"),
            Err(WindowError::UnknownZone("Mars/Base".into()))
        );
    }

    #[test]
    fn days_hold_until_others_are_named() {
        let two = windows("Mon,Wed 08:00-09:00, 10:00-11:00; Sat-Sun 0:00-24:00", "UTC");
        let open = |text: &str| two.is_open(at(text));
        assert!(
            open("2026-11-16T10:30:00Z")
                && open("2026-11-18T08:30:00Z")
                && open("2026-11-22T23:59:59Z")
        );
        assert!(!open("2026-11-17T10:30:00Z") && !open("2026-11-16T09:30:00Z"));
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

        /// Compares the result with a search that checks every quarter of an hour for 15 days, in
        /// which clocks may change.
        #[test]
        fn the_next_opening_is_the_first_moment_at_which_it_is_open(
            zone in prop::sample::select(vec!["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"]),
            start in prop::sample::select(vec!["2026-03-01T00:00:00Z", "2026-03-24T00:00:00Z", "2026-10-01T00:00:00Z",
                                              "2026-10-20T00:00:00Z", "2026-04-01T00:00:00Z", "2026-10-29T00:00:00Z"]),
            days in 1_u8..=EVERY_DAY, from in 0_u16..96, to in 0_u16..=96, later in 0_i64..96 * 7,
        ) {
            prop_assume!(from != to);
            let text: Vec<String> = DAYS.iter().enumerate().filter(|(bit, _)| days & 1 << bit != 0)
                .map(|(_, (name, _))| (*name).to_owned()).collect();
            let hour = |quarter: u16| format!("{:02}:{:02}", quarter / 4, quarter % 4 * 15);
            let some = windows(&format!("{} {}-{}", text.join(","), hour(from), hour(to)), zone);
            let now = at(start) + later * HOUR_MS / 4;
            let seen = (0..15 * 96).map(|step| now + step * HOUR_MS / 4).find(|moment| some.is_open(*moment));
            prop_assert_eq!(some.next_open(now), seen);
        }
    }
}
