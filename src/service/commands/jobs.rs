//! The commands `ferrofax show jobs` and `ferrofax show job`, and the commands that change jobs.

use super::Commands;
use super::send::DOOR;
use ferrofax_basics::show::date;
use ferrofax_basics::table::Table;
use ferrofax_spool::event::Actor;
use ferrofax_spool::jobs::{
    Job, JobChange, JobFetch, JobId, JobQuery, JobState, JobVerb, PageState,
};
use ferrofax_spool::view::{ChangeView, JobView, Shown};
use ferrofax_spool::{Spool, SpoolError};
use std::fmt::Write;

/// The name that a job's history shows for changes made on Asterisk's command line.
const BY: &str = Actor::CONSOLE;

/// The greatest number of ended jobs that `show jobs` lists.
const ENDED_SHOWN: u32 = 20;
/// The greatest number of waiting jobs that `show jobs` lists.
const WAITING_SHOWN: u32 = 500;

impl Commands {
    /// Carries out an action on a fax job, for example cancels it. Returns a sentence about the
    /// job's new state.
    pub(super) fn job_command(&self, verb: JobVerb, job: &str) -> String {
        let done = self.jobs.do_to_job(verb, job, DOOR, BY);
        done.unwrap_or_else(|error| error.to_string()) + "\n"
    }

    /// Sets the telephone number of a fax job that waits for a number, and returns a sentence about
    /// the job's new state.
    pub(super) fn number_command(&self, job: &str, number: &str) -> String {
        let done = self.jobs.give_number(job, number, DOOR, BY);
        done.unwrap_or_else(|error| error.to_string()) + "\n"
    }

    /// Lists the numbers of the fax jobs in these states, or of all fax jobs if no state is given.
    pub(super) fn job_numbers(&self, states: &[JobState]) -> Vec<String> {
        self.job_numbers_where(states, |_| true)
    }

    /// Lists the job numbers of the fax jobs that wait for a telephone number.
    pub(super) fn jobs_without_number(&self) -> Vec<String> {
        self.job_numbers_where(&[JobState::Suspended], Job::waits_for_number)
    }

    fn job_numbers_where(&self, states: &[JobState], wanted: fn(&Job) -> bool) -> Vec<String> {
        let query = JobQuery { states: states.to_vec(), ..JobQuery::default() };
        let jobs = self.slot.get().and_then(|spool| spool.jobs().list(&query)).unwrap_or_default();
        jobs.iter().filter(|job| wanted(job)).map(|job| job.id.to_string()).collect()
    }
}

/// Lists the waiting jobs in the order in which they will be sent, and the jobs that ended last.
pub(super) fn show_jobs(spool: &Spool) -> String {
    list(spool).unwrap_or_else(|error| format!("{error}\n"))
}

