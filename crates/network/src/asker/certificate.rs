//! Reads a client's certificate (RFC 5280). TLS has verified it before.

use sha2::{Digest, Sha256};

use super::hex::is_hex;
use crate::encoding::hex;

/// A client's certificate that TLS has verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// The certificate's SHA-256, in lower-case hexadecimal digits.
    pub fingerprint: String,
    /// The certificate's e-mail addresses, and the common name of its subject.
    pub names: Vec<String>,
}

/// The DER tag of a SEQUENCE, a value of a certificate (X.690 §8.1.2). The next four constants are
/// DER tags, too.
const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const OCTETS: u8 = 0x04;
const OBJECT: u8 = 0x06;
const FLAG: u8 = 0x01;
/// The DER tags of texts: UTF8String, PrintableString and IA5String.
const TEXTS: [u8; 3] = [0x0C, 0x13, 0x16];
/// The DER tag of a mail address (`rfc822Name`) in a GeneralName (RFC 5280 §4.2.1.6).
const MAIL: u8 = 0x81;
/// The DER tag of the version in a certificate (RFC 5280 §4.1).
const VERSION: u8 = 0xA0;
/// The DER tag of the extensions in a certificate (RFC 5280 §4.1).
const EXTENSIONS: u8 = 0xA3;

/// The object identifier of a common name: 2.5.4.3.
const COMMON_NAME: &[u8] = &[0x55, 0x04, 0x03];
/// The object identifier of the alternative names of a subject: 2.5.29.17.
const SUBJECT_ALT_NAME: &[u8] = &[0x55, 0x1D, 0x11];

impl Certificate {
    /// Reads a certificate in DER.
    pub(crate) fn of(der: &[u8]) -> Self {
        let names = names(der).unwrap_or_default();
        Self { fingerprint: hex(&Sha256::digest(der)), names }
    }

    /// Whether `called` is the certificate's fingerprint or one of its names.
    pub fn is_called(&self, called: &str) -> bool {
        // A text of 64 hexadecimal digits is only compared with fingerprints, so that nobody
        // can use a name that looks like one.
        if is_hex(called, 64) {
            self.fingerprint == called
        } else {
            self.names.iter().any(|name| name.eq_ignore_ascii_case(called))
        }
    }

    /// The first name of the certificate, or else its fingerprint.
    pub fn name(&self) -> &str {
        self.names.first().unwrap_or(&self.fingerprint)
    }
}

/// Normalises a certificate's fingerprint or name from the settings. A fingerprint may be written
/// as `openssl x509 -fingerprint -sha256` prints it.
pub fn called(text: &str) -> String {
    let digits: String = text.chars().filter(|sign| *sign != ':').collect();
    let digits = digits.rsplit('=').next().unwrap_or_default().trim();
    if is_hex(digits, 64) { digits.to_ascii_lowercase() } else { text.trim().to_owned() }
}

/// DER data, which is read from left to right.
struct Der<'a>(&'a [u8]);

impl<'a> Der<'a> {
    /// Reads the next value of the DER data, together with its tag.
    fn any(&mut self) -> Option<(u8, &'a [u8])> {
        let [tag, first, rest @ ..] = self.0 else { return None };
        let (length, rest) = match *first {
            short @ 0..0x80 => (usize::from(short), rest),
            long => {
                let (bytes, rest) = rest.split_at_checked(usize::from(long & 0x7F))?;
                // No certificate has more than 2^24 bytes.
                let is_sane = (1..=3).contains(&bytes.len());
                let length = bytes.iter().fold(0, |all, byte| all << 8 | usize::from(*byte));
                (is_sane.then_some(length)?, rest)
            }
        };
        let (value, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        Some((*tag, value))
    }

    /// Reads the next value of the DER data, if its tag is `tag`.
    fn next(&mut self, tag: u8) -> Option<&'a [u8]> {
        let before = self.0;
        match self.any()? {
            (found, value) if found == tag => Some(value),
            _ => {
                self.0 = before;
                None
            }
        }
    }
}

/// The names in a certificate (RFC 5280 §4.1: version, serial number, signature, issuer, validity,
/// subject, its key, the extensions). `None` if the data is not a certificate.
fn names(der: &[u8]) -> Option<Vec<String>> {
    let mut of = Der(Der(Der(der).next(SEQUENCE)?).next(SEQUENCE)?);
    let _version = of.next(VERSION);
    let _serial_number = of.any()?;
    for _signature_issuer_validity in 0..3 {
        of.next(SEQUENCE)?;
    }
    let subject = of.next(SEQUENCE)?;
    let _key = of.next(SEQUENCE)?;
    let mut names = Vec::new();
    while let Some((tag, value)) = of.any() {
        if tag == EXTENSIONS {
            names = mail_addresses(value).unwrap_or_default();
        }
    }
    names.extend(common_name(subject));
    Some(names)
}

