//! Makes the glyphs of laid-out lines into outlines on the grid of pixels of the page.

use std::collections::HashMap;

use parley::layout::{Line, PositionedLayoutItem, Run};
use skrifa::instance::{LocationRef, NormalizedCoord, Size};
use skrifa::outline::{
    DrawSettings, Engine, HintingInstance, HintingOptions, OutlineGlyphCollection, OutlinePen,
    SmoothMode, Target,
};
use skrifa::{FontRef, GlyphId, MetadataProvider};
use vello_cpu::kurbo::{Affine, BezPath};

use super::Grid;

/// The size at which lines without a size are laid out. Their outlines are made smaller by this
/// factor.
pub(super) const UNITS: f64 = 100.0;

/// The most outlines that are kept.
const MOST_KEPT: usize = 4096;

/// The outlines are fitted only to the rows. Across there are always enough pixels, and letters
/// keep their places.
const FITTED_TO_ROWS: HintingOptions = HintingOptions {
    engine: Engine::AutoFallback,
    target: Target::Smooth {
        mode: SmoothMode::Lcd,
        symmetric_rendering: false,
        preserve_linear_metrics: true,
    },
};

/// The outlines that were needed so far.
#[derive(Default)]
pub(super) struct Outlines {
    kept: HashMap<GlyphKey, BezPath>,
    /// The hinting instances, which fit a font to a size. Few are ever in use.
    fitting: HashMap<FontKey, Option<HintingInstance>>,
}

#[derive(Clone, PartialEq, Eq, Hash)]
struct FontKey {
    font: u64,
    index: u32,
    size: u32,
    coords: Vec<i16>,
}

#[derive(Clone, PartialEq, Eq, Hash)]
struct GlyphKey {
    font: FontKey,
    glyph: u32,
}

/// A sequence of glyphs of a line with the same look.
struct GlyphRun<'l> {
    run: &'l Run<'l, ()>,
    outlines: OutlineGlyphCollection<'l>,
    key: FontKey,
}

impl Outlines {
    /// The outlines of the line as one path in pixels. Its left end is at 0, its baseline at 0, and
    /// down is positive.
    pub(super) fn of_line(&mut self, line: &Line<'_, ()>, grid: &Grid) -> BezPath {
        path_of(line, |of, glyph, x, up| {
            // Letters are moved to whole columns, so that a letter always looks the same.
            let place = Affine::new([
                grid.x_scale,
                0.0,
                0.0,
                -1.0,
                grid.across(x).round(),
                -f64::from(up).round(),
            ]);
            place * self.outline(of, glyph)
        })
    }

    /// The outlines of the line as their fonts have them, not fitted to rows. Up is positive, and
    /// the size of a letter is 1.
    pub(super) fn plain_of_line(line: &Line<'_, ()>) -> BezPath {
        path_of(line, |of, glyph, x, up| {
            let place = Affine::translate((f64::from(x), f64::from(up)));
            Affine::scale(1.0 / UNITS) * place * of.unfitted(glyph)
        })
    }

    /// The outline of a glyph in rows; up is positive.
    fn outline(&mut self, of: &GlyphRun<'_>, glyph: u32) -> BezPath {
        let key = GlyphKey { font: of.key.clone(), glyph };
        if let Some(path) = self.kept.get(&key) {
            return path.clone();
        }
        if self.kept.len() >= MOST_KEPT {
            self.kept.clear();
            self.fitting.clear();
        }
        let fitting = self.fitting.entry(of.key.clone()).or_insert_with(|| {
            HintingInstance::new(&of.outlines, of.size(), &of.coords()[..], FITTED_TO_ROWS).ok()
        });
        let fitted = fitting.as_ref().and_then(|fitting| {
            let mut pen = Pen(BezPath::new());
            let drawn = of
                .outlines
                .get(GlyphId::new(glyph))?
                .draw(DrawSettings::hinted(fitting, false), &mut pen);
            drawn.is_ok().then_some(pen.0)
        });
        // A glyph with broken instructions is drawn without fitting. A glyph that is broken itself
        // is not drawn.
        let path = fitted.unwrap_or_else(|| of.unfitted(glyph));
        self.kept.insert(key, path.clone());
        path
    }
}

impl GlyphRun<'_> {
    fn size(&self) -> Size {
        Size::new(self.run.font_size())
    }

    fn coords(&self) -> Vec<NormalizedCoord> {
        self.key.coords.iter().map(|coord| NormalizedCoord::from_bits(*coord)).collect()
    }

    /// The outline of a glyph as its font has it.
    fn unfitted(&self, glyph: u32) -> BezPath {
        let mut pen = Pen(BezPath::new());
        if let Some(outline) = self.outlines.get(GlyphId::new(glyph)) {
            let _ = outline.draw(
                DrawSettings::unhinted(self.size(), LocationRef::new(&self.coords())),
                &mut pen,
            );
        }
        pen.0
    }
}

/// The path of a line: the outlines that `outline` makes of its glyphs, one after the other.
/// `outline` gets the distance of the glyph from the left end of the line and its height above the
/// baseline.
fn path_of(
    line: &Line<'_, ()>,
    mut outline: impl FnMut(&GlyphRun<'_>, u32, f32, f32) -> BezPath,
) -> BezPath {
    let mut path = BezPath::new();
    for item in line.items() {
        let PositionedLayoutItem::GlyphRun(glyphs) = item else { continue };
        let run = glyphs.run();
        let data = run.font();
        let Ok(font) = FontRef::from_index(data.data.as_ref(), data.index) else { continue };
        let key = FontKey {
            font: data.data.id(),
            index: data.index,
            size: run.font_size().to_bits(),
            coords: run.normalized_coords().to_vec(),
        };
        let of = GlyphRun { run, outlines: font.outline_glyphs(), key };
        for glyph in glyphs.positioned_glyphs() {
            path.extend(outline(&of, glyph.id, glyph.x, glyphs.baseline() - glyph.y).iter());
        }
    }
    path
}

struct Pen(BezPath);

impl OutlinePen for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.0.move_to((f64::from(x), f64::from(y)));
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.0.line_to((f64::from(x), f64::from(y)));
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        self.0.quad_to((f64::from(cx), f64::from(cy)), (f64::from(x), f64::from(y)));
    }

    fn curve_to(&mut self, cx0: f32, cy0: f32, cx1: f32, cy1: f32, x: f32, y: f32) {
        let point = |x: f32, y: f32| (f64::from(x), f64::from(y));
        self.0.curve_to(point(cx0, cy0), point(cx1, cy1), point(x, y));
    }

    fn close(&mut self) {
        self.0.close_path();
    }
}
