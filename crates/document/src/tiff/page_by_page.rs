//! Reads the pages of a TIFF file that Ferrofax wrote, one after the other. No more than one page
//! of the file is in memory, even if the file is large.
//!
//! [`super::Appender`] writes each page after the one before, so the image, the long values and the
//! directory of a page are between the ends of two pages. To read a page, these bytes are cut out
//! of the file, and the positions in its directories are moved by the same distance. The result is
//! a file of one page. A file with some of the pages is made in the same way.

use std::fs::File;
use std::io;
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use super::layout::{EMPTY_FILE, ENTRY, FIRST_LINK, LONG, SHORT, STRIP_OFFSETS, SUB_IFDS};
use super::{Fault, TiffError, TiffPage, parse};
use crate::limits::MOST_PAGES;

/// A TIFF file that Ferrofax wrote, open for reading.
#[derive(Debug)]
pub struct PageByPage {
    path: PathBuf,
    file: File,
    places: Vec<Place>,
}

/// The place of a page in the file.
#[derive(Clone, Debug)]
struct Place {
    all: Range<u64>,
    directory: u64,
}

impl PageByPage {
    /// Finds the pages of this file. `None` if it is not laid out as Ferrofax lays out its files.
    /// `path` is for the texts of errors.
    ///
    /// # Errors
    /// [`TiffError::Io`]
    pub fn open(file: File, path: &Path) -> Result<Option<Self>, TiffError> {
        let places = places(&file).map_err(|source| io_error(path, source))?;
        Ok(places.map(|places| Self { path: path.to_owned(), file, places }))
    }

    /// The number of pages.
    pub const fn pages(&self) -> usize {
        self.places.len()
    }

    /// The page with this index.
    ///
    /// # Errors
    /// The page cannot be read, or there is no such page.
    pub fn page(&self, index: usize) -> Result<TiffPage, TiffError> {
        let page = parse(self.only(&[index])?, &self.path)?.into_iter().next();
        page.ok_or_else(|| self.no_page())
    }

    /// A TIFF file with only the pages of these indices. Their bytes are copied, and no page is
    /// decoded.
    ///
    /// # Errors
    /// A page cannot be read, or there is no such page.
    pub fn only(&self, indices: &[usize]) -> Result<Vec<u8>, TiffError> {
        let mut file = EMPTY_FILE.to_vec();
        let mut link = FIRST_LINK as usize;
        for index in indices {
            let place = self.places.get(*index).ok_or_else(|| self.no_page())?;
            let page = cut_out(&self.file, place, file.len());
            let page = page.map_err(|source| io_error(&self.path, source))?;
            file[link..link + 4].copy_from_slice(&page.directory.to_le_bytes());
            file.extend_from_slice(&page.octets);
            // Each page ends with the place of the next one.
            link = file.len() - 4;
        }
        if indices.is_empty() { Err(self.no_page()) } else { Ok(file) }
    }

    fn no_page(&self) -> TiffError {
        TiffError::Damaged { path: self.path.clone(), what: Fault::NoPages }
    }
}

fn io_error(path: &Path, source: io::Error) -> TiffError {
    TiffError::Io { path: path.to_owned(), doing: "read it".to_owned(), source }
}

/// The positions of the pages. `None` if the file is not laid out as Ferrofax lays out its files.
fn places(file: &File) -> io::Result<Option<Vec<Place>>> {
    let length = file.metadata()?.len();
    let mut header = [0; EMPTY_FILE.len()];
    if length < header.len() as u64 {
        return Ok(None);
    }
    file.read_exact_at(&mut header, 0)?;
    if header[..4] != EMPTY_FILE[..4] {
        return Ok(None);
    }
    let (mut places, mut end) = (Vec::new(), header.len() as u64);
    let mut next = number_at(file, FIRST_LINK)?;
    while next != 0 {
        let directory = u64::from(next);
        if directory < end || directory + 2 > length || places.len() >= MOST_PAGES {
            return Ok(None);
        }
        let mut count = [0; 2];
        file.read_exact_at(&mut count, directory)?;
        let link = directory + 2 + u64::from(u16::from_le_bytes(count)) * ENTRY as u64;
        if link + 4 > length {
            return Ok(None);
        }
        places.push(Place { all: end..link + 4, directory });
        (next, end) = (number_at(file, link)?, link + 4);
    }
    Ok((!places.is_empty()).then_some(places))
}

