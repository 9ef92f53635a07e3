//! The web pages for login and logout.

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::header::{LOCATION, SET_COOKIE, USER_AGENT};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{AppendHeaders, IntoResponse, Response};
use serde::Deserialize;

use super::House;
use super::cookies::{KNOCK, SESSION};
use super::guard::{self, noted};
use super::openid;
use super::page::{Chrome, Here};
use super::posted::{Nothing, Posted};
use super::refusal::{Refusal, Result, html, urlencoded};
use super::second_step;
use super::texts::{Sentence, Texts};
use super::visitor::Visitor;
use ferrofax_basics::UnixMs;
use ferrofax_network::asker::Login;
use ferrofax_network::http::{FIELDS, Work};
use ferrofax_rights::sessions::Token;
use ferrofax_rights::{
    DIRECTORY, Denied, Entered, LOGINS_BUSY, NAME_OF_OPENID, NAME_OF_PASSWORD, NAME_TAKEN,
    NO_GROUP, Second, USERS_FILE, place,
};
use ferrofax_spool::SpoolError;

/// The web page that the browser opens after a login, unless it requested another web page before.
const HOME: &str = "/";

/// The web page with the login form.
#[derive(Template)]
#[template(path = "web/login.html")]
pub(super) struct LoginPage<'a> {
    chrome: Chrome<'a>,
    /// The message about a failed login; empty if there is none.
    problem: &'a str,
    name: &'a str,
    /// The URL of the web page to which the browser is redirected after the login.
    to: &'a str,
    /// The form that was submitted after the login session had ended, as the browser sent it; empty
    /// if there is none.
    kept: &'a str,
    knock: &'a str,
    /// The name of the OpenID provider, and the URL of Ferrofax's own page that redirects the
    /// browser to the provider.
    provider: Option<(&'a str, String)>,
    /// Whether anybody can log in at all, and whether anybody has a passkey.
    has_logins: bool,
    has_passkeys: bool,
}

/// The web page that follows a login if the user had submitted a form after the last login session
/// had ended. It shows the form, so that the user can submit it again.
#[derive(Template)]
#[template(path = "web/again.html")]
struct AgainPage<'a> {
    chrome: Chrome<'a>,
    to: &'a str,
    fields: Vec<(String, String)>,
}

#[derive(Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    pub(super) to: String,
}

#[derive(Deserialize)]
pub(super) struct Given {
    name: String,
    password: String,
    knock: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    kept: String,
}

impl<'a> LoginPage<'a> {
    /// The login page with its cookie, for a user whose form was submitted after the login session
    /// had ended.
    pub(super) async fn again(
        house: &'a House,
        visitor: &'a Visitor,
        to: &'a str,
        form: &'a str,
    ) -> (Response, String) {
        shown(house, visitor, visitor.texts.session_ended, ("", to, form)).await
    }
}

/// Shows the login form.
pub(super) async fn form(
    State(house): State<House>,
    visitor: Visitor,
    Query(asked): Query<Wanted>,
) -> Response {
    if visitor.session.is_some() {
        return to(&asked.to).into_response();
    }
    asking(&house, &visitor, StatusCode::OK, "", &Given::to(asked.to)).await
}

/// Checks the user name and password in a login form, and begins a login session.
pub(super) async fn log_in(
    State(house): State<House>,
    visitor: Visitor,
    headers: HeaderMap,
    Form(given): Form<Given>,
) -> Response {
    let t = visitor.texts;
    if !is_of_ours(&headers, &visitor, &given.knock) {
        return stale(&house, &visitor, &given).await;
    }
    match begin(&house, &visitor, agent(&headers), &given).await {
        Ok(Begun::Whole(token, user)) => entered(&house, &visitor, &token, &user, &given).await,
        Ok(Begun::Half(half, whose)) => {
            let (half, from) = ((half.text(), Sentence::default()), (&*given.to, &*given.kept));
            second_step::ask(&house, &visitor, &whose, half, from).await
        }
        Err(Refusal::Denied(denied)) => {
            let (status, problem) = problem(&denied, t);
            asking(&house, &visitor, status, problem, &given).await
        }
        Err(refusal) => refusal.into_response(),
    }
}

/// Whether a submitted login form is one that the web interface has sent to this browser. `knock`
/// is the random value in the form; the browser's cookie must have the same value.
pub(super) fn is_of_ours(headers: &HeaderMap, visitor: &Visitor, knock: &str) -> bool {
    let kept = KNOCK.read(headers, visitor.origin.is_secure);
    kept.is_some_and(|kept| !kept.is_empty() && kept == knock)
}

/// The answer to a login form that the web interface has not sent to this browser. The refusal is
/// in the audit log.
pub(super) async fn stale(house: &House, visitor: &Visitor, given: &Given) -> Response {
    noted(house, visitor, &guard::Asked::login(), "stale-form").await;
    asking(house, visitor, StatusCode::FORBIDDEN, visitor.texts.stale, given).await
}

