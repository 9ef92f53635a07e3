//! A page while it is drawn. It is in black and white, one bit per pixel, until the first grey is
//! drawn; then it is in greys.
//!
//! Drawing is limited to the innermost clip (the part of the page where drawing is allowed). A clip
//! is a rectangle and, if it has another shape, a mask of bits.

use std::rc::Rc;

use super::area::Area;
use super::letters::Letter;
use ferrofax_document::dither::{is_black_and_white, pack};
use ferrofax_document::grey::{Grey, SEEN};
use ferrofax_ground::t4::Bitmap;
use ferrofax_ground::wide::widest;

/// The maximum numbers of columns and of rows of the pixels that are sampled to determine the
/// brightness of an area.
const MOST_ASKED: u32 = 48;

/// The ink of a drawing: how bright it is (0 is black), and how opaque.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ink {
    pub(super) level: u8,
    pub(super) alpha: u8,
}

/// A mask that limits drawing: one bit for each pixel in an area of the page. It says whether
/// drawing is allowed at this pixel.
pub(super) struct Mask {
    area: Area,
    bits: Vec<u8>,
}

/// The page while it is being drawn, and the clips that limit drawing.
pub(super) struct Canvas {
    stride: usize,
    area: Area,
    /// One bit per pixel; 1 is black. The bits are unused once the page has greys.
    bits: Vec<u8>,
    /// One byte per pixel. It is empty as long as everything on the page is black or white.
    greys: Vec<u8>,
    clips: Vec<Clip>,
}

#[derive(Clone)]
struct Clip {
    area: Area,
    mask: Option<Rc<Mask>>,
}

/// A finished page, in black and white or with greys.
pub(super) enum Drawn {
    /// A page in black and white.
    Crisp(Bitmap),
    /// A page with greys. The areas are the parts of the page that show low-resolution photographs.
    Shaded(Grey, Vec<Area>),
}

impl Drawn {
    /// Makes an area of the page white, and returns the page.
    pub(super) fn without(self, area: Area) -> Self {
        match self {
            Self::Crisp(mut page) => {
                let pixels = (area.top..area.bottom)
                    .flat_map(|y| (area.left..area.right).map(move |x| (x, y)));
                pixels.for_each(|(x, y)| page.set(x, y, false));
                Self::Crisp(page)
            }
            Self::Shaded(grey, photos) => Self::Shaded(
                grey.changed(area.left..area.right, area.top..area.bottom, |_, _, _| 255),
                photos,
            ),
        }
    }

    /// Whether nothing is visible on the page.
    pub(super) fn is_blank(&self) -> bool {
        match self {
            Self::Crisp(page) => {
                (0..page.rows()).all(|y| page.row(y).iter().all(|byte| *byte == 0))
            }
            Self::Shaded(grey, _) => grey.data().iter().all(|level| *level >= 255 - SEEN),
        }
    }

    /// Makes all pixels of the page black that are black in the bitmap `black`, and returns the
    /// page.
    pub(super) fn with(self, black: &Bitmap) -> Self {
        match self {
            Self::Crisp(mut page) => {
                let pixels =
                    (0..black.rows()).flat_map(|y| (0..black.width()).map(move |x| (x, y)));
                pixels
                    .filter(|(x, y)| black.is_black(*x, *y))
                    .for_each(|(x, y)| page.set(x, y, true));
                Self::Crisp(page)
            }
            Self::Shaded(grey, photos) => {
                let level =
                    |x: u32, y: u32, level: u8| if black.is_black(x, y) { 0 } else { level };
                let (width, rows) = (grey.width(), grey.rows());
                Self::Shaded(grey.changed(0..width, 0..rows, level), photos)
            }
        }
    }
}

impl Ink {
    pub(super) const BLACK: Self = Self { level: 0, alpha: 255 };
    pub(super) const WHITE: Self = Self { level: 255, alpha: 255 };

    /// Returns the grey of a pixel after this ink is drawn over it. `below` is the grey before.
    #[inline(always)]
    pub(super) const fn over(self, below: u8) -> u8 {
        let (alpha, level, below) = (self.alpha as u16, self.level as u16, below as u16);
        let ink = level.wrapping_mul(alpha);
        let sum = ink.wrapping_add(below.wrapping_mul(255_u16.wrapping_sub(alpha)));
        part_of_255(sum)
    }
}

