//! Extracts text: the letters of a page become lines of text, by their positions and not by the
//! order in which they are drawn.
//!
//! The meaning of a glyph is read from `ToUnicode`, otherwise from its name in the font's encoding
//! (ISO 32000-1 §9.10.2), and otherwise from the table of the embedded font itself, on which CUPS
//! relies. Everything drawn as text counts, even if it is white, invisible, clipped or outside the
//! page. Letters with the same orientation and the same height on the page form a line of text.
//! White letters never share a line with other letters, since they possibly overlap them.

use std::collections::{BTreeMap, HashMap};

use hayro::hayro_interpret::font::{Glyph, GlyphRun, OutlineGlyph};
use hayro::hayro_interpret::hayro_cmap::BfString;
use hayro::kurbo::{Affine, Point, Rect, Shape};
use skrifa::{FontRef, MetadataProvider};

use super::area::Area;
use crate::fields::Place;

/// The greatest number of letters of a page that are read. A page of a telephone book has a tenth
/// of this number.
const MOST_LETTERS: usize = 200_000;

/// The smallest gap between two letters that counts as a blank, as a fraction of the letters' size.
const BLANK: f64 = 0.15;

/// The least number of gaps between letters from which the usual gap in a line of text is
/// determined.
const FEW: usize = 8;

/// The greatest vertical distance, as a part of the letters' size, between two letters that count
/// as letters of one line.
const SAME_LINE: f64 = 0.35;

/// The distance within which a repeated letter counts as the same letter, struck twice to be bold.
/// It is a part of the letter's size.
const STRUCK_TWICE: f64 = 0.12;

/// The assumed lower edge of letters without a known outline, in thousandths of their size.
/// `HEIGHT` is the upper edge.
const DEPTH: f64 = -230.0;
const HEIGHT: f64 = 780.0;

/// Reads the letters of a page while they are drawn.
pub(super) struct Reader {
    /// The transform from the pixels of the page to page coordinates. Unlike pixels, page
    /// coordinates have the same unit across and down.
    to_page: Affine,
    letters: Vec<Letter>,
    tables: Tables,
}

/// For each embedded font, the letters of its glyphs, as the font's own table states them. The key
/// of a font is the memory address of its bytes.
#[derive(Default)]
struct Tables(HashMap<usize, HashMap<u32, char>>);

/// A letter on a page, with its position and size.
struct Letter {
    /// The text of the letter, which is mostly one character.
    text: String,
    /// The letter's position, in page coordinates. The next fields are its width, height and
    /// orientation.
    origin: Point,
    width: f64,
    size: f64,
    degrees: i32,
    is_white: bool,
    /// The transform from the coordinates of the letter's outline to pixels. One unit of these
    /// coordinates is a thousandth of the letter's size.
    to_pixels: Affine,
    advance: f64,
    /// The letter's glyph, if it has an outline.
    glyph: Option<OutlineGlyph>,
}

/// The lines of text on a page, and the position of each letter in them.
pub(super) struct Text {
    pub(super) lines: Vec<String>,
    /// The position of each letter of the page: the number of its line of text, and the number of
    /// characters before it in the line. `None` if the letter is in no line.
    places: Vec<Option<(usize, usize)>>,
}

impl Reader {
    pub(super) fn new(to_pixels: Affine) -> Self {
        let (letters, tables) = (Vec::new(), Tables::default());
        Self { to_page: to_pixels.inverse(), letters, tables }
    }