/// Begins the login session of a user who has proved everything that the login needs.
pub(super) async fn finished(
    house: &House,
    visitor: &Visitor,
    headers: &HeaderMap,
    proved: Entered,
    given: &Given,
) -> Response {
    let user = proved.user.clone();
    match start(house, visitor, agent(headers), proved).await {
        Ok(token) => entered(house, visitor, &token, &user, given).await,
        Err(Refusal::Denied(denied)) => {
            let (status, problem) = problem(&denied, visitor.texts);
            asking(house, visitor, status, problem, given).await
        }
        Err(refusal) => refusal.into_response(),
    }
}

/// The browser's description of itself (header User-Agent); empty if there is none.
fn agent(headers: &HeaderMap) -> String {
    let agent = headers.get(USER_AGENT).and_then(|agent| agent.to_str().ok());
    agent.unwrap_or_default().to_owned()
}

/// Ends the user's login session.
pub(super) async fn log_out(Posted { house, user, .. }: Posted<Nothing>) -> Result {
    let (sessions, rights) = (house.sessions.clone(), house.rights.clone());
    let (id, person) = (user.session.id, user.person.clone());
    let ended = house.at_work(move || {
        sessions.end(id)?;
        // The session has ended, even if that can't be logged.
        let session = id.to_string();
        let about = [("session", session.as_str())];
        let _ = rights.at_desk(&person, "logout", &about, Ok(()));
        Ok::<_, SpoolError>(())
    });
    ended.await?;
    let forgotten = SESSION.forget(user.visitor.origin.is_secure);
    if let Some(page) = openid::leaving(&house, &user.visitor, user.session.hint.clone()).await {
        return Ok((AppendHeaders([(SET_COOKIE, forgotten)]), page).into_response());
    }
    let headers = [(LOCATION, "/login".to_owned()), (SET_COOKIE, forgotten)];
    Ok((StatusCode::SEE_OTHER, AppendHeaders(headers)).into_response())
}

/// The HTTP status and the message of the login page if a login is refused.
pub(super) fn problem(denied: &Denied, t: &'static Texts) -> (StatusCode, &'static str) {
    match denied.rule {
        DIRECTORY => (StatusCode::SERVICE_UNAVAILABLE, t.directory_away),
        USERS_FILE | LOGINS_BUSY => (StatusCode::SERVICE_UNAVAILABLE, t.not_for_now),
        NO_GROUP => (StatusCode::FORBIDDEN, t.no_group),
        NAME_TAKEN => (StatusCode::FORBIDDEN, t.name_taken),
        NAME_OF_PASSWORD => (StatusCode::FORBIDDEN, t.name_of_password),
        NAME_OF_OPENID => (StatusCode::FORBIDDEN, t.name_of_openid),
        _ => (StatusCode::UNAUTHORIZED, t.wrong_login),
    }
}

/// The result of a login whose password was right.
enum Begun {
    /// The login is complete: the token of the session that has begun, and the name of the user.
    Whole(Token, String),
    /// The login still needs a code: the token of the waiting login, and the user.
    Half(Token, Entered),
}

/// Checks the login in the form, and begins a login session, or waits for a code. The error is
/// [`Refusal::Denied`] if the login is refused, for example because the password is wrong.
async fn begin(house: &House, visitor: &Visitor, agent: String, given: &Given) -> Result<Begun> {
    let rights = house.rights.clone();
    let client = visitor.origin.client.clone();
    let login = Login::Plain { user: given.name.clone(), password: given.password.clone() };
    let (there, asked) = (rights.clone(), login.clone());
    let is_outside = house.at_work(move || Ok::<_, Refusal>(there.asks_directory(&asked))).await?;
    // A check of a password takes long, so it holds no thread of other requests.
    let address = place(client.address).to_string();
    let kind = if is_outside { Work::Outside(&address) } else { Work::Password(&address) };
    let checked =
        house.working(kind, move || rights.enter(&client, &login).map_err(Refusal::Denied));
    let checked = checked.await?;
    if checked.second == Second::Code {
        let half = house.halves.begin(checked.clone(), UnixMs::now());
        return Ok(Begun::Half(half, checked));
    }
    let user = checked.user.clone();
    Ok(Begun::Whole(start(house, visitor, agent, checked).await?, user))
}

/// Begins the login session of a user whose password, and code if one is needed, were right.
pub(super) async fn start(
    house: &House,
    visitor: &Visitor,
    agent: String,
    login: Entered,
) -> Result<Token> {
    let (sessions, rights) = (house.sessions.clone(), house.rights.clone());
    let address = visitor.origin.client.address.to_string();
    let begun = house.at_work(move || {
        let from = (address.as_str(), agent.as_str());
        let begun = rights.begin_session(&sessions, &login, from, UnixMs::now());
        begun.map_err(Refusal::Denied)
    });
    begun.await
}

