//! Looking at jobs and faxes, and doing something about jobs.

use std::os::unix::fs::PermissionsExt;

use ferrofax::UnixMs;
use ferrofax::sent_line::SentLine;
use ferrofax::spool::NewFax;
use ferrofax::spool::failure::Failure;
use ferrofax::spool::jobs::{AttemptEnd, JobSession};
use ferrofax::t4::Bitmap;
use ferrofax_kit::received::receive;
use serde_json::Value;

use super::bench::{Bench, ended, letter};
use ferrofax_kit::spools;

fn with_jobs(count: usize) -> Bench {
    let bench = Bench::new();
    bench.file("letter.pdf", letter(1));
    for number in 0..count {
        let to = format!("0991 10{number}");
        let run = bench.run(&["send", &to, "letter.pdf", "--from", "2101", "--tag", "Brief"]);
        assert_eq!(run.code, Some(0), "{run:?}");
        assert_eq!(run.out, format!("job {}: 1 page to {to} from 2101\n", number + 1));
    }
    bench
}

fn state(bench: &Bench, job: usize) -> String {
    let run = bench.run(&["jobs", &job.to_string(), "--json"]);
    let value: Value = serde_json::from_str(&run.out).unwrap();
    value["state"].as_str().unwrap().to_owned()
}

#[test]
fn jobs_are_listed_in_the_order_in_which_they_go() {
    let bench = with_jobs(3);
    assert_eq!(bench.run(&["priority", "3", "10"]).out, "job 3: priority 10\n");
    assert_eq!(bench.run(&["cancel", "1"]).out, "job 1 is failed\n");
    let run = bench.run(&["jobs"]);
    let ids: Vec<&str> = run
        .out
        .lines()
        .skip(1)
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert_eq!(ids, ["3", "2", "1"], "{}", run.out);
    assert!(run.out.lines().next().unwrap().starts_with("JOB  STATE"), "{}", run.out);
    let listed = |words: &[&str]| -> Vec<i64> {
        let value: Value =
            serde_json::from_str(&bench.run(&[&["jobs", "--json"], words].concat()).out).unwrap();
        value
            .as_array()
            .unwrap()
            .iter()
            .map(|job| job["job"].as_i64().unwrap())
            .collect()
    };
    assert_eq!(listed(&[]), [3, 2, 1]);
    assert_eq!(listed(&["--state", "failed"]), [1]);
    assert_eq!(listed(&["--state", "ready,failed"]), [3, 2, 1]);
    assert_eq!(listed(&["--device", "2102@fax-devices"]), [0_i64; 0]);
    let run = bench.run(&["jobs", "--state", "lost"]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.starts_with("ferrofax: invalid value 'lost' for '--state <STATE>'"), "{run:?}");
    assert!(run.err.contains("suspended, pending, sleeping, blocked, ready"), "{run:?}");
}

#[test]
fn a_long_tag_makes_no_wide_list() {
    let bench = Bench::new();
    bench.file("letter.pdf", letter(1));
    let tag = "x".repeat(90);
    let words = ["send", "0991 1", "letter.pdf", "--from", "2101", "--tag", &tag];
    assert_eq!(bench.run(&words).code, Some(0));
    let run = bench.run(&["jobs"]);
    let widest = run.out.lines().map(|line| line.chars().count()).max().unwrap();
    assert!(widest < 150 && run.out.contains(&format!("{}…", &tag[..39])), "{}", run.out);
    assert!(bench.run(&["jobs", "1"]).out.contains(&tag), "all of it");
}

#[test]
fn one_job_is_shown_with_its_history() {
    let bench = with_jobs(1);
    bench.run(&["hold", "1"]);
    let run = bench.run(&["jobs", "1"]);
    for words in [
        "job 1  suspended",
        "number    0991 100",
        "letter.pdf (1 page)",
        "tag       Brief",
        "Submitted (",
        "Held by ",
    ] {
        assert!(run.out.contains(words), "{words}: {}", run.out);
    }
    let value: Value = serde_json::from_str(&bench.run(&["jobs", "1", "--json"]).out).unwrap();
    assert_eq!(value["history"].as_array().unwrap().len(), 2);
    assert_eq!(value["page_list"][0]["state"], "waiting");
    let run = bench.run(&["jobs", "7"]);
    assert_eq!((run.code, run.err.as_str()), (Some(2), "ferrofax: there is no job 7\n"));
}

