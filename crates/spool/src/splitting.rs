//! Splits a received fax into several: a caller may send several documents in one call, each of
//! which then belongs to a device of its own ([`crate::sorting`]).
//!
//! Each part is a fax of its own, with the facts of the same call and copies of its pages. The whole
//! fax remains as it was received, but nobody gets it: mails, prints, watched folders and webhooks
//! get the parts. The documents of the parts are written first. All rows follow in one transaction.

use std::collections::HashSet;
use std::io::ErrorKind;
use std::ops::RangeInclusive;
use std::path::Path;
use std::time::{Duration, Instant, SystemTime};

use crate::database::{self, Transaction, params};
use crate::desk::{Deed, Done};
use crate::error::Rollback;
use crate::filed::forget_moves;
use crate::folder::{PARTS, RECEIVED};
use crate::moving::withdraw;
use crate::outbox::make_entries;
use crate::safe_file::{self, Share};
use crate::sort_wait::now_since;
use crate::{
    CleanupReport, FaxId, FaxTexts, Retention, SpoolError, documents, open_document, words,
};
use ferrofax_basics::UnixMs;
use ferrofax_document::tiff::{PageByPage, TiffError};

const UNTIL: &str = "
    SELECT s.until FROM fax_sortings AS s JOIN faxes AS f ON f.id = s.fax
    WHERE s.fax = ?1 AND s.sorted_at IS NULL AND f.junk IS NULL AND f.status = 'received'";
/// The document of the whole fax, and random digits. They distinguish the documents of this attempt
/// from those of another.
const DOCUMENT: &str = "SELECT document, lower(hex(randomblob(4))) FROM faxes WHERE id = ?1";
const PAGES: &str = "SELECT number FROM pages WHERE fax = ?1 ORDER BY number";
const INSERT: &str = "
    INSERT INTO faxes (status, device, class, called, calling, caller_name, call_id, started_at, ended_at, far_ident, sub,
                       sid, rate_bps, ecm, coding, x_dpi, y_dpi, outcome_phase, outcome_cause, outcome_text, format,
                       mail_without_pages, document, mode, packets, line, trunk, fetched_by, retention, outcome_event,
                       outcome_values, ages_from)
    SELECT status, device, class, called, calling, caller_name, call_id, started_at, ended_at, far_ident, sub,
           sid, rate_bps, ecm, coding, x_dpi, y_dpi, outcome_phase, outcome_cause, outcome_text, format,
           mail_without_pages, ?2, mode, packets, line, trunk, fetched_by, retention, outcome_event, outcome_values,
           ages_from
    FROM faxes WHERE id = ?1 RETURNING id";
const INSERT_PAGE: &str = "
    INSERT INTO pages (fax, number, width, rows, x_dpi, y_dpi, coding, rate_bps, ecm, bad_rows, longest_bad_run,
                       complete, confirmed, received_at)
    SELECT ?3, ?4, width, rows, x_dpi, y_dpi, coding, rate_bps, ecm, bad_rows, longest_bad_run, complete, confirmed,
           received_at
    FROM pages WHERE fax = ?1 AND number = ?2";
const INSERT_MAILBOXES: &str = "
    INSERT INTO fax_mailboxes (fax, position, mailbox)
    SELECT ?2, position, mailbox FROM fax_mailboxes WHERE fax = ?1";
const INSERT_OPTIONS: &str = "
    INSERT INTO fax_options (fax, name, value) SELECT ?2, name, value FROM fax_options WHERE fax = ?1";
const INSERT_PART: &str = "INSERT INTO fax_parts (fax, whole) VALUES (?1, ?2)";
/// The documents of parts that belong to a fax, or that a clean-up is about to delete.
const OWNED: &str = "
    SELECT document FROM faxes WHERE substr(document, 1, 6) = 'parts/'
    UNION SELECT document FROM deletions WHERE substr(document, 1, 6) = 'parts/'";
const SORTED: &str = "UPDATE fax_sortings SET sorted_at = ?2 WHERE fax = ?1";

/// The age from which a document of a part without a fax is deleted.
const UNOWNED_AGE: Duration = Duration::from_secs(24 * 60 * 60);

/// The indices of the pages of a part, from 0, in ascending order.
pub type PartPages = Vec<usize>;

