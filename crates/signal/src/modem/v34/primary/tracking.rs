//! Following a line that was learned, symbol by symbol, through TRN or a message.
//!
//! The [stages](crate::modem::following) give points; the decoder that takes them says what
//! it takes them for, and these errors lead the loops.

use super::learning::{PHASES, PrimaryEqualizer, PrimaryFilter, TAPS};
use super::receiver::{PointSink, ROLLOFF};
use crate::dsp::complex::Complex;
use crate::dsp::history::History;
use crate::modem::LineQuality;
use crate::modem::following::{ENDED_AFTER_S, Follower, Gear, Group, Learned, Progress};

/// Symbols that go through the stages together. With eight of them the slope, the loops and the way
/// to the decoder cost half of what they do with four.
pub(super) const GROUP: usize = 8;

/// The taps go a step at one symbol in so many, which costs nearly as much as an output does.
const ADAPT_EVERY: usize = 4;

/// Bold at first, since 288 symbols of PP leave something open. One slope in eight symbols is noisier
/// than one in four, and the timing loop is as much narrower than that of the image modems.
const GEARS: [Gear; 4] = [
    Gear { from: 0, step: 0.01, carrier: 0.01, timing: 0.001 },
    Gear { from: 256, step: 0.01, carrier: 0.006, timing: 0.000_5 },
    Gear { from: 1024, step: 0.01, carrier: 0.003, timing: 0.000_25 },
    Gear { from: 4096, step: 0.005, carrier: 0.003, timing: 0.000_25 },
];

/// Shares by which the running means take in what is new, a symbol. The equaliser's newest samples come
/// sixteen symbols before the points that it gives: until these are out, a signal that has ended is
/// not to be weak.
const POWER_SHARE: f32 = 0.05;
const SIGNAL_POWER_SHARE: f32 = 0.002;
const ERROR_SHARE: f32 = 0.005;

/// One signal's reception.
#[derive(Clone, Debug)]
pub(super) struct Tracking {
    follower: Follower<PHASES, TAPS>,
    /// Points since the signal is doubtful.
    held: Vec<Complex>,
    level_dbm0: f32,
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
        let mut follower = Follower::new(learned, filter, history, half, &GEARS)?;
        follower.slow_error = learned.error.max(1e-6);
        Some(Self { follower, held: Vec::new(), level_dbm0 })
    }

    /// Samples up to `end` were lost.
    pub(super) const fn lost(&mut self, end: f64) {
        self.follower.lost(end);
    }

    /// Receives `N` symbols, at most [`GROUP`], if their samples are there.
    #[inline(always)]
    pub(super) fn symbols<const N: usize>(
        &mut self,
        history: &History,
        sink: &mut dyn PointSink,
    ) -> Progress {
        let Some(samples) = self.follower.take_samples_at_once::<N>(history) else {
            return Progress::Waiting;
        };
        let lost = self.follower.sees_loss(PrimaryEqualizer::KEPT);
        if !lost {
            self.follower.take_power(&samples, POWER_SHARE * N as f32);
        }
        let mut group = self.follower.outputs_at_once::<N>();
        if !lost && self.follower.is_weak() {
            // Who takes the points is not to get what comes after the end.
            self.held.extend(group.outputs);
            self.follower.follow::<N, ADAPT_EVERY>(&group);
            if self.held.len() as f64 >= ENDED_AFTER_S * self.follower.symbols_per_second() {
                return Progress::Ended;
            }
            return Progress::Symbols;
        }
        self.give_held(sink);
        if lost {
            sink.lost(N);
        } else {
            let mut taken = group.outputs;
            sink.take(&mut taken);
            for (n, &point) in taken.iter().enumerate() {
                group.take(n, point);
            }
            group.believe(self.follower.most_believed());
            self.take_errors(&group);
        }
        self.follower.follow::<N, ADAPT_EVERY>(&group);
        Progress::Symbols
    }

    /// Points that are held back until it is known whether the signal has ended.
    pub(super) const fn held(&self) -> usize {
        self.held.len()
    }

    /// Gives them all the same.
    pub(super) fn give_held(&mut self, sink: &mut dyn PointSink) {
        for points in self.held.chunks_mut(GROUP) {
            sink.take(points);
        }
        self.held.clear();
    }

    /// Takes note of how large the errors are.
    #[inline(always)]
    fn take_errors<const N: usize>(&mut self, group: &Group<N>) {
        let most = self.follower.most_believed();
        let mut sum = 0.0;
        for square in group.squares {
            // What is no number counts as that, too.
            sum += square.min(most);
        }
        let mean = sum / N as f32;
        self.follower.slow_error += (mean - self.follower.slow_error) * (ERROR_SHARE * N as f32);
        self.follower.count_errors(sum, N);
        self.follower.settle_power(SIGNAL_POWER_SHARE * N as f32);
    }

    /// When the next symbol comes, in samples.
    pub(super) fn next_symbol(&self) -> f64 {
        const AHEAD: usize = PrimaryEqualizer::KEPT - 3 - PrimaryEqualizer::CENTRE;
        self.follower.next_sample - AHEAD as f64 * self.follower.step()
    }

    /// Symbols by which each symbol is longer than its nominal length.
    pub(super) fn skew(&self) -> f64 {
        self.follower.skew()
    }

    /// The carrier's offset in Hz.
    pub(super) fn offset_hz(&self) -> f64 {
        self.follower.offset_hz()
    }

    /// Mean square error of late.
    pub(super) const fn error(&self) -> f32 {
        self.follower.slow_error
    }

    /// The equaliser's taps as they are now.
    pub(super) fn taps(&self) -> Vec<Complex> {
        self.follower.equalizer.taps()
    }

    /// What the signal was like so far.
    pub(super) fn quality(&self) -> LineQuality {
        LineQuality {
            level_dbm0: self.level_dbm0,
            ..self.follower.quality(&self.follower.equalizer, ROLLOFF)
        }
    }
}
