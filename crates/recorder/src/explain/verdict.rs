//! The judgement of a call: its faults, and their most likely causes.

use super::findings;
use crate::Examined;
use ferrofax_spool::explanation::Finding;

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
