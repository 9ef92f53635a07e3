//! What may stand behind an option, and what is wrong where something else does.

use std::net::IpAddr;
use std::path::{Path, PathBuf};

use thiserror::Error;

use ferrofax_basics::value;

/// What is wrong with an option's value.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SettingError {
    /// Not one of the words that the option knows.
    #[error("{option}: '{value}' is not one of {expected}")]
    NotOneOf {
        /// The option.
        option: String,
        /// What stood there.
        value: String,
        /// What may stand there.
        expected: &'static str,
    },
    /// Not a number in the option's range.
    #[error("{option}: '{value}' is no number from {min} to {max}")]
    NotANumber {
        /// The option.
        option: String,
        /// What stood there.
        value: String,
        /// Least value.
        min: u32,
        /// Greatest value.
        max: u32,
    },
    /// Not an IP address.
    #[error("{option}: '{value}' is no IP address")]
    NotAnAddress {
        /// The option.
        option: String,
        /// What stood there.
        value: String,
    },
    /// Not a mail address.
    #[error("{option}: '{value}' is no mail address")]
    NotAMailAddress {
        /// The option.
        option: String,
        /// What stood there.
        value: String,
    },
    /// A date format or time zone that we cannot use.
    #[error("{option}: '{value}' cannot be used: {reason}")]
    Unusable {
        /// The option.
        option: String,
        /// What stood there.
        value: String,
        /// Why not.
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

/// An address, or its part before the `@` alone. A name before it (`"Fax" <fax@example.com>`) is
/// left out.
pub(super) fn mail_address(option: &str, value: &str) -> Result<String, SettingError> {
    let (_, address) = name_and_address(value);
    let is_line = !value.contains(char::is_control);
    let whole =
        if address.contains('@') { address.to_owned() } else { format!("{address}@localhost") };
    match whole.parse::<lettre::Address>() {
        Ok(_) if is_line => Ok(address.to_owned()),
        _ => Err(SettingError::NotAMailAddress {
            option: option.to_owned(),
            value: value.to_owned(),
        }),
    }
}

/// The two parts of `"Fax" <fax@example.com>`; the name is empty where none is written.
pub(crate) fn name_and_address(value: &str) -> (&str, &str) {
    let in_brackets = value.strip_suffix('>').and_then(|rest| rest.rsplit_once('<'));
    match in_brackets {
        Some((name, address)) => (name.trim().trim_matches('"').trim(), address.trim()),
        None => ("", value),
    }
}

/// Where bounces go: an address, `<>` for nowhere (empty), or nothing at all for what
/// holds without the option.
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