/// A number with a 1 in each of its eight bytes.
const EACH_BYTE: u64 = 0x0101_0101_0101_0101;

/// Eight bytes, of which each has the bits of one bit. The highest bit becomes the highest byte.
const fn spread_out(bits: u8) -> u64 {
    // Each byte gets all bits, and keeps its own one.
    let own = (bits as u64).wrapping_mul(EACH_BYTE) & 0x8040_2010_0804_0201;
    // The highest bit of a byte becomes 1 if the bit is 1, and then all bits of the byte.
    let highest = (own.wrapping_add(0x007F_7F7F_7F7F_7F7F) | own) & 0x8080_8080_8080_8080;
    (highest >> 7).wrapping_mul(0xFF)
}

/// A number divided by 255, and rounded. The number is at most 255 times 255.
#[inline(always)]
const fn part_of_255(number: u16) -> u8 {
    let number = number.wrapping_add(128);
    (number.wrapping_add(number >> 8) >> 8) as u8
}

impl Mask {
    /// Creates a mask for this area of the page. It allows drawing nowhere until [`Self::open`] is
    /// called.
    pub(super) fn new(area: Area) -> Self {
        let bytes = if area.is_empty() {
            0
        } else {
            Self::stride(area) * (area.bottom - area.top) as usize
        };
        Self { area, bits: vec![0; bytes] }
    }

    /// Allows drawing in the pixels of row `y` whose bits in `bits` are 1. The bits begin with the
    /// byte `first_byte` of the page's row.
    pub(super) fn open(&mut self, y: u32, first_byte: usize, bits: &[u8]) {
        if let Some(row) = self.row(y, first_byte) {
            self.bits[row..].iter_mut().zip(bits).for_each(|(byte, bits)| *byte |= bits);
        }
    }

    /// The index in the mask of the bits for row `y` of the page, from the byte `first_byte` of
    /// that row on.
    fn row(&self, y: u32, first_byte: usize) -> Option<usize> {
        let down = y.checked_sub(self.area.top).filter(|_| y < self.area.bottom)? as usize;
        Some(
            down * Self::stride(self.area)
                + first_byte.checked_sub((self.area.left / 8) as usize)?,
        )
    }

    /// Whether the mask allows drawing at a pixel of the page.
    fn is_open(&self, x: u32, y: u32) -> bool {
        let byte = self.row(y, (x / 8) as usize).and_then(|at| self.bits.get(at));
        byte.is_some_and(|byte| byte & (0x80 >> (x % 8)) != 0)
    }

    const fn stride(area: Area) -> usize {
        (area.right.div_ceil(8) - area.left / 8) as usize
    }
}

impl Canvas {
    /// Creates a page with only white pixels, on which nothing is drawn yet.
    pub(super) fn new(width: u32, rows: u32) -> Self {
        let stride = width.div_ceil(8) as usize;
        let area = Area { left: 0, right: width, top: 0, bottom: rows };
        Self {
            stride,
            area,
            bits: vec![0; stride * rows as usize],
            greys: Vec::new(),
            clips: Vec::new(),
        }
    }

    /// The rectangle in which drawing is allowed now. Masks may restrict drawing further.
    pub(super) fn open_area(&self) -> Area {
        self.clips.last().map_or(self.area, |clip| clip.area)
    }

    /// The number of clips that have masks, each of which takes memory.
    pub(super) fn masks(&self) -> usize {
        self.clips.iter().filter(|clip| clip.mask.is_some()).count()
    }

    /// Restricts drawing to this area, in addition to earlier clips.
    pub(super) fn clip(&mut self, area: Area) {
        let area = area.within(self.open_area());
        let mask = self.mask();
        self.clips.push(Clip { area, mask });
    }

