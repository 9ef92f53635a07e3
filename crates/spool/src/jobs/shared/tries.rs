//! The node that makes a try of the store's: it has a job of its own for it, which the PBX dials
//! as any other, once.

use super::super::asking::load as load_job;
use super::super::{CallId, JobId, JobState};
use super::StoreTry;
use super::octets::Beat;
use super::parcel::{Parcel, path_of};
use super::telling::{TryNews, news};
use crate::clock_jumps::Moment;
use crate::column::word;
use crate::database::{self, OptionalExtension, Transaction, params};
use crate::event::Event;
use crate::folder::flush_folder;
use crate::jobs::permit::moment;
use crate::safe_file::{self, For, Share};
use crate::{SharedQueue, Spool, SpoolError};
use ferrofax_basics::UnixMs;
use std::fs::{File, TryLockError};
use std::io::Write;

/// A try of the store's that this node makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalTry {
    /// The job that it has here.
    pub job: JobId,
    /// Which it is in the store.
    pub of: StoreTry,
    /// Where the job stands here.
    pub state: JobState,
    /// Somebody has cancelled it.
    pub is_cancelled: bool,
    /// It goes on no more ([`SharedQueue::withdraw_try`]).
    pub is_withdrawn: bool,
    /// For how long it is here, ms; none: since before the machine was started.
    pub here_ms: Option<i64>,
    /// By which the store knows its job, whatever numbers it gives; empty: it was not said.
    pub(super) mark: String,
}

impl LocalTry {
    /// It is of the store as that was before it was restored, made anew or taken over
    /// ([`SharedQueue::greet`]): it has no number there, and is told by [`SharedQueue::tell_known`].
    pub fn is_of_before(&self) -> bool {
        self.of.call.0 < 0
    }
}

/// Until when tries may go on for which the store is asked now.
#[derive(Clone, Debug)]
pub struct TryHold(Moment);

impl TryHold {
    /// For so many milliseconds from now.
    pub fn of_now(hold_ms: i64) -> Self {
        let mut until = moment();
        // Where the system does not tell how long it runs nothing can be held.
        if !until.boot.is_empty() {
            until.ms = until.ms.saturating_add(hold_ms);
        }
        Self(until)
    }
}

