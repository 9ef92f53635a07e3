//! Logging in and out by a provider of OpenID Connect.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::header::{LOCATION, REFRESH, SET_COOKIE, USER_AGENT};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{AppendHeaders, IntoResponse, Response};

use super::House;
use super::cookies::{BEGUN, SESSION};
use super::login::{self, Given, Wanted};
use super::page::{Chrome, Here};
use super::refusal::{Refusal, html};
use super::texts::Texts;
use super::visitor::Visitor;
use crate::asker::{Client, Voucher};
use crate::openid::{Back, OpenIdError, Proved, Provider};
use crate::rights::{Denied, Entered};
use crate::sessions::{LoggedIn, Token};
use ferrofax_basics::UnixMs;
use ferrofax_spool::SpoolError;

/// Who has logged out here, and does so there.
#[derive(Template)]
#[template(path = "web/leaving.html")]
struct LeavingPage<'a> {
    chrome: Chrome<'a>,
    provider: &'a str,
    address: &'a str,
}

/// Why nobody has logged in.
enum Not {
    Denied(Denied),
    Provider(OpenIdError),
    Spool(SpoolError),
}

/// Sends a browser to the provider.
pub(super) async fn begin(
    State(house): State<House>,
    visitor: Visitor,
    Query(wanted): Query<Wanted>,
) -> Response {
    let Some(provider) = house.provider.clone() else { return Refusal::Nothing.into_response() };
    let (rights, client) = (house.rights.clone(), visitor.origin.client.clone());
    let (to, language) = (wanted.to.clone(), visitor.texts.language);
    let begun = house.at_work(move || {
        Ok::<_, Refusal>(match rights.connected(&client) {
            Ok(()) => provider.begin(&to, language).map_err(Not::Provider),
            Err(denied) => Err(Not::Denied(denied)),
        })
    });
    match begun.await {
        Ok(Ok((address, kept))) => {
            let cookie = BEGUN.set(&kept, visitor.origin.is_secure);
            let headers = AppendHeaders([(LOCATION, address), (SET_COOKIE, cookie)]);
            (StatusCode::SEE_OTHER, headers).into_response()
        }
        Ok(Err(not)) => refused(&house, &visitor, &not, wanted.to),
        Err(refusal) => refusal.into_response(),
    }
}

/// A browser comes back.
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
    let ended = house.at_work(move || {
        Ok::<_, Refusal>(there.logged_in(&provider, &client, &agent, &back, &kept))
    });
    // Whatever came of it, this login has ended.
    let forgotten = BEGUN.forget(is_secure);
    match ended.await {
        Ok(Ok((token, to))) => {
            let cookies = AppendHeaders([
                (SET_COOKIE, SESSION.set(token.text(), is_secure)),
                (SET_COOKIE, forgotten),
            ]);
            (cookies, login::to(&to)).into_response()
        }
        Ok(Err(Not::Spool(error))) => Refusal::from(error).into_response(),
        Ok(Err(not)) => {
            let cookies = AppendHeaders([(SET_COOKIE, forgotten)]);
            (cookies, refused(&house, &visitor, &not, String::new())).into_response()
        }
        Err(refusal) => refusal.into_response(),
    }
}

/// Where a browser goes from whose session this was kept, after it has logged out here. None:
/// nowhere else.
pub(super) async fn leaving(house: &House, visitor: &Visitor, hint: String) -> Option<Response> {
    let provider = house.provider.clone().filter(|_| !hint.is_empty())?;
    let name = provider.name().to_owned();
    let found = house.at_work(move || Ok::<_, Refusal>(provider.log_out(&hint)));
    let address = found.await.ok()??;
    // A form of ours leads to no page of others: what answers it does.
    let nobody = Visitor { session: None, person: None, ..visitor.clone() };
    let chrome = Chrome::new(house, &nobody, Here::Nowhere);
    let page = LeavingPage { chrome, provider: &name, address: &address };
    Some(([(REFRESH, format!("0; url={address}"))], html(&page)).into_response())
}

impl House {
    /// Begins a session of whom the provider proves.
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
                OpenIdError::Refused(_) => {}
                why => self.rights.not_proved(client, Voucher::OpenId, &why.to_string()),
            }
            Not::Provider(error)
        })?;
        let Entered { user, by } = self.rights.admit(client, &said).map_err(Not::Denied)?;
        let (by, address) = (by.name(), client.address.to_string());
        let who = LoggedIn { user: &user, by, address: &address, agent, hint: &hint };
        let token = self.sessions.begin(&who, UnixMs::now()).map_err(Not::Spool)?;
        Ok((token, to))
    }
}

/// The login page with a word on what was wrong.
fn refused(house: &House, visitor: &Visitor, not: &Not, to: String) -> Response {
    let (status, problem) = problem(not, visitor.texts);
    login::asking(house, visitor, status, problem, &Given::to(to))
}

fn problem(not: &Not, t: &'static Texts) -> (StatusCode, &'static str) {
    match not {
        Not::Denied(denied) => login::problem(denied, t),
        Not::Provider(OpenIdError::Away(_)) | Not::Spool(_) => {
            (StatusCode::SERVICE_UNAVAILABLE, t.provider_away)
        }
        Not::Provider(OpenIdError::Stale) => (StatusCode::FORBIDDEN, t.login_stale),
        Not::Provider(OpenIdError::Refused(_)) => (StatusCode::UNAUTHORIZED, t.provider_refused),
        Not::Provider(OpenIdError::Wrong(_)) => (StatusCode::UNAUTHORIZED, t.not_proved),
    }
}
