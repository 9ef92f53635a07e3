//! The six symbol rates, their carriers and the data rates that they carry (ITU-T V.34
//! tables 1, 2, 7 and 10).
//!
//! All are ratios of small numbers to 2400 symbols a second, and so of a sample to 8 kHz:
//! nothing needs to be rounded.

use std::fmt;

/// A symbol rate of the primary channel. Its order is the one of INFOh's three bits
/// (V.34 table 22, bits 27–29).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SymbolRate {
    /// 2400 symbols a second, which every modem has.
    S2400,
    /// 2743 (19 200/7).
    S2743,
    /// 2800.
    S2800,
    /// 3000, which every modem has.
    S3000,
    /// 3200, which every modem has.
    S3200,
    /// 3429 (24 000/7).
    S3429,
}

/// Which of a symbol rate's two carriers (V.34 table 2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CarrierChoice {
    /// The low one.
    Low,
    /// The high one.
    High,
}

/// A data signalling rate: 2400 to 33 600 bit/s in steps of 2400.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DataRate(u8);

/// A row of the tables: a and c of table 1, d and e of the low and of the high carrier in
/// table 2, J and P of table 7, the least and the highest data rate of table 10 in steps of
/// 2400 bit/s.
struct Row {
    rate: (u32, u32),
    carriers: [(u32, u32); 2],
    frames: (usize, usize),
    steps: (u8, u8),
}

const ROWS: [Row; 6] = [
    Row { rate: (1, 1), carriers: [(2, 3), (3, 4)], frames: (7, 12), steps: (1, 9) },
    Row { rate: (8, 7), carriers: [(3, 5), (2, 3)], frames: (8, 12), steps: (2, 11) },
    Row { rate: (7, 6), carriers: [(3, 5), (2, 3)], frames: (7, 14), steps: (2, 11) },
    Row { rate: (5, 4), carriers: [(3, 5), (2, 3)], frames: (7, 15), steps: (2, 12) },
    Row { rate: (4, 3), carriers: [(4, 7), (3, 5)], frames: (7, 16), steps: (2, 13) },
    Row { rate: (10, 7), carriers: [(4, 7), (4, 7)], frames: (8, 15), steps: (2, 14) },
];

impl SymbolRate {
    /// All of them, from the slowest on.
    pub const ALL: [Self; 6] =
        [Self::S2400, Self::S2743, Self::S2800, Self::S3000, Self::S3200, Self::S3429];

    /// The one with this number in INFOh: 0 is 2400, 5 is 3429.
    pub fn of_code(code: u8) -> Option<Self> {
        Self::ALL.get(usize::from(code)).copied()
    }

    /// Its number in INFOh.
    pub const fn code(self) -> u8 {
        self as u8
    }

    const fn row(self) -> &'static Row {
        &ROWS[self as usize]
    }

    /// Symbols a second as a ratio: numerator and denominator, without a common factor.
    pub const fn ratio(self) -> (u32, u32) {
        let (a, c) = self.row().rate;
        reduced(2400 * a, c)
    }

    /// Symbols in a sample at 8 kHz as a ratio, without a common factor.
    pub const fn symbols_per_sample(self) -> (usize, usize) {
        let (numerator, denominator) = self.ratio();
        let (numerator, denominator) = reduced(numerator, denominator * 8000);
        (numerator as usize, denominator as usize)
    }

    /// Symbols a second.
    pub fn hz(self) -> f64 {
        let (numerator, denominator) = self.ratio();
        f64::from(numerator) / f64::from(denominator)
    }

    /// The carrier frequency as a ratio in Hz, without a common factor.
    pub const fn carrier_ratio(self, carrier: CarrierChoice) -> (u32, u32) {
        let (numerator, denominator) = self.ratio();
        let (d, e) = self.row().carriers[carrier as usize];
        reduced(numerator * d, denominator * e)
    }

    /// The carrier frequency in Hz.
    pub fn carrier_hz(self, carrier: CarrierChoice) -> f64 {
        let (numerator, denominator) = self.carrier_ratio(carrier);
        f64::from(numerator) / f64::from(denominator)
    }

    /// Whether its two carriers are not the same: they are at 3429.
    pub fn has_two_carriers(self) -> bool {
        self != Self::S3429
    }

    /// Whether every modem has it (V.34 §5.2); of the others INFO0 tells.
    pub fn is_mandatory(self) -> bool {
        matches!(self, Self::S2400 | Self::S3000 | Self::S3200)
    }

    /// J: data frames in a superframe of 280 ms (V.34 table 7).
    pub const fn data_frames(self) -> usize {
        self.row().frames.0
    }

    /// P: mapping frames in a data frame, of eight symbols each (V.34 table 7).
    pub const fn mapping_frames(self) -> usize {
        self.row().frames.1
    }

    /// The least data rate: 2400 bit/s at 2400 symbols a second, and 4800 at the others.
    pub const fn min_data_rate(self) -> DataRate {
        DataRate(self.row().steps.0)
    }

    /// The highest data rate.
    pub const fn max_data_rate(self) -> DataRate {
        DataRate(self.row().steps.1)
    }

    /// Whether it carries this data rate.
    pub fn carries(self, rate: DataRate) -> bool {
        (self.min_data_rate()..=self.max_data_rate()).contains(&rate)
    }

    /// Symbols of a TRN of `units` of 35 ms (INFOh bits 15–21): a whole number at each
    /// rate.
    pub const fn trn_symbols(self, units: u8) -> usize {
        let (numerator, denominator) = self.ratio();
        units as usize * numerator as usize * 35 / (denominator as usize * 1000)
    }
}

