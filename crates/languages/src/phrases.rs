//! Sentences that other code has made in English: they are recognised by the patterns of an
//! English file, and said in another language by the texts of the same names.

use std::cmp::Reverse;
use std::sync::OnceLock;

use ferrofax_basics::pattern;
use fluent_syntax::ast::{
    Entry, Expression, InlineExpression, Pattern, PatternElement, VariantKey,
};
use fluent_syntax::parser;

use super::catalogue::{Catalogue, Catalogues, Value};
use super::{COUNT, Language};

/// The sentences of an English file, as patterns. A value in a sentence may be a sentence itself.
pub struct Phrasebook(Vec<Phrase>);

/// Translates sentences that other code has made in English, by the files of all languages.
pub struct Translations {
    english: OnceLock<Phrasebook>,
    source: &'static str,
    catalogues: Catalogues,
}

/// A sentence, or one of its forms for a number of things.
struct Phrase {
    name: String,
    /// The sentence, with `{}` for each place.
    pattern: String,
    /// What the places hold, in order.
    places: Vec<Place>,
    /// The value by which this form was chosen, if no place holds it: the `count` of "1 letter".
    chosen: Option<(String, String)>,
}

/// A place for a value in a sentence.
struct Place {
    value: String,
    /// Between quotation marks there are the words of a person, which are no sentence of ours.
    is_quoted: bool,
}

