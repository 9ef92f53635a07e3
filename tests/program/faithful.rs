//! What a document shows is on its pages, or it is told that it is not: highlights,
//! forms, fonts that are not there, transparency.

use std::ops::Range;

use ferrofax::t4::{Bitmap, Resolution};
use image::{DynamicImage, ImageFormat, Rgba, RgbaImage};

use super::bench::{Bench, black};
use super::font;

/// A PDF of these objects; the first is the catalog.
pub(crate) fn document(objects: &[String]) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (number, object) in (1..).zip(objects) {
        places.push(out.len());
        out.extend(format!("{number} 0 obj\n{object}\nendobj\n").bytes());
    }
    let start = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    places
        .iter()
        .for_each(|place| out.extend(format!("{place:010} 00000 n \n").bytes()));
    let size = objects.len() + 1;
    out.extend(
        format!("trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n").bytes(),
    );
    out
}

pub(crate) fn stream(dict: &str, content: &str) -> String {
    format!("<< {dict} /Length {} >>\nstream\n{content}\nendstream", content.len())
}

/// A document of one page of A4 with a font `F`: its content, what stands in its
/// resources and on it, and the other objects, from 7 on. `form` stands in the catalog.
pub(crate) fn page(
    content: &str,
    resources: &str,
    notes: &str,
    form: &str,
    others: &[String],
) -> Vec<u8> {
    let fixed = [
        format!("<< /Type /Catalog /Pages 2 0 R {form} >>"),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Annots [{notes}] /Resources << /Font << /F \
             5 0 R >> {resources} >> >>"
        ),
        stream("", content),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
        "null".to_owned(),
    ];
    document(&[&fixed[..], others].concat())
}

const TEXT: &str = "BT /F 14 Tf 100 700 Td (Bitte bis Freitag bezahlen: 1234,56 EUR) Tj ET";

fn one(bench: &Bench, name: &str, bytes: impl AsRef<[u8]>) -> Bitmap {
    let file = bench.file(name, bytes);
    let mut pages = bench.pages(&file, &[]);
    assert_eq!(pages.len(), 1, "{name}");
    pages.remove(0).0
}

/// The part of the black pixels of one page that is black on another.
fn kept(of: &Bitmap, on: &Bitmap) -> f64 {
    let all: Vec<(u32, u32)> = (0..of.rows())
        .flat_map(|y| (0..of.width()).map(move |x| (x, y)))
        .filter(|(x, y)| of.is_black(*x, *y))
        .collect();
    assert!(all.len() > 500);
    all.iter().filter(|(x, y)| on.is_black(*x, *y)).count() as f64 / all.len() as f64
}

/// Columns and rows, in fine resolution, of a rectangle of A4 in points.
fn place([x0, y0, x1, y1]: [f64; 4]) -> (Range<u32>, Range<u32>) {
    let left = (1728.0 - 595.0 / 72.0 * Resolution::Fine.x_dpi()) / 2.0;
    let column = |x: f64| (left + x / 72.0 * Resolution::Fine.x_dpi()).round() as u32;
    let row = |y: f64| ((842.0 - y) / 72.0 * Resolution::Fine.y_dpi()).round() as u32;
    (column(x0)..column(x1), row(y1)..row(y0))
}

pub(crate) fn black_in(page: &Bitmap, rect: [f64; 4]) -> usize {
    let (columns, rows) = place(rect);
    black(page, columns, rows)
}

const YELLOW: &str = "/GS gs 1 1 0 rg 90 690 400 30 re f";
const MULTIPLYING: &str =
    "/Resources << /ExtGState << /GS << /Type /ExtGState /BM /Multiply >> >> >>";

#[test]
fn highlighted_words_stay_to_be_read() {
    let bench = Bench::new();
    let plain = one(&bench, "plain.pdf", page(TEXT, "", "", "", &[]));
    let looks = |group: &str| {
        stream(
            &format!("/Type /XObject /Subtype /Form /BBox [90 690 490 720] {MULTIPLYING} {group}"),
            YELLOW,
        )
    };
    let note = "<< /Subtype /Highlight /Rect [90 690 490 720] /F 4 /QuadPoints [90 720 490 720 90 690 490 690] /AP << /N 7 0 R >> >>";
    let whole = "/Group << /S /Transparency >>";
    for (name, group) in [
        ("no group", ""),
        ("a group", whole),
        ("isolated", "/Group << /S /Transparency /I true >>"),
        (
            "said twice not to be",
            "/Group << /Type /Group /S /Transparency /I false /K false /CS /DeviceRGB >>",
        ),
    ] {
        let marked = one(&bench, "marked.pdf", page(TEXT, "", note, "", &[looks(group)]));
        assert!(kept(&plain, &marked) > 0.97, "{name}: {}", kept(&plain, &marked));
        assert!(
            black(&marked, 0..1728, 0..marked.rows())
                > black(&plain, 0..1728, 0..plain.rows()) + 300,
            "{name}: no colour"
        );
    }
    // The same drawn by the page itself, and by a form in a form; and a picture beside it.
    let outer = stream(
        "/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /XObject << /In 7 0 R >> >> /Group << /S /Transparency >>",
        "/In Do",
    );
    let content = format!("{TEXT} /Out Do");
    let marked = one(
        &bench,
        "form.pdf",
        page(&content, "/XObject << /Out 8 0 R >>", "", "", &[looks(whole), outer]),
    );
    assert!(kept(&plain, &marked) > 0.97, "a form: {}", kept(&plain, &marked));
}

