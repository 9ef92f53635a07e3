//! The results of sending a fax to several fax numbers.

use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use super::jobs::CreatedJob;
use super::lists::list;
use super::once::Done;
use super::problem::ProblemBody;
use super::{Api, Problem};
use ferrofax_desk::{Person, Sent};

list! {
    /// The results of sending a fax to several fax numbers, one for each number, in the order of
    /// the numbers.
    pub(super) SentList, sent, SentTo
}

/// The result of sending a fax to one fax number: the job that was created, or the error.
#[derive(Serialize, ToSchema)]
pub(super) struct SentTo {
    /// The fax number as the request contains it.
    number: String,
    /// The number of the job that was created for this fax number; null if none was created.
    id: Option<i64>,
    /// The older, deprecated name of `id`, with the same value.
    #[schema(deprecated)]
    job: Option<i64>,
    /// The number of pages of the job that was created for this fax number.
    pages: Option<u32>,
    /// The job that was created for this fax number, as `GET /jobs/{id}` returns it.
    created: Option<CreatedJob>,
    /// The reason why no job was created for this fax number.
    problem: Option<ProblemBody>,
}

/// Answers with the result of sending for each fax number. If one number is not valid, the fax is
/// still sent to the rest of the numbers. The status is 201 if each number has its job, otherwise
/// 207.
pub(super) fn answered(api: &Api, person: &Person, sent: Vec<Sent>) -> Result<Done, Problem> {
    let is_all = sent.iter().all(|(_, taken)| taken.is_ok());
    let of = |(number, taken): Sent| match taken {
        Ok(taken) => {
            let (id, pages) = (Some(taken.job.0), Some(taken.pages));
            // If the job can't be read now, it exists nevertheless, and the answer has its number.
            let created = CreatedJob::of(&api.desk, person, taken).ok();
            SentTo { number, id, job: id, pages, created, problem: None }
        }
        Err(error) => {
            let problem = Some(Problem::from(error).without_fields().body());
            SentTo { number, id: None, job: None, pages: None, created: None, problem }
        }
    };
    let status = if is_all { StatusCode::CREATED } else { StatusCode::MULTI_STATUS };
    Done::of(status, &SentList::of(sent.into_iter().map(of), None), None)
}
