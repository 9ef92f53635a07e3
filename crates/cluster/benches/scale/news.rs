//! The reports of nodes about attempts. A real node with its own database creates the reports once
//! for each number of pages. They are then sent for any attempt with as many pages.

use std::path::{Path, PathBuf};

use ferrofax_basics::UnixMs;
use ferrofax_cluster::{Clustered, TryHold, TryNews};
use ferrofax_document::tiff;
use ferrofax_ground::t4::{Bitmap, Coding, PageQuality, Resolution};
use ferrofax_spool::jobs::{AttemptEnd, JobId, LeaseLimits, NewDocument, NewJob};
use ferrofax_spool::sending::SendingSettings;
use ferrofax_spool::{NewPage, Spool, Store, Tables};
use postgres::Client;

/// The most pages of a job in the database.
pub(crate) const MOST_PAGES: u32 = 5;

const HOUR_MS: i64 = 3_600_000;

const JOB: &str = "
    SELECT (SELECT count(*) FROM job_pages WHERE job = $1), value FROM job_options WHERE job = $1 AND name = 'mark'";

/// Returns the number of pages of a job, and the mark by which a node and the database identify it.
pub(crate) fn of_job(client: &mut Client, job: JobId) -> (usize, String) {
    let row = client.query_one(JOB, &[&job.0]).expect("a job");
    (row.get::<_, i64>(0) as usize, row.get(1))
}

/// The reports of an attempt, from its first page to its end.
pub(crate) type Told = Vec<TryNews>;

/// Returns the reports of faxes with 1, 2, … pages.
pub(crate) fn all(folder: &Path) -> Vec<Told> {
    let node =
        Spool::open_as(&folder.join("news"), &Store::Sqlite, Tables::MayBeMade).expect("a spool");
    let store = Spool::open_as(&folder.join("news-store"), &Store::Sqlite, Tables::MayBeMade)
        .expect("a spool");
    node.devices().publish_sending(&SendingSettings::default(), 9).expect("lines");
    node.shared_queue().share_jobs(true).expect("a node");
    (1..=MOST_PAGES)
        .map(|pages| of(&node, &store, &letter(folder, pages)))
        .collect()
}

/// Writes a letter with this number of pages.
pub(crate) fn letter(folder: &Path, pages: u32) -> PathBuf {
    let path = folder.join(format!("{pages}.tif"));
    if path.exists() {
        return path;
    }
    let mut file = tiff::Appender::open(&path).expect("a file");
    for number in 1..=pages {
        let NewPage { bitmap, resolution, quality, .. } = page(number);
        let date_time = "2026:11:20 09:00:00";
        let new = tiff::NewPage { bitmap: &bitmap, resolution, quality, date_time };
        file.append(&new).expect("a page");
    }
    path
}

/// Returns a page of about 30 kB.
pub(crate) fn page(number: u32) -> NewPage {
    let mut bitmap = Bitmap::new(1728);
    for row in 0..2200_u32 {
        let mut octets = [0; 216];
        if row % 24 < 16 {
            let dots = octets.iter_mut().step_by(4).enumerate();
            dots.for_each(|(at, octet)| *octet = (row as usize * 7 + at * 13) as u8 & 0x3C);
        }
        bitmap.push_row(&octets);
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
        received_at: UnixMs::now(),
    }
}

/// Returns a new job with this letter.
pub(crate) fn job(number: &str, letter: &Path) -> NewJob {
    NewJob {
        number: number.to_owned(),
        device: "2101@fax-devices".parse().expect("a device"),
        documents: vec![NewDocument { path: letter.to_owned(), name: "letter".into() }],
        notify: vec!["alice@example.com".into()],
        owner: "alice".into(),
        ..NewJob::default()
    }
}

/// Moves a job to the database, leases it and sends it. Returns the report after each step.
fn of(spool: &Spool, store: &Spool, letter: &Path) -> Told {
    let (who, now) =
        (spool.cluster().become_node("berlin", "a store").expect("a node"), UnixMs::now());
    spool.shared_queue().share_jobs(true).expect("a node");
    let here = spool.submission().submit(&job("1", letter), now).expect("a job");
    spool
        .shared_queue()
        .move_job(store, &who, here, now, &mut || Ok(()))
        .expect("the store")
        .expect("a job");
    let of = store.shared_queue().take_try(&who, HOUR_MS).expect("the store").expect("a try");
    let hold = TryHold::of_now(HOUR_MS);
    spool
        .shared_queue()
        .bring_try(store, of, (&hold, &mut || Ok(())), now)
        .expect("the store");
    let lease = spool
        .queue()
        .lease_job(now, &LeaseLimits::default())
        .expect("a lease")
        .expect("a job");
    let local = spool.shared_queue().open_tries().expect("tries").pop().expect("a try");
    let (mut told, mut last) = (Told::new(), TryNews::default());
    let mut tell = |spool: &Spool| {
        let news = spool.shared_queue().try_news(&local).expect("news");
        spool.shared_queue().note_told(local.job, &news).expect("a note");
        told.push(news.since(&last));
        last = news;
    };
    spool.queue().session_begun(&lease, now).expect("it is ours");
    for page in lease.job.pages_to_send() {
        spool.queue().page_begun(&lease, page.at).expect("it is ours");
        tell(spool);
        spool.queue().page_said(&lease, page.at).expect("it is ours");
        spool.queue().page_confirmed(&lease, page.at, now).expect("it is ours");
        tell(spool);
    }
    spool
        .queue()
        .attempt_ended(&lease, &AttemptEnd::default(), now)
        .expect("it is ours");
    tell(spool);
    let tell = |news: &TryNews| store.shared_queue().tell_try(&who, of, news).expect("the store");
    assert!(told.iter().all(tell), "the try is ours to its end");
    spool.shared_queue().close_try(local.job, now).expect("a try");
    told
}
