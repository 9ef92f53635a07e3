//! One rate on one line: its signal, and the bits that our receiver makes of it.

use std::collections::BTreeMap;
use std::ops::{Range, RangeInclusive};

use ferrofax::dsp::complex::Complex;
use ferrofax::dsp::level;
use ferrofax::modem::v34::Side;
use ferrofax::modem::v34::coding::{Decoder, Encoder, Parameters, TrellisCode};
use ferrofax::modem::v34::points::Points;
use ferrofax::modem::v34::primary::Settings;
use ferrofax::modem::v34::primary::receiver::{PointSink, PrimaryEvent, PrimaryReceiver};
use ferrofax::modem::v34::primary::signals::Trn;
use ferrofax::modem::v34::primary::transmitter::{PointSource, PrimaryTransmitter};
use ferrofax::modem::v34::symbol_rate::{DataRate, SymbolRate};
use ferrofax::modem::{BitSource, Bits, LineQuality};

use super::theory::{Response, db, needed_db, ratio};
use ferrofax_kit::line_model::{Filter, Law, Line, LineSettings, heard_over};
use ferrofax_kit::sp_modem::SharedBits;
use ferrofax_kit::wire::BLOCK;

/// The share of wrong bits at which the SNR is told.
pub(super) const WANTED: f64 = 1e-4;

/// As it is received, dBm0.
const LEVEL_DBM0: f64 = -12.0;

/// Of TRN, in units of 35 ms, as our recipient asks for.
const TRN_UNITS: u8 = 29;

/// Symbols behind the last of a page, for the decoder to settle it.
const BEHIND: usize = 400;

/// What is measured of the page's level: samples behind its preamble and the line's delay.
const MEASURED: Range<usize> = 5000..37_000;

const SEED: u64 = 34;

/// From one SNR to the next.
const STEP_DB: f64 = 0.5;

/// Where it begins, and how far it looks, in steps from theory.
const FIRST_STEP: i32 = 2;
const STEPS: RangeInclusive<i32> = -2..=13;

/// Pages for each wrong path that is wanted, at most.
const MOST_PAGES: u64 = 2;

/// Where more than this are wrong, the logarithm is no straight line any more.
const MOST_WRONG: f64 = 0.03;

/// Wrong bits of one wrong path of the trellis lie nearer to each other than this.
const APART: usize = 400;

/// A symbol rate with a data rate of its.
pub(super) type Rates = (SymbolRate, DataRate);

/// What a line does beside the noise.
#[derive(Clone, Copy, Debug)]
pub(super) struct Condition {
    pub(super) name: &'static str,
    pub(super) law: Option<Law>,
    pub(super) filter: Option<Filter>,
    /// Samples later, and how much weaker in dB, the signal comes once more.
    pub(super) echo: Option<(usize, f64)>,
    pub(super) offset_hz: f64,
    pub(super) skew_ppm: f64,
}

impl Condition {
    /// A line that is even, and µ-law.
    pub(super) const EVEN: Self = Self {
        name: "even",
        law: Some(Law::Mu),
        filter: None,
        echo: None,
        offset_hz: 0.0,
        skew_ppm: 0.0,
    };

    fn line(&self) -> LineSettings {
        LineSettings {
            filter: self.filter,
            offset_hz: self.offset_hz,
            skew_ppm: self.skew_ppm,
            law: self.law,
            ..LineSettings::default()
        }
    }

    fn echoed(&self, mut said: Vec<i16>) -> Vec<i16> {
        if let Some((later, loss_db)) = self.echo {
            let share = 10f64.powf(-loss_db / 20.0);
            for at in (later..said.len()).rev() {
                said[at] += (f64::from(said[at - later]) * share).round() as i16;
            }
        }
        said
    }

    fn response(&self) -> Response {
        let mut impulse = vec![0; 10 * BLOCK];
        impulse[BLOCK] = 20_000;
        let settings = LineSettings { filter: self.filter, ..LineSettings::default() };
        let answer = heard_over(settings, &self.echoed(impulse));
        let answer: Vec<f64> = answer.into_iter().map(|sample| f64::from(sample) / 2e4).collect();
        Response::of_impulse(&answer)
    }
}

