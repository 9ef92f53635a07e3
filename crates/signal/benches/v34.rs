//! Measures the CPU time of the V.34 modem, compared with V.17 in the same run: `cargo bench -p
//! ferrofax-signal`.
//!
//! For some rates, it prints the CPU time in microseconds for each second of line time, of the
//! transmitter and of the receiver, and its ratio to V.17 at 14,400 bit/s. Both are whole modems
//! from bits to samples and back. For V.34 these are the coding and the primary channel: a message
//! of half a minute after the training, received with a little noise. The training is not counted,
//! because it happens once in a call. The modems take turns, so that other load on the machine
//! affects them equally, and the fastest of several turns counts.
//!
//! Two more columns are about the search for frames, which replaces the decoder after a slip: the
//! CPU time of a second, compared with V.17's receiver, and the longest time for a single symbol,
//! which delays the call.

use std::time::Duration;

use ferrofax_resources::processor;
use ferrofax_signal::dsp::complex::Complex;
use ferrofax_signal::dsp::level;
use ferrofax_signal::modem::image::{ImageReceiver, ImageTransmitter};
use ferrofax_signal::modem::v34::Side;
use ferrofax_signal::modem::v34::coding::{Decoder, Encoder, FrameSearch, Parameters, TrellisCode};
use ferrofax_signal::modem::v34::points::Points;
use ferrofax_signal::modem::v34::primary::Settings;
use ferrofax_signal::modem::v34::primary::receiver::{PointSink, PrimaryEvent, PrimaryReceiver};
use ferrofax_signal::modem::v34::primary::signals::Trn;
use ferrofax_signal::modem::v34::primary::transmitter::{PointSource, PrimaryTransmitter};
use ferrofax_signal::modem::v34::symbol_rate::{CarrierChoice, DataRate, SymbolRate};
use ferrofax_signal::modem::{BitSource, Bits, Rate, RxEvent, Transmitter};

const SECONDS: u32 = 30;
const TURNS: u32 = 5;
const LEVEL_DBM0: f32 = -15.0;
const NOISE_DBM0: f32 = -60.0;
/// Samples in 20 ms.
const BLOCK: usize = 160;

fn main() {
    let cases: Vec<V34> = [
        (SymbolRate::S3429, 33_600, TrellisCode::States64),
        (SymbolRate::S3429, 33_600, TrellisCode::States32),
        (SymbolRate::S3429, 33_600, TrellisCode::States16),
        (SymbolRate::S3429, 28_800, TrellisCode::States64),
        (SymbolRate::S3429, 28_800, TrellisCode::States16),
        (SymbolRate::S3200, 28_800, TrellisCode::States64),
        (SymbolRate::S3200, 28_800, TrellisCode::States16),
    ]
    .map(|(symbol_rate, bps, trellis)| V34::new(symbol_rate, bps, trellis))
    .into();
    let v17 = V17::new();
    let mut least = vec![[Duration::MAX; 4]; cases.len() + 1];
    for _ in 0..TURNS {
        let costs = std::iter::once(v17.costs()).chain(cases.iter().map(V34::costs));
        for (least, now) in least.iter_mut().zip(costs) {
            *least = std::array::from_fn(|at| least[at].min(now[at]));
        }
    }
    println!(
        "µs a line second         | transmitter     | receiver        | search          | longest"
    );
    let of_v17 = least[0];
    let names = std::iter::once("V.17 14 400".to_owned()).chain(cases.iter().map(V34::name));
    for (name, costs) in names.zip(&least) {
        let [transmitter, receiver, search] = std::array::from_fn(|at| {
            let second = costs[at].as_secs_f64() * 1e6;
            // V.17 needs no search.
            let part = costs[at].as_secs_f64() / of_v17[at.min(1)].as_secs_f64();
            format!("{second:>8.0} {part:>6.2}")
        });
        let longest = costs[3].as_secs_f64() * 1e6;
        println!("{name:<24} | {transmitter} | {receiver} | {search} | {longest:>7.0}");
    }
}

/// V.17 at 14,400 bit/s.
struct V17 {
    heard: Vec<i16>,
}

