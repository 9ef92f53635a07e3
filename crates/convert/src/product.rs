//! The input and output of the document readers, which convert documents to fax pages. The input is
//! the parts of a document. The output is the pages, or the reason why the document can't be
//! converted. All readers use this module, and it does not depend on any reader.

use std::io::Write;

use serde_json::{Value, json};

use super::cuts::{Cuts, MOST_PAGES_CUT};
use super::page_ranges::PageRanges;
pub(super) use super::unfit::Unfit;
use super::wanted::{MAX_BYTES, Wanted};
use crate::fields::{Read, Search};
use ferrofax_document::tiff::{Builder, NewPage, Said};
use ferrofax_ground::t4::{Bitmap, PageQuality, Resolution};
use ferrofax_spool::failure::Failure;
use ferrofax_spool::not_shown::NotShown;

/// The output of the readers, which convert documents: the fax pages, and the reports of progress.
pub(super) struct Out<'a> {
    pub(super) file: Builder,
    /// The number of pages that were made from earlier documents of the same fax, but are not in
    /// `file`, the TIFF file of the pages that are made now.
    pub(super) before: u32,
    pub(super) say: &'a mut dyn Write,
    /// Splits the converted pages into several faxes; `None` if the document becomes a single fax.
    pub(super) cuts: Option<Cuts<'a>>,
    /// The pages of the current document that are selected to be faxed. `come` is the number of
    /// pages that were read of the document so far. `wanted` is the number of selected pages among
    /// them.
    only: PageRanges,
    come: u32,
    wanted: u32,
    /// Whether something is drawn on at least one page of the document.
    pub(super) has_ink: bool,
}

/// The input of a reader: the bytes of a document, and those of its pictures by their names.
#[derive(Clone)]
pub(super) struct Parts {
    pub(super) document: Vec<u8>,
    pub(super) pictures: Vec<(String, Vec<u8>)>,
}

/// The greatest size in bytes of all coloured pages of a fax together. It is limited because the
/// call that sends the pages holds them in memory, and the mail that reports the result may contain
/// them.
const MOST_COLOURED: usize = 48 << 20;

/// The first word of the line in which the child process reports the metadata of a received fax.
pub(super) const SAID: &str = "said";

/// Reads the metadata of a received fax from `words`. These follow the word [`SAID`] in a line that
/// the child process has written to its standard error.
pub(super) fn said_of(words: &str) -> Said {
    let words: Value = serde_json::from_str(words).unwrap_or_default();
    let word = |at: usize| {
        let word = words.get(at).and_then(Value::as_str);
        word.unwrap_or_default().to_owned()
    };
    Said { description: word(0), date_time: word(1), subaddress: word(2) }
}

impl<'a> Out<'a> {
    /// Makes the output of the readers, without any pages yet. `say` receives the reports of
    /// progress.
    pub(super) fn new(say: &'a mut dyn Write, cuts: Option<Cuts<'a>>) -> Self {
        let only = PageRanges::default();
        let (file, has_ink) = (Builder::new(), false);
        Self { file, before: 0, say, cuts, only, come: 0, wanted: 0, has_ink }
    }

    /// Begins the conversion of the next document. Only its pages in `only` are selected to be
    /// faxed.
    pub(super) fn begin_piece(&mut self, only: &PageRanges) {
        (self.only, self.come, self.wanted) = (only.clone(), 0, 0);
        self.has_ink = false;
    }

    /// The pages of the current document that are selected to be faxed.
    pub(super) fn only(&self) -> &PageRanges {
        &self.only
    }

    /// Counts a page of the document that need not be made, because it is not selected.
    pub(super) fn skip_page(&mut self) {
        self.come += 1;
    }

    /// Ends the document whose pages were added last. Returns an error if pages were selected but
    /// the document has none of them.
    pub(super) fn end_piece(&self) -> Result<(), Unfit> {
        if self.come > 0 && self.wanted == 0 {
            let (only, pages) = (&self.only, self.come);
            return Err(Unfit::empty(format!(
                "page {only} was requested, but the number of pages is {pages}"
            )));
        }
        Ok(())
    }

