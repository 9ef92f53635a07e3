//! From the line to frames and page bits: V.21 and the image modem that is expected hear
//! side by side, as in a fax terminal.

use super::observer::Expected;
use crate::hdlc::{BridgingDeframer, Deframer, DeframerEvent};
use crate::t30::frame::Frame;
use crate::t30::tcf::TcfJudge;
use crate::t38::ifp::Indicator;
use ferrofax_signal::modem::image::ImageReceiver;
use ferrofax_signal::modem::tone::{CedDetector, CngDetector, ToneEvent};
use ferrofax_signal::modem::v21::V21Receiver;
use ferrofax_signal::modem::{Bits, Rate, Receiver, RxEvent};
use std::collections::VecDeque;

/// What the line said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum EarEvent {
    /// CNG or CED.
    Tone(Indicator),
    /// V.21 flags.
    Flags,
    /// A V.21 frame without FCS.
    Frame(Vec<u8>),
    /// A V.21 frame with a wrong FCS, without it.
    DamagedFrame(Vec<u8>),
    /// The V.21 carrier went.
    V21Down,
    /// The image modem has trained.
    Trained(Rate),
    /// Octets of a page or training check, the first bit lowest.
    Octets(Vec<u8>),
    /// A frame of a partial page without FCS, and whether that was right.
    EcmFrame(Vec<u8>, bool),
    /// The image carrier went; of a check that is judged here, whether it was good.
    ImageDown(Option<bool>),
}

/// Hears the line.
#[derive(Debug)]
pub(super) struct Ear {
    v21: V21Receiver,
    v21_up: bool,
    v21_rests: bool,
    deframer: BridgingDeframer,
    ced: CedDetector,
    cng: CngDetector,
    image: Option<ImageReceiver>,
    trained: bool,
    expected: Expected,
    sink: Sink,
    events: VecDeque<EarEvent>,
}

#[derive(Debug)]
enum Sink {
    Nothing,
    Bits { bits: u64, count: u32 },
    Judge(TcfJudge),
    Frames(Deframer),
}

impl Sink {
    fn new(expected: Expected, judges: bool) -> Self {
        match expected {
            Expected::Nothing => Self::Nothing,
            Expected::Check(rate) if judges => Self::Judge(TcfJudge::new(rate)),
            Expected::Check(_) | Expected::Page(_) => Self::Bits { bits: 0, count: 0 },
            Expected::Blocks(_) => Self::Frames(Deframer::new()),
        }
    }
}

impl Ear {
    pub(super) fn new() -> Self {
        Self {
            v21: V21Receiver::new(),
            v21_up: false,
            v21_rests: false,
            deframer: BridgingDeframer::new(),
            ced: CedDetector::new(),
            cng: CngDetector::new(),
            image: None,
            trained: false,
            expected: Expected::Nothing,
            sink: Sink::Nothing,
            events: VecDeque::new(),
        }
    }

    /// Another signal is expected from the line, with the short training or the long one.
    pub(super) fn expect(&mut self, expected: Expected, short: bool, judges: bool) {
        self.expected = expected;
        self.trained = false;
        self.sink = Sink::new(expected, judges);
        let before = self.image.take();
        let rate = match expected {
            Expected::Nothing => return,
            Expected::Check(rate) | Expected::Page(rate) | Expected::Blocks(rate) => rate,
        };
        let knows = before
            .filter(|image| short && image.rate() == rate)
            .and_then(ImageReceiver::restarted);
        self.image = Some(knows.unwrap_or_else(|| ImageReceiver::new(rate)));
    }

    pub(super) fn push(&mut self, samples: &[i16]) {
        let Self { ced, cng, events, .. } = self;
        ced.push(samples, &mut |event| on_tone(event, Indicator::Ced, events));
        cng.push(samples, &mut |event| on_tone(event, Indicator::Cng, events));
        self.hear(|receiver, sink| receiver.push(samples, sink));
    }

    pub(super) fn gap(&mut self, samples: usize) {
        self.hear(|receiver, sink| receiver.gap(samples, sink));
    }

    /// Decides who hears what comes next.
    pub(super) fn step(&mut self) {
        let is_sure = self.image.as_mut().is_some_and(|image| image.receiver().is_sure());
        let rests = is_sure && !self.v21.is_up();
        if rests && !self.v21_rests {
            self.v21.reset();
            self.deframer.reset();
        }
        self.v21_rests = rests;
    }

    pub(super) fn poll(&mut self) -> Option<EarEvent> {
        let event = self.events.pop_front();
        if matches!(event, Some(EarEvent::ImageDown(_))) {
            self.next_signal();
        }
        event
    }

    /// Whether flags or frames are being heard.
    pub(super) const fn hears_v21(&self) -> bool {
        self.v21_up
    }

    /// The same kind of signal may come again: the next page, the next block.
    fn next_signal(&mut self) {
        let is_check = matches!(self.expected, Expected::Check(_));
        if is_check {
            // What was learnt in it serves the page.
            self.sink = Sink::Nothing;
            return;
        }
        self.sink = Sink::new(self.expected, false);
        self.image = self.image.take().map(|image| {
            let rate = image.rate();
            image.restarted().unwrap_or_else(|| ImageReceiver::new(rate))
        });
    }

