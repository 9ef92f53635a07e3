//! The frames of a call, and the signals between them, as they were on the line.

use ferrofax_engine::t30::frame::Frame;
use ferrofax_engine::t30::{Input, Signal};
use ferrofax_ground::ladder::Way;
use ferrofax_signal::modem::v8::station::Terms as V8Terms;
use ferrofax_signal::modem::{LineQuality, Rate};

/// A frame that was said or heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenFrame {
    /// The time of a heard frame's last bit, or of the decision to say a frame, in milliseconds.
    pub at_ms: u64,
    /// The side that said it.
    pub way: Way,
    /// The frame; `None` if it was damaged, or is no frame of T.30.
    pub frame: Option<Frame>,
}

/// A signal that is no frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Signalled {
    /// We begin the called station's tone.
    SaidCed,
    /// We begin a tone of the calling station.
    SaidCng,
    /// We begin a training check.
    SaidTraining(Rate),
    /// We begin a page, or its rest.
    SaidPage(Rate),
    /// We begin this number of frames of a partial page.
    SaidBlock(Rate, usize),
    /// We have said everything that was to be said.
    Silent,
    /// Flags in V.21 are heard.
    HeardFlags,
    /// A signal that may be an image modem is heard.
    HeardCarrier,
    /// The image modem has trained.
    HeardTrained(LineQuality),
    /// A carrier was there, but training on it failed.
    HeardUntrained,
    /// The carrier has gone.
    HeardEnd,
    /// A frame of a partial page came, with this number.
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
            // Address, control and FCD come before the number.
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
            // V.34's signals are not drawn; its frames are among the others.
            Signal::Silence(_) | Signal::Frames(_) | Signal::Primary(_) => return None,
        })
    }
}
