//! Documents of all kinds become pages: each sort by a document of it, as `pages_of`
//! makes them for the desk.

use std::io::Cursor;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ferrofax::convert::{
    Body, ConvertError, Converter, Cover, Document, FirstPage, InlinePicture, LeftOut, PageOf,
    Pages, Reached, Wanted, convert_watched, cover_of, pages_of, pages_of_whole,
};
use ferrofax::document::tiff;
use ferrofax::t4::{Bitmap, Resolution};
use image::{DynamicImage, GrayImage, ImageFormat, Luma, RgbImage};
use pdf_writer::{Content, Finish, Name, Pdf, Rect, Ref, Str};

use crate::programs::is_there;

pub(crate) const WANTED: Wanted = Wanted { resolution: None, max_pages: 50, colours: false };

/// As the program makes pages, with no fonts but the built-in ones.
pub(crate) fn converter() -> Converter {
    let mut converter =
        Converter { program: env!("CARGO_BIN_EXE_ferrofax").into(), ..Converter::default() };
    converter.convert.fonts.clear();
    converter
}

pub(crate) fn made(documents: &[Document]) -> Result<(Pages, Vec<LeftOut>), ConvertError> {
    pages_of(documents, &WANTED, &converter())
}

pub(crate) fn bitmaps(pages: &Pages) -> Vec<Bitmap> {
    tiff::read(&pages.path())
        .unwrap()
        .iter()
        .map(|page| page.bitmap().unwrap())
        .collect()
}

#[test]
fn a_conversion_shows_the_page_that_it_has_reached() {
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join("long.txt");
    std::fs::write(&text, "one\u{c}two\u{c}three\n").unwrap();
    let shown = |path: &std::path::Path, name: &str| {
        let reached = Reached::default();
        let pages = convert_watched(path, name, &WANTED, &converter(), &reached).unwrap();
        assert_eq!(pages.count, 3);
        (pages, reached.now())
    };
    let (pages, of_text) = shown(&text, "long.txt");
    assert_eq!(of_text, PageOf { page: 3, pages: None });
    // The number of pages of a TIFF file is known before its first page is made.
    let (_, of_tiff) = shown(&pages.path(), "long.tif");
    assert_eq!(of_tiff, PageOf { page: 3, pages: Some(3) });
}

/// The pages of one document, which is not left out.
fn pages(document: Document) -> Vec<Bitmap> {
    let (pages, left_out) = made(&[document]).unwrap();
    assert_eq!(left_out, []);
    bitmaps(&pages)
}

pub(crate) fn black(page: &Bitmap) -> usize {
    page.data().iter().map(|byte| byte.count_ones() as usize).sum()
}

/// The part of the page that has black: columns and rows.
fn extent(page: &Bitmap) -> (std::ops::Range<u32>, std::ops::Range<u32>) {
    let rows: Vec<u32> = (0..page.rows())
        .filter(|y| page.row(*y).iter().any(|byte| *byte != 0))
        .collect();
    let columns: Vec<u32> = (0..page.width())
        .filter(|x| rows.iter().any(|y| page.is_black(*x, *y)))
        .collect();
    let range = |found: &[u32]| found[0]..found[found.len() - 1] + 1;
    (range(&columns), range(&rows))
}

pub(crate) fn pdf(pages: i32) -> Vec<u8> {
    let mut pdf = Pdf::new();
    let (tree, font) = (Ref::new(2), Ref::new(3));
    pdf.catalog(Ref::new(1)).pages(tree);
    pdf.pages(tree).kids((0..pages).map(|page| Ref::new(4 + 2 * page))).count(pages);
    pdf.type1_font(font).base_font(Name(b"Helvetica"));
    for number in 0..pages {
        let mut page = pdf.page(Ref::new(4 + 2 * number));
        page.parent(tree)
            .media_box(Rect::new(0.0, 0.0, 595.0, 842.0))
            .contents(Ref::new(5 + 2 * number));
        page.resources().fonts().pair(Name(b"F"), font);
        page.finish();
        let mut content = Content::new();
        content.begin_text().set_font(Name(b"F"), 12.0).next_line(60.0, 700.0);
        content.show(Str(format!("Seite {}", number + 1).as_bytes())).end_text();
        pdf.stream(Ref::new(5 + 2 * number), &content.finish());
    }
    pdf.finish()
}

fn tiff_file(rows: u32) -> Vec<u8> {
    let mut page = Bitmap::white(1728, rows);
    (0..rows).for_each(|y| page.set(y, y, true));
    ferrofax_kit::pages::tiff(&[page], Resolution::Fine)
}

fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// A ramp from black to white over the whole width.
fn ramp(width: u32, rows: u32) -> DynamicImage {
    GrayImage::from_fn(width, rows, |x, _| Luma([(x * 255 / width) as u8])).into()
}

fn text(text: &str) -> Body {
    Body::Text(text.to_owned())
}

#[test]
fn a_mails_text_comes_first_and_its_attachments_follow_in_their_order() {
    let first = FirstPage {
        subject: "Angebot".into(),
        body: text("Anbei das Angebot."),
        ..FirstPage::default()
    };
    let documents = [
        Document::first_page(first),
        Document::bytes("a.pdf", "application/pdf", pdf(2)),
        Document::bytes("b.tif", "image/tiff", tiff_file(500)),
    ];
    let (all, left_out) = made(&documents).unwrap();
    assert_eq!((all.count, &all.of_each[..], left_out), (4, &[1, 2, 1][..], vec![]));
    let together = bitmaps(&all);
    let alone: Vec<Bitmap> = documents.into_iter().flat_map(pages).collect();
    assert!(together == alone, "the same pages in the same order");
}

#[test]
fn a_part_without_words_makes_no_page() {
    for body in [
        text(" \n"),
        Body::Html { html: "<html><body><p>&nbsp;</p></body></html>".into(), pictures: vec![] },
    ] {
        let first =
            FirstPage { from: "Anna <anna@example.com>".into(), body, ..FirstPage::default() };
        let (pages, _) = made(&[
            Document::first_page(first),
            Document::bytes("a.pdf", "application/pdf", pdf(1)),
        ])
        .unwrap();
        assert_eq!(pages.of_each, [0, 1]);
    }
    let nothing = made(&[Document::first_page(FirstPage::default())]).unwrap().0;
    assert_eq!((nothing.count, nothing.of_each), (0, vec![0]));
}

#[test]
fn a_first_page_has_real_type_in_many_scripts() {
    let page = |text: &str| {
        let body = Body::Text(text.to_owned());
        let first = FirstPage { subject: "Fax".into(), body, ..FirstPage::default() };
        pages(Document::first_page(first)).remove(0)
    };
    let boxes = page("\u{10FFFD}\u{10FFFD}\u{10FFFD}\u{10FFFD}\u{10FFFD}\u{10FFFD}");
    for words in ["Grüße", "Привет", "مرحبا", "שלום", "Γειά"] {
        assert!(page(words) != boxes && black(&page(words)) > black(&page("")), "{words}");
    }
    assert!(extent(&page("Gruß\nمرحبا")).0.end > 1500, "what is read from the right stands there");
}

#[test]
fn html_shows_the_pictures_that_came_with_it() {
    let page = |pictures: Vec<InlinePicture>| {
        let html = "<p>Hallo</p><p><img src='cid:logo@example.com' width=200></p>".to_owned();
        let first = FirstPage {
            subject: "S".into(),
            body: Body::Html { html, pictures },
            ..FirstPage::default()
        };
        pages(Document::first_page(first)).remove(0)
    };
    let bytes = encoded(&RgbImage::new(200, 100).into(), ImageFormat::Png);
    let with = page(vec![InlinePicture { id: "logo@example.com".into(), bytes }]);
    // 200 × 100 pixels of a screen are 53 × 26.5 mm.
    let more = black(&with) - black(&page(vec![]));
    assert!((80_000..95_000).contains(&more), "{more}");
}

#[test]
fn pictures_of_all_kinds_are_pages_and_their_greys_are_dots() {
    for format in
        [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Gif, ImageFormat::Bmp, ImageFormat::WebP]
    {
        let mut picture = ramp(600, 400);
        if matches!(format, ImageFormat::Gif | ImageFormat::WebP | ImageFormat::Bmp) {
            picture = picture.to_rgb8().into();
        }
        let bytes = encoded(&picture, format);
        let page = pages(Document::bytes("p", "application/octet-stream", bytes)).remove(0);
        let (columns, rows) = extent(&page);
        let (width, height) = (columns.len() as f64 / 204.1, rows.len() as f64 / 195.6);
        assert!((width / height - 1.5).abs() < 0.1, "{format:?}: {width} × {height} inches");
        let part = black(&page) as f64 / (columns.len() * rows.len()) as f64;
        assert!((0.35..0.65).contains(&part), "{format:?}: {part} of it is black");
    }
}

