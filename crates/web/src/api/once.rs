//! Makes repeated requests safe: a request that is repeated with the same `Idempotency-Key` is
//! carried out once. The repetition gets the answer of the first request.
//!
//! Each `Idempotency-Key` gets a mark, a unique word that is stored with the results of the
//! request: jobs ([`ferrofax_rights::order`]), mails and print jobs
//! ([`ferrofax_desk::Desk::mail`]). Key and mark are stored before anything is done. After a crash,
//! the repeated request finds the mark, and by it the results that exist already.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use axum::http::header::{CONTENT_TYPE, HeaderName, LOCATION};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{Api, Caller, Kind, Problem};
use ferrofax_basics::UnixMs;
use ferrofax_basics::lock::lock;
use ferrofax_desk::Person;
use ferrofax_network::encoding::hex;
use ferrofax_network::http::Work;
use ferrofax_rights::sessions::Token;
use ferrofax_spool::{AskedOnce, OnceAnswer};

/// The request header `Idempotency-Key`.
const KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// The greatest number of characters in an `Idempotency-Key`.
const LONGEST: usize = 255;

/// The list of requests in progress that have an `Idempotency-Key`. Each entry is the name of the
/// user and the value of this header.
#[derive(Clone, Default)]
pub(super) struct AtWork(Arc<Mutex<BTreeSet<(String, String)>>>);

/// The entry of one request in progress in the list [`AtWork`]. Dropping this value removes the
/// entry.
struct Place(AtWork, (String, String));

/// The answer to a request with an `Idempotency-Key`, as it is stored for repetitions of the
/// request.
pub(super) struct Done {
    status: StatusCode,
    location: Option<String>,
    body: String,
}

impl Done {
    pub(super) fn of(
        status: StatusCode,
        body: &impl Serialize,
        location: Option<String>,
    ) -> Result<Self, Problem> {
        let body = serde_json::to_string(body).map_err(|_| Problem::ours())?;
        Ok(Self { status, location, body })
    }
}

impl IntoResponse for Done {
    fn into_response(self) -> Response {
        let head = [(CONTENT_TYPE, "application/json")];
        let mut response = (self.status, head, self.body).into_response();
        if let Some(Ok(there)) = self.location.map(|there| HeaderValue::from_str(&there)) {
            response.headers_mut().insert(LOCATION, there);
        }
        response
    }
}

impl AtWork {
    /// Adds a request to the list of requests in progress. `None` if a request of this user with
    /// the same `Idempotency-Key` is already in the list.
    fn enter(&self, user: &str, key: &str) -> Option<Place> {
        let name = (user.to_owned(), key.to_owned());
        lock(&self.0).insert(name.clone()).then(|| Place(self.clone(), name))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        lock(&self.0.0).remove(&self.1);
    }
}

/// Carries out a request once for each `Idempotency-Key`. `what` is the whole request as text. A
/// repetition with the same key must have the same text.
pub(super) async fn once(
    api: Api,
    caller: Caller,
    headers: HeaderMap,
    what: String,
    work: impl FnOnce(&Api, &Person, Option<&str>) -> Result<Done, Problem> + Send + 'static,
) -> Result<Response, Problem> {
    // Most requests with an `Idempotency-Key` convert documents, so all of them run in the queue
    // for conversions.
    let user = caller.person.name.clone();
    let Some(key) = key(&headers)? else {
        let work = move |api: &Api| work(api, &caller.person, None);
        return Ok(api.working(Work::Conversion(&user), work).await?.into_response());
    };
    let work = move |api: &Api| known_or_done(api, &caller.person, &key, &what, work);
    let done = api.working(Work::Conversion(&user), work);
    Ok(done.await?.into_response())
}

fn known_or_done(
    api: &Api,
    person: &Person,
    key: &str,
    what: &str,
    work: impl FnOnce(&Api, &Person, Option<&str>) -> Result<Done, Problem>,
) -> Result<Done, Problem> {
    let user = person.name.as_str();
    let Some(_place) = api.at_work.enter(user, key) else {
        return Err(Problem::new(Kind::AtWork, "Ask again in a moment for its answer."));
    };
    let request = hex(&Sha256::digest(what.as_bytes()));
    let mark = format!("api:{}", Token::fresh().text());
    let asked = AskedOnce { user, who: person.who, key, request: &request };
    let known = api.spool.submission().asked_once(&asked, &mark, UnixMs::now())?;
    if known.request != request {
        let text = "Its Idempotency-Key was used for another request within 24 hours.";
        return Err(Problem::new(Kind::OtherRequest, text));
    }
    if let Some(OnceAnswer { status, location, body }) = known.answer {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
        return Ok(Done { status, location, body });
    }
    match work(api, person, Some(&known.mark)) {
        Ok(done) => {
            let Done { location, body, .. } = &done;
            let status = done.status.as_u16();
            let answer = OnceAnswer { status, location: location.clone(), body: body.clone() };
            // The work is done. Even if the answer could not be stored, a repetition finds the
            // results by the mark.
            if let Err(error) = api.spool.submission().answered_once(&asked, &answer) {
                log::error!("the answer to a request of {user} is not kept: {error}");
            }
            Ok(done)
        }
        Err(problem) => {
            // Nothing was done, so the corrected request may use the same key.
            if problem.is_of_the_caller() {
                api.spool.submission().forget_asked(&asked)?;
            }
            Err(problem)
        }
    }
}

/// The value of the header `Idempotency-Key`; `None` if it is absent.
fn key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(key) = headers.get(KEY) else { return Ok(None) };
    let key = key.to_str().unwrap_or_default().trim();
    if key.is_empty() || key.len() > LONGEST {
        let text = format!("Idempotency-Key: 1 to {LONGEST} letters of ASCII");
        return Err(Problem::new(Kind::Malformed, text));
    }
    Ok(Some(key.to_owned()))
}
