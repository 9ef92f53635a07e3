//! The pages in docs/reference, made of the tables that the code works by.
//!
//! `make reference` writes them; a test holds each to what the code prints.

mod api;
mod asterisk;
mod command_line;
mod markdown;
mod module_settings;
mod service_settings;

use std::fs;
use std::path::Path;

pub(crate) use asterisk::console_commands;

use crate::files::{TOP, files};

const FOLDER: &str = "docs/reference";

/// All pages, each with its name.
fn pages() -> [(&'static str, String); 9] {
    [
        ("ferrofax.conf.md", module_settings::page()),
        ("gateway.toml.md", service_settings::page()),
        ("device-options.md", asterisk::device_options()),
        ("dialplan.md", asterisk::dialplan()),
        ("ami.md", asterisk::ami()),
        ("console.md", asterisk::console()),
        ("ferrofax.md", command_line::page()),
        ("faxerror.md", asterisk::error_words()),
        ("api.md", api::page()),
    ]
}

/// `reference`: writes all pages.
pub(crate) fn write() {
    let folder = Path::new(TOP).join(FOLDER);
    fs::create_dir_all(&folder).expect("the repository can be written");
    for (name, text) in pages() {
        fs::write(folder.join(name), text).expect("the repository can be written");
    }
}

/// The test: the pages are what the code prints, and there are no others.
pub(crate) fn is_as_the_code_prints_it() {
    let pages = pages();
    for (name, made) in &pages {
        let written =
            fs::read_to_string(Path::new(TOP).join(FOLDER).join(name)).unwrap_or_default();
        let first = made.lines().zip(written.lines()).find(|(made, written)| made != written);
        assert!(
            *made == written,
            "{FOLDER}/{name} is out of date, from {first:?} on. `make reference` writes it again."
        );
    }
    let known: Vec<String> = pages.iter().map(|(name, _)| format!("{FOLDER}/{name}")).collect();
    let others: Vec<String> =
        files(FOLDER, "md").into_iter().filter(|file| !known.contains(file)).collect();
    assert!(others.is_empty(), "no code prints {others:?}");
}