#[test]
fn letters_in_a_picture_are_crisp_and_a_photograph_is_dithered() {
    // Black and white bars as of letters, softened a little as scanners do.
    let bars = GrayImage::from_fn(1654, 2339, |x, _| {
        Luma([match x % 12 {
            0 | 5 => 140,
            1..=4 => 20,
            _ => 250,
        }])
    });
    let page =
        pages(Document::bytes("scan.png", "image/png", encoded(&bars.into(), ImageFormat::Png)))
            .remove(0);
    let row = |y: u32| -> Vec<bool> { (100..1600).map(|x| page.is_black(x, y)).collect() };
    assert_eq!(row(500), row(501), "bars are the same from row to row: no dots");
    let grey = GrayImage::from_pixel(1654, 2339, Luma([128]));
    let page =
        pages(Document::bytes("photo.png", "image/png", encoded(&grey.into(), ImageFormat::Png)))
            .remove(0);
    let row = |y: u32| -> Vec<bool> { (100..1600).map(|x| page.is_black(x, y)).collect() };
    assert!(row(500) != row(501) && black(&page) > 500_000, "dots");
}

#[test]
fn a_landscape_picture_is_turned() {
    let page =
        pages(Document::bytes("p.png", "image/png", encoded(&ramp(2000, 1000), ImageFormat::Png)))
            .remove(0);
    let (columns, rows) = extent(&page);
    assert!(rows.len() > columns.len(), "{columns:?} {rows:?}");
    // It is black at its left; turned with its top to the left, that is at the bottom.
    let half = |rows: std::ops::Range<u32>| {
        rows.map(|y| page.row(y).iter().map(|byte| byte.count_ones()).sum::<u32>())
            .sum::<u32>()
    };
    let middle = (rows.start + rows.end) / 2;
    assert!(half(middle..rows.end) > 2 * half(rows.start..middle));
    // Within margins that no machine cuts off.
    assert!(columns.start > 80 && columns.end < 1650 && rows.start > 80, "{columns:?} {rows:?}");
}

#[test]
fn what_a_document_is_its_content_says() {
    for (name, media_type) in [
        ("scan.tif", "application/octet-stream"),
        ("scan.tiff", "application/octet-stream"),
        ("scan", "image/jpeg"),
        ("scan.pdf", "application/pdf"),
    ] {
        assert_eq!(pages(Document::bytes(name, media_type, tiff_file(300))).len(), 1, "{name}");
    }
    assert_eq!(pages(Document::bytes("a.tif", "image/tiff", pdf(2))).len(), 2);
    // Only text is what its sender says: read as it stands, or as HTML.
    let html = b"<p>x<p>y".to_vec();
    let [plain, read] = ["text/plain", "text/html"]
        .map(|kind| black(&pages(Document::bytes("x", kind, html.clone()))[0]));
    assert!(plain > read);
}

#[test]
fn text_is_read_by_the_character_set_that_is_named() {
    let page =
        |kind: &str, bytes: &[u8]| pages(Document::bytes("x", kind, bytes.to_vec())).remove(0);
    let utf8 = page("text/plain; charset=utf-8", "سلام".as_bytes());
    assert!(page("text/plain; charset=windows-1256", b"\xD3\xE1\xC7\xE3") == utf8);
    assert!(
        page("text/plain; charset=iso-8859-1", b"Gr\xFC\xDFe")
            == page("text/plain", "Grüße".as_bytes())
    );
}

#[test]
fn what_nothing_reads_is_left_out_and_named_and_the_rest_is_faxed() {
    let documents = [
        Document::bytes("call.wav", "audio/wav", b"RIFF\0\0\0\0WAVEfmt ".to_vec()),
        Document::bytes("a.pdf", "application/pdf", pdf(1)),
        Document::bytes("data.bin", "application/x-thing", vec![1, 2, 3, 0]),
    ];
    let (pages, left_out) = made(&documents).unwrap();
    assert_eq!(pages.of_each, [0, 1, 0]);
    let told: Vec<String> =
        left_out.iter().map(|its| format!("{}: {}", its.name, its.why)).collect();
    assert_eq!(
        told,
        [
            "call.wav: it is a sound recording",
            "data.bin: it has the type application/x-thing, which is not supported"
        ]
    );
    // Only such: nothing is made, and who asks sees it.
    let (pages, left_out) = made(&documents[..1]).unwrap();
    assert_eq!((pages.count, left_out.len()), (0, 1));
}

