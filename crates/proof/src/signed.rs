//! Checks signatures (CMS `SignedData`, RFC 5652 §5.4). Nothing in them is accepted that no
//! signature protects: the fields outside the signed attributes must have the only value that fits,
//! and the whole must be in the one form that DER allows.

use cms::cert::CertificateChoices;
use cms::content_info::{CmsVersion, ContentInfo};
use cms::signed_data::{SignedData, SignerIdentifier, SignerInfo};
use der::asn1::{Any, OctetString, SetOfVec};
use der::oid::ObjectIdentifier;
use der::{Decode as _, Encode as _, Sequence, Tag, Tagged as _};
use sha1::Digest as _;
use x509_cert::Certificate;
use x509_cert::attr::Attribute;
use x509_cert::ext::pkix::SubjectKeyIdentifier;
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::AlgorithmIdentifierOwned;

use crate::certificate::{Hash, Unsigned, check_signature, may_sign};
use crate::signer::{DATA, SIGNED_DATA};

const CONTENT_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.3");
const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");
const SIGNING_CERTIFICATE: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.12");
pub(crate) const SIGNING_CERTIFICATE_V2: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.47");

/// The reason why a signature is not accepted, as a part of a sentence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Broken {
    #[error("its form is wrong")]
    Form,
    #[error("{0} is not what the signature needs")]
    Field(&'static str),
    #[error("it is of other data")]
    OtherData,
    #[error("its algorithm is not supported")]
    Unknown,
    #[error("it is not the signature of its certificate")]
    Wrong,
}

/// The certificates that a signature names (RFC 5035): the hash of each, the signer's one first.
#[derive(Clone, Debug, Sequence)]
pub(crate) struct SigningCertificate {
    certificates: Vec<CertificateHash>,
    policies: Option<Any>,
}

/// A reference to a certificate. Without an algorithm, the hash is SHA-256 (version 2), or SHA-1
/// (version 1).
#[derive(Clone, Debug, Sequence)]
struct CertificateHash {
    algorithm: Option<AlgorithmIdentifierOwned>,
    hash: OctetString,
    issuer: Option<IssuerSerial>,
}

/// The issuer and the serial number of a certificate.
#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
struct IssuerSerial {
    issuer: Vec<GeneralName>,
    serial: SerialNumber,
}

impl IssuerSerial {
    fn of(certificate: &Certificate) -> Self {
        let tbs = &certificate.tbs_certificate;
        let issuer = vec![GeneralName::DirectoryName(tbs.issuer.clone())];
        Self { issuer, serial: tbs.serial_number.clone() }
    }
}

impl SigningCertificate {
    /// Names these certificates.
    pub(crate) fn of<'a>(certificates: impl Iterator<Item = &'a Certificate>) -> der::Result<Self> {
        let hash = |certificate: &Certificate| {
            let hash = OctetString::new(Hash::Sha256.digest(&[&certificate.to_der()?]))?;
            Ok(CertificateHash { algorithm: None, hash, issuer: None })
        };
        let certificates = certificates.map(hash).collect::<der::Result<_>>()?;
        Ok(Self { certificates, policies: None })
    }
}

#[cfg(test)]
impl SigningCertificate {
    /// The same references with the issuer and the serial number of this certificate.
    pub(crate) fn issued_as(mut self, certificate: &Certificate) -> Self {
        for one in &mut self.certificates {
            one.issuer = Some(IssuerSerial::of(certificate));
        }
        self
    }
}

/// A signature that was checked.
pub(crate) struct Checked {
    /// The certificate of the signer.
    pub(crate) certificate: Certificate,
    /// All certificates beside the signature.
    pub(crate) known: Vec<Certificate>,
    /// Whether the signature names all of these certificates.
    pub(crate) names_all: bool,
    /// The signature itself.
    pub(crate) signature: Vec<u8>,
    /// The attributes that are not signed.
    pub(crate) unsigned: Option<SetOfVec<Attribute>>,
}

/// Reads signed data. It must be in the one form that DER allows.
pub(crate) fn read(bytes: &[u8]) -> Result<SignedData, Broken> {
    let data = read_loosely(bytes)?;
    let again = crate::signer::content_info(&data).and_then(|info| info.to_der());
    if again.is_ok_and(|again| again == bytes) { Ok(data) } else { Err(Broken::Form) }
}

/// Reads signed data whose sets may be in any order.
pub(crate) fn read_loosely(bytes: &[u8]) -> Result<SignedData, Broken> {
    let info = ContentInfo::from_der(bytes).map_err(|_| Broken::Form)?;
    if info.content_type != SIGNED_DATA {
        return Err(Broken::Field("its type"));
    }
    info.content.decode_as().map_err(|_| Broken::Form)
}

