//! Documents of which a part is missing or cannot be read: they are refused, or the part is
//! reported. No page is sent that silently lacks something.

use std::io::Write;

use ferrofax::t4::{Bitmap, Coding, EncodeOptions};

use super::bench::Bench;
use super::faithful::{black_in, document, page, stream};

const SIGNATURE: [f64; 4] = [300.0, 100.0, 500.0, 150.0];
const BOX: &str = "300 100 200 50 re f";

/// The object of a stamp or a signature with this appearance.
fn note(kind: &str, looks: &str) -> String {
    format!("<< /Subtype {kind} /F 4 /Rect [300 100 500 150] {looks} >>")
}

fn looks() -> String {
    stream("/Type /XObject /Subtype /Form /BBox [0 0 200 50]", "0 0 200 50 re f")
}

fn one(bench: &Bench, bytes: impl AsRef<[u8]>) -> Bitmap {
    bench.pages(&bench.file("one.pdf", bytes), &[]).remove(0).0
}

#[track_caller]
fn assert_refused(bench: &Bench, what: &str, bytes: impl AsRef<[u8]>, why: &str) {
    let file = bench.file("refused.pdf", bytes);
    let run = bench.run(&["convert", file.to_str().unwrap(), "-o", "out.tif"]);
    assert!(run.code == Some(2) && run.err.contains(why), "{what}: {run:?}");
}

#[test]
fn annotations_after_one_that_was_deleted_are_drawn() {
    let bench = Bench::new();
    for kind in ["/Stamp", "/Widget /FT /Sig"] {
        let notes = [note(kind, "/AP << /N 8 0 R >>"), looks()];
        // Object 6 is null, and there is no object 99.
        for before in ["", "6 0 R", "99 0 R", "null 42"] {
            let made = one(&bench, page("", "", &format!("{before} 7 0 R"), "", &notes));
            assert!(black_in(&made, SIGNATURE) > 10_000, "{kind} after {before}");
        }
    }
    let typed = "<< /Subtype /FreeText /F 4 /Rect [300 100 500 150] /Contents (Eingang) /DA (/Helv 12 Tf 0 g) >>";
    let made = one(&bench, page("", "", "6 0 R 7 0 R", "", &[typed.to_owned()]));
    assert!(black_in(&made, SIGNATURE) > 100);
}

#[test]
fn a_page_with_a_part_of_its_content_missing_is_refused() {
    let bench = Bench::new();
    let of = |contents: &str, others: &[String]| {
        let fixed = [
            "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
            format!("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {contents} >>"),
            stream("", BOX),
        ];
        document(&[&fixed[..], others].concat())
    };
    assert!(black_in(&one(&bench, of("[4 0 R 4 0 R]", &[])), SIGNATURE) > 10_000);
    for contents in ["[4 0 R 99 0 R]", "[4 0 R null]", "99 0 R", "[99 0 R 4 0 R]"] {
        assert_refused(&bench, contents, of(contents, &[]), "page 1 is damaged");
    }
}

/// A document whose page has this content, compressed and cut to a part of its length.
fn cut_page(content: &[u8], part: f64) -> Vec<u8> {
    let mut coder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    coder.write_all(content).unwrap();
    let data = coder.finish().unwrap();
    picture_page("", "", &data[..(data.len() as f64 * part) as usize], "/Filter /FlateDecode")
}

