//! Tests with files that are written here, for each rule of the formats separately.

use super::*;
use ferrofax_document::tiff::load_bytes;

/// Writes a page's header in network byte order with these fields.
fn pwg(words: &[(usize, u32)]) -> Vec<u8> {
    let mut head = vec![0; 1796];
    head[..10].copy_from_slice(b"PwgRaster\0");
    for (at, word) in words {
        head[*at..at + 4].copy_from_slice(&word.to_be_bytes());
    }
    head
}

/// Writes a black page of 16 × 100 pixels at 204 × 196 dpi, with these fields changed.
fn black(words: &[(usize, u32)]) -> Vec<u8> {
    let usual =
        [(276, 204), (280, 196), (372, 16), (376, 100), (384, 1), (388, 1), (392, 2), (400, 3)];
    pwg(&[&usual, words].concat())
}

fn urf(bits: u8, colours: u8, width: u32, rows: u32, dpi: u32) -> Vec<u8> {
    let mut head = vec![bits, colours];
    head.resize(12, 0);
    [width, rows, dpi, 0, 0].iter().for_each(|word| head.extend(word.to_be_bytes()));
    head
}

/// The pages made from a file.
fn made(bytes: &[u8]) -> Result<Vec<(Bitmap, Resolution)>, String> {
    let wanted = Wanted { resolution: None, max_pages: 3, colours: false };
    let mut sink = std::io::sink();
    let mut out = Out::new(&mut sink, None);
    convert(bytes, &wanted, &mut out).map_err(|unfit| unfit.what)?;
    let file = load_bytes(out.file.finish(), std::path::Path::new("")).unwrap();
    let page = |page: &ferrofax_document::tiff::TiffPage| {
        (page.bitmap().unwrap(), page.resolution.unwrap())
    };
    Ok(file.pages.iter().map(page).collect())
}

/// A row of a narrow page as text; `#` is black. It begins at the position where the page is placed
/// on its paper.
fn row(page: &Bitmap, width: u32, y: u32) -> String {
    let left = (page.width() - width) / 2;
    (left..left + width)
        .map(|x| if page.is_black(x, y) { '#' } else { '.' })
        .collect()
}

#[test]
fn rows_are_unpacked_by_each_of_their_codes() {
    // A literal row, twice; a row of one run; a row that is white to its end; then white rows to
    // the page's end.
    let rows = [&[1, 255, 0xF0, 0x81][..], &[0, 1, 0xAA], &[0, 0, 0xFF, 128], &[96, 128]].concat();
    let pages = made(&[&b"RaS2"[..], &black(&[]), &rows].concat()).unwrap();
    let [(page, Resolution::Fine)] = &pages[..] else { panic!("{pages:?}") };
    assert_eq!((page.width(), page.rows()), (1728, 100), "pixel by pixel, in the middle");
    assert_eq!(row(page, 16, 0), "####....#......#");
    assert_eq!(row(page, 16, 1), row(page, 16, 0));
    assert_eq!(row(page, 16, 2), "#.#.#.#.#.#.#.#.");
    assert_eq!(row(page, 16, 3), "########........");
    assert_eq!(row(page, 16, 99), "................");
}

#[test]
fn each_resolution_of_fax_machines_and_each_way_to_say_black_is_taken_pixel_by_pixel() {
    for (y_dpi, resolution) in
        [(98, Resolution::Standard), (196, Resolution::Fine), (391, Resolution::Superfine)]
    {
        for (colours, bits, stride, ink) in [(3, 1, 2, 0xF0), (18, 1, 2, 0x0F), (0, 1, 2, 0x0F)] {
            let words = [(280, y_dpi), (400, colours), (388, bits), (392, stride)];
            let file = [&b"RaS2"[..], &black(&words), &[99, 1, ink]].concat();
            let pages = made(&file).unwrap();
            let [(page, found)] = &pages[..] else { panic!("{pages:?}") };
            assert_eq!((*found, row(page, 16, 50).as_str()), (resolution, "####....####...."));
        }
    }
    // The page is in greys, but has only black and white.
    let greys = [(384, 8), (388, 8), (392, 16), (400, 18)];
    let line = [&[99_u8][..], &[3, 0, 3, 255, 3, 0, 3, 255]].concat();
    let pages = made(&[&b"RaS2"[..], &black(&greys), &line].concat()).unwrap();
    assert_eq!(row(&pages[0].0, 16, 50), "####....####....");
}

#[test]
fn the_back_of_a_sheet_is_turned_as_its_head_says() {
    let rows = [&[0, 255, 0xF0, 0x01][..], &[98, 128]].concat();
    let page = |cross: u32, feed: u32, width: u32| {
        let words = [(456, cross), (460, feed), (372, width)];
        made(&[&b"RaS2"[..], &black(&words), &rows].concat()).unwrap().remove(0).0
    };
    let back = u32::MAX;
    assert_eq!(row(&page(1, 1, 16), 16, 0), "####...........#");
    assert_eq!(row(&page(back, 1, 16), 16, 0), "#...........####");
    assert_eq!(row(&page(1, back, 16), 16, 99), "####...........#");
    assert_eq!(row(&page(back, back, 16), 16, 99), "#...........####");
    // If the last byte is not full, the pixels are reversed, and the padding stays at the end.
    assert_eq!(row(&page(back, 1, 13), 13, 0), ".........####");
}

