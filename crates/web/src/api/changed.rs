//! The results of an action on several faxes or jobs.

use serde::Serialize;
use utoipa::ToSchema;

use super::Problem;
use super::problem::ProblemBody;
use ferrofax_desk::Outcomes;

/// The results of an action on several faxes or jobs.
#[derive(Serialize, ToSchema)]
pub(super) struct Changes {
    /// The numbers of the faxes or jobs that were changed.
    done: Vec<i64>,
    /// The faxes or jobs that were not changed.
    refused: Vec<NotChanged>,
}

/// A fax or job that was not changed.
#[derive(Serialize, ToSchema)]
struct NotChanged {
    /// The number of the fax or job.
    id: i64,
    /// The reason why the fax or job was not changed.
    problem: ProblemBody,
}

/// Writes the results of an action for programs. `number` returns the number of a fax or job.
pub(super) fn changes<I>(outcomes: Outcomes<I>, number: impl Fn(I) -> i64) -> Changes {
    let Outcomes { done, refused } = outcomes;
    let done = done.into_iter().map(&number).collect();
    let refused = refused
        .into_iter()
        .map(|(id, error)| NotChanged { id: number(id), problem: Problem::from(error).body() });
    Changes { done, refused: refused.collect() }
}
