//! Fifty nodes at once. Each is a thread with its own connections, which does the same with the
//! database as `ferrofax serve` (crates/node/src/sharer.rs). Its calls have fixed times: 25 s until
//! the first page, and 25 s for each page.
//!
//! More than 3,000 lines are simulated by shorter calls on 3,000 lines.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};

use ferrofax_basics::UnixMs;
use ferrofax_cluster::{Clustered, Node, StoreTry};
use ferrofax_spool::jobs::{CallId, JobId};
use ferrofax_spool::{Spool, Store, Tables};
use rusqlite::Connection;

use crate::fill::{LINES, NODES, look};
use crate::news::{self, Told};
use crate::store::{Measured, Row, opened, row};

/// The duration of the measurement.
const SPAN: Duration = Duration::from_secs(25);

/// The time before the measurement, in which connections are opened and statements prepared.
const BEFORE: Duration = Duration::from_secs(5);

/// The duration of a page, and the time before the first page.
const PAGE: Duration = Duration::from_secs(25);

/// These times are those of the sharer.
const LEASE_MS: i64 = 60_000;
const LOOK: Duration = Duration::from_millis(100);
const ASK: Duration = Duration::from_secs(1);
const RENEW: Duration = Duration::from_secs(5);

const GOING: &str = "
    SELECT l.job, l.call FROM job_leases AS l JOIN jobs ON jobs.id = l.job AND jobs.call = l.call
    WHERE l.token = $1";
const LAST_CHANGE: &str = "SELECT max(id) FROM job_changes";
const LOGGED: &str = "SELECT CAST(pg_current_wal_insert_lsn() - '0/0'::pg_lsn AS DOUBLE PRECISION)";
const LOCKED: &str = "
    SELECT count(*) FILTER (WHERE wait_event = 'advisory') FROM pg_stat_activity
    WHERE application_name = 'ferrofax' AND datname = current_database()";

/// When a node queries the database for changes.
#[derive(Clone, Copy)]
pub(crate) struct Manner {
    /// The least time between two queries, even if the database notifies the node more often.
    pub(crate) least: Duration,
    /// Whether the node also renews its membership with each query.
    pub(crate) renews: bool,
}

/// The results.
pub(crate) struct Came {
    pub(crate) rows: Vec<Row>,
    /// Ended faxes per second.
    pub(crate) faxes: f64,
    /// Wake-ups per second, of all nodes together.
    pub(crate) woken: f64,
    /// How many clients wait for the lock of changes: median and 99th percentile.
    pub(crate) locked: (i64, i64),
    /// All statements and transactions, divided by the number of ended faxes.
    pub(crate) sent: Option<(f64, f64)>,
    /// The bytes that the server wrote to its log, divided by the number of ended faxes.
    pub(crate) logged: f64,
}

struct All {
    is_over: AtomicBool,
    is_measured: AtomicBool,
    times: Mutex<BTreeMap<&'static str, Vec<f64>>>,
    faxes: AtomicU64,
    woken: AtomicU64,
}

/// A running call.
struct Going {
    of: StoreTry,
    pages: usize,
    mark: String,
    step: usize,
    next: Instant,
}

/// A running node.
struct Worker<'a> {
    all: &'a All,
    store: Spool,
    home: Spool,
    node: Node,
    news: &'a [Told],
    client: postgres::Client,
    going: Vec<Going>,
    page: Duration,
    manner: Manner,
    renewed: Instant,
}

/// Runs all nodes with this number of lines.
pub(crate) fn all(
    measured: &mut Measured<'_>,
    (server, schema): (&str, &str),
    (lines, manner): (i64, Manner),
) -> Came {
    let page = PAGE * LINES as u32 / lines as u32;
    let all = All {
        is_over: AtomicBool::new(false),
        is_measured: AtomicBool::new(false),
        times: Mutex::default(),
        faxes: AtomicU64::new(0),
        woken: AtomicU64::new(0),
    };
    let (nodes, news) = (measured.nodes.clone(), measured.news.clone());
    let memory = tempfile::tempdir_in("/dev/shm").expect("a folder in memory");
    let last: i64 = measured.client.query_one(LAST_CHANGE, &[]).expect("changes").get(0);
    let (mut locked, mut logged) = (Vec::new(), 0.0);
    thread::scope(|scope| {
        for node in &nodes {
            let (all, news, folder) = (&all, &news, memory.path().join(&node.name));
            scope.spawn(move || {
                let home = home(&folder.join("home"), node, last);
                let client = look(server, schema);
                let store = opened(&folder.join("store"), (server, schema));
                let node = node.clone();
                let worker = Worker {
                    all,
                    store,
                    home,
                    node,
                    news,
                    client,
                    going: Vec::new(),
                    page,
                    manner,
                    renewed: Instant::now(),
                };
                worker.run();
            });
        }
        thread::sleep(BEFORE);
        measured.count_anew();
        let log = |client: &mut postgres::Client| -> f64 {
            client.query_one(LOGGED, &[]).expect("the log").get(0)
        };
        let before = log(&mut measured.client);
        all.is_measured.store(true, Relaxed);
        let began = Instant::now();
        while began.elapsed() < SPAN {
            let waiting = measured.client.query_one(LOCKED, &[]).expect("activity");
            locked.push(waiting.get::<_, i64>(0));
            thread::sleep(Duration::from_millis(100));
        }
        all.is_measured.store(false, Relaxed);
        logged = log(&mut measured.client) - before;
        all.is_over.store(true, Relaxed);
    });
    let faxes = all.faxes.load(Relaxed).max(1);
    let sent = measured.sent(faxes as usize, "nodes at once");
    locked.sort_unstable();
    let at = |part: f64| locked[((locked.len() - 1) as f64 * part).round() as usize];
    let each = |count: &AtomicU64| count.load(Relaxed) as f64 / SPAN.as_secs_f64();
    let times = all.times.into_inner().expect("no thread has panicked");
    Came {
        rows: times.into_iter().map(|(name, times)| row(name, times, None)).collect(),
        faxes: each(&all.faxes),
        woken: each(&all.woken),
        locked: (at(0.5), at(0.99)),
        sent,
        logged: logged / faxes as f64,
    }
}

