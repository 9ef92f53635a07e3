//! Renders letters as pixels, once for each size and fraction of a column. The pixels are then
//! copied to the places of the letters.
//!
//! Letters are fitted to the rows of the page (hinting), so that none of their strokes falls
//! between two rows, and are positioned at quarters of a column. Slanted and vertical letters are
//! not fitted, and are positioned at quarters of a row, too.

use std::collections::HashMap;
use std::rc::Rc;

use hayro::hayro_interpret::font::{HintingCache, OutlineGlyph};
use hayro::kurbo::{Affine, BezPath};

use super::area::Area;
use super::filling::{Filling, Inside};

/// The sizes of letters, in rows, at which letters are fitted to the rows of the page. Letters of
/// other sizes have strokes that are too thin or too thick to be fitted.
const FITTED: std::ops::RangeInclusive<f64> = 4.0..=128.0;

/// The size of a letter in units of its outline's coordinates.
const UNITS: f64 = 1000.0;

/// The number of positions within a column of pixels at which a letter may begin.
const PLACES: f64 = 4.0;

/// The width in columns of the widest letter that is cached. A row of its pixels, moved by up to
/// seven bits, fits into 64 bits.
const WIDEST: u32 = 57;

/// The height, in rows of pixels, of the highest letter that is cached.
const HIGHEST: u32 = 255;

/// The greatest number of letters and outlines that are cached.
const MOST_KEPT: usize = 10_000;

/// The pixels of a rendered letter.
pub(super) struct Letter {
    /// The first column of the letter, relative to its origin. `top` is its first row.
    left: i64,
    top: i64,
    width: u32,
    /// The bits of each row of pixels of the letter. The first pixel is the highest bit.
    rows: Vec<u64>,
}

/// The origin, size and orientation of a letter on the page.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) column: i64,
    pub(super) row: i64,
    /// The transform from the outline to pixels of the page, with the origin in column 0 of row 0.
    transform: Affine,
    is_fitted: bool,
}

/// The cache of the letters that were rendered so far.
#[derive(Default)]
pub(super) struct Letters {
    kept: HashMap<Key, Option<Rc<Letter>>>,
    outlines: HashMap<(u128, u32), Option<Rc<BezPath>>>,
    fitting: HintingCache,
    filling: Filling,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Key {
    glyph: u128,
    linear: [u32; 4],
    /// The position of the letter between two columns, in quarters of a column. `down` is its
    /// position between two rows, in quarters of a row.
    across: u8,
    down: u8,
    is_fitted: bool,
}

impl Place {
    /// Makes the [`Place`] (origin, size and orientation) of a letter. `transform` maps the
    /// letter's outline to pixels. If `may_be_fitted` is false, the letter is not fitted to the
    /// rows of pixels.
    pub(super) fn new(transform: Affine, may_be_fitted: bool) -> Self {
        let [a, b, c, d, x, y] = transform.as_coeffs();
        let is_fitted = may_be_fitted && b == 0.0 && FITTED.contains(&(d.abs() * UNITS));
        let x = (x * PLACES).round() / PLACES;
        let y = if is_fitted { y.round() } else { (y * PLACES).round() / PLACES };
        let transform = Affine::new([a, b, c, d, x - x.floor(), y - y.floor()]);
        Self { column: x.floor() as i64, row: y.floor() as i64, transform, is_fitted }
    }

    /// The transform of the outline to pixels of the page, with the origin in its own column and
    /// row (`column`, `row`).
    pub(super) fn whole(&self) -> Affine {
        self.transform.then_translate((self.column as f64, self.row as f64).into())
    }

    fn key(&self, glyph: u128) -> Key {
        let [a, b, c, d, across, down] = self.transform.as_coeffs();
        Key {
            glyph,
            linear: [a, b, c, d].map(|part| (part as f32).to_bits()),
            across: (across * PLACES) as u8,
            down: (down * PLACES) as u8,
            is_fitted: self.is_fitted,
        }
    }
}

impl Letter {
    /// The letter's area on the page, if the letter's origin is in column `column` and row `row` of
    /// pixels. `None` if the area begins outside the page.
    pub(super) fn area(&self, column: i64, row: i64) -> Option<Area> {
        let left = u32::try_from(column.checked_add(self.left)?).ok()?;
        let top = u32::try_from(row.checked_add(self.top)?).ok()?;
        let bottom = top.checked_add(self.rows.len() as u32)?;
        Some(Area { left, right: left.checked_add(self.width)?, top, bottom })
    }

