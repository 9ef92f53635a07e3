//! The name of a fax device: `2101@fax-devices`.

use rusqlite::types::{FromSql, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use std::fmt;
use std::str::FromStr;

/// A fax device, named by its extension and by the context of the dialplan that declares it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeviceName {
    /// The extension of the device.
    pub number: String,
    /// The context of the device. Empty if the name may mean a device of any context, as in the
    /// setting `2101`.
    pub context: String,
}

/// The error for a text that is not the name of a device.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not a device; write 2101 or 2101@context")]
pub struct NoDeviceName(String);

impl DeviceName {
    /// The name of the device with this extension in this context.
    pub fn new(number: &str, context: &str) -> Self {
        Self { number: number.to_owned(), context: context.to_owned() }
    }

    /// Reads a name from the database. Any text is accepted.
    pub fn of_row(text: &str) -> Self {
        let (number, context) = text.split_once('@').unwrap_or((text, ""));
        Self::new(number, context)
    }

    /// Whether the name `other` may mean this device: the extension is the same, and so is the
    /// context if `other` names one.
    pub fn may_be(&self, other: &Self) -> bool {
        self.number == other.number && (other.context.is_empty() || self.context == other.context)
    }
}

/// Reads `2101` and `2101@context`; a text with spaces is rejected.
impl FromStr for DeviceName {
    type Err = NoDeviceName;

    fn from_str(text: &str) -> Result<Self, NoDeviceName> {
        let name = Self::of_row(text);
        let lacks_context = text.contains('@') && name.context.is_empty();
        if name.number.is_empty() || lacks_context || text.contains(char::is_whitespace) {
            Err(NoDeviceName(text.to_owned()))
        } else {
            Ok(name)
        }
    }
}

impl fmt::Display for DeviceName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.context.as_str() {
            "" => f.write_str(&self.number),
            context => write!(f, "{}@{context}", self.number),
        }
    }
}

impl ToSql for DeviceName {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.to_string().into())
    }
}

impl FromSql for DeviceName {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Ok(Self::of_row(value.as_str()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_read_as_it_is_written() {
        for text in ["2101", "2101@fax-devices", "_X.@a@b"] {
            assert_eq!(text.parse::<DeviceName>().unwrap().to_string(), text);
        }
        for text in ["", "@", "@x", "2101@", "21 01", "2101@a b"] {
            let error = text.parse::<DeviceName>().unwrap_err().to_string();
            assert!(error.contains("2101@context"), "{error}");
        }
    }

    #[test]
    fn a_name_without_a_context_may_be_the_device_of_any() {
        let device = DeviceName::new("2101", "a");
        let is = |text: &str| device.may_be(&text.parse().unwrap());
        assert!(is("2101") && is("2101@a") && !is("2101@b") && !is("2102"));
    }
}
