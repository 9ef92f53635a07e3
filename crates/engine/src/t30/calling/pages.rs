//! The account of the pages of a call of ours: which is sent, what the owner has given,
//! and what became of each.

use super::terms::{NextPage, PageFacts};
use crate::t30::Input;
use std::collections::VecDeque;

/// What is known of all pages so far.
#[derive(Clone, Debug, Default)]
pub(super) struct OutgoingPages {
    /// The page that is sent now or next, from 0.
    pub index: u32,
    /// The page counter of PPS.
    pub counter: u8,
    /// How many octets the current page has as it is sent.
    pub octets: usize,
    /// Pages from `index` on that were given.
    given: VecDeque<PageFacts>,
    /// The page that the owner was asked for.
    wanted: Option<u32>,
    /// How often the current page was refused.
    refusals: u32,
    /// How often the current page was not seen.
    pub unseen: u32,
    /// The page whose end was said and not answered yet.
    pub unanswered: Option<u32>,
    /// Pages that were confirmed.
    pub confirmed: u32,
    /// Pages that were refused for good, …
    refused: u32,
    /// … and since one was confirmed.
    refused_in_a_row: u32,
    /// The last page is settled, well or not.
    pub all_settled: bool,
    /// The page before the current one was the last that there is.
    pub was_last: bool,
}

impl OutgoingPages {
    /// Takes note of a page that the owner gives.
    pub(super) fn note(&mut self, input: &Input) {
        if let Input::PageGiven(page) = input {
            self.wanted = None;
            self.given.push_back(*page);
        }
    }

    /// What is known of the current page, if it was given.
    pub(super) fn page(&self) -> Option<PageFacts> {
        self.given.front().copied()
    }

    /// Whether none was given or asked for.
    pub(super) fn are_untouched(&self) -> bool {
        self.index == 0 && self.given.is_empty() && self.wanted.is_none()
    }

    /// What is known of the page after it.
    pub(super) fn next_page(&self) -> Option<PageFacts> {
        self.given.get(1).copied()
    }

    /// The index of the page so far ahead of the current one, if the owner is to be asked
    /// for it: it was neither given nor asked for.
    pub(super) fn want(&mut self, ahead: u32) -> Option<u32> {
        let index = self.index + ahead;
        if self.given.len() > ahead as usize || self.wanted == Some(index) {
            return None;
        }
        self.wanted = Some(index);
        self.wanted
    }

    /// A new DIS offers less than the pages need that were given: they are wanted anew.
    pub(super) fn take_back(&mut self) {
        self.given.clear();
        self.wanted = None;
    }

    /// The current page is settled, and the next one is current.
    pub(super) fn turn(&mut self) {
        self.was_last = self.given.pop_front().is_some_and(|page| page.next == NextPage::End);
        self.index += 1;
        self.counter = self.counter.wrapping_add(1);
        self.refusals = 0;
        self.unseen = 0;
    }

    /// The current page is confirmed.
    pub(super) const fn confirm(&mut self) {
        self.unanswered = None;
        self.refused_in_a_row = 0;
        self.confirmed += 1;
    }

    /// The current page is refused: how often that was.
    pub(super) const fn refuse(&mut self) -> u32 {
        self.refusals += 1;
        self.refusals
    }

    /// The current page is refused, and will not be sent again.
    pub(super) const fn refuse_for_good(&mut self) {
        self.refused += 1;
        self.refused_in_a_row += 1;
    }

    /// Whether so many pages in a row were refused for good that the rest will be, too.
    pub(super) const fn are_refused_for_ever(&self) -> bool {
        self.refused_in_a_row >= MOST_REFUSED
    }

    /// The current page was not seen: how often that was.
    pub(super) const fn miss(&mut self) -> u32 {
        self.unseen += 1;
        self.unseen
    }

    /// Whether all pages were sent and none was refused for good.
    pub(super) const fn all_well(&self) -> bool {
        self.all_settled && self.refused == 0
    }
}

/// Pages in a row that are refused for good or given up, each after as many tries as the terms
/// allow, where the next page is tried after each.
const MOST_REFUSED: u32 = 3;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_page_is_asked_for_once_unless_another_dis_takes_it_back() {
        let mut pages = OutgoingPages::default();
        let given = Input::PageGiven(PageFacts::STANDARD);
        assert!(pages.are_untouched());
        assert_eq!([pages.want(0), pages.want(0)], [Some(0), None]);
        assert!(!pages.are_untouched(), "a page is on its way");
        pages.note(&given);
        assert!(!pages.are_untouched());
        assert_eq!([pages.want(0), pages.want(1), pages.want(1)], [None, Some(1), None]);
        pages.take_back();
        assert_eq!(pages.want(0), Some(0));
        pages.note(&given);
        pages.turn();
        assert!(pages.was_last && !pages.are_untouched());
        assert_eq!(pages.want(0), Some(1));
    }
}
