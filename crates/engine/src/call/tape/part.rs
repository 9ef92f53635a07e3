//! A part of a recording, as it is handed over.

use super::bytes::Writer;
use super::{PAGES, letter};
use crate::call::{NextPage, PageToSend};
use ferrofax_ground::t4::{PageWidth, Resolution, encode};

/// What was written on a recording since the last time. The pages in it are still to be coded: that
/// takes longer than a call may wait for ([`TapePart::octets`]).
#[derive(Debug, Default)]
pub struct TapePart(Vec<Piece>);

#[derive(Debug)]
enum Piece {
    Octets(Vec<u8>),
    Page(PageToSend),
}

impl TapePart {
    pub(super) fn add(&mut self, octets: Vec<u8>) {
        if !octets.is_empty() {
            self.0.push(Piece::Octets(octets));
        }
    }

    pub(super) fn add_page(&mut self, page: &PageToSend) {
        self.0.push(Piece::Page(page.clone()));
    }

    /// How much it is, in octets; of pages about as much as a dense one takes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.iter().map(Piece::len).sum()
    }

    /// How much memory it takes, in octets, with its pages as they are.
    #[must_use]
    pub fn memory(&self) -> usize {
        self.0.iter().map(Piece::memory).sum()
    }

    /// Whether nothing was written.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The octets of the recording: milliseconds of work for each page.
    #[must_use]
    pub fn octets(self) -> Vec<u8> {
        let mut pieces = self.0.into_iter();
        // Nearly always there is this one alone.
        let mut octets = pieces.next().map_or_else(Vec::new, Piece::octets);
        pieces.for_each(|piece| octets.extend(piece.octets()));
        octets
    }
}

impl From<Vec<u8>> for TapePart {
    fn from(octets: Vec<u8>) -> Self {
        let mut part = Self::default();
        part.add(octets);
        part
    }
}

/// The octets of the recording, one after another.
impl IntoIterator for TapePart {
    type Item = u8;
    type IntoIter = std::vec::IntoIter<u8>;

    fn into_iter(self) -> Self::IntoIter {
        self.octets().into_iter()
    }
}

impl Piece {
    fn len(&self) -> usize {
        match self {
            Self::Octets(octets) => octets.len(),
            // An eighth of its pixels.
            Self::Page(page) => {
                page.bitmap.width() as usize * page.bitmap.rows() as usize / 64 + coloured(page)
            }
        }
    }

    fn memory(&self) -> usize {
        match self {
            Self::Octets(octets) => octets.capacity(),
            Self::Page(page) => {
                page.bitmap.width() as usize * page.bitmap.rows() as usize / 8 + coloured(page)
            }
        }
    }

    fn octets(self) -> Vec<u8> {
        match self {
            Self::Octets(octets) => octets,
            Self::Page(page) => coded(&page),
        }
    }
}

/// How many octets it has in colours.
fn coloured(page: &PageToSend) -> usize {
    page.colour.as_ref().map_or(0, |octets| octets.len())
}

fn coded(page: &PageToSend) -> Vec<u8> {
    let mut written = Writer::default();
    written.byte(if page.colour.is_some() { letter::PAGE_IN_COLOURS } else { letter::PAGE });
    written.place(&Resolution::ALL, page.resolution);
    written.place(&PageWidth::ALL, page.width);
    written.place(&NextPage::ALL, page.next);
    written.number(u64::from(page.bitmap.width()));
    written.number(u64::from(page.bitmap.rows()));
    written.octets(&encode(&page.bitmap, PAGES.0, PAGES.1));
    if let Some(octets) = &page.colour {
        written.octets(octets);
    }
    written.take()
}