    /// Restricts drawing to this mask, in addition to earlier clips.
    pub(super) fn clip_by_mask(&mut self, mut mask: Mask) {
        let area = mask.area.within(self.open_area());
        if let Some(outer) = self.mask() {
            let first_byte = (mask.area.left / 8) as usize;
            let (rows, stride) = (mask.area.top..mask.area.bottom, Mask::stride(mask.area).max(1));
            rows.zip(mask.bits.chunks_exact_mut(stride))
                .for_each(|(y, bits)| outer.cut(y, first_byte, bits));
        }
        self.clips.push(Clip { area, mask: Some(Rc::new(mask)) });
    }

    /// Removes the clip that was added last, so that drawing is limited only by the earlier clips.
    pub(super) fn unclip(&mut self) {
        self.clips.pop();
    }

    fn mask(&self) -> Option<Rc<Mask>> {
        self.clips.last().and_then(|clip| clip.mask.clone())
    }

    /// Draws pixels of a row, as far as drawing is allowed. The bits begin with the byte
    /// `first_byte` of the page's row.
    pub(super) fn draw_row(&mut self, y: u32, first_byte: usize, bits: &mut [u8], ink: Ink) {
        if let Some(mask) = self.clips.last().and_then(|clip| clip.mask.as_ref()) {
            mask.cut(y, first_byte, bits);
        }
        self.put(y, first_byte, bits, ink);
    }

    /// Draws all pixels of an area in which drawing is allowed.
    pub(super) fn draw_area(&mut self, area: Area, ink: Ink) {
        let area = area.within(self.open_area());
        if area.is_empty() {
            return;
        }
        let first_byte = (area.left / 8) as usize;
        let mut row = vec![0xFF; Mask::stride(area)];
        row[0] &= 0xFF >> (area.left % 8);
        if let Some(last) = row.last_mut().filter(|_| !area.right.is_multiple_of(8)) {
            *last &= 0xFF << (8 - area.right % 8);
        }
        let mut bits = row.clone();
        for y in area.top..area.bottom {
            bits.copy_from_slice(&row);
            self.draw_row(y, first_byte, &mut bits, ink);
        }
    }

    /// The average brightness of the pixels in `area`, from 0 (black) to 255 (white). Pixels
    /// outside the page do not count. In a large area only some pixels are read, which is faster
    /// and exact enough. The result is 255 if no pixel is on the page.
    pub(super) fn level(&self, area: Area) -> u8 {
        let Area { left, right, top, bottom } = area.within(self.area);
        let step = |from: u32, to: u32| (to.saturating_sub(from) / MOST_ASKED).max(1) as usize;
        let (across, down) = (step(left, right), step(top, bottom));
        let (mut sum, mut count) = (0_u64, 0_u64);
        for y in (top..bottom).step_by(down) {
            for x in (left..right).step_by(across) {
                sum += u64::from(self.pixel(x, y));
                count += 1;
            }
        }
        sum.checked_div(count).map_or(255, |level| level as u8)
    }

    fn pixel(&self, x: u32, y: u32) -> u8 {
        if let Some(level) = self.greys.get(y as usize * self.area.right as usize + x as usize) {
            return *level;
        }
        let byte = self.bits[y as usize * self.stride + (x / 8) as usize];
        if byte & (0x80 >> (x % 8)) != 0 { 0 } else { 255 }
    }

    /// Draws a letter with its origin in this column and row, and returns true. If the letter's
    /// area is not completely inside the area in which drawing is allowed, or if a mask limits
    /// drawing, draws nothing and returns false.
    pub(super) fn draw_letter(&mut self, letter: &Letter, column: i64, row: i64, ink: Ink) -> bool {
        let Some(area) = letter.area(column, row) else { return false };
        if !area.is_within(self.open_area())
            || self.clips.last().is_some_and(|clip| clip.mask.is_some())
        {
            return false;
        }
        let first_byte = (area.left / 8) as usize;
        let shift = area.left % 8;
        let is_quick = self.greys.is_empty() && ink == Ink::BLACK && first_byte + 8 <= self.stride;
        for (y, bits) in (area.top..).zip(letter.rows()) {
            let bits = bits >> shift;
            if is_quick {
                let at = y as usize * self.stride + first_byte;
                if let Some(eight) = self.bits[at..].first_chunk_mut::<8>() {
                    *eight = (u64::from_be_bytes(*eight) | bits).to_be_bytes();
                }
            } else {
                let bits = bits.to_be_bytes();
                self.put(y, first_byte, &bits[..8.min(self.stride - first_byte)], ink);
            }
        }
        true
    }

