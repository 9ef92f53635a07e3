//! For each client IP address, the number of passwords that are being checked. Until the check has
//! ended, such a password counts as wrong, and further logins from the address wait for the result.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

use ferrofax_basics::lock::lock;

/// The longest time that a login waits for running checks of other passwords from the same IP
/// address.
const LONGEST: Duration = Duration::from_secs(5);

#[derive(Default)]
pub(super) struct Undecided {
    places: Mutex<HashMap<IpAddr, u32>>,
    ended: Condvar,
}

/// A running check of a password. The check has ended when this value is dropped.
pub(super) struct Turn<'a> {
    undecided: &'a Undecided,
    place: IpAddr,
}

impl Undecided {
    /// Begins the check of a password from this client IP address, if `may` returns true, which
    /// means that the address has attempts left. Otherwise waits until a running check for the
    /// address has ended, and calls `may` again. Returns `None` if `may` returns false and no check
    /// for the address is running, or if the wait took too long.
    pub(super) fn begin(&self, place: IpAddr, may: impl Fn() -> bool) -> Option<Turn<'_>> {
        let mut places = lock(&self.places);
        while !may() {
            if !places.contains_key(&place) {
                return None;
            }
            let waited = self.ended.wait_timeout(places, LONGEST);
            let (after, timeout) = waited.unwrap_or_else(PoisonError::into_inner);
            if timeout.timed_out() {
                return None;
            }
            places = after;
        }
        *places.entry(place).or_default() += 1;
        drop(places);
        Some(Turn { undecided: self, place })
    }

    /// The number of running password checks for a client IP address.
    pub(super) fn count(&self, place: &IpAddr) -> u32 {
        lock(&self.places).get(place).copied().unwrap_or(0)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut places = lock(&self.undecided.places);
        if let Some(count) = places.get_mut(&self.place) {
            *count -= 1;
            if *count == 0 {
                places.remove(&self.place);
            }
        }
        drop(places);
        self.undecided.ended.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::thread;

    const PLACE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

    /// Uses up one of the attempts that are left. Returns false if no attempt is left.
    fn take(free: &AtomicU32) -> bool {
        free.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |free| free.checked_sub(1))
            .is_ok()
    }

    #[test]
    fn all_get_their_turn_where_those_before_give_their_place_back() {
        let (undecided, free) = (Undecided::default(), AtomicU32::new(2));
        let one = || {
            let turn = undecided.begin(PLACE, || take(&free));
            let had_it = turn.is_some();
            free.fetch_add(u32::from(had_it), Ordering::SeqCst);
            had_it
        };
        let had = thread::scope(|scope| {
            let all: Vec<_> = (0..20).map(|_| scope.spawn(one)).collect();
            all.into_iter().map(|one| one.join().unwrap()).collect::<Vec<_>>()
        });
        assert_eq!(had, [true; 20]);
        assert_eq!(undecided.count(&PLACE), 0);
    }

    #[test]
    fn who_could_only_wait_for_nobody_is_refused_at_once() {
        let (undecided, free) = (Undecided::default(), AtomicU32::new(1));
        let first = undecided.begin(PLACE, || take(&free)).unwrap();
        assert_eq!(undecided.count(&PLACE), 1);
        thread::scope(|scope| {
            let second = scope.spawn(|| undecided.begin(PLACE, || take(&free)).is_some());
            drop(first);
            assert!(!second.join().unwrap(), "the first has kept its place");
        });
    }
}
