//! Draws plain pages directly in black and white, or in greys: letters, lines and areas in plain
//! colours, and pictures. Most pages have nothing else.
//!
//! Patterns, transparent groups and slanted pictures are not drawn here. A page that has any of
//! these is left to [`super::general`], which takes far longer. After the first such
//! content, this renderer draws no more of the page.

use std::rc::Rc;
use std::sync::Arc;

use hayro::hayro_interpret::font::{Glyph, GlyphId, GlyphRun, OutlineGlyph};
use hayro::hayro_interpret::hayro_cmap::{BfString, WritingMode};
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, FillRule, Image, ImageDrawProps,
    InterpreterCache, InterpreterSettings, Paint, SoftMask, StrokeProps, interpret_page,
};
use hayro::hayro_syntax::page::Page;
use hayro::kurbo::{Affine, BezPath, Cap, Join, PathEl, Rect, Shape, Stroke, StrokeOpts, stroke};

use super::area::Area;
use super::asian::Asian;
use super::canvas::{Canvas, Drawn, Ink, Mask};
use super::faint::Veiled;
use super::filling::{Filling, Inside, TooFar};
use super::letters::{Letters, Place};
use super::pictures;
use super::reading::Reader;
use super::shades::Shades;
use super::{Layout, grey_level};
use ferrofax_document::type_setting::is_seen;

/// The size in points up to which letters count as text to be read, and not as a watermark.
const SMALL_PT: f64 = 36.0;

/// The least contrast between a letter and its background, as a number up to 255. Text with less
/// contrast is not meant to be read.
const LEAST_CONTRAST: u8 = 28;

/// The maximum number of clips with masks (limits on where drawing is allowed) that may apply at
/// the same time.
const MOST_MASKS: usize = 32;

/// The minimum width in pixels of lines that are part of letters. For other lines it is one pixel.
const THINNEST_OF_LETTERS: f64 = 0.25;

/// The maximum distance, in pixels, between the true edge of a line and the drawn edge.
const TOLERANCE: f64 = 0.1;

/// The renderer for plain pages, with the state that it keeps from page to page.
pub(super) struct Plain<'a> {
    settings: InterpreterSettings,
    asian: Arc<Asian>,
    cache: InterpreterCache<'a>,
    letters: Letters,
    filling: Filling,
    asked: Asked,
}

/// The facts about a page that are requested in addition to its drawing.
#[derive(Clone, Copy, Default)]
pub(super) struct Asked {
    /// Whether the text of the page is extracted while the page is drawn.
    pub(super) text: bool,
    /// Whether to determine if anything on the page is neither black nor white.
    pub(super) shades: bool,
}

/// The state of the renderer while it draws one page.
struct Pen<'p> {
    canvas: Canvas,
    asian: &'p Asian,
    letters: &'p mut Letters,
    filling: &'p mut Filling,
    /// The part of a pixel that must be covered so that it becomes black.
    least: f32,
    /// The height, in rows of pixels, up to which letters count as small.
    small: f64,
    /// Whether the page has content that can't be drawn by this renderer.
    gave_up: bool,
    /// Whether the drawing in progress is a letter of a Type 3 font, whose letters are small
    /// drawings.
    in_letter: bool,
    /// The number of letters that are missing in their font.
    lacking: usize,
    /// The areas of the page with low-resolution photographs.
    photos: Vec<Area>,
    /// Facts about the transparent pictures on the page.
    veiled: Veiled,
    /// Whether a picture, or a part of one, cannot be decoded.
    has_lost_pictures: bool,
    /// Collects the letters of the page with their positions, if the text of the page is to be
    /// extracted.
    reader: Option<Reader>,
    /// Detects colours and greys on the page; `None` if that was not requested.
    shades: Option<Shades>,
}

