//! Determines who sent a request to the API: a program with an API key, or a page of the web
//! interface with the session of its user.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{FromRequestParts, MatchedPath, Request, State};
use axum::http::header::{AUTHORIZATION, HeaderName};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::described::{Description, Wanted};
use super::keys::{KeyCheck, scopes_of};
use super::pace::Pace;
use super::request_id::RequestId;
use super::{Api, Kind, Problem, ROOT, Scope};
use crate::live::Look;
use ferrofax_basics::UnixMs;
use ferrofax_desk::{Entrance, Person};
use ferrofax_network::asker::Client;
use ferrofax_network::http::Connected;
use ferrofax_rights::{Denied, Unwanted};
use ferrofax_spool::ApiKey;

/// The HTTP header with the secret of a login session. It proves that a change comes from a page of
/// the web interface.
pub(crate) const SECRET: HeaderName = HeaderName::from_static("x-ferrofax-secret");

/// The facts about a request that only the web server knows: the API client, and the login session.
#[derive(Clone)]
pub(crate) struct Arrived {
    /// The API client that sent the request: its IP address and connection.
    pub(crate) client: Client,
    /// The session of the web interface, if somebody has logged in.
    pub(crate) session: Option<PageSession>,
}

/// A login session of the web interface.
#[derive(Clone)]
pub(crate) struct PageSession {
    pub(crate) person: Person,
    /// The secret that the pages of the web interface send with each change.
    pub(crate) secret: String,
    /// A function that checks whether the session is still valid, and what its user may see. Event
    /// streams call it again while they are open.
    pub(crate) look: Look,
}

/// The user for whom an API client sent a request, and the scopes that the request has.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    /// The user who made the request, and whose rights apply.
    pub(crate) person: Person,
    /// The scopes that the request has: those of the API key, or all scopes for a page of the web
    /// interface.
    pub(crate) scopes: BTreeSet<Scope>,
    /// The number of the API key; `None` if a page of the web interface sent the request.
    pub(crate) key: Option<i64>,
    /// The time at which the API key expires; `None` if a page of the web interface sent the
    /// request.
    pub(crate) ends_at: Option<UnixMs>,
    /// The count of requests of the user's API keys; `None` if the request is not counted.
    pub(super) pace: Option<Pace>,
}

/// The name of the user who made a request. It is attached to the response, for the audit log.
#[derive(Clone)]
struct Known(String);

/// A middleware that writes refused requests to the audit log, if the request itself was faulty (an
/// unknown path, a wrong method, …).
pub(super) async fn note(State(api): State<Api>, request: Request, next: Next) -> Response {
    let line = line_of(&request);
    let id = id_of(&request);
    let arrived = request.extensions().get::<Arrived>().cloned();
    let mut response = next.run(request).await;
    let known = response.extensions_mut().remove::<Known>();
    let kind = response.extensions().get::<Kind>().copied().filter(|kind| kind.is_of_form());
    let (Some(kind), Some(arrived)) = (kind, arrived) else { return response };
    let session = arrived.session.map(|session| session.person.name);
    let user = known.map(|Known(name)| name).or(session);
    let noted = api.at_work(move |api| {
        let (_, _, text) = kind.row();
        let (client, door, rule) = (&arrived.client, Entrance::Api, kind.word());
        let (user, asked) = (user.as_deref(), line.as_str());
        let request_id = id.as_deref();
        api.rights
            .unwanted(&Unwanted { client, door, request_id, user, asked, rule, text });
        Ok::<_, Problem>(())
    });
    // If no thread is free for logging, the request is still refused.
    drop(noted.await);
    response
}

