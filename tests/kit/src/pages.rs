//! Pages to send, which are the same in each run, and TIFF files of them for other programs.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use ferrofax::document::tiff::{Appender, Builder, NewPage};
use ferrofax::t4::{Bitmap, PageQuality, Resolution};

use super::random::Random;

/// The content of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Content {
    /// Lines of shapes like letters, with margins: a usual letter.
    Text,
    /// Thin lines and circles.
    Drawing,
    /// Dithered grey, the worst case for the coding: larger than the uncompressed image.
    Grey,
    /// Nothing.
    Blank,
}

/// Returns a page of `width` × `rows` pixels. Each page is drawn only once, because some tests send
/// it a hundred times.
pub fn page(content: Content, width: u32, rows: u32, seed: u64) -> Bitmap {
    static DRAWN: Mutex<BTreeMap<(Content, u32, u32, u64), Bitmap>> = Mutex::new(BTreeMap::new());
    let mut drawn = DRAWN.lock().unwrap_or_else(PoisonError::into_inner);
    let page = drawn.entry((content, width, rows, seed));
    page.or_insert_with(|| draw(content, width, rows, seed)).clone()
}

fn draw(content: Content, width: u32, rows: u32, seed: u64) -> Bitmap {
    let mut page = Bitmap::white(width, rows);
    let mut random = Random::new(seed);
    match content {
        Content::Text => text(&mut page, &mut random),
        Content::Drawing => drawing(&mut page, &mut random),
        Content::Grey => grey(&mut page, &mut random),
        Content::Blank => {}
    }
    page
}

fn text(page: &mut Bitmap, random: &mut Random) {
    let (letter, line) = (16, 32);
    let mut top = 40;
    while top + line < page.rows().saturating_sub(20) {
        let mut left = 100;
        let end = page.width() - 100 - random.below(page.width() / 3);
        while left + letter < end {
            if random.below(6) > 0 {
                glyph(page, left, top, random);
            }
            left += letter + 3;
        }
        // One line in eight ends a paragraph.
        top += if random.below(8) == 0 { 2 * line } else { line };
    }
}

/// Draws two to four strokes in a box of 14 × 22 pixels.
fn glyph(page: &mut Bitmap, left: u32, top: u32, random: &mut Random) {
    for _ in 0..2 + random.below(3) {
        let (x, y, thick) = (random.below(12), random.below(18), 2 + random.below(2));
        let (w, h) = if random.below(2) == 0 { (thick, 22 - y) } else { (14 - x, thick) };
        for dy in 0..h {
            for dx in 0..w {
                page.set(left + x + dx, top + y + dy, true);
            }
        }
    }
}

fn drawing(page: &mut Bitmap, random: &mut Random) {
    let (width, rows) = (f64::from(page.width()), f64::from(page.rows()));
    for _ in 0..40 {
        let (x0, y0) = (random.part() * width, random.part() * rows);
        if random.below(2) == 0 {
            let (x1, y1) = (random.part() * width, random.part() * rows);
            let steps = (x1 - x0).abs().max((y1 - y0).abs()) as u32 + 1;
            for step in 0..steps {
                let part = f64::from(step) / f64::from(steps);
                page.set((x0 + (x1 - x0) * part) as u32, (y0 + (y1 - y0) * part) as u32, true);
            }
        } else {
            let radius = 20.0 + random.part() * 200.0;
            for step in 0..4000 {
                let (sin, cos) = (f64::from(step) * std::f64::consts::TAU / 4000.0).sin_cos();
                let (x, y) = (x0 + radius * cos, y0 + radius * sin);
                if x >= 0.0 && y >= 0.0 {
                    page.set(x as u32, y as u32, true);
                }
            }
        }
    }
}

fn grey(page: &mut Bitmap, random: &mut Random) {
    for y in 0..page.rows() {
        for x in 0..page.width() {
            let shade = 0.2 + 0.6 * f64::from(x) / f64::from(page.width());
            page.set(x, y, random.part() < shade);
        }
    }
}

