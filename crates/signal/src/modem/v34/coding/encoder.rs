//! The encoder: bits in, points out (ITU-T V.34 §9.3 to §9.7, in the order of table 11).

use ferrofax_ground::wide::widest;

use super::Parameters;
use super::constellation::{Point, quarter};
use super::framing::{GROUPS, MAPPING_FRAME, NoSuchRate, Place};
use super::groups::{Group, Parted, part};
use super::mapping::{self, Mapping};
use super::precoder::{Fine, Precoder};
use super::trellis::{TrellisCode, shifted_parity};
use crate::dsp::complex::Complex;
use crate::dsp::scrambler::Scrambler;
use crate::modem::BitSource;

/// The source's side of the primary channel, from the first symbol of B1 on.
///
/// B1 is one data frame of ones (§10.1.3.1); the page's bits follow, and ones when there are
/// no more of them, which is how a page is turned off (§12.5.3.1).
#[derive(Clone, Debug)]
pub struct Encoder {
    mapping: Mapping,
    code: TrellisCode,
    scrambler: Scrambler,
    /// Z: how far the first points have been turned so far.
    turns: u8,
    state: u8,
    precoder: Precoder,
    /// Where there is no precoder.
    plain: Option<Plain>,
    place: Place,
    /// Mapping frames of B1 to come.
    b1: usize,
    is_dry: bool,
    symbols: Symbols,
    /// Which of them comes next; all are gone at [`MAPPING_FRAME`].
    next: usize,
}

/// The symbols of a mapping frame, real part and imaginary part.
type Symbols = [[f32; 2]; MAPPING_FRAME];

/// The points of a constellation that are sent where they are.
#[derive(Clone, Debug)]
struct Plain {
    /// By number in the quarter and by turns.
    symbols: Box<[[[f32; 2]; 4]]>,
    /// By number: the label, whose lower two bits are the turns.
    labels: Box<[u8]>,
}

impl Plain {
    fn new(mapping: &Mapping) -> Self {
        let points = || (0..mapping.framing.quarter_points()).map(quarter);
        let sent = |point: Point| {
            let symbol = mapping.sent(Complex::new(point.re.into(), point.im.into()));
            [symbol.re, symbol.im]
        };
        Self {
            symbols: points()
                .map(|point| [0, 1, 2, 3].map(|turns| sent(point.turned(turns))))
                .collect(),
            labels: points().map(Point::label).collect(),
        }
    }
}

impl Encoder {
    /// At the beginning of B1: scrambler, trellis encoder, differential encoder and precoder
    /// all from zero (§10.1.3.1).
    ///
    /// # Errors
    /// If the data rate is none of the symbol rate's.
    pub fn new(parameters: &Parameters) -> Result<Self, NoSuchRate> {
        let mapping = Mapping::new(parameters)?;
        let precoder = mapping::precoder(parameters, &mapping.framing);
        Ok(Self {
            code: parameters.trellis,
            scrambler: mapping::scrambler(parameters.source),
            turns: 0,
            state: 0,
            plain: (!precoder.is_there()).then(|| Plain::new(&mapping)),
            precoder,
            place: Place::of_b1(&mapping.framing),
            b1: mapping.framing.mapping_frames,
            is_dry: false,
            symbols: Default::default(),
            next: MAPPING_FRAME,
            mapping,
        })
    }

    /// The next symbol; their mean square is 1. Takes a mapping frame's bits at a time from
    /// `bits`, none of them for B1.
    pub fn next_symbol(&mut self, bits: &mut dyn BitSource) -> Complex {
        if self.next == MAPPING_FRAME {
            self.symbols = self.mapping_frame(bits);
            self.next = 0;
        }
        self.next += 1;
        let [re, im] = self.symbols[self.next - 1];
        Complex::new(re, im)
    }

