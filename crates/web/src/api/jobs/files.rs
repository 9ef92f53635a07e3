//! The documents of a job as files, the sending report, and the proof of sending.

use axum::http::HeaderMap;
use axum::http::header::{CONTENT_DISPOSITION, HeaderValue};
use axum::response::Response;

use crate::api::faxes::no_file;
use crate::api::parts::On;
use crate::api::tag::bytes_tagged;
use crate::api::{Api, Caller, Kind, Problem, Result};
use ferrofax_basics::UnixMs;
use ferrofax_delivery::report::{NoJobFile, job_pdf, job_tiff, sending_report};
use ferrofax_languages::Language;
use ferrofax_network::http::Work;
use ferrofax_proof::NoProof;
use ferrofax_spool::jobs::{Job, JobId};

/// Returns the documents of a job as PDF, in black and white. The pages lack the header line, which
/// is added during the call.
#[utoipa::path(
    get,
    path = "/jobs/{id}/document.pdf",
    tag = "jobs",
    operation_id = "get_job_pdf",
    security(("key" = ["jobs:read"])),
    params(("id" = i64, Path, description = "The job's number.")),
    responses(
        (status = 200, description = "The document.", content_type = "application/pdf", body = [u8]),
        (status = 304, description = "Nothing has changed since the answer with the ETag in `If-None-Match`.")
    )
)]
pub(super) async fn pdf(On(api, caller, headers, id): On) -> Result {
    document(api, caller, headers, id, ("application/pdf", "pdf"), job_pdf).await
}

/// Returns the documents of a job as TIFF-F. The pages lack the header line, which is added during
/// the call.
#[utoipa::path(
    get,
    path = "/jobs/{id}/document.tif",
    tag = "jobs",
    operation_id = "get_job_tiff",
    security(("key" = ["jobs:read"])),
    params(("id" = i64, Path, description = "The job's number.")),
    responses(
        (status = 200, description = "The document.", content_type = "image/tiff", body = [u8]),
        (status = 304, description = "Nothing has changed since the answer with the ETag in `If-None-Match`.")
    )
)]
pub(super) async fn tiff(On(api, caller, headers, id): On) -> Result {
    document(api, caller, headers, id, ("image/tiff", "tif"), job_tiff).await
}

async fn document(
    api: Api,
    caller: Caller,
    headers: HeaderMap,
    id: i64,
    (media_type, ending): (&str, &str),
    make: fn(&Job) -> Result<Vec<u8>, NoJobFile>,
) -> Result {
    let name = caller.person.name.clone();
    let work = move |api: &Api| {
        let job = api.desk.job(&caller.person, JobId(id))?;
        make(&job).map_err(|error| no_file(&format!("document of job {id}"), &error))
    };
    let bytes = api.working(Work::Document(&name), work).await?;
    Ok(named(bytes_tagged(&headers, media_type, bytes), &format!("job-{id}.{ending}")))
}

/// Returns the sending report of a job that has ended, as PDF.
///
/// The report has the result, the recipient, the times, the pages, the identification of the remote
/// fax machine, a table of the calls, a table of the pages, and a small picture of the first page.
/// The text of the report can be searched. The report is in the language that the user has chosen
/// for the web interface, or else in English.
#[utoipa::path(
    get,
    path = "/jobs/{id}/report.pdf",
    tag = "jobs",
    operation_id = "get_job_report",
    security(("key" = ["jobs:read"])),
    params(("id" = i64, Path, description = "The job's number.")),
    responses(
        (status = 200, description = "The report.", content_type = "application/pdf", body = [u8]),
        (status = 304, description = "Nothing has changed since the answer with the ETag in `If-None-Match`."),
        (status = 409, description = "The job has not ended.")
    )
)]
pub(super) async fn report(On(api, caller, headers, id): On) -> Result {
    let work = move |api: &Api| {
        let (desk, person) = (&api.desk, &caller.person);
        let (job, history) = desk.job_with_history(person, JobId(id))?;
        let language = desk.language(person)?;
        let language = language.and_then(|code| Language::of(&code)).unwrap_or_default();
        let name = desk.names_of(person, &[&job.number])?.remove(&job.number);
        sending_report(&job, &history, name.as_deref(), language).map_err(|error| match error {
            NoJobFile::NotEnded => Problem::new(Kind::Conflict, "The job has not ended yet."),
            NoJobFile::Pages(_) => no_file(&format!("report of job {id}"), &error),
        })
    };
    let bytes = api.at_work(work).await?;
    let name = format!("job-{id}-report.pdf");
    Ok(named(bytes_tagged(&headers, "application/pdf", bytes), &name))
}

/// Returns the proof of sending of a job that has ended, as PDF.
///
/// The proof is a sending report with the documents and the facts of the job as attached files. The
/// server signs it with its key, so that anyone can verify it: `ferrofax verify`. Each request makes
/// a new proof. If the settings name a time stamp service, the answer may take some seconds.
#[utoipa::path(
    get,
    path = "/jobs/{id}/proof.pdf",
    tag = "jobs",
    operation_id = "get_job_proof",
    security(("key" = ["jobs:read"])),
    params(("id" = i64, Path, description = "The job's number.")),
    responses(
        (status = 200, description = "The proof.", content_type = "application/pdf", body = [u8]),
        (status = 409, description = "The job has not ended, was imported from another fax server, or is too large."),
        (status = 500, description = "The proof cannot be signed, or a document cannot be read.")
    )
)]
pub(super) async fn proof(On(api, caller, headers, id): On) -> Result {
    let name = caller.person.name.clone();
    let work = move |api: &Api| {
        let (desk, person) = (&api.desk, &caller.person);
        let language = desk.language(person)?;
        let language = language.and_then(|code| Language::of(&code)).unwrap_or_default();
        desk.proof(person, JobId(id), language, UnixMs::now())?
            .map_err(|error| no_proof(id, &error))
    };
    // The proof may wait for a time stamp service: it takes only this user's turn.
    let bytes = api.working(Work::Conversion(&name), work).await?;
    let name = format!("job-{id}-proof.pdf");
    Ok(named(bytes_tagged(&headers, "application/pdf", bytes), &name))
}

/// The answer if a proof cannot be made.
fn no_proof(id: i64, error: &NoProof) -> Problem {
    if error.is_of_job() {
        return Problem::new(Kind::Conflict, format!("There is no proof: {error}."));
    }
    log::error!(FERROFAX_JOB:% = id; "proof of job {id}: {error}");
    Problem::ours()
}

/// Adds a file name to an answer.
fn named(mut response: Response, name: &str) -> Response {
    if let Ok(name) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        response.headers_mut().insert(CONTENT_DISPOSITION, name);
    }
    response
}
