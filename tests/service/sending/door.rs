//! The PBX's own ways in, AMI and its command line: dear numbers, other countries, a
//! day's faxes and others' files are refused with a sentence, each decision is in the
//! audit log, and what ferrofax.conf opens goes through.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use ferrofax::spool::jobs::JobCounts;

use super::bench::{Bench, pages};
use crate::numbers::{AT_HOME, CLOSED};
use ferrofax_kit::patience::wait_until;

/// Germany; the trunk is never asked, as all jobs wait.
const GERMANY: &str = "country_code = 49\narea_code = 991\ninternal_digits = 4\n";

/// The two ways in, by the name that the audit log has for them.
const DOORS: [&str; 2] = ["ami", "asterisk"];

/// Hands a held fax in; the sentence that comes back, and whether it was taken.
fn send(bench: &Bench, door: &str, number: &str, device: &str, file: &Path) -> (bool, String) {
    let file = file.to_str().unwrap();
    if door == "ami" {
        let fields = [
            ("Action", "FerrofaxSend"),
            ("Number", number),
            ("Device", device),
            ("File", file),
            ("Hold", "yes"),
        ];
        let fields = fields.map(|(key, value)| (key.to_owned(), value.to_owned()));
        let answer = bench.service.action("FerrofaxSend", &fields);
        return (answer.success, answer.message);
    }
    let said = bench
        .service
        .command(&["send", number, file, "--from", device, "--hold"])
        .unwrap();
    (said.starts_with("Job "), said)
}

/// The lines of the audit log.
fn audit(bench: &Bench) -> Vec<String> {
    let text = fs::read_to_string(bench.spool.folder().join("audit.log")).unwrap_or_default();
    text.lines().map(str::to_owned).collect()
}

#[track_caller]
fn assert_refused(bench: &Bench, door: &str, number: &str, says: &str, rule: &str) {
    let document = bench.document("one", &pages(1, 1));
    let (taken, said) = send(bench, door, number, "2101", &document);
    assert!(!taken && said.contains(says), "{door} {number}: {said}");
    let line = audit(bench).pop().unwrap_or_default();
    for part in
        [format!("\"door\":\"{door}\""), format!("\"rule\":\"{rule}\""), "\"granted\":false".into()]
    {
        assert!(line.contains(&part), "{part}: {line}");
    }
    assert_eq!(
        bench.spool.jobs().job_counts().unwrap(),
        JobCounts::default(),
        "nothing is in the spool"
    );
}

#[test]
fn dear_numbers_and_other_countries_are_closed_by_default() {
    let bench = Bench::new(&format!("{GERMANY}forbidden =\n"));
    for door in DOORS {
        for (number, says, rule) in CLOSED {
            assert_refused(&bench, door, number, says, rule);
            assert_refused(&bench, door, number, "'allowed' in ferrofax.conf", rule);
        }
    }
}

#[test]
fn a_number_at_home_goes_through_and_what_is_opened_too() {
    let bench = Bench::new(&format!("{GERMANY}allowed = +43, +49180\n"));
    let document = bench.document("one", &pages(1, 1));
    let numbers = [&AT_HOME[..], &["+43 1 234567", "0180 5123456"]].concat();
    let all = DOORS.iter().flat_map(|door| numbers.iter().map(move |number| (*door, *number)));
    for (index, (door, number)) in all.enumerate() {
        let (taken, said) = send(&bench, door, number, "2101", &document);
        assert!(taken, "{door} {number}: {said}");
        let line = audit(&bench).pop().unwrap();
        for part in
            ["\"granted\":true", "\"asked\":\"submission\"", "\"device\":\"2101@fax-devices\""]
        {
            assert!(line.contains(part), "{part}: {line}");
        }
        assert_eq!(audit(&bench).len(), index + 1, "one line each");
    }
    // Austria is open, and its dear numbers are not.
    assert!(!send(&bench, "ami", "+41 44 1234567", "2101", &document).0);
    assert!(!send(&bench, "ami", "0900 123456", "2101", &document).0);
}

#[test]
fn a_day_has_so_many_faxes_and_pages_by_each_way_in() {
    let bench = Bench::new(&format!("{GERMANY}jobs_per_day = 2\n"));
    let document = bench.document("one", &pages(2, 1));
    for door in DOORS {
        for _ in 0..2 {
            assert!(send(&bench, door, "0991 123456", "2101", &document).0);
        }
        let (taken, said) = send(&bench, door, "0991 123456", "2101", &document);
        assert!(!taken && said.contains("2 faxes were sent this way today"), "{said}");
        assert!(audit(&bench).last().unwrap().contains("\"rule\":\"quota-day\""));
    }
    bench.reload(&format!("{GERMANY}jobs_per_day = 0\npages_per_day = 6\n"));
    assert!(send(&bench, "ami", "0991 123456", "2101", &document).0, "four pages and two");
    let (taken, said) = send(&bench, "ami", "0991 123456", "2101", &document);
    assert!(!taken && said.contains("6 pages were sent this way today"), "{said}");
}

