//! Writes pages of text, rules and pictures as PDF. Readers can search and copy the text.
//!
//! The letters that occur are the characters of fonts of Type 3 (ISO 32000-1 §9.6.5), drawn from the
//! outlines of the type setter's fonts. So no font file is embedded, and a page has some kilobytes.
//! Letters are placed one after the other; scripts whose letters join are not joined.
//!
//! A PDF that is to be signed ([`TextPdf::finish_for_signature`]) also has attached files, room for a
//! signature, and the parts that a PDF for archives (PDF/A-3b) needs.

mod for_signature;

use std::collections::HashMap;

use pdf_writer::types::{SystemInfo, UnicodeCmap};
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref, Str};
use vello_cpu::kurbo::{Affine, BezPath, CubicBez, PathEl, Point, QuadBez, Shape as _};

use crate::pdf::{PdfInfo, PdfPage, fill_info, write_image_xobject};
use crate::type_setting::{Face, Shape, Style, TypeSetter, is_seen};
use for_signature::Parts;
pub use for_signature::{AttachedFile, FIRST_FILE, ForSignature, MOST_ROOM, UnsignedPdf};

/// A place on a page: the distances from its left and upper edges, in mm.
pub type At = (f64, f64);

/// The width and the height of A4, in mm.
const A4_MM: (f64, f64) = (210.0, 297.0);

/// The points in a millimetre.
const POINTS: f64 = 72.0 / 25.4;

/// The units of a letter's outline in its size.
const UNITS: f64 = 1000.0;

/// The number of letters of one font. A code of such a font is one byte, and 0 is not used.
const LETTERS: usize = 255;

/// Pages of A4 that are drawn one after the other.
pub struct TextPdf {
    setter: TypeSetter,
    pages: Vec<Content>,
    letters: HashMap<(Face, char), usize>,
    /// The letters in the order of their first use, so that the same text gives the same bytes.
    shapes: Vec<(char, Shape)>,
    pictures: Vec<Picture>,
}

/// A fax page that is shown on a page.
struct Picture {
    page: usize,
    t6: Vec<u8>,
    width: u32,
    rows: u32,
}

impl Default for TextPdf {
    fn default() -> Self {
        let (letters, shapes, pictures) = (HashMap::new(), Vec::new(), Vec::new());
        Self { setter: TypeSetter::new(), pages: vec![Content::new()], letters, shapes, pictures }
    }
}

impl TextPdf {
    /// Begins the next page.
    pub fn next_page(&mut self) {
        self.pages.push(Content::new());
    }

    /// The number of pages so far.
    pub fn pages(&self) -> usize {
        self.pages.len()
    }

    /// Draws on this page, counted from 0, for example the number of pages, which is known at last.
    pub fn text_on(&mut self, page: usize, at: At, text: &str, style: Style) {
        let codes: Vec<usize> = seen(text).map(|letter| self.letter(letter, style.face)).collect();
        let Some(content) = self.pages.get_mut(page) else { return };
        let (x, y) = place(at);
        content.begin_text().set_text_matrix([1.0, 0.0, 0.0, 1.0, x, y]);
        for run in codes.chunk_by(|one, next| one / LETTERS == next / LETTERS) {
            let Some(font) = run.first().map(|code| code / LETTERS) else { continue };
            let bytes: Vec<u8> = run.iter().map(|code| (code % LETTERS + 1) as u8).collect();
            content.set_font(Name(font_name(font).as_bytes()), style.size_pt as f32);
            content.show(Str(&bytes));
        }
        content.end_text();
    }

    /// Draws a line of text on the last page. `at` is the left end of its baseline.
    pub fn text(&mut self, at: At, text: &str, style: Style) {
        self.text_on(self.pages.len() - 1, at, text, style);
    }

    /// The width of a line of text, in mm.
    pub fn width_mm(&mut self, text: &str, style: Style) -> f64 {
        let letters: Vec<char> = seen(text).collect();
        let width = |letter: &char| {
            let at = self.letter(*letter, style.face);
            self.shapes.get(at).map_or(0.0, |(_, shape)| shape.width)
        };
        letters.iter().map(width).sum::<f64>() * style.size_pt / POINTS
    }

