//! What the next call to a number is to observe, and why.

use std::fmt;

use super::learning::{TWICE, is_old};
use super::{Destination, MemorySettings};
use crate::event::{Language, Precaution};
use ferrofax_basics::UnixMs;
use ferrofax_basics::show::formatted;

/// One thing that the next call is to observe, unless its job says otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advice {
    /// It begins at this rate at most.
    MaxRate {
        /// bit/s.
        bps: u32,
        /// When what is faster did not hold.
        since: UnixMs,
    },
    /// It does not ask for T.38; where the remote end asks, it is taken.
    WithoutAskingT38 {
        /// When it broke a call last.
        since: UnixMs,
    },
    /// It goes without error correction, at [`Advice::PLAIN_BPS`] at most: faster, nobody would hear
    /// of rows that are lost.
    WithoutEcm {
        /// When a fax went well so.
        since: UnixMs,
    },
}

impl Advice {
    /// The highest rate without error correction, bit/s.
    pub const PLAIN_BPS: u32 = 4800;

    /// What one knows and what others know: the more careful of both.
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

    /// In which order they are told.
    const fn place(&self) -> u8 {
        match self {
            Self::MaxRate { .. } => 0,
            Self::WithoutAskingT38 { .. } => 1,
            Self::WithoutEcm { .. } => 2,
        }
    }
}

impl Destination {
    /// What the next call is to observe.
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

/// The English sentence.
impl fmt::Display for Advice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&Precaution::from(self).text(Language::English))
    }
}
