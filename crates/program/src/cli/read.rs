//! `ferrofax read`: reads the words and the codes on the pages of a fax.

use std::fs;
use std::path::Path;
use std::time::Duration;

use super::args::Read;
use super::show::{counted, incomplete, plain};
use super::{End, print};
use crate::settings::Settings;
use ferrofax_convert::{Wanted, convert};
use ferrofax_document::pdf::PdfInfo;
use ferrofax_document::tiff::{self, TiffPage};
use ferrofax_reading::{NotRead, PageText, Reader, TESSERACT, missing_language, searchable_pdf};
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
        texts.push(text.ok());
    }
    let incomplete = incomplete(&made.notes);
    match &words.output {
        Some(output) => write_pdf(output, &pages, &texts, &incomplete)?,
        None if words.json => {
            let incomplete = in_english(&made.notes);
            let pages: Vec<PageText> = texts.into_iter().map(Option::unwrap_or_default).collect();
            let all = json!({ "pages": pages, "faults": faults, "incomplete": incomplete });
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
    if let Some(missing) = missing_language(&words.languages) {
        return Err(End::refused(missing));
    }
    let converter = settings.converter();
    Ok(Reader {
        ferrofax: converter.program,
        tesseract: TESSERACT.to_owned(),
        languages: words.languages.clone(),
        memory_mb: converter.convert.memory_mb,
        step_time: STEP,
    })
}

fn write_pdf(
    output: &Path,
    pages: &[TiffPage],
    texts: &[Option<PageText>],
    incomplete: &str,
) -> Result<(), End> {
    let bytes = searchable_pdf(pages, texts, PdfInfo::default()).map_err(End::failed)?;
    fs::write(output, bytes)
        .map_err(|error| End::failed(format!("{}: {error}", output.display())))?;
    let words = texts.iter().flatten().map(|text| text.words.len()).sum::<usize>();
    let words = u32::try_from(words).unwrap_or(u32::MAX);
    print(&format!(
        "{}: {} with {}{incomplete}\n",
        output.display(),
        counted(pages.len() as u32, "page"),
        counted(words, "word")
    ))
}

/// The texts of the pages, a line for each line of text, and a line for each code.
fn shown(texts: &[Option<PageText>]) -> String {
    let mut all = String::new();
    let unread = PageText::default();
    for (at, text) in texts.iter().enumerate() {
        let text = text.as_ref().unwrap_or(&unread);
        let turned = match text.turn.degrees() {
            0 => String::new(),
            degrees => format!(", turned by {degrees} degrees"),
        };
        let blank = if text.is_blank { ", blank" } else { "" };
        all += &format!("Page {}{turned}{blank}\n", at + 1);
        for line in text.lines() {
            all += &format!("  {}\n", plain(&line));
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
