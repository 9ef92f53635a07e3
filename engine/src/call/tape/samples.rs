//! Samples on a tape: by the law of ITU-T G.711 that they came by, an octet each, and as they
//! are where they came by none.

use super::bytes::Writer;
use super::letter;
use std::sync::LazyLock;

/// A law of G.711.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Law {
    /// A-law (§3, table 1).
    A,
    /// µ-law (§3, table 2).
    Mu,
}

/// What each octet stands for, and which octet alone may stand for a sample: small enough to stay
/// where the processor finds them at once.
struct Table {
    samples: [i16; 256],
    /// By the sample without its lowest three bits: no two octets have the same there.
    octets: [u8; 1 << 13],
}

static A_LAW: LazyLock<Table> = LazyLock::new(|| Table::new(Law::A));
static MU_LAW: LazyLock<Table> = LazyLock::new(|| Table::new(Law::Mu));

impl Law {
    fn table(self) -> &'static Table {
        match self {
            Self::A => &A_LAW,
            Self::Mu => &MU_LAW,
        }
    }

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

    /// The octets for these samples; none if one of them has none.
    fn octets(self, samples: &[i16]) -> Option<Vec<u8>> {
        let table = self.table();
        let mut are_all = true;
        let octet = |sample: &i16| {
            let octet = table.octets[Table::place(*sample)];
            are_all &= table.samples[usize::from(octet)] == *sample;
            octet
        };
        let octets = samples.iter().map(octet).collect();
        are_all.then_some(octets)
    }
}

impl Table {
    fn new(law: Law) -> Self {
        let mut table = Self { samples: [0; 256], octets: [0; 1 << 13] };
        for octet in 0..=255 {
            let sample = law.sample(octet);
            table.samples[usize::from(octet)] = sample;
            table.octets[Self::place(sample)] = octet;
        }
        table
    }

    const fn place(sample: i16) -> usize {
        (sample.cast_unsigned() >> 3) as usize
    }
}

/// Writes samples with their letter. `law`: by which the last came, to be tried first.
pub(super) fn write(written: &mut Writer, samples: &[i16], law: &mut Law) {
    if samples.iter().all(|sample| *sample == 0) {
        written.byte(letter::SILENCE);
        return written.number(samples.len() as u64);
    }
    for known in [*law, law.other()] {
        if let Some(octets) = known.octets(samples) {
            *law = known;
            written.byte(known.letter());
            return written.octets(&octets);
        }
    }
    written.byte(letter::LINEAR);
    written.number(2 * samples.len() as u64);
    samples.iter().for_each(|sample| written.raw(&sample.to_le_bytes()));
}

/// The samples that octets stand for.
pub(super) fn expand(octets: &[u8], law: Law) -> Vec<i16> {
    let table = law.table();
    octets.iter().map(|octet| table.samples[usize::from(*octet)]).collect()
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
            let octets = law.octets(&all).unwrap();
            assert_eq!(expand(&octets, law), all);
            let others = (i16::MIN..=i16::MAX).filter(|sample| !all.contains(sample));
            assert!(others.into_iter().all(|other| law.octets(&[all[3], other]).is_none()));
        }
    }
}
