//! The way of a received fax, from samples to frames and rows: a struct whose fields
//! stand in signal order.
//!
//! ```text
//! samples ─┬─ v21 ── deframer ────────────── commands
//!          └─ image ─┬─ training check ───── verdict
//!                    ├─ ecm ──────────────── frames of partial pages ─┐ (through the session)
//!                    └─ page bits ─────────────────────────────────── page ── rows
//! ```
//!
//! Both branches hear the same line at the same time: after DCS and CFR a caller may go
//! on with its image signal or repeat its command. Only while the image modem receives
//! data, and well, does V.21 rest. What each hears is queued as the session's inputs, in
//! order.

use super::answers::Answers;
use super::config::LineReport;
use super::page_intake::PageIntake;
use crate::hdlc::{BridgingDeframer, Deframer, DeframerEvent};
use crate::t30::frame::Frame;
use crate::t30::tcf::TcfJudge;
use crate::t30::{Input, Listen};
use ferrofax_signal::modem::image::ImageReceiver;
use ferrofax_signal::modem::v8::ci_watch::CiWatch;
use ferrofax_signal::modem::v21::V21Receiver;
use ferrofax_signal::modem::{Bits, LineQuality, Rate, Receiver, RxEvent, Symbol};
use std::collections::VecDeque;

/// From the line to the session.
#[derive(Debug)]
pub(super) struct ReceiveChain {
    v21: V21Receiver,
    /// Where V.8 is used and we were called.
    ci: Option<Box<CiWatch>>,
    /// What it saw of the line.
    pub answers: Answers,
    /// Whether V.21 is spared the line, since the image modem is sure of it.
    v21_rests: bool,
    deframer: BridgingDeframer,
    image: Option<ImageReceiver>,
    /// The image modem that heard the last training check, while none is needed: a page
    /// may come with the short training.
    resting: Option<ImageReceiver>,
    sink: ImageSink,
    page: PageIntake,
    /// What the image modem saw of the line.
    quality: LineQuality,
    listening: Listen,
    heard: VecDeque<Input>,
}

/// Where the image modem's bits go.
#[derive(Debug)]
enum ImageSink {
    /// Nowhere: only the carrier is of interest, or the signal is over.
    Nothing,
    /// A training check; `None` once it was reported.
    Training(Option<TcfJudge>),
    /// Partial pages.
    Blocks(Deframer),
    /// The page without ECM.
    Page,
}

impl ReceiveChain {
    /// Hears nothing yet; `page` may go on here.
    pub(super) fn new(page: PageIntake) -> Self {
        Self {
            v21: V21Receiver::new(),
            ci: None,
            answers: Answers::default(),
            v21_rests: false,
            deframer: BridgingDeframer::new(),
            image: None,
            resting: None,
            sink: ImageSink::Nothing,
            page,
            quality: LineQuality::default(),
            listening: Listen::Nothing,
            heard: VecDeque::new(),
        }
    }

    /// The same, of a call of which as much was heard before.
    pub(super) fn with_answers(self, answers: Answers) -> Self {
        Self { answers, ..self }
    }

    /// The same, with an ear for CI where commands alone are listened for.
    pub(super) fn with_ci(self, hears_ci: bool) -> Self {
        Self { ci: hears_ci.then(Box::default), ..self }
    }

    /// Whether it has an ear for CI.
    pub(super) const fn hears_ci(&self) -> bool {
        self.ci.is_some()
    }

    /// The page that is coming in.
    pub(super) const fn page(&mut self) -> &mut PageIntake {
        &mut self.page
    }

    /// What the image modem saw of the line.
    pub(super) const fn quality(&self) -> LineQuality {
        self.quality
    }

    /// What to listen for from now on. V.21 goes on as it was, unless nothing was listened for.
    pub(super) fn listen(&mut self, listen: Listen) {
        if matches!(self.listening, Listen::Nothing) || matches!(listen, Listen::Nothing) {
            self.v21.reset();
            self.deframer.reset();
        }
        self.listening = listen;
        let (rate, sink) = match listen {
            // There is no primary channel but V.34's.
            Listen::Nothing | Listen::Commands | Listen::Primary => {
                self.page.drop_loose_bits();
                self.rest();
                self.sink = ImageSink::Nothing;
                return;
            }
            Listen::TrainingCheck(rate) => (rate, ImageSink::Training(Some(TcfJudge::new(rate)))),
            Listen::Page(rate) => (rate, ImageSink::Page),
            Listen::Blocks(rate) => (rate, ImageSink::Blocks(Deframer::new())),
            Listen::Carrier(rate) => {
                // The receiver goes on with the signal that it is in.
                self.page.flush();
                self.sink = ImageSink::Nothing;
                if self.image.as_ref().is_none_or(|image| image.rate() != rate) {
                    self.image = Some(self.trained(rate));
                }
                return;
            }
        };
        self.page.drop_loose_bits();
        // Before a training check the training is the long one, and it begins afresh.
        let is_check = matches!(sink, ImageSink::Training(_));
        self.image = Some(if is_check { ImageReceiver::new(rate) } else { self.trained(rate) });
        self.sink = sink;
    }

