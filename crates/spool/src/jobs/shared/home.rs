//! The node that a job was handed to: it gives the job to the store, keeps its own row beside
//! it, tells the store what people want of it, and people what the store does with it.

use super::super::asked::{lines, note_told, read as read_asked};
use super::super::attempt::state_of;
use super::super::history::{Happened, Ledger};
use super::super::{JobChange, JobId, JobState};
use super::octets::Beat;
use super::parcel;
use super::same::{Given, SameJob};
use super::telling::{Page, pages};
use crate::column::known_word;
use crate::database::{self, OptionalExtension, Transaction, params};
use crate::event::{Actor, Event};
use crate::failure::Failure;
use crate::node::Node;
use crate::{SharedQueue, Spool, SpoolError};
use ferrofax_basics::UnixMs;
use std::collections::BTreeMap;

/// How many changes are followed at once.
const BATCH: u32 = 200;

/// What goes first there goes first into it.
macro_rules! to_move {
    ($what:literal, $rest:literal) => {
        concat!(
            "SELECT ",
            $what,
            " FROM jobs
             WHERE state IN ('suspended', 'pending', 'sleeping', 'blocked', 'ready') AND number <> ''
               AND NOT EXISTS (SELECT 1 FROM moved_jobs AS m WHERE m.job = jobs.id AND m.store_job IS NOT NULL)
               AND NOT EXISTS (SELECT 1 FROM store_tries AS t WHERE t.job = jobs.id)
               AND NOT EXISTS (SELECT 1 FROM job_fetches AS f WHERE f.job = jobs.id)
               AND NOT EXISTS (SELECT 1 FROM job_options AS o WHERE o.job = jobs.id AND o.name = 'selftest_to')",
            $rest
        )
    };
}
const TO_MOVE: &str = to_move!(
    "id",
    " AND (?2 = 1 OR EXISTS (SELECT 1 FROM moved_jobs AS m WHERE m.job = jobs.id))
    ORDER BY priority, id LIMIT ?1"
);
const HOW_MANY_TO_MOVE: &str = to_move!("count(*)", "");
const SHARES: &str = "SELECT EXISTS (SELECT 1 FROM node WHERE shares_jobs = 1)";
/// From now on nothing becomes of it here.
const BEGIN: &str = "
    INSERT INTO moved_jobs (job)
    SELECT id FROM jobs WHERE id = ?1 AND state IN ('suspended', 'pending', 'sleeping', 'blocked', 'ready')
    ON CONFLICT (job) DO NOTHING";
const KEEP: &str = "DELETE FROM moved_jobs WHERE job = ?1 AND store_job IS NULL RETURNING asked";
const WAITS_HERE: &str = "
    SELECT EXISTS (SELECT 1 FROM jobs WHERE id = ?1 AND ended_at IS NULL AND state <> 'active'
                   AND NOT EXISTS (SELECT 1 FROM moved_jobs WHERE moved_jobs.job = jobs.id))";
const IS_MOVED: &str = "SELECT EXISTS (SELECT 1 FROM moved_jobs WHERE job = ?1)";
const MOVED: &str = "UPDATE moved_jobs SET store_job = ?2 WHERE job = ?1";
const CREATED: &str = "SELECT created_at FROM jobs WHERE id = ?1";
const ASKED: &str = "
    SELECT job, asked FROM moved_jobs WHERE asked IS NOT NULL AND store_job IS NOT NULL ORDER BY job LIMIT 20";
const UPTO: &str = "SELECT changes_upto FROM node";
const SET_UPTO: &str = "UPDATE node SET changes_upto = ?1";
const LAST: &str = "SELECT coalesce(max(id), 0) FROM job_changes";
/// A number that the server has not given is none behind which something is to come.
const LAST_OF_POSTGRESQL: &str = "
    SELECT coalesce(max(id), 0) FROM job_changes
    WHERE id <= pg_sequence_last_value(CAST(pg_get_serial_sequence('job_changes', 'id') AS regclass))";
