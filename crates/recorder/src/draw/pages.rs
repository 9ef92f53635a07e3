//! Draws the pages side by side, as they were received or were to be sent.

use super::ladder::{BOTTOM, EDGE, TOP};
use super::seen::{Seen, SmallPage};
use super::shapes::{Canvas, Ink, Letters, Stands};
use super::{RIGHT, eye, title};
use crate::words::{Text, Words};
use ferrofax_engine::t4::PageQuality;
use ferrofax_languages::Value;

/// The space between pages, in mm.
const GAP: f64 = 2.0;

/// The height for the text below a page, in mm.
const WORDS: f64 = 5.5;

pub(super) fn draw(canvas: &mut Canvas, seen: &Seen, has_eye: bool, words: Words) {
    let left = EDGE + 8.0;
    let top = if has_eye { eye::END } else { TOP };
    let name = words.text(match (seen.examined.gives(), seen.examined.takes()) {
        (true, true) => Text::pages_both_ways,
        (true, false) => Text::pages_to_send,
        (false, _) => Text::pages_received,
    });
    let (shown, more) = (seen.pages.len(), seen.more_pages);
    let more = match more {
        0 => String::new(),
        more => {
            let values = [("shown", Value::Count(shown)), ("all", Value::Count(shown + more))];
            words.with(Text::first_pages, &values)
        }
    };
    title(canvas, [left, top], &name, &more, RIGHT - left);
    if seen.pages.is_empty() {
        let letters = Letters::grey(2.4);
        canvas.text(
            [left, top + 5.0],
            Stands::Left,
            &words.text(Text::no_page),
            letters,
            RIGHT - left,
        );
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
        one(canvas, page, [x, y], [width, height - WORDS], words);
    }
}

/// The number of columns with which the pages are largest, and the width of a column in mm.
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

fn one(
    canvas: &mut Canvas,
    page: &SmallPage,
    [x, y]: [f64; 2],
    [width, most]: [f64; 2],
    words: Words,
) {
    // A very long page is drawn narrower, so that its proportions are kept.
    let height = (width * page.height).min(most);
    let drawn = height / page.height;
    canvas.block([x - 0.15, y - 0.15, drawn + 0.3, height + 0.3], Ink::GREY);
    canvas.picture([x, y, drawn, height], page.pixels, page.grey.clone());
    let (long, short, ink) = below(page, words);
    let letters = Letters::plain(2.1).ink(ink);
    let text = if canvas.width(&long, letters) <= width { long } else { short };
    canvas.text([x, y + height + 2.9], Stands::Left, &text, letters, width);
}

/// The text below a page, in a long and a short form, and its colour.
fn below(page: &SmallPage, words: Words) -> (String, String, Ink) {
    let number = page.number;
    let with = |text, quality: PageQuality| {
        let count = |count: u32| Value::Count(count as usize);
        let (bad, rows) = (count(quality.bad_rows), count(quality.rows));
        words.with(text, &[("number", Value::Count(number)), ("bad", bad), ("rows", rows)])
    };
    match page.came {
        None => (number.to_string(), String::new(), Ink::GREY),
        Some((quality, true)) if quality.bad_rows == 0 => {
            (with(Text::page_whole, quality), number.to_string(), Ink::GREY)
        }
        Some((quality, true)) => {
            (with(Text::page_bad, quality), with(Text::page_bad_short, quality), Ink::BAD)
        }
        Some((quality, false)) => {
            (with(Text::page_broken, quality), with(Text::page_broken_short, quality), Ink::BAD)
        }
    }
}
