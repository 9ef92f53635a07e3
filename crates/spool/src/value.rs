//! Values as people write them, in settings and in wishes: each kind is read in one place
//! and refused in the same words everywhere.

use super::window::WindowError;
use ferrofax_basics::value;

/// Why a value can't be taken, and what would be right.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ValueError {
    /// A word of no closed list.
    #[error("'{text}' is not one of {known}")]
    NoneOf {
        /// What was written.
        text: String,
        /// What may be written.
        known: String,
    },
    /// Not one of Asterisk's words for true and false.
    #[error("'{0}' is neither yes nor no")]
    NotYesNo(String),
    /// Not a priority.
    #[error("'{0}' is not a priority; write a number from 0 (first) to 255 (last)")]
    NotAPriority(String),
    /// Not a number of these.
    #[error("'{text}' is not a number from {least} to {most}")]
    NotANumber {
        /// What was written.
        text: String,
        /// The least number.
        least: u32,
        /// The greatest number.
        most: u32,
    },
    /// Not a number that the administrator permits.
    #[error("{error}; the limit is the setting '{setting}'")]
    Limited {
        /// What was wrong.
        error: Box<Self>,
        /// The setting with the limit.
        setting: &'static str,
    },
    /// Not a time.
    #[error("'{0}' is not a time; write 14:30, 2026-11-20 14:30, +2h or 2026-11-20T14:30:00+01:00")]
    NotATime(String),
    /// Not a daily window.
    #[error(transparent)]
    Window(#[from] WindowError),
    /// Not an e-mail address.
    #[error("'{0}' is not an e-mail address; write it as name@example.com")]
    NotAnAddress(String),
    /// A sign that no frame of T.30 carries.
    ///
    /// Where it stands, from 1, and not which it is: it may be a password's.
    #[error("character {0} can't be sent; use digits, *, #, + and blanks")]
    Unsendable(usize),
    /// More signs than a frame of T.30 carries.
    #[error("it has more than {0} characters")]
    TooLong(usize),
    /// Not digits.
    #[error("'{text}' contains '{found}'; use digits only")]
    NotDigits {
        /// What was written.
        text: String,
        /// The first sign that is no digit.
        found: char,
    },
    /// Not the name of a machine or of a trunk.
    #[error(
        "'{0}' is not the name of a machine or a trunk; use letters, digits, -, _, ., /, @ and :"
    )]
    NotAName(String),
    /// Not what a canonical number can begin with.
    #[error("'{0}' is not the beginning of a number; write it as +49900")]
    NotABeginning(String),
}

/// So much of what people write about a job is kept, characters.
pub const MOST_WORDS: usize = 500;

/// What people write about a job, for lists, reports and programs: one line, whatever control
/// signs were in it, and no longer than [`MOST_WORDS`].
pub fn own_words(text: &str) -> String {
    let line = text.chars().map(|sign| if sign.is_control() { ' ' } else { sign });
    line.collect::<String>().trim().chars().take(MOST_WORDS).collect()
}

/// The values of a closed list.
pub trait Listed: Sized {
    /// Their words, in the order in which people are told them.
    const WORDS: &'static [&'static str];

    /// The value of this word, in any case.
    fn listed(word: &str) -> Option<Self>;
}

/// Gives the values of a closed list their words: `ALL`, `name`, `from_name`, [`Listed`].
macro_rules! words {
    ($list:ident { $($value:ident = $word:literal),+ $(,)? }) => {
        impl $list {
            /// All of them.
            pub const ALL: [Self; [$($word),+].len()] = [$(Self::$value),+];

            /// The word for it, as people write it and as the database keeps it.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$value => $word),+
                }
            }

            /// The one with this word.
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|one| one.name() == name)
            }
        }

        impl $crate::value::Written for $list {
            fn written(&self) -> String {
                self.name().to_owned()
            }
        }

        impl $crate::value::Listed for $list {
            const WORDS: &'static [&'static str] = &[$($word),+];

            fn listed(word: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|one| one.name().eq_ignore_ascii_case(word))
            }
        }
    };
}
pub(crate) use words;

