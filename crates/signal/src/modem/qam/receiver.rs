//! The receiving chain: waits for a signal, finds its training, learns the line from it,
//! and receives the data.
//!
//! Samples are worked off in blocks of 5 ms counted from the beginning, so that nothing
//! depends on how they were cut. Between signals, energy opens a search for the
//! conditioning segment ([`SequenceSearch`]); it is found wherever one whole round of it
//! was heard, so a lost beginning does no harm. Its end is where the sequence stops going
//! on.

use super::demodulation::Demodulation;
use super::kind::Kind;
use super::short_training::{Found as FoundShort, KnownLine, ShortSearch};
use super::tracking::Tracking;
use super::training::{Training, learn};
use super::transmitter::Carrier;
use crate::dsp::complex::Complex;
use crate::dsp::history::History;
use crate::dsp::level;
use crate::dsp::matched_filter::MatchedFilter;
use crate::dsp::sequence::{SequenceSearch, WINDOW, match_of};
use crate::dsp::signal_detector::{BLOCK, SignalDetector, power_without_dc};
use crate::modem::following::{GROUP, Progress};
use crate::modem::{Bits, LineQuality, Receiver, RxEvent, Symbol};
use crate::time::SAMPLE_RATE_HZ;
use ferrofax_ground::wide::widest;

/// How well a window must match the sequence to be taken for it. Noise, tones and voice
/// stay below 0.15, the sequence itself is at 0.77 and more on a clean line and above 0.4
/// on a bad one.
const FOUND: f32 = 0.3;

/// The best match comes within so many half symbols of another good one.
const FOUND_AFTER: usize = 8;

/// Half symbols that are gone back when a steady tone turns into something else.
const STEADY_LOOKBACK: usize = 40;

/// Symbols beyond the end of the conditioning segment by which it is judged whether it goes on.
const BEYOND: usize = 32;

/// The equaliser must have opened the eye at least so far.
const WORST_ERROR: f32 = 0.25;

/// Share of the scrambled ones before the data that must have come out as ones.
const WORST_ONES: f32 = 0.7;

/// The chain.
#[derive(Clone, Debug)]
pub struct QamReceiver<D> {
    demodulation: D,
    carrier: Carrier,
    training: Training,
    history: History,
    detector: SignalDetector,
    filter: MatchedFilter,
    search: SequenceSearch,
    /// Once a long training has been learned, for modems with a short one.
    short_search: Option<Box<ShortSearch>>,
    /// Symbols, once somebody has asked for them.
    kept: Option<Vec<Symbol>>,
    signal: Signal,
}

/// What is known of the line since the receiver began, and of the signal on it: all that
/// [`QamReceiver::restart`] forgets. Times are in samples since then.
#[derive(Clone, Debug, Default)]
struct Signal {
    /// Whether the line is loud enough to be searched.
    searching: bool,
    /// When the next half-symbol sample of the search is taken.
    search_at: f64,
    kind: Kind,
    /// Whether there is energy above the noise.
    present: bool,
    state: State,
    /// The first sample of the block that is being filled.
    block_start: i64,
    /// Whether `CarrierUp` was told, and since how many blocks.
    carrier_up: Option<u32>,
    failed: bool,
    /// Lost samples, first and one past the last, that may still matter.
    lost: Vec<(i64, i64)>,
    /// Where the samples that were lost last in one piece begin and end.
    dead: (i64, i64),
}

/// What is awaited.
#[derive(Clone, Debug, Default)]
#[allow(clippy::enum_variant_names, reason = "a state is named for what it awaits")]
enum State {
    /// Until the conditioning segment is found.
    #[default]
    ExpectConditioning,
    /// Until its end is found.
    ExpectEnd(Found),
    /// Until the ones before the data have passed.
    ExpectData { tracking: Box<Tracking>, symbols_left: usize, ones: u32, bits: u32 },
    /// Until the signal ends.
    ExpectCarrierDown(Box<Tracking>),
}

/// Where the conditioning segment was found.
#[derive(Clone, Copy, Debug)]
struct Found {
    /// How well it matched there.
    quality: f32,
    /// When its last symbol seen came.
    last_at: f64,
    /// Half symbols since then.
    since: usize,
    /// The fewest symbols from there to the end that are still possible.
    gone_on: usize,
}

