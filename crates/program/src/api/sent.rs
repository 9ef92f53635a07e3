//! The results of sending a fax to several fax numbers.

use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use super::Problem;
use super::parts::Json;
use super::problem::ProblemBody;
use crate::desk::Sent;

/// The results of sending a fax to several fax numbers, one for each number.
#[derive(Serialize, ToSchema)]
pub(super) struct SentList {
    sent: Vec<SentTo>,
}

/// The result of sending a fax to one fax number: the job that was created, or the error.
#[derive(Serialize, ToSchema)]
struct SentTo {
    number: String,
    /// The number of the job that was created for this fax number.
    job: Option<i64>,
    /// The number of pages of the job that was created for this fax number.
    pages: Option<u32>,
    /// The reason why no job was created for this fax number.
    problem: Option<ProblemBody>,
}

/// Answers with the result of sending for each fax number. If one number is not valid, the fax is
/// still sent to the rest of the numbers.
pub(super) fn answered(sent: Vec<Sent>) -> (StatusCode, Json<SentList>) {
    let of = |(number, taken): Sent| match taken {
        Ok(taken) => {
            SentTo { number, job: Some(taken.job.0), pages: Some(taken.pages), problem: None }
        }
        Err(error) => {
            let problem = Some(Problem::from(error).body());
            SentTo { number, job: None, pages: None, problem }
        }
    };
    let sent = sent.into_iter().map(of).collect();
    (StatusCode::MULTI_STATUS, Json(SentList { sent }))
}
