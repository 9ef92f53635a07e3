//! The line while it is audio: what is heard, in 8 kHz samples, goes through the receive
//! chain, what is said comes from the transmit chain, and beside both stands what is
//! learnt of the path.

use super::answers::Answers;
use super::losses::Losses;
use super::noise_floor::NoiseFloor;
use super::page_intake::PageIntake;
use super::receive_chain::ReceiveChain;
use super::transmit_chain::{CarrierTurn, TransmitChain};
use crate::t30::Signal;

/// Samples in, samples out.
#[derive(Debug)]
pub(super) struct AudioLine {
    losses: Losses,
    noise_floor: NoiseFloor,
    pub receive: ReceiveChain,
    pub transmit: TransmitChain,
}

/// What is known of the audio path, and kept for the call's next audio line while the
/// call is in T.38.
#[derive(Clone, Debug)]
pub(super) struct AudioMemory {
    losses: Losses,
    noise_floor: NoiseFloor,
    pub answers: Answers,
    tx_level_dbm0: f32,
    carrier_turn: CarrierTurn,
    hears_ci: bool,
}

impl AudioMemory {
    /// Nothing is known but the level of what we say.
    pub(super) fn new(tx_level_dbm0: f32) -> Self {
        Self {
            losses: Losses::default(),
            noise_floor: NoiseFloor::new(),
            answers: Answers::default(),
            tx_level_dbm0,
            carrier_turn: CarrierTurn::default(),
            hears_ci: false,
        }
    }

    /// CI is listened for, too.
    pub(super) fn hearing_ci(self, hears_ci: bool) -> Self {
        Self { hears_ci, ..self }
    }
}

impl AudioLine {
    /// A line on which nothing was said or heard yet, and `page` may go on.
    pub(super) fn new(memory: AudioMemory, page: PageIntake) -> Self {
        let AudioMemory { losses, noise_floor, answers, tx_level_dbm0, carrier_turn, hears_ci } =
            memory;
        Self {
            losses,
            noise_floor,
            receive: ReceiveChain::new(page).with_answers(answers).with_ci(hears_ci),
            transmit: TransmitChain::new(tx_level_dbm0).with_carrier_turn(carrier_turn),
        }
    }

    /// The line is left: what goes to the one that takes over.
    pub(super) fn leave(&mut self) -> (AudioMemory, PageIntake) {
        let memory = AudioMemory {
            losses: self.losses.clone(),
            noise_floor: self.noise_floor.clone(),
            answers: self.receive.answers,
            tx_level_dbm0: self.transmit.level_dbm0,
            carrier_turn: self.transmit.carrier_turn.clone(),
            hears_ci: self.receive.hears_ci(),
        };
        (memory, self.receive.page().hand_over())
    }

    /// Samples are about to be heard. True if something was lost right before them.
    pub(super) const fn ends_gap(&mut self) -> bool {
        self.losses.push()
    }

    /// Hears samples.
    pub(super) fn hear(&mut self, samples: &[i16]) {
        self.losses.hear(samples, self.receive.is_in_signal());
        self.receive.push(samples);
        self.transmit.hear(samples);
        self.noise_floor.push(samples);
    }

    /// As many samples were lost on the way.
    pub(super) fn gap(&mut self, samples: usize) {
        self.receive.gap(samples);
        (0..samples).for_each(|_| self.transmit.hear(&[0]));
        self.noise_floor.gap(samples);
        self.losses.gap(samples);
    }

    /// Says these after what is being said.
    pub(super) fn say(&mut self, signals: Vec<Signal>) {
        self.transmit.say(signals, self.noise_floor.is_noisy());
    }
}
