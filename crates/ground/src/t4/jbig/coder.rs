//! The adaptive arithmetic coder, QM (clause 6.8).
//!
//! The decisions of a stripe are coded as one number between 0 and 1. Each decision divides the
//! interval that contains the number; the interval begins at C and has the length A. The more
//! probable symbol gets the lower part. The less probable symbol gets the upper part, whose length
//! depends on the learnt probability. Doubling both A and C keeps A from 0x8000 to 0x10000 (figures
//! 25 and 35), which stands for 0.75 to 1.5, so that no multiplication is needed. If the less
//! probable symbol gets the larger part because of this approximation, the two parts are exchanged.

use super::states::BELIEFS;
use super::{ESC, STUFF};

/// The number of patterns of the ten pixels from which a pixel is predicted.
const CONTEXTS: usize = 1024;

/// The least length of the interval (A).
const LEAST: u32 = 0x8000;

/// The state of each context: an index into [`BELIEFS`].
#[derive(Clone, Debug)]
pub(super) struct Contexts(Box<[u8; CONTEXTS]>);

impl Contexts {
    /// Makes the states that all contexts have at the top of a page.
    pub(super) fn new() -> Self {
        Self(Box::new([0; CONTEXTS]))
    }

    /// Sets all contexts to the state at the top of a page.
    pub(super) fn reset(&mut self) {
        self.0.fill(0);
    }

    /// The state of a context.
    #[inline(always)]
    fn at(&mut self, context: usize) -> &mut u8 {
        // A context has ten bits, so the remainder changes nothing.
        &mut self.0[context % CONTEXTS]
    }
}

/// Encodes the decisions of a stripe (clause 6.8.2).
#[derive(Clone, Debug)]
pub(super) struct Encoder {
    /// A: the length of the interval.
    interval: u32,
    /// C: the bottom of the interval. Bit 27 is a carry. Below it are an octet that is about to be
    /// written, three bits that keep carries from spreading, and 16 bits that align with A.
    low: u32,
    /// CT: the number of doublings until the octet is written.
    until_octet: u32,
    /// The octets of the stripe; a carry may still change them.
    octets: Vec<u8>,
}

impl Encoder {
    /// Begins a stripe (INITENC, figure 27).
    pub(super) const fn new() -> Self {
        Self { interval: 0x1_0000, low: 0, until_octet: 11, octets: Vec::new() }
    }

    /// Encodes the decision in this context: whether the pixel is `black` (ENCODE, figures 22 to
    /// 24).
    #[inline(always)]
    pub(super) fn put(&mut self, contexts: &mut Contexts, context: usize, black: bool) {
        let place = contexts.at(context);
        let belief = BELIEFS[usize::from(*place)];
        let less = u32::from(belief.lsz);
        self.interval = self.interval.wrapping_sub(less);
        if black == (*place & 1 == 1) {
            if self.interval >= LEAST {
                return;
            }
            if self.interval < less {
                self.low = self.low.wrapping_add(self.interval);
                self.interval = less;
            }
            *place = belief.after_more;
        } else {
            if self.interval >= less {
                self.low = self.low.wrapping_add(self.interval);
                self.interval = less;
            }
            *place = belief.after_less;
        }
        self.double();
    }

    /// Encodes several white decisions in this context at once: at most `most`, and only as many as
    /// change nothing but the interval. Returns their number, which may be 0.
    pub(super) fn put_white(&mut self, contexts: &mut Contexts, context: usize, most: u32) -> u32 {
        let place = *contexts.at(context);
        if place & 1 == 1 {
            return 0;
        }
        let less = u32::from(BELIEFS[usize::from(place)].lsz);
        let count = (self.interval.saturating_sub(LEAST) / less).min(most);
        self.interval = self.interval.wrapping_sub(count.wrapping_mul(less));
        count
    }

