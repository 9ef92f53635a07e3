//! Finds the pages that a fax session sends: the pages of its files, one file after the other.

use super::files::FileError;
use super::terms::SessionTerms;
use crate::service::page_feed::{Course, Document, PageToMake, Place, Source};
use ferrofax_document::header_line::{HeaderLine, Placement};
use ferrofax_document::tiff::{self, TiffError, TiffFile};
use ferrofax_engine::call::NextPage;
use ferrofax_spool::HeaderFacts;
use std::sync::Arc;

/// The files that a fax session sends, and the page that the session has reached.
pub(super) struct OutgoingFiles {
    files: Vec<Arc<TiffFile>>,
    /// The facts for the header line (date, sender, page number) of the first page that is sent.
    header: Option<HeaderFacts>,
    course: Course,
}

/// The template of the header line: date and time, sender, page number and number of pages.
const HEADER: &str = "${DATE} ${TIME}  ${FROM}|${NUMBER}|${PAGE}/${PAGES}";

impl OutgoingFiles {
    /// Reads the files that a fax session will send.
    ///
    /// # Errors
    /// [`FileError`]: a file can't be sent.
    pub(super) fn read(terms: &SessionTerms) -> Result<Self, FileError> {
        let (mut files, mut course) = (Vec::new(), Course::default());
        for path in &terms.documents {
            let file = tiff::load(path)?;
            if let Some(what) = file.damage {
                return Err(TiffError::Damaged { path: path.clone(), what }.into());
            }
            course.add(vec![0; file.pages.len()]);
            files.push(Arc::new(file));
        }
        if files.is_empty() {
            return Err(FileError::NotNamed);
        }
        let pages = files.iter().map(|file| count(file.pages.len())).sum();
        Ok(Self { files, header: header(terms, pages), course })
    }

    /// Whether the fax engine's page with this `index` is the last part of a page of a file. A page
    /// of a file may be sent as several pages.
    pub(super) fn ends_page(&self, index: u32) -> bool {
        self.course.given(index).is_some_and(|given| given.is_last_part)
    }
}

impl Source for OutgoingFiles {
    fn course(&self) -> &Course {
        &self.course
    }

    fn course_mut(&mut self) -> &mut Course {
        &mut self.course
    }

    fn page(&self, place: Place) -> Option<PageToMake> {
        let (before, file) = (&self.files[..place.document], self.files.get(place.document)?);
        let before: usize = before.iter().map(|file| file.pages.len()).sum();
        let number = count(before + place.page + 1);
        Some(PageToMake {
            document: Document::Read(Arc::clone(file)),
            page: count(place.page + 1),
            header: self.header.clone().map(|facts| HeaderFacts { page: number, ..facts }),
            in_colours: false,
        })
    }

    fn follows_all(&self) -> Option<NextPage> {
        Some(NextPage::End)
    }
}

fn header(terms: &SessionTerms, pages: u32) -> Option<HeaderFacts> {
    if terms.header.is_empty() {
        return None;
    }
    Some(HeaderFacts {
        line: HeaderLine::parse(HEADER, Placement::Above).ok()?,
        zone: String::new(),
        from: terms.header.clone(),
        number: terms.ident(),
        station: terms.ident(),
        to: String::new(),
        page: 1,
        pages,
        tag: String::new(),
    })
}

fn count(pages: usize) -> u32 {
    u32::try_from(pages).unwrap_or(u32::MAX)
}
