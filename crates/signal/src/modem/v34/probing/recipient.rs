//! The recipient of pages in phase 2 (ITU-T V.34 clauses 12.2.1.2 and 12.2.2.1): it reads the
//! source's L1 and L2 and tells it by INFOh what to send with.
//!
//! ```text
//! says:   INFO0 | tone 50 ms or more | reversed 10 ms | silence ≤ 670 ms | tone … 25 ms | INFOh |
//! hears:  INFO0 | tone ………………………………………… reversal  L1   L2 …   tone ……………………… |
//! ```

use super::exchange::{Exchange, Heard, go_on};
use super::info_receiver::InfoEvent;
use super::outcome::{Cause, LineReport, Outcome};
use super::projection::{Choice, Wishes};
use super::reading::Reading;
use super::timers;
use super::voice::{L1, Utterance};
use crate::time::Millis;

/// What the recipient waits for.
#[derive(Clone, Debug)]
enum State {
    /// INFO0, and the tone.
    ExpectTone { since: u64 },
    /// The tone's reversal, in answer to its own.
    ExpectReversal { reversed: u64 },
    /// The end of what it reads of L2.
    ReadProbe(Probe),
    /// The tone, after its own has ended the probing; and then that INFOh may be sent.
    ExpectToneAgain { since: u64, infoh_at: Option<u64>, line: Box<LineReport> },
    /// INFOh to have gone.
    SendInfoh { until: u64, line: Box<LineReport> },
    /// Nothing: it has come to an end.
    Over,
}

/// L1 and L2 as they come.
#[derive(Clone, Debug)]
struct Probe {
    /// Where the source's tone reversed its phase.
    reversal: u64,
    round_trip_ms: u32,
    /// What was heard, and where that began.
    samples: Vec<f32>,
    from: u64,
}

/// The recipient's side of phase 2.
#[derive(Clone, Debug)]
pub(super) struct Recipient {
    state: State,
    wishes: Wishes,
    rounds: u32,
    /// Whether a reversal came and no probing signal behind it.
    lacked_probe: bool,
}

impl Recipient {
    /// From the exchange of INFO0, or where that has been, from the tones on.
    pub(super) const fn new(wishes: Wishes) -> Self {
        let state = State::ExpectTone { since: 0 };
        Self { state, wishes, rounds: 0, lacked_probe: false }
    }

    /// From its tone on, to say an INFOh once more (12.3.3).
    pub(super) fn saying_infoh_again(wishes: Wishes, line: LineReport) -> Self {
        let line = Box::new(line);
        let state = State::ExpectToneAgain { since: 0, infoh_at: None, line };
        Self { state, wishes, rounds: 0, lacked_probe: false }
    }

    /// Hears a millisecond.
    pub(super) fn hear(&mut self, heard: &Heard<'_>, exchange: &mut Exchange) -> Option<Outcome> {
        let next = match std::mem::replace(&mut self.state, State::Over) {
            State::ExpectTone { since } => self.expect_tone(since, heard, exchange),
            State::ExpectReversal { reversed } => self.expect_reversal(reversed, heard, exchange),
            State::ReadProbe(probe) => self.read_probe(probe, heard, exchange),
            State::ExpectToneAgain { since, infoh_at, line } => {
                Ok(expect_tone_again(since, infoh_at, line, heard, exchange))
            }
            State::SendInfoh { until, line } if heard.now >= until => {
                return Some(exchange.chosen(line.choice.infoh(), Some(*line), until));
            }
            state @ (State::SendInfoh { .. } | State::Over) => Ok(state),
        };
        go_on(&mut self.state, next)
    }

    /// What is missing, if all of phase 2 takes too long.
    pub(super) const fn missing(&self, exchange: &Exchange) -> Cause {
        match (exchange.far, self.lacked_probe) {
            (Some(_), true) => Cause::NoProbingSignal,
            (Some(_), false) if self.rounds > 0 => Cause::NoReversal,
            _ => exchange.missing(),
        }
    }

    /// 12.2.1.2.2 and 12.2.1.2.3, 12.2.2.1.2 and 12.2.2.1.3.
    fn expect_tone(
        &mut self,
        since: u64,
        heard: &Heard<'_>,
        exchange: &mut Exchange,
    ) -> Result<State, Cause> {
        exchange.hear_info0(heard);
        if exchange.late(heard, since, timers::TONE).is_some() {
            return Err(self.missing(exchange));
        }
        if exchange.far.is_none() || heard.tone_ms < timers::TONE_HEARD_MS {
            return Ok(State::ExpectTone { since });
        }
        match exchange.tone_since() {
            // 12.2.1.4.2, 12.2.2.3.2: silent after a reversal that was not answered.
            None => exchange.say_tone(heard.now),
            Some(tone) if heard.is_over(tone, timers::TONE_BEFORE_REVERSAL) => {
                if self.rounds >= timers::ROUNDS {
                    return Err(self.missing(exchange));
                }
                self.rounds += 1;
                exchange.say_reversal(heard.now, Utterance::Silence);
                return Ok(State::ExpectReversal { reversed: heard.now });
            }
            Some(_) => {}
        }
        Ok(State::ExpectTone { since })
    }

