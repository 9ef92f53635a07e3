//! Jobs that have ended go out of the store by their age, with their documents and a record of the
//! deletion: not before the node that they were handed to knows how they ended, since it tells
//! people. So that node has them go; and any node those of one that is on the store's list no more, or was not
//! heard of for as long (`unheard` tells it how they ended, should it come back). What was handed to a front has
//! no home: people are told by the store's own outbox, and any node has it go.

use super::super::{JobId, JobNotDeleted};
use super::unheard::keep_end;
use crate::database::{Transaction, params};
use crate::node::Node;
use crate::{SharedQueue, Spool, SpoolError};
use ferrofax_basics::UnixMs;

/// How many are asked for at once.
const BATCH: u32 = 50;

/// What has happened to one since it was followed for the last time its home does not know.
const OLD: &str = "
    SELECT jobs.id FROM jobs JOIN job_options AS h ON h.job = jobs.id AND h.name = 'home' AND h.value = ?1
    WHERE jobs.ended_at < ?2 AND NOT EXISTS (SELECT 1 FROM job_changes AS c WHERE c.job = jobs.id AND c.id > ?3)
    ORDER BY jobs.ended_at, jobs.id LIMIT ?4";
const OLD_OF_FRONTS: &str = "
    SELECT id FROM jobs WHERE ended_at < ?1
      AND NOT EXISTS (SELECT 1 FROM job_options AS h WHERE h.job = jobs.id AND h.name = 'home')
    ORDER BY ended_at, id LIMIT ?2";
/// Who is just heard is not gone, though somebody has taken it off the list a moment ago.
const OLD_OF_GONE: &str = "
    SELECT jobs.id FROM jobs JOIN job_options AS h ON h.job = jobs.id AND h.name = 'home'
    WHERE jobs.ended_at < ?1
      AND NOT EXISTS (SELECT 1 FROM nodes WHERE nodes.token = h.value AND nodes.seen_at >= ?1)
      AND NOT EXISTS (SELECT 1 FROM job_nodes AS n WHERE n.token = h.value AND n.until >= ?2)
    ORDER BY jobs.ended_at, jobs.id LIMIT ?3";
const UPTO: &str = "SELECT changes_upto FROM node";
/// Tried again, it is given to the store as one that is new there.
const FORGET: &str = "DELETE FROM moved_jobs WHERE store_job = ?1";
const IS_OWN: &str = "
    UPDATE moved_jobs SET store_job = NULL
    WHERE job = ?1 AND EXISTS (SELECT 1 FROM jobs WHERE jobs.id = moved_jobs.job AND ended_at IS NOT NULL)";

impl SharedQueue<'_> {
    /// Lets go what ended in the store before this time, of jobs that were handed to this node and
    /// whose end it knows; how many that were.
    ///
    /// # Errors
    /// The one or the other could not be asked. What is gone is gone.
    pub fn let_jobs_go(
        &self,
        store: &Spool,
        (node, before): (&Node, UnixMs),
        (now, reason): (UnixMs, &str),
        stop: &dyn Fn() -> bool,
    ) -> Result<u32, SpoolError> {
        let upto: i64 = self.spool.read(|transaction| {
            transaction.prepare_cached(UPTO)?.query_row([], |row| row.get(0))
        })?;
        let old = || {
            store.read(|transaction| {
                let mut select = transaction.prepare_cached(OLD)?;
                let keys = params![node.token, before, upto, BATCH];
                select.query_map(keys, |row| row.get(0))?.collect()
            })
        };
        let gone = |job: i64| {
            self.spool
                .write(|transaction| transaction.prepare_cached(FORGET)?.execute([job]).map(drop))
        };
        let delete = |job| store.jobs().delete_job(job, reason, now);
        let_each_go(&old, &delete, &gone, stop)
    }

    /// Lets go what ended in this store before, of jobs that were handed to fronts, once people were told
    /// of them; how many that were.
    ///
    /// # Errors
    /// The store could not be asked. What is gone is gone.
    pub fn let_jobs_of_fronts_go(
        &self,
        before: UnixMs,
        (now, reason): (UnixMs, &str),
        stop: &dyn Fn() -> bool,
    ) -> Result<u32, SpoolError> {
        let old = || {
            self.spool.read(|transaction| {
                let mut select = transaction.prepare_cached(OLD_OF_FRONTS)?;
                select.query_map(params![before, BATCH], |row| row.get(0))?.collect()
            })
        };
        let delete = |job| self.spool.jobs().delete_job(job, reason, now);
        let_each_go(&old, &delete, &|_| Ok(()), stop)
    }

    /// Lets go what ended in this store before, of jobs that were handed to nodes that were not there since
    /// then, or are on its list no more; how many that were. How each ended is kept for its node.
    ///
    /// # Errors
    /// The store could not be asked. What is gone is gone.
    pub fn let_jobs_of_gone_go(
        &self,
        before: UnixMs,
        (now, reason): (UnixMs, &str),
        stop: &dyn Fn() -> bool,
    ) -> Result<u32, SpoolError> {
        let old = || {
            self.spool.read(|transaction| {
                let mut select = transaction.prepare_cached(OLD_OF_GONE)?;
                select.query_map(params![before, now, BATCH], |row| row.get(0))?.collect()
            })
        };
        let delete = |job| {
            let keep = |transaction: &Transaction<'_>| keep_end(transaction, job);
            let left = self.spool.jobs().delete_job_noting(job, reason, now, &keep)?;
            left.iter()
                .for_each(|left| log::warn!("job {job} is deleted, but not all of it: {left}"));
            Ok(())
        };
        let_each_go(&old, &delete, &|_| Ok(()), stop)
    }

    /// A job that has ended, and that the store has no more, is this spool's own again. Whether it
    /// is such a one.
    pub(super) fn is_own_again(&self, job: JobId) -> Result<bool, SpoolError> {
        self.spool
            .write(|transaction| Ok(transaction.prepare_cached(IS_OWN)?.execute([job.0])? > 0))
    }
}

