//! Documents to print: sheets with a line and a box on each.

use std::fmt::Write;

use pdf_writer::types::FontFlags;
use pdf_writer::{Content, Finish, Name, Pdf, Rect, Ref, Str};

/// A sheet of paper, in points.
#[derive(Clone, Copy)]
pub(crate) struct Sheet {
    width: f32,
    height: f32,
}

impl Sheet {
    pub(crate) const A4: Self = Self { width: 595.2756, height: 841.8898 };
    /// As drivers for PostScript round it.
    pub(crate) const A4_IN_POINTS: Self = Self { width: 595.0, height: 842.0 };
    pub(crate) const LETTER: Self = Self { width: 612.0, height: 792.0 };
    /// 4 by 6 inches.
    pub(crate) const CARD: Self = Self { width: 288.0, height: 432.0 };
}

/// A PDF of so many sheets; the box on each is wider than the one before.
pub(crate) fn pdf(sheet: Sheet, pages: i32) -> Vec<u8> {
    let mut pdf = Pdf::new();
    let page = |number: i32| Ref::new(1 + 2 * number);
    pdf.catalog(Ref::new(1)).pages(Ref::new(2));
    pdf.pages(Ref::new(2)).kids((1..=pages).map(page)).count(pages);
    for number in 1..=pages {
        let drawn = Ref::new(2 + 2 * number);
        let (width, height) = (sheet.width, sheet.height);
        let mut content = Content::new();
        content.rect(36.0, height - 144.0, 40.0 * number as f32, 36.0).fill_nonzero();
        content.move_to(36.0, 36.0).line_to(width - 36.0, 72.0).stroke();
        pdf.stream(drawn, &content.finish());
        pdf.page(page(number))
            .parent(Ref::new(2))
            .media_box(Rect::new(0.0, 0.0, width, height))
            .contents(drawn)
            .resources();
    }
    pdf.finish()
}

/// The same as PostScript.
pub(crate) fn postscript(sheet: Sheet, pages: i32) -> Vec<u8> {
    let (width, height) = (sheet.width, sheet.height);
    let mut text = format!(
        "%!PS-Adobe-3.0\n%%Pages: {pages}\n%%EndComments\n<< /PageSize [{width} {height}] >> setpagedevice\n"
    );
    for number in 1..=pages {
        let (low, wide) = (height - 144.0, 40 * number);
        writeln!(
            text,
            "%%Page: {number} {number}\n36 {low} {wide} 36 rectfill\n36 36 moveto {} 72 lineto stroke\nshowpage",
            width - 36.0
        )
        .unwrap();
    }
    text.push_str("%%EOF\n");
    text.into_bytes()
}

/// A PDF of A4 sheets with these lines.
pub(crate) fn lines_as_pdf(pages: &[Vec<String>]) -> Vec<u8> {
    let (mut pdf, count) = (Pdf::new(), pages.len() as i32);
    let [catalog, tree, font] = [1, 2, 3].map(Ref::new);
    let [sheet, drawn] = [4, 5].map(|first| move |number: i32| Ref::new(first + 2 * number));
    pdf.catalog(catalog).pages(tree);
    pdf.pages(tree).kids((0..count).map(sheet)).count(count);
    pdf.type1_font(font).base_font(Name(b"Helvetica"));
    for (number, lines) in (0..).zip(pages) {
        let mut page = pdf.page(sheet(number));
        page.parent(tree)
            .media_box(Rect::new(0.0, 0.0, 595.0, 842.0))
            .contents(drawn(number));
        page.resources().fonts().pair(Name(b"F"), font);
        page.finish();
        let mut content = Content::new();
        for (line, text) in lines.iter().enumerate() {
            content.begin_text().set_font(Name(b"F"), 10.0);
            content.next_line(60.0, 780.0 - 20.0 * line as f32).show(Str(text.as_bytes()));
            content.end_text();
        }
        pdf.stream(drawn(number), &content.finish());
    }
    pdf.finish()
}

/// The same as PostScript.
pub(crate) fn lines_as_postscript(pages: &[Vec<String>]) -> Vec<u8> {
    let mut text = "%!PS-Adobe-3.0\n/Helvetica findfont 10 scalefont setfont\n".to_owned();
    for lines in pages {
        for (line, words) in lines.iter().enumerate() {
            let words = words.replace('(', "\\(").replace(')', "\\)");
            writeln!(text, "60 {} moveto ({words}) show", 780 - 20 * line).unwrap();
        }
        text.push_str("showpage\n");
    }
    text.into_bytes()
}

/// A PDF of an A4 sheet with these lines in white, 10 points high, in a TrueType font that is
/// embedded in it as "Arial".
pub(crate) fn white_arial(lines: &[&str]) -> Vec<u8> {
    // All its letters are as wide, so that no table of widths has to be read.
    const WIDTH: f32 = 602.0;
    let bytes = dejavu::sans_mono::regular();
    let mut pdf = Pdf::new();
    let [catalog, tree, sheet, drawn, font, descriptor, file, widths] =
        [1, 2, 3, 4, 5, 6, 7, 8].map(Ref::new);
    pdf.catalog(catalog).pages(tree);
    pdf.pages(tree).kids([sheet]).count(1);
    let mut page = pdf.page(sheet);
    page.parent(tree).media_box(Rect::new(0.0, 0.0, 595.0, 842.0)).contents(drawn);
    page.resources().fonts().pair(Name(b"F"), font);
    page.finish();
    let mut dict = pdf.indirect(font).dict();
    dict.pair(Name(b"Type"), Name(b"Font"));
    dict.pair(Name(b"Subtype"), Name(b"TrueType"));
    dict.pair(Name(b"BaseFont"), Name(b"Arial"));
    dict.pair(Name(b"FirstChar"), 32);
    dict.pair(Name(b"LastChar"), 126);
    dict.pair(Name(b"Widths"), widths);
    dict.pair(Name(b"FontDescriptor"), descriptor);
    dict.pair(Name(b"Encoding"), Name(b"WinAnsiEncoding"));
    dict.finish();
    pdf.indirect(widths).array().items((32..=126).map(|_| WIDTH));
    pdf.font_descriptor(descriptor)
        .name(Name(b"Arial"))
        .flags(FontFlags::NON_SYMBOLIC)
        .bbox(Rect::new(-560.0, -375.0, 720.0, 1040.0))
        .italic_angle(0.0)
        .ascent(905.0)
        .descent(-212.0)
        .cap_height(716.0)
        .stem_v(80.0)
        .font_file2(file);
    pdf.stream(file, bytes).pair(Name(b"Length1"), bytes.len() as i32);
    let mut content = Content::new();
    content.set_fill_gray(1.0);
    for (number, line) in lines.iter().enumerate() {
        content.begin_text().set_font(Name(b"F"), 10.0);
        content.next_line(60.0, 780.0 - 20.0 * number as f32).show(Str(line.as_bytes()));
        content.end_text();
    }
    // Something that is seen.
    content.set_fill_gray(0.0).rect(60.0, 100.0, 200.0, 100.0).fill_nonzero();
    pdf.stream(drawn, &content.finish());
    pdf.finish()
}
