//! An action on the selected jobs of the list of jobs.

use axum::extract::Query;

use super::list::{self, Looking};
use crate::lists::{Changed, field, selected};
use crate::posted::Posted;
use crate::refusal::{Refusal, Result};
use crate::texts::Texts;
use ferrofax_basics::UnixMs;
use ferrofax_desk::JobDeed;
use ferrofax_spool::jobs::JobId;

/// Carries out the chosen action on each selected job. Then shows the list with the results.
pub(super) async fn change(
    Query(looking): Query<Looking>,
    Posted { house, user, fields }: Posted<Vec<(String, String)>>,
) -> Result {
    let deed = JobDeed::of_word(field(&fields, "do"));
    let deed = deed.ok_or_else(|| Refusal::Form("do".to_owned()))?;
    let jobs: Vec<JobId> = selected(&fields, "job").into_iter().map(JobId).collect();
    let (person, texts) = (user.person.clone(), user.visitor.texts);
    let outcomes = house
        .at_desk(move |desk| Ok(desk.change_jobs(&person, &jobs, deed, UnixMs::now())))
        .await?;
    let changed = Changed::of(outcomes, texts.job, Texts::entries_changed, texts);
    list::shown(&house, &user, looking, Some(changed)).await
}
