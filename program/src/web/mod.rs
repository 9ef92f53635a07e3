//! The page for people: received faxes, what is sent, who may see and do what.
//!
//! All that matters works without script: forms and links. A request is looked at by
//! `guard` (in TLS, from our own pages, by whom), then by the page that it is for, which
//! asks the spool on a thread that may wait. What stands on a page comes from `texts`, in
//! the reader's language; how it looks, from `program/templates/web` and `assets`.
//!
//! Read in this order: `settings`, `origin` (from where a request comes), `guard`,
//! `visitor` (who has logged in), `page` (what all pages have), `refusal` (pages for what
//! is not to be), `login`, the pages, `events` (what changes, told while a page is open),
//! `figures` (for those who watch machines).

mod admin;
mod agents;
pub mod anything;
mod assets;
mod back;
mod book;
mod cookies;
mod events;
mod figures;
mod guard;
mod kept;
mod login;
mod now;
mod once;
mod openid;
mod origin;
mod own;
mod own_keys;
mod page;
mod posted;
mod received;
mod refusal;
mod sent;
mod settings;
mod texts;
mod upload;
mod visitor;
mod words;

use std::net::IpAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::{any, get, post};

pub(crate) use settings::KEYS;
pub use settings::WebSettings;

use crate::api::{self, Keys};
use crate::asker::Client;
use crate::convert::Converter;
use crate::desk::{Desk, DeskError, Entrance, Person};
use crate::examiner::Examining;
use crate::http::{Answering, HttpError, HttpServer, Lanes, NotDone, Work};
use crate::listening::Sockets;
use crate::live::Live;
use crate::openid::{BACK, Provider};
use crate::pictures::Pictures;
use crate::rights::Rights;
use crate::sessions::{Found, Sessions};
use crate::webhooks::WebhookSettings;
use ferrofax_basics::UnixMs;
use ferrofax_spool::{Spool, WebSession};
use kept::KeptWords;
use refusal::Refusal;
use texts::Texts;

/// The page, at work until dropped.
#[derive(Debug)]
pub struct Web {
    server: HttpServer,
}

/// What all pages use. Cheap to clone.
#[derive(Clone)]
struct House {
    inner: Arc<Inner>,
}

struct Inner {
    settings: WebSettings,
    spool: Spool,
    sessions: Sessions,
    /// What changes.
    live: Live,
    rights: Rights,
    desk: Desk,
    pictures: Arc<Pictures>,
    /// What is made of records of calls.
    examining: Examining,
    keys: Keys,
    /// On which received faxes can be printed.
    printers: Vec<String>,
    /// Who else proves logins.
    provider: Option<Provider>,
    /// Where programs may be told what happens.
    webhooks: WebhookSettings,
    /// What is being written by who logs in elsewhere.
    words: KeptWords,
    /// The workers, for page and API.
    lanes: Lanes,
    /// For the look at the health, which waits for nobody else's.
    watched: Spool,
}

/// A form by which somebody logs in, bytes at most: it may hold the words of another one, each
/// byte of which is three there.
const LOGIN: usize = 1 << 20;

/// Bytes of pictures that are kept.
const PICTURES: usize = 64 << 20;

/// What the page is made of, besides its settings.
#[derive(Clone)]
pub struct Furniture {
    /// A spool of its own: its lists keep nobody else waiting.
    pub spool: Spool,
    /// Who may do what.
    pub rights: Rights,
    /// By what documents become pages.
    pub converter: Converter,
    /// On which received faxes can be printed.
    pub printers: Vec<String>,
    /// What changes, for pages that show it.
    pub live: Live,
    /// Where programs may be told what happens.
    pub webhooks: WebhookSettings,
}

/// Somebody who is logged in.
struct LoggedIn {
    found: Found,
    person: Person,
    /// The words of the language that he has chosen.
    texts: Option<&'static Texts>,
}

impl Web {
    /// Begins to serve the page.
    pub fn start(
        settings: &WebSettings,
        furniture: Furniture,
        sockets: &Sockets,
    ) -> Result<Self, HttpError> {
        let Furniture { spool, rights, converter, printers, live, webhooks } = furniture;
        let sessions = Sessions::new(&spool, settings.session_life());
        let settings = settings.clone();
        let http = settings.http.clone();
        let examining = Examining::new(&converter);
        let desk = Desk::new(&spool, &rights, converter, printers.clone());
        let desk = desk.taking(settings.max_upload);
        let watched = spool.beside().unwrap_or_else(|_| spool.clone());
        let (pictures, keys) = (Arc::new(Pictures::new(PICTURES)), Keys::new(&spool));
        let provider = Provider::of(rights.openid());
        let inner = Inner {
            settings,
            spool,
            sessions,
            live,
            rights,
            desk,
            pictures,
            examining,
            keys,
            printers,
            provider,
            webhooks,
            words: KeptWords::default(),
            lanes: Lanes::default(),
            watched,
        };
        let house = House { inner: Arc::new(inner) };
        let api = house.api();
        let there = house.clone();
        let unread = Arc::new(move |client: &Client, why: &str| guard::unread(&there, client, why));
        let known = house.clone();
        // A proxy brings people who have logged in.
        let knows = Arc::new(move |address: IpAddr| {
            known.rights.is_named_place(address) || known.settings.is_proxy(address)
        });
        let answering = Answering::Routes { router: routes(house, api), unread, knows };
        Ok(Self { server: HttpServer::start(&http, ["web", "http", "https"], answering, sockets)? })
    }

