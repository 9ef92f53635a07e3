//! Words and phrases that are not used here, each with what is said instead: `words.txt`.
//!
//! A line is a phrase, two blanks or more, and its replacement; for a phrase that is right
//! although a part of it is banned, the replacement is `allowed`. Behind two more blanks
//! stands where the phrase is right: `in` and groups or beginnings of paths.
//!
//! In a phrase a word may be several (`is/are told`), a sign of punctuation is a word, and
//! `^` is the beginning of a sentence that is no question.

use std::collections::HashMap;

use crate::groups::Group;
use crate::text::{Kind, Piece, Sentence};

const TABLE: &str = include_str!("words.txt");

/// One line of the table.
#[derive(Debug)]
pub(crate) struct Phrase {
    pub(crate) text: &'static str,
    pub(crate) replacement: &'static str,
    /// Groups and beginnings of paths in which it is right.
    places: Vec<&'static str>,
    /// The words that may stand in each place.
    words: Vec<Vec<&'static str>>,
    is_at_the_beginning: bool,
}

/// The table, by the first words of its phrases.
pub(crate) struct Words {
    phrases: Vec<Phrase>,
    by_first: HashMap<&'static str, Vec<usize>>,
}

/// A banned phrase that was found.
pub(crate) struct Hit<'t> {
    pub(crate) phrase: &'t Phrase,
    pub(crate) place: String,
    pub(crate) sentence: String,
}

impl Phrase {
    fn read(line: &'static str) -> Self {
        let columns: Vec<&str> =
            line.split("  ").map(str::trim).filter(|one| !one.is_empty()).collect();
        let text = columns[0];
        let places = columns.get(2).and_then(|places| places.strip_prefix("in "));
        let words = text.split(' ').filter(|word| *word != "^");
        Self {
            text,
            replacement: columns.get(1).copied().unwrap_or_default(),
            places: places.map(|places| places.split(", ").collect()).unwrap_or_default(),
            words: words.map(|word| word.split('/').collect()).collect(),
            is_at_the_beginning: text.starts_with("^ "),
        }
    }

    fn is_allowed(&self) -> bool {
        self.replacement == "allowed"
    }

    fn counts(&self, group: &str, file: &str) -> bool {
        !self.places.iter().any(|place| *place == group || file.starts_with(place))
    }

    /// Whether it stands here.
    fn matches(&self, tokens: &[String], at: usize, is_question: bool) -> bool {
        if self.is_at_the_beginning && (is_question || !begins_here(tokens, at)) {
            return false;
        }
        let here = tokens.get(at..at + self.words.len());
        here.is_some_and(|here| {
            here.iter()
                .zip(&self.words)
                .all(|(token, words)| words.contains(&token.as_str()))
        })
    }
}

/// The beginning of the sentence, but for brackets.
fn begins_here(tokens: &[String], at: usize) -> bool {
    tokens[..at].iter().all(|token| token.chars().all(|c| c.is_ascii_punctuation()))
}

impl Words {
    pub(crate) fn read() -> Self {
        let lines = TABLE.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        let phrases: Vec<Phrase> = lines.map(Phrase::read).collect();
        let mut by_first: HashMap<&str, Vec<usize>> = HashMap::new();
        for (number, phrase) in phrases.iter().enumerate() {
            for word in phrase.words.first().into_iter().flatten() {
                by_first.entry(word).or_default().push(number);
            }
        }
        Self { phrases, by_first }
    }

    /// Every banned phrase in these texts.
    pub(crate) fn hits(&self, group: &Group) -> Vec<Hit<'_>> {
        let mut hits = Vec::new();
        for piece in &group.pieces {
            for sentence in piece.sentences() {
                self.of_sentence(group.name, piece, &sentence, &mut hits);
            }
        }
        hits
    }

    fn of_sentence<'w>(
        &'w self,
        group: &str,
        piece: &Piece,
        sentence: &Sentence,
        hits: &mut Vec<Hit<'w>>,
    ) {
        let is_question = sentence.is_question() || piece.kind == Kind::Short;
        let tokens = &sentence.tokens;
        let found: Vec<(usize, &Phrase)> = (0..tokens.len())
            .flat_map(|at| {
                let begin_so = self.by_first.get(tokens[at].as_str()).into_iter().flatten();
                begin_so.map(move |number| (at, &self.phrases[*number]))
            })
            .filter(|(at, phrase)| phrase.matches(tokens, *at, is_question))
            .filter(|(_, phrase)| phrase.is_allowed() || phrase.counts(group, &piece.file))
            .collect();
        let covers = |whole: &(usize, &Phrase), part: &(usize, &Phrase)| {
            whole.1.is_allowed()
                && whole.0 <= part.0
                && part.0 + part.1.words.len() <= whole.0 + whole.1.words.len()
        };
        for one in found.iter().filter(|one| !one.1.is_allowed()) {
            if !found.iter().any(|whole| covers(whole, one)) {
                hits.push(Hit {
                    phrase: one.1,
                    place: piece.place(),
                    sentence: sentence.shown.clone(),
                });
            }
        }
    }

    /// A test of the table.
    pub(crate) fn each_has_a_replacement() {
        for phrase in Self::read().phrases {
            assert!(!phrase.replacement.is_empty(), "{phrase:?}");
            assert_eq!(phrase.text, phrase.text.to_lowercase(), "phrases are in small letters");
        }
    }
}

/// The test of this file.
pub(crate) fn finds_banned_words() {
    let text = "Who guesses is told so. What is it? Nothing goes wrong, and he sends it anew. \
                The value of `told` counts.";
    let pieces = vec![Piece::new("docs/a.md", 1, Kind::Prose, text)];
    let words = Words::read();
    let group = Group { name: "docs", pieces };
    let mut found: Vec<&str> = words.hits(&group).iter().map(|hit| hit.phrase.text).collect();
    found.sort_unstable();
    assert_eq!(found, ["^ who/whom", "anew", "he/him/his/himself", "told"]);
}