    /// 12.2.1.2.4, 12.2.2.1.4.
    fn expect_reversal(
        &self,
        reversed: u64,
        heard: &Heard<'_>,
        exchange: &mut Exchange,
    ) -> Result<State, Cause> {
        // A source that still lacks INFO0 listens for no reversal (12.2.1.1.2): it gets INFO0,
        // the tone, and another one.
        if exchange.hear_info0(heard) {
            return Ok(State::ExpectTone { since: heard.now });
        }
        // The source takes 40 ± 10 ms.
        let soonest = reversed + timers::REVERSAL_TO_REVERSAL.samples() / 2;
        if let Some(reversal) = heard.reversal.filter(|&at| at >= soonest) {
            let trip = reversal - reversed;
            let trip = trip.saturating_sub(timers::REVERSAL_TO_REVERSAL.samples());
            return Ok(State::ReadProbe(Probe {
                reversal,
                round_trip_ms: (trip * 1000 / 8000) as u32,
                samples: Vec::with_capacity(Probe::LENGTH.samples() as usize),
                from: heard.now,
            }));
        }
        if heard.is_over(reversed, timers::WAIT) {
            exchange.notes.waits_over += 1;
            return Ok(State::ExpectTone { since: heard.now });
        }
        Ok(State::ExpectReversal { reversed })
    }

    /// 12.2.1.2.5, 12.2.2.1.5.
    fn read_probe(
        &mut self,
        mut probe: Probe,
        heard: &Heard<'_>,
        exchange: &mut Exchange,
    ) -> Result<State, Cause> {
        probe.samples.extend_from_slice(heard.samples);
        if !heard.is_over(probe.reversal, Probe::LENGTH) {
            return Ok(State::ReadProbe(probe));
        }
        exchange.notes.probings += 1;
        exchange.say_tone(heard.now);
        let (Some(reading), Some(far)) = (probe.read(), exchange.far) else {
            // No source was there: what reversed its phase was something else.
            self.lacked_probe = true;
            if self.rounds >= timers::ROUNDS {
                return Err(Cause::NoProbingSignal);
            }
            return Ok(State::ExpectTone { since: heard.now });
        };
        let choice = Choice::of(&reading, &far, &exchange.ours, &self.wishes);
        let round_trip_ms = probe.round_trip_ms;
        let line = Box::new(LineReport { reading, choice, round_trip_ms });
        Ok(State::ExpectToneAgain { since: heard.now, infoh_at: None, line })
    }
}

impl Probe {
    /// From the reversal to the end of what is read.
    const LENGTH: Millis =
        Millis(timers::TONE_AFTER_REVERSAL.0 + L1.0 + timers::SETTLING.0 + timers::L2_READ.0);

    fn read(&self) -> Option<Reading> {
        let settling = timers::SETTLING.samples();
        let l1 = self.reversal + timers::TONE_AFTER_REVERSAL.samples();
        let l2 = l1 + L1.samples();
        let part = |from: u64, until: u64| {
            let index = |at: u64| at.checked_sub(self.from).map(|at| at as usize);
            self.samples.get(index(from)?..index(until)?)
        };
        let l2_end = l2 + settling + timers::L2_READ.samples();
        // What is said of the last sample is a millisecond's matter.
        let l2_end = l2_end.min(self.from + self.samples.len() as u64);
        Reading::of(part(l1 + settling, l2).unwrap_or_default(), part(l2 + settling, l2_end)?)
    }
}

/// 12.2.1.2.6, 12.2.2.1.6.
fn expect_tone_again(
    since: u64,
    infoh_at: Option<u64>,
    line: Box<LineReport>,
    heard: &Heard<'_>,
    exchange: &mut Exchange,
) -> State {
    if heard.info == Some(InfoEvent::Damaged) {
        exchange.notes.damaged += 1;
    }
    let is_heard = heard.tone_ms >= timers::TONE_HEARD_SOON_MS;
    let infoh_at = match infoh_at {
        None if is_heard => Some(heard.now + timers::TONE_BEFORE_INFOH.samples()),
        // 12.2.1.4.3, 12.2.2.3.3: INFOh all the same.
        None if heard.is_over(since, timers::WAIT) => {
            exchange.notes.waits_over += 1;
            exchange.notes.blind_infoh = true;
            Some(heard.now)
        }
        infoh_at => infoh_at,
    };
    match infoh_at {
        Some(at) if heard.now >= at => {
            let until = exchange.say_last(heard.now, line.choice.infoh().emit());
            State::SendInfoh { until, line }
        }
        infoh_at => State::ExpectToneAgain { since, infoh_at, line },
    }
}
