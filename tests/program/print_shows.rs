//! Of a PDF a print is faxed, and not what a screen shows: annotations by their flags, layers by
//! their usage, the page by its boxes; and what has no page to print is refused.

use std::fmt::Write as _;

use ferrofax::t4::Bitmap;

use super::bench::{Bench, black, extent};
use super::faithful::{black_in, document, page, stream};

/// The pages of a document, and what `convert` says of it.
fn converted(bytes: impl AsRef<[u8]>) -> (Vec<Bitmap>, String) {
    let bench = Bench::new();
    let file = bench.file("document.pdf", bytes);
    let out = bench.path("pages.tif");
    let run = bench.run(&["convert", file.to_str().unwrap(), "-o", out.to_str().unwrap()]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let pages = ferrofax::document::tiff::read(&out).unwrap();
    let pages = pages.iter().map(|page| page.bitmap().unwrap()).collect();
    (pages, format!("{}{}", run.out, run.err))
}

fn refused(bytes: impl AsRef<[u8]>, says: &str) {
    let bench = Bench::new();
    bench.file("document.pdf", bytes);
    let run = bench.run(&["convert", "document.pdf", "-o", "out.tif"]);
    assert_eq!(run.code, Some(2), "{run:?}");
    assert!(run.err.contains(says), "{}", run.err);
}

/// A black box of 100 × 20 points, as the looks of an annotation.
fn looks() -> String {
    stream("/Type /XObject /Subtype /Form /BBox [0 0 100 20]", "0 0 100 20 re f")
}

/// Annotations below each other, the first at the top.
fn place_of(index: usize) -> [f64; 4] {
    let top = 800.0 - 40.0 * index as f64;
    [100.0, top - 20.0, 200.0, top]
}

/// A page with a black box as an annotation for each of these entries.
fn annotated(entries: &[&str], catalog: &str, others: &[String]) -> Vec<u8> {
    let mut notes = String::new();
    for (index, entries) in entries.iter().enumerate() {
        let [x0, y0, x1, y1] = place_of(index);
        let _ = write!(
            notes,
            "<< /Type /Annot /Rect [{x0} {y0} {x1} {y1}] /AP << /N 7 0 R >> {entries} >> "
        );
    }
    page("", "", &notes, catalog, &[&[looks()], others].concat())
}

/// Which of them are on the page.
fn shown(page: &Bitmap, count: usize) -> Vec<bool> {
    (0..count).map(|index| black_in(page, place_of(index)) > 5000).collect()
}

const FLAGS: [(&str, bool); 9] = [
    ("/Subtype /Widget /FT /Sig /F 4", true),
    ("/Subtype /Widget /FT /Sig /F 132", true),
    ("/Subtype /Widget /FT /Sig /F 36", true),
    ("/Subtype /Stamp /F 36", true),
    ("/Subtype /Stamp /F 5", true),
    ("/Subtype /Widget /FT /Sig", false),
    ("/Subtype /Stamp /F 32", false),
    ("/Subtype /Stamp /F 6", false),
    ("/Subtype /Stamp /F 2", false),
];

#[test]
fn annotations_are_printed_by_their_flags() {
    let entries = FLAGS.map(|(entries, _)| entries);
    let (pages, said) = converted(annotated(&entries, "", &[]));
    assert_eq!(shown(&pages[0], FLAGS.len()), FLAGS.map(|(_, is_printed)| is_printed));
    assert!(said.contains("1 annotation that is marked as not for printing is left out"), "{said}");
    // What nobody has filled in, or is there to be pressed, is not missed.
    for entries in [
        "/Subtype /Stamp /F 4",
        "/Subtype /Widget /FT /Tx",
        "/Subtype /Widget /FT /Tx /V ()",
        "/Subtype /Widget /FT /Btn /Ff 65536",
        "/Subtype /Widget /FT /Btn /V /Off /AS /Off",
        "/Subtype /Popup",
    ] {
        let (_, said) = converted(annotated(&[entries], "", &[]));
        assert!(!said.contains("not for printing"), "{entries}: {said}");
    }
    let (_, said) = converted(annotated(&["/Subtype /Widget /FT /Tx /V (Huber)"], "", &[]));
    assert!(said.contains("not for printing"), "{said}");
}

/// The same where all objects are packed, the annotations are objects of their own, and the file's
/// section is a stream.
#[test]
fn annotations_of_a_packed_document_are_printed_by_their_flags() {
    let plain = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Annots [{}] >>",
            (0..FLAGS.len()).map(|index| format!("{} 0 R ", 4 + index)).collect::<String>()
        ),
    ];
    let notes = FLAGS.iter().enumerate().map(|(index, (entries, _))| {
        let [x0, y0, x1, y1] = place_of(index);
        format!("<< /Rect [{x0} {y0} {x1} {y1}] /AP << /N 20 0 R >> {entries} >>")
    });
    let packed: Vec<String> = plain.into_iter().chain(notes).collect();
    let (mut heads, mut bodies) = (String::new(), String::new());
    for (index, object) in packed.iter().enumerate() {
        let _ = write!(heads, "{} {} ", index + 1, bodies.len());
        bodies.push_str(object);
        bodies.push('\n');
    }
    let mut out = b"%PDF-1.7\n".to_vec();
    let at_looks = out.len();
    out.extend(format!("20 0 obj\n{}\nendobj\n", looks()).bytes());
    let at_pack = out.len();
    let entries = format!("/Type /ObjStm /N {} /First {}", packed.len(), heads.len());
    out.extend(format!("21 0 obj\n{}\nendobj\n", stream(&entries, &(heads + &bodies))).bytes());
    let at_section = out.len();
    // The kind of each entry, its place or its pack, and its number in the pack.
    let mut section = Vec::new();
    let mut entry = |kind: u8, place: usize, number: u8| {
        section.extend([kind, (place >> 8) as u8, place as u8, number]);
    };
    entry(0, 0, 0);
    (0..packed.len()).for_each(|index| entry(2, 21, index as u8));
    [at_looks, at_pack, at_section].into_iter().for_each(|place| entry(1, place, 0));
    out.extend(
        format!(
            "22 0 obj\n<< /Type /XRef /Size 23 /W [1 2 1] /Index [0 {} 20 3] /Root 1 0 R /Length {} >>\nstream\n",
            packed.len() + 1,
            section.len()
        )
        .bytes(),
    );
    out.extend(section);
    out.extend(format!("\nendstream\nendobj\nstartxref\n{at_section}\n%%EOF\n").bytes());
    let (pages, _) = converted(&out);
    assert_eq!(shown(&pages[0], FLAGS.len()), FLAGS.map(|(_, is_printed)| is_printed));
}

