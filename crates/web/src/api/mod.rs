//! The API for programs, under `/api/v1`: everything that people can do in the web interface.
//!
//! Each operation declares in its `utoipa::path` its parameters, its answers and the scope that an
//! API key needs (`security(("key" = ["faxes:read"]))`). The API's description is made from these
//! declarations ([`described`]). They are also enforced: a request without the scope is refused
//! ([`caller`]). An operation that declares no credentials at all is only for administrators.
//!
//! The [`Desk`], through which people and programs act on faxes and jobs, decides what a user may
//! do. The web interface uses it, too. Errors become a [`Problem`]. An operation takes a [`Caller`]
//! from its request, and works on a thread that may block ([`Api::at_desk`]).
//!
//! Read in this order: `scope`, `keys`, `problem`, `pace` (the limit of requests), `caller`,
//! `reading` (the values of a request), `parts` (the parts of a request), `request_id`. Then read
//! `tag` (ETags), `lists` and `cursor` (lists), `changed` (many at once), `once`
//! (`Idempotency-Key`), `ordered` (requests with documents), `described`, `examples`, the
//! operations, `testing` (test keys).

mod admin;
mod book;
mod caller;
mod changed;
mod cursor;
mod described;
mod docs;
mod drafts;
mod events;
mod examples;
mod faxes;
mod figures;
mod jobs;
mod keys;
mod ladder;
mod lists;
mod log;
mod me;
mod metadata;
mod not_shown;
mod now;
mod numbers;
mod once;
mod ordered;
mod own;
mod own_keys;
mod pace;
mod parts;
mod problem;
mod reading;
mod renamed;
mod request_id;
mod scope;
mod sent;
mod tag;
mod testing;
mod waiting;
mod webhooks;
mod words;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn_with_state, map_response};
use utoipa_axum::router::OpenApiRouter;

pub(crate) use book::TABLE;
pub(crate) use caller::{Arrived, Caller, PageSession};
pub use keys::{KeyError, Keys, MOST_DAYS, USUAL_DAYS, WishedKey, in_days};
pub(crate) use problem::{Kind, Problem, Result, no_such_address};
pub(crate) use request_id::give as give_request_id;
pub(crate) use request_id::{RequestId, is_for_the_api};
pub use scope::Scope;
pub(crate) use testing::OpensSandbox;

use crate::examiner::Examining;
use crate::live::Live;
use crate::pictures::Pictures;
use crate::sandbox::Sandbox;
use crate::webhooks::OwnWebhooks;
use described::Description;
use ferrofax_desk::{Desk, DeskError};
use ferrofax_network::http::{Lanes, NotDone, Work};
use ferrofax_rights::Rights;
use ferrofax_spool::{SessionLife, Spool};
use once::AtWork;
use pace::Paces;
pub use waiting::Waiting;

/// The path under which the API is served.
pub(crate) const ROOT: &str = "/api/v1";

/// The message for a request that is refused because no worker thread is free.
pub(crate) const CROWDED: &str = "Too many requests are dealt with; please come again in a moment.";

/// The greatest size of a request's body in bytes. Requests with documents, and the import of
/// contacts as a table, have other limits.
const WORDS: usize = 256 << 10;

/// The state that all operations of the API share. Cloning it takes little time.
#[derive(Clone)]
pub(crate) struct Api {
    inner: Arc<Inner>,
}

/// The content of [`Api`], the state that all operations of the API share.
pub(crate) struct Inner {
    furniture: Furniture,
    /// Uploaded documents that wait for a job that uses them.
    pub(crate) waiting: Waiting,
    /// Requests with an `Idempotency-Key` that are in progress.
    at_work: AtWork,
    /// The counts of requests of all users.
    paces: Paces,
}

impl Inner {
    pub(crate) fn of(furniture: Furniture) -> Self {
        let waiting = Waiting::new(&furniture.spool);
        let paces = Paces::new(furniture.requests_per_minute);
        Self { furniture, waiting, at_work: AtWork::default(), paces }
    }
}

