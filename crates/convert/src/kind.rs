//! Detects the format of a document by its content. The MIME type and file name that the sender
//! declares count only if the content does not identify the format.

/// The document formats that the converter's confined child process reads itself, without an
/// outside program such as Ghostscript.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A template of Ferrofax or of the administrator, for example of a cover page, with the texts
    /// for the template's fields.
    Composed,
    Html,
    Pdf,
    /// A picture file: PNG, JPEG, GIF, BMP or WebP.
    Picture,
    /// A raster format for printers: PWG raster, CUPS raster or URF.
    Raster,
    /// A TIFF file with a fax that a fax server other than Ferrofax received.
    Received,
    Text,
    Tiff,
}

/// The part of the converter that must read a document: the child process itself, Ghostscript, or
/// LibreOffice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Nature {
    /// The converter's child process reads the document itself.
    Readable(Kind),
    /// Ghostscript reads the document.
    PostScript,
    /// LibreOffice reads the document. The text is the usual file extension of such documents.
    Office(&'static str),
    /// The document has a format that can't be faxed. The text describes the format, in words that
    /// follow the document's name in messages.
    Other(String),
}

/// The format of a document, and the document's MIME types. If the administrator has set a
/// converter program for one of these types, that program reads the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) nature: Nature,
    /// The MIME types of the document: first the one of its content, then the declared one. They
    /// are in lower case, without parameters.
    pub(super) types: Vec<String>,
}

/// The number of bytes at the beginning of a document from which its format is detected.
pub(super) const HEAD: usize = 64 << 10;

/// The number of bytes at the beginning of a PDF in which its header must begin. PDF readers agree
/// on this limit (ISO 32000-1 annex H, note 13).
const PDF_HEAD: usize = 1024;

/// Content that identifies a format with certainty. Each entry has the first bytes of such a
/// document, its MIME type, and its format or the outside program that reads it.
const CERTAIN: &[(&[u8], &str, Certain)] = &[
    (b"II\x2A\0", "image/tiff", Certain::Kind(Kind::Tiff)),
    (b"MM\0\x2A", "image/tiff", Certain::Kind(Kind::Tiff)),
    (b"II\x2B\0", "image/tiff", Certain::Kind(Kind::Tiff)),
    (b"MM\0\x2B", "image/tiff", Certain::Kind(Kind::Tiff)),
    (b"\x89PNG\r\n\x1A\n", "image/png", Certain::Kind(Kind::Picture)),
    (b"\xFF\xD8\xFF", "image/jpeg", Certain::Kind(Kind::Picture)),
    (b"GIF87a", "image/gif", Certain::Kind(Kind::Picture)),
    (b"GIF89a", "image/gif", Certain::Kind(Kind::Picture)),
    (b"RaS2", "image/pwg-raster", Certain::Kind(Kind::Raster)),
    (b"UNIRAST\0", "image/urf", Certain::Kind(Kind::Raster)),
    (b"2SaR", "application/vnd.cups-raster", Certain::Kind(Kind::Raster)),
    (b"RaS3", "application/vnd.cups-raster", Certain::Kind(Kind::Raster)),
    (b"3SaR", "application/vnd.cups-raster", Certain::Kind(Kind::Raster)),
    (b"RaSt\0", "application/vnd.cups-raster", Certain::Kind(Kind::Raster)),
    (b"tSaR\0", "application/vnd.cups-raster", Certain::Kind(Kind::Raster)),
    (b"%!", "application/postscript", Certain::PostScript),
    (b"\x04%!", "application/postscript", Certain::PostScript),
    (b"\xC5\xD0\xD3\xC6", "application/postscript", Certain::PostScript),
    (b"{\\rtf", "application/rtf", Certain::Office("rtf")),
];

