//! A certificate with its private key, and the signatures that it makes (CMS, RFC 5652 §5). The
//! signatures are made by the library that Ferrofax uses for TLS, because the time that this
//! library needs for a signature does not reveal the key.

use std::path::Path;

use cms::builder::{create_content_type_attribute, create_message_digest_attribute};
use cms::cert::{CertificateChoices, IssuerAndSerialNumber};
use cms::content_info::{CmsVersion, ContentInfo};
use cms::signed_data::{
    CertificateSet, EncapsulatedContentInfo, SignedData, SignerIdentifier, SignerInfo, SignerInfos,
};
use der::asn1::{Any, OctetString, SetOfVec};
use der::oid::ObjectIdentifier;
use der::{Decode as _, Encode as _};
use graviola::hashing::Sha256;
use graviola::signing::ecdsa::{self, P256, P384};
use graviola::signing::rsa;
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject as _;
use x509_cert::Certificate;
use x509_cert::attr::Attribute;
use x509_cert::spki::AlgorithmIdentifierOwned;
use zeroize::Zeroizing;

use crate::certificate::{self, ECDSA_SHA_256, RSA};
use crate::file;
use ferrofax_delivery::tls::supported;

pub(crate) const DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.1");
pub(crate) const SIGNED_DATA: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
pub(crate) const SHA_256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");

/// The hash and the signature algorithms of a signature (RFC 5754 §2 and §3.2, RFC 5758 §3.2).
const HASH: AlgorithmIdentifierOwned = AlgorithmIdentifierOwned { oid: SHA_256, parameters: None };
const BY_ECDSA: AlgorithmIdentifierOwned =
    AlgorithmIdentifierOwned { oid: ECDSA_SHA_256, parameters: None };
fn by_rsa() -> AlgorithmIdentifierOwned {
    AlgorithmIdentifierOwned { oid: RSA, parameters: Some(Any::null()) }
}

/// Whether the algorithms of signed data are written as [`Signer::signed`] writes them. The
/// signature does not cover them. Other programs add or omit parameters that mean nothing.
pub(crate) fn has_own_algorithms(data: &SignedData) -> bool {
    let by = [BY_ECDSA, by_rsa()];
    let is_own = |one: &SignerInfo| one.digest_alg == HASH && by.contains(&one.signature_algorithm);
    data.signer_infos.0.iter().all(is_own)
}

/// A certificate with its private key.
pub struct Signer {
    certificate: Certificate,
    /// The certificates of authorities that are in the file after the certificate itself.
    chain: Vec<Certificate>,
    key: Key,
}

enum Key {
    Rsa(rsa::SigningKey),
    P256(ecdsa::SigningKey<P256>),
    P384(ecdsa::SigningKey<P384>),
}

impl Signer {
    /// Reads the certificate and its key, and checks that they belong together.
    ///
    /// # Errors
    /// The reason why they cannot be used, as a sentence for the administrator.
    pub fn read(certificate: &Path, key: &Path) -> Result<Self, String> {
        supported().map_err(|error| error.to_string())?;
        let said = |file: &Path, why: &str| format!("{}: {why}", file.display());
        let bytes = file::read(certificate).map_err(|why| said(certificate, &why))?;
        let read: Result<Vec<_>, _> = certificate::read(&bytes).into_iter().collect();
        let mut all = read.map_err(|why| said(certificate, &why))?.into_iter();
        let own = all.next().ok_or_else(|| said(certificate, "has no certificate in PEM"))?;
        let bytes = Zeroizing::new(file::read(key).map_err(|why| said(key, &why))?);
        let der = PrivateKeyDer::from_pem_slice(&bytes)
            .map_err(|_| said(key, "has no private key in PEM without a passphrase"))?;
        let kind = "is no RSA key and no elliptic key of P-256 or P-384";
        let signer = Self {
            certificate: own,
            chain: all.collect(),
            key: Key::of(&der).ok_or_else(|| said(key, kind))?,
        };
        if !signer.belongs_together() {
            return Err(said(key, &format!("is not the key of {}", certificate.display())));
        }
        Ok(signer)
    }

    /// The time at which the certificate expires, in seconds since 1970.
    pub fn expires(&self) -> i64 {
        certificate::expires(&self.certificate)
    }

    /// The certificate of the key.
    pub(crate) fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// The certificate of the key, and those of its authorities that are known.
    pub(crate) fn certificates(&self) -> impl Iterator<Item = &Certificate> {
        std::iter::once(&self.certificate).chain(&self.chain)
    }

