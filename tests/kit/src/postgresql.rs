//! A PostgreSQL server for a test, if PostgreSQL is installed on this machine.

use std::process::Command;

use crate::programs::{skip, top};

/// Returns the address of a schema for this test. If no server runs, this function runs the test
/// again with a server of its own, and returns None. It also returns None if PostgreSQL is not
/// installed.
pub fn server(test: &str, schema: &str) -> Option<String> {
    if let Ok(server) = std::env::var("FERROFAX_TEST_STORE") {
        return Some(format!("{server}?schema={schema}_{}", std::process::id()));
    }
    let done = Command::new(top().join("tests/postgresql"))
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture", "--include-ignored"])
        .status()
        .unwrap();
    match done.code() {
        Some(77) => skip("PostgreSQL is not installed"),
        code => assert_eq!(code, Some(0), "{test} failed on a PostgreSQL server"),
    }
    None
}
