//! The list of jobs.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::body::Job;
use crate::api::parts::Question;
use crate::api::tag::tagged;
use crate::api::{Api, Caller, Kind, Problem, cursor};
use crate::desk::JobSieve;
use ferrofax_spool::DeviceName;
use ferrofax_spool::jobs::{JobId, JobState};

/// The filter for the list of jobs.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Looking {
    /// Restricts the list to jobs in one of these states, separated by commas.
    state: Option<String>,
    /// Restricts the list to jobs of this device: `2101` or `2101@context`.
    device: Option<String>,
    /// The value of `next` in an earlier answer. The answer to this request continues that list.
    cursor: Option<String>,
    /// The greatest number of jobs in the answer; default 50.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

/// A list of jobs, newest first.
#[derive(Serialize, ToSchema)]
struct JobList {
    jobs: Vec<Job>,
    /// The value of `cursor` with which the next request continues the list; null if the list ends
    /// here.
    next: Option<String>,
}

/// Lists jobs, newest first.
#[utoipa::path(
    get,
    path = "/jobs",
    tag = "jobs",
    operation_id = "list_jobs",
    security(("key" = ["jobs:read"])),
    params(Looking),
    responses(
        (status = 200, description = "The jobs.", body = JobList, headers(("etag" = String, description = "For If-None-Match."))),
        (status = 304, description = "As If-None-Match says.")
    )
)]
pub(super) async fn list(
    State(api): State<Api>,
    caller: Caller,
    headers: HeaderMap,
    Question(looking): Question<Looking>,
) -> Result<Response, Problem> {
    let below = cursor::read('j', looking.cursor.as_deref())?.map(JobId);
    let (limit, sieve) = (cursor::limit(looking.limit)?, looking.sieve()?);
    let list = api.at_desk(move |desk| desk.jobs(&caller.person, &sieve, below, limit)).await?;
    let next = list.next.map(|next| cursor::written('j', next.0));
    let jobs = list.jobs.into_iter().map(Job::from).collect();
    tagged(&headers, &JobList { jobs, next })
}

impl Looking {
    fn sieve(&self) -> Result<JobSieve, Problem> {
        let words = self.state.iter().flat_map(|words| words.split(',')).map(str::trim);
        let states = words.map(|word| {
            let found = JobState::ALL.into_iter().find(|state| state.name() == word);
            found.ok_or_else(|| {
                Problem::new(Kind::Malformed, format!("state: there is no '{word}'"))
            })
        });
        Ok(JobSieve {
            states: states.collect::<Result<_, _>>()?,
            device: self.device.as_deref().map(DeviceName::of_row),
        })
    }
}
