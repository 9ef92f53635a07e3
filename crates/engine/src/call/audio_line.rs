//! The line while it is audio: what is heard, in 8 kHz samples, goes through the receive
//! chain, what is said comes from the transmit chain, and beside both stands what is
//! learnt of the path. In the place of both chains stands V.34 once it was agreed on.

use super::answers::Answers;
use super::config::LineReport;
use super::losses::Losses;
use super::noise_floor::NoiseFloor;
use super::page_intake::PageIntake;
use super::receive_chain::ReceiveChain;
use super::transmit_chain::{CarrierTurn, TransmitChain};
use super::v34_line::{V34Bounds, V34Line};
use crate::t30::{Input, Listen, Signal, TurnRound};
use ferrofax_ground::ladder::Step;
use ferrofax_signal::modem::LineQuality;
use ferrofax_signal::modem::v8::Outcome;

/// Samples in, samples out.
#[derive(Debug)]
pub(super) struct AudioLine {
    losses: Losses,
    noise_floor: NoiseFloor,
    pub receive: ReceiveChain,
    pub transmit: TransmitChain,
    v34: Option<Box<V34Line>>,
    v34_bounds: V34Bounds,
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
    v34_bounds: V34Bounds,
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
            v34_bounds: V34Bounds::default(),
        }
    }

    /// By V.34 pages go between these rates.
    pub(super) fn within(self, v34_bounds: V34Bounds) -> Self {
        Self { v34_bounds, ..self }
    }

    /// CI is listened for, too.
    pub(super) fn hearing_ci(self, hears_ci: bool) -> Self {
        Self { hears_ci, ..self }
    }
}

impl AudioLine {
    /// A line on which nothing was said or heard yet, and `page` may go on.
    pub(super) fn new(memory: AudioMemory, page: PageIntake) -> Self {
        let AudioMemory {
            losses,
            noise_floor,
            answers,
            tx_level_dbm0,
            carrier_turn,
            hears_ci,
            v34_bounds,
        } = memory;
        Self {
            losses,
            noise_floor,
            receive: ReceiveChain::new(page).with_answers(answers).with_ci(hears_ci),
            transmit: TransmitChain::new(tx_level_dbm0).with_carrier_turn(carrier_turn),
            v34: None,
            v34_bounds,
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
            v34_bounds: self.v34_bounds,
        };
        (memory, self.receive.page().hand_over())
    }

    /// Samples are about to be heard. True if something was lost right before them.
    pub(super) const fn ends_gap(&mut self) -> bool {
        self.losses.push()
    }

    /// V.8 has come to this: if that is V.34, it goes on at once.
    pub(super) fn after_v8(&mut self, outcome: &Outcome, is_caller: bool) {
        let level = self.transmit.level_dbm0;
        let v34 = V34Line::begin(outcome, is_caller, level, self.v34_bounds);
        self.v34 = v34.map(Box::new);
    }

    /// Hears samples.
    pub(super) fn hear(&mut self, samples: &[i16]) {
        if let Some(v34) = &mut self.v34 {
            return v34.push(samples);
        }
        self.losses.hear(samples, self.receive.is_in_signal());
        self.receive.push(samples);
        self.transmit.hear(samples);
        self.noise_floor.push(samples);
    }

    /// As many samples were lost on the way.
    pub(super) fn gap(&mut self, samples: usize) {
        self.losses.gap(samples);
        if let Some(v34) = &mut self.v34 {
            return v34.gap(samples);
        }
        self.receive.gap(samples);
        (0..samples).for_each(|_| self.transmit.hear(&[0]));
        self.noise_floor.gap(samples);
    }

    /// How far the remote terminal's last answer was above the noise of the line, in dB: above that
    /// of the pauses, or above what a codec adds to the signal, if that is more.
    pub(super) fn answer_snr_db(&self) -> Option<i32> {
        let (answer, pauses) = (self.receive.answers.last()?, self.noise_floor.dbm0()?);
        let above_pauses = answer.level_dbm0 - pauses;
        let seen = Some(answer.snr_db).filter(|snr_db| *snr_db < SEEN_DB);
        let snr_db = seen.map_or(above_pauses, |seen| seen.min(above_pauses));
        Some(snr_db.round() as i32)
    }

