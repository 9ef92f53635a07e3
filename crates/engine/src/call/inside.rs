//! What a call's session of T.30 is told and wants, for who runs the call again to look into it.

use super::Call;
use crate::t30::{Input, Output};
use ferrofax_signal::time::SampleTime;
use std::collections::VecDeque;

/// One thing that went in or came out.
#[derive(Clone, Debug)]
pub(super) enum Passed {
    In(Input),
    Out(Output),
}

/// What passed since somebody looked, with its times.
pub(super) type Inside = VecDeque<(SampleTime, Passed)>;

impl Call {
    /// From now on it is kept for [`Self::poll_inside`].
    pub(super) fn look_inside(&mut self) {
        self.inside = Some(Box::default());
    }

    /// What passed next.
    pub(super) fn poll_inside(&mut self) -> Option<(SampleTime, Passed)> {
        self.inside.as_mut()?.pop_front()
    }

    /// Something is about to go in. Time going on is nothing to be shown.
    pub(super) fn show_input(&mut self, input: &Input) {
        let now = self.now;
        if let Some(inside) = &mut self.inside
            && !matches!(input, Input::Tick | Input::PageGrew)
        {
            inside.push_back((now, Passed::In(input.clone())));
        }
    }

    /// Something came out. The owner's events are told by themselves.
    pub(super) fn show_output(&mut self, output: &Output) {
        let now = self.now;
        if let Some(inside) = &mut self.inside
            && !matches!(output, Output::Event(_) | Output::PageBits(_))
        {
            inside.push_back((now, Passed::Out(output.clone())));
        }
    }
}
