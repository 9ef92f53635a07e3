//! Limits log lines that any client can cause: at most one line a minute, with the number of events
//! since the last line.

use std::sync::Mutex;

use ferrofax_basics::clock::steady_ms;
use ferrofax_basics::lock::lock;

/// The least time between two log lines, in milliseconds.
const APART_MS: i64 = 60_000;

/// Counts events of one kind, such as clients that are turned away.
#[derive(Debug, Default)]
pub struct Seldom(Mutex<EventCount>);

/// The number of events of one kind that were not logged, and the time of the last log line about
/// them.
#[derive(Debug, Default)]
pub struct EventCount {
    logged_at: Option<i64>,
    /// The number of events since the last log line.
    events: u64,
}

impl Seldom {
    /// Counts an event. If the event is to be logged, returns the number of events since the last
    /// log line, with this one.
    pub fn count(&self) -> Option<u64> {
        self.count_at(i64::try_from(steady_ms()).unwrap_or(i64::MAX))
    }

    fn count_at(&self, now_ms: i64) -> Option<u64> {
        lock(&self.0).count(now_ms)
    }
}

impl EventCount {
    /// Counts an event at this time, by any clock. If the event is to be logged, returns the number
    /// of events since the last log line, with this one.
    pub fn count(&mut self, now_ms: i64) -> Option<u64> {
        self.events = self.events.saturating_add(1);
        if !self.is_due(now_ms) {
            return None;
        }
        self.logged_at = Some(now_ms);
        Some(std::mem::take(&mut self.events))
    }

    /// Whether an event at this time is to be logged, because the last log line is at least a
    /// minute old. True, too, if the clock was set back since.
    pub fn is_due(&self, now_ms: i64) -> bool {
        self.logged_at
            .is_none_or(|at| !(0..APART_MS).contains(&now_ms.saturating_sub(at)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_events_one_a_minute_is_logged_with_their_number() {
        let seldom = Seldom::default();
        let count = |seconds: i64| seldom.count_at(seconds * 1_000);
        assert_eq!(count(0), Some(1));
        (1..60).for_each(|second| assert_eq!(count(second), None));
        assert_eq!((count(60), count(61), count(200)), (Some(60), None, Some(2)));
    }
}
