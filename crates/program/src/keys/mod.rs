//! The base of all settings: reads a table of `gateway.toml` by rows, with one row for each key.
//!
//! A row ([`Key`]) has a key's name, type, limits, default and help. The rows of a module serve for
//! reading the file, for its error messages, for the sample file and for the reference. The macro
//! [`settings`] makes the rows and the struct of a module's settings, so that all about a key is
//! written only once.
//!
//! Read in this order: this file (a row), `table` (the macro), `section` (a table of the file),
//! `problem` (an error, with its line), `words` (values that several modules read).

mod problem;
mod section;
mod table;
mod words;

use std::ops::RangeInclusive;
use std::path::PathBuf;

pub use problem::Problem;
pub(crate) use problem::Problems;
pub(crate) use section::{Bounded, Said, Section, plain_text};
pub(crate) use table::{megabytes, read_defaults, settings};
pub(crate) use words::{Unfit, host, mailbox};

/// The upper limit of numbers that have no limit of their own.
pub(crate) const UNBOUNDED: u32 = 100_000_000;

/// A row, which describes one key of the settings `S`.
pub(crate) struct Key<S: 'static> {
    /// The key's name in the file.
    pub(crate) name: &'static str,
    /// The default as it would be written in the file; empty if it cannot be written.
    pub(crate) default: &'static str,
    /// The type of the key's value, and the function that stores the value.
    pub(crate) kind: Kind<S>,
    /// A sentence for the administrator on the purpose of the key.
    pub(crate) help: &'static str,
}

/// A permitted word of a key, and the function that stores it.
pub(crate) type Word<S> = (&'static str, fn(&mut S));

/// The type of a key's value, and the function that stores the value.
pub(crate) enum Kind<S: 'static> {
    /// A boolean: `true` or `false`.
    Flag(fn(&mut S, bool)),
    /// An integer within these limits.
    Number(RangeInclusive<u32>, fn(&mut S, Bounded)),
    /// One of these words, in upper or lower case, with or without quotation marks.
    Choice(&'static [Word<S>]),
    /// A text in quotation marks.
    Text(fn(&mut S, &Said<'_, '_, '_>)),
    /// A password, which is never shown in messages.
    Secret(fn(&mut S, Secret)),
    /// A path; an empty one is `None`.
    Path(fn(&mut S, Option<PathBuf>)),
    /// A list of texts; a single text is a list of one.
    List(fn(&mut S, &Said<'_, '_, '_>)),
}

/// The parts of a row that the sample file and the reference show.
pub(crate) struct Row {
    /// The key's name.
    pub(crate) name: &'static str,
    /// The default, as it would be written in the file.
    pub(crate) default: &'static str,
    /// The sentence on the purpose of the key.
    pub(crate) help: &'static str,
    /// The permitted values of the key.
    pub(crate) values: Values,
}

/// The permitted values of a key.
pub(crate) enum Values {
    /// An integer within these limits.
    Number(RangeInclusive<u32>),
    /// One of these words.
    Words(Vec<&'static str>),
    /// Values of another kind, which this text describes.
    Other(&'static str),
}

impl Values {
    /// The limits of a number as text; `None` if there is no real limit.
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

/// The rows of these keys, in the same order.
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

/// A password, unencrypted or hashed. It is never shown in the log.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(pub String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("…")
    }
}