#[test]
fn one_document_that_is_damaged_stops_all_and_is_named() {
    let mut cut = pdf(3);
    cut.truncate(cut.len() / 2);
    let documents = [
        Document::bytes("good.pdf", "application/pdf", pdf(1)),
        Document::bytes("cut.pdf", "application/pdf", cut),
    ];
    let error = made(&documents).unwrap_err().to_string();
    assert!(error.starts_with("cut.pdf: its end is missing"), "{error}");
}

#[test]
fn damaged_documents_are_left_out_and_named_where_that_is_set() {
    let mut cut = pdf(3);
    cut.truncate(cut.len() / 2);
    let cut = |name: &str| Document::bytes(name, "application/pdf", cut.clone());
    let good = |name: &str| Document::bytes(name, "application/pdf", pdf(1));
    let first = FirstPage { subject: "Angebot".into(), ..FirstPage::default() };
    let documents = [
        Document::first_page(first),
        cut("cut.pdf"),
        good("good.pdf"),
        Document::bytes("call.wav", "audio/wav", b"RIFF\0\0\0\0WAVEfmt ".to_vec()),
        Document::bytes("empty.tif", "image/tiff", Vec::new()),
        good("last.pdf"),
    ];
    let (pages, left_out) = pages_of_whole(&documents, &WANTED, &converter()).unwrap();
    assert_eq!(pages.of_each, [1, 0, 1, 0, 0, 1]);
    let told: Vec<_> = left_out
        .iter()
        .map(|one| (one.name.as_str(), one.why.to_string(), one.is_damaged))
        .collect();
    assert_eq!(
        told,
        [
            ("cut.pdf", "its end is missing; it was not copied completely".to_owned(), true),
            ("call.wav", "it is a sound recording".to_owned(), false),
            ("empty.tif", "it is empty".to_owned(), true)
        ]
    );
    let whole = [&documents[0], &documents[2], &documents[5]].map(Clone::clone);
    assert!(
        bitmaps(&pages) == bitmaps(&made(&whole).unwrap().0),
        "the others are as they would be without it"
    );
    // Nothing but such: nothing is made, and who asks sees it.
    let (pages, left_out) = pages_of_whole(&documents[1..2], &WANTED, &converter()).unwrap();
    assert_eq!((pages.count, left_out.len()), (0, 1));
    // A limit is no damage, and a mail in which all is damaged is none.
    let long = [good("good.pdf"), Document::bytes("long.pdf", "application/pdf", pdf(60))];
    assert!(
        pages_of_whole(&long, &WANTED, &converter())
            .unwrap_err()
            .to_string()
            .starts_with("long.pdf: it has 60 pages")
    );
    let many: Vec<Document> = (0..9).map(|number| cut(&format!("{number}.pdf"))).collect();
    assert!(pages_of_whole(&many, &WANTED, &converter()).is_err());
}

#[test]
fn all_documents_together_have_no_more_pages_than_a_fax_may_have() {
    let half = || Document::bytes("half.pdf", "application/pdf", pdf(26));
    let error = made(&[half(), half()]).unwrap_err().to_string();
    assert!(error.contains("it has 26 pages after 26 others, and a fax has at most 50"), "{error}");
}

/// A cover page by itself, with these settings.
fn cover(converter: &Converter, cover: Cover) -> Bitmap {
    let (pages, _) = pages_of(&[Document::cover(cover)], &WANTED, converter).unwrap();
    bitmaps(&pages).remove(0)
}

#[test]
fn a_cover_page_bears_its_words_and_nothing_else() {
    let words = Cover::default()
        .with("to", "Anna Müller")
        .with("subject", "Angebot")
        .with("pages", "3");
    let plain = cover(&converter(), words.clone());
    assert!(cover(&converter(), words.clone().with("to", "Anna Möller")) != plain);
    assert!(
        cover(&converter(), words.clone().with("from_company", "")) == plain,
        "a field without words takes no room"
    );
    assert!(cover(&converter(), words.clone().with("unknown", "x")) == plain);
    assert!(black(&cover(&converter(), words.with("text", "البرج في القرية"))) > black(&plain));
}

#[test]
fn a_cover_page_counts_the_pages() {
    let words = Cover::default().with("to", "Anna");
    let documents =
        [Document::cover(words.clone()), Document::bytes("a.pdf", "application/pdf", pdf(2))];
    let (pages, _) = made(&documents).unwrap();
    assert_eq!(pages.of_each, [1, 2]);
    let together = bitmaps(&pages);
    assert!(together[0] == cover(&converter(), words.with("pages", "3")), "three, with the cover");
    assert!(together[1..] == bitmaps(&made(&documents[1..]).unwrap().0)[..]);
}

