//! A spool, documents and jobs to play with.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use ferrofax::UnixMs;
use ferrofax::spool::jobs::{
    AttemptEnd, JobId, JobLease, JobState, LeaseLimits, NewDocument, NewJob, PageRef,
};
use ferrofax::spool::{Spool, failure::Failure, open_with_clock};
use ferrofax::t4::{Bitmap, Resolution};
use ferrofax_kit::pages;
use tempfile::TempDir;

pub(crate) const MINUTE_MS: i64 = 60_000;

/// A spool in a folder of its own, with documents of one to five pages beside it.
pub(crate) struct Bench {
    pub(crate) folder: TempDir,
    pub(crate) spool: Spool,
    /// The clock of leases.
    steady: Arc<AtomicU64>,
}

impl Bench {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for pages in 1..=5 {
            write_document(&document(&folder, pages), pages);
        }
        let steady = Arc::new(AtomicU64::new(0));
        let hand = Arc::clone(&steady);
        let read = Box::new(move || hand.load(Ordering::SeqCst));
        let spool = open_with_clock(&folder.path().join("spool"), read).unwrap();
        Self { folder, spool, steady }
    }

    /// Lets so much time pass, whatever the wall clock shows.
    pub(crate) fn pass(&self, ms: u64) {
        self.steady.fetch_add(ms, Ordering::SeqCst);
    }

    /// Opens the spool again, as after the process died.
    pub(crate) fn crash(&mut self) {
        let path = self.spool.folder().to_path_buf();
        // The old one must be closed first, for its lock.
        self.spool = Spool::open(&self.folder.path().join("elsewhere")).unwrap();
        self.spool = Spool::open(&path).unwrap();
    }

    pub(crate) fn job(&self, number: &str, pages: u32) -> NewJob {
        let path = document(&self.folder, pages);
        NewJob {
            number: number.into(),
            device: "2101@fax-devices".parse().unwrap(),
            documents: vec![NewDocument { path, name: format!("{pages} pages.pdf") }],
            ..NewJob::default()
        }
    }

    pub(crate) fn submit(&self, number: &str, pages: u32, now: UnixMs) -> JobId {
        self.spool.submission().submit(&self.job(number, pages), now).unwrap()
    }

    pub(crate) fn lease(&self, now: UnixMs) -> Option<JobLease> {
        self.spool
            .queue()
            .lease_job(now, &LeaseLimits { lease_ms: i64::MAX / 2, ..LeaseLimits::default() })
            .unwrap()
    }

    pub(crate) fn leased(&self, now: UnixMs) -> Option<JobId> {
        self.lease(now).map(|lease| lease.job.id)
    }

    pub(crate) fn state(&self, job: JobId) -> JobState {
        self.spool.jobs().job(job).unwrap().state
    }

    /// Sends all that is left of a job.
    pub(crate) fn send(&self, lease: &JobLease, now: UnixMs) -> JobState {
        self.spool.queue().session_begun(lease, now).unwrap();
        for page in lease.job.pages_to_send() {
            self.send_page(lease, page.at, now);
        }
        self.end(lease, None, now)
    }

    pub(crate) fn send_page(&self, lease: &JobLease, page: PageRef, now: UnixMs) {
        self.spool.queue().page_begun(lease, page).unwrap();
        self.spool.queue().page_said(lease, page).unwrap();
        self.spool.queue().page_confirmed(lease, page, now).unwrap();
    }

    pub(crate) fn end(&self, lease: &JobLease, failure: Option<Failure>, now: UnixMs) -> JobState {
        self.spool
            .queue()
            .attempt_ended(lease, &AttemptEnd { failure, ..AttemptEnd::default() }, now)
            .unwrap()
    }
}

pub(crate) fn document(folder: &TempDir, pages: u32) -> PathBuf {
    folder.path().join(format!("{pages}.tif"))
}

pub(crate) fn write_document(path: &std::path::Path, pages: u32) {
    let page = |number: u32| {
        let mut bitmap = Bitmap::new(1728);
        for row in 0..20 + number {
            bitmap.push_row(&[(row * 7 + number) as u8; 216]);
        }
        bitmap
    };
    let pages: Vec<Bitmap> = (1..=pages).map(page).collect();
    pages::write_document(path, &pages, Resolution::Fine);
}
