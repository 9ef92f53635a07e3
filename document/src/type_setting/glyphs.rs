//! Glyphs of laid-out lines → outlines on the page's grid of pixels.

use std::collections::HashMap;

use parley::layout::{Line, PositionedLayoutItem, Run};
use skrifa::instance::{LocationRef, NormalizedCoord, Size};
use skrifa::outline::{
    DrawSettings, Engine, HintingInstance, HintingOptions, OutlineGlyphCollection, OutlinePen, SmoothMode, Target,
};
use skrifa::{FontRef, GlyphId, MetadataProvider};
use vello_cpu::kurbo::{Affine, BezPath};

use super::Grid;
use super::shapes::UNITS;

/// The most outlines that are kept.
const MOST_KEPT: usize = 4096;

/// Only the rows are fitted to: across there are always enough pixels, and letters keep their places.
const FITTED_TO_ROWS: HintingOptions = HintingOptions {
    engine: Engine::AutoFallback,
    target: Target::Smooth { mode: SmoothMode::Lcd, symmetric_rendering: false, preserve_linear_metrics: true },
};

/// The outlines that were needed so far.
#[derive(Default)]
pub(super) struct Outlines {
    kept: HashMap<GlyphKey, BezPath>,
    /// The instruments that fit a font to a size; few are ever in use.
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

impl Outlines {
    /// The line's outlines as one path in pixels: its left end is at 0, its baseline at 0, down is positive.
    pub(super) fn of_line(&mut self, line: &Line<'_, ()>, grid: &Grid) -> BezPath {
        let mut path = BezPath::new();
        for item in line.items() {
            let PositionedLayoutItem::GlyphRun(glyphs) = item else { continue };
            let run = glyphs.run();
            let data = run.font();
            let Ok(font) = FontRef::from_index(data.data.as_ref(), data.index) else { continue };
            let outlines = font.outline_glyphs();
            let key = FontKey {
                font: data.data.id(),
                index: data.index,
                size: run.font_size().to_bits(),
                coords: run.normalized_coords().to_vec(),
            };
            for glyph in glyphs.positioned_glyphs() {
                // Whole columns, so that a letter always looks the same.
                let x = grid.across(glyph.x).round();
                let y = f64::from(glyph.y - glyphs.baseline()).round();
                let place = Affine::new([grid.x_scale, 0.0, 0.0, -1.0, x, y]);
                path.extend((place * self.outline(&outlines, &key, glyph.id, run)).iter());
            }
        }
        path
    }

    /// The line's outlines as their fonts have them, fitted to nothing; up is positive, and a letter's size is 1.
    pub(super) fn plain_of_line(&self, line: &Line<'_, ()>) -> BezPath {
        let mut path = BezPath::new();
        for item in line.items() {
            let PositionedLayoutItem::GlyphRun(glyphs) = item else { continue };
            let run = glyphs.run();
            let data = run.font();
            let Ok(font) = FontRef::from_index(data.data.as_ref(), data.index) else { continue };
            let outlines = font.outline_glyphs();
            let coords: Vec<NormalizedCoord> =
                run.normalized_coords().iter().map(|coord| NormalizedCoord::from_bits(*coord)).collect();
            for glyph in glyphs.positioned_glyphs() {
                let mut pen = Pen(BezPath::new());
                if let Some(outline) = outlines.get(GlyphId::new(glyph.id)) {
                    let as_it_is = DrawSettings::unhinted(Size::new(run.font_size()), LocationRef::new(&coords));
                    let _ = outline.draw(as_it_is, &mut pen);
                }
                let place = Affine::translate((f64::from(glyph.x), f64::from(glyphs.baseline() - glyph.y)));
                path.extend((Affine::scale(1.0 / UNITS) * place * pen.0).iter());
            }
        }
        path
    }

    /// A glyph's outline in rows, up is positive.
    fn outline(
        &mut self,
        outlines: &OutlineGlyphCollection<'_>,
        font: &FontKey,
        glyph: u32,
        run: &Run<'_, ()>,
    ) -> BezPath {
        let key = GlyphKey { font: font.clone(), glyph };
        if let Some(path) = self.kept.get(&key) {
            return path.clone();
        }
        let coords: Vec<NormalizedCoord> = font.coords.iter().map(|coord| NormalizedCoord::from_bits(*coord)).collect();
        let size = Size::new(run.font_size());
        if self.kept.len() >= MOST_KEPT {
            self.kept.clear();
            self.fitting.clear();
        }
        let fitting = self
            .fitting
            .entry(font.clone())
            .or_insert_with(|| HintingInstance::new(outlines, size, &coords[..], FITTED_TO_ROWS).ok());
        let mut pen = Pen(BezPath::new());
        if let Some(outline) = outlines.get(GlyphId::new(glyph)) {
            let drawn = match fitting {
                Some(fitting) => outline.draw(DrawSettings::hinted(fitting, false), &mut pen),
                None => outline.draw(DrawSettings::unhinted(size, LocationRef::new(&coords)), &mut pen),
            };
            // A glyph whose instructions are broken is drawn as it is; one that is broken itself is not.
            if drawn.is_err() {
                pen = Pen(BezPath::new());
                let _ = outline.draw(DrawSettings::unhinted(size, LocationRef::new(&coords)), &mut pen);
            }
        }
        self.kept.insert(key, pen.0.clone());
        pen.0
    }
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
