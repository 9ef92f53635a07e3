//! Counts failed attempts: for each client IP address the wrong passwords, and for each user the
//! attempts to fax to blocked numbers. The attempts are kept in memory; wrong passwords are read
//! back from the audit log when the Ferrofax service starts.

use std::collections::{HashMap, VecDeque};
use std::hash::Hash;
use std::sync::Mutex;

use ferrofax_basics::UnixMs;
use ferrofax_basics::lock::lock;

/// The maximum number of keys (IP addresses or users) whose failed attempts are remembered at the
/// same time.
pub(super) const MOST: usize = 10_000;

/// The failed attempts of each key (an IP address or a user). Each attempt has its time and a value
/// of type `W`: for a wrong password, the user name. If there are too many keys, those without
/// recent attempts are forgotten.
pub(super) struct Tries<K, W = ()>(Mutex<HashMap<K, VecDeque<(UnixMs, W)>>>);

impl<K, W> Default for Tries<K, W> {
    fn default() -> Self {
        Self(Mutex::new(HashMap::new()))
    }
}

impl<K: Hash + Eq + Clone> Tries<K> {
    /// Adds a failed attempt of a key (IP address or user). Returns the number of its failed
    /// attempts within the last `within_ms` milliseconds.
    pub(super) fn note(&self, who: &K, now: UnixMs, within_ms: i64) -> u32 {
        self.note_below(u32::MAX, who, (), now, within_ms).unwrap_or(u32::MAX)
    }
}

impl<K: Hash + Eq + Clone, W: PartialEq> Tries<K, W> {
    /// Adds a failed attempt of a key (IP address or user). Returns the number of its failed
    /// attempts within the last `within_ms` milliseconds. None: the key already has `most` such
    /// attempts, and the new one is not added.
    pub(super) fn note_below(
        &self,
        most: u32,
        who: &K,
        what: W,
        now: UnixMs,
        within_ms: i64,
    ) -> Option<u32> {
        let mut all = lock(&self.0);
        let still_counts = |tries: &VecDeque<(UnixMs, W)>| {
            tries.back().is_some_and(|(last, _)| is_recent(*last, now, within_ms))
        };
        if !has_room(&mut all, who, still_counts) {
            forget_silent(&mut all);
        }
        let tries = all.entry(who.clone()).or_default();
        tries.retain(|(at, _)| is_recent(*at, now, within_ms));
        if count(tries) >= most {
            return None;
        }
        tries.push_back((now, what));
        if tries.len() > MOST {
            tries.pop_front();
        }
        Some(count(tries))
    }

    /// The number of failed attempts of a key (IP address or user) within the last `within_ms`
    /// milliseconds.
    pub(super) fn count(&self, who: &K, now: UnixMs, within_ms: i64) -> u32 {
        let all = lock(&self.0);
        let recent = |tries: &VecDeque<(UnixMs, W)>| {
            tries.iter().filter(|(at, _)| is_recent(*at, now, within_ms)).count()
        };
        u32::try_from(all.get(who).map_or(0, recent)).unwrap_or(u32::MAX)
    }

    /// Forgets all failed attempts of a key (IP address or user).
    pub(super) fn forgive(&self, who: &K) {
        lock(&self.0).remove(who);
    }

    /// Forgets some failed attempts of a key (IP address or user). Each attempt has a value, such
    /// as the user name that was tried; the attempt is forgotten if `is_one` returns true for the
    /// value.
    pub(super) fn forgive_some(&self, who: &K, is_one: impl Fn(&W) -> bool) {
        self.keep(who, |tries| tries.retain(|(_, what)| !is_one(what)));
    }

    /// Removes an attempt of a key (IP address or user) that was counted as failed before its
    /// result was known, and that has not failed.
    pub(super) fn take_back(&self, who: &K, what: &W, at: UnixMs) {
        self.keep(who, |tries| {
            let found = tries.iter().rposition(|(noted, of)| *noted == at && of == what);
            found.and_then(|found| tries.remove(found));
        });
    }

    fn keep(&self, who: &K, change: impl FnOnce(&mut VecDeque<(UnixMs, W)>)) {
        let mut all = lock(&self.0);
        let Some(tries) = all.get_mut(who) else { return };
        change(tries);
        if tries.is_empty() {
            all.remove(who);
        }
    }
}

