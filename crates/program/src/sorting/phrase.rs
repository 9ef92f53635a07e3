//! Phrases of rules: words that follow each other on a page.
//!
//! Tesseract mistakes some letters for others, and splits or joins words. A phrase that is found
//! only with such a mistake may be on the page or not.

use std::cell::OnceCell;
use std::fmt;
use std::ops::Range;

use ferrofax_gateway_toml::Unfit;
use ferrofax_reading::{PageText, Word};

/// Letters and digits that look alike on a fax, and the one that is compared in their place.
const ALIKE: &[(&str, &str)] = &[
    ("m", "rn"),
    ("w", "vv"),
    ("0", "o"),
    ("1", "l"),
    ("i", "l"),
    ("ı", "l"),
    ("j", "l"),
    ("5", "s"),
    ("8", "b"),
    ("6", "b"),
];

/// The signs at the end of a line after which a word continues in the next line.
const HYPHENS: [char; 3] = ['-', '\u{ad}', '\u{2010}'];

/// The maximum number of words of a phrase.
const MOST_WORDS: usize = 20;

/// One or several words that follow each other. Capital and small letters, and signs between the
/// words, make no difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    written: String,
    parts: Vec<String>,
    /// The letters of all parts, with one letter for all that look alike.
    look: Vec<char>,
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

/// The phrases of all rules, as pages are compared with them.
pub(super) struct Phrases<'s> {
    all: Vec<&'s Phrase>,
    /// How certain a word must be, in percent.
    certain: u8,
}

/// The words of a page, as phrases are compared with them. A page is compared with one [`Phrases`]
/// only.
pub(super) struct PageWords {
    parts: Vec<Part>,
    /// For each part, the end of the longest phrase that certainly begins there, or 0. A page may
    /// have a doubt at each of its words, so this is found only once.
    ends: OnceCell<Vec<usize>>,
}

/// A word of a page, or the part of a word between two signs.
struct Part {
    text: String,
    /// The letters, with one letter for all that look alike.
    look: Vec<char>,
    /// How certain it is, in percent.
    confidence: u8,
    /// Whether the word is divided after this part: it ends with a hyphen, and so does the line.
    is_divided: bool,
}

/// The fewest letters of a phrase that may be read with one letter wrong. Shorter words often differ
/// from others in one letter only. If a word is uncertain, one letter more may be wrong for each
/// further so many letters.
const LONG: usize = 6;

impl PageWords {
    pub(super) fn of(page: &PageText) -> Self {
        let of_word = |(at, word): (usize, &Word)| {
            let is_last = page.words.get(at + 1).is_some_and(|next| next.line != word.line);
            let is_divided = is_last && word.text.ends_with(HYPHENS);
            let mut parts: Vec<Part> = parts_of(&word.text)
                .into_iter()
                .map(|text| Part {
                    look: look(&text),
                    text,
                    confidence: word.confidence,
                    is_divided: false,
                })
                .collect();
            parts.last_mut().into_iter().for_each(|part| part.is_divided = is_divided);
            parts
        };
        let parts = page.words.iter().enumerate().flat_map(of_word).collect();
        Self { parts, ends: OnceCell::new() }
    }
}

impl<'s> Phrases<'s> {
    pub(super) fn new(all: impl Iterator<Item = &'s Phrase>, certain: u8) -> Self {
        Self { all: all.collect(), certain }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &'s Phrase> {
        self.all.iter().copied()
    }

    /// How a phrase fits a page. Where another phrase certainly fits, this one is not in doubt.
    pub(super) fn fit(&self, phrase: &Phrase, page: &PageWords) -> Fit {
        let fit_at = |at: usize| match phrase.fit_at(&page.parts[at..], self.certain) {
            (Fit::Doubt, count) if self.is_another(phrase, page, at..at + count) => Fit::No,
            (fit, _) => fit,
        };
        (0..page.parts.len()).map(fit_at).max().unwrap_or(Fit::No)
    }

    /// Whether these parts of a page certainly belong to a phrase that does not look like this one.
    fn is_another(&self, phrase: &Phrase, page: &PageWords, at: Range<usize>) -> bool {
        let found: String = page.parts[at.clone()].iter().map(|part| &*part.text).collect();
        let ends = page.ends.get_or_init(|| self.ends(&page.parts));
        let first = at.start.saturating_sub(MOST_WORDS);
        !phrase.looks_like(&found) && ends[first..=at.start].iter().any(|end| *end >= at.end)
    }

    /// For each part of a page, the end of the longest phrase that certainly begins there, or 0.
    fn ends(&self, parts: &[Part]) -> Vec<usize> {
        let end = |from: usize| {
            let fits = self.all.iter().map(|phrase| phrase.fit_at(&parts[from..], self.certain));
            let certain = fits.filter(|(fit, _)| *fit == Fit::Yes);
            certain.map(|(_, count)| from + count).max().unwrap_or(0)
        };
        (0..parts.len()).map(end).collect()
    }
}

