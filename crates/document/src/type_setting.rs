//! Makes text into black pixels: single lines (a fax's header line) and whole pages, in any script
//! that the fonts have.
//!
//! A [`TypeSetter`] owns its fonts and caches. Make one, keep it and drop it: nothing is global, so
//! that the code can be unloaded. Text is drawn directly at the resolution of the page, separately
//! across and down, so that letters have their true shape at 204 × 98 as well as at 408 × 391. The
//! outlines of letters are fitted to the rows of the page (hinting), so that at 98 rows an inch no
//! stroke falls between two of them. A covered pixel is black; there is no grey.
//!
//! The steps: `fonts` loads fonts, parley does the layout (scripts, directions, wrapping), `glyphs`
//! makes outlines, `paint` fills them. `paragraphs` makes pages of plain text, and `rich` makes
//! paragraphs of several looks, which others lay out on pages.

mod fonts;
mod glyphs;
mod paint;
mod paragraphs;
mod rich;
mod shapes;

use std::borrow::Cow;
use std::path::PathBuf;

use parley::layout::Layout;
use parley::style::{
    FontFamily, FontFamilyName, FontWeight, LineHeight, OverflowWrap, StyleProperty,
};
use parley::{FontContext, LayoutContext};

use ferrofax_ground::t4::{Bitmap, PageWidth, Resolution};
pub use fonts::FontError;
use glyphs::Outlines;
use paint::Painter;
pub use rich::{Look, PlacedBox, RichText, SetLine, SetText, TextBox};
pub use shapes::Shape;

/// The kind of the letters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Face {
    /// Letters without serifs, each with its natural width.
    #[default]
    Sans,
    /// Bold letters without serifs.
    SansBold,
    /// Letters that all have one width.
    Mono,
}

/// The look of a line of text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Style {
    /// The kind of the letters.
    pub face: Face,
    /// The size of the letters in points (1/72 inch).
    pub size_pt: f64,
}

/// The look of pages of text. By default, the pages look like a letter: A4, 10 pt.
#[derive(Clone, Debug, PartialEq)]
pub struct TextPages {
    /// The width of the pages.
    pub width: PageWidth,
    /// The length of the pages, mm.
    pub length_mm: f64,
    /// The white margins at the left and the right, mm. Fax machines lose what is on the outermost
    /// 4 mm.
    pub side_margin_mm: f64,
    /// The white margins at the top and the bottom, mm.
    pub end_margin_mm: f64,
    /// The look of the letters.
    pub style: Style,
    /// The distance from line to line, in sizes of the letters.
    pub line_spacing: f64,
    /// The number of columns from one tab stop to the next, in widths of a digit.
    pub tab_columns: u32,
}

impl Default for TextPages {
    fn default() -> Self {
        Self {
            width: PageWidth::A4,
            length_mm: 297.0,
            side_margin_mm: 20.0,
            end_margin_mm: 18.0,
            style: Style { face: Face::Sans, size_pt: 10.0 },
            line_spacing: 1.25,
            tab_columns: 8,
        }
    }
}

/// The fonts, and the tools to set text in them. Its caches make the second line cheaper than the
/// first.
pub struct TypeSetter {
    fonts: FontContext,
    layouts: LayoutContext<()>,
    /// The further fonts, in the order in which they were given. Letters that DejaVu does not have
    /// are looked for in these.
    further: Vec<FontFamilyName<'static>>,
    outlines: Outlines,
    painter: Painter,
    /// The number of letters that were set so far and that no font has.
    lacking: usize,
}

impl Default for TypeSetter {
    fn default() -> Self {
        Self::new()
    }
}

impl TypeSetter {
    /// A type setter with the fonts that are built in: DejaVu, which has Latin, Greek, Cyrillic,
    /// Armenian, Georgian, Hebrew, Arabic and more.
    pub fn new() -> Self {
        Self::with_fonts(&[]).0
    }

    /// A type setter with further fonts for other scripts. Each path is a file, or a folder of
    /// which all fonts are taken. Fonts that cannot be used are reported, and the others are used.
    pub fn with_fonts(paths: &[PathBuf]) -> (Self, Vec<FontError>) {
        let mut fonts = fonts::built_in();
        let (further, errors) = fonts::add(&mut fonts, paths);
        let layouts = LayoutContext::new();
        let (outlines, painter) = (Outlines::default(), Painter::default());
        (Self { fonts, layouts, further, outlines, painter, lacking: 0 }, errors)
    }