fn number_at(file: &File, at: u64) -> io::Result<u32> {
    let mut number = [0; 4];
    file.read_exact_at(&mut number, at)?;
    Ok(u32::from_le_bytes(number))
}

/// A page that was cut out of its file, for another file.
struct CutOut {
    octets: Vec<u8>,
    /// The place of its directory in the other file.
    directory: u32,
}

/// Cuts a page out for another file, in which it begins at `to`.
fn cut_out(file: &File, place: &Place, to: usize) -> io::Result<CutOut> {
    let length = usize::try_from(place.all.end - place.all.start).map_err(io::Error::other)?;
    let mut page = vec![0; length];
    file.read_exact_at(&mut page, place.all.start)?;
    let mut moved = Moved { page, from: place.all.start, to };
    let directory = moved.directory(place.directory, 0);
    let directory = directory.and_then(|at| u32::try_from(at + to).ok());
    let directory =
        directory.ok_or_else(|| io::Error::other("a page is not laid out as it was written"))?;
    Ok(CutOut { octets: moved.page, directory })
}

/// A page that moves to another file.
struct Moved {
    page: Vec<u8>,
    /// The place at which it begins in its file.
    from: u64,
    /// The place at which it begins in the other file.
    to: usize,
}

impl Moved {
    /// Moves the places in a directory, and those in the directories below it. `None` if one of
    /// them is not in this page. `at` is the place of the directory in its file. Returns its place
    /// in the page.
    fn directory(&mut self, at: u64, depth: u32) -> Option<usize> {
        let at = self.place(at)?;
        let count = u16::from_le_bytes(*self.page.get(at..)?.first_chunk()?);
        for entry in (0..usize::from(count)).map(|number| at + 2 + number * ENTRY) {
            let head: [u8; ENTRY] = *self.page.get(entry..)?.first_chunk()?;
            let (tag, kind) =
                (u16::from_le_bytes([head[0], head[1]]), u16::from_le_bytes([head[2], head[3]]));
            let count = u32::from_le_bytes([head[4], head[5], head[6], head[7]]);
            let is_far = u64::from(count) * octets_of(kind)? > 4;
            let value = entry + 8;
            let below = match (tag, is_far) {
                (STRIP_OFFSETS | SUB_IFDS, true) => {
                    let list = self.shift(value)?;
                    let count = usize::try_from(count).ok().filter(|count| *count <= MOST_BELOW)?;
                    (0..count).map(|number| list + 4 * number).collect()
                }
                (STRIP_OFFSETS | SUB_IFDS, false) => vec![value],
                (_, true) => {
                    self.shift(value)?;
                    continue;
                }
                (_, false) => continue,
            };
            for number in below {
                let old = self.number(number)?;
                self.shift(number)?;
                if tag == SUB_IFDS {
                    // There may be one directory below this one, but none below that.
                    (depth == 0).then_some(())?;
                    self.directory(u64::from(old), depth + 1)?;
                }
            }
        }
        if depth == 0 {
            // It is the last page of its file, until another one follows.
            let link = at + 2 + usize::from(count) * ENTRY;
            self.page.get_mut(link..link + 4)?.fill(0);
        }
        Some(at)
    }

    /// The place in this page of a place in its file.
    fn place(&self, at: u64) -> Option<usize> {
        let at = usize::try_from(at.checked_sub(self.from)?).ok()?;
        (at <= self.page.len()).then_some(at)
    }

    fn number(&self, at: usize) -> Option<u32> {
        self.page.get(at..)?.first_chunk().map(|octets| u32::from_le_bytes(*octets))
    }

    /// Moves the place that is written at `at`, and returns the place in this page that it names.
    fn shift(&mut self, at: usize) -> Option<usize> {
        let now = self.place(self.number(at)?.into())?;
        let octets = u32::try_from(now + self.to).ok()?.to_le_bytes();
        self.page.get_mut(at..at + 4)?.copy_from_slice(&octets);
        Some(now)
    }
}

/// The most places that one entry names. The colour page of a page is in two codings at most.
const MOST_BELOW: usize = 16;

