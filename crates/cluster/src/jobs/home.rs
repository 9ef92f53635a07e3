//! The origin node of a job, to which the job was handed (in the code: *home*). It hands the job
//! over to the shared database and keeps its own row of the job. It forwards requests of people to
//! the shared database, and reports to people what the shared database does with the job.

use super::documents::BroughtDocuments;
use super::parcel;
use super::same::{Given, SameJob};
use super::telling::{Page, pages};
use crate::node::{Beat, Node, NotShipped};
use crate::{Clustered, SharedQueue};
use ferrofax_basics::UnixMs;
use ferrofax_spool::event::Event;
use ferrofax_spool::failure::Failure;
use ferrofax_spool::inside::Inside;
use ferrofax_spool::inside::column::known_word;
use ferrofax_spool::inside::database::{self, Transaction, params};
use ferrofax_spool::inside::event::at_node;
use ferrofax_spool::inside::failure::final_reason;
use ferrofax_spool::inside::jobs::asked::{
    note_told, read as read_asked, take, token_of, with_tokens,
};
use ferrofax_spool::inside::jobs::attempt::state_of;
use ferrofax_spool::inside::jobs::history::{Happened, Ledger};
use ferrofax_spool::inside::jobs::role::Role;
use ferrofax_spool::jobs::{JobChange, JobId, JobState};
use ferrofax_spool::{Spool, SpoolError};
use std::collections::BTreeMap;

/// The number of changes that are followed in one step.
const BATCH: u32 = 200;

/// Selects the jobs to be handed over, in the order in which they are sent.
macro_rules! to_move {
    ($what:literal, $rest:literal) => {
        concat!(
            "SELECT ",
            $what,
            " FROM jobs
             WHERE state IN ('suspended', 'pending', 'sleeping', 'blocked', 'ready') AND number <> ''
               AND role <> 'try'
               AND NOT EXISTS (SELECT 1 FROM moved_jobs AS m WHERE m.job = jobs.id AND m.store_job IS NOT NULL)
               AND NOT EXISTS (SELECT 1 FROM job_fetches AS f WHERE f.job = jobs.id)
               AND NOT EXISTS (SELECT 1 FROM job_options AS o WHERE o.job = jobs.id AND o.name = 'selftest_to')",
            $rest
        )
    };
}
const TO_MOVE: &str = to_move!(
    "id",
    " AND (?2 = 1 OR role = 'moved')
    ORDER BY priority, id LIMIT ?1"
);
const HOW_MANY_TO_MOVE: &str = to_move!("count(*)", "");
const SHARES: &str = "SELECT EXISTS (SELECT 1 FROM node WHERE shares_jobs = 1)";
/// Marks a job as being handed over. From now on it is only changed in the shared database.
const BEGIN: &str = "
    UPDATE jobs SET role = 'moved'
    WHERE id = ?1 AND role <> 'try' AND state IN ('suspended', 'pending', 'sleeping', 'blocked', 'ready')";
const IS_BEGUN: &str = "INSERT INTO moved_jobs (job) VALUES (?1) ON CONFLICT (job) DO NOTHING";
const KEEP: &str = "DELETE FROM moved_jobs WHERE job = ?1 AND store_job IS NULL";
const WAITS_HERE: &str = "
    SELECT EXISTS (SELECT 1 FROM jobs
                   WHERE id = ?1 AND ended_at IS NULL AND state <> 'active' AND role <> 'moved')";
const MOVED: &str = "UPDATE moved_jobs SET store_job = ?2 WHERE job = ?1";
const CREATED: &str = "SELECT created_at FROM jobs WHERE id = ?1";
const ASKED: &str = "
    SELECT m.job FROM moved_jobs AS m JOIN jobs ON jobs.id = m.job
    WHERE jobs.asked IS NOT NULL AND m.store_job IS NOT NULL ORDER BY m.job LIMIT 20";
