//! A table of the file, key by key: what is wrong is noted with its line, and the rest is
//! read on, so that all of it is told at once.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::RangeInclusive;
use std::path::PathBuf;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Problem, Secret};
use ferrofax_basics::value::distance;

/// All that is wrong so far.
pub(super) struct Problems<'t> {
    text: &'t str,
    found: RefCell<Vec<Problem>>,
    /// What is in order and will hardly do what is meant.
    doubted: RefCell<Vec<Problem>>,
}

/// A table, and which of its keys were asked for: others are unknown.
pub(super) struct Section<'s, 't> {
    /// As people write it: `[mail]`, `[[user]] alice`.
    pub(super) name: String,
    /// Where it begins.
    at: usize,
    table: &'s DeTable<'t>,
    problems: &'s Problems<'t>,
    known: RefCell<BTreeSet<String>>,
}

/// A value and where it stands.
type Value<'t> = Spanned<DeValue<'t>>;

impl<'t> Problems<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        Self { text, found: RefCell::default(), doubted: RefCell::default() }
    }

    /// Notes a problem at this octet of the text.
    pub(super) fn note(&self, at: usize, key: impl Into<String>, text: impl Into<String>) {
        self.found.borrow_mut().push(self.problem(at, key, text));
    }

    fn problem(&self, at: usize, key: impl Into<String>, text: impl Into<String>) -> Problem {
        let before = self.text.as_bytes().get(..at).unwrap_or(self.text.as_bytes());
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        Problem { line, key: key.into(), text: text.into() }
    }

    /// What is wrong, and what is doubted, each in the order of its lines.
    pub(super) fn into_inner(self) -> (Vec<Problem>, Vec<Problem>) {
        let (mut found, mut doubted) = (self.found.into_inner(), self.doubted.into_inner());
        found.sort_by_key(|problem| problem.line);
        doubted.sort_by_key(|problem| problem.line);
        (found, doubted)
    }
}

impl<'s, 't> Section<'s, 't> {
    pub(super) fn new(
        name: &str,
        at: usize,
        table: &'s DeTable<'t>,
        problems: &'s Problems<'t>,
    ) -> Self {
        Self { name: name.to_owned(), at, table, problems, known: RefCell::default() }
    }

    /// Notes a problem with this key; with the table itself, if it does not have the key.
    pub(super) fn wrong(&self, key: &str, text: impl Into<String>) {
        let at = self.table.get(key).map_or(self.at, |value| value.span().start);
        self.problems.note(at, self.path(key), text);
    }

