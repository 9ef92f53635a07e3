//! Queries for jobs.

use super::history::event_of_row;
use crate::event::{self, Event};
use ferrofax_basics::lock::lock;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use super::super::SpoolError;
use super::super::failure::Failure;
use super::super::safe_file;
use super::{
    CallId, CallWish, Job, JobCounts, JobDocument, JobFetch, JobId, JobPage, JobQuery, JobState,
    NotifyWhen, Origin, PageRef, PageState, ReportFormat, UnknownPolicy,
};
use crate::column::{optional_word, windows, word, word_or};
use crate::database::{self, Row, Transaction, params};
use crate::ids::FaxId;
use crate::{Jobs, Submission};

/// The greatest number of unreadable jobs that are named in the log.
const MOST_SAID: usize = 1_000;

const SELECT_JOB: &str = "
    SELECT jobs.*, c.text AS change_text, c.event, c.event_values FROM jobs
    LEFT JOIN job_changes AS c ON c.id = (SELECT max(id) FROM job_changes WHERE job = jobs.id)
    WHERE jobs.id = ?1";
const WISH: &str = "SELECT wish FROM jobs WHERE id = ?1";
const SELECT_NOTIFY: &str = "SELECT mailbox FROM job_notify WHERE job = ?1 ORDER BY position";
/// The options of a job, without the mark of [`OLDER_NODES_SKIP`].
pub const OPTIONS: &str = "
    SELECT name, CASE name WHEN 'nodes' THEN replace(value, '\t', '') ELSE value END AS value
    FROM job_options WHERE job = ?1 AND (name <> 'nodes' OR value <> '\t') ORDER BY name";
/// Marks the job of a document that nodes of version 0.3.0 can't read. Such a node takes no job
/// whose list of nodes lacks its name. With a tab before each name of the list, it does not find its
/// name. A tab alone stands for all nodes of later versions.
pub const OLDER_NODES_SKIP: &str = "
    INSERT INTO job_options (job, name, value) SELECT job, 'nodes', '\t' FROM job_documents WHERE file = ?1
    ON CONFLICT (job, name) DO UPDATE SET
        value = '\t' || replace(replace(job_options.value, '\t', ''), ',', ',\t')";
const SELECT_DOCUMENTS: &str =
    "SELECT number, name, file, pages FROM job_documents WHERE job = ?1 ORDER BY number";
const SELECT_PAGES: &str = "
    SELECT document, page, state, unknown, refused, rows_confirmed, confirmed_at
    FROM job_pages WHERE job = ?1 ORDER BY document, page";
const SELECT_FETCH: &str = "
    SELECT job_fetches.sep, faxes.id, faxes.status IS NOT DISTINCT FROM 'received',
           (SELECT count(*) FROM pages WHERE pages.fax = faxes.id)
    FROM job_fetches LEFT JOIN faxes ON faxes.id = job_fetches.fax WHERE job_fetches.job = ?1";
/// ?1 is a JSON list of names of states; an empty list selects jobs in all states.
macro_rules! select_ids {
    ($order:literal) => {
        concat!(
            "SELECT id FROM jobs
             WHERE (?1 = '[]' OR state IN (SELECT value FROM json_each(?1)))
               AND (device = ?2 OR ?2 IS NULL OR substr(device, 1, length(CAST(?10 AS TEXT))) = ?10)
               AND (owner = ?3 OR ?3 IS NULL) AND (created_at >= ?4 OR ?4 IS NULL)
               AND (number LIKE ?6 ESCAPE '\\' OR canonical LIKE ?7 ESCAPE '\\' OR ?6 IS NULL)
               AND (lower(tag) LIKE ?8 ESCAPE '\\' OR ?8 IS NULL
                    OR EXISTS (SELECT 1 FROM job_options AS o WHERE o.job = jobs.id
                               AND o.name IN ('recipient', 'company', 'subject') AND lower(o.value) LIKE ?8 ESCAPE '\\')
                    OR EXISTS (SELECT 1 FROM job_words AS w WHERE w.job = jobs.id AND w.words LIKE ?8 ESCAPE '\\'))
               AND (CAST(?9 AS INTEGER) = 0 OR state <> 'failed' OR failure = 'cancelled')
             ORDER BY ",
            $order,
            " LIMIT ?5"
        )
    };
}
const NEWEST_FIRST: &str = select_ids!("id DESC");
const IN_ORDER: &str = select_ids!("ended_at IS NOT NULL, state <> 'active', priority, id");
/// The option's name is written out in the SQL as in the index, so that the database can use the
/// index.
const MARKED: &str =
    "SELECT job FROM job_options WHERE name = 'mark' AND value = ?1 ORDER BY job LIMIT 1";
