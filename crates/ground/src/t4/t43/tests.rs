//! Tests with headers and planes of T.43 that are made here; tests with planes of jbigkit are in
//! `tests/parts`.

use super::*;
use crate::t4::Bitmap;

fn segment(number: u8, rest: &[u8]) -> Vec<u8> {
    let len = (8 + rest.len() as u16).to_be_bytes();
    [&[0xFF, 0xE1][..], &len, b"G3FAX", &[number], rest].concat()
}

fn first(coding: u8, kind: u8, bits: [u8; 4]) -> Vec<u8> {
    segment(0, &[&[0x07, 0xCD, 0, 200, coding, kind][..], &bits].concat())
}

/// A segment with a palette of these octets, with entries of three or six octets. `by` is added to
/// the correct length in its length field.
fn palette(kind: u16, count: u32, octets: &[u8], by: i32) -> Vec<u8> {
    let len = (4 + 12 + octets.len() as i32 + by) as u32;
    let parts: [&[u8]; 6] = [
        &[0xFF, 0xE3],
        &len.to_be_bytes(),
        b"G3FAX\x03",
        &kind.to_be_bytes(),
        &count.to_be_bytes(),
        octets,
    ];
    parts.concat()
}

/// Planes of eight pixels a row, with one row for each octet. Each plane is a separate picture.
fn pictures(planes: &[&[u8]]) -> Vec<u8> {
    let picture = |rows: &&[u8]| {
        let mut bitmap = Bitmap::new(8);
        rows.iter().for_each(|row| bitmap.push_row(&[*row]));
        jbig::encode(&bitmap, jbig::Options::default())
    };
    planes.iter().flat_map(picture).collect()
}

fn page(segments: &[Vec<u8>], planes: &[&[u8]]) -> Vec<u8> {
    [&BEGIN[..], &segments.concat(), &segment(0xFF, &[]), &pictures(planes)].concat()
}

#[test]
fn each_kind_of_page_is_read() {
    let lights = page(&[first(0, 0, [1, 1, 1, 0])], &[&[0xF0; 2], &[0xCC; 2], &[0xAA; 2]]);
    let facts = read(&lights).unwrap();
    assert_eq!((facts.width, facts.rows, facts.dpi, facts.has_end), (8, 2, 200, true));
    assert_eq!(facts.image, Image::Bits(Primaries::Rgb));
    let pixels = decode(&lights, Wanted::Colours).unwrap();
    assert_eq!(pixels.parts, [[7, 6, 5, 4, 3, 2, 1, 0].repeat(2)]);
    assert_eq!((pixels.good, pixels.fault), (2, None));
    assert_eq!(end(&[&lights[..], &[0; 100]].concat()), Some(lights.len()));

    // The Gray codes 0 1 3 2 6 7 5 4 mean 0 to 7, which are scaled to octets.
    let greys = page(&[first(0, 32, [3, 0, 0, 0])], &[&[0x0F], &[0x3C], &[0x66]]);
    let pixels = decode(&greys, Wanted::Lightness).unwrap();
    assert_eq!(pixels.parts, [[0, 36, 72, 109, 145, 182, 218, 255]]);

    // Of twelve bits the highest eight are decoded.
    let fine = page(&[first(0, 32, [12, 0, 0, 0])], &[&[0xFF_u8][..]; 12]);
    assert_eq!(decode(&fine, Wanted::Lightness).unwrap().parts, [[0b1010_1010; 8]]);

    let numbers = [0, 0, 1, 0, 0, 0, 0, 0, 0xFF_u8].map(|row| [row]);
    let numbers: Vec<&[u8]> = numbers.iter().map(|row| &row[..]).collect();
    let of_nine = [first(0, 17, [9, 0, 0, 0]), palette(4, 1, &[0x0F, 0xF0, 8, 0, 6, 0], 0)];
    let colours = page(&of_nine, &numbers);
    assert_eq!(read(&colours).unwrap().palette, [[255, 128, 96]]);
    let pixels = decode(&colours, Wanted::Colours).unwrap();
    assert_eq!(pixels.parts, [[0; 8], [1, 1, 1, 1, 1, 1, 1, 0x41]]);

    let lab = [&[0xFF_u8][..], &[0], &[0xF0], &[0x0F], &[0xFF]];
    let lab = page(&[first(0, 48, [2, 2, 1, 0])], &lab);
    let pixels = decode(&lab, Wanted::Colours).unwrap();
    let red = [[255; 4], [85; 4]].concat();
    assert_eq!(pixels.parts, [vec![255; 8], red, vec![255; 8]]);
    let light = decode(&lab, Wanted::Lightness).unwrap();
    assert_eq!((&light.parts[0], light.parts[1].len(), light.good), (&pixels.parts[0], 0, 1));
}

#[test]
fn a_palette_whose_length_counts_two_octets_less_is_read() {
    for by in [0, -2] {
        let segments = [first(0, 16, [1, 0, 0, 0]), palette(0, 2, &[1, 2, 3, 4, 5, 6], by)];
        let facts = read(&page(&segments, &[&[0x55]])).unwrap();
        assert_eq!(facts.palette, [[1, 2, 3], [4, 5, 6]], "{by}");
    }
}

