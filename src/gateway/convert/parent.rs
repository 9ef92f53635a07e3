//! The parent's side: says what each document is, starts the child, watches the clock, and reads what became of it.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, Write};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use super::composed;
use super::document::{Document, Source};
use super::kind::{self, CAN, Found, Kind, Nature};
use super::outside::{Failed, Program};
use super::task::{Blob, Piece, Task};
use super::{ConvertError, LeftOut, MAX_BYTES, Pages, Wanted, Workshop};
use crate::spool::failure::Failure;

/// The hidden word by which the program is started as the child.
pub(in crate::gateway) const CHILD_WORD: &str = "convert-child";

/// What the child said at its end.
enum End {
    Pages(Vec<u32>),
    Unfit(Failure, String),
}

/// How far the child came.
#[derive(Default)]
struct Progress {
    document: usize,
    page: u32,
    end: Option<End>,
}

/// Bytes for the child.
enum Bytes<'a> {
    Here(&'a [u8]),
    Owned(Vec<u8>),
    File(File),
}

/// A document that is to be made into pages, and which one it is.
struct Ready<'a> {
    number: usize,
    piece: Piece,
    bytes: Vec<Bytes<'a>>,
}

/// Makes documents into pages, all in one file, in their order; and says which were left out since nothing here reads their
/// kind. With none left to make pages of, [`Pages::count`] is 0.
///
/// # Errors
/// [`ConvertError`]: a document whose kind is known cannot be faxed. Nothing is made then.
pub fn pages_of(
    documents: &[Document],
    wanted: &Wanted,
    workshop: &Workshop,
) -> Result<(Pages, Vec<LeftOut>), ConvertError> {
    let mut ready = Vec::new();
    let mut left_out = Vec::new();
    for (number, document) in documents.iter().enumerate() {
        match prepared(document, wanted, workshop)? {
            Ok(Some((piece, bytes))) => ready.push(Ready { number, piece, bytes }),
            Ok(None) => {}
            Err(why) => left_out.push(LeftOut { name: document.name.clone(), why }),
        }
    }
    let mut of_each = vec![0; documents.len()];
    let name = |index: usize| ready.get(index).map_or("", |ready| documents[ready.number].name.as_str());
    let no_child = |source| ConvertError::NoChild { name: name(0).to_owned(), source };
    let file = tempfile::tempfile().map_err(no_child)?;
    if ready.is_empty() {
        return Ok((Pages { count: 0, of_each, file }, left_out));
    }
    let numbers: Vec<usize> = ready.iter().map(|ready| ready.number).collect();
    let names: Vec<String> = (0..ready.len()).map(|index| name(index).to_owned()).collect();
    let (file, counts) = run(ready, &names, file, wanted, workshop)?;
    numbers.iter().zip(&counts).for_each(|(number, count)| of_each[*number] = *count);
    Ok((Pages { count: counts.iter().sum(), of_each, file }, left_out))
}

/// Makes a document into pages. `name` is what people call it; errors begin with it.
///
/// # Errors
/// [`ConvertError`]
pub fn convert(document: &Path, name: &str, wanted: &Wanted) -> Result<Pages, ConvertError> {
    convert_with(document, name, wanted, &Workshop::default())
}

/// As [`convert`], by these settings.
///
/// # Errors
/// [`ConvertError`]
pub fn convert_with(document: &Path, name: &str, wanted: &Wanted, workshop: &Workshop) -> Result<Pages, ConvertError> {
    let (pages, left_out) = pages_of(&[Document::file(document, name)], wanted, workshop)?;
    match left_out.into_iter().next() {
        Some(LeftOut { name, why }) => {
            Err(ConvertError::Unfit { name, failure: Failure::NoConverter, what: format!("{why}; {CAN}") })
        }
        None => Ok(pages),
    }
}

