//! Draws the ladder, which is the list of the conversation's steps in order: our frames on the
//! left, those of the remote fax machine on the right.

use super::lanes::is_companion;
use super::shapes::{Canvas, Ink, Letters, Stands};
use super::{LEFT, title};
use crate::words::{Text, Words};
use ferrofax_ground::ladder::{Rung, Way};
use ferrofax_languages::Value;

/// The top, the bottom and the right edge of the ladder, in mm.
pub(super) const TOP: f64 = 165.0;
pub(super) const BOTTOM: f64 = 285.0;
pub(super) const EDGE: f64 = 118.0;

/// The distance from row to row, in mm.
const STEP: f64 = 3.55;

/// The left and the right ends of the arrows, in mm.
const US: f64 = LEFT + 12.0;
const THEM: f64 = EDGE;

/// The longest time between two frames in one row, in milliseconds.
const BREATH_MS: u64 = 5_000;

struct Row {
    at_ms: u64,
    way: Way,
    text: String,
    /// Whether the last frame of the row is one that is always followed by another frame.
    is_open: bool,
}

pub(super) fn draw(canvas: &mut Canvas, ladder: &[Rung], words: Words) {
    title(
        canvas,
        [LEFT, TOP],
        &words.text(Text::messages),
        &words.text(Text::message_colours),
        EDGE - LEFT,
    );
    let room = ((BOTTOM - TOP - 4.0) / STEP) as usize;
    let rows = cut(rows(ladder, words), room, words);
    let bottom = TOP + 4.0 + STEP * rows.len() as f64;
    for x in [US, THEM] {
        canvas.line(&[[x, TOP + 3.0], [x, bottom - 1.0]], 0.2, Ink::FAINT);
    }
    for (number, row) in rows.iter().enumerate() {
        draw_row(canvas, row, TOP + 6.4 + STEP * number as f64);
    }
}

fn draw_row(canvas: &mut Canvas, row: &Row, y: f64) {
    let time = format!("{}.{}", row.at_ms / 1000, row.at_ms / 100 % 10);
    let room = THEM - US - 8.0;
    match row.way {
        Way::Said | Way::Heard => {
            let is_ours = row.way == Way::Said;
            let ink = if is_ours { Ink::SAID } else { Ink::HEARD };
            canvas.text([US - 2.0, y], Stands::Right, &time, Letters::grey(2.2), 10.0);
            let letters = Letters::plain(2.4).ink(ink);
            let (from, to, tip) = if is_ours { (US, THEM, -1.6) } else { (THEM, US, 1.6) };
            canvas.line(&[[from, y + 0.9], [to, y + 0.9]], 0.2, ink.light(0.5));
            canvas.area(vec![[to, y + 0.9], [to + tip, y + 0.2], [to + tip, y + 1.6]], ink);
            if is_ours {
                canvas.text([US + 3.0, y], Stands::Left, &row.text, letters, room);
            } else {
                canvas.text([THEM - 3.0, y], Stands::Right, &row.text, letters, room);
            }
        }
        Way::Noted => {
            let letters = Letters::grey(2.2);
            let text = if row.text.starts_with('…') {
                row.text.clone()
            } else {
                format!("({})", row.text)
            };
            canvas.text([(US + THEM) / 2.0, y], Stands::Middle, &text, letters, room);
        }
        Way::Ended => {
            canvas.text([US - 2.0, y], Stands::Right, &time, Letters::grey(2.2), 10.0);
            let letters = Letters::bold(2.4);
            canvas.text([(US + THEM) / 2.0, y], Stands::Middle, &row.text, letters, room);
        }
    }
}

/// Makes the rows of the ladder. Frames that are sent directly one after the other share a row.
fn rows(ladder: &[Rung], words: Words) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for rung in ladder {
        let text = words.step(&rung.step);
        let is_open = is_companion(&rung.step);
        match rows.last_mut() {
            Some(last)
                if last.way == rung.way
                    && rung.way != Way::Noted
                    && last.is_open
                    && rung.at_ms.saturating_sub(last.at_ms) < BREATH_MS =>
            {
                last.text = format!("{} · {text}", last.text);
                last.is_open = is_open;
            }
            _ => rows.push(Row { at_ms: rung.at_ms, way: rung.way, text, is_open }),
        }
    }
    rows
}

/// Leaves out the middle rows if there are more than `room`.
fn cut(mut rows: Vec<Row>, room: usize, words: Words) -> Vec<Row> {
    if rows.len() <= room || room < 3 {
        return rows;
    }
    let first = room / 2;
    let left_out = rows.len() - (room - 1);
    let pause = Row {
        at_ms: 0,
        way: Way::Noted,
        text: words.with(Text::left_out, &[("count", Value::Count(left_out))]),
        is_open: false,
    };
    rows.splice(first..first + left_out, [pause]);
    rows
}
