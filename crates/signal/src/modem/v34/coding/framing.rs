//! How many bits go where: superframes, data frames and mapping frames (ITU-T V.34 clause
//! 8), and what a mapping frame's bits are for (§9.2).
//!
//! ```text
//! superframe, 280 ms   J data frames of N bits each
//! data frame           P mapping frames; r of them are high (b bits), the others low (b − 1)
//! mapping frame        four 4D symbols = eight symbols
//!                      K bits for the shell mapper, then for each 4D symbol three for
//!                      rotations and q for each of its two symbols
//! ```
//!
//! Tables 7, 8 and 10 follow from the rules that stand beside them, which are what is here;
//! the tests hold them to the tables as they are printed. Of table 8 the rows of multiples of
//! 2400 bit/s are used: the others have an auxiliary channel, which half-duplex has not.

use super::Shaping;
use crate::modem::v34::symbol_rate::{DataRate, SymbolRate};

/// Symbols in a mapping frame.
pub(super) const MAPPING_FRAME: usize = 8;

/// 4D symbols in a mapping frame.
pub(super) const GROUPS: usize = 4;

/// Most rings that any row of table 10 has.
pub(super) const MOST_RINGS: usize = 18;

/// A data rate that V.34 does not have at this symbol rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("V.34 does not carry {data_rate} bit/s at {symbol_rate} symbols a second")]
pub struct NoSuchRate {
    /// The symbol rate.
    pub symbol_rate: SymbolRate,
    /// The data rate that it does not carry.
    pub data_rate: DataRate,
}

/// The frames of one symbol rate and data rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Framing {
    /// J: data frames in a superframe (table 7).
    pub data_frames: usize,
    /// P: mapping frames in a data frame (table 7).
    pub mapping_frames: usize,
    /// N: bits in a data frame (§8.2).
    pub data_bits: usize,
    /// b: bits in a high mapping frame (table 8).
    pub high_bits: u32,
    /// r: high mapping frames in a data frame (§8.2).
    pub high_frames: usize,
    /// K: bits for the shell mapper in a high mapping frame (table 10).
    pub shell_bits: u32,
    /// q: bits that choose a point within its ring (§9.2).
    pub point_bits: u32,
    /// M: rings (table 10).
    pub rings: usize,
    /// SWP (table 8): which mapping frames of a data frame are high, the first one lowest.
    high: u16,
}

impl Framing {
    /// Of a data rate at a symbol rate.
    ///
    /// # Errors
    /// If table 8 has no such row.
    pub fn new(
        symbol_rate: SymbolRate,
        data_rate: DataRate,
        shaping: Shaping,
    ) -> Result<Self, NoSuchRate> {
        if !symbol_rate.carries(data_rate) {
            return Err(NoSuchRate { symbol_rate, data_rate });
        }
        let (data_frames, mapping_frames) =
            (symbol_rate.data_frames(), symbol_rate.mapping_frames());
        // Equation 8-1: N = R × 0.28 s / J, a whole number.
        let data_bits = data_rate.bps() as usize * 28 / (100 * data_frames);
        let high_bits = data_bits.div_ceil(mapping_frames);
        let high_frames = data_bits - (high_bits - 1) * mapping_frames;
        let high_bits = high_bits as u32;
        // §9.2: twelve bits rotate; of what is left as many groups of eight as leave less
        // than 32 for the shell mapper choose points within rings.
        let beyond = high_bits.saturating_sub(12);
        let point_bits = beyond / 8 - (beyond / 8).min(3);
        let shell_bits = beyond - 8 * point_bits;
        let rings = rings(shell_bits, shaping);
        Ok(Self {
            data_frames,
            mapping_frames,
            data_bits,
            high_bits,
            high_frames,
            shell_bits,
            point_bits,
            rings,
            high: high(mapping_frames, high_frames),
        })
    }

    /// L: points of the constellation, a quarter of them in each turn (table 10).
    pub const fn points(&self) -> usize {
        4 * self.quarter_points()
    }

