//! The fax calls in progress and the waiting jobs.

use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::ladder::{Step, steps};
use super::parts::{By, Json, moment};
use super::{Api, Result};
use crate::live::vocabulary::{FaxStatusWord, ModeWord};
use ferrofax_desk::{JobProgress, Reception};
use ferrofax_ground::ladder::Rung;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(now))
}

/// The fax calls in progress, as far as the user is allowed to see them.
#[derive(Serialize, ToSchema)]
struct GoesOn {
    /// The faxes that are being received.
    receiving: Vec<Receiving>,
    /// The jobs that are being sent.
    sending: Vec<Sending>,
    /// The time at which the oldest of the jobs that wait for a free telephone line was submitted;
    /// null if no job waits.
    #[schema(format = "date-time")]
    oldest_ready_at: Option<String>,
    /// The maximum number of simultaneous fax calls; null if the Ferrofax module in Asterisk has
    /// not run yet.
    lines: Option<u32>,
    /// The number of fax calls in progress, of all users.
    lines_in_use: u32,
}

/// A fax that is being received.
#[derive(Serialize, ToSchema)]
struct Receiving {
    /// The number of the fax.
    fax: i64,
    /// The status of the fax.
    status: FaxStatusWord,
    /// The device that receives the fax.
    device: String,
    /// The telephone number from which the fax is sent; null if it was withheld.
    from: Option<String>,
    /// The older, deprecated name of `from`, with the same value.
    #[schema(deprecated)]
    calling: Option<String>,
    /// The identification that the sending fax machine sent (TSI).
    remote_station_id: Option<String>,
    /// The older, deprecated name of `remote_station_id`, with the same value.
    #[schema(deprecated)]
    far_ident: Option<String>,
    /// The time at which the call was answered.
    #[schema(format = "date-time")]
    started_at: String,
    /// The rate at which the pages are transmitted, in bit/s.
    rate_bps: Option<u32>,
    /// The transport of the fax: audio or T.38; null if it is not known yet.
    mode: Option<ModeWord>,
    /// The number of pages of the fax that have been received so far.
    pages: u32,
    /// The last frames and signals that were exchanged in the call, oldest first, at most ten.
    ladder: Vec<Step>,
}

/// A job that is being sent.
#[derive(Serialize, ToSchema)]
struct Sending {
    /// The number of the job.
    job: i64,
    /// The number that is called.
    number: String,
    /// The time at which the number was dialled.
    #[schema(format = "date-time")]
    dialled_at: String,
    /// The time at which a fax machine answered the call.
    #[schema(format = "date-time")]
    answered_at: Option<String>,
    /// The identification that the receiving fax machine sent (CSI).
    remote_station_id: Option<String>,
    /// The older, deprecated name of `remote_station_id`, with the same value.
    #[schema(deprecated)]
    far_ident: Option<String>,
    /// The rate at which the pages are transmitted, in bit/s.
    rate_bps: Option<u32>,
    /// The transport of the fax: audio or T.38; null if it is not known yet.
    mode: Option<ModeWord>,
    /// The number of pages of the job.
    pages: u32,
    /// The number of pages that the recipient's machine has confirmed.
    confirmed: u32,
    /// The number of the fax page that is being transferred, counted from 1.
    page: Option<u32>,
    /// The last frames and signals that were exchanged in the call, oldest first, at most ten.
    ladder: Vec<Step>,
}

/// Lists the calls in progress that the user may see.
#[utoipa::path(
    get,
    path = "/now",
    tag = "calls",
    operation_id = "get_now",
    security(("key" = ["jobs:read"])),
    responses((status = 200, description = "The calls in progress.", body = GoesOn))
)]
async fn now(By(api, caller): By) -> Result<Json<GoesOn>> {
    let (now, calls) = api.at_desk(move |desk| desk.now_with_calls(&caller.person)).await?;
    Ok(Json(GoesOn {
        receiving: calls.receiving.into_iter().map(Receiving::from).collect(),
        sending: calls.sending.into_iter().map(Sending::from).collect(),
        lines: now.lines,
        lines_in_use: now.lines_in_use,
        oldest_ready_at: now.queue.oldest_ready_at.map(moment),
    }))
}

impl From<(Reception, Vec<Rung>)> for Receiving {
    fn from((one, rungs): (Reception, Vec<Rung>)) -> Self {
        Self {
            fax: one.fax.0,
            status: one.status.into(),
            device: one.device.to_string(),
            from: Some(one.calling.clone()).filter(|number| !number.is_empty()),
            calling: Some(one.calling).filter(|number| !number.is_empty()),
            remote_station_id: one.far_ident.clone(),
            far_ident: one.far_ident,
            started_at: moment(one.started_at),
            rate_bps: one.rate_bps,
            mode: one.mode.as_deref().and_then(ModeWord::read),
            pages: one.pages,
            ladder: steps(rungs),
        }
    }
}

impl From<(JobProgress, Vec<Rung>)> for Sending {
    fn from((one, rungs): (JobProgress, Vec<Rung>)) -> Self {
        Self {
            job: one.job.0,
            number: one.number,
            dialled_at: moment(one.dialled_at),
            answered_at: one.answered_at.map(moment),
            remote_station_id: one.far_ident.clone(),
            far_ident: one.far_ident,
            rate_bps: one.rate_bps,
            mode: one.mode.as_deref().and_then(ModeWord::read),
            pages: one.pages,
            confirmed: one.confirmed,
            page: one.page,
            ladder: steps(rungs),
        }
    }
}