    /// The image modem is not needed for now.
    fn rest(&mut self) {
        if let Some(image) = self.image.take() {
            self.resting = Some(image);
        }
    }

    /// A receiver for `rate` that knows the line, if one has learnt it.
    fn trained(&mut self, rate: Rate) -> ImageReceiver {
        self.rest();
        let resting = self.resting.take().filter(|image| image.rate() == rate);
        resting
            .and_then(ImageReceiver::restarted)
            .unwrap_or_else(|| ImageReceiver::new(rate))
    }

    /// Whether a signal is on the line that will not fall silent before its end.
    pub(super) fn is_in_signal(&mut self) -> bool {
        self.v21.is_up() || self.image.as_mut().is_some_and(|image| image.receiver().is_sure())
    }

    /// Hears samples.
    pub(super) fn push(&mut self, samples: &[i16]) {
        if let Some(ci) = &mut self.ci {
            match self.listening {
                Listen::Commands if ci.push(samples) => self.heard.push_back(Input::CallIndicator),
                Listen::Commands => {}
                _ => ci.reset(),
            }
        }
        self.hear(samples.len(), |receiver, sink| receiver.push(samples, sink));
    }

    /// Time passes without samples.
    pub(super) fn gap(&mut self, samples: usize) {
        self.hear(samples, |receiver, sink| receiver.gap(samples, sink));
    }

    /// Decides who hears what comes next. To be called at times that do not depend on how
    /// the samples are cut.
    pub(super) fn step(&mut self) {
        let is_sure = self.image.as_mut().is_some_and(|image| image.receiver().is_sure());
        let rests = is_sure && !self.v21.is_up();
        if rests && !self.v21_rests {
            // What it has heard up to now does not belong to what it will hear later.
            self.v21.reset();
        }
        self.v21_rests = rests;
    }

    /// Whether the signal of a page or of partial pages is on the line, and surely nothing else.
    pub(super) const fn is_hearing_page(&self) -> bool {
        self.v21_rests && matches!(self.sink, ImageSink::Page | ImageSink::Blocks(_))
    }

    /// What was heard, in order.
    pub(super) fn poll(&mut self) -> Option<Input> {
        self.heard.pop_front()
    }

    /// The symbols of the image signal since this was asked for last, and its modem.
    pub(super) fn take_symbols(&mut self) -> Option<(Rate, Vec<Symbol>)> {
        let image = self.image.as_mut().or(self.resting.as_mut())?;
        Some((image.rate(), image.receiver().take_symbols()))
    }

    /// What is to be told of the line when `input`, which was heard last, is handed on.
    pub(super) fn report(&self, input: &Input) -> Option<LineReport> {
        let (quality, is_over) = match *input {
            Input::ImageTrained(quality) => (quality, false),
            // A carrier that came to nothing has none.
            Input::ImageDown(quality) if quality != LineQuality::default() => (quality, true),
            _ => return None,
        };
        // By what was heard with it, the session may have sent the receiver to rest already.
        let rate = self.image.as_ref().or(self.resting.as_ref())?.rate();
        Some(LineReport { rate: rate.into(), is_over, quality })
    }

    fn hear(&mut self, samples: usize, hear: impl Fn(&mut dyn Receiver, &mut dyn FnMut(RxEvent))) {
        if self.listening == Listen::Nothing {
            return;
        }
        let Self { v21, answers, deframer, image, sink, page, quality, heard, .. } = self;
        if !self.v21_rests {
            hear(v21, &mut |event| on_v21(event, answers, deframer, heard));
        }
        if let Some(image) = image {
            hear(image.receiver(), &mut |event| on_image(event, sink, page, quality, heard));
        }
        page.pass_time(samples as u64);
        if matches!(sink, ImageSink::Page) && page.reports_growth() {
            heard.push_back(Input::PageGrew);
        }
    }
}

