//! The source of pages in phase 2 (ITU-T V.34 clauses 12.2.1.1 and 12.2.2.2): it shows the
//! line to the recipient and is told by INFOh what to send with.
//!
//! ```text
//! says:   INFO0 | tone ……… | reversed 10 ms | L1 160 ms | L2 …… | tone … |
//! hears:  INFO0 | tone … reversal   (silence)              tone …  INFOh |
//! ```

use super::exchange::{Exchange, Heard, go_on};
use super::info::{Info, Infoh};
use super::info_receiver::InfoEvent;
use super::outcome::{Cause, Outcome};
use super::timers;
use super::voice::{L1, Utterance, rest_of_sequence};

/// What the source waits for.
#[derive(Clone, Copy, Debug)]
enum State {
    /// INFO0, the tone, and its reversal.
    ExpectReversal { since: u64 },
    /// The tone that ends L2, over the echo of what it says itself.
    Probing { reversed: u64 },
    /// INFOh. A wait is over; the tone must come again for the next.
    ExpectInfoh { since: u64, wait_since: Option<u64>, tone_gone: bool },
}

/// The source's side of phase 2.
#[derive(Clone, Debug)]
pub(super) struct Source {
    state: State,
    /// Whether the line was probed once, so that there can be an INFOh.
    has_probed: bool,
    damaged_infoh: bool,
}

impl Source {
    /// From the exchange of INFO0, or where that has been, from the tones on.
    pub(super) const fn new() -> Self {
        Self { state: State::ExpectReversal { since: 0 }, has_probed: false, damaged_infoh: false }
    }

    /// From its tone on, with the recipient about to say INFOh once more (12.4.3.1).
    pub(super) const fn waiting_for_infoh() -> Self {
        let state = State::ExpectInfoh { since: 0, wait_since: Some(0), tone_gone: false };
        Self { state, has_probed: true, damaged_infoh: false }
    }

    /// Hears a millisecond.
    pub(super) fn hear(&mut self, heard: &Heard<'_>, exchange: &mut Exchange) -> Option<Outcome> {
        if self.has_probed
            && let Some(InfoEvent::Info(Info::Infoh(infoh), end)) = heard.info
        {
            return Some(take(infoh, end + rest_of_sequence(), heard.now, exchange));
        }
        let next = match self.state {
            State::ExpectReversal { since } => self.expect_reversal(since, heard, exchange),
            State::Probing { reversed } => self.probing(reversed, heard, exchange),
            State::ExpectInfoh { since, wait_since, tone_gone } => {
                self.damaged_infoh |= heard.info == Some(InfoEvent::Damaged);
                let next = self.probe_again(heard, exchange);
                next.map_or_else(
                    || self.expect_infoh(since, wait_since, tone_gone, heard, exchange),
                    Ok,
                )
            }
        };
        go_on(&mut self.state, next)
    }

    /// What is missing, if all of phase 2 takes too long.
    pub(super) const fn missing(&self, exchange: &Exchange) -> Cause {
        match self.state {
            State::ExpectReversal { .. } if !self.has_probed => exchange.missing(),
            State::ExpectReversal { .. } | State::Probing { .. } => Cause::NoToneAfterProbing,
            State::ExpectInfoh { .. } if self.damaged_infoh => Cause::DamagedInfoh,
            State::ExpectInfoh { .. } => Cause::NoInfoh,
        }
    }

    /// 12.2.1.1.2, 12.2.2.2.2.
    fn expect_reversal(
        &mut self,
        since: u64,
        heard: &Heard<'_>,
        exchange: &mut Exchange,
    ) -> Result<State, Cause> {
        exchange.hear_info0(heard);
        if let Some(state) = self.probe_again(heard, exchange) {
            return Ok(state);
        }
        match exchange.late(heard, since, timers::REVERSAL) {
            Some(_) => Err(self.missing(exchange)),
            None => Ok(State::ExpectReversal { since }),
        }
    }

    /// 12.2.1.1.3, 12.2.2.2.3: a reversal is answered, and L1 and L2 follow. Nothing if there
    /// was none, or none that can be answered in time.
    fn probe_again(&mut self, heard: &Heard<'_>, exchange: &mut Exchange) -> Option<State> {
        let reversed = heard.reversal? + timers::REVERSAL_TO_REVERSAL.samples();
        let is_saying_tone = exchange.tone_since().is_some_and(|since| since < reversed);
        if exchange.far.is_none() || !is_saying_tone || exchange.notes.probings >= timers::ROUNDS {
            return None;
        }
        exchange.say_reversal(reversed, Utterance::Probe);
        exchange.notes.probings += 1;
        self.has_probed = true;
        Some(State::Probing { reversed })
    }

    /// 12.2.1.1.4, 12.2.2.2.4.
    fn probing(
        &self,
        reversed: u64,
        heard: &Heard<'_>,
        exchange: &mut Exchange,
    ) -> Result<State, Cause> {
        let l2 = reversed + timers::TONE_AFTER_REVERSAL.samples() + L1.samples();
        if heard.now >= l2 && heard.tone_ms >= timers::TONE_HEARD_SOON_MS {
            exchange.say_tone(heard.now);
            let since = heard.now;
            return Ok(State::ExpectInfoh { since, wait_since: Some(since), tone_gone: false });
        }
        if !heard.is_over(reversed, timers::PROBING) {
            return Ok(State::Probing { reversed });
        }
        // 12.2.1.3.3, 12.2.2.4.3: the tone, and another reversal is waited for.
        if exchange.notes.probings >= timers::ROUNDS {
            return Err(Cause::NoToneAfterProbing);
        }
        exchange.notes.waits_over += 1;
        exchange.say_tone(heard.now);
        Ok(State::ExpectReversal { since: heard.now })
    }

    /// 12.2.1.1.4, 12.2.1.3.4 and their likes: INFOh itself is taken in any state.
    fn expect_infoh(
        &self,
        since: u64,
        wait_since: Option<u64>,
        tone_gone: bool,
        heard: &Heard<'_>,
        exchange: &mut Exchange,
    ) -> Result<State, Cause> {
        if heard.is_over(since, timers::INFOH) {
            return Err(self.missing(exchange));
        }
        let (wait_since, tone_gone) = match wait_since {
            Some(wait) if heard.is_over(wait, timers::WAIT) => {
                exchange.notes.waits_over += 1;
                (None, false)
            }
            Some(wait) => (Some(wait), false),
            // It went away with the INFOh that did not arrive, and comes back for the next.
            None if tone_gone && heard.tone_ms >= timers::TONE_HEARD_MS => (Some(heard.now), false),
            None => (None, tone_gone || heard.tone_ms == 0),
        };
        Ok(State::ExpectInfoh { since, wait_since, tone_gone })
    }
}

/// 12.3.1.1: silence, and then phase 3.
fn take(infoh: Infoh, infoh_end: u64, now: u64, exchange: &mut Exchange) -> Outcome {
    exchange.say_nothing(now);
    if infoh.is_possible_for(&exchange.ours) {
        exchange.chosen(infoh, None, infoh_end)
    } else {
        Outcome::Failed(Cause::InfohNotPossible)
    }
}