/// What the child is to do with a document (nothing, if there is nothing in it); or why it is left out.
#[expect(clippy::type_complexity, reason = "three ends of one question, asked once")]
fn prepared<'a>(
    document: &'a Document,
    wanted: &Wanted,
    workshop: &Workshop,
) -> Result<Result<Option<(Piece, Vec<Bytes<'a>>)>, String>, ConvertError> {
    let unreadable = |path: &Path, source| ConvertError::Unreadable { path: path.to_owned(), source };
    let template = |(path, source): (PathBuf, io::Error)| unreadable(&path, source);
    let (head, bytes) = match &document.source {
        Source::FirstPage(page) => {
            return Ok(Ok(composed::of_first_page(page, &workshop.convert).map_err(template)?.map(composed_piece)));
        }
        Source::Cover(cover) => {
            let made = composed::of_cover(cover, &workshop.cover).map_err(template)?;
            return Ok(Ok(Some(composed_piece(made))));
        }
        Source::Bytes(bytes) if bytes.is_empty() => return Err(ConvertError::Empty { name: document.name.clone() }),
        Source::Bytes(bytes) if bytes.len() as u64 > MAX_BYTES => {
            return Err(ConvertError::TooLarge { name: document.name.clone() });
        }
        Source::Bytes(bytes) => (bytes[..bytes.len().min(kind::HEAD)].to_vec(), Bytes::Here(bytes)),
        Source::Path(path) => {
            let mut file = opened(path, document.name.clone())?;
            let head = head_of(&mut file).map_err(|source| unreadable(path, source))?;
            (head, Bytes::File(file))
        }
    };
    let found = kind::of(&head, document.media_type.as_deref(), &document.name);
    let program = match program(&found, wanted, workshop) {
        Ok(program) => program,
        Err(why) => return Ok(Err(why)),
    };
    let charset = kind::charset(document.media_type.as_deref());
    let (kind, bytes) = match (program, found.nature) {
        (Some(program), nature) => by_program(&program, bytes, &nature, document, workshop)?,
        (None, Nature::Readable(kind)) => (kind, bytes),
        (None, _) => return Ok(Err("nothing here reads it".to_owned())),
    };
    Ok(Ok(Some((Piece { kind, charset, fields: BTreeMap::new(), blobs: Vec::new() }, vec![bytes]))))
}

fn composed_piece(made: composed::Composed<'_>) -> (Piece, Vec<Bytes<'_>>) {
    let ids = made.blobs.iter().map(|(id, _)| Blob { id: id.clone(), length: 0 }).collect();
    let piece = Piece { kind: Kind::Composed, charset: String::new(), fields: made.fields, blobs: ids };
    let bytes = made.blobs.into_iter().map(|(_, bytes)| match bytes {
        std::borrow::Cow::Borrowed(bytes) => Bytes::Here(bytes),
        std::borrow::Cow::Owned(bytes) => Bytes::Owned(bytes),
    });
    (piece, bytes.collect())
}

/// The outside program that a document needs, if it needs one; or why it is left out.
fn program(found: &Found, wanted: &Wanted, workshop: &Workshop) -> Result<Option<Program>, String> {
    let settings = &workshop.convert;
    if let Some(own) = Program::own(settings, &found.types) {
        return Ok(Some(own));
    }
    match &found.nature {
        Nature::Readable(_) => Ok(None),
        Nature::PostScript => {
            let missing = || "it is PostScript, for which Ghostscript is not installed here".to_owned();
            Program::ghostscript(settings, wanted.max_pages).map(Some).ok_or_else(missing)
        }
        Nature::Office(_) => {
            let missing = || "it is an office document, for which LibreOffice is not installed here".to_owned();
            Program::office(settings).map(Some).ok_or_else(missing)
        }
        Nature::Other(what) => Err(what.clone()),
    }
}

