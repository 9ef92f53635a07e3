use std::fs;
use std::path::PathBuf;

use super::TransferLog;
use ferrofax_basics::UnixMs;
use ferrofax_document::tiff;
use ferrofax_ground::t4::{Bitmap, PageQuality, Resolution};
use ferrofax_spool::failure::Failure;
use ferrofax_spool::jobs::{AttemptEnd, JobLease, LeaseLimits, NewDocument, NewJob};
use ferrofax_spool::{FaxEnd, FaxStatus, NewFax, Spool};
use tempfile::TempDir;

struct Bench {
    folder: TempDir,
    spool: Spool,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::open(&folder.path().join("spool")).unwrap();
        Self { folder, spool }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("xferfaxlog")
    }

    /// Opens the log as after a start of the program.
    fn log(&self) -> TransferLog {
        TransferLog { zone: jiff::tz::TimeZone::UTC, ..TransferLog::new(&self.spool, &self.path()) }
    }

    fn lines(&self) -> Vec<Vec<String>> {
        let text = fs::read_to_string(self.path()).unwrap_or_default();
        assert!(text.is_empty() || text.ends_with('\n'));
        text.lines().map(|line| line.split('\t').map(str::to_owned).collect()).collect()
    }

    fn place(&self) -> PathBuf {
        self.spool.folder().join("xferfaxlog.told")
    }

    fn lease(&self, tag: &str, at: UnixMs) -> JobLease {
        let path = self.folder.path().join("page.tif");
        let bitmap = Bitmap::white(1728, 100);
        let page = tiff::NewPage {
            bitmap: &bitmap,
            resolution: Resolution::Fine,
            quality: PageQuality { rows: 100, ..PageQuality::default() },
            date_time: "2026:11:20 09:00:00",
        };
        let _ = fs::remove_file(&path);
        tiff::Appender::open(&path).unwrap().append(&page).unwrap();
        let new = NewJob {
            number: "0991 123".into(),
            device: "2101@fax-devices".parse().unwrap(),
            owner: "alice".into(),
            tag: tag.into(),
            documents: vec![NewDocument { path, name: String::new() }],
            ..NewJob::default()
        };
        self.spool.submission().submit(&new, at).unwrap();
        let limits = LeaseLimits { lease_ms: i64::MAX / 2, ..LeaseLimits::default() };
        self.spool.queue().lease_job(at, &limits).unwrap().unwrap()
    }

    fn send(&self, lease: &JobLease, at: UnixMs) {
        self.spool.queue().session_begun(lease, at + 10_000).unwrap();
        for page in lease.job.pages_to_send() {
            self.spool.queue().page_begun(lease, page.at).unwrap();
            self.spool.queue().page_said(lease, page.at).unwrap();
            self.spool.queue().page_confirmed(lease, page.at, at + 60_000).unwrap();
        }
        self.end(lease, None, at + 75_000);
    }

    fn end(&self, lease: &JobLease, failure: Option<Failure>, at: UnixMs) {
        let end = AttemptEnd { failure, ..AttemptEnd::default() };
        self.spool.queue().attempt_ended(lease, &end, at).unwrap();
    }

    fn fax(&self, calling: &str, at: UnixMs) -> ferrofax_spool::FaxId {
        let new = NewFax {
            device: "2102@fax-devices".parse().unwrap(),
            called: "2102".into(),
            calling: calling.into(),
            caller_name: "Karl \"K\" Huber\n".into(),
            started_at: at,
            ..NewFax::default()
        };
        self.spool.receiving().begin_fax(&new).unwrap()
    }

    fn came(&self, fax: ferrofax_spool::FaxId, at: UnixMs) {
        let end = FaxEnd {
            status: FaxStatus::Failed,
            phase: "B".into(),
            cause: "T1_EXPIRED".into(),
            event: "No fax machine was heard.".into(),
            ended_at: at,
        };
        self.spool.receiving().finish_fax(fax, &end).unwrap();
    }
}

/// The time 2026-11-20 09:00:00 UTC.
const AT: UnixMs = UnixMs(1_795_165_200_000);

