//! Converts a grey picture to black and white. Text and lines become crisp; photographs become
//! patterns of dots that fax codes compress well.
//!
//! 1. The brightest grey that covers large parts of the page is the paper, and becomes white.
//! 2. A stroke is dark and narrow on a lighter ground, or light on a darker one. Near a stroke that
//!    `ground` finds, each pixel becomes black or white, depending on whether it is closer to the
//!    stroke or to the ground. So letters keep their edges on white and on tints.
//! 3. Everything else becomes dots in small clusters (`diffuse`).

pub(super) mod diffuse;
mod ground;

use std::borrow::Cow;
use std::ops::Range;

use super::grey::Grey;
use diffuse::Diffusion;
use ferrofax_ground::t4::{Bitmap, Resolution};
use ferrofax_ground::wide::widest;
use ground::Strokes;

/// The strength with which dots tend to form clusters. With this value a photograph takes half the
/// bytes by T.6 that it takes without, and clusters are hardly visible; with a greater one they
/// are.
const CLUSTERING: f32 = 1.0;

/// The exponent that corrects greys for printing. Dots spread a little on paper, so less than a
/// half of them makes a middle grey; but eyes see middle greys darker than their numbers. This is
/// the remainder of both effects.
const GAMMA: f32 = 1.2;

/// The factor from which a picture counts as magnified.
const MAGNIFIED: f64 = 1.25;

/// The limits by which a photograph is recognised. Neighbouring pixels that differ by at most
/// `ALIKE` are alike. In a photograph at most a certain percentage of the pixels are alike, and at
/// least a certain number of greys occur (the next two constants).
const ALIKE: u8 = 1;
const MOST_ALIKE: usize = 80;
const GREYS_OF_A_PHOTOGRAPH: usize = 48;

/// The grey from which a pixel is white; the next constant is that for black.
const WHITE: u8 = 244;
const BLACK: u8 = 16;

/// The grey below which a pixel is black, if no grey is near.
const MIDDLE: u8 = 128;

/// The number of rows in which the grey of the paper is looked for.
const ROWS_ASKED: u32 = 500;

/// The highest bits of eight bytes, and the number by which they are multiplied so that all of them
/// are in the highest byte.
const TOP_BITS: u64 = 0x8080_8080_8080_8080;
const GATHERED: u64 = 0x0002_0408_1020_4081;

/// The distance from a grey, in inches, beyond which that grey has no influence: the widest stroke
/// and its surroundings.
const NEAR: f64 = 0.2;

/// The percentage of the ground's brightness by which a stroke differs from its ground: less on
/// white paper, where nothing else is near.
const STROKE_ON_WHITE: u16 = 18;
const STROKE_ON_TINT: u16 = 35;

/// Converts the picture to black and white, pixel for pixel.
///
/// The picture should have the resolution in which it will be sent ([`super::fit::fit_grey`]): dots
/// do not survive scaling well.
pub fn dither(picture: &Grey) -> Bitmap {
    dither_at(picture, Resolution::R200.x_dpi(), Resolution::R200.y_dpi())
}

/// Converts as [`dither`] does, for a picture with these pixels per inch, which say how wide a
/// stroke can be.
///
/// Black and white pixels are unchanged, and only the part of the picture that has greys is
/// examined closely: pages of letters alone cost next to nothing.
pub fn dither_at(picture: &Grey, x_dpi: f64, y_dpi: f64) -> Bitmap {
    if is_black_and_white(picture.data()) {
        return with_dots(picture, None);
    }
    let picture = whitened(picture);
    let around = (NEAR * x_dpi, NEAR * y_dpi);
    let part = Part::of(&picture, (around.0.ceil() as u32, around.1.ceil() as u32));
    let strokes = part.as_ref().map(|part| (part, Strokes::new(part, x_dpi, y_dpi)));
    with_dots(&picture, strokes)
}

/// Converts as [`dither`] does, for a picture without strokes: all its greys become dots, and only
/// parts that are wholly black or white have edges.
pub fn dither_softly(picture: &Grey) -> Bitmap {
    let mut diffusion = Diffusion::new(picture.width(), CLUSTERING, shade);
    let mut page = Bitmap::new(picture.width());
    let mut row = vec![0u8; page.stride()];
    for y in 0..picture.rows() {
        let mut levels = picture.row(y).to_vec();
        diffusion.row(y, 0, &mut levels);
        diffusion.next_row();
        pack(&levels, &mut row);
        page.push_row(&row);
    }
    page
}

