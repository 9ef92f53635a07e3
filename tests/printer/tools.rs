//! Clients as people have them: CUPS' own tests of printers.

use std::net::SocketAddr;
use std::process::Command;

use crate::SETTINGS;
use crate::programs;
use crate::rig::Rig;

/// The test that fails: it asks for all attributes and wants to get one alone, as its first
/// test of the same file does not.
const KNOWN: [&str; 1] = ["Get-Printer-Attributes (requested-attributes='media-col-database')"];

/// Runs a test file of ipptool: the names of the tests that failed, each once.
fn failed(to: SocketAddr, test: &str) -> Vec<String> {
    let uri = format!("ipp://alice:secret@127.0.0.1:{}/printers/sendfax", to.port());
    let output = Command::new("ipptool")
        .args(["-t", "-I", "-T", "60", &uri, test])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(said.contains("[PASS]"), "{said}{}", String::from_utf8_lossy(&output.stderr));
    let mut names: Vec<String> = said
        .lines()
        .filter_map(|line| Some(line.split_once("[FAIL]")?.0.trim().to_owned()))
        .collect();
    names.sort();
    names.dedup();
    names
}

#[test]
fn ipptool_passes_but_for_what_is_known() {
    if !programs::is_there("ipptool") {
        return;
    }
    let rig = Rig::new(SETTINGS);
    let serving = rig.serve();
    let found = failed(serving.addresses[0], "get-printer-attributes-suite.test");
    assert_eq!(found, KNOWN);
}
