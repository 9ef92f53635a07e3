//! Who tries in vain: wrong passwords by address, refused numbers by user. Kept in
//! memory; wrong passwords are read back from the audit log when the program starts.

use std::collections::{HashMap, VecDeque};
use std::hash::Hash;
use std::sync::Mutex;

use ferrofax_basics::UnixMs;
use ferrofax_basics::lock::lock;

/// How many are remembered at once; the longest silent ones are forgotten.
const MOST: usize = 10_000;

/// What was tried in vain, by whom and when.
pub(super) struct Tries<K>(Mutex<HashMap<K, VecDeque<UnixMs>>>);

impl<K> Default for Tries<K> {
    fn default() -> Self {
        Self(Mutex::new(HashMap::new()))
    }
}

impl<K: Hash + Eq + Clone> Tries<K> {
    /// Notes one, and tells how many there were within so long.
    pub(super) fn note(&self, who: &K, now: UnixMs, within_ms: i64) -> u32 {
        let mut all = lock(&self.0);
        if all.len() >= MOST && !all.contains_key(who) {
            all.retain(|_, times| {
                times.back().is_some_and(|last| is_recent(*last, now, within_ms))
            });
            if all.len() >= MOST {
                forget_silent(&mut all);
            }
        }
        let times = all.entry(who.clone()).or_default();
        times.push_back(now);
        times.retain(|at| is_recent(*at, now, within_ms));
        if times.len() > MOST {
            times.pop_front();
        }
        count(times)
    }

    /// How many there were within so long.
    pub(super) fn count(&self, who: &K, now: UnixMs, within_ms: i64) -> u32 {
        let all = lock(&self.0);
        let recent = |times: &VecDeque<UnixMs>| {
            times.iter().filter(|at| is_recent(**at, now, within_ms)).count()
        };
        u32::try_from(all.get(who).map_or(0, recent)).unwrap_or(u32::MAX)
    }

    /// It has succeeded.
    pub(super) fn forgive(&self, who: &K) {
        lock(&self.0).remove(who);
    }
}

/// Makes room for many at once: whoever comes from ever new addresses is to cost little
/// each time.
fn forget_silent<K>(all: &mut HashMap<K, VecDeque<UnixMs>>) {
    let mut lasts: Vec<_> = all.values().map(|times| times.back().copied()).collect();
    let mut left = lasts.len() / 10;
    let (_, latest, _) = lasts.select_nth_unstable(left);
    all.retain(|_, times| {
        let stays = left == 0 || times.back() > latest.as_ref();
        left -= usize::from(!stays);
        stays
    });
}

/// Not long ago. What is still to come was noted while the clock was ahead, and does not
/// count until then.
fn is_recent(at: UnixMs, now: UnixMs, within_ms: i64) -> bool {
    (0..within_ms).contains(&now.ms_since(at))
}

fn count(times: &VecDeque<UnixMs>) -> u32 {
    u32::try_from(times.len()).unwrap_or(u32::MAX)
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
    fn what_was_noted_while_the_clock_was_ahead_does_not_count_until_then() {
        let tries = Tries::default();
        (0..10).for_each(|_| _ = tries.note(&"a", UnixMs(1_000_000), 100));
        assert_eq!(tries.count(&"a", UnixMs(1_000_000), 100), 10);
        assert_eq!((tries.count(&"a", UnixMs(50), 100), tries.note(&"a", UnixMs(50), 100)), (0, 1));
        assert_eq!(tries.count(&"a", UnixMs::MIN, 100), 0);
    }

    #[test]
    fn remembers_no_more_than_it_has_room_for() {
        let tries = Tries::default();
        for who in 0..2 * MOST as i64 {
            tries.note(&who, UnixMs(who), i64::MAX);
        }
        assert!((MOST * 9 / 10..=MOST).contains(&tries.0.lock().unwrap().len()));
        assert_eq!(tries.count(&(2 * MOST as i64 - 1), UnixMs::MAX, i64::MAX), 1);
    }
}
