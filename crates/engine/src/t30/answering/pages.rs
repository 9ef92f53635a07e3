//! The account of the pages of a call that we answered: which came, how, and what became
//! of them.

use crate::t30::Input;
use crate::t30::context::{NO_NEWS, TRIES_IN_VAIN};
use crate::t30::outcome::{Cause, Status};
use ferrofax_signal::time::SampleTime;

/// What is known of all pages so far.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct PageLedger {
    pub page: OpenPage,
    /// A refused page is held: it may come again, or be all that ever comes.
    pub is_held: bool,
    /// Pages that were handed to the owner, …
    delivered: u32,
    /// … and of these, those of a fax that was told of before the call turned round.
    told: u32,
    /// Pages that were confirmed (MCF or RTP).
    confirmed: u32,
    /// Pages that were handed on incomplete, or of which nothing could be shown.
    broken: u32,
    /// Of these, those that came whole and could not be decoded.
    undecoded: u32,
    /// Of the broken ones, those in a row without anything to be shown.
    empty: u32,
    /// When a page came last that was not there before, …
    new_at: SampleTime,
    /// … and how often the same came again since, and not well.
    again: u32,
    /// The slowest rate that was agreed on so far, bit/s.
    slowest: Option<u32>,
    /// The page that is open has more rows than it may have.
    pub is_too_long: bool,
    /// The last page that the owner has made durable.
    stored: u32,
    /// Why the owner did not store a page, if so.
    not_stored: Option<Cause>,
    /// The answer to the last page was RTN.
    pub last_refused: bool,
    /// The caller said that it was all, and we confirmed it.
    pub all_confirmed: bool,
}

/// The page that is being received.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum OpenPage {
    /// There is none.
    #[default]
    None,
    /// It was begun, but nothing of it came yet.
    Begun,
    /// Something of it came.
    Touched,
}

impl PageLedger {
    /// Takes note of the owner's word on a page.
    pub(super) fn note(&mut self, input: &Input) {
        match input {
            Input::PageStored(page) => self.stored = self.stored.max(*page),
            Input::PageNotStored(_) => self.not_stored = Some(Cause::Storage),
            Input::PageBeyondLimit(_) => self.not_stored = Some(Cause::TooManyPages),
            Input::PageTooLong => self.is_too_long = true,
            _ => {}
        }
    }

    pub(super) fn is_open(&self) -> bool {
        self.page != OpenPage::None
    }

    pub(super) fn is_touched(&self) -> bool {
        self.page == OpenPage::Touched
    }

    /// Something of the page that is open came.
    pub(super) fn touch(&mut self) {
        if self.is_open() {
            self.page = OpenPage::Touched;
        }
    }

    /// Whether nothing of any page came so far.
    pub(super) fn is_untouched(&self) -> bool {
        self.is_empty() && !self.is_touched()
    }

    /// Whether no page was handed to the owner.
    pub(super) const fn is_empty(&self) -> bool {
        self.delivered == self.told
    }

    /// The fax ends where it said so by EOM alone: all of it came if its last page did.
    pub(super) const fn end_by_turning(&mut self) {
        self.all_confirmed = !self.is_empty() && !self.last_refused;
    }

    /// What came was told of; pages go on being numbered.
    pub(super) fn begin_anew(&mut self) {
        let Self { delivered, stored, not_stored, .. } = *self;
        *self = Self { delivered, told: delivered, stored, not_stored, ..Self::default() };
    }

    /// The number that the next page has for the owner.
    pub(super) const fn deliver(&mut self) -> u32 {
        self.delivered += 1;
        self.delivered
    }

    /// The same for a page that broke off.
    pub(super) const fn deliver_broken(&mut self) -> u32 {
        self.broken += 1;
        self.deliver()
    }

    /// The same for a page that came whole and could not be decoded.
    pub(super) const fn deliver_undecoded(&mut self) -> u32 {
        self.undecoded += 1;
        self.deliver_broken()
    }

    /// The page that is held is handed on, since it did not come again: its number.
    pub(super) fn deliver_held(&mut self) -> Option<u32> {
        std::mem::take(&mut self.is_held).then(|| self.deliver_broken())
    }

    /// The caller gave up a page of which nothing came.
    pub(super) const fn note_lost(&mut self) {
        self.broken += 1;
    }

    /// A page was ended of which nothing can be shown. False: there were too many of them.
    pub(super) const fn may_be_empty(&mut self) -> bool {
        self.broken += 1;
        self.empty += 1;
        self.empty <= MAX_EMPTY_PAGES
    }

    /// A page came that was not there before.
    pub(super) const fn note_new(&mut self, now: SampleTime) {
        (self.empty, self.again, self.new_at) = (0, 0, now);
    }

