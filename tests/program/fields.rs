//! Control fields in printed documents: they are found in PDF, PostScript and text however
//! they are written, cut the document into faxes, and are not seen on the pages.

use ferrofax::convert::fields::Mode;
use ferrofax::convert::{ConvertError, Converter, CutFax, Document, NotCut, Wanted, faxes_of};
use ferrofax::document::tiff;
use ferrofax::listeners::fields::FieldSettings;
use ferrofax::t4::Bitmap;
use pdf_writer::{Content, Name, Str};

use super::bench::{Bench, pdf};
use super::faithful::{page, stream};
use super::programs;

/// Settings of a mode.
fn mode(mode: Mode) -> FieldSettings {
    FieldSettings { mode, ..FieldSettings::default() }
}

/// The faxes of a document.
fn faxes(name: &str, bytes: &[u8], fields: &FieldSettings) -> Result<Vec<CutFax>, ConvertError> {
    let bench = tempfile::tempdir().unwrap();
    let path = bench.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    let converter =
        Converter { program: env!("CARGO_BIN_EXE_ferrofax").into(), ..Converter::default() };
    let wanted = Wanted { resolution: None, max_pages: 100, colours: false };
    let mut faxes = Vec::new();
    let take = |fax: CutFax| -> Result<(), std::convert::Infallible> {
        faxes.push(fax);
        Ok(())
    };
    match faxes_of(
        &Document::file(&path, name),
        &wanted,
        &converter,
        fields.search().as_ref(),
        take,
    ) {
        Ok(_) => Ok(faxes),
        Err(NotCut::Document(error)) => Err(error),
        Err(NotCut::Taker(never)) => match never {},
    }
}

/// A line of text in Helvetica, of so many mm, so many mm from the lower left corner.
fn line(content: &mut Content, x: f32, y: f32, size: f32, text: &str) {
    content
        .begin_text()
        .set_font(Name(b"F"), size)
        .next_line(x, y)
        .show(Str(text.as_bytes()))
        .end_text();
}

/// A4 sheets with these lines.
fn letters(sheets: &[&[&str]]) -> Vec<u8> {
    let drawings: Vec<_> = sheets
        .iter()
        .map(|lines| {
            move |content: &mut Content| {
                for (number, text) in lines.iter().enumerate() {
                    line(content, 20.0, 250.0 - 6.0 * number as f32, 3.5, text);
                }
            }
        })
        .collect();
    let drawings: Vec<&dyn Fn(&mut Content)> =
        drawings.iter().map(|draw| draw as &dyn Fn(&mut Content)).collect();
    pdf(210.0, 297.0, &drawings)
}

/// The numbers of faxes, with the pages that each has.
fn numbers(faxes: &[CutFax]) -> Vec<(&str, u32, u32)> {
    faxes
        .iter()
        .map(|fax| {
            (fax.fields.number.as_deref().unwrap_or_default(), fax.first_page, fax.pages.count)
        })
        .collect()
}

fn bitmaps(fax: &CutFax) -> Vec<Bitmap> {
    let pages = tiff::read(&fax.pages.path()).unwrap();
    pages.iter().map(|page| page.bitmap().unwrap()).collect()
}

/// Six pages with fields on the first and the fourth.
fn six() -> Vec<u8> {
    letters(&[
        &["Dear Sir,", "@@+FAX:0991 2700619@@ @@+TAG:Order 12345@@"],
        &["two"],
        &["three"],
        &["@@+FAX:+49 (89) 1-2/3@@", "@@+PRIO:100@@", "@@+NOTIFY:a.b@example.com@@"],
        &["five"],
        &["six"],
    ])
}