/// Deletes jobs as long as there are old ones, and says of each that it is gone.
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
                // Somebody was faster.
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
    use super::super::super::JobState;
    use super::super::tests::{Bench, HOUR_MS};
    use super::*;
    use crate::failure::Failure;
    use crate::node::NodeReport;

    /// A job of two pages that Hamburg has sent: its number in the store, and at Berlin.
    fn sent(bench: &Bench, number: &str) -> (JobId, JobId) {
        let Bench { store, hamburg, .. } = bench;
        let (there, here) = bench.given(&bench.new_job(number, 2));
        hamburg.take(store).unwrap().unwrap();
        let lease = hamburg.dial().unwrap();
        for page in [1, 2] {
            hamburg.say(store, &lease, page);
            hamburg.confirm(&lease, page);
        }
        hamburg.end(&lease, None);
        hamburg.tell(store).unwrap();
        (there, here)
    }

    /// How many jobs go that ended so long ago.
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
        // Berlin has not heard of it, and Hamburg has only sent it.
        assert_eq!((go(&bench, &bench.berlin, 0), go(&bench, &bench.hamburg, 0)), (0, 0));
        assert_eq!(bench.followed(here).state, JobState::Done);
        assert_eq!((go(&bench, &bench.berlin, HOUR_MS), go(&bench, &bench.hamburg, 0)), (0, 0));
        assert_eq!(go(&bench, &bench.berlin, 0), 1);
        assert!(!is_there(&bench, there) && is_there(&bench, waiting));
        let octets = "SELECT count(*) FROM job_octets";
        let octets: i64 =
            bench.store.read(|one| one.query_row(octets, [], |row| row.get(0))).unwrap();
        assert_eq!(octets, 1, "its document is gone, and the other's is not");
        assert_eq!(bench.store.jobs().job_deletion_of(there).unwrap().unwrap().reason, "old");
        // At home it is as it was, and its report is on its way.
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
        // Of the second it is not noted here that it is gone: Berlin has died before.
        bench.store.jobs().delete_job(jobs[1].0, "old", now()).unwrap();
        assert_eq!(go(&bench, &bench.berlin, 0), 1);
        for (_, here) in jobs {
            spool.jobs().retry_job(here, "alice", UnixMs::now()).unwrap();
        }
        spool.shared_queue().tell_asked(&bench.store, &bench.berlin.node).unwrap();
        for (there, here) in jobs {
            let anew = bench.give(here);
            assert_ne!(anew, there);
            assert_eq!(bench.store.jobs().job(anew).unwrap().state, JobState::Ready);
            assert_eq!(bench.followed(here).state, JobState::Ready);
        }
    }

    /// How many jobs of nodes that are gone go that ended before this.
    fn go_of_gone(bench: &Bench, before: UnixMs) -> u32 {
        let now = bench.store.shared_queue().now_of_store().unwrap();
        bench
            .store
            .shared_queue()
            .let_jobs_of_gone_go(before, (now, "old"), &|| false)
            .unwrap()
    }

    /// A moment of the store's behind all that has happened there.
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
        // It was heard since they ended.
        assert_eq!(go_of_gone(&bench, ended), 0);
        // It was not; but calls may go on there, and so it is there.
        let heard = later(&bench);
        store.shared_queue().renew_tries(&berlin.node, HOUR_MS).unwrap();
        assert_eq!(go_of_gone(&bench, heard), 0);
        bench.let_leases_end();
        assert_eq!(go_of_gone(&bench, UnixMs(1)), 0, "none of them is so old");
        assert_eq!(go_of_gone(&bench, heard), 3);
        assert!(jobs.iter().all(|job| !is_there(&bench, *job)) && is_there(&bench, waiting));
        assert_eq!(store.jobs().job_deletion_of(jobs[0]).unwrap().unwrap().reason, "old");
        store.jobs().hold_job(waiting, "a test", heard).unwrap();
        // Off the list, it is gone at once.
        report();
        let (job, _) = sent(&bench, "5");
        bench.let_leases_end();
        let ended = later(&bench);
        report();
        assert_eq!(go_of_gone(&bench, ended), 0);
        store.cluster().forget_member("berlin").unwrap();
        assert_eq!((go_of_gone(&bench, ended), is_there(&bench, job)), (1, false));
    }

    /// Whatever the node knows of the store when it is back, and whatever the store is then.
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
            bench.hamburg.take(&store).unwrap().unwrap();
            let lease = bench.hamburg.dial().unwrap();
            bench.hamburg.say(&store, &lease, 1);
            bench.hamburg.confirm(&lease, 1);
            bench.hamburg.end(&lease, Some(Failure::BadNumber));
            bench.hamburg.tell(&store).unwrap();
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
            // A second greeting says nothing new; and what somebody tries again is new there, with pages
            // that may be there twice.
            bench.berlin.greet(&store);
            spool.jobs().retry_job(failed_here, "alice", UnixMs::now()).unwrap();
            spool.shared_queue().tell_asked(&store, &bench.berlin.node).unwrap();
            bench.berlin.greet(&store);
            let anew = store.jobs().job(bench.give(failed_here)).unwrap();
            assert!(anew.pages_to_send().all(|page| page.is_again()), "{anew:?}");
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
