//! The figures of each group of texts.

use crate::groups::{self, Group};
use crate::text::Kind;
use crate::words::{Hit, Words};

/// What nobody reads in one breath.
pub(crate) const LONG: usize = 40;

/// A sentence that is too long, or the longest one.
pub(crate) struct Long {
    pub(crate) words: usize,
    pub(crate) place: String,
    pub(crate) text: String,
}

/// The figures of one group.
pub(crate) struct Figures<'w> {
    pub(crate) name: &'static str,
    pub(crate) sentences: usize,
    /// Words of all sentences together.
    pub(crate) words: usize,
    /// Those above [`LONG`], the longest first.
    pub(crate) long: Vec<Long>,
    pub(crate) longest: Option<Long>,
    pub(crate) hits: Vec<Hit<'w>>,
}

impl<'w> Figures<'w> {
    pub(crate) fn of(group: &Group, words: &'w Words) -> Self {
        let (mut count, mut sum) = (0, 0);
        let mut all = Vec::new();
        for piece in &group.pieces {
            for sentence in piece.sentences() {
                let length = sentence.words();
                if piece.kind == Kind::Prose {
                    count += 1;
                    sum += length;
                }
                all.push(Long { words: length, place: piece.place(), text: sentence.shown });
            }
        }
        all.sort_by_key(|one| std::cmp::Reverse(one.words));
        let end = all.iter().position(|one| one.words <= LONG).unwrap_or(all.len());
        let rest = all.split_off(end);
        let longest = match all.first() {
            Some(Long { words, place, .. }) => {
                Some(Long { words: *words, place: place.clone(), text: String::new() })
            }
            None => rest.into_iter().next(),
        };
        let hits = words.hits(group);
        Self { name: group.name, sentences: count, words: sum, long: all, longest, hits }
    }

    /// Words in a sentence, in tenths.
    pub(crate) fn mean_tenths(&self) -> usize {
        (self.words * 10).checked_div(self.sentences).unwrap_or_default()
    }

    pub(crate) fn longest_words(&self) -> usize {
        self.longest.as_ref().map_or(0, |longest| longest.words)
    }
}

/// `measure [--list] [GROUP …]`
pub(crate) fn print(arguments: &[String]) {
    let (options, names): (Vec<&String>, Vec<&String>) =
        arguments.iter().partition(|word| word.starts_with("--"));
    let is_list = options.iter().any(|option| *option == "--list");
    let words = Words::read();
    println!(
        "{:<19}{:>10}{:>8}{:>6}{:>9}{:>8}  longest at",
        "group", "sentences", "words", "mean", "over 40", "banned"
    );
    for group in groups::all() {
        let is_wanted = |name: &&String| group.name.starts_with(name.as_str());
        if names.is_empty() || names.iter().any(is_wanted) {
            let figures = Figures::of(&group, &words);
            line(&figures);
            if is_list {
                list(&figures);
            }
        }
    }
}

fn line(figures: &Figures<'_>) {
    let mean = figures.mean_tenths();
    println!(
        "{:<19}{:>10}{:>8}{:>6}{:>9}{:>8}  {}{}",
        figures.name,
        figures.sentences,
        figures.words,
        format!("{}.{}", mean / 10, mean % 10),
        figures.long.len(),
        figures.hits.len(),
        figures.longest_words(),
        figures
            .longest
            .as_ref()
            .map_or(String::new(), |longest| format!(" {}", longest.place)),
    );
}

fn list(figures: &Figures<'_>) {
    for long in &figures.long {
        println!("  {}: {} words: {}", long.place, long.words, long.text);
    }
    for Hit { phrase, place, sentence } in &figures.hits {
        println!("  {place}: \"{}\" ({}): {sentence}", phrase.text, phrase.replacement);
    }
    let mut sums: Vec<(&str, usize)> = Vec::new();
    for hit in &figures.hits {
        match sums.iter_mut().find(|(text, _)| *text == hit.phrase.text) {
            Some((_, count)) => *count += 1,
            None => sums.push((hit.phrase.text, 1)),
        }
    }
    sums.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    for (text, count) in sums {
        println!("  {count:>6} × {text}");
    }
}
