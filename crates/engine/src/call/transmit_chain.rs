//! The way of what we say: signals, frames, bits, samples.

use super::transmit_image::ImageTransmitter;
use crate::hdlc::Framer;
use crate::t30::Signal;
use ferrofax_signal::modem::tone::{Ced, Cng};
use ferrofax_signal::modem::v8::Outcome;
use ferrofax_signal::modem::v8::station::Station;
use ferrofax_signal::modem::v21::V21Transmitter;
use ferrofax_signal::modem::{BitSource, Transmitter};
use ferrofax_signal::time::Millis;
use std::collections::VecDeque;
use std::sync::Arc;

/// From the session to the line.
#[derive(Debug)]
pub(super) struct TransmitChain {
    waiting: VecDeque<Signal>,
    speaking: Speaking,
    /// What came of V.8, until it is asked for.
    v8: Option<Outcome>,
    pub level_dbm0: f32,
    pub carrier_turn: CarrierTurn,
}

/// Whether a partial page is said with the carrier turned ([`ImageTransmitter::turned`]).
#[derive(Clone, Debug, Default)]
pub(super) struct CarrierTurn {
    /// The frames that were said last, and whether the carrier was turned then.
    said: Arc<Vec<Vec<u8>>>,
    is_turned: bool,
    /// A training check was sent since.
    is_trained_anew: bool,
    /// How often in a row the same frames were sent after a new check.
    again: u32,
}

#[derive(Debug)]
enum Speaking {
    Nothing,
    /// Samples of silence that are left.
    Silence(u64),
    Ced(Ced),
    /// CNG, and the samples that are left of its first tone.
    Cng(Cng, u64),
    V8(Box<Station>),
    Frames(Box<(Framer, V21Transmitter)>),
    Image(Box<ImageTransmitter>),
}

impl TransmitChain {
    pub(super) fn new(level_dbm0: f32) -> Self {
        Self {
            waiting: VecDeque::new(),
            speaking: Speaking::Nothing,
            v8: None,
            level_dbm0,
            carrier_turn: CarrierTurn::default(),
        }
    }

    /// Goes on from what was said on the line before.
    pub(super) fn with_carrier_turn(self, carrier_turn: CarrierTurn) -> Self {
        Self { carrier_turn, ..self }
    }

    /// Says these after what is being said, on a noisy line with longer pauses before the
    /// image modem.
    pub(super) fn say(&mut self, signals: Vec<Signal>, is_noisy: bool) {
        for signal in signals {
            if is_noisy
                && matches!(
                    signal,
                    Signal::TrainingCheck(_) | Signal::Page(..) | Signal::Blocks(..)
                )
            {
                self.waiting.push_back(Signal::Silence(LONGER_PAUSE));
            }
            self.waiting.push_back(signal);
        }
    }

    /// Breaks off, and forgets what was still to be said.
    pub(super) fn hush(&mut self) {
        self.waiting.clear();
        self.speaking = Speaking::Nothing;
    }

    /// V.8 hears what it says to whom.
    pub(super) fn hear(&mut self, samples: &[i16]) {
        if let Speaking::V8(station) = &mut self.speaking {
            station.push(samples);
        }
    }

    /// What came of V.8, once it is over.
    pub(super) fn take_v8(&mut self) -> Option<Outcome> {
        self.v8.take()
    }

    /// Whether there is nothing to say.
    pub(super) fn is_idle(&self) -> bool {
        matches!(self.speaking, Speaking::Nothing) && self.waiting.is_empty()
    }

    /// Fills `out` from its start; fewer samples than it holds when all has been said.
    pub(super) fn pull(&mut self, out: &mut [i16]) -> usize {
        let mut done = 0;
        while done < out.len() {
            let rest = &mut out[done..];
            // Each signal fills what is left of `out`, or as much of it as it lasts.
            let said = match &mut self.speaking {
                Speaking::Nothing => {
                    let Some(signal) = self.waiting.pop_front() else { break };
                    self.speaking = self.begin(signal);
                    continue;
                }
                Speaking::Silence(left) => {
                    let count = rest.len().min(usize::try_from(*left).unwrap_or(usize::MAX));
                    rest[..count].fill(0);
                    *left -= count as u64;
                    count
                }
                Speaking::Ced(ced) => ced.pull(&mut NoBits, rest),
                Speaking::Cng(cng, left) => {
                    let count = rest.len().min(usize::try_from(*left).unwrap_or(usize::MAX));
                    *left -= count as u64;
                    cng.pull(&mut NoBits, &mut rest[..count])
                }
                Speaking::V8(station) => station.pull(rest),
                Speaking::Image(image) => image.pull(rest),
                Speaking::Frames(frames) => {
                    let (framer, modem) = frames.as_mut();
                    modem.pull(&mut FramerBits(framer), rest)
                }
            };
            // It fell short: it is over, and the next one follows without a hole.
            if said < rest.len() {
                if let Speaking::V8(station) = &self.speaking {
                    self.v8 = station.outcome().cloned();
                }
                self.speaking = Speaking::Nothing;
            }
            done += said;
        }
        done
    }