/// Version 0.3.0 stores commands in `moved_jobs`. A module of that version may still be loaded.
const ASKED_BEFORE: &str = "SELECT EXISTS (SELECT 1 FROM moved_jobs WHERE asked IS NOT NULL)";
const COLLECT: &str = "
    UPDATE jobs SET asked = (SELECT m.asked || coalesce(?1 || jobs.asked, '') FROM moved_jobs AS m WHERE m.job = jobs.id)
    WHERE id IN (SELECT job FROM moved_jobs WHERE asked IS NOT NULL)";
const ARE_COLLECTED: &str = "UPDATE moved_jobs SET asked = NULL WHERE asked IS NOT NULL";
const UPTO: &str = "SELECT changes_upto FROM node";
const SET_UPTO: &str = "UPDATE node SET changes_upto = ?1";
const LAST: &str = "SELECT coalesce(max(id), 0) FROM job_changes";
/// A number above the last one that the sequence has given out comes from another program. It is
/// not counted, since changes with lower numbers are still to come.
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

/// The changes that the shared database has made to a job of this node.
pub(super) struct Followed {
    mark: String,
    job: There,
    changes: Vec<JobChange>,
}

/// The columns of a job in the shared database that the origin node copies. It reads no other
/// columns, so that unreadable values in them cause no failure.
#[derive(Clone)]
struct There {
    far_ident: Option<String>,
    cause: Option<String>,
    priority: i64,
    failure: Option<Failure>,
    pages: Vec<Page>,
}

