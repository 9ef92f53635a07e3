//! Pages between the decoder and the owner: the one that has just ended, and one that was
//! refused and may come again.

use super::ReceivedPage;
use super::page_intake::{EndedPage, Image};
use crate::t30::{FinishedPage, Negotiated};
use ferrofax_ground::t4::{Bitmap, Coding, Loss, colour, t43};
use ferrofax_signal::modem::LineQuality;
use std::collections::HashSet;

/// A page off the line.
#[derive(Debug)]
struct Page {
    ended: EndedPage,
    line: LineQuality,
    negotiated: Negotiated,
}

/// Keeps at most two pages.
#[derive(Debug, Default)]
pub(super) struct PageDesk {
    finished: Option<Page>,
    held: Option<Page>,
}

impl PageDesk {
    /// A page has ended, and this was the line that it came by.
    pub(super) fn finish(
        &mut self,
        page: Option<EndedPage>,
        line: LineQuality,
        negotiated: Option<Negotiated>,
    ) -> FinishedPage {
        let (Some(ended), Some(negotiated)) = (page, negotiated) else {
            self.finished = None;
            return FinishedPage::default();
        };
        let same_as_held =
            self.held.as_ref().is_some_and(|held| held.ended.image.is_seen_in(&ended.image));
        let (quality, loss) =
            (ended.quality, ended.undecoded.as_ref().map(|undecoded| undecoded.loss));
        self.finished = Some(Page { ended, line, negotiated });
        FinishedPage { quality, same_as_held, loss }
    }

    /// The finished page, for the owner.
    pub(super) fn deliver(
        &mut self,
        number: u32,
        complete: bool,
        at_ms: u64,
    ) -> Option<ReceivedPage> {
        self.finished.take().map(|page| page.receive(number, complete, at_ms))
    }

    /// The page held, for the owner.
    pub(super) fn deliver_held(&mut self, number: u32, at_ms: u64) -> Option<ReceivedPage> {
        self.held.take().map(|page| page.receive(number, false, at_ms))
    }

    /// Holds the finished page, or goes on holding the better one.
    pub(super) fn hold(&mut self) {
        let worth = |page: &Page| match &page.ended.image {
            Image::Rows(_) => {
                let quality = page.ended.quality;
                (quality.rows - quality.bad_rows.min(quality.rows)) as usize
            }
            // Its rows are what it says, and not what came.
            Image::Colours(octets, _) => octets.len(),
        };
        let Some(finished) = self.finished.take() else { return };
        if self.held.as_ref().is_none_or(|held| worth(held) < worth(&finished)) {
            self.held = Some(finished);
        }
    }

    /// The memory of its pages, in octets.
    pub(super) fn memory(&self) -> usize {
        self.finished.iter().chain(&self.held).map(|page| page.ended.memory()).sum()
    }

    /// Drops the finished page.
    pub(super) fn drop_finished(&mut self) {
        self.finished = None;
    }

    /// Drops the page held.
    pub(super) fn drop_held(&mut self) {
        self.held = None;
    }
}

impl Page {
    fn receive(self, number: u32, complete: bool, at_ms: u64) -> ReceivedPage {
        let Negotiated { rate, ecm, coding, resolution, width } = self.negotiated;
        let EndedPage { image, quality, undecoded } = self.ended;
        // What broke off can't be decoded to its end, and nobody would expect that.
        let undecoded =
            undecoded.filter(|undecoded| complete || matches!(undecoded.loss, Loss::LongerThan(_)));
        let (bitmap, colour) = match image {
            Image::Rows(bitmap) => (bitmap, None),
            Image::Colours(octets, width) => (Bitmap::new(width), Some(octets)),
        };
        ReceivedPage {
            number,
            bitmap,
            colour,
            undecoded,
            resolution,
            width,
            coding,
            rate,
            quality,
            ecm,
            line: self.line,
            at_ms,
            complete,
        }
    }
}

impl Image {
    /// Whether the other one, which came later, shows what this shows.
    fn is_seen_in(&self, later: &Self) -> bool {
        match (self, later) {
            (Self::Rows(first), Self::Rows(second)) => shows_the_same(first, second),
            // With error correction octets are right or missing, and the same page has the same ones
            // from the beginning on; two that were made alike part behind their tables.
            (Self::Colours(first, _), Self::Colours(second, _)) => {
                let (Some(first), Some(second)) = (behind_header(first), behind_header(second))
                else {
                    return false;
                };
                let shorter = first.len().min(second.len());
                let common = first.iter().zip(second).take_while(|(a, b)| a == b).count();
                shorter > 0 && common >= shorter.div_ceil(2).max(TABLES.min(shorter))
            }
            _ => false,
        }
    }
}

