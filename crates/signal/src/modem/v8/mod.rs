//! ITU-T V.8: how two modems find out at the begin of a call what they can both do.
//!
//! ```text
//! calling    CNG or CI ──┐        Te   ┌── CM CM CM CM ──┬ CJ ┬ 75 ms ─ what was agreed
//!                        │             │                 │    │
//! answering  0.2 s ── ANSam ───────────────────┬─ JM JM JM ───┴ 75 ms ─ what was agreed
//! ```
//!
//! Read [`menu`] and [`modulations`] for what is said, [`sequence`] for how it stands on the
//! line, [`answer_tone`] for ANSam, then the two procedures, which know no samples ([`caller`],
//! [`answerer`]), and [`station`], which gives them ears and a mouth: samples in, samples out.
//! [`ci_watch`] hears who asks for ANSam once more.
//!
//! A station that does not know V.8 hears ANSam as CED, and answers nothing; one that calls
//! without it is found out by its plain CED. Every wait has an end, after which T.30 goes on as
//! if there were no V.8 (T.30 §6.1.3, §6.1.6).
//!
//! Left out: V.92's short procedures; what follows an agreement.

pub mod answer_tone;
pub mod answerer;
pub mod caller;
pub mod ci_watch;
pub mod menu;
pub mod modulations;
pub mod sequence;
pub mod station;

use crate::time::Millis;
use answer_tone::AnswerTone;
use menu::Menu;
use modulations::{Modulation, Modulations};
use sequence::Heard;

/// What a procedure hears and is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// An answer tone is on the line.
    Tone(AnswerTone),
    /// Something in the channel of the other station.
    Heard(Heard),
    /// What was to be said, and has an end, was said.
    Said,
    /// Time went on.
    Tick,
}

/// What a procedure says from now on, until it says something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Signal {
    /// Nothing.
    Silence,
    /// The fax machine's call signal, on and off.
    Cng,
    /// A burst of CI with these octets. It has an end.
    Ci(Vec<u8>),
    /// ANSam.
    Ansam,
    /// CM with these octets, again and again.
    Cm(Vec<u8>),
    /// The octet of CM that is being said, then CJ. It has an end.
    Cj,
    /// JM with these octets, again and again.
    Jm(Vec<u8>),
}

/// What came of a procedure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Both know what both can.
    Agreed(Agreement),
    /// The other station does not know V.8, or there is none.
    NotSpoken(Silence),
    /// The other station knows V.8, and the exchange broke off.
    Failed(Cause),
}

/// Why there was no V.8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Silence {
    /// Calling: the answer tone is a plain one (CED).
    PlainTone,
    /// Calling: no answer tone came.
    NoTone,
    /// Answering: no CM came while ANSam was said.
    NoMenu,
}

/// Where an exchange broke off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// Calling: no JM came to our CM.
    NoJm,
    /// Answering: CM went on without end under our JM.
    NoCj,
}

/// What was agreed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// The modes that both have for the call's function; none if its function is not served.
    pub modulations: Modulations,
    /// What the other station said: JM to who called, CM to who answered.
    pub far: Menu,
}

impl Agreement {
    /// The mode that is used.
    pub fn best(&self) -> Option<Modulation> {
        self.modulations.best()
    }
}

/// V.8 §8.1.3, §8.2.4: 75 ± 5 ms of silence before what was agreed on.
const BEFORE_WHAT_FOLLOWS: Millis = Millis(75);

#[cfg(test)]
mod test_line;
