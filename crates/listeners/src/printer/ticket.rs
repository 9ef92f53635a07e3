//! The job ticket: the numbers and options that a request for a print job contains, read from its
//! IPP attributes.

use std::collections::BTreeMap;

use ipp::value::IppDateTime;

use super::cover;
use super::description::is_supported;
use super::digits::{
    NoDigits, before_number, behind_number, dialled, post_dial_of, without_pauses,
};
use super::record::Destination;
use super::tel::{NoTel, number_of};
use crate::ipp::{Request, Status, Value, each, text_of};
use ferrofax_convert::{BadRange, PageRanges};
use ferrofax_spool::jobs::NotifyWhen;
use ferrofax_spool::sending::option;
use ferrofax_spool::wish::{Wish, Wishes};

/// The most recipients of one print job.
const MOST_DESTINATIONS: usize = 1_000;

/// The longest ringing time, and the longest pause between call attempts, that an IPP client can
/// request for a print job, in seconds: a day.
pub(super) const MOST_SECONDS: i32 = 86_400;

/// The fax numbers and options that a print job requests.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Ticket {
    pub(super) destinations: Vec<Destination>,
    pub(super) wishes: Wishes,
    /// The ringing time and the pause between call attempts that the print job requests for its
    /// faxes. The keys are the names of these options in the spool.
    pub(super) options: BTreeMap<String, String>,
    /// The texts for the fields of the cover page template, by the names of these fields. `None`:
    /// the faxes get no cover pages.
    pub(super) cover: Option<BTreeMap<String, String>>,
    /// The ranges of pages that are sent as a fax; all other pages are left out.
    pub(super) only: PageRanges,
    /// The IPP attributes of the request that are ignored, each with its value, or with
    /// "unsupported" if its name is unknown.
    pub(super) ignored: Vec<(String, Value)>,
}

