//! `ferrofax send`: what is right is in the spool when it returns, what is wrong is
//! refused with nothing taken.

use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::time::Duration;

use ferrofax::UnixMs;
use ferrofax::document::tiff;
use ferrofax::spool::failure::Failure;
use ferrofax::spool::jobs::{AttemptEnd, JobState, LeaseLimits, NotifyWhen, Origin};
use serde_json::Value;

use super::bench::{Bench, ended, letter, program};

#[test]
fn a_job_is_in_the_spool_with_all_that_was_said() {
    let bench = Bench::new();
    bench.file("letter.pdf", letter(2));
    bench.file("note.txt", "Guten Tag");
    let words = "send 0991/123-45 letter.pdf note.txt --from 2101 --priority 50 --at +2h \
                 --expires +5h --notify a@example.com --notify b@example.com --report end \
                 --sub 123 --pwd 456 --tries 5 --hold --json";
    let with_blanks = ["--window", "Mon-Fri 08:00-18:00", "--tag", "Bestellung 12345"];
    let run = bench.run(&words.split(' ').chain(with_blanks).collect::<Vec<_>>());
    assert_eq!(run.code, Some(0), "{run:?}");
    let said: Value = serde_json::from_str(&run.out).unwrap();
    let [job] = &bench.jobs()[..] else { panic!("one job") };
    assert_eq!((said["job"].as_i64(), said["pages"].as_i64()), (Some(job.id.0), Some(3)));
    assert_eq!((job.number.as_str(), job.canonical.as_str()), ("0991/123-45", "+4999112345"));
    assert_eq!(
        (job.device.to_string().as_str(), job.priority, job.max_tries),
        ("2101@fax-devices", 50, 5)
    );
    assert_eq!((job.state, job.tag.as_str()), (JobState::Suspended, "Bestellung 12345"));
    assert_eq!(
        (job.notify.join(" ").as_str(), job.notify_when),
        ("a@example.com b@example.com", NotifyWhen::AtEnd)
    );
    assert_eq!(
        (job.sub.as_deref(), job.pwd.as_deref(), job.created_by),
        (Some("123"), Some("456"), Origin::Cli)
    );
    assert_eq!(job.windows.as_ref().unwrap().text(), "Mon-Fri 08:00-18:00");
    let hours = |at: Option<UnixMs>| at.unwrap().ms_since(UnixMs::now()) as f64 / 3_600_000.0;
    assert!((hours(job.send_at) - 2.0).abs() < 0.1 && (hours(job.expires_at) - 5.0).abs() < 0.1);
    assert!(!job.owner.is_empty());
    let documents: Vec<_> = job
        .documents
        .iter()
        .map(|document| (document.name.as_str(), document.pages))
        .collect();
    assert_eq!(documents, [("letter.pdf", 2), ("note.txt", 1)]);
    // What was shown is what is sent.
    let shown = bench.pages(&bench.path("letter.pdf"), &[]);
    let kept = tiff::read(&job.documents[0].path).unwrap();
    assert!(
        kept.iter()
            .zip(&shown)
            .all(|(kept, (shown, _))| kept.bitmap().unwrap() == *shown)
    );
}

#[test]
fn the_standard_input_can_be_sent() {
    let bench = Bench::new();
    let input = bench.file("letter.pdf", letter(2));
    let words = ["send", "0991 123", "-", "--from", "2101"];
    let run = ended(
        &bench
            .command()
            .args(words)
            .stdin(std::fs::File::open(input).unwrap())
            .output()
            .unwrap(),
    );
    assert_eq!(
        (run.code, run.out.as_str()),
        (Some(0), "job 1: 2 pages to 0991 123 from 2101\n"),
        "{run:?}"
    );
    assert_eq!(bench.jobs()[0].documents[0].name, "standard input");
    let run = ended(&bench.command().args(words).stdin(Stdio::null()).output().unwrap());
    assert_eq!(
        (run.code, run.err.contains("standard input: it is empty")),
        (Some(2), true),
        "{run:?}"
    );
}

