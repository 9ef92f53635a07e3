//! The document of a job, its sending report and its proof of sending, as PDF.

use axum::extract::Path;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;

use crate::refusal::{Refusal, Result};
use crate::visitor::Visit;
use ferrofax_basics::UnixMs;
use ferrofax_delivery::report::{job_pdf, sending_report};
use ferrofax_desk::Desk;
use ferrofax_network::http::Work;
use ferrofax_proof::NoProof;
use ferrofax_spool::jobs::JobId;

/// Returns the documents of the job as PDF.
pub(super) async fn pdf(Visit(house, user): Visit, Path(id): Path<i64>) -> Result {
    let name = user.person.name.clone();
    let made = house.working_at_desk(Work::Document(&name), move |desk| {
        Ok(job_pdf(&desk.job(&user.person, JobId(id))?))
    });
    answered(id, &format!("job-{id}.pdf"), made.await?)
}

/// Returns the sending report of the job as PDF, in the language of the reader.
pub(super) async fn report(Visit(house, user): Visit, Path(id): Path<i64>) -> Result {
    let language = user.visitor.texts.language();
    let made = house.at_desk(move |desk| {
        let (job, history) = desk.job_with_history(&user.person, JobId(id))?;
        let name = desk.names_of(&user.person, &[&job.number])?.remove(&job.number);
        Ok(sending_report(&job, &history, name.as_deref(), language))
    });
    answered(id, &format!("job-{id}-report.pdf"), made.await?)
}

/// Returns the proof of sending of the job, in the language of the reader.
pub(super) async fn proof(Visit(house, user): Visit, Path(id): Path<i64>) -> Result {
    let language = user.visitor.texts.language();
    let name = user.person.name.clone();
    let work = move |desk: &Desk| desk.proof(&user.person, JobId(id), language, UnixMs::now());
    // The proof may wait for a time stamp service: it takes only this user's turn.
    let made = house.working_at_desk(Work::Conversion(&name), work);
    match made.await? {
        Err(error) if !error.is_of_job() => {
            log::error!(FERROFAX_JOB:% = id; "proof of job {id}: {error}");
            Err(Refusal::Ours)
        }
        Err(error) if !matches!(error, NoProof::NotEnded(_)) => {
            Err(Refusal::Conflict(error.to_string()))
        }
        made => answered(id, &format!("job-{id}-proof.pdf"), made),
    }
}

fn answered<E: std::error::Error>(id: i64, name: &str, made: Result<Vec<u8>, E>) -> Result {
    match made {
        Ok(bytes) => {
            let name = format!("attachment; filename=\"{name}\"");
            let headers =
                [(CONTENT_TYPE, "application/pdf".to_owned()), (CONTENT_DISPOSITION, name)];
            Ok((headers, bytes).into_response())
        }
        Err(error) => {
            log::warn!(FERROFAX_JOB:% = id; "job {id}: {error}");
            Err(Refusal::Nothing)
        }
    }
}
