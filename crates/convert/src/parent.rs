//! The parent process's part of a conversion. It detects the format of each document, and runs
//! outside programs if they are needed. Then it lets the child process make the pages (`run`).

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};

use super::answer_code::AnswerCode;
use super::composed::{self, ANSWER_CODE};
use super::cuts::{CutOut, MOST_PAGES_CUT};
use super::document::{Cover, Document, Source};
use super::kind::{self, CAN, Found, Kind, Nature};
use super::outside::Program;
use super::reached::Reached;
use super::run::{Bytes, Made, Patience, Ready, run, run_cutting};
use super::task::{Blob, Piece};
use super::wanted::LOCKED;
use super::{
    ConvertError, ConvertSettings, Converter, CutFax, LeftOut, MAX_BYTES, NotCut, PageRanges,
    Pages, Wanted, mime_types, ole,
};
use crate::fields::{FaxFields, Search};
use ferrofax_confine::{OutsideFailed, Stopped};
use ferrofax_spool::failure::Failure;
use ferrofax_spool::not_shown::{NotShown, Note};
use ferrofax_spool::opened_if_sealed;

/// The greatest number of damaged documents in one mail that are left out. If there are more, the
/// whole mail is refused.
const MOST_DAMAGED: usize = 8;

/// Converts documents to pages, all in one file, in their order. Also returns the documents that
/// were left out because their format cannot be read. If no document is left to convert,
/// [`Pages::count`] is 0.
///
/// # Errors
/// Returns a [`ConvertError`], and makes no pages, if a document of a known format can't be faxed.
pub fn pages_of(
    documents: &[Document],
    wanted: &Wanted,
    converter: &Converter,
) -> Result<(Pages, Vec<LeftOut>), ConvertError> {
    Batch::new(documents, 0).pages(wanted, converter, &Reached::default())
}

/// Makes the cover page of a fax that has this many other pages. The field `pages` gets the number
/// of all pages, those of the cover included.
///
/// # Errors
/// As [`pages_of`].
pub fn cover_of(
    cover: Cover,
    pages: u32,
    wanted: &Wanted,
    converter: &Converter,
) -> Result<Pages, ConvertError> {
    let made = |of_cover: u32| {
        let total = pages.saturating_add(of_cover);
        let cover = Document::cover(cover.clone().with("pages", total.to_string()));
        pages_of(&[cover], wanted, converter).map(|(made, _)| made)
    };
    match made(1)? {
        one if one.count == 1 => Ok(one),
        several => made(several.count),
    }
}

/// Converts documents as [`pages_of`] does, but also leaves out documents that are damaged or
/// empty, or that crash the process that reads them. Pages that Ferrofax itself makes (a mail's
/// text, a cover page) are never left out. If too many documents are damaged, the result is an
/// error.
pub fn pages_of_whole(
    documents: &[Document],
    wanted: &Wanted,
    converter: &Converter,
) -> Result<(Pages, Vec<LeftOut>), ConvertError> {
    Batch::new(documents, MOST_DAMAGED).pages(wanted, converter, &Reached::default())
}

/// The documents of one conversion, and the documents among them that were already left out.
struct Batch<'a> {
    documents: &'a [Document],
    left_out: Vec<(usize, LeftOut)>,
    /// The number of damaged documents that may still be left out.
    may_be_damaged: usize,
}

impl<'a> Batch<'a> {
    fn new(documents: &'a [Document], may_be_damaged: usize) -> Self {
        Self { documents, left_out: Vec::new(), may_be_damaged }
    }

    fn pages(
        mut self,
        wanted: &Wanted,
        converter: &Converter,
        reached: &Reached,
    ) -> Result<(Pages, Vec<LeftOut>), ConvertError> {
        let patience = Patience::of(converter);
        let mut ready = Vec::new();
        for (number, document) in self.documents.iter().enumerate() {
            match prepared(document, wanted, converter, patience) {
                Ok(Prepared::Ready(piece, bytes)) => ready.push(Ready { number, piece, bytes }),
                Ok(Prepared::Nothing) => {}
                Ok(Prepared::LeftOut(why)) => {
                    let name = document.name.clone();
                    self.left_out.push((number, LeftOut { name, why, is_damaged: false }));
                }
                Err(error) => self.leave_out(number, error)?,
            }
        }
        loop {
            let names: Vec<&str> =
                ready.iter().map(|ready| self.documents[ready.number].name.as_str()).collect();
            match run(&mut ready, &names, wanted, (converter, reached), patience) {
                Ok(made) => return Ok(self.made(&ready, made)),
                // The other documents are not at fault, so they are converted again without the
                // damaged document.
                Err((index, error)) if index < ready.len() => {
                    self.leave_out(ready[index].number, error)?;
                    ready.remove(index);
                }
                Err((_, error)) => return Err(error),
            }
        }
    }

