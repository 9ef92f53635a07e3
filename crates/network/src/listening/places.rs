//! Connection limits: how many clients a server has at the same time, in total and per IP address.
//!
//! An IPv6 address counts together with all others of its /64, since one host can have all of them.
//! If [`PlaceLimits::remembers`] is set, an IP address counts as known for an hour after a user has
//! logged in from it. A part of the connections is reserved for known IP addresses. So users can
//! still connect when unknown clients have taken all other connections.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use super::seldom::Seldom;
use ferrofax_basics::lock::lock;

/// The maximum numbers of clients that are allowed to be connected to a server at the same time.
#[derive(Clone, Copy, Debug)]
pub struct PlaceLimits {
    /// The maximum number of connected clients at all IP addresses together.
    pub all: usize,
    /// The maximum number of connected clients at one IP address.
    pub of_one: usize,
    /// The maximum number of connected clients at unknown IP addresses (those from which no user
    /// has logged in lately). These clients are included in `all`.
    pub strangers: usize,
    /// The maximum number of connected clients at one unknown IP address.
    pub of_one_stranger: usize,
    /// Whether the server remembers an IP address as known when a user logs in from it.
    pub remembers: bool,
}

/// The time for which an IP address is known after the last login of a user from there.
const KNOWN_FOR: Duration = Duration::from_secs(3_600);

/// The maximum number of IP addresses that are remembered as known because a user has logged in
/// from there.
const MOST_KNOWN: usize = 4_096;

/// Counts the connections of a server's clients, and refuses clients beyond the limits.
#[derive(Debug)]
pub struct Places {
    limits: PlaceLimits,
    inside: Mutex<Inside>,
    left: Condvar,
    /// The clients that were turned away because of a limit.
    turned_away: Seldom,
}

/// The number of clients that are connected now, and the IP addresses from which users have logged
/// in.
#[derive(Debug, Default)]
struct Inside {
    count: usize,
    strangers: usize,
    of: HashMap<IpAddr, usize>,
    /// The IP addresses from which a user has logged in, each with the time of the last login.
    known: HashMap<IpAddr, Instant>,
}

/// One counted connection of a client. Dropping this value reduces the count, even after a panic.
pub struct Place {
    places: Arc<Places>,
    peer: IpAddr,
    is_stranger: AtomicBool,
}

impl PlaceLimits {
    /// Makes limits that reserve a quarter of all connections for clients at known IP addresses.
    /// These are addresses from which a user has logged in during the last hour.
    pub fn with_a_quarter_kept(all: usize, of_one: usize) -> Self {
        let strangers = (all - all / 4).max(1);
        Self { all, of_one, strangers, of_one_stranger: of_one, remembers: true }
    }
}

impl Places {
    /// Makes places with these limits, of which none is taken.
    pub fn new(limits: PlaceLimits) -> Self {
        Self {
            limits,
            inside: Mutex::default(),
            left: Condvar::new(),
            turned_away: Seldom::default(),
        }
    }

    /// Counts a new client at this IP address. `None` if the client exceeds a limit on connections.
    pub fn take(self: &Arc<Self>, peer: IpAddr, is_known: bool) -> Option<Place> {
        let (mut inside, peer) = (lock(&self.inside), counted_as(peer));
        let is_known = is_known || inside.knows(peer, Instant::now());
        let limits = &self.limits;
        let of = inside.of.get(&peer).copied().unwrap_or(0);
        let (is_full, most) = if is_known {
            (false, limits.of_one)
        } else {
            (inside.strangers >= limits.strangers, limits.of_one_stranger.min(limits.of_one))
        };
        if is_full || inside.count >= limits.all || of >= most {
            return None;
        }
        inside.count += 1;
        inside.strangers += usize::from(!is_known);
        inside.of.insert(peer, of + 1);
        Some(Place { places: Arc::clone(self), peer, is_stranger: AtomicBool::new(!is_known) })
    }

    /// Logs that a client of this listener is turned away, because it exceeds a limit on
    /// connections. The log gets at most one line a minute.
    pub fn log_turned_away(&self, listener: &str) {
        if let Some(count) = self.turned_away.count() {
            log::warn!(
                "{listener}: a client was turned away: too many connections ({count} since the \
                 last such line)"
            );
        }
    }

    /// Whether no client is connected to the server.
    pub fn is_empty(&self) -> bool {
        lock(&self.inside).count == 0
    }

    /// Waits until all clients of the server have disconnected, for at most this time.
    pub fn wait_until_empty(&self, longest: Duration) {
        let inside = lock(&self.inside);
        drop(self.left.wait_timeout_while(inside, longest, |inside| inside.count > 0));
    }
}

impl Inside {
    fn knows(&self, peer: IpAddr, now: Instant) -> bool {
        let at = self.known.get(&peer);
        at.is_some_and(|at| now.saturating_duration_since(*at) < KNOWN_FOR)
    }

