//! Functions with which tests observe and control a running laboratory: its faxes, its log, its
//! processes and its calls.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

use ferrofax::document::tiff;
use ferrofax::spool::{FaxQuery, FaxStatus, OutboxEntry, ReceivedFax, Spool};
use ferrofax::t4::{Bitmap, Resolution};

use rusqlite::Connection;

use crate::laboratory::Laboratory;
use crate::pages;
use crate::pages::Content;

/// The resources of a PBX, to find out whether it uses more after some calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Open channels.
    pub channels: usize,
    /// The number of our threads with each name.
    pub own_threads: BTreeMap<String, usize>,
    /// The number of all threads.
    pub threads: usize,
    /// Open files, sockets and pipes.
    pub files: usize,
    /// The used memory.
    pub memory_kib: usize,
}

/// Repeats `look` until it returns a value. Panics after `within_seconds`, which must be long enough
/// for a busy machine.
pub fn eventually<T>(what: &str, within_seconds: u64, mut look: impl FnMut() -> Option<T>) -> T {
    let until = Instant::now() + Duration::from_secs(within_seconds);
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < until, "{what}: not within {within_seconds} seconds");
        thread::sleep(Duration::from_millis(50));
    }
}

/// A file with pages to send.
pub struct Document {
    pub path: PathBuf,
    pub pages: Vec<Bitmap>,
}

impl Document {
    /// Writes a document with `count` pages of `rows` rows in standard resolution. A second of line
    /// time transfers about 100 rows of text, or ten rows of [`Content::Grey`].
    pub fn new(name: &str, content: Content, count: u32, rows: u32) -> Self {
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.tif"));
        let pages: Vec<Bitmap> = (0..count)
            .map(|number| pages::page(content, 1728, rows, 7 + u64::from(number)))
            .collect();
        pages::write_tiff(&path, &pages, Resolution::Standard);
        Self { path, pages }
    }

    /// Returns the file name of the document for `lab send`.
    pub fn file(&self) -> &str {
        self.path.to_str().expect("no odd names here")
    }

    /// Checks that the first `count` pages of a received fax equal the sent pages.
    pub fn assert_same(&self, spool: &Spool, fax: &ReceivedFax, count: usize) {
        let stored =
            tiff::read(&spool.faxes().document_path(fax.id).expect("a fax")).expect("a TIFF file");
        assert!(
            stored.len() >= count,
            "fax {}: {} pages of {count} are in the document",
            fax.id,
            stored.len()
        );
        for (number, (sent, stored)) in self.pages.iter().zip(&stored).take(count).enumerate() {
            let difference = pages::difference(sent, &stored.bitmap().expect("a page"));
            assert_eq!(difference, None, "fax {}, page {}", fax.id, number + 1);
        }
    }
}

impl Laboratory {
    /// Opens the spool of our PBX.
    pub fn spool(&self) -> Spool {
        Spool::open(&self.of("ours").join("fax")).expect("the spool can be opened")
    }

    /// Kills a PBX with SIGKILL.
    pub fn kill9(&self, role: &str) {
        assert!(self.lab("kill9").arg(role).status().expect("lab can be run").success());
    }

    /// Starts a PBX again.
    pub fn restart(&self, role: &str) {
        assert!(self.lab("restart").arg(role).status().expect("lab can be run").success());
    }

