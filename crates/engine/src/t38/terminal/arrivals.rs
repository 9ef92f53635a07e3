//! Packets in order: doubles and late ones dropped, gaps waited for and then told, floods bounded.
//!
//! A gap is waited for because the transport may still fill it: UDPTL's error correction
//! gives a lost packet back three to nine packets later, and networks change the order.
//! Waiting costs nothing but time, of which T.30 has plenty, and only where something is
//! missing.

use crate::t38::Stats;
use ferrofax_signal::time::{Millis, SampleTime};
use std::collections::{BTreeMap, VecDeque};
use std::hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher};

/// What comes next of the packets' line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Arrival {
    /// An IFP packet.
    Packet(Vec<u8>),
    /// So many packets did not come. Zero: the numbers began anew, and nobody knows.
    Missing(u32),
}

/// Puts the packets of one peer in order.
#[derive(Debug)]
pub(crate) struct Arrivals {
    /// The number that is next.
    next: Option<u16>,
    /// Packets behind a gap, by how far behind.
    waiting: BTreeMap<u16, Vec<u8>>,
    /// Since when the gap is waited for.
    gap_since: SampleTime,
    /// How long a gap is waited for.
    patience: Millis,
    /// Numbers that were given up lately.
    given_up: VecDeque<u16>,
    /// A number far off: the next of its kind shows that the numbers began anew there.
    far_off: Option<(u16, Vec<u8>)>,
    /// The hashes of the last packets that were taken, by their numbers: the last one has the
    /// number before the next. `None`: the packet did not come.
    taken: VecDeque<Option<u64>>,
    /// Packets with successive numbers before the next one, and the number of the first of them:
    /// perhaps the sender began its numbers again.
    behind: (u16, VecDeque<Behind>),
    ready: VecDeque<Arrival>,
    /// Packets that may still come now, in thousandths, and when that was counted.
    allowance: u64,
    counted_at: SampleTime,
}

/// A packet whose number is before the next one.
#[derive(Debug)]
struct Behind {
    ifp: Vec<u8>,
    /// It is not a copy of a packet that was taken under this number, so a second packet has this
    /// number.
    is_new: bool,
}

impl Default for Arrivals {
    fn default() -> Self {
        Self::new()
    }
}

impl Arrivals {
    /// A peer that has sent nothing yet.
    pub(crate) const fn new() -> Self {
        Self {
            next: None,
            waiting: BTreeMap::new(),
            gap_since: SampleTime(0),
            patience: LEAST_PATIENCE,
            given_up: VecDeque::new(),
            far_off: None,
            taken: VecDeque::new(),
            behind: (0, VecDeque::new()),
            ready: VecDeque::new(),
            allowance: MOST_AT_ONCE * 1000,
            counted_at: SampleTime(0),
        }
    }

    /// A packet came at `now`. Without a number it is taken as it comes.
    pub(crate) fn push(
        &mut self,
        now: SampleTime,
        sequence: Option<u16>,
        ifp: &[u8],
        stats: &mut Stats,
    ) {
        stats.heard += 1;
        if ifp.len() > LONGEST {
            stats.malformed += 1;
            return;
        }
        if !self.is_allowed(now) {
            stats.flooded += 1;
            return;
        }
        let Some(number) = sequence else {
            self.ready.push_back(Arrival::Packet(ifp.to_vec()));
            return;
        };
        // By UDPTL's number: the one that is due, one that came early, one that is late or was
        // there before, or one so far off that the sender may have begun anew.
        let next = *self.next.get_or_insert(number);
        let ahead = number.wrapping_sub(next);
        if ahead == 0 {
            self.behind.1.clear();
            self.take(ifp.to_vec());
            self.go_on(now, stats);
        } else if ahead < NEAR {
            self.behind.1.clear();
            self.keep(now, ahead, ifp, stats);
        } else if ahead > NEAR.wrapping_neg() {
            self.drop_old(number, next.wrapping_sub(number), ifp, stats);
        } else {
            self.note_far_off(number, ifp, stats);
        }
    }

    /// Time has come to `now`: gaps that were waited for long enough are given up.
    pub(crate) fn pass_time(&mut self, now: SampleTime, stats: &mut Stats) {
        while !self.waiting.is_empty() && now >= self.gap_since + self.patience {
            self.give_up_gap(now, stats);
        }
    }

    /// What comes next.
    pub(crate) fn poll(&mut self) -> Option<Arrival> {
        self.ready.pop_front()
    }