/// Whether a picture that is scaled from one size (columns and rows) to another has more pixels than
/// before, in both directions.
pub fn is_magnified(from: (u32, u32), to: (u32, u32)) -> bool {
    f64::from(to.0) > MAGNIFIED * f64::from(from.0)
        && f64::from(to.1) > MAGNIFIED * f64::from(from.1)
}

/// Whether a picture is a photograph: few pixels are like their neighbours, and many greys occur.
/// Screenshots, drawings and letters have areas of one colour.
pub fn is_photograph(picture: &Grey) -> bool {
    let (mut alike, mut pairs, mut counts) = (0usize, 0usize, [0usize; 256]);
    for y in 0..picture.rows() {
        let row = picture.row(y);
        pairs += row.len().saturating_sub(1);
        alike += row.windows(2).filter(|pair| pair[0].abs_diff(pair[1]) <= ALIKE).count();
        row.iter().for_each(|grey| counts[usize::from(*grey)] += 1);
    }
    let most = counts.iter().max().copied().unwrap_or(0);
    let greys = counts.iter().filter(|count| **count > 0).count();
    greys >= GREYS_OF_A_PHOTOGRAPH
        && most * 6 < picture.data().len()
        && alike * 100 < pairs * MOST_ALIKE
}

/// The picture in black and white. `strokes` are those of the part of the picture that has greys.
fn with_dots(picture: &Grey, mut strokes: Option<(&Part<'_>, Strokes<'_>)>) -> Bitmap {
    let mut page = Bitmap::new(picture.width());
    let mut row = vec![0u8; page.stride()];
    let width = strokes.as_ref().map_or(0, |(part, _)| part.width() as u32);
    let mut diffusion = Diffusion::new(width, CLUSTERING, shade);
    let mut levels = Vec::new();
    for y in 0..picture.rows() {
        match &mut strokes {
            Some((part, strokes)) if part.down.contains(&(y as usize)) => {
                levels.clear();
                levels.extend_from_slice(picture.row(y));
                // Pixels of a stroke are clean black or white, so they pass on no error.
                let greys = strokes.next_row();
                diffusion.row(y, 0, greys);
                diffusion.next_row();
                levels[part.across.clone()].copy_from_slice(greys);
                pack(&levels, &mut row);
            }
            _ => pack(picture.row(y), &mut row),
        }
        page.push_row(&row);
    }
    page
}

/// Whether there are no greys. Rows are looked at as a whole, many pixels at once.
pub fn is_black_and_white(greys: &[u8]) -> bool {
    let has_grey =
        |row: &[u8]| row.iter().fold(false, |any, grey| any | (grey.wrapping_add(1) > 1));
    let any = |row: &[u8]| {
        widest(
            #[inline(always)]
            || has_grey(row),
        )
    };
    !greys.chunks(1024).any(any)
}

/// Packs greys into the bits of a row: 1 for a grey that is closer to black than to white.
pub fn pack(greys: &[u8], row: &mut [u8]) {
    let (whole, rest) = greys.as_chunks::<8>();
    for (byte, eight) in row.iter_mut().zip(whole) {
        // The highest bit of each grey is 1 for white. The product moves all of them to one byte.
        let white = u64::from_be_bytes(*eight) & TOP_BITS;
        *byte = !((white.wrapping_mul(GATHERED) >> 56) as u8);
    }
    if let Some(last) = row.last_mut().filter(|_| !rest.is_empty()) {
        *last = rest
            .iter()
            .zip(0..)
            .fold(0, |byte, (grey, at)| byte | u8::from(*grey < MIDDLE) << (7 - at));
    }
}

/// The part of a picture in which there are greys, with its surroundings.
struct Part<'a> {
    picture: &'a Grey,
    across: Range<usize>,
    down: Range<usize>,
}

