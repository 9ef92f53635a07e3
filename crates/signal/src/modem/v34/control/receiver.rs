//! The control channel's receiver: finds PPh or Sh and S̄h, learns the line from them, and
//! reads MPh, E and the data that follow.
//!
//! ```text
//! samples ─▶ history ─▶ filter ─┬▶ finder                    PPh, Sh, AC
//!                               └▶ equaliser ─▶ carrier ─▶ decoder ─▶ MPh, E, bits
//! ```
//!
//! PPh's 32 symbols give eight taps by least squares; from ALT on they follow the line by
//! decisions. After Sh and S̄h, whose two spectral lines tell nothing of a line, the taps
//! are those of the last PPh, and only time, phase and gain are looked for.
//!
//! Samples are worked off in blocks of 5 ms counted from the beginning, so that nothing
//! depends on how they were cut.

use std::sync::LazyLock;

use super::finder::{Finder, Found, Listening, WINDOW};
use super::mph::{self, ControlRate, Mph, MphError, MphReader};
use super::signals::{Decoder, PphReading, SYMBOLS_PER_SECOND, pph, sh};
use super::transmitter::ROLLOFF;
use crate::dsp::carrier_loop::CarrierLoop;
use crate::dsp::complex::Complex;
use crate::dsp::equalizer::EqualizerOf;
use crate::dsp::history::History;
use crate::dsp::least_squares;
use crate::dsp::level;
use crate::dsp::matched_filter::MatchedFilter;
use crate::dsp::timing_loop::TimingLoop;
use crate::modem::v34::Side;
use crate::modem::{Bits, LineQuality};
use crate::time::SAMPLE_RATE_HZ;

/// Samples worked off at once.
const BLOCK: usize = 40;

/// Samples of a symbol, and of half a one.
const SYMBOL: f64 = SAMPLE_RATE_HZ as f64 / SYMBOLS_PER_SECOND as f64;
const HALF: f64 = SYMBOL / 2.0;

/// Taps of the equaliser, half a symbol apart, and those that PPh is fitted to.
const TAPS: usize = 16;
const FITTED: usize = 8;
type ControlEqualizer = EqualizerOf<TAPS>;

/// Share of the mean power that is added as white noise when taps are fitted.
const RIDGE: f64 = 1e-3;

/// Symbols and parts of a symbol that a known line is looked for in, to both sides.
const STEPS: i32 = 12;

/// Noise bandwidths of the loops, shares of the symbol rate, and the step of the
/// equaliser: at first, and after [`SETTLED`] symbols.
const BOLD: (f32, f32, f32) = (0.03, 0.01, 0.05);
const CALM: (f32, f32, f32) = (0.01, 0.003, 0.02);
const SETTLED: usize = 100;

/// A signal whose power is below this share of what it was has gone (10 dB), or, where that
/// would be noise, below so many times the noise …
const GONE: f32 = 0.1;
const NEAR_NOISE: f32 = 1.6;

/// … when it has been so for so many symbols: 25 ms.
const GONE_SYMBOLS: usize = 15;

/// Decisions are believed when their error is below this many times the mean.
const BELIEVED: f32 = 16.0;

/// What the receiver tells.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ControlEvent {
    /// PPh was heard whole, and ALT or MPh follows.
    Pph,
    /// Sh and S̄h were heard, and ALT follows.
    Sh,
    /// AC has been heard for more than 100 ms.
    Ac,
    /// An MPh, or what began like one.
    Mph(Result<Mph, MphError>),
    /// E was heard: bits of data follow.
    E,
    /// Bits of data, descrambled.
    Bits(Bits),
    /// The signal has gone. What it was like.
    Gone(LineQuality),
}

/// What follows a training.
#[derive(Clone, Debug)]
enum Reading {
    /// MPh and E.
    Mph(MphReader),
    /// Data.
    Data,
}