/// What is black in the field of a form, which stands at this place.
fn field(entries: &str, form: &str) -> (Bitmap, usize) {
    let bench = Bench::new();
    let widget =
        format!("<< /Type /Annot /Subtype /Widget /F 4 /Rect [100 600 300 630] {entries} >>");
    let form = format!("/AcroForm << /Fields [7 0 R] /DA (/Helv 0 Tf 0 g) {form} >>");
    let looks = stream("/Type /XObject /Subtype /Form /BBox [0 0 200 30]", "/Tx BMC EMC");
    let made = one(&bench, "form.pdf", page("", "", "7 0 R", &form, &[widget, looks]));
    let black = black_in(&made, [99.0, 599.0, 301.0, 631.0]);
    assert_eq!(
        black,
        super::bench::black(&made, 0..1728, 0..made.rows()),
        "{entries}: nothing stands beside the field"
    );
    (made, black)
}

#[test]
fn values_of_fields_without_looks_are_drawn() {
    for (entries, at_least) in [
        ("/FT /Tx /T (a) /V (Hans Huber) /DA (/Helv 12 Tf 0 g)", 300),
        ("/FT /Tx /T (a) /V (Hans Huber) /MK << >> /AP << /N 8 0 R >>", 500),
        ("/FT /Tx /T (a) /V <FEFF0048006100F600410448>", 300),
        ("/FT /Tx /T (a) /Q 2 /V (rechts) /DA (/TiRo 9 Tf 0 g)", 100),
        (
            "/FT /Tx /T (a) /Ff 4096 /V (Erste Zeile\\nzweite Zeile\\nund eine lange dritte, die nicht in den Rahmen passt)",
            600,
        ),
        ("/FT /Tx /T (a) /Ff 16777216 /MaxLen 8 /V (DE123456)", 400),
        ("/FT /Ch /T (a) /Ff 131072 /V (b) /Opt [[(a) (Herr)] [(b) (Frau Doktor)]]", 400),
        ("/FT /Ch /T (a) /V [(zwei)] /Opt [(eins) (zwei)] /DA (/Helv 9 Tf 0 g)", 300),
        ("/FT /Btn /T (a) /V /Yes /AS /Yes", 200),
        ("/FT /Btn /T (a) /Ff 32768 /AS /1", 100),
        ("/FT /Tx /T (a) /V (quer) /MK << /R 90 >>", 80),
        ("/FT /Tx /T (a) /V (mit Rahmen) /MK << /BC [0] >>", 1500),
    ] {
        let (_, black) = field(entries, "/NeedAppearances true");
        assert!(black >= at_least, "{entries}: {black} pixels are black");
        assert_eq!(
            field(entries, "").1,
            black,
            "{entries}: whether it is said that looks are needed or not"
        );
    }
    for empty in [
        "/FT /Tx /T (a)",
        "/FT /Tx /T (a) /V ()",
        "/FT /Btn /T (a) /V /Off /AS /Off",
        "/FT /Btn /T (a) /Ff 65536",
        "/FT /Sig /T (a)",
        "/FT /Ch /T (a) /Opt [(eins)]",
        "/FT /Tx /T (a) /V (unseen) /F 2",
    ] {
        assert_eq!(field(empty, "").1, 0, "{empty}");
    }
}

#[test]
fn words_of_fields_are_set_where_and_as_they_belong() {
    let extent = |entries: &str| {
        let (columns, rows) = super::bench::extent(&field(entries, "").0);
        (columns, rows)
    };
    let words =
        |q: u32| extent(&format!("/FT /Tx /T (a) /Q {q} /V (Huber) /DA (/Helv 12 Tf 0 g)")).0;
    let (columns, rows) = place([100.0, 600.0, 300.0, 630.0]);
    assert!(words(0).start < columns.start + 20 && words(2).end > columns.end - 20);
    assert!((words(1).start + words(1).end).abs_diff(columns.start + columns.end) < 10);
    // The size that is asked for, and without one what the height has room for.
    let high = |size: &str| {
        let rows = extent(&format!("/FT /Tx /T (a) /V (Huber) /DA (/Helv {size} Tf 0 g)")).1;
        rows.end - rows.start
    };
    assert!(
        (high("16") as f64 / f64::from(high("8")) - 2.0).abs() < 0.25,
        "{} {}",
        high("16"),
        high("8")
    );
    assert!(high("0") * 10 > (rows.end - rows.start) * 4, "{}", high("0"));
    // A long value is narrower and smaller, but whole.
    let long =
        extent("/FT /Tx /T (a) /V (Bundesausbildungsfoerderungsgesetz und seine Verordnungen) /DA (/Helv 14 Tf 0 g)").0;
    assert!(
        long.start >= columns.start && long.end <= columns.end && long.end > columns.end - 30,
        "{long:?} {columns:?}"
    );
    // Each letter in its cell: the last one's cell is the eighth.
    let comb =
        extent("/FT /Tx /T (a) /Ff 16777216 /MaxLen 8 /V (DE123456) /DA (/Helv 12 Tf 0 g)").0;
    let cell = (columns.end - columns.start) / 8;
    assert!(
        comb.start > columns.start + cell / 5 && comb.end > columns.end - cell * 4 / 5,
        "{comb:?} {columns:?}"
    );
}

