//! The proof of a deletion. For each document that is deleted, the audit log gets a line with the
//! fax or job of the document, the rule by which it was deleted, and its SHA-256. By the SHA-256, a
//! copy elsewhere can be recognised. The line contains no telephone number and no name.

use std::path::PathBuf;

use super::audit::{AuditLine, AuditLog, FILE};
use super::{SpoolError, documents};
use crate::Retention;
use crate::database::{OptionalExtension, Value, params};
use ferrofax_basics::UnixMs;

/// A document whose rows are deleted, and whose file is to be deleted.
pub(super) struct Leaving {
    /// The primary key of the row that records the deletion of this document (`?1` in [`Steps`]).
    pub(super) key: Value,
    /// The path of the file in its folder.
    pub(super) file: String,
    /// The SHA-256 of the document, if it was calculated before.
    pub(super) sha256: Option<String>,
    /// The facts for the audit log. None: the deletion is logged elsewhere.
    pub(super) said: Option<Said>,
}

/// The facts about a deleted document that the audit log contains.
pub(super) struct Said {
    /// The word `fax` or `job`, with the ID.
    pub(super) of: (&'static str, i64),
    pub(super) device: String,
    pub(super) pages: u32,
    /// The rule by which the document was deleted, or the person who deleted it.
    pub(super) reason: String,
    pub(super) at: UnixMs,
}

/// The folder of the documents, and the statements that change the records of their deletions.
pub(super) struct Steps {
    pub(super) folder: PathBuf,
    /// Stores the hash (`?2`) of a document (`?1`), if none is stored yet.
    pub(super) note_hash: &'static str,
    /// Selects the hash of a document (`?1`). There is no row if the document is deleted.
    pub(super) hash: &'static str,
    /// Notes that the file of a document (`?1`) is deleted and that the audit log has the line.
    pub(super) gone: &'static str,
}

/// The result of a removal of documents.
#[derive(Default)]
pub(super) struct Removed {
    pub(super) freed_bytes: u64,
    /// The reasons why other documents were not removed. The next clean-up tries again.
    pub(super) problems: Vec<String>,
}

/// The number of documents that are deleted together. Each of the four steps of a group is made
/// durable once: the hashes, the removal of the files, the lines of the audit log, and the notes that
/// the files are gone. In a shared database, each of the statements is a message to the database
/// server.
const LOT: usize = 200;
const LOT_IN_SHARED: usize = 50;

/// The text in a line for a document that did not exist. A fax without pages has no document.
const NONE: &str = "none";

impl Retention<'_> {
    /// Removes documents: stores the hash of each, then removes the file, then writes the line in
    /// the audit log. If a crash or a full disk interrupts this, the next clean-up continues.
    pub(super) fn remove_with_proof(
        &self,
        steps: &Steps,
        mut leaving: Vec<Leaving>,
    ) -> Result<Removed, SpoolError> {
        let mut removed = Removed::default();
        let is_shared = self.spool.database_file().is_none();
        for lot in leaving.chunks_mut(if is_shared { LOT_IN_SHARED } else { LOT }) {
            // The rows are deleted already, so none of these documents is encrypted from now on.
            let _still = self.spool.encryption().hold_still_to_delete()?;
            self.note_hashes(steps, lot, &mut removed)?;
            let hashed: Vec<&Leaving> = lot.iter().filter(|one| one.sha256.is_some()).collect();
            let names: Vec<&str> = hashed.iter().map(|one| one.file.as_str()).collect();
            let mut gone = Vec::new();
            for (one, done) in hashed.into_iter().zip(documents::remove_all(&steps.folder, &names))
            {
                match done.map_err(SpoolError::of_document) {
                    Ok(bytes) => {
                        removed.freed_bytes += bytes;
                        gone.push(one);
                    }
                    Err(error) => removed.problems.push(error.to_string()),
                }
            }
            let lines: Vec<String> = gone.iter().filter_map(|one| one.line()).collect();
            if let Err(error) = self.prove(&lines) {
                removed.problems.push(error.to_string());
                return Ok(removed);
            }
            self.spool.write(|transaction| {
                let mut update = transaction.prepare_cached(steps.gone)?;
                gone.iter().try_for_each(|one| update.execute([&one.key]).map(drop))
            })?;
        }
        Ok(removed)
    }

    /// Stores the hashes of a group of documents, and reads the hashes that hold.
    ///
    /// Another process may do this at the same time. The first hash that was stored holds, because
    /// a later process may find no file. A document that the other process has deleted is left out.
    fn note_hashes(
        &self,
        steps: &Steps,
        lot: &mut [Leaving],
        removed: &mut Removed,
    ) -> Result<(), SpoolError> {
        let mut noted = Vec::new();
        for one in lot.iter().filter(|one| one.sha256.is_none()) {
            match documents::sha256(&steps.folder, &one.file).map_err(SpoolError::of_document) {
                Ok(hash) => {
                    noted.push((one.key.clone(), hash.unwrap_or_else(|| NONE.to_owned())));
                }
                Err(error) => removed.problems.push(format!("{error}, so it is not deleted")),
            }
        }
        self.spool.write(|transaction| {
            let mut update = transaction.prepare_cached(steps.note_hash)?;
            for (key, hash) in &noted {
                update.execute(params![key, hash])?;
            }
            let mut select = transaction.prepare_cached(steps.hash)?;
            for one in lot {
                let hash: Option<Option<String>> =
                    select.query_row([&one.key], |row| row.get(0)).optional()?;
                one.sha256 = hash.flatten();
            }
            Ok(())
        })
    }

