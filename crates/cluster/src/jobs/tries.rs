//! The node that makes an attempt of a job of the shared database. It has a local job for the
//! attempt, which the PBX dials once, like any other job.

use super::StoreTry;
use super::parcel::{self, Parcel, path_of};
use super::telling::{TryNews, news};
use crate::node::Beat;
use crate::{Clustered, SharedQueue};
use ferrofax_basics::UnixMs;
use ferrofax_spool::event::Event;
use ferrofax_spool::inside::clock_jumps::Moment;
use ferrofax_spool::inside::column::word;
use ferrofax_spool::inside::database::{self, OptionalExtension, Transaction, params};
use ferrofax_spool::inside::folder::flush_folder;
use ferrofax_spool::inside::jobs::asking::load as load_job;
use ferrofax_spool::inside::jobs::permit::{self, moment};
use ferrofax_spool::inside::jobs::role::Role;
use ferrofax_spool::inside::{Faults, Inside};
use ferrofax_spool::jobs::{CallId, JobId, JobState};
use ferrofax_spool::safe_file::{self, For, Share};
use ferrofax_spool::{Spool, SpoolError};
use std::fs::{File, TryLockError};
use std::io::Write;
use std::path::PathBuf;

/// An attempt of a job of the shared database that this node makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalTry {
    /// The local job of the attempt in this spool.
    pub job: JobId,
    /// The numbers of the job and of the attempt in the shared database.
    pub of: StoreTry,
    /// The state of the local job.
    pub state: JobState,
    /// True if somebody has cancelled the attempt.
    pub is_cancelled: bool,
    /// True if the attempt may no longer be made ([`SharedQueue::withdraw_try`]).
    pub is_withdrawn: bool,
    /// The time in milliseconds since the attempt was fetched; none if it was fetched before the
    /// machine was last started.
    pub here_ms: Option<i64>,
    /// The mark by which the shared database knows the job, even if its number there changes.
    /// Empty: the mark was not recorded.
    pub(super) mark: String,
}

impl LocalTry {
    /// Whether the attempt dates from before the shared database was restored, created again or
    /// taken over by another server ([`SharedQueue::greet`]). The attempt then has no number there,
    /// and is reported by [`SharedQueue::tell_known`].
    pub fn is_of_before(&self) -> bool {
        self.of.call.0 < 0
    }
}

/// The time until which attempts may be made if the shared database confirms now that they belong
/// to this node.
#[derive(Clone, Debug)]
pub struct TryHold(Moment);

impl TryHold {
    /// A hold that lasts this number of milliseconds from now.
    pub fn of_now(hold_ms: i64) -> Self {
        let mut until = moment();
        // If the system does not report how long it has been running, no attempt can be held.
        if !until.boot.is_empty() {
            until.ms = until.ms.saturating_add(hold_ms);
        }
        Self(until)
    }
}

