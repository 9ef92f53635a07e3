//! The tree of a mail's parts (RFC 2045, RFC 2046), which is built within limits.
//!
//! The library `mail_parser` parses header lines, but this module splits the mail into parts. A
//! hostile mail of some megabytes can contain a million parts, or as many mails inside each other.
//! So the limits must apply before the memory is used.

use std::sync::LazyLock;

use mail_parser::{Header, HeaderName, HeaderValue, MessageParser, MessagePart, MimeHeaders};

use super::{decode, parameter};

/// One part of a mail, with its header lines.
#[derive(Debug)]
pub(super) struct Entity<'a> {
    /// The header lines of the part, as the library `mail_parser` has parsed them. Ferrofax does
    /// not use the other fields of the library's type [`MessagePart`].
    part: MessagePart<'a>,
    /// The media type of this part of the mail, `type/subtype`, in lower case.
    pub(super) media_type: String,
    /// The header lines of the part as they are written in the mail.
    head: &'a [u8],
    /// The body of the part as it is written in the mail, without decoding.
    body: &'a [u8],
    /// The parts inside this part of the mail, if it is a multipart.
    pub(super) children: Children<'a>,
}

/// The parts inside a part of a mail, if that part is a multipart.
#[derive(Debug)]
pub(super) enum Children<'a> {
    /// The part of the mail is not a multipart, so it has no inner parts.
    None,
    /// The parts of the multipart, in order.
    Some(Vec<Entity<'a>>),
    /// The multipart is nested more deeply than the limit, and was not split.
    TooDeep,
    /// The multipart is damaged: no part begins in it.
    Damaged,
}

/// Counts down how many parts of a mail may still be read, so that a hostile mail cannot have
/// millions of parts.
#[derive(Debug)]
pub(super) struct Budget {
    parts: usize,
    /// Whether some parts were not read, because the mail has more parts than the limit.
    pub(super) spent: bool,
}

/// The default limit on the parts of a mail, including the parts of mails inside it. Normal mails
/// have some dozens.
pub(super) const MOST_PARTS: usize = 1000;

/// The deepest nesting of multiparts that is read. Mail programs nest at most four.
const MOST_DEPTH: usize = 16;

/// The longest header of a mail in bytes; the rest is ignored. A list of recipients can be long.
const MOST_HEADER: usize = 256 * 1024;

/// The longest header of a part inside a mail, in bytes.
const MOST_PART_HEADER: usize = 16 * 1024;

/// The longest boundary in bytes. RFC 2046 §5.1.1 allows 70; some programs write longer ones.
const MOST_BOUNDARY: usize = 200;

static PARSER: LazyLock<MessageParser> = LazyLock::new(|| {
    let all = MessageParser::new()
        .with_mime_headers()
        .with_date_headers()
        .with_address_headers()
        .with_message_ids();
    all.header_text(HeaderName::Subject).default_header_text()
});

impl Default for Budget {
    fn default() -> Self {
        Self::of(MOST_PARTS)
    }
}

impl Budget {
    /// Makes a budget that allows this many parts in a mail.
    pub(super) const fn of(parts: usize) -> Self {
        Self { parts, spent: false }
    }

    /// Counts one more part of the mail. Returns false if the mail now has more parts than the
    /// limit; the calling function must then not read the part.
    pub(super) fn take_one(&mut self) -> bool {
        self.spent |= self.parts == 0;
        self.parts = self.parts.saturating_sub(1);
        !self.spent
    }
}

impl<'a> Entity<'a> {
    /// Splits a mail, or a part of a mail, into its parts. `bytes` begins with its header lines.
    pub(super) fn cut(bytes: &'a [u8], budget: &mut Budget) -> Self {
        Self::cut_at(bytes, "text/plain", 0, budget)
    }

