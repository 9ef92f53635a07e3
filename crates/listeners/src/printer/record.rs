//! The record of a print job, which is stored on disk: the options that the print job requests, and
//! its results.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::tel::uri_of;
use ferrofax_basics::UnixMs;
use ferrofax_convert::PageRanges;
use ferrofax_rights::Guest;
use ferrofax_spool::failure::Failure;
use ferrofax_spool::jobs::JobId;
use ferrofax_spool::wish::{Wish, Wishes};

/// The record of a print job that was sent to the network printer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Record {
    /// The number of the print job, by which print clients refer to it (job-id).
    pub(super) id: i32,
    /// A unique text that identifies the print job. It is part of the mark of each fax of the print
    /// job. A mark is a text that only one fax has, and by which the fax is found in the spool.
    pub(super) key: String,
    /// The path of the print job's queue, such as `/printers/sendfax`.
    pub(super) queue: String,
    /// The user or network to whom the print job belongs.
    pub(super) guest: Guest,
    /// The user name that the print client claims; it gives no permission.
    pub(super) user_name: String,
    /// The print job's name, as the print client sent it.
    pub(super) name: String,
    /// The name of the fax device that sends the print job's faxes.
    pub(super) device: String,
    /// The options that the print job requests for its faxes, by their names in the table of
    /// options ([`Wish`]).
    pub(super) wishes: Wishes,
    /// The ringing time and the pause between call attempts that the print job requests for its
    /// faxes. The keys are the names of these options in the spool.
    pub(super) options: BTreeMap<String, String>,
    /// The texts for the fields of the cover page template, by the names of these fields and
    /// [`super::cover::LOGO`]. `None`: the faxes get no cover pages.
    pub(super) cover: Option<BTreeMap<String, String>>,
    /// The ranges of pages that are sent; all other pages of the documents are left out.
    pub(super) only: PageRanges,
    /// The destinations; each gets a fax of its own.
    pub(super) destinations: Vec<Destination>,
    /// The progress of splitting the print job into faxes by control fields, which are commands
    /// such as `@@+FAX:…@@` in its document. None: the print client has named the recipients.
    pub(super) cut: Option<Cut>,
    /// The documents of the print job, in the order in which they arrived.
    pub(super) documents: Vec<Document>,
    /// The time when the print job arrived at the printer.
    pub(super) created_at: UnixMs,
    /// The time when the newest document of the print job arrived. None: there is no document yet,
    /// or an older version of Ferrofax wrote the record.
    pub(super) document_at: Option<UnixMs>,
    /// The time when the last document of the print job arrived. None: more documents may follow.
    pub(super) closed_at: Option<UnixMs>,
    /// Whether the print job was ended before any document had arrived.
    pub(super) had_none: bool,
    /// Whether the print job's owner has cancelled it, and faxes of it are possibly not cancelled
    /// yet. Its documents are not deleted before they are.
    pub(super) is_cancelled: bool,
}

/// The progress of splitting a print job into faxes. The record lists the faxes only when all of
/// them are made. Before that, the spool finds each fax by its mark, a text that no other fax has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Cut {
    /// The time when the splitting of the print job began. From then on its first faxes can already
    /// be in the spool.
    pub(super) begun_at: Option<UnixMs>,
    /// The mode and the patterns by which the print job is searched for control fields (such as
    /// `@@+FAX:…@@` in its document), as text. If the settings change them, the splitting of the
    /// print job stops, since it would find other faxes.
    pub(super) search: String,
    /// The faxes that earlier attempts to split the print job have made: the job of each, by its
    /// mark. The spool possibly has them no longer, because a job is deleted some time after its
    /// end.
    pub(super) made: BTreeMap<String, JobId>,
    /// The time since which faxes were possibly submitted to the spool that `made` does not list.
    /// `None`: `made` lists all faxes.
    pub(super) open_since: Option<UnixMs>,
    /// Whether the print job has been split completely.
    pub(super) is_done: bool,
}

/// A destination of a print job, which gets one fax.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Destination {
    /// The destination's URI: as the print client wrote it, or made from the number in a control
    /// field (`@@+FAX:…@@` in the document).
    pub(super) uri: String,
    /// The fax number in the destination's URI. If it is empty, the fax waits until its user
    /// supplies a number.
    pub(super) number: String,
    /// The subaddress (SUB) of the recipient at the remote fax machine, if there is one.
    pub(super) sub: Option<String>,
    /// The tones that Ferrofax sends after the remote side has answered the fax call.
    pub(super) post_dial: Option<String>,
    /// The time just before the destination's fax was submitted to the spool. At this time, the fax
    /// was not in the spool. If the Ferrofax service stopped later, the spool possibly contains it.
    pub(super) begun_at: Option<UnixMs>,
    /// The result for the destination. `None`: its fax has neither been made nor refused yet.
    pub(super) fate: Option<Fate>,
}

