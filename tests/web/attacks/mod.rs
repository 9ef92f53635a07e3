//! Attacks on the page and the API: each is refused, or does nothing, and each has its line
//! in the audit log, but for those that the MCP server refuses by itself. One kind a module. `cargo test … --test web attacks:: -- --nocapture` prints
//! a table of the attacks.

mod doors;
mod forms;
mod groups;
mod heads;
mod junk;
mod keys;
mod lists;
mod logins;
mod managed;
mod mcp;
mod missing_right;
mod others;
mod pages;
mod passkeys;
mod paths;
mod people;
mod recipients;
mod uploads;
mod webhooks;
mod wire;

use std::thread::sleep;
use std::time::{Duration, Instant};

use ferrofax::spool::jobs::JobId;
use ferrofax::spool::{FaxId, FaxQuery};

use crate::house;
use crate::reader::{Page, Reader};
use crate::rig::{Rig, Serving};
use crate::waiting::printed;

/// The attacks that are tried, each of which a test of its kind counts.
const IN_ALL: usize = doors::COUNT
    + forms::COUNT
    + groups::COUNT
    + heads::COUNT
    + junk::COUNT
    + keys::COUNT
    + lists::COUNT
    + logins::COUNT
    + managed::COUNT
    + mcp::COUNT
    + missing_right::COUNT
    + others::COUNT
    + pages::COUNT
    + passkeys::COUNT
    + paths::COUNT
    + people::COUNT
    + recipients::COUNT
    + uploads::COUNT
    + webhooks::COUNT
    + wire::COUNT;

const _: () = assert!(IN_ALL >= 290);

/// Of those, the attacks on users, invitations, second factors, passkeys and users.toml.
const _: () = assert!(people::COUNT + passkeys::COUNT >= 75);

/// The attacks on lists, their filters and views, on actions on many at once, and by MCP.
const _: () = assert!(lists::COUNT + mcp::COUNT >= 90);

/// A house under attack: alice's and bob's faxes, and a job of bob's.
struct Siege {
    rig: Rig,
    serving: Serving,
    of_alice: FaxId,
    of_bob: FaxId,
    job_of_bob: JobId,
    before: Things,
    /// Lines of the audit log that are known.
    known: usize,
    withstood: usize,
}

/// The lines that the audit log has now belong to no attack.
fn known(siege: &mut Siege) {
    siege.known = lines(&siege.rig).len();
}

/// What an attack could have changed.
#[derive(Debug, PartialEq, Eq)]
struct Things {
    jobs: Vec<(JobId, String, String)>,
    mails: usize,
    faxes: Vec<String>,
}

impl Siege {
    fn begun() -> Self {
        Self::of(house::rig())
    }

    fn of(rig: Rig) -> Self {
        let of_alice = house::fax(&rig, "2101", "0991270061", "Alice's friend");
        let of_bob = house::fax(&rig, "2102", "0991270062", "Bob's friend");
        let job_of_bob = printed(&rig.spool, rig.folder.path(), "2102@fax-devices", "bob");
        let serving = rig.serve();
        let before = Things::of(&rig);
        let known = lines(&rig).len();
        Self { rig, serving, of_alice, of_bob, job_of_bob, before, known, withstood: 0 }
    }

    fn reader(&self) -> Reader {
        Reader::at(self.serving.addresses[0])
    }

    fn alice(&mut self) -> Reader {
        let alice = Reader::logged_in(self.serving.addresses[0], "alice", "secret");
        known(self);
        alice
    }

    /// An attack was answered by one of these, and the log says that it was refused.
    #[track_caller]
    fn refused(&mut self, attack: &str, answer: &Page, by: &[u16]) {
        assert!(by.contains(&answer.status), "{attack}: {} {}", answer.status, answer.text());
        self.noted(attack, "\"granted\":false");
    }

    /// The log has a line on it that has these words.
    #[track_caller]
    fn noted(&mut self, attack: &str, words: &str) {
        let begun = Instant::now();
        loop {
            let lines = lines(&self.rig);
            if lines[self.known.min(lines.len())..].iter().any(|line| line.contains(words)) {
                self.known = lines.len();
                self.withstood += 1;
                println!("| {:<10} | {attack:<50} | refused, in audit.log |", kind());
                return;
            }
            assert!(begun.elapsed() < Duration::from_secs(20), "{attack}: not in the log");
            sleep(Duration::from_millis(10));
        }
    }

    /// An attack was refused before it reached the service, so that no log of the service has it.
    fn stopped(&mut self, attack: &str) {
        self.withstood += 1;
        println!("| {:<10} | {attack:<50} | refused before the service   |", kind());
    }

    /// All of this kind were withstood, and nothing has changed.
    #[track_caller]
    fn ended(self, count: usize) {
        assert_eq!(self.withstood, count);
        assert_eq!(Things::of(&self.rig), self.before);
    }
}

impl Things {
    fn of(rig: &Rig) -> Self {
        let jobs = rig.jobs();
        let faxes = rig.spool.faxes().list(&FaxQuery::default()).unwrap();
        Self {
            jobs: jobs
                .into_iter()
                .map(|job| (job.id, job.number, format!("{:?}", job.state)))
                .collect(),
            mails: faxes
                .iter()
                .map(|fax| rig.spool.outbox().outbox_of(fax.id).unwrap().len())
                .sum(),
            faxes: faxes.iter().map(|fax| format!("{} {:?}", fax.id, fax.status)).collect(),
        }
    }
}

/// The kind of attacks of this test, for the table that `--nocapture` prints.
fn kind() -> String {
    let thread = std::thread::current();
    let test = thread.name().unwrap_or_default();
    test.split("::").nth(1).unwrap_or_default().to_owned()
}

/// The audit log.
fn lines(rig: &Rig) -> Vec<String> {
    let log = rig.folder.path().join("spool/audit.log");
    let text = std::fs::read_to_string(log).unwrap_or_default();
    text.lines().map(str::to_owned).collect()
}
