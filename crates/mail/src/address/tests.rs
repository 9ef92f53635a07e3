use super::*;

fn forms(matchers: &[&str]) -> AddressForms {
    let own = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    AddressForms::new(
        &own(&["*.fax", "Fax.Example.com", "*.fax.example.org", "gw.fax", "[192.0.2.1]"]),
        &own(matchers),
    )
    .unwrap()
}

/// The result of reading an address: number, recipient, subaddress, options.
type Told = (String, String, String, Vec<(String, String)>);

fn read(address: &str) -> Result<Told, AddressError> {
    let found = forms(&[]).read(address)?;
    Ok((
        found.number,
        found.recipient.unwrap_or_default(),
        found.sub.unwrap_or_default(),
        found
            .wishes
            .iter()
            .map(|(wish, text)| (wish.to_string(), text.to_owned()))
            .collect(),
    ))
}

fn told(
    number: &str,
    recipient: &str,
    sub: &str,
    options: &[(&str, &str)],
) -> Result<Told, AddressError> {
    let options = options
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect();
    Ok((number.to_owned(), recipient.to_owned(), sub.to_owned(), options))
}

/// In a domain with a star the number is the label before `.fax`, with its zeros, and the local
/// part is a name.
#[test]
fn under_a_star_the_number_stands_in_the_domain() {
    for (address, number, recipient) in [
        ("recipient@009912700619.fax", "009912700619", "recipient"),
        ("Jane_Doe@009912700619.FAX", "009912700619", "Jane Doe"),
        ("anna.berger@009912700619.fax.", "009912700619", "anna berger"),
        ("anna+tax@0991-2700619.fax", "0991-2700619", "anna tax"),
        ("\"Dr. Anna Berger\"@009912700619.fax", "009912700619", "Dr. Anna Berger"),
        ("\"a\\\"b@c\"@009912700619.fax", "009912700619", "a\"b@c"),
        ("jürgen@009912700619.fax", "009912700619", "jürgen"),
        // A local part of digits is still a name.
        ("4711@009912700619.fax", "009912700619", "4711"),
        ("bounce+x=y.com@009912700619.fax", "009912700619", "bounce x=y com"),
        ("anna@0991.2700619.fax", "0991.2700619", "anna"),
        ("anna@+499912700619.fax", "+499912700619", "anna"),
        ("anna@009912700619.fax.example.org", "009912700619", "anna"),
    ] {
        assert_eq!(read(address), told(number, recipient, "", &[]), "{address}");
    }
    let company = [("company", "Doe Sprockets"), ("department", "Sales")];
    assert_eq!(
        read("Jane_Doe/Doe_Sprockets/Sales@0991.fax"),
        told("0991", "Jane Doe", "", &company)
    );
    assert_eq!(
        read("anna/T33S=1387/tag=17@0991.fax"),
        told("0991", "anna", "1387", &[("tag", "17")])
    );
}

