use super::*;
use proptest::prelude::*;

/// A pattern like letters, in which no two rows are alike for long.
fn written(width: u32, rows: u32) -> Bitmap {
    let mut page = Bitmap::white(width, rows);
    for y in (0..rows).filter(|y| y % 40 > 12) {
        (0..width)
            .filter(|x| (x / 3 * 7 + y / 4 * 5) % 11 < 3)
            .for_each(|x| page.set(x, y, true));
    }
    page
}

fn limits(resolutions: &[Resolution]) -> Limits {
    Limits { resolutions: resolutions.to_vec(), ..Limits::default() }
}

fn source(bitmap: &Bitmap, x_dpi: f64, y_dpi: f64) -> Source<'_> {
    Source { bitmap, x_dpi, y_dpi, first_row: 0 }
}

fn whole(page: &Source<'_>, limits: &Limits) -> Part {
    let mut parts = fit(page, limits);
    assert_eq!(parts.len(), 1);
    let part = parts.remove(0);
    assert_eq!(part.bitmap.width(), part.width.pixels(part.resolution));
    assert_eq!(part.source_rows, page.first_row..page.bitmap.rows());
    part
}

#[test]
fn a_page_that_the_receiver_takes_stays_as_it_is() {
    for resolution in Resolution::ALL {
        for width in PageWidth::ALL {
            let page = written(width.pixels(resolution), 300);
            let (x, y) = resolution.nominal_dpi();
            for (x_dpi, y_dpi) in [(resolution.x_dpi(), resolution.y_dpi()), (x.into(), y.into())] {
                let limits = Limits { max_width: PageWidth::A3, ..limits(&Resolution::ALL) };
                let part = whole(&source(&page, x_dpi, y_dpi), &limits);
                assert_eq!((part.resolution, part.width), (resolution, width));
                assert!(part.bitmap == page, "{resolution} {width}");
            }
        }
    }
}

#[test]
fn inches_are_not_taken_for_millimetres() {
    // 150 mm square at 200 dpi, for a machine that has metric resolutions only.
    let pixels = (150.0 / 25.4 * 200.0) as u32;
    let mut page = Bitmap::white(pixels, pixels);
    for i in 0..pixels {
        [(i, 0), (0, i), (i, pixels - 1), (pixels - 1, i)]
            .into_iter()
            .for_each(|(x, y)| page.set(x, y, true));
    }
    let part = whole(&source(&page, 200.0, 200.0), &limits(&[Resolution::Fine]));
    assert_eq!(part.resolution, Resolution::Fine);
    let columns = (0..1728)
        .filter(|x| part.bitmap.is_black(*x, part.bitmap.rows() / 2))
        .collect::<Vec<_>>();
    let [left, right] = columns[..] else { panic!("{columns:?}") };
    let mm = |pixels: u32, dpi: f64| f64::from(pixels) / dpi * 25.4;
    let across = mm(right + 1 - left, part.resolution.x_dpi());
    let down = mm(part.bitmap.rows(), part.resolution.y_dpi());
    assert!((across - 150.0).abs() < 0.2 && (down - 150.0).abs() < 0.2, "{across} × {down} mm");
    // The square is in the middle.
    assert!(left.abs_diff(1727 - right) <= 1, "{left} {right}");
}

#[test]
fn what_is_too_wide_becomes_smaller_with_its_true_aspect() {
    let page = written(2432, 3233);
    let part = whole(&source(&page, 204.0, 196.0), &limits(&[Resolution::Fine]));
    assert_eq!((part.bitmap.width(), part.resolution), (1728, Resolution::Fine));
    assert_eq!(part.bitmap.rows(), (3233.0 * 1728.0 / 2432.0_f64).round() as u32);
    // With paper of that width the page is unchanged.
    let wide = Limits { max_width: PageWidth::A3, ..limits(&[Resolution::Fine]) };
    assert!(whole(&source(&page, 204.0, 196.0), &wide).bitmap == page);
}