    /// Points of a quarter of the constellation.
    pub(super) const fn quarter_points(&self) -> usize {
        self.rings << self.point_bits
    }

    /// Whether mapping frame number `at` of a data frame is a high one.
    pub const fn is_high(&self, at: usize) -> bool {
        self.high >> at & 1 == 1
    }

    /// Bits in mapping frame number `at` of a data frame.
    pub const fn bits_of(&self, at: usize) -> u32 {
        if self.is_high(at) { self.high_bits } else { self.high_bits - 1 }
    }

    /// Bits of the shell mapper in mapping frame number `at` of a data frame.
    pub(super) const fn shell_bits_of(&self, at: usize) -> u32 {
        if self.is_high(at) { self.shell_bits } else { self.shell_bits.saturating_sub(1) }
    }

    /// 2w: the precoder shifts points by multiples of it (§9.6.2), units of the grid.
    pub const fn precoder_step(&self) -> i32 {
        if self.high_bits < 56 { 2 } else { 4 }
    }

    /// 4D symbols in half a data frame.
    const fn half_frame(&self) -> usize {
        GROUPS / 2 * self.mapping_frames
    }

    /// 4D symbols in a superframe.
    pub(super) const fn superframe(&self) -> usize {
        GROUPS * self.mapping_frames * self.data_frames
    }
}

/// M for `shell_bits` = K: the least with M⁸ ≥ 2ᴷ, or expanded the integer nearest to 1.25
/// times 2^(K/8), and no less than the least (§9.2).
const fn rings(shell_bits: u32, shaping: Shaping) -> usize {
    let used = 1u64 << shell_bits;
    let mut least = 1u64;
    while least.pow(8) < used {
        least += 1;
    }
    let mut nearest = least;
    if matches!(shaping, Shaping::Expanded) {
        // m + ½ ≤ 1.25 × 2^(K/8), with all of it × 4/5 and to the eighth power.
        while (4 * nearest + 2).pow(8) <= 5u64.pow(8) * used {
            nearest += 1;
        }
    }
    nearest as usize
}

/// SWP: the counter of §8.2 grows by r with each mapping frame and passes P at the high ones.
const fn high(mapping_frames: usize, high_frames: usize) -> u16 {
    let (p, r) = (mapping_frames, high_frames);
    let (mut pattern, mut at) = (0, 0);
    while at < p {
        if (at + 1) * r / p > at * r / p {
            pattern |= 1 << at;
        }
        at += 1;
    }
    pattern
}

/// A 4D symbol's place in its superframe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// The number of its half data frame in the superframe.
    half: usize,
    /// 4D symbols since its data frame began.
    symbol: usize,
}

impl Place {
    /// Where B1 begins: it is sent as the last data frame of a superframe (§10.1.3.1).
    pub(super) const fn of_b1(framing: &Framing) -> Self {
        Self { half: 2 * (framing.data_frames - 1), symbol: 0 }
    }

    /// 4D symbol number `symbol`, in any superframe.
    pub(super) const fn at(framing: &Framing, symbol: usize) -> Self {
        let (symbol, half_frame) = (symbol % framing.superframe(), framing.half_frame());
        Self { half: symbol / half_frame, symbol: symbol % (2 * half_frame) }
    }

    /// To the next 4D symbol.
    #[inline(always)]
    pub(super) const fn step(&mut self, framing: &Framing) {
        self.symbol += 1;
        if self.symbol == framing.half_frame() {
            self.half += 1;
        } else if self.symbol == 2 * framing.half_frame() {
            self.symbol = 0;
            self.half = if self.half + 1 == 2 * framing.data_frames { 0 } else { self.half + 1 };
        }
    }

