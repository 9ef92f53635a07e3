//! Shares jobs with other nodes. Jobs that are submitted here are stored in the shared database.
//! Jobs of the database are sent by this machine's PBX. crates/cluster/src/jobs explains why
//! nothing is sent twice.
//!
//! During a fax call its state is checked ten times a second, since each page is reported.
//! Otherwise the database notifies this node of changes, and this node queries the database once a
//! second. With many nodes there are always changes. A query for each of them would slow down all
//! nodes, so a node makes at most four queries a second.

mod moving;
mod telling;

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use super::alone::{self, Alone};
use super::beside::Beside;
use super::{Place, open};
use ferrofax_basics::clock::Clock;
use ferrofax_basics::lock::lock;
use ferrofax_cluster::{Clustered, JobNotices, Node, StoreClock, StoreLines, StoreTry, TryNews};
use ferrofax_spool::jobs::{JobId, JobState};
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

/// The pause in which this node takes no jobs from the shared database, after the PBX did not begin
/// a fax call for such a job, or this machine could not store one.
const PAUSE: Duration = Duration::from_secs(30);

/// The interval at which this node looks for jobs that nobody gives a turn.
const RELEASING: Duration = Duration::from_secs(60);

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
    left: Mutex<Option<Alone>>,
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
                let store = self.work.place.store.to_string();
                alone::begin("node jobs", &store, move || work.run())?
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
}

fn is_due(last: Option<Instant>, after: Duration) -> bool {
    last.is_none_or(|last| last.elapsed() >= after)
}