/// The right to make the store's tries in a spool; it holds a lock of the system.
#[derive(Debug)]
pub struct TriesClaim(#[expect(dead_code, reason = "it is open as long as this is there")] File);

const SHARE: &str = "UPDATE node SET shares_jobs = ?1 WHERE shares_jobs <> ?1";
const LINES: &str = "
    SELECT value, EXISTS (SELECT 1 FROM sending_settings WHERE name = 'asks_store')
    FROM sending_settings WHERE name = 'max_lines'";
const KNOWN: &str = "SELECT job FROM store_tries WHERE store_call = ?1";
const RANDOM: &str = "SELECT lower(hex(randomblob(16)))";
/// The store knows whose it is, when it may go and how often.
const OF_TRY: &str = "
    UPDATE jobs SET owner = '', account = '', account_calls = 0, windows = NULL, zone = '', expires_at = NULL,
        due_at = NULL, send_at = NULL, max_tries = 1000000, max_dials = 1000000, dials = iif(dials > 0, dials - 1, 0)
    WHERE id = ?1";
/// Where nothing is known of a page's fate but what the store knows.
const PAGES_WAIT: &str =
    "UPDATE job_pages SET state = 'waiting' WHERE job = ?1 AND state IN ('sending', 'said')";
const INSERT: &str = "
    INSERT INTO store_tries (job, store_job, store_call, boot, began_ms, until_ms, mark)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
const OPEN: &str = "
    SELECT t.job, t.store_job, t.store_call, t.boot, t.began_ms, t.until_ms, t.is_cancelled, t.mark, jobs.state
    FROM store_tries AS t JOIN jobs ON jobs.id = t.job WHERE t.is_told = 0 ORDER BY t.job";
const HOLD: &str = "UPDATE store_tries SET boot = ?2, until_ms = ?3 WHERE store_call = ?1 AND is_told = 0 AND until_ms >= 0";
const WITHDRAW: &str = "UPDATE store_tries SET until_ms = -1 WHERE job = ?1";
const TOLD_PAGE: &str =
    "UPDATE job_pages SET told = 1 WHERE job = ?1 AND document = ?2 AND page = ?3";
const STATE: &str = "SELECT state FROM jobs WHERE id = ?1";
const END: &str = "
    UPDATE jobs SET state = 'failed', due_at = NULL, call = NULL, ended_at = ?2, wish = 'go-on' WHERE id = ?1";
const TOLD: &str = "UPDATE store_tries SET is_told = 1, until_ms = -1 WHERE job = ?1";

impl SharedQueue<'_> {
    /// Whether this node shares its jobs: from now on nothing is dialled here but what the store
    /// gives, and what fetches a document.
    ///
    /// # Errors
    /// The spool could not be asked.
    pub fn share_jobs(&self, share: bool) -> Result<(), SpoolError> {
        self.spool
            .write(|transaction| transaction.prepare_cached(SHARE)?.execute([share]).map(drop))
    }

    /// Makes this process the one that makes the store's tries in this spool, until what is given
    /// back is dropped or the process has ended: two of them would each give back what the other
    /// has taken.
    ///
    /// # Errors
    /// [`SpoolError::InUse`]: another one is.
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

    /// How many lines the PBX of this spool has for the store; none as long as its module has not
    /// told, or is one that dials without asking the store.
    ///
    /// # Errors
    /// The spool could not be asked.
    pub fn published_lines(&self) -> Result<u32, SpoolError> {
        let lines = self.lines()?.filter(|(_, asks_store)| *asks_store);
        Ok(lines.and_then(|(lines, _)| lines.parse().ok()).unwrap_or(0))
    }

    /// Whether the module that was here last is of a Ferrofax of before, which knows of no store:
    /// it dials whatever job is here.
    ///
    /// # Errors
    /// The spool could not be asked.
    pub fn module_knows_no_store(&self) -> Result<bool, SpoolError> {
        Ok(self.lines()?.is_some_and(|(_, asks_store)| !asks_store))
    }

    /// What the module published, and whether it asks the store.
    fn lines(&self) -> Result<Option<(String, bool)>, SpoolError> {
        self.spool.read(|transaction| {
            let mut select = transaction.prepare_cached(LINES)?;
            select.query_row([], |row| Ok((row.get(0)?, row.get(1)?))).optional()
        })
    }

    /// Fetches a try's job out of the store, and says meanwhile that we are there: it may be
    /// dialled here now. The job that it has here; none if the store has it no more.
    ///
    /// # Errors
    /// The one or the other could not be asked, or a document is not what was put there.
    pub fn bring_try(
        &self,
        store: &Spool,
        of: StoreTry,
        (hold, beat): (&TryHold, Beat<'_>),
        now: UnixMs,
    ) -> Result<Option<JobId>, SpoolError> {
        let known = self.spool.read(|transaction| {
            let mut select = transaction.prepare_cached(KNOWN)?;
            select.query_row([of.call.0], |row| row.get(0).map(JobId)).optional()
        })?;
        if known.is_some() {
            return Ok(known);
        }
        let Some(mut parcel) = store.shared_queue().parcel(of.job, beat)? else { return Ok(None) };
        self.spool.numbers().bring_known(store, of.job);
        let filed = self
            .write_documents(&mut parcel)
            .and_then(|()| self.file_try(of, &parcel, hold, now));
        // An attempt that may be there keeps its documents; the clean-up deletes those of none.
        if filed.as_ref().is_err_and(|error| !matches!(error, SpoolError::Unsure { .. })) {
            let files =
                parcel.documents.iter().filter_map(|one| path_of(self.spool, &one.file).ok());
            files.for_each(|file| drop(safe_file::remove(&file)));
        }
        filed.map(Some)
    }

    /// The tries of the store's that are here, and whose end the store has not been told.
    ///
    /// # Errors
    /// The spool could not be asked.
    pub fn open_tries(&self) -> Result<Vec<LocalTry>, SpoolError> {
        let now = moment();
        self.spool.read(|transaction| {
            let mut select = transaction.prepare_cached(OPEN)?;
            let read = select.query_map([], |row| {
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
            })?;
            read.collect()
        })
    }

    /// These tries are ours for longer, as the store has said to what was asked at the time of
    /// the hold.
    ///
    /// # Errors
    /// The spool could not be asked.
    pub fn hold_tries(&self, tries: &[StoreTry], hold: &TryHold) -> Result<(), SpoolError> {
        if tries.is_empty() {
            return Ok(());
        }
        self.spool.write(|transaction| {
            let mut update = transaction.prepare_cached(HOLD)?;
            let until = &hold.0;
            tries.iter().try_for_each(|of| {
                update.execute(params![of.call.0, until.boot, until.ms]).map(drop)
            })
        })
    }

    /// How a try goes.
    ///
    /// # Errors
    /// The spool could not be asked.
    pub fn try_news(&self, of: &LocalTry) -> Result<TryNews, SpoolError> {
        let mut news = self.spool.read(|transaction| news(transaction, of.job, of.is_cancelled))?;
        news.mark.clone_from(&of.mark);
        Ok(news)
    }

    /// The store knows this of a try that is still the node's: pages that have begun may be ended.
    ///
    /// # Errors
    /// The spool could not be asked.
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

    /// A try goes on no more: its job is not dialled, and a call of it is broken off. False while
    /// there is one.
    ///
    /// # Errors
    /// The spool could not be asked.
    pub fn withdraw_try(&self, job: JobId) -> Result<bool, SpoolError> {
        self.spool.write(|transaction| {
            transaction.prepare_cached(WITHDRAW)?.execute([job.0])?;
            Ok(state(transaction, job)? != Some(JobState::Active))
        })
    }

    /// The store has been told all of a try, or does not want it any more: the job that it has
    /// here has ended.
    ///
    /// # Errors
    /// The spool could not be asked.
    pub fn close_try(&self, job: JobId, now: UnixMs) -> Result<(), SpoolError> {
        self.spool.write(|transaction| {
            if state(transaction, job)?.is_some_and(|state| !state.is_final()) {
                transaction.prepare_cached(END)?.execute(params![job.0, now])?;
                self.spool
                    .jobs()
                    .ledger(transaction, now)
                    .note(job, &Event::SharedAttemptOver.into())?;
            }
            transaction.prepare_cached(TOLD)?.execute([job.0]).map(drop)
        })
    }

    /// Files a job's documents here under names of their own; durable when this returns.
    fn write_documents(&self, parcel: &mut Parcel) -> Result<(), SpoolError> {
        for document in &mut parcel.documents {
            let random: String = self
                .spool
                .read(|transaction| transaction.query_row(RANDOM, [], |row| row.get(0)))?;
            document.file = format!("{random}.tif");
            let path = path_of(self.spool, &document.file)?;
            safe_file::make(&path, Share::GroupWorks)
                .and_then(|mut file| {
                    file.write_all(&document.octets)?;
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
            // One that the PBX could not read would keep it from all that is behind it.
            load_job(transaction, &folder, job)?;
            transaction.prepare_cached(OF_TRY)?.execute([job.0])?;
            transaction.prepare_cached(PAGES_WAIT)?.execute([job.0])?;
            let began = moment().ms;
            let mark = &parcel.mark;
            let row = params![job.0, of.job.0, of.call.0, until.boot, began, until.ms, mark];
            transaction.prepare_cached(INSERT)?.execute(row)?;
            let what = Event::SharedAttempt { job: of.job }.into();
            self.spool
                .jobs()
                .ledger(transaction, now)
                .wait(job, JobState::Ready, None, &what)?;
            Ok(job)
        })
    }
}

fn state(transaction: &Transaction<'_>, job: JobId) -> database::Result<Option<JobState>> {
    let mut select = transaction.prepare_cached(STATE)?;
    let state = select.query_row([job.0], |row| word(row, "state", JobState::from_name));
    state.optional()
}
