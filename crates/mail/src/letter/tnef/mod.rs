//! Reads winmail.dat, which Outlook and Exchange send as `application/ms-tnef` if they assume that
//! the recipient uses them, too. The file contains all attachments, and often the text (MS-OXTNEF).
//!
//! The attachments and the text are read, and the rest is ignored. No allocation is larger than the
//! file, apart from compressed text, which has a limit of its own.

mod properties;
mod rtf;
#[cfg(test)]
mod tests;

use super::decode;
use properties::{Properties, Value, tag};

/// The content of a file `winmail.dat`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Tnef {
    /// The mail's text, in its richest readable form.
    pub(super) body: Option<Body>,
    /// The attachments in the file `winmail.dat`, in order.
    pub(super) files: Vec<File>,
    /// Whether the end of the file `winmail.dat` is missing.
    pub(super) is_cut: bool,
}

/// The text of the mail, plain or in HTML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Body {
    Text(String),
    Html(String),
}

/// An attachment in the file `winmail.dat`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct File {
    pub(super) name: String,
    /// The media type of the attachment, if `winmail.dat` states one.
    pub(super) media_type: Option<String>,
    /// The attachment's Content-ID, without angle brackets.
    pub(super) id: Option<String>,
    /// Whether the attachment is shown inside the text of the mail and not as an attachment.
    pub(super) is_hidden: bool,
    /// Whether the attachment is a mail, which is in the format of `winmail.dat` too.
    pub(super) is_message: bool,
    pub(super) bytes: Vec<u8>,
}

/// The first four bytes of each file `winmail.dat` (MS-OXTNEF §2.1.3.1).
const SIGNATURE: u32 = 0x223E_9F78;

/// The attributes of the file `winmail.dat` that are read (MS-OXTNEF §2.1.3.2). Each number
/// contains the attribute's type and id.
mod attribute {
    pub(super) const BODY: u32 = 0x0002_800C;
    pub(super) const MESSAGE_PROPERTIES: u32 = 0x0006_9003;
    pub(super) const OEM_CODE_PAGE: u32 = 0x0006_9007;
    /// The attribute with which an attachment begins.
    pub(super) const ATTACH_REND_DATA: u32 = 0x0006_9002;
    pub(super) const ATTACH_TITLE: u32 = 0x0001_8010;
    pub(super) const ATTACH_DATA: u32 = 0x0006_800F;
    pub(super) const ATTACH_PROPERTIES: u32 = 0x0006_9005;
}

/// The maximum number of attachments in a file `winmail.dat` that are read.
const MOST_FILES: usize = 500;

/// The length in bytes of the interface id (a GUID) that precedes an attached mail.
const INTERFACE: usize = 16;

/// Reads a file `winmail.dat`; `None` if the bytes are no such file. Of a truncated file the part
/// before the cut is read, and the result is marked as cut.
pub(super) fn read(bytes: &[u8]) -> Option<Tnef> {
    let mut reader = Reader(bytes);
    if reader.u32()? != SIGNATURE {
        return None;
    }
    reader.take(2)?;
    let behind_head = reader.0;
    let mut tnef = Tnef::default();
    let mut reading = Reading::default();
    loop {
        let rest = reader.0;
        let Some((attribute, value)) = attribute_of(&mut reader) else {
            // Ignore the line ends that servers on the way add.
            let is_whole = rest.iter().all(|byte| byte.is_ascii_whitespace() || *byte == 0);
            tnef.is_cut = !is_whole || rest.len() == behind_head.len();
            break;
        };
        reading.take(&mut tnef, attribute, value);
    }
    tnef.body = reading.body();
    tnef.files.retain(|file| !file.bytes.is_empty() || !file.name.is_empty());
    Some(tnef)
}

/// Reads an attribute of the file `winmail.dat`, and its value. In the file they are stored as
/// level, attribute, length, value and checksum. The checksum is not verified: if files with a
/// wrong checksum were rejected, documents would be lost.
fn attribute_of<'a>(reader: &mut Reader<'a>) -> Option<(u32, &'a [u8])> {
    reader.take(1)?;
    let attribute = reader.u32()?;
    let length = reader.u32()?;
    let value = reader.take(usize::try_from(length).ok()?)?;
    reader.take(reader.0.len().min(2));
    Some((attribute, value))
}