    pub(super) const fn is_blank(&self) -> bool {
        self.rows.is_empty()
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = u64> {
        self.rows.iter().copied()
    }
}

impl Letters {
    /// The pixels of a letter. A pixel belongs to the letter if the letter's outline covers at
    /// least the fraction `least` of the pixel. `None` if the letter has no outline or is too large
    /// for the cache.
    pub(super) fn letter(
        &mut self,
        glyph: &OutlineGlyph,
        place: &Place,
        least: f32,
    ) -> Option<Rc<Letter>> {
        let key = place.key(glyph.identifier().cache_key());
        if let Some(letter) = self.kept.get(&key) {
            return letter.clone();
        }
        let letter = self
            .outline_by_key(glyph, key.glyph, place)
            .and_then(|path| self.made(&path, place, least));
        let letter = letter.map(Rc::new);
        if self.kept.len() >= MOST_KEPT {
            self.kept.clear();
        }
        self.kept.insert(key, letter.clone());
        letter
    }

    /// The outline of a letter. It is fitted to the rows of the page (hinted) if the letter's place
    /// permits it and the font supports it. `None` if the letter has no outline.
    pub(super) fn outline(&mut self, glyph: &OutlineGlyph, place: &Place) -> Option<Rc<BezPath>> {
        self.outline_by_key(glyph, glyph.identifier().cache_key(), place)
    }

    /// The outline of a letter as its font defines it, not fitted to the rows.
    pub(super) fn plain_outline(&mut self, glyph: &OutlineGlyph) -> Option<Rc<BezPath>> {
        self.kept_outline((glyph.identifier().cache_key(), 0), |_| Some(glyph.outline()))
    }

    fn outline_by_key(
        &mut self,
        glyph: &OutlineGlyph,
        key: u128,
        place: &Place,
    ) -> Option<Rc<BezPath>> {
        let size = (place.transform.as_coeffs()[3].abs() * UNITS) as f32;
        let fitted = if place.is_fitted {
            self.kept_outline((key, size.to_bits()), |fitting| glyph.hinted_outline(size, fitting))
        } else {
            None
        };
        fitted.or_else(|| self.kept_outline((key, 0), |_| Some(glyph.outline())))
    }

    fn kept_outline(
        &mut self,
        key: (u128, u32),
        make: impl FnOnce(&HintingCache) -> Option<BezPath>,
    ) -> Option<Rc<BezPath>> {
        if let Some(outline) = self.outlines.get(&key) {
            return outline.clone();
        }
        let outline = make(&self.fitting).map(Rc::new);
        if self.outlines.len() >= MOST_KEPT {
            self.outlines.clear();
            self.fitting = HintingCache::new();
        }
        self.outlines.insert(key, outline.clone());
        outline
    }

    fn made(&mut self, outline: &BezPath, place: &Place, least: f32) -> Option<Letter> {
        if outline.elements().is_empty() {
            return Some(Letter { left: 0, top: 0, width: 0, rows: Vec::new() });
        }
        let around = place.transform.transform_rect_bbox(outline.control_box());
        let (left, top) = (around.x0.floor(), around.y0.floor());
        let (width, height) = (around.x1.ceil() - left, around.y1.ceil() - top);
        if !(width <= f64::from(WIDEST) && height <= f64::from(HIGHEST)) {
            return None;
        }
        let area = Area { left: 0, right: width as u32, top: 0, bottom: height as u32 };
        let to_corner = place.transform.then_translate((-left, -top).into());
        let mut rows = vec![0; height as usize];
        let filled = self.filling.fill(
            outline.iter().map(|part| to_corner * part),
            Inside::NonZero,
            least,
            area,
            |y, first_byte, bits| {
                let bits = (0..)
                    .zip(bits)
                    .fold(0, |row, (byte, bits)| row | u64::from(*bits) << (56 - 8 * byte));
                rows[y as usize] = bits >> (8 * first_byte);
            },
        );
        filled.ok()?;
        Some(Letter { left: left as i64, top: top as i64, width: width as u32, rows })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_stands_at_a_quarter_of_a_column_and_on_a_row_if_it_is_fitted() {
        let at = |transform: [f64; 6]| {
            let place = Place::new(Affine::new(transform), true);
            (place.column, place.row, place.whole().as_coeffs()[4..].to_vec(), place.is_fitted)
        };
        assert_eq!(at([0.03, 0.0, 0.0, -0.03, 100.3, 50.6]), (100, 51, vec![100.25, 51.0], true));
        assert_eq!(at([0.03, 0.0, 0.0, -0.03, -0.1, -0.6]), (0, -1, vec![0.0, -1.0], true));
        assert_eq!(at([0.0, 0.03, 0.03, 0.0, 100.99, 50.6]), (101, 50, vec![101.0, 50.5], false));
        assert_eq!(at([0.5, 0.0, 0.0, -0.5, 1.0, 2.3]), (1, 2, vec![1.0, 2.25], false));
    }
}