/// Refuses API requests that do not have the scope that the operation names.
pub(super) async fn admit(
    State((api, description)): State<(Api, Arc<Description>)>,
    mut request: Request,
    next: Next,
) -> Response {
    let path = request.extensions().get::<MatchedPath>();
    let path = path.map(|path| path.as_str().strip_prefix(ROOT).unwrap_or(path.as_str()));
    let wanted = path.and_then(|path| description.wanted(request.method(), path));
    // The API's description has no operation for this path and method. So the request is refused,
    // and its key is not checked.
    let wanted = wanted.unwrap_or(Wanted::Nothing);
    if wanted == Wanted::Nothing {
        return next.run(request).await;
    }
    let Some(arrived) = request.extensions().get::<Arrived>().cloned() else {
        return Problem::ours().into_response();
    };
    let asked = Asked {
        key: bearer(request.headers()),
        secret: text(request.headers(), &SECRET),
        is_safe: request.method().is_safe(),
        line: line_of(&request),
        id: id_of(&request),
        arrived,
    };
    let admitted = api.at_work(move |api| {
        let caller = asked.caller(api)?;
        let permitted = asked.permits(api, &caller, wanted);
        Ok::<_, Problem>((caller, permitted))
    });
    match admitted.await {
        Ok((caller, permitted)) => {
            let pace = caller.pace;
            let told = |response| match pace {
                Some(pace) => pace.told(response),
                None => response,
            };
            if let Err(problem) = permitted {
                return told(problem.into_response());
            }
            let known = Known(caller.person.name.clone());
            if let Some(connected) = request.extensions().get::<Connected>() {
                connected.is_known_now();
            }
            request.extensions_mut().insert(caller);
            let mut response = next.run(request).await;
            response.extensions_mut().insert(known);
            told(response)
        }
        Err(problem) => problem.into_response(),
    }
}

impl Caller {
    /// Refuses a request whose API key lacks one of the given scopes. The refused request is
    /// written to the audit log.
    pub(super) fn is_for(
        &self,
        api: &Api,
        wanted: BTreeSet<Scope>,
        line: &str,
    ) -> Result<(), Problem> {
        let Some(wanted) = wanted.difference(&self.scopes).next() else { return Ok(()) };
        let text = format!("The key may not be used for {wanted}");
        let about = [("wanted", wanted.name()), ("request", line)];
        let denied = Denied::forbidden(Kind::Scope.word(), text.as_str());
        let refused = api.rights.at_desk::<()>(&self.person, "api", &about, Err(denied));
        let rule = refused.err().map_or(Kind::Scope.word(), |denied| denied.rule);
        Err(Problem::new(Kind::Scope, text).ruled(rule))
    }
}

/// The request in the form in which the audit log shows it.
pub(super) fn line_of(request: &Request) -> String {
    format!("{} {}", request.method(), request.uri().path())
}

/// The id of the request, which the outermost middleware has given it.
fn id_of(request: &Request) -> Option<String> {
    request.extensions().get::<RequestId>().map(|RequestId(id)| id.clone())
}

/// The parts of an API request by which the user or program that sent it is identified.
struct Asked {
    key: Option<String>,
    secret: Option<String>,
    is_safe: bool,
    line: String,
    /// The id of the request.
    id: Option<String>,
    arrived: Arrived,
}

impl Asked {
    fn caller(&self, api: &Api) -> Result<Caller, Problem> {
        match (&self.key, &self.arrived.session) {
            // A reverse proxy with a login of its own passes on the browser's header Authorization,
            // which has another scheme and no API key.
            (Some(key), Some(session)) if key.is_empty() => self.by_session(api, session),
            (Some(key), _) => self.by_key(api, key),
            (None, Some(session)) => self.by_session(api, session),
            (None, None) => {
                let text = "The header Authorization: Bearer brings a key; the page makes some";
                Err(self.turned_away(api, Kind::NoKey, text))
            }
        }
    }

    /// Fails if the caller has made too many requests, or lacks a scope that the operation needs.
    fn permits(&self, api: &Api, caller: &Caller, wanted: Wanted) -> Result<(), Problem> {
        if let Some(pace) = caller.pace.filter(|pace| pace.is_over) {
            let text = pace.refusal();
            self.noted(api, Some(&caller.person.name), Kind::RateLimited, &text);
            return Err(Problem::new(Kind::RateLimited, text));
        }
        match wanted {
            Wanted::Scopes(wanted) => caller.is_for(api, wanted, &self.line),
            Wanted::Nothing | Wanted::Anything => Ok(()),
        }
    }

