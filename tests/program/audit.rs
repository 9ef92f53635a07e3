//! `ferrofax audit`: what it says of a log that is whole, of one that was tampered with, and
//! of a hash that was noted.

use std::fs;
use std::io::Write;

use ferrofax::UnixMs;
use ferrofax::spool::audit::{AuditLine, AuditLog};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;

use super::bench::Bench;

/// Three logs with two lines each, as logrotate leaves them.
fn logs(bench: &Bench) {
    let folder = bench.spool.folder();
    let log = AuditLog::open(folder).unwrap();
    for older in ["audit.log.2.gz", "audit.log.1", ""] {
        for number in 0..2 {
            let line = AuditLine::new("submission", true, UnixMs(number));
            log.write(&line.text()).unwrap();
        }
        match older {
            "" => {}
            packed if packed.ends_with("gz") => {
                let file = fs::File::create(folder.join(packed)).unwrap();
                let mut file = GzEncoder::new(file, Compression::default());
                file.write_all(&fs::read(log.path()).unwrap()).unwrap();
                file.finish().unwrap();
                fs::remove_file(log.path()).unwrap();
            }
            moved => fs::rename(log.path(), folder.join(moved)).unwrap(),
        }
    }
}

#[test]
fn a_whole_log_is_told_so_with_what_that_does_not_show() {
    let bench = Bench::new();
    bench.assert_refused(&["audit", "checkpoint"], "the audit log has no line yet");
    logs(&bench);
    let run = bench.run(&["audit", "verify"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.out.starts_with("6 lines hold together\n"), "{}", run.out);
    assert!(run.out.contains("cut off its end"), "{}", run.out);
    let noted = bench.run(&["audit", "checkpoint", "--json"]).out;
    let noted: Value = serde_json::from_str(&noted).unwrap();
    let hash = noted["hash"].as_str().unwrap();
    assert_eq!(noted["seq"], 6);
    let run = bench.run(&["audit", "verify", "--expect", hash]);
    assert!(run.code == Some(0) && run.out.contains("line 6 has the hash"), "{run:?}");
    let run = bench.run(&["audit", "verify", "--expect", &"0".repeat(64)]);
    assert!(run.code == Some(1) && run.out.contains("WRONG: no line has the hash"), "{run:?}");
    bench.assert_refused(&["audit", "verify", "--expect", "12"], "'12' is no hash");
}

#[test]
fn the_first_line_that_was_tampered_with_is_named() {
    let bench = Bench::new();
    logs(&bench);
    let path = bench.spool.folder().join("audit.log.1");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replacen("true", "false", 1)).unwrap();
    let run = bench.run(&["audit", "verify", "--json"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    let said: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(
        (&said["well"], &said["lines"], &said["fault"]["line"]),
        (&false.into(), &2.into(), &1.into())
    );
    assert!(said["fault"]["file"].as_str().unwrap().ends_with("audit.log.1"), "{said}");
    // Logs that lie elsewhere are looked through by their names; what is missing is told.
    let last = bench.spool.folder().join("audit.log");
    let run = bench.run(&["audit", "verify", last.to_str().unwrap()]);
    assert!(
        run.code == Some(0) && run.out.contains("lines before line 5 are in older logs"),
        "{run:?}"
    );
    // The last line is cut off, and the head knows of it.
    fs::write(&path, text).unwrap();
    let text = fs::read_to_string(&last).unwrap();
    fs::write(&last, text.split_inclusive('\n').next().unwrap()).unwrap();
    let run = bench.run(&["audit", "verify"]);
    assert!(run.out.contains("after this line, line 6 of the chain was cut off"), "{run:?}");
}
