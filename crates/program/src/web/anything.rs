//! The parsers of the web interface's forms alone, without settings and sessions, for tests that
//! give them arbitrary input.

use std::convert::Infallible;
use std::io;

use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request};
use axum::http::header::CONTENT_TYPE;
use futures_util::stream;
use tokio::runtime::{Builder, Runtime};

use super::login::fields;
use super::upload::{WITHOUT_SESSION, words};

/// Parses forms as if the login session of the sender had ended.
pub struct Forms {
    runtime: Runtime,
}

impl Forms {
    /// Prepares to parse forms.
    ///
    /// # Errors
    /// The operating system has no resources left.
    pub fn start() -> io::Result<Self> {
        Ok(Self { runtime: Builder::new_current_thread().build()? })
    }

    /// Reads a form with documents, and returns its fields in the format of a form without
    /// documents. These are the fields that are kept during a new login. The body arrives in pieces
    /// of `piece` bytes. `None` if the body is not a form with documents, or if it is too large.
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

/// The fields of a submitted form that has no documents: those that a web page offers again after
/// the user has logged in again.
pub fn fields_of(form: &str) -> Vec<(String, String)> {
    fields(form)
}
