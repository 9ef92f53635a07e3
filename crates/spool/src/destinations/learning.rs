//! The rules by which a call changes the number memory of the called number (in the code:
//! [`Destination`]).
//!
//! - *Rate.* If a call had to reduce its rate, or was lost because of the line, the next call
//!   begins one step below the rate at which this call began. After three calls that held a rate,
//!   the next faster rate is tried again. Each time the faster rate fails, twice as many calls must
//!   hold the slower one before the next trial, up to 24. So a line that is always poor costs one
//!   training of six seconds every 24 calls. A line that was slowed down once is tried at the
//!   faster rate again after three calls.
//! - *T.38.* If T.38 broke two calls, it is no longer requested. A fax that was sent by T.38 resets
//!   this count.
//! - *Error correction.* Two calls with error correction were lost, and then one fax was sent well
//!   without it: error correction is switched off. A job tries to send without it after three bad
//!   lines. A fax that was sent well with error correction resets this.
//!
//! Before a call is counted, facts that are older than the memory's limit are forgotten.

use super::{Again, Destination, HeldRate, Patience, Slowed, T38Fate};
use crate::failure::Failure;
use ferrofax_basics::UnixMs;
use ferrofax_ground::sent_line::SentLine;

/// The number of calls that must fail because of T.38 or error correction, without a success
/// between them, before the next calls are made without it.
pub(super) const TWICE: u32 = 2;

/// The rates of T.30's modems, bit/s.
const STEPS_BPS: [u32; 6] = [2400, 4800, 7200, 9600, 12_000, 14_400];

/// The lowest rate at which the memory lets a call begin. During the call, the rate may still
/// become lower.
const FLOOR_BPS: u32 = 4800;

/// The greatest number of calls that must succeed at a rate before the next faster rate is used
/// again, even if the faster rate failed many times.
pub(super) const MOST_PATIENCE: u32 = 24;

const DAY_MS: i64 = 24 * 3_600_000;

/// The facts about a call that has ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CallFacts {
    /// The reason why the call failed, if it failed.
    pub failure: Option<Failure>,
    /// True if the call was lost because of the line.
    pub was_bad_line: bool,
    /// The quality of the line, if the call reached a training.
    pub line: Option<SentLine>,
    /// True if pages were sent with error correction, false if without it. None: this was not
    /// settled.
    pub ecm: Option<bool>,
    /// The result of T.38 in the call.
    pub t38: T38Fate,
}

/// Returns whether an attempt failed because pages or trainings did not arrive. `cause` is the name
/// of the cause by T.30's phases.
pub fn is_bad_line(failure: Option<Failure>, cause: Option<&str>) -> bool {
    let silent = ["NO_ANSWER_TO_TRAINING", "RECEIVER_FELL_SILENT"];
    failure == Some(Failure::LineTooBad) || cause.is_some_and(|cause| silent.contains(&cause))
}

/// Returns whether the memory may let a call begin at this rate.
pub(super) fn is_rate(bps: u32) -> bool {
    bps >= FLOOR_BPS && STEPS_BPS.contains(&bps)
}

/// Returns whether a fact that was learned at the time `at` is forgotten by now. A time in the
/// future comes from a clock that was ahead. Such a fact is not kept longer than others.
pub(super) fn is_old(at: UnixMs, now: UnixMs, days: u32) -> bool {
    now.ms_since(at).saturating_abs() > i64::from(days) * DAY_MS
}

/// Returns whether a call that ended in this way says something about the number, and not about
/// this machine or the network near it.
const fn tells_of_number(failure: Option<Failure>) -> bool {
    use Failure::{Busy, Dropped, Incompatible, LineTooBad, NoAnswer, NoFax, NumberChanged};
    use Failure::{Rejected, T38Negotiation, Unconfirmed, UnknownNumber};
    matches!(
        failure,
        None | Some(
            Busy | NoAnswer
                | NoFax
                | Dropped
                | LineTooBad
                | Unconfirmed
                | Incompatible
                | T38Negotiation
                | UnknownNumber
                | NumberChanged
                | Rejected
        )
    )
}

impl Default for Patience {
    fn default() -> Self {
        Self { calls: 3, is_climbing: false }
    }
}

impl Destination {
    /// A number about which nothing is known.
    pub(crate) fn new(number: &str, now: UnixMs) -> Self {
        Self { number: number.to_owned(), since: now, ..Self::default() }
    }

    /// Learns from a call to the number that has ended now. Returns false if the call says nothing
    /// about the number.
    pub(crate) fn learn(&mut self, call: &CallFacts, now: UnixMs, days: u32) -> bool {
        if !tells_of_number(call.failure) {
            return false;
        }
        self.forget_old(now, days);
        self.count(call, now);
        self.learn_t38(call, now);
        // A call that used T.38, well or badly, says nothing about the telephone line.
        if matches!(call.t38, T38Fate::Unknown | T38Fate::Refused) {
            if let Some(line) = &call.line {
                self.learn_rate(line, call, now);
            }
            if let Some(ecm) = call.ecm {
                self.learn_ecm(ecm, call, now);
            }
        }
        true
    }

    /// Learns from a call that ended before the last call that is known. The call is counted, and
    /// facts that were learned from later calls remain.
    pub(crate) fn learn_late(&mut self, call: &CallFacts, at: UnixMs) {
        if !tells_of_number(call.failure) {
            return;
        }
        let (last, why, in_vain, sent_at) = (self.at, self.failure, self.in_vain, self.sent_at);
        self.count(call, at);
        (self.at, self.failure, self.in_vain) = (last, why, in_vain);
        self.sent_at = self.sent_at.max(sent_at);
        self.since = self.since.min(at);
    }