const CHANGED: &str = "
    SELECT c.id, c.job, m.value FROM job_changes AS c
    JOIN job_options AS h ON h.job = c.job AND h.name = 'home' AND h.value = ?1
    JOIN job_options AS m ON m.job = c.job AND m.name = 'mark'
    WHERE c.id > ?2 AND c.id <= ?4 ORDER BY c.id LIMIT ?3";
const STANDS: &str = "SELECT far_ident, cause, priority, failure FROM jobs WHERE id = ?1";
const FACTS: &str = "UPDATE jobs SET far_ident = ?2, cause = ?3, priority = ?4 WHERE id = ?1";
const COUNTS: &str = "UPDATE jobs SET tries = ?2, dials = ?3 WHERE id = ?1";
const FAILURE: &str = "UPDATE jobs SET failure = ?2 WHERE id = ?1";
const PAGE: &str = "
    UPDATE job_pages SET state = ?4, unknown = ?5, refused = ?6, rows_confirmed = ?7, confirmed_at = ?8
    WHERE job = ?1 AND document = ?2 AND page = ?3";

/// What the store has done with a job of this node.
pub(super) struct Followed {
    mark: String,
    job: There,
    changes: Vec<JobChange>,
}

/// What its home keeps of a job as it stands in the store. Whatever else may stand there is none of its
/// matter, and so nothing that it could not read.
#[derive(Clone)]
struct There {
    far_ident: Option<String>,
    cause: Option<String>,
    priority: i64,
    failure: Option<Failure>,
    pages: Vec<Page>,
}

