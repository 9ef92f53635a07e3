//! The few threads that run all fax sessions. Each thread has many sessions and runs them every 10
//! ms. One wake-up of a thread serves all of its calls; a hundred threads with a timer each would
//! spend more time on waking up than on faxes.
//!
//! A session says how soon it has something to do. Until then it is not run. All sessions of a
//! thread run at common times: the data of a session that was not run for 10 ms has left the
//! processor's cache, and loading it again costs more than most runs do.

use ferrofax_basics::errand::{Errands, Raise};
use ferrofax_basics::lock::lock;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// The time between two turns of a thread, in milliseconds. In each turn, the thread runs those of
/// its fax sessions that are due.
const EVERY_MS: u64 = 10;

/// The greatest number of worker threads. More threads are not needed, since one serves hundreds of
/// calls.
const MOST: usize = 8;

/// The functions of a fax session that its worker thread calls.
pub(super) trait Runs: Send {
    /// Processes the received frames and sends the frames that are due. Returns how soon the fax
    /// session has something to do again.
    fn run(&mut self) -> PollInterval;
    /// Ends the fax session with an error, because its code has panicked.
    fn give_up(&mut self);
}

/// The number of turns of a worker thread, 10 ms each, until a fax session must be run again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PollInterval(u64);

impl PollInterval {
    pub(super) const EACH: Self = Self(1);
    pub(super) const SELDOM: Self = Self(8);

    /// The number of turns of a worker thread (10 ms each) that fit into `ms` milliseconds, but at
    /// least one.
    pub(super) fn each_ms(ms: u32) -> Self {
        Self((u64::from(ms) / EVERY_MS).max(1))
    }

    /// Returns the turn in which the fax session must be run next: the first multiple of this
    /// interval after turn `look`. A turn lasts 10 ms.
    pub(super) const fn after(self, look: u64) -> u64 {
        (look / self.0 + 1) * self.0
    }
}

/// The threads that run all fax sessions. The first session starts them. They end when this value
/// is dropped: no thread may outlive the module.
pub(super) struct Workers {
    threads: Vec<Worker>,
}

struct Worker {
    inbox: Arc<Inbox>,
    thread: JoinHandle<()>,
}

#[derive(Default)]
struct Inbox {
    orders: Mutex<Orders>,
    called: Condvar,
}

#[derive(Default)]
struct Orders {
    begin: Vec<(u64, Box<dyn Runs>)>,
    end: Vec<(u64, Sender<()>)>,
    stop: bool,
    /// The number of fax sessions that the worker thread runs, or will run from its next turn on.
    count: usize,
}

impl Workers {
    pub(super) fn start(raise: &Raise) -> std::io::Result<Self> {
        let count = std::thread::available_parallelism().map_or(1, usize::from).min(MOST);
        let begin = |number: usize| -> std::io::Result<Worker> {
            let inbox = Arc::new(Inbox::default());
            let (orders, errands) =
                (Arc::clone(&inbox), Errands::new("a thread that runs fax sessions", raise));
            let name = format!("ferrofax-fax-{number}");
            let thread =
                std::thread::Builder::new().name(name).spawn(move || run(&orders, errands))?;
            Ok(Worker { inbox, thread })
        };
        let mut workers = Self { threads: Vec::new() };
        for number in 1..=count {
            workers.threads.push(begin(number)?);
        }
        Ok(workers)
    }

    /// Gives a fax session to the thread with the fewest sessions, which runs it from then on.
    /// Returns the index of this thread.
    pub(super) fn begin(&self, token: u64, session: Box<dyn Runs>) -> usize {
        let counts = self.threads.iter().map(|worker| lock(&worker.inbox.orders).count);
        let place =
            counts.enumerate().min_by_key(|(_, count)| *count).map_or(0, |(place, _)| place);
        if let Some(worker) = self.threads.get(place) {
            let mut orders = lock(&worker.inbox.orders);
            orders.count += 1;
            orders.begin.push((token, session));
            worker.inbox.called.notify_one();
        }
        place
    }

