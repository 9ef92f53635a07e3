//! The machine: which part hears and says when.

mod pages;
mod training;

use std::collections::VecDeque;

use super::control_channel::{ControlChannel, News};
use super::event::{Cause, LinkEvent, Start};
use super::page_in::PageIn;
use super::rates;
use super::report::{NextRate, Rates, Report};
use super::stage::{Stage, Wish};
use super::terms::{Role, Terms};
use super::timers;
use super::tone_watch::ToneWatch;
use crate::modem::BitSource;
use crate::modem::v34::coding::Parameters;
use crate::modem::v34::control::mph::{ControlRate, Mph};
use crate::modem::v34::probing::Phase2;
use crate::modem::v34::probing::projection::needed_db;
use crate::modem::v34::symbol_rate::DataRate;

/// Samples that are worked off at once, counted from the beginning: 5 ms. Nothing depends on how
/// they were cut.
const BLOCK: usize = 40;

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
    terms: Terms,
    stage: Stage,
    control: ControlChannel,
    tone: ToneWatch,
    /// What a recipient hears TRN and pages with.
    page_in: Option<Box<PageIn>>,
    /// What pages are coded with.
    parameters: Option<Parameters>,
    wish: Option<Wish>,
    /// The highest rate that is wished for.
    most: DataRate,
    /// What pages have shown the line to bear, whatever phase 2 made of it.
    borne: DataRate,
    /// A recipient listens once more, this often, for the rest of a page before it gives the source up.
    rests: u32,
    /// INFOh that were said for the training that is being tried.
    trainings: u32,
    /// Samples heard, and said.
    now: u64,
    said: u64,
    block: Vec<i16>,
    report: Report,
    events: VecDeque<LinkEvent>,
}

impl Link {
    /// A modem that begins with INFO0 at once.
    pub fn new(terms: &Terms) -> Self {
        let settings = terms.probing();
        let phase2 = match terms.role {
            Role::Source => Phase2::source(&settings),
            Role::Recipient => Phase2::recipient(&settings),
        };
        Self {
            stage: Stage::Probing { phase2: Box::new(phase2), since: 0 },
            control: ControlChannel::new(terms),
            tone: ToneWatch::new(terms.side.far()),
            page_in: None,
            parameters: None,
            wish: None,
            most: terms.max_rate,
            borne: DataRate::MIN,
            rests: 0,
            trainings: 0,
            now: 0,
            said: 0,
            block: Vec::with_capacity(BLOCK),
            report: Report::default(),
            events: VecDeque::new(),
            terms: *terms,
        }
    }

    /// Hears `samples` (linear, 8 kHz).
    pub fn push(&mut self, samples: &[i16]) {
        for &sample in samples {
            self.block.push(sample);
            if self.block.len() == BLOCK {
                self.hear_block();
            }
        }
    }

    /// Time passes by `samples` that never came.
    pub fn gap(&mut self, samples: usize) {
        // Only a page knows what to do with that.
        if !matches!(self.stage, Stage::Page { .. }) {
            return (0..samples).for_each(|_| self.push(&[0]));
        }
        self.hear_block();
        self.now += samples as u64;
        self.hear_page(|page, tell| page.gap(samples, tell));
    }