    /// Doubles the interval until its length is at least [`LEAST`] again (RENORME, figure 25).
    fn double(&mut self) {
        let mut doublings = self.interval.leading_zeros().wrapping_sub(LEAST.leading_zeros());
        while doublings > 0 {
            let some = doublings.min(self.until_octet);
            self.interval <<= some;
            self.low <<= some;
            self.until_octet = self.until_octet.wrapping_sub(some);
            doublings = doublings.wrapping_sub(some);
            if self.until_octet == 0 {
                self.settle_carry();
                self.octets.push((self.low >> 19) as u8);
                self.low &= 0x7_FFFF;
                self.until_octet = 8;
            }
        }
    }

    /// Adds a carry out of the next octet to the octets before it. BYTEOUT (figure 26) holds back
    /// octets of one-bits for this purpose. That is not necessary here, since all octets of the
    /// stripe are in memory.
    fn settle_carry(&mut self) {
        if self.low >> 27 & 1 == 1 {
            for octet in self.octets.iter_mut().rev() {
                *octet = octet.wrapping_add(1);
                if *octet != 0 {
                    break;
                }
            }
        }
    }

    /// Ends the stripe (FLUSH, figures 28 to 30). Zeros at the end are left out. The stripe is
    /// appended to `out` with its ESC octets marked as data.
    ///
    /// In figure 30 a one is added to the octet before even without a carry. That is probably an
    /// error of the figure, and no known implementation does it.
    pub(super) fn finish(mut self, out: &mut Vec<u8>) {
        // Chooses the number in the interval that has the most zeros at its end.
        let highest = self.low.wrapping_add(self.interval).wrapping_sub(1) & 0xFFFF_0000;
        self.low = if highest < self.low { highest.wrapping_add(LEAST) } else { highest };
        self.low <<= self.until_octet;
        self.settle_carry();
        self.octets.extend([(self.low >> 19) as u8, (self.low >> 11) as u8]);
        let end = self.octets.iter().rposition(|octet| *octet != 0).map_or(0, |last| last + 1);
        for octet in &self.octets[..end] {
            out.push(*octet);
            if *octet == ESC {
                out.push(STUFF);
            }
        }
    }
}

/// The octets of a stripe, as they arrive.
#[derive(Clone, Debug, Default)]
struct Source {
    octets: Vec<u8>,
    taken: usize,
    /// The number of octets that were read and are no longer kept.
    dropped: u64,
    /// Whether all octets have arrived; zeros are read after the last one.
    complete: bool,
    /// The number of zero octets that were read after the last octet.
    zeros: u64,
}

impl Source {
    #[inline]
    fn next(&mut self) -> Option<u32> {
        match self.octets.get(self.taken) {
            Some(octet) => {
                self.taken += 1;
                Some(u32::from(*octet))
            }
            None if self.complete => {
                self.zeros += 1;
                Some(0)
            }
            None => None,
        }
    }

    /// The number of bits that were read.
    const fn taken_bits(&self) -> u64 {
        8 * (self.dropped + self.taken as u64 + self.zeros)
    }

    /// The number of bits up to the last one-bit, as far as the octets are kept.
    fn set_bits(&self) -> u64 {
        let last = self.octets.iter().rposition(|octet| *octet != 0);
        let within = last.map_or(0, |last| {
            8 * (last as u64 + 1) - u64::from(self.octets[last].trailing_zeros())
        });
        8 * self.dropped + within
    }

    fn push(&mut self, octets: &[u8]) {
        // Octets that were read are no longer needed. They are removed rarely, because the other
        // octets must then be moved.
        if self.taken > 4096 {
            self.octets.drain(..self.taken);
            self.dropped += self.taken as u64;
            self.taken = 0;
        }
        self.octets.extend_from_slice(octets);
    }
}

