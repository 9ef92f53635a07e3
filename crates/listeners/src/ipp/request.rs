//! An IPP request: its operation and its attributes.

use std::io::Cursor;

use ipp::attribute::{IppAttribute, IppAttributeGroup, IppAttributes};
use ipp::model::DelimiterTag;
use ipp::parser::{IppParseError, IppParser};
use ipp::reader::IppReader;

use super::scan::Malformed;
use super::value::Value;
use ferrofax_basics::control_signs::blanked;

/// An IPP request without its document.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    /// The major and minor version of IPP.
    pub(crate) version: (u8, u8),
    /// The code of the requested operation.
    pub(crate) operation: u16,
    /// The request id, which the answer repeats.
    pub(crate) id: i32,
    attributes: IppAttributes,
}

impl Request {
    /// Parses an IPP request from bytes that the [`super::Scanner`] has checked.
    pub(crate) fn read(bytes: Vec<u8>) -> Result<Self, Malformed> {
        let mut request = Self::head(&bytes).ok_or(Malformed::BrokenOff)?;
        request.attributes = parsed(bytes)?;
        Ok(request)
    }

    /// Reads the request's header, which comes before the attributes; `None` if the header is
    /// incomplete.
    pub(crate) fn head(bytes: &[u8]) -> Option<Self> {
        let &[major, minor, high, low, a, b, c, d] = bytes.get(..8)? else { return None };
        Some(Self {
            version: (major, minor),
            operation: u16::from_be_bytes([high, low]),
            id: i32::from_be_bytes([a, b, c, d]),
            attributes: IppAttributes::new(),
        })
    }

    /// Whether the request's first two attributes have the required names, `attributes-charset` and
    /// `attributes-natural-language` (RFC 8011 §4.1.4).
    pub(crate) fn begins_as_it_must(&self) -> bool {
        let first = self.attributes.groups().first();
        let Some(group) = first.filter(|group| group.tag() == DelimiterTag::OperationAttributes)
        else {
            return false;
        };
        let names = group.attributes().iter().map(|attribute| attribute.name().as_str());
        names.take(2).eq(["attributes-charset", "attributes-natural-language"])
    }

    /// The value of the operation attribute with this name in the IPP request.
    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        let groups = self.attributes.groups_of(DelimiterTag::OperationAttributes);
        groups.into_iter().find_map(|group| group.get(name)).map(IppAttribute::value)
    }

    /// All job attributes of the request, which describe the job that it creates.
    pub(crate) fn of_job(&self) -> impl Iterator<Item = &IppAttribute> {
        self.attributes
            .groups_of(DelimiterTag::JobAttributes)
            .flat_map(|group| group.attributes())
    }

    /// The subscriptions that the IPP request asks for, as one group of attributes for each
    /// subscription.
    pub(crate) fn subscriptions(&self) -> impl Iterator<Item = Asked<'_>> {
        self.attributes.groups_of(DelimiterTag::SubscriptionAttributes).map(Asked)
    }

    /// The operation attribute with this name in the IPP request, if its value is a string of any
    /// kind (text, name, keyword, URI or the like).
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(text_of)
    }

    /// The value of an operation attribute that a person has written, converted to a single line.
    /// Bytes that are not UTF-8 are read as Latin-1, which old clients send.
    pub(crate) fn words(&self, name: &str) -> Option<String> {
        let text = match self.get(name)? {
            Value::NonUtf8 { data, .. } => data.iter().map(|byte| char::from(*byte)).collect(),
            value => text_of(value)?.to_owned(),
        };
        Some(blanked(&text).trim().to_owned()).filter(|words| !words.is_empty())
    }

    /// The number that is the value of the operation attribute with this name in the IPP request.
    pub(crate) fn number(&self, name: &str) -> Option<i32> {
        match self.get(name)? {
            Value::Integer(number) | Value::Enum(number) => Some(*number),
            _ => None,
        }
    }

    /// All numbers that are values of the operation attribute with this name in the IPP request.
    pub(crate) fn numbers(&self, name: &str) -> Vec<i32> {
        let values = self.get(name).into_iter().flat_map(each);
        values.filter_map(|value| value.as_integer().copied()).collect()
    }

    /// The boolean that is the value of the operation attribute with this name in the IPP request.
    pub(crate) fn flag(&self, name: &str) -> Option<bool> {
        self.get(name).and_then(|value| value.as_boolean().copied())
    }

    /// All texts that are values of the operation attribute with this name in the IPP request.
    pub(crate) fn texts(&self, name: &str) -> Vec<&str> {
        let values = self.get(name).into_iter().flat_map(each);
        values.filter_map(text_of).collect()
    }
}

/// Parses the attributes in bytes that the [`super::Scanner`] has checked.
pub(super) fn parsed(bytes: Vec<u8>) -> Result<IppAttributes, Malformed> {
    let parser = IppParser::new(IppReader::new(Cursor::new(bytes)));
    let (_, attributes, _) = parser.parse_parts().map_err(|error| match error {
        IppParseError::InvalidStringLength { .. } => Malformed::TooLong,
        IppParseError::InvalidTag(_) => Malformed::Tag,
        IppParseError::IoError(_) => Malformed::BrokenOff,
        _ => Malformed::Value,
    })?;
    Ok(attributes)
}

/// A group of attributes in an IPP request of a client.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a>(&'a IppAttributeGroup);

impl<'a> Asked<'a> {
    pub(crate) fn get(self, name: &str) -> Option<&'a Value> {
        self.0.get(name).map(IppAttribute::value)
    }
}

/// Iterates over the values of an attribute. If the value is a set, these are its members,
/// otherwise the value itself.
pub(crate) fn each(value: &Value) -> impl Iterator<Item = &Value> {
    let set: &[Value] = match value {
        Value::Array(values) => values,
        one => std::slice::from_ref(one),
    };
    set.iter()
}

/// The string in an attribute's value, if the value is a string of any kind (text, name, keyword,
/// URI or the like).
pub(crate) fn text_of(value: &Value) -> Option<&str> {
    Some(match value {
        Value::TextWithoutLanguage(text) | Value::TextWithLanguage { text, .. } => text.as_ref(),
        Value::NameWithoutLanguage(name) | Value::NameWithLanguage { name, .. } => name,
        Value::Keyword(word) => word,
        Value::Uri(uri) | Value::UriScheme(uri) => uri,
        Value::MimeMediaType(mime) => mime,
        Value::Charset(charset) => charset,
        Value::NaturalLanguage(language) => language,
        _ => return None,
    })
}
