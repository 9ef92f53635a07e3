//! Converts PDF to fax pages. Each page is drawn directly in the resolution of the fax. The library
//! hayro parses the document; [`plain`] draws pages that have only letters, lines and areas, and
//! [`general`] draws all others.
//!
//! Letters and lines are drawn without soft edges: a pixel is black or white. A pixel is black if a
//! third of it is covered, and not half, so that a hairline never vanishes between two rows. Shades
//! in the document are dithered by [`mod@ferrofax_document::dither`]. In standard resolution, the
//! rows of pixels are too high for small letters. So pages of letters and lines are first drawn in
//! fine resolution, and then reduced to standard resolution by [`mod@ferrofax_document::fit`].
//!
//! If colours are wanted, and anything on a page is neither black nor white ([`shades`]), the page
//! is drawn again by [`general`], with soft edges.
//!
//! An incomplete document is refused, although most of it could be drawn: a fax that silently lacks
//! a page or a picture is worse than none. So the document must have its end, and as many pages as
//! it declares, each with its content.

mod area;
mod asian;
mod canvas;
mod entries;
mod european;
mod faint;
mod filling;
mod font_file;
mod fonts;
mod forms;
mod general;
mod layers;
mod letters;
mod mended;
mod missing;
mod pictures;
mod placeholder;
mod plain;
mod printed;
mod reading;
mod sampling;
mod shades;
mod strings;
mod update;
mod whole;

use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, Mutex};

use hayro::hayro_interpret::util::{RectExt, TransformExt};
use hayro::hayro_interpret::{InterpreterSettings, InterpreterWarning};
use hayro::hayro_syntax::object::{Dict, FromBytes};
use hayro::hayro_syntax::page::Page;
use hayro::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro::kurbo::{Affine, Rect};

use self::area::Area;
use self::asian::Asian;
use self::canvas::Drawn;
use self::forms::Forms;
use self::general::General;
use self::layers::Layers;
use self::plain::{Plain, Seen};
use self::printed::Printed;
use self::reading::Reader;
use self::whole::{Lack, Whole};
use super::colours::{self, Colours, coded};
use super::page_ranges::PageRanges;
use super::press::{FontCache, Press};
use super::product::{Out, Unfit};
use super::sheet::{LONGEST_MM, Sheet, TooLong};
use super::wanted::{LOCKED, Wanted};
use crate::fields::{Read, Search};
use ferrofax_confine::STACK;
use ferrofax_document::dither::{dither_at, dither_softly};
use ferrofax_document::fit::{Limits, Source as FitSource, fit};
use ferrofax_document::grey::Grey;
use ferrofax_ground::t4::{Bitmap, Resolution};
use ferrofax_spool::not_shown::NotShown;

/// The part of a pixel that must be covered so that the pixel becomes black, as a number up to 255.
const INK: u8 = 85;

/// The value that replaces [`INK`] for pages whose rows are twice as high as their columns are
/// wide. It is smaller than [`INK`], because hayro draws no line thinner than a column.
const INK_IN_HIGH_ROWS: u8 = 50;

/// The maximum number of threads that draw pages at the same time. `AHEAD` is the number of drawn
/// pages that each thread buffers. Two threads need twice the memory of one, and memory is limited.
const MOST_ARTISTS: usize = 2;
const AHEAD: usize = 2;

/// The number of pages that a thread draws before it parses the document again. A parsed document
/// caches everything that was read of it, so its memory would grow with each page.
const READ_ANEW: usize = 250;

/// The code that a renderer stores if a picture of a page is missing. `FONT` is the code for a
/// missing font.
const PICTURE: u8 = 1;
const FONT: u8 = 2;

/// The number of bytes at the end of a document in which its end mark is looked for. PDF readers
/// agree on this limit, since mail programs add lines after the end mark.
const TAIL: usize = 4096;

/// The data about a PDF document that all threads that draw its pages share.
#[derive(Clone)]
struct Source {
    bytes: Arc<Vec<u8>>,
    forms: Arc<Forms>,
    font_cache: Arc<Mutex<FontCache>>,
    asian: Arc<Asian>,
    wanted: Wanted,
    /// The search for control fields (such as `@@+FAX:…@@`) in the text of the pages. `None`: no
    /// text is extracted.
    search: Option<Arc<Search>>,
    /// The selected pages of the document; other pages need not be drawn.
    only: PageRanges,
}

