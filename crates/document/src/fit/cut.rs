//! Cuts a page whose length is limited.

use std::ops::Range;

use super::choose::{Plan, rows_of_mm};
use super::{Limits, Part};
use ferrofax_ground::t4::Bitmap;

/// The share by which a page may be longer than the limit and still be sent whole. Receivers have
/// this much reserve, and a header line above an A4 page should not make a second page.
const LITTLE_LONGER: f64 = 0.02;

/// The share of a page, at its end, in which a blank row is searched for.
const SEARCHED: f64 = 0.25;

/// Cuts the scaled page into parts; `rows` are the rows of the source that it shows.
pub(super) fn into_parts(
    page: Bitmap,
    plan: &Plan,
    rows: Range<u32>,
    limits: &Limits,
) -> Vec<Part> {
    let part = |bitmap, source_rows| Part {
        bitmap,
        resolution: plan.resolution,
        width: plan.page_width,
        source_rows,
    };
    // The space on a sheet is the rest below the header line.
    let Some(longest) = limits.max_length_mm else { return vec![part(page, rows)] };
    let room = |mm: f64| rows_of_mm((mm - limits.above_mm).max(1.0), plan.resolution);
    let (aim, most) = (room(f64::from(longest)), room(f64::from(longest) * (1.0 + LITTLE_LONGER)));
    let cuts = cuts(&page, aim, most);
    if let [_] = cuts[..] {
        let mut page = page;
        page.truncate(cuts[0].end);
        return vec![part(page, rows)];
    }
    // Each part has the rows of the source that it shows; together the parts show all rows once.
    let source_row = |row: u32| {
        rows.start
            + (f64::from(row) * f64::from(rows.end - rows.start) / f64::from(page.rows())).round()
                as u32
    };
    let last = cuts.len() - 1;
    let mut from = rows.start;
    cuts.into_iter()
        .enumerate()
        .map(|(i, cut)| {
            let to = if i == last { rows.end } else { source_row(cut.end).clamp(from, rows.end) };
            let source_rows = std::mem::replace(&mut from, to)..to;
            part(part_of(&page, cut), source_rows)
        })
        .collect()
}

/// The rows of each part: at most `aim` long; a page of at most `most` rows is one part.
fn cuts(page: &Bitmap, aim: u32, most: u32) -> Vec<Range<u32>> {
    let end = written_end(page);
    let mut cuts = Vec::new();
    let mut start = 0;
    while page.rows() - start > most && end > start + most {
        let cut = blank_place(page, start, start + aim).unwrap_or(start + aim);
        cuts.push(start..cut);
        start = cut;
    }
    // White rows at the end of a page get no page of their own.
    cuts.push(start..page.rows().min(start + most));
    cuts
}

/// The end of the last row with a black pixel.
fn written_end(page: &Bitmap) -> u32 {
    (0..page.rows()).rev().find(|y| !is_blank(page, *y)).map_or(0, |y| y + 1)
}

/// The middle of the lowest blank space between `start` and `limit`, near enough to `limit`.
fn blank_place(page: &Bitmap, start: u32, limit: u32) -> Option<u32> {
    let least = start + ((f64::from(limit - start) * (1.0 - SEARCHED)) as u32).max(1);
    let bottom = (least..limit).rev().find(|y| is_blank(page, *y))?;
    let top = (least..bottom).rev().find(|y| !is_blank(page, *y)).map_or(least, |y| y + 1);
    Some((top + bottom).div_ceil(2).max(start + 1))
}

fn is_blank(page: &Bitmap, row: u32) -> bool {
    page.row(row).iter().all(|byte| *byte == 0)
}

fn part_of(page: &Bitmap, rows: Range<u32>) -> Bitmap {
    let mut part = Bitmap::new(page.width());
    rows.for_each(|row| part.push_row(page.row(row)));
    part
}
