//! The log of calls in HylaFAX's form, as the program at work writes it.

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::thread::sleep;
use std::time::Duration;

use ferrofax::UnixMs;
use ferrofax::spool::{NewFax, Spool};
use ferrofax::t30::outcome::Cause;

use crate::bench::{Bench, Serving};
use ferrofax_kit::received::failed;
use ferrofax_kit::spools;

fn comes(spool: &Spool, calling: &str) {
    let new = NewFax { called: "2101".into(), ..spools::call("2101", calling, UnixMs::now()) };
    let fax = spool.receiving().begin_fax(&new).unwrap();
    spool
        .receiving()
        .finish_fax(fax, &failed(Cause::T1Expired, UnixMs::now()))
        .unwrap();
}

/// The numbers that called, line by line, once there are so many.
fn callers(log: &Path, lines: usize) -> Vec<String> {
    for _ in 0..1500 {
        let text = fs::read_to_string(log).unwrap_or_default();
        if text.lines().count() >= lines {
            let of = |line: &str| line.split('\t').nth(15).unwrap().to_owned();
            return text.lines().map(of).collect();
        }
        sleep(Duration::from_millis(20));
    }
    panic!("the log has no {lines} lines");
}

#[test]
fn each_call_is_told_once_whatever_becomes_of_the_program() {
    let bench = Bench::new();
    let (log, told) = (bench.path("xferfaxlog"), bench.spool.folder().join("xferfaxlog.told"));
    let settings =
        format!("[drop]\nenabled = false\n[hylafax]\nxferfaxlog = '{}'\n", log.display());
    let settings = bench.file("gateway.toml", settings);
    let serve = || {
        let mut command = bench.command();
        command.arg("--config").arg(&settings).arg("serve").stderr(Stdio::null());
        Serving(command.spawn().unwrap())
    };
    comes(&bench.spool, "before");
    let serving = serve();
    for _ in 0..1500 {
        if told.exists() {
            break;
        }
        sleep(Duration::from_millis(20));
    }
    comes(&bench.spool, "1");
    assert_eq!(callers(&log, 1), ["\"1\""]);
    // It is killed, and while nobody tells it another fax comes.
    drop(serving);
    comes(&bench.spool, "2");
    let _serving = serve();
    assert_eq!(callers(&log, 2), ["\"1\"", "\"2\""]);
    comes(&bench.spool, "3");
    assert_eq!(callers(&log, 3), ["\"1\"", "\"2\"", "\"3\""]);
}