    fn prove(&self, lines: &[String]) -> Result<(), SpoolError> {
        if lines.is_empty() {
            return Ok(());
        }
        AuditLog::open(self.spool.folder())
            .and_then(|log| log.write_all(lines))
            .map_err(|error| SpoolError::io("write", &self.spool.folder().join(FILE), &error))
    }
}

impl Leaving {
    fn line(&self) -> Option<String> {
        let Said { of: (kind, id), device, pages, reason, at } = self.said.as_ref()?;
        let line = AuditLine::new("deletion", true, *at)
            .with(kind, &id.to_string())
            .with("device", device)
            .with("pages", &pages.to_string())
            .with("rule", reason)
            .with("document", &self.file)
            .with("sha256", self.sha256.as_deref().unwrap_or(NONE));
        Some(line.text())
    }
}

#[cfg(test)]
mod tests {
    use super::super::{CleanupReport, Spool, flushes};
    use super::*;
    use crate::database::{Transaction, faults};

    const DELETED: &str = "
        INSERT INTO deletions (fax, device, started_at, pages, status, deleted_at, reason, document)
        VALUES (?1, '2101@fax', 0, 1, 'received', 0, 'deleted by alice', ?2)";

    /// A spool with this number of deleted faxes whose documents are still there. The document of
    /// each fax is the number of the fax.
    fn with_deleted(count: i64) -> (tempfile::TempDir, Spool) {
        let (folder, spool) = Spool::empty();
        let write = |transaction: &Transaction<'_>| {
            let mut insert = transaction.prepare_cached(DELETED)?;
            for fax in 0..count {
                std::fs::write(document(&spool, fax), fax.to_string()).unwrap();
                insert.execute(params![fax, format!("{fax}.tif")])?;
            }
            Ok(())
        };
        spool.write(write).unwrap();
        // The first line of an audit log also makes the files of the log.
        AuditLog::open(spool.folder()).unwrap().write(r#"{"granted":true}"#).unwrap();
        (folder, spool)
    }

    fn document(spool: &Spool, fax: i64) -> PathBuf {
        spool.received_folder().join(format!("{fax}.tif"))
    }

    /// The number of lines of the audit log about the deletion of this fax, with its hash.
    fn proofs(spool: &Spool, fax: i64) -> usize {
        let log = std::fs::read_to_string(spool.folder().join(FILE)).unwrap();
        let hash = documents::sha256_of(fax.to_string().as_bytes());
        let proves =
            |line: &&str| line.contains(r#""asked":"deletion""#) && line.contains(hash.as_str());
        log.lines().filter(proves).count()
    }

    /// The faxes of which something is still to be done.
    fn left(spool: &Spool) -> i64 {
        let sql = "SELECT count(*) FROM deletions WHERE document IS NOT NULL OR sha256 IS NULL";
        spool
            .read(|transaction| transaction.query_row(sql, [], |row| row.get(0)))
            .unwrap()
    }

    /// Removes the documents of this number of deleted faxes. Returns the number of flushes.
    fn flushes_of(count: i64) -> u32 {
        let (_folder, spool) = with_deleted(count);
        let (before, mut report) = (flushes::count(), CleanupReport::default());
        spool.retention().remove_files(&mut report).unwrap();
        let flushed = flushes::count() - before;
        assert_eq!(report.problems, [""; 0]);
        for fax in 0..count {
            assert!(!document(&spool, fax).exists(), "{fax}");
        }
        assert_eq!((proofs(&spool, 0), proofs(&spool, count - 1), left(&spool)), (1, 1, 0));
        flushed
    }

    #[test]
    fn a_removal_that_is_interrupted_at_any_step_leaves_the_document_or_its_proof() {
        for steps in 0.. {
            let (_folder, spool) = with_deleted(3);
            faults::die_after(steps);
            let mut report = CleanupReport::default();
            let done = spool.retention().remove_files(&mut report);
            let has_died = faults::live_again();
            assert!(done.is_err() || !has_died, "step {steps}");
            for fax in 0..3 {
                let sql = "SELECT sha256 FROM deletions WHERE fax = ?1";
                let read = |transaction: &Transaction<'_>| {
                    transaction.query_row(sql, [fax], |row| row.get::<_, Option<String>>(0))
                };
                let hash = spool.read(read).unwrap();
                let is_known = hash == Some(documents::sha256_of(fax.to_string().as_bytes()));
                assert!(document(&spool, fax).exists() || is_known, "step {steps}, fax {fax}");
            }
            spool.retention().remove_files(&mut report).unwrap();
            for fax in 0..3 {
                assert!(!document(&spool, fax).exists(), "step {steps}, fax {fax}");
                assert!(proofs(&spool, fax) >= 1, "step {steps}, fax {fax}");
            }
            assert_eq!(left(&spool), 0, "step {steps}");
            if !has_died {
                assert!(steps > 4, "{steps}");
                return;
            }
        }
    }

    #[test]
    fn the_documents_of_a_thousand_faxes_are_removed_with_few_flushes() {
        let of_a_lot = flushes_of(1);
        let lots = |count: u32, lot: usize| count.div_ceil(u32::try_from(lot).unwrap()) * of_a_lot;
        let flushed = flushes_of(1_000);
        assert!(flushed == lots(1_000, LOT) || flushed == lots(1_000, LOT_IN_SHARED), "{flushed}");
        assert!(of_a_lot <= 6, "{of_a_lot}");
    }
}