    fn hear(&mut self, hear: impl Fn(&mut dyn Receiver, &mut dyn FnMut(RxEvent))) {
        let Self { v21, v21_up, v21_rests, deframer, image, trained, sink, events, .. } = self;
        if !*v21_rests {
            hear(v21, &mut |event| on_v21(event, v21_up, deframer, events));
        }
        if let Some(image) = image {
            let rate = image.rate();
            hear(image.receiver(), &mut |event| on_image(event, rate, trained, sink, events));
        }
    }
}

fn on_tone(event: ToneEvent, tone: Indicator, events: &mut VecDeque<EarEvent>) {
    if event == ToneEvent::Began {
        events.push_back(EarEvent::Tone(tone));
    }
}

fn on_v21(
    event: RxEvent,
    up: &mut bool,
    deframer: &mut BridgingDeframer,
    events: &mut VecDeque<EarEvent>,
) {
    let mut found = |found| on_frame(found, up, events);
    match event {
        RxEvent::Bits(bits) => bits.iter().for_each(|bit| deframer.push_bit(bit, &mut found)),
        RxEvent::LostBits(bits) => bits.iter().for_each(|bit| deframer.push_lost(bit, &mut found)),
        RxEvent::CarrierUp => deframer.reset(),
        RxEvent::CarrierDown(_) => {
            deframer.finish(found);
            *up = false;
            events.push_back(EarEvent::V21Down);
        }
        RxEvent::Trained(_) | RxEvent::TrainingFailed => {}
    }
}

fn on_frame(found: DeframerEvent, up: &mut bool, events: &mut VecDeque<EarEvent>) {
    *up = true;
    match found {
        DeframerEvent::FlagsSeen => events.push_back(EarEvent::Flags),
        DeframerEvent::Frame(bytes) => events.push_back(EarEvent::Frame(bytes)),
        DeframerEvent::Restored(bytes) => events.push_back(if Frame::may_be_restored(&bytes) {
            EarEvent::Frame(bytes)
        } else {
            EarEvent::DamagedFrame(bytes)
        }),
        DeframerEvent::DamagedFrame(bytes) => {
            events.push_back(EarEvent::DamagedFrame(without_fcs(bytes)))
        }
        DeframerEvent::Aborted => {}
    }
}

fn on_image(
    event: RxEvent,
    rate: Rate,
    trained: &mut bool,
    sink: &mut Sink,
    events: &mut VecDeque<EarEvent>,
) {
    match event {
        RxEvent::CarrierUp | RxEvent::TrainingFailed => {}
        // Where nothing is made of the bits, nothing is told of the carrier either.
        RxEvent::Trained(_) => {
            *trained = true;
            if !matches!(sink, Sink::Nothing) {
                events.push_back(EarEvent::Trained(rate));
            }
        }
        RxEvent::Bits(bits) | RxEvent::LostBits(bits) => on_bits(bits, sink, events),
        RxEvent::CarrierDown(_) => {
            let mut check = None;
            // What stands in the sink when the carrier goes is the last that comes of it.
            match sink {
                Sink::Frames(deframer) => {
                    if let Some(DeframerEvent::Frame(bytes)) = deframer.finish() {
                        events.push_back(EarEvent::EcmFrame(bytes, true));
                    }
                }
                Sink::Judge(judge) => check = Some(judge.report().good),
                Sink::Bits { .. } | Sink::Nothing => {}
            }
            if std::mem::take(trained) && !matches!(sink, Sink::Nothing) {
                events.push_back(EarEvent::ImageDown(check));
            }
        }
    }
}

fn on_bits(new: Bits, sink: &mut Sink, events: &mut VecDeque<EarEvent>) {
    match sink {
        Sink::Nothing => {}
        Sink::Judge(judge) => judge.push_bits(new.bits, new.count),
        Sink::Bits { bits, count } => {
            *bits |= u64::from(new.bits) << *count;
            *count += new.count;
            let whole = *count / 8;
            if whole > 0 {
                events.push_back(EarEvent::Octets(bits.to_le_bytes()[..whole as usize].to_vec()));
                *bits >>= 8 * whole;
                *count %= 8;
            }
        }
        Sink::Frames(deframer) => deframer.push_bits(new.bits, new.count, |found| match found {
            DeframerEvent::Frame(bytes) => events.push_back(EarEvent::EcmFrame(bytes, true)),
            DeframerEvent::DamagedFrame(bytes) => {
                events.push_back(EarEvent::EcmFrame(without_fcs(bytes), false))
            }
            DeframerEvent::FlagsSeen | DeframerEvent::Restored(_) | DeframerEvent::Aborted => {}
        }),
    }
}

fn without_fcs(mut bytes: Vec<u8>) -> Vec<u8> {
    bytes.truncate(bytes.len().saturating_sub(2).max(1));
    bytes
}
