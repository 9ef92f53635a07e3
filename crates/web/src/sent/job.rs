//! The web page of a job: its state, its pages, its history, and the possible actions.

use askama::Template;
use axum::extract::{Path, Query};
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use serde::Deserialize;

use super::list::receiver;
use crate::page::{Chrome, Here};
use crate::pictures::Wanted;
use crate::refusal::{Refusal, Result, html};
use crate::texts::{Sentence, Texts};
use crate::visitor::Visit;
use crate::words::{is_bad, moment, of_event, of_state, was_cancelled};
use ferrofax_basics::UnixMs;
use ferrofax_desk::JobProgress;
use ferrofax_ground::ladder::{Rung, Way};
use ferrofax_spool::jobs::{CallId, Job, JobChange, JobId, JobState, PageState};
use ferrofax_spool::{HeaderFacts, JobLadder, OutboxEntry, RecordId, RecordQuery};

/// The width of the picture of a fax page, in pixels.
const WIDTH: u32 = 600;

#[derive(Template)]
#[template(path = "web/job.html")]
struct JobPage<'a> {
    chrome: Chrome<'a>,
    job: &'a Job,
    to: String,
    at: String,
    state: &'static str,
    /// The last change of the job, as a sentence.
    text: Sentence,
    is_bad: bool,
    /// Whether a user has cancelled the job.
    is_cancelled: bool,
    /// The fax pages of the job. Each has its number, and whether the recipient's machine has
    /// confirmed it.
    pages: Vec<(u32, bool)>,
    confirmed: u32,
    /// The progress of the job's fax call; `None` if no call is in progress.
    progress: Option<JobProgress>,
    may_change: bool,
    may_retry: bool,
    is_open: bool,
    /// Whether the job has a fax number, but is held (not sent) until a user releases it.
    is_held: bool,
    history: Vec<(String, Sentence)>,
    reports: &'a [OutboxEntry],
    /// The fax call whose frames are shown, with the time at which it began.
    shown: Option<(CallId, String)>,
    /// Whether the user has requested the frames of a certain fax call. If so, the list of these
    /// frames is shown expanded.
    is_asked: bool,
    rungs: &'a [Rung],
    /// The fax calls of the job whose frames are not shown, each with the time at which it began.
    others: Vec<(CallId, String)>,
    /// The latest recording of one of the job's calls; `None` if the user may not open it.
    record: Option<RecordId>,
    done: &'static str,
}

#[derive(Deserialize)]
pub(super) struct Done {
    #[serde(default)]
    done: String,
    /// The fax call of the job whose frames are shown. By default, it is the last call.
    call: Option<i64>,
}

/// Shows the web page of a job.
pub(super) async fn page(
    Visit(house, user): Visit,
    Path(id): Path<i64>,
    Query(done): Query<Done>,
) -> Result {
    let (id, person) = (JobId(id), user.person.clone());
    let of_job = RecordQuery { job: Some(id), ..RecordQuery::default() };
    let (job, history, reports, calls, may_change, progress, record) = house
        .at_desk(move |desk| {
            let job = desk.job(&person, id)?;
            let may_change = desk.may_change(&person, &job)?;
            let now = desk.now(&person)?;
            let progress = now.sending.into_iter().find(|one| one.job == id);
            let (history, mails) = (desk.job_history(&person, id)?, desk.job_mails(&person, id)?);
            let (calls, record) =
                (desk.job_ladders(&person, id)?, desk.newest_record(&person, of_job)?);
            Ok((job, history, mails, calls, may_change, progress, record))
        })
        .await?;
    let texts = user.visitor.texts;
    let of_page =
        |page: &ferrofax_spool::jobs::JobPage| (page.number, page.state == PageState::Confirmed);
    let history = history
        .into_iter()
        .map(|change| (moment(change.at, texts), happened(&change, texts)));
    let began = |one: &JobLadder| (one.call, moment(one.began_at, texts));
    // The frames of one call are shown: of the chosen call, or else of the last one.
    let asked = calls.iter().find(|one| Some(one.call.0) == done.call);
    let shown = asked.or_else(|| calls.last());
    let others = calls.iter().filter(|one| Some(one.call) != shown.map(|one| one.call));
    let page = JobPage {
        chrome: Chrome::new(&house, &user.visitor, Here::Out),
        to: receiver(&job, texts),
        at: moment(job.created_at, texts),
        state: of_state(&job, texts),
        text: of_event(&job, texts),
        is_bad: is_bad(&job),
        is_cancelled: was_cancelled(&job),
        pages: job.pages.iter().map(of_page).collect(),
        confirmed: job.pages_confirmed(),
        progress,
        may_change,
        may_retry: job.state == JobState::Failed,
        is_open: !matches!(job.state, JobState::Done | JobState::Failed),
        is_held: job.state == JobState::Suspended && !job.number.is_empty(),
        history: history.collect(),
        reports: &reports,
        shown: shown.map(began),
        is_asked: done.call.is_some(),
        rungs: shown.map_or(&[], |one| &one.rungs),
        others: others.map(began).collect(),
        record,
        done: texts.done(&done.done),
        job: &job,
    };
    Ok(html(&page))
}

/// Writes the sentence about an entry in the job's history. If the entry is about the end of a fax
/// call, the sentence also describes the quality of the telephone line.
fn happened(change: &JobChange, texts: &Texts) -> Sentence {
    let text = texts.event(&change.event);
    match &change.line {
        Some(line) => text.and(&texts.line(line)),
        None => text,
    }
}

/// Returns a fax page of the job as a PNG picture. The picture shows the page with its header line,
/// as the recipient gets it.
pub(super) async fn picture(
    Visit(house, user): Visit,
    Path((id, number)): Path<(i64, u32)>,
) -> Result {
    let there = house.clone();
    let picture = house.at_desk(move |desk| {
        let job = desk.job(&user.person, JobId(id))?;
        let page = job.pages.iter().find(|page| page.number == number);
        let found = page.and_then(|page| {
            let document = job.documents.iter().find(|one| one.number == page.at.document)?;
            // The header line has the time at which the page was sent, to a minute or so.
            let at = page.confirmed_at.or(job.ended_at).unwrap_or_else(UnixMs::now);
            Some((document.path.clone(), page.at.page, at))
        });
        let Some((document, page, at)) = found else { return Ok(None) };
        let wanted = Wanted { document, page: page as usize, width: WIDTH, turn: 0 };
        let top = HeaderFacts::of_job(&job, number, None);
        Ok(Some(there.pictures.outgoing(&wanted, top.as_ref(), at)))
    });
    match picture.await? {
        Some(Ok(png)) => Ok(([(CONTENT_TYPE, "image/png")], png.as_ref().clone()).into_response()),
        Some(Err(error)) => {
            log::warn!(FERROFAX_JOB:% = id; "job {id}, page {number}: {error}");
            Err(Refusal::Nothing)
        }
        None => Err(Refusal::Nothing),
    }
}
