//! Shares jobs with other nodes. Jobs that are submitted here are stored in the shared database.
//! Jobs of the database are sent by this machine's PBX. crates/cluster/src/jobs explains why
//! nothing is sent twice.
//!
//! During a fax call its state is checked ten times a second, since each page is reported.
//! Otherwise the database notifies this node of changes, and this node queries the database once a
//! second. With many nodes there are always changes. A query for each of them would slow down all
//! nodes, so a node makes at most four queries a second.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::beside::Beside;
use super::{Place, open};
use ferrofax_basics::clock::Clock;
use ferrofax_basics::lock::lock;
use ferrofax_cluster::{
    Clustered, JobNotices, LocalTry, Node, Renewed, StoreClock, StoreLines, StoreTry, TryHold,
    TryNews,
};
use ferrofax_spool::event::{Actor, Obstacle};
use ferrofax_spool::jobs::{CallWish, JobId, JobState};
use ferrofax_spool::{Spool, SpoolError, Tables};

/// The interval at which the state of this node's fax calls is checked.
const LOOK: Duration = Duration::from_millis(100);

/// The interval at which this machine's spool is searched for new jobs.
const LOOK_ANEW: Duration = Duration::from_millis(500);

/// The interval at which this node queries the shared database for changes, if the database sends
/// no notifications.
const ASK: Duration = Duration::from_secs(1);

/// The least time between two queries to the shared database after notifications of changes.
const ASK_AGAIN: Duration = Duration::from_millis(250);

/// The time in milliseconds within which the PBX should begin the fax call for a job. If the PBX
/// does not begin it, the PBX has no free telephone line, or it does not run.
const UNDIALLED_MS: i64 = 20_000;

/// The pause in which this node takes no jobs from the shared database, after the PBX did not begin
/// a fax call for such a job, or this machine could not store one.
const PAUSE: Duration = Duration::from_secs(30);

/// The time, in ms, for which a job is put off whose document cannot be reached here.
const PUT_OFF_MS: i64 = 60_000;

/// The time after which a job is tried again, if its document could not be read on this machine.
const AGAIN: Duration = Duration::from_secs(10 * 60);

/// The interval at which this node looks for jobs that nobody gives a turn.
const RELEASING: Duration = Duration::from_secs(60);

/// The number of failed attempts to read a job's document after which the job fails.
const MOST_READINGS: u32 = 3;

/// The interval at which this node checks whether it has all keys that decrypt the documents of the
/// shared database.
const KEYS: Duration = Duration::from_secs(5);

/// The most jobs that this node stores in the shared database in one round of its work.
const BATCH: u32 = 50;

/// The interval at which a node that shares no new jobs looks whether its jobs that have ended were
/// retried on other nodes. This node then reports their results.
const LOOK_AT_ENDED: Duration = Duration::from_secs(60);

/// The longest wait, when the service stops, for a shared database that does not answer.
const LAST_SILENCE: Duration = Duration::from_secs(5);

/// The longest wait for the end of this node's cancelled fax calls.
const LONGEST_END: Duration = Duration::from_secs(20);

/// Shares the jobs of this machine's spool with the other nodes of the shared database.
pub struct Sharer {
    work: Arc<Work>,
    /// A thread that shares jobs, and for which the service has stopped waiting because the shared
    /// database did not answer.
    left: Mutex<Option<JoinHandle<Result<(), SpoolError>>>>,
}