/// The facts that were observed while a page was drawn.
#[derive(Default)]
pub(super) struct Seen {
    /// The number of letters that are missing in their font, so that they are invisible.
    pub(super) lacking: usize,
    /// The areas of the page with low-resolution photographs.
    pub(super) photos: Vec<Area>,
    /// Facts about the transparent pictures on the page.
    pub(super) veiled: Veiled,
    /// Whether a picture, or a part of one, cannot be decoded.
    pub(super) has_lost_pictures: bool,
    /// The letters of the page with their positions, if the text of the page is to be extracted.
    pub(super) reader: Option<Reader>,
    /// Whether anything on the page is neither black nor white. False if the caller did not ask for
    /// this check.
    pub(super) is_shaded: bool,
}

/// The error for a page with content that can't be drawn by this renderer.
pub(super) struct NotPlain;

impl<'a> Plain<'a> {
    pub(super) fn new(settings: InterpreterSettings, asian: Arc<Asian>, asked: Asked) -> Self {
        let (letters, filling) = (Letters::default(), Filling::default());
        Self { settings, asian, cache: InterpreterCache::new(), letters, filling, asked }
    }

    /// Draws the page; `None` if it has content that can't be drawn by this renderer. A pixel is
    /// black if drawings cover more than the fraction `ink`/255 of it.
    pub(super) fn draw(
        &mut self,
        page: &Page<'a>,
        layout: &Layout,
        ink: u8,
    ) -> (Option<Drawn>, Seen) {
        let (width, rows) = (u32::from(layout.columns), u32::from(layout.rows));
        let sheet = Rect::new(0.0, 0.0, width.into(), rows.into());
        let mut context =
            Context::new(layout.transform, sheet, &self.cache, page.xref(), self.settings.clone());
        let mut pen = Pen {
            canvas: Canvas::new(width, rows),
            asian: &self.asian,
            letters: &mut self.letters,
            filling: &mut self.filling,
            least: f32::from(ink) / 255.0,
            small: layout.y_dpi * SMALL_PT / 72.0,
            gave_up: false,
            in_letter: false,
            lacking: 0,
            photos: Vec::new(),
            veiled: Veiled::default(),
            has_lost_pictures: false,
            reader: self.asked.text.then(|| Reader::new(layout.transform)),
            shades: self.asked.shades.then(Shades::default),
        };
        pen.clip_rect(layout.visible);
        interpret_page(page, &mut context, &mut pen);
        let seen = Seen {
            lacking: pen.lacking,
            photos: pen.photos,
            veiled: pen.veiled,
            has_lost_pictures: pen.has_lost_pictures,
            reader: pen.reader,
            is_shaded: pen.shades.is_some_and(|shades| shades.found()),
        };
        ((!pen.gave_up).then(|| pen.canvas.finish()), seen)
    }
}

/// Makes a page on which these outlines, which are in page coordinates, are filled with black.
pub(super) fn filled(outlines: &[BezPath], layout: &Layout, ink: u8) -> Drawn {
    let (width, rows) = (u32::from(layout.columns), u32::from(layout.rows));
    let mut canvas = Canvas::new(width, rows);
    canvas.clip(Area::covered(layout.visible, 0.5, canvas.open_area()));
    let (mut filling, least, area) =
        (Filling::default(), f32::from(ink) / 255.0, canvas.open_area());
    for outline in outlines {
        let draw = |y: u32, first_byte: usize, bits: &mut [u8]| {
            canvas.draw_row(y, first_byte, bits, Ink::BLACK)
        };
        // An outline that is too large is not drawn.
        let _ = filling.fill(
            outline.iter().map(|part| layout.transform * part),
            Inside::NonZero,
            least,
            area,
            draw,
        );
    }
    canvas.finish()
}

