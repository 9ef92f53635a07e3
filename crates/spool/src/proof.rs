//! The proof of a deletion: for each document that goes the audit log has a line with what it
//! was of, by which rule it went, and its SHA-256, by which a copy elsewhere is known again.
//! No number and no name stands in it.

use std::path::PathBuf;

use super::audit::{AuditLine, AuditLog, FILE};
use super::{SpoolError, documents};
use crate::Retention;
use crate::database::{OptionalExtension, Value, params};
use ferrofax_basics::UnixMs;

/// A document whose rows are gone.
pub(super) struct Leaving {
    /// By what its record is found.
    pub(super) key: Value,
    /// Its file.
    pub(super) file: String,
    /// What it was, if that was reckoned before.
    pub(super) sha256: Option<String>,
    /// What the log says of it; none: it is told elsewhere.
    pub(super) said: Option<Said>,
}

/// What was deleted.
pub(super) struct Said {
    /// `fax` or `job`, with its number.
    pub(super) of: (&'static str, i64),
    pub(super) device: String,
    pub(super) pages: u32,
    /// By which rule, or by whom.
    pub(super) reason: String,
    pub(super) at: UnixMs,
}

/// Where documents lie and how their records are changed.
pub(super) struct Steps {
    pub(super) folder: PathBuf,
    /// Notes the hash (`?2`) of one (`?1`), if none is noted yet.
    pub(super) note_hash: &'static str,
    /// The hash of one (`?1`); no row if it is gone.
    pub(super) hash: &'static str,
    /// The file of one (`?1`) is gone, and the log knows.
    pub(super) gone: &'static str,
}

/// What was removed.
#[derive(Default)]
pub(super) struct Removed {
    pub(super) freed_bytes: u64,
    /// Why others were not; the next clean-up tries again.
    pub(super) problems: Vec<String>,
}

/// How many go at once: each lot is made durable once.
const LOT: usize = 50;

/// What a line has of a document that was not there: a fax without a page has none.
const NONE: &str = "none";

impl Retention<'_> {
    /// Removes documents: notes what each is, then removes it, then has the log say so. What a
    /// crash or a disk without room cuts off, the next clean-up goes on with.
    pub(super) fn remove_with_proof(
        &self,
        steps: &Steps,
        mut leaving: Vec<Leaving>,
    ) -> Result<Removed, SpoolError> {
        let mut removed = Removed::default();
        for lot in leaving.chunks_mut(LOT) {
            // The rows are gone already, so that no document of these is encrypted from now on.
            let _still = self.spool.encryption().hold_still_to_delete()?;
            self.note_hashes(steps, lot, &mut removed)?;
            let mut gone = Vec::new();
            for one in lot.iter().filter(|one| one.sha256.is_some()) {
                match documents::remove(&steps.folder, &one.file) {
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

    /// Another process may be at it, too: the first hash that was noted holds, since who comes
    /// later may find no file any more, and what is gone is left out.
    fn note_hashes(
        &self,
        steps: &Steps,
        lot: &mut [Leaving],
        removed: &mut Removed,
    ) -> Result<(), SpoolError> {
        let mut noted = Vec::new();
        for one in lot.iter().filter(|one| one.sha256.is_none()) {
            match documents::sha256(&steps.folder, &one.file) {
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