impl SharedQueue<'_> {
    /// The jobs of this node that the store has not got yet, in the order in which they go.
    ///
    /// # Errors
    /// The spool could not be asked.
    pub fn jobs_to_move(&self, limit: u32) -> Result<Vec<JobId>, SpoolError> {
        self.spool.read(|transaction| {
            let mut select = transaction.prepare_cached(TO_MOVE)?;
            select.query_map(params![limit, 1], |row| row.get(0).map(JobId))?.collect()
        })
    }

    /// How many they are; 0 where jobs are not shared.
    ///
    /// # Errors
    /// The spool could not be asked.
    pub fn how_many_to_move(&self) -> Result<u64, SpoolError> {
        self.spool.read(|transaction| {
            if !transaction.prepare_cached(SHARES)?.query_row([], |row| row.get(0))? {
                return Ok(0);
            }
            let mut count = transaction.prepare_cached(HOW_MANY_TO_MOVE)?;
            count.query_row([], |row| row.get(0).map(|count: i64| count.cast_unsigned()))
        })
    }

    /// Those of them that may be in the store all the same: it was not heard of what it was given.
    ///
    /// # Errors
    /// The spool could not be asked.
    pub fn jobs_half_moved(&self, limit: u32) -> Result<Vec<JobId>, SpoolError> {
        self.spool.read(|transaction| {
            let mut select = transaction.prepare_cached(TO_MOVE)?;
            select.query_map(params![limit, 0], |row| row.get(0).map(JobId))?.collect()
        })
    }

    /// Gives a job into the store: when this returns the store has it durably, once, and it is
    /// dialled from here no more. Its number there; none if it goes nowhere now (it has ended, or
    /// is in a call, or another was handed the same mail before, and this ends here). Between
    /// pieces of its documents something else is done.
    ///
    /// # Errors
    /// The one or the other could not be asked, or a document can't be read. The store may have
    /// it all the same; it is given once more.
    pub fn move_job(
        &self,
        store: &Spool,
        node: &Node,
        job: JobId,
        now: UnixMs,
        beat: Beat<'_>,
    ) -> Result<Option<JobId>, SpoolError> {
        let begun = self.spool.write(|transaction| {
            transaction.prepare_cached(BEGIN)?.execute([job.0])?;
            if !transaction.prepare_cached(IS_MOVED)?.query_row([job.0], |row| row.get(0))? {
                return Ok(None);
            }
            let mut loaded = parcel::load(transaction, job)?;
            if let Some(parcel) = &mut loaded {
                parcel.same = SameJob::of(transaction, job)?;
            }
            let mark = mark(transaction, node, job)?;
            Ok(loaded.zip(mark))
        })?;
        let Some((mut parcel, mark)) = begun else { return Ok(None) };
        let given = match parcel.read_files(self.spool) {
            Ok(()) => {
                for document in &mut parcel.documents {
                    store.shared_queue().seal_for_store(&mark, document, beat)?;
                    store.shared_queue().receive_octets(document, beat)?;
                }
                store.shared_queue().take_parcel(node, &mark, &parcel)?
            }
            // It may be there from before.
            Err(why) => match store.jobs().job_marked(&mark)? {
                Some(there) => Given::There(there),
                None => {
                    self.keep_here(job, now)?;
                    return Err(why);
                }
            },
        };
        let there = match given {
            Given::There(there) => there,
            Given::Same(first) => {
                return self.end_same(store, node, (job, &first), now).map(|()| None);
            }
        };
        self.spool.write(|transaction| {
            transaction.prepare_cached(MOVED)?.execute([job.0, there.0])?;
            self.spool
                .jobs()
                .ledger(transaction, now)
                .note(job, &Event::Shared { job: there }.into())
        })?;
        Ok(Some(there))
    }

    /// The store has not got a job, and does not get it: it is this spool's matter again, and so
    /// is what people want of it.
    fn keep_here(&self, job: JobId, now: UnixMs) -> Result<(), SpoolError> {
        let asked: Option<String> = self.spool.write(|transaction| {
            let mut keep = transaction.prepare_cached(KEEP)?;
            Ok(keep.query_row([job.0], |row| row.get(0)).optional()?.flatten())
        })?;
        for wish in asked.as_deref().map(lines).unwrap_or_default() {
            if let Some((verb, by)) = read_asked(wish) {
                // What the first has done may be in the way of the second.
                let _refused = self.spool.jobs().do_to_job(job, verb, by, now);
            }
        }
        Ok(())
    }

    /// Ends a job that can't be given to the store, and so goes nowhere: its document can't be
    /// read. Nothing happens if the store has it, or may have it.
    ///
    /// # Errors
    /// The spool could not be asked.
    pub fn fail_unmovable(&self, job: JobId, now: UnixMs) -> Result<(), SpoolError> {
        self.spool.write(|transaction| {
            if !transaction.prepare_cached(WAITS_HERE)?.query_row([job.0], |row| row.get(0))? {
                return Ok(());
            }
            let failure = Failure::NoDocument;
            let what = Happened {
                event: Event::failed(failure.into()),
                failure: Some(failure),
                notice: Some(failure.final_reason()),
                ..Happened::default()
            };
            self.spool.jobs().ledger(transaction, now).end(job, JobState::Failed, &what)
        })
    }

    /// Tells the store what people want of jobs that it has of this node.
    ///
    /// # Errors
    /// The one or the other could not be asked. What the store refuses is none.
    pub fn tell_asked(&self, store: &Spool, node: &Node) -> Result<(), SpoolError> {
        let asked: Vec<(JobId, String, Option<String>)> = self.spool.read(|transaction| {
            let mut select = transaction.prepare_cached(ASKED)?;
            let asked: Vec<(i64, String)> = select
                .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect::<Result<_, _>>()?;
            let with_mark = |(job, asked)| {
                let job = JobId(job);
                Ok((job, asked, mark(transaction, node, job)?))
            };
            asked.into_iter().map(with_mark).collect()
        })?;
        for (job, wishes, mark) in asked {
            let there = mark.map_or(Ok(None), |mark| store.jobs().job_marked(&mark))?;
            if there.is_none() {
                // It has lost what has ended here, and is to be tried again: that begins here. What it
                // has lost else it gets again first.
                if self.is_own_again(job)? {
                    self.keep_here(job, store.shared_queue().now_of_store()?)?;
                }
                continue;
            }
            for wish in lines(&wishes) {
                if let (Some(there), Some((verb, by))) = (there, read_asked(wish)) {
                    let by = Actor::at_node(by, &node.name);
                    match store.jobs().do_to_job(
                        there,
                        verb,
                        &by,
                        store.shared_queue().now_of_store()?,
                    ) {
                        Err(error) if error.may_pass() => return Err(error),
                        // It has ended meanwhile, as is seen from what follows.
                        _ => {}
                    }
                }
                self.spool.write(|transaction| note_told(transaction, job, wish))?;
            }
        }
        Ok(())
    }

    /// Has the rows of this node's jobs follow what the store does with them: history, pages,
    /// reports. True if there may be more.
    ///
    /// # Errors
    /// The one or the other could not be asked.
    pub fn follow_store(
        &self,
        store: &Spool,
        node: &Node,
        now: UnixMs,
        beat: Beat<'_>,
    ) -> Result<bool, SpoolError> {
        let upto: i64 = self.spool.read(|transaction| {
            transaction.prepare_cached(UPTO)?.query_row([], |row| row.get(0))
        })?;
        let (followed, last, is_all) = store.shared_queue().followed(node, upto, beat)?;
        if last == upto {
            return Ok(false);
        }
        self.spool.write(|transaction| {
            let ledger = self.spool.jobs().ledger(transaction, now);
            followed.iter().try_for_each(|one| follow(&ledger, node, one))?;
            transaction.prepare_cached(SET_UPTO)?.execute([last]).map(drop)
        })?;
        Ok(!is_all)
    }

    /// The last change in this store.
    pub(super) fn last_change(&self) -> Result<i64, SpoolError> {
        self.spool.read(last_change)
    }

    /// How a job of this store stands, and all that was done with it.
    pub(super) fn followed_last(&self, job: JobId, mark: &str) -> Result<Followed, SpoolError> {
        let mut changes = self.spool.jobs().job_history(job)?;
        self.leave_out_taken(&mut changes)?;
        let there = self.spool.read(|transaction| there(transaction, job))?;
        let there = there.ok_or(SpoolError::NoSuchJob(job))?;
        Ok(Followed { mark: mark.to_owned(), job: there, changes })
    }

    /// What this store has done with jobs of a node since a change: up to which, and whether that
    /// is all.
    fn followed(
        &self,
        node: &Node,
        upto: i64,
        beat: Beat<'_>,
    ) -> Result<(Vec<Followed>, i64, bool), SpoolError> {
        let (last, changed) = self.spool.read(|transaction| {
            let last = last_change(transaction)?;
            let mut select = transaction.prepare_cached(CHANGED)?;
            let changed: Vec<(i64, i64, String)> = select
                .query_map(params![node.token, upto, BATCH, last], |row| {
                    Ok((row.get(0)?, row.get(1)?, row.get(2)?))
                })?
                .collect::<Result<_, _>>()?;
            Ok((last, changed))
        })?;
        let is_all = changed.len() < BATCH as usize;
        let last = match changed.last() {
            Some((id, ..)) if !is_all => *id,
            _ => last,
        };
        let jobs: BTreeMap<i64, String> =
            changed.into_iter().map(|(_, job, mark)| (job, mark)).collect();
        let (mut followed, mut is_said) = (Vec::new(), false);
        for (job, mark) in jobs {
            beat()?;
            let mut changes = self.spool.jobs().job_history(JobId(job))?;
            changes.retain(|change| change.id > upto && change.id <= last);
            if !is_said && changes.iter().any(|change| change.notice.is_some()) {
                self.say_reported(&node.token, last)?;
                is_said = true;
            }
            self.leave_out_taken(&mut changes)?;
            // It may have been deleted just now.
            let there = self.spool.read(|transaction| there(transaction, JobId(job)))?;
            followed.extend(there.map(|job| Followed { mark, job, changes }));
        }
        Ok((followed, last, is_all))
    }
}

