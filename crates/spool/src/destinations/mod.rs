//! The number memory: facts about the fax numbers that were called, and the precautions that the
//! next call takes from these facts.
//!
//! The spool learns from a call when its attempt ends ([`crate::jobs::AttemptEnd::memory`], in the
//! same transaction): `learning`. The next call takes a list of [`Advice`] from the memory, and
//! each [`Advice`] gives its own reason: `advice`. Both files use a [`Destination`] and nothing
//! else. Only `table` knows where a [`Destination`] is stored, so that it can be stored elsewhere.
//!
//! The effect of the memory is small and limited. It makes a call begin more carefully, by one step
//! at a time. It never makes a call bolder than the job allows, and the bolder way is tried again
//! later. Facts are forgotten after [`MemorySettings::days`].
//!
//! Machines that share a database share the memory, too. Each machine keeps what it has learned for
//! the shared database (`queue`). The code above the spool exchanges it (crates/cluster/src/memory).

mod advice;
pub(crate) mod learning;
pub(crate) mod queue;
mod settings;
pub(crate) mod table;
#[cfg(test)]
mod tests;

pub use advice::Advice;
pub use learning::is_bad_line;
pub use settings::MemorySettings;
pub(super) use table::{forget_old, learn, leave_out};

use super::failure::Failure;
use super::value::words;
use ferrofax_basics::UnixMs;

words! {
    /// The result of T.38 in a call.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub enum T38Fate {
        /// Neither side requested T.38, or the result is unknown.
        #[default]
        Unknown = "unknown",
        /// Ferrofax requested T.38, and the remote side refused.
        Refused = "refused",
        /// The fax was sent over T.38.
        Used = "used",
        /// T.38 broke the call, or T.38 was agreed on and no packet arrived.
        Broke = "broke",
    }
}

/// The facts at the end of an attempt that the number memory needs, and that the spool does not
/// know by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallMemory {
    /// The result of T.38.
    pub t38: T38Fate,
    /// The number of days after which a learned fact is forgotten.
    pub days: u32,
}

/// A rate at which pages were sent, and the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeldRate {
    /// The rate of the pages in bit/s.
    pub bps: u32,
    /// The time of the last call that kept this rate.
    pub at: UnixMs,
}

/// The facts that the memory has about a fax number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Destination {
    /// The fax number in the canonical form, which identifies a recipient.
    pub number: String,
    /// The time of the first known call.
    pub since: UnixMs,
    /// The time of the last call.
    pub at: UnixMs,
    /// The number of calls.
    pub calls: u32,
    /// The number of calls that found the number busy.
    pub busy: u32,
    /// The number of calls that nobody answered.
    pub no_answer: u32,
    /// The number of successive calls, up to the last call, that were busy or unanswered.
    pub in_vain: u32,
    /// The number of calls that succeeded.
    pub sent: u32,
    /// The time of the last call that succeeded.
    pub sent_at: Option<UnixMs>,
    /// The failure of the last call; `None` if it did not fail.
    pub failure: Option<Failure>,
    /// The highest rate that was not lowered during a call.
    pub held: Option<HeldRate>,
    /// Whether pages were sent with error correction in the last call where this was known.
    pub ecm: Option<bool>,
    /// The result of T.38 in the last call that tried it.
    pub t38: T38Fate,
    slowed: Option<Slowed>,
    patience: Patience,
    t38_broke: Again,
    ecm_failed: Again,
    /// The time at which a fax was last sent successfully without error correction, after error
    /// correction had failed.
    plain_at: Option<UnixMs>,
}

#[cfg(any(test, debug_assertions))]
impl Destination {
    pub(crate) fn troubles(&self) -> (Option<u32>, u32, u32) {
        (self.slowed.map(|slowed| slowed.bps), self.t38_broke.times, self.ecm_failed.times)
    }
}

/// The lowered rate at which calls begin, because a call did not keep a faster rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Slowed {
    bps: u32,
    /// The time at which the rate was lowered last.
    at: UnixMs,
    /// The number of calls since then that have kept this rate without a failure between them.
    held: u32,
}

/// The number of calls that must keep a rate before the next faster rate is tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Patience {
    calls: u32,
    /// Whether a faster rate was tried since the rate was lowered last.
    is_climbing: bool,
}

/// A counter of an event: how often it happened without its opposite in between, and the time of
/// the last event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Again {
    times: u32,
    at: UnixMs,
}
