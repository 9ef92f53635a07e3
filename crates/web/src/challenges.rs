//! Challenges of passkeys that wait for the browser's answer. They are kept in memory for a short
//! time, and each is used once.

use std::collections::VecDeque;
use std::net::IpAddr;
use std::sync::Mutex;

use super::half::make_room;
use ferrofax_basics::UnixMs;
use ferrofax_basics::lock::lock;

/// The time for which a challenge waits for its answer, in milliseconds.
const LASTS_MS: i64 = 5 * 60_000;

/// The greatest number of challenges that wait for an answer. `MOST_OF_ADDRESS` is the greatest
/// number of those that one IP address requested. If there are more, the oldest are dropped.
const MOST: usize = 1_000;
const MOST_OF_ADDRESS: usize = 20;

/// The passkey challenges that were sent to browsers and wait for their answer.
pub(super) struct Challenges<T>(Mutex<VecDeque<Waiting<T>>>);

struct Waiting<T> {
    /// The browser or the session to which the challenge was sent.
    whose: String,
    address: IpAddr,
    at: UnixMs,
    challenge: T,
}

impl<T> Default for Challenges<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T> Challenges<T> {
    /// Keeps a challenge. An earlier challenge of the same browser or session is dropped.
    pub(super) fn keep(&self, whose: &str, address: IpAddr, challenge: T, now: UnixMs) {
        let mut all = lock(&self.0);
        all.retain(|one| one.whose != whose && now.ms_since(one.at) < LASTS_MS);
        make_room(&mut all, |one| one.address == address, MOST_OF_ADDRESS, MOST);
        all.push_back(Waiting { whose: whose.to_owned(), address, at: now, challenge });
    }

    /// Removes the challenge of this browser or session, and returns it. `None` if there is none,
    /// or if it has expired.
    pub(super) fn take(&self, whose: &str, now: UnixMs) -> Option<T> {
        let mut all = lock(&self.0);
        let at = all.iter().position(|one| one.whose == whose)?;
        let found = all.remove(at)?;
        (0..LASTS_MS).contains(&now.ms_since(found.at)).then_some(found.challenge)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_challenge_is_used_once_and_in_time() {
        let all = Challenges::default();
        let keep = |whose: &str, address: &str, now: i64| {
            all.keep(whose, address.parse().unwrap(), now, UnixMs(now));
        };
        keep("a", "192.0.2.1", 0);
        keep("b", "192.0.2.1", 1);
        assert_eq!(all.take("c", UnixMs(2)), None);
        assert_eq!((all.take("a", UnixMs(2)), all.take("a", UnixMs(2))), (Some(0), None));
        assert_eq!(all.take("b", UnixMs(1 + LASTS_MS)), None, "too late");
        keep("a", "192.0.2.1", 3);
        keep("a", "192.0.2.1", 4);
        assert_eq!((all.take("a", UnixMs(5)), all.take("a", UnixMs(5))), (Some(4), None));
    }

    #[test]
    fn nobody_fills_the_memory_or_ends_the_challenges_of_others() {
        let all = Challenges::default();
        let keep = |whose: &str, address: IpAddr| all.keep(whose, address, (), UnixMs(0));
        keep("mine", "192.0.2.1".parse().unwrap());
        for at in 0..100 {
            keep(&format!("other{at}"), "192.0.2.2".parse().unwrap());
        }
        assert_eq!(lock(&all.0).len(), 1 + MOST_OF_ADDRESS);
        assert!(all.take("other79", UnixMs(0)).is_none() && all.take("mine", UnixMs(0)).is_some());
        for at in 0..2_000_u32 {
            keep(&at.to_string(), IpAddr::from(at.to_be_bytes()));
        }
        assert_eq!(lock(&all.0).len(), MOST);
    }
}
