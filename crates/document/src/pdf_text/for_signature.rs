//! The parts of a PDF that is to be signed: attached files, a signature field with room for the
//! signature, and the parts of a PDF for archives (PDF/A-3b, ISO 19005-3).
//!
//! The signature field has no size and is not visible. The signature covers all bytes of the file
//! except its own place (ISO 32000-1 §12.8.1). The attached files are the objects from number
//! [`FIRST_FILE`] on, in the order of their names, so that the file can be read without a reader
//! of PDF.

use pdf_writer::types::{AssociationKind, OutputIntentSubtype};
use pdf_writer::writers::{Catalog, FileSpec};
use pdf_writer::{Finish, Name, Pdf, Rect, Ref, Str, TextStr};

use crate::pdf::{PdfInfo, SUM_START, archive, date, summed};

/// The number of the first object with an attached file.
pub const FIRST_FILE: i32 = 4;

/// The greatest number of bytes of a signature: a PDF for archives may have no longer string.
pub const MOST_ROOM: usize = 32_767;

/// The part of ISO 19005 that permits attached files of any kind.
const PART: u8 = 3;

/// The flags of the signature field: it is printed, and it cannot be moved or deleted (ISO 32000-1
/// table 165).
const PRINTED_AND_LOCKED: i32 = 4 | 128;

/// A number with as many digits as there is room for in the range of a signature.
const RANGE: i32 = 2_000_000_000;

/// A file that is attached to the PDF.
#[derive(Clone, Copy, Debug)]
pub struct AttachedFile<'a> {
    /// The name of the file, in ASCII.
    pub name: &'a str,
    /// The media type of the file, such as `image/tiff`.
    pub media_type: &'a str,
    /// A description of the file, in one line.
    pub about: &'a str,
    /// Whether the PDF was made from this file. Otherwise, the file has the data that the PDF shows.
    pub is_source: bool,
    /// The contents of the file.
    pub bytes: &'a [u8],
}

/// The parts that a PDF needs to be signed.
#[derive(Clone, Copy, Debug)]
pub struct ForSignature<'a> {
    /// The attached files.
    pub files: &'a [AttachedFile<'a>],
    /// The name of the signer.
    pub name: &'a str,
    /// The time of the signature as the signer's clock has it, in seconds since 1970.
    pub at: i64,
    /// The greatest number of bytes of the signature, at most [`MOST_ROOM`].
    pub room: usize,
}

/// A PDF with room for a signature.
#[derive(Debug)]
pub struct UnsignedPdf {
    bytes: Vec<u8>,
    /// The place of the signature: its hexadecimal digits with their brackets.
    place: std::ops::Range<usize>,
}

impl UnsignedPdf {
    /// Finds the room for the signature, and writes which bytes the signature covers. The signature is in the
    /// last object of the file.
    pub(super) fn of(mut bytes: Vec<u8>) -> Self {
        let after = |bytes: &[u8], text: &[u8]| {
            let at = bytes.windows(text.len()).rposition(|part| part == text);
            at.map_or(bytes.len(), |at| at + text.len())
        };
        let from = after(&bytes, b"/Contents ");
        let digits = bytes.iter().skip(from).position(|byte| *byte == b'>').unwrap_or_default();
        let place = from..from + digits + 1;
        if let Some(digits) = bytes.get_mut(place.start + 1..place.end - 1) {
            digits.fill(b'0');
        }
        let range = after(&bytes, b"/ByteRange [0 ");
        let covered = format!("{} {} {}", place.start, place.end, bytes.len() - place.end);
        let room = format!("{RANGE} {RANGE} {RANGE}").len();
        if let Some(room) = bytes.get_mut(range..range + room) {
            room.copy_from_slice(format!("{covered:room$}", room = room.len()).as_bytes());
        }
        Self { bytes, place }
    }

    /// The bytes that the signature covers: those before and those behind its place.
    pub fn covered(&self) -> [&[u8]; 2] {
        [&self.bytes[..self.place.start], &self.bytes[self.place.end..]]
    }

