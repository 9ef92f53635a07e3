//! Runs the child process that converts documents: passes its task to it, enforces the time limits,
//! and reads its reports of progress.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, Write};
use std::os::unix::fs::FileExt;
use std::os::unix::process::ExitStatusExt;
use std::process::{ChildStderr, ChildStdout, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel, sync_channel};
use std::time::{Duration, Instant};

use super::child::{NOTED, OF_DISK};
use super::cuts::{CUT, CutOut};
use super::product::{SAID, said_of};
use super::reached::Reached;
use super::tally::Counted;
use super::task::{Piece, Task};
use super::{ConvertError, Converter, Wanted};
use crate::fields::Search;
use ferrofax_confine::{Allowance, Group};
use ferrofax_document::tiff::Said;
use ferrofax_spool::failure::Failure;
use ferrofax_spool::not_shown::{NotShown, Note};

/// The hidden subcommand with which `ferrofax` is started as the child process.
pub const CHILD_WORD: &str = "convert-child";

/// The last line that the child process reports: the number of fax pages made from each document,
/// or the reason why the conversion failed.
enum End {
    Pages(Vec<u32>),
    Unfit(Failure, String),
    Disk(String),
}

/// The progress of the conversion, as the child process has reported it so far.
#[derive(Default)]
struct Progress {
    /// The number of documents that the child process converts.
    documents: usize,
    document: usize,
    page: u32,
    /// The number of pages of the document; 0 if it is not known.
    count: u32,
    /// The number of the page that is being converted and the number of all pages, for other
    /// threads that show the progress.
    reached: Reached,
    /// The notes on content that the pages do not show. Each has the number of its document.
    notes: Vec<(usize, NotShown)>,
    said: Said,
    end: Option<End>,
}

/// The maximum number of notes on one document that are stored. A note is about content that the
/// pages do not show.
const MOST_NOTES: usize = 100;

impl Progress {
    /// Stores a note on the document that is being converted, unless it already has the maximum.
    fn note(&mut self, what: NotShown) {
        let of_document = self.notes.iter().filter(|(document, _)| *document == self.document);
        if of_document.count() < MOST_NOTES {
            self.notes.push((self.document, what));
        }
    }
}

/// The bytes of a document, in memory or in a file. They are sent to the child process.
pub(super) enum Bytes<'a> {
    Here(&'a [u8]),
    Owned(Vec<u8>),
    File(File),
}

impl Bytes<'_> {
    /// Whether the bytes of the document contain `word`. False if the document can't be read.
    pub(super) fn have(&self, word: &[u8]) -> bool {
        let is_in = |bytes: &[u8]| bytes.windows(word.len()).any(|found| found == word);
        let file = match self {
            Self::Here(bytes) => return is_in(bytes),
            Self::Owned(bytes) => return is_in(bytes),
            Self::File(file) => file,
        };
        let mut piece = vec![0; 64 << 10];
        let (mut at, mut kept) = (0, 0);
        // The end of each piece is kept before the next one, since the word may be split between
        // two pieces.
        while let Ok(read @ 1..) = file.read_at(&mut piece[kept..], at) {
            let filled = kept + read;
            if is_in(&piece[..filled]) {
                return true;
            }
            at += read as u64;
            kept = filled.min(word.len() - 1);
            piece.copy_within(filled - kept..filled, 0);
        }
        false
    }
}

/// A document that is ready to be converted, and its number among the documents of the fax.
pub(super) struct Ready<'a> {
    pub(super) number: usize,
    pub(super) piece: Piece,
    pub(super) bytes: Vec<Bytes<'a>>,
}

/// The fax pages that the child process has made, with its reports about them.
pub(super) struct Made {
    /// The TIFF file with all fax pages that were made.
    pub(super) file: File,
    /// The number of fax pages made from each converted document, in the order of the documents.
    pub(super) counts: Vec<u32>,
    /// The notes on content that the pages do not show. Each has the number of its document.
    pub(super) notes: Vec<(usize, NotShown)>,
    /// The metadata of a fax that HylaFAX received and that is now imported; empty for other
    /// documents.
    pub(super) said: Said,
}

/// The time limits of a conversion: for each page, and for all documents of the fax together.
#[derive(Clone, Copy)]
pub(super) struct Patience {
    page: Duration,
    all: Duration,
    until: Instant,
}

