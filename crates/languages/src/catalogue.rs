//! The texts of one language, read from its file.

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use super::{COUNT, Language};
use std::sync::OnceLock;

/// The texts of one language.
pub struct Catalogue(FluentBundle<FluentResource>);

/// A value in a text.
#[derive(Clone, Copy, Debug)]
pub enum Value<'a> {
    /// A number of things, by which the language chooses a plural.
    Count(usize),
    /// Words, which are put in as they are.
    Text(&'a str),
}

impl Catalogue {
    /// Reads a language's file. A line that cannot be read is left out: the tests find it.
    pub fn new(language: Language, source: &str) -> Self {
        let (Ok(resource) | Err((resource, _))) = FluentResource::try_new(source.to_owned());
        let locale: LanguageIdentifier = language.code().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![locale]);
        // Marks of direction around each value are no use where values are copied elsewhere.
        bundle.set_use_isolating(false);
        // The first of two texts of one name counts; the tests find the second.
        _ = bundle.add_resource(resource);
        Self(bundle)
    }

    /// A text without values. A text that is not there is shown as its name.
    pub fn text(&self, name: &str) -> String {
        self.with(name, &[])
    }

    /// A text with these values in it.
    pub fn with(&self, name: &str, values: &[(&str, Value<'_>)]) -> String {
        let Some(pattern) = self.0.get_message(name).and_then(|message| message.value()) else {
            return name.to_owned();
        };
        let mut given = FluentArgs::with_capacity(values.len());
        for (key, value) in values {
            let value = match value {
                Value::Count(count) => FluentValue::from(*count),
                Value::Text(text) => FluentValue::from(*text),
            };
            given.set((*key).to_owned(), value);
        }
        self.0.format_pattern(pattern, Some(&given), &mut Vec::new()).into_owned()
    }
}

/// The texts of all languages. The file of a language is read when its texts are first asked for.
pub struct Catalogues {
    files: [&'static str; COUNT],
    read: [OnceLock<Catalogue>; COUNT],
}

impl Catalogues {
    /// The catalogues of these files, in the order of [`Language::ALL`].
    pub const fn new(files: [&'static str; COUNT]) -> Self {
        Self { files, read: [const { OnceLock::new() }; COUNT] }
    }

    /// The texts of a language.
    pub fn of(&self, language: Language) -> &Catalogue {
        let place = language as usize;
        self.read[place].get_or_init(|| Catalogue::new(language, self.files[place]))
    }
}
