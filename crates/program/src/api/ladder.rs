//! The frames exchanged in a call, in the form in which the API returns them.

use serde::Serialize;
use utoipa::ToSchema;

use super::parts::moment;
use ferrofax_ground::ladder::Rung;
use ferrofax_spool::JobLadder;

/// A step of a call: a frame or signal that was sent or received, or the result of the call.
#[derive(Serialize, ToSchema)]
pub(super) struct Step {
    /// The time of the step, in milliseconds since the call was answered.
    at_ms: u64,
    /// The direction of the step: `said` (sent by Ferrofax), `heard` (received), `noted` or
    /// `ended`.
    way: &'static str,
    /// The step in the terms of T.30. The wording is for people, and may change with versions.
    text: String,
}

/// The steps of a call.
#[derive(Serialize, ToSchema)]
pub(super) struct Ladder {
    /// The steps, oldest first. Empty if the call was made by an older version, which did not
    /// record steps.
    steps: Vec<Step>,
}

/// The steps of a job's calls.
#[derive(Serialize, ToSchema)]
pub(super) struct Ladders {
    /// The calls, oldest first. A call that was not answered has no steps.
    calls: Vec<CallLadder>,
}

/// A call of a job.
#[derive(Serialize, ToSchema)]
struct CallLadder {
    /// The start of the call.
    #[schema(format = "date-time")]
    began_at: String,
    /// The steps, oldest first.
    steps: Vec<Step>,
}

/// Converts the steps of a call to the API's form.
pub(super) fn steps(rungs: Vec<Rung>) -> Vec<Step> {
    let step = |rung: Rung| Step { at_ms: rung.at_ms, way: rung.way.name(), text: rung.text };
    rungs.into_iter().map(step).collect()
}

impl From<Vec<Rung>> for Ladder {
    fn from(rungs: Vec<Rung>) -> Self {
        Self { steps: steps(rungs) }
    }
}

impl From<Vec<JobLadder>> for Ladders {
    fn from(ladders: Vec<JobLadder>) -> Self {
        let of_call =
            |one: JobLadder| CallLadder { began_at: moment(one.began_at), steps: steps(one.rungs) };
        Self { calls: ladders.into_iter().map(of_call).collect() }
    }
}