#[test]
fn under_a_domain_of_ours_the_number_stands_on_the_left_in_any_of_the_known_forms() {
    for (address, expected) in [
        ("009912700619@fax.example.com", told("009912700619", "", "", &[])),
        ("+499912700619@FAX.EXAMPLE.COM", told("+499912700619", "", "", &[])),
        ("0991/2700619@fax.example.com", told("0991/2700619", "", "", &[])),
        ("1-604-926-8182@fax.example.com", told("1-604-926-8182", "", "", &[])),
        ("\"(0991) 270 06 19\"@fax.example.com", told("(0991) 270 06 19", "", "", &[])),
        ("0991@[192.0.2.1]", told("0991", "", "", &[])),
        ("0991@gw.fax", told("0991", "", "", &[])),
        // The forms of RFC 3192 and RFC 3191.
        ("FAX=+12027653000@fax.example.com", told("+12027653000", "", "", &[])),
        ("FAX=+1-202-765-3000/T33S=6377@fax.example.com", told("+1-202-765-3000", "", "6377", &[])),
        (
            "FAX=+3940226338/ATTN=Claudio_Rossi/ORG=ACME/CITY=Trieste@fax.example.com",
            told("+3940226338", "Claudio Rossi", "", &[("company", "ACME")]),
        ),
        // The forms of Ricoh (with its quick dial numbers) and Oki, and Lexmark's `[#]@`.
        ("fax=0454771459@fax.example.com", told("0454771459", "", "", &[])),
        ("fax=#001@fax.example.com", told("#001", "", "", &[])),
        ("fax=#**05@fax.example.com", told("#**05", "", "", &[])),
        // The form of RightFax.
        (
            "/FN=0991 2700619/NA=John Doe/CO=Acme/@fax.example.com",
            told("0991 2700619", "John Doe", "", &[("company", "Acme")]),
        ),
        // The form of eFax Corporate.
        (
            "0991/to=John_Doe/fr=Jane_Doe/co=Doe_Sprockets/cp=on@fax.example.com",
            told(
                "0991",
                "John Doe",
                "",
                &[("company", "Doe Sprockets"), ("sender", "Jane Doe"), ("cover", "yes")],
            ),
        ),
        // The form of Faximum.
        (
            "Jane_Doe/Company_Name/FAX=1-604-926-8182@fax.example.com",
            told("1-604-926-8182", "Jane Doe", "", &[("company", "Company Name")]),
        ),
        // The form of FaxBack.
        (
            "5035550123^COMPANY=FaxBack^NOCOVER^RETRIES=3^BILLING=code^A4^NOPREFIX@fax.example.com",
            told(
                "5035550123",
                "",
                "",
                &[("tag", "code"), ("tries", "3"), ("company", "FaxBack"), ("cover", "no")],
            ),
        ),
        // Outlook's one-off address, and the form into which Exchange converts it.
        ("\"[FAX:936-7329]\"@fax.example.com", told("936-7329", "", "", &[])),
        (
            "\"[fax:Jane Doe@+1 (206) 936-7329]\"@fax.example.com",
            told("+1 (206) 936-7329", "Jane Doe", "", &[]),
        ),
        (
            "IMCEAFAX-Jane+20Doe+40+2B1+20+28206+29+20936-7329@fax.example.com",
            told("+1 (206) 936-7329", "Jane Doe", "", &[]),
        ),
    ] {
        assert_eq!(read(address), expected, "{address}");
    }
}

/// Mails to other domains are not relayed.
#[test]
fn other_domains_are_not_ours() {
    let forms = forms(&[]);
    for address in [
        "0991@example.com",
        "anna@fax",
        "anna@.fax",
        "0991@xfax.example.com",
        "anna@0991.fax.evil.com",
        "0991@sub.fax.example.com",
    ] {
        let error = forms.read(address).unwrap_err();
        assert_eq!(
            (error.clone(), error.code(), error.status()),
            (AddressError::NotOurs, 550, (5, 1, 2)),
            "{address}"
        );
        assert!(!forms.is_ours(address));
    }
    assert!(forms.is_ours("whatever@fax.example.com") && forms.is_ours("anna@0991.fax"));
}

#[test]
fn what_is_no_number_is_refused_and_never_cut_out() {
    for (address, words) in [
        ("anna@fax.example.com", "'a' can't be dialled"),
        ("0991%other.com@fax.example.com", "'%' can't be dialled"),
        ("other.com!0991@fax.example.com", "can't be dialled"),
        ("0991p123@fax.example.com", "'p' can't be dialled"),
        ("0991,123@fax.example.com", "',' can't be dialled"),
        ("0991&SIP@fax.example.com", "'&' can't be dialled"),
        (
            "0991;phone-context=+1@fax.example.com",
            "'0991;phone-context' in this address is not known",
        ),
        ("09+91@fax.example.com", "'+' can't be dialled"),
        ("٠٩٩١@fax.example.com", "can't be dialled"),
        ("anna@0991a.fax", "'a' can't be dialled"),
        ("4711@gateway.fax", "can't be dialled"),
        ("+@fax.example.com", "there is no fax number in"),
        ("*#@fax.example.com", "there is no fax number in"),
        ("Jane/Company@fax.example.com", "there is no fax number in"),
        ("FAX=@fax.example.com", "there is no fax number in"),
        ("to=Anna@fax.example.com", "there is no fax number in"),
        ("FAX=0991/FAX=0992@fax.example.com", "two fax numbers, '0991' and '0992'"),
        ("FAX=0992@0991.fax", "two fax numbers"),
        ("FAX=0991/POSTD=p123@fax.example.com", "'POSTD=' in an address is not obeyed"),
        ("FAX=0991/ISUB=5@fax.example.com", "'ISUB='"),
        ("FAX=0991/T33S=12p@fax.example.com", "is no subaddress"),
        ("FAX=0991/T33S=123456789012345678901@fax.example.com", "is no subaddress"),
        ("VOICE=+49991@fax.example.com", "'VOICE' in this address is not known"),
        ("0991^WHAT@fax.example.com", "'WHAT'"),
        ("01234567890123456789012345678901234567890@fax.example.com", "more than 40 signs"),
    ] {
        let error = read(address).unwrap_err();
        assert!(error.to_string().contains(words), "{address}: {error}");
        assert_eq!((error.code(), error.status()), (550, (5, 1, 3)), "{address}");
    }
}

