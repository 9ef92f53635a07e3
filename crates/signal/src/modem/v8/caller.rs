//! The station that calls (ITU-T V.8 §8.1): waits for ANSam, then says CM until JM comes, then CJ.
//!
//! | state | ends with | at the latest after |
//! | --- | --- | --- |
//! | `AwaitTone` | ANSam, a plain tone | the owner's patience |
//! | `BeforeMenu` | time | Te, 0.5 or 1 s; 70 ms where there is no tone |
//! | `ExpectJm` | two equal JM | 5 s |
//! | `SayingCj` | CJ was said | 1 s |
//! | `Ending` | time | 75 ms |

use super::answer_tone::AnswerTone;
use super::menu::Menu;
use super::modulations::Modulations;
use super::sequence::{Heard, Repeated, SequenceKind};
use super::{Agreement, BEFORE_WHAT_FOLLOWS, Cause, Input, Outcome, Signal, Silence};
use crate::time::{Millis, SampleTime};

/// What is said until an answer tone comes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CallSignal {
    /// Nothing.
    #[default]
    Nothing,
    /// CNG, as fax machines do.
    Cng,
    /// CI. T.30 has it for a call that is to begin V.8 again after a DIS with bit 6 (§6.1.4).
    Ci,
    /// No answer tone is waited for: CM comes at once, as in a call by V.34 that turns round (T.30
    /// figures F.5-11 and F.5-12).
    Menu,
}

/// What the owner of a calling station decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallerTerms {
    /// CM.
    pub menu: Menu,
    /// The call signal.
    pub signal: CallSignal,
    /// How long an answer tone is waited for.
    pub patience: Millis,
    /// The silence between ANSam, when it is known, and CM ([`TE`], [`TE_SHORT`]).
    pub te: Millis,
}

/// The procedure of the station that calls.
#[derive(Clone, Debug)]
pub struct Caller {
    terms: CallerTerms,
    state: State,
}

#[derive(Clone, Debug)]
enum State {
    AwaitTone { until: SampleTime, next_ci: Option<SampleTime> },
    BeforeMenu { until: SampleTime },
    ExpectJm { until: SampleTime, repeated: Repeated },
    SayingCj { until: SampleTime, agreement: Agreement },
    Ending { until: SampleTime, outcome: Outcome },
    Over(Outcome),
}

impl Caller {
    /// Begins at `now`; the signal is the first that is said.
    pub fn begin(terms: CallerTerms, now: SampleTime) -> (Self, Signal) {
        let first = match terms.signal {
            CallSignal::Cng => Signal::Cng,
            CallSignal::Nothing | CallSignal::Ci => Signal::Silence,
            CallSignal::Menu => {
                let state = State::BeforeMenu { until: now + BEFORE_MENU };
                return (Self { terms, state }, Signal::Silence);
            }
        };
        // §7.1: a second of silence comes before the first CI. After a DIS there was enough.
        let next_ci = (terms.signal == CallSignal::Ci).then_some(now + BEFORE_CI);
        let until = now + terms.patience;
        (Self { terms, state: State::AwaitTone { until, next_ci } }, first)
    }

    /// What came of it, once it is over.
    pub const fn outcome(&self) -> Option<&Outcome> {
        match &self.state {
            State::Over(outcome) => Some(outcome),
            _ => None,
        }
    }

    /// Whether JM is listened for, and no answer tone any more.
    pub const fn expects_menu(&self) -> bool {
        !matches!(self.state, State::AwaitTone { .. })
    }

