//! Renders fax pages as pictures for screens. Pictures are rendered on request, and cached as long
//! as there is space.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use image::imageops::{rotate90, rotate180, rotate270};
use image::{GrayImage, ImageError, ImageFormat};

use ferrofax_basics::UnixMs;
use ferrofax_basics::lock::lock;
use ferrofax_document::fit::Limits;
use ferrofax_document::header_line::{HeaderLine, Values, draw};
use ferrofax_document::outgoing::prepare;
use ferrofax_document::tiff::TiffPage;
use ferrofax_document::type_setting::TypeSetter;
use ferrofax_document::{gif, tiff};
use ferrofax_ground::t4::{Bitmap, Resolution};
use ferrofax_spool::{HeaderFacts, read_document};

/// The maximum ratio of a picture's height to its width. The ratio of paper is less than 2.
const LONGEST: f64 = 4.0;

/// The width in pixels up to which a picture is a thumbnail, as in a list. The text of a fax cannot
/// be read on a thumbnail.
pub(crate) const GLANCE: u32 = 120;

/// A request for a picture: a page of a document in a given width.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Wanted {
    /// The TIFF-F document, as the spool stores it.
    pub(crate) document: PathBuf,
    /// The number of the fax page in the document, from 1.
    pub(crate) page: usize,
    /// The maximum width of the picture, in pixels.
    pub(crate) width: u32,
    /// The number of quarter turns by which the picture is turned clockwise.
    pub(crate) turn: u8,
}

