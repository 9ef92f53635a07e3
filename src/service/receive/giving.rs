//! Answers a caller that polls: sends one of the documents that the called fax device holds for
//! polling. In the code, `give` means to send such a document.

use crate::service::page_feed::{
    Course, Document, PageFeed, PageRequest, PageToMake, Place, Source,
};
use ferrofax_basics::lock::lock;
use ferrofax_engine::call::{FarIdent, NextPage, PollRefusal};
use ferrofax_spool::{HeldDocument, HeldId};
use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex};

/// The documents that a fax device holds for polling, and the document that this call is sending to
/// the calling fax machine.
#[derive(Default)]
pub(super) struct Giving {
    held: Vec<HeldDocument>,
    requests: Option<Sender<PageRequest>>,
    given: Option<GivenDocument>,
    taken: Taken,
}

/// The documents held for polling that may be fetched only once, and that a call is sending or has
/// sent. All calls share this list, since a call knows only the documents that existed when the
/// call began.
#[derive(Clone, Default)]
pub(super) struct Taken(Arc<Mutex<HashSet<HeldId>>>);

/// The document that this call sends to the calling fax machine, which polls for it.
struct GivenDocument {
    id: HeldId,
    feed: PageFeed<HeldPages>,
    /// Whether the sending of the document has ended, so that it is known whether the calling fax
    /// machine has the whole document.
    is_over: bool,
}

/// The pages of a document that the fax device holds for polling, and the page that the call has
/// reached. The pages have no header line.
pub(super) struct HeldPages {
    files: Vec<PathBuf>,
    course: Course,
}

impl Giving {
    /// Prepares a call for polling: `held` are the documents that the calling fax machine may
    /// fetch. `requests` is the queue of the thread that renders their pages.
    pub(super) fn new(
        held: Vec<HeldDocument>,
        requests: Option<Sender<PageRequest>>,
        taken: Taken,
    ) -> Self {
        Self { held, requests, given: None, taken }
    }

    /// Whether the device has a document that the calling fax machine can fetch.
    pub(super) const fn is_offered(&self) -> bool {
        !self.held.is_empty() && self.requests.is_some()
    }

    /// Chooses the document that the calling fax machine wants, by the machine's SEP (selective
    /// polling address) and PWD (password). If several documents fit, the oldest is chosen.
    pub(super) fn begin(&mut self, far: &FarIdent) -> Result<(), PollRefusal> {
        let mut taken = lock(&self.taken.0);
        let is_there = |held: &&HeldDocument| !held.once || !taken.contains(&held.id);
        let mut asked =
            self.held.iter().filter(|held| held.sep == far.sep).filter(is_there).peekable();
        if asked.peek().is_none() {
            return Err(PollRefusal::UnknownDocument);
        }
        let held = asked
            .find(|held| held.pwd.is_none() || held.pwd == far.pwd)
            .ok_or(PollRefusal::WrongPassword)?;
        let requests = self.requests.clone().ok_or(PollRefusal::NoDocument)?;
        let feed = PageFeed::new(HeldPages::of(held), Vec::new(), requests);
        if held.once {
            taken.insert(held.id);
        }
        self.given = Some(GivenDocument { id: held.id, feed, is_over: false });
        Ok(())
    }

    /// Lets other callers poll for a document again, because it was not sent completely.
    pub(super) fn give_back(&self, held: HeldId) {
        lock(&self.taken.0).remove(&held);
    }

    /// The source of the pages of the polled document that is being sent to the calling fax
    /// machine; `None` if no document is being sent.
    pub(super) fn feed(&mut self) -> Option<&mut PageFeed<HeldPages>> {
        self.given.as_mut().map(|given| &mut given.feed)
    }

    /// Whether a page of the polled document is being rendered.
    pub(super) fn is_making(&self) -> bool {
        self.given.as_ref().is_some_and(|given| given.feed.is_making())
    }

