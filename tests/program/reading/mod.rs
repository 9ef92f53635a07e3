//! `ferrofax read`: the words and the codes on fax pages, whichever way the pages lie.

mod corpus;
mod desks;
mod paperwork;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;

use ferrofax::t4::{Bitmap, Resolution};
use ferrofax_kit::pages::write_tiff;
use ferrofax_kit::typical_pages::noise;
use serde_json::Value;

use super::bench::Bench;

const LETTER: &str = "\
Dear Sir or Madam,

the patient was admitted on the third of November with persistent headache and moderate fever.
Laboratory results are attached. Please sign the form and return it before Friday.
Invoice number 20391 for 14 cartons of medical gloves remains unpaid.

Yours sincerely, the accounts department of the county hospital";

/// The page, shown by another: the pixel at each place of the new page comes from `from`.
fn drawn(width: u32, rows: u32, page: &Bitmap, from: impl Fn(f64, f64) -> (f64, f64)) -> Bitmap {
    let mut out = Bitmap::white(width, rows);
    for y in 0..rows {
        for x in 0..width {
            let (x_from, y_from) = from(f64::from(x), f64::from(y));
            let is_inside = x_from >= 0.0 && y_from >= 0.0;
            if is_inside && page.is_black(x_from as u32, y_from as u32) {
                out.set(x, y, true);
            }
        }
    }
    out
}

/// The page lying askew: its lines fall by so many degrees. `aspect` is the rows in an inch over the
/// pixels in one.
fn askew(page: &Bitmap, degrees: f64, aspect: f64) -> Bitmap {
    let (sin, cos) = degrees.to_radians().sin_cos();
    let (x_mid, y_mid) = (f64::from(page.width()) / 2.0, f64::from(page.rows()) / 2.0 / aspect);
    drawn(page.width(), page.rows(), page, |x, y| {
        let (x, y) = (x - x_mid, y / aspect - y_mid);
        (x_mid + x * cos + y * sin, (y_mid - x * sin + y * cos) * aspect)
    })
}

fn upside_down(page: &Bitmap) -> Bitmap {
    let (width, rows) = (page.width(), page.rows());
    drawn(width, rows, page, |x, y| (f64::from(width) - 1.0 - x, f64::from(rows) - 1.0 - y))
}

/// The words of a text, each with how often it stands there.
fn words(text: &str) -> BTreeMap<String, usize> {
    let mut words = BTreeMap::new();
    for word in text.split(|letter: char| !letter.is_alphanumeric()).filter(|it| !it.is_empty()) {
        *words.entry(word.to_lowercase()).or_default() += 1;
    }
    words
}

/// The share of the words of a text that were read.
fn recall(text: &str, read: &str) -> f64 {
    let (wanted, read) = (words(text), words(read));
    let found: usize = wanted
        .iter()
        .map(|(word, count)| (*count).min(*read.get(word).unwrap_or(&0)))
        .sum();
    found as f64 / wanted.values().sum::<usize>() as f64
}

struct Reading(Bench);

impl Reading {
    fn new() -> Self {
        Self(Bench::new())
    }

    fn letter(&self, resolution: &str) -> Bitmap {
        let file = self.0.file("letter.txt", LETTER);
        self.0.pages(&file, &["--resolution", resolution]).remove(0).0
    }

    fn file(&self, page: &Bitmap, resolution: Resolution) -> PathBuf {
        let path = self.0.path("fax.tif");
        write_tiff(&path, std::slice::from_ref(page), resolution);
        path
    }

    /// What is read on a page, as JSON.
    fn read(&self, page: &Bitmap, resolution: Resolution) -> Value {
        self.read_in(page, resolution, "eng")
    }

    fn read_in(&self, page: &Bitmap, resolution: Resolution, languages: &str) -> Value {
        let file = self.file(page, resolution);
        let run = self
            .0
            .run(&["read", "--json", "--languages", languages, file.to_str().unwrap()]);
        assert_eq!(run.code, Some(0), "{run:?}");
        let read: Value = serde_json::from_str(&run.out).unwrap();
        read["pages"][0].clone()
    }
}