    /// Reads the letters of a run (letters that are drawn together).
    pub(super) fn take(&mut self, run: &GlyphRun<'_, '_>, transform: Affine, is_white: bool) {
        for positioned in run.glyphs() {
            if self.letters.len() >= MOST_LETTERS {
                return;
            }
            let (advance, glyph) = match &**positioned {
                Glyph::Outline(glyph) => (glyph.advance_width(), Some(glyph.clone())),
                Glyph::Type3(glyph) => (glyph.advance_width(), None),
            };
            let to_pixels = transform * positioned.transform();
            let to_page = self.to_page * to_pixels;
            let [a, b, c, d, x, y] = to_page.as_coeffs();
            let size = c.hypot(d) * 1000.0;
            if !(size.is_finite() && size > 0.0 && x.is_finite() && y.is_finite()) {
                continue;
            }
            let advance = f64::from(advance.unwrap_or(500.0));
            let known = positioned
                .as_unicode()
                .or_else(|| self.tables.letter(glyph.as_ref()?).map(BfString::Char));
            self.letters.push(Letter {
                text: text_of(known),
                origin: Point::new(x, y),
                width: a.hypot(b) * advance,
                size,
                degrees: (b.atan2(a).to_degrees().round() as i32).rem_euclid(360),
                is_white,
                to_pixels,
                advance,
                glyph,
            });
        }
    }

    /// The text of the page as lines. The lines of visible letters come first, and among them the
    /// lines of upright letters.
    pub(super) fn text(&self) -> Text {
        let mut layers: BTreeMap<(bool, i32), Vec<usize>> = BTreeMap::new();
        for (index, letter) in self.letters.iter().enumerate() {
            layers.entry((letter.is_white, letter.degrees)).or_default().push(index);
        }
        let mut text = Text { lines: Vec::new(), places: vec![None; self.letters.len()] };
        for ((_, degrees), layer) in layers {
            for line in self.lines(&layer, f64::from(degrees).to_radians()) {
                self.add_line(&mut text, &line);
            }
        }
        text
    }

    /// Sorts letters into lines of text, from top to bottom. `layer` has the indexes of the letters
    /// in `self.letters`. The letters of a line are sorted from left to right. The result has the
    /// position of each letter in its line, and the letter's index.
    fn lines(&self, layer: &[usize], angle: f64) -> Vec<Vec<(f64, usize)>> {
        let (sin, cos) = angle.sin_cos();
        let mut placed: Vec<(f64, f64, usize)> = layer
            .iter()
            .map(|index| {
                let Point { x, y } = self.letters[*index].origin;
                (y * cos - x * sin, x * cos + y * sin, *index)
            })
            .collect();
        placed.sort_by(|one, other| other.0.total_cmp(&one.0));
        let mut lines: Vec<Vec<(f64, usize)>> = Vec::new();
        let mut top = (f64::INFINITY, 0.0);
        for (height, along, index) in placed {
            let size = self.letters[index].size;
            if lines.is_empty() || top.0 - height > SAME_LINE * size.min(top.1) {
                lines.push(Vec::new());
                top = (height, size);
            }
            if let Some(line) = lines.last_mut() {
                line.push((along, index));
            }
        }
        lines
            .iter_mut()
            .for_each(|line| line.sort_by(|one, other| one.0.total_cmp(&other.0)));
        lines
    }

    /// Adds a line of letters to `text`, with blanks where there are gaps between the letters.
    /// `line` has the position of each letter along the line, and the letter's index in
    /// `self.letters`.
    fn add_line(&self, text: &mut Text, line: &[(f64, usize)]) {
        let number = text.lines.len();
        let blank = BLANK + self.usual_gap(line);
        let (mut out, mut length) = (String::new(), 0);
        let mut last: Option<(f64, usize)> = None;
        for (along, index) in line.iter().copied() {
            let letter = &self.letters[index];
            if let Some((before, other)) = last {
                let known = &self.letters[other];
                let is_again = known.text == letter.text
                    && along - before < STRUCK_TWICE * letter.size
                    && !letter.text.is_empty();
                if is_again {
                    text.places[index] = text.places[other];
                    continue;
                }
                let gap = along - (before + known.width);
                if gap > blank * letter.size.min(known.size) && !out.ends_with(' ') {
                    out.push(' ');
                    length += 1;
                }
            }
            text.places[index] = Some((number, length));
            for sign in letter.text.chars() {
                if !(sign == ' ' && out.ends_with(' ')) {
                    out.push(sign);
                    length += 1;
                }
            }
            last = Some((along, index));
        }
        text.lines.push(out);
    }

