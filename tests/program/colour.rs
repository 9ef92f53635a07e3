//! `ferrofax send --colour`: a page with colours or greys goes into the spool with itself in
//! colours beside it, where it stands in black and white, and near to what it was.

use std::io::Cursor;
use std::path::Path;

use ferrofax::document::tiff::{self, TiffPage};
use ferrofax::spool::sending::option;
use ferrofax::t4::jpeg;
use ferrofax::t4::t43::{Facts, Image, Wanted, decode, read};
use image::{DynamicImage, GrayImage, ImageFormat, Rgb, RgbImage};
use pdf_writer::{Content, Name, Str};

use super::bench::{Bench, extent, letter, pdf};
use crate::colours::{self, distance, numbers};

/// Colours of screens, and what they are by L\*a\*b\*.
const FIELDS: [([u8; 3], [f64; 3]); 4] = [
    ([200, 40, 40], [44.9, 61.6, 42.5]),
    ([40, 160, 60], [58.0, -49.3, 41.1]),
    ([60, 90, 200], [41.0, 18.4, -61.9]),
    ([128, 128, 128], [53.6, 0.0, 0.0]),
];

/// A picture of these fields, two above two, each 200 pixels wide and 150 high.
fn photo(format: ImageFormat) -> Vec<u8> {
    let field = |x: u32, y: u32| FIELDS[(x / 200 + 2 * (y / 150)) as usize].0;
    written(&RgbImage::from_fn(400, 300, |x, y| Rgb(field(x, y))).into(), format)
}