impl Pen<'_> {
    /// Calls `what`, which draws something. If `what` returns an error, this renderer draws nothing
    /// more, and the general renderer ([`super::general`]) must draw the whole page.
    fn attempt(&mut self, what: impl FnOnce(&mut Self) -> Result<(), NotPlain>) {
        if !self.gave_up && what(self).is_err() {
            self.gave_up = true;
        }
    }

    fn fill_path(
        &mut self,
        path: &BezPath,
        transform: Affine,
        inside: Inside,
        ink: Ink,
    ) -> Result<(), NotPlain> {
        let outline = path.iter().map(|part| transform * part);
        self.fill(outline, inside, ink)
    }

    fn fill(
        &mut self,
        outline: impl Iterator<Item = PathEl>,
        inside: Inside,
        ink: Ink,
    ) -> Result<(), NotPlain> {
        let canvas = &mut self.canvas;
        let area = canvas.open_area();
        let draw =
            |y: u32, first_byte: usize, bits: &mut [u8]| canvas.draw_row(y, first_byte, bits, ink);
        Ok(self.filling.fill(outline, inside, self.least, area, draw)?)
    }

    fn fill_rect(&mut self, rect: Rect, transform: Affine, ink: Ink) -> Result<(), NotPlain> {
        if !is_upright(transform) {
            return self.fill(
                rect.path_elements(TOLERANCE).map(|part| transform * part),
                Inside::NonZero,
                ink,
            );
        }
        let area =
            Area::covered(transform.transform_rect_bbox(rect), self.least, self.canvas.open_area());
        self.canvas.draw_area(area, ink);
        Ok(())
    }

    fn clip_rect(&mut self, rect: Rect) {
        let area = Area::covered(rect, self.least, self.canvas.open_area());
        self.canvas.clip(area);
    }

    fn clip_path(&mut self, path: &BezPath, inside: Inside) -> Result<(), NotPlain> {
        if self.canvas.masks() >= MOST_MASKS {
            return Err(NotPlain);
        }
        let page = self.canvas.open_area();
        let area = Area::touched_by(path.control_box()).within(page);
        let mut mask = Mask::new(area);
        let open = |y: u32, first_byte: usize, bits: &mut [u8]| mask.open(y, first_byte, bits);
        self.filling.fill(path.iter(), inside, self.least, area, open)?;
        self.canvas.clip_by_mask(mask);
        Ok(())
    }

    fn stroke_path(
        &mut self,
        path: &BezPath,
        transform: Affine,
        props: &StrokeProps,
        thinnest: f64,
        ink: Ink,
    ) -> Result<(), NotPlain> {
        let style = line_style(props, transform, thinnest);
        if let Some(rect) = as_bar(path, &style).filter(|_| is_upright(transform)) {
            return self.fill_rect(rect, transform, ink);
        }
        let tolerance = TOLERANCE / largest_scale(transform).max(f64::MIN_POSITIVE);
        let outline = stroke(path.iter(), &style, &StrokeOpts::default(), tolerance);
        self.fill_path(&outline, transform, Inside::NonZero, ink)
    }

    fn draw(
        &mut self,
        path: &BezPath,
        props: &DrawProps<'_>,
        mode: &DrawMode,
    ) -> Result<(), NotPlain> {
        let ink = ink_of(props)?;
        let thinnest = if self.in_letter { 0.0 } else { 1.0 };
        if let DrawMode::Fill(rule) | DrawMode::FillAndStroke(rule, _) = mode {
            self.fill_path(path, props.transform, inside(*rule), ink)?;
        }
        if let DrawMode::Stroke(line) | DrawMode::FillAndStroke(_, line) = mode {
            self.stroke_path(path, props.transform, line, thinnest, ink)?;
        }
        Ok(())
    }

    fn draw_letters<'a>(
        &mut self,
        run: &GlyphRun<'_, 'a>,
        props: &DrawProps<'a>,
        mode: &DrawMode,
    ) -> Result<(), NotPlain> {
        if matches!(mode, DrawMode::Invisible) {
            return Ok(());
        }
        let ink = self.ink_of_letters(run, props)?;
        let may_be_fitted = run.writing_mode() == WritingMode::Horizontal;
        for positioned in run.glyphs() {
            // A letter of a Type 3 font is a drawing of its own.
            let glyph = match &**positioned {
                Glyph::Outline(glyph) => glyph,
                Glyph::Type3(glyph) => {
                    let was_in_letter = std::mem::replace(&mut self.in_letter, true);
                    glyph.interpret(self, props.transform, positioned.transform(), &props.paint);
                    self.in_letter = was_in_letter;
                    continue;
                }
            };
            if let DrawMode::Fill(_) | DrawMode::FillAndStroke(..) = mode {
                // The cached pixels of the letter are drawn if there are any. Otherwise its outline
                // is filled. A letter that is blank but should not be is counted.
                let place = Place::new(props.transform * positioned.transform(), may_be_fitted);
                let letter = self.letters.letter(glyph, &place, self.least);
                if letter.as_ref().is_some_and(|letter| letter.is_blank())
                    && glyph.glyph_id() != GlyphId::NOTDEF
                {
                    self.lacking += usize::from(stands_for_something(glyph, self.asian));
                }
                let is_drawn = letter.is_some_and(|letter| {
                    self.canvas.draw_letter(&letter, place.column, place.row, ink)
                });
                if !is_drawn && let Some(outline) = self.letters.outline(glyph, &place) {
                    self.fill_path(&outline, place.whole(), Inside::NonZero, ink)?;
                }
            }
            if let DrawMode::Stroke(line) | DrawMode::FillAndStroke(_, line) = mode
                && let Some(outline) = self.letters.plain_outline(glyph)
            {
                let outline = positioned.transform() * BezPath::clone(&outline);
                self.stroke_path(&outline, props.transform, line, THINNEST_OF_LETTERS, ink)?;
            }
        }
        Ok(())
    }
}

