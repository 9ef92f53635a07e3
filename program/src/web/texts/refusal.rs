//! Translates refusals into the reader's language. The code that refuses something writes a
//! sentence in English, and the files in `refusals` have that sentence in each language.

use std::sync::OnceLock;

use ferrofax_languages::{COUNT, Catalogue, Language, Phrasebook, language_files};

/// The file of each language, in the order of [`Language::ALL`].
pub(super) const FILES: [&str; COUNT] = language_files!("refusals");

/// The translations of refusals into one language.
pub(super) struct Refusals(Catalogue);

impl Refusals {
    pub(super) fn in_language(language: Language) -> Self {
        Self(Catalogue::new(language, FILES[language as usize]))
    }

    /// The translation of a sentence that was written in English; `None` if the sentence is not in
    /// the file.
    pub(super) fn said(&self, english: &str) -> Option<String> {
        static SENTENCES: OnceLock<Phrasebook> = OnceLock::new();
        let sentences = SENTENCES.get_or_init(|| Phrasebook::new(FILES[0]));
        Some(sentences.read(english)?.said_in(&self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ferrofax_languages::problems;

    #[test]
    fn each_language_has_each_refusal() {
        let files: Vec<_> = Language::ALL.into_iter().zip(FILES).collect();
        assert_eq!(problems(&files), [""; 0]);
    }

    #[test]
    fn a_refusal_is_said_with_all_that_is_in_it() {
        for (language, english, said) in [
            (
                Language::English,
                "brief.pdf: 3 characters that no font has are missing",
                "brief.pdf: 3 characters that no font has are missing",
            ),
            (
                Language::German,
                "brief.pdf: its end is missing; it was not copied completely",
                "brief.pdf: das Ende fehlt; das Dokument wurde nicht vollständig kopiert",
            ),
            (
                Language::German,
                "line 3: 'hello' has no digits",
                "Zeile 3: „hello“ enthält keine Ziffern",
            ),
            (
                Language::German,
                "fax 7 was deleted on 2026-11-22: older than 1 days",
                "Fax 7 wurde am 2026-11-22 gelöscht: älter als 1 Tag",
            ),
            (
                Language::German,
                "ok: disk: 66000 MiB are free",
                "in Ordnung: Festplatte: 66000 MiB sind frei",
            ),
            (
                Language::Polish,
                "brief.pdf: 3 characters that no font has are missing",
                "brief.pdf: brakuje 3 znaków, których nie ma żadna czcionka",
            ),
        ] {
            let refusals = Refusals::in_language(language);
            assert_eq!(refusals.said(english).as_deref(), Some(said));
            assert_eq!(refusals.said("It rains"), None);
        }
    }
}
