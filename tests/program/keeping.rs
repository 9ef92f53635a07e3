//! `ferrofax legal-hold`: what is on hold is deleted by nobody, and each step is in the audit log.

use ferrofax::UnixMs;
use ferrofax::spool::{FaxId, NewFax, RefusedCall};
use ferrofax::t30::outcome::Cause;
use serde_json::Value;

use super::bench::{Bench, letter};
use ferrofax_kit::received::{failed, whole};
use ferrofax_kit::spools;

/// A fax without a page that ended when the epoch began.
fn old_fax(bench: &Bench) -> FaxId {
    let new = spools::call("2101", "0991 12345", UnixMs::default());
    let fax = bench.spool.receiving().begin_fax(&new).unwrap();
    bench
        .spool
        .receiving()
        .finish_fax(fax, &failed(Cause::T1Expired, UnixMs(1_000)))
        .unwrap();
    fax
}

fn audited(bench: &Bench) -> Vec<String> {
    let log = std::fs::read_to_string(bench.spool.folder().join("audit.log")).unwrap();
    log.lines().map(str::to_owned).collect()
}

#[test]
fn a_legal_hold_is_placed_listed_and_released() {
    let bench = Bench::new();
    assert_eq!(bench.run(&["legal-hold"]).out, "nothing is on legal hold\n");
    let fax = old_fax(&bench).to_string();
    let place = ["legal-hold", "place", "--why", "case 17", "--device", "2101", "--number"];
    let run = bench.run(&[&place[..], &["+49 991 12345", "--fax", &fax]].concat());
    assert_eq!(run.code, Some(0), "{run:?}");
    assert_eq!(
        run.out,
        "hold 1: nothing of fax 1 is deleted\nhold 2: nothing of number +49 991 12345 is deleted\n\
         hold 3: nothing of device 2101@fax-devices is deleted\non legal hold: 1 received fax and 0 jobs\n"
    );
    for hold in ["1", "2", "3"] {
        let run = bench.run(&["cleanup", "--keep-days", "1"]);
        let kept = "deleted 0 received faxes and 0 jobs, 0 KiB\nkept 1 received fax and 0 jobs on legal hold\n";
        assert_eq!(run.out, kept, "before {hold} is released");
        let run = bench.run(&["legal-hold", "release", hold, "--why", "settled"]);
        assert_eq!(run.code, Some(0), "{run:?}");
    }
    let run = bench.run(&["cleanup", "--keep-days", "1"]);
    assert_eq!(run.out, "deleted 1 received fax and 0 jobs, 0 KiB\n");

    assert_eq!(bench.run(&["legal-hold"]).out, "nothing is on legal hold\n");
    let all = bench.run(&["legal-hold", "--all", "--json"]).out;
    let all: Value = serde_json::from_str(&all).unwrap();
    assert_eq!((&all[1]["number"], &all[1]["why"]), (&"+49 991 12345".into(), &"case 17".into()));
    assert_eq!(all[1]["released"]["why"], "settled");
    let lines = audited(&bench);
    let of = |asked: &str| lines.iter().filter(|line| line.contains(asked)).count();
    assert_eq!((of("\"legal-hold\""), of("\"legal-hold-release\"")), (3, 3), "{lines:#?}");
    for words in ["case 17", "settled", "+49 991 12345", "2101@fax-devices"] {
        assert!(of(words) > 0, "{words}: {lines:#?}");
    }
}

#[test]
fn what_can_not_be_held_or_released_is_said() {
    let bench = Bench::new();
    for (words, says) in [
        (&["place", "--fax", "7", "--why", "x"][..], "there is no fax 7"),
        (&["place", "--job", "7", "--why", "x"], "there is no job 7"),
        (&["place", "--number", "anonymous", "--why", "x"], "holds no digits"),
        (&["place", "--device", "2177", "--why", "x"], "2177"),
        (&["place", "--why", "x"], "--fax"),
        (&["place", "--fax", "7"], "--why"),
        (&["release", "7", "--why", "x"], "there is no legal hold 7"),
    ] {
        let run = bench.run(&[&["legal-hold"], words].concat());
        assert!(run.code == Some(2) && run.err.contains(says), "{words:?}: {run:?}");
    }
    let lines = audited(&bench);
    assert!(lines.iter().all(|line| line.contains("\"granted\":false")), "{lines:#?}");
}

