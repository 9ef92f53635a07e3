//! A fax as a program wishes it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::ordered::{Reference, Words};
use ferrofax_spool::submission::{Draft, DraftFetch};
use ferrofax_spool::wish::{Wish, Wishes};

/// A fax that is to be sent, a document that is to be fetched, or both.
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
    /// A document that is to be fetched from there (polling), behind those that are sent. With
    /// it none need be sent.
    fetch: Option<NewFetch>,
    /// A word on it.
    tag: Option<String>,
    /// `standard`, `fine`, `superfine`, …
    resolution: Option<String>,
    /// Whether pages with colours go in colours to who takes them: `yes` or `no`.
    colour: Option<String>,
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
    /// Who gets the reports, and what is fetched.
    notify: Option<String>,
}

/// A document that is to be fetched.
#[derive(Default, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
struct NewFetch {
    /// By which number it is held (SEP): digits, `*` and `#`; none: the one that is held for all.
    sep: Option<String>,
    /// The password (PWD) that is asked for: digits, `*` and `#`. Nobody is told it again.
    pwd: Option<String>,
}

/// The same as a form: its words one by one, or all in `order`, which counts then.
#[derive(ToSchema)]
#[expect(dead_code, reason = "it describes")]
pub(super) struct NewJobForm {
    /// The words as JSON.
    order: Option<NewJob>,
    /// The number.
    number: Option<String>,
    /// `true`: it waits for a number, and is not refused for having none.
    may_wait: Option<String>,
    /// The device that it is sent from.
    device: Option<String>,
    /// A word on it.
    tag: Option<String>,
    /// `standard`, `fine`, `superfine`, …
    resolution: Option<String>,
    /// `yes` or `no`.
    colour: Option<String>,
    /// Not before.
    at: Option<String>,
    /// Not after.
    expires: Option<String>,
    /// A cover page: `yes` or `no`.
    cover: Option<String>,
    /// Whom the cover page names.
    recipient: Option<String>,
    /// The recipient's organisation.
    company: Option<String>,
    /// From 0 (goes first) to 255.
    priority: Option<String>,
    /// Who gets the reports.
    notify: Option<String>,
    /// Documents: PDF, TIFF, pictures, HTML, text, and what else there are programs for.
    #[schema(value_type = Vec<String>, format = Binary)]
    document: Vec<Vec<u8>>,
}

impl Words for NewJob {
    fn references(&self) -> &[Reference] {
        &self.documents
    }
}

impl NewJob {
    /// The words of it.
    pub(super) fn draft(&self) -> Draft {
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
        Draft {
            number: self.number.clone(),
            may_wait_for_number: self.may_wait,
            device: self.device.clone().unwrap_or_default(),
            fetch: self
                .fetch
                .as_ref()
                .map(|fetch| DraftFetch { sep: fetch.sep.clone().unwrap_or_default() }),
            wishes,
            ..Draft::default()
        }
    }
}
