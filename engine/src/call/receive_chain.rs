//! The way of a received fax, from samples to frames and rows: a struct whose fields
//! stand in signal order.
//!
//! ```text
//! samples ─┬─ v21 ── deframer ────────────── commands
//!          └─ image ─┬─ training check ───── verdict
//!                    ├─ ecm ──────────────── frames of partial pages ─┐ (through the session)
//!                    └─ page bits ─────────────────────────────────── decoder ── rows
//! ```
//!
//! Both branches hear the same line at the same time: after DCS and CFR a caller may go
//! on with its image signal or repeat its command. Only while the image modem receives
//! data, and well, does V.21 rest. What each hears is queued as the session's inputs, in
//! order.

use super::config::LineReport;
use super::page_limit;
use crate::hdlc::{Deframer, DeframerEvent};
use crate::modem::image::ImageReceiver;
use crate::modem::v21::V21Receiver;
use crate::modem::{Bits, LineQuality, Rate, Receiver, RxEvent};
use crate::t4::{Bitmap, Decoder, PageQuality};
use crate::t30::tcf::TcfJudge;
use crate::t30::{Input, Listen, Negotiated};
use std::collections::VecDeque;

/// From the line to the session.
#[derive(Debug)]
pub(super) struct ReceiveChain {
    v21: V21Receiver,
    /// Whether V.21 is spared the line, since the image modem is sure of it.
    v21_rests: bool,
    deframer: Deframer,
    image: Option<ImageReceiver>,
    /// The image modem that heard the last training check, while none is needed: a page
    /// may come with the short training.
    resting: Option<ImageReceiver>,
    sink: ImageSink,
    decoder: Option<Decoder>,
    /// What the image modem saw of the line.
    line: LineQuality,
    listening: Listen,
    heard: VecDeque<Input>,
    max_rows: u32,
    /// Rows that were reported, and samples since.
    reported_rows: u32,
    since_report: usize,
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
    /// The page without ECM, eight bits at a time.
    Page(Eight),
}

/// Bits on the way to a decoder that takes bytes.
#[derive(Clone, Copy, Debug, Default)]
struct Eight {
    /// The first one lowest.
    bits: u64,
    count: u32,
}

impl ReceiveChain {
    pub(super) fn new(max_rows: u32) -> Self {
        Self {
            v21: V21Receiver::new(),
            v21_rests: false,
            deframer: Deframer::new(),
            image: None,
            resting: None,
            sink: ImageSink::Nothing,
            decoder: None,
            line: LineQuality::default(),
            listening: Listen::Nothing,
            heard: VecDeque::new(),
            max_rows,
            reported_rows: 0,
            since_report: 0,
        }
    }

    /// Goes on with a page that was begun on another line.
    pub(super) fn with_page(mut self, page: Option<Decoder>) -> Self {
        self.decoder = page;
        self
    }

    /// What came of a page that has not ended, for the line that takes over.
    pub(super) fn take_page(&mut self) -> Option<Decoder> {
        self.flush_page();
        self.decoder.take()
    }

    /// What to listen for from now on. V.21 goes on as it was, unless nothing was listened for.
    pub(super) fn listen(&mut self, listen: Listen) {
        if matches!(self.listening, Listen::Nothing) || matches!(listen, Listen::Nothing) {
            self.v21.reset();
            self.deframer.reset();
        }
        self.listening = listen;
        let (rate, sink) = match listen {
            Listen::Nothing | Listen::Commands => {
                self.rest();
                self.sink = ImageSink::Nothing;
                return;
            }
            Listen::TrainingCheck(rate) => (rate, ImageSink::Training(Some(TcfJudge::new(rate)))),
            Listen::Page(rate) => (rate, ImageSink::Page(Eight::default())),
            Listen::Blocks(rate) => (rate, ImageSink::Blocks(Deframer::new())),
            Listen::Carrier(rate) => {
                // The receiver goes on with the signal that it is in.
                self.flush_page();
                self.sink = ImageSink::Nothing;
                if self.image.as_ref().is_none_or(|image| image.rate() != rate) {
                    self.image = Some(self.trained(rate));
                }
                return;
            }
        };
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

    /// Hears samples.
    pub(super) fn push(&mut self, samples: &[i16]) {
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
        self.v21_rests && matches!(self.sink, ImageSink::Page(_) | ImageSink::Blocks(_))
    }

    /// What was heard, in order.
    pub(super) fn poll(&mut self) -> Option<Input> {
        self.heard.pop_front()
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
        Some(LineReport { rate, is_over, quality })
    }

    /// A page begins.
    pub(super) fn begin_page(&mut self, negotiated: Negotiated) {
        let width = negotiated.width.pixels(negotiated.resolution);
        self.decoder = Some(Decoder::new(
            negotiated.coding,
            width,
            page_limit::limits(self.max_rows, &negotiated),
        ));
        self.reported_rows = 0;
        self.since_report = 0;
    }

    /// Bits of the page from partial pages.
    pub(super) fn push_page_bits(&mut self, bytes: &[u8]) {
        if let Some(decoder) = &mut self.decoder {
            decoder.push(bytes);
        }
    }

    /// The page ends.
    pub(super) fn finish_page(&mut self) -> Option<(Bitmap, PageQuality, LineQuality)> {
        self.flush_page();
        let (bitmap, quality) = self.decoder.take()?.finish();
        Some((bitmap, quality, self.line))
    }

    fn hear(&mut self, samples: usize, hear: impl Fn(&mut dyn Receiver, &mut dyn FnMut(RxEvent))) {
        if self.listening == Listen::Nothing {
            return;
        }
        let Self { v21, deframer, image, sink, decoder, line, heard, .. } = self;
        if !self.v21_rests {
            hear(v21, &mut |event| on_v21(event, deframer, heard));
        }
        if let Some(image) = image {
            hear(image.receiver(), &mut |event| on_image(event, sink, decoder, line, heard));
        }
        self.report_growth(samples);
    }

    /// Reports at most once a second that the page has grown.
    fn report_growth(&mut self, samples: usize) {
        self.since_report += samples;
        if !matches!(self.sink, ImageSink::Page(_)) || self.since_report < REPORT_EVERY {
            return;
        }
        self.since_report = 0;
        let rows = self.decoder.as_ref().map_or(0, |decoder| decoder.page().rows());
        if rows > self.reported_rows {
            self.reported_rows = rows;
            self.heard.push_back(Input::PageGrew);
        }
    }

    fn flush_page(&mut self) {
        if let (ImageSink::Page(eight), Some(decoder)) = (&mut self.sink, &mut self.decoder) {
            eight.flush(decoder);
        }
    }
}

impl Eight {
    fn push(&mut self, some: Bits, decoder: &mut Decoder) {
        self.bits |= u64::from(some.bits) << self.count;
        self.count += some.count;
        if self.count >= 8 {
            let whole = self.count / 8;
            decoder.push(&self.bits.to_le_bytes()[..whole as usize]);
            self.bits >>= 8 * whole;
            self.count %= 8;
        }
    }

