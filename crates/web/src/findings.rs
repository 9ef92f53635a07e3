//! Findings: the results of the checks of the installation, in the form in which pages of the web
//! interface show them (`templates/web/findings.html`).

use super::texts::{Sentence, Texts};
use ferrofax_spool::Finding;

/// The result of one check of the installation, in the reader's language.
pub(super) struct FindingShown {
    pub(super) what: String,
    pub(super) is_well: bool,
    pub(super) text: Sentence,
    /// How to fix the fault that the check has found; empty if there is no fault.
    pub(super) fix: Sentence,
}

impl FindingShown {
    /// Translates the result of a check of the installation into the language of these texts.
    pub(super) fn of(finding: Finding, texts: &Texts) -> Self {
        Self {
            text: texts.observation(&finding.observation),
            fix: finding.fix.map(|fix| texts.fix(&fix)).unwrap_or_default(),
            what: finding.what,
            is_well: finding.is_well,
        }
    }
}
