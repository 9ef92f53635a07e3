//! Fonts for Chinese, Japanese and Korean text whose own font is not in the document.
//!
//! Such text refers to letters by their numbers in a collection, which is a standard list of
//! letters. The first font of the system that has letters of the collection is used, if it has all
//! letters that the document uses. If the font lacks a letter, the library hayro would take the
//! number in the collection for a glyph number of the font, and draw another letter. So in this
//! case a new font is made ([`font_file`]). It has the letters that the document uses, each from
//! the first font that has it. A letter that no font has is missing in the new font, and is
//! reported.
//!
//! The letters that a document uses are found by one pass over the document, when the first page
//! asks for an Asian font.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use hayro::hayro_interpret::font::{FontData, FontQuery, Glyph, GlyphRun, OutlineGlyph};
use hayro::hayro_interpret::hayro_cmap::{BfString, CidFamily};
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps,
    InterpreterCache, InterpreterSettings, SoftMask, interpret_page,
};
use hayro::hayro_syntax::Pdf;
use hayro::kurbo::{Affine, BezPath, Rect};
use skrifa::instance::{LocationRef, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::{FontRef, MetadataProvider};

use super::font_file::{self, Letter, UNITS};
use crate::press::{FontBytes, FontCache};
use ferrofax_basics::lock::lock;
use ferrofax_document::type_setting::is_seen;

/// The collections of Asian letters. Each has the language of its text, and sample letters that a
/// font for it must have.
const COLLECTIONS: [(CidFamily, &str, &str); 4] = [
    (CidFamily::AdobeJapan1, "Japanese", "あカ日本"),
    (CidFamily::AdobeGB1, "Chinese", "这国的。"),
    (CidFamily::AdobeCNS1, "traditional Chinese", "這國的。"),
    (CidFamily::AdobeKorea1, "Korean", "가한국"),
];

/// The fonts for the collections of Asian letters in a document. All threads that draw the document
/// share them.
#[derive(Default)]
pub(super) struct Asian(OnceLock<[Option<FontData>; COLLECTIONS.len()]>);

/// The name of the language whose texts use this collection of Asian letters.
pub(super) fn name(collection: usize) -> Option<&'static str> {
    COLLECTIONS.get(collection).map(|(_, name, _)| *name)
}

/// The index in `COLLECTIONS` of the collection of Asian letters for which `query` requests a font.
/// `None` if `query` requests another font, or a font for an unknown collection.
pub(super) fn collection(query: &FontQuery) -> Option<usize> {
    let FontQuery::Fallback(fallback) = query else { return None };
    let family = &fallback.character_collection.as_ref()?.family;
    COLLECTIONS.iter().position(|(known, ..)| known == family)
}

/// A placeholder for the font of a collection of Asian letters, which is used until that font is
/// chosen. Each collection has a different placeholder, so that the collection of a letter can be
/// recognised by it.
pub(super) fn stand_in(collection: usize) -> FontData {
    Arc::new(stand_in_bytes(collection))
}

fn stand_in_bytes(collection: usize) -> &'static [u8] {
    match collection {
        0 => dejavu::sans::regular(),
        1 => dejavu::sans::bold(),
        2 => dejavu::sans::oblique(),
        _ => dejavu::sans::bold_oblique(),
    }
}

impl Asian {
    /// The font that was chosen for a collection of Asian letters. The outer `None` means that the
    /// fonts are not chosen yet. The inner `None` means that no font has the letters of the
    /// collection.
    pub(super) fn chosen(&self, collection: usize) -> Option<Option<FontData>> {
        self.0.get().map(|fonts| fonts[collection].clone())
    }

    /// Chooses the Asian fonts for a document. Only the first call does this; later calls do
    /// nothing.
    pub(super) fn choose(&self, document: &Pdf, font_cache: &Mutex<FontCache>) {
        self.0.get_or_init(|| {
            let used = Used::by(document);
            let mut number = 0;
            used.map(|used| {
                number += 1;
                font(&used, COLLECTIONS[number - 1].2, &mut lock(font_cache))
            })
        });
    }

    /// Whether a glyph belongs to one of the Asian fonts that were chosen for the document.
    pub(super) fn has(&self, glyph: &OutlineGlyph) -> bool {
        let Some(fonts) = self.0.get() else { return false };
        let Some(of) = glyph.font_data() else { return false };
        fonts.iter().flatten().any(|font| is_same(font, &of.data))
    }
}

fn is_same(one: &FontData, other: &FontData) -> bool {
    let start = |font: &FontData| font.as_ref().as_ref().as_ptr();
    start(one) == start(other)
}

/// The letters that a document uses of one collection of Asian letters.
#[derive(Default)]
struct Used {
    is_asked: bool,
    letters: BTreeSet<char>,
    /// Whether the document uses letters of this collection whose Unicode characters are unknown.
    unknown: bool,
}

/// Chooses a font of the system for the letters in `used`, or makes a font from several. `None` if
/// the document needs no such font. It is `None`, too, if no font has all of `samples`, and all
/// fonts together lack some of the letters.
fn font(used: &Used, samples: &str, font_cache: &mut FontCache) -> Option<FontData> {
    if !used.is_asked {
        return None;
    }
    let main = font_cache.with(samples);
    let missing: BTreeSet<char> = match &main {
        Some(font) => used.letters.iter().copied().filter(|letter| !has(font, *letter)).collect(),
        None => used.letters.clone(),
    };
    if let Some(font) = main.clone().filter(|_| missing.is_empty() && !used.unknown) {
        return Some(Arc::new(font));
    }
    let others = font_cache.with_any(&missing);
    let built_in: Arc<dyn AsRef<[u8]> + Send + Sync> = Arc::new(dejavu::sans::regular());
    let wrapped = |font: FontBytes| Arc::new(font) as FontData;
    let fonts: Vec<FontData> =
        main.clone().into_iter().chain(others).map(wrapped).chain([built_in]).collect();
    let letters: Vec<Letter> = used
        .letters
        .iter()
        .take(font_file::MOST)
        .filter_map(|letter| taken(*letter, &fonts))
        .collect();
    let has_all = letters.len() == used.letters.len() && !used.unknown;
    (main.is_some() || has_all).then(|| Arc::new(font_file::of(&letters)) as FontData)
}

