//! Tests that `openssl` and `gpg` can decrypt our mails, and that no faulty key lets an unencrypted
//! fax be sent.

mod openpgp;
mod refused;
mod smime;

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use mail_parser::{MessageParser, MimeHeaders as _};

use super::place::{Material, Place};
use super::{Fault, KeyFault, Protected, Protection, ProtectionSettings};
use ferrofax_basics::UnixMs;
use ferrofax_delivery::Order;

/// The recipient of the mails.
const HER: &str = "Anna@example.com";

/// The file of the fax: any bytes.
fn fax() -> Vec<u8> {
    let numbers = (0..40_000_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8);
    b"%PDF-1.7 ".iter().copied().chain(numbers).collect()
}

/// A mail as the module composes it, without its order.
fn mail() -> Vec<u8> {
    let file = String::from_utf8(super::mime::base64_lines(&fax())).unwrap();
    format!(
        "Date: Fri, 27 Nov 2026 10:00:00 +0000\r\nFrom: Fax <fax@example.com>\r\n\
         To: {HER}\r\nMessage-ID: <1.abc@example.com>\r\n\
         Subject: Fax from +49 30 7654321\r\n (pages: 3)\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed;\r\n boundary=\"xx\"\r\n\
         X-CallingTelephoneNumber: +49307654321\r\nX-FaxNumberOfPages: 3\r\n\
         X-Ferrofax-Called: 7771042\r\nAuto-Submitted: auto-generated\r\n\r\n\
         --xx\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nDiagnosis: secret\r\n\
         --xx\r\nContent-Type: application/pdf; name=\"diagnosis.pdf\"\r\n\
         Content-Transfer-Encoding: base64\r\n\
         Content-Disposition: attachment; filename=\"diagnosis.pdf\"\r\n\r\n{file}--xx--\r\n"
    )
    .into_bytes()
}

/// A mail with its order, as the module hands it over.
fn with_order(order: &Order) -> Vec<u8> {
    let mut whole = format!("X-Ferrofax-Protect: {order}\r\n").into_bytes();
    whole.extend(mail());
    whole
}

fn order(text: &str) -> Order {
    Order::read(&format!("{text}; language=de; faxmaster=master@example.com"))
}

/// Checks that these bytes contain nothing of the fax, neither as text nor in base64 nor as bytes.
fn assert_has_nothing(bytes: &[u8]) {
    let fax = fax();
    let text = String::from_utf8_lossy(bytes);
    let file = String::from_utf8(super::mime::base64_lines(&fax)).unwrap();
    for line in file.lines().filter(|line| line.len() > 20).step_by(10) {
        assert!(!text.contains(line), "pages are in the mail");
    }
    assert!(!bytes.windows(16).any(|part| part == &fax[100..116]));
    assert_has_no_words(&text);
    // The words could be hidden by an encoding, so the parts are decoded.
    let decoded = MessageParser::default().parse(bytes).expect("a mail");
    for part in &decoded.parts {
        assert_has_no_words(&String::from_utf8_lossy(part.contents()));
    }
}

/// Checks that no word of the fax is in a text. Lines of base64 are left out, since they may
/// contain the letters of a word by chance.
fn assert_has_no_words(text: &str) {
    let is_base64 = |line: &&str| line.len() > 40 && !line.contains([' ', ';', ':']);
    for line in text.lines().filter(|line| !is_base64(line)) {
        for word in ["7654321", "7771042", "iagnosis", "X-Fax", "X-Ferrofax", "application/pdf"] {
            assert!(!line.contains(word), "{word} is in {line}");
        }
    }
}

/// Checks that the decrypted part contains the whole mail, and the file byte for byte.
fn assert_has_all(inside: &[u8]) {
    let whole = MessageParser::default().parse(inside).expect("a mail");
    assert_eq!(whole.subject(), Some("Fax from +49 30 7654321 (pages: 3)"));
    let file = whole.attachment(0).expect("a file");
    assert_eq!(file.attachment_name(), Some("diagnosis.pdf"));
    assert_eq!(file.contents(), fax());
    assert!(whole.body_text(0).unwrap().contains("Diagnosis: secret"));
    let text = String::from_utf8_lossy(inside);
    assert!(text.contains("X-Ferrofax-Called: 7771042\r\n"), "{text}");
    assert!(text.contains("hp=\"cipher\""), "{text}");
    assert!(text.contains("HP-Outer: Subject: Fax\r\n"), "{text}");
    assert!(!text.contains("X-Ferrofax-Protect"));
}

/// Protects the mail, checks its unencrypted parts, and returns it.
fn encrypted(protection: &Protection, recipients: &[&str], now: UnixMs) -> Vec<u8> {
    let order = order("required");
    match protection.protect(&with_order(&order), recipients, &order, now) {
        Ok(Protected::Encrypted(mail)) => {
            assert_has_nothing(&mail);
            let outside = MessageParser::default().parse(&mail).expect("a mail");
            assert_eq!(outside.subject(), Some("Fax"));
            assert_eq!(outside.message_id(), Some("1.abc@example.com"));
            assert!(mail.split(|byte| *byte == b'\n').all(|line| line.len() < 200));
            mail
        }
        other => panic!("not encrypted: {:.300}", format!("{other:?}")),
    }
}

