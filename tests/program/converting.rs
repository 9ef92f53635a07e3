//! Documents become fax pages: of the right size, in the right place, crisp where they
//! are crisp and shaded where not.

use std::ops::Range;

use ferrofax::t4::{Bitmap, PageWidth, Resolution};
use pdf_writer::Content;

use super::bench::{Bench, black, extent, letter, pdf};
use ferrofax_kit::pages::tiff;

const X_PER_MM: f64 = 1728.0 / 215.0;

/// The range is that of so many mm, to a pixel.
fn is_about(found: &Range<u32>, from_mm: f64, to_mm: f64, per_mm: f64) -> bool {
    let off = |pixel: u32, mm: f64| (f64::from(pixel) - mm * per_mm).abs();
    off(found.start, from_mm) <= 1.5 && off(found.end, to_mm) <= 1.5
}

fn boxed(content: &mut Content) {
    content.rect(20.0, 200.0, 30.0, 10.0).fill_nonzero();
}

#[test]
fn a_sheet_of_a4_has_its_true_size_at_each_resolution() {
    let bench = Bench::new();
    let file = bench.file("letter.pdf", pdf(210.0, 297.0, &[&boxed]));
    for (word, resolution, per_mm) in [
        ("standard", Resolution::Standard, 3.85_f64),
        ("fine", Resolution::Fine, 7.7),
        ("superfine", Resolution::Superfine, 15.4),
    ] {
        let pages = bench.pages(&file, &["--resolution", word]);
        let [(page, found)] = &pages[..] else { panic!("{} pages", pages.len()) };
        assert_eq!((*found, page.width()), (resolution, 1728), "{word}");
        assert!(
            (f64::from(page.rows()) - 297.0 * per_mm).abs() <= 1.0,
            "{word}: {} rows",
            page.rows()
        );
        // The sheet stands in the middle of the 215 mm of a fax line. 297 - 210 = 87 mm
        // from the top.
        let (columns, rows) = extent(page);
        assert!(is_about(&columns, 22.5, 52.5, X_PER_MM), "{word}: {columns:?}");
        assert!(is_about(&rows, 87.0, 97.0, per_mm), "{word}: {rows:?}");
    }
}

#[test]
fn a_landscape_sheet_lies_with_its_top_to_the_left() {
    let bench = Bench::new();
    // In the upper right corner.
    let file = bench.file(
        "wide.pdf",
        pdf(
            297.0,
            210.0,
            &[&|content: &mut Content| {
                content.rect(257.0, 190.0, 30.0, 10.0).fill_nonzero();
            }],
        ),
    );
    let (page, _) = bench.pages(&file, &[]).remove(0);
    let (columns, rows) = extent(&page);
    assert_eq!(page.rows(), 2287);
    // The right edge is on top now, 10 mm from it; the top edge at the left, 10 mm from it.
    assert!(is_about(&rows, 10.0, 40.0, 7.7), "{rows:?}");
    assert!(is_about(&columns, 12.5, 22.5, X_PER_MM), "{columns:?}");
}

#[test]
fn a3_is_made_smaller_without_changing_its_shape() {
    let bench = Bench::new();
    let file = bench.file(
        "plan.pdf",
        pdf(
            297.0,
            420.0,
            &[&|content: &mut Content| {
                content.rect(100.0, 200.0, 100.0, 100.0).fill_nonzero();
            }],
        ),
    );
    let (page, _) = bench.pages(&file, &[]).remove(0);
    let (columns, rows) = extent(&page);
    let (width, height) =
        (f64::from(columns.end - columns.start) / X_PER_MM, f64::from(rows.end - rows.start) / 7.7);
    assert!((width - height).abs() < 0.3, "{width} × {height} mm");
    assert!((width - 100.0 * 215.0 / 297.0).abs() < 0.3, "{width} mm");
}

