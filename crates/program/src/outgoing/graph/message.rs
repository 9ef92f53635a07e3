//! A mail in the form that Microsoft Graph takes: with the recipients of its envelope, and without
//! its attachments if it is larger than one request may be.

use mail_parser::{MessageParser, MimeHeaders, PartType};

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
    /// The attachments of a large mail; they are stored in the draft one by one.
    pub(super) attachments: Vec<Attachment>,
}

/// An attachment that is stored in a draft by a request of its own.
pub(super) struct Attachment {
    pub(super) name: String,
    /// The MIME type, such as `application/pdf`.
    pub(super) kind: String,
    pub(super) bytes: Vec<u8>,
}

impl Message {
    /// Prepares a mail. Graph sends a mail to the addresses in its headers, so these are replaced
    /// by the recipients of the envelope.
    ///
    /// # Errors
    /// The mail has no Message-ID, or it is too large and has no attachments.
    pub(in crate::outgoing) fn of(envelope: &Envelope, bytes: &[u8]) -> Result<Self, Reply> {
        let wrong = |why: &str| Reply::new(554, (5, 6, 0), why);
        let parsed = MessageParser::default().parse(bytes);
        let parsed = parsed.ok_or_else(|| wrong("The mail has no headers"))?;
        let id = parsed.message_id().ok_or_else(|| wrong("The mail has no Message-ID"))?;
        let id = format!("<{id}>");
        if bytes.len() <= ONE_REQUEST {
            return Ok(Self { id, mime: addressed(envelope, bytes), attachments: Vec::new() });
        }
        let (mime, attachments) = split(&parsed, bytes)
            .filter(|(mime, _)| mime.len() <= ONE_REQUEST)
            .ok_or_else(|| Reply::new(552, (5, 3, 4), "Graph takes no such large text"))?;
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
            // A line that begins with a blank continues the header before it (RFC 5322 §2.2.3).
            is_left_out = match line.first() {
                Some(b' ' | b'\t') => is_left_out,
                _ => is_of_recipients(line),
            };
            is_header = !line.trim_ascii().is_empty();
        }
        if !is_left_out {
            written.extend_from_slice(line);
        }
    }
    written
}

fn is_of_recipients(line: &[u8]) -> bool {
    let name = line.split(|byte| *byte == b':').next().unwrap_or_default().trim_ascii();
    [&b"to"[..], b"cc", b"bcc"].iter().any(|of| name.eq_ignore_ascii_case(of))
}

/// The mail without its attachments, and the attachments.
fn split(parsed: &mail_parser::Message<'_>, bytes: &[u8]) -> Option<(Vec<u8>, Vec<Attachment>)> {
    let root = parsed.parts.first()?;
    let PartType::Multipart(children) = &root.body else { return None };
    let boundary = root.content_type()?.attribute("boundary")?;
    let raw = |from: u32, to: u32| bytes.get(from as usize..to as usize);
    let mut mime = raw(root.offset_header, root.offset_body)?.to_vec();
    let mut attachments = Vec::new();
    for child in children {
        let part = parsed.parts.get(*child as usize)?;
        if part
            .content_disposition()
            .is_some_and(|disposition| disposition.is_attachment())
        {
            let kind = part.content_type().map_or_else(
                || "application/octet-stream".to_owned(),
                |kind| format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or("octet-stream")),
            );
            let name = part.attachment_name().unwrap_or("fax").to_owned();
            attachments.push(Attachment { name, kind, bytes: part.contents().to_vec() });
        } else {
            mime.extend_from_slice(format!("--{boundary}\r\n").as_bytes());
            mime.extend_from_slice(raw(part.offset_header, part.offset_end)?.trim_ascii_end());
            mime.extend_from_slice(b"\r\n");
        }
    }
    mime.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    (!attachments.is_empty()).then_some((mime, attachments))
}