/// Declares settings of `ferrofax.conf`, one row for each: the field, its type and default; the
/// setting's name, and the function that reads its value. Further names that older files have may
/// follow. The row also makes `set`, and `pairs`, which writes what `set` reads.
macro_rules! conf_settings {
    ($(#[$about:meta])* pub struct $Settings:ident {
        $(
            $(#[$of:meta])*
            $field:ident: $Value:ty = $default:expr,
                $name:literal => $read:expr $(, $other:literal => $read_other:expr)*;
        )+
    }) => {
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $Settings {
            $($(#[$of])* pub $field: $Value,)+
        }

        impl Default for $Settings {
            fn default() -> Self {
                Self { $($field: $default,)+ }
            }
        }

        impl $Settings {
            /// Sets a setting by its name in `ferrofax.conf`. Returns false if there is no setting
            /// of this name.
            ///
            /// # Errors
            /// The value is not valid. The error also names a correct form.
            pub fn set(&mut self, key: &str, text: &str) -> Result<bool, $crate::value::ValueError> {
                match key {
                    $(
                        $name => self.$field = ($read)(text)?,
                        $($other => self.$field = ($read_other)(text)?,)*
                    )+
                    _ => return Ok(false),
                }
                Ok(true)
            }

            /// All settings with their names, as [`Self::set`] reads them.
            pub fn pairs(&self) -> Vec<(&'static str, String)> {
                use $crate::value::Written;
                vec![$(($name, self.$field.written()),)+]
            }
        }
    };
}
pub(crate) use conf_settings;

/// A value that can be written in `ferrofax.conf`.
pub(crate) trait Written {
    /// The value as the file has it.
    fn written(&self) -> String;
}

impl Written for bool {
    fn written(&self) -> String {
        if *self { "yes" } else { "no" }.to_owned()
    }
}

macro_rules! written_numbers {
    ($($Number:ty),+) => {
        $(impl Written for $Number {
            fn written(&self) -> String {
                self.to_string()
            }
        })+
    };
}

written_numbers!(u8, u32, usize);

impl Written for String {
    fn written(&self) -> String {
        self.clone()
    }
}

impl Written for Vec<String> {
    fn written(&self) -> String {
        self.join(",")
    }
}

/// Words as people list them: `each, end and never`.
pub fn listed(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// A value of a closed list, by its word.
///
/// # Errors
/// [`ValueError::NoneOf`]
pub fn one_of<T: Listed>(text: &str) -> Result<T, ValueError> {
    T::listed(text).ok_or_else(|| none_of(text, T::WORDS))
}

pub(crate) fn none_of(text: &str, words: &[&str]) -> ValueError {
    ValueError::NoneOf { text: text.to_owned(), known: listed(words) }
}

/// `yes`, `no` and their kin.
///
/// # Errors
/// [`ValueError::NotYesNo`]
pub fn yes_no(text: &str) -> Result<bool, ValueError> {
    value::yes_no(text).ok_or_else(|| ValueError::NotYesNo(text.to_owned()))
}

/// A whole number from `least` to `most`.
///
/// # Errors
/// [`ValueError::NotANumber`]
pub fn number(text: &str, least: u32, most: u32) -> Result<u32, ValueError> {
    value::number(text, least, most).ok_or_else(|| ValueError::NotANumber {
        text: text.to_owned(),
        least,
        most,
    })
}

/// A job's priority.
///
/// # Errors
/// [`ValueError::NotAPriority`]
pub fn priority(text: &str) -> Result<u8, ValueError> {
    text.parse().map_err(|_| ValueError::NotAPriority(text.to_owned()))
}

/// Where pages get a header line, as the option `header` of a job keeps it.
///
/// # Errors
/// [`ValueError::NoneOf`]
pub fn header(text: &str) -> Result<&'static str, ValueError> {
    let word = text.to_ascii_lowercase();
    match (word.as_str(), value::yes_no(&word)) {
        ("above", _) | (_, Some(true)) => Ok("above"),
        ("over", _) => Ok("over"),
        (_, Some(false)) => Ok("no"),
        _ => Err(none_of(text, &HEADER_PLACES)),
    }
}

/// The places of [`header`].
pub(crate) const HEADER_PLACES: [&str; 3] = ["above", "over", "no"];

/// Addresses, apart by comma, semicolon or blank.
///
/// # Errors
/// [`ValueError::NotAnAddress`]: the first that is none.
pub fn addresses(text: &str) -> Result<Vec<String>, ValueError> {
    apart(text)
        .map(|word| match word.parse::<lettre::Address>() {
            Ok(address) => Ok(address.to_string()),
            Err(_) => Err(ValueError::NotAnAddress(word.to_owned())),
        })
        .collect()
}

/// The words of [`addresses`], whatever they are.
pub fn apart(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ' ', ';']).filter(|word| !word.is_empty())
}

/// Names of machines, or of trunks, as the options `nodes` and `trunks` of a job keep them: apart by
/// commas. `any` is none.
///
/// # Errors
/// [`ValueError::NotAName`]: the first that is none.
pub fn names(text: &str) -> Result<String, ValueError> {
    let is_fit = |sign: char| sign.is_alphanumeric() || "-_./@:".contains(sign);
    let names: Vec<&str> = apart(text.trim()).collect();
    if let Some(wrong) = names.iter().find(|name| !name.chars().all(is_fit)) {
        return Err(ValueError::NotAName((*wrong).to_owned()));
    }
    Ok(if names == ["any"] { String::new() } else { names.join(",") })
}

/// T.30 §5.3.6.2: SUB and PWD carry twenty characters.
const MOST_ADDRESS: usize = 20;

/// A subaddress or a password, as T.30's frames can carry it; none if it is empty.
///
/// # Errors
/// [`ValueError::Unsendable`], [`ValueError::TooLong`]
pub fn fax_address(text: &str) -> Result<Option<String>, ValueError> {
    let wrong = text.chars().position(|c| !matches!(c, '0'..='9' | '*' | '#' | '+' | ' '));
    match wrong {
        Some(before) => Err(ValueError::Unsendable(before + 1)),
        None if text.len() > MOST_ADDRESS => Err(ValueError::TooLong(MOST_ADDRESS)),
        None => Ok(Some(text.to_owned()).filter(|text| !text.is_empty())),
    }
}

/// Digits alone.
///
/// # Errors
/// [`ValueError::NotDigits`]
pub(crate) fn digits(text: &str) -> Result<String, ValueError> {
    match text.chars().find(|c| !c.is_ascii_digit()) {
        None => Ok(text.to_owned()),
        Some(found) => Err(ValueError::NotDigits { text: text.to_owned(), found }),
    }
}

/// A list of canonical beginnings of numbers.
///
/// # Errors
/// [`ValueError::NotABeginning`]: the first that is none.
pub(crate) fn beginnings(text: &str) -> Result<Vec<String>, ValueError> {
    let words = text.split([',', ' ']).filter(|word| !word.is_empty());
    words
        .map(|word| match digits(word.strip_prefix('+').unwrap_or(word)) {
            Ok(_) => Ok(word.to_owned()),
            Err(_) => Err(ValueError::NotABeginning(word.to_owned())),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_listed_as_people_do() {
        assert_eq!([&[][..], &["a"], &["a", "b", "c"]].map(listed), ["", "a", "a, b and c"]);
    }

    #[test]
    fn a_header_line_has_its_place_in_any_of_its_words() {
        let places = ["above", "Yes", "OVER", "off"].map(header);
        assert_eq!(places, [Ok("above"), Ok("above"), Ok("over"), Ok("no")]);
        let error = header("below").unwrap_err().to_string();
        assert_eq!(error, "'below' is not one of above, over and no");
    }

    #[test]
    fn addresses_stand_apart_in_any_way() {
        let read = addresses("a@example.com, b@example.com;c@example.com").unwrap();
        assert_eq!(read, ["a@example.com", "b@example.com", "c@example.com"]);
        let wrong = addresses("a@example.com user@@example.com");
        assert_eq!(wrong, Err(ValueError::NotAnAddress("user@@example.com".into())));
    }

    #[test]
    fn a_subaddress_is_what_a_frame_can_carry() {
        assert_eq!(fax_address("12 #*+"), Ok(Some("12 #*+".into())));
        assert_eq!(fax_address(""), Ok(None));
        assert_eq!(fax_address("12x"), Err(ValueError::Unsendable(3)));
        assert_eq!(fax_address(&"1".repeat(21)), Err(ValueError::TooLong(20)));
    }
}
