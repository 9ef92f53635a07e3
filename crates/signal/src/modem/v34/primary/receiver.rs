//! The recipient's receiver: waits for PP, learns the line from it and from TRN, and gives
//! the points of the messages that follow.
//!
//! ```text
//! samples ─▶ history ─▶ filter ─▶ search ─▶ learning ─▶ tracking ─▶ points
//! ```
//!
//! Samples are worked off in blocks of 5 ms counted from the beginning, so that nothing
//! depends on how they were cut.

use std::sync::OnceLock;

use ferrofax_ground::wide::widest;

use super::Settings;
use super::foretelling::Foretold;
use super::learning::{Heard, Known, PrimaryEqualizer, PrimaryFilter};
use super::search::{self, PpSearch};
use super::signals::{PP_SYMBOLS, Trn, pp};
use super::tracking::{GROUP, Tracking};
use crate::dsp::complex::Complex;
use crate::dsp::history::History;
use crate::dsp::level;
use crate::dsp::signal_detector::{BLOCK, power_without_dc};
use crate::modem::LineQuality;
use crate::modem::following::{Learned, Progress};
use crate::modem::v34::symbol_rate::SymbolRate;
use crate::time::SAMPLE_RATE_HZ;

/// Excess bandwidth of the receiver's filter: wider than any source's pulse, so that the
/// equaliser alone has the last word.
pub(super) const ROLLOFF: f64 = 0.25;

/// The filter's length in symbols and the β of its window: what lies 3 kHz off, which
/// would fall into the band, is 60 dB down.
const FILTER: (f64, f64) = (12.0, 4.0);

/// The last symbols of TRN that the line is learned from at its end.
const LEARNED_FROM: usize = 1600;

/// The equaliser must have opened the eye at least so far, or the line was not learned.
const WORST_ERROR: f32 = 0.25;

/// A line that is known is learned anew from PP where that makes the error so much less.
const BETTER: f32 = 0.5;

/// Who takes the points of a message.
pub trait PointSink {
    /// The next points as they were heard, a few at a time; all that were sent have a mean
    /// square of 1. Puts in their places those that it takes them for, by which the receiver
    /// follows the line. Of a message come eight at a time, and so whole symbols of four
    /// dimensions.
    fn take(&mut self, points: &mut [Complex]);

    /// So many points were lost, in the place of as many that would have come.
    fn lost(&mut self, points: usize) {
        self.take(&mut [Complex::ZERO; GROUP][..points.min(GROUP)]);
    }
}

/// What the receiver tells.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PrimaryEvent {
    /// PP is on the line.
    Heard,
    /// Training has ended and the line is known; or a message's points begin.
    Trained(LineQuality),
    /// What was awaited came, but nothing could be learned from it.
    Failed,
    /// The signal of a message has ended.
    Ended(LineQuality),
}

/// What comes after PP.
#[derive(Clone, Debug)]
enum Awaited {
    Trn(Trn, usize),
    Message,
}

/// What is awaited.
#[derive(Clone, Debug, Default)]
enum State {
    /// Nothing.
    #[default]
    Idle,
    /// Until PP has ended.
    ExpectPp(Box<PpSearch>, Awaited),
    /// Until enough was heard of what follows PP, whose last symbol came at this time.
    ExpectReach(f64, Awaited),
    /// Until TRN has ended: its symbols so far, and how many are to come.
    ExpectTrnEnd(Box<Tracking>, TrnHeard),
    /// Until the message ends.
    ExpectEnd(Box<Tracking>),
}

/// The TRN that is being heard: the known symbols that take the place of decisions.
#[derive(Clone, Debug)]
struct TrnHeard {
    trn: Trn,
    /// PP's symbols and those of TRN so far.
    symbols: Vec<Complex>,
    left: usize,
}

impl PointSink for TrnHeard {
    fn take(&mut self, points: &mut [Complex]) {
        for point in points {
            *point = self.trn.next_symbol();
            self.symbols.push(*point);
            self.left -= 1;
        }
    }
}

