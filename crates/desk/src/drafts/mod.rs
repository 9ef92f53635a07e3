//! Drafts: faxes that are being written. Their documents are converted to fax pages first, then
//! previewed exactly as they will be sent, and finally sent. A draft is kept until it is sent,
//! discarded, or one week old.
//!
//! A fax to several recipients becomes one job for each. Each job is stored with a mark, a text
//! made from the draft and the recipient. By this mark each recipient gets only one fax, even if
//! the draft is sent twice or again after a crash. Recipients to whom sending failed are kept in
//! the draft, with the reason.
//!
//! Read in this order: `recipients`, `names` (names in place of numbers), `store` (the files of a
//! draft), this file (its fields), `documents`, `making` (what is converted now). Then read `pages`
//! (the preview), `sending`, `forms` (writing, arranging and sending a draft in one step).

mod documents;
mod forms;
mod making;
mod names;
mod pages;
mod recipients;
mod sending;
mod store;

use std::collections::BTreeMap;
use std::path::PathBuf;

pub use forms::DraftForm;
pub(super) use making::AllMaking;
pub use making::Making;
pub(super) use names::digits;
pub use names::{Named, Unclear, too_many};
pub use pages::{DraftPage, FormUsual};
pub use recipients::Recipient;
pub(super) use store::AllFacts;
pub use store::{Draft, DraftDocument};

use super::{Desk, DeskError, NumberCheck, Person, Role, Thing};
use ferrofax_basics::UnixMs;
use ferrofax_convert::{Readable, readable};
use ferrofax_rights::Reason;
use ferrofax_spool::wish::{Wish, Wishes};
use ferrofax_spool::{Spool, SpoolError};
use store::{Open, Store, size};

/// The options of a fax that a draft can have, in addition to recipients and device.
const WISHES: [(&str, Wish); 9] = [
    ("resolution", Wish::Resolution),
    ("colour", Wish::Colour),
    ("at", Wish::At),
    ("tag", Wish::Tag),
    ("cover", Wish::Cover),
    ("recipient", Wish::Recipient),
    ("company", Wish::Company),
    ("priority", Wish::Priority),
    ("notify", Wish::Notify),
];

/// All fields of a draft: the recipients ([`NUMBER`], read by [`Recipient::all_in`]), the sending
/// device, the texts of the cover page, and the options.
pub const FIELDS: [&str; 13] = [
    NUMBER,
    "device",
    "subject",
    "message",
    "resolution",
    "colour",
    "at",
    "tag",
    "cover",
    "recipient",
    "company",
    "priority",
    "notify",
];

const NUMBER: &str = "number";

/// The greatest number of drafts of one person. If a person has this number of drafts, the next
/// unsent fax is stored as an extra draft.
pub const MOST_DRAFTS: usize = 10;

/// The greatest number of documents of one draft.
const MOST_DOCUMENTS: usize = 50;
/// The greatest number of recipients of one draft.
pub const MOST_RECIPIENTS: usize = 100;

/// The fields that a person has filled in: names from [`FIELDS`] with their values.
pub type Writing = Vec<(String, String)>;

/// A recipient of a draft, with either the facts about the fax number or the reason why it is not a
/// valid fax number.
pub type Checked = (Recipient, Result<NumberCheck, String>);

/// The draft that a request changes.
#[derive(Clone, Debug, Default)]
pub struct DraftAt {
    /// The number of the draft, which is a fax that is being written.
    pub id: i64,
    /// The version of the draft that the person or program has read. The draft is changed only if
    /// it still equals this version. `None`: the draft is changed in any case.
    pub seen: Option<Draft>,
}

/// A change of a draft.
#[derive(Clone, Copy, Debug)]
pub struct DraftChange<'a> {
    /// The fields to set. All other fields keep their values.
    pub fields: &'a Writing,
    /// New documents, which are added after the existing ones: files of any kind, each with its
    /// name.
    pub documents: &'a [(PathBuf, String)],
    /// The values that a program stores with the draft, in place of the present ones; `None`: the
    /// present ones are kept.
    pub metadata: Option<&'a BTreeMap<String, String>>,
}

