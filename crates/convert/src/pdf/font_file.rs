//! Makes a TrueType font (ISO/IEC 14496-22) from letters of other fonts. The font has only the
//! tables that are needed to draw letters.
//!
//! The letters get high glyph numbers, and all lower glyph numbers have empty glyphs. A standard
//! list of Asian letters (such as Adobe-Japan1) gives each letter a number. In a text that uses
//! these numbers, the library hayro takes each number for a glyph number. In this font, such a
//! number yields an empty glyph, and not a wrong letter.

use hayro::kurbo::{BezPath, CubicBez, PathEl, Point};

/// The glyph number of the first letter in a font that this module makes. All glyphs with lower
/// numbers are empty. No standard list of Asian letters (such as Adobe-Japan1) has as many letters
/// as this number.
pub(super) const FIRST: u32 = 40_000;

/// The size of the letters in units of the font's coordinates (units per em).
pub(super) const UNITS: f64 = 1000.0;

/// The greatest number of letters in a font. It is limited because glyph numbers have 16 bits.
pub(super) const MOST: usize = 20_000;

/// The maximum distance, in units of the font's coordinates, between a curve of a letter and the
/// quadratic curves that replace it.
const TOLERANCE: f64 = 0.5;

/// A letter of a font that this module makes.
pub(super) struct Letter {
    pub(super) letter: char,
    /// The outline of the letter. Greater vertical coordinates are higher.
    pub(super) outline: BezPath,
    /// The distance from the origin of this letter to that of the next one, in units of the font's
    /// coordinates.
    pub(super) advance: f64,
}

/// A point of a letter's outline: its two coordinates, and whether it is on the curve.
type Dot = (i16, i16, bool);

/// Makes a font that has these letters, and returns the bytes of the font file. `letters` must be
/// sorted and without repetitions, and at most [`MOST`].
pub(super) fn of(letters: &[Letter]) -> Vec<u8> {
    let mut glyphs: Vec<u8> = Vec::new();
    // All empty glyphs begin and end at position 0.
    let mut places = vec![0_u32; FIRST as usize + 1];
    let mut advances = vec![0_u8; 4 * FIRST as usize];
    let (mut most_dots, mut most_contours) = (0, 0);
    for letter in letters {
        let contours = contours(&letter.outline);
        most_contours = most_contours.max(contours.len());
        most_dots = most_dots.max(contours.iter().map(Vec::len).sum());
        // Programs that draw the font shift each glyph so that it begins at this column.
        let left = contours.iter().flatten().map(|dot| dot.0).min().unwrap_or(0);
        advances.extend(words(&[letter.advance.round().clamp(0.0, 16_000.0) as u16, left as u16]));
        glyphs.extend(glyph(&contours));
        places.push(glyphs.len() as u32);
    }
    let count = (FIRST as usize + letters.len()) as u16;
    let ends = |number: usize| number.min(usize::from(u16::MAX)) as u16;
    let (dots, parts) = (ends(most_dots), ends(most_contours));
    file(&[
        (*b"cmap", map(letters)),
        (*b"glyf", glyphs),
        (
            *b"head",
            words(&[
                1, 0, 1, 0, 0, 0, 0x5F0F, 0x3CF5, 3, 1000, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1000,
                1000, 0, 8, 2, 1, 0,
            ]),
        ),
        (*b"hhea", words(&[1, 0, 880, 0xFF88, 0, 1000, 0, 0, 1000, 1, 0, 0, 0, 0, 0, 0, 0, count])),
        (*b"hmtx", advances),
        (*b"loca", places.iter().flat_map(|place| place.to_be_bytes()).collect()),
        (*b"maxp", words(&[1, 0, count, dots, parts, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0])),
        (*b"post", words(&[3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])),
    ])
}

fn words(words: &[u16]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_be_bytes()).collect()
}

fn file(tables: &[([u8; 4], Vec<u8>)]) -> Vec<u8> {
    let mut out = words(&[1, 0, tables.len() as u16, 128, 3, 0]);
    let mut place = out.len() + tables.len() * 16;
    for (name, bytes) in tables {
        out.extend(name);
        [0, place as u32, bytes.len() as u32]
            .iter()
            .for_each(|word| out.extend(word.to_be_bytes()));
        place += bytes.len().next_multiple_of(4);
    }
    for (_, bytes) in tables {
        out.extend(bytes);
        out.resize(out.len().next_multiple_of(4), 0);
    }
    out
}

/// The font's table `cmap` in format 12, which assigns a glyph to each letter.
fn map(letters: &[Letter]) -> Vec<u8> {
    let mut out = words(&[0, 1, 3, 10, 0, 12, 12, 0]);
    let count = letters.len() as u32;
    [16 + 12 * count, 0, count]
        .iter()
        .for_each(|word| out.extend(word.to_be_bytes()));
    for (glyph, letter) in (FIRST..).zip(letters) {
        let letter = u32::from(letter.letter);
        [letter, letter, glyph].iter().for_each(|word| out.extend(word.to_be_bytes()));
    }
    out
}