#[test]
fn a_document_of_six_pages_with_fields_on_two_becomes_two_faxes_of_three() {
    for mode in [Mode::Fields, Mode::FieldsOrHold] {
        let settings = FieldSettings { mode, ..FieldSettings::default() };
        let faxes = faxes("six.pdf", &six(), &settings).unwrap();
        assert_eq!(numbers(&faxes), [("0991 2700619", 1, 3), ("+49 (89) 1-2/3", 4, 3)]);
        let [first, second] = &faxes[..] else { panic!("two") };
        assert_eq!(
            (first.fields.tag.as_deref(), first.fields.priority),
            (Some("Order 12345"), None)
        );
        assert_eq!((&second.fields.tag, second.fields.priority), (&None, Some(100)));
        assert_eq!(second.fields.notify, ["a.b@example.com"]);
        assert_eq!(
            first.texts,
            ["Dear Sir,\n@@+FAX:0991 2700619@@ @@+TAG:Order 12345@@", "two", "three"]
        );
        let all: Vec<Bitmap> = faxes.iter().flat_map(bitmaps).collect();
        assert_eq!(all.len(), 6);
    }
}

#[test]
fn in_mode_1_no_text_is_read_and_all_pages_are_one_fax() {
    let faxes = faxes("six.pdf", &six(), &mode(Mode::Hold)).unwrap();
    assert_eq!(numbers(&faxes), [("", 1, 6)]);
    assert_eq!((faxes[0].texts.len(), faxes[0].fields.found.len()), (0, 0));
}

#[test]
fn the_command_shows_what_is_found_and_what_would_be_sent() {
    let bench = Bench::new();
    bench.file("six.pdf", six());
    let run = bench.run(&["convert", "--fields", "six.pdf", "--mode", "2"]);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
    let shown = "\
fax 1: pages 1 to 3, to 0991 2700619, tag 'Order 12345', priority 200, 3 tries, reports to the faxmaster
  page 1: FAX 0991 2700619
  page 1: TAG Order 12345
fax 2: pages 4 to 6, to +49 (89) 1-2/3, priority 100, 3 tries, reports to a.b@example.com
  page 4: FAX +49 (89) 1-2/3
  page 4: PRIO 100
  page 4: NOTIFY a.b@example.com
six.pdf: 2 faxes, mode 2
";
    assert_eq!(run.out, shown);
    let run = bench.run(&["convert", "--fields", "six.pdf"]);
    assert!(run.out.ends_with("six.pdf: 1 fax, mode 1, no field was looked for\n"), "{run:?}");
    bench.file("gateway.toml", "[fields]\nmode = 3\nnotify = \"user\"\nuser_search = '/^(\\w+)\\..*/'\nuser_replace = '$1'\n");
    bench.file("none.pdf", letters(&[&["nothing"]]));
    let words =
        ["--config", "gateway.toml", "convert", "--fields", "none.pdf", "--user", "john.doe"];
    let shown = "fax 1: page 1, waits for a number, priority 200, 3 tries, reports to user john\nnone.pdf: 1 fax, mode 3\n";
    assert_eq!(bench.run(&words).out, shown);
    let run = bench.run(&["convert", "--fields", "none.pdf", "--mode", "2"]);
    assert_eq!((run.code, run.out.as_str()), (Some(2), ""));
    assert!(run.err.contains("none.pdf: page 1 has no FAX field"), "{run:?}");
}

#[test]
fn fields_that_are_wrong_are_refused_with_their_page_and_what_was_made_before_is_told() {
    let two = letters(&[&["@@+FAX:1@@"], &["@@+FAX:2@@ and @@+FAX:33@@"]]);
    for mode in [Mode::Fields, Mode::FieldsOrHold] {
        let settings = FieldSettings { mode, ..FieldSettings::default() };
        let error = faxes("two.pdf", &two, &settings).unwrap_err().to_string();
        assert_eq!(error, "two.pdf: page 2 has two different FAX fields: '2' and '33'");
        let high = letters(&[&["@@+FAX:1@@ @@+PRIO:256@@"]]);
        let error = faxes("high.pdf", &high, &settings).unwrap_err().to_string();
        assert!(error.contains("page 1: PRIO: '256' is not a priority"), "{error}");
    }
}