    fn take(&mut self, ifp: Vec<u8>) {
        let hash = hash(&ifp);
        self.ready.push_back(Arrival::Packet(ifp));
        self.advance(1);
        if let Some(last) = self.taken.back_mut() {
            *last = Some(hash);
        }
    }

    /// The next number is further on; what waits is so much nearer.
    fn advance(&mut self, by: u16) {
        self.taken.extend((0..by).map(|_| None));
        let too_many = self.taken.len().saturating_sub(usize::from(NEAR));
        self.taken.drain(..too_many);
        self.next = self.next.map(|next| next.wrapping_add(by));
        self.waiting = std::mem::take(&mut self.waiting)
            .into_iter()
            .map(|(ahead, ifp)| (ahead - by, ifp))
            .collect();
    }

    /// Takes what was waiting and is next now.
    fn go_on(&mut self, now: SampleTime, stats: &mut Stats) {
        while let Some(ifp) = self.waiting.remove(&0) {
            self.take(ifp);
            stats.reordered += 1;
        }
        self.gap_since = now;
    }

    fn keep(&mut self, now: SampleTime, ahead: u16, ifp: &[u8], stats: &mut Stats) {
        if self.waiting.is_empty() {
            self.gap_since = now;
        }
        if self.waiting.insert(ahead, ifp.to_vec()).is_some() {
            stats.repeated += 1;
        }
        if self.waiting.len() > MOST_WAITING {
            self.give_up_gap(now, stats);
        }
    }

    fn give_up_gap(&mut self, now: SampleTime, stats: &mut Stats) {
        let (Some((&gap, _)), Some(next)) = (self.waiting.first_key_value(), self.next) else {
            return;
        };
        stats.missing += u64::from(gap);
        for number in 0..gap.min(GIVEN_UP_KEPT) {
            self.given_up.push_back(next.wrapping_add(number));
        }
        while self.given_up.len() > usize::from(GIVEN_UP_KEPT) {
            self.given_up.pop_front();
        }
        self.ready.push_back(Arrival::Missing(u32::from(gap)));
        self.advance(gap);
        // What waited behind the gap came in order: it counts as such.
        let reordered = stats.reordered;
        self.go_on(now, stats);
        stats.reordered = reordered;
    }

    /// A number before the next one: a packet that was taken already, or whose number was given up,
    /// or one of a sender that began its numbers again. A late one shows that waiting longer would
    /// help.
    fn drop_old(&mut self, number: u16, behind: u16, ifp: &[u8], stats: &mut Stats) {
        if let Some(place) = self.given_up.iter().position(|given_up| *given_up == number) {
            self.given_up.remove(place);
            stats.late += 1;
            if behind < MOST_WAITING as u16 {
                self.patience = Millis((self.patience.0 + STEP_OF_PATIENCE).min(MOST_PATIENCE));
            }
        } else {
            stats.repeated += 1;
            self.note_behind(number, behind, ifp, stats);
        }
    }

    /// A copy of a packet has the same content as the first one, and a late packet has a number under
    /// which none came. So successive packets with new content under old numbers show that the
    /// sender began its numbers again, for example because another machine sends now.
    fn note_behind(&mut self, number: u16, behind: u16, ifp: &[u8], stats: &mut Stats) {
        let (first, packets) = &mut self.behind;
        let due = first.wrapping_add(packets.len() as u16);
        if !packets.is_empty() && number == due.wrapping_sub(1) {
            return;
        }
        if number != due {
            packets.clear();
        }
        if packets.len() == MOST_BEHIND {
            packets.pop_front();
            *first = first.wrapping_add(1);
        }
        if packets.is_empty() {
            *first = number;
        }
        let place = self.taken.len().checked_sub(usize::from(behind));
        let is_new = match place.and_then(|place| self.taken.get(place)) {
            Some(taken) => taken.is_some_and(|taken| taken != hash(ifp)),
            // The number is before all that came.
            None => true,
        };
        packets.push_back(Behind { ifp: ifp.to_vec(), is_new });
        if packets.iter().filter(|packet| packet.is_new).count() >= BEGUN_AGAIN {
            let first = *first;
            let packets = std::mem::take(packets);
            stats.repeated -= packets.len() as u64;
            self.begin_anew(first, packets.into_iter().map(|packet| packet.ifp), stats);
        }
    }

