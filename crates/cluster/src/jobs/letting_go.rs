//! Retention in the shared database: jobs that have ended are deleted by their age, with their
//! documents, and a record of each deletion is kept. A job is not deleted before its origin node
//! knows how it ended, since that node sends the reports. Therefore the origin node deletes its own
//! jobs.
//!
//! Any node deletes the jobs of an origin node that was removed from the list of nodes, or was not
//! heard of for as long as the retention. If that node comes back, it learns from `unheard` how
//! they ended. A job that was handed to a stateless node has no origin node. Its reports are sent
//! from the shared database's own outbox, and any node deletes it.

use super::unheard::keep_end;
use crate::SharedQueue;
use crate::node::Node;
use ferrofax_basics::UnixMs;
use ferrofax_spool::inside::Inside;
use ferrofax_spool::inside::database::{Transaction, params};
use ferrofax_spool::jobs::{JobId, JobNotDeleted};
use ferrofax_spool::{Spool, SpoolError};

/// The number of jobs that are read in one step.
const BATCH: u32 = 50;

/// Whether a job ended before `$before`. The clock of the shared database was possibly behind when
/// the job ended. So the time at which the job was submitted counts, too, by the clock of its origin
/// node. A time of submission after `$now` is of a clock that was ahead, and does not count.
macro_rules! is_old {
    ($before:literal, $now:literal) => {
        concat!(
            "jobs.ended_at < ",
            $before,
            " AND (jobs.created_at < ",
            $before,
            " OR jobs.created_at > ",
            $now,
            ")"
        )
    };
}

/// If a job has changed since the origin node last followed it, that node does not know its end,
/// and the job is kept.
const OLD: &str = concat!(
    "SELECT jobs.id FROM jobs JOIN job_options AS h ON h.job = jobs.id AND h.name = 'home' AND h.value = ?1
     WHERE ",
    is_old!("?2", "?5"),
    " AND NOT EXISTS (SELECT 1 FROM job_changes AS c WHERE c.job = jobs.id AND c.id > ?3)
     ORDER BY jobs.ended_at, jobs.id LIMIT ?4"
);
const OLD_OF_FRONTS: &str = concat!(
    "SELECT id FROM jobs WHERE ",
    is_old!("?1", "?3"),
    " AND NOT EXISTS (SELECT 1 FROM job_options AS h WHERE h.job = jobs.id AND h.name = 'home')
     ORDER BY ended_at, id LIMIT ?2"
);
/// A node that has a current membership still exists, even if it was removed from the list a moment
/// ago.
const OLD_OF_GONE: &str = concat!(
    "SELECT jobs.id FROM jobs JOIN job_options AS h ON h.job = jobs.id AND h.name = 'home'
     WHERE ",
    is_old!("?1", "?2"),
    " AND NOT EXISTS (SELECT 1 FROM nodes WHERE nodes.token = h.value AND nodes.seen_at >= ?1)
      AND NOT EXISTS (SELECT 1 FROM job_nodes AS n WHERE n.token = h.value AND n.until >= ?2)
     ORDER BY jobs.ended_at, jobs.id LIMIT ?3"
);
const UPTO: &str = "SELECT changes_upto FROM node";
/// If such a job is retried, it is handed over to the shared database as a new one. A job for which
/// a command has been given just now comes back once the command is passed on.
const IS_HERE_AGAIN: &str = "
    UPDATE jobs SET role = 'own'
    WHERE asked IS NULL AND id IN (SELECT job FROM moved_jobs WHERE store_job = ?1)";
const FORGET: &str = "
    DELETE FROM moved_jobs
    WHERE store_job = ?1
      AND NOT EXISTS (SELECT 1 FROM jobs WHERE jobs.id = moved_jobs.job AND jobs.asked IS NOT NULL)";
const IS_OWN: &str = "
    UPDATE moved_jobs SET store_job = NULL
    WHERE job = ?1 AND EXISTS (SELECT 1 FROM jobs WHERE jobs.id = moved_jobs.job AND ended_at IS NOT NULL)";

