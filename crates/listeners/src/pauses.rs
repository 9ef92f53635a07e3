//! The pauses after work that failed for now, such as making a fax while the disk is full.

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use ferrofax_basics::lock::lock;

/// The pause after the first failed attempt, and the longest pause.
const FIRST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(60);

/// The pieces of work that are tried again later, by their keys.
#[derive(Default)]
pub(crate) struct Pauses<K>(Mutex<BTreeMap<K, Pause>>);

/// The reason why a piece of work was put off, and the time of its next attempt. Each pause is
/// twice as long as the pause before, since each attempt costs as much as the first.
struct Pause {
    why: String,
    length: Duration,
    until: Instant,
}

impl<K: Ord> Pauses<K> {
    /// Whether it is too early for the next attempt at this piece of work.
    pub(crate) fn holds<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        lock(&self.0).get(key).is_some_and(|pause| Instant::now() < pause.until)
    }

    /// Puts a piece of work off, because an attempt failed for this reason. Returns whether the
    /// reason is new, so that the calling code does not log it again.
    pub(crate) fn put_off(&self, key: K, why: &str) -> bool {
        let mut pauses = lock(&self.0);
        let before = pauses.get(&key);
        let is_new = before.is_none_or(|pause| pause.why != why);
        let length = before.map_or(FIRST, |pause| (pause.length * 2).min(LONGEST));
        let until = Instant::now() + length;
        pauses.insert(key, Pause { why: why.to_owned(), length, until });
        is_new
    }

    /// Forgets the failed attempts at this piece of work.
    pub(crate) fn end<Q: Ord + ?Sized>(&self, key: &Q)
    where
        K: Borrow<Q>,
    {
        lock(&self.0).remove(key);
    }

    /// Forgets the failed attempts at all pieces of work except these.
    pub(crate) fn keep_only(&self, is_there: impl Fn(&K) -> bool) {
        lock(&self.0).retain(|key, _| is_there(key));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_a_minute_and_a_reason_is_new_once() {
        let pauses = Pauses::<i32>::default();
        assert!(!pauses.holds(&1));
        let put_off = |why| {
            let is_new = pauses.put_off(1, why);
            (is_new, lock(&pauses.0)[&1].length.as_secs())
        };
        let found = ["full", "full", "full", "busy", "busy", "busy", "busy", "busy"].map(put_off);
        assert_eq!(found.map(|(_, seconds)| seconds), [1, 2, 4, 8, 16, 32, 60, 60]);
        let new = [true, false, false, true, false, false, false, false];
        assert_eq!(found.map(|(is_new, _)| is_new), new);
        assert!(pauses.holds(&1) && !pauses.holds(&2));
        pauses.end(&1);
        assert!(!pauses.holds(&1));
        assert!(pauses.put_off(1, "busy") && pauses.put_off(2, "busy"));
        pauses.keep_only(|key| *key == 2);
        assert!(!pauses.holds(&1) && pauses.holds(&2));
    }
}