impl Pen<'_> {
    /// The colour in which letters are drawn. Small grey letters would dissolve into dots. So they
    /// become black, or white if the background is darker than the letters.
    fn ink_of_letters<'a>(
        &self,
        run: &GlyphRun<'_, 'a>,
        props: &DrawProps<'a>,
    ) -> Result<Ink, NotPlain> {
        let ink = ink_of(props)?;
        if matches!(ink.level, 0 | 255) && matches!(ink.alpha, 0 | 255) {
            return Ok(ink);
        }
        let Some(extent) = extent(run, props.transform).filter(|(_, size)| *size <= self.small)
        else {
            return Ok(ink);
        };
        let ground = self.canvas.level(Area::touched_by(extent.0));
        let seen = ink.over(ground);
        Ok(match seen.abs_diff(ground) {
            ..LEAST_CONTRAST => ink,
            _ if seen < ground => Ink::BLACK,
            _ => Ink::WHITE,
        })
    }

    /// Counts the letters of a run (letters that are drawn together) that are invisible although
    /// they should be visible.
    fn count_lacking(&mut self, run: &GlyphRun<'_, '_>) {
        for glyph in run.glyphs().iter() {
            let Glyph::Outline(outline) = &**glyph else { continue };
            // Most fonts have a box for missing letters. The box has an outline, so it is visible.
            let is_blank = |path: Rc<BezPath>| path.elements().is_empty();
            let may_be_blank = outline.glyph_id() == GlyphId::NOTDEF || self.gave_up;
            if may_be_blank && self.letters.plain_outline(outline).is_none_or(is_blank) {
                self.lacking += usize::from(stands_for_something(outline, self.asian));
            }
        }
    }

    /// Draws a picture if this renderer can draw it. Returns whether it is drawn.
    fn has_drawn(&mut self, picture: &Image<'_, '_>, props: &ImageDrawProps<'_>) -> bool {
        let is_plain = !self.gave_up
            && !self.in_letter
            && props.soft_mask.is_none()
            && props.blend_mode == BlendMode::Normal
            && pictures::is_plain(props.transform);
        let (canvas, veiled) = (&mut self.canvas, &mut self.veiled);
        let drawn = is_plain.then(|| pictures::draw(canvas, veiled, picture, props.transform));
        let Some(Ok(laid)) = drawn else { return false };
        self.photos.extend(laid.photograph);
        self.has_lost_pictures |= laid.is_lost;
        true
    }

    /// Examines a picture that the general renderer ([`super::general`]) will draw: whether all of
    /// it can be decoded. If it is a
    /// low-resolution photograph, the area that it covers on the page is stored.
    fn look_at(&mut self, picture: &Image<'_, '_>, transform: Affine) {
        let open = self.canvas.open_area();
        self.has_lost_pictures |= !pictures::is_whole(picture, transform, open);
        let Image::Raster(raster) = picture else { return };
        self.veiled.look_through(raster, transform, open);
        self.photos.extend(pictures::photograph(raster, transform));
    }
}