#[test]
fn the_history_of_a_job_says_what_the_line_was_like() {
    let bench = with_jobs(1);
    let lease = spools::lease(&bench.spool, UnixMs::now());
    let line = SentLine { first_bps: 14_400, slowest_bps: 14_400, ..SentLine::default() };
    let session = JobSession { line: Some(line), ..JobSession::default() };
    bench.spool.queue().note_job_session(&lease, &session).unwrap();
    let end = AttemptEnd { failure: Some(Failure::Dropped), ..AttemptEnd::default() };
    bench.spool.queue().attempt_ended(&lease, &end, UnixMs::now()).unwrap();
    let run = bench.run(&["jobs", "1"]);
    let told = "The call ended before the fax was complete. Line: good, 14400 bit/s. Next at";
    assert!(run.out.matches("Line: ").count() == 1 && run.out.contains(told), "{}", run.out);
    let value: Value = serde_json::from_str(&bench.run(&["jobs", "1", "--json"]).out).unwrap();
    let last = value["history"].as_array().unwrap().last().unwrap();
    assert_eq!(last["line"], "good, 14400 bit/s.");
    let figures = "first=14400 slowest=14400 ftt=0 frames=0 again=0 pages=0 commands=0";
    assert_eq!(last["line_figures"], figures);
}

#[test]
fn jobs_are_held_released_retried_and_cancelled() {
    let bench = with_jobs(2);
    for (words, code, after) in [
        (vec!["hold", "1", "2"], 0, ["suspended", "suspended"]),
        (vec!["release", "2"], 0, ["suspended", "ready"]),
        (vec!["cancel", "1", "2"], 0, ["failed", "failed"]),
        (vec!["hold", "1"], 2, ["failed", "failed"]),
        (vec!["retry", "1"], 0, ["ready", "failed"]),
        // What can be done is done, what cannot is told.
        (vec!["cancel", "99", "1"], 2, ["failed", "failed"]),
    ] {
        let run = bench.run(&words);
        assert_eq!(run.code, Some(code), "{words:?} {run:?}");
        assert_eq!([state(&bench, 1), state(&bench, 2)], after, "{words:?}");
    }
    assert_eq!(bench.run(&["priority", "1", "300"]).code, Some(2));
}

#[test]
fn no_faxes_are_no_mistake() {
    let bench = Bench::new();
    assert_eq!(bench.run(&["faxes"]).out, "no faxes\n");
    assert_eq!(bench.run(&["faxes", "--json"]).out, "[]\n");
    assert_eq!(bench.run(&["jobs"]).out, "no jobs\n");
    let run = bench.run(&["cleanup", "--keep-days", "30"]);
    assert_eq!(
        (run.code, run.out.as_str()),
        (Some(0), "deleted 0 received faxes and 0 jobs, 0 KiB\n")
    );
    assert_eq!(bench.run(&["cleanup"]).code, Some(2), "how long is for the administrator to say");
}

#[test]
fn check_says_what_is_in_order_and_what_is_not() {
    let bench = Bench::new();
    let run = bench.run(&["check"]);
    assert_eq!(run.code, Some(1), "no module works with this spool: {run:?}");
    for words in [
        "ok    spool",
        "ok    devices     2 devices of 3 may send",
        "FAIL  module",
        "ok    conversion",
    ] {
        assert!(run.out.contains(words), "{words}: {}", run.out);
    }
    assert!(run.out.contains(". Fix: `asterisk -rx 'module load app_ferrofax.so'`"), "{}", run.out);
    let value: Value = serde_json::from_str(&bench.check(&["--json"]).out).unwrap();
    assert_eq!(value["ok"], true, "{value}");
}

#[test]
fn check_names_what_is_broken_without_a_pbx() {
    let bench = Bench::new();
    let wrong = |words: &[&str]| -> Vec<String> {
        let value: Value =
            serde_json::from_str(&bench.check(&[&["--json"], words].concat()).out).unwrap();
        let findings = value["findings"].as_array().unwrap().iter();
        let wrong = findings.filter(|finding| finding["ok"] == false);
        wrong
            .map(|finding| {
                assert!(finding["mend"].as_str().is_some_and(|mend| !mend.is_empty()), "{finding}");
                finding["what"].as_str().unwrap().to_owned()
            })
            .collect()
    };
    assert_eq!(wrong(&[]), [""; 0]);
    assert_eq!(wrong(&["--now", "0"]), ["time"], "1970");
    let settings =
        bench.file("gateway.toml", "[convert]\n\".dvi\" = [\"/opt/dvi/none\", \"%i\", \"%o\"]\n");
    assert_eq!(wrong(&["--config", settings.to_str().unwrap()]), ["converters"]);
    // As a database that was saved from a bad disk may be.
    rusqlite::Connection::open(bench.spool.folder().join("spool.db"))
        .unwrap()
        .execute(
            "INSERT INTO faxes (id, status, device, called, calling, caller_name, call_id, started_at, ended_at, format,
                                mail_without_pages, document)
             VALUES (9, 'received', '2101@x', '2101', '1', '', '1.1', 1, 2, 'pdf', 0, 'a.tif')",
            [],
        )
        .unwrap();
    assert_eq!(wrong(&[]), ["search"]);
    assert_eq!(bench.run(&["index"]).out, "5 received faxes are in the index of words\n");
    assert_eq!(wrong(&[]), [""; 0]);
    let document = bench.spool.folder().join("received/stray.tif");
    std::fs::write(&document, "").unwrap();
    std::fs::set_permissions(&document, std::fs::Permissions::from_mode(0o000)).unwrap();
    assert_eq!(wrong(&[]), ["rights"]);
}

