//! What a mail of ours is to another program's parser.

use ferrofax::document::{pdf, tiff};
use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders};

pub(crate) fn parse(mail: &[u8]) -> Message<'_> {
    assert!(mail.is_ascii(), "any relay can take it");
    let longest = mail.split(|&byte| byte == b'\n').map(<[u8]>::len).max();
    assert!(longest <= Some(998), "a line of {longest:?}");
    MessageParser::default().parse(mail).expect("a mail")
}

pub(crate) fn header<'m>(mail: &'m Message<'_>, name: &'static str) -> Option<&'m str> {
    mail.header(name).and_then(|value| value.as_text())
}

/// `type/subtype`.
pub(crate) fn media_type(part: &MessagePart<'_>) -> String {
    let content_type = part.content_type().expect("a content type");
    format!("{}/{}", content_type.ctype(), content_type.subtype().unwrap_or_default())
}

/// The PDF that pages make; `created` in seconds since 1970.
pub(crate) fn pdf_of_pages(pages: &[tiff::TiffPage], title: &str, created: i64) -> Vec<u8> {
    let codes: Vec<_> = pages.iter().map(|page| page.t6().expect("T.6")).collect();
    let sheets: Vec<_> = pages
        .iter()
        .zip(&codes)
        .map(|(page, t6)| pdf::PdfPage {
            colour: page.colour(),
            t6,
            width: page.width,
            rows: page.rows,
            x_dpi: page.x_dpi,
            y_dpi: page.y_dpi,
        })
        .collect();
    pdf::write(&sheets, pdf::PdfInfo { title, created: Some(created) })
}
