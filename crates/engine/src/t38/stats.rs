//! What became of the packets of a call.

use ferrofax_ground::ladder::Step;
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
    /// The step with the counts of packets at the end of a call.
    pub const fn step(&self) -> Step {
        Step::T38Packets {
            heard: self.heard,
            sent: self.said,
            missing: self.missing,
            repeated: self.repeated,
            late: self.late,
            reordered: self.reordered,
            malformed: self.malformed,
            many: self.flooded,
            strays: self.strays,
            restarts: self.restarts,
            versions: self.version_changes,
            damaged: self.damaged_frames,
            repaired: self.mended_frames,
        }
    }

    /// A line for people, where the remote end does not keep to what a fax modem can carry.
    pub fn flood(&self) -> Option<Step> {
        (self.flooded > 0).then_some(Step::T38Flood)
    }
}

impl fmt::Display for Stats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.step())
    }
}
