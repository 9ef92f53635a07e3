//! A call's audio, either way: what the line brings is put into even time, goes through the engine, and as much speech comes
//! back, no faster than time passes.
//!
//! The engine says as much as it hears. Two of ours that talk to each other would have no clock between them then: the blocks
//! would go round as fast or as slowly as the way allows, and the play-out would make up or drop what is wrong. So a block
//! waits for its moment by our own clock.

use crate::call::Call;
use crate::call::playout::{Block, HeardFrame, Playout, PlayoutStats};
use std::collections::VecDeque;

/// The engine between the line's packets and the speech for it.
pub(super) struct Leg {
    playout: Playout,
    pub(super) engine: Call,
    speech: VecDeque<i16>,
    pace: Pace,
    begun: bool,
}

/// When the next block may go out.
#[derive(Debug, Default)]
struct Pace {
    /// The clock when the first one might have, and now.
    began_ms: Option<u64>,
    now_ms: u64,
    /// Samples that went out.
    said: u64,
}

/// How much faster (parts of the time) than our clock we may speak, for the far end's clock may be faster: 250 ppm.
const FASTER: u64 = 4000;

impl Pace {
    fn may_say(&mut self, samples: usize) -> bool {
        let passed = 8 * (self.now_ms - *self.began_ms.get_or_insert(self.now_ms));
        let may = self.said <= passed + passed / FASTER;
        if may {
            self.said += samples as u64;
        }
        may
    }
}

impl Leg {
    pub(super) fn new(engine: Call) -> Self {
        Self { playout: Playout::new(), engine, speech: VecDeque::new(), pace: Pace::default(), begun: false }
    }

    /// A frame came from the line.
    pub(super) fn frame(&mut self, now_ms: u64, frame: HeardFrame<'_>) {
        self.begun = true;
        self.pace.now_ms = now_ms.max(self.pace.now_ms);
        self.playout.frame(now_ms, frame);
    }

    /// Time goes on.
    pub(super) fn tick(&mut self, now_ms: u64) {
        self.pace.now_ms = now_ms.max(self.pace.now_ms);
        self.playout.tick(now_ms);
    }

    /// Whether a frame has come: what the engine was told to do it does since then.
    pub(super) const fn has_begun(&self) -> bool {
        self.begun
    }

    /// Moves the next block of what came through the engine. False: nothing more came. Events are to be looked for after each.
    pub(super) fn step(&mut self) -> bool {
        let samples = match self.playout.pop() {
            None => return false,
            Some(Block::Heard(samples)) => {
                self.engine.hear(&samples);
                samples.len()
            }
            Some(Block::Lost(samples)) => {
                self.engine.hear_gap(samples);
                samples
            }
        };
        self.speak(samples);
        true
    }

    /// True: `out` is to be written to the line now.
    pub(super) fn take_speech(&mut self, out: &mut [i16; 160]) -> bool {
        if self.speech.len() < out.len() || !self.pace.may_say(out.len()) {
            return false;
        }
        for (sample, said) in out.iter_mut().zip(self.speech.drain(..160)) {
            *sample = said;
        }
        true
    }

    /// What the network did to the audio.
    pub(super) fn losses(&self) -> PlayoutStats {
        self.playout.stats()
    }

    fn speak(&mut self, samples: usize) {
        let mut said = [0; 160];
        let mut left = samples;
        while left > 0 {
            let now = left.min(said.len());
            self.engine.say(&mut said[..now]);
            self.speech.extend(&said[..now]);
            left -= now;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::{AnswerConfig, OriginateConfig};

    /// One of two that talk to each other, with the blocks that are on their way to it.
    struct End {
        leg: Leg,
        coming: VecDeque<(u64, [i16; 160])>,
        heard: u16,
    }

    impl End {
        fn new(engine: Call) -> Self {
            Self { leg: Leg::new(engine), coming: VecDeque::new(), heard: 0 }
        }

        /// A millisecond passes: what has come is heard, every ten the loop looks at the clock, and what may be said is said.
        fn pass(&mut self, now_ms: u64, phase_ms: u64) -> Vec<[i16; 160]> {
            let mut looks = (now_ms + phase_ms).is_multiple_of(10);
            while self.coming.front().is_some_and(|(at, _)| *at <= now_ms) {
                let Some((_, samples)) = self.coming.pop_front() else { break };
                let frame = HeardFrame {
                    samples: &samples,
                    sequence: Some(self.heard),
                    timestamp_ms: Some(u32::from(self.heard) * 20),
                };
                self.heard += 1;
                self.leg.frame(now_ms, frame);
                looks = true;
            }
            let mut said = Vec::new();
            if looks {
                self.leg.tick(now_ms);
                while self.leg.step() {}
                let mut block = [0; 160];
                while self.leg.take_speech(&mut block) {
                    said.push(block);
                }
            }
            said
        }

        fn lost(&self) -> u64 {
            let losses = self.leg.losses();
            losses.lost_samples + losses.silent_samples + 160 * losses.late
        }
    }

    /// Each speaks as much as it hears: two of them must not slow one another down, or time is made up in their pages.
    #[test]
    fn two_of_ours_keep_time_between_them() {
        for delay_ms in [1, 7, 13, 29, 60] {
            let mut ends = [
                End::new(Call::answer(AnswerConfig::default())),
                End::new(Call::originate(OriginateConfig::default())),
            ];
            let mut lost_at_first = 0;
            for now_ms in 0..60_000 {
                for (one, other, phase_ms) in [(0, 1, 0), (1, 0, 4)] {
                    let said = ends[one].pass(now_ms, phase_ms);
                    ends[other].coming.extend(said.into_iter().map(|block| (now_ms + delay_ms, block)));
                }
                if now_ms == 2000 {
                    lost_at_first = ends.iter().map(End::lost).sum();
                }
            }
            let lost = ends.iter().map(End::lost).sum::<u64>() - lost_at_first;
            assert_eq!(lost, 0, "{delay_ms} ms there: samples of silence made up in a minute");
            for end in &ends {
                assert!((2900..=3020).contains(&end.heard), "{delay_ms} ms there: {} frames in a minute", end.heard);
            }
        }
    }
}
