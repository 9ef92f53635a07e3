//! The files of documents in the spool's folder: paths, and pages that are durable when they are
//! written.
//!
//! A document only grows at its end, and the spool stores its length after each page. If a page was
//! written but not stored in the database, or has to be replaced, the file is cut back to the
//! length before this page.

use std::io::{self, Read, Seek, Write};
use std::path::Path;

use ferrofax_basics::UnixMs;
use ferrofax_basics::zone;

use super::audit::Hash;
use super::folder::{flush_folder, make_folder};
use super::safe_file::{self, For, Share};
use super::sealed_file::Head;
use super::{NewPage, SpoolError};
use ferrofax_document::tiff::{self, Appender, Beside, TiffError, TiffPage};
use sha2::{Digest as _, Sha256};

/// The length of a document as the database has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Extent {
    /// The number of pages that have a row.
    pub(super) pages: u32,
    /// The length of the file after the last of these pages.
    pub(super) bytes: u64,
}

/// Adds a page after the known ones, with the further data of the page (`Beside`). If the document
/// is still open from the page before, `open` is used.
///
/// The page is durable when this returns. Returns the document, ready for the next page, and its
/// new length.
pub(super) fn append(
    path: &Path,
    known: Extent,
    open: Option<Appender>,
    page: (&NewPage, Beside<'_>),
) -> Result<(Appender, u64), SpoolError> {
    let document = match open {
        Some(document) if document.pages() == known.pages => document,
        _ => {
            make_parent(path)?;
            match safe_file::metadata(path) {
                Ok(file) => cut_back(path, file.len(), known)?,
                Err(error) if error.kind() == io::ErrorKind::NotFound && known.pages == 0 => {}
                Err(error) => return Err(SpoolError::io("read", path, &error)),
            }
            opened(path, known)?
        }
    };
    write_page(document, path, page)
}

/// Replaces the pages after the known ones by one page. The old pages are kept until the new page
/// is durable.
pub(super) fn replace_after(
    path: &Path,
    known: Extent,
    page: (&NewPage, Beside<'_>),
) -> Result<(Appender, u64), SpoolError> {
    let fresh = path.with_extension("new");
    let written = copied(path, &fresh)
        .map_err(|error| SpoolError::io("copy", path, &error))
        .and_then(|length| cut_back(&fresh, length, known))
        .and_then(|()| opened(&fresh, known))
        .and_then(|document| write_page(document, &fresh, page))
        .and_then(|_| flush(&fresh));
    if let Err(error) = written {
        // Best effort: the next replacement removes it anyway.
        let _ = safe_file::remove(&fresh);
        return Err(error);
    }
    safe_file::rename(&fresh, path).map_err(|error| SpoolError::io("replace", path, &error))?;
    flush_folder(parent(path))?;
    let known = Extent { pages: known.pages + 1, bytes: length(path)? };
    Ok((opened(path, known)?, known.bytes))
}

/// Copies a document to `fresh`, which replaces an unfinished copy. Returns the length of the copy.
fn copied(path: &Path, fresh: &Path) -> io::Result<u64> {
    match safe_file::remove(fresh) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    io::copy(
        &mut safe_file::open(path, For::Reading)?,
        &mut safe_file::make(fresh, Share::GroupReads)?,
    )
}

/// Stores a complete document under this path, in place of an older file. The document is durable
/// when this returns. After a crash, the path has either the old file or the new one.
pub(super) fn keep(path: &Path, document: &[u8], share: Share) -> Result<(), SpoolError> {
    make_parent(path)?;
    let fresh = path.with_extension("new");
    let written = (|| {
        match safe_file::remove(&fresh) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut file = safe_file::make(&fresh, share)?;
        file.write_all(document)?;
        file.sync_all()?;
        safe_file::rename(&fresh, path)
    })();
    written.map_err(|error| SpoolError::io("write", path, &error))?;
    flush_folder(parent(path))
}

/// The SHA-256 of these bytes, in hexadecimal.
pub(super) fn sha256_of(octets: &[u8]) -> String {
    Hash(Sha256::digest(octets).into()).to_string()
}

/// Returns the whole pages after the first `known` ones. Empty: there are none, or no file.
pub(super) fn pages_after(path: &Path, known: u32) -> Result<Vec<TiffPage>, SpoolError> {
    let unreadable = |error: io::Error| SpoolError::io("read", path, &error);
    let file = match safe_file::open(path, For::Writing) {
        Err(error) if error.kind() == io::ErrorKind::NotFound && known == 0 => {
            return Ok(Vec::new());
        }
        opened => opened.map_err(unreadable)?,
    };
    // A crash happened after the file was made and before its first page was written.
    if known == 0 && file.metadata().map_err(unreadable)?.len() == 0 {
        return Ok(Vec::new());
    }
    // This cuts off the rest of a page whose writing was interrupted.
    let whole = Appender::of(file, path).map_err(|error| of_tiff(path, error))?.pages();
    if whole == known {
        return Ok(Vec::new());
    }
    if whole < known {
        return Err(wrong_count(path, whole, known));
    }
    let bytes = safe_file::read(path).map_err(unreadable)?;
    let mut pages = tiff::parse(bytes, path).map_err(|error| of_tiff(path, error))?;
    Ok(pages.split_off(pages.len().min(known as usize)))
}

/// Removes a document and the rest of an interrupted replacement. Returns the number of bytes that
/// this freed.
///
/// The name comes from the database, which others may have changed. So only plain files in the
/// folder are removed. A document that does not exist is no error.
pub(super) fn remove(folder: &Path, name: &str) -> Result<u64, SpoolError> {
    let refused = |path: &Path, text: &str| SpoolError::Document {
        path: path.to_owned(),
        text: text.to_owned(),
    };
    // A row of the database may contain any name: nothing outside the folder is changed.
    let Some(path) = safe_file::below(folder, name) else {
        let text = "its name leads out of the documents' folder, so it is not deleted";
        return Err(refused(&folder.join(name), text));
    };
    let mut freed = 0;
    // This also removes the rest of a replacement that a crash interrupted.
    for path in [path.with_extension("new"), path.clone()] {
        match safe_file::metadata(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::InvalidData | io::ErrorKind::NotADirectory
                ) =>
            {
                return Err(refused(&path, &format!("{error}, so it is not deleted")));
            }
            Err(error) => return Err(SpoolError::io("read", &path, &error)),
            Ok(file) => {
                safe_file::remove(&path)
                    .map_err(|error| SpoolError::io("delete", &path, &error))?;
                freed += file.len();
            }
        }
    }
    // The deletion of the name is now made durable.
    match safe_file::flush(parent(&path)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(SpoolError::io("flush", parent(&path), &error))
        }
        _ => Ok(freed),
    }
}

