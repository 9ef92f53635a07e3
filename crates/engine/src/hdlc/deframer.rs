//! Bits → frames: finds flags, takes out stuffed zeros, checks the FCS.
//!
//! It takes some bits at a time, and one by one those near a flag or a stuffed zero; it
//! holds no more than one frame, of bounded length, whatever comes. Flags may share their
//! zero, frames may share a flag. A frame with a right FCS is given wherever it stands,
//! also behind a single flag; damage is reported only once [`DeframerEvent::FlagsSeen`]
//! has shown that there is HDLC on the line at all, because noise and image data also
//! contain flags.

use super::fcs;

/// What a [`Deframer`] found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeframerEvent {
    /// Framing is established: several flags came back to back. Said once, until an idle
    /// line ends it.
    FlagsSeen,
    /// A frame with a right FCS, given without it.
    Frame(Vec<u8>),
    /// The same of a frame of which bits were lost, with those with which its FCS is right: said by
    /// a [`BridgingDeframer`](super::BridgingDeframer) alone.
    Restored(Vec<u8>),
    /// What stood between two flags where a frame should be: wrong FCS, broken bytes or
    /// too long. The last two bytes would be the FCS.
    DamagedFrame(Vec<u8>),
    /// A frame was broken off: seven or more ones.
    Aborted,
}

/// Finds frames in a train of bits.
#[derive(Clone, Debug)]
pub struct Deframer {
    limit: usize,
    /// Ones in a row.
    ones: u32,
    /// Whether bits belong to a frame: a flag was seen, and no abort since.
    in_frame: bool,
    frame: Vec<u8>,
    overlong: bool,
    /// The bits of the byte that is being filled, from its lowest one on.
    byte: u32,
    bits: u32,
    flags_in_a_row: u32,
    established: bool,
}

/// The longest frame accepted when nothing else is asked for, FCS not counted. T.30's
/// longest is an ECM frame of 260 bytes; non-standard facilities have no limit of their
/// own.
const USUAL_LIMIT: usize = 1024;

/// Shorter ones are remains of a damaged flag and no frame: ISO/IEC 13239 ignores what
/// has less than four octets.
const SHORTEST: usize = 4;

/// Back to back flags that are taken as proof of HDLC. Four of them come from random bits
/// once in hours at 300 bit/s.
const FLAGS_FOR_FRAMING: u32 = 4;

/// Behind so many ones in a row a zero is stuffed.
const STUFFED_BEHIND: u32 = 5;

/// Bits that are looked at together where not all are plain data.
const PIECE: u32 = 6;

/// Ones in a row that are no abort any more but an idle line.
const IDLE_ONES: u32 = 15;

impl Default for Deframer {
    fn default() -> Self {
        Self::new()
    }
}

impl Deframer {
    /// A deframer with the usual bound on the length of a frame.
    pub fn new() -> Self {
        Self::with_limit(USUAL_LIMIT)
    }

    /// A deframer that takes frames of up to `limit` bytes, FCS not counted.
    pub fn with_limit(limit: usize) -> Self {
        Self {
            limit: limit.saturating_add(2),
            ones: 0,
            in_frame: false,
            frame: Vec::new(),
            overlong: false,
            byte: 0,
            bits: 0,
            flags_in_a_row: 0,
            established: false,
        }
    }

    /// Takes the next `count` bits from the line (one to 24), the first one lowest.
    #[inline]
    pub fn push_bits(&mut self, bits: u32, count: u32, mut sink: impl FnMut(DeframerEvent)) {
        if self.take_plain(bits, count) {
            return;
        }
        // Where a part of them is plain, it is taken as a whole.
        for first in (0..count).step_by(PIECE as usize) {
            let count = PIECE.min(count - first);
            let piece = bits >> first & ((1 << count) - 1);
            if self.take_plain(piece, count) {
                continue;
            }
            for at in 0..count {
                if let Some(event) = self.push_bit(piece >> at & 1 == 1) {
                    sink(event);
                }
            }
        }
    }

