//! A spool with jobs, and calls with the results that a test chooses, for the tests of reports.

use std::fs;
use std::path::{Path, PathBuf};

use ferrofax::UnixMs;
use ferrofax::spool::failure::Failure;
use ferrofax::spool::jobs::{AttemptEnd, JobId, JobLease, JobSession, NewDocument, NewJob};
use ferrofax::spool::{OutboxEntry, OutboxKind, Spool};
use ferrofax::t4::{Bitmap, Resolution};
use tempfile::TempDir;

use crate::pages::write_document;
use crate::spools;

/// The recipient of all reports.
pub const ALICE: &str = "alice@example.com";

/// A spool in a temporary folder.
pub struct Sending {
    folder: TempDir,
    pub spool: Spool,
}

/// Returns a new job with this number of pages.
pub fn job(pages: u32) -> NewJob {
    NewJob {
        number: "09911 2345".into(),
        device: "2101@fax-devices".parse().unwrap(),
        owner: "alice".into(),
        documents: vec![NewDocument { path: document(pages), name: format!("{pages} pages.pdf") }],
        notify: vec![ALICE.into()],
        ..NewJob::default()
    }
}

/// Returns the change that a report describes.
pub fn change_of(entry: &OutboxEntry) -> Option<i64> {
    match entry.kind {
        OutboxKind::JobReport { change, .. } => Some(change),
        _ => None,
    }
}

impl Sending {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let spool = Spool::open(&folder.path().join("spool")).expect("a new spool");
        Self { folder, spool }
    }

    /// Opens the spool again, as after a crash of the process.
    pub fn crash(&mut self) {
        let path = self.spool.folder().to_path_buf();
        // The old spool must be closed first, because of its lock.
        self.spool = Spool::open(&self.folder.path().join("elsewhere")).expect("a new spool");
        self.spool = Spool::open(&path).expect("the spool");
    }

    pub fn submit(&self, new: &NewJob, now: UnixMs) -> JobId {
        let mut new = new.clone();
        for document in &mut new.documents {
            document.path = self.folder.path().join(&document.path);
            if let (false, Some(pages)) = (document.path.exists(), pages_of(&document.path)) {
                let pages: Vec<_> = (1..=pages).map(stripes).collect();
                write_document(&document.path, &pages, Resolution::Fine);
            }
        }
        self.spool.submission().submit(&new, now).expect("the job is accepted")
    }

    /// Writes a document that no coding compresses.
    pub fn noise(&self, pages: u32) -> Vec<NewDocument> {
        let path = PathBuf::from("noise.tif");
        let pages: Vec<_> = (1..=pages).map(noise).collect();
        write_document(&self.folder.path().join(&path), &pages, Resolution::Fine);
        vec![NewDocument { path, name: "noise.pdf".into() }]
    }

    /// Writes an A4 page with a gradient from black to white, 100 dpi.
    pub fn grey(&self) -> Vec<NewDocument> {
        let path = PathBuf::from("grey.tif");
        fs::write(self.folder.path().join(&path), grey_tiff(827, 1169, 100))
            .expect("the file can be written");
        vec![NewDocument { path, name: "photo.tif".into() }]
    }

    pub fn lease(&self, now: UnixMs) -> JobLease {
        spools::lease(&self.spool, now)
    }

    pub fn end(&self, lease: &JobLease, end: &AttemptEnd, now: UnixMs) {
        self.spool
            .queue()
            .attempt_ended(lease, end, now)
            .expect("the spool can be written");
    }

    /// Makes a call for the next job that fails.
    pub fn fail(&self, failure: Failure, now: UnixMs) {
        let end = AttemptEnd { failure: Some(failure), ..AttemptEnd::default() };
        self.end(&self.lease(now), &end, now);
    }

    /// Lets the remote fax machine answer, and receive and confirm the next pages.
    pub fn send_pages(&self, lease: &JobLease, pages: usize, now: UnixMs) {
        self.answer(lease, now);
        spools::send_pages(&self.spool, lease, pages, now);
    }

    /// Makes a call that sends all remaining pages of the next job.
    pub fn send_all(&self, now: UnixMs) {
        let lease = self.lease(now);
        self.send_pages(&lease, usize::MAX, now);
        self.end(&lease, &AttemptEnd::default(), now);
    }

    /// Makes a call in which all pages before `page` are confirmed. The end of `page` is sent, but
    /// not answered.
    pub fn silence_at(&self, lease: &JobLease, page: u32, now: UnixMs) {
        let before = lease.job.pages_to_send().filter(|other| other.number < page).count();
        self.send_pages(lease, before, now);
        let at = lease.job.pages[page as usize - 1].at;
        self.spool.queue().page_begun(lease, at).expect("the spool can be written");
        self.spool.queue().page_said(lease, at).expect("the spool can be written");
        self.end(
            lease,
            &AttemptEnd { failure: Some(Failure::Dropped), ..AttemptEnd::default() },
            now,
        );
    }

    fn answer(&self, lease: &JobLease, now: UnixMs) {
        self.spool.queue().session_begun(lease, now).expect("the spool can be written");
        let session =
            JobSession { far_ident: Some("+49 9991 12345".into()), ..JobSession::default() };
        self.spool
            .queue()
            .note_job_session(lease, &session)
            .expect("the spool can be written");
    }
}

