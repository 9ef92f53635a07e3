//! TIFF files of every kind that libtiff's tools write are read: greys, colours,
//! palettes, tiles, planes, every compression.
//!
//! `make test` installs libtiff-tools. Without them the tests say so and do nothing.

use std::path::Path;

use crate::programs::is_there;
use ferrofax::document::grey::Grey;
use ferrofax::document::tiff::{self, TiffPage};

fn run(dir: &Path, line: &str) {
    let words: Vec<&str> = line.split_whitespace().collect();
    crate::run(words[0], &words[1..], dir);
}

const WIDTH: u32 = 173;
const ROWS: u32 = 90;

/// A colour that changes slowly, so that JPEG hardly changes it.
fn colour(x: u32, y: u32) -> [u8; 3] {
    [(x * 255 / WIDTH) as u8, (y * 255 / ROWS) as u8, ((x + y) * 255 / (WIDTH + ROWS)) as u8]
}

fn light([r, g, b]: [u8; 3]) -> f64 {
    0.299 * f64::from(r) + 0.587 * f64::from(g) + 0.114 * f64::from(b)
}

fn write_colours(dir: &Path) {
    let mut bytes = format!("P6\n{WIDTH} {ROWS}\n255\n").into_bytes();
    bytes.extend((0..ROWS).flat_map(|y| (0..WIDTH).flat_map(move |x| colour(x, y))));
    std::fs::write(dir.join("colour.ppm"), bytes).expect("it is written");
    run(dir, "ppm2tiff -R 150 colour.ppm colour.tif");
}

fn write_greys(dir: &Path) {
    let mut bytes = format!("P5\n{WIDTH} {ROWS}\n255\n").into_bytes();
    bytes
        .extend((0..ROWS).flat_map(|y| (0..WIDTH).map(move |x| light(colour(x, y)).round() as u8)));
    std::fs::write(dir.join("grey.pgm"), bytes).expect("it is written");
    run(dir, "ppm2tiff -R 150 grey.pgm grey.tif");
}

/// How far the picture is from what it should be, at most.
fn worst(picture: &Grey) -> f64 {
    assert_eq!((picture.width(), picture.rows()), (WIDTH, ROWS));
    let off = |x: u32, y: u32| (f64::from(picture.row(y)[x as usize]) - light(colour(x, y))).abs();
    (0..ROWS)
        .flat_map(|y| (0..WIDTH).map(move |x| (x, y)))
        .map(|(x, y)| off(x, y))
        .fold(0.0, f64::max)
}

fn only_page(path: &Path, kind: &str) -> TiffPage {
    let mut read = tiff::load(path).unwrap_or_else(|error| panic!("{kind}: {error}"));
    assert_eq!((read.pages.len(), &read.damage), (1, &None), "{kind}");
    let page = read.pages.remove(0);
    assert_eq!(page.decode().1.bad_rows, 0, "{kind}");
    page
}

fn check(dir: &Path, file: &str, kind: &str, within: f64) {
    let page = only_page(&dir.join(file), kind);
    let worst = worst(&page.picture().expect("a picture"));
    assert!(worst <= within, "{kind}: {worst} off");
}

#[test]
fn greys_and_colours_of_every_compression_and_layout_are_read() {
    if !(is_there("tiffcp") && is_there("ppm2tiff")) {
        return;
    }
    let dir = tempfile::tempdir().expect("a folder");
    let dir = dir.path();
    write_colours(dir);
    write_greys(dir);
    for file in ["colour", "grey"] {
        for packing in ["none", "packbits", "lzw", "lzw:2", "zip", "zip:2"] {
            for layout in ["-s -r 7", "-t -w 48 -l 32"] {
                for order in ["-L", "-B", "-L -8", "-B -8", "-f lsb2msb"] {
                    for planes in ["contig", "separate"] {
                        let kind = format!("-c {packing} {layout} {order} -p {planes}");
                        run(dir, &format!("tiffcp {kind} {file}.tif other.tif"));
                        check(dir, "other.tif", &format!("{file} {kind}"), 2.0);
                    }
                }
            }
        }
        for layout in ["-s -r 16", "-s -r 90", "-t -w 64 -l 32"] {
            for form in ["jpeg:90", "jpeg:r:90"] {
                let kind = format!("-c {form} {layout}");
                run(dir, &format!("tiffcp {kind} {file}.tif other.tif"));
                check(dir, "other.tif", &format!("{file} {kind}"), 12.0);
            }
        }
    }
    assert!((only_page(&dir.join("colour.tif"), "").x_dpi - 150.0).abs() < 0.01);
}

