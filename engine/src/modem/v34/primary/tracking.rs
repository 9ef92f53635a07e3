//! Following a line that was learned, symbol by symbol, through TRN or a message.
//!
//! matched filter → equaliser → carrier loop → point, with the errors of what the decoder
//! takes the points for led back to the equaliser, the carrier and the timing. Symbols go
//! in groups, as [`qam`](crate::modem::qam) has it; nothing is led back within one.

use super::learning::{Learned, PrimaryEqualizer, PrimaryFilter};
use super::receiver::PointSink;
use crate::dsp::carrier_loop::CarrierLoop;
use crate::dsp::complex::Complex;
use crate::dsp::history::History;
use crate::dsp::timing_loop::TimingLoop;
use crate::modem::LineQuality;

/// How boldly the loops follow the errors.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Gear {
    /// Symbols from which on it is so.
    from: usize,
    /// Step of the equaliser: its noise costs half of it.
    step: f32,
    /// Noise bandwidths of the carrier and timing loops, shares of the symbol rate.
    carrier: f32,
    timing: f32,
}

/// Bold at first, since 288 symbols of PP leave something open.
const GEARS: [Gear; 4] = [
    Gear { from: 0, step: 0.01, carrier: 0.01, timing: 0.002 },
    Gear { from: 256, step: 0.01, carrier: 0.006, timing: 0.001 },
    Gear { from: 1024, step: 0.01, carrier: 0.003, timing: 0.000_5 },
    Gear { from: 4096, step: 0.005, carrier: 0.003, timing: 0.000_5 },
];

/// Symbols that go through the stages together.
pub(super) const GROUP: usize = 4;

/// The signal is doubtful when its power is below this share of what it was (7 dB down).
const DOUBTFUL: f32 = 0.2;

/// A signal that has been doubtful for so long has ended (V.34 §6.6.2: 20 to 25 ms).
const ENDED_AFTER_S: f64 = 0.022;

/// An error is believed by the loops when it is not beyond this many times the mean.
const BELIEVED: f32 = 4.0;

/// Shares by which the running means take in what is new, a symbol.
const POWER_SHARE: f32 = 0.125;
const SIGNAL_POWER_SHARE: f32 = 0.002;
const ERROR_SHARE: f32 = 0.005;

/// What became of a group of symbols.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Progress {
    /// Not enough samples yet.
    Waiting,
    /// They were received.
    Symbols,
    /// The signal has ended.
    Ended,
}

/// One signal's reception.
#[derive(Clone, Debug)]
pub(super) struct Tracking {
    filter: PrimaryFilter,
    equalizer: PrimaryEqualizer,
    carrier_loop: CarrierLoop,
    timing_loop: TimingLoop,
    /// When the next half-symbol sample is taken, in samples.
    next_sample: f64,
    /// Half a symbol's nominal length, in samples.
    half: f64,
    symbols_per_second: f64,
    gear: usize,
    /// Symbols that the loops believed.
    symbols: usize,
    /// Points since the signal is doubtful.
    held: Vec<Complex>,
    offset_hz: f64,
    level_dbm0: f32,
    /// Mean power of the half-symbol samples: of the last few, and of the signal.
    power: f32,
    signal_power: f32,
    slow_error: f32,
    /// Sum and count over the whole signal.
    error_sum: f64,
    error_count: u64,
    /// Where the last lost samples end.
    lost_until: f64,
}

impl Tracking {
    /// Goes on from what was learned; `None` if the samples before are gone.
    pub(super) fn new(
        learned: &Learned,
        filter: PrimaryFilter,
        history: &History,
        half: f64,
        level_dbm0: f32,
    ) -> Option<Self> {
        // The delay line is filled with what came before the first symbol, so that its
        // output is there with its own two samples.
        const FILLED: usize = PrimaryEqualizer::KEPT - 2;
        let step = half * (1.0 + learned.skew);
        let mut equalizer = PrimaryEqualizer::new(GEARS[0].step);
        equalizer.load(&learned.taps, learned.power);
        let first = learned.next - (PrimaryEqualizer::CENTRE + 1) as f64 * step;
        for j in 0..FILLED {
            equalizer.push(filter.at(first + j as f64 * step, history)?);
        }
        let mut timing_loop = TimingLoop::new(GEARS[0].timing);
        timing_loop.set(learned.skew as f32, learned.slope_power);
        Some(Self {
            filter,
            equalizer,
            carrier_loop: CarrierLoop::new(GEARS[0].carrier),
            timing_loop,
            next_sample: first + FILLED as f64 * step,
            half,
            symbols_per_second: f64::from(crate::time::SAMPLE_RATE_HZ) / (2.0 * half),
            gear: 0,
            symbols: 0,
            held: Vec::new(),
            offset_hz: learned.offset_hz,
            level_dbm0,
            power: learned.power,
            signal_power: learned.power,
            slow_error: learned.error.max(1e-6),
            error_sum: 0.0,
            error_count: 0,
            lost_until: f64::NEG_INFINITY,
        })
    }

    /// Samples up to `end` were lost.
    pub(super) const fn lost(&mut self, end: f64) {
        self.lost_until = end;
    }