#[test]
fn what_is_no_address_is_refused() {
    let long = format!("{}@fax.example.com", "0".repeat(600));
    for address in [
        "",
        "0991",
        "@",
        "@fax.example.com",
        "0991@",
        "a@b@fax.example.com",
        "\"0991@fax.example.com",
        "\"0991\"x@fax.example.com",
        "0991\r\n@fax.example.com",
        "0991\0@fax.example.com",
        "\"\"@0991.fax",
        "<0991@fax.example.com",
        long.as_str(),
    ] {
        let error = read(address).unwrap_err();
        assert_eq!((error.clone(), error.code()), (AddressError::NotAnAddress, 553), "{address:?}");
    }
}

#[test]
fn an_administrators_matcher_comes_first_and_its_first_bracket_is_the_number() {
    let forms = forms(&[
        r"/fax-(\d+)(?:-(?P<sub>\d+))?@.*/",
        r"/(?P<all>(?P<name>[a-z.]+)\.(?:\d+))@FAX\.example\.com/i",
        r"/(\d+)@.*/",
    ]);
    let read =
        |address: &str| forms.read(address).map(|found| (found.number, found.recipient, found.sub));
    assert_eq!(read("fax-0991-17@fax.example.com"), Ok(("0991".into(), None, Some("17".into()))));
    assert_eq!(read("009912700619@fax.example.com"), Ok(("009912700619".into(), None, None)));
    // A matcher comes first even if the number would otherwise be read from the domain.
    assert_eq!(read("4711@0991.fax"), Ok(("4711".into(), None, None)));
    // A matcher must match the whole address; otherwise the known forms apply.
    assert_eq!(
        read("12a34@fax.example.com"),
        Err(AddressError::BadNumber { number: "12a34".into(), found: 'a' })
    );
    assert_eq!(read("anna@0991.fax"), Ok(("0991".into(), Some("anna".into()), None)));
    // The text that a matcher's group extracts is checked like any other number.
    assert_eq!(
        read("a.b.12@fax.example.com"),
        Err(AddressError::BadNumber { number: "a.b.12".into(), found: 'a' })
    );
    // A matcher does not admit addresses in other domains.
    assert_eq!(read("0991@example.com"), Err(AddressError::NotOurs));
}

/// Reads the address that is the example of RFC 1530.
#[test]
fn a_number_may_stand_reversed_in_the_domain_where_that_is_set_so() {
    let own = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect::<Vec<_>>();
    let forms = AddressForms::new(&own(&["*.tpc.example reversed", "*.fax"]), &[]).unwrap();
    let read = |address: &str| forms.read(address).map(|found| (found.number, found.recipient));
    let number = "+49991270061".to_owned();
    for (address, name) in [
        ("remote-printer@1.6.0.0.7.2.1.9.9.9.4.tpc.example", None),
        ("remote-printer.Anna_Doe@1.6.0.0.7.2.1.9.9.9.4.TPC.example", Some("Anna Doe")),
        ("Remote-Printer.Anna_Doe/Room_12@1.6.0.0.7.2.1.9.9.9.4.tpc.example", Some("Anna Doe")),
        ("anna.doe@1.6.0.0.7.2.1.9.9.9.4.tpc.example", Some("anna doe")),
    ] {
        assert_eq!(read(address), Ok((number.clone(), name.map(str::to_owned))), "{address}");
    }
    for labels in ["16.0.0.7.2", "a.6.0", "1..6", "+.1.6", "*.1"] {
        let error = read(&format!("anna@{labels}.tpc.example")).unwrap_err();
        assert_eq!(error, AddressError::NotReversed(labels.to_owned()));
        assert!(error.to_string().contains("+49991270061"), "{error}");
    }
    assert_eq!(
        read("anna@1.6.0.fax"),
        Ok(("1.6.0".into(), Some("anna".into()))),
        "under another domain it is as written"
    );
    for wrong in ["fax.example.com reversed", "*.fax turned", "*.fax  x"] {
        assert!(AddressForms::new(&own(&[wrong]), &[]).is_err(), "{wrong}");
    }
}

