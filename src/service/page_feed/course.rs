//! Keeps the order of the pages in a call that sends: which page of which document is next, and
//! which pages were given to the fax engine. It uses no clock and no file: the code that calls it
//! reports the events.

use ferrofax_engine::call::NextPage;
use std::ops::Range;

/// The documents that a call sends, in the order of sending, and the page that the call has
/// reached.
#[derive(Default)]
pub(in crate::service) struct Course {
    documents: Vec<Document>,
    /// The pages that were given to the fax engine; the position in the list is the index that the
    /// engine uses.
    given: Vec<GivenPart>,
    next: Place,
}

struct Document {
    /// For each page of the document, the first of its rows of pixels that must still be sent.
    first_rows: Vec<u32>,
    /// Whether the document is finished or dropped, so that none of its pages will be given to the
    /// fax engine any more.
    is_over: bool,
}

/// A page of a document, and the first of its rows of pixels that must still be sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::service) struct Place {
    pub(in crate::service) document: usize,
    pub(in crate::service) page: usize,
    pub(in crate::service) first_row: u32,
}

/// The part of a document that was given to the fax engine as one page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::service) struct GivenPart {
    pub(in crate::service) place: Place,
    pub(in crate::service) end_row: u32,
    /// Whether this part reaches to the end of the document's page. A long page may be sent in
    /// several parts.
    pub(in crate::service) is_last_part: bool,
}

impl Course {
    /// Adds a document after the other documents. For each of its pages, `first_rows` has the first
    /// row of pixels that must still be sent.
    pub(in crate::service) fn add(&mut self, first_rows: Vec<u32>) {
        self.documents.push(Document { first_rows, is_over: false });
        self.settle_next();
    }

    /// The page that must be given to the fax engine next; `None` if no page is left.
    pub(in crate::service) fn next(&self) -> Option<Place> {
        let document = self.documents.get(self.next.document)?;
        (self.next.page < document.first_rows.len()).then_some(self.next)
    }

    /// Says what follows the page that is sent next: another page of its document, or another
    /// document. `None` if that page is the last one.
    pub(in crate::service) fn follows(&self) -> Option<NextPage> {
        let document = self.documents.get(self.next.document)?;
        if self.next.page + 1 < document.first_rows.len() {
            return Some(NextPage::More);
        }
        self.documents[self.next.document + 1..]
            .iter()
            .any(|later| !later.is_over && !later.first_rows.is_empty())
            .then_some(NextPage::NewDocument)
    }

    /// Records that `rows` of the next page were given to the fax engine as one page.
    pub(in crate::service) fn give(&mut self, rows: &Range<u32>, is_last_part: bool) {
        let place = Place { first_row: rows.start, ..self.next };
        self.given.push(GivenPart { place, end_row: rows.end, is_last_part });
        self.next = if is_last_part {
            Place { page: place.page + 1, first_row: 0, ..place }
        } else {
            Place { first_row: rows.end, ..place }
        };
        self.settle_next();
    }

    /// The number of pages that were given to the fax engine for sending.
    pub(in crate::service) fn count(&self) -> usize {
        self.given.len()
    }

    /// Marks the fax engine's page `index`, and all later pages, as not yet given to the engine,
    /// because they must be sent again.
    pub(in crate::service) fn take_back(&mut self, index: usize) {
        if let Some(given) = self.given.get(index) {
            self.next = given.place;
            self.given.truncate(index);
        }
    }

    /// The part of a document that was given to the fax engine as its page `index`.
    pub(in crate::service) fn given(&self, index: u32) -> Option<GivenPart> {
        self.given.get(index as usize).copied()
    }

    /// Whether the page at `place` is the last page of its document.
    pub(in crate::service) fn is_last_page(&self, place: Place) -> bool {
        self.documents
            .get(place.document)
            .is_some_and(|document| place.page + 1 == document.first_rows.len())
    }

    /// Whether any part of the document was given to the fax engine.
    pub(in crate::service) fn is_given(&self, document: usize) -> bool {
        self.given.iter().any(|given| given.place.document == document)
    }

    /// Whether the receiver's answer (a confirmation or a refusal) has come for every part of the
    /// document that was given to the fax engine so far. `settled` is the number of the engine's
    /// pages for which the answer has come.
    pub(in crate::service) fn is_settled(&self, document: usize, settled: u32) -> bool {
        self.given
            .iter()
            .skip(settled as usize)
            .all(|given| given.place.document != document)
    }

    /// Drops a document from the call: no further page of the document is given to the fax engine.
    pub(in crate::service) fn drop_document(&mut self, document: usize) {
        if let Some(dropped) = self.documents.get_mut(document) {
            dropped.is_over = true;
        }
        self.settle_next();
    }

    /// Moves the call's position in the documents to the next page that must be sent. Documents
    /// that are finished or dropped are skipped.
    fn settle_next(&mut self) {
        while let Some(document) = self.documents.get(self.next.document) {
            if let Some(first_row) = document.first_rows.get(self.next.page)
                && !document.is_over
            {
                self.next.first_row = self.next.first_row.max(*first_row);
                return;
            }
            // After the last document, the place is that of the next document that will be added.
            self.next = Place { document: self.next.document + 1, page: 0, first_row: 0 };
        }
    }
}