    /// The usual gap between the letters of a line, as a multiple of their size. It is needed to
    /// recognise words whose letters are spaced out.
    fn usual_gap(&self, line: &[(f64, usize)]) -> f64 {
        let mut gaps: Vec<f64> = line
            .windows(2)
            .filter_map(|pair| {
                let (one, other) = (&self.letters[pair[0].1], &self.letters[pair[1].1]);
                let is_word = one.text != " " && other.text != " ";
                is_word.then(|| (pair[1].0 - pair[0].0 - one.width) / one.size)
            })
            .collect();
        if gaps.len() < FEW {
            return 0.0;
        }
        gaps.sort_by(f64::total_cmp);
        gaps.get(gaps.len() / 2).copied().unwrap_or(0.0).clamp(0.0, 1.0)
    }

    /// The areas, in pixels, of the letters at a place in the text. White letters are invisible, so
    /// they are left out.
    pub(super) fn areas(&self, text: &Text, place: &Place) -> Vec<Area> {
        let is_there = |index: &usize| {
            let at = text.places[*index];
            at.is_some_and(|(line, at)| {
                let end = at + self.letters[*index].text.chars().count().max(1);
                line == place.line && at < place.letters.end && place.letters.start < end
            })
        };
        let there = (0..self.letters.len()).filter(is_there).map(|index| &self.letters[index]);
        there.filter(|letter| !letter.is_white).map(Letter::area).collect()
    }
}

impl Tables {
    fn letter(&mut self, glyph: &OutlineGlyph) -> Option<char> {
        let data = glyph.font_data()?.data;
        let bytes: &[u8] = data.as_ref().as_ref();
        let table = self.0.entry(bytes.as_ptr() as usize).or_insert_with(|| table_of(bytes));
        table.get(&glyph.glyph_id().to_u32()).copied()
    }
}

/// The letters of the glyphs in a font. If several letters have the same glyph, the first counts.
fn table_of(font: &[u8]) -> HashMap<u32, char> {
    let mut table = HashMap::new();
    let Ok(font) = FontRef::from_index(font, 0) else { return table };
    for (letter, glyph) in font.charmap().mappings().take(MOST_LETTERS) {
        if let Some(letter) = char::from_u32(letter) {
            table.entry(glyph.to_u32()).or_insert(letter);
        }
    }
    table
}

impl Letter {
    /// The area of all pixels that the letter may touch.
    fn area(&self) -> Area {
        let outline = self.glyph.as_ref().map(OutlineGlyph::outline);
        let seen = outline.filter(|outline| !outline.elements().is_empty());
        let around = match seen {
            Some(outline) => outline.bounding_box(),
            None => Rect::new(0.0, DEPTH, self.advance, HEIGHT),
        };
        let pixels = self.to_pixels.transform_rect_bbox(around);
        // The area is made larger, since a letter is moved by a fraction of a pixel when it is
        // drawn.
        Area::touched_by(pixels.inflate(1.0, 1.0))
    }
}