struct Work {
    spool: Spool,
    place: Place,
    /// The identity of this node, on which it and the shared database agreed in their last
    /// handshake.
    node: Mutex<Node>,
    lease_ms: i64,
    /// The limits on simultaneous fax calls for jobs of the shared database.
    lines: Mutex<StoreLines>,
    clock: Clock,
    is_to_stop: AtomicBool,
    /// The task of this sharer: to share jobs, to finish shared jobs, or to cancel fax calls.
    aim: Aim,
    /// Whether this node makes no fax calls for jobs of the shared database at the moment. The
    /// reason was logged.
    is_held_up: AtomicBool,
    /// The last log line about documents in general, with the time when it was written.
    said_of_documents: Mutex<Option<(Instant, String)>>,
    /// The readings of the shared database's clock, by which jumps of that clock are noticed.
    store_clock: Mutex<StoreClock>,
    /// Skips malformed rows of the shared database or the spool, and logs them.
    beside: Beside,
    /// The time when this node last looked whether jobs that have ended were retried.
    looked_at_ended: Mutex<Option<Instant>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Aim {
    /// Stores new jobs in the shared database, and sends jobs of that database.
    Share,
    /// Finishes the jobs that are already shared, and shares no new jobs.
    Leave,
    /// Cancels the fax calls for jobs of the shared database, and reports the results of these
    /// calls to the database.
    BreakOff,
}

/// The state that the sharing of jobs keeps in memory from one round of its work to the next.
#[derive(Default)]
struct Memory {
    /// The state of each call attempt, as it was last reported to the shared database.
    told: HashMap<StoreTry, TryNews>,
    /// The time of the last handshake, by which this node and the shared database identified each
    /// other.
    greeted: Option<Instant>,
    /// The time at which this node last reported to the shared database that it is alive.
    renewed: Option<Instant>,
    /// The time at which this node last queried the shared database for changes.
    asked: Option<Instant>,
    /// A call attempt that the shared database has assigned to this node, and that is not stored in
    /// this node's spool yet.
    fetching: Option<StoreTry>,
    /// The end of a pause in which this node takes no jobs from the shared database.
    pause: Option<Instant>,
    /// The last job from the shared database, if its documents could not be reached.
    away: Option<JobId>,
    /// The jobs whose documents cannot be read on this machine, each with the time of the last
    /// reading and the number of readings.
    passed_over: HashMap<JobId, (Instant, u32)>,
    /// The time when jobs without a turn were last looked for.
    released: Option<Instant>,
    /// The time when the encryption keys were last checked.
    looked_at_keys: Option<Instant>,
    can_open: bool,
}

impl Sharer {
    /// Creates a sharer that shares the jobs of this spool. If this node does not report for the
    /// time `lease`, other nodes declare this node dead.
    ///
    /// # Errors
    /// The spool could not be read. An unreachable shared database is no error.
    pub fn new(
        spool: &Spool,
        (name, place): (&str, &Place),
        lease: Duration,
        clock: &Clock,
    ) -> Result<Self, SpoolError> {
        Self::of(spool, (name, place), lease, clock, Aim::Share)
    }

    /// Sets the limits on simultaneous fax calls for jobs of the shared database.
    #[must_use]
    pub fn within(self, lines: StoreLines) -> Self {
        *lock(&self.work.lines) = lines;
        self
    }

    /// Creates a sharer that shares no new jobs. It follows the jobs of this spool in the shared
    /// database to their end, and reports the results of calls that were made for the database.
    /// Then the work of the sharer is done.
    ///
    /// # Errors
    /// The spool could not be read. An unreachable database is no error.
    pub fn leaving(
        spool: &Spool,
        node: (&str, &Place),
        lease: Duration,
        clock: &Clock,
    ) -> Result<Self, SpoolError> {
        Self::of(spool, node, lease, clock, Aim::Leave)
    }

    /// Cancels this machine's fax calls for jobs of the shared database, and reports to the
    /// database which pages of each job were confirmed. This must be done now, since the new
    /// settings no longer name the database. Returns whether all results were reported.
    ///
    /// # Errors
    /// The spool or the database could not be read.
    pub fn break_off(
        spool: &Spool,
        node: (&str, &Place),
        lease: Duration,
        clock: &Clock,
    ) -> Result<bool, SpoolError> {
        if spool.shared_queue().open_tries()?.is_empty() {
            return Ok(true);
        }
        let began = Instant::now();
        let stop = || began.elapsed() >= LONGEST_END;
        Self::of(spool, node, lease, clock, Aim::BreakOff)?.turn(&stop)?;
        Ok(spool.shared_queue().open_tries()?.is_empty())
    }

