//! The confined child process that decodes a page, makes the picture that is read, and reads the
//! codes on it.
//!
//! Its standard input has a line of JSON ([`Task`]) and then the page coded by T.6. Its standard
//! output gets a line of JSON ([`Ready`]), the pixels of the picture, and a line with the codes.

use std::io::{self, BufReader, BufWriter, Write};
use std::process::ExitCode;

use ferrofax_confine::{Confined, line_of, live, read_line, tell_no_landlock};
use ferrofax_document::grey::Grey;
use ferrofax_ground::t4::{Coding, Decoder, Limits, reverse_bits};
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
    let is_blank = is_blank(page.data());
    let Some((picture, frame)) = picture(&page, x_dpi, y_dpi) else {
        let ready = Ready { width: 0, rows: 0, page: (0, 0), skew: 0.0, is_blank };
        return out.write_all(line_of(&serde_json::to_value(ready)?).as_bytes());
    };
    let Frame { width, rows, page, skew, .. } = frame;
    let ready = Ready { width, rows, page, skew, is_blank };
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

fn is_blank(data: &[u8]) -> bool {
    data.iter().map(|byte| byte.count_ones()).sum::<u32>() < FEWEST_BLACK
}
