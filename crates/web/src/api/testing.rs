//! Test keys: their requests go to a separate API, whose spool is the sandbox.
//!
//! The two APIs have the same operations and share no faxes and no jobs.
//! The beginning of a key decides which API gets the request. Each API then accepts only keys of its
//! kind ([`Keys`]).

use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::http::header::HeaderName;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use tokio::sync::OnceCell;
use tower_service::Service;

use super::caller::bearer;
use super::keys::KeyCheck;
use super::{CROWDED, Furniture, Keys, Kind, Problem, renamed, routes_of};
use crate::sandbox::SandboxError;
use ferrofax_basics::UnixMs;
use ferrofax_network::http::{Lanes, NotDone, Work};

/// The header by which a program recognises the answer to a request with a test key.
const MARK: HeaderName = HeaderName::from_static("x-ferrofax-test");

/// A function that opens the sandbox, and returns the values with which the API of the sandbox is
/// set up.
pub(crate) type OpensSandbox = Arc<dyn Fn() -> Result<Furniture, SandboxError> + Send + Sync>;

/// Passes requests with test keys to the API of the sandbox. If the sandbox exists when the service
/// starts, it is opened then, otherwise for the first valid test key.
pub(super) struct Door {
    keys: Keys,
    lanes: Lanes,
    open: OpensSandbox,
    sandbox: OnceCell<Router>,
}

impl Door {
    pub(super) fn new(keys: Keys, lanes: Lanes, open: OpensSandbox) -> Self {
        Self { keys, lanes, open, sandbox: OnceCell::new() }
    }

    /// Opens the sandbox now, so that its old jobs are deleted even if no test key is used again.
    pub(super) fn opened(self) -> Self {
        let made = (self.open)().map(routes_of);
        let made = made.inspect_err(|error| log::warn!("the sandbox of the test keys: {error}"));
        Self { sandbox: OnceCell::new_with(made.ok()), ..self }
    }

    /// The API of the sandbox; `None` if the sandbox is closed and the key is not a valid one.
    async fn routes(&self, key: String) -> Result<Option<Router>, Problem> {
        if let Some(routes) = self.sandbox.get() {
            return Ok(Some(routes.clone()));
        }
        let keys = self.keys.clone();
        let shown = self.at_work(move || keys.shown(&key, UnixMs::now()).map_err(Problem::from));
        if !matches!(shown.await?, KeyCheck::Good(_)) {
            return Ok(None);
        }
        let made = self.sandbox.get_or_try_init(async || {
            let open = Arc::clone(&self.open);
            let furniture = self.at_work(move || open().map_err(|error| refused(&error)));
            Ok::<_, Problem>(routes_of(furniture.await?))
        });
        Ok(Some(made.await?.clone()))
    }

    async fn at_work<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        match self.lanes.run(Work::Usual, work).await {
            Ok(done) => done,
            Err(NotDone::Crowded) => Err(Problem::new(Kind::ForNow, CROWDED)),
            Err(NotDone::Panicked) => Err(Problem::ours()),
        }
    }
}

fn refused(error: &SandboxError) -> Problem {
    match error {
        SandboxError::Encrypted | SandboxError::Stateless => {
            Problem::new(Kind::Conflict, format!("Test keys cannot be used here: {error}"))
        }
        error => {
            log::error!("the sandbox of the test keys: {error}");
            Problem::new(Kind::ForNow, "The sandbox of the test keys cannot be opened now.")
        }
    }
}

/// The routes of both APIs.
pub(super) fn doors(real: Router, door: Door) -> Router {
    let door = Arc::new(door);
    Router::new().fallback(move |mut request: Request| {
        let (real, door) = (real.clone(), Arc::clone(&door));
        async move {
            let newer = renamed::rename(&mut request);
            let mut response = answered(real, &door, request).await;
            if let Some(newer) = newer {
                renamed::mark(response.headers_mut(), &newer);
            }
            response
        }
    })
}

async fn answered(real: Router, door: &Door, request: Request) -> Response {
    let Some(key) = test_key(request.headers()) else { return answer(real, request).await };
    match door.routes(key).await {
        Ok(Some(sandbox)) => marked(answer(sandbox, request).await),
        // The API for real faxes refuses the key, and counts it as a wrong key.
        Ok(None) => answer(real, request).await,
        Err(problem) => marked(problem.into_response()),
    }
}

fn marked(mut response: Response) -> Response {
    response.headers_mut().insert(MARK, HeaderValue::from_static("true"));
    response
}

fn test_key(headers: &HeaderMap) -> Option<String> {
    bearer(headers).filter(|key| Keys::is_test(key))
}

async fn answer(mut routes: Router, request: Request) -> Response {
    let Ok(response) = routes.call(request).await;
    response
}
