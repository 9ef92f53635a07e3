//! The child process that converts documents. It reads its task and the documents from its standard
//! input, writes the file of pages to its standard output, and reports its progress as lines of
//! text on its standard error.
//!
//! If control fields (such as `@@+FAX:…@@` on a page) split a document into faxes, the child writes
//! each fax as soon as it is complete (`cuts`).
//!
//! Each line about the progress has one of these forms; other lines are ignored:
//!
//! - `document N`: work on document N begins; the first document has the number 0;
//! - `count N`: this document has N pages; the line is missing if N is not known in advance;
//! - `page N`: work on page N of this document begins;
//! - `cut`: a fax is complete, and follows on the standard output;
//! - `pages N N …`: the file of pages is complete; each N is the number of pages of one document;
//! - `unseen WHAT`: WHAT is, as JSON, content of this document that the fax pages do not show;
//! - `said WORDS`: WORDS are metadata of a fax that a fax server other than Ferrofax received;
//! - `noted WORD`: WORD is a fact about the system, which the parent logs;
//! - `unfit FAILURE WHAT`: the document cannot be faxed; WHAT is the reason, FAILURE its kind;
//! - `disk WHAT`: the input could not be read, or the output could not be written, because of an
//!   error of the disk; WHAT is the reason.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use super::composed;
use super::cuts::Cuts;
use super::kind::{self, Kind, Nature};
use super::press::{Press, open_fonts};
use super::product::{Out, Parts, Unfit};
use super::task::{Piece, Task};
use super::{PageRanges, Paper, Wanted, html, pdf, picture, raster, text, tiff};
use crate::fields::Search;
use ferrofax_basics::control_signs::blanked;
use ferrofax_confine::{BROKE, Confined, STACK};
use ferrofax_document::tiff::{Builder, NewPage, load_bytes};
use ferrofax_ground::t4::{PageQuality, Resolution};
use ferrofax_spool::failure::Failure;
use ferrofax_spool::not_shown::NotShown;

/// The main function of the child process that converts documents. `fonts` are files and folders
/// with fonts.
pub fn run(memory_mb: u64, fonts: &[PathBuf]) -> ExitCode {
    // The panic message of a document reader is of no use to anyone; the exit code tells the
    // parent that the child has panicked.
    std::panic::set_hook(Box::new(|_| {}));
    let mut say = std::io::stderr();
    let confined = ferrofax_confine::limit(memory_mb)
        .map(|()| open_fonts(fonts))
        .and_then(|fonts| Ok((fonts, ferrofax_confine::confine()?)));
    let fonts = match confined {
        Ok((fonts, Confined { by_landlock: true })) => fonts,
        Ok((fonts, Confined { by_landlock: false })) => {
            let _ = writeln!(say, "{} {}", NOTED, ferrofax_confine::NO_LANDLOCK);
            fonts
        }
        Err(error) => {
            let what = format!("the program that reads it cannot be confined: {error}");
            let _ = writeln!(say, "unfit {} {what}", Failure::Internal.name());
            return ExitCode::FAILURE;
        }
    };
    let worker = std::thread::Builder::new().stack_size(STACK).spawn(move || work(fonts));
    match worker.map(std::thread::JoinHandle::join) {
        Ok(Ok(true)) => ExitCode::SUCCESS,
        Ok(Ok(false)) => ExitCode::FAILURE,
        _ => ExitCode::from(BROKE),
    }
}

/// Converts a document in this process, without confinement. Otherwise it does the same as the
/// confined child process. This function is for tests with millions of damaged documents. It
/// returns the number of pages, if there are any.
#[doc(hidden)]
pub fn pages_without_walls(
    name: &str,
    media_type: &str,
    document: Vec<u8>,
    wanted: &Wanted,
) -> Option<u32> {
    let head = &document[..document.len().min(kind::HEAD)];
    let Nature::Readable(kind) = kind::of(head, Some(media_type), name).nature else {
        return None;
    };
    let piece = Piece {
        kind,
        charset: kind::charset(Some(media_type)),
        fields: BTreeMap::new(),
        only: PageRanges::default(),
        must_show: false,
        blobs: Vec::new(),
    };
    let mut sink = std::io::sink();
    let mut out = Out::new(&mut sink, None);
    let parts = Parts { document, pictures: Vec::new() };
    let made =
        convert(&piece, parts, wanted, &mut Press::new(Vec::new(), Paper::default()), &mut out);
    made.ok().map(|()| out.file.pages())
}

/// The first word of those lines on the child's standard error that the parent process only writes
/// to the log.
pub(super) const NOTED: &str = "noted";

