//! The reading of forms alone, for tests that feed it anything: no house, no session.

use std::convert::Infallible;
use std::io;

use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request};
use axum::http::header::CONTENT_TYPE;
use futures_util::stream;
use tokio::runtime::{Builder, Runtime};

use super::login::fields;
use super::upload::{WITHOUT_SESSION, words};

/// Reads forms as those of somebody whose session has ended.
pub struct Forms {
    runtime: Runtime,
}

impl Forms {
    /// # Errors
    /// The system has no more room for it.
    pub fn start() -> io::Result<Self> {
        Ok(Self { runtime: Builder::new_current_thread().build()? })
    }

    /// What is kept of a form with documents that comes in pieces of this length, as a form
    /// without. None: it is no such form, or too much.
    pub fn kept(&self, boundary: &str, bytes: &[u8], piece: usize) -> Option<String> {
        let pieces: Vec<Result<Bytes, Infallible>> = bytes
            .chunks(piece.max(1))
            .map(|piece| Ok(Bytes::copy_from_slice(piece)))
            .collect();
        let media_type = format!("multipart/form-data; boundary={boundary}");
        let request = Request::builder()
            .header(CONTENT_TYPE, media_type)
            .body(Body::from_stream(stream::iter(pieces)));
        let mut request = request.ok()?;
        DefaultBodyLimit::max(WITHOUT_SESSION).apply(&mut request);
        self.runtime.block_on(async {
            let form = Multipart::from_request(request, &()).await.ok()?;
            words(form).await.ok()
        })
    }
}

/// The fields of a form without documents, as they come back to who has logged in again.
pub fn fields_of(form: &str) -> Vec<(String, String)> {
    fields(form)
}
