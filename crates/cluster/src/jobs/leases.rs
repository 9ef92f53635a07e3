//! Leases in the shared database: which node makes which attempt, and until when the node is
//! believed to be alive.

use super::documents::BroughtDocuments;
use super::knowing::apply_known;
use super::lines::{self, StoreLines};
use super::parcel::Parcel;
use super::same::Given;
use super::standing::held;
use super::{epoch, losses};
use crate::SharedQueue;
use crate::node::{Node, is_drained, now};
use ferrofax_basics::UnixMs;
use ferrofax_ground::outcome::Cause;
use ferrofax_spool::SpoolError;
use ferrofax_spool::event::{Detail, Event, Obstacle, Reason};
use ferrofax_spool::failure::{Failure, Retry};
use ferrofax_spool::inside::Inside;
use ferrofax_spool::inside::column::word_or;
use ferrofax_spool::inside::database::{self, Row, Transaction, params};
use ferrofax_spool::inside::front::Brought;
use ferrofax_spool::inside::jobs::asking::{load_listed, marked};
use ferrofax_spool::inside::jobs::attempt::{end_call, end_settled};
use ferrofax_spool::inside::jobs::call_wish;
use ferrofax_spool::inside::jobs::history::Ledger;
use ferrofax_spool::inside::jobs::passing::pass_time;
use ferrofax_spool::inside::jobs::queue::{
    activate, block_others, hand_back, has_forgotten, release_forgotten, settle,
};
use ferrofax_spool::jobs::{AttemptEnd, CallId, CallWish, Job, JobId, JobState, RetryRules};
use ferrofax_spool::sending::option;
use std::cell::Cell;
use std::time::{Duration, Instant};

/// An attempt of a job of the shared database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StoreTry {
    /// The job, by its number in the shared database.
    pub job: JobId,
    /// The attempt, by the number of its call in the shared database.
    pub call: CallId,
}

/// An attempt that a node has, and the request of people for its job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Renewed {
    /// The attempt.
    pub of: StoreTry,
    /// The request: for example that the call continues or is broken off.
    pub wish: CallWish,
}

/// A job of the shared database, with the nodes that handle it, for a list.
#[derive(Clone, Debug, PartialEq)]
pub struct SharedJob {
    /// The job, by its number in the shared database.
    pub job: Job,
    /// The name of its origin node, if the shared database knows it.
    pub home: Option<String>,
    /// The name of the node that makes an attempt of the job now.
    pub node: Option<String>,
}

/// The seconds until a job is tried again after an attempt whose node died before it reported the
/// end. The wait is short, since the number is not to blame.
const AFTER_DEATH_S: u32 = 5;

/// The time after which [`SharedQueue::take_try`] gives up handling jobs that have become due. The
/// node must report the pages of its calls in between. Its next query continues.
const LONGEST: Duration = Duration::from_secs(1);

/// Selects the next job for a node. Nodes specify how many attempts may be active at once
/// (`lines`): the smallest number counts.
///
/// A job that has expired is not sent, even while jobs do not end by their expiry time because a
/// clock is not trusted.
///
/// The options of a job are read in a subquery for the row that is looked at. With a join, a server
/// reads the options of all jobs first.
macro_rules! next {
    ($rest:literal) => {
        concat!(
            "SELECT jobs.id, jobs.canonical FROM jobs INDEXED BY jobs_ready
             WHERE jobs.state = 'ready' AND (jobs.expires_at IS NULL OR jobs.expires_at > ?3)
               AND NOT EXISTS (SELECT 1 FROM node_lines AS n WHERE n.in_all > 0
                               AND n.in_all <= (SELECT count(*) FROM job_leases))
               AND NOT EXISTS (SELECT 1 FROM node_lines AS n WHERE n.on_trunk > 0 AND n.trunk <> '' AND n.trunk = ?2
                               AND n.on_trunk <= (SELECT count(*) FROM job_leases AS l WHERE l.trunk = ?2))
               AND (jobs.account = '' OR jobs.account_calls = 0 OR jobs.account_calls > (
                    SELECT count(*) FROM jobs AS going
                    WHERE going.state = 'active' AND going.account <> '' AND going.account = jobs.account))
               AND NOT EXISTS (SELECT 1 FROM stopped_users AS s WHERE s.user = jobs.account)
               AND coalesce((SELECT instr(',' || replace(replace(o.value, ' ', ''), '\t', '') || ',', ?1) FROM job_options AS o
                             WHERE o.job = jobs.id AND o.name = 'nodes' AND o.value <> '\t'), 1) > 0
               AND coalesce((SELECT CASE WHEN ?2 = '' THEN 0 ELSE instr(',' || replace(o.value, ' ', '') || ',', ',' || ?2 || ',') END
                             FROM job_options AS o WHERE o.job = jobs.id AND o.name = 'trunks'), 1) > 0
             ORDER BY jobs.priority, jobs.id LIMIT 1",
            $rest
        )
    };
}
const NEXT: &str = next!("");
/// A job whose row another transaction has locked is left to that transaction.
const NEXT_OF_POSTGRESQL: &str = next!(" FOR UPDATE OF jobs SKIP LOCKED");
const LEASE: &str = "
    INSERT INTO job_leases (call, job, node, token, until, machine, trunk) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
