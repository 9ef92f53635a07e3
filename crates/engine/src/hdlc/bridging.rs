//! Frames across bits that were lost on the way, where it is known which these are.
//!
//! # Theory
//!
//! A packet of 20 ms that a network loses takes six or seven bits of V.21 with it. Who
//! knows where they stood can put them back: each way to fill them is tried, and the one
//! with which the frames have a right FCS is what was sent. The FCS of 16 bits finds every
//! wrong burst of up to 16 bits (W. W. Peterson and D. T. Brown, Cyclic Codes for Error
//! Detection, 1961), so with nothing else wrong one filling alone passes. With one
//! more wrong bit hardly any wrong frame passes, with two of them one in some hundred where
//! [`MOST_LOST`] bits are to be filled; of two that differ, none is believed. So what is put
//! back is told from what was heard ([`DeframerEvent::Restored`]): who knows what frames mean,
//! and which one is awaited, says whether it may be believed. Nothing is filled in at the end
//! of a signal, where silence is what follows.

use super::{Deframer, DeframerEvent};

/// A [`Deframer`] for a line that says which of its bits were lost.
#[derive(Clone, Debug, Default)]
pub struct BridgingDeframer {
    plain: Deframer,
    gap: Option<Gap>,
}

/// From the first lost bit on to the next flag that was heard whole.
#[derive(Clone, Debug)]
struct Gap {
    /// As all was before it.
    before: Deframer,
    bits: Vec<LineBit>,
    lost: u32,
}

#[derive(Clone, Copy, Debug)]
struct LineBit {
    bit: bool,
    lost: bool,
}

/// Bits that can be put back: those of a packet of 20 ms, and the ones that it touches.
pub const MOST_LOST: u32 = 9;

/// Bits behind the first lost one within which a flag must come; the longest frame of T.30
/// that is no page has half of it.
const LONGEST: usize = 1000;

/// A flag, its last bit lowest.
const FLAG: u32 = 0b0111_1110;

impl BridgingDeframer {
    /// A deframer with the usual bound on the length of a frame.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the next bit from the line.
    pub fn push_bit(&mut self, bit: bool, sink: impl FnMut(DeframerEvent)) {
        self.take(LineBit { bit, lost: false }, sink);
    }

    /// Takes a bit that was lost on the way, as it would be guessed.
    pub fn push_lost(&mut self, guess: bool, sink: impl FnMut(DeframerEvent)) {
        self.take(LineBit { bit: guess, lost: true }, sink);
    }

    fn take(&mut self, next: LineBit, mut sink: impl FnMut(DeframerEvent)) {
        // Where no HDLC has been seen yet, nothing is worth a search.
        if self.gap.is_none() && next.lost && self.plain.is_established() {
            let before = std::mem::take(&mut self.plain);
            self.gap = Some(Gap { before, bits: Vec::new(), lost: 0 });
        }
        let Some(gap) = &mut self.gap else {
            if let Some(event) = self.plain.push_bit(next.bit) {
                sink(event);
            }
            return;
        };
        gap.bits.push(next);
        gap.lost += u32::from(next.lost);
        if gap.is_hopeless() || gap.ends_with_flag() {
            self.close().into_iter().for_each(sink);
        }
    }

    /// The carrier has gone; see [`Deframer::finish`].
    pub fn finish(&mut self, mut sink: impl FnMut(DeframerEvent)) {
        if let Some(gap) = self.gap.take() {
            let events;
            (self.plain, events) = gap.filled(None);
            events.into_iter().for_each(&mut sink);
        }
        if let Some(event) = self.plain.finish() {
            sink(event);
        }
        self.reset();
    }

    /// Back to the initial state.
    pub fn reset(&mut self) {
        *self = Self::new();
    }

    /// What stands across the gap, by the filling that the FCS proves, or else as guessed.
    fn close(&mut self) -> Vec<DeframerEvent> {
        let Some(gap) = self.gap.take() else { return Vec::new() };
        let Some((deframer, events)) = gap.proved() else {
            let events;
            (self.plain, events) = gap.filled(None);
            return events;
        };
        self.plain = deframer;
        let restored = |event| match event {
            DeframerEvent::Frame(frame) => DeframerEvent::Restored(frame),
            event => event,
        };
        events.into_iter().map(restored).collect()
    }
}

impl Gap {
    /// A flag that was heard whole stands at the end.
    fn ends_with_flag(&self) -> bool {
        let Some(last) = self.bits.last_chunk::<8>() else { return false };
        last.iter().all(|bit| !bit.lost)
            && last.iter().fold(0, |read, bit| read << 1 | u32::from(bit.bit)) == FLAG
    }

    fn is_hopeless(&self) -> bool {
        self.lost > MOST_LOST || self.bits.len() > LONGEST
    }

