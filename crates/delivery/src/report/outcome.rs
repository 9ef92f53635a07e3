//! The outcome of a job that has ended: its last change, its calls, and the fate of each page.

use ferrofax_spool::jobs::{CallId, Job, JobChange, JobPage, PageState};

/// The change by which a job ended; `None` if it has not ended.
pub fn job_end<'a>(job: &Job, history: &'a [JobChange]) -> Option<&'a JobChange> {
    let is_end = |change: &&JobChange| change.state == job.state && change.state.is_final();
    history.iter().rev().find(is_end)
}

/// A call of a job.
#[derive(Clone, Copy, Debug)]
pub struct JobCall<'a> {
    /// The first change of the job's state during this call.
    pub began: &'a JobChange,
    /// The last change of the job's state during this call.
    pub ended: &'a JobChange,
}

/// The calls of a job, the oldest first.
pub fn job_calls(history: &[JobChange]) -> Vec<JobCall<'_>> {
    let mut calls: Vec<(CallId, JobCall<'_>)> = Vec::new();
    for change in history {
        let Some(call) = change.call else { continue };
        match calls.iter_mut().find(|(id, _)| *id == call) {
            Some((_, known)) => known.ended = change,
            None => calls.push((call, JobCall { began: change, ended: change })),
        }
    }
    calls.into_iter().map(|(_, call)| call).collect()
}

/// The identification of the remote fax machine in the call that confirmed the last page. If no page
/// was confirmed, the identification in the last call.
pub fn answered_by<'a>(calls: &[JobCall<'a>]) -> Option<&'a str> {
    let last = calls.last()?;
    let confirmed = last.ended.pages_confirmed;
    let is_it = |call: &&JobCall<'_>| confirmed > 0 && call.ended.pages_confirmed == confirmed;
    calls.iter().find(is_it).unwrap_or(last).answered_by()
}

impl<'a> JobCall<'a> {
    /// The identification that the remote fax machine sent in this call.
    pub fn answered_by(&self) -> Option<&'a str> {
        self.ended.answered_by.as_deref()
    }

    /// The duration of the call in seconds.
    pub fn seconds(&self) -> i64 {
        (self.ended.at.0 - self.began.at.0).max(0) / 1000
    }

    /// The slowest rate of the call in bit/s; `None` if it is not known.
    pub fn rate_bps(&self) -> Option<u32> {
        self.ended.line.map(|line| line.slowest_bps).filter(|rate| *rate > 0)
    }
}

/// The fate of a page of a job that has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageFate {
    /// The remote fax machine confirmed the page.
    Confirmed,
    /// The page was sent, but its confirmation did not arrive.
    InDoubt,
    /// The page was not confirmed.
    NotConfirmed,
}

impl PageFate {
    /// The fate of this page, by the change with which the job ended.
    pub fn of(page: &JobPage, end: &JobChange) -> Self {
        if end.pages_in_doubt.contains(&page.number) {
            Self::InDoubt
        } else if page.state == PageState::Confirmed {
            Self::Confirmed
        } else if page.unknown > 0 {
            Self::InDoubt
        } else {
            Self::NotConfirmed
        }
    }

    /// The name of the fate for programs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::InDoubt => "in_doubt",
            Self::NotConfirmed => "not_confirmed",
        }
    }
}
