//! Tests of S/MIME with `openssl cms`.

use super::*;
use ferrofax_resources::programs::is_there;

/// Decrypts a mail with the key `NAME.key`.
fn opened(folder: &Path, name: &str, mail: &[u8]) -> Vec<u8> {
    let (key, pem) = (format!("{name}.key"), format!("{name}.pem"));
    works("openssl", &["cms", "-decrypt", "-inkey", &key, "-recip", &pem], folder, mail)
}

#[test]
fn openssl_opens_an_encrypted_mail() {
    if !is_there("openssl") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    certificate(folder.path(), "anna", &RSA, "anna@example.com", &[]);
    let protection = protection(&of_folder(folder.path()));
    let mail = encrypted(&protection, &[HER], now());
    assert!(String::from_utf8_lossy(&mail).contains("smime-type=enveloped-data"));
    assert_has_all(&opened(folder.path(), "anna", &mail));
    // The algorithm has its parameters (RFC 3370 §4.2.1), and the content is AES-256.
    let shown = works("openssl", &["cms", "-cmsout", "-print"], folder.path(), &mail);
    let shown = String::from_utf8_lossy(&shown).into_owned();
    assert!(shown.contains("aes-256-cbc"), "{shown}");
    let transport = shown.split("keyEncryptionAlgorithm").nth(1).unwrap();
    assert!(transport.split("encryptedKey").next().unwrap().contains("NULL"), "{shown}");
}

#[test]
fn openssl_proves_the_signature_of_each_kind_of_key() {
    if !is_there("openssl") {
        return;
    }
    let p256: &[&str] = &["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"];
    let p384: &[&str] = &["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-384"];
    for kind in [&RSA[..], p256, p384] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        certificate(path, "anna", &RSA, "anna@example.com", &[]);
        let ours = certificate(path, "ours", kind, "fax@example.com", &[]);
        let settings = ProtectionSettings {
            smime_certificate: Some(ours.clone()),
            smime_key: Some(path.join("ours.key")),
            ..of_folder(path)
        };
        let mail = encrypted(&protection(&settings), &[HER], now());
        let signed = opened(path, "anna", &mail);
        let verify = ["cms", "-verify", "-CAfile", "ours.pem", "-purpose", "any"];
        assert_has_all(&works("openssl", &verify, path, &signed));
        // A change in the mail breaks the signature.
        let changed = String::from_utf8(signed).unwrap().replace("Diagnosis", "diagnosis");
        assert!(!run("openssl", &verify, path, changed.as_bytes()).status.success());
        // After the certificate has expired, it signs nothing, and no unsigned mail is sent.
        let order = order("required");
        let late = protection(&settings).protect(&with_order(&order), &[HER], &order, days(101));
        assert!(!matches!(late, Ok(Protected::Encrypted(_))), "{late:?}");
    }
}

#[test]
fn each_of_several_recipients_opens_the_mail() {
    if !is_there("openssl") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    certificate(folder.path(), "anna", &RSA, "anna@example.com", &[]);
    certificate(folder.path(), "bob", &["-newkey", "rsa:4096"], "bob@example.com", &[]);
    let protection = protection(&of_folder(folder.path()));
    let mail = encrypted(&protection, &[HER, "bob@example.com"], now());
    for name in ["anna", "bob"] {
        assert_has_all(&opened(folder.path(), name, &mail));
    }
}

#[test]
fn of_ten_certificates_in_the_directory_the_newest_valid_one_counts() {
    if !is_there("openssl") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let ca = ["req", "-x509", "-nodes", "-subj", "/CN=ca", "-keyout", "ca.key", "-out", "ca.pem"];
    works("openssl", &[&ca[..], &RSA].concat(), path, b"");
    std::fs::create_dir(path.join("n")).unwrap();
    std::fs::write(path.join("index.txt"), "").unwrap();
    let config = "[ca]\ndefault_ca=a\n[a]\ndir=.\ndatabase=index.txt\nnew_certs_dir=n\n\
                  rand_serial=yes\ndefault_md=sha256\npolicy=p\nunique_subject=no\n\
                  email_in_dn=no\n[p]\nCN=supplied\n[v]\nsubjectAltName=email:anna@example.com\n";
    std::fs::write(path.join("ca.cnf"), config).unwrap();
    let make = |at: usize, from: &str, to: &str| {
        let (key, request, pem) = (format!("{at}.key"), format!("{at}.csr"), format!("{at}.pem"));
        let subject = format!("/CN={at}");
        let ask = ["req", "-new", "-nodes", "-subj", &subject, "-keyout", &key, "-out", &request];
        works("openssl", &[&ask[..], &RSA].concat(), path, b"");
        let sign = ["ca", "-batch", "-config", "ca.cnf", "-cert", "ca.pem", "-keyfile", "ca.key"];
        let times = ["-extensions", "v", "-startdate", from, "-enddate", to];
        let files = ["-in", &request, "-out", &pem, "-notext"];
        works("openssl", &[&sign[..], &times, &files].concat(), path, b"");
        std::fs::read(path.join(&pem)).unwrap()
    };
    // Eight certificates have expired, one is valid, and one is not valid yet.
    let mut pems: Vec<Vec<u8>> = (0..8)
        .map(|at| {
            make(
                at,
                &format!("201{at}0101000000Z"),
                &format!("202{at}0101000000Z").replace("2027", "2026"),
            )
        })
        .collect();
    pems.push(make(8, "20200101000000Z", "20900101000000Z"));
    pems.push(make(9, "20800101000000Z", "20900101000000Z"));
    let answer = pems.clone();
    let place = of_fake(move || Ok(super::super::place::of_directory(&answer)));
    let mail = encrypted(&place, &[HER], now());
    assert_has_all(&opened(path, "8", &mail));
    // Without the valid certificate, the fault is that of the newest one.
    pems.remove(8);
    let place = of_fake(move || Ok(super::super::place::of_directory(&pems)));
    assert!(matches!(refused(&place, now()), KeyFault::NotYet { .. }));
}

#[test]
fn a_signing_key_that_cannot_be_used_stops_the_mail() {
    if !is_there("openssl") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    certificate(path, "anna", &RSA, "anna@example.com", &[]);
    let ours = certificate(path, "ours", &RSA, "fax@example.com", &[]);
    certificate(path, "other", &RSA, "fax@example.com", &[]);
    for key in ["other.key", "missing.key", "ours.pem"] {
        let settings = ProtectionSettings {
            smime_certificate: Some(ours.clone()),
            smime_key: Some(path.join(key)),
            ..of_folder(path)
        };
        let protection = protection(&settings);
        let order = order("required");
        let done = protection.protect(&with_order(&order), &[HER], &order, now());
        assert!(matches!(done, Err(Fault::Signer(_))), "{key}: {done:?}");
        assert!(protection.check_signers().iter().all(Result::is_err), "{key}");
    }
}
