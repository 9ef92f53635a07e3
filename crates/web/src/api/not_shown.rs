//! Notes on content of documents that the pages of a fax do not show, in the form in which the API
//! returns them.

use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use ferrofax_spool::not_shown::Note;

/// A note on content of a document that the fax pages do not show.
#[derive(Clone, Serialize, ToSchema)]
pub(super) struct NotShown {
    /// The name of the document or of the part of a mail; empty if an older version wrote the note.
    document: String,
    /// The reason in English, without the name of the document. The wording is for people, and may
    /// change with versions.
    text: String,
    /// The reason in a form for programs: a name such as `characters-missing`. New versions can add
    /// names. The name `text` means that only the sentence in `text` is known.
    reason: String,
    /// The values that belong to `reason`, by their names.
    #[schema(value_type = Object)]
    values: Map<String, Value>,
}

/// The notes in the form of the API: as sentences, and for programs.
pub(super) fn both(notes: Vec<Note>) -> (Vec<String>, Vec<NotShown>) {
    let texts = notes.iter().map(Note::to_string).collect();
    let named = |Note { document, what }| NotShown {
        document,
        text: what.to_string(),
        reason: what.name(),
        values: what.values(),
    };
    (texts, notes.into_iter().map(named).collect())
}
