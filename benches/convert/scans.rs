//! The documents whose pages are pictures: scans, and photographs.

use std::io::Write;

use ferrofax::t4::{Bitmap, Coding, EncodeOptions, encode};
use jpeg_encoder::{ColorType, Encoder};
use pdf_writer::types::TextRenderingMode;
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref, Str};

use super::jbig2;

/// The number of pages of each document.
const PAGES: i32 = 10;

/// The size of a scan of A4 with 200 dots per inch, and with 300.
const AT_200: (u32, u32) = (1654, 2339);
const AT_300: (u32, u32) = (2480, 3508);

/// The documents, each with its name. Scans show a page of letters.
pub(crate) const ALL: [(&str, fn(&Bitmap) -> Vec<u8>); 13] = [
    ("grey scans, Flate", |letters| whole_pages(&flate(AT_200, 1, &scanned(letters, AT_200)))),
    ("grey scans, JPEG", |letters| whole_pages(&jpeg(AT_200, 1, &scanned(letters, AT_200)))),
    ("grey scans, 300 dpi, JPEG", |letters| {
        whole_pages(&jpeg(AT_300, 1, &scanned(letters, AT_300)))
    }),
    ("grey scans with text, JPEG", |letters| {
        let picture = jpeg(AT_200, 1, &scanned(letters, AT_200));
        pages(&picture, |content| {
            whole_page(&picture, content);
            hidden_text(content);
        })
    }),
    ("colour scans, Flate", |letters| {
        whole_pages(&flate(AT_200, 3, &in_colours(&scanned(letters, AT_200))))
    }),
    ("colour scans, JPEG", |letters| {
        whole_pages(&jpeg(AT_200, 3, &in_colours(&scanned(letters, AT_200))))
    }),
    ("black and white scans, T.6", |letters| {
        let bytes = t6(&black(letters, AT_300));
        whole_pages(&Picture { kind: Kind::T6, ..Picture::new(AT_300, 1, bytes) })
    }),
    ("black and white scans, JBIG2", |letters| {
        let bytes = jbig2::encode(&black(letters, AT_300));
        whole_pages(&Picture { kind: Kind::Jbig2, ..Picture::new(AT_300, 1, bytes) })
    }),
    ("black and white, 200 dpi", |letters| {
        let bytes = t6(&black(letters, AT_200));
        whole_pages(&Picture { kind: Kind::T6, ..Picture::new(AT_200, 1, bytes) })
    }),
    ("faxes as PDF", |letters| {
        let size = (letters.width(), letters.rows());
        let bytes = t6(letters);
        let media = (size.0 as f32 / 204.0 * 72.0, size.1 as f32 / 196.0 * 72.0);
        whole_pages(&Picture { kind: Kind::T6, media, ..Picture::new(size, 1, bytes) })
    }),
    ("a photograph, JPEG", |_| whole_pages(&jpeg((1600, 2200), 3, &photograph(1600, 2200)))),
    ("photographs and letters", |_| pages(&flate((900, 900), 3, &photograph(900, 900)), half_page)),
    ("a small photograph, JPEG", |_| pages(&jpeg((480, 480), 3, &photograph(480, 480)), half_page)),
];

/// How the bytes of a picture are coded.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Flate,
    Jpeg,
    T6,
    Jbig2,
}

/// A picture as it is stored in a document, with 1 or 3 components for each pixel.
struct Picture {
    size: (u32, u32),
    components: u32,
    kind: Kind,
    bytes: Vec<u8>,
    /// The width and the height of its page, in points.
    media: (f32, f32),
}

impl Picture {
    const fn new(size: (u32, u32), components: u32, bytes: Vec<u8>) -> Self {
        Self { size, components, kind: Kind::Flate, bytes, media: (595.0, 842.0) }
    }
}

fn flate(size: (u32, u32), components: u32, pixels: &[u8]) -> Picture {
    let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    zlib.write_all(pixels).expect("memory");
    Picture::new(size, components, zlib.finish().expect("memory"))
}

/// The page coded by T.6 with the order of bits that PDF has.
fn t6(page: &Bitmap) -> Vec<u8> {
    encode(page, Coding::Mmr, EncodeOptions { lsb_first: false, ..EncodeOptions::default() })
}

fn jpeg(size: (u32, u32), components: u32, pixels: &[u8]) -> Picture {
    let mut bytes = Vec::new();
    let colours = if components == 1 { ColorType::Luma } else { ColorType::Rgb };
    Encoder::new(&mut bytes, 80)
        .encode(pixels, size.0 as u16, size.1 as u16, colours)
        .expect("memory");
    Picture { kind: Kind::Jpeg, ..Picture::new(size, components, bytes) }
}

