//! What we write is what other programs read: libtiff's tools our TIFF-F, poppler our
//! PDF, and we what libtiff writes.
//!
//! `make test` installs these programs (libtiff-tools, poppler-utils). Without one of
//! them its test says so and does nothing.

use crate::pages;
use crate::pbm;
use std::path::Path;

use crate::programs::is_there;
use crate::run;
use ferrofax::document::pdf::{self, PdfInfo, PdfPage};
use ferrofax::document::tiff::{self, Appender, NewPage};
use ferrofax::t4::{Bitmap, Coding, EncodeOptions, PageQuality, PageWidth, Resolution, encode};

/// A typical page in each resolution and, by turns, each width, in a file.
fn write_fax(path: &Path) -> Vec<(Bitmap, Resolution)> {
    let written: Vec<_> = Resolution::ALL
        .into_iter()
        .zip(PageWidth::ALL.into_iter().cycle())
        .zip(0..)
        .map(|((resolution, width), kind)| {
            let rows = (resolution.y_dpi()) as u32;
            let mut kinds = pages::typical(width.pixels(resolution), rows);
            (kinds.swap_remove(kind % 6).1, resolution)
        })
        .collect();
    let mut file = Appender::open(path).expect("the file is made");
    for (bitmap, resolution) in &written {
        let quality = PageQuality { rows: bitmap.rows(), ..PageQuality::default() };
        file.append(&NewPage {
            bitmap,
            resolution: *resolution,
            quality,
            date_time: "2026:11:20 08:13:33",
        })
        .expect("the page is written");
    }
    written
}

#[test]
fn libtiff_reads_our_files_without_a_warning() {
    if !(is_there("tiffinfo") && is_there("tiffcp")) {
        return;
    }
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("fax.tif");
    let written = write_fax(&path);
    let said = run("tiffinfo", &["-D", "fax.tif"], dir.path());
    assert!(!said.contains("arning") && !said.contains("rror"), "{said}");
    assert_eq!(said.matches("Compression Scheme: CCITT Group 4").count(), written.len());
    assert!(said.contains("Resolution: 204, 98 pixels/inch"), "{said}");

    // Uncompressed by libtiff, read by us.
    run("tiffcp", &["-c", "none", "fax.tif", "plain.tif"], dir.path());
    let read = tiff::read(&dir.path().join("plain.tif")).expect("it is read");
    assert_eq!(read.len(), written.len());
    for (page, (bitmap, resolution)) in read.iter().zip(&written) {
        assert!(page.bitmap().expect("a page") == *bitmap, "{resolution}");
        assert_eq!(page.resolution, Some(*resolution));
    }
}

