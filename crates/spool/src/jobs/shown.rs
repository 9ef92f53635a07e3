//! The states of jobs as people and programs name them.

use super::JobState;
use crate::failure::Failure;

/// The state of a job as people and programs name it. The spool stores a cancelled job as a failed
/// job with the reason [`Failure::Cancelled`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShownState {
    /// The stored state; a failed job was not cancelled.
    Stored(JobState),
    /// A user cancelled the job.
    Cancelled,
}

impl ShownState {
    const CANCELLED: &str = "cancelled";

    /// The state of a job with this stored state and this reason of failure.
    pub fn of(state: JobState, failure: Option<Failure>) -> Self {
        match (state, failure) {
            (JobState::Failed, Some(Failure::Cancelled)) => Self::Cancelled,
            _ => Self::Stored(state),
        }
    }

    /// The names of all states.
    pub fn names() -> impl Iterator<Item = &'static str> {
        JobState::ALL.map(JobState::name).into_iter().chain([Self::CANCELLED])
    }

    /// The name of the state.
    pub fn name(self) -> &'static str {
        match self {
            Self::Stored(state) => state.name(),
            Self::Cancelled => Self::CANCELLED,
        }
    }

    /// Returns the state that has this name.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            Self::CANCELLED => Some(Self::Cancelled),
            name => JobState::from_name(name).map(Self::Stored),
        }
    }

    /// The state as the spool stores it.
    pub fn stored(self) -> JobState {
        match self {
            Self::Stored(state) => state,
            Self::Cancelled => JobState::Failed,
        }
    }
}