    /// Fills `out` with the next symbols, real part and imaginary part: up to the end of the mapping
    /// frame at most. Returns how many they are, which is one at least.
    pub fn next_of_frame(&mut self, bits: &mut dyn BitSource, out: &mut [[f32; 2]]) -> usize {
        if self.next == MAPPING_FRAME {
            let symbols = self.mapping_frame(bits);
            if let Some(out) = out.first_chunk_mut() {
                *out = symbols;
                return MAPPING_FRAME;
            }
            (self.symbols, self.next) = (symbols, 0);
        }
        let left = &self.symbols[self.next.min(MAPPING_FRAME)..];
        let count = left.len().min(out.len());
        out[..count].copy_from_slice(&left[..count]);
        self.next += count;
        count
    }

    /// Whether a mapping frame's symbols are out and the next one's bits not yet taken.
    pub const fn is_between_frames(&self) -> bool {
        self.next == MAPPING_FRAME
    }

    /// Whether there were no more bits: the last of them is among the symbols up to the next
    /// time that [`Encoder::is_between_frames`].
    pub const fn is_dry(&self) -> bool {
        self.is_dry
    }

    /// Makes eight symbols.
    fn mapping_frame(&mut self, source: &mut dyn BitSource) -> Symbols {
        let at = self.place.mapping_frame();
        let bits = self.bits(source, self.mapping.framing.bits_of(at));
        widest(
            #[inline(always)]
            || self.symbols_of(at, bits),
        )
    }

    /// Makes the symbols of mapping frame number `at`, which has these bits.
    #[inline(always)]
    fn symbols_of(&mut self, at: usize, bits: u128) -> Symbols {
        let bits = self.scrambler.scramble_all(bits, self.mapping.framing.bits_of(at));
        let Parted { number, groups } = part(&self.mapping.framing, at, bits);
        let rings = self.mapping.shell.map(number);
        let within = self.mapping.framing.point_bits;
        let mut fours = [Four::default(); GROUPS];
        for (at, four) in fours.iter_mut().enumerate() {
            let Group { half_turn, turns, points } = groups[at];
            let number =
                |of: usize| usize::from(rings[2 * at + of]) << within | usize::from(points[of]);
            // §9.5: the rotation is differential.
            self.turns = (self.turns + turns) & 3;
            *four = Four { numbers: [number(0), number(1)], turns: self.turns, half_turn };
        }
        let inverted = self.place.step_frame(&self.mapping.framing);
        match &self.plain {
            Some(plain) => plain_symbols(plain, self.code, &mut self.state, fours, inverted),
            None => self.precoded(fours, inverted),
        }
    }

    /// What [`plain_symbols`] does where there is a precoder.
    #[inline(never)]
    fn precoded(&mut self, fours: [Four; GROUPS], inverted: u8) -> Symbols {
        let mut symbols = Symbols::default();
        for (at, (four, symbols)) in fours.into_iter().zip(symbols.as_chunks_mut().0).enumerate() {
            *symbols = self.group(four, inverted >> at & 1).map(|symbol| [symbol.re, symbol.im]);
        }
        symbols
    }

    /// Table 11: one 4D symbol of two points of the quarter.
    fn group(&mut self, four: Four, inverted: u8) -> [Complex; 2] {
        let points = four.numbers.map(quarter);
        // Steps 1 and 2: the first point.
        let first = self.precoder.predict();
        let output = points[0].turned(four.turns).plus(first.shift);
        let label = output.label();
        let first_sent = self.precoder.push(output, first);
        // Steps 3 to 5: U0, which makes Y0 of the two outputs what the code wants it to be.
        let second = self.precoder.predict();
        let odd_turn =
            self.code.output(self.state) ^ shifted_parity(first.shift, second.shift) ^ inverted;
        // Steps 6 and 7: the second point.
        let turns = four.turns + 2 * four.half_turn + odd_turn;
        let output = points[1].turned(turns).plus(second.shift);
        let second_sent = self.precoder.push(output, second);
        // Step 9: the encoder goes on.
        self.state = self.code.after(self.state, label, output.label());
        [first_sent, second_sent].map(|Fine { re, im }| {
            self.mapping.sent(Complex::new(re as f32, im as f32) * (1.0 / 128.0))
        })
    }

