//! What programs are shown of a fax that is being written.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use crate::api::numbers::NumberCheck;
use crate::api::parts::moment;
use crate::desk::{Checked, Desk, DeskError, Draft as DeskDraft, Person};
use ferrofax_basics::UnixMs;

/// A fax that is being written.
#[derive(Serialize, ToSchema)]
pub(super) struct Draft {
    /// Its number.
    id: i64,
    /// When it was touched last; a week after that it goes.
    #[schema(format = "date-time")]
    changed_at: String,
    /// What was written, by the names of the fields.
    fields: BTreeMap<String, String>,
    /// Its documents, in the order in which they go.
    documents: Vec<DraftDocument>,
    /// Pages that go to each, the cover page among them; none: a field is wrong.
    pages: Option<u32>,
    /// To whom it goes.
    recipients: Vec<Recipient>,
}

/// A document of it.
#[derive(Serialize, ToSchema)]
struct DraftDocument {
    /// Its number in this draft.
    id: u32,
    name: String,
    pages: u32,
    /// What is not seen on its pages.
    notes: Vec<String>,
}

/// A receiver.
#[derive(Serialize, ToSchema)]
struct Recipient {
    /// The number, as it was written.
    number: String,
    /// Empty: none was written.
    name: String,
    company: String,
    /// What is known of the number; none: it is no number.
    check: Option<NumberCheck>,
    /// Why it is none.
    problem: Option<String>,
}

/// Drafts in short.
#[derive(Serialize, ToSchema)]
pub(super) struct DraftList {
    /// What was touched last first.
    pub(super) drafts: Vec<DraftHead>,
}

/// A draft in short.
#[derive(Serialize, ToSchema)]
pub(super) struct DraftHead {
    /// Its number.
    id: i64,
    /// When it was touched last; a week after that it goes.
    #[schema(format = "date-time")]
    changed_at: String,
    /// To whom it goes, as it was written.
    number: String,
    /// How many documents it has.
    documents: usize,
}

/// What was kept of what was written, and what was not.
#[derive(Serialize, ToSchema)]
pub(super) struct KeptDraft {
    pub(super) draft: Draft,
    /// Documents that can't be faxed, each with the reason; they are not in the draft.
    pub(super) unfit: Vec<String>,
}

impl Draft {
    /// With what is known of its numbers at this moment.
    pub(super) fn of(desk: &Desk, person: &Person, draft: DeskDraft) -> Result<Self, DeskError> {
        let checked = desk.check_draft(person, &draft)?;
        let pages = match desk.draft_pages(&draft) {
            Err(DeskError::Unfit(_)) => None,
            pages => Some(pages?),
        };
        let documents = draft.documents.into_iter().map(|one| DraftDocument {
            id: one.id,
            name: one.name,
            pages: one.pages,
            notes: one.notes,
        });
        Ok(Self {
            id: draft.id,
            changed_at: moment(UnixMs(draft.changed_ms)),
            fields: draft.words,
            documents: documents.collect(),
            pages,
            recipients: checked.into_iter().map(Recipient::of).collect(),
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
