//! The parts of a mail, and the contents of documents, that the pages of a fax do not show, as
//! data.
//!
//! A job stores its notes twice: as JSON, and as an English line that older versions of Ferrofax
//! read. The texts are in the files of `refusals`, where the English line of an older version may
//! be found, too.

use std::collections::BTreeMap;
use std::fmt;

use ferrofax_languages::{Language, sentences};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::event::parts;
use crate::job_options::{LEFT_OUT, NOT_SHOWN};
use crate::refusals::{CATALOGUES, English, translated};

sentences! {
    /// Content that the pages do not show, or the reason why a part of a mail has no page.
    ///
    /// Names and fields never change their meaning once they are released, since they are stored
    /// and the API shows them. No field may be called `document`.
    pub enum NotShown: "" in CATALOGUES {
        /// No font has some characters.
        CharactersMissing {
            /// The number of characters.
            count: u32,
        },
        /// Control characters of a text are left out.
        ControlsLeftOut {
            /// The number of control characters.
            count: u32,
        },
        /// Drawings, videos and other embedded objects of an HTML document are not shown.
        ObjectsLeftOut {
            /// The number of objects.
            count: u32,
        },
        /// Annotations of a PDF have no appearance that could be drawn.
        DrawingsMissing {
            /// The number of annotations.
            count: u32,
        },
        /// Annotations of a PDF are marked as not for printing.
        AnnotationsLeftOut {
            /// The number of annotations.
            count: u32,
        },
        /// The edges of a picture may be wrong.
        PictureEdges {
            /// The page with the picture.
            page: u32,
        },
        /// It is unknown which layers of a PDF are for printing.
        Layers,
        /// The files of a PDF portfolio are not faxed.
        IsPortfolio,
        /// Control fields are only looked for in PDF and text.
        FieldsNotLookedFor,
        /// A page of a TIFF file ends early.
        EndsEarly {
            /// The page.
            page: u32,
            /// The number of missing rows.
            missing: u32,
            /// The number of rows that the page should have.
            rows: u32,
        },
        /// A received fax is damaged after its last page.
        AfterPage {
            /// The last page.
            page: u32,
            /// The damage.
            damage: English,
        },
        /// A part of a received fax is cut off.
        CutOff {
            /// The part.
            part: Box<Self>,
        },
        /// In [`Self::CutOff`]: a page.
        Page {
            /// The page.
            page: u32,
        },
        /// A page of a received fax has damaged rows.
        DamagedRows {
            /// The page.
            page: u32,
            /// The number of damaged rows.
            rows: u32,
        },

        /// The document needs Ghostscript, which is not installed.
        IsPostscript,
        /// The document needs LibreOffice, which is not installed.
        IsOffice,
        /// The part is the signature of a signed mail.
        PartSignature,
        /// The part is encrypted, and Ferrofax has no key for it.
        PartEncrypted,
        /// The part is a small picture of the mail's design.
        PartLogo,
        /// The part is a small attached picture.
        PartSmallPicture,
        /// The part is an electronic business card.
        PartCard,
        /// The part is a calendar entry.
        PartCalendar,
        /// The part is a report for programs.
        PartReport,
        /// The content of the part is not in the mail.
        PartElsewhere,
        /// The part is damaged.
        PartDamaged,
        /// The part is empty.
        Empty,
        /// The part is sound or video.
        PartSound,
        /// The part is nested too deeply in other parts.
        PartTooDeep,

        /// Any other reason: the fault of a document, or a sentence of an older version.
        Text {
            /// The English sentence.
            text: English,
        },
    }
}

/// A note on a document or a part of a mail that the pages do not show, or do not show as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// The name of the document; empty if an older version wrote the note.
    pub document: String,
    /// The missing content, or the reason.
    #[serde(flatten)]
    pub what: NotShown,
}

impl NotShown {
    /// A reason of which only the English sentence is known.
    pub fn english(text: impl Into<String>) -> Self {
        Self::Text { text: English(text.into()) }
    }

    /// The name of the variant, in kebab-case.
    pub fn name(&self) -> String {
        parts(self).0
    }

    /// The values of the variant, by their names.
    pub fn values(&self) -> Map<String, Value> {
        parts(self).1
    }
}

impl Note {
    /// A note of which only the English sentence is known.
    pub fn english(text: impl Into<String>) -> Self {
        Self { document: String::new(), what: NotShown::english(text) }
    }

    /// The note in a language. A note of an older version that is not recognised is in English.
    pub fn text(&self, language: Language) -> String {
        let what = self.what.text(language);
        if self.document.is_empty() { what } else { format!("{} ({what})", self.document) }
    }