/// Whether the map of failed attempts contains this key (an IP address or user), or has room for
/// one more key. Old keys are removed to make room.
pub(super) fn has_room<K: Hash + Eq, V>(
    all: &mut HashMap<K, V>,
    who: &K,
    is_to_stay: impl Fn(&V) -> bool,
) -> bool {
    if all.len() >= MOST && !all.contains_key(who) {
        all.retain(|_, known| is_to_stay(known));
        return all.len() < MOST;
    }
    true
}

/// Removes a tenth of all keys (IP addresses or users): those whose last attempts are the oldest.
/// If only one key were removed, a client that changes its address for each attempt would cause a
/// search each time.
fn forget_silent<K, W>(all: &mut HashMap<K, VecDeque<(UnixMs, W)>>) {
    let last = |tries: &VecDeque<(UnixMs, W)>| tries.back().map(|(at, _)| *at);
    let mut lasts: Vec<_> = all.values().map(last).collect();
    let mut left = lasts.len() / 10;
    let (_, latest, _) = lasts.select_nth_unstable(left);
    let latest = *latest;
    all.retain(|_, tries| {
        let stays = left == 0 || last(tries) > latest;
        left -= usize::from(!stays);
        stays
    });
}

/// Whether a failed attempt at the time `at` was within the last `within_ms` milliseconds. A time
/// in the future does not count as recent; it was stored before the clock was set back.
fn is_recent(at: UnixMs, now: UnixMs, within_ms: i64) -> bool {
    (0..within_ms).contains(&now.ms_since(at))
}

fn count<W>(tries: &VecDeque<(UnixMs, W)>) -> u32 {
    u32::try_from(tries.len()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_what_is_recent_and_forgives() {
        let tries = Tries::default();
        assert_eq!(
            (
                tries.note(&"a", UnixMs(0), 100),
                tries.note(&"a", UnixMs(50), 100),
                tries.note(&"b", UnixMs(50), 100)
            ),
            (1, 2, 1)
        );
        assert_eq!(
            (tries.count(&"a", UnixMs(99), 100), tries.count(&"a", UnixMs(100), 100)),
            (2, 1)
        );
        assert_eq!(tries.note(&"a", UnixMs(149), 100), 2);
        tries.forgive(&"a");
        assert_eq!(
            (tries.count(&"a", UnixMs(149), 100), tries.count(&"b", UnixMs(149), 100)),
            (0, 1)
        );
    }

    #[test]
    fn no_more_are_noted_than_may_be_and_each_is_forgiven_by_itself() {
        let tries = Tries::default();
        let note = |what, at| tries.note_below(3, &"a", what, UnixMs(at), 100);
        assert_eq!(
            (note("x", 0), note("y", 1), note("x", 2), note("x", 3)),
            (Some(1), Some(2), Some(3), None)
        );
        tries.take_back(&"a", &"x", UnixMs(1));
        assert_eq!(note("x", 4), None, "no such was noted then");
        tries.take_back(&"a", &"x", UnixMs(2));
        assert_eq!(note("z", 5), Some(3));
        tries.forgive_some(&"a", |what| *what == "y");
        assert_eq!(tries.count(&"a", UnixMs(5), 100), 2);
        assert_eq!((note("x", 102), note("x", 102), note("x", 102)), (Some(2), Some(3), None));
        tries.forgive_some(&"b", |_| true);
    }

    #[test]
    fn what_was_noted_while_the_clock_was_ahead_does_not_count_until_then() {
        let tries = Tries::default();
        (0..10).for_each(|_| _ = tries.note(&"a", UnixMs(1_000_000), 100));
        assert_eq!(tries.count(&"a", UnixMs(1_000_000), 100), 10);
        assert_eq!((tries.count(&"a", UnixMs(50), 100), tries.note(&"a", UnixMs(50), 100)), (0, 1));
        assert_eq!(tries.count(&"a", UnixMs::MIN, 100), 0);
    }

    #[test]
    fn remembers_no_more_than_it_has_room_for() {
        let tries: Tries<i64> = Tries::default();
        for who in 0..2 * MOST as i64 {
            tries.note(&who, UnixMs(who), i64::MAX);
        }
        assert!((MOST * 9 / 10..=MOST).contains(&tries.0.lock().unwrap().len()));
        assert_eq!(tries.count(&(2 * MOST as i64 - 1), UnixMs::MAX, i64::MAX), 1);
    }
}
