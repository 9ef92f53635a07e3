//! Control fields in printed documents: they are found in PDF, PostScript and text however
//! they are written, cut the document into faxes, and are not seen on the pages.

use ferrofax::document::tiff;
use ferrofax::program::convert::{
    ConvertError, Converter, CutFax, Document, NotCut, Wanted, faxes_of,
};
use ferrofax::program::fields::{FieldSettings, Mode};
use ferrofax::t4::Bitmap;
use pdf_writer::{Content, Name, Str};

use super::bench::{Bench, pdf};

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
    let wanted = Wanted { resolution: None, max_pages: 100 };
    let mut faxes = Vec::new();
    let take = |fax: CutFax| -> Result<(), std::convert::Infallible> {
        faxes.push(fax);
        Ok(())
    };
    match faxes_of(&Document::file(&path, name), &wanted, &converter, fields, take) {
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
        assert_eq!(error, "two.pdf: page 2 says two things in its FAX fields: '2' and '33'");
        let high = letters(&[&["@@+FAX:1@@ @@+PRIO:256@@"]]);
        let error = faxes("high.pdf", &high, &settings).unwrap_err().to_string();
        assert!(error.contains("page 1: PRIO: '256' is not a priority"), "{error}");
    }
}