/// Sends a user who has logged in to the requested page, or back to the form that was submitted
/// before the login.
pub(super) async fn entered(
    house: &House,
    visitor: &Visitor,
    token: &Token,
    user: &str,
    given: &Given,
) -> Response {
    let is_secure = visitor.origin.is_secure;
    let cookies = AppendHeaders([
        (SET_COOKIE, SESSION.set(token.text(), is_secure)),
        (SET_COOKIE, KNOCK.forget(is_secure)),
    ]);
    log::debug!("{user} has logged in to the web interface");
    if given.kept.is_empty() || !is_ours(&given.to) {
        return (cookies, to(&given.to)).into_response();
    }
    let (sessions, token) = (house.sessions.clone(), token.clone());
    let found = house.at_work(move || sessions.of(token.text(), true, UnixMs::now())).await;
    let session = match found {
        Ok(found) => found.map(|found| found.session),
        Err(refusal) => return refusal.into_response(),
    };
    let visitor = Visitor { session, ..visitor.clone() };
    (cookies, once_more(house, &visitor, &given.to, &given.kept)).into_response()
}

/// Shows again the form that the user submitted after the login session had ended, so that the user
/// can submit it once more.
pub(super) fn once_more(house: &House, visitor: &Visitor, to: &str, form: &str) -> Response {
    let chrome = Chrome::new(house, visitor, Here::Nowhere);
    html(&AgainPage { chrome, to, fields: fields(form) })
}

/// The name of the OpenID provider, and the URL of Ferrofax's own page that redirects the browser
/// to the provider.
fn provider<'a>(house: &'a House, to: &str) -> Option<(&'a str, String)> {
    let provider = house.provider.as_ref()?;
    Some((provider.name(), format!("/login/openid?to={}", urlencoded(to))))
}

/// Shows the login form. It contains the values of `given`, such as the user name that was entered
/// before, and the message `problem`, which may be empty.
pub(super) async fn asking(
    house: &House,
    visitor: &Visitor,
    status: StatusCode,
    problem: &str,
    given: &Given,
) -> Response {
    let (page, cookie) =
        shown(house, visitor, problem, (&given.name, &given.to, &given.kept)).await;
    (status, [(SET_COOKIE, cookie)], page).into_response()
}

/// Makes the login page, and its cookie [`KNOCK`].
async fn shown(
    house: &House,
    visitor: &Visitor,
    problem: &str,
    (name, to, kept): (&str, &str, &str),
) -> (Response, String) {
    let knock = visitor.knock();
    let cookie = KNOCK.set(knock.text(), visitor.origin.is_secure);
    let chrome = Chrome::new(house, visitor, Here::Nowhere);
    let (provider, knock) = (provider(house, to), knock.text());
    let rights = house.rights.clone();
    // If all worker threads are busy, the page is shown without the link for passkeys.
    let known =
        house.at_work(move || Ok::<_, Refusal>((rights.has_logins(), rights.has_passkeys())));
    let (has_logins, has_passkeys) = known.await.unwrap_or((true, false));
    let page =
        LoginPage { chrome, problem, name, to, kept, knock, provider, has_logins, has_passkeys };
    (html(&page), cookie)
}

/// Returns the fields of a submitted form, without the CSRF token of the login session that has
/// ended.
pub(super) fn fields(form: &str) -> Vec<(String, String)> {
    // The fields are separated by `&`. The web interface has no form with so many fields.
    if form.bytes().filter(|byte| *byte == b'&').count() >= FIELDS {
        return Vec::new();
    }
    let Ok(fields) = serde_urlencoded::from_str::<Vec<(String, String)>>(form) else {
        return Vec::new();
    };
    fields.into_iter().filter(|(name, _)| name != "secret").collect()
}

impl Given {
    pub(super) fn to(to: String) -> Self {
        Self::writing(to, String::new())
    }

    /// Creates the data of an empty login form. The form that the user had submitted to the URL
    /// `to` after the login session had ended is kept in it.
    pub(super) fn writing(to: String, kept: String) -> Self {
        let nothing = String::new;
        Self { name: nothing(), password: nothing(), knock: nothing(), to, kept }
    }
}

/// Redirects the browser to the URL `wanted`. If `wanted` is not a page of the web interface,
/// redirects to the start page.
pub(super) fn to(wanted: &str) -> Response {
    let there = if is_ours(wanted) { wanted } else { HOME };
    (StatusCode::SEE_OTHER, [(LOCATION, there.to_owned())]).into_response()
}

/// Whether a URL leads to a page of the web interface. Browsers treat a URL that begins with `//`
/// or `/\` as the URL of another host.
pub(super) fn is_ours(wanted: &str) -> bool {
    let mut signs = wanted.bytes();
    signs.next() == Some(b'/')
        && !matches!(signs.next(), Some(b'/' | b'\\'))
        && wanted.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_elsewhere() {
        for ours in ["/", "/in/5?search=a%20b", "/out/new"] {
            assert!(is_ours(ours), "{ours}");
        }
        for other in [
            "",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "in",
            "/a\\b",
            "/a b",
            "/\n",
        ] {
            assert!(!is_ours(other), "{other}");
        }
    }

    #[test]
    fn what_was_written_is_kept_without_the_old_secret() {
        let kept = fields("note=a+b%26c&secret=x&to=1");
        let wanted = [("note", "a b&c"), ("to", "1")].map(|(a, b)| (a.to_owned(), b.to_owned()));
        assert_eq!(kept, wanted);
        assert!(fields("%").len() < 2);
    }
}
