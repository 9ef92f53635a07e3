//! The line between the two machines: what is heard of a signal, and when, and each way in which the
//! line may damage it. There are no samples here: a signal is heard as the frames, checks and pages
//! that a modem or T.38 would report.

use ferrofax::modem::Rate;
use ferrofax::t30::Signal;
use ferrofax::time::{Millis, SampleTime};
use std::sync::Arc;

/// Something that is heard, and when.
pub(crate) type Arrival = (SampleTime, Heard);

/// What is heard of a signal.
#[derive(Clone, Debug)]
pub(crate) enum Heard {
    /// The carrier of V.21 came (true) or went.
    V21(bool),
    /// A frame in V.21 with a right FCS.
    Frame(Vec<u8>),
    /// A frame in V.21 with a wrong FCS.
    Damaged,
    /// Something on the carrier of an image modem with this rate.
    Image(Rate, Image),
}

/// What is heard on the carrier of an image modem.
#[derive(Clone, Debug)]
pub(crate) enum Image {
    Up,
    Trained,
    TrainingFailed,
    /// The end of a training check, and whether its zeros were good.
    Check(bool),
    /// Octets of a page without ECM.
    Rows(Arc<Vec<u8>>),
    /// The end of the page in its own bits (RTC).
    PageEnd,
    /// A frame of a partial page.
    Block(Vec<u8>),
    /// By packets: no more of them came in the middle of the signal.
    Stopped,
    Down,
}

/// What the line does to one signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Nothing of it arrives.
    Lost,
    /// It arrives so much later.
    Late(Millis),
    /// This frame of it is missing.
    FrameMissing(usize),
    /// This frame of it has a wrong FCS.
    FrameDamaged(usize),
    /// This frame of it arrives twice.
    FrameTwice(usize),
    /// The receiver cannot train on it.
    Untrained,
    /// The training check has errors.
    BadCheck,
    /// Every other octet of the page is wrong.
    BadRows,
    /// The second half of the page or of the frames is missing.
    HalfMissing,
    /// The end of the page (RTC) is not seen.
    EndUnseen,
}

/// Everything that the line may do to this signal.
pub(crate) fn faults_of(signal: &Signal) -> Vec<Fault> {
    match signal {
        Signal::Silence(_) | Signal::Ced | Signal::Cng | Signal::V8(_) => Vec::new(),
        Signal::Frames(frames) => {
            let each = (0..frames.len()).flat_map(|at| {
                [Fault::FrameMissing(at), Fault::FrameDamaged(at), Fault::FrameTwice(at)]
            });
            [Fault::Lost, Fault::Late(SOON), Fault::Late(LATE)]
                .into_iter()
                .chain(each)
                .collect()
        }
        Signal::TrainingCheck(_) => vec![Fault::Lost, Fault::Untrained, Fault::BadCheck],
        Signal::Page(..) => vec![
            Fault::Lost,
            Fault::Untrained,
            Fault::BadRows,
            Fault::HalfMissing,
            Fault::EndUnseen,
        ],
        Signal::Blocks(_, frames) | Signal::Primary(frames) => {
            let last = frames.len() - 1;
            let mut each: Vec<_> = [0, last].map(Fault::FrameMissing).into();
            // The last of the frames are the RCP.
            each.extend(last.checked_sub(3).map(Fault::FrameMissing));
            each.dedup();
            [Fault::Lost, Fault::Untrained, Fault::HalfMissing]
                .into_iter()
                .chain(each)
                .collect()
        }
    }
}

/// A delay that a packet network or a satellite makes.
const SOON: Millis = Millis(1_000);
/// One with which the answer to a command comes later than T4, so that the command is repeated.
/// MCF does not name its page: with delays that are longer than T4, the answer to a repeated
/// command can be taken for the answer to the next one, and no machine can tell.
const LATE: Millis = Millis(2_400);
/// From the carrier of V.21 to the first frame: the preamble.
const PREAMBLE: Millis = Millis(1_000);