/// Lets the child process convert these documents. `names` are the names of the documents, for
/// messages.
///
/// # Errors
/// Returns the number of the document that caused the error, and the error.
pub(super) fn run(
    ready: &mut [Ready<'_>],
    names: &[&str],
    wanted: &Wanted,
    (converter, reached): (&Converter, &Reached),
    patience: Patience,
) -> Result<Made, (usize, ConvertError)> {
    let name =
        |document: usize| names.get(document).map_or_else(String::new, |name| (*name).to_owned());
    let no_child = |source| (0, ConvertError::NoChild { name: name(0), source });
    let file = tempfile::tempfile().map_err(no_child)?;
    if ready.is_empty() {
        let (counts, notes, said) = (Vec::new(), Vec::new(), Said::default());
        return Ok(Made { file, counts, notes, said });
    }
    let counted = Counted::begin();
    let to = || file.try_clone().map(Stdio::from);
    let child = to().and_then(|to| started(ready, to, wanted, None, converter));
    let mut child = child.map_err(no_child)?;
    let progress = followed(&mut child, names, patience, reached, &mut || true)?;
    let mut file = file;
    file.rewind().map_err(no_child)?;
    counted.done();
    let Done { counts, notes, said } = progress;
    Ok(Made { file, counts, notes, said })
}

/// Lets the child process split a document into faxes. `take` gets each fax as soon as it is
/// complete. If `take` refuses a fax, no more faxes are made, and the result is `None`.
///
/// # Errors
/// Returns the error that ended the conversion of the document.
pub(super) fn run_cutting(
    ready: Ready<'_>,
    name: &str,
    wanted: &Wanted,
    search: &Search,
    converter: &Converter,
    patience: Patience,
    mut take: impl FnMut(CutOut) -> bool,
) -> Result<Option<Vec<Note>>, ConvertError> {
    let counted = Counted::begin();
    let no_child = |source| ConvertError::NoChild { name: name.to_owned(), source };
    let mut child =
        started(&mut [ready], Stdio::piped(), wanted, Some(search), converter).map_err(no_child)?;
    let faxes = child.stdout().map(cut_out);
    let (mut was_taken, mut is_late) = (true, false);
    let mut next = || match faxes.as_ref().map(|faxes| faxes.recv_timeout(patience.page)) {
        Some(Ok(fax)) => {
            was_taken = take(fax);
            was_taken
        }
        Some(Err(RecvTimeoutError::Timeout)) => {
            is_late = true;
            false
        }
        // The child process has ended; its final report says why.
        Some(Err(RecvTimeoutError::Disconnected)) | None => true,
    };
    let followed = followed(&mut child, &[name], patience, &Reached::default(), &mut next);
    if followed.is_ok() {
        counted.done();
    }
    if !was_taken {
        return Ok(None);
    }
    if is_late {
        return Err(patience.too_slow(name.to_owned(), 0));
    }
    let notes = followed.map_err(|(_, error)| error)?.notes;
    let note = |(_, what)| Note { document: name.to_owned(), what };
    Ok(Some(notes.into_iter().map(note).collect()))
}

/// Starts a thread that reads the faxes which the child process writes to its standard output. The
/// thread ends with the child process. The receiver that this function returns gets each fax.
fn cut_out(stdout: ChildStdout) -> Receiver<CutOut> {
    // One fax is buffered while another one is taken. After that the child process has to wait.
    let (tell, faxes) = sync_channel(1);
    std::thread::spawn(move || {
        let mut reader = BufReader::new(stdout);
        while let Some(fax) = CutOut::read(&mut reader) {
            if tell.send(fax).is_err() {
                return;
            }
        }
    });
    faxes
}

/// The result of a finished run of the child process.
struct Done {
    counts: Vec<u32>,
    notes: Vec<(usize, NotShown)>,
    said: Said,
}

/// Follows a run of the child process to its end, and reads its reports of progress. `cut` is
/// called for each fax that is split off; it returns whether to continue.
fn followed(
    child: &mut Group,
    names: &[&str],
    patience: Patience,
    reached: &Reached,
    cut: &mut dyn FnMut() -> bool,
) -> Result<Done, (usize, ConvertError)> {
    let name =
        |document: usize| names.get(document).map_or_else(String::new, |name| (*name).to_owned());
    let no_child = |source| (0, ConvertError::NoChild { name: name(0), source });
    let (documents, reached) = (names.len(), reached.clone());
    let mut progress = Progress { documents, reached, ..Progress::default() };
    let lines = child.stderr().map(heard);
    child.allow(patience.allowance());
    let heard_all = lines.is_none_or(|lines| listen(child, &lines, &mut progress, patience, cut));
    // The child process may still be running, although it has closed its standard error.
    let status = if heard_all { child.wait_allowed().map_err(no_child)? } else { None };
    let at = progress.document;
    let Some(status) = status else { return Err((at, patience.too_slow(name(at), progress.page))) };
    match progress.end {
        Some(End::Pages(counts)) if status.success() && counts.len() == names.len() => {
            Ok(Done { counts, notes: progress.notes, said: progress.said })
        }
        Some(End::Unfit(failure, what)) => {
            Err((at, ConvertError::Unfit { name: name(at), failure, what }))
        }
        // The other documents are affected, too.
        Some(End::Disk(what)) => Err((names.len(), ConvertError::Disk { name: name(at), what })),
        _ => Err((
            at,
            ConvertError::Broke { name: name(at), page: progress.page, what: how_it_broke(status) },
        )),
    }
}

fn started(
    ready: &mut [Ready<'_>],
    to: Stdio,
    wanted: &Wanted,
    search: Option<&Search>,
    converter: &Converter,
) -> io::Result<Group> {
    let is_set = ready.iter().any(|ready| ready.piece.kind.is_set());
    let settings = &converter.convert;
    let mut command =
        ferrofax_confine::own_child(&converter.program, CHILD_WORD, settings.memory_mb);
    command
        .args(settings.fonts.iter().filter(|_| is_set))
        .stdin(task_file(ready, wanted, search, converter)?)
        .stdout(to)
        .stderr(Stdio::piped());
    Group::start(&mut command)
}

/// Writes the input of the child process to a file: the task, followed by the documents.
fn task_file(
    ready: &mut [Ready<'_>],
    wanted: &Wanted,
    search: Option<&Search>,
    converter: &Converter,
) -> io::Result<File> {
    let (paper, search) = (converter.convert.paper, search.cloned());
    let mut task = Task { wanted: *wanted, paper, search, pieces: Vec::new() };
    for Ready { piece, bytes, .. } in &mut *ready {
        for (blob, bytes) in piece.blobs.iter_mut().zip(bytes.iter()) {
            blob.length = bytes.length()?;
        }
        task.pieces.push(piece.clone());
    }
    let mut file = tempfile::tempfile()?;
    file.write_all(task.line().as_bytes())?;
    let all = ready
        .iter_mut()
        .flat_map(|Ready { piece, bytes, .. }| piece.blobs.iter().zip(bytes));
    for (blob, bytes) in all {
        let written = match bytes {
            Bytes::Here(bytes) => io::copy(&mut &**bytes, &mut file)?,
            Bytes::Owned(bytes) => io::copy(&mut &bytes[..], &mut file)?,
            Bytes::File(from) => {
                // The document may have been read before, in a run that failed because another
                // document was damaged.
                from.rewind()?;
                io::copy(&mut from.take(blob.length), &mut file)?
            }
        };
        if written != blob.length {
            return Err(io::Error::other("a document was truncated while it was read"));
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

/// Receives the lines on standard error in which the child process reports its progress. A thread
/// reads the lines, and ends with the child process.
fn heard(stderr: ChildStderr) -> Receiver<String> {
    let (tell, lines) = channel();
    std::thread::spawn(move || {
        let mut reader = BufReader::new(stderr);
        let mut line = Vec::new();
        // The length is limited, so that a misbehaving child process cannot fill the memory.
        while reader
            .by_ref()
            .take(LONGEST_LINE)
            .read_until(b'\n', &mut line)
            .is_ok_and(|length| length > 0)
        {
            if tell.send(String::from_utf8_lossy(&line).trim_end().to_owned()).is_err() {
                break;
            }
            line.clear();
        }
    });
    lines
}

/// The greatest length, in bytes, of a line in which the child process reports its progress.
const LONGEST_LINE: u64 = 64 << 10;

impl Patience {
    /// The time limits of a conversion that begins now, as the settings state them.
    pub(super) fn of(converter: &Converter) -> Self {
        let all = Duration::from_secs(converter.convert.fax_seconds);
        Self {
            page: Duration::from_secs(converter.convert.page_seconds),
            all,
            until: Instant::now() + all,
        }
    }

    /// The time limits for a printed document that contains many faxes. The time limit for one page
    /// becomes as long as the limit for the whole document, since one run of an outside program
    /// (such as Ghostscript) may make many pages.
    pub(super) fn of_many(self) -> Self {
        Self { page: self.all, ..self }
    }

    /// The working time that the child process is allowed to use for the next page (waits for a
    /// processor or a disk do not count), and the time at which it is stopped in any case.
    pub(super) const fn allowance(&self) -> Allowance {
        Allowance { work: self.page, until: self.until }
    }

    /// Makes the error for a conversion that exceeded a time limit while page `page` was being
    /// made.
    pub(super) fn too_slow(&self, name: String, page: u32) -> ConvertError {
        if Instant::now() >= self.until {
            ConvertError::TooLong { name, seconds: self.all.as_secs() }
        } else {
            ConvertError::TooSlow { name, page, seconds: self.page.as_secs() }
        }
    }
}

/// Reads the reports of the child process to their end. Returns false if the child took too long,
/// or if a fax that it has split off was refused.
fn listen(
    child: &mut Group,
    lines: &Receiver<String>,
    progress: &mut Progress,
    patience: Patience,
    cut: &mut dyn FnMut() -> bool,
) -> bool {
    loop {
        let line = match lines.recv_timeout(ferrofax_confine::LOOK) {
            Ok(_) if Instant::now() >= patience.until => return false,
            Ok(line) => line,
            Err(RecvTimeoutError::Disconnected) => return true,
            Err(RecvTimeoutError::Timeout) if child.is_late() => return false,
            Err(RecvTimeoutError::Timeout) => continue,
        };
        // Each report is a sign of life, so the time of a page begins again.
        child.allow(patience.allowance());
        match line.split_once(' ') {
            Some(("document", number)) => {
                let number = number.parse().unwrap_or(progress.document);
                if number < progress.documents {
                    progress.document = number;
                }
                (progress.page, progress.count) = (0, 0);
            }
            Some(("count", number)) => progress.count = number.parse().unwrap_or(0),
            Some(("page", number)) => {
                progress.page = number.parse().unwrap_or(progress.page);
                progress.reached.set(progress.page, progress.count);
            }
            Some((CUT, _)) => {
                if !cut() {
                    return false;
                }
                // The time for which the fax waited to be taken does not count for the child
                // process.
                child.allow(patience.allowance());
            }
            Some(("unseen", what)) => {
                let what = serde_json::from_str(what).unwrap_or_else(|_| NotShown::english(what));
                progress.note(what);
            }
            Some((SAID, words)) => progress.said = said_of(words),
            Some(("pages", counts)) => {
                progress.end = counts
                    .split(' ')
                    .map(|count| count.parse().ok())
                    .collect::<Option<_>>()
                    .map(End::Pages);
            }
            Some(("unfit", reason)) => {
                let (failure, what) =
                    reason.split_once(' ').unwrap_or((reason, "it cannot be faxed"));
                let failure = Failure::from_name(failure).unwrap_or(Failure::ConversionFailed);
                progress.end = Some(End::Unfit(failure, what.to_owned()));
            }
            Some((OF_DISK, what)) => progress.end = Some(End::Disk(what.to_owned())),
            Some((NOTED, ferrofax_confine::NO_LANDLOCK)) => ferrofax_confine::tell_no_landlock(),
            _ => {}
        }
    }
}

fn how_it_broke(status: ExitStatus) -> &'static str {
    match status.signal() {
        Some(libc::SIGXFSZ) => "produces too large a file",
        _ => ferrofax_confine::how_it_broke(status),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_with_many_notes_does_not_hide_the_notes_on_the_next_one() {
        let mut progress = Progress::default();
        for page in 1..=150 {
            progress.note(NotShown::PictureEdges { page });
        }
        progress.document = 1;
        progress.note(NotShown::Layers);
        let of = |number| progress.notes.iter().filter(|(document, _)| *document == number).count();
        assert_eq!((of(0), of(1)), (MOST_NOTES, 1));
    }
}
