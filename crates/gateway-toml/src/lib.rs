//! The base of all settings of the Ferrofax service. The program describes each key of
//! `gateway.toml` by a row, and reads the file by these descriptions.
//!
//! A row ([`Key`]) has a key's name, type, limits, default and help. From the rows come the code
//! that reads the file, its error messages, the sample file and the reference. The macro
//! [`settings`] makes the rows and the struct of a module's settings. So the facts about a key are
//! written in one place only.
//!
//! Read in this order: this file (a row), `table` (the macro), `file` (the whole file), `section`
//! (a table of the file), `problem` (an error, with its line), `words` (values that several modules
//! read).

mod file;
mod problem;
mod section;
mod table;
mod words;

use std::ops::RangeInclusive;
use std::path::PathBuf;

pub use file::{parse, parse_table};
pub use problem::Problem;
pub use section::{Bounded, Said, Section, plain_text};
pub use table::megabytes;
#[doc(hidden)]
pub use table::read_defaults;
pub use words::{Unfit, host, mailbox};

/// The upper limit of those number settings for which no other limit is defined.
pub const UNBOUNDED: u32 = 100_000_000;

/// The description ("row") of one key of gateway.toml: its name, type, default and help. Its value
/// is stored in the settings `S`.
pub struct Key<S: 'static> {
    /// The name of the key in gateway.toml.
    pub name: &'static str,
    /// The default value of the key as it would be written in gateway.toml. Empty if the default
    /// can't be expressed there.
    pub default: &'static str,
    /// The type of the value of this key in gateway.toml, and the function that stores the value in
    /// the settings.
    pub kind: Kind<S>,
    /// A sentence that explains the purpose of the key to the administrator.
    pub help: &'static str,
}

/// A permitted word of a key in gateway.toml, and the function that stores it in the settings.
pub type Word<S> = (&'static str, fn(&mut S));

/// The type of the value of a key in gateway.toml, and the function that stores the value in the
/// settings.
pub enum Kind<S: 'static> {
    /// A key whose value is a boolean: `true` or `false`.
    Flag(fn(&mut S, bool)),
    /// A key whose value is an integer within these limits.
    Number(RangeInclusive<u32>, fn(&mut S, Bounded)),
    /// A key whose value is one of these words, in upper or lower case, with or without quotation
    /// marks.
    Choice(&'static [Word<S>]),
    /// A key whose value is a text in quotation marks.
    Text(fn(&mut S, &Said<'_, '_, '_>)),
    /// A key whose value is a password, which is never shown in messages.
    Secret(fn(&mut S, Secret)),
    /// A key whose value is a path. An empty path is stored as `None`.
    Path(fn(&mut S, Option<PathBuf>)),
    /// A key whose value is a list of texts. A single text is stored as a list of one.
    List(fn(&mut S, &Said<'_, '_, '_>)),
    /// A key that ferrofax.conf has, too. Its value is a text, an integer or a boolean, and may be
    /// written with or without quotation marks. The function that stores it always gets a text.
    Plain(fn(&mut S, &str)),
}

/// The description of one key of gateway.toml, as the sample file and the reference show it.
pub struct Row {
    /// The name of the key in gateway.toml.
    pub name: &'static str,
    /// The default value of the key, as it would be written in gateway.toml.
    pub default: &'static str,
    /// The sentence that explains the purpose of the key in gateway.toml.
    pub help: &'static str,
    /// The permitted values of the key in gateway.toml.
    pub values: Values,
}

/// The permitted values of a key in gateway.toml.
pub enum Values {
    /// The permitted values are the integers from the first to the second of these limits.
    Number(RangeInclusive<u32>),
    /// The permitted values are the words in this list.
    Words(Vec<&'static str>),
    /// The value is neither a number nor a word of a fixed list. This text describes the type of
    /// the value.
    Other(&'static str),
}

impl Values {
    /// The limits of a number setting as text, such as `1 to 65535`. `None` if the upper limit is
    /// only [`UNBOUNDED`], or if the value is not a number.
    pub fn limits(&self) -> Option<String> {
        match self {
            Self::Number(range) if *range.end() < UNBOUNDED => {
                Some(format!("{} to {}", range.start(), range.end()))
            }
            _ => None,
        }
    }
}

impl<S> Key<S> {
    fn values(&self) -> Values {
        match &self.kind {
            Kind::Flag(_) => Values::Words(vec!["true", "false"]),
            Kind::Number(range, _) => Values::Number(range.clone()),
            Kind::Choice(words) => Values::Words(words.iter().map(|(word, _)| *word).collect()),
            Kind::Text(_) => Values::Other("text"),
            Kind::Secret(_) => Values::Other("password"),
            Kind::Path(_) => Values::Other("path"),
            Kind::List(_) => Values::Other("list of texts"),
            Kind::Plain(_) => match self.default {
                "true" | "false" => Values::Words(vec!["true", "false"]),
                text if text.starts_with('"') => Values::Other("text"),
                _ => Values::Other("number"),
            },
        }
    }
}

/// Returns the descriptions of these keys of gateway.toml, as the sample file and the reference
/// show them, in the order of `keys`.
pub fn rows<S: 'static>(keys: &[Key<S>]) -> Vec<Row> {
    keys.iter()
        .map(|key| Row {
            name: key.name,
            default: key.default,
            help: key.help,
            values: key.values(),
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