/// The first word of the line with which the child reports an error of the disk.
pub(super) const OF_DISK: &str = "disk";

fn work(fonts: Vec<File>) -> bool {
    let mut say = std::io::stderr();
    let mut input = BufReader::new(std::io::stdin().lock());
    let task = Task::read(&mut input)
        .map_err(|error| Unfit::of_file(format!("it cannot be read ({error})"), &error))
        .and_then(|task| task.ok_or_else(|| Unfit::internal("there is no task")));
    let done = task.and_then(|task| match &task.search {
        Some(search) => cut_pages(&task, search.clone(), &mut input, fonts, &mut say),
        None => make_pages(&task, &mut input, fonts, &mut say),
    });
    let (pages, bytes) = match done {
        Ok(file) => file,
        Err(unfit) => return refused(&unfit),
    };
    let mut file = std::io::stdout().lock();
    let written = file.write_all(&bytes).and_then(|()| file.flush());
    if let Err(error) = &written {
        let what = format!("its pages cannot be written ({error})");
        return refused(&Unfit::of_file(what, error));
    }
    let pages: Vec<String> = pages.iter().map(u32::to_string).collect();
    let _ = writeln!(say, "pages {}", pages.join(" "));
    true
}

/// Reports the reason why there are no pages. Returns false.
fn refused(unfit: &Unfit) -> bool {
    // A report must be one line, even if the document's text has line breaks in it.
    let what = blanked(&unfit.what);
    let _ = if unfit.is_of_disk {
        writeln!(std::io::stderr(), "{OF_DISK} {what}")
    } else {
        writeln!(std::io::stderr(), "unfit {} {what}", unfit.failure.name())
    };
    false
}

/// Splits a document into faxes, and writes each fax to the output. Returns the total number of
/// pages, and an empty file, because all pages are written already.
fn cut_pages(
    task: &Task,
    search: Search,
    input: &mut impl BufRead,
    fonts: Vec<File>,
    say: &mut dyn Write,
) -> Result<(Vec<u32>, Vec<u8>), Unfit> {
    let [piece] = &task.pieces[..] else { return Err(Unfit::internal("it is not one document")) };
    let mut press = Press::new(fonts, task.paper);
    let mut to = std::io::stdout();
    let cuts = Some(Cuts::new(search, task.wanted.max_pages, &mut to));
    let mut out = Out::new(say, cuts);
    out.begin_document(0);
    if !matches!(piece.kind, Kind::Pdf | Kind::Text) {
        out.note(&NotShown::FieldsNotLookedFor);
    }
    let parts = read_parts(piece, input)?;
    convert(piece, parts, &task.wanted, &mut press, &mut out)?;
    let Out { mut file, say, cuts, .. } = out;
    let pages = cuts.map_or(Ok(0), |cuts| cuts.finish(&mut file, say))?;
    Ok((vec![pages], Vec::new()))
}

/// Makes the file of fax pages, and counts the fax pages that come from each document.
///
/// A document that shows the total number of pages is converted last, and its pages are then
/// inserted at its place.
fn make_pages(
    task: &Task,
    input: &mut impl BufRead,
    fonts: Vec<File>,
    say: &mut dyn Write,
) -> Result<(Vec<u32>, Vec<u8>), Unfit> {
    let mut press = Press::new(fonts, task.paper);
    let mut out = Out::new(say, None);
    let mut of_each = vec![0; task.pieces.len()];
    let mut held = Vec::new();
    // Make all pages except those that show the total number of pages.
    for (number, piece) in task.pieces.iter().enumerate() {
        out.begin_document(number);
        let parts = read_parts(piece, input)?;
        if composed::counts_pages(piece, &parts) {
            held.push((number, parts));
            continue;
        }
        let before = out.file.pages();
        convert(piece, parts, &task.wanted, &mut press, &mut out)?;
        of_each[number] = out.file.pages() - before;
        if out.file.pages() > task.wanted.max_pages {
            return Err(Unfit::too_many_pages(Some(out.file.pages() as usize), &task.wanted));
        }
    }
    let all: u32 = of_each.iter().sum();
    if held.is_empty() {
        return Ok((of_each, out.file.finish()));
    }
    // The pages with the total number get a file of their own, because they are inserted later.
    let rest = std::mem::take(&mut out.file);
    // Most cover pages have one page. A cover page with a long message has more, and is then made
    // again with the right total.
    let usual = all + u32::try_from(held.len()).unwrap_or(u32::MAX);
    let mut covers = make_covers(task, &held, (all, usual), &mut press, &mut out)?;
    let total = all + covers.iter().map(|(_, cover)| cover.pages()).sum::<u32>();
    if total != usual {
        covers = make_covers(task, &held, (all, total), &mut press, &mut out)?;
    }
    for (number, cover) in &covers {
        of_each[*number] = cover.pages();
    }
    Ok((of_each.clone(), put_together(rest, covers, &of_each)?))
}