/// The SHA-256 of a document; for an encrypted document, that of its unencrypted form. None: there
/// is no such file.
pub fn sha256(folder: &Path, name: &str) -> Result<Option<String>, SpoolError> {
    let path = safe_file::below(folder, name).ok_or_else(|| SpoolError::Document {
        path: folder.join(name),
        text: "its name leads out of the documents' folder, so it is not deleted".to_owned(),
    })?;
    let failed = |error: io::Error| match error.kind() {
        io::ErrorKind::InvalidData | io::ErrorKind::NotADirectory => SpoolError::Document {
            path: path.clone(),
            text: format!("{error}, so it is not deleted"),
        },
        _ => SpoolError::io("read", &path, &error),
    };
    let mut file = match safe_file::open(&path, For::Reading) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        file => file.map_err(failed)?,
    };
    match Head::of(&mut file) {
        Ok(Some(head)) => return Ok(Some(head.sha256)),
        // If the head of an encrypted file is damaged, the hash is that of the file as it is
        // stored.
        Err(error) if error.kind() != io::ErrorKind::InvalidData => return Err(failed(error)),
        Ok(None) | Err(_) => file.rewind().map_err(failed)?,
    }
    let (mut hash, mut block) = (Sha256::new(), [0; 1 << 16]);
    loop {
        match file.read(&mut block).map_err(failed)? {
            0 => return Ok(Some(Hash(hash.finalize().into()).to_string())),
            length => hash.update(&block[..length]),
        }
    }
}