/// The chain.
#[derive(Clone, Debug)]
pub struct PrimaryReceiver {
    settings: Settings,
    filter: PrimaryFilter,
    history: History,
    state: State,
    /// When the next half-symbol sample of the search is taken.
    search_at: f64,
    /// What is known of the line from the last training or message.
    line: Option<Learned>,
    /// Symbols by which the equaliser stands later on it than with its middle over the symbol.
    later: i32,
    /// What can be foretold of the errors at the end of TRN.
    foretold: Option<Foretold>,
    block: Vec<i16>,
}

impl PrimaryReceiver {
    /// For what the source was asked to send.
    pub fn new(settings: &Settings) -> Self {
        let symbol = f64::from(SAMPLE_RATE_HZ) / settings.rate.hz();
        let keep = ((LEARNED_FROM + PP_SYMBOLS + 4 * PrimaryEqualizer::KEPT) as f64 * symbol)
            as usize
            + 8 * BLOCK;
        Self {
            settings: *settings,
            filter: filter(settings),
            history: History::new(keep),
            state: State::Idle,
            search_at: 0.0,
            line: None,
            later: 0,
            foretold: None,
            block: Vec::with_capacity(BLOCK),
        }
    }

    /// From now on phase 3's training is awaited, with `symbols` of `trn` (§12.3.2).
    pub fn expect_training(&mut self, trn: Trn, symbols: usize) {
        self.expect(Awaited::Trn(trn, symbols));
    }

    /// From now on a message is awaited: S, S̄, PP, and then points (§12.5.2).
    pub fn expect_message(&mut self) {
        self.expect(Awaited::Message);
    }

    /// Nothing is awaited any more.
    pub fn stop(&mut self) {
        self.state = State::Idle;
    }

    fn expect(&mut self, awaited: Awaited) {
        // What was heard up to now is not searched.
        self.search_at = (self.history.end() + self.filter.lookback() as i64) as f64;
        self.state = State::ExpectPp(Box::new(PpSearch::new()), awaited);
    }

    /// Hears `samples` (linear, 8 kHz). A message's points go to `sink`, what happens to
    /// `tell`.
    pub fn push(
        &mut self,
        samples: &[i16],
        sink: &mut dyn PointSink,
        tell: &mut dyn FnMut(PrimaryEvent),
    ) {
        let mut rest = samples;
        while !rest.is_empty() {
            let (next, after) = rest.split_at(rest.len().min(BLOCK - self.block.len()));
            self.block.extend_from_slice(next);
            rest = after;
            if self.block.len() == BLOCK {
                self.history.push(&self.block);
                self.block.clear();
                widest(
                    #[inline(always)]
                    || self.work(sink, tell),
                );
            }
        }
    }

    /// Time passes by `samples` that never came: the loops stand still, and as many points
    /// are given as were lost.
    pub fn gap(
        &mut self,
        samples: usize,
        sink: &mut dyn PointSink,
        tell: &mut dyn FnMut(PrimaryEvent),
    ) {
        let end = self.history.end() as f64 + (self.block.len() + samples) as f64;
        if let State::ExpectTrnEnd(tracking, _) | State::ExpectEnd(tracking) = &mut self.state {
            tracking.lost(end);
        }
        for _ in 0..samples {
            self.push(&[0], sink, tell);
        }
    }

    /// The signal as it is being received: of TRN or a message.
    pub fn quality(&self) -> Option<LineQuality> {
        match &self.state {
            State::ExpectTrnEnd(tracking, _) | State::ExpectEnd(tracking) => {
                Some(tracking.quality())
            }
            _ => None,
        }
    }

    /// What could be foretold of the errors that the end of TRN showed.
    pub const fn foretold(&self) -> Option<Foretold> {
        self.foretold
    }