    /// The sender began its numbers again: these are the packets since then, and the number of the
    /// first of them.
    fn begin_anew(
        &mut self,
        first: u16,
        packets: impl IntoIterator<Item = Vec<u8>>,
        stats: &mut Stats,
    ) {
        stats.restarts += 1;
        // Without the gaps between the waiting packets, a frame that lacks one would look whole.
        while !self.waiting.is_empty() {
            self.give_up_gap(self.gap_since, stats);
        }
        self.ready.push_back(Arrival::Missing(0));
        self.given_up.clear();
        self.taken.clear();
        self.behind.1.clear();
        self.far_off = None;
        self.next = Some(first);
        packets.into_iter().for_each(|ifp| self.take(ifp));
    }

    /// One number far off is a stray; two in a row are a peer that began anew.
    fn note_far_off(&mut self, number: u16, ifp: &[u8], stats: &mut Stats) {
        match self.far_off.take() {
            Some((last, held)) if number == last.wrapping_add(1) => {
                stats.strays -= 1;
                self.begin_anew(last, [held, ifp.to_vec()], stats);
            }
            Some((last, held)) if number == last => {
                stats.repeated += 1;
                self.far_off = Some((last, held));
            }
            _ => {
                // It may turn out to be the first of a new beginning.
                stats.strays += 1;
                self.far_off = Some((number, ifp.to_vec()));
            }
        }
    }

    fn is_allowed(&mut self, now: SampleTime) -> bool {
        // One packet a millisecond, in thousandths.
        let passed = now.0.saturating_sub(self.counted_at.0);
        self.counted_at = now;
        self.allowance = (self.allowance + passed * 1000 / 8).min(MOST_AT_ONCE * 1000);
        if self.allowance < 1000 {
            return false;
        }
        self.allowance -= 1000;
        true
    }
}

/// A hash of a packet's content.
fn hash(ifp: &[u8]) -> u64 {
    BuildHasherDefault::<DefaultHasher>::default().hash_one(ifp)
}

