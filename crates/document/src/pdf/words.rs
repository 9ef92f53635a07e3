//! The invisible words of a searchable PDF, which lie on the picture of a page.
//!
//! The letters are the characters of fonts of Type 3 (ISO 32000-1 §9.6.5) that draw nothing. All
//! letters are half as wide as they are high. A word is stretched to the width that it has on the
//! page. So no font file is needed, and a viewer marks the words where they stand.

use std::collections::HashMap;

use pdf_writer::types::{SystemInfo, UnicodeCmap};
use pdf_writer::{Chunk, Content, Finish, Name, Rect, Ref, Str};

/// A word on a page. Places are distances in mm from the left and from the upper edge of the page as
/// it was received.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PdfWord<'a> {
    /// The word.
    pub text: &'a str,
    /// The lower end at the beginning of the word (in the direction of reading).
    pub from: (f64, f64),
    /// The lower end at the end of the word.
    pub to: (f64, f64),
    /// The height of the word.
    pub height: f64,
    /// The lower end at the beginning of the next word, if it is in the same line.
    pub next: Option<(f64, f64)>,
}

impl PdfWord<'_> {
    /// The beginning of the next word of the line, if it is behind the end of this word. In a script
    /// that is written from the right to the left, it is not.
    fn next_ahead(&self) -> Option<(f64, f64)> {
        let (x, y) = (self.to.0 - self.from.0, self.to.1 - self.from.1);
        let is_ahead =
            |next: &(f64, f64)| (next.0 - self.to.0) * x + (next.1 - self.to.1) * y > 0.0;
        self.next.filter(is_ahead)
    }
}

/// The number of letters of one font. A code of such a font is one byte, and 0 is not used.
const LETTERS: usize = 255;

/// The units of a letter in its size, and the width of each letter.
const UNITS: f32 = 1000.0;
const WIDTH: f32 = 500.0;

/// The size of letters, in heights of the words. In most fonts, a word with high letters is nine
/// tenths of the size high. Programs that take the text out of a PDF tear lines apart whose letters
/// are too small for the gaps between the words.
const SIZE: f32 = 1.1;

/// The glyph of all letters.
const GLYPH: Name<'_> = Name(b"e");

/// The letters that occur, in the order of their first use.
#[derive(Debug, Default)]
pub(super) struct Letters {
    codes: HashMap<char, usize>,
    letters: Vec<char>,
}

impl Letters {
    /// Adds words to the content of a page. `skew` is the angle by which all lines fall, in degrees.
    /// `at` converts a place in mm to the units of the sheet.
    pub(super) fn show(
        &mut self,
        content: &mut Content,
        words: &[PdfWord<'_>],
        skew: f64,
        at: impl Fn((f64, f64)) -> (f32, f32),
    ) {
        for word in words {
            // The blank reaches up to the next word, so that no gap tears the line.
            let next = word.next_ahead();
            let blank = next.map(|_| ' ');
            let codes: Vec<usize> = word
                .text
                .chars()
                .filter(|letter| !letter.is_control())
                .chain(blank)
                .map(|letter| self.code(letter))
                .collect();
            let ((x0, y0), (x1, y1)) = (at(word.from), at(next.unwrap_or(word.to)));
            let above = at((word.from.0, word.from.1 - word.height));
            let (across, up) = (x1 - x0, y1 - y0);
            let height = (above.0 - x0).hypot(above.1 - y0);
            let (length, size) = (across.hypot(up), height * SIZE);
            if codes.is_empty() || !(length > 0.0 && size > 0.0) {
                continue;
            }
            let usual = codes.len() as f32 * size * WIDTH / UNITS;
            let (cos, sin) = direction(across, up, skew);
            content.begin_text().set_text_matrix([cos, sin, -sin, cos, x0, y0]);
            content.set_horizontal_scaling(length / usual * 100.0);
            for run in codes.chunk_by(|one, next| one / LETTERS == next / LETTERS) {
                let Some(font) = run.first().map(|code| code / LETTERS) else { continue };
                let bytes: Vec<u8> = run.iter().map(|code| (code % LETTERS + 1) as u8).collect();
                content.set_font(Name(font_name(font).as_bytes()), size);
                content.show(Str(&bytes));
            }
            content.end_text();
        }
    }

    fn code(&mut self, letter: char) -> usize {
        let next = self.letters.len();
        let code = *self.codes.entry(letter).or_insert(next);
        if code == next {
            self.letters.push(letter);
        }
        code
    }

    /// The fonts: their letters, at most [`LETTERS`] each.
    pub(super) fn fonts(&self) -> impl ExactSizeIterator<Item = &[char]> {
        self.letters.chunks(LETTERS)
    }
}

/// The cosine and the sine of the direction of a word. This is a multiple of 90 degrees but for the
/// skew, so that the words are exactly level when the sheet shows the page straight. Programs that
/// take the text out of a PDF tear words apart that are not.
fn direction(across: f32, up: f32, skew: f64) -> (f32, f32) {
    let (cos, sin) =
        if across.abs() >= up.abs() { (across.signum(), 0.0) } else { (0.0, up.signum()) };
    let (skew_sin, skew_cos) = (-skew.to_radians() as f32).sin_cos();
    (cos * skew_cos - sin * skew_sin, sin * skew_cos + cos * skew_sin)
}

/// The name of a font, by its number.
pub(super) fn font_name(font: usize) -> String {
    format!("F{font}")
}

/// Writes the glyph of all letters, which draws nothing.
pub(super) fn write_glyph(chunk: &mut Chunk, id: Ref) {
    let mut content = Content::new();
    content.start_shape_glyph(WIDTH, 0.0, 0.0, 0.0, 0.0);
    chunk.stream(id, &content.finish());
}

/// Writes a font. `glyph` is the glyph of all its letters.
pub(super) fn write_font(chunk: &mut Chunk, id: Ref, glyph: Ref, meanings: Ref, letters: &[char]) {
    let mut font = chunk.type3_font(id);
    font.bbox(Rect::new(0.0, 0.0, 0.0, 0.0));
    font.matrix([1.0 / UNITS, 0.0, 0.0, 1.0 / UNITS, 0.0, 0.0]);
    font.first_char(1).last_char(letters.len() as u8);
    font.widths(letters.iter().map(|_| WIDTH));
    font.char_procs().pair(GLYPH, glyph);
    font.encoding_custom()
        .differences()
        .consecutive(1, letters.iter().map(|_| GLYPH));
    font.resources().finish();
    font.to_unicode(meanings);
}

/// Writes what the codes of a font mean.
pub(super) fn write_meanings(chunk: &mut Chunk, id: Ref, letters: &[char]) {
    const INFO: SystemInfo<'_> =
        SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"UCS"), supplement: 0 };
    let mut cmap = UnicodeCmap::<u8>::new(Name(b"Letters"), INFO);
    for (at, letter) in letters.iter().enumerate() {
        cmap.pair((at + 1) as u8, *letter);
    }
    chunk.stream(id, &cmap.finish());
}
