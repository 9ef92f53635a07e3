//! Which texts are judged together.

use std::path::Path;

use crate::files::{files, files_of, read};
use crate::text::{Kind, Piece};
use crate::{markdown, rust};

/// The folders of the product's crates, each with the name of its group of doc comments.
const CRATES: [(&str, &str); 24] = [
    ("crates/program/src", "comments-program"),
    ("crates/network/src", "comments-network"),
    ("crates/rights/src", "comments-rights"),
    ("crates/proof/src", "comments-proof"),
    ("crates/mail/src", "comments-mail"),
    ("crates/node/src", "comments-node"),
    ("crates/desk/src", "comments-desk"),
    ("crates/listeners/src", "comments-listeners"),
    ("crates/web/src", "comments-web"),
    ("crates/delivery/src", "comments-delivery"),
    ("crates/gateway-toml/src", "comments-gateway-toml"),
    ("crates/confine/src", "comments-confine"),
    ("crates/convert/src", "comments-convert"),
    ("crates/reading/src", "comments-reading"),
    ("src", "comments-src"),
    ("crates/store/src", "comments-store"),
    ("crates/spool/src", "comments-spool"),
    ("crates/cluster/src", "comments-cluster"),
    ("crates/basics/src", "comments-basics"),
    ("crates/document/src", "comments-document"),
    ("crates/recorder/src", "comments-recorder"),
    ("crates/ground/src", "comments-ground"),
    ("crates/signal/src", "comments-signal"),
    ("crates/engine/src", "comments-engine"),
];

/// Crates of which doc comments are drawn.
const DRAWN: [&str; 15] = [
    "crates/program/src",
    "crates/network/src",
    "crates/rights/src",
    "crates/proof/src",
    "crates/mail/src",
    "crates/node/src",
    "crates/desk/src",
    "crates/listeners/src",
    "crates/web/src",
    "crates/confine/src",
    "crates/convert/src",
    "crates/reading/src",
    "crates/gateway-toml/src",
    "crates/delivery/src",
    "src",
];

/// Texts that are judged together.
pub(crate) struct Group {
    pub(crate) name: &'static str,
    pub(crate) pieces: Vec<Piece>,
}

/// Every group there is.
pub(crate) fn all() -> Vec<Group> {
    let mut all = documents();
    all.push(Group { name: "help", pieces: help() });
    all.push(Group { name: "samples", pieces: samples() });
    all.push(Group { name: "console", pieces: console() });
    all.push(Group { name: "interface", pieces: interface() });
    all.push(Group { name: "messages", pieces: messages() });
    all.extend(CRATES.map(|(folder, name)| {
        let files = rust_files(folder).into_iter();
        let pieces = files.flat_map(|file| rust::comments(&file, &read(&file)));
        Group { name, pieces: pieces.flatten().collect() }
    }));
    all
}

/// README, docs, CONTRIBUTING and what is new in CHANGELOG.
pub(crate) fn documents() -> Vec<Group> {
    let page = |file: &String| markdown::pieces(file, 1, &read(file));
    let (internals, rest): (Vec<String>, Vec<String>) = pages_of_docs()
        .into_iter()
        .partition(|file| file.starts_with("docs/internals/"));
    let (reference, docs): (Vec<String>, Vec<String>) =
        rest.into_iter().partition(|file| file.starts_with("docs/reference/"));
    let groups = [
        ("readme", vec!["README.md".to_owned()]),
        ("docs", docs),
        ("internals", internals),
        ("reference", reference),
        ("contributing", vec!["CONTRIBUTING.md".to_owned()]),
    ];
    let mut groups: Vec<Group> = groups
        .into_iter()
        .map(|(name, files)| Group { name, pieces: files.iter().flat_map(page).collect() })
        .collect();
    let changes = newest_section(&read("CHANGELOG.md"));
    let pieces = markdown::pieces("CHANGELOG.md", 1, &changes);
    groups.push(Group { name: "changelog", pieces });
    groups
}

/// The pages below docs, without the book's table of contents.
fn pages_of_docs() -> Vec<String> {
    let mut pages = files("docs", "md");
    pages.retain(|file| file != "docs/SUMMARY.md");
    pages
}

/// The doc comments of which some are drawn: each a comment with all its pieces.
pub(crate) fn drawn_comments() -> Vec<Vec<Piece>> {
    let files = DRAWN.iter().flat_map(|folder| rust_files(folder));
    files.flat_map(|file| rust::comments(&file, &read(&file))).collect()
}

/// CHANGELOG down to the end of its first version.
fn newest_section(text: &str) -> String {
    let mut headings = text.match_indices("\n## ").map(|(at, _)| at);
    let end = headings.nth(1).unwrap_or(text.len());
    text[..end].to_owned()
}

/// What `ferrofax --help` prints, and the help of each command.
fn help() -> Vec<Piece> {
    let mut found = Vec::new();
    let mut command = ferrofax_program::cli::command_line();
    command.build();
    of_command(&command, "ferrofax", &mut found);
    found
}

macro_rules! say {
    ($found:expr, $place:expr, $($text:expr),+) => {
        for text in [$($text.map(ToString::to_string)),+].into_iter().flatten() {
            for paragraph in text.split("\n\n") {
                $found.push(Piece::new(&$place, 0, Kind::Prose, paragraph));
            }
        }
    };
}