#[test]
fn others_faxes_in_the_spool_are_not_sent_on() {
    let bench = Bench::new(GERMANY);
    let document = bench.document("one", &pages(1, 1));
    let received = bench.spool.folder().join("received/0001.tif");
    fs::copy(&document, &received).unwrap();
    let link = bench.folder.path().join("link.tif");
    symlink(&received, &link).unwrap();
    let round = bench.folder.path().join("spool/../spool/received/0001.tif");
    for door in DOORS {
        for file in [&received, &link, &round] {
            let (taken, said) = send(&bench, door, "0991 123456", "2101", file);
            assert!(!taken && said.contains("it is in the spool"), "{}: {said}", file.display());
        }
    }
}

#[test]
fn files_come_out_of_the_folders_that_are_named() {
    let bench = Bench::new("");
    let (inside, outside) = (bench.folder.path().join("out"), bench.document("one", &pages(1, 1)));
    fs::create_dir(&inside).unwrap();
    fs::copy(&outside, inside.join("one.tif")).unwrap();
    symlink(&outside, inside.join("link.tif")).unwrap();
    bench.reload(&format!("{GERMANY}send_folders = /nowhere, {}\n", inside.display()));
    for door in DOORS {
        assert!(send(&bench, door, "0991 123456", "2101", &inside.join("one.tif")).0);
        for file in [&outside, &inside.join("link.tif")] {
            let (taken, said) = send(&bench, door, "0991 123456", "2101", file);
            assert!(!taken && said.contains("send_folders"), "{}: {said}", file.display());
        }
    }
}

#[test]
fn nothing_is_sent_that_cannot_be_written_down() {
    let bench = Bench::new(GERMANY);
    let document = bench.document("one", &pages(1, 1));
    fs::create_dir(bench.spool.folder().join("audit.log")).unwrap();
    for door in DOORS {
        let (taken, said) = send(&bench, door, "0991 123456", "2101", &document);
        assert!(!taken && said.contains("the audit log can't be written"), "{said}");
    }
}

/// Carries out an action on the first job, as `ferrofax VERB 1` does.
fn act(bench: &Bench, door: &str, verb: &str) -> String {
    if door == "ami" {
        let fields = [("Job".to_owned(), "1".to_owned())];
        return bench.service.action(&format!("Ferrofax{verb}"), &fields).message;
    }
    bench.service.command(&[&*verb.to_ascii_lowercase(), "1"]).unwrap()
}

/// Cancels the first job, which may be in a call, and waits until it has failed.
fn cancel(bench: &Bench, door: &str) {
    act(bench, door, "Cancel");
    wait_until("the job fails", || bench.spool.jobs().job_counts().unwrap().failed > 0);
}

#[test]
fn a_retry_of_a_failed_job_counts_as_a_fax_and_each_action_is_in_the_audit_log() {
    for door in DOORS {
        let bench = Bench::new(&format!("{GERMANY}jobs_per_day = 2\n"));
        let document = bench.document("one", &pages(1, 1));
        assert!(send(&bench, door, "0991 123456", "2101", &document).0);
        let noted = |asked: &str, granted: bool| {
            let line = audit(&bench).pop().unwrap();
            for part in [format!("\"asked\":\"{asked}\""), format!("\"door\":\"{door}\"")] {
                assert!(line.contains(&part), "{part}: {line}");
            }
            assert!(line.contains(&format!("\"granted\":{granted}")), "{line}");
        };
        cancel(&bench, door);
        noted("cancel", true);
        let said = act(&bench, door, "Retry");
        assert!(!said.contains("limit"), "{said}");
        noted("retry", true);
        cancel(&bench, door);
        let said = act(&bench, door, "Retry");
        assert!(said.contains("2 faxes were sent this way today"), "{said}");
        noted("retry", false);
        assert_eq!(bench.spool.jobs().job_counts().unwrap().failed, 1, "it remains as it was");
        // A job that has not failed is not counted.
        bench.reload(&format!("{GERMANY}jobs_per_day = 3\n"));
        act(&bench, door, "Retry");
        act(&bench, door, "Retry");
        act(&bench, door, "Hold");
        noted("hold", true);
    }
}

#[test]
fn faxes_that_come_at_once_do_not_pass_the_limit_of_a_day() {
    let bench = Bench::new(&format!("{GERMANY}jobs_per_day = 3\n"));
    let document = bench.document("one", &pages(1, 1));
    let taken: usize = std::thread::scope(|scope| {
        let sessions: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| send(&bench, "ami", "0991 123456", "2101", &document).0))
            .collect();
        sessions.into_iter().map(|session| usize::from(session.join().unwrap())).sum()
    });
    assert_eq!(taken, 3);
}