    /// To the next mapping frame from the beginning of one. Gives whether its 4D symbols are
    /// [inverted](Self::is_inverted), the first one's bit lowest.
    #[inline(always)]
    pub(super) fn step_frame(&mut self, framing: &Framing) -> u8 {
        let (begin, end, half_frame) = (self.symbol, self.symbol + GROUPS, framing.half_frame());
        if begin > 0 && !(begin..=end).contains(&half_frame) && end < 2 * half_frame {
            self.symbol = end;
            return 0;
        }
        (0..GROUPS).fold(0, |inverted, group| {
            let is_inverted = self.is_inverted(framing);
            self.step(framing);
            inverted | u8::from(is_inverted) << group
        })
    }

    /// The number of its mapping frame in the data frame.
    pub(super) const fn mapping_frame(self) -> usize {
        self.symbol / GROUPS
    }

    /// Its number in the mapping frame.
    pub(super) const fn group(self) -> usize {
        self.symbol % GROUPS
    }

    /// V0: whether the code's bit goes out inverted here. It may at the first 4D symbol of
    /// each half data frame, in a pattern that tells where the superframe begins (§9.6.3,
    /// table 12).
    #[inline(always)]
    pub(super) const fn is_inverted(self, framing: &Framing) -> bool {
        let begins = self.symbol == 0 || self.symbol == framing.half_frame();
        begins && INVERSIONS >> (15 - self.half) & 1 == 1
    }
}

/// Table 12, the first half data frame highest: all sixteen where J is 8, the first
/// fourteen where J is 7.
const INVERSIONS: u16 = 0b0111_0111_1111_1010;

#[cfg(test)]
mod tests {
    use super::*;

    /// Table 8 by data rate (in steps of 2400) and symbol rate: b and SWP, whose highest bit
    /// of P is the first mapping frame. spandsp has the same b in its table, and makes SWP
    /// by the counter.
    const TABLE_8: [[Option<(u32, u16)>; 6]; 14] = [
        [Some((8, 0xfff)), None, None, None, None, None],
        [
            Some((16, 0xfff)),
            Some((14, 0xfff)),
            Some((14, 0x1bb7)),
            Some((13, 0x3def)),
            Some((12, 0xffff)),
            Some((12, 0x0421)),
        ],
        [
            Some((24, 0xfff)),
            Some((21, 0xfff)),
            Some((21, 0x15ab)),
            Some((20, 0x0421)),
            Some((18, 0xffff)),
            Some((17, 0x3def)),
        ],
        [
            Some((32, 0xfff)),
            Some((28, 0xfff)),
            Some((28, 0x0a95)),
            Some((26, 0x2d6b)),
            Some((24, 0xffff)),
            Some((23, 0x14a5)),
        ],
        [
            Some((40, 0xfff)),
            Some((35, 0xfff)),
            Some((35, 0x0489)),
            Some((32, 0x7fff)),
            Some((30, 0xffff)),
            Some((28, 0x7fff)),
        ],
        [
            Some((48, 0xfff)),
            Some((42, 0xfff)),
            Some((42, 0x0081)),
            Some((39, 0x14a5)),
            Some((36, 0xffff)),
            Some((34, 0x2d6b)),
        ],
        [
            Some((56, 0xfff)),
            Some((49, 0xfff)),
            Some((48, 0x3fff)),
            Some((45, 0x3def)),
            Some((42, 0xffff)),
            Some((40, 0x0421)),
        ],
        [
            Some((64, 0xfff)),
            Some((56, 0xfff)),
            Some((55, 0x1fbf)),
            Some((52, 0x0421)),
            Some((48, 0xffff)),
            Some((45, 0x3def)),
        ],
        [
            Some((72, 0xfff)),
            Some((63, 0xfff)),
            Some((62, 0x1bb7)),
            Some((58, 0x2d6b)),
            Some((54, 0xffff)),
            Some((51, 0x14a5)),
        ],
        [
            None,
            Some((70, 0xfff)),
            Some((69, 0x15ab)),
            Some((64, 0x7fff)),
            Some((60, 0xffff)),
            Some((56, 0x7fff)),
        ],
        [
            None,
            Some((77, 0xfff)),
            Some((76, 0x0a95)),
            Some((71, 0x14a5)),
            Some((66, 0xffff)),
            Some((62, 0x2d6b)),
        ],
        [None, None, None, Some((77, 0x3def)), Some((72, 0xffff)), Some((68, 0x0421))],
        [None, None, None, None, Some((78, 0xffff)), Some((73, 0x3def))],
        [None, None, None, None, None, Some((79, 0x14a5))],
    ];

