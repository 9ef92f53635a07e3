//! Imports jobs that HylaFAX has ended: their results, and those of their documents that still
//! exist. Nobody is notified of these jobs.

use super::found::FoundJob;
use super::job_file::{JobFile, State};
use super::jobs::{all_documents, mark};
use super::wanted::Wanted;
use super::{Fate, Taker, said};
use ferrofax_basics::UnixMs;
use ferrofax_basics::show::counted;
use ferrofax_convert::{Document, Pages, convert_one};
use ferrofax_listeners::hylafax::is_mailbox;
use ferrofax_rights::order::device_of;
use ferrofax_spool::TakenOver;
use ferrofax_spool::failure::Failure;
use ferrofax_spool::jobs::{JobEnded, NewDocument, NewJob, NotifyWhen, Origin};

/// Imports a job that HylaFAX has ended, or returns the reason why it is not imported.
pub(super) fn take(found: &FoundJob, wanted: &Wanted, to: Taker<'_>) -> Fate {
    let job = match &found.file {
        Ok(job) => job,
        Err(why) => return Fate::PassedOver(why.clone()),
    };
    let mark = mark(job);
    match to.spool.submission().taken_over(&mark) {
        Err(error) => Fate::PassedOver(error.to_string()),
        Ok(Some(known)) => again(&known, job),
        Ok(None) => match new(found, job, &mark, wanted, to) {
            Ok(said) => Fate::Taken(said),
            Err(why) => Fate::PassedOver(why),
        },
    }
}

/// The result to report for an ended HylaFAX job that was imported before. It may have been
/// imported while it was still in HylaFAX's queue.
fn again(known: &TakenOver, job: &JobFile) -> Fate {
    match (known.job, known.state) {
        (Some(id), Some(state)) if !state.is_final() => {
            let ended = if job.state() == Ok(State::Done) { "sent" } else { "ended" };
            Fate::Changed(format!(
                "HylaFAX has {ended} it since it became job {id}, which is {state} here: ferrofax cancel {id}"
            ))
        }
        (Some(id), _) => Fate::Known(format!("imported before: job {id}")),
        _ => Fate::Known("imported before".to_owned()),
    }
}

fn new(
    found: &FoundJob,
    job: &JobFile,
    mark: &str,
    wanted: &Wanted,
    to: Taker<'_>,
) -> Result<String, String> {
    let is_done = match job.state() {
        Ok(State::Done) => true,
        Ok(State::Failed) => false,
        _ => return Err("it has not ended in HylaFAX".to_owned()),
    };
    // Find the device, and make the pages of the documents that still exist.
    let names = [job.word("modem"), job.word("faxnumber"), job.word("owner")];
    let device = wanted.device_of(&names).ok_or_else(|| {
        format!("no device is named for it: --device DEVICE, or --map {}=DEVICE", job.word("owner"))
    })?;
    let device = device_of(to.spool, device).map_err(|error| error.to_string())?;
    let (made, lacking) = made(found, to);
    let documents = made
        .iter()
        .map(|(name, pages)| NewDocument { path: pages.path(), name: name.clone() });
    // Describe the job as it ended in HylaFAX. Nobody is notified of it.
    let mailbox = Some(job.word("mailaddr").to_owned()).filter(|address| is_mailbox(address));
    let new = NewJob {
        number: job.word("number").to_owned(),
        device: device.name(),
        owner: job.word("owner").to_owned(),
        documents: documents.collect(),
        tag: job.word("jobtag").to_owned(),
        notify: mailbox.into_iter().collect(),
        notify_when: NotifyWhen::Never,
        created_by: Origin::Hylafax,
        options: device.options,
        ..NewJob::default()
    };
    let ended = ended(job, is_done, found.changed, to.now);
    let pages = new_pages(&made);
    let words = format!(
        "{} to {}, {} of it here{lacking}",
        if is_done { "sent" } else { "not sent" },
        new.number,
        counted(pages, "page")
    );
    if wanted.dry_run {
        return Ok(words);
    }
    let (id, _) = to
        .spool
        .submission()
        .take_ended_job(mark, &new, &ended, to.now)
        .map_err(|error| error.to_string())?;
    Ok(id.map_or_else(|| words.clone(), |id| format!("job {id}: {words}")))
}

fn new_pages(made: &[(String, Pages)]) -> u32 {
    made.iter().map(|(_, pages)| pages.count).sum()
}

/// Converts the documents of an ended HylaFAX job into fax pages, as far as the documents' files
/// still exist. The returned text lists the documents that could not be converted, with the
/// reasons.
fn made(found: &FoundJob, to: Taker<'_>) -> (Vec<(String, Pages)>, String) {
    let wanted =
        ferrofax_convert::Wanted { resolution: None, max_pages: NewJob::MAX_PAGES, colours: false };
    let (mut made, mut lacking) = (Vec::new(), Vec::new());
    for (name, bytes) in all_documents(&found.documents) {
        let document = Document::bytes(&name, "", bytes);
        match convert_one(document, &wanted, to.converter) {
            Ok(pages) => made.push((name, pages)),
            Err(error) => lacking.push(error.to_string()),
        }
    }
    let lacking = if lacking.is_empty() {
        String::new()
    } else {
        format!("; without {}", lacking.join(", "))
    };
    (made, lacking)
}

fn ended(job: &JobFile, is_done: bool, changed: UnixMs, now: UnixMs) -> JobEnded {
    let pages = job.number("npages").unwrap_or(0);
    let status = job.word("status");
    let text = if is_done {
        said::sent(job.word("jobid"), pages)
    } else {
        said::not_sent(job.word("jobid"), status)
    };
    // HylaFAX wrote the job file for the last time when the job ended.
    let ended_at = if changed.0 > 0 { changed.min(now) } else { now };
    JobEnded {
        is_done,
        tries: job.number("tottries").unwrap_or(0),
        dials: job.number("totdials").unwrap_or(0),
        created_at: job.moment("tts").map_or(ended_at, |at| at.min(ended_at)),
        ended_at,
        pages_confirmed: pages,
        failure: (!is_done).then(|| failure(job)),
        text,
    }
}

/// Finds the reason why an ended HylaFAX job was not sent, from the job's status code in HylaFAX.
fn failure(job: &JobFile) -> Failure {
    let code = job.number("statuscode").unwrap_or(0);
    let same = |failure: &Failure| failure.hylafax_code() == format!("E{code:03}");
    Failure::ALL.into_iter().find(same).unwrap_or(Failure::Internal)
}