const RENEW: &str =
    "UPDATE job_leases SET until = ?2, machine = ?3 WHERE token = ?1 AND machine IN ('', ?3)";
const OURS: &str = "
    SELECT l.job, l.call, jobs.wish FROM job_leases AS l JOIN jobs ON jobs.id = l.job AND jobs.call = l.call
    WHERE l.token = ?1 AND l.machine = ?2 ORDER BY l.call";
const RETURN: &str = "DELETE FROM job_leases WHERE call = ?1";
macro_rules! dead {
    ($rest:literal) => {
        concat!(
            "SELECT job, call, node FROM job_leases WHERE until <= ?1 ORDER BY until LIMIT 10",
            $rest
        )
    };
}
const DEAD: &str = dead!("");
/// If the node reports something about an attempt at this moment, the node is not dead yet, and the
/// attempt is skipped.
const DEAD_OF_POSTGRESQL: &str = dead!(" FOR UPDATE SKIP LOCKED");
macro_rules! leased {
    ($rest:literal) => {
        concat!("SELECT job, call, node FROM job_leases ORDER BY call", $rest)
    };
}
const LEASED: &str = leased!("");
/// The locks wait for nodes that report an attempt at this moment, so that the report is stored
/// before the attempt ends.
const LEASED_OF_POSTGRESQL: &str = leased!(" FOR UPDATE");
/// The list of jobs reads each state in the order of its index, and of each no more rows than are
/// requested. So only a few rows are read even if there are a million jobs. Calls come before jobs
/// that wait for a line, and those before jobs that wait for something else.
const LISTED: &str = "
    WITH listed AS (
        SELECT id, call, 1 AS part, place, 0 AS younger FROM (
            SELECT id, call, priority AS place FROM jobs WHERE state = 'active' ORDER BY priority, id LIMIT ?1) AS active
        UNION ALL SELECT id, call, 2, place, 0 FROM (
            SELECT id, call, priority AS place FROM jobs INDEXED BY jobs_ready WHERE state = 'ready'
            ORDER BY priority, id LIMIT ?1) AS ready
        UNION ALL SELECT id, call, 3, 0, 0 FROM (
            SELECT id, call FROM jobs WHERE state = 'blocked' ORDER BY id LIMIT ?1) AS blocked
        UNION ALL SELECT id, call, 4, place, 0 FROM (
            SELECT id, call, due_at AS place FROM jobs INDEXED BY jobs_due WHERE state IN ('pending', 'sleeping')
            ORDER BY due_at LIMIT ?1) AS due
        UNION ALL SELECT id, call, 5, 0, 0 FROM (
            SELECT id, call FROM jobs WHERE state = 'suspended' ORDER BY id LIMIT ?1) AS suspended
        UNION ALL SELECT id, call, 6, -place, -id FROM (
            SELECT id, call, ended_at AS place FROM jobs INDEXED BY jobs_ended WHERE ended_at IS NOT NULL
            ORDER BY ended_at DESC LIMIT ?1) AS ended)
    SELECT listed.id,
           (SELECT min(nodes.name) FROM job_options AS o JOIN nodes ON nodes.token = o.value
            WHERE o.job = listed.id AND o.name = 'home') AS home,
           (SELECT l.node FROM job_leases AS l WHERE l.call = listed.call) AS node
    FROM listed
    ORDER BY part, place, younger, listed.id LIMIT ?1";

