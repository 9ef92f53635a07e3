//! Findings about our own side.

use crate::Examined;
use crate::explain::verdict::{Fault, Finding, Trouble};
use ferrofax_engine::t30::outcome::Cause;

/// A page was not stored, or our own side ended the call.
pub(super) fn ours(call: &Examined) -> Option<Finding> {
    let cause = call.outcome.map(|outcome| outcome.cause);
    if call.counts.pages_not_stored > 0 || cause == Some(Cause::Storage) {
        return Some(Finding {
            trouble: Trouble::Storage,
            fault: Fault::Us,
            weight: 98,
            sentence: "A page came and could not be stored here.".into(),
            advice: "Make room on the disk of the spool, and look in the log for why it was not written.",
        });
    }
    let advice = match cause? {
        Cause::Cancelled => "Nothing, if that was meant; the log tells who ended it.",
        Cause::PageNotGiven => {
            "Look in the log for why the next page was not ready: a slow disk, or a document that could not be read."
        }
        Cause::CallTooLong | Cause::TooManyPages => {
            "Raise the limit of the device if such faxes are wanted."
        }
        Cause::PageTooLong => "Have the sender divide the document into shorter pages.",
        Cause::InternalError | Cause::PbxCrashed => "Report it, with the log and this record.",
        _ => return None,
    };
    let sentence = cause?.text().into();
    Some(Finding { trouble: Trouble::OurEnd, fault: Fault::Us, weight: 96, sentence, advice })
}
