//! TIFF files.
//!
//! A step is a file, damaged, that is read with all its pages: each page that is given
//! can be decoded and has the size that it says.

use std::io::Write;
use std::path::Path;
use std::sync::OnceLock;

use ferrofax::document::tiff::{self, Builder, NewPage};
use ferrofax::t4::{Coding, EncodeOptions, PageQuality, Resolution, encode};

use crate::fuzz::damage::{any_bytes, damage};
use crate::fuzz::runner::Case;
use crate::pages;
use ferrofax_kit::random::Random;

/// Pages that say that they are larger are seldom decoded: a small file may well be a
/// large white page.
const USUAL_PIXELS: u64 = 4_000_000;

pub(crate) fn case(case: &mut Case) {
    case.steps = 1;
    let random = &mut case.random;
    let good = good_files();
    let mut bytes = good[random.below(good.len() as u32) as usize].clone();
    if random.below(3) > 0 {
        damage_numbers(&mut bytes, random);
    }
    damage(&mut bytes, good, random);
    if random.below(100) == 0 {
        bytes = any_bytes(200, random);
    }
    case.input.clone_from(&bytes);
    let Ok(file) = tiff::load_bytes(bytes, Path::new("any.tif")) else { return };
    for page in file.pages.iter().take(8) {
        let pixels = u64::from(page.width) * u64::from(page.rows);
        assert!(pixels > 0 && page.x_dpi > 0.0 && page.y_dpi > 0.0, "{page:?}");
        if pixels > USUAL_PIXELS && (pixels > 16 * USUAL_PIXELS || random.below(50) > 0) {
            continue;
        }
        let (bitmap, quality) = page.decode();
        assert_eq!((bitmap.width(), bitmap.rows()), (page.width, page.rows));
        assert!(quality.bad_rows <= page.rows.max(quality.rows), "{quality:?}");
        let greys = page.picture();
        assert_eq!(greys.is_some(), page.is_picture());
        assert!(greys.is_none_or(|greys| (greys.width(), greys.rows()) == (page.width, page.rows)));
        assert!(page.t6().is_ok());
        assert!(page.colours().count() <= 2 && page.colours().next() == page.colour());
    }
}

/// Turns a number of a directory into another one: where most of a file's meaning is.
fn damage_numbers(bytes: &mut [u8], random: &mut Random) {
    for _ in 0..=random.below(3) {
        // Directories stand at their files' ends or beginnings, at even places.
        let near = random.below(400).min(bytes.len().saturating_sub(4) as u32) as usize & !1;
        let at = if random.below(2) == 0 { near } else { bytes.len().saturating_sub(near + 4) };
        let numbers =
            [0, 1, 2, 3, 4, 5, 7, 8, 32_773, 34_712, 0xFFFF, 0x10000, 0x7FFF_FFFF, 0xFFFF_FFFF];
        let number: u32 = numbers[random.below(numbers.len() as u32) as usize];
        if let Some(place) = bytes.get_mut(at..at + if random.below(2) == 0 { 2 } else { 4 }) {
            place.copy_from_slice(&number.to_le_bytes()[..place.len()]);
        }
    }
}

