//! The confined child process that decodes a page, makes the picture that is read, and reads the
//! codes on it.
//!
//! Its standard input has a line of JSON ([`Task`]) and then the page coded by T.6. Its standard
//! output gets a line of JSON ([`Ready`]), the pixels of the picture, and a line with the codes.

use std::io::{self, BufReader, BufWriter, Write};
use std::process::ExitCode;

use ferrofax_confine::{Confined, line_of, live, read_line, tell_no_landlock};
use ferrofax_document::grey::Grey;
use ferrofax_ground::t4::{Bitmap, Coding, Decoder, Limits, reverse_bits};
use serde::{Deserialize, Serialize};

use crate::codes::{Code, codes};
use crate::frame::Frame;
use crate::picture::picture;

/// The hidden subcommand with which `ferrofax` is started as the child process.
pub const CHILD_WORD: &str = "read-child";

/// The longest line with a [`Task`] or with [`Ready`], in bytes.
pub(super) const LONGEST_LINE: u64 = 1024;

/// A page that is to be read.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct Task {
    /// The pixels in a row.
    pub(super) width: u32,
    /// The number of rows.
    pub(super) rows: u32,
    /// The pixels per inch across.
    pub(super) x_dpi: f64,
    /// The rows per inch down.
    pub(super) y_dpi: f64,
}

/// The picture of the page. Its pixels follow.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct Ready {
    /// The pixels in a row of the picture; 0 if the page is too large for a picture.
    pub(super) width: u32,
    /// The number of rows.
    pub(super) rows: u32,
    /// The pixels in a row of the page, and the number of its rows, at the same dpi.
    pub(super) page: (u32, u32),
    /// The skew that was corrected, in degrees.
    pub(super) skew: f64,
    /// Whether the page has so few black pixels that there is nothing to read.
    pub(super) is_blank: bool,
    /// Whether the same holds for the page without its margins.
    pub(super) is_blank_inside: bool,
}

/// The main function of the child process, `ferrofax read-child MEMORY_MB`.
pub fn run_child(memory_mb: u64) -> ExitCode {
    live(memory_mb, |confined| {
        if let Confined { by_landlock: false } = confined {
            tell_no_landlock();
        }
        work(&mut BufReader::new(io::stdin()), &mut BufWriter::new(io::stdout())).ok()
    })
}

/// Reads a task from `input` and writes the result to `out`.
///
/// # Errors
/// The task is not of the form, or the result cannot be written.
pub(super) fn work(input: &mut impl io::BufRead, out: &mut impl Write) -> io::Result<()> {
    let task = read_line(input, LONGEST_LINE).and_then(|line| serde_json::from_value(line).ok());
    let Task { width, rows, x_dpi, y_dpi } =
        task.ok_or_else(|| io::Error::other("the task is not of the form"))?;
    let mut t6 = Vec::new();
    input.read_to_end(&mut t6)?;
    let mut decoder = Decoder::new(Coding::Mmr, width, Limits { max_rows: rows });
    // The decoder takes the bits in the order of the line.
    reverse_bits(&mut t6);
    decoder.push(&t6);
    let (page, _) = decoder.finish();
    let is_blank = black(page.data()) < FEWEST_BLACK;
    let is_blank_inside = black_inside(&page, x_dpi, y_dpi) < FEWEST_BLACK;
    let Some((picture, frame)) = picture(&page, x_dpi, y_dpi) else {
        let (page, skew) = ((0, 0), 0.0);
        let ready = Ready { width: 0, rows: 0, page, skew, is_blank, is_blank_inside };
        return out.write_all(line_of(&serde_json::to_value(ready)?).as_bytes());
    };
    let Frame { width, rows, page, skew, .. } = frame;
    let ready = Ready { width, rows, page, skew, is_blank, is_blank_inside };
    out.write_all(line_of(&serde_json::to_value(ready)?).as_bytes())?;
    out.write_all(picture.data())?;
    // If the codes take too long, the picture is there already.
    out.flush()?;
    let codes = if is_blank { Vec::new() } else { codes_on_page(&picture, &frame) };
    out.write_all(line_of(&serde_json::to_value(codes)?).as_bytes())?;
    out.flush()
}

/// The codes, with their places in mm on the page as it was received.
fn codes_on_page(picture: &Grey, frame: &Frame) -> Vec<Code> {
    let on_page = |code: Code| Code { at: frame.on_page(code.at.0, code.at.1), ..code };
    codes(picture).into_iter().map(on_page).collect()
}

/// Fewer black pixels than this are dust or damage of the line.
const FEWEST_BLACK: u32 = 100;

/// The margins of a page at the top, at the bottom and at each side, in mm. The sender's fax machine
/// writes its header line into the upper one. At the others, scanners see the edges of the paper.
const MARGINS_MM: (f64, f64, f64) = (12.0, 6.0, 8.0);

/// The height of the shortest page, in mm, that has margins. A shorter one is a slip of paper.
const SHORTEST_MM: f64 = 100.0;

fn black(data: &[u8]) -> u32 {
    data.iter().map(|byte| byte.count_ones()).sum()
}

/// The number of black pixels inside the margins. The margins at the sides end at a whole byte.
fn black_inside(page: &Bitmap, x_dpi: f64, y_dpi: f64) -> u32 {
    let pixels = |mm: f64, dpi: f64| (mm * dpi / 25.4).round() as u32;
    if page.rows() < pixels(SHORTEST_MM, y_dpi) {
        return black(page.data());
    }
    let (top, bottom, side) = MARGINS_MM;
    let (top, bottom) = (pixels(top, y_dpi), pixels(bottom, y_dpi));
    let side = pixels(side, x_dpi) as usize / 8;
    let rows = top..page.rows().saturating_sub(bottom);
    let inside = |row: &[u8]| row.get(side..row.len().saturating_sub(side)).map_or(0, black);
    rows.map(|y| inside(page.row(y))).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_line_and_the_edges_of_the_paper_are_outside_the_margins() {
        for (x_dpi, y_dpi) in [(204.0, 98.0), (204.0, 196.0), (408.0, 391.0)] {
            let (width, rows) = ((1728.0 * x_dpi / 204.0) as u32, (11.7 * y_dpi) as u32);
            let mm = |mm: f64| (mm * y_dpi / 25.4) as u32;
            let mut page = Bitmap::white(width, rows);
            (100..width - 100).for_each(|x| page.set(x, mm(7.0), true));
            (0..rows).for_each(|y| page.set(3, y, true));
            (0..rows).for_each(|y| page.set(width - 4, y, true));
            (0..width).for_each(|x| page.set(x, rows - 3, true));
            assert_eq!(black_inside(&page, x_dpi, y_dpi), 0, "{y_dpi}");
            (0..120).for_each(|x| page.set(width / 2 + x, mm(100.0), true));
            assert_eq!(black_inside(&page, x_dpi, y_dpi), 120, "{y_dpi}");
        }
        // A slip of paper has no margins, and a narrow strip is nothing but margin.
        let mut slip = Bitmap::white(1728, 60);
        (0..120).for_each(|x| slip.set(800 + x, 10, true));
        assert_eq!(black_inside(&slip, 204.0, 98.0), 120);
        assert_eq!(black_inside(&Bitmap::white(8, 2_000), 204.0, 98.0), 0);
    }
}
