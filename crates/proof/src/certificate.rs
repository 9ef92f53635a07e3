//! X.509 certificates (RFC 5280): reads them, and checks which key signed them.

use der::oid::{AssociatedOid as _, ObjectIdentifier};
use der::{Decode as _, Encode as _};
use ferrofax_basics::UnixMs;
use graviola::hashing::{Sha256, Sha384, Sha512};
use graviola::signing::ecdsa::{self, P256, P384};
use graviola::signing::rsa;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use sha2::Digest as _;
use x509_cert::Certificate;
use x509_cert::ext::pkix::{
    BasicConstraints, CertificatePolicies, ExtendedKeyUsage, KeyUsage, SubjectAltName,
};
use x509_cert::spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};

pub(crate) const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const RSA_SHA_256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.11");
const RSA_SHA_384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.12");
const RSA_SHA_512: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.13");
pub(crate) const ECDSA_SHA_256: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2");
const ECDSA_SHA_384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.3");
const ECDSA_SHA_512: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.4");
const CURVE_P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
const CURVE_P384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.34");
const TIME_STAMPING: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.8");
const ANY_PURPOSE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.37.0");
const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");

/// The maximum number of certificates that are read from one file of a user.
const MOST: usize = 100;

/// The maximum number of certificates from a signer's one to that of its highest authority.
const LONGEST_PATH: usize = 10;

/// Reads the certificates in these bytes: one certificate in DER, or several in PEM with any text
/// between them.
pub fn read(bytes: &[u8]) -> Vec<Result<Certificate, String>> {
    up_to(MOST, bytes)
}

/// As [`read`], but without a maximum number: for files of the administrator or of Ferrofax.
pub(crate) fn read_all(bytes: &[u8]) -> Vec<Result<Certificate, String>> {
    up_to(usize::MAX, bytes)
}

fn up_to(most: usize, bytes: &[u8]) -> Vec<Result<Certificate, String>> {
    if bytes.first() == Some(&0x30) {
        return vec![Certificate::from_der(bytes).map_err(|error| error.to_string())];
    }
    CertificateDer::pem_slice_iter(bytes)
        .take(most)
        .map(|der| {
            let der = der.map_err(|error| format!("{error:?}"))?;
            Certificate::from_der(&der).map_err(|error| error.to_string())
        })
        .collect()
}

/// The time at which a certificate expires, in seconds since 1970.
pub fn expires(certificate: &Certificate) -> i64 {
    let end = certificate.tbs_certificate.validity.not_after.to_unix_duration();
    i64::try_from(end.as_secs()).unwrap_or(i64::MAX)
}

/// The time from which a certificate is valid, in seconds since 1970.
pub(crate) fn begins(certificate: &Certificate) -> i64 {
    let begin = certificate.tbs_certificate.validity.not_before.to_unix_duration();
    i64::try_from(begin.as_secs()).unwrap_or(i64::MAX)
}

/// Whether a certificate is valid at this time, in seconds since 1970.
pub(crate) fn is_valid_at(certificate: &Certificate, at: i64) -> bool {
    (begins(certificate)..=expires(certificate)).contains(&at)
}

/// Checks that a certificate is valid now.
///
/// # Errors
/// The reason, for the administrator.
pub(crate) fn in_life(certificate: &Certificate, now: UnixMs) -> Result<(), String> {
    if is_valid_at(certificate, now.0.div_euclid(1_000)) {
        return Ok(());
    }
    Err(format!(
        "certificate: {} is valid only from {} to {}; `ferrofax proof --new-key` replaces a key that \
         Ferrofax made",
        name(certificate),
        day(begins(certificate)),
        day(expires(certificate))
    ))
}

/// Writes the day of this time (in seconds since 1970): `2026-11-20`.
pub fn day(unix_s: i64) -> String {
    let moment = jiff::Timestamp::from_second(unix_s).unwrap_or_default();
    moment.strftime("%Y-%m-%d").to_string()
}

/// The SHA-256 of a certificate in hexadecimal digits, by which people compare certificates.
pub(crate) fn fingerprint(certificate: &Certificate) -> String {
    hex(&sha2::Sha256::digest(certificate.to_der().unwrap_or_default()))
}

/// Bytes as hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(bytes)
}

/// The common name of a certificate's subject; without one, the whole subject.
pub(crate) fn name(certificate: &Certificate) -> String {
    let subject = &certificate.tbs_certificate.subject;
    let parts = subject.0.iter().flat_map(|part| part.0.iter());
    let common = parts
        .filter(|part| part.oid == COMMON_NAME)
        .find_map(|part| std::str::from_utf8(part.value.value()).ok().map(str::to_owned));
    common.unwrap_or_else(|| subject.to_string())
}