/// The reason why the ticket of a print job (its fax numbers and options) cannot be accepted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Unfit {
    /// The print job names no fax number, but the queue requires one.
    #[error("no number is given: destination-uris names the recipient, as tel:+49-991-2700619")]
    NoNumber,
    /// A URI in the print job contains no fax number.
    #[error("destination-uri: {0}")]
    Tel(#[from] NoTel),
    /// The print job names more than [`MOST_DESTINATIONS`] fax numbers.
    #[error("a print job may go to {MOST_DESTINATIONS} receivers")]
    TooMany,
    /// The digits that the print job requests to be dialled before or after a fax number are not
    /// valid. The first value names the IPP attribute.
    #[error("destination-uris: {0}: {1}")]
    Digits(&'static str, NoDigits),
    /// The page ranges that the print job requests are not valid.
    #[error("page-ranges: {0}")]
    Pages(#[from] BadRange),
}

impl Unfit {
    /// The IPP status of the answer to a print job that is not accepted for this reason.
    pub(super) fn status(&self) -> Status {
        Status::AttributesOrValuesNotSupported
    }
}

/// Job attributes that have no meaning for a fax. If each fax fulfils such an attribute anyway (for
/// example one copy), the attribute is accepted without a warning.
const HARMLESS: &[&str] = &[
    "finishings",
    "finishings-col",
    "media",
    "media-col",
    "multiple-document-handling",
    "number-up",
    "orientation-requested",
    "output-bin",
    "output-mode",
    "overrides",
    "page-delivery",
    "print-color-mode",
    "print-content-optimize",
    "print-rendering-intent",
    "print-scaling",
    "printer-resolution",
    "sides",
    "job-sheets",
    "job-collation-type",
];

/// Job attributes that can change the fax. A request with such an attribute is granted only if its
/// value is supported.
const KNOWN: &[&str] = &[
    "copies",
    "confirmation-sheet-print",
    "cover-sheet-info",
    "job-hold-until",
    "job-hold-until-time",
    "job-priority",
    "number-of-retries",
    "print-quality",
    "retry-interval",
    "retry-time-out",
    "retry-timeout",
];

impl Ticket {
    /// Reads the ticket (fax numbers and options) from the job attributes of a request.
    pub(super) fn of(request: &Request) -> Result<Self, Unfit> {
        let mut ticket = Self::default();
        if let Some(name) = request.words("job-name") {
            ticket.wishes.set(Wish::Tag, name.as_str());
        }
        for attribute in request.of_job() {
            let (name, said) = (attribute.name().as_str(), attribute.value());
            if name == "destination-uris" {
                ticket.destinations = destinations(said)?;
            } else if name == "page-ranges" {
                ticket.only = page_ranges(said)?;
            } else if !ticket.wish(name, said) && !is_done_anyway(name, said) {
                let is_known = KNOWN.contains(&name) || HARMLESS.contains(&name);
                // RFC 8011 §4.1.7: the answer lists an unknown attribute with the value
                // "unsupported".
                let none = Value::Other { tag: 0x10, data: Default::default() };
                let shown = if is_known { said.clone() } else { none };
                ticket.ignored.push((name.to_owned(), shown));
            }
        }
        Ok(ticket)
    }

    /// Reads an IPP attribute as an option of the fax. Returns false if the attribute is not an
    /// option, or if its value cannot be granted.
    fn wish(&mut self, name: &str, said: &Value) -> bool {
        let number = match said {
            Value::Integer(number) | Value::Enum(number) => Some(*number),
            _ => None,
        };
        match (name, number, text_of(said)) {
            ("copies", Some(1), _) => true,
            // The confirmation sheet of IPP corresponds to Ferrofax's report on the fax.
            ("confirmation-sheet-print", ..) => match said {
                Value::Boolean(true) => {
                    self.wishes.set(Wish::Report, NotifyWhen::AtEnd.name());
                    true
                }
                Value::Boolean(false) => true,
                _ => false,
            },
            ("retry-interval", Some(seconds @ 1..=MOST_SECONDS), _) => {
                self.options.insert(option::RETRY_SECONDS.to_owned(), seconds.to_string());
                true
            }
            // Clients use both spellings of this attribute.
            ("retry-time-out" | "retry-timeout", Some(seconds @ 1..=MOST_SECONDS), _) => {
                self.options.insert(option::RING_SECONDS.to_owned(), seconds.to_string());
                true
            }
            ("job-priority", Some(number @ 1..=100), _) => {
                // The highest priority is 100 in IPP, and 0 in the spool. 50 is IPP's default, so a
                // request for 50 changes nothing.
                if number != 50 {
                    self.wishes
                        .set(Wish::Priority, (200 - (number - 50) * 4).clamp(0, 255).to_string());
                }
                true
            }
            ("number-of-retries", Some(number @ 0..=99), _) => {
                self.wishes.set(Wish::Dials, (number + 1).to_string());
                true
            }
            ("print-quality", Some(number @ 3..=5), _) => {
                let word = match number {
                    3 => "standard",
                    4 => "fine",
                    _ => "superfine",
                };
                self.wishes.set(Wish::Resolution, word);
                true
            }
            ("job-hold-until-time", ..) => match said {
                Value::DateTime(at) => {
                    self.wishes.set(Wish::At, written(at));
                    true
                }
                _ => false,
            },
            ("cover-sheet-info", ..) => match said {
                Value::Collection(members) => {
                    let (words, are_all) = cover::words(members);
                    if let Some(name) = words.get(cover::TO) {
                        self.wishes.set(Wish::Recipient, name);
                    }
                    self.cover = Some(words);
                    are_all
                }
                _ => false,
            },
            ("job-hold-until", _, Some("no-hold")) => true,
            ("job-hold-until", _, Some("indefinite")) => {
                self.wishes.set(Wish::Hold, "yes");
                true
            }
            _ => false,
        }
    }
}

/// Whether each fax already has the property that this attribute requests. An IPP client that
/// requests two-sided printing or staples must learn that it gets neither (RFC 8011 §4.1.7).
fn is_done_anyway(name: &str, said: &Value) -> bool {
    match name {
        // There is one copy of each document.
        "job-collation-type" => true,
        // An older name of `print-color-mode`.
        "output-mode" => is_supported("print-color-mode", said),
        "media-col" => each(said).all(is_medium),
        _ => HARMLESS.contains(&name) && is_supported(name, said),
    }
}

/// Whether the printer supports all members of a `media-col`, which describes a medium.
fn is_medium(said: &Value) -> bool {
    let Value::Collection(members) = said else { return false };
    members.iter().all(|(name, value)| match name.as_ref() {
        // The size of a medium need not be known: a page of any other size is scaled to a fax page.
        "media-size" | "media-size-name" | "media-key" => true,
        name => is_supported(name, value),
    })
}

/// Writes a time of IPP as text, with its offset from UTC. An impossible time, such as one in month
/// 13, is refused later, when the other options are checked.
fn written(at: &IppDateTime) -> String {
    let IppDateTime { year, month, day, hour, minutes, seconds, .. } = at;
    let (sign, hours, rest) = (at.utc_dir, at.utc_hours, at.utc_mins);
    format!(
        "{year:04}-{month:02}-{day:02}T{hour:02}:{minutes:02}:{seconds:02}{sign}{hours:02}:{rest:02}"
    )
}

/// Reads the page ranges in the value of an IPP attribute (RFC 8011 §5.2.7).
fn page_ranges(said: &Value) -> Result<PageRanges, Unfit> {
    let ranges = each(said).filter_map(|one| match one {
        Value::RangeOfInteger { min, max } => Some((*min, *max)),
        _ => None,
    });
    Ok(PageRanges::of(ranges)?)
}

fn destinations(said: &Value) -> Result<Vec<Destination>, Unfit> {
    let mut found = Vec::new();
    for one in each(said) {
        let Value::Collection(members) = one else { continue };
        let text = |name: &str| members.get(name).and_then(text_of).filter(|text| !text.is_empty());
        let Some(uri) = text("destination-uri") else { continue };
        let before = text("pre-dial-string").map(before_number).transpose();
        let before = before.map_err(|error| Unfit::Digits("pre-dial-string", error))?;
        let (uri_alone, paused) = without_pauses(uri);
        let behind = text("post-dial-string").or_else(|| post_dial_of(uri)).or(paused);
        let post_dial = behind.map(behind_number).transpose();
        let post_dial = post_dial.map_err(|error| Unfit::Digits("post-dial-string", error))?;
        let number = dialled(before, number_of(&uri_alone)?);
        let sub = members.get("t33-subaddress").and_then(|value| match value {
            Value::Integer(number) => Some(number.to_string()),
            other => text_of(other).map(str::to_owned),
        });
        let uri = uri.to_owned();
        found.push(Destination { uri, number, sub, post_dial, ..Destination::default() });
        if found.len() > MOST_DESTINATIONS {
            return Err(Unfit::TooMany);
        }
    }
    Ok(found)
}