/// Checks the one signature of signed data. `detached` has the signed bytes, if they are elsewhere.
pub(crate) fn check(data: &SignedData, detached: Option<&[&[u8]]>) -> Result<Checked, Broken> {
    let field = |is_right: bool, name| if is_right { Ok(()) } else { Err(Broken::Field(name)) };
    let [info] = data.signer_infos.0.as_slice() else { return Err(Broken::Field("its signer")) };
    let hash = Hash::of(&info.digest_alg).ok_or(Broken::Unknown)?;
    let kind = data.encap_content_info.econtent_type;
    let version = if kind == DATA { CmsVersion::V1 } else { CmsVersion::V3 };
    field(data.version == version, "its version")?;
    let listed: Vec<_> = data.digest_algorithms.iter().collect();
    field(listed == [&info.digest_alg], "its list of hashes")?;
    field(data.crls.is_none(), "its list of revocations")?;
    let inside = data.encap_content_info.econtent.as_ref();
    field(inside.is_none() == detached.is_some(), "its content")?;
    // Only the bytes of the content are signed, not its kind.
    field(inside.is_none_or(|inside| inside.tag() == Tag::OctetString), "its content")?;
    let digest = match (detached, inside) {
        (Some(parts), _) => hash.digest(parts),
        (None, Some(inside)) => hash.digest(&[inside.value()]),
        (None, None) => return Err(Broken::Form),
    };

    let known = certificates(data)?;
    let named = |one: &&Certificate| is_named(one, &info.sid);
    let certificate = known.iter().find(named).ok_or(Broken::Field("its certificate"))?.clone();
    let version = match info.sid {
        SignerIdentifier::IssuerAndSerialNumber(_) => CmsVersion::V1,
        SignerIdentifier::SubjectKeyIdentifier(_) => CmsVersion::V3,
    };
    field(info.version == version, "its version")?;

    let kinds: Option<ObjectIdentifier> = value(info, CONTENT_TYPE);
    field(kinds == Some(kind), "the kind of its content")?;
    let named: Option<OctetString> = value(info, MESSAGE_DIGEST);
    if named.is_none_or(|named| named.as_bytes() != digest) {
        return Err(Broken::OtherData);
    }
    field(may_sign(&certificate), "the purpose of its certificate")?;
    let names = named_certificates(info, &known)?;
    field(names.first() == Some(&certificate), "the certificate that it names")?;

    let signed = info.signed_attrs.as_ref().and_then(|signed| signed.to_der().ok());
    let message = signed.ok_or(Broken::Form)?;
    let key = &certificate.tbs_certificate.subject_public_key_info;
    let signature = info.signature.as_bytes().to_vec();
    check_signature(key, &info.signature_algorithm, Some(hash), &message, &signature).map_err(
        |why| match why {
            Unsigned::Unknown => Broken::Unknown,
            Unsigned::Wrong => Broken::Wrong,
        },
    )?;
    let names_all = known.iter().all(|one| names.contains(one));
    let unsigned = info.unsigned_attrs.clone();
    Ok(Checked { certificate, names_all, signature, unsigned, known })
}

/// The content of signed data that is inside of it.
pub(crate) fn content(data: &SignedData) -> Option<&[u8]> {
    data.encap_content_info.econtent.as_ref().map(Any::value)
}

fn certificates(data: &SignedData) -> Result<Vec<Certificate>, Broken> {
    let choices = data.certificates.as_ref().map(|set| set.0.as_slice()).unwrap_or_default();
    let one = |choice: &CertificateChoices| match choice {
        CertificateChoices::Certificate(certificate) => Ok(certificate.clone()),
        CertificateChoices::Other(_) => Err(Broken::Field("a certificate")),
    };
    choices.iter().map(one).collect()
}

fn is_named(certificate: &Certificate, signer: &SignerIdentifier) -> bool {
    let tbs = &certificate.tbs_certificate;
    match signer {
        SignerIdentifier::IssuerAndSerialNumber(name) => {
            name.issuer == tbs.issuer && name.serial_number == tbs.serial_number
        }
        SignerIdentifier::SubjectKeyIdentifier(id) => {
            matches!(tbs.get::<SubjectKeyIdentifier>(), Ok(Some((_, own))) if own == *id)
        }
    }
}

/// The value of a signed attribute that is there once and has one value.
fn value<T>(info: &SignerInfo, oid: ObjectIdentifier) -> Option<T>
where
    T: for<'a> der::Choice<'a> + for<'a> der::DecodeValue<'a>,
{
    one_value(info.signed_attrs.as_ref()?, oid)?.decode_as().ok()
}

/// The value of an attribute that is there once and has one value.
pub(crate) fn one_value(attributes: &SetOfVec<Attribute>, oid: ObjectIdentifier) -> Option<&Any> {
    let mut found = attributes.iter().filter(|one| one.oid == oid);
    match (found.next()?.values.as_slice(), found.next()) {
        ([value], None) => Some(value),
        _ => None,
    }
}

/// The certificates among `known` that the signature names, in its order. The first reference must
/// be to one of them (RFC 5035 §5.4).
fn named_certificates(
    info: &SignerInfo,
    known: &[Certificate],
) -> Result<Vec<Certificate>, Broken> {
    let second: Option<SigningCertificate> = value(info, SIGNING_CERTIFICATE_V2);
    let is_second = second.is_some();
    let named = second.or_else(|| value(info, SIGNING_CERTIFICATE));
    let named = named.ok_or(Broken::Field("the certificate that it names"))?;
    let mut found = Vec::new();
    for reference in named.certificates {
        let hash = match &reference.algorithm {
            Some(algorithm) => Some(Hash::of(algorithm).ok_or(Broken::Unknown)?),
            None if is_second => Some(Hash::Sha256),
            None => None,
        };
        let is_it = |one: &&Certificate| {
            let der = one.to_der().unwrap_or_default();
            let digest = match hash {
                Some(hash) => hash.digest(&[&der]),
                None => sha1::Sha1::digest(&der).to_vec(),
            };
            digest == reference.hash.as_bytes()
                && reference.issuer.as_ref().is_none_or(|named| *named == IssuerSerial::of(one))
        };
        let certificate = known.iter().find(is_it);
        if certificate.is_none() && found.is_empty() {
            return Err(Broken::Field("the certificate that it names"));
        }
        found.extend(certificate.cloned());
    }
    Ok(found)
}