#[derive(Clone, Copy)]
enum Certain {
    Kind(Kind),
    PostScript,
    Office(&'static str),
}

/// The formats that people send but that cannot be converted to fax pages. Each entry has the first
/// bytes and the name of a format. Many of these formats can contain a whole PDF unchanged.
const OTHERS: &[(&[u8], &str)] = &[
    (b"RIFF", "a sound recording"),
    (b"OggS", "a sound recording"),
    (b"ID3", "a sound recording"),
    (b"\x1F\x8B", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xFD7zXZ\0", "an xz archive"),
    (b"\x28\xB5\x2F\xFD", "a Zstandard archive"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xBC\xAF", "a 7-Zip archive"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"MSCF", "a cabinet archive"),
    (b"!<arch>\n", "an ar archive"),
    (b"070701", "a cpio archive"),
    (b"070707", "a cpio archive"),
    (b"\x78\x9F\x3E\x22", "a winmail.dat of Outlook"),
    (b"\xD0\xCF\x11\xE0", "a file of an old office program"),
    (PJL, "a printer's data (PJL)"),
    (b"\x7FELF", "a program"),
    (b"MZ", "a program"),
];

/// The escape sequence with which printer drivers switch a printer to PJL (Printer Job Language).
/// Lines of PJL follow it.
const PJL: &[u8] = b"\x1B%-12345X";

/// The formats of office documents: MIME type, file extension, and the name of a file in the
/// document's ZIP archive.
const OFFICE: &[(&str, &str, &str)] = &[
    ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx", "word/"),
    ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", "xl/"),
    ("application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx", "ppt/"),
    ("application/vnd.oasis.opendocument.text", "odt", "opendocument.text"),
    ("application/vnd.oasis.opendocument.spreadsheet", "ods", "opendocument.spreadsheet"),
    ("application/vnd.oasis.opendocument.presentation", "odp", "opendocument.presentation"),
    ("application/vnd.oasis.opendocument.graphics", "odg", "opendocument.graphics"),
    ("application/msword", "doc", ""),
    ("application/vnd.ms-excel", "xls", ""),
    ("application/vnd.ms-powerpoint", "ppt", ""),
    ("application/rtf", "rtf", ""),
    ("text/rtf", "rtf", ""),
];

/// The reason for refusing SVG drawings. Only their text could be shown, which is of no use.
const SVG_WORDS: &str = "it is an SVG drawing; it can be faxed as PDF or PNG";

/// MIME types that say nothing about the format of a document.
const VAGUE: &[&str] = &[
    "",
    "application/octet-stream",
    "application/binary",
    "application/unknown",
    "application/x-unknown",
    "application/download",
    "application/force-download",
    "application/x-download",
];

/// The formats that can be faxed, as a sentence for error messages.
pub(super) const CAN: &str = "PDF, TIFF, PNG, JPEG, GIF, BMP, WebP, HTML and text can be faxed";

impl Kind {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Composed => "composed",
            Self::Html => "html",
            Self::Pdf => "pdf",
            Self::Picture => "picture",
            Self::Raster => "raster",
            Self::Received => "received",
            Self::Text => "text",
            Self::Tiff => "tiff",
        }
    }

    pub(super) fn from_name(name: &str) -> Option<Self> {
        [
            Self::Composed,
            Self::Html,
            Self::Pdf,
            Self::Picture,
            Self::Raster,
            Self::Received,
            Self::Text,
            Self::Tiff,
        ]
        .into_iter()
        .find(|kind| kind.name() == name)
    }

    /// Whether the document possibly needs fonts that it does not contain. This applies to text
    /// that Ferrofax typesets, and to a PDF that only names its fonts.
    pub(super) const fn is_set(self) -> bool {
        matches!(self, Self::Composed | Self::Html | Self::Text | Self::Pdf)
    }
}

/// Detects the format of a document. `head` is its beginning; `media_type` and `name` are its
/// declared type and name.
pub(super) fn of(head: &[u8], media_type: Option<&str>, name: &str) -> Found {
    let declared = media_type.map(essence).unwrap_or_default();
    let found = |nature, mime: &str| {
        let mut types: Vec<String> = vec![mime.to_owned(), declared.clone()];
        types.retain(|name| !VAGUE.contains(&name.as_str()));
        types.dedup();
        Found { nature, types }
    };
    // First check the formats that are identified with certainty by their first bytes.
    if let Some((_, mime, certain)) = CERTAIN.iter().find(|(magic, ..)| head.starts_with(magic)) {
        let nature = match certain {
            Certain::Kind(kind) => Nature::Readable(*kind),
            Certain::PostScript => Nature::PostScript,
            Certain::Office(ending) => Nature::Office(ending),
        };
        return found(nature, mime);
    }
    if is_postscript_in_pjl(head) {
        return found(Nature::PostScript, "application/postscript");
    }
    if is_webp(head) {
        return found(Nature::Readable(Kind::Picture), "image/webp");
    }
    if is_bmp(head) {
        return found(Nature::Readable(Kind::Picture), "image/bmp");
    }
    // Then check for PDF and office documents, which may be inside another format.
    let text = is_text(head);
    let container = container(head, text);
    if has_pdf_head(head, text, container) {
        return found(Nature::Readable(Kind::Pdf), "application/pdf");
    }
    if let Some((mime, ending)) = office(head, &declared, name) {
        return found(Nature::Office(ending), mime);
    }
    // Finally check for formats that can't be faxed, and for text, for which the declared type
    // counts.
    match container {
        _ if is_svg(head, text, &declared, name) => {
            found(Nature::Other(SVG_WORDS.to_owned()), "image/svg+xml")
        }
        Some(what) => found(Nature::Other(format!("it is {what}")), ""),
        None if says_pdf(&declared, name) => {
            found(Nature::Other("its name says PDF, but its content is not PDF".to_owned()), "")
        }
        None if text => {
            let (nature, mime) = text_nature(head, &declared, name);
            found(nature, mime)
        }
        None if VAGUE.contains(&declared.as_str()) => {
            found(Nature::Other("it is neither a picture nor text".to_owned()), "")
        }
        None => {
            found(Nature::Other(format!("it has the type {declared}, which is not supported")), "")
        }
    }
}

/// Returns the name of the unsupported format to which these first bytes of a file belong; `None`
/// if they belong to no such format.
fn container(head: &[u8], text: bool) -> Option<&'static str> {
    // A letter's text may also begin with "MZ" and similar first bytes.
    let may_be_word =
        |magic: &[u8]| text && magic.len() < 6 && magic.iter().all(u8::is_ascii_alphanumeric);
    let known = OTHERS.iter().find(|(magic, _)| head.starts_with(magic) && !may_be_word(magic));
    match known {
        Some((_, what)) => Some(what),
        None if is_tar(head) => Some("a tar archive"),
        None if is_mail_with_pdf(head) => Some("a mail with a PDF in it"),
        None => None,
    }
}

