//! Stories that people live at the page, each told in a real browser: Debian's Chromium,
//! without the windows that nobody sees where its headless shell is installed, driven by
//! Playwright. `stories/` has them, one a file, told by mouse, by keyboard alone,
//! and without script, each time in a house of its own and all by one browser. Whatever
//! happens in them, the console stays silent, and nothing is fetched from elsewhere.
//!
//! Pictures of what failed lie in `screens/failed` of cargo's folder for tests (`target/tmp`); those of
//! every page beside it, by language and look, where FERROFAX_SCREENS is set.

mod bare;
mod demo;
mod house;

use std::io::{BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::{openid, programs};
use house::House;

/// One of the scripts here, if there is a browser and what drives it. It reads what it is
/// told as a line.
pub(crate) fn script(name: &str) -> Option<Command> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/web/browser");
    let chromium = chromium()?;
    let mut command = Command::new(programs::in_lab("browser/bin/python")?);
    command
        .arg(here.join(name))
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("CHROMIUM", chromium)
        .stdin(Stdio::piped());
    Some(command)
}

/// Adds to what a script is told where all is.
pub(crate) fn tell(told: &mut Value, to: SocketAddr) {
    told["address"] = format!("http://{to}").into();
    told["screens"] = concat!(env!("CARGO_TARGET_TMPDIR"), "/screens").into();
}

/// Where stories happen: a house that is served.
trait Home {
    /// What is told of it to who is there, besides where all is.
    fn told(&self) -> Value;

    fn address(&self) -> SocketAddr;

    /// Has something happen that a story asks for.
    fn has(&self, deed: &str) {
        panic!("no story has asked for that before: {deed}");
    }

    /// What the server has logged.
    fn said(&self) -> String;
}

/// The usual one.
fn usual() -> Option<Box<dyn Home>> {
    Some(Box::new(House::new().served()))
}

/// The same with records of calls.
fn with_calls() -> Option<Box<dyn Home>> {
    Some(Box::new(House::with_calls().served()))
}

/// Runs a script in so many homes, one after another. Without one there is nothing to show.
fn run(name: &str, words: &[&str], homes: usize, home: fn() -> Option<Box<dyn Home>>) {
    let Some(mut script) = script(name) else { return };
    let mut first = home();
    if first.is_none() {
        return;
    }
    let mut child = script.args(words).stdout(Stdio::piped()).spawn().unwrap();
    let (mut says, hears) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let mut hears = BufReader::new(hears).lines();
    let mut said = String::new();
    for _ in 0..homes {
        let home = first.take().or_else(home).unwrap();
        let mut told = home.told();
        tell(&mut told, home.address());
        // Who has ended does not hear it.
        _ = writeln!(says, "{told}");
        // What the script prints is to happen in the house; then it goes on.
        for deed in hears.by_ref().map_while(Result::ok).take_while(|deed| deed != "told") {
            home.has(&deed);
            _ = writeln!(says, "done");
        }
        said += &home.said();
    }
    let ended = child.wait().unwrap();
    assert!(ended.success(), "{name} {words:?}: see above; the server said: {said}");
}

/// The shell before the whole browser: the same engine without windows takes a third less
/// of the processor.
fn chromium() -> Option<PathBuf> {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let found = ["chromium-headless-shell", "chromium"].into_iter().find_map(|name| {
        let mut places = std::env::split_paths(&folders).map(|folder| folder.join(name));
        places.find(|program| program.is_file())
    });
    if found.is_none() {
        programs::skip("chromium is not installed");
    }
    found
}

/// A house with a provider of logins, if one is installed.
fn with_provider() -> Option<Box<dyn Home>> {
    let house = openid::House::with("fax-RS256", "secret_file = \"SECRET\"\n")?;
    Some(Box::new(house))
}

impl Home for openid::House {
    fn told(&self) -> Value {
        json!({"provider": self.provider_address()})
    }

    fn address(&self) -> SocketAddr {
        self.address()
    }

    fn said(&self) -> String {
        String::new()
    }
}

/// A test for each story, with the hands by which it is told and where it happens.
macro_rules! stories {
    ($($story:ident $hands:literal $home:path;)+) => {$(
        #[test]
        fn $story() {
            let hands: Vec<&str> = $hands.split(' ').collect();
            run("run.py", &[&[stringify!($story)], &hands[..]].concat(), hands.len(), $home);
        }
    )+};
}

stories! {
    login "mouse keyboard without-script" usual;
    openid "mouse keyboard without-script" with_provider;
    received_read "mouse keyboard without-script" usual;
    received_shared "mouse keyboard" usual;
    received_passed_on "mouse keyboard" usual;
    lists "mouse keyboard without-script" usual;
    shortcuts "mouse" usual;
    sent_new "mouse keyboard without-script" usual;
    sent_number "mouse keyboard" usual;
    sent_fetched "mouse keyboard without-script" usual;
    recipients "mouse keyboard without-script" usual;
    phone "mouse" usual;
    preview "mouse keyboard without-script" usual;
    documents "mouse keyboard" usual;
    book "mouse keyboard without-script" usual;
    account "mouse keyboard" usual;
    passkeys "mouse keyboard" usual;
    keys "mouse keyboard" usual;
    webhooks "mouse keyboard without-script" usual;
    live "mouse" usual;
    administration "mouse keyboard without-script" usual;
    administration_mails "mouse keyboard" usual;
    calls "mouse keyboard without-script" with_calls;
}

#[test]
fn every_page_looks_well_in_english() {
    run("looks.py", &["en", "PAGES"], 1, usual);
}

#[test]
fn every_page_looks_well_in_german() {
    run("looks.py", &["de", "PAGES"], 1, usual);
}

#[test]
fn every_page_fits_a_phone_in_the_other_languages() {
    for language in ["fr", "es", "it", "nl", "pl", "pt"] {
        run("looks.py", &[language, "PAGES"], 1, usual);
    }
}

#[test]
fn the_page_before_the_first_start_looks_well() {
    for language in ["en", "de", "fr", "es", "it", "nl", "pl", "pt"] {
        run("looks.py", &[language, "BARE"], 1, bare::bare);
    }
}

#[test]
fn the_pages_on_calls_look_well() {
    run("looks.py", &["en", "CALLS"], 1, with_calls);
    run("looks.py", &["de", "CALLS"], 1, with_calls);
}

#[test]
#[ignore = "it replaces the pictures of the documents: make pictures"]
fn pictures_of_the_documents_and_of_calls() {
    run("pictures.py", &[], 1, demo::demo);
    demo::pack_pictures();
}
