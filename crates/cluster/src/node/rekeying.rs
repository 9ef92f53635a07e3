//! Encrypts all documents in a shared database (in the code: *store*) with the newest key. Here are
//! the documents of received faxes; the documents of jobs are in jobs/rekeying.rs.
//!
//! A document that is encrypted already is not changed: only its data key is wrapped again, by the
//! newest master key. An unencrypted document is brought into the shared database once more,
//! encrypted, and replaces the unencrypted one in one change. If the work is stopped in between,
//! nothing is lost, and the next run continues there.

use std::path::PathBuf;

use super::arrivals::DocumentThere;
use super::bringing::{adopt, is_coming};
use super::document::Document;
use super::members::now;
use super::{Node, NotShipped, Standing};
use crate::{Cluster, Clustered};
use ferrofax_spool::inside::database::{self, Row, Transaction, params};
use ferrofax_spool::inside::sealing::{Seal, fax_context, key_of_seals, seal_begins};
use ferrofax_spool::inside::{Inside, Seals};
use ferrofax_spool::{FaxId, Spool, SpoolError};

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

const SEALED_BY: &str = "
    SELECT id, seal_key, seal FROM store_documents WHERE seal_key = ?1 AND id > ?2 ORDER BY id LIMIT ?3";
const REWRAP: &str = "UPDATE store_documents SET seal_key = ?2, seal = ?3 WHERE id = ?1 AND seal_key = ?4 AND seal = ?5";
const PLAIN: &str = "
    SELECT id, fax FROM store_documents WHERE seal_key IS NULL AND fax IS NOT NULL AND id > ?1
    ORDER BY id LIMIT ?2";
const DROP_PLAIN: &str =
    "DELETE FROM store_documents WHERE id = ?1 AND fax = ?2 AND seal_key IS NULL";
const DROP_COMING: &str = "DELETE FROM store_documents WHERE id = ?1 AND fax IS NULL";
const COUNT_PLAIN: &str = "
    SELECT (SELECT count(*) FROM store_documents WHERE seal_key IS NULL AND fax IS NOT NULL)
         + (SELECT count(*) FROM job_octets WHERE seal_key IS NULL)";
const COUNT_BY: &str = "
    SELECT (SELECT count(*) FROM store_documents WHERE seal_key = ?1)
         + (SELECT count(*) FROM job_octets WHERE seal_key = ?1)";
const COUNT_SEALED: &str = "
    SELECT (SELECT count(*) FROM store_documents WHERE seal_key IS NOT NULL)
         + (SELECT count(*) FROM job_octets WHERE seal_key IS NOT NULL)";