/// Whether a certificate belongs to an authority that may sign the last certificate of this chain
/// (RFC 5280 §4.2.1 and §6.1.4).
fn may_certify(authority: &Certificate, chain: &[Certificate]) -> bool {
    let tbs = &authority.tbs_certificate;
    let Ok(Some((_, basic))) = tbs.get::<BasicConstraints>() else { return false };
    let between = chain.len().saturating_sub(1);
    let most = basic.path_len_constraint.map_or(usize::MAX, usize::from);
    let allows = |purpose| match purposes(authority) {
        Some(allowed) => allowed.contains(&ANY_PURPOSE) || allowed.contains(purpose),
        None => true,
    };
    let wanted = chain.first().and_then(purposes).unwrap_or_default();
    basic.ca
        && between <= most
        && has_usage(authority, |usage| usage.key_cert_sign())
        && wanted.iter().all(allows)
        && is_understood(authority)
}

/// Whether the key of a certificate may be used in this way. Without the extension, it may be used
/// in all ways.
fn has_usage(certificate: &Certificate, is_allowed: impl Fn(&KeyUsage) -> bool) -> bool {
    match certificate.tbs_certificate.get::<KeyUsage>() {
        Ok(usage) => usage.is_none_or(|(_, usage)| is_allowed(&usage)),
        Err(_) => false,
    }
}

/// Whether the key of a certificate may sign data.
pub(crate) fn may_sign(certificate: &Certificate) -> bool {
    has_usage(certificate, |usage| usage.digital_signature() || usage.non_repudiation())
        && is_understood(certificate)
}

/// The purposes of a certificate, if it is limited to some.
fn purposes(certificate: &Certificate) -> Option<Vec<ObjectIdentifier>> {
    let purposes = certificate.tbs_certificate.get::<ExtendedKeyUsage>();
    purposes.ok()?.map(|(_, purposes)| purposes.0)
}

/// Whether a certificate has no critical extension that is not checked here. Each policy and each
/// name is accepted.
fn is_understood(certificate: &Certificate) -> bool {
    let extensions = certificate.tbs_certificate.extensions.as_deref().unwrap_or_default();
    let known = [
        BasicConstraints::OID,
        KeyUsage::OID,
        ExtendedKeyUsage::OID,
        CertificatePolicies::OID,
        SubjectAltName::OID,
    ];
    extensions.iter().all(|one| !one.critical || known.contains(&one.extn_id))
}

/// Whether a certificate is for time stamps only (RFC 3161 §2.3).
pub(crate) fn is_for_time_stamps(certificate: &Certificate) -> bool {
    let purposes = certificate.tbs_certificate.get::<ExtendedKeyUsage>();
    matches!(purposes, Ok(Some((true, purposes))) if purposes.0 == [TIME_STAMPING])
}

/// A hash that signatures use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hash {
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    /// The hash of this algorithm, which has no parameters (RFC 5754 §2).
    pub(crate) fn of(algorithm: &AlgorithmIdentifierOwned) -> Option<Self> {
        if !has_no_parameters(algorithm) {
            return None;
        }
        match algorithm.oid.to_string().as_str() {
            "2.16.840.1.101.3.4.2.1" => Some(Self::Sha256),
            "2.16.840.1.101.3.4.2.2" => Some(Self::Sha384),
            "2.16.840.1.101.3.4.2.3" => Some(Self::Sha512),
            _ => None,
        }
    }

    /// The hash of these parts, one after the other.
    pub(crate) fn digest(self, parts: &[&[u8]]) -> Vec<u8> {
        fn of<D: sha2::Digest>(parts: &[&[u8]]) -> Vec<u8> {
            let mut digest = D::new();
            parts.iter().for_each(|part| digest.update(part));
            digest.finalize().to_vec()
        }
        match self {
            Self::Sha256 => of::<sha2::Sha256>(parts),
            Self::Sha384 => of::<sha2::Sha384>(parts),
            Self::Sha512 => of::<sha2::Sha512>(parts),
        }
    }
}

fn has_no_parameters(algorithm: &AlgorithmIdentifierOwned) -> bool {
    algorithm.parameters.as_ref().is_none_or(der::asn1::Any::is_null)
}

/// The reason why a signature is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unsigned {
    /// The algorithm of the signature or of the key is not supported.
    Unknown,
    /// The signature is not that of the key.
    Wrong,
}

