//! The second step of the login: the page that asks for a code or a passkey.

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::House;
use super::cookies::KNOCK;
use super::guard::{self, noted};
use super::login::{Given, asking, finished, is_of_ours, stale};
use super::page::{Chrome, Here};
use super::refusal::{Refusal, html};
use super::texts::Sentence;
use super::visitor::Visitor;
use ferrofax_basics::UnixMs;
use ferrofax_rights::{Entered, PeopleError};

#[derive(Template)]
#[template(path = "web/second_step.html")]
struct SecondStepPage<'a> {
    chrome: Chrome<'a>,
    /// The message about a wrong code; empty if there is none.
    problem: Sentence,
    has_codes: bool,
    has_passkey: bool,
    /// The token of the login that waits for the code.
    half: &'a str,
    knock: &'a str,
    to: &'a str,
    kept: &'a str,
}

#[derive(Deserialize)]
pub(super) struct Code {
    half: String,
    code: String,
    knock: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    kept: String,
}

/// Shows the form for the code.
pub(super) async fn ask(
    house: &House,
    visitor: &Visitor,
    whose: &Entered,
    (half, problem): (&str, Sentence),
    (to, kept): (&str, &str),
) -> Response {
    let status = if problem.is_empty() { StatusCode::OK } else { StatusCode::UNAUTHORIZED };
    let knock = visitor.knock();
    let cookie = KNOCK.set(knock.text(), visitor.origin.is_secure);
    let chrome = Chrome::new(house, visitor, Here::Nowhere);
    let (rights, of) = (house.rights.clone(), whose.clone());
    let factors = house.at_work(move || Ok::<_, Refusal>(rights.own_factors(&of.user, of.by)));
    let (has_codes, passkeys) = match factors.await {
        Ok(factors) => factors,
        Err(refusal) => return refusal.into_response(),
    };
    let (has_passkey, knock) = (!passkeys.is_empty(), knock.text());
    let page = SecondStepPage { chrome, problem, has_codes, has_passkey, half, knock, to, kept };
    (status, [(SET_COOKIE, cookie)], html(&page)).into_response()
}

/// Checks the code, and begins a login session.
pub(super) async fn check(
    State(house): State<House>,
    visitor: Visitor,
    headers: HeaderMap,
    Form(code): Form<Code>,
) -> Response {
    let t = visitor.texts;
    let again = Given::writing(code.to.clone(), code.kept.clone());
    if !is_of_ours(&headers, &visitor, &code.knock) {
        return stale(&house, &visitor, &again).await;
    }
    let Some(half) = house.halves.try_code(&code.half, UnixMs::now()) else {
        noted(&house, &visitor, &guard::Asked::login(), "stale-login").await;
        return asking(&house, &visitor, StatusCode::UNAUTHORIZED, t.second_too_late, &again).await;
    };
    let (rights, client) = (house.rights.clone(), visitor.origin.client.clone());
    let (given, login) = (code.code.clone(), half.clone());
    let checked =
        house.at_work(move || Ok::<_, Refusal>(rights.second_step(&client, &login, &given)));
    let checked = match checked.await {
        Ok(checked) => checked,
        Err(refusal) => return refusal.into_response(),
    };
    match checked {
        Err(error @ PeopleError::File) => Refusal::from(error).into_response(),
        Err(error) => {
            let problem = t.said(&error.to_string());
            ask(&house, &visitor, &half, (&code.half, problem), (&code.to, &code.kept)).await
        }
        Ok(()) => {
            house.halves.end(&code.half);
            finished(&house, &visitor, &headers, half, &again).await
        }
    }
}