    /// Takes the next bits if they are nothing but data.
    #[inline]
    fn take_plain(&mut self, bits: u32, count: u32) -> bool {
        if self.ones >= STUFFED_BEHIND {
            return false;
        }
        // The ones before them, and then the bits: no five ones in a row.
        let run = bits << self.ones | ((1 << self.ones) - 1);
        let pairs = run & run >> 1;
        if pairs & pairs >> 2 & run >> 4 != 0 {
            return false;
        }
        self.ones = (run << (32 - count - self.ones)).leading_ones();
        self.take(bits, count);
        true
    }

    /// Takes the next bit from the line.
    pub fn push_bit(&mut self, bit: bool) -> Option<DeframerEvent> {
        if bit {
            self.ones = self.ones.saturating_add(1);
            return match self.ones {
                0..=6 => {
                    self.take(1, 1);
                    None
                }
                7 => self.abort(),
                IDLE_ONES => {
                    self.established = false;
                    None
                }
                _ => None,
            };
        }
        match std::mem::take(&mut self.ones) {
            0..=4 => {
                self.take(0, 1);
                None
            }
            // The stuffed zero.
            5 => None,
            6 => self.flag(),
            // The end of an abort or of an idle line.
            _ => None,
        }
    }

    /// The carrier has gone: gives the frame whose closing flag was cut off, if its FCS
    /// proves it, and begins anew.
    pub fn finish(&mut self) -> Option<DeframerEvent> {
        let mut found = None;
        if self.in_frame && !self.overlong {
            // The beginning of the lost flag, or a few bits of noise, may stand behind
            // the FCS and fill a byte.
            found = (self.frame.len().saturating_sub(1)..=self.frame.len())
                .rev()
                .filter(|&end| end >= SHORTEST)
                .find(|&end| fcs::is_right(&self.frame[..end]))
                .map(|end| DeframerEvent::Frame(self.frame[..end - 2].to_vec()));
        }
        self.reset();
        found
    }

    /// Whether there is HDLC on the line: [`DeframerEvent::FlagsSeen`] was said, and the
    /// line has not been idle since.
    pub const fn is_established(&self) -> bool {
        self.established
    }

    /// Back to the initial state.
    pub fn reset(&mut self) {
        *self = Self::with_limit(self.limit - 2);
    }

    /// Takes `count` bits of data, at most 24.
    #[inline]
    fn take(&mut self, bits: u32, count: u32) {
        if !self.in_frame {
            return;
        }
        self.byte |= bits << self.bits;
        self.bits += count;
        while self.bits >= 8 {
            self.flags_in_a_row = 0;
            if self.frame.len() < self.limit {
                self.frame.push(self.byte as u8);
            } else {
                self.overlong = true;
            }
            self.byte >>= 8;
            self.bits -= 8;
        }
    }

    fn flag(&mut self) -> Option<DeframerEvent> {
        // A flag's leading zero and six ones were taken for data; a whole frame is what
        // leaves just these over.
        let whole = self.bits == 7 && !self.overlong;
        let frame = std::mem::take(&mut self.frame);
        let was_in_frame = std::mem::replace(&mut self.in_frame, true);
        self.overlong = false;
        (self.byte, self.bits) = (0, 0);
        if frame.is_empty() || !was_in_frame {
            self.flags_in_a_row += 1;
            if self.flags_in_a_row >= FLAGS_FOR_FRAMING && !self.established {
                self.established = true;
                return Some(DeframerEvent::FlagsSeen);
            }
            return None;
        }
        self.flags_in_a_row = 1;
        if frame.len() < SHORTEST {
            return None;
        }
        if whole && fcs::is_right(&frame) {
            let mut frame = frame;
            frame.truncate(frame.len() - 2);
            return Some(DeframerEvent::Frame(frame));
        }
        self.established.then_some(DeframerEvent::DamagedFrame(frame))
    }

    fn abort(&mut self) -> Option<DeframerEvent> {
        let broken_off = self.in_frame && !self.frame.is_empty();
        self.in_frame = false;
        self.frame.clear();
        self.overlong = false;
        (self.byte, self.bits) = (0, 0);
        self.flags_in_a_row = 0;
        (broken_off && self.established).then_some(DeframerEvent::Aborted)
    }
}
