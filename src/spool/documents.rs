//! The documents' folder: paths, and a page put into its file durably.
//!
//! A document only ever grows at its end, and the spool remembers its length after each page. So a page that was written
//! but could not be filed, or is replaced, goes by cutting the file back to the length before it.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Component, Path};

use crate::zone;
use jiff::Timestamp;

use super::store::{flush_folder, make_folder};
use super::{NewPage, SpoolError};
use crate::document::tiff::{self, Appender, TiffError, TiffPage};

/// The folder of received faxes' documents, a thousand to a folder inside.
pub(super) const RECEIVED: &str = "received";

/// What the database knows of a document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Extent {
    /// Pages that have a row.
    pub(super) pages: u32,
    /// The file's length after the last of them.
    pub(super) bytes: u64,
}

/// Adds a page behind the known ones, through the document if it is open already. Durable when it returns, with the
/// document for the next page and its new length.
pub(super) fn append(
    path: &Path,
    known: Extent,
    open: Option<Appender>,
    page: &NewPage,
) -> Result<(Appender, u64), SpoolError> {
    let document = match open {
        Some(document) if document.pages() == known.pages => document,
        _ => {
            match fs::metadata(path) {
                Ok(file) => cut_back(path, file.len(), known)?,
                Err(error) if error.kind() == io::ErrorKind::NotFound && known.pages == 0 => make_parent(path)?,
                Err(error) => return Err(SpoolError::io("read", path, &error)),
            }
            opened(path, known)?
        }
    };
    write_page(document, path, page)
}

/// Adds a page behind the known ones in place of those that follow. They stay until the new page is durable.
pub(super) fn replace_after(path: &Path, known: Extent, page: &NewPage) -> Result<(Appender, u64), SpoolError> {
    let fresh = path.with_extension("new");
    let written = fs::copy(path, &fresh)
        .map_err(|error| SpoolError::io("copy", path, &error))
        .and_then(|length| cut_back(&fresh, length, known))
        .and_then(|()| opened(&fresh, known))
        .and_then(|document| write_page(document, &fresh, page))
        .and_then(|_| flush(&fresh));
    if let Err(error) = written {
        // Best effort: the next replacement overwrites it anyway.
        let _ = fs::remove_file(&fresh);
        return Err(error);
    }
    fs::rename(&fresh, path).map_err(|error| SpoolError::io("replace", path, &error))?;
    flush_folder(parent(path))?;
    let known = Extent { pages: known.pages + 1, bytes: length(path)? };
    Ok((opened(path, known)?, known.bytes))
}

/// The whole pages behind the first `known` ones; none if there is no file.
pub(super) fn pages_after(path: &Path, known: u32) -> Result<Vec<TiffPage>, SpoolError> {
    match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound && known == 0 => return Ok(Vec::new()),
        Err(error) => return Err(SpoolError::io("read", path, &error)),
        // A crash came between making the file and the first page.
        Ok(file) if file.len() == 0 && known == 0 => return Ok(Vec::new()),
        Ok(_) => {}
    }
    // Cuts off what is left of a page that was being written.
    let whole = Appender::open(path).map_err(|error| of_tiff(path, error))?.pages();
    if whole == known {
        return Ok(Vec::new());
    }
    if whole < known {
        return Err(wrong_count(path, whole, known));
    }
    let mut pages = tiff::read(path).map_err(|error| of_tiff(path, error))?;
    Ok(pages.split_off(pages.len().min(known as usize)))
}

