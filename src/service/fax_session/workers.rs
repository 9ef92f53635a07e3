//! The threads that run sessions: a few, each with many sessions, which it looks after every 10 ms. One waking of a thread
//! serves all of its calls; a hundred threads with a timer each would spend more on waking than on faxes.

use super::session::lock;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How often sessions are looked after.
const EVERY: Duration = Duration::from_millis(10);

/// More threads than these are of no use: one serves hundreds of calls.
const MOST: usize = 8;

/// A session, as its thread sees it.
pub(super) trait Runs: Send {
    /// Takes what has come, and says what is to be said. Called every 10 ms or so.
    fn run(&mut self);
    /// Ends it as broken, after a panic inside it.
    fn give_up(&mut self);
}

/// The threads. The first session starts them.
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
    /// Sessions that are there or on their way.
    count: usize,
}

impl Workers {
    pub(super) fn start() -> std::io::Result<Self> {
        let count = std::thread::available_parallelism().map_or(1, usize::from).min(MOST);
        let begin = |number: usize| {
            let inbox = Arc::new(Inbox::default());
            let orders = Arc::clone(&inbox);
            let name = format!("ferrofax-fax-{number}");
            let thread = std::thread::Builder::new().name(name).spawn(move || run(&orders))?;
            Ok(Worker { inbox, thread })
        };
        Ok(Self { threads: (1..=count).map(begin).collect::<std::io::Result<_>>()? })
    }

    /// Has a session run by the thread that has the fewest. Says which that is.
    pub(super) fn begin(&self, token: u64, session: Box<dyn Runs>) -> usize {
        let counts = self.threads.iter().map(|worker| lock(&worker.inbox.orders).count);
        let place = counts.enumerate().min_by_key(|(_, count)| *count).map_or(0, |(place, _)| place);
        if let Some(worker) = self.threads.get(place) {
            let mut orders = lock(&worker.inbox.orders);
            orders.count += 1;
            orders.begin.push((token, session));
            worker.inbox.called.notify_one();
        }
        place
    }

    /// Takes a session away from its thread; when this returns, nothing of it is there any more.
    pub(super) fn end(&self, place: usize, token: u64) {
        let (gone, wait) = channel();
        if let Some(worker) = self.threads.get(place) {
            lock(&worker.inbox.orders).end.push((token, gone));
            worker.inbox.called.notify_one();
        }
        // The thread drops its sender when it has done so, or ends.
        let _ = wait.recv();
    }

    /// Ends the threads.
    pub(super) fn stop(self) {
        for worker in &self.threads {
            lock(&worker.inbox.orders).stop = true;
            worker.inbox.called.notify_one();
        }
        for worker in self.threads {
            if worker.thread.join().is_err() {
                log::error!("a thread that runs faxes had panicked");
            }
        }
    }
}

fn run(inbox: &Inbox) {
    let mut sessions: Vec<(u64, Box<dyn Runs>)> = Vec::new();
    let mut next = Instant::now();
    loop {
        let mut orders = lock(&inbox.orders);
        while !orders.stop && orders.begin.is_empty() && orders.end.is_empty() {
            let wait = next.saturating_duration_since(Instant::now());
            if sessions.is_empty() {
                orders = inbox.called.wait(orders).unwrap_or_else(PoisonError::into_inner);
                next = Instant::now();
            } else if wait.is_zero() {
                break;
            } else {
                orders = inbox.called.wait_timeout(orders, wait).unwrap_or_else(PoisonError::into_inner).0;
            }
        }
        if orders.stop {
            return;
        }
        sessions.append(&mut orders.begin);
        let ended = std::mem::take(&mut orders.end);
        for (token, _) in &ended {
            if let Some(at) = sessions.iter().position(|(of, _)| of == token) {
                let session = sessions.swap_remove(at);
                orders.count = orders.count.saturating_sub(1);
                // A session's drop may work; nobody waits for the lock meanwhile.
                drop(orders);
                drop(session);
                orders = lock(&inbox.orders);
            }
        }
        drop(orders);
        drop(ended);
        if Instant::now() >= next {
            sessions.iter_mut().for_each(|(_, session)| look_after(session.as_mut()));
            // A thread that was late does not hurry: what came meanwhile was heard at once.
            next = (next + EVERY).max(Instant::now());
        }
    }
}

/// A bug ends one session, never the others.
fn look_after(session: &mut dyn Runs) {
    if catch_unwind(AssertUnwindSafe(|| session.run())).is_err() {
        log::error!("a fax session tripped over an error in the fax software and is given up");
        session.give_up();
    }
}