#[test]
fn a_field_that_has_looks_is_drawn_once_and_a_note_without_is_told_of() {
    let bench = Bench::new();
    let looks = stream(
        "/Type /XObject /Subtype /Form /BBox [0 0 200 30] /Resources << /Font << /F 5 0 R >> >>",
        "/Tx BMC BT /F 12 Tf 4 9 Td (Hans Huber) Tj ET EMC",
    );
    let widget = |value: &str| {
        format!(
            "<< /Subtype /Widget /FT /Tx /F 4 /T (a) {value} /Rect [100 600 300 630] /AP << /N 8 0 R >> >>"
        )
    };
    let form = "/AcroForm << /Fields [7 0 R] /NeedAppearances true >>";
    let made = |value: &str| {
        one(&bench, "form.pdf", page("", "", "7 0 R", form, &[widget(value), looks.clone()]))
    };
    assert!(made("/V (Hans Huber)") == made(""));
    let typed = "<< /Subtype /FreeText /F 4 /Rect [100 600 300 630] /Contents (Eingang 3. Mai) /DA (/Helv 12 Tf 0 g) >>";
    assert!(
        black_in(
            &one(&bench, "typed.pdf", page("", "", typed, "", &[])),
            [100.0, 600.0, 300.0, 630.0]
        ) > 300
    );
    bench.file(
        "struck.pdf",
        page(TEXT, "", "<< /Subtype /StrikeOut /F 4 /Rect [100 690 300 720] >>", "", &[]),
    );
    let run = bench.run(&["convert", "struck.pdf", "-o", "out.tif"]);
    assert!(
        run.out
            .contains("incomplete: struck.pdf (1 drawing that was added without its appearance"),
        "{run:?}"
    );
}

#[test]
fn a_field_whose_looks_are_older_than_its_value_shows_its_value() {
    let bench = Bench::new();
    let looks = |words: &str| {
        stream(
            "/Type /XObject /Subtype /Form /BBox [0 0 200 30] /Resources << /Font << /F 5 0 R >> >>",
            &format!("0.5 0.5 199 29 re S /Tx BMC BT /F 12 Tf 4 9 Td {words} ET EMC"),
        )
    };
    let widget = |value: &str, looks: &str| {
        format!(
            "<< /Subtype /Widget /FT /Tx /F 4 /T (a) /DA (/Helv 12 Tf 0 g) {value} /Rect [100 600 300 630] {looks} >>"
        )
    };
    let form = |more: &str| format!("/AcroForm << /Fields [7 0 R] {more} >>");
    let made = |value: &str, with: &str, needed: &str, words: &str| {
        let objects = [widget(value, with), looks(words)];
        one(&bench, "form.pdf", page("", "", "7 0 R", &form(needed), &objects))
    };
    const NEEDED: &str = "/NeedAppearances true";
    const HAS: &str = "/AP << /N 8 0 R >>";
    let inner = [102.0, 602.0, 298.0, 628.0];
    let cut = |page: &Bitmap| {
        let (columns, rows) = place(inner);
        rows.flat_map(|y| columns.clone().map(move |x| (x, y)))
            .map(|(x, y)| page.is_black(x, y))
            .collect::<Vec<bool>>()
    };
    let value = cut(&made("/V (Neu)", "", "", "()"));
    assert!(value.iter().any(|black| *black));
    for (what, words) in [("words", "(Alt)"), ("pieces", "[(A) -20 (lt)] TJ () ")] {
        let words = if what == "words" { format!("{words} Tj") } else { words.to_owned() };
        let shown = made("/V (Neu)", HAS, NEEDED, &words);
        assert!(cut(&shown) == value, "{what}: not the value");
        assert!(
            black_in(&shown, [99.0, 599.0, 301.0, 631.0]) > black_in(&shown, inner) + 500,
            "{what}: no frame"
        );
    }
    let emptied = made("/V ()", HAS, NEEDED, "(Alt) Tj");
    assert_eq!(black_in(&emptied, inner), 0, "a value that was taken out");
    // Who says nothing of it is shown as it looks: it may be written as its program
    // writes it, and no value may be said.
    assert!(
        cut(&made("/V (Neu)", HAS, "", "(Alt) Tj")) == cut(&made("/V (Alt)", HAS, "", "(Alt) Tj"))
    );
    assert!(cut(&made("", HAS, NEEDED, "(Alt) Tj")) == cut(&made("/V (Alt)", HAS, "", "(Alt) Tj")));

    // An update of the file that has the field anew, and its looks not.
    let mut updated =
        page("", "", "7 0 R", &form(""), &[widget("/V (Alt)", HAS), looks("(Alt) Tj")]);
    let text = String::from_utf8_lossy(&updated).into_owned();
    let before: usize = text[text.rfind("startxref\n").unwrap() + 10..]
        .lines()
        .next()
        .unwrap()
        .parse()
        .unwrap();
    let place_of_field = updated.len();
    updated.extend(format!("7 0 obj\n{}\nendobj\n", widget("/V (Neu)", HAS)).bytes());
    let start = updated.len();
    let table = format!(
        "xref\n7 1\n{place_of_field:010} 00000 n \ntrailer\n<< /Size 9 /Root 1 0 R /Prev {before} >>\n"
    );
    updated.extend(format!("{table}startxref\n{start}\n%%EOF\n").bytes());
    assert!(cut(&one(&bench, "updated.pdf", updated)) == value, "an update");
}

