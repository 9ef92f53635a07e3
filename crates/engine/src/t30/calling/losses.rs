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