    /// Draws the greys of a picture from column `left` of a row on, as far as masks allow it. All
    /// pixels are within the area in which drawing is allowed.
    pub(super) fn draw_greys(&mut self, y: u32, left: u32, greys: &[u8]) {
        if self.greys.is_empty() && is_black_and_white(greys) {
            return self.draw_bits(y, left, greys);
        }
        let mask = self.mask();
        let pixels = self.grey_pixels(y, left, greys.len());
        match mask {
            None => pixels.copy_from_slice(greys),
            Some(mask) => {
                for ((x, pixel), grey) in (left..).zip(pixels).zip(greys) {
                    if mask.is_open(x, y) {
                        *pixel = *grey;
                    }
                }
            }
        }
    }

    /// Draws pixels of a picture that are black or white, while the page is in black and white.
    fn draw_bits(&mut self, y: u32, left: u32, greys: &[u8]) {
        if greys.is_empty() {
            return;
        }
        let first_byte = (left / 8) as usize;
        // The pixels before the first one, in the same byte, and those after the last one, are not
        // drawn.
        let before = (left % 8) as usize;
        let mut padded = vec![255; before];
        padded.extend_from_slice(greys);
        let mut black = vec![0; padded.len().div_ceil(8)];
        pack(&padded, &mut black);
        let mut white: Vec<u8> = black.iter().map(|bits| !bits).collect();
        white[0] &= 0xFF >> before;
        if let Some(last) = white.last_mut().filter(|_| !padded.len().is_multiple_of(8)) {
            *last &= 0xFF << (8 - padded.len() % 8);
        }
        self.draw_row(y, first_byte, &mut black, Ink::BLACK);
        self.draw_row(y, first_byte, &mut white, Ink::WHITE);
    }

    /// Draws pixels with an ink that covers them by different parts, from column `left` of a row on,
    /// as far as masks allow it. All pixels are within the area in which drawing is allowed.
    pub(super) fn draw_covered(&mut self, y: u32, left: u32, covered: &[u8], ink: Ink) {
        if covered.iter().fold(0, |any, covered| any | covered) == 0 {
            return;
        }
        self.change(y, left, covered, |pixel, covered| {
            let alpha = part_of_255(u16::from(ink.alpha).wrapping_mul(u16::from(covered)));
            Ink { alpha, ..ink }.over(pixel)
        });
    }

    /// Draws the greys of a transparent picture from column `left` of a row on, as far as masks allow
    /// it. Each grey is already multiplied by its opacity. All pixels are within the area in which
    /// drawing is allowed.
    pub(super) fn draw_veiled(&mut self, y: u32, left: u32, greys: &[u8], alphas: &[u8]) {
        let veils = greys.iter().zip(alphas);
        let pixels = self.grey_pixels(y, left, greys.len());
        let drawn: Vec<u8> = pixels
            .iter()
            .zip(veils)
            .map(|(pixel, (grey, alpha))| {
                Ink { level: 0, alpha: *alpha }.over(*pixel).saturating_add(*grey)
            })
            .collect();
        self.draw_greys(y, left, &drawn);
    }

    /// Changes the pixels of a row by a function of their greys and of other values, as far as masks
    /// allow it.
    #[inline(always)]
    fn change(&mut self, y: u32, left: u32, values: &[u8], to: impl Fn(u8, u8) -> u8) {
        let pixels = self.grey_pixels(y, left, values.len());
        let mut drawn = vec![0; values.len()];
        widest(
            #[inline(always)]
            || {
                for (drawn, (pixel, value)) in drawn.iter_mut().zip(pixels.iter().zip(values)) {
                    *drawn = to(*pixel, *value);
                }
            },
        );
        self.draw_greys(y, left, &drawn);
    }

    /// So many pixels of a row in greys.
    fn grey_pixels(&mut self, y: u32, left: u32, count: usize) -> &mut [u8] {
        if self.greys.is_empty() {
            self.greys = self.unpacked();
        }
        let start = y as usize * self.area.right as usize + left as usize;
        &mut self.greys[start..start + count]
    }