    /// The page that is held came again, and not well; or nothing of any page.
    pub(super) const fn note_again(&mut self) {
        self.again += 1;
    }

    /// Pages are to come at this rate. One that is slower than all before gets its own tries:
    /// what did not come through at 14,400 bit/s may at 4800.
    pub(super) fn come_at(&mut self, bps: u32) {
        if self.slowest.is_none_or(|slowest| bps < slowest) {
            (self.slowest, self.again) = (Some(bps), 0);
        }
    }

    /// Whether the same page has come again for so long that nothing better will come.
    pub(super) fn are_stuck(&self, now: SampleTime) -> bool {
        self.again >= TRIES_IN_VAIN && now.since(self.new_at) > NO_NEWS
    }

    /// A page gets confirmed (MCF or RTP).
    pub(super) const fn confirm(&mut self) {
        self.confirmed += 1;
        self.last_refused = false;
    }

    /// Whether the owner has had as many pages as a call may have.
    pub(super) const fn are_enough(&self, most: u32) -> bool {
        self.delivered >= most
    }

    /// Whether the owner has made the page durable.
    pub(super) const fn is_stored(&self, page: u32) -> bool {
        self.stored >= page
    }

    /// Why the owner did not store a page, if so: the call ends for it.
    pub(super) const fn cannot_be_stored(&self) -> Option<Cause> {
        self.not_stored
    }

    /// Pages that were confirmed.
    pub(super) const fn confirmed(&self) -> u32 {
        self.confirmed
    }

    /// Whether all pages came whole and were confirmed.
    pub(super) const fn all_well(&self) -> bool {
        self.all_confirmed && self.broken == 0
    }

    /// What the call comes to if it ends now.
    pub(super) const fn status(&self) -> Status {
        match (self.all_well(), self.delivered - self.told) {
            (true, 1..) => Status::Received,
            (_, 0) => Status::Failed,
            _ => Status::Incomplete,
        }
    }

    /// What a DCN means here; `trained_badly` if a training check was refused.
    pub(super) fn cause_of_dcn(&self, trained_badly: bool) -> Cause {
        if self.all_well() {
            Cause::Ok
        } else if self.all_confirmed && self.undecoded == self.broken {
            Cause::PageNotDecoded
        } else if self.all_confirmed {
            Cause::GivenUpByPeer
        } else if self.last_refused {
            Cause::PageRefused
        } else if !self.is_untouched() {
            Cause::DcnBeforeEnd
        } else if trained_badly {
            Cause::TrainingFailed
        } else {
            Cause::DcnBeforePage
        }
    }
}

/// Pages in a row of which nothing could be shown.
const MAX_EMPTY_PAGES: u32 = 10;

#[cfg(test)]
mod tests {
    use super::*;

    /// A page came and was confirmed, and it was the last one (EOP).
    fn one_page() -> PageLedger {
        let mut pages = PageLedger::default();
        assert_eq!(pages.deliver(), 1);
        pages.confirm();
        pages.all_confirmed = true;
        pages
    }

    fn after(what: impl FnOnce(&mut PageLedger)) -> PageLedger {
        let mut pages = one_page();
        what(&mut pages);
        pages
    }

    #[test]
    fn a_fax_is_received_if_every_page_came_whole_and_the_last_was_said_to_be_the_last() {
        let how = |pages: PageLedger| (pages.status(), pages.cause_of_dcn(false));
        assert_eq!(how(one_page()), (Status::Received, Cause::Ok));
        let more_to_come = after(|pages| pages.all_confirmed = false);
        assert_eq!(how(more_to_come), (Status::Incomplete, Cause::DcnBeforeEnd));
        let lost = after(PageLedger::note_lost);
        assert_eq!(how(lost), (Status::Incomplete, Cause::GivenUpByPeer));
        let broken = after(|pages| assert_eq!(pages.deliver_broken(), 2));
        assert_eq!(how(broken), (Status::Incomplete, Cause::GivenUpByPeer));
        let undecoded = after(|pages| assert_eq!(pages.deliver_undecoded(), 2));
        assert_eq!(how(undecoded), (Status::Incomplete, Cause::PageNotDecoded));
        let both = after(|pages| {
            assert_eq!((pages.deliver_undecoded(), pages.deliver_undecoded()), (2, 3));
            pages.note_lost();
        });
        assert_eq!(how(both), (Status::Incomplete, Cause::GivenUpByPeer));
    }

