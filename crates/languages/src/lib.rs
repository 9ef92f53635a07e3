//! The languages of Ferrofax's texts for people, and the files with these texts.
//!
//! The crates with texts for people have a [Fluent](https://projectfluent.org) file for each
//! language (in `crates/web/src/texts/languages`, `crates/delivery/src/languages` and
//! `crates/spool/src/event/languages`). The names of the texts are declared in Rust, so code that
//! uses an undeclared name does not compile. In tests, [`problems`] compares the files of all
//! languages with the English file.
//!
//! Messages in the database are stored as an enum with values, not as sentences; [`sentences!`]
//! declares the enum together with its texts. Other error messages are English sentences, which are
//! made in many places. A [`Phrasebook`] recognises these sentences, so that a page can show them
//! in its own language.

mod catalogue;
mod complete;
mod phrases;
mod sentences;

pub use catalogue::{Catalogue, Catalogues, Value};
pub use complete::{misnamed, outline, problems, problems_of};
pub use phrases::{Phrasebook, Reading, Translations};
pub use sentences::{Filled, InLanguage, text_name};

/// A language of the web interface, mails and cover pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// English, the default.
    #[default]
    English,
    /// German.
    German,
    /// French.
    French,
    /// Spanish.
    Spanish,
    /// Italian.
    Italian,
    /// Dutch.
    Dutch,
    /// Polish.
    Polish,
    /// Portuguese.
    Portuguese,
}

/// How many languages there are.
pub const COUNT: usize = 8;

impl Language {
    /// All languages, in the order in which a person sees them in a list.
    pub const ALL: [Self; COUNT] = [
        Self::English,
        Self::German,
        Self::French,
        Self::Spanish,
        Self::Italian,
        Self::Dutch,
        Self::Polish,
        Self::Portuguese,
    ];

    /// The codes of all languages, as a list for messages.
    pub const CODES: &str = "en, de, fr, es, it, nl, pl, pt";

    /// The language's code (RFC 5646).
    pub const fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
            Self::French => "fr",
            Self::Spanish => "es",
            Self::Italian => "it",
            Self::Dutch => "nl",
            Self::Polish => "pl",
            Self::Portuguese => "pt",
        }
    }

    /// The name of the language in the language itself.
    pub const fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::German => "Deutsch",
            Self::French => "Français",
            Self::Spanish => "Español",
            Self::Italian => "Italiano",
            Self::Dutch => "Nederlands",
            Self::Polish => "Polski",
            Self::Portuguese => "Português",
        }
    }

    /// The language with this code. The region is ignored: `de-AT` and `de_AT` are German. `None`
    /// if there is no such language.
    pub fn of(code: &str) -> Option<Self> {
        let language = code.trim().split(['-', '_']).next()?;
        Self::ALL.into_iter().find(|it| it.code().eq_ignore_ascii_case(language))
    }

    /// Writes a number with `digits` digits after the decimal mark of the language: `0.5`, `0,5`.
    pub fn decimal(self, number: f64, digits: usize) -> String {
        let text = format!("{number:.digits$}");
        match self {
            Self::English => text,
            _ => text.replace('.', ","),
        }
    }

    /// The plural forms of this language (CLDR), without those for fractions and for millions.
    const fn plurals(self) -> &'static [&'static str] {
        match self {
            Self::Polish => &["one", "few", "many"],
            _ => &["one", "other"],
        }
    }
}

/// The contents of the files of all languages, in the order of [`Language::ALL`]. The folder is
/// relative to the source file that calls the macro.
#[macro_export]
macro_rules! language_files {
    ($folder:literal) => {
        [
            include_str!(concat!($folder, "/en.ftl")),
            include_str!(concat!($folder, "/de.ftl")),
            include_str!(concat!($folder, "/fr.ftl")),
            include_str!(concat!($folder, "/es.ftl")),
            include_str!(concat!($folder, "/it.ftl")),
            include_str!(concat!($folder, "/nl.ftl")),
            include_str!(concat!($folder, "/pl.ftl")),
            include_str!(concat!($folder, "/pt.ftl")),
        ]
    };
}

