//! PWG raster and URF, read by their standards and not by our own reader.

use ferrofax::t4::Bitmap;

/// A page of a raster file.
pub(super) struct Page {
    pub(super) bitmap: Bitmap,
    pub(super) dpi: u32,
    /// The word of the head that tells the sides: of PWG raster or URF.
    pub(super) duplex: u32,
    /// CrossFeedTransform and FeedTransform of PWG raster.
    pub(super) transforms: [u32; 2],
}

fn word(bytes: &[u8], at: usize) -> u32 {
    u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap())
}

/// PWG 5102.4 §4.
pub(super) fn pwg(file: &[u8]) -> Vec<Page> {
    let mut rest = file.strip_prefix(b"RaS2").expect("PWG raster");
    let mut pages = Vec::new();
    while !rest.is_empty() {
        let (head, rows) = rest.split_at(1796);
        assert!(head.starts_with(b"PwgRaster\0"));
        let (width, height, bits) = (word(head, 372), word(head, 376), word(head, 388));
        // Of black_1 a 1 is black; of sgray_8 and srgb_8 a 0.
        assert_eq!(word(head, 400), if bits == 1 { 3 } else { 18 });
        let (bitmap, next) = unpacked(rows, width, height, bits);
        pages.push(Page {
            bitmap,
            dpi: word(head, 276),
            duplex: word(head, 272),
            transforms: [word(head, 456), word(head, 460)],
        });
        rest = next;
    }
    pages
}

/// A URF of grey pages.
pub(super) fn urf(file: &[u8]) -> Vec<Page> {
    let count = word(file.strip_prefix(b"UNIRAST\0").expect("URF"), 0);
    let mut rest = &file[12..];
    let mut pages = Vec::new();
    while !rest.is_empty() {
        let (head, rows) = rest.split_at(32);
        assert_eq!(head[..2], [8, 0], "grey");
        let (bitmap, next) = unpacked(rows, word(head, 12), word(head, 16), 8);
        let (dpi, duplex) = (word(head, 20), u32::from(head[2]));
        pages.push(Page { bitmap, dpi, duplex, transforms: [1, 1] });
        rest = next;
    }
    assert_eq!(pages.len(), count as usize);
    pages
}

/// A page's rows, and what stands behind them.
fn unpacked(mut bytes: &[u8], width: u32, height: u32, bits: u32) -> (Bitmap, &[u8]) {
    let mut page = Bitmap::white(width, height);
    let stride = (width * bits).div_ceil(8) as usize;
    let mut y = 0;
    while y < height {
        let times = u32::from(bytes[0]) + 1;
        bytes = &bytes[1..];
        let mut row = Vec::new();
        while row.len() < stride {
            let code = usize::from(bytes[0]);
            if code < 128 {
                row.extend(std::iter::repeat_n(bytes[1], code + 1));
                bytes = &bytes[2..];
            } else {
                row.extend_from_slice(&bytes[1..258 - code]);
                bytes = &bytes[258 - code..];
            }
        }
        assert_eq!(row.len(), stride, "row {y}");
        let is_black = |x: u32| match bits {
            1 => row[(x / 8) as usize] & (0x80 >> (x % 8)) != 0,
            _ => row[x as usize] == 0,
        };
        for x in (0..width).filter(|x| is_black(*x)) {
            (y..y + times).for_each(|y| page.set(x, y, true));
        }
        y += times;
    }
    assert_eq!(y, height);
    (page, bytes)
}

/// Each pixel between the edges of what is drawn is that of the fax that lies there, and
/// around it all is white. The fax has a frame at its edge.
pub(super) fn assert_shows(sheet: &Bitmap, fax: &Bitmap) {
    let (columns, rows) = super::super::bench::extent(sheet);
    let (width, height) = (columns.end - columns.start, rows.end - rows.start);
    assert!(width >= fax.width() && height >= fax.rows(), "{width} × {height}: nothing is lost");
    // A pixel goes from its left edge, rounded, to that of the next.
    let map = |from: u32, to: u32| -> Vec<u32> {
        let edge =
            |x: u32| (u64::from(x) * u64::from(to) * 2 + u64::from(from)) / (2 * u64::from(from));
        let mut map = Vec::new();
        (0..from).for_each(|x| map.resize(edge(x + 1) as usize, x));
        map
    };
    let (across, down) = (map(fax.width(), width), map(fax.rows(), height));
    for y in 0..height {
        for x in 0..width {
            let drawn = sheet.is_black(columns.start + x, rows.start + y);
            let own = fax.is_black(across[x as usize], down[y as usize]);
            assert_eq!(drawn, own, "pixel {x} of row {y}");
        }
    }
}