    /// Adds a font. Letters that the fonts so far do not have are looked for in it, too. Bytes that
    /// are not a font add nothing.
    pub fn add_font(&mut self, bytes: impl AsRef<[u8]> + Send + Sync + 'static) {
        for name in fonts::add_bytes(&mut self.fonts, bytes) {
            if !self.further.contains(&name) {
                self.further.push(name);
            }
        }
    }

    /// The number of letters that no font has, counted since the last call. Such a letter appears
    /// only as an empty box.
    pub fn take_lacking(&mut self) -> usize {
        std::mem::take(&mut self.lacking)
    }

    /// The width that a line of text would have, in mm.
    pub fn line_width_mm(&mut self, text: &str, style: Style) -> f64 {
        // The grid has the finest rows that there are, at which sizes are hardly rounded.
        let grid = Grid::new(style.size_pt, Resolution::R400);
        let layout = self.line(text, style.face, &grid);
        grid.across(layout.full_width()) / grid.x_dpi * MM
    }

    /// The text, cut to fit `max_mm`, with an ellipsis in place of the rest. No letter is cut.
    pub(super) fn elided<'a>(&mut self, text: &'a str, style: Style, max_mm: f64) -> Cow<'a, str> {
        if self.line_width_mm(text, style) <= max_mm {
            return Cow::Borrowed(text);
        }
        let grid = Grid::new(style.size_pt, Resolution::R400);
        let mut ends: Vec<(usize, f64)> = Vec::new();
        let layout = self.line(text, style.face, &grid);
        let mut width = 0.0;
        for run in layout.lines().flat_map(|line| line.runs().collect::<Vec<_>>()) {
            for cluster in run.clusters() {
                ends.push((cluster.text_range().end, f64::from(cluster.advance())));
            }
        }
        // The order of reading, in either direction.
        ends.sort_by_key(|(end, _)| *end);
        for (_, end) in &mut ends {
            width += *end;
            *end = width * grid.x_scale / grid.x_dpi * MM;
        }
        let dots = self.line_width_mm(ELLIPSIS, style);
        for (end, _) in ends.iter().rev().filter(|(_, width)| width + dots <= max_mm) {
            let kept = format!("{}{ELLIPSIS}", text.get(..*end).unwrap_or_default().trim_end());
            // Letters that join may be wider without their neighbour.
            if self.line_width_mm(&kept, style) <= max_mm {
                return Cow::Owned(kept);
            }
        }
        if dots <= max_mm { Cow::Borrowed(ELLIPSIS) } else { Cow::Borrowed("") }
    }

    /// Draws a line of text onto the page. `at` is the distance of its left edge from that of the
    /// page, in mm, and the row of its baseline. Parts outside the page are left out.
    pub fn draw_line(
        &mut self,
        page: &mut Bitmap,
        resolution: Resolution,
        text: &str,
        style: Style,
        at: (f64, u32),
    ) {
        let grid = Grid::new(style.size_pt, resolution);
        let layout = self.line(text, style.face, &grid);
        self.count_lacking(&layout, text);
        let left = (at.0 / MM * grid.x_dpi).round();
        for line in layout.lines() {
            self.paint(&line, &grid, left, at.1.into(), page);
        }
    }

    /// Sets plain text in whole pages. Lines end at `\n` and wrap at the margin. `\t` moves to the
    /// next tab stop; a form feed (`\x0c`) begins a new page. `None` if the text needs more than
    /// `max_pages`. Empty text gives no page.
    pub fn pages(
        &mut self,
        text: &str,
        pages: &TextPages,
        resolution: Resolution,
        max_pages: usize,
    ) -> Option<Vec<Bitmap>> {
        let (pages, _) = self.pages_of_lines(text, pages, resolution, max_pages)?;
        Some(pages)
    }

    /// The pages like [`Self::pages`], and for each line of the text the page on which it begins,
    /// counted from 0.
    pub fn pages_of_lines(
        &mut self,
        text: &str,
        pages: &TextPages,
        resolution: Resolution,
        max_pages: usize,
    ) -> Option<(Vec<Bitmap>, Vec<usize>)> {
        paragraphs::pages(self, text, pages, resolution, max_pages)
    }

    /// The text in one line.
    fn line(&mut self, text: &str, face: Face, grid: &Grid) -> Layout<()> {
        let mut layout = self.layout(text, face, grid, 1.0);
        layout.break_all_lines(None);
        layout
    }

    /// The text, not yet broken into lines. Its unit is a row of the page, also for lengths across
    /// ([`Grid::across`]).
    fn layout(&mut self, text: &str, face: Face, grid: &Grid, line_spacing: f32) -> Layout<()> {
        let weight = if face == Face::SansBold { 700.0 } else { 400.0 };
        let families = self.families(face);
        let mut builder = self.layouts.ranged_builder(&mut self.fonts, text, 1.0, false);
        builder.push_default(StyleProperty::FontFamily(families));
        builder.push_default(StyleProperty::FontSize(grid.size));
        builder.push_default(StyleProperty::FontWeight(FontWeight::new(weight)));
        builder.push_default(StyleProperty::LineHeight(LineHeight::FontSizeRelative(line_spacing)));
        builder.push_default(StyleProperty::OverflowWrap(OverflowWrap::Anywhere));
        builder.build(text)
    }

    /// Counts the letters of a laid-out text that no font has.
    fn count_lacking(&mut self, layout: &Layout<()>, text: &str) {
        for run in layout.lines().flat_map(|line| line.runs().collect::<Vec<_>>()) {
            for cluster in
                run.clusters().filter(|cluster| cluster.glyphs().any(|glyph| glyph.id == 0))
            {
                let letters = text.get(cluster.text_range()).unwrap_or_default();
                self.lacking += usize::from(letters.chars().any(is_seen));
            }
        }
    }

    /// The font families in which letters of a face are looked for, in order.
    fn families(&self, face: Face) -> FontFamily<'static> {
        let named = |name| FontFamilyName::Named(Cow::Borrowed(name));
        let mut families = vec![named(fonts::SANS)];
        if face == Face::Mono {
            families.insert(0, named(fonts::MONO));
        }
        families.extend(self.further.iter().cloned());
        FontFamily::List(Cow::Owned(families))
    }

    /// Paints a line that was laid out, from column `left` on.
    fn paint(
        &mut self,
        line: &parley::layout::Line<'_, ()>,
        grid: &Grid,
        left: f64,
        baseline: i64,
        page: &mut Bitmap,
    ) {
        let path = self.outlines.of_line(line, grid);
        self.painter.fill(&path, left, baseline, page);
    }
}

