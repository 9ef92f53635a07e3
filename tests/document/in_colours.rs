//! A page in colours, kept in a TIFF and shown in a PDF: libtiff finds its directory and poppler
//! shows its colours.

use crate::colours::{self, distance, numbers};
use crate::outgoing::values;
use crate::programs::is_there;
use crate::run;
use ferrofax::document::colour::{Fault, in_black_and_white};
use ferrofax::document::fit::Limits;
use ferrofax::document::header_line::{HeaderLine, Placement};
use ferrofax::document::outgoing::{Header, in_colours, prepare};
use ferrofax::document::pdf::{self, PdfInfo, PdfPage};
use ferrofax::document::tiff::{self, Appender, Builder, NewPage, TiffPage};
use ferrofax::document::type_setting::TypeSetter;
use ferrofax::t4::{Bitmap, PageQuality, Resolution, jpeg};
use std::path::Path;

const WIDTH: u32 = 1728;
const ROWS: u32 = 512;

/// A file of pages that are these in colours.
pub(crate) fn write(path: &Path, all: &[Option<Vec<u8>>]) {
    let mut file = Appender::open(path).expect("the file is made");
    for octets in all {
        let shown = in_black_and_white(octets.as_deref().unwrap_or(b"none"), 200.0, WIDTH);
        let quality = PageQuality { rows: shown.bitmap.rows(), ..PageQuality::default() };
        let (bitmap, resolution) = (&shown.bitmap, Resolution::R200);
        let page = NewPage { bitmap, resolution, quality, date_time: "2026:11:20 08:13:33" };
        file.append_coloured(&page, octets.as_deref()).expect("the page is written");
    }
}

pub(crate) fn pdf_of(pages: &[TiffPage]) -> Vec<u8> {
    let images: Vec<_> = pages.iter().map(|page| page.t6().expect("a page")).collect();
    let sheets: Vec<_> = pages
        .iter()
        .zip(&images)
        .map(|(page, t6)| PdfPage {
            t6,
            width: page.width,
            rows: page.rows,
            x_dpi: page.x_dpi,
            y_dpi: page.y_dpi,
            colour: page.colour(),
        })
        .collect();
    pdf::write(&sheets, PdfInfo::default())
}

#[test]
fn colours_stand_in_the_file_octet_by_octet_beside_pages_without() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("fax.tif");
    let all =
        [Some(colours::page(WIDTH, ROWS, 200)), None, Some(colours::grey_page(WIDTH, 77, 200))];
    write(&path, &all);
    // Opened anew, it goes on.
    assert_eq!(Appender::open(&path).expect("it is ours").pages(), 3);
    let pages = tiff::read(&path).expect("it is read");
    assert_eq!(pages.len(), 3);
    for (page, octets) in pages.iter().zip(&all) {
        assert_eq!(page.colour(), octets.as_deref());
        assert_eq!(page.resolution, Some(Resolution::R200));
    }
    if is_there("tiffinfo") {
        let bytes = std::fs::read(&path).expect("it is there");
        let pages = run("tiffinfo", &["fax.tif"], folder.path());
        assert!(!pages.contains("arning"), "{pages}");
        // Where the first page says that its directory in colours is.
        let at = pages
            .lines()
            .find_map(|line| line.trim().strip_prefix("SubIFD Offsets:"))
            .and_then(|places| places.split_whitespace().next())
            .expect("it has one");
        let said = run("tiffinfo", &["-o", at, "fax.tif"], folder.path());
        for word in [
            "Compression Scheme: JPEG",
            "ITU L*a*b*",
            "Samples/Pixel: 3",
            "YCbCr Subsampling: 2, 2",
        ] {
            assert!(said.contains(word), "{word}: {said}");
        }
        assert!(bytes.windows(6).any(|word| word == b"G3FAX\0"));
    }
}

