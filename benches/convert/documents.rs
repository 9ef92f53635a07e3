//! The documents of letters, lines and areas that the bench measures.

use ferrofax::document::type_setting::{Face, Style, TypeSetter};
use pdf_writer::types::{FontFlags, LineCapStyle, LineJoinStyle};
use pdf_writer::{Content, Finish, Name, Pdf, Rect, Ref, Str};

/// The number of pages of each document.
pub(crate) const PAGES: i32 = 20;

/// The documents, each with its name.
pub(crate) const ALL: [(&str, fn() -> Vec<u8>); 9] = [
    ("letters", letters),
    ("letters of one page", letter),
    ("two columns", two_columns),
    ("fonts not embedded", fonts_not_embedded),
    ("one page, not embedded", one_page_not_embedded),
    ("letters with a shade", letters_with_a_shade),
    ("tables", tables),
    ("drawings", drawings),
    ("areas of colours", areas_of_colours),
];

/// The fonts of a document.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fonts {
    /// Four TrueType fonts inside the document.
    Embedded,
    /// The names of six fonts that each reader has, or replaces: three of the standard fonts of PDF,
    /// and three that are usual on desks.
    Named,
}

/// The names of the fonts by which pages use them.
const NAMES: [&str; 6] = ["F0", "F1", "F2", "F3", "F4", "F5"];

/// The first character of a font of a document, and the last one.
const CHARACTERS: std::ops::RangeInclusive<u8> = 32..=126;

const WORDS: [&str; 24] = [
    "the", "quick", "brown", "fox", "jumps", "over", "lazy", "dogs", "while", "seven", "wizards",
    "judge", "my", "vow", "of", "quartz", "and", "a", "pact", "is", "signed", "by", "twelve",
    "parties",
];

fn document(fonts: Fonts, pages: i32, draw: impl Fn(i32, &mut Content)) -> Vec<u8> {
    let mut pdf = Pdf::new();
    let mut next = 0;
    let mut id = || {
        next += 1;
        Ref::new(next)
    };
    let (catalog, tree) = (id(), id());
    pdf.catalog(catalog).pages(tree);
    let ids: Vec<(Ref, Ref)> = (0..pages).map(|_| (id(), id())).collect();
    pdf.pages(tree).kids(ids.iter().map(|(page, _)| *page)).count(pages);
    let fonts: Vec<Ref> = match fonts {
        Fonts::Embedded => [
            dejavu::sans::regular(),
            dejavu::sans::bold(),
            dejavu::serif::regular(),
            dejavu::sans_mono::regular(),
        ]
        .into_iter()
        .map(|bytes| embedded(&mut pdf, bytes, [id(), id(), id()]))
        .collect(),
        Fonts::Named => {
            ["Times-Roman", "Helvetica", "Courier", "Arial", "TimesNewRomanPSMT", "Calibri"]
                .into_iter()
                .map(|name| named(&mut pdf, name, [id(), id()]))
                .collect()
        }
    };
    for (number, (page, content)) in (0..).zip(ids) {
        let mut page = pdf.page(page);
        page.parent(tree).media_box(Rect::new(0.0, 0.0, 595.0, 842.0)).contents(content);
        let mut resources = page.resources();
        let mut named = resources.fonts();
        for (name, font) in NAMES.iter().zip(&fonts) {
            named.pair(Name(name.as_bytes()), *font);
        }
        named.finish();
        resources.finish();
        page.finish();
        let mut drawing = Content::new();
        draw(number, &mut drawing);
        pdf.stream(content, &drawing.finish());
    }
    pdf.finish()
}

/// The widths of the characters of a font, in thousandths of its size.
fn widths() -> Vec<f32> {
    let mut setter = TypeSetter::new();
    let style = Style { face: Face::Sans, size_pt: 10.0 };
    CHARACTERS
        .map(|byte| {
            let width = setter.line_width_mm(&char::from(byte).to_string(), style);
            (width / 25.4 * 72.0 / 10.0 * 1000.0) as f32
        })
        .collect()
}