#[test]
fn a_box_whose_looks_are_older_than_its_value_shows_its_value() {
    let bench = Bench::new();
    let looks = |content: &str| stream("/Type /XObject /Subtype /Form /BBox [0 0 20 20]", content);
    let made = |entries: &str, needed: &str| {
        let widget = format!(
            "<< /Subtype /Widget /FT /Btn /F 4 /T (a) {entries} /Rect [100 600 120 620] /AP << /N << /Ja 8 0 R /Off 9 0 R >> >> >>"
        );
        let form = format!("/AcroForm << /Fields [7 0 R] {needed} >>");
        let on = looks("0.5 0.5 19 19 re S 5 5 10 10 re f");
        let objects = [widget, on, looks("0.5 0.5 19 19 re S")];
        black_in(
            &one(&bench, "box.pdf", page("", "", "7 0 R", &form, &objects)),
            [102.0, 602.0, 118.0, 618.0],
        )
    };
    let needed = "/NeedAppearances true";
    assert!(made("/V /Ja /AS /Ja", needed) > 500 && made("/V /Off /AS /Off", needed) == 0);
    assert!(made("/V /Ja /AS /Off", needed) > 100, "it was checked");
    assert_eq!(made("/V /Off /AS /Ja", needed), 0, "it was unchecked");
    assert!(made("/AS /Ja", needed) > 500, "no value is said");
    assert!(made("/V /Off /AS /Ja", "") > 500, "nobody says that its looks are old");
}

/// A document with Japanese text in a font that is not in it, 日本 in Shift-JIS, and
/// settings with these fonts alone.
fn japanese(bench: &Bench, encoding: &str, words: &str, fonts: &str) -> (Vec<u8>, String) {
    let content = format!("BT /J 24 Tf 100 700 Td <{words}> Tj ET");
    let others = [
        format!("<< /Type /Font /Subtype /Type0 /BaseFont /Ryumin-Light /Encoding /{encoding} /DescendantFonts [8 0 R] >>"),
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /Ryumin-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) \
         /Supplement 2 >> /DW 1000 /FontDescriptor 9 0 R >>"
            .to_owned(),
        "<< /Type /FontDescriptor /FontName /Ryumin-Light /Flags 4 /FontBBox [0 0 1000 1000] /ItalicAngle 0 /Ascent 880 /Descent \
         -120 /CapHeight 700 /StemV 80 >>"
            .to_owned(),
    ];
    let with_font = page(&content, "", "", "", &others);
    let bytes = super::bench::replaced(&with_font, "/Font << /F 5 0 R >>", "/Font << /J 7 0 R >>");
    let settings = bench.file("gateway.toml", format!("[convert]\nfonts = [{fonts}]\n"));
    (bytes, settings.display().to_string())
}

#[test]
fn asian_text_is_drawn_in_a_font_of_the_system_or_refused_by_its_name() {
    let bench = Bench::new();
    let font = bench.file("asia.ttf", font::with_squares("あカ日本这国的。"));
    let with = format!("'{}'", font.display());
    for (encoding, words) in
        [("90ms-RKSJ-H", "93FA967B"), ("EUC-H", "C6FCCBDC"), ("UniJIS-UCS2-H", "65E5672C")]
    {
        let (bytes, settings) = japanese(&bench, encoding, words, &with);
        bench.file("japan.pdf", &bytes);
        let run = bench.run(&["--config", &settings, "convert", "japan.pdf", "-o", "out.tif"]);
        assert_eq!(
            (run.code, run.out.contains("incomplete")),
            (Some(0), false),
            "{encoding}: {run:?}"
        );
        let made = ferrofax::document::tiff::read(&bench.path("out.tif")).unwrap()[0]
            .bitmap()
            .unwrap();
        // Two squares of 0.8 of the letters' size.
        let squares = black_in(&made, [95.0, 690.0, 155.0, 730.0]) as f64;
        let wanted = 2.0
            * (0.8 * 24.0 / 72.0_f64).powi(2)
            * Resolution::Fine.x_dpi()
            * Resolution::Fine.y_dpi();
        assert!((squares / wanted - 1.0).abs() < 0.1, "{encoding}: {squares} pixels, not {wanted}");
        let (bytes, settings) = japanese(&bench, encoding, words, "");
        bench.file("japan.pdf", &bytes);
        let run = bench.run(&["--config", &settings, "convert", "japan.pdf", "-o", "none.tif"]);
        assert_eq!(run.code, Some(2), "{encoding}: {run:?}");
        assert!(
            run.err.contains("japan.pdf: the Japanese text on page 1 would be missing"),
            "{encoding}: {run:?}"
        );
    }
}

#[test]
fn an_asian_letter_that_a_font_lacks_is_that_of_another_font_or_told_of_and_never_another_letter() {
    let bench = Bench::new();
    let whole = bench.file("a.ttf", font::with_squares("あカ日本這国的。"));
    // By the number that a letter has in the collection another one is found in this font.
    let lacks = bench.file("b.ttf", font::with_many_squares("あカ日本这国的。", 4000));
    let other = bench.file("c.ttf", font::with_squares("語"));
    let squares = |page: &Bitmap| {
        let black = black_in(page, [95.0, 690.0, 195.0, 730.0]) as f64;
        black
            / (0.8 * 24.0 / 72.0_f64).powi(2)
            / Resolution::Fine.x_dpi()
            / Resolution::Fine.y_dpi()
    };
    let run = |fonts: &[&std::path::PathBuf]| {
        let fonts: Vec<String> = fonts.iter().map(|font| format!("'{}'", font.display())).collect();
        // 日本語
        let (bytes, settings) = japanese(&bench, "90ms-RKSJ-H", "93FA967B8CEA", &fonts.join(", "));
        bench.file("japan.pdf", &bytes);
        let run = bench.run(&["--config", &settings, "convert", "japan.pdf", "-o", "out.tif"]);
        assert_eq!(run.code, Some(0), "{run:?}");
        let made = ferrofax::document::tiff::read(&bench.path("out.tif")).unwrap()[0]
            .bitmap()
            .unwrap();
        (squares(&made), run.out)
    };
    for font in [&whole, &lacks] {
        let (black, said) = run(&[font]);
        assert!((black - 2.0).abs() < 0.1, "{black} squares");
        assert!(
            said.contains("incomplete: japan.pdf (1 character that no font has is missing)"),
            "{said}"
        );
        let (black, said) = run(&[font, &other]);
        assert!((black - 3.0).abs() < 0.15, "{black} squares");
        assert!(!said.contains("incomplete"), "{said}");
    }
}