    /// Takes a fax session away from its thread. When this returns, the session is dropped.
    pub(super) fn end(&self, place: usize, token: u64) {
        let (gone, wait) = channel();
        if let Some(worker) = self.threads.get(place) {
            lock(&worker.inbox.orders).end.push((token, gone));
            worker.inbox.called.notify_one();
        }
        // The thread drops its sender when the session is gone, or when the thread ends.
        let _ = wait.recv();
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        for worker in &self.threads {
            lock(&worker.inbox.orders).stop = true;
            worker.inbox.called.notify_one();
        }
        for worker in self.threads.drain(..) {
            if worker.thread.join().is_err() {
                log::error!("a thread that runs faxes had panicked");
            }
        }
    }
}

/// An entry in a worker thread's list of fax sessions: a session that the thread runs.
struct WorkerSession {
    token: u64,
    session: Box<dyn Runs>,
    /// The number of the thread's turn (10 ms each) in which the fax session is run next; `None` if
    /// the session must not be run any more.
    due: Option<u64>,
}

fn run(inbox: &Inbox, mut errands: Errands) {
    let mut held: Vec<WorkerSession> = Vec::new();
    let began = Instant::now();
    loop {
        let due = held.iter().filter_map(|held| held.due).min();
        let (begin, ended) = {
            let mut orders =
                wait_until(inbox, due.map(|due| began + Duration::from_millis(EVERY_MS * due)));
            if orders.stop {
                return;
            }
            orders.count = orders.count.saturating_sub(orders.end.len());
            (std::mem::take(&mut orders.begin), std::mem::take(&mut orders.end))
        };
        held.extend(begin.into_iter().map(|(token, session)| WorkerSession {
            token,
            session,
            due: Some(0),
        }));
        let gone = held.extract_if(.., |held| ended.iter().any(|(token, _)| held.token == *token));
        for held in gone {
            errands.run(|| drop(held));
        }
        // Dropping the senders tells those who wait that their sessions have ended.
        drop(ended);
        // A late thread does not catch up on turns: everything that came meanwhile is handled in
        // one turn.
        let look = began.elapsed().as_millis() as u64 / EVERY_MS;
        for held in held.iter_mut().filter(|held| held.due.is_some_and(|due| due <= look)) {
            held.due =
                look_after(held.session.as_mut(), &mut errands).map(|looks| looks.after(look));
        }
    }
}

/// Waits for requests to begin or end fax sessions. If `then` is given, waits until that time at
/// the latest.
fn wait_until(inbox: &Inbox, then: Option<Instant>) -> MutexGuard<'_, Orders> {
    let mut orders = lock(&inbox.orders);
    while !orders.stop && orders.begin.is_empty() && orders.end.is_empty() {
        let wait = then.map(|then| then.saturating_duration_since(Instant::now()));
        orders = match wait {
            None => inbox.called.wait(orders).unwrap_or_else(PoisonError::into_inner),
            Some(Duration::ZERO) => break,
            Some(wait) => {
                inbox
                    .called
                    .wait_timeout(orders, wait)
                    .unwrap_or_else(PoisonError::into_inner)
                    .0
            }
        };
    }
    orders
}