/// A rate on a line.
pub(super) struct Trial {
    parameters: Parameters,
    settings: Settings,
    /// The SNR at the decision, dB, that theory needs for [`WANTED`].
    pub(super) needed_db: f64,
    condition: Condition,
    line: LineSettings,
    training: Vec<i16>,
    page: Vec<i16>,
    bits: usize,
    /// The SNR that theory needs for [`WANTED`], dB, without what the codec rounds, and with it:
    /// none where that alone is too much.
    pub(super) without_codec_db: f64,
    pub(super) theory_db: Option<f64>,
}

/// What came of a trial.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Heard {
    /// Pages, and those that were heard behind a training.
    pages: usize,
    trained: usize,
    bits: usize,
    wrong: usize,
    /// Wrong paths, each of which is some dozens of wrong bits.
    paths: usize,
}

impl Heard {
    /// The share of wrong bits; of pages without a training half.
    pub(super) fn rate(&self) -> f64 {
        if self.trained < self.pages { 0.5 } else { self.wrong as f64 / self.bits as f64 }
    }

    const fn add(&mut self, more: &Self) {
        self.pages += more.pages;
        self.trained += more.trained;
        self.bits += more.bits;
        self.wrong += more.wrong;
        self.paths += more.paths;
    }
}

/// The SNR at which the wanted share of the bits is wrong, dB, and how far chance moves it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Measured {
    pub(super) db: f64,
    pub(super) scatter_db: f64,
}

impl Measured {
    /// Where the logarithm of the share, a straight line over the SNR there, comes to the share
    /// wanted. Each of `points` counts for as many wrong paths as it has had: that is the inverse of
    /// its mean square error. None at all are told as half of one.
    fn between(points: &[(f64, Heard)]) -> Self {
        let all = points.iter().fold(Heard::default(), |mut all, (_, heard)| {
            all.add(heard);
            all
        });
        let wrong_by_path = all.wrong as f64 / all.paths.max(1) as f64;
        let known: Vec<[f64; 3]> = points
            .iter()
            .map(|(snr_db, heard)| {
                let (paths, wrong) = match heard.paths {
                    0 => (0.5, 0.5 * wrong_by_path),
                    paths => (paths as f64, heard.wrong as f64),
                };
                [*snr_db, (wrong / heard.bits as f64).ln(), paths]
            })
            .collect();
        let mean = |of: &dyn Fn(&[f64; 3]) -> f64| {
            let weights: f64 = known.iter().map(|point| point[2]).sum();
            known.iter().map(|point| point[2] * of(point)).sum::<f64>() / weights
        };
        let (snr_db, share) = (mean(&|point| point[0]), mean(&|point| point[1]));
        let width = mean(&|point| (point[0] - snr_db).powi(2));
        let slope = mean(&|point| (point[0] - snr_db) * (point[1] - share)) / width;
        let db = snr_db + (WANTED.ln() - share) / slope;
        let weights: f64 = known.iter().map(|point| point[2]).sum();
        let square = (1.0 + (db - snr_db).powi(2) / width) / weights;
        Self { db, scatter_db: square.sqrt() / slope.abs() }
    }
}

impl Trial {
    /// A training and a page of so many symbols.
    pub(super) fn new(
        (symbol_rate, data_rate): Rates,
        condition: &Condition,
        symbols: usize,
    ) -> Self {
        let parameters = Parameters::plain(symbol_rate, data_rate, TrellisCode::States64);
        let needed_db = needed_db(&parameters, WANTED);
        let response = condition.response();
        let settings = response.settings(symbol_rate, needed_db);
        let without_codec_db = response.line_db(&settings, needed_db);
        let bits = (symbols as f64 * bits_per_symbol(&parameters)) as usize;
        let mut trial = Self {
            training: says_training(&settings, &parameters),
            page: Vec::new(),
            line: condition.line(),
            condition: *condition,
            parameters,
            settings,
            needed_db,
            bits,
            without_codec_db,
            theory_db: None,
        };
        trial.page = trial.says_page();
        trial.line.gain_db =
            LEVEL_DBM0 - trial.level_dbm0(&LineSettings { law: None, ..trial.line.clone() });
        let left = ratio(-without_codec_db) - ratio(trial.rounded_dbm0() - LEVEL_DBM0);
        trial.theory_db = (left > 0.0).then(|| -db(left));
        trial
    }

