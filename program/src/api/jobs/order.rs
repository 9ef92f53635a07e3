//! A fax as a program wishes it: its words and its documents, by JSON or by a form.

use std::fs::File;
use std::path::PathBuf;

use axum::body::Body;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header::CONTENT_TYPE;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use tempfile::TempDir;
use utoipa::ToSchema;

use crate::api::parts::{Json, of};
use crate::api::waiting::{Incoming, shown};
use crate::api::{Api, Kind, Problem};
use ferrofax_spool::submission::Draft;
use ferrofax_spool::wish::{Wish, Wishes};

/// Documents at most.
const DOCUMENTS: usize = 50;

/// The longest field of a form, bytes.
const FIELD: usize = 16 << 10;

/// A fax that is to be sent.
#[derive(Default, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct NewJob {
    /// To whom: digits, with `+` or the prefixes of the house.
    number: String,
    /// It waits for a number, and is not refused for having none.
    may_wait: bool,
    /// The device that it is sent from; none: the user's own.
    device: Option<String>,
    /// Documents that are here already, in order; before those of a form.
    #[schema(max_items = 50)]
    documents: Vec<Reference>,
    /// A word on it.
    tag: Option<String>,
    /// `standard`, `fine`, `superfine`, …
    resolution: Option<String>,
    /// Not before: `14:30`, `2026-11-20 14:30`, `+2h`.
    at: Option<String>,
    /// Not after.
    expires: Option<String>,
    /// A cover page.
    cover: Option<String>,
    /// Whom the cover page names, and where he works.
    recipient: Option<String>,
    company: Option<String>,
    /// From 0 (goes first) to 255.
    priority: Option<String>,
    /// Who gets the reports.
    notify: Option<String>,
}

/// A document that is here already: one of these.
#[derive(Default, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
struct Reference {
    /// What `POST /uploads` has named so.
    #[serde(skip_serializing_if = "Option::is_none")]
    upload: Option<String>,
    /// A received fax.
    #[serde(skip_serializing_if = "Option::is_none")]
    fax: Option<i64>,
    /// All documents of a job.
    #[serde(skip_serializing_if = "Option::is_none")]
    job: Option<i64>,
}

/// The same as a form.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it describes")]
pub(super) struct NewJobForm {
    /// The same as JSON.
    order: NewJob,
    /// Documents: PDF, TIFF, pictures, HTML, text, and what else there are programs for.
    #[schema(value_type = Vec<String>, format = Binary)]
    document: Vec<Vec<u8>>,
}

/// A fax with its documents.
pub(super) struct Ordered {
    pub(super) new: NewJob,
    /// Those that came with it: the file, what people call it, the hash of what is in it.
    pub(super) brought: Vec<(PathBuf, String, String)>,
    /// Where they are, until it is a job.
    _folder: Option<TempDir>,
}

impl FromRequest<Api> for Ordered {
    type Rejection = Problem;

    async fn from_request(request: Request<Body>, api: &Api) -> Result<Self, Problem> {
        let media_type = request.headers().get(CONTENT_TYPE);
        let media_type =
            media_type.map(|it| it.as_bytes().to_ascii_lowercase()).unwrap_or_default();
        if media_type.starts_with(b"multipart/form-data") {
            return Self::of_form(request, api).await;
        }
        let Json(new) = Json::from_request(request, api).await?;
        Ok(Self { new, brought: Vec::new(), _folder: None })
    }
}

