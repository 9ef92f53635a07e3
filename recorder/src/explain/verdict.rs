//! The judgement of a call: its faults, and their most likely causes.

use super::findings;
use crate::Examined;

/// The kinds of trouble.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Trouble {
    /// There is no trouble.
    Nothing,
    /// The line hisses or clicks.
    Noise,
    /// Our own signal comes back.
    Echo,
    /// Packets were lost.
    Loss,
    /// The clocks differ.
    Skew,
    /// The received signal is too soft or too loud.
    Level,
    /// The network leaves samples out, or inserts some.
    Slip,
    /// A jitter buffer changed its length in the call.
    JitterBuffer,
    /// The remote fax machine contradicts itself.
    FarLies,
    /// The remote fax machine hung up or disconnected.
    FarHungUp,
    /// No fax machine is at the other end.
    NoFaxMachine,
    /// The remote fax machine stopped answering.
    NoAnswer,
    /// The remote fax machine cannot do what was wanted of it.
    Incompatible,
    /// T.38 was refused, or brought no packet.
    T38,
    /// Our disk did not accept a page.
    Storage,
    /// Our own side ended the call.
    OurEnd,
    /// The call failed, and nothing that was measured explains it.
    Unexplained,
}

/// The most likely cause of a trouble.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fault {
    /// There is no fault.
    Nobody,
    /// The telephone line is at fault.
    Line,
    /// The remote fax machine is at fault.
    FarMachine,
    /// The packet network is at fault.
    Network,
    /// Our own side is at fault.
    Us,
}

/// One finding in a call.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The kind of trouble.
    pub trouble: Trouble,
    /// The most likely cause.
    pub fault: Fault,
    /// The weight of the finding, up to 100: how certain it is, and how much harm it does.
    pub weight: u8,
    /// The finding in a sentence.
    pub sentence: String,
    /// The advice: what to change.
    pub advice: &'static str,
}

/// All findings of a call.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// The findings, the one with the greatest weight first; there is at least one.
    pub findings: Vec<Finding>,
}

/// The weight below which a finding is not mentioned if the fax arrived.
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

    /// The finding with the greatest weight.
    pub fn first(&self) -> &Finding {
        &self.findings[0]
    }
}

impl Trouble {
    /// All kinds of trouble.
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

    /// The name for programs.
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
    /// The name for programs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Nobody => "nobody",
            Self::Line => "line",
            Self::FarMachine => "far-machine",
            Self::Network => "network",
            Self::Us => "us",
        }
    }

    /// The owner of the fault, for people.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Nobody => "nobody's",
            Self::Line => "the telephone line's",
            Self::FarMachine => "the remote fax machine's",
            Self::Network => "the network's",
            Self::Us => "ours",
        }
    }
}
