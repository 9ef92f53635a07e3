//! Samples on a recording: by the law of ITU-T G.711 that they came by, an octet each, and as they
//! are where they came by none.

use super::bytes::Writer;
use super::letter;
use super::sum::is_silence;
use ferrofax_ground::wide;

/// A law of G.711.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Law {
    /// A-law (§3, table 1).
    A,
    /// µ-law (§3, table 2).
    Mu,
}

impl Law {
    const fn other(self) -> Self {
        match self {
            Self::A => Self::Mu,
            Self::Mu => Self::A,
        }
    }

    const fn letter(self) -> u8 {
        match self {
            Self::A => letter::A_LAW,
            Self::Mu => letter::MU_LAW,
        }
    }

    /// The sample (16 bit) that an octet stands for: the decision values' mean, 13 bits of
    /// A-law and 14 of µ-law at the top.
    const fn sample(self, octet: u8) -> i16 {
        let (code, is_positive) = match self {
            Self::A => (octet ^ 0x55, octet & 0x80 != 0),
            Self::Mu => (!octet, octet & 0x80 != 0),
        };
        let (step, segment) = ((code & 0x0F) as i16, (code >> 4) & 0x07);
        let size = match self {
            Self::A if segment == 0 => step * 16 + 8,
            Self::A => (step * 16 + 0x108) << (segment - 1),
            Self::Mu => ((step * 8 + 0x84) << segment) - 0x84,
        };
        if is_positive { size } else { -size }
    }

    /// Puts the octets for these samples behind what is there. False if one of them has none:
    /// then nothing is put there.
    ///
    /// Reckoned and not looked up: calls take turns, and a table would be far from the
    /// processor whenever one begins. It is the same work for each sample, many at a time.
    fn put(self, samples: &[i16], octets: &mut Vec<u8>) -> bool {
        let at = octets.len();
        octets.resize(at + samples.len(), 0);
        let places = &mut octets[at..];
        let are_all = wide::widest(
            #[inline(always)]
            || match self {
                Self::A => put_each(samples, places, a_law),
                Self::Mu => put_each(samples, places, mu_law),
            },
        );
        if !are_all {
            octets.truncate(at);
        }
        are_all
    }
}

/// Whether each sample is what its octet stands for.
#[inline(always)]
fn put_each(samples: &[i16], places: &mut [u8], code: impl Fn(u32) -> (u32, u32)) -> bool {
    let mut differs = 0;
    for (sample, place) in samples.iter().zip(places) {
        let size = u32::from(sample.unsigned_abs());
        let (octet, stands_for) = code(size);
        differs |= size ^ stands_for;
        // The highest bit says that it is not negative.
        *place = octet as u8 | (u8::from(*sample >= 0) << 7);
    }
    differs == 0
}

// None of this can overflow. It wraps, because whoever looks whether it does looks at one
// sample after another.

/// The octet, without its sign, for a sample of this size, and the size that it stands for.
#[inline(always)]
fn a_law(size: u32) -> (u32, u32) {
    let segment = place_of_highest_bit(size | 0x80).wrapping_sub(7);
    // In the two lowest segments steps are as large as in each other.
    let shift = segment.max(1).wrapping_sub(1);
    let step = size.wrapping_shr(shift.wrapping_add(4)) & 0x0F;
    let first = u32::from(segment > 0) << 8;
    (((segment << 4 | step) ^ 0x55) & 0x7F, (step << 4 | 8 | first).wrapping_shl(shift))
}

/// The same.
#[inline(always)]
fn mu_law(size: u32) -> (u32, u32) {
    let size = size.wrapping_add(0x84);
    let segment = place_of_highest_bit(size).wrapping_sub(7);
    let step = size.wrapping_shr(segment.wrapping_add(3)) & 0x0F;
    let stands_for = (step << 3).wrapping_add(0x84).wrapping_shl(segment).wrapping_sub(0x84);
    (!(segment << 4 | step) & 0x7F, stands_for)
}

/// By the exponent of a real number, for which there are vector instructions everywhere.
#[inline(always)]
fn place_of_highest_bit(number: u32) -> u32 {
    ((number as i32 as f32).to_bits() >> 23).wrapping_sub(127)
}

/// Writes samples with their letter. `law`: by which the last came, to be tried first.
pub(super) fn write(written: &mut Writer, samples: &[i16], law: &mut Law) {
    if is_silence(samples) {
        written.byte(letter::SILENCE);
        return written.number(samples.len() as u64);
    }
    let begin = written.len();
    for known in [*law, law.other()] {
        written.byte(known.letter());
        written.number(samples.len() as u64);
        if written.put(|octets| known.put(samples, octets)) {
            *law = known;
            return;
        }
        written.cut(begin);
    }
    written.byte(letter::LINEAR);
    written.number(2 * samples.len() as u64);
    samples.iter().for_each(|sample| written.raw(&sample.to_le_bytes()));
}

/// The samples that octets stand for.
pub(super) fn expand(octets: &[u8], law: Law) -> Vec<i16> {
    octets.iter().map(|octet| law.sample(*octet)).collect()
}

/// Samples as they are.
pub(super) fn linear(octets: &[u8]) -> Vec<i16> {
    octets
        .as_chunks::<2>()
        .0
        .iter()
        .map(|sample| i16::from_le_bytes(*sample))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// ITU-T G.711 tables 1 and 2: the largest, the smallest and a few between, as 16 bits.
    #[test]
    fn octets_stand_for_the_samples_of_the_recommendation() {
        let a_law =
            [(0xD5, 8), (0x55, -8), (0xAA, 32_256), (0x2A, -32_256), (0xC5, 264), (0x80, 5_504)];
        for (octet, sample) in a_law {
            assert_eq!(Law::A.sample(octet), sample, "A-law {octet:#x}");
        }
        for (octet, sample) in [(0xFF, 0), (0x80, 32_124), (0x00, -32_124), (0xEF, 132), (0x7E, -8)]
        {
            assert_eq!(Law::Mu.sample(octet), sample, "µ-law {octet:#x}");
        }
    }

    #[test]
    fn each_law_takes_what_came_by_it_and_nothing_else() {
        for law in [Law::A, Law::Mu] {
            let all: Vec<_> = (0..=255).map(|octet| law.sample(octet)).collect();
            let mut octets = vec![7];
            assert!(law.put(&all, &mut octets));
            assert_eq!(expand(&octets[1..], law), all);
            let mut others = (i16::MIN..=i16::MAX).filter(|sample| !all.contains(sample));
            assert!(others.all(|other| !law.put(&[all[3], other], &mut octets)));
            assert_eq!(octets.len(), 257, "nothing was put there");
        }
    }
}
