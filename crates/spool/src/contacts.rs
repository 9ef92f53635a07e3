//! Address books: one for each user, and the shared one of the organisation. The owner of a book is
//! a name and the provider that proves it: the same name from another provider is another user.

use super::SpoolError;
use super::legal_hold::digits;
use crate::Numbers;
use crate::database::{self, Row, Transaction, params};
use ferrofax_basics::UnixMs;

/// An entry of an address book: somebody who receives faxes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contact {
    /// The number of the contact in the spool; 0: the contact is not stored in a book yet.
    pub id: i64,
    /// The owner of the book; empty for the shared book of the organisation.
    pub owner: String,
    /// The provider that proves the identity of the owner, as one of the program's words; empty for
    /// the shared book of the organisation.
    pub by: String,
    /// The name of the recipient.
    pub name: String,
    /// The recipient's company.
    pub company: String,
    /// The fax number, as it was entered.
    pub number: String,
    /// A note about the recipient.
    pub note: String,
}

/// The result of an import.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// The number of contacts that were added.
    pub added: usize,
    /// The number of contacts whose company or note was changed.
    pub changed: usize,
}

/// The optional columns that an imported table has. If the table has no column for the company or
/// the note, known contacts keep theirs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TableColumns {
    /// Whether the table has a column for the company.
    pub company: bool,
    /// Whether the table has a column for the note.
    pub note: bool,
}

/// The owner of a book: the user, and the provider that proves the user's identity.
pub type BookOf<'a> = (&'a str, &'a str);

/// The owner of the shared book of the organisation.
pub const OF_HOUSE: BookOf<'static> = ("", "");

/// The greatest number of contacts in one book.
pub const MOST_CONTACTS: usize = 10_000;

/// Contacts of the user's own book, and then of the shared book, each sorted by name.
const LIST: &str = "
    SELECT id, owner, name, company, number, note, by FROM contacts
    WHERE owner IN (?1, '') AND (by = ?2 OR owner = '')
    ORDER BY owner = '', lower(name), id LIMIT ?3 OFFSET ?4";
const OF_BOOK: &str = "
    SELECT id, owner, name, company, number, note, by FROM contacts WHERE owner = ?1 AND by = ?2 ORDER BY lower(name), id";
const ONE: &str = "SELECT id, owner, name, company, number, note, by FROM contacts WHERE id = ?1";
const COUNT: &str = "SELECT count(*) FROM contacts WHERE owner = ?1 AND by = ?2";
/// The contacts whose number is in the list ?3, the user's own first. Each number in the list has a
/// comma before and after it.
const WITH_NUMBERS: &str = concat!(
    "SELECT ",
    digits!("c", "number"),
    ", name, company FROM contacts AS c WHERE owner IN (?1, '') AND (by = ?2 OR owner = '') AND instr(?3, ',' || ",
    digits!("c", "number"),
    " || ',') > 0 ORDER BY owner = '', id LIMIT 1000"
);
const INSERT: &str = "
    INSERT INTO contacts (owner, by, name, company, number, note, changed_at, changed_by)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) RETURNING id";
const UPDATE: &str = "
    UPDATE contacts SET name = ?2, company = ?3, number = ?4, note = ?5, changed_at = ?6, changed_by = ?7
    WHERE id = ?1";
const DELETE: &str = "DELETE FROM contacts WHERE id = ?1";
const KNOWN: &str =
    "SELECT id FROM contacts WHERE owner = ?1 AND by = ?2 AND name = ?3 AND number = ?4";
const REFRESH: &str = "
    UPDATE contacts SET company = coalesce(?2, company), note = coalesce(?3, note), changed_at = ?4, changed_by = ?5
    WHERE id = ?1 AND (company <> coalesce(?2, company) OR note <> coalesce(?3, note))";

