//! The frames exchanged in a call, in the form in which the API returns them.

use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::lists::list;
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

list! {
    /// The T.30 frames and signals that were exchanged in a call, oldest first. The list is empty
    /// if the call was made by an older version, which did not record frames and signals.
    pub(super) Ladder, steps, Step
}

list! {
    /// The calls of a job, oldest first, with the T.30 frames and signals that were exchanged in
    /// them. A call that was not answered has no steps.
    pub(super) Ladders, calls, CallLadder
}

/// A call of a job, with the T.30 frames and signals that were exchanged in it.
#[derive(Serialize, ToSchema)]
pub(super) struct CallLadder {
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

impl From<JobLadder> for CallLadder {
    fn from(one: JobLadder) -> Self {
        Self { began_at: moment(one.began_at), steps: steps(one.rungs) }
    }
}
