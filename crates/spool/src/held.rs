//! Documents that devices hold for polling, and the callers that fetched them.
//!
//! The files are copied into the folder of the jobs' documents, as those of jobs are.

use std::path::PathBuf;

use super::SpoolError;
use super::ids::HeldId;
use super::jobs::NewDocument;
use crate::Submission;
use crate::database::{self, Row, Transaction, params};
use ferrofax_basics::DeviceName;
use ferrofax_basics::UnixMs;

/// A document to be held for polling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewHeld {
    /// The device from which callers fetch the document.
    pub device: DeviceName,
    /// The SEP with which callers ask for the document. `None`: they ask without an SEP.
    pub sep: Option<String>,
    /// The password (PWD) for the document. `None`: anybody may fetch it.
    pub pwd: Option<String>,
    /// Whether the document is given once and then no longer held.
    pub once: bool,
    /// The files of the document, in the order in which they are sent.
    pub documents: Vec<NewDocument>,
    /// The user who has the document held.
    pub held_by: String,
}

/// A document that is or was held for polling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldDocument {
    /// The number of the document.
    pub id: HeldId,
    /// The device from which callers fetch the document.
    pub device: DeviceName,
    /// The SEP with which callers ask for the document.
    pub sep: Option<String>,
    /// The password (PWD) for the document.
    pub pwd: Option<String>,
    /// Whether the document is given only once.
    pub once: bool,
    /// Since when the document is held.
    pub held_at: UnixMs,
    /// The user who has the document held.
    pub held_by: String,
    /// When holding ended; `None` while the document is held.
    pub ended_at: Option<UnixMs>,
    /// The files of the document. A document that is no longer held has none, unless its device is
    /// on legal hold.
    pub files: Vec<HeldFile>,
}

/// A file of a held document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldFile {
    /// The path of the file.
    pub path: PathBuf,
    /// The name of the file, as users see it.
    pub name: String,
    /// The number of pages.
    pub pages: u32,
}

/// A call that fetched a held document, or tried to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldFetch {
    /// When the document was fetched.
    pub at: UnixMs,
    /// The caller's number; empty if withheld.
    pub calling: String,
    /// The identification of the caller's fax machine (CIG).
    pub far_ident: Option<String>,
    /// The number of pages that the caller confirmed.
    pub pages: u32,
    /// Whether the caller confirmed the whole document.
    pub whole: bool,
    /// The name of the cause with which the call ended.
    pub cause: String,
}

impl HeldDocument {
    /// The number of pages of all files.
    pub fn pages(&self) -> u32 {
        self.files.iter().map(|file| file.pages).sum()
    }
}

const INSERT: &str = "
    INSERT INTO held_documents (device, sep, pwd, once, held_at, held_by) VALUES (?1, ?2, ?3, ?4, ?5, ?6) RETURNING id";
const INSERT_FILE: &str =
    "INSERT INTO held_files (document, number, file, name, pages) VALUES (?1, ?2, ?3, ?4, ?5)";
const SELECT: &str = "
    SELECT id, device, sep, pwd, once, held_at, held_by, ended_at FROM held_documents
    WHERE (device = ?1 OR ?1 IS NULL) AND (?2 OR ended_at IS NULL) ORDER BY id";
const SELECT_FILES: &str =
    "SELECT file, name, pages FROM held_files WHERE document = ?1 ORDER BY number";
const INSERT_FETCH: &str = "
    INSERT INTO held_fetches (document, at, calling, far_ident, pages, whole, cause)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
const SELECT_FETCHES: &str = "
    SELECT at, calling, far_ident, pages, whole, cause FROM held_fetches WHERE document = ?1 ORDER BY id";
const IS_GIVEN_ONCE: &str =
    "SELECT EXISTS (SELECT 1 FROM held_documents WHERE id = ?1 AND once = 1)";
/// Whether the document in this row belongs to a device on legal hold.
macro_rules! on_hold {
    () => {
        "EXISTS (SELECT 1 FROM legal_holds AS h WHERE h.released_at IS NULL AND h.device = held_documents.device)"
    };
}

/// The documents that are no longer held and whose device is not on legal hold.
macro_rules! over {
    () => {
        concat!(
            "(SELECT id FROM held_documents WHERE ended_at IS NOT NULL AND NOT ",
            on_hold!(),
            ")"
        )
    };
}

const FILES_LEFT: &str = concat!(
    "INSERT INTO job_files_left (file) SELECT file FROM held_files WHERE document IN ",
    over!()
);
const FORGET_FILES: &str = concat!("DELETE FROM held_files WHERE document IN ", over!());
const END: &str = "UPDATE held_documents SET ended_at = ?2 WHERE id = ?1 AND ended_at IS NULL";
const DELETE_OLD: &str =
    concat!("DELETE FROM held_documents WHERE ended_at < ?1 AND NOT ", on_hold!());

