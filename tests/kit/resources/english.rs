//! Finds English words in texts that people read in another language.

/// English words that no other language of Ferrofax has.
const WORDS: [&str; 23] = [
    "the", "and", "not", "this", "with", "from", "has", "have", "cannot", "can't", "which", "who",
    "when", "because", "again", "received", "sent", "failed", "number", "printed", "reason",
    "nobody", "shown",
];

/// Checks that a text in the language with this code has no English words. Text between back quotes
/// is a command, and is ignored.
///
/// # Panics
/// If the text has an English word.
pub fn assert_none(text: &str, language: &str) {
    if language == "en" {
        return;
    }
    let outside: Vec<&str> = text.split('`').step_by(2).collect();
    let outside = outside.join(" ").to_lowercase();
    let is_in_word = |sign: char| sign.is_alphanumeric() || "'/._@".contains(sign);
    let mut words = outside.split(|sign: char| !is_in_word(sign));
    let english = words.find(|word| WORDS.contains(word));
    assert_eq!(english, None, "{language}: {text}");
}