/// JPEG 2000 (ISO/IEC 15444-1) of 64 × 64 grey pixels, in so many components; the last
/// may be a mask that covers a half.
fn jpeg_2000(components: u8, mask: &str) -> String {
    jpeg_2000_in_levels(components, mask, 0)
}

/// The same, which may be read in fewer pixels, halved so many times.
fn jpeg_2000_in_levels(components: u8, mask: &str, levels: u8) -> String {
    let component = "070101".repeat(components.into());
    let size = 38 + 3 * u16::from(components);
    let sides = "0000004000000040";
    let head = format!(
        "FF4FFF51{size:04X}0000{sides}0000000000000000{sides}0000000000000000{components:04X}{component}"
    );
    let steps = "40".repeat(1 + 3 * usize::from(levels));
    let coding = format!(
        "FF52000C0000000100{levels:02X}04040001FF5C{:04X}40{steps}",
        4 + 3 * u16::from(levels)
    );
    // A packet of each component in each level, all empty: each pixel is of the middle grey.
    let packets = usize::from(components) * (1 + usize::from(levels));
    let tile = format!("FF90000A0000{:08X}0001FF93{}FFD9", 14 + packets, "00".repeat(packets));
    let stream = format!("{head}{coding}{tile}");
    let boxed = |name: &str, content: &str| format!("{:08X}{name}{content}", 8 + content.len() / 2);
    let what = boxed("69686472", &format!("0000004000000040{components:04X}07070000"));
    let colours =
        boxed("636F6C72", if components > 2 { "01000000000010" } else { "01000000000011" });
    let file = [
        boxed("6A502020", "0D0A870A"),
        boxed("66747970", "6A703220000000006A703220"),
        boxed("6A703268", &format!("{what}{colours}{mask}")),
        boxed("6A703263", &stream),
    ];
    file.concat()
}

#[test]
fn a_picture_of_jpeg_2000_shows_what_its_mask_leaves_and_no_frame_around_it() {
    let bench = Bench::new();
    let picture = |hex: &str, dict: &str| {
        let dict = format!(
            "/Type /XObject /Subtype /Image /Width 64 /Height 64 /Filter [/ASCIIHexDecode /JPXDecode] {dict}"
        );
        stream(&dict, &format!("{hex}>"))
    };
    // White outside of the middle.
    let inside = |at: usize| (16..48).contains(&(at % 64)) && (16..48).contains(&(at / 64));
    let mask: String = (0..64 * 64).map(|at| if inside(at) { "FF" } else { "00" }).collect();
    let mask = stream(
        "/Type /XObject /Subtype /Image /Width 64 /Height 64 /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /ASCIIHexDecode",
        &format!("{mask}>"),
    );
    let shades = |hex: &str, dict: &str| {
        let content = "q 300 0 0 300 100 300 cm /I Do Q";
        let made =
            page(content, "/XObject << /I 7 0 R >>", "", "", &[picture(hex, dict), mask.clone()]);
        let made = one(&bench, "picture.pdf", made);
        let share = |rect: [f64; 4]| {
            let (columns, rows) = place(rect);
            black(&made, columns.clone(), rows.clone()) as f64 / (columns.len() * rows.len()) as f64
        };
        (share([105.0, 305.0, 165.0, 595.0]), share([190.0, 390.0, 310.0, 510.0]))
    };
    for dict in [
        "/SMask 8 0 R",
        "/SMask 8 0 R /SMaskInData 0",
        "/SMaskInData 1 /SMask 8 0 R",
        "/SMask 8 0 R /SMaskInData 2",
    ] {
        let (frame, middle) = shades(&jpeg_2000(1, ""), &format!("/ColorSpace /DeviceGray {dict}"));
        assert!(frame == 0.0 && (0.4..0.7).contains(&middle), "{dict}: {frame} {middle}");
    }
    // Its own mask covers a half of each pixel, whether its colours are multiplied by
    // that already or not.
    for word in ["1", "2"] {
        let says =
            format!("00000022636465660004000000000001000100000002000200000003000300{word:0>2}0000");
        let (frame, middle) = shades(&jpeg_2000(4, &says), &format!("/SMaskInData {word}"));
        assert!(
            (0.15..0.45).contains(&frame) && (frame - middle).abs() < 0.1,
            "{word}: {frame} {middle}"
        );
    }
}

