//! The API for programs, under `/api/v1`: all that people do at the page.
//!
//! Each operation says of itself, in its `utoipa::path`, what it takes, what it answers and
//! which scope a key needs for it (`security(("key" = ["faxes:read"]))`); of that the
//! description is made ([`described`]), and by that nobody comes in without the scope
//! ([`caller`]). An operation that names no scope is open to everybody.
//!
//! What may be done is decided at the desk, as for the page; what goes wrong is a
//! [`Problem`]. An operation has a [`Caller`] of its request, and works on a thread that may
//! wait ([`Api::at_desk`]).
//!
//! Read in this order: `scope`, `keys`, `problem`, `caller` (who asks), `parts` (what a
//! request brings), `tag` and
//! `cursor` (what changes little, and what is long), `once` (what is done once), `ordered`
//! (what brings documents), `described`,
//! the operations.

mod admin;
mod book;
mod caller;
mod cursor;
mod described;
mod docs;
mod drafts;
mod events;
mod faxes;
mod figures;
mod jobs;
mod keys;
mod ladder;
mod log;
mod me;
mod now;
mod numbers;
mod once;
mod ordered;
mod own;
mod own_keys;
mod parts;
mod problem;
mod scope;
mod sent;
mod tag;
mod waiting;
mod webhooks;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn_with_state, map_response};
use utoipa_axum::router::OpenApiRouter;

pub(crate) use caller::{Arrived, Caller, PageSession};
pub(crate) use keys::{KeyError, Keys, MOST_DAYS, USUAL_DAYS, WishedKey, in_days};
pub(crate) use problem::{Kind, Problem, no_such_address};
pub(crate) use scope::Scope;

use crate::desk::{Desk, DeskError};
use crate::examiner::Examining;
use crate::http::{Lanes, NotDone, Work};
use crate::live::Live;
use crate::pictures::Pictures;
use crate::rights::Rights;
use crate::webhooks::WebhookSettings;
use described::Description;
use ferrofax_spool::{SessionLife, Spool};
use once::AtWork;
use waiting::Waiting;

/// Where the API is.
pub(crate) const ROOT: &str = "/api/v1";

/// To whom there is no worker for.
pub(crate) const CROWDED: &str = "Too many requests are dealt with; please come again in a moment.";

/// A body, bytes at most, but for documents, which come by forms and uploads, and for tables.
const WORDS: usize = 256 << 10;

/// What all operations use. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Api {
    inner: Arc<Inner>,
}

/// What the API is made of.
pub(crate) struct Inner {
    /// For what no other room keeps.
    pub(crate) spool: Spool,
    /// Who may do what.
    pub(crate) rights: Rights,
    /// What people see and do.
    pub(crate) desk: Desk,
    /// Keys of programs.
    pub(crate) keys: Keys,
    /// What changes.
    pub(crate) live: Live,
    /// Pages as pictures.
    pub(crate) pictures: Arc<Pictures>,
    /// What is made of records of calls.
    pub(crate) examining: Examining,
    /// On which received faxes can be printed.
    pub(crate) printers: Vec<String>,
    /// Bytes of the documents of one fax, at most.
    pub(crate) most: u64,
    /// Where programs may be told what happens.
    webhooks: WebhookSettings,
    /// How long people stay logged in at the page.
    session_life: SessionLife,
    /// Documents that came before the fax that they are for.
    pub(crate) waiting: Waiting,
    /// Requests that are dealt with.
    at_work: AtWork,
    /// The workers.
    lanes: Lanes,
}

impl Inner {
    pub(crate) fn of(furniture: Furniture) -> Self {
        let Furniture {
            spool,
            rights,
            desk,
            keys,
            live,
            pictures,
            examining,
            printers,
            most,
            webhooks,
            session_life,
            lanes,
        } = furniture;
        let (waiting, at_work) = (Waiting::new(&spool), AtWork::default());
        Self {
            spool,
            rights,
            desk,
            keys,
            live,
            pictures,
            examining,
            printers,
            most,
            webhooks,
            session_life,
            waiting,
            at_work,
            lanes,
        }
    }
}

/// What the page has, and the API too.
pub(crate) struct Furniture {
    pub(crate) spool: Spool,
    pub(crate) rights: Rights,
    pub(crate) desk: Desk,
    pub(crate) keys: Keys,
    pub(crate) live: Live,
    pub(crate) pictures: Arc<Pictures>,
    pub(crate) examining: Examining,
    pub(crate) printers: Vec<String>,
    pub(crate) most: u64,
    /// Where programs may be told what happens.
    pub(crate) webhooks: WebhookSettings,
    /// How long people stay logged in at the page.
    pub(crate) session_life: SessionLife,
    /// The workers.
    pub(crate) lanes: Lanes,
}

/// All operations.
fn operations() -> OpenApiRouter<Api> {
    let rooms = [
        me::routes(),
        own::routes(),
        own_keys::routes(),
        faxes::routes(),
        jobs::routes(),
        drafts::routes(),
        waiting::routes(),
        now::routes(),
        events::routes(),
        numbers::routes(),
        book::routes(),
        log::routes(),
        webhooks::routes(),
        figures::routes(),
        admin::routes(),
        described::routes(),
    ];
    rooms.into_iter().fold(OpenApiRouter::new(), OpenApiRouter::merge)
}

/// What is under [`ROOT`].
pub(crate) fn routes(furniture: Furniture) -> Router {
    let api = Api { inner: Arc::new(Inner::of(furniture)) };
    let (router, document) = operations().split_for_parts();
    let description = Arc::new(Description::of(document));
    let guarded = (api.clone(), Arc::clone(&description));
    router
        .merge(docs::routes())
        .route_layer(from_fn_with_state(guarded, caller::admit))
        .fallback(problem::no_such_address)
        .layer(DefaultBodyLimit::max(WORDS))
        .layer(map_response(problem::told))
        .layer(from_fn_with_state(api.clone(), caller::note))
        .layer(axum::Extension(description))
        .with_state(api)
}

impl Api {
    /// Does what may take its time on a thread that may wait.
    pub(crate) async fn at_work<T: Send + 'static, E: Into<Problem> + Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, E> + Send + 'static,
    ) -> Result<T, Problem> {
        self.working(Work::Usual, work).await
    }

    /// The same in the lane of its kind.
    pub(crate) async fn working<T: Send + 'static, E: Into<Problem> + Send + 'static>(
        &self,
        kind: Work<'_>,
        work: impl FnOnce(&Self) -> Result<T, E> + Send + 'static,
    ) -> Result<T, Problem> {
        let there = self.clone();
        match self.lanes.run(kind, move || work(&there)).await {
            Ok(done) => done.map_err(Into::into),
            Err(NotDone::Crowded) => Err(Problem::new(Kind::ForNow, CROWDED)),
            Err(NotDone::Panicked) => Err(Problem::ours()),
        }
    }

    /// The same at the desk.
    pub(crate) async fn at_desk<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Desk) -> Result<T, DeskError> + Send + 'static,
    ) -> Result<T, Problem> {
        self.at_work(move |api| work(&api.desk)).await
    }
}

impl std::ops::Deref for Api {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.inner
    }
}