/// Makes the cover pages that show the total number of pages. Each has the number of its document.
/// `others` is the number of the other pages, and `total` the number that the cover pages show.
fn make_covers(
    task: &Task,
    held: &[(usize, Parts)],
    (others, total): (u32, u32),
    press: &mut Press,
    out: &mut Out<'_>,
) -> Result<Vec<(usize, Builder)>, Unfit> {
    out.before = others;
    let mut covers = Vec::new();
    for (number, parts) in held {
        out.begin_document(*number);
        let mut piece = task.pieces[*number].clone();
        piece.fields.insert("pages".to_owned(), total.to_string());
        out.file = Builder::new();
        convert(&piece, parts.clone(), &task.wanted, press, out)?;
        let cover = std::mem::take(&mut out.file);
        out.before += cover.pages();
        covers.push((*number, cover));
    }
    Ok(covers)
}

/// Inserts the cover pages of a fax at their places among its other pages, which were made before
/// them.
fn put_together(
    rest: Builder,
    covers: Vec<(usize, Builder)>,
    of_each: &[u32],
) -> Result<Vec<u8>, Unfit> {
    let unreadable = |_| Unfit::internal("the pages that were made cannot be read");
    let read = |file: Builder| {
        // A fax can consist of cover pages only, and a file without pages is not readable.
        if file.pages() == 0 {
            return Ok(Vec::new());
        }
        let document = load_bytes(file.finish(), std::path::Path::new("")).map_err(unreadable)?;
        Ok(document.pages)
    };
    let rest = read(rest)?;
    let mut rest = rest.iter();
    let mut file = Builder::new();
    let covers = covers
        .into_iter()
        .map(|(number, cover)| Ok((number, read(cover)?)))
        .collect::<Result<Vec<_>, Unfit>>()?;
    // Go through the documents in their order, and take each from the file that has its pages.
    for (number, count) in of_each.iter().enumerate() {
        let cover = covers
            .iter()
            .find(|(held, _)| *held == number)
            .map(|(_, cover)| cover.iter().collect());
        let pages: Vec<_> = cover.unwrap_or_else(|| rest.by_ref().take(*count as usize).collect());
        for page in pages {
            let bitmap = page.bitmap().map_err(unreadable)?;
            let resolution = page.resolution.unwrap_or(Resolution::Fine);
            let new = NewPage {
                bitmap: &bitmap,
                resolution,
                quality: PageQuality::default(),
                date_time: "",
            };
            file.push_in_codings(&new, &page.colours().collect::<Vec<_>>());
        }
    }
    Ok(file.finish())
}

fn read_parts(piece: &Piece, input: &mut impl BufRead) -> Result<Parts, Unfit> {
    let mut blobs = Vec::new();
    for blob in &piece.blobs {
        let mut bytes = Vec::new();
        let read = input.by_ref().take(blob.length).read_to_end(&mut bytes);
        read.map_err(|error| Unfit::of_file(format!("it cannot be read ({error})"), &error))?;
        if bytes.len() as u64 != blob.length {
            return Err(Unfit::damaged("it was truncated while it was read"));
        }
        blobs.push((blob.id.clone(), bytes));
    }
    let mut blobs = blobs.into_iter();
    Ok(Parts { document: blobs.next().unwrap_or_default().1, pictures: blobs.collect() })
}

fn convert(
    piece: &Piece,
    parts: Parts,
    wanted: &Wanted,
    press: &mut Press,
    out: &mut Out<'_>,
) -> Result<(), Unfit> {
    out.begin_piece(&piece.only);
    match piece.kind {
        Kind::Composed => composed::convert(piece, parts, wanted, press, out),
        Kind::Html => html::convert(&parts, &piece.charset, wanted, press, out),
        Kind::Pdf => pdf::convert(parts.document, wanted, press, out),
        Kind::Picture => picture::convert(&parts.document, wanted, press.paper, out),
        Kind::Raster => raster::convert(&parts.document, wanted, out),
        Kind::Received => tiff::received(parts.document, wanted, out),
        Kind::Text => text::convert(&parts.document, &piece.charset, wanted, press, out),
        Kind::Tiff => tiff::convert(parts.document, wanted, press.paper, out),
    }?;
    if piece.must_show && !out.has_ink {
        return Err(Unfit::empty("its pages are empty"));
    }
    out.end_piece()
}