/// A document of one page with this content, in which there may be the form `X`.
fn one_page(content: &str, form: &str, others: &[String]) -> Vec<u8> {
    let fonts = "/Resources << /Font << /F 5 0 R /G 8 0 R >> >>";
    let form = stream(&format!("/Type /XObject /Subtype /Form /BBox [0 0 595 842] {fonts}"), form);
    page(content, "/XObject << /X 7 0 R >>", "", "", &[&[form], others].concat())
}

/// The number of the one fax that a page is, without blanks.
fn number_on(name: &str, page: &[u8]) -> String {
    let faxes = faxes(&format!("{name}.pdf"), page, &mode(Mode::Fields));
    let faxes = faxes.unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(faxes.len(), 1, "{name}");
    faxes[0].fields.number.as_deref().unwrap_or_default().replace(' ', "")
}

const FIELD: &str = "@@+FAX:0991 2700619@@";

#[test]
fn a_field_is_found_however_it_is_drawn() {
    let words = format!("({FIELD}) Tj");
    let at = |x: u32, y: u32, what: &str| format!("BT /F 10 Tf {x} {y} Td {what} ET");
    let plain = at(100, 700, &words);
    // Each letter for itself, the last one first.
    let backwards: String = (0..FIELD.len())
        .rev()
        .map(|index| {
            let x = 100 + 7 * index as u32;
            at(x, 700, &format!("({}) Tj", &FIELD[index..=index])) + "\n"
        })
        .collect();
    for (name, content) in [
        ("plain", plain.clone()),
        ("white", format!("1 g {plain} 0 g")),
        ("invisible", at(100, 700, &format!("3 Tr {words}"))),
        (
            "kerned",
            at(100, 700, "[(@) -5 (@) 20 (+F) 80 (A) 74 (X:0991) -278 (2700) 10 (619@@)] TJ"),
        ),
        ("set apart", at(100, 700, &format!("4 Tc {words}"))),
        ("narrow", at(100, 700, &format!("-1 Tc 60 Tz {words}"))),
        ("backwards", backwards),
        ("operators", at(100, 700, "(@@+F) Tj (AX:0991 2) Tj (700619@@) Tj")),
        ("lines", at(100, 700, "(one @@+FAX:0991) Tj 0 -12 Td (2700619@@ two) Tj")),
        ("lines upwards", at(100, 688, "(2700619@@ two) Tj 0 12 Td (one @@+FAX:0991) Tj")),
        ("turned left", format!("q 0 1 -1 0 300 100 cm {plain} Q")),
        ("turned right", format!("q 0 -1 1 0 -300 800 cm {plain} Q")),
        ("upside down", format!("q -1 0 0 -1 500 842 cm {plain} Q")),
        ("aslant", format!("q 0.8 0.6 -0.6 0.8 300 -200 cm {plain} Q")),
        ("clipped", format!("q 0 0 10 10 re W n {plain} Q")),
        ("beside the page", at(100, 900, &words)),
        ("struck twice", at(100, 700, &format!("{words} 0.3 0 Td {words}"))),
        (
            "over others",
            format!("{} 1 g {plain} 0 g", at(102, 700, "(All that was said before, and more.) Tj")),
        ),
        ("small", format!("q 0.05 0 0 0.05 90 600 cm {plain} Q")),
    ] {
        assert_eq!(number_on(name, &one_page(&content, "", &[])), "09912700619", "{name}");
    }
    assert_eq!(number_on("form", &one_page("/X Do", &plain, &[])), "09912700619");
    // Behind the notes of a page, of which there are none, stands how it is turned.
    let rotated = page(&plain, "", "] /Rotate 90 /None [", "", &[]);
    assert_eq!(number_on("rotated", &rotated), "09912700619");
}

/// `@@+FAX:09912700619@@` in codes from 33 on.
const CODED: &str = "BT /G 10 Tf 100 700 Td <2121222324252627282829 2A2B27272C2928 2121> Tj ET";
const NAMES: &str = "/at /plus /F /A /X /colon /zero /nine /one /two /seven /six";