fn text_of(page: &Value) -> String {
    let words = page["words"].as_array().unwrap();
    words
        .iter()
        .map(|word| word["text"].as_str().unwrap())
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn a_page_is_read_whichever_way_it_lies() {
    let reading = Reading::new();
    let (standard, fine) = (reading.letter("standard"), reading.letter("fine"));
    let at_standard = Resolution::Standard;
    let at_fine = Resolution::Fine;
    for (name, page, resolution, turn, skew, least) in [
        ("standard", standard.clone(), at_standard, "None", 0.0, 0.90),
        ("fine, askew", askew(&fine, -3.0, 196.0 / 204.0), at_fine, "None", -3.0, 0.97),
        ("upside down", upside_down(&fine), at_fine, "Half", 0.0, 0.97),
        (
            "both, standard",
            upside_down(&askew(&standard, 2.0, 98.0 / 204.0)),
            at_standard,
            "Half",
            2.0,
            0.90,
        ),
    ] {
        let read = reading.read(&page, resolution);
        assert_eq!(read["turn"], turn, "{name}");
        let found = read["skew"].as_f64().unwrap();
        assert!((found - skew).abs() <= 0.3, "{name}: a skew of {found}");
        let recall = recall(LETTER, &text_of(&read));
        assert!(recall >= least, "{name}: {recall} of the words");
    }
}

/// The words lie where they stand on the page as it was received, so they move with it.
#[test]
fn words_have_their_places_on_the_page_as_it_was_received() {
    let reading = Reading::new();
    let page = reading.letter("fine");
    let place = |page: &Bitmap, word: &str| {
        let read = reading.read(page, Resolution::Fine);
        let words = read["words"].as_array().unwrap();
        let found = words.iter().find(|it| it["text"] == word).unwrap();
        let end = |which: &str| {
            let at = &found["place"][which];
            (at[0].as_f64().unwrap(), at[1].as_f64().unwrap())
        };
        (end("from"), end("to"))
    };
    let (from, to) = place(&page, "Invoice");
    assert!(to.0 - from.0 > 8.0 && (to.1 - from.1).abs() < 0.2, "{from:?} to {to:?}");
    let (half_from, half_to) = place(&upside_down(&page), "Invoice");
    let height = f64::from(page.rows()) / 195.6 * 25.4;
    for (one, other) in [(from, half_from), (to, half_to)] {
        assert!((one.0 - (215.0 - other.0)).abs() < 0.5, "{one:?} {other:?}");
        assert!((one.1 - (height - other.1)).abs() < 0.5, "{one:?} {other:?}");
    }
}

#[test]
fn a_pdf_can_be_searched_and_shows_the_page_upright() {
    let reading = Reading::new();
    let page = upside_down(&askew(&reading.letter("fine"), 3.0, 196.0 / 204.0));
    let (fax, pdf) = (reading.file(&page, Resolution::Fine), reading.0.path("fax.pdf"));
    let run = reading.0.run(&["read", fax.to_str().unwrap(), "-o", pdf.to_str().unwrap()]);
    assert!(run.code == Some(0) && run.out.contains(": 1 page with "), "{run:?}");
    let poppler = |program: &str, words: &[&str]| {
        let output = Command::new(program).arg(&pdf).args(words).output().unwrap();
        assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    let text = poppler("pdftotext", &["-"]);
    let lines = "admitted on the third of November with persistent headache";
    assert!(text.contains(lines), "the words are in their order: {text}");
    assert!(recall(LETTER, &text) >= 0.97, "{text}");
    let about = poppler("pdfinfo", &[]);
    assert!(about.contains("Page rot:        180"), "{about}");
    let bytes = std::fs::read(&pdf).unwrap();
    let bytes = String::from_utf8_lossy(&bytes);
    for wanted in ["pdfaid:part>2<", "/GTS_PDFA1", "/ID [<"] {
        assert!(bytes.contains(wanted), "{wanted} belongs to PDF/A");
    }
    // The sheet is larger, so that no corner of the page is cut off.
    let a4 = 215.0 / 25.4 * 72.0;
    let width: f64 = about
        .lines()
        .find_map(|line| line.strip_prefix("Page size:")?.split_whitespace().next()?.parse().ok())
        .unwrap();
    assert!(width > a4 + 20.0, "{width}");
}

#[test]
fn codes_are_read_beside_the_words() {
    let reading = Reading::new();
    let mut page = reading.letter("fine");
    let text = "https://fax.example/job/20391?mark=7f3a";
    let code = qrcode::QrCode::new(text).unwrap();
    // Modules of half a millimetre, 8 by 7.7 pixels in a millimetre.
    let module = 4;
    for (at, colour) in code.to_colors().iter().enumerate() {
        let (x, y) = (at % code.width(), at / code.width());
        for pixel in 0..module * module {
            let (x, y) = (x * module + pixel % module, y * module + pixel / module);
            page.set(1100 + x as u32, 1500 + y as u32, *colour == qrcode::Color::Dark);
        }
    }
    for page in [page.clone(), upside_down(&askew(&page, 2.0, 196.0 / 204.0))] {
        let read = reading.read(&page, Resolution::Fine);
        let codes = read["codes"].as_array().unwrap();
        let told: Vec<_> = codes.iter().map(|code| (&code["symbology"], &code["text"])).collect();
        assert_eq!(told, [(&Value::from("Qr"), &Value::from(text))]);
        assert!(recall(LETTER, &text_of(&read)) >= 0.95, "{read}");
    }
}

#[test]
fn pages_without_text_and_languages_that_are_not_installed_are_named() {
    let reading = Reading::new();
    let blank = reading.read(&Bitmap::white(1728, 1100), Resolution::Standard);
    assert_eq!((&blank["is_blank"], &blank["words"]), (&Value::from(true), &serde_json::json!([])));
    let noise = reading.read(&noise(1728, 100, 7), Resolution::Standard);
    assert_eq!(noise["is_blank"], false);
    let file = reading.file(&reading.letter("standard"), Resolution::Standard);
    let run = reading.0.run(&["read", "--languages", "eng+xyz", file.to_str().unwrap()]);
    assert_eq!(run.code, Some(2), "{run:?}");
    assert!(run.err.contains("no language \"xyz\"; installed are ") && run.err.contains("eng"));
}