#[derive(Debug, Default)]
struct Reading {
    code_page: Option<u32>,
    text: Option<String>,
    html: Option<String>,
    rtf: Option<Body>,
}

impl Reading {
    fn take(&mut self, tnef: &mut Tnef, attribute: u32, value: &[u8]) {
        if attribute == attribute::ATTACH_REND_DATA && tnef.files.len() < MOST_FILES {
            return tnef.files.push(File::default());
        }
        let file = tnef.files.last_mut();
        match attribute {
            attribute::OEM_CODE_PAGE => self.code_page = Reader(value).u32(),
            attribute::BODY => self.text = Some(properties::string(value, self.code_page)),
            attribute::MESSAGE_PROPERTIES => self.message(&Properties::read(value)),
            attribute::ATTACH_TITLE => {
                if let Some(file) = file.filter(|file| file.name.is_empty()) {
                    file.name = properties::string(value, self.code_page);
                }
            }
            attribute::ATTACH_DATA => {
                if let Some(file) = file.filter(|file| file.bytes.is_empty()) {
                    file.bytes = value.to_vec();
                }
            }
            attribute::ATTACH_PROPERTIES => {
                if let Some(file) = file {
                    attachment(file, &Properties::read(value), self.code_page);
                }
            }
            _ => {}
        }
    }

    fn message(&mut self, properties: &Properties<'_>) {
        if let Some(Value::Number(code_page)) = properties.find(tag::INTERNET_CODE_PAGE) {
            self.code_page = Some(code_page);
        }
        if let Some(text) = properties.text(tag::BODY, self.code_page) {
            self.text = Some(text);
        }
        self.html = properties.bytes(tag::BODY_HTML).map(|bytes| {
            let named = properties::charset(self.code_page).map(str::to_owned);
            decode::text(bytes, named.or_else(|| decode::charset_of_html(bytes)).as_deref())
        });
        self.html = self.html.take().or_else(|| properties.text(tag::BODY_HTML, self.code_page));
        self.rtf = properties
            .bytes(tag::RTF_COMPRESSED)
            .and_then(rtf::decompressed)
            .and_then(|rtf| rtf::body(&rtf));
    }

    /// The text of the mail, in HTML if there is any. Outlook often stores the HTML inside RTF.
    fn body(self) -> Option<Body> {
        let html = self.html.map(Body::Html);
        let text = self.text.filter(|text| !text.trim().is_empty()).map(Body::Text);
        match (html, self.rtf) {
            (Some(html), _) => Some(html),
            (None, Some(rtf @ Body::Html(_))) => Some(rtf),
            (None, rtf) => text.or(rtf),
        }
    }
}

fn attachment(file: &mut File, properties: &Properties<'_>, code_page: Option<u32>) {
    let text = |wanted| {
        properties
            .text(wanted, code_page)
            .map(|text| text.trim_end_matches('\0').to_owned())
    };
    let name = [tag::ATTACH_LONG_FILENAME, tag::DISPLAY_NAME, tag::ATTACH_FILENAME]
        .into_iter()
        .find_map(text);
    if let Some(name) = name.filter(|name| !name.is_empty()) {
        file.name = name;
    }
    let is_type = |text: &String| text.contains('/') && text.chars().all(|c| c.is_ascii_graphic());
    file.media_type =
        text(tag::ATTACH_MIME_TAG).filter(is_type).map(|text| text.to_ascii_lowercase());
    file.id = text(tag::ATTACH_CONTENT_ID).filter(|id| !id.is_empty());
    file.is_hidden = properties
        .find(tag::ATTACHMENT_HIDDEN)
        .is_some_and(|value| matches!(value, Value::Number(1..)));
    if let Some((is_object, bytes)) = properties.data(tag::ATTACH_DATA) {
        let inner = bytes
            .get(INTERFACE..)
            .filter(|inner| inner.starts_with(&SIGNATURE.to_le_bytes()));
        file.is_message = is_object && inner.is_some();
        file.bytes = inner.filter(|_| is_object).unwrap_or(bytes).to_vec();
    }
}

/// Reads numbers and bytes from a file `winmail.dat`, one after the other; numbers are
/// little-endian.
#[derive(Clone, Copy, Debug)]
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        #[cfg(test)]
        tests::count_step();
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn u16(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes(self.take(2)?.try_into().ok()?))
    }

    fn u32(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }
}
