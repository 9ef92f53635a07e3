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

use super::grey::Grey;
use diffuse::Diffusion;
use ferrofax_ground::t4::{Bitmap, Resolution};
use ground::Grounds;

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

/// The distance from a grey, in inches, beyond which that grey has no influence: the widest stroke
/// and its surroundings.
const NEAR: f64 = 0.2;

/// The part of the ground's brightness by which a stroke differs from its ground: less on white
/// paper, where nothing else is near.
const STROKE_ON_WHITE: f32 = 0.18;
const STROKE_ON_TINT: f32 = 0.35;

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
        return with_greys(picture, None);
    }
    let picture = whitened(picture);
    let around = (NEAR * x_dpi, NEAR * y_dpi);
    let part = Part::of(&picture, (around.0.ceil() as u32, around.1.ceil() as u32));
    let grounds = part.as_ref().map(|part| (part, Grounds::find(&part.picture, x_dpi, y_dpi)));
    with_greys(&picture, grounds)
}

/// Converts as [`dither`] does, for a picture without strokes: all its greys become dots, and only
/// parts that are wholly black or white have edges.
pub fn dither_softly(picture: &Grey) -> Bitmap {
    let shades: Vec<f32> = (0..=255u8).map(shade).collect();
    let mut diffusion = Diffusion::new(picture.width()).with_clusters(CLUSTERING);
    let mut page = Bitmap::white(picture.width(), picture.rows());
    for y in 0..picture.rows() {
        let greys = picture.row(y);
        let black = |x: u32| shades[usize::from(greys[x as usize])];
        diffusion.row(y, 0..picture.width(), black, |x, is_black| page.set(x, y, is_black));
        diffusion.next_row();
    }
    page
}

/// Whether a picture scaled to this size has more pixels than before, in both directions.
pub fn is_magnified(picture: &Grey, width: u32, rows: u32) -> bool {
    f64::from(width) > MAGNIFIED * f64::from(picture.width())
        && f64::from(rows) > MAGNIFIED * f64::from(picture.rows())
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

/// The picture in black and white. `part` is the part that has greys, and the grounds of its
/// strokes.
fn with_greys(picture: &Grey, part: Option<(&Part, Grounds)>) -> Bitmap {
    let shades: Vec<f32> = (0..=255u8).map(shade).collect();
    let mut page = Bitmap::new(picture.width());
    let mut row = vec![0u8; page.stride()];
    let mut diffusion = part
        .as_ref()
        .map(|(part, _)| Diffusion::new(part.picture.width()).with_clusters(CLUSTERING));
    for y in 0..picture.rows() {
        pack(picture.row(y), &mut row);
        if let (Some((part, grounds)), Some(diffusion)) = (&part, &mut diffusion)
            && let Some(inside) =
                y.checked_sub(part.top).filter(|inside| *inside < part.picture.rows())
        {
            let greys = part.picture.row(inside);
            let strokes = grounds.row(inside);
            // Pixels of a stroke are clean black or white, so they pass on no error.
            let black = |x: u32| match strokes.colour(x as usize, greys[x as usize]) {
                Some(true) => 1.0,
                Some(false) => 0.0,
                None => shades[usize::from(greys[x as usize])],
            };
            diffusion.row(inside, 0..part.picture.width(), black, |x, is_black| {
                let x = part.left + x;
                let bit = 0x80 >> (x % 8);
                let byte = &mut row[(x / 8) as usize];
                *byte = if is_black { *byte | bit } else { *byte & !bit };
            });
            diffusion.next_row();
        }
        page.push_row(&row);
    }
    page
}

/// Whether there are no greys. Rows are looked at as a whole, many pixels at once.
pub fn is_black_and_white(greys: &[u8]) -> bool {
    let has_grey =
        |row: &[u8]| row.iter().fold(false, |any, grey| any | (grey.wrapping_add(1) > 1));
    !greys.chunks(1024).any(has_grey)
}

/// Packs greys into the bits of a row.
fn pack(greys: &[u8], row: &mut [u8]) {
    let mut whole = greys.chunks_exact(8);
    for (byte, eight) in row.iter_mut().zip(&mut whole) {
        *byte = eight.iter().fold(0, |byte, grey| byte << 1 | u8::from(*grey < MIDDLE));
    }
    let rest = whole.remainder();
    if let Some(last) = row.last_mut().filter(|_| !rest.is_empty()) {
        *last = rest
            .iter()
            .zip(0..)
            .fold(0, |byte, (grey, at)| byte | u8::from(*grey < MIDDLE) << (7 - at));
    }
}

/// The part of a picture in which there are greys, with its surroundings.
struct Part {
    left: u32,
    top: u32,
    picture: Grey,
}

impl Part {
    /// Finds that part; `None` if there are no greys.
    fn of(picture: &Grey, around: (u32, u32)) -> Option<Self> {
        let is_grey = |grey: &u8| *grey > BLACK && *grey < WHITE;
        let (mut left, mut right, mut top, mut bottom) = (u32::MAX, 0, u32::MAX, 0);
        for y in 0..picture.rows() {
            let row = picture.row(y);
            if !row.iter().fold(false, |any, grey| any | is_grey(grey)) {
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
        let of_row = |y: u32| picture.row(y)[left as usize..right as usize].iter().copied();
        Some(Self {
            left,
            top,
            picture: Grey::new(right - left, (top..bottom).flat_map(of_row).collect()),
        })
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
    for pixels in levels.chunks_mut(EIGHT).filter(|pixels| alike(pixels).is_none()) {
        pixels.iter_mut().for_each(|grey| *grey = table[usize::from(*grey)]);
    }
    Cow::Owned(Grey::new(picture.width(), levels))
}

/// Pixels that are looked at together.
const EIGHT: usize = 8;

/// The grey of eight pixels that are all black, or all white.
fn alike(pixels: &[u8]) -> Option<u8> {
    match u64::from_ne_bytes(pixels.try_into().ok()?) {
        0 => Some(0),
        u64::MAX => Some(255),
        _ => None,
    }
}

/// The grey of the paper: a bright one that much of the picture has, if hardly anything is
/// brighter.
fn paper(picture: &Grey) -> Option<u8> {
    let mut counts = [0u32; 256];
    for pixels in picture.data().chunks(EIGHT) {
        match alike(pixels) {
            Some(grey) => counts[usize::from(grey)] += EIGHT as u32,
            None => pixels.iter().for_each(|grey| counts[usize::from(*grey)] += 1),
        }
    }
    let all = picture.data().len() as u32;
    let around =
        |grey: usize| counts[grey.saturating_sub(4)..(grey + 5).min(256)].iter().sum::<u32>();
    let paper = (200..256).max_by_key(|grey| around(*grey))?;
    let brighter: u32 = counts[(paper + 8).min(256)..].iter().sum();
    (around(paper) > all / 12 && brighter < all / 50).then_some(paper as u8)
}

#[cfg(test)]
mod tests;
