//! A spool that cannot be used: the module names the fault, rejects calls whose faxes it could not
//! store, and works again as soon as the spool does.

use std::fs;
use std::os::unix::fs::symlink;
use std::process::Command;

use rusqlite::Connection;

use crate::laboratory::{Asterisk, Laboratory, on_each_asterisk};
use crate::watching::eventually;

on_each_asterisk!(on_16_by_wish: a_spool_that_cannot_be_used_is_named_and_calls_are_refused_until_it_can);

fn a_spool_that_cannot_be_used_is_named_and_calls_are_refused_until_it_can(asterisk: Asterisk) {
    let lab = Laboratory::start("spool-trouble", asterisk);
    let spool = lab.of("ours").join("fax");
    let away = lab.of("ours").join("fax-away");
    let database_away = lab.of("ours").join("database-away");
    let database = spool.join("spool.db");
    let version = |version: i64| {
        let connection = Connection::open(&database).expect("there is one");
        connection.pragma_update(None, "user_version", version).expect("it can be set");
    };
    let own: i64 = Connection::open(&database)
        .and_then(|connection| connection.query_row("PRAGMA user_version", [], |row| row.get(0)))
        .expect("a version");
    takes_calls(&lab);

    // A database of a newer Ferrofax.
    let unload = || drop(lab.console("module unload app_ferrofax.so"));
    unload();
    version(own + 90);
    refuses_calls(&lab, &["spool.db", &(own + 90).to_string(), &own.to_string()]);
    version(own);
    takes_calls(&lab);

    // A file in place of the folder.
    unload();
    fs::rename(&spool, &away).expect("they are in one folder");
    fs::write(&spool, "").expect("a file");
    refuses_calls(&lab, &["ours/fax"]);
    // The folder is restored in one step: the module tries each second, and would create a folder
    // if there is none.
    let link = lab.of("ours").join("fax-link");
    symlink("fax-away", &link).expect("they are in one folder");
    fs::rename(&link, &spool).expect("they are in one folder");
    takes_calls(&lab);

    // A read-only disk.
    unload();
    mount(&lab, "ro,size=1m");
    refuses_calls(&lab, &["ours/fax", "Read-only"]);
    unmount(&lab);
    takes_calls(&lab);

    // A full disk.
    unload();
    mount(&lab, "size=64k");
    refuses_calls(&lab, &["ours/fax", "no space left", "when there is space"]);
    unmount(&lab);
    takes_calls(&lab);

    // A damaged database.
    unload();
    fs::rename(&database, &database_away).expect("they are on one disk");
    let _ = fs::remove_file(spool.join("spool.db-wal"));
    let _ = fs::remove_file(spool.join("spool.db-shm"));
    fs::write(&database, vec![b'x'; 9000]).expect("a file");
    refuses_calls(&lab, &["spool.db", "not a database"]);
    fs::rename(&database_away, &database).expect("they are on one disk");
    takes_calls(&lab);
}

/// Loads the module, and checks that it rejects calls and logs these words.
pub fn refuses_calls(lab: &Laboratory, words: &[&str]) {
    let before = lab.log().len();
    lab.console("module load app_ferrofax.so");
    assert!(lab.console("module show like app_ferrofax").contains("1 modules loaded"), "{words:?}");
    let log = lab.log();
    let error = log[before..].lines().find(|line| line.contains("ERROR["));
    let error = error.unwrap_or_else(|| panic!("nothing was logged about {words:?}"));
    println!("{error}");
    assert!(words.iter().all(|word| error.contains(word)), "{words:?} in {error}");
    let report = lab.call("call", &["--do", "silence"]);
    assert_eq!(report.said("connected"), "no", "{words:?}: {report:?}");
    let log = lab.log();
    let refused = log[before..].lines().find(|line| line.contains("call refused: "));
    assert!(
        refused.is_some_and(|line| words.iter().all(|word| line.contains(word))),
        "{words:?} in {refused:?}"
    );
    assert!(lab.console("ferrofax show faxes").contains("can't be used"), "{words:?}");
}

pub fn takes_calls(lab: &Laboratory) {
    let world = || fs::read_to_string(lab.of("world").join("log/full")).unwrap_or_default();
    let (before, before_there) = (lab.log().len(), world().len());
    let report = lab.call("call", &["--do", "silence", "--hangup-after", "1"]);
    let is_taken = report.said("connected") == "yes";
    let (ours, there) = (lab.log(), world());
    assert!(
        is_taken,
        "{report:?}; meanwhile: {}\nat the caller: {}",
        &ours[before..],
        &there[before_there..]
    );
    eventually("the call is over", 20, || {
        lab.console("ferrofax show calls").contains("\n0 of ").then_some(())
    });
}

/// Mounts a small file system for the spool, which only the PBXs see.
pub fn mount(lab: &Laboratory, options: &str) {
    let spool = spool_inside(lab);
    inside(lab, &["mount", "-t", "tmpfs", "-o", options, "tmpfs", &spool]);
}

pub fn unmount(lab: &Laboratory) {
    inside(lab, &["umount", &spool_inside(lab)]);
}

/// Returns the path of the spool in the root of our PBX.
fn spool_inside(lab: &Laboratory) -> String {
    format!("{}/lab/ours/fax", lab.told("root_ours"))
}

fn inside(lab: &Laboratory, command: &[&str]) {
    let pid = fs::read_to_string(lab.of("pid")).expect("it runs");
    let done = Command::new("nsenter")
        .args(["--target", pid.trim(), "--mount", "--"])
        .args(command)
        .status();
    assert!(done.expect("nsenter is there").success(), "{command:?}");
}
