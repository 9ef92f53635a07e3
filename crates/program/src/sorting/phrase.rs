//! Phrases of rules: words that follow each other on a page.
//!
//! Tesseract mistakes some letters for others. A phrase that is found only if such letters are taken
//! for each other may be on the page or not.

use std::fmt;

use ferrofax_gateway_toml::Unfit;
use ferrofax_reading::PageText;
use ferrofax_spool::word_parts;

/// Letters and digits that look alike on a fax, and the one that is compared in their place.
const ALIKE: &[(&str, &str)] = &[
    ("rn", "m"),
    ("vv", "w"),
    ("0", "o"),
    ("1", "l"),
    ("i", "l"),
    ("j", "l"),
    ("5", "s"),
    ("8", "b"),
    ("6", "b"),
];

/// The maximum number of words of a phrase.
const MOST_WORDS: usize = 20;

/// One or several words that follow each other. Capital and small letters, and signs between the
/// words, make no difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    written: String,
    parts: Vec<String>,
}

/// How a phrase, or another condition, fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    /// It does not.
    No,
    /// It may.
    Doubt,
    /// It does.
    Yes,
}

/// The words of a page, as phrases are compared with them.
pub(super) struct PageWords {
    /// Each part of a word, and how certain it is, in percent.
    parts: Vec<(String, u8)>,
    alike: Vec<String>,
}

impl PageWords {
    pub(super) fn of(page: &PageText) -> Self {
        let of_word = |word: &ferrofax_reading::Word| {
            let confidence = word.confidence;
            word_parts(&word.text).into_iter().map(move |part| (part, confidence))
        };
        let parts: Vec<(String, u8)> = page.words.iter().flat_map(of_word).collect();
        let alike = parts.iter().map(|(part, _)| look(part)).collect();
        Self { parts, alike }
    }
}

impl Phrase {
    /// Reads a phrase.
    ///
    /// # Errors
    /// It has no word of two or more letters or digits, or more than 20 words.
    pub(super) fn read(text: &str) -> Result<Self, Unfit> {
        let parts = word_parts(text);
        if parts.is_empty() || parts.len() > MOST_WORDS {
            return Err(Unfit::Phrase(text.chars().take(50).collect()));
        }
        Ok(Self { written: text.trim().to_owned(), parts })
    }

    /// How the phrase fits a page. It certainly does if each word is as certain as this, in percent.
    pub(super) fn fit(&self, page: &PageWords, certain: u8) -> Fit {
        let wanted: Vec<String> = self.parts.iter().map(|part| look(part)).collect();
        let places = page.alike.windows(wanted.len()).enumerate();
        let is_exact = |at: usize| {
            page.parts[at..]
                .iter()
                .zip(&self.parts)
                .all(|((found, confidence), part)| found == part && *confidence >= certain)
        };
        places
            .filter(|(_, found)| *found == wanted)
            .map(|(at, _)| if is_exact(at) { Fit::Yes } else { Fit::Doubt })
            .max()
            .unwrap_or(Fit::No)
    }
}

impl fmt::Display for Phrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.written)
    }
}

/// A word with the same sign for all letters and digits that look alike.
fn look(part: &str) -> String {
    ALIKE
        .iter()
        .fold(part.to_owned(), |part, (sign, same)| part.replace(sign, same))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ferrofax_reading::{Place, Word};

    fn fit(phrase: &str, words: &[(&str, u8)]) -> Fit {
        let place = Place { from: (0.0, 0.0), to: (1.0, 0.0), height: 1.0 };
        let word = |(text, confidence): &(&str, u8)| Word {
            text: (*text).to_owned(),
            confidence: *confidence,
            line: 0,
            place,
        };
        let page = PageText { words: words.iter().map(word).collect(), ..PageText::default() };
        Phrase::read(phrase).unwrap().fit(&PageWords::of(&page), 70)
    }

    #[test]
    fn words_must_follow_each_other() {
        let page = [("CT-Befund,", 95), ("Radiologie", 90), ("Nord", 91)];
        assert_eq!(fit("radiologie", &page), Fit::Yes);
        assert_eq!(fit("Befund: Radiologie", &page), Fit::Yes);
        assert_eq!(fit("CT Radiologie", &page), Fit::No);
        assert_eq!(fit("Radio", &page), Fit::No);
        assert_eq!(fit("Nord Süd", &page), Fit::No);
    }

    #[test]
    fn what_is_uncertain_or_looks_alike_is_in_doubt() {
        assert_eq!(fit("radiologie", &[("Radiologie", 69)]), Fit::Doubt);
        assert_eq!(fit("radiologie", &[("Radio1ogie", 95)]), Fit::Doubt);
        assert_eq!(fit("Modern 80", &[("modem", 95), ("B0", 95)]), Fit::Doubt);
        assert_eq!(fit("radiologie", &[("Radio1ogie", 95), ("Radiologie", 80)]), Fit::Yes);
    }

    #[test]
    fn a_phrase_without_words_is_refused() {
        assert!(Phrase::read("- a").is_err() && Phrase::read(&"ab ".repeat(21)).is_err());
    }
}