/// The exclusive right to make attempts of the shared database in a spool, as a lock of a file.
#[derive(Debug)]
pub struct TriesClaim(#[expect(dead_code, reason = "it is open as long as this is there")] File);

const SHARE: &str = "UPDATE node SET shares_jobs = ?1 WHERE shares_jobs <> ?1";
const LINES: &str = "
    SELECT value, EXISTS (SELECT 1 FROM sending_settings WHERE name = 'asks_store')
    FROM sending_settings WHERE name = 'max_lines'";
const KNOWN: &str = "SELECT job FROM store_tries WHERE store_call = ?1";
const RANDOM: &str = "SELECT lower(hex(randomblob(16)))";
/// The local job has no owner, times or limits of its own. The shared database decides to whom the
/// job belongs, and when and how often it is sent.
const OF_TRY: &str = "
    UPDATE jobs SET owner = '', account = '', account_calls = 0, windows = NULL, zone = '', expires_at = NULL,
        due_at = NULL, send_at = NULL, max_tries = 1000000, max_dials = 1000000, dials = iif(dials > 0, dials - 1, 0)
    WHERE id = ?1";
/// Resets pages that had begun to waiting. The node knows no more of them than the shared database.
const PAGES_WAIT: &str =
    "UPDATE job_pages SET state = 'waiting' WHERE job = ?1 AND state IN ('sending', 'said')";
const INSERT: &str = "
    INSERT INTO store_tries (job, store_job, store_call, boot, began_ms, until_ms, mark)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
/// A module of version 0.3.0 that is still loaded notes a cancelled attempt in `store_tries`, and
/// reads there until when the attempt may be dialled.
const OPEN: &str = "
    SELECT t.job, t.store_job, t.store_call, t.boot, t.began_ms, t.until_ms, t.mark, jobs.state,
           (t.is_cancelled = 1 OR jobs.try_is_cancelled = 1) AS is_cancelled
    FROM store_tries AS t JOIN jobs ON jobs.id = t.job WHERE t.is_told = 0 ORDER BY t.job";
const HOLD: &str = "
    UPDATE store_tries SET boot = ?2, until_ms = ?3
    WHERE store_call = ?1 AND is_told = 0 AND until_ms >= 0 RETURNING job";
const WITHDRAW: &str = "UPDATE store_tries SET until_ms = -1 WHERE job = ?1";
const TOLD_PAGE: &str =
    "UPDATE job_pages SET told = 1 WHERE job = ?1 AND document = ?2 AND page = ?3";
const STATE: &str = "SELECT state FROM jobs WHERE id = ?1";
const END: &str = "
    UPDATE jobs SET state = 'failed', due_at = NULL, call = NULL, ended_at = ?2, wish = 'go-on' WHERE id = ?1";
const TOLD: &str = "UPDATE store_tries SET is_told = 1, until_ms = -1 WHERE job = ?1";

impl SharedQueue<'_> {
    /// Sets whether this node shares its jobs. If it does, it dials only attempts from the shared
    /// database, jobs that fetch a document, and self-tests of the line.
    ///
    /// # Errors
    /// Access to the spool failed.
    pub fn share_jobs(&self, share: bool) -> Result<(), SpoolError> {
        self.spool.write(|transaction| transaction.run(SHARE, [share]))
    }

    /// Claims the exclusive right to make attempts of the shared database in this spool for this
    /// process. The right ends when the returned value is dropped or the process ends. Two such
    /// processes would each return the attempts that the other has taken.
    ///
    /// # Errors
    /// [`SpoolError::InUse`]: another process has the right.
    pub fn claim_tries(&self) -> Result<TriesClaim, SpoolError> {
        let path = self.spool.folder().join("tries.lock");
        let file = safe_file::open_or_make(&path, For::Writing, Share::GroupWorks)
            .map_err(|error| SpoolError::io("open", &path, &error))?;
        match file.try_lock() {
            Ok(()) => Ok(TriesClaim(file)),
            Err(TryLockError::WouldBlock) => Err(SpoolError::InUse { path }),
            Err(TryLockError::Error(error)) => Err(SpoolError::io("lock", &path, &error)),
        }
    }

    /// The number of lines that the PBX of this spool has for the shared database. Returns 0 until
    /// its module has published the number, and if the module dials without asking the shared
    /// database.
    ///
    /// # Errors
    /// Access to the spool failed.
    pub fn published_lines(&self) -> Result<u32, SpoolError> {
        let lines = self.lines()?.filter(|(_, asks_store)| *asks_store);
        Ok(lines.and_then(|(lines, _)| lines.parse().ok()).unwrap_or(0))
    }

    /// Whether the last module of this spool is of an older version of Ferrofax that knows of no
    /// shared database. Such a module dials every job in this spool.
    ///
    /// # Errors
    /// Access to the spool failed.
    pub fn module_knows_no_store(&self) -> Result<bool, SpoolError> {
        Ok(self.lines()?.is_some_and(|(_, asks_store)| !asks_store))
    }

    /// The number of lines that the module published, and whether the module asks the shared
    /// database.
    fn lines(&self) -> Result<Option<(String, bool)>, SpoolError> {
        self.spool
            .read(|transaction| transaction.first(LINES, [], |row| Ok((row.get(0)?, row.get(1)?))))
    }

    /// Fetches the job of an attempt from the shared database, and calls `beat` meanwhile to renew
    /// the leases. After that the job may be dialled here. Returns the local job; none if the
    /// shared database no longer has the job.
    ///
    /// # Errors
    /// Access to this spool or to the shared database failed, or a document differs from the
    /// document that was stored.
    pub fn bring_try(
        &self,
        store: &Spool,
        of: StoreTry,
        (hold, beat): (&TryHold, Beat<'_>),
        now: UnixMs,
    ) -> Result<Option<JobId>, SpoolError> {
        let known = self.spool.read(|transaction| {
            transaction.first(KNOWN, [of.call.0], |row| row.get(0).map(JobId))
        })?;
        if known.is_some() {
            return Ok(known);
        }
        let Some(mut parcel) = store.read(|transaction| parcel::load(transaction, of.job))? else {
            return Ok(None);
        };
        self.spool.cluster().bring_known(store, of.job);
        let mut written = Vec::new();
        let filed = self
            .write_documents(store, (&mut parcel, &mut written), beat)
            .and_then(|()| self.file_try(of, &parcel, hold, now));
        // If the result of the transaction is unknown, the attempt may exist, so its documents are
        // kept. If it does not exist, the clean-up deletes them.
        if filed.as_ref().is_err_and(|error| !matches!(error, SpoolError::Unsure { .. })) {
            written.iter().for_each(|file| drop(safe_file::remove(file)));
        }
        filed.map(Some)
    }

    /// The attempts of the shared database in this spool whose end was not yet reported to it.
    ///
    /// # Errors
    /// Access to the spool failed.
    pub fn open_tries(&self) -> Result<Vec<LocalTry>, SpoolError> {
        let now = moment();
        self.spool.read(|transaction| {
            transaction.all(OPEN, [], |row| {
                let (boot, began): (String, i64) = (row.get("boot")?, row.get("began_ms")?);
                Ok(LocalTry {
                    job: JobId(row.get("job")?),
                    of: StoreTry {
                        job: JobId(row.get("store_job")?),
                        call: CallId(row.get("store_call")?),
                    },
                    state: word(row, "state", JobState::from_name)?,
                    is_cancelled: row.get("is_cancelled")?,
                    is_withdrawn: row.get::<_, i64>("until_ms")? < 0,
                    here_ms: (boot == now.boot).then(|| now.ms.saturating_sub(began)),
                    mark: row.get("mark")?,
                })
            })
        })
    }

    /// Extends the time for which these attempts may be made. The shared database has confirmed
    /// them in answer to the question that was sent when the hold was made.
    ///
    /// # Errors
    /// Access to the spool failed.
    pub fn hold_tries(&self, tries: &[StoreTry], hold: &TryHold) -> Result<(), SpoolError> {
        if tries.is_empty() {
            return Ok(());
        }
        self.spool.write(|transaction| {
            let mut update = transaction.prepare_cached(HOLD)?;
            let until = &hold.0;
            tries.iter().try_for_each(|of| {
                let row = params![of.call.0, until.boot, until.ms];
                match update.query_row(row, |row| row.get(0).map(JobId)).optional()? {
                    Some(job) => permit::set(transaction, job, until),
                    None => Ok(()),
                }
            })
        })
    }

    /// The progress of an attempt.
    ///
    /// # Errors
    /// Access to the spool failed.
    pub fn try_news(&self, of: &LocalTry) -> Result<TryNews, SpoolError> {
        let mut news = self.spool.read(|transaction| news(transaction, of.job, of.is_cancelled))?;
        news.mark.clone_from(&of.mark);
        Ok(news)
    }

    /// Notes that the shared database knows this report of an attempt that still belongs to the
    /// node. The end-of-page signal may now be sent for pages that have begun.
    ///
    /// # Errors
    /// Access to the spool failed.
    pub fn note_told(&self, job: JobId, news: &TryNews) -> Result<(), SpoolError> {
        let begun: Vec<(i64, i64)> = news.begun().collect();
        if begun.is_empty() {
            return Ok(());
        }
        self.spool.write(|transaction| {
            let mut update = transaction.prepare_cached(TOLD_PAGE)?;
            begun.iter().try_for_each(|(document, page)| {
                update.execute([job.0, *document, *page]).map(drop)
            })
        })
    }

    /// Withdraws an attempt: its job is not dialled, and an active call is broken off. Returns
    /// false while such a call is still active.
    ///
    /// # Errors
    /// Access to the spool failed.
    pub fn withdraw_try(&self, job: JobId) -> Result<bool, SpoolError> {
        self.spool.write(|transaction| {
            transaction.run(WITHDRAW, [job.0])?;
            permit::end(transaction, job)?;
            Ok(state(transaction, job)? != Some(JobState::Active))
        })
    }

    /// Closes an attempt after the shared database got its complete report, or no longer needs the
    /// report. The local job ends.
    ///
    /// # Errors
    /// Access to the spool failed.
    pub fn close_try(&self, job: JobId, now: UnixMs) -> Result<(), SpoolError> {
        self.spool.write(|transaction| {
            if state(transaction, job)?.is_some_and(|state| !state.is_final()) {
                transaction.run(END, params![job.0, now])?;
                self.spool
                    .ledger(transaction, now)
                    .note(job, &Event::SharedAttemptOver.into())?;
            }
            transaction.run(TOLD, [job.0])?;
            permit::end(transaction, job)
        })
    }

    /// Fetches the documents of a job from the shared database, one at a time, and writes them into
    /// this spool under new names; durable when this returns. Adds their paths to `written`.
    fn write_documents(
        &self,
        store: &Spool,
        (parcel, written): (&mut Parcel, &mut Vec<PathBuf>),
        beat: Beat<'_>,
    ) -> Result<(), SpoolError> {
        for document in &mut parcel.documents {
            let octets = store.shared_queue().fetch_document(&document.file, beat)?;
            let random: String = self
                .spool
                .read(|transaction| transaction.query_row(RANDOM, [], |row| row.get(0)))?;
            document.file = format!("{random}.tif");
            let path = path_of(self.spool, &document.file)?;
            written.push(path.clone());
            safe_file::make(&path, Share::GroupWorks)
                .and_then(|mut file| {
                    file.write_all(&octets)?;
                    file.sync_all()
                })
                .map_err(|error| SpoolError::io("write", &path, &error))?;
        }
        flush_folder(&self.spool.jobs_folder())
    }

    fn file_try(
        &self,
        of: StoreTry,
        parcel: &Parcel,
        TryHold(until): &TryHold,
        now: UnixMs,
    ) -> Result<JobId, SpoolError> {
        let folder = self.spool.jobs_folder();
        self.spool.write(|transaction| {
            let job = parcel.put(transaction, &[])?;
            // A job that the PBX could not read would block all jobs behind it.
            load_job(transaction, &folder, job)?;
            transaction.run(OF_TRY, [job.0])?;
            transaction.run(PAGES_WAIT, [job.0])?;
            let began = moment().ms;
            let mark = &parcel.mark;
            let row = params![job.0, of.job.0, of.call.0, until.boot, began, until.ms, mark];
            transaction.run(INSERT, row)?;
            Role::Try.set(transaction, job)?;
            permit::set(transaction, job, until)?;
            let what = Event::SharedAttempt { job: of.job }.into();
            self.spool.ledger(transaction, now).wait(job, JobState::Ready, None, &what)?;
            Ok(job)
        })
    }
}

fn state(transaction: &Transaction<'_>, job: JobId) -> database::Result<Option<JobState>> {
    transaction.first(STATE, [job.0], |row| word(row, "state", JobState::from_name))
}