/// Whether the document is a tar archive. Its header has 512 bytes, and contains the sum of these
/// bytes as octal digits. The sum is computed with blanks in its own place (POSIX.1-2017, pax,
/// ustar interchange format).
fn is_tar(head: &[u8]) -> bool {
    const SUM: std::ops::Range<usize> = 148..156;
    let Some(header) = head.get(..512).filter(|header| header[0] != 0) else { return false };
    let mut said = header[SUM].iter().filter(|byte| !matches!(byte, b' ' | 0));
    let said = said.try_fold(0_u32, |sum, digit| match digit {
        b'0'..=b'7' => Some(sum << 3 | u32::from(digit - b'0')),
        _ => None,
    });
    let counted = header
        .iter()
        .enumerate()
        .map(|(at, byte)| if SUM.contains(&at) { u32::from(b' ') } else { u32::from(*byte) });
    said == Some(counted.sum())
}

/// Whether the document is a mail, or a part of one, that contains a PDF without any encoding. HTTP
/// headers before a PDF, such as `Content-Type: application/pdf`, do not make the document a mail.
fn is_mail_with_pdf(head: &[u8]) -> bool {
    const LINES: [&[u8]; 8] = [
        b"from ",
        b"from:",
        b"received:",
        b"return-path:",
        b"delivered-to:",
        b"message-id:",
        b"mime-version:",
        b"content-type: multipart/",
    ];
    let Some(at) = pdf_head(head) else { return false };
    let lines = head[..at].split(|byte| *byte == b'\n').take_while(|line| !line.is_empty());
    let begins = |line: &[u8], word: &[u8]| {
        line.get(..word.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(word))
    };
    lines.take(20).any(|line| LINES.iter().any(|word| begins(line, word)))
}

