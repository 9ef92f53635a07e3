//! The page feed: prepares the pages of a call that sends a fax, and passes them to the engine.
//! They are the pages of jobs ([`super::send`]) or of `SendFAX`'s files ([`super::fax_session`]).
//!
//! The engine asks for a page and says what the remote fax machine accepts. The page feed asks the
//! pages thread (`maker`) to make a page within these limits. The page feed then gives the page to
//! the engine, part by part, as soon as it is known which page follows. The [`Source`] decides
//! which page is next, by its [`Course`]. [`Feeds::page_fails`] decides what happens to a call
//! whose page can't be given.

mod course;
mod fonts;
mod maker;

pub(super) use course::{Course, Place};
pub(super) use maker::{Document, NotMade, PageMaker, PageRequest, PageToMake};

use super::line::HasLeg;
use ferrofax_document::fit::Limits;
use ferrofax_document::outgoing::Page;
use ferrofax_engine::call::{Call, FarCapabilities, NextPage, PageNotTaken, PageToSend};
use ferrofax_spool::event::Detail;
use fonts::header_lacks;
use maker::{KeptDocument, PageMade, Ready, Takes};
use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

/// The documents that a call sends, as the source of the call's pages.
pub(super) trait Source {
    /// The documents that the call sends, in the order of sending, with the page that the call has
    /// reached.
    fn course(&self) -> &Course;

    /// The same documents and position as [`Self::course`], as a mutable reference. The page feed
    /// moves the position when it gives rows of a page to the fax engine, or takes a page back.
    fn course_mut(&mut self) -> &mut Course;

    /// The facts from which the page at `place` is made; `None` if the documents have no such page.
    fn page(&self, place: Place) -> Option<PageToMake>;

    /// Says what is announced to the remote fax machine after the last page of the last document:
    /// [`NextPage::End`] if no document follows. `None` if it is not known yet whether another
    /// document follows.
    fn follows_all(&self) -> Option<NextPage>;
}

/// The pages of one call on their way from the documents (the source), through the pages thread, to
/// the fax engine.
pub(super) struct PageFeed<S> {
    pub(super) source: S,
    /// The paths of the fonts that header lines use in addition to the built-in fonts.
    fonts: Vec<PathBuf>,
    requests: Sender<PageRequest>,
    /// Whether the fax engine has asked for a page that it did not get yet.
    is_wanted: bool,
    /// The limits of the remote fax machine (such as its page width) to which the parts of the next
    /// page were fitted.
    limits: Option<Limits>,
    /// The kinds of colour that the remote fax machine accepts.
    takes: Takes,
    /// The parts of the next page that are not given to the fax engine yet, in the order in which
    /// they are sent.
    parts: VecDeque<Page>,
    /// The next page in colour, if it is sent in colour. Such a page is not cut into parts.
    colour: Option<Arc<Vec<u8>>>,
    /// The number of the request on which the pages thread works for this call; `None` if the
    /// thread makes no page for this call.
    making: Option<u64>,
    /// The number of requests that this call has sent to the pages thread so far.
    asked: u64,
    made: Receiver<PageMade>,
    made_from: Sender<PageMade>,
    kept: Arc<KeptDocument>,
    /// Whether it was already logged that no font has some characters of the header line.
    told_lacking: bool,
}

