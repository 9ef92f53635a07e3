//! A job as it travels between a node and the store: its row as it is, its options, its pages,
//! its documents.

use super::octets::Beat;
use super::reporting::Told;
use super::same::{SameJob, is_told};
use crate::database::{self, OptionalExtension, Row, Transaction, Value, params_from_iter};
use crate::jobs::{JobId, JobState};
use crate::node::sha256;
use crate::sealing::{Context, Seal};
use crate::{Spool, SpoolError, read_document, safe_file};
use std::path::PathBuf;

/// What both sides have of a job, in their words. Left out are its number, where it stands, and
/// who gets its reports, which is its home's alone.
macro_rules! job_columns {
    () => {
        "number, canonical, device, owner, priority, max_tries, max_dials, tries, dials, created_at, send_at,
         due_at, windows, zone, expires_at, tag, notify_format, unknown, sub, pwd, created_by, failure, cause,
         far_ident, account, account_calls, retention"
    };
}

/// The same of a page.
macro_rules! job_page_columns {
    () => {
        "document, page, state, unknown, refused, rows_confirmed, confirmed_at"
    };
}

const MARK: &str = "SELECT value FROM job_options WHERE job = ?1 AND name = 'mark'";
const ROW: &str = concat!("SELECT ", job_columns!(), " FROM jobs WHERE id = ?1");
const STATE: &str = "SELECT state FROM jobs WHERE id = ?1";
const PAGES: &str = concat!(
    "SELECT ",
    job_page_columns!(),
    " FROM job_pages WHERE job = ?1 ORDER BY document, page"
);
const OPTIONS: &str = "SELECT name, value FROM job_options WHERE job = ?1 ORDER BY name";
const DOCUMENTS: &str =
    "SELECT number, name, file, pages FROM job_documents WHERE job = ?1 ORDER BY number";
const INSERT: &str = concat!(
    "INSERT INTO jobs (",
    job_columns!(),
    ", state, notify_when) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
     'suspended', 'never') RETURNING id"
);
const INSERT_PAGE: &str = concat!(
    "INSERT INTO job_pages (",
    job_page_columns!(),
    ", job) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
);
const INSERT_OPTION: &str = "INSERT INTO job_options (job, name, value) VALUES (?1, ?2, ?3)";
const INSERT_DOCUMENT: &str =
    "INSERT INTO job_documents (job, number, name, file, pages) VALUES (?1, ?2, ?3, ?4, ?5)";

/// A job, ready to go.
pub(super) struct Parcel {
    /// Where it stands on the side that it comes from.
    pub(super) state: JobState,
    /// By which the store knows it, on the way from there.
    pub(super) mark: String,
    row: Vec<Value>,
    /// Its options, but for those that are one side's own.
    pub(super) options: Vec<(String, String)>,
    pages: Vec<Vec<Value>>,
    pub(super) documents: Vec<Document>,
    /// By what it is known as the same as another's, on the way into the store.
    pub(super) same: Option<SameJob>,
    /// Who is told of it, on its way into the store.
    pub(super) told: Told,
}

/// One of its documents.
pub(super) struct Document {
    pub(super) number: i64,
    name: String,
    /// Its file in the folder of jobs' documents; its name in the store.
    pub(super) file: String,
    pages: i64,
    /// None until they are read. On their way into the store they are as it gets them.
    pub(super) octets: Vec<u8>,
    /// What they hash to as they are in clear.
    pub(super) sha256: String,
    /// By what they are sealed in the store; none: they are plain there.
    pub(super) seal: Option<Seal>,
}

impl Document {
    /// Octets of a document that is in the store, on their way there once more.
    pub(super) fn on_its_way(file: String, number: i64, octets: Vec<u8>) -> Self {
        let sha256 = sha256(&octets);
        Self { number, name: String::new(), file, pages: 0, octets, sha256, seal: None }
    }

    /// What it is, as a document of the job of this mark, by which it is sealed for a store.
    pub(super) fn context(&self, mark: &str, octets: usize) -> Context {
        Context::of_job((mark, self.number), (&self.sha256, octets as u64))
    }
}