#[test]
fn junk_is_listed_apart_and_goes_to_its_mailboxes_when_it_is_none() {
    let bench = Bench::new();
    assert_eq!(bench.run(&["junk"]).out, "no fax is filed as junk\n");
    let new = NewFax {
        device: "2101@fax-devices".parse().unwrap(),
        mailboxes: vec!["a@example.com".into()],
        calling: "0991 12345".into(),
        mail_without_pages: true,
        ..NewFax::default()
    };
    let fax = bench.spool.receiving().begin_fax(&new).unwrap();
    bench.spool.faxes().file_as_junk(fax, "_0991X.", UnixMs::now()).unwrap();
    bench.spool.receiving().finish_fax(fax, &whole(UnixMs::now())).unwrap();
    let call = RefusedCall { rule: "hidden".into(), at: UnixMs::now(), ..RefusedCall::default() };
    bench.spool.faxes().note_refused(&call).unwrap();
    let run = bench.run(&["junk"]);
    for words in ["RULE", "_0991X.", "0991 12345", "REFUSED", "hidden"] {
        assert!(run.out.contains(words), "{words}: {run:?}");
    }
    let both: Value = serde_json::from_str(&bench.run(&["junk", "--json"]).out).unwrap();
    assert_eq!(
        (&both["faxes"][0]["rule"], &both["refused_calls"][0]["rule"]),
        (&"_0991X.".into(), &"hidden".into())
    );
    assert_eq!(bench.run(&["faxes"]).out, "no faxes\n");

    let id = fax.to_string();
    let run = bench.run(&["junk", "release", &id]);
    assert_eq!(run.out, format!("fax {id} is no junk: it is sent to its mailboxes\n"), "{run:?}");
    assert_eq!(bench.spool.outbox().outbox_of(fax).unwrap().len(), 1);
    assert!(bench.run(&["faxes"]).out.contains("0991 12345"));
    let again = bench.run(&["junk", "release", &id]);
    assert!(again.code == Some(2) && again.err.contains("is not filed as junk"), "{again:?}");
    assert_eq!(bench.run(&["junk", "release", "99"]).code, Some(2));
    let lines = audited(&bench);
    assert_eq!(lines.iter().filter(|line| line.contains("\"not-junk\"")).count(), 3, "{lines:#?}");
}

#[test]
fn all_that_is_of_a_person_is_given_out_as_files() {
    let bench = Bench::new();
    let fax = old_fax(&bench);
    bench.file("letter.pdf", letter(1));
    for number in ["0991 12345", "0991 777"] {
        let run = bench.run(&["send", number, "letter.pdf", "--from", "2101"]);
        assert_eq!(run.code, Some(0), "{run:?}");
    }
    let (to, again) = (bench.path("out"), bench.path("out-2"));
    let run = bench.run(&["export-person", "+49 991 12345", to.to_str().unwrap()]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.out.ends_with("out: 1 received fax and 1 job\n"), "{run:?}");
    let all = std::fs::read_to_string(to.join("person.json")).unwrap();
    let all: Value = serde_json::from_str(&all).unwrap();
    assert_eq!((&all["faxes"][0]["fax"], &all["faxes"][0]["file"]), (&fax.0.into(), &Value::Null));
    let job = &all["jobs"][0];
    assert_eq!((&job["files"][0], &job["number"]), (&"job-1-1.tif".into(), &"0991 12345".into()));
    assert!(job["history"].as_array().is_some_and(|history| !history.is_empty()), "{job}");
    let copy = std::fs::read(to.join("job-1-1.tif")).unwrap();
    assert_eq!(copy, std::fs::read(&bench.jobs()[0].documents[0].path).unwrap());
    // Another folder each time, and each time a line of the audit log.
    let run = bench.run(&["export-person", "+49 991 12345", to.to_str().unwrap()]);
    assert!(run.code == Some(2) && run.err.contains("new folder"), "{run:?}");
    let run = bench.run(&["export-person", "2101@example.com", again.to_str().unwrap()]);
    assert!(run.out.ends_with("0 received faxes and 2 jobs\n"), "{run:?}");
    assert_eq!(audited(&bench).iter().filter(|line| line.contains("export-person")).count(), 2);
}

