//! Faxes that are being written: their documents are made into pages first, looked at in
//! the very form in which they will go, and sent then. What was written stays until it is
//! sent, thrown away, or a week old.
//!
//! A fax to several receivers becomes a job for each. Each is taken in under a mark of its
//! draft, so that sending twice, or once more after a crash, sends once; whom it could not
//! be sent to stays in the draft, with the reason.
//!
//! Read in this order: `recipients` (to whom), `store` (where it is kept), this file.

mod recipients;
mod store;

use std::fs::File;
use std::path::{Path, PathBuf};

pub use recipients::Recipient;
pub use store::Draft;
use store::DraftDocument;

use super::passing_on::Sent;
use super::{Desk, DeskError, NumberCheck, Person, Role, Thing};
use crate::convert::{Cover, Document, Pages, Wanted, convert, pages_of};
use crate::order::{Hands, Made, OrderError, Taken, accepted, later};
use crate::rights::{By, Denied};
use ferrofax_basics::UnixMs;
use ferrofax_basics::show;
use ferrofax_spool::jobs::Origin;
use ferrofax_spool::sending::option;
use ferrofax_spool::submission;
use ferrofax_spool::value::yes_no;
use ferrofax_spool::wish::{Wish, Wishes, finest};
use ferrofax_spool::{DeviceRecord, HeaderFacts, SpoolError};
use store::{Open, Store};

/// What may be written of a fax, besides to whom and from where.
const WISHES: [(&str, Wish); 8] = [
    ("resolution", Wish::Resolution),
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
pub const FIELDS: [&str; 12] = [
    NUMBER,
    "device",
    "subject",
    "message",
    "resolution",
    "at",
    "tag",
    "cover",
    "recipient",
    "company",
    "priority",
    "notify",
];

const NUMBER: &str = "number";

/// Drafts of a person, documents of a draft, and receivers, at most.
const MOST: usize = 10;
const MOST_DOCUMENTS: usize = 50;
const MOST_RECIPIENTS: usize = 100;

/// What a person has written: by the names of [`FIELDS`].
pub type Writing = Vec<(String, String)>;

/// A receiver, and what is known of his number, or why it is none.
pub type Checked = (Recipient, Result<NumberCheck, String>);

/// What was kept, and what was not.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    /// The draft as it is now.
    pub draft: Draft,
    /// Documents that can't be faxed, each with the reason; they are not in the draft.
    pub unfit: Vec<String>,
}

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

/// A page that will go.
#[derive(Clone, Debug)]
pub struct DraftPage {
    /// The TIFF-F document that it is in.
    pub document: PathBuf,
    /// Which page of it, from 1.
    pub page: u32,
    /// What the line at its top says; none: there is no line.
    pub top: Option<HeaderFacts>,
}

impl Draft {
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

    fn says(&self, writing: &Writing) -> bool {
        writing.iter().any(|(name, said)| self.word(name) != said.trim())
    }
}

impl Desk {
    /// What this person is writing, what was touched last first.
    ///
    /// # Errors
    /// [`DeskError`]
    pub fn drafts(&self, person: &Person, now: UnixMs) -> Result<Vec<Draft>, DeskError> {
        Ok(self.store().of_owner(&person.name, now))
    }

