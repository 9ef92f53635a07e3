//! Findings about our own side.

use crate::Examined;
use ferrofax_engine::t30::outcome::Cause;
use ferrofax_spool::explanation::{Advice, Fault, Finding, Shown, Trouble};

/// Finding: our own side could not store a page, or ended the call.
pub(super) fn ours(call: &Examined) -> Option<Finding> {
    let cause = call.outcome.map(|outcome| outcome.cause);
    if call.counts.pages_not_stored > 0 || cause == Some(Cause::Storage) {
        return Some(Finding {
            trouble: Trouble::Storage,
            fault: Fault::Us,
            weight: 98,
            shown: Shown::PageNotStored,
            advice: Advice::FreeSpace,
        });
    }
    let advice = match cause? {
        Cause::Cancelled => Advice::NothingIfIntended,
        Cause::PageNotGiven => Advice::FindLatePage,
        Cause::CallTooLong | Cause::TooManyPages => Advice::RaiseLimit,
        Cause::PageTooLong => Advice::ShorterPages,
        Cause::InternalError | Cause::PbxCrashed => Advice::ReportBug,
        _ => return None,
    };
    let shown = Shown::CallEnded { cause: cause?, phase: None };
    Some(Finding { trouble: Trouble::OurEnd, fault: Fault::Us, weight: 96, shown, advice })
}