/// What an outside program makes of a document.
fn by_program<'a>(
    program: &Program,
    bytes: Bytes<'a>,
    nature: &Nature,
    document: &Document,
    workshop: &Workshop,
) -> Result<(Kind, Bytes<'a>), ConvertError> {
    let ending = match nature {
        Nature::Office(ending) => (*ending).to_owned(),
        Nature::PostScript => "ps".to_owned(),
        _ => kind::ending(&document.name),
    };
    let mut read: Box<dyn Read> = match bytes {
        Bytes::Here(bytes) => Box::new(bytes),
        Bytes::Owned(bytes) => Box::new(io::Cursor::new(bytes)),
        Bytes::File(file) => Box::new(file.take(MAX_BYTES)),
    };
    let name = || document.name.clone();
    let unfit = |failure, what| ConvertError::Unfit { name: name(), failure, what };
    let made = program.run(&mut *read, &ending, workshop).map_err(|failed| match failed {
        Failed::System(source) => ConvertError::NoChild { name: name(), source },
        Failed::NotStarted(why) => unfit(Failure::Internal, format!("{} was not started: {why}", program.name())),
        Failed::TooSlow(seconds) => ConvertError::TooSlow { name: name(), page: 0, seconds },
        Failed::Refused(said) => {
            let said = if said.is_empty() { said } else { format!(" ({said})") };
            unfit(Failure::ConversionFailed, format!("{} cannot read it{said}", program.name()))
        }
    });
    let mut file = made?;
    let head = head_of(&mut file).map_err(|source| ConvertError::NoChild { name: name(), source })?;
    match kind::of(&head, None, "").nature {
        Nature::Readable(kind) => Ok((kind, Bytes::File(file))),
        _ => Err(unfit(
            Failure::ConversionFailed,
            format!("{} made no PDF, TIFF, picture or text of it", program.name()),
        )),
    }
}

/// How a file begins; it stands at its beginning again.
fn head_of(file: &mut File) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    file.take(kind::HEAD as u64).read_to_end(&mut head)?;
    file.rewind()?;
    Ok(head)
}

fn opened(document: &Path, name: String) -> Result<File, ConvertError> {
    let unreadable = |source| ConvertError::Unreadable { path: document.to_owned(), source };
    // A named pipe would have us wait for ever.
    let known = std::fs::metadata(document).map_err(unreadable)?;
    if !known.is_file() {
        return Err(ConvertError::NotAFile { path: document.to_owned() });
    }
    let file = File::open(document).map_err(unreadable)?;
    match file.metadata().map_err(unreadable)?.len() {
        0 => Err(ConvertError::Empty { name }),
        length if length > MAX_BYTES => Err(ConvertError::TooLarge { name }),
        _ => Ok(file),
    }
}

/// Has the child make the pages: into `file`, so many of each.
fn run(
    ready: Vec<Ready<'_>>,
    names: &[String],
    file: File,
    wanted: &Wanted,
    workshop: &Workshop,
) -> Result<(File, Vec<u32>), ConvertError> {
    let name = |document: usize| names.get(document).cloned().unwrap_or_default();
    let no_child = |source| ConvertError::NoChild { name: name(0), source };
    let is_set = ready.iter().any(|ready| ready.piece.kind.is_set());
    let input = task_file(ready, wanted, workshop).map_err(no_child)?;
    let output = file.try_clone().map_err(no_child)?;
    let settings = &workshop.convert;
    let child = Command::new(&workshop.program)
        .arg0("ferrofax")
        .args([CHILD_WORD, &settings.memory_mb.to_string()])
        .args(settings.fonts.iter().filter(|_| is_set))
        .env_clear()
        .current_dir("/")
        .stdin(input)
        .stdout(output)
        .stderr(Stdio::piped())
        .spawn()
        .map_err(no_child)?;
    let mut child = EndedOnDrop(child);
    let mut progress = Progress::default();
    if let Some(lines) = child.0.stderr.take().map(heard) {
        listen(&lines, &mut progress, settings.page_seconds).map_err(|TooSlow(seconds)| ConvertError::TooSlow {
            name: name(progress.document),
            page: progress.page,
            seconds,
        })?;
    }
    let status = child.0.wait().map_err(no_child)?;
    let name = name(progress.document);
    match progress.end {
        Some(End::Pages(counts)) if status.success() && counts.len() == names.len() => {
            let mut file = file;
            file.rewind().map_err(|source| ConvertError::NoChild { name, source })?;
            Ok((file, counts))
        }
        Some(End::Unfit(failure, what)) => Err(ConvertError::Unfit { name, failure, what }),
        _ => Err(ConvertError::Broke { name, page: progress.page, what: how_it_broke(status) }),
    }
}

