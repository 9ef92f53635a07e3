//! Draws the pages side by side, as they came or were to be sent.

use super::ladder::{BOTTOM, EDGE, TOP};
use super::seen::{Seen, SmallPage};
use super::shapes::{Canvas, Ink, Letters, Stands};
use super::{RIGHT, eye, title};
use ferrofax_engine::t4::PageQuality;

/// The space between pages, in mm.
const GAP: f64 = 2.0;

/// The height for the text below a page, in mm.
const WORDS: f64 = 5.5;

pub(super) fn draw(canvas: &mut Canvas, seen: &Seen, has_eye: bool) {
    let left = EDGE + 8.0;
    let top = if has_eye { eye::END } else { TOP };
    let name = match (seen.examined.gives(), seen.examined.takes()) {
        (true, true) => "Pages to be sent, and as they came",
        (true, false) => "Pages to be sent",
        (false, _) => "Pages as they came",
    };
    let more = match seen.more_pages {
        0 => String::new(),
        more => format!("the first {} of {}", seen.pages.len(), seen.pages.len() + more),
    };
    title(canvas, [left, top], name, &more, RIGHT - left);
    if seen.pages.is_empty() {
        let letters = Letters::grey(2.4);
        canvas.text([left, top + 5.0], Stands::Left, "none", letters, RIGHT - left);
        return;
    }
    let room = [RIGHT - left, BOTTOM - top - 3.0];
    let (columns, width) = best(&seen.pages, room);
    let lines = seen.pages.len().div_ceil(columns);
    let tallest = tallest(&seen.pages) * width + WORDS;
    let height = (room[1] / lines as f64).min(tallest);
    for (number, page) in seen.pages.iter().enumerate() {
        let x = left + (width + GAP) * (number % columns) as f64;
        let y = top + 3.0 + height * (number / columns) as f64;
        one(canvas, page, [x, y], [width, height - WORDS]);
    }
}

/// The number of columns, and their width, with which the pages are largest.
fn best(pages: &[SmallPage], room: [f64; 2]) -> (usize, f64) {
    let tallest = tallest(pages);
    let fits = |columns: usize| {
        let lines = pages.len().div_ceil(columns) as f64;
        let width = (room[0] - GAP * (columns - 1) as f64) / columns as f64;
        width.min((room[1] / lines - WORDS) / tallest).max(4.0)
    };
    let choose = (1..=pages.len()).max_by(|one, other| fits(*one).total_cmp(&fits(*other)));
    let columns = choose.unwrap_or(1);
    (columns, fits(columns))
}

fn tallest(pages: &[SmallPage]) -> f64 {
    pages.iter().map(|page| page.height).fold(0.1, f64::max).min(2.0)
}

fn one(canvas: &mut Canvas, page: &SmallPage, [x, y]: [f64; 2], [width, most]: [f64; 2]) {
    // A very long page is made narrower, so that its shape is kept.
    let height = (width * page.height).min(most);
    let drawn = height / page.height;
    canvas.block([x - 0.15, y - 0.15, drawn + 0.3, height + 0.3], Ink::GREY);
    canvas.picture([x, y, drawn, height], page.pixels, page.grey.clone());
    let number = page.number;
    let (long, short, ink) = match page.came {
        None => (number.to_string(), String::new(), Ink::GREY),
        Some((quality, true)) if quality.bad_rows == 0 => {
            (format!("{number}: whole"), number.to_string(), Ink::GREY)
        }
        Some((PageQuality { bad_rows, rows, .. }, true)) => {
            let long = format!("{number}: {bad_rows} of {rows} rows bad");
            (long, format!("{number}: {bad_rows} bad"), Ink::BAD)
        }
        Some((_, false)) => (format!("{number}: broken off"), format!("{number}: part"), Ink::BAD),
    };
    let letters = Letters::plain(2.1).ink(ink);
    let text = if canvas.width(&long, letters) <= width { long } else { short };
    canvas.text([x, y + height + 2.9], Stands::Left, &text, letters, width);
}
