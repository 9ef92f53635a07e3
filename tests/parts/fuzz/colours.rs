//! Pages in colours, damaged: whatever they are, there is a page in black and white of them, of no
//! more pixels than there may be, and they stand in a TIFF and in a PDF.

use crate::fuzz::damage::{any_bytes, damage};
use crate::fuzz::runner::Case;
use ferrofax::document::colour::{Shown, in_black_and_white};
use ferrofax::document::{pdf, tiff};
use ferrofax::t4::{PageQuality, Resolution, colour, jpeg};
use ferrofax_kit::colours;
use std::path::Path;
use std::sync::OnceLock;

pub(crate) fn case(case: &mut Case) {
    case.steps = 1;
    let random = &mut case.random;
    let good = good_pages();
    let mut octets = good[random.below(good.len() as u32) as usize].clone();
    if random.below(40) == 0 {
        octets = any_bytes(400, random);
    }
    damage(&mut octets, good, random);
    // A size of many pixels, each of which costs time, where a few suffice.
    if jpeg::read(&octets).is_ok_and(|facts| facts.width * facts.rows > 1 << 18) {
        return;
    }
    case.input.clone_from(&octets);
    comes_to_a_page(&octets);
}

/// Whatever they are, there is a page of these octets, in a TIFF and in a PDF.
pub(super) fn comes_to_a_page(octets: &[u8]) {
    let Shown { bitmap, bad_rows, fault } = in_black_and_white(octets, 200.0, 1728);
    assert!(bitmap.rows() > 0 && bad_rows <= bitmap.rows());
    assert_eq!(bad_rows > 0, fault.is_some(), "{fault:?}");
    if let Ok(facts) = colour::read(octets) {
        assert_eq!((bitmap.width(), bitmap.rows()), (facts.width, facts.rows));
        assert!(u64::from(facts.width) * u64::from(facts.rows) <= jpeg::MOST_PIXELS);
    }
    assert_eq!(colour::without_pixels(octets).len(), octets.len());

    let quality = PageQuality { rows: bitmap.rows(), bad_rows, ..PageQuality::default() };
    let page =
        tiff::NewPage { bitmap: &bitmap, resolution: Resolution::R200, quality, date_time: "" };
    let mut file = tiff::Builder::new();
    // As a page that is to be sent has itself in two codings.
    file.push_in_codings(&page, &[octets, &good_pages()[0]]);
    let read = tiff::load_bytes(file.finish(), Path::new("page.tif")).expect("it is a TIFF");
    let [read] = &read.pages[..] else { panic!("one page and no other") };
    assert!(read.bitmap().expect("it can be read") == bitmap);
    assert_eq!(read.colour(), (bad_rows == 0).then_some(octets));
    assert_eq!(read.colours().count(), if bad_rows == 0 { 2 } else { 0 });
    let t6 = read.t6().expect("it can be coded");
    let sheet = pdf::PdfPage {
        t6: &t6,
        width: read.width,
        rows: read.rows,
        x_dpi: read.x_dpi,
        y_dpi: read.y_dpi,
        colour: read.colour(),
    };
    assert!(pdf::write(&[sheet], pdf::PdfInfo::default()).starts_with(b"%PDF"));
}

fn good_pages() -> &'static Vec<Vec<u8>> {
    static PAGES: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
    PAGES.get_or_init(|| {
        let mut pages = vec![
            colours::page(96, 40, 200),
            colours::page(1728, 17, 300),
            colours::grey_page(130, 33, 200),
            colours::jpeg(
                90,
                70,
                200,
                Some(jpeg_encoder::SamplingFactor::F_1_1),
                colours::colour_at,
            ),
        ];
        // One whose rows are said behind its scan.
        let mut open = pages[0].clone();
        let frame = open.windows(2).position(|pair| pair == [0xFF, 0xC0]).expect("it has a frame");
        let rows = [open[frame + 5], open[frame + 6]];
        open[frame + 5..frame + 7].copy_from_slice(&[0, 0]);
        let end = open.len() - 2;
        open.splice(end..end, [0xFF, 0xDC, 0, 4, rows[0], rows[1]]);
        pages.push(open);
        pages
    })
}