    /// Something happened at `now`: what is said from now on, if that changes.
    pub fn handle(&mut self, now: SampleTime, input: &Input) -> Option<Signal> {
        match &mut self.state {
            State::AwaitTone { until, next_ci } => {
                let (until, next_ci) = (*until, *next_ci);
                self.await_tone(until, next_ci, now, input)
            }
            State::BeforeMenu { until } => {
                if now < *until {
                    return None;
                }
                let until = now + JM_WITHIN;
                self.state = State::ExpectJm { until, repeated: Repeated::default() };
                Some(Signal::Cm(self.terms.menu.encode()))
            }
            State::ExpectJm { until, repeated } => match input {
                Input::Heard(Heard::Sequence(SequenceKind::Menu, octets))
                    if repeated.push(octets) =>
                {
                    let agreement = agreed(&self.terms.menu, Menu::decode(octets));
                    self.state = State::SayingCj { until: now + CJ_WITHIN, agreement };
                    Some(Signal::Cj)
                }
                _ if now >= *until => {
                    self.state = State::Over(Outcome::Failed(Cause::NoJm));
                    Some(Signal::Silence)
                }
                _ => None,
            },
            State::SayingCj { until, agreement } => {
                if *input != Input::Said && now < *until {
                    return None;
                }
                let outcome = Outcome::Agreed(agreement.clone());
                self.state = State::Ending { until: now + BEFORE_WHAT_FOLLOWS, outcome };
                Some(Signal::Silence)
            }
            State::Ending { until, outcome } => {
                if now >= *until {
                    self.state = State::Over(outcome.clone());
                }
                None
            }
            State::Over(_) => None,
        }
    }

    fn await_tone(
        &mut self,
        until: SampleTime,
        next_ci: Option<SampleTime>,
        now: SampleTime,
        input: &Input,
    ) -> Option<Signal> {
        match input {
            Input::Tone(AnswerTone::Ansam) => {
                self.state = State::BeforeMenu { until: now + self.terms.te };
                Some(Signal::Silence)
            }
            Input::Tone(AnswerTone::Plain) => self.not_spoken(Silence::PlainTone),
            _ if now >= until => self.not_spoken(Silence::NoTone),
            Input::Said => {
                let next_ci = Some(now + BETWEEN_CI);
                self.state = State::AwaitTone { until, next_ci };
                Some(Signal::Silence)
            }
            _ if next_ci.is_some_and(|at| now >= at) => {
                self.state = State::AwaitTone { until, next_ci: None };
                Some(Signal::Ci(call_function_of(&self.terms.menu)))
            }
            _ => None,
        }
    }

    fn not_spoken(&mut self, why: Silence) -> Option<Signal> {
        self.state = State::Over(Outcome::NotSpoken(why));
        Some(Signal::Silence)
    }
}

/// What a JM leaves of our CM: nothing that we did not ask for counts, and nothing at all for
/// another function than ours (§8.2.3).
fn agreed(cm: &Menu, jm: Menu) -> Agreement {
    let is_served = cm.call_function() == jm.call_function();
    let modulations =
        if is_served { cm.modulations().and(jm.modulations()) } else { Modulations::default() };
    Agreement { modulations, far: jm }
}

/// CI tells the call function alone (§7.1).
fn call_function_of(menu: &Menu) -> Vec<u8> {
    menu.encode().into_iter().take(1).collect()
}

/// Te where echo cancellers are to be disabled, as V.25 has it: for modes that speak both ways at
/// once (§8.1.1).
pub const TE: Millis = Millis(1_000);
/// The shortest Te (§8.1.1).
pub const TE_SHORT: Millis = Millis(500);
/// CM is said for no longer. The answering station takes two of them, and by T.30 §6.1.1 it
/// waits for 4 s after the begin of ANSam.
const JM_WITHIN: Millis = Millis(5_000);
/// An octet of CM and CJ take 133 ms.
const CJ_WITHIN: Millis = Millis(1_000);
/// T.30 figure F.5-11a: 70 ± 5 ms.
const BEFORE_MENU: Millis = Millis(70);
const BEFORE_CI: Millis = Millis(100);
/// §7.1: CI is off for 0.4 to 2 s.
const BETWEEN_CI: Millis = Millis(1_000);

#[cfg(test)]
#[path = "caller_tests.rs"]
mod tests;