    /// The text in lines that are at most this wide. A word that is wider is broken.
    pub fn lines(&mut self, text: &str, style: Style, most_mm: f64) -> Vec<String> {
        let (mut lines, mut line) = (Vec::new(), String::new());
        for word in text.split(' ') {
            let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            if self.width_mm(&longer, style) <= most_mm {
                line = longer;
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            for letter in word.chars() {
                line.push(letter);
                if line.chars().count() > 1 && self.width_mm(&line, style) > most_mm {
                    line.pop();
                    lines.push(std::mem::replace(&mut line, letter.to_string()));
                }
            }
        }
        lines.push(line);
        lines
    }

    /// Draws a rule from one place to another.
    pub fn rule(&mut self, from: At, to: At, width_pt: f64) {
        let ((x0, y0), (x1, y1)) = (place(from), place(to));
        let content = self.page();
        content.set_line_width(width_pt as f32).move_to(x0, y0).line_to(x1, y1).stroke();
    }

    /// Fills a rectangle with a grey: 0 is black, 1 is white.
    pub fn fill(&mut self, at: At, (width, height): (f64, f64), grey: f64) {
        let (x, y) = place((at.0, at.1 + height));
        let (width, height) = ((width * POINTS) as f32, (height * POINTS) as f32);
        let content = self.page();
        content.save_state().set_fill_gray(grey as f32);
        content.rect(x, y, width, height).fill_nonzero().restore_state();
    }

    /// Draws a fax page in a frame. `at` is its left upper corner.
    pub fn picture(&mut self, at: At, (width, height): (f64, f64), shown: &PdfPage<'_>) {
        let name = format!("P{}", self.pictures.len());
        let (x, y) = place((at.0, at.1 + height));
        let (width, height) = ((width * POINTS) as f32, (height * POINTS) as f32);
        let content = self.page();
        content.save_state().transform([width, 0.0, 0.0, height, x, y]);
        content.x_object(Name(name.as_bytes())).restore_state();
        content.set_line_width(0.75).rect(x, y, width, height).stroke();
        let (page, t6) = (self.pages.len() - 1, shown.t6.to_vec());
        self.pictures.push(Picture { page, t6, width: shown.width, rows: shown.rows });
    }

    /// The bytes of the PDF.
    pub fn finish(self, info: PdfInfo<'_>, language: &str) -> Vec<u8> {
        self.written(info, language, None).finish()
    }

    /// The PDF with attached files and with room for a signature. It is a PDF for archives (PDF/A-3b).
    pub fn finish_for_signature(
        self,
        info: PdfInfo<'_>,
        language: &str,
        wanted: &ForSignature<'_>,
    ) -> UnsignedPdf {
        let mut pdf = self.written(info, language, Some(wanted));
        for_signature::identify(&mut pdf);
        UnsignedPdf::of(pdf.finish())
    }

    fn written(self, info: PdfInfo<'_>, language: &str, wanted: Option<&ForSignature<'_>>) -> Pdf {
        let mut next = 0;
        let mut fresh = || {
            next += 1;
            Ref::new(next)
        };
        let (catalog, tree, about) = (fresh(), fresh(), fresh());
        let parts = wanted.map(|wanted| Parts::of(wanted, &mut fresh));
        let mut pdf = Pdf::new();
        pdf.set_version(1, if parts.is_some() { 7 } else { 6 });
        let mut root = pdf.catalog(catalog);
        root.pages(tree).lang(pdf_writer::TextStr(language));
        if let Some(parts) = &parts {
            parts.in_catalog(&mut root);
        }
        root.finish();
        let fonts: Vec<Ref> = self.shapes.chunks(LETTERS).map(|_| fresh()).collect();
        let pictures: Vec<Ref> = self.pictures.iter().map(|_| fresh()).collect();
        let kids: Vec<Ref> = self.pages.iter().map(|_| fresh()).collect();
        pdf.pages(tree).kids(kids.iter().copied()).count(kids.len() as i32);
        for (at, (id, content)) in kids.iter().zip(self.pages).enumerate() {
            let drawn = fresh();
            let mut page = pdf.page(*id);
            let (width, height) = ((A4_MM.0 * POINTS) as f32, (A4_MM.1 * POINTS) as f32);
            page.parent(tree).media_box(Rect::new(0.0, 0.0, width, height)).contents(drawn);
            if let Some(parts) = parts.as_ref().filter(|_| at == 0) {
                page.annotations([parts.field()]);
            }
            let mut resources = page.resources();
            let mut known = resources.fonts();
            for (font, id) in fonts.iter().enumerate() {
                known.pair(Name(font_name(font).as_bytes()), *id);
            }
            known.finish();
            let mut shown = resources.x_objects();
            let all = self.pictures.iter().zip(&pictures).enumerate();
            for (number, (_, id)) in all.filter(|(_, (picture, _))| picture.page == at) {
                shown.pair(Name(format!("P{number}").as_bytes()), *id);
            }
            shown.finish();
            resources.finish();
            page.finish();
            compressed(&mut pdf, drawn, &content.finish());
        }
        for (letters, id) in self.shapes.chunks(LETTERS).zip(fonts) {
            write_font(&mut pdf, id, letters, &mut fresh);
        }
        for (picture, id) in self.pictures.iter().zip(pictures) {
            let Picture { t6, width, rows, .. } = picture;
            let (x_dpi, y_dpi) = (1.0, 1.0);
            let page = PdfPage { t6, width: *width, rows: *rows, x_dpi, y_dpi, colour: None };
            write_image_xobject(&mut pdf, &page, id);
        }
        fill_info(&mut pdf.document_info(about), info);
        if let (Some(parts), Some(page)) = (&parts, kids.first()) {
            parts.write(&mut pdf, info, *page);
        }
        pdf
    }

    fn page(&mut self) -> &mut Content {
        let last = self.pages.len() - 1;
        &mut self.pages[last]
    }

    /// The number of a letter in the order of first use.
    fn letter(&mut self, letter: char, face: Face) -> usize {
        if let Some(known) = self.letters.get(&(face, letter)) {
            return *known;
        }
        let at = self.shapes.len();
        self.shapes.push((letter, self.setter.letter(letter, face)));
        self.letters.insert((face, letter), at);
        at
    }
}

/// The letters that are drawn, with each sort of blank as a blank.
fn seen(text: &str) -> impl Iterator<Item = char> {
    let drawn = |letter: char| if letter.is_whitespace() { ' ' } else { letter };
    text.chars().map(drawn).filter(|letter| *letter == ' ' || is_seen(*letter))
}

/// A place in the units of PDF, from the left lower corner.
fn place((x, y): At) -> (f32, f32) {
    ((x * POINTS) as f32, ((A4_MM.1 - y) * POINTS) as f32)
}

fn font_name(font: usize) -> String {
    format!("F{font}")
}

fn compressed(pdf: &mut Pdf, id: Ref, bytes: &[u8]) {
    use std::io::Write;
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    // Writing to memory cannot fail.
    let packed = packed.write_all(bytes).and_then(|()| packed.finish()).unwrap_or_default();
    pdf.stream(id, &packed).filter(Filter::FlateDecode);
}

/// Writes a font of at most [`LETTERS`] letters.
fn write_font(pdf: &mut Pdf, id: Ref, letters: &[(char, Shape)], fresh: &mut impl FnMut() -> Ref) {
    const INFO: SystemInfo<'_> =
        SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"UCS"), supplement: 0 };
    let names: Vec<String> = (1..=letters.len()).map(|code| format!("c{code}")).collect();
    let drawn: Vec<Ref> = letters.iter().map(|_| fresh()).collect();
    let meanings = fresh();
    let mut cmap = UnicodeCmap::<u8>::new(Name(b"Letters"), INFO);
    let mut font = pdf.type3_font(id);
    font.bbox(Rect::new(0.0, 0.0, 0.0, 0.0));
    let unit = (1.0 / UNITS) as f32;
    font.matrix([unit, 0.0, 0.0, unit, 0.0, 0.0]);
    font.first_char(1).last_char(letters.len() as u8);
    font.widths(letters.iter().map(|(_, shape)| (shape.width * UNITS) as f32));
    let mut outlines = font.char_procs();
    for (name, drawn) in names.iter().zip(&drawn) {
        outlines.pair(Name(name.as_bytes()), *drawn);
    }
    outlines.finish();
    font.encoding_custom()
        .differences()
        .consecutive(1, names.iter().map(|name| Name(name.as_bytes())));
    font.resources().finish();
    font.to_unicode(meanings);
    font.finish();
    for (at, (letter, _)) in letters.iter().enumerate() {
        cmap.pair((at + 1) as u8, *letter);
    }
    compressed(pdf, meanings, &cmap.finish());
    for ((_, shape), id) in letters.iter().zip(drawn) {
        compressed(pdf, id, &outline(shape));
    }
}

