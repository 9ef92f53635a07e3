//! Checks that all parts of a page are there before it is drawn. The library hayro skips without a
//! warning what it cannot read: a missing part of the content, all that follows a malformed
//! operator, a drawing that is not in the document. A fax that silently lacks a signature is worse
//! than none.

use std::collections::HashMap;

use flate2::{Decompress, FlushDecompress, Status};
use hayro::hayro_syntax::Filter;
use hayro::hayro_syntax::content::TypedIter;
use hayro::hayro_syntax::content::ops::TypedInstruction;
use hayro::hayro_syntax::object::{
    Array, Dict, MaybeRef, Name, Object, ObjectIdentifier, Stream, String as PdfString,
};
use hayro::hayro_syntax::page::{Page, Resources};

/// The operator that is added at the end of content before it is read. If all of the content can be
/// read, this is the last operator. No PDF has it.
const END: &[u8] = b"EndOfContent";

/// The depth to which drawings inside other drawings are examined. hayro draws none that are nested
/// deeper.
const DEEPEST: u32 = 50;

/// The size of the buffer for decompressed data, in bytes.
const BUFFER: usize = 32 * 1024;

/// The end of an empty block of compressed data (RFC 1951 §3.2.4).
const EMPTY_BLOCK: &[u8] = &[0, 0, 0xff, 0xff];

/// The part that a page lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lack {
    /// A part of the page's content, or of a drawing's content.
    Content,
    /// A picture or a drawing.
    Picture,
    /// The font of a text.
    Font,
}

/// The check of the pages of one document.
#[derive(Default)]
pub(super) struct Whole {
    /// The drawings that were examined, with the part that each lacks.
    seen: HashMap<ObjectIdentifier, Option<Lack>>,
}

impl Whole {
    /// Returns the part that the page lacks. `None`: all that it refers to is there and can be read.
    pub(super) fn lack(&mut self, page: &Page<'_>) -> Option<Lack> {
        if lacks_content(page) {
            return Some(Lack::Content);
        }
        let content = page.page_stream().unwrap_or_default();
        self.content(content, page.resources(), DEEPEST)
            .or_else(|| self.annotations(page))
    }

    /// Returns the part that the appearances of the page's annotations lack. An appearance that is
    /// not there at all is counted by [`super::forms`], and so is the missing font of a form field.
    fn annotations(&mut self, page: &Page<'_>) -> Option<Lack> {
        annotations(page).iter().find_map(|note| {
            let looks = appearance(note).filter(|looks| looks.dict().contains_key(b"BBox"))?;
            let is_field = note.get::<Name<'_>>(b"Subtype").as_deref() == Some(b"Widget");
            let lack = self.form(&looks, page.resources(), DEEPEST);
            lack.filter(|lack| *lack != Lack::Font || !is_field)
        })
    }

    /// Whether letters of an appearance cannot be shown, because their font is not there.
    pub(super) fn lacks_font(&mut self, looks: &Stream<'_>, of_page: &Resources<'_>) -> bool {
        self.form(looks, of_page, DEEPEST) == Some(Lack::Font)
    }

    /// Returns the part that a content stream lacks. `resources` are those of the page or of the
    /// drawing.
    fn content(&mut self, data: &[u8], resources: &Resources<'_>, deep: u32) -> Option<Lack> {
        let data = [data, b"\n", END].concat();
        let mut steps = TypedIter::new(&data);
        let (mut is_at_end, mut has_font, mut saved) = (false, true, Vec::new());
        while let Some(step) = steps.next() {
            is_at_end = false;
            let lack = match step {
                TypedInstruction::Fallback(operator) => {
                    is_at_end = &**operator == END;
                    None
                }
                TypedInstruction::SaveState(_) => {
                    saved.push(has_font);
                    None
                }
                TypedInstruction::RestoreState(_) => {
                    has_font = saved.pop().unwrap_or(has_font);
                    None
                }
                TypedInstruction::TextFont(font) => {
                    has_font = resources.get_font(font.0).is_some();
                    None
                }
                TypedInstruction::XObject(drawing) => match resources.get_x_object(drawing.0) {
                    Some(drawing) => self.drawing(&drawing, resources, deep),
                    None => Some(Lack::Picture),
                },
                step if !has_font => shows_no_ascii(&step).then_some(Lack::Font),
                _ => None,
            };
            if lack.is_some() {
                return lack;
            }
        }
        (!is_at_end).then_some(Lack::Content)
    }

    /// Returns the part that a drawing or a picture on a page (an XObject) lacks. `around` are the
    /// resources of the content that refers to it.
    fn drawing(&mut self, drawing: &Stream<'_>, around: &Resources<'_>, deep: u32) -> Option<Lack> {
        let dict = drawing.dict();
        let kind = dict.get::<Name<'_>>(b"Subtype");
        match kind.as_deref() {
            Some(b"Image") => {
                let has = |key: &[u8]| dict.get::<u32>(key).is_some();
                return (!has(b"Width") || !has(b"Height")).then_some(Lack::Picture);
            }
            // The program of a PostScript printer: no viewer shows it.
            Some(b"PS") => return None,
            Some(b"Form") if dict.contains_key(b"BBox") => {}
            _ => return Some(Lack::Picture),
        }
        if deep == 0 { Some(Lack::Picture) } else { self.form(drawing, around, deep) }
    }

    /// Returns the part that a drawing lacks. An appearance is such a drawing, even if its dictionary
    /// names another kind.
    fn form(&mut self, drawing: &Stream<'_>, around: &Resources<'_>, deep: u32) -> Option<Lack> {
        let id = drawing.obj_id();
        if let Some(known) = self.seen.get(&id) {
            return *known;
        }
        self.seen.insert(id, None);
        let lack = if is_complete(drawing) {
            let own = drawing.dict().get::<Dict<'_>>(b"Resources").map(Resources::new);
            let content = drawing.decoded_data().unwrap_or_default();
            self.content(&content, own.as_ref().unwrap_or(around), deep - 1)
        } else {
            Some(Lack::Content)
        };
        self.seen.insert(id, lack);
        lack
    }
}