/// A JPEG whole; of a page by T.43 what stands behind its header and its palette, which others may
/// have, too, if its pixels came at all.
fn behind_header(octets: &[u8]) -> Option<&[u8]> {
    match colour::coding(octets) {
        Some(Coding::T43) => octets.get(t43::head(octets)?..),
        _ => Some(octets),
    }
}

/// What a JPEG has before its first block, octets.
const TABLES: usize = 700;

/// Whether two scans that went over the line show the same page: half of the rows of the
/// first that have anything on them are in the second, bit by bit. Damage spoils rows;
/// two pages of one form have its lines in common and little else.
fn shows_the_same(first: &Bitmap, second: &Bitmap) -> bool {
    if first.width() != second.width() {
        return false;
    }
    let inked = |page: &Bitmap| -> HashSet<Vec<u8>> {
        (0..page.rows())
            .map(|row| page.row(row))
            .filter(|row| row.iter().any(|byte| *byte != 0))
            .map(<[u8]>::to_vec)
            .collect()
    };
    let (first, second) = (inked(first), inked(second));
    let common = first.intersection(&second).count();
    if first.is_empty() { second.is_empty() } else { common * 2 >= first.len() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ferrofax_ground::t4::PageQuality;

    fn page(seed: u32, bad_from: u32) -> Bitmap {
        let mut page = Bitmap::new(64);
        for row in 0..100_u32 {
            let seed = if row >= bad_from { 99 } else { seed };
            let word = (row + 1000 * seed).wrapping_mul(0x9E37_79B9);
            page.push_row(&[word.to_le_bytes(), [0; 4]].concat());
        }
        page
    }

    #[test]
    fn a_damaged_page_is_known_again() {
        assert!(shows_the_same(&page(1, 60), &page(1, 100)));
        assert!(!shows_the_same(&page(1, 40), &page(1, 100)));
        assert!(!shows_the_same(&page(1, 100), &page(2, 100)));
        assert!(shows_the_same(&Bitmap::white(64, 9), &Bitmap::white(64, 10)));
        assert!(!shows_the_same(&Bitmap::white(64, 9), &page(1, 100)));
    }

    #[test]
    fn the_pages_that_are_kept_count_as_memory() {
        let how = Negotiated {
            rate: ferrofax_signal::modem::Rate::V29At9600.into(),
            ecm: false,
            coding: Coding::Mh,
            resolution: ferrofax_ground::t4::Resolution::Standard,
            width: ferrofax_ground::t4::PageWidth::A4,
        };
        let ended = |rows| {
            let image = Image::Rows(Bitmap::white(64, rows));
            Some(EndedPage { image, quality: PageQuality::default(), undecoded: None })
        };
        let mut desk = PageDesk::default();
        desk.finish(ended(100), LineQuality::default(), Some(how));
        assert_eq!(desk.memory(), 800);
        desk.hold();
        desk.finish(ended(10), LineQuality::default(), Some(how));
        assert_eq!(desk.memory(), 880, "the page held, and the next one");
        assert!(desk.deliver_held(1, 0).is_some_and(|page| page.memory() == 800));
        assert_eq!(desk.memory(), 80);
        desk.drop_finished();
        assert_eq!(desk.memory(), 0);
    }

    /// A page by T.43 with a palette of many colours, as far as its header says.
    fn of_palette(pixels: &[u8]) -> Image {
        let segment = |number: u8, rest: &[u8]| {
            let len = (8 + rest.len() as u16).to_be_bytes();
            [&[0xFF, 0xE1][..], &len, b"G3FAX", &[number], rest].concat()
        };
        let facts = segment(0, &[7, 205, 0, 200, 0, 16, 8, 0, 0, 0]);
        let colours = [&[0, 0, 0, 0, 1, 0][..], &[9; 768]].concat();
        let palette = [&[0xFF, 0xE3, 0, 0, 3, 16][..], b"G3FAX\x03", &colours].concat();
        let parts = [&[0xFF, 0xA8], &facts[..], &palette, &segment(0xFF, &[]), &[0; 20], pixels];
        Image::Colours(parts.concat(), 1728)
    }

    #[test]
    fn two_pages_with_one_palette_are_two_pages() {
        let page = of_palette(&[1; 300]);
        assert!(!page.is_seen_in(&of_palette(&[2; 300])));
        assert!(of_palette(&[1; 40]).is_seen_in(&page) && page.is_seen_in(&page));
        assert!(!of_palette(&[]).is_seen_in(&page), "nothing came of it");
    }
}