impl SharedQueue<'_> {
    /// The jobs of this node that are not yet in the shared database, in the order in which they
    /// are sent.
    ///
    /// # Errors
    /// Access to the spool failed.
    pub fn jobs_to_move(&self, limit: u32) -> Result<Vec<JobId>, SpoolError> {
        self.spool.read(|transaction| {
            transaction.all(TO_MOVE, params![limit, 1], |row| row.get(0).map(JobId))
        })
    }

    /// The number of jobs of this node that are not yet in the shared database; 0 if jobs are not
    /// shared.
    ///
    /// # Errors
    /// Access to the spool failed.
    pub fn how_many_to_move(&self) -> Result<u64, SpoolError> {
        self.spool.read(|transaction| {
            if !transaction.one(SHARES, [], |row| row.get(0))? {
                return Ok(0);
            }
            let count = |count: i64| count.cast_unsigned();
            transaction.one(HOW_MANY_TO_MOVE, [], |row| row.get(0).map(count))
        })
    }

    /// The jobs that [`Self::jobs_to_move`] lists although they may already be in the shared
    /// database. Their transfer began, but its answer was not received.
    ///
    /// # Errors
    /// Access to the spool failed.
    pub fn jobs_half_moved(&self, limit: u32) -> Result<Vec<JobId>, SpoolError> {
        self.spool.read(|transaction| {
            transaction.all(TO_MOVE, params![limit, 0], |row| row.get(0).map(JobId))
        })
    }

    /// Hands a job over to the shared database. When this returns, the shared database has the job
    /// once and durably, and this node no longer dials it. Returns the number of the job there, or
    /// `None` if the job was not handed over: it has ended, or is in a call, or ends here because
    /// another node was handed the same e-mail before. `beat` is called between the pieces of the
    /// job's documents.
    ///
    /// # Errors
    /// Access to this spool or to the shared database failed, or a document can't be read. The
    /// shared database may still have the job; in that case handing it over again has no further
    /// effect.
    pub fn move_job(
        &self,
        store: &Spool,
        node: &Node,
        job: JobId,
        now: UnixMs,
        beat: Beat<'_>,
    ) -> Result<Option<JobId>, SpoolError> {
        let begun = self.spool.write(|transaction| {
            transaction.run(BEGIN, [job.0])?;
            if !Role::Moved.is_of(transaction, job)? {
                return Ok(None);
            }
            transaction.run(IS_BEGUN, [job.0])?;
            let mut loaded = parcel::load(transaction, job)?;
            if let Some(parcel) = &mut loaded {
                parcel.same = SameJob::of(transaction, job)?;
            }
            let mark = mark(transaction, node, job)?;
            Ok(loaded.zip(mark))
        })?;
        let Some((parcel, mark)) = begun else { return Ok(None) };
        let files = parcel.documents.iter().map(|one| (one.number, &*one.file));
        let brought = store.shared_queue().receive_documents(self.spool, (&mark, files), beat);
        let hand_over = |brought: BroughtDocuments| {
            let taken = store.shared_queue().take_parcel(node, &mark, (&parcel, &brought));
            taken.map_err(NotShipped::from)
        };
        let given = match brought.and_then(hand_over) {
            Ok(given) => given,
            // The job may be in the shared database from an earlier attempt.
            Err(NotShipped::Here(why) | NotShipped::Refused(why)) => {
                match store.jobs().job_marked(&mark)? {
                    Some(there) => Given::There(there),
                    None => {
                        self.keep_here(job, now)?;
                        return Err(why);
                    }
                }
            }
            Err(why) => return Err(why.into_error()),
        };
        let there = match given {
            Given::There(there) => there,
            Given::Same(first) => {
                return self.end_same(store, node, (job, &first), now).map(|()| None);
            }
        };
        self.spool.write(|transaction| {
            transaction.run(MOVED, [job.0, there.0])?;
            self.spool
                .ledger(transaction, now)
                .note(job, &Event::Shared { job: there }.into())
        })?;
        Ok(Some(there))
    }

    /// Returns a job to this spool that the shared database does not have and will not get. Pending
    /// requests of people are applied here.
    fn keep_here(&self, job: JobId, now: UnixMs) -> Result<(), SpoolError> {
        self.spool
            .jobs()
            .bring_back(job, |transaction| take_back(transaction, job), now)
    }

    /// Ends a job that can't be handed over to the shared database, and so can't be sent, since its
    /// document can't be read or the database refuses it. Nothing happens if the shared database has
    /// the job, or may have it.
    ///
    /// # Errors
    /// Access to the spool failed.
    pub fn fail_unmovable(&self, job: JobId, now: UnixMs) -> Result<(), SpoolError> {
        self.spool.write(|transaction| {
            if !transaction.one(WAITS_HERE, [job.0], |row| row.get(0))? {
                return Ok(());
            }
            let failure = Failure::NoDocument;
            let what = Happened {
                event: Event::failed(failure.into()),
                failure: Some(failure),
                notice: Some(final_reason(failure)),
                ..Happened::default()
            };
            self.spool.ledger(transaction, now).end(job, JobState::Failed, &what)
        })
    }

    /// Forwards requests of people to the shared database, for jobs of this node that are there.
    ///
    /// # Errors
    /// Access to this spool or to the shared database failed. A request that the shared database
    /// refuses is no error.
    pub fn tell_asked(&self, store: &Spool, node: &Node) -> Result<(), SpoolError> {
        let is_older =
            |transaction: &Transaction<'_>| transaction.one(ASKED_BEFORE, [], |row| row.get(0));
        if self.spool.read(is_older)? {
            self.spool.write(collect_asked)?;
        }
        let asked: Vec<(JobId, Option<String>)> = self.spool.read(|transaction| {
            let asked: Vec<i64> = transaction.all(ASKED, [], |row| row.get(0))?;
            let with_mark = |job| Ok((JobId(job), mark(transaction, node, JobId(job))?));
            asked.into_iter().map(with_mark).collect()
        })?;
        for (job, mark) in asked {
            let there = mark.map_or(Ok(None), |mark| store.jobs().job_marked(&mark))?;
            let Some(there) = there else {
                // The shared database has lost the job. If the job has ended here and is to be
                // retried, it starts again in this spool. A lost job that has not ended is handed
                // over again first.
                if self.is_own_again(job)? {
                    self.keep_here(job, store.shared_queue().now_of_store()?)?;
                }
                continue;
            };
            for wish in self.spool.write(|transaction| with_tokens(transaction, job))? {
                store.shared_queue().take_wish(there, &wish, node)?;
                self.spool.write(|transaction| note_told(transaction, job, &wish))?;
            }
        }
        Ok(())
    }

    /// Carries out a command that a node passes on to this shared database, unless it has passed on
    /// this command before.
    pub(super) fn take_wish(&self, job: JobId, wish: &str, node: &Node) -> Result<(), SpoolError> {
        let Some((verb, restart, by)) = read_asked(wish) else { return Ok(()) };
        let by = at_node(by, &node.name);
        let now = self.now_of_store()?;
        let command = (&verb, &restart);
        self.spool.jobs().do_passed_on(job, command, (&by, token_of(wish)), now)
    }

    /// Applies the changes that the shared database has made to this node's jobs to their rows
    /// here: history, pages, reports. Returns true if there may be more changes.
    ///
    /// # Errors
    /// Access to this spool or to the shared database failed.
    pub fn follow_store(
        &self,
        store: &Spool,
        node: &Node,
        now: UnixMs,
        beat: Beat<'_>,
    ) -> Result<bool, SpoolError> {
        let upto: i64 =
            self.spool.read(|transaction| transaction.one(UPTO, [], |row| row.get(0)))?;
        let (followed, last, is_all) = store.shared_queue().followed(node, upto, beat)?;
        if last == upto {
            return Ok(false);
        }
        self.spool.write(|transaction| {
            let ledger = self.spool.ledger(transaction, now);
            followed.iter().try_for_each(|one| follow(&ledger, node, one))?;
            transaction.run(SET_UPTO, [last])
        })?;
        Ok(!is_all)
    }

    /// The number of the last change in this shared database.
    pub(super) fn last_change(&self) -> Result<i64, SpoolError> {
        self.spool.read(last_change)
    }

    /// The current row of a job of this shared database, and all changes of it.
    pub(super) fn followed_last(&self, job: JobId, mark: &str) -> Result<Followed, SpoolError> {
        let mut changes = self.spool.jobs().job_history(job)?;
        self.leave_out_taken(&mut changes)?;
        let there = self.spool.read(|transaction| there(transaction, job))?;
        let there = there.ok_or(SpoolError::NoSuchJob(job))?;
        Ok(Followed { mark: mark.to_owned(), job: there, changes })
    }

    /// The changes that this shared database has made to jobs of a node after the change `upto`.
    /// Returns also the number of the last change that is included, and whether the list is
    /// complete.
    fn followed(
        &self,
        node: &Node,
        upto: i64,
        beat: Beat<'_>,
    ) -> Result<(Vec<Followed>, i64, bool), SpoolError> {
        let (last, changed) = self.spool.read(|transaction| {
            let last = last_change(transaction)?;
            let changed: Vec<(i64, i64, String)> =
                transaction.all(CHANGED, params![node.token, upto, BATCH, last], |row| {
                    Ok((row.get(0)?, row.get(1)?, row.get(2)?))
                })?;
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
            // The job may have been deleted just now.
            let there = self.spool.read(|transaction| there(transaction, JobId(job)))?;
            followed.extend(there.map(|job| Followed { mark, job, changes }));
        }
        Ok((followed, last, is_all))
    }
}

