//! The words in which a person says how a fax is to be sent: one table of wishes
//! ([`Wish::row`]), from which the command lines, job files, AMI, mails and their
//! addresses are read, and against which their documents are tested.
//!
//! A wish is kept as it was written ([`Wishes`]): [`super::submission::prepare`] reads
//! its value, since some depend on the device and on the settings.

mod resolution;
mod table;

use std::collections::BTreeMap;
use std::fmt;

use super::value::{self, ValueError};
pub use resolution::{Fineness, finest, in_colours};

/// What a person may say about a fax. In the order in which people are told of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Wish {
    /// Who gets the fax: the telephone number.
    Number,
    /// The fax device that it is sent from.
    Device,
    /// What goes first.
    Priority,
    /// Not before.
    At,
    /// Not after.
    Expires,
    /// The daily windows.
    Hours,
    /// The sender's words for it.
    Tag,
    /// Who gets the reports.
    Notify,
    /// Which reports.
    Report,
    /// How they look.
    ReportFormat,
    /// The subaddress (SUB).
    Sub,
    /// The password (PWD).
    Pwd,
    /// Sessions in which a fax machine answered, at most.
    Tries,
    /// Calls, at most.
    Dials,
    /// What becomes of a page whose confirmation never came.
    Unknown,
    /// Where pages get a header line.
    Header,
    /// Held until released.
    Hold,
    /// The nodes that may send it.
    Nodes,
    /// The trunks by which it may be sent.
    Trunks,
    /// The finest resolution.
    Resolution,
    /// Pages go in colours where these are taken.
    Colour,
    /// Who is to get the fax, by name.
    Recipient,
    /// The receiver's company.
    Company,
    /// The receiver's department.
    Department,
    /// The sender's name.
    Sender,
    /// With a cover page, or without.
    Cover,
}

/// Where wishes are said.
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
    /// Header lines and the subject of a mail.
    Mail,
    /// A mail's address.
    Address,
}

/// What is known of a wish.
#[derive(Debug)]
pub struct Row {
    /// The wish.
    pub wish: Wish,
    /// Its word.
    pub name: &'static str,
    /// Other words for it, wherever it may be said.
    pub also: &'static [&'static str],
    /// What HylaFAX's faxmail calls it in header lines of mails.
    pub hylafax: &'static [&'static str],
    /// What its value is.
    pub kind: Kind,
    /// What holds without it.
    pub without: Without,
    /// What it does, for `--help`.
    pub help: &'static str,
    /// Where it may be said.
    pub ways_in: &'static [WayIn],
}

/// What the value of a wish is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A telephone number, with signs for the eye.
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
    /// What SUB and PWD carry: [`value::fax_address`].
    FaxAddress,
    /// One of these words: [`value::one_of`].
    Word {
        /// What `--help` calls it.
        called: &'static str,
        /// The words.
        words: &'static [&'static str],
    },
    /// Names apart by commas; `any`: [`value::names`].
    Names,
    /// `yes`, `no`; on a command line its word alone: [`value::yes_no`].
    Flag,
    /// `standard`, `fine`, `superfine`: [`Fineness`].
    Resolution,
}

/// What holds where nothing is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Without {
    /// It must be said.
    Refused,
    /// Nothing of the kind.
    Nothing,
    /// What the device or this option of `ferrofax.conf` says.
    Setting(&'static str),
    /// The device's owners.
    Owners,
}

/// A wish whose value can't be taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{wish}: {error}")]
pub struct WishError {
    /// The wish.
    pub wish: Wish,
    /// What is wrong with the value.
    pub error: ValueError,
}

impl Wish {
    /// All of them.
    pub fn all() -> impl Iterator<Item = Self> {
        table::TABLE.iter().map(|row| row.wish)
    }

    /// Those that may be said there.
    pub fn at(way_in: WayIn) -> impl Iterator<Item = Self> {
        Self::all().filter(move |wish| wish.row().ways_in.contains(&way_in))
    }

    /// The words of those that may be said there, for people.
    pub fn words_at(way_in: WayIn) -> String {
        value::listed(&Self::at(way_in).map(Self::name).collect::<Vec<_>>())
    }

    /// The wish that is meant there by this word, in any case, with hyphens, underscores
    /// or none.
    pub fn find(way_in: WayIn, word: &str) -> Option<Self> {
        Self::at(way_in).find(|wish| {
            let Row { name, also, hylafax, .. } = *wish.row();
            let hylafax = if way_in == WayIn::Mail { hylafax } else { &[] };
            let known = std::iter::once(&name).chain(also).chain(hylafax);
            known.into_iter().any(|known| folded(known).eq(folded(word)))
        })
    }

    /// What is known of it.
    pub fn row(self) -> &'static Row {
        &table::TABLE[self as usize]
    }

    /// Its word.
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// Looks at a value that whoever takes the wish obeys itself: the resolution, colours
    /// and the cover page. The others are looked at when the job is prepared.
    ///
    /// # Errors
    /// What would be right.
    pub fn check_at_once(self, text: &str) -> Result<(), ValueError> {
        match self {
            Self::Resolution => Fineness::read(text).map(drop),
            Self::Colour | Self::Cover => value::yes_no(text).map(drop),
            _ => Ok(()),
        }
    }
}

/// A word without what people write now so and now so.
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
    /// What `--help` calls it.
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

    /// The words that it may be, if these are all.
    pub const fn words(self) -> &'static [&'static str] {
        match self {
            Self::Word { words, .. } => words,
            Self::Resolution => Fineness::WORDS,
            _ => &[],
        }
    }
}

/// What a person wishes, as it was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wishes(BTreeMap<Wish, String>);

impl Wishes {
    /// What was said of this.
    pub fn get(&self, wish: Wish) -> Option<&str> {
        self.0.get(&wish).map(String::as_str)
    }

    /// Says it, in place of what was said before.
    pub fn set(&mut self, wish: Wish, text: impl Into<String>) {
        self.0.insert(wish, text.into());
    }

    /// Says it, unless something was said before.
    pub fn add(&mut self, wish: Wish, text: impl Into<String>) {
        self.0.entry(wish).or_insert_with(|| text.into());
    }

    /// The same with this said.
    #[must_use]
    pub fn with(mut self, wish: Wish, text: impl Into<String>) -> Self {
        self.set(wish, text);
        self
    }

    /// Says nothing of this any more.
    pub fn remove(&mut self, wish: Wish) {
        self.0.remove(&wish);
    }

    /// All that was said, in the order of the table.
    pub fn iter(&self) -> impl Iterator<Item = (Wish, &str)> {
        self.0.iter().map(|(wish, text)| (*wish, text.as_str()))
    }

    /// The value of a wish; none if nothing was said.
    ///
    /// # Errors
    /// What is wrong with the value.
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