/// What is heard of `signal`, which begins at `from`, and when its last bit has gone out.
pub(crate) fn carry(
    signal: &Signal,
    from: SampleTime,
    fault: Option<Fault>,
) -> (Vec<Arrival>, SampleTime) {
    let (mut heard, end) = match signal {
        Signal::Silence(length) => (Vec::new(), from + *length),
        Signal::Ced | Signal::V8(_) => (Vec::new(), from + Millis(3_000)),
        Signal::Cng => (Vec::new(), from + Millis(500)),
        Signal::Frames(frames) => carry_frames(frames, from, fault),
        Signal::TrainingCheck(rate) => {
            let good = fault != Some(Fault::BadCheck);
            carry_image(*rate, from, fault, vec![Image::Check(good)])
        }
        Signal::Page(how, octets) => carry_image(how.rate, from, fault, page(octets, fault)),
        Signal::Blocks(how, frames) => carry_image(how.rate, from, fault, blocks(frames, fault)),
        Signal::Primary(_) => panic!("there is no V.34 on this line"),
    };
    match fault {
        Some(Fault::Lost) => heard.clear(),
        Some(Fault::Late(by)) => heard.iter_mut().for_each(|(at, _)| *at += by),
        _ => {}
    }
    (heard, end)
}

fn carry_frames(
    frames: &[Vec<u8>],
    from: SampleTime,
    fault: Option<Fault>,
) -> (Vec<Arrival>, SampleTime) {
    let mut heard = vec![(from, Heard::V21(true))];
    let mut at = from + PREAMBLE;
    for (number, frame) in frames.iter().enumerate() {
        at += Millis((frame.len() as u32 + 3) * 8 * 1000 / 300);
        let whole = Heard::Frame(frame.clone());
        match fault {
            Some(Fault::FrameMissing(missing)) if missing == number => {}
            Some(Fault::FrameDamaged(damaged)) if damaged == number => {
                heard.push((at, Heard::Damaged));
            }
            Some(Fault::FrameTwice(twice)) if twice == number => {
                heard.extend([(at, whole.clone()), (at, whole)]);
            }
            _ => heard.push((at, whole)),
        }
    }
    at += Millis(30);
    heard.push((at, Heard::V21(false)));
    (heard, at)
}

fn carry_image(
    rate: Rate,
    from: SampleTime,
    fault: Option<Fault>,
    what: Vec<Image>,
) -> (Vec<Arrival>, SampleTime) {
    let end = from + Millis(1_800);
    let mut heard = vec![(from, Image::Up)];
    if fault == Some(Fault::Untrained) {
        heard.push((from + Millis(300), Image::TrainingFailed));
    } else {
        heard.push((from + Millis(300), Image::Trained));
        heard.extend(what.into_iter().map(|image| (from + Millis(1_750), image)));
    }
    heard.push((end, Image::Down));
    (heard.into_iter().map(|(at, image)| (at, Heard::Image(rate, image))).collect(), end)
}

fn page(octets: &Arc<Vec<u8>>, fault: Option<Fault>) -> Vec<Image> {
    match fault {
        Some(Fault::HalfMissing) => {
            let half = octets[..octets.len() / 2].to_vec();
            vec![Image::Rows(Arc::new(half)), Image::Stopped]
        }
        Some(Fault::EndUnseen) => vec![Image::Rows(Arc::clone(octets))],
        Some(Fault::BadRows) => {
            let damaged = octets.iter().enumerate();
            let damaged = damaged.map(|(at, octet)| if at % 2 == 0 { *octet } else { BAD_ROW });
            vec![Image::Rows(Arc::new(damaged.collect())), Image::PageEnd]
        }
        _ => vec![Image::Rows(Arc::clone(octets)), Image::PageEnd],
    }
}

/// An octet that no page has: a damaged row.
pub(crate) const BAD_ROW: u8 = 0xEE;

fn blocks(frames: &[Vec<u8>], fault: Option<Fault>) -> Vec<Image> {
    let arrives = |number: &usize| match fault {
        Some(Fault::FrameMissing(missing)) => missing != *number,
        Some(Fault::HalfMissing) => *number < frames.len() / 2,
        _ => true,
    };
    let stopped = (fault == Some(Fault::HalfMissing)).then_some(Image::Stopped);
    let frames = (0..frames.len()).filter(arrives).map(|at| Image::Block(frames[at].clone()));
    frames.chain(stopped).collect()
}