impl Phrase {
    /// Reads a phrase.
    ///
    /// # Errors
    /// It has no word of two or more letters or digits, or more than 20 words.
    pub(super) fn read(text: &str) -> Result<Self, Unfit> {
        let parts = parts_of(text);
        let has_word = parts.iter().any(|part| part.chars().nth(1).is_some());
        if !has_word || parts.len() > MOST_WORDS {
            return Err(Unfit::Phrase(text.chars().take(50).collect()));
        }
        let look = parts.iter().flat_map(|part| look(part)).collect();
        Ok(Self { written: text.trim().to_owned(), parts, look })
    }

    /// How the phrase fits the first of these parts, and how many. It certainly does if each is as
    /// certain as this, in percent.
    fn fit_at(&self, parts: &[Part], certain: u8) -> (Fit, usize) {
        let (mut found, mut is_certain) = (Vec::new(), true);
        for (end, part) in (1..).zip(parts) {
            found.extend(&part.look);
            if found.len() > self.look.len() + self.look.len() / LONG {
                break;
            }
            is_certain &= part.confidence >= certain;
            if self.is_alike(&found, is_certain) {
                let is_there = is_certain && self.is_exact(&parts[..end]);
                return (if is_there { Fit::Yes } else { Fit::Doubt }, end);
            }
        }
        (Fit::No, 0)
    }

    /// Whether these letters are those of the phrase, with a mistake in one place of a long phrase.
    fn is_alike(&self, found: &[char], is_certain: bool) -> bool {
        let wrong = self.look.len() / LONG;
        let wrong = if is_certain { wrong.min(1) } else { wrong };
        found == self.look || is_near(&self.look, found, wrong)
    }

    /// Whether a page with the phrase may look like a page with these letters: only letters and digits
    /// that look alike differ. No two digits do.
    fn looks_like(&self, found: &str) -> bool {
        let written = self.parts.concat();
        let mut pairs = written.chars().zip(found.chars());
        let is_other = |(one, other): (char, char)| {
            one != other && one.is_ascii_digit() && other.is_ascii_digit()
        };
        let is_as_long = written.chars().count() == found.chars().count();
        look(found) == self.look && !(is_as_long && pairs.any(is_other))
    }

    /// Whether these parts are the words of the phrase, of which some may be divided.
    fn is_exact(&self, parts: &[Part]) -> bool {
        let mut parts = parts.iter().peekable();
        let is_next = |wanted: &String| {
            let mut rest = wanted.as_str();
            while let Some(part) = parts.next() {
                rest = match rest.strip_prefix(part.text.as_str()) {
                    Some("") => return true,
                    Some(rest) if part.is_divided => rest,
                    _ => return false,
                };
            }
            false
        };
        self.parts.iter().all(is_next) && parts.peek().is_none()
    }
}

/// Whether at most so many letters in one place are wrong, or are missing or too much within the word.
/// A letter more at the end is another form of the word, and no mistake.
fn is_near(wanted: &[char], found: &[char], wrong: usize) -> bool {
    let shared = |pairs: &mut dyn Iterator<Item = (&char, &char)>| {
        pairs.take_while(|(one, other)| one == other).count()
    };
    let before = shared(&mut wanted.iter().zip(found));
    let behind = shared(&mut wanted[before..].iter().rev().zip(found[before..].iter().rev()));
    let (lost, come) = (wanted.len() - before - behind, found.len() - before - behind);
    lost.max(come) <= wrong && (lost == come || (before > 0 && behind > 0))
}

impl fmt::Display for Phrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.written)
    }
}

