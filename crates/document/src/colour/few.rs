//! Codes a page of few colours without loss, by T.43 with a palette, and puts the header line on
//! it.

use ferrofax_ground::t4::jpeg::Gamut;
use ferrofax_ground::t4::t43::{self, Image, MOST_COLOURS, Numbered, Wanted};
use ferrofax_ground::t4::{Bitmap, Resolution};
use std::collections::HashMap;

/// Black in L\*a\*b\*, as [`super::Lab::WHITE`] is white.
const BLACK: [u8; 3] = [0, 128, 96];

/// Codes the page of these pixels (bytes of L\*a\*b\*) by T.43 at 200 pixels per inch. Returns
/// `None` in three cases: it has more than 256 colours, counting black and white; it has more
/// pixels than a page may have; or it takes more than `most` bytes. A photograph exceeds `most`
/// before much of it is coded.
pub fn without_loss(
    width: u32,
    pixels: impl Iterator<Item = [u8; 3]>,
    most: usize,
) -> Option<Vec<u8>> {
    t43::encode(&numbered(width, pixels)?, DPI, most)
}

const DPI: u16 = Resolution::R200.nominal_dpi().0 as u16;

/// Numbers the colours of a page.
///
/// Each bit plane is coded by itself, and an edge between two colours shows in the planes in which
/// their numbers differ. So the most frequent colour is 0, the next ones have numbers with one bit
/// set, then come those with two. White and black are always included, for the header line.
fn numbered(width: u32, pixels: impl Iterator<Item = [u8; 3]>) -> Option<Numbered> {
    let mut found = Found::default();
    let mut numbers = pixels.map(|pixel| found.see(pixel)).collect::<Option<Vec<u8>>>()?;
    found.number(super::Lab::WHITE)?;
    found.number(BLACK)?;
    let mut by_count: Vec<usize> = (0..found.colours.len()).collect();
    by_count.sort_by_key(|at| std::cmp::Reverse(found.counts[*at])); // as many as colours
    let planes = (by_count.len() - 1).checked_ilog2().map_or(1, |bit| bit + 1);
    let mut places: Vec<usize> = (0..1 << planes).collect();
    places.sort_by_key(|place| place.count_ones());
    let (mut new, mut colours) = ([0; MOST_COLOURS], Vec::new());
    for (old, place) in by_count.into_iter().zip(places) {
        new[old] = place as u8; // both are less than 256
        colours.resize(colours.len().max(place + 1), super::Lab::WHITE);
        colours[place] = found.colours[old];
    }
    numbers.iter_mut().for_each(|number| *number = new[usize::from(*number)]);
    Some(Numbered { width, colours, numbers })
}

/// The colours of a page in the order in which they were found.
#[derive(Default)]
struct Found {
    colours: Vec<[u8; 3]>,
    /// The number of pixels of each colour.
    counts: Vec<u32>,
    places: HashMap<[u8; 3], u8>,
    /// The last colour and its number: most pixels equal the one before.
    last: Option<([u8; 3], u8)>,
}

impl Found {
    /// The number of a pixel's colour; `None` if there are too many colours.
    fn see(&mut self, colour: [u8; 3]) -> Option<u8> {
        let number = match self.last {
            Some((last, number)) if last == colour => number,
            _ => self.number(colour)?,
        };
        self.last = Some((colour, number));
        self.counts[usize::from(number)] += 1; // as many as colours
        Some(number)
    }

    fn number(&mut self, colour: [u8; 3]) -> Option<u8> {
        if let Some(number) = self.places.get(&colour) {
            return Some(*number);
        }
        let number = u8::try_from(self.colours.len()).ok()?;
        self.colours.push(colour);
        self.counts.push(0);
        self.places.insert(colour, number);
        Some(number)
    }
}

/// The width of a page coded by T.43, if its receiver needs only T.43: 200 pixels per inch, and a
/// palette of at most 256 colours in T.42's default ranges.
pub(crate) fn width_of_plain(octets: &[u8]) -> Option<u32> {
    let facts = t43::read(octets).ok()?;
    let is_plain = facts.dpi == DPI
        && matches!(facts.image, Image::Palette(..=8))
        && facts.gamut == Gamut::default()
        && facts.has_end;
    is_plain.then_some(facts.width)
}

/// Puts the strip, which has the page's width, above the page or over its first rows. All other
/// pixels are unchanged; the strip is in the darkest of the page's colours on the lightest. Returns
/// `None` if the strip cannot be put there.
pub(crate) fn with_strip(octets: &[u8], strip: &Bitmap, is_over: bool) -> Option<Vec<u8>> {
    let facts = t43::read(octets).ok()?;
    let mut pixels = t43::decode(octets, Wanted::Colours).ok()?;
    if pixels.good < facts.rows || pixels.fault.is_some() || facts.width != strip.width() {
        return None;
    }
    let own = (pixels.parts.len() == 1).then(|| pixels.parts.remove(0))?;
    let lightness = |(_, colour): &(u8, [u8; 3])| colour[0];
    let colours = || (0_u8..=255).zip(facts.palette.iter().copied());
    let (dark, _) = colours().min_by_key(lightness)?;
    let (light, _) = colours().max_by_key(lightness)?;
    let rows = if is_over { strip.rows().min(facts.rows) } else { strip.rows() };
    let places = (0..rows).flat_map(|y| (0..strip.width()).map(move |x| (x, y)));
    let of_strip = places.map(|(x, y)| if strip.is_black(x, y) { dark } else { light });
    let covered = if is_over { rows as usize * facts.width as usize } else { 0 };
    let numbers = of_strip.chain(own.into_iter().skip(covered)).collect();
    let page = Numbered { width: facts.width, colours: facts.palette, numbers };
    t43::encode(&page, facts.dpi, usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::colour::Lab;

    #[test]
    fn the_most_frequent_colours_have_the_fewest_bits() {
        let colour = |number: u8| [number, 1, 2];
        // The first colour occurs once, the next one twice and so on.
        let pixels = (0..9).flat_map(|number| vec![colour(number); usize::from(number) + 1]);
        let page = numbered(1, pixels).unwrap();
        let number = |of: u8| page.colours.iter().position(|found| *found == colour(of)).unwrap();
        assert_eq!([8, 7, 6, 5, 4, 3, 2, 1, 0].map(number), [0, 1, 2, 4, 8, 3, 5, 6, 9]);
        // White, black, and white in a place that no colour has.
        assert_eq!([page.colours[10], page.colours[12]], [Lab::WHITE, BLACK]);
        assert_eq!(
            (page.colours[7], page.colours[11], page.colours.len()),
            (Lab::WHITE, Lab::WHITE, 13)
        );
        let shown: Vec<_> =
            page.numbers.iter().map(|number| page.colours[usize::from(*number)]).collect();
        assert_eq!(shown[..6], [0, 1, 1, 2, 2, 2].map(colour));
    }

    #[test]
    fn more_colours_than_a_palette_has_are_none() {
        let page =
            |count: u32| without_loss(8, (0..count).map(|n| [n as u8, (n >> 8) as u8, 9]), 9000);
        assert!(page(248).is_some());
        assert!(page(256).is_none(), "with black and white they are more");
        let of_all = |black: [u8; 3]| {
            let greys = (1..=254).map(|light| [light, 128, 96]).chain([Lab::WHITE, black]);
            without_loss(16, greys, 9000)
        };
        assert!(of_all(BLACK).is_some() && of_all([1, 2, 3]).is_none());
    }
}
