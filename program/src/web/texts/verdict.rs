//! The explanations of recorded calls in the reader's language: the examiner writes them in
//! English, for whoever reads the record.

use ferrofax_ground::outcome::Cause;
use ferrofax_languages::Language;
use ferrofax_spool::event::Reason;

/// A text in the words of a table, sentence by sentence. The sentence for the end of a call is
/// rendered in `language`. What is in neither stays as it is.
pub(super) fn translated(text: &str, table: &[(&str, &str)], language: Language) -> String {
    let (mut done, mut rest) = (String::new(), text);
    while !rest.is_empty() {
        let found = table.iter().find_map(|(sentence, meant)| {
            let (parts, length) = read(sentence, rest)?;
            Some((filled(meant, &parts), length))
        });
        let (said, length) = found.unwrap_or_else(|| {
            let end = rest.find(". ").map_or(rest.len(), |at| at + 1);
            (end_of_call(&rest[..end], language), end)
        });
        if !done.is_empty() {
            done.push(' ');
        }
        done += &said;
        rest = rest[length..].trim_start();
    }
    done
}

fn end_of_call(sentence: &str, language: Language) -> String {
    let cause = Cause::ALL.into_iter().find(|cause| cause.text() == sentence);
    cause.map_or_else(|| sentence.to_owned(), |cause| Reason::from(cause).text(language))
}

/// What stands in the places of a sentence with which a text begins, and where it ends. Behind
/// it the text ends or goes on with another one. A place at its very beginning holds no
/// sentences that stand before it.
fn read<'a>(sentence: &str, text: &'a str) -> Option<(Vec<&'a str>, usize)> {
    let is_end = |at: usize| text[at..].is_empty() || text[at..].starts_with(' ');
    let mut literals = sentence.split("{}");
    let first = literals.next()?;
    let mut at = text.starts_with(first).then_some(first.len())?;
    let (mut parts, rest): (_, Vec<&str>) = (Vec::new(), literals.collect());
    for (number, literal) in rest.iter().enumerate() {
        let is_last = number + 1 == rest.len();
        let ends = text[at..].match_indices(literal).map(|(offset, _)| at + offset);
        let mut fit = ends.filter(|end| *end > at && (!is_last || is_end(end + literal.len())));
        let end = fit.next()?;
        if first.is_empty() && number == 0 && text[..end].contains(". ") {
            return None;
        }
        parts.push(&text[at..end]);
        at = end + literal.len();
    }
    is_end(at).then_some((parts, at))
}

/// A sentence with these values in its places.
fn filled(meant: &str, parts: &[&str]) -> String {
    let mut literals = meant.split("{}");
    let mut said = literals.next().unwrap_or_default().to_owned();
    for (literal, part) in literals.zip(parts) {
        said += part;
        said += literal;
    }
    said
}

#[cfg(test)]
mod tests {
    use super::super::verdicts_de::VERDICTS;
    use super::*;

    #[test]
    fn each_translation_has_the_places_of_its_sentence() {
        for (sentence, meant) in VERDICTS {
            let places = |text: &str| text.matches("{}").count();
            assert_eq!(places(sentence), places(meant), "{sentence}");
        }
    }

    #[test]
    fn sentences_are_translated_one_after_another_and_unknown_ones_stay() {
        for (text, meant) in [
            (
                "0.5 % of what was said to us was lost on the way (60 ms in 3 pieces).",
                "0.5 % von dem, was zu uns gesagt wurde, ging unterwegs verloren (60 ms in 3 Stücken).",
            ),
            (
                "The line is noisy: the remote fax machine's signal is 21 dB above the noise (-40 dBm0).",
                "Die Leitung rauscht: das Signal der Gegenstelle liegt 21 dB über dem Rauschen (-40 dBm0).",
            ),
            ("It rains. It was in phase C.", "It rains. Es war in Phase C."),
            (
                "The called machine fell silent in the middle of a page. It was in phase C.",
                "Der Empfänger verstummte mitten in einer Seite. Es war in Phase C.",
            ),
            ("It rains", "It rains"),
            ("", ""),
        ] {
            assert_eq!(translated(text, VERDICTS, Language::German), meant);
        }
        let english = translated("It was in phase C.", &[], Language::English);
        assert_eq!(english, "It was in phase C.");
    }
}