/// Shapes of the letters of [`NAMES`]: a box each.
fn type_3() -> [String; 2] {
    let procs: String = NAMES.split(' ').map(|name| format!("{name} 9 0 R ")).collect();
    let widths = "600 ".repeat(12);
    [
        format!(
            "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 1000 1000] /FontMatrix [0.001 0 0 0.001 0 0] /FirstChar 33 \
             /LastChar 44 /Widths [{widths}] /Resources << >> /Encoding << /Type /Encoding /Differences [33 {NAMES}] >> \
             /CharProcs << {procs} >> >>"
        ),
        stream("", "600 0 50 0 500 700 d1 50 0 450 700 re f"),
    ]
}

#[test]
fn letters_are_known_by_their_names_and_by_to_unicode() {
    let by_names = format!(
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding << /Type /Encoding /Differences [33 {NAMES}] >> >>"
    );
    assert_eq!(number_on("names", &one_page("/X Do", CODED, &[by_names])), "09912700619");
    // Names that say nothing, and a table that does.
    let letters = "@+FAX:091276".chars();
    let table: String = (33..)
        .zip(letters)
        .map(|(code, letter)| format!("<{code:02X}> <{:04X}>\n", letter as u32))
        .collect();
    let table = stream(
        "",
        &format!(
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /T def /CMapType 2 def\n\
             1 begincodespacerange <00> <FF> endcodespacerange\n12 beginbfchar\n{table}endbfchar\nendcmap end end"
        ),
    );
    let subset = "<< /Type /Font /Subtype /Type1 /BaseFont /ABCDEF+Helvetica /ToUnicode 9 0 R >>";
    assert_eq!(
        number_on("table", &one_page("/X Do", CODED, &[subset.to_owned(), table])),
        "09912700619"
    );
    assert_eq!(number_on("drawn", &one_page("/X Do", CODED, &type_3())), "09912700619");
}

#[test]
fn a_tag_keeps_its_blanks_and_its_letters() {
    let tag =
        "BT /F 10 Tf 100 700 Td (@@+FAX:1@@ @@+TAG: Bestellung 12345 \\(M\\374ller\\) @@) Tj ET";
    let kerned = "BT /F 10 Tf 100 700 Td (@@+FAX:1@@) Tj 0 -20 Td [(@@+TAG:Bes) 30 (tellung) -300 (12345) -300 (\\(M\\374ller\\)@@)] TJ ET";
    for content in [tag, kerned] {
        let latin =
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>";
        let document = one_page("/X Do", &content.replace("/F", "/G"), &[latin.to_owned()]);
        let faxes = faxes("tag.pdf", &document, &mode(Mode::Fields)).unwrap();
        assert_eq!(faxes[0].fields.tag.as_deref(), Some("Bestellung 12345 (Müller)"), "{content}");
    }
}

#[test]
fn fields_that_are_seen_are_taken_off_the_page_and_nothing_else() {
    let text =
        "BT /F 12 Tf 100 680 Td (Bitte bis Freitag bezahlen: 1234,56 EUR) Tj ET 50 500 200 80 re f";
    let field =
        "BT /F 12 Tf 100 700 Td (@@+FAX:0991 2700619@@) Tj 0 -60 Td (@@+TAG:gjpqy_ABC@@) Tj ET";
    let shade = "0.5 g 300 300 100 100 re f 0 g";
    for (name, rest, field) in [
        ("letters", text.to_owned(), field.to_owned()),
        ("shaded", format!("{text} {shade}"), field.to_owned()),
        ("turned", text.to_owned(), format!("q 0 1 -1 0 1000 100 cm {field} Q")),
        ("grey", text.to_owned(), format!("0.4 g {field} 0 g")),
        ("white", text.to_owned(), format!("1 g {field} 0 g")),
        ("shapes", text.to_owned(), "/X Do".to_owned()),
    ] {
        let document = |content: &str| one_page(content, CODED, &type_3());
        let (with, without) = (document(&format!("{rest} {field}")), document(&rest));
        let made = |document: &[u8], settings: &FieldSettings| {
            let faxes = faxes(&format!("{name}.pdf"), document, settings).unwrap();
            bitmaps(&faxes[0]).remove(0)
        };
        let bare = made(&without, &mode(Mode::Hold));
        let blanked = made(&with, &mode(Mode::Fields));
        assert!(blanked == bare, "{name}");
        let kept = FieldSettings { blank: false, ..mode(Mode::Fields) };
        assert_eq!(made(&with, &kept) == bare, name == "white", "{name}");
    }
}

