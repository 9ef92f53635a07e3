//! What is known of the numbers that faxes went to, and what the next call takes of it.
//!
//! A call teaches when its try ends ([`crate::jobs::AttemptEnd::memory`], in the same
//! transaction): `learning`. What the next one takes of it is a list of [`Advice`], each of
//! which explains itself: `advice`. Both reckon with a [`Destination`] and nothing else; where
//! it is kept is `table`'s alone, so that it may be kept elsewhere.
//!
//! What is taken is small and bounded: it makes a call begin more carefully by one step, never
//! bolder than its job says, and is tried anew. It is forgotten after
//! [`MemorySettings::days`].
//!
//! Nodes of a store share it: what each has learned goes there (`queue`), becomes one row a number
//! (`shared`), and comes to who calls next (`exchange`). What is forgotten by hand or left out is so
//! for all (`left_out`).

mod advice;
mod exchange;
mod learning;
mod left_out;
mod queue;
mod settings;
mod shared;
#[cfg(test)]
mod shared_tests;
mod table;
#[cfg(test)]
mod tests;

pub use advice::Advice;
pub(super) use exchange::leave;
pub use learning::is_bad_line;
pub(super) use left_out::forget_node;
pub use settings::MemorySettings;
pub(super) use table::{forget_old, learn, leave_out};

use super::failure::Failure;
use super::value::words;
use ferrofax_basics::UnixMs;

/// How T.38 went in a call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum T38Fate {
    /// Nobody wanted it, or nobody knows.
    #[default]
    Unknown,
    /// We asked for it, and the remote end would not.
    Refused,
    /// The fax went by it.
    Used,
    /// It broke the call, or was agreed on and nothing came.
    Broke,
}

words!(T38Fate { Unknown = "unknown", Refused = "refused", Used = "used", Broke = "broke" });

/// What the end of a try tells the number's memory that the spool does not know by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallMemory {
    /// How T.38 went.
    pub t38: T38Fate,
    /// After how many days something learned is forgotten.
    pub days: u32,
}

/// A rate at which pages went, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeldRate {
    /// bit/s.
    pub bps: u32,
    /// When it did last.
    pub at: UnixMs,
}

/// What is known of a number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Destination {
    /// In the one form by which receivers are told apart.
    pub number: String,
    /// The first call of which is known.
    pub since: UnixMs,
    /// The last one.
    pub at: UnixMs,
    /// Calls.
    pub calls: u32,
    /// Of these, how often it was busy.
    pub busy: u32,
    /// How often nobody answered.
    pub no_answer: u32,
    /// How many of the last calls, one after another, found it busy or unanswered.
    pub in_vain: u32,
    /// Calls that ended well.
    pub sent: u32,
    /// The last of them.
    pub sent_at: Option<UnixMs>,
    /// Why the last call failed. None: it did not.
    pub failure: Option<Failure>,
    /// The highest rate that held to the end of a call.
    pub held: Option<HeldRate>,
    /// Whether pages went with error correction the last time.
    pub ecm: Option<bool>,
    /// How T.38 went the last time that it was tried.
    pub t38: T38Fate,
    slowed: Option<Slowed>,
    patience: Patience,
    t38_broke: Again,
    ecm_failed: Again,
    /// When a fax went well without error correction, after it had failed with it.
    plain_at: Option<UnixMs>,
}

/// The rate at which calls begin since one did not hold what was faster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Slowed {
    bps: u32,
    /// When that was.
    at: UnixMs,
    /// Calls that have held this rate since, one after another.
    held: u32,
}

/// How many calls have to hold a rate before the next faster one is tried anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Patience {
    calls: u32,
    /// A faster one was tried since a call slowed down last.
    is_climbing: bool,
}

/// Something that happened so many times without its contrary between, the last time then.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Again {
    times: u32,
    at: UnixMs,
}
