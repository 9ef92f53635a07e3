//! Reads values that people write, in settings and in the options of a fax. Each kind of value is
//! read in one place, and refused with the same words everywhere.

use super::window::WindowError;
use ferrofax_basics::value;

/// The reason why a value is not valid, and what would be valid.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ValueError {
    /// The word is not in the list of permitted words.
    #[error("'{text}' is not one of {known}")]
    NoneOf {
        /// The text that the person wrote.
        text: String,
        /// The permitted words.
        known: String,
    },
    /// The word is none of Asterisk's words for true and false.
    #[error("'{0}' is neither yes nor no")]
    NotYesNo(String),
    /// The text is not a priority.
    #[error("'{0}' is not a priority; write a number from 0 (first) to 255 (last)")]
    NotAPriority(String),
    /// The text is not a number in this range.
    #[error("'{text}' is not a number from {least} to {most}")]
    NotANumber {
        /// The text that the person wrote.
        text: String,
        /// The least number.
        least: u32,
        /// The greatest number.
        most: u32,
    },
    /// The administrator does not permit this number.
    #[error("{error}; the limit is the setting '{setting}'")]
    Limited {
        /// The error, with the permitted range.
        error: Box<Self>,
        /// The setting that contains the limit.
        setting: &'static str,
    },
    /// The text is not a time.
    #[error("'{0}' is not a time; write 14:30, 2026-11-20 14:30, +2h or 2026-11-20T14:30:00+01:00")]
    NotATime(String),
    /// The text is not a daily time window.
    #[error(transparent)]
    Window(#[from] WindowError),
    /// The text is not an e-mail address.
    #[error("'{0}' is not an e-mail address; write it as name@example.com")]
    NotAnAddress(String),
    /// The text has more e-mail addresses than may get reports on a fax.
    #[error("at most {MOST_ADDRESSES} e-mail addresses can get reports on a fax")]
    TooManyAddresses,
    /// The text contains a character that no frame of T.30 can carry.
    ///
    /// The field is the position of the character, from 1. The character itself is not shown,
    /// because it may be part of a password.
    #[error("character {0} can't be sent; use digits, *, #, + and blanks")]
    Unsendable(usize),
    /// The text has more characters than a frame of T.30 can carry.
    #[error("it has more than {0} characters")]
    TooLong(usize),
    /// The text contains a character that is not a digit.
    #[error("'{text}' contains '{found}'; use digits only")]
    NotDigits {
        /// The text that the person wrote.
        text: String,
        /// The first character that is not a digit.
        found: char,
    },
    /// The text is not the name of a machine or of a trunk.
    #[error(
        "'{0}' is not the name of a machine or a trunk; use letters, digits, -, _, ., /, @ and :"
    )]
    NotAName(String),
    /// No canonical number can begin with this text.
    #[error("'{0}' is not the beginning of a number; write it as +49900")]
    NotABeginning(String),
}

/// The greatest number of e-mail addresses that get the reports on a fax.
pub const MOST_ADDRESSES: usize = 20;

/// The greatest length of a text that people write about a job, in characters. The rest of a longer
/// text is cut off.
pub const MOST_WORDS: usize = 500;

/// Makes a text that people write about a job fit for lists, reports and programs: one line without
/// control characters, and at most [`MOST_WORDS`] characters long.
pub fn own_words(text: &str) -> String {
    let line = text.chars().map(|sign| if sign.is_control() { ' ' } else { sign });
    line.collect::<String>().trim().chars().take(MOST_WORDS).collect()
}

/// A type whose values have a fixed list of words.
pub trait Listed: Sized {
    /// The words of all values, in the order in which they are shown to people.
    const WORDS: &'static [&'static str];

    /// Returns the value with this name. Upper and lower case make no difference.
    fn listed(word: &str) -> Option<Self>;
}

