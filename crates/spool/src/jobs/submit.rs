//! Submission of jobs. The documents of a job are stored first and its rows afterwards, so that no
//! job exists without the documents that it sends.

use super::super::SpoolError;
use super::super::failure::{Failure, NotifyReason};
use super::super::mailboxes::without_doubles;
use super::super::window::Windows;
use super::asking::marked;
use super::documents::Taken;
use super::history::Happened;
use super::queue::{Pause, Waiting, stand};
use super::{JobId, JobState, NewJob, words};
use crate::database::{self, ToSql, Transaction, params, params_from_iter};
use crate::event::Event;
use crate::front::{Brought, Front};
use crate::job_options as option;
use crate::{Spool, Submission};
use ferrofax_basics::UnixMs;

const INSERT_NOTIFY: &str = "INSERT INTO job_notify (job, position, mailbox) VALUES (?1, ?2, ?3)";
const INSERT_OPTION: &str = "INSERT INTO job_options (job, name, value) VALUES (?1, ?2, ?3)";
const INSERT_DOCUMENT: &str =
    "INSERT INTO job_documents (job, number, name, file, pages) VALUES (?1, ?2, ?3, ?4, ?5)";
const INSERT_FETCH: &str = "INSERT INTO job_fetches (job, sep) VALUES (?1, ?2)";
const INSERT_PAGE: &str = "INSERT INTO job_pages (job, document, page) VALUES (?1, ?2, ?3)";

/// The greatest time in ms by which a requested sending time may be in the past. Such a job is sent
/// at once, because its sender meant "now".
pub(crate) const NOW_MS: i64 = 60_000;

impl Submission<'_> {
    /// Reserves an id for a job that does not exist yet ([`NewJob::id`]). No other job ever gets
    /// this id.
    pub fn reserve_job(&self) -> Result<JobId, SpoolError> {
        self.spool.write(|transaction| transaction.take_number("jobs").map(JobId))
    }

    /// Submits a job completely or not at all. When this returns, the job is durable, and the given
    /// files are no longer needed.
    ///
    /// A job with a mark ([`option::MARK`]) is submitted once: if a job with this mark exists
    /// already, its id is returned. On a stateless node, the same applies to a job that another
    /// machine has made of the same mail ([`option::SAME`]).
    pub fn submit(&self, new: &NewJob, now: UnixMs) -> Result<JobId, SpoolError> {
        check(new, now)?;
        let front = self.spool.front();
        let mut marked = None;
        if let Some(front) = front {
            let mark = front.mark(self.spool, &new.options, new.fetch.is_some())?;
            let new = marked.insert(new.clone());
            new.options.insert(option::MARK.to_owned(), mark);
        }
        let new = marked.as_ref().unwrap_or(new);
        let documents = self.take_documents(&new.documents, new.max_pages)?;
        let files: Vec<&str> = documents.iter().map(|document| document.file.as_str()).collect();
        let mark = new.options.get(option::MARK).map_or("", String::as_str);
        let brought = front.map(|front| front.bring(self.spool, mark, &files)).transpose();
        let filed = brought.and_then(|brought| {
            let shared = front.zip(brought.as_deref());
            self.file_job(new, &documents, shared, now)
        });
        // If the job may exist, its documents are kept. The clean-up deletes documents that belong
        // to no job.
        if !matches!(filed, Ok((_, true)) | Err(SpoolError::Unsure { .. })) {
            self.discard_documents(&documents);
        }
        filed.map(|(job, _)| job)
    }

    /// Stores the rows of a job. Returns its id, and whether it was created now. On a stateless
    /// node, `shared` has the documents that are in the shared database already.
    fn file_job(
        &self,
        new: &NewJob,
        documents: &[Taken],
        shared: Option<(&dyn Front<Spool>, &dyn Brought)>,
        now: UnixMs,
    ) -> Result<(JobId, bool), SpoolError> {
        self.spool.write_or_refuse(|transaction| {
            // If a job has this mark already, no second job is created.
            if let Some(mark) = new.options.get(option::MARK)
                && let Some(job) = marked(transaction, mark)?
            {
                return Ok((job, false));
            }
            if let Some((front, brought)) = shared {
                if !brought.are_there(transaction)? {
                    // Someone else has deleted uploaded pieces. If the job is submitted again, they
                    // are uploaded again.
                    let text = "their pieces are not all in the store".to_owned();
                    let path = "the documents of a job".into();
                    return Err(SpoolError::Database { path, text }.into());
                }
                if let Some(job) = front.same_job(transaction, &new.options, canonical(new), now)? {
                    return Ok((job, false));
                }
            }
            let id = insert(transaction, new, now)?;
            insert_documents(transaction, id, documents)?;
            words::index(transaction, JobId(id))?;
            if let Some((_, brought)) = shared {
                brought.put(transaction)?;
            }
            // The first state of the job: held, or waiting for its time, its hours, its number or a
            // line.
            let ledger = self.spool.jobs().ledger(transaction, now);
            let waits_for_number = new.number.is_empty();
            let event = Event::TakenIn { by: new.created_by, waits_for_number };
            if waits_for_number {
                let notice = Some(NotifyReason::NumberWanted);
                let what = Happened { event, notice, ..Happened::default() };
                ledger.wait(JobId(id), JobState::Suspended, new.send_at, &what)?;
                return Ok((JobId(id), true));
            }
            let (state, due_at, why) = if new.held {
                (JobState::Suspended, new.send_at, None)
            } else {
                let waiting = Waiting {
                    due_at: new.send_at,
                    tried: false,
                    windows: &new.windows,
                    canonical: canonical(new),
                    pause: Pause::Stored,
                };
                stand(transaction, &waiting, now)?
            };
            let what = Happened { event, failure: why, ..Happened::default() };
            ledger.wait(JobId(id), state, due_at, &what)?;
            Ok((JobId(id), true))
        })
    }
}