/// All of a job but its documents' octets; none if there is no such job.
pub(super) fn load(transaction: &Transaction<'_>, job: JobId) -> database::Result<Option<Parcel>> {
    let Some(row) = rows(transaction, ROW, job)?.pop() else { return Ok(None) };
    let state = transaction
        .prepare_cached(STATE)?
        .query_row([job.0], |row| crate::column::word(row, "state", JobState::from_name))?;
    let mut options = transaction.prepare_cached(OPTIONS)?;
    let mut documents = transaction.prepare_cached(DOCUMENTS)?;
    let mut select = transaction.prepare_cached(MARK)?;
    let mark = select.query_row([job.0], |row| row.get(0)).optional()?;
    Ok(Some(Parcel {
        state,
        mark: mark.unwrap_or_default(),
        row,
        options: options
            .query_map([job.0], |row| Ok((row.get(0)?, row.get(1)?)))?
            .filter(|read| !read.as_ref().is_ok_and(|(name, _): &(String, String)| !is_told(name)))
            .collect::<Result<_, _>>()?,
        pages: rows(transaction, PAGES, job)?,
        documents: documents.query_map([job.0], document_of_row)?.collect::<Result<_, _>>()?,
        same: None,
        told: Told::of(transaction, job)?,
    }))
}

impl Parcel {
    /// Puts it into the other side's database, where nothing becomes of it yet: its number there.
    /// It has these options of that side besides.
    pub(super) fn put(
        &self,
        transaction: &Transaction<'_>,
        own: &[(&str, &str)],
    ) -> database::Result<JobId> {
        let row = params_from_iter(self.row.iter().cloned());
        let job = transaction.prepare_cached(INSERT)?.insert(row)?;
        let (of_job, text) = (Value::Integer(job), |text: &str| Value::Text(text.to_owned()));
        let own = own.iter().copied();
        let options = self.options.iter().map(|(name, value)| (&**name, &**value)).chain(own);
        let options = options.map(|(name, value)| vec![of_job.clone(), text(name), text(value)]);
        transaction.insert_rows(INSERT_OPTION, &options.collect::<Vec<_>>())?;
        let documents =
            self.documents.iter().map(|Document { number, name, file, pages, .. }| {
                let (number, pages) = (Value::Integer(*number), Value::Integer(*pages));
                vec![of_job.clone(), number, text(name), text(file), pages]
            });
        transaction.insert_rows(INSERT_DOCUMENT, &documents.collect::<Vec<_>>())?;
        let pages = self.pages.iter().map(|page| [&**page, std::slice::from_ref(&of_job)].concat());
        transaction.insert_rows(INSERT_PAGE, &pages.collect::<Vec<_>>())?;
        Ok(JobId(job))
    }

    /// Reads its documents from the files of a node.
    ///
    /// # Errors
    /// One of them can't be read.
    pub(super) fn read_files(&mut self, node: &Spool) -> Result<(), SpoolError> {
        for document in &mut self.documents {
            let path = path_of(node, &document.file)?;
            document.octets =
                read_document(&path).map_err(|error| SpoolError::io("read", &path, &error))?;
            document.sha256 = sha256(&document.octets);
        }
        Ok(())
    }

    /// Reads its documents out of the store, one at a time, opens those that are sealed, and checks
    /// them by their hashes.
    ///
    /// # Errors
    /// One of them is not there, or is not what was put there.
    pub(super) fn read_store(&mut self, store: &Spool, beat: Beat<'_>) -> Result<(), SpoolError> {
        for document in &mut self.documents {
            document.octets = store.shared_queue().fetch_octets(&self.mark, document, beat)?;
        }
        Ok(())
    }
}

/// The file of a job's document on a node.
pub(super) fn path_of(node: &Spool, file: &str) -> Result<PathBuf, SpoolError> {
    let folder = node.jobs_folder();
    safe_file::below(&folder, file).ok_or_else(|| SpoolError::Document {
        path: folder.join(file),
        text: "its name leads out of the documents' folder".to_owned(),
    })
}

fn rows(transaction: &Transaction<'_>, sql: &str, job: JobId) -> database::Result<Vec<Vec<Value>>> {
    let values = |row: &Row<'_>| (0..row.len()).map(|column| row.get(column)).collect();
    transaction.prepare_cached(sql)?.query_map([job.0], values)?.collect()
}

fn document_of_row(row: &Row<'_>) -> database::Result<Document> {
    Ok(Document {
        number: row.get("number")?,
        name: row.get("name")?,
        file: row.get("file")?,
        pages: row.get("pages")?,
        octets: Vec::new(),
        sha256: String::new(),
        seal: None,
    })
}
