//! The import from another fax server: the faxes that it received, which are stored as if they had
//! arrived here, and its jobs (`jobs::taken_over`). Each imported fax or job has a mark, under
//! which it is imported only once, even if it was deleted here since.
//!
//! Nobody is notified of these faxes. They are not mailed, not printed, and not written into
//! watched folders or into a log of calls. Webhooks do not report them. In all else they are like
//! other faxes: they are listed, found, counted by their own dates, shipped by nodes, and deleted
//! by age.

use std::collections::BTreeMap;
use std::path::Path;

use super::ids::JobId;
use super::{FaxId, Format, SpoolError, documents, words};
use crate::Submission;
use crate::column::optional_word;
use crate::database::{self, Row, Transaction, params};
use crate::job_options::RETENTION;
use crate::job_words::JobState;
use crate::safe_file::Share;
use ferrofax_basics::DeviceName;
use ferrofax_basics::UnixMs;
use ferrofax_document::tiff::{self, TiffError, TiffPage};

/// A fax that another server received, for the import.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TakenFax {
    /// The device for which the fax is stored.
    pub device: DeviceName,
    /// The device's class, if it has one.
    pub class: Option<String>,
    /// The mailboxes to which the fax belongs.
    pub mailboxes: Vec<String>,
    /// The format in which the mailboxes get faxes.
    pub format: Format,
    /// The device's settings.
    pub options: BTreeMap<String, String>,
    /// The number that was called; may be empty.
    pub called: String,
    /// The number that called; empty if unknown.
    pub calling: String,
    /// The caller's name; empty if unknown.
    pub caller_name: String,
    /// The other server's name for the call.
    pub call_id: String,
    /// The identification of the remote fax machine (TSI).
    pub far_ident: Option<String>,
    /// The subaddress (SUB).
    pub sub: Option<String>,
    /// When the call began.
    pub started_at: UnixMs,
    /// When the call ended.
    pub ended_at: UnixMs,
    /// Whether the fax is incomplete.
    pub is_incomplete: bool,
    /// The origin and the defects of the fax, in words.
    pub text: String,
    /// The document, as TIFF-F, as the spool keeps it.
    pub document: Vec<u8>,
}

/// An imported fax or job, found by its mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenOver {
    /// The mark by which the fax or job is recognised if it is imported again.
    pub mark: String,
    /// The imported fax; `None` if a job was imported.
    pub fax: Option<FaxId>,
    /// The imported job; `None` if a fax was imported.
    pub job: Option<JobId>,
    /// The job's state; `None` if it no longer exists.
    pub state: Option<JobState>,
    /// The progress of the job on the other server.
    pub stood: String,
}

/// The folder of the imported documents, inside the folder of received faxes.
const FOLDER: &str = "taken-over";

const MARKED: &str = "
    SELECT t.mark, t.fax, t.job, t.stood, j.state FROM taken_over AS t LEFT JOIN jobs AS j ON j.id = t.job
    WHERE t.mark = ?1";
const HELD: &str = "
    SELECT t.mark, t.fax, t.job, t.stood, j.state FROM taken_over AS t JOIN jobs AS j ON j.id = t.job
    WHERE j.state = 'suspended' ORDER BY j.id";
const MARK: &str = "
    INSERT INTO taken_over (mark, fax, job, stood, at) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (mark) DO NOTHING";
const INSERT_FAX: &str = "
    INSERT INTO faxes (status, device, class, called, calling, caller_name, call_id, started_at, ended_at, far_ident, sub,
                       outcome_text, format, mail_without_pages, retention, document)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, 0, ?14, ?15) RETURNING id";
const INSERT_PAGE: &str = "
    INSERT INTO pages (fax, number, width, rows, x_dpi, y_dpi, bad_rows, longest_bad_run, complete, confirmed, received_at)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, 0, 1, 1, ?7)";
const INSERT_MAILBOX: &str =
    "INSERT INTO fax_mailboxes (fax, position, mailbox) VALUES (?1, ?2, ?3)";
const INSERT_OPTION: &str = "INSERT INTO fax_options (fax, name, value) VALUES (?1, ?2, ?3)";