/// Inserts the row of a job, its options, and the mailboxes that are notified. Returns the job's
/// id.
pub(super) fn insert(
    transaction: &Transaction<'_>,
    new: &NewJob,
    now: UnixMs,
) -> database::Result<i64> {
    // Each column is next to its value, so that none is mistaken for another.
    let mut columns: &[(&str, &dyn ToSql)] = &[
        ("id", &new.id.map(|id| id.0)),
        ("state", &JobState::Suspended.name()),
        ("number", &new.number),
        ("number_by", &new.number_by),
        ("held", &new.held),
        ("canonical", &canonical(new)),
        ("device", &new.device),
        ("owner", &new.owner),
        ("who", &new.who),
        ("priority", &new.priority),
        ("max_tries", &new.max_tries),
        ("max_dials", &new.max_dials),
        ("created_at", &now),
        ("send_at", &new.send_at),
        ("windows", &new.windows.as_ref().map(Windows::text)),
        ("zone", &new.windows.as_ref().map_or("", Windows::zone)),
        ("expires_at", &new.expires_at),
        ("tag", &new.tag),
        ("notify_when", &new.notify_when.name()),
        ("notify_format", &new.notify_format.name()),
        ("sub", &new.sub),
        ("pwd", &new.pwd),
        ("unknown", &new.unknown.name()),
        ("created_by", &new.created_by.name()),
        ("account", &new.account),
        ("account_calls", &new.account_calls),
        ("retention", &new.options.get(option::RETENTION)),
    ];
    // If no id was reserved, the database assigns the next one.
    if new.id.is_none() {
        columns = &columns[1..];
    }
    let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    let places = vec!["?"; columns.len()].join(", ");
    let insert = format!("INSERT INTO jobs ({}) VALUES ({places}) RETURNING id", names.join(", "));
    let values = params_from_iter(columns.iter().map(|(_, value)| *value));
    let id = transaction.insert(&insert, values)?;
    // Lists have tables of their own.
    let mut insert = transaction.prepare_cached(INSERT_NOTIFY)?;
    for (position, mailbox) in without_doubles(&new.notify).into_iter().enumerate() {
        insert.execute(params![id, position as i64, mailbox])?;
    }
    let mut insert = transaction.prepare_cached(INSERT_OPTION)?;
    for (name, value) in &new.options {
        insert.execute(params![id, name, value])?;
    }
    if let Some(fetch) = &new.fetch {
        transaction.run(INSERT_FETCH, params![id, fetch.sep])?;
    }
    Ok(id)
}

