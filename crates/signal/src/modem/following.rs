//! Following a line that was learned: what the receivers of the image modems and of V.34's
//! primary channel do alike.
//!
//! matched filter → equaliser → carrier loop → points, with the errors of what these are
//! taken for led back to the equaliser, the carrier and the timing. The line changes
//! slowly: within a group of symbols nothing is led back, so that the processor works on
//! all of them at once and none waits for the one before. Who takes the points for what,
//! and what is done while the signal is weak, is each receiver's own.

use crate::dsp::carrier_loop::CarrierLoop;
use crate::dsp::complex::Complex;
use crate::dsp::equalizer::EqualizerOf;
use crate::dsp::history::History;
use crate::dsp::matched_filter::MatchedFilterOf;
use crate::dsp::timing_loop::TimingLoop;
use crate::modem::LineQuality;
use crate::time::SAMPLE_RATE_HZ;

/// Symbols that go through the stages together in the image modems; towards the end of a training
/// one does.
pub(super) const GROUP: usize = 4;

/// A signal that has been weak for so long has ended (V.34 §6.6.2: 20 to 25 ms).
pub(super) const ENDED_AFTER_S: f64 = 0.022;

/// A signal is weak when its power is below this share of what it was (7 dB down).
const WEAK: f32 = 0.2;

/// An error is believed by the loops when it is not beyond this many times the mean.
const BELIEVED: f32 = 4.0;

/// What was learned of a line.
#[derive(Clone, Debug)]
pub(super) struct Learned {
    /// Taps of the equaliser.
    pub(super) taps: Vec<Complex>,
    /// Mean power of the half-symbol samples.
    pub(super) power: f32,
    /// Mean square of the equaliser's slope.
    pub(super) slope_power: f32,
    /// Mean square error of the equaliser's output; symbols have a mean square of 1.
    pub(super) error: f32,
    /// Carrier offset, to which the filter is tuned.
    pub(super) offset_hz: f64,
    /// Symbols by which each symbol is longer than its nominal length here.
    pub(super) skew: f64,
    /// When the first symbol after the known ones comes, in samples.
    pub(super) next: f64,
}

/// How boldly the loops follow the errors.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Gear {
    /// Symbols that the loops have believed, from which on it is so.
    pub(super) from: usize,
    /// Step of the equaliser: its noise costs 0.05 dB at 0.02.
    pub(super) step: f32,
    /// Noise bandwidths of the carrier and timing loops, shares of the symbol rate.
    pub(super) carrier: f32,
    pub(super) timing: f32,
}

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
pub(super) struct Group<const N: usize> {
    /// How the carrier loop turned them.
    turns: [Complex; N],
    /// As they were heard.
    pub(super) outputs: [Complex; N],
    /// What they are taken for; the errors (output less that), and the squares of these.
    taken: [Complex; N],
    errors: [Complex; N],
    pub(super) squares: [f32; N],
    /// Errors whose squares are below this are believed.
    most: f32,
}

impl<const N: usize> Group<N> {
    /// Takes one of the points for this one.
    #[inline(always)]
    pub(super) fn take(&mut self, n: usize, point: Complex) {
        self.taken[n] = point;
        self.errors[n] = self.outputs[n] - point;
        self.squares[n] = self.errors[n].norm_sqr();
    }

    /// Lets the loops believe errors whose squares are below `most`.
    #[inline(always)]
    pub(super) const fn believe(&mut self, most: f32) {
        self.most = most;
    }

    /// The points as they were heard, with those that they are taken for.
    pub(super) fn points(&self) -> impl Iterator<Item = (Complex, Complex)> {
        std::iter::zip(self.outputs, self.taken)
    }

    #[inline(always)]
    pub(super) const fn is_believed(&self, n: usize) -> bool {
        self.squares[n] < self.most
    }
}

/// The stages on one line, with a matched filter of so many phases and so many taps.
#[derive(Clone, Debug)]
pub(super) struct Follower<const PHASES: i64, const TAPS: usize> {
    pub(super) filter: MatchedFilterOf<PHASES>,
    pub(super) equalizer: EqualizerOf<TAPS>,
    pub(super) carrier_loop: CarrierLoop,
    timing_loop: TimingLoop,
    /// When the next half-symbol sample is taken, in samples.
    pub(super) next_sample: f64,
    /// Half a symbol's nominal length, in samples.
    half: f64,
    gears: &'static [Gear],
    gear: usize,
    /// Symbols that the loops believed since the lock was found.
    believed: usize,
    /// The carrier's offset that the filter is tuned to.
    offset_hz: f64,
    /// Mean power of the half-symbol samples: of the last few, and of the signal.
    power: f32,
    signal_power: f32,
    /// Mean square error over some hundred symbols, kept by who takes the points.
    pub(super) slow_error: f32,
    /// Sum and count over the whole signal.
    error_sum: f64,
    error_count: u64,
    /// Where the last lost samples end.
    lost_until: f64,
}

