//! Measures the usual operations of the spool on SQLite: `cargo bench -p ferrofax-spool --bench
//! ordinary [FOLDER]`. The folder selects the disk; the default is `target`.
//!
//! In a spool with some history, it runs the steps of the module and the program one after the
//! other. It prints a line for each step, with the median and the 99th percentile in microseconds.
//! `benches/beside COMMIT` runs the same steps in turn with those of another version.

use std::path::{Path, PathBuf};
use std::time::Instant;

use ferrofax_basics::UnixMs;
use ferrofax_document::tiff;
use ferrofax_ground::t4::{Bitmap, Coding, PageQuality, Resolution};
use ferrofax_spool::jobs::{AttemptEnd, JobQuery, LeaseLimits, NewDocument, NewJob};
use ferrofax_spool::{FaxEnd, FaxStatus, NewFax, NewPage, SessionFacts, Spool};

/// How often each step runs, once before the measurement and once in it.
const ROUNDS: usize = 300;

/// The time of all steps.
const NOW: UnixMs = UnixMs(1_800_000_000_000);

fn main() {
    let disk = std::env::args()
        .skip(1)
        .find(|word| !word.starts_with('-'))
        .map_or_else(|| "target".into(), PathBuf::from);
    std::fs::create_dir_all(&disk).expect("a folder");
    let folder = tempfile::tempdir_in(disk).expect("a folder");
    let spool = Spool::open(&folder.path().join("spool")).expect("a spool");
    let letter = letter(folder.path());
    let mut warm = Times::default();
    work(&spool, &letter, &mut warm);
    let mut times = Times::default();
    work(&spool, &letter, &mut times);
    drop(spool);
    for _ in 0..20 {
        let again = || Spool::open(&folder.path().join("spool")).expect("a spool");
        drop(times.of("open the spool", again));
    }
    times.print();
}

/// The steps with their names and durations, in microseconds.
#[derive(Default)]
struct Times(Vec<(&'static str, Vec<f64>)>);

impl Times {
    fn of<T>(&mut self, name: &'static str, step: impl FnOnce() -> T) -> T {
        let began = Instant::now();
        let done = step();
        let took = began.elapsed().as_secs_f64() * 1e6;
        match self.0.iter_mut().find(|(known, _)| *known == name) {
            Some((_, times)) => times.push(took),
            None => self.0.push((name, vec![took])),
        }
        done
    }

    fn print(mut self) {
        for (name, times) in &mut self.0 {
            times.sort_by(f64::total_cmp);
            let at = |part: f64| times[((times.len() - 1) as f64 * part).round() as usize];
            println!("{name}\t{:.1}\t{:.1}", at(0.5), at(0.99));
        }
    }
}

/// Runs each step [`ROUNDS`] times.
fn work(spool: &Spool, letter: &Path, times: &mut Times) {
    for round in 0..ROUNDS {
        send(spool, letter, round, times);
        receive(spool, times);
        mail(spool, times);
    }
    for _ in 0..ROUNDS / 10 {
        let query = JobQuery { limit: 50, ..JobQuery::default() };
        times.of("list 50 jobs", || spool.jobs().list(&query).expect("jobs"));
    }
}

/// Submits and sends a letter of two pages.
fn send(spool: &Spool, letter: &Path, round: usize, times: &mut Times) {
    let new = NewJob {
        number: format!("+4999112{round:04}"),
        device: "2101@fax-devices".parse().expect("a device"),
        documents: vec![NewDocument { path: letter.to_owned(), name: "letter".into() }],
        notify: vec!["alice@example.com".into()],
        owner: "alice".into(),
        ..NewJob::default()
    };
    times.of("submit a job", || spool.submission().submit(&new, NOW).expect("a job"));
    let limits = LeaseLimits::default();
    let lease = times.of("lease it", || spool.queue().lease_job(NOW, &limits).expect("a lease"));
    let lease = lease.expect("it waits");
    times
        .of("a machine answered", || spool.queue().session_begun(&lease, NOW).expect("it is ours"));
    for page in lease.job.pages_to_send() {
        times.of("a page goes and is confirmed", || {
            spool.queue().page_begun(&lease, page.at).expect("it is ours");
            spool.queue().page_said(&lease, page.at).expect("it is ours");
            spool.queue().page_confirmed(&lease, page.at, NOW).expect("it is ours");
        });
    }
    times.of("the call has ended", || {
        spool
            .queue()
            .attempt_ended(&lease, &AttemptEnd::default(), NOW)
            .expect("it is ours")
    });
}

/// Receives a fax of three pages.
fn receive(spool: &Spool, times: &mut Times) {
    let new = NewFax {
        device: "2101@fax-devices".parse().expect("a device"),
        calling: "+4999112345".into(),
        caller_name: "Carol".into(),
        started_at: NOW,
        mailboxes: vec!["alice@example.com".into()],
        ..NewFax::default()
    };
    let pages = [1, 2, 3].map(page);
    times.of("receive a fax of three pages", || {
        let fax = spool.receiving().begin_fax(&new).expect("a fax");
        for page in &pages {
            spool.receiving().append_page(fax, page).expect("a page");
            spool.receiving().confirm_pages(fax, &[page.number]).expect("a page");
        }
        let facts = SessionFacts {
            far_ident: Some("+49 99 1".into()),
            rate_bps: Some(14_400),
            ..SessionFacts::default()
        };
        spool.receiving().note_session(fax, &facts).expect("a session");
        let end = FaxEnd {
            status: FaxStatus::Received,
            phase: "E".into(),
            cause: "OK".into(),
            event: "It went well.".into(),
            ended_at: NOW,
        };
        spool.receiving().finish_fax(fax, &end).expect("an end");
    });
}

/// Sends the mails in the outbox.
fn mail(spool: &Spool, times: &mut Times) {
    let due =
        times.of("what is due in the outbox", || spool.outbox().due(NOW, 10).expect("entries"));
    for entry in due {
        times.of("a mail goes", || {
            spool
                .outbox()
                .lease(entry.id, NOW, NOW + 60_000)
                .expect("an entry")
                .expect("it is due");
            spool.outbox().delivered(entry.id, NOW, "250 ok").expect("an entry");
        });
    }
}

fn letter(folder: &Path) -> PathBuf {
    let path = folder.join("letter.tif");
    let mut file = tiff::Appender::open(&path).expect("a file");
    for number in [1, 2] {
        let page = page(number);
        let new = tiff::NewPage {
            bitmap: &page.bitmap,
            resolution: page.resolution,
            quality: page.quality,
            date_time: "2026:11:20 09:00:00",
        };
        file.append(&new).expect("a page");
    }
    path
}

/// Returns a page of about 30 kB.
fn page(number: u32) -> NewPage {
    let mut bitmap = Bitmap::new(1728);
    for row in 0..2200_u32 {
        let black = if row % 8 < 4 { (row / 8 % 32) as u8 } else { 0 };
        bitmap.push_row(&[black; 216]);
    }
    NewPage {
        number,
        quality: PageQuality { rows: bitmap.rows(), ..PageQuality::default() },
        bitmap,
        resolution: Resolution::Fine,
        coding: Coding::Mmr,
        rate_bps: 14_400,
        ecm: true,
        complete: true,
        received_at: NOW,
    }
}