impl Destination {
    /// A destination that has no fax yet, of which only the number is known. The number may be
    /// empty.
    pub(super) fn of_number(number: String) -> Self {
        let uri = if number.is_empty() { String::new() } else { uri_of(&number) };
        Self { uri, number, ..Self::default() }
    }
}

/// A document of a print job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Document {
    /// The document's name, as the print client sent it.
    pub(super) name: String,
    /// The document's media type, as the print client states it.
    pub(super) format: String,
    /// The document's size in bytes.
    pub(super) size: u64,
}

/// The result for a destination of a print job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// A fax was made for the destination. The value is the number of the fax's job in the spool.
    Fax(JobId),
    /// The fax to this destination was refused permanently.
    Refused {
        /// The kind of failure, such as a number that is not permitted, in the form that the spool
        /// stores for failed jobs.
        failure: Failure,
        /// The reason for the refusal, as a sentence.
        text: String,
        /// The time when the fax to this destination was refused.
        at: UnixMs,
    },
}

/// The options that a print job can have for its faxes.
const WISHES: [Wish; 11] = [
    Wish::Report,
    Wish::Priority,
    Wish::At,
    Wish::Expires,
    Wish::Tag,
    Wish::Tries,
    Wish::Dials,
    Wish::Hold,
    Wish::Resolution,
    Wish::Recipient,
    Wish::Sub,
];

impl Fate {
    /// The number of the job that sends this destination's fax; `None` if the fax was refused.
    pub(super) fn fax(&self) -> Option<JobId> {
        match self {
            Self::Fax(job) => Some(*job),
            Self::Refused { .. } => None,
        }
    }
}

impl Record {
    /// Whether all documents of the print job have arrived.
    pub(super) fn is_closed(&self) -> bool {
        self.closed_at.is_some()
    }

    /// Whether the print client has sent no further document for so many milliseconds, although
    /// documents are missing.
    pub(super) fn is_left(&self, ms: i64, now: UnixMs) -> bool {
        !self.is_closed() && self.document_at.unwrap_or(self.created_at) + ms < now
    }

    /// Whether no more faxes will be made: each fax is in the spool, or was refused.
    pub(super) fn is_settled(&self) -> bool {
        self.is_cut() && self.destinations.iter().all(|destination| destination.fate.is_some())
    }

    /// Whether the record is only kept so that clients see the result of the print job: its faxes
    /// are made or refused, and its documents are deleted.
    pub(super) fn is_over(&self) -> bool {
        self.is_settled() && self.documents.is_empty()
    }

    /// The size of the record in destinations, for the limit on kept records. A record counts as
    /// one destination at least.
    pub(super) fn weight(&self) -> usize {
        self.destinations.len().max(1)
    }

    /// Whether the print job's destinations are known, because the print client named them or
    /// because the print job has been split.
    pub(super) fn is_cut(&self) -> bool {
        self.cut.as_ref().is_none_or(|cut| cut.is_done)
    }

    /// The beginning of the marks of all faxes of the print job. A mark is a text that no other fax
    /// has, and by which the spool finds the fax.
    pub(super) fn marks(&self) -> String {
        format!("print:{}:", self.key)
    }

    /// The mark of the fax to this destination of the print job: a text that no other fax has, and
    /// by which the spool finds the fax.
    pub(super) fn mark(&self, index: usize) -> String {
        format!("{}{index}", self.marks())
    }

    /// The mark of the fax that begins on this page of this document, both counted from 1: a text
    /// that no other fax has, and by which the spool finds the fax.
    pub(super) fn mark_of_page(&self, document: usize, page: u32) -> String {
        format!("{}{document}.{page}", self.marks())
    }

    /// Refuses those faxes of the print job that were not made before.
    pub(super) fn end(&mut self, failure: Failure, text: &str, at: UnixMs) {
        self.had_none |= !self.is_closed() && self.documents.is_empty();
        self.is_cancelled |= failure == Failure::Cancelled;
        self.closed_at.get_or_insert(at);
        let fate = || Fate::Refused { failure, text: text.to_owned(), at };
        if let Some(cut) = self.cut.as_mut().filter(|cut| !cut.is_done) {
            cut.is_done = true;
            cut.made.clear();
            // If a document was not split to its end, its rest counts as one refused fax.
            self.destinations
                .push(Destination { fate: Some(fate()), ..Destination::default() });
        }
        for destination in &mut self.destinations {
            destination.fate.get_or_insert_with(fate);
        }
    }

