//! A form with documents, as it comes in: its words, and the documents in a folder of their
//! own, which goes with it.

use std::path::PathBuf;

use axum::extract::{FromRequest, Multipart, Request};
use tempfile::TempDir;
use tokio::task::spawn_blocking;

use crate::web::refusal::Refusal;
use crate::web::visitor::{User, Visitor};

/// Documents at most.
const DOCUMENTS: usize = 50;

/// The longest field, bytes.
const FIELD: usize = 16 << 10;

/// What of a document's name is kept, letters.
const NAME: usize = 120;

/// A form with documents, of who has logged in.
pub(super) struct Upload {
    pub(super) user: User,
    pub(super) fields: Vec<(String, String)>,
    /// Each with what people call it.
    pub(super) documents: Vec<(PathBuf, String)>,
    folder: TempDir,
}

impl Upload {
    /// The last that was said of this.
    pub(super) fn field(&self, name: &str) -> &str {
        let found = self.fields.iter().rev().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value.trim())
    }

    async fn take(&mut self, mut form: Multipart) -> Result<(), Refusal> {
        // The first field is the secret: nobody's documents are taken in without it.
        let mut is_known = false;
        while let Some(mut field) = form.next_field().await.map_err(broken)? {
            let name = field.name().unwrap_or_default().to_owned();
            let Some(file) = field.file_name().map(str::to_owned) else {
                let mut bytes = Vec::new();
                while let Some(chunk) = field.chunk().await.map_err(broken)? {
                    bytes.extend_from_slice(&chunk);
                    if bytes.len() > FIELD {
                        return Err(Refusal::Form(format!("{name}: more than {FIELD} bytes")));
                    }
                }
                let value = String::from_utf8_lossy(&bytes).into_owned();
                if name == "secret" {
                    is_known = value == self.user.session.secret;
                } else {
                    self.fields.push((name, value));
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

    /// Puts a document into the folder. A field of a form in which none was chosen has none.
    async fn document(
        &mut self,
        name: &str,
        mut field: axum::extract::multipart::Field<'_>,
    ) -> Result<(), Refusal> {
        let path = self.folder.path().join(self.documents.len().to_string());
        let mut written = 0_usize;
        let mut file = None;
        while let Some(chunk) = field.chunk().await.map_err(broken)? {
            written += chunk.len();
            let path = path.clone();
            file = Some(
                spawn_blocking(move || appended(file, &path, &chunk))
                    .await
                    .map_err(|_| Refusal::Ours)??,
            );
        }
        if written == 0 && name.is_empty() {
            return Ok(());
        }
        if self.documents.len() >= DOCUMENTS {
            return Err(Refusal::Unfit(format!("more than {DOCUMENTS} documents")));
        }
        if written == 0 {
            return Err(Refusal::Unfit(format!("{name}: the file is empty")));
        }
        self.documents.push((path, shown(name)));
        Ok(())
    }
}

fn appended(
    file: Option<std::fs::File>,
    path: &std::path::Path,
    bytes: &[u8],
) -> Result<std::fs::File, Refusal> {
    use std::io::Write;
    let written = match file {
        Some(file) => Ok(file),
        None => std::fs::File::create_new(path),
    };
    written
        .and_then(|mut file| file.write_all(bytes).map(|()| file))
        .map_err(|error| Refusal::Spool(format!("the document cannot be kept: {error}")))
}

/// The last part of a file's name, without what does not belong into one.
fn shown(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let fit: String = last.chars().filter(|sign| !sign.is_control()).take(NAME).collect();
    if fit.trim().is_empty() { "document".to_owned() } else { fit }
}

fn broken(error: axum::extract::multipart::MultipartError) -> Refusal {
    match error.status().as_u16() {
        413 => Refusal::Unfit(
            "the documents are too large; [web] max_upload_mb is the limit".to_owned(),
        ),
        _ => Refusal::Form(error.body_text()),
    }
}

impl<S: Send + Sync> FromRequest<S> for Upload {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        let visitor = request.extensions().get::<Visitor>().cloned().ok_or(Refusal::Ours)?;
        let to = request.uri().to_string();
        let (Some(session), Some(person)) = (visitor.session.clone(), visitor.person.clone())
        else {
            return Err(Refusal::LogIn { to });
        };
        let form = Multipart::from_request(request, state).await;
        let form = form.map_err(|error| Refusal::Form(error.body_text()))?;
        let folder = tempfile::tempdir()
            .map_err(|error| Refusal::Spool(format!("no folder for documents: {error}")))?;
        let user = User { visitor, session, person };
        let mut upload = Self { user, fields: Vec::new(), documents: Vec::new(), folder };
        upload.take(form).await?;
        Ok(upload)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_name_and_no_path() {
        assert_eq!(shown("../../etc/passwd"), "passwd");
        assert_eq!(shown("C:\\Users\\alice\\Brief.pdf"), "Brief.pdf");
        assert_eq!(shown("a\r\nb\0.pdf"), "ab.pdf");
        for none in ["", "/", "..\\", "\n"] {
            assert_eq!(shown(none), "document", "{none:?}");
        }
        assert_eq!(shown(&"x".repeat(500)).len(), NAME);
    }
}
