//! The child: reads the document from its standard input, writes the file of pages to its standard output, and says on its
//! standard error how far it is.
//!
//! Each thing that it says is a line: `page N` (begun), `pages N` (all of them, the file is whole), `unfit FAILURE WHAT`
//! (the document cannot be faxed). Anything else is noise.

use std::io::{Read, Write};
use std::process::ExitCode;

use super::kind::{self, Kind};
use super::{MAX_BYTES, Wanted, confine, pdf, text, tiff};
use crate::document::tiff::{Builder, NewPage};
use crate::spool::failure::Failure;
use crate::t4::{Bitmap, PageQuality, Resolution};

/// Bytes of stack for the readers of documents: what is nested may be nested deeply.
const STACK: usize = 64 << 20;

/// Why a document cannot be faxed, in words that go on after its name.
#[derive(Debug)]
pub(super) struct Unfit {
    failure: Failure,
    what: String,
}

/// The pages as they come.
pub(super) struct Out<'a> {
    file: Builder,
    say: &'a mut dyn Write,
}

impl Unfit {
    /// It is not whole, or not to be read.
    pub(super) fn damaged(what: impl Into<String>) -> Self {
        Self { failure: Failure::ConversionFailed, what: what.into() }
    }

    /// There is nothing in it.
    pub(super) fn empty(what: impl Into<String>) -> Self {
        Self { failure: Failure::NoDocument, what: what.into() }
    }

    /// It has so many, or more than are allowed.
    pub(super) fn too_many_pages(found: Option<usize>, wanted: &Wanted) -> Self {
        let found = found.map_or_else(|| format!("more than {}", wanted.max_pages), |count| count.to_string());
        let what = format!("it has {found} pages, and a fax may have {}", wanted.max_pages);
        Self { failure: Failure::TooManyPages, what }
    }
}

impl Out<'_> {
    /// Refuses a document that has no pages, or too many, before any is made.
    pub(super) fn check_count(&self, count: usize, wanted: &Wanted) -> Result<(), Unfit> {
        match count {
            0 => Err(Unfit::empty("it has no pages")),
            count if count > wanted.max_pages as usize => Err(Unfit::too_many_pages(Some(count), wanted)),
            _ => Ok(()),
        }
    }

    /// Tells that work on a page of the document begins.
    pub(super) fn begin_page(&mut self, number: u32) {
        // A parent that does not listen any more ends us anyway.
        let _ = writeln!(self.say, "page {number}");
    }

    /// Adds a page.
    pub(super) fn push(&mut self, bitmap: &Bitmap, resolution: Resolution) -> Result<(), Unfit> {
        let page = NewPage { bitmap, resolution, quality: PageQuality::default(), date_time: "" };
        self.file.push(&page);
        if self.file.len() as u64 > MAX_BYTES {
            return Err(Unfit::damaged(format!("its pages have more than {} MiB", MAX_BYTES >> 20)));
        }
        Ok(())
    }
}

/// The child's whole life.
pub(in crate::gateway) fn run(wanted: Wanted) -> ExitCode {
    // What a reader of documents says when it breaks is of no use to anyone; that it broke is seen by the exit code.
    std::panic::set_hook(Box::new(|_| {}));
    let mut say = std::io::stderr();
    if let Err(error) = confine::limit(MAX_BYTES) {
        let _ =
            writeln!(say, "unfit {} the program that reads it cannot be confined: {error}", Failure::Internal.name());
        return ExitCode::FAILURE;
    }
    let worker = std::thread::Builder::new().stack_size(STACK).spawn(move || work(&wanted));
    match worker.map(std::thread::JoinHandle::join) {
        Ok(Ok(true)) => ExitCode::SUCCESS,
        Ok(Ok(false)) => ExitCode::FAILURE,
        Ok(Err(_)) | Err(_) => ExitCode::from(BROKE),
    }
}

/// The exit code of a child that broke.
const BROKE: u8 = 101;

fn work(wanted: &Wanted) -> bool {
    let mut say = std::io::stderr();
    let done = confine::forbid()
        .map_err(|error| Unfit {
            failure: Failure::Internal,
            what: format!("the program that reads it cannot be confined: {error}"),
        })
        .and_then(|()| make_pages(wanted, &mut say));
    let (pages, bytes) = match done {
        Ok(file) => file,
        Err(unfit) => {
            // A line is a line, whatever stood in the document.
            let what: String = unfit.what.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
            let _ = writeln!(say, "unfit {} {what}", unfit.failure.name());
            return false;
        }
    };
    let mut file = std::io::stdout().lock();
    let written = file.write_all(&bytes).and_then(|()| file.flush());
    if let Err(error) = &written {
        let _ = writeln!(say, "unfit {} its pages cannot be written ({error})", Failure::Internal.name());
        return false;
    }
    let _ = writeln!(say, "pages {pages}");
    true
}

fn make_pages(wanted: &Wanted, say: &mut dyn Write) -> Result<(u32, Vec<u8>), Unfit> {
    let mut bytes = Vec::new();
    std::io::stdin()
        .lock()
        .take(MAX_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| Unfit::damaged(format!("it cannot be read ({error})")))?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Unfit::damaged(format!("it has more than {} MiB", MAX_BYTES >> 20)));
    }
    let kind = kind::of(&bytes).map_err(|what| Unfit { failure: Failure::NoConverter, what })?;
    let mut out = Out { file: Builder::new(), say };
    match kind {
        Kind::Pdf => pdf::convert(bytes, wanted, &mut out)?,
        Kind::Tiff => tiff::convert(bytes, wanted, &mut out)?,
        Kind::Text => text::convert(&bytes, wanted, &mut out)?,
    }
    let pages = out.file.pages();
    if pages > wanted.max_pages {
        return Err(Unfit::too_many_pages(Some(pages as usize), wanted));
    }
    Ok((pages, out.file.finish()))
}
