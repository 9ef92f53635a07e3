//! Counts the conversions in this process, and their duration. The numbers are kept in memory until
//! the statistics of the service collect them.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

static DONE: AtomicU64 = AtomicU64::new(0);
static FAILED: AtomicU64 = AtomicU64::new(0);
static MS: AtomicU64 = AtomicU64::new(0);

/// The numbers of successful and of failed conversions of documents, and their total duration.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// The number of conversions that made pages.
    pub done: u64,
    /// The number of conversions that failed, so that no pages were made.
    pub failed: u64,
    /// The duration of all counted conversions together, in milliseconds.
    pub ms: u64,
}

impl Tally {
    /// Returns the number and duration of the conversions since this function was last called.
    pub fn take() -> Self {
        let take = |count: &AtomicU64| count.swap(0, Ordering::Relaxed);
        Self { done: take(&DONE), failed: take(&FAILED), ms: take(&MS) }
    }
}

/// A run of the child process. When this value is dropped, the run is counted: as successful if
/// `done` was called, otherwise as failed.
pub(super) struct Counted {
    began: Instant,
    is_done: bool,
}

impl Counted {
    pub(super) fn begin() -> Self {
        Self { began: Instant::now(), is_done: false }
    }

    pub(super) fn done(mut self) {
        self.is_done = true;
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        let ms = u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX);
        MS.fetch_add(ms, Ordering::Relaxed);
        let count = if self.is_done { &DONE } else { &FAILED };
        count.fetch_add(1, Ordering::Relaxed);
    }
}
