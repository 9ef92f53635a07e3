//! The floor below all settings: a table of `gateway.toml` is read by rows, one for each
//! key.
//!
//! A row ([`Key`]) says a key's name, type, limits, default and help. What reads the file,
//! what says that a value is wrong, and the sample that administrators start from are made
//! of the rows of the room that uses the settings; the text of one key stands nowhere else.
//!
//! Read in this order: this file (a row), `section` (a table of the file), `problem` (what
//! is wrong, with its line), `words` (texts that several rooms read).

mod problem;
mod section;
mod words;

use std::ops::RangeInclusive;
use std::path::PathBuf;

pub use problem::Problem;
pub(crate) use problem::Problems;
pub(crate) use section::{Bounded, Said, Section, plain_text};
pub(crate) use words::{Unfit, host, mailbox};

/// The upper limit of numbers that have none of their own.
pub(crate) const UNBOUNDED: u32 = 100_000_000;

/// A key of the settings `S`.
pub(crate) struct Key<S: 'static> {
    /// As it is written in the file.
    pub(crate) name: &'static str,
    /// The value that holds without the key, as it would be written. Empty: what holds then
    /// cannot be written.
    pub(crate) default: &'static str,
    /// What its value is, and where it goes.
    pub(crate) kind: Kind<S>,
    /// What it is for, in words for the administrator.
    pub(crate) help: &'static str,
}

/// A word that a value may be, and what it does.
pub(crate) type Word<S> = (&'static str, fn(&mut S));

/// What a key's value is, and where it goes.
pub(crate) enum Kind<S: 'static> {
    /// `true` or `false`.
    Flag(fn(&mut S, bool)),
    /// A whole number within these limits.
    Number(RangeInclusive<u32>, fn(&mut S, Bounded)),
    /// One of these words, in whatever letters, with or without quotation marks.
    Choice(&'static [Word<S>]),
    /// Words in quotation marks.
    Text(fn(&mut S, &Said<'_, '_, '_>)),
    /// A password, which no message shows.
    Secret(fn(&mut S, Secret)),
    /// A path; an empty one is none.
    Path(fn(&mut S, Option<PathBuf>)),
    /// A list of texts; one text is a list of one.
    List(fn(&mut S, &Said<'_, '_, '_>)),
}

/// A row without its settings: what the sample and the reference show of it.
pub(crate) struct Row {
    /// The key's name.
    pub(crate) name: &'static str,
    /// The value that holds without the key.
    pub(crate) default: &'static str,
    /// The key's help.
    pub(crate) help: &'static str,
    /// What its value may be.
    pub(crate) values: Values,
}

/// What a value may be.
pub(crate) enum Values {
    /// A whole number within these limits.
    Number(RangeInclusive<u32>),
    /// One of these words.
    Words(Vec<&'static str>),
    /// Whatever these words say.
    Other(&'static str),
}

impl Values {
    /// The limits of a number, where somebody may meet them.
    pub(crate) fn limits(&self) -> Option<String> {
        match self {
            Self::Number(range) if *range.end() < UNBOUNDED => {
                Some(format!("{} to {}", range.start(), range.end()))
            }
            _ => None,
        }
    }
}

impl<S> Kind<S> {
    fn values(&self) -> Values {
        match self {
            Self::Flag(_) => Values::Words(vec!["true", "false"]),
            Self::Number(range, _) => Values::Number(range.clone()),
            Self::Choice(words) => Values::Words(words.iter().map(|(word, _)| *word).collect()),
            Self::Text(_) => Values::Other("text"),
            Self::Secret(_) => Values::Other("password"),
            Self::Path(_) => Values::Other("path"),
            Self::List(_) => Values::Other("list of texts"),
        }
    }
}

/// The rows of some keys, in their order.
pub(crate) fn rows<S: 'static>(keys: &[Key<S>]) -> Vec<Row> {
    keys.iter()
        .map(|key| Row {
            name: key.name,
            default: key.default,
            help: key.help,
            values: key.kind.values(),
        })
        .collect()
}

/// A password, plain or hashed, that no log shows.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(pub String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("…")
    }
}
