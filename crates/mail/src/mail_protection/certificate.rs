//! The certificates of recipients (X.509, RFC 5280): reads them, and finds the one to which a mail
//! can be encrypted (RFC 8550).

use rsa::RsaPublicKey;
use rsa::pkcs1::DecodeRsaPublicKey as _;
use x509_cert::Certificate;
use x509_cert::der::asn1::Ia5String;
use x509_cert::der::oid::ObjectIdentifier;
use x509_cert::der::{Tag, Tagged as _};
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::ext::pkix::{BasicConstraints, ExtendedKeyUsage, KeyUsage, SubjectAltName};

use super::key_fault::KeyFault;
use ferrofax_basics::UnixMs;
use ferrofax_proof::certificate::day;
pub(super) use ferrofax_proof::certificate::{expires, read};

/// The object identifier of RSA keys. The next three constants identify the attribute
/// `emailAddress`, and the purposes "protected mail" and "any" of a certificate.
const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const EMAIL_ADDRESS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.1");
const EMAIL_PROTECTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.4");
const ANY_PURPOSE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.37.0");

/// The size in bits of the smallest RSA key that is used. The next constant is the size of the
/// largest one.
const SMALLEST_RSA: usize = 2_048;
const LARGEST_RSA: usize = 8_192;

/// A certificate to which mails can be encrypted, with its key.
#[derive(Clone, Debug)]
pub(super) struct Usable {
    pub(super) certificate: Certificate,
    pub(super) key: RsaPublicKey,
}

/// The mail addresses that a certificate names (RFC 8550 §3).
pub(super) fn addresses(certificate: &Certificate) -> Vec<String> {
    let tbs = &certificate.tbs_certificate;
    let mut found = Vec::new();
    if let Ok(Some((_, names))) = tbs.get::<SubjectAltName>() {
        found.extend(names.0.iter().filter_map(|name| match name {
            GeneralName::Rfc822Name(address) => Some(address.as_str().to_owned()),
            _ => None,
        }));
    }
    let parts = tbs.subject.0.iter().flat_map(|part| part.0.iter());
    let mails = parts.filter(|part| part.oid == EMAIL_ADDRESS);
    found.extend(mails.filter_map(|part| match part.value.tag() {
        Tag::Ia5String => part.value.decode_as::<Ia5String>().ok().map(|text| text.to_string()),
        Tag::Utf8String => part.value.decode_as::<String>().ok(),
        _ => None,
    }));
    found
}

/// Whether a certificate belongs to an authority, which signs the certificates of people.
pub(super) fn is_authority(certificate: &Certificate) -> bool {
    let basic = certificate.tbs_certificate.get::<BasicConstraints>();
    matches!(basic, Ok(Some((_, basic))) if basic.ca)
}

/// The text by which messages name a certificate. It contains the serial number.
pub(super) fn name(certificate: &Certificate) -> String {
    format!("the certificate with the serial number {}", certificate.tbs_certificate.serial_number)
}

/// Finds the newest certificate to which a mail for this recipient can be encrypted; `None` if
/// there are no certificates of people. If `vouched` is true, the certificates were found by the
/// recipient's address, so they need not contain an address.
///
/// # Errors
/// No certificate can be used. The error is the fault of the newest one.
pub(super) fn newest(
    candidates: &[Certificate],
    recipient: &str,
    vouched: bool,
    now: UnixMs,
) -> Option<Result<Usable, KeyFault>> {
    let begin = |certificate: &Certificate| {
        certificate.tbs_certificate.validity.not_before.to_unix_duration()
    };
    let mut sorted: Vec<&Certificate> =
        candidates.iter().filter(|certificate| !is_authority(certificate)).collect();
    sorted.sort_by_key(|certificate| std::cmp::Reverse(begin(certificate)));
    let mut fault = None;
    for certificate in sorted {
        match usable(certificate, recipient, vouched, now) {
            Ok(found) => return Some(Ok(found)),
            Err(why) => fault = fault.or(Some(why)),
        }
    }
    fault.map(Err)
}

fn usable(
    certificate: &Certificate,
    recipient: &str,
    vouched: bool,
    now: UnixMs,
) -> Result<Usable, KeyFault> {
    let key = name(certificate);
    let named = addresses(certificate);
    let is_named = named.iter().any(|address| address.eq_ignore_ascii_case(recipient));
    if !is_named && !(vouched && named.is_empty()) {
        return Err(KeyFault::Address { key });
    }
    let validity = &certificate.tbs_certificate.validity;
    let from = validity.not_before.to_unix_duration().as_secs() as i64;
    let now_s = now.0.div_euclid(1_000);
    if now_s < from {
        return Err(KeyFault::NotYet { key, from: day(from) });
    }
    if now_s > expires(certificate) {
        return Err(KeyFault::Expired { key, until: day(expires(certificate)) });
    }
    purpose(certificate, &key)?;
    let found = rsa_key(certificate).map_err(|why| KeyFault::Unsupported { key, why })?;
    Ok(Usable { certificate: certificate.clone(), key: found })
}

/// Checks that a certificate may be used to encrypt mails (RFC 8550 §4.4.2 and §4.4.4).
fn purpose(certificate: &Certificate, key: &str) -> Result<(), KeyFault> {
    let wrong = |why: &str| KeyFault::Purpose { key: key.to_owned(), why: why.to_owned() };
    let tbs = &certificate.tbs_certificate;
    match tbs.get::<KeyUsage>() {
        Ok(Some((_, usage))) if !usage.key_encipherment() => {
            return Err(wrong("its key usage has no keyEncipherment"));
        }
        Err(_) => return Err(wrong("its key usage cannot be read")),
        Ok(_) => {}
    }
    match tbs.get::<ExtendedKeyUsage>() {
        Ok(Some((_, purposes)))
            if !purposes.0.iter().any(|one| [EMAIL_PROTECTION, ANY_PURPOSE].contains(one)) =>
        {
            Err(wrong("its extended key usage has no emailProtection"))
        }
        Err(_) => Err(wrong("its extended key usage cannot be read")),
        Ok(_) => Ok(()),
    }
}

fn rsa_key(certificate: &Certificate) -> Result<RsaPublicKey, String> {
    let public = &certificate.tbs_certificate.subject_public_key_info;
    if public.algorithm.oid != RSA {
        return Err("its key is no RSA key, and others are not supported in S/MIME; ask the \
                    recipient for a certificate with an RSA key, or use OpenPGP"
            .to_owned());
    }
    let bytes = public.subject_public_key.raw_bytes();
    let parts = rsa::pkcs1::RsaPublicKey::try_from(bytes).map_err(|error| error.to_string())?;
    let bits = parts.modulus.as_bytes().len() * 8;
    if !(SMALLEST_RSA..=LARGEST_RSA).contains(&bits) {
        return Err(format!(
            "its RSA key has {bits} bits, and {SMALLEST_RSA} to {LARGEST_RSA} are needed; ask the \
             recipient for a new one"
        ));
    }
    RsaPublicKey::from_pkcs1_der(bytes).or_else(|_| {
        let number = rsa::BigUint::from_bytes_be;
        let (modulus, exponent) = (parts.modulus.as_bytes(), parts.public_exponent.as_bytes());
        RsaPublicKey::new_with_max_size(number(modulus), number(exponent), LARGEST_RSA)
            .map_err(|error| error.to_string())
    })
}