    fn flush(&mut self, decoder: &mut Decoder) {
        for bit in 0..self.count {
            decoder.push_bit(self.bits >> bit & 1 == 1);
        }
        *self = Self::default();
    }
}

fn on_v21(event: RxEvent, deframer: &mut Deframer, heard: &mut VecDeque<Input>) {
    match event {
        RxEvent::Bits(bits) => {
            deframer.push_bits(bits.bits, bits.count, |found| on_frame(found, heard))
        }
        RxEvent::CarrierUp => {
            deframer.reset();
            heard.push_back(Input::V21Carrier(true));
        }
        RxEvent::CarrierDown(_) => {
            if let Some(found) = deframer.finish() {
                on_frame(found, heard);
            }
            heard.push_back(Input::V21Carrier(false));
        }
        // V.21 does not train.
        RxEvent::Trained(_) | RxEvent::TrainingFailed => {}
    }
}

fn on_frame(found: DeframerEvent, heard: &mut VecDeque<Input>) {
    match found {
        DeframerEvent::FlagsSeen => heard.push_back(Input::Flags),
        DeframerEvent::Frame(bytes) => heard.push_back(Input::Frame(bytes)),
        DeframerEvent::DamagedFrame(_) => heard.push_back(Input::DamagedFrame),
        DeframerEvent::Aborted => {}
    }
}

fn on_image(
    event: RxEvent,
    sink: &mut ImageSink,
    decoder: &mut Option<Decoder>,
    line: &mut LineQuality,
    heard: &mut VecDeque<Input>,
) {
    match event {
        RxEvent::CarrierUp => heard.push_back(Input::ImageUp),
        RxEvent::Trained(quality) => {
            *line = quality;
            heard.push_back(Input::ImageTrained(quality));
        }
        RxEvent::TrainingFailed => heard.push_back(Input::ImageTrainingFailed),
        RxEvent::Bits(bits) => match sink {
            ImageSink::Nothing | ImageSink::Training(None) => {}
            ImageSink::Training(Some(judge)) => {
                judge.push_bits(bits.bits, bits.count);
                if judge.is_complete() {
                    heard.push_back(Input::Tcf(judge.report()));
                    *sink = ImageSink::Training(None);
                }
            }
            ImageSink::Blocks(deframer) => {
                deframer.push_bits(bits.bits, bits.count, |found| {
                    if let DeframerEvent::Frame(bytes) = found {
                        heard.push_back(Input::EcmFrame(bytes));
                    }
                });
            }
            ImageSink::Page(eight) => {
                if let Some(decoder) = decoder {
                    let ended = decoder.ended();
                    eight.push(bits, decoder);
                    if !ended && decoder.ended() {
                        heard.push_back(Input::PageEndSeen);
                    }
                }
            }
        },
        RxEvent::CarrierDown(quality) => {
            if quality != LineQuality::default() {
                *line = quality;
            }
            match sink {
                ImageSink::Training(judge) => {
                    if let Some(judge) = judge.take_if(|judge| judge.has_begun()) {
                        heard.push_back(Input::Tcf(judge.report()));
                    }
                }
                ImageSink::Blocks(deframer) => {
                    if let Some(DeframerEvent::Frame(bytes)) = deframer.finish() {
                        heard.push_back(Input::EcmFrame(bytes));
                    }
                }
                ImageSink::Page(_) | ImageSink::Nothing => {}
            }
            heard.push_back(Input::ImageDown(quality));
        }
    }
}

/// How often the growth of a page is reported, in samples.
const REPORT_EVERY: usize = 8000;
