//! What other programs print: PWG raster, CUPS raster and URF as Ghostscript and CUPS's
//! filters write them.

use std::path::PathBuf;
use std::process::Command;

use ferrofax::t4::Resolution;

use super::bench::{Bench, extent, pdf};
use super::programs::{is_there, skip};

/// Two sheets of A4, each with a box at 20 mm from the left and 200 mm from below.
fn two_sheets(bench: &Bench) -> PathBuf {
    let boxed = |content: &mut pdf_writer::Content| {
        content.rect(20.0, 200.0, 30.0, 10.0).fill_nonzero();
    };
    bench.file("two.pdf", pdf(210.0, 297.0, &[&boxed, &boxed]))
}

/// The file that Ghostscript makes of it on this device.
fn by_ghostscript(bench: &Bench, device: &str, words: &[&str]) -> Option<PathBuf> {
    let (input, output) = (two_sheets(bench), bench.path(device));
    let made = Command::new("gs")
        .args(["-q", "-dBATCH", "-dNOPAUSE", "-dSAFER", "-sPAPERSIZE=a4"])
        .arg(format!("-sDEVICE={device}"))
        .arg(format!("-sOutputFile={}", output.display()))
        .args(words)
        .arg(&input)
        .output()
        .expect("gs runs");
    let is_made = made.status.success() && output.metadata().is_ok_and(|file| file.len() > 0);
    if !is_made {
        skip(&format!("this Ghostscript has no device {device}"));
    }
    is_made.then_some(output)
}

/// Both boxes stand where they were drawn.
fn assert_boxes(bench: &Bench, file: &std::path::Path, resolution: Resolution) {
    let pages = bench.pages(file, &[]);
    assert_eq!(pages.len(), 2, "{}", file.display());
    for (page, found) in &pages {
        assert_eq!(*found, resolution, "{}", file.display());
        let mm = |pixel: u32, dpi: f64| f64::from(pixel) / dpi * 25.4;
        let (columns, rows) = extent(page);
        let beside = (mm(page.width(), resolution.x_dpi()) - 210.0) / 2.0;
        let edges = [
            (mm(columns.start, resolution.x_dpi()) - beside, 20.0),
            (mm(columns.end, resolution.x_dpi()) - beside, 50.0),
            (mm(rows.start, resolution.y_dpi()), 87.0),
            (mm(rows.end, resolution.y_dpi()), 97.0),
        ];
        for (found, drawn) in edges {
            assert!((found - drawn).abs() < 0.7, "{}: {edges:?}", file.display());
        }
    }
}

#[test]
fn pwg_raster_of_ghostscript_is_faxed_in_each_resolution_and_colour() {
    if !is_there("gs") {
        return;
    }
    let bench = Bench::new();
    for (words, resolution) in [
        // cupsColorSpace: 3 black, 18 sGray, 19 sRGB.
        (&["-r204x196", "-dcupsColorSpace=3", "-dcupsBitsPerColor=1"][..], Resolution::Fine),
        (&["-r204x98", "-dcupsColorSpace=3", "-dcupsBitsPerColor=1"], Resolution::Standard),
        (&["-r300", "-dcupsColorSpace=3", "-dcupsBitsPerColor=1"], Resolution::R300),
        (&["-r600", "-dcupsColorSpace=3", "-dcupsBitsPerColor=1"], Resolution::Fine),
        (&["-r600", "-dcupsColorSpace=18", "-dcupsBitsPerColor=8"], Resolution::Fine),
        (&["-r150", "-dcupsColorSpace=19", "-dcupsBitsPerColor=8"], Resolution::Fine),
    ] {
        let Some(file) = by_ghostscript(&bench, "pwgraster", words) else { return };
        assert_boxes(&bench, &file, resolution);
    }
}

#[test]
fn cups_raster_and_urf_of_ghostscript_are_faxed() {
    if !is_there("gs") {
        return;
    }
    let bench = Bench::new();
    for (device, words) in [
        ("cups", &["-r600", "-dcupsColorSpace=3", "-dcupsBitsPerColor=1"][..]),
        ("cups", &["-r200", "-dcupsColorSpace=0", "-dcupsBitsPerColor=8"]),
        ("appleraster", &["-r600", "-dcupsColorSpace=18", "-dcupsBitsPerColor=8"]),
        ("urf", &["-r600", "-dcupsColorSpace=18", "-dcupsBitsPerColor=8"]),
        ("urf", &["-r600", "-dcupsColorSpace=19", "-dcupsBitsPerColor=8"]),
    ] {
        let Some(file) = by_ghostscript(&bench, device, words) else { continue };
        assert_boxes(
            &bench,
            &file,
            match words[0] {
                "-r200" => Resolution::R200,
                _ => Resolution::Fine,
            },
        );
    }
}

#[test]
fn a_raster_that_is_cut_off_is_refused_and_nothing_is_taken() {
    if !is_there("gs") {
        return;
    }
    let bench = Bench::new();
    let words = ["-r204x196", "-dcupsColorSpace=3", "-dcupsBitsPerColor=1"];
    let Some(file) = by_ghostscript(&bench, "pwgraster", &words) else { return };
    let whole = std::fs::read(&file).unwrap();
    bench.file("cut.pwg", &whole[..whole.len() - 10]);
    bench.assert_refused(&["send", "0991", "cut.pwg", "--from", "2101"], "page 2 is cut off");
}

#[test]
fn pwg_raster_of_cups_filters_is_faxed() {
    if !is_there("cupsfilter") {
        return;
    }
    let bench = Bench::new();
    let made = Command::new("cupsfilter")
        .args(["-i", "application/pdf", "-m", "image/pwg-raster"])
        .arg(two_sheets(&bench))
        .output()
        .expect("cupsfilter runs");
    if !made.stdout.starts_with(b"RaS2") {
        return skip("this cupsfilter makes no PWG raster");
    }
    let file = bench.file("two.pwg", made.stdout);
    assert_eq!(bench.pages(&file, &[]).len(), 2);
}
