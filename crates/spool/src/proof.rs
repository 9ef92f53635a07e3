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

/// The number of documents that are deleted together. Each group is made durable once.
const LOT: usize = 50;

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
        for lot in leaving.chunks_mut(LOT) {
            // The rows are deleted already, so none of these documents is encrypted from now on.
            let _still = self.spool.encryption().hold_still_to_delete()?;
            self.note_hashes(steps, lot, &mut removed)?;
            let mut gone = Vec::new();
            for one in lot.iter().filter(|one| one.sha256.is_some()) {
                match documents::remove(&steps.folder, &one.file).map_err(SpoolError::of_document) {
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
