//! Detection of jobs that several machines made of the same e-mail. If a mail server gets no answer
//! from one machine of the cluster, it delivers the e-mail to another machine. Each machine makes a
//! job of it, and both jobs have the same key ([`option::SAME`]). The shared database remembers the
//! first job, and does not accept a second one. The second job ends on its origin node, and the
//! first job is reported.
//!
//! A job that was already dialled, or of which pages are known, is sent to its end.

use super::home::{collect_asked, take_back};
use crate::node::{Node, now};
use crate::{Clustered, SharedQueue};
use ferrofax_basics::UnixMs;
use ferrofax_spool::event::{Event, Language};
use ferrofax_spool::failure::Failure;
use ferrofax_spool::inside::Inside;
use ferrofax_spool::inside::database::{self, Transaction, params};
use ferrofax_spool::inside::jobs::asked::with_tokens;
use ferrofax_spool::inside::jobs::asking::marked;
use ferrofax_spool::inside::jobs::attempt::state_of;
use ferrofax_spool::inside::jobs::history::Happened;
use ferrofax_spool::jobs::{JobId, JobState};
use ferrofax_spool::sending::option;
use ferrofax_spool::{Spool, SpoolError};

/// Two jobs are duplicates only if they came within this time.
const WINDOW_MS: i64 = 24 * 3_600_000;

/// The time for which the first job is remembered, in addition to [`WINDOW_MS`]. A machine that was
/// away for that long may still hand over its duplicate.
const KEPT_MS: i64 = 7 * WINDOW_MS;

const OF_JOB: &str = "
    SELECT o.value, jobs.canonical, jobs.created_at, jobs.dials FROM jobs
    JOIN job_options AS o ON o.job = jobs.id AND o.name = 'same' WHERE jobs.id = ?1";
const IS_NONE: &str = "DELETE FROM job_options WHERE job = ?1 AND name = 'same'";
/// The requests of users are stored in the same table. No user has an empty name, so that no user's
/// request has this key.
const FIRST: &str = "SELECT mark, request FROM api_requests WHERE user = '' AND key = ?1";
const REMEMBER: &str = "
    INSERT INTO api_requests (user, key, request, mark, at) VALUES ('', ?1, ?2, ?3, ?4)
    ON CONFLICT (user, key) DO UPDATE SET
        who = NULL, request = excluded.request, mark = excluded.mark, at = excluded.at";
const FORGET_OLD: &str = "DELETE FROM api_requests WHERE user = '' AND at < ?1";
const IS_KNOWN: &str = "SELECT EXISTS (SELECT 1 FROM known_pages WHERE mark = ?1)";
const HOME: &str = "
    SELECT coalesce((SELECT name FROM job_nodes WHERE token = ?1), (SELECT min(name) FROM nodes WHERE token = ?1))";

/// The properties by which a job is recognised as a duplicate.
pub(super) struct Same<'s> {
    /// The key that the job shares with its duplicates.
    pub(super) key: &'s str,
    /// The number that the job calls, in its canonical form. Duplicates call the same number.
    pub(super) canonical: &'s str,
    /// The time when the job came.
    pub(super) came_at: UnixMs,
    /// True if no call was made for the job yet.
    pub(super) is_new: bool,
}

/// The properties by which a job of a node is recognised as a duplicate, as owned values.
pub(super) struct SameJob {
    key: String,
    canonical: String,
    came_at: UnixMs,
    is_new: bool,
}

/// The result of handing a job over to the shared database.
pub(super) enum Given {
    /// The job is in the shared database, under this number.
    There(JobId),
    /// The job is not accepted, since it is a duplicate of this one.
    Same(First),
}

/// The job that came first.
pub(super) struct First {
    /// The first job, if the shared database still has it.
    pub(super) job: Option<JobId>,
    mark: String,
    /// The name of the node that the first job was handed to.
    home: Option<String>,
}

impl SameJob {
    /// Reads the properties of a job of this spool; none if the job has no such key.
    pub(super) fn of(transaction: &Transaction<'_>, job: JobId) -> database::Result<Option<Self>> {
        let of_row = |row: &database::Row<'_>| {
            let dials: i64 = row.get(3)?;
            let (key, canonical, came_at) = (row.get(0)?, row.get(1)?, row.get(2)?);
            Ok(Self { key, canonical, came_at, is_new: dials == 0 })
        };
        transaction.first(OF_JOB, [job.0], of_row)
    }

    pub(super) fn as_same(&self) -> Same<'_> {
        let Self { key, canonical, came_at, is_new } = self;
        Same { key, canonical, came_at: *came_at, is_new: *is_new }
    }
}