    /// Receives `N` symbols, at most [`GROUP`], if their samples are there.
    #[inline(always)]
    pub(super) fn symbols<const N: usize>(
        &mut self,
        history: &History,
        sink: &mut dyn PointSink,
    ) -> Progress {
        let step = self.half * (1.0 + f64::from(self.timing_loop.skew()));
        // If the last is there, so are all.
        if !self.filter.has(self.next_sample + (2 * N - 1) as f64 * step, history) {
            return Progress::Waiting;
        }
        let mut samples = [[Complex::ZERO; 2]; N];
        for (number, sample) in samples.as_flattened_mut().iter_mut().enumerate() {
            *sample = self
                .filter
                .at(self.next_sample + number as f64 * step, history)
                .unwrap_or_default();
        }
        self.equalizer.push_symbols(&samples);

        // The equaliser's oldest sample and the filter around it may see what was lost.
        let seen_from = self.next_sample
            - PrimaryEqualizer::KEPT as f64 * self.half
            - self.filter.lookback() as f64;
        let lost = seen_from < self.lost_until;
        if !lost {
            let power = samples.as_flattened().iter().map(|sample| sample.norm_sqr()).sum::<f32>()
                / (2 * N) as f32;
            self.power += (power - self.power) * POWER_SHARE * N as f32 / 2.0;
        }
        let doubtful = !lost && self.power < self.signal_power * DOUBTFUL;

        let (mut outputs, mut turns) = ([Complex::ZERO; N], [Complex::ZERO; N]);
        for n in 0..N {
            turns[n] = self.carrier_loop.turn_after(n);
            outputs[n] = self.equalizer.output_before(N - 1 - n) * turns[n];
        }
        if doubtful {
            // Who takes the points is not to get what comes after the end.
            self.held.extend(outputs);
            self.follow(&outputs, &turns, &outputs, false);
            if self.held.len() as f64 >= ENDED_AFTER_S * self.symbols_per_second {
                return Progress::Ended;
            }
            return Progress::Symbols;
        }
        for points in self.held.chunks_mut(GROUP) {
            sink.take(points);
        }
        self.held.clear();
        let mut taken = outputs;
        if lost {
            sink.lost(N);
        } else {
            sink.take(&mut taken);
        }
        self.follow(&outputs, &turns, &taken, !lost);
        Progress::Symbols
    }

    /// Leads the errors back to the loops, if they are sound, and goes on to the next group.
    #[inline(always)]
    fn follow<const N: usize>(
        &mut self,
        outputs: &[Complex; N],
        turns: &[Complex; N],
        taken: &[Complex; N],
        is_sound: bool,
    ) {
        let most = if is_sound { BELIEVED * BELIEVED * self.slow_error } else { 0.0 };
        let (mut turned, mut believed, mut last) = (0.0, 0, None);
        for n in 0..N {
            let error = outputs[n] - taken[n];
            let square = error.norm_sqr();
            if is_sound && square.is_finite() {
                let tamed = square.min(most);
                self.slow_error += (tamed - self.slow_error) * ERROR_SHARE;
                self.error_sum += f64::from(tamed);
                self.error_count += 1;
            }
            if square < most {
                believed += 1;
                turned += (outputs[n] * taken[n].conj()).im;
                if n % 2 == 0 {
                    self.equalizer.adapt_to(N - 1 - n, -error * turns[n].conj());
                }
                if n == N - 1 {
                    last = Some((error, self.equalizer.slope() * turns[n]));
                }
            }
        }
        if is_sound {
            self.signal_power += (self.power - self.signal_power) * SIGNAL_POWER_SHARE * N as f32;
        }
        self.carrier_loop.advance(N, turned);
        let longer = self.timing_loop.advance(N, last);
        self.symbols += believed;
        if GEARS.get(self.gear + 1).is_some_and(|next| self.symbols >= next.from) {
            self.gear += 1;
            self.equalizer.set_step(GEARS[self.gear].step);
            self.carrier_loop.set_bandwidth(GEARS[self.gear].carrier);
            self.timing_loop.set_bandwidth(GEARS[self.gear].timing);
        }
        self.next_sample += 2.0 * self.half * (N as f64 + f64::from(longer));
    }

    /// When the next symbol comes, in samples.
    pub(super) fn next_symbol(&self) -> f64 {
        let step = self.half * (1.0 + self.skew());
        self.next_sample - (PrimaryEqualizer::KEPT - 3 - PrimaryEqualizer::CENTRE) as f64 * step
    }

    /// Symbols by which each symbol is longer than its nominal length.
    pub(super) fn skew(&self) -> f64 {
        f64::from(self.timing_loop.skew())
    }

    /// The carrier's offset in Hz.
    pub(super) fn offset_hz(&self) -> f64 {
        self.offset_hz
            + f64::from(self.carrier_loop.frequency()) / std::f64::consts::TAU
                * self.symbols_per_second
    }

    /// Mean square error of late.
    pub(super) const fn error(&self) -> f32 {
        self.slow_error
    }

    /// The equaliser's taps as they are now.
    pub(super) fn taps(&self) -> Vec<Complex> {
        self.equalizer.taps()
    }

    /// What the signal was like so far.
    pub(super) fn quality(&self) -> LineQuality {
        let error = if self.error_count > 0 {
            self.error_sum / self.error_count as f64
        } else {
            f64::from(self.slow_error)
        };
        LineQuality {
            snr_db: -10.0 * (error.max(1e-9) as f32).log10(),
            level_dbm0: self.level_dbm0,
            offset_hz: self.offset_hz() as f32,
            // A fast far clock makes the symbols short.
            skew_ppm: -self.timing_loop.skew() * 1e6,
            distortion_db: 10.0
                * self.equalizer.noise_gain(super::receiver::ROLLOFF).max(1.0).log10(),
            relocks: 0,
        }
    }
}