    /// Ends the sending of the polled document, and returns its id; `None` if no document is being
    /// sent.
    pub(super) fn end(&mut self) -> Option<HeldId> {
        let given = self.given.as_mut().filter(|given| !given.is_over)?;
        given.is_over = true;
        given.feed.end();
        Some(given.id)
    }
}

/// If the call is dropped before the polled document is sent completely, other callers may poll for
/// the document again.
impl Drop for Giving {
    fn drop(&mut self) {
        if let Some(held) = self.end() {
            self.give_back(held);
        }
    }
}

impl HeldPages {
    fn of(held: &HeldDocument) -> Self {
        let mut course = Course::default();
        held.files.iter().for_each(|file| course.add(vec![0; file.pages as usize]));
        Self { files: held.files.iter().map(|file| file.path.clone()).collect(), course }
    }
}

impl Source for HeldPages {
    fn course(&self) -> &Course {
        &self.course
    }

    fn course_mut(&mut self) -> &mut Course {
        &mut self.course
    }

    fn page(&self, place: Place) -> Option<PageToMake> {
        let document = Document::InSpool(self.files.get(place.document)?.clone());
        let page = u32::try_from(place.page + 1).ok()?;
        Some(PageToMake { document, page, header: None, in_colours: false })
    }

    fn follows_all(&self) -> Option<NextPage> {
        Some(NextPage::End)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ferrofax_basics::UnixMs;
    use std::sync::mpsc::channel;

    fn held(id: i64, sep: Option<&str>, pwd: Option<&str>) -> HeldDocument {
        HeldDocument {
            id: HeldId(id),
            device: "2101@fax-devices".parse().unwrap(),
            sep: sep.map(Into::into),
            pwd: pwd.map(Into::into),
            once: false,
            held_at: UnixMs(0),
            held_by: String::new(),
            ended_at: None,
            files: Vec::new(),
        }
    }

    #[test]
    fn who_names_what_is_held_and_says_its_password_is_given_it() {
        let (requests, _queue) = channel();
        let documents = vec![
            held(1, Some("1"), Some("11")),
            held(2, Some("1"), None),
            held(3, None, Some("33")),
            held(4, Some("4"), Some("44")),
        ];
        let mut giving = Giving::new(documents, Some(requests), Taken::default());
        let mut asked = |sep: Option<&str>, pwd: Option<&str>| {
            let [sep, pwd] = [sep, pwd].map(|text| text.map(Into::into));
            giving.begin(&FarIdent { sep, pwd, ..FarIdent::default() })?;
            Ok(giving.end().unwrap().0)
        };
        assert_eq!(asked(Some("1"), Some("11")), Ok(1));
        assert_eq!(asked(Some("1"), None), Ok(2));
        assert_eq!(asked(None, Some("33")), Ok(3));
        assert_eq!(asked(None, None), Err(PollRefusal::WrongPassword));
        assert_eq!(asked(Some("4"), Some("11")), Err(PollRefusal::WrongPassword));
        assert_eq!(asked(Some("5"), Some("11")), Err(PollRefusal::UnknownDocument));
        assert!(!Giving::default().is_offered());
    }

    #[test]
    fn what_is_given_once_is_given_to_one_of_two_calls() {
        let taken = Taken::default();
        let call = || {
            let once = HeldDocument { once: true, ..held(1, None, None) };
            let requests = channel().0;
            Giving::new(vec![once], Some(requests), taken.clone())
        };
        let far = FarIdent::default();
        let (mut first, mut second) = (call(), call());
        assert_eq!(first.begin(&far), Ok(()));
        assert_eq!(second.begin(&far), Err(PollRefusal::UnknownDocument));
        // The first fetch was cut off: the next caller gets the document.
        drop(first);
        assert_eq!(second.begin(&far), Ok(()));
        // This caller gets the whole document. After that, no call can fetch it, even if the call
        // began earlier.
        assert_eq!(second.end(), Some(HeldId(1)));
        drop(second);
        assert_eq!(call().begin(&far), Err(PollRefusal::UnknownDocument));
    }
}