#[test]
fn what_is_wrong_is_refused_at_once() {
    let bench = Bench::new();
    bench.file("letter.pdf", letter(1));
    let with = |more: &[&'static str]| -> Vec<&'static str> {
        [&["send", "0991 123", "letter.pdf", "--from", "2101"], more].concat()
    };
    for (words, says) in [
        (vec!["send", "call me", "letter.pdf", "--from", "2101"], "'call me' is not a number"),
        (vec!["send", "0900 123456", "letter.pdf", "--from", "2101"], "forbidden"),
        (vec!["send", "0991 123", "letter.pdf", "--from", "2111"], "near it: 2101@fax-devices"),
        (
            vec!["send", "0991 123", "letter.pdf", "--from", "2101@office"],
            "no fax device '2101@office'",
        ),
        (vec!["send", "0991 123", "letter.pdf", "--from", "2109"], "may not send"),
        (with(&["--at", "2001-01-01 10:00"]), "at: 2001-01-01 10:00 is in the past"),
        (with(&["--at", "soon"]), "'soon' is not a time"),
        (with(&["--expires", "now"]), "not after the time to send"),
        (with(&["--priority", "256"]), "from 0 (first) to 255"),
        (with(&["--priority", "-1"]), "from 0 (first) to 255"),
        (with(&["--window", "8-18"]), "not a time window"),
        (with(&["--notify", "nobody"]), "'nobody' is not an e-mail address"),
        (with(&["--report", "often"]), "each, end, failure"),
        (with(&["--resolution", "photo"]), "invalid value 'photo'"),
    ] {
        bench.assert_refused(&words, says);
    }
    bench.assert_refused(&["send", "0991 123", "--from", "2101"], "required");
    bench
        .assert_refused(&["send", "0991 123", "letter.pdf"], "name the sending device with --from");
    // The second document is bad: the first does not go alone.
    bench.file("empty.pdf", "");
    bench.assert_refused(
        &["send", "0991 123", "letter.pdf", "empty.pdf", "--from", "2101"],
        "empty.pdf: it is empty",
    );
}

#[test]
fn a_variable_or_the_only_device_saves_naming_it() {
    let bench = Bench::new();
    bench.file("letter.pdf", letter(1));
    let words = ["send", "0991 123", "letter.pdf"];
    let by_variable =
        ended(&bench.command().env("FERROFAX_FROM", "2101").args(words).output().unwrap());
    assert!(by_variable.out.ends_with("from 2101\n"), "{by_variable:?}");
    let devices = bench.spool.devices().list().unwrap();
    bench.spool.devices().publish_devices(&devices[..1]).unwrap();
    let only = devices[0].name();
    let by_itself = bench.run(&words);
    assert!(by_itself.out.ends_with(&format!("from {only}\n")), "{by_itself:?}");
}

#[test]
fn a_spool_that_is_not_there_is_not_made() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("spool");
    for words in [&["jobs"][..], &["send", "1", "a.pdf", "--from", "2101"], &["check"]] {
        let run = ended(&program().args(words).arg("--spool").arg(&missing).output().unwrap());
        assert!(
            run.code == Some(2) || words == ["check"] && run.code == Some(1),
            "{words:?}: {run:?}"
        );
        assert!((run.out + &run.err).contains("there is no spool in"), "{words:?}");
        assert!(!missing.exists());
    }
}

#[test]
fn waiting_shows_how_it_fares_and_ends_with_it() {
    for sent in [true, false] {
        let bench = Bench::new();
        bench.file("letter.pdf", letter(3));
        let words = ["send", "0991 123", "letter.pdf", "--from", "2101", "--tries", "1", "--wait"];
        let mut child = bench.command().args(words).stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let first = lines.next().unwrap();
        assert!(first.contains("ready") && first.contains("Submitted"), "{first}");
        let lease = bench
            .spool
            .queue()
            .lease_job(UnixMs::now(), &LeaseLimits::default())
            .unwrap()
            .unwrap();
        bench.spool.queue().session_begun(&lease, UnixMs::now()).unwrap();
        let pages: Vec<_> = lease.job.pages_to_send().map(|page| page.at).collect();
        for (number, page) in (1..).zip(&pages[..if sent { 3 } else { 1 }]) {
            bench.spool.queue().page_confirmed(&lease, *page, UnixMs::now()).unwrap();
            if number < 3 {
                let line = lines.find(|line| line.contains("page ")).unwrap();
                assert!(line.ends_with(&format!("page {number} of 3 confirmed")), "{line}");
            }
        }
        let failure = (!sent).then_some(Failure::Dropped);
        bench
            .spool
            .queue()
            .attempt_ended(&lease, &AttemptEnd { failure, ..AttemptEnd::default() }, UnixMs::now())
            .unwrap();
        let last = lines.last().unwrap();
        let code = child.wait().unwrap().code();
        if sent {
            assert_eq!((code, last.as_str()), (Some(0), "job 1 is sent: 3 of 3 pages confirmed"))
        } else {
            assert_eq!(code, Some(1));
            assert!(
                last.starts_with("job 1 has failed: 1 of 3 pages confirmed. The call ended"),
                "{last}"
            );
        }
    }
}

