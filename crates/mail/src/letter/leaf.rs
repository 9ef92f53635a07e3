//! A leaf of a mail's tree of parts: a part that contains no other parts, with its kind and its
//! name.

use mail_parser::decoders::html::html_to_text;

use super::entity::Entity;
use super::head::one_line;
use super::{Content, Part, Picture, Place, Why, decode, picture};

/// A part of a mail that contains no other parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Leaf {
    pub(super) name: String,
    pub(super) media_type: String,
    pub(super) place: Place,
    pub(super) content: Content,
    pub(super) id: Option<String>,
    pub(super) location: Option<String>,
    /// Whether the part was written in the mail program, as opposed to an attachment.
    pub(super) is_own: bool,
    /// Whether the part is used only if the mail contains its content in no other form.
    pub(super) is_fallback: bool,
    /// Whether the part is shown inside the text of the mail.
    is_inline: bool,
}

/// The kind of a part of a mail that contains no other parts. The kind decides how the part is
/// read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    Text,
    Html,
    File,
    /// The part is a mail inside the mail (`message/rfc822`).
    Mail,
    /// The part is a file `winmail.dat` of Outlook.
    Tnef,
    /// The part is an S/MIME container that includes the signed content.
    Smime,
    LeftOut(Why),
    /// Parts of this kind make no page, and the sender is not notified of them. They repeat a
    /// neighbouring part in another form, for other programs.
    Nothing,
}

/// The media types that decide of which kind ([`Sort`]) a part is.
const SORTS: &[(&str, Sort)] = &[
    ("text/html", Sort::Html),
    ("application/xhtml+xml", Sort::Html),
    ("text/rtf", Sort::File),
    ("text/x-amp-html", Sort::Nothing),
    ("text/watch-html", Sort::Nothing),
    ("application/applefile", Sort::Nothing),
    ("message/rfc822", Sort::Mail),
    ("message/global", Sort::Mail),
    ("application/ms-tnef", Sort::Tnef),
    ("application/vnd.ms-tnef", Sort::Tnef),
    ("application/pkcs7-mime", Sort::Smime),
    ("application/x-pkcs7-mime", Sort::Smime),
    ("application/pkcs7-signature", Sort::LeftOut(Why::Signature)),
    ("application/x-pkcs7-signature", Sort::LeftOut(Why::Signature)),
    ("application/pgp-signature", Sort::LeftOut(Why::Signature)),
    ("application/pgp-keys", Sort::LeftOut(Why::Signature)),
    ("application/pgp-encrypted", Sort::LeftOut(Why::Encrypted)),
    ("text/calendar", Sort::LeftOut(Why::Calendar)),
    ("application/ics", Sort::LeftOut(Why::Calendar)),
    ("text/vcard", Sort::LeftOut(Why::Card)),
    ("text/x-vcard", Sort::LeftOut(Why::Card)),
    ("text/directory", Sort::LeftOut(Why::Card)),
    ("message/delivery-status", Sort::LeftOut(Why::Report)),
    ("message/global-delivery-status", Sort::LeftOut(Why::Report)),
    ("message/disposition-notification", Sort::LeftOut(Why::Report)),
    ("message/feedback-report", Sort::LeftOut(Why::Report)),
    ("text/rfc822-headers", Sort::LeftOut(Why::Report)),
    ("message/partial", Sort::LeftOut(Why::Elsewhere)),
    ("message/external-body", Sort::LeftOut(Why::Elsewhere)),
];

/// The endings of file names that decide of which kind ([`Sort`]) a part is, if its media type says
/// nothing.
const ENDINGS: &[(&str, Sort)] = &[
    (".p7s", Sort::LeftOut(Why::Signature)),
    (".p7m", Sort::Smime),
    (".ics", Sort::LeftOut(Why::Calendar)),
    (".vcf", Sort::LeftOut(Why::Card)),
    (".eml", Sort::Mail),
    ("winmail.dat", Sort::Tnef),
];