/// The result of storing a draft.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    /// The draft as it is now stored.
    pub draft: Draft,
    /// Documents that can't be faxed, each with the reason; they are not in the draft.
    pub unfit: Vec<String>,
}

/// The error for a person who has the maximum number of drafts, none of which is empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Full;

/// A change to the order of a draft's documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrange {
    /// Moves the document with this number one place towards the beginning of the draft.
    Up(u32),
    /// Moves the document with this number one place towards the end of the draft.
    Down(u32),
    /// Removes the document with this number from the draft.
    Remove(u32),
}

impl From<i64> for DraftAt {
    fn from(id: i64) -> Self {
        Self { id, seen: None }
    }
}

impl Draft {
    /// Creates a draft that has only a recipient.
    pub fn to(number: &str) -> Self {
        Self { words: [(NUMBER.to_owned(), number.to_owned())].into(), ..Self::default() }
    }

    /// Sets the device that sends the draft, and returns the draft.
    pub fn from_device(mut self, device: &str) -> Self {
        self.words.insert("device".to_owned(), device.to_owned());
        self
    }

    /// The value of the field `name` of the draft; empty if it is not set.
    pub fn word(&self, name: &str) -> &str {
        self.words.get(name).map_or("", String::as_str)
    }

    /// The recipients of the draft.
    pub fn recipients(&self) -> Vec<Recipient> {
        Recipient::all_in(self.word(NUMBER))
    }

    fn wishes(&self, to: &Recipient) -> Wishes {
        let mut wishes = Wishes::default();
        for (field, wish) in WISHES {
            let said = self.word(field).trim();
            if !said.is_empty() {
                wishes.set(wish, said);
            }
        }
        for (wish, said) in [(Wish::Recipient, &to.name), (Wish::Company, &to.company)] {
            if !said.is_empty() {
                wishes.set(wish, said.as_str());
            }
        }
        wishes
    }

    /// Whether the draft has no documents, and no field but the device is filled in.
    pub fn is_empty(&self) -> bool {
        let is_said = |(name, said): (&String, &String)| name != "device" && !said.is_empty();
        self.documents.is_empty() && !self.words.iter().any(is_said)
    }

    fn says(&self, writing: &Writing) -> bool {
        writing.iter().any(|(name, said)| self.word(name) != said.trim())
    }
}

impl Desk {
    /// The drafts of this person, the most recently changed one first.
    pub fn drafts(&self, person: &Person, now: UnixMs) -> Result<Vec<Draft>, DeskError> {
        Ok(self.store().of_owner(whose(person), now))
    }

    /// Returns one draft, if it belongs to this person.
    pub fn draft(&self, person: &Person, id: i64) -> Result<Draft, DeskError> {
        let found = self.store().look(id);
        let is_there = found.is_some();
        let own = found.filter(|draft| draft.is_of(whose(person)));
        own.ok_or_else(|| self.not_there(person, "draft", Thing::Draft(id), is_there))
    }

    /// Changes the draft that `at` names, or creates a draft if `at` is `None`. The change is
    /// durable when this returns.
    ///
    /// # Errors
    /// [`DeskError::Denied`]: the person may not send, and so may not write drafts either.
    pub fn keep_draft(
        &self,
        person: &Person,
        at: Option<DraftAt>,
        change: &DraftChange<'_>,
        now: UnixMs,
    ) -> Result<Kept, DeskError> {
        let DraftChange { fields, documents, metadata } = *change;
        let (mut open, is_new) = match at {
            Some(at) => (self.opened(person, at)?, false),
            None => {
                let id = Store::fresh_id().map_err(disk)?;
                self.has_room(person, id, now).map_err(|Full| full())?;
                (self.begun(person, id, now)?, true)
            }
        };
        let kept = self.kept(person, &mut open, fields, documents).and_then(|unfit| {
            open.draft.metadata = metadata.unwrap_or(&open.draft.metadata).clone();
            open.save(now).map_err(disk)?;
            Ok(unfit)
        });
        match kept {
            Ok(unfit) => Ok(Kept { draft: open.draft, unfit }),
            Err(error) => {
                // Only this request knows the number of the new draft, so the draft can be removed.
                if is_new {
                    _ = open.remove();
                }
                Err(error)
            }
        }
    }

