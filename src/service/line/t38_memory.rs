//! Remembers the telephone numbers with which T.38 did not work. In the next call to or from such a
//! number we do not ask for T.38.
//!
//! Some remote ends answer our request in a way that makes the PBX end the call (in Asterisk, a 200
//! OK that declines the only stream). Others accept T.38 and then send nothing. If a remote end
//! itself asks for T.38, we still accept. The numbers are in memory only: after a restart we ask
//! again.

use crate::service::settings::T38Use;
use ferrofax_basics::lock::lock;
use std::collections::BTreeMap;
use std::sync::Mutex;

/// The time for which we remember that T.38 did not work with a telephone number, in milliseconds.
const KEPT_MS: u64 = 24 * 3_600_000;

/// The greatest number of telephone numbers that are remembered because T.38 did not work with
/// them. If there are more, the oldest is removed.
const MOST: usize = 1000;

/// The telephone numbers with which T.38 did not work, each with the time when it failed.
#[derive(Debug, Default)]
pub(in crate::service) struct T38Memory {
    since: Mutex<BTreeMap<String, u64>>,
}

impl T38Memory {
    /// Notes that T.38 did not work with this telephone number. A withheld number is not noted.
    pub(in crate::service) fn note(&self, number: &str, now: u64) {
        if number.is_empty() {
            return;
        }
        let mut since = lock(&self.since);
        since.retain(|_, at| now.saturating_sub(*at) < KEPT_MS);
        if since.len() >= MOST
            && let Some(oldest) =
                since.iter().min_by_key(|(_, at)| **at).map(|(key, _)| key.clone())
        {
            since.remove(&oldest);
        }
        since.insert(number.to_owned(), now);
    }

    /// Returns the use of T.38 that is best for a call with this telephone number. `wanted` is the
    /// use of T.38 that is configured.
    pub(in crate::service) fn advise(&self, number: &str, wanted: T38Use, now: u64) -> T38Use {
        let since = lock(&self.since);
        match since.get(number) {
            Some(at) if now.saturating_sub(*at) < KEPT_MS && wanted == T38Use::Yes => {
                T38Use::Passive
            }
            _ => wanted,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_did_not_stand_it_is_not_asked_for_a_day() {
        let memory = T38Memory::default();
        memory.note("0991", 1000);
        memory.note("", 1000);
        assert_eq!(memory.advise("0991", T38Use::Yes, 2000), T38Use::Passive);
        assert_eq!(memory.advise("0991", T38Use::No, 2000), T38Use::No);
        assert_eq!(memory.advise("0991", T38Use::Yes, 1000 + KEPT_MS), T38Use::Yes);
        assert_eq!(memory.advise("0992", T38Use::Yes, 2000), T38Use::Yes);
        assert_eq!(memory.advise("", T38Use::Yes, 2000), T38Use::Yes);
    }

    #[test]
    fn it_keeps_no_more_than_it_may() {
        let memory = T38Memory::default();
        (0..=MOST as u64).for_each(|at| memory.note(&format!("0{at}"), at));
        assert_eq!(memory.advise("00", T38Use::Yes, 2000), T38Use::Yes, "the oldest");
        assert_eq!(memory.advise("01", T38Use::Yes, 2000), T38Use::Passive);
    }
}