impl Numbers<'_> {
    /// Searches the user's own book and the shared book. Returns at most `limit` contacts that
    /// contain the search text, after the first `skip` of them. Contacts of the user's own book
    /// come first.
    pub fn contacts(
        &self,
        whose: BookOf<'_>,
        search: &str,
        skip: u32,
        limit: u32,
    ) -> Result<Vec<Contact>, SpoolError> {
        let search = search.trim().to_lowercase();
        self.spool.read(|transaction| {
            let mut select = transaction.prepare_cached(LIST)?;
            if search.is_empty() {
                let part = params![whose.0, whose.1, limit, skip];
                return select.query_map(part, read)?.collect();
            }
            // The text is not searched by the database, whose lower() changes only ASCII letters.
            let mut found = Vec::new();
            for contact in select.query_map(params![whose.0, whose.1, u32::MAX, 0_u32], read)? {
                let contact = contact?;
                if contains(&contact, &search) {
                    found.push(contact);
                }
            }
            Ok(found.into_iter().skip(skip as usize).take(limit as usize).collect())
        })
    }

    /// The names and companies of the contacts in the user's own book and the shared book that have
    /// one of these numbers, in the form of [`crate::numbers::NumberRules::spellings`]. Each comes
    /// with its number in that form. Contacts of the user's own book come first.
    pub fn contacts_with(
        &self,
        whose: BookOf<'_>,
        numbers: &[String],
    ) -> Result<Vec<(String, String, String)>, SpoolError> {
        if numbers.is_empty() {
            return Ok(Vec::new());
        }
        let listed = format!(",{},", numbers.join(","));
        self.spool.read(|transaction| {
            let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
            let with = params![whose.0, whose.1, listed];
            transaction.all(WITH_NUMBERS, with, read)
        })
    }

    /// Returns a whole book, sorted by name.
    pub fn book(&self, whose: BookOf<'_>) -> Result<Vec<Contact>, SpoolError> {
        self.spool
            .read(|transaction| transaction.all(OF_BOOK, params![whose.0, whose.1], read))
    }

    /// Returns one contact, from any book.
    pub fn contact(&self, id: i64) -> Result<Option<Contact>, SpoolError> {
        self.spool.read(|transaction| transaction.first(ONE, [id], read))
    }

    /// Stores a new contact in its book, or changes a contact that has a number already. `None`:
    /// the book is full, or the contact no longer exists.
    pub fn put_contact(
        &self,
        contact: &Contact,
        by: &str,
        now: UnixMs,
    ) -> Result<Option<i64>, SpoolError> {
        let Contact { id, owner, by: vouched_by, name, company, number, note } = contact;
        self.spool.write(|transaction| {
            if *id != 0 {
                let with = params![id, name, company, number, note, now, by];
                let put = transaction.change(UPDATE, with)?;
                return Ok((put > 0).then_some(*id));
            }
            if held(transaction, (owner, vouched_by))? >= MOST_CONTACTS {
                return Ok(None);
            }
            insert(transaction, contact, by, now).map(Some)
        })
    }

    /// Deletes a contact from its book. `false`: there is no such contact.
    pub fn delete_contact(&self, id: i64) -> Result<bool, SpoolError> {
        self.spool.write(|transaction| Ok(transaction.change(DELETE, [id])? > 0))
    }

    /// Imports all these contacts into one book, or none of them. If a contact with the same name
    /// and number is in the book already, its company and note are replaced, as far as the table
    /// has these columns. `None`: the book has no room for all of them.
    pub fn import_contacts(
        &self,
        whose: BookOf<'_>,
        contacts: &[Contact],
        columns: TableColumns,
        by: &str,
        now: UnixMs,
    ) -> Result<Option<Imported>, SpoolError> {
        self.spool.write(|transaction| {
            let known = |contact: &Contact| {
                transaction.first(
                    KNOWN,
                    params![whose.0, whose.1, contact.name, contact.number],
                    |row| row.get(0),
                )
            };
            // The new contacts are counted first, so that nothing is written if they do not fit.
            let (mut fresh, mut there) = (Vec::new(), Vec::new());
            for contact in contacts {
                match known(contact)? {
                    Some(id) => there.push(Contact { id, ..contact.clone() }),
                    None => {
                        let (owner, by) = (whose.0.to_owned(), whose.1.to_owned());
                        fresh.push(Contact { owner, by, ..contact.clone() });
                    }
                }
            }
            if held(transaction, whose)?.saturating_add(fresh.len()) > MOST_CONTACTS {
                return Ok(None);
            }
            let mut done = Imported { added: fresh.len(), changed: 0 };
            for contact in &fresh {
                insert(transaction, contact, by, now)?;
            }
            for Contact { id, company, note, .. } in &there {
                let company = columns.company.then_some(company);
                let note = columns.note.then_some(note);
                let with = params![id, company, note, now, by];
                done.changed += transaction.change(REFRESH, with)?;
            }
            Ok(Some(done))
        })
    }
}

/// Whether a field of the contact contains this text, which is in lower case.
fn contains(contact: &Contact, search: &str) -> bool {
    let Contact { name, company, number, note, .. } = contact;
    format!("{name} {company} {number} {note}").to_lowercase().contains(search)
}

/// Returns the number of contacts in a book.
fn held(transaction: &Transaction<'_>, whose: BookOf<'_>) -> database::Result<usize> {
    let held: i64 = transaction.one(COUNT, params![whose.0, whose.1], |row| row.get(0))?;
    Ok(usize::try_from(held).unwrap_or(usize::MAX))
}

fn insert(
    transaction: &Transaction<'_>,
    contact: &Contact,
    by: &str,
    now: UnixMs,
) -> database::Result<i64> {
    let Contact { owner, by: vouched_by, name, company, number, note, .. } = contact;
    let with = params![owner, vouched_by, name, company, number, note, now, by];
    transaction.insert(INSERT, with)
}

fn read(row: &Row<'_>) -> database::Result<Contact> {
    Ok(Contact {
        id: row.get(0)?,
        owner: row.get(1)?,
        name: row.get(2)?,
        company: row.get(3)?,
        number: row.get(4)?,
        note: row.get(5)?,
        by: row.get(6)?,
    })
}
