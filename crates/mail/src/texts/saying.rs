//! A text with its values, before its language is known. An alarm has each text twice: in English
//! for the log, and in the language of the faxmaster for the letter.

use ferrofax_languages::Value;
use ferrofax_spool::undelivered::Undelivered;

use super::{Text, Words};

/// A text with its values, which can be written in each language.
#[derive(Clone, Debug)]
pub struct Saying {
    text: Text,
    values: Vec<(&'static str, Part)>,
}

/// A value that is put into a text.
#[derive(Clone, Debug)]
enum Part {
    /// A name or a number that is the same in each language.
    Words(String),
    /// A number of things, which decides between singular and plural.
    Count(usize),
    /// An English sentence that other code has written. It is translated when the text is written.
    Sentence(String),
    /// The reason why a mail or a print job could not be delivered.
    Undelivered(Undelivered),
}

impl Saying {
    /// Creates a text that has no values yet.
    pub fn new(text: Text) -> Self {
        Self { text, values: Vec::new() }
    }

    /// Sets the placeholder `name` of the text to `words`, which is the same in each language.
    #[must_use]
    pub fn with(self, name: &'static str, words: impl ToString) -> Self {
        self.and(name, Part::Words(words.to_string()))
    }

    /// Sets the placeholder `name` of the text to a number of things. The number decides between
    /// singular and plural.
    #[must_use]
    pub fn count(self, name: &'static str, count: impl TryInto<usize>) -> Self {
        self.and(name, Part::Count(count.try_into().unwrap_or(usize::MAX)))
    }

    /// Sets the placeholder `name` of the text to an English sentence that other code has written.
    /// The sentence is translated together with the text.
    #[must_use]
    pub fn said(self, name: &'static str, english: impl ToString) -> Self {
        self.and(name, Part::Sentence(english.to_string()))
    }

    /// Sets the placeholder `name` of the text to the reason why a mail or a print job could not be
    /// delivered.
    #[must_use]
    pub fn undelivered(self, name: &'static str, fault: Undelivered) -> Self {
        self.and(name, Part::Undelivered(fault))
    }

    fn and(mut self, name: &'static str, part: Part) -> Self {
        self.values.push((name, part));
        self
    }

    /// The text in one language.
    pub fn text(&self, words: Words) -> String {
        let written = |part: &Part| match part {
            Part::Words(text) => text.clone(),
            Part::Count(_) => String::new(),
            Part::Sentence(english) => words.said(english),
            // Another program, or an older version of Ferrofax, has written this sentence.
            Part::Undelivered(Undelivered::Text { text }) => words.said(text),
            Part::Undelivered(fault) => fault.text(words.language),
        };
        let texts: Vec<String> = self.values.iter().map(|(_, part)| written(part)).collect();
        let values = self.values.iter().zip(&texts).map(|((name, part), text)| {
            let value = if let Part::Count(count) = part {
                Value::Count(*count)
            } else {
                Value::Text(text)
            };
            (*name, value)
        });
        words.with(self.text, &values.collect::<Vec<_>>())
    }
}
