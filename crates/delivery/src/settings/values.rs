//! Reads the values of the mail options in ferrofax.conf, and describes errors in them.

use std::net::IpAddr;
use std::path::{Path, PathBuf};

use thiserror::Error;

use ferrofax_basics::value;

/// The reason why the value of a mail option in ferrofax.conf is not valid.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SettingError {
    /// The value is not one of the words that the option accepts.
    #[error("{option}: '{value}' is not one of {expected}")]
    NotOneOf {
        /// The name of the mail option in ferrofax.conf that has an invalid value.
        option: String,
        /// The invalid value of the mail option, as it is written in ferrofax.conf.
        value: String,
        /// The words that the option accepts, as a list for the error message.
        expected: &'static str,
    },
    /// The value is not a number in the option's range.
    #[error("{option}: '{value}' is no number from {min} to {max}")]
    NotANumber {
        /// The name of the mail option in ferrofax.conf that has an invalid value.
        option: String,
        /// The invalid value of the mail option, as it is written in ferrofax.conf.
        value: String,
        /// The smallest value that the option accepts.
        min: u32,
        /// The greatest value that the option accepts.
        max: u32,
    },
    /// The value of the option is not an IP address.
    #[error("{option}: '{value}' is no IP address")]
    NotAnAddress {
        /// The name of the mail option in ferrofax.conf that has an invalid value.
        option: String,
        /// The invalid value of the mail option, as it is written in ferrofax.conf.
        value: String,
    },
    /// The value of the option is not a mail address.
    #[error("{option}: '{value}' is no mail address")]
    NotAMailAddress {
        /// The name of the mail option in ferrofax.conf that has an invalid value.
        option: String,
        /// The invalid value of the mail option, as it is written in ferrofax.conf.
        value: String,
    },
    /// The value is a date format or time zone that cannot be used.
    #[error("{option}: '{value}' cannot be used: {reason}")]
    Unusable {
        /// The name of the mail option in ferrofax.conf that has an invalid value.
        option: String,
        /// The invalid value of the mail option, as it is written in ferrofax.conf.
        value: String,
        /// The reason why the option's value cannot be used.
        reason: String,
    },
}

pub(super) fn yes_or_no(option: &str, value: &str) -> Result<bool, SettingError> {
    value::yes_no(value).ok_or_else(|| not_one_of(option, value, "yes, no"))
}

pub(super) fn number(option: &str, value: &str, min: u32, max: u32) -> Result<u32, SettingError> {
    let refused = || SettingError::NotANumber {
        option: option.to_owned(),
        value: value.to_owned(),
        min,
        max,
    };
    value::number(value, min, max).ok_or_else(refused)
}

pub(super) fn ip_address(option: &str, value: &str) -> Result<Option<IpAddr>, SettingError> {
    if value.is_empty() {
        return Ok(None);
    }
    let address = value.parse();
    address.map(Some).map_err(|_| SettingError::NotAnAddress {
        option: option.to_owned(),
        value: value.to_owned(),
    })
}

/// Reads a mail address. A text without `@` and domain is accepted, too. A name before the address
/// (`"Fax" <fax@example.com>`) is dropped.
pub(super) fn mail_address(option: &str, value: &str) -> Result<String, SettingError> {
    let (_, address) = name_and_address(value);
    let is_line = !value.contains(char::is_control);
    if is_line && value::is_mailbox(address) {
        return Ok(address.to_owned());
    }
    Err(SettingError::NotAMailAddress { option: option.to_owned(), value: value.to_owned() })
}

/// Splits `"Fax" <fax@example.com>` into the name and the mail address. The name is empty if there
/// is none.
pub(crate) fn name_and_address(value: &str) -> (&str, &str) {
    let in_brackets = value.strip_suffix('>').and_then(|rest| rest.rsplit_once('<'));
    match in_brackets {
        Some((name, address)) => (name.trim().trim_matches('"').trim(), address.trim()),
        None => ("", value),
    }
}

/// Reads the mail address for bounces. The result for `<>`, the null sender, is an empty text. The
/// result for an empty value is `None`, which means the default.
pub(super) fn envelope_sender(option: &str, value: &str) -> Result<Option<String>, SettingError> {
    match value {
        "" => Ok(None),
        "<>" => Ok(Some(String::new())),
        address => mail_address(option, address).map(Some),
    }
}

pub(super) fn word(value: &str) -> Option<String> {
    if value.is_empty() { None } else { Some(value.to_owned()) }
}

pub(super) fn path(value: &str) -> Option<PathBuf> {
    if value.is_empty() { None } else { Some(Path::new(value).to_owned()) }
}

pub(super) fn not_one_of(option: &str, value: &str, expected: &'static str) -> SettingError {
    SettingError::NotOneOf { option: option.to_owned(), value: value.to_owned(), expected }
}

pub(super) fn unusable(option: &str, value: &str, reason: &dyn std::fmt::Display) -> SettingError {
    let reason = reason.to_string();
    SettingError::Unusable { option: option.to_owned(), value: value.to_owned(), reason }
}
