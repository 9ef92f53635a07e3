//! What a maker of pages is given and gives: the parts of a document, the pages, or why
//! there are none. All makers know it, and it knows none of them.

use std::io::Write;

use serde_json::{Value, json};

use super::cuts::{Cuts, MOST_PAGES_CUT};
use super::page_ranges::PageRanges;
pub(super) use super::unfit::Unfit;
use super::wanted::{MAX_BYTES, Wanted};
use crate::control_signs::blanked;
use crate::fields::{Read, Search};
use ferrofax_document::tiff::{Builder, NewPage, Said};
use ferrofax_ground::t4::{Bitmap, PageQuality, Resolution};
use ferrofax_spool::failure::Failure;

/// The pages as they come, and where the child says how far it is.
pub(super) struct Out<'a> {
    pub(super) file: Builder,
    /// Pages of documents that stand before and are not in `file`.
    pub(super) before: u32,
    pub(super) say: &'a mut dyn Write,
    /// The document is cut into faxes; where pages go then.
    pub(super) cuts: Option<Cuts<'a>>,
    /// The pages of the document that are wanted, and how many have come, and were wanted.
    only: PageRanges,
    come: u32,
    wanted: u32,
    /// Something is drawn on one of its pages.
    pub(super) has_ink: bool,
}

/// What a document is made of: its bytes, and those of its pictures by their names.
pub(super) struct Parts {
    pub(super) document: Vec<u8>,
    pub(super) pictures: Vec<(String, Vec<u8>)>,
}

/// Up to so many octets of all pages, pages get colours: a call that sends them has them in memory,
/// and a report may show them.
const MOST_COLOURED: usize = 48 << 20;

/// The first word of the line that tells what stands beside pages.
pub(super) const SAID: &str = "said";

/// What such a line says behind that word.
pub(super) fn said_of(words: &str) -> Said {
    let words: Value = serde_json::from_str(words).unwrap_or_default();
    let word = |at: usize| {
        let word = words.get(at).and_then(Value::as_str);
        word.unwrap_or_default().to_owned()
    };
    Said { description: word(0), date_time: word(1), subaddress: word(2) }
}

impl<'a> Out<'a> {
    /// No page yet.
    pub(super) fn new(say: &'a mut dyn Write, cuts: Option<Cuts<'a>>) -> Self {
        let only = PageRanges::default();
        let (file, has_ink) = (Builder::new(), false);
        Self { file, before: 0, say, cuts, only, come: 0, wanted: 0, has_ink }
    }

    /// What comes now is a document of which these pages are wanted.
    pub(super) fn begin_piece(&mut self, only: &PageRanges) {
        (self.only, self.come, self.wanted) = (only.clone(), 0, 0);
        self.has_ink = false;
    }

    /// The pages that are wanted of the document.
    pub(super) fn only(&self) -> &PageRanges {
        &self.only
    }

    /// A page that is not wanted, and need not be made.
    pub(super) fn skip_page(&mut self) {
        self.come += 1;
    }

    /// The document has ended. One of which no page was wanted is none.
    pub(super) fn end_piece(&self) -> Result<(), Unfit> {
        if self.come > 0 && self.wanted == 0 {
            let (only, pages) = (&self.only, self.come);
            return Err(Unfit::empty(format!("page {only} is asked for, and it has {pages}")));
        }
        Ok(())
    }

    /// How many pages a document may have: of one that is cut, or of which some pages are
    /// wanted, more than a fax.
    fn most(&self, wanted: &Wanted) -> usize {
        match self.cuts.is_some() || !self.only.is_all() {
            true => MOST_PAGES_CUT,
            false => wanted.max_pages as usize,
        }
    }

    /// Refuses a document that has no pages, or too many, before any is made.
    pub(super) fn check_count(&self, count: usize, wanted: &Wanted) -> Result<(), Unfit> {
        let most = self.most(wanted);
        let before = (self.before + self.file.pages()) as usize;
        match count {
            0 => Err(Unfit::empty("it has no pages")),
            count if count > most => {
                let wanted = Wanted { max_pages: most as u32, ..*wanted };
                Err(Unfit::too_many_pages(Some(count), &wanted))
            }
            count if count.saturating_add(before) > most => Err(Unfit {
                failure: Failure::TooManyPages,
                what: format!(
                    "it has {count} pages, with {before} before it, and a fax may have {most}"
                ),
            }),
            _ => Ok(()),
        }
    }

