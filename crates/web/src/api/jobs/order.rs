//! The request for a new job.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::ordered::{Reference, Words};
use crate::api::{Problem, metadata};
use ferrofax_spool::submission::{Draft, DraftFetch};
use ferrofax_spool::wish::{Wish, Wishes};

/// A new job: a fax to send, a document to fetch from the remote fax machine (polling), or both.
#[derive(Default, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct NewJob {
    /// The recipient's number: digits, with `+` or your organisation's prefixes.
    number: String,
    /// Whether the job may be submitted without the recipient's number, which is added later. If
    /// `false`, a job without a number is refused.
    may_wait: bool,
    /// The device from which the fax is sent; default: the user's own device.
    device: Option<String>,
    /// References to uploads, received faxes and jobs whose documents are sent, in this order. They
    /// are sent before the documents in the HTTP form.
    #[schema(max_items = 50)]
    documents: Vec<Reference>,
    /// A document to fetch (polling) in the same call, after the documents were sent. A job with
    /// `fetch` need not have a document to send.
    fetch: Option<NewFetch>,
    /// A label for the job, which the user chooses.
    tag: Option<String>,
    /// Values that the program stores with the job, by their names: at most 20 values, and at most
    /// 4,096 bytes together as JSON. A name has 1 to 40 characters, a value at most 500. Answers
    /// about the job, its events and the messages of webhooks contain these values, and `GET /jobs`
    /// can search for them.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(example = json!({"order": "17"}))]
    metadata: BTreeMap<String, String>,
    /// The resolution of the fax: `standard`, `fine` or `superfine`.
    resolution: Option<String>,
    /// Whether coloured fax pages are sent in colour to fax machines that accept colour: `yes` or
    /// `no`.
    colour: Option<String>,
    /// The earliest time of sending. The recommended form is RFC 3339 (`2026-11-20T14:30:00Z`).
    /// `14:30`, `2026-11-20 14:30` (in the zone of the device, or else of the server) and `+2h` are
    /// accepted, too.
    at: Option<String>,
    /// The time at which the job fails if it was not sent before. The format is that of `at`.
    expires: Option<String>,
    /// Whether the fax begins with a cover page: `yes` or `no` (the default). The cover page shows
    /// `recipient`, `company`, the number and the sender. A job that only fetches a document
    /// (polling) has no cover page.
    cover: Option<String>,
    /// The recipient's name, for the cover page. If the header line names the recipient, this name
    /// is used instead of the fax number.
    recipient: Option<String>,
    /// The recipient's organisation, for the cover page.
    company: Option<String>,
    /// The priority of the job, from 0 (sent first) to 255.
    priority: Option<String>,
    /// The mail addresses to which Ferrofax mails the result of the job. If the job fetches a
    /// document (polling), Ferrofax mails this document to these addresses, too.
    notify: Option<String>,
}

/// A document to fetch from the remote fax machine (polling).
#[derive(Default, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
struct NewFetch {
    /// The selective polling address (SEP): digits, `*` and `#`. If absent, Ferrofax fetches the
    /// document that the machine gives to every caller.
    sep: Option<String>,
    /// The password (PWD) for the remote document: digits, `*` and `#`. No answer ever shows the
    /// password.
    pwd: Option<String>,
}

/// The body of a request for a new job, as an HTTP form. The form has a part for each field of the
/// job, or all fields as JSON in the part `order`. If the form has the part `order`, Ferrofax uses
/// no other part except the documents.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it describes")]
pub(super) struct NewJobForm {
    /// All fields of the job as JSON.
    order: Option<NewJob>,
    /// The recipient's number.
    number: Option<String>,
    /// `true` if the job may wait until the recipient's number is supplied. With any other value, a
    /// job without a number is refused.
    may_wait: Option<String>,
    /// The device from which the fax is sent.
    device: Option<String>,
    /// A label for the job, which the user chooses.
    tag: Option<String>,
    /// Values that the program stores with the job: a JSON object with names and values.
    metadata: Option<BTreeMap<String, String>>,
    /// The resolution of the fax: `standard`, `fine` or `superfine`.
    resolution: Option<String>,
    /// Whether coloured fax pages are sent in colour to fax machines that accept colour: `yes` or
    /// `no`.
    colour: Option<String>,
    /// The earliest time of sending.
    at: Option<String>,
    /// The time at which the job fails if it was not sent before. The format is that of `at`.
    expires: Option<String>,
    /// Whether the fax begins with a cover page: `yes` or `no` (the default). The cover page shows
    /// `recipient`, `company`, the number and the sender. A job that only fetches a document
    /// (polling) has no cover page.
    cover: Option<String>,
    /// The recipient's name, for the cover page. If the header line names the recipient, this name
    /// is used instead of the fax number.
    recipient: Option<String>,
    /// The recipient's organisation, for the cover page.
    company: Option<String>,
    /// The priority of the job, from 0 (sent first) to 255.
    priority: Option<String>,
    /// The mail addresses to which Ferrofax mails the result of the job. If the job fetches a
    /// document (polling), Ferrofax mails this document to these addresses, too.
    notify: Option<String>,
    /// The documents: PDF, TIFF, pictures, HTML, text, and all formats for which converters are
    /// installed.
    #[schema(value_type = Vec<String>, format = Binary)]
    document: Vec<Vec<u8>>,
}

impl Words for NewJob {
    fn references(&self) -> &[Reference] {
        &self.documents
    }
}

impl NewJob {
    /// Whether the job fetches a document from the remote fax machine.
    pub(super) fn fetches(&self) -> bool {
        self.fetch.is_some()
    }

    /// Converts the request to a [`Draft`], the data from which the spool creates the job. It
    /// contains the options that the request sets.
    pub(super) fn draft(&self) -> Result<Draft, Problem> {
        metadata::check(&self.metadata)?;
        let mut wishes = Wishes::default();
        let said = [
            (Wish::Tag, &self.tag),
            (Wish::Resolution, &self.resolution),
            (Wish::Colour, &self.colour),
            (Wish::At, &self.at),
            (Wish::Expires, &self.expires),
            (Wish::Cover, &self.cover),
            (Wish::Recipient, &self.recipient),
            (Wish::Company, &self.company),
            (Wish::Priority, &self.priority),
            (Wish::Notify, &self.notify),
            (Wish::Pwd, self.fetch.as_ref().map_or(&None, |fetch| &fetch.pwd)),
        ];
        for (wish, text) in said {
            if let Some(text) = text.as_deref().filter(|text| !text.is_empty()) {
                wishes.set(wish, text);
            }
        }
        Ok(Draft {
            number: self.number.clone(),
            may_wait_for_number: self.may_wait,
            device: self.device.clone().unwrap_or_default(),
            fetch: self
                .fetch
                .as_ref()
                .map(|fetch| DraftFetch { sep: fetch.sep.clone().unwrap_or_default() }),
            wishes,
            metadata: self.metadata.clone(),
            ..Draft::default()
        })
    }
}