    /// Fills `out` (linear, 8 kHz) with what is to be said, silence included. While the control
    /// channel is up `control` is asked for bits without end: flags where there is no frame
    /// (T.30 F.3.1.2); where it has none, ones go. `page` is asked for those of a page, from
    /// `PageBegins` until it has no more.
    pub fn pull(&mut self, control: &mut dyn BitSource, page: &mut dyn BitSource, out: &mut [i16]) {
        let mut done = 0;
        while done < out.len() {
            let count = self.say(control, page, &mut out[done..]);
            done += count;
            self.said += count as u64;
        }
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
    ///
    /// This and what follows holds until it has happened, over retrains too.
    pub fn send_page(&mut self) {
        self.wish(Wish::SendPage);
    }

    /// A recipient has said that a page may come: goes on with `control`'s bits until it hears
    /// forty ones, is silent, and takes the page (§12.6.3.2, §12.5.2; T.30 F.3.2.2, F.3.4.4).
    /// Frames that come before are told as ever.
    pub fn expect_page(&mut self) {
        self.wish(Wish::ExpectPage);
    }

    /// A recipient knows by RCP that the page is over. Without it the end of the signal tells.
    pub fn end_page(&mut self) {
        if matches!(self.stage, Stage::Page { .. }) {
            if let Some(page) = self.page_in.as_deref_mut() {
                page.note_end();
            }
            self.control.watch(true);
        }
    }

    /// The control channel is to be turned off for good, both ways, before V.8 begins anew in a
    /// turnaround (T.30 figures F.5-11 and F.5-12): one end `says_ones`, the future source, until
    /// the other one is silent; that one goes on until it hears them.
    pub fn turn_off(&mut self, says_ones: bool) {
        self.wish(Wish::TurnOff { says_ones });
    }

    /// It is not to be turned off after all.
    pub fn stay(&mut self) {
        self.wish = None;
        self.control.stay();
    }

    /// Frames come no more as they should: the control channel is trained anew (§12.8; T.30
    /// F.3.1.5).
    pub fn retrain_control(&mut self) {
        if matches!(self.stage, Stage::Control) && self.control.is_up() {
            self.events.push_back(LinkEvent::ControlDown);
            self.control.retrain();
        }
    }

    /// The line is probed and learned anew (§12.7), while the control channel is up.
    pub fn retrain_line(&mut self) {
        if matches!(self.stage, Stage::Control) && self.control.is_up() {
            self.events.push_back(LinkEvent::ControlDown);
            self.probe_again();
        }
    }

    /// From the next start of the control channel on pages go at most at `rate`: the start is by
    /// PPh and MPh for it (§12.6.1.1, §12.6.2.3). Lower or higher than before; never higher than
    /// what the line was found to carry. A recipient that calls this by the time of `PageEnds`
    /// has it for what follows that page.
    pub fn set_max_rate(&mut self, rate: DataRate) {
        self.most = rate;
        self.prepare_mph();
    }

    /// As [`Link::set_max_rate`], one step below the rate that pages have now: after damage.
    pub fn lower_rate(&mut self) {
        if let Some(rate) =
            self.report.rates.and_then(|now| DataRate::of_steps(now.page.steps() - 1))
        {
            self.set_max_rate(rate);
        }
    }

    /// The rate above that at which pages go, if both ends have one.
    pub fn next_rate_up(&self) -> Option<NextRate> {
        let report = &self.report;
        let (chosen, rates, (_, far)) = (report.probed.as_deref()?, report.rates?, report.mph?);
        let rate = rates::next_up(&self.terms, chosen, &rates, &far)?;
        Some(NextRate { rate, needs_db: needed_db(rates.symbol_rate, rate) })
    }

    /// As [`Link::set_max_rate`], for a recipient to which pages have shown that the line bears more than
    /// it was found to carry.
    pub fn raise_rate(&mut self, rate: DataRate) {
        self.borne = rate;
        self.set_max_rate(rate);
    }

    fn wish(&mut self, wish: Wish) {
        self.wish = Some(wish);
        self.grant();
    }

    /// What is wished for is done once the control channel is up.
    fn grant(&mut self) {
        if !matches!(self.stage, Stage::Control) || !self.control.is_up() {
            return;
        }
        match self.wish {
            Some(Wish::SendPage | Wish::TurnOff { says_ones: true }) => self.control.say_ones(),
            Some(Wish::ExpectPage | Wish::TurnOff { says_ones: false }) => {
                self.control.expect_ones();
            }
            None => {}
        }
    }

    fn hear_block(&mut self) {
        let block = std::mem::replace(&mut self.block, Vec::with_capacity(BLOCK));
        if block.is_empty() {
            return;
        }
        self.now += block.len() as u64;
        match &mut self.stage {
            Stage::Probing { phase2, .. } => {
                phase2.push(&block);
                self.take_outcome();
            }
            Stage::ExpectTraining { .. } => {
                self.hear_page(|page, tell| page.hear(&block, tell));
                self.watch_training();
            }
            Stage::Control => {
                self.hear_control(&block);
                self.hear_tone(&block);
                self.hear_rest(&block);
            }
            Stage::Page { .. } => {
                self.hear_page(|page, tell| page.hear(&block, tell));
                self.hear_control(&block);
                self.hear_tone(&block);
                self.watch_page();
            }
            Stage::SendTraining { .. }
            | Stage::SendPage(_)
            | Stage::Leave
            | Stage::Close
            | Stage::Over => {}
        }
    }

    /// Says something, at least a sample of it; returns how many.
    fn say(
        &mut self,
        control: &mut dyn BitSource,
        page: &mut dyn BitSource,
        out: &mut [i16],
    ) -> usize {
        match &mut self.stage {
            Stage::Probing { since, .. } if self.said < *since => {
                // What is said comes a little after what is heard; phase 2 counts both alike.
                let count = out.len().min((*since - self.said) as usize);
                out[..count].fill(0);
                return count;
            }
            Stage::Probing { phase2, .. } | Stage::ExpectTraining { phase2, .. } => {
                phase2.pull(out);
            }
            Stage::SendTraining { silence, transmitter } => {
                if *silence > 0 {
                    let count = out.len().min(*silence);
                    out[..count].fill(0);
                    *silence -= count;
                    return count;
                }
                let written = transmitter.pull(&mut || None, out);
                if written < out.len() {
                    self.begin_control();
                }
                return written;
            }
            Stage::SendPage(sent) => {
                let written = sent.pull(page, out);
                if written < out.len() {
                    self.events.push_back(LinkEvent::PageEnds(None));
                    self.begin_control();
                }
                return written;
            }
            Stage::Control | Stage::Page { .. } => self.control.pull(control, out),
            Stage::Leave | Stage::Close => {
                if self.control.is_silent() {
                    self.has_left();
                    return 0;
                }
                return self.control.pull_some(control, out);
            }
            Stage::Over => out.fill(0),
        }
        out.len()
    }

    /// MPh says what is wished for and what the line carries.
    fn prepare_mph(&mut self) {
        if let Some(mph) = self.mph() {
            self.control.set_mph(mph);
        }
    }

    fn mph(&self) -> Option<Mph> {
        let chosen = self.report.probed.as_deref()?;
        let most = match chosen.projected() {
            Some(projected) if self.terms.role == Role::Recipient => {
                projected.max(self.borne).min(self.most)
            }
            None if self.terms.role == Role::Recipient => self.borne.min(self.most),
            _ => self.most,
        };
        let mut mph = rates::mph(&self.terms, chosen, most);
        if self.report.training.is_some_and(|heard| heard.snr_db < timers::SNR_FOR_2400) {
            mph.control_rate = ControlRate::Bps1200;
        }
        let foretold = self.page_in.as_deref().and_then(PageIn::foretold);
        if let Some(foretold) = foretold.filter(|_| self.terms.precoding) {
            let source = self.terms.side.far();
            mph.precoder = rates::precoder(&mph, chosen.infoh.symbol_rate, source, &foretold);
        }
        Some(mph)
    }

    /// 12.4 or 12.6, after training or a page.
    fn begin_control(&mut self) {
        self.stage = Stage::Control;
        self.tone = ToneWatch::new(self.terms.side.far());
        self.control.begin();
    }

    fn hear_control(&mut self, block: &[i16]) {
        let mut news = Vec::new();
        self.control.hear(block, &mut |some| news.push(some));
        for some in news {
            if !matches!(self.stage, Stage::Over) {
                self.take_news(some);
            }
        }
    }

    fn take_news(&mut self, news: News) {
        match news {
            News::Begun { by_ac } => self.leave_page(by_ac),
            News::Up(start) => {
                if start == Start::Retrain {
                    self.report.control_retrains += 1;
                }
                self.rests = 0;
                match self.agree() {
                    Some(rates) => {
                        self.trainings = 0;
                        self.events.push_back(LinkEvent::ControlUp(start, rates));
                        self.grant();
                    }
                    None => self.fail(Cause::NoCommonRate),
                }
            }
            News::Bits(bits) => self.events.push_back(LinkEvent::ControlBits(bits)),
            News::Down => self.events.push_back(LinkEvent::ControlDown),
            News::Off { sure } => {
                self.events.push_back(LinkEvent::ControlDown);
                self.leave_control(sure);
            }
            News::Failed(Cause::NoPph) if self.rests > 0 => self.listen_for_rest(),
            News::Failed(cause) => self.fail(cause),
        }
    }

    /// What the two MPh come to.
    fn agree(&mut self) -> Option<Rates> {
        let (ours, far) = self.control.mph()?;
        let chosen = self.report.probed.as_deref()?;
        let rates = rates::agreed(&ours, &far, chosen.infoh.symbol_rate)?;
        let (recipient, source) = match self.terms.role {
            Role::Source => (far, self.terms.side),
            Role::Recipient => (ours, self.terms.side.far()),
        };
        self.parameters = Some(rates::parameters(&rates, &recipient, source));
        self.report.mph = Some((ours, far));
        self.report.rates = Some(rates);
        Some(rates)
    }

    fn fail(&mut self, cause: Cause) {
        self.stage = Stage::Over;
        self.events.push_back(LinkEvent::Failed(cause));
    }
}
