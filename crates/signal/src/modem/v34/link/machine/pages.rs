//! Leaving the control channel, pages both ways, and back (ITU-T V.34 clauses 12.5, 12.6.3).

use super::Link;
use crate::modem::v34::link::event::{Cause, LinkEvent};
use crate::modem::v34::link::page_in::{PageIn, PageNews};
use crate::modem::v34::link::page_out::PageOut;
use crate::modem::v34::link::stage::{Stage, Wish};
use crate::modem::v34::link::timers;
use crate::modem::v34::link::tone_watch::ToneWatch;

impl Link {
    /// The control channel is off: what was wished for comes.
    pub(super) fn leave_control(&mut self, sure: bool) {
        match self.wish.take() {
            Some(Wish::SendPage) => {
                self.control.pause(timers::SILENCE);
                self.stage = Stage::Leave;
            }
            Some(Wish::ExpectPage) => {
                let parameters = self.parameters;
                let expected = self
                    .page_in
                    .as_mut()
                    .zip(parameters)
                    .is_some_and(|(page, parameters)| page.expect_page(&parameters).is_ok());
                if !expected {
                    return self.fail(Cause::NoCommonRate);
                }
                self.control.watch(true);
                let deadline = self.now + timers::PAGE.samples();
                self.stage = Stage::Page { deadline, sure };
            }
            Some(Wish::TurnOff { .. }) | None => self.stage = Stage::Close,
        }
    }

    /// Nothing is said on the control channel any more.
    pub(super) fn has_left(&mut self) {
        if matches!(self.stage, Stage::Close) {
            self.stage = Stage::Over;
            return self.events.push_back(LinkEvent::TurnedOff);
        }
        let sent = self.report.probed.as_deref().zip(self.parameters.as_ref()).and_then(
            |(chosen, parameters)| {
                let settings = chosen.infoh.primary();
                PageOut::new(&settings, parameters, self.terms.level_dbm0).ok()
            },
        );
        match sent {
            Some(sent) => {
                self.stage = Stage::SendPage(Box::new(sent));
                self.events.push_back(LinkEvent::PageBegins);
            }
            None => self.fail(Cause::NoCommonRate),
        }
    }

    /// Has the receiver of pages hear, and takes what it tells.
    pub(super) fn hear_page(&mut self, hear: impl FnOnce(&mut PageIn, &mut dyn FnMut(PageNews))) {
        let mut news = Vec::new();
        if let Some(page) = self.page_in.as_deref_mut() {
            hear(page, &mut |some| news.push(some));
        }
        for some in news {
            match &mut self.stage {
                Stage::ExpectTraining { .. } => self.take_training(some),
                Stage::Page { .. } => self.take_page(some),
                _ => {}
            }
        }
    }

    pub(super) fn take_page(&mut self, news: PageNews) {
        match news {
            // Data may look like Sh.
            PageNews::Heard => {
                if let Stage::Page { sure, .. } = &mut self.stage {
                    *sure = true;
                }
                self.control.watch(false);
            }
            PageNews::Trained(_) => self.events.push_back(LinkEvent::PageBegins),
            PageNews::Missed => {
                self.events.push_back(LinkEvent::PageMissed);
                self.control.watch(true);
            }
            PageNews::Bits(bits) => self.events.push_back(LinkEvent::PageBits(bits)),
            PageNews::Ended(quality) => {
                self.events.push_back(LinkEvent::PageEnds(Some(quality)));
                self.end_page_in();
                self.begin_control();
            }
        }
    }

    /// A page that does not come, or does not end.
    pub(super) fn watch_page(&mut self) {
        let Stage::Page { deadline, sure } = self.stage else { return };
        let Some(page) = self.page_in.as_deref_mut() else { return };
        if sure && page.begins_to_be_missed() {
            self.events.push_back(LinkEvent::PageMissed);
        }
        // Data may look like Sh, which is listened for only while the frames are lost.
        if page.is_found_again() {
            self.control.watch(false);
        }
        if page.is_lost() {
            self.control.watch(true);
        }
        if page.is_quiet() || self.now >= deadline {
            self.leave_page(false);
            self.control.retrain();
        }
    }

    /// The source has gone on with the control channel, or to nothing.
    pub(super) fn leave_page(&mut self, by_ac: bool) {
        let Stage::Page { sure, .. } = self.stage else { return };
        let quality = self.page_in.as_deref().and_then(PageIn::quality);
        self.end_page_in();
        if by_ac && !sure {
            // It had fallen silent for another reason, and the page is still to come.
            self.wish = self.wish.or(Some(Wish::ExpectPage));
        } else {
            self.events.push_back(LinkEvent::PageEnds(quality));
        }
        self.stage = Stage::Control;
        self.tone = ToneWatch::new(self.terms.side.far());
    }

    fn end_page_in(&mut self) {
        self.rests = timers::RESTS;
        if let Some(page) = self.page_in.as_deref_mut() {
            page.stop();
        }
    }

    /// A page's signal may go for longer than any gap of it and come again, as where a network is silent
    /// for some seconds (12.5.3.2 has the receiver come back, too). The source hears nothing while it
    /// sends, so that AC is said without success into that: the page is waited for to its end.
    pub(super) fn hear_rest(&mut self, block: &[i16]) {
        if !matches!(self.stage, Stage::Control) || !self.control.awaits_start() {
            return;
        }
        let Some(page) = self.page_in.as_deref_mut() else { return };
        page.listen(block);
        if page.begins_to_be_missed() {
            self.control.wait_longer();
            let deadline = self.now + timers::PAGE.samples();
            self.stage = Stage::Page { deadline, sure: true };
            self.events.push_back(LinkEvent::PageMissed);
        }
    }

    /// AC was said without success behind a page: whoever was on the control channel would have answered it. What
    /// the page's signal sounds like beside our own AC can't be told: now there is silence to hear it
    /// in.
    pub(super) fn listen_for_rest(&mut self) {
        self.rests -= 1;
        if let Some(page) = self.page_in.as_deref_mut() {
            page.expect_rest();
        }
        self.begin_control();
    }
}