    /// What to listen for from now on.
    pub(super) fn listen(&mut self, listen: Listen) {
        match &mut self.v34 {
            Some(v34) => v34.listen(listen),
            None => self.receive.listen(listen),
        }
    }

    /// Says these after what is being said.
    pub(super) fn say(&mut self, signals: Vec<Signal>) {
        match &mut self.v34 {
            Some(v34) => v34.say(signals),
            None => self.transmit.say(signals, self.noise_floor.is_noisy()),
        }
    }

    /// Breaks off what is being said.
    pub(super) fn hush(&mut self) {
        match &mut self.v34 {
            Some(v34) => v34.hush(),
            None => self.transmit.hush(),
        }
    }

    /// By V.34 pages are to go the other way, or not after all.
    pub(super) fn turn_round(&mut self, turn: Option<TurnRound>) {
        if let Some(v34) = &mut self.v34 {
            v34.turn_round(turn);
        }
    }

    /// V.34 is turned off: V.8 is spoken once more.
    fn begin_v8_anew(&mut self) {
        let turn = self.v34.take().and_then(|mut v34| v34.take_turn());
        // V.8 hears by itself.
        self.receive.listen(Listen::Nothing);
        let v8 = turn.map(|turn| Signal::V8(turn.v8));
        self.transmit.say(v8.into_iter().collect(), false);
    }

    /// Fills `out` from its start; fewer samples than it holds where there is nothing to say.
    pub(super) fn pull(&mut self, out: &mut [i16]) -> usize {
        match &mut self.v34 {
            Some(v34) => {
                v34.pull(out);
                out.len()
            }
            None => self.transmit.pull(out),
        }
    }

    /// Whether there is nothing to fetch. V.34 says something all the time.
    pub(super) fn is_still(&self) -> bool {
        self.v34.is_none() && self.transmit.is_idle()
    }

    /// Whether something of the session's is being said, or about to be.
    pub(super) fn is_speaking(&self) -> bool {
        self.v34.as_ref().map_or_else(|| !self.transmit.is_idle(), |v34| !v34.is_idle())
    }

    /// Whether the data of a page or of partial pages is coming.
    pub(super) fn is_hearing_page(&self) -> bool {
        self.v34
            .as_ref()
            .map_or_else(|| self.receive.is_hearing_page(), |v34| v34.is_hearing_page())
    }

    /// What the modem that pages come by saw of the line.
    pub(super) fn quality(&self) -> LineQuality {
        self.v34.as_ref().map_or_else(|| self.receive.quality(), |v34| v34.quality())
    }

    /// The session is about to look at what was heard.
    pub(super) fn step(&mut self) {
        if self.v34.is_none() {
            self.receive.step();
        }
    }

    /// What was heard next, in the light of what is listened for now.
    pub(super) fn poll(&mut self) -> Option<Input> {
        let Some(v34) = &mut self.v34 else { return self.receive.poll() };
        let input = v34.poll();
        match input {
            Some(Input::V34Failed) => self.v34 = None,
            Some(Input::V34Turned) => self.begin_v8_anew(),
            _ => {}
        }
        input
    }

    /// What the ladder is to tell of the line.
    pub(super) fn poll_note(&mut self) -> Option<Step> {
        self.v34.as_mut()?.poll_note()
    }

    /// What is to be told of the line when `input`, which was heard last, is handed on.
    pub(super) fn report(&self, input: &Input) -> Option<LineReport> {
        let Some(v34) = &self.v34 else { return self.receive.report(input) };
        match *input {
            Input::ImageDown(quality) if quality != LineQuality::default() => {
                Some(LineReport { rate: v34.rate()?, is_over: true, quality })
            }
            _ => None,
        }
    }
}

/// V.21 sees noise in its signal up to this ratio. Above it, a tone may be some hertz off.
const SEEN_DB: f32 = 26.0;
