//! The change of keys for documents of jobs, as node/rekeying.rs describes it for received faxes:
//! data keys are wrapped again, and unencrypted documents are encrypted.

use super::Beat;
use super::octets::{LEAST, is_here, pieces, place};
use super::parcel::Document;
use crate::{Cluster, Clustered, Rekeyed};
use ferrofax_spool::SpoolError;
use ferrofax_spool::inside::database::{self, Row, Transaction, params};
use ferrofax_spool::inside::sealing::{Seal, key_of_seals};
use ferrofax_spool::inside::{Inside, Seals};
use ferrofax_spool::sending::option;

/// The number of documents that are read in one step.
const BATCH: i64 = 100;

const SEALED_BY: &str = "
    SELECT file, seal_key, seal FROM job_octets WHERE seal_key = ?1 AND file > ?2 ORDER BY file LIMIT ?3";
const REWRAP: &str = "UPDATE job_octets SET seal_key = ?2, seal = ?3 WHERE file = ?1 AND seal_key = ?4 AND seal = ?5";
const PLAIN: &str = "
    SELECT o.file, d.number, (SELECT value FROM job_options AS m WHERE m.job = d.job AND m.name = ?3) AS mark
    FROM job_octets AS o JOIN job_documents AS d ON d.file = o.file
    WHERE o.seal_key IS NULL AND o.file > ?1 ORDER BY o.file LIMIT ?2";
const PUT: &str = "UPDATE job_octets SET octets = ?2, seal_key = ?3, seal = ?4 WHERE file = ?1 AND seal_key IS NULL";
const JOIN: &str = "
    UPDATE job_octets SET seal_key = ?3, seal = ?4,
        octets = (SELECT string_agg(p.octets, CAST('' AS BYTEA) ORDER BY p.at) FROM job_pieces AS p WHERE p.file = ?2)
    WHERE file = ?1 AND seal_key IS NULL";
const FORGET: &str = "DELETE FROM job_pieces WHERE file = ?1";

impl Cluster<'_> {
    pub(crate) fn rewrap_jobs(
        &self,
        newest: &str,
        done: &mut Rekeyed,
        say: &dyn Fn(&Rekeyed),
    ) -> Result<(), SpoolError> {
        let mut key = String::new();
        while let Some(old) = self.spool.read(|one| key_of_seals(one, "job_octets", &key))? {
            if old != newest {
                self.rewrap_jobs_of(&old, done, say)?;
            }
            key = old;
        }
        Ok(())
    }

    /// Wraps again the data keys that are wrapped by this old key.
    fn rewrap_jobs_of(
        &self,
        old: &str,
        done: &mut Rekeyed,
        say: &dyn Fn(&Rekeyed),
    ) -> Result<(), SpoolError> {
        let mut after = String::new();
        loop {
            let batch: Vec<(String, Seal)> = self.spool.read(|transaction| {
                let mut select = transaction.prepare_cached(SEALED_BY)?;
                let of_row = |row: &Row<'_>| {
                    let octets: Option<Vec<u8>> = row.get(2)?;
                    let seal = Seal { key: row.get(1)?, octets: octets.unwrap_or_default() };
                    Ok((row.get(0)?, seal))
                };
                select.query_map(params![old, after, BATCH], of_row)?.collect()
            })?;
            let Some((last, _)) = batch.last() else { return Ok(()) };
            after.clone_from(last);
            for (file, seal) in batch {
                let rewrapped =
                    self.spool.encryption().rewrapped(&seal, &place(&file)).and_then(|new| {
                        let row = params![file, new.key, new.octets, seal.key, seal.octets];
                        self.spool.write(|one| one.prepare_cached(REWRAP)?.execute(row).map(drop))
                    });
                done.rewrapped += u64::from(rewrapped.is_ok());
                done.note(rewrapped)?;
                say(done);
            }
        }
    }

    pub(crate) fn seal_jobs(
        &self,
        done: &mut Rekeyed,
        say: &dyn Fn(&Rekeyed),
    ) -> Result<(), SpoolError> {
        let mut after = String::new();
        loop {
            let batch: Vec<(String, i64, Option<String>)> = self.spool.read(|transaction| {
                let mut select = transaction.prepare_cached(PLAIN)?;
                let of_row = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
                select.query_map(params![after, BATCH, option::MARK], of_row)?.collect()
            })?;
            let Some((last, ..)) = batch.last() else { return Ok(()) };
            after.clone_from(last);
            for (file, number, mark) in batch {
                let so_far = &*done;
                let mut beat = || {
                    say(so_far);
                    Ok(())
                };
                let of = (&*file, number, &*mark.unwrap_or_default());
                let sealed = self.seal_job_document(of, &mut beat);
                done.sealed += u64::from(matches!(sealed, Ok(true)));
                done.note(sealed.map(drop))?;
                say(done);
            }
        }
    }

    /// Encrypts a document that is stored here unencrypted. The encrypted bytes are transferred
    /// under another name, in pieces, and then replace the unencrypted ones. Returns false if the
    /// document is no longer stored here unencrypted.
    fn seal_job_document(
        &self,
        (file, number, mark): (&str, i64, &str),
        beat: Beat<'_>,
    ) -> Result<bool, SpoolError> {
        let Some(plain) = self.spool.shared_queue().plain_octets_of(file, beat)? else {
            return Ok(false);
        };
        let way = format!("{file} on its way");
        let mut document = Document::on_its_way(way, number, plain);
        self.spool.shared_queue().seal_for_store(mark, &mut document, beat)?;
        self.spool.shared_queue().receive_octets(&document, beat)?;
        self.spool.write(|transaction| put_sealed(transaction, file, &document))
    }
}

fn put_sealed(
    transaction: &Transaction<'_>,
    file: &str,
    document: &Document,
) -> database::Result<bool> {
    if !is_here(transaction, document)? {
        return Ok(false);
    }
    let Document { file: way, octets, seal, .. } = document;
    let (by, seal) = (seal.as_ref().map(|seal| &seal.key), seal.as_ref().map(|seal| &seal.octets));
    let put = if octets.len() <= LEAST {
        transaction.prepare_cached(PUT)?.execute(params![file, octets, by, seal])?
    } else if transaction.either(true, false) {
        let octets = pieces(transaction, way)?;
        transaction.prepare_cached(PUT)?.execute(params![file, octets, by, seal])?
    } else {
        transaction.prepare_cached(JOIN)?.execute(params![file, way, by, seal])?
    };
    transaction.prepare_cached(FORGET)?.execute([way])?;
    Ok(put > 0)
}
