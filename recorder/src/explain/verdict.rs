//! What went wrong, and whose fault it most likely is.

use super::findings;
use crate::Examined;

/// Kinds of trouble.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Trouble {
    /// None.
    Nothing,
    /// The line hisses or clicks.
    Noise,
    /// Our own voice comes back.
    Echo,
    /// Packets were lost.
    Loss,
    /// The clocks differ.
    Skew,
    /// What comes is too soft, or too loud.
    Level,
    /// The network leaves samples out, or puts some in.
    Slip,
    /// A jitter buffer changed its length in the call.
    JitterBuffer,
    /// The remote terminal says what is not so.
    FarLies,
    /// The remote terminal hung up or disconnected.
    FarHungUp,
    /// Nobody there is a fax machine.
    NoFaxMachine,
    /// The remote terminal fell silent.
    NoAnswer,
    /// The remote terminal cannot do what was wanted of it.
    Incompatible,
    /// T.38 was refused, or brought nothing.
    T38,
    /// Our disk did not take a page.
    Storage,
    /// Our own side ended the call.
    OurEnd,
    /// The call failed, and nothing that was measured says why.
    Unexplained,
}

/// Whose fault it most likely is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fault {
    /// Nobody's.
    Nobody,
    /// The telephone line's.
    Line,
    /// The remote terminal's.
    FarMachine,
    /// That of the network of packets.
    Network,
    /// Ours.
    Us,
}

/// One thing that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// Its kind.
    pub trouble: Trouble,
    /// Whose fault it most likely is.
    pub fault: Fault,
    /// How much it weighs, up to 100: how sure it is, and how much it harms.
    pub weight: u8,
    /// What it is, in a sentence.
    pub sentence: String,
    /// What to change.
    pub advice: &'static str,
}

/// All that was found in a call.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// What weighs most is the first; there is one at least.
    pub findings: Vec<Finding>,
}

/// What weighs less is not worth a word if the fax arrived.
const WORTH_A_WORD: u8 = 45;

impl Verdict {
    /// Judges a call.
    pub fn of(call: &Examined) -> Self {
        let mut found = findings::all(call);
        found.sort_by_key(|finding| std::cmp::Reverse(finding.weight));
        let is_well = findings::is_well(call);
        if found.first().is_none_or(|first| is_well && first.weight < WORTH_A_WORD) {
            found.insert(0, findings::nothing(call, is_well));
        }
        Self { findings: found }
    }

    /// What weighs most.
    pub fn first(&self) -> &Finding {
        &self.findings[0]
    }
}

impl Trouble {
    /// All of them.
    pub const ALL: [Self; 17] = [
        Self::Nothing,
        Self::Noise,
        Self::Echo,
        Self::Loss,
        Self::Skew,
        Self::Level,
        Self::Slip,
        Self::JitterBuffer,
        Self::FarLies,
        Self::FarHungUp,
        Self::NoFaxMachine,
        Self::NoAnswer,
        Self::Incompatible,
        Self::T38,
        Self::Storage,
        Self::OurEnd,
        Self::Unexplained,
    ];

    /// The word that programs know it by.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Noise => "noise",
            Self::Echo => "echo",
            Self::Loss => "loss",
            Self::Skew => "skew",
            Self::Level => "level",
            Self::Slip => "slip",
            Self::JitterBuffer => "jitter-buffer",
            Self::FarLies => "far-lies",
            Self::FarHungUp => "far-hung-up",
            Self::NoFaxMachine => "no-fax-machine",
            Self::NoAnswer => "no-answer",
            Self::Incompatible => "incompatible",
            Self::T38 => "t38",
            Self::Storage => "storage",
            Self::OurEnd => "our-end",
            Self::Unexplained => "unexplained",
        }
    }
}

impl Fault {
    /// The word that programs know it by.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Nobody => "nobody",
            Self::Line => "line",
            Self::FarMachine => "far-machine",
            Self::Network => "network",
            Self::Us => "us",
        }
    }

    /// Whose it is, for people.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Nobody => "nobody's",
            Self::Line => "the telephone line's",
            Self::FarMachine => "the far machine's",
            Self::Network => "the network's",
            Self::Us => "ours",
        }
    }
}