    fn begin(&mut self, signal: Signal) -> Speaking {
        match signal {
            Signal::Silence(length) => Speaking::Silence(length.samples()),
            Signal::Ced => Speaking::Ced(Ced::new(self.level_dbm0)),
            Signal::Cng => Speaking::Cng(Cng::new(self.level_dbm0), CNG_TONE.samples()),
            Signal::V8(terms) => Speaking::V8(Box::new(Station::new(*terms, self.level_dbm0))),
            Signal::TrainingCheck(rate) => {
                self.carrier_turn.is_trained_anew = true;
                Speaking::Image(Box::new(ImageTransmitter::training_check(rate, self.level_dbm0)))
            }
            Signal::Page(signal, data) => {
                Speaking::Image(Box::new(ImageTransmitter::page(signal, data, self.level_dbm0)))
            }
            Signal::Blocks(signal, frames) => {
                let is_turned = self.carrier_turn.next(&frames);
                let image = ImageTransmitter::blocks(signal, frames, self.level_dbm0);
                Speaking::Image(Box::new(if is_turned { image.turned() } else { image }))
            }
            // The primary channel is V.34's; the session has left it before it came here.
            Signal::Primary(_) => Speaking::Silence(0),
            Signal::Frames(frames) => {
                let mut framer = Framer::new(PREAMBLE_FLAGS);
                frames.iter().for_each(|frame| framer.push_frame(frame));
                Speaking::Frames(Box::new((framer, V21Transmitter::new(self.level_dbm0))))
            }
        }
    }
}

impl CarrierTurn {
    /// Whether `frames` are to be said with the carrier turned: other than before where
    /// they are all that was said before, for then nothing of it came; as before where
    /// they are a part of that. Behind a new training check the remote modem has learnt the
    /// carrier as it is, and the same frames may have been lost in the middle: it is turned
    /// only if they were lost behind a check before.
    fn next(&mut self, frames: &Arc<Vec<Vec<u8>>>) -> bool {
        let nothing_came = self.said == *frames;
        let some_came = frames.first().is_some_and(|frame| self.said.contains(frame));
        let is_trained_anew = std::mem::take(&mut self.is_trained_anew);
        self.is_turned = match (nothing_came, is_trained_anew) {
            (true, true) => {
                self.again += 1;
                self.again.is_multiple_of(2)
            }
            (true, false) => !self.is_turned,
            (false, _) => self.is_turned && some_came,
        };
        if !nothing_came {
            self.again = 0;
        }
        self.said = frames.clone();
        self.is_turned
    }
}

/// The bits of a framer as the modem wants them.
struct FramerBits<'a>(&'a mut Framer);

impl BitSource for FramerBits<'_> {
    fn next_bit(&mut self) -> Option<bool> {
        self.0.next_bit()
    }
}

/// A tone has no bits.
struct NoBits;

impl BitSource for NoBits {
    fn next_bit(&mut self) -> Option<bool> {
        None
    }
}

/// What spandsp needs beyond T.30's 75 ms, when the noise is near the level at which it
/// begins to listen: until then it may take the end of a V.21 signal, or the silence
/// after it, for more of a signal, and loses the page.
const LONGER_PAUSE: Millis = Millis(100);

/// T.30 §4.2: one tone of CNG.
const CNG_TONE: Millis = Millis(500);

/// T.30 §5.3.1: flags for 1 s ± 15 %; 32 of them take 853 ms. Every page has two such preambles.
const PREAMBLE_FLAGS: u32 = 32;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::t30::ImageSignal;
    use ferrofax_signal::modem::Rate;
    use ferrofax_signal::time::Millis;

    #[test]
    fn signals_follow_each_other_without_a_hole_at_any_cut() {
        let signals = vec![
            Signal::Silence(Millis(25)),
            Signal::Frames(vec![vec![0xFF, 0x13, 0x8C]]),
            Signal::Ced,
        ];
        let whole = {
            let mut chain = TransmitChain::new(-12.0);
            chain.say(signals.clone(), false);
            let mut out = vec![0; 80_000];
            let count = chain.pull(&mut out);
            assert!(chain.is_idle());
            out.truncate(count);
            out
        };
        let mut chain = TransmitChain::new(-12.0);
        chain.say(signals, false);
        let mut pieces = Vec::new();
        for size in (1..400).cycle() {
            let mut out = vec![0; size];
            let count = chain.pull(&mut out);
            pieces.extend_from_slice(&out[..count]);
            if count < size {
                break;
            }
        }
        assert!(whole[..200].iter().all(|sample| *sample == 0) && whole[201] != 0);
        assert!(whole == pieces);
    }

    /// What is said of frames with these first octets.
    fn said(chain: &mut TransmitChain, octets: &[u8]) -> Vec<i16> {
        let signal = ImageSignal { rate: Rate::V17At14400, short_training: true };
        let frames = octets.iter().map(|octet| vec![*octet; 60]).collect();
        chain.say(vec![Signal::Blocks(signal, Arc::new(frames))], false);
        let mut out = vec![0; 8000];
        let count = chain.pull(&mut out);
        out.truncate(count);
        out
    }

    #[test]
    fn behind_a_new_check_the_carrier_is_turned_only_at_the_second_time() {
        let mut chain = TransmitChain::new(-14.0);
        let first = said(&mut chain, &[1, 2, 3]);
        let turned = [(); 3].map(|()| {
            chain.carrier_turn.is_trained_anew = true;
            is_turned(&first, &said(&mut chain, &[1, 2, 3]))
        });
        assert_eq!(turned, [false, true, false]);
    }

    fn is_turned(one: &[i16], other: &[i16]) -> bool {
        one.iter()
            .zip(other)
            .take(1000)
            .all(|(one, other)| (i32::from(*one) + i32::from(*other)).abs() <= 1)
    }

    #[test]
    fn what_was_not_heard_at_all_is_said_with_the_carrier_turned() {
        let mut chain = TransmitChain::new(-14.0);
        let first = said(&mut chain, &[1, 2, 3]);
        assert!(is_turned(&first, &said(&mut chain, &[1, 2, 3])), "again");
        assert!(is_turned(&first, &said(&mut chain, &[2, 3])), "a part of it came");
        assert!(!is_turned(&first, &said(&mut chain, &[2, 3])), "nothing of that came");
        assert!(!is_turned(&first, &said(&mut chain, &[4, 5])), "another block");
    }
}