/// The reception of one signal.
#[derive(Clone, Debug)]
struct Tracking {
    equalizer: ControlEqualizer,
    carrier_loop: CarrierLoop,
    timing_loop: TimingLoop,
    decoder: Decoder,
    reading: Reading,
    /// When the next half-symbol sample is taken.
    next_sample: f64,
    symbols: usize,
    /// Mean power of the samples: of the last few, and of the signal.
    power: f32,
    signal_power: f32,
    /// Mean square error.
    error: f32,
    /// Symbols since which the signal is gone.
    gone: usize,
}

/// What is known of the line.
#[derive(Clone, Debug)]
struct Line {
    taps: Vec<Complex>,
    power: f32,
    slope_power: f32,
    error: f32,
    offset_hz: f64,
    skew: f32,
}

/// The receiver.
#[derive(Clone, Debug)]
pub struct ControlReceiver {
    far: Side,
    pph_reading: PphReading,
    filter: MatchedFilter,
    history: History,
    finder: Finder,
    /// When the finder's next sample is taken.
    find_at: f64,
    rate: ControlRate,
    line: Option<Line>,
    tracking: Option<Tracking>,
    block: Vec<i16>,
}

impl ControlReceiver {
    /// Of what the modem at `far` sends. It listens for nothing at first.
    pub fn new(far: Side) -> Self {
        Self::with_reading(far, PphReading::default())
    }

    /// With the other reading of PPh.
    pub fn with_reading(far: Side, reading: PphReading) -> Self {
        let filter = match far {
            Side::Call => &*CALL_FILTER,
            Side::Answer => &*ANSWER_FILTER,
        };
        Self {
            far,
            pph_reading: reading,
            filter: filter.clone(),
            history: History::new(2000),
            finder: Finder::new(reading),
            find_at: 0.0,
            rate: ControlRate::default(),
            line: None,
            tracking: None,
            block: Vec::with_capacity(BLOCK),
        }
    }

    /// What to listen for from now on.
    pub const fn listen(&mut self, listening: Listening) {
        self.finder.listen(listening);
    }

    /// At which rate data come after E.
    pub const fn data_rate(&mut self, rate: ControlRate) {
        self.rate = rate;
    }

    /// Hears no more of the signal that is on the line.
    pub fn stop(&mut self) {
        self.tracking = None;
    }

    /// The signal as it is received.
    pub fn quality(&self) -> Option<LineQuality> {
        Some(self.quality_of(self.tracking.as_ref()?))
    }

    /// Hears `samples` (linear, 8 kHz).
    pub fn push(&mut self, samples: &[i16], tell: &mut dyn FnMut(ControlEvent)) {
        for &sample in samples {
            self.block.push(sample);
            if self.block.len() == BLOCK {
                self.history.push(&self.block);
                self.block.clear();
                self.find(tell);
                self.receive(tell);
            }
        }
    }

    /// Looks for what is listened for.
    fn find(&mut self, tell: &mut dyn FnMut(ControlEvent)) {
        let carrier = carrier_hz(self.far);
        loop {
            self.filter.tune(carrier, f64::from(SAMPLE_RATE_HZ));
            let Some(sample) = self.filter.at(self.find_at, &self.history) else { return };
            let here = self.find_at;
            self.find_at += HALF;
            let Some(found) = self.finder.push(sample) else { continue };
            match found {
                Found::Ac => tell(ControlEvent::Ac),
                Found::Pph(before) => {
                    if self.learn(here - before as f64 * HALF) {
                        tell(ControlEvent::Pph);
                    }
                }
                Found::Sh(before) => {
                    if self.find_again(here - before as f64 * HALF) {
                        tell(ControlEvent::Sh);
                    }
                }
            }
        }
    }