    /// Table 10: M by b, minimum and expanded, as spandsp prints it. K and L follow (K = b −
    /// 12 − 8q; L = 4M × 2^q).
    const RINGS: [(u32, [usize; 2]); 54] = [
        (8, [1, 1]),
        (12, [1, 1]),
        (13, [2, 2]),
        (14, [2, 2]),
        (16, [2, 2]),
        (17, [2, 2]),
        (18, [2, 2]),
        (20, [2, 3]),
        (21, [3, 3]),
        (23, [3, 3]),
        (24, [3, 4]),
        (26, [4, 4]),
        (28, [4, 5]),
        (30, [5, 6]),
        (32, [6, 7]),
        (34, [7, 8]),
        (35, [8, 9]),
        (36, [8, 10]),
        (39, [11, 13]),
        (40, [12, 14]),
        (42, [14, 17]),
        (45, [9, 11]),
        (48, [12, 14]),
        (49, [13, 15]),
        (51, [15, 18]),
        (52, [8, 10]),
        (54, [10, 12]),
        (55, [11, 13]),
        (56, [12, 14]),
        (58, [14, 17]),
        (60, [8, 10]),
        (62, [10, 12]),
        (63, [11, 13]),
        (64, [12, 14]),
        (66, [14, 17]),
        (68, [8, 10]),
        (69, [9, 11]),
        (70, [10, 12]),
        (71, [11, 13]),
        (72, [12, 14]),
        (73, [13, 15]),
        (76, [8, 10]),
        (77, [9, 11]),
        (78, [10, 12]),
        (79, [11, 13]),
        // Of rates with an auxiliary channel: other K of the same rule.
        (15, [2, 2]),
        (19, [2, 2]),
        (22, [3, 3]),
        (25, [4, 4]),
        (27, [4, 5]),
        (29, [5, 5]),
        (31, [6, 6]),
        (33, [7, 8]),
        (37, [9, 11]),
    ];

    /// Some of L in table 10, minimum and expanded.
    const POINTS: [(SymbolRate, u32, [usize; 2]); 10] = [
        (SymbolRate::S2400, 2400, [4, 4]),
        (SymbolRate::S2400, 7200, [12, 16]),
        (SymbolRate::S2400, 9600, [24, 28]),
        (SymbolRate::S2743, 14_400, [56, 68]),
        (SymbolRate::S2743, 26_400, [1152, 1408]),
        (SymbolRate::S3200, 31_200, [1280, 1536]),
        (SymbolRate::S3429, 19_200, [72, 88]),
        (SymbolRate::S3429, 28_800, [512, 640]),
        (SymbolRate::S3429, 31_200, [832, 960]),
        (SymbolRate::S3429, 33_600, [1408, 1664]),
    ];

    #[test]
    fn bits_and_patterns_are_those_of_table_8() {
        for (data_rate, row) in DataRate::all().zip(TABLE_8) {
            for (symbol_rate, printed) in SymbolRate::ALL.into_iter().zip(row) {
                let framing = Framing::new(symbol_rate, data_rate, Shaping::Minimum);
                let Some((b, swp)) = printed else {
                    assert_eq!(framing, Err(NoSuchRate { symbol_rate, data_rate }));
                    continue;
                };
                let framing = framing.expect("the table has it");
                assert_eq!(framing.high_bits, b, "{symbol_rate} {data_rate}");
                let p = framing.mapping_frames;
                let pattern = (0..p).fold(0, |word, at| word << 1 | u16::from(framing.is_high(at)));
                assert_eq!(pattern, swp, "{symbol_rate} {data_rate}");
                assert_eq!(pattern.count_ones() as usize, framing.high_frames);
                let bits: u32 = (0..p).map(|at| framing.bits_of(at)).sum();
                assert_eq!(bits as usize, framing.data_bits);
            }
        }
    }

