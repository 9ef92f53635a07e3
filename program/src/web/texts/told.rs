//! Sentences of others in the reader's language: what the spool keeps of jobs and calls is
//! written in English, whoever reads it.

/// A text in the words of this table, sentence by sentence. What is not in it stays as it is.
pub(super) fn told(text: &str, table: &[(&str, &str)]) -> String {
    let (mut done, mut rest) = (String::new(), text);
    while !rest.is_empty() {
        let found = table.iter().find_map(|(sentence, meant)| {
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
/// it the text ends or goes on with another one.
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
        parts.push(&text[at..end]);
        at = end + literal.len();
    }
    is_end(at).then_some((parts, at))
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
    use super::*;
    use ferrofax_spool::failure::Failure;

    #[test]
    fn each_failure_has_its_sentence_and_each_sentence_its_places() {
        for failure in Failure::ALL {
            assert!(TOLD.iter().any(|(known, _)| *known == failure.text()), "{failure}");
        }
        for (sentence, meant) in TOLD {
            let places = |text: &str| text.matches("{}").count();
            assert_eq!(places(sentence), places(meant), "{sentence}");
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
            ("It rains. The number was busy.", "It rains. Die Nummer war besetzt."),
            ("It rains", "It rains"),
            ("Cancelled by .", "Cancelled by ."),
            ("", ""),
        ] {
            assert_eq!(told(text, TOLD), meant);
        }
        assert_eq!(told("Sent: 1 page.", &[]), "Sent: 1 page.");
    }
}