impl<D: Demodulation> QamReceiver<D> {
    /// For the modem of `demodulation`.
    pub fn of(demodulation: D) -> Self {
        let (carrier, training) = (demodulation.carrier(), demodulation.training());
        let symbol = carrier.samples_per_symbol();
        let filter = demodulation.matched_filter();
        // The conditioning segment, what is looked at beyond it, and the filters' reach.
        let keep =
            ((training.conditioning.len() + 2 * BEYOND + 100) as f64 * symbol) as usize + 4 * BLOCK;
        Self {
            search: SequenceSearch::new(&training.conditioning),
            history: History::new(keep),
            detector: SignalDetector::new(),
            filter,
            short_search: None,
            kept: None,
            signal: Signal::default(),
            demodulation,
            carrier,
            training,
        }
    }

    /// Ready for a new signal, on the line that is known from the last long training.
    pub fn restart(&mut self) {
        if let Some(short) = &mut self.short_search {
            short.begin(0.0);
        }
        self.history.reset();
        self.detector = SignalDetector::new();
        self.search.reset();
        self.signal = Signal::default();
    }

    /// One more block has been heard.
    fn block(&mut self, sink: &mut dyn FnMut(RxEvent)) {
        widest(
            #[inline(always)]
            || self.work(sink),
        );
    }

    #[inline(always)]
    fn work(&mut self, sink: &mut dyn FnMut(RxEvent)) {
        if matches!(self.signal.state, State::ExpectConditioning | State::ExpectEnd(_)) {
            self.listen(sink);
        }
        if let State::ExpectEnd(found) = self.signal.state {
            self.look_for_end(found, sink);
        }
        self.receive(sink);
    }

    /// Between signals and while they train: is there energy, of the right kind, and is
    /// there the conditioning segment?
    #[inline(always)]
    fn listen(&mut self, sink: &mut dyn FnMut(RxEvent)) {
        let is_lost = self.signal.lost.last().is_some_and(|lost| lost.1 > self.signal.block_start);
        let Some(block) = self.history.get(self.signal.block_start, BLOCK) else { return };
        if !is_lost {
            let present = self.detector.push(block);
            if present && !self.signal.present {
                self.signal.kind = Kind::since(self.signal.block_start as f64);
            }
            self.signal.present = present;
        }
        if !self.signal.present && self.signal.carrier_up.take().is_some() {
            self.signal.failed = false;
            sink(RxEvent::CarrierDown(LineQuality::default()));
        }
        if !self.detector.is_audible() {
            if self.signal.searching {
                self.signal.searching = false;
                self.search.reset();
                self.signal.state = State::ExpectConditioning;
            }
            // What comes before a signal is believed is looked at too.
            self.signal.search_at = (self.history.end() - 6 * BLOCK as i64) as f64;
            if let Some(short) = &mut self.short_search {
                short.begin(self.signal.search_at);
            }
            return;
        }
        self.search();
        if self.signal.kind.is_steady() {
            // Should it turn out to be the beginning of a signal, the search goes back to that.
            if let Some(short) = &mut self.short_search {
                short.begin(
                    self.signal.search_at
                        - STEADY_LOOKBACK as f64 * self.carrier.samples_per_symbol() / 2.0,
                );
            }
        } else {
            self.listen_for_short(sink);
        }
        if self.signal.present && self.signal.carrier_up.is_none() && self.signal.kind.is_right() {
            self.signal.carrier_up = Some(0);
            sink(RxEvent::CarrierUp);
        }
        let patience = self.patience();
        if let Some(blocks) = &mut self.signal.carrier_up {
            *blocks += 1;
            if *blocks > patience && !self.signal.failed {
                self.signal.failed = true;
                sink(RxEvent::TrainingFailed);
            }
        }
    }

    /// Looks for the sequence in what was heard last, and at the kind of the energy.
    #[inline(always)]
    fn search(&mut self) {
        let half = self.carrier.samples_per_symbol() / 2.0;
        self.signal.searching = true;
        if self.is_found() && self.signal.carrier_up.is_some() {
            // Neither the sequence nor the kind is of interest any more.
            while self.filter.has(self.signal.search_at, &self.history) {
                self.signal.search_at += half;
            }
        }
        while let Some(sample) = self.filter.at(self.signal.search_at, &self.history) {
            if self.signal.search_at >= self.signal.kind.from {
                self.signal.kind.push(sample);
            }
            if self.is_found() || self.signal.kind.is_steady() {
                self.search.skip(sample);
            } else {
                let quality = self.search.push(sample);
                self.take_match(quality, self.signal.search_at);
            }
            self.signal.search_at += half;
        }
    }

