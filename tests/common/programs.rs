//! Programs of others that a test works with, where they are installed; and tests that
//! show nothing on this machine.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Debian's own Python, which Debian's packages are for, whatever else is called so.
pub(crate) const PYTHON: &str = "/usr/bin/python3";

/// Whether a program is there. Where it is not, the test is noted as skipped.
pub(crate) fn is_there(program: &str) -> bool {
    let found = std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())
        .any(|dir| dir.join(program).is_file());
    if !found {
        skip(&format!("{program} is not installed"));
    }
    found
}

/// What `lab tools test` has put into the laboratory's folder under this name. Without it the
/// test is noted as skipped.
pub(crate) fn in_lab(name: &str) -> Option<PathBuf> {
    let ours = Path::new(env!("CARGO_MANIFEST_DIR"));
    let top = ours.ancestors().find(|dir| dir.join("tests/asterisk/lab").is_file());
    let beside = || top.expect("each crate is in the tree").join("lab");
    let found = std::env::var_os("FERROFAX_LAB").map_or_else(beside, PathBuf::from).join(name);
    if !found.exists() {
        skip(&format!("{name} is not installed (tests/asterisk/lab tools test)"));
        return None;
    }
    Some(found)
}

/// Whether [`PYTHON`] has the library that reads OpenMetrics. Where it has not, the test is
/// noted as skipped.
pub(crate) fn python_reads_metrics() -> bool {
    let imported = Command::new(PYTHON)
        .args(["-c", "import prometheus_client.openmetrics"])
        .output();
    let has_it = imported.is_ok_and(|done| done.status.success());
    if !has_it {
        skip("python3 has no prometheus_client (python3-prometheus-client)");
    }
    has_it
}

/// The name of the test that runs.
pub(crate) fn test_name() -> String {
    // Under nextest each test has a process of its own, whose thread may be the main one.
    let name = std::env::var("NEXTEST_TEST_NAME").ok();
    name.or_else(|| std::thread::current().name().map(str::to_owned))
        .unwrap_or_default()
}

/// Notes that this test shows nothing here, and why. `make check` lists such tests by
/// name at its end.
pub(crate) fn skip(why: &str) {
    let test = test_name();
    eprintln!("{test} is skipped: {why}");
    let executable = std::env::var("NEXTEST_BINARY_ID").unwrap_or_else(|_| "tests".into());
    let executable = executable.replace("::", ".").replace('/', ".");
    let folder = kept().join("skipped").join(executable);
    let noted = fs::create_dir_all(&folder)
        .and_then(|()| fs::write(folder.join(test.replace("::", ".")), format!("{test}: {why}\n")));
    noted.expect("cargo's folder for tests can be written");
}

/// Cargo's folder for what tests keep. It is not told to the tests inside of a crate, whose
/// executables lie in a folder of the one beside it.
fn kept() -> PathBuf {
    let beside = || {
        let executable = std::env::current_exe().expect("we run");
        executable.ancestors().nth(3).expect("target/debug/deps").join("tmp")
    };
    option_env!("CARGO_TARGET_TMPDIR").map_or_else(beside, |told| Path::new(told).to_owned())
}