    /// One of them.
    ///
    /// # Errors
    /// [`DeskError`]
    pub fn draft(&self, person: &Person, id: i64) -> Result<Draft, DeskError> {
        let found = self.store().look(id);
        let is_there = found.is_some();
        let own = found.filter(|draft| draft.owner == person.name);
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
        id: Option<i64>,
        writing: &Writing,
        documents: &[(PathBuf, String)],
        now: UnixMs,
    ) -> Result<Kept, DeskError> {
        let mut open = match id {
            Some(id) => self.opened(person, id)?,
            None => self.begun(person, now)?,
        };
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
            if let Err(error) = self.added(&mut open, path, name) {
                unfit.push(self.of_document(person, &open, error)?);
            }
        }
        unfit.extend(self.remade(person, &mut open)?);
        open.save(now).map_err(disk)?;
        Ok(Kept { draft: open.draft.clone(), unfit })
    }

    /// Puts the documents of a draft into another order.
    ///
    /// # Errors
    /// [`DeskError`]
    pub fn arrange_draft(
        &self,
        person: &Person,
        id: i64,
        how: Arrange,
        now: UnixMs,
    ) -> Result<Draft, DeskError> {
        let mut open = self.opened(person, id)?;
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
        open.save(now).map_err(disk)?;
        Ok(open.draft.clone())
    }

    /// Throws a draft away.
    ///
    /// # Errors
    /// [`DeskError`]
    pub fn discard_draft(&self, person: &Person, id: i64) -> Result<(), DeskError> {
        self.opened(person, id)?.remove().map_err(disk)
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

    /// How many pages go to one of the receivers of a draft, its cover page among them.
    ///
    /// # Errors
    /// [`DeskError`]
    pub fn draft_pages(&self, draft: &Draft) -> Result<u32, DeskError> {
        let pages: u32 = draft.documents.iter().map(|one| one.pages).sum();
        let has_cover = self.has_cover(draft)?;
        Ok(pages + u32::from(has_cover && pages > 0))
    }

    /// A page as it goes to one of the receivers (from 0; without any: as to nobody yet).
    ///
    /// # Errors
    /// [`DeskError`]
    pub fn draft_page(
        &self,
        person: &Person,
        id: i64,
        recipient: usize,
        number: u32,
    ) -> Result<Option<DraftPage>, DeskError> {
        let open = self.opened(person, id)?;
        let device = self.device_of(person, &open.draft)?;
        let to = open.draft.recipients().into_iter().nth(recipient).unwrap_or_default();
        let parts = self.parts(person, &open, device.as_ref(), &to)?;
        let count = parts.iter().map(|part| part.pages).sum();
        let mut page = number;
        for part in parts {
            if (1..=part.pages).contains(&page) {
                let top = self.top(&open.draft, device.as_ref(), &to)?;
                let top = top.map(|top| HeaderFacts { page: number, pages: count, ..top });
                return Ok(Some(DraftPage { document: part.path, page, top }));
            }
            page = page.saturating_sub(part.pages);
        }
        Ok(None)
    }

    /// Sends a draft: a job for each receiver, durable when this returns. Who was sent to goes
    /// out of the draft, and a draft that went to all is gone.
    ///
    /// # Errors
    /// [`DeskError`]: nothing is sent. What is wrong with one receiver stands with him.
    pub fn send_draft(
        &self,
        person: &Person,
        id: i64,
        now: UnixMs,
    ) -> Result<Vec<Sent>, DeskError> {
        let mut open = self.opened(person, id)?;
        let recipients = open.draft.recipients();
        if open.draft.documents.is_empty() {
            return Err(DeskError::Unfit("there is no document to send".to_owned()));
        }
        if recipients.len() > MOST_RECIPIENTS {
            let text = format!("a fax goes to no more than {MOST_RECIPIENTS} numbers at once");
            return Err(DeskError::Unfit(text));
        }
        // Without a number, the order says so.
        let recipients = match recipients.is_empty() {
            true => vec![Recipient::default()],
            false => recipients,
        };
        let device = self.device_of(person, &open.draft)?;
        let mut sent = Vec::new();
        for to in &recipients {
            let taken = self.sent_to(person, &open, device.as_ref(), to, now);
            sent.push((to.number.clone(), taken));
        }
        if sent.iter().all(|(_, taken)| taken.is_ok()) {
            if let Err(error) = open.remove() {
                log::warn!("a fax that was sent is still in its sender's drafts: {error}");
            }
            return Ok(sent);
        }
        let left = recipients.iter().zip(&sent).filter(|(_, (_, taken))| taken.is_err());
        let left: Vec<String> = left.map(|(to, _)| to.line()).collect();
        open.draft.words.insert(NUMBER.to_owned(), left.join("\n"));
        open.save(now).map_err(disk)?;
        Ok(sent)
    }

    fn sent_to(
        &self,
        person: &Person,
        open: &Open,
        device: Option<&DeviceRecord>,
        to: &Recipient,
        now: UnixMs,
    ) -> Result<Taken, DeskError> {
        let draft = submission::Draft {
            number: to.number.clone(),
            device: device.map(|device| device.name().to_string()).unwrap_or_default(),
            owner: person.name.clone(),
            created_by: Origin::Web,
            documents: vec![later()],
            wishes: open.draft.wishes(to),
            ..submission::Draft::default()
        };
        let hands = Hands { rights: &self.rights, by: By::Person(person) };
        let accepted = accepted(&self.spool, hands, &draft, now)?;
        self.may_hurry(person, accepted.job.priority, device)?;
        let parts = self.parts(person, open, device, to)?;
        let pages: Vec<Pages> = parts.iter().map(Part::open).collect::<Result<_, _>>()?;
        let made: Vec<Made<'_>> = parts
            .iter()
            .zip(&pages)
            .map(|(part, pages)| Made { pages, name: part.name.clone() })
            .collect();
        let Draft { id, revision, .. } = &open.draft;
        let mark = format!("draft:{id}:{revision}:{}", accepted.job.canonical);
        Ok(accepted.take(&self.spool, &self.rights, &made, Some(&mark), now)?)
    }

    /// Whether a fax may have this priority: before the usual one a desk alone may put it.
    fn may_hurry(
        &self,
        person: &Person,
        priority: u8,
        device: Option<&DeviceRecord>,
    ) -> Result<(), DeskError> {
        let settings = self.spool.sending()?;
        let usual = device.map(|device| settings.defaults_of(device).priority);
        if usual.is_none_or(|usual| priority >= usual) || self.sight(person)?.is_desk() {
            return Ok(());
        }
        let text = "You may put your faxes behind others, not before them";
        let denied = Denied::forbidden("priority", text);
        Err(self.refused(person, "priority", &[], denied))
    }

    /// The documents that go, with the cover page if there is to be one.
    fn parts(
        &self,
        person: &Person,
        open: &Open,
        device: Option<&DeviceRecord>,
        to: &Recipient,
    ) -> Result<Vec<Part>, DeskError> {
        let mut parts: Vec<Part> = open
            .draft
            .documents
            .iter()
            .map(|one| Part { path: open.pages(one.id), name: one.name.clone(), pages: one.pages })
            .collect();
        // A backup may have known of a document and not had it.
        if let Some(gone) = parts.iter().find(|part| !part.path.exists()) {
            let text = format!("{}: its pages are gone; take it out and add it again", gone.name);
            return Err(DeskError::Unfit(text));
        }
        if parts.is_empty() || !self.has_cover(&open.draft)? {
            return Ok(parts);
        }
        let path = open.cover(to);
        if !path.exists() {
            let pages: u32 = parts.iter().map(|part| part.pages).sum();
            let cover = cover(person, &open.draft, device, to, pages + 1);
            let wanted = Wanted { max_pages: 1, ..self.wanted(&open.draft)? };
            let (made, _) = pages_of(&[Document::cover(cover)], &wanted, &self.converter)
                .map_err(|error| DeskError::from(OrderError::Document(error)))?;
            open.keep(&made.path(), &path).map_err(disk)?;
        }
        parts.insert(0, Part { path, name: "cover page".to_owned(), pages: 1 });
        Ok(parts)
    }

    /// Whether a cover page goes before the documents.
    fn has_cover(&self, draft: &Draft) -> Result<bool, DeskError> {
        let wishes = draft.wishes(&Recipient::default());
        let said = wishes.read(Wish::Cover, yes_no);
        let said = said.map_err(|error| DeskError::Unfit(error.to_string()))?;
        Ok(said.unwrap_or(self.converter.cover.enabled))
    }

    fn top(
        &self,
        draft: &Draft,
        device: Option<&DeviceRecord>,
        to: &Recipient,
    ) -> Result<Option<HeaderFacts>, DeskError> {
        let mut options = device.map(|device| device.options.clone()).unwrap_or_default();
        if let Some(name) = draft.wishes(to).get(Wish::Recipient) {
            options.insert(option::RECIPIENT.to_owned(), name.to_owned());
        }
        let facts = HeaderFacts::of(&options, &to.number, None);
        Ok(facts.map(|facts| HeaderFacts { tag: draft.word("tag").to_owned(), ..facts }))
    }

    /// From which device it goes: the person's first, if none is named. None: there is none.
    fn device_of(&self, person: &Person, draft: &Draft) -> Result<Option<DeviceRecord>, DeskError> {
        let said = draft.word("device");
        let own = self.devices_to_send_from(person)?;
        let named = said.parse().ok();
        let is_meant = |device: &DeviceRecord| match &named {
            Some(named) => device.name().may_be(named),
            None => own.first() == Some(&device.name()),
        };
        Ok(self.spool.devices()?.into_iter().find(is_meant))
    }

    fn wanted(&self, draft: &Draft) -> Result<Wanted, DeskError> {
        let resolution = finest(&draft.wishes(&Recipient::default()))
            .map_err(|error| DeskError::Unfit(error.to_string()))?;
        Ok(Wanted { resolution, max_pages: self.spool.sending()?.defaults.max_pages })
    }

    /// Takes a document in, and makes its pages.
    fn added(&self, open: &mut Open, path: &Path, name: &str) -> Result<(), DeskError> {
        let id = open.draft.documents.iter().map(|one| one.id).max().unwrap_or(0) + 1;
        open.keep(path, &open.source(id)).map_err(disk)?;
        let document = DraftDocument { id, name: name.to_owned(), ..DraftDocument::default() };
        match self.made(open, document) {
            Ok(document) => open.draft.documents.push(document),
            Err(error) => {
                open.forget(id);
                return Err(error);
            }
        }
        Ok(())
    }

    /// Makes pages anew that are of another resolution than is wished now. Which can't be are
    /// taken out, each with the reason.
    fn remade(&self, person: &Person, open: &mut Open) -> Result<Vec<String>, DeskError> {
        let (wished, mut unfit) = (open.draft.word("resolution").to_owned(), Vec::new());
        for document in std::mem::take(&mut open.draft.documents) {
            if document.made_as == wished {
                open.draft.documents.push(document);
                continue;
            }
            let id = document.id;
            if !open.source(id).exists() {
                unfit.push(format!("{}: it is gone; add it again", document.name));
                open.forget(id);
                continue;
            }
            match self.made(open, document) {
                Ok(document) => open.draft.documents.push(document),
                Err(error) => {
                    unfit.push(self.of_document(person, open, error)?);
                    open.forget(id);
                }
            }
        }
        Ok(unfit)
    }

    fn made(&self, open: &Open, document: DraftDocument) -> Result<DraftDocument, DeskError> {
        let wanted = self.wanted(&open.draft)?;
        let source = open.source(document.id);
        let pages = convert(&source, &document.name, &wanted, &self.converter)
            .map_err(|error| DeskError::from(OrderError::Document(error)))?;
        open.keep(&pages.path(), &open.pages(document.id)).map_err(disk)?;
        let made_as = open.draft.word("resolution").to_owned();
        Ok(DraftDocument { pages: pages.count, notes: pages.notes, made_as, ..document })
    }

    /// What is wrong with a document, for its sender; what is wrong here goes on as an error.
    fn of_document(
        &self,
        person: &Person,
        open: &Open,
        error: DeskError,
    ) -> Result<String, DeskError> {
        match error {
            DeskError::Order(OrderError::Document(error)) if error.failure() != INTERNAL => {
                let (device, number) = (open.draft.word("device"), open.draft.word(NUMBER));
                self.rights.unfit(By::Person(person), device, number, &error.to_string());
                Ok(error.to_string())
            }
            error => Err(error),
        }
    }

    fn begun(&self, person: &Person, now: UnixMs) -> Result<Open, DeskError> {
        if person.role == Role::Auditor {
            let denied = Denied::forbidden("role", "An auditor reads the log and sends no faxes");
            return Err(self.refused(person, "draft", &[], denied));
        }
        let store = self.store();
        if store.of_owner(&person.name, now).len() >= MOST {
            let text = format!("{MOST} faxes wait to be sent; send one, or throw one away");
            return Err(DeskError::Unfit(text));
        }
        store.begin(&person.name).map_err(disk)
    }

    fn opened(&self, person: &Person, id: i64) -> Result<Open, DeskError> {
        self.draft(person, id)?;
        let open = self.store().open(id).map_err(disk)?;
        open.ok_or(DeskError::NotThere(Thing::Draft(id)))
    }

    fn store(&self) -> Store {
        Store::of(self.spool.folder())
    }
}

