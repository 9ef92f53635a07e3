//! The README answers a newcomer within a minute: it is short, its pictures are there, in light and
//! dark and small, and it names the service and its settings.

use std::fs;
use std::path::{Path, PathBuf};

const README: &str = include_str!("../../README.md");
const QUICK_START: &str = include_str!("../../docs/quick-start.md");

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