#[test]
fn a_cover_page_with_a_long_message_counts_all_its_pages() {
    let words = Cover::default().with("text", &"A line of a long message.\n".repeat(120));
    let pages = |words: &Cover| {
        let all =
            [Document::cover(words.clone()), Document::bytes("a.pdf", "application/pdf", pdf(2))];
        bitmaps(&made(&all).unwrap().0)
    };
    let counted = pages(&words);
    let total = counted.len();
    assert!(total > 3, "the message has pages of its own");
    assert!(counted == pages(&words.clone().with("pages", &total.to_string())));
    assert!(counted != pages(&words.with("pages", "3")));
}

#[test]
fn a_cover_page_that_is_made_after_the_fax_counts_its_own_pages() {
    let long = Cover::default().with("text", &"A line of a long message.\n".repeat(120));
    for (words, of_cover) in [(Cover::default(), 1), (long, 3)] {
        let made = cover_of(words.clone(), 2, &WANTED, &converter()).unwrap();
        let counted = Document::cover(words.with("pages", (2 + of_cover).to_string()));
        let (expected, _) = pages_of(&[counted], &WANTED, &converter()).unwrap();
        assert_eq!(made.count, of_cover);
        assert!(bitmaps(&made) == bitmaps(&expected));
    }
}

#[test]
fn a_template_counts_the_pages_however_it_writes_the_field() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cover.html");
    let of = |template: &str, words: Cover| {
        std::fs::write(&path, template).unwrap();
        let mut converter = converter();
        converter.cover.template = Some(path.clone());
        cover(&converter, words)
    };
    let spaced = of("<p>{{ pages }}</p>", Cover::default());
    assert!(spaced == of("<p>{{pages}}</p>", Cover::default().with("pages", "1")));
}

#[test]
fn an_administrators_template_and_logo_make_the_cover() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, bytes: &[u8]| {
        std::fs::write(folder.path().join(name), bytes).unwrap();
        folder.path().join(name)
    };
    let mut converter = converter();
    converter.cover.template =
        Some(file("cover.html", b"<h1>ACME</h1><img src=logo>{{to}}{{#no}}gone{{/no}}"));
    let without = cover(&converter, Cover::default().with("to", "Anna"));
    converter.cover.logo =
        Some(file("logo.png", &encoded(&RgbImage::new(300, 100).into(), ImageFormat::Png)));
    let with = cover(&converter, Cover::default().with("to", "Anna"));
    assert!(black(&with) > black(&without) + 100_000, "{} {}", black(&with), black(&without));
    converter.cover.logo = Some(PathBuf::from("/nowhere/logo.png"));
    let error = pages_of(&[Document::cover(Cover::default())], &WANTED, &converter)
        .unwrap_err()
        .to_string();
    assert!(error.starts_with("/nowhere/logo.png: "), "{error}");
}

