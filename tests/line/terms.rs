//! What machines offer in tests of whole sessions.

use ferrofax::modem::Rate;
use ferrofax::t4::{Coding, PageWidth, Resolution};
use ferrofax::t30::answering::AnswerTerms;
use ferrofax::t30::dis::Capabilities;
use ferrofax::t30::quality::PageQualityPolicy;
use ferrofax::t30::v8::V8Offer;
use ferrofax::time::Millis;

/// A machine that receives pages of A4 in MH and standard resolution, by V.29 and V.27ter.
pub(crate) fn receiver(ecm: bool) -> Capabilities {
    Capabilities {
        has_document: false,
        can_receive: true,
        rates: vec![Rate::V29At9600, Rate::V29At7200, Rate::V27ter4800, Rate::V27ter2400],
        ecm,
        codings: vec![Coding::Mh],
        resolutions: vec![Resolution::Standard],
        max_width: PageWidth::A4,
        unlimited_length: true,
        min_row_ms: 0,
        addresses: false,
        selective_polling: false,
    }
}

/// A machine with these capabilities that answers a call, which may last two days.
pub(crate) fn answers(capabilities: Capabilities) -> AnswerTerms {
    AnswerTerms {
        ident: String::new(),
        nsf: None,
        capabilities,
        password: None,
        by_subaddress: false,
        quality: PageQualityPolicy::default(),
        max_pages: 1000,
        max_call: Millis(48 * 3_600_000),
        v8: V8Offer::Nothing,
    }
}
