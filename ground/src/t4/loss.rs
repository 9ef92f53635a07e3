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

impl Undecoded {
    /// What happened to the page of this number, in one sentence for people.
    pub fn sentence(&self, number: u32) -> String {
        let kept = match (self.octets.is_empty(), self.are_all) {
            (true, _) => "the rows before that are kept",
            (false, true) => "what arrived is kept",
            (false, false) => "the beginning of what arrived is kept",
        };
        format!("Page {number} {}; {kept}.", self.loss)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_names_the_page_and_the_row() {
        let of = |loss, octets: &[u8], are_all| {
            Undecoded { loss, octets: octets.to_vec(), are_all }.sentence(3)
        };
        assert_eq!(
            of(Loss::BrokenAfter(300), &[1], true),
            "Page 3 could not be decoded after row 300; what arrived is kept."
        );
        assert_eq!(
            of(Loss::LongerThan(40_000), &[1], false),
            "Page 3 is longer than the limit of 40000 rows; the beginning of what arrived is kept."
        );
        assert_eq!(
            of(Loss::LongerThan(9), &[], true),
            "Page 3 is longer than the limit of 9 rows; the rows before that are kept."
        );
        assert_eq!(
            of(Loss::BadRows(7, 40), &[1], true),
            "Page 3 has 7 of 40 rows that are damaged; what arrived is kept."
        );
    }
}
