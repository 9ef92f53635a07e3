//! Frames that all come late: the line has moved, and the timeline has to go where it is.
//!
//! A path that has got longer than our patience, or a sender that paused and goes on with
//! the next stamp, would otherwise never be heard again: each of its frames belongs where
//! the clock has already been. So those are kept, and after [`LATE_FOR`] of them, at
//! their usual pace, they are heard after all. A burst after a stall is no such thing: it
//! catches up by itself.

use std::collections::BTreeMap;

/// How long (ms) frames must have come late. What patience can mend is mended before that.
const LATE_FOR: i64 = 200;

/// How long (ms) a late frame is kept.
const KEPT_FOR: i64 = 2 * LATE_FOR;

/// Late frames with none in time between them.
#[derive(Debug, Default)]
pub(super) struct LateRun {
    /// By where they would have stood: when they came, and their samples.
    frames: BTreeMap<i64, (i64, Vec<i16>)>,
}

impl LateRun {
    /// A frame came in time.
    pub(super) fn clear(&mut self) {
        self.frames.clear();
    }

    pub(super) fn contains(&self, start: i64) -> bool {
        self.frames.contains_key(&start)
    }

    /// A frame for `start` came too late. Gives the frames back, by where they would have
    /// stood, if the line has moved.
    pub(super) fn push(
        &mut self,
        now_ms: i64,
        start: i64,
        samples: &[i16],
    ) -> Option<BTreeMap<i64, Vec<i16>>> {
        self.frames.insert(start, (now_ms, samples.to_vec()));
        self.frames.retain(|_, (came_ms, _)| now_ms - *came_ms <= KEPT_FOR);
        let (first, (since_ms, _)) = self.frames.first_key_value()?;
        let passed_ms = now_ms - since_ms;
        // Half as fast again is still a pace; what is missing between them is for the
        // timeline to see.
        let is_a_burst = (start - first) / super::PER_MS > passed_ms + passed_ms / 2;
        if passed_ms < LATE_FOR || is_a_burst {
            return None;
        }
        Some(
            std::mem::take(&mut self.frames)
                .into_iter()
                .map(|(start, (_, samples))| (start, samples))
                .collect(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pushes a 20 ms frame for each moment. Whether the line has moved at the last, and
    /// not before.
    fn moves_at_last(coming_ms: impl IntoIterator<Item = i64>) -> bool {
        let mut run = LateRun::default();
        let mut answers = Vec::new();
        for (n, now_ms) in coming_ms.into_iter().enumerate() {
            answers.push(run.push(now_ms, 160 * n as i64, &[0; 160]).is_some());
        }
        assert!(answers.iter().rev().skip(1).all(|moved| !moved), "{answers:?}");
        answers.last() == Some(&true)
    }

    #[test]
    fn frames_that_stay_late_at_their_usual_pace_move_the_line() {
        assert!(moves_at_last((0..=10).map(|n| 20 * n)));
        assert!(!moves_at_last((0..10).map(|n| 20 * n)));
    }

    #[test]
    fn a_burst_moves_nothing_and_what_follows_it_at_the_usual_pace_does() {
        assert!(!moves_at_last([500; 100]));
        let burst_and_more = [500; 100].into_iter().chain((1..=30).map(|n| 500 + 20 * n));
        let mut run = LateRun::default();
        let moved: Vec<_> = burst_and_more
            .enumerate()
            .filter_map(|(n, now)| run.push(now, 160 * n as i64, &[0; 160]))
            .collect();
        assert!(!moved.is_empty());
        assert!(moved[0].len() <= 21, "{} frames are heard after all", moved[0].len());
    }
}