/// The media type for each file ending, for files in containers (winmail.dat) that do not name a
/// media type.
const TYPES: &[(&str, &str)] = &[
    (".pdf", "application/pdf"),
    (".tif", "image/tiff"),
    (".tiff", "image/tiff"),
    (".png", "image/png"),
    (".jpg", "image/jpeg"),
    (".jpeg", "image/jpeg"),
    (".gif", "image/gif"),
    (".bmp", "image/bmp"),
    (".txt", "text/plain"),
    (".htm", "text/html"),
    (".html", "text/html"),
    (".ps", "application/postscript"),
    (".rtf", "application/rtf"),
    (".doc", "application/msword"),
    (".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (".xls", "application/vnd.ms-excel"),
    (".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (".eml", "message/rfc822"),
];

/// The first bytes of those kinds of files that some mail programs wrongly declare as text.
const MAGICS: &[&[u8]] = &[
    b"%PDF-",
    b"II\x2A\0",
    b"MM\0\x2A",
    b"\x89PNG",
    b"\xFF\xD8\xFF",
    b"GIF8",
    b"PK\x03\x04",
    b"%!PS",
    b"{\\rtf",
];

/// The longest file name of a part of a mail, in characters; longer names are cut.
const MOST_NAME: usize = 120;

impl Sort {
    pub(super) fn of(media_type: &str, name: &str) -> Self {
        if let Some((_, sort)) = SORTS.iter().find(|(known, _)| *known == media_type) {
            return *sort;
        }
        let says_nothing = matches!(
            media_type,
            "application/octet-stream" | "application/x-unknown" | "application/binary"
        );
        let lower = name.to_ascii_lowercase();
        let by_ending = ENDINGS.iter().find(|(ending, _)| says_nothing && lower.ends_with(ending));
        match (by_ending, media_type.split('/').next().unwrap_or_default()) {
            (Some((_, sort)), _) => *sort,
            (None, "text") => Self::Text,
            (None, "audio" | "video") => Self::LeftOut(Why::NoPicture),
            _ => Self::File,
        }
    }
}

impl Leaf {
    /// Makes a leaf (a part that contains no other parts) from a text, HTML or a file in the mail.
    pub(super) fn of(entity: &Entity<'_>, name: String) -> Self {
        let is_attached = entity.is_disposed("attachment");
        let sort = Sort::of(&entity.media_type, &name);
        let bytes = entity.bytes();
        let is_own = name.is_empty() && !is_attached && sort != Sort::File;
        // The first bytes of a file decide, not the declared type.
        let content = match sort {
            _ if MAGICS.iter().any(|magic| bytes.starts_with(magic)) => Content::File(bytes),
            Sort::Html => {
                let charset = entity
                    .parameter("charset")
                    .map(str::to_owned)
                    .or_else(|| decode::charset_of_html(&bytes));
                Content::Html {
                    html: decode::text(&bytes, charset.as_deref()),
                    pictures: Vec::new(),
                }
            }
            Sort::Text => Content::Text(text(entity, &bytes)),
            _ => Content::File(bytes),
        };
        Self {
            name,
            media_type: entity.media_type.clone(),
            place: Place::Attachment,
            is_own: is_own && !matches!(content, Content::File(_)),
            content,
            id: entity.content_id().map(str::to_owned),
            location: entity.location().map(str::to_owned),
            is_fallback: false,
            is_inline: !is_attached
                && (entity.is_disposed("inline") || entity.content_id().is_some()),
        }
    }

    /// Makes a leaf (a part that contains no other parts) from the text that was written in the
    /// mail program, as opposed to an attachment.
    pub(super) fn own(content: Content) -> Self {
        let media_type =
            if matches!(content, Content::Html { .. }) { "text/html" } else { "text/plain" };
        Self { is_own: true, ..Self::bare(String::new(), media_type.to_owned(), content) }
    }

    pub(super) fn text(name: String, text: String) -> Self {
        Self::bare(name, "text/plain".to_owned(), Content::Text(text))
    }

    /// Makes a leaf (a part that contains no other parts) from a file that was found in a container
    /// (winmail.dat).
    pub(super) fn file(
        name: String,
        media_type: String,
        bytes: Vec<u8>,
        id: Option<String>,
        is_inline: bool,
    ) -> Self {
        let is_plain = media_type == "text/plain" && !bytes.contains(&0);
        let content =
            if is_plain { Content::Text(decode::text(&bytes, None)) } else { Content::File(bytes) };
        Self { id, is_inline, ..Self::bare(name, media_type, content) }
    }

    fn bare(name: String, media_type: String, content: Content) -> Self {
        let (id, location) = (None, None);
        let (is_own, is_fallback, is_inline) = (false, false, false);
        Self {
            name,
            media_type,
            place: Place::Attachment,
            content,
            id,
            location,
            is_own,
            is_fallback,
            is_inline,
        }
    }

    /// The name under which users see this part: its file name, or its media type if it has no file
    /// name. A mail to the sender shows this name if the part was left out of the fax.
    pub(super) fn called(&self) -> String {
        if self.name.is_empty() { self.media_type.clone() } else { self.name.clone() }
    }

    /// Whether this part of the mail has no content that a fax page could show.
    pub(super) fn is_blank(&self) -> bool {
        match &self.content {
            Content::Text(text) => is_blank(text),
            Content::Html { html, .. } => is_blank(&words_of(html)) && !has_element(html, b"<img"),
            Content::File(bytes) => bytes.is_empty(),
        }
    }

    /// Whether this part is an HTML text with a drawing (SVG). The drawing cannot be faxed.
    pub(super) fn has_drawing(&self) -> bool {
        matches!(&self.content, Content::Html { html, .. } if has_element(html, b"<svg"))
    }

    /// Whether this part is an HTML text without words whose pictures are all drawings that cannot
    /// be faxed.
    pub(super) fn shows_only_drawings(&self) -> bool {
        let Content::Html { html, pictures } = &self.content else { return false };
        !pictures.is_empty()
            && pictures.iter().all(|picture| picture::is_drawing(&picture.bytes))
            && is_blank(&words_of(html))
            && !html.contains("data:image/")
    }

    pub(super) fn is_picture(&self) -> bool {
        match &self.content {
            Content::File(bytes) => {
                self.media_type.starts_with("image/") || picture::size(bytes).is_some()
            }
            _ => false,
        }
    }

    /// Whether this part is a picture that an HTML text can show. A TIFF is a document of pages
    /// instead: HTML shows none, and it is often a scan.
    pub(super) fn is_picture_of_html(&self) -> bool {
        let is_tiff = matches!(&self.content, Content::File(bytes) if picture::is_tiff(bytes));
        self.is_picture() && !is_tiff
    }

    /// Whether this part is a file, such as an attachment. A picture that belongs to a text does
    /// not count as a file.
    pub(super) fn is_document(&self) -> bool {
        !(self.is_own || self.is_picture_of_html() && self.id.is_some())
    }

    /// The reason why a picture becomes no page: the picture belongs to the mail's layout, or is
    /// too small to be a document. An attached picture is left out only if it is tiny.
    pub(super) fn too_small(&self) -> Option<Why> {
        let Content::File(bytes) = &self.content else { return None };
        let size = picture::size(bytes).filter(|_| self.is_picture())?;
        match (self.is_inline, self.id.is_some()) {
            (true, true) if size.is_small() => Some(Why::Logo),
            // Some mail programs (Apple's) show all pictures inside the text, even attached ones.
            (true, false) if size.is_small() => Some(Why::SmallPicture),
            _ => size.is_tiny().then_some(Why::SmallPicture),
        }
    }

    /// Whether this part is a picture that shows more than a line or a dot.
    pub(super) fn can_be_seen(&self) -> bool {
        match &self.content {
            Content::File(bytes) => picture::size(bytes).is_some_and(|size| !size.is_thin()),
            _ => false,
        }
    }

    pub(super) fn into_picture(self) -> Option<Picture> {
        let Content::File(bytes) = self.content else { return None };
        Some(Picture { id: self.id.or(self.location)?, media_type: self.media_type, bytes })
    }

    pub(super) fn into_part(self) -> Part {
        let name = match self.place {
            Place::Attachment if self.name.is_empty() => {
                format!("attachment{}", ending_of(&self.media_type))
            }
            _ => self.name,
        };
        Part { name, media_type: self.media_type, place: self.place, content: self.content }
    }
}

fn text(entity: &Entity<'_>, bytes: &[u8]) -> String {
    let text = decode::text(bytes, entity.parameter("charset"));
    let says = |name, value: &str| {
        entity.parameter(name).is_some_and(|found| found.eq_ignore_ascii_case(value))
    };
    if entity.media_type == "text/plain" && says("format", "flowed") {
        decode::unflowed(&text, says("delsp", "yes"))
    } else {
        text
    }
}

/// Makes a safe file name from the name `written` in the mail: without folders and control
/// characters, and not too long.
pub(super) fn name(written: &str) -> String {
    let last = written.rsplit(['/', '\\']).next().unwrap_or(written);
    one_line(last).chars().take(MOST_NAME).collect()
}

/// The media type for a file name, by its ending.
pub(super) fn media_type_of(name: &str) -> &'static str {
    let lower = name.to_ascii_lowercase();
    TYPES
        .iter()
        .find(|(ending, _)| lower.ends_with(ending))
        .map_or("application/octet-stream", |(_, media_type)| media_type)
}

fn ending_of(media_type: &str) -> &'static str {
    TYPES
        .iter()
        .find(|(_, known)| *known == media_type)
        .map_or("", |(ending, _)| ending)
}

/// Extracts the text of an HTML document, without tags.
pub(super) fn words_of(html: &str) -> String {
    html_to_text(html)
}

/// Escapes a text for HTML.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

pub(super) fn is_blank(text: &str) -> bool {
    text.chars().all(|c| {
        c.is_whitespace()
            || c.is_control()
            || matches!(c, '\u{A0}' | '\u{200B}'..='\u{200F}' | '\u{FEFF}' | '\u{AD}')
    })
}

/// Whether the HTML contains an element that begins with these four characters.
fn has_element(html: &str, begin: &[u8; 4]) -> bool {
    html.as_bytes().windows(4).any(|word| word.eq_ignore_ascii_case(begin))
}