fn written(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// The pages of the document that this command line makes a job of.
fn sent(bench: &Bench, file: &Path, words: &[&str]) -> Vec<TiffPage> {
    let file = file.to_string_lossy();
    let run = bench.run(&[&["send", "0991", &file, "--from", "2101"], words].concat());
    assert_eq!(run.code, Some(0), "{run:?}");
    let job = bench.jobs().into_iter().max_by_key(|job| job.id).unwrap();
    let wished = job.options.get(option::COLOUR).map(String::as_str);
    assert_eq!(wished, (!words.is_empty()).then_some("yes"));
    tiff::read(&job.documents[0].path).unwrap()
}

/// What a page without loss says of itself, and its pixels.
fn lossless(octets: &[u8]) -> (Facts, Vec<colours::Lab>) {
    let facts = read(octets).unwrap();
    let pixels = decode(octets, Wanted::Colours).unwrap();
    assert_eq!((pixels.good, pixels.fault), (facts.rows, None));
    let colour = |number: &u8| facts.palette[usize::from(*number)];
    let shown = pixels.parts[0].iter().map(colour).collect();
    (facts, shown)
}

fn are_coloured(pages: &[TiffPage]) -> Vec<bool> {
    pages.iter().map(|page| page.colour().is_some()).collect()
}

#[test]
fn a_photograph_is_in_colours_where_it_is_in_black_and_white() {
    let bench = Bench::new();
    for (name, format) in [("photo.jpg", ImageFormat::Jpeg), ("photo.png", ImageFormat::Png)] {
        let file = bench.file(name, photo(format));
        let [page] = &sent(&bench, &file, &["--colour"])[..] else { panic!("one page") };
        let octets = page.colour().expect("it is in colours");
        let facts = jpeg::read(octets).unwrap();
        assert_eq!((facts.width, facts.dpi, facts.components), (1728, Some(200), 3));
        assert_eq!((facts.subsampling, facts.gamut), ((2, 2), jpeg::Gamut::default()));
        // As large as in black and white, and at the same place.
        let mm = |rows: u32, dpi: f64| f64::from(rows) / dpi * 25.4;
        assert!((mm(facts.rows, 200.0) - mm(page.rows, page.y_dpi)).abs() < 0.2);
        let (columns, rows) = extent(&page.bitmap().unwrap());
        let (width, shown) = colours::pixels(octets);
        let at = |across: f64, down: f64| {
            let of = |range: &std::ops::Range<u32>, part: f64| {
                f64::from(range.start) + f64::from(range.end - range.start) * part
            };
            // From the middle of the line, since 1728 pixels are longer in colours.
            let x = 864.0 + (of(&columns, across) - 864.0) * 200.0 / page.x_dpi;
            let y = of(&rows, down) * 200.0 / page.y_dpi;
            numbers(shown[y as usize * width + x as usize])
        };
        for (index, (_, wanted)) in FIELDS.into_iter().enumerate() {
            let (x, y) = (0.25 + 0.5 * (index % 2) as f64, 0.25 + 0.5 * (index / 2) as f64);
            for (x, y) in [(x, y), (x - 0.2, y), (x + 0.2, y + 0.2)] {
                let off = distance(at(x, y), wanted);
                assert!(off < 6.0, "{name} {index} at {x} {y}: {:?}", at(x, y));
            }
        }
        assert_eq!(numbers(shown[0]).map(f64::round), [100.0, 0.0, 0.0], "paper is white");
        // All readers see the page as it is without the wish.
        let [plain] = &sent(&bench, &file, &[])[..] else { panic!("one page") };
        assert_eq!(plain.colour(), None);
        assert!(plain.bitmap().unwrap() == page.bitmap().unwrap());
    }
}

#[test]
fn pages_in_black_and_white_stay_as_they_are() {
    let bench = Bench::new();
    let red = |content: &mut Content| {
        content.set_fill_rgb(0.8, 0.1, 0.1).rect(20.0, 200.0, 30.0, 10.0).fill_nonzero();
    };
    let black = |content: &mut Content| {
        content.rect(20.0, 200.0, 30.0, 10.0).fill_nonzero();
    };
    let grey = |content: &mut Content| {
        content.set_fill_gray(0.6).rect(20.0, 200.0, 30.0, 10.0).fill_nonzero();
    };
    let file = bench.file("three.pdf", pdf(210.0, 297.0, &[&red, &black, &grey]));
    let pages = sent(&bench, &file, &["--colour"]);
    assert_eq!(are_coloured(&pages), [true, false, true]);
    // 297 − 210 mm from the top, in the middle of 30 mm that begin 20 mm from the left of A4.
    let (width, shown) = colours::pixels(pages[0].colour().unwrap());
    let at = |x_mm: f64, y_mm: f64| {
        let left = (f64::from(width as u32) - 210.0 / 25.4 * 200.0) / 2.0;
        let (x, y) = (left + x_mm / 25.4 * 200.0, y_mm / 25.4 * 200.0);
        numbers(shown[y as usize * width + x as usize])
    };
    assert!(distance(at(35.0, 92.0), [44.6, 65.5, 49.8]) < 6.0, "{:?}", at(35.0, 92.0));
    assert!(distance(at(35.0, 80.0), [100.0, 0.0, 0.0]) < 3.0, "{:?}", at(35.0, 80.0));
    assert_eq!(are_coloured(&sent(&bench, &file, &[])), [false; 3]);

    let ramp = GrayImage::from_fn(600, 800, |x, _| [(x / 3) as u8].into());
    let file = bench.file("ramp.png", written(&ramp.into(), ImageFormat::Png));
    let [page] = &sent(&bench, &file, &["--colour"])[..] else { panic!("one page") };
    let (width, shown) = colours::pixels(page.colour().expect("it has greys"));
    let row = &shown[300 * width..][..width];
    let is_grey = |pixel: &colours::Lab| pixel[1].abs_diff(128) < 3 && pixel[2].abs_diff(96) < 3;
    assert!(row.iter().all(is_grey));
    assert!(row[864][0].abs_diff(108) < 12, "{:?} in its middle", row[864]);

    let file = bench.file("letter.pdf", letter(2));
    assert_eq!(are_coloured(&sent(&bench, &file, &["--color"])), [false; 2]);
    let scan =
        GrayImage::from_fn(800, 600, |x, y| [if x / 9 % 2 == y / 9 % 2 { 0 } else { 255 }].into());
    let file = bench.file("scan.png", written(&scan.into(), ImageFormat::Png));
    assert_eq!(are_coloured(&sent(&bench, &file, &["--colour"])), [false]);
}

/// What is wished in a job file of the drop folder and in a mail is the same word: `dropping.rs`,
/// `mail/jobs.rs`. What `ferrofax convert` shows is what would be sent.
#[test]
fn the_pdf_of_convert_shows_the_colours() {
    let bench = Bench::new();
    let file = bench.file("photo.jpg", photo(ImageFormat::Jpeg));
    let has_lab = |words: &[&str]| {
        let file = file.to_string_lossy();
        let run = bench.run(&[&["convert", &file, "--output", "out.pdf"], words].concat());
        assert_eq!(run.code, Some(0), "{run:?}");
        let pdf = std::fs::read(bench.path("out.pdf")).unwrap();
        pdf.windows(9).any(|part| part == b"DCTDecode")
    };
    assert!(has_lab(&["--colour"]) && !has_lab(&[]));
}

/// Bars, lines and words in a few colours: each pixel has one of them, and it is shorter than by JPEG.
#[test]
fn a_page_of_few_colours_is_kept_without_loss_beside_its_jpeg() {
    let bench = Bench::new();
    let chart = |content: &mut Content| {
        for (at, [red, green, blue]) in
            [[200, 40, 40], [40, 160, 60], [60, 90, 200]].into_iter().enumerate()
        {
            let part = |octet: i32| octet as f32 / 255.0;
            content.set_fill_rgb(part(red), part(green), part(blue));
            content.rect(20.0 + 30.0 * at as f32, 100.0, 20.0, 40.0 + 20.0 * at as f32);
            content.fill_nonzero();
            content
                .begin_text()
                .set_font(Name(b"F"), 5.0)
                .next_line(20.0, 80.0 - 9.0 * at as f32);
            content.show(Str(b"Sehr geehrte Damen und Herren")).end_text();
        }
        content.set_fill_gray(0.0).set_stroke_gray(0.0);
        content.begin_text().set_font(Name(b"F"), 5.0).next_line(20.0, 250.0);
        content.show(Str(b"Sehr geehrte Damen und Herren")).end_text();
        content.set_line_width(0.3).move_to(15.0, 100.0).line_to(130.0, 100.0).stroke();
    };
    let file = bench.file("chart.pdf", pdf(210.0, 297.0, &[&chart]));
    let [page] = &sent(&bench, &file, &["--colour"])[..] else { panic!("one page") };
    let (by_jpeg, by_t43) =
        (page.colour().unwrap(), page.without_loss().expect("it has few colours"));
    println!("{} octets by JPEG, {} without loss", by_jpeg.len(), by_t43.len());
    assert!(by_t43.len() <= by_jpeg.len() / 4);
    let (facts, shown) = lossless(by_t43);
    assert_eq!((facts.image, facts.dpi, facts.has_end), (Image::Palette(3), 200, true));
    let drawn = jpeg::read(by_jpeg).unwrap();
    assert_eq!((facts.width, facts.rows), (drawn.width, drawn.rows));
    assert_eq!(facts.palette.len(), 5, "white, black and three others: {:?}", facts.palette);
    let soft = colours::pixels(by_jpeg).1;
    for (at, (_, wanted)) in FIELDS[..3].iter().enumerate() {
        // In the middle of a bar, y from the bottom of the sheet.
        let left = (f64::from(facts.width) - 210.0 / 25.4 * 200.0) / 2.0;
        let x = (left + (30.0 + 30.0 * at as f64) / 25.4 * 200.0) as usize;
        let y = ((297.0 - 120.0) / 25.4 * 200.0) as usize;
        let place = y * facts.width as usize + x;
        let off = distance(numbers(shown[place]), *wanted);
        assert!(off < 0.8, "{at}: {:?} for {wanted:?}", numbers(shown[place]));
        assert!(distance(numbers(soft[place]), *wanted) < 6.0);
    }
    // What can be seen is at the same place.
    let dark = |pixels: &[colours::Lab]| pixels.iter().filter(|pixel| pixel[0] < 190).count();
    let (hard, soft) = (dark(&shown), dark(&soft));
    assert!(hard.abs_diff(soft) < soft / 10, "{hard} {soft}");
    // Without the wish there is nothing of it.
    let [plain] = &sent(&bench, &file, &[])[..] else { panic!("one page") };
    assert_eq!((plain.colour(), plain.without_loss()), (None, None));
}

#[test]
fn a_picture_of_few_colours_keeps_them_and_a_photograph_goes_by_jpeg_alone() {
    let bench = Bench::new();
    let file = bench.file("logo.png", photo(ImageFormat::Png));
    let [page] = &sent(&bench, &file, &["--colour"])[..] else { panic!("one page") };
    let (facts, shown) = lossless(page.without_loss().expect("it has four colours"));
    let paper = colours::numbers(shown[0]).map(f64::round);
    assert_eq!((facts.palette.len(), paper), (6, [100.0, 0.0, 0.0]));
    for (_, wanted) in FIELDS {
        let near = |pixel: &&colours::Lab| distance(numbers(**pixel), wanted) < 0.8;
        let count = shown.iter().filter(near).count();
        // A quarter of a picture of 400 by 300 pixels at 96 per inch.
        let about = (400.0 * 200.0 / 96.0) * (300.0 * 200.0 / 96.0) / 4.0;
        assert!((count as f64 / about - 1.0).abs() < 0.01, "{count} of {about} for {wanted:?}");
    }
    let mixed = |x: u32, y: u32| [(x * 3 % 256) as u8, (y * 2 % 256) as u8, ((x ^ y) % 256) as u8];
    let photograph = RgbImage::from_fn(400, 300, |x, y| Rgb(mixed(x, y)));
    // Of greys there are never more than a palette has.
    let noise = |x: u32, y: u32| ((x * 2_654_435) ^ (y * 40_503)).wrapping_mul(0x9E37_79B1) >> 24;
    let grey = GrayImage::from_fn(400, 300, |x, y| [noise(x, y) as u8].into());
    for (name, picture) in [("a.png", photograph.into()), ("b.png", DynamicImage::from(grey))] {
        let file = bench.file(name, written(&picture, ImageFormat::Png));
        let [page] = &sent(&bench, &file, &["--colour"])[..] else { panic!("one page") };
        assert!(page.colour().is_some_and(|octets| jpeg::read(octets).is_ok()), "{name}");
        assert_eq!(page.without_loss(), None, "{name}");
    }
}
