//! From frames and page bits to the line: one signal after the other, each begun when it
//! is announced and ended when its last bit is out.
//!
//! The line takes its time, and packets need not keep it: no more than so many octets and
//! signals wait. What comes beyond them is dropped and counted. A frame that lacks something is
//! not said, and a page that does has a damaged row there.

use super::bits::{CheckBits, DAMAGED, FrameBits, IN_A_HOLE, PageBits, waiting_frame};
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
    /// The signal that was begun last had no room: what comes for it is dropped.
    is_deaf: bool,
    /// Signals, frames and pieces of pages that were dropped.
    dropped: u64,
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

impl Signal {
    /// What waits of it, in octets.
    fn waiting(&self) -> usize {
        match self {
            Self::Tone(..) => 0,
            Self::Frames(_, bits) => bits.waiting(),
            Self::Check(_, bits) => bits.waiting(),
            Self::Page(_, _, bits) => bits.waiting(),
        }
    }
}

impl Mouth {
    pub(super) const fn new(level_dbm0: f32) -> Self {
        Self {
            signals: VecDeque::new(),
            speaking: None,
            pause: 0,
            level_dbm0,
            is_deaf: false,
            dropped: 0,
        }
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
        if self.has_room(waiting_frame(bytes))
            && let Some(Signal::Frames(_, bits)) = self.signals.back_mut()
        {
            bits.push(bytes);
        }
    }

    /// One that did not come whole. The station on the line may ask for it again, and
    /// need not wait for what will not come.
    pub(super) fn damaged_frame(&mut self) {
        if self.has_room(waiting_frame(&DAMAGED))
            && let Some(Signal::Frames(None, bits)) = self.signals.back_mut()
        {
            bits.push_damaged();
        }
    }

    /// Page bits for the signal that was begun last.
    pub(super) fn octets(&mut self, octets: &[u8]) {
        if !self.has_room(octets.len()) {
            return self.note_dropped();
        }
        match self.signals.back_mut() {
            Some(Signal::Check(_, bits)) => bits.push(octets),
            Some(Signal::Page(_, _, bits)) => bits.push(octets),
            _ => {}
        }
    }

    /// Page bits for it were dropped.
    pub(super) fn note_dropped(&mut self) {
        if let (false, Some(Signal::Page(_, _, bits))) = (self.is_deaf, self.signals.back_mut()) {
            bits.note_dropped();
        }
    }

    /// Nothing more comes for the signal that was begun last.
    pub(super) fn end(&mut self) {
        if self.is_deaf {
            return;
        }
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

    /// What waits to be said, in octets.
    pub(super) fn waiting(&self) -> usize {
        self.signals.iter().map(Signal::waiting).sum()
    }

    /// Signals, frames and pieces of pages that were dropped for want of room.
    pub(super) const fn dropped(&self) -> u64 {
        self.dropped
    }

    /// Whether so many octets more may wait; counted if not.
    fn has_room(&mut self, octets: usize) -> bool {
        let has_room = !self.is_deaf && self.waiting() + octets + KEPT_FOR_HOLES <= MOST_WAITING;
        self.dropped += u64::from(!has_room);
        has_room
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
        self.is_deaf = self.signals.len() >= MOST_SIGNALS;
        if self.is_deaf {
            self.dropped += 1;
            return;
        }
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

/// Octets that wait in a gateway at most, before they are said on its line: as many as may come at
/// once.
pub const MOST_WAITING: usize = 80_000;
/// Of them, for what stands in each signal in the place of what was dropped.
const KEPT_FOR_HOLES: usize = MOST_SIGNALS * IN_A_HOLE.len();
/// Signals that wait at most. T.30 has three behind each other: a command, its check, a page.
const MOST_SIGNALS: usize = 20;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signals_without_end_wait_no_more_than_they_may_and_take_no_data_of_the_next() {
        let mut mouth = Mouth::new(-14.0);
        let begun = MOST_SIGNALS as u64;
        for number in 0..1_000 {
            mouth.begin_frames(None);
            mouth.frame(&[0xFF, 0x13, 0x01]);
            mouth.end();
            assert_eq!(mouth.signals.len() as u64, (number + 1).min(begun));
        }
        // For each that had no room, itself and its frame.
        assert_eq!(mouth.dropped(), 2 * (1_000 - begun));
        assert_eq!(mouth.waiting(), 20 * (5 + 32), "each has its own frame");
        // As soon as there is room again one is taken.
        while mouth.signals.len() == MOST_SIGNALS {
            mouth.pull(&mut [0; 160], false);
        }
        mouth.begin_page(Rate::V29At9600, false, 0);
        mouth.octets(&[1, 2, 3]);
        assert_eq!(mouth.dropped(), 2 * (1_000 - begun));
        assert_eq!(mouth.signals.back().map(Signal::waiting), Some(3));
    }

    #[test]
    fn a_modems_burst_has_room_and_what_goes_beyond_it_is_dropped_and_counted() {
        for rate in Rate::ALL {
            let mut mouth = Mouth::new(-14.0);
            mouth.begin_page(rate, false, 0);
            // A stall of four seconds is the end of a signal.
            mouth.octets(&vec![0x55; rate.bps() as usize / 8 * 4]);
            assert_eq!(mouth.dropped(), 0);
        }
        let mut mouth = Mouth::new(-14.0);
        mouth.begin_page(Rate::V17At14400, false, 0);
        (0..1_000).for_each(|_| mouth.octets(&[0x55; 1_000]));
        assert_eq!((mouth.waiting(), mouth.dropped()), (79_006, 921));
        mouth.begin_frames(Some((Rate::V17At14400, true)));
        mouth.frame(&[0xFF; 1_000]);
        assert_eq!(mouth.dropped(), 922);
    }
}