impl Submission<'_> {
    /// Holds a document of at most `max_pages` pages. The document is durable when this returns.
    pub fn hold_document(
        &self,
        new: &NewHeld,
        max_pages: u32,
        now: UnixMs,
    ) -> Result<HeldId, SpoolError> {
        let taken = self.take_documents(&new.documents, max_pages)?;
        let held = self.spool.write(|transaction| {
            let NewHeld { device, sep, pwd, once, held_by, .. } = new;
            let id = transaction.insert(INSERT, params![device, sep, pwd, once, now, held_by])?;
            let mut insert = transaction.prepare_cached(INSERT_FILE)?;
            for (at, one) in taken.iter().enumerate() {
                insert.execute(params![id, at as i64 + 1, one.file, one.name, one.pages])?;
            }
            Ok(HeldId(id))
        });
        // If the document may be held, its files remain. The clean-up deletes files that belong to no
        // document.
        held.inspect_err(|error| {
            if !matches!(error, SpoolError::Unsure { .. }) {
                self.discard_documents(&taken);
            }
        })
    }

    /// The documents that one device or all devices hold, the oldest first. `wanted_ended` adds the
    /// documents that are no longer held.
    pub fn held_documents(
        &self,
        device: Option<&DeviceName>,
        wanted_ended: bool,
    ) -> Result<Vec<HeldDocument>, SpoolError> {
        self.spool.read(|transaction| {
            let mut held: Vec<HeldDocument> =
                transaction.all(SELECT, params![device, wanted_ended], document_of_row)?;
            let mut files = transaction.prepare_cached(SELECT_FILES)?;
            for one in &mut held {
                let of_row = |row: &Row<'_>| {
                    let path = self.spool.jobs_folder().join(row.get::<_, String>(0)?);
                    Ok(HeldFile { path, name: row.get(1)?, pages: row.get(2)? })
                };
                one.files = files.query_map([one.id.0], of_row)?.collect::<Result<_, _>>()?;
            }
            Ok(held)
        })
    }

    /// The calls that fetched a held document, in the order of the calls.
    pub fn fetches_of(&self, held: HeldId) -> Result<Vec<HeldFetch>, SpoolError> {
        self.spool
            .read(|transaction| transaction.all(SELECT_FETCHES, [held.0], fetch_of_row))
    }

    /// Records a call that fetched a document. A document that is given only once is no longer held
    /// after it was given whole.
    pub fn note_fetch(&self, held: HeldId, fetch: &HeldFetch) -> Result<(), SpoolError> {
        self.spool.write(|transaction| {
            let HeldFetch { at, calling, far_ident, pages, whole, cause } = fetch;
            transaction
                .run(INSERT_FETCH, params![held.0, at, calling, far_ident, pages, whole, cause])?;
            let once: bool = transaction.one(IS_GIVEN_ONCE, [held.0], |row| row.get(0))?;
            if once && *whole {
                release(transaction, held, *at)?;
            }
            Ok(())
        })
    }

    /// Ends the holding of a document. Returns false if no document with this number is held. The
    /// next clean-up deletes its files, because a call may be fetching it now. While its device is
    /// on legal hold, no clean-up deletes them.
    pub fn release_document(&self, held: HeldId, now: UnixMs) -> Result<bool, SpoolError> {
        self.spool.write(|transaction| release(transaction, held, now))
    }

    /// Gives up the files of documents that are no longer held. Those whose device was on legal
    /// hold when they were released still have their files.
    pub(super) fn let_held_files_go(&self) -> Result<(), SpoolError> {
        self.spool.write(let_files_go)
    }

    /// Deletes the records of documents whose holding ended before this time, and of their calls.
    pub(super) fn forget_held(&self, before: UnixMs) -> Result<(), SpoolError> {
        self.spool.write(|transaction| transaction.run(DELETE_OLD, [before]))
    }
}

fn release(transaction: &Transaction<'_>, held: HeldId, now: UnixMs) -> database::Result<bool> {
    let has_ended = transaction.change(END, params![held.0, now])? > 0;
    let_files_go(transaction)?;
    Ok(has_ended)
}

fn let_files_go(transaction: &Transaction<'_>) -> database::Result<()> {
    transaction.run(FILES_LEFT, [])?;
    transaction.run(FORGET_FILES, [])
}

fn document_of_row(row: &Row<'_>) -> database::Result<HeldDocument> {
    Ok(HeldDocument {
        id: HeldId(row.get(0)?),
        device: row.get(1)?,
        sep: row.get(2)?,
        pwd: row.get(3)?,
        once: row.get(4)?,
        held_at: row.get(5)?,
        held_by: row.get(6)?,
        ended_at: row.get(7)?,
        files: Vec::new(),
    })
}

