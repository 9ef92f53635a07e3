//! Each row of docs/limits.md names a limit, and `limits.txt` beside this file names the
//! tests that show it: no row without a test, no test for a row that is not there.

use std::collections::BTreeSet;

use super::coverage::missing;

const PAGE: &str = include_str!("../../docs/limits.md");
const LIST: &str = include_str!("limits.txt");

/// The first cell of each row of the page's tables, without their heads.
fn rows() -> BTreeSet<&'static str> {
    let cells = PAGE.lines().filter_map(|line| line.strip_prefix("| ")?.split(" | ").next());
    cells.filter(|cell| *cell != "limit" && !cell.starts_with("---")).collect()
}

/// The rows of the list, each with its tests.
fn listed() -> Vec<(&'static str, Vec<&'static str>)> {
    let lines = LIST.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let entry = |line: &'static str| {
        let (row, tests) =
            line.split_once(": ").unwrap_or_else(|| panic!("no `row: tests`: {line}"));
        (row, tests.split(", ").collect())
    };
    lines.map(entry).collect()
}

#[test]
fn each_limit_has_its_tests() {
    let named: BTreeSet<&str> = listed().iter().map(|(row, _)| *row).collect();
    assert_eq!(named.len(), listed().len(), "a row is listed twice");
    assert_eq!(named, rows());
}

#[test]
fn each_test_of_a_limit_exists() {
    let tests = listed()
        .into_iter()
        .flat_map(|(row, tests)| tests.into_iter().map(move |test| (row, test)));
    let wrong = tests.filter_map(|(row, test)| Some(format!("{row}: {test}: {}", missing(test)?)));
    let wrong: Vec<String> = wrong.collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
