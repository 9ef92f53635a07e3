//! The option `--wait`: prints each change of a job and each confirmed page, until the job has
//! ended.

use std::thread::sleep;
use std::time::Duration;

use super::show::{clock, counted, date, job_value, plain};
use super::{End, print};
use ferrofax_basics::UnixMs;
use ferrofax_spool::Spool;
use ferrofax_spool::event::Language;
use ferrofax_spool::jobs::{Job, JobChange, JobId, JobState};

/// The interval at which the spool is read while `--wait` waits for the end of a job.
const INTERVAL: Duration = Duration::from_millis(500);

/// Prints the progress of a job until it has ended; with `json` only the job's final state. Returns
/// an error if the job was not sent.
pub(super) fn follow(spool: &Spool, id: JobId, json: bool) -> Result<(), End> {
    let (mut seen, mut confirmed) = (0, 0);
    loop {
        // The changes are read before the job, so that the job's state is never older than the last
        // change.
        let changes = spool.jobs().job_history(id).map_err(End::of_spool)?;
        let job = spool.jobs().job(id).map_err(End::of_spool)?;
        if !json {
            for change in changes.iter().filter(|change| change.id > seen) {
                print(&change_line(change))?;
            }
            if job.pages_confirmed() > confirmed && !job.state.is_final() {
                confirmed = job.pages_confirmed();
                let of = job.pages.len();
                print(&format!("{}  page {confirmed} of {of} confirmed\n", clock(UnixMs::now())))?;
            }
        }
        seen = changes.last().map_or(seen, |change| change.id);
        // If another change was made between the two reads, show that change before the end.
        if job.state.is_final() && changes.last().is_some_and(|change| change.state == job.state) {
            return end(&job, json);
        }
        sleep(INTERVAL);
    }
}

fn end(job: &Job, json: bool) -> Result<(), End> {
    if json {
        print(&format!("{}\n", job_value(job)))?
    } else {
        print(&last_line(job))?
    }
    if job.state == JobState::Done { Ok(()) } else { Err(End::Silent) }
}

/// A change of a job as a line for the terminal: the time, the job's new state, and a sentence, as
/// in `14:05:09  sleeping  The number was busy. Next at 14:08:09.`
pub(super) fn change_line(change: &JobChange) -> String {
    // The sentence is made again from the event: an older version may have stored it in other
    // words.
    let text = change.event.text(Language::English);
    let mut line = format!("{}  {:<9}  {}", clock(change.at), change.state.name(), plain(&text));
    let failure = change.failure.map(|failure| failure.text(Language::English));
    if let Some(failure) = failure.filter(|failure| !text.contains(failure)) {
        line.push_str(&format!(" {failure}"));
    }
    if let Some(seen) = change.line {
        line.push_str(&format!(" Line: {}", seen.text()));
    }
    if let Some(due) = change.due_at.filter(|_| !change.state.is_final()) {
        line.push_str(&format!(" Next at {}.", date(due)));
    }
    line.push('\n');
    line
}

fn last_line(job: &Job) -> String {
    if job.only_fetches() {
        let word = if job.state == JobState::Done { "done" } else { "failed" };
        let advice = job.failure.map(|failure| format!(" {}", failure.advice(Language::English)));
        return format!("job {}: {word}. {}{}\n", job.id, job.text, advice.unwrap_or_default());
    }
    let all = counted(job.pages.len() as u32, "page");
    let sent = job.pages_confirmed();
    match job.failure.filter(|_| job.state == JobState::Failed) {
        None if job.state == JobState::Done => {
            format!("job {} is sent: {sent} of {all} confirmed\n", job.id)
        }
        None => format!("job {} has failed: {sent} of {all} confirmed\n", job.id),
        Some(failure) => {
            format!(
                "job {} has failed: {sent} of {all} confirmed. {} {}\n",
                job.id,
                failure.text(Language::English),
                failure.advice(Language::English)
            )
        }
    }
}
