//! MPh: what each end tells the other of itself before control data flow (ITU-T V.34
//! §10.2.4.4, tables 23 and 24).
//!
//! ```text
//! 17 ones │ 0 │ 16 bits │ 0 │ 16 bits │ … │ 0 │ CRC │ zeros up to a whole symbol
//! ```
//!
//! Type 0 has three groups of 16 bits before the CRC, type 1 nine, six of which are the
//! precoder's coefficients. Bits are counted from the first in time, and the lowest of a
//! number comes first.
//!
//! E, twenty ones, stands in an MPh's place when the exchange is over: more ones than an
//! MPh begins with.

use std::fmt;

use crate::modem::v34::coding::{Coefficient, TrellisCode};
use crate::modem::v34::crc::Crc;
use crate::modem::v34::symbol_rate::DataRate;

/// Ones that an MPh begins with.
const SYNC_ONES: u32 = 17;

/// Ones of E (§10.2.4.3).
pub const E_ONES: u32 = 20;

/// Groups before the CRC, of type 0 and of type 1.
const GROUPS: [usize; 2] = [3, 9];

/// Zeros after the CRC.
const FILL: [usize; 2] = [3, 1];

/// What a remote transmitter is to use of the control channel's two rates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ControlRate {
    /// 1200 bit/s, at which training and MPh go as well.
    #[default]
    Bps1200,
    /// 2400 bit/s.
    Bps2400,
}

/// The data rates that are supported and enabled both ways (bits 35–48).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct RateMask(u16);

impl RateMask {
    /// All 14 rates.
    pub const ALL: Self = Self(0x3FFF);

    /// Those of `rates`.
    pub fn of(rates: impl IntoIterator<Item = DataRate>) -> Self {
        Self(rates.into_iter().fold(0, |mask, rate| mask | 1 << (rate.steps() - 1)))
    }

    /// Whether `rate` is among them.
    pub const fn has(self, rate: DataRate) -> bool {
        self.0 >> (rate.steps() - 1) & 1 == 1
    }

    /// Those that are in both.
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}

/// An MPh.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mph {
    /// The highest data rate of the primary channel. Beyond 28 800 only if the remote modem has
    /// 1664 points (INFO0 bit 25).
    pub max_rate: DataRate,
    /// What the remote transmitter is to use on the control channel.
    pub control_rate: ControlRate,
    /// The trellis encoder for the remote transmitter. The source leaves this one and the next two
    /// at their defaults (note 2).
    pub trellis: TrellisCode,
    /// Whether the remote transmitter is to use the non-linear encoder: Θ = 0.3125.
    pub nonlinear: bool,
    /// Whether the remote transmitter is to use the expanded constellation for shaping.
    pub expanded: bool,
    /// Data rates supported.
    pub rates: RateMask,
    /// Whether the control channel's rates may differ. T.30 leaves that for further study
    /// (F.3.1.4), so it is sent as `false`.
    pub asymmetric: bool,
    /// The precoder's coefficients (§9.6.2): an MPh of type 1. One of type 0 leaves them as
    /// they are.
    pub precoder: Option<[Coefficient; 3]>,
}

/// Why bits that began like an MPh are none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MphError {
    /// Its CRC is wrong.
    WrongCrc,
    /// A start bit is a one.
    NoStartBit,
    /// The CRC holds, but bits 20–23 name no data rate: 0 or 15.
    NoSuchRate(u8),
    /// The CRC holds, but bits 29–30 name no trellis encoder.
    NoSuchTrellis,
}

impl fmt::Display for MphError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WrongCrc => f.write_str("MPh with a wrong CRC"),
            Self::NoStartBit => f.write_str("MPh without a start bit"),
            Self::NoSuchRate(steps) => write!(f, "MPh with {steps} × 2400 bit/s"),
            Self::NoSuchTrellis => f.write_str("MPh with a reserved trellis encoder"),
        }
    }
}

impl std::error::Error for MphError {}

