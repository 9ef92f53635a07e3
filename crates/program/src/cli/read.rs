//! `ferrofax read`: reads the words and the codes on the pages of a fax.

use std::fs;
use std::path::Path;
use std::time::Duration;

use super::args::Read;
use super::show::{counted, incomplete, plain};
use super::{End, print};
use crate::settings::Settings;
use ferrofax_convert::{Wanted, convert};
use ferrofax_document::pdf::{PdfInfo, PdfPage, PdfWord, Stance, Writer};
use ferrofax_document::tiff::{self, TiffPage};
use ferrofax_reading::{NotRead, PageText, Reader, installed_languages, pdf_words};
use ferrofax_spool::jobs::NewJob;
use ferrofax_spool::not_shown::in_english;
use serde_json::json;

/// The maximum time of each step of a page.
const STEP: Duration = Duration::from_secs(60);

pub(super) fn run(settings: &Settings, words: &Read) -> Result<(), End> {
    let reader = reader(settings, words)?;
    let name = words.file.display().to_string();
    let wanted = Wanted { resolution: None, max_pages: NewJob::MAX_PAGES, colours: false };
    let made = convert(&words.file, &name, &wanted, &settings.converter()).map_err(End::refused)?;
    let pages = tiff::read(&made.path()).map_err(End::failed)?;
    let (mut texts, mut faults) = (Vec::new(), Vec::new());
    for (at, page) in pages.iter().enumerate() {
        let read = reader.read(page);
        if let Err(error @ NotRead::NoTesseract(_)) = read {
            return Err(End::refused(error));
        }
        // A page that cannot be read does not prevent the others from being read.
        let text = read.map_err(|error| faults.push(format!("page {}: {error}", at + 1)));
        texts.push(text.unwrap_or_default());
    }
    let incomplete = incomplete(&made.notes);
    match &words.output {
        Some(output) => write_pdf(output, &pages, &texts, &incomplete)?,
        None if words.json => {
            let incomplete = in_english(&made.notes);
            let all = json!({ "pages": texts, "faults": faults, "incomplete": incomplete });
            print(&format!("{all}\n"))?;
        }
        None => print(&format!("{}{}", shown(&texts), last_line(&name, &incomplete)))?,
    }
    if faults.is_empty() { Ok(()) } else { Err(End::failed(faults.join("\n"))) }
}

/// The last line of the text: the parts of the document that the pages do not show, if there are any.
fn last_line(name: &str, incomplete: &str) -> String {
    if incomplete.is_empty() { String::new() } else { format!("{name}{incomplete}\n") }
}

fn reader(settings: &Settings, words: &Read) -> Result<Reader, End> {
    let installed = installed_languages();
    let missing = words.languages.split('+').find(|it| !installed.iter().any(|there| there == it));
    if let Some(missing) = missing.filter(|_| !installed.is_empty()) {
        return Err(End::refused(format!(
            "Tesseract has no language {missing:?}; installed are {} (on Debian: apt install \
             tesseract-ocr-LANGUAGE)",
            installed.join(", ")
        )));
    }
    let converter = settings.converter();
    Ok(Reader {
        ferrofax: converter.program,
        tesseract: "tesseract".to_owned(),
        languages: words.languages.clone(),
        memory_mb: converter.convert.memory_mb,
        step_time: STEP,
    })
}

fn write_pdf(
    output: &Path,
    pages: &[TiffPage],
    texts: &[PageText],
    incomplete: &str,
) -> Result<(), End> {
    let bytes = searchable(pages, texts).map_err(End::failed)?;
    fs::write(output, bytes)
        .map_err(|error| End::failed(format!("{}: {error}", output.display())))?;
    let words = texts.iter().map(|text| text.words.len()).sum::<usize>();
    let words = u32::try_from(words).unwrap_or(u32::MAX);
    print(&format!(
        "{}: {} with {}{incomplete}\n",
        output.display(),
        counted(pages.len() as u32, "page"),
        counted(words, "word")
    ))
}

/// A PDF of the pages with their words.
fn searchable(
    pages: &[TiffPage],
    texts: &[PageText],
) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let mut pdf = Writer::begin_searchable(Vec::new())?;
    for (page, text) in pages.iter().zip(texts) {
        let t6 = page.t6()?;
        let words: Vec<PdfWord<'_>> = pdf_words(&text.words).collect();
        let stance = Stance { turn: text.turn.degrees(), skew: text.skew };
        pdf.page_with_words(&PdfPage::of(page, &t6), stance, &words)?;
    }
    Ok(pdf.finish(PdfInfo::default())?)
}

/// The texts of the pages, a line for each line of text, and a line for each code.
fn shown(texts: &[PageText]) -> String {
    let mut all = String::new();
    for (at, text) in texts.iter().enumerate() {
        let turned = match text.turn.degrees() {
            0 => String::new(),
            degrees => format!(", turned by {degrees} degrees"),
        };
        let blank = if text.is_blank { ", blank" } else { "" };
        all += &format!("Page {}{turned}{blank}\n", at + 1);
        for line in text.words.chunk_by(|one, next| one.line == next.line) {
            let words: Vec<&str> = line.iter().map(|word| word.text.as_str()).collect();
            all += &format!("  {}\n", plain(&words.join(" ")));
        }
        for code in text.codes.iter().flatten() {
            all += &format!("  {}: {}\n", code.symbology.name(), plain(&code.text));
        }
        if text.codes.is_none() {
            all += "  The codes could not be read: they need too much time or memory.\n";
        }
    }
    all
}