/// The position of a PDF header, if one begins within the first [`PDF_HEAD`] bytes.
fn pdf_head(head: &[u8]) -> Option<usize> {
    head[..head.len().min(PDF_HEAD)].windows(5).position(|word| word == b"%PDF-")
}

/// Whether the document is a PDF. Other bytes may precede the header of a PDF, unless they begin a
/// document of another format. A text that only mentions a PDF header is no PDF: no PDF object
/// follows the header.
fn has_pdf_head(head: &[u8], text: bool, container: Option<&str>) -> bool {
    let Some(at) = pdf_head(head) else { return false };
    let before = head[..at].strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&head[..at]);
    if before.iter().all(|byte| byte.is_ascii_whitespace() || *byte == 0) {
        return true;
    }
    // Printer drivers put lines of PJL before a PDF.
    if container.is_some() && !head.starts_with(PJL) {
        return false;
    }
    let begins_line = matches!(before.last(), Some(b'\n' | b'\r'));
    !text || begins_line && head[at..].windows(4).any(|word| word == b" obj")
}

/// Whether the sender declares the document as a PDF, by its MIME type or its file name.
fn says_pdf(declared: &str, name: &str) -> bool {
    declared == "application/pdf" || VAGUE.contains(&declared) && ending(name) == "pdf"
}

/// Whether the document is PostScript as printer drivers write it: first the bytes [`PJL`], then
/// lines of PJL, the last of which names PostScript. Ghostscript reads such documents.
fn is_postscript_in_pjl(head: &[u8]) -> bool {
    let Some(rest) = head.strip_prefix(PJL) else { return false };
    let lines = rest.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    let behind = lines.skip_while(|line| line.starts_with(b"@PJL") || line.is_empty());
    behind.take(1).any(|line| line.trim_ascii_start().starts_with(b"%!"))
}

/// Returns the `charset` parameter of a MIME type.
pub(super) fn charset(media_type: Option<&str>) -> String {
    let words = media_type.unwrap_or_default().split(';').skip(1);
    let named = words
        .filter_map(|word| word.split_once('='))
        .find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"));
    named
        .map(|(_, value)| value.trim().trim_matches('"').to_owned())
        .unwrap_or_default()
}

/// Returns a MIME type in lower case, without its parameters.
fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Returns the extension of a file name, in lower case.
pub(super) fn ending(name: &str) -> String {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.trim()).unwrap_or_default();
    let is_one =
        (1..=8).contains(&ending.len()) && ending.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if is_one { ending.to_ascii_lowercase() } else { String::new() }
}

/// The format of a document that consists of text: HTML, plain text, or a format that can't be
/// faxed. The MIME type that the sender declares decides. If that type says nothing about the
/// format, the file name and the beginning of the document decide between HTML and plain text.
fn text_nature(head: &[u8], declared: &str, name: &str) -> (Nature, &'static str) {
    let ending = ending(name);
    let is_html = declared == "text/html" || declared == "application/xhtml+xml";
    let may_be_html = VAGUE.contains(&declared)
        && (matches!(ending.as_str(), "htm" | "html" | "xhtml") || begins_as_html(head));
    if is_html || may_be_html {
        return (Nature::Readable(Kind::Html), "text/html");
    }
    if VAGUE.contains(&declared) || declared.starts_with("text/") {
        return (Nature::Readable(Kind::Text), "text/plain");
    }
    (Nature::Other(format!("it has the type {declared}, which is not supported")), "")
}

fn begins_as_html(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    [&b"<!doctype html"[..], b"<html"]
        .iter()
        .any(|tag| head.get(..tag.len()).is_some_and(|word| word.eq_ignore_ascii_case(tag)))
}

/// Whether the document is an SVG drawing, plain or compressed. SVG source that was sent as plain
/// text counts as text, unless its file name ends in `.svg` or `.svgz`.
fn is_svg(head: &[u8], is_text: bool, declared: &str, name: &str) -> bool {
    let is_called_so =
        declared == "image/svg+xml" || matches!(ending(name).as_str(), "svg" | "svgz");
    let is_packed = head.starts_with(b"\x1F\x8B");
    if !is_text {
        return is_called_so && is_packed;
    }
    if is_called_so {
        return first_element(head).is_some();
    }
    !matches!(declared, "text/plain" | "text/html") && first_element(head).is_some_and(is_svg_name)
}

