//! The parts in which the pieces of documents go over the line between a node and the shared
//! database (in the code: *store*). A part is as long as the line can carry in about half a second.
//! Between two parts, the node does other work, such as the renewal of its leases.

use std::ops::Range;
use std::thread;
use std::time::{Duration, Instant};

use ferrofax_spool::SpoolError;
use ferrofax_spool::inside::sealing::PIECE;

/// The greatest length of a part in bytes. It is enough for a whole encrypted piece.
pub(super) const WHOLE: usize = PIECE as usize + 64;

/// The length in bytes of the first part of a document, if work has to be done between two parts.
const FIRST: usize = 16 * 1024;

/// The least length of a part in bytes.
const LEAST: usize = 4 * 1024;

/// The approximate time that a part should take.
const MOMENT: Duration = Duration::from_millis(500);

/// How often a background task is checked for its end.
const LOOK: Duration = Duration::from_millis(1);

/// The length of the next part, which adapts to the speed of the line.
pub(crate) struct Pace {
    octets: usize,
    since: Instant,
}

impl Pace {
    /// Begins with whole pieces, so that a document needs as few requests as possible.
    pub(crate) fn of_pieces() -> Self {
        Self { octets: WHOLE, since: Instant::now() }
    }

    /// Begins with short parts, so that even on a slow line each part takes little time.
    pub(crate) fn of_moments() -> Self {
        Self { octets: FIRST, since: Instant::now() }
    }

    /// The range of the part that begins at `at`, of `all` bytes.
    pub(super) fn part(&mut self, at: usize, all: usize) -> Range<usize> {
        self.since = Instant::now();
        at..all.min(at.saturating_add(self.octets))
    }

    /// Whether the first part can contain this many bytes.
    pub(super) fn is_one_part(&self, octets: u64) -> bool {
        octets <= self.octets as u64
    }

    /// Adapts the length after a part was transferred.
    pub(super) fn gone(&mut self) {
        let took = self.since.elapsed();
        if took < MOMENT / 2 {
            self.octets = WHOLE.min(self.octets * 2);
        } else if took > MOMENT * 2 {
            self.octets = LEAST.max(self.octets / 2);
        }
    }
}

/// Runs work that may take long, such as a command that returns the keys, and calls `beat`
/// meanwhile.
pub(super) fn beating<T: Send, E: From<SpoolError> + Send>(
    beat: &mut dyn FnMut() -> Result<(), E>,
    work: impl FnOnce() -> Result<T, E> + Send,
) -> Result<T, E> {
    thread::scope(|scope| {
        let work = scope.spawn(work);
        let mut since = Instant::now();
        while !work.is_finished() {
            thread::sleep(LOOK);
            if since.elapsed() >= MOMENT {
                beat()?;
                since = Instant::now();
            }
        }
        work.join().unwrap_or(Err(SpoolError::Internal.into()))
    })
}