    /// Its server.
    pub(crate) fn server(&self) -> &HttpServer {
        &self.server
    }
}

fn routes(house: House, api: Router) -> Router {
    Router::new()
        .merge(logins().layer(DefaultBodyLimit::max(LOGIN)))
        .route(openid::WORDS, get(openid::go_on))
        .route(BACK, get(openid::end))
        .route("/logout", post(login::log_out))
        .route("/", get(own::home))
        .route("/own", get(own::page))
        .route("/own/language", post(own::choose_language))
        .route("/own/keys", post(own_keys::make))
        .route("/own/keys/{id}/end", post(own_keys::end))
        .route("/own/sessions/{id}/end", post(own::end_session))
        .merge(received::routes())
        .merge(sent::routes(house.settings.max_upload))
        .merge(book::routes())
        .merge(admin::routes())
        .route("/now", get(now::page))
        .route("/events", get(events::stream))
        .route("/metrics", get(figures::metrics))
        .route("/assets/{name}", get(assets::asset))
        .nest_service(api::ROOT, api)
        .route("/api/{*rest}", any(api::no_such_address))
        .fallback(refusal::nothing_there)
        .layer(from_fn_with_state(house.clone(), guard::guard))
        .merge(figures::health())
        .with_state(house)
}

fn logins() -> Router<House> {
    Router::new()
        .route("/login", get(login::form).post(login::log_in))
        .route("/login/openid", get(openid::begin).post(openid::begin_with_words))
}

impl House {
    /// The API, with what the page has.
    fn api(&self) -> Router {
        api::routes(api::Furniture {
            spool: self.spool.clone(),
            rights: self.rights.clone(),
            desk: self.desk.clone(),
            keys: self.keys.clone(),
            live: self.live.clone(),
            pictures: Arc::clone(&self.pictures),
            examining: self.examining.clone(),
            printers: self.printers.clone(),
            most: self.settings.max_upload,
            webhooks: self.webhooks.clone(),
            session_life: self.settings.session_life(),
            lanes: self.lanes.clone(),
        })
    }

    /// Does what may take its time on a thread that may wait.
    async fn at_work<T: Send + 'static, E: Into<Refusal> + Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, E> + Send + 'static,
    ) -> Result<T, Refusal> {
        self.working(Work::Usual, work).await
    }

    /// The same in the lane of its kind.
    async fn working<T: Send + 'static, E: Into<Refusal> + Send + 'static>(
        &self,
        kind: Work<'_>,
        work: impl FnOnce() -> Result<T, E> + Send + 'static,
    ) -> Result<T, Refusal> {
        match self.lanes.run(kind, work).await {
            Ok(done) => done.map_err(Into::into),
            Err(NotDone::Crowded) => Err(Refusal::Crowded),
            Err(NotDone::Panicked) => Err(Refusal::Ours),
        }
    }

    /// The same at the desk.
    async fn at_desk<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Desk) -> Result<T, DeskError> + Send + 'static,
    ) -> Result<T, Refusal> {
        self.working_at_desk(Work::Usual, work).await
    }

    /// The same in the lane of its kind.
    async fn working_at_desk<T: Send + 'static>(
        &self,
        kind: Work<'_>,
        work: impl FnOnce(&Desk) -> Result<T, DeskError> + Send + 'static,
    ) -> Result<T, Refusal> {
        let there = self.clone();
        self.working(kind, move || work(&there.desk)).await
    }

    /// Whose token it is. A user whom nobody vouches for any more is nobody; so is one for
    /// whom others vouch than did when he logged in.
    fn who(&self, token: &str, is_used: bool, from: IpAddr) -> Result<Option<LoggedIn>, Refusal> {
        let found = self.sessions.of(token, is_used, UnixMs::now())?;
        let Some(found) = found else { return Ok(None) };
        let Some(person) = self.person_of(&found.session, Some(from))? else { return Ok(None) };
        let texts = self.desk.language(&person)?.as_deref().and_then(Texts::of);
        Ok(Some(LoggedIn { found, person, texts }))
    }

    /// Whose session it is.
    fn person_of(
        &self,
        session: &WebSession,
        from: Option<IpAddr>,
    ) -> Result<Option<Person>, Refusal> {
        let person = self.rights.person(&session.user, Entrance::Page, from);
        let person = person.map_err(DeskError::from)?;
        Ok(person.filter(|person| person.by.name() == session.by))
    }
}

impl std::ops::Deref for House {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.inner
    }
}