#[test]
fn hairlines_stay_whole_wherever_they_fall() {
    let bench = Bench::new();
    let file = bench.file(
        "lines.pdf",
        pdf(
            210.0,
            297.0,
            &[&|content: &mut Content| {
                content.set_line_width(0.0);
                for line in 0..40 {
                    let at = 20.0 + 5.03 * line as f32;
                    content.move_to(20.0, at).line_to(190.0, at).stroke();
                }
            }],
        ),
    );
    for word in ["standard", "fine", "superfine"] {
        let (page, _) = bench.pages(&file, &["--resolution", word]).remove(0);
        let line = |y: u32| black(&page, 200..1500, y..y + 1);
        let whole = (0..page.rows())
            .filter(|y| line(*y) == 1300 && (*y == 0 || line(*y - 1) < 1300))
            .count();
        let broken = (0..page.rows()).filter(|y| !matches!(line(*y), 0 | 1300)).count();
        assert_eq!((whole, broken), (40, 0), "{word}");
    }
}

#[test]
fn grey_areas_become_dots_and_text_does_not() {
    let bench = Bench::new();
    let file = bench.file(
        "shaded.pdf",
        pdf(
            210.0,
            297.0,
            &[&|content: &mut Content| {
                content.set_fill_gray(0.5).rect(20.0, 100.0, 50.0, 50.0).fill_nonzero();
                content.set_fill_gray(0.0).rect(100.0, 100.0, 50.0, 50.0).fill_nonzero();
            }],
        ),
    );
    let (page, _) = bench.pages(&file, &[]).remove(0);
    let share = |columns: Range<u32>| {
        black(&page, columns.clone(), 1200..1400) as f64 / (columns.len() * 200) as f64
    };
    assert!((0.35..0.65).contains(&share(200..500)), "{}", share(200..500));
    assert_eq!(share(850..1150), 1.0);
}

#[test]
fn a_thin_line_in_a_light_grey_stays_whole_beside_a_shaded_area() {
    let bench = Bench::new();
    let draw = |content: &mut Content| {
        content.set_fill_gray(0.5).rect(20.0, 200.0, 50.0, 50.0).fill_nonzero();
        content
            .set_stroke_gray(0.7)
            .set_line_width(0.1)
            .move_to(20.0, 100.0)
            .line_to(190.0, 100.0)
            .stroke();
    };
    let file = bench.file("line.pdf", pdf(210.0, 297.0, &[&draw]));
    for word in ["standard", "fine", "superfine"] {
        let (page, _) = bench.pages(&file, &["--resolution", word]).remove(0);
        let half = page.rows() / 2;
        assert!((half..page.rows()).any(|y| black(&page, 200..1500, y..y + 1) == 1300), "{word}");
    }
}

#[test]
fn each_page_is_its_own() {
    let bench = Bench::new();
    let at = |x: f32| {
        move |content: &mut Content| {
            content.rect(x, 100.0, 10.0, 10.0).fill_nonzero();
        }
    };
    let file = bench.file("three.pdf", pdf(210.0, 297.0, &[&at(20.0), &at(60.0), &at(100.0)]));
    let pages = bench.pages(&file, &[]);
    assert_eq!(pages.len(), 3);
    for ((page, _), mm) in pages.iter().zip([22.5, 62.5, 102.5]) {
        assert!(is_about(&extent(page).0, mm, mm + 10.0, X_PER_MM));
    }
}

#[test]
fn a_fax_that_is_sent_on_stays_as_it_is_as_tiff_and_as_pdf() {
    let bench = Bench::new();
    let mut page = Bitmap::white(1728, 2200);
    for y in 0..2200 {
        (0..40).for_each(|step| page.set((y * 7 + step * 43) % 1728, y, true));
    }
    for (resolution, word) in [
        (Resolution::Standard, "standard"),
        (Resolution::Fine, "fine"),
        (Resolution::Superfine, "superfine"),
    ] {
        let tiff = bench.file("fax.tif", tiff(std::slice::from_ref(&page), resolution));
        assert_eq!(bench.pages(&tiff, &[]), [(page.clone(), resolution)]);
        let as_pdf = bench.path("fax.pdf");
        let run = bench.run(&["convert", "fax.tif", "-o", as_pdf.to_str().unwrap()]);
        assert_eq!((run.code, run.out.ends_with("fax.pdf: 1 page\n")), (Some(0), true), "{run:?}");
        assert!(
            bench.pages(&as_pdf, &["--resolution", word]) == [(page.clone(), resolution)],
            "{resolution}"
        );
    }
}