    /// Puts the values of fields, and documents, into a draft that is open for changes. The calling
    /// function then saves the draft. Returns the documents that can't be faxed.
    fn kept(
        &self,
        person: &Person,
        open: &mut Open,
        writing: &Writing,
        documents: &[(PathBuf, String)],
    ) -> Result<Vec<String>, DeskError> {
        if open.draft.says(writing) || !documents.is_empty() {
            open.draft.revision += 1;
        }
        for (name, said) in writing.iter().filter(|(name, _)| FIELDS.contains(&name.as_str())) {
            open.draft.words.insert(name.clone(), said.trim().to_owned());
        }
        let mut unfit = Vec::new();
        for (path, name) in documents {
            if open.draft.documents.len() >= MOST_DOCUMENTS {
                unfit.push(format!("{name}: a fax has at most {MOST_DOCUMENTS} documents"));
                continue;
            }
            if open.bytes().saturating_add(size(path)) > self.most {
                let most = self.most >> 20;
                unfit.push(format!("{name}: the documents of a fax have at most {most} MiB"));
                continue;
            }
            if let Err(error) = self.added(open, path, name) {
                unfit.push(self.of_document(person, open, error)?);
            }
        }
        unfit.extend(self.remade(person, open)?);
        Ok(unfit)
    }

    /// Puts the documents of a draft into the order of these numbers. Documents whose numbers are
    /// missing are removed.
    ///
    /// # Errors
    /// [`DeskError::Unfit`]: a number is unknown or occurs twice.
    pub fn order_draft(
        &self,
        person: &Person,
        at: impl Into<DraftAt>,
        order: &[u32],
        now: UnixMs,
    ) -> Result<Draft, DeskError> {
        let mut open = self.opened(person, at)?;
        let mut left = std::mem::take(&mut open.draft.documents);
        for wanted in order {
            let Some(at) = left.iter().position(|one| one.id == *wanted) else {
                let text = format!("documents: {wanted} does not exist, or is named twice");
                return Err(DeskError::Unfit(text));
            };
            open.draft.documents.push(left.remove(at));
        }
        open.draft.revision += 1;
        open.save(now).map_err(disk)?;
        left.iter().for_each(|one| open.forget(one.id));
        Ok(open.draft.clone())
    }

    /// Deletes a draft, which is a fax that is being written.
    pub fn discard_draft(&self, person: &Person, at: impl Into<DraftAt>) -> Result<(), DeskError> {
        self.opened(person, at)?.remove().map_err(disk)
    }

    /// Checks the fax numbers of a draft's recipients, and returns the facts about each number.
    ///
    /// # Errors
    /// [`DeskError`]: the numbers cannot be checked now. An error about one number is returned with
    /// that number.
    pub fn check_draft(&self, person: &Person, draft: &Draft) -> Result<Vec<Checked>, DeskError> {
        let device = draft.word("device");
        let mut checked = Vec::new();
        for to in draft.recipients().into_iter().take(MOST_RECIPIENTS) {
            let found = match self.check_number(person, device, &to.number) {
                Err(DeskError::Unfit(why)) => Err(why),
                found => Ok(found?),
            };
            checked.push((to, found));
        }
        Ok(checked)
    }

    /// The document formats that can be read in addition to PDF, TIFF, pictures, text and HTML.
    pub fn readable(&self) -> Readable {
        readable(&self.converter.convert)
    }

    /// Creates a draft with this number, or opens it if it exists.
    fn begun(&self, person: &Person, id: i64, now: UnixMs) -> Result<Open, DeskError> {
        if person.role == Role::Auditor {
            let denied = Reason::Auditor.into();
            return Err(self.refused(person, "draft", &[], denied));
        }
        let open = self
            .store()
            .begin(id, whose(person), now)
            .map_err(|error| of_draft(id, error))?;
        if open.draft.is_of(whose(person)) {
            Ok(open)
        } else {
            Err(DeskError::NotThere(Thing::Draft(id)))
        }
    }