#[test]
fn other_resolutions_and_colours_are_drawn_at_their_true_size() {
    // A page of A4 at 75 dpi, whose upper half is black or blue.
    let (width, rows) = (620_u32, 877_u32);
    let a4 = |words: &[(usize, u32)]| {
        let usual = [(276, 75), (280, 75), (372, width), (376, rows), (384, 8)];
        pwg(&[&usual, words].concat())
    };
    let half = |run: &[u8]| {
        let packed = run.repeat(5);
        let lines = |times: u8, row: &[u8]| [&[times - 1][..], row].concat();
        [lines(219, &packed), lines(219, &packed), lines(219, &[128]), lines(220, &[128])].concat()
    };
    let grey = [b"RaS2", &a4(&[(388, 8), (392, width), (400, 18)])[..], &half(&[123, 0])].concat();
    let blue = half(&[123, 0, 0, 128]);
    let blue = [b"RaS2", &a4(&[(388, 24), (392, width * 3), (400, 19)])[..], &blue].concat();
    let urf_of = |bits, colours, rows_of: Vec<u8>| {
        let head = urf(bits, colours, width, rows, 75);
        [b"UNIRAST\0", &1_u32.to_be_bytes()[..], &head, &rows_of].concat()
    };
    for file in [grey, blue, urf_of(8, 0, half(&[123, 0])), urf_of(24, 1, half(&[123, 0, 0, 128]))]
    {
        let pages = made(&file).unwrap();
        let [(page, Resolution::Fine)] = &pages[..] else { panic!("{pages:?}") };
        assert_eq!(page.width(), 1728);
        assert!((f64::from(page.rows()) - 297.0 * 7.7).abs() < 3.0, "{}", page.rows());
        let dark = |y: u32| (200..1500).filter(|x| page.is_black(*x, y)).count();
        assert!(dark(500) > 900 && dark(1800) == 0, "{} {}", dark(500), dark(1800));
        assert!(!page.is_black(5, 500), "beside the sheet");
    }
}

#[test]
fn cups_own_files_are_read_in_both_orders_and_unpacked_ones_too() {
    let backwards = |head: Vec<u8>| {
        let turned = head[64..].chunks(4).flat_map(|word| word.iter().rev().copied());
        [vec![0; 64], turned.collect()].concat()
    };
    let plain: Vec<u8> = [0xF0, 0x81].repeat(100);
    let packed = [99, 255, 0xF0, 0x81];
    let head = black(&[]);
    for (sync, head, rows) in [
        (b"RaS3", head.clone(), &plain[..]),
        (b"3SaR", backwards(head.clone()), &plain),
        (b"2SaR", backwards(head.clone()), &packed),
        (b"RaSt", head[..420].to_vec(), &plain),
        (b"tSaR", backwards(head)[..420].to_vec(), &plain),
    ] {
        let pages = made(&[&sync[..], &head, rows].concat()).unwrap();
        assert_eq!(row(&pages[0].0, 16, 99), "####....#......#", "{sync:?}");
    }
}

#[test]
fn what_is_cut_off_wrong_or_a_bomb_is_refused_with_its_page_and_the_reason() {
    let rows = [99, 128];
    let whole = [&b"RaS2"[..], &black(&[(452, 2)]), &rows, &black(&[(452, 2)]), &rows].concat();
    assert_eq!(made(&whole).unwrap().len(), 2);
    let one = |words: &[(usize, u32)], rows: &[u8]| [&b"RaS2"[..], &black(words), rows].concat();
    let urf_page = [b"UNIRAST\0", &[0, 0, 0, 0][..], &urf(32, 6, 9, 9, 300)].concat();
    for (file, says) in [
        (b"RaS2".to_vec(), "it has no pages"),
        (b"UNIRAST\0\0".to_vec(), "it is cut off in its header"),
        (whole[..1000].to_vec(), "page 1 is cut off in its header"),
        (whole[..1801].to_vec(), "page 1 is cut off: it has 0 of 100 rows"),
        (whole[..1802].to_vec(), "it is cut off: it has 1 of 2 pages"),
        (whole[..2000].to_vec(), "page 2 is cut off in its header"),
        (one(&[], &[9, 128]), "page 1 is cut off: it has 10 of 100 rows"),
        (one(&[], &[0, 5, 0]), "page 1 is damaged in row 1"),
        (one(&[(372, 0)], &rows), "page 1 has no size: it is 0 × 100 pixels"),
        (one(&[(276, 0)], &rows), "page 1 has a resolution of 0 × 196 dpi"),
        (one(&[(372, 4_000_000_000)], &rows), "page 1 has too many pixels: 4000000000 × 100"),
        (one(&[(376, 4_000_000_000)], &rows), "page 1 has too many pixels: 16 × 4000000000"),
        (one(&[(376, 1_000_000)], &rows), "mm long; a fax page has at most 2100 mm"),
        (one(&[(392, 1)], &rows), "page 1 has rows of 1 bytes, but its pixels need 2"),
        (one(&[(392, 4_000_000_000)], &rows), "page 1 has rows of 4000000000 bytes"),
        (one(&[(400, 6), (388, 32)], &rows), "(colour space 6, 32 bits a pixel)"),
        (urf_page, "page 1 has colours that can't be faxed"),
        ([&whole[..], &black(&[]), &rows, &black(&[]), &rows].concat(), "it has more than 3 pages"),
    ] {
        let refused = made(&file).unwrap_err();
        assert!(refused.contains(says), "{says}: {refused}");
    }
}