#[test]
fn the_fields_of_a_text_file_are_found_page_by_page() {
    let text = "@@+FAX:0991 1@@\nDear Sir,\n\x0csecond\x0c\x0c@@+FAX:2@@ @@+TAG:Größe@@\nend\n\x0c";
    let found = faxes("text.txt", text.as_bytes(), &mode(Mode::Fields)).unwrap();
    assert_eq!(numbers(&found), [("0991 1", 1, 3), ("2", 4, 1)]);
    assert_eq!(found[1].fields.tag.as_deref(), Some("Größe"));
    // Taken off the page.
    let bare = "\nDear Sir,\n\x0csecond\x0c\x0c\nend\n\x0c";
    let bare = faxes("bare.txt", bare.as_bytes(), &mode(Mode::Hold)).unwrap();
    assert!(bitmaps(&found[0])[..2] == bitmaps(&bare[0])[..2]);
    assert!(bitmaps(&found[1])[..] == bitmaps(&bare[0])[3..]);
    // A page that goes over.
    let long = format!("@@+FAX:1@@\n{}@@+FAX:2@@\n", "line\n".repeat(100));
    let found = faxes("long.txt", long.as_bytes(), &mode(Mode::Fields)).unwrap();
    assert_eq!(numbers(&found), [("1", 1, 1), ("2", 2, 1)]);
}

#[test]
fn a_picture_has_no_text() {
    let picture = {
        let mut bytes = std::io::Cursor::new(Vec::new());
        let pixels = image::RgbaImage::from_pixel(200, 200, image::Rgba([0, 0, 0, 255]));
        image::DynamicImage::ImageRgba8(pixels)
            .write_to(&mut bytes, image::ImageFormat::Png)
            .unwrap();
        bytes.into_inner()
    };
    let error = faxes("stamp.png", &picture, &mode(Mode::Fields)).unwrap_err().to_string();
    assert!(error.starts_with("stamp.png: page 1 has no FAX field"), "{error}");
    let bench = Bench::new();
    bench.file("stamp.png", &picture);
    let run = bench.run(&["convert", "--fields", "stamp.png", "--mode", "3"]);
    assert!(run.out.starts_with("fax 1: page 1, waits for a number"), "{run:?}");
    assert!(run.out.contains("mode 3; stamp.png (no field is looked for in it"), "{run:?}");
}

#[test]
fn fields_are_found_in_post_script() {
    if !programs::is_there("gs") {
        return;
    }
    let words = format!("({FIELD})");
    for (name, show) in [
        ("show", format!("{words} show")),
        ("white", format!("1 setgray {words} show 0 setgray")),
        ("ashow", format!("2 0 {words} ashow")),
        ("widthshow", format!("3 0 32 {words} widthshow")),
        ("kshow", format!("{{ pop pop 1 0 rmoveto }} {words} kshow")),
        ("letters", FIELD.chars().map(|letter| format!("({letter}) show ")).collect()),
        ("turned", format!("gsave 90 rotate {words} show grestore")),
    ] {
        let document = format!(
            "%!PS-Adobe-3.0\n/Helvetica findfont 10 scalefont setfont\n200 400 moveto {show} showpage\n\
             100 700 moveto (two) show showpage\n100 700 moveto (@@+FAX:2@@) show showpage\n"
        );
        let found = faxes("document.ps", document.as_bytes(), &mode(Mode::Fields));
        let found = found.unwrap_or_else(|error| panic!("{name}: {error}"));
        let values: Vec<(String, u32)> = numbers(&found)
            .into_iter()
            .map(|(number, _, pages)| (number.replace(' ', ""), pages))
            .collect();
        assert_eq!(values, [("09912700619".to_owned(), 2), ("2".to_owned(), 1)], "{name}");
    }
}

