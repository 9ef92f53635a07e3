//! The page for people: received faxes, what is sent, who may see and do what.
//!
//! All that matters works without script: forms and links. A request is looked at by
//! `guard` (in TLS, from our own pages, by whom), then by the page that it is for, which
//! asks the spool on a thread that may wait. What stands on a page comes from `texts`, in
//! the reader's language; how it looks, from `program/templates/web` and `assets`.
//!
//! Read in this order: `settings`, `origin` (from where a request comes), `guard`,
//! `visitor` (who has logged in), `page` (what all pages have), `refusal` (pages for what
//! is not to be), `login`, the pages.

mod assets;
mod cookies;
mod guard;
mod login;
mod now;
mod origin;
mod own;
mod page;
mod posted;
mod received;
mod refusal;
mod sent;
mod settings;
mod texts;
mod visitor;
mod words;

use std::net::IpAddr;
use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};

pub(crate) use settings::KEYS;
pub use settings::WebSettings;

use crate::convert::Converter;
use crate::desk::{Desk, DeskError, Entrance, Person};
use crate::http::{Answering, HttpError, HttpServer};
use crate::pictures::Pictures;
use crate::rights::Rights;
use crate::sessions::{Found, Sessions};
use ferrofax_basics::UnixMs;
use ferrofax_spool::Spool;
use refusal::Refusal;
use tokio::task::spawn_blocking;

/// The page, at work until dropped.
#[derive(Debug)]
pub struct Web {
    _server: HttpServer,
}

/// What all pages use. Cheap to clone.
#[derive(Clone)]
struct House {
    inner: Arc<Inner>,
}

struct Inner {
    settings: WebSettings,
    sessions: Sessions,
    rights: Rights,
    desk: Desk,
    pictures: Pictures,
    /// On which received faxes can be printed.
    printers: Vec<String>,
}

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
}

impl Web {
    /// Begins to serve the page.
    ///
    /// # Errors
    /// [`HttpError`]
    pub fn start(settings: &WebSettings, furniture: Furniture) -> Result<Self, HttpError> {
        let Furniture { spool, rights, converter, printers } = furniture;
        let sessions = Sessions::new(&spool, settings.session_life());
        let settings = settings.clone();
        let http = settings.http.clone();
        let desk = Desk::new(&spool, &rights, converter, printers.clone());
        let pictures = Pictures::new(PICTURES);
        let inner = Inner { settings, sessions, rights, desk, pictures, printers };
        let house = House { inner: Arc::new(inner) };
        let routes = Answering::Routes(routes(house));
        Ok(Self { _server: HttpServer::start(&http, ["http", "https"], routes)? })
    }
}

fn routes(house: House) -> Router {
    Router::new()
        .route("/login", get(login::form).post(login::log_in))
        .route("/logout", post(login::log_out))
        .route("/", get(own::home))
        .route("/own", get(own::page))
        .route("/own/language", post(own::choose_language))
        .route("/own/sessions/{id}/end", post(own::end_session))
        .merge(received::routes())
        .merge(sent::routes(house.settings.max_upload))
        .route("/now", get(now::page))
        .route("/assets/{name}", get(assets::asset))
        .fallback(refusal::nothing_there)
        .layer(from_fn_with_state(house.clone(), guard::guard))
        .with_state(house)
}

impl House {
    /// Does what may take its time on a thread that may wait.
    async fn at_work<T: Send + 'static, E: Into<Refusal> + Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, E> + Send + 'static,
    ) -> Result<T, Refusal> {
        match spawn_blocking(work).await {
            Ok(done) => done.map_err(Into::into),
            Err(_) => Err(Refusal::Ours),
        }
    }

    /// The same at the desk.
    async fn at_desk<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Desk) -> Result<T, DeskError> + Send + 'static,
    ) -> Result<T, Refusal> {
        let there = self.clone();
        self.at_work(move || work(&there.desk)).await
    }

    /// Whose token it is. A user whom the settings no longer name is nobody.
    fn who(&self, token: &str, from: IpAddr) -> Result<Option<(Found, Person)>, Refusal> {
        let Some(found) = self.sessions.of(token, UnixMs::now())? else { return Ok(None) };
        let user = &found.session.user;
        let person =
            self.rights.person(user, Entrance::Page, Some(from)).map_err(DeskError::from)?;
        Ok(person.map(|person| (found, person)))
    }
}

impl std::ops::Deref for House {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.inner
    }
}
