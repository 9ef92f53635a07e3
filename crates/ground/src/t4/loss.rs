//! The loss of rows of a page that arrived: the page could not be decoded completely, or is longer
//! than the limit.

/// The reason why rows of a page are missing although its octets arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    /// The page could not be decoded further after this many rows.
    BrokenAfter(u32),
    /// The page is longer than the limit, which is this number of rows.
    LongerThan(u32),
    /// Some rows could not be decoded. The values are the number of these rows, and the number of
    /// all rows of the page.
    BadRows(u32, u32),
}

/// The additional data of a page with missing rows: the reason, and the octets as they were
/// received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undecoded {
    /// The reason why rows are missing.
    pub loss: Loss,
    /// The page's octets as received, with the first bit on the line lowest. Empty for a page
    /// without error correction.
    pub octets: Vec<u8>,
    /// Whether `octets` contains all octets that arrived.
    pub are_all: bool,
}

/// Writes the reason in a form that follows "page 3".
impl std::fmt::Display for Loss {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::BrokenAfter(row) => write!(f, "could not be decoded after row {row}"),
            Self::LongerThan(rows) => write!(f, "is longer than the limit of {rows} rows"),
            Self::BadRows(bad, all) => write!(f, "has {bad} of {all} rows that are damaged"),
        }
    }
}
