//! Puts the line's audio frames into an even timeline: in order, without doubles, with
//! losses told as such.
//!
//! In: frames of linear samples at 8 kHz as they come, each with the moment of its coming
//! (ms of a steady clock) and, where the line has them, a sequence number and a time
//! stamp; and ticks, which say what time it is. Out: blocks, heard or lost, whose lengths
//! add up to the time that has passed on the line. A modem lives on that: 20 ms left out
//! or given twice breaks its timing and phase for good, while 20 ms given as lost are
//! bridged.
//!
//! The engine counts time in samples, so jitter alone needs no delay: the frame that is
//! next goes through at once. Only a hole makes us wait, `patience` long; then it is
//! given as lost, and what comes for it later is dropped. Where the line sends nothing at
//! all (silence suppression, a broken path) time goes on by the clock, `patience` behind
//! the moment. Patience grows with the jitter that is seen (`playout/jitter.rs`), from
//! `LEAST_PATIENCE` to `MOST_PATIENCE`. Since it is only holes that we wait for, it may
//! grow at any time: nothing is ever put into a signal, or left out of it, for its sake.
//!
//! A path that has got longer than that, and a sender that paused and goes on with the
//! next stamp, show by frames that all come late: there the timeline moves to where they
//! are (`playout/late_run.rs`).
//!
//! In the middle of a signal a line that is still has stalled: nobody suppresses a
//! carrier. There we wait longer, and a frame whose number is the next goes on where the
//! signal was, whatever its stamp says (senders stamp by their wall clock).
//!
//! RTP packets that carry no audio (comfort noise, telephone events, payload types that
//! nobody knows) take a sequence number and no time. Where the time stamps say that two
//! frames follow each other without a gap, nothing is missing between them
//! (`playout/placing.rs`).
//!
//! Where frames are handed over some at a time (`playout/gathering.rs`) that is no jitter
//! of the line's, and holes are waited for so much longer.
//!
//! Left out: making up sound for what is lost, which is each receiver's own
//! (`Receiver::gap`); clock drift needs nothing, for each frame is placed by the one
//! before it.

mod gathering;
mod jitter;
mod late_run;
mod placing;
mod stats;

pub use stats::PlayoutStats;

use gathering::Gathering;
use jitter::Jitter;
use late_run::LateRun;
use placing::{Newest, Place};
use std::collections::{BTreeMap, VecDeque};

/// Samples in a millisecond.
const PER_MS: i64 = 8;

/// 20 ms: what passes at a time where the line sends nothing.
const STEP: i64 = 160;

/// How long a hole is waited for at first, in ms: three packets, as most jitter buffers begin.
const LEAST_PATIENCE: i64 = 60;

/// How long it may get, in ms. While we wait nothing is sent either, and T.30 leaves us
/// 75 ± 20 ms between signals only in our own sending; 200 ms is still far from any
/// timer.
const MOST_PATIENCE: i64 = 200;

/// How long (ms) a line is waited for that falls still in the middle of a signal. A busy
/// sender stalls, and goes on where it was; nobody suppresses a carrier as silence. While
/// the remote end sends we have nothing to say, so waiting costs nothing.
const SIGNAL_PATIENCE: i64 = 300;

/// A frame with this much power a sample on average (about −48 dBm0) is signal and not
/// silence: fainter than any fax that can be received.
const SIGNAL_POWER: i64 = 60 * 60;

/// Frames kept waiting for a hole at most; more than fit into [`MOST_PATIENCE`] of 5 ms frames.
const MOST_WAITING: usize = 64;

/// How far (ms) the line may run ahead of the clock. A remote end that gives back each frame
/// that it gets would otherwise make us send the next at once, round and round, and let
/// an hour pass in a second.
const MOST_AHEAD: i64 = 1000;

/// What is waited beyond the jitter that was seen, in ms.
const MARGIN: i64 = 20;

/// Holes remembered, to know a late frame from a double.
const HOLES_KEPT: usize = 16;

