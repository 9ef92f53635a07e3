//! `coverage.txt` beside this names, for each statement of the checklist about mail-to-fax, the tests that show it: each statement
//! stands there once, and each test that is named exists.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

const LIST: &str = include_str!("coverage.txt");

/// The statements: S0 (office machines), S3 (gateways and mail servers), S4-030 to S4-060 (mail-to-fax).
fn statements() -> BTreeSet<String> {
    let mut all: BTreeSet<String> = (1..=30).map(|number| format!("S0-{number:02}")).collect();
    all.extend((1..=12).map(|number| format!("S3-{number:02}")));
    all.insert("S3-11a".to_owned());
    all.extend((30..=60).map(|number| format!("S4-{number:03}")));
    all
}

/// Each statement with what stands behind it.
fn entries() -> Vec<(&'static str, Vec<&'static str>)> {
    let lines = LIST.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let entries = lines.map(|line| line.split_once(": ").unwrap_or_else(|| panic!("no `id: tests`: {line}")));
    entries.map(|(id, tests)| (id, tests.split(", ").collect())).collect()
}

#[test]
fn each_statement_stands_in_the_list_once() {
    let entries = entries();
    let named: BTreeSet<String> = entries.iter().map(|(id, _)| (*id).to_owned()).collect();
    assert_eq!(named.len(), entries.len(), "one stands there twice");
    assert_eq!(named, statements());
}

#[test]
fn each_test_that_is_named_exists() {
    let mut wrong = Vec::new();
    for (id, tests) in entries() {
        // What cannot be a test has its reason instead.
        if tests[0].starts_with("no test") {
            continue;
        }
        wrong.extend(tests.iter().filter_map(|test| Some(format!("{id}: {test}: {}", missing(test)?))));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is wrong with `file::function`.
fn missing(test: &str) -> Option<&'static str> {
    let Some((file, function)) = test.split_once("::") else { return Some("write file::function") };
    let Ok(source) = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)) else {
        return Some("there is no such file");
    };
    let Some(at) = source.find(&format!("fn {function}(")) else { return Some("there is no such function") };
    let line_above = source[..at].trim_end().lines().last().unwrap_or_default();
    let is_run = line_above.trim_start().starts_with("#[")
        || source.lines().any(|line| line.starts_with("on_each_asterisk!") && line.contains(function));
    (!is_run).then_some("it is no test")
}

#[test]
fn a_test_that_is_not_there_is_noticed() {
    assert_eq!(missing("tests/package/coverage.rs::a_test_that_is_not_there_is_noticed"), None);
    assert_eq!(missing("tests/package/coverage.rs::nobody"), Some("there is no such function"));
    assert_eq!(missing("tests/package/coverage.rs::missing"), Some("it is no test"));
    assert_eq!(missing("tests/package/nobody.rs::missing"), Some("there is no such file"));
}