/// A page that was drawn, and the facts that were found about it.
struct Made {
    bitmap: Bitmap,
    /// The page in colours: once in each of the colour codings that fax machines accept (JPEG, and
    /// T.43 without loss).
    colours: Vec<Vec<u8>>,
    /// The number of letters that are missing because no font has them.
    lacking: usize,
    /// The number of pictures on the page whose edges are drawn wrongly.
    frayed: usize,
    /// The extracted text of the page, if text was requested.
    read: Read,
}

/// Makes the fax pages of a PDF document.
pub(super) fn convert(
    bytes: Vec<u8>,
    wanted: &Wanted,
    press: &mut Press,
    out: &mut Out<'_>,
) -> Result<(), Unfit> {
    // A truncated PDF has no end mark, and a PDF that lost a page has fewer than it declares.
    if !has_end(&bytes) {
        return Err(Unfit::damaged("its end is missing; it was not copied completely"));
    }
    let bytes = Arc::new(bytes);
    let document = Pdf::new(Arc::clone(&bytes)).map_err(refusal)?;
    let count = document.pages().len();
    if let Some(declared) = declared_count(&document).filter(|it| *it != count as u64) {
        return Err(Unfit::damaged(format!(
            "it should have {declared} pages, but {count} were found"
        )));
    }
    out.check_count(count, wanted)?;
    if let Some(why) = placeholder::found(&document) {
        return Err(Unfit::damaged(why));
    }
    // Form fields without an appearance are drawn. Content that hayro draws wrongly is changed, and
    // content for screens only is removed.
    press.setter.take_lacking();
    let layers = Layers::of(&document);
    let forms = Forms::find(&document, &bytes, &layers, press);
    let (mut lacking, unseen) = (press.setter.take_lacking(), forms.unseen);
    let bytes = mended::mended(&document, &bytes).map_or(bytes, Arc::new);
    let printed = Printed::of(&document, &layers, &bytes);
    note_unprinted(&printed, &document, out);
    let bytes = printed.bytes.unwrap_or(bytes);
    let (forms, font_cache, asian) =
        (Arc::new(forms), Arc::clone(&press.font_cache), Arc::default());
    let search = out.search().cloned().map(Arc::new);
    let only = out.only().clone();
    let source = Source { bytes, forms, font_cache, asian, wanted: *wanted, search, only };
    // Each thread draws every n-th page. The pages are collected in the order of the document.
    let artists = std::thread::available_parallelism()
        .map_or(1, usize::from)
        .min(MOST_ARTISTS)
        .min(count);
    let made = (0..artists)
        .map(|first| artist(&source, first, artists))
        .collect::<Result<Vec<_>, _>>()?;
    for index in 0..count {
        let number = index + 1;
        if !source.only.has(number as u32) {
            out.skip_page();
            continue;
        }
        out.begin_page(number as u32);
        let page = made[index % artists].recv();
        let page = page.map_err(|_| {
            Unfit::damaged(format!("page {number} crashes the program that reads it"))
        })?;
        let page = page?;
        lacking += page.lacking;
        if page.frayed > 0 {
            out.note(&NotShown::PictureEdges { page: number as u32 });
        }
        out.push_read(&page.bitmap, wanted.drawn(), &page.colours, page.read)?;
    }
    // Report content that the pages do not show.
    out.note_lacking(lacking);
    out.note_count(unseen, |count| NotShown::DrawingsMissing { count });
    Ok(())
}

/// Whether a PDF file is complete. It must end with the end mark `%%EOF`. If a program has left the
/// end mark out, the file must end with `startxref` and a number, or with a complete trailer.
fn has_end(bytes: &[u8]) -> bool {
    // Ignore zeros at the end, since some programs pad the last block of a file.
    let end = bytes.iter().rposition(|byte| *byte != 0 && !byte.is_ascii_whitespace());
    let bytes = &bytes[..end.map_or(0, |end| end + 1)];
    let tail = &bytes[bytes.len().saturating_sub(TAIL)..];
    let behind_last = |word: &[u8]| {
        let at = tail.windows(word.len()).rposition(|found| found == word)?;
        tail.get(at + word.len()..).map(<[u8]>::trim_ascii)
    };
    let is_number = |text: &[u8]| !text.is_empty() && text.iter().all(u8::is_ascii_digit);
    behind_last(b"%%EOF").is_some()
        || behind_last(b"startxref").is_some_and(is_number)
        || behind_last(b"trailer").is_some_and(|dict| {
            let trailer: Option<Dict<'_>> = Dict::from_bytes(dict);
            trailer.is_some_and(|trailer| trailer.data() == dict && trailer.contains_key(b"Root"))
        })
}