impl Submission<'_> {
    /// The fax or job that was imported under this mark.
    pub fn taken_over(&self, mark: &str) -> Result<Option<TakenOver>, SpoolError> {
        self.spool.read(|transaction| marked(transaction, mark))
    }

    /// The imported jobs that are suspended.
    pub fn held_taken_over(&self) -> Result<Vec<TakenOver>, SpoolError> {
        self.spool.read(|transaction| transaction.all(HELD, [], of_row))
    }

    /// Stores a fax that another server received, once for its mark. The fax is durable when this
    /// returns. Returns the fax's number, and whether it was stored now. The number of a fax that
    /// was imported before is returned even if that fax was deleted since; `None` if the mark is of
    /// a job.
    ///
    /// The document is written first, under a name that is derived from the mark. If a crash comes
    /// before the row is written, the next import writes the same file.
    ///
    /// # Errors [`SpoolError::Document`]: the document is no valid TIFF. The spool could not store
    /// the fax.
    pub fn take_fax(
        &self,
        mark: &str,
        fax: &TakenFax,
        now: UnixMs,
    ) -> Result<(Option<FaxId>, bool), SpoolError> {
        if let Some(known) = self.taken_over(mark)? {
            return Ok((known.fax, false));
        }
        let name = format!("{FOLDER}/{}.tif", documents::sha256_of(mark.as_bytes()));
        let path = self.spool.received_path(&name)?;
        let pages = tiff::load_bytes(fax.document.clone(), Path::new("its document"))
            .map_err(|error| of_tiff(&path, &error))?
            .pages;
        documents::keep(&path, &fax.document, Share::GroupReads)
            .map_err(SpoolError::of_document)?;
        self.spool.write(|transaction| {
            if let Some(known) = marked(transaction, mark)? {
                return Ok((known.fax, false));
            }
            let id = insert(transaction, fax, &name)?;
            let mut put = transaction.prepare_cached(INSERT_PAGE)?;
            for (number, page) in (1_u32..).zip(&pages) {
                let TiffPage { width, rows, x_dpi, y_dpi, .. } = page;
                put.execute(params![id, number, width, rows, x_dpi, y_dpi, fax.ended_at])?;
            }
            words::index(transaction, id)?;
            transaction.run(MARK, params![mark, id, None::<i64>, "", now])?;
            Ok((Some(FaxId(id)), true))
        })
    }

    /// Records that a job of this spool was imported under this mark, and how far the other server
    /// was with it. A second record for the mark changes nothing.
    pub fn note_taken_job(
        &self,
        mark: &str,
        job: JobId,
        stood: &str,
        now: UnixMs,
    ) -> Result<(), SpoolError> {
        self.spool.write(|transaction| mark_job(transaction, mark, job.0, stood, now))
    }
}

pub(crate) fn mark_job(
    transaction: &Transaction<'_>,
    mark: &str,
    job: i64,
    stood: &str,
    now: UnixMs,
) -> database::Result<()> {
    let row = params![mark, None::<i64>, job, stood, now];
    transaction.run(MARK, row)
}

pub(crate) fn marked(
    transaction: &Transaction<'_>,
    mark: &str,
) -> database::Result<Option<TakenOver>> {
    transaction.first(MARKED, [mark], of_row)
}

fn of_row(row: &Row<'_>) -> database::Result<TakenOver> {
    Ok(TakenOver {
        mark: row.get("mark")?,
        fax: row.get::<_, Option<i64>>("fax")?.map(FaxId),
        job: row.get::<_, Option<i64>>("job")?.map(JobId),
        state: optional_word(row, "state", JobState::from_name)?,
        stood: row.get("stood")?,
    })
}

/// Writes the fax's row, its mailboxes and the device's settings. Returns the fax's number.
fn insert(transaction: &Transaction<'_>, fax: &TakenFax, document: &str) -> database::Result<i64> {
    let status = if fax.is_incomplete { "incomplete" } else { "received" };
    let id = transaction.prepare_cached(INSERT_FAX)?.insert(params![
        status,
        fax.device,
        fax.class,
        fax.called,
        fax.calling,
        fax.caller_name,
        fax.call_id,
        fax.started_at,
        fax.ended_at,
        fax.far_ident,
        fax.sub,
        fax.text,
        fax.format.name(),
        fax.options.get(RETENTION),
        document,
    ])?;
    let mut put = transaction.prepare_cached(INSERT_MAILBOX)?;
    for (position, mailbox) in
        super::mailboxes::without_doubles(&fax.mailboxes).into_iter().enumerate()
    {
        put.execute(params![id, position as i64, mailbox])?;
    }
    let mut put = transaction.prepare_cached(INSERT_OPTION)?;
    for (name, value) in &fax.options {
        put.execute(params![id, name, value])?;
    }
    Ok(id)
}