/// Decodes the decisions of a stripe (clause 6.8.3), as far as its octets reach.
#[derive(Clone, Debug, Default)]
pub(super) struct Decoder {
    /// A: the length of the interval; 0 before the first octets have arrived.
    interval: u32,
    /// C: in the upper half, the distance of the number from the bottom of the interval; in the
    /// lower half, the bits that follow.
    offset: u32,
    /// CT: the number of following bits that are available.
    ready: u32,
    source: Source,
}

impl Decoder {
    /// Adds octets of the stripe. The marks of ESC octets were already removed.
    pub(super) fn push(&mut self, octets: &[u8]) {
        self.source.push(octets);
    }

    /// Whether octets of the stripe have arrived.
    pub(super) const fn has_begun(&self) -> bool {
        self.interval > 0 || !self.source.octets.is_empty()
    }

    /// Marks the stripe as complete: no more octets follow.
    pub(super) const fn complete(&mut self) {
        self.source.complete = true;
    }

    /// By how many bits the decisions so far exceed the bits that an encoder had to write for them.
    /// An encoder ends a stripe with the number that has the most zeros at its end, and leaves
    /// these zeros out. `None` if the encoder had to write more bits than the decisions so far
    /// need, or if octets may still arrive.
    pub(super) fn beyond_end(&self) -> Option<u64> {
        if !self.source.complete || self.interval == 0 {
            return None;
        }
        // The interval is doubled only when the next decision needs it.
        let pending = self.interval.leading_zeros().saturating_sub(LEAST.leading_zeros());
        // 16 bits align with the interval, and `ready` more bits follow them.
        let doubled = self.source.taken_bits() + u64::from(pending);
        let doubled = doubled.saturating_sub(16 + u64::from(self.ready));
        (doubled + 1).checked_sub(self.source.set_bits())
    }

    /// Whether all further decisions have the more probable result, because the number is at the
    /// bottom of the interval.
    pub(super) const fn is_at_bottom(&self) -> bool {
        self.offset == 0
    }

    /// Decodes whether the next decision in this context is black (DECODE, figures 32 to 34).
    /// `None` if not enough octets have arrived.
    #[inline(always)]
    pub(super) fn next(&mut self, contexts: &mut Contexts, context: usize) -> Option<bool> {
        // The interval is doubled here and not after a decision, so that no decision waits for
        // octets that it does not need.
        if self.interval < LEAST {
            self.double()?;
        }
        let place = contexts.at(context);
        let belief = BELIEFS[usize::from(*place)];
        let more = *place & 1 == 1;
        let less = u32::from(belief.lsz);
        self.interval = self.interval.wrapping_sub(less);
        let is_more = if self.offset >> 16 < self.interval {
            if self.interval >= LEAST {
                return Some(more);
            }
            self.interval >= less
        } else {
            self.offset = self.offset.wrapping_sub(self.interval << 16);
            let is_more = self.interval < less;
            self.interval = less;
            is_more
        };
        *place = if is_more { belief.after_more } else { belief.after_less };
        Some(more == is_more)
    }

    /// Decodes several white decisions in this context at once, at most `most`. Returns their
    /// number, which may be 0.
    pub(super) fn next_white(&mut self, contexts: &mut Contexts, context: usize, most: u32) -> u32 {
        let place = *contexts.at(context);
        let least = (self.offset >> 16).wrapping_add(1).max(LEAST);
        if place & 1 == 1 || self.interval < least {
            return 0;
        }
        let less = u32::from(BELIEFS[usize::from(place)].lsz);
        let count = (self.interval.wrapping_sub(least) / less).min(most);
        self.interval = self.interval.wrapping_sub(count.wrapping_mul(less));
        count
    }

    /// Reads the first three octets (INITDEC, figure 37), as far as they have arrived.
    #[cold]
    fn begin(&mut self) -> Option<()> {
        while self.ready < 24 {
            let octet = self.source.next()?;
            self.offset = self.offset << 8 | octet;
            self.ready += 8;
        }
        self.offset <<= 8;
        self.ready = 8;
        self.interval = 0x1_0000;
        Some(())
    }

