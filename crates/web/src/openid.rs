//! Login and logout with an OpenID Connect provider.

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::header::{LOCATION, REFRESH, SET_COOKIE, USER_AGENT};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{AppendHeaders, IntoResponse, Response};
use serde::Deserialize;

use super::House;
use super::cookies::{BEGUN, KNOCK, SESSION};
use super::kept::Words;
use super::login::{self, Given, Wanted};
use super::page::{Chrome, Here};
use super::refusal::{Refusal, html};
use super::visitor::{Visit, Visitor};
use ferrofax_basics::UnixMs;
use ferrofax_desk::Entrance;
use ferrofax_network::asker::{Client, Voucher};
use ferrofax_network::http::Work;
use ferrofax_rights::openid::{Back, OpenIdError, Proved, Provider};
use ferrofax_rights::sessions::{LoggedIn, Token};
use ferrofax_rights::{Denied, Entered, Unwanted, place};

/// The web page that follows a logout from the web interface, and leads the browser to the logout
/// of the OpenID provider.
#[derive(Template)]
#[template(path = "web/leaving.html")]
struct LeavingPage<'a> {
    chrome: Chrome<'a>,
    provider: &'a str,
    address: &'a str,
}

/// The web page that leads the browser to the OpenID provider for a login. The form that the user
/// submitted after the login session had ended is kept meanwhile.
#[derive(Template)]
#[template(path = "web/going.html")]
struct GoingPage<'a> {
    chrome: Chrome<'a>,
    provider: &'a str,
    address: &'a str,
}

/// The URL of the web page that follows a login, if the user had submitted a form after the last
/// login session had ended. The web page shows this form again.
pub(super) const WORDS: &str = "/login/words";

/// The content of a form that a user submitted after the login session had ended. The login page
/// sends it to be kept until the user has logged in; `knock` is the token under which it is kept.
#[derive(Deserialize)]
pub(super) struct Writing {
    knock: String,
    to: String,
    kept: String,
}

/// The reason why a login at the OpenID provider failed.
enum Not {
    Denied(Denied),
    Provider(OpenIdError),
    Refusal(Refusal),
}

/// Redirects a browser to the OpenID provider, so that its user logs in there.
pub(super) async fn begin(
    State(house): State<House>,
    visitor: Visitor,
    Query(wanted): Query<Wanted>,
) -> Response {
    let Some(provider) = house.provider.clone() else { return Refusal::Nothing.into_response() };
    // A form that waits may be that of somebody else who used this browser before.
    drop(house.words.take(visitor.knock().text(), UnixMs::now()));
    match house.begun(&visitor, provider, wanted.to.clone()).await {
        Ok((address, cookie)) => {
            let headers = AppendHeaders([(LOCATION, address), (SET_COOKIE, cookie)]);
            (StatusCode::SEE_OTHER, headers).into_response()
        }
        Err(not) => refused(&house, &visitor, not, &Given::to(wanted.to)).await,
    }
}

/// Redirects a browser to the OpenID provider for a login. If the user submitted a form after the
/// login session had ended, the form is kept until the user comes back.
pub(super) async fn begin_with_words(
    State(house): State<House>,
    visitor: Visitor,
    headers: HeaderMap,
    Form(Writing { knock, to, kept }): Form<Writing>,
) -> Response {
    let Some(provider) = house.provider.clone() else { return Refusal::Nothing.into_response() };
    let given = Given::writing(to.clone(), kept.clone());
    if !login::is_of_ours(&headers, &visitor, &knock) || !login::is_ours(&to) {
        return login::stale(&house, &visitor, &given).await;
    }
    let name = provider.name().to_owned();
    match house.begun(&visitor, provider, WORDS.to_owned()).await {
        Ok((address, cookie)) => {
            let client = place(visitor.origin.client.address);
            house.words.keep(&knock, client, Words { to, form: kept }, UnixMs::now());
            // The Content-Security-Policy does not allow redirecting a form to another site. But
            // the header Refresh of the page that answers the form may lead there.
            let refresh = format!("0; url={address}");
            let chrome = Chrome::new(&house, &visitor, Here::Nowhere);
            let page = html(&GoingPage { chrome, provider: &name, address: &address });
            (AppendHeaders([(REFRESH, refresh), (SET_COOKIE, cookie)]), page).into_response()
        }
        Err(not) => refused(&house, &visitor, not, &given).await,
    }
}

/// After the login at the OpenID provider, shows the form that the user had submitted before it, so
/// that the user can submit it again.
pub(super) async fn go_on(Visit(house, user): Visit, headers: HeaderMap) -> Response {
    let is_secure = user.visitor.origin.is_secure;
    let knock = KNOCK.read(&headers, is_secure).unwrap_or_default();
    let Some(Words { to, form }) = house.words.take(knock, UnixMs::now()) else {
        return login::to("");
    };
    let forgotten = AppendHeaders([(SET_COOKIE, KNOCK.forget(is_secure))]);
    (forgotten, login::once_more(&house, &user.visitor, &to, &form)).into_response()
}

