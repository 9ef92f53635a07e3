//! Receiving the data of one signal: group by group of symbols through the stages, each
//! of them following the line.
//!
//! matched filter → equaliser → carrier loop → decision → bits, with the errors of the
//! decisions led back to the equaliser, the carrier and the timing. The line changes
//! slowly: within a group of [`GROUP`] symbols nothing is led back, so that the processor
//! works on all of them at once and none waits for the one before. While the signal is
//! doubtful (lost samples, a power far below the trained one) the loops stand still, the
//! symbol clock goes on, and the bits are held back until it is known whether the signal
//! has ended.

use super::demodulation::{Decision, Demodulation};
use super::relock;
use super::training::Learned;
use super::transmitter::Carrier;
use crate::dsp::carrier_loop::CarrierLoop;
use crate::dsp::complex::Complex;
use crate::dsp::equalizer::{CENTRE, Equalizer, KEPT};
use crate::dsp::history::History;
use crate::dsp::matched_filter::MatchedFilter;
use crate::dsp::timing_loop::TimingLoop;
use crate::modem::{Bits, LineQuality, Symbol};
use ferrofax_ground::wide::widest;

/// How boldly the loops follow the errors.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Gear {
    /// Symbols since the lock was found, from which on it is so.
    from: usize,
    /// Step of the equaliser: its noise costs 0.05 dB at 0.02.
    step: f32,
    /// Noise bandwidths of the carrier and timing loops, shares of the symbol rate.
    carrier: f32,
    timing: f32,
}

/// Bold at first, since what was learned from a short training is not exact. What is left
/// after a while is noise, and to follow it costs V.17 0.3 dB. The equaliser takes
/// longest: the few symbols of V.29's training leave it the most to learn.
const GEARS: [Gear; 5] = [
    Gear { from: 0, step: 0.02, carrier: 0.01, timing: 0.002 },
    Gear { from: 256, step: 0.02, carrier: 0.006, timing: 0.001 },
    Gear { from: 1024, step: 0.02, carrier: 0.003, timing: 0.000_5 },
    Gear { from: 4096, step: 0.01, carrier: 0.003, timing: 0.000_5 },
    Gear { from: 12_288, step: 0.005, carrier: 0.003, timing: 0.000_5 },
];

/// Symbols that go through the stages together. Their bits must fit into [`Bits`].
pub(super) const GROUP: usize = 4;

/// The taps go a step at one symbol in so many of a group, beginning with the first.
const ADAPT_EVERY: usize = 2;

/// Shares by which the running means take in what is new, a symbol: see [`share`].
const POWER_SHARE: f32 = 0.125;
const SIGNAL_POWER_SHARE: f32 = 0.002;
const ERROR_SHARE: f32 = 0.0625;
const SLOW_ERROR_SHARE: f32 = 0.005;

/// The signal is doubtful when its power is below this share of what it was (7 dB down).
const DOUBTFUL: f32 = 0.2;

/// A signal that has been doubtful for so long has ended.
const ENDED_AFTER_MS: f64 = 22.0;

/// A decision is believed by the loops when its error is not beyond this many times the mean.
const BELIEVED: f32 = 4.0;

/// The lock seems lost when the errors are beyond this share of what they would be without one …
const ASTRAY: f32 = 0.6;

/// … or, on a quiet line, so many times what they were.
const WORSE: f32 = 8.0;

/// Times that a lost lock is looked for in vain before the line is taken to be so.
const PATIENCE: usize = 6;

/// The equaliser is kept for later once in so many symbols.
const PROVEN_EVERY: usize = 256;

/// Symbols that are kept for who looks at them, if nobody fetches them: some seconds.
const MOST_KEPT: usize = 16_384;

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

/// What is known of `N` symbols.
struct Group<const N: usize> {
    turns: [Complex; N],
    outputs: [Complex; N],
    decisions: [Decision; N],
    /// Output less decision, and the squares of that.
    errors: [Complex; N],
    squares: [f32; N],
    /// Errors whose squares are below this are believed.
    most: f32,
}

impl<const N: usize> Group<N> {
    const fn new() -> Self {
        let decision = Decision { index: 0, point: Complex::ZERO };
        Self {
            turns: [Complex::ZERO; N],
            outputs: [Complex::ZERO; N],
            decisions: [decision; N],
            errors: [Complex::ZERO; N],
            squares: [0.0; N],
            most: 0.0,
        }
    }

    #[inline(always)]
    const fn is_believed(&self, n: usize) -> bool {
        self.squares[n] < self.most
    }