impl<'a> Part<'a> {
    /// Finds that part; `None` if there are no greys.
    fn of(picture: &'a Grey, around: (u32, u32)) -> Option<Self> {
        let is_grey = |grey: &u8| *grey > BLACK && *grey < WHITE;
        let has_greys = |row: &[u8]| row.iter().fold(false, |any, grey| any | is_grey(grey));
        let (mut left, mut right, mut top, mut bottom) = (u32::MAX, 0, u32::MAX, 0);
        for y in 0..picture.rows() {
            let row = picture.row(y);
            if !widest(
                #[inline(always)]
                || has_greys(row),
            ) {
                continue;
            }
            let Some(first) = row.iter().position(is_grey) else { continue };
            let last = row.iter().rposition(is_grey).unwrap_or(first);
            (left, right) = (left.min(first as u32), right.max(last as u32 + 1));
            (top, bottom) = (top.min(y), y + 1);
        }
        if bottom == 0 {
            return None;
        }
        let (left, top) = (left.saturating_sub(around.0), top.saturating_sub(around.1));
        let right = right.saturating_add(around.0).min(picture.width());
        let bottom = bottom.saturating_add(around.1).min(picture.rows());
        let range = |from: u32, to: u32| from as usize..to as usize;
        Some(Self { picture, across: range(left, right), down: range(top, bottom) })
    }

    fn width(&self) -> usize {
        self.across.len()
    }

    fn rows(&self) -> usize {
        self.down.len()
    }

    /// The greys of a row, which is counted from the top of the part.
    fn row(&self, index: usize) -> &'a [u8] {
        &self.picture.row((self.down.start + index) as u32)[self.across.clone()]
    }
}

/// The share of black that a grey stands for.
fn shade(grey: u8) -> f32 {
    match grey {
        WHITE.. => 0.0,
        ..=BLACK => 1.0,
        _ => 1.0 - (f32::from(grey) / 255.0).powf(GAMMA),
    }
}

/// The picture with its paper made white, if it shows paper.
fn whitened(picture: &Grey) -> Cow<'_, Grey> {
    let Some(paper) = paper(picture) else { return Cow::Borrowed(picture) };
    let white = u32::from(paper).saturating_sub(6).max(1);
    let table: Vec<u8> = (0..=255u32).map(|grey| (grey * 255 / white).min(255) as u8).collect();
    let mut levels = picture.data().to_vec();
    // Black and white, which are most of a page, are unchanged.
    for pixels in levels.chunks_mut(picture.width() as usize) {
        if !is_black_and_white(pixels) {
            pixels.iter_mut().for_each(|grey| *grey = table[usize::from(*grey)]);
        }
    }
    Cow::Owned(Grey::new(picture.width(), levels))
}

/// The grey of the paper: a bright one that much of the picture has, if hardly anything is
/// brighter.
fn paper(picture: &Grey) -> Option<u8> {
    // Some of the rows show as well as all what greys are frequent.
    let step = (picture.rows() / ROWS_ASKED).max(1) as usize;
    let (mut counts, mut all) = ([0_u32; 256], 0);
    for y in (0..picture.rows()).step_by(step) {
        count(picture.row(y), &mut counts);
        all += picture.width();
    }
    let around =
        |grey: usize| counts[grey.saturating_sub(4)..(grey + 5).min(256)].iter().sum::<u32>();
    let paper = (200..256).max_by_key(|grey| around(*grey))?;
    let brighter: u32 = counts[(paper + 8).min(256)..].iter().sum();
    (around(paper) > all / 12 && brighter < all / 50).then_some(paper as u8)
}

/// Counts how often each grey occurs.
fn count(greys: &[u8], counts: &mut [u32; 256]) {
    // Neighbours often have the same grey. A processor is slow if it increases the same number in
    // each step, so there are several tables.
    let mut tables = [[0_u16; 256]; 4];
    for part in greys.chunks(1 << 16) {
        let (groups, rest) = part.as_chunks::<4>();
        for group in groups {
            for (table, grey) in tables.iter_mut().zip(group) {
                table[usize::from(*grey)] += 1;
            }
        }
        rest.iter().for_each(|grey| tables[0][usize::from(*grey)] += 1);
        for (grey, count) in counts.iter_mut().enumerate() {
            *count += tables.iter().map(|table| u32::from(table[grey])).sum::<u32>();
        }
        tables = [[0; 256]; 4];
    }
}

#[cfg(test)]
mod tests;