#[test]
fn fields_are_found_in_what_other_programs_make() {
    if !programs::is_there("gs") || !programs::is_there("groff") {
        return;
    }
    let made_by = |program: &str, words: &[&str], input: &[u8]| {
        let mut child = std::process::Command::new(program)
            .args(words)
            .stdin(std::process::Stdio::piped())
            .stdout(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        std::io::Write::write_all(&mut stdin, input).unwrap();
        drop(stdin);
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success() && !output.stdout.is_empty(), "{program} {words:?}");
        output.stdout
    };
    let text = b".fam H\n.ps 10\n@@+FAX:+49 991 2700619@@\n.br\n@@+TAG:AVAT To. Wa 1@@\n.bp\ntwo\n.bp\n@@+FAX:2@@\n";
    let postscript = made_by("groff", &["-Tps"], text);
    let pdf = made_by(
        "gs",
        &[
            "-q",
            "-dSAFER",
            "-dBATCH",
            "-dNOPAUSE",
            "-sDEVICE=pdfwrite",
            "-dSubsetFonts=true",
            "-dEmbedAllFonts=true",
            "-sOutputFile=-",
            "-",
        ],
        &postscript,
    );
    for (name, bytes) in [("groff.ps", &postscript), ("gs.pdf", &pdf)] {
        let found = faxes(name, bytes, &mode(Mode::Fields)).unwrap();
        assert_eq!(numbers(&found), [("+49 991 2700619", 1, 2), ("2", 3, 1)], "{name}");
        assert_eq!(found[0].fields.tag.as_deref(), Some("AVAT To. Wa 1"), "{name}");
    }
}

/// The most memory that a child of this process took so far, MiB.
fn most_memory() -> u64 {
    let word = |path: &std::path::Path, name: &str| {
        let status = std::fs::read_to_string(path).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix(name).map(str::to_owned));
        line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok())
    };
    let us = u64::from(std::process::id());
    std::fs::read_dir("/proc")
        .unwrap()
        .filter_map(|entry| Some(entry.ok()?.path().join("status")))
        .filter(|status| word(status, "PPid:") == Some(us))
        .filter_map(|status| word(&status, "VmHWM:"))
        .max()
        .unwrap_or(0)
        / 1024
}

/// A batch: faxes of four pages, 45 lines of text a page.
fn batch(faxes: usize) -> Vec<u8> {
    let drawings: Vec<_> = (0..4 * faxes)
        .map(|page| {
            move |content: &mut Content| {
                if page % 4 == 0 {
                    let fax = page / 4;
                    let field =
                        format!("@@+FAX:0991 {fax:05}@@ @@+TAG:Invoice {fax}@@ @@+PRIO:250@@");
                    content.set_fill_gray(1.0);
                    line(content, 20.0, 280.0, 3.5, &field);
                    content.set_fill_gray(0.0);
                }
                for row in 0..45 {
                    let text = format!(
                        "Page {page}, item {row}: a box of screws, and what else was ordered"
                    );
                    line(content, 20.0, 265.0 - 5.5 * row as f32, 4.0, &text);
                }
            }
        })
        .collect();
    let drawings: Vec<&dyn Fn(&mut Content)> =
        drawings.iter().map(|draw| draw as &dyn Fn(&mut Content)).collect();
    pdf(210.0, 297.0, &drawings)
}

