//! Requests with documents. A request is JSON with references to documents that Ferrofax already
//! has (uploads, received faxes, and documents of jobs). Or it is an HTTP form, which can contain
//! new documents in addition.

use std::fs::File;
use std::path::PathBuf;

use axum::body::Body;
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request};
use axum::http::header::CONTENT_TYPE;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use tempfile::TempDir;
use utoipa::ToSchema;

use super::caller::line_of;
use super::parts::{Json, broken_form, of_json_text};
use super::reading::of_json;
use super::{Api, Caller, Kind, Problem, Scope};
use ferrofax_basics::UnixMs;
use ferrofax_desk::Person;
use ferrofax_network::encoding::hex;
use ferrofax_network::http::{DOCUMENTS, FIELDS, Incoming, IncomingError, document_name, word};
use ferrofax_spool::FaxId;
use ferrofax_spool::jobs::JobId;

/// The form field that contains the request as JSON.
const ORDER: &str = "order";

/// A reference to documents that Ferrofax already has: an upload, a received fax, or the documents
/// of a job. Exactly one of the fields `upload`, `fax` and `job` must be present.
#[derive(Default, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Reference {
    /// The `id` that `POST /uploads` has returned.
    #[serde(skip_serializing_if = "Option::is_none")]
    upload: Option<String>,
    /// The number of a received fax. The reference means the document of this fax. The API key also
    /// needs the scope `faxes:read`.
    #[serde(skip_serializing_if = "Option::is_none")]
    fax: Option<i64>,
    /// The number of a job. The reference means all documents of this job, without the cover page
    /// that Ferrofax has made. The API key also needs the scope `jobs:read`.
    #[serde(skip_serializing_if = "Option::is_none")]
    job: Option<i64>,
}

impl Reference {
    /// The scopes that an API key needs to use the document of this reference.
    fn scopes(&self) -> impl Iterator<Item = Scope> + use<> {
        let (fax, job) = (self.fax.map(|_| Scope::FaxesRead), self.job.map(|_| Scope::JobsRead));
        fax.into_iter().chain(job)
    }
}

/// The fields of a request, among them references to documents that Ferrofax already has.
pub(super) trait Words: DeserializeOwned + Serialize + Send {
    /// The references to uploads, received faxes and jobs whose documents the request uses, in
    /// sending order.
    fn references(&self) -> &[Reference];
}

/// A request, together with its documents.
pub(super) struct Ordered<T> {
    pub(super) words: T,
    /// The documents that the request itself contains, as parts of its HTTP form. Each has its
    /// file, its name, and the hash of its content.
    brought: Vec<(PathBuf, String, String)>,
    /// The temporary folder with the files of the documents in the HTTP form. It is deleted when
    /// this value is dropped.
    _folder: Option<TempDir>,
}

impl<T: Words> FromRequest<Api> for Ordered<T> {
    type Rejection = Problem;

    async fn from_request(request: Request<Body>, api: &Api) -> Result<Self, Problem> {
        let caller = request.extensions().get::<Caller>().cloned().ok_or_else(Problem::ours)?;
        let line = line_of(&request);
        let media_type = request.headers().get(CONTENT_TYPE);
        let media_type =
            media_type.map(|it| it.as_bytes().to_ascii_lowercase()).unwrap_or_default();
        let ordered = if media_type.starts_with(b"multipart/form-data") {
            Self::of_form(request, api).await?
        } else {
            let Json(words) = Json::from_request(request, api).await?;
            Self { words, brought: Vec::new(), _folder: None }
        };
        // An API key that may not read a document may not send it either. Otherwise a program could
        // send the document and then read its pages as those of the new job.
        let wanted = ordered.words.references().iter().flat_map(Reference::scopes).collect();
        api.at_work(move |api| caller.is_for(api, wanted, &line)).await?;
        Ok(ordered)
    }
}

