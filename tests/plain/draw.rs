//! Sentences and doc comments at random, for a reader who has read nothing else.

use crate::groups;
use crate::random::Random;
use crate::text::{Kind, Piece};

/// The number of sentences, and of doc comments, that are drawn.
const DRAWN: usize = 60;

/// A sentence of fewer words is a label.
const FEWEST_WORDS: usize = 4;

/// `draw --seed N`
pub(crate) fn print(arguments: &[String]) {
    let seed = match arguments {
        [option, seed] if option == "--seed" => seed.parse().ok(),
        _ => None,
    };
    let Some(seed) = seed else {
        eprintln!("usage: draw --seed NUMBER");
        std::process::exit(2);
    };
    let mut random = Random::new(seed);
    println!("Seed {seed}: {DRAWN} sentences of the documents\n");
    for (number, drawn) in some_of(sentences(), &mut random).into_iter().enumerate() {
        let Drawn { place, heading, before, sentence } = drawn;
        println!("{:>2}. {sentence}\n    below: {heading}", number + 1);
        if !before.is_empty() {
            println!("    after: {before}");
        }
        println!("    ({place})");
    }
    println!("\nSeed {seed}: {DRAWN} doc comments\n");
    for (number, comment) in some_of(comments(), &mut random).into_iter().enumerate() {
        println!("{:>2}. {comment}", number + 1);
    }
}

/// A sentence with what a reader of the page has just seen.
struct Drawn {
    place: String,
    heading: String,
    /// The sentence before it; empty at the beginning of a section.
    before: String,
    sentence: String,
}

/// All sentences of the documents.
fn sentences() -> Vec<Drawn> {
    groups::documents()
        .into_iter()
        .flat_map(|group| of_group(group.pieces))
        .collect()
}

fn of_group(pieces: Vec<Piece>) -> Vec<Drawn> {
    let mut found = Vec::new();
    let (mut section, mut before) = (String::new(), String::new());
    for piece in pieces.into_iter().filter(|piece| piece.kind == Kind::Prose) {
        let (place, heading) = (piece.place(), piece.about.clone());
        let this = format!("{} {heading}", piece.file);
        if this != section {
            (section, before) = (this, String::new());
        }
        for one in piece.sentences() {
            let last = std::mem::replace(&mut before, one.shown.clone());
            if one.words() >= FEWEST_WORDS {
                let (place, heading) = (place.clone(), heading.clone());
                found.push(Drawn { place, heading, before: last, sentence: one.shown });
            }
        }
    }
    found
}

/// All doc comments of three crates, each with the line of code below it and its place.
fn comments() -> Vec<String> {
    let all = groups::drawn_comments().into_iter();
    all.filter_map(|pieces| {
        let Piece { about, .. } = pieces.first()?;
        let place = pieces.first()?.place();
        let sentences = pieces.iter().flat_map(Piece::sentences);
        let text: Vec<String> = sentences.map(|one| one.shown).collect();
        Some(format!("{}\n    about: {about}\n    ({place})", text.join(" ")))
    })
    .collect()
}

/// Takes as many as are drawn out of `all`, at random.
fn some_of<T>(mut all: Vec<T>, random: &mut Random) -> Vec<T> {
    let count = DRAWN.min(all.len());
    let take = |_| {
        let at = random.below(u32::try_from(all.len()).expect("so many are there"));
        all.swap_remove(at as usize)
    };
    (0..count).map(take).collect()
}