    /// Whether the best match is found.
    const fn is_found(&self) -> bool {
        matches!(self.signal.state, State::ExpectEnd(Found { since: FOUND_AFTER, .. }))
    }

    /// Whether there is a short training.
    #[inline(always)]
    fn listen_for_short(&mut self, sink: &mut dyn FnMut(RxEvent)) {
        let Some(short) = &mut self.short_search else { return };
        let lost = |from: f64, to: f64| {
            self.signal
                .lost
                .iter()
                .any(|lost| (lost.0 as f64) < to && (lost.1 as f64) > from)
        };
        let Some(FoundShort::Short(line)) = short.hear(&self.history, lost) else { return };
        let Some(ones) = self.training.short.as_ref().map(|short| short.ones) else { return };
        // It must fit, as a long one must …
        let KnownLine { learned, filter, level_dbm0 } = *line;
        if learned.error > WORST_ERROR {
            return;
        }
        let tracking = Tracking::new(
            &self.demodulation,
            &learned,
            &self.carrier,
            filter,
            &self.history,
            level_dbm0,
        );
        // … and then only the ones before the data are left of it.
        let Some(tracking) = tracking else { return };
        if self.signal.carrier_up.is_none() {
            self.signal.carrier_up = Some(0);
            sink(RxEvent::CarrierUp);
        }
        self.demodulation.begin_short();
        self.signal.state = State::ExpectData {
            tracking: Box::new(tracking),
            symbols_left: ones,
            ones: 0,
            bits: 0,
        };
    }

    /// Blocks in which a training must have come to its end.
    fn patience(&self) -> u32 {
        let training = self.training.conditioning.len() as f64 * self.carrier.samples_per_symbol();
        (training / BLOCK as f64) as u32 + 600 / 5
    }

    /// Takes note of where the sequence matches best.
    fn take_match(&mut self, quality: f32, at: f64) {
        match &mut self.signal.state {
            State::ExpectConditioning if quality > FOUND => {
                self.signal.state =
                    State::ExpectEnd(Found { quality, last_at: at, since: 0, gone_on: 0 });
            }
            // The best match comes within a few half symbols of the first good one.
            State::ExpectEnd(found) if found.since < FOUND_AFTER => {
                found.since += 1;
                if quality > found.quality {
                    *found = Found { quality, last_at: at, since: 0, gone_on: 0 };
                }
            }
            _ => (),
        }
    }

    /// Goes through the places where the conditioning segment can end, and learns from it
    /// once it has.
    #[inline(always)]
    fn look_for_end(&mut self, found: Found, sink: &mut dyn FnMut(RxEvent)) {
        let symbol = self.carrier.samples_per_symbol();
        let total = self.training.conditioning.len();
        let first_at = found.last_at - (WINDOW - 1) as f64 * symbol;
        // As many symbols from `first_at` to the end as rounds are left, beginning with the fewest.
        let fewest = total % self.training.period
            + if total % self.training.period < MIN_TRAINED { self.training.period } else { 0 };
        for count in (fewest.max(found.gone_on)..=total).step_by(self.training.period) {
            let end = first_at + count as f64 * symbol;
            let reach = end + (2 * BEYOND) as f64 * symbol;
            let lost = self.lost_in(end, end + BEYOND as f64 * symbol);
            let shift = if lost { LOST_SHIFT } else { 0 };
            let until = reach + shift as f64 * symbol;
            if (self.history.end() as f64) < until {
                return;
            }
            let index = total + shift;
            let wanted: Vec<Complex> =
                (index..index + BEYOND).map(|i| self.training.symbol(i)).collect();
            self.filter.tune(self.carrier.frequency_hz, f64::from(SAMPLE_RATE_HZ));
            let mut heard = [Complex::ZERO; BEYOND];
            for (i, sample) in heard.iter_mut().enumerate() {
                let at = end + (i + shift) as f64 * symbol;
                *sample = self.filter.at(at, &self.history).unwrap_or_default();
            }
            if count < total && match_of(&heard, &wanted) > 0.4 * found.quality {
                if let State::ExpectEnd(found) = &mut self.signal.state {
                    found.gone_on = count + self.training.period;
                }
                continue;
            }
            self.train(end, count, sink);
            return;
        }
    }