/// Colours that are mixed with black by their mask (Matte, ISO 32000-1 §11.6.5.3): half
/// of the light where the mask is half open, so that it is white that shines through.
#[test]
fn a_picture_of_jpeg_2000_that_is_mixed_with_a_ground_is_parted_from_it_or_told_of() {
    let bench = Bench::new();
    let mask = stream(
        "/Type /XObject /Subtype /Image /Width 64 /Height 64 /ColorSpace /DeviceGray /BitsPerComponent 8 /Matte [0] /Filter \
         /ASCIIHexDecode",
        &format!("{}>", "80".repeat(64 * 64)),
    );
    let run = |side: u32| {
        let dict = "/Type /XObject /Subtype /Image /Width 64 /Height 64 /ColorSpace /DeviceGray /SMask 8 0 R /Filter \
            [/ASCIIHexDecode /JPXDecode]";
        let picture = stream(dict, &format!("{}>", jpeg_2000_in_levels(1, "", 3)));
        let content = format!("q {side} 0 0 {side} 100 300 cm /I Do Q");
        bench.file(
            "mixed.pdf",
            page(&content, "/XObject << /I 7 0 R >>", "", "", &[picture, mask.clone()]),
        );
        let run = bench.run(&["convert", "mixed.pdf", "-o", "out.tif"]);
        assert_eq!(run.code, Some(0), "{run:?}");
        let made = ferrofax::document::tiff::read(&bench.path("out.tif")).unwrap()[0]
            .bitmap()
            .unwrap();
        let side = f64::from(side);
        let (columns, rows) = place([101.0, 301.0, 99.0 + side, 299.0 + side]);
        let share = black(&made, columns.clone(), rows.clone()) as f64
            / (columns.len() * rows.len()) as f64;
        (share, run.out)
    };
    let (share, said) = run(100);
    assert!(share < 0.05 && !said.contains("incomplete"), "{share} {said}");
    let (share, said) = run(6);
    assert!(
        share < 0.05 || said.contains("mixed.pdf (a picture on page 1 may have wrong edges"),
        "{share} {said}"
    );
}

#[test]
fn letters_that_no_font_has_are_told_of_with_their_number() {
    let bench = Bench::new();
    let settings = bench.file("gateway.toml", "[convert]\nfonts = []\n").display().to_string();
    bench.file("words.txt", "Grüße, 漢字\n");
    bench.file("one.html", "<p>Liebe &#28450;&zwj;! <b>Gr&uuml;&szlig;e</b><script>字</script>");
    bench.file("plain.txt", "Grüße\n");
    for (file, says) in [
        ("words.txt", "; incomplete: words.txt (2 characters that no font has are missing)"),
        ("one.html", "; incomplete: one.html (1 character that no font has is missing)"),
        ("plain.txt", ""),
    ] {
        let run = bench.run(&["--config", &settings, "convert", file, "-o", "out.tif"]);
        assert_eq!(
            (run.code, run.out.as_str()),
            (Some(0), format!("out.tif: 1 page{says}\n").as_str()),
            "{run:?}"
        );
        let run = bench.run(&["--config", &settings, "send", "0991 123", file, "--from", "2101"]);
        assert!(run.out.ends_with(&format!("from 2101{says}\n")), "{run:?}");
    }
    let words = ["send", "0991 123", "words.txt", "--from", "2101", "--json"];
    let run = bench.run(&[&["--config", &settings], &words[..]].concat());
    assert!(
        run.out
            .contains("\"incomplete\":[\"words.txt (2 characters that no font has are missing)\"]"),
        "{run:?}"
    );
    let job = bench.jobs().into_iter().max_by_key(|job| job.id.0).unwrap();
    assert_eq!(
        job.options["mail_left_out"],
        "words.txt (2 characters that no font has are missing)"
    );
}

#[test]
fn small_grey_letters_are_whole_beside_a_picture_and_without() {
    let bench = Bench::new();
    let text = |grey: &str| {
        format!(
            "{grey} g BT /F 9 Tf 60 700 Td (Allgemeine Geschaeftsbedingungen: Zahlbar binnen 30 Tagen) Tj ET"
        )
    };
    let wanted = one(&bench, "black.pdf", page(&text("0"), "", "", "", &[]));
    let picture = "q 60 0 0 60 400 100 cm BI /W 2 /H 2 /CS /G /BPC 8 ID \x10\x40\x60\x70 EI Q";
    for grey in ["0.2", "0.5", "0.7", "0.8"] {
        assert!(one(&bench, "grey.pdf", page(&text(grey), "", "", "", &[])) == wanted, "{grey}");
        let beside =
            one(&bench, "beside.pdf", page(&format!("{} {picture}", text(grey)), "", "", "", &[]));
        assert!(kept(&wanted, &beside) > 0.9, "{grey}: {}", kept(&wanted, &beside));
    }
    // Light letters on black stay light, and a large stamp behind the text stays a shade.
    let on_black = one(
        &bench,
        "light.pdf",
        page(&format!("0 g 50 690 400 30 re f {}", text("0.7")), "", "", "", &[]),
    );
    assert!(kept(&wanted, &on_black) < 0.25, "{}", kept(&wanted, &on_black));
    let stamp = |grey: &str| format!("{grey} g BT /F 90 Tf 60 300 Td (ENTWURF) Tj ET");
    let [solid, shade] =
        ["0", "0.85"].map(|grey| one(&bench, "stamp.pdf", page(&stamp(grey), "", "", "", &[])));
    assert!(kept(&solid, &shade) < 0.4, "{}", kept(&solid, &shade));
}