fn last_change(transaction: &Transaction<'_>) -> database::Result<i64> {
    let last = transaction.either(LAST, LAST_OF_POSTGRESQL);
    transaction.prepare_cached(last)?.query_row([], |row| row.get(0))
}

/// How a job of this store stands; none if there is no such job.
fn there(transaction: &Transaction<'_>, job: JobId) -> database::Result<Option<There>> {
    let mut select = transaction.prepare_cached(STANDS)?;
    let there = select.query_row([job.0], |row| {
        Ok(There {
            far_ident: row.get("far_ident")?,
            cause: row.get("cause")?,
            priority: row.get::<_, i64>("priority")?.clamp(0, 255),
            failure: known_word(row, "failure", Failure::from_name)?,
            pages: Vec::new(),
        })
    });
    let Some(mut there) = there.optional()? else { return Ok(None) };
    there.pages = pages(transaction, job)?;
    Ok(Some(there))
}

/// By which the store knows a job of this node; none if there is no such job.
pub(super) fn mark(
    transaction: &Transaction<'_>,
    node: &Node,
    job: JobId,
) -> database::Result<Option<String>> {
    let mut select = transaction.prepare_cached(CREATED)?;
    let created: Option<i64> = select.query_row([job.0], |row| row.get(0)).optional()?;
    Ok(created.map(|at| format!("{}:{job}:{at}", node.token)))
}