    /// One more block has been heard: goes on as far as it leads.
    #[inline(always)]
    fn work(&mut self, sink: &mut dyn PointSink, tell: &mut dyn FnMut(PrimaryEvent)) {
        loop {
            self.state = match std::mem::take(&mut self.state) {
                State::Idle => return,
                State::ExpectPp(search, awaited) => match self.search(search, awaited, tell) {
                    (state, true) => state,
                    (state, false) => return self.state = state,
                },
                State::ExpectReach(last, awaited) => {
                    if !self.filter.has(last + self.reach(), &self.history) {
                        return self.state = State::ExpectReach(last, awaited);
                    }
                    self.learn(last, awaited, tell)
                }
                State::ExpectTrnEnd(mut tracking, mut trn) => {
                    // Those of a dip of the signal are heard, and not yet given.
                    let left = trn.left - tracking.held();
                    match advance(&mut tracking, &self.history, left, &mut trn) {
                        Progress::Symbols
                            if self
                                .filter
                                .has(tracking.next_symbol() + self.reach(), &self.history) =>
                        {
                            tracking.give_held(&mut trn);
                            self.learn_again(&tracking, &trn, tell)
                        }
                        Progress::Symbols | Progress::Waiting => {
                            return self.state = State::ExpectTrnEnd(tracking, trn);
                        }
                        Progress::Ended => {
                            tell(PrimaryEvent::Failed);
                            State::Idle
                        }
                    }
                }
                State::ExpectEnd(mut tracking) => {
                    match advance(&mut tracking, &self.history, usize::MAX, sink) {
                        Progress::Ended => {
                            self.keep(&tracking);
                            tell(PrimaryEvent::Ended(tracking.quality()));
                            State::Idle
                        }
                        _ => return self.state = State::ExpectEnd(tracking),
                    }
                }
            };
        }
    }

    /// Half a symbol's nominal length, in samples.
    fn half(&self) -> f64 {
        f64::from(SAMPLE_RATE_HZ) / (2.0 * self.settings.rate.hz())
    }

    /// What must have been heard after a symbol for the equaliser to give it.
    fn reach(&self) -> f64 {
        PrimaryEqualizer::KEPT as f64 * self.half()
    }

    /// Searches what was heard for PP. Says whether there is more to do at once.
    #[inline(always)]
    fn search(
        &mut self,
        mut search: Box<PpSearch>,
        awaited: Awaited,
        tell: &mut dyn FnMut(PrimaryEvent),
    ) -> (State, bool) {
        while let Some(sample) = self.filter.at(self.search_at, &self.history) {
            let found = search.push(sample);
            let here = self.search_at;
            self.search_at += self.half();
            match found {
                Some(search::Heard::Half) => tell(PrimaryEvent::Heard),
                Some(search::Heard::Ended(before)) => {
                    let last = here - before as f64 * self.half();
                    return (State::ExpectReach(last, awaited), true);
                }
                None => {}
            }
        }
        (State::ExpectPp(search, awaited), false)
    }

    /// PP's last symbol came at `last`: learns the line, or finds it again.
    #[inline(always)]
    fn learn(&mut self, last: f64, awaited: Awaited, tell: &mut dyn FnMut(PrimaryEvent)) -> State {
        let symbols: Vec<Complex> = (0..PP_SYMBOLS).map(pp).collect();
        let tracking = self.learn_pp(last, &symbols, &awaited).and_then(|learned| {
            let from = last as i64 - (PP_SYMBOLS as f64 * 2.0 * self.half()) as i64;
            let heard = self.history.get(from, (last as i64 - from) as usize)?;
            let level_dbm0 = level::dbm0_of_mean_square(power_without_dc(heard));
            Tracking::new(&learned, self.filter.clone(), &self.history, self.half(), level_dbm0)
        });
        let Some(tracking) = tracking else {
            tell(PrimaryEvent::Failed);
            return State::Idle;
        };
        match awaited {
            Awaited::Trn(trn, left) => {
                State::ExpectTrnEnd(Box::new(tracking), TrnHeard { trn, symbols, left })
            }
            Awaited::Message => {
                tell(PrimaryEvent::Trained(tracking.quality()));
                State::ExpectEnd(Box::new(tracking))
            }
        }
    }

