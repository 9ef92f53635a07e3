//! Bit errors of an ideal receiver: the modem's own decisions, trellis decoder and descrambler,
//! with white noise on the symbols themselves. Phase, timing, level and line are known exactly.
//! What a whole receiver needs beyond this (`tests/parts/bit_errors`) is the loss of its filters
//! and loops.
//!
//! ```text
//! cargo test --release -p ferrofax-signal ideal -- --ignored --nocapture
//! ```

use super::demodulation::Demodulation;
use super::test_line::{Random, RandomBits};
use super::transmitter::SymbolSource;
use crate::dsp::complex::Complex;
use crate::modem::{BitSource, Rate};
use crate::modem::{v17, v27ter, v29};

/// The share of wrong bits that is looked for.
const WANTED: f64 = 1e-5;

/// The ratio of signal to noise (0 to 4 kHz), in dB, at which [`WANTED`] bits are wrong.
/// `tests/parts/bit_errors` compares the whole receivers with it.
const fn ideal_db(rate: Rate) -> f64 {
    match rate {
        Rate::V27ter2400 => 8.2,
        Rate::V27ter4800 => 14.6,
        Rate::V29At7200 => 15.4,
        Rate::V29At9600 => 18.9,
        Rate::V17At7200 => 11.7,
        Rate::V17At9600 => 15.0,
        Rate::V17At12000 => 18.1,
        Rate::V17At14400 => 21.1,
    }
}

/// The share of wrong bits at this ratio of signal to noise, of so many bits, or less if so many
/// are wrong.
fn share_of_wrong(rate: Rate, snr_db: f64, bits: usize, enough: usize) -> f64 {
    let symbol_rate = match rate {
        Rate::V27ter2400 => 1200.0,
        Rate::V27ter4800 => 1600.0,
        _ => 2400.0,
    };
    // A symbol's energy to the density of the noise.
    let es_n0 = 10f64.powf(snr_db / 10.0) * 4000.0 / symbol_rate;
    let deviation = (0.5 / es_n0).sqrt() as f32;
    match rate {
        Rate::V27ter2400 | Rate::V27ter4800 => {
            count(v27ter::Source::new(rate), v27ter::V27ter::at(rate), deviation, bits, enough)
        }
        Rate::V29At7200 | Rate::V29At9600 => {
            count(v29::Source::new(rate), v29::V29::at(rate), deviation, bits, enough)
        }
        _ => count(v17::Source::new(rate, true), v17::V17::at(rate), deviation, bits, enough),
    }
}

fn count(
    mut source: impl SymbolSource,
    mut demodulation: impl Demodulation,
    deviation: f32,
    most: usize,
    enough: usize,
) -> f64 {
    let [mut bits, mut sent] = [7, 7].map(|seed| RandomBits::new(seed, usize::MAX));
    let mut random = Random(11);
    // The decisions begin with the data, behind the training.
    let mut block = [[0.0; 2]; 64];
    while source.data(&mut bits, &mut block) == 0 {
        source.next_symbol(&mut bits);
    }
    demodulation.begin_short();
    let (mut heard, mut wrong) = (0, 0);
    while wrong < enough && heard < most + SETTLED {
        for [re, im] in block {
            let noise = Complex::new(random.gaussian(), random.gaussian()) * deviation;
            let output = Complex::new(re, im) + noise;
            let decision = demodulation.take(output);
            for bit in demodulation.demap(decision, output).iter() {
                heard += 1;
                wrong += usize::from(sent.next_bit() != Some(bit) && heard > SETTLED);
            }
        }
        source.data(&mut bits, &mut block);
    }
    wrong as f64 / (heard - SETTLED) as f64
}

/// Bits until decoder and descrambler know where they are.
const SETTLED: usize = 1000;

#[test]
fn no_receiver_is_better_than_the_decisions_of_its_modem() {
    // A dB below, eight times as many bits are wrong.
    for rate in Rate::ALL {
        let wrong = share_of_wrong(rate, ideal_db(rate) - 1.0, 3_000_000, usize::MAX);
        assert!((WANTED * 3.0..WANTED * 30.0).contains(&wrong), "{rate}: {wrong:.1e}");
    }
}

#[test]
#[ignore = "a measurement"]
fn ideal_receivers() {
    const STEP_DB: f64 = 0.25;
    println!("the ratio of signal to noise (0 to 4 kHz), dB, for {WANTED:.0e} wrong bits");
    for rate in Rate::ALL {
        let (mut snr_db, mut before) = (ideal_db(rate) - 1.0, 1.0);
        loop {
            let now = share_of_wrong(rate, snr_db, 100_000_000, 3_000);
            if now < WANTED {
                let part = (WANTED.ln() - now.ln()) / (f64::ln(before) - now.ln());
                println!("{rate}: {:.2}", snr_db - STEP_DB * part);
                break;
            }
            before = now;
            snr_db += STEP_DB;
        }
    }
}
