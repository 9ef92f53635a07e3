//! The answer to an IPP request, and its encoding.

use ipp::attribute::IppAttribute;
use ipp::model::{DelimiterTag, ValueTag};
use ipp::value::IppName;

use super::request::Request;
use super::status::Status;
use super::value::{self, Value};

/// A group of attributes in an IPP answer to a client.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    tag: DelimiterTag,
    attributes: Vec<(String, Value)>,
}

/// An IPP answer to a request of a client.
#[derive(Clone, Debug)]
pub(crate) struct Response {
    /// The IPP status code of the answer.
    pub(crate) status: Status,
    /// The status message of this answer: a sentence that explains the status code. `None`: the
    /// answer has none.
    message: Option<String>,
    /// Operation attributes of this answer, in addition to those that every IPP answer has.
    operation: Vec<(String, Value)>,
    groups: Vec<Group>,
}

impl Group {
    /// A group with the attributes of a printer.
    pub(crate) fn printer(attributes: Vec<(String, Value)>) -> Self {
        Self { tag: DelimiterTag::PrinterAttributes, attributes }
    }

    /// A group with the attributes of a job.
    pub(crate) fn job(attributes: Vec<(String, Value)>) -> Self {
        Self { tag: DelimiterTag::JobAttributes, attributes }
    }

    /// A group with the attributes of a subscription.
    pub(crate) fn subscription(attributes: Vec<(String, Value)>) -> Self {
        Self { tag: DelimiterTag::SubscriptionAttributes, attributes }
    }

    /// A group with the attributes of an event.
    pub(crate) fn event(attributes: Vec<(String, Value)>) -> Self {
        Self { tag: DelimiterTag::EventNotificationAttributes, attributes }
    }

    /// A group with those attributes of the request that this server does not support.
    pub(crate) fn unsupported(attributes: Vec<(String, Value)>) -> Self {
        Self { tag: DelimiterTag::UnsupportedAttributes, attributes }
    }
}

impl Response {
    /// Creates the answer to a request that succeeded, with no attributes yet.
    pub(crate) fn ok() -> Self {
        Self { status: Status::Ok, message: None, operation: Vec::new(), groups: Vec::new() }
    }

    /// The status message of this answer, a sentence that explains the status code; empty if the
    /// answer has none.
    pub(crate) fn message(&self) -> &str {
        self.message.as_deref().unwrap_or_default()
    }

    /// An answer that rejects the request, with the reason.
    pub(crate) fn refused(status: Status, message: impl ToString) -> Self {
        Self {
            status,
            message: Some(message.to_string()),
            operation: Vec::new(),
            groups: Vec::new(),
        }
    }

    /// Adds an operation attribute to this IPP answer.
    pub(crate) fn saying(mut self, name: &str, value: Value) -> Self {
        self.operation.push((name.to_owned(), value));
        self
    }

    /// Adds a group of attributes to the answer, unless the group is empty. The calling function
    /// adds the groups in the order of RFC 8011 §4.1.
    pub(crate) fn with(mut self, group: Group) -> Self {
        if !group.attributes.is_empty() {
            self.groups.push(group);
        }
        self
    }

    /// Adds to the answer the attributes of the request that this server ignored. If there are any,
    /// the status of the answer becomes [`Status::OkIgnoredOrSubstituted`].
    pub(crate) fn with_ignored(self, ignored: Group) -> Self {
        if ignored.attributes.is_empty() {
            self
        } else {
            Self { status: Status::OkIgnoredOrSubstituted, ..self }.with(ignored)
        }
    }

    /// Encodes the answer as the bytes of an IPP message that answers `request`.
    pub(crate) fn to_bytes(&self, request: &Request) -> Vec<u8> {
        // A client with an unsupported version gets the answer in version 2.0 (RFC 8011 §4.1.8).
        let (major, minor) = match request.version {
            (1, minor @ (0 | 1)) => (1, minor),
            (2, minor @ 0..=2) => (2, minor),
            _ => (2, 0),
        };
        let mut bytes = vec![major, minor];
        bytes.extend((self.status as u16).to_be_bytes());
        bytes.extend(request.id.to_be_bytes());
        bytes.push(DelimiterTag::OperationAttributes as u8);
        write(&mut bytes, "attributes-charset", value::charset("utf-8"));
        write(&mut bytes, "attributes-natural-language", value::language("en"));
        if let Some(message) = &self.message {
            // The maximum is 255 bytes (RFC 8011 §4.1.6.2).
            let cut = message.get(..message.floor_char_boundary(255)).unwrap_or(message);
            write(&mut bytes, "status-message", value::text(cut));
        }
        for (name, value) in &self.operation {
            write(&mut bytes, name, value.clone());
        }
        for group in &self.groups {
            bytes.push(group.tag as u8);
            for (name, value) in &group.attributes {
                write(&mut bytes, name, value.clone());
            }
        }
        bytes.push(DelimiterTag::EndOfAttributes as u8);
        bytes
    }
}

/// Writes an attribute. Each value of a set gets its own type tag: a client possibly sent values of
/// different kinds, and the answer returns them to the client. The crate `ipp` would give all
/// values the tag of the first value.
pub(super) fn write(bytes: &mut Vec<u8>, name: &str, value: Value) {
    match value {
        Value::Array(values) => {
            for (number, value) in values.into_iter().enumerate() {
                write(bytes, if number == 0 { name } else { "" }, value);
            }
        }
        Value::Collection(members) => {
            put(bytes, ValueTag::BegCollection, name, "");
            for (member, value) in members {
                put(bytes, ValueTag::MemberAttrName, "", member.as_str());
                write(bytes, "", value);
            }
            put(bytes, ValueTag::EndCollection, "", "");
        }
        value => {
            let name = IppName::new_truncated(name);
            bytes.extend_from_slice(&IppAttribute::new(name, value).to_bytes());
        }
    }
}

/// Writes a text as the value of an attribute: the type tag, the attribute's name, and the text.
fn put(bytes: &mut Vec<u8>, tag: ValueTag, name: &str, value: &str) {
    bytes.push(tag as u8);
    for text in [name, value] {
        // The length fits in two bytes: the text was read with a length of two bytes, or is written
        // in this program.
        bytes.extend(u16::try_from(text.len()).unwrap_or_default().to_be_bytes());
        bytes.extend(text.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ipp::Scanner;
    use std::collections::BTreeMap;

    #[test]
    fn each_of_several_values_has_its_own_tag() {
        let members = BTreeMap::from([(
            IppName::new_truncated("a"),
            Value::Array(vec![Value::Integer(1), Value::Boolean(true)]),
        )]);
        let mixed = Value::Array(vec![Value::Collection(members), Value::Integer(33)]);
        let mut bytes = vec![2, 0, 0, 0, 0, 0, 0, 1, 1];
        write(&mut bytes, "x", mixed);
        let written: &[&[u8]] = &[
            &[0x34, 0, 1, b'x', 0, 0, 0x4A, 0, 0, 0, 1, b'a', 0x21, 0, 0, 0, 4, 0, 0, 0, 1],
            &[0x22, 0, 0, 0, 1, 1, 0x37, 0, 0, 0, 0, 0x21, 0, 0, 0, 4, 0, 0, 0, 33],
        ];
        assert_eq!(bytes.get(9..), Some(&written.concat()[..]));
        bytes.push(3);
        assert_eq!(Scanner::default().push(&bytes), Ok(Some(Vec::new())));
    }
}