    /// The signed file; `None` if there is not enough room for the signature.
    pub fn signed(mut self, signature: &[u8]) -> Option<Vec<u8>> {
        let digits: String = signature.iter().map(|byte| format!("{byte:02x}")).collect();
        let room = self.bytes.get_mut(self.place.start + 1..self.place.end - 1)?;
        room.get_mut(..digits.len())?.copy_from_slice(digits.as_bytes());
        Some(self.bytes)
    }
}

/// The objects of these parts.
pub(super) struct Parts<'a> {
    wanted: &'a ForSignature<'a>,
    /// The attached files by their names, each with its object and the object that describes it.
    files: Vec<(&'a AttachedFile<'a>, Ref, Ref)>,
    description: Ref,
    profile: Ref,
    field: Ref,
    value: Ref,
}

impl<'a> Parts<'a> {
    pub(super) fn of(wanted: &'a ForSignature<'a>, fresh: &mut impl FnMut() -> Ref) -> Self {
        let mut files: Vec<_> = wanted.files.iter().collect();
        files.sort_by_key(|file| file.name);
        let files: Vec<_> = files.into_iter().map(|file| (file, fresh())).collect();
        let files = files.into_iter().map(|(file, id)| (file, id, fresh())).collect();
        let (description, profile, field, value) = (fresh(), fresh(), fresh(), fresh());
        Self { wanted, files, description, profile, field, value }
    }

    /// The signature field, which is an annotation of the first page.
    pub(super) fn field(&self) -> Ref {
        self.field
    }

    pub(super) fn in_catalog(&self, catalog: &mut Catalog<'_>) {
        catalog.metadata(self.description);
        let mut intents = catalog.output_intents();
        let mut intent = intents.push();
        intent.subtype(OutputIntentSubtype::PDFA);
        intent
            .output_condition_identifier(TextStr("sRGB"))
            .dest_output_profile(self.profile);
        intent.finish();
        intents.finish();
        let specs = self.files.iter().map(|(_, _, spec)| *spec);
        catalog.insert(Name(b"AF")).array().items(specs);
        let mut names = catalog.names();
        let mut tree = names.embedded_files();
        let mut tree_names = tree.names();
        for (file, _, spec) in &self.files {
            tree_names.insert(Str(file.name.as_bytes()), *spec);
        }
        tree_names.finish();
        tree.finish();
        names.finish();
        let mut form = catalog.insert(Name(b"AcroForm")).dict();
        form.insert(Name(b"Fields")).array().item(self.field);
        // There is a signature, and the file may only be appended to (ISO 32000-1 table 219).
        form.pair(Name(b"SigFlags"), 3);
    }

