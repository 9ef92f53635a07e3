//! The machine: which part hears and says when.

use std::collections::VecDeque;

use super::control_channel::{ControlChannel, News};
use super::event::{Cause, LinkEvent};
use super::page_in::{PageIn, PageNews};
use super::page_out::PageOut;
use super::rates;
use super::report::Report;
use super::stage::{Stage, Wish};
use super::terms::{Role, Terms};
use super::timers;
use super::tone_watch::ToneWatch;
use crate::modem::BitSource;
use crate::modem::v34::coding::Parameters;
use crate::modem::v34::control::mph::Mph;
use crate::modem::v34::points::Points;
use crate::modem::v34::primary::signals::Trn;
use crate::modem::v34::primary::transmitter::PrimaryTransmitter;
use crate::modem::v34::probing::{Chosen, Outcome, Phase2};
use crate::modem::v34::symbol_rate::DataRate;
use crate::time::Millis;

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
            done += self.say(control, page, &mut out[done..]);
        }
        self.said += out.len() as u64;
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
            self.control.watch(true);
        }
    }

    /// The control channel is to be turned off for good, both ways, before V.8 begins anew in a
    /// turnaround (T.30 figures F.5-11 and F.5-12): one end `says_ones`, the future source, until
    /// the other one is silent; that one goes on until it hears them.
    pub fn turn_off(&mut self, says_ones: bool) {
        self.wish(Wish::TurnOff { says_ones });
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
            }
            Stage::Page { .. } => {
                self.hear_page(|page, tell| page.hear(&block, tell));
                self.hear_control(&block);
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
            Stage::Probing { phase2, .. } => phase2.pull(out),
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
                // By the sample, so that nothing depends on how it is cut.
                self.control.pull(control, &mut out[..1]);
                return 1;
            }
            Stage::ExpectTraining { .. } | Stage::Over => out.fill(0),
        }
        out.len()
    }

    /// Phase 2 may have come to its end.
    fn take_outcome(&mut self) {
        let Stage::Probing { phase2, since } = &self.stage else { return };
        let since = *since;
        match phase2.outcome() {
            None => {}
            Some(Outcome::Failed(cause)) => self.fail(Cause::Probing(*cause)),
            Some(Outcome::Chosen(chosen)) => {
                let chosen = chosen.clone();
                self.begin_training(chosen, since);
            }
        }
    }

    /// 12.3, phase 2 having begun at `since`.
    fn begin_training(&mut self, chosen: Box<Chosen>, since: u64) {
        let infoh = chosen.infoh;
        let infoh_end = since + chosen.infoh_end;
        self.report.probed = Some(chosen);
        self.events.push_back(LinkEvent::Probed);
        self.trainings += 1;
        self.stage = match self.terms.role {
            Role::Source => {
                let points = if infoh.trn_has_16_points { Points::Sixteen } else { Points::Four };
                let symbols = infoh.symbol_rate.trn_symbols(infoh.trn_units);
                let begins = infoh_end + timers::SILENCE.samples();
                Stage::SendTraining {
                    silence: begins.saturating_sub(self.now) as usize,
                    transmitter: Box::new(PrimaryTransmitter::training(
                        &infoh.primary(),
                        Trn::new(self.terms.side, points),
                        symbols,
                        self.terms.level_dbm0,
                    )),
                }
            }
            Role::Recipient => {
                let mut page_in = Box::new(PageIn::new(&infoh));
                page_in.expect_training(self.terms.side.far());
                self.page_in = Some(page_in);
                let patience = timers::S.samples() + timers::S_TO_PP.samples();
                Stage::ExpectTraining { deadline: infoh_end + patience, heard: false }
            }
        };
        self.prepare_mph();
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
            Some(projected) if self.terms.role == Role::Recipient => projected.min(self.most),
            None if self.terms.role == Role::Recipient => DataRate::MIN,
            _ => self.most,
        };
        Some(rates::mph(&self.terms, chosen, most))
    }

    /// No S, or no TRN that could be used: INFOh is said again (12.3.3).
    fn watch_training(&mut self) {
        let Stage::ExpectTraining { deadline, heard } = self.stage else { return };
        if self.now < deadline {
            return;
        }
        let again = self
            .report
            .probed
            .as_deref()
            .filter(|_| self.trainings < timers::TRAININGS)
            .and_then(|chosen| Phase2::recipient_for_infoh_again(&self.terms.probing(), chosen));
        match again {
            Some(phase2) => {
                self.report.trained_again += 1;
                self.stage = Stage::Probing { phase2: Box::new(phase2), since: self.now };
            }
            None => self.fail(if heard { Cause::TrainingFailed } else { Cause::NoTraining }),
        }
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
            self.take_news(some);
        }
    }

    fn take_news(&mut self, news: News) {
        match news {
            News::Begun => self.leave_page(),
            News::Up(start) => {
                if start == super::Start::Retrain {
                    self.report.control_retrains += 1;
                }
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
            News::Off => {
                self.events.push_back(LinkEvent::ControlDown);
                self.leave_control();
            }
            News::Failed(cause) => self.fail(cause),
        }
    }

    /// What the two MPh come to.
    fn agree(&mut self) -> Option<super::Rates> {
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

    /// The control channel is off: what was wished for comes.
    fn leave_control(&mut self) {
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
                self.stage = Stage::Page { deadline };
            }
            Some(Wish::TurnOff { .. }) | None => self.stage = Stage::Close,
        }
    }

    /// Nothing is said on the control channel any more.
    fn has_left(&mut self) {
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
    fn hear_page(&mut self, hear: impl FnOnce(&mut PageIn, &mut dyn FnMut(PageNews))) {
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

    fn take_training(&mut self, news: PageNews) {
        let Stage::ExpectTraining { deadline, heard } = &mut self.stage else { return };
        match news {
            PageNews::Heard => {
                // TRN is waited for to its end, whatever comes of it.
                *heard = true;
                let units =
                    self.report.probed.as_deref().map_or(0, |chosen| chosen.infoh.trn_units);
                let trn = Millis(35 * u32::from(units) + timers::AFTER_TRN.0);
                *deadline = self.now + trn.samples();
            }
            PageNews::Trained(quality) => {
                self.report.training = Some(quality);
                self.events.push_back(LinkEvent::Trained(quality));
                self.begin_control();
            }
            PageNews::Missed | PageNews::Bits(_) | PageNews::Ended(_) => {}
        }
    }

    fn take_page(&mut self, news: PageNews) {
        match news {
            // Data may look like Sh.
            PageNews::Heard => self.control.watch(false),
            PageNews::Trained(_) => self.events.push_back(LinkEvent::PageBegins),
            PageNews::Missed => self.control.watch(true),
            PageNews::Bits(bits) => self.events.push_back(LinkEvent::PageBits(bits)),
            PageNews::Ended(quality) => {
                self.events.push_back(LinkEvent::PageEnds(Some(quality)));
                if let Some(page) = self.page_in.as_deref_mut() {
                    page.stop();
                }
                self.begin_control();
            }
        }
    }

    /// A page that does not come, or does not end.
    fn watch_page(&mut self) {
        let Stage::Page { deadline, .. } = self.stage else { return };
        let Some(page) = self.page_in.as_deref() else { return };
        if page.is_lost() {
            self.control.watch(true);
        }
        if page.is_quiet() || self.now >= deadline {
            self.leave_page();
            self.control.retrain();
        }
    }

    /// The source has gone on with the control channel, or to nothing.
    fn leave_page(&mut self) {
        if !matches!(self.stage, Stage::Page { .. }) {
            return;
        }
        let page = self.page_in.as_deref_mut();
        let quality = page.as_ref().and_then(|page| page.quality());
        if let Some(page) = page {
            page.stop();
        }
        self.events.push_back(LinkEvent::PageEnds(quality));
        self.stage = Stage::Control;
        self.tone = ToneWatch::new(self.terms.side.far());
    }

    /// The far end wants the line probed anew (12.7), or says INFOh again (12.4.3.1).
    fn hear_tone(&mut self, block: &[i16]) {
        self.tone.push(block);
        if !matches!(self.stage, Stage::Control) || self.tone.held_ms() < timers::TONE_MS {
            return;
        }
        if self.control.is_up() {
            self.events.push_back(LinkEvent::ControlDown);
            self.probe_again();
        } else if self.terms.role == Role::Source
            && self.trainings > 0
            && self.control.is_unanswered()
            && let Some(chosen) = self.report.probed.as_deref()
        {
            if self.trainings > timers::TRAININGS {
                return self.fail(Cause::TrainingFailed);
            }
            let phase2 = Phase2::source_for_infoh_again(&self.terms.probing(), chosen.far);
            self.report.trained_again += 1;
            self.control.stop();
            self.stage = Stage::Probing { phase2: Box::new(phase2), since: self.now };
        }
    }

    fn probe_again(&mut self) {
        let Some(chosen) = self.report.probed.as_deref() else { return };
        let settings = self.terms.probing();
        let phase2 = match self.terms.role {
            Role::Source => Phase2::retrain_source(&settings, chosen.far),
            Role::Recipient => Phase2::retrain_recipient(&settings, chosen.far),
        };
        self.report.line_retrains += 1;
        self.trainings = 0;
        self.control.stop();
        self.stage = Stage::Probing { phase2: Box::new(phase2), since: self.now };
    }

    fn fail(&mut self, cause: Cause) {
        self.stage = Stage::Over;
        self.events.push_back(LinkEvent::Failed(cause));
    }
}
