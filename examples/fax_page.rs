//! Makes a document to fax: `cargo run --example fax_page -- --pages 3 --resolution fine
//! document.tif`.
//!
//! Each page has a headline and lines of letter-like shapes, the same every time. The
//! file is an uncompressed TIFF, which every fax program reads.
//! `--resolution standard|fine|superfine` (fine), `--pages N` (1), `--length N`: how much
//! of the A4 page is written on, in per cent (100).

use ferrofax_kit::pages;
use std::path::PathBuf;
use std::process::ExitCode;

use ferrofax::t4::{Bitmap, Resolution};

/// Pixels of an A4 row, the same at these three resolutions.
const WIDTH: u32 = 1728;

fn main() -> ExitCode {
    let (mut count, mut resolution, mut length, mut file) = (1, Resolution::Fine, 100, None);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        if !argument.starts_with("--") {
            file = Some(PathBuf::from(argument));
            continue;
        }
        let value = arguments.next().unwrap_or_default();
        match (argument.as_str(), value.as_str(), value.parse::<u32>()) {
            ("--pages", _, Ok(number)) if number > 0 => count = number,
            ("--length", _, Ok(number)) if (1..=100).contains(&number) => length = number,
            ("--resolution", "standard", _) => resolution = Resolution::Standard,
            ("--resolution", "fine", _) => resolution = Resolution::Fine,
            ("--resolution", "superfine", _) => resolution = Resolution::Superfine,
            _ => return usage(),
        }
    }
    let Some(file) = file else { return usage() };
    let pages: Vec<Bitmap> =
        (0..count).map(|number| document_page(number, resolution, length)).collect();
    pages::write_tiff(&file, &pages, resolution);
    ExitCode::SUCCESS
}

fn usage() -> ExitCode {
    eprintln!(
        "usage: fax_page [--pages 1] [--resolution standard|fine|superfine] [--length 100] FILE.tif"
    );
    ExitCode::FAILURE
}

/// A4: 297 mm.
fn document_page(number: u32, resolution: Resolution, length: u32) -> Bitmap {
    let rows = (297.0 / 25.4 * resolution.y_dpi()).round() as u32;
    let text = pages::page(pages::Content::Text, WIDTH, rows * length / 100, u64::from(number));
    let head = (rows / 6).min(text.rows());
    let mut page = Bitmap::white(WIDTH, rows);
    for y in head..text.rows() {
        for x in 0..WIDTH {
            page.set(x, y, text.is_black(x, y));
        }
    }
    headline(&mut page, rows);
    page
}

/// FERROFAX, 12 mm high.
fn headline(page: &mut Bitmap, rows: u32) {
    let dot = (14, (14 * rows).div_ceil(2339));
    for (place, letter) in [F, E, R, R, O, F, A, X].into_iter().enumerate() {
        for (y, line) in letter.into_iter().enumerate() {
            for x in (0..5).filter(|x| line & (0x10 >> x) != 0) {
                let (left, top) =
                    (150 + (place as u32 * 6 + x) * dot.0, rows / 20 + y as u32 * dot.1);
                for (dx, dy) in (0..dot.0).flat_map(|dx| (0..dot.1).map(move |dy| (dx, dy))) {
                    page.set(left + dx, top + dy, true);
                }
            }
        }
    }
}

const A: [u8; 7] = [0b01110, 0b10001, 0b10001, 0b11111, 0b10001, 0b10001, 0b10001];
const E: [u8; 7] = [0b11111, 0b10000, 0b10000, 0b11110, 0b10000, 0b10000, 0b11111];
const F: [u8; 7] = [0b11111, 0b10000, 0b10000, 0b11110, 0b10000, 0b10000, 0b10000];
const O: [u8; 7] = [0b01110, 0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b01110];
const R: [u8; 7] = [0b11110, 0b10001, 0b10001, 0b11110, 0b10100, 0b10010, 0b10001];
const X: [u8; 7] = [0b10001, 0b01010, 0b00100, 0b00100, 0b00100, 0b01010, 0b10001];