impl std::fmt::Debug for TypeSetter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TypeSetter")
            .field("further", &self.further)
            .finish_non_exhaustive()
    }
}

/// Whether a letter is visible. Spaces are not, and neither are characters that only control how
/// others look or join (Unicode, Default_Ignorable_Code_Point).
pub fn is_seen(letter: char) -> bool {
    let is_ignorable = matches!(letter,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}'..='\u{1160}' | '\u{17B4}'..='\u{17B5}' | '\u{180B}'..='\u{180F}'
        | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}'
        | '\u{FEFF}' | '\u{FFA0}' | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}');
    !(is_ignorable || letter.is_whitespace() || letter.is_control())
}

/// The millimetres in an inch.
const MM: f64 = 25.4;

/// The character in place of text that is left out.
const ELLIPSIS: &str = "…";

/// The sizes of letters on the grid of pixels of a page.
#[derive(Clone, Copy, Debug)]
struct Grid {
    /// The size of the letters in rows. It is a whole number, for which fonts know how to fit their
    /// strokes to rows.
    size: f32,
    /// The number of columns for a length of one row across. It makes up for the rounding of the
    /// size, so that the width of the letters is exactly the wanted one.
    x_scale: f64,
    x_dpi: f64,
}

impl Grid {
    fn new(size_pt: f64, resolution: Resolution) -> Self {
        let size_pt = if size_pt.is_finite() { size_pt.clamp(1.0, 400.0) } else { 10.0 };
        let size = (size_pt / 72.0 * resolution.y_dpi()).round().max(4.0);
        let x_scale = size_pt / 72.0 * resolution.x_dpi() / size;
        Self { size: size as f32, x_scale, x_dpi: resolution.x_dpi() }
    }

    /// A grid for letters of several sizes, each a whole number of rows.
    fn even(resolution: Resolution) -> Self {
        Self {
            size: 1.0,
            x_scale: resolution.x_dpi() / resolution.y_dpi(),
            x_dpi: resolution.x_dpi(),
        }
    }

    /// A size in whole rows, on a grid of [`Grid::even`].
    fn rows_of(&self, size_pt: f64) -> f32 {
        let size_pt = if size_pt.is_finite() { size_pt.clamp(1.0, 400.0) } else { 10.0 };
        (size_pt / 72.0 * self.x_dpi / self.x_scale).round().max(4.0) as f32
    }

    /// The columns of a length that is in the units of layouts.
    fn across(&self, length: f32) -> f64 {
        f64::from(length) * self.x_scale
    }
}

#[cfg(test)]
mod tests;