/// The letters and digits of a word between other signs, in lower case. A part of one character
/// counts: it is all that distinguishes "Station 3" from "Station 5".
fn parts_of(word: &str) -> Vec<String> {
    word.split(|sign: char| !sign.is_alphanumeric())
        .filter(|part| !part.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// The letters of a word, with the same one for all letters and digits that look alike.
fn look(part: &str) -> Vec<char> {
    let alike = |part: String, (sign, same): &(&str, &str)| part.replace(sign, same);
    ALIKE.iter().fold(part.to_owned(), alike).chars().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ferrofax_reading::Place;

    fn page(words: &[(&str, u8)]) -> PageWords {
        let place = Place { from: (0.0, 0.0), to: (1.0, 0.0), height: 1.0 };
        let word = |(text, confidence): &(&str, u8)| Word {
            text: (*text).to_owned(),
            confidence: *confidence,
            line: u32::from(text.starts_with('|')),
            place,
        };
        let page = PageText { words: words.iter().map(word).collect(), ..PageText::default() };
        PageWords::of(&page)
    }

    fn fit(phrase: &str, words: &[(&str, u8)]) -> Fit {
        let phrase = Phrase::read(phrase).unwrap();
        Phrases::new([&phrase].into_iter(), 70).fit(&phrase, &page(words))
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
    fn words_of_one_character_count() {
        for (phrase, found) in [
            ("Station 5", ["Station", "3"].as_slice()),
            ("Klinik A", &["Klinik", "B"]),
            ("Vitamin D", &["Vitamin", "C"]),
            ("Vitamin D", &["Vitamin"]),
            ("Labor Nord", &["Labor", "3", "Nord"]),
            ("CT 5", &["CT"]),
        ] {
            let page: Vec<_> = found.iter().map(|word| (*word, 95)).collect();
            assert_ne!(fit(phrase, &page), Fit::Yes, "{phrase}");
            let page: Vec<_> = phrase.split(' ').map(|word| (word, 95)).collect();
            assert_eq!(fit(phrase, &page), Fit::Yes, "{phrase}");
        }
        assert_eq!(fit("Station-5", &[("Station", 95), ("-", 20), ("5", 95)]), Fit::Yes);
        assert_eq!(fit("Labor Nord", &[("Labor", 95), ("i", 20), ("Nord", 95)]), Fit::Doubt);
    }

    #[test]
    fn what_is_uncertain_or_looks_alike_is_in_doubt() {
        assert_eq!(fit("radiologie", &[("Radiologie", 69)]), Fit::Doubt);
        assert_eq!(fit("radiologie", &[("Radio1ogie", 95)]), Fit::Doubt);
        assert_eq!(fit("Modern 80", &[("modem", 95), ("B0", 95)]), Fit::Doubt);
        assert_eq!(fit("radiologie", &[("Radio1ogie", 95), ("Radiologie", 80)]), Fit::Yes);
    }

    #[test]
    fn a_word_that_is_divided_at_the_end_of_a_line_is_found() {
        let page = [("Abteilung", 95), ("Radio-", 90), ("|logie", 91), ("Nord", 91)];
        assert_eq!(fit("Radiologie", &page), Fit::Yes);
        assert_eq!(fit("Abteilung Radiologie Nord", &page), Fit::Yes);
        assert_eq!(fit("Radio Logie", &page), Fit::Yes);
        assert_eq!(fit("Radiologie", &[("Radio-", 90), ("|logie", 50)]), Fit::Doubt);
        assert_eq!(fit("Radiologie", &[("Radio", 90), ("|logie", 90)]), Fit::Doubt);
        assert_eq!(fit("Radiologie", &[("Radio-", 90), ("logie", 90)]), Fit::Doubt);
    }

    #[test]
    fn a_word_that_may_be_misread_is_in_doubt() {
        for found in ["Radiclogie", "Radilogie", "Radiollogie", "Rad1ologie", "Xadiologie"] {
            assert_eq!(fit("Radiologie", &[(found, 95)]), Fit::Doubt, "{found}");
        }
        assert_eq!(fit("Labor Nord", &[("LaborNord", 95)]), Fit::Doubt);
        for found in ["Radiologien", "adiologie", "Radiologi", "Kardiologie"] {
            assert_eq!(fit("Radiologie", &[(found, 95)]), Fit::No, "{found}");
        }
        assert_eq!(fit("order", &[("older", 95)]), Fit::No, "a short word is often another");
        assert_eq!(fit("Rechnungsnummer", &[("Rechnungsnunımer", 35)]), Fit::Doubt);
        assert_eq!(fit("Rechnungsnummer", &[("Rechnungsnunımer", 95)]), Fit::No);
        assert_eq!(fit("Rechnungsnummer", &[("Rechnungsstelle", 35)]), Fit::No);
    }

    #[test]
    fn a_part_of_a_longer_phrase_is_not_in_doubt() {
        let phrases = ["Labor Nord Station 11", "Station 12", "Nord"];
        let [long, short, exact] = phrases.map(|phrase| Phrase::read(phrase).unwrap());
        let phrases = Phrases::new([&long, &short, &exact].into_iter(), 70);
        let found = [("Labor", 95), ("Nord", 95), ("Station", 95), ("11", 95)];
        assert_eq!(phrases.fit(&short, &page(&found)), Fit::No);
        assert_eq!(phrases.fit(&short, &page(&found[1..])), Fit::Doubt, "no other phrase fits");
        let ends = page(&found);
        assert_eq!(phrases.ends(&ends.parts), [4, 2, 0, 0]);
    }

    #[test]
    fn a_page_of_doubtful_words_is_compared_with_each_phrase_a_few_times_only() {
        let phrase = Phrase::read("Radiologie").unwrap();
        let phrases = Phrases::new(std::iter::once(&phrase), 70);
        let fresh = page(&[("Radiclogie", 95); 3]);
        assert_eq!(phrases.fit(&phrase, &fresh), Fit::Doubt);
        assert_eq!(fresh.ends.get(), Some(&vec![0; 3]));
        // The certain phrases are found once for a page: these are used, though they are wrong.
        let known = page(&[("Radiclogie", 95); 3]);
        known.ends.set(vec![3; 3]).unwrap();
        assert_eq!(phrases.fit(&phrase, &known), Fit::No);
    }

    #[test]
    fn a_phrase_without_words_is_refused() {
        assert!(Phrase::read("- a").is_err() && Phrase::read(&"ab ".repeat(21)).is_err());
    }
}