    /// Makes room for this draft among the person's other drafts, by deleting the oldest empty
    /// ones.
    fn has_room(&self, person: &Person, id: i64, now: UnixMs) -> Result<(), Full> {
        let store = self.store();
        let mut others = store.of_owner(whose(person), now);
        others.retain(|other| other.id != id && !other.is_extra);
        while others.len() >= MOST_DRAFTS {
            // The list begins with the most recently changed draft.
            let at = others.iter().rposition(Draft::is_empty).ok_or(Full)?;
            let empty = others.remove(at);
            if let Err(error) = store.remove_if(empty.id, Draft::is_empty) {
                log::warn!("an empty draft could not be deleted: {error}");
            }
        }
        Ok(())
    }

    /// Decides whether the draft that an unsent form leaves is a normal or an extra one. If the
    /// person already has the maximum number of drafts, the draft becomes the person's extra draft,
    /// and replaces the previous extra draft. So the text and documents of a fax that could not be
    /// sent are not lost.
    fn settle(&self, person: &Person, open: &mut Open, now: UnixMs) -> Result<(), DeskError> {
        let is_extra = self.has_room(person, open.draft.id, now).is_err();
        if is_extra != open.draft.is_extra {
            open.draft.is_extra = is_extra;
            open.save(now).map_err(disk)?;
        }
        if is_extra {
            let store = self.store();
            let others = store.of_owner(whose(person), now);
            for other in others.iter().filter(|it| it.is_extra && it.id != open.draft.id) {
                if let Err(error) = store.remove_if(other.id, |draft| draft.is_extra) {
                    log::warn!("an extra draft could not be deleted: {error}");
                }
            }
        }
        Ok(())
    }

    fn opened(&self, person: &Person, at: impl Into<DraftAt>) -> Result<Open, DeskError> {
        let DraftAt { id, seen } = at.into();
        self.draft(person, id)?;
        let open = self.store().open(id).map_err(|error| of_draft(id, error))?;
        let open = open.ok_or(DeskError::NotThere(Thing::Draft(id)))?;
        match seen {
            Some(seen) if seen != open.draft => Err(DeskError::Changed(Thing::Draft(id))),
            _ => Ok(open),
        }
    }

    fn store(&self) -> Store {
        Store::remembering(&self.spool, &self.draft_facts)
    }
}

/// Deletes expired drafts of all users. Returns how many.
pub fn delete_expired_drafts(spool: &Spool, now: UnixMs) -> usize {
    Store::of(spool).delete_expired(now)
}

/// Moves or removes a document of the draft. The calling function saves the draft.
fn arranged(open: &mut Open, how: Arrange) {
    let documents = &mut open.draft.documents;
    let place = |wanted: u32| documents.iter().position(|one| one.id == wanted);
    match how {
        Arrange::Up(one) => match place(one) {
            Some(at) if at > 0 => documents.swap(at, at - 1),
            _ => {}
        },
        Arrange::Down(one) => match place(one) {
            Some(at) if at + 1 < documents.len() => documents.swap(at, at + 1),
            _ => {}
        },
        Arrange::Remove(one) => {
            documents.retain(|it| it.id != one);
            open.forget(one);
        }
    }
    open.draft.revision += 1;
}

/// The owner of a person's drafts: the user name, and the source that confirms the user (settings,
/// LDAP or OpenID). A user with the same name from another source is a different owner.
fn whose(person: &Person) -> (&str, &str) {
    (&person.name, person.by.name())
}

/// Converts an error that occurred when a draft was opened into a `DeskError`.
fn of_draft(id: i64, error: std::io::Error) -> DeskError {
    match error.kind() {
        std::io::ErrorKind::WouldBlock => DeskError::Busy(Thing::Draft(id)),
        _ => disk(error),
    }
}

/// The error for a person who already has the maximum number of drafts. A client of the API still
/// has its documents, so nothing is lost.
fn full() -> DeskError {
    DeskError::Unfit(format!("you have {MOST_DRAFTS} drafts; send or delete one"))
}

fn disk(error: std::io::Error) -> DeskError {
    DeskError::Spool(SpoolError::Io {
        action: "keep",
        path: PathBuf::from("drafts"),
        text: error.to_string(),
    })
}