impl FaxTexts<'_> {
    /// Makes a fax of each part of a fax that waits for rules. The parts wait for rules themselves.
    /// `by` is the name under which the history of the faxes has this. `now` is the time of the call.
    ///
    /// # Returns
    /// The new faxes; none if the fax no longer waits, was deleted, or is incomplete. Nothing is
    /// changed then.
    ///
    /// # Errors
    /// The document cannot be read or decrypted, has no such page, or the spool could not be written.
    pub fn split_fax(
        &self,
        fax: FaxId,
        parts: &[PartPages],
        by: &str,
        now: UnixMs,
    ) -> Result<Vec<FaxId>, SpoolError> {
        let begun = Instant::now();
        // The document of a part is encrypted when its mails were sent, like that of any fax.
        let _still = self.spool.encryption().fax_in_clear(fax)?;
        let mut documents = Vec::new();
        let made = match self.write_documents(fax, parts, &mut documents) {
            Ok(()) => self.insert_parts(fax, (parts, &documents), by, (now, begun)),
            Err(error) => Err(error),
        };
        // If the end of the transaction is unknown, the parts may exist.
        let are_made = matches!(&made, Ok(made) if !made.is_empty());
        if !are_made && !matches!(&made, Err(SpoolError::Unsure { .. })) {
            self.remove(&documents);
        }
        made
    }

    /// Writes the documents of the parts, and adds their names to `names`.
    fn write_documents(
        &self,
        fax: FaxId,
        parts: &[PartPages],
        names: &mut Vec<String>,
    ) -> Result<(), SpoolError> {
        let whole: Option<(String, String)> = self.spool.read(|transaction| {
            transaction.first(DOCUMENT, [fax.0], |row| Ok((row.get(0)?, row.get(1)?)))
        })?;
        let (whole, digits) = whole.ok_or(SpoolError::NoSuchFax(fax))?;
        let path = self.spool.received_path(&whole)?;
        let fault = |text: String| SpoolError::Document { path: path.clone(), text };
        let of_tiff = |error: TiffError| fault(error.to_string());
        let file = open_document(&path).map_err(|why| fault(why.to_string()))?;
        let file = file.ok_or_else(|| fault("it is encrypted".to_owned()))?;
        let pages = PageByPage::open(file, &path).map_err(of_tiff)?;
        let pages =
            pages.ok_or_else(|| fault("it is not laid out as it was written".to_owned()))?;
        for (number, part) in (1..).zip(parts) {
            let document = pages.only(part).map_err(of_tiff)?;
            let stem = Path::new(&whole).file_stem().unwrap_or_default().to_string_lossy();
            let name = format!("{PARTS}/{stem}-{digits}-{number}.tif");
            let path = self.spool.received_path(&name)?;
            names.push(name);
            documents::keep(&path, &document, Share::GroupReads)
                .map_err(SpoolError::of_document)?;
        }
        Ok(())
    }

    /// Makes the parts with these documents, in one transaction.
    fn insert_parts(
        &self,
        fax: FaxId,
        (parts, documents): (&[PartPages], &[String]),
        by: &str,
        (now, begun): (UnixMs, Instant),
    ) -> Result<Vec<FaxId>, SpoolError> {
        self.spool.write_or_refuse(|transaction| {
            let until: Option<UnixMs> = transaction.first(UNTIL, [fax.0], |row| row.get(0))?;
            if until.is_none_or(|until| until <= now_since(now, begun)) {
                return Ok(Vec::new());
            }
            let made = insert(transaction, fax, parts, documents)?;
            let told = made.iter().zip(parts).map(|(part, pages)| {
                Done { fax: *part, by, at: now }
                    .note(transaction, Deed::Part, &format!("{fax} ({})", page_numbers(pages)))
                    .map(|()| format!("{part} ({})", page_numbers(pages)))
            });
            let told = told.collect::<database::Result<Vec<_>>>()?.join(", ");
            Done { fax, by, at: now }.note(transaction, Deed::Split, &told)?;
            withdraw(transaction, fax)?;
            forget_moves(transaction, fax)?;
            transaction.run(SORTED, params![fax.0, now])?;
            for part in &made {
                make_entries(transaction, *part, true, now, self.spool.host())?;
            }
            Ok::<_, Rollback<SpoolError>>(made)
        })
    }

    fn remove(&self, unneeded: &[String]) {
        let names: Vec<&str> = unneeded.iter().map(String::as_str).collect();
        let removed = documents::remove_all(&self.spool.folder().join(RECEIVED), &names);
        for error in removed.into_iter().filter_map(Result::err).map(SpoolError::of_document) {
            log::warn!("a document that nobody needs remains: {error}");
        }
    }
}

