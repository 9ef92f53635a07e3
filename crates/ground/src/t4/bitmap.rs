//! A page image in memory: one bit a pixel, rows packed from the top.

/// A page image: one bit a pixel, 1 = black, rows padded to whole bytes, the leftmost
/// pixel in the highest bit (0x80).
///
/// The padding bits at the end of a row are always 0.
#[derive(Clone, PartialEq, Eq)]
pub struct Bitmap {
    width: u32,
    data: Vec<u8>,
}

impl Bitmap {
    /// The widest row that is supported, in pixels: far beyond A3 at 400 dpi (4864).
    pub const MAX_WIDTH: u32 = 65_535;

    /// A page of `width` pixels and no rows yet. The width is limited to 1 to [`Self::MAX_WIDTH`].
    pub const fn new(width: u32) -> Self {
        let width = if width == 0 {
            1
        } else if width > Self::MAX_WIDTH {
            Self::MAX_WIDTH
        } else {
            width
        };
        Self { width, data: Vec::new() }
    }

    /// A white page of `width` by `rows` pixels.
    pub fn white(width: u32, rows: u32) -> Self {
        let mut page = Self::new(width);
        page.data.resize(page.stride() * rows as usize, 0);
        page
    }

    /// Adds a row at the bottom. A row that is too short is padded with white; one that is too long
    /// is cut.
    pub fn push_row(&mut self, row: &[u8]) {
        let stride = self.stride();
        let taken = &row[..row.len().min(stride)];
        self.data.extend_from_slice(taken);
        self.data.resize(self.data.len() + stride - taken.len(), 0);
        let padding = self.padding_mask();
        if let Some(last) = self.data.last_mut() {
            *last &= padding;
        }
    }

    /// Adds a copy of the last row. If the page is empty, adds a white row.
    pub fn repeat_row(&mut self) {
        let stride = self.stride();
        match self.data.len().checked_sub(stride) {
            Some(start) => self.data.extend_from_within(start..),
            None => self.data.resize(stride, 0),
        }
    }

    /// The page with black and white exchanged.
    #[must_use]
    pub fn inverted(mut self) -> Self {
        let (stride, padding) = (self.stride(), self.padding_mask());
        for row in self.data.chunks_exact_mut(stride) {
            row.iter_mut().for_each(|byte| *byte = !*byte);
            row[stride - 1] &= padding;
        }
        self
    }

    /// Keeps only the first `rows` rows.
    pub fn truncate(&mut self, rows: u32) {
        self.data.truncate(self.stride() * rows as usize);
    }

    /// Sets the pixel in column `x` of row `y` to black or white; does nothing outside the page.
    pub fn set(&mut self, x: u32, y: u32, black: bool) {
        if x >= self.width {
            return;
        }
        let at = self.stride() * y as usize + (x / 8) as usize;
        if let Some(byte) = self.data.get_mut(at) {
            let bit = 0x80 >> (x % 8);
            *byte = if black { *byte | bit } else { *byte & !bit };
        }
    }

    /// Whether the pixel in column `x` of row `y` is black; outside the page all is white.
    pub fn is_black(&self, x: u32, y: u32) -> bool {
        x < self.width
            && self
                .data
                .get(self.stride() * y as usize + (x / 8) as usize)
                .is_some_and(|byte| byte & (0x80 >> (x % 8)) != 0)
    }

    /// The number of pixels in a row.
    pub const fn width(&self) -> u32 {
        self.width
    }

    /// The number of bytes in a row.
    pub const fn stride(&self) -> usize {
        (self.width as usize).div_ceil(8)
    }

    /// The number of rows.
    pub const fn rows(&self) -> u32 {
        (self.data.len() / self.stride()) as u32
    }

    /// The bytes of row `index`, counted from 0 at the top; an empty slice below the page.
    pub fn row(&self, index: u32) -> &[u8] {
        let start = self.stride() * index as usize;
        self.data.get(start..start + self.stride()).unwrap_or_default()
    }

    /// All rows, one after the other.
    pub fn data(&self) -> &[u8] {
        &self.data
    }

    /// The bytes of the finished rows, to which the decoder appends rows.
    pub(super) const fn data_mut(&mut self) -> &mut Vec<u8> {
        &mut self.data
    }

    /// A mask for the last byte of a row: 1 for bits that hold pixels, 0 for padding.
    const fn padding_mask(&self) -> u8 {
        match self.width % 8 {
            0 => 0xFF,
            used => 0xFF << (8 - used),
        }
    }
}

/// Prints only the size of the page, since it has too many pixels to print.
impl std::fmt::Debug for Bitmap {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Bitmap")
            .field("width", &self.width)
            .field("rows", &self.rows())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_padded_cut_and_masked_to_the_width() {
        let mut page = Bitmap::new(12);
        page.push_row(&[0xFF, 0xFF, 0xFF]);
        page.push_row(&[0x80]);
        assert_eq!((page.rows(), page.stride()), (2, 2));
        assert_eq!(page.data(), [0xFF, 0xF0, 0x80, 0x00]);
        assert_eq!(page.row(1), [0x80, 0x00]);
        assert!(page.row(2).is_empty());
    }

    #[test]
    fn pixels_outside_the_page_are_white_and_cannot_be_set() {
        let mut page = Bitmap::white(9, 1);
        page.set(8, 0, true);
        page.set(9, 0, true);
        page.set(0, 1, true);
        assert_eq!(page.data(), [0x00, 0x80]);
        assert!(page.is_black(8, 0) && !page.is_black(9, 0) && !page.is_black(8, 1));
    }

    #[test]
    fn a_repeated_row_of_an_empty_page_is_white() {
        let mut page = Bitmap::new(8);
        page.repeat_row();
        page.push_row(&[1]);
        page.repeat_row();
        assert_eq!(page.data(), [0, 1, 1]);
        page.truncate(1);
        assert_eq!(page.rows(), 1);
    }
}
