//! Collects the rungs (the T.30 frames and notes) of calls before they are written to the disk. No
//! thread waits until rungs are stored. So the storage thread first writes everything that a thread
//! waits for, and then writes the rungs of all calls together. This happens once a second, and less
//! often if the disk is slow.

use ferrofax_ground::ladder::Rung;
use ferrofax_spool::{LadderOf, SpoolError};
use std::time::{Duration, Instant};

/// The shortest time for which rungs (T.30 frames and notes of calls) are collected before they are
/// written to the disk. If the last write was slow, the time is longer: see [`SHARE`].
const GATHERED: Duration = Duration::from_secs(1);

/// The factor that sets how long rungs (T.30 frames and notes of calls) are collected before they
/// are written to the disk: the duration of the last write multiplied by this factor, but at least
/// [`GATHERED`]. So rungs are written less often to a slow disk.
const SHARE: u32 = 20;

/// The most bytes of rungs (T.30 frames and notes) that are collected for one call. The spool does
/// not keep more of a call either.
const MOST_OCTETS: usize = 100_000;

/// The rungs (T.30 frames and notes) that are not written to the disk yet, grouped by call.
pub(super) struct Ladders {
    waiting: Vec<Waiting>,
    since: Option<Instant>,
    gathered: Duration,
    last_error: Option<SpoolError>,
}

/// The rungs of one call, and the bytes that they take in the spool at least.
struct Waiting {
    of: LadderOf,
    rungs: Vec<Rung>,
    octets: usize,
}

impl Default for Ladders {
    fn default() -> Self {
        Self { waiting: Vec::new(), since: None, gathered: GATHERED, last_error: None }
    }
}

impl Ladders {
    /// Adds frames and notes of a call, which are kept until [`Self::take`]. If the collected
    /// frames and notes of the call take more than [`MOST_OCTETS`] bytes, further ones are dropped.
    pub(super) fn add(&mut self, of: LadderOf, rungs: Vec<Rung>) {
        self.since.get_or_insert_with(Instant::now);
        let place = self.waiting.iter().position(|known| known.of == of).unwrap_or_else(|| {
            self.waiting.push(Waiting { of, rungs: Vec::new(), octets: 0 });
            self.waiting.len() - 1
        });
        let Some(known) = self.waiting.get_mut(place) else { return };
        for rung in rungs {
            if known.octets > MOST_OCTETS {
                break;
            }
            known.octets += octets_of(&rung);
            known.rungs.push(rung);
        }
    }

    /// The time until the collected frames and notes of calls must be written to the disk; `None`
    /// if there are none.
    pub(super) fn due_in(&self) -> Option<Duration> {
        self.since.map(|since| self.gathered.saturating_sub(since.elapsed()))
    }

    /// Whether the disk is so fast that a call's frames and notes may be written before the call's
    /// end is stored.
    pub(super) fn are_quick(&self) -> bool {
        self.gathered == GATHERED
    }

    /// Removes and returns all collected frames and notes of calls, so that the storage thread
    /// writes them to the disk.
    pub(super) fn take(&mut self) -> Vec<(LadderOf, Vec<Rung>)> {
        self.since = None;
        let waiting = std::mem::take(&mut self.waiting);
        waiting.into_iter().map(|known| (known.of, known.rungs)).collect()
    }

    /// Notes how long it took to write the collected frames and notes to the disk, and whether this
    /// succeeded. An error is logged only if the previous write did not fail with the same error.
    pub(super) fn note(&mut self, took: Duration, written: Result<(), SpoolError>) {
        self.gathered = GATHERED.max(took * SHARE);
        let error = written.err();
        if let Some(error) = error.as_ref().filter(|error| self.last_error.as_ref() != Some(error))
        {
            log::warn!("the frames of calls can't be stored for the web interface: {error}");
        }
        self.last_error = error;
    }
}

/// The least number of bytes that a rung (a frame or note of a call) takes in the spool.
fn octets_of(rung: &Rung) -> usize {
    rung.to_string().len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ferrofax_ground::ladder::{Step, Way};

    #[test]
    fn no_more_of_a_call_waits_than_is_kept_of_it() {
        let mut ladders = Ladders::default();
        let [one, other] = [1, 2].map(|fax| LadderOf::Fax(ferrofax_spool::FaxId(fax)));
        let rung = Rung { at_ms: 1, way: Way::Heard, step: Step::text("TSI 1234567890") };
        ladders.add(other, vec![rung.clone()]);
        for _ in 0..1_000 {
            ladders.add(one, vec![rung.clone(); 200]);
        }
        ladders.add(other, vec![rung.clone()]);
        let waiting = ladders.take();
        let kept: Vec<usize> = waiting.iter().map(|(_, rungs)| rungs.len()).collect();
        assert_eq!(waiting.iter().map(|(of, _)| *of).collect::<Vec<_>>(), [other, one]);
        let octets = kept[1] * octets_of(&rung);
        assert!(kept[0] == 2 && octets > MOST_OCTETS && octets < MOST_OCTETS + 100, "{kept:?}");
    }

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
