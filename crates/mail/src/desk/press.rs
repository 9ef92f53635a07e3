//! Makes the fax pages of a mail. Recipients with the same resolution and the same choice of
//! colours share the pages.

use std::collections::HashMap;
use std::rc::Rc;

use super::{DamagedPart, DeskSettings};
use crate::intake::Lane;
use ferrofax_convert::{
    Body, ConvertError, Converter, Cover, Document, FirstPage, LeftOut, Pages, Source, Wanted,
    cover_of, pages_of, pages_of_whole,
};
use ferrofax_ground::t4::Resolution;

/// The fax pages of a mail together with the parts of the mail that could not be converted, or the
/// error that stopped the conversion.
pub(super) type MadePages = Result<(Pages, Vec<LeftOut>), ConvertError>;

/// Converts the documents of one mail into fax pages.
pub(super) struct Press {
    documents: Vec<Document>,
    converter: Converter,
    damaged: DamagedPart,
    /// The limit of pages: the largest number of pages that any recipient's fax is allowed to have.
    most: u32,
    /// Whether the conversion into pages stops after the time in the setting `quick_seconds`. The
    /// mail is then moved to the queue for slow mails ([`Lane::Slow`]).
    is_hasty: bool,
    made: HashMap<(Option<Resolution>, bool), Rc<MadePages>>,
}

impl Press {
    pub(super) fn new(
        documents: Vec<Document>,
        mut converter: Converter,
        settings: &DeskSettings,
        most: u32,
        lane: Lane,
    ) -> Self {
        let DeskSettings { damaged_part: damaged, quick_seconds, .. } = *settings;
        let is_hasty = lane == Lane::Quick && quick_seconds < converter.convert.fax_seconds;
        if is_hasty {
            converter.convert.fax_seconds = quick_seconds;
        }
        Self { documents, converter, damaged, most, is_hasty, made: HashMap::new() }
    }

    /// Whether the conversion into pages stops after the time in the setting `quick_seconds`. The
    /// mail is then moved to the queue for slow mails ([`Lane::Slow`]).
    pub(super) fn is_hasty(&self) -> bool {
        self.is_hasty
    }

    /// Whether the mail has no document that could be converted into pages.
    pub(super) fn is_idle(&self) -> bool {
        self.documents.is_empty()
    }

    /// The fax pages that are made from the mail in this resolution, together with the parts of the
    /// mail that could not be converted.
    pub(super) fn pages(&mut self, resolution: Option<Resolution>, colours: bool) -> Rc<MadePages> {
        let wanted = Wanted { resolution, max_pages: self.most, colours };
        let make = || Rc::new(pages(&self.documents, &wanted, &self.converter, self.damaged));
        Rc::clone(self.made.entry((resolution, colours)).or_insert_with(make))
    }

    /// Whether these fax pages show more than the mail's subject.
    pub(super) fn says_something(&self, pages: &Pages) -> bool {
        has_substance(&self.documents, pages)
    }

    /// The names of those documents of the mail that the pages show. They appear in lists of jobs,
    /// and in the mails that report how a job ended.
    pub(super) fn names(&self, pages: &Pages) -> String {
        let of_each = self.documents.iter().zip(&pages.of_each).filter(|(_, count)| **count > 0);
        of_each
            .map(|(document, _)| document.name.as_str())
            .collect::<Vec<_>>()
            .join(", ")
    }

    /// Makes the cover page, with this resolution, of a fax that has this many other pages.
    pub(super) fn cover(
        &self,
        cover: Cover,
        pages: u32,
        resolution: Option<Resolution>,
    ) -> Result<Pages, ConvertError> {
        let wanted = Wanted { resolution, max_pages: self.most.max(1), colours: false };
        cover_of(cover, pages, &wanted, &self.converter)
    }
}

/// Converts a mail's documents into pages. Also returns the parts that could not be converted.
pub(super) fn pages(
    documents: &[Document],
    wanted: &Wanted,
    converter: &Converter,
    damaged: DamagedPart,
) -> MadePages {
    match damaged {
        DamagedPart::Refuse => pages_of(documents, wanted, converter),
        DamagedPart::LeaveOut => pages_of_whole(documents, wanted, converter),
    }
}

/// Whether the fax pages have content. Cover pages do not count as content, and neither does a
/// first page that has only the mail's subject.
pub(super) fn has_substance(documents: &[Document], pages: &Pages) -> bool {
    let is_bare = |document: &Document| match &document.source {
        Source::FirstPage(FirstPage { body: Body::Text(text), .. }) => text.is_empty(),
        Source::Cover(_) => true,
        _ => false,
    };
    documents
        .iter()
        .zip(&pages.of_each)
        .any(|(document, count)| *count > 0 && !is_bare(document))
}
