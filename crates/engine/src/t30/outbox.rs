//! The outputs of a session that were not fetched yet, the rungs of its ladder among them.

use super::{Event, Output};
use ferrofax_ground::ladder::{Rung, Step, Way};
use ferrofax_signal::time::SampleTime;
use std::collections::VecDeque;

/// Outputs in the order in which they are to be acted on.
#[derive(Clone, Debug, Default)]
pub(super) struct Outbox(VecDeque<Output>);

impl Outbox {
    /// Puts an output behind the others.
    pub(super) fn push(&mut self, output: Output) {
        self.0.push_back(output);
    }

    /// A rung of the ladder.
    pub(super) fn trace(&mut self, now: SampleTime, way: Way, step: Step) {
        let at_ms = u64::from(now.since(SampleTime(0)).0);
        self.push(Output::Event(Event::Trace(Rung { at_ms, way, step })));
    }

    /// The output that is acted on next.
    pub(super) fn poll(&mut self) -> Option<Output> {
        self.0.pop_front()
    }
}
