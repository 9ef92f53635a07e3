//! Converts a mail into the form for Microsoft Graph. The recipients of the envelope replace those
//! in the headers. If the mail is too large for one request, its attachments are sent separately.
//!
//! Only mails of the module in Asterisk are read here (crates/delivery/src/mime.rs). So only the
//! few forms of headers and parts that the module writes are supported. Mails of other senders are
//! read only in confined child processes.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use crate::mail_protection::{Header, Mail};
use crate::reply::Reply;
use ferrofax_network::asker::Envelope;

/// The maximum size of a mail that is sent in one request, in bytes. Graph limits requests to 4 MB,
/// and a request contains the mail in base64.
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
    /// The file name of the attachment.
    pub(super) name: String,
    /// The MIME type, such as `application/pdf`.
    pub(super) kind: String,
    /// The content of the attached file.
    pub(super) bytes: Vec<u8>,
}

impl Message {
    /// Prepares a mail for Graph. Graph sends a mail to the addresses in its headers, so these
    /// headers are replaced by the recipients of the envelope.
    ///
    /// # Errors
    /// The mail has no Message-ID, or it is too large and has no attachments.
    pub(in crate::outgoing) fn of(envelope: &Envelope, bytes: &[u8]) -> Result<Self, Reply> {
        let none = || Reply::new(554, (5, 6, 0), "The mail has no Message-ID");
        let mail = Mail::of(bytes).ok_or_else(none)?;
        let id = mail.value("message-id").filter(|id| id.starts_with('<') && id.ends_with('>'));
        let id = id.ok_or_else(none)?;
        if bytes.len() <= ONE_REQUEST {
            return Ok(Self { id, mime: addressed(envelope, &mail), attachments: Vec::new() });
        }
        let (body, attachments) = split(&mail)
            .filter(|(body, _)| body.len() <= ONE_REQUEST)
            .ok_or_else(|| Reply::new(552, (5, 3, 4), "Graph takes no such large text"))?;
        let mime = addressed(envelope, &Mail { headers: mail.headers, body: &body });
        Ok(Self { id, mime, attachments })
    }
}

/// The mail with the envelope's recipients in the header `To`, and without `Cc` and `Bcc`.
fn addressed(envelope: &Envelope, mail: &Mail<'_>) -> Vec<u8> {
    let addresses: Vec<String> =
        envelope.recipients.iter().map(|to| format!("<{}>", to.address)).collect();
    let mut written = format!("To: {}\r\n", addresses.join(",\r\n ")).into_bytes();
    let is_of_recipients = |header: &&Header| ["to", "cc", "bcc"].iter().any(|it| header.is(it));
    for header in mail.headers.iter().filter(|header| !is_of_recipients(header)) {
        written.extend_from_slice(header.raw.as_bytes());
    }
    written.extend_from_slice(b"\r\n");
    written.extend_from_slice(mail.body);
    written
}

/// A parameter of a header, such as the boundary in `multipart/mixed; boundary="a"`. The long and
/// the encoded form of RFC 2231 are not read.
fn parameter(value: &str, name: &str) -> Option<String> {
    let is_named = |part: &&str| part.trim_start().starts_with(&format!("{name}="));
    let part = value.split(';').find(is_named)?;
    Some(part.split_once('=')?.1.trim().trim_matches('"').to_owned())
}

/// Splits a mail into its body without the attachments, and the attachments. `None` if the mail has
/// no attachments.
fn split(mail: &Mail<'_>) -> Option<(Vec<u8>, Vec<Attachment>)> {
    let mut attachments = Vec::new();
    let body = without_attachments(mail, &mut attachments)?;
    (!attachments.is_empty()).then_some((body, attachments))
}

/// The body of a mail, or of a part that contains other parts, without the attachments, which are
/// added to `attachments`. A report for programs has its attachments in an inner part. `None` if the
/// body has no parts, or if they cannot be read.
fn without_attachments(mail: &Mail<'_>, attachments: &mut Vec<Attachment>) -> Option<Vec<u8>> {
    let boundary = parameter(&mail.value("content-type")?, "boundary")?;
    let line = format!("\r\n--{boundary}").into_bytes();
    // The first boundary may be at the beginning of the body.
    let body = [b"\r\n", mail.body].concat();
    let mut parts = split_by(&body, &line).into_iter();
    let mut mime = parts.next()?.to_vec();
    // The part after the last boundary begins with two hyphens.
    for part in parts.take_while(|part| !part.starts_with(b"--")) {
        let part = part.strip_prefix(b"\r\n")?;
        if let Some(attachment) = attachment(part) {
            attachments.push(attachment);
            continue;
        }
        mime.extend_from_slice(&line);
        mime.extend_from_slice(b"\r\n");
        match inner(part) {
            Some(inner) => {
                mime.extend(inner.headers.iter().flat_map(|header| header.raw.bytes()));
                mime.extend_from_slice(b"\r\n");
                mime.extend(without_attachments(&inner, attachments)?);
            }
            None => mime.extend_from_slice(part),
        }
    }
    mime.extend_from_slice(&line);
    mime.extend_from_slice(b"--\r\n");
    Some(mime)
}

/// A part of a mail that contains other parts; `None` if this part contains none.
fn inner(part: &[u8]) -> Option<Mail<'_>> {
    let part = Mail::of(part)?;
    part.value("content-type")?.starts_with("multipart/").then_some(part)
}

/// The attachment in a part of a mail; `None` if the part is a text, or if it cannot be read.
fn attachment(part: &[u8]) -> Option<Attachment> {
    let part = Mail::of(part)?;
    let disposition = part.value("content-disposition")?;
    let is_base64 = part.value("content-transfer-encoding")?.eq_ignore_ascii_case("base64");
    if !disposition.starts_with("attachment") || !is_base64 {
        return None;
    }
    let kind = part.value("content-type")?;
    let kind = kind.split(';').next().unwrap_or_default().trim().to_owned();
    let end = kind.rsplit('/').next().unwrap_or("bin");
    let name = parameter(&disposition, "filename").unwrap_or_else(|| format!("fax.{end}"));
    let body = part.body.iter().copied();
    let body: Vec<u8> = body.filter(|byte| !byte.is_ascii_whitespace()).collect();
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
