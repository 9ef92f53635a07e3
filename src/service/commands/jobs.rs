//! `ferrofax show jobs`, `show job`, and what is done to jobs.

use super::Commands;
use super::table::{Table, or_dash};
use crate::service::dates::date;
use ferrofax_basics::UnixMs;
use ferrofax_spool::jobs::{Job, JobChange, JobId, JobQuery, JobState, PageState};
use ferrofax_spool::{Spool, SpoolError};
use std::fmt::Write;

/// How many of the jobs that have ended are listed.
const ENDED_SHOWN: u32 = 20;
/// How many of those that wait.
const WAITING_SHOWN: u32 = 500;

/// States that are not the end.
const OPEN: &[JobState] = &[
    JobState::Suspended,
    JobState::Pending,
    JobState::Sleeping,
    JobState::Blocked,
    JobState::Ready,
    JobState::Active,
];

/// The states in which something can be done to a job.
pub(super) fn states_for(verb: &str) -> &'static [JobState] {
    match verb {
        "release" => &[JobState::Suspended],
        "retry" => &[JobState::Failed, JobState::Sleeping, JobState::Pending, JobState::Suspended],
        _ => OPEN,
    }
}

impl Commands {
    /// Does it and says what came of it.
    pub(super) fn job_command(&self, verb: &str, job: &str, priority: &str) -> String {
        match self.jobs.do_to_job(verb, job, priority, "the command line of the PBX") {
            Ok(text) | Err(text) => text + "\n",
        }
    }

    /// The numbers of jobs in these states; no state named: of all.
    pub(super) fn job_numbers(&self, states: &[JobState]) -> Vec<String> {
        let query = JobQuery { states: states.to_vec(), ..JobQuery::default() };
        let jobs = self.slot.get().and_then(|spool| spool.jobs(&query)).unwrap_or_default();
        jobs.iter().map(|job| job.id.to_string()).collect()
    }
}

/// The jobs in the order in which they go, and those that ended last.
pub(super) fn show_jobs(spool: &Spool) -> String {
    list(spool).unwrap_or_else(|error| format!("{error}\n"))
}

fn list(spool: &Spool) -> Result<String, SpoolError> {
    let open = JobQuery {
        states: OPEN.to_vec(),
        limit: WAITING_SHOWN,
        in_order: true,
        ..JobQuery::default()
    };
    let ended = JobQuery {
        states: vec![JobState::Done, JobState::Failed],
        limit: ENDED_SHOWN,
        ..JobQuery::default()
    };
    let mut table = Table::new(&[
        "Job",
        "State",
        "Number",
        "Device",
        "Prio",
        "Pages",
        "Tries",
        "Calls",
        "Due or ended",
        "Tag",
        "Last",
    ]);
    for job in spool.jobs(&open)?.iter().chain(&spool.jobs(&ended)?) {
        table.row([
            job.id.to_string(),
            job.state.to_string(),
            job.number.clone(),
            job.device.clone(),
            job.priority.to_string(),
            format!("{}/{}", job.pages_confirmed(), job.pages.len()),
            format!("{}/{}", job.tries, job.max_tries),
            format!("{}/{}", job.dials, job.max_dials),
            job.ended_at.or(job.due_at).map_or_else(String::new, date),
            job.tag.clone(),
            job.text.clone(),
        ]);
    }
    let counts = spool.job_counts()?;
    let waiting =
        counts.suspended + counts.pending + counts.sleeping + counts.blocked + counts.ready;
    Ok(format!(
        "{table}{waiting} jobs wait, {} are in calls, {} are done, {} failed\n",
        counts.active, counts.done, counts.failed
    ))
}

/// One job with all that has happened to it.
pub(super) fn show_job(spool: &Spool, id: &str) -> String {
    let Ok(id) = id.parse().map(JobId) else {
        return format!("'{id}' is not the number of a job\n");
    };
    let found = spool.job(id).and_then(|job| Ok((job, spool.job_history(id)?)));
    found.map_or_else(|error| format!("{error}\n"), |(job, history)| describe(&job, &history))
}

fn describe(job: &Job, history: &[JobChange]) -> String {
    let mut text = String::new();
    let mut row = |name: &str, value: &str| {
        if !value.is_empty() {
            let _ = writeln!(text, "{name:12} {value}");
        }
    };
    let time = |time: Option<UnixMs>| time.map_or_else(String::new, date);
    row("Job", &job.id.to_string());
    row("State", &job.state.to_string());
    row("Last", &job.text);
    row("To", &job.number);
    row("From", &job.device);
    row("Tag", &job.tag);
    row("Owner", &job.owner);
    row("Priority", &job.priority.to_string());
    row("Tries", &format!("{} of {}", job.tries, job.max_tries));
    row("Calls", &format!("{} of {}", job.dials, job.max_dials));
    row("Submitted", &format!("{} ({})", date(job.created_at), job.created_by.name()));
    row("Not before", &time(job.send_at));
    row("Hours", job.windows.as_ref().map_or("", |windows| windows.text()));
    row("Due", &time(job.due_at));
    row("Expires", &time(job.expires_at));
    row("Ended", &time(job.ended_at));
    row("Reports to", &format!("{} ({})", job.notify.join(", "), job.notify_when.name()));
    row("Far machine", job.far_ident.as_deref().unwrap_or_default());
    row("Failure", job.failure.map_or("", |failure| failure.text()));
    row("Cause", job.cause.as_deref().unwrap_or_default());
    for document in &job.documents {
        row("Document", &format!("{} ({} pages)", document.name, document.pages));
    }
    row("Pages", &pages(job));
    let mut table = Table::new(&["When", "State", "What", "Cause", "Calls", "Tries", "Pages"]);
    for change in history {
        table.row([
            date(change.at),
            change.state.to_string(),
            change.text.clone(),
            change
                .cause
                .clone()
                .or_else(|| change.hangup_cause.map(|cause| cause.to_string()))
                .unwrap_or_default(),
            change.dials.to_string(),
            change.tries.to_string(),
            change.pages_confirmed.to_string(),
        ]);
    }
    let _ = write!(text, "\n{table}");
    text
}

/// `3 of 5 confirmed, 1 may have arrived`.
fn pages(job: &Job) -> String {
    let mut text = format!("{} of {} confirmed", job.pages_confirmed(), job.pages.len());
    let doubtful = job.pages_in_doubt().count();
    if doubtful > 0 {
        let _ = write!(text, ", {doubtful} may have arrived");
    }
    if let Some(page) = job.pages.iter().find(|page| page.state == PageState::Sending) {
        let _ = write!(text, ", page {} is on the line", page.number);
    }
    or_dash(&text).to_owned()
}
