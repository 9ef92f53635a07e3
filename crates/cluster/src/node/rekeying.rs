//! Encrypts all documents in a shared database (in the code: *store*) with the newest key.
//!
//! A document that is encrypted already is not changed: only its data key is wrapped again, by the
//! newest master key. An unencrypted document is brought into the shared database once more,
//! encrypted, and replaces the unencrypted one in one change. If the work is stopped in between,
//! nothing is lost, and the next run continues there.

use std::path::PathBuf;

use super::bringing::Transfer;
use super::document::Document;
use super::members::now;
use super::owning::{Owner, adopt, drop_coming, is_coming};
use super::pace::Pace;
use super::reading::Place;
use super::{Node, NotShipped};
use crate::Cluster;
use ferrofax_spool::inside::database::{self, Row, Transaction, Value, params};
use ferrofax_spool::inside::sealing::{Seal, key_of_seals, seal_begins};
use ferrofax_spool::inside::{Inside, Seals};
use ferrofax_spool::{AtRest, FaxId, SpoolError};

/// The number of documents in a shared database, by the key that encrypts them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SealCounts {
    /// Documents encrypted with the newest key of this machine.
    pub newest: u64,
    /// Documents encrypted with other keys.
    pub others: u64,
    /// Documents that are not encrypted.
    pub plain: u64,
}

/// The result of encrypting all documents with the newest key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rekeyed {
    /// Documents whose data key is now wrapped by the newest master key.
    pub rewrapped: u64,
    /// Documents that were unencrypted, and are encrypted now.
    pub sealed: u64,
    /// The documents that could not be encrypted, a sentence with the reason for each.
    pub troubles: Vec<String>,
}

/// The number of documents that one query fetches.
const BATCH: i64 = 100;

/// A table with documents, its key column, and a value before all keys. Older versions of Ferrofax
/// stored documents of jobs in `job_octets`.
const TABLES: [(&str, &str, fn() -> Value); 2] = [
    ("store_documents", "id", || Value::Integer(0)),
    ("job_octets", "file", || Value::Text(String::new())),
];

/// Unencrypted documents, each with its fax or its job's file name.
const PLAIN: &str = "
    SELECT * FROM (SELECT id, fax, file FROM store_documents
                   WHERE seal_key IS NULL AND (fax IS NOT NULL OR file IS NOT NULL) AND id > ?1
                   ORDER BY id LIMIT ?3) AS these
    UNION ALL
    SELECT * FROM (SELECT CAST(NULL AS INTEGER), CAST(NULL AS INTEGER), file FROM job_octets
                   WHERE seal_key IS NULL AND file > ?2 ORDER BY file LIMIT ?3) AS older";
const DROP_PLAIN: &str = "DELETE FROM store_documents WHERE id = ?1 AND seal_key IS NULL";
const DROP_OLDER: &str = "DELETE FROM job_octets WHERE file = ?1 AND seal_key IS NULL";
const COUNT_PLAIN: &str = "
    SELECT (SELECT count(*) FROM store_documents WHERE seal_key IS NULL AND (fax IS NOT NULL OR file IS NOT NULL))
         + (SELECT count(*) FROM job_octets WHERE seal_key IS NULL)
         + (SELECT count(*) FROM fax_texts WHERE text IS NOT NULL AND sealed_by IS NULL)";
const COUNT_BY: &str = "
    SELECT (SELECT count(*) FROM store_documents WHERE seal_key = ?1)
         + (SELECT count(*) FROM job_octets WHERE seal_key = ?1)
         + (SELECT count(*) FROM fax_texts WHERE text IS NOT NULL AND sealed_by = ?1)";
const COUNT_SEALED: &str = "
    SELECT (SELECT count(*) FROM store_documents WHERE seal_key IS NOT NULL)
         + (SELECT count(*) FROM job_octets WHERE seal_key IS NOT NULL)
         + (SELECT count(*) FROM fax_texts WHERE text IS NOT NULL AND sealed_by IS NOT NULL)";

impl Rekeyed {
    /// Notes the result for one document. A fault of one document is listed, and the other
    /// documents are processed all the same.
    ///
    /// # Errors
    /// The fault is in the shared database or in the keys, and not in the document.
    fn note(&mut self, done: Result<(), SpoolError>) -> Result<(), SpoolError> {
        match done {
            Ok(()) => {}
            Err(why @ (SpoolError::Document { .. } | SpoolError::Unreadable { .. })) => {
                self.troubles.push(why.to_string());
            }
            Err(why) => return Err(why),
        }
        Ok(())
    }
}

