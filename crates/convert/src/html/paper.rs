//! Cuts the endless sheet, on which `layout` has placed the document, into pages, if possible
//! between lines of text and pictures, and paints the pages.

use super::layout::{Head, Layout, Placed, Thing};
use super::pictures::Pictures;
use crate::picture::place;
use ferrofax_document::type_setting::TypeSetter;
use ferrofax_ground::t4::{Bitmap, Resolution};

/// The fraction of a page that must be filled if the page ends early, because the next line of text
/// or picture does not fit. If less would be filled, the page does not end early, and the line or
/// picture is cut through.
const EMPTIEST: f64 = 0.05;

/// The tolerance, in rows, for a line of text, picture or rule at the edge of a page. A line,
/// picture or rule that overlaps a page by no more than this is not painted on that page, since the
/// overlap is a rounding error.
const TOUCH: f64 = 0.25;

/// The dimensions of a page and its margins.
#[derive(Clone, Copy, Debug)]
pub(super) struct Page {
    pub(super) width: u32,
    pub(super) rows: u32,
    /// The left margin in columns of pixels. `top` is the margin at the top and at the bottom, in
    /// rows of pixels.
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) resolution: Resolution,
}

impl Page {
    /// The number of rows of pixels on a page between the margins at its top and bottom.
    fn room(&self) -> f64 {
        (f64::from(self.rows) - 2.0 * self.top).max(1.0)
    }
}

/// Finds the pixel rows of the endless sheet (`layout`) at which the pages begin; `None` if there
/// are more than `most` pages.
pub(super) fn cut(layout: &Layout, page: &Page, most: usize) -> Option<Vec<f64>> {
    let end = layout.things.iter().map(|thing| thing.top + thing.height).fold(0.0, f64::max);
    let mut whole: Vec<&Placed> = layout
        .things
        .iter()
        .filter(|placed| !matches!(placed.thing, Thing::Rule { .. }))
        .collect();
    whole.sort_by(|one, other| one.top.total_cmp(&other.top));
    let mut starts = Vec::new();
    let mut start = 0.0;
    while start < end - 0.5 {
        if starts.len() >= most {
            return None;
        }
        starts.push(start);
        let head = layout.head_at(start, page.room()).map_or(0.0, Head::height);
        start = next_start(&whole, &layout.breaks, start, page.room() - head);
    }
    Some(starts)
}

fn next_start(whole: &[&Placed], breaks: &[f64], start: f64, room: f64) -> f64 {
    let mut end = start + room;
    if let Some(asked) = breaks.iter().copied().find(|at| *at > start + 0.5 && *at <= end) {
        return asked;
    }
    // The lines, pictures and rules are sorted by their tops, so those that begin on this page are
    // adjacent.
    let first = whole.partition_point(|placed| placed.top < start);
    let last = whole.partition_point(|placed| placed.top < end);
    // A line, picture or rule that would be cut through moves to the next page. Then another one
    // beside it may be cut through, and moves as well.
    loop {
        let through =
            |placed: &&&Placed| placed.top < end && placed.top + placed.height > end + 0.5;
        let Some(first) = whole[first..last]
            .iter()
            .filter(through)
            .map(|placed| placed.top)
            .min_by(f64::total_cmp)
        else {
            break;
        };
        end = first;
    }
    if end < start + room * EMPTIEST { start + room } else { end }
}

/// Paints the part of the endless sheet (`layout`) from pixel row `start` to pixel row `end` as a
/// page. If a table continues on this page, the table's head is repeated at the top.
pub(super) fn paint(
    layout: &Layout,
    (start, end): (f64, f64),
    page: &Page,
    pictures: &Pictures,
    setter: &mut TypeSetter,
) -> Bitmap {
    let mut bitmap = Bitmap::white(page.width, page.rows);
    let mut page = *page;
    if let Some(head) = layout.head_at(start, page.room()) {
        let rows = (head.top, head.bottom + 1.0);
        paint_things(
            layout,
            &layout.things[head.things.clone()],
            rows,
            &page,
            pictures,
            setter,
            &mut bitmap,
        );
        page.top += head.height().round();
    }
    paint_things(layout, &layout.things, (start, end), &page, pictures, setter, &mut bitmap);
    bitmap
}

fn paint_things(
    layout: &Layout,
    things: &[Placed],
    (start, end): (f64, f64),
    page: &Page,
    pictures: &Pictures,
    setter: &mut TypeSetter,
    bitmap: &mut Bitmap,
) {
    for placed in things {
        // Skip the lines, pictures and rules of other pages. If one begins on this page, all of it
        // is painted. `TOUCH` allows for rounding errors in the sums of rows.
        let (top, bottom) = (placed.top, placed.top + placed.height);
        if bottom <= start + TOUCH || top >= end - TOUCH {
            continue;
        }
        let left = page.left + placed.left;
        let down = page.top + top - start;
        match placed.thing {
            Thing::Line { text, line, paragraph } => {
                if let Some(text) = layout.texts.get(text) {
                    setter.paint_line(text, line, left, page.top + paragraph - start, bitmap);
                }
            }
            Thing::Picture { id, width } => {
                // The picture is made smaller if it would reach into the margin.
                let room = f64::from(page.width) - page.left - left;
                let scale = (room / width).clamp(0.05, 1.0);
                if let Some(picture) =
                    pictures.drawn(id, width * scale, placed.height * scale, page.resolution)
                {
                    place(&picture, bitmap, left.max(0.0) as u32, down.max(0.0) as u32);
                }
            }
            Thing::Rule { width } => {
                let rows = (down.max(page.top), (page.top + bottom.min(end) - start));
                rule(bitmap, left, width, rows);
            }
        }
    }
}

fn rule(page: &mut Bitmap, left: f64, width: f64, (top, bottom): (f64, f64)) {
    let pixel = |at: f64, most: u32| at.round().clamp(0.0, f64::from(most)) as u32;
    let columns = pixel(left, page.width())..pixel(left + width, page.width());
    for y in pixel(top, page.rows())..pixel(bottom, page.rows()) {
        columns.clone().for_each(|x| page.set(x, y, true));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(top: f64, height: f64) -> Placed {
        Placed { thing: Thing::Line { text: 0, line: 0, paragraph: top }, left: 0.0, top, height }
    }

    #[test]
    fn no_line_is_cut_through_while_the_page_is_not_empty() {
        let lines: Vec<Placed> =
            (0..30).map(|number| line(f64::from(number) * 10.0, 10.0)).collect();
        let whole: Vec<&Placed> = lines.iter().collect();
        assert_eq!(next_start(&whole, &[], 0.0, 105.0), 100.0);
        assert_eq!(next_start(&whole, &[], 100.0, 105.0), 200.0);
        assert_eq!(next_start(&whole, &[50.0, 60.0], 0.0, 105.0), 50.0);
        assert_eq!(next_start(&whole, &[50.0, 60.0], 50.0, 105.0), 60.0);
        // Two columns of text whose lines have different heights.
        let (one, other) = (line(90.0, 20.0), line(80.0, 10.0));
        assert_eq!(next_start(&[&other, &one], &[], 0.0, 100.0), 90.0);
        assert_eq!(next_start(&[&line(80.0, 15.0), &one], &[], 0.0, 100.0), 80.0);
        // A line that is higher than a page begins a new page, and is cut through.
        assert_eq!(next_start(&[&line(10.0, 500.0)], &[], 0.0, 100.0), 10.0);
        assert_eq!(next_start(&[&line(10.0, 500.0)], &[], 10.0, 100.0), 110.0);
    }
}