#[test]
fn we_read_what_libtiff_writes() {
    if !is_there("tiffcp") {
        return;
    }
    let dir = tempfile::tempdir().expect("a folder");
    let written = write_fax(&dir.path().join("fax.tif"));
    for coding in ["g3:1d", "g3:2d", "g3:1d:fill", "g3:2d:fill", "g4", "packbits", "none"] {
        for order in ["lsb2msb", "msb2lsb"] {
            for endian in ["-L", "-B"] {
                for strip in ["100", "100000"] {
                    run(
                        "tiffcp",
                        &["-c", coding, "-f", order, endian, "-r", strip, "fax.tif", "other.tif"],
                        dir.path(),
                    );
                    let read = tiff::load(&dir.path().join("other.tif")).expect("it is read");
                    assert_eq!((read.pages.len(), read.damage), (written.len(), None));
                    for (page, (bitmap, resolution)) in read.pages.iter().zip(&written) {
                        let (decoded, quality) = page.decode();
                        assert!(
                            decoded == *bitmap,
                            "{coding} {order} {endian} {strip} {resolution}"
                        );
                        assert_eq!(
                            (quality.bad_rows, quality.cut_off),
                            (0, false),
                            "{coding} {order} {endian}"
                        );
                        if (coding, strip) == ("g4", "100000") {
                            // T.6 leaves an encoder no choice: ours is right if it writes the same.
                            let options =
                                EncodeOptions { lsb_first: false, ..EncodeOptions::default() };
                            let ours = encode(bitmap, Coding::Mmr, options);
                            assert!(*page.t6().expect("a page") == ours, "{resolution}");
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn poppler_shows_our_pdf_pixel_by_pixel_and_at_its_true_size() {
    if !(is_there("pdftoppm") && is_there("pdfimages") && is_there("pdfinfo")) {
        return;
    }
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("fax.tif");
    let written = write_fax(&path);
    let read = tiff::read(&path).expect("it is read");
    let images: Vec<_> = read.iter().map(|page| page.t6().expect("a page")).collect();
    let pages: Vec<_> = read
        .iter()
        .zip(&images)
        .map(|(page, t6)| PdfPage {
            colour: None,
            t6,
            width: page.width,
            rows: page.rows,
            x_dpi: page.x_dpi,
            y_dpi: page.y_dpi,
        })
        .collect();
    let info = PdfInfo { title: "Fax from Jürgen", created: Some(1_795_162_413) };
    std::fs::write(dir.path().join("fax.pdf"), pdf::write(&pages, info)).expect("it is written");

    let last = written.len().to_string();
    let said = run("pdfinfo", &["-f", "1", "-l", &last, "fax.pdf"], dir.path());
    assert!(said.contains("Title:           Fax from Jürgen"), "{said}");
    // An inch down, and across 215, 255 and 303 mm or, in inches, 2 % more.
    let sizes: Vec<Vec<f64>> = said
        .lines()
        .filter(|line| line.starts_with("Page ") && line.contains(" size:"))
        .map(|line| line.split([' ', 'x']).filter_map(|word| word.parse().ok()).skip(1).collect())
        .collect();
    assert_eq!(sizes.len(), written.len(), "{said}");
    for (size, (page, width)) in
        sizes.iter().zip(pages.iter().zip([215.0, 255.0, 303.0].into_iter().cycle()))
    {
        let mm = size[0] / 72.0 * 25.4;
        assert!((0.998..1.025).contains(&(mm / width)), "{mm} mm for {width}");
        assert!((size[1] - f64::from(page.rows) / page.y_dpi * 72.0).abs() < 0.2, "{size:?}");
    }

    // The images as they are in the file.
    run("pdfimages", &["fax.pdf", "image"], dir.path());
    for (i, (bitmap, resolution)) in written.iter().enumerate() {
        let image = pbm::read(&dir.path().join(format!("image-{i:03}.pbm")));
        assert!(image == *bitmap, "image {i}, {resolution}");
    }

    // The page as it is shown, at the resolution of its pixels. Poppler may smooth it a
    // little here and there.
    for (i, (bitmap, resolution)) in written.iter().enumerate() {
        let number = (i + 1).to_string();
        let (x_dpi, y_dpi) = (resolution.x_dpi().to_string(), resolution.y_dpi().to_string());
        let args = [
            "-mono",
            "-f",
            &number,
            "-l",
            &number,
            "-rx",
            &x_dpi,
            "-ry",
            &y_dpi,
            "-singlefile",
            "fax.pdf",
            "page",
        ];
        run("pdftoppm", &args, dir.path());
        let shown = pbm::read(&dir.path().join("page.pbm"));
        let off = (shown.width().abs_diff(bitmap.width()), shown.rows().abs_diff(bitmap.rows()));
        assert!(off.0 <= 1 && off.1 <= 1, "page {number}, {resolution}: {shown:?} of {bitmap:?}");
        let more_black = black_share(&shown) - black_share(bitmap);
        assert!(more_black.abs() < 0.01, "page {number}, {resolution}: {more_black}");
    }
}

/// How much of a page is black.
fn black_share(page: &Bitmap) -> f64 {
    let black: u32 = page.data().iter().map(|byte| byte.count_ones()).sum();
    f64::from(black) / f64::from(page.width()) / f64::from(page.rows())
}