/// The reason why a page was not given to the fax engine.
#[derive(Debug, thiserror::Error)]
pub(super) enum PageTrouble {
    /// The pages thread, which prepares pages for sending, could not make the page.
    #[error("A page can't be sent: {0}.")]
    NotMade(#[from] NotMade),
    /// The fax engine did not accept the page.
    #[error("A page could not be given to the line: {0}.")]
    NotTaken(#[from] PageNotTaken),
}

impl PageTrouble {
    /// Returns the reason why a page was not given to the fax engine, as a part of a sentence.
    /// Messages about the failed job contain it.
    pub(super) fn why(&self) -> Detail {
        match self {
            Self::NotMade(why) => why.into(),
            Self::NotTaken(why) => of_engine(*why),
        }
    }
}

/// Converts the fax engine's reason for not accepting a page into the reason that is stored with
/// the failed job.
fn of_engine(why: PageNotTaken) -> Detail {
    match why {
        PageNotTaken::NotWanted => Detail::PageNotWanted,
        PageNotTaken::Resolution => Detail::Resolution,
        PageNotTaken::TooWide => Detail::TooWide,
        PageNotTaken::WrongWidth => Detail::WrongWidth,
        PageNotTaken::Empty => Detail::PageEmpty,
        PageNotTaken::Colour(fault) => Detail::Colour { why: fault.to_string() },
    }
}

/// The result of an attempt to give the fax engine its next page.
pub(super) enum Fed {
    /// The fax engine does not ask for a page, or the page that it asks for is still being made.
    Waits,
    /// The fax engine got the page that it asked for.
    Given,
    /// The fax engine got no page: the call has no page left, or the page cannot be given yet,
    /// because it is not known whether another page follows it.
    RunsOut,
}

/// The answer of the pages thread to a request for a page.
pub(super) struct MakerAnswer {
    result: Result<(), PageTrouble>,
    /// The number of characters of the header line that no font has, if that was not logged yet.
    lacking: usize,
}

/// A call that sends pages, or may send them. For a call that only receives, [`Self::feed`] returns
/// `None`.
pub(super) trait Feeds: HasLeg {
    /// The type of the value that has the documents which the call sends.
    type Source: Source;

    /// The page feed, which prepares the pages of the call, and the fax engine, which gets these
    /// pages. `None` if the call sends no pages.
    fn feed(&mut self) -> Option<(&mut PageFeed<Self::Source>, &mut Call)>;

    /// Handles a request of the fax engine for a page if the call's documents have no page left.
    /// The implementation decides whether the call gets more documents or ends.
    fn runs_out(&mut self);

    /// Decides what happens to the call, because a page can't be given to the fax engine.
    fn page_fails(&mut self, trouble: &PageTrouble);

    /// Handles a request of the engine for page `index` of the call; `can` says what the remote fax
    /// machine accepts.
    fn want(&mut self, index: u32, can: &FarCapabilities) {
        if let Some((feed, _)) = self.feed() {
            feed.want(index, can);
        }
        self.serve();
    }

    /// If the fax engine waits for a page, does the next step towards that page: requests it from
    /// the pages thread, or gives it to the engine.
    fn serve(&mut self) {
        let Some((feed, engine)) = self.feed() else { return };
        match feed.serve(engine) {
            Ok(Fed::Waits) => {}
            Ok(Fed::Given) => self.drain_events(),
            Ok(Fed::RunsOut) => self.runs_out(),
            Err(trouble) => self.page_fails(&trouble),
        }
    }

    /// Takes from the pages thread the page that the thread has made for this call, and continues
    /// the sending.
    fn take_made(&mut self) {
        while let Some(made) = self.feed().and_then(|(feed, _)| feed.take_made()) {
            if made.lacking > 0 {
                log::warn!("{}: {}", self.tag(), header_lacks(made.lacking));
            }
            match made.result {
                Ok(()) => self.serve(),
                Err(trouble) => self.page_fails(&trouble),
            }
        }
    }
}

impl<S: Source> PageFeed<S> {
    pub(super) fn new(source: S, fonts: Vec<PathBuf>, requests: Sender<PageRequest>) -> Self {
        let (made_from, made) = channel();
        Self {
            source,
            fonts,
            requests,
            is_wanted: false,
            limits: None,
            takes: Takes::default(),
            parts: VecDeque::new(),
            colour: None,
            making: None,
            asked: 0,
            made,
            made_from,
            kept: Arc::default(),
            told_lacking: false,
        }
    }

    /// Whether the pages thread is making a page for this call.
    pub(super) const fn is_making(&self) -> bool {
        self.making.is_some()
    }

    /// Discards the page that the pages thread has made or is making for this call.
    pub(super) fn clear(&mut self) {
        self.parts.clear();
        self.colour = None;
        self.making = None;
    }

    /// Stops giving pages to the fax engine, because the call is over.
    pub(super) const fn end(&mut self) {
        self.is_wanted = false;
    }

    fn want(&mut self, index: u32, can: &FarCapabilities) {
        let limits = limits_of(can);
        if (index as usize) < self.source.course().count() {
            // The remote fax machine has begun again, with other capabilities.
            self.source.course_mut().take_back(index as usize);
            self.clear();
        }
        let takes = Takes { colour: can.colour, lossless: can.lossless_colour };
        if self.limits.as_ref() != Some(&limits) || self.takes != takes {
            self.clear();
            self.limits = Some(limits);
            self.takes = takes;
        }
        self.is_wanted = true;
    }

    fn serve(&mut self, engine: &mut Call) -> Result<Fed, PageTrouble> {
        if !self.is_wanted {
            return Ok(Fed::Waits);
        }
        if self.parts.is_empty() {
            let is_asked = self.is_making() || self.ask();
            return Ok(if is_asked { Fed::Waits } else { Fed::RunsOut });
        }
        let Some(next) = self.follows() else { return Ok(Fed::RunsOut) };
        let Some(part) = self.parts.pop_front() else { return Ok(Fed::Waits) };
        engine.give_page(PageToSend {
            bitmap: Arc::new(part.bitmap),
            resolution: part.resolution,
            width: part.width,
            colour: self.colour.take(),
            next,
        })?;
        self.is_wanted = false;
        self.source.course_mut().give(&part.source_rows, self.parts.is_empty());
        Ok(Fed::Given)
    }

    /// Determines what follows the part of a page that is given to the fax engine next: another
    /// page, another document, or nothing. `None` if that is not known yet.
    fn follows(&self) -> Option<NextPage> {
        if self.parts.len() > 1 {
            return Some(NextPage::More);
        }
        self.source.course().follows().or_else(|| self.source.follows_all())
    }

    /// Asks the pages thread for the next page. Returns false if there is no page left.
    fn ask(&mut self) -> bool {
        let Some(limits) = self.limits.clone() else { return true };
        let Some(place) = self.source.course().next() else { return false };
        let Some(page) = self.source.page(place) else { return false };
        let number = self.asked;
        let request = PageRequest {
            number,
            page,
            first_row: place.first_row,
            limits,
            takes: self.takes,
            fonts: self.fonts.clone(),
            kept: Arc::clone(&self.kept),
            answer: self.made_from.clone(),
        };
        self.asked += 1;
        if self.requests.send(request).is_ok() {
            self.making = Some(number);
        } else {
            log::error!("a page can't be made: the pages thread is gone");
        }
        true
    }

    /// Takes the answer of the pages thread to this call's last request, if it has arrived.
    fn take_made(&mut self) -> Option<MakerAnswer> {
        while let Ok(made) = self.made.try_recv() {
            if self.making == Some(made.number) {
                self.making = None;
                // The other pages of the call lack the same characters, so this is logged only
                // once.
                let told = self.told_lacking;
                let lacking = made.result.as_ref().map_or(0, |ready| ready.lacking);
                self.told_lacking |= lacking > 0;
                return Some(MakerAnswer {
                    lacking: if told { 0 } else { lacking },
                    result: made
                        .result
                        .map(|Ready { parts, colour, .. }| {
                            self.parts = parts.into();
                            self.colour = colour.map(Arc::new);
                        })
                        .map_err(PageTrouble::NotMade),
                });
            }
        }
        None
    }
}

/// The limits of the remote fax machine to which pages are fitted. These limits reserve no space
/// for a header line.
fn limits_of(can: &FarCapabilities) -> Limits {
    Limits {
        max_width: can.max_width,
        resolutions: can.resolutions.clone(),
        max_length_mm: can.max_length.mm(),
        preferred: None,
        above_mm: 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_was_not_accepted_is_told_in_the_words_of_the_engine() {
        for why in [
            PageNotTaken::NotWanted,
            PageNotTaken::Resolution,
            PageNotTaken::TooWide,
            PageNotTaken::WrongWidth,
            PageNotTaken::Empty,
        ] {
            assert_eq!(of_engine(why).to_string(), why.to_string());
        }
    }
}