#[test]
fn waiting_ends_when_someone_cancels() {
    let bench = Bench::new();
    bench.file("letter.pdf", letter(1));
    let words = ["send", "0991 123", "letter.pdf", "--from", "2101", "--hold", "--wait", "--json"];
    let mut child = bench.command().args(words).stdout(Stdio::piped()).spawn().unwrap();
    while bench.jobs().is_empty() {
        std::thread::sleep(Duration::from_millis(20));
    }
    let job = bench.jobs()[0].id;
    assert_eq!(bench.run(&["cancel", &job.to_string()]).code, Some(0));
    let mut said = String::new();
    std::io::Read::read_to_string(&mut child.stdout.take().unwrap(), &mut said).unwrap();
    let value: Value = serde_json::from_str(&said).unwrap();
    assert_eq!(
        (value["state"].as_str(), value["failure"].as_str()),
        (Some("failed"), Some("cancelled"))
    );
    assert_eq!(child.wait().unwrap().code(), Some(1));
}

/// Someone whom the administrator lets in by the folder's group. Does nothing for who is not root.
#[test]
fn a_member_of_the_spools_group_can_send_and_the_pbx_can_read_it() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
    use std::os::unix::process::CommandExt;
    const PBX: u32 = 12_345;
    const GROUP: u32 = 12_346;
    let Bench { folder, spool } = Bench::new();
    let place = spool.folder().to_owned();
    drop(spool);
    for entry in [place.clone(), place.join("received"), place.join("jobs"), place.join("spool.db")]
    {
        if chown(&entry, Some(PBX), Some(GROUP)).is_err() {
            return crate::programs::skip("gives files to users, which root alone may");
        }
        let mode = if entry.is_dir() { 0o2770 } else { 0o660 };
        std::fs::set_permissions(&entry, std::fs::Permissions::from_mode(mode)).unwrap();
    }
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    // Where the program was built, not everyone may come.
    let copy = folder.path().join("ferrofax");
    std::fs::copy(env!("CARGO_BIN_EXE_ferrofax"), &copy).unwrap();
    let letter = folder.path().join("letter.pdf");
    std::fs::write(&letter, self::letter(1)).unwrap();
    let config = folder.path().join("gateway.toml");
    std::fs::write(&config, "[command_line]\nadministrators = [\"user 12350\"]\n").unwrap();
    let send = |group: u32| {
        let mut command = std::process::Command::new(&copy);
        command
            .args(["send", "0991 123", "letter.pdf", "--from", "2101", "--config"])
            .arg(&config);
        command.current_dir(folder.path());
        ended(&command.env("FERROFAX_SPOOL", &place).uid(12_350).gid(group).output().unwrap())
    };
    let stranger = send(12_350);
    assert_eq!(
        (stranger.code, stranger.err.contains("cannot be read")),
        (Some(2), true),
        "{stranger:?}"
    );
    let member = send(GROUP);
    assert_eq!(member.code, Some(0), "{member:?}");
    for document in std::fs::read_dir(place.join("jobs")).unwrap() {
        let file = document.unwrap().metadata().unwrap();
        assert_eq!((file.gid(), file.mode() & 0o777), (GROUP, 0o660));
    }
}

#[test]
fn an_administrators_programs_and_limits_hold_for_what_is_sent_and_shown() {
    let bench = Bench::new();
    for name in ["plan.two", "plan.slow"] {
        bench.file(name, b"\x01\x02\x03");
    }
    let settings = bench.settings_with_programs();
    let config = ["--config", settings.to_str().unwrap()];
    bench.assert_refused(
        &["send", "0991123", "plan.two", "--from", "2101"],
        "it is neither a picture nor text",
    );
    let slow = [&config[..], &["send", "0991123", "plan.slow", "--from", "2101"]].concat();
    bench.assert_refused(&slow, "plan.slow: it was not ready after 1 seconds of work");
    let run =
        bench.run(&[&config[..], &["send", "0991123", "plan.two", "--from", "2101"]].concat());
    assert_eq!(
        (run.code, run.out.as_str()),
        (Some(0), "job 1: 2 pages to 0991123 from 2101\n"),
        "{run:?}"
    );
    let run = bench.run(&[&config[..], &["convert", "plan.two", "-o", "look.pdf"]].concat());
    assert_eq!((run.code, run.out.as_str()), (Some(0), "look.pdf: 2 pages\n"), "{run:?}");
}

#[test]
fn nothing_is_sent_by_settings_that_are_wrong() {
    let bench = Bench::new();
    bench.file("note.txt", "Guten Tag");
    let settings = bench.file("gateway.toml", "[convert]\npage_seconds = 0\n");
    let words =
        ["--config", settings.to_str().unwrap(), "send", "0991123", "note.txt", "--from", "2101"];
    bench.assert_refused(&words, "gateway.toml:2: [convert] page_seconds: 0 is no number");
}
