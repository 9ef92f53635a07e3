//! The differences between old and new values, for the audit log.

use std::collections::{BTreeMap, BTreeSet};

/// The greatest number of characters that the audit log shows of an old or a new value.
const LONGEST_VALUE: usize = 200;

/// Writes the names whose values differ as one text, each name with its old and its new value. For
/// a password, the text has only the name.
pub(super) fn between(before: &BTreeMap<&str, String>, after: &BTreeMap<&str, String>) -> String {
    let names: BTreeSet<&str> = before.keys().chain(after.keys()).copied().collect();
    let differs = |name: &&str| before.get(name) != after.get(name);
    let lines: Vec<String> = names
        .into_iter()
        .filter(differs)
        .map(|name| match name {
            "mailpassword" => "mailpassword: changed".to_owned(),
            name => format!("{name}: '{}' -> '{}'", value(before, name), value(after, name)),
        })
        .collect();
    lines.join("; ")
}

fn value(values: &BTreeMap<&str, String>, name: &str) -> String {
    values
        .get(name)
        .map(|value| value.chars().take(LONGEST_VALUE).collect())
        .unwrap_or_default()
}
