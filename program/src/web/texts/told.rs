//! Sentences of others in the reader's language: what the spool keeps of jobs and calls is
//! written in English, whoever reads it.

/// A text in the words of these tables, sentence by sentence. What is in none stays as it is.
pub(super) fn told(text: &str, tables: &[&[(&str, &str)]]) -> String {
    let (mut done, mut rest) = (String::new(), text);
    while !rest.is_empty() {
        let found = tables.iter().copied().flatten().find_map(|(sentence, meant)| {
            let (parts, length) = read(sentence, rest)?;
            Some((filled(meant, &parts), length))
        });
        let (said, length) = found.unwrap_or_else(|| {
            let end = rest.find(". ").map_or(rest.len(), |at| at + 1);
            (rest[..end].to_owned(), end)
        });
        if !done.is_empty() {
            done.push(' ');
        }
        done += &said;
        rest = rest[length..].trim_start();
    }
    done
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

/// A refusal in the words of this table: the whole text is one sentence, and what stands in its
/// places may be one, too. What is in none stays as it is.
pub(super) fn said(text: &str, table: &[(&str, &str)]) -> String {
    said_within(text, table, DEEPEST).unwrap_or_else(|| text.to_owned())
}

/// Sentences are in each other so many times at most.
const DEEPEST: u32 = 4;

/// What is longer than any sentence, with all that is put into it, is none.
const LONGEST: usize = 4000;

fn said_within(text: &str, table: &[(&str, &str)], deep: u32) -> Option<String> {
    let deeper = deep.checked_sub(1).filter(|_| text.len() <= LONGEST)?;
    table.iter().find_map(|(sentence, meant)| {
        let parts = whole(sentence, text)?;
        let inner: Vec<Option<String>> =
            parts.iter().map(|part| said_within(part, table, deeper)).collect();
        // Two parts with a colon between them are no sentence of their own.
        if *sentence == "{}: {}" && inner.iter().all(Option::is_none) {
            return None;
        }
        let parts: Vec<&str> = inner
            .iter()
            .zip(parts)
            .map(|(one, part)| one.as_deref().unwrap_or(part))
            .collect();
        Some(filled(meant, &parts))
    })
}

/// What stands in the places of a sentence, if it is the whole text.
fn whole<'a>(sentence: &str, text: &'a str) -> Option<Vec<&'a str>> {
    let literals: Vec<&str> = sentence.split("{}").collect();
    let [first, middle @ .., last] = literals.as_slice() else {
        return (sentence == text).then(Vec::new);
    };
    let mut rest = text.strip_prefix(first)?;
    let mut parts = Vec::new();
    for literal in middle {
        let (part, behind) = rest.split_once(literal)?;
        parts.push(part);
        rest = behind;
    }
    parts.push(rest.strip_suffix(last)?);
    parts.iter().all(|part| !part.is_empty()).then_some(parts)
}

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
    use super::super::told_de::TOLD;
    use super::super::verdicts_de::VERDICTS;
    use super::*;
    use ferrofax_basics::UnixMs;
    use ferrofax_ground::outcome::Cause;
    use ferrofax_ground::sent_line::{AnswerSignal, SentLine};
    use ferrofax_spool::Advice;
    use ferrofax_spool::failure::Failure;

    #[test]
    fn each_failure_has_its_sentence_and_each_sentence_its_places() {
        for failure in Failure::ALL {
            assert!(TOLD.iter().any(|(known, _)| *known == failure.text()), "{failure}");
        }
        for cause in Cause::ALL {
            assert!(TOLD.iter().any(|(known, _)| *known == cause.text()), "{cause}");
        }
        for (sentence, meant) in TOLD.iter().chain(VERDICTS) {
            let places = |text: &str| text.matches("{}").count();
            assert_eq!(places(sentence), places(meant), "{sentence}");
        }
    }

    #[test]
    fn each_sentence_on_a_line_is_told() {
        let faint = Some(AnswerSignal { level_dbm0: -41, snr_db: 20 });
        let mut counts = SentLine { first_bps: 14_400, answers: faint, ..SentLine::default() };
        let words =
            ["of", "frames", "trainings", "pages", "commands", "was", "were", "slowed", "signal"];
        for count in [1, 2, 40] {
            (counts.frames, counts.frames_again, counts.trainings_refused) = (50, count, count);
            (counts.pages_again, counts.commands_again) = (count, count);
            for slowest_bps in [14_400, 12_000, 2400] {
                let line = SentLine { slowest_bps, ..counts };
                let german = told(&format!("Sent: 2 pages. Line: {}", line.text()), &[TOLD]);
                let english = german.split([' ', '.']).find(|word| words.contains(word));
                assert_eq!(english, None, "{german}");
                assert_eq!(german.matches(". ").count(), 6, "{german}");
            }
        }
    }

    #[test]
    fn what_a_call_takes_of_what_is_known_of_its_number_is_told() {
        let since = UnixMs(0);
        for advice in [
            Advice::MaxRate { bps: 9600, since },
            Advice::WithoutAskingT38 { since },
            Advice::WithoutEcm { since },
        ] {
            let german = told(&format!("{advice} {advice}"), &[TOLD]);
            assert_eq!(german.matches("19").count(), 2, "{german}");
            let english = [" did ", " was ", " is ", " with ", " without ", " calls "];
            assert!(!english.iter().any(|word| german.contains(word)), "{german}");
        }
    }

    #[test]
    fn sentences_are_told_one_after_another_and_unknown_ones_stay() {
        for (text, meant) in [
            ("Cancelled by a. b.", "Abgebrochen von a. b."),
            ("Cancelled by a.b.", "Abgebrochen von a.b."),
            ("Priority 100 made 5 by alice.", "Rang 100 auf 5 geändert von alice."),
            ("Sent: 1 page.", "Gesendet: 1 Seite."),
            (
                "Sent: 3 pages. 2 pages may have arrived twice.",
                "Gesendet: 3 Seiten. 2 Seiten sind vielleicht zweimal angekommen.",
            ),
            (
                "The time in which it was to be sent is over. The last try: The number was busy.",
                "Die Zeit, in der es gesendet werden sollte, ist vorbei. Der letzte Versuch: Die \
                 Nummer war besetzt.",
            ),
            (
                "The number was busy. Given up after 3 tries.",
                "Die Nummer war besetzt. Nach 3 Versuchen aufgegeben.",
            ),
            (
                "0.5 % of what was said to us was lost on the way (60 ms in 3 pieces).",
                "0.5 % von dem, was zu uns gesagt wurde, ging unterwegs verloren (60 ms in 3 Stücken).",
            ),
            (
                "The line is noisy: the far machine's signal is 21 dB above the noise (-40 dBm0).",
                "Die Leitung rauscht: das Signal der Gegenstelle liegt 21 dB über dem Rauschen (-40 dBm0).",
            ),
            (
                "The called machine fell silent in the middle of a page. It was in phase C.",
                "Der Empfänger verstummte mitten in einer Seite. Es war in Phase C.",
            ),
            (
                "The number was busy. 2 pages were sent whole without an answer and may arrive twice.",
                "Die Nummer war besetzt. 2 Seiten wurden ganz gesendet, ohne Antwort, und kommen \
                 vielleicht zweimal an.",
            ),
            (
                "The number was busy. Line: good, 14400 bit/s.",
                "Die Nummer war besetzt. Leitung: gut, 14400 bit/s.",
            ),
            ("It rains. The number was busy.", "It rains. Die Nummer war besetzt."),
            ("It rains", "It rains"),
            ("Cancelled by .", "Cancelled by ."),
            ("", ""),
        ] {
            assert_eq!(told(text, &[TOLD, VERDICTS]), meant);
        }
        assert_eq!(told("Sent: 1 page.", &[]), "Sent: 1 page.");
    }
}
