//! The frames exchanged in a call, in the form in which the API returns them.

use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::parts::moment;
use ferrofax_ground::ladder::Rung;
use ferrofax_spool::{JobLadder, call_steps};

/// A step of a call: a T.30 frame or signal that was sent or received, or the result of the call.
#[derive(Serialize, ToSchema)]
pub(super) struct Step {
    /// The time at which this frame or signal was exchanged, in milliseconds since the call was
    /// answered.
    at_ms: u64,
    /// The kind of step: `said` (sent by Ferrofax), `heard` (received by Ferrofax), `noted` (a
    /// remark of Ferrofax) or `ended` (the result of the call).
    way: &'static str,
    /// The frame, signal or result in the terms of T.30. The wording is for people, and may change
    /// with versions.
    text: String,
    /// The frame, signal or result in a form for programs: a name such as `trained`, `dcs` or
    /// `end`. New versions can add names. The name `text` means that another version wrote only
    /// the sentence.
    step: &'static str,
    /// The values that belong to `step`, by their names. A value that is itself a step is an
    /// object with `name` and its own values.
    #[schema(value_type = Object)]
    values: Map<String, Value>,
}

/// The T.30 frames and signals that were exchanged in a call.
#[derive(Serialize, ToSchema)]
pub(super) struct Ladder {
    /// The frames and signals of the call, oldest first. Empty if the call was made by an older
    /// version, which did not record them.
    steps: Vec<Step>,
}

/// The T.30 frames and signals that were exchanged in the calls of a job.
#[derive(Serialize, ToSchema)]
pub(super) struct Ladders {
    /// The calls of the job, oldest first. A call that was not answered has no steps.
    calls: Vec<CallLadder>,
}

/// A call of a job, with the T.30 frames and signals that were exchanged in it.
#[derive(Serialize, ToSchema)]
struct CallLadder {
    /// The time at which the fax call began.
    #[schema(format = "date-time")]
    began_at: String,
    /// The frames and signals of the call, oldest first.
    steps: Vec<Step>,
}

/// Converts the frames and signals of a call to the API's form.
pub(super) fn steps(rungs: Vec<Rung>) -> Vec<Step> {
    let step = |Rung { at_ms, way, step }: Rung| Step {
        at_ms,
        way: way.name(),
        text: step.to_string(),
        step: step.name(),
        values: call_steps::values(&step),
    };
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