    /// Warns of this key, which is in order.
    pub(super) fn doubt(&self, key: &str, text: impl Into<String>) {
        let at = self.table.get(key).map_or(self.at, |value| value.span().start);
        self.problems
            .doubted
            .borrow_mut()
            .push(self.problems.problem(at, self.path(key), text));
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// `true` and `false`.
    pub(super) fn flag(&self, key: &str, into: &mut bool) {
        match self.value(key).map(Spanned::get_ref) {
            None => {}
            Some(DeValue::Boolean(value)) => *into = *value,
            Some(other) => self.wrong(key, format!("{} is neither true nor false", shown(other))),
        }
    }

    /// A whole number in this range.
    pub(super) fn number<T>(&self, key: &str, range: RangeInclusive<u32>, into: &mut T)
    where
        T: From<Bounded>,
    {
        let Some(value) = self.value(key).map(Spanned::get_ref) else { return };
        let read = match value {
            DeValue::Integer(number) => u32::from_str_radix(number.as_str(), number.radix()).ok(),
            _ => None,
        };
        match read.filter(|number| range.contains(number)) {
            Some(number) => *into = T::from(Bounded(number)),
            None => {
                let (least, most) = range.into_inner();
                self.wrong(key, format!("{} is no number from {least} to {most}", shown(value)));
            }
        }
    }

    /// Words in quotation marks.
    pub(super) fn text(&self, key: &str) -> Option<String> {
        match self.value(key).map(Spanned::get_ref)? {
            DeValue::String(text) => Some(text.clone().into_owned()),
            other => {
                self.wrong(
                    key,
                    format!("{} is not a text; it would stand in quotation marks", shown(other)),
                );
                None
            }
        }
    }

    /// A password, which no message shows.
    pub(super) fn secret(&self, key: &str) -> Option<Secret> {
        match self.value(key).map(Spanned::get_ref)? {
            DeValue::String(text) => Some(Secret(text.clone().into_owned())),
            _ => {
                self.wrong(key, "it is not a text; it would stand in quotation marks");
                None
            }
        }
    }

    /// A path; an empty one is none.
    pub(super) fn path_of(&self, key: &str, into: &mut Option<PathBuf>) {
        if let Some(text) = self.text(key) {
            *into = (!text.is_empty()).then(|| PathBuf::from(text));
        }
    }

    /// One of some words.
    pub(super) fn choice<T: Copy>(&self, key: &str, words: &[(&str, T)], into: &mut T) {
        let Some(value) = self.value(key).map(Spanned::get_ref) else { return };
        let said = plain(value);
        match words.iter().find(|(word, _)| word.eq_ignore_ascii_case(&said)) {
            Some((_, found)) => *into = *found,
            None => {
                let words: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
                self.wrong(key, format!("{} is none of {}", shown(value), words.join(", ")));
            }
        }
    }

    /// What a text says, read by `read`, which says what would be right.
    pub(super) fn parsed<T>(
        &self,
        key: &str,
        into: &mut T,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) {
        let Some(text) = self.text(key) else { return };
        match read(&text) {
            Ok(value) => *into = value,
            Err(why) => self.wrong(key, why),
        }
    }

    /// A list of texts; one text is a list of one.
    pub(super) fn texts(&self, key: &str, into: &mut Vec<String>) {
        self.list(key, into, |text| Ok(text.to_owned()));
    }

    /// A list whose entries are read by `read`, which says what would be right.
    pub(super) fn list<T>(
        &self,
        key: &str,
        into: &mut Vec<T>,
        read: impl Fn(&str) -> Result<T, String>,
    ) {
        let Some(value) = self.value(key) else { return };
        let one;
        let entries: &[Value<'t>] = match value.get_ref() {
            DeValue::Array(entries) => entries,
            _ => {
                one = [value.clone()];
                &one
            }
        };
        let mut found = Vec::new();
        for entry in entries {
            let read = match entry.get_ref() {
                DeValue::String(text) => read(text),
                other => Err(format!(
                    "{} is not a text; it would stand in quotation marks",
                    shown(other)
                )),
            };
            match read {
                Ok(value) => found.push(value),
                Err(why) => self.problems.note(entry.span().start, self.path(key), why),
            }
        }
        *into = found;
    }

    /// A table in this one.
    pub(super) fn section(&self, key: &str, name: &str) -> Option<Self> {
        let value = self.value(key)?;
        match value.get_ref() {
            DeValue::Table(table) => {
                Some(Self::new(name, value.span().start, table, self.problems))
            }
            other => {
                self.wrong(
                    key,
                    format!("{} is not a table; it would begin with a line {name}", shown(other)),
                );
                None
            }
        }
    }

    /// The tables of `[[key]]`.
    pub(super) fn sections(&self, key: &str) -> Vec<Self> {
        let Some(value) = self.value(key) else { return Vec::new() };
        let DeValue::Array(entries) = value.get_ref() else {
            self.wrong(key, format!("this is one table; each {key} begins with a line [[{key}]]"));
            return Vec::new();
        };
        let mut found = Vec::new();
        for entry in entries {
            match entry.get_ref() {
                DeValue::Table(table) => {
                    found.push(Self::new(
                        &format!("[[{key}]]"),
                        entry.span().start,
                        table,
                        self.problems,
                    ));
                }
                other => self.problems.note(
                    entry.span().start,
                    key,
                    format!(
                        "{} is not a table; each {key} begins with a line [[{key}]]",
                        shown(other)
                    ),
                ),
            }
        }
        found
    }

    /// The tables in this one by their names, whatever they are.
    pub(super) fn named_sections(&self) -> Vec<(String, Self)> {
        let names: Vec<String> =
            self.table.keys().map(|key| key.get_ref().clone().into_owned()).collect();
        let inside = self.name.trim_matches(['[', ']']).to_owned();
        names
            .into_iter()
            .filter_map(|name| {
                let section = self.section(&name, &format!("[{inside}.{name}]"))?;
                Some((name, section))
            })
            .collect()
    }

    /// The keys that nobody has asked for yet; from now on they are known.
    pub(super) fn other_keys(&self) -> Vec<String> {
        let known = self.known.borrow().clone();
        let keys = self.table.keys().map(|key| key.get_ref().clone().into_owned());
        keys.filter(|key| !known.contains(key)).collect()
    }

    /// Notes the keys that nobody asked for.
    pub(super) fn finish(&self) {
        for (key, _) in self.table.iter() {
            let word: &str = key.get_ref();
            let known = self.known.borrow();
            if known.contains(word) {
                continue;
            }
            let nearest = known.iter().map(|known| (distance(word, known), known)).min();
            let text = match nearest.filter(|(apart, known)| *apart <= 1 + known.len() / 3) {
                Some((_, near)) => format!("unknown; is '{near}' meant?"),
                None => format!(
                    "unknown; {} are known",
                    known.iter().cloned().collect::<Vec<_>>().join(", ")
                ),
            };
            self.problems.note(key.span().start, self.path(word), text);
        }
    }

    fn value(&self, key: &str) -> Option<&'s Value<'t>> {
        self.known.borrow_mut().insert(key.to_owned());
        self.table.get(key)
    }

    fn path(&self, key: &str) -> String {
        if self.name.is_empty() { key.to_owned() } else { format!("{} {key}", self.name) }
    }
}

/// A number that a range has bounded.
#[derive(Clone, Copy)]
pub(super) struct Bounded(u32);

impl From<Bounded> for u32 {
    fn from(number: Bounded) -> Self {
        number.0
    }
}

impl From<Bounded> for u64 {
    fn from(number: Bounded) -> Self {
        Self::from(number.0)
    }
}

impl From<Bounded> for usize {
    fn from(number: Bounded) -> Self {
        // No machine of ours has fewer bits.
        Self::try_from(number.0).unwrap_or(Self::MAX)
    }
}

impl From<Bounded> for Option<u32> {
    fn from(number: Bounded) -> Self {
        Some(number.0)
    }
}

/// A value as a word, for those that may stand with or without quotation marks.
fn plain(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => text.clone().into_owned(),
        DeValue::Integer(number) => number.to_string(),
        DeValue::Float(number) => number.to_string(),
        DeValue::Boolean(value) => value.to_string(),
        _ => String::new(),
    }
}

/// A value as people see it in the file. Nothing long, and no password.
fn shown(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => format!("'{text}'"),
        DeValue::Array(_) => "a list".to_owned(),
        DeValue::Table(_) => "a table".to_owned(),
        DeValue::Datetime(date) => date.to_string(),
        other => plain(other),
    }
}