impl SharedQueue<'_> {
    /// Deletes the jobs of this node from the shared database that ended before this time and whose
    /// end this node knows. Returns the number of deleted jobs.
    ///
    /// # Errors
    /// Access to this spool or to the shared database failed. Deleted jobs remain deleted.
    pub fn let_jobs_go(
        &self,
        store: &Spool,
        (node, before): (&Node, UnixMs),
        (now, reason): (UnixMs, &str),
        stop: &dyn Fn() -> bool,
    ) -> Result<u32, SpoolError> {
        let upto: i64 =
            self.spool.read(|transaction| transaction.one(UPTO, [], |row| row.get(0)))?;
        let old = || {
            store.read(|transaction| {
                let keys = params![node.token, before, upto, BATCH, now];
                transaction.all(OLD, keys, |row| row.get(0))
            })
        };
        let gone = |job: i64| {
            self.spool.write(|transaction| {
                transaction.run(IS_HERE_AGAIN, [job])?;
                transaction.run(FORGET, [job])
            })
        };
        let delete = |job| store.jobs().delete_job(job, reason, now);
        let_each_go(&old, &delete, &gone, stop)
    }

    /// Deletes jobs from this shared database that were handed to stateless nodes, ended before
    /// this time, and were reported to people. Returns the number of deleted jobs.
    ///
    /// # Errors
    /// Access to the shared database failed. Deleted jobs remain deleted.
    pub fn let_jobs_of_fronts_go(
        &self,
        before: UnixMs,
        (now, reason): (UnixMs, &str),
        stop: &dyn Fn() -> bool,
    ) -> Result<u32, SpoolError> {
        let old = || {
            self.spool.read(|transaction| {
                transaction.all(OLD_OF_FRONTS, params![before, BATCH, now], |row| row.get(0))
            })
        };
        let delete = |job| self.spool.jobs().delete_job(job, reason, now);
        let_each_go(&old, &delete, &|_| Ok(()), stop)
    }

    /// Deletes jobs from this shared database that ended before this time, and whose origin nodes
    /// were not heard of since then or are no longer on its list. Returns the number of deleted
    /// jobs. The end of each job is kept for its origin node.
    ///
    /// # Errors
    /// Access to the shared database failed. Deleted jobs remain deleted.
    pub fn let_jobs_of_gone_go(
        &self,
        before: UnixMs,
        (now, reason): (UnixMs, &str),
        stop: &dyn Fn() -> bool,
    ) -> Result<u32, SpoolError> {
        let old = || {
            self.spool.read(|transaction| {
                transaction.all(OLD_OF_GONE, params![before, now, BATCH], |row| row.get(0))
            })
        };
        let delete = |job| {
            let keep = |transaction: &Transaction<'_>| keep_end(transaction, job);
            let left = self.spool.delete_job_noting(job, reason, now, &keep)?;
            left.iter()
                .for_each(|left| log::warn!("job {job} is deleted, but not all of it: {left}"));
            Ok(())
        };
        let_each_go(&old, &delete, &|_| Ok(()), stop)
    }

    /// Makes a job that the shared database no longer has this spool's own again, if it has ended.
    /// Returns whether it has.
    pub(super) fn is_own_again(&self, job: JobId) -> Result<bool, SpoolError> {
        self.spool.write(|transaction| Ok(transaction.change(IS_OWN, [job.0])? > 0))
    }
}

