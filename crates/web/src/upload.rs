//! Reads forms with documents: the fields, and the documents, which are stored in a temporary
//! folder. The folder is deleted when the [`Upload`] is dropped.

use std::fs::File;
use std::path::PathBuf;

use axum::body::to_bytes;
use axum::extract::multipart::Field;
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use tempfile::TempDir;

use super::House;
use super::posted::Posted;
use super::refusal::Refusal;
use super::visitor::{User, Visitor};
use ferrofax_network::http::{DOCUMENTS, FIELDS, Incoming, IncomingError, document_name, word};

/// The name of the form field that contains the CSRF token (the secret of the login session).
const SECRET: &str = "secret";

/// The greatest size in bytes of all fields of a submitted form that uploads no documents. If a
/// login session has ended, the limit also applies to the form fields that are kept until the user
/// has logged in again.
pub(super) const WORDS: usize = 256 << 10;

/// The number of bytes that are counted for each field of a form, in addition to its name and its
/// value, for the limit [`WORDS`].
const OVERHEAD: usize = 64;

/// The greatest number of bytes that are read of a form with documents if nobody is logged in. The
/// form's fields, which can come before or after its documents, are kept for the login that
/// follows, because the user's login session has possibly ended.
pub(super) const WITHOUT_SESSION: usize = 8 << 20;

/// A form with documents that a logged-in user has submitted.
pub(super) struct Upload {
    pub(super) user: User,
    pub(super) fields: Vec<(String, String)>,
    /// The submitted documents: the file in the temporary folder, and the document's name.
    pub(super) documents: Vec<(PathBuf, String)>,
    /// The SHA-256 hash of each submitted document.
    pub(super) hashes: Vec<[u8; 32]>,
    folder: TempDir,
}

impl Upload {
    fn new(user: User, fields: Vec<(String, String)>) -> Result<Self, Refusal> {
        let folder = tempfile::tempdir()
            .map_err(|error| Refusal::Spool(format!("no folder for documents: {error}")))?;
        Ok(Self { user, fields, documents: Vec::new(), hashes: Vec::new(), folder })
    }

    /// The last value of the field with this name in the submitted form; empty if the form has no
    /// such field.
    pub(super) fn field(&self, name: &str) -> &str {
        let found = self.fields.iter().rev().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value.trim())
    }

    async fn take(&mut self, mut form: Multipart) -> Result<(), Refusal> {
        // The secret must be the first field. Without it, no documents are accepted.
        let (mut is_known, mut parts) = (false, 0);
        while let Some(mut field) = form.next_field().await.map_err(IncomingError::from)? {
            parts += 1;
            if parts > FIELDS + DOCUMENTS + 1 {
                return Err(too_many_fields());
            }
            let name = field.name().unwrap_or_default().to_owned();
            let Some(file) = field.file_name().map(str::to_owned) else {
                let value = word(&name, &mut field).await?;
                if name == SECRET {
                    is_known = value == self.user.session.secret;
                } else {
                    self.said(name, value)?;
                }
                continue;
            };
            if !is_known {
                return Err(Refusal::Stale);
            }
            self.document(&file, field).await?;
        }
        if is_known { Ok(()) } else { Err(Refusal::Stale) }
    }

    fn said(&mut self, name: String, value: String) -> Result<(), Refusal> {
        if self.fields.len() >= FIELDS {
            return Err(too_many_fields());
        }
        self.fields.push((name, value));
        Ok(())
    }

    /// Stores a submitted document in the form's temporary folder. Nothing is stored for a field in
    /// which no file was chosen.
    async fn document(&mut self, name: &str, field: Field<'_>) -> Result<(), Refusal> {
        let path = self.folder.path().join(self.documents.len().to_string());
        // The size of a single document is not limited here, because the size of the whole form is
        // limited.
        let (_, hash) = match Incoming::new(path.clone(), u64::MAX, |path| File::create_new(path))
            .take(field)
            .await
        {
            Err(IncomingError::Empty) if name.is_empty() => return Ok(()),
            Err(IncomingError::Empty) => {
                return Err(Refusal::Unfit(format!("{name}: it is empty")));
            }
            taken => taken?,
        };
        if self.documents.len() >= DOCUMENTS {
            return Err(Refusal::TooMuch(format!("more than {DOCUMENTS} documents")));
        }
        self.documents.push((path, document_name(name)));
        self.hashes.push(hash);
        Ok(())
    }
}