    fn put(&mut self, y: u32, first_byte: usize, bits: &[u8], ink: Ink) {
        if self.greys.is_empty() {
            let bytes = self.bits[y as usize * self.stride + first_byte..].iter_mut().zip(bits);
            match ink {
                Ink::BLACK => return bytes.for_each(|(byte, bits)| *byte |= bits),
                Ink::WHITE => return bytes.for_each(|(byte, bits)| *byte &= !bits),
                Ink { alpha: 0, .. } => return,
                _ => self.greys = self.unpacked(),
            }
        }
        let width = self.area.right as usize;
        let row = &mut self.greys[y as usize * width..][..width];
        let level = u64::from(ink.level) * EACH_BYTE;
        for (pixels, bits) in
            row[first_byte * 8..].chunks_mut(8).zip(bits).filter(|(_, bits)| **bits != 0)
        {
            if let Some(eight) = pixels.as_mut_array::<8>().filter(|_| ink.alpha == 255) {
                let inked = spread_out(*bits);
                let below = u64::from_be_bytes(*eight) & !inked;
                *eight = (below | level & inked).to_be_bytes();
                continue;
            }
            let inked = pixels.iter_mut().enumerate().filter(|(bit, _)| bits & (0x80 >> bit) != 0);
            inked.for_each(|(_, pixel)| *pixel = ink.over(*pixel));
        }
    }

    /// The pixels that were drawn so far, converted from bits to greys.
    fn unpacked(&self) -> Vec<u8> {
        let width = self.area.right as usize;
        let mut greys = vec![255; width * self.area.bottom as usize];
        for (pixels, bits) in greys
            .chunks_exact_mut(width.max(1))
            .zip(self.bits.chunks_exact(self.stride.max(1)))
        {
            for (pixels, bits) in pixels.chunks_mut(8).zip(bits).filter(|(_, bits)| **bits != 0) {
                let white = (!spread_out(*bits)).to_be_bytes();
                pixels.copy_from_slice(&white[..pixels.len()]);
            }
        }
        greys
    }

    /// Ends the drawing, and returns the page.
    pub(super) fn finish(self) -> Drawn {
        let width = self.area.right;
        if !is_black_and_white(&self.greys) {
            return Drawn::Shaded(Grey::new(width, self.greys), Vec::new());
        }
        let mut bitmap = Bitmap::new(width);
        if self.greys.is_empty() {
            self.bits.chunks_exact(self.stride.max(1)).for_each(|row| bitmap.push_row(row));
            return Drawn::Crisp(bitmap);
        }
        let mut row = vec![0; self.stride];
        for pixels in self.greys.chunks_exact(width.max(1) as usize) {
            pack(pixels, &mut row);
            bitmap.push_row(&row);
        }
        Drawn::Crisp(bitmap)
    }
}

