//! The audit log's chain: it holds whoever writes, across rotation and crashes, and each way
//! to tamper with it is found at the first line that it touched.

use std::fs::{self, File, OpenOptions};
use std::io::{BufReader, Write};
use std::path::{Path, PathBuf};
use std::thread;

use ferrofax::UnixMs;
use ferrofax::spool::audit::{AuditLine, AuditLog, Fault, Hash, Logs, Place, Verdict, verify};
use tempfile::TempDir;

/// A log with so many lines.
fn log_of(lines: u64) -> (TempDir, AuditLog) {
    let folder = tempfile::tempdir().unwrap();
    let log = AuditLog::open(folder.path()).unwrap();
    (1..=lines).for_each(|number| write(&log, number));
    (folder, log)
}

fn write(log: &AuditLog, number: u64) {
    let line = AuditLine::new("submission", number.is_multiple_of(2), UnixMs(number as i64));
    log.write(&line.with("mark", &number.to_string()).text()).unwrap();
}

fn lines(folder: &TempDir) -> Vec<String> {
    let text = fs::read_to_string(folder.path().join("audit.log")).unwrap();
    text.lines().map(str::to_owned).collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files.filter(|path| !path.ends_with("audit.head")).collect()
}

fn verdict_by(folder: &TempDir, head: Option<Place>, expect: Option<Hash>) -> Verdict {
    let open = |path: &Path| -> std::io::Result<Box<dyn std::io::BufRead>> {
        Ok(Box::new(BufReader::new(File::open(path)?)))
    };
    let files = files(folder.path());
    verify(&Logs { files: &files, open: &open, head }, expect).unwrap()
}

fn verdict(folder: &TempDir) -> Verdict {
    verdict_by(folder, None, None)
}

/// The fault that is found when the lines are these, and at which of them.
fn fault_of(folder: &TempDir, lines: &[String]) -> Option<(u64, Fault)> {
    fs::write(folder.path().join("audit.log"), lines.join("\n") + "\n").unwrap();
    verdict(folder).fault.map(|(at, fault)| (at.line, fault))
}

#[test]
fn each_kind_of_tampering_is_found_at_its_line() {
    let (folder, _log) = log_of(10);
    let before = lines(&folder);
    assert_eq!(fault_of(&folder, &before), None);
    let with = |work: &dyn Fn(&mut Vec<String>)| {
        let mut lines = before.clone();
        work(&mut lines);
        fault_of(&folder, &lines)
    };
    let changed = with(&|lines| lines[4] = lines[4].replace("submission", "Submission"));
    assert_eq!(changed, Some((5, Fault::Changed)));
    let number = with(&|lines| lines[4] = lines[4].replace("\"seq\":5", "\"seq\":50"));
    assert_eq!(number, Some((5, Fault::Changed)));
    let unchained = with(&|lines| lines[4] = "{\"granted\":true}".to_owned());
    assert_eq!(unchained, Some((5, Fault::Changed)), "its place went with its words");
    let taken = with(&|lines| drop(lines.drain(4..6)));
    assert_eq!(taken, Some((5, Fault::TakenOut(5, 6))));
    let put_in = with(&|lines| lines.insert(4, "{\"granted\":true}".to_owned()));
    assert_eq!(put_in, Some((5, Fault::PutIn)));
    let doubled = with(&|lines| lines.insert(7, lines[4].clone()));
    assert_eq!(doubled, Some((8, Fault::PutIn)));
    let swapped = with(&|lines| lines.swap(4, 7));
    let (at, fault) = swapped.unwrap();
    assert!(matches!(fault, Fault::Moved { seq: 5, to } if to.line == 8) && at == 5);
    // One that makes the hash of his line anew is disowned by the next.
    let forger = tempfile::tempdir().unwrap();
    let forging = AuditLog::open(forger.path()).unwrap();
    (1..=4).for_each(|number| write(&forging, number));
    write(&forging, 99);
    let forged = lines_at(forger.path())[4].clone();
    let replaced = with(&|lines| lines[4] = forged.clone());
    assert_eq!(replaced, Some((5, Fault::Replaced)));
    let forged_more = with(&|lines| lines.insert(5, forged.clone()));
    assert_eq!(forged_more, Some((6, Fault::PutIn)));
}

fn lines_at(folder: &Path) -> Vec<String> {
    let text = fs::read_to_string(folder.join("audit.log")).unwrap();
    text.lines().map(str::to_owned).collect()
}

#[test]
fn an_end_that_was_cut_off_shows_by_the_head_and_by_a_noted_hash() {
    let (folder, log) = log_of(10);
    let (head, _) = log.standing().unwrap();
    assert_eq!(head.seq, 10);
    let found = verdict_by(&folder, Some(head), Some(head.hash));
    assert_eq!((found.fault, found.expected.unwrap().1), (None, head));
    let cut = lines(&folder)[..7].join("\n") + "\n";
    fs::write(folder.path().join("audit.log"), cut).unwrap();
    assert_eq!(verdict(&folder).fault, None, "the lines that are left hold together");
    let found = verdict_by(&folder, Some(head), Some(head.hash));
    assert_eq!(found.fault.unwrap().1, Fault::CutOff(8, 10));
    assert_eq!(found.expected, None);
    // The next line goes on from the head, and so the gap stays to be seen.
    write(&log, 11);
    assert_eq!(verdict(&folder).fault.unwrap().1, Fault::TakenOut(8, 10));
}

