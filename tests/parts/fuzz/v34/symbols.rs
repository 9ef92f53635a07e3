//! The coding: symbols that are lost, doubled, turned, drowned in noise or no numbers.
//!
//! A step is a mapping frame of eight symbols. The decoder and the search for frames get them,
//! and give no more bits than were sent; without damage, and with coefficients of a precoder as
//! lines ask for them, the decoder gives exactly those.

use ferrofax::dsp::complex::Complex;
use ferrofax::modem::v34::coding::{Decoder, Encoder, FrameSearch, Parameters};
use ferrofax::modem::v34::symbol_rate::SymbolRate;
use ferrofax::modem::{BitSource, Bits};

use super::{AnyBits, one_of, parameters};
use crate::fuzz::runner::Case;
use ferrofax_kit::random::Random;

const FRAME: usize = 8;

pub(crate) fn case(case: &mut Case) {
    let random = &mut case.random;
    let symbol_rate = one_of(&SymbolRate::ALL, random);
    let parameters = parameters(symbol_rate, random);
    // Up to two superframes, which is what the search wants to hear.
    let most = one_of(&[20, 60, 300], random);
    let frames = 1 + random.below(most) as usize;
    case.steps = frames as u64;
    case.input = format!("{parameters:?}").into_bytes();

    let mut encoder = Encoder::new(&parameters).expect("the symbol rate carries it");
    let mut sent = AnyBits::new(u32::MAX, random);
    let mut again = sent.clone();
    let mut symbols: Vec<Complex> =
        (0..FRAME * frames).map(|_| encoder.next_symbol(&mut sent)).collect();
    for symbol in &symbols {
        assert!(symbol.norm_sqr() < 60.0, "a symbol of {} times the mean", symbol.norm_sqr());
    }
    let wildness = one_of(&[0, 0, 1, 10, 300], random);
    let noise = one_of(&[0.0, 0.0, 0.01, 0.1, 1.0], random);
    damage(&mut symbols, wildness, noise, random);

    let bits = decoded(&parameters, &symbols, wildness, random);
    let most = parameters.data_rate.bps() as usize * symbols.len() / symbol_rate.hz() as usize;
    assert!(bits.len() <= most + 200, "{} bits of {} symbols", bits.len(), symbols.len());
    if wildness == 0 && noise == 0.0 && is_usual(&parameters) {
        let wrong = bits.iter().filter(|&&bit| again.next_bit() != Some(bit)).count();
        assert_eq!(wrong, 0, "of {}", bits.len());
    }
    search(&parameters, &symbols, most);
}

/// Whether the precoder's inverse does not ring, whatever it is told.
fn is_usual(parameters: &Parameters) -> bool {
    parameters.precoding.iter().all(|h| h.value().norm_sqr() < 0.1)
}

fn damage(symbols: &mut Vec<Complex>, wildness: u32, noise: f32, random: &mut Random) {
    let mut heard = Vec::with_capacity(symbols.len());
    for &symbol in symbols.iter() {
        let gauss = Complex::new(random.gauss() as f32, random.gauss() as f32);
        let symbol = symbol + gauss * noise;
        if random.below(1_000) >= wildness {
            heard.push(symbol);
            continue;
        }
        match random.below(6) {
            0 => {}
            1 => heard.extend([symbol; 2]),
            2 => heard.push(Complex::new(-symbol.im, symbol.re)),
            3 => heard.push(symbol * one_of(&[0.0, 1e-20, 30.0, 1e6, 1e30], random)),
            4 => heard.push(Complex::new(f32::NAN, symbol.im)),
            _ => heard.push(Complex::new(f32::INFINITY, f32::NEG_INFINITY)),
        }
    }
    *symbols = heard;
}

fn decoded(
    parameters: &Parameters,
    symbols: &[Complex],
    wildness: u32,
    random: &mut Random,
) -> Vec<bool> {
    let mut decoder = Decoder::new(parameters).expect("the symbol rate carries it");
    let mut bits = Vec::new();
    let mut sink = |more: Bits| bits.extend(more.iter());
    for &symbol in symbols {
        if random.below(1_000) < wildness {
            decoder.push_lost(&mut sink);
        } else {
            decoder.push(symbol, &mut sink);
        }
    }
    decoder.finish(&mut sink);
    let _ = (decoder.snr_db(), decoder.b1_errors(), decoder.is_in_step(), decoder.outside());
    bits
}

fn search(parameters: &Parameters, symbols: &[Complex], most: usize) {
    let mut search = FrameSearch::new(parameters).expect("the symbol rate carries it");
    let (mut bits, mut found) = (0, None::<Decoder>);
    for &symbol in symbols {
        let mut sink = |more: Bits| bits += more.count as usize;
        match &mut found {
            Some(decoder) => drop(decoder.push(symbol, &mut sink)),
            None => found = search.push(symbol, &mut sink),
        }
    }
    assert!(bits <= most + 200, "{bits} bits were found in {} symbols", symbols.len());
}
