//! Text of several looks, with boxes among its letters, broken into lines of a given width.
//! Documents are laid out of such text.

use parley::layout::{Layout, PositionedLayoutItem};
use parley::style::{FontStyle, FontWeight, LineHeight, OverflowWrap, StyleProperty};
use parley::{InlineBox, InlineBoxKind};
use std::ops::Range;

use super::{Face, Grid, TypeSetter};
use ferrofax_ground::t4::{Bitmap, Resolution};

/// The look of letters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Look {
    /// Whether all letters have one width.
    pub mono: bool,
    /// Whether the letters are bold.
    pub bold: bool,
    /// Whether the letters are slanted. It needs a slanted font.
    pub italic: bool,
    /// Whether the letters are underlined.
    pub underlined: bool,
    /// Whether the letters are struck through.
    pub struck: bool,
    /// The size of the letters in points (1/72 inch).
    pub size_pt: f64,
}

/// Room among the letters for something else, which is placed on the line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TextBox {
    /// The number by which the caller identifies the box.
    pub id: u64,
    /// Its place: before the byte with this index.
    pub at: usize,
    /// Its width, pixels.
    pub width: f64,
    /// Its height, rows.
    pub height: f64,
}

/// A paragraph of text with looks and boxes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RichText {
    /// The text; `\n` ends a line.
    pub text: String,
    /// The looks of ranges of bytes. Where ranges overlap, the last one counts.
    pub looks: Vec<(Range<usize>, Look)>,
    /// The boxes among the letters.
    pub boxes: Vec<TextBox>,
}

/// A paragraph that is set.
pub struct SetText {
    layout: Layout<()>,
    grid: Grid,
}

/// A line of a paragraph that is set. Places are in pixels and rows from the upper left corner of
/// the paragraph.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SetLine {
    /// The upper edge of the line.
    pub top: f64,
    /// The height of the line.
    pub height: f64,
    /// The width of its letters.
    pub width: f64,
}

/// The place of a box, in pixels and rows from the left end of the line and the top of the
/// paragraph.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlacedBox {
    /// The number by which the caller identifies the box.
    pub id: u64,
    /// The distance from the left end of the line.
    pub left: f64,
    /// The distance from the top of the paragraph.
    pub top: f64,
    /// The width of the box.
    pub width: f64,
    /// The height of the box.
    pub height: f64,
}

impl Look {
    /// The look of plain letters of this size.
    pub const fn plain(size_pt: f64) -> Self {
        Self { mono: false, bold: false, italic: false, underlined: false, struck: false, size_pt }
    }
}

impl TypeSetter {
    /// Sets a paragraph in the pixels of a resolution. Its lines have any length until
    /// [`SetText::wrap`].
    pub fn rich(&mut self, text: &RichText, resolution: Resolution, line_spacing: f64) -> SetText {
        // First the properties of the whole paragraph …
        let grid = Grid::even(resolution);
        let families =
            [false, true].map(|mono| self.families(if mono { Face::Mono } else { Face::Sans }));
        let mut builder = self.layouts.ranged_builder(&mut self.fonts, &text.text, 1.0, false);
        builder.push_default(StyleProperty::FontFamily(families[0].clone()));
        builder.push_default(StyleProperty::LineHeight(LineHeight::FontSizeRelative(
            line_spacing as f32,
        )));
        builder.push_default(StyleProperty::OverflowWrap(OverflowWrap::BreakWord));
        builder.push_default(StyleProperty::FontSize(grid.rows_of(10.0)));
        // … then those that differ from letter to letter …
        for (range, look) in &text.looks {
            let range = range.clone();
            builder.push(StyleProperty::FontSize(grid.rows_of(look.size_pt)), range.clone());
            builder.push(
                StyleProperty::FontFamily(families[usize::from(look.mono)].clone()),
                range.clone(),
            );
            builder.push(
                StyleProperty::FontWeight(FontWeight::new(if look.bold { 700.0 } else { 400.0 })),
                range.clone(),
            );
            let style = if look.italic { FontStyle::Italic } else { FontStyle::Normal };
            builder.push(StyleProperty::FontStyle(style), range.clone());
            builder.push(StyleProperty::Underline(look.underlined), range.clone());
            builder.push(StyleProperty::Strikethrough(look.struck), range);
        }
        // … and the boxes in the lines, whose widths are in rows until they are painted.
        for text_box in &text.boxes {
            builder.push_inline_box(InlineBox {
                id: text_box.id,
                kind: InlineBoxKind::InFlow,
                index: text_box.at,
                width: (text_box.width / grid.x_scale) as f32,
                height: text_box.height as f32,
            });
        }
        let mut layout = builder.build(&text.text);
        layout.break_all_lines(None);
        self.count_lacking(&layout, &text.text);
        SetText { layout, grid }
    }