    fn leave_out(&mut self, number: usize, error: ConvertError) -> Result<(), ConvertError> {
        let document = &self.documents[number];
        let is_others = matches!(document.source, Source::Bytes(_) | Source::Path(_));
        if !is_others || !error.is_damage() || self.may_be_damaged == 0 {
            return Err(error);
        }
        self.may_be_damaged -= 1;
        let (name, why) = (document.name.clone(), NotShown::english(error.reason()));
        self.left_out.push((number, LeftOut { name, why, is_damaged: true }));
        Ok(())
    }

    fn made(mut self, ready: &[Ready<'_>], made: Made) -> (Pages, Vec<LeftOut>) {
        let mut of_each = vec![0; self.documents.len()];
        ready
            .iter()
            .zip(&made.counts)
            .for_each(|(ready, count)| of_each[ready.number] = *count);
        self.left_out.sort_by_key(|(number, _)| *number);
        let name = |index: usize| {
            let name = ready.get(index).map(|ready| &self.documents[ready.number].name);
            name.cloned().unwrap_or_default()
        };
        let note = |(index, what)| Note { document: name(index), what };
        let notes = made.notes.into_iter().map(note).collect();
        let count = made.counts.iter().sum();
        let answer_code = ready.iter().find_map(|ready| ready.piece.fields.get(ANSWER_CODE));
        let answer_code = answer_code.cloned().map(AnswerCode::from);
        let Made { said, file, .. } = made;
        let pages = Pages { count, of_each, notes, said, answer_code, file };
        (pages, self.left_out.into_iter().map(|(_, left_out)| left_out).collect())
    }
}

/// Converts one document, which is a file, to fax pages. Errors begin with `name`, the document's
/// name as users see it.
pub fn convert(
    document: &Path,
    name: &str,
    wanted: &Wanted,
    converter: &Converter,
) -> Result<Pages, ConvertError> {
    convert_watched(document, name, wanted, converter, &Reached::default())
}

/// Converts one document as [`convert`] does. Meanwhile, `reached` shows the page on which the
/// conversion works.
pub fn convert_watched(
    document: &Path,
    name: &str,
    wanted: &Wanted,
    converter: &Converter,
    reached: &Reached,
) -> Result<Pages, ConvertError> {
    one(Document::file(document, name), wanted, converter, reached)
}

/// Converts a single document, or some of its pages. The document need not be a file.
pub fn convert_one(
    document: Document,
    wanted: &Wanted,
    converter: &Converter,
) -> Result<Pages, ConvertError> {
    one(document, wanted, converter, &Reached::default())
}

fn one(
    document: Document,
    wanted: &Wanted,
    converter: &Converter,
    reached: &Reached,
) -> Result<Pages, ConvertError> {
    let (pages, left_out) = Batch::new(&[document], 0).pages(wanted, converter, reached)?;
    match left_out.into_iter().next() {
        Some(LeftOut { name, why, .. }) => Err(ConvertError::Unfit {
            name,
            failure: Failure::NoConverter,
            what: format!("{why}; {CAN}"),
        }),
        None => Ok(pages),
    }
}

/// Makes the faxes of a printed document. If there is a `search`, the document is split into
/// several faxes by its control fields (such as `@@+FAX:…@@` on a page). Otherwise the document is
/// one fax, and its text is not extracted. Each fax is passed to `take` as soon as it is complete,
/// in the order of the pages. The returned notes are about content that the pages do not show.
///
/// # Errors
/// Returns [`NotCut`], the reason why no more faxes were made. Faxes that `take` has accepted
/// before are kept.
pub fn faxes_of<E>(
    document: &Document,
    wanted: &Wanted,
    converter: &Converter,
    search: Option<&Search>,
    mut take: impl FnMut(CutFax) -> Result<(), E>,
) -> Result<Vec<Note>, NotCut<E>> {
    let unread = |why: &NotShown| ConvertError::Unfit {
        name: document.name.clone(),
        failure: Failure::NoConverter,
        what: format!("{why}; {CAN}"),
    };
    let Some(search) = search else {
        let (pages, left_out) = pages_of(std::slice::from_ref(document), wanted, converter)?;
        if let Some(LeftOut { why, .. }) = left_out.into_iter().next() {
            return Err(unread(&why).into());
        }
        let notes = pages.notes.clone();
        let (fields, texts) = (FaxFields::default(), Vec::new());
        take(CutFax { pages, first_page: 1, fields, texts }).map_err(NotCut::Taker)?;
        return Ok(notes);
    };
    let patience = Patience::of(converter);
    // A document of many faxes may have more pages than one fax.
    let whole = Wanted { max_pages: MOST_PAGES_CUT as u32, ..*wanted };
    let ready = match prepared(document, &whole, converter, patience.of_many())? {
        Prepared::Ready(piece, bytes) => Ready { number: 0, piece, bytes },
        Prepared::Nothing => return Ok(Vec::new()),
        Prepared::LeftOut(why) => return Err(unread(&why).into()),
    };
    let mut failed = None;
    let mut take = |out: CutOut| {
        let taken = cut_fax(out)
            .map_err(|source| ConvertError::NoChild { name: document.name.clone(), source }.into())
            .and_then(|fax| take(fax).map_err(NotCut::Taker));
        taken.map_err(|error| failed = Some(error)).is_ok()
    };
    let run = run_cutting(ready, &document.name, wanted, search, converter, patience, &mut take);
    match failed {
        Some(error) => Err(error),
        None => Ok(run?.unwrap_or_default()),
    }
}

/// Makes a fax from the output of the child process, and puts its pages into a file of their own.
fn cut_fax(out: CutOut) -> io::Result<CutFax> {
    let mut file = tempfile::tempfile()?;
    file.write_all(&out.file)?;
    file.rewind()?;
    let pages = Pages::kept(file, out.pages);
    Ok(CutFax { pages, first_page: out.first, fields: out.fields, texts: out.texts })
}

/// The result of preparing a document for conversion: it is ready, it has no content, or it is left
/// out.
enum Prepared<'a> {
    /// The document, or the file that an outside program made from it, is ready for the child
    /// process to convert.
    Ready(Piece, Vec<Bytes<'a>>),
    /// The document has no content, so there is nothing to convert.
    Nothing,
    /// The document is left out, because the program that reads it is missing.
    LeftOut(NotShown),
}

impl<'a> From<Option<composed::Composed<'a>>> for Prepared<'a> {
    fn from(made: Option<composed::Composed<'a>>) -> Self {
        let Some(made) = made else { return Self::Nothing };
        let (piece, bytes) = composed_piece(made);
        Self::Ready(piece, bytes)
    }
}

