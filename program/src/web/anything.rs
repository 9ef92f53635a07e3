//! Only the form parsers, without settings and sessions, for tests that give them arbitrary input.

use std::convert::Infallible;
use std::io;

use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request};
use axum::http::header::CONTENT_TYPE;
use futures_util::stream;
use tokio::runtime::{Builder, Runtime};

use super::login::fields;
use super::upload::{WITHOUT_SESSION, words};

/// Parses forms as if their senders' session had ended.
pub struct Forms {
    runtime: Runtime,
}

impl Forms {
    /// Starts the parsers.
    ///
    /// # Errors
    /// The system is out of resources.
    pub fn start() -> io::Result<Self> {
        Ok(Self { runtime: Builder::new_current_thread().build()? })
    }

    /// The fields that are kept from a form with documents, in the format of a form without
    /// documents. The body arrives in pieces of `piece` bytes. `None`: it is no form with
    /// documents, or it is too large.
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

/// The fields of a form without documents, as they are offered again after a new login.
pub fn fields_of(form: &str) -> Vec<(String, String)> {
    fields(form)
}
