//! A station on the line: samples in, samples out, and one of the two procedures between.
//!
//! Its clock is what it says: [`Station::pull`] is to be called for as many samples as
//! [`Station::push`] is, both of them in turn, however they are cut.

use super::answer_tone::{Ansam, AnswerToneDetector};
use super::answerer::{Answerer, AnswererTerms};
use super::caller::{Caller, CallerTerms};
use super::sequence::{SequenceKind, SequenceReader, SequenceSource};
use super::{Input, Outcome, Signal};
use crate::modem::tone::Cng;
use crate::modem::v21::{Channel, ChannelReceiver, V21Transmitter};
use crate::modem::{BitSource, Transmitter};
use crate::time::SampleTime;

/// Which side a station is, and on what terms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Terms {
    /// The one that calls.
    Calling(CallerTerms),
    /// The one that answers.
    Answering(AnswererTerms),
}

/// One side of V.8.
#[derive(Clone, Debug)]
pub struct Station {
    procedure: Procedure,
    tone: AnswerToneDetector,
    channel: ChannelReceiver,
    reader: SequenceReader,
    saying: Saying,
    level_dbm0: f32,
    /// Samples said.
    now: SampleTime,
}

#[derive(Clone, Debug)]
enum Procedure {
    Calling(Caller),
    Answering(Answerer),
}

/// What is going out.
#[derive(Clone, Debug)]
enum Saying {
    Silence,
    Cng(Cng),
    Ansam(Ansam),
    Bits(V21Transmitter, SequenceSource),
}

impl Station {
    /// A station at the begin of a call that says all at `level_dbm0`.
    pub fn new(terms: Terms, level_dbm0: f32) -> Self {
        let (procedure, first, channel) = match terms {
            Terms::Calling(terms) => {
                let (caller, first) = Caller::begin(terms, SampleTime(0));
                (Procedure::Calling(caller), first, Channel::Two)
            }
            Terms::Answering(terms) => {
                let (answerer, first) = Answerer::begin(terms, SampleTime(0));
                (Procedure::Answering(answerer), first, Channel::One)
            }
        };
        let mut station = Self {
            procedure,
            tone: AnswerToneDetector::new(),
            channel: ChannelReceiver::new(channel),
            reader: SequenceReader::new(),
            saying: Saying::Silence,
            level_dbm0,
            now: SampleTime(0),
        };
        station.say(&first);
        station
    }

    /// What came of it, once it is over and all is said.
    pub const fn outcome(&self) -> Option<&Outcome> {
        match &self.procedure {
            Procedure::Calling(caller) => caller.outcome(),
            Procedure::Answering(answerer) => answerer.outcome(),
        }
    }

    /// Hears `samples` (linear, 8 kHz).
    pub fn push(&mut self, samples: &[i16]) {
        let mut inputs = Vec::new();
        match &self.procedure {
            Procedure::Calling(caller) if !caller.expects_menu() => {
                self.tone.push(samples, &mut |tone| inputs.push(Input::Tone(tone)));
            }
            Procedure::Calling(_) | Procedure::Answering(_) => {
                let reader = &mut self.reader;
                self.channel.push(samples, &mut |bit| {
                    reader.push(bit, &mut |heard| inputs.push(Input::Heard(heard)));
                });
            }
        }
        inputs.iter().for_each(|input| self.handle(input));
    }

    /// Fills `out` (linear, 8 kHz) and returns how many samples were written: fewer than
    /// `out.len()` only when the procedure is over.
    pub fn pull(&mut self, out: &mut [i16]) -> usize {
        let mut done = 0;
        while done < out.len() && self.outcome().is_none() {
            // Timers are looked at every millisecond.
            let to_next_tick = (TICK - self.now.0 % TICK) as usize;
            let end = out.len().min(done + to_next_tick);
            self.fill(&mut out[done..end]);
            self.now.0 += (end - done) as u64;
            if self.now.0.is_multiple_of(TICK) {
                self.handle(&Input::Tick);
            }
            done = end;
        }
        done
    }

    fn fill(&mut self, out: &mut [i16]) {
        let mut said = match &mut self.saying {
            Saying::Silence => 0,
            Saying::Cng(cng) => cng.pull(&mut NoBits, out),
            Saying::Ansam(ansam) => ansam.pull(&mut NoBits, out),
            Saying::Bits(modem, bits) => modem.pull(bits, out),
        };
        if said < out.len() && !matches!(self.saying, Saying::Silence) {
            self.saying = Saying::Silence;
            self.handle(&Input::Said);
            said += match &mut self.saying {
                Saying::Bits(modem, bits) => modem.pull(bits, &mut out[said..]),
                _ => 0,
            };
        }
        out[said..].fill(0);
    }

    fn handle(&mut self, input: &Input) {
        let signal = match &mut self.procedure {
            Procedure::Calling(caller) => caller.handle(self.now, input),
            Procedure::Answering(answerer) => answerer.handle(self.now, input),
        };
        if let Some(signal) = signal {
            self.say(&signal);
        }
    }

    fn say(&mut self, signal: &Signal) {
        let level = self.level_dbm0;
        let bits = |channel, bits| Saying::Bits(V21Transmitter::in_channel(channel, level), bits);
        let menu = |octets: &[u8]| SequenceSource::repeating(SequenceKind::Menu, octets);
        self.saying = match signal {
            Signal::Silence => Saying::Silence,
            Signal::Cng => Saying::Cng(Cng::new(level)),
            Signal::Ansam => Saying::Ansam(Ansam::new(level)),
            Signal::Ci(octets) => {
                let source = SequenceSource::times(SequenceKind::Ci, octets, CI_SEQUENCES);
                bits(Channel::One, source)
            }
            Signal::Cm(octets) => bits(Channel::One, menu(octets)),
            Signal::Jm(octets) => bits(Channel::Two, menu(octets)),
            Signal::Cj => {
                if let Saying::Bits(_, source) = &mut self.saying {
                    source.end_with_cj();
                }
                return;
            }
        };
    }
}

/// A tone has no bits.
struct NoBits;

impl BitSource for NoBits {
    fn next_bit(&mut self) -> Option<bool> {
        None
    }
}

/// A millisecond.
const TICK: u64 = 8;
/// V.8 §7.1: three at least, in 2 s at most. Five of them take half a second.
const CI_SEQUENCES: usize = 5;

#[cfg(test)]
#[path = "station_tests.rs"]
mod tests;
