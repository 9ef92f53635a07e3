//! When a call begins by V.8, and what is said there (ITU-T T.30 clause 6).
//!
//! The answering station says ANSam in the place of CED, and hears CM meanwhile; the calling one
//! says CM when it hears ANSam (§6.1.1–2). Whatever comes of it, DIS is next, by V.21 (§6.1.3,
//! §6.1.6): where no CM came, as late as behind CED.
//!
//! **V.34.** An agreement on it ([`is_v34`]) is where Annex F begins. It is offered only by
//! [`V8Offer::V34`], and there only where Annex F can be kept to: with error correction, V.17 at
//! its highest rate among ours (who is to go slower is to go slower there, too), and no T.38 in sight.
//! Where the call turns round V.8 is spoken once more ([`V8Offer::turn`]).

use super::{Party, timers};
use ferrofax_signal::modem::Rate;
use ferrofax_signal::modem::v8::Outcome;
use ferrofax_signal::modem::v8::answerer::AnswererTerms;
use ferrofax_signal::modem::v8::caller::{CallSignal, CallerTerms, TE, TE_SHORT};
use ferrofax_signal::modem::v8::menu::{CallFunction, Menu};
use ferrofax_signal::modem::v8::modulations::{Modulation, Modulations};
use ferrofax_signal::modem::v8::station::Terms;
use ferrofax_signal::time::Millis;

/// Whether V.8 is used, and what for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum V8Offer {
    /// It is not.
    #[default]
    Nothing,
    /// The modems of DIS are offered: V.17, V.29, V.27ter, as far as their rates are.
    Modems,
    /// And V.34 half-duplex, where the call's other terms allow it.
    V34,
}

impl V8Offer {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Nothing, Self::Modems, Self::V34];

    /// Whether V.8 is used.
    pub const fn is_on(self) -> bool {
        !matches!(self, Self::Nothing)
    }

    /// The same without V.34, unless it `may` be.
    #[must_use]
    pub const fn with_v34_if(self, may: bool) -> Self {
        match self {
            Self::V34 if !may => Self::Modems,
            other => other,
        }
    }

    /// Whether a caller that missed ANSam is told of V.8 by DIS, and one that is told begins again
    /// by CI (§6.1.4): for nothing but V.17 that would only take time.
    pub(super) const fn is_worth_ci(self) -> bool {
        matches!(self, Self::V34)
    }

    /// What an answering station says at its begin; `gives`: a document can be fetched.
    pub(super) fn answer(self, rates: &[Rate], gives: bool) -> Signalled {
        let mut terms = AnswererTerms::fax(self.modulations(rates)?);
        if gives {
            terms.functions.push(CallFunction::ReceiveFax);
        }
        Some(Box::new(Terms::Answering(terms)))
    }

    /// What a calling station says at its begin, to send or to fetch alone.
    pub(super) fn call(self, rates: &[Rate], sends: bool, patience: Millis) -> Signalled {
        self.caller(rates, sends, CallSignal::Cng, patience)
    }

    /// What a calling station says to a DIS with bit 6, where it is worth it.
    pub(super) fn call_again(self, rates: &[Rate], sends: bool) -> Signalled {
        self.is_worth_ci()
            .then(|| self.caller(rates, sends, CallSignal::Ci, timers::ANSAM_AFTER_CI))
            .flatten()
    }

    /// What a station says and hears where a call by V.34 turns round: the menus alone, without a tone
    /// before them (figures F.5-11 and F.5-12). `sends`: it is the one that is to send.
    pub(super) fn turn(party: Party, rates: &[Rate], sends: bool) -> Box<Terms> {
        let modulations = modems(rates).with(Modulation::V34HalfDuplex);
        Box::new(match party {
            Party::Caller => {
                let function =
                    if sends { CallFunction::TransmitFax } else { CallFunction::ReceiveFax };
                let menu = Menu::new(function, modulations);
                let (signal, patience, te) = (CallSignal::Menu, Millis(0), TE_SHORT);
                Terms::Calling(CallerTerms { menu, signal, patience, te })
            }
            Party::Called => {
                let mut terms = AnswererTerms::fax(modulations);
                terms.functions.push(CallFunction::ReceiveFax);
                terms.without_tone = true;
                Terms::Answering(terms)
            }
        })
    }

    fn caller(
        self,
        rates: &[Rate],
        sends: bool,
        signal: CallSignal,
        patience: Millis,
    ) -> Signalled {
        let function = if sends { CallFunction::TransmitFax } else { CallFunction::ReceiveFax };
        let menu = Menu::new(function, self.modulations(rates)?);
        // What speaks one way at a time needs no echo canceller disabled.
        let te = if self == Self::V34 { TE } else { TE_SHORT };
        Some(Box::new(Terms::Calling(CallerTerms { menu, signal, patience, te })))
    }

    fn modulations(self, rates: &[Rate]) -> Option<Modulations> {
        let modems = modems(rates);
        match self {
            Self::Nothing => None,
            Self::Modems => Some(modems),
            Self::V34 if rates.contains(&Rate::V17At14400) => {
                Some(modems.with(Modulation::V34HalfDuplex))
            }
            Self::V34 => Some(modems),
        }
    }
}

