//! The list of jobs.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;

use super::body::Job;
use crate::api::lists::{linked, list};
use crate::api::parts::Question;
use crate::api::tag::tagged;
use crate::api::{Api, Caller, Problem, cursor};
use crate::desk::JobSieve;
use crate::live::vocabulary::JobStateWord;
use ferrofax_spool::DeviceName;
use ferrofax_spool::jobs::{JobId, JobState};

/// The filter for the list of jobs.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Looking {
    /// Restricts the list to jobs in one of these states, separated by commas. The states are those
    /// of the field `state` of a job. `failed` does not include cancelled jobs.
    state: Option<String>,
    /// Restricts the list to jobs of this device: `2101` or `2101@context`.
    device: Option<String>,
    /// Restricts the list to jobs with which a program has stored this value:
    /// `metadata[order]=17`.
    #[serde(default)]
    #[param(style = DeepObject, explode, value_type = Option<BTreeMap<String, String>>)]
    metadata: BTreeMap<String, String>,
    /// The value of `next` in an earlier answer. The answer to this request continues that list.
    cursor: Option<String>,
    /// The greatest number of jobs in the answer; default 50.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

list! {
    /// A list of jobs, newest first.
    JobList, jobs, Job
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
    uri: Uri,
    Question(looking): Question<Looking>,
) -> Result<Response, Problem> {
    let below = cursor::read('j', looking.cursor.as_deref())?.map(JobId);
    let (limit, sieve) = (cursor::limit(looking.limit)?, looking.sieve()?);
    let list = api.at_desk(move |desk| desk.jobs(&caller.person, &sieve, below, limit)).await?;
    let next = list.next.map(|next| cursor::written('j', next.0));
    let jobs = JobList::of(list.jobs.into_iter().map(Job::from), next.clone());
    Ok(linked(tagged(&headers, &jobs)?, &uri, next.as_deref()))
}

impl Looking {
    fn sieve(&self) -> Result<JobSieve, Problem> {
        let words = self.state.iter().flat_map(|words| words.split(',')).map(str::trim);
        let states = words.map(|word| {
            let found = JobStateWord::read(word);
            found.ok_or_else(|| Problem::unknown_word("state", word, &JobStateWord::all()))
        });
        let states: Vec<(JobState, bool)> = states.collect::<Result<_, _>>()?;
        let has = |state| states.contains(&state);
        let cancelled = match (has((JobState::Failed, false)), has((JobState::Failed, true))) {
            (true, false) => Some(false),
            (false, true) => Some(true),
            _ => None,
        };
        let mut states: Vec<JobState> = states.into_iter().map(|(state, _)| state).collect();
        states.sort_by_key(|state| state.name());
        states.dedup();
        let device = self.device.as_deref().map(DeviceName::of_row);
        Ok(JobSieve { states, device, cancelled, metadata: self.metadata.clone() })
    }
}
