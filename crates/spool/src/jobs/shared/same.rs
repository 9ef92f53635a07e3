//! The same mail may come to several machines that share jobs: a mail server that got no answer from
//! the one goes to the other. Each makes a job of it, and says by what the two are known
//! ([`option::SAME`]). The store remembers which it was given first, and takes no second one: that
//! ends where it was handed to, and the first is reported.
//!
//! One that was dialled already, or of which pages are known, is sent to its end.

use super::super::asked::{lines, read as read_asked};
use super::super::asking::marked;
use super::super::attempt::state_of;
use super::super::history::Happened;
use super::super::{JobId, JobState};
use crate::database::{self, OptionalExtension, Transaction, params};
use crate::event::{Actor, Event, Language};
use crate::failure::Failure;
use crate::job_options as option;
use crate::node::{Node, now};
use crate::{SharedQueue, Spool, SpoolError};
use ferrofax_basics::UnixMs;

/// Two that came further apart are two.
const WINDOW_MS: i64 = 24 * 3_600_000;

/// A machine that was away for so long, and a day, may give what came to it.
const KEPT_MS: i64 = 7 * WINDOW_MS;

const OF_JOB: &str = "
    SELECT o.value, jobs.canonical, jobs.created_at, jobs.dials FROM jobs
    JOIN job_options AS o ON o.job = jobs.id AND o.name = 'same' WHERE jobs.id = ?1";
const IS_NONE: &str = "DELETE FROM job_options WHERE job = ?1 AND name = 'same'";
/// No user has no name: nobody's requests are among these.
const FIRST: &str = "SELECT mark, request FROM api_requests WHERE user = '' AND key = ?1";
const REMEMBER: &str = "
    INSERT INTO api_requests (user, key, request, mark, at) VALUES ('', ?1, ?2, ?3, ?4)
    ON CONFLICT (user, key) DO UPDATE SET
        who = NULL, request = excluded.request, mark = excluded.mark, at = excluded.at";
const FORGET_OLD: &str = "DELETE FROM api_requests WHERE user = '' AND at < ?1";
const IS_KNOWN: &str = "SELECT EXISTS (SELECT 1 FROM known_pages WHERE mark = ?1)";
const HOME: &str = "
    SELECT coalesce((SELECT name FROM job_nodes WHERE token = ?1), (SELECT name FROM nodes WHERE token = ?1))";
const ASKED: &str = "SELECT asked FROM moved_jobs WHERE job = ?1";
const HERE_AGAIN: &str = "DELETE FROM moved_jobs WHERE job = ?1 AND store_job IS NULL";

/// By what a job is known as the same.
pub(in crate::jobs) struct Same<'s> {
    /// What it has in common with others.
    pub(in crate::jobs) key: &'s str,
    /// Others call this number, too.
    pub(in crate::jobs) canonical: &'s str,
    /// When it came.
    pub(in crate::jobs) came_at: UnixMs,
    /// Nobody has called for it.
    pub(in crate::jobs) is_new: bool,
}

/// The same of a job of a node.
pub(super) struct SameJob {
    key: String,
    canonical: String,
    came_at: UnixMs,
    is_new: bool,
}

/// What became of a job that was given to the store.
pub(super) enum Given {
    /// It is there, under this number.
    There(JobId),
    /// It is not taken, since this is the same.
    Same(First),
}

/// What came first.
pub(in crate::jobs) struct First {
    /// Its job, if the store still has it.
    pub(in crate::jobs) job: Option<JobId>,
    mark: String,
    /// The node that it was handed to.
    home: Option<String>,
}

impl SameJob {
    /// By what a job of this spool is known; none if it is not the same as any other.
    pub(super) fn of(transaction: &Transaction<'_>, job: JobId) -> database::Result<Option<Self>> {
        let mut select = transaction.prepare_cached(OF_JOB)?;
        let of_row = |row: &database::Row<'_>| {
            let dials: i64 = row.get(3)?;
            let (key, canonical, came_at) = (row.get(0)?, row.get(1)?, row.get(2)?);
            Ok(Self { key, canonical, came_at, is_new: dials == 0 })
        };
        select.query_row([job.0], of_row).optional()
    }

    pub(super) fn as_same(&self) -> Same<'_> {
        let Self { key, canonical, came_at, is_new } = self;
        Same { key, canonical, came_at: *came_at, is_new: *is_new }
    }
}

