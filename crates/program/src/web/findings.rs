//! The findings of checks, as pages show them (`templates/web/findings.html`).

use super::texts::{Sentence, Texts};
use ferrofax_spool::Finding;

/// A finding of a check, in the reader's language.
pub(super) struct FindingShown {
    pub(super) what: String,
    pub(super) is_well: bool,
    pub(super) text: Sentence,
    /// The way to fix the fault that was found; empty if there is no fault.
    pub(super) fix: Sentence,
}

impl FindingShown {
    /// The finding by these texts.
    pub(super) fn of(finding: Finding, texts: &Texts) -> Self {
        Self {
            text: texts.observation(&finding.observation),
            fix: finding.fix.map(|fix| texts.fix(&fix)).unwrap_or_default(),
            what: finding.what,
            is_well: finding.is_well,
        }
    }
}