/// Handles a browser that comes back from the OpenID provider after the login there.
pub(super) async fn end(
    State(house): State<House>,
    visitor: Visitor,
    headers: HeaderMap,
    Query(back): Query<Back>,
) -> Response {
    let Some(provider) = house.provider.clone() else { return Refusal::Nothing.into_response() };
    let is_secure = visitor.origin.is_secure;
    let kept = BEGUN.read(&headers, is_secure).unwrap_or_default().to_owned();
    let agent = headers.get(USER_AGENT).and_then(|agent| agent.to_str().ok());
    let agent = agent.unwrap_or_default().to_owned();
    let (there, client) = (house.clone(), visitor.origin.client.clone());
    let address = place(client.address).to_string();
    let ended = house.working(Work::Outside(&address), move || {
        Ok::<_, Refusal>(there.logged_in(&provider, &client, &agent, &back, &kept))
    });
    // This login attempt has ended, whether it succeeded or not.
    let forgotten = BEGUN.forget(is_secure);
    match ended.await.unwrap_or_else(|refusal| Err(Not::Refusal(refusal))) {
        Ok((token, to)) => {
            let cookies = AppendHeaders([
                (SET_COOKIE, SESSION.set(token.text(), is_secure)),
                (SET_COOKIE, forgotten),
            ]);
            (cookies, login::to(&to)).into_response()
        }
        Err(Not::Refusal(refusal)) => refusal.into_response(),
        Err(not) => {
            let cookies = AppendHeaders([(SET_COOKIE, forgotten)]);
            let knock = KNOCK.read(&headers, is_secure).unwrap_or_default();
            let words = house.words.take(knock, UnixMs::now());
            let given = words.map(|words| Given::writing(words.to, words.form));
            let given = given.unwrap_or_else(|| Given::to(String::new()));
            (cookies, refused(&house, &visitor, not, &given).await).into_response()
        }
    }
}

/// After a logout from the web interface: the web page that leads the browser to the logout of the
/// OpenID provider. `None` if the user did not log in through the provider, or if the provider has
/// no logout.
pub(super) async fn leaving(house: &House, visitor: &Visitor, hint: String) -> Option<Response> {
    let provider = house.provider.clone().filter(|_| !hint.is_empty())?;
    let name = provider.name().to_owned();
    let from = place(visitor.origin.client.address).to_string();
    let found =
        house.working(Work::Outside(&from), move || Ok::<_, Refusal>(provider.log_out(&hint)));
    let address = found.await.ok()??;
    // The Content-Security-Policy does not allow redirecting a form to another site. But the header
    // Refresh of the page that answers the form may lead there.
    let nobody = Visitor { session: None, person: None, ..visitor.clone() };
    let chrome = Chrome::new(house, &nobody, Here::Nowhere);
    let page = LeavingPage { chrome, provider: &name, address: &address };
    Some(([(REFRESH, format!("0; url={address}"))], html(&page)).into_response())
}

impl House {
    /// Begins a login at the OpenID provider. Returns the URL to which the browser is redirected,
    /// and the cookie that identifies the browser meanwhile.
    async fn begun(
        &self,
        visitor: &Visitor,
        provider: Provider,
        to: String,
    ) -> Result<(String, String), Not> {
        let (rights, client) = (self.rights.clone(), visitor.origin.client.clone());
        let (language, is_secure) = (visitor.texts.language, visitor.origin.is_secure);
        let address = place(client.address).to_string();
        self.working(Work::Outside(&address), move || {
            Ok::<_, Refusal>(match rights.connected(&client) {
                Ok(()) => provider
                    .begin(&to, language)
                    .map(|(address, kept)| (address, BEGUN.set(&kept, is_secure)))
                    .map_err(Not::Provider),
                Err(denied) => Err(Not::Denied(denied)),
            })
        })
        .await
        .map_err(Not::Refusal)?
    }

    /// Begins a login session for the user that the OpenID provider confirms.
    fn logged_in(
        &self,
        provider: &Provider,
        client: &Client,
        agent: &str,
        back: &Back,
        kept: &str,
    ) -> Result<(Token, String), Not> {
        self.rights.connected(client).map_err(Not::Denied)?;
        let Proved { said, to, hint } = provider.end(back, kept).map_err(|error| {
            match &error {
                OpenIdError::Away(why) => log::error!("nobody can log in by [openid]: {why}"),
                // Any web page can make a browser request this address, so this is not counted as
                // an attempt to guess a login.
                OpenIdError::Stale => self.unwanted_back(client, "stale-login", &error),
                OpenIdError::Refused(_) => self.unwanted_back(client, "provider-says-no", &error),
                OpenIdError::Wrong(why) => self.rights.not_proved(client, Voucher::OpenId, why),
            }
            Not::Provider(error)
        })?;
        let Entered { user, by, .. } = self.rights.admit(client, &said).map_err(Not::Denied)?;
        let (by, address) = (by.name(), client.address.to_string());
        let who = LoggedIn { user: &user, by, address: &address, agent, hint: &hint };
        let begun = self.sessions.begin(&who, UnixMs::now());
        let token = begun.map_err(|error| Not::Refusal(error.into()))?;
        Ok((token, to))
    }

    /// Logs that a browser returned from the OpenID provider without a valid login.
    fn unwanted_back(&self, client: &Client, rule: &'static str, why: &OpenIdError) {
        let (door, user, asked) = (Entrance::Page, None, "GET /login/openid/back");
        let text = &why.to_string();
        self.rights
            .unwanted(&Unwanted { client, door, request_id: None, user, asked, rule, text });
    }
}

/// Shows the login page with a message about the failed login at the OpenID provider.
async fn refused(house: &House, visitor: &Visitor, not: Not, given: &Given) -> Response {
    let t = visitor.texts;
    let (status, problem) = match not {
        Not::Refusal(refusal) => return refusal.into_response(),
        Not::Denied(denied) => login::problem(&denied, t),
        Not::Provider(OpenIdError::Away(_)) => (StatusCode::SERVICE_UNAVAILABLE, t.provider_away),
        Not::Provider(OpenIdError::Stale) => (StatusCode::FORBIDDEN, t.login_stale),
        Not::Provider(OpenIdError::Refused(_)) => (StatusCode::UNAUTHORIZED, t.provider_refused),
        Not::Provider(OpenIdError::Wrong(_)) => (StatusCode::UNAUTHORIZED, t.not_proved),
    };
    login::asking(house, visitor, status, problem, given).await
}
