//! What became of an order to several numbers.

use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use super::Problem;
use super::parts::Json;
use super::problem::ProblemBody;
use crate::desk::Sent;

/// What became of the order to each number.
#[derive(Serialize, ToSchema)]
pub(super) struct SentList {
    sent: Vec<SentTo>,
}

/// What became of the order to one number: a job, or a problem.
#[derive(Serialize, ToSchema)]
struct SentTo {
    number: String,
    /// The number of its job.
    job: Option<i64>,
    /// Its pages.
    pages: Option<u32>,
    /// Why there is none.
    problem: Option<ProblemBody>,
}

/// What is wrong with one number is said of it; the others go.
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
