//! The steps of a call ([`ferrofax_ground::ladder`]) in the language of their reader, and in JSON.
//!
//! A step is a name with values. Its text in each language is in the files beside [`Step`]. The
//! signals of the fax machines keep their names of T.30 (DIS, DCS, CFR); the words around them are
//! translated. Rows of older versions have only an English sentence: it is recognised by the
//! patterns of the English file.

use ferrofax_ground::ladder::{Step, Value as StepValue};
use ferrofax_languages::{COUNT, Filled, Language, Translations, language_files};
use serde_json::{Map, Value, json};

/// The text file of each language, in the order of [`Language::ALL`].
const FILES: [&str; COUNT] = language_files!("../../ground/src/ladder/languages");

static TEXTS: Translations = Translations::new(FILES);

/// The name of a step that is a value of another step.
const NAME: &str = "name";

/// The sentence of a step in a language. A sentence of another version that is not recognised is
/// shown in English.
pub fn text(step: &Step, language: Language) -> String {
    in_language(step, language).unwrap_or_else(|| step.to_string())
}

/// The sentence of a step in a language. `None` if only an English sentence is known, and it is not
/// recognised.
pub fn in_language(step: &Step, language: Language) -> Option<String> {
    if language == Language::English {
        return Some(step.to_string());
    }
    if let Step::Text { text } = step {
        return TEXTS.of(text, language);
    }
    let filled = |value: StepValue| match value {
        StepValue::Count(count) => usize::try_from(count).ok().map(Filled::Count),
        StepValue::Step(step) => Some(Filled::Text(text(&step, language))),
        StepValue::Text(_) | StepValue::Measured(..) => None,
    };
    let values: Vec<_> = step
        .values()
        .into_iter()
        .map(|(name, value)| {
            let words = value.to_string();
            (name, filled(value).unwrap_or(Filled::Text(words)))
        })
        .collect();
    Some(TEXTS.catalogue(language).fill(step.name(), &values))
}

/// A step in a few words, where there is little room: the name of its frame or signal, or the
/// beginning of its sentence.
pub fn short(step: &Step, language: Language) -> String {
    let word = |name| TEXTS.catalogue(language).text(name);
    match step {
        Step::Page { .. } => word("word-page"),
        Step::Block { .. } => word("word-block"),
        Step::Trained { .. } => word("word-trained"),
        Step::V8 { .. } => "V.8".to_owned(),
        _ => step.frame().unwrap_or_else(|| text(step, language)),
    }
}

/// The values of a step, each under its name.
pub fn values(step: &Step) -> Map<String, Value> {
    let one = |(name, value): (&str, StepValue)| (name.to_owned(), in_json(&value));
    step.values().into_iter().map(one).collect()
}

fn in_json(value: &StepValue) -> Value {
    match value {
        StepValue::Text(text) => json!(text),
        StepValue::Count(count) => json!(count),
        StepValue::Measured(number, _) => json!(number),
        StepValue::Step(step) => {
            let mut values = values(step);
            values.insert(NAME.to_owned(), step.name().into());
            Value::Object(values)
        }
    }
}

/// The step with this name and these values. `None` if this version does not know it, or if a value
/// is missing or wrong.
pub fn read(name: &str, values: &Map<String, Value>) -> Option<Step> {
    Step::of(name, |name| of_json(values.get(name)?))
}

fn of_json(value: &Value) -> Option<StepValue> {
    match value {
        Value::String(text) => Some(StepValue::Text(text.clone())),
        Value::Number(number) => match number.as_u64() {
            Some(count) => Some(StepValue::Count(count)),
            None => number.as_f64().map(|number| StepValue::Measured(number, number.to_string())),
        },
        Value::Object(step) => read(step.get(NAME)?.as_str()?, step).map(StepValue::Step),
        _ => None,
    }
}

/// The stored form of a step, in one line: its name, and its values as JSON if it has any. A step
/// that is only a sentence has no values in this form, because the sentence is in a column of its
/// own.
pub(super) fn stored(step: &Step) -> String {
    let (name, values) = (step.name(), values(step));
    if values.is_empty() || matches!(step, Step::Text { .. }) {
        name.to_owned()
    } else {
        format!("{name} {}", Value::Object(values))
    }
}