impl From<IncomingError> for Refusal {
    fn from(error: IncomingError) -> Self {
        let text = error.to_string();
        match error {
            IncomingError::Form(StatusCode::PAYLOAD_TOO_LARGE, _) => Self::TooMuch(
                "the documents are too large; [web] max_upload_mb is the limit".to_owned(),
            ),
            IncomingError::Form(..) | IncomingError::LongField(_) => Self::Form(text),
            IncomingError::TooLarge(_) => Self::TooMuch(text),
            IncomingError::Empty => Self::Unfit(text),
            IncomingError::Disk(_) => Self::Spool(text),
            IncomingError::Ours => Self::Ours,
        }
    }
}

impl FromRequest<House> for Upload {
    type Rejection = Refusal;

    async fn from_request(mut request: Request, house: &House) -> Result<Self, Refusal> {
        let user = Visitor::of(request.extensions())?.user();
        let to = request.uri().to_string();
        if user.is_none() {
            DefaultBodyLimit::max(WITHOUT_SESSION).apply(&mut request);
        }
        if is_without_documents(&request) {
            let (parts, body) = request.into_parts();
            let body = to_bytes(body, WORDS).await;
            let body = body.map_err(|error| Refusal::Form(error.to_string()))?;
            let request = Request::from_parts(parts, body.into());
            let Posted { user, fields, .. } = Posted::from_request(request, house).await?;
            return Self::new(user, fields);
        }
        let form = Multipart::from_request(request, house).await;
        let form = form.map_err(|error| Refusal::Form(error.body_text()))?;
        let Some(user) = user else {
            return Err(Refusal::LogInAgain { to, form: words(form).await? });
        };
        let mut upload = Self::new(user, Vec::new())?;
        upload.take(form).await?;
        Ok(upload)
    }
}

/// Whether the request submits a form without documents. Forms that usually contain documents are
/// sent without them if the user submits them again after a new login.
fn is_without_documents(request: &Request) -> bool {
    let media_type = request.headers().get(CONTENT_TYPE);
    let media_type = media_type.and_then(|it| it.to_str().ok()).unwrap_or_default();
    media_type.starts_with("application/x-www-form-urlencoded")
}

/// Reads a form with documents that was submitted after its login session had ended. Returns its
/// fields in the format of a form without documents. Fields that follow too many bytes of documents
/// are lost.
pub(super) async fn words(mut form: Multipart) -> Result<String, Refusal> {
    let mut found = Found::default();
    match found.read(&mut form).await {
        Ok(()) | Err(Refusal::TooMuch(_)) => {}
        Err(refusal) => return Err(refusal),
    }
    serde_urlencoded::to_string(found.fields).map_err(|error| Refusal::Form(error.to_string()))
}

/// The fields that were read of a submitted form whose login session has ended.
#[derive(Default)]
struct Found {
    fields: Vec<(String, String)>,
    length: usize,
}

impl Found {
    async fn read(&mut self, form: &mut Multipart) -> Result<(), Refusal> {
        let mut parts = 0;
        while let Some(mut field) = form.next_field().await.map_err(IncomingError::from)? {
            parts += 1;
            if parts > FIELDS + DOCUMENTS {
                return Err(too_many_fields());
            }
            let name = field.name().unwrap_or_default().to_owned();
            if field.file_name().is_some() {
                // The document is read to its end, but not stored.
                while field.chunk().await.map_err(IncomingError::from)?.is_some() {}
            } else if name != SECRET {
                let value = word(&name, &mut field).await?;
                self.keep(name, value)?;
            }
        }
        Ok(())
    }

    fn keep(&mut self, name: String, value: String) -> Result<(), Refusal> {
        self.length += name.len() + value.len() + OVERHEAD;
        if self.length > WORDS {
            return Err(Refusal::Form(format!("more than {WORDS} bytes of text")));
        }
        if self.fields.len() >= FIELDS {
            return Err(too_many_fields());
        }
        self.fields.push((name, value));
        Ok(())
    }
}

fn too_many_fields() -> Refusal {
    Refusal::Form(format!("more than {FIELDS} fields"))
}
