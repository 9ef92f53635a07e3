//! Receiving the data of one signal: group by group of symbols through the stages, each
//! of them [following](crate::modem::following) the line.
//!
//! While the signal is doubtful (lost samples, a power far below the trained one) the loops
//! stand still, the symbol clock goes on, and the bits are held back until it is known
//! whether the signal has ended.

use super::demodulation::Demodulation;
use super::relock;
use super::transmitter::Carrier;
use crate::dsp::equalizer::{Equalizer, KEPT, TAPS};
use crate::dsp::history::History;
use crate::dsp::matched_filter::{MatchedFilter, PHASES};
use crate::modem::following::{ENDED_AFTER_S, Follower, Gear, Group, Learned, Progress};
use crate::modem::{Bits, LineQuality, Symbol};
use ferrofax_ground::wide::widest;

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

/// The taps go a step at one symbol in so many.
const ADAPT_EVERY: usize = 2;

/// Shares by which the running means take in what is new, a symbol: see [`share`].
const POWER_SHARE: f32 = 0.125;
const SIGNAL_POWER_SHARE: f32 = 0.002;
const ERROR_SHARE: f32 = 0.0625;
const SLOW_ERROR_SHARE: f32 = 0.005;

/// The lock seems lost when the errors are beyond this share of what they would be without one …
const ASTRAY: f32 = 0.6;

/// … or, on a quiet line, so many times what they were.
const WORSE: f32 = 8.0;

/// Times that a lost lock is looked for without success before the line is taken to be so.
const PATIENCE: usize = 6;

/// The equaliser is kept for later once in so many symbols.
const PROVEN_EVERY: usize = 256;

/// Symbols that are kept for who looks at them, if nobody fetches them: some seconds.
const MOST_KEPT: usize = 16_384;

