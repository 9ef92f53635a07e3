//! The web page of a recorded call. It shows the problems of the call and how to fix them, a
//! drawing of the exchanged frames over time, the list of these frames, and files to download.

use askama::Template;
use axum::extract::{Path, Query};
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::IntoResponse;
use serde::Deserialize;

use super::{Ways, ways};
use crate::House;
use crate::examiner::{About, Breakdown, ExamineError, FILES, Made, Told};
use crate::page::{Chrome, Here};
use crate::refusal::{Refusal, Result, html};
use crate::texts::{Sentence, Texts};
use crate::visitor::{User, Visit};
use crate::words::moment;
use ferrofax_ground::ladder::{Rung, Way};
use ferrofax_ground::outcome::Cause;
use ferrofax_spool::explanation::{Finding, Trouble};
use ferrofax_spool::numbers::in_groups;
use ferrofax_spool::{CallRecord, RecordId, RecordOf};

/// The Content-Security-Policy for the drawing of a recorded call, which shows the exchanged
/// frames. The drawing is one file that contains all its pictures. So the browser loads no other
/// file and runs no script for it.
const DRAWING_POLICY: &str =
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; sandbox";

/// The facts about a recorded call, in the reader's language.
pub(super) struct Facts {
    pub(super) id: RecordId,
    pub(super) at: String,
    pub(super) is_out: bool,
    /// The telephone number of the other party of the recorded call: the calling number of a
    /// received fax, or the called number of a sent one.
    pub(super) number: String,
    pub(super) device: String,
    pub(super) trunk: String,
    pub(super) seconds: i64,
    pub(super) pages: u32,
    pub(super) is_ok: bool,
    /// A sentence that says how the recorded call ended.
    pub(super) end: Sentence,
    /// The link to the fax or job of the recorded call, and the text of the link.
    pub(super) of: Option<(String, String)>,
}

#[derive(Template)]
#[template(path = "web/admin/call.html")]
struct CallPage<'a> {
    chrome: Chrome<'a>,
    ways: Ways,
    way: &'static str,
    facts: Facts,
    /// The reason why the call recording can't be read and explained; empty if it can be.
    problem: String,
    /// Whether the recording lacks the end of the call.
    is_cut_off: bool,
    /// Whether the most important finding about the recorded call already says how the call ended,
    /// so that the web page does not repeat it.
    is_told: bool,
    /// The most important finding about the recorded call: a problem that Ferrofax has found in the
    /// recording, with its remedy.
    first: Option<Found>,
    /// The findings about the recorded call other than the most important one.
    others: Vec<Found>,
    rungs: &'a [Rung],
    files: Vec<(&'static str, &'static str)>,
    /// The result of replaying the recorded call (its recorded input is processed again), in words;
    /// empty if no replay was requested.
    again: String,
    /// The changed settings with which the recorded call is replayed, as the user has written them.
    with: String,
}

/// A problem that was found in a recorded call, with its remedy, in the reader's language.
struct Found {
    sentence: String,
    advice: String,
    /// The most likely cause of the problem in the recorded call: the telephone line, the network,
    /// the remote fax machine, …
    fault: &'static str,
}

impl Found {
    fn of(finding: &Finding, texts: &'static Texts) -> Self {
        let language = texts.language();
        Self {
            sentence: finding.sentence(language),
            advice: finding.advice_text(language),
            fault: texts.fault(finding.fault),
        }
    }
}

/// The query parameters in the URL of the web page of a recorded call.
#[derive(Deserialize)]
pub(super) struct Asked {
    /// The changed settings with which the recorded call is replayed; `None` if it is not replayed.
    with: Option<String>,
}

/// Shows the web page of a recorded call. This is logged as an access to the recording.
pub(super) async fn page(
    Visit(house, user): Visit,
    Path(id): Path<i64>,
    Query(asked): Query<Asked>,
) -> Result {
    let (person, texts) = (user.person.clone(), user.visitor.texts);
    let opened =
        house.at_desk(move |desk| desk.open_call_record(&person, RecordId(id), "explanation"));
    let (record, file) = opened.await?;
    // A confined child process makes the explanation. If the recording can't be read, the page has
    // none.
    let made = house.examining.fetch(file, About::of(&record), Some(Made::Json)).await;
    let told = made.and_then(|json| Told::read(&json).ok_or(ExamineError::Broke(Breakdown::Crash)));
    let (told, problem) = match told {
        Ok(told) => (Some(told), String::new()),
        Err(error) => (None, error.text(texts.language())),
    };
    let rungs = told.as_ref().map(Told::rungs).unwrap_or_default();
    let findings = told.as_ref().map_or(&[][..], |told| &told.findings);
    // Run the call again with changed settings, if the reader asked for it.
    let again = match &asked.with {
        Some(with) if problem.is_empty() => ran_again(&house, &user, RecordId(id), with).await?,
        _ => String::new(),
    };
    let page = CallPage {
        chrome: Chrome::new(&house, &user.visitor, Here::Admin),
        ways: ways(&house, &user),
        way: "/admin/calls",
        facts: facts(&record, texts),
        files: files(told.as_ref(), texts),
        is_cut_off: told.as_ref().is_some_and(|told| !told.record_is_whole),
        // If no fax machine answered, the finding already says how the call ended.
        is_told: findings.first().is_some_and(|first| first.trouble == Trouble::NoFaxMachine),
        first: findings.first().map(|finding| Found::of(finding, texts)),
        others: findings.iter().skip(1).map(|finding| Found::of(finding, texts)).collect(),
        rungs: &rungs,
        problem,
        again,
        with: asked.with.unwrap_or_default(),
    };
    Ok(html(&page))
}

