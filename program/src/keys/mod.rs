//! The base of all settings: a table of `gateway.toml` is read by rows, one for each key.
//!
//! A row ([`Key`]) has a key's name, type, limits, default and help. The reader of the file, its
//! error messages, and the sample for administrators are made from the rows of the module that uses
//! the settings; the text of a key is nowhere else.
//!
//! Read in this order: this file (a row), `section` (a table of the file), `problem` (an error,
//! with its line), `words` (values that several modules read).

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
    /// The name in the file.
    pub(crate) name: &'static str,
    /// The default, as it would be written. Empty: the default cannot be written.
    pub(crate) default: &'static str,
    /// The type of its value, and the field for it.
    pub(crate) kind: Kind<S>,
    /// The sentence on its purpose for the administrator.
    pub(crate) help: &'static str,
}

/// A possible value, and its effect.
pub(crate) type Word<S> = (&'static str, fn(&mut S));

/// The type of a key's value, and the field for it.
pub(crate) enum Kind<S: 'static> {
    /// `true` or `false`.
    Flag(fn(&mut S, bool)),
    /// A whole number within these limits.
    Number(RangeInclusive<u32>, fn(&mut S, Bounded)),
    /// One of these words, in any case, with or without quotation marks.
    Choice(&'static [Word<S>]),
    /// A text in quotation marks.
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
    /// The default.
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