/// One signal's reception.
#[derive(Clone, Debug)]
pub(super) struct Tracking {
    follower: Follower<PHASES, TAPS>,
    /// Symbols received.
    symbols: usize,
    rolloff: f64,
    level_dbm0: f32,
    /// Mean square error of the last few decisions.
    error: f32,
    /// What a receiver without a lock sees.
    chance_error: f32,
    /// Symbols since which the lock seems lost, and the equaliser as it was when all was well.
    astray: usize,
    proven: Equalizer,
    /// Locks found anew.
    relocks: u32,
    /// Symbols for which the signal has been doubtful, and the bits of that time.
    doubtful: usize,
    held: Vec<Bits>,
    ended_after: usize,
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
        let half = carrier.samples_per_symbol() / 2.0;
        let mut follower = Follower::new(learned, filter, history, half, &GEARS)?;
        follower.slow_error = learned.error.max(1e-5);
        Some(Self {
            symbols: 0,
            rolloff: carrier.rolloff,
            level_dbm0,
            error: follower.slow_error,
            chance_error: relock::chance_error(demodulation),
            astray: 0,
            proven: follower.equalizer.clone(),
            relocks: 0,
            doubtful: 0,
            held: Vec::new(),
            ended_after: (carrier.symbols_per_second() * ENDED_AFTER_S) as usize,
            last_was_lost: false,
            follower,
        })
    }

    /// Samples up to `end` were lost.
    pub(super) const fn lost(&mut self, end: f64) {
        self.follower.lost(end);
    }

    /// Whether the last symbol was harmed by lost samples.
    pub(super) const fn was_lost(&self) -> bool {
        self.last_was_lost
    }

    /// Whether the signal is there and the lock on it is good.
    pub(super) const fn is_sure(&self) -> bool {
        self.doubtful == 0 && self.astray == 0
    }

    /// Receives `N` symbols, at most a group of them, if their samples are there; their bits go
    /// to `sink`, and they themselves to those that are kept, if they are.
    #[inline(always)]
    pub(super) fn symbols<const N: usize, D: Demodulation>(
        &mut self,
        demodulation: &mut D,
        history: &History,
        kept: &mut Option<Vec<Symbol>>,
        sink: &mut impl FnMut(Bits),
    ) -> Progress {
        let Some(samples) = self.follower.take_samples::<N>(history) else {
            return Progress::Waiting;
        };
        let mut group = self.follower.outputs::<N>();
        let mut bits = Bits::default();
        for n in 0..N {
            let decision = demodulation.take(group.outputs[n]);
            let more = demodulation.demap(decision, group.outputs[n]);
            bits =
                Bits { bits: bits.bits | more.bits << bits.count, count: bits.count + more.count };
            group.take(n, decision.point);
        }
        if !group.squares.iter().sum::<f32>().is_finite() {
            // Nothing is known that leads here; if something does, the signal is over and
            // the next one starts afresh.
            return Progress::Ended;
        }

        let lost = self.follower.sees_loss(KEPT - 1);
        self.last_was_lost = lost;
        if !lost {
            self.follower.take_power(&samples, share::<N>(POWER_SHARE));
        }
        let doubtful = !lost && self.follower.is_weak();
        if !lost && !doubtful && self.astray == 0 {
            group.believe(self.follower.most_believed());
        }

        self.follower.follow::<N, ADAPT_EVERY>(&group);
        self.symbols = self.symbols.wrapping_add(N);
        if let Some(kept) = kept
            && !lost
            && !doubtful
        {
            keep(&group, kept);
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

    /// Takes note of how large the errors are.
    #[inline(always)]
    fn take_errors<const N: usize>(&mut self, group: &Group<N>) {
        let follower = &mut self.follower;
        let (mut sum, mut tamed) = (0.0, 0.0);
        for (n, &square) in group.squares.iter().enumerate() {
            sum += square;
            tamed += if group.is_believed(n) { square } else { follower.slow_error };
        }
        follower.settle_power(share::<N>(SIGNAL_POWER_SHARE));
        self.error += (sum / N as f32 - self.error) * share::<N>(ERROR_SHARE);
        follower.slow_error +=
            (tamed / N as f32 - follower.slow_error) * share::<N>(SLOW_ERROR_SHARE);
        follower.count_errors(sum, N);
    }

    /// Watches whether the lock is lost, and looks for it again.
    #[inline(always)]
    fn keep_lock<const N: usize, D: Demodulation>(&mut self, demodulation: &D, history: &History) {
        let worst = ASTRAY * self.chance_error;
        let is_astray = (self.error > worst && self.error > 2.0 * self.follower.slow_error)
            || (self.error > 0.25 * worst && self.error > WORSE * self.follower.slow_error);
        if !is_astray {
            self.astray = 0;
            if self.symbols % PROVEN_EVERY < N && self.error < 2.0 * self.follower.slow_error {
                self.proven.take_taps(&self.follower.equalizer, 1.0);
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
        let step = self.follower.step();
        let phase = (self.follower.carrier_loop.turn(), self.follower.carrier_loop.frequency());
        let found = widest(
            #[inline(always)]
            || {
                relock::find(
                    demodulation,
                    &self.proven,
                    &self.follower.filter,
                    history,
                    self.follower.next_sample,
                    step,
                    phase,
                )
            },
        );
        let Some(lock) = found.filter(|lock| lock.error < 0.5 * self.error.min(worst)) else {
            // No better lock. A disturbance passes; if this does not, the line has become noisier.
            if self.astray >= PATIENCE * relock::SYMBOLS {
                self.follower.slow_error = self.follower.slow_error.max(self.error.min(worst));
            }
            return;
        };
        self.follower.equalizer.take_taps(&self.proven, lock.gain);
        self.proven.take_taps(&self.follower.equalizer, 1.0);
        self.follower.jump(lock.later, lock.ahead, history);
        self.error = lock.error;
        self.astray = 0;
        self.relocks = self.relocks.saturating_add(1);
    }

    /// What the signal was like so far.
    pub(super) fn quality(&self) -> LineQuality {
        LineQuality {
            level_dbm0: self.level_dbm0,
            relocks: self.relocks,
            ..self.follower.quality(&self.proven, self.rolloff)
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

/// Keeps the symbols for who looks at them.
#[cold]
fn keep<const N: usize>(group: &Group<N>, kept: &mut Vec<Symbol>) {
    if kept.len() < MOST_KEPT {
        kept.extend(group.points().map(|(seen, point)| Symbol {
            seen: [seen.re, seen.im],
            taken_for: [point.re, point.im],
        }));
    }
}
