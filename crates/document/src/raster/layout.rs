//! The layout of raster files: of CUPS and PWG (PWG 5102.4 §4.3), and of URF.

/// The beginning of a file of PWG raster. CUPS' own raster may begin differently.
pub const PWG_SYNC: &[u8; 4] = b"RaS2";
/// The beginning of a file of URF; the number of its pages follows.
pub const URF_SYNC: &[u8; 8] = b"UNIRAST\0";
/// The beginning of a page's head in PWG raster.
pub const PWG_RASTER: &[u8] = b"PwgRaster\0";

/// The bytes of a page's head in PWG raster, and in CUPS raster of versions 2 and 3.
pub const CUPS_HEAD: usize = 1796;
/// The bytes of a page's head in URF.
pub const URF_HEAD: usize = 32;

/// The positions of words in a page's head in CUPS and PWG raster, in bytes.
pub mod cups {
    /// Duplex: 1 if the back of the sheet is printed on, too.
    pub const DUPLEX: usize = 272;
    /// HWResolution across, in pixels an inch.
    pub const X_DPI: usize = 276;
    /// HWResolution down, in pixels an inch.
    pub const Y_DPI: usize = 280;
    /// NumCopies: the number of copies.
    pub const COPIES: usize = 340;
    /// PageSize across, in points.
    pub const PAGE_WIDTH: usize = 352;
    /// PageSize down, in points.
    pub const PAGE_HEIGHT: usize = 356;
    /// Width, in pixels.
    pub const WIDTH: usize = 372;
    /// Height, in rows.
    pub const ROWS: usize = 376;
    /// BitsPerColor: the bits of a colour.
    pub const BITS_PER_COLOUR: usize = 384;
    /// BitsPerPixel: the bits of a pixel.
    pub const BITS_PER_PIXEL: usize = 388;
    /// BytesPerLine: the bytes of a row.
    pub const STRIDE: usize = 392;
    /// ColorOrder: 0, chunky.
    pub const COLOUR_ORDER: usize = 396;
    /// ColorSpace: one of the values below.
    pub const COLOUR_SPACE: usize = 400;
    /// NumColors: the number of colours.
    pub const COLOURS: usize = 420;
    /// TotalPageCount: the number of pages.
    pub const PAGES: usize = 452;
    /// CrossFeedTransform: 1, or -1 if rows go from right to left.
    pub const CROSS_FEED: usize = 456;
    /// FeedTransform: 1, or -1 if the last row comes first.
    pub const FEED: usize = 460;
    /// ImageBoxLeft, ImageBoxTop, ImageBoxRight, ImageBoxBottom: four words.
    pub const IMAGE_BOX: usize = 464;
    /// PageSizeName, up to 64 bytes with a zero at their end.
    pub const PAGE_NAME: usize = 1732;

    /// The value of [`COLOUR_SPACE`] for bits of which 1 is black.
    pub const BLACK: u32 = 3;
    /// The value of [`COLOUR_SPACE`] for greys of which 255 is white.
    pub const SGRAY: u32 = 18;
    /// The value of [`COLOUR_SPACE`] for red, green, blue.
    pub const SRGB: u32 = 19;
}

/// The positions of fields in a page's head in URF, in bytes.
pub mod urf {
    /// The bits of a pixel, a byte.
    pub const BITS: usize = 0;
    /// The colours, a byte.
    pub const COLOURS: usize = 1;
    /// The sides, a byte. 1: one side; 2: both, over the short edge; 3: both, over the long edge.
    pub const SIDES: usize = 2;
    /// The print quality as in IPP, a byte: 4 is normal.
    pub const QUALITY: usize = 3;
    /// The pixels across, a word.
    pub const WIDTH: usize = 12;
    /// The rows, a word.
    pub const ROWS: usize = 16;
    /// The pixels an inch, a word.
    pub const DPI: usize = 20;

    /// The value of [`COLOURS`] for greys of which 255 is white.
    pub const SGRAY: u8 = 0;
    /// The value of [`COLOURS`] for red, green, blue.
    pub const SRGB: u8 = 1;
}