    /// The maximum number of pages that the current document may have. A document of which only
    /// some pages are faxed, or that is split into several faxes, may have more pages than a fax.
    fn most(&self, wanted: &Wanted) -> usize {
        if self.cuts.is_some() || !self.only.is_all() {
            MOST_PAGES_CUT
        } else {
            wanted.max_pages as usize
        }
    }

    /// Reports the number of pages of a document to the parent process. Returns an error if the
    /// document has no pages or too many. This is called before any page is made.
    pub(super) fn check_count(&mut self, count: usize, wanted: &Wanted) -> Result<(), Unfit> {
        let _ = writeln!(self.say, "count {count}");
        let most = self.most(wanted);
        let before = (self.before + self.file.pages()) as usize;
        match count {
            0 => Err(Unfit::empty("it has no pages")),
            count if count > most => {
                let wanted = Wanted { max_pages: most as u32, ..*wanted };
                Err(Unfit::too_many_pages(Some(count), &wanted))
            }
            count if count.saturating_add(before) > most => {
                let what = format!(
                    "it has {count} pages after {before} others, and a fax has at most {most}"
                );
                Err(Unfit::of(Failure::TooManyPages, what))
            }
            _ => Ok(()),
        }
    }

    /// The number of pages that may still be added to the fax before the limit on its pages is
    /// reached.
    pub(super) fn room(&self, wanted: &Wanted) -> usize {
        self.most(wanted).saturating_sub((self.before + self.file.pages()) as usize)
    }

    /// Reports to the parent process that work on a page of the document begins.
    pub(super) fn begin_page(&mut self, number: u32) {
        // If the parent no longer listens, it will end this process anyway.
        let _ = writeln!(self.say, "page {number}");
    }

    /// Reports to the parent process that the pages do not show some content of the document.
    pub(super) fn note(&mut self, what: &NotShown) {
        let _ = writeln!(self.say, "unseen {}", json!(what));
    }

    /// Reports to the parent process how many things the pages do not show, if there are any.
    pub(super) fn note_count(&mut self, count: usize, what: impl FnOnce(u32) -> NotShown) {
        if count > 0 {
            self.note(&what(u32::try_from(count).unwrap_or(u32::MAX)));
        }
    }

    /// Reports to the parent process how many letters are missing because no font has them.
    pub(super) fn note_lacking(&mut self, letters: usize) {
        self.note_count(letters, |count| NotShown::CharactersMissing { count });
    }

    /// The search for control fields (such as `@@+FAX:…@@`) in the text of pages. `None`: no text
    /// is extracted.
    pub(super) fn search(&self) -> Option<&Search> {
        self.cuts.as_ref().map(|cuts| &cuts.search)
    }

    /// Adds a page in black and white whose text was not extracted.
    pub(super) fn push(&mut self, bitmap: &Bitmap, resolution: Resolution) -> Result<(), Unfit> {
        self.push_coloured(bitmap, resolution, &[])
    }

    /// Adds a page whose text was not extracted. `colours` has the page in colour, once for each
    /// coding of colour faxes; empty if the page is only sent in black and white.
    pub(super) fn push_coloured(
        &mut self,
        bitmap: &Bitmap,
        resolution: Resolution,
        colours: &[Vec<u8>],
    ) -> Result<(), Unfit> {
        self.push_read(bitmap, resolution, colours, Read::default())
    }

    /// Adds a page to the fax, together with its extracted text. If the document is split into
    /// several faxes, the text shows whether another fax begins.
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
        // A fax with very many coloured pages is not refused: the pages beyond the limit are only
        // black and white.
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

    /// Adds a page of a received fax unchanged, including its damaged rows of pixels.
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

    /// Reports to the parent process the metadata of a fax that HylaFAX received and that is now
    /// imported.
    pub(super) fn tell(&mut self, said: &Said) {
        let Said { description, date_time, subaddress } = said;
        let words = json!([description, date_time, subaddress]);
        let _ = writeln!(self.say, "{SAID} {words}");
    }

    pub(super) fn begin_document(&mut self, number: usize) {
        let _ = writeln!(self.say, "document {number}");
    }
}