impl SharedQueue<'_> {
    /// The current time, by the clock of this shared database.
    ///
    /// # Errors
    /// Access to the shared database failed.
    pub fn now_of_store(&self) -> Result<UnixMs, SpoolError> {
        self.spool.read(now)
    }

    /// Takes the first job of this shared database that may be sent now and that this node may
    /// send: by priority, then by age. From then on the database knows that an attempt begins, and
    /// that it belongs to this node for `lease_ms`. After the database was restored, created again
    /// or taken over by another server, it gives out no jobs until nodes have reported what they
    /// know. A node that is being drained ([`Cluster::drain_node`](crate::Cluster::drain_node))
    /// gets no jobs either. If very many jobs have become due, the result is `None` until all of
    /// them were handled.
    ///
    /// # Errors
    /// [`SpoolError::NodeCopied`], [`SpoolError::NodeNameTaken`]: another machine is this node. Or
    /// access to the shared database failed.
    pub fn take_try(&self, node: &Node, lease_ms: i64) -> Result<Option<StoreTry>, SpoolError> {
        self.take_try_within(node, lease_ms, &StoreLines::default())
    }

    /// Takes a job like [`Self::take_try`], for a node that specifies how many calls for the shared
    /// database may be active at once, and by which trunk it would make this call.
    ///
    /// # Errors
    /// The same as of [`Self::take_try`].
    pub fn take_try_within(
        &self,
        node: &Node,
        lease_ms: i64,
        lines: &StoreLines,
    ) -> Result<Option<StoreTry>, SpoolError> {
        self.take_try_for(LONGEST, (node, lease_ms), lines)
    }

    /// Takes a job like [`Self::take_try_within`]. Begins no further turn after the time `longest`.
    fn take_try_for(
        &self,
        longest: Duration,
        (node, lease_ms): (&Node, i64),
        lines: &StoreLines,
    ) -> Result<Option<StoreTry>, SpoolError> {
        let began = Instant::now();
        // If many jobs have become due, each turn handles some of them, so that other nodes get
        // access to the database in between.
        loop {
            let at_hand = Cell::new(None);
            let taken = self.for_node(node, lease_ms, |transaction, now| {
                let ledger = self.spool.ledger(transaction, now);
                if !pass_time(&ledger)? {
                    return Ok(None);
                }
                if epoch::is_quiet(transaction, now)? || is_drained(transaction, &node.name)? {
                    return Ok(Some(None));
                }
                lines::say(transaction, node, lines)?;
                take(&ledger, (node, lines), (now + lease_ms, &at_hand)).map(Some)
            });
            match (taken, at_hand.get()) {
                (Ok(Some(taken)), _) => return Ok(taken),
                (Ok(None), _) if began.elapsed() >= longest => return Ok(None),
                (Ok(None), _) => {}
                // Without the hold this job would be the first for ever, and no job behind it would
                // be sent.
                (Err(why), Some(job)) if why.is_of_a_row() => {
                    self.spool.hold_unfit(job, &why, self.now_of_store()?)?;
                }
                (Err(why), _) => return Err(why),
            }
        }
    }

    /// Renews the leases of this node: all its attempts are held for `lease_ms` from now. Returns
    /// these attempts and the requests of people for them.
    ///
    /// # Errors
    /// [`SpoolError::NodeCopied`], [`SpoolError::NodeNameTaken`]: another machine is this node. Or
    /// access to the shared database failed.
    pub fn renew_tries(&self, node: &Node, lease_ms: i64) -> Result<Vec<Renewed>, SpoolError> {
        self.for_node(node, lease_ms, |transaction, now| {
            let renew = params![node.token, now + lease_ms, node.machine];
            transaction.run(RENEW, renew)?;
            tries_of(transaction, node)
        })
    }

    /// The attempts of this shared database that a node has, and the requests of people for them.
    /// Nothing is written, so that the leases are not renewed.
    ///
    /// # Errors
    /// Access to the shared database failed.
    pub fn tries_of(&self, node: &Node) -> Result<Vec<Renewed>, SpoolError> {
        self.spool.read(|transaction| tries_of(transaction, node))
    }

    /// Returns an attempt that was not begun; it is not counted. Nothing happens if the attempt no
    /// longer belongs to the node.
    ///
    /// # Errors
    /// Access to the shared database failed.
    pub fn return_try(
        &self,
        node: &Node,
        of: StoreTry,
        why: impl Into<Obstacle>,
    ) -> Result<(), SpoolError> {
        self.return_try_until(node, of, why, None)
    }

    /// Returns a call attempt, as [`Self::return_try`] does. The job is not attempted for so many
    /// ms: until then, other jobs go first.
    ///
    /// # Errors
    /// Access to the shared database failed.
    pub fn put_off_try(
        &self,
        node: &Node,
        of: StoreTry,
        why: impl Into<Obstacle>,
        for_ms: i64,
    ) -> Result<(), SpoolError> {
        self.return_try_until(node, of, why, Some(for_ms))
    }

    fn return_try_until(
        &self,
        node: &Node,
        of: StoreTry,
        why: impl Into<Obstacle>,
        for_ms: Option<i64>,
    ) -> Result<(), SpoolError> {
        let event = Event::NotDialled { node: Some(node.name.clone()), obstacle: why.into() };
        self.spool.write(|transaction| {
            let Some(canonical) = held(transaction, node, of)? else { return Ok(()) };
            let ledger = self.spool.ledger(transaction, now(transaction)?);
            transaction.run(RETURN, [of.call.0])?;
            let again = for_ms.map(|ms| ledger.now + ms);
            hand_back(&ledger, (of.job, of.call, &canonical), event, again)
        })
    }

    /// Ends an attempt that can't be made on this node: its job is tried again later, or fails in
    /// the end. Nothing happens if the attempt no longer belongs to the node.
    ///
    /// # Errors
    /// Access to the shared database failed.
    pub fn fail_try(
        &self,
        node: &Node,
        of: StoreTry,
        why: impl Into<Detail>,
    ) -> Result<(), SpoolError> {
        let why = why.into();
        self.spool.write(|transaction| {
            if held(transaction, node, of)?.is_none() {
                return Ok(());
            }
            let ledger = self.spool.ledger(transaction, now(transaction)?);
            let failed = AttemptEnd {
                failure: Some(Failure::Internal),
                reason: Some(Reason::NodeFailed { node: node.name.clone(), why }),
                ..AttemptEnd::default()
            };
            end(&ledger, of, &failed)
        })
    }

    /// Ends the attempts of nodes whose leases have expired in this shared database, as after a
    /// crash. Their jobs continue with the first page that is not confirmed. Returns these
    /// attempts, each with the name of its node.
    ///
    /// # Errors
    /// Access to the shared database failed.
    pub fn end_dead_tries(&self) -> Result<Vec<(StoreTry, String)>, SpoolError> {
        // If there is no such attempt, nothing is locked.
        if !self.has_dead_tries()?.1 {
            return Ok(Vec::new());
        }
        self.spool.write(|transaction| {
            let now = now(transaction)?;
            let ledger = self.spool.ledger(transaction, now);
            let dead = dead(transaction, transaction.either(DEAD, DEAD_OF_POSTGRESQL), now)?;
            for (of, node) in &dead {
                end_dead(&ledger, *of, node)?;
            }
            Ok(dead)
        })
    }

    /// Gives the turn to jobs of this shared database that wait for a job to their number which a
    /// node of an earlier version has ended or held. To be called every minute.
    ///
    /// # Errors
    /// Access to the shared database failed.
    pub fn release_forgotten(&self) -> Result<(), SpoolError> {
        if !self.spool.read(|transaction| has_forgotten(transaction, now(transaction)?))? {
            return Ok(());
        }
        self.spool.write(|transaction| {
            release_forgotten(&self.spool.ledger(transaction, now(transaction)?))
        })
    }

    /// The current time by the clock of this shared database, and whether there are attempts whose
    /// leases have expired.
    pub(super) fn has_dead_tries(&self) -> Result<(UnixMs, bool), SpoolError> {
        self.spool.read(|transaction| {
            let now = now(transaction)?;
            Ok((now, !dead(transaction, DEAD, now)?.is_empty()))
        })
    }

    /// The jobs of this shared database. First come the jobs in calls, then the jobs that wait for
    /// a line, in the order in which they are sent. Jobs that wait for something else follow, and
    /// then ended jobs, the last one first.
    ///
    /// # Errors
    /// Access to the shared database failed.
    pub fn shared_jobs(&self, limit: u32) -> Result<Vec<SharedJob>, SpoolError> {
        let folder = self.spool.jobs_folder();
        self.spool.read(|transaction| {
            let listed: Vec<(i64, Option<String>, Option<String>)> =
                transaction
                    .all(LISTED, [limit], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
            let mut jobs = Vec::new();
            for (id, home, node) in listed {
                let job = load_listed(transaction, &folder, JobId(id))?;
                jobs.extend(job.map(|job| SharedJob { job, home, node }));
            }
            Ok(jobs)
        })
    }

    /// Stores a job that its origin node hands over; it is durable when this returns. If a job with
    /// this mark is here already, returns that job. If the job is a duplicate of another node's
    /// job, it is not stored.
    pub(super) fn take_parcel(
        &self,
        node: &Node,
        mark: &str,
        (parcel, brought): (&Parcel, &BroughtDocuments),
    ) -> Result<Given, SpoolError> {
        self.spool.write_or_refuse(|transaction| {
            if let Some(job) = marked(transaction, mark)? {
                return Ok(Given::There(job));
            }
            if !brought.are_there(transaction)? {
                // Another program has deleted a document; it is transferred again.
                let text = "its documents are not all in the store".to_owned();
                return Err(SpoolError::Database { path: mark.into(), text }.into());
            }
            let same = parcel.same.as_ref();
            if let Some(first) =
                same.map_or(Ok(None), |one| one.as_same().meet(transaction, mark))?
            {
                brought.forget(transaction)?;
                return Ok(Given::Same(first));
            }
            let ledger = self.spool.ledger(transaction, now(transaction)?);
            let own = [(option::MARK, mark), (option::HOME, node.token.as_str())];
            let job = parcel.put(transaction, &own)?;
            brought.put(transaction)?;
            parcel.told.put(transaction, job, &node.token)?;
            ledger.note(job, &Event::TakenFromNode { node: node.name.clone() }.into())?;
            // The job may have been here before, and may have been sent in part.
            apply_known(transaction, job, mark)?;
            if !end_settled(&ledger, job)? && parcel.state != JobState::Suspended {
                settle(&ledger, job)?;
            }
            Ok(Given::There(job))
        })
    }
}

