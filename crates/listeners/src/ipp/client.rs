//! The client's side of IPP: writes requests to a printer, and reads the printer's answers.

use std::collections::BTreeMap;

use ipp::attribute::{IppAttribute, IppAttributeGroup, IppAttributes};
use ipp::model::DelimiterTag;
use ipp::value::IppName;

use super::request::{each, parsed, text_of};
use super::response::write;
use super::scan::{Malformed, Scanner};
use super::value::{self, Value};

/// A request to a printer, to which attributes are added one by one.
#[derive(Clone, Debug)]
pub(crate) struct Question {
    operation: u16,
    attributes: Vec<(String, Value)>,
    of_job: Vec<(String, Value)>,
}

/// The answer of a printer to a request.
#[derive(Clone, Debug)]
pub(crate) struct Heard {
    /// The IPP status code of the printer's answer.
    pub(crate) status: u16,
    attributes: IppAttributes,
}

/// A group of attributes in a printer's answer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Told<'a>(&'a IppAttributeGroup);

/// The id of every request. One id is enough because, on one connection, each answer belongs to the
/// request before it.
const ID: i32 = 1;

impl Question {
    /// Creates a request for an operation of a printer. The request's attributes begin with the
    /// printer's URI (RFC 8011 §4.1.5).
    pub(crate) fn new(operation: u16, printer: &str) -> Self {
        let attributes = vec![("printer-uri".to_owned(), value::uri(printer))];
        Self { operation, attributes, of_job: Vec::new() }
    }

    /// Adds an operation attribute to the request.
    pub(crate) fn with(mut self, name: &str, value: Value) -> Self {
        self.attributes.push((name.to_owned(), value));
        self
    }

    /// Adds a job attribute to the request.
    pub(crate) fn of_job(mut self, name: &str, value: Value) -> Self {
        self.of_job.push((name.to_owned(), value));
        self
    }

    /// Encodes the request in this version of IPP.
    pub(crate) fn to_bytes(&self, (major, minor): (u8, u8)) -> Vec<u8> {
        let mut bytes = vec![major, minor];
        bytes.extend(self.operation.to_be_bytes());
        bytes.extend(ID.to_be_bytes());
        bytes.push(DelimiterTag::OperationAttributes as u8);
        write(&mut bytes, "attributes-charset", value::charset("utf-8"));
        write(&mut bytes, "attributes-natural-language", value::language("en"));
        for (name, value) in &self.attributes {
            write(&mut bytes, name, value.clone());
        }
        if !self.of_job.is_empty() {
            bytes.push(DelimiterTag::JobAttributes as u8);
            for (name, value) in &self.of_job {
                write(&mut bytes, name, value.clone());
            }
        }
        bytes.push(DelimiterTag::EndOfAttributes as u8);
        bytes
    }
}

impl Heard {
    /// Parses the bytes of a printer's answer.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut scanner = Scanner::default();
        if scanner.push(bytes)?.is_none() {
            return Err(Malformed::BrokenOff);
        }
        let head = scanner.into_bytes();
        let &[_, _, high, low, a, b, c, d] = head.get(..8).ok_or(Malformed::BrokenOff)? else {
            return Err(Malformed::BrokenOff);
        };
        if i32::from_be_bytes([a, b, c, d]) != ID {
            return Err(Malformed::Value);
        }
        Ok(Self { status: u16::from_be_bytes([high, low]), attributes: parsed(head)? })
    }

    /// Whether the printer's answer says that the request succeeded.
    pub(crate) const fn is_ok(&self) -> bool {
        self.status < 0x0100
    }

    /// The status message of the printer's answer, a sentence that explains the status code; `None`
    /// if the answer has none.
    pub(crate) fn message(&self) -> Option<&str> {
        let groups = self.attributes.groups_of(DelimiterTag::OperationAttributes);
        groups.into_iter().find_map(|group| Told(group).text("status-message"))
    }

    /// The attributes of the printer itself, as one group, from the printer's answer.
    pub(crate) fn printer(&self) -> Option<Told<'_>> {
        self.attributes.first_of(DelimiterTag::PrinterAttributes).map(Told)
    }

    /// The attributes of the printer's jobs, as one group for each job, from the printer's answer.
    pub(crate) fn jobs(&self) -> impl Iterator<Item = Told<'_>> {
        self.attributes.groups_of(DelimiterTag::JobAttributes).map(Told)
    }
}