    /// Doubles the interval until its length is at least [`LEAST`] again (RENORMD, figure 35).
    fn double(&mut self) -> Option<()> {
        if self.interval == 0 {
            return self.begin();
        }
        let mut doublings = self.interval.leading_zeros().wrapping_sub(LEAST.leading_zeros());
        while doublings > 0 {
            if self.ready == 0 {
                self.offset |= self.source.next()? << 8;
                self.ready = 8;
            }
            let some = doublings.min(self.ready);
            self.interval <<= some;
            self.offset <<= some;
            self.ready = self.ready.wrapping_sub(some);
            doublings = doublings.wrapping_sub(some);
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Clause 7.1: the decisions and their contexts, sixteen in a word, the highest bit first.
    const PIX: [u16; 16] = [
        0x05E0, 0x0000, 0x8B00, 0x01C4, 0x1700, 0x0034, 0x7FFF, 0x1A3F, 0x951B, 0x05D8, 0x1D17,
        0xE770, 0x0000, 0x0000, 0x0656, 0x0E6A,
    ];
    const CX: [u16; 16] = [0x0FE0, 0, 0x0F00, 0x00F0, 0xFF00, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    /// The encoded result of these decisions, with ESC octets marked.
    const CODED: [u8; 30] = [
        0x69, 0x89, 0x99, 0x5C, 0x32, 0xEA, 0xFA, 0xA0, 0xD5, 0xFF, 0x00, 0x52, 0x7F, 0xFF, 0x00,
        0xFF, 0x00, 0xFF, 0x00, 0xC0, 0x00, 0x00, 0x00, 0x3F, 0xFF, 0x00, 0x2D, 0x20, 0x82, 0x91,
    ];

    fn bits(words: &[u16]) -> impl Iterator<Item = bool> {
        words.iter().flat_map(|word| (0..16).rev().map(move |bit| word >> bit & 1 == 1))
    }

    #[test]
    fn the_test_sequence_of_t82_is_coded_as_it_says() {
        let (mut contexts, mut encoder) = (Contexts::new(), Encoder::new());
        for (pixel, context) in bits(&PIX).zip(bits(&CX)) {
            encoder.put(&mut contexts, context.into(), pixel);
        }
        let mut out = Vec::new();
        encoder.finish(&mut out);
        assert_eq!(out, CODED);
    }

    #[test]
    fn and_is_decoded_however_its_octets_come() {
        let octets: Vec<u8> = CODED
            .iter()
            .enumerate()
            .filter(|(at, octet)| **octet != STUFF || CODED[at - 1] != ESC)
            .map(|(_, octet)| *octet)
            .collect();
        for at_once in [1, 2, 7, 30] {
            let (mut contexts, mut decoder) = (Contexts::new(), Decoder::default());
            let mut parts = octets.chunks(at_once);
            for (pixel, context) in bits(&PIX).zip(bits(&CX)) {
                let got = loop {
                    match decoder.next(&mut contexts, context.into()) {
                        Some(got) => break got,
                        None => match parts.next() {
                            Some(part) => decoder.push(part),
                            None => decoder.complete(),
                        },
                    }
                };
                assert_eq!(got, pixel);
            }
        }
    }

    #[test]
    fn decisions_said_at_once_are_the_same_as_one_by_one() {
        let whites = |at_once: bool| {
            let (mut contexts, mut encoder) = (Contexts::new(), Encoder::new());
            for round in 0..60_u32 {
                let mut left = round * 37 % 911;
                while left > 0 {
                    if at_once {
                        left -= encoder.put_white(&mut contexts, 5, left);
                    }
                    if left > 0 {
                        encoder.put(&mut contexts, 5, false);
                        left -= 1;
                    }
                }
                encoder.put(&mut contexts, 5, round % 3 == 0);
            }
            let mut out = Vec::new();
            encoder.finish(&mut out);
            out
        };
        assert_eq!(whites(true), whites(false));
    }
}