/// The same where the file's own section is wrong, and where a later one has updated it.
#[test]
fn annotations_of_a_damaged_or_updated_document_are_printed_by_their_flags() {
    let entries = FLAGS.map(|(entries, _)| entries);
    let whole = annotated(&entries, "", &[]);
    let text = String::from_utf8(whole.clone()).unwrap();
    let at = text.rfind("startxref\n").unwrap() + 10;
    let wrong = [&text.as_bytes()[..at], b"7\n%%EOF\n"].concat();
    let start: usize = text[at..].split_whitespace().next().unwrap().parse().unwrap();
    let mut updated = whole;
    let place = updated.len();
    updated.extend(b"6 0 obj\n<< /New true >>\nendobj\n");
    let section = updated.len();
    updated.extend(
        format!(
            "xref\n6 1\n{place:010} 00000 n \ntrailer\n<< /Size 9 /Root 1 0 R /Prev {start} >>\nstartxref\n{section}\n%%EOF\n"
        )
        .bytes(),
    );
    for bytes in [wrong, updated] {
        let (pages, _) = converted(bytes);
        assert_eq!(shown(&pages[0], FLAGS.len()), FLAGS.map(|(_, is_printed)| is_printed));
    }
}

/// Streams and keys of a document that is encrypted by RC4 of 40 bits, with no password to open it.
const ENCRYPT: &str = "<< /Filter /Standard /V 1 /R 2 /P -4 /O <2055c756c72e1ad702608e8196acad447ad32d17cff583235f6dd15fed7dab67> /U <a64e367000e34d42af67b3be5c91f5f87f252a369c6a874ea40a79129903a526> >>";
const CONTENT: &str = "80d4f1d261d0b1907e3a346bcc1486a18e39a0";
const LOOKS: &str = "a0202f9adbfee0157990aa0be6f354";

