//! Writes TIFF-F into memory, for files that are not kept but passed on.

use super::layout::{EMPTY_FILE, FIRST_LINK, page_bytes};
use super::{Beside, NewPage};

/// A TIFF-F file that grows in memory, page by page.
#[derive(Clone, Debug)]
pub struct Builder {
    bytes: Vec<u8>,
    pages: u32,
    /// The place at which the last page, or the header, links to the next page.
    link: usize,
}

impl Builder {
    /// A file without pages.
    pub fn new() -> Self {
        Self { bytes: EMPTY_FILE.to_vec(), pages: 0, link: FIRST_LINK as usize }
    }

    /// Adds a page at the end. A file can have at most 4 GiB; the caller keeps it far below that.
    pub fn push(&mut self, page: &NewPage<'_>) {
        self.push_in_codings(page, &[]);
    }

    /// Adds a page together with its colour page.
    pub fn push_coloured(&mut self, page: &NewPage<'_>, colour: Option<&[u8]>) {
        self.push_in_codings(page, colour.as_slice());
    }

    /// Adds a page together with its colour page in several codings. The coding that all readers of
    /// colour pages support comes first.
    pub fn push_in_codings(&mut self, page: &NewPage<'_>, colours: &[&[u8]]) {
        let new = page_bytes(page, Beside::Colours(colours), self.pages, self.bytes.len() as u64);
        self.bytes.extend_from_slice(&new.bytes);
        self.bytes[self.link..self.link + 4].copy_from_slice(&(new.directory as u32).to_le_bytes());
        self.link = new.link as usize;
        self.pages += 1;
    }

    /// The number of pages.
    pub const fn pages(&self) -> u32 {
        self.pages
    }

    /// The number of bytes.
    #[expect(clippy::len_without_is_empty, reason = "never empty: it has a header")]
    pub const fn len(&self) -> usize {
        self.bytes.len()
    }

    /// The bytes of the file.
    pub fn finish(self) -> Vec<u8> {
        self.bytes
    }
}

impl Default for Builder {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::load_bytes;
    use super::*;
    use ferrofax_ground::t4::{Bitmap, PageQuality, Resolution};

    #[test]
    fn what_is_built_is_read_back_the_same() {
        let mut file = Builder::new();
        let mut pages = Vec::new();
        for (rows, resolution) in
            [(10, Resolution::Fine), (1, Resolution::Standard), (77, Resolution::Superfine)]
        {
            let mut page = Bitmap::white(1728, rows);
            (0..rows).for_each(|y| page.set(y * 3, y, true));
            file.push(&NewPage {
                bitmap: &page,
                resolution,
                quality: PageQuality::default(),
                date_time: "",
            });
            pages.push((page, resolution));
        }
        assert_eq!(file.pages(), 3);
        let read = load_bytes(file.finish(), Path::new("built.tif")).unwrap();
        assert_eq!(read.damage, None);
        let found: Vec<_> = read
            .pages
            .iter()
            .map(|page| (page.bitmap().unwrap(), page.resolution.unwrap()))
            .collect();
        assert_eq!(found, pages);
    }
}