    /// Paints a line of a paragraph, with its left end at column `left` and the top of the
    /// paragraph at row `top`. Parts outside the page are left out.
    pub fn paint_line(
        &mut self,
        text: &SetText,
        line: usize,
        left: f64,
        top: f64,
        page: &mut Bitmap,
    ) {
        let Some(line) = text.layout.get(line) else { return };
        let grid = &text.grid;
        let baseline = (top + f64::from(line.metrics().baseline)).round() as i64;
        self.paint(&line, grid, left.round(), baseline, page);
        for item in line.items() {
            let PositionedLayoutItem::GlyphRun(run) = item else { continue };
            let size = f64::from(run.run().font_size());
            let style = run.style();
            let from = (left + grid.across(run.offset())).round();
            let to = (left + grid.across(run.offset() + run.advance())).round();
            let thick = (size / 14.0).round().max(1.0) as i64;
            if style.underline.is_some() {
                rule(page, from, to, baseline + (size * 0.1).round().max(1.0) as i64, thick);
            }
            if style.strikethrough.is_some() {
                rule(page, from, to, baseline - (size * 0.28).round() as i64, thick);
            }
        }
    }
}

fn rule(page: &mut Bitmap, from: f64, to: f64, top: i64, thick: i64) {
    let columns = from.max(0.0) as u32..to.clamp(0.0, f64::from(page.width())) as u32;
    let rows = page.rows();
    for y in (top..top + thick).filter_map(|y| u32::try_from(y).ok()).filter(|y| *y < rows) {
        columns.clone().for_each(|x| page.set(x, y, true));
    }
}

impl SetText {
    /// The smallest width of the paragraph that breaks no word, and its largest width, in pixels.
    pub fn widths(&self) -> (f64, f64) {
        let widths = self.layout.calculate_content_widths();
        (self.grid.across(widths.min), self.grid.across(widths.max))
    }

    /// Breaks the paragraph into lines of this width, in pixels.
    pub fn wrap(&mut self, width: f64) {
        self.layout.break_all_lines(Some((width / self.grid.x_scale) as f32));
    }

    /// Whether the paragraph is read from the right.
    pub fn is_rtl(&self) -> bool {
        self.layout.is_rtl()
    }

    /// The height of the paragraph, in rows.
    pub fn height(&self) -> f64 {
        f64::from(self.layout.height())
    }

    /// The lines of the paragraph.
    pub fn lines(&self) -> Vec<SetLine> {
        let of = |line: parley::layout::Line<'_, ()>| {
            let metrics = line.metrics();
            SetLine {
                top: f64::from(metrics.block_min_coord),
                height: f64::from(metrics.block_max_coord - metrics.block_min_coord),
                width: self.grid.across(metrics.advance - metrics.trailing_whitespace),
            }
        };
        self.layout.lines().map(of).collect()
    }

    /// The boxes among the letters of a line.
    pub fn boxes(&self, line: usize) -> Vec<PlacedBox> {
        let Some(line) = self.layout.get(line) else { return Vec::new() };
        let placed = |item| match item {
            PositionedLayoutItem::InlineBox(found) => Some(PlacedBox {
                id: found.id,
                left: self.grid.across(found.x),
                top: found.y.into(),
                width: self.grid.across(found.width),
                height: found.height.into(),
            }),
            PositionedLayoutItem::GlyphRun(_) => None,
        };
        line.items().filter_map(placed).collect()
    }
}

impl std::fmt::Debug for SetText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SetText")
            .field("lines", &self.layout.len())
            .finish_non_exhaustive()
    }
}