#[test]
fn many_writers_make_one_chain_while_the_log_is_moved_away() {
    let (folder, _log) = log_of(1);
    let path = folder.path().to_owned();
    thread::scope(|scope| {
        for writer in 0..6 {
            let path = path.clone();
            scope.spawn(move || {
                let log = AuditLog::open(&path).unwrap();
                (0..40).for_each(|number| write(&log, writer * 1_000 + number));
            });
        }
        for round in (1..6).rev() {
            thread::sleep(std::time::Duration::from_millis(15));
            // As logrotate does it: nobody is told.
            let _ = fs::rename(path.join("audit.log"), path.join(format!("audit.log.{round}")));
        }
    });
    let found = verdict(&folder);
    assert_eq!((found.fault, found.lines, found.unchained), (None, 241, 0));
    assert_eq!(found.last.unwrap().seq, 241);
}

#[test]
fn the_chain_goes_on_from_the_old_log_when_its_head_is_lost_or_behind() {
    let (folder, log) = log_of(3);
    let behind = fs::read(folder.path().join("audit.head")).unwrap();
    write(&log, 4);
    fs::rename(folder.path().join("audit.log"), folder.path().join("audit.log.1")).unwrap();
    // Cut off between the line and its note.
    fs::write(folder.path().join("audit.head"), behind).unwrap();
    write(&log, 5);
    assert_eq!(verdict(&folder).fault, None);
    fs::rename(folder.path().join("audit.log"), folder.path().join("audit.log-20260301")).unwrap();
    fs::remove_file(folder.path().join("audit.head")).unwrap();
    write(&log, 6);
    let found = verdict(&folder);
    assert_eq!((found.fault, found.lines), (None, 6));
}

#[test]
fn half_a_line_that_a_crash_left_is_sealed_by_the_next() {
    for keep in [1, 20, 150] {
        let (folder, log) = log_of(3);
        let path = folder.path().join("audit.log");
        let whole = fs::read_to_string(&path).unwrap();
        let last = whole.lines().last().unwrap().len() + 1;
        // The third line never came whole, and was never noted.
        File::options()
            .write(true)
            .open(&path)
            .unwrap()
            .set_len((whole.len() - last + keep) as u64)
            .unwrap();
        let second = AuditLog::open(folder.path()).unwrap();
        drop(log);
        fs::remove_file(folder.path().join("audit.head")).unwrap();
        write(&second, 4);
        write(&second, 5);
        let found = verdict(&folder);
        assert_eq!((found.fault, found.lines, found.unchained), (None, 4, 1), "{keep}");
        // What was sealed can't be changed any more, nor taken out.
        let mut torn = lines(&folder);
        torn[2].push('x');
        assert_eq!(fault_of(&folder, &torn), Some((3, Fault::PutIn)));
        torn.remove(2);
        assert_eq!(fault_of(&folder, &torn), Some((3, Fault::UnchainedTakenOut)));
    }
}

#[test]
fn lines_of_a_version_without_a_chain_are_counted_and_sealed() {
    let folder = tempfile::tempdir().unwrap();
    let old = "{\"granted\":true,\"asked\":\"pages\"}\n".repeat(1_000);
    fs::write(folder.path().join("audit.log.1"), &old).unwrap();
    fs::write(folder.path().join("audit.log"), &old).unwrap();
    let log = AuditLog::open(folder.path()).unwrap();
    write(&log, 1);
    // A module of before writes beside a program of now.
    let mut module = OpenOptions::new().append(true).open(log.path()).unwrap();
    module.write_all(b"{\"granted\":true}\n").unwrap();
    write(&log, 2);
    let found = verdict(&folder);
    assert_eq!((found.fault, found.lines, found.unchained), (None, 2, 2_001));
    let mut lines = lines(&folder);
    lines[500] = lines[500].replace("true", "false");
    assert_eq!(
        fault_of(&folder, &lines),
        Some((1, Fault::PutIn)),
        "they were sealed as they stood"
    );
}

#[test]
fn a_log_that_begins_later_says_so_and_one_that_begins_anew_is_found() {
    let (folder, log) = log_of(4);
    fs::rename(folder.path().join("audit.log"), folder.path().join("audit.log.1")).unwrap();
    write(&log, 5);
    fs::remove_file(folder.path().join("audit.log.1")).unwrap();
    let found = verdict(&folder);
    assert_eq!((found.fault, found.first.unwrap().seq), (None, 5));
    let kept = fs::read(folder.path().join("audit.log")).unwrap();
    drop(log);
    fs::remove_file(folder.path().join("audit.log")).unwrap();
    fs::remove_file(folder.path().join("audit.head")).unwrap();
    let log = AuditLog::open(folder.path()).unwrap();
    write(&log, 1);
    fs::write(folder.path().join("audit.log.1"), kept).unwrap();
    let fault = verdict(&folder).fault;
    assert!(fault.is_some(), "two chains are no one chain");
}
