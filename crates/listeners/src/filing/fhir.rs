//! Filing at a FHIR server (HL7 FHIR R4): the document is a `Binary`, and a `DocumentReference`
//! describes it. Both have ids that Ferrofax chooses ("update as create", R4 §3.1.0.7.1), so that a
//! repeated request has no further effect.

use std::path::PathBuf;

use hyper::Method;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::destination::{Destination, Errand, Trouble, moment};
use super::json::{value_of, with_document};
use super::server::{Server, basic, secret_of, trouble};
use ferrofax_basics::UnixMs;
use ferrofax_network::outward::Answered;
use ferrofax_spool::{FaxStatus, ReceivedFax};

/// The base URL of a FHIR server.
pub(super) struct Fhir {
    pub(super) server: Server,
    pub(super) user: String,
    pub(super) secret_file: Option<PathBuf>,
    /// The LOINC code of the kind of document.
    pub(super) document_type: String,
}

/// The code of documents whose kind is not known: LOINC 34109-9, "Note".
pub(super) const NOTE: &str = "34109-9";

impl Fhir {
    fn ask(
        &self,
        (method, path): (Method, &str),
        resource: Option<Vec<u8>>,
        stop: &dyn Fn() -> bool,
    ) -> Result<Answered, Trouble> {
        let mut headers = vec![("accept", "application/fhir+json".to_owned())];
        match &self.secret_file {
            Some(file) if self.user.is_empty() => {
                headers.push(("authorization", format!("Bearer {}", secret_of(file)?)));
            }
            Some(file) => headers.push(("authorization", basic(&self.user, file)?)),
            None => {}
        }
        if resource.is_some() {
            headers.push(("content-type", "application/fhir+json".to_owned()));
            // The answer need not contain the document again.
            headers.push(("prefer", "return=minimal".to_owned()));
        }
        self.server.ask((method, path), &headers, resource.unwrap_or_default(), stop)
    }

    /// Stores a resource of this kind with this id.
    fn put(
        &self,
        (kind, id): (&str, &str),
        resource: Vec<u8>,
        errand: &Errand<'_>,
    ) -> Result<(), Trouble> {
        let path = format!("/{kind}/{id}");
        let answered = self.ask((Method::PUT, &path), Some(resource), errand.stop)?;
        match answered.status {
            200 | 201 => Ok(()),
            // R4 §3.1.0.7.1: the server does not let clients choose ids.
            405 => Err(Trouble::Unavailable(format!(
                "the server does not accept a {kind} with an id of ours (HTTP status 405); it must \
                 allow \"update as create\""
            ))),
            _ => Err(trouble(&answered, &format!("a {kind}"))),
        }
    }

    /// Whether the server has the fax already. The resource may belong to another fax with this
    /// number, which the spool has lost. That fax is not replaced. A resource that was deleted is
    /// its own only if filing was begun before.
    fn has(&self, id: &str, fax: &ReceivedFax, errand: &Errand<'_>) -> Result<bool, Trouble> {
        let path = format!("/DocumentReference/{id}");
        let answered = self.ask((Method::GET, &path), None, errand.stop)?;
        let is_there = answered.status == 200 && is_resource(&answered, id);
        let is_its = is_of(&answered, fax.started_at);
        match answered.status {
            404 => Ok(false),
            200 if is_there && is_its => Ok(true),
            410 if errand.was_begun => Ok(true),
            200 if is_there => Err(Trouble::Refused(format!(
                "the server has the DocumentReference {id} of another fax"
            ))),
            410 => Err(Trouble::Refused(format!(
                "the DocumentReference {id} of another fax was deleted from the server"
            ))),
            _ => Err(trouble(&answered, "a question for a DocumentReference")),
        }
    }
}

impl Destination for Fhir {
    fn address(&self) -> String {
        self.server.root().to_owned()
    }

    fn probe(&self, stop: &dyn Fn() -> bool) -> Result<(), Trouble> {
        let answered = self.ask((Method::GET, "/metadata"), None, stop)?;
        match answered.status {
            200 => Ok(()),
            _ => Err(trouble(&answered, "a question for its capabilities")),
        }
    }

    fn publish(&self, errand: &Errand<'_>, _is_again: bool) -> Result<(), Trouble> {
        let id = format!("ferrofax-{}", errand.identity());
        let fax = errand.fax()?;
        if self.has(&id, &fax, errand)? {
            return Ok(());
        }
        let document = errand.copies()?.document;
        let (content_type, size) = (errand.wanted.format.media_type(), document.len());
        let head = json!({"resourceType": "Binary", "id": id, "contentType": content_type});
        let binary = with_document(&head.to_string(), "data", document);
        self.put(("Binary", &id), binary.into_bytes(), errand)?;
        let attachment = json!({
            "contentType": content_type,
            "url": format!("{}/Binary/{id}", self.server.root()),
            "size": size,
            "title": errand.files().0,
            "creation": moment(fax.started_at),
        });
        let reference = reference(&fax, &id, &self.document_type, &attachment);
        self.put(("DocumentReference", &id), reference.to_string().into_bytes(), errand)
    }
}

/// Whether an answer is the `DocumentReference` with this id, and not a page of a proxy.
pub(super) fn is_resource(answered: &Answered, id: &str) -> bool {
    let value = value_of(&answered.body, &["resourceType", "id"]).unwrap_or_default();
    value["resourceType"] == "DocumentReference" && value["id"] == *id
}

/// Whether an answer is the `DocumentReference` of a fax whose call began at this time.
fn is_of(answered: &Answered, started_at: UnixMs) -> bool {
    let value = value_of(&answered.body, &["date"]).unwrap_or_default();
    let date = value["date"].as_str().and_then(|text| text.parse::<Timestamp>().ok());
    // Some servers keep no fractions of a second.
    date.is_some_and(|date| date.as_second() == started_at.0.div_euclid(1_000))
}

/// The `DocumentReference` of a fax. It names no patient, because that is not known.
fn reference(fax: &ReceivedFax, id: &str, document_type: &str, attachment: &Value) -> Value {
    let from = fax.far_ident.as_deref().filter(|ident| !ident.trim().is_empty());
    let station = from.map_or_else(String::new, |ident| format!(", station id {}", ident.trim()));
    let sender = if fax.calling.is_empty() { "unknown" } else { &fax.calling };
    let is_incomplete = fax.status == FaxStatus::Incomplete;
    let end = if is_incomplete { ", incomplete" } else { "" };
    let description =
        format!("Fax from {sender}{station} to {}, {} pages{end}", fax.device, fax.pages.len());
    let mut reference = json!({
        "resourceType": "DocumentReference",
        "id": id,
        "masterIdentifier": {"value": id},
        "status": "current",
        "type": {
            "coding": [{"system": "http://loinc.org", "code": document_type}],
            "text": "Fax",
        },
        "date": moment(fax.started_at),
        "description": description,
        "content": [{"attachment": attachment}],
    });
    if is_incomplete {
        reference["docStatus"] = json!("preliminary");
    }
    reference
}