impl V17 {
    fn new() -> Self {
        let mut heard = said_by_v17();
        add_noise(&mut heard);
        Self { heard }
    }

    /// Returns the CPU times of sending and receiving a second.
    fn costs(&self) -> [Duration; 4] {
        let mut samples = 0;
        let sending = processor::least(1, || samples = said_by_v17().len());
        let receiving = processor::least(1, || {
            let (mut receiver, mut bits) = (ImageReceiver::new(Rate::V17At14400), 0);
            for block in self.heard.chunks(BLOCK) {
                receiver.receiver().push(block, &mut |event| {
                    if let RxEvent::Bits(some) = event {
                        bits += some.count;
                    }
                });
            }
            assert!(bits >= 14_400 * SECONDS, "{bits} bits were received");
        });
        let none = Duration::ZERO;
        [a_second(sending, samples), a_second(receiving, self.heard.len()), none, none]
    }
}

fn said_by_v17() -> Vec<i16> {
    let mut transmitter = ImageTransmitter::new(Rate::V17At14400, false, LEVEL_DBM0);
    let mut bits = RandomBits { seed: 1, left: 14_400 * SECONDS };
    whole(|block| transmitter.pull(&mut bits, block))
}

/// V.34's primary channel at a rate, and the input of a trained receiver.
struct V34 {
    settings: Settings,
    parameters: Parameters,
    trained: PrimaryReceiver,
    heard: Vec<i16>,
    /// The received constellation points.
    points: Vec<Complex>,
}

impl V34 {
    fn new(symbol_rate: SymbolRate, bps: u32, trellis: TrellisCode) -> Self {
        let settings = Settings::plain(symbol_rate, CarrierChoice::High);
        let data_rate = DataRate::of_bps(bps).expect("it is a rate");
        let parameters = Parameters::plain(symbol_rate, data_rate, trellis);
        let symbols = symbol_rate.trn_symbols(29);
        let trn = Trn::new(Side::Call, Points::Four);
        let mut transmitter =
            PrimaryTransmitter::training(&settings, trn.clone(), symbols, LEVEL_DBM0);
        let mut training = vec![0; 800];
        training.extend(whole(|block| transmitter.pull(&mut || None, block)));
        training.resize(training.len() + 1600, 0);
        add_noise(&mut training);
        let mut trained = PrimaryReceiver::new(&settings);
        trained.expect_training(trn, symbols);
        let mut is_trained = false;
        trained.push(&training, &mut Seen::default(), &mut |event| {
            is_trained |= matches!(event, PrimaryEvent::Trained(_));
        });
        assert!(is_trained, "{settings:?}");
        trained.expect_message();
        let mut case =
            Self { settings, parameters, trained, heard: Vec::new(), points: Vec::new() };
        case.heard = case.said();
        add_noise(&mut case.heard);
        let mut seen = Seen { decoder: Some(case.decoder()), ..Seen::default() };
        case.trained.clone().push(&case.heard, &mut seen, &mut |_| ());
        case.points = seen.points;
        case
    }

    fn name(&self) -> String {
        let Parameters { symbol_rate, data_rate, trellis, .. } = self.parameters;
        format!("{data_rate} at {symbol_rate}, {} states", trellis.states())
    }

    fn decoder(&self) -> Decoder {
        Decoder::new(&self.parameters).expect("the symbol rate carries it")
    }

    fn said(&self) -> Vec<i16> {
        let encoder = Encoder::new(&self.parameters).expect("the symbol rate carries it");
        let bits = RandomBits { seed: 1, left: self.parameters.data_rate.bps() * SECONDS };
        // Some more symbols, because the decoder decides late.
        let mut message = Message { encoder, bits, left: 200 };
        let mut transmitter = PrimaryTransmitter::message(&self.settings, LEVEL_DBM0);
        whole(|block| transmitter.pull(&mut message, block))
    }

