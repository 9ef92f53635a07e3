//! The parts that mails consist of. Boundaries are made from the Message-ID, so that a mail has the
//! same bytes whenever it is written.
//!
//! Bodies are UTF-8 and quoted-printable, files are base64. So every line is ASCII and short, and
//! any relay accepts the mail.

use lettre::message::header::{ContentTransferEncoding, ContentType};
use lettre::message::{
    Attachment as MimeAttachment, Body, Message, MessageBuilder, MultiPart, MultiPartKind,
    SinglePart,
};

/// One part of a mail (MIME), which may contain other parts.
pub(super) enum Part {
    /// A part of a mail that contains no other parts.
    Single(SinglePart),
    /// A part of a mail that contains other parts (multipart).
    Multi(MultiPart),
}

impl Part {
    /// Adds this part of the mail to `parent` as its last part.
    pub(super) fn within(self, parent: MultiPart) -> MultiPart {
        match self {
            Self::Single(part) => parent.singlepart(part),
            Self::Multi(part) => parent.multipart(part),
        }
    }

    /// Makes the mail that has these headers, with this part as its body.
    pub(super) fn mail(self, headers: MessageBuilder) -> Result<Message, lettre::error::Error> {
        match self {
            Self::Single(part) => headers.singlepart(part),
            Self::Multi(part) => headers.multipart(part),
        }
    }
}

/// Makes the part of a mail that people read: the plain text, and as an alternative the HTML with
/// its picture.
pub(super) fn alternative(
    text: &str,
    html: &str,
    picture: Option<Picture>,
    message_id: &str,
) -> MultiPart {
    let both = multipart(MultiPartKind::Alternative, "alternative", message_id)
        .singlepart(text_part(text));
    match picture {
        None => both.singlepart(html_part(html)),
        Some(Picture { content_id, gif }) => both.multipart(
            multipart(MultiPartKind::Related, "related", message_id)
                .singlepart(html_part(html))
                .singlepart(
                    MimeAttachment::new_inline_with_name(content_id, "page1.gif".to_owned())
                        .body(base64(gif), content_type("image/gif")),
                ),
        ),
    }
}

/// A picture that is embedded in a mail and that the mail's HTML shows.
pub(super) struct Picture {
    /// The Content-ID by which the mail's HTML refers to the picture (`cid:`).
    pub(super) content_id: String,
    /// The bytes of the picture, as a GIF file.
    pub(super) gif: Vec<u8>,
}

impl Picture {
    /// Makes an embedded picture of the first page of the fax that the mail is about.
    pub(super) fn first_page(gif: Vec<u8>, message_id: &str) -> Self {
        Self { content_id: format!("page1.{message_id}"), gif }
    }
}

/// Makes the part of the mail that contains an attached file.
pub(super) fn file_part(name: &str, bytes: Vec<u8>, media_type: &str) -> SinglePart {
    MimeAttachment::new(name.to_owned()).body(base64(bytes), content_type(media_type))
}

/// Makes the outer part of a report for people and programs (RFC 6522). The first part of the
/// report is for people, the second for programs.
pub(super) fn report(message_id: &str) -> MultiPart {
    let boundary = boundary("report", message_id);
    let kind = content_type(&format!(
        "multipart/report; report-type=delivery-status; boundary=\"{boundary}\""
    ));
    MultiPart::builder().header(kind).build()
}

/// Makes a part of a report mail that only programs read, such as the delivery status. Its text is
/// ASCII.
pub(super) fn program_part(text: String, media_type: &str) -> SinglePart {
    let body =
        Body::new_with_encoding(text, ContentTransferEncoding::SevenBit).unwrap_or_else(base64);
    SinglePart::builder().header(content_type(media_type)).body(body)
}

/// Makes a part of a mail that contains other parts. All our parts are quoted-printable or base64.
/// The boundary contains `=_`, which neither encoding can produce.
pub(super) fn multipart(kind: MultiPartKind, name: &str, message_id: &str) -> MultiPart {
    MultiPart::builder().kind(kind).boundary(boundary(name, message_id)).build()
}

fn boundary(name: &str, message_id: &str) -> String {
    let id: String = message_id.chars().filter(char::is_ascii_alphanumeric).take(40).collect();
    format!("=_{name}_{id}")
}

pub(super) fn text_part(text: &str) -> SinglePart {
    SinglePart::builder()
        .header(ContentType::TEXT_PLAIN)
        .body(quoted_printable(text))
}

fn html_part(html: &str) -> SinglePart {
    SinglePart::builder()
        .header(ContentType::TEXT_HTML)
        .body(quoted_printable(html))
}

fn quoted_printable(text: &str) -> Body {
    let lines = text.lines().collect::<Vec<_>>().join("\r\n") + "\r\n";
    match Body::new_with_encoding(lines, ContentTransferEncoding::QuotedPrintable) {
        Ok(body) => body,
        // The library refuses only encodings that cannot carry the content; these two carry any.
        Err(lines) => base64(lines),
    }
}

fn base64(bytes: impl Into<Vec<u8>>) -> Body {
    Body::new_with_encoding(bytes.into(), ContentTransferEncoding::Base64).unwrap_or_else(Body::new)
}

fn content_type(media_type: &str) -> ContentType {
    ContentType::parse(media_type).unwrap_or(ContentType::TEXT_PLAIN)
}