    /// Makes a detached signature: CMS `SignedData` in DER. `digest` is the SHA-256 of the signed
    /// bytes, and `attributes` are signed, too. `more` gets the signature and returns an attribute
    /// that is not signed, such as a time stamp.
    ///
    /// # Errors
    /// A library returned an error, or `more` did.
    pub fn signed(
        &self,
        digest: &[u8],
        attributes: Vec<Attribute>,
        more: impl FnOnce(&[u8]) -> Result<Option<Attribute>, String>,
    ) -> Result<Vec<u8>, String> {
        let text = |error: &dyn std::fmt::Display| error.to_string();
        let mut signed = SetOfVec::new();
        let own = [
            create_content_type_attribute(DATA).map_err(|error| text(&error))?,
            create_message_digest_attribute(digest).map_err(|error| text(&error))?,
        ];
        for attribute in own.into_iter().chain(attributes) {
            signed.insert(attribute).map_err(|error| text(&error))?;
        }
        let signature = self.key.sign(&signed.to_der().map_err(|error| text(&error))?)?;
        let unsigned_attrs = more(&signature)?
            .map(|one| SetOfVec::try_from(vec![one]).map_err(|error| text(&error)))
            .transpose()?;
        let tbs = &self.certificate.tbs_certificate;
        let info = SignerInfo {
            version: CmsVersion::V1,
            sid: SignerIdentifier::IssuerAndSerialNumber(IssuerAndSerialNumber {
                issuer: tbs.issuer.clone(),
                serial_number: tbs.serial_number.clone(),
            }),
            digest_alg: HASH,
            signed_attrs: Some(signed),
            signature_algorithm: if self.key.is_rsa() { by_rsa() } else { BY_ECDSA },
            signature: OctetString::new(signature).map_err(|error| text(&error))?,
            unsigned_attrs,
        };
        let data = SignedData {
            version: CmsVersion::V1,
            digest_algorithms: SetOfVec::try_from(vec![HASH]).map_err(|error| text(&error))?,
            encap_content_info: EncapsulatedContentInfo { econtent_type: DATA, econtent: None },
            certificates: Some(certificate_set(self.certificates())),
            crls: None,
            signer_infos: SignerInfos(
                SetOfVec::try_from(vec![info]).map_err(|error| text(&error))?,
            ),
        };
        content_info(&data).and_then(|info| info.to_der()).map_err(|error| text(&error))
    }

    fn belongs_together(&self) -> bool {
        let test = b"Ferrofax";
        let Ok(signature) = self.key.sign(test) else { return false };
        let public = &self.certificate.tbs_certificate.subject_public_key_info;
        let bytes = public.subject_public_key.raw_bytes();
        match self.key {
            Key::Rsa(_) => rsa::VerifyingKey::from_pkcs1_der(bytes)
                .is_ok_and(|key| key.verify_pkcs1_sha256(&signature, test).is_ok()),
            Key::P256(_) => ecdsa::VerifyingKey::<P256>::from_x962_uncompressed(bytes)
                .is_ok_and(|key| key.verify_asn1::<Sha256>(&[test], &signature).is_ok()),
            Key::P384(_) => ecdsa::VerifyingKey::<P384>::from_x962_uncompressed(bytes)
                .is_ok_and(|key| key.verify_asn1::<Sha256>(&[test], &signature).is_ok()),
        }
    }
}

impl Key {
    fn of(der: &PrivateKeyDer<'_>) -> Option<Self> {
        match der {
            PrivateKeyDer::Pkcs1(der) => {
                rsa::SigningKey::from_pkcs1_der(der.secret_pkcs1_der()).ok().map(Self::Rsa)
            }
            PrivateKeyDer::Sec1(der) => {
                let der = der.secret_sec1_der();
                let p256 = ecdsa::SigningKey::from_sec1_der(der).map(Self::P256);
                p256.or_else(|_| ecdsa::SigningKey::from_sec1_der(der).map(Self::P384)).ok()
            }
            PrivateKeyDer::Pkcs8(der) => {
                let der = der.secret_pkcs8_der();
                rsa::SigningKey::from_pkcs8_der(der)
                    .map(Self::Rsa)
                    .or_else(|_| ecdsa::SigningKey::from_pkcs8_der(der).map(Self::P256))
                    .or_else(|_| ecdsa::SigningKey::from_pkcs8_der(der).map(Self::P384))
                    .ok()
            }
            _ => None,
        }
    }

    fn sign(&self, bytes: &[u8]) -> Result<Vec<u8>, String> {
        let mut room = [0; 1_024];
        let signed = match self {
            Self::Rsa(key) => key.sign_pkcs1_sha256(&mut room, bytes),
            Self::P256(key) => key.sign_asn1::<Sha256>(&[bytes], &mut room),
            Self::P384(key) => key.sign_asn1::<Sha256>(&[bytes], &mut room),
        };
        signed.map(<[u8]>::to_vec).map_err(|error| format!("{error:?}"))
    }

    fn is_rsa(&self) -> bool {
        matches!(self, Self::Rsa(_))
    }
}

/// A set of certificates. A certificate that is there twice is inserted once.
pub(crate) fn certificate_set<'a>(
    certificates: impl Iterator<Item = &'a Certificate>,
) -> CertificateSet {
    let mut set = SetOfVec::new();
    for certificate in certificates {
        let _ = set.insert(CertificateChoices::Certificate(certificate.clone()));
    }
    CertificateSet(set)
}

/// Signed data with its type.
pub(crate) fn content_info(data: &SignedData) -> der::Result<ContentInfo> {
    Ok(ContentInfo { content_type: SIGNED_DATA, content: Any::from_der(&data.to_der()?)? })
}

/// An attribute with one value.
///
/// # Errors
/// A library returned an error.
pub fn attribute(oid: ObjectIdentifier, value: &impl der::Encode) -> der::Result<Attribute> {
    let mut values = SetOfVec::new();
    values.insert(Any::from_der(&value.to_der()?)?)?;
    Ok(Attribute { oid, values })
}