/// Runs a fax session once. If the session panics because of a bug, only this session ends. Returns
/// `None` if the session must not be run again.
fn look_after(session: &mut dyn Runs, errands: &mut Errands) -> Option<PollInterval> {
    errands.run(|| session.run()).or_else(|| {
        log::error!("a fax session tripped over an error in the fax software and is given up");
        errands.run(|| session.give_up()).map(|()| PollInterval::SELDOM)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::hands::nobody;
    use std::sync::atomic::{AtomicU32, Ordering};

    struct Counting(Arc<AtomicU32>, PollInterval);

    impl Runs for Counting {
        fn run(&mut self) -> PollInterval {
            let before = self.0.fetch_add(1, Ordering::SeqCst);
            assert!(before < 3, "a bug");
            self.1
        }

        fn give_up(&mut self) {
            self.0.fetch_add(100, Ordering::SeqCst);
        }
    }

    /// A session whose code panics at every opportunity: while it runs, while it is given up, and
    /// while it is dropped.
    struct Hopeless(Arc<AtomicU32>);

    impl Runs for Hopeless {
        fn run(&mut self) -> PollInterval {
            self.0.fetch_add(1, Ordering::SeqCst);
            panic!("a bug");
        }

        fn give_up(&mut self) {
            self.0.fetch_add(100, Ordering::SeqCst);
            panic!("another");
        }
    }

    impl Drop for Hopeless {
        fn drop(&mut self) {
            panic!("and another");
        }
    }

    #[test]
    fn a_session_that_trips_over_its_own_end_takes_none_with_it() {
        let workers = Workers::start(&nobody()).expect("threads");
        let hopeless: Arc<AtomicU32> = Arc::default();
        // As many sessions as there are threads, so that each thread runs one.
        let count = workers.threads.len() as u64;
        let places: Vec<usize> = (0..count)
            .map(|token| workers.begin(token, Box::new(Hopeless(Arc::clone(&hopeless)))))
            .collect();
        while hopeless.load(Ordering::SeqCst) < 101 * count as u32 {
            std::thread::sleep(Duration::from_millis(1));
        }
        (0..).zip(places).for_each(|(token, place)| workers.end(place, token));
        let counts: Vec<Arc<AtomicU32>> = (0..count).map(|_| Arc::default()).collect();
        for (token, count) in (100..).zip(&counts) {
            workers.begin(token, Box::new(Counting(Arc::clone(count), PollInterval::EACH)));
        }
        while counts.iter().any(|count| count.load(Ordering::SeqCst) < 100) {
            std::thread::sleep(Duration::from_millis(1));
        }
        assert_eq!(hopeless.load(Ordering::SeqCst), 101 * count as u32, "none was run again");
        drop(workers);
    }

    /// If a thread can't be started, the threads before it are dropped in this way.
    #[test]
    fn dropped_workers_leave_no_thread() {
        let workers = Workers::start(&nobody()).expect("threads");
        let inboxes: Vec<_> =
            workers.threads.iter().map(|worker| Arc::downgrade(&worker.inbox)).collect();
        drop(workers);
        assert!(inboxes.iter().all(|inbox| inbox.strong_count() == 0));
    }

    #[test]
    fn looks_are_the_same_for_all() {
        assert_eq!(
            [0, 1, 6, 7, 8, 9].map(|look| PollInterval::SELDOM.after(look)),
            [8, 8, 8, 8, 16, 16]
        );
        assert_eq!([4, 5, 6].map(|look| PollInterval::each_ms(20).after(look)), [6, 6, 8]);
        assert_eq!(PollInterval::EACH.after(7), 8);
    }

    /// The sessions of this test begin, panic and are taken away. Their thread is idle before and
    /// after that.
    #[test]
    fn a_session_is_run_until_it_is_taken_away_or_trips() {
        let workers = Workers::start(&nobody()).expect("threads");
        let counts: Vec<Arc<AtomicU32>> = (0..4).map(|_| Arc::default()).collect();
        let looks = [
            PollInterval::EACH,
            PollInterval::each_ms(20),
            PollInterval::SELDOM,
            PollInterval::EACH,
        ];
        let places: Vec<usize> = (0..)
            .zip(&counts)
            .zip(looks)
            .map(|((token, count), looks)| {
                workers.begin(token, Box::new(Counting(Arc::clone(count), looks)))
            })
            .collect();
        while counts.iter().any(|count| count.load(Ordering::SeqCst) < 100) {
            std::thread::sleep(Duration::from_millis(1));
        }
        (0..).zip(&places).for_each(|(token, place)| workers.end(*place, token));
        assert!(
            counts.iter().all(|count| Arc::strong_count(count) == 1),
            "nothing is left of them"
        );
        drop(workers);
    }
}