    #[cold]
    fn keep(&self, kept: &mut Vec<Symbol>) {
        if kept.len() < MOST_KEPT {
            let both = self.outputs.iter().zip(&self.decisions);
            kept.extend(both.map(|(seen, Decision { point, .. })| Symbol {
                seen: [seen.re, seen.im],
                taken_for: [point.re, point.im],
            }));
        }
    }
}

/// One signal's reception.
#[derive(Clone, Debug)]
pub(super) struct Tracking {
    filter: MatchedFilter,
    equalizer: Equalizer,
    carrier_loop: CarrierLoop,
    timing_loop: TimingLoop,
    /// When the next half-symbol sample is taken, in samples.
    next_sample: f64,
    /// Half a symbol's nominal length, in samples.
    half: f64,
    /// Symbols received, and those since the lock was found.
    symbols: usize,
    locked: usize,
    /// Which of [`GEARS`].
    gear: usize,
    symbols_per_second: f64,
    rolloff: f64,
    offset_hz: f64,
    level_dbm0: f32,
    /// Mean power of the half-symbol samples: of the last few, and of the signal.
    power: f32,
    signal_power: f32,
    /// Mean square error of the decisions: of the last few, and over some hundred symbols.
    error: f32,
    slow_error: f32,
    /// What a receiver without a lock sees.
    chance_error: f32,
    /// Symbols since which the lock seems lost, and the equaliser as it was when all was well.
    astray: usize,
    proven: Equalizer,
    /// Locks found anew.
    relocks: u32,
    /// Sum and count over the whole signal.
    error_sum: f64,
    error_count: u64,
    /// Symbols for which the signal has been doubtful, and the bits of that time.
    doubtful: usize,
    held: Vec<Bits>,
    ended_after: usize,
    /// Where the last lost samples end.
    lost_until: f64,
    last_was_lost: bool,
}

impl Tracking {
    /// Goes on from what training `learned`; `None` if the samples before are gone.
    pub(super) fn new(
        demodulation: &impl Demodulation,
        learned: &Learned,
        carrier: &Carrier,
        filter: MatchedFilter,
        history: &History,
        level_dbm0: f32,
    ) -> Option<Self> {
        // The delay line is filled with what came before the first symbol, so that its
        // output is there with its own two samples.
        let half = carrier.samples_per_symbol() / 2.0;
        let step = half * (1.0 + learned.skew);
        let mut equalizer = Equalizer::new(GEARS[0].step);
        equalizer.load(&learned.taps, learned.power);
        let first = learned.next - (CENTRE + 1) as f64 * step;
        for j in 0..KEPT - 2 {
            equalizer.push(filter.at(first + j as f64 * step, history)?);
        }
        // The loops begin with what the training said of the clocks; the carrier's offset
        // is in the filter already.
        let proven = equalizer.clone();
        let mut timing_loop = TimingLoop::new(GEARS[0].timing);
        timing_loop.set(learned.skew as f32, learned.slope_power);
        let error = learned.error.max(1e-5);
        Some(Self {
            filter,
            equalizer,
            carrier_loop: CarrierLoop::new(GEARS[0].carrier),
            timing_loop,
            next_sample: first + (KEPT - 2) as f64 * step,
            half,
            symbols: 0,
            locked: 0,
            gear: 0,
            symbols_per_second: carrier.symbols_per_second(),
            rolloff: carrier.rolloff,
            offset_hz: learned.offset_hz,
            level_dbm0,
            power: learned.power,
            signal_power: learned.power,
            error,
            slow_error: error,
            chance_error: relock::chance_error(demodulation),
            astray: 0,
            proven,
            relocks: 0,
            error_sum: 0.0,
            error_count: 0,
            doubtful: 0,
            held: Vec::new(),
            ended_after: (carrier.symbols_per_second() * ENDED_AFTER_MS / 1000.0) as usize,
            lost_until: f64::NEG_INFINITY,
            last_was_lost: false,
        })
    }

    /// Samples up to `end` were lost.
    pub(super) const fn lost(&mut self, end: f64) {
        self.lost_until = end;
    }

    /// Whether the last symbol was harmed by lost samples.
    pub(super) const fn was_lost(&self) -> bool {
        self.last_was_lost
    }

    /// Whether the signal is there and the lock on it is good.
    pub(super) const fn is_sure(&self) -> bool {
        self.doubtful == 0 && self.astray == 0
    }