impl Same<'_> {
    /// What this store was given before by another machine that is the same; none: from now on it is
    /// this one, of this mark.
    pub(in crate::jobs) fn meet(
        &self,
        transaction: &Transaction<'_>,
        mark: &str,
    ) -> database::Result<Option<First>> {
        let now = now(transaction)?;
        transaction.prepare_cached(FORGET_OLD)?.execute([now - WINDOW_MS])?;
        let mut select = transaction.prepare_cached(FIRST)?;
        let first: Option<(String, String)> =
            select.query_row([self.key], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        let is_anothers = |first: &str| home_of(first) != home_of(mark);
        match first.filter(|(first, request)| is_anothers(first) && self.is_same(request)) {
            None => {
                let request = format!("{} {}", self.came_at.0, self.canonical);
                let row = params![self.key, request, mark, now + KEPT_MS];
                transaction.prepare_cached(REMEMBER)?.execute(row)?;
                Ok(None)
            }
            Some((first, _)) if self.is_new && !is_known(transaction, mark)? => {
                First::of(transaction, first).map(Some)
            }
            Some(_) => Ok(None),
        }
    }

    /// Whether what is remembered calls the same number, and came within a day.
    fn is_same(&self, remembered: &str) -> bool {
        remembered.split_once(' ').is_some_and(|(at, canonical)| {
            let apart = at.parse().map(|at| self.came_at.ms_since(UnixMs(at)).unsigned_abs());
            canonical == self.canonical && apart.is_ok_and(|ms| ms < WINDOW_MS.unsigned_abs())
        })
    }
}

/// The node that a mark is of, by its token; of all fronts it is one word. Each knows by itself what came
/// twice to it, and fronts know it of each other.
fn home_of(mark: &str) -> &str {
    mark.split(':').next().unwrap_or_default()
}

/// Whether something was told of a job that the store has not got.
fn is_known(transaction: &Transaction<'_>, mark: &str) -> database::Result<bool> {
    transaction.prepare_cached(IS_KNOWN)?.query_row([mark], |row| row.get(0))
}

impl First {
    fn of(transaction: &Transaction<'_>, mark: String) -> database::Result<Self> {
        let home = transaction
            .prepare_cached(HOME)?
            .query_row([home_of(&mark)], |row| row.get(0))?;
        Ok(Self { job: marked(transaction, &mark)?, mark, home })
    }

    /// For the history of the other.
    fn event(&self) -> Event {
        let there = self.mark.split(':').nth(1).unwrap_or_default();
        match &self.home {
            Some(node) => Event::SameMail { node: Some(node.clone()), job: Some(there.to_owned()) },
            None => Event::SameMail { node: None, job: self.job.map(|job| job.to_string()) },
        }
    }
}

impl SharedQueue<'_> {
    /// Ends a job of this node that the store was given before by another, and reports nothing:
    /// that other is reported. What people want of this one they want of that. Tried again, it is a
    /// job of its own.
    pub(super) fn end_same(
        &self,
        store: &Spool,
        node: &Node,
        (job, first): (JobId, &First),
        now: UnixMs,
    ) -> Result<(), SpoolError> {
        let asked: Option<String> = self.spool.read(|transaction| {
            let mut select = transaction.prepare_cached(ASKED)?;
            Ok(select.query_row([job.0], |row| row.get(0)).optional()?.flatten())
        })?;
        for wish in asked.as_deref().map(lines).unwrap_or_default() {
            if let (Some(there), Some((verb, by))) = (first.job, read_asked(wish)) {
                let by = Actor::at_node(by, &node.name);
                match store.jobs().do_to_job(there, verb, &by, store.shared_queue().now_of_store()?)
                {
                    Err(error) if error.may_pass() => return Err(error),
                    // It has ended.
                    _ => {}
                }
            }
        }
        let event = first.event();
        log::info!("job {job}: {}", event.text(Language::English));
        self.spool.write(|transaction| {
            transaction.prepare_cached(HERE_AGAIN)?.execute([job.0])?;
            transaction.prepare_cached(IS_NONE)?.execute([job.0])?;
            if state_of(transaction, job)?.is_none_or(JobState::is_final) {
                return Ok(());
            }
            let failure = Some(Failure::Cancelled);
            let what = Happened { event: event.clone(), failure, ..Happened::default() };
            self.spool.jobs().ledger(transaction, now).end(job, JobState::Failed, &what)
        })
    }
}

/// Whether an option is told to the store in another way, or to nobody.
pub(super) fn is_told(name: &str) -> bool {
    ![option::MARK, option::HOME, option::SAME].contains(&name)
}