    /// How many pages may still come.
    pub(super) fn room(&self, wanted: &Wanted) -> usize {
        self.most(wanted).saturating_sub((self.before + self.file.pages()) as usize)
    }

    /// Tells that work on a page of the document begins.
    pub(super) fn begin_page(&mut self, number: u32) {
        // A parent that does not listen any more ends us anyway.
        let _ = writeln!(self.say, "page {number}");
    }

    /// Tells of what is not seen of the document.
    pub(super) fn note(&mut self, what: &str) {
        let _ = writeln!(self.say, "unseen {}", blanked(what));
    }

    /// Tells of letters that no font has.
    pub(super) fn note_lacking(&mut self, letters: usize) {
        match letters {
            0 => {}
            1 => self.note("1 letter that no font has is missing"),
            more => self.note(&format!("{more} letters that no font has are missing")),
        }
    }

    /// What is looked for in the text of pages; none: it is not asked for.
    pub(super) fn search(&self) -> Option<&Search> {
        self.cuts.as_ref().map(|cuts| &cuts.search)
    }

    /// Adds a page without text.
    pub(super) fn push(&mut self, bitmap: &Bitmap, resolution: Resolution) -> Result<(), Unfit> {
        self.push_coloured(bitmap, resolution, &[])
    }

    /// Adds a page without text that brings itself in colours, in each of these codings.
    pub(super) fn push_coloured(
        &mut self,
        bitmap: &Bitmap,
        resolution: Resolution,
        colours: &[Vec<u8>],
    ) -> Result<(), Unfit> {
        self.push_read(bitmap, resolution, colours, Read::default())
    }

    /// The same of a page whose text was read.
    pub(super) fn push_read(
        &mut self,
        bitmap: &Bitmap,
        resolution: Resolution,
        colours: &[Vec<u8>],
        read: Read,
    ) -> Result<(), Unfit> {
        self.come += 1;
        if !self.only.has(self.come) {
            return Ok(());
        }
        self.wanted += 1;
        self.has_ink |= bitmap.data().iter().any(|byte| *byte != 0);
        if let Some(cuts) = &mut self.cuts {
            cuts.before_page(&mut self.file, self.say, read)?;
        }
        let page = NewPage { bitmap, resolution, quality: PageQuality::default(), date_time: "" };
        // A fax of very many pages in colours is better than none: the rest is black and white.
        let mut room = MOST_COLOURED.saturating_sub(self.file.len());
        let mut has_room = |octets: &&[u8]| {
            let left = room.checked_sub(octets.len());
            room = left.unwrap_or(0);
            left.is_some()
        };
        let colours: Vec<_> = colours.iter().map(Vec::as_slice).take_while(&mut has_room).collect();
        self.file.push_in_codings(&page, &colours);
        if self.file.len() as u64 > MAX_BYTES {
            return Err(Unfit::damaged(format!(
                "its pages have more than {} MiB",
                MAX_BYTES >> 20
            )));
        }
        Ok(())
    }

    /// Adds a page as it was received, with what is damaged on it.
    pub(super) fn push_received(
        &mut self,
        bitmap: &Bitmap,
        resolution: Resolution,
        quality: PageQuality,
    ) -> Result<(), Unfit> {
        self.come += 1;
        self.wanted += 1;
        self.file.push(&NewPage { bitmap, resolution, quality, date_time: "" });
        if self.file.len() as u64 > MAX_BYTES {
            return Err(Unfit::damaged(format!(
                "its pages have more than {} MiB",
                MAX_BYTES >> 20
            )));
        }
        Ok(())
    }

    /// Tells what stands beside the pages of a fax that another server received.
    pub(super) fn tell(&mut self, said: &Said) {
        let Said { description, date_time, subaddress } = said;
        let words = json!([description, date_time, subaddress]);
        let _ = writeln!(self.say, "{SAID} {words}");
    }

    pub(super) fn begin_document(&mut self, number: usize) {
        let _ = writeln!(self.say, "document {number}");
    }
}
