//! Reports the call attempts of this node to the shared database, and carries out the database's
//! requests about them.

use std::time::{Duration, Instant};

use super::{Memory, PAUSE, Work, is_due};
use ferrofax_cluster::{Clustered, LocalTry, Renewed, StoreTry, TryHold, TryNews};
use ferrofax_spool::event::{Actor, Obstacle};
use ferrofax_spool::jobs::{CallWish, JobState};
use ferrofax_spool::{Spool, SpoolError};

/// The time in milliseconds within which the PBX should begin the fax call for a job. If the PBX
/// does not begin it, the PBX has no free telephone line, or it does not run.
const UNDIALLED_MS: i64 = 20_000;

impl Work {
    /// Reports to the shared database the state of an attempt to call for a job, if that state has
    /// changed.
    pub(super) fn tell(
        &self,
        store: &Spool,
        memory: &mut Memory,
        one: &LocalTry,
    ) -> Result<(), SpoolError> {
        let news = self.spool.shared_queue().try_news(one)?;
        if one.is_of_before() {
            return self.tell_of_before(store, memory, one, news);
        }
        if memory.told.get(&one.of) == Some(&news) {
            return self.look_after(store, memory, one);
        }
        if news.has_ended() {
            self.tell_learned(store);
        }
        let known = memory.told.get(&one.of);
        let new = known.map_or_else(|| news.clone(), |known| news.since(known));
        let is_ours = store.shared_queue().tell_try(&self.node(), one.of, &new)?;
        if news.has_ended() {
            memory.told.remove(&one.of);
            return self.spool.shared_queue().close_try(one.job, self.clock.unix_ms());
        }
        if is_ours {
            self.spool.shared_queue().note_told(one.job, &news)?;
        } else {
            log::warn!(
                FERROFAX_JOB:% = one.job;
                "job {} of the shared database is no longer ours: its call is ended",
                one.of.job
            );
            if self.spool.shared_queue().withdraw_try(one.job)? {
                memory.told.remove(&one.of);
                return self.spool.shared_queue().close_try(one.job, self.clock.unix_ms());
            }
        }
        memory.told.insert(one.of, news);
        Ok(())
    }

    /// Reports to the shared database what this node's fax calls have shown about the called
    /// numbers. The next fax call of any node uses these facts. If the report fails, fax calls are
    /// not delayed.
    fn tell_learned(&self, store: &Spool) {
        if let Err(why) = self.spool.cluster().tell_learned(store, &self.node().token) {
            log::warn!(
                "facts learned about numbers are reported to the shared database \
                        later: {why}"
            );
        }
    }

    /// Reports to the shared database the state of a call attempt that began before the database
    /// was replaced or restored. The attempt is ended: its job is not dialled, and a call in
    /// progress is cancelled.
    fn tell_of_before(
        &self,
        store: &Spool,
        memory: &mut Memory,
        one: &LocalTry,
        news: TryNews,
    ) -> Result<(), SpoolError> {
        if memory.told.get(&one.of) != Some(&news) {
            store.shared_queue().tell_known(&self.node(), self.lease_ms, one, &news)?;
        }
        let has_ended = news.has_ended();
        memory.told.insert(one.of, news);
        if has_ended || self.spool.shared_queue().withdraw_try(one.job)? {
            memory.told.remove(&one.of);
            return self.spool.shared_queue().close_try(one.job, self.clock.unix_ms());
        }
        Ok(())
    }

    /// Gives a call attempt back to the shared database, for another node, if this PBX does not
    /// begin the call in time.
    fn look_after(
        &self,
        store: &Spool,
        memory: &mut Memory,
        one: &LocalTry,
    ) -> Result<(), SpoolError> {
        let waits = one.here_ms.is_none_or(|here_ms| here_ms >= UNDIALLED_MS);
        let is_idle = one.state != JobState::Active && (waits || one.is_withdrawn);
        if is_idle && self.spool.shared_queue().withdraw_try(one.job)? {
            store.shared_queue().return_try(&self.node(), one.of, Obstacle::NotBegun)?;
            self.spool.shared_queue().close_try(one.job, self.clock.unix_ms())?;
            memory.told.remove(&one.of);
            memory.pause = Some(Instant::now() + PAUSE);
        }
        Ok(())
    }

    /// Reports to the shared database that this node is alive, if such a report is due. Returns
    /// whether it was due.
    pub(super) fn renew_if_due(
        &self,
        store: &Spool,
        memory: &mut Memory,
        tries: &[LocalTry],
    ) -> Result<bool, SpoolError> {
        let is_due = is_due(memory.renewed, self.often());
        if is_due {
            self.renew(store, memory, tries)?;
        }
        Ok(is_due)
    }

    /// Reports to the shared database that this node is alive, and carries out the database's
    /// requests about the calls that this node makes for it.
    pub(super) fn renew(
        &self,
        store: &Spool,
        memory: &mut Memory,
        tries: &[LocalTry],
    ) -> Result<(), SpoolError> {
        if is_due(memory.greeted, self.often()) && self.greet(store, memory)? {
            // The attempts on this machine began before the database was replaced or restored.
            return Err(SpoolError::OtherStore);
        }
        memory.renewed = Some(Instant::now());
        let hold = self.hold();
        let renewed = store.shared_queue().renew_tries(&self.node(), self.lease_ms)?;
        let ours: Vec<StoreTry> = renewed.iter().map(|one| one.of).collect();
        self.spool.shared_queue().hold_tries(&ours, &hold)?;
        self.heed(store, memory, (tries, renewed))
    }

    /// Carries out the shared database's requests about the calls that this node makes for it:
    /// cancels calls. If a call attempt is missing in this node's spool, it is returned to the
    /// database.
    pub(super) fn heed(
        &self,
        store: &Spool,
        memory: &Memory,
        (tries, ours): (&[LocalTry], Vec<Renewed>),
    ) -> Result<(), SpoolError> {
        for one in ours {
            match tries.iter().find(|local| local.of == one.of) {
                Some(local) if one.wish == CallWish::Cancel && !local.is_cancelled => {
                    let by = Actor::SHARED;
                    let done = self.spool.jobs().cancel_job(local.job, by, self.clock.unix_ms());
                    done.map(drop)
                        .or_else(|error| if error.may_pass() { Err(error) } else { Ok(()) })?;
                }
                Some(_) => {}
                None if memory.fetching == Some(one.of) => {}
                // This node was restarted before it stored the attempt in its spool.
                None => {
                    store.shared_queue().return_try(&self.node(), one.of, Obstacle::Restarted)?
                }
            }
        }
        Ok(())
    }

    /// The interval at which this node reports to the shared database that it is alive.
    fn often(&self) -> Duration {
        Duration::from_millis(self.lease_ms.unsigned_abs() / 12)
    }

    /// The time until which fax calls for jobs of the shared database may continue if the database
    /// does not answer any more. The rest of the lease (the time after which other nodes declare
    /// this node dead) is needed for ending the calls.
    pub(super) fn hold(&self) -> TryHold {
        TryHold::of_now(self.lease_ms * 7 / 12)
    }
}
