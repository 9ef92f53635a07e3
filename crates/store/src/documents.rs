//! The files of documents. A page is durable as soon as the function that writes it returns.
//!
//! A document grows only at its end, and the database has its length after each page. A page may be
//! in the file but not in the database, or may have to be replaced. The file is then cut back to
//! the length before this page.

use std::collections::BTreeMap;
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};

use crate::safe_file::{self, FileError, For, Share};
use crate::sealed_file::Head;
use data_encoding::HEXLOWER;
use ferrofax_document::tiff::{self, Appender, Beside, NewPage, TiffError, TiffPage};
use sha2::{Digest as _, Sha256};

/// The reason why a document could not be read or written.
#[derive(Debug)]
pub enum DocumentError {
    /// An operation of the file system failed.
    File(FileError),
    /// The document cannot be used, or its path leads out of the folder of documents.
    Unusable {
        /// The path of the document's file.
        path: PathBuf,
        /// The fault of the document.
        text: String,
    },
    /// The document would exceed the maximum size of a document if this page were added.
    TooLarge {
        /// The path of the document's file.
        path: PathBuf,
        /// The number of the page.
        page: u32,
    },
}

fn file_error(action: &'static str, path: &Path, error: io::Error) -> DocumentError {
    DocumentError::File(FileError::new(action, path, error))
}

/// The length of a document as the database has stored it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extent {
    /// The number of pages that the database has stored.
    pub pages: u32,
    /// The length of the file after the last of these pages.
    pub bytes: u64,
}

/// Adds a page after the pages of `known`. `page` has the page and its additional data (`Beside`).
/// `open` is the document if it is still open after the previous page.
///
/// The page is durable when this returns. Returns the document, ready for the next page, and its
/// new length.
///
/// # Errors
/// [`DocumentError`]
pub fn append(
    path: &Path,
    known: Extent,
    open: Option<Appender>,
    page: (&NewPage<'_>, Beside<'_>),
) -> Result<(Appender, u64), DocumentError> {
    let document = match open {
        Some(document) if document.pages() == known.pages => document,
        _ => {
            make_parent(path)?;
            match safe_file::metadata(path) {
                Ok(file) => cut_back(path, file.len(), known)?,
                Err(error) if error.kind() == io::ErrorKind::NotFound && known.pages == 0 => {}
                Err(error) => return Err(file_error("read", path, error)),
            }
            opened(path, known)?
        }
    };
    write_page(document, path, page)
}

/// Removes all pages after those of `known`, and writes one page in their place. The old pages are
/// kept until the new page is durable.
///
/// # Errors
/// [`DocumentError`]
pub fn replace_after(
    path: &Path,
    known: Extent,
    page: (&NewPage<'_>, Beside<'_>),
) -> Result<(Appender, u64), DocumentError> {
    let fresh = path.with_extension("new");
    let written = copied(path, &fresh)
        .map_err(|error| file_error("copy", path, error))
        .and_then(|length| cut_back(&fresh, length, known))
        .and_then(|()| opened(&fresh, known))
        .and_then(|document| write_page(document, &fresh, page))
        .and_then(|_| flush(&fresh));
    if let Err(error) = written {
        // An error here does not matter: the next replacement removes the file anyway.
        let _ = safe_file::remove(&fresh);
        return Err(error);
    }
    safe_file::rename(&fresh, path).map_err(|error| file_error("replace", path, error))?;
    flush_folder(parent(path))?;
    let known = Extent { pages: known.pages + 1, bytes: length(path)? };
    Ok((opened(path, known)?, known.bytes))
}

/// Copies a document to the path `fresh`. If an unfinished copy is there, it is replaced. Returns
/// the length of the copy in bytes.
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

/// Stores a complete document under `path` and replaces an older file. The document is durable when
/// this function returns. After a crash, `path` has either the old file or the new one.
///
/// # Errors
/// [`DocumentError`]
pub fn keep(path: &Path, document: &[u8], share: Share) -> Result<(), DocumentError> {
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
    written.map_err(|error| file_error("write", path, error))?;
    flush_folder(parent(path))
}

/// The SHA-256 of these bytes, in hexadecimal.
pub fn sha256_of(octets: &[u8]) -> String {
    hexadecimal(&Sha256::digest(octets))
}

fn hexadecimal(hash: &[u8]) -> String {
    HEXLOWER.encode(hash)
}

