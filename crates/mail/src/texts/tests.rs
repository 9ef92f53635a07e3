use super::*;
use ferrofax_languages::{misnamed, outline, problems_of};
use ferrofax_resources::english;

/// All texts of a language, each with its name. Each variable has the value `7`.
fn each(words: Words) -> impl Iterator<Item = (&'static Text, String)> {
    let values = outline(FILES[0]);
    Text::ALL.iter().map(move |text| {
        let names = &values[&text.name()];
        let values: Vec<_> = names.iter().map(|name| (name.as_str(), Value::Count(7))).collect();
        (text, words.with(*text, &values))
    })
}

#[test]
fn each_language_has_each_text() {
    assert_eq!(problems_of(FILES), [""; 0]);
}

#[test]
fn each_text_has_a_name_here() {
    assert_eq!(misnamed(FILES[0], Text::ALL.iter().map(|text| text.name())), [""; 0]);
}

#[test]
fn no_text_is_english_in_another_language() {
    let originals: Vec<String> = each(Words::english()).map(|(_, text)| text).collect();
    for language in Language::ALL.into_iter().skip(1) {
        for ((name, text), original) in each(Words::of(language)).zip(&originals) {
            english::assert_none(&text, language.code());
            let is_sentence = text.matches(' ').count() > 2;
            assert!(!is_sentence || text != *original, "{} {name:?}: {text}", language.code());
            assert_eq!(
                text.matches('7').count(),
                original.matches('7').count(),
                "{name:?}: {text}"
            );
        }
    }
}

#[test]
fn no_subject_is_that_of_another_language() {
    use Text::*;
    for subject in [
        refused_subject,
        refused_about_subject,
        set_aside_subject,
        postmaster_subject,
        number_subject,
        number_unknown_subject,
        stopped_subject,
        print_subject,
        print_part_subject,
        alarm_over_subject,
    ] {
        let english = Words::english().text(subject);
        for words in Language::ALL.into_iter().skip(1).map(Words::of) {
            assert_ne!(words.text(subject), english, "{}", words.language.code());
        }
    }
}

#[test]
fn a_reason_is_said_in_the_language_of_the_letter_or_quoted() {
    let german = Words::of(Language::German);
    for (english, said) in [
        (
            "the mail is empty: there is nothing to send",
            "die E-Mail ist leer: Es gibt nichts zu senden",
        ),
        ("a.ics: it is an entry for a calendar", "a.ics: es ist ein Kalendereintrag"),
        (
            "Faxes to 0900… (special numbers) are not allowed here",
            "Faxe an 0900… (Sonderrufnummern) sind hier gesperrt.",
        ),
        (
            "the mail came in parts, and parts 2, 3 and 5 of 6 did not arrive",
            "die E-Mail kam in 6 Teilen, und es fehlt Teil 2, 3 und 5",
        ),
        (
            "This mail is refused by the scanner here: Eicar found",
            "Diese E-Mail wurde hier vom Prüfprogramm abgewiesen: Eicar found",
        ),
        (
            "The mail is marked as spam, which is not faxed",
            "Die E-Mail ist als Spam markiert, und Spam wird nicht gefaxt",
        ),
        ("550 no such user", "„550 no such user“"),
        ("", ""),
    ] {
        assert_eq!(german.said(english), said);
        assert_eq!(Words::english().said(english), english);
    }
}

#[test]
fn labels_stand_above_each_other_and_empty_lines_are_left_out() {
    let rows = |words: Words| {
        words.rows(&[
            (Text::label_number, "1"),
            (Text::label_subject, ""),
            (Text::label_advice, "b"),
        ])
    };
    assert_eq!(rows(Words::english()), "Number:      1\nNext step:   b\n");
    assert_eq!(rows(Words::of(Language::German)), "Nummer:         1\nWas zu tun ist: b\n");
}

#[test]
fn a_saying_is_written_in_each_language_with_its_values() {
    let saying = Saying::new(Text::node_text)
        .count("count", 2_u64)
        .with("database", "db7")
        .said("why", "550 no");
    let text = saying.text(Words::of(Language::Polish));
    assert_eq!(
        text,
        "2 odebrane faksy czekają na przesłanie do wspólnej bazy danych db7: „550 no”."
    );
    assert!(saying.text(Words::english()).ends_with("database db7: 550 no."));
}