fn embedded(pdf: &mut Pdf, bytes: &[u8], [font, descriptor, file]: [Ref; 3]) -> Ref {
    pdf.stream(file, bytes).pair(Name(b"Length1"), bytes.len() as i32);
    described(pdf, "DejaVu", [font, descriptor], Some(file))
}

fn named(pdf: &mut Pdf, name: &str, [font, descriptor]: [Ref; 2]) -> Ref {
    if matches!(name, "Times-Roman" | "Helvetica" | "Courier") {
        pdf.type1_font(font).base_font(Name(name.as_bytes()));
        return font;
    }
    described(pdf, name, [font, descriptor], None)
}

fn described(pdf: &mut Pdf, name: &str, ids: [Ref; 2], file: Option<Ref>) -> Ref {
    let [font, descriptor] = ids;
    pdf.font_descriptor(descriptor)
        .name(Name(name.as_bytes()))
        .flags(FontFlags::NON_SYMBOLIC)
        .bbox(Rect::new(-1000.0, -300.0, 1700.0, 1200.0))
        .italic_angle(0.0)
        .ascent(900.0)
        .descent(-250.0)
        .cap_height(700.0)
        .stem_v(80.0)
        .pairs(file.map(|file| (Name(b"FontFile2"), file)));
    let mut dict = pdf.indirect(font).dict();
    dict.pair(Name(b"Type"), Name(b"Font"))
        .pair(Name(b"Subtype"), Name(b"TrueType"))
        .pair(Name(b"BaseFont"), Name(name.as_bytes()))
        .pair(Name(b"Encoding"), Name(b"WinAnsiEncoding"))
        .pair(Name(b"FirstChar"), i32::from(*CHARACTERS.start()))
        .pair(Name(b"LastChar"), i32::from(*CHARACTERS.end()))
        .pair(Name(b"FontDescriptor"), descriptor);
    dict.insert(Name(b"Widths")).array().items(widths());
    dict.finish();
    font
}

fn line(content: &mut Content, font: usize, (x, y): (f32, f32), size: f32, text: &str) {
    content
        .begin_text()
        .set_font(Name(NAMES[font].as_bytes()), size)
        .next_line(x, y)
        .show(Str(text.as_bytes()))
        .end_text();
}

/// A line of words, which are others in each line.
fn words(line: i32, count: i32) -> String {
    let word = |number: i32| WORDS[(line * 7 + number * 5 + line * number) as usize % WORDS.len()];
    (0..count).map(word).collect::<Vec<_>>().join(" ")
}

/// 55 lines of letters on each page.
fn letters() -> Vec<u8> {
    document(Fonts::Embedded, PAGES, page_of_letters)
}

/// One page of [`letters`].
pub(crate) fn letter() -> Vec<u8> {
    document(Fonts::Embedded, 1, page_of_letters)
}

fn page_of_letters(page: i32, content: &mut Content) {
    for row in 0..55 {
        let text = format!("Page {page}, line {row}: {}.", words(page * 55 + row, 12));
        line(content, 0, (60.0, 780.0 - 13.0 * row as f32), 11.0, &text);
    }
}

/// Small letters in two columns, with the spaces between words set one by one, as TeX does.
fn two_columns() -> Vec<u8> {
    document(Fonts::Embedded, PAGES, |page, content| {
        for (column, x) in [(0, 45.0), (1, 305.0)] {
            for row in 0..70 {
                let number = page * 140 + column * 70 + row;
                let y = 795.0 - 10.7 * row as f32;
                content.begin_text().set_font(Name(NAMES[2].as_bytes()), 8.5).next_line(x, y);
                let text = words(number, 9);
                let mut positioned = content.show_positioned();
                let mut items = positioned.items();
                for (at, word) in text.split(' ').enumerate() {
                    items.show(Str(word.as_bytes())).adjust(-280.0 - at as f32 * 4.5);
                }
                items.finish();
                positioned.finish();
                content.end_text();
            }
        }
        line(content, 1, (45.0, 815.0), 14.0, &format!("A paper, page {page}"));
    })
}

/// Letters in the fonts of [`Fonts::Named`], which are not inside the document.
fn fonts_not_embedded() -> Vec<u8> {
    document(Fonts::Named, PAGES, page_not_embedded)
}