impl<T: Words> Ordered<T> {
    async fn of_form(mut request: Request<Body>, api: &Api) -> Result<Self, Problem> {
        // The form may be larger than its documents, because of the lines that separate its parts.
        let most = usize::try_from(api.most).unwrap_or(usize::MAX).saturating_add(1 << 20);
        DefaultBodyLimit::max(most).apply(&mut request);
        let form = Multipart::from_request(request, api).await;
        let mut form = form.map_err(|_| broken_form())?;
        let folder = tempfile::tempdir().map_err(IncomingError::from)?;
        let (mut said, mut brought, mut order) = (Map::new(), Vec::new(), None);
        let mut parts = 0;
        while let Some(mut field) = form.next_field().await.map_err(IncomingError::from)? {
            parts += 1;
            if parts > FIELDS + DOCUMENTS {
                return Err(Problem::new(
                    Kind::Unfit,
                    format!("A form may have at most {FIELDS} fields."),
                ));
            }
            let name = field.name().unwrap_or_default().to_owned();
            let Some(file) = field.file_name().map(str::to_owned).filter(|_| name != ORDER) else {
                let text = word(&name, &mut field).await?;
                match name.as_str() {
                    ORDER => order = Some(of_json_text(text.as_bytes())?),
                    "metadata" => {
                        let read = serde_json::from_str(&text).map_err(|_| {
                            let text = "metadata must be a JSON object.";
                            Problem::of_field(Kind::WrongValue, "/metadata", text)
                        });
                        _ = said.insert(name, read?);
                    }
                    "may_wait" => _ = said.insert(name, Value::Bool(text == "true")),
                    _ => _ = said.insert(name, text.into()),
                }
                continue;
            };
            if brought.len() >= DOCUMENTS {
                let text = format!("A request may have at most {DOCUMENTS} documents.");
                return Err(Problem::of_field(Kind::WrongValue, "/document", text));
            }
            let path = folder.path().join(brought.len().to_string());
            let (_, hash) = Incoming::new(path.clone(), api.most, |path| File::create_new(path))
                .take(field)
                .await?;
            brought.push((path, document_name(&file), hex(&hash)));
        }
        let words = match order {
            Some(words) => words,
            None => of_json(Value::Object(said))?,
        };
        Ok(Self { words, brought, _folder: Some(folder) })
    }

    /// The whole request as one text. If the API client repeats the request, the repetition is
    /// compared with this text.
    pub(super) fn what(&self, operation: &str) -> String {
        let brought: Vec<_> = self.brought.iter().map(|(_, name, hash)| [name, hash]).collect();
        serde_json::json!([operation, self.words, brought]).to_string()
    }

    /// The files of all documents of the request, with their names. Documents to which the request
    /// refers come before the new documents in its HTTP form.
    pub(super) fn documents(
        &self,
        api: &Api,
        person: &Person,
    ) -> Result<Vec<(PathBuf, String)>, Problem> {
        let mut documents = Vec::new();
        for one in self.words.references() {
            match (&one.upload, one.fax, one.job) {
                (Some(id), None, None) => documents.push(api.waiting_of(person, id)?),
                (None, Some(id), None) => {
                    let document = api.desk.document(person, FaxId(id), UnixMs::now())?;
                    documents.push((document, format!("fax {id}")));
                }
                (None, None, Some(id)) => {
                    let job = api.desk.job_to_send_again(person, JobId(id))?;
                    // The cover page names the recipient of that job.
                    let theirs = job.documents_for_others().iter();
                    documents.extend(theirs.map(|one| (one.path.clone(), one.name.clone())));
                }
                _ => {
                    let text = "Each document must name exactly one of upload, fax and job.";
                    return Err(Problem::of_field(Kind::WrongValue, "/documents", text));
                }
            }
        }
        let brought = self.brought.iter();
        documents.extend(brought.map(|(path, name, _)| (path.clone(), name.clone())));
        Ok(documents)
    }
}
