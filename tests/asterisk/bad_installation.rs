//! Faults of an installation or an upgrade: the module or `ferrofax check` names each fault in one
//! sentence with its remedy, and the PBX starts and works nevertheless. (Spools of other versions
//! and full disks: `spool_trouble.rs`; devices without a mailbox: `wrong_settings.rs`.)

use std::process::Command;

use rusqlite::Connection;
use serde_json::Value;

use crate::laboratory::{Asterisk, Laboratory, on_each_asterisk, said};
use crate::spool_trouble::takes_calls;

on_each_asterisk!(
    a_module_that_is_not_loaded_is_named,
    a_half_done_upgrade_keeps_what_runs_and_names_what_is_too_old,
);

fn a_module_that_is_not_loaded_is_named(asterisk: Asterisk) {
    let lab = Laboratory::start("no-module", asterisk);
    let [text, mend] = module_line(&lab);
    assert!(text.starts_with("Ferrofax ") && mend.is_empty(), "{text} {mend}");
    lab.console("module unload app_ferrofax.so");
    let [text, mend] = module_line(&lab);
    assert!(text.starts_with("it is not running") && mend.contains("module load"), "{text} {mend}");
}

/// Returns what `ferrofax check` says about the module, and its remedy.
fn module_line(lab: &Laboratory) -> [String; 2] {
    let mut check = Command::new(env!("CARGO_BIN_EXE_ferrofax"));
    check.env("FERROFAX_SPOOL", lab.of("ours").join("fax"));
    check.args(["check", "--json"]);
    let told = check.output().expect("it runs");
    let told: Value = serde_json::from_slice(&told.stdout).expect("it is JSON");
    let mut findings = told["findings"].as_array().expect("a list").iter();
    let module = findings.find(|finding| finding["what"] == "module").expect("its line");
    ["text", "mend"].map(|key| module[key].as_str().unwrap_or_default().to_owned())
}

/// A newer program has migrated the spool, and the old module still runs. The module continues. If
/// the old module is loaded again, or an old program is started, they say what to do.
fn a_half_done_upgrade_keeps_what_runs_and_names_what_is_too_old(asterisk: Asterisk) {
    let lab = Laboratory::start("half-upgrade", asterisk);
    let spool = lab.of("ours").join("fax");
    let database = Connection::open(spool.join("spool.db")).expect("there is one");
    let own: i64 = database
        .query_row("PRAGMA user_version", [], |row| row.get(0))
        .expect("a version");
    let newer =
        format!("CREATE TABLE of_tomorrow (id INTEGER); PRAGMA user_version = {};", own + 1);
    database.execute_batch(&newer).expect("it can be written");
    takes_calls(&lab);

    let before = lab.log().len();
    lab.restart("ours");
    let words = [&*(own + 1).to_string(), "of one release", "install the newer one of both"];
    let log = lab.log();
    let complaint = log[before..].lines().find(|line| line.contains("ERROR["));
    assert!(
        complaint.is_some_and(|line| words.iter().all(|word| line.contains(word))),
        "{complaint:?}"
    );
    let report = lab.call("call", &["--do", "silence"]);
    assert_eq!(report.said("connected"), "no", "{report:?}");
    for word in ["check", "serve", "jobs"] {
        let mut program = Command::new(env!("CARGO_BIN_EXE_ferrofax"));
        let done = program.env("FERROFAX_SPOOL", &spool).arg(word).output().expect("it runs");
        let text = said(&done);
        assert!(!done.status.success() && words.iter().all(|word| text.contains(word)), "{text}");
    }

    // A newer module would use the spool as it is.
    let back = format!("DROP TABLE of_tomorrow; PRAGMA user_version = {own};");
    database.execute_batch(&back).expect("it can be written");
    takes_calls(&lab);
}