fn bytes_of(digits: &str) -> Vec<u8> {
    (0..digits.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap())
        .collect()
}

/// What takes the place of its objects is read without the keys of others.
#[test]
fn an_encrypted_document_is_printed_by_its_flags_and_boxes() {
    let stream = |dict: &str, digits: &str| {
        let bytes = bytes_of(digits);
        let head = format!("<< {dict} /Length {} >>\nstream\n", bytes.len());
        [head.as_bytes(), &bytes, b"\nendstream"].concat()
    };
    let plain = |text: &str| text.as_bytes().to_vec();
    for encrypt in ["7 0 R", ENCRYPT] {
        let objects = [
            plain("<< /Type /Catalog /Pages 2 0 R >>"),
            plain("<< /Type /Pages /Kids [3 0 R] /Count 1 >>"),
            plain(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /CropBox [900 900 950 950] /Contents 4 0 R /Annots [6 0 R \
                 << /Subtype /Stamp /F 4 /Rect [100 740 200 760] /AP << /N 5 0 R >> >>] >>",
            ),
            stream("", CONTENT),
            stream("/Type /XObject /Subtype /Form /BBox [0 0 100 20]", LOOKS),
            plain("<< /Subtype /Stamp /F 36 /Rect [100 780 200 800] /AP << /N 5 0 R >> >>"),
            plain(ENCRYPT),
        ];
        let mut out = b"%PDF-1.4\n".to_vec();
        let mut section = "xref\n0 8\n0000000000 65535 f \n".to_owned();
        for (number, object) in (1..).zip(objects) {
            let _ = writeln!(section, "{:010} 00000 n ", out.len());
            out.extend(format!("{number} 0 obj\n").bytes().chain(object));
            out.extend(b"\nendobj\n");
        }
        let id = "<30313233343536373839616263646566>";
        let start = out.len();
        out.extend(section.bytes());
        out.extend(
            format!(
                "trailer\n<< /Size 8 /Root 1 0 R /Encrypt {encrypt} /ID [{id} {id}] >>\nstartxref\n{start}\n%%EOF\n"
            )
            .bytes(),
        );
        let (pages, _) = converted(out);
        assert_eq!(shown(&pages[0], 2), [true; 2], "{encrypt}");
        assert!(black_in(&pages[0], [100.0, 100.0, 200.0, 120.0]) > 5000, "{encrypt}");
    }
}

/// Layers: what the document says of each, and whether a print shows it.
const LAYERS: [(&str, bool); 6] = [
    ("", true),
    ("/Usage << /Print << /PrintState /OFF >> >>", false),
    ("/Usage << /Print << /PrintState /ON >> /View << /ViewState /OFF >> >>", true),
    ("/Usage << /View << /ViewState /OFF >> >>", false),
    ("/Usage << /Print << /PrintState /OFF >> /View << /ViewState /ON >> >>", false),
    ("/Usage << /Export << /ExportState /OFF >> >>", true),
];

fn layers(events: &str) -> (String, Vec<String>) {
    let listed: String = (0..LAYERS.len()).map(|index| format!("{} 0 R ", 8 + index)).collect();
    let events: String = events.replace("ALL", &listed);
    let catalog = format!("/OCProperties << /OCGs [{listed}] /D << {events} >> >>");
    let objects = LAYERS.iter().map(|(usage, _)| format!("<< /Type /OCG /Name (x) {usage} >>"));
    (catalog, objects.collect())
}

const EVENTS: &str = "/AS [<< /Event /Print /Category [/Print] /OCGs [ALL] >> << /Event /View /Category [/View] /OCGs [ALL] >>]";

