//! What stands where in raster files: of CUPS and PWG (PWG 5102.4 §4.3), and of URF.

/// How a file of PWG raster begins. CUPS' own may begin otherwise.
pub const PWG_SYNC: &[u8; 4] = b"RaS2";
/// How a file of URF begins; the count of its pages follows.
pub const URF_SYNC: &[u8; 8] = b"UNIRAST\0";
/// How a page's head begins in PWG raster.
pub const PWG_RASTER: &[u8] = b"PwgRaster\0";

/// Bytes of a page's head in PWG raster, and in CUPS raster of versions 2 and 3.
pub const CUPS_HEAD: usize = 1796;
/// Bytes of a page's head in URF.
pub const URF_HEAD: usize = 32;

/// Words of a page's head in CUPS and PWG raster, by the byte that they begin at.
pub mod cups {
    /// Duplex: 1 if the back of the sheet is printed on, too.
    pub const DUPLEX: usize = 272;
    /// HWResolution: pixels an inch across, then down.
    pub const X_DPI: usize = 276;
    /// The second of these.
    pub const Y_DPI: usize = 280;
    /// NumCopies.
    pub const COPIES: usize = 340;
    /// PageSize in points: across, then down.
    pub const PAGE_WIDTH: usize = 352;
    /// The second of these.
    pub const PAGE_HEIGHT: usize = 356;
    /// Width, in pixels.
    pub const WIDTH: usize = 372;
    /// Height, in rows.
    pub const ROWS: usize = 376;
    /// BitsPerColor.
    pub const BITS_PER_COLOUR: usize = 384;
    /// BitsPerPixel.
    pub const BITS_PER_PIXEL: usize = 388;
    /// BytesPerLine.
    pub const STRIDE: usize = 392;
    /// ColorOrder: 0, chunky.
    pub const COLOUR_ORDER: usize = 396;
    /// ColorSpace.
    pub const COLOUR_SPACE: usize = 400;
    /// NumColors.
    pub const COLOURS: usize = 420;
    /// TotalPageCount.
    pub const PAGES: usize = 452;
    /// CrossFeedTransform: 1, or -1 where rows go from right to left.
    pub const CROSS_FEED: usize = 456;
    /// FeedTransform: 1, or -1 where the last row comes first.
    pub const FEED: usize = 460;
    /// ImageBoxLeft, ImageBoxTop, ImageBoxRight, ImageBoxBottom: four words.
    pub const IMAGE_BOX: usize = 464;
    /// PageSizeName, up to 64 bytes with a zero at their end.
    pub const PAGE_NAME: usize = 1732;

    /// Values of [`COLOUR_SPACE`]: 1 is black.
    pub const BLACK: u32 = 3;
    /// 255 is white.
    pub const SGRAY: u32 = 18;
    /// Red, green, blue.
    pub const SRGB: u32 = 19;
}

/// What stands in a page's head in URF, by the byte that it begins at.
pub mod urf {
    /// Bits of a pixel, a byte.
    pub const BITS: usize = 0;
    /// The colours, a byte.
    pub const COLOURS: usize = 1;
    /// 1: one side; 2: both, over the short edge; 3: both, over the long edge. A byte.
    pub const SIDES: usize = 2;
    /// Print quality as IPP has it, a byte: 4 is normal.
    pub const QUALITY: usize = 3;
    /// Pixels across, a word.
    pub const WIDTH: usize = 12;
    /// Rows, a word.
    pub const ROWS: usize = 16;
    /// Pixels an inch, a word.
    pub const DPI: usize = 20;

    /// Values of [`COLOURS`]: 255 is white.
    pub const SGRAY: u8 = 0;
    /// Red, green, blue.
    pub const SRGB: u8 = 1;
}