    /// PPh's last symbol came at `last`: learns the line from it.
    fn learn(&mut self, last: f64) -> bool {
        let symbols: [Complex; WINDOW] = std::array::from_fn(|n| pph(n, self.pph_reading));
        let Some(offset_hz) = self.offset_of(&symbols, last) else { return false };
        self.tune(offset_hz);
        let first = last - (WINDOW - 1) as f64 * SYMBOL;
        let Some(samples) = self.samples(first) else { return false };
        let from = 1 + (TAPS - FITTED) / 2;
        let Some(fitted) = least_squares::solve(&samples[from..], &symbols, FITTED, RIDGE) else {
            return false;
        };
        let mut taps = vec![Complex::ZERO; TAPS];
        taps[(TAPS - FITTED) / 2..(TAPS + FITTED) / 2].copy_from_slice(&fitted);
        let fit = Fit::of(&taps, &samples, &symbols);
        let flattery = WINDOW as f32 / (WINDOW - FITTED) as f32;
        let line = Line {
            taps,
            power: fit.power,
            slope_power: fit.slope_power,
            error: fit.error * flattery,
            offset_hz,
            skew: self.line.as_ref().map_or(0.0, |line| line.skew),
        };
        let next = first + WINDOW as f64 * SYMBOL;
        self.begin(line, next)
    }

    /// Sh and S̄h ended at `last`: finds time, phase and gain of the line that is known.
    fn find_again(&mut self, last: f64) -> bool {
        let Some(mut line) = self.line.clone() else { return false };
        let symbols: [Complex; WINDOW] = std::array::from_fn(sh);
        self.tune(line.offset_hz);
        let first = last - (WINDOW - 1) as f64 * SYMBOL;
        let mut best: Option<(f32, f64, Fit)> = None;
        for eighth in -STEPS..=STEPS {
            let at = first + f64::from(eighth) / 8.0 * SYMBOL;
            let Some(samples) = self.samples(at) else { return false };
            let fit = Fit::of(&line.taps, &samples, &symbols);
            if best.as_ref().is_none_or(|(error, ..)| fit.scaled_error() < *error) {
                best = Some((fit.scaled_error(), at, fit));
            }
        }
        let Some((error, at, fit)) = best else { return false };
        let back = fit.gain.conj() * (1.0 / fit.gain.norm_sqr().max(f32::MIN_POSITIVE));
        line.taps.iter_mut().for_each(|tap| *tap = *tap * back);
        line.power = fit.power;
        // The slope of two spectral lines is not that of what follows.
        line.error = error.max(line.error);
        self.begin(line, at + WINDOW as f64 * SYMBOL)
    }

    /// The carrier's offset, from how periods of eight `symbols` turn against each other.
    fn offset_of(&mut self, symbols: &[Complex; WINDOW], last: f64) -> Option<f64> {
        const PERIOD: usize = 8;
        self.tune(0.0);
        let mut sums = [Complex::ZERO; WINDOW / PERIOD];
        for (n, symbol) in symbols.iter().enumerate() {
            let at = last - (WINDOW - 1 - n) as f64 * SYMBOL;
            sums[n / PERIOD] += self.filter.at(at, &self.history)? * symbol.conj();
        }
        let turn = |distance: usize| {
            let pairs = sums.iter().zip(&sums[distance..]);
            pairs.fold(Complex::ZERO, |sum, (&a, &b)| sum + b * a.conj()).arg()
        };
        // Periods far apart say it more exactly, neighbours leave no doubt.
        let (coarse, wide) = (turn(1), turn(2));
        let round = ((2.0 * coarse - wide) / std::f32::consts::TAU).round();
        let fine = (wide + round * std::f32::consts::TAU) / 2.0;
        let hz = f64::from(fine) / std::f64::consts::TAU / PERIOD as f64;
        Some(hz * SYMBOLS_PER_SECOND as f64)
    }

    fn tune(&mut self, offset_hz: f64) {
        self.filter.tune(carrier_hz(self.far) + offset_hz, f64::from(SAMPLE_RATE_HZ));
    }

    /// What the equaliser sees of a window of symbols, the first of which comes at `first`.
    fn samples(&self, first: f64) -> Option<Vec<Complex>> {
        (0..2 * WINDOW + ControlEqualizer::KEPT)
            .map(|j| {
                let at = first + (j as f64 - 1.0 - ControlEqualizer::CENTRE as f64) * HALF;
                self.filter.at(at, &self.history)
            })
            .collect()
    }