/// Reads a step from its stored form.
pub(super) fn of_stored(line: &str) -> Option<Step> {
    let (name, values) = line.split_once(' ').unwrap_or((line, "{}"));
    read(name, &serde_json::from_str(values).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ferrofax_languages::{outline, problems_of};

    #[test]
    fn each_language_has_the_text_of_each_step_with_all_its_values() {
        assert_eq!(problems_of(FILES), [""; 0]);
        let mut texts = outline(FILES[0]);
        for (name, values) in Step::TEXTS {
            let found = texts.remove(*name).unwrap_or_default();
            assert!(found.iter().eq(values.iter().collect::<std::collections::BTreeSet<_>>()));
        }
        assert_eq!(
            texts.into_keys().collect::<Vec<_>>(),
            ["word-block", "word-page", "word-trained"]
        );
    }

    /// A step of each name. The kind of each value is found by trying.
    fn all() -> Vec<Step> {
        let kinds = [
            StepValue::Text("a".to_owned()),
            StepValue::Measured(-0.5, String::new()),
            StepValue::Count(7),
            StepValue::Step(Step::signal("DCS")),
        ];
        let of = |name: &str| {
            let mut tried = std::collections::BTreeMap::<String, usize>::new();
            loop {
                let mut last = String::new();
                let step = Step::of(name, |value| {
                    last = value.to_owned();
                    kinds.get(*tried.entry(value.to_owned()).or_default()).cloned()
                });
                match step {
                    Some(step) => return step,
                    None => *tried.get_mut(&last).unwrap() += 1,
                }
            }
        };
        Step::TEXTS.iter().map(|(name, _)| of(name)).collect()
    }

    #[test]
    fn each_step_is_read_as_it_is_stored() {
        let over = Step::V34Over { why: Step::text("it has \"no\"\nend").into() };
        for step in all().into_iter().chain([over]) {
            assert_eq!(of_stored(&stored(&step)), Some(step.clone()), "{}", stored(&step));
        }
        let trained = "trained {\"db\":32.4,\"hz\":0.3,\"level\":-12.0,\"ppm\":-12.0}";
        let step = of_stored(trained).unwrap();
        assert_eq!(step.to_string(), "trained: 32.4 dB, -12.0 dBm0, +0.3 Hz, -12 ppm");
        assert_eq!(stored(&step), trained);
    }

    #[test]
    fn an_unknown_or_damaged_step_is_not_read() {
        for line in [
            "",
            "dis {\"frame\":\"DIS\"}",
            "signal",
            "signal {}",
            "signal {\"frame\":",
            "signal {\"frame\":7}",
            "signal [7]",
            "page {\"page\":-1,\"count\":7}",
            "taken-for {\"frame\":{\"frame\":\"PPS\"}}",
            "taken-for {\"frame\":{\"name\":\"x\"}}",
        ] {
            assert_eq!(of_stored(line), None, "{line}");
        }
    }

    #[test]
    fn english_is_written_by_the_same_text_as_the_other_languages() {
        for step in all() {
            let values = step.values().into_iter().map(|(name, value)| (name, value.to_string()));
            let values: Vec<_> = values.map(|(name, text)| (name, Filled::Text(text))).collect();
            let english = TEXTS.catalogue(Language::English).fill(step.name(), &values);
            assert_eq!(step.to_string(), english);
        }
    }

    #[test]
    fn each_step_is_said_in_each_language_with_its_values() {
        for step in all() {
            for language in Language::ALL {
                let said = in_language(&step, language).unwrap();
                for (name, value) in step.values() {
                    assert!(said.contains(&value.to_string()), "{name}: {said}");
                }
            }
        }
    }

    #[test]
    fn a_step_is_said_with_the_steps_in_it() {
        let inner = Step::ByV34 { frame: "DCS".into(), terms: "MR".into() };
        let dcs = Step::RowTime { terms: inner.into(), ms: 10 };
        let end = Step::End {
            status: Step::Received.into(),
            phase: "E".into(),
            cause: "OK".into(),
            count: 1,
        };
        for (step, german, short_german) in [
            (dcs, "DCS über V.34, MR, 10 ms je Zeile", "DCS"),
            (
                Step::DoneUntilNow { end: end.into() },
                "bis hierher: Empfangen in Phase E: OK, 1 Seite bestätigt",
                "bis hierher: Empfangen in Phase E: OK, 1 Seite bestätigt",
            ),
            (Step::signal("CFR"), "CFR", "CFR"),
            (Step::Page { page: 0, count: 41_234 }, "Seite 0: 41234 Bytes", "Seite"),
            (Step::TrainingFailed, "Training fehlgeschlagen", "Training fehlgeschlagen"),
        ] {
            assert_eq!(text(&step, Language::German), german);
            assert_eq!(short(&step, Language::German), short_german);
        }
    }

    #[test]
    fn a_sentence_of_an_older_version_is_said_with_all_that_is_in_it() {
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
            assert_eq!(in_language(&Step::text(step), Language::German).as_deref(), Some(german));
        }
        for step in ["CFR", "TSI …45", "DCS V.17 14400, ECM 256, MMR, Fine, A4", "TSI bad", "CNG"]
        {
            assert_eq!(in_language(&Step::text(step), Language::German), None, "{step}");
            assert_eq!(text(&Step::text(step), Language::German), step);
        }
        let english = Step::text("DIS is unexpected in ExpectPage");
        assert_eq!(text(&english, Language::English), "DIS is unexpected in ExpectPage");
    }
}