    /// The record as JSON, as it is stored in a file.
    pub(super) fn to_json(&self) -> Value {
        let wishes: Map<String, Value> = self
            .wishes
            .iter()
            .map(|(wish, text)| (wish.name().to_owned(), text.into()))
            .collect();
        json!({
            "id": self.id, "key": self.key, "queue": self.queue,
            "guest": {"kind": self.guest.kind(), "name": self.guest.name(), "who": self.guest.who()},
            "user_name": self.user_name, "name": self.name, "device": self.device,
            "wishes": wishes, "options": self.options, "cover": self.cover,
            "only": self.only.to_json(),
            "destinations": self.destinations.iter().map(Destination::to_json).collect::<Vec<_>>(),
            "cut": self.cut.as_ref().map(Cut::to_json),
            "documents": self.documents.iter().map(Document::to_json).collect::<Vec<_>>(),
            "created_at": self.created_at.0, "closed_at": self.closed_at.map(|at| at.0),
            "document_at": self.document_at.map(|at| at.0),
            "had_none": self.had_none, "cancelled": self.is_cancelled,
        })
    }

    /// Reads a record from the JSON of [`Self::to_json`]. Returns `None` if the JSON is not that of
    /// a record.
    pub(super) fn from_json(value: &Value) -> Option<Self> {
        let guest = &value["guest"];
        let mut wishes = Wishes::default();
        for wish in WISHES {
            if let Some(text) = value["wishes"][wish.name()].as_str() {
                wishes.set(wish, text);
            }
        }
        let list = |name: &str| value[name].as_array().cloned();
        Some(Self {
            id: value["id"].as_i64()?.try_into().ok()?,
            key: text(value, "key")?,
            queue: text(value, "queue")?,
            guest: Guest::of(
                guest["kind"].as_str()?,
                guest["name"].as_str()?,
                guest["who"].as_i64(),
            )?,
            user_name: text(value, "user_name")?,
            name: text(value, "name")?,
            device: text(value, "device")?,
            wishes,
            options: texts(&value["options"]).unwrap_or_default(),
            cover: texts(&value["cover"]),
            // Older versions did not write `only`.
            only: PageRanges::from_json(&value["only"]).unwrap_or_default(),
            destinations: list("destinations")?
                .iter()
                .map(Destination::from_json)
                .collect::<Option<_>>()?,
            cut: Cut::from_json(&value["cut"]),
            documents: list("documents")?.iter().map(Document::from_json).collect::<Option<_>>()?,
            created_at: moment(value, "created_at")?,
            document_at: moment(value, "document_at"),
            closed_at: moment(value, "closed_at"),
            // Older versions did not write `had_none`.
            had_none: value["had_none"].as_bool().unwrap_or(false),
            // Older versions did not write `cancelled`.
            is_cancelled: value["cancelled"].as_bool().unwrap_or(false),
        })
    }
}

impl Cut {
    fn to_json(&self) -> Value {
        json!({
            "begun_at": self.begun_at.map(|at| at.0), "search": self.search, "done": self.is_done,
            "made": self.made.iter().map(|(mark, job)| (mark.clone(), job.0.into())).collect::<Map<_, Value>>(),
            "open_since": self.open_since.map(|at| at.0),
        })
    }

    fn from_json(value: &Value) -> Option<Self> {
        let made = value["made"].as_object().into_iter().flatten();
        let made = made.map(|(mark, job)| Some((mark.clone(), JobId(job.as_i64()?))));
        // Older versions did not write `made` and `open_since`.
        let is_older = value.get("open_since").is_none();
        Some(Self {
            begun_at: moment(value, "begun_at"),
            search: text(value, "search")?,
            made: made.collect::<Option<_>>()?,
            open_since: moment(value, if is_older { "begun_at" } else { "open_since" }),
            is_done: value["done"].as_bool()?,
        })
    }
}

impl Destination {
    fn to_json(&self) -> Value {
        let fate = match &self.fate {
            None => Value::Null,
            Some(Fate::Fax(job)) => json!({"job": job.0}),
            Some(Fate::Refused { failure, text, at }) => {
                json!({"failure": failure.name(), "text": text, "at": at.0})
            }
        };
        json!({
            "uri": self.uri, "number": self.number, "sub": self.sub,
            "post_dial": self.post_dial,
            "begun_at": self.begun_at.map(|at| at.0), "fate": fate,
        })
    }

