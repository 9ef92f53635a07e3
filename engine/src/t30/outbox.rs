//! The outputs of a session that were not fetched yet, the lines of its trace among them.

use super::{Event, Output};
use crate::time::SampleTime;
use std::collections::VecDeque;

/// Outputs in the order in which they are to be acted on.
#[derive(Clone, Debug, Default)]
pub(super) struct Outbox(VecDeque<Output>);

impl Outbox {
    /// Puts an output behind the others.
    pub(super) fn push(&mut self, output: Output) {
        self.0.push_back(output);
    }

    /// A line of the trace, dated in seconds from the start of the call.
    pub(super) fn trace(&mut self, now: SampleTime, line: &str) {
        let seconds = now.since(SampleTime(0)).0 as f64 / 1000.0;
        self.push(Output::Event(Event::Trace(format!("{seconds:8.2} {line}"))));
    }

    /// The output that is acted on next.
    pub(super) fn poll(&mut self) -> Option<Output> {
        self.0.pop_front()
    }
}
