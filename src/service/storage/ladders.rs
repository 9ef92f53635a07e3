//! Rungs of ladders on their way to the disk: gathered, so that what is said in a hundred
//! calls is one write a second.

use ferrofax_ground::ladder::Rung;
use ferrofax_spool::LadderOf;
use std::time::{Duration, Instant};

/// For how long they are gathered.
const GATHERED: Duration = Duration::from_secs(1);

/// What is not written yet, by calls.
#[derive(Default)]
pub(super) struct Ladders {
    waiting: Vec<(LadderOf, Vec<Rung>)>,
    since: Option<Instant>,
}

impl Ladders {
    /// Keeps rungs until they are taken.
    pub(super) fn add(&mut self, of: LadderOf, rungs: Vec<Rung>) {
        self.since.get_or_insert_with(Instant::now);
        match self.waiting.iter_mut().find(|(known, _)| *known == of) {
            Some((_, known)) => known.extend(rungs),
            None => self.waiting.push((of, rungs)),
        }
    }

    /// How long they may still wait; none if there are none.
    pub(super) fn due_in(&self) -> Option<Duration> {
        self.since.map(|since| GATHERED.saturating_sub(since.elapsed()))
    }

    /// All of them: they are to be written now.
    pub(super) fn take(&mut self) -> Vec<(LadderOf, Vec<Rung>)> {
        self.since = None;
        std::mem::take(&mut self.waiting)
    }
}