    /// The level of the page behind a line, dBm0.
    fn level_dbm0(&self, line: &LineSettings) -> f64 {
        level_dbm0(&heard_over(line.clone(), &self.page[..MEASURED.end])[MEASURED])
    }

    /// The level of what the codec rounds, dBm0.
    fn rounded_dbm0(&self) -> f64 {
        let hear =
            |law| heard_over(LineSettings { law, ..self.line.clone() }, &self.page[..MEASURED.end]);
        let (plain, coded) = (hear(None), hear(self.condition.law));
        let rounded: Vec<i16> = plain.iter().zip(&coded).map(|(a, b)| b - a).collect();
        level_dbm0(&rounded[MEASURED])
    }

    /// The page's preamble, its points and silence.
    fn says_page(&self) -> Vec<i16> {
        let mut encoder = Encoder::new(&self.parameters).expect("the rate is carried");
        let (mut source, mut behind) = (SharedBits::new(SEED, self.bits), BEHIND);
        let mut points = || {
            if encoder.is_dry() {
                behind = behind.checked_sub(1)?;
            }
            Some(encoder.next_symbol(&mut source))
        };
        let mut said = Vec::new();
        let page = PrimaryTransmitter::message(&self.settings, LEVEL_DBM0 as f32);
        send(page, &mut points, &mut said);
        said.resize(said.len().next_multiple_of(BLOCK) + 20 * BLOCK, 0);
        self.condition.echoed(said)
    }

    /// Sends it with noise that is `snr_db` below the signal between 0 and 4 kHz, another one for
    /// each number.
    pub(super) fn hear(&self, snr_db: f64, number: u64) -> Heard {
        let (mut receiver, mut line) = self.receiver_and_line(snr_db, number);
        let mut judge = Judge::new(&self.parameters, self.bits);
        let training = self.condition.echoed(self.training.clone());
        let learned = hear(&mut receiver, &mut line, &training, &mut judge);
        receiver.expect_message();
        let found = hear(&mut receiver, &mut line, &self.page, &mut judge);
        let Judge { mut sent, mut heard, .. } = judge;
        // What never came is wrong.
        let missing = std::iter::from_fn(|| sent.next_bit()).count();
        heard.pages = 1;
        heard.trained = usize::from(learned.is_some() && found.is_some());
        heard.bits += missing;
        heard.wrong += missing;
        heard.paths += usize::from(missing > 0);
        heard
    }

    /// The SNR at the decision, dB, that the receiver has at the end of a training, the noise being
    /// `snr_db` below the signal.
    pub(super) fn decision_db(&self, snr_db: f64) -> Option<f64> {
        let (mut receiver, mut line) = self.receiver_and_line(snr_db, 0);
        let training = self.condition.echoed(self.training.clone());
        let mut judge = Judge::new(&self.parameters, 0);
        let learned = hear(&mut receiver, &mut line, &training, &mut judge);
        learned.map(|quality| f64::from(quality.snr_db))
    }

    /// A receiver that awaits the training, and the line with its noise.
    fn receiver_and_line(&self, snr_db: f64, number: u64) -> (PrimaryReceiver, Line) {
        let line = Line::new(LineSettings {
            noise_dbm0: Some(LEVEL_DBM0 - snr_db),
            seed: SEED + number,
            ..self.line.clone()
        });
        let mut receiver = PrimaryReceiver::new(&self.settings);
        let symbols = self.settings.rate.trn_symbols(TRN_UNITS);
        receiver.expect_training(Trn::new(Side::Call, points(&self.parameters)), symbols);
        (receiver, line)
    }

