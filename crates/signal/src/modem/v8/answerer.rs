//! The station that answers (ITU-T V.8 §8.2): ANSam until CM comes, then JM until CJ comes.
//!
//! | state | ends with | at the latest after |
//! | --- | --- | --- |
//! | `BeforeTone` | time | 0.2 s |
//! | `ExpectCm` | two equal CM | 3 s, and 4 s where a CM was heard (T.30 §6.1.1: 2.6 to 4.0 s) |
//! | `ExpectCj` | CJ, the end of CM | 5 s |
//! | `Ending` | time | 75 ms |

use super::menu::{CallFunction, Menu};
use super::modulations::Modulations;
use super::sequence::{Heard, Repeated, SequenceKind};
use super::{Agreement, BEFORE_WHAT_FOLLOWS, Cause, Input, Outcome, Signal, Silence};
use crate::time::{Millis, SampleTime};

/// What the owner of an answering station decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswererTerms {
    /// The call functions that are served, the usual one first.
    pub functions: Vec<CallFunction>,
    /// The modulation modes that we can.
    pub modulations: Modulations,
    /// How long ANSam is said if no CM comes: 2.6 to 4.0 s for a fax (T.30 §6.1.1), 5 ± 1 s
    /// for others (V.8 §8.2.2).
    pub ansam: Millis,
    /// How much longer it is said where a CM is coming.
    pub ansam_under_cm: Millis,
    /// ANSam is left out, and CM waited for in silence for as long: the call goes on, and turns round
    /// (T.30 figures F.5-11 and F.5-12).
    pub without_tone: bool,
}

impl AnswererTerms {
    /// Those of a machine that receives faxes by `modulations`.
    pub fn fax(modulations: Modulations) -> Self {
        Self {
            functions: vec![CallFunction::TransmitFax],
            modulations,
            ansam: FAX_ANSAM,
            ansam_under_cm: FAX_ANSAM_UNDER_CM,
            without_tone: false,
        }
    }
}

/// The procedure of the station that answers.
#[derive(Clone, Debug)]
pub struct Answerer {
    terms: AnswererTerms,
    state: State,
}

#[derive(Clone, Debug)]
enum State {
    BeforeTone { until: SampleTime },
    ExpectCm { until: SampleTime, is_coming: bool, repeated: Repeated },
    ExpectCj { until: SampleTime, heard_cm: SampleTime, agreement: Agreement },
    Ending { until: SampleTime, outcome: Outcome },
    Over(Outcome),
}

impl Answerer {
    /// Begins at `now`, when the line has just been answered; the signal is the first that is said.
    pub fn begin(terms: AnswererTerms, now: SampleTime) -> (Self, Signal) {
        let state = if terms.without_tone {
            Self::expect_cm(&terms, now)
        } else {
            State::BeforeTone { until: now + BEFORE_TONE }
        };
        (Self { terms, state }, Signal::Silence)
    }

    fn expect_cm(terms: &AnswererTerms, now: SampleTime) -> State {
        let until = now + terms.ansam;
        State::ExpectCm { until, is_coming: false, repeated: Repeated::default() }
    }

    /// What came of it, once it is over.
    pub const fn outcome(&self) -> Option<&Outcome> {
        match &self.state {
            State::Over(outcome) => Some(outcome),
            _ => None,
        }
    }

    /// Something happened at `now`: what is said from now on, if that changes.
    pub fn handle(&mut self, now: SampleTime, input: &Input) -> Option<Signal> {
        match &mut self.state {
            State::BeforeTone { until } => {
                if now < *until {
                    return None;
                }
                self.state = Self::expect_cm(&self.terms, now);
                Some(Signal::Ansam)
            }
            State::ExpectCm { until, is_coming, repeated } => match input {
                Input::Heard(Heard::Begin(SequenceKind::Menu)) if !*is_coming => {
                    *is_coming = true;
                    *until += self.terms.ansam_under_cm;
                    None
                }
                Input::Heard(Heard::Sequence(SequenceKind::Menu, octets))
                    if repeated.push(octets) =>
                {
                    let cm = Menu::decode(octets);
                    Some(self.say_jm(cm, now))
                }
                _ if now >= *until => Some(self.end(Outcome::NotSpoken(Silence::NoMenu), now)),
                _ => None,
            },
            State::ExpectCj { until, heard_cm, agreement } => {
                let outcome = match input {
                    Input::Heard(Heard::Cj) => Outcome::Agreed(agreement.clone()),
                    Input::Heard(_) => {
                        *heard_cm = now;
                        return None;
                    }
                    // §8.2.4: CJ was missed. Its sender says no CM any more.
                    _ if now.since(*heard_cm) >= CM_IS_OVER => Outcome::Agreed(agreement.clone()),
                    _ if now >= *until => Outcome::Failed(Cause::NoCj),
                    _ => return None,
                };
                Some(self.end(outcome, now))
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

    fn say_jm(&mut self, cm: Menu, now: SampleTime) -> Signal {
        let jm = cm.answered_by(self.terms.modulations, &self.terms.functions);
        let agreement = Agreement { modulations: jm.modulations(), far: cm };
        self.state = State::ExpectCj { until: now + CJ_WITHIN, heard_cm: now, agreement };
        Signal::Jm(jm.encode())
    }

    fn end(&mut self, outcome: Outcome, now: SampleTime) -> Signal {
        self.state = State::Ending { until: now + BEFORE_WHAT_FOLLOWS, outcome };
        Signal::Silence
    }
}

/// §8.2.1: 0.2 s at least.
const BEFORE_TONE: Millis = Millis(200);
/// As long as CED, so that who knows no V.8 loses nothing by it.
const FAX_ANSAM: Millis = Millis(3_000);
const FAX_ANSAM_UNDER_CM: Millis = Millis(1_000);
/// JM is said for no longer.
const CJ_WITHIN: Millis = Millis(5_000);
/// A sequence takes 0.2 to 0.5 s. As long as this none is damaged by chance.
const CM_IS_OVER: Millis = Millis(1_200);

#[cfg(test)]
#[path = "answerer_tests.rs"]
mod tests;
