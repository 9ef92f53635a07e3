//! The nonces of HTTP Digest (RFC 7616 §3.3): values that the server gives to an HTTP client for
//! its logins. Each nonce is made for one IP address and is valid for five minutes. The requests
//! with a nonce are counted, so that a recorded request can't be repeated.
//!
//! A nonce contains the time when it was made, and is signed, so that unused nonces need no memory.
//! The memory for nonces in use is limited.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::encoding::hex;
use crate::key;
use ferrofax_basics::lock::lock;

/// The time for which a nonce (of HTTP Digest) is valid.
const LIFE: Duration = Duration::from_secs(300);

/// The maximum number of nonces (of HTTP Digest) in use: nonces with which a user has logged in.
/// The server counts the requests of a nonce only if the nonce is in use.
const MOST: usize = 10_000;

/// The size of the window for request counts (`nc` of RFC 7616 §3.4). Each request with a nonce has
/// the next count, but simultaneous requests may arrive in another order. So an unused count is
/// also accepted if it is smaller than the greatest count so far by less than this number.
const WINDOW: u32 = 64;

/// The HTTP Digest nonces of one server.
pub struct Nonces {
    key: String,
    begun: Instant,
    used: Mutex<HashMap<String, Used>>,
}

/// A nonce (of HTTP Digest) with which a user has logged in.
struct Used {
    user: String,
    made_at: Duration,
    /// The greatest request count (`nc`) that was used with this nonce. The field `seen` has one
    /// bit for this count, and for each of the 63 counts before it. A bit is 1 if its count was
    /// used.
    greatest: u32,
    seen: u64,
}

impl Default for Nonces {
    fn default() -> Self {
        let key = key::fresh() + &key::fresh();
        Self { key, begun: Instant::now(), used: Mutex::default() }
    }
}

impl Nonces {
    /// Makes a new nonce (of HTTP Digest) for an HTTP client at this IP address.
    pub fn fresh(&self, address: IpAddr) -> String {
        self.made(address, self.begun.elapsed())
    }

    /// Whether a request from this IP address may use this nonce with the request count `nc` (8
    /// hexadecimal digits). If not, the HTTP client needs a new nonce.
    pub fn is_good(&self, address: IpAddr, nonce: &str, nc: &str) -> bool {
        self.is_good_at(address, nonce, nc, self.begun.elapsed())
    }

    /// The user who has logged in with this nonce.
    pub fn user(&self, nonce: &str) -> Option<String> {
        lock(&self.used).get(nonce).map(|used| used.user.clone())
    }

    /// Records that a request has logged in as this user, with this nonce and the request count
    /// `nc`. Returns false if another request has already used the count, or if too many nonces are
    /// in use.
    pub fn spend(&self, nonce: &str, nc: &str, user: &str) -> bool {
        self.spend_at(nonce, nc, user, self.begun.elapsed())
    }

    fn made(&self, address: IpAddr, at: Duration) -> String {
        let named = format!("{:x}-{}", at.as_millis(), key::fresh());
        let sign = self.sign(&named, address);
        format!("{named}-{sign}")
    }

    fn sign(&self, named: &str, address: IpAddr) -> String {
        // HMAC takes keys of any length.
        let Ok(mut hmac) = Hmac::<Sha256>::new_from_slice(self.key.as_bytes()) else {
            return String::new();
        };
        hmac.update(format!("{named} {address}").as_bytes());
        hex(&hmac.finalize().into_bytes())
    }

    fn is_good_at(&self, address: IpAddr, nonce: &str, nc: &str, at: Duration) -> bool {
        let Some((named, sign)) = nonce.rsplit_once('-') else { return false };
        // The duration of this comparison may reveal a part of the signature, but the nonce expires
        // soon.
        let is_alive = made_at(nonce).is_some_and(|made| at < made + LIFE);
        if !is_alive || sign != self.sign(named, address) {
            return false;
        }
        let Some(count) = count(nc) else { return false };
        lock(&self.used).get(nonce).is_none_or(|used| used.is_new(count))
    }

