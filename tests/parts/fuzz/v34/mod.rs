//! V.34 half-duplex: its sequences, symbols and signals, damaged.
//!
//! [`sequences`] has INFO0, INFOh and MPh as bits, [`symbols`] the coding, [`signals`] phase 2,
//! the control channel and the primary channel on lines that do anything, [`links`] the modem as
//! one.

pub(crate) mod links;
pub(crate) mod sequences;
pub(crate) mod signals;
pub(crate) mod symbols;

use ferrofax::modem::BitSource;
use ferrofax::modem::v34::Side;
use ferrofax::modem::v34::coding::{Coefficient, Parameters, Shaping, TrellisCode};
use ferrofax::modem::v34::control::mph::ControlRate;
use ferrofax::modem::v34::symbol_rate::{DataRate, SymbolRate};

use ferrofax_kit::random::Random;

/// 20 ms.
const FRAME: usize = 160;

/// In how many of a thousand frames the line does something.
const WILDNESS: [u32; 4] = [0, 20, 200, 900];

/// One of `all`.
fn one_of<T: Copy>(all: &[T], random: &mut Random) -> T {
    all[random.below(all.len() as u32) as usize]
}

fn side(random: &mut Random) -> Side {
    one_of(&[Side::Call, Side::Answer], random)
}

fn rate(random: &mut Random) -> DataRate {
    DataRate::of_steps(1 + random.below(14) as u8).expect("there are 14")
}

fn any_control_rate(random: &mut Random) -> ControlRate {
    one_of(&[ControlRate::Bps1200, ControlRate::Bps2400], random)
}

/// What the precoder may be told: nothing, what lines ask for, or anything.
fn precoding(random: &mut Random) -> [Coefficient; 3] {
    let most = one_of(&[0, 1, 3000, 32_767], random);
    let mut part = || (random.below(2 * most + 1) as i32 - most as i32) as i16;
    std::array::from_fn(|_| Coefficient { re: part(), im: part() })
}

/// Any of the symbol rate's parameters.
fn parameters(symbol_rate: SymbolRate, random: &mut Random) -> Parameters {
    let rates: Vec<DataRate> = DataRate::all().filter(|&rate| symbol_rate.carries(rate)).collect();
    Parameters {
        symbol_rate,
        data_rate: one_of(&rates, random),
        trellis: one_of(&TrellisCode::ALL, random),
        non_linear: random.below(2) == 0,
        shaping: one_of(&[Shaping::Minimum, Shaping::Expanded], random),
        precoding: precoding(random),
        source: side(random),
    }
}

/// So many random bits.
#[derive(Clone, Debug)]
struct AnyBits {
    random: Random,
    left: u32,
}

impl AnyBits {
    fn new(left: u32, random: &mut Random) -> Self {
        Self { random: Random::new(random.next()), left }
    }
}

impl BitSource for AnyBits {
    fn next_bit(&mut self) -> Option<bool> {
        self.left = self.left.checked_sub(1)?;
        Some(self.random.next() >> 40 & 1 == 1)
    }
}