/// Converts the outline of a letter into contours of quadratic curves.
fn contours(outline: &BezPath) -> Vec<Vec<Dot>> {
    let unit = |at: f64| at.round().clamp(-16_000.0, 16_000.0) as i16;
    let dot = |point: Point, is_on: bool| (unit(point.x), unit(point.y), is_on);
    let mut contours: Vec<Vec<Dot>> = Vec::new();
    let mut last = Point::ZERO;
    for part in outline.elements() {
        if let PathEl::MoveTo(_) = part {
            contours.push(Vec::new());
        }
        let Some(contour) = contours.last_mut() else { continue };
        match *part {
            PathEl::MoveTo(to) | PathEl::LineTo(to) => contour.push(dot(to, true)),
            PathEl::QuadTo(by, to) => contour.extend([dot(by, false), dot(to, true)]),
            PathEl::CurveTo(by, and, to) => {
                let curve = CubicBez::new(last, by, and, to);
                let parts = curve.to_quads(TOLERANCE);
                parts.for_each(|(_, _, part)| {
                    contour.extend([dot(part.p1, false), dot(part.p2, true)])
                });
            }
            PathEl::ClosePath => {}
        }
        last = part.end_point().unwrap_or(last);
    }
    for contour in &mut contours {
        // A contour is closed in any case, so a last point that repeats the first one is removed.
        if contour.len() > 1 && contour.first() == contour.last() {
            contour.pop();
        }
    }
    contours.retain(|contour| contour.len() > 1);
    contours
}

fn glyph(contours: &[Vec<Dot>]) -> Vec<u8> {
    let dots: Vec<Dot> = contours.iter().flatten().copied().collect();
    // The positions of contour ends are 16-bit numbers; no letter has that many points.
    if dots.is_empty() || dots.len() > usize::from(u16::MAX) || contours.len() > 30_000 {
        return Vec::new();
    }
    let (xs, ys) = (dots.iter().map(|dot| dot.0), dots.iter().map(|dot| dot.1));
    let bounds =
        [xs.clone().min(), ys.clone().min(), xs.max(), ys.max()].map(Option::unwrap_or_default);
    let mut out = words(&[contours.len() as u16]);
    out.extend(bounds.iter().flat_map(|bound| bound.to_be_bytes()));
    let mut end = 0;
    for contour in contours {
        end += contour.len();
        out.extend((end as u16 - 1).to_be_bytes());
    }
    // There are no instructions. Then each point follows: whether it is on the curve, and its
    // distance from the previous point, across and down.
    out.extend([0, 0]);
    out.extend(dots.iter().map(|dot| u8::from(dot.2)));
    let across = std::iter::once(0)
        .chain(dots.iter().map(|dot| dot.0))
        .zip(dots.iter().map(|dot| dot.0));
    out.extend(across.flat_map(|(before, at)| (at - before).to_be_bytes()));
    let down = std::iter::once(0)
        .chain(dots.iter().map(|dot| dot.1))
        .zip(dots.iter().map(|dot| dot.1));
    out.extend(down.flat_map(|(before, at)| (at - before).to_be_bytes()));
    out.resize(out.len().next_multiple_of(4), 0);
    out
}

#[cfg(test)]
mod tests {
    use hayro::kurbo::Shape;
    use skrifa::instance::{LocationRef, Size};
    use skrifa::outline::DrawSettings;
    use skrifa::{FontRef, GlyphId, MetadataProvider};

    use super::*;
    use crate::pdf::asian::Outline;

    #[test]
    fn letters_of_a_font_are_the_same_in_one_made_of_them() {
        let from = FontRef::new(dejavu::serif::regular()).unwrap();
        let taken: Vec<Letter> = "&8Og€"
            .chars()
            .map(|letter| Outline::of(&from, letter).unwrap().into_letter(letter))
            .collect();
        let bytes = of(&taken);
        let made = FontRef::new(&bytes).unwrap();
        for (letter, was) in "&8Og€".chars().zip(&taken) {
            let is = Outline::of(&made, letter).unwrap().into_letter(letter);
            assert!((is.advance - was.advance).abs() <= 0.5, "{letter}");
            let (is, was) = (&is.outline, &was.outline);
            assert!(
                (is.area() / was.area() - 1.0).abs() < 0.01,
                "{letter}: {} {}",
                is.area(),
                was.area()
            );
            let (one, other) = (is.bounding_box(), was.bounding_box());
            assert!(
                one.inflate(2.0, 2.0).contains_rect(other)
                    && other.inflate(2.0, 2.0).contains_rect(one),
                "{letter}"
            );
        }
        assert!(Outline::of(&made, 'a').is_none());
        let drawn = made.outline_glyphs().get(GlyphId::new(70)).unwrap();
        let mut pen = skrifa::outline::pen::SvgPen::default();
        drawn
            .draw(DrawSettings::unhinted(Size::new(100.0), LocationRef::default()), &mut pen)
            .unwrap();
        assert_eq!(pen.to_string(), "", "a number of another font");
    }
}