    fn by_key(&self, api: &Api, key: &str) -> Result<Caller, Problem> {
        let (client, now) = (&self.arrived.client, UnixMs::now());
        api.rights.connected(client)?;
        let key = match api.keys.shown(key, now)? {
            KeyCheck::Good(key) => key,
            KeyCheck::Ended(key) => {
                let text = format!("The key '{}' of {} is no longer valid", key.name, key.user);
                return Err(self.turned_away(api, Kind::EndedKey, &text));
            }
            KeyCheck::Unknown => {
                // The wrong key may be a guess, so it counts like a wrong password.
                let denied = api.rights.wrong_key(client);
                let kind = if denied.may_pass() { Kind::ForNow } else { Kind::WrongKey };
                return Err(Problem::new(kind, denied.text).ruled(denied.rule));
            }
        };
        let from = client.address;
        let Some(person) = api.person_of(&key, Some(from))? else {
            let text = format!("There is no user '{}' any more", key.user);
            return Err(self.turned_away(api, Kind::EndedKey, &text));
        };
        api.keys.used(&key, &from.to_string(), now)?;
        let (scopes, person) = (scopes_of(&key), Person { request: self.id.clone(), ..person });
        let pace = api.paces.count(&person.name, now);
        Ok(Caller { person, scopes, key: Some(key.id), ends_at: Some(key.ends_at), pace })
    }

    fn by_session(&self, api: &Api, session: &PageSession) -> Result<Caller, Problem> {
        if !self.is_safe && self.secret.as_ref() != Some(&session.secret) {
            let text = format!("{SECRET} brings the secret of the session");
            return Err(self.turned_away(api, Kind::NoSecret, &text));
        }
        let request = self.id.clone();
        let person = Person { entrance: Entrance::Api, request, ..session.person.clone() };
        Ok(Caller { person, scopes: Scope::ALL.into(), key: None, ends_at: None, pace: None })
    }

    /// Refuses the request of an API client, and writes the reason to the audit log.
    fn turned_away(&self, api: &Api, kind: Kind, text: &str) -> Problem {
        let user = self.arrived.session.as_ref().map(|session| session.person.name.as_str());
        self.noted(api, user, kind, text);
        Problem::new(kind, text)
    }

    /// Writes a refusal to the audit log.
    fn noted(&self, api: &Api, user: Option<&str>, kind: Kind, text: &str) {
        let (client, door, rule) = (&self.arrived.client, Entrance::Api, kind.word());
        let asked = &self.line;
        let request_id = self.id.as_deref();
        api.rights
            .unwanted(&Unwanted { client, door, request_id, user, asked, rule, text });
    }
}

impl Api {
    /// The user to whom an API key belongs. `None` if that user no longer exists, or if another
    /// source (settings, LDAP or OpenID) now confirms the same user name.
    pub(super) fn person_of(
        &self,
        key: &ApiKey,
        from: Option<IpAddr>,
    ) -> Result<Option<Person>, Denied> {
        let person = self.rights.person(&key.user, Entrance::Api, from)?;
        Ok(person.filter(|person| person.by.name() == key.by))
    }
}

/// The API key in a request's header `Authorization` (RFC 6750 §2.1); empty if the header has
/// another scheme.
pub(super) fn bearer(headers: &HeaderMap) -> Option<String> {
    let said = text(headers, &AUTHORIZATION)?;
    let (scheme, key) = said.split_once(' ').unwrap_or((&said, ""));
    Some(if scheme.eq_ignore_ascii_case("bearer") { key.trim() } else { "" }.to_owned())
}

fn text(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    // A header value that is not text is treated as a wrong key, not as a missing key.
    headers
        .get(name)
        .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().cloned().ok_or_else(Problem::ours)
    }
}

/// The method under which an operation is described in the API's description. For HEAD it is GET.
pub(super) fn as_described(method: &Method) -> &str {
    if *method == Method::HEAD { "get" } else { method.as_str() }
}
