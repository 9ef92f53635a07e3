//! The pages for passkeys: adding and removing them, and the login by a passkey. The browser can
//! make and use passkeys only if the script of the page runs.

use askama::Template;
use axum::extract::State;
use axum::http::header::{HOST, SET_COOKIE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::post;
use axum::{Form, Router};
use serde::Deserialize;

use super::House;
use super::cookies::KNOCK;
use super::guard::{self, noted};
use super::login::{Given, asking, finished, is_of_ours, stale};
use super::own_login::{SECOND_FACTOR, by_password, on_rights, said, with_problem};
use super::page::{Chrome, Here};
use super::posted::Posted;
use super::refusal::{Refusal, Result, html};
use super::texts::Sentence;
use super::visitor::{User, Visitor};
use ferrofax_basics::UnixMs;
use ferrofax_rights::sessions::Token;
use ferrofax_rights::{PeopleError, Site, place};

/// The page on which the browser is asked for a passkey. The script of the page sends the answer.
#[derive(Template)]
#[template(path = "web/passkey.html")]
struct PasskeyPage<'a> {
    chrome: Chrome<'a>,
    /// The options that the browser needs to make or use a passkey, in JSON.
    options: String,
    /// The values that the form of a login sends back; `None` if the page adds a passkey and is not
    /// a login.
    login: Option<LoginForm<'a>>,
}

/// The hidden values of a login, which the form on this page submits again.
struct LoginForm<'a> {
    half: &'a str,
    knock: &'a str,
    to: &'a str,
    kept: &'a str,
}

#[derive(Deserialize)]
struct New {
    name: String,
    password: String,
    #[serde(default)]
    code: String,
}

#[derive(Deserialize)]
struct Made {
    answer: String,
}

#[derive(Deserialize)]
struct Removed {
    passkey: String,
    password: String,
    #[serde(default)]
    code: String,
}

/// The fields of the forms with which a user logs in by a passkey.
#[derive(Deserialize)]
struct Login {
    knock: String,
    /// The token of a login whose password was right; empty without a password.
    #[serde(default)]
    half: String,
    #[serde(default)]
    answer: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    kept: String,
}

pub(super) fn routes() -> Router<House> {
    Router::new()
        .route("/own/second-factor/passkeys/begin", post(begin))
        .route("/own/second-factor/passkeys/add", post(add))
        .route("/own/second-factor/passkeys/remove", post(remove))
}

pub(super) fn logins() -> Router<House> {
    Router::new()
        .route("/login/passkey/begin", post(ask))
        .route("/login/passkey", post(check))
}

/// The site for which this browser makes and uses passkeys. It is made from the URL in the
/// settings, or else from the URL that the browser uses. `None` if browsers allow no passkeys for
/// this URL.
pub(super) fn site(house: &House, visitor: &Visitor, headers: &HeaderMap) -> Option<Site> {
    let address = address(house, visitor, headers);
    let is_configured = configured(house).is_some();
    Site::of(&address, is_configured)
}

/// The URL of the web interface in the settings; `None` if the settings name no URL.
fn configured(house: &House) -> Option<&str> {
    let settings = [house.links.address(), house.rights.openid().address.as_str()];
    settings.into_iter().find(|address| !address.is_empty())
}

/// The URL of the web interface: the one in the settings, or else the one that the browser uses.
pub(super) fn address(house: &House, visitor: &Visitor, headers: &HeaderMap) -> String {
    if let Some(address) = configured(house) {
        return address.to_owned();
    }
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let scheme = if visitor.origin.is_secure { "https" } else { "http" };
    format!("{scheme}://{host}")
}

/// Asks the browser to make a passkey, after the password was right. The challenge is valid only in
/// this login session.
async fn begin(headers: HeaderMap, Posted { house, user, fields }: Posted<New>) -> Result {
    let Some(site) = site(&house, &user.visitor, &headers) else {
        let problem = Sentence::here(user.visitor.texts.passkey_address);
        return with_problem(&house, &user, &headers, problem).await;
    };
    let New { name, password, code } = fields;
    let begun = by_password(&house, &user, move |rights, me| {
        rights.begin_passkey(me, site, &name, (&password, &code))
    });
    match begun.await? {
        Ok((making, options)) => {
            let (whose, address) = (session(&user), user.visitor.origin.client.address);
            house.makings.keep(&whose, place(address), making, UnixMs::now());
            let chrome = Chrome::new(&house, &user.visitor, Here::Own);
            Ok(html(&PasskeyPage { chrome, options, login: None }))
        }
        Err(error) => {
            let problem = said(&user, error)?;
            with_problem(&house, &user, &headers, problem).await
        }
    }
}

