//! Programs that tests need, and the tests that are skipped because such a program is not
//! installed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};

/// Debian's own Python, for which Debian's packages are. Another Python may come first in PATH.
pub const PYTHON: &str = "/usr/bin/python3";

/// Returns whether a program is installed. If not, notes the test as skipped.
pub fn is_there(program: &str) -> bool {
    let found = std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())
        .any(|dir| dir.join(program).is_file());
    if !found {
        skip(&format!("{program} is not installed"));
    }
    found
}

/// Returns the folder with this name that `lab tools test` has installed in the laboratory's
/// folder. If it is missing, notes the test as skipped.
pub fn in_lab(name: &str) -> Option<PathBuf> {
    let beside = || top().join("lab");
    let found = std::env::var_os("FERROFAX_LAB").map_or_else(beside, PathBuf::from).join(name);
    if !found.exists() {
        skip(&format!("{name} is not installed (tests/asterisk/lab tools test)"));
        return None;
    }
    Some(found)
}

/// Returns whether [`PYTHON`] has the library that reads OpenMetrics. If not, notes the test as
/// skipped.
pub fn python_reads_metrics() -> bool {
    let imported = Command::new(PYTHON)
        .args(["-c", "import prometheus_client.openmetrics"])
        .output();
    let has_it = imported.is_ok_and(|done| done.status.success());
    if !has_it {
        skip("python3 has no prometheus_client (python3-prometheus-client)");
    }
    has_it
}

/// A process that is killed when this value is dropped.
pub struct Running(pub Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Returns the name of the running test.
pub fn test_name() -> String {
    // With nextest, each test has a process of its own, and may run in the main thread, which has
    // no test name.
    let name = std::env::var("NEXTEST_TEST_NAME").ok();
    name.or_else(|| std::thread::current().name().map(str::to_owned))
        .unwrap_or_default()
}

/// Notes that this test is skipped, and why. `make check` lists the skipped tests at its end.
pub fn skip(why: &str) {
    let test = test_name();
    eprintln!("{test} is skipped: {why}");
    let executable = std::env::var("NEXTEST_BINARY_ID").unwrap_or_else(|_| "tests".into());
    let executable = executable.replace("::", ".").replace('/', ".");
    let folder = kept().join("skipped").join(executable);
    let noted = fs::create_dir_all(&folder)
        .and_then(|()| fs::write(folder.join(test.replace("::", ".")), format!("{test}: {why}\n")));
    noted.expect("cargo's folder for tests can be written");
}

/// The root folder of the source tree.
pub fn top() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../.."))
}

/// Cargo's folder for the files that tests keep (`target/tmp`).
pub fn kept() -> PathBuf {
    beside_executable(3).join("tmp")
}

/// The `ferrofax` program, which Cargo builds before the tests of the root package.
///
/// # Panics
/// If the program was not built.
pub fn ferrofax() -> PathBuf {
    let program = beside_executable(2).join("ferrofax");
    // `tests/check` looks for this text in a test executable, to see whether the tests run the program.
    assert!(program.is_file(), "the ferrofax program is not built: no {}", program.display());
    program
}

/// Returns the folder `levels` levels above the running test executable (`target/debug/deps/…`).
fn beside_executable(levels: usize) -> PathBuf {
    let executable = std::env::current_exe().expect("a running process has an executable");
    executable.ancestors().nth(levels).expect("target/debug/deps").to_owned()
}
