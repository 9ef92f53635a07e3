//! Octets ↔ bits: how CI, CM, JM and CJ stand on the line (ITU-T V.8 §5, table 1).
//!
//! ```text
//! CI, CM, JM:  1111111111  synchronisation  0 b0…b7 1  0 b0…b7 1  …   again and again
//!                          CI      0 00000000 1
//!                          CM, JM  0 00000111 1
//! CJ:          0 00000000 1  0 00000000 1  0 00000000 1               once
//! ```
//!
//! The synchronisation is framed as an octet is, 00 and E0. Ten ones in a row and then one
//! of these are in no octet that V.8 knows; six ones are enough to tell, since a receiver
//! may still settle under the first of them.

use std::collections::VecDeque;

use crate::modem::BitSource;

/// Which sequence it is. CM and JM differ by who says them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SequenceKind {
    /// Call indicator.
    Ci,
    /// Call menu or joint menu.
    Menu,
}

/// What was heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// The begin of a sequence: ones and the synchronisation.
    Begin(SequenceKind),
    /// A whole sequence, as its octets without the synchronisation. It is to be believed
    /// when the same came twice in a row.
    Sequence(SequenceKind, Vec<u8>),
    /// CJ.
    Cj,
}

/// Bits → sequences.
#[derive(Clone, Debug, Default)]
pub struct SequenceReader {
    /// The last bits, the latest lowest; of those lost, zeros.
    bits: u32,
    /// How many of them there were since something was lost.
    seen: u32,
    /// The sequence that is coming in.
    coming: Option<Coming>,
}

#[derive(Clone, Debug)]
struct Coming {
    kind: SequenceKind,
    octets: Vec<u8>,
    /// Bits of the next octet that were heard.
    bits: u32,
}

impl SequenceReader {
    /// One that has heard nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Hears a bit, or that there was none.
    pub fn push(&mut self, bit: Option<bool>, sink: &mut dyn FnMut(Heard)) {
        let Some(bit) = bit else {
            self.lose(sink);
            return;
        };
        self.bits = self.bits << 1 | u32::from(bit);
        self.seen = (self.seen + 1).min(u32::BITS);
        self.look_for_cj(sink);
        self.go_on(bit, sink);
        let kind = match self.bits & SYNC_MASK {
            SYNC_CI => SequenceKind::Ci,
            SYNC_MENU => SequenceKind::Menu,
            _ => return,
        };
        // Nobody says a sequence in the middle of another: what was there is damaged.
        self.coming = Some(Coming { kind, octets: Vec::new(), bits: 0 });
        sink(Heard::Begin(kind));
    }

    /// The signal is not there. A whole sequence may have ended here.
    fn lose(&mut self, sink: &mut dyn FnMut(Heard)) {
        self.end(sink);
        (self.bits, self.seen) = (0, 0);
    }

    fn look_for_cj(&mut self, sink: &mut dyn FnMut(Heard)) {
        let wrong = (self.bits & CJ_MASK ^ CJ).count_ones();
        if self.seen >= CJ_BITS && wrong <= CJ_WRONG_BITS {
            (self.bits, self.seen) = (0, 0);
            self.coming = None;
            sink(Heard::Cj);
        }
    }

    /// A bit of the sequence that is coming in.
    fn go_on(&mut self, bit: bool, sink: &mut dyn FnMut(Heard)) {
        let Some(coming) = &mut self.coming else { return };
        if coming.bits == 0 && bit {
            // No start bit: the ones before the next sequence.
            self.end(sink);
            return;
        }
        coming.bits += 1;
        if coming.bits < FRAMED_OCTET {
            return;
        }
        coming.bits = 0;
        if !bit || coming.octets.len() == LONGEST {
            // No stop bit, or a sequence without end.
            self.coming = None;
            return;
        }
        // The first bit on the line is the octet's lowest.
        coming.octets.push(((self.bits >> 1) as u8).reverse_bits());
    }

    fn end(&mut self, sink: &mut dyn FnMut(Heard)) {
        if let Some(Coming { kind, octets, bits: 0 }) = self.coming.take()
            && !octets.is_empty()
        {
            sink(Heard::Sequence(kind, octets));
        }
    }
}

