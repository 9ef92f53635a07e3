//! The resolutions from which a sender can choose.

use super::super::value::{ValueError, none_of, yes_no};
use super::{Wish, WishError, Wishes};
use ferrofax_ground::t4::Resolution;

/// The greatest resolution of pages that a sender allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fineness {
    /// 204 × 98 dots per inch.
    Standard,
    /// 204 × 196 dots per inch.
    Fine,
    /// 204 × 391 dots per inch.
    Superfine,
}

impl Fineness {
    /// All resolutions, the coarsest first.
    pub const ALL: [Self; 3] = [Self::Standard, Self::Fine, Self::Superfine];

    /// The words of the resolutions, in the order of [`Self::ALL`].
    pub(super) const WORDS: &'static [&'static str] = &["standard", "fine", "superfine"];

    /// The word of the resolution.
    pub const fn name(self) -> &'static str {
        Self::WORDS[self as usize]
    }

    /// The description of the resolution for `--help`.
    pub const fn help(self) -> &'static str {
        match self {
            Self::Standard => "204 × 98 dots an inch: half the time of fine",
            Self::Fine => "204 × 196 dots an inch",
            Self::Superfine => "204 × 391 dots an inch, where the receiver can",
        }
    }

    /// The lines per inch, as HylaFAX's faxmail writes them.
    const fn rows(self) -> &'static [&'static str] {
        match self {
            Self::Standard => &["98"],
            Self::Fine => &["196"],
            Self::Superfine => &["391", "392"],
        }
    }

    /// Reads a resolution by its word or its lines per inch.
    ///
    /// # Errors
    /// [`ValueError::NoneOf`]: the text is no resolution.
    pub fn read(text: &str) -> Result<Self, ValueError> {
        let is_meant =
            |one: &Self| one.name().eq_ignore_ascii_case(text) || one.rows().contains(&text);
        Self::ALL.into_iter().find(is_meant).ok_or_else(|| none_of(text, Self::WORDS))
    }

    /// Returns the choice for pages of this resolution. It is `Fine` for every resolution other
    /// than `Standard` and `Superfine`.
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

/// Returns the finest resolution that the sender has chosen, or `None` without a choice.
///
/// # Errors
/// The value is no resolution.
pub fn finest(wishes: &Wishes) -> Result<Option<Resolution>, WishError> {
    Ok(wishes.read(Wish::Resolution, Fineness::read)?.map(Resolution::from))
}

/// Whether the sender has chosen to send in colour.
///
/// # Errors
/// The value is neither yes nor no.
pub fn in_colours(wishes: &Wishes) -> Result<bool, WishError> {
    Ok(wishes.read(Wish::Colour, yes_no)? == Some(true))
}