    fn cut_at(bytes: &'a [u8], default_type: &str, depth: usize, budget: &mut Budget) -> Self {
        let (head, body) = split(bytes);
        let mut entity = Self {
            part: head_of(head, if depth == 0 { MOST_HEADER } else { MOST_PART_HEADER }),
            head,
            media_type: String::new(),
            body,
            children: Children::None,
        };
        entity.media_type = entity.declared().unwrap_or_else(|| default_type.to_owned());
        if entity.media_type.starts_with("multipart/") {
            entity.children = if depth < MOST_DEPTH {
                entity.cut_children(depth, budget)
            } else {
                Children::TooDeep
            };
        }
        entity
    }

    fn cut_children(&self, depth: usize, budget: &mut Budget) -> Children<'a> {
        // RFC 2046 §5.1.5: in a `multipart/digest` each part is a mail, unless the part says
        // otherwise.
        let default_type =
            if self.media_type == "multipart/digest" { "message/rfc822" } else { "text/plain" };
        let boundary = self
            .parameter("boundary")
            .filter(|text| (1..=MOST_BOUNDARY).contains(&text.len()));
        let Some(boundary) = boundary else { return Children::Damaged };
        let mut children = Vec::new();
        for piece in Pieces::new(self.body, boundary.as_bytes()) {
            if !budget.take_one() {
                break;
            }
            children.push(Self::cut_at(piece, default_type, depth + 1, budget));
        }
        if children.is_empty() { Children::Damaged } else { Children::Some(children) }
    }

    /// The media type in the part's header line `Content-Type`; `None` if it is missing or not
    /// valid.
    fn declared(&self) -> Option<String> {
        let declared = self.part.content_type()?;
        let subtype = declared.c_subtype.as_deref()?;
        // The media type will be shown in reports, which must not contain invisible characters.
        let is_word =
            |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_graphic());
        if !is_word(&declared.c_type) || !is_word(subtype) {
            return None;
        }
        Some(format!("{}/{subtype}", declared.c_type).to_ascii_lowercase())
    }

    /// The value of a parameter of the part's header line `Content-Type`, such as `charset`.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.part.content_type()?.attribute(name)
    }

    /// The file name that the header of this part of the mail states.
    pub(super) fn name(&self) -> Option<String> {
        let lines = [
            (self.raw(&HeaderName::ContentDisposition), "filename"),
            (self.raw(&HeaderName::ContentType), "name"),
        ];
        let by = |read: fn(&[u8], &str) -> Option<String>| {
            lines.iter().find_map(|(line, name)| read((*line)?, name))
        };
        let name = by(parameter::continued)
            .or_else(|| by(parameter::in_encoded_words))
            .or_else(|| self.part.attachment_name().map(str::to_owned))
            .or_else(|| by(parameter::in_one_piece))?;
        Some(name.trim().to_owned()).filter(|name| !name.is_empty())
    }

    /// Whether the part's header line `Content-Disposition` has this value, such as `attachment` or
    /// `inline`.
    pub(super) fn is_disposed(&self, word: &str) -> bool {
        self.part
            .content_disposition()
            .is_some_and(|disposition| disposition.c_type.eq_ignore_ascii_case(word))
    }

    /// The Content-ID of the part, without angle brackets.
    pub(super) fn content_id(&self) -> Option<&str> {
        let id = self
            .part
            .content_id()
            .map(|id| id.trim().trim_start_matches('<').trim_end_matches('>'));
        id.filter(|id| !id.is_empty())
    }

    /// The Content-Location of the part, by which the HTML text of the mail can refer to it.
    pub(super) fn location(&self) -> Option<&str> {
        self.part.content_location().map(str::trim).filter(|place| !place.is_empty())
    }

    /// All header lines of the part, in order.
    pub(super) fn headers(&self) -> &[Header<'a>] {
        &self.part.headers
    }

    /// Returns the value of the part's last header line with this name, as the library
    /// `mail_parser` has parsed it.
    pub(super) fn header(&self, name: &HeaderName<'_>) -> Option<&HeaderValue<'a>> {
        self.part
            .headers
            .iter()
            .rev()
            .find(|header| header.name == *name)
            .map(|header| &header.value)
    }

    /// The value of the part's first header line with this name, unfolded and decoded.
    pub(super) fn text_of(&self, name: &str) -> Option<&str> {
        self.part
            .headers
            .iter()
            .find(|header| header.name().eq_ignore_ascii_case(name))
            .and_then(|header| header.value.as_text())
    }

    /// The content of the part of the mail, decoded by its transfer encoding.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let line = self.raw(&HeaderName::ContentTransferEncoding).unwrap_or_default();
        decode::transfer(self.body, line)
    }

    /// The value of the last header line with this name, as it is written in the mail. `None` if
    /// the part has no such header line.
    fn raw(&self, name: &HeaderName<'_>) -> Option<&'a [u8]> {
        let header = self.part.headers.iter().rev().find(|header| header.name == *name)?;
        self.head.get(header.offset_start as usize..header.offset_end as usize)
    }
}