fn cut_back(path: &Path, length: u64, known: Extent) -> Result<(), SpoolError> {
    if length < known.bytes {
        let text =
            format!("it has {length} bytes, but {} pages end at {}", known.pages, known.bytes);
        return Err(SpoolError::Document { path: path.to_path_buf(), text });
    }
    if length > known.bytes {
        log::warn!(
            "{}: cutting off {} bytes of a page that was not filed",
            path.display(),
            length - known.bytes
        );
        let cut = safe_file::open(path, For::Writing).and_then(|file| file.set_len(known.bytes));
        cut.map_err(|error| SpoolError::io("cut back", path, &error))?;
    }
    Ok(())
}

/// Opens the document, which must have exactly the known pages.
fn opened(path: &Path, known: Extent) -> Result<Appender, SpoolError> {
    let file = safe_file::open_or_make(path, For::Writing, Share::GroupReads)
        .map_err(|error| SpoolError::io("open it to add pages", path, &error))?;
    let document = Appender::of(file, path).map_err(|error| of_tiff(path, error))?;
    // The file's name must be as durable as its pages.
    flush_folder(parent(path))?;
    if document.pages() == known.pages {
        Ok(document)
    } else {
        Err(wrong_count(path, document.pages(), known.pages))
    }
}

fn write_page(
    mut document: Appender,
    path: &Path,
    (page, beside): (&NewPage, Beside<'_>),
) -> Result<(Appender, u64), SpoolError> {
    let date_time = local_time(page.received_at);
    let image = tiff::NewPage {
        bitmap: &page.bitmap,
        resolution: page.resolution,
        quality: page.quality,
        date_time: &date_time,
    };
    document.append_with(&image, beside).map_err(|error| of_tiff(path, error))?;
    Ok((document, length(path)?))
}

/// Makes the whole file durable, including the part that was copied.
fn flush(path: &Path) -> Result<(), SpoolError> {
    let file = safe_file::open(path, For::Writing);
    file.and_then(|file| file.sync_all())
        .map_err(|error| SpoolError::io("flush", path, &error))
}

fn length(path: &Path) -> Result<u64, SpoolError> {
    safe_file::metadata(path)
        .map(|file| file.len())
        .map_err(|error| SpoolError::io("read", path, &error))
}

fn make_parent(path: &Path) -> Result<(), SpoolError> {
    let folder = parent(path);
    // The group gets no more rights than in the folder above: it may read received faxes until
    // these are encrypted (`at_rest::folders`).
    if make_folder(folder, Share::GroupWorks)? {
        flush_folder(parent(folder))?;
    }
    Ok(())
}

fn parent(path: &Path) -> &Path {
    path.parent().unwrap_or(path)
}

/// Formats a time for TIFF's DateTime, in local time.
fn local_time(moment: UnixMs) -> String {
    let time = moment.timestamp().unwrap_or_default();
    time.to_zoned(zone::system()).strftime("%Y:%m:%d %H:%M:%S").to_string()
}

fn wrong_count(path: &Path, whole: u32, known: u32) -> SpoolError {
    let text = format!("it has {whole} whole pages, but {known} were filed");
    SpoolError::Document { path: path.to_path_buf(), text }
}

fn of_tiff(path: &Path, error: TiffError) -> SpoolError {
    match error {
        TiffError::Io { path, source, .. } => SpoolError::io("write", &path, &source),
        TiffError::TooLarge { path, page } => SpoolError::DocumentTooLarge { path, page },
        other => SpoolError::Document { path: path.to_path_buf(), text: other.to_string() },
    }
}
