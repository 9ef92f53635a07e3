//! `ferrofax jobs`: the queue of jobs, or one job with all its data.

use std::thread::sleep;
use std::time::Duration;

use serde_json::Value;

use super::args::Jobs;
use super::show::{
    age, columns, counted, day, job_value, mail_trouble, mail_value, page_value, plain, said,
    value_of,
};
use super::wait::change_line;
use super::{End, print};
use ferrofax_basics::DeviceName;
use ferrofax_basics::UnixMs;
use ferrofax_delivery::report::option::LEFT_OUT;
use ferrofax_rights::order::device_of;
use ferrofax_spool::jobs::{Job, JobId, JobQuery, JobState, ShownState};
use ferrofax_spool::sending::option;
use ferrofax_spool::view::{ChangeView, JobView, Shown};
use ferrofax_spool::{Spool, SpoolError};

/// The interval at which `--watch` prints the queue of jobs again.
const INTERVAL: Duration = Duration::from_secs(1);

/// The control sequence that moves the cursor to the top left and clears the terminal (ECMA-48).
const CLEAR: &str = "\x1b[H\x1b[2J";

pub(super) fn run(spool: &Spool, words: &Jobs) -> Result<(), End> {
    let device = words.device.as_deref().map(|written| of_device(spool, written)).transpose()?;
    loop {
        let text = match words.job {
            Some(id) => one(spool, id, words.json),
            None => list(spool, words, device.as_ref()),
        };
        let text = text.map_err(End::of_spool)?;
        if !words.watch {
            return print(&text);
        }
        print(&if words.json { text } else { format!("{CLEAR}{text}") })?;
        sleep(INTERVAL);
    }
}

/// The device whose jobs are listed. A device that no longer exists is found, too, if jobs of it
/// are still in the spool.
fn of_device(spool: &Spool, written: &str) -> Result<DeviceName, End> {
    let error = match device_of(spool, written) {
        Ok(device) => return Ok(device.name()),
        Err(error) => error,
    };
    let once = DeviceName::of_row(written);
    let query = JobQuery { device: Some(once.clone()), limit: 1, ..JobQuery::default() };
    if spool.jobs().list(&query).map_err(End::of_spool)?.is_empty() {
        Err(End::Refused(error.to_string()))
    } else {
        Ok(once)
    }
}

fn list(spool: &Spool, words: &Jobs, device: Option<&DeviceName>) -> Result<String, SpoolError> {
    let mut states: Vec<JobState> = words.state.iter().map(|state| state.stored()).collect();
    if states.is_empty() {
        states = JobState::ALL.to_vec();
    }
    let wanted = |is_final: bool| -> Vec<JobState> {
        states.iter().copied().filter(|state| state.is_final() == is_final).collect()
    };
    // Cancelled jobs are stored with the state `failed`, so they need a filter of their own.
    let only_cancelled = words.state.contains(&ShownState::Cancelled)
        && !words.state.contains(&ShownState::Stored(JobState::Failed));
    let ask = |states: Vec<JobState>, limit: u32, in_order: bool| {
        // An empty list of states would mean all states.
        if states.is_empty() {
            return Ok(Vec::new());
        }
        spool.jobs().list(&JobQuery {
            states,
            only_cancelled,
            device: device.cloned(),
            number: words.number.clone(),
            words: words.search.clone(),
            limit,
            in_order,
            ..JobQuery::default()
        })
    };
    let mut jobs = ask(wanted(false), u32::MAX, true)?;
    jobs.extend(ask(wanted(true), words.limit, false)?);
    if words.json {
        let values: Vec<Value> = jobs.iter().map(job_value).collect();
        return Ok(format!("{}\n", Value::Array(values)));
    }
    if jobs.is_empty() {
        return Ok("no jobs\n".to_owned());
    }
    let headings =
        ["JOB", "STATE", "AGE", "PRI", "PAGES", "TRIES", "NUMBER", "FROM", "TAG", "WHAT"];
    let now = UnixMs::now();
    Ok(columns(&headings, jobs.iter().map(|job| row(job, now)).collect()))
}

fn row(job: &Job, now: UnixMs) -> Vec<String> {
    let view = JobView::of(job);
    let due = match (&view.number_by, &view.due_at) {
        (Shown::Nothing, Shown::Nothing) => String::new(),
        (Shown::Nothing, _) if job.state.is_final() => String::new(),
        (Shown::Nothing, due_at) => format!("at {}; ", said(due_at)),
        (until, _) => format!("needs a number until {}; ", said(until)),
    };
    vec![
        said(&view.job),
        said(&view.state),
        age(job.created_at, now),
        said(&view.priority),
        pages(job),
        format!("{}/{}", said(&view.tries), said(&view.max_tries)),
        said(&view.number),
        said(&view.device),
        shortened(&said(&view.tag)),
        due + &said(&view.text),
    ]
}

/// The maximum number of characters of a tag in the list of jobs; `ferrofax jobs N` shows the whole
/// tag.
const TAG: usize = 40;

