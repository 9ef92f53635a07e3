//! The German texts have one word for one thing.

use crate::files::{files_of, read};

/// The beginnings of words that are not used, each with the word that is.
const NOT_USED: [(&str, &str); 8] = [
    ("Administrator", "Administration"),
    ("Verwaltung", "Administration"),
    ("Amtsleitung", "Trunk"),
    ("Geräte", "Anschlüsse"),
    ("Kennw", "Passwort"),
    ("Mail ", "E-Mail"),
    ("Mails ", "E-Mails"),
    ("Mailprogramm", "E-Mail-Programm"),
];

/// Texts about the fax machines of others, which are no extensions here.
const OF_OTHERS: [&str; 2] = ["crates/ground/src/ladder/", "crates/spool/src/explanation/"];

/// Words of the German texts of a file that are not used, with what is used instead.
fn wrong_words(file: &str, text: &str) -> Vec<String> {
    let is_of_others = OF_OTHERS.iter().any(|folder| file.starts_with(folder));
    let wrong = |word: &str| {
        let word = format!("{word} ");
        let known = NOT_USED.iter().find(|(begin, _)| word.starts_with(begin))?;
        (known.0 != "Geräte" || !is_of_others).then(|| format!("{file}: {word}({})", known.1))
    };
    let texts = text.lines().filter(|line| !line.starts_with('#'));
    let is_between = |c: char| !c.is_alphanumeric() && c != '-' && c != '.';
    let words = texts.flat_map(|line| line.split(is_between).map(|word| word.trim_matches('.')));
    words.filter_map(wrong).collect()
}

pub(crate) fn has_one_word_for_one_thing() {
    let files = files_of("crates", |path| path.file_name().is_some_and(|name| name == "de.ftl"));
    assert!(files.len() > 8, "{files:?}");
    let wrong: Vec<String> = files.iter().flat_map(|file| wrong_words(file, &read(file))).collect();
    assert_eq!(wrong, [""; 0]);
}

pub(crate) fn wrong_words_are_found() {
    let text = "# Kennwort\na = Ihr Administrator: Mails, E-Mails und Mailserver\n";
    assert_eq!(
        wrong_words("de.ftl", text),
        ["de.ftl: Administrator (Administration)", "de.ftl: Mails (E-Mails)"]
    );
    let text = "a = andere Geräte\n";
    assert_eq!(wrong_words("crates/ground/src/ladder/de.ftl", text), [""; 0]);
    assert_eq!(wrong_words("de.ftl", text), ["de.ftl: Geräte (Anschlüsse)"]);
}
