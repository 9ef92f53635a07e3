//! The list of jobs.

use std::collections::BTreeMap;

use axum::http::{HeaderMap, Uri};
use serde::Deserialize;
use utoipa::IntoParams;

use super::body::Job;
use crate::api::cursor::List;
use crate::api::lists::{linked, list};
use crate::api::parts::{By, Question, time};
use crate::api::tag::tagged;
use crate::api::{Problem, Result, cursor};
use crate::live::vocabulary::JobStateWord;
use ferrofax_desk::JobSieve;
use ferrofax_spool::DeviceName;
use ferrofax_spool::failure::Failure;
use ferrofax_spool::jobs::{JobId, JobState, ShownState};

/// The filter for the list of jobs.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Looking {
    /// Restricts the list to jobs with all of these words in the number, tag, owner, recipient,
    /// company, subject or the name of a document.
    #[serde(default)]
    search: String,
    /// Restricts the list to jobs in one of these states, separated by commas. The states are those
    /// of the field `state` of a job. `failed` does not include cancelled jobs.
    state: Option<String>,
    /// Restricts the list to jobs of this device: `2101` or `2101@context`.
    device: Option<String>,
    /// Restricts the list to jobs whose fax number contains these digits.
    #[serde(default)]
    number: String,
    /// Restricts the list to jobs with this tag.
    tag: Option<String>,
    /// Restricts the list to jobs of this owner.
    owner: Option<String>,
    /// Restricts the list to jobs with this reason of failure, such as `busy` or `no-answer`.
    failure: Option<String>,
    /// Restricts the list to jobs that were submitted at this time or later.
    #[param(format = "date-time")]
    since: Option<String>,
    /// Restricts the list to jobs that were submitted before this time.
    #[param(format = "date-time")]
    until: Option<String>,
    /// Restricts the list to jobs that have this value in `metadata`: `metadata[order]=17`.
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
    JobList, jobs, Job {
        /// Whether the search stopped before the end of the list, because it had to skip many jobs that
        /// do not match. A request with the value of `next` as `cursor` continues the list.
        is_cut_short: bool,
    }
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
        (status = 304, description = "Nothing has changed since the answer with the ETag in `If-None-Match`.")
    )
)]
pub(super) async fn list(
    By(api, caller): By,
    headers: HeaderMap,
    uri: Uri,
    Question(looking): Question<Looking>,
) -> Result {
    let below = cursor::read(List::Jobs, looking.cursor.as_deref())?.map(JobId);
    let (limit, sieve) = (cursor::limit(looking.limit)?, looking.sieve()?);
    let list = api.at_desk(move |desk| desk.jobs(&caller.person, &sieve, below, limit)).await?;
    let next = list.next.map(|next| cursor::written(List::Jobs, next.0));
    let jobs = list.jobs.into_iter().map(Job::from);
    let body = JobList::of(jobs, next.clone(), list.is_cut_short);
    Ok(linked(tagged(&headers, &body)?, &uri, next.as_deref()))
}

impl Looking {
    fn sieve(&self) -> Result<JobSieve> {
        let words = self.state.iter().flat_map(|words| words.split(',')).map(str::trim);
        let states = words.map(|word| {
            let found = ShownState::from_name(word);
            found.ok_or_else(|| Problem::unknown_word("state", word, &JobStateWord::all()))
        });
        let failure = self.failure.as_deref().map(|word| {
            let names = Failure::ALL.map(Failure::name);
            Failure::from_name(word).ok_or_else(|| Problem::unknown_word("failure", word, &names))
        });
        let states: Vec<ShownState> = states.collect::<Result<_, _>>()?;
        let has = |state| states.contains(&state);
        let failed = ShownState::Stored(JobState::Failed);
        let cancelled = match (has(failed), has(ShownState::Cancelled)) {
            (true, false) => Some(false),
            (false, true) => Some(true),
            _ => None,
        };
        let mut states: Vec<JobState> = states.into_iter().map(ShownState::stored).collect();
        states.sort_by_key(|state| state.name());
        states.dedup();
        Ok(JobSieve {
            without_number: false,
            words: self.search.clone(),
            states,
            device: self.device.as_deref().map(DeviceName::of_row),
            number: self.number.clone(),
            tag: self.tag.clone(),
            owner: self.owner.clone(),
            failure: failure.transpose()?,
            since: self.since.as_deref().map(|text| time("since", text)).transpose()?,
            until: self.until.as_deref().map(|text| time("until", text)).transpose()?,
            cancelled,
            metadata: self.metadata.clone(),
        })
    }
}