/// Whether an invisible glyph stands for a visible letter, so that the page lacks a letter. If the
/// letter is unknown, the result is true if the glyph belongs to one of the Asian fonts.
fn stands_for_something(glyph: &OutlineGlyph, asian: &Asian) -> bool {
    match glyph.as_unicode() {
        Some(BfString::Char(letter)) => is_seen(letter),
        Some(BfString::String(letters)) => letters.chars().any(is_seen),
        None => asian.has(glyph),
    }
}

/// The area in pixels that the letters of a run cover, and their size in rows.
fn extent(run: &GlyphRun<'_, '_>, transform: Affine) -> Option<(Rect, f64)> {
    // The area is a box around each letter, as wide and high as the letter's size.
    let of = |glyph: &Affine| {
        (transform * *glyph).transform_rect_bbox(Rect::new(0.0, -200.0, 600.0, 800.0))
    };
    let places: Vec<Affine> = run.glyphs().iter().map(|glyph| glyph.transform()).collect();
    let around = places.iter().map(of).reduce(|one, other| one.union(other))?;
    let [.., c, d, _, _] = (transform * *places.first()?).as_coeffs();
    Some((around, c.hypot(d) * 1000.0))
}

impl<'a> Device<'a> for Pen<'_> {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, draw_mode: &DrawMode) {
        self.shades.iter_mut().for_each(|shades| shades.look_at(&props));
        self.attempt(|pen| pen.draw(path, &props, draw_mode));
    }

    fn draw_rect(&mut self, rect: &Rect, props: DrawProps<'a>, draw_mode: &DrawMode) {
        self.shades.iter_mut().for_each(|shades| shades.look_at(&props));
        self.attempt(|pen| match draw_mode {
            DrawMode::Fill(_) => pen.fill_rect(*rect, props.transform, ink_of(&props)?),
            _ => pen.draw(&rect.to_path(TOLERANCE), &props, draw_mode),
        });
    }

    fn draw_glyph_run(
        &mut self,
        glyph_run: &GlyphRun<'_, 'a>,
        props: DrawProps<'a>,
        draw_mode: &DrawMode,
    ) {
        if !matches!(draw_mode, DrawMode::Invisible) {
            self.count_lacking(glyph_run);
            self.shades.iter_mut().for_each(|shades| shades.look_at(&props));
        }
        // Letters that form a Type 3 letter are only a part of its drawing.
        if let Some(reader) = self.reader.as_mut().filter(|_| !self.in_letter) {
            let is_white = ink_of(&props).is_ok_and(|ink| ink.level == 255 || ink.alpha == 0);
            let is_hidden = matches!(draw_mode, DrawMode::Invisible);
            reader.take(glyph_run, props.transform, is_white && !is_hidden);
        }
        self.attempt(|pen| pen.draw_letters(glyph_run, &props, draw_mode));
    }

    fn draw_image(&mut self, picture: Image<'a, '_>, props: ImageDrawProps<'a>) {
        self.shades
            .iter_mut()
            .for_each(|shades| shades.look_at_picture(&picture, &props));
        if !self.has_drawn(&picture, &props) {
            self.gave_up = true;
            self.look_at(&picture, props.transform);
        }
    }

    fn push_clip_path(&mut self, clip_path: &ClipPath) {
        self.attempt(|pen| pen.clip_path(&clip_path.path, inside(clip_path.fill)));
    }

    fn push_clip_rect(&mut self, rect: &Rect) {
        self.attempt(|pen| {
            pen.clip_rect(*rect);
            Ok(())
        });
    }

    fn pop_clip(&mut self) {
        self.canvas.unclip();
    }

    fn push_transparency_group(
        &mut self,
        opacity: f32,
        mask: Option<SoftMask<'a>>,
        blend_mode: BlendMode,
    ) {
        // A group in mode Normal at full opacity is drawn as if its parts had no group.
        let mixes = opacity < 1.0 || mask.is_some() || blend_mode != BlendMode::Normal;
        self.gave_up |= mixes;
        self.shades.iter_mut().filter(|_| mixes).for_each(Shades::mix);
    }

    fn pop_transparency_group(&mut self) {}
}