impl Mask {
    /// Clears the bits of a row at which the mask does not allow drawing. All bits are within the
    /// mask's columns.
    fn cut(&self, y: u32, first_byte: usize, bits: &mut [u8]) {
        match self.row(y, first_byte) {
            Some(row) => {
                bits.iter_mut().zip(&self.bits[row..]).for_each(|(bits, open)| *bits &= open)
            }
            None => bits.fill(0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The columns of the black pixels in a row.
    fn black(canvas: Canvas, y: u32) -> Vec<u32> {
        let Drawn::Crisp(page) = canvas.finish() else { panic!("there are greys") };
        (0..page.width()).filter(|x| page.is_black(*x, y)).collect()
    }

    fn area(left: u32, right: u32, top: u32, bottom: u32) -> Area {
        Area { left, right, top, bottom }
    }

    #[test]
    fn areas_are_drawn_to_the_pixel_in_black_and_white() {
        let mut canvas = Canvas::new(30, 4);
        canvas.draw_area(area(3, 29, 1, 3), Ink::BLACK);
        canvas.draw_area(area(9, 27, 2, 99), Ink::WHITE);
        canvas.draw_area(area(28, 99, 0, 1), Ink::BLACK);
        let rows: Vec<Vec<u32>> = {
            let Drawn::Crisp(page) = canvas.finish() else { panic!("there are greys") };
            (0..4).map(|y| (0..30).filter(|x| page.is_black(*x, y)).collect()).collect()
        };
        let second = (3..9).chain(27..29).collect();
        assert_eq!(rows, [vec![28, 29], (3..29).collect(), second, vec![]]);
    }

    #[test]
    fn pictures_in_black_and_white_leave_the_page_in_black_and_white() {
        for left in 0..9 {
            let mut canvas = Canvas::new(40, 2);
            canvas.draw_area(area(0, 40, 0, 2), Ink::BLACK);
            canvas.clip(area(left, left + 21, 0, 2));
            let greys: Vec<u8> = (0..21).map(|x| if x % 3 == 0 { 0 } else { 255 }).collect();
            canvas.draw_greys(1, left, &greys);
            canvas.unclip();
            let wanted: Vec<u32> = (0..40)
                .filter(|x| !(left..left + 21).contains(x) || (x - left).is_multiple_of(3))
                .collect();
            assert_eq!(black(canvas, 1), wanted, "{left}");
        }
    }

    #[test]
    fn a_picture_is_drawn_where_a_mask_allows_it_and_as_far_as_it_is_opaque() {
        let mut canvas = Canvas::new(16, 1);
        let mut mask = Mask::new(area(0, 16, 0, 1));
        mask.open(0, 0, &[0xF0, 0x0F]);
        canvas.clip_by_mask(mask);
        canvas.draw_greys(0, 2, &[100; 12]);
        canvas.draw_covered(0, 12, &[0, 255, 51], Ink::BLACK);
        canvas.draw_veiled(0, 2, &[0, 10], &[0, 128]);
        let Drawn::Shaded(grey, _) = canvas.finish() else { panic!("no greys") };
        let w = 255;
        assert_eq!(grey.row(0), [w, w, 100, 60, w, w, w, w, w, w, w, w, 100, 0, 204, w]);
    }

    #[test]
    fn clips_are_cut_by_those_around_them_and_end() {
        let mut canvas = Canvas::new(30, 4);
        let mut mask = Mask::new(area(5, 25, 0, 4));
        mask.open(1, 1, &[0b1010_1010, 0xFF]);
        canvas.clip(area(10, 30, 0, 4));
        canvas.clip_by_mask(mask);
        let mut inner = Mask::new(area(0, 30, 1, 2));
        inner.open(1, 0, &[0xFF, 0xFF, 0x0F, 0]);
        canvas.clip_by_mask(inner);
        canvas.draw_area(area(0, 30, 0, 4), Ink::BLACK);
        canvas.unclip();
        canvas.draw_area(area(16, 17, 0, 4), Ink::BLACK);
        canvas.unclip();
        canvas.unclip();
        canvas.draw_area(area(0, 1, 1, 2), Ink::BLACK);
        assert_eq!(black(canvas, 1), [0, 10, 12, 14, 16, 20, 21, 22, 23]);
    }

    #[test]
    fn greys_begin_with_the_first_grey_and_end_where_none_is_left() {
        let half = Ink { level: 0, alpha: 128 };
        let draw = |last: Ink| {
            let mut canvas = Canvas::new(20, 2);
            canvas.draw_area(area(0, 10, 0, 2), Ink::BLACK);
            canvas.draw_area(area(5, 15, 0, 1), Ink { level: 100, alpha: 255 });
            canvas.draw_area(area(14, 16, 0, 1), half);
            canvas.draw_area(area(5, 20, 0, 1), last);
            canvas.finish()
        };
        let Drawn::Shaded(grey, _) = draw(Ink { level: 0, alpha: 0 }) else { panic!("no greys") };
        assert_eq!(grey.row(0)[4..16], [0, 100, 100, 100, 100, 100, 100, 100, 100, 100, 50, 127]);
        assert_eq!(grey.row(1)[8..12], [0, 0, 255, 255]);
        let Drawn::Crisp(page) = draw(Ink::WHITE) else { panic!("greys") };
        assert_eq!((page.row(0), page.row(1)), (&[0xF8, 0, 0][..], &[0xFF, 0xC0, 0][..]));
    }
}
