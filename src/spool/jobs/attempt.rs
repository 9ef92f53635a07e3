//! A try ends: what becomes of the job.

use std::collections::BTreeMap;

use super::super::failure::{Failure, Retry};
use super::super::{Spool, SpoolError};
use super::{JobLease, JobState};

/// How a try ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AttemptEnd {
    /// Why it failed; none if the session ended well.
    pub failure: Option<Failure>,
    /// The cause's name by T.30's phases, if there was a session.
    pub cause: Option<String>,
    /// The network's hang-up cause (Q.850).
    pub hangup_cause: Option<u16>,
    /// What happened in words, where there is more to say than the failure's own sentence.
    pub text: Option<String>,
    /// When to try again, where the configuration says otherwise than the failure table.
    pub retry: RetryRules,
}

/// The failure table's retries, as changed by the configuration.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RetryRules {
    changed: BTreeMap<Failure, Retry>,
}

impl RetryRules {
    /// Sets the rule for a failure.
    pub fn set(&mut self, failure: Failure, retry: Retry) {
        self.changed.insert(failure, retry);
    }

    /// The rule for a failure.
    pub fn of(&self, failure: Failure) -> Retry {
        self.changed.get(&failure).copied().unwrap_or_else(|| failure.retry())
    }
}

impl Spool {
    /// The try is over: the job is done, is tried again later, or has failed. Jobs to the same number may go now.
    /// Returns the new state. If the lease was lost before, nothing changes.
    pub fn attempt_ended(&self, lease: &JobLease, end: &AttemptEnd, now: i64) -> Result<JobState, SpoolError> {
        let _ = (lease, end, now);
        todo!()
    }
}
