//! Spaces out T.38 packets that are sent late: they follow each other faster than they should, but
//! not all at once.
//!
//! A busy machine may stop us for some hundred milliseconds, and all packets of that time are then
//! due at once. A network that delays some packets longer than others reorders such a burst.
//! UDPTL's redundancy cannot repair that: Asterisk drops a datagram that comes after a later one,
//! and a later datagram repeats only the three packets before its own.

use std::collections::VecDeque;

/// The queue of T.38 packets that wait until they may be sent.
#[derive(Debug, Default)]
pub(in crate::service) struct PacketPace {
    /// The waiting T.38 packets, each with the time at which it is due, in milliseconds.
    waiting: VecDeque<(u64, Vec<u8>)>,
    /// The time at which the last T.38 packet was due, and the time at which it was sent, in
    /// milliseconds.
    last: Option<(u64, u64)>,
}

/// The greatest time between two late T.38 packets, in milliseconds. Late packets are sent at half
/// of the interval at which they were due, so that we catch up. If half of the interval is longer
/// than this time, they are sent at intervals of this time.
const APART_MS: u64 = 20;

/// The greatest part of a T.38 packet's delay, in milliseconds, that is not passed on to the next
/// packet. The code that calls this module checks only from time to time whether a packet may be
/// sent, so a packet is often sent some milliseconds too late. If all of the delay were passed on,
/// the delays of many packets would add up.
const EARLIER_MS: u64 = 10;

/// The longest time that a T.38 packet waits after it was due, in milliseconds. Without this limit,
/// a call that is always late would become later and later.
const LATEST_MS: u64 = 500;

impl PacketPace {
    /// Adds to the queue a T.38 packet that is due at `due_ms`.
    pub(in crate::service) fn push(&mut self, due_ms: u64, packet: Vec<u8>) {
        self.waiting.push_back((due_ms, packet));
    }

    /// Takes from the queue the next T.38 packet that may be sent at `now_ms`.
    pub(in crate::service) fn pop(&mut self, now_ms: u64) -> Option<Vec<u8>> {
        let due_ms = self.waiting.front()?.0;
        let at_ms = self.last.map_or(due_ms, |(last_due_ms, went_ms)| {
            let apart_ms = (due_ms.saturating_sub(last_due_ms) / 2).min(APART_MS);
            due_ms.max(went_ms + apart_ms)
        });
        if at_ms > now_ms && now_ms < due_ms + LATEST_MS {
            return None;
        }
        self.last = Some((due_ms, at_ms.max(now_ms.saturating_sub(EARLIER_MS))));
        self.waiting.pop_front().map(|(_, packet)| packet)
    }

    /// Whether no T.38 packets wait in the queue.
    pub(in crate::service) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Discards the T.38 packets that wait in the queue.
    pub(in crate::service) fn clear(&mut self) {
        self.waiting.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The times at which `count` packets are sent. One packet is due every `every_ms`, and packets
    /// are taken at the times `looks`.
    fn went(every_ms: u64, count: u64, looks: impl Iterator<Item = u64>) -> Vec<u64> {
        let (mut pace, mut pushed, mut went) = (PacketPace::default(), 0, Vec::new());
        for now_ms in looks {
            while pushed < count && pushed * every_ms <= now_ms {
                pace.push(pushed * every_ms, vec![pushed as u8]);
                pushed += 1;
            }
            while let Some(packet) = pace.pop(now_ms) {
                assert_eq!(packet, [went.len() as u8], "in order");
                went.push(now_ms);
            }
        }
        assert!(pace.is_empty());
        went
    }

    /// The greatest number of packets that were sent within any 30 ms.
    fn most_at_once(went: &[u64]) -> usize {
        went.iter()
            .map(|from| went.iter().filter(|at| (*from..*from + 30).contains(*at)).count())
            .max()
            .unwrap_or(0)
    }

    #[test]
    fn in_time_each_goes_out_when_it_is_due() {
        for every_ms in [7, 20, 30, 142] {
            let went = went(every_ms, 40, (0..8_000).step_by(10));
            assert!(
                (0..).zip(&went).all(|(n, at)| (n * every_ms..n * every_ms + 10).contains(at)),
                "{went:?}"
            );
        }
    }

    #[test]
    fn after_a_hiccup_they_follow_each_other_apart_until_they_are_in_time_again() {
        for look_ms in [10, 20] {
            let looks = (0..300).step_by(look_ms).chain((540..4_000).step_by(look_ms));
            let went = went(30, 100, looks);
            assert!(most_at_once(&went) <= 3, "{went:?}");
            // The packets after the stop are late at first; from the 41st on, all packets are sent
            // in time.
            assert!(
                (0..).zip(&went).skip(40).all(|(n, at)| *at < n * 30 + look_ms as u64),
                "{went:?}"
            );
        }
    }

    #[test]
    fn who_looks_too_seldom_becomes_no_later() {
        let went = went(20, 200, (0..20_000).step_by(200));
        assert!((0..).zip(&went).all(|(n, at)| *at <= n * 20 + LATEST_MS + 200), "{went:?}");
    }
}
