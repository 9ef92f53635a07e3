//! Reads and checks the fax numbers and T.30 subaddresses in fax addresses.

use super::error::AddressError;

/// The maximum number of characters of a fax number in a mail address, including separators. The
/// number of digits is limited by the dial rules.
const MOST_SIGNS: usize = 40;

/// The maximum number of characters of the subaddress in a fax address. T.30 §5.3.6.2 transmits at
/// most 20 in the signal SUB.
const MOST_SUB: usize = 20;

/// Checks that a text from a mail address can be a fax number, and returns it as written.
pub(super) fn checked(written: &str) -> Result<String, AddressError> {
    let written = written.trim();
    let wrong = written
        .char_indices()
        .find(|(at, sign)| !(is_of_number(*sign) || (*sign == '+' && *at == 0)));
    match wrong {
        Some((_, found)) => Err(AddressError::BadNumber { number: written.to_owned(), found }),
        None if !written.contains(|sign: char| sign.is_ascii_digit()) => {
            Err(AddressError::NoNumber(written.to_owned()))
        }
        None if written.len() > MOST_SIGNS => Err(AddressError::LongNumber),
        None => Ok(written.to_owned()),
    }
}

/// Converts the reversed digits of a fax number into the number: `1.6.0.0.7.2.1.9.9.9.4` becomes
/// `+49991270061`.
pub(super) fn from_reversed(labels: &str) -> Result<String, AddressError> {
    let digits: Option<Vec<char>> = labels
        .split('.')
        .rev()
        .map(|label| label.parse().ok().filter(char::is_ascii_digit))
        .collect();
    match digits {
        Some(digits) => Ok(format!("+{}", digits.into_iter().collect::<String>())),
        None => Err(AddressError::NotReversed(labels.to_owned())),
    }
}

/// Removes the separators `-` and `.` (RFC 3191) from a subaddress and returns it. It is an error
/// if the rest has characters other than digits, `*` and `#`, or more than [`MOST_SUB`] characters.
pub(super) fn sub(written: &str) -> Result<String, AddressError> {
    let wrong = || AddressError::BadSub(written.to_owned());
    let plain: String = written.chars().filter(|sign| !matches!(sign, '-' | '.')).collect();
    let is_right = plain.chars().all(|sign| matches!(sign, '0'..='9' | '*' | '#'));
    if is_right && (1..=MOST_SUB).contains(&plain.len()) { Ok(plain) } else { Err(wrong()) }
}

/// Whether a fax number may contain this character at any position. The `+`, which may only be its
/// first character, is not included.
pub(super) fn is_of_number(sign: char) -> bool {
    matches!(sign, '0'..='9' | '*' | '#' | '-' | '.' | '(' | ')' | ' ')
}
