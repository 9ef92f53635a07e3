//! The gateway is killed at random moments while mails come in: every mail that was
//! confirmed makes exactly one job for each recipient, also those that their clients sent
//! again because the confirmation never came.
//!
//! A short form runs always; `FERROFAX_CRASHES=50 cargo test --features program --test
//! mail crash -- --ignored` kills it at fifty moments under five hundred mails.

use std::collections::BTreeMap;
use std::fs;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::random::Random;
use super::rig::{OPEN, Rig, Serving, Talk};
use ferrofax_kit::patience::wait_until;

/// Clients that send at once.
const CLIENTS: usize = 6;

#[test]
fn a_confirmed_mail_makes_one_job_for_each_recipient_whenever_the_program_dies() {
    play(40, 5, 1);
}

#[test]
#[ignore = "minutes: FERROFAX_CRASHES says how many crashes"]
fn at_fifty_moments_under_five_hundred_mails() {
    let crashes = std::env::var("FERROFAX_CRASHES")
        .ok()
        .and_then(|count| count.parse().ok())
        .unwrap_or(50);
    play(500, crashes, 2);
}

/// What the clients share.
struct Post {
    /// The next mail that nobody has in hand.
    next: AtomicUsize,
    count: usize,
    /// Where the program listens now; none while it is dead.
    address: Mutex<Option<SocketAddr>>,
    confirmed: AtomicUsize,
    /// Mails within which the program died at least once.
    broken: AtomicUsize,
    gave_up: AtomicBool,
}

/// What became of a mail that a client sent.
enum Fate {
    Confirmed,
    NobodyThere,
    /// The program died in the middle: the client cannot know whether it was kept.
    Broken,
}

fn play(mails: usize, crashes: usize, seed: u64) {
    let rig = Rig::new(OPEN);
    let post = Post {
        next: AtomicUsize::new(0),
        count: mails,
        address: Mutex::new(None),
        confirmed: AtomicUsize::new(0),
        broken: AtomicUsize::new(0),
        gave_up: AtomicBool::new(false),
    };
    let mut random = Random::new(seed);
    let killed = thread::scope(|scope| {
        (0..CLIENTS).for_each(|_| drop(scope.spawn(|| post.send_all())));
        let mut killed = 0;
        while killed < crashes {
            let Some(serving) = post.serve(&rig) else { break };
            // The moments are spread over the whole run: a share of the mails each, and
            // some milliseconds.
            let share = mails * (killed + 1) / (crashes + 1);
            let in_time = post.wait_for(share);
            thread::sleep(Duration::from_millis(u64::from(random.below(60))));
            post.open_at(None);
            wait_for_those_begun_twice(&rig);
            serving.kill();
            killed += 1;
            if !in_time {
                break;
            }
        }
        let serving = post.serve(&rig);
        post.wait_for(mails);
        rig.wait_until_handled(Duration::from_secs(600));
        drop(serving);
        killed
    });
    assert!(!post.gave_up.load(Ordering::SeqCst));
    assert_eq!(killed, crashes);
    let mut jobs: BTreeMap<String, usize> = BTreeMap::new();
    for job in rig.jobs() {
        *jobs.entry(job.number).or_default() += 1;
    }
    let wanted: BTreeMap<String, usize> =
        (0..mails).flat_map(|mail| numbers(mail).map(|number| (number, 1))).collect();
    assert_eq!(jobs, wanted);
    println!(
        "{mails} mails, {killed} crashes in the middle of {} mails, {} jobs",
        post.broken.load(Ordering::SeqCst),
        jobs.len()
    );
}

/// A mail in whose handling the program dies three times is set aside (`poison.rs`): so
/// each gets to its end before that. That a mail is begun is on the disk before it is
/// handled.
fn wait_for_those_begun_twice(rig: &Rig) {
    let begun_twice = || {
        let notes = fs::read_dir(rig.spool.folder().join("mail/put-off"))
            .into_iter()
            .flatten()
            .flatten();
        let notes = notes.filter_map(|note| fs::read_to_string(note.path()).ok());
        notes
            .filter(|note| note.contains("\"begun\":2") || note.contains("\"begun\":3"))
            .count()
            > 0
    };
    wait_until("each mail is handled", || !begun_twice());
}

/// The numbers that a mail goes to: one to three, each its own.
fn numbers(mail: usize) -> impl Iterator<Item = String> {
    (0..=mail % 3).map(move |recipient| format!("0991{mail:04}{recipient}"))
}

impl Post {
    fn serve(&self, rig: &Rig) -> Option<Serving> {
        let serving = rig.serve();
        self.open_at(Some(serving.addresses[0]));
        Some(serving)
    }

    fn open_at(&self, address: Option<SocketAddr>) {
        *self.address.lock().unwrap_or_else(PoisonError::into_inner) = address;
    }

    /// Waits until so many mails are confirmed; false if that does not come.
    fn wait_for(&self, confirmed: usize) -> bool {
        let begun = Instant::now();
        while self.confirmed.load(Ordering::SeqCst) < confirmed {
            if begun.elapsed() > Duration::from_secs(300) {
                self.gave_up.store(true, Ordering::SeqCst);
                return false;
            }
            thread::sleep(Duration::from_millis(2));
        }
        true
    }

    /// Sends mails until none is left, each one until it is confirmed, as a mail server does.
    fn send_all(&self) {
        loop {
            let mail = self.next.fetch_add(1, Ordering::SeqCst);
            if mail >= self.count {
                return;
            }
            let mut broken = false;
            loop {
                match self.send(mail) {
                    Fate::Confirmed => break,
                    Fate::NobodyThere => {}
                    Fate::Broken => broken = true,
                }
                if self.gave_up.load(Ordering::SeqCst) {
                    return;
                }
                thread::sleep(Duration::from_millis(5));
            }
            self.broken.fetch_add(usize::from(broken), Ordering::SeqCst);
            self.confirmed.fetch_add(1, Ordering::SeqCst);
        }
    }

    fn send(&self, mail: usize) -> Fate {
        let address = *self.address.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(mut talk) = address.and_then(|address| Talk::to(address).ok()) else {
            return Fate::NobodyThere;
        };
        let recipients: Vec<String> =
            numbers(mail).map(|number| format!("bob@{number}.fax")).collect();
        let recipients: Vec<&str> = recipients.iter().map(String::as_str).collect();
        let text = format!(
            "From: 2101@example.com\nSubject: mail {mail}\nMessage-ID: <{mail}@client>\n\nHello\n"
        );
        match talk.send("2101@example.com", &recipients, &text) {
            Ok(answer) => {
                // A no is a fault of this test, and would be one for ever.
                assert!(answer.starts_with("250"), "{answer}");
                Fate::Confirmed
            }
            Err(_) => Fate::Broken,
        }
    }
}