/// Prepares a document for conversion. If the document needs an outside program, that program is
/// run.
fn prepared<'a>(
    document: &'a Document,
    wanted: &Wanted,
    converter: &Converter,
    patience: Patience,
) -> Result<Prepared<'a>, ConvertError> {
    let unreadable =
        |path: &Path, source| ConvertError::Unreadable { path: path.to_owned(), source };
    let template = |(path, source): (PathBuf, io::Error)| unreadable(&path, source);
    // Get the first bytes, by which the format is detected. Pages that we make ourselves need no
    // detection.
    let (head, bytes) = match &document.source {
        Source::FirstPage(page) => {
            let made = composed::of_first_page(page, &converter.convert).map_err(template)?;
            return Ok(made.into());
        }
        Source::Cover(cover) => {
            let made = composed::of_cover(cover, &converter.cover).map_err(template)?;
            return Ok(Some(made).into());
        }
        Source::Bytes(bytes) | Source::Received(bytes) if bytes.is_empty() => {
            return Err(ConvertError::Empty { name: document.name.clone() });
        }
        Source::Bytes(bytes) | Source::Received(bytes) if bytes.len() as u64 > MAX_BYTES => {
            return Err(ConvertError::TooLarge { name: document.name.clone() });
        }
        Source::Received(bytes) => {
            let (kind, fields) = (Kind::Received, BTreeMap::new());
            let blobs = vec![Blob { id: String::new(), length: 0 }];
            let only = document.only.clone();
            let (charset, must_show) = (String::new(), false);
            let piece = Piece { kind, charset, fields, only, must_show, blobs };
            return Ok(Prepared::Ready(piece, vec![Bytes::Here(bytes)]));
        }
        Source::Bytes(bytes) => (bytes[..bytes.len().min(kind::HEAD)].to_vec(), Bytes::Here(bytes)),
        Source::Path(path) => {
            let mut file = opened(path, document.name.clone())?;
            let head = head_of(&mut file).map_err(|source| unreadable(path, source))?;
            (head, Bytes::File(file))
        }
    };
    let bytes = unlocked(&head, bytes, document)?;
    // Detect the format, and find the program that reads it.
    let found = kind::of(&head, document.media_type.as_deref(), &document.name);
    // Pages before the last selected page are made even if they are not selected.
    let most = document.only.last().unwrap_or(wanted.max_pages).min(MOST_PAGES_CUT as u32);
    let program = match program(&found, &document.name, most, converter) {
        Ok(program) => program,
        Err(why) => return Ok(Prepared::LeftOut(why)),
    };
    let charset = kind::charset(document.media_type.as_deref());
    // Ghostscript also makes a white page for a program that ends no page. A page that ends without
    // any drawing counts, because it may have only control fields.
    let must_show = found.nature == Nature::PostScript && !bytes.have(b"showpage");
    let (kind, bytes) = match (program, found.nature) {
        (Some(program), nature) => {
            by_program(&program, bytes, &nature, document, converter, patience)?
        }
        (None, Nature::Readable(kind)) => (kind, bytes),
        // All other formats have a program by now, or were reported as left out.
        (None, _) => {
            let why = NotShown::english("its format is not supported");
            return Ok(Prepared::LeftOut(why));
        }
    };
    let blobs = vec![Blob { id: String::new(), length: 0 }];
    let (fields, only) = (BTreeMap::new(), document.only.clone());
    let piece = Piece { kind, charset, fields, only, must_show, blobs };
    Ok(Prepared::Ready(piece, vec![bytes]))
}

