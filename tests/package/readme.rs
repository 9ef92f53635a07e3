//! The README answers a newcomer within a minute: it is short, its pictures are there, in light and
//! dark and small, it names the service and its settings, and its commands are those of the quick
//! start. Its drawing, and the page on mail rules, leave nothing out.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

const README: &str = include_str!("../../README.md");
const QUICK_START: &str = include_str!("../../docs/quick-start.md");

const MAIL_RULES: &str = include_str!("../../docs/mail-rules.md");
const DRAWING: &str = include_str!("../../docs/pictures/deployment.svg");
/// What adds headers to mails with received faxes, and to reports.
const HEADERS: [&str; 2] = [
    include_str!("../../crates/delivery/src/headers.rs"),
    include_str!("../../crates/delivery/src/report/headers.rs"),
];

const MOST_LINES: usize = 120;
const LARGEST_PICTURE: u64 = 150_000;

fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// What stands between quotation marks behind these words.
fn quoted<'t>(text: &'t str, before: &'t str) -> impl Iterator<Item = &'t str> {
    text.split(before).skip(1).filter_map(|rest| Some(rest.split_once('"')?.0))
}

#[test]
fn the_readme_is_short() {
    let lines = README.lines().count();
    assert!(lines <= MOST_LINES, "{lines} lines");
}

#[test]
fn each_picture_of_the_readme_is_there_in_light_and_dark() {
    let light: Vec<&str> = quoted(README, "src=\"").collect();
    let dark: Vec<&str> = quoted(README, "srcset=\"").collect();
    assert!(light.len() >= 2, "{light:?}");
    let as_dark: Vec<String> = light.iter().map(|name| name.replace("-light", "-dark")).collect();
    assert_eq!(dark, as_dark);
    for name in light.iter().chain(&dark) {
        assert!(top().join(name).is_file(), "{name}");
    }
}

#[test]
fn pictures_of_the_documents_are_small() {
    let files = fs::read_dir(top().join("docs/pictures")).expect("it is there").flatten();
    let files: Vec<PathBuf> = files.map(|entry| entry.path()).collect();
    assert!(files.len() >= 7, "{files:?}");
    for file in files {
        let size = fs::metadata(&file).expect("it is there").len();
        assert!(size <= LARGEST_PICTURE, "{} has {size} bytes", file.display());
    }
}

#[test]
fn who_starts_learns_of_the_service_and_its_settings() {
    for page in [README, QUICK_START] {
        for word in
            ["ferrofax serve", "/etc/ferrofax/gateway.toml", "systemctl enable --now ferrofax"]
        {
            assert!(page.contains(word), "{word}");
        }
    }
}

/// The lines that people copy.
fn code(page: &str) -> BTreeSet<&str> {
    page.lines().filter(|line| line.starts_with("    ")).map(str::trim).collect()
}

/// A test runs those (`tests/asterisk/packages.rs`), but for the two that build and install packages.
#[test]
fn commands_of_the_readme_are_those_of_the_quick_start() {
    let quick_start = code(QUICK_START);
    let other = code(README).into_iter().filter(|line| !quick_start.contains(line));
    let built = [
        "apt install ./target/deb/ferrofax-asterisk_*.deb ./target/deb/ferrofax_*.deb",
        "make deb",
    ];
    assert_eq!(other.collect::<Vec<_>>(), built);
}

#[test]
fn the_drawing_of_a_deployment_has_all_its_neighbours() {
    for name in [
        "app_ferrofax.so",
        "Spool",
        "ferrofax serve",
        "trunk",
        "Fax machines",
        "Mail relay",
        "Mail server",
        "Office machines",
        "Browsers",
        "Printers",
        "LDAP",
        "Shared database",
        "Programs",
        "Desktops",
    ] {
        assert!(DRAWING.contains(name), "{name}");
    }
    assert!(DRAWING.contains("prefers-color-scheme: dark"));
}

#[test]
fn each_header_of_our_mails_is_named_for_rules() {
    let headers: BTreeSet<&str> = HEADERS
        .into_iter()
        .flat_map(|source| quoted(source, "add(headers, \""))
        .collect();
    assert!(headers.len() >= 20, "{headers:?}");
    let missing: Vec<_> = headers
        .iter()
        .filter(|name| !MAIL_RULES.contains(&format!("`{name}`")))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}
