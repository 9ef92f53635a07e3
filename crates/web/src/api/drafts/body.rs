//! Drafts in the form in which the API returns them.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use crate::api::lists::list;
use crate::api::not_shown::{self, NotShown};
use crate::api::numbers::NumberCheck;
use crate::api::parts::moment;
use ferrofax_basics::UnixMs;
use ferrofax_desk::{Checked, Desk, DeskError, Draft as DeskDraft, Person};

/// A draft: a fax that is being written.
#[derive(Serialize, ToSchema)]
pub(super) struct Draft {
    /// The number of the draft, which is a fax that is being written.
    id: i64,
    /// The time of the last change. The draft is deleted a week after this time.
    #[schema(format = "date-time")]
    changed_at: String,
    /// The values of the draft's form fields, such as the recipients and the subject, by the names
    /// of the fields.
    fields: BTreeMap<String, String>,
    /// The values that a program has stored with the draft, by their names. The jobs that are
    /// created from the draft have them, too.
    metadata: BTreeMap<String, String>,
    /// The documents, in the order in which they are sent.
    documents: Vec<DraftDocument>,
    /// The number of pages for each recipient, including the cover page; null if a form field of
    /// the draft is not valid.
    pages: Option<u32>,
    /// The recipients of the draft.
    recipients: Vec<Recipient>,
    /// The document that a request adds to the draft and that is being converted to fax pages now;
    /// null if there is none.
    conversion: Option<Conversion>,
}

/// A document of a draft that is being converted to fax pages now.
#[derive(Serialize, ToSchema)]
struct Conversion {
    /// The name of the document.
    name: String,
    /// The number of the page that is being made, from 1; 0 before the first page.
    page: u32,
    /// The number of pages of the document; null if this number is not known before the end of the
    /// conversion.
    pages: Option<u32>,
}

/// A document of a draft, which is a fax that is being written.
#[derive(Serialize, ToSchema)]
struct DraftDocument {
    /// The number of the document in this draft.
    id: u32,
    /// The name of the document.
    name: String,
    /// The number of fax pages of the document.
    pages: u32,
    /// Notes on content of the document that could not be shown on the fax pages, such as
    /// characters that are in no font.
    notes: Vec<String>,
    /// The notes of `notes` in a form for programs.
    not_shown: Vec<NotShown>,
}

/// A recipient of a draft, which is a fax that is being written.
#[derive(Serialize, ToSchema)]
struct Recipient {
    /// The recipient's number as the user wrote it in the draft.
    number: String,
    /// The recipient's name; empty if none was written.
    name: String,
    /// The recipient's organisation.
    company: String,
    /// The facts about the recipient's number; null if this number is not valid.
    check: Option<NumberCheck>,
    /// The reason why the recipient's number is not a valid fax number; null if it is valid.
    problem: Option<String>,
}

list! {
    /// A list of drafts.
    pub(super) DraftList, drafts, DraftHead
}

/// A draft in the form in which the list of drafts shows it.
#[derive(Serialize, ToSchema)]
pub(super) struct DraftHead {
    /// The number of the draft, which is a fax that is being written.
    id: i64,
    /// The time of the last change. The draft is deleted a week after this time.
    #[schema(format = "date-time")]
    changed_at: String,
    /// All recipients of the draft in one text, as the user wrote them.
    number: String,
    /// The number of documents in the draft.
    documents: usize,
}

/// The draft that was stored, and the documents that were not accepted.
#[derive(Serialize, ToSchema)]
pub(super) struct KeptDraft {
    /// The draft.
    pub(super) draft: Draft,
    /// The new documents that can't be faxed, each with the reason. These documents are not in the
    /// draft.
    pub(super) unfit: Vec<String>,
}

impl Draft {
    /// Converts a draft into the form in which the API returns it. The fax numbers in the draft are
    /// checked now.
    pub(super) fn of(desk: &Desk, person: &Person, draft: DeskDraft) -> Result<Self, DeskError> {
        let checked = desk.check_draft(person, &draft)?;
        let pages = match desk.draft_pages(&draft) {
            Err(DeskError::Unfit(_)) => None,
            pages => Some(pages?),
        };
        let documents = draft.documents.into_iter().map(|one| {
            let (notes, not_shown) = not_shown::both(one.notes());
            DraftDocument { id: one.id, name: one.name, pages: one.pages, notes, not_shown }
        });
        Ok(Self {
            id: draft.id,
            changed_at: moment(UnixMs(draft.changed_ms)),
            fields: draft.words,
            metadata: draft.metadata,
            documents: documents.collect(),
            pages,
            recipients: checked.into_iter().map(Recipient::of).collect(),
            conversion: desk.making_of(draft.id).map(|making| Conversion {
                name: making.document,
                page: making.at.page,
                pages: making.at.pages,
            }),
        })
    }
}

impl Recipient {
    fn of((to, found): Checked) -> Self {
        let (check, problem) = match found {
            Ok(check) => (Some(check.into()), None),
            Err(why) => (None, Some(why)),
        };
        Self { number: to.number, name: to.name, company: to.company, check, problem }
    }
}

impl From<DeskDraft> for DraftHead {
    fn from(draft: DeskDraft) -> Self {
        Self {
            id: draft.id,
            changed_at: moment(UnixMs(draft.changed_ms)),
            number: draft.word("number").to_owned(),
            documents: draft.documents.len(),
        }
    }
}