/// A sentence that was recognised in a text.
#[derive(Debug)]
pub struct Reading<'b, 't> {
    name: &'b str,
    values: Vec<(&'b str, Part<'b, 't>)>,
}

/// A value in a sentence.
#[derive(Debug)]
enum Part<'b, 't> {
    Words(&'t str),
    Sentence(Reading<'b, 't>),
    Chosen(&'b str),
}

/// The most sentences that are in each other.
const DEEPEST: u32 = 4;

/// Bytes of a sentence with all values, at most. A longer text is not looked at.
const LONGEST: usize = 4000;

impl Phrasebook {
    /// The sentences of an English file.
    pub fn new(english: &str) -> Self {
        let (Ok(resource) | Err((resource, _))) = parser::parse(english);
        let mut phrases = Vec::new();
        for entry in resource.body {
            if let Entry::Message(message) = entry
                && let Some(pattern) = &message.value
            {
                phrases.extend(phrases_of(message.id.name, pattern));
            }
        }
        // Places with only commas and spaces between them would fit everything.
        phrases.retain(|phrase| !phrase.pattern.chars().all(|sign| "{}, ".contains(sign)));
        // A sentence that begins with a place fits more texts than one that begins with a word,
        // and a short one fits more than a long one.
        phrases.sort_by_key(|phrase| (phrase.pattern.starts_with("{}"), Reverse(phrase.letters())));
        Self(phrases)
    }

    /// Recognises a text that is one sentence as a whole.
    pub fn read<'b, 't>(&'b self, text: &'t str) -> Option<Reading<'b, 't>> {
        self.read_within(text, DEEPEST)
    }

    fn read_within<'b, 't>(&'b self, text: &'t str, deep: u32) -> Option<Reading<'b, 't>> {
        let deeper = deep.checked_sub(1).filter(|_| text.len() <= LONGEST)?;
        self.0.iter().find_map(|phrase| {
            let found = pattern::parts(&phrase.pattern, text)?;
            let mut places = phrase.places.iter().zip(&found);
            if places.any(|(place, words)| words.is_empty() && !place.is_quoted) {
                return None;
            }
            // "a.pdf: 3 letters are missing" is a name before a sentence, and not so many letters.
            let begins = phrase.pattern.starts_with("{}") && phrase.letters() > 0;
            if begins && found.first().is_some_and(|first| first.contains(": ")) {
                return None;
            }
            let inner = |words| self.read_within(words, deeper).map(Part::Sentence);
            let values = phrase.places.iter().zip(found).map(|(place, words)| {
                let part = if place.is_quoted { None } else { inner(words) };
                (&*place.value, part.unwrap_or(Part::Words(words)))
            });
            let mut values: Vec<_> = values.collect();
            // Two parts with a colon between them are no sentence of their own.
            let has_sentence = values.iter().any(|(_, part)| matches!(part, Part::Sentence(_)));
            if phrase.letters() == 0 && !has_sentence {
                return None;
            }
            if let Some((value, chosen)) = &phrase.chosen {
                values.push((value, Part::Chosen(chosen)));
            }
            Some(Reading { name: &phrase.name, values })
        })
    }
}

impl Translations {
    /// The translations by these files, in the order of [`Language::ALL`].
    pub const fn new(files: [&'static str; COUNT]) -> Self {
        Self { english: OnceLock::new(), source: files[0], catalogues: Catalogues::new(files) }
    }

    /// The texts of all languages.
    pub const fn catalogues(&self) -> &Catalogues {
        &self.catalogues
    }

    /// The texts of a language.
    pub fn catalogue(&self, language: Language) -> &Catalogue {
        self.catalogues.of(language)
    }

    /// An English sentence in this language; `None` if the English file does not have the sentence.
    pub fn of(&self, english: &str, language: Language) -> Option<String> {
        let book = self.english.get_or_init(|| Phrasebook::new(self.source));
        Some(book.read(english)?.said_in(self.catalogues.of(language)))
    }
}

impl Phrase {
    /// How many letters are in its own words.
    fn letters(&self) -> usize {
        self.pattern.chars().filter(|sign| sign.is_alphanumeric()).count()
    }
}

impl<'b, 't> Reading<'b, 't> {
    /// The sentence by the texts of another language.
    pub fn said_in(&self, catalogue: &Catalogue) -> String {
        let said = self.values.iter().map(|(name, part)| match part {
            Part::Words(words) | Part::Chosen(words) => (*name, (*words).to_owned()),
            Part::Sentence(inner) => (*name, inner.said_in(catalogue)),
        });
        let said: Vec<(&str, String)> = said.collect();
        let values = said.iter().map(|(name, text)| {
            // A number chooses a plural, if it is written as a count is.
            let count = text.parse().ok().filter(|count: &usize| count.to_string() == *text);
            (*name, count.map_or(Value::Text(text), Value::Count))
        });
        catalogue.with(self.name, &values.collect::<Vec<_>>())
    }

    /// The names of the sentences in it, its own first.
    pub fn names(&self) -> Vec<&'b str> {
        let inner = self.values.iter().filter_map(|(_, part)| match part {
            Part::Sentence(inner) => Some(inner.names()),
            _ => None,
        });
        [self.name].into_iter().chain(inner.flatten()).collect()
    }

    /// The words in its places that are in no sentence.
    pub fn words(&self) -> Vec<&'t str> {
        let words = self.values.iter().flat_map(|(_, part)| match part {
            Part::Words(words) => vec![*words],
            Part::Sentence(inner) => inner.words(),
            Part::Chosen(_) => Vec::new(),
        });
        words.collect()
    }
}

/// The forms of a message: one, or as many as its choice has variants.
fn phrases_of(name: &str, pattern: &Pattern<&str>) -> Vec<Phrase> {
    if let [PatternElement::Placeable { expression: Expression::Select { selector, variants } }] =
        &pattern.elements[..]
        && let InlineExpression::VariableReference { id } = selector
    {
        let forms = variants.iter().map(|variant| {
            let number = match variant.key {
                VariantKey::Identifier { name: "one" } => Some("1"),
                VariantKey::NumberLiteral { value } => Some(value),
                VariantKey::Identifier { .. } => None,
            };
            let mut phrase = phrase_of(name, &variant.value);
            let is_shown = phrase.places.iter().any(|place| place.value == id.name);
            phrase.chosen = number
                .filter(|_| !is_shown)
                .map(|number| (id.name.to_owned(), number.to_owned()));
            phrase
        });
        return forms.collect();
    }
    vec![phrase_of(name, pattern)]
}

fn phrase_of(name: &str, pattern: &Pattern<&str>) -> Phrase {
    let (mut text, mut places) = (String::new(), Vec::<Place>::new());
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } => {
                if let Some(place) = places.last_mut().filter(|_| text.ends_with("{}")) {
                    place.is_quoted &= value.starts_with('\'');
                }
                text += value;
            }
            PatternElement::Placeable { expression } => {
                let Expression::Inline(InlineExpression::VariableReference { id }) = expression
                else {
                    continue;
                };
                places.push(Place { value: id.name.to_owned(), is_quoted: text.ends_with('\'') });
                text += "{}";
            }
        }
    }
    Phrase { name: name.to_owned(), pattern: text, places, chosen: None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Language;

    const ENGLISH: &str = "line = line { $line }\n\
                           frame = { $about }: { $said }\n\
                           near = { $said }; near it: { $near }\n\
                           pair = { $one }, { $other } { $third }\n\
                           no-digits = '{ $number }' has no digits\n\
                           long = '{ $number }' has more than { $most } digits\n\
                           gone = it is gone\n\
                           older = older than { $days } days\n\
                           letters = { $count ->\n    [one] 1 letter is missing\n   \
                           *[other] { $count } letters are missing\n}\n";

    const POLISH: &str = "line = wiersz { $line }\n\
                          frame = { $about }: { $said }\n\
                          near = { $said }; podobne: { $near }\n\
                          no-digits = „{ $number }” nie zawiera cyfr\n\
                          long = „{ $number }” ma ponad { $most } cyfr\n\
                          gone = nie ma go\n\
                          older = starszy niż { $days ->\n    [one] { $days } dzień\n    \
                          [few] { $days } dni\n   *[many] { $days } dni\n}\n\
                          letters = { $count ->\n    [one] brakuje { $count } litery\n    \
                          [few] brakuje { $count } liter\n   *[many] brakuje { $count } liter\n}\n";

    fn in_polish(text: &str) -> String {
        let book = Phrasebook::new(ENGLISH);
        let said = book.read(text).map(|it| it.said_in(&Catalogue::new(Language::Polish, POLISH)));
        said.unwrap_or_else(|| text.to_owned())
    }

    #[test]
    fn a_sentence_and_the_sentences_in_it_are_said_in_another_language() {
        for (english, polish) in [
            ("line 3: 'hello' has no digits", "wiersz 3: „hello” nie zawiera cyfr"),
            ("a.pdf: it is gone; near it: b.pdf", "a.pdf: nie ma go; podobne: b.pdf"),
            ("'12' has more than 20 digits", "„12” ma ponad 20 cyfr"),
            // A person's words are never translated.
            ("'it is gone' has no digits", "„it is gone” nie zawiera cyfr"),
            ("older than 1 days", "starszy niż 1 dzień"),
            ("1 letter is missing", "brakuje 1 litery"),
            ("7 letters are missing", "brakuje 7 liter"),
            ("a.pdf: 7 letters are missing", "a.pdf: brakuje 7 liter"),
            ("'' has no digits", "„” nie zawiera cyfr"),
            // A number with a leading zero is no count.
            ("line 007", "wiersz 007"),
            ("a: b: c", "a: b: c"),
            ("it is gone, it is gone it is gone", "it is gone, it is gone it is gone"),
            ("It rains", "It rains"),
            ("", ""),
        ] {
            assert_eq!(in_polish(english), polish);
        }
        // A long name of a file costs nobody time.
        let long = "x: ".repeat(50_000);
        assert_eq!(in_polish(&long), long);
    }

    #[test]
    fn a_reading_names_its_sentences_and_what_is_in_none() {
        let book = Phrasebook::new(ENGLISH);
        let reading = book.read("line 3: 'hello' has no digits").unwrap();
        assert_eq!(reading.names(), ["line", "frame", "no-digits"]);
        assert_eq!(reading.words(), ["3", "hello"]);
    }
}
