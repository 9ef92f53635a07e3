//! For tests: clocks that a test can set. A test can also make a reading of the clocks panic.

use super::clock::Clock;
use super::host::Host;
use ferrofax_basics::UnixMs;
use ferrofax_basics::clock::Clocks;
use ferrofax_basics::errand::Raise;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU32, AtomicU64, Ordering};

#[derive(Default)]
pub(super) struct Hands {
    unix_ms: AtomicI64,
    steady_ms: AtomicU64,
    looks: AtomicU32,
    /// For tests: the number of the clock reading that panics. All readings of both clocks are
    /// counted, from 1; 0 means that none panics.
    bug_at: AtomicU32,
}

impl Hands {
    /// Makes a wall clock that shows `unix_ms` and a steady clock that shows 0.
    pub(super) fn at(unix_ms: UnixMs) -> (Arc<Self>, Clock) {
        let hands = Arc::new(Self::default());
        hands.unix_ms.store(unix_ms.0, Ordering::SeqCst);
        (Arc::clone(&hands), Clock::of(hands))
    }

    pub(super) fn put(&self, unix_ms: UnixMs, steady_ms: u64) {
        self.unix_ms.store(unix_ms.0, Ordering::SeqCst);
        self.steady_ms.store(steady_ms, Ordering::SeqCst);
    }

    /// For tests: plants a bug. The clocks can be read `after_looks` more times; the next reading
    /// panics.
    pub(super) fn plant_bug(&self, after_looks: u32) {
        self.bug_at
            .store(self.looks.load(Ordering::SeqCst) + after_looks + 1, Ordering::SeqCst);
    }

    /// For tests: whether [`Self::plant_bug`] has made a reading of the clocks panic.
    pub(super) fn has_met_bug(&self) -> bool {
        self.bug_at.load(Ordering::SeqCst) <= self.looks.load(Ordering::SeqCst)
    }

    fn look(&self) {
        let look = self.looks.fetch_add(1, Ordering::SeqCst) + 1;
        assert!(look != self.bug_at.load(Ordering::SeqCst), "a bug, as the test has asked for");
    }
}

impl Clocks for Hands {
    fn unix_ms(&self) -> UnixMs {
        self.look();
        UnixMs(self.unix_ms.load(Ordering::SeqCst))
    }

    fn steady_ms(&self) -> u64 {
        self.look();
        self.steady_ms.load(Ordering::SeqCst)
    }
}

/// For tests: a PBX that does nothing.
impl Host for Hands {
    fn manager_event(&self, _event: &str, _fields: &[(&str, String)]) {}
}

/// For tests: an alarm function that ignores every alarm.
pub(super) fn nobody() -> Raise {
    Arc::new(|_| {})
}
