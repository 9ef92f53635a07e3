//! Converts times, and lists of values with names, into JSON, for output that other programs read.

use serde_json::Value;

use ferrofax_basics::UnixMs;
use ferrofax_spool::view::Shown;

/// Converts a time into a JSON string in the format of RFC 3339, in UTC.
pub fn instant(at: UnixMs) -> Value {
    at.timestamp().map_or(Value::Null, |at| Value::String(at.to_string()))
}

/// Converts a list of values, each with its name, into a JSON object.
pub fn value_of(fields: Vec<(&'static str, Shown)>) -> Value {
    fields
        .into_iter()
        .map(|(name, shown)| (name.to_owned(), value(shown)))
        .collect()
}

fn value(shown: Shown) -> Value {
    match shown {
        Shown::Nothing => Value::Null,
        Shown::Number(number) => number.into(),
        Shown::Yes(yes) => yes.into(),
        Shown::Text(text) => text.into(),
        Shown::Time(at) => instant(at),
        Shown::List(several) => several.into_iter().map(value).collect(),
        Shown::Fields(fields) => value_of(fields),
    }
}
