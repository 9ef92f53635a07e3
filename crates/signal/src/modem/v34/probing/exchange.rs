//! What source and recipient do alike: INFO0 goes out and comes in, the tone is sent.

use super::info::{Info, Info0, Infoh, Sequence};
use super::info_receiver::InfoEvent;
use super::outcome::{Cause, Chosen, LineReport, Notes, Outcome};
use super::timers;
use super::tone_meter::STEP;
use super::voice::{self, Utterance, Voice};
use crate::time::Millis;

/// What was heard in a millisecond.
#[derive(Clone, Copy, Debug)]
pub(super) struct Heard<'a> {
    /// Samples since phase 2 began.
    pub(super) now: u64,
    /// The millisecond itself.
    pub(super) samples: &'a [f32; STEP],
    /// A sequence that has ended.
    pub(super) info: Option<InfoEvent>,
    /// Where the other tone was found to have reversed its phase.
    pub(super) reversal: Option<u64>,
    /// For how long the other tone has been there.
    pub(super) tone_ms: u32,
}

impl Heard<'_> {
    /// Whether `length` has gone since `since`.
    pub(super) const fn is_over(&self, since: u64, length: Millis) -> bool {
        self.now >= since + length.samples()
    }
}

/// The exchange of INFO0, and what is said.
#[derive(Clone, Debug)]
pub(super) struct Exchange {
    pub(super) ours: Info0,
    pub(super) far: Option<Info0>,
    pub(super) voice: Voice,
    pub(super) notes: Notes,
    /// When phase 2, or this turn of it, began.
    began: u64,
    /// Until when sequences are being said.
    busy_until: u64,
    /// Since when there is nothing but the tone; none while silent.
    tone_since: Option<u64>,
    /// Whether the other modem was heard at all.
    heard_tone: bool,
    /// INFO0 is to be repeated until the other's comes.
    repeats: bool,
}

impl Exchange {
    /// Says INFO0 and then the tone (12.2.1.1.1 and its likes).
    pub(super) fn with_info0(ours: Info0, voice: Voice) -> Self {
        let mut exchange = Self::silent(ours, None, voice);
        exchange.say_info0(0);
        exchange
    }

    /// Silent, and with INFO0 exchanged if `far` is known.
    pub(super) fn silent(ours: Info0, far: Option<Info0>, voice: Voice) -> Self {
        Self {
            ours: Info0 { acknowledges: far.is_some(), ..ours },
            far,
            voice,
            notes: Notes::default(),
            began: 0,
            busy_until: 0,
            tone_since: None,
            heard_tone: false,
            repeats: false,
        }
    }

    /// The tone from `at` on.
    pub(super) fn say_tone(&mut self, at: u64) {
        self.voice.say(at, Utterance::Tone);
        self.tone_since = Some(at);
    }

    /// The tone's reversal at `at`, 10 ms more of it, and then `next`.
    pub(super) fn say_reversal(&mut self, at: u64, next: Utterance) {
        self.voice.say(at, Utterance::Reversal);
        self.voice.say(at + timers::TONE_AFTER_REVERSAL.samples(), next);
        self.tone_since = None;
    }

    /// Nothing, at once.
    pub(super) fn say_nothing(&mut self, now: u64) {
        self.voice.say(now, Utterance::Silence);
        self.tone_since = None;
    }

    /// A last sequence on the tone. Returns when it will have ended.
    pub(super) fn say_last(&mut self, now: u64, sequence: Sequence) -> u64 {
        self.voice.say(now, Utterance::LastInfo(sequence));
        self.tone_since = None;
        now + voice::length(sequence.count) + voice::LATENCY
    }

    fn say_info0(&mut self, now: u64) {
        let sequence = self.ours.emit();
        self.voice.say(now, Utterance::Info(sequence));
        self.busy_until = now + voice::length(sequence.count);
        self.tone_since = Some(self.busy_until + voice::LATENCY);
    }

    /// Since when there has been nothing but the tone on the line; it may be yet to come.
    pub(super) const fn tone_since(&self) -> Option<u64> {
        self.tone_since
    }

    /// Takes what comes while INFO0 are exchanged, and repeats ours where that is wanted
    /// (12.2.1.3.1, 12.2.1.4.1, 12.2.2.3.1, 12.2.2.4.1). Returns whether the other modem has
    /// asked for ours again.
    pub(super) fn hear_info0(&mut self, heard: &Heard<'_>) -> bool {
        let mut is_asked = false;
        match heard.info {
            Some(InfoEvent::Info(Info::Info0(far), _)) => {
                // Repeated without an acknowledgement: it lacks ours. With one it answers us.
                is_asked = self.far.is_some() && !far.acknowledges;
                self.far = Some(far);
                self.ours.acknowledges = true;
                self.repeats = false;
            }
            Some(InfoEvent::Damaged) => {
                self.notes.damaged += 1;
                self.repeats = self.far.is_none();
            }
            _ => {}
        }
        if heard.tone_ms >= timers::TONE_HEARD_MS {
            self.heard_tone = true;
            self.repeats |= self.far.is_none();
        }
        if (is_asked || self.repeats) && heard.now >= self.busy_until {
            self.notes.info0_repeats += 1;
            self.say_info0(heard.now);
        }
        is_asked
    }

    /// What came of it, INFOh having ended at `infoh_end`. Nothing is asked for before the
    /// other's INFO0 has come.
    pub(super) fn chosen(&self, infoh: Infoh, line: Option<LineReport>, infoh_end: u64) -> Outcome {
        let (ours, far) = (self.ours, self.far.unwrap_or_default());
        let chosen = Chosen { infoh, ours, far, line, infoh_end, notes: self.notes };
        Outcome::Chosen(Box::new(chosen))
    }

    /// Why nothing came of it, if INFO0 or what is to follow it did not come in time.
    pub(super) const fn late(
        &self,
        heard: &Heard<'_>,
        since: u64,
        length: Millis,
    ) -> Option<Cause> {
        if self.far.is_none() {
            let is_late = heard.is_over(self.began, timers::INFO0);
            return if is_late { Some(self.missing()) } else { None };
        }
        if heard.is_over(since, length) { Some(self.missing()) } else { None }
    }

    /// What is missing, as long as the line was not probed.
    pub(super) const fn missing(&self) -> Cause {
        match (self.far, self.heard_tone) {
            (None, _) if self.notes.damaged > 0 => Cause::DamagedInfo0,
            (None, true) => Cause::NoInfo0,
            (None, false) => Cause::NothingHeard,
            (Some(_), false) => Cause::NoTone,
            (Some(_), true) => Cause::NoReversal,
        }
    }
}

/// Goes on to the next state, or tells why there is none.
pub(super) fn go_on<S>(state: &mut S, next: Result<S, Cause>) -> Option<Outcome> {
    match next {
        Ok(next) => *state = next,
        Err(cause) => return Some(Outcome::Failed(cause)),
    }
    None
}
