//! The machine.

use std::collections::VecDeque;

use super::event::{Cause, LinkEvent};
use super::report::Report;
use super::terms::{Role, Terms};
use crate::modem::BitSource;
use crate::modem::v34::probing::{Outcome, Phase2};
use crate::modem::v34::symbol_rate::DataRate;

/// One end of a V.34 half-duplex link.
///
/// [`Link::push`] what was heard and [`Link::pull`] as many samples to be said, in turn, and
/// [`Link::poll`] until there is nothing more after each. Every phase has an end: whatever the far
/// end does or leaves, the link comes up or says [`LinkEvent::Failed`].
///
/// A source's call goes so: `ControlUp`, frames both ways, [`Link::send_page`], `PageBegins`, bits
/// until the page's source has no more, `PageEnds`, `ControlUp` again, and so on. A
/// recipient's: `ControlUp`, frames both ways, [`Link::expect_page`], `PageBegins`, `PageBits`,
/// `PageEnds`, `ControlUp`.
#[derive(Debug)]
pub struct Link {
    phase2: Phase2,
    report: Report,
    events: VecDeque<LinkEvent>,
    is_over: bool,
}

impl Link {
    /// A modem that begins with INFO0 at once.
    pub fn new(terms: &Terms) -> Self {
        let settings = terms.probing();
        let phase2 = match terms.role {
            Role::Source => Phase2::source(&settings),
            Role::Recipient => Phase2::recipient(&settings),
        };
        Self { phase2, report: Report::default(), events: VecDeque::new(), is_over: false }
    }

    /// Hears `samples` (linear, 8 kHz).
    pub fn push(&mut self, samples: &[i16]) {
        self.phase2.push(samples);
        self.hear();
    }

    /// Time passes by `samples` that never came.
    pub fn gap(&mut self, samples: usize) {
        self.phase2.gap(samples);
        self.hear();
    }

    /// Fills `out` (linear, 8 kHz) with what is to be said, silence included. While the control
    /// channel is up `control` is asked for bits without end: flags where there is no frame
    /// (T.30 F.3.1.2); where it has none, ones go. `page` is asked for those of a page, from
    /// `PageBegins` until it has no more.
    pub fn pull(
        &mut self,
        _control: &mut dyn BitSource,
        _page: &mut dyn BitSource,
        out: &mut [i16],
    ) {
        self.phase2.pull(out);
    }

    /// What has happened since.
    pub fn poll(&mut self) -> Option<LinkEvent> {
        self.events.pop_front()
    }

    /// What was found and agreed on so far.
    pub const fn report(&self) -> &Report {
        &self.report
    }

    /// A source has heard that it may send a page (CFR, MCF, PPR …): says ones on the control
    /// channel, forty at least and until the far end is silent, and then the page
    /// (§12.6.3.1, §12.5.1; T.30 F.3.2.3, F.3.4.5). Frames that `control` still has are lost.
    pub const fn send_page(&mut self) {}

    /// A recipient has said that a page may come: goes on with `control`'s bits until it hears
    /// forty ones, is silent, and takes the page (§12.6.3.2, §12.5.2; T.30 F.3.2.2, F.3.4.4).
    pub const fn expect_page(&mut self) {}

    /// A recipient knows by RCP that the page is over. Without it the end of the signal tells.
    pub const fn end_page(&mut self) {}

    /// The control channel is to be turned off for good, both ways, before V.8 begins anew in a
    /// turnaround (T.30 figures F.5-11 and F.5-12): one end `says_ones`, the future source, until
    /// the other one is silent; that one goes on until it hears them.
    pub const fn turn_off(&mut self, _says_ones: bool) {}

    /// Frames come no more as they should: the control channel is trained anew (§12.8; T.30
    /// F.3.1.5).
    pub const fn retrain_control(&mut self) {}

    /// The line is probed and learned anew (§12.7), while the control channel is up.
    pub const fn retrain_line(&mut self) {}

    /// From the next start of the control channel on pages go at most at `rate`: the start is by
    /// PPh and MPh for it (§12.6.1.1, §12.6.2.3). Lower or higher than before; never higher than
    /// what the line was found to carry.
    pub const fn set_max_rate(&mut self, _rate: DataRate) {}

    fn hear(&mut self) {
        if self.is_over {
            return;
        }
        match self.phase2.outcome() {
            None => {}
            Some(Outcome::Chosen(chosen)) => {
                self.report.probed = Some(chosen.clone());
                self.events.push_back(LinkEvent::Probed);
                self.is_over = true;
            }
            Some(Outcome::Failed(cause)) => {
                self.events.push_back(LinkEvent::Failed(Cause::Probing(*cause)));
                self.is_over = true;
            }
        }
    }
}