/// Moves commands that a module of version 0.3.0 stored to where this version stores them.
pub(super) fn collect_asked(transaction: &Transaction<'_>) -> database::Result<()> {
    transaction.run(COLLECT, ["\n"])?;
    transaction.run(ARE_COLLECTED, [])
}

/// Makes a job that is not yet in the shared database a job of this spool again. Returns the
/// pending requests of people for the job.
pub(super) fn take_back(
    transaction: &Transaction<'_>,
    job: JobId,
) -> database::Result<Option<String>> {
    collect_asked(transaction)?;
    if transaction.change(KEEP, [job.0])? == 0 {
        return Ok(None);
    }
    Role::Own.set(transaction, job)?;
    take(transaction, job)
}

fn last_change(transaction: &Transaction<'_>) -> database::Result<i64> {
    let last = transaction.either(LAST, LAST_OF_POSTGRESQL);
    transaction.one(last, [], |row| row.get(0))
}

/// The columns of a job of this shared database that its origin node copies; none if there is no
/// such job.
fn there(transaction: &Transaction<'_>, job: JobId) -> database::Result<Option<There>> {
    let there = transaction.first(STANDS, [job.0], |row| {
        Ok(There {
            far_ident: row.get("far_ident")?,
            cause: row.get("cause")?,
            priority: row.get::<_, i64>("priority")?.clamp(0, 255),
            failure: known_word(row, "failure", Failure::from_name)?,
            pages: Vec::new(),
        })
    })?;
    let Some(mut there) = there else { return Ok(None) };
    there.pages = pages(transaction, job)?;
    Ok(Some(there))
}

