//! The calling side of a call: from CNG to DCN.

mod terms;

pub use terms::{CallTerms, Confirmation, FarCapabilities, NextPage, PageFacts, PageLength, RefusedPagePolicy};

use super::{Input, Output};
use crate::time::SampleTime;

/// The session of a calling station that sends.
#[derive(Debug)]
pub struct Calling {
    over: bool,
}

impl Calling {
    /// Calls: the first outputs are there at once.
    pub fn new(_terms: CallTerms) -> Self {
        Self { over: true }
    }

    /// Something happened at `now`. Every output must be fetched before the next input.
    pub fn handle(&mut self, _now: SampleTime, _input: Input) {}

    /// The next thing to be done.
    pub fn poll_output(&mut self) -> Option<Output> {
        None
    }

    /// Whether the end was reported.
    pub const fn is_over(&self) -> bool {
        self.over
    }
}