/// A document whose page has a stream as its content, or a picture if `picture` describes one.
fn picture_page(picture: &str, content: &str, data: &[u8], filter: &str) -> Vec<u8> {
    let resources = if picture.is_empty() { "" } else { "/XObject << /P 5 0 R >>" };
    let contents = if picture.is_empty() { "5 0 R" } else { "4 0 R" };
    let mut out = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    let mut add = |out: &mut Vec<u8>, number: usize, object: &[u8]| {
        places.push(out.len());
        out.extend(format!("{number} 0 obj\n").bytes());
        out.extend_from_slice(object);
        out.extend_from_slice(b"\nendobj\n");
    };
    add(&mut out, 1, b"<< /Type /Catalog /Pages 2 0 R >>");
    add(&mut out, 2, b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>");
    let page = format!(
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {contents} /Resources << {resources} >> >>"
    );
    add(&mut out, 3, page.as_bytes());
    add(&mut out, 4, stream("", content).as_bytes());
    let head = format!("<< {picture} {filter} /Length {} >>\nstream\n", data.len());
    add(&mut out, 5, &[head.as_bytes(), data, b"\nendstream"].concat());
    let start = out.len();
    out.extend_from_slice(b"xref\n0 6\n0000000000 65535 f \n");
    places
        .iter()
        .for_each(|place| out.extend(format!("{place:010} 00000 n \n").bytes()));
    out.extend(format!("trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n").bytes());
    out
}

#[test]
fn a_page_whose_compressed_content_was_cut_is_refused() {
    let bench = Bench::new();
    let content: String = (0..2000)
        .map(|at| format!("{} {} 3 3 re f\n", at * 7919 % 590, at * 104_729 % 840))
        .chain([BOX.to_owned()])
        .collect();
    assert!(black_in(&one(&bench, cut_page(content.as_bytes(), 1.0)), SIGNATURE) > 10_000);
    for part in [0.5, 0.9, 0.99] {
        let made = cut_page(content.as_bytes(), part);
        assert_refused(&bench, &part.to_string(), made, "page 1 is damaged");
    }
}

#[test]
fn a_page_whose_content_cannot_be_read_to_its_end_is_refused() {
    let bench = Bench::new();
    for wrong in [
        "1.0E-5 20 m 30 40 l S",
        "nan 20 m 30 40 l S",
        "20 m 30 40 l S",
        "1 2 3 re f",
        "(never ends",
        ") ",
    ] {
        let content = format!("10 10 50 50 re f {wrong} {BOX}");
        assert_refused(&bench, wrong, page(&content, "", "", "", &[]), "page 1 is damaged");
        let drawing = stream("/Subtype /Form /BBox [0 0 595 842]", &content);
        let made = page("/D Do", "/XObject << /D 7 0 R >>", "", "", &[drawing]);
        assert_refused(&bench, wrong, made, "page 1 is damaged");
    }
    // An operator that no viewer knows changes nothing, and neither does a comment at the end.
    for right in ["1 2 unknown", "1.0E-5 unknown", "% (", "BX 1 sh EX", "Q Q"] {
        let made = one(&bench, page(&format!("{right}\n{BOX} % end"), "", "", "", &[]));
        assert!(black_in(&made, SIGNATURE) > 10_000, "{right}");
    }
}

#[test]
fn a_drawing_that_is_not_there_is_missed() {
    let bench = Bench::new();
    let why = "a picture on page 1 cannot be read";
    let drawing = |dict: &str| stream(dict, BOX);
    for (what, drawing) in [
        ("no frame", drawing("/Subtype /Form")),
        ("no kind", drawing("/BBox [0 0 595 842]")),
        ("null", "null".to_owned()),
        ("no size", drawing("/Subtype /Image /ColorSpace /DeviceGray /BitsPerComponent 8")),
    ] {
        let made = page("/D Do", "/XObject << /D 7 0 R >>", "", "", &[drawing]);
        assert_refused(&bench, what, made, why);
    }
    assert_refused(
        &bench,
        "no such object",
        page("/D Do", "/XObject << /D 99 0 R >>", "", "", &[]),
        why,
    );
    assert_refused(&bench, "no such name", page("/D Do", "", "", "", &[]), why);
    let inner = [stream(
        "/Subtype /Form /BBox [0 0 595 842] /Resources << /XObject << /I 99 0 R >> >>",
        "/I Do",
    )];
    assert_refused(&bench, "within", page("/D Do", "/XObject << /D 7 0 R >>", "", "", &inner), why);
    // Each drawing has the next one in it, and the last one a box.
    let nested = |count: usize| {
        let one = |number: usize| {
            let resources = format!("/Resources << /XObject << /N {} 0 R >> >>", number + 1);
            let content = if number == 6 + count { BOX } else { "/N Do" };
            stream(&format!("/Subtype /Form /BBox [0 0 595 842] {resources}"), content)
        };
        let drawings: Vec<String> = (7..7 + count).map(one).collect();
        page("/D Do", "/XObject << /D 7 0 R >>", "", "", &drawings)
    };
    assert!(black_in(&one(&bench, nested(40)), SIGNATURE) > 10_000);
    assert_refused(&bench, "too deep", nested(60), why);
    // What is only for PostScript printers no viewer shows.
    let program = [stream("/Subtype /PS", "showpage")];
    one(&bench, page("/D Do", "/XObject << /D 7 0 R >>", "", "", &program));
}

#[test]
fn a_text_whose_font_is_not_there_is_missed() {
    let bench = Bench::new();
    let text = |words: &str| format!("BT /Gone 14 Tf 300 120 Td ({words}) Tj ET");
    let made = one(&bench, page(&text("Mueller"), "", "", "", &[]));
    assert!(black_in(&made, SIGNATURE) > 200);
    let why = "a font on page 1 cannot be read, and its text would be missing";
    assert_refused(&bench, "page", page(&text("M\\374ller"), "", "", "", &[]), why);
    // The font is that of the text around it again.
    let restored = format!("/F 14 Tf q BT /Gone 14 Tf ET Q BT 300 120 Td (M\\374ller) Tj ET");
    assert!(black_in(&one(&bench, page(&restored, "", "", "", &[])), SIGNATURE) > 200);
    // A form field is drawn from its value.
    let field = note("/Widget /FT /Tx /T (a) /V (M\\374ller)", "/AP << /N 8 0 R >>");
    let looks = stream(
        "/Subtype /Form /BBox [0 0 200 50]",
        "/Tx BMC BT /Helv 12 Tf 4 9 Td (M\\374ller) Tj ET EMC",
    );
    let made =
        one(&bench, page("", "", "7 0 R", "/AcroForm << /Fields [7 0 R] >>", &[field, looks]));
    assert!(black_in(&made, SIGNATURE) > 200);
}

#[test]
fn an_annotation_whose_appearance_cannot_be_drawn_is_reported() {
    let bench = Bench::new();
    let reported = |note: String, looks: &str| {
        bench.file("noted.pdf", page(BOX, "", "7 0 R", "", &[note, looks.to_owned()]));
        let run = bench.run(&["convert", "noted.pdf", "-o", "out.tif"]);
        assert_eq!(run.code, Some(0), "{run:?}");
        run.out
            .contains("incomplete: noted.pdf (1 drawing that was added without its appearance")
    };
    let no_frame = stream("/Subtype /Form", "0 0 200 50 re f");
    assert!(reported(note("/Widget /FT /Sig", "/AP << /N 99 0 R >>"), ""));
    assert!(reported(note("/Widget /FT /Sig", "/AP << /N 8 0 R >>"), &no_frame));
    assert!(reported(note("/Stamp", "/AP << /N 8 0 R >>"), &no_frame));
    assert!(reported(note("/Stamp", "/AP << /N << /A 8 0 R >> >>"), &looks()));
    for kind in ["/Underline", "/Highlight", "/Squiggly", "/Caret", "/Redact"] {
        assert!(reported(note(kind, ""), ""), "{kind}");
    }
    assert!(!reported(note("/Widget /FT /Sig", "/AP << /N 8 0 R >>"), &looks()));
    assert!(!reported(note("/Widget /FT /Sig", ""), ""));
    assert!(!reported(note("/Widget /FT /Sig", "/AP << >>"), ""));
    assert!(!reported(note("/Widget /FT /Btn /AS /Off", "/AP << /N << /On 8 0 R >> >>"), &looks()));
    assert!(!reported(note("/Link", ""), ""));
}

/// A page with a picture of this size in the document, whose data were cut to a part of their
/// length. `matrix` places the picture.
fn of_picture(dict: &str, data: &[u8], part: f64, matrix: &str) -> Vec<u8> {
    let data = &data[..(data.len() as f64 * part) as usize];
    picture_page(&format!("/Subtype /Image {dict}"), &format!("q {matrix} cm /P Do Q"), data, "")
}

#[test]
fn a_picture_of_which_a_part_is_missing_is_missed() {
    let bench = Bench::new();
    let (width, rows) = (800_u32, 1100_u32);
    let size = format!("/Width {width} /Height {rows}");
    let dots = |x: u32, y: u32| (x / 8 + y / 8) % 2 == 0;
    let mut bitmap = Bitmap::new(width);
    for y in 0..rows {
        let row: Vec<u8> = (0..width / 8).map(|x| if dots(x * 8, y) { 0xff } else { 0 }).collect();
        bitmap.push_row(&row);
    }
    let bits: Vec<u8> = (0..rows)
        .flat_map(|y| (0..width / 8).map(move |x| if dots(x * 8, y) { 0 } else { 0xff }))
        .collect();
    let greys: Vec<u8> = (0..rows)
        .flat_map(|y| (0..width).map(move |x| if dots(x, y) { 0 } else { 255 }))
        .collect();
    let mut jpeg = Vec::new();
    image::codecs::jpeg::JpegEncoder::new(&mut jpeg)
        .encode(&greys, width, rows, image::ExtendedColorType::L8)
        .unwrap();
    let options = EncodeOptions { lsb_first: false, ..EncodeOptions::default() };
    let t6 = ferrofax::t4::encode(&bitmap, Coding::Mmr, options);
    let kinds: [(&str, String, &[u8]); 6] = [
        (
            "T.6",
            format!(
                "{size} /ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns {width} /Rows {rows} >>"
            ),
            &t6,
        ),
        (
            "JPEG",
            format!("{size} /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /DCTDecode"),
            &jpeg,
        ),
        ("greys", format!("{size} /ColorSpace /DeviceGray /BitsPerComponent 8"), &greys),
        ("bits", format!("{size} /ColorSpace /DeviceGray /BitsPerComponent 1"), &bits),
        ("a mask", format!("{size} /ImageMask true /BitsPerComponent 1"), &bits),
        (
            "a palette",
            format!(
                "{size} /ColorSpace [/Indexed /DeviceRGB 1 <FFFFFF000000>] /BitsPerComponent 1"
            ),
            &bits,
        ),
    ];
    for (what, dict, data) in &kinds {
        for matrix in ["500 0 0 700 40 40", "500 20 -20 700 40 40"] {
            let whole = one(&bench, of_picture(dict, data, 1.0, matrix));
            assert!(black_in(&whole, [40.0, 40.0, 540.0, 740.0]) > 300_000, "{what}");
            for part in [0.0, 0.5, 0.98] {
                assert_refused(
                    &bench,
                    &format!("{what}, {part} of it, placed by {matrix}"),
                    of_picture(dict, data, part, matrix),
                    "a picture on page 1 cannot be read",
                );
            }
        }
    }
    // One row less than declared is not worth a refusal.
    let data = &greys[..greys.len() - width as usize];
    one(&bench, of_picture(&kinds[2].1, data, 1.0, "500 0 0 700 40 40"));
}

#[test]
fn a_palette_that_cannot_be_read_is_not_taken_for_greys() {
    let bench = Bench::new();
    let bits = [0_u8; 100 * 13];
    let made = |space: &str, others: &[&str]| {
        let picture = stream(
            &format!(
                "/Subtype /Image /Width 104 /Height 100 /BitsPerComponent 1 /ColorSpace {space} /Filter /ASCIIHexDecode"
            ),
            &(bits.iter().map(|byte| format!("{byte:02x}")).collect::<String>() + ">"),
        );
        let others = others.iter().map(|&other| other.to_owned());
        let objects: Vec<String> = std::iter::once(picture).chain(others).collect();
        page("q 200 0 0 50 300 100 cm /P Do Q", "/XObject << /P 7 0 R >>", "", "", &objects)
    };
    // Value 0 is white in the palette.
    let white = "<FFFFFF000000>";
    let whole = one(&bench, made(&format!("[/Indexed /DeviceRGB 1 {white}]"), &[]));
    assert_eq!(black_in(&whole, SIGNATURE), 0);
    let stream = stream("/Filter /ASCIIHexDecode", "FFFFFF000000>");
    assert_eq!(
        black_in(&one(&bench, made("[/Indexed /DeviceRGB 1 8 0 R]", &[&stream])), SIGNATURE),
        0
    );
    let why = "a picture on page 1 cannot be read";
    assert_refused(
        &bench,
        "a string elsewhere",
        made("[/Indexed /DeviceRGB 1 8 0 R]", &[white]),
        why,
    );
    assert_refused(&bench, "none", made("[/Indexed /DeviceRGB 1 99 0 R]", &[]), why);
    let short = made(&format!("[/Indexed /DeviceRGB 2 {white}]"), &[]);
    assert_refused(&bench, "too short", short, why);
}

#[test]
fn a_value_is_not_drawn_over_an_appearance_of_outlines() {
    let bench = Bench::new();
    let bars: String = (0..30).map(|at| format!("{} 0 3 50 re f\n", at * 6)).collect();
    let made = |value: &str| {
        let field = note(&format!("/Widget /FT /Tx /T (a) {value}"), "/AP << /N 8 0 R >>");
        let looks = stream("/Subtype /Form /BBox [0 0 200 50]", &bars);
        one(&bench, page("", "", "7 0 R", "/AcroForm << /Fields [7 0 R] >>", &[field, looks]))
    };
    assert!(made("/V (HELLO HELLO)") == made(""), "a bar code as it looks");
}

/// A TIFF file of one page of 400 × 300 pixels, with these tags and their values. If there are
/// several strips, each is a plane of the picture.
fn tiff(strips: &[&[u8]], entries: &[(u16, u32)]) -> Vec<u8> {
    let mut out = b"II\x2A\0\0\0\0\0".to_vec();
    let mut places = Vec::new();
    for strip in strips {
        places.push(out.len() as u32);
        out.extend_from_slice(strip);
    }
    let lists = out.len() as u32;
    let lengths = strips.iter().map(|strip| strip.len() as u32);
    out.extend(places.iter().copied().chain(lengths).flat_map(u32::to_le_bytes));
    let directory = (out.len() as u32).to_le_bytes();
    out[4..8].copy_from_slice(&directory);
    let count = strips.len() as u32;
    let list = |at: u32| if count == 1 { places[0] } else { lists + 4 * at };
    let length = if count == 1 { strips[0].len() as u32 } else { list(count) };
    let own =
        [(256, 1, 400), (257, 1, 300), (273, count, list(0)), (278, 1, 300), (279, count, length)];
    let mut all: Vec<(u16, u32, u32)> =
        entries.iter().map(|(tag, value)| (*tag, 1, *value)).chain(own).collect();
    all.sort_unstable();
    out.extend((all.len() as u16).to_le_bytes());
    for (tag, count, value) in all {
        out.extend(
            [&tag.to_le_bytes()[..], &[4, 0], &count.to_le_bytes(), &value.to_le_bytes()].concat(),
        );
    }
    out.extend([0; 4]);
    out
}

#[test]
fn inks_in_planes_of_their_own_are_inks() {
    let bench = Bench::new();
    let plane = |ink: u8| vec![ink; 400 * 300];
    let black = |inks: [u8; 4]| {
        let planes = inks.map(plane);
        let planes: Vec<&[u8]> = planes.iter().map(Vec::as_slice).collect();
        let entries = [(258, 8), (259, 1), (262, 5), (277, 4), (284, 2)];
        let file = bench.file("inks.tif", tiff(&planes, &entries));
        let page = bench.pages(&file, &[]).remove(0).0;
        super::bench::black(&page, 0..page.width(), 0..page.rows())
    };
    assert_eq!(black([0; 4]), 0, "white paper");
    let full = black([255, 255, 255, 0]);
    assert!(full > 50_000 && black([0, 0, 0, 255]) == full);
    assert!((full / 10..full).contains(&black([255, 0, 0, 0])), "cyan");
}

#[test]
fn a_jpeg_in_a_tiff_that_was_cut_is_missed() {
    let bench = Bench::new();
    let greys: Vec<u8> = (0..300_u32)
        .flat_map(|y| (0..400_u32).map(move |x| ((x ^ y) % 256) as u8))
        .collect();
    let mut jpeg = Vec::new();
    image::codecs::jpeg::JpegEncoder::new(&mut jpeg)
        .encode(&greys, 400, 300, image::ExtendedColorType::L8)
        .unwrap();
    let made = |part: f64| {
        let data = &jpeg[..(jpeg.len() as f64 * part) as usize];
        tiff(&[data], &[(258, 8), (259, 7), (262, 1), (277, 1)])
    };
    bench.pages(&bench.file("whole.tif", made(1.0)), &[]);
    for part in [0.5, 0.9] {
        let file = bench.file("cut.tif", made(part));
        let run = bench.run(&["convert", file.to_str().unwrap(), "-o", "out.tif"]);
        assert!(run.code == Some(2) && run.err.contains("page 1 is damaged"), "{part}: {run:?}");
    }
}
