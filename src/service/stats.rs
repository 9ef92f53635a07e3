//! Counts of calls, faxes and pages since the module was loaded, for `ferrofax show stats`.

use super::line::lost_frames;
use ferrofax_basics::lock::lock;
use ferrofax_engine::call::playout::PlayoutStats;
use ferrofax_engine::t30::outcome::{Cause, Outcome, Status};
use std::collections::BTreeMap;
use std::sync::Mutex;

/// The numbers of calls, faxes, pages and lost audio frames since the module was loaded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) calls: u64,
    pub(super) received: u64,
    pub(super) incomplete: u64,
    pub(super) failed: u64,
    pub(super) refused: u64,
    /// The number of calls that were refused because a rule in the setting `refuse` matches the
    /// caller. The field `refused` counts these calls, too.
    pub(super) refused_callers: u64,
    /// The number of received faxes that the junk rules of their device classified as junk.
    pub(super) junk: u64,
    pub(super) pages: u64,
    /// The number of placed calls that were not answered. The answered calls are counted in `sent`
    /// and `not_sent`, by their result.
    pub(super) unanswered: u64,
    pub(super) sent: u64,
    pub(super) not_sent: u64,
    pub(super) pages_sent: u64,
    /// The number of audio frames of 20 ms that were lost. The next three fields of this struct
    /// count the frames that arrived out of order, twice, or too late.
    pub(super) frames_lost: u64,
    pub(super) frames_reordered: u64,
    pub(super) frames_doubled: u64,
    pub(super) frames_late: u64,
    pub(super) causes: BTreeMap<&'static str, u64>,
}

impl Counts {
    fn note_cause(&mut self, cause: Cause) {
        if cause != Cause::Ok {
            *self.causes.entry(cause.name()).or_default() += 1;
        }
    }
}

/// The counts of calls, faxes and pages, which all threads share.
#[derive(Default)]
pub(super) struct Stats {
    counts: Mutex<Counts>,
}

impl Stats {
    pub(super) fn change(&self, change: impl FnOnce(&mut Counts)) {
        change(&mut lock(&self.counts));
    }

    pub(super) fn ended(&self, outcome: &Outcome) {
        self.change(|counts| {
            counts.calls += 1;
            counts.pages += u64::from(outcome.pages);
            match outcome.status {
                Status::Received => counts.received += 1,
                Status::Incomplete => counts.incomplete += 1,
                Status::Failed => counts.failed += 1,
            }
            counts.note_cause(outcome.cause);
        });
    }

    /// Counts the outcome of a call by which a fax was to be sent, and its pages, after the call
    /// has ended.
    pub(super) fn sending_ended(&self, outcome: &Outcome) {
        self.change(|counts| {
            counts.pages_sent += u64::from(outcome.pages);
            match outcome.status {
                Status::Received => counts.sent += 1,
                Status::Incomplete | Status::Failed => counts.not_sent += 1,
            }
            counts.note_cause(outcome.cause);
        });
    }

    /// Counts the losses in the audio of a call that has ended.
    pub(super) fn audio_ended(&self, losses: &PlayoutStats) {
        self.change(|counts| {
            counts.frames_lost += lost_frames(losses);
            counts.frames_reordered += losses.reordered;
            counts.frames_doubled += losses.doubled;
            counts.frames_late += losses.late;
        });
    }

    pub(super) fn counts(&self) -> Counts {
        lock(&self.counts).clone()
    }
}
