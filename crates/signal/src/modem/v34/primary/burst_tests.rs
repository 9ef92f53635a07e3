//! Whole messages: bits through the coding and the primary channel and back, at the highest
//! rate of each symbol rate, over G.711.

use super::Settings;
use super::receiver::{PointSink, PrimaryEvent, PrimaryReceiver};
use super::signals::Trn;
use super::tests::send;
use super::transmitter::PrimaryTransmitter;
use crate::dsp::complex::Complex;
use crate::modem::qam::test_line::{RandomBits, add_noise, companded, skew};
use crate::modem::v34::Side;
use crate::modem::v34::coding::{Decoder, Encoder, Parameters, TrellisCode};
use crate::modem::v34::points::Points;
use crate::modem::v34::symbol_rate::{CarrierChoice, DataRate, SymbolRate};
use crate::modem::{BitSource, Bits};

const SEED: u64 = 41;
const TRN_UNITS: u8 = 20;
const LEVEL_DBM0: f32 = -12.0;

fn parameters(symbol_rate: SymbolRate, data_rate: DataRate) -> Parameters {
    Parameters::plain(symbol_rate, data_rate, TrellisCode::States64)
}

/// The recipient's decoder as what the receiver gives its points to.
struct Page {
    decoder: Decoder,
    bits: Vec<bool>,
}

impl PointSink for Page {
    fn take(&mut self, points: &mut [Complex]) {
        let Self { decoder, bits } = self;
        let mut sink = |more: Bits| bits.extend(more.iter());
        decoder.take(points, &mut sink);
    }
}

/// A training, a pause, and a message of `count` bits with the ones that turn it off.
fn line(settings: &Settings, parameters: &Parameters, count: usize) -> Vec<f32> {
    let mut line = vec![0.0; 800];
    let symbols = settings.rate.trn_symbols(TRN_UNITS);
    let trn = Trn::new(Side::Call, Points::Four);
    let training = PrimaryTransmitter::training(settings, trn, symbols, LEVEL_DBM0);
    send(training, &mut || None, &mut line);
    line.extend([0.0; 1600]);
    let mut encoder = Encoder::new(parameters).expect("the rate is the symbol rate's");
    let mut bits = RandomBits::new(SEED, count);
    // What is not yet settled when the bits end, and 35 ms.
    let mut left = (0.1 * settings.rate.hz()) as usize;
    let mut next = || {
        if encoder.is_dry() {
            left = left.checked_sub(1)?;
        }
        Some(encoder.next_symbol(&mut bits))
    };
    send(PrimaryTransmitter::message(settings, LEVEL_DBM0), &mut next, &mut line);
    line.extend([0.0; 1600]);
    line
}

/// Wrong bits of `count`.
fn wrong(settings: &Settings, parameters: &Parameters, heard: &[i16], count: usize) -> usize {
    let decoder = Decoder::new(parameters).expect("the rate is the symbol rate's");
    let mut page = Page { decoder, bits: Vec::new() };
    let mut receiver = PrimaryReceiver::new(settings);
    let symbols = settings.rate.trn_symbols(TRN_UNITS);
    receiver.expect_training(Trn::new(Side::Call, Points::Four), symbols);
    let mut trained = 0;
    for block in heard.chunks(160) {
        let before = trained;
        receiver.push(block, &mut page, &mut |event| {
            trained += usize::from(matches!(event, PrimaryEvent::Trained(_)));
        });
        if (before, trained) == (0, 1) {
            receiver.expect_message();
        }
    }
    assert_eq!(trained, 2, "{settings:?}");
    let mut sent = RandomBits::new(SEED, count);
    (0..count).filter(|&at| sent.next_bit() != page.bits.get(at).copied()).count()
}

#[test]
fn the_highest_rate_of_each_symbol_rate_over_mu_law() {
    for rate in SymbolRate::ALL {
        let settings = Settings::plain(rate, CarrierChoice::High);
        let parameters = parameters(rate, rate.max_data_rate());
        let count = parameters.data_rate.bps() as usize;
        let line = line(&settings, &parameters, count);
        let errors = wrong(&settings, &parameters, &companded(&line), count);
        assert_eq!(errors, 0, "{rate} symbols a second, {}", parameters.data_rate);
    }
}

#[test]
fn lower_rates_in_noise_with_clocks_apart() {
    for (rate, bps, noise_dbm0) in [
        (SymbolRate::S3429, 28_800, -44.0),
        (SymbolRate::S3200, 21_600, -37.0),
        (SymbolRate::S3000, 14_400, -31.0),
        (SymbolRate::S2400, 4800, -22.0),
    ] {
        let settings = Settings::plain(rate, CarrierChoice::Low);
        let data_rate = DataRate::of_bps(bps).expect("a rate of V.34");
        let parameters = parameters(rate, data_rate);
        let mut line = skew(&line(&settings, &parameters, bps as usize), 100.0);
        add_noise(&mut line, noise_dbm0, 6);
        let errors = wrong(&settings, &parameters, &companded(&line), bps as usize);
        assert_eq!(errors, 0, "{rate} symbols a second, {data_rate}");
    }
}