    /// Receives `N` symbols, at most [`GROUP`], if their samples are there; their bits go
    /// to `sink`, and they themselves to those that are kept, if they are.
    #[inline(always)]
    pub(super) fn symbols<const N: usize, D: Demodulation>(
        &mut self,
        demodulation: &mut D,
        history: &History,
        kept: &mut Option<Vec<Symbol>>,
        sink: &mut impl FnMut(Bits),
    ) -> Progress {
        let step = self.half * (1.0 + f64::from(self.timing_loop.skew()));
        // If the last is there, so are all.
        if !self.filter.has(self.next_sample + (2 * N - 1) as f64 * step, history) {
            return Progress::Waiting;
        }
        // Loops and no closures: those would not be compiled for wide vectors.
        let mut samples = [[Complex::ZERO; 2]; N];
        for (number, sample) in samples.as_flattened_mut().iter_mut().enumerate() {
            *sample = self
                .filter
                .at(self.next_sample + number as f64 * step, history)
                .unwrap_or_default();
        }
        self.equalizer.push_symbols(&samples);

        let mut group = Group::<N>::new();
        for n in 0..N {
            group.turns[n] = self.carrier_loop.turn_after(n);
            group.outputs[n] = self.equalizer.output_before(N - 1 - n) * group.turns[n];
        }
        let mut bits = Bits::default();
        for n in 0..N {
            group.decisions[n] = demodulation.take(group.outputs[n]);
            let more = demodulation.demap(group.decisions[n], group.outputs[n]);
            bits =
                Bits { bits: bits.bits | more.bits << bits.count, count: bits.count + more.count };
            group.errors[n] = group.outputs[n] - group.decisions[n].point;
            group.squares[n] = group.errors[n].norm_sqr();
        }
        if !group.squares.iter().sum::<f32>().is_finite() {
            // Nothing is known that leads here; if something does, the signal is over and
            // the next one starts afresh.
            return Progress::Ended;
        }

        // The equaliser's oldest sample and the filter around it still see what was lost.
        let seen_from =
            self.next_sample - (KEPT as f64 - 1.0) * self.half - self.filter.lookback() as f64;
        let lost = seen_from < self.lost_until;
        self.last_was_lost = lost;
        if !lost {
            let power = samples.as_flattened().iter().map(|sample| sample.norm_sqr()).sum::<f32>()
                / (2 * N) as f32;
            self.power += (power - self.power) * share::<N>(POWER_SHARE);
        }
        let doubtful = !lost && self.power < self.signal_power * DOUBTFUL;
        let is_sound = !lost && !doubtful && self.astray == 0;
        group.most = if is_sound { BELIEVED * BELIEVED * self.slow_error } else { 0.0 };

        self.follow(&group);
        if let Some(kept) = kept
            && !lost
            && !doubtful
        {
            group.keep(kept);
        }
        if !lost && !doubtful {
            self.take_errors(&group);
            self.keep_lock::<N, D>(demodulation, history);
        }

        if doubtful {
            self.doubtful += N;
            if bits.count > 0 {
                self.held.push(bits);
            }
            if self.doubtful >= self.ended_after {
                return Progress::Ended;
            }
        } else {
            self.doubtful = 0;
            if !self.held.is_empty() {
                self.held.drain(..).for_each(&mut *sink);
            }
            if bits.count > 0 {
                sink(bits);
            }
        }
        Progress::Symbols
    }

    /// Leads the errors back to the loops and goes on to the next group.
    #[inline(always)]
    fn follow<const N: usize>(&mut self, group: &Group<N>) {
        let (mut turned, mut believed) = (0.0, 0);
        for n in 0..N {
            if group.is_believed(n) {
                believed += 1;
                turned += (group.outputs[n] * group.decisions[n].point.conj()).im;
                if n % ADAPT_EVERY == 0 {
                    self.equalizer.adapt_to(N - 1 - n, -group.errors[n] * group.turns[n].conj());
                }
            }
        }
        self.carrier_loop.advance(N, turned);
        let last = N - 1;
        let measured = if group.is_believed(last) {
            Some((group.errors[last], self.equalizer.slope() * group.turns[last]))
        } else {
            None
        };
        let longer = self.timing_loop.advance(N, measured);
        self.shift_up(believed);
        self.symbols = self.symbols.wrapping_add(N);
        self.next_sample += 2.0 * self.half * (N as f64 + f64::from(longer));
    }

