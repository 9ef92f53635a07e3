//! What the pages are to be, and what no document may be.

use crate::confine::MAX_OUTPUT;
use ferrofax_ground::t4::Resolution;

/// The largest document that is read, bytes.
pub const MAX_BYTES: u64 = MAX_OUTPUT;

/// What is said of a document with a password, behind its name.
pub(super) const LOCKED: &str = "it is encrypted and needs a password; save it without one";

/// What the pages are to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The finest resolution: standard, fine or superfine. PDF and text are drawn in it;
    /// pictures keep a coarser one. None: PDF and text are drawn in fine, and fax pages
    /// keep theirs, be it finer.
    pub resolution: Option<Resolution>,
    /// At most so many.
    pub max_pages: u32,
    /// Pages with colours or greys bring themselves in colours with them.
    pub colours: bool,
}

impl Wanted {
    /// The resolution in which what has none of its own is drawn.
    pub(crate) fn drawn(&self) -> Resolution {
        self.resolution.unwrap_or(Resolution::Fine)
    }
}
