//! Matchers: regular expressions by which an administrator defines more forms of fax addresses
//! (mail addresses that contain a fax number).

use regex_lite::{Regex, RegexBuilder};

use super::{AddressError, Addressee, number};
use ferrofax_spool::wish::Wishes;

/// A form of fax addresses: a regular expression between slashes, such as
/// `/fax-(\d+)@example\.com/`. Its first group is the fax number. An `i` after the second slash
/// ignores case. Groups named `name` and `sub` (`(?P<name>…)`) are the recipient's name and the
/// subaddress.
///
/// The expression must match the address from beginning to end, so that a part of a longer number
/// is never taken for the number. The time for matching is proportional to the length of the
/// address, for any expression.
#[derive(Clone, Debug)]
pub struct Matcher {
    whole: Regex,
}

/// An error in a matcher (a regular expression for fax addresses) of the settings.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MatcherError {
    /// The regular expression of the matcher is not written between slashes.
    #[error("it does not stand between slashes, as /(\\d+)@.*/ does")]
    NoSlashes,
    /// The setting has a letter other than `i` after the second slash of the regular expression.
    #[error("'{0}' behind the second slash is unknown; i is known")]
    Flag(char),
    /// The text between the slashes is not a valid regular expression.
    #[error("{0}")]
    Syntax(String),
    /// The regular expression has no group, so it cannot extract a fax number.
    #[error("it has no bracket; the first one is the number, as in /(\\d+)@.*/")]
    NoBracket,
    /// The regular expression matches the empty string, so it would find empty fax numbers.
    #[error(
        "it matches the empty string, so it would find empty numbers; an alternative in it is empty, or all of it may be left out"
    )]
    MatchesEmpty,
    /// The regular expression matches this sample mail address, although the mail address contains
    /// no fax number.
    #[error("it matches '{0}', in which its first bracket finds no number")]
    EmptyNumber(&'static str),
}

/// Sample mail addresses that contain no fax number. A regular expression that matches one of them
/// is rejected.
const WITHOUT_NUMBER: [&str; 4] = ["@", "@x", "name@example.com", "@example.com"];

/// The maximum number of bytes of a compiled regular expression: 256 KiB.
const MOST_SIZE: usize = 256 * 1024;

/// An error in the setting `domains` or the setting `matchers` of gateway.toml.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    /// The entry of the setting `domains` is not the name of a domain.
    #[error(
        "'{0}' is not a domain; examples: fax.example.com, *.fax (the star means the number), *.fax reversed"
    )]
    Domain(String),
    /// A regular expression in the setting `matchers` has an error.
    #[error("matcher {text}: {error}")]
    Matcher {
        /// The regular expression as it is written in gateway.toml.
        text: String,
        /// The error in the regular expression.
        error: MatcherError,
    },
}

impl Matcher {
    /// Reads a regular expression that is written between slashes, and checks that it can find a
    /// fax number.
    pub fn new(text: &str) -> Result<Self, FormError> {
        Self::read(text.trim()).map_err(|error| FormError::Matcher { text: text.to_owned(), error })
    }

    fn read(text: &str) -> Result<Self, MatcherError> {
        let (pattern, flags) = text
            .strip_prefix('/')
            .and_then(|rest| rest.rsplit_once('/'))
            .ok_or(MatcherError::NoSlashes)?;
        if let Some(flag) = flags.chars().find(|flag| *flag != 'i') {
            return Err(MatcherError::Flag(flag));
        }
        let build = |pattern: &str| {
            let built = RegexBuilder::new(pattern)
                .case_insensitive(flags.contains('i'))
                .size_limit(MOST_SIZE)
                .build();
            built.map_err(|error| MatcherError::Syntax(error.to_string()))
        };
        let bare = build(pattern)?;
        if bare.captures_len() < 2 {
            return Err(MatcherError::NoBracket);
        }
        // Test the expression without its anchors, so that an empty alternative is noticed.
        if bare.is_match("") {
            return Err(MatcherError::MatchesEmpty);
        }
        let matcher = Self { whole: build(&format!("^(?:{pattern})$"))? };
        let found = WITHOUT_NUMBER.into_iter().find(|address| matcher.find(address).is_some());
        found.map_or(Ok(matcher), |address| Err(MatcherError::EmptyNumber(address)))
    }

    /// Compares a mail address with the regular expression. Returns the fax number and the
    /// recipient that it finds, or the error in that number; `None` if the address does not match.
    pub(super) fn find(&self, address: &str) -> Option<Result<Addressee, AddressError>> {
        let captures = self.whole.captures(address)?;
        let named = |name| captures.name(name).map(|found| found.as_str());
        let number = captures.get(1).map_or("", |found| found.as_str());
        let read = || {
            Ok(Addressee {
                number: number::checked(number)?,
                recipient: named("name")
                    .and_then(|name| super::name::of_person(name.trim_matches('"'), false)),
                sub: named("sub").filter(|sub| !sub.is_empty()).map(number::sub).transpose()?,
                wishes: Wishes::default(),
            })
        };
        Some(read())
    }
}