    fn of(
        spool: &Spool,
        (name, place): (&str, &Place),
        lease: Duration,
        clock: &Clock,
        aim: Aim,
    ) -> Result<Self, SpoolError> {
        let node = spool.cluster().become_node(name, &place.store.to_string())?;
        spool.shared_queue().share_jobs(aim == Aim::Share)?;
        let work = Work {
            spool: spool.clone(),
            place: place.clone(),
            node: Mutex::new(node),
            lease_ms: i64::try_from(lease.as_millis()).unwrap_or(i64::MAX),
            lines: Mutex::default(),
            clock: clock.clone(),
            is_to_stop: AtomicBool::new(false),
            aim,
            is_held_up: AtomicBool::new(false),
            said_of_documents: Mutex::default(),
            store_clock: Mutex::default(),
            beside: Beside::default(),
            looked_at_ended: Mutex::default(),
        };
        Ok(Self { work: Arc::new(work), left: Mutex::default() })
    }

    /// Shares jobs with other nodes until `stop` returns true.
    ///
    /// # Errors
    /// The database or the spool could not be read. The next run of this function continues. If the
    /// state of a fax call cannot be reported in time, the fax call ends by itself.
    pub fn turn(&self, stop: &dyn Fn() -> bool) -> Result<(), SpoolError> {
        let mut left = lock(&self.left);
        let work = Arc::clone(&self.work);
        let thread = match left.take() {
            // Only one thread works with the database at a time.
            Some(thread) => thread,
            None => {
                let begun =
                    thread::Builder::new().name("node jobs".to_owned()).spawn(move || work.run());
                begun.map_err(|error| SpoolError::Io {
                    action: "start a thread for",
                    path: self.work.place.store.to_string().into(),
                    text: error.to_string(),
                })?
            }
        };
        let mut stopped: Option<Instant> = None;
        while !thread.is_finished() {
            thread::park_timeout(LOOK);
            if stop() {
                self.work.is_to_stop.store(true, Relaxed);
                if stopped.get_or_insert_with(Instant::now).elapsed() >= LAST_SILENCE {
                    *left = Some(thread);
                    return Ok(());
                }
            }
        }
        thread.join().unwrap_or(Err(SpoolError::Internal))
    }

    /// Takes jobs from the shared database once, on the calling thread.
    #[cfg(test)]
    pub(super) fn take_here(&self, store: &Spool) -> Result<(), SpoolError> {
        self.work.take(store, &mut Memory::default())
    }
}

/// Makes the thread that shares jobs end at its next step, if it still waits for the shared
/// database.
impl Drop for Sharer {
    fn drop(&mut self) {
        self.work.is_to_stop.store(true, Relaxed);
    }
}

impl Work {
    fn run(&self) -> Result<(), SpoolError> {
        let had_nothing_left = self.has_nothing_left()?;
        if had_nothing_left && !self.may_have_retried()? {
            return Ok(());
        }
        let _claim = self.spool.shared_queue().claim_tries()?;
        let store = open(&self.spool, &self.place, Tables::MayBeMade)?;
        let mut notices = store.shared_queue().job_notices()?;
        let mut memory = Memory::default();
        let mut is_new = true;
        // The handshake comes first: another machine may use this node's name, or the database may
        // be another one than before.
        if let Err(refused) = self.greet(&store, &mut memory) {
            self.tell_the_sure(&store, &mut memory, &refused)?;
            return Err(refused);
        }
        if self.aim == Aim::BreakOff {
            return self.break_off(&store, &mut memory);
        }
        self.renew(&store, &mut memory, &self.spool.shared_queue().open_tries()?)?;
        // The node reports its limits only after the checks above: a node that takes no jobs must
        // not limit the calls of other nodes.
        store.shared_queue().say_lines(&self.node(), &lock(&self.lines).clone())?;
        while !self.is_to_stop.load(Relaxed) {
            is_new = self.look(&store, &mut memory, is_new, &mut notices)?;
            if self.has_nothing_left()? {
                if !had_nothing_left {
                    log::info!("the shared database has no more jobs of this machine");
                }
                break;
            }
        }
        Ok(())
    }