impl From<TooFar> for NotPlain {
    fn from(_: TooFar) -> Self {
        Self
    }
}

/// The plain colour of a drawing; an error if it is a pattern.
fn ink_of(props: &DrawProps<'_>) -> Result<Ink, NotPlain> {
    if props.soft_mask.is_some() || props.blend_mode != BlendMode::Normal {
        return Err(NotPlain);
    }
    match &props.paint {
        Paint::Color(colour) => {
            let [red, green, blue, alpha] = colour.to_rgba().to_rgba8();
            Ok(Ink { level: grey_level(red, green, blue), alpha })
        }
        Paint::Pattern(_) => Err(NotPlain),
    }
}

const fn inside(rule: FillRule) -> Inside {
    match rule {
        FillRule::NonZero => Inside::NonZero,
        FillRule::EvenOdd => Inside::EvenOdd,
    }
}

/// Whether a transform keeps the sides of rectangles horizontal and vertical, if they were so
/// before.
fn is_upright(transform: Affine) -> bool {
    let [a, b, c, d, ..] = transform.as_coeffs();
    (b == 0.0 && c == 0.0) || (a == 0.0 && d == 0.0)
}

/// The larger of the horizontal and the vertical scale of a transform, in pixels per unit.
fn largest_scale(transform: Affine) -> f64 {
    let [a, b, c, d, ..] = transform.as_coeffs();
    a.hypot(b).max(c.hypot(d))
}

/// Returns the style in which a line is drawn. The drawn line is at least `thinnest` pixels wide.
fn line_style(props: &StrokeProps, transform: Affine, thinnest: f64) -> Stroke {
    let scale = largest_scale(transform).max(f64::MIN_POSITIVE);
    let least = thinnest.max(0.01) / scale;
    let mut style = Stroke::new(f64::from(props.line_width).max(least));
    style.miter_limit = props.miter_limit.into();
    style.dash_pattern = props.dash_array.iter().map(|length| f64::from(*length)).collect();
    style.dash_offset = props.dash_offset.into();
    // On a line one pixel wide, round ends are not visible.
    let is_thin = style.width * scale <= 1.0;
    let cap = if is_thin && props.line_cap == Cap::Round { Cap::Square } else { props.line_cap };
    let join =
        if is_thin && props.line_join == Join::Round { Join::Bevel } else { props.line_join };
    style.with_caps(cap).with_join(join)
}

/// Returns the rectangle that `path` covers if it is drawn in `style`; `None` if `path` is not a
/// single horizontal or vertical line.
fn as_bar(path: &BezPath, style: &Stroke) -> Option<Rect> {
    let [PathEl::MoveTo(from), PathEl::LineTo(to)] = path.elements() else { return None };
    let half = style.width / 2.0;
    let beyond = match style.start_cap {
        Cap::Butt => 0.0,
        Cap::Square => half,
        Cap::Round => return None,
    };
    let rect = Rect::from_points(*from, *to);
    match (style.dash_pattern.is_empty(), from.x == to.x, from.y == to.y) {
        (true, true, false) => Some(rect.inflate(half, beyond)),
        (true, false, true) => Some(rect.inflate(beyond, half)),
        _ => None,
    }
}