    /// Takes note of how large the errors are.
    #[inline(always)]
    fn take_errors<const N: usize>(&mut self, group: &Group<N>) {
        let (mut sum, mut tamed) = (0.0, 0.0);
        for (n, &square) in group.squares.iter().enumerate() {
            sum += square;
            tamed += if group.is_believed(n) { square } else { self.slow_error };
        }
        self.signal_power += (self.power - self.signal_power) * share::<N>(SIGNAL_POWER_SHARE);
        self.error += (sum / N as f32 - self.error) * share::<N>(ERROR_SHARE);
        self.slow_error += (tamed / N as f32 - self.slow_error) * share::<N>(SLOW_ERROR_SHARE);
        self.error_sum += f64::from(sum);
        self.error_count += N as u64;
    }

    /// `symbols` more were received with a lock.
    #[inline(always)]
    fn shift_up(&mut self, symbols: usize) {
        self.locked = self.locked.saturating_add(symbols);
        if GEARS.get(self.gear + 1).is_some_and(|next| self.locked >= next.from) {
            self.shift(self.gear + 1);
        }
    }

    fn shift(&mut self, gear: usize) {
        let Gear { from, step, carrier, timing } = GEARS[gear];
        self.gear = gear;
        self.locked = self.locked.max(from);
        self.equalizer.set_step(step);
        self.carrier_loop.set_bandwidth(carrier);
        self.timing_loop.set_bandwidth(timing);
    }

    /// Watches whether the lock is lost, and looks for it again.
    #[inline(always)]
    fn keep_lock<const N: usize, D: Demodulation>(&mut self, demodulation: &D, history: &History) {
        let worst = ASTRAY * self.chance_error;
        let is_astray = (self.error > worst && self.error > 2.0 * self.slow_error)
            || (self.error > 0.25 * worst && self.error > WORSE * self.slow_error);
        if !is_astray {
            self.astray = 0;
            if self.symbols % PROVEN_EVERY < N && self.error < 2.0 * self.slow_error {
                self.proven.take_taps(&self.equalizer, 1.0);
            }
            return;
        }
        self.astray += N;
        // Often at first, then seldom: a long disturbance must not cost much.
        let pause =
            if self.astray <= 8 * relock::SYMBOLS { relock::SYMBOLS } else { 8 * relock::SYMBOLS };
        if self.astray % pause >= N {
            return;
        }
        self.find_lock(demodulation, history, worst);
    }

    /// Looks for a lock that was lost; errors beyond `worst` are chance.
    #[cold]
    fn find_lock<D: Demodulation>(&mut self, demodulation: &D, history: &History, worst: f32) {
        let step = self.half * (1.0 + f64::from(self.timing_loop.skew()));
        let phase = (self.carrier_loop.turn(), self.carrier_loop.frequency());
        let found = widest(
            #[inline(always)]
            || {
                relock::find(
                    demodulation,
                    &self.proven,
                    &self.filter,
                    history,
                    self.next_sample,
                    step,
                    phase,
                )
            },
        );
        let Some(lock) = found.filter(|lock| lock.error < 0.5 * self.error.min(worst)) else {
            // No better lock. A disturbance passes; if this does not, the line has become noisier.
            if self.astray >= PATIENCE * relock::SYMBOLS {
                self.slow_error = self.slow_error.max(self.error.min(worst));
            }
            return;
        };
        self.equalizer.take_taps(&self.proven, lock.gain);
        self.proven.take_taps(&self.equalizer, 1.0);
        self.carrier_loop.jump(lock.ahead);
        self.next_sample += lock.later * 2.0 * step;
        for j in 0..KEPT - 2 {
            let at = self.next_sample - (KEPT - 2 - j) as f64 * step;
            self.equalizer.push(self.filter.at(at, history).unwrap_or_default());
        }
        self.error = lock.error;
        self.astray = 0;
        self.relocks = self.relocks.saturating_add(1);
        self.locked = 0;
        self.shift(0);
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
            offset_hz: (self.offset_hz
                + f64::from(self.carrier_loop.frequency()) / std::f64::consts::TAU
                    * self.symbols_per_second) as f32,
            // A fast far clock makes the symbols short.
            skew_ppm: -self.timing_loop.skew() * 1e6,
            distortion_db: 10.0 * self.proven.noise_gain(self.rolloff).max(1.0).log10(),
            relocks: self.relocks,
        }
    }
}

/// What `N` symbols at once weigh in a running mean that takes in each with a share of `each`.
const fn share<const N: usize>(each: f32) -> f32 {
    let (mut left, mut n) = (1.0, 0);
    while n < N {
        left *= 1.0 - each;
        n += 1;
    }
    1.0 - left
}