/// One page of [`fonts_not_embedded`].
fn one_page_not_embedded() -> Vec<u8> {
    document(Fonts::Named, 1, page_not_embedded)
}

fn page_not_embedded(page: i32, content: &mut Content) {
    for row in 0..55 {
        let (font, size) = ((row % 6) as usize, [11.0, 10.0, 9.0, 12.0][(row / 6 % 4) as usize]);
        let text = format!("Page {page}, line {row}: {}.", words(page * 55 + row, 12));
        line(content, font, (60.0, 780.0 - 13.0 * row as f32), size, &text);
    }
}

/// Letters, and a light grey area, as forms have.
fn letters_with_a_shade() -> Vec<u8> {
    document(Fonts::Embedded, PAGES, |page, content| {
        content.set_fill_gray(0.85).rect(60.0, 60.0, 475.0, 120.0).fill_nonzero();
        content.set_fill_gray(0.0);
        for row in 0..55 {
            let text = format!("Page {page}, line {row}: {}.", words(row, 9));
            line(content, 0, (60.0, 780.0 - 13.0 * row as f32), 11.0, &text);
        }
    })
}

/// Rules and small letters.
fn tables() -> Vec<u8> {
    document(Fonts::Embedded, PAGES, |page, content| {
        content.set_line_width(0.5);
        for row in 0..50 {
            let y = 790.0 - 15.0 * row as f32;
            content.move_to(40.0, y).line_to(555.0, y).stroke();
            for column in 0..6 {
                let text = format!("{page}.{row}.{column} EUR");
                line(content, 0, (45.0 + 86.0 * column as f32, y - 11.0), 9.0, &text);
            }
        }
        for column in 0..7 {
            let x = 40.0 + 85.8 * column as f32;
            content.move_to(x, 790.0).line_to(x, 55.0).stroke();
        }
    })
}

/// Thousands of lines, curves and dashes, as plans have.
fn drawings() -> Vec<u8> {
    document(Fonts::Embedded, PAGES, |page, content| {
        content
            .set_line_width(0.4)
            .set_line_cap(LineCapStyle::RoundCap)
            .set_line_join(LineJoinStyle::RoundJoin);
        let at = |number: i32, most: i32| ((number * 7919 + page * 104_729) % most) as f32;
        for number in 0..1500 {
            let (x, y) = (40.0 + at(number, 500), 60.0 + at(number * 3 + 1, 720));
            let (across, down) = (at(number * 5, 31) - 15.0, at(number * 11, 37) - 18.0);
            content
                .move_to(x, y)
                .line_to(x + across, y + down)
                .line_to(x + down, y - across);
            content.stroke();
            content.move_to(x, y).cubic_to(x + 5.0, y + 9.0, x + 12.0, y - 9.0, x + 17.0, y);
            content.stroke();
        }
        content.set_dash_pattern([4.0, 2.0, 1.0, 2.0], 0.0);
        for number in 0..60 {
            let y = 60.0 + 12.0 * number as f32;
            content.move_to(40.0, y).line_to(550.0, y + at(number, 23)).stroke();
        }
        content.set_dash_pattern([], 0.0);
        for number in 0..200 {
            let text = format!("{}.{}", at(number, 97), page);
            let place = (40.0 + at(number * 13, 500), 60.0 + at(number * 17, 720));
            line(content, 0, place, 5.0, &text);
        }
    })
}

/// Bars and tints in colours with words on them, as brochures and charts have.
fn areas_of_colours() -> Vec<u8> {
    document(Fonts::Embedded, PAGES, |page, content| {
        for number in 0..40 {
            let shade = |step: i32| ((number * step + page) % 11) as f32 / 10.0;
            let (x, y) = (50.0 + 250.0 * (number % 2) as f32, 60.0 + 36.0 * (number / 2) as f32);
            content
                .set_fill_rgb(shade(3), shade(5), shade(7))
                .rect(x, y, 100.0 + 120.0 * shade(9), 30.0)
                .fill_nonzero();
            content.set_fill_gray(if number % 3 == 0 { 1.0 } else { 0.0 });
            line(content, 1, (x + 5.0, y + 10.0), 10.0, &words(page + number, 4));
        }
    })
}
