//! What became of the packets of a call.

use std::fmt;

/// Counts for the call's record. Its text is one line for a log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// Packets that came.
    pub heard: u64,
    /// Packets that went out.
    pub said: u64,
    /// Packets that never came, by the gaps in the sequence numbers.
    pub missing: u64,
    /// Packets that came twice.
    pub repeated: u64,
    /// Packets that came after they had been given up.
    pub late: u64,
    /// Packets that came out of order and were put right.
    pub reordered: u64,
    /// Packets that could not be read.
    pub malformed: u64,
    /// Packets that came faster than any fax, or brought more than their modem could, and were
    /// dropped.
    pub flooded: u64,
    /// Packets whose sequence number was far from all others, and that were passed over.
    pub strays: u64,
    /// How often the sequence numbers began anew somewhere else.
    pub restarts: u64,
    /// How often packets turned out to be of the other encoding (version 0, or 1 and
    /// later) than those before.
    pub version_changes: u64,
    /// Frames that lacked packets or came marked bad.
    pub damaged_frames: u64,
    /// Frames whose missing octets were known all the same.
    pub mended_frames: u64,
    /// How often the call went over to T.38, and back to audio.
    pub switches: u64,
}

impl Stats {
    /// A line for people, where the remote end does not keep to what a fax modem can carry.
    pub fn flood(&self) -> Option<&'static str> {
        (self.flooded > 0).then_some(FLOOD)
    }
}

const FLOOD: &str = "T.38: more packets or data come than a fax modem can carry; the rest is dropped, and pages are \
                     damaged there. Every machine that reaches the UDPTL port of a call can send them";

impl fmt::Display for Stats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "T.38: {} packets heard, {} sent, {} missing, {} repeated, {} late, {} reordered, {} malformed, {} too many, \
             {} strays, {} restarts, {} version changes, {} damaged frames, {} repaired",
            self.heard,
            self.said,
            self.missing,
            self.repeated,
            self.late,
            self.reordered,
            self.malformed,
            self.flooded,
            self.strays,
            self.restarts,
            self.version_changes,
            self.damaged_frames,
            self.mended_frames,
        )
    }
}