#[test]
fn margins_that_stand_over_are_left_off_and_letters_are_not() {
    // Letter paper at 204 × 196 dpi is 1734 pixels wide.
    let mut page = Bitmap::white(1734, 100);
    (3..1731).for_each(|x| page.set(x, 50, true));
    let part = whole(&source(&page, 204.0, 196.0), &limits(&[Resolution::Fine]));
    assert_eq!(part.bitmap.rows(), 100);
    assert!((0..1728).all(|x| part.bitmap.is_black(x, 50)));
    page.set(1, 20, true);
    let part = whole(&source(&page, 204.0, 196.0), &limits(&[Resolution::Fine]));
    assert!((0..3).any(|x| part.bitmap.is_black(x, 20)));
}

#[test]
fn the_resolution_is_the_one_that_shows_most_for_least() {
    use Resolution::{Fine, R200, R200x100, R300, R400, Standard, Superfine, Ultrafine};
    for (dpi, offered, chosen) in [
        ((204.0, 98.0), &[Standard, Fine, Superfine][..], Standard),
        ((200.0, 200.0), &[Fine, Superfine], Fine),
        ((200.0, 200.0), &[Fine, R200], R200),
        ((200.0, 100.0), &[Fine, R200, R200x100], R200x100),
        ((204.0, 196.0), &[R200x100], Standard),
        ((204.0, 391.0), &[R200x100, R200, Fine], Fine),
        ((200.0, 400.0), &[R200x100, R200, Fine], R200),
        ((300.0, 300.0), &[Fine, Superfine], Superfine),
        ((300.0, 300.0), &[Fine, R300, Superfine], R300),
        ((400.0, 400.0), &[Fine, Superfine, Ultrafine], Ultrafine),
        ((600.0, 600.0), &[Fine, R400, R300], R400),
        ((600.0, 600.0), &[], Standard),
    ] {
        assert_eq!(
            choose_resolution(1000, dpi.0, dpi.1, &limits(offered)),
            chosen,
            "{dpi:?} {offered:?}"
        );
    }
    let modest = Limits { preferred: Some(Fine), ..limits(&Resolution::ALL) };
    assert_eq!(choose_resolution(1000, 600.0, 600.0, &modest), Fine);
    let frugal = Limits { preferred: Some(Standard), ..limits(&Resolution::ALL) };
    assert_eq!(choose_resolution(1000, 204.0, 391.0, &frugal), Standard);
}

#[test]
fn a_long_page_is_cut_between_its_lines() {
    // Lines of 28 rows, with 12 blank rows between them.
    let page = written(1728, 6000);
    let source = source(&page, 204.0, 196.0);
    let limits = Limits { max_length_mm: Some(297), ..limits(&[Resolution::Fine]) };
    let parts = fit(&source, &limits);
    assert_eq!(parts.len(), 3);
    let mut all = Bitmap::new(1728);
    let mut next = 0;
    for part in &parts {
        assert_eq!(part.source_rows.start, next);
        next = part.source_rows.end;
        assert!(part.bitmap.rows() <= 2287);
        assert!(
            part.bitmap.row(0).iter().all(|byte| *byte == 0),
            "cut through a line at {}",
            part.source_rows.start
        );
        (0..part.bitmap.rows()).for_each(|row| all.push_row(part.bitmap.row(row)));
    }
    assert_eq!(next, 6000);
    assert!(all == page);
    // After a broken call, the next call sends the rows that were not confirmed.
    let rest = fit(&Source { first_row: parts[0].source_rows.end, ..source }, &limits);
    assert_eq!(rest, parts[1..]);
}

#[test]
fn a_picture_without_a_blank_row_is_cut_at_the_limit() {
    let page = Bitmap::white(1728, 5000).inverted();
    let limits = Limits { max_length_mm: Some(297), above_mm: 4.0, ..limits(&[Resolution::Fine]) };
    let parts = fit(&source(&page, 204.0, 196.0), &limits);
    assert_eq!(
        parts.iter().map(|part| part.source_rows.clone()).collect::<Vec<_>>(),
        [0..2256, 2256..4512, 4512..5000]
    );
}

