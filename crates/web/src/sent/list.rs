//! The web page with the list of jobs, its filters, and the list of the user's drafts.

use askama::Template;
use axum::extract::{Path, Query};
use axum::response::Redirect;
use serde::Deserialize;

use crate::House;
use crate::lists::{self, Changed, Named, Position, ViewLink};
use crate::page::{Chrome, Here};
use crate::posted::{Nothing, Posted};
use crate::refusal::{Result, html};
use crate::runs;
use crate::texts::{Sentence, Texts};
use crate::visitor::{User, Visit};
use crate::words::{When, is_bad, moment, of_event, of_state};
use ferrofax_basics::UnixMs;
use ferrofax_desk::{Draft, JobList, JobSieve, ListOf, Recipient};
use ferrofax_spool::DeviceName;
use ferrofax_spool::jobs::{Job, JobId, JobState};
use ferrofax_spool::numbers::in_groups;

/// The number of jobs that one web page of the list shows.
const ROWS: u32 = 50;

/// The value of the filter `which` that shows the user's drafts in place of jobs.
const DRAFTS: &str = "drafts";

/// The value of the filter `which` that shows the jobs that wait for a fax number.
const NUMBER: &str = "number";

/// The greatest number of jobs without a fax number that are shown above the list of jobs.
/// `ASKED_ALONE` is the greatest number on the page that shows only such jobs.
const ASKED_ABOVE: usize = 5;
const ASKED_ALONE: usize = 100;

/// The filter of the list of jobs, which the user chooses.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Looking {
    search: String,
    /// The filter for the jobs that the list shows: `open`, `failed` or `done`. `drafts` shows the
    /// user's drafts. Any other text means all jobs.
    which: String,
    device: String,
    /// The first day whose jobs the list shows, written as `2026-03-01`; empty: no first day is
    /// chosen.
    from: String,
    /// The last day whose jobs the list shows; empty: no last day is chosen.
    to: String,
    below: Option<i64>,
    trail: String,
    done: String,
}

#[derive(Template)]
#[template(path = "web/sent.html")]
struct ListPage<'a> {
    chrome: Chrome<'a>,
    looking: &'a Looking,
    devices: Vec<String>,
    views: Vec<ViewLink>,
    rows: Vec<Row>,
    /// Which part of the list the page shows, and the number of jobs in the list.
    part: String,
    /// The ids of the jobs that the page shows, as text (see the module `runs`).
    shown: String,
    drafts: Vec<DraftRow>,
    /// The jobs for whose fax numbers the user is asked.
    asked: Vec<Asked>,
    /// Recipients that the browser suggests while the user enters the number for a job without one.
    known: Vec<String>,
    changed: Option<Changed>,
    /// The URL of the page with newer jobs; `None` on the first page.
    newer: Option<String>,
    /// The URL of the page with older jobs; `None` on the last page.
    next: Option<String>,
    is_cut_short: bool,
    /// The message about the user's last action on a job; empty if there was none.
    done: &'static str,
}

/// A job in the list of jobs.
struct Row {
    id: JobId,
    /// Whether the job only fetches a document (polling), and sends nothing.
    only_fetches: bool,
    /// The recipient's name, or the number if no name is known.
    who: String,
    /// The recipient's number, if a name is known.
    more: String,
    at: When,
    state: &'static str,
    is_bad: bool,
    pages: usize,
    tag: String,
    text: Sentence,
    owner: String,
}

/// A job for whose fax number the user is asked.
struct Asked {
    id: JobId,
    /// The name of the printed document.
    name: String,
    at: When,
    /// The time at which the job fails without a number.
    until: Option<String>,
    pages: usize,
    owner: String,
}

/// A draft in the list of drafts.
struct DraftRow {
    id: i64,
    to: String,
    at: When,
}

/// Shows the list of jobs.
pub(super) async fn page(Visit(house, user): Visit, Query(looking): Query<Looking>) -> Result {
    shown(&house, &user, looking, None).await
}

/// Saves the filters of the list as a view of the user.
pub(super) async fn save_view(
    Query(looking): Query<Looking>,
    Posted { house, user, fields }: Posted<Named>,
) -> Result<Redirect> {
    let query = looking.query();
    lists::save_view(&house, user, ListOf::Sent, fields.name, query).await?;
    Ok(Redirect::to(&looking.address(&[("done", "view_saved".to_owned())])))
}

/// Removes a saved view of the user.
pub(super) async fn remove_view(
    Path(id): Path<i64>,
    Posted { house, user, .. }: Posted<Nothing>,
) -> Result<Redirect> {
    lists::remove_view(&house, user, id).await?;
    Ok(Redirect::to("/out?done=view_removed"))
}

