//! The precautions that the next call to a fax number takes, and the reasons for them.

use std::fmt;

use super::learning::{TWICE, is_old};
use super::{Destination, MemorySettings};
use crate::event::{Language, Precaution};
use ferrofax_basics::UnixMs;
use ferrofax_basics::show::formatted;

/// One precaution that the next call takes, unless the job of the call sets the option itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advice {
    /// The call begins at this rate at most.
    MaxRate {
        /// The rate in bit/s.
        bps: u32,
        /// The time at which a faster rate last failed.
        since: UnixMs,
    },
    /// The call does not request T.38. If the remote side requests T.38, the call accepts it.
    WithoutAskingT38 {
        /// The time at which T.38 last broke a call.
        since: UnixMs,
    },
    /// The call is sent without error correction, at [`Advice::PLAIN_BPS`] at most. At higher
    /// rates, lost rows would remain unnoticed.
    WithoutEcm {
        /// The time at which a fax was last sent successfully without error correction.
        since: UnixMs,
    },
}

impl Advice {
    /// The highest rate without error correction, in bit/s.
    pub const PLAIN_BPS: u32 = 4800;

    /// Combines the precautions from this node's own calls with those from other nodes: of each
    /// kind, the more careful one.
    pub(super) fn together(own: Vec<Self>, elsewhere: Vec<Self>) -> Vec<Self> {
        let mut all = own;
        for other in elsewhere {
            let is_of_its_kind = |one: &&mut Self| one.place() == other.place();
            match (all.iter_mut().find(is_of_its_kind), other) {
                (None, _) => all.push(other),
                (Some(Self::MaxRate { bps, .. }), Self::MaxRate { bps: theirs, .. })
                    if *bps <= theirs => {}
                (Some(one @ Self::MaxRate { .. }), _) => *one = other,
                (Some(_), _) => {}
            }
        }
        all.sort_by_key(Self::place);
        all
    }

    /// The position of the precaution in lists.
    const fn place(&self) -> u8 {
        match self {
            Self::MaxRate { .. } => 0,
            Self::WithoutAskingT38 { .. } => 1,
            Self::WithoutEcm { .. } => 2,
        }
    }
}

impl Destination {
    /// Returns the precautions that the next call to this number takes.
    pub fn advice(&self, now: UnixMs, memory: &MemorySettings) -> Vec<Advice> {
        if !memory.holds_for(&self.number) {
            return Vec::new();
        }
        let holds = |at: &UnixMs| !is_old(*at, now, memory.days);
        let slowed = self.slowed.filter(|slowed| holds(&slowed.at));
        let broke = Some(self.t38_broke.at).filter(|_| self.t38_broke.times >= TWICE);
        let plain = self.plain_at.filter(|_| self.ecm_failed.times >= TWICE);
        [
            slowed.map(|slowed| Advice::MaxRate { bps: slowed.bps, since: slowed.at }),
            broke.filter(holds).map(|since| Advice::WithoutAskingT38 { since }),
            plain.filter(holds).map(|since| Advice::WithoutEcm { since }),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

impl From<&Advice> for Precaution {
    fn from(advice: &Advice) -> Self {
        let day = |at: &UnixMs| formatted(*at, "%Y-%m-%d").unwrap_or_else(|| "-".to_owned());
        match advice {
            Advice::MaxRate { bps, since } => Self::MaxRate { bps: *bps, since: day(since) },
            Advice::WithoutAskingT38 { since } => Self::WithoutT38 { since: day(since) },
            Advice::WithoutEcm { since } => {
                Self::WithoutEcm { bps: Advice::PLAIN_BPS, since: day(since) }
            }
        }
    }
}

/// Writes the precaution as an English sentence.
impl fmt::Display for Advice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&Precaution::from(self).text(Language::English))
    }
}
