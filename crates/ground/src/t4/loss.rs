//! A page that arrived and of which rows are missing all the same: it could not be decoded, or
//! it is longer than the limit.

/// Why rows of a page are missing although its octets arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    /// The page could not be decoded after so many rows.
    BrokenAfter(u32),
    /// The page is longer than the limit, which is so many rows.
    LongerThan(u32),
    /// Rows that could not be decoded, among all rows of the page.
    BadRows(u32, u32),
}

/// What is known of such a page beside its rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undecoded {
    /// Why rows are missing.
    pub loss: Loss,
    /// The page's octets as they came, the first bit on the line lowest; none of a page without
    /// error correction.
    pub octets: Vec<u8>,
    /// Whether `octets` are all that came.
    pub are_all: bool,
}

/// As it follows "page 3".
impl std::fmt::Display for Loss {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::BrokenAfter(row) => write!(f, "could not be decoded after row {row}"),
            Self::LongerThan(rows) => write!(f, "is longer than the limit of {rows} rows"),
            Self::BadRows(bad, all) => write!(f, "has {bad} of {all} rows that are damaged"),
        }
    }
}