pub(super) async fn shown(
    house: &House,
    user: &User,
    looking: Looking,
    changed: Option<Changed>,
) -> Result {
    let (person, sieve) = (user.person.clone(), looking.sieve()?);
    let (below, shows_drafts) = (looking.below.map(JobId), looking.shows_drafts());
    let (most, asks_only) = (looking.most_asked(), looking.asks_only());
    let now = UnixMs::now();
    let (list, total, names, drafts, asked, known, devices, views) = house
        .at_desk(move |desk| {
            let asked = match most {
                0 => Vec::new(),
                most => desk.jobs_without_number(&person, most)?,
            };
            let known = if asked.is_empty() { Vec::new() } else { desk.suggestions(&person, "")? };
            let list = if shows_drafts || asks_only {
                JobList::default()
            } else {
                desk.jobs(&person, &sieve, below, ROWS)?
            };
            let numbers: Vec<&str> = list.jobs.iter().map(|job| job.number.as_str()).collect();
            let names = desk.names_of(&person, &numbers)?;
            let total = desk.total_of_jobs(&person, &sieve, (&list, below))?;
            let drafts = desk.drafts(&person, now)?;
            let views = desk.saved_views(&person, ListOf::Sent)?;
            Ok((list, total, names, drafts, asked, known, desk.devices_seen(&person)?, views))
        })
        .await?;
    let texts = user.visitor.texts;
    let row = |job: &Job| Row::of(job, names.get(&job.number), now, texts);
    let place = looking.position();
    let page = ListPage {
        chrome: Chrome::new(house, &user.visitor, Here::Out),
        rows: list.jobs.iter().map(row).collect(),
        part: lists::part_of(total, list.jobs.len(), texts),
        shown: runs::written(list.jobs.iter().map(|job| job.id.0)),
        drafts: drafts.iter().map(|draft| DraftRow::of(draft, now, texts)).collect(),
        asked: asked.iter().map(|job| Asked::of(job, now, texts)).collect(),
        known: known.iter().map(|one| one.to.line()).collect(),
        devices: devices.iter().map(ToString::to_string).collect(),
        views: lists::links(views, "/out", &looking.query()),
        newer: place.newer().map(|place| looking.address(&place)),
        next: list.next.map(|next| looking.address(&place.older(next.0))),
        is_cut_short: list.is_cut_short,
        done: texts.done(&looking.done),
        looking: &looking,
        changed,
    };
    Ok(html(&page))
}

impl Looking {
    fn sieve(&self) -> Result<JobSieve> {
        let states = match self.which.as_str() {
            "open" => JobState::ALL
                .into_iter()
                .filter(|state| !matches!(state, JobState::Done | JobState::Failed))
                .collect(),
            "failed" => vec![JobState::Failed],
            "done" => vec![JobState::Done],
            _ => Vec::new(),
        };
        Ok(JobSieve {
            words: self.search.clone(),
            states,
            device: (!self.device.is_empty()).then(|| DeviceName::of_row(&self.device)),
            since: lists::since(&self.from)?,
            until: lists::until(&self.to)?,
            ..JobSieve::default()
        })
    }

    fn shows_drafts(&self) -> bool {
        self.which == DRAFTS
    }

    /// Whether the page shows only the jobs that wait for a fax number.
    fn asks_only(&self) -> bool {
        self.which == NUMBER
    }

    /// The greatest number of jobs for whose fax numbers the page asks.
    fn most_asked(&self) -> usize {
        match (self.asks_only(), self.query().is_empty() && self.below.is_none()) {
            (true, _) => ASKED_ALONE,
            (false, true) => ASKED_ABOVE,
            (false, false) => 0,
        }
    }

    fn filters(&self) -> Vec<(&'static str, String)> {
        [
            ("search", &self.search),
            ("which", &self.which),
            ("device", &self.device),
            ("from", &self.from),
            ("to", &self.to),
        ]
        .map(|(name, value)| (name, value.clone()))
        .into()
    }

    /// The filters as the query of a URL.
    fn query(&self) -> String {
        lists::query(&self.filters())
    }

    /// The URL of the list with its present filters, and of its part that `position` names.
    fn address(&self, position: &[(&'static str, String)]) -> String {
        lists::address("/out", &lists::query(&[&self.filters(), position].concat()))
    }

    fn position(&self) -> Position {
        Position { below: self.below, trail: self.trail.clone() }
    }

    /// The URL of an action on jobs of the list. It has the filters and the position of the page
    /// that is shown, so that the same page can be shown again after the action.
    fn address_of(&self, action: &str) -> String {
        self.address(&self.position().here()).replacen("/out", action, 1)
    }

    /// Whether the list has a filter.
    fn is_filtered(&self) -> bool {
        !self.query().is_empty()
    }

    /// Whether the user has set a filter that the form hides until the user opens it.
    fn has_more(&self) -> bool {
        [&self.device, &self.from, &self.to].iter().any(|value| !value.is_empty())
    }
}

impl Row {
    fn of(job: &Job, contact: Option<&String>, now: UnixMs, texts: &'static Texts) -> Self {
        let number = receiver(job, texts);
        let name = job.options.get("recipient").or(contact);
        let (who, more) = match name.filter(|name| !name.is_empty()) {
            Some(name) => (name.clone(), number),
            None => (number, String::new()),
        };
        Self {
            id: job.id,
            only_fetches: job.only_fetches(),
            who,
            more,
            at: When::of(job.created_at, now, texts),
            state: of_state(job, texts),
            is_bad: is_bad(job),
            pages: job.pages.len(),
            tag: job.tag.clone(),
            text: of_event(job, texts),
            owner: job.owner.clone(),
        }
    }
}

impl Asked {
    fn of(job: &Job, now: UnixMs, texts: &'static Texts) -> Self {
        let name = job.documents.first().map(|one| one.name.clone()).unwrap_or_default();
        Self {
            id: job.id,
            name: if name.is_empty() { texts.fax.to_owned() } else { name },
            at: When::of(job.created_at, now, texts),
            until: job.number_by.map(|until| moment(until, texts)),
            pages: job.pages.len(),
            owner: job.owner.clone(),
        }
    }
}

impl DraftRow {
    fn of(draft: &Draft, now: UnixMs, texts: &'static Texts) -> Self {
        let to = draft.recipients().first().map(Recipient::line).unwrap_or_default();
        Self {
            id: draft.id,
            to: if to.is_empty() { texts.no_number.to_owned() } else { to },
            at: When::of(UnixMs(draft.changed_ms), now, texts),
        }
    }
}

/// Returns the recipient's fax number of a job, in groups. If the job has no number yet, returns the words for
/// a missing number.
pub(super) fn receiver(job: &Job, texts: &'static Texts) -> String {
    if job.number.is_empty() { texts.no_number.to_owned() } else { in_groups(&job.number) }
}