/// Files as we write them, and as others do: kinds of coding, colours, byte orders.
fn good_files() -> &'static [Vec<u8>] {
    static FILES: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
    FILES.get_or_init(|| {
        let mut builder = Builder::new();
        for page in [pages::text(216, 24, 30), pages::photo(64, 16)] {
            let quality = PageQuality { rows: page.rows(), ..PageQuality::default() };
            let date_time = "2026:11:20 08:13:33";
            let (bitmap, resolution) = (&page, Resolution::Fine);
            let page = NewPage { bitmap, resolution, quality, date_time };
            // In colours, too, as what is to be sent has itself: as they begin.
            builder.push_in_codings(&page, &[b"\xFF\xD8", b"\xFF\xA8"]);
        }
        let mut files = vec![builder.finish()];
        let grey: Vec<u8> = (0..40 * 16).map(|at| (at * 7) as u8).collect();
        let packed = |bytes: &[u8]| {
            bytes
                .chunks(100)
                .flat_map(|run| [&[run.len() as u8 - 1][..], run].concat())
                .collect()
        };
        let lzw = || {
            weezl::encode::Encoder::with_tiff_size_switch(weezl::BitOrder::Msb, 8)
                .encode(&grey)
                .expect("LZW")
        };
        let codings: [(u32, Vec<u8>); 4] =
            [(1, grey.clone()), (32_773, packed(&grey)), (5, lzw()), (8, deflated(&grey))];
        for (compression, data) in &codings {
            for big_endian in [false, true] {
                files.push(made(
                    big_endian,
                    &[(258, 8), (259, *compression), (262, 1)],
                    (40, 16),
                    data,
                ));
            }
            files.push(made(
                false,
                &[(258, 4), (259, *compression), (262, 1), (317, 1)],
                (80, 16),
                data,
            ));
            files.push(made(
                false,
                &[(258, 1), (259, *compression), (262, 0), (274, 6)],
                (320, 16),
                data,
            ));
            files.push(made(
                true,
                &[(258, 16), (259, *compression), (262, 1), (317, 2)],
                (20, 16),
                data,
            ));
            let tiles = [(258, 8), (259, *compression), (262, 1), (322, 32), (323, 16)];
            files.push(made(false, &tiles, (32, 16), data));
        }
        let page = pages::text(216, 24, 30);
        for (compression, coding, options) in
            [(3, Coding::Mh, 0), (3, Coding::Mr, 1), (4, Coding::Mmr, 0)]
        {
            for fill_order in [1, 2] {
                let data = encode(
                    &page,
                    coding,
                    EncodeOptions { lsb_first: fill_order == 2, ..EncodeOptions::default() },
                );
                let tags =
                    [(258, 1), (259, compression), (262, 0), (266, fill_order), (292, options)];
                files.push(made(fill_order == 2, &tags, (216, 24), &data));
            }
        }
        files
    })
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    encoder
        .write_all(bytes)
        .and_then(|()| encoder.finish())
        .expect("a Vec takes all")
}

/// A file of one strip or tile with these tags beside those that all have.
fn made(big_endian: bool, tags: &[(u16, u32)], (width, rows): (u32, u32), data: &[u8]) -> Vec<u8> {
    let short = |number: u16| if big_endian { number.to_be_bytes() } else { number.to_le_bytes() };
    let long = |number: u32| if big_endian { number.to_be_bytes() } else { number.to_le_bytes() };
    let tiled = tags.iter().any(|(tag, _)| *tag == 322);
    let (place, count) = if tiled { (324, 325) } else { (273, 279) };
    let mut all = vec![
        (256, width),
        (257, rows),
        (277, 1),
        (278, rows),
        (place, 8),
        (count, data.len() as u32),
    ];
    all.extend_from_slice(tags);
    all.sort_unstable();
    let mut bytes = if big_endian { b"MM\0\x2A".to_vec() } else { b"II\x2A\0".to_vec() };
    bytes.extend(long(8 + data.len() as u32));
    bytes.extend_from_slice(data);
    bytes.extend(short(all.len() as u16));
    for (tag, value) in all {
        bytes.extend([short(tag), short(4)].concat());
        bytes.extend([long(1), long(value)].concat());
    }
    bytes.extend(long(0));
    bytes
}

#[test]
fn the_files_are_good_ones() {
    for (number, file) in good_files().iter().enumerate() {
        let read = tiff::load_bytes(file.clone(), Path::new("good.tif"))
            .unwrap_or_else(|error| panic!("{number}: {error}"));
        assert_eq!(read.damage, None, "{number}");
        assert!(read.pages.iter().all(|page| page.decode().1.bad_rows == 0), "{number}");
    }
}
