//! The findings about a call: its faults, and their most likely causes.

use super::findings;
use crate::Examined;
use ferrofax_spool::explanation::Finding;

/// All findings about a call.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// The findings, ordered by weight, greatest first; there is at least one.
    pub findings: Vec<Finding>,
}

impl Verdict {
    /// Collects the findings about a call.
    pub fn of(call: &Examined) -> Self {
        let mut found = findings::all(call);
        found.sort_by_key(|finding| std::cmp::Reverse(finding.weight));
        let is_well = findings::is_well(call);
        if found
            .first()
            .is_none_or(|first| is_well && first.weight < findings::WORTH_A_WORD)
        {
            found.insert(0, findings::nothing(call, is_well));
        }
        Self { findings: found }
    }

    /// The finding with the greatest weight.
    pub fn first(&self) -> &Finding {
        &self.findings[0]
    }
}