    fn from_json(value: &Value) -> Option<Self> {
        let fate = &value["fate"];
        let fate = match fate["job"].as_i64() {
            Some(job) => Some(Fate::Fax(JobId(job))),
            None if fate.is_null() => None,
            None => Some(Fate::Refused {
                failure: Failure::from_name(fate["failure"].as_str()?)?,
                text: text(fate, "text")?,
                at: moment(fate, "at")?,
            }),
        };
        Some(Self {
            uri: text(value, "uri")?,
            number: text(value, "number")?,
            sub: text(value, "sub"),
            post_dial: text(value, "post_dial"),
            begun_at: moment(value, "begun_at"),
            fate,
        })
    }
}

impl Document {
    fn to_json(&self) -> Value {
        json!({"name": self.name, "format": self.format, "size": self.size})
    }

    fn from_json(value: &Value) -> Option<Self> {
        Some(Self {
            name: text(value, "name")?,
            format: text(value, "format")?,
            size: value["size"].as_u64()?,
        })
    }
}

fn text(value: &Value, name: &str) -> Option<String> {
    value[name].as_str().map(str::to_owned)
}

/// Reads a JSON object whose values are texts. Returns `None` if `value` is something else.
fn texts(value: &Value) -> Option<BTreeMap<String, String>> {
    let text = |(name, value): (&String, &Value)| Some((name.clone(), value.as_str()?.to_owned()));
    value.as_object()?.iter().map(text).collect()
}

fn moment(value: &Value, name: &str) -> Option<UnixMs> {
    value[name].as_i64().map(UnixMs)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A sample print job for tests, which has one destination, no documents and no options.
    pub(in crate::printer) fn record(id: i32) -> Record {
        let destination = Destination {
            uri: "tel:+499911".into(),
            number: "+499911".into(),
            ..Destination::default()
        };
        Record {
            id,
            key: format!("key{id}"),
            queue: "/printers/sendfax".into(),
            guest: Guest::User("alice".into(), Some(-7)),
            user_name: "alice".into(),
            name: "Letter".into(),
            device: "2101@fax-devices".into(),
            wishes: Wishes::default(),
            options: BTreeMap::new(),
            cover: None,
            only: PageRanges::default(),
            destinations: vec![destination],
            cut: None,
            documents: Vec::new(),
            created_at: UnixMs(1_795_000_000_000),
            document_at: Some(UnixMs(1_795_000_000_001)),
            closed_at: Some(UnixMs(1_795_000_000_001)),
            had_none: false,
            is_cancelled: false,
        }
    }

    #[test]
    fn a_record_comes_back_as_it_was_written() {
        let mut written = record(17);
        written.wishes = Wishes::default().with(Wish::Tag, "Tax \"1\"\n").with(Wish::Hold, "yes");
        let mut others = written.destinations[0].clone();
        others.begun_at = Some(UnixMs(5));
        others.sub = Some("17".into());
        others.post_dial = Some("ww17#".into());
        written.options = [("ring_seconds".to_owned(), "30".to_owned())].into();
        written.cover = Some([("to".to_owned(), "Ms Doe".to_owned())].into());
        others.fate = Some(Fate::Fax(JobId(7)));
        written.destinations.push(others.clone());
        others.fate =
            Some(Fate::Refused { failure: Failure::Forbidden, text: "No".into(), at: UnixMs(6) });
        written.destinations.push(others);
        written.is_cancelled = true;
        written.only = PageRanges::of([(2, 4)]).unwrap();
        written.guest = Guest::Network("office".into());
        written.cut = Some(Cut {
            begun_at: Some(UnixMs(4)),
            search: "2 /@@/".into(),
            made: [("print:key17:1.1".to_owned(), JobId(8))].into(),
            open_since: None,
            is_done: true,
        });
        written.documents = vec![Document {
            name: "a.pdf".into(),
            format: "application/pdf".into(),
            size: 1 << 40,
        }];
        let text = written.to_json().to_string();
        assert_eq!(Record::from_json(&serde_json::from_str(&text).unwrap()), Some(written));
    }

    #[test]
    fn what_is_no_record_is_none() {
        for text in ["null", "{}", "[]", r#"{"id":1}"#] {
            assert_eq!(Record::from_json(&serde_json::from_str(text).unwrap()), None, "{text}");
        }
    }
}