fn of_command(command: &clap::Command, name: &str, found: &mut Vec<Piece>) {
    let place = format!("{name} --help");
    let about = command.get_long_about().or_else(|| command.get_about());
    say!(found, place, about, command.get_after_help());
    for option in command.get_arguments().filter(|option| !option.is_hide_set()) {
        if !option.is_global_set() || name == "ferrofax" {
            let place = format!("{place}, {}", option.get_id());
            say!(found, place, option.get_long_help().or_else(|| option.get_help()));
        }
    }
    let commands = command.get_subcommands();
    for inner in commands.filter(|inner| !inner.is_hide_set() && inner.get_name() != "help") {
        of_command(inner, &format!("{name} {}", inner.get_name()), found);
    }
}

/// The comments in the samples of both files of settings.
fn samples() -> Vec<Piece> {
    let gateway = of_sample("asterisk-conf/gateway.toml.sample", '#');
    let module = of_sample("asterisk-conf/ferrofax.conf.sample", ';');
    gateway.into_iter().chain(module).collect()
}

/// Prose is a comment with one blank behind its mark; keys and columns are none.
fn of_sample(file: &str, mark: char) -> Vec<Piece> {
    let mut found = Vec::new();
    let mut open: Option<(usize, String)> = None;
    let text = read(file);
    for (at, line) in text.lines().chain([""]).enumerate() {
        let prose = line.strip_prefix(mark).and_then(|line| line.strip_prefix(' '));
        match prose.filter(|prose| !prose.starts_with([' ', '-']) && !prose.contains("   ")) {
            Some(prose) => {
                let (_, text) = open.get_or_insert_with(|| (at + 1, String::new()));
                text.push_str(prose);
                text.push(' ');
            }
            None => found
                .extend(open.take().map(|(line, text)| Piece::new(file, line, Kind::Prose, &text))),
        }
    }
    found
}

/// What Asterisk's console shows of applications, the function, actions and events.
fn console() -> Vec<Piece> {
    let file = "asterisk-conf/documentation/ferrofax-en_US.xml";
    let text = read(file);
    let options = roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
    let document =
        roxmltree::Document::parse_with_options(&text, options).expect("it is well formed");
    let prose = document
        .descendants()
        .filter(|node| node.has_tag_name("para") || node.has_tag_name("synopsis"));
    let piece = |node: roxmltree::Node<'_, '_>| {
        let texts = node.descendants().filter(roxmltree::Node::is_text);
        let words: String = texts.filter_map(|node| node.text()).collect();
        let line = document.text_pos_at(node.range().start).row as usize;
        Piece::new(file, line, Kind::Prose, &words)
    };
    prose.map(piece).collect()
}

/// The English words of web interface, mails and reports: files of texts by languages.
fn interface() -> Vec<Piece> {
    let mut found = Vec::new();
    for file in english_texts() {
        let text = read(&file);
        if file.ends_with(".rs") {
            for rust::Words { line, text, .. } in rust::read(&text).strings {
                found.push(Piece::new(&file, line, label_or_prose(&text), &text));
            }
            continue;
        }
        for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.starts_with('#')) {
            let words = message_of(line);
            found.push(Piece::new(&file, at + 1, label_or_prose(&words), &words));
        }
    }
    found
}

/// The words of a line of a Fluent file: a value in braces is one word, and a form for one or
/// several is a text of its own.
fn message_of(line: &str) -> String {
    let words = line.split_once(" = ").map_or(line, |(_, words)| words).trim();
    let words = match words.split_once("] ") {
        Some((form, words)) if form.starts_with(['[', '*']) => words,
        _ => words,
    };
    if words.ends_with("->") { String::new() } else { words.replace("{ ", "`").replace(" }", "`") }
}

/// Labels are no sentences.
fn label_or_prose(words: &str) -> Kind {
    if words.trim_end().ends_with(['.', '!', '?']) { Kind::Prose } else { Kind::Short }
}

/// Files named `en` among texts in several languages.
fn english_texts() -> Vec<String> {
    let files = files_of("crates", |_| true).into_iter();
    files
        .filter(|file| {
            let path = Path::new(file);
            let stem = path.file_stem().and_then(|stem| stem.to_str());
            let is_english =
                stem == Some("en") || path.parent().is_some_and(|folder| folder.ends_with("en"));
            let is_text = path.extension().is_some_and(|kind| kind == "rs" || kind == "ftl");
            is_english && is_text
        })
        .collect()
}

/// Sentences in strings of the code: refusals, log lines, reasons.
fn messages() -> Vec<Piece> {
    let files = CRATES.iter().flat_map(|(folder, _)| rust_files(folder));
    let english = english_texts();
    files
        .filter(|file| !english.contains(file) && !is_translation(file))
        .flat_map(|file| rust::messages(&file, &read(&file)))
        .collect()
}

/// Whether a file has texts in another language, or those that older versions stored.
fn is_translation(file: &str) -> bool {
    if file.starts_with("crates/spool/src/event/old") {
        return true;
    }
    let stem = Path::new(file).file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    stem.ends_with("_de")
}

/// The sources of a crate, less its tests.
fn rust_files(folder: &str) -> Vec<String> {
    let is_test = |file: &String| {
        file.ends_with("/tests.rs") || file.ends_with("_tests.rs") || file.contains("/tests/")
    };
    let mut files = files(folder, "rs");
    files.retain(|file| !is_test(file));
    files
}