    /// Writes the objects. The value of the signature is the last one.
    pub(super) fn write(&self, pdf: &mut Pdf, info: PdfInfo<'_>, page: Ref) {
        let at = date(self.wanted.at);
        for (file, id, spec) in &self.files {
            let mut stream = pdf.embedded_file(*id, file.bytes);
            stream.subtype(Name(file.media_type.as_bytes()));
            let mut params = stream.params();
            params.size(i32::try_from(file.bytes.len()).unwrap_or(i32::MAX));
            if let Some(at) = at {
                params.modification_date(at);
            }
            params.finish();
            stream.finish();
            let kind = if file.is_source { AssociationKind::Source } else { AssociationKind::Data };
            let mut described = pdf.indirect(*spec).start::<FileSpec<'_>>();
            described.path(Str(file.name.as_bytes())).unic_file(TextStr(file.name));
            described.description(TextStr(file.about)).embedded_file_with_unicode(*id);
            described.association_kind(kind);
        }
        pdf.metadata(self.description, &archive::description(info, PART));
        pdf.icc_profile(self.profile, &archive::profile()).n(3);
        let mut field = pdf.indirect(self.field).dict();
        field
            .pair(Name(b"Type"), Name(b"Annot"))
            .pair(Name(b"Subtype"), Name(b"Widget"));
        field.pair(Name(b"FT"), Name(b"Sig")).pair(Name(b"T"), TextStr("Signature"));
        field.pair(Name(b"F"), PRINTED_AND_LOCKED).pair(Name(b"P"), page);
        field
            .pair(Name(b"Rect"), Rect::new(0.0, 0.0, 0.0, 0.0))
            .pair(Name(b"V"), self.value);
        field.finish();
        let mut value = pdf.indirect(self.value).dict();
        value
            .pair(Name(b"Type"), Name(b"Sig"))
            .pair(Name(b"Filter"), Name(b"Adobe.PPKLite"));
        value.pair(Name(b"SubFilter"), Name(b"ETSI.CAdES.detached"));
        value.pair(Name(b"Name"), TextStr(self.wanted.name));
        if let Some(at) = at {
            value.pair(Name(b"M"), at);
        }
        value.insert(Name(b"ByteRange")).array().items([0, RANGE, RANGE, RANGE]);
        // Bytes that are not ASCII are written in hexadecimal digits.
        value.pair(Name(b"Contents"), Str(&vec![0xff; self.wanted.room.min(MOST_ROOM)]));
    }
}

/// Gives the file an identifier, which a PDF for archives must have: a sum over its objects.
pub(super) fn identify(pdf: &mut Pdf) {
    let sum = summed(SUM_START, pdf.as_bytes()).to_be_bytes().to_vec();
    pdf.set_file_id((sum.clone(), sum));
}

#[cfg(test)]
mod tests {
    use super::super::{TextPdf, tests::PLAIN};
    use super::*;

    fn made() -> UnsignedPdf {
        let mut pdf = TextPdf::default();
        pdf.text((20.0, 20.0), "signed", PLAIN);
        let file = |name, bytes| AttachedFile {
            name,
            media_type: "text/plain",
            about: "A file",
            is_source: name == "b.txt",
            bytes,
        };
        let files = [file("b.txt", b"second"), file("a.txt", b"first /ByteRange [0 1 2 3]")];
        let wanted = ForSignature { files: &files, name: "Node", at: 1_795_162_413, room: 300 };
        pdf.finish_for_signature(PdfInfo { title: "Sheet", created: None }, "en", &wanted)
    }

    #[test]
    fn a_signature_covers_all_but_its_own_place() {
        let unsigned = made();
        let [before, after] = unsigned.covered().map(<[u8]>::to_vec);
        let signed = made().signed(&[0xAB; 300]).unwrap();
        assert_eq!(signed.len(), before.len() + 602 + after.len());
        assert!(signed.starts_with(&before) && signed.ends_with(&after));
        let place = String::from_utf8(signed[before.len()..][..602].to_vec()).unwrap();
        assert_eq!(place, format!("<{}>", "ab".repeat(300)));
        let text = String::from_utf8_lossy(&before);
        let behind = before.len() + 602;
        let range = format!("/ByteRange [0 {} {behind} {}", before.len(), after.len());
        assert!(text.contains(&range), "{range}");
        assert!(made().signed(&[0; 301]).is_none());
    }

    #[test]
    fn the_attached_files_are_the_first_objects_in_the_order_of_their_names() {
        let text = String::from_utf8_lossy(made().covered()[0]).into_owned();
        let object = |id: i32| {
            let begin = format!("\n{id} 0 obj");
            text.split(&begin).nth(1).unwrap().split("endobj").next().unwrap().to_owned()
        };
        assert!(object(FIRST_FILE).contains("first"), "{}", object(FIRST_FILE));
        assert!(object(FIRST_FILE + 1).contains("second"));
        assert!(text.contains("/AFRelationship /Source") && text.contains("/AFRelationship /Data"));
        assert!(text.contains("<pdfaid:part>3</pdfaid:part>"));
    }
}