/// sRGB → L\*a\*b\* relative to D50 (Bradford), as colour management has it.
pub(crate) fn lab_of([red, green, blue]: [u8; 3]) -> [f64; 3] {
    let light = |value: u8| {
        let value = f64::from(value) / 255.0;
        if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    let [r, g, b] = [red, green, blue].map(light);
    let x = 0.436_075 * r + 0.385_065 * g + 0.143_080 * b;
    let y = 0.222_505 * r + 0.716_879 * g + 0.060_617 * b;
    let z = 0.013_932 * r + 0.097_105 * g + 0.714_173 * b;
    let f = |part: f64| {
        if part > 0.008_856 { part.cbrt() } else { (903.3 * part + 16.0) / 116.0 }
    };
    let [x, y, z] = [f(x / 0.964_22), f(y), f(z / 0.825_21)];
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

#[test]
fn poppler_shows_the_colours_that_were_sent() {
    if !is_there("pdftoppm") {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("fax.tif");
    write(
        &path,
        &[Some(colours::page(WIDTH, ROWS, 200)), Some(colours::grey_page(WIDTH, 80, 200))],
    );
    let pages = tiff::read(&path).expect("it is read");
    std::fs::write(folder.path().join("fax.pdf"), pdf_of(&pages)).expect("it is written");
    run("pdftoppm", &["-r", "200", "fax.pdf", "page"], folder.path());
    let (width, rows, pixels) = ppm(&std::fs::read(folder.path().join("page-1.ppm")).unwrap());
    assert!(width.abs_diff(WIDTH) <= 1 && rows.abs_diff(ROWS) <= 1, "{width} × {rows}");
    let mut worst = 0.0_f64;
    for (x, y) in (0..8).flat_map(|x| (0..8).map(move |y| (x * 64 + 32, y * 64 + 32))) {
        if x / 64 % 4 == 3 {
            continue; // what changes all over
        }
        let at = 3 * (y * width + x) as usize;
        let shown = lab_of([pixels[at], pixels[at + 1], pixels[at + 2]]);
        let sent = numbers(colours::colour_at(x, y));
        let apart = distance(shown, sent);
        println!("{x},{y}: {sent:.1?} is shown as {shown:.1?}, {apart:.1} apart");
        worst = worst.max(apart);
    }
    assert!(worst < 12.0, "{worst}");
}

/// Width, rows and pixels of a PPM of three octets a pixel.
pub(crate) fn ppm(bytes: &[u8]) -> (u32, u32, Vec<u8>) {
    let mut words = bytes.splitn(5, |octet| octet.is_ascii_whitespace());
    assert_eq!(words.next(), Some(&b"P6"[..]));
    let mut number = || std::str::from_utf8(words.next().unwrap()).unwrap().parse::<u32>().unwrap();
    let (width, rows, _) = (number(), number(), number());
    (width, rows, words.next().unwrap().to_vec())
}

#[test]
fn rows_that_are_said_behind_the_scan_are_shown() {
    let good = colours::page(640, 300, 200);
    let mut open = good.clone();
    let frame = open.windows(2).position(|pair| pair == [0xFF, 0xC0]).expect("it has a frame");
    open[frame + 5..frame + 7].copy_from_slice(&[0, 0]);
    let end = open.len() - 2;
    open.splice(end..end, [0xFF, 0xDC, 0, 4, 1, 44]);
    assert_eq!(jpeg::read(&open).map(|facts| facts.rows), Ok(300));
    assert_eq!(in_black_and_white(&open, 200.0, 1728), in_black_and_white(&good, 200.0, 1728));
}

#[test]
fn a_page_that_ends_in_its_middle_is_white_from_there_on() {
    let good = colours::page(WIDTH, ROWS, 200);
    let whole = in_black_and_white(&good, 200.0, WIDTH);
    assert_eq!((whole.bad_rows, whole.fault), (0, None));
    for part in [2, 3, 5] {
        let shown = in_black_and_white(&good[..good.len() / part], 200.0, WIDTH);
        let good = ROWS - shown.bad_rows;
        println!("a part of {part}: {good} rows");
        assert_eq!(shown.fault, Some(Fault::CutOff(good)));
        let about = f64::from(ROWS) / f64::from(part as u32);
        assert!((f64::from(good) / about - 1.0).abs() < 0.35, "{good} rows of {about}");
        assert!((good..ROWS).all(|y| shown.bitmap.row(y).iter().all(|octet| *octet == 0)));
    }
}

#[test]
fn what_cannot_be_decoded_leaves_a_white_page() {
    let good = colours::page(WIDTH, 100, 200);
    // Tables and no block at all, another process, and nothing of a JPEG.
    let scan = good.windows(2).position(|pair| pair == [0xFF, 0xDA]).expect("it has a scan");
    let frame = good.windows(2).position(|pair| pair == [0xFF, 0xC0]).expect("it has a frame");
    let mut lossless = good.clone();
    lossless[frame + 1] = 0xC3;
    for octets in [&good[..scan], &lossless, b"nothing", b""] {
        let shown = in_black_and_white(octets, 200.0, WIDTH);
        assert!(shown.fault.is_some() && shown.bad_rows == shown.bitmap.rows());
        assert!(shown.bitmap.data().iter().all(|octet| *octet == 0) && shown.bitmap.rows() > 0);
    }
}

/// What makes pages ready for a receiver.
pub(crate) struct Desk {
    limits: Limits,
    type_setter: TypeSetter,
}

impl Desk {
    pub(crate) fn new(max_length_mm: Option<u32>) -> Self {
        let resolutions = vec![Resolution::Fine, Resolution::R200];
        let limits = Limits { resolutions, max_length_mm, ..Limits::default() };
        Self { limits, type_setter: TypeSetter::new() }
    }

    /// What goes in colours of a page of so many rows that is kept with these octets.
    fn page(
        &mut self,
        (octets, rows): (&[u8], u32),
        placement: Placement,
        first_row: u32,
    ) -> Option<Vec<u8>> {
        self.page_in((&[octets], rows), placement, first_row, false)
    }

    /// The same of a page that has itself in these codings, for who takes T.43 or does not.
    pub(crate) fn page_in(
        &mut self,
        (codings, rows): (&[&[u8]], u32),
        placement: Placement,
        first_row: u32,
        takes_lossless: bool,
    ) -> Option<Vec<u8>> {
        let mut bitmap = Bitmap::white(WIDTH, rows);
        bitmap.set(9, rows - 1, true);
        let (quality, resolution) = (PageQuality::default(), Resolution::R200);
        let mut file = Builder::new();
        let page = NewPage { bitmap: &bitmap, resolution, quality, date_time: "" };
        file.push_in_codings(&page, codings);
        let page = tiff::parse(file.finish(), Path::new("page.tif")).expect("a page").remove(0);
        let line = HeaderLine::parse(HeaderLine::DEFAULT_TEMPLATE, placement).expect("a template");
        let (values, type_setter) = (values(), &mut self.type_setter);
        let header = Header { line: &line, values: &values, type_setter };
        let parts = prepare(&page, first_row, &self.limits, Some(header)).expect("pages");
        let type_setter = &mut self.type_setter;
        let header = Header { line: &line, values: &values, type_setter };
        in_colours(&page, &parts, &self.limits, Some(header), takes_lossless)
    }
}

/// Where letters stand on white.
fn is_header_line(shown: &[colours::Lab]) -> bool {
    let dark = shown.iter().filter(|pixel| pixel[0] < 60).count();
    let plain = |pixel: &&colours::Lab| pixel[1].abs_diff(128) < 4 && pixel[2].abs_diff(96) < 4;
    let light = shown.iter().filter(|pixel| pixel[0] > 235).count();
    let is_plain = shown.iter().filter(plain).count() == shown.len();
    dark > shown.len() / 100 && light > shown.len() * 3 / 4 && is_plain
}

#[test]
fn a_header_line_is_put_onto_a_page_in_colours_without_another_pixel_changed() {
    let octets = colours::in_rows(WIDTH, ROWS + 9, colours::colour_at);
    let own = colours::pixels(&octets).1;
    let row = |shown: &[colours::Lab], y: usize| {
        shown[y * WIDTH as usize..(y + 1) * WIDTH as usize].to_vec()
    };
    let mut desk = Desk::new(None);
    for (placement, above) in [(Placement::Above, 32), (Placement::Over, 0)] {
        let page = desk.page((&octets, ROWS + 9), placement, 0).expect("it goes in colours");
        let facts = jpeg::read(&page).expect("a page in colours");
        assert_eq!((facts.width, facts.rows, facts.dpi), (WIDTH, ROWS + 9 + above, Some(200)));
        assert_eq!(in_black_and_white(&page, 200.0, 1).fault, None);
        let (width, shown) = colours::pixels(&page);
        assert!(is_header_line(&shown[..30 * width]), "{placement:?}");
        // Next to the line colours are mixed with its white, as decoders do.
        let same =
            (34..facts.rows as usize).all(|y| row(&shown, y) == row(&own, y - above as usize));
        assert!(same, "{placement:?}");
        if is_there("djpeg") {
            let folder = tempfile::tempdir().expect("a folder");
            std::fs::write(folder.path().join("page.jpg"), &page).expect("it is written");
            run("djpeg", &["-outfile", "page.ppm", "page.jpg"], folder.path());
            let said = std::fs::read(folder.path().join("page.ppm")).expect("it is read");
            assert!(said.starts_with(format!("P6\n{width} {}\n", facts.rows).as_bytes()));
        }
    }
    let page = desk.page((&octets, ROWS + 9), Placement::None, 0).expect("it goes in colours");
    assert!(page == octets);
}

#[test]
fn what_cannot_go_whole_and_headed_to_every_machine_that_takes_colours_goes_in_black_and_white() {
    let (few, plain) = (96, |_, _| [200, 128, 96]);
    let good = colours::in_rows(WIDTH, few, colours::colour_at);
    let (mut desk, mut of_a4) = (Desk::new(None), Desk::new(Some(297)));
    assert!(desk.page((&good, few), Placement::Above, 0).is_some());
    assert!(desk.page((&good, few), Placement::Above, 10).is_none(), "a part was sent before");
    for (rows, goes) in [(2339, true), (3000, false)] {
        let octets = colours::in_rows(WIDTH, rows, plain);
        let page = of_a4.page((&octets, rows), Placement::Above, 0);
        assert_eq!(page.is_some(), goes, "{rows} rows where A4 is taken alone");
    }
    for (octets, why) in [
        (colours::page(WIDTH, few, 200), "no line can be put onto it"),
        (colours::page(WIDTH, few, 300), "another resolution"),
        (colours::grey_page(WIDTH, few, 200), "one component"),
        (good[..good.len() - 2].to_vec(), "it has no end"),
        (colours::in_rows(1600, few, plain), "not as wide as the paper"),
    ] {
        assert!(desk.page((&octets, few), Placement::Above, 0).is_none(), "{why}");
    }
    // Whatever is in it, it is a page or none.
    for at in (2..700).step_by(11).chain((700..good.len()).step_by(good.len() / 20)) {
        let mut bad = good.clone();
        bad[at] ^= 0x5A;
        if let Some(page) = desk.page((&bad, few), Placement::Above, 0) {
            assert!(jpeg::read(&page).is_ok(), "{at}");
        }
    }
}
