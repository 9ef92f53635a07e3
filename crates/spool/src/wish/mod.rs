//! Wishes: the words with which a person specifies how a fax is to be sent. One table of wishes
//! ([`Wish::row`]) defines how command lines, job files, AMI, e-mails and their addresses are read.
//! Tests compare the documents about these methods with the table.
//!
//! A wish is stored as it was written ([`Wishes`]). [`super::submission::prepare`] parses its
//! value, because some values depend on the device and on the settings.

mod resolution;
mod table;

use std::collections::BTreeMap;
use std::fmt;

use super::value::{self, ValueError};
pub use resolution::{Fineness, finest, in_colours};

/// A property of a fax that a person may specify. In the order in which help texts list the wishes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Wish {
    /// The telephone number of the receiver.
    Number,
    /// The fax device from which the fax is sent.
    Device,
    /// The priority.
    Priority,
    /// The earliest time of sending.
    At,
    /// The latest time of sending.
    Expires,
    /// The daily hours in which the fax may be sent.
    Hours,
    /// The sender's words for the fax.
    Tag,
    /// The addresses that get the reports.
    Notify,
    /// The events for which reports are sent.
    Report,
    /// The format of the reports.
    ReportFormat,
    /// The subaddress (SUB).
    Sub,
    /// The password (PWD).
    Pwd,
    /// The greatest number of sessions in which a fax machine answered.
    Tries,
    /// The greatest number of calls.
    Dials,
    /// How the job continues after a page whose confirmation did not arrive.
    Unknown,
    /// The place of the header line on the pages.
    Header,
    /// Whether the job is held until somebody releases it.
    Hold,
    /// The nodes that may send the fax.
    Nodes,
    /// The trunks on which the fax may be sent.
    Trunks,
    /// The finest resolution.
    Resolution,
    /// Whether pages are sent in colours if the receiver accepts them.
    Colour,
    /// The name of the receiver.
    Recipient,
    /// The receiver's company.
    Company,
    /// The receiver's department.
    Department,
    /// The sender's name.
    Sender,
    /// Whether the fax has a cover page.
    Cover,
}

/// The submission method in which wishes are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WayIn {
    /// The command line of the program `ferrofax`.
    Program,
    /// `ferrofax send` on Asterisk's command line.
    Console,
    /// The AMI action `FerrofaxSend`.
    Ami,
    /// A job file in the drop folder.
    JobFile,
    /// The header lines and the subject of an e-mail.
    Mail,
    /// The recipient's address of an e-mail.
    Address,
}

/// The definition of a wish, as a row of the table.
#[derive(Debug)]
pub struct Row {
    /// The wish.
    pub wish: Wish,
    /// The name of the wish, as users write it.
    pub name: &'static str,
    /// Other names of the wish, which all its submission methods accept.
    pub also: &'static [&'static str],
    /// The names of the wish in header lines of e-mails to HylaFAX's faxmail.
    pub hylafax: &'static [&'static str],
    /// The type of the wish's value.
    pub kind: Kind,
    /// The meaning if the wish is not specified.
    pub without: Without,
    /// The effect of the wish, for `--help`.
    pub help: &'static str,
    /// The submission methods that accept the wish.
    pub ways_in: &'static [WayIn],
}

/// The type of a wish's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A telephone number, which may have separators.
    Number,
    /// A device: `2101`, `2101@context`.
    Device,
    /// Any text.
    Text,
    /// 0 (first) to 255 (last): [`value::priority`].
    Priority,
    /// 1 to what this setting permits: [`value::number`].
    Count {
        /// The setting.
        limit: &'static str,
    },
    /// `14:30`, `2026-11-20 14:30`, `+2h`, or with an offset from UTC (RFC 3339).
    Time,
    /// `Mon-Fri 08:00-18:00`; `any`.
    Hours,
    /// E-mail addresses: [`value::addresses`].
    Addresses,
    /// Digits for SUB and PWD: [`value::fax_address`].
    FaxAddress,
    /// One of these words: [`value::one_of`].
    Word {
        /// The name of the value in `--help`.
        called: &'static str,
        /// The words.
        words: &'static [&'static str],
    },
    /// Names, separated by commas, or `any`: [`value::names`].
    Names,
    /// `yes`, `no`; on a command line the word of the wish alone: [`value::yes_no`].
    Flag,
    /// `standard`, `fine`, `superfine`: [`Fineness`].
    Resolution,
}

/// The meaning of a wish that is not specified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Without {
    /// The wish is required.
    Refused,
    /// No value applies.
    Nothing,
    /// The value of the device or of this option of `ferrofax.conf`.
    Setting(&'static str),
    /// The device's owners.
    Owners,
}

/// The error of a wish whose value can't be accepted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{wish}: {error}")]
pub struct WishError {
    /// The wish.
    pub wish: Wish,
    /// The fault of the value.
    pub error: ValueError,
}

impl Wish {
    /// All wishes, in the order of the table.
    pub fn all() -> impl Iterator<Item = Self> {
        table::TABLE.iter().map(|row| row.wish)
    }