fn of_tiff(path: &Path, error: &TiffError) -> SpoolError {
    SpoolError::Document { path: path.to_owned(), text: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Spool;
    use crate::jobs::{JobEnded, NewJob};
    use crate::{FaxQuery, FaxStatus};
    use crate::{NewWebhook, ToldTransfers};
    use ferrofax_document::tiff::{Builder, NewPage};
    use ferrofax_ground::t4::{Bitmap, PageQuality, Resolution};

    fn fax() -> TakenFax {
        let mut file = Builder::new();
        for rows in [10, 20] {
            file.push(&NewPage {
                bitmap: &Bitmap::white(1728, rows),
                resolution: Resolution::Fine,
                quality: PageQuality::default(),
                date_time: "",
            });
        }
        TakenFax {
            device: DeviceName::new("2101", "fax-devices"),
            mailboxes: vec!["alice@example.com".into()],
            calling: "+499912345".into(),
            far_ident: Some("+49 991 2345".into()),
            started_at: UnixMs(1_000),
            ended_at: UnixMs(61_000),
            text: "Taken over.".into(),
            document: file.finish(),
            ..TakenFax::default()
        }
    }

    #[test]
    fn a_fax_is_filed_once_with_its_pages_and_stays_known_when_it_is_gone() {
        let (_folder, spool) = Spool::empty_sqlite();
        let (id, is_new) = spool.submission().take_fax("m", &fax(), UnixMs(99)).unwrap();
        let id = id.unwrap();
        assert!(is_new);
        let filed = spool.faxes().fax(id).unwrap();
        assert_eq!((filed.status, filed.pages.len()), (FaxStatus::Received, 2));
        assert_eq!(filed.mailboxes, ["alice@example.com"]);
        assert_eq!(filed.pages[1].rows, 20);
        let kept = crate::read_document(&spool.faxes().document_path(id).unwrap()).unwrap();
        assert_eq!(kept, fax().document);
        assert_eq!(
            spool.submission().take_fax("m", &fax(), UnixMs(99)).unwrap(),
            (Some(id), false)
        );
        assert_eq!(spool.faxes().list(&FaxQuery::default()).unwrap().len(), 1);
        spool.faxes().delete_fax(id, "test", UnixMs(100)).unwrap();
        assert_eq!(
            spool.submission().take_fax("m", &fax(), UnixMs(101)).unwrap(),
            (Some(id), false)
        );
        assert_eq!(spool.faxes().list(&FaxQuery::default()).unwrap(), []);
    }

    #[test]
    fn nobody_is_told_of_a_fax_that_is_taken_over() {
        let (_folder, spool) = Spool::empty_sqlite();
        let hook = NewWebhook {
            owner: "alice",
            by: "password",
            url: "https://x/",
            events: "*",
            secret: "s",
        };
        spool.webhooks().add_webhook(&hook, UnixMs(1)).unwrap();
        spool.outbox().watched_folder("all", "/srv/faxes", UnixMs(0)).unwrap();
        let (id, _) = spool.submission().take_fax("m", &fax(), UnixMs(99)).unwrap();
        assert_eq!(spool.outbox().outbox_of(id.unwrap()).unwrap(), []);
        assert_eq!(spool.outbox().unfiled("all", 10, (UnixMs(99), UnixMs(0))).unwrap(), []);
        let news = spool.webhooks().webhook_news(10, UnixMs(99)).unwrap();
        assert_eq!(news.map(|news| news.faxes), Some(vec![]));
        let told = spool.recordings().transfers_since(&ToldTransfers::default(), 10).unwrap();
        assert_eq!((told.came, told.sent), (vec![], vec![]));
        assert_eq!(told.told.came.last, id.unwrap().0);
    }

    #[test]
    fn what_is_no_document_is_not_filed() {
        let (_folder, spool) = Spool::empty_sqlite();
        let broken = TakenFax { document: b"II*\0nothing".to_vec(), ..fax() };
        let error = spool.submission().take_fax("m", &broken, UnixMs(99)).unwrap_err();
        assert!(matches!(error, SpoolError::Document { .. }), "{error}");
        assert_eq!(spool.submission().taken_over("m").unwrap(), None);
    }

    #[test]
    fn a_job_that_has_ended_is_filed_once_and_nobody_is_told() {
        let (_folder, spool) = Spool::empty_sqlite();
        let new = NewJob {
            number: "0991 1".into(),
            device: DeviceName::new("2101", "fax-devices"),
            owner: "alice".into(),
            notify: vec!["alice@example.com".into()],
            ..NewJob::default()
        };
        let ended = JobEnded {
            is_done: true,
            tries: 1,
            dials: 2,
            created_at: UnixMs(1_000),
            ended_at: UnixMs(9_000),
            pages_confirmed: 0,
            failure: None,
            text: "Sent there.".into(),
        };
        let (id, is_new) =
            spool.submission().take_ended_job("m", &new, &ended, UnixMs(99)).unwrap();
        assert!(is_new);
        let job = spool.jobs().job(id.unwrap()).unwrap();
        assert_eq!((job.state, job.dials, job.tries), (JobState::Done, 2, 1));
        assert_eq!((job.created_at, job.ended_at), (UnixMs(1_000), Some(UnixMs(9_000))));
        assert_eq!(spool.outbox().reports_of(job.id).unwrap(), []);
        assert_eq!(
            spool.submission().take_ended_job("m", &new, &ended, UnixMs(99)).unwrap(),
            (id, false)
        );
        let known = spool.submission().taken_over("m").unwrap().unwrap();
        assert_eq!((known.job, known.state), (id, Some(JobState::Done)));
        assert_eq!(spool.submission().held_taken_over().unwrap(), []);
    }
}
