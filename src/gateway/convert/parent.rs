//! The parent's side: starts the child, watches the clock, and reads what became of it.

use std::fs::File;
use std::io::{BufRead, BufReader, Seek};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::Path;
use std::process::{Child, ChildStderr, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use super::{ConvertError, Document, LeftOut, MAX_BYTES, Pages, Source, Wanted, Workshop};
use crate::spool::failure::Failure;
use crate::t4::Resolution;

/// The hidden word by which the program is started as the child.
pub(in crate::gateway) const CHILD_WORD: &str = "convert-child";

/// So long may one page take, and what comes before the first.
const PAGE_TIME: Duration = Duration::from_secs(60);

/// The program, also when its file was replaced by a newer one.
const MYSELF: &str = "/proc/self/exe";

/// What the child said at its end.
enum End {
    Pages(u32),
    Unfit(Failure, String),
}

/// Makes documents into pages, all in one file, in their order; and says which were left out since their kind is not known.
/// With none left to make pages of, `Pages::count` is 0.
///
/// # Errors
/// [`ConvertError`]: a document whose kind is known cannot be faxed. Nothing is made then.
pub fn pages_of(
    documents: &[Document],
    wanted: &Wanted,
    _workshop: &Workshop,
) -> Result<(Pages, Vec<LeftOut>), ConvertError> {
    let found = documents.iter().find_map(|document| match &document.source {
        Source::Path(path) => Some(convert(path, &document.name, wanted)),
        _ => None,
    });
    let pages = found.unwrap_or_else(|| Err(ConvertError::Empty { name: String::new() }))?;
    Ok((pages, Vec::new()))
}

/// Makes a document into pages. `name` is what people call it; errors begin with it.
///
/// # Errors
/// [`ConvertError`]
pub fn convert(document: &Path, name: &str, wanted: &Wanted) -> Result<Pages, ConvertError> {
    let name = || name.to_owned();
    let input = opened(document, name())?;
    let file = tempfile::tempfile().map_err(|source| ConvertError::NoChild { name: name(), source })?;
    let no_child = |source| ConvertError::NoChild { name: name(), source };
    let output = file.try_clone().map_err(no_child)?;
    let child = Command::new(MYSELF)
        .arg0("ferrofax")
        .args([CHILD_WORD, resolution_word(wanted.resolution), &wanted.max_pages.to_string()])
        .env_clear()
        .current_dir("/")
        .stdin(input)
        .stdout(output)
        .stderr(Stdio::piped())
        .spawn()
        .map_err(no_child)?;
    let mut child = EndedOnDrop(child);
    let (page, end) = match child.0.stderr.take().map(heard) {
        None => (0, None),
        Some(lines) => listen(&lines, &name())?,
    };
    let status = child.0.wait().map_err(no_child)?;
    match end {
        Some(End::Pages(count)) if status.success() => rewound(file, count).map_err(no_child),
        Some(End::Unfit(failure, what)) => Err(ConvertError::Unfit { name: name(), failure, what }),
        _ => Err(ConvertError::Broke { name: name(), page, what: how_it_broke(status) }),
    }
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

fn rewound(mut file: File, count: u32) -> std::io::Result<Pages> {
    file.rewind()?;
    Ok(Pages { count, of_each: vec![count], file })
}

/// The child's lines, read by a thread that ends with the child.
fn heard(stderr: ChildStderr) -> Receiver<String> {
    let (tell, lines) = channel();
    std::thread::spawn(move || {
        let mut reader = BufReader::new(stderr);
        let mut line = Vec::new();
        while reader.read_until(b'\n', &mut line).is_ok_and(|length| length > 0) {
            if tell.send(String::from_utf8_lossy(&line).trim_end().to_owned()).is_err() {
                break;
            }
            line.clear();
        }
    });
    lines
}

/// Follows the child to its end: the page that it came to, and what it said last.
fn listen(lines: &Receiver<String>, name: &str) -> Result<(u32, Option<End>), ConvertError> {
    let (mut page, mut end) = (0, None);
    loop {
        let line = match lines.recv_timeout(PAGE_TIME) {
            Ok(line) => line,
            Err(RecvTimeoutError::Disconnected) => return Ok((page, end)),
            Err(RecvTimeoutError::Timeout) => {
                return Err(ConvertError::TooSlow { name: name.to_owned(), page, seconds: PAGE_TIME.as_secs() });
            }
        };
        match line.split_once(' ') {
            Some(("page", number)) => page = number.parse().unwrap_or(page),
            Some(("pages", count)) => end = count.parse().ok().map(End::Pages),
            Some(("unfit", reason)) => {
                let (failure, what) = reason.split_once(' ').unwrap_or((reason, "it cannot be faxed"));
                end =
                    Some(End::Unfit(Failure::from_name(failure).unwrap_or(Failure::ConversionFailed), what.to_owned()));
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

/// The word for a resolution on command lines.
const fn resolution_word(resolution: Option<Resolution>) -> &'static str {
    match resolution {
        None => "own",
        Some(Resolution::Standard) => "standard",
        Some(Resolution::Superfine) => "superfine",
        Some(_) => "fine",
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