impl Ordered {
    async fn of_form(request: Request<Body>, api: &Api) -> Result<Self, Problem> {
        let form = Multipart::from_request(request, api).await;
        let mut form = form.map_err(|wrong| of(wrong.status(), wrong.body_text()))?;
        let folder = tempfile::tempdir();
        let folder = folder.map_err(|error| Problem::new(Kind::ForNow, error.to_string()))?;
        let (mut said, mut brought) = (Map::new(), Vec::new());
        let mut new = None;
        while let Some(mut field) = form.next_field().await.map_err(broken)? {
            let name = field.name().unwrap_or_default().to_owned();
            let Some(file) = field.file_name().map(str::to_owned).filter(|_| name != "order")
            else {
                let mut bytes = Vec::new();
                while let Some(chunk) = field.chunk().await.map_err(broken)? {
                    bytes.extend_from_slice(&chunk);
                    if bytes.len() > FIELD {
                        let text = format!("{name}: no more than {FIELD} bytes");
                        return Err(Problem::new(Kind::TooLarge, text));
                    }
                }
                if name == "order" {
                    let read = serde_json::from_slice(&bytes);
                    new =
                        Some(read.map_err(|wrong| {
                            Problem::new(Kind::Unfit, format!("order: {wrong}"))
                        })?);
                } else {
                    let text = String::from_utf8_lossy(&bytes).into_owned();
                    let value =
                        if name == "may_wait" { Value::Bool(text == "true") } else { text.into() };
                    said.insert(name, value);
                }
                continue;
            };
            if brought.len() >= DOCUMENTS {
                return Err(Problem::new(
                    Kind::Unfit,
                    format!("no more than {DOCUMENTS} documents"),
                ));
            }
            let path = folder.path().join(brought.len().to_string());
            let mut incoming = Incoming::new(path.clone(), api.most, |path| File::create_new(path));
            while let Some(chunk) = field.chunk().await.map_err(broken)? {
                incoming = incoming.push(chunk).await?;
            }
            let (_, hash) = incoming.finish().await?;
            brought.push((path, shown(&file), hash));
        }
        let new = match new {
            Some(new) => new,
            None => serde_json::from_value(Value::Object(said))
                .map_err(|wrong| Problem::new(Kind::Unfit, wrong.to_string()))?,
        };
        Ok(Self { new, brought, _folder: Some(folder) })
    }

    /// All that is asked, for whether the same is asked again.
    pub(super) fn what(&self) -> String {
        let brought: Vec<_> = self.brought.iter().map(|(_, name, hash)| [name, hash]).collect();
        serde_json::json!(["jobs", self.new, brought]).to_string()
    }
}

fn broken(wrong: axum::extract::multipart::MultipartError) -> Problem {
    of(wrong.status(), wrong.body_text())
}

impl NewJob {
    /// The words of it.
    pub(super) fn draft(&self) -> Draft {
        let mut wishes = Wishes::default();
        let said = [
            (Wish::Tag, &self.tag),
            (Wish::Resolution, &self.resolution),
            (Wish::At, &self.at),
            (Wish::Expires, &self.expires),
            (Wish::Cover, &self.cover),
            (Wish::Recipient, &self.recipient),
            (Wish::Company, &self.company),
            (Wish::Priority, &self.priority),
            (Wish::Notify, &self.notify),
        ];
        for (wish, text) in said {
            if let Some(text) = text.as_deref().filter(|text| !text.is_empty()) {
                wishes.set(wish, text);
            }
        }
        Draft {
            number: self.number.clone(),
            may_wait_for_number: self.may_wait,
            device: self.device.clone().unwrap_or_default(),
            wishes,
            ..Draft::default()
        }
    }

    /// What it refers to, of what there is.
    pub(super) fn references(&self) -> Result<Vec<Referred<'_>>, Problem> {
        let of = |one: &'_ Reference| match (&one.upload, one.fax, one.job) {
            (Some(_), None, None) | (None, Some(_), None) | (None, None, Some(_)) => Ok(()),
            _ => Err(Problem::new(Kind::Unfit, "documents: each names one of upload, fax and job")),
        };
        self.documents.iter().try_for_each(of)?;
        Ok(self
            .documents
            .iter()
            .map(|one| match (&one.upload, one.fax, one.job) {
                (Some(upload), ..) => Referred::Upload(upload),
                (_, Some(fax), _) => Referred::Fax(fax),
                (.., job) => Referred::Job(job.unwrap_or_default()),
            })
            .collect())
    }
}

/// A document that is here already.
pub(super) enum Referred<'a> {
    Upload(&'a str),
    Fax(i64),
    Job(i64),
}