    fn node(&self) -> Node {
        lock(&self.node).clone()
    }

    /// Makes a handshake with the shared database, by which the node and the database identify each
    /// other. Fails if another machine uses this node's name. Returns whether the database is
    /// another one than before.
    fn greet(&self, store: &Spool, memory: &mut Memory) -> Result<bool, SpoolError> {
        let (node, is_other) =
            self.spool.shared_queue().greet(store, self.lease_ms, self.clock.unix_ms())?;
        *lock(&self.node) = node;
        memory.greeted = Some(Instant::now());
        if is_other {
            log::warn!(
                "the shared database is another one, or was restored: this machine has reported \
                 what it knows of its jobs, and the database sends nothing for {} s, in which \
                 the other nodes report",
                self.lease_ms / 1000
            );
            memory.told.clear();
        }
        Ok(is_other)
    }

    /// Reports the state of this node's call attempts to the database after a handshake that failed
    /// because this machine was copied. So the pages that remote fax machines have confirmed are
    /// not sent again.
    fn tell_the_sure(
        &self,
        store: &Spool,
        memory: &mut Memory,
        refused: &SpoolError,
    ) -> Result<(), SpoolError> {
        if matches!(refused, SpoolError::NodeCopied { .. }) {
            for one in
                self.spool.shared_queue().open_tries()?.iter().filter(|one| !one.is_of_before())
            {
                self.tell(store, memory, one)?;
            }
        }
        Ok(())
    }

    /// Cancels this node's fax calls for jobs of the shared database, and reports the results of
    /// these calls to the database.
    fn break_off(&self, store: &Spool, memory: &mut Memory) -> Result<(), SpoolError> {
        while !self.is_to_stop.load(Relaxed) {
            let tries = self.spool.shared_queue().open_tries()?;
            if tries.is_empty() {
                break;
            }
            for one in &tries {
                self.spool.shared_queue().withdraw_try(one.job)?;
            }
            self.spool.shared_queue().end_tries_without_module(self.clock.unix_ms())?;
            // The lease is renewed meanwhile, so that the database does not give the attempts to
            // other nodes.
            store.shared_queue().renew_tries(&self.node(), self.lease_ms)?;
            // Read the states of the attempts again, since they may have changed.
            for one in &self.spool.shared_queue().open_tries()? {
                self.tell(store, memory, one)?;
            }
            thread::sleep(LOOK);
        }
        Ok(())
    }

    /// Whether the sharing of jobs has ended for this node: it shares no further jobs, no job of
    /// this spool is left in the shared database, and no job of the database is left in this spool.
    fn has_nothing_left(&self) -> Result<bool, SpoolError> {
        Ok(self.aim != Aim::Share && !self.spool.shared_queue().left_with_store()?.is_any())
    }

    /// Whether a job of this node that has ended was possibly retried on another node. Only the
    /// shared database knows this, so the answer is true once in [`LOOK_AT_ENDED`].
    fn may_have_retried(&self) -> Result<bool, SpoolError> {
        let last = &mut *lock(&self.looked_at_ended);
        if self.aim != Aim::Leave
            || !is_due(*last, LOOK_AT_ENDED)
            || !self.spool.shared_queue().has_shared_jobs()?
        {
            return Ok(false);
        }
        *last = Some(Instant::now());
        Ok(true)
    }