impl<'a> Told<'a> {
    /// The value of the attribute with this name in this group of the printer's answer; `None` if
    /// there is none.
    pub(crate) fn get(self, name: &str) -> Option<&'a Value> {
        self.0.get(name).map(IppAttribute::value)
    }

    /// All values of the attribute with this name in this group of the printer's answer.
    pub(crate) fn values(self, name: &str) -> impl Iterator<Item = &'a Value> {
        self.get(name).into_iter().flat_map(each)
    }

    /// The first text among the values of the attribute with this name; `None` if there is none.
    pub(crate) fn text(self, name: &str) -> Option<&'a str> {
        self.values(name).find_map(text_of)
    }

    /// All texts among the values of the attribute with this name.
    pub(crate) fn texts(self, name: &str) -> Vec<&'a str> {
        self.values(name).filter_map(text_of).collect()
    }

    /// The first number among the values of the attribute with this name; `None` if there is none.
    pub(crate) fn number(self, name: &str) -> Option<i32> {
        self.numbers(name).first().copied()
    }

    /// All numbers among the values of the attribute with this name.
    pub(crate) fn numbers(self, name: &str) -> Vec<i32> {
        self.values(name).filter_map(number_of).collect()
    }

    /// The value of the attribute with this name in the printer's answer, if the value is a
    /// boolean.
    pub(crate) fn flag(self, name: &str) -> Option<bool> {
        self.get(name).and_then(|value| value.as_boolean().copied())
    }
}

/// The number that an attribute's value contains; `None` if the value is not a number.
pub(crate) const fn number_of(value: &Value) -> Option<i32> {
    match value {
        Value::Integer(number) | Value::Enum(number) => Some(*number),
        _ => None,
    }
}

/// The member with the name `name` in an IPP collection (an attribute value that consists of named
/// members).
pub(crate) fn member<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    let Value::Collection(members) = value else { return None };
    let members: &BTreeMap<IppName, Value> = members;
    members.iter().find(|(found, _)| found.as_str() == name).map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An answer about a printer with a tray, in the form in which another program would write it.
    fn answer() -> Vec<u8> {
        let mut bytes = vec![2, 0, 0, 0, 0, 0, 0, 1, 1];
        let mut put = |tag: u8, name: &str, value: &[u8]| {
            bytes.push(tag);
            bytes.extend((name.len() as u16).to_be_bytes());
            bytes.extend(name.as_bytes());
            bytes.extend((value.len() as u16).to_be_bytes());
            bytes.extend(value);
        };
        put(0x47, "attributes-charset", b"utf-8");
        put(0x48, "attributes-natural-language", b"en");
        put(0x41, "status-message", b"fine");
        let mut operation = std::mem::take(&mut bytes);
        let mut bytes = Vec::new();
        let mut put = |tag: u8, name: &str, value: &[u8]| {
            bytes.push(tag);
            bytes.extend((name.len() as u16).to_be_bytes());
            bytes.extend(name.as_bytes());
            bytes.extend((value.len() as u16).to_be_bytes());
            bytes.extend(value);
        };
        put(0x49, "document-format-supported", b"application/pdf");
        put(0x49, "", b"image/urf");
        put(0x34, "media-col-ready", b"");
        put(0x4A, "", b"media-size");
        put(0x34, "", b"");
        put(0x4A, "", b"x-dimension");
        put(0x21, "", &21_000_i32.to_be_bytes());
        put(0x37, "", b"");
        put(0x37, "", b"");
        operation.push(4);
        operation.extend(bytes);
        operation.push(3);
        operation
    }

    #[test]
    fn an_answer_is_read_and_one_that_is_cut_anywhere_is_none() {
        let bytes = answer();
        let heard = Heard::read(&bytes).unwrap();
        assert!(heard.is_ok() && heard.message() == Some("fine"));
        let printer = heard.printer().unwrap();
        assert_eq!(printer.texts("document-format-supported"), ["application/pdf", "image/urf"]);
        let size = member(printer.get("media-col-ready").unwrap(), "media-size").unwrap();
        assert_eq!(member(size, "x-dimension").and_then(number_of), Some(21_000));
        for cut in 0..bytes.len() {
            assert!(Heard::read(&bytes[..cut]).is_err(), "{cut}");
        }
        // Damaged bytes are either rejected or read, but never cause a panic.
        for at in 0..bytes.len() {
            for byte in [0, 0x7F, 0xFF, 0x34, 0x37] {
                let mut damaged = bytes.clone();
                damaged[at] = byte;
                if let Ok(heard) = Heard::read(&damaged) {
                    let _ = heard.printer().map(|printer| printer.texts("media-col-ready"));
                }
            }
        }
    }

    #[test]
    fn a_question_is_what_a_printer_reads() {
        let question = Question::new(0x0005, "ipp://printer/")
            .with("job-name", value::name("fax 7"))
            .of_job("media", value::keyword("iso_a4_210x297mm"));
        let read = super::super::Request::read(question.to_bytes((2, 0))).unwrap();
        assert!(read.begins_as_it_must());
        assert_eq!((read.operation, read.text("printer-uri")), (5, Some("ipp://printer/")));
        assert_eq!(
            read.of_job().next().map(|one| one.name().as_str().to_owned()).as_deref(),
            Some("media")
        );
    }
}