/// Reports to the parent process which annotations of the document are left out, because the
/// document marks them as not for printing. A viewer shows them on the screen.
fn note_unprinted(printed: &Printed, document: &Pdf, out: &mut Out<'_>) {
    out.note_count(printed.unprinted, |count| NotShown::AnnotationsLeftOut { count });
    if printed.is_unsure {
        out.note(&NotShown::Layers);
    }
    if placeholder::is_portfolio(document) {
        out.note(&NotShown::IsPortfolio);
    }
}

/// Starts a thread that draws each `step`th page from page `first` on. It buffers at most [`AHEAD`]
/// pages that the receiver has not taken yet. No one waits for the thread's end: after an error the
/// whole process ends.
fn artist(
    source: &Source,
    first: usize,
    step: usize,
) -> Result<Receiver<Result<Made, Unfit>>, Unfit> {
    let (tell, pages) = sync_channel(AHEAD);
    let source = source.clone();
    let thread = std::thread::Builder::new().stack_size(STACK);
    let started = thread.spawn(move || {
        let mut next = first;
        loop {
            // The document is parsed again. A parsed document caches everything that was read of
            // it, and would grow page by page.
            let Ok(document) = Pdf::new(Arc::clone(&source.bytes)) else { return };
            let lacking = Arc::new(AtomicU8::new(0));
            let mut drawing = Drawing::new(&source, &document, &lacking);
            for _ in 0..READ_ANEW {
                let Some(page) = document.pages().get(next) else { return };
                if !source.only.has(next as u32 + 1) {
                    next += step;
                    continue;
                }
                let made = checked(&mut drawing, page, next as u32 + 1, &source.wanted, &lacking);
                let is_last = made.is_err();
                if tell.send(made).is_err() || is_last {
                    return;
                }
                next += step;
            }
        }
    });
    started
        .map(|_| pages)
        .map_err(|error| Unfit::damaged(format!("it cannot be read ({error})")))
}

/// Returns a page if its content is complete. Otherwise it returns an error.
fn checked<'a>(
    drawing: &mut Drawing<'a>,
    page: &'a Page<'a>,
    number: u32,
    wanted: &Wanted,
    lacking: &AtomicU8,
) -> Result<Made, Unfit> {
    if let Some(lack) = drawing.whole.lack(page) {
        return Err(lacking_part(lack, number));
    }
    let bitmap = drawing.page(page, number, wanted)?;
    let colours = drawing.in_colours(page, number)?;
    match lacking.load(Ordering::Relaxed) {
        PICTURE => Err(lacking_part(Lack::Picture, number)),
        FONT => Err(lacking_part(Lack::Font, number)),
        other => match fonts::missing_text(other) {
            Some(text) => Err(Unfit::damaged(format!(
                "the {text} text on page {number} would be missing: its font is neither in the document nor installed"
            ))),
            None => Ok(Made {
                bitmap,
                colours,
                lacking: drawing.lacking,
                frayed: drawing.frayed,
                read: std::mem::take(&mut drawing.read),
            }),
        },
    }
}

/// The error for a page that lacks a part.
fn lacking_part(lack: Lack, number: u32) -> Unfit {
    Unfit::damaged(match lack {
        Lack::Content => format!("page {number} is damaged"),
        Lack::Picture => format!("a picture on page {number} cannot be read"),
        Lack::Font => {
            format!("a font on page {number} cannot be read, and its text would be missing")
        }
    })
}

fn refusal(error: LoadPdfError) -> Unfit {
    match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => Unfit::damaged(LOCKED),
        LoadPdfError::Decryption(_) => Unfit::damaged("its kind of encryption is not supported"),
        LoadPdfError::Invalid => Unfit::damaged("it is damaged and cannot be read as PDF"),
    }
}

