//! Sentences and doc comments at random, for a reader who has read nothing else.

use crate::groups;
use crate::random::Random;
use crate::text::{Kind, Piece};

/// Of each.
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
    for (number, (place, sentence)) in some_of(sentences(), &mut random).into_iter().enumerate() {
        println!("{:>2}. {sentence}\n    ({place})", number + 1);
    }
    println!("\nSeed {seed}: {DRAWN} doc comments\n");
    for (number, comment) in some_of(comments(), &mut random).into_iter().enumerate() {
        println!("{:>2}. {comment}", number + 1);
    }
}

fn sentences() -> Vec<(String, String)> {
    let pieces = groups::documents().into_iter().flat_map(|group| group.pieces);
    pieces
        .filter(|piece| piece.kind == Kind::Prose)
        .flat_map(|piece| {
            let place = piece.place();
            let long = piece.sentences().into_iter().filter(|one| one.words() >= FEWEST_WORDS);
            long.map(|one| (place.clone(), one.shown)).collect::<Vec<_>>()
        })
        .collect()
}

/// Each with its place and the code that it is about.
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

/// As many as are drawn, none of them twice.
fn some_of<T>(mut all: Vec<T>, random: &mut Random) -> Vec<T> {
    let count = DRAWN.min(all.len());
    let take = |_| {
        let at = random.below(u32::try_from(all.len()).expect("so many are there"));
        all.swap_remove(at as usize)
    };
    (0..count).map(take).collect()
}