impl Retention<'_> {
    /// Removes old documents of parts that belong to no fax. They are left from faxes that were
    /// being split when the service crashed.
    pub(crate) fn remove_unowned_parts(
        &self,
        now: UnixMs,
        report: &mut CleanupReport,
    ) -> Result<(), SpoolError> {
        // The faxes of a stateless node are in the shared database, and their documents elsewhere.
        if self.spool.is_front() {
            return Ok(());
        }
        let old = self.old_parts(now)?;
        if old.is_empty() {
            return Ok(());
        }
        let owned: HashSet<String> =
            self.spool.read(|transaction| transaction.all(OWNED, [], |row| row.get(0)))?;
        let unowned: Vec<&str> =
            old.iter().filter(|name| !owned.contains(*name)).map(String::as_str).collect();
        for removed in documents::remove_all(&self.spool.received_folder(), &unowned) {
            match removed.map_err(SpoolError::of_document) {
                Ok(bytes) => report.freed_bytes += bytes,
                Err(error) => report.problems.push(error.to_string()),
            }
        }
        Ok(())
    }

    /// The names of the documents of parts that were written more than [`UNOWNED_AGE`] ago,
    /// including those that were not completed.
    fn old_parts(&self, now: UnixMs) -> Result<HashSet<String>, SpoolError> {
        let folder = self.spool.received_folder().join(PARTS);
        let files = match safe_file::entries(&folder) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(HashSet::new()),
            files => files.map_err(|error| SpoolError::io("read", &folder, &error))?,
        };
        let now = SystemTime::from(now);
        let is_old = |file: &Path| {
            let written = safe_file::metadata(file).and_then(|file| file.modified());
            written.is_ok_and(|at| now.duration_since(at).is_ok_and(|age| age > UNOWNED_AGE))
        };
        let is_part = |file: &Path| {
            let ending = file.extension().unwrap_or_default();
            ending == "tif" || ending == "new"
        };
        let old = files.iter().filter(|file| is_part(file) && is_old(file));
        let names = old.filter_map(|file| {
            Some(format!("{PARTS}/{}", file.with_extension("tif").file_name()?.to_str()?))
        });
        Ok(names.collect())
    }
}

/// Writes the rows of the parts.
fn insert(
    transaction: &Transaction<'_>,
    fax: FaxId,
    parts: &[PartPages],
    documents: &[String],
) -> Result<Vec<FaxId>, Rollback<SpoolError>> {
    let pages: Vec<i64> = transaction.all(PAGES, [fax.0], |row| row.get(0))?;
    let mut made = Vec::new();
    for (part, document) in parts.iter().zip(documents) {
        let id = transaction.insert(INSERT, params![fax.0, document])?;
        for (number, index) in (1_i64..).zip(part) {
            let page = pages.get(*index).ok_or(SpoolError::Internal)?;
            transaction.run(INSERT_PAGE, params![fax.0, page, id, number])?;
        }
        transaction.run(INSERT_MAILBOXES, [fax.0, id])?;
        transaction.run(INSERT_OPTIONS, [fax.0, id])?;
        transaction.run(INSERT_PART, [id, fax.0])?;
        words::index(transaction, id)?;
        made.push(FaxId(id));
    }
    Ok(made)
}

/// The numbers of the pages of a part, as people write them: `1-3, 5`.
pub fn page_numbers(pages: &[usize]) -> String {
    let mut runs: Vec<RangeInclusive<usize>> = Vec::new();
    for page in pages.iter().map(|index| index + 1) {
        match runs.last_mut() {
            Some(run) if run.end() + 1 == page => *run = *run.start()..=page,
            _ => runs.push(page..=page),
        }
    }
    let run = |run: &RangeInclusive<usize>| {
        if run.start() == run.end() {
            run.start().to_string()
        } else {
            format!("{}-{}", run.start(), run.end())
        }
    };
    runs.iter().map(run).collect::<Vec<_>>().join(", ")
}
