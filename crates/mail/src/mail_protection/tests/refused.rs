//! Tests that nothing of the fax is sent if a key or a key source has a fault, for each kind of
//! fault.

use super::*;
use crate::mail_protection::wkd;
use ferrofax_resources::programs::is_there;

#[test]
fn a_certificate_that_cannot_be_used_lets_nothing_out() {
    if !is_there("openssl") {
        return;
    }
    let p256 = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"];
    let with = |kind: &[&str], address: &str, extra: &[&str]| {
        let folder = tempfile::tempdir().unwrap();
        certificate(folder.path(), "anna", kind, address, extra);
        (protection(&of_folder(folder.path())), folder)
    };
    let good = with(&RSA, "anna@example.com", &[]);
    encrypted(&good.0, &[HER], now());
    let fault = refused(&good.0, days(101));
    assert!(matches!(fault, KeyFault::Expired { .. }), "{fault}");
    let fault = refused(&good.0, days(-2));
    assert!(matches!(fault, KeyFault::NotYet { .. }), "{fault}");
    for usage in ["keyUsage=digitalSignature", "extendedKeyUsage=serverAuth"] {
        let bad = with(&RSA, "anna@example.com", &["-addext", usage]);
        let fault = refused(&bad.0, now());
        assert!(matches!(fault, KeyFault::Purpose { .. }), "{usage}: {fault}");
    }
    for usage in ["keyUsage=keyEncipherment", "extendedKeyUsage=emailProtection"] {
        let right = with(&RSA, "anna@example.com", &["-addext", usage]);
        encrypted(&right.0, &[HER], now());
    }
    for kind in [&["-newkey", "rsa:1024"][..], &p256] {
        let bad = with(kind, "anna@example.com", &[]);
        let fault = refused(&bad.0, now());
        assert!(matches!(fault, KeyFault::Unsupported { .. }), "{fault}");
    }
    let other = with(&RSA, "bob@example.com", &[]);
    let fault = refused(&other.0, now());
    assert!(matches!(fault, KeyFault::Missing { .. }), "{fault}");
}

#[test]
fn a_folder_that_cannot_be_read_stops_the_mail() {
    let folder = tempfile::tempdir().unwrap();
    let protection = protection(&of_folder(&folder.path().join("missing")));
    for wish in ["required", "if-key"] {
        let order = order(wish);
        let done = protection.protect(&with_order(&order), &[HER], &order, now());
        assert!(matches!(done, Err(Fault::Away(_))), "{done:?}");
    }
    assert!(protection.check_folder(0).unwrap().is_err());
}

#[test]
fn files_that_are_no_keys_are_named_and_let_nothing_out() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    std::fs::write(path.join("huge.pem"), vec![b'-'; 3 << 20]).unwrap();
    std::fs::write(path.join("text.pem"), "-----BEGIN CERTIFICATE-----\nAAAA\n").unwrap();
    std::fs::write(path.join("der.crt"), [0x30, 0x82, 0xff, 0xff, 0]).unwrap();
    std::fs::write(path.join("pgp.gpg"), [0x99, 0xff, 0xff, 4, 0, 0]).unwrap();
    let armored = "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQ==\n";
    std::fs::write(path.join("anna@example.com.asc"), armored).unwrap();
    std::fs::write(path.join("empty"), "").unwrap();
    std::fs::write(path.join(".hidden"), "").unwrap();
    std::fs::create_dir(path.join("folder")).unwrap();
    let protection = protection(&of_folder(path));
    let fault = refused(&protection, now());
    assert!(matches!(fault, KeyFault::Unreadable { .. }), "{fault}");
    let checked = protection.check_folder(0).unwrap().unwrap();
    assert_eq!((checked.files, checked.unreadable.len()), (0, 6), "{checked:?}");
    std::fs::remove_file(path.join("anna@example.com.asc")).unwrap();
    let fault = refused(&protection, now());
    assert!(matches!(fault, KeyFault::Missing { .. }), "{fault}");
}

#[test]
fn a_file_that_changes_is_read_again() {
    if !is_there("openssl") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let protection = protection(&of_folder(folder.path()));
    refused(&protection, now());
    certificate(folder.path(), "anna", &RSA, "anna@example.com", &[]);
    encrypted(&protection, &[HER], now());
    std::fs::remove_file(folder.path().join("anna.pem")).unwrap();
    refused(&protection, now());
}

#[test]
fn a_place_that_does_not_answer_stops_the_mail_unless_another_has_the_key() {
    let away = || Err("no answer".to_owned());
    for wish in ["required", "if-key"] {
        let order = order(wish);
        let done = of_fake(away).protect(&with_order(&order), &[HER], &order, now());
        let told = done.map(drop).unwrap_err().to_string();
        assert!(told.ends_with("the place of the test: no answer"), "{told}");
    }
    if !is_there("openssl") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    certificate(folder.path(), "anna", &RSA, "anna@example.com", &[]);
    let places: Vec<Box<dyn Place>> = vec![
        Box::new(Fake(Box::new(away))),
        Box::new(super::super::Folder::new(folder.path().to_owned())),
    ];
    let both = Protection::with_places(&ProtectionSettings::default(), places);
    encrypted(&both, &[HER], now());
}

#[test]
fn a_bug_in_a_place_stops_the_mail() {
    let protection = of_fake(|| panic!("a bug of the test"));
    for wish in ["required", "if-key"] {
        let order = order(wish);
        let done = protection.protect(&with_order(&order), &[HER], &order, now());
        assert!(matches!(done, Err(Fault::Library(_))), "{done:?}");
    }
}

#[test]
fn answers_of_a_web_key_directory_that_are_no_keys_let_nothing_out() {
    let html = b"<!DOCTYPE html><html><body>Not found</body></html>";
    for (status, body, is_missing) in
        [(200, &html[..], false), (404, html, true), (200, b"", false), (301, b"", true)]
    {
        let body = body.to_vec();
        let place = of_fake(move || wkd::read("https://example.com/x", status, &body));
        let fault = refused(&place, now());
        assert_eq!(matches!(fault, KeyFault::Missing { .. }), is_missing, "{status}: {fault}");
    }
    for status in [429, 500, 503] {
        assert!(wkd::read("https://example.com/x", status, html).is_err());
    }
}

#[test]
fn the_addresses_of_a_web_key_directory_are_those_of_the_draft() {
    // The example of the draft, §3.1.
    let [advanced, direct] = wkd::urls("Joe.Doe", "example.org");
    let hash = "iy9q119eutrkn8s1mk4r39qejnbu3n5q";
    let key = format!("hu/{hash}?l=Joe.Doe");
    let front = ".well-known/openpgpkey";
    assert_eq!(advanced, format!("https://openpgpkey.example.org/{front}/example.org/{key}"));
    assert_eq!(direct, format!("https://example.org/{front}/{key}"));
    assert!(wkd::urls("a&b=c d", "x.org")[1].ends_with("?l=a%26b%3Dc%20d"));
}