    /// Learns from the last `count` symbols of the conditioning segment, which ended at `end`.
    fn train(&mut self, end: f64, count: usize, sink: &mut dyn FnMut(RxEvent)) {
        // Only what was heard is learned from, and what was learned must open the eye.
        let total = self.training.conditioning.len();
        let range = self.longest_unharmed(end, total - count.min(MOST_TRAINED)..total);
        let symbol = self.carrier.samples_per_symbol();
        let mut filter = self.filter.clone();
        let learned =
            learn(&self.training, &self.carrier, &mut filter, &self.history, end, range.clone());
        let learned = learned.filter(|(learned, _)| learned.error < WORST_ERROR);
        let (learned, range) =
            learned.map_or((None, range), |(learned, range)| (Some(learned), range));
        // The level over the symbols that were learned from.
        let first = (end - (total - range.start) as f64 * symbol) as i64;
        let level = self
            .history
            .get(first, (range.len() as f64 * symbol) as usize)
            .map_or(f32::NEG_INFINITY, |samples| {
                level::dbm0_of_mean_square(power_without_dc(samples))
            });
        // From now on the line is known, which is all that a short training needs.
        if let (Some(learned), Some(short)) = (&learned, &self.training.short) {
            let line =
                KnownLine { learned: learned.clone(), filter: filter.clone(), level_dbm0: level };
            self.short_search =
                Some(Box::new(ShortSearch::new(&self.training, short, &self.carrier, line)));
        }
        // The data begin with what was learned, or this training was of no use.
        let tracking = learned.as_ref().and_then(|learned| {
            Tracking::new(&self.demodulation, learned, &self.carrier, filter, &self.history, level)
        });
        if self.signal.carrier_up.is_none() {
            self.signal.carrier_up = Some(0);
            sink(RxEvent::CarrierUp);
        }
        if let Some(mut tracking) = tracking {
            if let Some(lost) = self.signal.lost.last() {
                tracking.lost(lost.1 as f64);
            }
            self.demodulation.begin();
            self.signal.state = State::ExpectData {
                tracking: Box::new(tracking),
                symbols_left: self.training.ones,
                ones: 0,
                bits: 0,
            };
        } else {
            self.give_up(sink);
        }
    }

    /// This training was of no use; another may come.
    fn give_up(&mut self, sink: &mut dyn FnMut(RxEvent)) {
        self.signal.state = State::ExpectConditioning;
        self.search.reset();
        self.filter.tune(self.carrier.frequency_hz, f64::from(SAMPLE_RATE_HZ));
        self.signal.search_at = self.history.end() as f64;
        if let Some(short) = &mut self.short_search {
            short.begin(self.signal.search_at);
        }
        if !self.signal.failed {
            self.signal.failed = true;
            sink(RxEvent::TrainingFailed);
        }
    }

    /// Whether samples between the two instants were lost.
    fn lost_in(&self, from: f64, to: f64) -> bool {
        self.signal
            .lost
            .iter()
            .any(|lost| (lost.0 as f64) < to && (lost.1 as f64) > from)
    }

    /// The longest part of `range` of the conditioning segment in which no sample was lost.
    fn longest_unharmed(&self, end: f64, range: std::ops::Range<usize>) -> std::ops::Range<usize> {
        let symbol = self.carrier.samples_per_symbol();
        let total = self.training.conditioning.len();
        let reach = 9.0 * symbol + self.filter.lookback() as f64;
        let mut best = 0..0;
        let mut start = range.start;
        for index in range {
            let at = end - (total - index) as f64 * symbol;
            if self.lost_in(at - reach, at + reach) {
                start = index + 1;
            } else if index + 1 - start > best.len() {
                best = start..index + 1;
            }
        }
        best
    }