/// The mark by which the shared database knows a job of this node; none if there is no such job.
pub(super) fn mark(
    transaction: &Transaction<'_>,
    node: &Node,
    job: JobId,
) -> database::Result<Option<String>> {
    let created: Option<i64> = transaction.first(CREATED, [job.0], |row| row.get(0))?;
    Ok(created.map(|at| format!("{}:{job}:{at}", node.token)))
}

/// The job of this spool that the shared database knows by this mark; none if it was not handed
/// over.
pub(super) fn job_of(
    transaction: &Transaction<'_>,
    node: &Node,
    of: &str,
) -> database::Result<Option<JobId>> {
    let number = of.split(':').nth(1).and_then(|number| number.parse().ok());
    let Some(job) = number.map(JobId) else { return Ok(None) };
    let is_moved = Role::Moved.is_of(transaction, job)?;
    let is_it = is_moved && mark(transaction, node, job)?.as_deref() == Some(of);
    Ok(is_it.then_some(job))
}

fn follow(ledger: &Ledger<'_>, node: &Node, followed: &Followed) -> database::Result<()> {
    let transaction = ledger.transaction;
    let Some(job) = job_of(transaction, node, &followed.mark)? else { return Ok(()) };
    let there = &followed.job;
    let facts = params![job.0, there.far_ident, there.cause, there.priority];
    transaction.run(FACTS, facts)?;
    let mut update = transaction.prepare_cached(PAGE)?;
    for page in &there.pages {
        let [unknown, refused, rows] = [page.unknown, page.refused, page.rows_confirmed]
            .map(|count| count.clamp(0, u32::MAX.into()));
        let (document, number, state) = (page.document, page.page, page.state.name());
        let at = page.confirmed_at;
        update.execute(params![job.0, document, number, state, unknown, refused, rows, at])?;
    }
    for change in &followed.changes {
        let state = state_of(transaction, job)?;
        // A job that has ended here was already reported.
        if !(change.state.is_final() && state.is_some_and(JobState::is_final)) {
            repeat(ledger, job, change)?;
        }
    }
    let failure = there.failure.map(Failure::name);
    transaction.run(FAILURE, params![job.0, failure])
}

/// Brings a job here into the state that it has in the shared database, if the states differ. No
/// reports are sent for states that are not final, since a shared database that was restored would
/// report changes of long ago.
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

/// Repeats a change of the shared database here. No call is made for the job on this node, so an
/// active job is noted as ready.
fn repeat(ledger: &Ledger<'_>, job: JobId, change: &JobChange) -> database::Result<()> {
    let counts = params![job.0, change.tries, change.dials];
    ledger.transaction.run(COUNTS, counts)?;
    let what = Happened {
        event: change.event.clone(),
        failure: change.failure,
        cause: change.cause.as_deref(),
        hangup_cause: change.hangup_cause,
        notice: change.notice,
        call: None,
        number_spared_until: None,
    };
    match change.state {
        state if state.is_final() => ledger.end(job, state, &what),
        JobState::Active => ledger.wait(job, JobState::Ready, None, &what),
        state => ledger.wait(job, state, change.due_at, &what),
    }
}