/// Protects the mail with *required*, and returns the fault because of which a notice is sent. Also
/// checks that the mail is unchanged with *if-key*.
fn refused(protection: &Protection, now: UnixMs) -> KeyFault {
    let order = order("required");
    let done = protection.protect(&with_order(&order), &[HER], &order, now);
    let Ok(Protected::Notice { mail, to_faxmaster, fault }) = done else {
        panic!("no notice: {:.300}", format!("{done:?}"));
    };
    for leaves in [&mail, &to_faxmaster] {
        assert_has_nothing(leaves);
    }
    let notice = MessageParser::default().parse(&mail).expect("a mail");
    assert_eq!(notice.subject(), Some("Ein Fax ist eingetroffen"));
    assert!(notice.body_text(0).unwrap().contains("Weboberfläche"));
    let about = MessageParser::default().parse(&to_faxmaster).expect("a mail");
    let text = about.body_text(0).unwrap().replace(['\r', '\n'], " ");
    assert!(text.contains(&fault.to_string()), "{text}: {fault}");
    let to = about.to().unwrap().first().unwrap().address().unwrap().to_owned();
    assert_eq!(to, "master@example.com");
    let order = super::tests::order("if-key");
    match protection.protect(&with_order(&order), &[HER], &order, now) {
        Ok(Protected::AsItWas(same, why)) => {
            assert_eq!(why, fault);
            assert_eq!(same, super::tests::mail());
        }
        other => panic!("not as it was: {other:?}"),
    }
    fault
}

fn now() -> UnixMs {
    UnixMs::now()
}

fn days(count: i64) -> UnixMs {
    now() + count * 86_400_000
}

/// The settings with this folder of keys.
fn of_folder(folder: &Path) -> ProtectionSettings {
    ProtectionSettings { folder: Some(folder.to_owned()), ..ProtectionSettings::default() }
}

fn protection(settings: &ProtectionSettings) -> Protection {
    Protection::new(settings, &ferrofax_rights::directory::LdapSettings::default())
}

/// A key source for tests, which answers as the test says.
struct Fake(Box<dyn Fn() -> Result<Material, String> + Send + Sync>);

impl Place for Fake {
    fn look(&self, _: &str) -> Result<Material, String> {
        (self.0)()
    }

    fn name(&self) -> String {
        "the place of the test".to_owned()
    }
}

fn of_fake(answer: impl Fn() -> Result<Material, String> + Send + Sync + 'static) -> Protection {
    let settings = ProtectionSettings::default();
    Protection::with_places(&settings, vec![Box::new(Fake(Box::new(answer)))])
}

fn run(program: &str, arguments: &[&str], folder: &Path, input: &[u8]) -> Output {
    use std::io::Write as _;
    let mut child = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let writer = std::thread::spawn(move || stdin.write_all(&input));
    let done = child.wait_with_output().expect("the program ends");
    let _ = writer.join();
    done
}

/// Runs a program that must succeed, and returns its output.
fn works(program: &str, arguments: &[&str], folder: &Path, input: &[u8]) -> Vec<u8> {
    let done = run(program, arguments, folder, input);
    let told = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{program} {arguments:?}: {told}");
    done.stdout
}

/// Makes a self-signed certificate `NAME.pem` with its key `NAME.key`.
fn certificate(folder: &Path, name: &str, kind: &[&str], address: &str, extra: &[&str]) -> PathBuf {
    let (key, pem) = (format!("{name}.key"), format!("{name}.pem"));
    let subject = format!("/CN={name}");
    let named = format!("subjectAltName=email:{address}");
    let mut arguments = vec!["req", "-x509", "-nodes", "-days", "100", "-subj", &subject];
    arguments.extend(["-keyout", &key, "-out", &pem, "-addext", &named]);
    arguments.extend(["-addext", "basicConstraints=critical,CA:FALSE"]);
    arguments.extend(kind);
    arguments.extend(extra);
    works("openssl", &arguments, folder, b"");
    folder.join(pem)
}

const RSA: [&str; 2] = ["-newkey", "rsa:2048"];

#[test]
fn an_order_is_taken_from_the_mail() {
    let written = order("if-key");
    assert_eq!(Protection::order(&with_order(&written)).unwrap(), Some(written));
    assert_eq!(Protection::order(&mail()).unwrap(), None);
    assert!(matches!(Protection::order(b"no mail"), Err(Fault::Form)));
    assert_eq!(order("if-key").language.code(), "de");
}

#[test]
fn without_places_nothing_that_must_be_encrypted_leaves() {
    let protection = protection(&ProtectionSettings::default());
    let order = order("required");
    let done = protection.protect(&with_order(&order), &[HER], &order, now());
    assert!(matches!(done, Err(Fault::Off)), "{done:?}");
}