/// Replays a recorded call with changed settings: the recorded input is processed again. Returns
/// the result, or the reason why the replay failed. This is logged as an access to the recording.
async fn ran_again(house: &House, user: &User, id: RecordId, with: &str) -> Result<String> {
    let person = user.person.clone();
    let opened = house.at_desk(move |desk| desk.open_call_record(&person, id, "replay"));
    let (record, file) = opened.await?;
    let language = user.visitor.texts.language();
    let about = About { language, ..About::of(&record) };
    match house.examining.again(file, about, with).await {
        Ok(again) => Ok(again.text),
        Err(error) => Ok(error.text(language)),
    }
}

/// Returns one of the files that are made from a call recording. The browser shows drawings, and
/// downloads all other files.
pub(super) async fn file(
    Visit(house, user): Visit,
    Path((id, name)): Path<(i64, String)>,
) -> Result {
    let (id, person) = (RecordId(id), user.person.clone());
    let language = user.visitor.texts.language();
    // The rights are checked before the file is made.
    house.at_desk(move |desk| desk.call_record(&person, id)).await?;
    let found = FILES.into_iter().find(|(known, ..)| *known == name);
    let (name, media_type, what) = found.ok_or(Refusal::Nothing)?;
    let opened = house.at_desk(move |desk| desk.open_call_record(&user.person, id, name));
    let (record, file) = opened.await?;
    let about = About { language, ..About::of(&record) };
    let made = house.examining.fetch(file, about, what).await?;
    let how = if what == Some(Made::Svg) { "inline" } else { "attachment" };
    let disposition = format!("{how}; filename=\"call-{id}-{name}\"");
    let headers = [(CONTENT_TYPE, media_type.to_owned()), (CONTENT_DISPOSITION, disposition)];
    let mut answer = (headers, made).into_response();
    if what == Some(Made::Svg) {
        answer
            .headers_mut()
            .insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(DRAWING_POLICY));
    }
    Ok(answer)
}

/// Collects the facts about a recorded call from the entry about its recording in the spool.
pub(super) fn facts(record: &CallRecord, texts: &'static Texts) -> Facts {
    let facts = &record.facts;
    let end = Cause::from_name(&facts.cause);
    Facts {
        id: record.id,
        at: moment(facts.began_at, texts),
        is_out: facts.is_out,
        number: match facts.number.as_str() {
            "" => texts.withheld.to_owned(),
            number => in_groups(number),
        },
        device: facts.device.split('@').next().unwrap_or_default().to_owned(),
        trunk: facts.trunk.clone(),
        seconds: (facts.ended_at.0 - facts.began_at.0).max(0) / 1000,
        pages: facts.pages,
        is_ok: facts.is_ok,
        end: end.map_or_else(|| Sentence::here(facts.cause.clone()), |cause| texts.reason(cause)),
        of: match facts.of {
            RecordOf::Fax(fax) => Some((format!("/in/{fax}"), format!("{} {fax}", texts.a_fax))),
            RecordOf::Job(job, _) => {
                Some((format!("/out/{job}"), format!("{} {job}", texts.a_job)))
            }
            RecordOf::Session(_) => None,
        },
    }
}

/// The files of a recorded call that the web page offers for download, each with its description.
/// If the recording can't be read, only the recording itself is offered.
fn files(told: Option<&Told>, texts: &Texts) -> Vec<(&'static str, &'static str)> {
    let all = FILES.iter().zip(texts.call_files());
    let there = all
        .filter(|((.., what), _)| told.map_or_else(|| what.is_none(), |told| told.may_have(*what)));
    there.map(|((name, ..), text)| (*name, text)).collect()
}

impl From<ExamineError> for Refusal {
    fn from(error: ExamineError) -> Self {
        Self::Recording(error)
    }
}
