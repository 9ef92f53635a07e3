//! From frames and page bits to the line: one signal after the other, each begun when it
//! is announced and ended when its last bit is out.

use super::bits::{CheckBits, FrameBits, PageBits};
use crate::t38::ifp::Indicator;
use ferrofax_signal::modem::image::ImageTransmitter;
use ferrofax_signal::modem::tone::{Ced, Cng};
use ferrofax_signal::modem::v21::V21Transmitter;
use ferrofax_signal::modem::{BitSource, Rate, Transmitter};
use ferrofax_signal::time::Millis;
use std::collections::VecDeque;

/// Speaks on the line.
#[derive(Debug)]
pub(super) struct Mouth {
    /// The first one is being said, once `speaking` is there.
    signals: VecDeque<Signal>,
    speaking: Option<Modem>,
    /// Samples of silence that are left before the next signal.
    pause: u64,
    level_dbm0: f32,
}

/// What is to be said.
#[derive(Debug)]
enum Signal {
    /// CNG or CED, and the samples that are left of it.
    Tone(Indicator, u64),
    /// Frames; `None` by V.21.
    Frames(Option<(Rate, bool)>, FrameBits),
    Check(Rate, CheckBits),
    Page(Rate, bool, PageBits),
}

#[derive(Debug)]
enum Modem {
    Ced(Ced),
    Cng(Cng),
    V21(Box<V21Transmitter>),
    Image(ImageTransmitter),
}

impl Mouth {
    pub(super) const fn new(level_dbm0: f32) -> Self {
        Self { signals: VecDeque::new(), speaking: None, pause: 0, level_dbm0 }
    }

    /// Says a tone, unless something else is being said.
    pub(super) fn tone(&mut self, tone: Indicator) {
        let lasts = match tone {
            Indicator::Ced => CED,
            Indicator::Cng => CNG,
            _ => return,
        };
        if self.signals.is_empty() {
            self.signals.push_back(Signal::Tone(tone, lasts.samples()));
        }
    }

    /// A signal of frames: by V.21, or by an image modem with its training.
    pub(super) fn begin_frames(&mut self, image: Option<(Rate, bool)>) {
        let flags = image.map_or(PREAMBLE_FLAGS, |(rate, _)| rate.bps() * ECM_FLAGS.0 / 8000);
        self.begin(Signal::Frames(image, FrameBits::new(flags)));
    }

    /// A training check, of which bits will come, or which is made here.
    pub(super) fn begin_check(&mut self, rate: Rate, here: bool) {
        self.begin(Signal::Check(rate, CheckBits::new(rate.bps() * 3 / 2, here)));
    }

    /// A page without ECM, whose rows have so many bits at least.
    pub(super) fn begin_page(&mut self, rate: Rate, short: bool, min_row_bits: u32) {
        self.begin(Signal::Page(rate, short, PageBits::new(min_row_bits)));
    }

    /// A frame for the signal that was begun last.
    pub(super) fn frame(&mut self, bytes: &[u8]) {
        if let Some(Signal::Frames(_, bits)) = self.signals.back_mut() {
            bits.push(bytes);
        }
    }

    /// One that did not come whole. The station on the line may ask for it again, and
    /// need not wait for what will not come.
    pub(super) fn damaged_frame(&mut self) {
        if let Some(Signal::Frames(None, bits)) = self.signals.back_mut() {
            bits.push_damaged();
        }
    }

    /// Page bits for the signal that was begun last.
    pub(super) fn octets(&mut self, octets: &[u8]) {
        match self.signals.back_mut() {
            Some(Signal::Check(_, bits)) => bits.push(octets),
            Some(Signal::Page(_, _, bits)) => bits.push(octets),
            _ => {}
        }
    }

    /// Nothing more comes for the signal that was begun last.
    pub(super) fn end(&mut self) {
        match self.signals.back_mut() {
            Some(Signal::Frames(_, bits)) => bits.end(),
            Some(Signal::Check(_, bits)) => bits.end(),
            Some(Signal::Page(_, _, bits)) => bits.end(),
            Some(Signal::Tone(..)) | None => {}
        }
    }

    /// Whether nothing is to be said.
    pub(super) fn is_idle(&self) -> bool {
        self.signals.is_empty()
    }