/// Checks the signature of a message. `hash` is the hash that the signature must use, if that is
/// known from elsewhere.
pub(crate) fn check_signature(
    key: &SubjectPublicKeyInfoOwned,
    algorithm: &AlgorithmIdentifierOwned,
    hash: Option<Hash>,
    message: &[u8],
    signature: &[u8],
) -> Result<(), Unsigned> {
    let named = match algorithm.oid {
        RSA_SHA_256 | ECDSA_SHA_256 => Some(Hash::Sha256),
        RSA_SHA_384 | ECDSA_SHA_384 => Some(Hash::Sha384),
        RSA_SHA_512 | ECDSA_SHA_512 => Some(Hash::Sha512),
        _ => None,
    };
    let is_rsa = [RSA, RSA_SHA_256, RSA_SHA_384, RSA_SHA_512].contains(&algorithm.oid);
    if !has_no_parameters(algorithm) || (named.is_some() && hash.is_some() && named != hash) {
        return Err(Unsigned::Wrong);
    }
    let hash = named.or(hash.filter(|_| algorithm.oid == RSA)).ok_or(Unsigned::Unknown)?;
    let bytes = key.subject_public_key.as_bytes().ok_or(Unsigned::Wrong)?;
    if is_rsa != (key.algorithm.oid == RSA) {
        return Err(Unsigned::Wrong);
    }
    if is_rsa {
        let key = rsa::VerifyingKey::from_pkcs1_der(bytes).map_err(|_| Unsigned::Unknown)?;
        let checked = match hash {
            Hash::Sha256 => key.verify_pkcs1_sha256(signature, message),
            Hash::Sha384 => key.verify_pkcs1_sha384(signature, message),
            Hash::Sha512 => key.verify_pkcs1_sha512(signature, message),
        };
        return checked.map_err(|_| Unsigned::Wrong);
    }
    let curve = key.algorithm.parameters.as_ref();
    let curve = curve.and_then(|it| it.decode_as::<ObjectIdentifier>().ok());
    match curve {
        Some(CURVE_P256) => check_on_curve::<P256>(bytes, hash, message, signature),
        Some(CURVE_P384) => check_on_curve::<P384>(bytes, hash, message, signature),
        _ => Err(Unsigned::Unknown),
    }
}

fn check_on_curve<C: ecdsa::Curve>(
    key: &[u8],
    hash: Hash,
    message: &[u8],
    signature: &[u8],
) -> Result<(), Unsigned> {
    let key = ecdsa::VerifyingKey::<C>::from_x962_uncompressed(key);
    let key = key.map_err(|_| Unsigned::Unknown)?;
    let checked = match hash {
        Hash::Sha256 => key.verify_asn1::<Sha256>(&[message], signature),
        Hash::Sha384 => key.verify_asn1::<Sha384>(&[message], signature),
        Hash::Sha512 => key.verify_asn1::<Sha512>(&[message], signature),
    };
    checked.map_err(|_| Unsigned::Wrong)
}

/// Whether the owner of `issuer` has signed this certificate.
fn is_signed_by(certificate: &Certificate, issuer: &Certificate) -> bool {
    let (tbs, above) = (&certificate.tbs_certificate, &issuer.tbs_certificate);
    if tbs.issuer != above.subject || certificate.signature_algorithm != tbs.signature {
        return false;
    }
    let (Ok(message), Some(signature)) = (tbs.to_der(), certificate.signature.as_bytes()) else {
        return false;
    };
    let (key, algorithm) = (&above.subject_public_key_info, &tbs.signature);
    check_signature(key, algorithm, None, &message, signature).is_ok()
}

/// The certificates from a signer's one to that of its highest authority.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Chain {
    /// The certificates, the signer's one first.
    pub(crate) certificates: Vec<Certificate>,
    /// Whether the last certificate, or one before it, is among those that are trusted.
    pub(crate) is_trusted: bool,
    /// Whether the last certificate is trusted or signed by itself, so that all are proved.
    pub(crate) is_whole: bool,
}

impl Chain {
    /// Finds the authorities of a certificate among `known` and `trusted`. The chain ends at a
    /// trusted certificate, or at one that is signed by itself.
    pub(crate) fn of(
        certificate: &Certificate,
        known: &[Certificate],
        trusted: &[Certificate],
    ) -> Self {
        let mut chain =
            Self { certificates: vec![certificate.clone()], is_trusted: false, is_whole: false };
        while let Some(last) = chain.certificates.last() {
            chain.is_trusted = trusted.contains(last);
            chain.is_whole = chain.is_trusted || is_signed_by(last, last);
            if chain.is_whole || chain.certificates.len() == LONGEST_PATH {
                break;
            }
            let above = trusted.iter().chain(known);
            let may = |one: &&Certificate| may_certify(one, &chain.certificates);
            let mut above = above.filter(|one| may(one) && is_signed_by(last, one));
            let Some(above) = above.next().cloned() else { break };
            chain.certificates.push(above);
        }
        chain
    }
}

/// The certificates in a file.
///
/// # Errors
/// The file cannot be read, or has no certificate; the text is for the administrator.
pub(crate) fn of_file(path: &std::path::Path) -> Result<Vec<Certificate>, String> {
    let said = |why: String| format!("{}: {why}", path.display());
    let read: Result<Vec<_>, _> =
        read_all(&crate::file::read(path).map_err(said)?).into_iter().collect();
    let read = read.map_err(said)?;
    if read.is_empty() { Err(said("has no certificate in PEM".to_owned())) } else { Ok(read) }
}
