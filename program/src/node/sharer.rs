//! Shares jobs with other nodes: what is handed to this machine goes into the store, and what
//! the store has for us to its PBX. Why nothing is sent twice stands in spool/src/jobs/shared.
//!
//! It looks ten times a second while there is a call, since what happens in it is told page by
//! page; else it is told of what happens in the store, and looks once a second. With many nodes
//! something always happens there, and each that asked at each word would keep all others from it:
//! four times a second is enough.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::beside::Beside;
use super::{Place, open};
use ferrofax_basics::clock::Clock;
use ferrofax_basics::lock::lock;
use ferrofax_spool::event::Obstacle;
use ferrofax_spool::jobs::{CallWish, JobId, JobNotices, JobState, LocalTry, StoreTry};
use ferrofax_spool::jobs::{Renewed, StoreClock, StoreLines, TryHold, TryNews};
use ferrofax_spool::{Node, Spool, SpoolError, Tables};

/// How often it is looked while there is a call.
const LOOK: Duration = Duration::from_millis(100);

/// How often it is looked whether something new is here.
const LOOK_ANEW: Duration = Duration::from_millis(500);

/// How often the store is asked that has not told anything.
const ASK: Duration = Duration::from_secs(1);

/// The same where something has happened there.
const ASK_AGAIN: Duration = Duration::from_millis(250);

/// A PBX that has not begun to dial for so long has no line, or is away.
const UNDIALLED_MS: i64 = 20_000;

/// Nothing is taken for so long after that.
const PAUSE: Duration = Duration::from_secs(30);

/// After how long a job is tried again whose document could not be read here.
const AGAIN: Duration = Duration::from_secs(10 * 60);

/// A job that can't be read here so often fails.
const MOST_READINGS: u32 = 3;

/// How often it is looked whether the keys are here by which the store's documents are sealed.
const KEYS: Duration = Duration::from_secs(5);

/// How many jobs are given to the store in a turn.
const BATCH: u32 = 50;

/// A store that stands still is waited for no longer than this by who is to end.
const LAST_SILENCE: Duration = Duration::from_secs(5);

/// Calls that are broken off have ended after no longer than this.
const LONGEST_END: Duration = Duration::from_secs(20);

/// What shares jobs.
pub struct Sharer {
    work: Arc<Work>,
    /// One that was left alone with a store that stands still.
    left: Mutex<Option<JoinHandle<Result<(), SpoolError>>>>,
}

struct Work {
    spool: Spool,
    place: Place,
    /// As it is since the store was greeted last.
    node: Mutex<Node>,
    lease_ms: i64,
    /// How many calls for the store go on at once.
    lines: Mutex<StoreLines>,
    clock: Clock,
    is_to_stop: AtomicBool,
    /// What it is for.
    aim: Aim,
    /// Calls are not made for the store, and it was said why.
    is_held_up: AtomicBool,
    /// What was said last of the keys by which documents are sealed, and when.
    said_of_keys: Mutex<Option<(Instant, String)>>,
    /// What is known of the store's clock.
    store_clock: Mutex<StoreClock>,
    /// What goes on beside rows that make no sense.
    beside: Beside,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Aim {
    /// What comes goes into the store, and what is there is sent.
    Share,
    /// What is there is seen to its end.
    Leave,
    /// What is sent for the store is broken off, and it is told how that ended.
    BreakOff,
}

/// What is kept from look to look.
#[derive(Default)]
struct Memory {
    /// What the store knows of each try.
    told: HashMap<StoreTry, TryNews>,
    /// When it was greeted last.
    greeted: Option<Instant>,
    /// When it was told last that we are there.
    renewed: Option<Instant>,
    /// When it was asked last for what is new.
    asked: Option<Instant>,
    /// A try that is ours and not here yet.
    fetching: Option<StoreTry>,
    /// Nothing is taken before.
    pause: Option<Instant>,
    /// Jobs that can't be read here, when that was tried last, and how often.
    passed_over: HashMap<JobId, (Instant, u32)>,
    /// When the keys were looked at by which documents are sealed, and whether all are here.
    looked_at_keys: Option<Instant>,
    can_open: bool,
}

impl Sharer {
    /// Has this spool's jobs go into the store from now on. A node that was not heard of for the
    /// time of the lease is taken for dead.
    ///
    /// # Errors
    /// The spool could not be asked. That the store is away is none.
    pub fn new(
        spool: &Spool,
        (name, place): (&str, &Place),
        lease: Duration,
        clock: &Clock,
    ) -> Result<Self, SpoolError> {
        Self::of(spool, (name, place), lease, clock, Aim::Share)
    }