/// The child's input: the task, and behind it the documents.
fn task_file(ready: Vec<Ready<'_>>, wanted: &Wanted, workshop: &Workshop) -> io::Result<File> {
    let mut task = Task { wanted: *wanted, paper: workshop.convert.paper, pieces: Vec::new() };
    let mut all = Vec::new();
    for Ready { mut piece, bytes, .. } in ready {
        let mut blobs = std::mem::take(&mut piece.blobs).into_iter();
        for bytes in bytes {
            let id = blobs.next().map(|blob| blob.id).unwrap_or_default();
            piece.blobs.push(Blob { id, length: bytes.length()? });
            all.push(bytes);
        }
        task.pieces.push(piece);
    }
    let mut file = tempfile::tempfile()?;
    file.write_all(task.line().as_bytes())?;
    for bytes in all {
        let length = bytes.length()?;
        let written = match bytes {
            Bytes::Here(bytes) => io::copy(&mut &*bytes, &mut file)?,
            Bytes::Owned(bytes) => io::copy(&mut &bytes[..], &mut file)?,
            Bytes::File(from) => io::copy(&mut from.take(length), &mut file)?,
        };
        if written != length {
            return Err(io::Error::other("a document was made shorter while it was read"));
        }
    }
    file.rewind()?;
    Ok(file)
}

impl Bytes<'_> {
    fn length(&self) -> io::Result<u64> {
        match self {
            Self::Here(bytes) => Ok(bytes.len() as u64),
            Self::Owned(bytes) => Ok(bytes.len() as u64),
            Self::File(file) => Ok(file.metadata()?.len()),
        }
    }
}

/// The child's lines, read by a thread that ends with the child.
fn heard(stderr: ChildStderr) -> Receiver<String> {
    let (tell, lines) = channel();
    std::thread::spawn(move || {
        let mut reader = BufReader::new(stderr);
        let mut line = Vec::new();
        // A child that went mad does not fill our memory.
        while reader.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line).is_ok_and(|length| length > 0) {
            if tell.send(String::from_utf8_lossy(&line).trim_end().to_owned()).is_err() {
                break;
            }
            line.clear();
        }
    });
    lines
}

/// The longest line that is heard at once, bytes.
const LONGEST_LINE: u64 = 64 << 10;

/// Nothing was heard for so many seconds.
struct TooSlow(u64);

/// Follows the child to its end.
fn listen(lines: &Receiver<String>, progress: &mut Progress, page_seconds: u64) -> Result<(), TooSlow> {
    loop {
        let line = match lines.recv_timeout(Duration::from_secs(page_seconds)) {
            Ok(line) => line,
            Err(RecvTimeoutError::Disconnected) => return Ok(()),
            Err(RecvTimeoutError::Timeout) => return Err(TooSlow(page_seconds)),
        };
        match line.split_once(' ') {
            Some(("document", number)) => {
                progress.document = number.parse().unwrap_or(progress.document);
                progress.page = 0;
            }
            Some(("page", number)) => progress.page = number.parse().unwrap_or(progress.page),
            Some(("pages", counts)) => {
                progress.end = counts.split(' ').map(|count| count.parse().ok()).collect::<Option<_>>().map(End::Pages);
            }
            Some(("unfit", reason)) => {
                let (failure, what) = reason.split_once(' ').unwrap_or((reason, "it cannot be faxed"));
                let failure = Failure::from_name(failure).unwrap_or(Failure::ConversionFailed);
                progress.end = Some(End::Unfit(failure, what.to_owned()));
            }
            _ => {}
        }
    }
}

fn how_it_broke(status: ExitStatus) -> &'static str {
    match status.signal() {
        Some(libc::SIGXCPU | libc::SIGKILL) => "takes too much processor time",
        Some(libc::SIGXFSZ) => "makes too large a file",
        Some(libc::SIGABRT) => "takes too much memory, or is nested too deeply",
        _ => "breaks the program that reads it",
    }
}

/// The child does not outlive who waits for it.
struct EndedOnDrop(Child);

impl Drop for EndedOnDrop {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
