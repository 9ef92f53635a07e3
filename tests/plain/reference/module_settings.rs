//! The reference of ferrofax.conf, from its sample, which a test holds to what the module
//! knows; and from what the module answers to a wrong value.

use ferrofax::service::Settings;
use ferrofax::service::config::RawConfig;

use super::markdown::{Page, escaped};
use crate::files::read;

/// Settings with the text above them.
#[derive(Default)]
struct Entry {
    prose: String,
    /// Words in columns.
    columns: String,
    /// Each with its default, and with the remark behind it.
    keys: Vec<(String, String, String)>,
}

pub(super) fn page() -> String {
    let mut page = Page::new(
        "ferrofax.conf: settings of the Ferrofax module",
        "`asterisk-conf/ferrofax.conf.sample`",
    );
    let sample = read("asterisk-conf/ferrofax.conf.sample");
    let (mut entry, mut is_class) = (Entry::default(), false);
    for line in sample.lines().chain([""]) {
        let bare = line.strip_prefix(';').unwrap_or(line);
        match bare.chars().next() {
            Some(' ') if bare.trim().starts_with("---") => {
                end(&mut entry, &mut page, is_class);
                let heading = bare.trim_matches(|c| matches!(c, '-' | ' '));
                if !heading.is_empty() {
                    page.heading(2, heading);
                }
            }
            Some(' ') => {
                if !entry.keys.is_empty() {
                    end(&mut entry, &mut page, is_class);
                }
                take_prose(&mut entry, bare);
            }
            Some('[') => {
                is_class = bare != "[general]";
                if is_class {
                    entry.columns += &format!("{bare}\n");
                }
            }
            Some(c) if c != ';' && is_class => entry.columns += &format!("{bare}\n"),
            Some(c) if c != ';' => take_key(&mut entry, bare),
            _ => end(&mut entry, &mut page, is_class),
        }
    }
    page.text()
}

fn take_prose(entry: &mut Entry, line: &str) {
    if line.starts_with("  ") || line.trim().contains("   ") {
        entry.columns += &format!("{}\n", line.trim());
    } else {
        entry.prose += line;
    }
}

fn take_key(entry: &mut Entry, line: &str) {
    let (option, remark) = match line.split_once(" ;") {
        Some((option, remark)) => (option, remark.trim()),
        None => (line, ""),
    };
    let (name, value) = option.split_once('=').unwrap_or((option, ""));
    entry
        .keys
        .push((name.trim().to_owned(), value.trim().to_owned(), remark.to_owned()));
}

/// Writes an entry down, and begins another one.
fn end(entry: &mut Entry, page: &mut Page, is_class: bool) {
    let Entry { prose, columns, keys } = std::mem::take(entry);
    if is_class && columns.is_empty() {
        page.say(&escaped(&prose));
        return;
    }
    if !keys.is_empty() {
        let names: Vec<&str> = keys.iter().map(|(name, ..)| name.as_str()).collect();
        let heading = match names.as_slice() {
            // Five names are too many for a heading.
            [first, _, _, _, .., last] => format!("{first} to {last}"),
            names => names.join(", "),
        };
        page.heading(3, &heading);
    }
    page.say(&escaped(&prose));
    if !columns.is_empty() {
        page.block(&columns);
    }
    let rows: Vec<Vec<String>> = keys
        .iter()
        .map(|(name, value, remark)| {
            let default = if value.is_empty() { "empty".to_owned() } else { format!("`{value}`") };
            vec![format!("`{name}`"), default, values_of(name), escaped(remark)]
        })
        .collect();
    page.table(&["Setting", "Default", "Values", "Meaning"], &rows);
}

/// What the module says would be right where a setting is wrong.
fn values_of(name: &str) -> String {
    let text = format!("[general]\n{name} = ?\n");
    let (_, complaints) = Settings::read(&RawConfig::parse("ferrofax.conf", &text));
    let Some(complaint) = complaints.first() else { return String::new() };
    let text = complaint.text.as_str();
    if text.contains("neither yes nor no") {
        return "`yes`, `no`".to_owned();
    }
    for (before, form) in
        [("is not one of ", ""), ("is none of ", ""), ("is not a number from ", "number ")]
    {
        if let Some((_, right)) = text.split_once(before) {
            return escaped(&format!(
                "{form}{}",
                right.replace("from ", "").replace(" and ", ", ")
            ));
        }
    }
    String::new()
}
