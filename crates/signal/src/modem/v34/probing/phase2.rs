//! Phase 2 from INFO0 to INFOh, of a source or of a recipient.

use super::exchange::{Exchange, Heard};
use super::info::Info0;
use super::info_receiver::InfoReceiver;
use super::outcome::{Chosen, Notes, Outcome};
use super::projection::Wishes;
use super::recipient::Recipient;
use super::source::Source;
use super::timers;
use super::tone_meter::{STEP, ToneMeter};
use super::voice::{GuardLevel, Voice};
use crate::dsp::history::History;
use crate::modem::v34::Side;

/// What a modem brings to phase 2.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// Who it is.
    pub side: Side,
    /// Nominal power, dBm0. L1 is 6 dB above it.
    pub level_dbm0: f32,
    /// What it can do. A recipient's receiver takes the symbol rates that it supports.
    pub ours: Info0,
    /// What a recipient wishes for.
    pub wishes: Wishes,
    /// How loud the answer modem's guard tone is with tone A.
    pub guard_level: GuardLevel,
}

impl Settings {
    /// Those of a modem that can do everything, for `side` at `level_dbm0`.
    pub fn new(side: Side, level_dbm0: f32) -> Self {
        Self {
            side,
            level_dbm0,
            ours: Info0::OURS,
            wishes: Wishes::default(),
            guard_level: GuardLevel::default(),
        }
    }

    fn voice(&self) -> Voice {
        Voice::new(self.side, self.level_dbm0, self.guard_level)
    }
}

/// One modem's phase 2: samples in, samples out, and an outcome in bounded time.
///
/// It begins where the 75 ms of silence after CJ and JM end (V.34 11.1). [`Phase2::push`]
/// what was heard and [`Phase2::pull`] as many samples to be said, in turn; how long the
/// blocks are makes no difference. After the outcome it is silent.
#[derive(Clone, Debug)]
pub struct Phase2 {
    history: History,
    info: InfoReceiver,
    tone: ToneMeter,
    part: Part,
    exchange: Exchange,
    /// The millisecond that is being filled.
    block: [f32; STEP],
    filled: usize,
    now: u64,
    outcome: Option<Outcome>,
}

#[derive(Clone, Debug)]
enum Part {
    Source(Source),
    Recipient(Box<Recipient>),
}

impl Phase2 {
    /// Who sends pages.
    pub fn source(settings: &Settings) -> Self {
        let exchange = Exchange::with_info0(settings.ours, settings.voice());
        Self::new(settings, Part::Source(Source::new()), exchange)
    }

    /// Who receives pages: it reads the line, and chooses.
    pub fn recipient(settings: &Settings) -> Self {
        let exchange = Exchange::with_info0(settings.ours, settings.voice());
        let recipient = Box::new(Recipient::new(settings.wishes));
        Self::new(settings, Part::Recipient(recipient), exchange)
    }

    /// A source's part in a retrain of the primary channel: `far` is what the other modem
    /// said in the first phase 2 (V.34 12.7).
    pub fn retrain_source(settings: &Settings, far: Info0) -> Self {
        let exchange = Self::after_silence(settings, far);
        Self::new(settings, Part::Source(Source::new()), exchange)
    }

    /// A recipient's part in a retrain of the primary channel (V.34 12.7).
    ///
    /// For the call modem as recipient the text wants tone A's reversal first and then goes
    /// on where that modem sends the first one: this takes the latter.
    pub fn retrain_recipient(settings: &Settings, far: Info0) -> Self {
        let exchange = Self::after_silence(settings, far);
        let recipient = Box::new(Recipient::new(settings.wishes));
        Self::new(settings, Part::Recipient(recipient), exchange)
    }

    /// A source that hears the recipient's tone where PPh should come: it answers with its
    /// own, and INFOh comes again (V.34 12.4.3.1).
    pub fn source_for_infoh_again(settings: &Settings, far: Info0) -> Self {
        let mut exchange = Exchange::silent(settings.ours, Some(far), settings.voice());
        exchange.say_tone(0);
        Self::new(settings, Part::Source(Source::waiting_for_infoh()), exchange)
    }

    /// A recipient to which no S came, or not a TRN that can be used: its tone, and the same
    /// INFOh again (V.34 12.3.3). Nothing of a source's `chosen`.
    pub fn recipient_for_infoh_again(settings: &Settings, chosen: &Chosen) -> Option<Self> {
        let line = chosen.line.clone()?;
        let mut exchange = Exchange::silent(settings.ours, Some(chosen.far), settings.voice());
        exchange.say_tone(0);
        let recipient = Box::new(Recipient::saying_infoh_again(settings.wishes, line));
        Some(Self::new(settings, Part::Recipient(recipient), exchange))
    }

    fn after_silence(settings: &Settings, far: Info0) -> Exchange {
        let mut exchange = Exchange::silent(settings.ours, Some(far), settings.voice());
        exchange.say_tone(timers::SILENCE_BEFORE_RETRAIN.samples());
        exchange
    }

    fn new(settings: &Settings, part: Part, exchange: Exchange) -> Self {
        let far = settings.side.far();
        let info = InfoReceiver::new(far);
        Self {
            history: History::new(info.lookback()),
            info,
            tone: ToneMeter::new(far),
            part,
            exchange,
            block: [0.0; STEP],
            filled: 0,
            now: 0,
            outcome: None,
        }
    }

    /// Hears `samples` (linear, 8 kHz).
    pub fn push(&mut self, samples: &[i16]) {
        for &sample in samples {
            self.block[self.filled] = f32::from(sample);
            self.filled += 1;
            if self.filled == STEP {
                self.filled = 0;
                self.hear();
            }
        }
    }

    /// Time passes by `samples` that never came.
    pub fn gap(&mut self, samples: usize) {
        for _ in 0..samples {
            self.push(&[0]);
        }
    }

    /// Fills `out` (linear, 8 kHz) with what is to be said.
    pub fn pull(&mut self, out: &mut [i16]) {
        self.exchange.voice.pull(out);
    }

    /// What came of it, once something has.
    pub const fn outcome(&self) -> Option<&Outcome> {
        self.outcome.as_ref()
    }

    /// What has not gone as it should, up to now.
    pub const fn notes(&self) -> &Notes {
        &self.exchange.notes
    }

    /// Hears a millisecond.
    fn hear(&mut self) {
        self.now += STEP as u64;
        if self.outcome.is_some() {
            return;
        }
        self.history.push(&self.block.map(|sample| sample as i16));
        let heard = Heard {
            now: self.now,
            samples: &self.block,
            info: self.info.hear(&self.history),
            reversal: self.tone.hear(&self.block),
            tone_ms: self.tone.held_ms(),
        };
        let exchange = &mut self.exchange;
        let outcome = match &mut self.part {
            Part::Source(source) => source.hear(&heard, exchange),
            Part::Recipient(recipient) => recipient.hear(&heard, exchange),
        };
        let is_too_long = heard.is_over(0, timers::PHASE_2);
        self.outcome = outcome.or_else(|| is_too_long.then(|| self.too_long()));
        if matches!(self.outcome, Some(Outcome::Failed(_))) {
            self.exchange.say_nothing(self.now);
        }
    }

    const fn too_long(&self) -> Outcome {
        Outcome::Failed(match &self.part {
            Part::Source(source) => source.missing(&self.exchange),
            Part::Recipient(recipient) => recipient.missing(&self.exchange),
        })
    }
}
