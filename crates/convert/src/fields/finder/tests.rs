use super::*;
use crate::fields::Matcher;

fn search() -> Search {
    Search { matchers: Matchers::default(), mode: Mode::Fields, blank: true }
}

fn read(lines: &[&str]) -> Read {
    search().read(lines.iter().map(|line| (*line).to_owned()).collect())
}

fn values(lines: &[&str]) -> Vec<(Field, String)> {
    let read = read(lines);
    assert_eq!(read.unread, [], "{lines:?}");
    read.found.into_iter().map(|found| (found.field, found.value)).collect()
}

fn fax(number: &str) -> (Field, String) {
    (Field::Fax, number.to_owned())
}

#[test]
fn the_first_bracket_is_the_value_without_the_blanks_around_it() {
    for (line, value) in [
        ("@@+FAX:0991 2700619@@", "0991 2700619"),
        ("@@+FAX:   +49 (991) 27-00/619  @@", "+49 (991) 27-00/619"),
        ("Dear Sir @@+FAX:123@@ how are you", "123"),
    ] {
        assert_eq!(values(&[line]), [fax(value)], "{line}");
    }
    assert_eq!(
        values(&["@@+TAG:Bestellung  12345 – Müller@@"]),
        [(Field::Tag, "Bestellung  12345 – Müller".into())]
    );
    // The pattern `(\d+?)` still takes all digits.
    assert_eq!(values(&["@@+PRIO: 100 @@"]), [(Field::Priority, "100".into())]);
    assert_eq!(
        values(&["@@+NOTIFY:a.b@example.com@@"]),
        [(Field::Notify, "a.b@example.com".into())]
    );
}

#[test]
fn fields_of_all_kinds_stand_beside_each_other() {
    assert_eq!(
        values(&["@@+NOTIFY:a@b.de@@@@+FAX:1@@@@+PRIO:0@@+TAG:x@@"]),
        [
            fax("1"),
            (Field::Tag, "x".into()),
            (Field::Priority, "0".into()),
            (Field::Notify, "a@b.de".into())
        ]
    );
}

#[test]
fn a_field_that_is_broken_over_lines_or_set_apart_is_found() {
    for lines in [
        &["text @@+FAX:0991", "2700619@@ more"][..],
        &["text @@+F", "AX:0991 27", "00619", "@@ more"],
        &["@ @ + F A X : 0 9 9 1 2 7 0 0 6 1 9 @ @"],
        &["@ @+FAX", ": 0991 2700 619@", "@"],
    ] {
        let found = values(lines);
        let [(Field::Fax, number)] = &found[..] else { panic!("{lines:?}: {found:?}") };
        assert_eq!(number.replace(' ', ""), "09912700619", "{lines:?}");
    }
    assert_eq!(
        values(&["@@+TAG:Bestellung", "12345@@"]),
        [(Field::Tag, "Bestellung 12345".into())]
    );
}

#[test]
fn a_field_that_does_not_end_is_told_and_takes_no_other_with_it() {
    let far = vec!["text"; 10];
    let lines = [&["@@+FAX:0991"][..], &far, &["@@+FAX:0892@@"]].concat();
    let read = read(&lines);
    let values: Vec<&str> = read.found.iter().map(|found| &*found.value).collect();
    assert_eq!(values, ["0892"]);
    assert_eq!(read.unread.len(), 1);
    assert!(read.unread[0].1.starts_with("@@+FAX:0991 text"), "{:?}", read.unread);
    for line in ["@@+PRIO:-1@@", "@@+PRIO:high@@", "@@+NOTIFY:nobody@@", "@@+FAX:123"] {
        let read = super::tests::read(&[line]);
        assert_eq!((read.found.len(), read.unread.len()), (0, 1), "{line}: {read:?}");
        assert_eq!(read.unread[0].1, line);
    }
}

#[test]
fn the_letters_of_a_field_are_those_that_are_blanked() {
    let read = read(&["ab @@+FAX:12", "3@@ cd"]);
    let place = |line, letters| Place { line, letters };
    assert_eq!(read.found[0].places, [place(0, 3..12), place(1, 0..3)]);
    let read = super::tests::read(&["ü@@+TAG:é@@."]);
    assert_eq!(read.found[0].places, [place(0, 1..11)]);
}

#[test]
fn each_field_is_found_once_and_each_of_several() {
    assert_eq!(values(&["@@+FAX:1@@ @@+FAX:2@@", "@@+FAX:1@@"]), [fax("1"), fax("2"), fax("1")]);
    assert_eq!(values(&["nothing", "at all", "a@@b @@"]), []);
    assert_eq!(values(&[]), []);
}

#[test]
fn the_forms_of_other_systems_are_settings() {
    for (form, lines, value) in [
        ("/%%FAX (.*?)%%/", &["x %%FAX 123%% y"][..], "123"),
        // Tobit David's form ends at the next @@ or at the end of the line. Upper and lower case
        // are equal.
        (r"/@@nummer\s{1,10}(.*?)\s*(?:@@|$)/i", &["@@NUMMER 08766 253@@ x"], "08766 253"),
        (r"/@@nummer\s{1,10}(.*?)\s*(?:@@|$)/i", &["@@Nummer 08766253", "Dear Sir"], "08766253"),
        // SwyxFax has several alternative words.
        (
            r"/@@(?:NUMBER|NMB|TO|NUMMER|NMR|AN)\s*(\+?[\d ]+)@@/",
            &["@@NUMBER+4912345678@@"],
            "+4912345678",
        ),
        (
            r"/@@(?:NUMBER|NMB|TO|NUMMER|NMR|AN)\s*(\+?[\d ]+)@@/",
            &["@@AN 0231 4777@@"],
            "0231 4777",
        ),
        ("/<FAX:(.*?)>/", &["a <FAX:+49 991 1> b"], "+49 991 1"),
    ] {
        let mut search = search();
        search.matchers.set(Field::Fax, Matcher::new(form).unwrap());
        let read = search.read(lines.iter().map(|line| (*line).to_owned()).collect());
        let values: Vec<&str> = read.found.iter().map(|found| &*found.value).collect();
        assert_eq!((values, read.unread), (vec![value], vec![]), "{form}");
    }
}
