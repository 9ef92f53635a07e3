//! What was said in a call, as programs read it.

use serde::Serialize;
use utoipa::ToSchema;

use super::parts::moment;
use ferrofax_ground::ladder::Rung;
use ferrofax_spool::JobLadder;

/// One thing that was said in a call, or what came of it.
#[derive(Serialize, ToSchema)]
pub(super) struct Step {
    /// Milliseconds since the call was answered.
    at_ms: u64,
    /// `said` (by us), `heard`, `noted` or `ended`.
    way: &'static str,
    /// What, by the names of T.30. What stands in it may change with versions: it is for people.
    text: String,
}

/// What was said in a call.
#[derive(Serialize, ToSchema)]
pub(super) struct Ladder {
    /// The oldest first; none of a call from before this was kept.
    steps: Vec<Step>,
}

/// What was said in the calls of a job.
#[derive(Serialize, ToSchema)]
pub(super) struct Ladders {
    /// The oldest call first. Those in which nobody answered have none.
    calls: Vec<CallLadder>,
}

/// A call of a job.
#[derive(Serialize, ToSchema)]
struct CallLadder {
    /// When it was begun.
    #[schema(format = "date-time")]
    began_at: String,
    /// The oldest first.
    steps: Vec<Step>,
}

/// Each rung as a step.
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
