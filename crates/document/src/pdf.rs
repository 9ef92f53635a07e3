//! Writes pages as PDF. The T.6 data of each page is copied unchanged (CCITTFaxDecode) and shown on
//! a sheet of the page's true size. A colour page in JPEG is also copied unchanged (DCTDecode), in
//! its own colour space (Lab). Pages coded by T.43 are coded again without loss (FlateDecode).
//!
//! The sheet's size follows from the pixels and their true resolution, not from a list of papers,
//! so that nothing is cut off, stretched or scaled. The same pages and texts give the same bytes.
//!
//! A searchable PDF ([`Writer::begin_searchable`]) also has the words of the pages, invisible, and
//! what a PDF for archives (PDF/A-2b) needs.

pub(crate) mod archive;
mod words;

use crate::colour::{self, Flat, Room, Space};
use crate::tiff::TiffPage;
use ferrofax_ground::t4::jpeg::{self, Gamut};
use ferrofax_ground::t4::t43;
use pdf_writer::types::OutputIntentSubtype;
use pdf_writer::types::Predictor;
use pdf_writer::writers::{Catalog, ColorSpace, DocumentInfo, ImageXObject};
use pdf_writer::{Chunk, Content, Date, Filter, Name, Rect, Ref, Str, TextStr};
use std::io::{self, Write};
use words::Letters;
pub use words::PdfWord;

/// One page of the PDF.
#[derive(Clone, Copy, Debug)]
pub struct PdfPage<'a> {
    /// The page coded by T.6, most significant bit first ([`crate::tiff::TiffPage::t6`]).
    pub t6: &'a [u8],
    /// The pixels in a row.
    pub width: u32,
    /// The number of rows.
    pub rows: u32,
    /// The true pixels per inch across.
    pub x_dpi: f64,
    /// The true rows per inch down.
    pub y_dpi: f64,
    /// The page in colour, if there is a colour version that can be shown
    /// ([`crate::tiff::TiffPage::colour`]).
    pub colour: Option<&'a [u8]>,
}

impl<'a> PdfPage<'a> {
    /// The page of a document. `t6` is the page coded by T.6 ([`TiffPage::t6`]).
    pub fn of(page: &'a TiffPage, t6: &'a [u8]) -> Self {
        let TiffPage { width, rows, x_dpi, y_dpi, .. } = *page;
        Self { t6, width, rows, x_dpi, y_dpi, colour: page.colour() }
    }
}

/// The turns after which a page can be read.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Stance {
    /// The multiple of 90 degrees, clockwise, by which the page must be turned.
    pub turn: u32,
    /// The angle by which the lines fall towards the right, in degrees. The page is shown turned
    /// back by it. Its pixels remain unchanged.
    pub skew: f64,
}

/// The PDF's information about itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct PdfInfo<'a> {
    /// The title that viewers show; may be empty.
    pub title: &'a str,
    /// The time when the fax arrived, in seconds since 1970 (UTC).
    pub created: Option<i64>,
}

/// Points in an inch: the unit of sheets.
const POINTS: f64 = 72.0;

/// Millimetres in an inch.
const MM: f64 = 25.4;

/// The greatest number of units that a sheet may have in each direction (ISO 32000-1 annex C); a
/// longer sheet gets larger units.
const MOST_UNITS: f64 = 14_400.0;

/// The least number of units (ISO 19005-2 §6.1.13).
const FEWEST_UNITS: f64 = 3.0;

/// The limit for data that is coded again, in bytes, for all pages together: a few bytes of T.43
/// may describe a page of a hundred million bytes. Further pages are in black and white.
const MOST_ANEW: usize = 48 << 20;

/// The limit for decisions of JBIG's coder, for all pages together: a few seconds of work. A page
/// of A4 at 300 dpi in all colours needs a fifth of them. Further pages are in black and white.
const MOST_DECISIONS: u64 = 1_000_000_000;

/// The limits for colours at the beginning of a document.
const ROOM: Room = Room { octets: MOST_ANEW, decisions: MOST_DECISIONS };

/// The name of the image on its page.
const IMAGE: Name<'_> = Name(b"Fax");

