//! The web page with the list of jobs.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;

use crate::desk::JobSieve;
use crate::web::House;
use crate::web::page::{Chrome, Here};
use crate::web::refusal::{Refusal, html};
use crate::web::texts::{Sentence, Texts};
use crate::web::visitor::User;
use crate::web::words::{is_bad, moment, of_state};
use ferrofax_spool::jobs::{Job, JobId, JobState};

/// The number of jobs that one web page of the list shows.
const ROWS: u32 = 50;

/// The filter of the list of jobs, which the user chooses.
#[derive(Deserialize)]
pub(super) struct Looking {
    /// The filter for the jobs that the list shows: `open`, `failed` or `done`. Any other text
    /// means all jobs.
    #[serde(default)]
    which: String,
    below: Option<i64>,
    #[serde(default)]
    done: String,
}

#[derive(Template)]
#[template(path = "web/sent.html")]
struct ListPage<'a> {
    chrome: Chrome<'a>,
    which: &'a str,
    rows: Vec<Row>,
    next: Option<JobId>,
    /// The message about the user's last action on a job; empty if there was none.
    done: &'static str,
}

/// A job in the list of jobs.
struct Row {
    id: JobId,
    /// Whether the job only fetches a document (polling), and sends nothing.
    only_fetches: bool,
    to: String,
    at: String,
    state: &'static str,
    is_bad: bool,
    pages: usize,
    tag: String,
    text: Sentence,
    owner: String,
}

/// Shows the list of jobs.
pub(super) async fn page(
    State(house): State<House>,
    user: User,
    Query(looking): Query<Looking>,
) -> Result<Response, Refusal> {
    let (person, sieve) = (user.person.clone(), looking.sieve());
    let below = looking.below.map(JobId);
    let list = house.at_desk(move |desk| desk.jobs(&person, &sieve, below, ROWS)).await?;
    let texts = user.visitor.texts;
    let rows = list.jobs.iter().map(|job| Row::of(job, texts)).collect();
    let chrome = Chrome::new(&house, &user.visitor, Here::Out);
    let (which, done) = (looking.which.as_str(), texts.done(&looking.done));
    Ok(html(&ListPage { chrome, which, rows, next: list.next, done }))
}

impl Looking {
    fn sieve(&self) -> JobSieve {
        let states = match self.which.as_str() {
            "open" => JobState::ALL
                .into_iter()
                .filter(|state| !matches!(state, JobState::Done | JobState::Failed))
                .collect(),
            "failed" => vec![JobState::Failed],
            "done" => vec![JobState::Done],
            _ => Vec::new(),
        };
        JobSieve { states, ..JobSieve::default() }
    }
}

impl Row {
    fn of(job: &Job, texts: &'static Texts) -> Self {
        Self {
            id: job.id,
            only_fetches: job.only_fetches(),
            to: receiver(job, texts),
            at: moment(job.created_at, texts),
            state: of_state(job, texts),
            is_bad: is_bad(job),
            pages: job.pages.len(),
            tag: job.tag.clone(),
            text: texts.event(&job.event),
            owner: job.owner.clone(),
        }
    }
}

/// Returns the recipient's fax number of a job. If the job has no number yet, returns the words for
/// a missing number.
pub(super) fn receiver(job: &Job, texts: &'static Texts) -> String {
    if job.number.is_empty() { texts.no_number.to_owned() } else { job.number.clone() }
}