/// The first matcher is an example from another product's manual.
#[test]
fn matchers_that_find_no_number_are_refused_at_the_start() {
    for (matcher, words) in [
        (r"/||(\d+)@.*/", "it matches the empty string"),
        (r"/(\d*)/", "it matches the empty string"),
        (r"/\d+@.*/", "it has no bracket"),
        (r"/(?:\d+)@.*/", "it has no bracket"),
        (r"/(\d*)@.*/", "it matches '@', in which its first bracket finds no number"),
        (r"/(\d+)@.*|(.+)@example.com/", "'name@example.com'"),
        (r"(\d+)@.*", "does not stand between slashes"),
        (r"/(\d+@.*/", "matcher /(\\d+@.*/: "),
        (r"/(\d+)@.*/g", "'g' behind the second slash"),
        (r"/(\d{1000}){1000}@/", "matcher"),
    ] {
        let error = AddressForms::new(&["*.fax".to_owned()], &[matcher.to_owned()])
            .unwrap_err()
            .remove(0)
            .to_string();
        assert!(error.contains(words), "{matcher}: {error}");
    }
}

#[test]
fn all_that_is_wrong_with_the_settings_is_told_at_once() {
    let domains = ["*.fax", "", "*", "a..b", "*.*.fax", "fax example"].map(str::to_owned);
    let errors = AddressForms::new(&domains, &["/x/".to_owned()]).unwrap_err();
    assert_eq!(errors.len(), 6, "{errors:?}");
    assert!(
        errors[0]
            .to_string()
            .contains("'' is not a domain; examples: fax.example.com, *.fax")
    );
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(500))]

    /// No address in RCPT causes a panic, and the result contains nothing but a number.
    #[test]
    fn nothing_but_numbers_comes_out(address in "[ -~ü]{0,40}(@(fax\\.example\\.com|[0-9a-z.+]{1,12}\\.fax))?") {
        if let Ok(found) = forms(&[]).read(&address) {
            proptest::prop_assert!(found.number.chars().any(|c| c.is_ascii_digit()));
            proptest::prop_assert!(found.number.chars().all(|c| matches!(c, '0'..='9' | '+' | '*' | '#' | '-' | '.' | '/' | '(' | ')' | ' ')));
            proptest::prop_assert!(found.number.rfind('+').unwrap_or(0) == 0);
        }
    }
}

#[test]
fn the_number_follows_the_plus_in_an_address_of_the_mailbox() {
    let forms = forms(&[]).with_mailbox("Fax@example.com");
    let number = |address: &str| forms.read(address).map(|found| found.number);
    assert_eq!(number("fax+09912700619@EXAMPLE.com").as_deref(), Ok("09912700619"));
    assert_eq!(number("FAX++499912700619@example.com").as_deref(), Ok("+499912700619"));
    assert_eq!(number("anna@0991.fax").as_deref(), Ok("0991"), "the other forms work, too");
    for other in ["fax@example.com", "faxes+0991@example.com", "fax+0991@example.org"] {
        assert_eq!(number(other), Err(AddressError::NotOurs), "{other}");
        assert!(!forms.is_detailed(other), "{other}");
    }
    assert!(number("fax+office@example.com").is_err() && forms.is_detailed("fax+a@example.com"));
}