/// Deletes old jobs until there are none left, and calls `gone` for each.
fn let_each_go(
    old: &dyn Fn() -> Result<Vec<i64>, SpoolError>,
    delete: &dyn Fn(JobId) -> Result<(), JobNotDeleted>,
    gone: &dyn Fn(i64) -> Result<(), SpoolError>,
    stop: &dyn Fn() -> bool,
) -> Result<u32, SpoolError> {
    let mut all = 0;
    loop {
        let before = all;
        for job in old()? {
            if stop() {
                return Ok(all);
            }
            match delete(JobId(job)) {
                Ok(()) => all += 1,
                // Another node has deleted the job before.
                Err(JobNotDeleted::Spool(SpoolError::NoSuchJob(_))) => {}
                Err(JobNotDeleted::Spool(error)) => return Err(error),
                Err(why) => {
                    log::debug!("it remains in the shared database: {why}");
                    continue;
                }
            }
            gone(job)?;
        }
        if all == before {
            return Ok(all);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{Bench, HOUR_MS};
    use super::*;
    use crate::Clustered;
    use crate::node::NodeReport;
    use ferrofax_spool::failure::Failure;
    use ferrofax_spool::jobs::JobState;

    /// A job of two pages that Hamburg has sent: its number in the shared database, and its number
    /// at Berlin.
    fn sent(bench: &Bench, number: &str) -> (JobId, JobId) {
        let Bench { store, hamburg, .. } = bench;
        let (there, here) = bench.given(&bench.new_job(number, 2));
        let lease = hamburg.call(store);
        for page in [1, 2] {
            hamburg.send(store, &lease, page);
        }
        hamburg.end_and_tell(store, &lease, None);
        (there, here)
    }

    /// Deletes the jobs that ended so long ago. Returns their number.
    fn go(bench: &Bench, home: &super::super::tests::Machine, ago_ms: i64) -> u32 {
        let now = bench.store.shared_queue().now_of_store().unwrap() + 1;
        let (before, why) = ((&home.node, now - ago_ms), (now, "old"));
        home.spool
            .shared_queue()
            .let_jobs_go(&bench.store, before, why, &|| false)
            .unwrap()
    }

    fn is_there(bench: &Bench, job: JobId) -> bool {
        bench.store.jobs().job(job).is_ok()
    }

    #[test]
    fn a_job_goes_out_of_the_store_once_its_home_knows_how_it_ended() {
        let bench = Bench::new();
        let (there, here) = sent(&bench, "1");
        let (waiting, _) = bench.given(&bench.new_job("2", 1));
        // Berlin does not know of the end, and Hamburg has only sent the job.
        assert_eq!((go(&bench, &bench.berlin, 0), go(&bench, &bench.hamburg, 0)), (0, 0));
        assert_eq!(bench.followed(here).state, JobState::Done);
        assert_eq!((go(&bench, &bench.berlin, HOUR_MS), go(&bench, &bench.hamburg, 0)), (0, 0));
        assert_eq!(go(&bench, &bench.berlin, 0), 1);
        assert!(!is_there(&bench, there) && is_there(&bench, waiting));
        let octets = "SELECT count(*) FROM store_documents";
        let octets: i64 =
            bench.store.read(|one| one.query_row(octets, [], |row| row.get(0))).unwrap();
        assert_eq!(octets, 1, "its document is gone, and the other's is not");
        assert_eq!(bench.store.jobs().job_deletion_of(there).unwrap().unwrap().reason, "old");
        // On its origin node the job is unchanged, and its report is in the outbox.
        assert_eq!(bench.followed(here).state, JobState::Done);
        assert_eq!(bench.berlin.spool.outbox().reports_of(here).unwrap().len(), 1);
    }

    #[test]
    fn what_is_tried_again_after_that_is_given_to_the_store_anew() {
        let bench = Bench::new();
        let spool = &bench.berlin.spool;
        let now = || bench.store.shared_queue().now_of_store().unwrap();
        let jobs = ["1", "2"].map(|number| bench.given(&bench.new_job(number, 1)));
        for (there, here) in jobs {
            bench.store.jobs().cancel_job(there, "a test", now()).unwrap();
            assert_eq!(bench.followed(here).state, JobState::Failed);
        }
        // Berlin died before it noted that the second job was deleted.
        bench.store.jobs().delete_job(jobs[1].0, "old", now()).unwrap();
        assert_eq!(go(&bench, &bench.berlin, 0), 1);
        for (_, here) in jobs {
            spool.jobs().retry_job(here, "alice", UnixMs::now()).unwrap();
        }
        // A third one is retried just before it is deleted there.
        let last = bench.given(&bench.new_job("3", 1));
        bench.store.jobs().cancel_job(last.0, "a test", now()).unwrap();
        assert_eq!(bench.followed(last.1).state, JobState::Failed);
        spool.jobs().retry_job(last.1, "alice", UnixMs::now()).unwrap();
        assert_eq!(go(&bench, &bench.berlin, 0), 1);
        let jobs = [jobs[0], jobs[1], last];
        spool.shared_queue().tell_asked(&bench.store, &bench.berlin.node).unwrap();
        for (there, here) in jobs {
            let resubmitted = bench.give(here);
            assert_ne!(resubmitted, there);
            assert_eq!(bench.store.jobs().job(resubmitted).unwrap().state, JobState::Ready);
            assert_eq!(bench.followed(here).state, JobState::Ready);
        }
    }

    /// Deletes jobs of missing nodes that ended before this time. Returns their number.
    fn go_of_gone(bench: &Bench, before: UnixMs) -> u32 {
        let now = bench.store.shared_queue().now_of_store().unwrap();
        bench
            .store
            .shared_queue()
            .let_jobs_of_gone_go(before, (now, "old"), &|| false)
            .unwrap()
    }

    #[test]
    fn a_job_that_ended_while_the_clock_of_the_store_was_behind_ages_from_its_submission() {
        let bench = Bench::new();
        let ended_long_ago = |number: &str| {
            let (there, here) = sent(&bench, number);
            assert_eq!(bench.followed(here).state, JobState::Done);
            let sql = "UPDATE jobs SET ended_at = ended_at - 63072000000 WHERE id = ?1";
            bench.store.write(|one| one.execute(sql, [there.0])).unwrap();
        };
        ended_long_ago("1");
        assert_eq!((go(&bench, &bench.berlin, HOUR_MS), go(&bench, &bench.berlin, 0)), (0, 1));
        ended_long_ago("2");
        bench.let_leases_end();
        let now = later(&bench);
        assert_eq!((go_of_gone(&bench, now - HOUR_MS), go_of_gone(&bench, now)), (0, 1));
    }

    /// A time by the shared database's clock that is later than all that has happened there.
    fn later(bench: &Bench) -> UnixMs {
        let now = bench.store.shared_queue().now_of_store().unwrap();
        while bench.store.shared_queue().now_of_store().unwrap() <= now + 1 {}
        now + 1
    }

    #[test]
    fn what_was_handed_to_a_node_that_is_gone_goes_by_any_node() {
        let bench = Bench::new();
        let Bench { store, berlin, .. } = &bench;
        let report = || {
            berlin
                .spool
                .cluster()
                .report_to(store, &berlin.node, &NodeReport::default())
                .unwrap()
        };
        let jobs = ["1", "2", "3"].map(|number| sent(&bench, number).0);
        let (waiting, _) = bench.given(&bench.new_job("4", 1));
        bench.let_leases_end();
        let ended = later(&bench);
        report();
        // The node was heard of after the jobs ended.
        assert_eq!(go_of_gone(&bench, ended), 0);
        // The node was not heard of, but its leases hold and calls may be active there. So it
        // counts as present.
        let heard = later(&bench);
        store.shared_queue().renew_tries(&berlin.node, HOUR_MS).unwrap();
        assert_eq!(go_of_gone(&bench, heard), 0);
        bench.let_leases_end();
        assert_eq!(go_of_gone(&bench, UnixMs(1)), 0, "none of them is so old");
        assert_eq!(go_of_gone(&bench, heard), 3);
        assert!(jobs.iter().all(|job| !is_there(&bench, *job)) && is_there(&bench, waiting));
        assert_eq!(store.jobs().job_deletion_of(jobs[0]).unwrap().unwrap().reason, "old");
        store.jobs().hold_job(waiting, "a test", heard).unwrap();
        // A node that was removed from the list is missing at once.
        report();
        let (job, _) = sent(&bench, "5");
        bench.let_leases_end();
        let ended = later(&bench);
        report();
        assert_eq!(go_of_gone(&bench, ended), 0);
        store.cluster().forget_member("berlin").unwrap();
        assert_eq!((go_of_gone(&bench, ended), is_there(&bench, job)), (1, false));
    }

    /// This holds for each knowledge that the node has of the shared database when it is back, and
    /// for each state of the shared database at that time.
    #[test]
    fn a_node_that_comes_back_hears_how_its_jobs_ended_and_gives_none_of_them_again() {
        let half_given = "UPDATE moved_jobs SET store_job = NULL";
        let other_store = "UPDATE store_identity SET incarnation = 'another'";
        for (here, there) in [(None, None), (None, Some(other_store)), (Some(half_given), None)] {
            let mut bench = Bench::new();
            let store = bench.store.clone();
            assert!(!bench.berlin.greet(&store));
            let (_, done) = sent(&bench, "1");
            let (failed, failed_here) = bench.given(&bench.new_job("2", 2));
            let lease = bench.hamburg.call(&store);
            bench.hamburg.send(&store, &lease, 1);
            bench.hamburg.end_and_tell(&store, &lease, Some(Failure::BadNumber));
            assert_eq!(store.jobs().job(failed).unwrap().state, JobState::Failed);
            bench.let_leases_end();
            let ended = later(&bench);
            assert_eq!(go_of_gone(&bench, ended), 2);
            let spool = bench.berlin.spool.clone();
            if let Some(sql) = here {
                spool.write(|one| one.execute(sql, [])).unwrap();
            }
            if let Some(sql) = there {
                store.write(|one| one.execute(sql, [])).unwrap();
            }

            assert_eq!(bench.berlin.greet(&store), there.is_some());
            assert_eq!(spool.shared_queue().jobs_to_move(9).unwrap(), []);
            for (job, state) in [(done, JobState::Done), (failed_here, JobState::Failed)] {
                assert_eq!(bench.followed(job).state, state);
                assert_eq!(spool.outbox().reports_of(job).unwrap().len(), 1);
            }
            assert_eq!(bench.followed(failed_here).failure, Some(Failure::BadNumber));
            assert_eq!(store.shared_queue().shared_jobs(9).unwrap(), []);
            // A second handshake reports nothing new. A job that somebody retries is new in the
            // shared database, with pages that may arrive twice.
            bench.berlin.greet(&store);
            spool.jobs().retry_job(failed_here, "alice", UnixMs::now()).unwrap();
            spool.shared_queue().tell_asked(&store, &bench.berlin.node).unwrap();
            bench.berlin.greet(&store);
            let resubmitted = store.jobs().job(bench.give(failed_here)).unwrap();
            assert!(resubmitted.pages_to_send().all(|page| page.is_again()), "{resubmitted:?}");
            assert_eq!(spool.outbox().reports_of(done).unwrap().len(), 1);
        }
    }

    #[test]
    fn who_was_told_of_a_job_by_another_is_not_told_again_when_its_home_is_back() {
        let mut bench = Bench::new();
        let store = bench.store.clone();
        bench.berlin.greet(&store);
        let jobs = ["1", "2"].map(|number| sent(&bench, number));
        let taken = "INSERT INTO taken_reports (job_change, taken_by)
            SELECT max(id), 'essen' FROM job_changes WHERE job = ?1 AND notice IS NOT NULL";
        store.write(|one| one.execute(taken, [jobs[0].0.0])).unwrap();
        bench.let_leases_end();
        let ended = later(&bench);
        assert_eq!(go_of_gone(&bench, ended), 2);
        bench.berlin.greet(&store);
        let spool = bench.berlin.spool.clone();
        let told = jobs.map(|(_, here)| spool.outbox().reports_of(here).unwrap().len());
        assert_eq!(told, [0, 1]);
        let text = bench.followed(jobs[0].1).text;
        assert!(text.ends_with("Reported by node essen."), "{text}");
    }
}
