//! The selection of pages: only some pages of a document are faxed.

use std::fmt;

use serde_json::{Value, json};

/// Selected pages of a document, counted from 1. Default: all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageRanges(Vec<(u32, u32)>);

/// The reason why a selection of pages is not valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadRange {
    /// The range ends before it begins, or begins before page 1.
    #[error("{0}-{1} is not a range of pages")]
    Range(i32, i32),
    /// The ranges do not ascend, or have a page in common (RFC 8011 §5.2.7).
    #[error("{0}-{1} does not come after the range before it")]
    Order(u32, u32),
    /// The selection of pages has too many ranges.
    #[error("more than {MOST} ranges of pages are requested")]
    TooMany,
}

/// The maximum number of ranges in one selection of pages.
const MOST: usize = 200;

impl PageRanges {
    /// Makes a selection of pages from ranges, each given by its first and last page.
    pub fn of(ranges: impl IntoIterator<Item = (i32, i32)>) -> Result<Self, BadRange> {
        let mut kept: Vec<(u32, u32)> = Vec::new();
        for (first, last) in ranges {
            let page = |number: i32| u32::try_from(number).ok().filter(|page| *page > 0);
            let (Some(from), Some(to)) = (page(first), page(last)) else {
                return Err(BadRange::Range(first, last));
            };
            if to < from {
                return Err(BadRange::Range(first, last));
            }
            if kept.last().is_some_and(|(_, before)| *before >= from) {
                return Err(BadRange::Order(from, to));
            }
            kept.push((from, to));
            if kept.len() > MOST {
                return Err(BadRange::TooMany);
            }
        }
        Ok(Self(kept))
    }

    /// Whether all pages of the document are selected to be faxed.
    pub fn is_all(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether this page of the document is selected to be faxed.
    pub fn has(&self, page: u32) -> bool {
        self.is_all() || self.0.iter().any(|(from, to)| (*from..=*to).contains(&page))
    }

    /// The last selected page; `None` if the selection reaches to the end of the document.
    pub(super) fn last(&self) -> Option<u32> {
        self.0.last().map(|(_, to)| *to)
    }

    /// The ranges of selected pages, each given by its first and last page.
    pub fn ranges(&self) -> &[(u32, u32)] {
        &self.0
    }

    /// The selected pages as JSON, for a file or for the child process.
    pub fn to_json(&self) -> Value {
        self.0.iter().map(|(from, to)| json!([from, to])).collect()
    }

    /// Reads a selection of pages from the JSON that [`Self::to_json`] writes; `None` if the value
    /// has another form.
    pub fn from_json(value: &Value) -> Option<Self> {
        let number = |value: &Value, at| i32::try_from(value.get(at)?.as_i64()?).ok();
        let ranges: Option<Vec<(i32, i32)>> = value
            .as_array()?
            .iter()
            .map(|range| Some((number(range, 0)?, number(range, 1)?)))
            .collect();
        Self::of(ranges?).ok()
    }
}

impl fmt::Display for PageRanges {
    /// Prints the ranges of selected pages in the form `1, 3-5`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (from, to)) in self.0.iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            if from == to { write!(f, "{comma}{from}")? } else { write!(f, "{comma}{from}-{to}")? }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_chosen_by_ranges_that_ascend() {
        let ranges = PageRanges::of([(1, 1), (3, 5), (9, i32::MAX)]).unwrap();
        let wanted: Vec<u32> = (1..=11).filter(|page| ranges.has(*page)).collect();
        assert_eq!(wanted, [1, 3, 4, 5, 9, 10, 11]);
        assert_eq!(ranges.to_string(), "1, 3-5, 9-2147483647");
        assert_eq!(PageRanges::from_json(&ranges.to_json()), Some(ranges));
        assert!(PageRanges::default().has(1) && PageRanges::default().is_all());
        for (ranges, wrong) in [
            (vec![(0, 1)], BadRange::Range(0, 1)),
            (vec![(2, 1)], BadRange::Range(2, 1)),
            (vec![(-1, 4)], BadRange::Range(-1, 4)),
            (vec![(1, 3), (3, 4)], BadRange::Order(3, 4)),
            (vec![(4, 4), (1, 1)], BadRange::Order(1, 1)),
            ((1..=201).map(|page| (page, page)).collect(), BadRange::TooMany),
        ] {
            assert_eq!(PageRanges::of(ranges), Err(wrong));
        }
        assert_eq!(PageRanges::from_json(&json!([[2, 1]])), None);
    }
}
