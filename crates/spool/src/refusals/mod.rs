//! Translates refusals into the reader's language. The code that refuses something writes a
//! sentence in English, and the files in `languages` have that sentence in each language.

use ferrofax_languages::language_files;
use ferrofax_languages::{COUNT, Catalogues, Filled, InLanguage, Language, Translations};
use serde::{Deserialize, Serialize};

/// The file with the translations of refusals for each language, in the order of [`Language::ALL`].
pub(crate) const FILES: [&str; COUNT] = language_files!("languages");

static TRANSLATIONS: Translations = Translations::new(FILES);

/// The texts of these files in each language.
pub(crate) static CATALOGUES: &Catalogues = TRANSLATIONS.catalogues();

/// Translates the English sentence of a refusal into this language; `None` if the files of
/// translations do not have it.
pub fn translated(english: &str, language: Language) -> Option<String> {
    TRANSLATIONS.of(english, language)
}

/// An English sentence of other code, as a value of another sentence. It is shown in the language
/// of the reader if the files of translations have it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct English(pub String);

impl InLanguage for English {
    fn filled(&self, language: Language) -> Filled {
        Filled::Text(translated(&self.0, language).unwrap_or_else(|| self.0.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ferrofax_languages::problems_of;

    #[test]
    fn each_language_has_each_refusal() {
        assert_eq!(problems_of(FILES), [""; 0]);
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
                "Invoices: page 3: NOTIFY: 'a@@b.de' is not an e-mail address; write it as \
                 name@example.com",
                "Invoices: Seite 3: NOTIFY: „a@@b.de“ ist keine E-Mail-Adresse; schreiben Sie sie \
                 wie name@example.com",
            ),
            (
                Language::German,
                "fax 7 was deleted on 2026-11-22: older than 1 days",
                "Fax 7 wurde am 2026-11-22 gelöscht: älter als 1 Tag",
            ),
            (
                Language::German,
                "ok: disk: 6600 MiB are free",
                "in Ordnung: Festplatte: 6600 MiB sind frei",
            ),
            (Language::German, "64 GiB are free", "64 GiB sind frei"),
            (
                Language::German,
                "Received by HylaFAX, and imported. HylaFAX wrote: RSPREC error. Notes on its \
                 file: it has no pages.",
                "Von HylaFAX empfangen und übernommen. HylaFAX schrieb: RSPREC error. Hinweise zur \
                 Datei: es hat keine Seiten.",
            ),
            (
                Language::Polish,
                "Sent by HylaFAX, as its job 7: 3 pages.",
                "Wysłano przez HylaFAX jako jego zadanie 7: 3 strony.",
            ),
            (
                Language::Polish,
                "brief.pdf: 3 characters that no font has are missing",
                "brief.pdf: brakuje 3 znaków, których nie ma żadna czcionka",
            ),
        ] {
            assert_eq!(translated(english, language).as_deref(), Some(said));
            assert_eq!(translated("It rains", language), None);
        }
    }
}
