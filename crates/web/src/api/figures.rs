//! The metrics of the Ferrofax service for monitoring.

use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::parts::By;
use super::{Api, Problem, Result};
use ferrofax_basics::UnixMs;
use ferrofax_desk::metrics::{MEDIA_TYPE, text};
use ferrofax_rights::Denied;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(figures))
}

/// Returns this service's metrics as OpenMetrics text, for administrators and auditors.
#[utoipa::path(
    get,
    path = "/metrics",
    tag = "metrics",
    operation_id = "metrics",
    security(("key" = ["metrics"])),
    responses((
        status = 200,
        description = "The metrics.",
        body = String,
        content_type = "application/openmetrics-text"
    ))
)]
async fn figures(By(api, caller): By) -> Result {
    let text = api.at_work(move |api| {
        if !api.desk.sight(&caller.person)?.sees_log() {
            let why = "The figures are read by administrators and auditors";
            let denied = Denied::forbidden("role", why);
            api.rights.at_desk::<()>(&caller.person, "metrics", &[], Err(denied))?;
        }
        text(&api.spool, UnixMs::now()).map_err(Problem::from)
    });
    Ok(([(CONTENT_TYPE, MEDIA_TYPE)], text.await?).into_response())
}
