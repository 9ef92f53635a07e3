//! Gives tests access to the parsers of the web interface's forms, without settings and login
//! sessions. The tests pass arbitrary input to these parsers.

use std::convert::Infallible;
use std::io;

use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request};
use axum::http::header::CONTENT_TYPE;
use futures_util::stream;
use tokio::runtime::{Builder, Runtime};

use super::login::fields;
use super::upload::{WITHOUT_SESSION, words};

/// Parses submitted forms in the way that is used when the login session of the user has ended.
pub struct Forms {
    runtime: Runtime,
}

impl Forms {
    /// Creates a parser of submitted forms.
    ///
    /// # Errors
    /// Returns an error if the operating system has no resources left.
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

/// Returns those fields of a submitted form without documents that a web page offers again, after
/// the user has logged in again.
pub fn fields_of(form: &str) -> Vec<(String, String)> {
    fields(form)
}