#[test]
fn palettes_shared_colours_and_transparent_pixels_are_read() {
    if !(is_there("tiffcp") && is_there("ppm2tiff") && is_there("tiff2rgba")) {
        return;
    }
    let dir = tempfile::tempdir().expect("a folder");
    let dir = dir.path();
    write_colours(dir);
    if is_there("tiffmedian") {
        for packing in ["none", "packbits", "lzw"] {
            run(dir, &format!("tiffmedian -c {packing} colour.tif other.tif"));
            // The tool's own choice of colours is not a good one: what libtiff makes of
            // the palette counts.
            run(dir, "tiff2rgba -c none -n other.tif colours.tif");
            let pictures = ["other.tif", "colours.tif"]
                .map(|file| only_page(&dir.join(file), packing).picture());
            assert!(pictures[0].is_some() && pictures[0] == pictures[1], "palette {packing}");
        }
    }
    if is_there("rgb2ycbcr") {
        for (across, down) in [(1, 1), (2, 1), (2, 2), (4, 2)] {
            for packing in ["none", "packbits", "lzw", "zip"] {
                run(
                    dir,
                    &format!(
                        "rgb2ycbcr -c {packing} -h {across} -v {down} -r 16 colour.tif other.tif"
                    ),
                );
                check(dir, "other.tif", &format!("YCbCr {across} × {down} {packing}"), 3.0);
            }
        }
    }
    // With a fourth sample that says how opaque a pixel is.
    run(dir, "tiff2rgba -c lzw colour.tif other.tif");
    check(dir, "other.tif", "RGBA", 2.0);
}

#[test]
fn black_and_white_of_general_compressions_and_in_tiles_is_read() {
    if !(is_there("tiffcp") && is_there("ppm2tiff")) {
        return;
    }
    let dir = tempfile::tempdir().expect("a folder");
    let dir = dir.path();
    let stride = WIDTH.div_ceil(8);
    let mut bytes = format!("P4\n{WIDTH} {ROWS}\n").into_bytes();
    bytes.extend((0..ROWS * stride).map(|i| (i * i % 251) as u8));
    std::fs::write(dir.join("bits.pbm"), bytes).expect("it is written");
    run(dir, "ppm2tiff bits.pbm bits.tif");
    let wanted = only_page(&dir.join("bits.tif"), "").bitmap().expect("pixels");
    assert!(
        (0..ROWS)
            .flat_map(|y| (0..WIDTH).map(move |x| (x, y)))
            .any(|(x, y)| wanted.is_black(x, y))
    );
    for packing in ["none", "packbits", "lzw", "zip", "g3:1d", "g3:2d", "g4"] {
        for layout in ["-s -r 7", "-s -r 90", "-t -w 48 -l 32"] {
            for order in ["-L", "-B", "-B -8", "-f lsb2msb", "-f msb2lsb"] {
                let kind = format!("-c {packing} {layout} {order}");
                run(dir, &format!("tiffcp {kind} bits.tif other.tif"));
                let page = only_page(&dir.join("other.tif"), &kind);
                assert!(!page.is_picture());
                assert!(page.bitmap().expect("pixels") == wanted, "{kind}");
            }
        }
    }
}