/// One audio frame as it came from the line.
#[derive(Clone, Copy, Debug)]
pub struct HeardFrame<'a> {
    /// Linear samples at 8 kHz.
    pub samples: &'a [i16],
    /// RTP-like sequence number, where the channel has one.
    pub sequence: Option<u16>,
    /// The frame's time stamp in ms, where the channel has one. Wraps anywhere.
    pub timestamp_ms: Option<u32>,
}

/// A stretch of the line's time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// Samples as they were heard.
    Heard(Vec<i16>),
    /// As many samples did not come.
    Lost(usize),
}

/// See the module's documentation.
#[derive(Debug)]
pub struct Playout {
    /// Where the timeline has come to, in samples.
    position: i64,
    newest: Option<Newest>,
    /// The clock at the first frame or tick.
    began_ms: Option<i64>,
    /// Frames behind a hole, by their start.
    waiting: BTreeMap<i64, Vec<i16>>,
    /// Start and end of what was given as lost lately.
    holes: VecDeque<(i64, i64)>,
    late: LateRun,
    jitter: Jitter,
    /// The clock when we last looked, and how far (samples) the line ran ahead of it then.
    looked_ms: i64,
    ahead: i64,
    /// On a line without stamps: time that passed by the clock and may still come as a burst.
    owed: i64,
    patience: i64,
    gathering: Gathering,
    blocks: VecDeque<Block>,
    stats: PlayoutStats,
}

impl Default for Playout {
    fn default() -> Self {
        Self::new()
    }
}

impl Playout {
    /// A line that has sent nothing yet.
    pub fn new() -> Self {
        Self {
            position: 0,
            newest: None,
            began_ms: None,
            waiting: BTreeMap::new(),
            holes: VecDeque::new(),
            late: LateRun::default(),
            jitter: Jitter::default(),
            looked_ms: 0,
            ahead: 0,
            owed: 0,
            patience: LEAST_PATIENCE,
            gathering: Gathering::default(),
            blocks: VecDeque::new(),
            stats: PlayoutStats::default(),
        }
    }

    /// A frame came at `now_ms`.
    pub fn frame(&mut self, now_ms: u64, frame: HeardFrame<'_>) {
        let now_ms = now_ms.cast_signed();
        self.began_ms.get_or_insert(now_ms);
        // Without samples it says what time it is, and no more.
        if frame.samples.is_empty() {
            return self.catch_up(now_ms);
        }
        self.stats.frames += 1;
        let length = frame.samples.len() as i64;
        // The burst after a stall: time has gone on without these already.
        if self.is_owed(now_ms, &frame) {
            self.owed -= length;
            self.stats.late += 1;
            self.see(now_ms, &frame, Place::anew(self.position - length));
            return;
        }
        // Its place on the timeline: in the past, taken, or too far ahead of the clock …
        let place = self.place(now_ms, &frame);
        let Place { start, is_next, is_anew, .. } = place;
        if start + length <= self.position {
            self.judge_late(now_ms, start, &frame);
        } else if self.waiting.contains_key(&start) {
            self.stats.doubled += 1;
        } else if self.is_hasty(now_ms, length) {
            self.stats.hasty += 1;
            return;
        } else {
            // … or free.
            if self.newest.is_some_and(|newest| start < newest.start) {
                self.stats.reordered += 1;
            }
            self.late.clear();
            let all_before_are_through = self.waiting.is_empty();
            // The part whose time is over, if any, is cut off.
            let skip = (self.position - start).max(0);
            self.waiting.insert(start + skip, frame.samples[skip as usize..].to_vec());
            if is_next && all_before_are_through {
                // The sender paused: nothing is missing that could be waited for.
                self.lose_until(start);
            }
            // What it tells of the path: patience grows with the jitter.
            self.see(now_ms, &frame, place);
            if is_anew {
                self.jitter.reset();
            }
            let spread_ms =
                self.jitter.push(now_ms, self.gathering.at(now_ms), (start + length) / PER_MS);
            self.patience = self.patience.max((spread_ms + MARGIN).min(MOST_PATIENCE));
        }
        self.catch_up(now_ms);
    }