#[test]
fn a_scan_in_a_resolution_of_fax_machines_is_put_on_paper_as_wide_as_it_needs() {
    let bench = Bench::new();
    // A4, US letter and A3 at 300 dpi, A4 at 200 and A3 at 400.
    for (width, resolution, paper) in [
        (2480, Resolution::R300, PageWidth::A4),
        (2550, Resolution::R300, PageWidth::A4),
        (3508, Resolution::R300, PageWidth::A3),
        (1654, Resolution::R200, PageWidth::A4),
        (4677, Resolution::R400, PageWidth::A3),
    ] {
        let mut page = Bitmap::white(width, 400);
        (0..400)
            .for_each(|y| (0..40).for_each(|step| page.set((y * 7 + step * 43) % width, y, true)));
        let tiff = bench.file("scan.tif", tiff(std::slice::from_ref(&page), resolution));
        let pages = bench.pages(&tiff, &[]);
        let [(found, found_resolution)] = &pages[..] else { panic!("{} pages", pages.len()) };
        assert_eq!((*found_resolution, found.width()), (resolution, paper.pixels(resolution)));
        let left = (found.width() - width) / 2;
        let is_same = |(x, y): (u32, u32)| found.is_black(left + x, y) == page.is_black(x, y);
        assert!(
            found.rows() == 400 && (0..400).all(|y| (0..width).all(|x| is_same((x, y)))),
            "{width} {resolution}"
        );
        // Who names a resolution has no finer one.
        let fine = bench.pages(&tiff, &["--resolution", "fine"]);
        let as_fine =
            if resolution == Resolution::R200 { Resolution::R200 } else { Resolution::Fine };
        assert_eq!((fine[0].1, fine[0].0.width()), (as_fine, 1728));
    }
}

#[test]
fn text_becomes_pages_and_a_form_feed_begins_the_next() {
    let bench = Bench::new();
    let file = bench.file("note.txt", "Grüße\n\tAnna\n\x0czweite Seite\n\x0c\n");
    let pages = bench.pages(&file, &[]);
    assert_eq!(pages.len(), 2);
    for (page, resolution) in &pages {
        assert_eq!((page.width(), *resolution), (1728, Resolution::Fine));
        assert!(page.data().iter().any(|byte| *byte != 0));
    }
    let latin = bench.file("latin.txt", b"Gr\xFC\xDFe\n\tAnna\n\x0czweite Seite");
    assert!(bench.pages(&latin, &[]) == pages, "Latin-1 gives the same pages");
}

#[test]
fn a_name_says_nothing_about_a_document() {
    let bench = Bench::new();
    let file = bench.file("letter.txt", letter(2));
    assert_eq!(bench.pages(&file, &[]).len(), 2);
}

#[test]
fn the_output_is_a_pdf_a_tiff_or_a_picture_by_its_name() {
    let bench = Bench::new();
    bench.file("letter.pdf", letter(1));
    let run = bench.run(&["convert", "letter.pdf", "-o", "pages.jpg"]);
    assert_eq!(
        (run.code, run.err.contains("must end in .pdf, .tif or .png")),
        (Some(2), true),
        "{run:?}"
    );
    assert!(!bench.path("pages.jpg").exists());
}

#[test]
fn the_first_page_is_shown_as_a_picture() {
    let bench = Bench::new();
    bench.file("letter.pdf", pdf(210.0, 297.0, &[&boxed, &|_: &mut Content| {}]));
    let run = bench.run(&["convert", "letter.pdf", "-o", "look.png"]);
    assert_eq!((run.code, &run.out[..]), (Some(0), "look.png: the first of 2 pages\n"), "{run:?}");
    let picture = image::open(bench.path("look.png")).unwrap().into_luma8();
    assert_eq!(picture.width(), 1000);
    // As high as an A4 sheet on a line of 215 mm is; and the box is where it was drawn.
    assert!((1378..=1385).contains(&picture.height()), "{}", picture.height());
    let at = |x_mm: f64, y_mm: f64| {
        let pixel = |mm: f64| (mm / 215.0 * 1000.0) as u32;
        picture.get_pixel(pixel(x_mm), pixel(y_mm)).0[0]
    };
    assert_eq!([at(35.0, 92.0), at(35.0, 110.0), at(100.0, 92.0)], [0, 255, 255]);
}