#[test]
fn white_on_nothing_is_seen() {
    let bench = Bench::new();
    for format in [ImageFormat::Png, ImageFormat::WebP, ImageFormat::Gif] {
        let white_disc = white_disc();
        let mut bytes = std::io::Cursor::new(Vec::new());
        if format == ImageFormat::Gif {
            // Programs of today write few of these: a palette of two, one of which is transparent.
            gif_of(&white_disc, bytes.get_mut());
        } else {
            DynamicImage::ImageRgba8(white_disc).write_to(&mut bytes, format).unwrap();
        }
        let made = one(&bench, "logo.bin", bytes.into_inner());
        let all = black(&made, 0..1728, 0..made.rows());
        // 200 pixels are 53 mm; the disc's part is 0.28 of it.
        let area =
            200.0 / 96.0 * Resolution::Fine.x_dpi() * 200.0 / 96.0 * Resolution::Fine.y_dpi();
        let share = all as f64 / area;
        assert!((0.66..0.78).contains(&share), "{format:?}: {share}");
    }
}

/// A TIFF in colours with a fourth sample that says how opaque each pixel is (TIFF 6.0
/// §18, ExtraSamples): 1 if the colours are multiplied by it, 2 if not.
fn veiled_tiff(picture: &RgbaImage, kind: u32) -> Vec<u8> {
    let (width, rows) = picture.dimensions();
    let (pixels, directory) = (picture.as_raw(), 16 + picture.as_raw().len() as u32);
    let mut out =
        [&b"II\x2A\0"[..], &directory.to_le_bytes(), &[8, 0, 8, 0, 8, 0, 8, 0], pixels].concat();
    let entries = [
        (256_u16, 4_u16, 1_u32, width),
        (257, 4, 1, rows),
        (258, 3, 4, 8),
        (259, 3, 1, 1),
        (262, 3, 1, 2),
        (273, 4, 1, 16),
        (277, 3, 1, 4),
        (278, 4, 1, rows),
        (279, 4, 1, pixels.len() as u32),
        (338, 3, 1, kind),
    ];
    out.extend((entries.len() as u16).to_le_bytes());
    for (tag, kind, count, value) in entries {
        out.extend(
            [
                &tag.to_le_bytes()[..],
                &kind.to_le_bytes(),
                &count.to_le_bytes(),
                &value.to_le_bytes(),
            ]
            .concat(),
        );
    }
    out.extend([0; 4]);
    out
}

/// A white disc on nothing: it has 0.28 of its square.
fn white_disc() -> RgbaImage {
    RgbaImage::from_fn(200, 200, |x, y| {
        let is_inside = (f64::from(x) - 100.0).hypot(f64::from(y) - 100.0) < 60.0;
        if is_inside { Rgba([255, 255, 255, 255]) } else { Rgba([0, 0, 0, 0]) }
    })
}

#[test]
fn white_on_nothing_is_seen_in_a_tiff() {
    let bench = Bench::new();
    let share = |picture: &RgbaImage, kind: u32| {
        let made = one(&bench, "logo.tif", veiled_tiff(picture, kind));
        let area =
            200.0 / 96.0 * Resolution::Fine.x_dpi() * 200.0 / 96.0 * Resolution::Fine.y_dpi();
        black(&made, 0..1728, 0..made.rows()) as f64 / area
    };
    for kind in [1, 2] {
        let seen = share(&white_disc(), kind);
        assert!((0.66..0.78).contains(&seen), "{kind}: {seen}");
        // A black one is black on white.
        let mut black_disc = white_disc();
        black_disc.pixels_mut().for_each(|pixel| pixel.0[..3].fill(0));
        let seen = share(&black_disc, kind);
        assert!((0.22..0.34).contains(&seen), "{kind}: {seen}");
    }
}

#[test]
fn white_on_nothing_is_seen_in_a_pdf_that_would_be_blank() {
    let bench = Bench::new();
    let disc = white_disc();
    let image = |dict: &str, bytes: String| {
        stream(
            &format!(
                "/Type /XObject /Subtype /Image /Width 200 /Height 200 /BitsPerComponent 8 /Filter /ASCIIHexDecode {dict}"
            ),
            &bytes,
        )
    };
    let mask: String = disc.pixels().map(|pixel| format!("{:02X}", pixel[3])).collect();
    let mask = image("/ColorSpace /DeviceGray", format!("{mask}>"));
    let picture = |space: &str, pixel: &str| {
        image(
            &format!("/ColorSpace /{space} /SMask 8 0 R"),
            format!("{}>", pixel.repeat(200 * 200)),
        )
    };
    let share = |content: &str, picture: String| {
        let made = one(
            &bench,
            "logo.pdf",
            page(content, "/XObject << /I 7 0 R >>", "", "", &[picture, mask.clone()]),
        );
        let (columns, rows) = place([100.0, 300.0, 300.0, 500.0]);
        let rest =
            black(&made, 0..1728, 0..made.rows()) - black(&made, columns.clone(), rows.clone());
        assert!(rest < 2_000, "{rest} pixels beside it");
        black(&made, columns.clone(), rows.clone()) as f64 / (columns.len() * rows.len()) as f64
    };
    const UPRIGHT: &str = "q 200 0 0 200 100 300 cm /I Do Q";
    const TURNED: &str = "q 0 200 -200 0 300 300 cm /I Do Q";
    for (content, space, pixel) in [
        (UPRIGHT, "DeviceRGB", "FFFFFF"),
        (UPRIGHT, "DeviceGray", "FA"),
        (TURNED, "DeviceGray", "FF"),
    ] {
        let seen = share(content, picture(space, pixel));
        assert!((0.66..0.78).contains(&seen), "{space} {pixel}: {seen}");
    }
    assert!(
        (0.22..0.34).contains(&share(UPRIGHT, picture("DeviceGray", "00"))),
        "black on nothing"
    );
    // On a page with something else white stays white: it may be there to cover, or to shine.
    let beside = format!("{UPRIGHT} BT /F 9 Tf 100 700 Td (Beilage) Tj ET");
    assert_eq!(share(&beside, picture("DeviceGray", "FF")), 0.0);
}