/// The name of the first element of HTML or XML. Comments and declarations before it are skipped.
fn first_element(head: &[u8]) -> Option<&[u8]> {
    let behind = |text: &'_ [u8], end: &[u8]| {
        text.windows(end.len()).position(|found| found == end).map(|at| at + end.len())
    };
    let mut rest = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    loop {
        rest = rest.trim_ascii_start();
        let end: &[u8] = match rest {
            [b'<', b'!', b'-', b'-', ..] => b"-->",
            [b'<', b'?', ..] => b"?>",
            [b'<', b'!', ..] => {
                // A document type may contain declarations of its own in square brackets.
                let (bracket, close) = (behind(rest, b"["), behind(rest, b">")?);
                if bracket.is_some_and(|bracket| bracket < close) { b"]>" } else { b">" }
            }
            [b'<', name @ ..] => {
                let is_over = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/');
                return Some(&name[..name.iter().position(is_over).unwrap_or(name.len())]);
            }
            _ => return None,
        };
        rest = &rest[behind(rest, end)?..];
    }
}

fn is_svg_name(name: &[u8]) -> bool {
    name == b"svg" || name.ends_with(b":svg")
}

fn is_webp(head: &[u8]) -> bool {
    head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP")
}

/// Whether the document is a BMP bitmap. A plain text can begin with "BM" as well, so the lengths
/// of the file and of its header are checked, too.
fn is_bmp(head: &[u8]) -> bool {
    head.starts_with(b"BM")
        && matches!(head.get(14..18), Some([12 | 40 | 52 | 56 | 64 | 108 | 124, 0, 0, 0]))
}

/// Returns the MIME type and extension of an office document. The names of the files in its ZIP
/// archive determine them. If these do not identify the format, or if the document is no ZIP
/// archive, the MIME type or file name that the sender declares determines them.
fn office(head: &[u8], declared: &str, name: &str) -> Option<(&'static str, &'static str)> {
    let is_zip = head.starts_with(b"PK\x03\x04");
    if !is_zip && !head.starts_with(b"\xD0\xCF\x11\xE0") {
        return None;
    }
    let holds = |word: &str| {
        !word.is_empty() && head.windows(word.len()).any(|found| found == word.as_bytes())
    };
    let ending = ending(name);
    let known = OFFICE.iter().filter(|(_, _, within)| within.is_empty() != is_zip);
    let by_content = known.clone().find(|(_, _, within)| holds(within));
    let by_words = known.clone().find(|(mime, its, _)| *mime == declared || *its == ending);
    by_content.or(by_words).map(|(mime, ending, _)| (*mime, *ending))
}

/// Whether the bytes are text. Text has few control characters apart from those for line ends and
/// tabs, and those that begin terminal commands. UTF-16 is recognised by its byte order mark. Old
/// programs pad the end of a text with zeros.
pub(super) fn is_text(bytes: &[u8]) -> bool {
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        return bytes.len().is_multiple_of(2);
    }
    // The file is a DOS or Windows program, however short.
    if bytes.starts_with(b"MZ") && bytes.contains(&0) {
        return false;
    }
    let length = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    let bytes = &bytes[..length];
    // ESC switches character sets in ISO-2022 mails, and begins terminal commands. Terminal output
    // also contains bells, and control characters that switch between two character sets.
    let has_commands = bytes.contains(&0x1B);
    let is_control = |byte: u8| match byte {
        7 | 0x0E | 0x0F => !has_commands,
        0..=6 | 0x10..=0x19 | 0x1C..=0x1F | 0x7F => true,
        _ => false,
    };
    let controls = bytes.iter().filter(|byte| is_control(**byte)).count();
    controls == 0 || controls * fewest_per_control(bytes) <= length
}

