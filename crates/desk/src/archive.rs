//! Collects several received faxes that are put into one file: a ZIP archive or a PDF.

use std::fs;
use std::path::PathBuf;

use super::{Desk, DeskError, Person};
use ferrofax_basics::UnixMs;
use ferrofax_spool::{FaxId, ReceivedFax};

/// The greatest number of faxes in one file. `MOST_MB` is the greatest size of their documents
/// together, in MiB.
const MOST_FAXES: usize = 200;
const MOST_MB: u64 = 500;

/// The greatest number of pages of a PDF with several faxes.
const MOST_PAGES: usize = 5_000;

/// The kind of file into which several received faxes are put.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bundle {
    /// A ZIP archive with a PDF for each fax.
    Zip,
    /// One PDF with the pages of all faxes, for example to print them.
    Pdf,
}

impl Bundle {
    /// Checks that one file of this kind may contain this number of faxes. `bytes` is the size of
    /// their documents together, and `pages` the number of their pages.
    fn has_room(self, faxes: usize, bytes: u64, pages: usize) -> Result<(), DeskError> {
        let is_large = bytes > MOST_MB << 20;
        let text = match self {
            Self::Zip if faxes > MOST_FAXES => format!("an archive has at most {MOST_FAXES} faxes"),
            Self::Pdf if faxes > MOST_FAXES => format!("one PDF has at most {MOST_FAXES} faxes"),
            Self::Zip if is_large => {
                format!("the faxes of an archive have at most {MOST_MB} MB together")
            }
            Self::Pdf if is_large => {
                format!("the faxes of one PDF have at most {MOST_MB} MB together")
            }
            Self::Pdf if pages > MOST_PAGES => format!("one PDF has at most {MOST_PAGES} pages"),
            Self::Zip | Self::Pdf => return Ok(()),
        };
        Err(DeskError::Unfit(text))
    }
}

impl Desk {
    /// Returns the faxes for one file, with the paths of their documents. This counts as opening
    /// the faxes: the audit log gets a line about each, and the history of each gets an entry if
    /// the person has not opened it before.
    ///
    /// # Errors
    /// [`DeskError`]: there are no faxes, or too many faxes or pages ([`DeskError::Unfit`]), the
    /// person may not see one of them, or one has no document ([`DeskError::NoPages`]).
    pub fn faxes_for_bundle(
        &self,
        person: &Person,
        bundle: Bundle,
        faxes: &[FaxId],
        now: UnixMs,
    ) -> Result<Vec<(ReceivedFax, PathBuf)>, DeskError> {
        let faxes = self.once(person, ("archive", "fax"), faxes)?;
        if faxes.is_empty() {
            return Err(DeskError::Unfit("an archive needs at least one fax".to_owned()));
        }
        bundle.has_room(faxes.len(), 0, 0)?;
        let (mut found, mut bytes, mut pages) = (Vec::new(), 0, 0);
        for id in &faxes {
            self.seen_fax(person, "archive", *id)?;
            let fax = self.spool.faxes().fax(*id)?;
            let document = self.spool.faxes().document_path(*id)?;
            let file = fs::metadata(&document).ok().filter(|_| !fax.pages.is_empty());
            bytes += file.ok_or(DeskError::NoPages(*id))?.len();
            pages += fax.pages.len();
            bundle.has_room(faxes.len(), bytes, pages)?;
            found.push((fax, document));
        }
        let lines: Vec<_> = faxes.iter().map(|id| vec![("fax", id.to_string())]).collect();
        self.rights.all_at_desk(person, "archive", &lines)?;
        self.spool.faxes().note_readings(&faxes, &person.name, now)?;
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pdf_has_no_more_pages_than_its_limit() {
        let said = |bundle: Bundle, faxes, bytes, pages| {
            bundle.has_room(faxes, bytes, pages).err().map(|error| error.to_string())
        };
        let limit = MOST_MB << 20;
        for bundle in [Bundle::Zip, Bundle::Pdf] {
            assert_eq!(said(bundle, MOST_FAXES, limit, MOST_PAGES), None);
        }
        assert_eq!(said(Bundle::Zip, 1, 0, MOST_PAGES + 1), None);
        let refused = [
            (said(Bundle::Pdf, 1, 0, MOST_PAGES + 1), "one PDF has at most 5000 pages"),
            (said(Bundle::Pdf, MOST_FAXES + 1, 0, 0), "one PDF has at most 200 faxes"),
            (
                said(Bundle::Pdf, 1, limit + 1, 1),
                "the faxes of one PDF have at most 500 MB together",
            ),
            (
                said(Bundle::Zip, 1, limit + 1, 1),
                "the faxes of an archive have at most 500 MB together",
            ),
        ];
        for (said, wanted) in refused {
            assert_eq!(said.as_deref(), Some(wanted));
        }
    }
}