impl Cluster<'_> {
    /// Counts the documents in this shared database by the key that encrypts them.
    ///
    /// # Errors
    /// The shared database could not be queried; [`SpoolError::Keys`].
    pub fn seal_counts(&self) -> Result<SealCounts, SpoolError> {
        let newest = self.spool.encryption().newest_key()?;
        self.spool.read(|transaction| {
            let count = |row: &Row<'_>| row.get(0).map(|count: i64| count.cast_unsigned());
            let newest: u64 = transaction.one(COUNT_BY, [newest], count)?;
            let sealed: u64 = transaction.one(COUNT_SEALED, [], count)?;
            Ok(SealCounts {
                newest,
                others: sealed.saturating_sub(newest),
                plain: transaction.one(COUNT_PLAIN, [], count)?,
            })
        })
    }

    /// Encrypts all documents of this shared database with the newest key, as this node. Calls `say`
    /// with the counts so far after each document.
    ///
    /// # Errors
    /// [`SpoolError::Keys`]. The shared database could not be queried. Documents that were
    /// encrypted before the error remain encrypted.
    pub fn rekey(&self, who: &Node, say: &dyn Fn(&Rekeyed)) -> Result<Rekeyed, SpoolError> {
        let newest = self.spool.encryption().newest_key()?;
        self.spool
            .write_or_refuse(|transaction| seal_begins(transaction, &newest, now(transaction)?))?;
        let mut done = Rekeyed::default();
        for (table, column, first) in TABLES {
            let mut key = String::new();
            while let Some(old) = self.spool.read(|one| key_of_seals(one, table, &key))? {
                if old != newest {
                    self.rewrap((table, column, first()), &old, &mut done, say)?;
                }
                key = old;
            }
        }
        self.seal_plain(who, &mut done, say)?;
        let mut texts = AtRest::default();
        self.spool.encryption().rekey_texts(&mut texts)?;
        done.rewrapped += texts.rewrapped;
        done.sealed += texts.sealed;
        done.troubles.append(&mut texts.troubles);
        self.spool.encryption().retire_keys()?;
        Ok(done)
    }

    /// Wraps the data keys of the documents in a table that are encrypted with this old key.
    fn rewrap(
        &self,
        (table, column, mut after): (&str, &str, Value),
        old: &str,
        done: &mut Rekeyed,
        say: &dyn Fn(&Rekeyed),
    ) -> Result<(), SpoolError> {
        let select = format!(
            "SELECT {column}, seal FROM {table} WHERE seal_key = ?1 AND {column} > ?2 ORDER BY {column} LIMIT ?3"
        );
        let update = format!(
            "UPDATE {table} SET seal_key = ?2, seal = ?3 WHERE {column} = ?1 AND seal_key = ?4 AND seal = ?5"
        );
        loop {
            let batch: Vec<(Value, Seal)> = self.spool.read(|transaction| {
                let of_row = |row: &Row<'_>| {
                    let octets: Option<Vec<u8>> = row.get(1)?;
                    let (key, octets) = (old.to_owned(), octets.unwrap_or_default());
                    Ok((row.get(0)?, Seal { key, octets }))
                };
                transaction.all(&select, params![old, after, BATCH], of_row)
            })?;
            let Some((last, _)) = batch.last() else { return Ok(()) };
            after.clone_from(last);
            for (document, seal) in batch {
                let of = match &document {
                    Value::Text(file) => PathBuf::from(format!("{file} in the store")),
                    Value::Integer(number) => format!("number {number} in the store").into(),
                    _ => PathBuf::new(),
                };
                let rewrapped = self.spool.encryption().rewrapped(&seal, &of).and_then(|new| {
                    let row = params![document, new.key, new.octets, seal.key, seal.octets];
                    self.spool.write(|one| one.run(&update, row))
                });
                done.rewrapped += u64::from(rewrapped.is_ok());
                done.note(rewrapped)?;
                say(done);
            }
        }
    }

    /// Encrypts the unencrypted documents.
    fn seal_plain(
        &self,
        who: &Node,
        done: &mut Rekeyed,
        say: &dyn Fn(&Rekeyed),
    ) -> Result<(), SpoolError> {
        let (mut after, mut after_older) = (0, String::new());
        loop {
            let batch: Vec<(Option<i64>, Option<i64>, Option<String>)> =
                self.spool.read(|transaction| {
                    let of_row = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
                    transaction.all(PLAIN, params![after, after_older, BATCH], of_row)
                })?;
            if batch.is_empty() {
                return Ok(());
            }
            for (number, fax, file) in batch {
                let file = file.unwrap_or_default();
                match number {
                    Some(number) => after = number,
                    None => after_older.clone_from(&file),
                }
                let owner = fax.map_or(Owner::Job(&file), |fax| Owner::Fax(FaxId(fax)));
                let so_far = &*done;
                let sealed = self.seal_document(who, owner, &|| say(so_far));
                done.sealed += u64::from(matches!(sealed, Ok(true)));
                done.note(sealed.map(drop))?;
                say(done);
            }
        }
    }

    /// Encrypts the unencrypted document of this owner. Returns `false` if there is no unencrypted
    /// document any longer.
    fn seal_document(
        &self,
        who: &Node,
        owner: Owner<'_>,
        step: &dyn Fn(),
    ) -> Result<bool, SpoolError> {
        let found = match self.document_there(owner) {
            Err(SpoolError::NoSuchFax(_)) => return Ok(false),
            found => found?.flatten(),
        };
        let Some(there) = found.filter(|there| there.seal.is_none()) else { return Ok(false) };
        let mut beat = || {
            step();
            Ok(())
        };
        let octets = self.read_there(owner, &there, (&mut Pace::of_pieces(), &mut beat))?;
        let document = Document::in_memory(owner.place(), octets);
        let mut between = || {
            step();
            Ok(())
        };
        let (token, context) = (&*who.token, &there.context);
        let transfer = Transfer { token, document: &document, context, is_for_tables: false };
        let brought = self.receive_document(transfer, Pace::of_pieces(), &mut between);
        let number = brought.map_err(NotShipped::into_error)?;
        self.spool
            .write(|transaction| put_sealed(transaction, (&there.place, number), owner))
    }
}

/// Replaces the unencrypted document with the encrypted one, if the unencrypted one is still there.
fn put_sealed(
    transaction: &Transaction<'_>,
    (plain, sealed): (&Place, i64),
    owner: Owner<'_>,
) -> database::Result<bool> {
    if !is_coming(transaction, sealed)? {
        return Ok(false);
    }
    let dropped = match plain {
        Place::Pieces(number) => transaction.change(DROP_PLAIN, [*number])?,
        Place::Older(file) => transaction.change(DROP_OLDER, [file])?,
    };
    if dropped == 0 {
        drop_coming(transaction, sealed)?;
        return Ok(false);
    }
    adopt(transaction, sealed, owner)?;
    Ok(true)
}