    /// Returns the CPU times of sending, receiving and searching a second.
    fn costs(&self) -> [Duration; 4] {
        let mut samples = 0;
        let sending = processor::least(1, || samples = self.said().len());
        let receiving = processor::least(1, || {
            let mut page = Page { decoder: self.decoder(), bits: 0 };
            let mut receiver = self.trained.clone();
            for block in self.heard.chunks(BLOCK) {
                receiver.push(block, &mut page, &mut |_| ());
            }
            let wanted = self.parameters.data_rate.bps() * SECONDS;
            assert!(page.bits >= wanted, "{} bits of {wanted} were received", page.bits);
        });
        let searching = processor::least(1, || self.search(|_| ()));
        let mut longest = Duration::ZERO;
        let mut last = processor::time();
        self.search(|now| {
            longest = longest.max(now() - last);
            last = now();
        });
        [a_second(sending, samples), a_second(receiving, self.heard.len()), searching, longest]
    }

    /// Searches in the points of a second. Starts a new search when the frames are found.
    fn search(&self, mut after_each: impl FnMut(fn() -> Duration)) {
        let new = || FrameSearch::new(&self.parameters).expect("the symbol rate carries it");
        let mut search = new();
        for &point in &self.points[1001..][..self.parameters.symbol_rate.hz() as usize] {
            if search.push(point, &mut |_: Bits| ()).is_some() {
                search = new();
            }
            after_each(processor::time);
        }
    }
}

/// The source of a message, like a page of a call: frames until there are no more bits.
struct Message {
    encoder: Encoder,
    bits: RandomBits,
    /// The symbols that follow then.
    left: usize,
}

impl PointSource for Message {
    fn next_point(&mut self) -> Option<Complex> {
        if self.encoder.is_dry() {
            self.left = self.left.checked_sub(1)?;
        }
        Some(self.encoder.next_symbol(&mut self.bits))
    }

    fn next_points(&mut self, out: &mut [[f32; 2]]) -> usize {
        let mut done = 0;
        while done < out.len() && !self.encoder.is_dry() {
            done += self.encoder.next_of_frame(&mut self.bits, &mut out[done..]);
        }
        for place in &mut out[done..] {
            let Some(point) = self.next_point() else { return done };
            *place = [point.re, point.im];
            done += 1;
        }
        done
    }
}

/// The receiver of a page.
struct Page {
    decoder: Decoder,
    bits: u32,
}

impl PointSink for Page {
    fn take(&mut self, points: &mut [Complex]) {
        let Self { decoder, bits } = self;
        decoder.take(points, &mut |some: Bits| *bits += some.count);
    }
}

/// Stores the received points, with the decisions of the decoder.
#[derive(Default)]
struct Seen {
    decoder: Option<Decoder>,
    points: Vec<Complex>,
}

impl PointSink for Seen {
    fn take(&mut self, points: &mut [Complex]) {
        self.points.extend_from_slice(points);
        if let Some(decoder) = self.decoder.take() {
            let mut page = Page { decoder, bits: 0 };
            page.take(points);
            self.decoder = Some(page.decoder);
        }
    }
}

/// Returns all samples from `pull`.
fn whole(mut pull: impl FnMut(&mut [i16]) -> usize) -> Vec<i16> {
    let (mut said, mut block) = (Vec::new(), [0; BLOCK]);
    loop {
        let written = pull(&mut block);
        said.extend(&block[..written]);
        if written < BLOCK {
            said.resize(said.len() + 1600, 0);
            return said;
        }
    }
}

fn a_second(cost: Duration, samples: usize) -> Duration {
    cost.mul_f64(8000.0 / samples as f64)
}

fn add_noise(line: &mut [i16]) {
    let mut seed = 7;
    // The peak of evenly distributed noise with this root mean square.
    let most = level::rms(NOISE_DBM0) * 3f32.sqrt();
    for sample in line {
        *sample += (most * (next(&mut seed) as f32 / 2_147_483_648.0 - 1.0)).round() as i16;
    }
}

/// A linear congruential generator.
fn next(seed: &mut u64) -> u32 {
    *seed = seed
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407);
    (*seed >> 32) as u32
}

struct RandomBits {
    seed: u64,
    left: u32,
}

impl BitSource for RandomBits {
    fn next_bit(&mut self) -> Option<bool> {
        self.left = self.left.checked_sub(1)?;
        Some(next(&mut self.seed) >> 31 == 1)
    }
}