fn shortened(tag: &str) -> String {
    if tag.chars().count() <= TAG {
        return tag.to_owned();
    }
    tag.chars().take(TAG - 1).chain(['…']).collect()
}

/// The number of pages that the job has sent or fetched, as text.
fn pages(job: &Job) -> String {
    let sent = format!("{}/{}", job.pages_confirmed(), job.pages.len());
    match &job.fetch {
        None => sent,
        Some(fetch) if job.only_fetches() => format!("fetch {}", fetch.pages),
        Some(fetch) => format!("{sent}, fetch {}", fetch.pages),
    }
}

/// A job as JSON, with its pages, its history and the mails that report on it.
pub(super) fn whole_value(spool: &Spool, job: &Job) -> Result<Value, SpoolError> {
    let mut value = job_value(job);
    value["page_list"] = job.pages.iter().map(page_value).collect();
    let history = spool.jobs().job_history(job.id)?;
    value["history"] =
        history.iter().map(|change| value_of(ChangeView::of(change).fields())).collect();
    value["mails"] = spool.outbox().reports_of(job.id)?.iter().map(mail_value).collect();
    Ok(value)
}

fn one(spool: &Spool, id: JobId, as_json: bool) -> Result<String, SpoolError> {
    let job = spool.jobs().job(id)?;
    let history = spool.jobs().job_history(id)?;
    let mails = spool.outbox().reports_of(id)?;
    if as_json {
        return Ok(format!("{}\n", whole_value(spool, &job)?));
    }
    // The text shows the options, the submitter and the state; empty values are left out.
    let mut text = format!("job {}  {}\n", job.id, job.state);
    let mut line = |name: &str, value: String| {
        if !value.is_empty() {
            text.push_str(&format!("  {name:<10}{}\n", plain(&value)));
        }
    };
    let view = JobView::of(&job);
    let option = |name: &str| job.options.get(name).cloned().unwrap_or_default();
    line("number", said(&view.number));
    line("to", option(option::RECIPIENT));
    line("company", option(option::COMPANY));
    line("subject", option(option::SUBJECT));
    line("post-dial", option(option::POST_DIAL));
    line("from", said(&view.device));
    line("tag", said(&view.tag));
    let (owner, way_in) = (said(&view.owner), said(&view.created_by));
    line("by", format!("{owner} ({way_in}), {}", said(&view.created_at)));
    line("priority", said(&view.priority));
    let tries = format!("{} of {}", said(&view.tries), said(&view.max_tries));
    let calls = counted(job.dials, "call");
    line("tries", format!("{tries}, {calls} of {}", said(&view.max_dials)));
    line(
        "needs",
        match &view.number_by {
            Shown::Nothing => String::new(),
            until => format!("a number, until {}", said(until)),
        },
    );
    line("due", said(&view.due_at));
    line("window", said(&view.window));
    line("expires", said(&view.expires_at));
    let (report, notify) = (said(&view.report), said(&view.notify));
    line("reports", if notify.is_empty() { report } else { format!("{report}: {notify}") });
    mails.iter().filter_map(mail_trouble).for_each(|trouble| line("mail", trouble));
    line("left out", option(LEFT_OUT));
    option(option::FIELDS).lines().for_each(|field| line("field", field.to_owned()));
    line("far end", said(&view.far_ident));
    let trunk = history.iter().rev().find_map(|change| change.trunk.clone());
    line("trunk", trunk.unwrap_or_default());
    if view.failure != Shown::Nothing {
        line("failure", format!("{} ({})", said(&view.failure_text), said(&view.failure)));
    }
    line("cause", said(&view.cause));
    for document in &job.documents {
        line("document", format!("{} ({})", document.name, counted(document.pages, "page")));
    }
    if let Some(fetch) = &job.fetch {
        let which = fetch
            .sep
            .as_deref()
            .map_or_else(|| "the document for all".to_owned(), |sep| format!("document {sep}"));
        let fax = fetch
            .fax
            .map(|fax| format!("; {} came, as fax {fax}", counted(fetch.pages, "page")));
        line("fetches", which + &fax.unwrap_or_default());
    }
    // Of the pages, the text shows only those with a problem; then follow all changes of the job.
    if !job.only_fetches() {
        let (confirmed, all) = (job.pages_confirmed(), job.pages.len());
        text.push_str(&format!("pages: {confirmed} of {all} confirmed\n"));
    }
    for page in job.pages.iter().filter(|page| page.unknown > 0 || page.refused > 0) {
        let (number, state) = (page.number, page.state.name());
        let counts = format!(
            "{} unanswered, {} refused",
            counted(page.unknown, "time"),
            counted(page.refused, "time")
        );
        text.push_str(&format!("  page {number}  {state}, {counts}\n"));
    }
    for (number, printed) in (0..).zip(option(option::PRINTED_TEXT).lines()) {
        let head = if number == 0 { "text of its pages:\n" } else { "" };
        text.push_str(&format!("{head}  {}\n", plain(printed)));
    }
    text.push_str("history:\n");
    history
        .iter()
        .for_each(|change| text.push_str(&format!("  {} {}", day(change.at), change_line(change))));
    Ok(text)
}
