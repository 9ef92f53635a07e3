//! Address books: each person has a personal book, and all share the organisation's book, which
//! administrators edit.

use super::{Desk, DeskError, Person, Role, Thing};
use crate::csv;
use ferrofax_basics::UnixMs;
use ferrofax_basics::control_signs::blanked;
use ferrofax_rights::Reason;
use ferrofax_spool::numbers::NumberError;
use ferrofax_spool::{BookOf, Contact, Imported, MOST_CONTACTS, OF_HOUSE, TableColumns};

/// The greatest number of characters of each field of a contact.
const LONGEST: usize = 200;

/// The greatest number of bytes of a CSV table that is imported.
const MOST_BYTES: usize = 4 << 20;

/// The columns of an exported address book, in this order.
const COLUMNS: [&str; 4] = ["name", "company", "number", "note"];

/// Other names for the columns of an address book ([`COLUMNS`]), as spreadsheets use them. Each has
/// the position of its column.
const OTHER_WORDS: [(&str, usize); 10] = [
    ("firma", 1),
    ("organization", 1),
    ("organisation", 1),
    ("nummer", 2),
    ("fax", 2),
    ("faxnummer", 2),
    ("fax number", 2),
    ("notiz", 3),
    ("bemerkung", 3),
    ("notes", 3),
];

/// The kinds of address books: a personal one, and that of the organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Book {
    /// The personal address book of the person.
    Own,
    /// The address book of the organisation, which everybody sees.
    House,
}

impl Desk {
    /// The contacts that a person sees and that contain this text, the person's own contacts first.
    /// Leaves out the first `skip` contacts, and returns at most 200.
    ///
    /// # Errors
    /// [`DeskError::Denied`]: a user with the role auditor (who only reads the audit log) has no
    /// address book.
    pub fn contacts(
        &self,
        person: &Person,
        search: &str,
        skip: u32,
        limit: u32,
    ) -> Result<Vec<Contact>, DeskError> {
        self.has_a_book(person, "contacts")?;
        Ok(self.spool.numbers().contacts(own(person), search, skip, limit.min(200))?)
    }

    /// Returns one contact, if the person sees it.
    pub fn contact(&self, person: &Person, id: i64) -> Result<Contact, DeskError> {
        self.has_a_book(person, "contact")?;
        let found = self.spool.numbers().contact(id)?;
        let is_there = found.is_some();
        let seen = found.filter(|one| {
            one.owner.is_empty() || (one.owner.as_str(), one.by.as_str()) == own(person)
        });
        seen.ok_or_else(|| self.not_there(person, "contact", Thing::Contact(id), is_there))
    }

    /// Whether a person is allowed to edit this address book.
    pub fn may_keep(&self, person: &Person, book: Book) -> bool {
        match book {
            Book::Own => person.role != Role::Auditor,
            Book::House => person.role == Role::Administrator,
        }
    }

    /// Stores a contact in a book. If `contact.id` is not 0, the contact replaces the stored
    /// contact with this id, in the book that contains it. Returns the contact's id.
    ///
    /// # Errors
    /// [`DeskError::Unfit`]: the contact is not valid; the text says why.
    pub fn put_contact(
        &self,
        person: &Person,
        contact: &Contact,
        book: Book,
        now: UnixMs,
    ) -> Result<i64, DeskError> {
        let book = match contact.id {
            0 => book,
            id => book_of(&self.contact(person, id)?),
        };
        let (owner, by) = of(person, book);
        let about = [("book", said(owner)), ("name", contact.name.as_str())];
        self.keeps(person, "put-contact", book, &about)?;
        let (owner, by) = (owner.to_owned(), by.to_owned());
        let contact = self.fit(Contact { owner, by, ..contact.clone() })?;
        self.granted(person, "put-contact", &about)?;
        match self.spool.numbers().put_contact(&contact, &person.name, now)? {
            Some(id) => Ok(id),
            None if contact.id != 0 => Err(DeskError::NotThere(Thing::Contact(contact.id))),
            None => Err(full()),
        }
    }

    /// Deletes a contact from its address book.
    pub fn delete_contact(&self, person: &Person, id: i64) -> Result<(), DeskError> {
        let contact = self.contact(person, id)?;
        let about = [("book", said(&contact.owner)), ("name", contact.name.as_str())];
        self.keeps(person, "delete-contact", book_of(&contact), &about)?;
        self.granted(person, "delete-contact", &about)?;
        if self.spool.numbers().delete_contact(id)? {
            Ok(())
        } else {
            Err(DeskError::NotThere(Thing::Contact(id)))
        }
    }

    /// Exports a whole address book as a CSV table.
    pub fn export_contacts(&self, person: &Person, book: Book) -> Result<String, DeskError> {
        self.has_a_book(person, "export-contacts")?;
        let whose = of(person, book);
        self.granted(person, "export-contacts", &[("book", said(whose.0))])?;
        let contacts = self.spool.numbers().book(whose)?;
        let rows = contacts
            .iter()
            .map(|one| csv::written(&[&one.name, &one.company, &one.number, &one.note]));
        Ok(csv::written(&COLUMNS) + &rows.collect::<String>())
    }

    /// Imports the contacts of a CSV table into a book: all of them, or none.
    ///
    /// # Errors
    /// [`DeskError::Unfit`]: the table is not valid; the text names the fault and its line.
    pub fn import_contacts(
        &self,
        person: &Person,
        book: Book,
        table: &[u8],
        now: UnixMs,
    ) -> Result<Imported, DeskError> {
        let whose = of(person, book);
        let about = [("book", said(whose.0))];
        self.keeps(person, "import-contacts", book, &about)?;
        let (contacts, columns) = self.of_table(table)?;
        let count = contacts.len().to_string();
        self.granted(person, "import-contacts", &[about[0], ("contacts", &count)])?;
        let by = &person.name;
        let imported = self.spool.numbers().import_contacts(whose, &contacts, columns, by, now)?;
        imported.ok_or_else(full)
    }