/// How long a gap is waited for at first: error correction of three packets 30 ms apart
/// comes within.
const LEAST_PATIENCE: Millis = Millis(150);
/// How long that may get, in ms, and by how much it grows. T.30 repeats a command after 3 s.
const MOST_PATIENCE: u32 = 450;
const STEP_OF_PATIENCE: u32 = 100;
/// Numbers that are nearer than this belong to the same line of packets.
const NEAR: u16 = 1000;
/// So many packets with new content under successive old numbers are a sender that began again.
const BEGUN_AGAIN: usize = 3;
/// Packets with old numbers that are kept at most, until it is known whether the sender began
/// again.
const MOST_BEHIND: usize = 64;
/// Packets that wait for a gap at most.
const MOST_WAITING: usize = 200;
/// Given up numbers that are remembered.
const GIVEN_UP_KEPT: u16 = 64;
/// No IFP packet is longer: the largest datagram on any usual link.
const LONGEST: usize = 1500;
/// Packets that may come at once; afterwards one a millisecond, thirty times as many as a fax has.
const MOST_AT_ONCE: u64 = 1000;

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers pushed one each 10 ms; what comes out, missing ones as negative counts.
    fn order(numbers: &[u16]) -> (Vec<i64>, Stats) {
        order_of(numbers.iter().map(|number| (*number, u32::from(*number))))
    }

    /// The same of packets that have a number and a content.
    fn order_of(packets: impl Iterator<Item = (u16, u32)>) -> (Vec<i64>, Stats) {
        let (mut arrivals, mut stats, mut out) = (Arrivals::new(), Stats::default(), Vec::new());
        let mut now = SampleTime(0);
        for packet in packets.map(Some).chain([None; 100]) {
            now += Millis(10);
            if let Some((number, content)) = packet {
                arrivals.push(now, Some(number), &content.to_be_bytes(), &mut stats);
            }
            arrivals.pass_time(now, &mut stats);
            while let Some(arrival) = arrivals.poll() {
                out.push(match arrival {
                    Arrival::Packet(ifp) => {
                        i64::from(u32::from_be_bytes([ifp[0], ifp[1], ifp[2], ifp[3]]))
                    }
                    Arrival::Missing(count) => -i64::from(count),
                });
            }
        }
        (out, stats)
    }

    #[test]
    fn packets_out_of_order_are_put_right() {
        let (out, stats) = order(&[7, 9, 8, 10, 10, 8]);
        assert_eq!(out, [7, 8, 9, 10]);
        assert_eq!((stats.heard, stats.repeated, stats.missing, stats.reordered), (6, 2, 0, 1));
    }

    #[test]
    fn a_gap_is_told_when_it_was_waited_for() {
        let (out, stats) = order(&[65_534, 65_535, 3, 4, 5]);
        assert_eq!(out, [65_534, 65_535, -3, 3, 4, 5]);
        assert_eq!((stats.missing, stats.late), (3, 0));
    }

    #[test]
    fn what_comes_too_late_is_dropped_and_waited_for_longer_afterwards() {
        let mut numbers = vec![1, 3];
        numbers.extend(4..30);
        numbers.push(2);
        numbers.extend([30, 32]);
        numbers.extend(33..50);
        numbers.push(31);
        let (out, stats) = order(&numbers);
        let expected: Vec<i64> = [1, -1].into_iter().chain(3..50).collect();
        assert_eq!(out, expected);
        assert_eq!((stats.late, stats.missing, stats.reordered), (1, 1, 18));
    }

    #[test]
    fn a_stray_number_is_passed_over_and_a_new_beginning_is_followed() {
        let (out, stats) = order(&[1, 2, 30_000, 3, 4]);
        assert_eq!((out, stats.restarts, stats.strays), (vec![1, 2, 3, 4], 0, 1));
        let (out, stats) = order(&[1, 2, 30_000, 50_000, 10_000, 30_000, 30_000, 3]);
        assert_eq!((out, stats.restarts, stats.strays, stats.repeated), (vec![1, 2, 3], 0, 4, 1));
        let (out, stats) = order(&[1, 2, 30_000, 30_001, 30_002]);
        assert_eq!(
            (out, stats.restarts, stats.strays),
            (vec![1, 2, 0, 30_000, 30_001, 30_002], 1, 0)
        );
    }

    #[test]
    fn a_gap_before_a_new_beginning_is_reported() {
        let (out, stats) = order(&[1, 2, 4, 5, 8, 30_000, 30_001, 30_002]);
        assert_eq!(out, [1, 2, -1, 4, 5, -2, 8, 0, 30_000, 30_001, 30_002]);
        assert_eq!((stats.restarts, stats.missing, stats.strays), (1, 3, 0));
    }

    /// The content of a packet, and that of a packet with the same number of another sender.
    fn of_first(number: u16) -> (u16, u32) {
        (number, 1 + u32::from(number))
    }

    fn of_second(number: u16) -> (u16, u32) {
        (number, 100_001 + u32::from(number))
    }

    /// As when the remote side moves the call to another machine.
    #[test]
    fn numbers_that_begin_again_a_little_before_are_followed() {
        for (first, second) in [(0..600, 0..600), (65_000..65_400, 64_900..65_300), (0..9, 0..60)] {
            let expected: Vec<i64> = first
                .clone()
                .map(|number| of_first(number).1.into())
                .chain([0])
                .chain(second.clone().map(|number| of_second(number).1.into()))
                .collect();
            for copies in [1, 2] {
                let packets = first.clone().map(of_first).chain(second.clone().map(of_second));
                let packets = packets.flat_map(|packet| std::iter::repeat_n(packet, copies));
                let (out, stats) = order_of(packets);
                assert!(out == expected, "{first:?}, {second:?}, {copies}: {out:?}");
                assert_eq!(stats.restarts, 1);
            }
        }
    }

    #[test]
    fn copies_and_late_packets_are_no_new_beginning() {
        // Fifty packets come twice, the second time one after the other.
        let (out, stats) = order_of((0..100).chain(50..100).chain(100..150).map(of_first));
        assert_eq!(out, (1..=150).collect::<Vec<_>>());
        assert_eq!((stats.restarts, stats.repeated), (0, 50));
        // A hundred packets are given up, and come then.
        let numbers = (0..10).chain(110..140).chain(10..110).chain(140..150);
        let (out, stats) = order_of(numbers.map(of_first));
        let expected: Vec<i64> = (1..=10).chain([-100]).chain(111..=150).collect();
        assert_eq!((out, stats.restarts), (expected, 0));
        // Packets of another sender come between those of the present one.
        let both = (0..200).flat_map(|number| [of_first(300 + number), of_second(number)]);
        let (out, stats) = order_of(both);
        assert_eq!((out, stats.restarts), ((301..=500).collect::<Vec<_>>(), 0));
    }

    #[test]
    fn a_flood_is_bounded() {
        let (mut arrivals, mut stats) = (Arrivals::new(), Stats::default());
        for number in 0..10_000_u16 {
            arrivals.push(SampleTime(80), Some(number), &[0], &mut stats);
        }
        assert_eq!(stats.flooded, 10_000 - MOST_AT_ONCE);
    }
}
