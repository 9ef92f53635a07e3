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
    /// The key of the record of the deletion.
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
            for (one, done) in hashed.into_iter().zip(documents::remove_all(&steps.folder, &names)) {
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
                Err(error) => removed.problems.push(error.to_string()),
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

    const DELETED: &str = "
        INSERT INTO deletions (fax, device, started_at, pages, status, deleted_at, reason, document)
        VALUES (?1, '2101@fax', 0, 1, 'received', 0, 'deleted by alice', ?2)";

    /// Leaves this number of deleted faxes whose documents are still there, and removes those.
    /// Returns the number of flushes of the removal.
    fn flushes_of(count: i64) -> u32 {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::open(folder.path()).unwrap();
        let received = spool.received_folder();
        spool
            .write(|transaction| {
                let mut insert = transaction.prepare_cached(DELETED)?;
                for fax in 0..count {
                    let name = format!("{fax}.tif");
                    std::fs::write(received.join(&name), fax.to_string()).unwrap();
                    insert.execute(params![fax, name])?;
                }
                Ok(())
            })
            .unwrap();
        // The first line of an audit log also makes the files of the log.
        AuditLog::open(spool.folder()).unwrap().write(r#"{"granted":true}"#).unwrap();
        let (before, mut report) = (flushes::count(), CleanupReport::default());
        spool.retention().remove_files(&mut report).unwrap();
        let flushed = flushes::count() - before;
        assert_eq!(report.problems, [""; 0]);
        assert_eq!(std::fs::read_dir(&received).unwrap().count(), 0);
        let log = std::fs::read_to_string(spool.folder().join(FILE)).unwrap();
        assert_eq!(log.matches(r#""asked":"deletion""#).count() as i64, count);
        let left = |transaction: &crate::database::Transaction<'_>| {
            let sql = "SELECT count(*) FROM deletions WHERE document IS NOT NULL OR sha256 IS NULL";
            transaction.query_row(sql, [], |row| row.get::<_, i64>(0))
        };
        assert_eq!(spool.read(left).unwrap(), 0);
        flushed
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