    /// The SNR at which [`WANTED`] bits are wrong: in steps up or down from theory's until it lies
    /// between two of them, then with more pages at these until each has had so many wrong `paths`.
    /// None where there are no such two.
    pub(super) fn measured(&self, paths: usize) -> Option<Measured> {
        let theory_db = self.theory_db?;
        let snr_db = |step: i32| theory_db + f64::from(step) * STEP_DB;
        let mut points = BTreeMap::new();
        let mut step = FIRST_STEP;
        let above = loop {
            if !STEPS.contains(&step) {
                return None;
            }
            let heard = self.hear(snr_db(step), 0);
            let enough = heard.rate() < WANTED;
            points.insert(step, heard);
            match (points.get(&(step - 1)), points.get(&(step + 1))) {
                (Some(_), _) if enough => break step,
                (_, Some(_)) if !enough => break step + 1,
                _ => step += if enough { -1 } else { 1 },
            }
        };
        for step in [above - 1, above] {
            let heard = points.entry(step).or_default();
            for number in 1..MOST_PAGES * paths as u64 {
                if heard.paths < paths {
                    heard.add(&self.hear(snr_db(step), number));
                }
            }
        }
        let near: Vec<(f64, Heard)> = points
            .range(above - 2..)
            .map(|(&step, &heard)| (snr_db(step), heard))
            .filter(|(_, heard)| heard.rate() < MOST_WRONG)
            .collect();
        (near.len() > 1).then(|| Measured::between(&near))
    }
}

/// Takes the points of the page, decodes them, and counts what is wrong.
struct Judge {
    decoder: Decoder,
    sent: SharedBits,
    heard: Heard,
    /// The last wrong bit.
    last_wrong: Option<usize>,
}

impl Judge {
    fn new(parameters: &Parameters, bits: usize) -> Self {
        let decoder = Decoder::new(parameters).expect("the rate is carried");
        Self {
            decoder,
            sent: SharedBits::new(SEED, bits),
            heard: Heard::default(),
            last_wrong: None,
        }
    }
}

impl PointSink for Judge {
    fn take(&mut self, points: &mut [Complex]) {
        let Self { decoder, sent, heard, last_wrong } = self;
        let mut sink = |bits: Bits| {
            for bit in bits.iter() {
                let Some(said) = sent.next_bit() else { return };
                heard.bits += 1;
                if said != bit {
                    heard.wrong += 1;
                    heard.paths +=
                        usize::from(last_wrong.is_none_or(|last| heard.bits - last > APART));
                    *last_wrong = Some(heard.bits);
                }
            }
        };
        decoder.take(points, &mut sink);
    }
}

fn level_dbm0(samples: &[i16]) -> f64 {
    let sum: f64 = samples.iter().map(|&sample| f64::from(sample).powi(2)).sum();
    f64::from(level::dbm0_of_mean_square((sum / samples.len() as f64) as f32))
}

fn bits_per_symbol(parameters: &Parameters) -> f64 {
    f64::from(parameters.data_rate.bps()) / parameters.symbol_rate.hz()
}

/// TRN's points, as our recipient asks for them.
fn points(parameters: &Parameters) -> Points {
    if bits_per_symbol(parameters) > 4.0 { Points::Sixteen } else { Points::Four }
}

/// Silence, training and a pause.
fn says_training(settings: &Settings, parameters: &Parameters) -> Vec<i16> {
    let mut said = vec![0; 8 * BLOCK];
    let trn = Trn::new(parameters.source, points(parameters));
    let symbols = settings.rate.trn_symbols(TRN_UNITS);
    let training = PrimaryTransmitter::training(settings, trn, symbols, LEVEL_DBM0 as f32);
    send(training, &mut || None, &mut said);
    // A line with another clock is late by two tenths of a second.
    said.resize(said.len().next_multiple_of(BLOCK) + 20 * BLOCK, 0);
    said
}

/// Lets the receiver hear what the line makes of `said`; returns what it tells of a signal that it
/// knows.
fn hear(
    receiver: &mut PrimaryReceiver,
    line: &mut Line,
    said: &[i16],
    judge: &mut Judge,
) -> Option<LineQuality> {
    let mut trained = None;
    for block in said.chunks_exact(BLOCK) {
        let block = block.try_into().expect("a whole block");
        let heard = line.carry(block).expect("nothing is lost");
        receiver.push(&heard, judge, &mut |event| {
            if let PrimaryEvent::Trained(quality) = event {
                trained = Some(quality);
            }
        });
    }
    trained
}

fn send(mut transmitter: PrimaryTransmitter, points: &mut dyn PointSource, said: &mut Vec<i16>) {
    let mut block = [0; BLOCK];
    loop {
        let written = transmitter.pull(points, &mut block);
        said.extend(&block[..written]);
        if written < block.len() {
            return;
        }
    }
}
