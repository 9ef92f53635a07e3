//! Answers requests by their paths, for the web interface and the API.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::Router;
use axum::body::Body;
use http_body::{Frame, SizeHint};
use hyper::body::{Body as _, Bytes, Incoming};
use hyper::header::{CONNECTION, CONTENT_TYPE, HeaderValue, TRANSFER_ENCODING};
use hyper::{Request, Response};
use tower_service::Service as _;

use super::connection::Shared;
use super::paced::Paced;
use super::service::Connected;
use crate::asker::Client;
use crate::listening::Pace;

/// Answers a request by the route for its path. The route finds the [`Client`] and its connection
/// ([`Connected`]) among the request's extensions.
pub(super) async fn answer(
    mut routes: Router,
    shared: &Arc<Shared>,
    (client, connected): (Client, Connected),
    pace: Pace,
    request: Request<Incoming>,
) -> Response<Body> {
    let (mut head, body) = request.into_parts();
    head.extensions.insert(client);
    head.extensions.insert(connected);
    let body = if body.is_end_stream() { Body::empty() } else { Body::new(Paced::new(body, pace)) };
    let is_chunked = head.headers.contains_key(TRANSFER_ENCODING);
    let Ok(mut response) = routes.call(Request::from_parts(head, body)).await;
    if is_chunked {
        // A proxy in front of the server may assume another end of this request. So the bytes after
        // the request must not be read as a further request (RFC 9112 §6.3).
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    let is_endless = response
        .headers()
        .get(CONTENT_TYPE)
        .is_some_and(|media_type| media_type.as_bytes().starts_with(b"text/event-stream"));
    if is_endless {
        let shared = Arc::clone(shared);
        return response.map(|body| {
            let stopped = Box::pin(async move { shared.stopped().await });
            Body::new(UntilStopped { body, stopped })
        });
    }
    response
}

/// The body of an HTTP answer that never ends by itself, such as a stream of events. It ends when
/// the server stops.
struct UntilStopped {
    body: Body,
    stopped: Pin<Box<dyn Future<Output = ()> + Send>>,
}

impl http_body::Body for UntilStopped {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        if self.stopped.as_mut().poll(context).is_ready() {
            return Poll::Ready(None);
        }
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