/// The number of pages that the PDF document declares; `None` if it declares none.
fn declared_count(document: &Pdf) -> Option<u64> {
    let xref = document.xref();
    let root: Dict<'_> = xref.get(xref.root_id())?;
    let pages: Dict<'_> = root.get(b"Pages")?;
    u64::try_from(pages.get::<i32>(b"Count")?).ok()
}

/// The state that a drawing thread keeps from page to page.
struct Drawing<'a> {
    source: &'a Source,
    document: &'a Pdf,
    pens: Pens<'a>,
    whole: Whole,
    /// The code of the content that the page lacks, such as [`PICTURE`]; 0 if nothing is missing.
    missing: Arc<AtomicU8>,
    /// A flag that the thread sets if a page needs Asian fonts that are not chosen yet.
    asked: Arc<AtomicBool>,
    /// The number of letters of the page that no font has. `frayed` is the number of its pictures
    /// whose edges are drawn wrongly.
    lacking: usize,
    frayed: usize,
    /// Whether the page has colours or greys; false if the caller has not asked for this.
    is_shaded: bool,
    /// The extracted text of the page, if text was requested.
    read: Read,
}

/// The renderers that draw pages, with the fonts of the document.
struct Pens<'a> {
    plain: Plain<'a>,
    general: General<'a>,
}

/// The placement of a document's page on its fax page, in pixels.
struct Layout {
    columns: u16,
    rows: u16,
    /// The transform from the coordinates of the document's page to pixels of the fax page.
    transform: Affine,
    /// The part of the fax page on which the document's page is visible, in pixels.
    visible: Rect,
    y_dpi: f64,
}

/// The perceived brightness of a colour, 0 for black and 255 for white (ITU-R BT.601).
#[inline(always)]
fn grey_level(red: u8, green: u8, blue: u8) -> u8 {
    ((u32::from(red) * 77 + u32::from(green) * 150 + u32::from(blue) * 29) >> 8) as u8
}

impl<'a> Drawing<'a> {
    /// Creates the state of a thread that draws pages of a document. If a page lacks content, the
    /// code of that content, such as [`PICTURE`], is stored in `missing`.
    fn new(source: &'a Source, document: &'a Pdf, missing: &Arc<AtomicU8>) -> Self {
        let (missing, asked) = (Arc::clone(missing), Arc::default());
        let pens = Pens::new(source, &missing, &asked);
        Self {
            source,
            document,
            pens,
            whole: Whole::default(),
            missing,
            asked,
            lacking: 0,
            frayed: 0,
            is_shaded: false,
            read: Read::default(),
        }
    }

    fn page(&mut self, page: &'a Page<'a>, number: u32, wanted: &Wanted) -> Result<Bitmap, Unfit> {
        if wanted.drawn() != Resolution::Standard {
            return Ok(in_black(self.draw(page, number, wanted.drawn(), INK)?, wanted.drawn()));
        }
        let drawn_in = Resolution::Fine;
        let Drawn::Crisp(bitmap) = self.draw(page, number, drawn_in, INK)? else {
            // A lower limit is used for black here. Otherwise thin lines in light colours would
            // become invisible when the page is reduced.
            let drawn = self.draw(page, number, Resolution::Standard, INK_IN_HIGH_ROWS)?;
            return Ok(in_black(drawn, Resolution::Standard));
        };
        let source = FitSource {
            bitmap: &bitmap,
            x_dpi: drawn_in.x_dpi(),
            y_dpi: drawn_in.y_dpi(),
            first_row: 0,
        };
        // `fit` may split a page into several parts. There is exactly one part, since the length is
        // not limited.
        Ok(fit(&source, &Limits::default()).remove(0).bitmap)
    }

