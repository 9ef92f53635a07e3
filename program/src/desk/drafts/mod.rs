//! Faxes that are being written: their documents are made into pages first, looked at in
//! the very form in which they will go, and sent then. What was written stays until it is
//! sent, thrown away, or a week old.
//!
//! A fax to several receivers becomes a job for each. Each is taken in under a mark of its
//! draft, so that sending twice, or once more after a crash, sends once; whom it could not
//! be sent to stays in the draft, with the reason.
//!
//! Read in this order: `recipients` (to whom), `store` (where it is kept), this file (what is
//! written), `documents`, `pages` (as they will go), `sending`, `forms` (all of it at once).

mod documents;
mod forms;
mod pages;
mod recipients;
mod sending;
mod store;

use std::path::PathBuf;

pub use forms::DraftForm;
pub use pages::DraftPage;
pub use recipients::Recipient;
pub use store::{Draft, DraftDocument};

use super::{Desk, DeskError, NumberCheck, Person, Role, Thing};
use crate::convert::{Readable, readable};
use crate::rights::Reason;
use ferrofax_basics::UnixMs;
use ferrofax_spool::SpoolError;
use ferrofax_spool::wish::{Wish, Wishes};
use store::{Open, Store, size};

/// What may be written of a fax, besides to whom and from where.
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

/// All that may be written: [`NUMBER`] to whom ([`Recipient::all_in`]), from which device,
/// what stands on the cover page, and wishes.
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

/// Drafts of a person, at most; there is one extra for a form that finds no room.
pub const MOST_DRAFTS: usize = 10;

/// Documents of a draft, and receivers, at most.
const MOST_DOCUMENTS: usize = 50;
const MOST_RECIPIENTS: usize = 100;

/// What a person has written: by the names of [`FIELDS`].
pub type Writing = Vec<(String, String)>;

/// A receiver, and what is known of his number, or why it is none.
pub type Checked = (Recipient, Result<NumberCheck, String>);

/// Which draft is changed, and what of it is known to who changes it.
#[derive(Clone, Debug, Default)]
pub struct DraftAt {
    /// Its number.
    pub id: i64,
    /// It is changed only while it is as it was seen; none: in any case.
    pub seen: Option<Draft>,
}

/// What was kept, and what was not.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    /// The draft as it is now.
    pub draft: Draft,
    /// Documents that can't be faxed, each with the reason; they are not in the draft.
    pub unfit: Vec<String>,
}

/// A person has as many drafts as there may be, and each of them has something in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Full;

/// What is done with a document of a draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrange {
    /// It goes before the one that is before it.
    Up(u32),
    /// It goes behind the one that is behind it.
    Down(u32),
    /// It does not go.
    Remove(u32),
}

impl From<i64> for DraftAt {
    fn from(id: i64) -> Self {
        Self { id, seen: None }
    }
}

impl Draft {
    /// One of which no more is written than to whom.
    pub fn to(number: &str) -> Self {
        Self { words: [(NUMBER.to_owned(), number.to_owned())].into(), ..Self::default() }
    }

    /// What was written in a field.
    pub fn word(&self, name: &str) -> &str {
        self.words.get(name).map_or("", String::as_str)
    }

    /// To whom it goes.
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

    /// Nothing is written in it but what a form brings by itself.
    pub fn is_empty(&self) -> bool {
        let is_said = |(name, said): (&String, &String)| name != "device" && !said.is_empty();
        self.documents.is_empty() && !self.words.iter().any(is_said)
    }

    fn says(&self, writing: &Writing) -> bool {
        writing.iter().any(|(name, said)| self.word(name) != said.trim())
    }
}

impl Desk {
    /// What this person is writing, what was touched last first.
    pub fn drafts(&self, person: &Person, now: UnixMs) -> Result<Vec<Draft>, DeskError> {
        Ok(self.store().of_owner(whose(person), now))
    }

    /// One of them.
    pub fn draft(&self, person: &Person, id: i64) -> Result<Draft, DeskError> {
        let found = self.store().look(id);
        let is_there = found.is_some();
        let own = found.filter(|draft| draft.is_of(whose(person)));
        own.ok_or_else(|| self.not_there(person, "draft", Thing::Draft(id), is_there))
    }

    /// Keeps what was written, in a new draft if none is named; documents (files of any kind,
    /// each with its name) go behind those that it has. It is durable when this returns.
    ///
    /// # Errors
    /// [`DeskError::Denied`]: who may send nothing writes nothing; and others.
    pub fn keep_draft(
        &self,
        person: &Person,
        at: Option<DraftAt>,
        writing: &Writing,
        documents: &[(PathBuf, String)],
        now: UnixMs,
    ) -> Result<Kept, DeskError> {
        let (mut open, is_new) = match at {
            Some(at) => (self.opened(person, at)?, false),
            None => {
                let id = Store::fresh_id().map_err(disk)?;
                self.has_room(person, id, now).map_err(|Full| full())?;
                (self.begun(person, id, now)?, true)
            }
        };
        let kept = self.kept(person, &mut open, writing, documents).and_then(|unfit| {
            open.save(now).map_err(disk)?;
            Ok(unfit)
        });
        match kept {
            Ok(unfit) => Ok(Kept { draft: open.draft, unfit }),
            Err(error) => {
                // Nobody knows of it yet.
                if is_new {
                    _ = open.remove();
                }
                Err(error)
            }
        }
    }