#[test]
fn a_received_fax_is_mailed_again_and_all_that_waits_is_tried_now() {
    let bench = Bench::new();
    let run = bench.run(&["mail-again", "7"]);
    assert_eq!((run.code, run.err.as_str()), (Some(2), "ferrofax: there is no fax 7\n"));
    let run = bench.run(&["mail-again", "7", "--to", "no address"]);
    assert_eq!(
        (run.code, run.err.as_str()),
        (Some(2), "ferrofax: 'no address' is not an e-mail address\n")
    );
    assert_eq!(
        bench.run(&["requeue", "--all"]).out,
        "0 that waited are tried now, and 0 again that nobody got\n"
    );
    assert_eq!(bench.run(&["requeue"]).code, Some(2));
    assert_eq!(bench.run(&["requeue", "7"]).code, Some(2));
}

#[test]
fn a_clean_up_in_the_hour_after_the_clock_was_put_deletes_nothing_and_says_why() {
    let bench = with_jobs(1);
    bench.run(&["cancel", "1"]);
    let database = rusqlite::Connection::open(bench.spool.folder().join("spool.db")).unwrap();
    database.execute("UPDATE jobs SET ended_at = 1", []).unwrap();
    database
        .execute("UPDATE outbox SET state = 'delivered', ended_at = 1", [])
        .unwrap();
    ferrofax::spool::note_clock_jump(&bench.spool).unwrap();
    let run = bench.run(&["cleanup", "--keep-days", "1"]);
    assert!(
        run.code == Some(2)
            && run
                .err
                .contains("Nothing is deleted: within the last hour, the machine's clock was put"),
        "{run:?}"
    );
    assert_eq!(bench.jobs().len(), 1);
    // An hour later, as the time since the machine's start has it.
    database.execute("UPDATE clock_jumps SET at_ms = at_ms - 3601000", []).unwrap();
    assert_eq!(bench.run(&["cleanup", "--keep-days", "1"]).code, Some(0));
    assert_eq!(bench.jobs().len(), 0);
}

/// Others may write the database too.
#[test]
fn no_date_in_a_row_is_a_panic_of_the_lists() {
    let bench = with_jobs(2);
    bench.run(&["cancel", "1"]);
    let database = rusqlite::Connection::open(bench.spool.folder().join("spool.db")).unwrap();
    for date in
        [i64::MIN, i64::MIN + 1, -1, 0, 253_402_300_800_000, 315_569_433_600_000_000, i64::MAX]
    {
        for sql in [
            "UPDATE jobs SET created_at = ?1, due_at = ?1, expires_at = ?1, ended_at = iif(ended_at IS NULL, NULL, ?1)",
            "UPDATE job_changes SET at = ?1, due_at = ?1",
            "UPDATE outbox SET created_at = ?1, next_try_at = ?1, ended_at = ?1",
        ] {
            database.execute(sql, [date]).unwrap();
        }
        for words in [
            &["jobs"][..],
            &["jobs", "--json"],
            &["jobs", "1"],
            &["jobs", "2", "--json"],
            &["faxes"],
        ] {
            let run = bench.run(words);
            assert_eq!(run.code, Some(0), "{date} {words:?}: {run:?}");
        }
    }
}