    /// The line has just fallen silent, as far as is heard: nothing new is begun before
    /// it has been so for long enough.
    pub(super) fn rest(&mut self) {
        if self.speaking.is_none() {
            self.pause = self.pause.max(TURNAROUND.samples());
        }
    }

    /// Fills `out`. While the line still says frames nothing new is begun.
    pub(super) fn pull(&mut self, out: &mut [i16], line_speaks: bool) {
        let mut done = 0;
        while done < out.len() {
            let rest = &mut out[done..];
            if self.pause > 0 {
                let count = rest.len().min(usize::try_from(self.pause).unwrap_or(usize::MAX));
                rest[..count].fill(0);
                self.pause -= count as u64;
                done += count;
                continue;
            }
            if self.speaking.is_none() && (line_speaks || !self.start()) {
                rest.fill(0);
                return;
            }
            let said = self.say(rest);
            done += said;
            if done < out.len() {
                self.speaking = None;
                self.signals.pop_front();
                self.pause = PAUSE.samples();
            }
        }
    }

    fn begin(&mut self, signal: Signal) {
        // The end of the one before was lost.
        self.end();
        // A tone has no other end than the next signal.
        if matches!(self.signals.back(), Some(Signal::Tone(..))) {
            self.signals.pop_back();
            self.speaking = None;
            self.pause = PAUSE.samples();
        }
        self.signals.push_back(signal);
    }

    /// Begins the first signal; false if there is none.
    fn start(&mut self) -> bool {
        let level = self.level_dbm0;
        self.speaking = self.signals.front().map(|signal| match signal {
            Signal::Tone(Indicator::Ced, _) => Modem::Ced(Ced::new(level)),
            Signal::Tone(..) => Modem::Cng(Cng::new(level)),
            Signal::Frames(None, _) => Modem::V21(Box::new(V21Transmitter::new(level))),
            Signal::Frames(Some((rate, short)), _) | Signal::Page(rate, short, _) => {
                Modem::Image(ImageTransmitter::new(*rate, *short, level))
            }
            Signal::Check(rate, _) => Modem::Image(ImageTransmitter::new(*rate, false, level)),
        });
        self.speaking.is_some()
    }

    /// Says some of the first signal; fewer samples than `out` holds at its end.
    fn say(&mut self, out: &mut [i16]) -> usize {
        let (Some(modem), Some(signal)) = (&mut self.speaking, self.signals.front_mut()) else {
            return 0;
        };
        match signal {
            Signal::Tone(_, left) => {
                let count = out.len().min(usize::try_from(*left).unwrap_or(usize::MAX));
                *left -= count as u64;
                modem.pull(&mut NoBits, &mut out[..count])
            }
            Signal::Frames(_, bits) => modem.pull(bits, out),
            Signal::Check(_, bits) => modem.pull(bits, out),
            Signal::Page(_, _, bits) => modem.pull(bits, out),
        }
    }
}

impl Transmitter for Modem {
    fn pull(&mut self, bits: &mut dyn BitSource, out: &mut [i16]) -> usize {
        match self {
            Self::Ced(modem) => modem.pull(bits, out),
            Self::Cng(modem) => modem.pull(bits, out),
            Self::V21(modem) => modem.pull(bits, out),
            Self::Image(modem) => modem.pull(bits, out),
        }
    }
}

/// A tone has no bits.
struct NoBits;

impl BitSource for NoBits {
    fn next_bit(&mut self) -> Option<bool> {
        None
    }
}

/// T.30 §5.3.1, T.4 §5: 75 ± 20 ms between one modulation and another.
const PAUSE: Millis = Millis(75);
/// The rest of that after a signal of the line, whose end is heard 20 to 40 ms later. A
/// remote end close by has its answer ready at once.
const TURNAROUND: Millis = Millis(45);
/// T.30 §5.3.1: flags for 1 s ± 15 %; at 300 bit/s 37 of them take 987 ms.
const PREAMBLE_FLAGS: u32 = 37;
/// T.4 §A.3.1: flags for 200 ms ± 100 ms.
const ECM_FLAGS: Millis = Millis(150);
/// T.30 §4.3.3.1, §4.2.
const CED: Millis = Millis(3_000);
const CNG: Millis = Millis(500);