/// Writes the pages as the document of a job, in the format of the spool.
pub fn write_document<'a>(
    path: &Path,
    pages: impl IntoIterator<Item = &'a Bitmap>,
    resolution: Resolution,
) {
    let mut file = Appender::open(path).expect("a new file");
    for bitmap in pages {
        let quality = PageQuality { rows: bitmap.rows(), ..PageQuality::default() };
        let page = NewPage { bitmap, resolution, quality, date_time: "2026:11:20 09:00:00" };
        file.append(&page).expect("the file can be written");
    }
}

/// Returns the pages as a TIFF file in the format of the spool.
pub fn tiff(pages: &[Bitmap], resolution: Resolution) -> Vec<u8> {
    let mut file = Builder::new();
    for bitmap in pages {
        file.push(&NewPage { bitmap, resolution, quality: PageQuality::default(), date_time: "" });
    }
    file.finish()
}

/// Writes the pages as one uncompressed TIFF file, which all programs can read.
pub fn write_tiff(path: &Path, pages: &[Bitmap], resolution: Resolution) {
    let mut file = vec![b'I', b'I', 42, 0];
    let mut link = file.len();
    file.extend([0; 4]);
    for (number, page) in pages.iter().enumerate() {
        let data_at = file.len() as u32;
        file.extend_from_slice(page.data());
        if file.len() % 2 == 1 {
            file.push(0);
        }
        let rationals_at = file.len() as u32;
        for dpi in [resolution.x_dpi(), resolution.y_dpi()] {
            file.extend(((dpi * 1000.0).round() as u32).to_le_bytes());
            file.extend(1000_u32.to_le_bytes());
        }
        let (short, long, rational) = (3_u16, 4_u16, 5_u16);
        // Tag, type, count, value; in the order of the tags.
        let entries: [(u16, u16, u32, u32); 15] = [
            (254, long, 1, 2), // one page of several
            (256, long, 1, page.width()),
            (257, long, 1, page.rows()),
            (258, short, 1, 1), // bits a sample
            (259, short, 1, 1), // not compressed
            (262, short, 1, 0), // white is zero
            (266, short, 1, 1), // leftmost pixel in the highest bit
            (273, long, 1, data_at),
            (277, short, 1, 1),          // samples a pixel
            (278, long, 1, page.rows()), // all in one strip
            (279, long, 1, page.data().len() as u32),
            (282, rational, 1, rationals_at),
            (283, rational, 1, rationals_at + 8),
            (296, short, 1, 2), // per inch
            (297, short, 2, number as u32 | (pages.len() as u32) << 16),
        ];
        let directory_at = file.len() as u32;
        file[link..link + 4].copy_from_slice(&directory_at.to_le_bytes());
        file.extend((entries.len() as u16).to_le_bytes());
        for (tag, kind, count, value) in entries {
            file.extend(tag.to_le_bytes());
            file.extend(kind.to_le_bytes());
            file.extend(count.to_le_bytes());
            file.extend(value.to_le_bytes());
        }
        link = file.len();
        file.extend([0; 4]);
    }
    std::fs::File::create(path)
        .and_then(|mut out| out.write_all(&file))
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}

/// Describes how two pages differ; `None` if they are the same pixel by pixel.
pub fn difference(sent: &Bitmap, received: &Bitmap) -> Option<String> {
    if (sent.width(), sent.rows()) != (received.width(), received.rows()) {
        return Some(format!(
            "{} × {} pixels were sent, {} × {} received; {} of the common rows differ",
            sent.width(),
            sent.rows(),
            received.width(),
            received.rows(),
            (0..sent.rows().min(received.rows()))
                .filter(|&row| sent.row(row) != received.row(row))
                .count()
        ));
    }
    let wrong: Vec<u32> =
        (0..sent.rows()).filter(|&row| sent.row(row) != received.row(row)).collect();
    (!wrong.is_empty()).then(|| {
        format!("{} of {} rows differ, the first is {}", wrong.len(), sent.rows(), wrong[0])
    })
}