fn head_of(head: &[u8], most: usize) -> MessagePart<'_> {
    let read = PARSER.parse_headers(&head[..head.len().min(most)]);
    read.and_then(|message| message.parts.into_iter().next()).unwrap_or_default()
}

/// Splits a mail into its header lines, and the rest after the first empty line.
pub(super) fn split(bytes: &[u8]) -> (&[u8], &[u8]) {
    let mut at = 0;
    while let Some(length) = bytes[at..].iter().position(|byte| *byte == b'\n') {
        if matches!(&bytes[at..at + length], b"" | b"\r") {
            return (&bytes[..at], &bytes[at + length + 1..]);
        }
        at += length + 1;
    }
    (bytes, &[])
}

/// Iterates over the parts between the boundaries of a multipart. Each part ends before the line
/// end that precedes the next boundary.
struct Pieces<'a, 'b> {
    rest: &'a [u8],
    boundary: &'b [u8],
    /// Whether the position is between the first boundary and the last one. Only there does the
    /// multipart have parts.
    is_inside: bool,
}

impl<'a, 'b> Pieces<'a, 'b> {
    fn new(body: &'a [u8], boundary: &'b [u8]) -> Self {
        let mut pieces = Self { rest: body, boundary, is_inside: true };
        // Skip the text before the first boundary, which is for programs that do not know MIME.
        pieces.is_inside = pieces.cut().is_some_and(|(_, is_last)| !is_last);
        pieces
    }

    /// Returns the bytes before the next boundary, and whether that boundary is the last one of the
    /// multipart. Both are then skipped. `None` if there is no further boundary.
    fn cut(&mut self) -> Option<(&'a [u8], bool)> {
        let mut at = 0;
        loop {
            let line_end =
                self.rest[at..].iter().position(|byte| *byte == b'\n').map(|length| at + length);
            let line = &self.rest[at..line_end.unwrap_or(self.rest.len())];
            if let Some(is_last) = self.is_boundary(line) {
                let before = &self.rest[..at];
                let before = before.strip_suffix(b"\n").unwrap_or(before);
                let before = before.strip_suffix(b"\r").unwrap_or(before);
                self.rest = line_end.map_or(&[][..], |end| &self.rest[end + 1..]);
                return Some((before, is_last));
            }
            at = line_end? + 1;
        }
    }

    fn is_boundary(&self, line: &[u8]) -> Option<bool> {
        let rest = line.strip_prefix(b"--")?.strip_prefix(self.boundary)?;
        let (rest, is_last) = match rest.strip_prefix(b"--") {
            Some(rest) => (rest, true),
            None => (rest, false),
        };
        // Only blanks may follow the boundary. Other characters make it a different boundary.
        rest.trim_ascii().is_empty().then_some(is_last)
    }
}

impl<'a> Iterator for Pieces<'a, '_> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        if !self.is_inside {
            return None;
        }
        let Some((piece, is_last)) = self.cut() else {
            // The mail was cut off before the last boundary; its last part is still read.
            self.is_inside = false;
            let rest = std::mem::take(&mut self.rest);
            return (!rest.is_empty()).then_some(rest);
        };
        self.is_inside = !is_last;
        Some(piece)
    }
}
