//! A mail in the form that Microsoft Graph takes: with the recipients of its envelope, and without
//! its attachments if it is larger than one request may be.
//!
//! The mails here are those that the module in Asterisk has written (crates/delivery/src/mime.rs).
//! So only the few forms of headers and parts that it writes are read. Mails of other people are
//! read by confined child processes alone.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use crate::asker::Envelope;
use crate::mail::Reply;

/// The most bytes of a mail that is sent in one request. Graph limits requests to 4 MB, and the
/// mail is written in base64 there.
const ONE_REQUEST: usize = 2_900_000;

/// A mail for Microsoft Graph.
pub(in crate::outgoing) struct Message {
    /// The Message-ID with its angle brackets. It identifies the mail in the mailbox.
    pub(super) id: String,
    /// The mail in MIME (RFC 2045), without `attachments`.
    pub(super) mime: Vec<u8>,
    /// The attachments of a large mail; each is stored in the draft by a request of its own.
    pub(super) attachments: Vec<Attachment>,
}

/// An attachment that is stored in a draft by a request of its own.
pub(super) struct Attachment {
    /// The name of the file.
    pub(super) name: String,
    /// The MIME type, such as `application/pdf`.
    pub(super) kind: String,
    /// The content of the file.
    pub(super) bytes: Vec<u8>,
}

impl Message {
    /// Prepares a mail for Graph. Graph sends a mail to the addresses in its headers, so these
    /// headers are replaced by the recipients of the envelope.
    ///
    /// # Errors
    /// The mail has no Message-ID, or it is too large and has no attachments.
    pub(in crate::outgoing) fn of(envelope: &Envelope, bytes: &[u8]) -> Result<Self, Reply> {
        let id = header(bytes, "message-id").filter(|id| id.starts_with('<') && id.ends_with('>'));
        let id = id.ok_or_else(|| Reply::new(554, (5, 6, 0), "The mail has no Message-ID"))?;
        let (mime, attachments) = if bytes.len() <= ONE_REQUEST {
            (bytes.to_vec(), Vec::new())
        } else {
            split(bytes)
                .filter(|(mime, _)| mime.len() <= ONE_REQUEST)
                .ok_or_else(|| Reply::new(552, (5, 3, 4), "Graph takes no such large text"))?
        };
        Ok(Self { id, mime: addressed(envelope, &mime), attachments })
    }
}

/// The mail with the envelope's recipients in the header `To`, and without `Cc` and `Bcc`.
fn addressed(envelope: &Envelope, mime: &[u8]) -> Vec<u8> {
    let addresses: Vec<String> =
        envelope.recipients.iter().map(|to| format!("<{}>", to.address)).collect();
    let mut written = format!("To: {}\r\n", addresses.join(",\r\n ")).into_bytes();
    let (mut is_header, mut is_left_out) = (true, false);
    for line in mime.split_inclusive(|byte| *byte == b'\n') {
        if is_header {
            is_left_out = if is_continued(line) { is_left_out } else { is_of_recipients(line) };
            is_header = !line.trim_ascii().is_empty();
        }
        if !is_left_out {
            written.extend_from_slice(line);
        }
    }
    written
}

/// Whether a line continues the header before it (RFC 5322 §2.2.3).
fn is_continued(line: &[u8]) -> bool {
    matches!(line.first(), Some(b' ' | b'\t'))
}

fn is_of_recipients(line: &[u8]) -> bool {
    ["to:", "cc:", "bcc:"].iter().any(|name| begins(line, name))
}

fn begins(line: &[u8], name: &str) -> bool {
    line.get(..name.len())
        .is_some_and(|begin| begin.eq_ignore_ascii_case(name.as_bytes()))
}

/// The value of a header of a mail or of a part of it, on one line.
fn header(part: &[u8], name: &str) -> Option<String> {
    let name = format!("{name}:");
    let mut value: Option<String> = None;
    for line in part.split(|byte| *byte == b'\n') {
        let text = || String::from_utf8_lossy(line).trim().to_owned();
        match &mut value {
            Some(value) if is_continued(line) => *value += &format!(" {}", text()),
            Some(_) => break,
            None if line.trim_ascii().is_empty() => break,
            None if begins(line, &name) => value = Some(text()[name.len()..].trim().to_owned()),
            None => {}
        }
    }
    value
}

/// A parameter of a header, such as the boundary in `multipart/mixed; boundary="a"`. The long and
/// the encoded form of RFC 2231 are not read.
fn parameter(value: &str, name: &str) -> Option<String> {
    let is_named = |part: &&str| part.trim_start().starts_with(&format!("{name}="));
    let part = value.split(';').find(is_named)?;
    Some(part.split_once('=')?.1.trim().trim_matches('"').to_owned())
}

/// Splits a mail into the mail without its attachments, and the attachments.
fn split(bytes: &[u8]) -> Option<(Vec<u8>, Vec<Attachment>)> {
    let boundary = parameter(&header(bytes, "content-type")?, "boundary")?;
    let line = format!("\r\n--{boundary}").into_bytes();
    let mut parts = split_by(bytes, &line).into_iter();
    let mut mime = parts.next()?.to_vec();
    let mut attachments = Vec::new();
    // The part behind the last boundary begins with two hyphens.
    for part in parts.take_while(|part| !part.starts_with(b"--")) {
        let part = part.strip_prefix(b"\r\n")?;
        match attachment(part) {
            Some(attachment) => attachments.push(attachment),
            None => {
                mime.extend_from_slice(&line);
                mime.extend_from_slice(b"\r\n");
                mime.extend_from_slice(part);
            }
        }
    }
    mime.extend_from_slice(&line);
    mime.extend_from_slice(b"--\r\n");
    (!attachments.is_empty()).then_some((mime, attachments))
}

/// The attachment in a part of a mail; `None` if the part is a text, or if it cannot be read.
fn attachment(part: &[u8]) -> Option<Attachment> {
    let disposition = header(part, "content-disposition")?;
    let is_attachment = disposition.starts_with("attachment");
    let is_base64 = header(part, "content-transfer-encoding")?.eq_ignore_ascii_case("base64");
    if !is_attachment || !is_base64 {
        return None;
    }
    let kind = header(part, "content-type")?;
    let kind = kind.split(';').next().unwrap_or_default().trim().to_owned();
    let end = kind.rsplit('/').next().unwrap_or("bin");
    let name = parameter(&disposition, "filename").unwrap_or_else(|| format!("fax.{end}"));
    let body = split_by(part, b"\r\n\r\n").get(1..)?.concat();
    let body: Vec<u8> = body.into_iter().filter(|byte| !byte.is_ascii_whitespace()).collect();
    Some(Attachment { name, kind, bytes: BASE64_STANDARD.decode(body).ok()? })
}

/// The parts of `bytes` between the occurrences of `by`.
fn split_by<'a>(mut bytes: &'a [u8], by: &[u8]) -> Vec<&'a [u8]> {
    let mut parts = Vec::new();
    while let Some(at) = bytes.windows(by.len()).position(|window| window == by) {
        parts.push(&bytes[..at]);
        bytes = &bytes[at + by.len()..];
    }
    parts.push(bytes);
    parts
}