/// The jobs whose cover pages have this answer code: one, or more if the fax was sent again.
const ANSWERED: &str =
    "SELECT job FROM job_options WHERE name = 'answer_code' AND value = ?1 ORDER BY job DESC";
const MARKED_WITH: &str = "SELECT job, value FROM job_options WHERE name = 'mark' AND value >= ?1 AND value < ?2 ORDER BY job";
const COUNT: &str = "SELECT state, count(*) FROM jobs GROUP BY state";

const COUNT_WITHOUT_NUMBER: &str = "
    SELECT count(*) FROM jobs
    WHERE ended_at IS NULL AND number_by IS NOT NULL AND number = '' AND owner = ?1 AND who IS NOT DISTINCT FROM ?2";

impl Submission<'_> {
    /// The job for whose number an e-mail from Ferrofax asked, and the mailbox that got this e-mail
    /// (empty: the faxmaster).
    ///
    /// `message_id` is the Message-ID of that e-mail; its right side does not matter. `None` if the
    /// e-mail asked for no number.
    pub fn number_asked_by(&self, message_id: &str) -> Result<Option<(Job, String)>, SpoolError> {
        let asked = self.spool.outbox().number_asked_by(message_id)?;
        asked
            .map(|(job, mailbox)| Ok((self.spool.jobs().job(job)?, mailbox)))
            .transpose()
    }
}

impl Jobs<'_> {
    /// The number of this owner's jobs that wait for a number. `who` is the number of the person
    /// behind the owner's name, if a login provider vouches for the name.
    pub fn count_without_number(&self, owner: &str, who: Option<i64>) -> Result<u32, SpoolError> {
        self.spool.read(|transaction| {
            transaction.one(COUNT_WITHOUT_NUMBER, params![owner, who], |row| row.get(0))
        })
    }

    /// One job with its documents and pages. On a stateless node this function first copies the
    /// documents from the shared database.
    pub fn job(&self, id: JobId) -> Result<Job, SpoolError> {
        let folder = self.spool.jobs_folder();
        let job = self.spool.read(|transaction| load(transaction, &folder, id))?;
        let job = job.ok_or(SpoolError::NoSuchJob(id))?;
        if let Some(front) = self.spool.front() {
            let files: Vec<&Path> = job.documents.iter().map(|document| &*document.path).collect();
            front.copy_documents(self.spool, id, &files);
        }
        Ok(job)
    }

    /// The jobs with these numbers, read at once. Jobs that don't exist or can't be read are left
    /// out. No documents are copied to a stateless node.
    pub fn those(&self, ids: &[JobId]) -> Result<Vec<Job>, SpoolError> {
        let folder = self.spool.jobs_folder();
        self.spool.read(|transaction| {
            let mut jobs = Vec::new();
            for id in ids {
                jobs.extend(load_listed(transaction, &folder, *id)?);
            }
            Ok(jobs)
        })
    }

    /// The jobs that match the query.
    pub fn list(&self, query: &JobQuery) -> Result<Vec<Job>, SpoolError> {
        let folder = self.spool.jobs_folder();
        let states: Vec<String> = query.states.iter().map(|state| format!("\"{state}\"")).collect();
        let states = format!("[{}]", states.join(","));
        self.spool.read(|transaction| {
            let (number, canonical) = (query.number_pattern(), query.canonical_pattern());
            let (words, limit) = (query.words_pattern(), query.limit);
            let (device, owner, since) = (&query.device, &query.owner, query.since);
            let cancelled = i64::from(query.only_cancelled);
            let begins = query.device_begins();
            let keys = params![
                states, device, owner, since, limit, number, canonical, words, cancelled, begins
            ];
            let sql = if query.in_order { IN_ORDER } else { NEWEST_FIRST };
            let ids: Vec<i64> = transaction.all(sql, keys, |row| row.get(0))?;
            let mut jobs = Vec::new();
            for id in ids {
                jobs.extend(load_listed(transaction, &folder, JobId(id))?);
            }
            Ok(jobs)
        })
    }

    /// The job that was accepted with this mark
    /// ([`option::MARK`](super::super::sending::option::MARK)). By the mark, a submission method
    /// finds the job that it has submitted.
    pub fn job_marked(&self, mark: &str) -> Result<Option<JobId>, SpoolError> {
        self.spool.read(|transaction| marked(transaction, mark))
    }

    /// The jobs whose marks begin with `beginning`, in the order in which they were accepted, each
    /// with its mark.
    pub fn jobs_marked_with(&self, beginning: &str) -> Result<Vec<(JobId, String)>, SpoolError> {
        // A text behind all marks with this beginning.
        let end = format!("{beginning}{}", char::MAX);
        self.spool.read(|transaction| {
            transaction
                .all(MARKED_WITH, [beginning, &end], |row| Ok((JobId(row.get(0)?), row.get(1)?)))
        })
    }

    /// The jobs whose cover pages have this answer code
    /// ([`option::ANSWER_CODE`](super::super::sending::option::ANSWER_CODE)), the newest first. A
    /// fax that is sent again has the same code.
    pub fn jobs_answered(&self, code: &str) -> Result<Vec<JobId>, SpoolError> {
        self.spool
            .read(|transaction| transaction.all(ANSWERED, [code], |row| row.get(0).map(JobId)))
    }

    /// Counts the jobs in each state, for the operator.
    pub fn job_counts(&self) -> Result<JobCounts, SpoolError> {
        self.spool.read(|transaction| {
            let mut counts = JobCounts::default();
            let mut select = transaction.prepare_cached(COUNT)?;
            let mut rows = select.query([])?;
            while let Some(row) = &rows.next()? {
                let count = row.get(1)?;
                match word(row, "state", JobState::from_name)? {
                    JobState::Suspended => counts.suspended = count,
                    JobState::Pending => counts.pending = count,
                    JobState::Sleeping => counts.sleeping = count,
                    JobState::Blocked => counts.blocked = count,
                    JobState::Ready => counts.ready = count,
                    JobState::Active => counts.active = count,
                    JobState::Done => counts.done = count,
                    JobState::Failed => counts.failed = count,
                }
            }
            Ok(counts)
        })
    }
}

