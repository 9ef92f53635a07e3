//! A picture in greys: what scans and photographs are before they are made black and white.

/// A picture of grey pixels, row by row from the top: 0 is black, 255 white.
#[derive(Clone, PartialEq, Eq)]
pub struct Grey {
    width: u32,
    data: Vec<u8>,
}

impl Grey {
    /// A picture of `width` pixels and as many whole rows as `data` has. The width is at least 1.
    pub fn new(width: u32, mut data: Vec<u8>) -> Self {
        let width = width.max(1);
        data.truncate(data.len() / width as usize * width as usize);
        Self { width, data }
    }

    /// A white picture.
    pub fn white(width: u32, rows: u32) -> Self {
        Self::new(width, vec![255; width.max(1) as usize * rows as usize])
    }

    /// Pixels in a row.
    pub const fn width(&self) -> u32 {
        self.width
    }

    /// How many rows there are.
    pub const fn rows(&self) -> u32 {
        (self.data.len() / self.width as usize) as u32
    }

    /// The pixels of row `index`; an empty slice below the picture.
    pub fn row(&self, index: u32) -> &[u8] {
        let (start, width) = (self.width as usize * index as usize, self.width as usize);
        self.data.get(start..start + width).unwrap_or_default()
    }

    /// All pixels.
    pub fn data(&self) -> &[u8] {
        &self.data
    }
}

/// Pictures are too large to print: the measures are shown, not the pixels.
impl std::fmt::Debug for Grey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Grey").field("width", &self.width).field("rows", &self.rows()).finish_non_exhaustive()
    }
}