fn gif_of(picture: &RgbaImage, out: &mut Vec<u8>) {
    let (width, height) = (picture.width() as u16, picture.height() as u16);
    let pixels: Vec<u8> = picture.pixels().map(|pixel| u8::from(pixel[3] == 0)).collect();
    let mut encoder = gif::Encoder::new(out, width, height, &[255, 255, 255, 0, 0, 0]).unwrap();
    let mut frame = gif::Frame::from_indexed_pixels(width, height, pixels, Some(1));
    frame.dispose = gif::DisposalMethod::Keep;
    encoder.write_frame(&frame).unwrap();
}

#[test]
fn a_drawing_in_svg_is_refused_with_what_can_be_done() {
    let bench = Bench::new();
    for (name, bytes) in [
        ("logo.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("logo", "<?xml version='1.0'?><svg/>"),
    ] {
        bench.file(name, bytes);
        let says = format!("{name}: it is an SVG drawing; it can be faxed as PDF or PNG");
        bench.assert_refused(&["send", "0991 123", name, "--from", "2101"], &says);
    }
}

#[test]
fn text_with_the_commands_of_a_terminal_is_taken_without_them() {
    let bench = Bench::new();
    let coloured = "\u{1B}]0;build\u{7}\u{1B}[1;32mok\u{1B}[0m  test\n\u{1B}(0lqk\u{1B}(B fehlt\n";
    assert!(one(&bench, "log.txt", coloured) == one(&bench, "plain.txt", "ok  test\nlqk fehlt\n"));
}

/// A TIFF in colours, all of them dark, which says so many pixels an inch.
fn colour_tiff(width: u32, rows: u32, dpi: u32) -> Vec<u8> {
    let pixels = vec![40_u8; (width * rows * 3) as usize];
    let (resolution, directory) = (8 + pixels.len() as u32, 16 + pixels.len() as u32);
    let mut out = [&b"II\x2A\0"[..], &directory.to_le_bytes(), &pixels].concat();
    out.extend([dpi, 1].iter().flat_map(|word| word.to_le_bytes()));
    let entries = [
        (256_u16, 4_u16, width),
        (257, 4, rows),
        (258, 3, 8),
        (259, 3, 1),
        (262, 3, 2),
        (273, 4, 8),
        (277, 3, 3),
        (278, 4, rows),
        (279, 4, pixels.len() as u32),
        (282, 5, resolution),
        (283, 5, resolution),
        (296, 3, 2),
    ];
    out.extend((entries.len() as u16).to_le_bytes());
    for (tag, kind, value) in entries {
        out.extend(
            [&tag.to_le_bytes()[..], &kind.to_le_bytes(), &[1, 0, 0, 0], &value.to_le_bytes()]
                .concat(),
        );
    }
    out.extend([0; 4]);
    out
}

#[test]
fn a_picture_that_says_no_believable_size_is_not_blown_up_to_the_width_of_the_page() {
    let bench = Bench::new();
    // As large as screens show it, at 96 pixels an inch; what says its size has that.
    for (dpi, inches) in [(72, 300.0 / 96.0), (150, 2.0), (300, 1.0)] {
        let (columns, rows) =
            super::bench::extent(&one(&bench, "photo.tif", colour_tiff(300, 150, dpi)));
        let (width, height) =
            (f64::from(columns.end - columns.start), f64::from(rows.end - rows.start));
        let [across, down] = [
            width / Resolution::Fine.x_dpi() / inches,
            height / Resolution::Fine.y_dpi() / inches * 2.0,
        ];
        assert!(
            (across - 1.0).abs() < 0.03 && (down - 1.0).abs() < 0.03,
            "{dpi}: {across} × {down}"
        );
    }
    // A scan by its shape is a sheet.
    let (columns, _) = super::bench::extent(&one(&bench, "scan.tif", colour_tiff(1240, 1754, 72)));
    assert!(columns.end - columns.start > 1650, "{columns:?}");
}

#[test]
fn a_mask_of_another_size_covers_the_whole_picture() {
    let bench = Bench::new();
    // The left half of the picture has one value, and the right half another.
    let picture = |dict: &str, side: usize, values: [&str; 2]| {
        let row = values.map(|value| value.repeat(side / 2)).concat();
        stream(
            &format!(
                "/Subtype /Image /Width {side} /Height {side} /BitsPerComponent 8 /ColorSpace /DeviceGray /Filter /ASCIIHexDecode {dict}"
            ),
            &(row.repeat(side) + ">"),
        )
    };
    for (side, side_of_mask) in [(4, 64), (64, 4), (8, 8)] {
        let objects =
            [picture("/SMask 8 0 R", side, ["00", "00"]), picture("", side_of_mask, ["00", "ff"])];
        let content = "q 200 0 0 50 300 100 cm /P Do Q";
        let made =
            one(&bench, "mask.pdf", page(content, "/XObject << /P 7 0 R >>", "", "", &objects));
        let half = [400.0, 99.0, 501.0, 151.0];
        let (columns, rows) = place([400.0, 100.0, 500.0, 150.0]);
        let whole = columns.len() * rows.len();
        let sizes = format!("{side} and {side_of_mask}");
        assert!(black_in(&made, half).abs_diff(whole) * 20 < whole, "{sizes}");
        assert!(black_in(&made, [299.0, 99.0, 399.0, 151.0]) * 20 < whole, "{sizes}");
    }
}
