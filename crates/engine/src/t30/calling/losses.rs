//! What the line or the remote terminal loses: whether a failure is put down to that, and
//! how long signals may be because of it.

use super::MAX_SILENCES;
use super::caution::Caution;
use super::partial_page::OutgoingBlocks;
use ferrofax_signal::modem::PageRate;
use ferrofax_signal::time::{Millis, SampleTime};

/// What was lost so far, and what follows from it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Losses {
    /// Packets get lost on this line, or the remote terminal loses signals in the middle.
    loses: bool,
    /// Packets get lost on this line.
    packets_lost: bool,
    /// How long signals may be.
    caution: Caution,
    /// When a packet was lost last.
    packet_at: Option<SampleTime>,
    /// Signals that were lost since enough blocks in a row went well, and those blocks.
    signals: u32,
    good: u32,
    /// The remote terminal's modem goes on behind a gap.
    bridges: bool,
    /// How often a failure was put down to lost packets since something went well or the
    /// rate changed.
    blamed: u32,
}

impl Losses {
    /// A packet of the remote terminal's audio was lost. A single gap, however many packets long,
    /// is no reason for caution; another one soon after it is.
    pub(super) fn lost_packet(&mut self, now: SampleTime) {
        (self.loses, self.packets_lost) = (true, true);
        let apart = self.packet_at.replace(now).map(|before| now.since(before));
        if apart.is_some_and(|apart| (ANOTHER_GAP..SOON).contains(&apart)) {
            self.caution.lost_packet();
        }
    }

    /// A signal of ours was lost from some point on, or not heard at all. A single one is no reason
    /// for caution; the same page or block `again` is, or more than two of late.
    pub(super) const fn lost_signal(&mut self, again: bool) {
        self.loses = true;
        (self.signals, self.good) = (self.signals.saturating_add(1), 0);
        if again || self.signals > CHANCES {
            self.caution.lost_signal();
        }
    }

    /// Whether the line or the remote terminal loses anything.
    pub(super) const fn are_there(&self) -> bool {
        self.loses
    }

    /// Whether packets get lost on this line.
    pub(super) const fn are_of_packets(&self) -> bool {
        self.packets_lost
    }

    /// Something went well, or the rate changed: nothing is put down to packets any more.
    pub(super) const fn blame_nothing(&mut self) {
        self.blamed = 0;
    }

    /// Whether a failure is put down to lost packets: no lower rate mends that, and a
    /// longer signal meets more of them. After two of them in a row it is the rate after
    /// all.
    pub(super) const fn are_blamed(&mut self) -> bool {
        if self.packets_lost {
            self.blamed += 1;
        }
        self.packets_lost && !self.blamed.is_multiple_of(BLAMED + 1)
    }

    /// How often a command is said into silence: where packets get lost, answers do as well.
    pub(super) const fn max_silences(&self) -> u32 {
        if self.loses { 2 * MAX_SILENCES } else { MAX_SILENCES }
    }

    /// How many frames of so many octets a signal may have at `rate`.
    pub(super) fn longest_signal(&self, rate: PageRate, frame_octets: u16) -> usize {
        let Some(longest) = self.caution.longest().filter(|_| !self.bridges) else {
            return usize::MAX;
        };
        // Flags, address, control, FCF, number and FCS, and the bits that are stuffed in.
        let frame_bits = (u64::from(frame_octets) + 8) * 8 * 33 / 32;
        let bits = u64::from(rate.bps()) * u64::from(longest.0) / 1000;
        usize::try_from(bits / frame_bits).unwrap_or(usize::MAX).max(1)
    }

    /// Takes note of how a block came. A remote terminal whose modem goes on behind a gap
    /// needs no short signals; one that loses the rest of a signal does.
    pub(super) fn note_block(&mut self, blocks: &OutgoingBlocks) {
        let lost = blocks.lost_at_its_end();
        if lost >= if self.bridges { LOST_REST_AFTER_ALL } else { LOST_REST } {
            self.bridges = false;
            self.lost_signal(blocks.requests > 1);
        } else if blocks.has_hole() {
            self.bridges = true;
        }
    }

    /// The remote terminal has all of a block.
    pub(super) fn block_came(&mut self, blocks: &OutgoingBlocks) {
        if blocks.went_well() {
            self.caution.went_well();
            self.good += 1;
            if self.good >= GOOD_BLOCKS {
                self.signals = 0;
            }
        }
    }
}

/// As many frames at the end of a block are not missing by errors of single bits …
const LOST_REST: usize = 3;
/// … and as many not by chance, where gaps were bridged before.
const LOST_REST_AFTER_ALL: usize = 10;
/// Lost packets so far apart belong to two gaps …
const ANOTHER_GAP: Millis = Millis(1_000);
/// … and the line loses them often, if no further.
const SOON: Millis = Millis(60_000);
/// Lost signals that are taken for chance, …
const CHANCES: u32 = 2;
/// … until so many blocks in a row went well.
const GOOD_BLOCKS: u32 = 4;
/// Failures in a row that are put down to lost packets.
const BLAMED: u32 = 2;

#[cfg(test)]
mod tests {
    use super::*;
    use ferrofax_signal::modem::Rate;
    use std::sync::Arc;

    const NO_LIMIT: usize = usize::MAX;
    /// Frames of 256 octets in 4.5 s at 9600 bit/s.
    const SHORT: usize = 19;