/// Those of these rates.
fn modems(rates: &[Rate]) -> Modulations {
    let modems = rates.iter().map(|rate| match rate {
        Rate::V27ter2400 | Rate::V27ter4800 => Modulation::V27ter,
        Rate::V29At7200 | Rate::V29At9600 => Modulation::V29,
        Rate::V17At7200 | Rate::V17At9600 | Rate::V17At12000 | Rate::V17At14400 => Modulation::V17,
    });
    modems.fold(Modulations::default(), Modulations::with)
}

/// A side of V.8, if it is used.
type Signalled = Option<Box<Terms>>;

/// Whether V.34 half-duplex was agreed on, with which Annex F goes on.
pub fn is_v34(outcome: &Outcome) -> bool {
    match outcome {
        Outcome::Agreed(agreement) => agreement.best() == Some(Modulation::V34HalfDuplex),
        Outcome::NotSpoken(_) | Outcome::Failed(_) => false,
    }
}

/// Which party is V.34's source, if that was agreed on: it says the pages, until V.8 is spoken once
/// more. CM's call function tells (table 4), which JM repeats.
pub(crate) fn source(outcome: &Outcome) -> Option<Party> {
    let Outcome::Agreed(agreement) = outcome else { return None };
    is_v34(outcome).then(|| match agreement.far.call_function() {
        Some(CallFunction::ReceiveFax) => Party::Called,
        _ => Party::Caller,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn octets(terms: Signalled) -> Option<Vec<u8>> {
        match *terms? {
            Terms::Calling(terms) => Some(terms.menu.encode()),
            Terms::Answering(_) => None,
        }
    }

    #[test]
    fn the_menu_has_the_modems_of_the_rates_and_v34_for_tests_alone() {
        let call = |offer: V8Offer, rates, sends| octets(offer.call(rates, sends, Millis(1)));
        let all = &Rate::ALL[..];
        assert_eq!(V8Offer::ALL.map(V8Offer::is_on), [false, true, true]);
        assert_eq!(call(V8Offer::Nothing, all, true), None);
        assert_eq!(call(V8Offer::Modems, all, true), Some(vec![0x81, 0x05, 0xD4]));
        assert_eq!(call(V8Offer::V34, all, true), Some(vec![0x81, 0x85, 0xD4]));
        // Who is to go no faster than 9600 bit/s does not go at 33 600.
        assert_eq!(call(V8Offer::V34, &[Rate::V17At9600], true), Some(vec![0x81, 0x05, 0x14]));
        assert_eq!(V8Offer::V34.with_v34_if(false), V8Offer::Modems);
        assert_eq!(call(V8Offer::Modems, &[Rate::V29At9600], false), Some(vec![0xA1, 0x05, 0x50]));
        assert_eq!(V8Offer::Modems.call_again(all, true), None);
        assert!(V8Offer::V34.call_again(all, true).is_some());
    }
}