#[test]
fn all_that_is_of_a_person_is_erased_but_what_is_on_hold() {
    let bench = Bench::new();
    let (fax, held) = (old_fax(&bench), old_fax(&bench));
    bench.file("letter.pdf", letter(1));
    for _ in 0..2 {
        let words = ["send", "0991 12345", "letter.pdf", "--from", "2101", "--report", "never"];
        assert_eq!(bench.run(&words).code, Some(0));
    }
    bench.run(&["cancel", "1"]);
    let hold = ["legal-hold", "place", "--fax", &held.to_string(), "--why", "case 17"];
    assert_eq!(bench.run(&hold).code, Some(0));
    let run = bench.run(&["erase-person", "+49 991 12345", "--why", "asked for"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.out.starts_with("deleted 1 received fax and 1 job\nNot searched: "), "{run:?}");
    assert!(run.err.contains(&format!("fax {held} is on legal hold")), "{run:?}");
    assert!(run.err.contains("job 2 has not ended"), "{run:?}");
    assert!(bench.spool.faxes().fax(fax).is_err() && bench.spool.faxes().fax(held).is_ok());
    assert_eq!(bench.jobs().len(), 1);
    let deletions: Vec<String> = audited(&bench)
        .into_iter()
        .filter(|line| line.contains("\"deletion\""))
        .collect();
    assert_eq!(deletions.len(), 2, "{deletions:#?}");
    for line in &deletions {
        assert!(
            line.contains("erased for a person, by ") && line.contains(": asked for"),
            "{line}"
        );
        assert!(!line.contains("12345"), "{line}");
    }
}

/// Notes that Ferrofax last read the machine's clock this many days ago, by the clock as it is now.
fn last_read(bench: &Bench, days: i64) {
    let at = UnixMs::now() - days * 86_400_000;
    let database = rusqlite::Connection::open(bench.spool.folder().join("spool.db")).unwrap();
    let note = "INSERT INTO clock_readings (one, at) VALUES (1, ?1)
                ON CONFLICT (one) DO UPDATE SET at = excluded.at";
    database.execute(note, [at.0]).unwrap();
}

#[test]
fn a_machine_that_starts_with_a_clock_that_is_days_ahead_deletes_nothing() {
    let bench = Bench::new();
    let fax = old_fax(&bench);
    last_read(&bench, 2);
    // Neither the module nor the service has started yet.
    let run = bench.run(&["cleanup", "--keep-days", "1"]);
    assert_eq!(run.code, Some(2), "{run:?}");
    assert!(run.err.contains("Nothing is deleted"), "{run:?}");
    assert!(bench.spool.faxes().fax(fax).is_ok());
    // The command has noted it, so that the clock is trusted by nobody for an hour.
    assert_eq!(ferrofax_spool::clock_was_put_lately(&bench.spool), Ok(true));
}

#[test]
fn the_clock_of_a_machine_on_which_ferrofax_ran_yesterday_is_trusted() {
    let bench = Bench::new();
    old_fax(&bench);
    last_read(&bench, 0);
    let run = bench.run(&["cleanup", "--keep-days", "1"]);
    assert_eq!(run.out, "deleted 1 received fax and 0 jobs, 0 KiB\n", "{run:?}");
}