    /// It is `now_ms`. To be called every 20 ms or more often.
    pub fn tick(&mut self, now_ms: u64) {
        let now_ms = now_ms.cast_signed();
        self.began_ms.get_or_insert(now_ms);
        self.catch_up(now_ms);
    }

    /// From `now_ms` on frames are handed over some at a time, up to `gather_ms` after
    /// they came; 0: each at once.
    pub fn gathers(&mut self, now_ms: u64, gather_ms: u32) {
        self.gathering.change(now_ms.cast_signed(), gather_ms.into());
    }

    /// The next stretch of the timeline.
    pub fn pop(&mut self) -> Option<Block> {
        self.blocks.pop_front()
    }

    /// What became of the frames so far.
    pub fn stats(&self) -> PlayoutStats {
        PlayoutStats { patience_ms: self.patience as u32, ..self.stats }
    }

    /// Where the frame belongs.
    fn place(&self, now_ms: i64, frame: &HeardFrame<'_>) -> Place {
        match &self.newest {
            Some(newest) => newest.place(now_ms, frame, self.position),
            None => Place::anew(self.position),
        }
    }

    /// Whether the line would run too far ahead of the clock with this frame.
    fn is_hasty(&mut self, now_ms: i64, length: i64) -> bool {
        let passed = (now_ms - self.looked_ms).max(0) * PER_MS;
        self.looked_ms = now_ms;
        // The remote end's clock may be a little fast for hours.
        self.ahead = (self.ahead - passed - passed / 1000).max(0);
        if self.ahead + length > MOST_AHEAD * PER_MS {
            return true;
        }
        self.ahead += length;
        false
    }

    /// On a line without stamps and numbers: whether the frame was on its way while the
    /// clock went on for it. A line that was held up gives its frames in a burst; one
    /// that paused goes on at its usual pace.
    fn is_owed(&mut self, now_ms: i64, frame: &HeardFrame<'_>) -> bool {
        let length = frame.samples.len() as i64;
        if frame.sequence.is_some() || frame.timestamp_ms.is_some() || self.owed < length {
            return false;
        }
        let in_a_burst = self
            .newest
            .is_some_and(|newest| (now_ms - newest.came_ms) * PER_MS < length / 2);
        // The first after the silence tells nothing yet.
        let first = self.newest.is_some_and(|newest| newest.end < self.position);
        if !in_a_burst && !first {
            self.owed = 0;
        }
        in_a_burst && !first
    }

    /// Remembers the frame if it reaches further than all before it.
    fn see(&mut self, now_ms: i64, frame: &HeardFrame<'_>, place: Place) {
        let Place { start, stride, lead, .. } = place;
        let end = start + frame.samples.len() as i64;
        if self.newest.is_none_or(|newest| end >= newest.end) {
            self.newest = Some(Newest {
                start,
                end,
                sequence: frame.sequence,
                timestamp_ms: frame.timestamp_ms,
                came_ms: now_ms,
                is_signal: is_signal(frame.samples),
                stride,
                lead,
            });
        }
    }

    /// A frame came whose time is over: late if that was given as lost, else a double.
    fn judge_late(&mut self, now_ms: i64, start: i64, frame: &HeardFrame<'_>) {
        let end = start + frame.samples.len() as i64;
        let was_lost = self
            .holes
            .iter()
            .any(|&(lost_from, lost_to)| start < lost_to && lost_from < end);
        if !was_lost || self.late.contains(start) {
            self.stats.doubled += 1;
            return;
        }
        self.stats.late += 1;
        let late_ms = (self.position - start) / PER_MS;
        self.patience = self.patience.max((LEAST_PATIENCE + late_ms).min(MOST_PATIENCE));
        if let Some(late) = self.late.push(now_ms, start, frame.samples) {
            self.move_line(now_ms, frame, start, late);
        }
    }