/// A letter's outline as the content of a character of a font.
fn outline(shape: &Shape) -> Vec<u8> {
    let path: BezPath = Affine::scale(UNITS) * shape.outline.clone();
    let bounds = path.bounding_box();
    let mut content = Content::new();
    let [x0, y0, x1, y1] = [bounds.x0, bounds.y0, bounds.x1, bounds.y1].map(|it| it as f32);
    content.start_shape_glyph((shape.width * UNITS) as f32, x0, y0, x1, y1);
    let mut last = Point::ZERO;
    let round = |value: f64| value.round() as f32;
    for element in path.elements() {
        match *element {
            PathEl::MoveTo(to) => drop(content.move_to(round(to.x), round(to.y))),
            PathEl::LineTo(to) => drop(content.line_to(round(to.x), round(to.y))),
            PathEl::QuadTo(by, to) => {
                let CubicBez { p1, p2, .. } = QuadBez::new(last, by, to).raise();
                let [a, b, c, d, e, f] = [p1.x, p1.y, p2.x, p2.y, to.x, to.y].map(round);
                content.cubic_to(a, b, c, d, e, f);
            }
            PathEl::CurveTo(one, two, to) => {
                let [a, b, c, d, e, f] = [one.x, one.y, two.x, two.y, to.x, to.y].map(round);
                content.cubic_to(a, b, c, d, e, f);
            }
            PathEl::ClosePath => drop(content.close_path()),
        }
        last = element.end_point().unwrap_or(last);
    }
    if !path.is_empty() {
        content.fill_nonzero();
    }
    content.finish().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) const PLAIN: Style = Style { face: Face::Sans, size_pt: 10.0 };

    #[test]
    fn lines_are_no_wider_than_they_may_be_and_lose_nothing() {
        let mut pdf = TextPdf::default();
        let text = "Donaudampfschifffahrtsgesellschaftskapitän an der Donau";
        let lines = pdf.lines(text, PLAIN, 30.0);
        assert!(lines.len() > 2, "{lines:?}");
        assert!(lines.iter().all(|line| pdf.width_mm(line, PLAIN) <= 30.0), "{lines:?}");
        let without = |text: &str| text.replace(' ', "");
        assert_eq!(without(&lines.concat()), without(text));
        assert!(pdf.width_mm("a b", PLAIN) > pdf.width_mm("ab", PLAIN) + 1.0);
    }

    #[test]
    fn the_same_text_gives_the_same_bytes_and_many_letters_several_fonts() {
        let made = || {
            let mut pdf = TextPdf::default();
            let all: String = ('\u{100}'..'\u{240}').collect();
            pdf.text((20.0, 20.0), &all, PLAIN);
            pdf.next_page();
            pdf.text((20.0, 20.0), "a\u{0}\n\u{202e}b", PLAIN);
            pdf.finish(PdfInfo { title: "Title", created: None }, "en")
        };
        let pdf = made();
        assert_eq!(pdf, made());
        let text = String::from_utf8_lossy(&pdf);
        assert_eq!(text.matches("/Type3").count(), 2);
        assert!(text.contains("/Count 2") && text.contains("/Info 3 0 R"), "{text}");
    }
}
