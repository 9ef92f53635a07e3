//! A page of a file becomes what a receiver takes, header line and all; what was
//! confirmed is not sent again.

use std::path::Path;

use ferrofax::document::fit::Limits;
use ferrofax::document::header_line::{HeaderLine, Placement, Values};
use ferrofax::document::outgoing::{Header, Page, prepare};
use ferrofax::document::tiff::{self, Builder, NewPage, TiffPage};
use ferrofax::document::type_setting::{Face, Style, TextPages, TypeSetter};
use ferrofax::t4::{Bitmap, PageQuality, Resolution};

/// A long page of text, as it is in the spool.
fn text_page(length_mm: f64) -> TiffPage {
    let looks = TextPages {
        length_mm,
        style: Style { face: Face::Sans, size_pt: 9.0 },
        ..TextPages::default()
    };
    let text = "What a page says, line by line, from its top to its end.\n".repeat(400);
    let mut pages =
        TypeSetter::new().pages(&text, &looks, Resolution::Fine, 9).expect("some pages");
    in_file(&pages.swap_remove(0), Resolution::Fine)
}

fn in_file(bitmap: &Bitmap, resolution: Resolution) -> TiffPage {
    let mut file = Builder::new();
    let quality = PageQuality { rows: bitmap.rows(), ..PageQuality::default() };
    let page = NewPage { bitmap, resolution, quality, date_time: "2026:11:20 08:13:33" };
    file.push(&page);
    tiff::parse(file.finish(), Path::new("page.tif")).expect("a page").remove(0)
}

pub(crate) fn values() -> Values {
    Values {
        when: jiff::Timestamp::from_second(1_795_162_413)
            .expect("a time")
            .to_zoned(jiff::tz::TimeZone::UTC),
        from: "Ferrofax".to_owned(),
        number: "+49301234567".to_owned(),
        station: String::new(),
        to: "ACME".to_owned(),
        page: 1,
        pages: 1,
        tag: String::new(),
    }
}

fn headed(page: &TiffPage, first_row: u32, limits: &Limits, placement: Placement) -> Vec<Page> {
    let line = HeaderLine::parse(HeaderLine::DEFAULT_TEMPLATE, placement).expect("a template");
    let mut type_setter = TypeSetter::new();
    let header = Header { line: &line, values: &values(), type_setter: &mut type_setter };
    prepare(page, first_row, limits, Some(header)).expect("pages")
}

fn plain(page: &TiffPage, first_row: u32, limits: &Limits) -> Vec<Page> {
    prepare(page, first_row, limits, None).expect("pages")
}

fn fine() -> Limits {
    Limits { resolutions: vec![Resolution::Standard, Resolution::Fine], ..Limits::default() }
}

#[test]
fn without_a_header_line_a_fitting_page_goes_out_as_it_is() {
    let page = text_page(297.0);
    let parts = plain(&page, 0, &fine());
    assert_eq!((parts.len(), parts[0].resolution), (1, Resolution::Fine));
    assert!(parts[0].bitmap == page.bitmap().expect("pixels"));
}

#[test]
fn a_header_line_above_leaves_the_page_as_it_is() {
    let page = text_page(297.0);
    let bitmap = page.bitmap().expect("pixels");
    let parts = headed(&page, 0, &fine(), Placement::Above);
    let strip = parts[0].bitmap.rows() - bitmap.rows();
    assert!((30..35).contains(&strip), "{strip}");
    assert!((0..bitmap.rows()).all(|row| parts[0].bitmap.row(strip + row) == bitmap.row(row)));
    assert_eq!(parts[0].source_rows, 0..bitmap.rows());
}

#[test]
fn a_long_page_goes_in_parts_each_with_its_header_line() {
    let page = text_page(700.0);
    let limits = Limits { max_length_mm: Some(297), ..fine() };
    for placement in [Placement::Above, Placement::Over] {
        let parts = headed(&page, 0, &limits, placement);
        assert_eq!(parts.len(), 3, "{placement:?}");
        for part in &parts {
            let mm = f64::from(part.bitmap.rows()) / Resolution::Fine.y_dpi() * 25.4;
            assert!(mm < 297.0 * 1.02, "{mm} mm");
            assert!(
                (4..20).any(|row| part.bitmap.row(row).iter().any(|byte| *byte != 0)),
                "a header line"
            );
        }
        // Nothing of the page is covered but at its very top.
        let strip =
            parts[1].bitmap.rows() - (parts[1].source_rows.end - parts[1].source_rows.start);
        let bitmap = page.bitmap().expect("pixels");
        let first = parts[1].source_rows.start;
        assert!((0..300).all(|row| parts[1].bitmap.row(strip + row) == bitmap.row(first + row)));
    }
}

#[test]
fn a_call_that_broke_goes_on_with_what_was_not_confirmed() {
    let page = text_page(700.0);
    let limits = Limits { max_length_mm: Some(297), ..fine() };
    let parts = plain(&page, 0, &limits);
    let confirmed = parts[0].source_rows.end;
    assert_eq!(plain(&page, confirmed, &limits), parts[1..]);
    // To another receiver, too, which takes less.
    let coarse = plain(&page, confirmed, &Limits { max_length_mm: Some(364), ..Limits::default() });
    assert_eq!(coarse[0].resolution, Resolution::Standard);
    assert_eq!(coarse[0].source_rows.start, confirmed);
    assert_eq!(coarse.last().expect("a part").source_rows.end, page.rows);
}
