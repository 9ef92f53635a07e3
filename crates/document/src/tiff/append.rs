//! Writes TIFF-F page by page, durably.
//!
//! In TIFF, the pages are a chain: the directory of each page contains the position of the next
//! directory. So a page is written in two steps. First its image and its directory are written
//! after the end of the file, where nothing links to them yet, and flushed to disk. Then the four
//! bytes of the link in the page before are written (they are aligned, within one sector) and
//! flushed to disk. If the machine stops at any time, the file holds every page whose
//! [`Appender::append`] returned, and at most useless bytes after the last one.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use super::TiffError;
use super::fault::Fault;
use super::layout::{EMPTY_FILE, ENTRY, FIRST_LINK, STRIP_BYTE_COUNTS, STRIP_OFFSETS, page_bytes};
use ferrofax_ground::t4::{Bitmap, Coding, PageQuality, Resolution, Undecoded};

/// The most bytes that a document may have. A page has about 50 kB, so a larger document is hardly
/// a fax. A shared database has no room for larger ones, since it needs twice as much space.
pub const MOST_OCTETS: u64 = 100_000_000;

/// A page that is to be added.
#[derive(Clone, Copy, Debug)]
pub struct NewPage<'a> {
    /// The pixels of the page.
    pub bitmap: &'a Bitmap,
    /// The resolution of the pixels on paper.
    pub resolution: Resolution,
    /// The quality in which the page was received.
    pub quality: PageQuality,
    /// The time at which the page was received: local time in TIFF's form, `2026:11:20 08:13:33`.
    pub date_time: &'a str,
}

/// The data that a page has besides its black and white rows.
#[derive(Clone, Copy, Debug)]
pub enum Beside<'a> {
    /// The colour version of the page, once for each coding in which it exists. Empty if there is
    /// none.
    Colours(&'a [&'a [u8]]),
    /// The received bytes of a page that could not be decoded to its end, and their coding.
    Undecoded(&'a Undecoded, Coding),
}

impl<'a> Beside<'a> {
    /// No further data.
    pub const NOTHING: Self = Self::Colours(&[]);

    /// The colour page, if there is one.
    pub fn colours(colour: &'a Option<&'a [u8]>) -> Self {
        Self::Colours(colour.as_slice())
    }
}

/// A TIFF-F file to which pages are added. The file is valid and durable after each
/// [`Appender::append`].
#[derive(Debug)]
pub struct Appender {
    path: PathBuf,
    chain: Chain<File>,
}

impl Appender {
    /// Creates the file (readable by its owner alone), or opens it and keeps its complete pages.
    /// Bytes after these pages, which a crash may have left, are cut off.
    pub fn open(path: &Path) -> Result<Self, TiffError> {
        let io = io_error(path);
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(path)
            .map_err(io("open it to add pages"))?;
        let appender = Self::of(file, path)?;
        // The name of the file must be as durable as its pages.
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty())
            .unwrap_or_else(|| Path::new("."));
        File::open(folder)
            .and_then(|folder| folder.sync_all())
            .map_err(io("make its name durable"))?;
        Ok(appender)
    }

    /// Uses a file that is already open for reading and writing, as [`Self::open`] does. The caller
    /// makes its name durable. `path` is for the texts of errors.
    pub fn of(file: File, path: &Path) -> Result<Self, TiffError> {
        let chain = Chain::open(file)
            .map_err(io_error(path)("find its pages"))?
            .ok_or_else(|| TiffError::Damaged { path: path.to_owned(), what: Fault::NotOurs })?;
        Ok(Self { path: path.to_owned(), chain })
    }

    /// Adds a page at the end, and returns when it is on disk. After an error the page is not in
    /// the file.
    ///
    /// # Errors
    /// [`TiffError::TooLarge`] if the file would have more than [`MOST_OCTETS`]; the errors of the
    /// file system.
    pub fn append(&mut self, page: &NewPage<'_>) -> Result<(), TiffError> {
        self.append_coloured(page, None)
    }

    /// Adds a page like [`Self::append`], together with its colour page: a JPEG, kept as it was
    /// received.
    pub fn append_coloured(
        &mut self,
        page: &NewPage<'_>,
        colour: Option<&[u8]>,
    ) -> Result<(), TiffError> {
        self.append_with(page, Beside::colours(&colour))
    }

    /// Adds a page like [`Self::append`], together with further data.
    pub fn append_with(&mut self, page: &NewPage<'_>, beside: Beside<'_>) -> Result<(), TiffError> {
        let number = self.chain.pages + 1;
        match self.chain.append(page, beside) {
            Ok(true) => Ok(()),
            Ok(false) => Err(TiffError::TooLarge { path: self.path.clone(), page: number }),
            Err(source) => {
                let doing = format!("write page {number}");
                Err(TiffError::Io { path: self.path.clone(), doing, source })
            }
        }
    }

    /// The number of pages in the file.
    pub const fn pages(&self) -> u32 {
        self.chain.pages
    }
}