#[test]
fn layers_of_a_page_are_printed_by_their_usage() {
    let (catalog, objects) = layers(EVENTS);
    let mut content = String::new();
    for index in 0..LAYERS.len() {
        let [x0, y0, ..] = place_of(index);
        let _ = write!(content, "/OC /L{index} BDC {x0} {y0} 100 20 re f EMC ");
    }
    let names: String =
        (0..LAYERS.len()).map(|index| format!("/L{index} {} 0 R ", 8 + index)).collect();
    let properties = format!("/Properties << {names} >>");
    let others = [&[looks()], &objects[..]].concat();
    let (pages, _) = converted(page(&content, &properties, "", &catalog, &others));
    assert_eq!(shown(&pages[0], LAYERS.len()), LAYERS.map(|(_, is_printed)| is_printed));
    // Without events a layer that is never printed is not, and all others are.
    let (catalog, _) = layers("");
    let (pages, _) = converted(page(&content, &properties, "", &catalog, &others));
    assert_eq!(shown(&pages[0], LAYERS.len()), [true, false, true, true, false, true]);
    // One that is off in the configuration is on in print, if its usage says so.
    let (catalog, _) = layers(&format!("/OFF [10 0 R 8 0 R] {EVENTS}"));
    let (pages, _) = converted(page(&content, &properties, "", &catalog, &others));
    assert_eq!(shown(&pages[0], LAYERS.len()), [false, false, true, false, false, true]);
}

#[test]
fn annotations_are_printed_by_their_layers() {
    let (catalog, mut objects) = layers(EVENTS);
    objects.push("<< /Type /OCMD /OCGs [8 0 R 9 0 R] /P /AllOn >>".to_owned());
    objects.push("<< /Type /OCMD /OCGs [8 0 R 9 0 R] /P /AnyOn >>".to_owned());
    objects.push("<< /Type /OCMD /VE [/Not 9 0 R] >>".to_owned());
    objects.push("<< /Type /OCMD /VE [/And 8 0 R [/Not 10 0 R]] >>".to_owned());
    let of_layers = LAYERS.map(|(_, is_printed)| is_printed);
    let wanted = [&of_layers[..], &[false, true, true, false]].concat();
    let entries: Vec<String> = (0..wanted.len())
        .map(|index| format!("/Subtype /Stamp /F 4 /OC {} 0 R", 8 + index))
        .collect();
    let entries: Vec<&str> = entries.iter().map(String::as_str).collect();
    let (pages, said) = converted(annotated(&entries, &catalog, &objects));
    assert_eq!(shown(&pages[0], wanted.len()), wanted);
    assert!(!said.contains("not for printing"), "{said}");
    // An expression decides in the page's own content, too.
    let mut content = String::new();
    for index in 0..4 {
        let [x0, y0, ..] = place_of(index);
        let _ = write!(content, "/OC /L{index} BDC {x0} {y0} 100 20 re f EMC ");
    }
    let names: String = (0..4).map(|index| format!("/L{index} {} 0 R ", 14 + index)).collect();
    let others = [&[looks()], &objects[..]].concat();
    let properties = format!("/Properties << {names} >>");
    let (pages, _) = converted(page(&content, &properties, "", &catalog, &others));
    assert_eq!(shown(&pages[0], 4), [false, true, true, false]);
}

#[test]
fn an_expression_of_layers_that_is_nested_too_deeply_shows_what_it_is_about() {
    let (catalog, mut objects) = layers("/OFF [8 0 R]");
    let nested = |depth: usize| {
        let (begin, end) = ("[/And ".repeat(depth), "]".repeat(depth));
        format!("<< /Type /OCMD /VE {begin} 8 0 R {end} >>")
    };
    objects.extend([nested(16), nested(17), nested(300)]);
    let entries = [14, 15, 16].map(|id| format!("/Subtype /Stamp /F 4 /OC {id} 0 R"));
    let entries: Vec<&str> = entries.iter().map(String::as_str).collect();
    let (pages, _) = converted(annotated(&entries, &catalog, &objects));
    assert_eq!(shown(&pages[0], 3), [false, true, true]);
}

/// A page of A4 with these entries, framed at the edges of its media box.
fn framed(entries: &str) -> Vec<u8> {
    document(&[
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        format!("<< /Type /Page /Parent 2 0 R /Contents 4 0 R {entries} >>"),
        stream("", "4 w 2 2 591 838 re S 200 400 100 20 re f"),
    ])
}