/// The job that the store knows by this mark, where it is one that was given to it.
pub(super) fn job_of(
    transaction: &Transaction<'_>,
    node: &Node,
    of: &str,
) -> database::Result<Option<JobId>> {
    let number = of.split(':').nth(1).and_then(|number| number.parse().ok());
    let Some(job) = number.map(JobId) else { return Ok(None) };
    let is_moved: bool =
        transaction.prepare_cached(IS_MOVED)?.query_row([job.0], |row| row.get(0))?;
    let is_it = is_moved && mark(transaction, node, job)?.as_deref() == Some(of);
    Ok(is_it.then_some(job))
}

fn follow(ledger: &Ledger<'_>, node: &Node, followed: &Followed) -> database::Result<()> {
    let transaction = ledger.transaction;
    let Some(job) = job_of(transaction, node, &followed.mark)? else { return Ok(()) };
    let there = &followed.job;
    let facts = params![job.0, there.far_ident, there.cause, there.priority];
    transaction.prepare_cached(FACTS)?.execute(facts)?;
    let mut update = transaction.prepare_cached(PAGE)?;
    for page in &there.pages {
        let counts = [page.unknown, page.refused, page.rows_confirmed]
            .map(|count| count.clamp(0, u32::MAX.into()));
        update.execute(params![
            job.0,
            page.document,
            page.page,
            page.state.name(),
            counts[0],
            counts[1],
            counts[2],
            page.confirmed_at
        ])?;
    }
    for change in &followed.changes {
        let state = state_of(transaction, job)?;
        // What has ended here has been reported.
        if !(change.state.is_final() && state.is_some_and(JobState::is_final)) {
            repeat(ledger, job, change)?;
        }
    }
    let failure = there.failure.map(Failure::name);
    transaction.prepare_cached(FAILURE)?.execute(params![job.0, failure]).map(drop)
}

/// Has a job here stand as it does there, where that is not so. Of what was on the way to that nobody
/// hears: a store that was restored tells of it what it did long ago.
pub(super) fn follow_last(
    ledger: &Ledger<'_>,
    node: &Node,
    followed: &Followed,
) -> database::Result<()> {
    let mut last = Followed {
        mark: followed.mark.clone(),
        job: followed.job.clone(),
        changes: followed.changes.last().cloned().into_iter().collect(),
    };
    let job = job_of(ledger.transaction, node, &last.mark)?;
    let state = job.map(|job| state_of(ledger.transaction, job)).transpose()?.flatten();
    last.changes.retain(|change| Some(change.state) != state);
    for change in last.changes.iter_mut().filter(|change| !change.state.is_final()) {
        change.notice = None;
    }
    follow(ledger, node, &last)
}

/// A change there is one here. Here no call is made for it, and so it is not active.
fn repeat(ledger: &Ledger<'_>, job: JobId, change: &JobChange) -> database::Result<()> {
    let counts = params![job.0, change.tries, change.dials];
    ledger.transaction.prepare_cached(COUNTS)?.execute(counts)?;
    let what = Happened {
        event: change.event.clone(),
        failure: change.failure,
        cause: change.cause.as_deref(),
        hangup_cause: change.hangup_cause,
        notice: change.notice,
        call: None,
    };
    match change.state {
        state if state.is_final() => ledger.end(job, state, &what),
        JobState::Active => ledger.wait(job, JobState::Ready, None, &what),
        state => ledger.wait(job, state, change.due_at, &what),
    }
}
