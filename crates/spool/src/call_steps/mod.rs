//! The steps of a call ([`ferrofax_ground::ladder`]) in the language of their reader.
//!
//! The engine writes each step as a line in English, and logs and the spool keep this line. The
//! line is recognised by the patterns of the English file in `languages`. The signals of the fax
//! machines keep their names of T.30 (DIS, DCS, CFR); the words around them are translated.

use ferrofax_languages::{COUNT, Language, Translations, language_files};

/// The text file of each language, in the order of [`Language::ALL`].
const FILES: [&str; COUNT] = language_files!("languages");

/// Translates a step. Returns `None` if the step is to be shown unchanged: in English, or if it has
/// no known words, as in `CFR`.
pub fn in_language(step: &str, language: Language) -> Option<String> {
    static STEPS: Translations = Translations::new(FILES);
    if language == Language::English { None } else { STEPS.of(step, language) }
}

/// Whether a step has words of a language, not only names and numbers.
pub fn has_words(step: &str) -> bool {
    let is_word = |word: &str| word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_lowercase());
    step.split([' ', ',', ':', '(', ')']).any(is_word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ferrofax_languages::problems_of;

    #[test]
    fn each_language_has_each_text() {
        assert_eq!(problems_of(FILES), [""; 0]);
    }

    #[test]
    fn a_step_is_said_with_all_that_is_in_it() {
        for (step, german) in [
            (
                "DIS up to V.17 14400, ECM, MH/MR/MMR, 204x98/204x196, up to A4",
                "DIS bis V.17 14400, ECM, MH/MR/MMR, 204x98/204x196, bis A4",
            ),
            (
                "DIS up to V.17 14400, MH, 204x98, up to A4, a document to be fetched",
                "DIS bis V.17 14400, MH, 204x98, bis A4, ein Dokument zum Abruf",
            ),
            (
                "DCS V.29 7200, MR, Fine, B4, 10 ms a row",
                "DCS V.29 7200, MR, Fine, B4, 10 ms je Zeile",
            ),
            ("DCS by V.34, ECM 256, MMR, Fine, A4", "DCS über V.34, ECM 256, MMR, Fine, A4"),
            ("PPS-EOP, page 0, block 1, 12 frames", "PPS-EOP, Seite 0, Block 1, 12 Frames"),
            ("FNV refuses a field", "FNV lehnt ein Feld ab"),
            (
                "DCN (our own echo, or another calling machine)",
                "DCN (das eigene Echo oder ein anderes rufendes Gerät)",
            ),
            ("DIS is unexpected in ExpectPage", "DIS kommt in ExpectPage unerwartet"),
            ("V.8: agreed on V.17, V.29", "V.8: vereinbart: V.17, V.29"),
            ("page 2: 41234 octets", "Seite 2: 41234 Bytes"),
            ("page 3 in colours: 5 rows are missing: x", "Seite 3 in Farbe: 5 Zeilen fehlen: x"),
            (
                "training check good: 14400 bits, 0 errors, 0 bursts over 0 bits, longest run 14400",
                "Trainingsprüfung gut: 14400 Bits, 0 Fehler, 0 Häufungen über 0 Bits, längste Folge 14400",
            ),
            (
                "done until now: Received in phase E: OK, 1 pages confirmed",
                "bis hierher: Empfangen in Phase E: OK, 1 Seite bestätigt",
            ),
            (
                "the line is T.38 version 0, 316 octets a packet at most from now on",
                "die Leitung ist ab jetzt T.38 Version 0, höchstens 316 Bytes je Paket",
            ),
            (
                "no V.34 any more: the control channel starts again and again",
                "kein V.34 mehr: der Steuerkanal beginnt immer wieder neu",
            ),
        ] {
            assert_eq!(in_language(step, Language::German).as_deref(), Some(german));
            assert_eq!(in_language(step, Language::English), None);
            assert!(has_words(step), "{step}");
        }
        for step in ["CFR", "TSI …45", "DCS V.17 14400, ECM 256, MMR, Fine, A4", "CNG"] {
            assert_eq!(in_language(step, Language::German), None, "{step}");
            assert!(!has_words(step), "{step}");
        }
    }
}