    fn spend_at(&self, nonce: &str, nc: &str, user: &str, at: Duration) -> bool {
        let (Some(count), Some(made_at)) = (count(nc), made_at(nonce)) else { return false };
        let mut all = lock(&self.used);
        if all.len() >= MOST && !all.contains_key(nonce) {
            all.retain(|_, used| at < used.made_at + LIFE);
            if all.len() >= MOST {
                return false;
            }
        }
        let fresh = || Used { user: user.to_owned(), made_at, greatest: 0, seen: 1 };
        all.entry(nonce.to_owned()).or_insert_with(fresh).note(count)
    }
}

impl Used {
    fn is_new(&self, count: u32) -> bool {
        match self.greatest.checked_sub(count) {
            None | Some(0) => count > self.greatest,
            Some(before) => before < WINDOW && self.seen >> before & 1 == 0,
        }
    }

    /// Records that a request count was used with this nonce. Returns whether the count was new.
    fn note(&mut self, count: u32) -> bool {
        let is_new = self.is_new(count);
        if count > self.greatest {
            let further = count - self.greatest;
            self.seen = self.seen.checked_shl(further).unwrap_or(0) | 1;
            self.greatest = count;
        } else if is_new {
            self.seen |= 1 << (self.greatest - count);
        }
        is_new
    }
}

fn made_at(nonce: &str) -> Option<Duration> {
    let (ms, _) = nonce.split_once('-')?;
    u64::from_str_radix(ms, 16).ok().map(Duration::from_millis)
}

/// Parses the request count `nc`, which is 1 in the first request with a nonce.
fn count(nc: &str) -> Option<u32> {
    u32::from_str_radix(nc, 16).ok().filter(|count| *count > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);
    const START: Duration = Duration::ZERO;

    #[test]
    fn a_nonce_is_good_for_its_address_and_its_time_and_no_other_is() {
        let nonces = Nonces::default();
        let nonce = nonces.made(HERE, START);
        let is_good = |nonce: &str, at| nonces.is_good_at(HERE, nonce, "00000001", at);
        assert!(is_good(&nonce, START) && is_good(&nonce, LIFE - Duration::from_millis(1)));
        assert!(!is_good(&nonce, LIFE));
        assert!(!nonces.is_good_at("192.0.2.1".parse().unwrap(), &nonce, "00000001", START));
        for forged in ["", "-", "0-1-2", &nonce[1..], &format!("1{nonce}"), &format!("{nonce}0")] {
            assert!(!is_good(forged, START), "{forged}");
        }
        assert!(!Nonces::default().is_good_at(HERE, &nonce, "00000001", START), "a server's own");
    }

    #[test]
    fn each_count_is_taken_once_also_where_one_overtakes_another() {
        let nonces = Nonces::default();
        let nonce = nonces.made(HERE, START);
        let spend = |nc: u32| nonces.spend_at(&nonce, &format!("{nc:08x}"), "alice", START);
        let taken: Vec<bool> =
            [1, 1, 3, 2, 2, 3, 0, 100, 37, 36, 100, 99, u32::MAX, 100].map(spend).into();
        let yes_and_no = [
            true, false, true, true, false, false, false, true, true, false, false, true, true,
            false,
        ];
        assert_eq!(taken, yes_and_no);
        assert!(!nonces.is_good_at(HERE, &nonce, "00000001", START));
        assert_eq!(nonces.user(&nonce).as_deref(), Some("alice"));
    }

    #[test]
    fn so_many_are_in_use_at_once_and_no_more() {
        let nonces = Nonces::default();
        let spend = |at| nonces.spend_at(&nonces.made(HERE, at), "00000001", "alice", at);
        assert!((0..MOST).all(|_| spend(START)));
        assert!(!spend(START));
        assert!(spend(LIFE), "those of before have ended");
    }
}