    #[test]
    fn dcn_means_what_was_reached_before_it() {
        let mut pages = PageLedger::default();
        assert_eq!(pages.status(), Status::Failed);
        assert_eq!(pages.cause_of_dcn(false), Cause::DcnBeforePage);
        assert_eq!(pages.cause_of_dcn(true), Cause::TrainingFailed);
        pages.page = OpenPage::Begun;
        assert_eq!(pages.cause_of_dcn(true), Cause::TrainingFailed);
        pages.touch();
        assert_eq!(pages.cause_of_dcn(true), Cause::DcnBeforeEnd);
        pages.last_refused = true;
        assert_eq!(pages.cause_of_dcn(true), Cause::PageRefused);
        pages.confirm();
        assert_eq!(pages.cause_of_dcn(true), Cause::DcnBeforeEnd);
    }

    #[test]
    fn a_page_that_is_held_is_handed_on_once_and_as_a_broken_one() {
        let mut pages = one_page();
        assert_eq!(pages.deliver_held(), None);
        pages.is_held = true;
        assert_eq!((pages.deliver_held(), pages.deliver_held()), (Some(2), None));
        assert_eq!((pages.status(), pages.confirmed()), (Status::Incomplete, 1));
    }

    #[test]
    fn only_of_a_page_that_is_open_something_can_come() {
        let mut pages = PageLedger::default();
        pages.touch();
        assert!(pages.is_untouched() && !pages.is_open());
        pages.page = OpenPage::Begun;
        assert!(pages.is_untouched() && pages.is_open() && !pages.is_touched());
        pages.touch();
        assert!(pages.is_touched() && !pages.is_untouched() && pages.is_empty());
    }

    #[test]
    fn what_ends_by_turning_the_call_came_whole_if_its_last_page_did() {
        let end = |mut pages: PageLedger| {
            pages.end_by_turning();
            pages.status()
        };
        assert_eq!(end(PageLedger::default()), Status::Failed);
        assert_eq!(end(after(|pages| pages.all_confirmed = false)), Status::Received);
        assert_eq!(end(after(|pages| pages.last_refused = true)), Status::Incomplete);
    }

    /// Behind a fax that was fetched another one may be sent: of it nothing came yet.
    #[test]
    fn a_second_fax_of_a_call_counts_its_own_pages_and_numbers_them_on() {
        let mut pages = one_page();
        pages.note(&Input::PageStored(1));
        pages.begin_anew();
        assert!(pages.is_empty() && !pages.all_confirmed && pages.is_stored(1));
        assert_eq!((pages.status(), pages.confirmed()), (Status::Failed, 0));
        assert_eq!(pages.deliver(), 2);
        pages.all_confirmed = true;
        assert_eq!(pages.status(), Status::Received);
    }

    #[test]
    fn a_page_is_confirmed_if_it_was_stored() {
        let mut pages = PageLedger::default();
        pages.note(&Input::PageStored(2));
        pages.note(&Input::PageStored(1));
        assert!(pages.is_stored(2) && !pages.is_stored(3));
        assert_eq!(pages.cannot_be_stored(), None);
        pages.note(&Input::PageNotStored(3));
        assert_eq!(pages.cannot_be_stored(), Some(Cause::Storage));
        pages.note(&Input::PageBeyondLimit(3));
        assert_eq!(pages.cannot_be_stored(), Some(Cause::TooManyPages));
        pages.note(&Input::PageTooLong);
        assert!(pages.is_too_long);
    }

    #[test]
    fn pages_have_a_limit_and_so_have_empty_ones_in_a_row() {
        let mut pages = one_page();
        assert!(pages.are_enough(1) && !pages.are_enough(2));
        for _ in 0..2 {
            pages.note_new(SampleTime(0));
            assert_eq!((0..20).take_while(|_| pages.may_be_empty()).count(), 10);
        }
        assert_eq!(pages.status(), Status::Incomplete);
    }

    #[test]
    fn a_page_that_comes_again_and_again_ends_the_call_unless_it_comes_more_slowly() {
        let limit = SampleTime(0) + NO_NEWS;
        let later = limit + ferrofax_signal::time::Millis(1);
        let mut pages = PageLedger::default();
        pages.come_at(9_600);
        pages.note_new(SampleTime(0));
        assert!(!pages.are_stuck(later), "it is a new one");
        (1..TRIES_IN_VAIN).for_each(|_| pages.note_again());
        assert!(!pages.are_stuck(later), "it has tries left");
        pages.note_again();
        assert!(!pages.are_stuck(limit) && pages.are_stuck(later));
        // A faster rate, or the same, changes nothing.
        pages.come_at(14_400);
        pages.come_at(9_600);
        assert!(pages.are_stuck(later));
        pages.come_at(4_800);
        assert!(!pages.are_stuck(later));
        (0..TRIES_IN_VAIN).for_each(|_| pages.note_again());
        assert!(pages.are_stuck(later));
        pages.note_new(later);
        assert!(!pages.are_stuck(later + NO_NEWS + NO_NEWS));
    }
}
