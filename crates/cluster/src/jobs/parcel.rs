//! A job on its way between a node and the shared database: its row, its options, its pages and its
//! documents.

use super::reporting::Told;
use super::same::{SameJob, is_told};
use ferrofax_spool::inside::Inside;
use ferrofax_spool::inside::database::{self, Row, Transaction, Value, params_from_iter};
use ferrofax_spool::inside::jobs::asking::OPTIONS;
use ferrofax_spool::jobs::{JobId, JobState};
use ferrofax_spool::{Spool, SpoolError, safe_file};
use std::path::PathBuf;

/// The columns of a job that the node and the shared database both have. Left out are the number of
/// the job, its state, and the recipients of its reports, which only the origin node needs.
macro_rules! job_columns {
    () => {
        "number, canonical, device, owner, priority, max_tries, max_dials, tries, dials, created_at, send_at,
         due_at, windows, zone, expires_at, tag, notify_format, unknown, sub, pwd, created_by, failure, cause,
         far_ident, account, account_calls, retention"
    };
}

/// The columns of a page of a job that the node and the shared database both have.
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

/// A job that is ready to be transferred.
pub(super) struct Parcel {
    /// The state of the job on the side that it comes from.
    pub(super) state: JobState,
    /// The mark by which the shared database identifies the job. It is set if the job comes from
    /// there.
    pub(super) mark: String,
    row: Vec<Value>,
    /// The options of the job, without the options that only one side has.
    pub(super) options: Vec<(String, String)>,
    pages: Vec<Vec<Value>>,
    pub(super) documents: Vec<Document>,
    /// The properties by which the job is recognised as a duplicate of another node's job. They are
    /// set on the way into the shared database.
    pub(super) same: Option<SameJob>,
    /// The recipients of reports of the job, on its way into the shared database.
    pub(super) told: Told,
}

/// A document of the job.
pub(super) struct Document {
    pub(super) number: i64,
    name: String,
    /// The name of the file in the folder of jobs' documents, which is also the name of the
    /// document in the shared database.
    pub(super) file: String,
    pages: i64,
}

/// Loads all of a job except the bytes of its documents; none if there is no such job.
pub(super) fn load(transaction: &Transaction<'_>, job: JobId) -> database::Result<Option<Parcel>> {
    let Some(row) = rows(transaction, ROW, job)?.pop() else { return Ok(None) };
    let state = transaction.one(STATE, [job.0], |row| {
        ferrofax_spool::inside::column::word(row, "state", JobState::from_name)
    })?;
    let mut options = transaction.prepare_cached(OPTIONS)?;
    let mark = transaction.first(MARK, [job.0], |row| row.get(0))?;
    Ok(Some(Parcel {
        state,
        mark: mark.unwrap_or_default(),
        row,
        options: options
            .query_map([job.0], |row| Ok((row.get(0)?, row.get(1)?)))?
            .filter(|read| !read.as_ref().is_ok_and(|(name, _): &(String, String)| !is_told(name)))
            .collect::<Result<_, _>>()?,
        pages: rows(transaction, PAGES, job)?,
        documents: transaction.all(DOCUMENTS, [job.0], document_of_row)?,
        same: None,
        told: Told::of(transaction, job)?,
    }))
}

impl Parcel {
    /// Inserts the job into the database of the other side, where it is suspended at first. Returns
    /// its number there. On that side the job also gets the options `own`.
    pub(super) fn put(
        &self,
        transaction: &Transaction<'_>,
        own: &[(&str, &str)],
    ) -> database::Result<JobId> {
        let row = params_from_iter(self.row.iter().cloned());
        let job = transaction.insert(INSERT, row)?;
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
}

/// The path of the file of a job's document on a node.
pub(super) fn path_of(node: &Spool, file: &str) -> Result<PathBuf, SpoolError> {
    let folder = node.jobs_folder();
    safe_file::below(&folder, file).ok_or_else(|| SpoolError::Document {
        path: folder.join(file),
        text: "its name leads out of the documents' folder".to_owned(),
    })
}

fn rows(transaction: &Transaction<'_>, sql: &str, job: JobId) -> database::Result<Vec<Vec<Value>>> {
    let values = |row: &Row<'_>| (0..row.column_count()).map(|column| row.get(column)).collect();
    transaction.all(sql, [job.0], values)
}

fn document_of_row(row: &Row<'_>) -> database::Result<Document> {
    Ok(Document {
        number: row.get("number")?,
        name: row.get("name")?,
        file: row.get("file")?,
        pages: row.get("pages")?,
    })
}