    /// Says to the store how many calls for it may go on at once.
    #[must_use]
    pub fn within(self, lines: StoreLines) -> Self {
        *lock(&self.work.lines) = lines;
        self
    }

    /// Has this spool's jobs stay here from now on. What the store has of it is followed to its
    /// end, and what it has of the store's is told; then there is nothing to do.
    ///
    /// # Errors
    /// The spool could not be asked. That the store is away is none.
    pub fn leaving(
        spool: &Spool,
        node: (&str, &Place),
        lease: Duration,
        clock: &Clock,
    ) -> Result<Self, SpoolError> {
        Self::of(spool, node, lease, clock, Aim::Leave)
    }

    /// Breaks off what this machine sends for the store, and tells it how that ended, page by page:
    /// nobody can do so later, since the store is named no more. Whether it is told all.
    ///
    /// # Errors
    /// The spool or the store could not be asked.
    pub fn break_off(
        spool: &Spool,
        node: (&str, &Place),
        lease: Duration,
        clock: &Clock,
    ) -> Result<bool, SpoolError> {
        if spool.open_tries()?.is_empty() {
            return Ok(true);
        }
        let began = Instant::now();
        let stop = || began.elapsed() >= LONGEST_END;
        Self::of(spool, node, lease, clock, Aim::BreakOff)?.turn(&stop)?;
        Ok(spool.open_tries()?.is_empty())
    }

    fn of(
        spool: &Spool,
        (name, place): (&str, &Place),
        lease: Duration,
        clock: &Clock,
        aim: Aim,
    ) -> Result<Self, SpoolError> {
        let node = spool.become_node(name, &place.store.to_string())?;
        spool.share_jobs(aim == Aim::Share)?;
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
            said_of_keys: Mutex::default(),
            store_clock: Mutex::default(),
            beside: Beside::default(),
        };
        Ok(Self { work: Arc::new(work), left: Mutex::default() })
    }