    /// Reads the contacts of a table, and which of the optional columns the table has.
    fn of_table(&self, table: &[u8]) -> Result<(Vec<Contact>, TableColumns), DeskError> {
        let unfit = |text: String| Err(DeskError::Unfit(text));
        if table.len() > MOST_BYTES {
            return unfit(table_too_large());
        }
        let Ok(text) = std::str::from_utf8(table) else {
            return unfit("the table is not UTF-8; save it as \"CSV UTF-8\"".to_owned());
        };
        let rows = csv::read(text).map_err(|error| DeskError::Unfit(error.to_string()))?;
        let Some(((_, head), rows)) = rows.split_first() else {
            return unfit("the table is empty".to_owned());
        };
        // The first line names the columns, which may be in any order.
        let columns: Vec<Option<usize>> = head.iter().map(|word| column(word)).collect();
        if !columns.contains(&Some(0)) || !columns.contains(&Some(2)) {
            let text = "the first line must name the columns name, company, number and note; \
                        name and number are required";
            return unfit(text.to_owned());
        }
        if rows.len() > MOST_CONTACTS {
            return unfit(format!("the table has more than {MOST_CONTACTS} contacts"));
        }
        // Each further line is a contact. A fault in one line refuses the whole table.
        let mut contacts = Vec::new();
        for (line, cells) in rows {
            let mut contact = Contact::default();
            for (cell, column) in cells.iter().zip(&columns) {
                let cell = cell.trim().to_owned();
                match column {
                    Some(0) => contact.name = cell,
                    Some(1) => contact.company = cell,
                    Some(2) => contact.number = cell,
                    Some(3) => contact.note = cell,
                    _ => {}
                }
            }
            let fit = self.fit(contact);
            contacts.push(fit.map_err(|error| DeskError::Unfit(format!("line {line}: {error}")))?);
        }
        let has = |column| columns.contains(&Some(column));
        Ok((contacts, TableColumns { company: has(1), note: has(3) }))
    }

    /// Trims the fields of a contact, and checks that they are valid.
    fn fit(&self, contact: Contact) -> Result<Contact, DeskError> {
        let trimmed = |text: &str| text.trim().to_owned();
        let contact = Contact {
            name: trimmed(&contact.name),
            company: trimmed(&contact.company),
            number: trimmed(&contact.number),
            note: trimmed(&contact.note),
            ..contact
        };
        let fields = [
            ("the name", &contact.name),
            ("the company", &contact.company),
            ("the number", &contact.number),
            ("the note", &contact.note),
        ];
        for (part, text) in fields {
            if text.chars().count() > LONGEST {
                let text = format!("{part} has more than {LONGEST} characters");
                return Err(DeskError::Unfit(text));
            }
            if blanked(text) != *text {
                return Err(DeskError::Unfit(format!("{part} contains a control character")));
            }
        }
        if contact.name.is_empty() {
            return Err(DeskError::Unfit("a contact needs a name".to_owned()));
        }
        // Whether the person may send to the number is decided when a fax is sent.
        match self.spool.devices().sending()?.rules.read(&contact.number) {
            Ok(_) | Err(NumberError::Forbidden { .. }) => Ok(contact),
            Err(error) => Err(DeskError::Unfit(error.to_string())),
        }
    }

    fn keeps(
        &self,
        person: &Person,
        asked: &str,
        book: Book,
        about: &[(&str, &str)],
    ) -> Result<(), DeskError> {
        if self.may_keep(person, book) {
            return Ok(());
        }
        Err(self.refused(person, asked, about, Reason::HouseBook.into()))
    }

    pub(super) fn has_a_book(&self, person: &Person, asked: &str) -> Result<(), DeskError> {
        if self.may_keep(person, Book::Own) {
            return Ok(());
        }
        Err(self.refused(person, asked, &[], Reason::Auditor.into()))
    }
}

fn column(word: &str) -> Option<usize> {
    let word = word.trim().to_lowercase();
    let own = COLUMNS.iter().position(|name| *name == word);
    own.or_else(|| OTHER_WORDS.iter().find(|(name, _)| *name == word).map(|(_, at)| *at))
}

/// The sentence about a CSV table that is too large to be imported.
pub fn table_too_large() -> String {
    format!("the table has more than {} MiB", MOST_BYTES >> 20)
}

/// The name under which the spool stores a person's own address book and saved views.
pub(super) fn own(person: &Person) -> BookOf<'_> {
    (&person.name, person.by.name())
}

/// The name under which the spool stores this kind of address book of the person.
fn of(person: &Person, book: Book) -> BookOf<'_> {
    match book {
        Book::Own => own(person),
        Book::House => OF_HOUSE,
    }
}

/// The kind of book that contains this contact, for a person who sees the contact.
fn book_of(contact: &Contact) -> Book {
    if contact.owner.is_empty() { Book::House } else { Book::Own }
}

/// The owner of an address book, in the form in which the audit log names the owner.
fn said(owner: &str) -> &str {
    if owner.is_empty() { "the organisation" } else { owner }
}

fn full() -> DeskError {
    DeskError::Unfit(format!("an address book holds at most {MOST_CONTACTS} contacts"))
}
