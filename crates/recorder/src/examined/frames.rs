//! The frames of a call, and the signals between them, as they were on the line.

use ferrofax_engine::t30::frame::Frame;
use ferrofax_engine::t30::{Input, Signal};
use ferrofax_ground::ladder::Way;
use ferrofax_signal::modem::v8::station::Terms as V8Terms;
use ferrofax_signal::modem::{LineQuality, Rate};

/// A frame that was sent or received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenFrame {
    /// The time in milliseconds: of the last bit of a received frame, or of the decision to send a
    /// frame.
    pub at_ms: u64,
    /// The direction of the frame: sent by us, or received.
    pub way: Way,
    /// The decoded frame; `None` if it was damaged, or is not a frame of T.30.
    pub frame: Option<Frame>,
}

/// A signal that is not a frame, or an event of such a signal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Signalled {
    /// We begin the called station's tone (CED, or the answering side of V.8).
    SaidCed,
    /// We begin a tone of the calling station (CNG, or the calling side of V.8).
    SaidCng,
    /// We begin a training check (TCF) at this rate.
    SaidTraining(Rate),
    /// We begin a page, or the rest of a page, at this rate.
    SaidPage(Rate),
    /// We begin a block of this number of frames with page data (ECM), at this rate.
    SaidBlock(Rate, usize),
    /// We have sent all signals that were to be sent.
    Silent,
    /// Flags in V.21 are received.
    HeardFlags,
    /// A signal that may come from an image modem is received.
    HeardCarrier,
    /// Our image modem has trained on the received signal.
    HeardTrained(LineQuality),
    /// A carrier was received, but training on it failed.
    HeardUntrained,
    /// The received image signal has ended.
    HeardEnd,
    /// A frame with page data (ECM) was received; the value is its number in the block.
    HeardBlockFrame(u8),
}

impl SeenFrame {
    pub(super) fn heard(at_ms: u64, input: &Input) -> Option<Self> {
        let frame = match input {
            Input::Frame(bytes) => Frame::parse(bytes),
            Input::DamagedFrame => None,
            _ => return None,
        };
        Some(Self { at_ms, way: Way::Heard, frame })
    }

    pub(super) fn said(at_ms: u64, signal: &Signal) -> Vec<Self> {
        let Signal::Frames(frames) = signal else { return Vec::new() };
        let said = |bytes: &Vec<u8>| Self { at_ms, way: Way::Said, frame: Frame::parse(bytes) };
        frames.iter().map(said).collect()
    }
}

impl Signalled {
    pub(super) fn heard(input: &Input) -> Option<Self> {
        Some(match input {
            Input::Flags => Self::HeardFlags,
            Input::ImageUp => Self::HeardCarrier,
            Input::ImageTrained(quality) => Self::HeardTrained(*quality),
            Input::ImageTrainingFailed => Self::HeardUntrained,
            Input::ImageDown(_) => Self::HeardEnd,
            Input::Said => Self::Silent,
            // Three bytes come before the number: address, control and FCD.
            Input::EcmFrame(bytes) => Self::HeardBlockFrame(*bytes.get(3)?),
            _ => return None,
        })
    }

    pub(super) fn said(signal: &Signal) -> Option<Self> {
        Some(match signal {
            Signal::Ced => Self::SaidCed,
            Signal::Cng => Self::SaidCng,
            Signal::V8(terms) => match **terms {
                V8Terms::Calling(_) => Self::SaidCng,
                V8Terms::Answering(_) => Self::SaidCed,
            },
            Signal::TrainingCheck(rate) => Self::SaidTraining(*rate),
            Signal::Page(image, _) => Self::SaidPage(image.rate),
            Signal::Blocks(image, frames) => Self::SaidBlock(image.rate, frames.len()),
            // The signals of V.34's primary channel are not drawn; its frames are in [`SeenFrame`].
            Signal::Silence(_) | Signal::Frames(_) | Signal::Primary(_) => return None,
        })
    }
}
