//! `coverage.txt` beside this names, for each statement of the checklist, the tests that
//! show it: each statement stands there once, each test that is named exists and is run,
//! and what is not shown yet has its reason.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

const LIST: &str = include_str!("coverage.txt");

/// First and last numbers.
type Ranges = &'static [(u32, u32)];

/// The statements: of office machines (S0), of Exchange (S1), of fax servers (S2), of
/// mail servers before them (S3), and of what one of them does (S4). Each with the digits
/// of its numbers and their ranges.
const STATEMENTS: [(&str, usize, Ranges); 5] = [
    ("S0", 2, &[(1, 30)]),
    ("S1", 2, &[(1, 25)]),
    ("S2", 2, &[(1, 22)]),
    ("S3", 2, &[(1, 12)]),
    ("S4", 3, &[(1, 26), (30, 60), (70, 102), (110, 117)]),
];
/// Statements that were put between two others,
const BETWEEN: [&str; 3] = ["S2-22a", "S2-22b", "S3-11a"];
/// and those on the documents, which were added later.
const DOCUMENTS: [&str; 7] = ["S2-25", "S3-14", "S3-15", "S4-118", "S4-119", "S4-120", "S4-121"];

fn statements() -> BTreeSet<String> {
    let ranges = STATEMENTS.iter().flat_map(|(document, digits, ranges)| {
        let numbers = ranges.iter().flat_map(|(first, last)| *first..=*last);
        numbers.map(move |number| format!("{document}-{number:0digits$}"))
    });
    ranges.chain(BETWEEN.into_iter().chain(DOCUMENTS).map(str::to_owned)).collect()
}

/// A statement, the tests that show it, and what is not shown of it.
struct Entry {
    id: &'static str,
    tests: Vec<&'static str>,
    reason: Option<&'static str>,
}

fn entries() -> Vec<Entry> {
    let lines = LIST.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let entries = lines.map(|line| {
        let (id, rest) = line.split_once(": ").unwrap_or_else(|| panic!("no `id: tests`: {line}"));
        let (tests, reason) = ["not yet: ", "no test: "]
            .iter()
            .find_map(|word| rest.split_once(word))
            .map_or((rest, None), |(tests, reason)| (tests.trim_end_matches("; "), Some(reason)));
        Entry { id, tests: tests.split(", ").filter(|test| !test.is_empty()).collect(), reason }
    });
    entries.collect()
}

#[test]
fn each_statement_stands_in_the_list_once() {
    let entries = entries();
    let named: BTreeSet<String> = entries.iter().map(|entry| entry.id.to_owned()).collect();
    assert_eq!(named.len(), entries.len(), "one stands there twice");
    assert_eq!(named, statements());
    assert_eq!(named.len(), 197);
}

#[test]
fn what_no_test_shows_has_its_reason() {
    let without = |entry: &Entry| entry.tests.is_empty() && entry.reason.is_none();
    assert!(!entries().iter().any(|entry| without(entry) || entry.reason == Some("")));
}

#[test]
fn each_test_that_is_named_exists() {
    let mut wrong = Vec::new();
    for Entry { id, tests, .. } in entries() {
        wrong.extend(
            tests
                .iter()
                .filter_map(|test| Some(format!("{id}: {test}: {}", missing(test)?))),
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is wrong with `file::function`. Behind one that is run by wish alone stands in
/// brackets who runs it: `file::function (make endurance)`.
pub(super) fn missing(test: &str) -> Option<&'static str> {
    let (test, run_by) = match test.split_once(" (") {
        Some((test, who)) => (test, who.strip_suffix(')')),
        None => (test, None),
    };
    let Some((file, function)) = test.split_once("::") else { return Some("write file::function") };
    let Ok(source) = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)) else {
        return Some("there is no such file");
    };
    let Some(at) = source.find(&format!("fn {function}(")) else {
        return Some("there is no such function");
    };
    let attributes = attributes_above(&source[..at]);
    let is_listed = source.split(TEST_LIST).skip(1).any(|list| list_names(list, function));
    let is_ignored = attributes.iter().any(|line| line.starts_with("#[ignore"));
    match (attributes.is_empty() && !is_listed, is_ignored, run_by) {
        (true, ..) => Some("it is no test"),
        (_, true, None) => Some("it is not run: say in brackets who runs it"),
        (_, false, Some(_)) => Some("it is run always"),
        _ => None,
    }
}

/// The attributes of the function that begins behind this.
fn attributes_above(source: &str) -> Vec<&str> {
    let lines = source.trim_end().lines().rev().map(str::trim_start);
    lines.take_while(|line| line.starts_with("#[")).collect()
}

/// What makes tests of the functions behind it (`tests/asterisk/laboratory.rs`).
const TEST_LIST: &str = "\non_each_asterisk!";

/// Whether such a list, which a closing bracket ends, has the function among its own.
fn list_names(list: &str, function: &str) -> bool {
    let list = list.split_once(['}', ')', ']']).map_or(list, |(list, _)| list);
    list.split(|c: char| !c.is_alphanumeric() && c != '_')
        .any(|word| word == function)
}

#[test]
fn a_test_that_is_not_there_is_noticed() {
    assert_eq!(missing("tests/package/coverage.rs::a_test_that_is_not_there_is_noticed"), None);
    assert_eq!(missing("tests/package/coverage.rs::nobody"), Some("there is no such function"));
    assert_eq!(missing("tests/package/coverage.rs::missing"), Some("it is no test"));
    assert_eq!(missing("tests/package/nobody.rs::missing"), Some("there is no such file"));
}

#[test]
fn a_test_that_is_run_by_wish_alone_counts_with_a_word_of_it() {
    let killed = "tests/web/killed.rs::an_upload_that_was_answered_is_a_job_once_after_many_kills";
    let not_run = Some("it is not run: say in brackets who runs it");
    assert_eq!(missing(killed), not_run);
    assert_eq!(missing(&format!("{killed} (make endurance)")), None);
    let always = "tests/package/coverage.rs::each_test_that_is_named_exists (somebody)";
    assert_eq!(missing(always), Some("it is run always"));
}