    /// The wishes that this submission method accepts.
    pub fn at(way_in: WayIn) -> impl Iterator<Item = Self> {
        Self::all().filter(move |wish| wish.row().ways_in.contains(&way_in))
    }

    /// The words of the wishes that this submission method accepts, as a list for people.
    pub fn words_at(way_in: WayIn) -> String {
        value::listed(&Self::at(way_in).map(Self::name).collect::<Vec<_>>())
    }

    /// The wish that this word means in this submission method. Upper and lower case, hyphens and
    /// underscores make no difference.
    pub fn find(way_in: WayIn, word: &str) -> Option<Self> {
        Self::at(way_in).find(|wish| {
            let Row { name, also, hylafax, .. } = *wish.row();
            let hylafax = if way_in == WayIn::Mail { hylafax } else { &[] };
            let known = std::iter::once(&name).chain(also).chain(hylafax);
            known.into_iter().any(|known| folded(known).eq(folded(word)))
        })
    }

    /// The definition of the wish.
    pub fn row(self) -> &'static Row {
        &table::TABLE[self as usize]
    }

    /// The name of the wish, as users write it.
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// Checks the value of a wish that the code of the submission method itself obeys: resolution,
    /// colours and cover page. The other values are checked when the job is prepared.
    ///
    /// # Errors
    /// The fault of the value, with the right form.
    pub fn check_at_once(self, text: &str) -> Result<(), ValueError> {
        match self {
            Self::Resolution => Fineness::read(text).map(drop),
            Self::Colour | Self::Cover => value::yes_no(text).map(drop),
            _ => Ok(()),
        }
    }
}

/// The letters of a word in lower case, without hyphens and underscores, which people write
/// differently.
fn folded(word: &str) -> impl Iterator<Item = char> {
    let letters = word.chars().filter(|sign| !['-', '_'].contains(sign));
    letters.map(|sign| sign.to_ascii_lowercase())
}

impl fmt::Display for Wish {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Kind {
    /// The name of the value in `--help`.
    pub const fn called(self) -> &'static str {
        match self {
            Self::Number => "NUMBER",
            Self::Device => "DEVICE",
            Self::Text => "TEXT",
            Self::Priority | Self::Count { .. } => "N",
            Self::Time => "TIME",
            Self::Hours => "HOURS",
            Self::Addresses => "ADDRESS",
            Self::FaxAddress => "DIGITS",
            Self::Word { called, .. } => called,
            Self::Names => "NAMES",
            Self::Flag => "YES|NO",
            Self::Resolution => "RESOLUTION",
        }
    }

    /// The list of permitted values; empty if the value is not limited to a list of words.
    pub const fn words(self) -> &'static [&'static str] {
        match self {
            Self::Word { words, .. } => words,
            Self::Resolution => Fineness::WORDS,
            _ => &[],
        }
    }
}

/// The wishes of a person for one fax, each as it was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wishes(BTreeMap<Wish, String>);

impl Wishes {
    /// The text of this wish, if the person specified it.
    pub fn get(&self, wish: Wish) -> Option<&str> {
        self.0.get(&wish).map(String::as_str)
    }

    /// Sets the text of a wish, and replaces an earlier text.
    pub fn set(&mut self, wish: Wish, text: impl Into<String>) {
        self.0.insert(wish, text.into());
    }

    /// Sets the text of a wish, unless it has one already.
    pub fn add(&mut self, wish: Wish, text: impl Into<String>) {
        self.0.entry(wish).or_insert_with(|| text.into());
    }

    /// These wishes with the text of one wish set.
    #[must_use]
    pub fn with(mut self, wish: Wish, text: impl Into<String>) -> Self {
        self.set(wish, text);
        self
    }

    /// Removes a wish.
    pub fn remove(&mut self, wish: Wish) {
        self.0.remove(&wish);
    }

    /// All specified wishes, in the order of the table.
    pub fn iter(&self) -> impl Iterator<Item = (Wish, &str)> {
        self.0.iter().map(|(wish, text)| (*wish, text.as_str()))
    }

    /// The parsed value of a wish; none if it is not specified.
    ///
    /// # Errors
    /// The fault of the value.
    pub fn read<T>(
        &self,
        wish: Wish,
        read: impl FnOnce(&str) -> Result<T, ValueError>,
    ) -> Result<Option<T>, WishError> {
        self.get(wish).map(read).transpose().map_err(|error| WishError { wish, error })
    }
}

impl Extend<(Wish, String)> for Wishes {
    fn extend<I: IntoIterator<Item = (Wish, String)>>(&mut self, wishes: I) {
        self.0.extend(wishes);
    }
}

impl FromIterator<(Wish, String)> for Wishes {
    fn from_iter<I: IntoIterator<Item = (Wish, String)>>(wishes: I) -> Self {
        Self(wishes.into_iter().collect())
    }
}

#[cfg(test)]
mod tests;
