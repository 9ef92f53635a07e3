//! Text of several looks, with boxes among its letters, broken into lines of a given
//! width: what documents are laid out of.

use parley::layout::{Layout, PositionedLayoutItem};
use parley::style::{FontStyle, FontWeight, LineHeight, OverflowWrap, StyleProperty};
use parley::{InlineBox, InlineBoxKind};
use std::ops::Range;

use super::{Face, Grid, TypeSetter};
use ferrofax_ground::t4::{Bitmap, Resolution};

/// How letters look.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Look {
    /// Whether each is as wide as the others.
    pub mono: bool,
    /// Fat.
    pub bold: bool,
    /// Slanted, where there is a slanted font.
    pub italic: bool,
    /// With a line below.
    pub underlined: bool,
    /// With a line through the middle.
    pub struck: bool,
    /// Their size in points (1/72 inch).
    pub size_pt: f64,
}

/// Room for something else among the letters, standing on the line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TextBox {
    /// What the caller knows it by.
    pub id: u64,
    /// Where it stands: before the byte with this number.
    pub at: usize,
    /// Its width, pixels.
    pub width: f64,
    /// Its height, rows.
    pub height: f64,
}

/// A paragraph.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RichText {
    /// Its letters; `\n` ends a line.
    pub text: String,
    /// Which bytes look how; the last that names a byte counts.
    pub looks: Vec<(Range<usize>, Look)>,
    /// What stands among them.
    pub boxes: Vec<TextBox>,
}

/// A paragraph that is set.
pub struct SetText {
    layout: Layout<()>,
    grid: Grid,
}

/// A line of it. Places are in pixels and rows from the paragraph's upper left corner.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SetLine {
    /// Its upper edge.
    pub top: f64,
    /// Its height.
    pub height: f64,
    /// How much of the width its letters take.
    pub width: f64,
}

/// Where a box came to stand, in pixels and rows from the line's left end and the paragraph's top.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlacedBox {
    /// What the caller knows it by.
    pub id: u64,
    /// From the line's left end.
    pub left: f64,
    /// From the paragraph's top.
    pub top: f64,
    /// Its width.
    pub width: f64,
    /// Its height.
    pub height: f64,
}

impl Look {
    /// Plain letters of a size.
    pub const fn plain(size_pt: f64) -> Self {
        Self { mono: false, bold: false, italic: false, underlined: false, struck: false, size_pt }
    }
}

impl TypeSetter {
    /// Sets a paragraph in the pixels of a resolution; its lines are as long as it likes
    /// until [`SetText::wrap`].
    pub fn rich(&mut self, text: &RichText, resolution: Resolution, line_spacing: f64) -> SetText {
        // What holds for the whole paragraph …
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
        // … what differs from letter to letter …
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
        // … and the pictures in the lines, whose widths are in rows until they are painted.
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

    /// Paints a line of a paragraph: its left end at column `left`, the paragraph's top
    /// at row `top`. What would stand outside the page is left out.
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
    /// How wide it must be at least, so that no word is broken, and at most, pixels.
    pub fn widths(&self) -> (f64, f64) {
        let widths = self.layout.calculate_content_widths();
        (self.grid.across(widths.min), self.grid.across(widths.max))
    }

    /// Breaks it into lines of so many pixels.
    pub fn wrap(&mut self, width: f64) {
        self.layout.break_all_lines(Some((width / self.grid.x_scale) as f32));
    }

    /// Whether it is read from the right.
    pub fn is_rtl(&self) -> bool {
        self.layout.is_rtl()
    }

    /// How high it is, rows.
    pub fn height(&self) -> f64 {
        f64::from(self.layout.height())
    }

    /// Its lines.
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

    /// What stands among the letters of a line.
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