/// Returns the bytes of an office document, or an error if the document is encrypted and needs a
/// password.
fn unlocked<'a>(
    head: &[u8],
    bytes: Bytes<'a>,
    document: &Document,
) -> Result<Bytes<'a>, ConvertError> {
    if !head.starts_with(ole::MAGIC) {
        return Ok(bytes);
    }
    let (is_locked, bytes) = match bytes {
        Bytes::Here(bytes) => (ole::is_locked(&mut io::Cursor::new(bytes)), Bytes::Here(bytes)),
        Bytes::Owned(bytes) => (ole::is_locked(&mut io::Cursor::new(&bytes)), Bytes::Owned(bytes)),
        Bytes::File(mut file) => {
            let is_locked =
                ole::is_locked(&mut file).and_then(|is_locked| file.rewind().map(|()| is_locked));
            (is_locked, Bytes::File(file))
        }
    };
    let name = document.name.clone();
    match is_locked {
        Ok(false) => Ok(bytes),
        Ok(true) => Err(ConvertError::Unfit {
            name,
            failure: Failure::ConversionFailed,
            what: LOCKED.to_owned(),
        }),
        Err(source) => Err(ConvertError::NoChild { name, source }),
    }
}

fn composed_piece(made: composed::Composed<'_>) -> (Piece, Vec<Bytes<'_>>) {
    let ids = made.blobs.iter().map(|(id, _)| Blob { id: id.clone(), length: 0 }).collect();
    let piece = Piece {
        kind: Kind::Composed,
        charset: String::new(),
        fields: made.fields,
        only: PageRanges::default(),
        must_show: false,
        blobs: ids,
    };
    let bytes = made.blobs.into_iter().map(|(_, bytes)| match bytes {
        std::borrow::Cow::Borrowed(bytes) => Bytes::Here(bytes),
        std::borrow::Cow::Owned(bytes) => Bytes::Owned(bytes),
    });
    (piece, bytes.collect())
}

/// The outside program that a document needs: Ghostscript, LibreOffice, or a converter program that
/// the administrator has set. `None` if Ferrofax reads the document itself. The error is the reason
/// why the document is left out.
fn program(
    found: &Found,
    name: &str,
    most_pages: u32,
    converter: &Converter,
) -> Result<Option<Program>, NotShown> {
    let settings = &converter.convert;
    if let Some(own) =
        Program::own(settings, &found.types).or_else(|| by_name(found, name, settings))
    {
        return Ok(Some(own));
    }
    match &found.nature {
        Nature::Readable(_) => Ok(None),
        Nature::PostScript => Program::ghostscript(settings, most_pages)
            .map(Some)
            .ok_or(NotShown::IsPostscript),
        Nature::Office(_) => Program::office(settings).map(Some).ok_or(NotShown::IsOffice),
        Nature::Other(what) => Err(NotShown::english(what)),
    }
}