    fn forget_old(&mut self, now: UnixMs, days: u32) {
        let is_old = |at: UnixMs| is_old(at, now, days);
        self.held = self.held.filter(|held| !is_old(held.at));
        if self.slowed.is_some_and(|slowed| is_old(slowed.at)) {
            (self.slowed, self.patience) = (None, Patience::default());
        }
        self.t38_broke = self.t38_broke.unless(is_old);
        self.ecm_failed = self.ecm_failed.unless(is_old);
        self.plain_at = self.plain_at.filter(|at| !is_old(*at));
    }

    fn count(&mut self, call: &CallFacts, now: UnixMs) {
        let add = |count: &mut u32, is_one: bool| *count = count.saturating_add(is_one.into());
        let (was_busy, was_unanswered) =
            (call.failure == Some(Failure::Busy), call.failure == Some(Failure::NoAnswer));
        (self.at, self.failure) = (now, call.failure);
        add(&mut self.calls, true);
        add(&mut self.busy, was_busy);
        add(&mut self.no_answer, was_unanswered);
        if was_busy || was_unanswered {
            add(&mut self.in_vain, true)
        } else {
            self.in_vain = 0
        }
        if call.failure.is_none() {
            add(&mut self.sent, true);
            self.sent_at = Some(now);
        }
    }

    fn learn_rate(&mut self, line: &SentLine, call: &CallFacts, now: UnixMs) {
        let (first, slowest) = (line.first_bps, line.slowest_bps);
        if slowest < first || call.was_bad_line {
            self.slow_down(first, now);
        } else if call.failure.is_none() {
            if self.held.is_none_or(|held| first >= held.bps) {
                self.held = Some(HeldRate { bps: first, at: now });
            }
            // Without error correction, a page may arrive damaged at a rate that seems to hold.
            if call.ecm != Some(false) {
                self.climb(first);
            }
        }
    }

    /// Notes that a call that began at this rate did not hold it.
    fn slow_down(&mut self, bps: u32, now: UnixMs) {
        if bps <= FLOOR_BPS {
            return;
        }
        let below = step_down(bps).max(FLOOR_BPS);
        // If the job's options made a call begin faster than the memory says, nothing new is
        // learned.
        let bps = self.slowed.map_or(below, |slowed| slowed.bps.min(below));
        self.slowed = Some(Slowed { bps, at: now, held: 0 });
        if std::mem::take(&mut self.patience.is_climbing) {
            self.patience.calls = self.patience.calls.saturating_mul(2).min(MOST_PATIENCE);
        }
    }

    /// Notes that a call held this rate from its beginning to its end.
    fn climb(&mut self, bps: u32) {
        let Some(slowed) = self.slowed.as_mut().filter(|slowed| slowed.bps <= bps) else {
            if self.slowed.is_none() {
                // The call was as fast as possible, so the number of calls that must hold a rate
                // returns to its default.
                self.patience = Patience::default();
            }
            return;
        };
        slowed.held = slowed.held.saturating_add(1);
        if bps > slowed.bps {
            // The job's options made the call faster than the memory says.
            (slowed.bps, slowed.held) = (bps, 0);
        } else if slowed.held >= self.patience.calls {
            if self.patience.is_climbing {
                // The last trial of a faster rate was successful, so the number of calls returns to
                // its default.
                self.patience = Patience::default();
            }
            (slowed.bps, slowed.held) = (step_up(bps), 0);
            self.patience.is_climbing = true;
        }
        if slowed.bps >= FASTEST_BPS {
            self.slowed = None;
        }
    }

    fn learn_t38(&mut self, call: &CallFacts, now: UnixMs) {
        match call.t38 {
            T38Fate::Unknown => return,
            T38Fate::Refused => {}
            T38Fate::Used if call.failure.is_some() => {}
            T38Fate::Used => self.t38_broke = Again::default(),
            T38Fate::Broke => self.t38_broke.count(now),
        }
        self.t38 = call.t38;
    }

    fn learn_ecm(&mut self, ecm: bool, call: &CallFacts, now: UnixMs) {
        self.ecm = Some(ecm);
        match (ecm, call.failure.is_none()) {
            (true, true) => (self.ecm_failed, self.plain_at) = (Again::default(), None),
            (true, false) if call.failure == Some(Failure::LineTooBad) => {
                self.ecm_failed.count(now)
            }
            (false, true) if self.ecm_failed.times >= TWICE => self.plain_at = Some(now),
            (false, false) if call.was_bad_line => self.plain_at = None,
            _ => {}
        }
    }
}

impl Again {
    fn count(&mut self, now: UnixMs) {
        *self = Self { times: self.times.saturating_add(1), at: now };
    }

    fn unless(self, is_old: impl Fn(UnixMs) -> bool) -> Self {
        if is_old(self.at) { Self::default() } else { self }
    }
}

const FASTEST_BPS: u32 = STEPS_BPS[STEPS_BPS.len() - 1];

fn step_down(bps: u32) -> u32 {
    STEPS_BPS.into_iter().rfind(|step| *step < bps).unwrap_or(bps)
}

fn step_up(bps: u32) -> u32 {
    STEPS_BPS.into_iter().find(|step| *step > bps).unwrap_or(FASTEST_BPS)
}