#[test]
fn a_crop_box_that_leaves_nothing_does_not_count() {
    const A4: &str = "/MediaBox [0 0 595 842]";
    let whole = converted(framed(A4)).0.remove(0);
    for crop in ["2000 2000 2400 2600", "100 100 100 742", "-500 -500 -10 -10", "0 0 0 0"] {
        let (pages, _) = converted(framed(&format!("{A4} /CropBox [{crop}]")));
        assert!(pages[0] == whole, "{crop}");
    }
    // One that is larger is the page, and one with corners the other way round is one.
    let (pages, _) = converted(framed(&format!("{A4} /CropBox [-50 -50 700 900]")));
    assert!(pages[0] == whole);
    let (pages, _) = converted(framed(&format!("{A4} /CropBox [495 742 100 300]")));
    assert!(pages[0].rows() < whole.rows() && black(&pages[0], 0..1728, 0..pages[0].rows()) > 5000);
    let (pages, _) = converted(framed("/MediaBox [0 0 0 0]"));
    assert_eq!(extent(&pages[0]), extent(&whole));
}

#[test]
fn a_form_that_only_some_programs_show_is_refused() {
    let placeholder = |catalog: &str, notes: &str, form: &str| {
        let catalog = format!("/AcroForm << {form} /XFA [(template) 7 0 R] >> {catalog}");
        page(
            "BT /F 14 Tf 100 700 Td (Please wait...) Tj ET",
            "",
            notes,
            &catalog,
            &[stream("", "<xdp/>")],
        )
    };
    let says = "a form that only some programs can show";
    refused(placeholder("/NeedsRendering true", "", "/Fields [8 0 R]"), says);
    refused(placeholder("", "", "/Fields []"), says);
    // Whose fields stand on its pages, that can be shown.
    let field = "<< /Subtype /Widget /FT /Tx /F 4 /T (a) /V (Huber) /DA (/Helv 12 Tf 0 g) /Rect [100 600 300 630] >>";
    let (pages, _) = converted(placeholder("/NeedsRendering true", field, "/Fields [8 0 R]"));
    assert!(black_in(&pages[0], [99.0, 599.0, 301.0, 631.0]) > 100);
}

#[test]
fn what_stands_around_other_documents_is_refused_or_told_of() {
    let around = |catalog: &str, file: &str| {
        let text = "BT /F 14 Tf 100 700 Td (Open this in another program) Tj ET";
        page(text, "", "", catalog, &[file.to_owned()])
    };
    let file = "<< /Type /Filespec /AFRelationship /EncryptedPayload /F (x.pdf) >>";
    refused(around("/AF [7 0 R] /Collection << /View /H >>", file), "an encrypted document");
    let (_, said) = converted(around("/Collection << /View /T >>", "null"));
    assert!(said.contains("it is a portfolio"), "{said}");
    let (_, said) = converted(around("/Collection << /View /H >>", "null"));
    assert!(!said.contains("portfolio"), "{said}");
}

#[test]
fn a_document_that_lacks_only_its_last_mark_is_whole() {
    let whole = String::from_utf8(framed("/MediaBox [0 0 595 842]")).unwrap();
    let wanted = converted(&whole).0;
    let at = |word: &str| whole.rfind(word).unwrap();
    let no_mark = whole[..at("%%EOF")].to_owned();
    let no_section = whole[..at("startxref")].to_owned();
    let filled_up = format!("{no_mark}{}", "\0".repeat(5000));
    let small = "%PDF-1.4\n1 0 obj<</Pages 2 0 R>>endobj 2 0 obj<</Kids[3 0 R]/Count 1>>endobj 3 0 obj<</MediaBox[0 0 595 842]/Parent 2 0 R>>endobj trailer <</Root 1 0 R>>";
    for text in [no_mark, no_section, filled_up] {
        assert!(converted(&text).0 == wanted, "{text}");
    }
    assert_eq!(converted(small).0.len(), 1);
    let says = "its end is missing";
    refused(&whole[..at("trailer")], says);
    refused(&whole[..at("/Root")], says);
    refused(&whole[..at("xref\n0") + 40], says);
}
