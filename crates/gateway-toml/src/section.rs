//! Reads a table of gateway.toml, key by key. After an error, which is recorded with its line,
//! reading continues, so that all errors are reported at once.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::convert::Infallible;
use std::fmt::{self, Display, Formatter};
use std::ops::RangeInclusive;
use std::path::PathBuf;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::problem::Problems;
use super::{Key, Kind, Secret};
use ferrofax_basics::value::distance;

/// A table of gateway.toml, with the keys that were read so far. All other keys are reported as
/// unknown at the end.
pub struct Section<'s, 't> {
    /// The table's name as it is written in gateway.toml, for example `[mail]` or `[[user]] alice`.
    name: String,
    /// The byte position at which the table begins in gateway.toml.
    at: usize,
    table: &'s DeTable<'t>,
    problems: &'s Problems<'t>,
    known: RefCell<BTreeSet<String>>,
}

/// A value of a setting that was renamed: the key, the old name of the value, and its present name.
type Renamed = (&'static str, &'static str, &'static str);

/// The values of settings that had another name in older versions, each with its key, its old name
/// and its present name.
const RENAMED: &[Renamed] = &[("role", "desk", "operator")];

/// A value in gateway.toml, with its position in the file.
type Value<'t> = Spanned<DeValue<'t>>;

impl<'s, 't> Section<'s, 't> {
    pub(super) fn new(
        name: &str,
        at: usize,
        table: &'s DeTable<'t>,
        problems: &'s Problems<'t>,
    ) -> Self {
        Self { name: name.to_owned(), at, table, problems, known: RefCell::default() }
    }

    /// Records an error in the value of `key` in this table of gateway.toml. If the table does not
    /// have the key, the error has the line of the table.
    pub fn wrong(&self, key: &str, text: impl ToString) {
        let at = self.table.get(key).map_or(self.at, |value| value.span().start);
        self.problems.note(at, self.path(key), text.to_string());
    }

    /// Records a warning about the value of `key` in this table of gateway.toml.
    pub fn doubt(&self, key: &str, text: impl Into<String>) {
        let at = self.table.get(key).map_or(self.at, |value| value.span().start);
        self.problems.doubt(at, self.path(key), text);
    }

    /// Whether this table of gateway.toml has the key `key`.
    pub fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// Sets the name that error messages use for this table, for example `[[user]] alice`.
    pub fn call(&mut self, name: String) {
        self.name = name;
    }

    /// Reads the values of the keys `keys` of this table into `settings`, and records the errors in
    /// them.
    pub fn read<S: 'static>(&self, keys: &[Key<S>], settings: &mut S) {
        for key in keys {
            let Some(value) = self.value(key.name) else { continue };
            if let Err(text) = self.read_one(key, value, settings) {
                self.wrong(key.name, text);
            }
        }
    }

    /// Reads the value of one key into `settings`.
    ///
    /// # Errors
    /// Returns an error if the value has the wrong type or exceeds its limits.
    fn read_one<S: 'static>(
        &self,
        key: &Key<S>,
        value: &'s Value<'t>,
        settings: &mut S,
    ) -> Result<(), Mistyped> {
        let said = value.get_ref();
        let mistyped = |wants| Err(Mistyped { found: shown(said), wants });
        match (&key.kind, said) {
            (Kind::Flag(put), DeValue::Boolean(flag)) => put(settings, *flag),
            (Kind::Flag(_), _) => return mistyped(Wants::Flag),
            (Kind::Number(range, put), said) => match whole_number(said) {
                Some(number) if range.contains(&number) => put(settings, Bounded(number)),
                _ => return mistyped(Wants::Number(range.clone())),
            },
            // A word may be written without quotation marks, as in `mode = 1`.
            (Kind::Choice(words), said) => {
                let word = self.word_of_today(key.name, plain(said));
                match words.iter().find(|(known, _)| known.eq_ignore_ascii_case(&word)) {
                    Some((_, put)) => put(settings),
                    None => {
                        return mistyped(Wants::Word(
                            words.iter().map(|(word, _)| *word).collect(),
                        ));
                    }
                }
            }
            (Kind::Text(put), DeValue::String(_)) | (Kind::List(put), _) => {
                put(settings, &Said { section: self, key: key.name, value });
            }
            (Kind::Plain(_), DeValue::Array(_) | DeValue::Table(_)) => {
                return mistyped(Wants::Text);
            }
            (Kind::Plain(put), said) => put(settings, &plain(said)),
            (Kind::Secret(put), DeValue::String(text)) => put(settings, Secret(text.to_string())),
            (Kind::Secret(_), _) => {
                return Err(Mistyped { found: "it".into(), wants: Wants::Text });
            }
            (Kind::Path(put), DeValue::String(text)) => {
                put(settings, (!text.is_empty()).then(|| PathBuf::from(&**text)));
            }
            (Kind::Text(_) | Kind::Path(_), _) => return mistyped(Wants::Text),
        }
        Ok(())
    }

    /// Returns the present name of `word`, a value of the key `key`. `word` may be the name that
    /// the value had in an older version; such a name is accepted with a warning.
    fn word_of_today(&self, key: &str, word: String) -> String {
        let is_it = |(of, old, _): &&Renamed| *of == key && word.eq_ignore_ascii_case(old);
        let Some((_, old, new)) = RENAMED.iter().find(is_it) else { return word };
        self.doubt(key, format!("'{old}' is an old name; write '{new}'"));
        (*new).to_owned()
    }

    /// Reads the value of the key `key`, a text or a list of texts, as a list. The function is for
    /// keys whose names the administrator chooses, such as the MIME types in `[convert]`.
    pub fn texts(&self, key: &str) -> Vec<String> {
        let mut texts = Vec::new();
        if let Some(value) = self.value(key) {
            Said { section: self, key, value }.read(&mut texts, plain_text);
        }
        texts
    }

    /// The table with the key `key` inside this table of gateway.toml; `None` if it is missing.
    /// `name` is the table's name in error messages.
    pub fn section(&self, key: &str, name: &str) -> Option<Self> {
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

    /// If this table of gateway.toml contains a table `[name]`, calls `read` with that table, and
    /// reports the keys of that table that `read` has not read.
    pub fn table(&self, name: &str, read: impl FnOnce(&Self)) {
        if let Some(section) = self.section(name, &format!("[{name}]")) {
            read(&section);
            section.finish();
        }
    }

    /// All tables inside this table of gateway.toml that begin with the line `[[key]]`.
    pub fn sections(&self, key: &str) -> Vec<Self> {
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

    /// All tables inside this table of gateway.toml. Each comes with its name.
    pub fn named_sections(&self) -> Vec<(String, Self)> {
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

    /// The names of those keys of this table of gateway.toml that were not read yet. The calling
    /// function reads them. This function is for tables whose keys the administrator chooses.
    pub fn other_keys(&self) -> Vec<String> {
        let known = self.known.borrow().clone();
        let keys = self.table.keys().map(|key| key.get_ref().clone().into_owned());
        keys.filter(|key| !known.contains(key)).collect()
    }

    /// Reports an error for each key of this table of gateway.toml that no module has read, since
    /// such a key is unknown.
    pub fn finish(&self) {
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

/// The value of a key in gateway.toml: a text, or a list of texts.
pub struct Said<'a, 's, 't> {
    section: &'a Section<'s, 't>,
    key: &'a str,
    value: &'s Value<'t>,
}

impl<'t> Said<'_, '_, 't> {
    /// Parses each text in this value of gateway.toml with `read`, and returns the results. Errors
    /// are recorded; the message of an error says what would be right.
    pub fn each<T, E: Display>(&self, read: impl Fn(&str) -> Result<T, E>) -> Vec<T> {
        let mut found = Vec::new();
        for entry in self.entries() {
            let wrong = match entry.get_ref() {
                DeValue::String(text) => match read(text) {
                    Ok(value) => {
                        found.push(value);
                        continue;
                    }
                    Err(why) => why.to_string(),
                },
                other => Mistyped { found: shown(other), wants: Wants::Text }.to_string(),
            };
            self.section
                .problems
                .note(entry.span().start, self.section.path(self.key), wrong);
        }
        found
    }

    /// Parses each text in this value of gateway.toml with `read`, and stores the list of results
    /// in `into`.
    pub fn read<T, E: Display>(&self, into: &mut Vec<T>, read: impl Fn(&str) -> Result<T, E>) {
        *into = self.each(read);
    }

    /// Parses this value of gateway.toml, which is one text, with `read`, and stores the result in
    /// `into`.
    pub fn read_one<T, E: Display>(&self, into: &mut T, read: impl Fn(&str) -> Result<T, E>) {
        if let Some(value) = self.each(read).pop() {
            *into = value;
        }
    }

    /// The texts in this value as they are written in gateway.toml, without parsing. Empty texts
    /// are left out.
    pub fn texts(&self) -> Vec<String> {
        let texts = self.entries().iter().map(|entry| plain(entry.get_ref()));
        texts.filter(|text| !text.is_empty()).collect()
    }

    fn entries(&self) -> &[Value<'t>] {
        match self.value.get_ref() {
            DeValue::Array(entries) => entries,
            _ => std::slice::from_ref(self.value),
        }
    }
}

/// The parser for a setting that may be any text: returns the text unchanged.
pub fn plain_text(text: &str) -> Result<String, Infallible> {
    Ok(text.to_owned())
}

/// The error for a value in gateway.toml that has another type than its key requires.
#[derive(Debug)]
struct Mistyped {
    found: String,
    wants: Wants,
}

/// The types of values that a key of gateway.toml may require.
#[derive(Debug)]
enum Wants {
    Flag,
    Number(RangeInclusive<u32>),
    Word(Vec<&'static str>),
    Text,
}

impl Display for Mistyped {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { found, wants } = self;
        match wants {
            Wants::Flag => write!(f, "{found} is neither true nor false"),
            Wants::Number(range) => {
                write!(f, "{found} is no number from {} to {}", range.start(), range.end())
            }
            Wants::Word(words) => write!(f, "{found} is none of {}", words.join(", ")),
            Wants::Text => write!(f, "{found} is not a text; it would stand in quotation marks"),
        }
    }
}

/// The value of a key in gateway.toml as an integer; `None` if it is not an integer.
fn whole_number(value: &DeValue<'_>) -> Option<u32> {
    match value {
        DeValue::Integer(number) => u32::from_str_radix(number.as_str(), number.radix()).ok(),
        _ => None,
    }
}

/// A value of gateway.toml: a number that is within the limits of its key.
#[derive(Clone, Copy)]
pub struct Bounded(u32);

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
        // The conversion never fails: all supported machines have at least 32 bits.
        Self::try_from(number.0).unwrap_or(Self::MAX)
    }
}

impl From<Bounded> for Option<u32> {
    fn from(number: Bounded) -> Self {
        Some(number.0)
    }
}

/// The value of a key in gateway.toml as a word. It may be written with or without quotation marks.
fn plain(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => text.clone().into_owned(),
        DeValue::Integer(number) => number.to_string(),
        DeValue::Float(number) => number.to_string(),
        DeValue::Boolean(value) => value.to_string(),
        _ => String::new(),
    }
}

/// The value of a key in gateway.toml, as it is shown in an error message.
fn shown(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => format!("'{text}'"),
        DeValue::Array(_) => "a list".to_owned(),
        DeValue::Table(_) => "a table".to_owned(),
        DeValue::Datetime(date) => date.to_string(),
        other => plain(other),
    }
}
