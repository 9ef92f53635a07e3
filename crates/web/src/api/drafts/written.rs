//! The form fields of a draft, such as the recipients and the subject, as API clients write them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::ordered::{Reference, Words};
use crate::api::{Problem, metadata};
use ferrofax_desk::Writing;

/// The fields of a draft that a request changes. Fields that are left out keep their values.
#[derive(Default, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Written {
    /// The recipients: numbers separated by commas or line breaks, also in the form `Ms Miller |
    /// Miller Ltd <+49 991 2700619>`.
    number: Option<String>,
    /// The device from which the fax is sent; default: the user's own device.
    device: Option<String>,
    /// References to uploads, received faxes and jobs whose documents are added to the draft, in
    /// this order. They are added after the documents that the draft already has, and before those
    /// in the HTTP form.
    #[schema(max_items = 50)]
    documents: Vec<Reference>,
    /// The subject on the cover page.
    subject: Option<String>,
    /// The message on the cover page.
    message: Option<String>,
    /// The resolution of the fax: `standard`, `fine` or `superfine`.
    resolution: Option<String>,
    /// Whether coloured fax pages are sent in colour to fax machines that accept colour: `yes` or
    /// `no`.
    colour: Option<String>,
    /// The earliest time of sending. The recommended form is RFC 3339 (`2026-11-20T14:30:00Z`).
    /// `14:30`, `2026-11-20 14:30` (in the zone of the device, or else of the server) and `+2h` are
    /// accepted, too.
    at: Option<String>,
    /// A label for the fax, which the user chooses.
    tag: Option<String>,
    /// Whether the fax gets a cover page: `yes` or `no`. Default: the setting `enabled` of
    /// `[cover]` in gateway.toml.
    cover: Option<String>,
    /// The name of the recipient on the cover page. This name is used for recipients without a name
    /// in `number`.
    recipient: Option<String>,
    /// The recipient's organisation on the cover page.
    company: Option<String>,
    /// The priority of the jobs that are created from the draft, from 0 (sent first) to 255.
    priority: Option<String>,
    /// The mail addresses to which Ferrofax mails the result of sending the fax.
    notify: Option<String>,
    /// The values that the program stores with the draft, by their names. They replace all values
    /// that the draft has. The jobs that are created from the draft get these values, too: at most
    /// 20, with names of 40 characters and values of 500.
    metadata: Option<BTreeMap<String, String>>,
}

/// The body of a request that writes a draft, as an HTTP form: the fields of the draft, and
/// documents.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it describes")]
pub(super) struct WrittenForm {
    /// The fields of the draft as JSON.
    order: Written,
    /// The documents: PDF, TIFF, pictures, HTML, text, and all formats for which converters are
    /// installed.
    #[schema(value_type = Vec<String>, format = Binary)]
    document: Vec<Vec<u8>>,
}

impl Words for Written {
    fn references(&self) -> &[Reference] {
        &self.documents
    }
}

impl Written {
    /// The values of the program that the request sets, if there are any.
    pub(super) fn metadata(&self) -> Result<Option<&BTreeMap<String, String>>, Problem> {
        self.metadata.iter().try_for_each(metadata::check)?;
        Ok(self.metadata.as_ref())
    }

    /// The form fields of the draft that the request sets, with their names and values.
    pub(super) fn writing(&self) -> Writing {
        let said = [
            ("number", &self.number),
            ("device", &self.device),
            ("subject", &self.subject),
            ("message", &self.message),
            ("resolution", &self.resolution),
            ("colour", &self.colour),
            ("at", &self.at),
            ("tag", &self.tag),
            ("cover", &self.cover),
            ("recipient", &self.recipient),
            ("company", &self.company),
            ("priority", &self.priority),
            ("notify", &self.notify),
        ];
        let said = said.into_iter().filter_map(|(name, text)| Some((name, text.as_ref()?)));
        said.map(|(name, text)| (name.to_owned(), text.clone())).collect()
    }
}