    #[test]
    fn rings_are_those_of_table_10() {
        for (b, [minimum, expanded]) in RINGS {
            let beyond = b.saturating_sub(12);
            let k = if beyond < 32 { beyond } else { 24 + beyond % 8 };
            assert_eq!(rings(k, Shaping::Minimum), minimum, "b = {b}");
            assert_eq!(rings(k, Shaping::Expanded), expanded, "b = {b}");
        }
        for (symbol_rate, bps, [minimum, expanded]) in POINTS {
            let data_rate = DataRate::of_bps(bps).expect("it is one");
            for (shaping, points) in [(Shaping::Minimum, minimum), (Shaping::Expanded, expanded)] {
                let framing = Framing::new(symbol_rate, data_rate, shaping).expect("it is carried");
                assert_eq!(framing.points(), points, "{symbol_rate} {data_rate}");
            }
        }
    }

    #[test]
    fn all_bits_of_a_mapping_frame_have_their_use() {
        for symbol_rate in SymbolRate::ALL {
            for data_rate in DataRate::all().filter(|&rate| symbol_rate.carries(rate)) {
                for shaping in [Shaping::Minimum, Shaping::Expanded] {
                    let f = Framing::new(symbol_rate, data_rate, shaping).expect("it is carried");
                    assert!(f.shell_bits < 32 && f.rings <= MOST_RINGS && f.points() <= 1664);
                    assert!((f.rings as u64).pow(8) >= 1 << f.shell_bits);
                    if f.high_bits > 12 {
                        assert_eq!(f.shell_bits + 12 + 8 * f.point_bits, f.high_bits);
                    } else {
                        assert_eq!((f.shell_bits, f.point_bits, f.rings), (0, 0, 1));
                    }
                }
            }
        }
    }

    #[test]
    fn a_step_of_a_frame_is_as_those_of_its_symbols() {
        for symbol_rate in SymbolRate::ALL {
            let f = Framing::new(symbol_rate, symbol_rate.max_data_rate(), Shaping::Minimum)
                .expect("it is carried");
            for frame in 0..f.superframe() / GROUPS {
                let mut place = Place::at(&f, frame * GROUPS);
                let inverted = place.step_frame(&f);
                assert_eq!(place, Place::at(&f, (frame + 1) * GROUPS), "{symbol_rate} {frame}");
                for group in 0..GROUPS {
                    let is_inverted = Place::at(&f, frame * GROUPS + group).is_inverted(&f);
                    assert_eq!(inverted >> group & 1 == 1, is_inverted, "{symbol_rate} {frame}");
                }
            }
        }
    }

    #[test]
    fn b1_ends_with_the_superframe_and_inversions_follow_table_12() {
        for (symbol_rate, pattern) in
            [(SymbolRate::S2400, "01110111111110"), (SymbolRate::S3429, "0111011111111010")]
        {
            let f = Framing::new(symbol_rate, symbol_rate.max_data_rate(), Shaping::Minimum)
                .expect("it is carried");
            let mut place = Place::of_b1(&f);
            for _ in 0..GROUPS * f.mapping_frames {
                place.step(&f);
            }
            assert_eq!(place, Place::at(&f, 0));
            let seen: String = (0..f.superframe())
                .step_by(2 * f.mapping_frames)
                .map(|at| if Place::at(&f, at).is_inverted(&f) { '1' } else { '0' })
                .collect();
            assert_eq!(seen, pattern);
            let inverted = (0..f.superframe()).filter(|&at| Place::at(&f, at).is_inverted(&f));
            assert_eq!(inverted.count(), pattern.matches('1').count());
        }
    }
}