/// Pages that go.
struct Part {
    path: PathBuf,
    name: String,
    pages: u32,
}

impl Part {
    fn open(&self) -> Result<Pages, DeskError> {
        Ok(Pages::kept(File::open(&self.path).map_err(disk)?, self.pages))
    }
}

fn cover(
    person: &Person,
    draft: &Draft,
    device: Option<&DeviceRecord>,
    to: &Recipient,
    pages: u32,
) -> Cover {
    let of_device = |name: &str| {
        let options = device.map(|device| &device.options);
        options.and_then(|options| options.get(name)).cloned().unwrap_or_default()
    };
    let wishes = draft.wishes(to);
    let said = |wish: Wish| wishes.get(wish).unwrap_or_default().to_owned();
    Cover::default()
        .with("to", said(Wish::Recipient))
        .with("to_company", said(Wish::Company))
        .with("number", to.number.as_str())
        .with("from", person.name.as_str())
        .with("from_company", of_device(option::HEADER_TEXT))
        .with("from_number", of_device(option::IDENT))
        .with("subject", draft.word("subject"))
        .with("text", draft.word("message"))
        // What is looked at is what goes: the date is that of the last word.
        .with("date", show::date(UnixMs(draft.changed_ms)))
        .with("pages", pages.to_string())
}

const INTERNAL: ferrofax_spool::failure::Failure = ferrofax_spool::failure::Failure::Internal;

fn disk(error: std::io::Error) -> DeskError {
    DeskError::Spool(SpoolError::Io {
        action: "keep",
        path: PathBuf::from("drafts"),
        text: error.to_string(),
    })
}
