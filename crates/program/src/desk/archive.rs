//! Received faxes for an archive.

use std::fs;
use std::path::PathBuf;

use super::{Desk, DeskError, Person};
use ferrofax_basics::UnixMs;
use ferrofax_spool::{FaxId, ReceivedFax};

/// The greatest number of faxes in an archive, and the greatest size of their documents together.
const MOST_IN_ARCHIVE: usize = 200;
const MOST_MB: u64 = 500;

impl Desk {
    /// Returns the faxes for an archive, with the paths of their documents. This counts as opening
    /// the faxes: the audit log gets a line about each, and the history of each gets an entry if
    /// the person has not opened it before.
    ///
    /// # Errors
    /// [`DeskError`]: there are no faxes or too many, the person may not see one of them, or one
    /// has no document ([`DeskError::NoPages`]).
    pub(crate) fn faxes_for_archive(
        &self,
        person: &Person,
        faxes: &[FaxId],
        now: UnixMs,
    ) -> Result<Vec<(ReceivedFax, PathBuf)>, DeskError> {
        let faxes = self.once(person, ("archive", "fax"), faxes)?;
        if faxes.is_empty() {
            return Err(DeskError::Unfit("an archive needs at least one fax".to_owned()));
        }
        if faxes.len() > MOST_IN_ARCHIVE {
            let text = format!("an archive has at most {MOST_IN_ARCHIVE} faxes");
            return Err(DeskError::Unfit(text));
        }
        let (mut found, mut bytes) = (Vec::new(), 0);
        for id in &faxes {
            self.seen_fax(person, "archive", *id)?;
            let fax = self.spool.faxes().fax(*id)?;
            let document = self.spool.faxes().document_path(*id)?;
            let file = fs::metadata(&document).ok().filter(|_| !fax.pages.is_empty());
            bytes += file.ok_or(DeskError::NoPages(*id))?.len();
            if bytes > MOST_MB << 20 {
                let text = format!("the faxes of an archive have at most {MOST_MB} MB together");
                return Err(DeskError::Unfit(text));
            }
            found.push((fax, document));
        }
        let lines: Vec<_> = faxes.iter().map(|id| vec![("fax", id.to_string())]).collect();
        self.rights.all_at_desk(person, "archive", &lines)?;
        self.spool.faxes().note_readings(&faxes, &person.name, now)?;
        Ok(found)
    }
}
