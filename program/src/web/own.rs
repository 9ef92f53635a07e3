//! One's own: the language, keys of programs, and where one is logged in.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{LOCATION, SET_COOKIE};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::House;
use super::agents::known_as;
use super::cookies::LANGUAGE;
use super::own_keys::OwnKeys;
use super::page::{Chrome, Here};
use super::posted::{Nothing, Posted};
use super::refusal::{Refusal, html};
use super::texts::Texts;
use super::visitor::User;
use super::words::moment;
use crate::desk::Role;
use ferrofax_basics::UnixMs;
use ferrofax_spool::{SpoolError, WebSession};

const OWN: &str = "/own";

#[derive(Template)]
#[template(path = "web/own.html")]
struct OwnPage<'a> {
    chrome: Chrome<'a>,
    languages: [&'static Texts; 2],
    sessions: Vec<Row>,
    keys: OwnKeys,
}

/// A session.
struct Row {
    id: i64,
    is_this: bool,
    browser: String,
    /// What it says of itself.
    agent: String,
    address: String,
    since: String,
    seen: String,
}

#[derive(Deserialize)]
pub(super) struct Chosen {
    language: String,
}

/// Where one is sent who asks for nothing.
pub(super) async fn home(user: User) -> Redirect {
    // An auditor sees no fax.
    Redirect::to(if user.person.role == Role::Auditor { "/admin" } else { "/in" })
}

/// The page.
pub(super) async fn page(State(house): State<House>, user: User) -> Result<Response, Refusal> {
    shown(&house, &user, OwnKeys::default()).await
}

/// The page with what was just done with keys.
pub(super) async fn shown(house: &House, user: &User, keys: OwnKeys) -> Result<Response, Refusal> {
    let (sessions, name) = (house.sessions.clone(), user.session.user.clone());
    let keys = keys.with_rows(house, user).await?;
    let listed = house.at_work(move || sessions.list(Some(&name), UnixMs::now())).await?;
    let texts = user.visitor.texts;
    // Another with this name is another user.
    let own = listed.into_iter().filter(|session| session.by == user.session.by);
    let rows = own.map(|session| Row {
        id: session.id,
        is_this: session.id == user.session.id,
        since: moment(session.began_at, texts),
        seen: moment(session.seen_at, texts),
        browser: known_as(&session.agent),
        agent: session.agent,
        address: session.address,
    });
    let chrome = Chrome::new(house, &user.visitor, Here::Own);
    Ok(html(&OwnPage { chrome, languages: Texts::all(), sessions: rows.collect(), keys }))
}

/// Another language.
pub(super) async fn choose_language(Posted { user, fields }: Posted<Chosen>) -> Response {
    let Some(texts) = Texts::of(&fields.language) else {
        return Refusal::Form(format!("language={}", fields.language)).into_response();
    };
    let cookie = LANGUAGE.set(texts.language, user.visitor.origin.is_secure);
    let headers = AppendHeaders([(LOCATION, OWN.to_owned()), (SET_COOKIE, cookie)]);
    (StatusCode::SEE_OTHER, headers).into_response()
}

/// Ends one of one's own sessions.
pub(super) async fn end_session(
    State(house): State<House>,
    Path(id): Path<i64>,
    Posted { user, .. }: Posted<Nothing>,
) -> Result<Redirect, Refusal> {
    let (sessions, rights) = (house.sessions.clone(), house.rights.clone());
    let ended = house.at_work(move || {
        let own = sessions.list(Some(&user.session.user), UnixMs::now())?;
        let is_own = |one: &WebSession| one.id == id && one.by == user.session.by;
        let ended = own.iter().any(is_own) && sessions.end(id)?;
        if ended {
            // It has ended, whether that can be noted or not.
            let session = id.to_string();
            let about = [("session", session.as_str())];
            let _ = rights.at_desk(&user.person, "end-session", &about, Ok(()));
        }
        Ok::<_, SpoolError>(ended)
    });
    if ended.await? { Ok(Redirect::to(OWN)) } else { Err(Refusal::Nothing) }
}
