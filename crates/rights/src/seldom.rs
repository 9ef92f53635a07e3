//! Limits log lines that any client could cause. The first event from each IP address is logged.
//! After that, at most one event a minute is logged for this address, with the number of events
//! that were not logged.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Mutex;

use super::tries::has_room;
use ferrofax_basics::UnixMs;
use ferrofax_basics::lock::lock;
use ferrofax_network::listening::EventCount;

/// For each client IP address, the events that it has caused.
#[derive(Default)]
pub(super) struct Seldom(Mutex<HashMap<IpAddr, EventCount>>);

impl Seldom {
    /// Counts an event that the client at this IP address has caused. If the event is to be logged,
    /// returns the number of unlogged events since the last log line about the address. `None`: the
    /// event is not to be logged.
    pub(super) fn note(&self, place: IpAddr, now: UnixMs) -> Option<u64> {
        let mut all = lock(&self.0);
        if !has_room(&mut all, &place, |events| !events.is_due(now.0)) {
            return None;
        }
        all.entry(place).or_default().count(now.0).map(|events| events - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tries::MOST;

    #[test]
    fn of_a_flood_there_is_a_line_a_minute_with_their_number() {
        let (seldom, place) = (Seldom::default(), "192.0.2.7".parse().unwrap());
        let note = |at| seldom.note(place, UnixMs(at));
        assert_eq!(note(0), Some(0));
        (1..60).for_each(|second| assert_eq!(note(second * 1_000), None));
        assert_eq!(seldom.note("192.0.2.8".parse().unwrap(), UnixMs(5)), Some(0));
        assert_eq!((note(60_000), note(60_001)), (Some(59), None));
        assert_eq!(note(-5), Some(1), "the clock was set back");
    }

    #[test]
    fn no_more_places_are_remembered_than_there_is_room_for() {
        let seldom = Seldom::default();
        let place = |number: usize| IpAddr::from(u32::try_from(number).unwrap().to_be_bytes());
        let noted = |at| (0..MOST + 9).filter_map(|it| seldom.note(place(it), UnixMs(at))).count();
        assert_eq!((noted(0), noted(60_000)), (MOST, MOST));
    }
}
