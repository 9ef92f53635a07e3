//! The engine's face and the one place where its layers meet: samples in, samples and events out.

mod config;
pub mod playout;

pub use config::{AnswerConfig, CallEvent, FarIdent, Negotiated, PageQualityPolicy, ReceivedPage};

use crate::t30::outcome::{Cause, Outcome, Phase, Status};
use crate::time::SampleTime;
use std::collections::VecDeque;

/// One fax call. The owner feeds what it hears, fetches what to say in equal measure, and drains the events after each step.
#[derive(Debug)]
pub struct Call {
    now: SampleTime,
    events: VecDeque<CallEvent>,
    over: bool,
}

impl Call {
    /// Answers a call that is already connected.
    pub fn answer(_config: AnswerConfig) -> Self {
        Self { now: SampleTime(0), events: VecDeque::new(), over: false }
    }

    /// Hears `samples`; time goes on by as many.
    pub fn hear(&mut self, samples: &[i16]) {
        self.now.0 += samples.len() as u64;
    }

    /// As many samples were lost on the way; time goes on by them.
    pub fn hear_gap(&mut self, samples: usize) {
        self.now.0 += samples as u64;
    }

    /// Fills `out` with what is to be said now: silence when there is nothing.
    pub fn say(&mut self, out: &mut [i16]) {
        out.fill(0);
    }

    /// The page is durable: it may be confirmed.
    pub fn page_stored(&mut self, _page: u32) {}

    /// The page cannot be stored: it will never be confirmed.
    pub fn page_not_stored(&mut self, _page: u32) {}

    /// The line is gone.
    pub fn hang_up(&mut self) {
        if !self.over {
            self.over = true;
            self.events.push_back(CallEvent::Ended(Outcome {
                status: Status::Failed,
                phase: Phase::A,
                cause: Cause::Hangup,
                pages: 0,
            }));
        }
    }

    /// The next event.
    pub fn poll_event(&mut self) -> Option<CallEvent> {
        self.events.pop_front()
    }

    /// Everything is said and the outcome reported: the line may be released.
    pub fn is_over(&self) -> bool {
        self.over && self.events.is_empty()
    }

    /// Line time since the call began.
    pub fn now(&self) -> SampleTime {
        self.now
    }
}
