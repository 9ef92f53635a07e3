//! The resolutions that a sender chooses from.

use super::super::value::{ValueError, none_of, yes_no};
use super::{Wish, WishError, Wishes};
use ferrofax_ground::t4::Resolution;

/// How fine pages may be, at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fineness {
    /// 204 × 98 dots an inch.
    Standard,
    /// 204 × 196 dots an inch.
    Fine,
    /// 204 × 391 dots an inch.
    Superfine,
}

impl Fineness {
    /// All of them, the coarsest first.
    pub const ALL: [Self; 3] = [Self::Standard, Self::Fine, Self::Superfine];

    /// Their words.
    pub(super) const WORDS: &'static [&'static str] = &["standard", "fine", "superfine"];

    /// Its word.
    pub const fn name(self) -> &'static str {
        Self::WORDS[self as usize]
    }

    /// What it is, for `--help`.
    pub const fn help(self) -> &'static str {
        match self {
            Self::Standard => "204 × 98 dots an inch: half the time of fine",
            Self::Fine => "204 × 196 dots an inch",
            Self::Superfine => "204 × 391 dots an inch, where the receiver can",
        }
    }

    /// Rows on an inch, as HylaFAX's faxmail has them.
    const fn rows(self) -> &'static [&'static str] {
        match self {
            Self::Standard => &["98"],
            Self::Fine => &["196"],
            Self::Superfine => &["391", "392"],
        }
    }

    /// Reads one, by its word or its rows on an inch.
    ///
    /// # Errors
    /// [`ValueError::NoneOf`]
    pub fn read(text: &str) -> Result<Self, ValueError> {
        let is_meant =
            |one: &Self| one.name().eq_ignore_ascii_case(text) || one.rows().contains(&text);
        Self::ALL.into_iter().find(is_meant).ok_or_else(|| none_of(text, Self::WORDS))
    }

    /// The one that lets pages of this resolution through.
    pub const fn of(resolution: Resolution) -> Self {
        match resolution {
            Resolution::Standard => Self::Standard,
            Resolution::Superfine => Self::Superfine,
            _ => Self::Fine,
        }
    }
}

impl From<Fineness> for Resolution {
    fn from(fineness: Fineness) -> Self {
        match fineness {
            Fineness::Standard => Self::Standard,
            Fineness::Fine => Self::Fine,
            Fineness::Superfine => Self::Superfine,
        }
    }
}

/// The finest resolution that is wished for, if one is.
///
/// # Errors
/// It is none.
pub fn finest(wishes: &Wishes) -> Result<Option<Resolution>, WishError> {
    Ok(wishes.read(Wish::Resolution, Fineness::read)?.map(Resolution::from))
}

/// Whether colours are wished for.
///
/// # Errors
/// It is neither yes nor no.
pub fn in_colours(wishes: &Wishes) -> Result<bool, WishError> {
    Ok(wishes.read(Wish::Colour, yes_no)? == Some(true))
}
