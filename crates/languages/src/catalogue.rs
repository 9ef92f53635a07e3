//! The texts of one language, read from its file.

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use super::{COUNT, Language};
use std::sync::OnceLock;

/// The texts of one language.
pub struct Catalogue(FluentBundle<FluentResource>);

/// A value for a placeholder in a text.
#[derive(Clone, Copy, Debug)]
pub enum Value<'a> {
    /// A number of things. It also decides which plural form of the text is used.
    Count(usize),
    /// Words, which are inserted unchanged.
    Text(&'a str),
}

impl Catalogue {
    /// Reads the file of a language. Lines with errors are skipped; the tests of the files find
    /// them.
    pub fn new(language: Language, source: &str) -> Self {
        let (Ok(resource) | Err((resource, _))) = FluentResource::try_new(source.to_owned());
        let locale: LanguageIdentifier = language.code().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![locale]);
        // Fluent would put direction marks around each value, which disturb when the text is
        // copied.
        bundle.set_use_isolating(false);
        // If a name is in the file twice, the first text is used. The tests of the files find the
        // second.
        _ = bundle.add_resource(resource);
        Self(bundle)
    }

    /// The text `name`, which has no placeholders. If there is no such text, returns the name
    /// itself.
    pub fn text(&self, name: &str) -> String {
        self.with(name, &[])
    }

    /// The text `name`, with these values for its placeholders.
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

/// The texts of all languages. The file of a language is read at the first use of its texts.
pub struct Catalogues {
    files: [&'static str; COUNT],
    read: [OnceLock<Catalogue>; COUNT],
}

impl Catalogues {
    /// Makes the catalogues from the contents of the files, in the order of [`Language::ALL`].
    pub const fn new(files: [&'static str; COUNT]) -> Self {
        Self { files, read: [const { OnceLock::new() }; COUNT] }
    }

    /// The catalogue of a language.
    pub fn of(&self, language: Language) -> &Catalogue {
        let place = language as usize;
        self.read[place].get_or_init(|| Catalogue::new(language, self.files[place]))
    }
}