    /// So many bits of `source` at least: ones for B1, and where there are no more.
    fn bits(&mut self, source: &mut dyn BitSource, count: u32) -> u128 {
        let mut words = [u32::MAX; 4];
        if self.b1 > 0 {
            self.b1 -= 1;
        } else if !self.is_dry {
            for (word, at) in words.iter_mut().zip((0..count).step_by(32)) {
                let wanted = (count - at).min(32);
                let (some, many) = source.next_bits(wanted);
                *word = some | u32::MAX.checked_shl(many).unwrap_or(0);
                if many < wanted {
                    self.is_dry = true;
                    break;
                }
            }
        }
        words.into_iter().rev().fold(0, |bits, word| bits << 32 | u128::from(word))
    }
}

/// What a 4D symbol is made of.
#[derive(Clone, Copy, Debug, Default)]
struct Four {
    /// Its points' numbers in the quarter.
    numbers: [usize; 2],
    /// By how many quarter turns the first one is turned.
    turns: u8,
    /// I1: half a turn between the two.
    half_turn: u8,
}

/// What [`Encoder::group`] makes where there is no precoder, of a mapping frame's 4D symbols. Those
/// whose bit in `inverted` is set have Y0 inverted.
#[inline(always)]
fn plain_symbols(
    plain: &Plain,
    code: TrellisCode,
    state: &mut u8,
    fours: [Four; GROUPS],
    inverted: u8,
) -> Symbols {
    let mut symbols = Symbols::default();
    for (at, (four, symbols)) in fours.into_iter().zip(symbols.as_chunks_mut().0).enumerate() {
        let inverted = inverted >> at & 1;
        let [first, second] = four.numbers;
        let turns = (four.turns + 2 * four.half_turn) & 3;
        let odd_turn = code.output(*state) ^ inverted;
        *symbols = [
            plain.symbols[first][usize::from(four.turns & 3)],
            plain.symbols[second][usize::from((turns + odd_turn) & 3)],
        ];
        let (first, second) = (plain.labels[first] | four.turns, plain.labels[second] | turns);
        *state = code.after_turn(*state, first, second, inverted);
    }
    symbols
}

