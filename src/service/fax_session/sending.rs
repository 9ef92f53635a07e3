//! The side of a session that sends: which page of which file is next, made ready and
//! given when the engine wants it.

use super::files::{Desk, Done, FileRequest, Make, PageHeading};
use super::terms::SessionTerms;
use crate::service::send::limits_of;
use ferrofax_document::fit::Limits;
use ferrofax_document::header_line::{HeaderLine, Placement};
use ferrofax_document::outgoing::Page;
use ferrofax_document::tiff::{self, TiffFile};
use ferrofax_engine::call::{Call, FarCapabilities, NextPage, PageToSend};
use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::Sender;

/// What is sent in a session.
pub(super) struct Sending {
    documents: Vec<TiffFile>,
    header: Option<Heading>,
    fonts: Vec<PathBuf>,
    /// What the engine wants.
    wanted: Option<(u32, FarCapabilities)>,
    limits: Option<Limits>,
    /// The parts of the next page, the first to go first.
    parts: VecDeque<Page>,
    /// The errand that is being run.
    making: Option<u64>,
    errands: u64,
    /// Where each given page began, and whether a page of a file ends with it.
    given: Vec<Given>,
    next: Place,
    /// Whole pages that are through.
    pub(super) pages: u32,
}

/// The line at the top of each page.
struct Heading {
    line: Arc<HeaderLine>,
    words: String,
    ident: String,
}

/// A page of a file, and the first row of it that is still to go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Place {
    document: usize,
    page: usize,
    first_row: u32,
}

#[derive(Clone, Copy, Debug)]
struct Given {
    place: Place,
    ends_page: bool,
}

/// What the line at the top says: when, from whom, which page of how many.
const HEADER: &str = "${DATE} ${TIME}  ${FROM}|${NUMBER}|${PAGE}/${PAGES}";

impl Sending {
    /// Reads the files.
    ///
    /// # Errors
    /// One that can't be sent, in words.
    pub(super) fn new(terms: &SessionTerms, fonts: Vec<PathBuf>) -> Result<Self, String> {
        let mut documents = Vec::new();
        for path in &terms.documents {
            let file = tiff::load(path).map_err(|error| error.to_string())?;
            if let Some(damage) = file.damage {
                return Err(format!("{}: {damage}", path.display()));
            }
            documents.push(file);
        }
        if documents.is_empty() {
            return Err("no file was named".to_owned());
        }
        let header = (!terms.header.is_empty())
            .then(|| HeaderLine::parse(HEADER, Placement::Above).ok())
            .flatten()
            .map(|line| Heading {
                line: Arc::new(line),
                words: terms.header.clone(),
                ident: terms.ident(),
            });
        Ok(Self {
            documents,
            header,
            fonts,
            wanted: None,
            limits: None,
            parts: VecDeque::new(),
            making: None,
            errands: 0,
            given: Vec::new(),
            next: Place::default(),
            pages: 0,
        })
    }

    /// The engine wants a page.
    pub(super) fn want(
        &mut self,
        index: u32,
        can: FarCapabilities,
        engine: &mut Call,
        desk: &Desk,
        answer: &Sender<Done>,
    ) {
        let limits = limits_of(&can);
        if let Some(given) = self.given.get(index as usize) {
            // The far machine has begun anew and says something else of itself.
            self.next = given.place;
            self.given.truncate(index as usize);
            self.clear();
        }
        if self.limits.as_ref() != Some(&limits) {
            if let Some(part) = self.parts.front() {
                self.next.first_row = part.source_rows.start;
            }
            self.clear();
            self.limits = Some(limits);
        }
        self.wanted = Some((index, can));
        self.serve(engine, desk, answer);
    }

    fn clear(&mut self) {
        self.parts.clear();
        self.making = None;
    }

    /// A page was made.
    ///
    /// # Errors
    /// It can't be sent, in words.
    pub(super) fn made(
        &mut self,
        number: u64,
        result: Result<Vec<Page>, String>,
        engine: &mut Call,
        desk: &Desk,
        answer: &Sender<Done>,
    ) -> Result<(), String> {
        if self.making == Some(number) {
            self.making = None;
            self.parts = result?.into();
            self.serve(engine, desk, answer);
        }
        Ok(())
    }

    fn serve(&mut self, engine: &mut Call, desk: &Desk, answer: &Sender<Done>) {
        if self.wanted.is_none() {
            return;
        }
        if self.parts.is_empty() {
            if self.making.is_none() {
                self.ask(desk, answer);
            }
            return;
        }
        let next = self.follows();
        let Some(part) = self.parts.pop_front() else { return };
        let page = PageToSend {
            bitmap: Arc::new(part.bitmap),
            resolution: part.resolution,
            width: part.width,
            next,
        };
        match engine.give_page(page) {
            Ok(()) => self.gave(part.source_rows.start),
            Err(why) => {
                log::error!("a page could not be given to the line: {why}");
                engine.cancel();
            }
        }
        self.wanted = None;
    }

    fn gave(&mut self, first_row: u32) {
        let ends_page = self.parts.is_empty();
        self.given.push(Given { place: Place { first_row, ..self.next }, ends_page });
        if ends_page {
            self.next = self.after(self.next);
        }
    }

    /// The place after this page.
    fn after(&self, place: Place) -> Place {
        match self.documents.get(place.document) {
            Some(file) if place.page + 1 < file.pages.len() => {
                Place { page: place.page + 1, first_row: 0, ..place }
            }
            _ => Place { document: place.document + 1, page: 0, first_row: 0 },
        }
    }

    /// What follows the part that is to be given.
    fn follows(&self) -> NextPage {
        if self.parts.len() > 1 {
            return NextPage::More;
        }
        let after = self.after(self.next);
        match (after.document == self.next.document, after.document < self.documents.len()) {
            (true, _) => NextPage::More,
            (false, true) => NextPage::NewDocument,
            (false, false) => NextPage::End,
        }
    }

    fn ask(&mut self, desk: &Desk, answer: &Sender<Done>) {
        let page = self
            .documents
            .get(self.next.document)
            .and_then(|file| file.pages.get(self.next.page));
        let (Some(page), Some(limits)) = (page, self.limits.clone()) else { return };
        let make = Make {
            number: self.errands,
            page: page.clone(),
            first_row: self.next.first_row,
            limits,
            header: self.header.as_ref().map(|header| self.heading(header)),
            fonts: self.fonts.clone(),
            answer: answer.clone(),
        };
        self.errands += 1;
        self.making = Some(make.number);
        if !desk.ask(FileRequest::Make(Box::new(make))) {
            self.making = None;
        }
    }

    fn heading(&self, header: &Heading) -> PageHeading {
        let before: usize =
            self.documents[..self.next.document].iter().map(|file| file.pages.len()).sum();
        let count = |pages: usize| u32::try_from(pages).unwrap_or(u32::MAX);
        PageHeading {
            line: Arc::clone(&header.line),
            words: header.words.clone(),
            ident: header.ident.clone(),
            page: count(before + self.next.page + 1),
            pages: count(self.documents.iter().map(|file| file.pages.len()).sum()),
        }
    }

    /// The far machine has it.
    pub(super) fn confirmed(&mut self, index: u32) {
        if self.given.get(index as usize).is_some_and(|given| given.ends_page) {
            self.pages += 1;
        }
    }
}