/// What was said twice in a row (V.8 §8: a CM or JM is accepted then).
#[derive(Clone, Debug, Default)]
pub struct Repeated {
    last: Vec<u8>,
}

impl Repeated {
    /// Takes a sequence: true if it is the same as the last one.
    pub fn push(&mut self, octets: &[u8]) -> bool {
        let same = !octets.is_empty() && self.last == octets;
        self.last = octets.to_vec();
        same
    }
}

/// Sequences → bits.
#[derive(Clone, Debug)]
pub struct SequenceSource {
    waiting: VecDeque<bool>,
    /// What is said again when it has been said, with the bits of its octets' ends.
    repeated: Option<Vec<bool>>,
}

impl SequenceSource {
    /// A sequence, again and again.
    pub fn repeating(kind: SequenceKind, octets: &[u8]) -> Self {
        let bits = sequence_bits(kind, octets);
        Self { waiting: VecDeque::new(), repeated: Some(bits) }
    }

    /// A sequence, so many times.
    pub fn times(kind: SequenceKind, octets: &[u8], times: usize) -> Self {
        let waiting = sequence_bits(kind, octets).repeat(times).into();
        Self { waiting, repeated: None }
    }

    /// Nothing follows behind the octet that is being said but CJ (V.8 §8.1). Behind the ones
    /// comes the synchronisation first: with them CJ's first octet would be that of a CI.
    pub fn end_with_cj(&mut self) {
        let framed_bits = FRAMED_OCTET as usize;
        let whole = self.repeated.as_ref().map_or(0, Vec::len);
        let said = whole.saturating_sub(self.waiting.len());
        let is_in_ones = !self.waiting.is_empty() && said <= framed_bits;
        // What is said is ones and framed octets, ten bits each, the last of them the end.
        let rest = self.waiting.len() % framed_bits;
        let to_sync = (2 * framed_bits).saturating_sub(said);
        self.waiting.truncate(if is_in_ones { to_sync } else { rest });
        self.repeated = None;
        (0..CJ_OCTETS).for_each(|_| self.waiting.extend(framed(0)));
    }
}

impl BitSource for SequenceSource {
    fn next_bit(&mut self) -> Option<bool> {
        if self.waiting.is_empty() {
            self.waiting.extend(self.repeated.iter().flatten());
        }
        self.waiting.pop_front()
    }
}

fn sequence_bits(kind: SequenceKind, octets: &[u8]) -> Vec<bool> {
    let sync = match kind {
        SequenceKind::Ci => 0x00,
        SequenceKind::Menu => 0xE0,
    };
    let ones = [true; FRAMED_OCTET as usize];
    let octets = std::iter::once(sync).chain(octets.iter().copied());
    ones.into_iter().chain(octets.flat_map(framed)).collect()
}

/// An octet with its start bit and its stop bit.
fn framed(octet: u8) -> [bool; FRAMED_OCTET as usize] {
    std::array::from_fn(|at| match at {
        0 => false,
        9 => true,
        at => octet >> (at - 1) & 1 == 1,
    })
}

/// Bits of an octet with start and stop.
const FRAMED_OCTET: u32 = 10;
/// Six ones and the ten bits of the synchronisation.
const SYNC_MASK: u32 = 0xFFFF;
const SYNC_CI: u32 = 0b1111_1100_0000_0001;
const SYNC_MENU: u32 = 0b1111_1100_0000_1111;
const CJ_OCTETS: usize = 3;
const CJ_BITS: u32 = 30;
const CJ_MASK: u32 = (1 << CJ_BITS) - 1;
const CJ: u32 = 0b00_0000_0001_0000_0000_0100_0000_0001;
/// Wrong bits with which CJ is still taken for what it is: what else V.8 says differs from
/// it by more.
const CJ_WRONG_BITS: u32 = 1;
/// Octets of the longest sequence; V.8 knows some ten.
const LONGEST: usize = 40;

#[cfg(test)]
#[path = "sequence_tests.rs"]
mod tests;