    /// The one filling with which most frames are right and nothing is damaged.
    fn proved(&self) -> Option<(Deframer, Vec<DeframerEvent>)> {
        if self.is_hopeless() {
            return None;
        }
        let mut best: Option<(Deframer, Vec<DeframerEvent>)> = None;
        let mut is_alone = true;
        for filling in 0..1 << self.lost {
            let (deframer, events) = self.filled(Some(filling));
            if !are_right(&events) {
                continue;
            }
            // A flag that is filled wrongly may hide the frame behind it.
            let frames = best.as_ref().map_or(0, |(_, found)| found.len());
            match &best {
                Some((_, found)) if events.len() < frames || *found == events => continue,
                _ => is_alone = events.len() > frames,
            }
            best = Some((deframer, events));
        }
        best.filter(|_| is_alone)
    }

    /// With the bits of `filling` in the place of those that were lost, or with the guesses.
    fn filled(&self, filling: Option<u32>) -> (Deframer, Vec<DeframerEvent>) {
        let mut deframer = self.before.clone();
        let mut rest = filling.unwrap_or_default();
        let bits = self.bits.iter().map(|bit| {
            if !bit.lost || filling.is_none() {
                return bit.bit;
            }
            let filled = rest & 1 == 1;
            rest >>= 1;
            filled
        });
        let events = bits.filter_map(|bit| deframer.push_bit(bit)).collect();
        (deframer, events)
    }
}

/// Frames are there, and nothing else is.
fn are_right(events: &[DeframerEvent]) -> bool {
    !events.is_empty() && events.iter().all(|event| matches!(event, DeframerEvent::Frame(_)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hdlc::Framer;

    /// A burst of these frames on the line.
    fn burst(frames: &[&[u8]]) -> Vec<bool> {
        let mut framer = Framer::new(8);
        frames.iter().for_each(|frame| framer.push_frame(frame));
        std::iter::from_fn(|| framer.next_bit()).collect()
    }

    /// What is found where these bits are lost, all of them guessed to be ones.
    fn found(bits: &[bool], lost: std::ops::Range<usize>) -> Vec<DeframerEvent> {
        let (mut deframer, mut events) = (BridgingDeframer::new(), Vec::new());
        for (at, &bit) in bits.iter().enumerate() {
            if lost.contains(&at) {
                deframer.push_lost(true, |event| events.push(event));
            } else {
                deframer.push_bit(bit, |event| events.push(event));
            }
        }
        deframer.finish(|event| events.push(event));
        events
    }

    const TSI: &[u8] = &[0xFF, 0x03, 0x43, 0x0C, 0x8C, 0x4C, 0x04, 0x7E, 0xFF, 0xFF];
    const DCS: &[u8] = &[0xFF, 0x13, 0x83, 0x00, 0x62, 0xF8, 0x44];

    #[test]
    fn a_packet_lost_anywhere_behind_the_first_flags_costs_nothing() {
        let bits = burst(&[TSI, DCS]);
        let all = found(&bits, 0..0);
        let frames = [TSI, DCS].map(|frame| DeframerEvent::Frame(frame.to_vec()));
        assert_eq!(all, [&[DeframerEvent::FlagsSeen][..], &frames].concat());
        let told = |came: &[DeframerEvent], event: &DeframerEvent| match event {
            DeframerEvent::Frame(frame) => {
                came.contains(event) || came.contains(&DeframerEvent::Restored(frame.clone()))
            }
            event => came.contains(event),
        };
        // At the end the last flag stands, and behind it one more.
        for first in 40..bits.len() - 16 {
            for count in [1, 6, 7, 8] {
                let came = found(&bits, first..first + count);
                assert!(all.iter().all(|event| told(&came, event)), "{first}, {count}: {came:?}");
            }
        }
    }

    #[test]
    fn what_was_put_back_is_told_from_what_was_heard() {
        let bits = burst(&[TSI, DCS]);
        let came = found(&bits, 90..96);
        assert!(came.contains(&DeframerEvent::Restored(TSI.to_vec())), "{came:?}");
        assert_eq!(came.last(), Some(&DeframerEvent::Frame(DCS.to_vec())));
    }

    #[test]
    fn more_than_a_packet_is_not_made_up() {
        let bits = burst(&[DCS]);
        let came = found(&bits, 80..90);
        let is_frame = |event: &DeframerEvent| {
            matches!(event, DeframerEvent::Frame(_) | DeframerEvent::Restored(_))
        };
        assert!(!came.iter().any(is_frame), "{came:?}");
    }

    #[test]
    fn a_frame_that_is_damaged_elsewhere_too_is_not_made_right() {
        let mut wrong = 0;
        let clean = burst(&[TSI, DCS]);
        for hit in 70..clean.len() - 30 {
            let mut bits = clean.clone();
            bits[hit] = !bits[hit];
            let first = if hit < 100 { hit + 20 } else { 75 };
            let came = found(&bits, first..first + 7);
            let frames = came.iter().filter_map(|event| match event {
                DeframerEvent::Frame(frame) | DeframerEvent::Restored(frame) => Some(&frame[..]),
                _ => None,
            });
            wrong += frames.filter(|frame| *frame != TSI && *frame != DCS).count();
        }
        assert_eq!(wrong, 0);
    }
}
