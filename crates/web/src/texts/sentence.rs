//! A sentence on a page of the web interface. It is in English if code outside the web interface
//! wrote it and there is no translation.

use std::fmt;

use askama::filters::{Html, HtmlSafe, escape};
use ferrofax_languages::Language;

/// A sentence in the language of its web page or, without a translation, in English. An English
/// sentence is marked as such on a page in another language, for programs that read pages aloud.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sentence {
    /// The text of the sentence without HTML, for uses other than a web page.
    pub(crate) text: String,
    is_foreign: bool,
}

impl Sentence {
    /// Makes a sentence from a text that is in the language of the web page on which it is shown.
    pub(crate) fn here(text: impl Into<String>) -> Self {
        Self { text: text.into(), is_foreign: false }
    }

    /// Makes a sentence from an English text, for a web page in `language`. On a page in another
    /// language, the sentence is marked as English.
    pub(super) fn english(text: &str, language: Language) -> Self {
        let is_foreign = language != Language::English && !text.is_empty();
        Self { text: text.to_owned(), is_foreign }
    }

    /// Puts a name and a colon before this sentence, such as `+49 991 1234: …`.
    pub(crate) fn behind(self, name: &str) -> Self {
        if name.is_empty() {
            return self;
        }
        Self { text: format!("{name}: {}", self.text), ..self }
    }

    /// Appends another sentence of the same language to this sentence.
    pub(crate) fn and(self, other: &Self) -> Self {
        Self { text: format!("{} {}", self.text, other.text), ..self }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }
}

/// Writes the sentence into a web page, as HTML.
impl fmt::Display for Sentence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Ok(text) = escape(&self.text, Html);
        if self.is_foreign {
            write!(f, "<span lang=\"en\">{text}</span>")
        } else {
            write!(f, "{text}")
        }
    }
}

impl HtmlSafe for Sentence {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_has_translated_says_that_it_is_english() {
        for (text, language, shown) in [
            ("It rains & pours", Language::French, "<span lang=\"en\">It rains &#38; pours</span>"),
            ("It rains", Language::English, "It rains"),
            ("", Language::French, ""),
        ] {
            assert_eq!(Sentence::english(text, language).to_string(), shown);
        }
        assert_eq!(Sentence::here("Il pleut").to_string(), "Il pleut");
        assert_eq!(Sentence::here("a").behind("<b>").to_string(), "&#60;b&#62;: a");
    }
}
