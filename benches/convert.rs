//! How quick documents become fax pages: `cargo bench --profile service --features program --bench
//! convert [-- FILE.pdf…]`, built as `make program` builds it.
//!
//! The same pages are made by Ghostscript's `tiffg4` in the same run, each by turns, the
//! best of several; both as programs that are started, read the file and write a TIFF
//! file. Ends with an error if we need longer for all of them together. Without
//! Ghostscript only our own times are told.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref, Str};

/// Pages of each document.
const PAGES: i32 = 20;

/// How often each is made; the best counts, since others work on the machine, too.
const ROUNDS: usize = 5;

fn main() -> ExitCode {
    let folder = tempfile::tempdir().expect("a folder");
    let mut files: Vec<PathBuf> = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with("--"))
        .map(PathBuf::from)
        .collect();
    if files.is_empty() {
        for (name, bytes) in [
            ("letters", letters()),
            ("letters with a shade", letters_with_a_shade()),
            ("tables", tables()),
            ("photographs", photographs()),
            ("grey scans", grey_scans()),
        ] {
            let path = folder.path().join(format!("{name}.pdf"));
            std::fs::write(&path, bytes).expect("a document");
            files.push(path);
        }
    }
    let has_ghostscript =
        Command::new("gs").arg("--version").stdout(Stdio::null()).status().is_ok();
    println!(
        "{:<24} {:>6} {:>14} {:>14} {:>7}",
        "document", "pages", "ours, pages/s", "gs, pages/s", "ratio"
    );
    let (mut all_ours, mut all_theirs) = (Duration::ZERO, Duration::ZERO);
    for file in &files {
        let out = folder.path().join("out.tif");
        let (mut ours, mut theirs) = (Duration::MAX, Duration::MAX);
        for _ in 0..ROUNDS {
            ours = ours.min(timed(&mut our_command(file, &out)));
            if has_ghostscript {
                theirs = theirs.min(timed(&mut their_command(file, &out)));
            }
        }
        let made = timed_pages(file, &out);
        let rate = |time: Duration| f64::from(made) / time.as_secs_f64();
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        if has_ghostscript {
            let ratio = theirs.as_secs_f64() / ours.as_secs_f64();
            println!(
                "{name:<24} {made:>6} {:>14.1} {:>14.1} {ratio:>7.2}",
                rate(ours),
                rate(theirs)
            );
            all_theirs += theirs;
        } else {
            println!("{name:<24} {made:>6} {:>14.1} {:>14} {:>7}", rate(ours), "-", "-");
        }
        all_ours += ours;
    }
    if has_ghostscript && all_ours > all_theirs {
        println!("slower than Ghostscript: {all_ours:?}, {all_theirs:?}");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

fn our_command(file: &Path, out: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ferrofax"));
    command.arg("convert").arg(file).arg("-o").arg(out);
    command
}

fn their_command(file: &Path, out: &Path) -> Command {
    let mut command = Command::new("gs");
    command
        .args([
            "-q",
            "-dSAFER",
            "-dBATCH",
            "-dNOPAUSE",
            "-dNOPROMPT",
            "-sDEVICE=tiffg4",
            "-r204x196",
            "-sPAPERSIZE=a4",
        ])
        .args(["-dFIXEDMEDIA", "-dPDFFitPage"])
        .arg(format!("-sOutputFile={}", out.display()))
        .arg(file);
    command
}

fn timed(command: &mut Command) -> Duration {
    let begun = Instant::now();
    let status = command.stdout(Stdio::null()).status().expect("the program starts");
    assert!(status.success(), "{command:?}: {status}");
    begun.elapsed()
}

/// How many pages we make of it.
fn timed_pages(file: &Path, out: &Path) -> u32 {
    timed(&mut our_command(file, out));
    ferrofax::document::tiff::read(out).map_or(0, |pages| pages.len() as u32)
}

/// A picture of a document: pixels of one or three bytes.
struct Picture {
    width: i32,
    rows: i32,
    is_grey: bool,
    pixels: Vec<u8>,
}

/// A document whose pages are drawn by `draw`, with letters to draw with and a picture,
/// if there is one.
fn document(picture: Option<Picture>, draw: impl Fn(i32, &mut Content)) -> Vec<u8> {
    let mut pdf = Pdf::new();
    let (tree, font, image) = (Ref::new(2), Ref::new(3), Ref::new(4));
    pdf.catalog(Ref::new(1)).pages(tree);
    pdf.pages(tree).kids((0..PAGES).map(|page| Ref::new(5 + 2 * page))).count(PAGES);
    pdf.type1_font(font).base_font(Name(b"Times-Roman"));
    if let Some(picture) = &picture {
        let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        std::io::Write::write_all(&mut zlib, &picture.pixels).expect("memory");
        let bytes = zlib.finish().expect("memory");
        let mut object = pdf.image_xobject(image, &bytes);
        object
            .width(picture.width)
            .height(picture.rows)
            .bits_per_component(8)
            .filter(Filter::FlateDecode);
        if picture.is_grey {
            object.color_space().device_gray()
        } else {
            object.color_space().device_rgb()
        }
    }
    for number in 0..PAGES {
        let mut page = pdf.page(Ref::new(5 + 2 * number));
        page.parent(tree)
            .media_box(Rect::new(0.0, 0.0, 595.0, 842.0))
            .contents(Ref::new(6 + 2 * number));
        let mut resources = page.resources();
        resources.fonts().pair(Name(b"F"), font);
        if picture.is_some() {
            resources.x_objects().pair(Name(b"I"), image);
        }
        resources.finish();
        page.finish();
        let mut content = Content::new();
        draw(number, &mut content);
        pdf.stream(Ref::new(6 + 2 * number), &content.finish());
    }
    pdf.finish()
}

fn line(content: &mut Content, x: f32, y: f32, size: f32, text: &str) {
    content
        .begin_text()
        .set_font(Name(b"F"), size)
        .next_line(x, y)
        .show(Str(text.as_bytes()))
        .end_text();
}

/// 55 lines of letters a page.
fn letters() -> Vec<u8> {
    document(None, |page, content| {
        for row in 0..55 {
            let text = format!(
                "Page {page}, line {row}: the quick brown fox jumps over the lazy dog, and goes on its way."
            );
            line(content, 60.0, 780.0 - 13.0 * row as f32, 11.0, &text);
        }
    })
}

/// The same with a light grey area, as forms have.
fn letters_with_a_shade() -> Vec<u8> {
    document(None, |page, content| {
        content.set_fill_gray(0.85).rect(60.0, 60.0, 475.0, 120.0).fill_nonzero();
        content.set_fill_gray(0.0);
        for row in 0..55 {
            let text = format!("Page {page}, line {row}: please fill in the grey field below.");
            line(content, 60.0, 780.0 - 13.0 * row as f32, 11.0, &text);
        }
    })
}

/// Whole pages in greys, as a scanner of 200 dpi makes them: rows of strokes with soft edges on
/// paper that is not quite even.
fn grey_scans() -> Vec<u8> {
    let (width, rows) = (1654_i32, 2339_i32);
    let mut pixels = Vec::new();
    for y in 0..rows {
        let is_line = (150..2200).contains(&y) && y % 36 < 20;
        for x in 0..width {
            let paper = 250 - ((x * 7 + y * 13) % 5) as u8;
            let stroke = (x * 31 / 7 + y / 36 * 17) % 23;
            pixels.push(match stroke {
                0..=2 if is_line && (150..1500).contains(&x) => 30,
                3 if is_line && (150..1500).contains(&x) => 140,
                _ => paper,
            });
        }
    }
    document(Some(Picture { width, rows, is_grey: true, pixels }), |_, content| {
        content
            .save_state()
            .transform([595.0, 0.0, 0.0, 842.0, 0.0, 0.0])
            .x_object(Name(b"I"))
            .restore_state();
    })
}

/// Rules and small letters.
fn tables() -> Vec<u8> {
    document(None, |page, content| {
        content.set_line_width(0.5);
        for row in 0..50 {
            let y = 790.0 - 15.0 * row as f32;
            content.move_to(40.0, y).line_to(555.0, y).stroke();
            for column in 0..6 {
                let text = format!("{page}.{row}.{column} EUR");
                line(content, 45.0 + 86.0 * column as f32, y - 11.0, 9.0, &text);
            }
        }
        for column in 0..7 {
            let x = 40.0 + 85.8 * column as f32;
            content.move_to(x, 790.0).line_to(x, 55.0).stroke();
        }
    })
}

/// A photograph on half of the page, letters below.
fn photographs() -> Vec<u8> {
    let side = 900_i32;
    let mut pixels = Vec::new();
    for y in 0..side {
        for x in 0..side {
            let wave = |step: f32| {
                (((x as f32 / step).sin() + (y as f32 / (step * 1.3)).cos()) * 60.0 + 128.0) as u8
            };
            pixels.extend([wave(50.0), wave(80.0), wave(23.0)]);
        }
    }
    let picture = Picture { width: side, rows: side, is_grey: false, pixels };
    document(Some(picture), |page, content| {
        content
            .save_state()
            .transform([475.0, 0.0, 0.0, 475.0, 60.0, 320.0])
            .x_object(Name(b"I"))
            .restore_state();
        for row in 0..15 {
            line(
                content,
                60.0,
                290.0 - 15.0 * row as f32,
                11.0,
                &format!("Picture {page}: what is to be seen on it, {row}"),
            );
        }
    })
}