fn list(spool: &Spool) -> Result<String, SpoolError> {
    // Open jobs (waiting or in calls) come in their order, then the last ones that ended.
    let open = JobQuery {
        states: JobState::OPEN.to_vec(),
        limit: WAITING_SHOWN,
        in_order: true,
        ..JobQuery::default()
    };
    let ended = JobQuery {
        states: vec![JobState::Done, JobState::Failed],
        limit: ENDED_SHOWN,
        ..JobQuery::default()
    };
    let mut table = Table::with_dashes(&[
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
    for job in spool.jobs().list(&open)?.iter().chain(&spool.jobs().list(&ended)?) {
        table.row(cells(&JobView::of(job)));
    }
    let counts = spool.jobs().job_counts()?;
    let waiting =
        counts.suspended + counts.pending + counts.sleeping + counts.blocked + counts.ready;
    Ok(format!(
        "{table}{waiting} jobs wait, {} are in calls, {} are done, {} failed\n",
        counts.active, counts.done, counts.failed
    ))
}

fn cells(job: &JobView) -> [String; 11] {
    let say = |shown: &Shown| shown.text(date);
    let of = |part: &Shown, whole: &Shown| format!("{}/{}", say(part), say(whole));
    [
        say(&job.job),
        say(&job.state),
        say(&job.number),
        say(&job.device),
        say(&job.priority),
        match job.fetch {
            Shown::Nothing => of(&job.pages_confirmed, &job.pages),
            _ => format!("{}, fetch", of(&job.pages_confirmed, &job.pages)),
        },
        of(&job.tries, &job.max_tries),
        of(&job.dials, &job.max_dials),
        say(job.ended_at.or(job.number_by.or(&job.due_at))),
        say(&job.tag),
        say(&job.text),
    ]
}

/// Shows one fax job with its history.
pub(super) fn show_job(spool: &Spool, id: &str) -> String {
    let Ok(id) = id.parse::<JobId>() else {
        return format!("'{id}' is not the number of a job\n");
    };
    let found = spool.jobs().job(id).and_then(|job| Ok((job, spool.jobs().job_history(id)?)));
    found.map_or_else(|error| format!("{error}\n"), |(job, history)| describe(&job, &history))
}

fn describe(job: &Job, history: &[JobChange]) -> String {
    // The job's fields and its state; empty fields are left out.
    let view = JobView::of(job);
    let mut text = String::new();
    let mut row = |name: &str, value: &str| {
        if !value.is_empty() {
            let _ = writeln!(text, "{name:12} {value}");
        }
    };
    let say = |shown: &Shown| shown.text(date);
    let of = |part: &Shown, whole: &Shown| format!("{} of {}", say(part), say(whole));
    let noted = |what: &Shown, note: &Shown| format!("{} ({})", say(what), say(note));
    row("Job", &say(&view.job));
    row("State", &say(&view.state));
    row("Last", &say(&view.text));
    row("To", &say(&view.number));
    row("From", &say(&view.device));
    row("Tag", &say(&view.tag));
    row("Owner", &say(&view.owner));
    row("Priority", &say(&view.priority));
    row("Tries", &of(&view.tries, &view.max_tries));
    row("Calls", &of(&view.dials, &view.max_dials));
    row("Submitted", &noted(&view.created_at, &view.created_by));
    row("Not before", &say(&view.send_at));
    row("Hours", job.windows.as_ref().map_or("", |windows| windows.text()));
    row("Needs", if job.waits_for_number() { "a number; `ferrofax number` gives it" } else { "" });
    row("Number by", &say(&view.number_by));
    row("Due", &say(&view.due_at));
    row("Expires", &say(&view.expires_at));
    row("Ended", &say(&view.ended_at));
    row("Reports to", &noted(&view.notify, &view.report));
    row("Answered by", &say(&view.far_ident));
    let line = history.iter().rev().find_map(|change| change.line);
    row("Line", &line.map_or_else(String::new, |line| line.text()));
    row("Failure", &say(&view.failure_text));
    row("Cause", &say(&view.cause));
    for document in &job.documents {
        row("Document", &format!("{} ({} pages)", document.name, document.pages));
    }
    row("Fetches", &job.fetch.as_ref().map_or_else(String::new, fetched));
    row("Pages", &if job.only_fetches() { String::new() } else { pages(job) });
    // The job's history.
    let mut table =
        Table::with_dashes(&["When", "State", "What", "Cause", "Trunk", "Calls", "Tries", "Pages"]);
    for change in history.iter().map(ChangeView::of) {
        let cause = change.cause.or(&change.hangup_cause);
        let cells = [
            &change.at,
            &change.state,
            &change.text,
            cause,
            &change.trunk,
            &change.dials,
            &change.tries,
            &change.pages_confirmed,
        ];
        table.row(cells.map(say));
    }
    let _ = write!(text, "\n{table}");
    text
}

/// A text about a document that a job fetches from a remote fax machine, such as
/// `document 4711: 2 pages, fax 7`. 4711 is the document's number on the remote machine (SEP), and
/// 7 is the number of the received fax in which the document is stored.
fn fetched(fetch: &JobFetch) -> String {
    let mut text = fetch
        .sep
        .as_deref()
        .map_or_else(|| "the document for all".to_owned(), |sep| format!("document {sep}"));
    if let Some(fax) = fetch.fax {
        let _ = write!(text, ": {} pages, fax {fax}", fetch.pages);
    }
    text
}

/// The text about a job's pages: `3 of 5 confirmed, 1 may have arrived`.
fn pages(job: &Job) -> String {
    let mut text = format!("{} of {} confirmed", job.pages_confirmed(), job.pages.len());
    let doubtful = job.pages_in_doubt().count();
    if doubtful > 0 {
        let _ = write!(text, ", {doubtful} may have arrived");
    }
    if let Some(page) = job.pages.iter().find(|page| page.state == PageState::Sending) {
        let _ = write!(text, ", page {} is on the line", page.number);
    }
    text
}