    #[inline(always)]
    fn learn_pp(&mut self, last: f64, symbols: &[Complex], awaited: &Awaited) -> Option<Learned> {
        let mut heard =
            Heard { settings: &self.settings, filter: &mut self.filter, history: &self.history };
        let offset_hz = heard.offset_of_pp(last)?;
        let line = self.line.as_ref().filter(|_| matches!(awaited, Awaited::Message));
        let skew = line.map_or(0.0, |line| line.skew);
        let later = line.map_or(0, |_| self.later);
        let length = f64::from(SAMPLE_RATE_HZ) / self.settings.rate.hz() * (1.0 + skew);
        let first = last + (f64::from(later) - (symbols.len() - 1) as f64) * length;
        let known = Known { symbols, first, offset_hz, skew };
        if let Some(line) = line
            && let Some(found) = heard.find(&known, &line.taps)
        {
            if found.error < 2.0 * line.error {
                return Some(found);
            }
            // The line is not what it was, or PP was found a period away from its place.
            let anew = heard.learn(&known)?;
            if found.error <= WORST_ERROR && anew.error > BETTER * found.error {
                return heard.find(&known, &line.taps);
            }
            return Some(anew).filter(|anew| anew.error <= WORST_ERROR);
        }
        heard.learn(&known).filter(|learned| learned.error <= WORST_ERROR)
    }

    /// TRN has ended: learns the line from the last of it.
    #[inline(always)]
    fn learn_again(
        &mut self,
        tracking: &Tracking,
        trn: &TrnHeard,
        tell: &mut dyn FnMut(PrimaryEvent),
    ) -> State {
        let from = trn.symbols.len().saturating_sub(LEARNED_FROM);
        let symbols = &trn.symbols[from..];
        let length = 2.0 * self.half() * (1.0 + tracking.skew());
        let known = Known {
            symbols,
            first: tracking.next_symbol() - symbols.len() as f64 * length,
            offset_hz: tracking.offset_hz(),
            skew: tracking.skew(),
        };
        let mut heard =
            Heard { settings: &self.settings, filter: &mut self.filter, history: &self.history };
        match heard
            .learn_and_place(&known)
            .filter(|(learned, _)| learned.error <= WORST_ERROR)
        {
            Some((learned, later)) => {
                self.foretold = heard.foretell(&learned, symbols);
                let quality = LineQuality {
                    snr_db: -10.0 * learned.error.max(1e-9).log10(),
                    offset_hz: learned.offset_hz as f32,
                    skew_ppm: -(learned.skew * 1e6) as f32,
                    ..tracking.quality()
                };
                self.line = Some(learned);
                self.later = later;
                tell(PrimaryEvent::Trained(quality));
            }
            None => tell(PrimaryEvent::Failed),
        }
        State::Idle
    }

    /// Takes over what a message has shown of the line.
    fn keep(&mut self, tracking: &Tracking) {
        let Some(line) = &mut self.line else { return };
        if tracking.error() < 2.0 * line.error {
            line.taps = tracking.taps();
            line.skew = tracking.skew();
        }
    }
}

/// Receives symbols until `left` of them have come.
#[inline(always)]
fn advance(
    tracking: &mut Tracking,
    history: &History,
    mut left: usize,
    sink: &mut dyn PointSink,
) -> Progress {
    while left > 0 {
        let (count, progress) = if left >= GROUP {
            (GROUP, tracking.symbols::<GROUP>(history, sink))
        } else {
            (1, tracking.symbols::<1>(history, sink))
        };
        if progress != Progress::Symbols {
            return progress;
        }
        left -= count;
    }
    Progress::Symbols
}

/// The receiver's filter for these settings; each is made once.
fn filter(settings: &Settings) -> PrimaryFilter {
    static FILTERS: [OnceLock<PrimaryFilter>; 2 * SymbolRate::ALL.len()] =
        [const { OnceLock::new() }; 2 * SymbolRate::ALL.len()];
    let place = 2 * settings.rate as usize + settings.carrier as usize;
    let made = FILTERS[place].get_or_init(|| {
        PrimaryFilter::tapered(
            settings.rate.carrier_hz(settings.carrier),
            f64::from(SAMPLE_RATE_HZ),
            f64::from(SAMPLE_RATE_HZ) / settings.rate.hz(),
            ROLLOFF,
            FILTER,
        )
    });
    made.clone()
}