    /// How many frames a signal may have at 9600 bit/s.
    fn longest(losses: &Losses) -> usize {
        losses.longest_signal(Rate::V29At9600.into(), 256)
    }

    /// Packets are lost at these times, in ms.
    fn packets(at: &[u32]) -> Losses {
        let mut losses = Losses::default();
        at.iter().for_each(|ms| losses.lost_packet(SampleTime(0) + Millis(*ms)));
        losses
    }

    /// A block of twenty frames, of which the receiver asks for these.
    fn block(missing: std::ops::Range<usize>) -> OutgoingBlocks {
        let mut blocks = OutgoingBlocks::new(Arc::new(vec![0; 256 * 20]), 256, usize::MAX);
        if !missing.is_empty() {
            ask(&mut blocks, missing);
        }
        blocks
    }

    fn ask(blocks: &mut OutgoingBlocks, missing: std::ops::Range<usize>) {
        let mut map = [0; 32];
        missing.for_each(|frame| map[frame / 8] |= 1 << (frame % 8));
        assert!(blocks.request(&map));
    }

    #[test]
    fn signals_are_short_after_two_gaps_within_a_minute() {
        for (at, wanted) in [
            (&[5_000][..], NO_LIMIT),
            (&[5_000, 5_020, 5_040], NO_LIMIT),
            (&[5_000, 6_000], SHORT),
            (&[5_000, 64_990], SHORT),
            (&[5_000, 65_000], NO_LIMIT),
        ] {
            assert_eq!(longest(&packets(at)), wanted, "{at:?}");
        }
    }

    /// The command behind a signal must come before T2 (6 ± 1 s) of a receiver that lost all of it.
    #[test]
    fn a_short_signal_has_as_many_frames_as_its_rate_says_in_time() {
        let losses = packets(&[0, 2_000]);
        let each = [(Rate::V29At9600, 256), (Rate::V27ter2400, 256), (Rate::V17At14400, 64)];
        let frames = each.map(|(rate, octets)| losses.longest_signal(rate.into(), octets));
        assert_eq!(frames, [SHORT, 4, 109]);
    }

    #[test]
    fn two_lost_signals_are_chance_unless_the_second_is_the_same_again() {
        let after = |lost: &[bool]| {
            let mut losses = Losses::default();
            lost.iter().for_each(|again| losses.lost_signal(*again));
            longest(&losses)
        };
        assert_eq!(
            [after(&[false]), after(&[false; 2]), after(&[false; 3])],
            [NO_LIMIT, NO_LIMIT, SHORT]
        );
        assert_eq!(after(&[true]), SHORT);
    }

    #[test]
    fn four_good_blocks_make_lost_signals_forgotten() {
        let after = |blocks: usize, missing: std::ops::Range<usize>| {
            let mut losses = Losses::default();
            (0..2).for_each(|_| losses.lost_signal(false));
            (0..blocks).for_each(|_| losses.block_came(&block(missing.clone())));
            losses.lost_signal(false);
            longest(&losses)
        };
        assert_eq!([after(3, 0..0), after(4, 0..0), after(4, 3..4)], [SHORT, NO_LIMIT, SHORT]);
    }

    #[test]
    fn who_loses_the_rest_of_a_signal_gets_short_ones() {
        let mut losses = Losses::default();
        (0..3).for_each(|_| losses.note_block(&block(18..20)));
        assert!(!losses.are_there(), "two frames are missing by errors of bits");
        (0..2).for_each(|_| losses.note_block(&block(17..20)));
        assert_eq!(longest(&losses), NO_LIMIT);
        losses.note_block(&block(17..20));
        assert_eq!(longest(&losses), SHORT);
        // The same block twice.
        let (mut losses, mut same) = (Losses::default(), block(10..20));
        losses.note_block(&same);
        assert_eq!(longest(&losses), NO_LIMIT);
        ask(&mut same, 15..20);
        losses.note_block(&same);
        assert_eq!(longest(&losses), SHORT);
    }

    #[test]
    fn who_goes_on_behind_a_gap_needs_no_short_signals() {
        let mut losses = Losses::default();
        losses.lost_signal(true);
        losses.note_block(&block(3..5));
        assert_eq!(longest(&losses), NO_LIMIT);
        losses.note_block(&block(11..20));
        assert_eq!(longest(&losses), NO_LIMIT);
        losses.note_block(&block(10..20));
        assert_eq!(longest(&losses), SHORT, "it does not go on behind each gap");
    }

    #[test]
    fn of_three_failures_in_a_row_two_are_put_down_to_lost_packets() {
        let mut losses = packets(&[0]);
        assert_eq!([(); 4].map(|()| losses.are_blamed()), [true, true, false, true]);
        losses.blame_nothing();
        assert_eq!([(); 3].map(|()| losses.are_blamed()), [true, true, false]);
        let mut signals = Losses::default();
        signals.lost_signal(true);
        assert!(!signals.are_blamed(), "no packet is lost");
    }

    /// T.30 §5.4.2: a command is sent three times into silence.
    #[test]
    fn commands_are_said_twice_as_often_where_answers_get_lost() {
        let mut signals = Losses::default();
        assert_eq!((signals.max_silences(), signals.are_there()), (3, false));
        signals.lost_signal(false);
        assert_eq!((signals.max_silences(), signals.are_of_packets()), (6, false));
        let packets = packets(&[0]);
        assert_eq!(packets.max_silences(), 6);
        assert!(packets.are_there() && packets.are_of_packets());
    }
}
