//! The line while it is packets: what is heard comes through `t38_receive`, what is said
//! goes out by T.38's own clock.

use super::audio_line::AudioMemory;
use super::page_intake::PageIntake;
use super::t38_receive::T38Receive;
use crate::t38::terminal::saying::Sayer;
use crate::t38::{Stats, Terms};
use ferrofax_signal::time::SampleTime;

/// IFP packets in, IFP packets out.
#[derive(Debug)]
pub(super) struct PacketLine {
    pub receive: T38Receive,
    pub sayer: Sayer,
    /// For when the line is audio again.
    pub audio: AudioMemory,
}

impl PacketLine {
    /// A line on which nothing was said or heard yet, and `page` may go on.
    pub(super) fn new(now: SampleTime, terms: Terms, audio: AudioMemory, page: PageIntake) -> Self {
        let mut sayer = Sayer::new(terms);
        sayer.open(now);
        Self { receive: T38Receive::new(terms, page), sayer, audio }
    }

    /// The line is left: what goes to the one that takes over.
    pub(super) fn leave(&mut self) -> (AudioMemory, PageIntake) {
        (self.audio.clone(), self.receive.page().hand_over())
    }

    /// The terms are others from now on.
    pub(super) fn set_terms(&mut self, terms: Terms) {
        self.receive.set_terms(terms);
        self.sayer.set_terms(terms);
    }

    /// Says what is due at `now`. True if that was the last of it.
    pub(super) fn finishes_speaking(&mut self, now: SampleTime) -> bool {
        let was_speaking = !self.sayer.is_idle();
        self.sayer.pass_time(now);
        if self.sayer.gave_turn() {
            self.receive.give_turn();
        }
        was_speaking && self.sayer.is_idle()
    }

    /// What became of the packets.
    pub(super) fn stats(&self) -> Stats {
        Stats { said: self.sayer.said(), ..self.receive.stats() }
    }
}
