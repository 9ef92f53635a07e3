//! Translates English sentences that other code has made. A sentence is recognised by the patterns
//! in an English file. The text with the same name in another language's file is its translation.

use std::cmp::Reverse;
use std::sync::OnceLock;

use ferrofax_basics::pattern;
use fluent_syntax::ast::{
    Entry, Expression, InlineExpression, Pattern, PatternElement, VariantKey,
};
use fluent_syntax::parser;

use super::catalogue::{Catalogue, Catalogues, Value};
use super::{COUNT, Language};

/// The sentences of an English file, as patterns. The value of a placeholder may itself be a
/// sentence.
pub struct Phrasebook(Vec<Phrase>);

/// Translates English sentences that other code has made, with the files of all languages.
pub struct Translations {
    english: OnceLock<Phrasebook>,
    source: &'static str,
    catalogues: Catalogues,
}

/// The pattern of a sentence, or of one form (singular or plural) of a sentence.
struct Phrase {
    name: String,
    /// The sentence, with `{}` for each placeholder.
    pattern: String,
    /// The placeholders, in order.
    places: Vec<Place>,
    /// The value that selects this form, if the form has no placeholder for it: the `count` of "1
    /// letter".
    chosen: Option<(String, String)>,
}

/// A placeholder for a value in a sentence.
struct Place {
    value: String,
    /// Whether the placeholder is between quotation marks. A quoted value is never translated: it
    /// is text from a person.
    is_quoted: bool,
}

/// A sentence that was recognised in a text, and the values of its placeholders.
#[derive(Debug)]
pub struct Reading<'b, 't> {
    name: &'b str,
    values: Vec<(&'b str, Part<'b, 't>)>,
}

/// The value of a placeholder in a recognised sentence: words, another sentence, or the number that
/// selects the singular or plural form.
#[derive(Debug)]
enum Part<'b, 't> {
    Words(&'t str),
    Sentence(Reading<'b, 't>),
    Chosen(&'b str),
}

/// The greatest depth of sentences within sentences. For example, "Letter: page 3: TAG: it is gone"
/// needs a depth of five.
const DEEPEST: u32 = 6;

/// The greatest length in bytes of a text that is examined. Longer texts are not recognised.
const LONGEST: usize = 4000;

impl Phrasebook {
    /// Reads the sentences of an English file.
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
        // A pattern of placeholders with only commas and spaces between them would match any text.
        phrases.retain(|phrase| !phrase.pattern.chars().all(|sign| "{}, ".contains(sign)));
        // The first matching pattern is used, so the most specific ones come first. Patterns that
        // begin with words come before those that begin with a placeholder; longer ones come before
        // shorter ones.
        phrases.sort_by_key(|phrase| (phrase.pattern.starts_with("{}"), Reverse(phrase.letters())));
        Self(phrases)
    }

    /// Recognises a text that is exactly one sentence. `None` if no pattern matches the whole text.
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
            // "a.pdf: 3 letters are missing" is a file name and a sentence. Without this check,
            // "a.pdf: 3" would be taken for the number of letters.
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
            // A pattern without words, such as `{}: {}`, matches only if one of its parts is a
            // sentence.
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
    /// Makes the translations from the contents of these files, in the order of [`Language::ALL`].
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
    /// The number of letters and digits in the pattern, without the placeholders.
    fn letters(&self) -> usize {
        self.pattern.chars().filter(|sign| sign.is_alphanumeric()).count()
    }
}

impl<'b, 't> Reading<'b, 't> {
    /// The translation of this sentence: its text in `catalogue`, the texts of another language.
    pub fn said_in(&self, catalogue: &Catalogue) -> String {
        let said = self.values.iter().map(|(name, part)| match part {
            Part::Words(words) | Part::Chosen(words) => (*name, (*words).to_owned()),
            Part::Sentence(inner) => (*name, inner.said_in(catalogue)),
        });
        let said: Vec<(&str, String)> = said.collect();
        let values = said.iter().map(|(name, text)| {
            // A value that is a plain number is used as a count, so that it selects a plural form.
            let count = text.parse().ok().filter(|count: &usize| count.to_string() == *text);
            (*name, count.map_or(Value::Text(text), Value::Count))
        });
        catalogue.with(self.name, &values.collect::<Vec<_>>())
    }

    /// The names of this sentence and of all sentences within it; its own name is the first.
    pub fn names(&self) -> Vec<&'b str> {
        let inner = self.values.iter().filter_map(|(_, part)| match part {
            Part::Sentence(inner) => Some(inner.names()),
            _ => None,
        });
        [self.name].into_iter().chain(inner.flatten()).collect()
    }

    /// The values in this sentence, and in the sentences within it, that are not sentences
    /// themselves.
    pub fn words(&self) -> Vec<&'t str> {
        let words = self.values.iter().flat_map(|(_, part)| match part {
            Part::Words(words) => vec![*words],
            Part::Sentence(inner) => inner.words(),
            Part::Chosen(_) => Vec::new(),
        });
        words.collect()
    }
}

/// The patterns of a text: one, or one for each of its forms if it has a singular and a plural.
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
            // Quoted text of a person is never translated.
            ("'it is gone' has no digits", "„it is gone” nie zawiera cyfr"),
            ("older than 1 days", "starszy niż 1 dzień"),
            ("1 letter is missing", "brakuje 1 litery"),
            ("7 letters are missing", "brakuje 7 liter"),
            ("a.pdf: 7 letters are missing", "a.pdf: brakuje 7 liter"),
            ("'' has no digits", "„” nie zawiera cyfr"),
            // A number with a leading zero is not used as a count.
            ("line 007", "wiersz 007"),
            ("a: b: c", "a: b: c"),
            ("it is gone, it is gone it is gone", "it is gone, it is gone it is gone"),
            ("It rains", "It rains"),
            ("", ""),
        ] {
            assert_eq!(in_polish(english), polish);
        }
        // A very long text is rejected quickly.
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
