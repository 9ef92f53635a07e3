//! Sentences that are stored as data: an enum, whose variants are texts of a language file, and
//! whose fields are the values for the placeholders.

use super::Language;
use super::catalogue::{Catalogue, Value};

/// The value of a placeholder, in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filled {
    /// A number of things. It also decides which plural form of the text is used.
    Count(usize),
    /// A text.
    Text(String),
}

/// A type whose values can be inserted into a sentence.
pub trait InLanguage {
    /// The value in this language.
    fn filled(&self, language: Language) -> Filled;
}

impl Catalogue {
    /// The text `name`, with these values for its placeholders.
    pub fn fill(&self, name: &str, values: &[(&str, Filled)]) -> String {
        let values = values.iter().map(|(name, value)| match value {
            Filled::Count(count) => (*name, Value::Count(*count)),
            Filled::Text(text) => (*name, Value::Text(text)),
        });
        self.with(name, &values.collect::<Vec<_>>())
    }
}

/// Words that are the same in all languages: names, telephone numbers, quotations.
impl InLanguage for String {
    fn filled(&self, _: Language) -> Filled {
        Filled::Text(self.clone())
    }
}

impl InLanguage for u32 {
    fn filled(&self, _: Language) -> Filled {
        Filled::Count(*self as usize)
    }
}

impl InLanguage for u64 {
    fn filled(&self, _: Language) -> Filled {
        usize::try_from(*self).map_or_else(|_| Filled::Text(self.to_string()), Filled::Count)
    }
}

/// A number that is not a number of things, so it selects no plural form.
impl InLanguage for i32 {
    fn filled(&self, _: Language) -> Filled {
        Filled::Text(self.to_string())
    }
}

impl<T: InLanguage> InLanguage for Box<T> {
    fn filled(&self, language: Language) -> Filled {
        (**self).filled(language)
    }
}

/// The name of the text for an enum variant: with the prefix `relay-`, the variant `NotSmtp` has
/// the text `relay-not-smtp`.
pub fn text_name(prefix: &str, variant: &str) -> String {
    let mut name = prefix.to_owned();
    for (at, letter) in variant.char_indices() {
        if at > 0 && letter.is_ascii_uppercase() {
            name.push('-');
        }
        name.push(letter.to_ascii_lowercase());
    }
    name
}

/// Declares an enum of sentences. Each variant has a text in the language files, whose name
/// consists of the prefix and the variant's name. The fields are the values of the placeholders. A
/// sentence is stored as JSON: the variant's name in kebab-case as `name`, and the fields.
#[macro_export]
macro_rules! sentences {
    (
        $(#[$about:meta])*
        $visibility:vis enum $type:ident: $prefix:literal in $catalogues:ident {
            $(
                $(#[$about_variant:meta])*
                $variant:ident $({ $($(#[$about_field:meta])* $field:ident: $kind:ty,)+ })?,
            )+
        }
    ) => {
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq, Eq, ::serde::Serialize, ::serde::Deserialize)]
        #[serde(tag = "name", rename_all = "kebab-case")]
        $visibility enum $type {
            $(
                $(#[$about_variant])*
                $variant $({ $($(#[$about_field])* $field: $kind,)+ })?,
            )+
        }

        impl $type {
            /// The names of the texts of all variants, for tests.
            #[allow(dead_code, reason = "only tests need the names")]
            $visibility fn text_names() -> Vec<String> {
                vec![$($crate::text_name($prefix, stringify!($variant)),)+]
            }

            /// The sentence in this language.
            $visibility fn text(&self, language: $crate::Language) -> String {
                let (name, values): (&str, Vec<(&str, $crate::Filled)>) = match self {
                    $(Self::$variant $({ $($field,)+ })? => (
                        stringify!($variant),
                        vec![$($((
                            stringify!($field),
                            $crate::InLanguage::filled($field, language),
                        ),)+)?],
                    ),)+
                };
                $catalogues.of(language).fill(&$crate::text_name($prefix, name), &values)
            }
        }

        impl $crate::InLanguage for $type {
            fn filled(&self, language: $crate::Language) -> $crate::Filled {
                $crate::Filled::Text(self.text(language))
            }
        }

        /// The sentence in English, for the log.
        impl ::std::fmt::Display for $type {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(&self.text($crate::Language::English))
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variant_names_its_text() {
        assert_eq!(text_name("relay-", "NotSmtp"), "relay-not-smtp");
        assert_eq!(text_name("", "Bug"), "bug");
        assert_eq!(text_name("", "WithoutT38"), "without-t38");
    }

    #[test]
    fn values_are_counts_or_words() {
        assert_eq!(7_u32.filled(Language::German), Filled::Count(7));
        assert_eq!(Box::new(7_u64).filled(Language::German), Filled::Count(7));
        assert_eq!((-7).filled(Language::German), Filled::Text("-7".into()));
        assert_eq!("7".to_owned().filled(Language::German), Filled::Text("7".into()));
    }
}