/// The minimum average distance, in bytes, between the control characters of a text. Data with more
/// control characters do not count as text. The distance is smaller for valid UTF-8: compressed or
/// random data, of which about a tenth are control characters, are hardly ever valid UTF-8.
fn fewest_per_control(bytes: &[u8]) -> usize {
    // The examined beginning of a text may end within a character.
    let is_unicode =
        str::from_utf8(bytes).map_or_else(|error| error.error_len().is_none(), |_| true);
    if is_unicode { 8 } else { 50 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nature(head: &[u8], said: &str, name: &str) -> Nature {
        of(head, Some(said).filter(|said| !said.is_empty()), name).nature
    }

    #[test]
    fn content_counts_for_more_than_the_type_that_is_said() {
        for (head, kind) in [
            (&b"II\x2A\0\x08\0\0\0"[..], Kind::Tiff),
            (b"MM\0\x2A\0\0\0\x08", Kind::Tiff),
            (b"%PDF-1.4\n", Kind::Pdf),
            (b"\xEF\xBB\xBF\r\n%PDF-1.4\n", Kind::Pdf),
            (b"\x89PNG\r\n\x1A\n\0\0", Kind::Picture),
            (b"\xFF\xD8\xFF\xE0", Kind::Picture),
            (b"RIFF\0\0\0\0WEBPVP8 ", Kind::Picture),
            (b"BM\x36\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0", Kind::Picture),
            (b"RaS2PwgRaster\0", Kind::Raster),
            (b"UNIRAST\0\0\0\0\x01", Kind::Raster),
            (b"3SaR\0\0", Kind::Raster),
        ] {
            for said in ["", "application/octet-stream", "text/plain", "application/x-made-up"] {
                assert_eq!(nature(head, said, "scan.tif"), Nature::Readable(kind), "{said}");
            }
        }
    }

    #[test]
    fn text_is_what_its_sender_says() {
        let html = &b"<p>Gr\xC3\xBC\xC3\x9Fe</p>"[..];
        assert_eq!(nature(html, "text/html; charset=utf-8", ""), Nature::Readable(Kind::Html));
        assert_eq!(nature(html, "text/plain", "x.html"), Nature::Readable(Kind::Text));
        assert_eq!(nature(html, "", "letter.HTM"), Nature::Readable(Kind::Html));
        assert_eq!(nature(b" <!DOCTYPE HTML>", "", "letter"), Nature::Readable(Kind::Html));
        assert_eq!(
            nature(b"Gr\xFC\xDFe,\r\n\tAnna\x0C", "", ""),
            Nature::Readable(Kind::Text),
            "Latin-1"
        );
        assert_eq!(nature(b"\xFF\xFEA\0n\0", "", ""), Nature::Readable(Kind::Text), "UTF-16");
        assert_eq!(nature(b"BMW has written\n", "text/plain", ""), Nature::Readable(Kind::Text));
        let Nature::Other(what) = nature(b"{}", "application/JSON", "a.json") else { panic!() };
        assert!(what.contains("application/json"), "{what}");
    }

    #[test]
    fn office_documents_are_known_by_their_archive_or_their_name() {
        assert_eq!(
            nature(b"PK\x03\x04 [Content_Types].xml word/document.xml", "", "x.zip"),
            Nature::Office("docx")
        );
        assert_eq!(
            nature(b"PK\x03\x04\0\0mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "", ""),
            Nature::Office("ods")
        );
        assert_eq!(
            nature(b"PK\x03\x04 [Content_Types].xml", "application/octet-stream", "a.PPTX"),
            Nature::Office("pptx")
        );
        assert_eq!(
            nature(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "application/msword", "x"),
            Nature::Office("doc")
        );
        assert_eq!(nature(b"{\\rtf1\\ansi", "text/plain", "x"), Nature::Office("rtf"));
        assert_eq!(
            nature(b"PK\x03\x04", "application/zip", "a.zip"),
            Nature::Other("it is a ZIP archive".into())
        );
    }

    #[test]
    fn a_drawing_in_svg_is_called_so_and_not_shown_as_its_markup() {
        let drawing =
            &b"\xEF\xBB\xBF<?xml version='1.0'?>\n<!-- <p> -->\n<!DOCTYPE svg>\n<svg xmlns='x'><path/></svg>"[..];
        let is_drawing = |head: &[u8], said: &str, name: &str| match nature(head, said, name) {
            Nature::Other(what) => what.contains("SVG"),
            _ => false,
        };
        for (said, name) in [
            ("", "x.svg"),
            ("", "x"),
            ("image/svg+xml", "x"),
            ("text/plain", "x.SVG"),
            ("application/xml", "x.xml"),
        ] {
            assert!(is_drawing(drawing, said, name), "{said} {name}");
        }
        assert!(
            is_drawing(b"<s:svg xmlns:s='x'>", "", "x")
                && is_drawing(b"\x1F\x8B\x08\0", "", "x.svgz")
        );
        assert_eq!(nature(drawing, "text/plain", "listing.txt"), Nature::Readable(Kind::Text));
        assert_eq!(nature(b"<html><svg></svg>", "", "x.html"), Nature::Readable(Kind::Html));
        assert_eq!(nature(b"the tag <svg> draws", "", "x.txt"), Nature::Readable(Kind::Text));
    }

    #[test]
    fn the_commands_of_a_terminal_are_text_and_other_control_signs_are_none() {
        for text in
            [&b"\x1B[1;31mred\x1B[0m\n"[..], b"\x1B]0;title\x07$ ls\n", b"\x1B(0\x0Elqk\x0F\x1B(B"]
        {
            assert_eq!(nature(text, "", "log.txt"), Nature::Readable(Kind::Text), "{text:?}");
        }
        assert!(!is_text(b"a\x07b") && !is_text(b"\x1B[0\0m") && !is_text(b"\x1B\x01"));
    }

    const PLAIN_PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n";

    /// Writes the header of a tar archive with a file of this name.
    fn tar_header(name: &str, magic: &[u8]) -> Vec<u8> {
        let mut header = vec![0; 512];
        header[..name.len()].copy_from_slice(name.as_bytes());
        header[100..107].copy_from_slice(b"0000644");
        header[124..135].copy_from_slice(b"00000001063");
        header[257..257 + magic.len()].copy_from_slice(magic);
        header[148..156].fill(b' ');
        let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
        header[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
        header
    }

    #[test]
    fn a_container_that_holds_a_pdf_as_it_is_is_no_pdf() {
        let zip = b"PK\x03\x04\x0A\0\0\0\0\0\x21\x7A\x7A\x5B\x01\x02\x03\x04\x49\x02\0\0\x49\x02\0\0\x05\0\0\x001.pdf";
        let ole = [&b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"[..], &[1; 504]].concat();
        let mail = b"Received: by mx.example.com\r\nMIME-Version: 1.0\r\nContent-Type: application/pdf\r\n\r\n";
        for (before, what) in [
            (&zip[..], "a ZIP archive"),
            (b"\x1F\x8B\x08\0\0\0\0\0\0\x03\x01\x49\x02\xB6\xFD", "a gzip archive"),
            (b"7z\xBC\xAF\x27\x1C\0\x04", "a 7-Zip archive"),
            (b"Rar!\x1A\x07\x01\0", "a RAR archive"),
            (
                b"!<arch>\n1.pdf/          0           0     0     644     585       `\n",
                "an ar archive",
            ),
            (b"07070100000001000081A40000000000000000000000016926A5A100000249\0", "a cpio archive"),
            (b"\x78\x9F\x3E\x22\x01\0", "winmail.dat"),
            (&ole, "an old office program"),
            (&tar_header("1.pdf", b"ustar\x0000"), "a tar archive"),
            (&tar_header("1.pdf", b""), "a tar archive"),
            (mail, "a mail"),
            (b"From a@example.com Thu Nov 26 09:00:00 2026\nSubject: x\n\n--b\n\n", "a mail"),
        ] {
            let head = [before, PLAIN_PDF].concat();
            for (said, name) in [("", "x"), ("application/pdf", "x.pdf"), ("", "x.zip")] {
                let Nature::Other(found) = nature(&head, said, name) else {
                    panic!("{what}: {:?}", nature(&head, said, name))
                };
                assert!(found.contains(what), "{found}: {what}");
            }
        }
        let stored = [&zip[..], b"word/document.xml", PLAIN_PDF].concat();
        assert_eq!(nature(&stored, "", "x.docx"), Nature::Office("docx"));
    }

    #[test]
    fn a_pdf_behind_what_is_no_document_is_one_and_a_text_about_pdf_is_none() {
        for before in [
            &b""[..],
            b"\xEF\xBB\xBF\r\n",
            b"\0\0\0\0",
            b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n\r\n",
            b"\x1B%-12345X@PJL ENTER LANGUAGE=PDF\r\n",
            b"\x80\x01\x02\x03 a signature around it \x04\x82\x02\x49",
        ] {
            let head = [before, PLAIN_PDF].concat();
            assert_eq!(nature(&head, "", "x"), Nature::Readable(Kind::Pdf), "{before:?}");
        }
        for text in [
            &b"A PDF begins with %PDF-1.7 and then 1 0 obj follows.\n"[..],
            b"Its first line:\n%PDF-1.7\nand so on.\n",
        ] {
            assert_eq!(nature(text, "text/plain", "x"), Nature::Readable(Kind::Text));
        }
    }

    #[test]
    fn what_is_called_a_pdf_and_is_none_is_not_faxed_as_text() {
        for (head, said) in [
            (&b"\xE4\xF6\xFC\xDF\xC4 of octets that are letters in Latin-1"[..], ""),
            (b"\xE4\xF6\xFC\xDF\xC4", "application/octet-stream"),
            (b"<html>Please log in</html>", "application/octet-stream"),
            (b"<html>Please log in</html>", "application/pdf"),
        ] {
            let Nature::Other(what) = nature(head, said, "invoice.PDF") else { panic!("{said}") };
            assert!(what.contains("name says PDF"), "{what}");
        }
        assert_eq!(nature(b"Hello", "text/plain", "x.pdf"), Nature::Readable(Kind::Text));
    }

    #[test]
    fn a_few_control_characters_do_not_make_a_text_something_else() {
        for text in [
            &b"Order 4711\0\0 of 3 May, to be delivered by Friday\x07\n"[..],
            b"Name      Amount\r\n\x02Huber     12,50\x03\r\n",
            b"padded to a block\n\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
        ] {
            assert!(is_text(text), "{text:?}");
        }
        let packed: Vec<u8> = (0..4096_u32).map(|i| ((i * i * 31) >> 5) as u8).collect();
        for other in [&packed[..], b"\0\x01\0\x08MThd", b"MZ\0\0"] {
            assert!(!is_text(other), "{other:?}");
        }
    }

    #[test]
    fn what_cannot_be_faxed_is_called_by_its_name() {
        assert_eq!(nature(b"%!PS-Adobe-3.0\n", "", ""), Nature::PostScript);
        let driver = b"\x1B%-12345X@PJL SET RESOLUTION=600\r\n@PJL ENTER LANGUAGE=POSTSCRIPT \r\n%!PS-Adobe-3.0\r\n";
        assert_eq!(nature(driver, "", ""), Nature::PostScript);
        let mut other = driver.to_vec();
        other.truncate(driver.len() - 17);
        for (bytes, said, words) in [
            (&b"\x1B%-12345X@PJL"[..], "", "PJL"),
            (&other, "", "PJL"),
            (b"\x01\x02\x03", "", "neither a picture nor text"),
            (b"\x01\x02\x03", "audio/midi", "audio/midi"),
            (b"RIFF\0\0\0\0WAVE", "", "a sound recording"),
        ] {
            let Nature::Other(what) = nature(bytes, said, "") else { panic!("{said}") };
            assert!(what.contains(words), "{what}");
        }
    }

    #[test]
    fn an_administrator_names_a_document_by_its_content_or_by_what_is_said() {
        assert_eq!(
            of(b"%PDF-1.4\n", Some("Application/X-Foo; a=b"), "").types,
            ["application/pdf", "application/x-foo"]
        );
        assert_eq!(of(b"\x01\x02", Some("application/x-foo"), "").types, ["application/x-foo"]);
        assert_eq!(of(b"\x01\x02", Some("application/octet-stream"), "").types, [""; 0]);
        assert_eq!(
            charset(Some("text/plain; Charset=\"windows-1256\"; format=flowed")),
            "windows-1256"
        );
    }
}
