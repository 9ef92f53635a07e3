//! Encoder and decoder against each other.

use super::test_line::Noise;
use super::*;
use crate::modem::{BitSource, Bits};

/// Random bits, so many of them.
pub(super) struct Random {
    noise: Noise,
    left: usize,
}

impl Random {
    pub(super) fn new(seed: u64, bits: usize) -> Self {
        Self { noise: Noise::new(seed), left: bits }
    }
}

impl BitSource for Random {
    fn next_bit(&mut self) -> Option<bool> {
        self.left = self.left.checked_sub(1)?;
        Some(self.noise.next() & 1 == 1)
    }
}

/// All parameters that can be put together, without a precoder.
fn all_parameters() -> impl Iterator<Item = Parameters> {
    let rates = SymbolRate::ALL
        .into_iter()
        .flat_map(|symbols| DataRate::all().map(move |data| (symbols, data)))
        .filter(|&(symbols, data)| symbols.carries(data));
    rates.flat_map(|(symbol_rate, data_rate)| {
        TrellisCode::ALL.into_iter().flat_map(move |trellis| {
            (0..4).map(move |way| Parameters {
                symbol_rate,
                data_rate,
                trellis,
                non_linear: way & 1 == 1,
                shaping: if way & 2 == 2 { Shaping::Expanded } else { Shaping::Minimum },
                precoding: Default::default(),
                source: if way == 2 { Side::Answer } else { Side::Call },
            })
        })
    })
}

pub(super) fn fastest(symbol_rate: SymbolRate, trellis: TrellisCode) -> Parameters {
    let plain = Parameters::plain(symbol_rate, symbol_rate.max_data_rate(), trellis);
    Parameters { shaping: Shaping::Minimum, ..plain }
}

/// Coefficients as a line with a weak upper edge would have them.
pub(super) const PRECODING: [Coefficient; 3] = [
    Coefficient { re: 6875, im: -776 },
    Coefficient { re: -1643, im: 1010 },
    Coefficient { re: 3560, im: -457 },
];

/// What came of some symbols.
struct Run {
    sent: Vec<bool>,
    got: Vec<bool>,
    b1_errors: u32,
    outside: u64,
    power: f64,
}

impl Run {
    fn wrong(&self) -> usize {
        assert!(self.got.len() >= self.sent.len(), "{} of {}", self.got.len(), self.sent.len());
        self.sent.iter().zip(&self.got).filter(|(sent, got)| sent != got).count()
    }
}

/// Sends `bits` bits, each symbol through `line`.
fn run(parameters: &Parameters, bits: usize, mut line: impl FnMut(Complex) -> Complex) -> Run {
    let mut encoder = Encoder::new(parameters).expect("it is carried");
    let mut decoder = Decoder::new(parameters).expect("it is carried");
    let mut source = Random::new(5, bits);
    let mut got = Vec::new();
    let mut sink = |bits: Bits| got.extend(bits.iter());
    let (mut power, mut count) = (0.0, 0.0);
    while !(encoder.is_dry() && encoder.is_between_frames()) {
        let symbol = encoder.next_symbol(&mut source);
        power += f64::from(symbol.norm_sqr());
        count += 1.0;
        decoder.push(line(symbol), &mut sink);
    }
    decoder.finish(&mut sink);
    let mut again = Random::new(5, bits);
    let sent = std::iter::from_fn(|| again.next_bit()).collect();
    let (b1_errors, outside) = (decoder.b1_errors(), decoder.outside());
    Run { sent, got, b1_errors, outside, power: power / count }
}

#[test]
fn every_rate_code_and_shape_comes_back() {
    for parameters in all_parameters() {
        let run = run(&parameters, 1000, |symbol| symbol);
        assert_eq!(run.wrong(), 0, "{parameters:?}");
        assert_eq!((run.b1_errors, run.outside), (0, 0), "{parameters:?}");
        // What comes after the page's bits are ones.
        assert!(run.got[run.sent.len()..].iter().all(|&bit| bit), "{parameters:?}");
    }
}