    /// Stores that a user has logged in from this IP address, so that the address counts as known.
    fn remember(&mut self, peer: IpAddr, now: Instant) {
        if self.known.len() >= MOST_KNOWN && !self.known.contains_key(&peer) {
            self.known.retain(|_, at| now.saturating_duration_since(*at) < KNOWN_FOR);
            let oldest = self.known.iter().min_by_key(|(_, at)| **at).map(|(peer, _)| *peer);
            if let Some(oldest) = oldest.filter(|_| self.known.len() >= MOST_KNOWN) {
                self.known.remove(&oldest);
            }
        }
        self.known.insert(peer, now);
    }
}

/// The IP address by which the connections of a client are counted; for IPv6, the client's /64
/// network.
fn counted_as(peer: IpAddr) -> IpAddr {
    match peer.to_canonical() {
        IpAddr::V6(peer) => Ipv6Addr::from_bits(peer.to_bits() >> 64 << 64).into(),
        peer => peer,
    }
}

impl Place {
    /// Marks this client as known, because it has logged in. Its IP address is marked as known as
    /// well, for later connections.
    pub fn is_known_now(&self) {
        let mut inside = lock(&self.places.inside);
        if self.is_stranger.swap(false, Ordering::Relaxed) {
            inside.strangers -= 1;
        }
        if self.places.limits.remembers {
            inside.remember(self.peer, Instant::now());
        }
    }

    /// Whether the client of this place counts as a stranger.
    pub fn is_strangers(&self) -> bool {
        self.is_stranger.load(Ordering::Relaxed)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut inside = lock(&self.places.inside);
        inside.count -= 1;
        inside.strangers -= usize::from(*self.is_stranger.get_mut());
        if let Some(of) = inside.of.get_mut(&self.peer) {
            *of -= 1;
            if *of == 0 {
                inside.of.remove(&self.peer);
            }
        }
        self.places.left.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(all: usize, of_one: usize) -> Arc<Places> {
        Arc::new(Places::new(PlaceLimits::with_a_quarter_kept(all, of_one)))
    }

    fn at(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn addresses_of_one_subscriber_count_together() {
        let places = places(100, 2);
        let one = places.take(at("2001:db8::1"), false).unwrap();
        let _two = places.take(at("2001:db8::ffff:0:0:2"), false).unwrap();
        assert!(places.take(at("2001:db8::3"), false).is_none());
        let _other = places.take(at("2001:db8:0:1::1"), false).unwrap();
        drop(one);
        let _three = places.take(at("2001:db8::3"), false).unwrap();
        let _v4 = [
            places.take(at("192.0.2.1"), false).unwrap(),
            places.take(at("192.0.2.1"), false).unwrap(),
        ];
        assert!(places.take(at("::ffff:192.0.2.1"), false).is_none());
        assert!(places.take(at("192.0.2.2"), false).is_some());
    }

    #[test]
    fn a_quarter_is_kept_for_those_who_are_known() {
        let places = places(4, 4);
        let peers = ["192.0.2.1", "192.0.2.2", "192.0.2.3"];
        let strangers: Vec<Place> =
            peers.iter().map(|peer| places.take(at(peer), false).unwrap()).collect();
        assert!(places.take(at("192.0.2.4"), false).is_none());
        let known = places.take(at("192.0.2.4"), true).unwrap();
        assert!(places.take(at("192.0.2.5"), true).is_none(), "all are taken");
        drop(known);
        // When a client has logged in, one more unknown client may connect. The client itself
        // counts as known when it connects again.
        strangers[0].is_known_now();
        let one_more = places.take(at("192.0.2.4"), false).unwrap();
        drop(strangers);
        let others = ["192.0.2.5", "192.0.2.6"];
        let _strangers: Vec<Place> =
            others.iter().map(|peer| places.take(at(peer), false).unwrap()).collect();
        assert!(places.take(at("192.0.2.7"), false).is_none());
        let _again = places.take(at("192.0.2.1"), false).unwrap();
        drop(one_more);
    }

    #[test]
    fn known_addresses_are_forgotten_after_an_hour_and_never_too_many() {
        let (mut inside, now) = (Inside::default(), Instant::now());
        inside.remember(at("192.0.2.1"), now);
        assert!(inside.knows(at("192.0.2.1"), now));
        assert!(!inside.knows(at("192.0.2.1"), now + KNOWN_FOR));
        for number in 0..2 * MOST_KNOWN as u32 {
            let peer = IpAddr::from(std::net::Ipv4Addr::from_bits(number));
            inside.remember(peer, now + Duration::from_millis(number.into()));
        }
        assert_eq!(inside.known.len(), MOST_KNOWN);
        let newest = IpAddr::from(std::net::Ipv4Addr::from_bits(2 * MOST_KNOWN as u32 - 1));
        assert!(inside.knows(newest, now + Duration::from_secs(60)));
    }
}
