//! What a program writes of a fax before it goes.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::ordered::{Reference, Words};
use crate::desk::Writing;

/// What is written of a fax. What is left out stays as it is.
#[derive(Default, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Written {
    /// To whom: numbers between commas or in lines of their own, also as
    /// `Ms Miller | Miller Ltd <+49 991 2700619>`.
    number: Option<String>,
    /// The device that it is sent from; none: the user's own.
    device: Option<String>,
    /// Documents that are here already, in order: behind those that it has, before those of a
    /// form.
    #[schema(max_items = 50)]
    documents: Vec<Reference>,
    /// What the cover page says.
    subject: Option<String>,
    message: Option<String>,
    /// `standard`, `fine`, `superfine`, …
    resolution: Option<String>,
    /// Whether pages with colours go in colours to who takes them: `yes` or `no`.
    colour: Option<String>,
    /// Not before: `14:30`, `2026-11-20 14:30`, `+2h`.
    at: Option<String>,
    /// A word on it.
    tag: Option<String>,
    /// Whether there is a cover page: `yes` or `no`.
    cover: Option<String>,
    /// Whom the cover page names where the number has no name, and where he works.
    recipient: Option<String>,
    company: Option<String>,
    /// From 0 (goes first) to 255.
    priority: Option<String>,
    /// Who gets the reports.
    notify: Option<String>,
}

/// The same as a form.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it describes")]
pub(super) struct WrittenForm {
    /// The same as JSON.
    order: Written,
    /// Documents: PDF, TIFF, pictures, HTML, text, and what else there are programs for.
    #[schema(value_type = Vec<String>, format = Binary)]
    document: Vec<Vec<u8>>,
}

impl Words for Written {
    fn references(&self) -> &[Reference] {
        &self.documents
    }
}

impl Written {
    /// The words of it.
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
