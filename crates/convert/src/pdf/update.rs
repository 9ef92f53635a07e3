//! Replaces objects of a document: the new objects are appended as an update of the file (ISO
//! 32000-1 §7.5.6). So nothing else in the file moves, and it does not matter how its objects are
//! compressed.

use std::sync::Arc;

use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::object::{Array, Dict, FromBytes, MaybeRef, ObjectIdentifier};

/// A replacement of an object in a PDF file: the number of the object, and the bytes of the new
/// object.
pub(super) type Change = (ObjectIdentifier, Vec<u8>);

/// The data about the last cross-reference section of a PDF file. They are needed to append another
/// section.
struct Section {
    /// The position in the file where the cross-reference section begins.
    start: usize,
    /// The trailer's entries `Encrypt` and `ID`, which are needed to decrypt the document, as far
    /// as the document has them.
    encryption: Vec<u8>,
}

/// The bytes of the document after the objects in `changes` are replaced. `None` if the PDF
/// library hayro would not read the result correctly.
pub(super) fn updated(document: &Pdf, bytes: &[u8], changes: &[Change]) -> Option<Arc<Vec<u8>>> {
    // Without a section, a reader searches the file for objects. hayro does that if the file's own
    // sections are wrong.
    [Section::last_of(bytes), None]
        .into_iter()
        .map(|section| Arc::new(appended(document, bytes, changes, section.as_ref())))
        .find(|updated| is_changed(document, updated, changes))
}

/// A dictionary with added entries. They override entries of the same names, because hayro takes
/// the last one.
pub(super) fn with_entries(dict: &Dict<'_>, entries: &[u8]) -> Option<Vec<u8>> {
    let own = dict.data().strip_suffix(b">>")?;
    Some([own, b" ", entries, b" >>"].concat())
}

fn appended(
    document: &Pdf,
    bytes: &[u8],
    changes: &[Change],
    section: Option<&Section>,
) -> Vec<u8> {
    let mut out = bytes.to_vec();
    out.push(b'\n');
    let mut entries = String::new();
    for (id, object) in changes {
        let ObjectIdentifier { obj_number, gen_number } = id;
        entries.push_str(&format!("{obj_number} 1\n{:010} {gen_number:05} n \n", out.len()));
        out.extend_from_slice(format!("{obj_number} {gen_number} obj\n").as_bytes());
        out.extend_from_slice(object);
        out.extend_from_slice(b"\nendobj\n");
    }
    if let Some(Section { start, encryption }) = section {
        let begin = out.len();
        let ObjectIdentifier { obj_number, gen_number } = document.xref().root_id();
        let trailer =
            format!("xref\n{entries}trailer\n<< /Root {obj_number} {gen_number} R /Prev {start} ");
        out.extend_from_slice(trailer.as_bytes());
        out.extend_from_slice(encryption);
        out.extend_from_slice(format!(">>\nstartxref\n{begin}\n%%EOF\n").as_bytes());
    }
    out
}

/// Whether hayro reads the updated document correctly: it has all replaced objects, and as many
/// pages as before.
fn is_changed(document: &Pdf, updated: &Arc<Vec<u8>>, changes: &[Change]) -> bool {
    let Ok(found) = Pdf::new(Arc::clone(updated)) else { return false };
    let is_there = |(id, object): &Change| {
        found.xref().get::<Dict<'_>>(*id).is_some_and(|dict| dict.data() == object)
    };
    found.pages().len() == document.pages().len() && changes.iter().all(is_there)
}

impl Section {
    /// Reads the last cross-reference section of a PDF file. The end of the file states its
    /// position (`startxref`).
    fn last_of(bytes: &[u8]) -> Option<Self> {
        const WORD: &[u8] = b"startxref";
        let at = bytes.windows(WORD.len()).rposition(|word| word == WORD)? + WORD.len();
        let digits = bytes[at..].trim_ascii_start();
        let length = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let start: usize = str::from_utf8(&digits[..length]).ok()?.parse().ok()?;
        let section = bytes.get(start..)?.trim_ascii_start();
        // The trailer follows a cross-reference table, but is a part of a cross-reference stream.
        let dict = match section.strip_prefix(b"xref") {
            Some(table) => behind(table, b"trailer")?,
            None => behind(&section[..section.len().min(64)], b"obj")
                .and_then(|rest| section.get(section.len().min(64) - rest.len()..))
                .filter(|_| section.first().is_some_and(u8::is_ascii_digit))?,
        };
        let dict = Dict::from_bytes(dict.trim_ascii_start())?;
        let mut encryption = Vec::new();
        match dict.get_raw::<Dict<'_>>(b"Encrypt") {
            Some(MaybeRef::Ref(id)) => encryption.extend(format!("/Encrypt {id} ").bytes()),
            Some(MaybeRef::NotRef(own)) => {
                encryption.extend([b"/Encrypt ", own.data(), b" "].concat())
            }
            None => {}
        }
        if let Some(MaybeRef::NotRef(id)) = dict.get_raw::<Array<'_>>(b"ID") {
            encryption.extend([b"/ID [", id.data(), b"] "].concat());
        }
        Some(Self { start, encryption })
    }
}

fn behind<'a>(bytes: &'a [u8], word: &[u8]) -> Option<&'a [u8]> {
    let at = bytes.windows(word.len()).position(|found| found == word)?;
    Some(&bytes[at + word.len()..])
}
