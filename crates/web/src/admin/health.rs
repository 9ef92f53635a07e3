//! The web page of the system's health: the state of the spool, the disk, the Ferrofax module in
//! Asterisk, the mail queue and the converter programs, and alarms.

use askama::Template;
use axum::extract::Query;
use axum::response::Redirect;
use serde::Deserialize;

use super::machines::MachinesShown;
use super::signs::{Sign, signs};
use super::{Ways, ways};
use crate::House;
use crate::findings::FindingShown;
use crate::page::{Chrome, Here};
use crate::posted::{Nothing, Posted};
use crate::refusal::{Refusal, Result, html};
use crate::visitor::{User, Visit};
use crate::words::moment;
use ferrofax_basics::UnixMs;
use ferrofax_spool::{Answer, QuestionId};

#[derive(Template)]
#[template(path = "web/admin/health.html")]
struct HealthPage<'a> {
    chrome: Chrome<'a>,
    ways: Ways,
    way: &'static str,
    /// The states of the parts of the system, with faults first.
    signs: Vec<Sign>,
    waiting: Vec<(String, u32, String)>,
    machines: Option<MachinesShown>,
    done: &'static str,
    /// Whether the user has asked the module in Asterisk to check its settings, and the result is
    /// not there yet.
    is_asked: bool,
    question: i64,
    answered: Option<(String, Vec<FindingShown>)>,
}

#[derive(Deserialize)]
pub(super) struct Asked {
    question: Option<i64>,
    #[serde(default)]
    done: String,
}

/// Shows the web page of the system's health.
pub(super) async fn page(Visit(house, user): Visit, Query(asked): Query<Asked>) -> Result {
    let (person, texts) = (user.person.clone(), user.visitor.texts);
    let question = asked.question;
    let (here, machines, answer) = house
        .at_desk(move |desk| {
            let answer = match question {
                Some(question) => desk.pbx_answer(&person, QuestionId(question))?,
                None => None,
            };
            Ok((desk.house_health(&person)?, desk.machines(&person)?, answer))
        })
        .await?;
    let oldest = |at: Option<UnixMs>| at.map(|at| moment(at, texts)).unwrap_or_default();
    let figures = &here.figures;
    let waiting = figures.jobs.iter().chain(&figures.outbox);
    let page = HealthPage {
        chrome: Chrome::new(&house, &user.visitor, Here::Admin),
        ways: ways(&house, &user),
        way: "/admin/health",
        signs: signs(&here, texts),
        waiting: waiting
            .map(|one| (texts.waiting_for(&one.what).to_owned(), one.count, oldest(one.oldest)))
            .collect(),
        done: texts.done(&asked.done),
        machines: machines.as_ref().map(|machines| MachinesShown::of(machines, texts)),
        is_asked: question.is_some() && answer.is_none(),
        question: question.unwrap_or(0),
        answered: answer.map(|Answer { answered_at, findings }| {
            let shown = findings.into_iter().map(|finding| FindingShown::of(finding, texts));
            (moment(answered_at, texts), shown.collect())
        }),
    };
    Ok(html(&page))
}

#[derive(Deserialize)]
pub(super) struct OfNode {
    node: String,
}

/// Drains a node: it takes no more jobs, and the other nodes send the waiting shared jobs.
pub(super) async fn drain(Posted { house, user, fields }: Posted<OfNode>) -> Result<Redirect> {
    drained(house, user, fields.node, true).await
}

/// Lets a drained node take jobs again.
pub(super) async fn undrain(Posted { house, user, fields }: Posted<OfNode>) -> Result<Redirect> {
    drained(house, user, fields.node, false).await
}

async fn drained(house: House, user: User, node: String, drains: bool) -> Result<Redirect> {
    let is_there = house.at_desk(move |desk| desk.drain(&user.person, &node, drains)).await?;
    let done = if drains { "drained" } else { "undrained" };
    if is_there {
        Ok(Redirect::to(&format!("/admin/health?done={done}#machines")))
    } else {
        Err(Refusal::Nothing)
    }
}

/// Asks the module in Asterisk to check its settings. The page of the system's health is then
/// loaded again until the result is there.
pub(super) async fn ask(Posted { house, user, .. }: Posted<Nothing>) -> Result<Redirect> {
    let person = user.person;
    let QuestionId(question) =
        house.at_desk(move |desk| desk.ask_pbx(&person, UnixMs::now())).await?;
    Ok(Redirect::to(&format!("/admin/health?question={question}#pbx")))
}