#[test]
fn one_fax_is_shown_with_its_mails_and_its_readers() {
    let bench = Bench::new();
    let new = NewFax {
        caller_name: "Miller\u{1b}[2J".into(),
        ..spools::call("2101", "0991270061", UnixMs::default())
    };
    let fax = receive(&bench.spool, &new, &[Bitmap::white(1728, 100)], UnixMs::now());
    let shown = |words: &[&str]| bench.run(&[&["faxes", &fax.to_string()], words].concat());
    let unread = shown(&[]);
    assert!(unread.out.starts_with(&format!("fax {fax}  received\n")), "{unread:?}");
    for part in ["  from      0991270061\n", "  device    2101@fax-devices\n", "pages: 1\n"] {
        assert!(unread.out.contains(part), "{part}: {unread:?}");
    }
    assert!(unread.out.ends_with("nobody has read it\n") && !unread.out.contains('\u{1b}'));
    bench.spool.faxes().note_reading(fax, "alice", UnixMs::now()).unwrap();
    let read = shown(&[]);
    assert!(read.out.contains("history:\n") && read.out.ends_with("read by alice\n"), "{read:?}");
    let value: Value = serde_json::from_str(&shown(&["--json"]).out).unwrap();
    assert_eq!((&value["fax"], &value["events"][0]["by"]), (&fax.0.into(), &"alice".into()));
    assert!(value["mails"].is_array());
    let none = bench.run(&["faxes", "987"]);
    assert!(none.code == Some(2) && none.err.contains("987"), "{none:?}");
    let both = bench.run(&["faxes", "1", "--device", "2101"]);
    assert!(both.code == Some(2) && both.err.contains("cannot be used with"), "{both:?}");
}

/// Errors of the parser of arguments, of the system and our own.
#[test]
fn all_errors_have_one_form_and_the_words_of_people() {
    let bench = with_jobs(1);
    for (words, says) in [
        (&["nonsense"][..], "unrecognized subcommand 'nonsense'"),
        (
            &["jobs", "--limit", "x"],
            "invalid value 'x' for '--limit <N>': it is not a whole number",
        ),
        (&["jobs", "--limit", "99999999999"], "99999999999 is not in"),
        (&["jobs", "17"], "17"),
        (&["send", "0991 1", "no.pdf", "--from", "2101"], "no.pdf"),
    ] {
        let run = bench.run(words);
        assert_ne!(run.code, Some(0), "{words:?}");
        assert!(run.err.starts_with("ferrofax: ") && run.err.contains(says), "{run:?}");
        assert!(!run.err.contains("invalid digit") && !run.err.contains("os error"), "{run:?}");
    }
}

#[test]
fn a_short_password_is_taken_only_on_request() {
    let bench = Bench::new();
    bench.file("short", "secret\n");
    bench.file("long", "a long secret\n");
    let hashed = |file: &str, words: &[&str]| {
        let input = std::fs::File::open(bench.path(file)).unwrap();
        ended(&bench.command().arg("password").args(words).stdin(input).output().unwrap())
    };
    let short = hashed("short", &[]);
    assert!(short.code == Some(2) && short.out.is_empty(), "{short:?}");
    assert!(short.err.contains("fewer than 8 characters"), "{short:?}");
    for run in [hashed("short", &["--weak"]), hashed("long", &[])] {
        assert!(run.code == Some(0) && run.out.starts_with("$argon2id$"), "{run:?}");
    }
}

#[test]
fn a_job_has_its_age_in_the_list() {
    let bench = with_jobs(1);
    let database = rusqlite::Connection::open(bench.spool.folder().join("spool.db")).unwrap();
    let then = UnixMs::now().0 - 3 * 3_600_000 - 60_000;
    database.execute("UPDATE jobs SET created_at = ?1", [then]).unwrap();
    let list = bench.run(&["jobs"]).out;
    let (headings, row) = list.split_once('\n').unwrap();
    let at = headings.find("AGE").unwrap();
    assert!(row[at..].starts_with("3 h "), "{list}");
}

/// What is asked for and is not there is answered by what may be meant.
#[test]
fn a_wrong_number_or_device_is_answered_by_what_would_be_right() {
    let bench = with_jobs(1);
    let run = bench.run(&["jobs", "abc"]);
    assert_ne!(run.code, Some(0));
    assert!(run.err.contains("'abc' is not a number"), "{run:?}");
    let run = bench.run(&["jobs", "--device", "foo"]);
    assert_ne!(run.code, Some(0), "{run:?}");
    assert!(run.err.contains("no fax device 'foo'") && run.err.contains("2101@"), "{run:?}");
    let listed = bench.run(&["jobs", "--device", "2101"]);
    assert!(listed.out.contains("0991 100"), "{listed:?}");
    let one = bench.run(&["jobs", "1"]);
    let reports = one.out.lines().find(|line| line.trim_start().starts_with("reports")).unwrap();
    assert!(!reports.trim_end().ends_with(':'), "{reports:?}");
}
