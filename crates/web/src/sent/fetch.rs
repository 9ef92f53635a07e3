//! Polling: the form for fetching a document from the fax machine that holds it, and the job that
//! it creates. The password is never shown on a web page again.

use askama::Template;
use axum::response::{IntoResponse, Redirect};
use serde::Deserialize;

use crate::House;
use crate::once;
use crate::page::{Chrome, Here};
use crate::posted::Posted;
use crate::refusal::{Result, form_page};
use crate::texts::Sentence;
use crate::visitor::{User, Visit};
use crate::words::local_moment;
use ferrofax_basics::UnixMs;
use ferrofax_desk::{DeskError, Person, ToFetch};

#[derive(Template)]
#[template(path = "web/fetch.html")]
struct FetchPage<'a> {
    chrome: Chrome<'a>,
    /// The devices (extensions that receive faxes) among which the user can choose the receiver of
    /// the polled document.
    devices: Vec<String>,
    problem: Sentence,
    said: &'a Fields,
    /// The earliest time of the call, in the form of the browser's input field for times. `None` if
    /// the user has written it in another form, such as `+2h`.
    at: Option<String>,
}

/// The fields of the form for polling, with which a user fetches a document from a remote fax
/// machine.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Fields {
    number: String,
    device: String,
    sep: String,
    /// The polling password. `None` if it was removed while the form was kept during a login.
    pwd: Option<String>,
    at: String,
    tag: String,
    once: String,
}

/// Shows the form for polling: a document is fetched from a remote fax machine.
pub(super) async fn form(Visit(house, user): Visit) -> Result {
    shown(&house, &user, Sentence::default(), &Fields::default()).await
}

/// Creates a job that fetches a document from a remote fax machine (polling), as the submitted form
/// asks. If a field is not valid, the form is shown again with the error.
pub(super) async fn fetch(Posted { house, user, fields }: Posted<Fields>) -> Result {
    let (person, texts) = (user.person.clone(), user.visitor.texts);
    if fields.pwd.is_none() {
        return shown(&house, &user, Sentence::here(texts.password_again), &fields).await;
    }
    let wanted = fields.wanted(&person);
    let taken = house
        .at_desk(move |desk| Ok(desk.fetch(&person, &wanted, UnixMs::now())))
        .await?;
    match taken {
        Ok(taken) => Ok(Redirect::to(&format!("/out/{}?done=sent", taken.job)).into_response()),
        Err(DeskError::Spool(error)) => Err(error.into()),
        Err(error) => shown(&house, &user, texts.error(&error), &fields).await,
    }
}

impl Fields {
    fn wanted(&self, person: &Person) -> ToFetch {
        let Self { number, device, sep, pwd, at, tag, once } = self;
        let mark = once::mark(person, once, &("fetch", number, device, sep, pwd, at, tag));
        ToFetch {
            number: number.clone(),
            device: device.clone(),
            sep: sep.clone(),
            pwd: pwd.clone().unwrap_or_default(),
            at: at.clone(),
            tag: tag.clone(),
            mark,
        }
    }
}

async fn shown(house: &House, user: &User, problem: Sentence, said: &Fields) -> Result {
    let person = user.person.clone();
    let devices = house.at_desk(move |desk| desk.devices_to_send_from(&person)).await?;
    let devices = devices.iter().map(ToString::to_string).collect();
    let chrome = Chrome::new(house, &user.visitor, Here::Out);
    let is_well = problem.is_empty();
    let at = local_moment(&said.at);
    Ok(form_page(&FetchPage { chrome, devices, problem, said, at }, is_well))
}