/// The annotations of a page, without entries that are none: a program that deletes an annotation
/// may leave a dead reference to it.
pub(super) fn annotations<'a>(page: &Page<'a>) -> Vec<Dict<'a>> {
    let Some(all) = page.raw().get::<Array<'_>>(b"Annots") else { return Vec::new() };
    let note = |item| match item {
        MaybeRef::Ref(id) => page.xref().get::<Dict<'_>>(ObjectIdentifier::from(id)),
        MaybeRef::NotRef(Object::Dict(note)) => Some(note),
        MaybeRef::NotRef(_) => None,
    };
    all.raw_iter().filter_map(note).collect()
}

/// The drawing that hayro shows for an annotation (its normal appearance in its present state).
pub(super) fn appearance<'a>(note: &Dict<'a>) -> Option<Stream<'a>> {
    match note.get::<Dict<'_>>(b"AP")?.get::<Object<'_>>(b"N")? {
        Object::Stream(looks) => Some(looks),
        Object::Dict(states) => note
            .get::<Name<'_>>(b"AS")
            .and_then(|state| states.get::<Stream<'_>>(state))
            .or_else(|| states.get::<Stream<'_>>(b"Off")),
        _ => None,
    }
}

/// Whether an operator shows letters that are not in ASCII. If a font is missing, hayro shows those
/// in ASCII by another font, and leaves out all others.
fn shows_no_ascii(step: &TypedInstruction<'_, '_>) -> bool {
    match step {
        TypedInstruction::ShowText(text) => !text.0.is_ascii(),
        TypedInstruction::NextLineAndShowText(text) => !text.0.is_ascii(),
        TypedInstruction::ShowTextWithParameters(text) => !text.2.is_ascii(),
        TypedInstruction::ShowTexts(texts) => {
            let mut texts = texts.0.iter::<Object<'_>>();
            texts.any(|text| PdfString::try_from(text).is_ok_and(|text| !text.is_ascii()))
        }
        _ => false,
    }
}

/// Whether content of a page is missing. A page may be empty, but everything that it declares as
/// its content must exist.
fn lacks_content(page: &Page<'_>) -> bool {
    let raw = page.raw();
    if let Some(parts) = raw.get::<Array<'_>>(b"Contents") {
        let is_part = |item| match item {
            MaybeRef::Ref(id) => page
                .xref()
                .get::<Stream<'_>>(ObjectIdentifier::from(id))
                .is_some_and(|part| is_complete(&part)),
            MaybeRef::NotRef(_) => false,
        };
        return !parts.raw_iter().all(is_part);
    }
    match raw.get::<Stream<'_>>(b"Contents") {
        Some(content) => !is_complete(&content),
        None => raw.contains_key(b"Contents"),
    }
}

/// Whether a stream can be decoded, and has its end. hayro returns as much as it can of compressed
/// data that are damaged or cut off.
fn is_complete(stream: &Stream<'_>) -> bool {
    let ends =
        stream.filters().first() != Some(&Filter::FlateDecode) || has_flate_end(&stream.raw_data());
    ends && stream.decoded_data().is_ok()
}

/// Whether compressed data (RFC 1950, RFC 1951) can be decompressed up to the end of the last
/// block. Some programs write no last block, but only the empty block that ends all that was written
/// so far. The checksum behind it is not checked: some programs write none, or a wrong one.
fn has_flate_end(data: &[u8]) -> bool {
    let has_head = |head: &[u8; 2]| head[0] & 0x0f == 8 && u16::from_be_bytes(*head) % 31 == 0;
    let blocks = data.split_first_chunk().filter(|(head, _)| has_head(head));
    let blocks = blocks.map_or(data, |(_, blocks)| blocks);
    let (mut inflate, mut room) = (Decompress::new(false), vec![0; BUFFER]);
    loop {
        let before = (inflate.total_in(), inflate.total_out());
        let rest = blocks.get(before.0 as usize..).unwrap_or_default();
        match inflate.decompress(rest, &mut room, FlushDecompress::None) {
            Ok(Status::StreamEnd) => return true,
            Ok(_) if before != (inflate.total_in(), inflate.total_out()) => {}
            Ok(_) => return blocks.trim_ascii_end().ends_with(EMPTY_BLOCK),
            Err(_) => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn compressed(text: &[u8]) -> Vec<u8> {
        let mut coder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        coder.write_all(text).unwrap();
        coder.finish().unwrap()
    }

    #[test]
    fn compressed_data_have_an_end_or_not() {
        let text: Vec<u8> = (0..100_000_u32)
            .flat_map(|at| (at.wrapping_mul(at) % 251).to_string().into_bytes())
            .collect();
        let data = compressed(&text);
        assert!(has_flate_end(&data));
        assert!(has_flate_end(&data[..data.len() - 4]), "without its checksum");
        assert!(has_flate_end(&data[2..]), "without its head");
        assert!(has_flate_end(&[&data[..], b"\r\n"].concat()));
        assert!(!has_flate_end(&data[..data.len() / 2]));
        assert!(!has_flate_end(&data[..data.len() - 6]));
        assert!(!has_flate_end(b""));
        let mut coder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        coder.write_all(&text).unwrap();
        coder.flush().unwrap();
        let open = coder.get_ref().clone();
        assert!(has_flate_end(&open), "written so far, and not ended");
        assert!(!has_flate_end(&open[..open.len() - 8]));
    }
}