    /// Takes in what was written, to be saved. Says which documents can't be faxed.
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
                unfit.push(format!("{name}: a fax has no more than {MOST_DOCUMENTS} documents"));
                continue;
            }
            if open.bytes().saturating_add(size(path)) > self.most {
                let most = self.most >> 20;
                unfit.push(format!("{name}: the documents of a fax have no more than {most} MiB"));
                continue;
            }
            if let Err(error) = self.added(open, path, name) {
                unfit.push(self.of_document(person, open, error)?);
            }
        }
        unfit.extend(self.remade(person, open)?);
        Ok(unfit)
    }

    /// Puts the documents of a draft into another order.
    pub fn arrange_draft(
        &self,
        person: &Person,
        at: impl Into<DraftAt>,
        how: Arrange,
        now: UnixMs,
    ) -> Result<Draft, DeskError> {
        let mut open = self.opened(person, at)?;
        arranged(&mut open, how);
        open.save(now).map_err(disk)?;
        Ok(open.draft)
    }

    /// Puts the documents of a draft into this order, by their numbers; those that are not named
    /// do not go.
    ///
    /// # Errors
    /// [`DeskError::Unfit`]: one is named that it has not, or twice; and others.
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
                let text = format!("documents: it has no {wanted}, or it was named before");
                return Err(DeskError::Unfit(text));
            };
            open.draft.documents.push(left.remove(at));
        }
        open.draft.revision += 1;
        open.save(now).map_err(disk)?;
        left.iter().for_each(|one| open.forget(one.id));
        Ok(open.draft.clone())
    }

    /// Throws a draft away.
    pub fn discard_draft(&self, person: &Person, at: impl Into<DraftAt>) -> Result<(), DeskError> {
        self.opened(person, at)?.remove().map_err(disk)
    }

    /// What is known of the numbers that a draft goes to.
    ///
    /// # Errors
    /// [`DeskError`]: it can't be found out now. What is wrong with a number stands with it.
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

    /// Which documents can be read besides PDF, TIFF, pictures, text and HTML.
    pub fn readable(&self) -> Readable {
        readable(&self.converter.convert)
    }

    /// Begins a draft of this number, or opens it if it is there.
    fn begun(&self, person: &Person, id: i64, now: UnixMs) -> Result<Open, DeskError> {
        if person.role == Role::Auditor {
            let denied = Reason::Auditor.into();
            return Err(self.refused(person, "draft", &[], denied));
        }
        let store = self.store();
        store.sweep(now);
        let open = store.begin(id, whose(person), now).map_err(|error| of_draft(id, error))?;
        match open.draft.is_of(whose(person)) {
            true => Ok(open),
            false => Err(DeskError::NotThere(Thing::Draft(id))),
        }
    }

    /// Makes sure that this draft has room among the others of this person: the oldest ones
    /// that are empty are deleted for it.
    fn has_room(&self, person: &Person, id: i64, now: UnixMs) -> Result<(), Full> {
        let store = self.store();
        let mut others = store.of_owner(whose(person), now);
        others.retain(|other| other.id != id && !other.is_extra);
        while others.len() >= MOST_DRAFTS {
            // What was touched last comes first.
            let at = others.iter().rposition(Draft::is_empty).ok_or(Full)?;
            let empty = others.remove(at);
            if let Err(error) = store.remove_if(empty.id, Draft::is_empty) {
                log::warn!("an empty draft could not be deleted: {error}");
            }
        }
        Ok(())
    }

    /// Decides what becomes of a draft that a form leaves behind. Where there is no room for
    /// it, it is the one extra draft of this person, in the place of the extra one before it:
    /// what was written, and its documents, are not lost when it could not be sent.
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
        Store::of(&self.spool)
    }
}

/// Puts the documents into another order, to be saved.
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

/// Whose a person's drafts are: another with his name is another user.
fn whose(person: &Person) -> (&str, &str) {
    (&person.name, person.by.name())
}

/// What went wrong when a draft was opened.
fn of_draft(id: i64, error: std::io::Error) -> DeskError {
    match error.kind() {
        std::io::ErrorKind::WouldBlock => DeskError::Busy(Thing::Draft(id)),
        _ => disk(error),
    }
}

/// For a program, which has its documents itself.
fn full() -> DeskError {
    DeskError::Unfit(format!("you have {MOST_DRAFTS} drafts; send one, or delete one"))
}

fn disk(error: std::io::Error) -> DeskError {
    DeskError::Spool(SpoolError::Io {
        action: "keep",
        path: PathBuf::from("drafts"),
        text: error.to_string(),
    })
}