fn tries_of(transaction: &Transaction<'_>, node: &Node) -> database::Result<Vec<Renewed>> {
    transaction.all(OURS, [&node.token, &node.machine], |row| {
        let of = StoreTry { job: JobId(row.get(0)?), call: CallId(row.get(1)?) };
        Ok(Renewed { of, wish: word_or(row, "wish", call_wish, CallWish::GoOn)? })
    })
}

/// Leases the first job that may be sent, until `until`, to this node. First puts the job into
/// `at_hand`, so that the caller knows the job if a later step fails.
fn take(
    ledger: &Ledger<'_>,
    (node, lines): (&Node, &StoreLines),
    (until, at_hand): (UnixMs, &Cell<Option<JobId>>),
) -> database::Result<Option<StoreTry>> {
    let transaction = ledger.transaction;
    let next = transaction.either(NEXT, NEXT_OF_POSTGRESQL);
    let found: Option<(i64, String)> = transaction.first(
        next,
        params![format!(",{},", node.name), lines.trunk, ledger.now],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    let Some((job, canonical)) = found else { return Ok(None) };
    at_hand.set(Some(JobId(job)));
    let event = Event::Dialled { node: Some(node.name.clone()) };
    let call = activate(ledger, JobId(job), None, event)?;
    block_others(ledger, &canonical)?;
    losses::goes_on(transaction, JobId(job), &node.name, ledger.now)?;
    let Node { name, token, machine, .. } = node;
    let row = params![call.0, job, name, token, until, machine, lines.trunk];
    transaction.run(LEASE, row)?;
    Ok(Some(StoreTry { job: JobId(job), call }))
}

/// Ends an attempt and deletes its lease.
pub(super) fn end(ledger: &Ledger<'_>, of: StoreTry, end: &AttemptEnd) -> database::Result<()> {
    end_call(ledger, of.job, of.call, end)?;
    ledger.transaction.run(RETURN, [of.call.0])
}

pub(super) fn end_dead(ledger: &Ledger<'_>, of: StoreTry, node: &str) -> database::Result<()> {
    let mut retry = RetryRules::default();
    retry.set(Failure::Internal, Retry::After { seconds: AFTER_DEATH_S, times: None });
    let crashed = AttemptEnd {
        failure: Some(Failure::Internal),
        cause: Some(Cause::PbxCrashed.name().to_owned()),
        reason: Some(Reason::NodeSilent { node: node.to_owned() }),
        retry,
        ..AttemptEnd::default()
    };
    losses::note(ledger.transaction, of, node, ledger.now)?;
    end(ledger, of, &crashed)
}

fn dead(
    transaction: &Transaction<'_>,
    sql: &str,
    now: UnixMs,
) -> database::Result<Vec<(StoreTry, String)>> {
    transaction.all(sql, [now], try_of_row)
}

/// All active attempts, each with the name of its node.
pub(super) fn leased(transaction: &Transaction<'_>) -> database::Result<Vec<(StoreTry, String)>> {
    let leased = transaction.either(LEASED, LEASED_OF_POSTGRESQL);
    transaction.all(leased, [], try_of_row)
}

fn try_of_row(row: &Row<'_>) -> database::Result<(StoreTry, String)> {
    Ok((StoreTry { job: JobId(row.get(0)?), call: CallId(row.get(1)?) }, row.get(2)?))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{Bench, LEASE_MS};
    use super::*;
    use crate::Clustered;
    use ferrofax_spool::{Spool, Store, Tables};

    /// More jobs have become due than one turn handles, as after an outage of an hour.
    #[test]
    fn a_query_for_a_job_ends_before_all_due_jobs_were_handled_and_the_next_one_continues() {
        let bench = Bench::new();
        let put = "
            WITH RECURSIVE n (n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM n WHERE n < 210)
            INSERT INTO jobs (number, canonical, device, owner, max_tries, max_dials, created_at, tag, notify_when,
                              notify_format, unknown, created_by, state, due_at, priority)
            SELECT '1', 'due' || n, '2101@x', 'alice', 3, 12, 1, '', 'never', 'text', 'resend', 'cli', 'pending', 10, 9
            FROM n";
        bench.store.write(|transaction| transaction.execute(put, [])).unwrap();
        let take = || {
            let (queue, node) = (bench.store.shared_queue(), (&bench.berlin.node, LEASE_MS));
            queue.take_try_for(Duration::ZERO, node, &StoreLines::default()).unwrap()
        };
        assert_eq!(take(), None);
        assert!(take().is_some());
    }

    /// A list of a million jobs costs no more than a list of ten.
    #[test]
    fn the_list_looks_at_no_more_jobs_than_it_gives() {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::open_as(folder.path(), &Store::Sqlite, Tables::MayBeMade).unwrap();
        let plan = |sql: &str| spool.read(|transaction| transaction.plan(sql)).unwrap();
        // The calls of an account are counted for each job that is passed over, by the index on the
        // account alone.
        let next = plan(NEXT);
        for index in [
            "jobs USING INDEX jobs_ready",
            "going USING COVERING INDEX jobs_of_account (account=?)",
        ] {
            assert!(next.iter().any(|step| step.ends_with(index)), "{next:#?}");
        }
        let plan = plan(LISTED);
        let is_dear = |step: &&String| step.starts_with("SCAN jobs") && !step.contains("INDEX");
        assert_eq!(plan.iter().find(is_dear), None, "{plan:#?}");
        // Two results are sorted: the active calls, which are at most as many as lines, and the
        // rows that are returned.
        let sorts = plan.iter().filter(|step| step.contains("TEMP B-TREE")).count();
        assert_eq!(sorts, 2, "{plan:#?}");
    }
}
