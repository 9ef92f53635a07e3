//! An answer, into bytes.

use ipp::attribute::IppAttribute;
use ipp::model::DelimiterTag;
use ipp::value::IppName;

use super::request::Request;
use super::status::Status;
use super::value::{self, Value};

/// Attributes of one thing.
#[derive(Clone, Debug)]
pub(in crate::printer) struct Group {
    tag: DelimiterTag,
    attributes: Vec<(String, Value)>,
}

/// An answer to a request.
#[derive(Clone, Debug)]
pub(in crate::printer) struct Response {
    /// How it went.
    pub(in crate::printer) status: Status,
    /// A sentence, where there is something to say.
    message: Option<String>,
    groups: Vec<Group>,
}

impl Group {
    /// Of a printer.
    pub(in crate::printer) fn printer(attributes: Vec<(String, Value)>) -> Self {
        Self { tag: DelimiterTag::PrinterAttributes, attributes }
    }

    /// Of a job.
    pub(in crate::printer) fn job(attributes: Vec<(String, Value)>) -> Self {
        Self { tag: DelimiterTag::JobAttributes, attributes }
    }

    /// What was asked for and is not to be had.
    pub(in crate::printer) fn unsupported(attributes: Vec<(String, Value)>) -> Self {
        Self { tag: DelimiterTag::UnsupportedAttributes, attributes }
    }
}

impl Response {
    /// It went well.
    pub(in crate::printer) fn ok() -> Self {
        Self { status: Status::Ok, message: None, groups: Vec::new() }
    }

    /// It did not, for this reason.
    pub(in crate::printer) fn refused(status: Status, message: impl ToString) -> Self {
        Self { status, message: Some(message.to_string()), groups: Vec::new() }
    }

    /// With this group, if anything is in it. Groups go in the order of RFC 8011 §4.1.
    pub(in crate::printer) fn with(mut self, group: Group) -> Self {
        if !group.attributes.is_empty() {
            self.groups.push(group);
        }
        self
    }

    /// With what was ignored, which is how it went then.
    pub(in crate::printer) fn with_ignored(self, ignored: Group) -> Self {
        match ignored.attributes.is_empty() {
            true => self,
            false => Self { status: Status::OkIgnoredOrSubstituted, ..self }.with(ignored),
        }
    }

    /// As it goes to whoever asked this.
    pub(in crate::printer) fn to_bytes(&self, request: &Request) -> Vec<u8> {
        // Who speaks a version that we do not is answered in ours (RFC 8011 §4.1.8).
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
            // RFC 8011 §4.1.6.2: 255 bytes.
            let cut = message.get(..message.floor_char_boundary(255)).unwrap_or(message);
            write(&mut bytes, "status-message", value::text(cut));
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

fn write(bytes: &mut Vec<u8>, name: &str, value: Value) {
    let name = IppName::new_truncated(name);
    bytes.extend_from_slice(&IppAttribute::new(name, value).to_bytes());
}
