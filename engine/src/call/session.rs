//! One side of T.30: the session of a call that we answer, or of one that we make.

use crate::t30::answering::Answering;
use crate::t30::calling::Calling;
use crate::t30::{Input, Output};
use crate::time::SampleTime;

/// Either side, driven in the same way: an input, then all outputs.
#[derive(Debug)]
pub(super) enum Session {
    Answering(Box<Answering>),
    Calling(Box<Calling>),
}

impl Session {
    pub(super) fn handle(&mut self, now: SampleTime, input: Input) {
        match self {
            Self::Answering(session) => session.handle(now, input),
            Self::Calling(session) => session.handle(now, input),
        }
    }

    pub(super) fn poll_output(&mut self) -> Option<Output> {
        match self {
            Self::Answering(session) => session.poll_output(),
            Self::Calling(session) => session.poll_output(),
        }
    }

    pub(super) fn limit_rate(&mut self, bps: u32) {
        match self {
            Self::Answering(session) => session.limit_rate(bps),
            Self::Calling(session) => session.limit_rate(bps),
        }
    }

    pub(super) const fn set_packets(&mut self, are: bool) {
        if let Self::Answering(session) = self {
            session.set_packets(are);
        }
    }

    pub(super) const fn is_calling(&self) -> bool {
        matches!(self, Self::Calling(_))
    }

    pub(super) const fn is_over(&self) -> bool {
        match self {
            Self::Answering(session) => session.is_over(),
            Self::Calling(session) => session.is_over(),
        }
    }
}