    /// Draws the page in black and white with the pixels of this resolution. A pixel is black if
    /// more than the fraction `ink`/255 of it is covered.
    fn draw(
        &mut self,
        page: &'a Page<'a>,
        number: u32,
        resolution: Resolution,
        ink: u8,
    ) -> Result<Drawn, Unfit> {
        let layout = Layout::of(page, number, resolution)?;
        let (mut drawn, mut seen) = self.pens.draw(page, &layout, ink);
        if self.asked.swap(false, Ordering::Relaxed) {
            self.source.asian.choose(self.document, &self.source.font_cache);
            // The page is drawn again with new renderers, because the old ones have cached wrong
            // fonts.
            self.pens = Pens::new(self.source, &self.missing, &self.asked);
            (drawn, seen) = self.pens.draw(page, &layout, ink);
        }
        (self.lacking, self.frayed) = (seen.lacking, seen.veiled.frayed);
        if seen.has_lost_pictures {
            self.missing.fetch_max(PICTURE, Ordering::Relaxed);
        }
        // A page that has only white pictures would be blank. So these are drawn on a black
        // background, and the page counts as having no colours.
        let is_faint = !seen.veiled.faint.is_empty() && drawn.is_blank();
        self.is_shaded = seen.is_shaded && !is_faint;
        let drawn = faint::shown(drawn, &seen.veiled.faint, &layout);
        let on_page = self
            .source
            .forms
            .pages
            .get(number as usize - 1)
            .filter(|on_page| !on_page.is_empty());
        let drawn = self.without_fields(drawn, seen.reader, &layout);
        let Some(on_page) = on_page else { return Ok(drawn) };
        let covered = |rect: &Rect| {
            Area::covered(layout.transform.transform_rect_bbox(*rect), 0.5, layout.sheet())
        };
        let drawn = on_page.covered.iter().map(covered).fold(drawn, Drawn::without);
        Ok(match plain::filled(&on_page.outlines, &layout, ink) {
            Drawn::Crisp(black) => drawn.with(&black),
            Drawn::Shaded(..) => drawn,
        })
    }
}

impl<'a> Drawing<'a> {
    /// Draws the page in colour and encodes it, once for each coding of colour faxes. The result is
    /// empty if the page has no colours. It is also empty if the page is searched for control
    /// fields (such as `@@+FAX:…@@`), because they are blanked only in the black-and-white page.
    fn in_colours(&mut self, page: &'a Page<'a>, number: u32) -> Result<Vec<Vec<u8>>, Unfit> {
        if !self.is_shaded || self.source.search.is_some() {
            return Ok(Vec::new());
        }
        let layout = Layout::of(page, number, colours::RESOLUTION)?;
        let [soft, hard] = [None, Some(INK)].map(|ink| {
            let mut drawn = self.pens.general.in_colours(page, &layout, ink);
            self.fill_in(&mut drawn, number, &layout);
            drawn
        });
        Ok(coded(&soft, Some(&hard)))
    }

    /// Draws the values of the page's form fields. Where the document contains an older drawing of
    /// a field (an outdated appearance), that area is first made white.
    fn fill_in(&self, drawn: &mut Colours, number: u32, layout: &Layout) {
        let Some(on_page) = self.source.forms.pages.get(number as usize - 1) else { return };
        for covered in &on_page.covered {
            let covered = layout.transform.transform_rect_bbox(*covered);
            let Area { left, right, top, bottom } = Area::covered(covered, 0.5, layout.sheet());
            drawn.clear(left..right, top..bottom);
        }
        if let Drawn::Crisp(black) = plain::filled(&on_page.outlines, layout, INK) {
            drawn.blacken(&black);
        }
    }
}

impl Drawing<'_> {
    /// Looks for control fields (such as `@@+FAX:…@@`) in the letters of the page. Returns the page
    /// without the control fields that are to be blanked.
    fn without_fields(&mut self, drawn: Drawn, reader: Option<Reader>, layout: &Layout) -> Drawn {
        let (Some(search), Some(reader)) = (&self.source.search, reader) else { return drawn };
        let text = reader.text();
        self.read = search.read(text.lines.clone());
        let found = self.read.found.iter().filter(|_| search.blank);
        let areas: Vec<Area> = found
            .flat_map(|found| &found.places)
            .flat_map(|place| reader.areas(&text, place))
            .collect();
        areas
            .into_iter()
            .map(|area| area.within(layout.sheet()))
            .filter(|area| !area.is_empty())
            .fold(drawn, Drawn::without)
    }
}

