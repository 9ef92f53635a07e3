//! Rungs of ladders on their way to the disk. Nobody waits for them, so they come behind all
//! that somebody waits for, some at a time: what is said in a hundred calls is one write a
//! second, and less where the disk is slow.

use ferrofax_ground::ladder::Rung;
use ferrofax_spool::{LadderOf, SpoolError};
use std::time::{Duration, Instant};

/// For how long they are gathered …
const GATHERED: Duration = Duration::from_secs(1);

/// … or for so many times as long as they took to write the last time.
const SHARE: u32 = 20;

/// What is not written yet, by calls.
pub(super) struct Ladders {
    waiting: Vec<(LadderOf, Vec<Rung>)>,
    since: Option<Instant>,
    gathered: Duration,
    last_error: Option<SpoolError>,
}

impl Default for Ladders {
    fn default() -> Self {
        Self { waiting: Vec::new(), since: None, gathered: GATHERED, last_error: None }
    }
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
        self.since.map(|since| self.gathered.saturating_sub(since.elapsed()))
    }

    /// Whether they take so little time that they may be written before the end of their call.
    pub(super) fn are_quick(&self) -> bool {
        self.gathered == GATHERED
    }

    /// All of them: they are to be written now.
    pub(super) fn take(&mut self) -> Vec<(LadderOf, Vec<Rung>)> {
        self.since = None;
        std::mem::take(&mut self.waiting)
    }

    /// How that went. Trouble is told when it begins.
    pub(super) fn note(&mut self, took: Duration, written: Result<(), SpoolError>) {
        self.gathered = GATHERED.max(took * SHARE);
        let error = written.err();
        if let Some(error) = error.as_ref().filter(|error| self.last_error.as_ref() != Some(error))
        {
            log::warn!("what is said in calls is not kept for those who look at them: {error}");
        }
        self.last_error = error;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slow_disk_has_fewer_of_them() {
        let mut ladders = Ladders::default();
        assert_eq!(ladders.due_in(), None);
        ladders.note(Duration::from_millis(40), Ok(()));
        assert!(ladders.are_quick());
        ladders.note(Duration::from_secs(2), Ok(()));
        ladders.add(LadderOf::Fax(ferrofax_spool::FaxId(1)), Vec::new());
        assert!(!ladders.are_quick() && ladders.due_in() > Some(Duration::from_secs(30)));
        assert_eq!(ladders.take().len(), 1);
        assert_eq!(ladders.due_in(), None);
        ladders.note(Duration::from_millis(1), Err(SpoolError::Internal));
        assert!(ladders.are_quick());
    }
}
