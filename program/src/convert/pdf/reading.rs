//! The letters of a page become lines of text, by where they stand and not by the order in
//! which they are drawn.
//!
//! What letter a glyph is, says `ToUnicode`, else its name in the font's encoding (ISO
//! 32000-1 §9.10.2). All that is drawn as text counts: white, invisible, clipped or beside
//! the page. Letters that lie the same way and have the same height on the page are a line;
//! white ones are lines of their own, since they may lie over others.

use std::collections::BTreeMap;

use hayro::hayro_interpret::font::{Glyph, GlyphRun, OutlineGlyph};
use hayro::hayro_interpret::hayro_cmap::BfString;
use hayro::kurbo::{Affine, Point, Rect, Shape};

use super::area::Area;
use crate::fields::Place;

/// The most letters of a page that are read; a page of telephone books has a tenth of it.
const MOST_LETTERS: usize = 200_000;

/// A gap of so much of the letters' size is a blank.
const BLANK: f64 = 0.15;

/// Fewer gaps say nothing of the others in their line.
const FEW: usize = 8;

/// Letters whose heights on the page differ by less than so much of their size are in a line.
const SAME_LINE: f64 = 0.35;

/// The same letter again within so much of its size is the first one, struck twice to be bold.
const STRUCK_TWICE: f64 = 0.12;

/// About how far letters of no known outline reach, in thousandths of their size.
const DEPTH: f64 = -230.0;
const HEIGHT: f64 = 780.0;

/// Reads the letters of a page while they are drawn.
pub(super) struct Reader {
    /// From pixels to the page's own measures, which are the same across and down.
    to_page: Affine,
    letters: Vec<Letter>,
}

/// A letter on a page.
struct Letter {
    /// What it stands for: mostly one letter.
    text: String,
    /// Where it stands, how wide and high it is, and which way it lies, in the page's measures.
    origin: Point,
    width: f64,
    size: f64,
    degrees: i32,
    is_white: bool,
    /// From thousandths of its size to pixels.
    to_pixels: Affine,
    advance: f64,
    /// What it looks like, if it has an outline.
    glyph: Option<OutlineGlyph>,
}

/// The lines of a page, and where in them each letter went.
pub(super) struct Text {
    pub(super) lines: Vec<String>,
    /// The line and the first place in it, for each letter that is in one.
    places: Vec<Option<(usize, usize)>>,
}

impl Reader {
    pub(super) fn new(to_pixels: Affine) -> Self {
        Self { to_page: to_pixels.inverse(), letters: Vec::new() }
    }

    /// Takes the letters of a run.
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
            self.letters.push(Letter {
                text: text_of(positioned.as_unicode()),
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

    /// The letters as lines: those that are seen first, and of these the upright ones.
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

    /// The letters of a layer in lines from above, each from its left: where it stands in its
    /// line, and which letter it is.
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

    /// Sets a line, with blanks where there are gaps.
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

    /// The gap that most letters of a line have between them, in sizes of the letters: words
    /// whose letters are set apart are words all the same.
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

    /// The pixels of the letters at a place, but for white ones, of which nothing is seen.
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

impl Letter {
    /// All pixels that it may touch.
    fn area(&self) -> Area {
        let outline = self.glyph.as_ref().map(OutlineGlyph::outline);
        let seen = outline.filter(|outline| !outline.elements().is_empty());
        let around = match seen {
            Some(outline) => outline.bounding_box(),
            None => Rect::new(0.0, DEPTH, self.advance, HEIGHT),
        };
        let pixels = self.to_pixels.transform_rect_bbox(around);
        // A letter is moved by a part of a pixel to where it looks best.
        Area::touched_by(pixels.inflate(1.0, 1.0))
    }
}

/// What a glyph stands for; a sign of its own where nobody knows.
fn text_of(known: Option<BfString>) -> String {
    let text = match known {
        Some(BfString::Char(letter)) => letter.to_string(),
        Some(BfString::String(letters)) => letters,
        None => '\u{FFFD}'.to_string(),
    };
    let plain = |letter: char| match letter {
        // Blanks and hyphens at which no line ends, and the hyphen that is not always seen.
        '\u{A0}' | '\u{2007}' | '\u{202F}' | '\t' => Some(' '),
        '\u{AD}' | '\u{2010}' | '\u{2011}' => Some('-'),
        control if control.is_control() => None,
        other => Some(other),
    };
    text.chars().filter_map(plain).collect()
}
