//! Makes plain text into pages: paragraphs, wrapped lines, tab stops, form feeds.

use super::{Grid, MM, TextPages, TypeSetter};
use ferrofax_ground::t4::{Bitmap, Resolution};

/// The most bytes of a piece of a paragraph. Longer paragraphs are set in pieces, so that no text,
/// however it is made, needs much memory at once.
const LONGEST_PIECE: usize = 8_000;

/// The smallest margin of a page, mm. No setting makes it smaller.
const LEAST_MARGIN_MM: f64 = 4.0;

pub(super) fn pages(
    setter: &mut TypeSetter,
    text: &str,
    pages: &TextPages,
    resolution: Resolution,
    max_pages: usize,
) -> Option<(Vec<Bitmap>, Vec<usize>)> {
    let mut sheets = Sheets::new(setter, pages, resolution, max_pages);
    for (number, page) in text.split('\x0c').enumerate() {
        // A form feed at the very end ends the last page; it does not begin one.
        if number > 0
            && page.is_empty()
            && text.ends_with('\x0c')
            && text.len() == offset_end(text, page)
        {
            break;
        }
        if number > 0 {
            sheets.new_page()?;
        }
        let page = page.strip_suffix('\n').unwrap_or(page);
        if page.is_empty() && number == 0 && !text.contains('\x0c') {
            break;
        }
        for line in page.split('\n') {
            sheets.paragraph(setter, line.strip_suffix('\r').unwrap_or(line))?;
        }
    }
    Some((sheets.done, sheets.begun))
}

/// The end of a part of a text, as an offset in the text.
fn offset_end(text: &str, part: &str) -> usize {
    part.as_ptr() as usize - text.as_ptr() as usize + part.len()
}

/// The pages so far, and the measures for the next line.
struct Sheets<'a> {
    done: Vec<Bitmap>,
    /// The page on which each line of the text begins, from 0.
    begun: Vec<usize>,
    max_pages: usize,
    pages: &'a TextPages,
    grid: Grid,
    /// The left margin, the room for text and the distance of tab stops, in columns.
    left: f64,
    room: f64,
    tab: f64,
    /// The length of the page, the top and bottom of its text and the height of a line, in rows.
    length: u32,
    top: f64,
    bottom: f64,
    line_height: f64,
    /// The top of the next line on the last page. `None` if there is no page yet.
    y: Option<f64>,
    width: u32,
}

impl<'a> Sheets<'a> {
    fn new(
        setter: &mut TypeSetter,
        pages: &'a TextPages,
        resolution: Resolution,
        max_pages: usize,
    ) -> Self {
        // Some room for text is left with all settings.
        let grid = Grid::new(pages.style.size_pt, resolution);
        let width = pages.width.pixels(resolution);
        let within = |mm: f64, most: f64| {
            if mm.is_finite() { mm.clamp(LEAST_MARGIN_MM, most) } else { LEAST_MARGIN_MM }
        };
        let length_mm =
            if pages.length_mm.is_finite() { pages.length_mm.clamp(50.0, 2_000.0) } else { 297.0 };
        let (across, down) =
            (|mm: f64| mm / MM * resolution.x_dpi(), |mm: f64| mm / MM * resolution.y_dpi());
        let left = across(within(pages.side_margin_mm, 80.0));
        let margin = down(within(pages.end_margin_mm, length_mm / 3.0));
        let length = down(length_mm).round();
        let spacing =
            if pages.line_spacing.is_finite() { pages.line_spacing.clamp(0.8, 5.0) } else { 1.25 };
        // The distance of tab stops is given in widths of a digit.
        let digit = grid.across(setter.line("0", pages.style.face, &grid).full_width());
        Self {
            done: Vec::new(),
            begun: Vec::new(),
            max_pages,
            pages,
            grid,
            left,
            room: f64::from(width) - 2.0 * left,
            tab: digit * f64::from(pages.tab_columns.clamp(1, 40)),
            length: length as u32,
            top: margin,
            bottom: length - margin,
            line_height: f64::from(grid.size) * spacing,
            y: None,
            width,
        }
    }

    /// Begins a new page. `None` if there would be too many.
    fn new_page(&mut self) -> Option<()> {
        if self.done.len() >= self.max_pages {
            return None;
        }
        self.done.push(Bitmap::white(self.width, self.length));
        self.y = Some(self.top);
        Some(())
    }

    /// The top of the next line, which is on a new page if this one is full.
    fn line_top(&mut self) -> Option<f64> {
        let y = match self.y {
            Some(y) if y + self.line_height <= self.bottom || y <= self.top => y,
            _ => {
                self.new_page()?;
                self.top
            }
        };
        self.y = Some(y + self.line_height);
        Some(y)
    }

    fn paragraph(&mut self, setter: &mut TypeSetter, text: &str) -> Option<()> {
        let mut x = 0.0;
        let mut y = self.line_top()?;
        self.begun.push(self.done.len() - 1);
        for (number, column) in text.split('\t').enumerate() {
            if number > 0 {
                x = ((x + 1.0) / self.tab).ceil() * self.tab;
                // If no stop is left in this line, the text continues in the next one.
                if x + self.tab > self.room {
                    (x, y) = (0.0, self.line_top()?);
                }
            }
            for piece in pieces(column) {
                (x, y) = self.set(setter, piece, x, y)?;
            }
        }
        Some(())
    }

    /// Sets text from column `x` of the line at `y` on, and returns where it ends.
    fn set(&mut self, setter: &mut TypeSetter, text: &str, x: f64, y: f64) -> Option<(f64, f64)> {
        let spacing = (self.line_height / f64::from(self.grid.size)) as f32;
        let mut layout = setter.layout(text, self.pages.style.face, &self.grid, spacing);
        let room = ((self.room - x) / self.grid.x_scale) as f32;
        layout.break_all_lines(Some(room));
        setter.count_lacking(&layout, text);
        let rtl = layout.is_rtl();
        let (mut end, mut y) = (x, y);
        for (number, line) in layout.lines().enumerate() {
            if number > 0 {
                y = self.line_top()?;
            }
            let metrics = *line.metrics();
            let width = self.grid.across(metrics.advance - metrics.trailing_whitespace);
            // Text that is read from the right is put at the right.
            let indent = if rtl { (self.room - x - width).max(0.0) } else { 0.0 };
            let baseline =
                (y + f64::from(metrics.baseline - metrics.block_min_coord)).round() as i64;
            let page = self.done.last_mut()?;
            setter.paint(&line, &self.grid, (self.left + x + indent).round(), baseline, page);
            end = x + self.grid.across(metrics.advance);
        }
        Some((end, y))
    }
}

/// The text in pieces of at most [`LONGEST_PIECE`], broken at spaces if there are any.
fn pieces(mut text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    while text.len() > LONGEST_PIECE {
        let mut end = LONGEST_PIECE;
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let end = text[..end].rfind(' ').map_or(end, |space| space + 1);
        let (piece, rest) = text.split_at(end);
        pieces.push(piece);
        text = rest;
    }
    pieces.push(text);
    pieces
}