/// The job with this mark.
pub fn marked(transaction: &Transaction<'_>, mark: &str) -> database::Result<Option<JobId>> {
    transaction.first(MARKED, [mark], |row| row.get(0).map(JobId))
}

/// The command of a user for the active call of a job: to continue, to hold the job or to cancel
/// it.
pub(super) fn wish_of(transaction: &Transaction<'_>, job: JobId) -> database::Result<CallWish> {
    transaction.one(WISH, [job.0], |row| word_or(row, "wish", CallWish::from_name, CallWish::GoOn))
}

/// Loads a job for a list. A job that can't be read is left out of the list, and is named in the
/// log once.
pub fn load_listed(
    transaction: &Transaction<'_>,
    folder: &Path,
    id: JobId,
) -> database::Result<Option<Job>> {
    static SAID: Mutex<BTreeSet<JobId>> = Mutex::new(BTreeSet::new());
    let loaded = load(transaction, folder, id);
    let Err(why) = &loaded else { return loaded };
    if !why.is_unreadable() {
        return loaded;
    }
    let said = &mut *lock(&SAID);
    if said.len() < MOST_SAID && said.insert(id) {
        log::error!("job {id} can't be read, and is in no list: {why}");
    }
    Ok(None)
}

/// Loads one job with its documents, pages and options; none if there is no such job.
pub fn load(
    transaction: &Transaction<'_>,
    folder: &Path,
    id: JobId,
) -> database::Result<Option<Job>> {
    let job = transaction.first(SELECT_JOB, [id.0], job_of_row)?;
    let Some(mut job) = job else { return Ok(None) };
    job.notify = transaction.all(SELECT_NOTIFY, [id.0], |row| row.get(0))?;
    job.options = transaction.all(OPTIONS, [id.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
    job.fetch = fetch_of(transaction, id)?;
    job.documents =
        transaction.all(SELECT_DOCUMENTS, [id.0], |row| document_of_row(row, folder))?;
    job.pages = transaction.all(SELECT_PAGES, [id.0], page_of_row)?;
    for (number, page) in (1..).zip(&mut job.pages) {
        page.number = number;
    }
    Ok(Some(job))
}

fn job_of_row(row: &Row<'_>) -> database::Result<Job> {
    let state = word(row, "state", JobState::from_name)?;
    let text: String = row.get("text")?;
    Ok(Job {
        id: JobId(row.get("id")?),
        state,
        number: row.get("number")?,
        number_by: row.get("number_by")?,
        canonical: row.get("canonical")?,
        device: row.get("device")?,
        owner: row.get("owner")?,
        who: row.get("who")?,
        priority: row.get("priority")?,
        max_tries: row.get("max_tries")?,
        max_dials: row.get("max_dials")?,
        tries: row.get("tries")?,
        dials: row.get("dials")?,
        created_at: row.get("created_at")?,
        send_at: row.get("send_at")?,
        due_at: row.get("due_at")?,
        windows: windows(row)?,
        expires_at: row.get("expires_at")?,
        ended_at: row.get("ended_at")?,
        tag: row.get("tag")?,
        notify: Vec::new(),
        notify_when: word(row, "notify_when", NotifyWhen::from_name)?,
        notify_format: word(row, "notify_format", ReportFormat::from_name)?,
        sub: row.get("sub")?,
        pwd: row.get("pwd")?,
        unknown: word(row, "unknown", UnknownPolicy::from_name)?,
        options: BTreeMap::new(),
        created_by: word(row, "created_by", Origin::from_name)?,
        failure: optional_word(row, "failure", Failure::from_name)?,
        cause: row.get("cause")?,
        event: event_of_job(row, &text, state)?,
        text,
        far_ident: row.get("far_ident")?,
        wish: word(row, "wish", CallWish::from_name)?,
        call: row.get::<_, Option<i64>>("call")?.map(CallId),
        fetch: None,
        documents: Vec::new(),
        pages: Vec::new(),
    })
}

/// The event of a job's last change. The text of the event is in the job's row, and the event
/// itself is in the row of the change. If the texts in the two rows differ, the change's event does
/// not belong to the job's text.
fn event_of_job(row: &Row<'_>, text: &str, state: JobState) -> database::Result<Event> {
    let change: Option<String> = row.get("change_text")?;
    if change.as_deref() == Some(text) {
        return event_of_row(row, text, state);
    }
    Ok(event::of_row((None, None), text, state == JobState::Failed))
}

/// The fetch (polling) that a job performs, and how much of the fetched fax is here. A deleted fax
/// has no pages.
pub(super) fn fetch_of(
    transaction: &Transaction<'_>,
    job: JobId,
) -> database::Result<Option<JobFetch>> {
    let of_row = |row: &database::Row<'_>| {
        Ok(JobFetch {
            sep: row.get(0)?,
            fax: row.get::<_, Option<i64>>(1)?.map(FaxId),
            is_whole: row.get(2)?,
            pages: row.get(3)?,
        })
    };
    transaction.first(SELECT_FETCH, [job.0], of_row)
}

fn document_of_row(row: &Row<'_>, folder: &Path) -> database::Result<JobDocument> {
    Ok(JobDocument {
        number: row.get("number")?,
        name: row.get("name")?,
        path: path_of(folder, &row.get::<_, String>("file")?),
        pages: row.get("pages")?,
    })
}

/// The path of a job's document. A name that leads out of the folder becomes a file that does not
/// exist, so that this job fails and no other job does.
fn path_of(folder: &Path, file: &str) -> PathBuf {
    safe_file::below(folder, file).unwrap_or_else(|| folder.join("a name that leads out of here"))
}

fn page_of_row(row: &Row<'_>) -> database::Result<JobPage> {
    Ok(JobPage {
        at: PageRef { document: row.get("document")?, page: row.get("page")? },
        number: 0,
        state: word(row, "state", PageState::from_name)?,
        unknown: row.get("unknown")?,
        refused: row.get("refused")?,
        rows_confirmed: row.get("rows_confirmed")?,
        confirmed_at: row.get("confirmed_at")?,
    })
}