/// Adds the passkey that the browser has made.
async fn add(headers: HeaderMap, Posted { house, user, fields }: Posted<Made>) -> Result {
    let making = house.makings.take(&session(&user), UnixMs::now());
    let added =
        on_rights(&house, &user, move |rights, me| rights.add_passkey(me, making, &fields.answer));
    changed(&house, &user, &headers, added.await?).await
}

/// Removes a passkey.
async fn remove(headers: HeaderMap, Posted { house, user, fields }: Posted<Removed>) -> Result {
    let removed = by_password(&house, &user, move |rights, me| {
        rights.remove_passkey(me, &fields.passkey, (&fields.password, &fields.code))
    });
    changed(&house, &user, &headers, removed.await?).await
}

async fn changed(
    house: &House,
    user: &User,
    headers: &HeaderMap,
    done: Result<(), PeopleError>,
) -> Result {
    match done {
        Ok(()) => {
            house.halves.end_all_of(&user.person.name, user.person.by);
            Ok(Redirect::to(SECOND_FACTOR).into_response())
        }
        Err(error) => {
            let problem = said(user, error)?;
            with_problem(house, user, headers, problem).await
        }
    }
}

fn session(user: &User) -> String {
    user.session.id.to_string()
}

/// Asks the browser for a passkey. The challenge is valid only for this browser, which a cookie
/// identifies.
async fn ask(
    State(house): State<House>,
    visitor: Visitor,
    headers: HeaderMap,
    Form(login): Form<Login>,
) -> Response {
    let t = visitor.texts;
    let again = Given::writing(login.to.clone(), login.kept.clone());
    if !is_of_ours(&headers, &visitor, &login.knock) {
        return stale(&house, &visitor, &again).await;
    }
    let begun = site(&house, &visitor, &headers);
    let begun = begun.and_then(|site| house.rights.ask_for_passkey(site));
    let Some((challenge, options)) = begun else {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return asking(&house, &visitor, status, t.passkey_address, &again).await;
    };
    let knock = visitor.knock();
    let address = visitor.origin.client.address;
    house.askings.keep(&knock.hash(), place(address), challenge, UnixMs::now());
    let cookie = KNOCK.set(knock.text(), visitor.origin.is_secure);
    let chrome = Chrome::new(&house, &visitor, Here::Nowhere);
    let Login { half, to, kept, .. } = &login;
    let form = LoginForm { half, knock: knock.text(), to, kept };
    let page = PasskeyPage { chrome, options, login: Some(form) };
    ([(SET_COOKIE, cookie)], html(&page)).into_response()
}

/// Checks the answer of the browser, and begins a login session.
async fn check(
    State(house): State<House>,
    visitor: Visitor,
    headers: HeaderMap,
    Form(login): Form<Login>,
) -> Response {
    let (t, now) = (visitor.texts, UnixMs::now());
    let again = Given::writing(login.to.clone(), login.kept.clone());
    if !is_of_ours(&headers, &visitor, &login.knock) {
        return stale(&house, &visitor, &again).await;
    }
    let challenge = house.askings.take(&Token::of(&login.knock).hash(), now);
    let half = match login.half.as_str() {
        "" => None,
        half => match house.halves.try_code(half, now) {
            Some(entered) => Some(entered),
            None => {
                noted(&house, &visitor, &guard::Asked::login(), "stale-login").await;
                let status = StatusCode::UNAUTHORIZED;
                return asking(&house, &visitor, status, t.second_too_late, &again).await;
            }
        },
    };
    let (rights, client) = (house.rights.clone(), visitor.origin.client.clone());
    let answer = login.answer.clone();
    let checked = house.at_work(move || {
        Ok::<_, Refusal>(rights.log_in_by_passkey(&client, challenge, &answer, half.as_ref()))
    });
    let checked = match checked.await {
        Ok(checked) => checked,
        Err(refusal) => return refusal.into_response(),
    };
    let proved = match checked {
        Ok(proved) => proved,
        Err(error @ PeopleError::File) => return Refusal::from(error).into_response(),
        Err(error) => {
            let problem = t.said(&error.to_string()).to_string();
            return asking(&house, &visitor, StatusCode::UNAUTHORIZED, &problem, &again).await;
        }
    };
    house.halves.end(&login.half);
    finished(&house, &visitor, &headers, proved, &again).await
}
