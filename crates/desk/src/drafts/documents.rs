//! The documents of a draft. They are stored, and converted to fax pages in the chosen resolution
//! and, if chosen, in colour.

use std::path::Path;

use super::store::{DraftDocument, Open};
use super::{Draft, NUMBER, Recipient, disk};
use crate::{Desk, DeskError, Person};
use ferrofax_convert::{Wanted, convert_watched};
use ferrofax_rights::By;
use ferrofax_rights::order::OrderError;
use ferrofax_spool::failure::Failure;
use ferrofax_spool::wish::{WishError, finest, in_colours};

/// The options with which the documents of a draft are converted: resolution and colour. They are
/// one text, so that two conversions can be compared.
fn made_as(draft: &Draft) -> String {
    let (resolution, colour) = (draft.word("resolution"), draft.word("colour"));
    if colour.is_empty() { resolution.to_owned() } else { format!("{resolution}, {colour}") }
}

impl Desk {
    pub(super) fn wanted(&self, draft: &Draft) -> Result<Wanted, DeskError> {
        let wishes = draft.wishes(&Recipient::default());
        let unfit = |error: WishError| DeskError::Unfit(error.to_string());
        let resolution = finest(&wishes).map_err(unfit)?;
        let colours = in_colours(&wishes).map_err(unfit)?;
        let max_pages = self.spool.devices().sending()?.defaults.max_pages;
        Ok(Wanted { resolution, max_pages, colours })
    }

    /// Adds a document to a draft, and converts it to fax pages.
    pub(super) fn added(&self, open: &mut Open, path: &Path, name: &str) -> Result<(), DeskError> {
        let id = open.draft.documents.iter().map(|one| one.id).max().unwrap_or(0) + 1;
        open.keep(path, &open.source(id)).map_err(disk)?;
        let document = DraftDocument { id, name: name.to_owned(), ..DraftDocument::default() };
        match self.made(open, document) {
            Ok(document) => open.draft.documents.push(document),
            Err(error) => {
                open.forget(id);
                return Err(error);
            }
        }
        Ok(())
    }

    /// Converts documents again if their fax pages were made with other options than those of the
    /// draft. Documents that cannot be converted are removed from the draft, and returned with the
    /// reason.
    pub(super) fn remade(
        &self,
        person: &Person,
        open: &mut Open,
    ) -> Result<Vec<String>, DeskError> {
        let (wished, mut unfit) = (made_as(&open.draft), Vec::new());
        for document in std::mem::take(&mut open.draft.documents) {
            if document.made_as == wished {
                open.draft.documents.push(document);
                continue;
            }
            let id = document.id;
            if !open.source(id).exists() {
                unfit.push(format!("{}: it no longer exists; add it again", document.name));
                open.forget(id);
                continue;
            }
            match self.made(open, document) {
                Ok(document) => open.draft.documents.push(document),
                Err(error) => {
                    unfit.push(self.of_document(person, open, error)?);
                    open.forget(id);
                }
            }
        }
        Ok(unfit)
    }

    fn made(&self, open: &Open, document: DraftDocument) -> Result<DraftDocument, DeskError> {
        let wanted = self.wanted(&open.draft)?;
        let source = open.source(document.id);
        let begun = self.making.begin(&open.draft, &document.name);
        let (name, converter) = (&document.name, &self.converter);
        let pages = convert_watched(&source, name, &wanted, converter, &begun.reached)
            .map_err(|error| DeskError::from(OrderError::Document(error)))?;
        open.keep(&pages.path(), &open.pages(document.id)).map_err(disk)?;
        let made_as = made_as(&open.draft);
        let document = document.with_notes(pages.notes);
        Ok(DraftDocument { pages: pages.count, made_as, ..document })
    }

    /// If an error is the fault of a document, writes it to the audit log, and returns it as a text
    /// for the person. Any other error is returned as `Err`.
    pub(super) fn of_document(
        &self,
        person: &Person,
        open: &Open,
        error: DeskError,
    ) -> Result<String, DeskError> {
        match error {
            DeskError::Order(OrderError::Document(error))
                if error.failure() != Failure::Internal =>
            {
                let (device, number) = (open.draft.word("device"), open.draft.word(NUMBER));
                self.rights.unfit(By::Person(person), device, number, &error.to_string());
                Ok(error.to_string())
            }
            error => Err(error),
        }
    }
}
