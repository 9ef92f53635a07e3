//! What a print job asks for: numbers and wishes out of the attributes of IPP.

use ipp::value::IppDateTime;

use super::ipp::{Request, Status, Value, each, text_of};
use super::record::Destination;
use super::tel::{NoTel, number_of};
use ferrofax_spool::wish::{Wish, Wishes};

/// Several receivers of one print job, at most.
const MOST_DESTINATIONS: usize = 1_000;

/// What is asked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Ticket {
    pub(super) destinations: Vec<Destination>,
    pub(super) wishes: Wishes,
    /// Attributes that nothing comes of: as they were, or "unsupported" where the name is
    /// not known.
    pub(super) ignored: Vec<(String, Value)>,
}

/// Why a print job cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Unfit {
    /// No number.
    #[error(
        "no number is given: destination-uris names whom the fax is for, as tel:+49-991-2700619"
    )]
    NoNumber,
    /// A URI that names none.
    #[error("destination-uri: {0}")]
    Tel(#[from] NoTel),
    /// Too many.
    #[error("a print job may go to {MOST_DESTINATIONS} receivers")]
    TooMany,
    /// An attribute that would change what is dialled and that is not done.
    #[error("destination-uris: {0} is not supported")]
    Member(&'static str),
}

impl Unfit {
    /// How it is answered.
    pub(super) fn status(&self) -> Status {
        Status::AttributesOrValuesNotSupported
    }
}

/// Attributes of a job that say nothing to a fax, with what they may be.
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

/// Attributes that count, where their values are some that can be had.
const KNOWN: &[&str] = &[
    "copies",
    "confirmation-sheet-print",
    "cover-sheet-info",
    "job-hold-until",
    "job-hold-until-time",
    "job-priority",
    "number-of-retries",
    "print-quality",
];

impl Ticket {
    /// Reads the attributes of a job.
    ///
    /// # Errors
    /// [`Unfit`]
    pub(super) fn of(request: &Request) -> Result<Self, Unfit> {
        let mut ticket = Self::default();
        if let Some(name) = request.text("job-name").filter(|name| !name.is_empty()) {
            ticket.wishes.set(Wish::Tag, name);
        }
        for attribute in request.of_job() {
            let (name, said) = (attribute.name().as_str(), attribute.value());
            if name == "destination-uris" {
                ticket.destinations = destinations(said)?;
            } else if !ticket.wish(name, said) && !HARMLESS.contains(&name) {
                let is_known = KNOWN.contains(&name);
                // RFC 8011 §4.1.7: an attribute that is not known has the value "unsupported".
                let none = Value::Other { tag: 0x10, data: Default::default() };
                let shown = if is_known { said.clone() } else { none };
                ticket.ignored.push((name.to_owned(), shown));
            }
        }
        Ok(ticket)
    }

    /// Whether the attribute is a wish that can be had.
    fn wish(&mut self, name: &str, said: &Value) -> bool {
        let number = match said {
            Value::Integer(number) | Value::Enum(number) => Some(*number),
            _ => None,
        };
        match (name, number, text_of(said)) {
            ("copies", Some(1), _) => true,
            ("confirmation-sheet-print", ..) => said == &Value::Boolean(false),
            ("job-priority", Some(number @ 1..=100), _) => {
                // IPP has 100 go first, and the spool 0; 50 is what nobody asked for.
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
                    if let Some(name) = members.get("to-name").and_then(text_of) {
                        self.wishes.set(Wish::Recipient, name);
                    }
                    members.keys().all(|name| name.as_str() == "to-name")
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

    /// The one place where it counts that there is a number: documents are not searched for
    /// one. Where it may wait for its number, there is a destination without one.
    ///
    /// # Errors
    /// There is none.
    pub(super) fn with_number(mut self, may_wait: bool) -> Result<Self, Unfit> {
        if self.destinations.is_empty() {
            if !may_wait {
                return Err(Unfit::NoNumber);
            }
            self.destinations.push(Destination::default());
        }
        Ok(self)
    }
}

/// A moment as people write it, with its offset from UTC; what is none is refused with the
/// other wishes.
fn written(at: &IppDateTime) -> String {
    let IppDateTime { year, month, day, hour, minutes, seconds, .. } = at;
    let (sign, hours, rest) = (at.utc_dir, at.utc_hours, at.utc_mins);
    format!(
        "{year:04}-{month:02}-{day:02}T{hour:02}:{minutes:02}:{seconds:02}{sign}{hours:02}:{rest:02}"
    )
}

fn destinations(said: &Value) -> Result<Vec<Destination>, Unfit> {
    let mut found = Vec::new();
    for one in each(said) {
        let Value::Collection(members) = one else { continue };
        let text = |name: &str| members.get(name).and_then(text_of).filter(|text| !text.is_empty());
        for member in ["pre-dial-string", "post-dial-string"] {
            if text(member).is_some() {
                return Err(Unfit::Member(member));
            }
        }
        let Some(uri) = text("destination-uri") else { continue };
        let number = number_of(uri)?;
        let sub = members.get("t33-subaddress").and_then(|value| match value {
            Value::Integer(number) => Some(number.to_string()),
            other => text_of(other).map(str::to_owned),
        });
        found.push(Destination { uri: uri.to_owned(), number, sub, begun_at: None, fate: None });
        if found.len() > MOST_DESTINATIONS {
            return Err(Unfit::TooMany);
        }
    }
    Ok(found)
}
