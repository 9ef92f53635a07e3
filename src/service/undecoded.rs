//! The pages of a fax that arrived but could not be decoded to the end, described for people: in
//! the mail, the web interface and the log.

use ferrofax_engine::call::ReceivedPage;
use ferrofax_spool::FaxEnd;
use ferrofax_spool::event::{DamagedPage, Event, Language};

/// The pages of a fax that could not be decoded to the end. The first [`MOST_PAGES`] of them are
/// described one by one; the others are only counted.
#[derive(Debug, Default)]
pub(super) struct UndecodedPages {
    pages: Vec<DamagedPage>,
    more: u32,
}

impl UndecodedPages {
    /// If the received page was not decoded to the end, records the page here and writes a warning
    /// to the log. Does nothing for a page that was decoded completely. `tag` names the fax in the
    /// log.
    pub(super) fn note(&mut self, page: &ReceivedPage, tag: &str) {
        let Some(undecoded) = &page.undecoded else { return };
        let damaged = DamagedPage::of(page.number, undecoded);
        log::warn!("{tag}: {}", damaged.text(Language::English));
        if self.pages.len() < MOST_PAGES {
            self.pages.push(damaged);
        } else {
            self.more += 1;
        }
    }

    /// Adds the descriptions of the undecoded pages to the facts that are stored at the end of the
    /// fax.
    pub(super) fn add_to(&self, end: &mut FaxEnd) {
        if let Event::FaxEnded { damaged, damaged_more, .. } = &mut end.event {
            damaged.clone_from(&self.pages);
            *damaged_more = self.more;
        }
    }
}

/// The greatest number of undecoded pages of a fax that are described one by one. Further pages are
/// only counted, since a fax may have a thousand pages.
const MOST_PAGES: usize = 10;

#[cfg(test)]
mod tests {
    use super::*;
    use ferrofax_basics::UnixMs;
    use ferrofax_ground::outcome::{Cause, Outcome, Phase, Status};
    use ferrofax_ground::t4::{
        Bitmap, Coding, Loss, PageQuality, PageWidth, Resolution, Undecoded,
    };
    use ferrofax_signal::modem::{LineQuality, Rate};

    fn page(number: u32, loss: Option<Loss>) -> ReceivedPage {
        ReceivedPage {
            number,
            bitmap: Bitmap::white(1728, 10),
            colour: None,
            undecoded: loss.map(|loss| Undecoded { loss, octets: vec![1], are_all: true }),
            resolution: Resolution::Fine,
            width: PageWidth::default(),
            coding: Coding::Mmr,
            rate: Rate::V17At14400.into(),
            quality: PageQuality::default(),
            ecm: true,
            line: LineQuality::default(),
            at_ms: 0,
            complete: true,
        }
    }

    fn text(pages: impl IntoIterator<Item = ReceivedPage>) -> String {
        let mut undecoded = UndecodedPages::default();
        pages.into_iter().for_each(|page| undecoded.note(&page, "fax 1"));
        let cause = Cause::PageNotDecoded;
        let outcome = Outcome { status: Status::Incomplete, phase: Phase::E, cause, pages: 3 };
        let mut end = FaxEnd::of(&outcome, UnixMs(0));
        undecoded.add_to(&mut end);
        end.event.text(Language::English)
    }

    #[test]
    fn the_end_of_a_fax_names_each_page_that_could_not_be_decoded_and_its_row() {
        let pages = [(1, None), (2, None), (3, Some(Loss::BrokenAfter(300)))];
        assert_eq!(
            text(pages.map(|(number, loss)| page(number, loss))),
            "A page arrived that could not be decoded to its end. \
             Page 3 could not be decoded after row 300; what arrived is kept."
        );
    }

    #[test]
    fn a_fax_of_many_such_pages_has_a_text_that_can_be_read() {
        let pages = (1..=1000).map(|number| page(number, Some(Loss::BrokenAfter(0))));
        let text = text(pages);
        assert_eq!(text.matches("Page ").count(), MOST_PAGES);
        assert!(text.ends_with(" The same happened to 990 more pages."), "{text}");
    }
}