/// The reason why no picture of a fax page can be rendered.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PictureError {
    /// The document with the fax pages can't be read.
    #[error("the document {} cannot be read: {source}", path.display())]
    Unreadable {
        /// The path of the document's file.
        path: PathBuf,
        /// The error that the operating system reported when the document was read.
        source: std::io::Error,
    },
    /// The TIFF-F document with the fax pages is damaged.
    #[error("the document is damaged: {0}")]
    Damaged(#[from] tiff::TiffError),
    /// The document has no page with the requested number.
    #[error("there is no such page")]
    NoSuchPage,
    /// The rendered picture could not be encoded as PNG.
    #[error("{0}")]
    Coding(#[from] ImageError),
}

/// A cache of rendered pictures. When it is full, it drops the pictures that were used least
/// recently.
pub(crate) struct Pictures {
    room: usize,
    kept: Mutex<PictureCache>,
    /// The typesetter that draws the header lines at the top of outgoing fax pages.
    setter: Mutex<Option<TypeSetter>>,
}

/// The key of a cached picture: the page, its header line, and the state of its file. The state is
/// needed because the file of a fax that is not submitted yet (a draft) can be replaced by another
/// file of the same name.
type Key = (Wanted, String, FileNow);

/// The state of a file: the inode, the size in bytes, and the time of the last change (seconds,
/// nanoseconds).
type FileNow = (u64, u64, i64, i64);

#[derive(Default)]
struct PictureCache {
    pictures: BTreeMap<Key, (u64, Arc<Vec<u8>>)>,
    bytes: usize,
    /// A counter that increases each time that a picture of this cache is used. Each picture has
    /// the value of its last use, so that the cache finds the picture that was not used for the
    /// longest time.
    looks: u64,
}

impl Pictures {
    /// Creates a cache that stores pictures of at most this total size, in bytes.
    pub(crate) fn new(room: usize) -> Self {
        Self { room, kept: Mutex::default(), setter: Mutex::default() }
    }

    /// Renders a fax page as a PNG picture in shades of grey, with square pixels.
    pub(crate) fn png(&self, wanted: &Wanted) -> Result<Arc<Vec<u8>>, PictureError> {
        let key = (wanted.clone(), String::new(), file_now(&wanted.document));
        self.kept_or(key, || drawn(wanted))
    }

    /// Renders a page as a PNG picture. The picture shows the page as a remote fax machine would
    /// get it at the time `at`, if it supports all resolutions: scaled to the width of the paper,
    /// with the header line `top`.
    pub(crate) fn outgoing(
        &self,
        wanted: &Wanted,
        top: Option<&HeaderFacts>,
        at: UnixMs,
    ) -> Result<Arc<Vec<u8>>, PictureError> {
        let top = top.map(|facts| (&facts.line, facts.values(at)));
        let said = top.as_ref().map(|(line, values)| line.texts(values).join("|"));
        // The cached picture of a page that has an empty header line must differ from that of the
        // page as it is in its file. So the key begins with `top:` here.
        let top_says = format!("top:{}", said.unwrap_or_default());
        let key = (wanted.clone(), top_says, file_now(&wanted.document));
        let top = top.as_ref().map(|(line, values)| (*line, values));
        self.kept_or(key, || going_out(wanted, top, &self.setter))
    }

    fn kept_or(
        &self,
        key: Key,
        make: impl FnOnce() -> Result<Vec<u8>, PictureError>,
    ) -> Result<Arc<Vec<u8>>, PictureError> {
        if let Some(picture) = lock(&self.kept).look(&key) {
            return Ok(picture);
        }
        let picture = Arc::new(make()?);
        lock(&self.kept).put(&key, &picture, self.room);
        Ok(picture)
    }
}

/// The present state of the file at this path; zeros if the file is missing.
fn file_now(path: &Path) -> FileNow {
    let found = std::fs::symlink_metadata(path);
    found.map_or((0, 0, 0, 0), |it| (it.ino(), it.len(), it.mtime(), it.mtime_nsec()))
}

/// Renders a page of a fax to be sent, with its header line at the top, as a PNG picture. The
/// method [`Pictures::outgoing`] calls this function if its cache does not have the picture.
fn going_out(
    wanted: &Wanted,
    top: Option<(&HeaderLine, &Values)>,
    setter: &Mutex<Option<TypeSetter>>,
) -> Result<Vec<u8>, PictureError> {
    let (pages, at) = opened(wanted)?;
    let page = pages.get(at).ok_or(PictureError::NoSuchPage)?;
    let above_mm = top.map_or(0.0, |(line, _)| line.above_mm());
    let limits = Limits { resolutions: Resolution::ALL.to_vec(), above_mm, ..Limits::default() };
    let parts = prepare(page, 0, &limits, None)?;
    let part = parts.into_iter().next().ok_or(PictureError::NoSuchPage)?;
    let (plain, resolution) = (part.bitmap, part.resolution);
    let bitmap = match top {
        Some((line, values)) => {
            // The lock is held only while the header line is drawn, which is the shortest step.
            let mut setter = lock(setter);
            let setter = setter.get_or_insert_with(|| TypeSetter::with_fonts(&[]).0);
            draw(setter, line, values, plain, resolution)
        }
        None => plain,
    };
    coded(bitmap, resolution.x_dpi(), resolution.y_dpi(), wanted)
}

impl PictureCache {
    fn look(&mut self, wanted: &Key) -> Option<Arc<Vec<u8>>> {
        self.looks += 1;
        let looks = self.looks;
        let (seen, picture) = self.pictures.get_mut(wanted)?;
        *seen = looks;
        Some(Arc::clone(picture))
    }

    fn put(&mut self, wanted: &Key, picture: &Arc<Vec<u8>>, room: usize) {
        let before = self.pictures.insert(wanted.clone(), (self.looks, Arc::clone(picture)));
        self.bytes += picture.len();
        self.bytes -= before.map_or(0, |(_, picture)| picture.len());
        while self.bytes > room {
            let oldest = self.pictures.iter().min_by_key(|(_, (seen, _))| *seen);
            let Some(oldest) = oldest.map(|(wanted, _)| wanted.clone()) else { return };
            if let Some((_, picture)) = self.pictures.remove(&oldest) {
                self.bytes -= picture.len();
            }
        }
    }
}

fn drawn(wanted: &Wanted) -> Result<Vec<u8>, PictureError> {
    let (pages, at) = opened(wanted)?;
    let page = pages.get(at).ok_or(PictureError::NoSuchPage)?;
    coded(page.bitmap()?, page.x_dpi, page.y_dpi, wanted)
}

/// The width and height in pixels of the picture of a page. The arguments are the size of the page
/// (its width in pixels, and its number of rows), its resolution, and the maximum width of the
/// picture.
pub(crate) fn picture_size(
    (width, rows): (u32, u32),
    (x_dpi, y_dpi): (f64, f64),
    max_width: u32,
) -> (u32, u32) {
    let longest = f64::from(width) / x_dpi * LONGEST * y_dpi;
    let rows = rows.min((longest as u32).max(1));
    let (width, height) = gif::picture_size((width, rows), (x_dpi, y_dpi), max_width);
    (width.into(), height.into())
}

/// Reads the document of the requested page. Returns the pages of the document, and the index of
/// the page in them.
fn opened(wanted: &Wanted) -> Result<(Vec<TiffPage>, usize), PictureError> {
    let Wanted { document, page, .. } = wanted;
    let bytes = read_document(document)
        .map_err(|source| PictureError::Unreadable { path: document.clone(), source })?;
    let pages = tiff::parse(bytes, Path::new(document))?;
    Ok((pages, page.checked_sub(1).ok_or(PictureError::NoSuchPage)?))
}

fn coded(
    mut bitmap: Bitmap,
    x_dpi: f64,
    y_dpi: f64,
    wanted: &Wanted,
) -> Result<Vec<u8>, PictureError> {
    let longest = f64::from(bitmap.width()) / x_dpi * LONGEST * y_dpi;
    bitmap.truncate((longest as u32).max(1));
    let grey = gif::in_all_greys(&bitmap, x_dpi, y_dpi, wanted.width);
    let (width, rows) = (grey.width(), grey.rows());
    let upright = GrayImage::from_raw(width, rows, grey.data().to_vec()).unwrap_or_default();
    let turned = match wanted.turn % 4 {
        1 => rotate90(&upright),
        2 => rotate180(&upright),
        3 => rotate270(&upright),
        _ => upright,
    };
    let mut png = Cursor::new(Vec::new());
    turned.write_to(&mut png, ImageFormat::Png)?;
    Ok(png.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(page: usize) -> Key {
        let wanted = Wanted { document: PathBuf::from("x"), page, width: 100, turn: 0 };
        (wanted, String::new(), file_now(Path::new("x")))
    }

    #[test]
    fn what_was_not_looked_at_for_longest_makes_room() {
        let mut kept = PictureCache::default();
        let picture = Arc::new(vec![0; 40]);
        kept.put(&wanted(1), &picture, 100);
        kept.look(&wanted(1));
        kept.put(&wanted(2), &picture, 100);
        kept.look(&wanted(2));
        kept.look(&wanted(1));
        kept.put(&wanted(3), &picture, 100);
        assert!(kept.look(&wanted(2)).is_none());
        assert!(kept.look(&wanted(1)).is_some() && kept.look(&wanted(3)).is_some());
        assert_eq!(kept.bytes, 80);
        // A picture that is stored again counts only once. A picture that is larger than the cache
        // is not kept.
        kept.put(&wanted(3), &picture, 100);
        assert_eq!(kept.bytes, 80);
        kept.put(&wanted(4), &Arc::new(vec![0; 101]), 100);
        assert_eq!((kept.bytes, kept.pictures.len()), (0, 0));
    }
}