fn mail_addresses(extensions: &[u8]) -> Option<Vec<String>> {
    let mut extensions = Der(Der(extensions).next(SEQUENCE)?);
    let mut found = Vec::new();
    while let Some(extension) = extensions.next(SEQUENCE) {
        let mut extension = Der(extension);
        let is_names = extension.next(OBJECT)? == SUBJECT_ALT_NAME;
        let _is_critical = extension.next(FLAG);
        if is_names {
            let mut names = Der(Der(extension.next(OCTETS)?).next(SEQUENCE)?);
            while let Some((tag, name)) = names.any() {
                found.extend((tag == MAIL).then_some(name).and_then(text));
            }
        }
    }
    Some(found)
}

/// The last common name of a subject, which is the most specific one.
fn common_name(subject: &[u8]) -> Option<String> {
    let (mut parts, mut found) = (Der(subject), None);
    while let Some(part) = parts.next(SET) {
        let mut part = Der(part);
        while let Some(attribute) = part.next(SEQUENCE) {
            let mut attribute = Der(attribute);
            if attribute.next(OBJECT)? != COMMON_NAME {
                continue;
            }
            if let Some((_, name)) = attribute.any().filter(|(tag, _)| TEXTS.contains(tag)) {
                found = text(name);
            }
        }
    }
    found
}

fn text(bytes: &[u8]) -> Option<String> {
    let text = String::from_utf8(bytes.to_vec()).ok()?;
    (!text.is_empty() && !text.chars().any(char::is_control)).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
        let value = parts.concat();
        let length = u16::try_from(value.len()).unwrap().to_be_bytes();
        [&[tag, 0x82, length[0], length[1]], &value[..]].concat()
    }

    fn certificate() -> Vec<u8> {
        let named = |name: &str| {
            let attribute =
                of(SEQUENCE, &[&of(OBJECT, &[COMMON_NAME]), &of(0x0C, &[name.as_bytes()])]);
            of(SET, &[&attribute])
        };
        let names =
            of(SEQUENCE, &[&of(0x82, &[b"fax.example.com"]), &of(MAIL, &[b"alice@example.com"])]);
        let names = of(SEQUENCE, &[&of(OBJECT, &[SUBJECT_ALT_NAME]), &of(OCTETS, &[&names])]);
        let empty = of(SEQUENCE, &[]);
        let inner = of(
            SEQUENCE,
            &[
                &of(VERSION, &[&[2, 1, 2]]),
                &[2, 1, 1],
                &empty,
                &empty,
                &empty,
                &of(SEQUENCE, &[&named("Staff"), &named("Alice")]),
                &empty,
                &of(EXTENSIONS, &[&of(SEQUENCE, &[&names])]),
            ],
        );
        of(SEQUENCE, &[&inner, &empty])
    }

    #[test]
    fn its_addresses_and_its_common_name_are_read() {
        let certificate = Certificate::of(&certificate());
        assert_eq!(certificate.names, ["alice@example.com", "Alice"]);
        assert!(certificate.is_called("alice") && certificate.is_called("Alice@Example.com"));
        assert!(!certificate.is_called("Staff") && !certificate.is_called("fax.example.com"));
        assert!(certificate.is_called(&called(&certificate.fingerprint.to_uppercase())));
    }

    #[test]
    fn a_fingerprint_is_taken_as_openssl_prints_it() {
        let plain = "0123456789abcdef".repeat(4);
        let pairs: Vec<&str> = (0..32).map(|at| plain.get(2 * at..2 * at + 2).unwrap()).collect();
        let printed = format!("sha256 Fingerprint={}", pairs.join(":").to_uppercase());
        assert_eq!((called(&printed), called(&plain)), (plain.clone(), plain));
        assert_eq!(called(" alice@example.com"), "alice@example.com");
    }

    proptest! {
        #[test]
        fn what_is_no_certificate_has_no_names(mut bytes: Vec<u8>, at: usize, byte: u8) {
            Certificate::of(&bytes);
            bytes = certificate();
            let at = at % bytes.len();
            bytes[at] = byte;
            Certificate::of(&bytes);
            Certificate::of(&bytes[..at]);
        }
    }
}
