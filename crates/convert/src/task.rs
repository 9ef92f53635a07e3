//! The task of the child process, as the parent writes it to the child's standard input: a line of
//! JSON, followed by the bytes of the documents, one after the other.

use std::collections::BTreeMap;
use std::io::{self, BufRead};

use serde_json::{Map, Value, json};

use super::kind::Kind;
use super::page_ranges::PageRanges;
use super::settings::Paper;
use super::wanted::{MAX_BYTES, Wanted};
use crate::fields::{Field, Matcher, Matchers, Mode, Search};
use ferrofax_confine::{line_of, try_read_line};
use ferrofax_ground::t4::Resolution;
use ferrofax_spool::wish::Fineness;

/// The task of the child process: everything that it converts in one run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Task {
    pub(super) wanted: Wanted,
    pub(super) paper: Paper,
    /// The search for control fields (such as `@@+FAX:…@@` on a page), by which the document is
    /// split into faxes. `None` if the document is not split.
    pub(super) search: Option<Search>,
    pub(super) pieces: Vec<Piece>,
}

/// One document that the child process has to convert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) kind: Kind,
    /// The declared character set, for text and HTML; may be empty.
    pub(super) charset: String,
    /// The texts that fill the fields of the template from which a page is made. The keys of the
    /// map are the names of the fields.
    pub(super) fields: BTreeMap<String, String>,
    /// The pages of the document that are selected to be faxed.
    pub(super) only: PageRanges,
    /// Whether the document is refused if nothing is drawn on any of its pages.
    pub(super) must_show: bool,
    /// The files of this document: first the document itself, then its pictures with their names.
    pub(super) blobs: Vec<Blob>,
}

/// A file that follows the task on the standard input of the child process: its name and its length
/// in bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Blob {
    pub(super) id: String,
    pub(super) length: u64,
}

/// The greatest length, in bytes, of the JSON line with which a task begins. The line contains
/// names and the values of fields, but no documents.
const LONGEST_LINE: u64 = 16 << 20;

impl Task {
    /// The task of the child process as a line of JSON, with its line end.
    pub(super) fn line(&self) -> String {
        let pieces: Vec<Value> = self.pieces.iter().map(Piece::value).collect();
        line_of(&json!({
            "resolution": self.wanted.resolution.map(|resolution| Fineness::of(resolution).name()),
            "max_pages": self.wanted.max_pages,
            "colours": self.wanted.colours,
            "letter": self.paper == Paper::Letter,
            "search": self.search.as_ref().map(search_value),
            "pieces": pieces,
        }))
    }

    /// Reads the task of the child process from the JSON line with which `input` begins. The
    /// documents follow in `input`. `None` if the line is no task.
    ///
    /// # Errors
    /// The input could not be read.
    pub(super) fn read(input: &mut impl BufRead) -> io::Result<Option<Self>> {
        let line = try_read_line(input, LONGEST_LINE)?;
        Ok(line.as_ref().and_then(Self::of))
    }

    fn of(value: &Value) -> Option<Self> {
        let resolution = value.get("resolution")?.as_str().map(|word| match Fineness::read(word) {
            Ok(fineness) => fineness.into(),
            Err(_) => Resolution::Fine,
        });
        let max_pages = u32::try_from(value.get("max_pages")?.as_u64()?).ok()?;
        let colours = value.get("colours")?.as_bool()?;
        let paper = if value.get("letter")?.as_bool()? { Paper::Letter } else { Paper::A4 };
        let search = match value.get("search")? {
            Value::Null => None,
            search => Some(search_of(search)?),
        };
        let pieces = value
            .get("pieces")?
            .as_array()?
            .iter()
            .map(Piece::of)
            .collect::<Option<Vec<_>>>()?;
        Some(Self { wanted: Wanted { resolution, max_pages, colours }, paper, search, pieces })
    }
}

fn search_value(search: &Search) -> Value {
    let forms = Field::ALL.map(|field| search.matchers.of(field).text());
    let may_wait = search.mode == Mode::FieldsOrHold;
    json!({ "forms": forms, "may_wait": may_wait, "blank": search.blank })
}

fn search_of(value: &Value) -> Option<Search> {
    let form = |text: &Value| Matcher::new(text.as_str()?).ok();
    let forms: Option<Vec<Matcher>> = value.get("forms")?.as_array()?.iter().map(form).collect();
    let may_wait = value.get("may_wait")?.as_bool()?;
    Some(Search {
        matchers: Matchers::new(forms?.try_into().ok()?),
        mode: if may_wait { Mode::FieldsOrHold } else { Mode::Fields },
        blank: value.get("blank")?.as_bool()?,
    })
}

impl Piece {
    fn value(&self) -> Value {
        let fields: Map<String, Value> = self
            .fields
            .iter()
            .map(|(name, words)| (name.clone(), Value::from(words.as_str())))
            .collect();
        let blobs: Vec<Value> =
            self.blobs.iter().map(|blob| json!([blob.id, blob.length])).collect();
        json!({
            "kind": self.kind.name(),
            "charset": self.charset,
            "fields": fields,
            "only": self.only.to_json(),
            "must_show": self.must_show,
            "blobs": blobs,
        })
    }

    fn of(value: &Value) -> Option<Self> {
        let words =
            |(name, words): (&String, &Value)| Some((name.clone(), words.as_str()?.to_owned()));
        let blob = |blob: &Value| {
            Some(Blob {
                id: blob.get(0)?.as_str()?.to_owned(),
                length: blob.get(1)?.as_u64().filter(|n| *n <= MAX_BYTES)?,
            })
        };
        Some(Self {
            kind: Kind::from_name(value.get("kind")?.as_str()?)?,
            charset: value.get("charset")?.as_str()?.to_owned(),
            fields: value.get("fields")?.as_object()?.iter().map(words).collect::<Option<_>>()?,
            only: PageRanges::from_json(value.get("only")?)?,
            must_show: value.get("must_show")?.as_bool()?,
            blobs: value.get("blobs")?.as_array()?.iter().map(blob).collect::<Option<_>>()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_is_read_as_it_was_written() {
        let piece = Piece {
            kind: Kind::Composed,
            charset: "windows-1256".into(),
            only: PageRanges::of([(2, 3), (7, 7)]).unwrap(),
            must_show: true,
            fields: [("to".to_owned(), "Jos\u{e9} \"\n{{x}}".to_owned())].into(),
            blobs: vec![
                Blob { id: String::new(), length: 3 },
                Blob { id: "logo".into(), length: 0 },
            ],
        };
        for resolution in
            [None, Some(Resolution::Standard), Some(Resolution::Fine), Some(Resolution::Superfine)]
        {
            let task = Task {
                wanted: Wanted { resolution, max_pages: 7, colours: true },
                paper: Paper::Letter,
                search: resolution.map(|_| Search {
                    matchers: Matchers::default(),
                    mode: Mode::FieldsOrHold,
                    blank: true,
                }),
                pieces: vec![piece.clone(), Piece { kind: Kind::Pdf, ..piece.clone() }],
            };
            let mut bytes = &[task.line().as_bytes(), b"rest"].concat()[..];
            assert_eq!(Task::read(&mut bytes).unwrap(), Some(task));
            assert_eq!(bytes, b"rest");
        }
        assert_eq!(Task::read(&mut &b"{}\n"[..]).unwrap(), None);
    }
}