impl<const PHASES: i64, const TAPS: usize> Follower<PHASES, TAPS> {
    /// Samples that the delay line holds before a symbol's own two.
    const FILLED: usize = EqualizerOf::<TAPS>::KEPT - 2;

    /// Goes on from what was learned, with symbols of twice `half` samples; `None` if the
    /// samples before are gone.
    pub(super) fn new(
        learned: &Learned,
        filter: MatchedFilterOf<PHASES>,
        history: &History,
        half: f64,
        gears: &'static [Gear],
    ) -> Option<Self> {
        // The delay line is filled with what came before the first symbol, so that its
        // output is there with its own two samples.
        let step = half * (1.0 + learned.skew);
        let mut equalizer = EqualizerOf::new(gears[0].step);
        equalizer.load(&learned.taps, learned.power);
        let first = learned.next - (EqualizerOf::<TAPS>::CENTRE + 1) as f64 * step;
        for j in 0..Self::FILLED {
            equalizer.push(filter.at(first + j as f64 * step, history)?);
        }
        // The loops begin with what the training said of the clocks; the carrier's offset
        // is in the filter already.
        let mut timing_loop = TimingLoop::new(gears[0].timing);
        timing_loop.set(learned.skew as f32, learned.slope_power);
        Some(Self {
            filter,
            equalizer,
            carrier_loop: CarrierLoop::new(gears[0].carrier),
            timing_loop,
            next_sample: first + Self::FILLED as f64 * step,
            half,
            gears,
            gear: 0,
            believed: 0,
            offset_hz: learned.offset_hz,
            power: learned.power,
            signal_power: learned.power,
            slow_error: learned.error,
            error_sum: 0.0,
            error_count: 0,
            lost_until: f64::NEG_INFINITY,
        })
    }

    /// Samples up to `end` were lost.
    pub(super) const fn lost(&mut self, end: f64) {
        self.lost_until = end;
    }