#[test]
fn a_precoder_is_undone_by_its_filter() {
    for trellis in TrellisCode::ALL {
        for symbol_rate in SymbolRate::ALL {
            for data_rate in [symbol_rate.min_data_rate(), symbol_rate.max_data_rate()] {
                for non_linear in [false, true] {
                    let parameters = Parameters {
                        data_rate,
                        precoding: PRECODING,
                        non_linear,
                        ..fastest(symbol_rate, trellis)
                    };
                    let run = run(&parameters, 2000, |symbol| symbol);
                    assert_eq!(run.wrong(), 0, "{parameters:?}");
                    assert_eq!((run.b1_errors, run.outside), (0, 0), "{parameters:?}");
                }
            }
        }
    }
}

#[test]
fn symbols_have_unit_power() {
    for (way, symbol_rate) in SymbolRate::ALL.into_iter().enumerate() {
        for data_rate in [symbol_rate.min_data_rate(), symbol_rate.max_data_rate()] {
            let parameters = Parameters {
                data_rate,
                non_linear: way & 1 == 1,
                shaping: if way & 2 == 2 { Shaping::Expanded } else { Shaping::Minimum },
                precoding: if way & 4 == 4 { PRECODING } else { Default::default() },
                ..fastest(symbol_rate, TrellisCode::States16)
            };
            let bits = data_rate.bps() as usize;
            let power = run(&parameters, 2 * bits, |symbol| symbol).power;
            // Of four points some cannot be shifted as evenly as the precoder's power is
            // reckoned.
            let tolerance = if way & 4 == 4 { 0.06 } else { 0.02 };
            assert!((power - 1.0).abs() < tolerance, "{parameters:?}: {power}");
        }
    }
}

#[test]
fn a_gap_of_known_length_keeps_the_frames_in_step() {
    let parameters = fastest(SymbolRate::S3200, TrellisCode::States32);
    let mut encoder = Encoder::new(&parameters).expect("it is carried");
    let mut decoder = Decoder::new(&parameters).expect("it is carried");
    let (mut source, mut got) = (Random::new(5, usize::MAX), Vec::new());
    for number in 0..2000 {
        let symbol = encoder.next_symbol(&mut source);
        let mut sink = |bits: Bits| got.extend(bits.iter());
        if (1001..1068).contains(&number) {
            decoder.push_lost(&mut sink);
        } else {
            decoder.push(symbol, &mut sink);
        }
    }
    let mut again = Random::new(5, usize::MAX);
    let wrong: Vec<usize> =
        (0..got.len()).filter(|&at| again.next_bit() != Some(got[at])).collect();
    // 67 symbols of some ten bits, the mapping frames at both ends, the scrambler's 23 bits.
    let width = wrong[wrong.len() - 1] - wrong[0];
    assert!(decoder.is_in_step() && width < 67 * 10 + 3 * 80, "{width}");
}

#[test]
fn a_slip_of_frames_is_seen() {
    for trellis in TrellisCode::ALL {
        let parameters = fastest(SymbolRate::S3429, trellis);
        let mut encoder = Encoder::new(&parameters).expect("it is carried");
        let mut decoder = Decoder::new(&parameters).expect("it is carried");
        let (mut source, mut noise) = (Random::new(5, usize::MAX), Noise::new(6));
        let mut seen = Vec::new();
        for number in 0..8000 {
            let symbol = encoder.next_symbol(&mut source) + noise.gaussian(4e-4);
            // One mapping frame is lost.
            if !(4000..4008).contains(&number) {
                decoder.push(symbol, &mut |_| {});
            }
            if !decoder.is_in_step() {
                seen.push(number);
            }
        }
        assert!((4008..5500).contains(&seen[0]), "{trellis:?}: {}", seen[0]);
    }
}