#[test]
fn each_call_is_a_line_of_eighteen_fields_when_it_has_ended() {
    let bench = Bench::new();
    let before = bench.lease("before", AT);
    bench.send(&before, AT);
    let coming = bench.fax("0991 77", AT);
    let log = bench.log();
    log.turn().unwrap();
    assert_eq!(bench.lines(), [[""; 0]; 0], "what was before is not told");

    let busy = bench.lease("Order\t\"17\"", AT);
    log.turn().unwrap();
    bench.end(&busy, Some(Failure::Busy), AT + 5_000);
    log.turn().unwrap();
    let again = bench.lease("x", AT + 3_600_000);
    bench.send(&again, AT + 3_600_000);
    bench.came(coming, AT + 3_700_000 + 4_000_000);
    log.turn().unwrap();
    let lines = bench.lines();
    assert_eq!(lines.iter().map(Vec::len).collect::<Vec<_>>(), [18, 18, 18]);
    let busy = busy.job.id.to_string();
    let told = [
        "11/20/26 09:00",
        "SEND",
        "000000004",
        "2101",
        &busy,
        "\"Order \\\"17\\\"\"",
        "alice",
        "\"0991 123\"",
        "\"\"",
        "2097152",
        "0",
        "00:05",
        "00:00",
        "\"Busy signal detected\"",
        "\"\"",
        "\"\"",
        "\"\"",
        "\"alice\"",
    ];
    assert_eq!(lines[0], told);
    assert_eq!(lines[1][0], "11/20/26 10:00");
    assert_eq!(lines[1][10..14], ["1", "01:15", "01:05", "\"\""]);
    let told = [
        "11/20/26 09:00",
        "RECV",
        "000000003",
        "2102",
        "fax000000001.tif",
        "\"\"",
        "fax",
        "\"2102\"",
        "\"\"",
        "2097152",
        "0",
        "2:08:20",
        "2:08:20",
        "\"No fax machine was heard.\"",
        "\"Karl \\\"K\\\" Huber \"",
        "\"0991 77\"",
        "\"\"",
        "\"\"",
    ];
    assert_eq!(lines[2], told, "{lines:?}");
}

#[test]
fn who_dies_before_the_note_writes_no_line_twice_and_none_is_lost_by_rotation() {
    let bench = Bench::new();
    bench.log().turn().unwrap();
    let first = bench.lease("1", AT);
    bench.send(&first, AT);
    let noted = fs::read(bench.place()).unwrap();
    bench.log().turn().unwrap();
    assert_eq!(bench.lines().len(), 1);
    // The line was written, but the position was not.
    fs::write(bench.place(), &noted).unwrap();
    bench.log().turn().unwrap();
    assert_eq!(bench.lines().len(), 1);
    // The same happens if the log was moved away meanwhile.
    fs::rename(bench.path(), bench.path().with_added_extension("1")).unwrap();
    fs::write(bench.place(), &noted).unwrap();
    let log = bench.log();
    log.turn().unwrap();
    assert_eq!(bench.lines().len(), 0);
    let second = bench.lease("2", AT + 100_000);
    bench.send(&second, AT + 100_000);
    log.turn().unwrap();
    assert_eq!(bench.lines().len(), 1, "and goes on in a new one");
    // A line that was cut off stays as it is, and the whole line follows it.
    let whole = fs::read_to_string(bench.path()).unwrap();
    let noted = fs::read(bench.place()).unwrap();
    let third = bench.lease("3", AT + 200_000);
    bench.send(&third, AT + 200_000);
    fs::write(bench.path(), format!("{whole}11/20/26 09:03\tSEND\t0000")).unwrap();
    fs::write(bench.place(), noted).unwrap();
    bench.log().turn().unwrap();
    let lines = bench.lines();
    assert_eq!(lines.iter().map(Vec::len).collect::<Vec<_>>(), [18, 3, 18]);
}

#[test]
fn a_log_that_cannot_be_written_loses_nothing() {
    let bench = Bench::new();
    bench.log().turn().unwrap();
    let job = bench.lease("1", AT);
    bench.send(&job, AT);
    fs::create_dir(bench.path()).unwrap();
    let log = bench.log();
    let told = log.turn().unwrap_err().to_string();
    assert!(told.contains("xferfaxlog: "), "{told}");
    fs::remove_dir(bench.path()).unwrap();
    log.turn().unwrap();
    assert_eq!(bench.lines().len(), 1);
    fs::write(bench.place(), "{").unwrap();
    let told = log.turn().unwrap_err().to_string();
    assert!(told.contains("xferfaxlog.told") && told.contains("not the noted position"), "{told}");
}