/// Finds the program that the administrator has set for documents with the file extension of
/// `name`. It is used if the content of a document does not determine its format.
fn by_name(found: &Found, name: &str, settings: &ConvertSettings) -> Option<Program> {
    let may_count =
        matches!(found.nature, Nature::Other(_) | Nature::Readable(Kind::Text | Kind::Html));
    let ending = kind::ending(name);
    if !may_count || ending.is_empty() || settings.programs.is_empty() {
        return None;
    }
    let mut types = mime_types::of_ending(&ending);
    types.insert(0, format!(".{ending}"));
    Program::own(settings, &types)
}

/// Converts a document by an outside program (such as LibreOffice), and returns the file that the
/// program has made.
fn by_program<'a>(
    program: &Program,
    bytes: Bytes<'a>,
    nature: &Nature,
    document: &Document,
    converter: &Converter,
    patience: Patience,
) -> Result<(Kind, Bytes<'a>), ConvertError> {
    let ending = match nature {
        Nature::Office(ending) => (*ending).to_owned(),
        Nature::PostScript => "ps".to_owned(),
        _ => kind::ending(&document.name),
    };
    // The document is opened as a stream for the program.
    let mut read: Box<dyn Read> = match bytes {
        Bytes::Here(bytes) => Box::new(bytes),
        Bytes::Owned(bytes) => Box::new(io::Cursor::new(bytes)),
        Bytes::File(file) => Box::new(file.take(MAX_BYTES)),
    };
    let name = || document.name.clone();
    let unfit = |failure, what| ConvertError::Unfit { name: name(), failure, what };
    let made =
        program
            .run(&mut *read, &ending, converter, patience.allowance())
            .map_err(|failed| match failed {
                OutsideFailed::System(source) | OutsideFailed::Stopped(Stopped::System(source)) => {
                    ConvertError::NoChild { name: name(), source }
                }
                OutsideFailed::NotStarted(why) => unfit(
                    Failure::Internal,
                    format!("{} could not be started: {why}", program.name()),
                ),
                OutsideFailed::Stopped(Stopped::Late) => patience.too_slow(name(), 0),
                OutsideFailed::Stopped(Stopped::Processes) => unfit(
                    Failure::ConversionFailed,
                    format!("{} was stopped: it started too many processes", program.name()),
                ),
                OutsideFailed::Stopped(Stopped::Disk) => unfit(
                    Failure::ConversionFailed,
                    format!("{} was stopped: it wrote too much to the disk", program.name()),
                ),
                OutsideFailed::Stopped(Stopped::Memory) => unfit(
                    Failure::ConversionFailed,
                    format!("{} was stopped: it used too much memory", program.name()),
                ),
                OutsideFailed::Refused(said) => {
                    let name = program.name();
                    let what = match said.as_str() {
                        "" => format!("{name} cannot read it"),
                        words => format!("{name} cannot read it ({words})"),
                    };
                    unfit(Failure::ConversionFailed, what)
                }
            });
    // The program's result is not trusted either: its format is detected by its content.
    let mut file = made?;
    let head =
        head_of(&mut file).map_err(|source| ConvertError::NoChild { name: name(), source })?;
    match kind::of(&head, None, "").nature {
        Nature::Readable(kind) => Ok((kind, Bytes::File(file))),
        _ => Err(unfit(
            Failure::ConversionFailed,
            format!("{} produced no PDF, TIFF, picture or text", program.name()),
        )),
    }
}

/// Reads the beginning of a document's file, by which the document's format is detected. Then sets
/// the file's position to the beginning again.
fn head_of(file: &mut File) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    file.take(kind::HEAD as u64).read_to_end(&mut head)?;
    file.rewind()?;
    Ok(head)
}

fn opened(document: &Path, name: String) -> Result<File, ConvertError> {
    let unreadable = |source| ConvertError::Unreadable { path: document.to_owned(), source };
    // Check first that the file is no named pipe, because opening one would block forever.
    let known = std::fs::metadata(document).map_err(unreadable)?;
    if !known.is_file() {
        return Err(ConvertError::NotAFile { path: document.to_owned() });
    }
    let mut file = File::open(document).map_err(unreadable)?;
    // A stored fax that is forwarded may be encrypted. The child process has no keys, so it gets
    // the decrypted document in a file without a name.
    if let Some(clear) = opened_if_sealed(document, &mut file).map_err(unreadable)? {
        file = tempfile::tempfile().map_err(unreadable)?;
        file.write_all(&clear).and_then(|()| file.rewind()).map_err(unreadable)?;
    }
    match file.metadata().map_err(unreadable)?.len() {
        0 => Err(ConvertError::Empty { name }),
        length if length > MAX_BYTES => Err(ConvertError::TooLarge { name }),
        _ => Ok(file),
    }
}
