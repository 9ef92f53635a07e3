//! Makes IPP attribute values from texts, numbers and times of Ferrofax. A text that is too long
//! for its kind is cut.

use std::collections::BTreeMap;

use ipp::value::{
    IppDateTime, IppKeyword, IppMimeMediaType, IppName, IppString, IppTextValue, IppValue,
};
use jiff::tz::TimeZone;

use ferrofax_basics::UnixMs;

/// The value of an IPP attribute.
pub(crate) type Value = IppValue;

/// The maximum number of bytes of an attribute value of the kind "name" (RFC 8011 §5.1.3).
const NAME: usize = 255;
/// The maximum number of bytes of an attribute value of the kind "text" (RFC 8011 §5.1.2).
const TEXT: usize = 1023;

pub(crate) fn keyword(word: &str) -> Value {
    IppValue::Keyword(IppKeyword::new_truncated(cut(word, NAME)))
}

pub(crate) fn name(text: &str) -> Value {
    IppValue::NameWithoutLanguage(IppName::new_truncated(cut(text, NAME)))
}

pub(crate) fn text(text: &str) -> Value {
    let cut = cut(text, TEXT);
    IppTextValue::new(cut).map_or(IppValue::NoValue, IppValue::TextWithoutLanguage)
}

pub(crate) fn uri(text: &str) -> Value {
    IppValue::Uri(IppString::new_truncated(cut(text, TEXT)))
}

pub(crate) fn uri_scheme(text: &str) -> Value {
    IppValue::UriScheme(IppString::new_truncated(cut(text, TEXT)))
}

pub(crate) fn mime(text: &str) -> Value {
    IppValue::MimeMediaType(IppMimeMediaType::new_truncated(cut(text, NAME)))
}

pub(crate) fn charset(text: &'static str) -> Value {
    IppValue::new_charset(text).unwrap_or(IppValue::NoValue)
}

pub(crate) fn language(text: &'static str) -> Value {
    IppValue::new_natural_language(text).unwrap_or(IppValue::NoValue)
}

pub(crate) fn number(number: impl TryInto<i32>) -> Value {
    IppValue::Integer(number.try_into().unwrap_or(i32::MAX))
}

pub(crate) fn choice(number: i32) -> Value {
    IppValue::Enum(number)
}

pub(crate) fn range(min: i32, max: i32) -> Value {
    IppValue::RangeOfInteger { min, max }
}

pub(crate) fn flag(is_so: bool) -> Value {
    IppValue::Boolean(is_so)
}

/// Makes an IPP attribute value from a resolution in dots per inch, across and down the page.
pub(crate) fn resolution(across: i32, down: i32) -> Value {
    // The unit 3 is dots per inch (RFC 8011 §5.1.16).
    IppValue::Resolution { cross_feed: across, feed: down, units: 3 }
}

pub(crate) fn none() -> Value {
    IppValue::NoValue
}

/// The attribute value "unknown" (RFC 8010 §3.5.2).
pub(crate) fn unknown() -> Value {
    IppValue::Other { tag: 0x12, data: Default::default() }
}

/// Makes an IPP attribute value from a time, which it states in UTC (RFC 8011 §5.1.15).
pub(crate) fn moment(at: UnixMs) -> Value {
    let Some(at) = at.timestamp() else { return IppValue::NoValue };
    let at = at.to_zoned(TimeZone::UTC);
    let small = |number: i8| u8::try_from(number).unwrap_or(0);
    IppValue::DateTime(IppDateTime {
        year: u16::try_from(at.year()).unwrap_or(0),
        month: small(at.month()),
        day: small(at.day()),
        hour: small(at.hour()),
        minutes: small(at.minute()),
        seconds: small(at.second()),
        deci_seconds: 0,
        utc_dir: '+',
        utc_hours: 0,
        utc_mins: 0,
    })
}

/// Joins several values of one kind to one attribute value. A single value is returned as it is,
/// and an empty list becomes "no value".
pub(crate) fn set(mut values: Vec<Value>) -> Value {
    match values.len() {
        0 => IppValue::NoValue,
        1 => values.remove(0),
        _ => IppValue::Array(values),
    }
}

pub(crate) fn keywords(words: &[&str]) -> Value {
    set(words.iter().map(|word| keyword(word)).collect())
}

pub(crate) fn choices(numbers: &[i32]) -> Value {
    set(numbers.iter().map(|number| choice(*number)).collect())
}

pub(crate) fn collection(members: Vec<(&str, Value)>) -> Value {
    let named = |(name, value): (&str, Value)| (IppName::new_truncated(name), value);
    IppValue::Collection(members.into_iter().map(named).collect::<BTreeMap<_, _>>())
}

/// The beginning of a text, cut so that it has at most `most` bytes.
fn cut(text: &str, most: usize) -> &str {
    text.get(..text.floor_char_boundary(most)).unwrap_or(text)
}