    /// The line is known, and the first symbol after the training comes at `next`.
    fn begin(&mut self, line: Line, next: f64) -> bool {
        const FILLED: usize = ControlEqualizer::KEPT - 2;
        let mut equalizer = ControlEqualizer::new(BOLD.2);
        equalizer.load(&line.taps, line.power);
        let first = next - (ControlEqualizer::CENTRE + 1) as f64 * HALF;
        for j in 0..FILLED {
            let Some(sample) = self.filter.at(first + j as f64 * HALF, &self.history) else {
                return false;
            };
            equalizer.push(sample);
        }
        let mut timing_loop = TimingLoop::new(BOLD.1);
        timing_loop.set(line.skew, line.slope_power);
        self.tracking = Some(Tracking {
            equalizer,
            carrier_loop: CarrierLoop::new(BOLD.0),
            timing_loop,
            decoder: Decoder::new(self.far),
            reading: Reading::Mph(MphReader::default()),
            next_sample: first + FILLED as f64 * HALF,
            symbols: 0,
            power: line.power,
            signal_power: line.power,
            error: line.error.max(1e-4),
            gone: 0,
        });
        self.line = Some(line);
        true
    }

    /// Receives what has been heard.
    fn receive(&mut self, tell: &mut dyn FnMut(ControlEvent)) {
        let Some(mut tracking) = self.tracking.take() else { return };
        let offset_hz = self.line.as_ref().map_or(0.0, |line| line.offset_hz);
        self.tune(offset_hz);
        while let Some(output) = tracking.output(&self.filter, &self.history) {
            let rate = match &tracking.reading {
                Reading::Mph(_) => ControlRate::Bps1200,
                Reading::Data => self.rate,
            };
            let (point, bits) = tracking.decoder.decide(output, rate);
            if tracking.follow(output, point) {
                self.keep(&tracking);
                tell(ControlEvent::Gone(self.quality_of(&tracking)));
                return;
            }
            if tracking.gone > 0 {
                continue;
            }
            let count = if rate == ControlRate::Bps1200 { 2 } else { 4 };
            let bits = Bits { bits, count };
            match &mut tracking.reading {
                Reading::Data => tell(ControlEvent::Bits(bits)),
                Reading::Mph(reader) => {
                    // E may begin with a one before it: all of its last symbol belongs to it.
                    let mut ended = false;
                    for bit in bits.iter() {
                        match reader.push(bit) {
                            Some(mph::Found::Mph(found)) => tell(ControlEvent::Mph(found)),
                            Some(mph::Found::E) => ended = true,
                            None => {}
                        }
                    }
                    if ended {
                        tell(ControlEvent::E);
                        tracking.reading = Reading::Data;
                    }
                }
            }
        }
        self.tracking = Some(tracking);
    }

    /// Takes over what a signal has shown of the line.
    fn keep(&mut self, tracking: &Tracking) {
        let Some(line) = &mut self.line else { return };
        if tracking.symbols > SETTLED && tracking.error < 2.0 * line.error {
            line.taps = tracking.equalizer.taps();
            line.error = tracking.error;
            line.skew = tracking.timing_loop.skew();
            line.offset_hz += tracking.offset_hz();
        }
    }

    fn quality_of(&self, tracking: &Tracking) -> LineQuality {
        let offset_hz = self.line.as_ref().map_or(0.0, |line| line.offset_hz);
        LineQuality {
            snr_db: -10.0 * tracking.error.max(1e-9).log10(),
            // Behind the filter a symbol has twice the signal's mean square, and the samples
            // between symbols less.
            level_dbm0: level::dbm0_of_mean_square(
                tracking.signal_power / (2.0 - ROLLOFF as f32 / 2.0),
            ),
            offset_hz: (offset_hz + tracking.offset_hz()) as f32,
            skew_ppm: -tracking.timing_loop.skew() * 1e6,
            ..LineQuality::default()
        }
    }
}

impl Tracking {
    /// The next symbol as the equaliser gives it, if its samples are there.
    fn output(&mut self, filter: &MatchedFilter, history: &History) -> Option<Complex> {
        let late = filter.at(self.next_sample + HALF, history)?;
        let samples = [filter.at(self.next_sample, history)?, late];
        for sample in samples {
            self.equalizer.push(sample);
            self.power += (sample.norm_sqr() - self.power) * 0.1;
        }
        Some(self.equalizer.output() * self.carrier_loop.turn())
    }