/// Declares an enum whose values have words, with `ALL`, `name`, `from_name`, and an impl of
/// [`Listed`].
macro_rules! words {
    ($(#[$of_list:meta])+ pub enum $list:ident {
        $($(#[$of_value:meta])+ $value:ident = $word:literal,)+
    }) => {
        $(#[$of_list])+
        pub enum $list {
            $($(#[$of_value])+ $value,)+
        }

        impl $list {
            /// All values.
            pub const ALL: [Self; [$($word),+].len()] = [$(Self::$value),+];

            /// The name of this value, as people write it and as the database stores it.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$value => $word),+
                }
            }

            /// Returns the value with this name.
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

/// Declares settings of `ferrofax.conf`, one row for each.
///
/// A row contains the field, its type and its default, then the name of the setting and the
/// function that reads its value. Further names that older files contain may follow. The macro also
/// makes `set`, and `pairs`, which writes the values that `set` reads.
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
    /// Returns the value as it is written in the file.
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

impl Written for ferrofax_languages::Language {
    fn written(&self) -> String {
        self.code().to_owned()
    }
}

impl Written for Vec<String> {
    fn written(&self) -> String {
        self.join(",")
    }
}

/// Joins words as people list them: `each, end and never`.
pub fn listed(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// Reads a word of a fixed list.
///
/// # Errors
/// [`ValueError::NoneOf`]
pub fn one_of<T: Listed>(text: &str) -> Result<T, ValueError> {
    T::listed(text).ok_or_else(|| none_of(text, T::WORDS))
}

/// Checks that a text is one of these words, in upper or lower case. Returns the word.
///
/// # Errors
/// [`ValueError::NoneOf`]
pub fn word_of<'a>(text: &str, words: &[&'a str]) -> Result<&'a str, ValueError> {
    let found = words.iter().find(|word| word.eq_ignore_ascii_case(text));
    found.copied().ok_or_else(|| none_of(text, words))
}

pub(crate) fn none_of(text: &str, words: &[&str]) -> ValueError {
    ValueError::NoneOf { text: text.to_owned(), known: listed(words) }
}

/// Reads `yes`, `no` or another word of Asterisk for true or false.
///
/// # Errors
/// [`ValueError::NotYesNo`]
pub fn yes_no(text: &str) -> Result<bool, ValueError> {
    value::yes_no(text).ok_or_else(|| ValueError::NotYesNo(text.to_owned()))
}

/// Reads a whole number from `least` to `most`.
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

/// Reads the priority of a job.
///
/// # Errors
/// [`ValueError::NotAPriority`]
pub fn priority(text: &str) -> Result<u8, ValueError> {
    text.parse().map_err(|_| ValueError::NotAPriority(text.to_owned()))
}

/// Reads where pages get a header line. The result is stored in the option `header` of a job.
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

/// The words for the places of a header line that [`header`] reads.
pub(crate) const HEADER_PLACES: [&str; 3] = ["above", "over", "no"];

/// Reads e-mail addresses that are separated by commas, semicolons or blanks.
///
/// # Errors
/// [`ValueError::NotAnAddress`], with the first word that is not an address;
/// [`ValueError::TooManyAddresses`].
pub fn addresses(text: &str) -> Result<Vec<String>, ValueError> {
    if apart(text).nth(MOST_ADDRESSES).is_some() {
        return Err(ValueError::TooManyAddresses);
    }
    apart(text)
        .map(|word| {
            if value::is_mail_address(word) {
                Ok(word.to_owned())
            } else {
                Err(ValueError::NotAnAddress(word.to_owned()))
            }
        })
        .collect()
}

/// Splits a text at commas, semicolons and blanks, as [`addresses`] does, but does not check the
/// words.
pub fn apart(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ' ', ';']).filter(|word| !word.is_empty())
}

/// Reads names of machines or of trunks. The result, with commas between the names, is stored in
/// the option `nodes` or `trunks` of a job. The word `any` alone gives an empty result.
///
/// # Errors
/// [`ValueError::NotAName`], with the first word that is not a name.
pub fn names(text: &str) -> Result<String, ValueError> {
    let is_fit = |sign: char| sign.is_alphanumeric() || "-_./@:".contains(sign);
    let names: Vec<&str> = apart(text.trim()).collect();
    if let Some(wrong) = names.iter().find(|name| !name.chars().all(is_fit)) {
        return Err(ValueError::NotAName((*wrong).to_owned()));
    }
    Ok(if names == ["any"] { String::new() } else { names.join(",") })
}

/// The greatest length of a subaddress and of a password, in characters (T.30 §5.3.6.2: SUB and
/// PWD).
const MOST_ADDRESS: usize = 20;

/// Reads a subaddress or a password of T.30. None: the text is empty.
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

/// Reads a text that consists of digits.
///
/// # Errors
/// [`ValueError::NotDigits`]
pub(crate) fn digits(text: &str) -> Result<String, ValueError> {
    match text.chars().find(|c| !c.is_ascii_digit()) {
        None => Ok(text.to_owned()),
        Some(found) => Err(ValueError::NotDigits { text: text.to_owned(), found }),
    }
}

/// Reads a list of beginnings of canonical numbers.
///
/// # Errors
/// [`ValueError::NotABeginning`], with the first word that is not a beginning.
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
    fn a_fax_has_no_more_than_twenty_addresses_for_its_reports() {
        let of = |count: usize| {
            let all: Vec<String> = (0..count).map(|at| format!("a{at}@example.com")).collect();
            addresses(&all.join(","))
        };
        assert_eq!(of(20).map(|all| all.len()), Ok(20));
        let error = of(21).unwrap_err().to_string();
        assert_eq!(error, "at most 20 e-mail addresses can get reports on a fax");
    }

    #[test]
    fn a_subaddress_is_what_a_frame_can_carry() {
        assert_eq!(fax_address("12 #*+"), Ok(Some("12 #*+".into())));
        assert_eq!(fax_address(""), Ok(None));
        assert_eq!(fax_address("12x"), Err(ValueError::Unsendable(3)));
        assert_eq!(fax_address(&"1".repeat(21)), Err(ValueError::TooLong(20)));
    }
}