/// Creates the spool of a node in memory, because a real node would have a disk of its own.
fn home(folder: &Path, node: &Node, last: i64) -> Spool {
    let spool = Spool::open_as(folder, &Store::Sqlite, Tables::MayBeMade).expect("a spool");
    spool.cluster().become_node(&node.name, &node.store).expect("a node");
    let database = Connection::open(spool.folder().join("spool.db")).expect("a database");
    let now = "UPDATE node SET token = ?1, changes_upto = ?2";
    assert_eq!(database.execute(now, (&node.token, last)).expect("a node"), 1);
    spool
}

impl Worker<'_> {
    fn run(mut self) {
        self.begin();
        let mut notices = self.store.shared_queue().job_notices().expect("the store");
        let (mut asked, mut heard) = (Instant::now(), false);
        while !self.all.is_over.load(Relaxed) {
            self.go_on();
            let since = asked.elapsed();
            let asks = since >= ASK || (heard && since >= self.manner.least);
            if asks && self.manner.renews {
                self.renew();
            }
            if asks {
                (asked, heard) = (Instant::now(), false);
                self.timed("what is wanted of its calls", |at| {
                    at.store.shared_queue().tries_of(&at.node).expect("the store");
                });
                self.ask();
            }
            if heard && self.manner.least > LOOK {
                thread::sleep(LOOK);
            } else if notices.wait(LOOK).expect("the store") {
                heard = true;
                self.count(|all| &all.woken);
            }
        }
    }

    /// Takes over the running calls, at random points of their pages.
    fn begin(&mut self) {
        let going = self.client.query(GOING, &[&self.node.token]).expect("tries");
        for (at, row) in going.iter().enumerate() {
            let of = StoreTry { job: JobId(row.get(0)), call: CallId(row.get(1)) };
            let (pages, mark) = news::of_job(&mut self.client, of.job);
            let next = Instant::now() + self.page * (at as u32 % 60) / 60;
            self.going.push(Going { of, pages, mark, step: at % (2 * pages + 1), next });
        }
    }

    fn renew(&mut self) {
        self.renewed = Instant::now();
        self.timed("renew the leases of a node", |at| {
            at.store.shared_queue().renew_tries(&at.node, LEASE_MS).expect("the store");
        });
    }

    /// Reports the due steps of calls, and renews the membership of the node when that is due.
    fn go_on(&mut self) {
        let now = Instant::now();
        let mut going = std::mem::take(&mut self.going);
        for one in going.iter_mut().filter(|one| one.next <= now) {
            let told = &self.news[one.pages - 1];
            let is_last = one.step + 1 == told.len();
            let name = if is_last { "report that a call has ended" } else { "report a page" };
            let news = told[one.step].of_job(&one.mark);
            self.timed(name, |at| {
                at.store.shared_queue().tell_try(&at.node, one.of, &news).expect("the store")
            });
            // A page is confirmed at its end, and the next page begins at once.
            one.next += if one.step % 2 == 0 { self.page } else { Duration::ZERO };
            one.step += 1;
            if is_last {
                self.count(|all| &all.faxes);
            }
            if self.renewed.elapsed() >= RENEW {
                self.renew();
            }
        }
        if self.renewed.elapsed() >= RENEW {
            self.renew();
        }
        going.retain(|one| one.step < self.news[one.pages - 1].len());
        self.going = going;
    }

    fn ask(&mut self) {
        self.timed("look for dead nodes", |at| {
            at.store.shared_queue().end_dead_tries().expect("the store");
        });
        self.timed("follow", |at| {
            let (now, beat) = (UnixMs::now(), &mut || Ok(()));
            while at
                .home
                .shared_queue()
                .follow_store(&at.store, &at.node, now, beat)
                .expect("the store")
            {}
        });
        // Lines that become free meanwhile get a job after the next query.
        let free = ((LINES / NODES) as usize).saturating_sub(self.going.len());
        for _ in 0..free {
            if self.all.is_over.load(Relaxed) {
                break;
            }
            let take = |at: &mut Self| {
                at.store.shared_queue().take_try(&at.node, LEASE_MS).expect("the store")
            };
            let Some(of) = self.timed("lease a job", take) else { break };
            let (pages, mark) = news::of_job(&mut self.client, of.job);
            let next = Instant::now() + self.page;
            self.going.push(Going { of, pages, mark, step: 0, next });
            self.go_on();
        }
    }

    fn timed<T>(&mut self, name: &'static str, call: impl FnOnce(&mut Self) -> T) -> T {
        let since = Instant::now();
        let done = call(self);
        if self.all.is_measured.load(Relaxed) {
            let took = since.elapsed().as_secs_f64() * 1e3;
            let mut times = self.all.times.lock().expect("no thread has panicked");
            times.entry(name).or_default().push(took);
        }
        done
    }

    fn count(&self, of: impl Fn(&All) -> &AtomicU64) {
        if self.all.is_measured.load(Relaxed) {
            of(self.all).fetch_add(1, Relaxed);
        }
    }
}