/// The bytes of the PDF; the same pages and info give the same bytes.
pub fn write(pages: &[PdfPage<'_>], info: PdfInfo<'_>) -> Vec<u8> {
    let written = || {
        let mut pdf = Writer::begin(Vec::new())?;
        pages.iter().try_for_each(|page| pdf.page(page))?;
        pdf.finish(info)
    };
    // Writing to memory cannot fail.
    written().unwrap_or_else(|_: io::Error| Vec::new())
}

/// Writes a PDF page by page: no more than one of its pages has to be in memory, and the number of
/// its pages need not be known beforehand.
#[derive(Debug)]
pub struct Writer<W> {
    sink: W,
    /// The number of bytes that were written.
    at: u64,
    /// The position of each object, by its number.
    places: Vec<u64>,
    /// The first object of the first page, and of the next page.
    first: i32,
    next: i32,
    room: Room,
    searchable: Option<Searchable>,
}

/// The parts that only a searchable PDF has.
#[derive(Debug)]
struct Searchable {
    letters: Letters,
    /// A sum over all bytes that were written, which becomes the identifier of the file.
    sum: u128,
}

/// The objects with fixed numbers of a searchable PDF.
const METADATA: Ref = Ref::new(4);
const PROFILE: Ref = Ref::new(5);
const FONTS: Ref = Ref::new(6);
const GLYPH: Ref = Ref::new(7);
const FIRST_SEARCHABLE: i32 = 8;

/// The number of objects of a font: the font, and what its codes mean.
const PER_FONT: i32 = 2;

/// The part of ISO 19005 that a searchable PDF complies with.
const ARCHIVE_PART: u8 = 2;

/// The start and the multiplier of the sum FNV-1a of 128 bits.
pub(crate) const SUM_START: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
const SUM_TIMES: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;

/// The objects with fixed numbers, the number of the first object of pages, and the number of
/// objects of a page.
const CATALOG: Ref = Ref::new(1);
const TREE: Ref = Ref::new(2);
const ABOUT: Ref = Ref::new(3);
const FIRST_PAGE: i32 = 4;
const PER_PAGE: i32 = 3;

impl<W: Write> Writer<W> {
    /// Begins a PDF.
    ///
    /// # Errors
    /// A fault of the sink.
    pub fn begin(sink: W) -> io::Result<Self> {
        Self::begun(sink, FIRST_PAGE, None)
    }

    /// Begins a PDF whose pages may have words ([`Self::page_with_words`]). It is a PDF for archives
    /// (PDF/A-2b).
    ///
    /// # Errors
    /// A fault of the sink.
    pub fn begin_searchable(sink: W) -> io::Result<Self> {
        let searchable = Searchable { letters: Letters::default(), sum: SUM_START };
        Self::begun(sink, FIRST_SEARCHABLE, Some(searchable))
    }

    fn begun(sink: W, first: i32, searchable: Option<Searchable>) -> io::Result<Self> {
        let places = vec![0; first as usize];
        let is_searchable = searchable.is_some();
        let mut pdf = Self { sink, at: 0, places, first, next: first, room: ROOM, searchable };
        // Version 1.6 has the larger units for long sheets; everything else is in 1.0.
        pdf.put(b"%PDF-1.6\n%\x80\x80\x80\x80\n\n")?;
        pdf.object(CATALOG, |chunk| {
            let mut catalog = chunk.indirect(CATALOG).start::<Catalog<'_>>();
            catalog.pages(TREE);
            if is_searchable {
                catalog.metadata(METADATA);
                let mut intents = catalog.output_intents();
                let mut intent = intents.push();
                intent.subtype(OutputIntentSubtype::PDFA);
                intent.output_condition_identifier(TextStr("sRGB")).dest_output_profile(PROFILE);
            }
        })?;
        Ok(pdf)
    }

    /// Begins another document, to which the next pages belong. The limits for colours apply to
    /// each document, so their counts begin again at zero.
    pub fn next_document(&mut self) {
        self.room = ROOM;
    }

    /// Writes the next page.
    ///
    /// # Errors
    /// A fault of the sink.
    pub fn page(&mut self, page: &PdfPage<'_>) -> io::Result<()> {
        self.page_with_words(page, Stance::default(), &[])
    }

    /// Writes the next page of a searchable PDF, with its words. In other PDFs the words are left
    /// out.
    ///
    /// # Errors
    /// A fault of the sink.
    pub fn page_with_words(
        &mut self,
        page: &PdfPage<'_>,
        stance: Stance,
        words: &[PdfWord<'_>],
    ) -> io::Result<()> {
        let [id, content, image] = [0, 1, 2].map(|number| Ref::new(self.next + number));
        self.next += PER_PAGE;
        self.places.extend([0; PER_PAGE as usize]);
        let sheet = Sheet::of(page, stance.skew);
        let fonts = self.searchable.as_ref().map(|_| FONTS);
        let shown = sheet.content(words, self.searchable.as_mut().map(|it| &mut it.letters));
        self.object(id, |chunk| sheet.write(chunk, id, [content, image], fonts, stance.turn))?;
        self.object(content, |chunk| {
            chunk.stream(content, &shown);
        })?;
        let mut room = self.room;
        self.object(image, |chunk| write_image(chunk, page, image, &mut room))?;
        self.room = room;
        Ok(())
    }

    /// Ends the PDF and returns the sink.
    ///
    /// # Errors
    /// A fault of the sink.
    pub fn finish(mut self, info: PdfInfo<'_>) -> io::Result<W> {
        let kids = (self.first..self.next).step_by(PER_PAGE as usize).map(Ref::new);
        let count = kids.len() as i32;
        self.object(TREE, |chunk| {
            chunk.pages(TREE).kids(kids).count(count);
        })?;
        self.object(ABOUT, |chunk| write_info(chunk, info, ABOUT))?;
        if let Some(searchable) = &mut self.searchable {
            let letters = std::mem::take(&mut searchable.letters);
            self.finish_searchable(&letters, info)?;
        }
        let identifier = self.identifier();
        let (at, objects) = (self.at, self.places.len());
        self.put(format!("xref\n0 {objects}\n0000000000 65535 f\r\n").as_bytes())?;
        for place in std::mem::take(&mut self.places).into_iter().skip(1) {
            self.put(format!("{place:010} 00000 n\r\n").as_bytes())?;
        }
        let [root, about] = [CATALOG, ABOUT].map(Ref::get);
        let trailer = format!(
            "trailer\n<<\n  /Size {objects}\n  /Root {root} 0 R\n  /Info {about} 0 R\n{identifier}>>\nstartxref\n{at}\n%%EOF"
        );
        self.put(trailer.as_bytes())?;
        Ok(self.sink)
    }

    /// Writes the fonts, the description and the profile of a searchable PDF.
    fn finish_searchable(&mut self, letters: &Letters, info: PdfInfo<'_>) -> io::Result<()> {
        let first = self.next;
        let font = |number: usize| Ref::new(first + number as i32 * PER_FONT);
        self.places.extend(vec![0; letters.fonts().len() * PER_FONT as usize]);
        self.object(METADATA, |chunk| {
            chunk.metadata(METADATA, &archive::description(info, ARCHIVE_PART));
        })?;
        self.object(PROFILE, |chunk| {
            chunk.icc_profile(PROFILE, &archive::profile()).n(3);
        })?;
        self.object(FONTS, |chunk| {
            let mut known = chunk.indirect(FONTS).dict();
            for number in 0..letters.fonts().len() {
                known.pair(Name(words::font_name(number).as_bytes()), font(number));
            }
        })?;
        self.object(GLYPH, |chunk| words::write_glyph(chunk, GLYPH))?;
        for (number, letters) in letters.fonts().enumerate() {
            let (id, meanings) = (font(number), Ref::new(font(number).get() + 1));
            self.object(id, |chunk| words::write_font(chunk, id, GLYPH, meanings, letters))?;
            self.object(meanings, |chunk| words::write_meanings(chunk, meanings, letters))?;
        }
        Ok(())
    }

    /// The line of the trailer with the identifier of the file, which a PDF for archives must have.
    fn identifier(&self) -> String {
        let line = |it: &Searchable| format!("  /ID [<{0:032x}> <{0:032x}>]\n", it.sum);
        self.searchable.as_ref().map(line).unwrap_or_default()
    }

    fn object(&mut self, id: Ref, write: impl FnOnce(&mut Chunk)) -> io::Result<()> {
        let mut chunk = Chunk::new();
        write(&mut chunk);
        let place = usize::try_from(id.get()).ok().and_then(|id| self.places.get_mut(id));
        *place.ok_or_else(|| io::Error::other("the PDF has no object of this number"))? = self.at;
        self.put(chunk.as_bytes())
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.at += bytes.len() as u64;
        if let Some(Searchable { sum, .. }) = &mut self.searchable {
            *sum = summed(*sum, bytes);
        }
        self.sink.write_all(bytes)
    }
}

/// The sum FNV-1a over more bytes.
pub(crate) fn summed(sum: u128, bytes: &[u8]) -> u128 {
    let next = |sum: u128, byte: &u8| (sum ^ u128::from(*byte)).wrapping_mul(SUM_TIMES);
    bytes.iter().fold(sum, next)
}

/// A page's sheet of paper, in its units.
struct Sheet {
    /// The size of the page.
    page: (f64, f64),
    /// The size of the sheet, which is larger if the page is turned by its skew.
    width: f32,
    height: f32,
    unit: f64,
    skew: f64,
}

impl Sheet {
    fn of(page: &PdfPage<'_>, skew: f64) -> Self {
        let (width, height) = (points(page.width, page.x_dpi), points(page.rows, page.y_dpi));
        let (sin, cos) = skew.to_radians().abs().sin_cos();
        let (wide, high) = (width * cos + height * sin, height * cos + width * sin);
        // A sheet of more than 14,400 units a side needs larger units (ISO 32000-1 §7.7.3.3).
        let unit = (wide.max(high) / MOST_UNITS).ceil().max(1.0);
        let page = (width / unit, height / unit);
        let [width, height] = [wide, high].map(|it| (it / unit).max(FEWEST_UNITS) as f32);
        Self { page, width, height, unit, skew }
    }

    fn write(
        &self,
        chunk: &mut Chunk,
        id: Ref,
        [content, image]: [Ref; 2],
        fonts: Option<Ref>,
        turn: u32,
    ) {
        let mut sheet = chunk.page(id);
        sheet
            .parent(TREE)
            .media_box(Rect::new(0.0, 0.0, self.width, self.height))
            .contents(content);
        if self.unit > 1.0 {
            sheet.user_unit(self.unit as f32);
        }
        if turn > 0 {
            sheet.rotate(turn as i32);
        }
        let mut resources = sheet.resources();
        resources.x_objects().pair(IMAGE, image);
        if let Some(fonts) = fonts {
            resources.pair(Name(b"Font"), fonts);
        }
    }

    /// The content of the sheet: the picture is a unit square, which is made to fill the sheet. The
    /// words lie on it.
    fn content(&self, words: &[PdfWord<'_>], letters: Option<&mut Letters>) -> Vec<u8> {
        let (width, height) = (self.page.0 as f32, self.page.1 as f32);
        let mut content = Content::new();
        if self.skew != 0.0 {
            content.transform(self.straight());
        }
        content
            .save_state()
            .transform([width, 0.0, 0.0, height, 0.0, 0.0])
            .x_object(IMAGE)
            .restore_state();
        if let Some(letters) = letters {
            let points = |mm: f64| mm / MM * POINTS / self.unit;
            letters.show(&mut content, words, self.skew, |(x, y)| {
                (points(x) as f32, height - points(y) as f32)
            });
        }
        content.finish().to_vec()
    }

    /// The matrix that turns the page back by its skew, about its middle, which comes to the middle
    /// of the sheet.
    fn straight(&self) -> [f32; 6] {
        let (sin, cos) = (self.skew.to_radians() as f32).sin_cos();
        let (x, y) = (self.page.0 as f32 / 2.0, self.page.1 as f32 / 2.0);
        let (to_x, to_y) = (self.width / 2.0, self.height / 2.0);
        [cos, sin, -sin, cos, to_x - x * cos + y * sin, to_y - x * sin - y * cos]
    }
}

fn write_image(chunk: &mut Chunk, page: &PdfPage<'_>, id: Ref, room: &mut Room) {
    if page.colour.is_some_and(|octets| write_in_colours(chunk, octets, id, room)) {
        return;
    }
    write_image_xobject(chunk, page, id);
}

/// Writes a page's image in black and white.
pub(crate) fn write_image_xobject(chunk: &mut Chunk, page: &PdfPage<'_>, id: Ref) {
    // T.6 (K < 0) is written unchanged; a 0 is black, as PDF expects.
    let mut image = chunk.image_xobject(id, page.t6);
    image.width(page.width as i32).height(page.rows as i32).bits_per_component(1);
    image.color_space().device_gray();
    image.filter(Filter::CcittFaxDecode);
    image
        .decode_parms()
        .k(-1)
        .columns(page.width as i32)
        .rows(page.rows as i32)
        .black_is_1(false);
}

/// Writes a colour page; returns false if nothing of it can be shown.
fn write_in_colours(pdf: &mut Chunk, octets: &[u8], id: Ref, room: &mut Room) -> bool {
    if let Ok(facts) = jpeg::read(octets) {
        write_jpeg(pdf, octets, &facts, id);
        return true;
    }
    let Ok(facts) = t43::read(octets) else { return false };
    let Some(flat) = colour::lossless_for_pdf(octets, &facts, room) else { return false };
    write_flat(pdf, &flat, &facts.gamut, id);
    true
}

/// Writes a JPEG image, of L\* alone or of L\*a\*b\*.
fn write_jpeg(pdf: &mut Chunk, octets: &[u8], facts: &jpeg::Facts, id: Ref) {
    let octets = colour::for_pdf(octets, facts.components);
    let mut image = pdf.image_xobject(id, &octets);
    image.width(facts.width as i32).height(facts.rows as i32).bits_per_component(8);
    image.filter(Filter::DctDecode);
    if facts.components == 1 {
        return in_greys(&mut image, &facts.gamut);
    }
    in_lab(&mut image, &facts.gamut);
    // The three components are not YCbCr (ISO 32000-1 table 13).
    image.decode_parms().color_transform(false);
}

/// Writes a decoded image.
fn write_flat(pdf: &mut Chunk, flat: &Flat, gamut: &Gamut, id: Ref) {
    let mut image = pdf.image_xobject(id, &flat.deflated);
    image.width(flat.width as i32).height(flat.rows as i32).bits_per_component(8);
    image.filter(Filter::FlateDecode);
    image
        .decode_parms()
        .predictor(Predictor::PngUp)
        .colors(flat.octets.into())
        .bits_per_component(8)
        .columns(flat.width as i32);
    match &flat.space {
        Space::Screens(colours) => {
            let most = colours.len() as i32 / 3 - 1;
            image.color_space().indexed(Name(b"DeviceRGB"), most, colours);
        }
        Space::Palette(colours) => {
            let mut space = image.insert(Name(b"ColorSpace")).array();
            space.item(Name(b"Indexed"));
            let range = colours_range(gamut);
            space.push().start::<ColorSpace<'_>>().lab(D50, None, Some(range));
            space.item(colours.len() as i32 / 3 - 1).item(Str(colours));
        }
        Space::Grey => in_greys(&mut image, gamut),
        Space::Lab => in_lab(&mut image, gamut),
    }
}

/// Sets the colour space L\*a\*b\* with its ranges, relative to D50 (T.42).
fn in_lab(image: &mut ImageXObject<'_>, gamut: &Gamut) {
    let range = colours_range(gamut);
    image.color_space().lab(D50, None, Some(range));
    let (least, most) = gamut.ends(0);
    image.decode([&[least as f32, most as f32][..], &range].concat());
}

/// Sets greys for L\* alone, which are nearly as light if they are taken for those of screens.
fn in_greys(image: &mut ImageXObject<'_>, gamut: &Gamut) {
    let (least, most) = gamut.ends(0);
    image.color_space().device_gray();
    image.decode([least, most].map(|end| (end as f32 / 100.0).clamp(0.0, 1.0)));
}

/// The ranges of a\* and b\*, each from the smallest to the greatest value.
fn colours_range(gamut: &Gamut) -> [f32; 4] {
    let [red, yellow] = [1, 2].map(|component| gamut.ends(component));
    [red.0, red.1, yellow.0, yellow.1].map(|end| end as f32)
}

/// The white of T.42, CIE's illuminant D50.
const D50: [f32; 3] = [0.964_22, 1.0, 0.825_21];

/// The length of `pixels` on the sheet, in points.
fn points(pixels: u32, dpi: f64) -> f64 {
    let dpi = if dpi.is_finite() && dpi > 0.0 { dpi } else { 200.0 };
    f64::from(pixels.max(1)) / dpi * POINTS
}

fn write_info(chunk: &mut Chunk, info: PdfInfo<'_>, id: Ref) {
    fill_info(&mut chunk.indirect(id).start::<DocumentInfo<'_>>(), info);
}

/// Writes the PDF's information about itself.
pub(crate) fn fill_info(about: &mut DocumentInfo<'_>, info: PdfInfo<'_>) {
    if !info.title.is_empty() {
        about.title(TextStr(info.title));
    }
    about.producer(TextStr("Ferrofax"));
    if let Some(created) = info.created.and_then(date) {
        about.creation_date(created);
    }
}

/// A time, in seconds since 1970, as PDF writes it.
pub(crate) fn date(seconds: i64) -> Option<Date> {
    let time = jiff::Timestamp::from_second(seconds).ok()?.to_zoned(jiff::tz::TimeZone::UTC);
    let date = Date::new(u16::try_from(time.year()).ok()?)
        .month(time.month() as u8)
        .day(time.day() as u8)
        .hour(time.hour() as u8)
        .minute(time.minute() as u8)
        .second(time.second() as u8);
    Some(date.utc_offset_hour(0).utc_offset_minute(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_of(pdf: &[u8]) -> String {
        String::from_utf8_lossy(pdf).into_owned()
    }

    const PAGE: PdfPage<'_> = PdfPage {
        t6: b"image",
        width: 1728,
        rows: 1143,
        x_dpi: 204.145,
        y_dpi: 97.79,
        colour: None,
    };

    /// The library that writes the objects writes a whole file of them the same way.
    #[test]
    fn what_is_written_page_by_page_is_what_is_written_at_once() {
        let info = PdfInfo { title: "Fax 7", created: Some(1_795_162_413) };
        let pages = [PAGE, PdfPage { rows: 30_000, ..PAGE }, PAGE];
        let mut whole = pdf_writer::Pdf::new();
        whole.set_version(1, 6);
        whole.catalog(CATALOG).pages(TREE);
        let ids: Vec<[Ref; 3]> =
            (0..3).map(|page| [0, 1, 2].map(|id| Ref::new(4 + 3 * page + id))).collect();
        for (page, [id, content, image]) in pages.iter().zip(ids.iter().copied()) {
            let sheet = Sheet::of(page, 0.0);
            sheet.write(&mut whole, id, [content, image], None, 0);
            whole.stream(content, &sheet.content(&[], None));
            write_image(&mut whole, page, image, &mut Room { octets: 0, decisions: 0 });
        }
        whole.pages(TREE).kids(ids.iter().map(|[page, ..]| *page)).count(3);
        write_info(&mut whole, info, ABOUT);
        let objects = whole.as_bytes().to_vec();
        let ours = text_of(&write(&pages, info));
        let places: Vec<usize> = ours
            .lines()
            .filter_map(|line| line.strip_suffix(" 00000 n")?.parse().ok())
            .collect();
        assert_eq!(places.len(), 12);
        let bytes = write(&pages, info);
        assert!(bytes.starts_with(&objects), "the same objects, in the same order");
        for (id, place) in places.iter().enumerate() {
            let object = format!("{} 0 obj", id + 1);
            assert!(bytes[*place..].starts_with(object.as_bytes()), "{object}");
        }
        let at: usize = ours
            .rsplit("startxref\n")
            .next()
            .unwrap()
            .lines()
            .next()
            .unwrap()
            .parse()
            .unwrap();
        assert!(bytes[at..].starts_with(b"xref\n0 13\n"));
    }

    #[test]
    fn the_sheet_has_the_true_size_of_the_page() {
        // 215 mm × 297 mm from pixels that are twice as high as wide.
        let pdf = text_of(&write(&[PAGE], PdfInfo::default()));
        let size = pdf.split("/MediaBox [0 0 ").nth(1).unwrap().split(']').next().unwrap();
        let mm: Vec<f64> = size
            .split(' ')
            .map(|points| points.parse::<f64>().unwrap() / 72.0 * 25.4)
            .collect();
        assert!((mm[0] - 215.0).abs() < 0.1 && (mm[1] - 296.9).abs() < 0.1, "{mm:?}");
    }

    #[test]
    fn a_sheet_longer_than_a_viewer_may_take_has_larger_units() {
        let pdf = text_of(&write(&[PdfPage { rows: 30_000, ..PAGE }], PdfInfo::default()));
        assert!(pdf.contains("/UserUnit 2"));
    }

    #[test]
    fn the_image_goes_in_as_it_is_and_the_same_gives_the_same() {
        let info = PdfInfo { title: "Fax from Jürgen", created: Some(1_795_162_413) };
        let pdf = write(&[PAGE, PAGE], info);
        assert_eq!(pdf, write(&[PAGE, PAGE], info));
        let text = text_of(&pdf);
        assert_eq!(text.matches("stream\nimage\nendstream").count(), 2);
        assert!(text.contains("(D:20261120"), "{text}");
    }

    #[test]
    fn a_resolution_of_nothing_is_survived() {
        for dpi in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            let pdf =
                text_of(&write(&[PdfPage { x_dpi: dpi, y_dpi: dpi, ..PAGE }], PdfInfo::default()));
            assert!(!pdf.contains("inf") && !pdf.contains("NaN"));
        }
    }
}