    /// Is at work until it is told to stop.
    ///
    /// # Errors
    /// The store or the spool could not be asked. The next turn goes on; what it can't tell in
    /// time ends by itself.
    pub fn turn(&self, stop: &dyn Fn() -> bool) -> Result<(), SpoolError> {
        let mut left = lock(&self.left);
        let work = Arc::clone(&self.work);
        let thread = match left.take() {
            // The store is asked once at a time.
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
}

/// One that was left alone ends at its next step.
impl Drop for Sharer {
    fn drop(&mut self) {
        self.work.is_to_stop.store(true, Relaxed);
    }
}

impl Work {
    fn run(&self) -> Result<(), SpoolError> {
        if self.has_nothing_left()? {
            return Ok(());
        }
        let _claim = self.spool.claim_tries()?;
        let store = open(&self.spool, &self.place, Tables::MayBeMade)?;
        let mut notices = store.job_notices()?;
        let mut memory = Memory::default();
        let mut is_new = true;
        // Before anything else: another machine may be this node, or the store another.
        if let Err(refused) = self.greet(&store, &mut memory) {
            self.tell_the_sure(&store, &mut memory, &refused)?;
            return Err(refused);
        }
        if self.aim == Aim::BreakOff {
            return self.break_off(&store, &mut memory);
        }
        self.renew(&store, &mut memory, &self.spool.open_tries()?)?;
        // Who takes nothing limits nobody.
        store.say_lines(&self.node(), &lock(&self.lines).clone())?;
        while !self.is_to_stop.load(Relaxed) {
            is_new = self.look(&store, &mut memory, is_new, &mut notices)?;
            if self.has_nothing_left()? {
                log::info!("nothing of this machine is left among the jobs of the store");
                break;
            }
        }
        Ok(())
    }

    fn node(&self) -> Node {
        lock(&self.node).clone()
    }

    /// Greets the store, which says by that whether it is the one that we know, and whether another
    /// machine is this node. Whether it was another.
    fn greet(&self, store: &Spool, memory: &mut Memory) -> Result<bool, SpoolError> {
        let (node, is_other) = self.spool.greet(store, self.lease_ms, self.clock.unix_ms())?;
        *lock(&self.node) = node;
        memory.greeted = Some(Instant::now());
        if is_other {
            log::warn!(
                "the store is another than before, or was set back: it was told what this machine knows of its \
                 jobs, and sends nothing for {} s, in which others tell it",
                self.lease_ms / 1000
            );
            memory.told.clear();
        }
        Ok(is_other)
    }

    /// What was confirmed is, whoever this node is by now.
    fn tell_the_sure(
        &self,
        store: &Spool,
        memory: &mut Memory,
        refused: &SpoolError,
    ) -> Result<(), SpoolError> {
        if matches!(refused, SpoolError::NodeCopied { .. }) {
            for one in self.spool.open_tries()?.iter().filter(|one| !one.is_of_before()) {
                self.tell(store, memory, one)?;
            }
        }
        Ok(())
    }

    /// Ends what we send for the store, and tells it how that ended.
    fn break_off(&self, store: &Spool, memory: &mut Memory) -> Result<(), SpoolError> {
        while !self.is_to_stop.load(Relaxed) {
            let tries = self.spool.open_tries()?;
            if tries.is_empty() {
                break;
            }
            for one in &tries {
                self.spool.withdraw_try(one.job)?;
            }
            self.spool.end_tries_without_module(self.clock.unix_ms())?;
            // They stay ours meanwhile.
            store.renew_tries(&self.node(), self.lease_ms)?;
            // As they are since then.
            for one in &self.spool.open_tries()? {
                self.tell(store, memory, one)?;
            }
            thread::sleep(LOOK);
        }
        Ok(())
    }

    /// Jobs are shared no more, and neither has the store one of ours nor have we one of it.
    fn has_nothing_left(&self) -> Result<bool, SpoolError> {
        Ok(self.aim != Aim::Share && !self.spool.left_with_store()?.is_any())
    }

    /// Does what is due, and waits a little. Whether something has happened in the store that was
    /// not asked for yet.
    fn look(
        &self,
        store: &Spool,
        memory: &mut Memory,
        is_new: bool,
        notices: &mut JobNotices,
    ) -> Result<bool, SpoolError> {
        let tries = self.spool.open_tries()?;
        if tries.iter().any(|one| one.state == JobState::Active) {
            let ended = self.spool.end_tries_without_module(self.clock.unix_ms())?;
            if ended > 0 {
                log::error!("Asterisk has ended in {ended} calls for the store");
            }
        }
        let is_asked = is_due(memory.asked, if is_new { ASK_AGAIN } else { ASK });
        self.go_on(store, memory, is_asked)?;
        if is_asked {
            memory.asked = Some(Instant::now());
            self.ask(store, memory)?;
        }
        if is_new && !is_asked {
            // Whatever else is heard meanwhile is asked for with it.
            thread::sleep(LOOK);
            return Ok(true);
        }
        let longest = if self.spool.open_tries()?.is_empty() { LOOK_ANEW } else { LOOK };
        notices.wait(longest)
    }

    /// Tells the store how our calls go, and that we are there, at the latest when that is due:
    /// whatever else is done takes no longer than that between two of these. `asks`: also what is
    /// wanted of our calls.
    fn go_on(&self, store: &Spool, memory: &mut Memory, asks: bool) -> Result<(), SpoolError> {
        let tries = self.spool.open_tries()?;
        for one in &tries {
            let told = self.tell(store, memory, one);
            self.beside.go_on(&format!("job {} of the store", one.of.job), told)?;
            // Where many lines tell a slow store something, they are not to be taken for dead meanwhile.
            self.renew_if_due(store, memory, &tries)?;
        }
        let is_renewed = self.renew_if_due(store, memory, &tries)?;
        if asks && !is_renewed && !tries.is_empty() {
            self.heed(store, memory, (&tries, store.tries_of(&self.node())?))?;
        }
        Ok(())
    }

    /// Tells the store how a try goes, where it does not know.
    fn tell(&self, store: &Spool, memory: &mut Memory, one: &LocalTry) -> Result<(), SpoolError> {
        let news = self.spool.try_news(one)?;
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
        let is_ours = store.tell_try(&self.node(), one.of, &new)?;
        if news.has_ended() {
            memory.told.remove(&one.of);
            return self.spool.close_try(one.job, self.clock.unix_ms());
        }
        if is_ours {
            self.spool.note_told(one.job, &news)?;
        } else {
            log::warn!("job {} of the store is not ours any more: its try is ended", one.of.job);
            if self.spool.withdraw_try(one.job)? {
                memory.told.remove(&one.of);
                return self.spool.close_try(one.job, self.clock.unix_ms());
            }
        }
        memory.told.insert(one.of, news);
        Ok(())
    }

    /// Tells the store what calls taught of their numbers: whoever calls one next knows it. No try
    /// waits for that.
    fn tell_learned(&self, store: &Spool) {
        if let Err(why) = self.spool.tell_learned(store, &self.node().token) {
            log::warn!("what calls taught of their numbers is told to the store later: {why}");
        }
    }

    /// Tells the store what came of a try of the store as it was before. It goes on no more.
    fn tell_of_before(
        &self,
        store: &Spool,
        memory: &mut Memory,
        one: &LocalTry,
        news: TryNews,
    ) -> Result<(), SpoolError> {
        if memory.told.get(&one.of) != Some(&news) {
            store.tell_known(&self.node(), self.lease_ms, one, &news)?;
        }
        let has_ended = news.has_ended();
        memory.told.insert(one.of, news);
        if has_ended || self.spool.withdraw_try(one.job)? {
            memory.told.remove(&one.of);
            return self.spool.close_try(one.job, self.clock.unix_ms());
        }
        Ok(())
    }

    /// What the PBX does not begin with another node may have.
    fn look_after(
        &self,
        store: &Spool,
        memory: &mut Memory,
        one: &LocalTry,
    ) -> Result<(), SpoolError> {
        let waits = one.here_ms.is_none_or(|here_ms| here_ms >= UNDIALLED_MS);
        let is_idle = one.state != JobState::Active && (waits || one.is_withdrawn);
        if is_idle && self.spool.withdraw_try(one.job)? {
            store.return_try(&self.node(), one.of, Obstacle::NotBegun)?;
            self.spool.close_try(one.job, self.clock.unix_ms())?;
            memory.told.remove(&one.of);
            memory.pause = Some(Instant::now() + PAUSE);
        }
        Ok(())
    }

    /// Whether it was due.
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

    /// Tells the store that we are there, and does what is wanted of our tries.
    fn renew(
        &self,
        store: &Spool,
        memory: &mut Memory,
        tries: &[LocalTry],
    ) -> Result<(), SpoolError> {
        if is_due(memory.greeted, self.often()) && self.greet(store, memory)? {
            // Whatever is at hand was of the store as it was.
            return Err(SpoolError::OtherStore);
        }
        memory.renewed = Some(Instant::now());
        let hold = self.hold();
        let renewed = store.renew_tries(&self.node(), self.lease_ms)?;
        let ours: Vec<StoreTry> = renewed.iter().map(|one| one.of).collect();
        self.spool.hold_tries(&ours, &hold)?;
        self.heed(store, memory, (tries, renewed))
    }

    /// Does what is wanted of our tries, by what the store says that we have.
    fn heed(
        &self,
        store: &Spool,
        memory: &Memory,
        (tries, ours): (&[LocalTry], Vec<Renewed>),
    ) -> Result<(), SpoolError> {
        for one in ours {
            match tries.iter().find(|local| local.of == one.of) {
                Some(local) if one.wish == CallWish::Cancel && !local.is_cancelled => {
                    let by = "the store";
                    let done = self.spool.cancel_job(local.job, by, self.clock.unix_ms());
                    done.map(drop)
                        .or_else(|error| if error.may_pass() { Err(error) } else { Ok(()) })?;
                }
                Some(_) => {}
                None if memory.fetching == Some(one.of) => {}
                // We died before it was here.
                None => store.return_try(&self.node(), one.of, Obstacle::Restarted)?,
            }
        }
        Ok(())
    }

    /// How often the store hears that we are there, at least.
    fn often(&self) -> Duration {
        Duration::from_millis(self.lease_ms.unsigned_abs() / 12)
    }

    /// Until when we may go on for which the store is asked now; the rest of the time is for the
    /// end of calls.
    fn hold(&self) -> TryHold {
        TryHold::of_now(self.lease_ms * 7 / 12)
    }

    /// Asks the store for what is new there, and gives it what is new here.
    fn ask(&self, store: &Spool, memory: &mut Memory) -> Result<(), SpoolError> {
        let ended = {
            let clock = &mut *lock(&self.store_clock);
            store.end_dead_tries_by(clock, self.lease_ms, &|| self.clock.steady_ms())
        };
        let ended = self.beside.go_on("calls of machines of which nothing is heard", ended)?;
        for (of, node) in ended.unwrap_or_default() {
            log::warn!(
                "nothing is heard of node {node}: job {} of the store goes on without it",
                of.job
            );
        }
        // Each goes on beside the others.
        let told = self.spool.tell_asked(store, &self.node());
        self.beside.go_on("what is wanted of jobs", told)?;
        let given = self.give(store, memory);
        self.beside.go_on("jobs for the store", given)?;
        let followed = self.follow(store, memory);
        self.beside.go_on("what the store has done with jobs", followed)?;
        let taken = self.take(store, memory);
        self.beside.go_on("jobs of the store", taken).map(drop)
    }

    /// What the store has done with jobs of ours.
    fn follow(&self, store: &Spool, memory: &mut Memory) -> Result<(), SpoolError> {
        let now = self.clock.unix_ms();
        let mut beat = || self.go_on(store, memory, false);
        while self.spool.follow_store(store, &self.node(), now, &mut beat)? {}
        Ok(())
    }

    /// Gives the store what was handed to this machine.
    fn give(&self, store: &Spool, memory: &mut Memory) -> Result<(), SpoolError> {
        memory.passed_over.retain(|_, (when, _)| when.elapsed() < 2 * AGAIN);
        let is_passed = |(when, _): &(Instant, u32)| when.elapsed() < AGAIN;
        let passed = u32::try_from(memory.passed_over.len()).unwrap_or(BATCH);
        let most = BATCH.saturating_add(passed);
        // What a module dials that asks nobody is not given to others as well.
        let mut due = if self.aim == Aim::Share && !self.spool.module_knows_no_store()? {
            self.spool.jobs_to_move(most)?
        } else {
            self.spool.jobs_half_moved(most)?
        };
        due.retain(|job| !memory.passed_over.get(job).is_some_and(is_passed));
        for job in due {
            self.go_on(store, memory, false)?;
            let (now, mut beat) = (self.clock.unix_ms(), || self.go_on(store, memory, false));
            let moved = self.spool.move_job(store, &self.node(), job, now, &mut beat);
            match moved {
                Ok(_) => drop(memory.passed_over.remove(&job)),
                // So it is with all behind it.
                Err(SpoolError::Keys { text }) => {
                    self.say_of_keys(&text, "what is handed in here waits");
                    break;
                }
                Err(
                    error @ (SpoolError::Io { .. }
                    | SpoolError::Document { .. }
                    | SpoolError::Unreadable { .. }
                    | SpoolError::Unfit { .. }),
                ) => {
                    log::error!("job {job} can't be given to the store: {error}");
                    let (when, times) =
                        memory.passed_over.entry(job).or_insert_with(|| (Instant::now(), 0));
                    (*when, *times) = (Instant::now(), *times + 1);
                    if *times >= MOST_READINGS {
                        self.spool.fail_unmovable(job, self.clock.unix_ms())?;
                        memory.passed_over.remove(&job);
                    }
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Says what is wrong with the keys, every ten minutes.
    fn say_of_keys(&self, text: &str, so: &str) {
        let said = &mut *lock(&self.said_of_keys);
        if said
            .as_ref()
            .is_none_or(|(when, known)| known != text || when.elapsed() >= AGAIN)
        {
            *said = Some((Instant::now(), text.to_owned()));
            log::error!("{so}: documents can't be sealed for the store, or opened: {text}");
        }
    }

    /// Whether all documents can be opened that the store may have for us; else it is said why not. A
    /// job that another node can send is not taken from it, to fail here.
    fn may_open(&self, store: &Spool, memory: &mut Memory) -> Result<bool, SpoolError> {
        if !is_due(memory.looked_at_keys, KEYS) {
            return Ok(memory.can_open);
        }
        memory.can_open = match store.can_open_all() {
            Ok(()) => true,
            Err(SpoolError::Keys { text }) => {
                self.say_of_keys(&text, "nothing is sent for the store from here");
                false
            }
            Err(why) => return Err(why),
        };
        memory.looked_at_keys = Some(Instant::now());
        Ok(memory.can_open)
    }

    /// Whether a module is there that makes calls for the store; else it is said, once, why not.
    fn may_dial(&self) -> Result<bool, SpoolError> {
        let why_not = if self.spool.module_knows_no_store()? {
            "the module that Asterisk has loaded is of an older Ferrofax, which dials without asking the store: restart Asterisk"
        } else if !self.spool.has_module() {
            "no module is there: Asterisk has to be started, and load it"
        } else {
            self.is_held_up.store(false, Relaxed);
            return Ok(true);
        };
        if !self.is_held_up.swap(true, Relaxed) {
            log::warn!("nothing is sent for the store from here: {why_not}");
        }
        Ok(false)
    }

    /// Takes tries for as many lines as there are.
    fn take(&self, store: &Spool, memory: &mut Memory) -> Result<(), SpoolError> {
        let is_pausing = memory.pause.is_some_and(|until| Instant::now() < until);
        let may_take = self.aim == Aim::Share && !is_pausing && self.may_dial()?;
        if !may_take || !self.may_open(store, memory)? {
            return Ok(());
        }
        let lines = self.spool.published_lines()? as usize;
        let of_store = lock(&self.lines).clone();
        let mut going = self.spool.open_tries()?.len();
        while going < lines && !self.is_to_stop.load(Relaxed) {
            self.go_on(store, memory, false)?;
            let hold = self.hold();
            let Some(of) = store.take_try_within(&self.node(), self.lease_ms, &of_store)? else {
                break;
            };
            memory.fetching = Some(of);
            let (now, mut beat) = (self.clock.unix_ms(), || self.go_on(store, memory, false));
            let brought = self.spool.bring_try(store, of, (&hold, &mut beat), now);
            memory.fetching = None;
            match brought {
                Ok(Some(job)) => {
                    log::info!("job {} of the store is to be dialled, as job {job}", of.job);
                    going += 1;
                }
                Ok(None) => {}
                Err(error) if error.blames_a_row() => {
                    log::error!("job {} of the store can't be fetched: {error}", of.job);
                    store.fail_try(&self.node(), of, &error.to_string())?;
                }
                Err(SpoolError::Keys { text }) => {
                    store.return_try(&self.node(), of, Obstacle::NoKeys)?;
                    self.say_of_keys(&text, "nothing is sent for the store from here");
                    memory.pause = Some(Instant::now() + PAUSE);
                    break;
                }
                Err(error) => {
                    store.return_try(&self.node(), of, error.to_string().as_str())?;
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