fn on_v21(
    event: RxEvent,
    answers: &mut Answers,
    deframer: &mut BridgingDeframer,
    heard: &mut VecDeque<Input>,
) {
    match event {
        RxEvent::Bits(bits) => bits
            .iter()
            .for_each(|bit| deframer.push_bit(bit, |found| on_frame(found, answers, heard))),
        RxEvent::LostBits(bits) => bits
            .iter()
            .for_each(|bit| deframer.push_lost(bit, |found| on_frame(found, answers, heard))),
        RxEvent::CarrierUp => {
            deframer.reset();
            answers.begin();
            heard.push_back(Input::V21Carrier(true));
        }
        RxEvent::CarrierDown(seen) => {
            deframer.finish(|found| on_frame(found, answers, heard));
            answers.end(&seen);
            heard.push_back(Input::V21Carrier(false));
        }
        // V.21 does not train.
        RxEvent::Trained(_) | RxEvent::TrainingFailed => {}
    }
}

fn on_frame(found: DeframerEvent, answers: &mut Answers, heard: &mut VecDeque<Input>) {
    match found {
        DeframerEvent::FlagsSeen => heard.push_back(Input::Flags),
        DeframerEvent::Frame(bytes) => {
            answers.read();
            heard.push_back(Input::Frame(bytes));
        }
        DeframerEvent::Restored(bytes) if Frame::may_be_restored(&bytes) => {
            answers.read();
            heard.push_back(Input::RestoredFrame(bytes));
        }
        DeframerEvent::Restored(_) => heard.push_back(Input::DamagedFrame),
        DeframerEvent::DamagedFrame(_) => heard.push_back(Input::DamagedFrame),
        DeframerEvent::Aborted => {}
    }
}

fn on_image(
    event: RxEvent,
    sink: &mut ImageSink,
    page: &mut PageIntake,
    quality: &mut LineQuality,
    heard: &mut VecDeque<Input>,
) {
    match event {
        RxEvent::CarrierUp => heard.push_back(Input::ImageUp),
        RxEvent::Trained(seen) => {
            *quality = seen;
            heard.push_back(Input::ImageTrained(seen));
        }
        RxEvent::TrainingFailed => heard.push_back(Input::ImageTrainingFailed),
        RxEvent::Bits(bits) | RxEvent::LostBits(bits) => on_image_bits(bits, sink, page, heard),
        RxEvent::CarrierDown(seen) => {
            // A carrier that came to nothing has shown nothing of the line.
            if seen != LineQuality::default() {
                *quality = seen;
            }
            on_image_end(sink, heard);
            heard.push_back(Input::ImageDown(seen));
        }
    }
}

fn on_image_bits(
    bits: Bits,
    sink: &mut ImageSink,
    page: &mut PageIntake,
    heard: &mut VecDeque<Input>,
) {
    match sink {
        ImageSink::Nothing | ImageSink::Training(None) => {}
        ImageSink::Training(Some(judge)) => {
            judge.push_bits(bits.bits, bits.count);
            if judge.is_complete() {
                heard.push_back(Input::Tcf(judge.report()));
                *sink = ImageSink::Training(None);
            }
        }
        ImageSink::Blocks(deframer) => {
            deframer.push_bits(bits.bits, bits.count, |found| on_ecm_frame(found, heard));
        }
        ImageSink::Page => {
            if page.push_bits(bits) {
                heard.push_back(page.ended());
            }
        }
    }
}

/// The image carrier went: what was begun under it is over.
fn on_image_end(sink: &mut ImageSink, heard: &mut VecDeque<Input>) {
    match sink {
        ImageSink::Training(judge) => {
            if let Some(judge) = judge.take_if(|judge| judge.has_begun()) {
                heard.push_back(Input::Tcf(judge.report()));
            }
        }
        ImageSink::Blocks(deframer) => {
            if let Some(found) = deframer.finish() {
                on_ecm_frame(found, heard);
            }
        }
        ImageSink::Page | ImageSink::Nothing => {}
    }
}

/// A frame of a partial page that is damaged shows by its absence.
fn on_ecm_frame(found: DeframerEvent, heard: &mut VecDeque<Input>) {
    if let DeframerEvent::Frame(bytes) = found {
        heard.push_back(Input::EcmFrame(bytes));
    }
}