#[test]
fn what_cannot_be_shown_is_named() {
    let planes: [&[u8]; 3] = [&[1], &[2], &[3]];
    let two = palette(0, 2, &[0; 6], 0);
    let huge = palette(0, u32::MAX, &[0; 6], 0);
    for (segments, fault) in [
        (vec![], Fault::Header),
        (vec![first(1, 0, [1; 4])], Fault::Coding(1)),
        (vec![first(0, 3, [1; 4])], Fault::Kind(3)),
        (vec![first(0, 48, [13, 8, 8, 0])], Fault::Bits(13)),
        (vec![first(0, 32, [0; 4])], Fault::Bits(0)),
        (vec![first(0, 16, [3, 0, 0, 0])], Fault::Palette),
        (vec![first(0, 16, [3, 0, 0, 0]), huge], Fault::Palette),
        (vec![first(0, 16, [17, 0, 0, 0]), two], Fault::Bits(17)),
    ] {
        assert_eq!(read(&page(&segments, &planes)), Err(fault), "{segments:?}");
    }
    let bits = [first(0, 0, [1; 4])];
    assert_eq!(read(&page(&bits, &[])), Err(Fault::NoPlane));
    assert_eq!(read(&page(&bits, &[&[1], &[2, 2], &[3]])), Err(Fault::Planes));
    let head = page(&bits, &[]).len();
    let whole = page(&bits, &planes);
    let changed = |at: usize, octet: u8| {
        let mut page = whole.clone();
        page[head + at] = octet;
        read(&page)
    };
    assert_eq!(changed(2, 4), Err(Fault::Planes), "more than the header says");
    assert_eq!(changed(8, 9), Err(Fault::TooLarge(8, 0x0900_0001)));
    assert_eq!(changed(5, 1), Err(Fault::Jbig(jbig::Fault::Width)));
    assert_eq!(changed(11, 0), Err(Fault::NoRows));
    assert_eq!(changed(0, 1), Err(Fault::Jbig(jbig::Fault::Layers)));
    let filled = [page(&bits, &planes[..2]), vec![0; 40]].concat();
    assert_eq!(read(&filled).map(|facts| (facts.rows, facts.has_end)), Ok((1, false)));
    // A cut page is either rejected or reported without an end.
    for len in 0..whole.len() {
        assert!(!read(&whole[..len]).is_ok_and(|facts| facts.has_end), "{len}");
        assert_eq!(decode(&whole[..len], Wanted::Colours).map_or(0, |pixels| pixels.good), 0);
    }
}

#[test]
fn a_page_without_pixels_is_of_the_same_kind() {
    let segments = [first(0, 16, [2, 0, 0, 0]), palette(0, 2, &[1, 2, 3, 4, 5, 6], 0)];
    let whole = page(&segments, &[&[0xF0; 40], &[0x3C; 40]]);
    let blank = without_pixels(&whole);
    assert_eq!(blank.len(), whole.len());
    let (facts, kept) = (read(&whole).unwrap(), read(&blank).unwrap());
    assert_eq!(kept.palette, [[0; 3]; 2]);
    assert_eq!(Facts { palette: facts.palette.clone(), ..kept }, facts);
    assert_ne!(decode(&blank, Wanted::Colours), decode(&whole, Wanted::Colours));
    assert_eq!(without_pixels(b"none"), [0; 4]);
}

/// Numbers of this many colours over a few stripes, more or less mixed.
fn numbered(width: u32, rows: u32, count: u32) -> Numbered {
    let places = (0..rows).flat_map(|y| (0..width).map(move |x| (x, y)));
    let numbers = places.map(|(x, y)| ((x / 5 + y / 3 * 7) % count) as u8).collect();
    let colours = (0..count).map(|number| [number as u8, 128, 96]).collect();
    Numbered { width, colours, numbers }
}

#[test]
fn what_is_coded_is_read_back_pixel_by_pixel() {
    for (width, rows, count, bits) in [
        (70, 300, 1, 1),
        (1, 1, 2, 1),
        (63, 129, 3, 2),
        (64, 128, 8, 3),
        (129, 40, 9, 4),
        (300, 257, 256, 8),
    ] {
        let page = numbered(width, rows, count);
        let octets = encode(&page, 200, usize::MAX).unwrap();
        let facts = read(&octets).unwrap();
        assert_eq!((facts.width, facts.rows, facts.dpi, facts.has_end), (width, rows, 200, true));
        assert_eq!((facts.image, facts.gamut), (Image::Palette(bits), Gamut::default()));
        assert_eq!(facts.palette, page.colours);
        let pixels = decode(&octets, Wanted::Colours).unwrap();
        assert_eq!((pixels.good, pixels.fault), (rows, None));
        assert!(pixels.parts == [page.numbers.clone()], "{count} colours");
        assert_eq!(end(&[&octets[..], &[0; 9]].concat()), Some(octets.len()));
        assert!(encode(&page, 200, octets.len()).is_some());
        assert!(encode(&page, 200, octets.len() - 1).is_none(), "it is longer");
    }
}

#[test]
fn what_no_page_may_be_is_not_coded() {
    let good = numbered(64, 3, 4);
    let with = |change: &dyn Fn(&mut Numbered)| {
        let mut page = good.clone();
        change(&mut page);
        encode(&page, 200, usize::MAX)
    };
    assert!(with(&|_| {}).is_some());
    assert!(with(&|page| page.numbers.clear()).is_none());
    assert!(with(&|page| _ = page.numbers.pop()).is_none(), "a row that is not whole");
    assert!(with(&|page| page.width = 0).is_none());
    assert!(with(&|page| page.colours.truncate(3)).is_none(), "a number without a colour");
    assert!(with(&|page| page.colours = vec![[0; 3]; 257]).is_none());
    assert!(with(&|page| (page.width, page.numbers) = (1, vec![0; 65_536])).is_none(), "too long");
}
