//! `ferrofax call`: the records of calls, as administrators work with them.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use ferrofax::spool::{RecordId, RecordOf};
use serde_json::Value;

use super::bench::Bench;
use super::recorded::{self, silent_call as tape};

fn keep(bench: &Bench, session: u32, tape: &[u8]) -> RecordId {
    recorded::keep(&bench.spool, RecordOf::Session(session), tape)
}

#[test]
fn records_are_listed_run_again_and_given_away() {
    let bench = Bench::new();
    assert_eq!(bench.run(&["call", "list"]).out, "no call recordings\n");
    keep(&bench, 7, &tape());
    let run = bench.run(&["call", "list"]);
    assert!(run.out.contains("session 7") && run.out.contains("T1_EXPIRED"), "{}", run.out);
    let listed: Value = serde_json::from_str(&bench.run(&["call", "list", "--json"]).out).unwrap();
    assert_eq!((&listed[0]["session"], &listed[0]["ok"]), (&7.into(), &false.into()));

    let run = bench.run(&["call", "replay", "1"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(
        run.out.contains("The replay equals the recording") && run.out.contains("T1_EXPIRED"),
        "{run:?}"
    );
    let run = bench.run(&["call", "replay", "1", "--with", "modems=v29", "ecm=no"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.out.contains("With modems=v29 ecm=no: failed after"), "{}", run.out);

    let run = bench.run(&["call", "show", "1"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let head = "Record 1, session 7: a call from 0991 7, device 2101@fax-devices, 2026-11-20 ";
    assert!(run.out.starts_with(head), "{}", run.out);
    assert!(run.out.contains("\nCause: ") && run.out.contains("\nChange: "), "{}", run.out);
    assert!(run.out.contains("> DIS up to V.17 14400"), "{}", run.out);
    let shown: Value =
        serde_json::from_str(&bench.run(&["call", "show", "1", "--json"]).out).unwrap();
    assert_eq!((&shown["id"], &shown["role"]), (&"1".into(), &"answering".into()));

    let made = |name: &str| bench.folder.path().join(name).to_str().unwrap().to_owned();
    for (words, name, begin) in [
        (["call", "draw", "1", "-o"], "call.svg", "<svg"),
        (["call", "draw", "1", "-o"], "call.png", "PNG"),
        (["call", "export", "1", "--wav"], "call.wav", "RIFF"),
        (["call", "export", "1", "--json"], "call.json", "{"),
    ] {
        let file = made(name);
        let run = bench.run(&[&words[..], &[&*file]].concat());
        assert_eq!(run.code, Some(0), "{run:?}");
        let octets = fs::read(&file).unwrap();
        assert!(String::from_utf8_lossy(&octets[..20]).contains(begin), "{name}");
    }
    for (what, why) in [
        ("--pcap", "did not use T.38"),
        ("--received", "No page arrived"),
        ("--sent", "No page was to be sent"),
    ] {
        let file = made("nothing");
        bench.assert_refused(&["call", "export", "1", what, &file], why);
        assert!(!std::path::Path::new(&file).exists(), "nothing is left of it");
    }
    let file = made("anonymous");
    let run = bench.run(&["call", "export", "1", "--as-record", &file, "--anonymous"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let run = bench.run(&["call", "show", "--file", &file]);
    assert!(run.code == Some(0) && run.out.contains("made anonymous"), "{run:?}");

    // To another machine, where there is no such spool.
    let file = bench.folder.path().join("given.call.gz");
    let file = file.to_str().unwrap();
    let run = bench.run(&["call", "export", "1", "--as-record", file]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let run = bench.run(&["--spool", "/nowhere", "call", "replay", "--file", file]);
    assert!(run.code == Some(0) && run.out.contains("equals the recording"), "{run:?}");
    let run = bench.run(&["call", "export", "1", "--as-record", file]);
    assert!(run.code == Some(1) && run.err.contains("File exists"), "{run:?}");
}

#[test]
fn what_cannot_be_is_named() {
    let bench = Bench::new();
    bench.assert_refused(&["call", "replay", "4"], "there is no record 4 of a call");
    bench
        .assert_refused(&["call", "show", "--fax", "9"], "there is no record of the call of fax 9");
    keep(&bench, 1, b"no tape");
    keep(&bench, 2, &{
        let mut tape = tape();
        tape[7] = 9;
        tape
    });
    bench.assert_refused(&["call", "replay", "1"], "This is not a call recording");
    bench.assert_refused(&["call", "replay", "2"], "has version 9. This Ferrofax reads version 2");
    keep(&bench, 3, &tape());
    let packed = |name: &str| bench.spool.folder().join("calls").join(name);
    let name = fs::read_dir(packed("")).unwrap().map(|entry| entry.unwrap().file_name());
    let last = name.max().unwrap();
    let path = packed(last.to_str().unwrap());
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o007, 0, "nobody else's");
    let mut octets = fs::read(&path).unwrap();
    let middle = octets.len() / 2;
    octets[middle] ^= 4;
    fs::write(&path, octets).unwrap();
    let run = bench.run(&["call", "replay", "3"]);
    assert!(
        run.code == Some(1) && run.err.contains("the record of the call is damaged"),
        "{run:?}"
    );
    bench.assert_refused(
        &["call", "replay", "1", "--with", "speed=1"],
        "'speed=1' is not a setting",
    );
    bench.assert_refused(&["call", "draw", "1", "-o", "call.gif"], "ends in .svg or .png");
    bench.assert_refused(&["call", "export", "1"], "nothing is wanted");
}
