//! The layout of a proof: where its signature and its attached files are in the file.
//!
//! Only the layout that Ferrofax writes is accepted, byte for byte. So no other part of the file,
//! such as an attached document, can pass for the signature.

use der::{Decode as _, Header, Reader as _, SliceReader};
use ferrofax_document::pdf_text::{FIRST_FILE, MOST_ROOM};

use crate::signed::Broken;

/// The text before the numbers of the bytes that the signature covers, and the width of the
/// numbers.
const RANGE: &[u8] = b"/ByteRange [0 ";
const WIDTH: usize = 32;

/// The text between these numbers and the digits of the signature.
const BEFORE: &[u8] = b"]\n  /Contents <";

/// The text behind the digits: the end of the last object, and the beginning of the table of
/// objects.
const BEHIND: &[u8] = b">\n>>\nendobj\n\nxref\n";
const TABLE: usize = b"xref\n".len();

/// The form of the time of the signature, directly before [`RANGE`].
const TIME: &str = "/M (D:%Y%m%d%H%M%SZ)\n  ";
const TIME_LENGTH: usize = 25;

/// The greatest number of bytes of an object before the contents of its attached file.
const LONGEST_HEAD: usize = 1_000;

/// The layout of a signed file.
pub(crate) struct Layout<'a> {
    /// The signed file, without bytes that were appended to it.
    file: &'a [u8],
    /// The positions of the digits of the signature, without their brackets.
    from: usize,
    to: usize,
    /// The position of the table of objects.
    table: usize,
    /// The time of the signature by the server's clock, in seconds since 1970.
    pub(crate) at: i64,
}

/// The reason why a file does not have the layout of a proof.
pub(crate) enum NoLayout {
    /// Something differs from what Ferrofax writes.
    Other,
    /// The end of the file is missing.
    CutOff,
}

impl<'a> Layout<'a> {
    pub(crate) fn of(file: &'a [u8]) -> Result<Self, NoLayout> {
        // Ferrofax writes the signature into the last object.
        let range = file.windows(RANGE.len()).rposition(|part| part == RANGE);
        let range = range.ok_or(NoLayout::Other)?;
        let digits = range + RANGE.len() + WIDTH + BEFORE.len();
        let (to, end) = covered(file, range, digits).ok_or(NoLayout::Other)?;
        let file = file.get(..end).ok_or(NoLayout::CutOff)?;
        let layout = || {
            let table = to + BEHIND.len() - TABLE;
            let is_whole = file.starts_with(b"%PDF-")
                && to - digits <= 2 * MOST_ROOM
                && file.get(to..)?.starts_with(BEHIND)
                && file.ends_with(format!("startxref\n{table}\n%%EOF").as_bytes());
            let at = time(file.get(range.checked_sub(TIME_LENGTH)?..range)?)?;
            is_whole.then_some(Self { file, from: digits, to, table, at })
        };
        layout().ok_or(NoLayout::Other)
    }

    /// The number of bytes of the signed file.
    pub(crate) fn len(&self) -> usize {
        self.file.len()
    }

    /// The bytes that the signature covers: all but the digits with their brackets.
    pub(crate) fn covered(&self) -> [&'a [u8]; 2] {
        [&self.file[..self.from - 1], &self.file[self.to + 1..]]
    }

    /// The signature: the bytes of its digits, which must be lower-case. Behind it are only zeros.
    pub(crate) fn signature(&self) -> Result<Vec<u8>, Broken> {
        let digits = &self.file[self.from..self.to];
        let all = data_encoding::HEXLOWER.decode(digits).map_err(|_| Broken::Form)?;
        let mut reader = SliceReader::new(&all).map_err(|_| Broken::Form)?;
        let header = Header::decode(&mut reader).map_err(|_| Broken::Form)?;
        let size = (header.length + reader.position()).and_then(usize::try_from);
        let size = size.map_err(|_| Broken::Form)?;
        let (signature, rest) = all.split_at_checked(size).ok_or(Broken::Form)?;
        if rest.iter().any(|byte| *byte != 0) {
            return Err(Broken::Field("the room behind it"));
        }
        Ok(signature.to_vec())
    }

    /// The attached files: the objects from [`FIRST_FILE`] on. Each is behind the one before it, so
    /// that all together have no more bytes than the file.
    pub(crate) fn attached(&self) -> Vec<&'a [u8]> {
        let head = self.file[self.table..].split_inclusive(|byte| *byte == b'\n').take(2);
        let rows = self.table + head.map(<[u8]>::len).sum::<usize>();
        let mut end = 0;
        let object = |id: usize| {
            let row = self.file.get(rows.checked_add(id.checked_mul(20)?)?..)?.get(..10)?;
            let at = number(row).filter(|at| *at >= end)?;
            let contents = attached_file(id, self.file.get(at..)?)?;
            let bytes = self.file.get(at..)?.get(contents.clone())?;
            end = at + contents.end;
            Some(bytes)
        };
        let first = usize::try_from(FIRST_FILE).unwrap_or_default();
        (first..).map_while(object).collect()
    }
}

/// The end of the digits that begin here, and the end of the signed file, by the numbers behind
/// [`RANGE`]. `None` if Ferrofax would not have written them in this way.
fn covered(file: &[u8], range: usize, digits: usize) -> Option<(usize, usize)> {
    let text = file.get(range + RANGE.len()..)?.get(..WIDTH)?;
    let text = std::str::from_utf8(text).ok()?;
    let numbers: Option<Vec<usize>> =
        text.split_ascii_whitespace().map(|number| number.parse().ok()).collect();
    let [from, to, behind] = numbers?[..] else { return None };
    let written = format!("{:WIDTH$}", format!("{from} {to} {behind}"));
    let is_here = file.get(..digits)?.ends_with(BEFORE) && from + 1 == digits && digits < to;
    (is_here && written == text).then_some((to - 1, to.saturating_add(behind)))
}

/// The time of a signature in seconds since 1970, if the text is exactly that of a time.
fn time(text: &[u8]) -> Option<i64> {
    let text = std::str::from_utf8(text).ok()?;
    let time = jiff::civil::DateTime::strptime(TIME, text).ok()?;
    let is_exact = time.strftime(TIME).to_string() == text;
    let time = time.to_zoned(jiff::tz::TimeZone::UTC).ok().filter(|_| is_exact)?;
    Some(time.timestamp().as_second())
}

/// The place of the contents of an attached file in its object, with which these bytes begin.
fn attached_file(id: usize, object: &[u8]) -> Option<std::ops::Range<usize>> {
    const BEGIN: &[u8] = b"\n>>\nstream\n";
    let head = format!("{id} 0 obj\n<<\n  /Length ");
    let after = object.strip_prefix(head.as_bytes())?;
    let length = number(after)?;
    let kind = format!("{length}\n  /Type /EmbeddedFile\n");
    let begin = object.windows(BEGIN.len()).take(LONGEST_HEAD).position(|part| part == BEGIN)?;
    let begin = begin + BEGIN.len();
    after.starts_with(kind.as_bytes()).then_some(begin..begin.checked_add(length)?)
}

/// The number at the beginning of these bytes.
fn number(text: &[u8]) -> Option<usize> {
    let end = text.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len());
    std::str::from_utf8(text.get(..end)?).ok()?.parse().ok()
}