    /// Leads the error of a decision back to the loops. Says whether the signal has gone.
    fn follow(&mut self, output: Complex, point: Complex) -> bool {
        let turn = self.carrier_loop.turn();
        let error = output - point;
        let square = error.norm_sqr();
        let share = (NEAR_NOISE * self.error).clamp(GONE, 0.5);
        self.gone = if self.power < share * self.signal_power { self.gone + 1 } else { 0 };
        let believed = self.gone == 0 && square < BELIEVED * self.error;
        let mut measured = None;
        if self.gone == 0 && square.is_finite() {
            self.error += (square.min(BELIEVED * self.error) - self.error) * 0.02;
            self.signal_power += (self.power - self.signal_power) * 0.01;
        }
        if believed {
            measured = Some((error, self.equalizer.slope() * turn));
            self.equalizer.adapt_to(0, -error * turn.conj());
            self.carrier_loop.advance(1, (output * point.conj()).im);
        } else {
            self.carrier_loop.advance(1, 0.0);
        }
        let longer = self.timing_loop.advance(1, measured);
        self.next_sample += SYMBOL * (1.0 + f64::from(longer));
        self.symbols += 1;
        if self.symbols == SETTLED {
            self.carrier_loop.set_bandwidth(CALM.0);
            self.timing_loop.set_bandwidth(CALM.1);
            self.equalizer.set_step(CALM.2);
        }
        self.gone >= GONE_SYMBOLS
    }

    /// What the carrier loop knows of the offset in Hz, beyond what the filter takes out.
    fn offset_hz(&self) -> f64 {
        f64::from(self.carrier_loop.frequency()) / std::f64::consts::TAU * SYMBOLS_PER_SECOND as f64
    }
}

/// How an equaliser fits known symbols.
struct Fit {
    error: f32,
    power: f32,
    output_power: f32,
    slope_power: f32,
    gain: Complex,
}

impl Fit {
    fn of(taps: &[Complex], samples: &[Complex], symbols: &[Complex; WINDOW]) -> Self {
        let mut equalizer = ControlEqualizer::new(0.0);
        equalizer.load(taps, 1.0);
        let (before, rest) = samples.split_at(ControlEqualizer::KEPT - 2);
        before.iter().for_each(|&sample| equalizer.push(sample));
        let (mut error, mut output_power, mut slope_power) = (0.0, 0.0, 0.0);
        let mut gain = Complex::ZERO;
        for (&symbol, pair) in symbols.iter().zip(rest.chunks_exact(2)) {
            equalizer.push(pair[0]);
            equalizer.push(pair[1]);
            let output = equalizer.output();
            error += (output - symbol).norm_sqr();
            output_power += output.norm_sqr();
            slope_power += equalizer.slope().norm_sqr();
            gain += output * symbol.conj();
        }
        let share = 1.0 / WINDOW as f32;
        let power = samples.iter().map(|sample| sample.norm_sqr()).sum::<f32>();
        Self {
            error: error * share,
            power: power / samples.len() as f32,
            output_power: output_power * share,
            slope_power: slope_power * share,
            gain: gain * share,
        }
    }

    /// The error if the outputs were turned and scaled to fit best, as a share of their
    /// power.
    fn scaled_error(&self) -> f32 {
        1.0 - self.gain.norm_sqr() / self.output_power.max(f32::MIN_POSITIVE)
    }
}

const fn carrier_hz(side: Side) -> f64 {
    match side {
        Side::Call => 1200.0,
        Side::Answer => 2400.0,
    }
}

fn filter(side: Side) -> MatchedFilter {
    MatchedFilter::new(carrier_hz(side), f64::from(SAMPLE_RATE_HZ), SYMBOL, ROLLOFF)
}

static CALL_FILTER: LazyLock<MatchedFilter> = LazyLock::new(|| filter(Side::Call));
static ANSWER_FILTER: LazyLock<MatchedFilter> = LazyLock::new(|| filter(Side::Answer));