/// Converts an error of the file system to an error that names this file and the failed operation.
#[expect(clippy::needless_lifetimes, reason = "the box borrows the path, which '_ does not say")]
fn io_error<'a>(
    path: &'a Path,
) -> impl Fn(&'static str) -> Box<dyn FnOnce(io::Error) -> TiffError + 'a> {
    move |doing| {
        Box::new(move |source| TiffError::Io {
            path: path.to_owned(),
            doing: doing.to_owned(),
            source,
        })
    }
}

/// The functions of a file that the chain needs. The tests use an implementation that records the
/// calls.
trait Disk {
    fn len(&self) -> io::Result<u64>;
    fn read_at(&self, at: u64, bytes: &mut [u8]) -> io::Result<()>;
    fn write_at(&mut self, at: u64, bytes: &[u8]) -> io::Result<()>;
    fn set_len(&mut self, len: u64) -> io::Result<()>;
    fn sync(&mut self) -> io::Result<()>;
}

impl Disk for File {
    fn len(&self) -> io::Result<u64> {
        Ok(self.metadata()?.len())
    }

    fn read_at(&self, at: u64, bytes: &mut [u8]) -> io::Result<()> {
        self.read_exact_at(bytes, at)
    }

    fn write_at(&mut self, at: u64, bytes: &[u8]) -> io::Result<()> {
        self.write_all_at(bytes, at)
    }

    fn set_len(&mut self, len: u64) -> io::Result<()> {
        Self::set_len(self, len)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.sync_data()
    }
}

/// The chain of pages in a file.
#[derive(Debug)]
struct Chain<D> {
    disk: D,
    pages: u32,
    /// The place at which the last page, or the header, links to the next page.
    link: u64,
    /// The end of the last complete page.
    end: u64,
    /// Whether a write failed, so that the bytes behind the last page must be removed first.
    unclean: bool,
}

impl<D: Disk> Chain<D> {
    /// Reads the chain of a file. `None` if the file is not a file of ours.
    fn open(disk: D) -> io::Result<Option<Self>> {
        let start = EMPTY_FILE.len() as u64;
        let mut chain = Self { disk, pages: 0, link: FIRST_LINK, end: start, unclean: false };
        let len = chain.disk.len()?;
        let mut header = [0; EMPTY_FILE.len()];
        if len >= start {
            chain.disk.read_at(0, &mut header)?;
        }
        // After a crash a file may have its length, but not yet its bytes.
        if header == [0; EMPTY_FILE.len()] {
            chain.disk.set_len(0)?;
            chain.disk.write_at(0, &EMPTY_FILE)?;
            chain.disk.sync()?;
            return Ok(Some(chain));
        }
        if header[..4] != EMPTY_FILE[..4] {
            return Ok(None);
        }
        let mut next = chain.read_u32(chain.link)?;
        while next != 0 {
            let Some((link, end)) = chain.whole_page(next.into(), len)? else { break };
            (chain.link, chain.end) = (link, end);
            chain.pages += 1;
            next = chain.read_u32(link)?;
        }
        if next != 0 || len > chain.end {
            chain.clean()?;
        }
        Ok(Some(chain))
    }

    /// The place of the link of the page with this directory, and the end of the page. `None` if
    /// the page is not complete or is not behind the last one.
    fn whole_page(&self, directory: u64, len: u64) -> io::Result<Option<(u64, u64)>> {
        if directory < self.end || directory + 2 > len {
            return Ok(None);
        }
        let mut count = [0; 2];
        self.disk.read_at(directory, &mut count)?;
        let count = u16::from_le_bytes(count);
        let link = directory + 2 + u64::from(count) * ENTRY as u64;
        if link + 4 > len {
            return Ok(None);
        }
        let mut entries = vec![0; usize::from(count) * ENTRY];
        self.disk.read_at(directory + 2, &mut entries)?;
        let value_of = |tag: u16| {
            let entry =
                entries.chunks_exact(ENTRY).find(|entry| entry[..2] == tag.to_le_bytes())?;
            Some(u64::from(u32::from_le_bytes(*entry.last_chunk::<4>()?)))
        };
        let (Some(offset), Some(bytes)) = (value_of(STRIP_OFFSETS), value_of(STRIP_BYTE_COUNTS))
        else {
            return Ok(None);
        };
        let whole = offset >= self.end && offset + bytes <= directory;
        Ok(whole.then_some((link, link + 4)))
    }

    /// Adds a page. `false` if the file would be too large.
    fn append(&mut self, page: &NewPage<'_>, beside: Beside<'_>) -> io::Result<bool> {
        if self.unclean {
            self.clean()?;
        }
        let new = page_bytes(page, beside, self.pages, self.end);
        let end = self.end + new.bytes.len() as u64;
        if end > MOST_OCTETS {
            return Ok(false);
        }
        self.unclean = true;
        let written = self.write(&new.bytes, new.directory);
        if let Err(error) = written {
            // If this fails as well, it is tried again before the next page and when the file is
            // opened again.
            let _ = self.clean();
            return Err(error);
        }
        self.unclean = false;
        self.link = new.link;
        self.end = end;
        self.pages += 1;
        Ok(true)
    }

    fn write(&mut self, page: &[u8], directory: u64) -> io::Result<()> {
        self.disk.write_at(self.end, page)?;
        self.disk.sync()?;
        self.disk.write_at(self.link, &(directory as u32).to_le_bytes())?;
        self.disk.sync()
    }

    /// Removes the bytes behind the last complete page and the link to them. For safety, the link
    /// is removed first.
    fn clean(&mut self) -> io::Result<()> {
        self.disk.write_at(self.link, &[0; 4])?;
        self.disk.sync()?;
        self.disk.set_len(self.end)?;
        self.disk.sync()?;
        self.unclean = false;
        Ok(())
    }

    fn read_u32(&self, at: u64) -> io::Result<u32> {
        let mut bytes = [0; 4];
        self.disk.read_at(at, &mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }
}

#[cfg(test)]
mod tests;