impl std::ops::Deref for Inner {
    type Target = Furniture;

    fn deref(&self) -> &Furniture {
        &self.furniture
    }
}

/// The values that the web interface passes to the API when the API is set up, such as the spool
/// and the rights of users.
pub(crate) struct Furniture {
    /// The spool, which stores the faxes and jobs. Operations use it directly if the [`Desk`],
    /// which carries out the actions of people, has no function for their work.
    pub(crate) spool: Spool,
    /// Decides by the settings what each user may see and do.
    pub(crate) rights: Rights,
    /// Carries out the actions of people on faxes and jobs, after it has checked their rights.
    pub(crate) desk: Desk,
    /// The API keys of all users.
    pub(crate) keys: Keys,
    /// The stream of changes of faxes and jobs.
    pub(crate) live: Live,
    /// Draws fax pages as pictures.
    pub(crate) pictures: Arc<Pictures>,
    /// Makes files from call recordings.
    pub(crate) examining: Examining,
    /// The names of the printers in the settings, on which users may print received faxes.
    pub(crate) printers: Vec<String>,
    /// The greatest size in bytes of the documents of one fax.
    pub(crate) most: u64,
    /// The webhooks of users.
    pub(crate) webhooks: OwnWebhooks,
    /// The time for which people stay logged in to the web interface.
    pub(crate) session_life: SessionLife,
    /// The greatest number of requests of a user's API keys in a minute; 0: any number.
    pub(crate) requests_per_minute: u32,
    /// The sandbox, if the requests are made with test keys.
    pub(crate) sandbox: Option<Sandbox>,
    /// The worker threads for work that may block.
    pub(crate) lanes: Lanes,
}

/// The routes of all operations of the API.
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

/// The description of the API (OpenAPI), as `/api/v1/openapi.json` has it. The reference in the
/// documents is made from it.
pub fn description() -> serde_json::Value {
    let (_, document) = operations().split_for_parts();
    Description::of(document).into_document()
}

/// The routes of the API, below [`ROOT`]. Requests with a test key go to the separate API of the
/// sandbox. `sandbox` opens that API for the first of these requests, or now if `opens_now` is set.
pub(crate) fn routes(furniture: Furniture, sandbox: OpensSandbox, opens_now: bool) -> Router {
    let keys = furniture.keys.of_tests();
    let lanes = furniture.lanes.clone();
    let door = testing::Door::new(keys, lanes, sandbox);
    testing::doors(routes_of(furniture), if opens_now { door.opened() } else { door })
}

/// The routes of an API whose operations use the spool and the other values of `furniture`.
fn routes_of(furniture: Furniture) -> Router {
    let api = Api { inner: Arc::new(Inner::of(furniture)) };
    let (router, document) = operations().split_for_parts();
    let description = Arc::new(Description::of(document));
    let guarded = (api.clone(), Arc::clone(&description));
    router
        .merge(docs::routes())
        .route_layer(from_fn_with_state(guarded, caller::admit))
        .fallback(async || problem::no_such_address())
        .layer(DefaultBodyLimit::max(WORDS))
        .layer(map_response(problem::told))
        .layer(from_fn_with_state(api.clone(), caller::note))
        .layer(axum::Extension(description))
        .with_state(api)
}

impl Api {
    /// Runs a function on a worker thread. The function is allowed to block, for example to wait
    /// for the disk.
    pub(crate) async fn at_work<T: Send + 'static, E: Into<Problem> + Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, E> + Send + 'static,
    ) -> Result<T, Problem> {
        self.working(Work::Usual, work).await
    }

    /// Runs a function on a worker thread. The function is allowed to block. It first waits in the
    /// queue for its kind of work ([`Work`]).
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

    /// Runs a function on a worker thread. The function gets the [`Desk`], which checks the user's
    /// rights and carries out the user's action.
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