/// Declares an enum with the names of texts: the variant `fax_subject` is the text `fax-subject` in
/// the files. Code that uses an undeclared name does not compile. Tests compare the names with the
/// files.
#[macro_export]
macro_rules! text_names {
    ($visibility:vis enum $type:ident { $($name:ident)* }) => {
        /// The name of a text in the language files.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[allow(non_camel_case_types, missing_docs, reason = "the names of the files")]
        $visibility enum $type { $($name,)* }

        impl $type {
            /// All names.
            #[cfg(test)]
            $visibility const ALL: &[Self] = &[$(Self::$name,)*];

            /// The name as it is written in the language files.
            fn name(self) -> String {
                match self { $(Self::$name => stringify!($name),)* }.replace('_', "-")
            }
        }
    };
}

/// Declares the type `Words`, which has the texts of the calling crate in one language. The macro
/// gets the enum that [`text_names!`] declares, and the contents of the language files.
#[macro_export]
macro_rules! words {
    ($names:ident, $files:ident) => {
        /// The texts of this crate in one language.
        #[derive(Clone, Copy)]
        pub struct Words {
            /// The language of the texts.
            pub language: $crate::Language,
            catalogue: &'static $crate::Catalogue,
        }

        impl Words {
            /// The texts of a language. The file of the language is read when it is first needed.
            pub fn of(language: $crate::Language) -> Self {
                static CATALOGUES: $crate::Catalogues = $crate::Catalogues::new($files);
                Self { language, catalogue: CATALOGUES.of(language) }
            }

            /// The text `text`, which has no placeholders.
            pub fn text(self, text: $names) -> String {
                self.catalogue.text(&text.name())
            }

            /// The text `text`, with values for its placeholders.
            pub fn with(self, text: $names, values: &[(&str, $crate::Value<'_>)]) -> String {
                self.catalogue.with(&text.name(), values)
            }

            /// The text `text`, with a value for its only placeholder, which is called `name`.
            pub fn with_one(self, text: $names, name: &str, value: &str) -> String {
                self.with(text, &[(name, $crate::Value::Text(value))])
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_names_its_language_whatever_the_region() {
        for (code, language) in [
            ("de", Some(Language::German)),
            ("DE-at", Some(Language::German)),
            (" pt_BR ", Some(Language::Portuguese)),
            ("en; Domain=example.com", None),
            ("deu", None),
            ("", None),
        ] {
            assert_eq!(Language::of(code), language, "{code}");
        }
        assert_eq!(Language::ALL.map(Language::code).join(", "), Language::CODES);
    }

    #[test]
    fn a_number_has_the_decimal_mark_of_its_language() {
        let written = Language::ALL.map(|language| language.decimal(-1.25, 1));
        assert_eq!(&written[..2], ["-1.2", "-1,2"]);
        assert!(written[1..].iter().all(|text| text == "-1,2"));
    }

    #[test]
    fn a_text_takes_values_and_has_the_plural_of_its_language() {
        let source = "pages = { $count ->\n    [one] { $count } strona\n    [few] { $count } strony\n   \
                      *[many] { $count } stron\n}\nhello = Hallo { $name }!\n";
        let words = Catalogue::new(Language::Polish, source);
        for (count, text) in [(1, "1 strona"), (3, "3 strony"), (5, "5 stron"), (22, "22 strony")] {
            assert_eq!(words.with("pages", &[("count", Value::Count(count))]), text);
        }
        assert_eq!(
            words.with("hello", &[("name", Value::Text("{ $count }"))]),
            "Hallo { $count }!"
        );
        assert_eq!(words.text("unheard-of"), "unheard-of");
    }

    #[test]
    fn what_a_file_lacks_or_has_too_much_is_found() {
        let english = "a = A\nb = { $count ->\n    [one] one\n   *[other] { $count }\n}\n";
        let german = "a = A { $x }\nc = C\n";
        let found = problems(&[(Language::English, english), (Language::German, german)]);
        assert_eq!(
            found,
            [
                "de: 'a' has the values [\"x\"], in English []",
                "de: 'b' is missing",
                "de: 'c' is not there in English"
            ]
        );
        let polish = "a = A\nb = { $count ->\n    [one] one\n   *[other] { $count }\n}\n";
        let found = problems(&[(Language::English, english), (Language::Polish, polish)]);
        assert_eq!(found, ["pl: 'b' lacks the plural 'few'", "pl: 'b' lacks the plural 'many'"]);
        let broken = problems(&[(Language::English, "a = A\nb = {\na = B\n")]);
        assert!(broken.iter().any(|it| it.starts_with("en: ")), "{broken:?}");
    }
}