    /// Does one round of sharing jobs with the shared database, and then waits a little. Returns
    /// whether the database has notified this node of changes that this node has not read yet.
    fn look(
        &self,
        store: &Spool,
        memory: &mut Memory,
        is_new: bool,
        notices: &mut JobNotices,
    ) -> Result<bool, SpoolError> {
        let tries = self.spool.shared_queue().open_tries()?;
        if tries.iter().any(|one| one.state == JobState::Active) {
            let ended = self.spool.shared_queue().end_tries_without_module(self.clock.unix_ms())?;
            if ended > 0 {
                log::error!("Asterisk ended during {ended} calls for the shared database");
            }
        }
        let is_asked = is_due(memory.asked, if is_new { ASK_AGAIN } else { ASK });
        self.go_on(store, memory, is_asked)?;
        if is_asked {
            memory.asked = Some(Instant::now());
            self.ask(store, memory)?;
        }
        if is_new && !is_asked {
            // Wait a moment: one query then covers all notifications that arrive in this time.
            thread::sleep(LOOK);
            return Ok(true);
        }
        let longest =
            if self.spool.shared_queue().open_tries()?.is_empty() { LOOK_ANEW } else { LOOK };
        notices.wait(longest)
    }

    /// Writes the state of this node's fax calls to the shared database, and reports that the node
    /// is alive. This function also runs between the steps of longer work, so that no other node
    /// declares this one dead. If `asks` is true, it reads, in addition, which fax calls are to be
    /// cancelled.
    fn go_on(&self, store: &Spool, memory: &mut Memory, asks: bool) -> Result<(), SpoolError> {
        let tries = self.spool.shared_queue().open_tries()?;
        for one in &tries {
            let told = self.tell(store, memory, one);
            self.beside.go_on(&format!("job {} of the store", one.of.job), told)?;
            // With many lines and a slow database, these reports may take long. The node must not
            // be declared dead meanwhile.
            self.renew_if_due(store, memory, &tries)?;
        }
        let is_renewed = self.renew_if_due(store, memory, &tries)?;
        if asks && !is_renewed && !tries.is_empty() {
            self.heed(store, memory, (&tries, store.shared_queue().tries_of(&self.node())?))?;
        }
        Ok(())
    }

