//! Modulation modes, as three octets tell of them (ITU-T V.8 table 4).

use std::fmt;

/// A modulation mode (V.8 table 4), in the order of its item numbers: of those that both
/// stations have, the lowest is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Modulation {
    /// The category of PCM availability says more.
    Pcm,
    /// V.34 duplex.
    V34Duplex,
    /// V.34 half-duplex.
    V34HalfDuplex,
    /// V.32bis or V.32.
    V32bis,
    /// V.22bis or V.22.
    V22bis,
    /// V.17.
    V17,
    /// V.29 half-duplex.
    V29,
    /// V.27ter.
    V27ter,
    /// V.26ter.
    V26ter,
    /// V.26bis.
    V26bis,
    /// V.23 duplex.
    V23Duplex,
    /// V.23 half-duplex.
    V23HalfDuplex,
    /// V.21.
    V21,
}

/// A set of modulation modes.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Modulations(u16);

impl Modulation {
    /// All of them, the lowest item first.
    pub const ALL: [Self; 13] = [
        Self::Pcm,
        Self::V34Duplex,
        Self::V34HalfDuplex,
        Self::V32bis,
        Self::V22bis,
        Self::V17,
        Self::V29,
        Self::V27ter,
        Self::V26ter,
        Self::V26bis,
        Self::V23Duplex,
        Self::V23HalfDuplex,
        Self::V21,
    ];

    /// Which of the octets modn0 to modn2 tells of it, and its bit there.
    const fn place(self) -> (usize, u8) {
        match self {
            Self::Pcm => (0, 5),
            Self::V34Duplex => (0, 6),
            Self::V34HalfDuplex => (0, 7),
            Self::V32bis => (1, 0),
            Self::V22bis => (1, 1),
            Self::V17 => (1, 2),
            Self::V29 => (1, 6),
            Self::V27ter => (1, 7),
            Self::V26ter => (2, 0),
            Self::V26bis => (2, 1),
            Self::V23Duplex => (2, 2),
            Self::V23HalfDuplex => (2, 6),
            Self::V21 => (2, 7),
        }
    }
}

impl fmt::Display for Modulation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pcm => "PCM",
            Self::V34Duplex => "V.34",
            Self::V34HalfDuplex => "V.34 half-duplex",
            Self::V32bis => "V.32bis",
            Self::V22bis => "V.22bis",
            Self::V17 => "V.17",
            Self::V29 => "V.29",
            Self::V27ter => "V.27ter",
            Self::V26ter => "V.26ter",
            Self::V26bis => "V.26bis",
            Self::V23Duplex => "V.23",
            Self::V23HalfDuplex => "V.23 half-duplex",
            Self::V21 => "V.21",
        })
    }
}

impl Modulations {
    /// These.
    pub fn these(modulations: &[Modulation]) -> Self {
        modulations.iter().copied().fold(Self::default(), Self::with)
    }

    /// The same and this one.
    #[must_use]
    pub const fn with(self, modulation: Modulation) -> Self {
        Self(self.0 | 1 << modulation as u16)
    }

    /// Those that are in both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Whether it is among them.
    pub const fn contains(self, modulation: Modulation) -> bool {
        self.0 >> (modulation as u16) & 1 == 1
    }

    /// Whether there is none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// All of them, the lowest item first.
    pub fn iter(self) -> impl Iterator<Item = Modulation> {
        Modulation::ALL.into_iter().filter(move |modulation| self.contains(*modulation))
    }

    /// The one that is used of those that both have: the lowest item (V.8 §8). PCM alone
    /// is none.
    pub fn best(self) -> Option<Modulation> {
        self.iter().find(|modulation| *modulation != Modulation::Pcm)
    }

    /// Those that the options of modn0, and the extension octets behind it, tell of.
    pub(super) fn read(options: u8, extensions: &[u8]) -> Self {
        let first = options << 5;
        let octet = |at: usize| match at.checked_sub(1) {
            None => first,
            // What is no extension octet says nothing of modes.
            Some(at) => {
                let octet = extensions.get(at).copied().unwrap_or_default();
                if octet & EXTENSION_MASK == EXTENSION { octet } else { 0 }
            }
        };
        let is_told = |modulation: &Modulation| {
            let (at, bit) = modulation.place();
            octet(at) >> bit & 1 == 1
        };
        Modulation::ALL.into_iter().filter(is_told).fold(Self::default(), Self::with)
    }

    /// The octets that they need.
    pub(super) fn octets(self) -> usize {
        self.iter().map(|modulation| modulation.place().0 + 1).max().unwrap_or(1)
    }

    /// The options of modn0 and the extension octets, in so many octets, of which there are
    /// one to three.
    pub(super) fn emit(self, octets: usize) -> (u8, Vec<u8>) {
        let mut bits = [0, EXTENSION, EXTENSION];
        for (octet, bit) in self.iter().map(Modulation::place) {
            bits[octet] |= 1 << bit;
        }
        let [first, rest @ ..] = bits;
        (first >> 5, rest[..octets.clamp(1, MODULATION_OCTETS) - 1].to_vec())
    }
}

impl fmt::Display for Modulations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return f.write_str("no modulation mode");
        }
        for (at, modulation) in self.iter().enumerate() {
            let comma = if at == 0 { "" } else { ", " };
            write!(f, "{comma}{modulation}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Modulations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{{{self}}}")
    }
}

/// b3, b4 and b5 of an extension …
const EXTENSION_MASK: u8 = 0x38;
/// … and what they are.
const EXTENSION: u8 = 0x10;
/// modn0, modn1 and modn2.
const MODULATION_OCTETS: usize = 3;