/// Removes a document, and what an interrupted replacement left of it. Says how many bytes that freed.
///
/// The name comes from the database, which others may have touched: nothing outside the folder and nothing but a plain file
/// is ever removed. A document that is not there (any more) is no error.
pub(super) fn remove(folder: &Path, name: &str) -> Result<u64, SpoolError> {
    let path = folder.join(name);
    let refused = |text: &str| SpoolError::Document { path: path.clone(), text: text.to_owned() };
    if name.is_empty() || !Path::new(name).components().all(|part| matches!(part, Component::Normal(_))) {
        return Err(refused("its name leads out of the documents' folder, so it is not deleted"));
    }
    let resolved = |path: &Path| path.canonicalize().map_err(|error| SpoolError::io("resolve", path, &error));
    if !parent(&path).exists() {
        return Ok(0);
    }
    if !resolved(parent(&path))?.starts_with(resolved(folder)?) {
        return Err(refused("it lies outside the documents' folder, so it is not deleted"));
    }
    let mut freed = 0;
    for path in [path.with_extension("new"), path.clone()] {
        match fs::symlink_metadata(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(SpoolError::io("read", &path, &error)),
            Ok(file) if !file.is_file() => return Err(refused("it is not a plain file, so it is not deleted")),
            Ok(file) => {
                fs::remove_file(&path).map_err(|error| SpoolError::io("delete", &path, &error))?;
                freed += file.len();
            }
        }
    }
    flush_folder(parent(&path))?;
    Ok(freed)
}

fn cut_back(path: &Path, length: u64, known: Extent) -> Result<(), SpoolError> {
    if length < known.bytes {
        let text = format!("it has {length} bytes, but {} pages end at {}", known.pages, known.bytes);
        return Err(SpoolError::Document { path: path.to_path_buf(), text });
    }
    if length > known.bytes {
        log::warn!("{}: cutting off {} bytes of a page that was not filed", path.display(), length - known.bytes);
        let cut = OpenOptions::new().write(true).open(path).and_then(|file| file.set_len(known.bytes));
        cut.map_err(|error| SpoolError::io("cut back", path, &error))?;
    }
    Ok(())
}

/// The document with exactly the known pages.
fn opened(path: &Path, known: Extent) -> Result<Appender, SpoolError> {
    let document = Appender::open(path).map_err(|error| of_tiff(path, error))?;
    if document.pages() == known.pages { Ok(document) } else { Err(wrong_count(path, document.pages(), known.pages)) }
}

fn write_page(mut document: Appender, path: &Path, page: &NewPage) -> Result<(Appender, u64), SpoolError> {
    let date_time = local_time(page.received_at);
    let image = tiff::NewPage {
        bitmap: &page.bitmap,
        resolution: page.resolution,
        quality: page.quality,
        date_time: &date_time,
    };
    document.append(&image).map_err(|error| of_tiff(path, error))?;
    Ok((document, length(path)?))
}

/// Makes the whole file durable, also what was copied into it.
fn flush(path: &Path) -> Result<(), SpoolError> {
    File::open(path).and_then(|file| file.sync_all()).map_err(|error| SpoolError::io("flush", path, &error))
}

fn length(path: &Path) -> Result<u64, SpoolError> {
    fs::metadata(path).map(|file| file.len()).map_err(|error| SpoolError::io("read", path, &error))
}

fn make_parent(path: &Path) -> Result<(), SpoolError> {
    let folder = parent(path);
    if !folder.is_dir() {
        make_folder(folder)?;
        flush_folder(parent(folder))?;
    }
    Ok(())
}

fn parent(path: &Path) -> &Path {
    path.parent().unwrap_or(path)
}

/// As TIFF's DateTime wants it.
fn local_time(unix_ms: i64) -> String {
    let time = Timestamp::from_millisecond(unix_ms).unwrap_or(Timestamp::UNIX_EPOCH);
    time.to_zoned(zone::system()).strftime("%Y:%m:%d %H:%M:%S").to_string()
}

fn wrong_count(path: &Path, whole: u32, known: u32) -> SpoolError {
    let text = format!("it has {whole} whole pages, but {known} were filed");
    SpoolError::Document { path: path.to_path_buf(), text }
}

fn of_tiff(path: &Path, error: TiffError) -> SpoolError {
    match error {
        TiffError::Io { path, source, .. } => SpoolError::io("write", &path, &source),
        other => SpoolError::Document { path: path.to_path_buf(), text: other.to_string() },
    }
}