    /// Reports to the shared database the state of an attempt to call for a job, if that state has
    /// changed.
    fn tell(&self, store: &Spool, memory: &mut Memory, one: &LocalTry) -> Result<(), SpoolError> {
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
    fn renew_if_due(
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
    fn renew(
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
    fn heed(
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
    fn hold(&self) -> TryHold {
        TryHold::of_now(self.lease_ms * 7 / 12)
    }

    /// Reads the changes of jobs from the shared database, and stores new jobs of this machine in
    /// it.
    fn ask(&self, store: &Spool, memory: &mut Memory) -> Result<(), SpoolError> {
        let ended = {
            let clock = &mut *lock(&self.store_clock);
            store
                .shared_queue()
                .end_dead_tries_by(clock, self.lease_ms, &|| self.clock.look())
        };
        let ended = self.beside.go_on("calls of machines that do not report", ended)?;
        for (of, node) in ended.unwrap_or_default() {
            log::warn!(
                FERROFAX_NODE:% = node;
                "node {node} does not report: job {} of the shared database continues without it",
                of.job
            );
        }
        // A malformed row in one step does not stop the other steps.
        if memory.released.is_none_or(|at| at.elapsed() >= RELEASING) {
            memory.released = Some(Instant::now());
            let released = store.shared_queue().release_forgotten();
            self.beside.go_on("jobs that wait for other jobs to their numbers", released)?;
        }
        let told = self.spool.shared_queue().tell_asked(store, &self.node());
        self.beside.go_on("requests about jobs", told)?;
        let given = self.give(store, memory);
        self.beside.go_on("jobs for the shared database", given)?;
        let followed = self.follow(store, memory);
        self.beside.go_on("results of jobs in the shared database", followed)?;
        let taken = self.take(store, memory);
        self.beside.go_on("jobs of the shared database", taken).map(drop)
    }

    /// Applies changes of jobs in the shared database to the jobs of this spool.
    fn follow(&self, store: &Spool, memory: &mut Memory) -> Result<(), SpoolError> {
        let now = self.clock.unix_ms();
        let mut beat = || self.go_on(store, memory, false);
        while self.spool.shared_queue().follow_store(store, &self.node(), now, &mut beat)? {}
        Ok(())
    }

    /// Stores the jobs that were submitted on this machine in the shared database.
    fn give(&self, store: &Spool, memory: &mut Memory) -> Result<(), SpoolError> {
        memory.passed_over.retain(|_, (when, _)| when.elapsed() < 2 * AGAIN);
        let is_passed = |(when, _): &(Instant, u32)| when.elapsed() < AGAIN;
        let passed = u32::try_from(memory.passed_over.len()).unwrap_or(BATCH);
        let most = BATCH.saturating_add(passed);
        // A module of an older version may call for a job without asking the database. So with such
        // a module no job is shared.
        let mut due =
            if self.aim == Aim::Share && !self.spool.shared_queue().module_knows_no_store()? {
                self.spool.shared_queue().jobs_to_move(most)?
            } else {
                self.spool.shared_queue().jobs_half_moved(most)?
            };
        due.retain(|job| !memory.passed_over.get(job).is_some_and(is_passed));
        for job in due {
            self.go_on(store, memory, false)?;
            let (now, mut beat) = (self.clock.unix_ms(), || self.go_on(store, memory, false));
            let moved =
                self.spool.shared_queue().move_job(store, &self.node(), job, now, &mut beat);
            match moved {
                Ok(_) => drop(memory.passed_over.remove(&job)),
                // All further jobs would meet the same error, so try none of them.
                Err(error @ (SpoolError::Keys { .. } | SpoolError::Away { .. })) => {
                    self.say_of_documents(&error, "jobs that are submitted here wait");
                    break;
                }
                Err(
                    error @ (SpoolError::Io { .. }
                    | SpoolError::Document { .. }
                    | SpoolError::Unreadable { .. }
                    | SpoolError::Unfit { .. }),
                ) => {
                    log::error!(
                        FERROFAX_JOB:% = job;
                        "job {job} cannot be stored in the shared database: {error}"
                    );
                    let (when, times) =
                        memory.passed_over.entry(job).or_insert_with(|| (Instant::now(), 0));
                    (*when, *times) = (Instant::now(), *times + 1);
                    if *times >= MOST_READINGS {
                        self.spool.shared_queue().fail_unmovable(job, self.clock.unix_ms())?;
                        memory.passed_over.remove(&job);
                    }
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Logs an error of the encryption keys, or of the place of the documents. The same error is
    /// logged at most every ten minutes. `so` is the beginning of the log line, which states the
    /// consequence.
    fn say_of_documents(&self, error: &SpoolError, so: &str) {
        let text = match error {
            SpoolError::Keys { text } => format!(
                "{so}: documents can't be encrypted for the shared database, or decrypted: {text}"
            ),
            other => format!("{so}: the place of documents can't be used: {other}"),
        };
        let said = &mut *lock(&self.said_of_documents);
        if said
            .as_ref()
            .is_none_or(|(when, known)| *known != text || when.elapsed() >= AGAIN)
        {
            log::error!("{text}");
            *said = Some((Instant::now(), text));
        }
    }

    /// Whether this machine can decrypt all documents in the shared database. If not, the reason is
    /// logged, and no jobs are taken: another node can send them, but here they would fail.
    fn may_open(&self, store: &Spool, memory: &mut Memory) -> Result<bool, SpoolError> {
        if !is_due(memory.looked_at_keys, KEYS) {
            return Ok(memory.can_open);
        }
        memory.can_open = match store.encryption().can_open_all() {
            Ok(()) => true,
            Err(error @ SpoolError::Keys { .. }) => {
                self.say_of_documents(&error, "this machine sends nothing for the shared database");
                false
            }
            Err(why) => return Err(why),
        };
        memory.looked_at_keys = Some(Instant::now());
        Ok(memory.can_open)
    }

    /// Whether Asterisk has loaded a Ferrofax module that can make fax calls for jobs of the shared
    /// database. If not, the reason is logged once.
    fn may_dial(&self) -> Result<bool, SpoolError> {
        let why_not = if self.spool.shared_queue().module_knows_no_store()? {
            "the module that Asterisk has loaded is of an older Ferrofax, which dials without \
             asking the shared database: restart Asterisk"
        } else if !self.spool.shared_queue().has_module() {
            "no module is there: Asterisk has to be started, and load it"
        } else {
            self.is_held_up.store(false, Relaxed);
            return Ok(true);
        };
        if !self.is_held_up.swap(true, Relaxed) {
            log::warn!("this machine sends nothing for the shared database: {why_not}");
        }
        Ok(false)
    }

    /// Takes jobs from the shared database for call attempts of this node, as many as the PBX has
    /// free telephone lines.
    fn take(&self, store: &Spool, memory: &mut Memory) -> Result<(), SpoolError> {
        let is_pausing = memory.pause.is_some_and(|until| Instant::now() < until);
        let may_take = self.aim == Aim::Share && !is_pausing && self.may_dial()?;
        if !may_take || !self.may_open(store, memory)? {
            return Ok(());
        }
        let lines = self.spool.shared_queue().published_lines()? as usize;
        let of_store = lock(&self.lines).clone();
        let mut going = self.spool.shared_queue().open_tries()?.len();
        while going < lines && !self.is_to_stop.load(Relaxed) {
            self.go_on(store, memory, false)?;
            let hold = self.hold();
            let Some(of) =
                store.shared_queue().take_try_within(&self.node(), self.lease_ms, &of_store)?
            else {
                break;
            };
            memory.fetching = Some(of);
            let (now, mut beat) = (self.clock.unix_ms(), || self.go_on(store, memory, false));
            let brought = self.spool.shared_queue().bring_try(store, of, (&hold, &mut beat), now);
            memory.fetching = None;
            match brought {
                Ok(Some(job)) => {
                    log::info!(
                        FERROFAX_JOB:% = job;
                        "job {} of the shared database will be dialled, as job {job}",
                        of.job
                    );
                    going += 1;
                    memory.away = None;
                }
                Ok(None) => {}
                Err(error) if error.blames_a_row() => {
                    log::error!("job {} of the shared database cannot be fetched: {error}", of.job);
                    store.shared_queue().fail_try(&self.node(), of, &error)?;
                }
                Err(error @ (SpoolError::Away { .. } | SpoolError::Damaged { .. })) => {
                    // Perhaps only this document cannot be reached, so others go first. If the next
                    // one cannot be reached either, none can.
                    store.shared_queue().put_off_try(&self.node(), of, &error, PUT_OFF_MS)?;
                    self.say_of_documents(&error, "a job of the shared database is put off");
                    if memory.away.replace(of.job).is_some_and(|last| last != of.job) {
                        memory.pause = Some(Instant::now() + PAUSE);
                        break;
                    }
                }
                Err(error @ SpoolError::Keys { .. }) => {
                    store.shared_queue().return_try(&self.node(), of, Obstacle::NoKeys)?;
                    self.say_of_documents(&error, "nothing is sent for the store from here");
                    memory.pause = Some(Instant::now() + PAUSE);
                    break;
                }
                // The attempt may be in this spool, so that the module would dial it. The next run
                // reads the spool again, and returns the attempt only if it is missing there.
                Err(error @ SpoolError::Unsure { .. }) => return Err(error),
                // For example, the disk of this machine is full. Without the pause, the same job
                // would be taken and returned every second, with two rows of history each time.
                Err(error @ (SpoolError::Io { .. } | SpoolError::DiskFull { .. })) => {
                    store.shared_queue().return_try(&self.node(), of, &error)?;
                    log::error!(
                        "for {} s this machine takes no jobs of the shared database: {error}",
                        PAUSE.as_secs()
                    );
                    memory.pause = Some(Instant::now() + PAUSE);
                    break;
                }
                Err(error) => {
                    store.shared_queue().return_try(&self.node(), of, &error)?;
                    return Err(error);
                }
            }
        }
        Ok(())
    }
}

fn is_due(last: Option<Instant>, after: Duration) -> bool {
    last.is_none_or(|last| last.elapsed() >= after)
}