    /// Works off the symbols whose samples are there.
    #[inline(always)]
    fn receive(&mut self, sink: &mut dyn FnMut(RxEvent)) {
        loop {
            let Self { demodulation, history, kept, signal: Signal { state, .. }, .. } = self;
            let progress = match state {
                // One by one, since the data begin with any of them; at the last it is
                // judged whether they were ones.
                State::ExpectData { tracking, symbols_left, ones, bits } => {
                    let (mut ones_here, mut bits_here) = (0, 0);
                    let mut count = |some: Bits| {
                        ones_here += some.bits.count_ones();
                        bits_here += some.count;
                    };
                    let progress =
                        tracking.symbols::<1, _>(demodulation, history, &mut None, &mut count);
                    if progress == Progress::Symbols {
                        if !tracking.was_lost() {
                            *ones += ones_here;
                            *bits += bits_here;
                        }
                        *symbols_left -= 1;
                        if *symbols_left == 0 {
                            if (*ones as f32) < WORST_ONES * *bits as f32 {
                                self.give_up(sink);
                                return;
                            }
                            sink(RxEvent::Trained(tracking.quality()));
                            self.signal.state = State::ExpectCarrierDown(tracking.clone());
                        }
                    }
                    progress
                }
                // By groups, for speed.
                State::ExpectCarrierDown(tracking) => {
                    tracking.symbols::<GROUP, _>(demodulation, history, kept, &mut |bits| {
                        sink(RxEvent::Bits(bits))
                    })
                }
                _ => return,
            };
            match progress {
                Progress::Waiting => return,
                Progress::Symbols => (),
                Progress::Ended => {
                    self.end(sink);
                    return;
                }
            }
        }
    }

    /// The signal has ended.
    fn end(&mut self, sink: &mut dyn FnMut(RxEvent)) {
        let quality = match &self.signal.state {
            State::ExpectCarrierDown(tracking) => tracking.quality(),
            _ => LineQuality::default(),
        };
        self.signal.state = State::ExpectConditioning;
        let ending = SignalDetector::ENDING;
        if let Some(last) = self.history.get(self.history.end() - ending as i64, ending) {
            self.detector.ended(last);
        }
        self.search.reset();
        self.signal.kind = Kind::default();
        self.signal.present = false;
        self.filter.tune(self.carrier.frequency_hz, f64::from(SAMPLE_RATE_HZ));
        self.signal.search_at = self.history.end() as f64;
        if let Some(short) = &mut self.short_search {
            short.begin(self.signal.search_at);
        }
        self.signal.carrier_up = None;
        self.signal.failed = false;
        sink(RxEvent::CarrierDown(quality));
    }
}

impl<D: Demodulation> Receiver for QamReceiver<D> {
    fn push(&mut self, samples: &[i16], sink: &mut dyn FnMut(RxEvent)) {
        let mut rest = samples;
        while !rest.is_empty() {
            let room = BLOCK - (self.history.end() - self.signal.block_start) as usize;
            let (now, later) = rest.split_at(room.min(rest.len()));
            self.history.push(now);
            rest = later;
            if now.len() == room {
                self.block(sink);
                self.signal.block_start = self.history.end();
            }
        }
    }

    fn gap(&mut self, samples: usize, sink: &mut dyn FnMut(RxEvent)) {
        let first = self.history.end();
        let end = first + samples as i64;
        let forgotten = first
            - 2 * (self.training.conditioning.len() as f64 * self.carrier.samples_per_symbol())
                as i64;
        self.signal.lost.retain(|lost| lost.1 > forgotten);
        self.signal.lost.push((first, end));
        if let State::ExpectData { tracking, .. } | State::ExpectCarrierDown(tracking) =
            &mut self.signal.state
        {
            tracking.lost(end as f64);
        }
        self.signal.dead =
            (if self.signal.dead.1 == first { self.signal.dead.0 } else { first }, end);
        for _ in 0..samples {
            self.push(&[0], sink);
        }
        // While nothing is heard, nothing says that the signal has ended.
        if end - self.signal.dead.0 >= LONGEST_LOSS && self.signal.carrier_up.is_some() {
            self.end(sink);
        }
    }

    fn take_symbols(&mut self) -> Vec<Symbol> {
        std::mem::take(self.kept.get_or_insert_default())
    }

    fn is_sure(&self) -> bool {
        matches!(&self.signal.state, State::ExpectCarrierDown(tracking) if tracking.is_sure())
    }

    fn reset(&mut self) {
        self.short_search = None;
        self.restart();
    }
}

/// Samples that can be lost in one piece before the signal is taken to be over (5 s).
const LONGEST_LOSS: i64 = 40_000;

/// Most symbols of the conditioning segment to learn from: more would take longer and
/// hardly tell more.
const MOST_TRAINED: usize = 1536;

/// Fewest symbols of the conditioning segment to learn from.
const MIN_TRAINED: usize = 96;

/// Symbols by which the look beyond the end is put off when a frame was lost there.
const LOST_SHIFT: usize = 80;
