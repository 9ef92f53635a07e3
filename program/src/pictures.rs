//! Pages as pictures for screens: made when they are asked for, and kept as long as there is
//! room.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use image::imageops::{rotate90, rotate180, rotate270};
use image::{GrayImage, ImageError, ImageFormat};

use ferrofax_basics::lock::lock;
use ferrofax_document::{gif, tiff};
use ferrofax_spool::read_document;

/// How many times as long as wide a picture is at most; paper is less than twice as long.
const LONGEST: f64 = 4.0;

/// A page of a document, so wide.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Wanted {
    /// The document, TIFF-F, as the spool keeps it.
    pub(crate) document: PathBuf,
    /// From 1.
    pub(crate) page: usize,
    /// Pixels at most.
    pub(crate) width: u32,
    /// Quarters of a turn to the right.
    pub(crate) turn: u8,
}

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PictureError {
    /// The disk.
    #[error("the document {} cannot be read: {source}", path.display())]
    Unreadable {
        /// The document.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// What is in it.
    #[error("the document is damaged: {0}")]
    Damaged(#[from] tiff::TiffError),
    /// It has fewer pages.
    #[error("there is no such page")]
    NoSuchPage,
    /// The picture could not be written.
    #[error("{0}")]
    Coding(#[from] ImageError),
}

/// Pictures that were made, the ones looked at last.
pub(crate) struct Pictures {
    room: usize,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    pictures: BTreeMap<Wanted, (u64, Arc<Vec<u8>>)>,
    bytes: usize,
    /// Counts looks, so that the oldest can be told.
    looks: u64,
}

impl Pictures {
    /// With room for so many bytes.
    pub(crate) fn new(room: usize) -> Self {
        Self { room, kept: Mutex::default() }
    }

    /// A page as PNG, in greys with square pixels.
    ///
    /// # Errors
    /// [`PictureError`]
    pub(crate) fn png(&self, wanted: &Wanted) -> Result<Arc<Vec<u8>>, PictureError> {
        if let Some(picture) = lock(&self.kept).look(wanted) {
            return Ok(picture);
        }
        let picture = Arc::new(drawn(wanted)?);
        lock(&self.kept).put(wanted, &picture, self.room);
        Ok(picture)
    }
}

impl Kept {
    fn look(&mut self, wanted: &Wanted) -> Option<Arc<Vec<u8>>> {
        self.looks += 1;
        let looks = self.looks;
        let (seen, picture) = self.pictures.get_mut(wanted)?;
        *seen = looks;
        Some(Arc::clone(picture))
    }

    fn put(&mut self, wanted: &Wanted, picture: &Arc<Vec<u8>>, room: usize) {
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
    let Wanted { document, page, width, turn } = wanted;
    let bytes = read_document(document)
        .map_err(|source| PictureError::Unreadable { path: document.clone(), source })?;
    let pages = tiff::parse(bytes, Path::new(document))?;
    let at = page.checked_sub(1).ok_or(PictureError::NoSuchPage)?;
    let page = pages.get(at).ok_or(PictureError::NoSuchPage)?;
    let mut bitmap = page.bitmap()?;
    let longest = f64::from(bitmap.width()) / page.x_dpi * LONGEST * page.y_dpi;
    bitmap.truncate((longest as u32).max(1));
    let grey = gif::in_all_greys(&bitmap, page.x_dpi, page.y_dpi, *width);
    let (width, rows) = (grey.width(), grey.rows());
    let upright = GrayImage::from_raw(width, rows, grey.data().to_vec()).unwrap_or_default();
    let turned = match turn % 4 {
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

    fn wanted(page: usize) -> Wanted {
        Wanted { document: PathBuf::from("x"), page, width: 100, turn: 0 }
    }

    #[test]
    fn what_was_not_looked_at_for_longest_makes_room() {
        let mut kept = Kept::default();
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
        // The same again counts once; one that has no room at all is not kept.
        kept.put(&wanted(3), &picture, 100);
        assert_eq!(kept.bytes, 80);
        kept.put(&wanted(4), &Arc::new(vec![0; 101]), 100);
        assert_eq!((kept.bytes, kept.pictures.len()), (0, 0));
    }
}
