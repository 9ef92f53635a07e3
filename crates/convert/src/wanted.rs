//! The requirements for the fax pages that a conversion makes from documents, and the size limit of
//! the documents.

use ferrofax_confine::MAX_OUTPUT;
use ferrofax_ground::t4::Resolution;

/// The greatest size in bytes of a document that is to be converted, and also of the file of fax
/// pages that a conversion makes.
pub const MAX_BYTES: u64 = MAX_OUTPUT;

/// The reason for refusing a document with a password, in words that follow the document's name.
pub(super) const LOCKED: &str = "it is encrypted and needs a password; save it without one";

/// The requirements for the pages that a conversion makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The finest resolution of the pages: standard, fine or superfine. PDF and text are drawn in
    /// this resolution; pictures with a coarser resolution keep theirs. `None`: PDF and text are
    /// drawn in fine, and fax pages keep their own resolution, even a finer one.
    pub resolution: Option<Resolution>,
    /// The maximum number of pages of the fax.
    pub max_pages: u32,
    /// Whether pages with colours or greys are also stored in colour, in addition to black and
    /// white.
    pub colours: bool,
}

impl Wanted {
    /// The resolution for drawing content that declares no resolution, such as text.
    pub(crate) fn drawn(&self) -> Resolution {
        self.resolution.unwrap_or(Resolution::Fine)
    }
}