fn has(font: &FontBytes, letter: char) -> bool {
    FontRef::from_index(font.as_ref(), 0).is_ok_and(|font| Outline::of(&font, letter).is_some())
}

/// The outline of a letter, from the first font that has the letter.
fn taken(letter: char, fonts: &[FontData]) -> Option<Letter> {
    fonts.iter().find_map(|font| {
        let font = FontRef::from_index(font.as_ref().as_ref(), 0).ok()?;
        Outline::of(&font, letter).map(|outline| outline.into_letter(letter))
    })
}

/// The outline of a letter that was taken from a font.
pub(super) struct Outline {
    path: BezPath,
    advance: f64,
}

impl Outline {
    /// The outline of a letter in a font. `None` if the font does not have the letter, or if the
    /// letter should be visible but has no outline.
    pub(super) fn of(font: &FontRef<'_>, letter: char) -> Option<Self> {
        let (size, plain) = (Size::new(UNITS as f32), LocationRef::default());
        let glyph = font.charmap().map(letter)?;
        let mut outline = Self { path: BezPath::new(), advance: 0.0 };
        if let Some(drawn) = font.outline_glyphs().get(glyph) {
            drawn.draw(DrawSettings::unhinted(size, plain), &mut outline).ok()?;
        }
        outline.advance =
            f64::from(font.glyph_metrics(size, plain).advance_width(glyph).unwrap_or(0.0));
        (!outline.path.is_empty() || !is_seen(letter)).then_some(outline)
    }

    pub(super) fn into_letter(self, letter: char) -> Letter {
        Letter { letter, outline: self.path, advance: self.advance }
    }
}

impl OutlinePen for Outline {
    fn move_to(&mut self, x: f32, y: f32) {
        self.path.move_to((f64::from(x), f64::from(y)));
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.path.line_to((f64::from(x), f64::from(y)));
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        self.path.quad_to((f64::from(cx), f64::from(cy)), (f64::from(x), f64::from(y)));
    }

    fn curve_to(&mut self, cx0: f32, cy0: f32, cx1: f32, cy1: f32, x: f32, y: f32) {
        let point = |x: f32, y: f32| (f64::from(x), f64::from(y));
        self.path.curve_to(point(cx0, cy0), point(cx1, cy1), point(x, y));
    }

    fn close(&mut self) {
        self.path.close_path();
    }
}

impl Used {
    /// Finds the letters that a document uses, for each collection of Asian letters.
    fn by(document: &Pdf) -> [Self; COLLECTIONS.len()] {
        let asked: Arc<[AtomicBool; COLLECTIONS.len()]> = Arc::default();
        let notes = Arc::clone(&asked);
        let settings = InterpreterSettings {
            font_resolver: Arc::new(move |query| {
                let Some(collection) = collection(query) else {
                    return super::european::font(query);
                };
                notes[collection].store(true, Ordering::Relaxed);
                Some((stand_in(collection), 0))
            }),
            warning_sink: Arc::new(|_| {}),
            ..InterpreterSettings::default()
        };
        let mut reader = Reader::default();
        let cache = InterpreterCache::new();
        for page in document.pages().iter() {
            let everywhere = Rect::new(-1e5, -1e5, 1e5, 1e5);
            let mut context =
                Context::new(Affine::IDENTITY, everywhere, &cache, page.xref(), settings.clone());
            interpret_page(page, &mut context, &mut reader);
        }
        let mut used = reader.used;
        for (used, asked) in used.iter_mut().zip(asked.iter()) {
            used.is_asked = asked.load(Ordering::Relaxed);
        }
        used
    }
}

/// Collects the letters of a page. It implements the interface of a renderer, but draws nothing.
#[derive(Default)]
struct Reader {
    used: [Used; COLLECTIONS.len()],
}

impl Reader {
    fn read(&mut self, glyph: &OutlineGlyph) {
        let Some(font) = glyph.font_data() else { return };
        let start = font.data.as_ref().as_ref().as_ptr();
        let Some(at) = (0..COLLECTIONS.len()).find(|at| stand_in_bytes(*at).as_ptr() == start)
        else {
            return;
        };
        let used = &mut self.used[at];
        match glyph.as_unicode() {
            Some(BfString::Char(letter)) if used.letters.len() < font_file::MOST => {
                used.letters.insert(letter);
            }
            _ => used.unknown = true,
        }
    }
}

impl<'a> Device<'a> for Reader {
    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}

    fn push_clip_path(&mut self, _: &ClipPath) {}

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        for positioned in run.glyphs() {
            match &**positioned {
                Glyph::Outline(glyph) => self.read(glyph),
                Glyph::Type3(glyph) => {
                    glyph.interpret(self, props.transform, positioned.transform(), &props.paint)
                }
            }
        }
    }

    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {}

    fn pop_clip(&mut self) {}

    fn pop_transparency_group(&mut self) {}
}