/// Returns the complete pages after the first `known` pages. The list is empty if there are none.
/// If `known` is 0, it is also empty if there is no file.
///
/// # Errors
/// [`DocumentError`]
pub fn pages_after(path: &Path, known: u32) -> Result<Vec<TiffPage>, DocumentError> {
    let unreadable = |error: io::Error| file_error("read", path, error);
    let file = match safe_file::open(path, For::Writing) {
        Err(error) if error.kind() == io::ErrorKind::NotFound && known == 0 => {
            return Ok(Vec::new());
        }
        opened => opened.map_err(unreadable)?,
    };
    // An empty file: a crash happened after the file was made and before its first page was
    // written.
    if known == 0 && file.metadata().map_err(unreadable)?.len() == 0 {
        return Ok(Vec::new());
    }
    // Opening the document also cuts off a page whose writing was interrupted.
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
/// The name comes from the database, which other programs may have changed. So only plain files in
/// the folder are removed. If the document does not exist, that is no error.
///
/// # Errors
/// [`DocumentError`]
pub fn remove(folder: &Path, name: &str) -> Result<u64, DocumentError> {
    let (freed, parent) = unlink(folder, name)?;
    flush_if_there(&parent).map_err(|error| file_error("flush", &parent, error))?;
    Ok(freed)
}

/// Removes each of these documents as [`remove`] does, but flushes each folder only once. Returns a
/// result for each document, in their order.
pub fn remove_all(folder: &Path, names: &[&str]) -> Vec<Result<u64, DocumentError>> {
    let unlinked: Vec<_> = names.iter().map(|name| unlink(folder, name)).collect();
    let mut flushed = BTreeMap::new();
    for (_, parent) in unlinked.iter().flatten() {
        flushed.entry(parent.clone()).or_insert_with(|| flush_if_there(parent));
    }
    let result = |(freed, parent): (u64, PathBuf)| match flushed.get(&parent) {
        Some(Err(error)) => {
            let again = io::Error::new(error.kind(), error.to_string());
            Err(file_error("flush", &parent, again))
        }
        _ => Ok(freed),
    };
    unlinked.into_iter().map(|done| done.and_then(result)).collect()
}

/// Removes a document. The removal is durable only after its folder was flushed. Returns the number
/// of bytes that this freed, and the folder.
fn unlink(folder: &Path, name: &str) -> Result<(u64, PathBuf), DocumentError> {
    let refused = |path: &Path, text: &str| DocumentError::Unusable {
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
            Err(error) => return Err(file_error("read", &path, error)),
            Ok(file) => {
                safe_file::remove(&path).map_err(|error| file_error("delete", &path, error))?;
                freed += file.len();
            }
        }
    }
    Ok((freed, parent(&path).to_owned()))
}

/// Makes the changes of a folder durable. Does nothing if the folder does not exist.
fn flush_if_there(folder: &Path) -> io::Result<()> {
    match safe_file::flush(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// The SHA-256 of a document, in hexadecimal; for an encrypted document, that of its unencrypted
/// form. `None` if there is no such file.
///
/// # Errors
/// [`DocumentError`]
pub fn sha256(folder: &Path, name: &str) -> Result<Option<String>, DocumentError> {
    let path = safe_file::below(folder, name).ok_or_else(|| DocumentError::Unusable {
        path: folder.join(name),
        text: "its name leads out of the documents' folder".to_owned(),
    })?;
    let failed = |error: io::Error| match error.kind() {
        io::ErrorKind::InvalidData | io::ErrorKind::NotADirectory => {
            DocumentError::Unusable { path: path.clone(), text: error.to_string() }
        }
        _ => file_error("read", &path, error),
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
            0 => return Ok(Some(hexadecimal(&hash.finalize()))),
            length => hash.update(&block[..length]),
        }
    }
}

fn cut_back(path: &Path, length: u64, known: Extent) -> Result<(), DocumentError> {
    if length < known.bytes {
        let text =
            format!("it has {length} bytes, but {} pages end at {}", known.pages, known.bytes);
        return Err(DocumentError::Unusable { path: path.to_path_buf(), text });
    }
    if length > known.bytes {
        log::warn!(
            "{}: cutting off {} bytes of a page that was not filed",
            path.display(),
            length - known.bytes
        );
        let cut = safe_file::open(path, For::Writing).and_then(|file| file.set_len(known.bytes));
        cut.map_err(|error| file_error("cut back", path, error))?;
    }
    Ok(())
}

/// Opens the document to add pages. Fails if it does not have exactly the pages of `known`.
fn opened(path: &Path, known: Extent) -> Result<Appender, DocumentError> {
    let file = safe_file::open_or_make(path, For::Writing, Share::GroupReads)
        .map_err(|error| file_error("open it to add pages", path, error))?;
    let document = Appender::of(file, path).map_err(|error| of_tiff(path, error))?;
    // The file's entry in its folder must be durable before its pages are.
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
    (page, beside): (&NewPage<'_>, Beside<'_>),
) -> Result<(Appender, u64), DocumentError> {
    document.append_with(page, beside).map_err(|error| of_tiff(path, error))?;
    Ok((document, length(path)?))
}

/// Makes the changes of a folder durable: new files, renamed files, deleted files.
fn flush_folder(folder: &Path) -> Result<(), DocumentError> {
    safe_file::flush(folder).map_err(|error| file_error("flush", folder, error))
}

/// Makes the whole file durable, including the pages that were copied from the old file.
fn flush(path: &Path) -> Result<(), DocumentError> {
    let file = safe_file::open(path, For::Writing);
    file.and_then(|file| file.sync_all())
        .map_err(|error| file_error("flush", path, error))
}

fn length(path: &Path) -> Result<u64, DocumentError> {
    safe_file::metadata(path)
        .map(|file| file.len())
        .map_err(|error| file_error("read", path, error))
}

fn make_parent(path: &Path) -> Result<(), DocumentError> {
    let folder = parent(path);
    // The group gets no more rights than in the folder above: it may read received faxes until
    // these are encrypted (`at_rest::folders` of the spool).
    let made = safe_file::make_folder(folder, Share::GroupWorks);
    if made.map_err(|error| file_error("make the folder", folder, error))? {
        flush_folder(parent(folder))?;
    }
    Ok(())
}

fn parent(path: &Path) -> &Path {
    path.parent().unwrap_or(path)
}

fn wrong_count(path: &Path, whole: u32, known: u32) -> DocumentError {
    let text = format!("it has {whole} whole pages, but {known} were filed");
    DocumentError::Unusable { path: path.to_path_buf(), text }
}

fn of_tiff(path: &Path, error: TiffError) -> DocumentError {
    match error {
        TiffError::Io { path, source, .. } => file_error("write", &path, source),
        TiffError::TooLarge { path, page } => DocumentError::TooLarge { path, page },
        other => DocumentError::Unusable { path: path.to_path_buf(), text: other.to_string() },
    }
}