impl Mph {
    /// Its bits in the order of time: 88 of type 0, 188 of type 1.
    pub fn emit(&self) -> Vec<bool> {
        let kind = usize::from(self.precoder.is_some());
        let mut groups = vec![0u16; GROUPS[kind]];
        // Bits 18–33 and 35–50.
        groups[0] = kind as u16
            | u16::from(self.max_rate.steps()) << 2
            | (self.control_rate as u16) << 9
            | (self.trellis as u16) << 11
            | u16::from(self.nonlinear) << 13
            | u16::from(self.expanded) << 14;
        groups[1] = self.rates.0 | u16::from(self.asymmetric) << 15;
        for (pair, h) in groups[2..].chunks_mut(2).zip(self.precoder.iter().flatten()) {
            pair.copy_from_slice(&[h.re as u16, h.im as u16]);
        }
        groups.push(crc(&groups));
        let mut bits = vec![true; SYNC_ONES as usize];
        for group in groups {
            bits.push(false);
            bits.extend((0..16).map(|at| group >> at & 1 == 1));
        }
        bits.extend(std::iter::repeat_n(false, FILL[kind]));
        bits
    }

    /// What the groups between the start bits say, the CRC being the last of them.
    fn parse(groups: &[u16]) -> Result<Self, MphError> {
        let [said @ .., sent] = groups else { return Err(MphError::WrongCrc) };
        if crc(said) != *sent {
            return Err(MphError::WrongCrc);
        }
        let [terms, mask, more @ ..] = said else { return Err(MphError::WrongCrc) };
        let steps = (terms >> 2 & 15) as u8;
        let part = |at: usize| more.get(at).map_or(0, |&value| value as i16);
        let coefficient = |h: usize| Coefficient { re: part(2 * h), im: part(2 * h + 1) };
        Ok(Self {
            max_rate: DataRate::of_steps(steps).ok_or(MphError::NoSuchRate(steps))?,
            control_rate: match terms >> 9 & 1 {
                0 => ControlRate::Bps1200,
                _ => ControlRate::Bps2400,
            },
            trellis: match terms >> 11 & 3 {
                0 => TrellisCode::States16,
                1 => TrellisCode::States32,
                2 => TrellisCode::States64,
                _ => return Err(MphError::NoSuchTrellis),
            },
            nonlinear: terms >> 13 & 1 == 1,
            expanded: terms >> 14 & 1 == 1,
            rates: RateMask(mask & RateMask::ALL.0),
            asymmetric: mask >> 15 == 1,
            precoder: (terms & 1 == 1).then(|| std::array::from_fn(coefficient)),
        })
    }
}

fn crc(groups: &[u16]) -> u16 {
    groups
        .iter()
        .fold(Crc::BEGIN, |crc, &group| crc.after(group.into(), 16))
        .value()
}

/// What is found among the control channel's bits before its data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// An MPh, or something that began like one.
    Mph(Result<Mph, MphError>),
    /// E: from the next symbol on there are data.
    E,
}

/// Looks for MPh and E among descrambled bits.
#[derive(Clone, Debug, Default)]
pub struct MphReader {
    /// Ones in a row.
    ones: u32,
    /// The groups of an MPh and the bits of the last one, the first in time lowest.
    groups: Option<Vec<u16>>,
    group: u32,
    bits: u32,
}