    /// The note in a language. `None` if only an English sentence is known, and it is not
    /// recognised.
    pub fn in_language(&self, language: Language) -> Option<String> {
        let is_known = match &self.what {
            NotShown::Text { text } if language != Language::English => {
                translated(&text.0, language).is_some()
            }
            _ => true,
        };
        is_known.then(|| self.text(language))
    }
}

/// The note in English, as logs have it.
impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Language::English))
    }
}

/// Notes in one line, in a language.
pub fn listed(notes: &[Note], language: Language) -> String {
    let texts: Vec<String> = notes.iter().map(|note| note.text(language)).collect();
    texts.join(", ")
}

/// Notes in one line, in English, for logs and commands.
pub fn in_english(notes: &[Note]) -> String {
    listed(notes, Language::English)
}

/// Stores the notes of a job in its options.
pub fn store(notes: &[Note], options: &mut BTreeMap<String, String>) {
    if notes.is_empty() {
        return;
    }
    options.insert(LEFT_OUT.to_owned(), in_english(notes));
    options.extend(serde_json::to_string(notes).ok().map(|notes| (NOT_SHOWN.to_owned(), notes)));
}

/// Reads the notes of a job from its options. If the data means another line than the English one,
/// only the English line counts, because an older version of Ferrofax wrote it.
pub fn of_job(options: &BTreeMap<String, String>) -> Vec<Note> {
    let Some(line) = options.get(LEFT_OUT).filter(|line| !line.is_empty()) else {
        return Vec::new();
    };
    let notes = options.get(NOT_SHOWN).and_then(|notes| serde_json::from_str(notes).ok());
    notes
        .filter(|notes: &Vec<Note>| in_english(notes) == *line)
        .unwrap_or_else(|| vec![Note::english(line)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use ferrofax_languages::outline;

    /// A note of each kind. A value that is a number is 7.
    fn each() -> Vec<NotShown> {
        let values = |value: &dyn Fn(&str) -> Value| {
            ["count", "page", "rows", "missing", "part", "damage", "text"]
                .map(|name| (name.to_owned(), value(name)))
        };
        let of = |name: String| {
            let value = |field: &str| match field {
                "part" => serde_json::json!({ "name": "page", "page": 7 }),
                "damage" => Value::from("its image is outside the file"),
                "text" => Value::from("it has no text"),
                _ => Value::from(7),
            };
            let mut all: Map<String, Value> = values(&value).into_iter().collect();
            all.insert("name".to_owned(), Value::from(name));
            serde_json::from_value(Value::Object(all)).unwrap()
        };
        NotShown::text_names().into_iter().map(of).collect()
    }

    #[test]
    fn each_note_has_a_text_with_its_values() {
        let texts = outline(crate::refusals::FILES[0]);
        for note in each() {
            let named = texts.get(&note.name()).unwrap_or_else(|| panic!("{note:?}"));
            let values = note.values();
            assert!(named.iter().eq(values.keys()), "{note:?}: {named:?}");
        }
    }

    #[test]
    fn each_note_is_said_in_each_language() {
        for language in Language::ALL.into_iter().skip(1) {
            for what in each() {
                let note = Note { document: "a.pdf".into(), what };
                let text = note.text(language);
                assert_ne!(text, note.to_string(), "{}", language.code());
                ferrofax_resources::english::assert_none(&text, language.code());
                let sevens = |text: &str| text.matches('7').count();
                assert_eq!(sevens(&text), sevens(&note.to_string()), "{text}");
                assert_eq!(note.in_language(language), Some(text));
            }
        }
    }

    #[test]
    fn notes_are_stored_as_data_and_as_the_line_of_older_versions() {
        let notes: Vec<Note> =
            each().into_iter().map(|what| Note { document: "a.pdf".into(), what }).collect();
        let mut options = BTreeMap::new();
        store(&[], &mut options);
        assert!(options.is_empty() && of_job(&options).is_empty());
        store(&notes, &mut options);
        assert_eq!(of_job(&options), notes);
        let line = "a.pdf (7 characters that no font has are missing), a.pdf (7 control ";
        assert!(options[LEFT_OUT].starts_with(line), "{}", options[LEFT_OUT]);
        // An older version has changed the line, or knows no data.
        options.insert(LEFT_OUT.into(), "it is empty".into());
        assert_eq!(of_job(&options), [Note::english("it is empty")]);
        options.insert(NOT_SHOWN.into(), r#"[{"document":"a","name":"newer"}]"#.into());
        assert_eq!(listed(&of_job(&options), Language::German), "es ist leer");
        options.remove(NOT_SHOWN);
        options.insert(LEFT_OUT.into(), "a.pdf (it rains)".into());
        let [old] = &of_job(&options)[..] else { panic!() };
        assert_eq!(old.text(Language::German), "a.pdf (it rains)");
        assert_eq!(old.in_language(Language::German), None);
    }
}