impl fmt::Display for SymbolRate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.0}", self.hz())
    }
}

impl CarrierChoice {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Low, Self::High];
}

impl DataRate {
    /// 2400 bit/s.
    pub const MIN: Self = Self(1);
    /// 33 600 bit/s.
    pub const MAX: Self = Self(14);

    /// `steps` × 2400 bit/s, as MPh counts them (V.34 table 23, bits 20–23): 1 to 14.
    pub const fn of_steps(steps: u8) -> Option<Self> {
        match steps {
            1..=14 => Some(Self(steps)),
            _ => None,
        }
    }

    /// The rate of `bps` bit/s, if there is such a one.
    pub fn of_bps(bps: u32) -> Option<Self> {
        Self::all().find(|rate| rate.bps() == bps)
    }

    /// All of them, from the slowest on.
    pub fn all() -> impl DoubleEndedIterator<Item = Self> {
        (Self::MIN.0..=Self::MAX.0).map(Self)
    }

    /// How many times 2400 bit/s.
    pub const fn steps(self) -> u8 {
        self.0
    }

    /// Bits a second.
    pub const fn bps(self) -> u32 {
        self.0 as u32 * 2400
    }
}

impl fmt::Display for DataRate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.bps())
    }
}

/// A ratio without a common factor (Euclid).
const fn reduced(numerator: u32, denominator: u32) -> (u32, u32) {
    let (mut a, mut b) = (numerator, denominator);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    (numerator / a, denominator / a)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_and_carriers_are_those_of_the_tables() {
        // V.34 tables 1 and 2, rounded as they print them.
        let printed = [
            (2400, 1600, 1800),
            (2743, 1646, 1829),
            (2800, 1680, 1867),
            (3000, 1800, 2000),
            (3200, 1829, 1920),
            (3429, 1959, 1959),
        ];
        for (rate, (symbols, low, high)) in SymbolRate::ALL.into_iter().zip(printed) {
            assert_eq!(rate.hz().round() as u32, symbols);
            assert_eq!(rate.to_string(), symbols.to_string());
            assert_eq!(rate.carrier_hz(CarrierChoice::Low).round() as u32, low);
            assert_eq!(rate.carrier_hz(CarrierChoice::High).round() as u32, high);
            assert_eq!(rate.has_two_carriers(), low != high);
            assert_eq!(SymbolRate::of_code(rate.code()), Some(rate));
        }
        assert_eq!(SymbolRate::of_code(6), None);
        assert_eq!(SymbolRate::S3429.ratio(), (24_000, 7));
        assert_eq!(SymbolRate::S3429.symbols_per_sample(), (3, 7));
        assert_eq!(SymbolRate::S3000.symbols_per_sample(), (3, 8));
    }

    #[test]
    fn a_superframe_lasts_280_ms_and_trn_whole_symbols() {
        let per_unit = [84, 96, 98, 105, 112, 120];
        for (rate, per_unit) in SymbolRate::ALL.into_iter().zip(per_unit) {
            let symbols = rate.data_frames() * rate.mapping_frames() * 8;
            assert!((symbols as f64 / rate.hz() - 0.28).abs() < 1e-9, "{rate}");
            assert_eq!(rate.trn_symbols(1), per_unit);
            assert_eq!(rate.trn_symbols(127), 127 * per_unit);
        }
    }

    #[test]
    fn data_rates_go_to_33_600() {
        let highest = [21_600, 26_400, 26_400, 28_800, 31_200, 33_600];
        for (rate, highest) in SymbolRate::ALL.into_iter().zip(highest) {
            assert_eq!(rate.max_data_rate().bps(), highest);
            // Eight bits in a mapping frame of eight symbols is the least (table 10).
            let bits = |data: DataRate| f64::from(data.bps()) * 8.0 / rate.hz();
            assert!(bits(rate.min_data_rate()) >= 8.0, "{rate}");
            assert!(rate.carries(rate.min_data_rate()) && !rate.carries(DataRate(15)));
        }
        assert!(!SymbolRate::S2743.carries(DataRate::MIN));
        assert_eq!(DataRate::of_bps(33_600), Some(DataRate::MAX));
        assert_eq!(DataRate::of_bps(33_601), None);
        assert_eq!((DataRate::of_steps(0), DataRate::of_steps(15)), (None, None));
    }
}