/// What `convert` says of a document that it makes a page of.
fn said_of(name: &str, bytes: impl AsRef<[u8]>) -> String {
    let bench = Bench::new();
    bench.file(name, bytes);
    let run = bench.run(&["convert", name, "-o", "out.tif"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    format!("{}{}", run.out, run.err)
}

#[test]
fn control_characters_in_a_text_are_left_out_and_told_of() {
    let text = b"Order 4711\0\x07 of 3 May, to be delivered by Friday\n";
    let said = said_of("order.txt", text);
    assert!(said.contains("order.txt (2 control characters in it are left out)"), "{said}");
    let said = said_of("order.txt", b"Order 4711\n\0\0\0\0");
    assert!(!said.contains("control"), "{said}");
}

#[test]
fn a_tiff_whose_code_ends_early_is_faxed_with_what_is_missing_told() {
    let mut page = Bitmap::white(1728, 60);
    (0..60).for_each(|y| (0..200).for_each(|x| page.set(x * 7 + y, y, true)));
    // The file's own length of the page, as a tag of one number.
    let mut bytes = tiff(&[page], Resolution::Fine);
    for tag in [257_u16, 278] {
        let tag = tag.to_le_bytes();
        let entry = (8..bytes.len() - 12)
            .find(|at| bytes[*at..].starts_with(&tag) && bytes[at + 8..at + 12] == [60, 0, 0, 0])
            .unwrap();
        bytes[entry + 8] = 100;
    }
    let said = said_of("short.tif", &bytes);
    let note = "page 1 ends early: 40 of its 100 rows are missing";
    assert!(said.contains(note), "{said}");
}

/// A TIFF file of 300 × 300 pixels at 100 dpi whose samples are floating-point numbers: black on the
/// left and white on the right. The tag for the bits of a sample has the value `bits`.
fn floating_point_tiff(bits: u32) -> Vec<u8> {
    let row = (0..300).flat_map(|x| if x < 150 { 0.0_f32 } else { 1.0 }.to_le_bytes());
    let image: Vec<u8> = (0..300).flat_map(|_| row.clone()).collect();
    let (length, rational) = (image.len() as u32, 8 + image.len() as u32);
    let (short, long) = (3_u16, 4_u16);
    // Tag, type, value (TIFF 6.0, section 8; SampleFormat 3: section 19).
    let tags: [(u16, u16, u32); 13] = [
        (256, long, 300),
        (257, long, 300),
        (258, short, bits),
        (259, short, 1),
        (262, short, 1),
        (273, long, 8),
        (277, short, 1),
        (278, long, 300),
        (279, long, length),
        (282, 5, rational),
        (283, 5, rational),
        (296, short, 2),
        (339, short, 3),
    ];
    let mut file = [&b"II*\0"[..], &(rational + 8).to_le_bytes(), &image].concat();
    file.extend([100_u32, 1].map(u32::to_le_bytes).concat());
    file.extend((tags.len() as u16).to_le_bytes());
    for (tag, kind, value) in tags {
        file.extend([tag, kind].map(u16::to_le_bytes).concat());
        file.extend([1, value].map(u32::to_le_bytes).concat());
    }
    file.extend([0; 4]);
    file
}

#[test]
fn a_tiff_of_floating_point_numbers_is_faxed() {
    let bench = Bench::new();
    let file = bench.file("height.tif", floating_point_tiff(32));
    let pages = bench.pages(&file, &["--resolution", "fine"]);
    let [(page, _)] = &pages[..] else { panic!("{} pages", pages.len()) };
    let (columns, rows) = extent(page);
    let (width, height) =
        (f64::from(columns.end - columns.start) / X_PER_MM, f64::from(rows.end - rows.start) / 7.7);
    assert!((width - 38.1).abs() < 0.3 && (height - 76.2).abs() < 0.3, "{width} × {height} mm");

    // Nobody knows floating-point numbers of this length.
    let unknown = bench.file("unknown.tif", floating_point_tiff(24));
    let run = bench.run(&["convert", unknown.to_str().unwrap(), "-o", "unknown-pages.tif"]);
    let says = "page 1: its samples of 24 bits are of an unknown kind";
    assert_eq!((run.code, run.err.contains(says)), (Some(2), true), "{run:?}");
}