    /// Runs a command on the console of one PBX.
    pub fn console_of(&self, role: &str, command: &str) -> String {
        let output = self.lab("cli").args([role, command]).output().expect("lab can be run");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Returns a line of our log that contains all these words.
    pub fn log_line(&self, words: &[&str]) -> Option<String> {
        self.log()
            .lines()
            .find(|line| words.iter().all(|word| line.contains(word)))
            .map(str::to_owned)
    }

    /// Waits for a line of our log that contains all these words.
    pub fn await_log(&self, words: &[&str], within_seconds: u64) -> String {
        eventually(&format!("a log line with {words:?}"), within_seconds, || self.log_line(words))
    }

    /// Returns the channel of the call from this number in `world`.
    pub fn channel_of(&self, from: &str) -> Option<String> {
        let channels = self.console_of("world", "core show channels concise");
        let line = channels.lines().find(|line| line.split('!').any(|field| field == from))?;
        line.split('!').next().map(str::to_owned)
    }

    /// Lets the caller hang up.
    pub fn hang_up(&self, channel: &str) {
        self.console_of("world", &format!("channel request hangup {channel}"));
    }

    /// Returns the process id of a PBX.
    pub fn pid(&self, role: &str) -> String {
        let output = self.lab("pid").arg(role).output().expect("lab can be run");
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    /// Returns the present resources of our PBX.
    pub fn held(&self) -> Held {
        let process = PathBuf::from("/proc").join(self.pid("ours"));
        let list = |what: &str| {
            fs::read_dir(process.join(what)).map(|entries| entries.flatten().collect::<Vec<_>>())
        };
        let threads: Vec<String> = list("task")
            .expect("it runs")
            .iter()
            .filter_map(|task| fs::read_to_string(task.path().join("comm")).ok())
            .map(|name| name.trim().to_owned())
            .collect();
        let mut own_threads = BTreeMap::new();
        for name in threads.iter().filter(|name| name.to_lowercase().starts_with("ferrofax")) {
            *own_threads.entry(name.clone()).or_default() += 1;
        }
        let status = fs::read_to_string(process.join("status")).expect("it runs");
        let memory = status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:"))
            .expect("Linux says it");
        Held {
            channels: self
                .console("core show channels concise")
                .lines()
                .filter(|line| line.contains('!'))
                .count(),
            own_threads,
            threads: threads.len(),
            files: list("fd").expect("it runs").len(),
            memory_kib: memory.trim().trim_end_matches("kB").trim().parse().expect("a number"),
        }
    }

    /// Waits until our PBX has no more channels, threads and files than `before`, and returns its
    /// resources. Asterisk's own thread pools shrink after some time.
    pub fn await_no_more_than(&self, before: &Held) -> Held {
        let mut last = None;
        let until = Instant::now() + Duration::from_secs(90);
        while Instant::now() < until {
            let now = self.held();
            if now.channels <= before.channels
                && now.own_threads == before.own_threads
                && now.threads <= before.threads
                && now.files <= before.files
            {
                return now;
            }
            last = Some(now);
            thread::sleep(Duration::from_secs(1));
        }
        panic!("something was left behind:\n{before:?} before\n{last:?} after");
    }
}

/// Blocks all writes to the spool until this value is dropped, like a slow disk. The module
/// tolerates ten seconds.
pub struct HeldDisk(Connection);

impl HeldDisk {
    /// Begins a write transaction in the database.
    pub fn take(lab: &Laboratory) -> Self {
        let connection =
            Connection::open(lab.of("ours").join("fax/spool.db")).expect("there is one");
        connection.busy_timeout(Duration::from_secs(10)).expect("a small number");
        connection
            .execute_batch("BEGIN IMMEDIATE")
            .expect("nobody else holds it for long");
        Self(connection)
    }
}

/// Returns the newest fax from this number.
pub fn fax_from(spool: &Spool, number: &str) -> Option<ReceivedFax> {
    spool
        .faxes()
        .list(&FaxQuery::default())
        .expect("the spool can be read")
        .into_iter()
        .find(|fax| fax.calling == number)
}

/// Waits until the fax from this number has ended.
pub fn await_end(spool: &Spool, number: &str, within_seconds: u64) -> ReceivedFax {
    eventually(&format!("the end of the fax from {number}"), within_seconds, || {
        fax_from(spool, number).filter(|fax| fax.status != FaxStatus::Receiving)
    })
}

/// Returns the outbox entries of the mails of a fax.
pub fn mails_of(spool: &Spool, fax: &ReceivedFax) -> Vec<OutboxEntry> {
    spool.outbox().outbox_of(fax.id).expect("the spool can be read")
}