const _: () = assert!(2 * GROUPS == MAPPING_FRAME);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::modem::v34::coding::tests::{PRECODING, fastest};
    use crate::modem::v34::coding::{Shaping, Side};
    use crate::modem::v34::symbol_rate::{DataRate, SymbolRate};

    /// The highest bits of a linear congruence.
    struct Congruence(u32);

    impl BitSource for Congruence {
        fn next_bit(&mut self) -> Option<bool> {
            self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            Some(self.0 >> 31 == 1)
        }
    }

    /// What spandsp (v34tx.c, its Y0 taken one symbol earlier, see `trellis`) makes of B1 and
    /// these bits: the eight points of the first mapping frame after B1, in units of 1/128, and
    /// a sum over three superframes.
    struct Known {
        symbol_rate: SymbolRate,
        bps: u32,
        trellis: TrellisCode,
        shaping: Shaping,
        source: Side,
        is_precoded: bool,
        points: [i32; 16],
        sum: u32,
    }

    const KNOWN: [Known; 8] = [
        Known {
            symbol_rate: SymbolRate::S3429,
            bps: 33_600,
            trellis: TrellisCode::States64,
            shaping: Shaping::Expanded,
            source: Side::Call,
            is_precoded: true,
            points: [
                2982, -2790, 1043, -5488, -1077, 921, 500, 1813, -1828, -1021, -1246, 1159, 1982,
                2797, -2768, 1716,
            ],
            sum: 2_900_214_361,
        },
        Known {
            symbol_rate: SymbolRate::S3429,
            bps: 33_600,
            trellis: TrellisCode::States16,
            shaping: Shaping::Minimum,
            source: Side::Answer,
            is_precoded: false,
            points: [
                -1152, -384, -1920, -128, 384, 1920, 384, -2688, 1408, 1664, -1152, 896, -896,
                -4992, -1152, 384,
            ],
            sum: 3_414_216_704,
        },
        Known {
            symbol_rate: SymbolRate::S3200,
            bps: 28_800,
            trellis: TrellisCode::States32,
            shaping: Shaping::Minimum,
            source: Side::Call,
            is_precoded: true,
            points: [
                193, -2921, 1202, -852, 1736, 1246, -1576, -3672, 721, -729, 856, 3559, -1976, 591,
                -1718, 2573,
            ],
            sum: 476_841_632,
        },
        Known {
            symbol_rate: SymbolRate::S2400,
            bps: 14_400,
            trellis: TrellisCode::States16,
            shaping: Shaping::Expanded,
            source: Side::Call,
            is_precoded: true,
            points: [
                133, 36, 649, -255, 799, 702, 1315, 314, 319, 921, -603, 89, 171, 359, 913, 608,
            ],
            sum: 553_054_938,
        },
        Known {
            symbol_rate: SymbolRate::S2743,
            bps: 12_000,
            trellis: TrellisCode::States64,
            shaping: Shaping::Minimum,
            source: Side::Answer,
            is_precoded: true,
            points: [
                745, -258, 438, 371, -254, -248, 670, 51, 210, -195, -586, 486, -299, -129, 447,
                -467,
            ],
            sum: 3_931_484_168,
        },
        Known {
            symbol_rate: SymbolRate::S3000,
            bps: 7200,
            trellis: TrellisCode::States32,
            shaping: Shaping::Expanded,
            source: Side::Call,
            is_precoded: false,
            points: [
                -128, 128, 128, 128, 384, 128, 128, -128, 128, 128, -128, -384, 128, 128, -128, 128,
            ],
            sum: 4_039_803_648,
        },
        Known {
            symbol_rate: SymbolRate::S3200,
            bps: 4800,
            trellis: TrellisCode::States64,
            shaping: Shaping::Minimum,
            source: Side::Call,
            is_precoded: true,
            points: [
                -118, -142, -46, 217, -89, -211, 214, 8, -236, -185, -229, -31, 144, 130, 93, -131,
            ],
            sum: 871_626_854,
        },
        Known {
            symbol_rate: SymbolRate::S2400,
            bps: 2400,
            trellis: TrellisCode::States16,
            shaping: Shaping::Expanded,
            source: Side::Answer,
            is_precoded: false,
            points: [
                -128, 128, -128, 128, -128, 128, 128, -128, 128, 128, 128, 128, 128, 128, -128, 128,
            ],
            sum: 642_272_512,
        },
    ];

    #[test]
    fn points_are_those_that_spandsp_makes() {
        for known in KNOWN {
            let parameters = Parameters {
                data_rate: DataRate::of_bps(known.bps).expect("it is one"),
                shaping: known.shaping,
                source: known.source,
                precoding: if known.is_precoded { PRECODING } else { Default::default() },
                ..fastest(known.symbol_rate, known.trellis)
            };
            let mut encoder = Encoder::new(&parameters).expect("it is carried");
            let mut bits = Congruence(34);
            let framing = encoder.mapping.framing;
            let mut sum = 0u32;
            for frame in 0..3 * framing.data_frames * framing.mapping_frames {
                for symbol in 0..8 {
                    let sent = encoder.next_symbol(&mut bits);
                    let fine = encoder.mapping.received(sent) * 128.0;
                    let fine = [fine.re.round() as i32, fine.im.round() as i32];
                    if frame == framing.mapping_frames {
                        assert_eq!(fine, known.points[2 * symbol..][..2], "{parameters:?}");
                    }
                    sum = fine
                        .into_iter()
                        .fold(sum, |sum, part| sum.wrapping_mul(31).wrapping_add(part as u32));
                }
            }
            assert_eq!(sum, known.sum, "{parameters:?}");
        }
    }
}