/// Each fax of a batch comes once and in order; how long it took, and the most memory at
/// fax 50 and at the end, MiB.
fn assert_batch(name: &str, bytes: &[u8], count: usize) -> (std::time::Duration, u64, u64) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    let converter =
        Converter { program: env!("CARGO_BIN_EXE_ferrofax").into(), ..Converter::default() };
    let wanted = Wanted { resolution: None, max_pages: 10, colours: false };
    let (mut number, mut early, mut last) = (0, 0, 0);
    let begun = std::time::Instant::now();
    let take = |fax: CutFax| -> Result<(), String> {
        let fields = &fax.fields;
        assert_eq!(fields.number.as_deref(), Some(&*format!("0991 {number:05}")));
        assert_eq!(fields.tag.as_deref(), Some(&*format!("Invoice {number}")));
        assert_eq!((fields.priority, fax.pages.count), (Some(250), 4));
        assert_eq!(fax.first_page as usize, 1 + 4 * number);
        number += 1;
        last = most_memory();
        early = if number <= 50 { last } else { early };
        Ok(())
    };
    faxes_of(
        &Document::file(&path, name),
        &wanted,
        &converter,
        mode(Mode::Fields).search().as_ref(),
        take,
    )
    .unwrap();
    let time = begun.elapsed();
    assert_eq!(number, count);
    (time, early, last)
}

#[test]
fn each_fax_of_a_batch_comes_once_and_more_pages_than_a_fax_may_have_are_refused() {
    assert_batch("batch.pdf", &batch(12), 12);
    let sheets: Vec<&[&str]> =
        std::iter::once(&["@@+FAX:1@@"][..]).chain([&["more"][..]; 100]).collect();
    let long = letters(&sheets);
    let error = faxes("long.pdf", &long, &mode(Mode::Fields)).unwrap_err().to_string();
    assert_eq!(error, "long.pdf: the fax from page 1 on has more than 100 pages");
}

#[test]
fn who_does_not_take_a_fax_ends_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("batch.pdf");
    std::fs::write(&path, batch(12)).unwrap();
    let converter =
        Converter { program: env!("CARGO_BIN_EXE_ferrofax").into(), ..Converter::default() };
    let wanted = Wanted { resolution: None, max_pages: 10, colours: false };
    let mut taken = 0;
    let take = |_: CutFax| {
        taken += 1;
        if taken < 3 { Ok(()) } else { Err("the disk is full") }
    };
    let settings = mode(Mode::Fields);
    let end = faxes_of(
        &Document::file(&path, "b"),
        &wanted,
        &converter,
        settings.search().as_ref(),
        take,
    );
    assert!(matches!(end, Err(NotCut::Taker("the disk is full"))), "{end:?}");
    assert_eq!(taken, 3);
}

#[test]
#[ignore = "takes minutes; prints pages a second and the memory of the child"]
fn a_batch_of_500_faxes_goes_through_at_a_rate_and_in_flat_memory() {
    let bytes = batch(500);
    let mut documents = vec![("batch.pdf", bytes.clone())];
    if programs::is_there("gs") {
        let folder = tempfile::tempdir().unwrap();
        let (pdf, ps) = (folder.path().join("batch.pdf"), folder.path().join("batch.ps"));
        std::fs::write(&pdf, &bytes).unwrap();
        let gs = std::process::Command::new("gs")
            .args(["-q", "-dSAFER", "-dBATCH", "-dNOPAUSE", "-sDEVICE=ps2write"])
            .arg(format!("-sOutputFile={}", ps.display()))
            .arg(&pdf)
            .status();
        assert!(gs.unwrap().success());
        documents.push(("batch.ps", std::fs::read(ps).unwrap()));
    }
    for (name, bytes) in documents {
        let (time, early, last) = assert_batch(name, &bytes, 500);
        let rate = 2000.0 / time.as_secs_f64();
        println!(
            "{name}: {rate:.0} pages/s, {time:.1?}; {early} MiB after 50 faxes, {last} MiB at the end"
        );
        assert!(last < early + 64, "{name}: {early} MiB, then {last} MiB");
    }
}