#[test]
fn a_header_above_an_a4_page_and_white_at_its_end_make_no_second_page() {
    let page = written(1728, 2287);
    let limits = Limits { max_length_mm: Some(297), above_mm: 4.2, ..limits(&[Resolution::Fine]) };
    assert!(whole(&source(&page, 204.0, 196.0), &limits).bitmap == page);
    let mut long = written(1728, 2200);
    (0..3000).for_each(|_| long.push_row(&[]));
    let part = whole(&source(&long, 204.0, 196.0), &limits);
    assert!((2200..=2300).contains(&part.bitmap.rows()));
}

#[test]
fn rows_that_are_all_confirmed_leave_a_blank_one() {
    let page = written(1728, 10);
    let part =
        fit(&Source { first_row: 10, ..source(&page, 204.0, 196.0) }, &Limits::default()).remove(0);
    assert_eq!((part.bitmap.rows(), part.source_rows), (1, 10..10));
}

#[test]
fn greys_are_fitted_as_pages_are() {
    let picture = Grey::new(300, vec![128; 300 * 400]);
    let parts = fit_grey(&picture, 75.0, 75.0, 100, &limits(&[Resolution::Fine]));
    assert_eq!(parts.len(), 1);
    assert_eq!((parts[0].bitmap.width(), parts[0].source_rows.clone()), (1728, 100..400));
    // 4 inches, as near as whole rows can be.
    assert_eq!(parts[0].bitmap.rows(), 782);
}

#[test]
fn pages_longer_than_any_is_wide_are_fitted_too() {
    // 600 rows, one an inch; and 70,000 that are reduced to half as many.
    for (rows, y_dpi) in [(600, 1.0), (70_000, 196.0)] {
        let page = written(1728, rows);
        let source = Source { bitmap: &page, x_dpi: 204.0, y_dpi, first_row: 0 };
        let parts = fit(&source, &limits(&[]));
        assert_eq!((parts.len(), &parts[0].source_rows), (1, &(0..rows)));
        let (was, is) = (page.data(), parts[0].bitmap.data());
        assert!(was.iter().any(|byte| *byte != 0) && is.iter().any(|byte| *byte != 0), "{rows}");
    }
}

proptest! {
    #[test]
    fn whatever_comes_the_parts_are_the_receivers_and_cover_the_page(
        width in 1u32..4000,
        rows in 0u32..600,
        x_dpi in prop_oneof![Just(204.0), Just(0.0), Just(f64::NAN), 1.0..3000.0f64],
        y_dpi in prop_oneof![Just(98.0), Just(f64::INFINITY), 1.0..3000.0f64],
        first_row in 0u32..700,
        max_width in prop::sample::select(PageWidth::ALL.to_vec()),
        resolutions in prop::collection::vec(prop::sample::select(Resolution::ALL.to_vec()), 0..3),
        max_length_mm in prop_oneof![Just(None), (0u32..400).prop_map(Some)],
    ) {
        let page = written(width, rows);
        let limits = Limits { max_width, resolutions, max_length_mm, preferred: None, above_mm: 4.2 };
        let parts = fit(&Source { bitmap: &page, x_dpi, y_dpi, first_row }, &limits);
        prop_assert!(!parts.is_empty());
        let mut next = first_row.min(rows);
        for part in &parts {
            prop_assert_eq!(part.source_rows.start, next);
            next = part.source_rows.end;
            prop_assert!(part.width <= max_width);
            prop_assert!(part.resolution == Resolution::Standard || limits.resolutions.contains(&part.resolution));
            prop_assert_eq!(part.bitmap.width(), part.width.pixels(part.resolution));
            prop_assert!(part.bitmap.rows() > 0);
        }
        prop_assert_eq!(next, rows);
    }
}

/// The resolution in which [`fit`] returns a page of this width with these pixels per inch.
fn choose_resolution(width: u32, x_dpi: f64, y_dpi: f64, limits: &Limits) -> Resolution {
    Plan::new(width, 1, x_dpi, y_dpi, limits).resolution
}
