//! Who is inside: how many clients a server has at once, all together and of one address.

use std::cell::Cell;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use ferrofax_basics::lock::lock;

/// Clients at once, at most.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PlaceLimits {
    /// All together.
    pub(crate) all: usize,
    /// Of one address.
    pub(crate) of_one: usize,
    /// Of `all`, those whom nobody knows.
    pub(crate) strangers: usize,
    /// Of one address that nobody knows.
    pub(crate) of_one_stranger: usize,
}

/// The places of a server.
#[derive(Debug)]
pub(crate) struct Places {
    limits: PlaceLimits,
    inside: Mutex<Inside>,
    left: Condvar,
}

/// Who is inside.
#[derive(Debug, Default)]
struct Inside {
    count: usize,
    strangers: usize,
    of: HashMap<IpAddr, usize>,
}

/// A client's place inside, given back when dropped: also by a thread that panics.
pub(crate) struct Place {
    places: Arc<Places>,
    peer: IpAddr,
    is_stranger: Cell<bool>,
}

impl Places {
    pub(crate) fn new(limits: PlaceLimits) -> Self {
        Self { limits, inside: Mutex::default(), left: Condvar::new() }
    }

    /// A place for a client of this address; none if all are taken.
    pub(crate) fn take(self: &Arc<Self>, peer: IpAddr, is_known: bool) -> Option<Place> {
        let mut inside = lock(&self.inside);
        let limits = &self.limits;
        let of = inside.of.get(&peer).copied().unwrap_or(0);
        let (is_full, most) = match is_known {
            true => (false, limits.of_one),
            false => {
                (inside.strangers >= limits.strangers, limits.of_one_stranger.min(limits.of_one))
            }
        };
        if is_full || inside.count >= limits.all || of >= most {
            return None;
        }
        inside.count += 1;
        inside.strangers += usize::from(!is_known);
        inside.of.insert(peer, of + 1);
        Some(Place { places: Arc::clone(self), peer, is_stranger: Cell::new(!is_known) })
    }

    /// Whether nobody is inside.
    pub(crate) fn is_empty(&self) -> bool {
        lock(&self.inside).count == 0
    }

    /// Waits until all have gone, but no longer than this.
    pub(crate) fn wait_until_empty(&self, longest: Duration) {
        let inside = lock(&self.inside);
        drop(self.left.wait_timeout_while(inside, longest, |inside| inside.count > 0));
    }
}

impl Place {
    /// It is known now who that is: the place is no stranger's any more.
    pub(crate) fn is_known_now(&self) {
        if self.is_stranger.replace(false) {
            lock(&self.places.inside).strangers -= 1;
        }
    }

    pub(crate) fn is_strangers(&self) -> bool {
        self.is_stranger.get()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut inside = lock(&self.places.inside);
        inside.count -= 1;
        inside.strangers -= usize::from(self.is_stranger.get());
        if let Some(of) = inside.of.get_mut(&self.peer) {
            *of -= 1;
            if *of == 0 {
                inside.of.remove(&self.peer);
            }
        }
        self.places.left.notify_all();
    }
}