impl MphReader {
    /// The next bit.
    pub fn push(&mut self, bit: bool) -> Option<Found> {
        let ones = self.ones;
        self.ones = if bit { ones + 1 } else { 0 };
        if self.ones == E_ONES {
            *self = Self::default();
            return Some(Found::E);
        }
        if !bit && ones >= SYNC_ONES {
            // What came before was no MPh if this is one. ALT may end with a one.
            *self = Self { groups: Some(Vec::new()), ..Self::default() };
            return None;
        }
        let groups = self.groups.as_mut()?;
        self.group |= u32::from(bit) << self.bits;
        self.bits += 1;
        if self.bits < 16 {
            return None;
        }
        if self.bits == 17 {
            (self.group, self.bits) = (0, 0);
            // The start bit.
            if bit {
                *self = Self { ones: self.ones, ..Self::default() };
                return Some(Found::Mph(Err(MphError::NoStartBit)));
            }
            return None;
        }
        groups.push(self.group as u16);
        let kind = usize::from(groups[0] & 1);
        if groups.len() <= GROUPS[kind] {
            return None;
        }
        let found = Mph::parse(groups);
        // The CRC's last ones are none of the next MPh's first.
        *self = Self::default();
        Some(Found::Mph(found))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::modem::qam::test_line::Random;

    fn any(random: &mut Random) -> Mph {
        let trellis = [TrellisCode::States16, TrellisCode::States32, TrellisCode::States64];
        let mut coefficient =
            || Coefficient { re: random.next() as u16 as i16, im: random.next() as u16 as i16 };
        let precoder = [coefficient(), coefficient(), coefficient()];
        let bits = random.next() >> 4;
        let rate = DataRate::of_steps((random.next() >> 5) as u8 % 14 + 1);
        Mph {
            max_rate: rate.unwrap_or(DataRate::MAX),
            control_rate: if bits & 1 == 0 { ControlRate::Bps1200 } else { ControlRate::Bps2400 },
            trellis: trellis[(bits >> 1) as usize % 3],
            nonlinear: bits >> 8 & 1 == 1,
            expanded: bits >> 9 & 1 == 1,
            rates: RateMask((bits >> 10) as u16 & 0x3FFF),
            asymmetric: bits >> 24 & 1 == 1,
            precoder: (bits >> 25 & 1 == 1).then_some(precoder),
        }
    }

    fn read(bits: impl IntoIterator<Item = bool>) -> Vec<Found> {
        let mut reader = MphReader::default();
        bits.into_iter().filter_map(|bit| reader.push(bit)).collect()
    }

    #[test]
    fn every_mph_comes_back_and_e_ends_them() {
        let mut random = Random(5);
        for _ in 0..500 {
            let mph = any(&mut random);
            let bits = mph.emit();
            assert_eq!(bits.len(), if mph.precoder.is_some() { 188 } else { 88 });
            // Heard from the middle of one on, three times, then E and a flag.
            let all = bits[30..].iter().chain(&bits).chain(&bits).chain(&bits).copied();
            let e = std::iter::repeat_n(true, E_ONES as usize);
            let found = read(all.chain(e).chain([false, true, true, true]));
            let whole: Vec<Found> =
                found.into_iter().filter(|found| !matches!(found, Found::Mph(Err(_)))).collect();
            let said = Found::Mph(Ok(mph));
            assert_eq!(whole, [said, said, said, Found::E]);
        }
    }

    #[test]
    fn bits_stand_where_the_tables_have_them() {
        let h = |n| Coefficient { re: n, im: -n };
        let bits = Mph {
            max_rate: DataRate::MAX,
            control_rate: ControlRate::Bps2400,
            trellis: TrellisCode::States64,
            nonlinear: true,
            expanded: false,
            rates: RateMask::of([DataRate::MIN, DataRate::MAX]),
            asymmetric: true,
            precoder: Some([h(1), h(2), h(3)]),
        }
        .emit();
        let number = |from: usize, count: usize| {
            (0..count).fold(0u32, |sum, at| sum | u32::from(bits[from + at]) << at)
        };
        assert_eq!((number(0, 17), number(18, 1), number(20, 4)), (0x1FFFF, 1, 14));
        assert_eq!((number(27, 1), number(29, 2), number(31, 1), number(32, 1)), (1, 2, 1, 0));
        assert_eq!((number(35, 15), number(50, 1)), (0b10_0000_0000_0001, 1));
        assert_eq!((number(52, 16), number(69, 16), number(137, 16)), (1, 0xFFFF, 0xFFFD));
        for start in (17..187).step_by(17) {
            assert!(!bits[start], "start bit {start}");
        }
        assert_eq!((number(154, 16), number(187, 1)), (0, 0));
    }

    #[test]
    fn one_wrong_bit_is_never_another_mph() {
        let mut random = Random(6);
        for _ in 0..100 {
            let mph = any(&mut random);
            let bits = mph.emit();
            let (length, fill) = (bits.len(), FILL[usize::from(mph.precoder.is_some())]);
            for wrong in 0..length {
                let bits = bits.iter().enumerate().map(|(at, &bit)| bit ^ (at == wrong));
                let said =
                    read(bits).into_iter().filter(|found| matches!(found, Found::Mph(Ok(_))));
                // The fill alone may be wrong.
                assert_eq!(said.count(), usize::from(wrong >= length - fill), "bit {wrong}");
            }
        }
    }

    #[test]
    fn random_bits_are_survived() {
        let mut random = Random(7);
        let (mut reader, mut good, mut bad) = (MphReader::default(), 0, 0);
        for n in 0..2_000_000u32 {
            // Runs of ones often enough that much begins like an MPh.
            let bit = if n % 97 < 18 { n % 97 != 17 } else { random.next() >> 20 & 1 == 1 };
            match reader.push(bit) {
                Some(Found::Mph(Ok(_))) => good += 1,
                Some(Found::Mph(Err(_))) => bad += 1,
                _ => {}
            }
            assert!(reader.groups.as_ref().is_none_or(|groups| groups.len() <= GROUPS[1]));
        }
        assert!(bad > 1000 && good < 10, "{good} good, {bad} bad");
    }

    /// The MPh of type 0 and 1 that BinModem has in its tests; their CRC was reckoned apart from
    /// its code, too, by a model of figure 14.
    #[test]
    fn both_types_are_those_that_others_make() {
        let type_0 = Mph {
            max_rate: DataRate::of_steps(13).unwrap_or(DataRate::MAX),
            control_rate: ControlRate::Bps2400,
            trellis: TrellisCode::States32,
            nonlinear: true,
            expanded: false,
            rates: RateMask(0x1FFD),
            asymmetric: true,
            precoder: None,
        };
        let h = |re, im| Coefficient { re, im };
        let precoder = Some([h(0x2000, -0x1000), h(-3, 12_345), h(-16_384, 7)]);
        let type_1 = Mph { precoder, ..type_0 };
        let terms = ["1011", "000", "1", "0", "10", "1", "0", "0"].concat();
        let rates = "1011111111111001";
        let zeros = "0".repeat(16);
        let said = |groups: &[&str], fill: &str| {
            let starts = groups.iter().map(|group| format!("0{group}"));
            "1".repeat(17) + &starts.collect::<String>() + fill
        };
        let of_0 = said(&[&format!("00{terms}"), rates, &zeros, "1111010000110011"], "000");
        let h = [
            "0000000000000100",
            "0000000000001111",
            "1011111111111111",
            "1001110000001100",
            "0000000000000011",
            "1110000000000000",
        ];
        let terms = format!("10{terms}");
        let groups = [&[&terms, rates], &h[..], &[&zeros, "1011011100001011"]].concat();
        for (mph, line) in [(type_0, of_0), (type_1, said(&groups, "0"))] {
            let bits = mph.emit();
            let told: String = bits.iter().map(|&bit| if bit { '1' } else { '0' }).collect();
            assert_eq!(told, line);
            assert_eq!(read(bits), [Found::Mph(Ok(mph))]);
        }
    }

    /// All of spandsp's bits but the CRC, which it takes over groups that begin with their start
    /// bits; linmodem takes all start bits in. Both contradict the clause, and BinModem.
    #[test]
    fn fields_are_those_that_spandsp_makes() {
        let type_0 = Mph {
            max_rate: DataRate::MAX,
            control_rate: ControlRate::Bps2400,
            trellis: TrellisCode::States64,
            nonlinear: true,
            expanded: false,
            rates: RateMask::ALL,
            asymmetric: false,
            precoder: None,
        };
        let h = |re, im| Coefficient { re, im };
        let type_1 = Mph {
            max_rate: DataRate::of_steps(12).unwrap_or(DataRate::MAX),
            control_rate: ControlRate::Bps1200,
            trellis: TrellisCode::States32,
            nonlinear: false,
            expanded: true,
            rates: RateMask(0x0FFE),
            asymmetric: true,
            precoder: Some([h(1, -1), h(6875, -776), h(-16_384, 32_767)]),
        };
        let lines = [
            (type_0, "111111111111111110000111000100110001111111111111100000000000000000000"),
            (
                type_1,
                concat!(
                    "1111111111111111101000110000010010001111111111100010100000000000000001111111111111111",
                    "01101101101011000000011111001111110000000000000001101111111111111110000000000000000000"
                ),
            ),
        ];
        for (mph, line) in lines {
            let told: String = mph.emit().iter().map(|&bit| if bit { '1' } else { '0' }).collect();
            assert_eq!(told[..line.len()], *line);
        }
    }
}