/// The greys of a page of letters as a scanner sees it: soft edges, and paper that is not quite even.
fn scanned(letters: &Bitmap, (width, rows): (u32, u32)) -> Vec<u8> {
    let mut chance = 1_u32;
    let mut noise = move || {
        chance = chance.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f64::from(chance >> 24) / 255.0
    };
    let (across, down) = (
        f64::from(letters.width()) / f64::from(width),
        f64::from(letters.rows()) / f64::from(rows),
    );
    let ink = |x: i64, y: i64| {
        let (x, y) = (u32::try_from(x).unwrap_or(0), u32::try_from(y).unwrap_or(0));
        let is_black = x < letters.width() && y < letters.rows() && letters.is_black(x, y);
        f64::from(u8::from(is_black))
    };
    let mut pixels = Vec::with_capacity((width * rows) as usize);
    for y in 0..rows {
        for x in 0..width {
            let (at_x, at_y) =
                ((f64::from(x) + 0.5) * across - 0.5, (f64::from(y) + 0.5) * down - 0.5);
            let (left, top) = (at_x.floor(), at_y.floor());
            let (right_part, lower_part) = (at_x - left, at_y - top);
            let (left, top) = (left as i64, top as i64);
            let upper = ink(left, top) * (1.0 - right_part) + ink(left + 1, top) * right_part;
            let lower =
                ink(left, top + 1) * (1.0 - right_part) + ink(left + 1, top + 1) * right_part;
            let covered = upper * (1.0 - lower_part) + lower * lower_part;
            pixels.push((246.0 - 205.0 * covered + 7.0 * noise()) as u8);
        }
    }
    pixels
}

/// The same page on paper with a light colour.
fn in_colours(greys: &[u8]) -> Vec<u8> {
    greys.iter().flat_map(|grey| [*grey, *grey, grey - grey / 16]).collect()
}

/// The page in black and white.
fn black(letters: &Bitmap, (width, rows): (u32, u32)) -> Bitmap {
    let greys = scanned(letters, (width, rows));
    let mut page = Bitmap::white(width, rows);
    for (y, row) in (0..).zip(greys.chunks_exact(width as usize)) {
        (0..).zip(row).for_each(|(x, grey)| page.set(x, y, *grey < 150));
    }
    page
}

/// A picture in colours with shades that change everywhere.
fn photograph(width: u32, rows: u32) -> Vec<u8> {
    let mut pixels = Vec::new();
    for (y, x) in (0..rows).flat_map(|y| (0..width).map(move |x| (y, x))) {
        let wave = |step: f32| {
            (((x as f32 / step).sin() + (y as f32 / (step * 1.3)).cos()) * 60.0 + 128.0) as u8
        };
        pixels.extend([wave(50.0), wave(80.0), wave(23.0)]);
    }
    pixels
}

fn whole_pages(picture: &Picture) -> Vec<u8> {
    pages(picture, |content| whole_page(picture, content))
}

fn whole_page(picture: &Picture, content: &mut Content) {
    content
        .save_state()
        .transform([picture.media.0, 0.0, 0.0, picture.media.1, 0.0, 0.0])
        .x_object(Name(b"I"))
        .restore_state();
}

/// The picture on the upper half of the page, and letters below.
fn half_page(content: &mut Content) {
    content
        .save_state()
        .transform([475.0, 0.0, 0.0, 475.0, 60.0, 320.0])
        .x_object(Name(b"I"))
        .restore_state();
    (0..15).for_each(|row| {
        line(content, 290.0 - 15.0 * row as f32, "What the picture shows, in words")
    });
}

/// Invisible letters over the picture, by which the text of a scan is found.
fn hidden_text(content: &mut Content) {
    content.set_text_rendering_mode(TextRenderingMode::Invisible);
    (0..55)
        .for_each(|row| line(content, 780.0 - 13.0 * row as f32, "the quick brown fox jumps over"));
}

fn line(content: &mut Content, y: f32, text: &str) {
    content
        .begin_text()
        .set_font(Name(b"F"), 11.0)
        .next_line(60.0, y)
        .show(Str(text.as_bytes()))
        .end_text();
}

fn pages(picture: &Picture, draw: impl Fn(&mut Content)) -> Vec<u8> {
    let mut pdf = Pdf::new();
    let (catalog, tree, font, image) = (Ref::new(1), Ref::new(2), Ref::new(3), Ref::new(4));
    pdf.catalog(catalog).pages(tree);
    pdf.pages(tree).kids((0..PAGES).map(|page| Ref::new(5 + 2 * page))).count(PAGES);
    pdf.type1_font(font).base_font(Name(b"Times-Roman"));
    let mut object = pdf.image_xobject(image, &picture.bytes);
    let (width, rows) = (picture.size.0 as i32, picture.size.1 as i32);
    object.width(width).height(rows);
    object.bits_per_component(match picture.kind {
        Kind::Flate | Kind::Jpeg => 8,
        Kind::T6 | Kind::Jbig2 => 1,
    });
    if picture.components == 1 {
        object.color_space().device_gray();
    } else {
        object.color_space().device_rgb();
    }
    object.filter(match picture.kind {
        Kind::Flate => Filter::FlateDecode,
        Kind::Jpeg => Filter::DctDecode,
        Kind::T6 => Filter::CcittFaxDecode,
        Kind::Jbig2 => Filter::Jbig2Decode,
    });
    if picture.kind == Kind::T6 {
        object.decode_parms().k(-1).columns(width).rows(rows);
    }
    object.finish();
    for number in 0..PAGES {
        let mut page = pdf.page(Ref::new(5 + 2 * number));
        page.parent(tree)
            .media_box(Rect::new(0.0, 0.0, picture.media.0, picture.media.1))
            .contents(Ref::new(6 + 2 * number));
        let mut resources = page.resources();
        resources.fonts().pair(Name(b"F"), font);
        resources.x_objects().pair(Name(b"I"), image);
        resources.finish();
        page.finish();
        let mut content = Content::new();
        draw(&mut content);
        pdf.stream(Ref::new(6 + 2 * number), &content.finish());
    }
    pdf.finish()
}
