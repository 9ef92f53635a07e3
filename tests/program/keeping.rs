//! `ferrofax legal-hold`: what is on hold is deleted by nobody, and each step is in the audit log.

use ferrofax::UnixMs;
use ferrofax::spool::{FaxEnd, FaxId, FaxStatus, NewFax, RefusedCall};
use ferrofax::t30::outcome::{Cause, Outcome, Phase, Status};
use serde_json::Value;

use super::bench::Bench;

/// A fax without a page that ended when the epoch began.
fn old_fax(bench: &Bench) -> FaxId {
    let new = NewFax {
        device: "2101@fax-devices".parse().unwrap(),
        calling: "0991 12345".into(),
        ..NewFax::default()
    };
    let fax = bench.spool.begin_fax(&new).unwrap();
    let end = FaxEnd {
        status: FaxStatus::Failed,
        phase: "B".into(),
        cause: "X".into(),
        text: "It ended.".into(),
        ended_at: UnixMs(1_000),
    };
    bench.spool.finish_fax(fax, &end).unwrap();
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
    let fax = bench.spool.begin_fax(&new).unwrap();
    bench.spool.file_as_junk(fax, "_0991X.", UnixMs::now()).unwrap();
    let end = FaxEnd::of(&Outcome { status: Status::Received, phase: Phase::E, cause: Cause::Ok, pages: 1 }, UnixMs::now());
    bench.spool.finish_fax(fax, &end).unwrap();
    let call = RefusedCall { rule: "hidden".into(), at: UnixMs::now(), ..RefusedCall::default() };
    bench.spool.note_refused(&call).unwrap();
    let run = bench.run(&["junk"]);
    for words in ["RULE", "_0991X.", "0991 12345", "REFUSED", "hidden"] {
        assert!(run.out.contains(words), "{words}: {run:?}");
    }
    let both: Value = serde_json::from_str(&bench.run(&["junk", "--json"]).out).unwrap();
    assert_eq!((&both["faxes"][0]["rule"], &both["refused_calls"][0]["rule"]), (&"_0991X.".into(), &"hidden".into()));
    assert_eq!(bench.run(&["faxes"]).out, "no faxes\n");

    let id = fax.to_string();
    let run = bench.run(&["junk", "release", &id]);
    assert_eq!(run.out, format!("fax {id} is no junk: it goes to its mailboxes\n"), "{run:?}");
    assert_eq!(bench.spool.outbox_of(fax).unwrap().len(), 1);
    assert!(bench.run(&["faxes"]).out.contains("0991 12345"));
    let again = bench.run(&["junk", "release", &id]);
    assert!(again.code == Some(2) && again.err.contains("is not filed as junk"), "{again:?}");
    assert_eq!(bench.run(&["junk", "release", "99"]).code, Some(2));
    let lines = audited(&bench);
    assert_eq!(lines.iter().filter(|line| line.contains("\"not-junk\"")).count(), 3, "{lines:#?}");
}