/// The text of a glyph. It is a replacement character if the text is unknown.
fn text_of(known: Option<BfString>) -> String {
    let text = match known {
        Some(BfString::Char(letter)) => letter.to_string(),
        Some(BfString::String(letters)) => letters,
        None => '\u{FFFD}'.to_string(),
    };
    let plain = |letter: char| match letter {
        // Replace non-breaking blanks and hyphens, and the soft hyphen.
        '\u{A0}' | '\u{2007}' | '\u{202F}' | '\t' => Some(' '),
        '\u{AD}' | '\u{2010}' | '\u{2011}' => Some('-'),
        control if control.is_control() => None,
        other => Some(other),
    };
    text.chars().filter_map(plain).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use hayro::hayro_interpret::InterpreterSettings;
    use hayro::hayro_syntax::Pdf;
    use pdf_writer::types::{CidFontType, FontFlags, SystemInfo};
    use pdf_writer::{Content, Finish, Name, Rect as PdfRect, Ref, Str};
    use skrifa::instance::{LocationRef, Size};

    use super::*;
    use crate::pdf::plain::{Asked, Plain};
    use crate::pdf::{INK, Layout};
    use ferrofax_ground::t4::Resolution;

    /// Writes a page with a word in glyph numbers of an embedded font, without any table that
    /// explains the numbers.
    fn unexplained(word: &str) -> Vec<u8> {
        let bytes = dejavu::sans::regular();
        let font = FontRef::new(bytes).unwrap();
        let glyphs: Vec<_> =
            word.chars().map(|letter| font.charmap().map(letter).unwrap()).collect();
        let metrics = font.glyph_metrics(Size::new(1000.0), LocationRef::default());
        let [catalog, tree, page, content, outer, inner, descriptor, file] =
            [1, 2, 3, 4, 5, 6, 7, 8].map(Ref::new);
        let mut pdf = pdf_writer::Pdf::new();
        pdf.catalog(catalog).pages(tree);
        pdf.pages(tree).kids([page]).count(1);
        let mut writer = pdf.page(page);
        writer
            .parent(tree)
            .media_box(PdfRect::new(0.0, 0.0, 595.0, 842.0))
            .contents(content);
        writer.resources().fonts().pair(Name(b"F"), outer);
        writer.finish();
        let name = Name(b"ABCDEF+DejaVuSans");
        pdf.type0_font(outer)
            .base_font(name)
            .encoding_predefined(Name(b"Identity-H"))
            .descendant_font(inner);
        let mut cid = pdf.cid_font(inner);
        cid.subtype(CidFontType::Type2)
            .base_font(name)
            .system_info(SystemInfo {
                registry: Str(b"Adobe"),
                ordering: Str(b"Identity"),
                supplement: 0,
            })
            .font_descriptor(descriptor)
            .default_width(600.0)
            .cid_to_gid_map_predefined(Name(b"Identity"));
        let mut widths = cid.widths();
        for glyph in &glyphs {
            let width = metrics.advance_width(*glyph).unwrap_or(0.0);
            widths.consecutive(glyph.to_u32() as u16, [width]);
        }
        widths.finish();
        cid.finish();
        pdf.font_descriptor(descriptor)
            .name(name)
            .flags(FontFlags::SYMBOLIC)
            .bbox(PdfRect::new(0.0, -300.0, 1000.0, 1000.0))
            .italic_angle(0.0)
            .ascent(900.0)
            .descent(-200.0)
            .cap_height(700.0)
            .stem_v(80.0)
            .font_file2(file);
        pdf.stream(file, bytes).pair(Name(b"Length1"), bytes.len() as i32);
        let codes: Vec<u8> =
            glyphs.iter().flat_map(|glyph| (glyph.to_u32() as u16).to_be_bytes()).collect();
        let mut drawn = Content::new();
        drawn
            .begin_text()
            .set_font(Name(b"F"), 10.0)
            .next_line(60.0, 700.0)
            .show(Str(&codes))
            .end_text();
        pdf.stream(content, &drawn.finish());
        pdf.finish()
    }

    #[test]
    fn letters_of_an_embedded_font_are_known_by_its_own_table() {
        let word = "@@+TAG:Größe 12 – fi@@";
        let document = Pdf::new(unexplained(word)).unwrap();
        let page = &document.pages()[0];
        let layout = Layout::of(page, 1, Resolution::Fine).unwrap_or_else(|_| panic!("A4"));
        let asked = Asked { text: true, ..Asked::default() };
        let (_, seen) = Plain::new(InterpreterSettings::default(), Arc::default(), asked)
            .draw(page, &layout, INK);
        assert_eq!(seen.reader.unwrap().text().lines, [word]);
    }
}