/// Returns the path of a document with this number of pages. It is written when a job needs it.
fn document(pages: u32) -> PathBuf {
    PathBuf::from(format!("{pages}.tif"))
}

fn pages_of(document: &Path) -> Option<u32> {
    document.file_stem()?.to_str()?.parse().ok()
}

/// Returns a page that differs from the others.
fn stripes(number: u32) -> Bitmap {
    let mut bitmap = Bitmap::new(1728);
    for row in 0..400_u32 {
        let mut bytes = [0; 216];
        bytes[10..10 + number as usize * 20].fill(if row / 20 % 2 == 0 { 0xF0 } else { 0 });
        bitmap.push_row(&bytes);
    }
    bitmap
}

/// Returns a TIFF file (TIFF 6.0 §6) with grey pixels of eight bits, uncompressed, in one strip.
fn grey_tiff(width: u32, rows: u32, dpi: u32) -> Vec<u8> {
    const LONG: u16 = 4;
    const RATIONAL: u16 = 5;
    let tags = 12_u32;
    let resolution = 8 + 2 + tags * 12 + 4;
    let image = resolution + 8;
    let entries = [
        (256, LONG, width),
        (257, LONG, rows),
        (258, LONG, 8),
        (259, LONG, 1),
        (262, LONG, 1),
        (273, LONG, image),
        (277, LONG, 1),
        (278, LONG, rows),
        (279, LONG, width * rows),
        (282, RATIONAL, resolution),
        (283, RATIONAL, resolution),
        (296, LONG, 2),
    ];
    let mut file = b"II*\0\x08\0\0\0".to_vec();
    file.extend((entries.len() as u16).to_le_bytes());
    for (tag, kind, value) in entries {
        file.extend(u16::to_le_bytes(tag));
        file.extend(kind.to_le_bytes());
        file.extend(1_u32.to_le_bytes());
        file.extend(value.to_le_bytes());
    }
    file.extend([0; 4]);
    file.extend(dpi.to_le_bytes());
    file.extend(1_u32.to_le_bytes());
    file.extend((0..rows).flat_map(|_| (0..width).map(|x| (x * 255 / width) as u8)));
    file
}

fn noise(number: u32) -> Bitmap {
    let mut bitmap = Bitmap::new(1728);
    let mut state = number;
    for _ in 0..1100 {
        let row: Vec<u8> = std::iter::repeat_with(|| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        })
        .take(216)
        .collect();
        bitmap.push_row(&row);
    }
    bitmap
}
