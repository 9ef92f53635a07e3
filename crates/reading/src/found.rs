//! The words of a search on the pages of a fax.

use std::collections::BTreeSet;

use crate::PageText;
use crate::stored::ReadFax;
use crate::words::{Place, Word};

/// The number of words that are shown before and after the first word that was found.
const BEFORE: usize = 6;
const AFTER: usize = 12;

/// The maximum number of places on a page.
const MOST_PLACES: usize = 200;

/// The words of a search on a page.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The number of the page, from 1.
    pub page: usize,
    /// Some words around the first word that was found; for each, whether it is one of the search.
    pub around: Vec<(String, bool)>,
    /// The places of the words that were found on this page.
    pub places: Vec<Place>,
}

impl ReadFax {
    /// The page that has the most of these different parts of words, the first of several. `parts`
    /// makes the parts of a word. None if no page has any.
    pub fn find(
        &self,
        wanted: &BTreeSet<String>,
        parts: impl Fn(&str) -> Vec<String>,
    ) -> Option<Found> {
        let mut best: Option<(usize, Found)> = None;
        for (at, page) in self.pages.iter().enumerate() {
            let Some(page) = page else { continue };
            let mut seen = BTreeSet::new();
            let mut has_wanted = |word: &Word| {
                let mut found = parts(&word.text);
                found.retain(|part| wanted.contains(part));
                let is_wanted = !found.is_empty();
                seen.extend(found);
                is_wanted
            };
            let is_wanted: Vec<bool> = page.words.iter().map(&mut has_wanted).collect();
            if seen.len() > best.as_ref().map_or(0, |(count, _)| *count) {
                let found = found_on(at + 1, &page.words, &is_wanted);
                best = Some((seen.len(), found));
            }
        }
        best.map(|(_, found)| found)
    }
}

/// The places of the words on a page that have one of these parts.
pub fn places(
    page: &PageText,
    wanted: &BTreeSet<String>,
    parts: impl Fn(&str) -> Vec<String>,
) -> Vec<Place> {
    let is_wanted = |word: &&Word| parts(&word.text).iter().any(|part| wanted.contains(part));
    page.words
        .iter()
        .filter(is_wanted)
        .take(MOST_PLACES)
        .map(|word| word.place)
        .collect()
}

fn found_on(page: usize, words: &[Word], is_wanted: &[bool]) -> Found {
    let first = is_wanted.iter().position(|is_wanted| *is_wanted).unwrap_or(0);
    let all = || words.iter().zip(is_wanted.iter().copied());
    let around = all().skip(first.saturating_sub(BEFORE)).take(first.min(BEFORE) + AFTER);
    let places = all().filter(|(_, is_wanted)| *is_wanted).take(MOST_PLACES);
    Found {
        page,
        around: around.map(|(word, is_wanted)| (word.text.clone(), is_wanted)).collect(),
        places: places.map(|(word, _)| word.place).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(text: &str) -> Option<PageText> {
        let place = Place { from: (1.0, 2.0), to: (3.0, 2.0), height: 4.0 };
        let word = |text: &str| Word { text: text.to_owned(), confidence: 90, line: 0, place };
        let words = text.split(' ').map(word).collect();
        Some(PageText { words, ..PageText::default() })
    }

    fn find(fax: &ReadFax, wanted: &[&str]) -> Option<(usize, String, usize)> {
        let wanted = wanted.iter().map(|word| (*word).to_owned()).collect();
        let found = fax.find(&wanted, |word| vec![word.to_lowercase()])?;
        let shown = found
            .around
            .iter()
            .map(|(word, is_wanted)| if *is_wanted { format!("[{word}]") } else { word.clone() });
        Some((found.page, shown.collect::<Vec<_>>().join(" "), found.places.len()))
    }

    #[test]
    fn the_page_with_the_most_words_is_found_and_words_around_the_first() {
        let one = "a b c d e f g h Pay i j pay";
        let pages = vec![page(one), None, page("the bill pay"), page("bill pay")];
        let fax = ReadFax { pages, ..ReadFax::default() };
        assert_eq!(find(&fax, &["pay"]), Some((1, "c d e f g h [Pay] i j [pay]".to_owned(), 2)));
        assert_eq!(find(&fax, &["pay", "bill"]), Some((3, "the [bill] [pay]".to_owned(), 2)));
        assert_eq!(find(&fax, &["none"]), None);
    }
}
