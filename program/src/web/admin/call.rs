//! A recorded call: what went wrong in it and what to change, its drawing, what the machines said,
//! and its files.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::{Ways, ways};
use crate::examiner::{About, ExamineError, FILES, Finding, Made, Told};
use crate::web::House;
use crate::web::page::{Chrome, Here};
use crate::web::refusal::{Refusal, html};
use crate::web::texts::Texts;
use crate::web::visitor::User;
use crate::web::words::moment;
use ferrofax_ground::ladder::{Rung, Way};
use ferrofax_ground::outcome::Cause;
use ferrofax_spool::{CallRecord, RecordId, RecordOf};

/// The drawing has its pictures in itself, fetches nothing and runs nothing.
const DRAWING_POLICY: &str =
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; sandbox";

/// What the spool knows of a call, in the reader's words.
pub(super) struct Facts {
    pub(super) id: RecordId,
    pub(super) at: String,
    pub(super) is_out: bool,
    /// The number at the other end.
    pub(super) number: String,
    pub(super) device: String,
    pub(super) trunk: String,
    pub(super) seconds: i64,
    pub(super) pages: u32,
    pub(super) is_ok: bool,
    /// How it ended.
    pub(super) end: String,
    /// Where that stands which it was for, and what that is.
    pub(super) of: Option<(String, String)>,
}

#[derive(Template)]
#[template(path = "web/admin/call.html")]
struct CallPage<'a> {
    chrome: Chrome<'a>,
    ways: Ways,
    way: &'static str,
    facts: Facts,
    /// Why nothing can be said of it; empty: something can.
    problem: String,
    /// The tape ends in the middle of the call.
    is_cut_off: bool,
    /// The first finding says how it ended.
    is_told: bool,
    /// What weighs most of what was found,
    first: Option<&'a Finding>,
    /// and what else.
    others: &'a [Finding],
    rungs: &'a [Rung],
    files: Vec<(&'static str, &'static str)>,
    /// What came of it when it ran again, in words; empty: that was not asked.
    again: String,
    /// With which settings that was asked.
    with: String,
}

/// A finding that says how the call ended: it has nothing to add to that.
const SILENCE: &str = "no-fax-machine";

/// What is asked of a call.
#[derive(Deserialize)]
pub(super) struct Asked {
    /// That it runs again, with these settings changed.
    with: Option<String>,
}

/// The page. The record is opened by it.
pub(super) async fn page(
    State(house): State<House>,
    user: User,
    Path(id): Path<i64>,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    let (person, texts) = (user.person.clone(), user.visitor.texts);
    let opened =
        house.at_desk(move |desk| desk.open_call_record(&person, RecordId(id), "explanation"));
    let (record, file) = opened.await?;
    let made = house.examining.fetch(file, About::of(&record), Some(Made::Json)).await;
    let told = made.and_then(|json| {
        Told::read(&json).ok_or(ExamineError::Broke("breaks the program that reads it"))
    });
    let (told, problem) = match told {
        Ok(told) => (Some(told), String::new()),
        Err(error) => (None, texts.verdict(&error.to_string())),
    };
    let rungs = told.as_ref().map(Told::rungs).unwrap_or_default();
    let findings = told.as_ref().map_or(&[][..], |told| &told.findings);
    let again = match &asked.with {
        Some(with) if problem.is_empty() => ran_again(&house, &user, RecordId(id), with).await?,
        _ => String::new(),
    };
    let page = CallPage {
        chrome: Chrome::new(&house, &user.visitor, Here::Admin),
        ways: ways(user.person.role, texts),
        way: "/admin/calls",
        facts: facts(&record, texts),
        files: files(told.as_ref(), texts),
        is_cut_off: told.as_ref().is_some_and(|told| !told.record_is_whole),
        is_told: findings.first().is_some_and(|first| first.trouble == SILENCE),
        first: findings.first(),
        others: findings.get(1..).unwrap_or_default(),
        rungs: &rungs,
        problem,
        again,
        with: asked.with.unwrap_or_default(),
    };
    Ok(html(&page))
}

/// What came of it, or why nothing did. The record is opened by it.
async fn ran_again(
    house: &House,
    user: &User,
    id: RecordId,
    with: &str,
) -> Result<String, Refusal> {
    let person = user.person.clone();
    let opened = house.at_desk(move |desk| desk.open_call_record(&person, id, "replay"));
    let (record, file) = opened.await?;
    match house.examining.again(file, About::of(&record), with).await {
        Ok(again) => Ok(again.text),
        Err(error) => Ok(error.to_string()),
    }
}

/// One of its files. Drawings are for looking at, others are to be kept.
pub(super) async fn file(
    State(house): State<House>,
    user: User,
    Path((id, name)): Path<(i64, String)>,
) -> Result<Response, Refusal> {
    let (id, person) = (RecordId(id), user.person.clone());
    // First whether he may.
    house.at_desk(move |desk| desk.call_record(&person, id)).await?;
    let found = FILES.into_iter().find(|(known, ..)| *known == name);
    let (name, media_type, what) = found.ok_or(Refusal::Nothing)?;
    let opened = house.at_desk(move |desk| desk.open_call_record(&user.person, id, name));
    let (record, file) = opened.await?;
    let made = house.examining.fetch(file, About::of(&record), what).await?;
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

/// What the spool knows of a call.
pub(super) fn facts(record: &CallRecord, texts: &'static Texts) -> Facts {
    let facts = &record.facts;
    let end = Cause::from_name(&facts.cause);
    Facts {
        id: record.id,
        at: moment(facts.began_at, texts),
        is_out: facts.is_out,
        number: match facts.number.as_str() {
            "" => texts.withheld.to_owned(),
            number => number.to_owned(),
        },
        device: facts.device.split('@').next().unwrap_or_default().to_owned(),
        trunk: facts.trunk.clone(),
        seconds: (facts.ended_at.0 - facts.began_at.0).max(0) / 1000,
        pages: facts.pages,
        is_ok: facts.is_ok,
        end: end.map_or_else(|| facts.cause.clone(), |cause| texts.reason(cause)),
        of: match facts.of {
            RecordOf::Fax(fax) => Some((format!("/in/{fax}"), format!("{} {fax}", texts.a_fax))),
            RecordOf::Job(job, _) => {
                Some((format!("/out/{job}"), format!("{} {job}", texts.a_job)))
            }
            RecordOf::Session(_) => None,
        },
    }
}

/// The files that there are, each with what it is; of a record that can't be read, the record.
fn files(told: Option<&Told>, texts: &Texts) -> Vec<(&'static str, &'static str)> {
    let all = FILES.iter().zip(texts.call_files);
    let there = all
        .filter(|((.., what), _)| told.map_or_else(|| what.is_none(), |told| told.may_have(*what)));
    there.map(|((name, ..), text)| (*name, text)).collect()
}

impl From<ExamineError> for Refusal {
    fn from(error: ExamineError) -> Self {
        let text = error.to_string();
        if error.may_pass() { Self::Spool(text) } else { Self::Unfit(text) }
    }
}
