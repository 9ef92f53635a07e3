//! Limits log lines that any client can cause: at most one line a minute, with the number of events
//! since the last line.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use ferrofax_basics::lock::lock;

/// The least time between two log lines.
const APART: Duration = Duration::from_secs(60);

/// Counts events of one kind, such as clients that are turned away.
#[derive(Debug, Default)]
pub struct Seldom(Mutex<Counted>);

#[derive(Debug, Default)]
struct Counted {
    logged_at: Option<Instant>,
    /// The number of events since the last log line.
    events: u64,
}

impl Seldom {
    /// Counts an event. If the event is to be logged, returns the number of events since the last
    /// log line, with this one.
    pub fn count(&self) -> Option<u64> {
        self.count_at(Instant::now())
    }

    fn count_at(&self, now: Instant) -> Option<u64> {
        let mut counted = lock(&self.0);
        counted.events += 1;
        let since = counted.logged_at.map(|at| now.saturating_duration_since(at));
        if since.is_some_and(|since| since < APART) {
            return None;
        }
        counted.logged_at = Some(now);
        Some(std::mem::take(&mut counted.events))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_events_one_a_minute_is_logged_with_their_number() {
        let (seldom, begun) = (Seldom::default(), Instant::now());
        let count = |seconds| seldom.count_at(begun + Duration::from_secs(seconds));
        assert_eq!(count(0), Some(1));
        (1..60).for_each(|second| assert_eq!(count(second), None));
        assert_eq!((count(60), count(61), count(200)), (Some(60), None, Some(2)));
    }
}
