//! Stories that people live at the page, each told in a real browser: Debian's Chromium,
//! driven by Playwright. `stories/` has them, one a file, told by mouse, by keyboard alone,
//! and without script. Whatever happens in them, the console stays silent, and nothing is
//! fetched from elsewhere.
//!
//! Pictures of every page lie in `screens` of cargo's folder for tests
//! (`target/tmp/screens`), by language and look; those of what failed in `screens/failed`.

mod house;

use std::io::{BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::programs;
use house::House;

/// The driver's Python, where `lab tools test` has installed it.
fn python() -> Option<PathBuf> {
    let ours = Path::new(env!("CARGO_MANIFEST_DIR"));
    let lab = std::env::var_os("FERROFAX_LAB").map_or_else(|| ours.join("lab"), PathBuf::from);
    let python = lab.join("browser/bin/python");
    if !programs::is_there("chromium") {
        return None;
    }
    if !python.is_file() {
        programs::skip("Playwright is not installed (tests/asterisk/lab tools test)");
        return None;
    }
    Some(python)
}

/// One of the scripts here, if there is a browser and what drives it. It reads what it is
/// told as its first line.
pub(crate) fn script(name: &str) -> Option<Command> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/web/browser");
    let mut command = Command::new(python()?);
    command
        .arg(here.join(name))
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .stdin(Stdio::piped());
    Some(command)
}

/// Adds to what a script is told where all is.
pub(crate) fn tell(told: &mut Value, to: SocketAddr) {
    told["address"] = format!("http://{to}").into();
    told["chromium"] = chromium().to_str().unwrap().into();
    told["screens"] = concat!(env!("CARGO_TARGET_TMPDIR"), "/screens").into();
}

/// Runs a script in a house that is served.
fn run(name: &str, words: &[&str]) {
    let Some(mut script) = script(name) else { return };
    let house = House::new();
    let serving = house.rig.serve();
    let mut told = house.told();
    tell(&mut told, serving.addresses[0]);
    let mut child = script.args(words).stdout(Stdio::piped()).spawn().unwrap();
    let (mut says, hears) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    writeln!(says, "{told}").unwrap();
    // What the script prints is to happen in the house; then it goes on.
    for deed in BufReader::new(hears).lines() {
        house.has(&deed.unwrap());
        writeln!(says, "done").unwrap();
    }
    let ended = child.wait().unwrap();
    assert!(ended.success(), "{name} {words:?}: see above; the server said: {}", serving.said());
}

fn chromium() -> PathBuf {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&folders).map(|folder| folder.join("chromium"));
    found
        .into_iter()
        .find(|program| program.is_file())
        .expect("it was there just now")
}

/// A test for each way in which a story is told.
macro_rules! stories {
    ($($story:ident: $($name:ident $hand:literal),+;)+) => {$(
        mod $story {
            $(#[test]
            fn $name() {
                super::run("run.py", &[stringify!($story), $hand]);
            })+
        }
    )+};
}

stories! {
    login: by_mouse "mouse", by_keyboard "keyboard", without_script "without-script";
    received_read: by_mouse "mouse", by_keyboard "keyboard", without_script "without-script";
    received_shared: by_mouse "mouse", by_keyboard "keyboard";
    received_passed_on: by_mouse "mouse", by_keyboard "keyboard";
    sent_new: by_mouse "mouse", by_keyboard "keyboard", without_script "without-script";
    sent_number: by_mouse "mouse", by_keyboard "keyboard";
    account: by_mouse "mouse", by_keyboard "keyboard";
    keys: by_mouse "mouse", by_keyboard "keyboard";
    live: by_mouse "mouse";
    documents: by_mouse "mouse", by_keyboard "keyboard";
}

#[test]
fn every_page_looks_well_in_english() {
    run("looks.py", &["en"]);
}

#[test]
fn every_page_looks_well_in_german() {
    run("looks.py", &["de"]);
}
