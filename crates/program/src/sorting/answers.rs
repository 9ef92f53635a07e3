//! The jobs that a received fax answers: those whose cover pages have an answer code that is on a page
//! of the fax.

use std::collections::BTreeMap;

use ferrofax_basics::DeviceName;
use ferrofax_basics::UnixMs;
use ferrofax_convert::AnswerCode;
use ferrofax_reading::ReadFax;
use ferrofax_spool::jobs::JobId;
use ferrofax_spool::{Spool, SpoolError};

/// A job that a fax answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answered {
    pub(super) job: JobId,
    /// The device that sent the job.
    pub(super) device: DeviceName,
    /// The mail addresses that get the reports about the job.
    pub(super) mail: Vec<String>,
}

/// The jobs that a fax answers whose call began at `began`, in ascending order. Codes of jobs that
/// were deleted are passed over, and those of jobs whose recipients had no page before the call:
/// then the fax is possibly the one that the job sends, to a device of the same machine.
///
/// # Errors
/// The spool could not be read.
pub(super) fn answered(
    spool: &Spool,
    text: Option<&ReadFax>,
    began: UnixMs,
) -> Result<Vec<Answered>, SpoolError> {
    let pages = text.iter().flat_map(|text| &text.pages).flatten();
    let codes = pages.flat_map(|page| page.codes.iter().flatten()).map(|code| &*code.text);
    let mut found = BTreeMap::new();
    for code in codes.filter(|code| AnswerCode::is_one(code)) {
        found.extend(answered_by(spool, code, began)?.map(|one| (one.job, one)));
    }
    Ok(found.into_values().collect())
}

/// The job that a fax with this code answers. If the job was sent again, this is the newest of the
/// jobs whose recipient had a page before the call or, if there is none, the newest that had ended.
fn answered_by(spool: &Spool, code: &str, began: UnixMs) -> Result<Option<Answered>, SpoolError> {
    let mut ended = None;
    for id in spool.jobs().jobs_answered(code)? {
        let job = match spool.jobs().job(id) {
            // It was deleted in the meantime.
            Err(SpoolError::NoSuchJob(_)) => continue,
            job => job?,
        };
        let arrived = job.pages.iter().filter_map(|page| page.confirmed_at).min();
        if arrived.or(job.ended_at).is_none_or(|at| at > began) {
            continue;
        }
        let found = Answered { job: id, device: job.device, mail: job.notify };
        if arrived.is_some() {
            return Ok(Some(found));
        }
        ended = ended.or(Some(found));
    }
    Ok(ended)
}