/// The number of bytes of a value of this kind.
const fn octets_of(kind: u16) -> Option<u64> {
    Some(match kind {
        1 | 2 | 6 | 7 => 1,
        SHORT | 8 => 2,
        LONG | 9 | 11 => 4,
        5 | 10 | 12 => 8,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tiff::{Appender, NewPage, load};
    use ferrofax_ground::t4::{Bitmap, PageQuality, Resolution};

    fn written(path: &Path, pages: u32) {
        let mut appender = Appender::open(path).unwrap();
        for number in 0..pages {
            let mut bitmap = Bitmap::white(216, 60 + number);
            (0..50).for_each(|y| bitmap.set((y * 7 + number) % 216, y, true));
            let page = NewPage {
                bitmap: &bitmap,
                resolution: Resolution::ALL[number as usize % Resolution::ALL.len()],
                quality: PageQuality::default(),
                date_time: "2026:11:20 08:13:33",
            };
            // Bytes that are not a colour page are kept unchanged, too.
            let octets = [0xFF, 0xD8, number as u8, 1, 2];
            appender.append_coloured(&page, (number % 2 == 1).then_some(&octets)).unwrap();
        }
    }

    #[test]
    fn each_page_is_what_it_is_in_the_whole_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("fax.tif");
        written(&path, 7);
        let whole = load(&path).unwrap();
        let pages = PageByPage::open(File::open(&path).unwrap(), &path).unwrap().unwrap();
        assert_eq!((pages.pages(), whole.pages.len()), (7, 7));
        for (index, known) in whole.pages.iter().enumerate() {
            let page = pages.page(index).unwrap();
            assert_eq!((page.width, page.rows), (known.width, known.rows));
            assert_eq!((page.x_dpi, page.y_dpi), (known.x_dpi, known.y_dpi));
            assert_eq!(page.resolution, known.resolution);
            assert_eq!(page.t6().unwrap(), known.t6().unwrap());
            assert_eq!(page.colour(), known.colour());
        }
        assert!(pages.page(7).is_err());
    }

    #[test]
    fn a_file_of_some_pages_has_them_as_they_are_in_the_whole_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("fax.tif");
        written(&path, 7);
        let whole = load(&path).unwrap();
        let pages = PageByPage::open(File::open(&path).unwrap(), &path).unwrap().unwrap();
        let part = folder.path().join("part.tif");
        for indices in [&[0, 1, 2, 3, 4, 5, 6][..], &[1, 3, 4], &[6], &[3, 1]] {
            std::fs::write(&part, pages.only(indices).unwrap()).unwrap();
            let made = load(&part).unwrap();
            assert_eq!((made.damage, made.pages.len()), (None, indices.len()));
            for (page, index) in made.pages.iter().zip(indices) {
                let known = &whole.pages[*index];
                assert_eq!(page.t6().unwrap(), known.t6().unwrap());
                assert_eq!((page.resolution, page.colour()), (known.resolution, known.colour()));
            }
            // Pages can be written behind them, as behind those of any other file.
            written(&part, 1);
            assert_eq!(load(&part).unwrap().pages.len(), indices.len() + 1);
        }
        assert!(pages.only(&[]).is_err() && pages.only(&[7]).is_err());
    }

    #[test]
    fn other_files_are_not_read_so_and_damaged_ones_end_in_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("fax.tif");
        let opened = |octets: &[u8]| {
            std::fs::write(&path, octets).unwrap();
            PageByPage::open(File::open(&path).unwrap(), &path).unwrap()
        };
        for octets in [&b""[..], b"MM\0\x2a\0\0\0\x08", b"II\x2a\0\0\0\0\0", b"%PDF-1.6"] {
            assert!(opened(octets).is_none());
        }
        written(&folder.path().join("ours.tif"), 3);
        let ours = std::fs::read(folder.path().join("ours.tif")).unwrap();
        for at in 0..ours.len() {
            for octet in [0, 0xFF, ours[at].wrapping_add(1)] {
                let mut octets = ours.clone();
                octets[at] = octet;
                if let Some(pages) = opened(&octets) {
                    (0..pages.pages()).for_each(|index| drop(pages.page(index)));
                }
            }
        }
    }
}
