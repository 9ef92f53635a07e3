//! Grey → black and white: text and lines crisp, photographs as patterns of dots that fax codes bear.
//!
//! 1. What is brightest over large parts of the page is paper, and becomes white.
//! 2. A stroke is dark and narrow on a lighter ground (or the other way round): where [`ground`] finds one, each pixel near it
//!    is black or white by its nearer neighbour of the two, so that letters keep their edges on white and on tints.
//! 3. All else is shown by dots ([`diffuse`]), in small clusters.

pub(super) mod diffuse;
mod ground;

use super::grey::Grey;
use crate::t4::{Bitmap, Resolution};
use diffuse::Diffusion;
use ground::Grounds;

/// How much dots like to grow together: a photograph takes half the bytes by T.6 that it takes without, and clusters are
/// hardly seen; with more they are.
const CLUSTERING: f32 = 1.0;

/// Greys as they print: dots spread a little on paper, so less than a half of them makes a middle grey, but eyes see middle
/// greys darker than the numbers of pictures say; this is what is left of both.
const GAMMA: f32 = 1.2;

/// Lighter than this is white, darker than that is black.
const WHITE: u8 = 244;
const BLACK: u8 = 16;

/// A stroke differs from its ground by this part of the ground's brightness: less on white paper, where nothing else is near.
const STROKE_ON_WHITE: f32 = 0.2;
const STROKE_ON_TINT: f32 = 0.35;

/// The picture in black and white, pixel for pixel.
///
/// Best given at the resolution in which it will be sent ([`super::fit::fit_grey`]): dots do not survive scaling well.
pub fn dither(picture: &Grey) -> Bitmap {
    dither_at(picture, Resolution::R200.x_dpi(), Resolution::R200.y_dpi())
}

/// As [`dither`], for a picture with so many pixels per inch: these say how wide a stroke can be.
pub fn dither_at(picture: &Grey, x_dpi: f64, y_dpi: f64) -> Bitmap {
    let picture = whitened(picture);
    let grounds = Grounds::find(&picture, x_dpi, y_dpi);
    let shades: Vec<f32> = (0..=255u8).map(shade).collect();
    let width = picture.width();
    let mut page = Bitmap::new(width);
    let mut row = vec![0u8; page.stride()];
    let mut diffusion = Diffusion::new(width).with_clusters(CLUSTERING);
    for y in 0..picture.rows() {
        row.fill(0);
        let greys = picture.row(y);
        let strokes = grounds.row(y);
        // A stroke's pixels are asked for as clean black and white, which pass nothing on.
        let black = |x: u32| match strokes.colour(x as usize, greys[x as usize]) {
            Some(true) => 1.0,
            Some(false) => 0.0,
            None => shades[usize::from(greys[x as usize])],
        };
        diffusion.row(y, 0..width, black, |x, is_black| {
            if is_black {
                row[(x / 8) as usize] |= 0x80 >> (x % 8);
            }
        });
        diffusion.next_row();
        page.push_row(&row);
    }
    page
}

/// How black a grey is.
fn shade(grey: u8) -> f32 {
    match grey {
        WHITE.. => 0.0,
        ..=BLACK => 1.0,
        _ => 1.0 - (f32::from(grey) / 255.0).powf(GAMMA),
    }
}

/// The picture with its paper made white, if it shows paper.
fn whitened(picture: &Grey) -> Grey {
    let Some(paper) = paper(picture) else { return picture.clone() };
    let white = u32::from(paper).saturating_sub(6).max(1);
    let table: Vec<u8> = (0..=255u32).map(|grey| (grey * 255 / white).min(255) as u8).collect();
    Grey::new(picture.width(), picture.data().iter().map(|grey| table[usize::from(*grey)]).collect())
}

/// The grey of the paper: a bright one that much of the picture has, and nothing is brighter.
fn paper(picture: &Grey) -> Option<u8> {
    let mut counts = [0u32; 256];
    picture.data().iter().for_each(|grey| counts[usize::from(*grey)] += 1);
    let all = picture.data().len() as u32;
    let around = |grey: usize| counts[grey.saturating_sub(4)..(grey + 5).min(256)].iter().sum::<u32>();
    let paper = (200..256).max_by_key(|grey| around(*grey))?;
    let brighter: u32 = counts[(paper + 8).min(256)..].iter().sum();
    (around(paper) > all / 12 && brighter < all / 50).then_some(paper as u8)
}

#[cfg(test)]
mod tests;
