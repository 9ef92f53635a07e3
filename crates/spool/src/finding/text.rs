//! The sentences of findings, in each language.
//!
//! The name of a sentence in the language files is that of its observation; for a fix, `fix-`
//! precedes that name. A value can have values of its own. Such a value is inserted as a part of a
//! sentence, whose name begins with the name of the value.

use std::sync::LazyLock;

use ferrofax_languages::{COUNT, Catalogue, Catalogues, Language, Value, language_files};
use serde::Serialize;
use serde_json::{Map, Value as Json};

use super::stored::{parts, parts_of};
use crate::event::Event;
use crate::failure::Failure;
use crate::undelivered::Undelivered;

/// The language files, in the order of [`Language::ALL`].
pub(super) const FILES: [&str; COUNT] = language_files!("languages");

/// The prefix of the names of fixes.
pub(super) const FIX: &str = "fix-";

/// The texts about checks of the installation, in one language.
#[derive(Clone, Copy)]
pub(super) struct Words {
    catalogue: &'static Catalogue,
    language: Language,
}

impl Words {
    pub(super) fn of(language: Language) -> Self {
        static CATALOGUES: Catalogues = Catalogues::new(FILES);
        Self { catalogue: CATALOGUES.of(language), language }
    }

    /// The English texts alone, for the module, which uses no others.
    pub(super) fn english() -> Self {
        static ENGLISH: LazyLock<Catalogue> =
            LazyLock::new(|| Catalogue::new(Language::English, include_str!("languages/en.ftl")));
        Self { catalogue: &ENGLISH, language: Language::English }
    }

    /// The sentence for an observation or a fix.
    pub(super) fn text(self, prefix: &str, of: &impl Serialize) -> String {
        let (name, values) = parts(of);
        self.sentence(&format!("{prefix}{name}"), values)
    }

    fn sentence(self, name: &str, values: Map<String, Json>) -> String {
        let count = |value: &Json| value.as_u64().and_then(|count| usize::try_from(count).ok());
        let values = values.into_iter().map(|(key, value)| match count(&value) {
            Some(count) => (key, Err(count)),
            None => {
                let text = self.value(&key, value);
                (key, Ok(text))
            }
        });
        let values: Vec<(String, Result<String, usize>)> = values.collect();
        let given = values.iter().map(|(key, value)| match value {
            Ok(text) => (key.as_str(), Value::Text(text)),
            Err(count) => (key.as_str(), Value::Count(*count)),
        });
        self.catalogue.with(name, &given.collect::<Vec<_>>())
    }

    /// The text of a value that is not a count.
    fn value(self, key: &str, value: Json) -> String {
        match (key, value) {
            // Events, failures and faults of relays have texts of their own.
            ("event", value) => serde_json::from_value::<Event>(value)
                .map(|event| event.text(self.language))
                .unwrap_or_default(),
            ("failure", value) => serde_json::from_value::<Failure>(value)
                .map(|failure| failure.advice(self.language))
                .unwrap_or_default(),
            ("fault", value) => serde_json::from_value::<Undelivered>(value)
                .map(|fault| fault.text(self.language))
                .unwrap_or_default(),
            (_, Json::String(text)) => text,
            (_, Json::Object(values)) => match parts_of(values) {
                (name, values) if name.is_empty() => self.sentence(key, values),
                (name, values) => self.sentence(&format!("{key}-{name}"), values),
            },
            (_, other) => other.to_string(),
        }
    }
}
