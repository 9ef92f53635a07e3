use super::*;
use crate::fields::{Matchers, Search};

/// The faxes in these pages, each with its fields and the number of its pages.
fn split(mode: Mode, pages: &[&str]) -> Result<Vec<(FaxFields, u32)>, FieldError> {
    let search = Search { matchers: Matchers::default(), mode, blank: true };
    let mut splitter = Splitter::new(mode);
    let (mut faxes, mut count) = (Vec::new(), 0);
    for page in pages {
        if let Some(done) = splitter.page(&search.read(vec![(*page).to_owned()]))? {
            faxes.push((done, count));
            count = 0;
        }
        count += 1;
    }
    faxes.push((splitter.finish(), count));
    Ok(faxes)
}

fn numbers(mode: Mode, pages: &[&str]) -> Vec<(Option<String>, u32)> {
    let faxes = split(mode, pages).unwrap();
    faxes.into_iter().map(|(fields, count)| (fields.number, count)).collect()
}

fn number(number: &str, pages: u32) -> (Option<String>, u32) {
    (Some(number.to_owned()), pages)
}

#[test]
fn a_fax_goes_from_a_page_with_a_number_to_the_page_before_the_next() {
    let pages = ["@@+FAX:1@@", "", "", "x @@+FAX:22@@ y", "", ""];
    for mode in [Mode::Fields, Mode::FieldsOrHold] {
        assert_eq!(numbers(mode, &pages), [number("1", 3), number("22", 3)]);
        assert_eq!(numbers(mode, &["@@+FAX:1@@"]), [number("1", 1)]);
        // A page with the same FAX field as the page before begins a separate fax.
        assert_eq!(numbers(mode, &["@@+FAX:1@@", "@@+FAX:1@@"]), [number("1", 1), number("1", 1)]);
    }
}

#[test]
fn pages_before_the_first_number_are_a_mistake_in_mode_2_and_wait_in_mode_3() {
    let pages = ["a", "@@+TAG:mine@@", "@@+FAX:1@@", "b"];
    assert_eq!(split(Mode::Fields, &pages), Err(FieldError::NoNumber { page: 1 }));
    assert_eq!(split(Mode::Fields, &["no field"]), Err(FieldError::NoNumber { page: 1 }));
    let faxes = split(Mode::FieldsOrHold, &pages).unwrap();
    assert_eq!((faxes[0].0.number.clone(), faxes[0].1), (None, 2));
    assert_eq!(faxes[0].0.tag.as_deref(), Some("mine"));
    assert_eq!(faxes[1].0.number.as_deref(), Some("1"));
    assert_eq!(numbers(Mode::FieldsOrHold, &["no field", "at all"]), [(None, 2)]);
}

#[test]
fn what_the_fields_of_a_fax_say_is_the_fax_s() {
    let pages = [
        "@@+FAX:+49 (991) 27-00/619@@ @@+TAG:Bestellung 12345@@",
        "@@+PRIO:0@@ @@+NOTIFY:a.b@example.com@@ @@+TAG:Bestellung 12345@@",
        "@@+FAX:2@@ @@+PRIO:255@@",
    ];
    let faxes = split(Mode::Fields, &pages).unwrap();
    let first = &faxes[0].0;
    assert_eq!(first.number.as_deref(), Some("+49 (991) 27-00/619"));
    assert_eq!(first.tag.as_deref(), Some("Bestellung 12345"));
    assert_eq!((first.priority, &first.notify[..]), (Some(0), &["a.b@example.com".to_owned()][..]));
    let found: Vec<(u32, &str)> =
        first.found.iter().map(|found| (found.page, &*found.value)).collect();
    assert_eq!(found[0], (1, "+49 (991) 27-00/619"));
    assert_eq!(found[3], (2, "0"));
    let second = &faxes[1].0;
    assert_eq!((second.priority, &second.tag, second.notify.len()), (Some(255), &None, 0));
}

#[test]
fn the_same_said_twice_is_fine() {
    let faxes = split(
        Mode::Fields,
        &[
            "@@+FAX:0991 1@@ @@+FAX:(0991)-1@@ @@+TAG:a@@ @@+TAG:a@@ @@+NOTIFY:A@b.de@@ @@+NOTIFY:a@B.de@@",
        ],
    );
    assert_eq!(faxes.unwrap()[0].0.number.as_deref(), Some("0991 1"));
}

#[test]
fn what_a_field_may_not_say_is_refused_with_its_page_and_value() {
    for (pages, says) in [
        (
            &["@@+FAX:1@@", "@@+FAX:2@@ @@+FAX:33@@"][..],
            "page 2 has two different FAX fields: '2' and '33'",
        ),
        (&["@@+FAX:1@@ @@+TAG:a@@ @@+TAG:b@@"], "page 1 has two different TAG fields: 'a' and 'b'"),
        (
            &["@@+FAX:1@@ @@+TAG:a@@", "@@+TAG:b@@"],
            "page 2: TAG is 'b' here and 'a' on a page of the same fax before it",
        ),
        (&["@@+FAX:1@@ @@+PRIO:1@@", "@@+PRIO:2@@"], "page 2: PRIO is '2' here and '1'"),
        (&["@@+FAX:1@@ @@+PRIO:256@@"], "page 1: PRIO: '256' is not a priority"),
        (&["@@+FAX:1@@ @@+PRIO:-1@@"], "page 1: '@@+PRIO:-1@@' looks like a PRIO field"),
        (&["@@+FAX:1@@ @@+PRIO:high@@"], "page 1: '@@+PRIO:high@@' looks like a PRIO field"),
        (
            &["@@+FAX:1@@ @@+NOTIFY:user@@dom@@"],
            "page 1: NOTIFY: 'user@@dom' is not an e-mail address",
        ),
        (
            &["@@+FAX:1@@ @@+NOTIFY:nobody@@"],
            "page 1: '@@+NOTIFY:nobody@@' looks like a NOTIFY field",
        ),
        (&["@@+FAX:call me@@"], "page 1: FAX: 'call me' is not a number"),
        (&["@@+FAX:@@"], "page 1: FAX: '' has no digits"),
        (&["@@+FAX:123456789012345678901@@"], "more than 20 digits"),
        (&["@@+FAX:1@@", "@@+FAX:2"], "page 2: '@@+FAX:2' looks like a FAX field, but cannot"),
    ] {
        for mode in [Mode::Fields, Mode::FieldsOrHold] {
            let error = split(mode, pages).unwrap_err().to_string();
            assert!(error.contains(says), "{pages:?}: {error}");
        }
    }
}
