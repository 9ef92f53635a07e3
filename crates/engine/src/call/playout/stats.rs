//! What became of the audio's frames, in numbers and in words.

use std::fmt;
use std::ops::Add;

/// What became of the frames so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PlayoutStats {
    /// Frames that came.
    pub frames: u64,
    /// Frames that came twice.
    pub doubled: u64,
    /// Frames that came after their time had been given as lost.
    pub late: u64,
    /// Frames that came faster than time passes, and were dropped.
    pub hasty: u64,
    /// Frames that came out of order and were put right.
    pub reordered: u64,
    /// Times that the line had moved: the path had got longer, or its sender had paused
    /// without saying so.
    pub moved: u64,
    /// Samples given as lost between frames.
    pub lost_samples: u64,
    /// Samples of time that passed by the clock, because the line sent nothing.
    pub silent_samples: u64,
    /// How long a hole is waited for now, in ms.
    pub patience_ms: u32,
}

impl fmt::Display for PlayoutStats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "audio: {} packets received, {} duplicate, {} late, {} reordered, {} too many, {} times moved, {} ms lost, {} ms silent, \
             up to {} ms waited for",
            self.frames,
            self.doubled,
            self.late,
            self.reordered,
            self.hasty,
            self.moved,
            self.lost_samples / 8,
            self.silent_samples / 8,
            self.patience_ms,
        )
    }
}

/// Those of two times in audio, one after the other.
impl Add for PlayoutStats {
    type Output = Self;

    fn add(self, later: Self) -> Self {
        Self {
            frames: self.frames + later.frames,
            doubled: self.doubled + later.doubled,
            late: self.late + later.late,
            hasty: self.hasty + later.hasty,
            reordered: self.reordered + later.reordered,
            moved: self.moved + later.moved,
            lost_samples: self.lost_samples + later.lost_samples,
            silent_samples: self.silent_samples + later.silent_samples,
            patience_ms: later.patience_ms,
        }
    }
}