impl Same<'_> {
    /// Returns the duplicate that this shared database got before from another machine. If there is
    /// none, remembers this job under its mark as the first one.
    pub(super) fn meet(
        &self,
        transaction: &Transaction<'_>,
        mark: &str,
    ) -> database::Result<Option<First>> {
        let now = now(transaction)?;
        transaction.run(FORGET_OLD, [now - WINDOW_MS])?;
        let first: Option<(String, String)> =
            transaction.first(FIRST, [self.key], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let is_anothers = |first: &str| home_of(first) != home_of(mark);
        match first.filter(|(first, request)| is_anothers(first) && self.is_same(request)) {
            None => {
                let request = format!("{} {}", self.came_at.0, self.canonical);
                let row = params![self.key, request, mark, now + KEPT_MS];
                transaction.run(REMEMBER, row)?;
                Ok(None)
            }
            Some((first, _)) if self.is_new && !is_known(transaction, mark)? => {
                First::of(transaction, first).map(Some)
            }
            Some(_) => Ok(None),
        }
    }

    /// Whether the remembered job calls the same number, and came within a day.
    fn is_same(&self, remembered: &str) -> bool {
        remembered.split_once(' ').is_some_and(|(at, canonical)| {
            let apart = at.parse().map(|at| self.came_at.ms_since(UnixMs(at)).unsigned_abs());
            canonical == self.canonical && apart.is_ok_and(|ms| ms < WINDOW_MS.unsigned_abs())
        })
    }
}

/// The token of the node that made a mark; of all stateless nodes it is one word. Each node detects
/// its own duplicates by itself, and stateless nodes detect those of each other.
fn home_of(mark: &str) -> &str {
    mark.split(':').next().unwrap_or_default()
}

/// Whether nodes have reported pages of a job that the shared database does not have.
fn is_known(transaction: &Transaction<'_>, mark: &str) -> database::Result<bool> {
    transaction.one(IS_KNOWN, [mark], |row| row.get(0))
}

impl First {
    fn of(transaction: &Transaction<'_>, mark: String) -> database::Result<Self> {
        let home = transaction.one(HOME, [home_of(&mark)], |row| row.get(0))?;
        Ok(Self { job: marked(transaction, &mark)?, mark, home })
    }

    /// The entry for the history of the second job.
    fn event(&self) -> Event {
        let there = self.mark.split(':').nth(1).unwrap_or_default();
        match &self.home {
            Some(node) => Event::SameMail { node: Some(node.clone()), job: Some(there.to_owned()) },
            None => Event::SameMail { node: None, job: self.job.map(|job| job.to_string()) },
        }
    }
}

impl SharedQueue<'_> {
    /// Ends a job of this node whose duplicate the shared database got before from another node.
    /// The job is not reported, since the first job is. Requests of people for this job are applied
    /// to the first one. If somebody retries this job, it is a job of its own.
    pub(super) fn end_same(
        &self,
        store: &Spool,
        node: &Node,
        (job, first): (JobId, &First),
        now: UnixMs,
    ) -> Result<(), SpoolError> {
        let wishes = self.spool.write(|transaction| {
            collect_asked(transaction)?;
            with_tokens(transaction, job)
        })?;
        if let Some(there) = first.job {
            wishes
                .iter()
                .try_for_each(|wish| store.shared_queue().take_wish(there, wish, node))?;
        }
        let event = first.event();
        log::info!("job {job}: {}", event.text(Language::English));
        self.spool.write(|transaction| {
            take_back(transaction, job)?;
            transaction.run(IS_NONE, [job.0])?;
            if state_of(transaction, job)?.is_none_or(JobState::is_final) {
                return Ok(());
            }
            let failure = Some(Failure::Cancelled);
            let what = Happened { event: event.clone(), failure, ..Happened::default() };
            self.spool.ledger(transaction, now).end(job, JobState::Failed, &what)
        })
    }
}

/// Whether an option is transferred with the job as an option. The others are transferred in
/// another way, or not at all.
pub(super) fn is_told(name: &str) -> bool {
    ![option::MARK, option::HOME, option::SAME].contains(&name)
        && !name.starts_with(option::PASSED_ON)
}