/// A program of an administrator's: a shell script.
pub(crate) fn script(folder: &tempfile::TempDir, name: &str, lines: &str) -> String {
    let path = folder.path().join(name);
    std::fs::write(&path, format!("#!/bin/sh\n{lines}\n")).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn an_administrators_program_reads_what_he_names() {
    let folder = tempfile::tempdir().unwrap();
    let mut converter = converter();
    let program = script(&folder, "upper", "tr a-z A-Z < \"$1\" > \"$2\"");
    converter
        .convert
        .programs
        .insert("application/x-shout".into(), vec![program, "%i".into(), "%o".into()]);
    let document = Document::bytes("a.shout", "Application/X-Shout; v=1", b"hallo welt".to_vec());
    let (pages, left_out) = pages_of(&[document], &WANTED, &converter).unwrap();
    assert_eq!(left_out, []);
    let wanted = made(&[Document::bytes("a.txt", "text/plain", b"HALLO WELT".to_vec())])
        .unwrap()
        .0;
    assert!(bitmaps(&pages) == bitmaps(&wanted));
}

#[test]
fn a_program_that_fails_or_makes_nothing_is_named_with_what_it_says() {
    let folder = tempfile::tempdir().unwrap();
    for (lines, says) in [
        ("echo first >&2; echo 'no such font' >&2; exit 3", "prog cannot read it (no such font)"),
        ("exit 0", "prog cannot read it"),
        ("printf '\\001\\002' > \"$2\"", "prog produced no PDF, TIFF, picture or text"),
        ("ln -s /etc/passwd \"$2\"", "prog cannot read it"),
    ] {
        let mut converter = converter();
        let program = script(&folder, "prog", lines);
        converter
            .convert
            .programs
            .insert("application/x-a".into(), vec![program, "%i".into(), "%o".into()]);
        let document = Document::bytes("a.x", "application/x-a", b"abc".to_vec());
        let error = pages_of(&[document], &WANTED, &converter).unwrap_err().to_string();
        assert!(error.starts_with("a.x: ") && error.contains(says), "{lines}: {error}");
    }
    let mut converter = converter();
    converter
        .convert
        .programs
        .insert("application/x-a".into(), vec!["/nowhere/prog".into()]);
    let document = Document::bytes("a.x", "application/x-a", b"abc".to_vec());
    let error = pages_of(&[document], &WANTED, &converter).unwrap_err().to_string();
    assert!(error.contains("prog could not be started: /nowhere/prog: No such file"), "{error}");
}

#[test]
fn office_documents_go_through_the_office_program() {
    let folder = tempfile::tempdir().unwrap();
    // Stands in for LibreOffice, with its words: ... --convert-to pdf --outdir DIR FILE.docx
    // It bears what it makes, since it sees nothing of what lies beside it.
    let made = STANDARD.encode(pdf(2));
    let lines = format!(
        "while [ $# -gt 1 ]; do [ \"$1\" = --outdir ] && out=$2; shift; done
        case $1 in *.docx) name=$(basename \"$1\" .docx) ;; *) exit 1 ;; esac
        base64 -d >\"$out/$name.pdf\" <<'END'\n{made}\nEND"
    );
    let mut converter = converter();
    converter.convert.office = script(&folder, "soffice", &lines);
    let docx = b"PK\x03\x04\x14\0\0\0 [Content_Types].xml PK word/document.xml".to_vec();
    let document = || Document::bytes("brief.docx", "application/octet-stream", docx.clone());
    let (pages, left_out) = pages_of(&[document()], &WANTED, &converter).unwrap();
    assert_eq!((pages.count, left_out), (2, vec![]));
    converter.convert.office = "no-such-office".into();
    let (pages, left_out) = pages_of(&[document()], &WANTED, &converter).unwrap();
    assert_eq!(
        (pages.count, left_out[0].why.to_string().contains("LibreOffice is not installed")),
        (0, true)
    );
}

/// Whether Ghostscript is there, which `make test` installs.
pub(crate) fn has_ghostscript() -> bool {
    is_there("gs")
}

/// Where it is installed here; tests/asterisk/office.rs brings it along.
#[test]
fn office_documents_go_through_libreoffice() {
    if !is_there("soffice") {
        return;
    }
    // LibreOffice 7.4 sets the letter in RTF on one page, as newer ones do not. Its parts are
    // packages of their own.
    for (part, name, counts) in [
        ("lowriter", "letter.docx", 2..=2),
        ("lowriter", "letter.odt", 2..=2),
        ("lowriter", "letter.rtf", 1..=2),
        ("localc", "prices.xlsx", 1..=1),
        ("loimpress", "slides.pptx", 2..=2),
    ] {
        if !is_there(part) {
            continue;
        }
        let bytes =
            std::fs::read(format!("{}/tests/kit/office/{name}", env!("CARGO_MANIFEST_DIR")))
                .unwrap();
        let made = pages(Document::bytes(name, "application/octet-stream", bytes)).len();
        assert!(counts.contains(&made), "{name}: {made} pages");
    }
}

#[test]
fn postscript_goes_through_ghostscript() {
    if !has_ghostscript() {
        return;
    }
    let page = "%!PS-Adobe-3.0\n/Helvetica findfont 40 scalefont setfont 100 400 moveto (Fax) show showpage\n";
    let document = || Document::bytes("a.ps", "application/postscript", page.as_bytes().to_vec());
    let (pages, left_out) = made(&[document()]).unwrap();
    assert_eq!((pages.count, left_out), (1, vec![]));
    assert!(black(&bitmaps(&pages)[0]) > 1000);
    let mut converter = converter();
    converter.convert.ghostscript = String::new();
    let (pages, left_out) = pages_of(&[document()], &WANTED, &converter).unwrap();
    assert_eq!(
        (pages.count, left_out[0].why.to_string().contains("Ghostscript is not installed")),
        (0, true)
    );
}