    /// Goes on with these late frames, of which `frame` at `start` was the last that came.
    fn move_line(
        &mut self,
        now_ms: i64,
        frame: &HeardFrame<'_>,
        start: i64,
        late: BTreeMap<i64, Vec<i16>>,
    ) {
        let by = self.position - late.first_key_value().map_or(start, |(&first, _)| first);
        self.stats.moved += 1;
        self.stats.late -= late.len() as u64;
        for (at, samples) in late {
            self.waiting.entry(at + by).or_insert(samples);
        }
        self.newest = None;
        self.jitter.reset();
        self.see(now_ms, frame, Place::anew(start + by));
    }

    /// Lets through what is due at `now_ms`.
    fn catch_up(&mut self, now_ms: i64) {
        loop {
            self.let_through();
            // How far the line would have come if it had sent all that it can have sent.
            let line = match self.newest {
                Some(newest) => newest.end + (now_ms - newest.came_ms).max(0) * PER_MS,
                None => (now_ms - self.began_ms.unwrap_or(now_ms)) * PER_MS,
            };
            // A frame comes when its time is over: so much later than where it begins.
            let length = self.newest.map_or(STEP, |newest| newest.end - newest.start);
            let behind = line - self.position - length;
            let first = self.waiting.keys().next().copied();
            match first {
                Some(start)
                    if behind > self.patience_at(now_ms) * PER_MS
                        || self.waiting.len() > MOST_WAITING =>
                {
                    self.lose_until(start);
                }
                None if behind >= self.stillness(now_ms) * PER_MS + (STEP - length).max(0) => {
                    self.stats.silent_samples += STEP as u64;
                    self.owed += STEP;
                    self.lose(STEP);
                }
                _ => return,
            }
        }
    }

    /// How long a hole is waited for, in ms: what fills it may have come and not be
    /// handed over yet. Whoever gathers no more may have something to say, which is not
    /// to be held up.
    fn patience_at(&self, now_ms: i64) -> i64 {
        if self.gathering.is_over() {
            self.patience
        } else {
            self.patience + self.gathering.at(now_ms)
        }
    }

    /// How long the line may be still before time goes on without it, in ms.
    fn stillness(&self, now_ms: i64) -> i64 {
        match self.newest {
            Some(newest) if newest.is_signal && newest.end == self.position => SIGNAL_PATIENCE,
            _ => self.patience_at(now_ms),
        }
    }

    /// Gives the waiting frames that are next.
    fn let_through(&mut self) {
        while let Some(entry) = self.waiting.first_entry() {
            let start = *entry.key();
            if start > self.position {
                return;
            }
            let mut samples = entry.remove();
            let skip = ((self.position - start) as usize).min(samples.len());
            if skip > 0 {
                samples.drain(..skip);
            }
            if !samples.is_empty() {
                self.position += samples.len() as i64;
                self.blocks.push_back(Block::Heard(samples));
            }
        }
    }

    /// Gives what lies before `start` as lost.
    fn lose_until(&mut self, start: i64) {
        let missing = start - self.position;
        if missing > 0 {
            self.stats.lost_samples += missing as u64;
            self.lose(missing);
        }
    }

    fn lose(&mut self, samples: i64) {
        let (from, to) = (self.position, self.position + samples);
        match self.holes.back_mut() {
            Some(hole) if hole.1 == from => hole.1 = to,
            _ => self.holes.push_back((from, to)),
        }
        if self.holes.len() > HOLES_KEPT {
            self.holes.pop_front();
        }
        self.position = to;
        match self.blocks.back_mut() {
            Some(Block::Lost(before)) => *before += samples as usize,
            _ => self.blocks.push_back(Block::Lost(samples as usize)),
        }
    }
}

fn is_signal(samples: &[i16]) -> bool {
    let energy: i64 = samples.iter().map(|&sample| i64::from(sample).pow(2)).sum();
    energy > SIGNAL_POWER * samples.len() as i64
}

#[cfg(test)]
#[path = "playout_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "playout_arrivals_tests.rs"]
mod arrivals_tests;
