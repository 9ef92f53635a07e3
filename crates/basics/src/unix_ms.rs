//! A moment of the wall clock, with conversions to the database, to the system's time and to a
//! timestamp.

use jiff::Timestamp;
use rusqlite::types::{FromSql, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use std::ops::{Add, AddAssign, Sub};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A moment of the wall clock: milliseconds since 1970-01-01T00:00:00Z.
///
/// A row of the database can contain any number, so calculations saturate at the first and the last
/// moment instead of overflowing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnixMs(pub i64);

impl UnixMs {
    /// The earliest moment.
    pub const MIN: Self = Self(i64::MIN);
    /// The latest moment.
    pub const MAX: Self = Self(i64::MAX);

    /// The present moment by the machine's clock.
    pub fn now() -> Self {
        Self::from(SystemTime::now())
    }

    /// The milliseconds since `earlier`; negative if this moment is before it.
    pub const fn ms_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// The time since `earlier`; zero if this moment is not after it.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.ms_since(earlier)).unwrap_or(0))
    }

    /// The moment as a timestamp; `None` outside the years that a timestamp can have.
    pub fn timestamp(self) -> Option<Timestamp> {
        Timestamp::from_millisecond(self.0).ok()
    }
}

/// Moves a moment later by milliseconds.
impl Add<i64> for UnixMs {
    type Output = Self;
    fn add(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }
}

impl AddAssign<i64> for UnixMs {
    fn add_assign(&mut self, ms: i64) {
        *self = *self + ms;
    }
}

/// Moves a moment earlier by milliseconds.
impl Sub<i64> for UnixMs {
    type Output = Self;
    fn sub(self, ms: i64) -> Self {
        Self(self.0.saturating_sub(ms))
    }
}

/// Converts a system time; times before 1970 become 1970.
impl From<SystemTime> for UnixMs {
    fn from(time: SystemTime) -> Self {
        let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
        Self(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}

/// Converts a moment to a system time; moments before 1970 become 1970.
impl From<UnixMs> for SystemTime {
    fn from(moment: UnixMs) -> Self {
        UNIX_EPOCH + Duration::from_millis(moment.0.max(0).unsigned_abs())
    }
}

impl From<Timestamp> for UnixMs {
    fn from(time: Timestamp) -> Self {
        Self(time.as_millisecond())
    }
}

impl ToSql for UnixMs {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        self.0.to_sql()
    }
}

impl FromSql for UnixMs {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        i64::column_result(value).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reckoning_ends_at_the_first_and_the_last_moment() {
        assert_eq!((UnixMs(5) + 3, UnixMs(5) - 3), (UnixMs(8), UnixMs(2)));
        assert_eq!((UnixMs::MAX + 1, UnixMs::MIN - 1), (UnixMs::MAX, UnixMs::MIN));
        assert_eq!(UnixMs::MIN.ms_since(UnixMs::MAX), i64::MIN);
        assert_eq!(UnixMs(2).ms_since(UnixMs(5)), -3);
        assert_eq!(UnixMs(2).since(UnixMs(5)), Duration::ZERO);
        assert_eq!(UnixMs(5).since(UnixMs(2)), Duration::from_millis(3));
    }

    #[test]
    fn a_moment_is_the_same_in_all_its_forms() {
        let moment = UnixMs(1_795_172_400_123);
        let timestamp = moment.timestamp().unwrap();
        assert_eq!(timestamp.to_string(), "2026-11-20T11:00:00.123Z");
        assert_eq!(UnixMs::from(timestamp), moment);
        assert_eq!(UnixMs::from(SystemTime::from(moment)), moment);
        assert_eq!(SystemTime::from(UnixMs::MIN), UNIX_EPOCH);
        assert_eq!((UnixMs::MIN.timestamp(), UnixMs::MAX.timestamp()), (None, None));
        assert_eq!(UnixMs::from(UNIX_EPOCH - Duration::from_secs(1)), UnixMs(0));
    }
}
