//! A call's audio, either way: what the line brings is put into even time, goes through the engine, and as much speech comes
//! back.

use crate::call::Call;
use crate::call::playout::{Block, HeardFrame, Playout, PlayoutStats};
use std::collections::VecDeque;

/// The engine between the line's packets and the speech for it.
pub(super) struct Leg {
    playout: Playout,
    pub(super) engine: Call,
    speech: VecDeque<i16>,
    begun: bool,
}

impl Leg {
    pub(super) fn new(engine: Call) -> Self {
        Self { playout: Playout::new(), engine, speech: VecDeque::new(), begun: false }
    }

    /// A frame came from the line.
    pub(super) fn frame(&mut self, now_ms: u64, frame: HeardFrame<'_>) {
        self.begun = true;
        self.playout.frame(now_ms, frame);
    }

    /// Time goes on.
    pub(super) fn tick(&mut self, now_ms: u64) {
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
        if self.speech.len() < out.len() {
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
