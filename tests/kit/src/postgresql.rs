//! A server of PostgreSQL for a test, where there is one on this machine.

use std::process::Command;

use crate::programs::{skip, top};

/// The address of a server's schema for this test, by this name. None: it was run again beneath a
/// server of its own, or there is none.
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
        code => assert_eq!(code, Some(0), "{test} beneath a server"),
    }
    None
}
