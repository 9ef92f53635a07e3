//! Limits the number of open event streams (server-sent events), because each of them occupies a
//! connection of the HTTP server.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use super::Most;
use ferrofax_basics::lock::lock;

/// Counts the open event streams of each user, and limits their number.
#[derive(Clone)]
pub(super) struct Seats {
    most: Most,
    taken: Arc<Mutex<BTreeMap<String, usize>>>,
}

/// One open event stream of a user, which counts towards the limits. When this value is dropped,
/// the stream no longer counts.
pub(super) struct Seat {
    user: String,
    seats: Seats,
}

impl Seats {
    pub(super) fn new(most: Most) -> Self {
        Self { most, taken: Arc::default() }
    }

    /// Counts a new event stream of this user. Returns `None` if this user, or all users together,
    /// already have as many open event streams as are allowed.
    pub(super) fn take(&self, user: &str) -> Option<Seat> {
        let mut taken = lock(&self.taken);
        let own = taken.get(user).copied().unwrap_or_default();
        if own >= self.most.of_one || taken.values().sum::<usize>() >= self.most.all {
            return None;
        }
        taken.insert(user.to_owned(), own + 1);
        Some(Seat { user: user.to_owned(), seats: self.clone() })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut taken = lock(&self.seats.taken);
        if let Some(own) = taken.get_mut(&self.user) {
            *own -= 1;
            if *own == 0 {
                taken.remove(&self.user);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seat_is_free_again_when_its_listener_has_gone() {
        let seats = Seats::new(Most { all: 3, of_one: 2 });
        let first = seats.take("alice");
        let second = seats.take("alice").unwrap();
        assert!(first.is_some() && seats.take("alice").is_none());
        let bob = seats.take("bob");
        assert!(bob.is_some() && seats.take("carol").is_none());
        drop(second);
        assert!(seats.take("carol").is_some());
        drop((first, bob));
        assert!(lock(&seats.taken).is_empty());
    }
}