impl<'a> Pens<'a> {
    fn new(source: &Source, missing: &Arc<AtomicU8>, asked: &Arc<AtomicBool>) -> Self {
        let (warned, missing, asked) =
            (Arc::clone(missing), Arc::clone(missing), Arc::clone(asked));
        let asian = Arc::clone(&source.asian);
        let settings = InterpreterSettings {
            font_resolver: Arc::new(move |query| fonts::find(query, &asian, &missing, &asked)),
            warning_sink: Arc::new(move |warning| {
                let lack = match warning {
                    InterpreterWarning::ImageDecodeFailure => PICTURE,
                    InterpreterWarning::UnsupportedFont => FONT,
                    // The handling of annotations without an appearance is in `forms`.
                    _ => 0,
                };
                warned.fetch_max(lack, Ordering::Relaxed);
            }),
            ..InterpreterSettings::default()
        };
        Self {
            plain: Plain::new(
                settings.clone(),
                Arc::clone(&source.asian),
                plain::Asked { text: source.search.is_some(), shades: source.wanted.colours },
            ),
            general: General::new(settings),
        }
    }

    fn draw(&mut self, page: &'a Page<'a>, layout: &Layout, ink: u8) -> (Drawn, Seen) {
        let (drawn, mut seen) = self.plain.draw(page, layout, ink);
        let photos = std::mem::take(&mut seen.photos);
        let drawn = match drawn {
            Some(Drawn::Shaded(grey, _)) => Drawn::Shaded(grey, photos),
            Some(drawn) => drawn,
            None => self.general.draw(page, layout, ink, photos),
        };
        (drawn, seen)
    }
}

impl Layout {
    fn of(page: &Page<'_>, number: u32, resolution: Resolution) -> Result<Self, Unfit> {
        let unit =
            f64::from(page.raw().get::<f32>(b"UserUnit").unwrap_or(1.0).clamp(1.0, 75_000.0));
        let (width, height) = page.render_dimensions();
        let (width, height) = (f64::from(width) * unit, f64::from(height) * unit);
        let sheet = Sheet::lay(width, height, resolution).map_err(|TooLong(mm)| {
            Unfit::damaged(format!(
                "page {number} would be {mm:.0} mm long; a fax page has at most {LONGEST_MM:.0} mm"
            ))
        })?;
        let (Ok(columns), Ok(rows)) = (u16::try_from(sheet.width), u16::try_from(sheet.rows))
        else {
            return Err(Unfit::damaged(format!("page {number} has too many pixels")));
        };
        let turn = if sheet.turned {
            // The page is turned by a quarter to the left, so its right edge becomes the top.
            Affine::new([0.0, -1.0, 1.0, 0.0, 0.0, width])
        } else {
            Affine::IDENTITY
        };
        let transform = Affine::translate((f64::from(sheet.left), 0.0))
            * Affine::scale_non_uniform(sheet.x_scale, sheet.y_scale)
            * turn
            * Affine::scale(unit)
            * page.initial_transform(true).to_kurbo();
        let visible = transform.transform_rect_bbox(page.intersected_crop_box().to_kurbo());
        Ok(Self { columns, rows, transform, visible, y_dpi: resolution.y_dpi() })
    }

    /// The rectangle that contains all pixels of the fax page.
    fn sheet(&self) -> Area {
        Area { left: 0, right: self.columns.into(), top: 0, bottom: self.rows.into() }
    }
}

/// The page in black and white; its greys are dithered.
fn in_black(drawn: Drawn, resolution: Resolution) -> Bitmap {
    match drawn {
        Drawn::Crisp(bitmap) => bitmap,
        Drawn::Shaded(grey, photos) => {
            let mut page = dither_at(&grey, resolution.x_dpi(), resolution.y_dpi());
            photos.into_iter().for_each(|area| set_photo(&mut page, &grey, area));
            page
        }
    }
}

/// Dithers an area of the page without sharpening it, because a low-resolution photograph has no
/// strokes to keep sharp.
fn set_photo(page: &mut Bitmap, grey: &Grey, area: Area) {
    let area = area.within(Area { left: 0, right: page.width(), top: 0, bottom: page.rows() });
    if area.is_empty() {
        return;
    }
    let row = |y: u32| grey.row(y)[area.left as usize..area.right as usize].iter().copied();
    let dots = dither_softly(&Grey::new(
        area.right - area.left,
        (area.top..area.bottom).flat_map(row).collect(),
    ));
    for (x, y) in (0..dots.rows()).flat_map(|y| (0..dots.width()).map(move |x| (x, y))) {
        page.set(area.left + x, area.top + y, dots.is_black(x, y));
    }
}

#[cfg(test)]
mod tests;