impl Rekeyed {
    /// Notes the result for one document. A fault of one document is listed, and the other
    /// documents are processed all the same.
    ///
    /// # Errors
    /// The fault is in the shared database or in the keys, and not in the document.
    pub(crate) fn note(&mut self, done: Result<(), SpoolError>) -> Result<(), SpoolError> {
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
            let newest: u64 = transaction.prepare_cached(COUNT_BY)?.query_row([newest], count)?;
            let sealed: u64 = transaction.prepare_cached(COUNT_SEALED)?.query_row([], count)?;
            Ok(SealCounts {
                newest,
                others: sealed.saturating_sub(newest),
                plain: transaction.prepare_cached(COUNT_PLAIN)?.query_row([], count)?,
            })
        })
    }

    /// Encrypts all documents of this shared database with the newest key, through the spool of
    /// this node. Calls `say` with the counts so far after each document.
    ///
    /// # Errors
    /// [`SpoolError::Keys`]. The shared database could not be queried. Documents that were
    /// encrypted before the error remain encrypted.
    pub fn rekey(
        &self,
        (node, who): (&Spool, &Node),
        say: &dyn Fn(&Rekeyed),
    ) -> Result<Rekeyed, SpoolError> {
        let newest = self.spool.encryption().newest_key()?;
        self.spool
            .write_or_refuse(|transaction| seal_begins(transaction, &newest, now(transaction)?))?;
        let mut done = Rekeyed::default();
        self.rewrap_faxes(&newest, &mut done, say)?;
        self.rewrap_jobs(&newest, &mut done, say)?;
        self.seal_faxes((node, who), &mut done, say)?;
        self.seal_jobs(&mut done, say)?;
        self.spool.encryption().retire_keys()?;
        Ok(done)
    }

    fn rewrap_faxes(
        &self,
        newest: &str,
        done: &mut Rekeyed,
        say: &dyn Fn(&Rekeyed),
    ) -> Result<(), SpoolError> {
        let mut key = String::new();
        while let Some(old) = self.spool.read(|one| key_of_seals(one, "store_documents", &key))? {
            if old != newest {
                self.rewrap_faxes_of(&old, done, say)?;
            }
            key = old;
        }
        Ok(())
    }

    /// Wraps the data keys of the documents of received faxes that are encrypted with this key.
    fn rewrap_faxes_of(
        &self,
        old: &str,
        done: &mut Rekeyed,
        say: &dyn Fn(&Rekeyed),
    ) -> Result<(), SpoolError> {
        let mut after = 0;
        loop {
            let batch: Vec<(i64, Seal)> = self.spool.read(|transaction| {
                let mut select = transaction.prepare_cached(SEALED_BY)?;
                let of_row = |row: &Row<'_>| {
                    let octets: Option<Vec<u8>> = row.get(2)?;
                    let seal = Seal { key: row.get(1)?, octets: octets.unwrap_or_default() };
                    Ok((row.get(0)?, seal))
                };
                select.query_map(params![old, after, BATCH], of_row)?.collect()
            })?;
            let Some((last, _)) = batch.last() else { return Ok(()) };
            after = *last;
            for (number, seal) in batch {
                let of = PathBuf::from(format!("number {number} in the store"));
                let rewrapped = self.spool.encryption().rewrapped(&seal, &of).and_then(|new| {
                    let row = params![number, new.key, new.octets, seal.key, seal.octets];
                    self.spool.write(|one| one.prepare_cached(REWRAP)?.execute(row).map(drop))
                });
                done.rewrapped += u64::from(rewrapped.is_ok());
                done.note(rewrapped)?;
                say(done);
            }
        }
    }

    fn seal_faxes(
        &self,
        (node, who): (&Spool, &Node),
        done: &mut Rekeyed,
        say: &dyn Fn(&Rekeyed),
    ) -> Result<(), SpoolError> {
        let folder = node.folder().to_string_lossy();
        let standing = Standing { node: who, host: node.host(), folder: &folder };
        let mut after = 0;
        loop {
            let batch: Vec<(i64, i64)> = self.spool.read(|transaction| {
                let mut select = transaction.prepare_cached(PLAIN)?;
                let of_row = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
                select.query_map(params![after, BATCH], of_row)?.collect()
            })?;
            let Some((last, _)) = batch.last() else { return Ok(()) };
            after = *last;
            for (_, fax) in batch {
                let so_far = &*done;
                let sealed = self.seal_fax(standing, FaxId(fax), &|| say(so_far));
                done.sealed += u64::from(matches!(sealed, Ok(true)));
                done.note(sealed.map(drop))?;
                say(done);
            }
        }
    }

    /// Encrypts the unencrypted document of a fax. Returns `false` if the fax has no unencrypted
    /// document any longer.
    fn seal_fax(
        &self,
        standing: Standing<'_>,
        fax: FaxId,
        step: &dyn Fn(),
    ) -> Result<bool, SpoolError> {
        let place = PathBuf::from(format!("of fax {fax} in the store"));
        let found = match self.spool.cluster().document_there(fax) {
            Err(SpoolError::NoSuchFax(_)) => return Ok(false),
            found => found?,
        };
        let Some((sha256, Some(there))) = found.filter(|(_, there)| is_plain(there.as_ref()))
        else {
            return Ok(false);
        };
        // An attacker could have put an unencrypted document there. The settings say whether such
        // documents are accepted.
        self.spool
            .encryption()
            .takes_plain()
            .map_err(|text| SpoolError::Document { path: place.clone(), text })?;
        let octets =
            self.spool
                .cluster()
                .read_pieces((there.number, None), &sha256, (&place, step))?;
        let document = Document::in_memory(place, octets);
        let context = fax_context([&there.node, &there.mark], (&sha256, document.octets));
        let go_on = || {
            step();
            false
        };
        let brought =
            self.spool.cluster().receive_document(standing, (&document, &context), &go_on);
        let number = brought.map_err(|why| match why {
            NotShipped::Here(why) | NotShipped::Refused(why) | NotShipped::There(why) => why,
            NotShipped::Stopped => SpoolError::Internal,
        })?;
        self.spool
            .write(|transaction| put_sealed(transaction, (there.number, number), fax))
    }
}

fn is_plain(there: Option<&DocumentThere>) -> bool {
    there.is_some_and(|there| there.seal.is_none())
}

/// Replaces the unencrypted document with the encrypted one, if the unencrypted one is still there.
fn put_sealed(
    transaction: &Transaction<'_>,
    (plain, sealed): (i64, i64),
    fax: FaxId,
) -> database::Result<bool> {
    if !is_coming(transaction, sealed)? {
        return Ok(false);
    }
    if transaction.prepare_cached(DROP_PLAIN)?.execute([plain, fax.0])? == 0 {
        transaction.prepare_cached(DROP_COMING)?.execute([sealed])?;
        return Ok(false);
    }
    adopt(transaction, sealed, fax.0)?;
    Ok(true)
}