    /// Takes the half-symbol samples of `N` symbols, if they are there, into the equaliser.
    #[inline(always)]
    pub(super) fn take_samples<const N: usize>(
        &mut self,
        history: &History,
    ) -> Option<[[Complex; 2]; N]> {
        let step = self.step();
        // If the last is there, so are all.
        if !self.filter.has(self.next_sample + (2 * N - 1) as f64 * step, history) {
            return None;
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
        Some(samples)
    }

    /// The same for an even number of symbols, all of them at once: quicker where there are many.
    #[inline(always)]
    pub(super) fn take_samples_at_once<const N: usize>(
        &mut self,
        history: &History,
    ) -> Option<[[Complex; 2]; N]> {
        let step = self.step();
        if !self.filter.has(self.next_sample + (2 * N - 1) as f64 * step, history) {
            return None;
        }
        let mut samples = [[Complex::ZERO; 2]; N];
        self.filter.at_each(self.next_sample, step, history, samples.as_flattened_mut());
        self.equalizer.push_symbols(&samples);
        Some(samples)
    }

    /// The symbols whose samples were just taken, each taken for itself.
    #[inline(always)]
    pub(super) fn outputs<const N: usize>(&self) -> Group<N> {
        let mut outputs = [Complex::ZERO; N];
        for (n, output) in outputs.iter_mut().enumerate() {
            *output = self.equalizer.output_before(N - 1 - n);
        }
        self.group(outputs)
    }

    /// The same, worked out together.
    #[inline(always)]
    pub(super) fn outputs_at_once<const N: usize>(&self) -> Group<N> {
        self.group(self.equalizer.outputs())
    }

    #[inline(always)]
    fn group<const N: usize>(&self, mut outputs: [Complex; N]) -> Group<N> {
        let mut turns = [Complex::ZERO; N];
        for n in 0..N {
            turns[n] = self.carrier_loop.turn_after(n);
            outputs[n] = outputs[n] * turns[n];
        }
        let (errors, squares) = ([Complex::ZERO; N], [0.0; N]);
        Group { turns, outputs, taken: outputs, errors, squares, most: 0.0 }
    }

    /// Whether the equaliser, its oldest sample being so many `halves` of a symbol back, and
    /// the filter around that still see what was lost.
    #[inline(always)]
    pub(super) fn sees_loss(&self, halves: usize) -> bool {
        let seen_from =
            self.next_sample - halves as f64 * self.half - self.filter.lookback() as f64;
        seen_from < self.lost_until
    }

    /// Takes the samples' power into that of the last few, with this weight.
    #[inline(always)]
    pub(super) fn take_power<const N: usize>(&mut self, samples: &[[Complex; 2]; N], share: f32) {
        let power = samples.as_flattened().iter().map(|sample| sample.norm_sqr()).sum::<f32>()
            / (2 * N) as f32;
        self.power += (power - self.power) * share;
    }

    /// Takes the power of the last few symbols into that of the signal, with this weight.
    #[inline(always)]
    pub(super) fn settle_power(&mut self, share: f32) {
        self.signal_power += (self.power - self.signal_power) * share;
    }

    /// Whether the signal may have ended.
    #[inline(always)]
    pub(super) fn is_weak(&self) -> bool {
        self.power < self.signal_power * WEAK
    }

    /// Squares of errors beyond this are not to be believed.
    #[inline(always)]
    pub(super) fn most_believed(&self) -> f32 {
        BELIEVED * BELIEVED * self.slow_error
    }

    /// Takes the squares of the errors of so many symbols, summed up, for [`Self::quality`].
    #[inline(always)]
    pub(super) fn count_errors(&mut self, sum: f32, symbols: usize) {
        self.error_sum += f64::from(sum);
        self.error_count += symbols as u64;
    }

    /// Leads the errors that are believed back to the loops and goes on to the next group. The taps
    /// go a step at one symbol in `EVERY` of the group, beginning with the first.
    #[inline(always)]
    pub(super) fn follow<const N: usize, const EVERY: usize>(&mut self, group: &Group<N>) {
        let (mut turned, mut believed) = (0.0, 0);
        for n in 0..N {
            if group.is_believed(n) {
                believed += 1;
                turned += (group.outputs[n] * group.taken[n].conj()).im;
                if n % EVERY == 0 {
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
        self.believed = self.believed.saturating_add(believed);
        if self.gears.get(self.gear + 1).is_some_and(|next| self.believed >= next.from) {
            self.shift(self.gear + 1);
        }
        self.next_sample += 2.0 * self.half * (N as f64 + f64::from(longer));
    }

    /// Goes on `later` by so many symbols and with the phase `ahead` by so many radians,
    /// where the line was found again; boldly at first.
    pub(super) fn jump(&mut self, later: f64, ahead: f32, history: &History) {
        let step = self.step();
        self.carrier_loop.jump(ahead);
        self.next_sample += later * 2.0 * step;
        for j in 0..Self::FILLED {
            let at = self.next_sample - (Self::FILLED - j) as f64 * step;
            self.equalizer.push(self.filter.at(at, history).unwrap_or_default());
        }
        self.believed = 0;
        self.shift(0);
    }

    fn shift(&mut self, gear: usize) {
        let Gear { step, carrier, timing, .. } = self.gears[gear];
        self.gear = gear;
        self.equalizer.set_step(step);
        self.carrier_loop.set_bandwidth(carrier);
        self.timing_loop.set_bandwidth(timing);
    }

    /// Half a symbol's length here, in samples.
    #[inline(always)]
    pub(super) fn step(&self) -> f64 {
        self.half * (1.0 + self.skew())
    }

    /// Symbols by which each symbol is longer than its nominal length.
    #[inline(always)]
    pub(super) fn skew(&self) -> f64 {
        f64::from(self.timing_loop.skew())
    }

    /// The carrier's offset in Hz.
    pub(super) fn offset_hz(&self) -> f64 {
        self.offset_hz
            + f64::from(self.carrier_loop.frequency()) / std::f64::consts::TAU
                * self.symbols_per_second()
    }

    /// Symbols a second, by our clock.
    pub(super) fn symbols_per_second(&self) -> f64 {
        f64::from(SAMPLE_RATE_HZ) / (2.0 * self.half)
    }

    /// What the signal was like so far, with what `equalizer` says of the line's distortion
    /// behind a filter of this excess bandwidth. Its level and locks the receiver knows.
    pub(super) fn quality(&self, equalizer: &EqualizerOf<TAPS>, rolloff: f64) -> LineQuality {
        let error = if self.error_count > 0 {
            self.error_sum / self.error_count as f64
        } else {
            f64::from(self.slow_error)
        };
        LineQuality {
            snr_db: -10.0 * (error.max(1e-9) as f32).log10(),
            offset_hz: self.offset_hz() as f32,
            // A fast far clock makes the symbols short.
            skew_ppm: -self.timing_loop.skew() * 1e6,
            distortion_db: 10.0 * equalizer.noise_gain(rolloff).max(1.0).log10(),
            ..LineQuality::default()
        }
    }
}