fn fetch_of_row(row: &Row<'_>) -> database::Result<HeldFetch> {
    Ok(HeldFetch {
        at: row.get(0)?,
        calling: row.get(1)?,
        far_ident: row.get(2)?,
        pages: row.get(3)?,
        whole: row.get(4)?,
        cause: row.get(5)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::HoldOf;
    use crate::Spool;
    use crate::database::faults;
    use crate::numbers::NumberRules;
    use ferrofax_document::tiff::{Builder, NewPage};
    use ferrofax_ground::t4::{Bitmap, PageQuality, Resolution};
    use std::path::Path;

    fn fetch(whole: bool) -> HeldFetch {
        HeldFetch {
            at: UnixMs(5),
            calling: "49991".into(),
            far_ident: Some("+49 991".into()),
            pages: 1,
            whole,
            cause: "OK".into(),
        }
    }

    /// Writes a document of one page, and returns its path.
    fn document(folder: &Path) -> PathBuf {
        let path = folder.join("a.tif");
        let (bitmap, quality) = (Bitmap::white(1728, 20), PageQuality::default());
        let page =
            NewPage { bitmap: &bitmap, resolution: Resolution::Fine, quality, date_time: "" };
        let mut file = Builder::new();
        file.push(&page);
        std::fs::write(&path, file.finish()).unwrap();
        path
    }

    #[test]
    fn a_document_that_may_be_held_keeps_its_files() {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::open(&folder.path().join("spool")).unwrap();
        let new = NewHeld {
            device: "2101@fax".parse().unwrap(),
            sep: None,
            pwd: None,
            once: false,
            documents: vec![NewDocument { path: document(folder.path()), name: "a".into() }],
            held_by: "alice".into(),
        };
        let mut unsure = 0;
        for steps in 0.. {
            faults::die_after(steps);
            let held = spool.submission().hold_document(&new, 9, UnixMs(1));
            if !faults::live_again() {
                break;
            }
            let error = held.expect_err("the database failed");
            unsure += u32::from(matches!(error, SpoolError::Unsure { .. }));
        }
        assert!(unsure > 0, "a step comes after the commit");
        let held = spool.submission().held_documents(None, false).unwrap();
        assert_eq!(held.len(), 2, "the one whose commit had no answer, and the last one");
        for file in held.iter().flat_map(|one| &one.files) {
            assert!(file.path.exists(), "{file:?} is lost");
        }
        // The documents that are certainly not held leave no files.
        assert_eq!(std::fs::read_dir(spool.jobs_folder()).unwrap().count(), 2);
    }

    #[test]
    fn what_is_held_is_there_until_it_was_given_once_or_is_released() {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::open(&folder.path().join("spool")).unwrap();
        let path = document(folder.path());
        let new = |device: &str, once| NewHeld {
            device: device.parse().unwrap(),
            sep: Some("4711".into()),
            pwd: None,
            once,
            documents: vec![NewDocument { path: path.clone(), name: "a".into() }; 2],
            held_by: "alice".into(),
        };
        let often =
            spool.submission().hold_document(&new("2101@fax", false), 9, UnixMs(1)).unwrap();
        let once = spool.submission().hold_document(&new("2102@fax", true), 9, UnixMs(2)).unwrap();
        assert!(
            spool.submission().hold_document(&new("2102@fax", true), 1, UnixMs(2)).is_err(),
            "two pages"
        );
        let held = |device: &str| {
            spool
                .submission()
                .held_documents(Some(&device.parse().unwrap()), false)
                .unwrap()
        };
        assert_eq!(spool.submission().held_documents(None, false).unwrap().len(), 2);
        let one = &held("2101@fax")[0];
        assert_eq!((one.id, one.pages(), one.sep.as_deref()), (often, 2, Some("4711")));
        assert!(one.files.iter().all(|file| file.path.exists()));

        spool.submission().note_fetch(often, &fetch(true)).unwrap();
        spool.submission().note_fetch(once, &fetch(false)).unwrap();
        assert_eq!(held("2102@fax").len(), 1, "it was not given whole");
        assert_eq!(spool.submission().fetches_of(once).unwrap(), [fetch(false)]);
        spool.submission().note_fetch(once, &fetch(true)).unwrap();
        assert_eq!((held("2101@fax").len(), held("2102@fax").len()), (1, 0));
        let ended = spool.submission().held_documents(None, true).unwrap();
        assert_eq!((ended.len(), ended[1].ended_at), (2, Some(UnixMs(5))));
        assert_eq!(spool.submission().fetches_of(once).unwrap().len(), 2);

        // Its files are kept as long as it is held, however old they are.
        let files = || std::fs::read_dir(spool.folder().join("jobs")).unwrap().count();
        let far = UnixMs(i64::from(u32::MAX) * 1000);
        spool.retention().cleanup(far, 9).unwrap();
        assert_eq!((files(), spool.submission().held_documents(None, true).unwrap().len()), (2, 1));
        let (of, rules) = (HoldOf::Device("2101@fax".parse().unwrap()), NumberRules::default());
        let hold = spool
            .retention()
            .place_legal_hold(&of, &rules, ("chief", "case 17"), UnixMs(6))
            .unwrap();
        assert!(spool.submission().release_document(often, UnixMs(6)).unwrap());
        assert!(!spool.submission().release_document(often, UnixMs(6)).unwrap());
        spool.retention().cleanup(far, 9).unwrap();
        assert_eq!((files(), held("2101@fax").len()), (2, 0), "it is on legal hold");
        assert!(
            spool
                .retention()
                .release_legal_hold(hold, ("chief", "settled"), UnixMs(7))
                .unwrap()
        );
        spool.retention().cleanup(far, 9).unwrap();
        assert_eq!((files(), spool.submission().held_documents(None, true).unwrap().len()), (0, 0));
    }
}