/// Inserts the rows of a job's documents and of their pages.
pub(super) fn insert_documents(
    transaction: &Transaction<'_>,
    id: i64,
    documents: &[Taken],
) -> database::Result<()> {
    let mut insert = transaction.prepare_cached(INSERT_DOCUMENT)?;
    let mut insert_page = transaction.prepare_cached(INSERT_PAGE)?;
    for (number, document) in (1_u32..).zip(documents) {
        insert.execute(params![id, number, document.name, document.file, document.pages])?;
        for page in 1..=document.pages {
            insert_page.execute(params![id, number, page])?;
        }
    }
    Ok(())
}

fn canonical(new: &NewJob) -> &str {
    if new.canonical.is_empty() { &new.number } else { &new.canonical }
}

/// Checks the fields of a new job, but not its documents.
fn check(new: &NewJob, now: UnixMs) -> Result<(), SpoolError> {
    let refuse = |failure, text: &str| Err(SpoolError::Refused { failure, text: text.to_owned() });
    if new.number.trim().is_empty() && (new.number_by.is_none() || !new.number.is_empty()) {
        return refuse(Failure::BadNumber, "the job has no number");
    }
    if new.number_by.is_some_and(|time| time <= now || !new.number.is_empty()) {
        return refuse(
            Failure::BadNumber,
            "the job has a number already, or no time to wait for one",
        );
    }
    if new.documents.is_empty() && new.fetch.is_none() {
        return refuse(Failure::NoDocument, "the job has no document");
    }
    if new.max_tries == 0 || new.max_dials == 0 {
        return refuse(Failure::Forbidden, "the job allows no attempt");
    }
    if new.send_at.is_some_and(|time| time < now - NOW_MS) {
        return refuse(Failure::Expired, "the time to send is in the past");
    }
    if new.expires_at.is_some_and(|time| time <= now.max(new.send_at.unwrap_or(now))) {
        return refuse(Failure::Expired, "the job would expire before it is sent");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::{JobQuery, NewDocument};
    use super::*;
    use crate::database::faults;
    use ferrofax_document::tiff::{Appender, NewPage};
    use ferrofax_ground::t4::{Bitmap, PageQuality, Resolution};

    #[test]
    fn a_job_that_may_be_there_keeps_its_documents() {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::open(&folder.path().join("spool")).unwrap();
        let path = folder.path().join("letter.tif");
        let (bitmap, quality) = (&Bitmap::white(1728, 10), PageQuality::default());
        let page = NewPage { bitmap, resolution: Resolution::Fine, quality, date_time: "" };
        Appender::open(&path).unwrap().append(&page).unwrap();
        let mut unsure = 0;
        for steps in 0.. {
            let documents = vec![NewDocument { path: path.clone(), name: "letter".into() }];
            let new = NewJob { number: steps.to_string(), documents, ..NewJob::default() };
            faults::die_after(steps);
            let filed = spool.submission().submit(&new, UnixMs::now());
            if !faults::live_again() {
                break;
            }
            let error = filed.expect_err("the database failed");
            unsure += u32::from(matches!(error, SpoolError::Unsure { .. }));
        }
        assert!(unsure > 0, "a step comes after the commit");
        let jobs = spool.jobs().list(&JobQuery { limit: 100, ..JobQuery::default() }).unwrap();
        assert_eq!(jobs.len(), 2, "the one whose commit had no answer, and the last one");
        for job in &jobs {
            for document in &job.documents {
                assert!(document.path.exists(), "job {} lost {document:?}", job.id);
            }
        }
        // The jobs that were certainly not created leave no documents.
        let files = std::fs::read_dir(spool.jobs_folder()).unwrap().flatten();
        let files = files.filter(|file| file.path().extension().is_some_and(|kind| kind == "tif"));
        assert_eq!(files.count(), 2);
    }
}
