//! Encrypts a part of a mail by S/MIME (RFC 8551), as CMS `EnvelopedData` (RFC 5652) with AES-256.
//! If the settings name a key for signatures, the part is signed first (`multipart/signed`).

use std::time::Duration;

use cms::builder::{
    ContentEncryptionAlgorithm, EnvelopedDataBuilder, RecipientInfoBuilder, RecipientInfoType,
};
use cms::cert::IssuerAndSerialNumber;
use cms::content_info::{CmsVersion, ContentInfo};
use cms::enveloped_data::{
    EncryptedKey, KeyTransRecipientInfo, RecipientIdentifier, RecipientInfo,
};
use rand_core::OsRng;
use rsa::{Pkcs1v15Encrypt, RsaPublicKey};
use sha2::Digest as _;
use x509_cert::attr::Attribute;
use x509_cert::der::asn1::{Any, AnyRef, GeneralizedTime, UtcTime};
use x509_cert::der::oid::ObjectIdentifier;
use x509_cert::der::{Decode as _, Encode as _};
use x509_cert::spki::AlgorithmIdentifierOwned;
use x509_cert::time::Time;

use super::certificate::Usable;
use super::mime::{base64_lines, boundary};
use ferrofax_basics::UnixMs;
use ferrofax_proof::certificate::day;
use ferrofax_proof::signer::{Signer, attribute};

const ENVELOPED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.3");
const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const SIGNING_TIME: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.5");

/// Encrypts a part of a mail to these certificates. The result is a part with headers of its own.
///
/// # Errors
/// The library returned an error; the text is for the log.
pub(super) fn encrypt(part: &[u8], recipients: &[&Usable]) -> Result<Vec<u8>, String> {
    let told = |error: &dyn std::fmt::Display| format!("S/MIME: {error}");
    let aes = ContentEncryptionAlgorithm::Aes256Cbc;
    let mut builder =
        EnvelopedDataBuilder::new(None, part, aes, None).map_err(|error| told(&error))?;
    for recipient in recipients {
        let tbs = &recipient.certificate.tbs_certificate;
        let id = IssuerAndSerialNumber {
            issuer: tbs.issuer.clone(),
            serial_number: tbs.serial_number.clone(),
        };
        let transport = Transport { id, key: &recipient.key };
        builder.add_recipient_info(transport).map_err(|error| told(&error))?;
    }
    let enveloped = builder.build_with_rng(&mut OsRng).map_err(|error| told(&error))?;
    let der = enveloped.to_der().map_err(|error| told(&error))?;
    let content = AnyRef::from_der(&der).map_err(|error| told(&error))?;
    let info = ContentInfo { content_type: ENVELOPED_DATA, content: Any::from(content) };
    let der = info.to_der().map_err(|error| told(&error))?;
    let mut whole = b"Content-Type: application/pkcs7-mime; smime-type=enveloped-data;\r\n \
        name=\"smime.p7m\"\r\nContent-Transfer-Encoding: base64\r\n\
        Content-Disposition: attachment; filename=\"smime.p7m\"\r\n\r\n"
        .to_vec();
    whole.extend(base64_lines(&der));
    Ok(whole)
}

/// The recipient's RSA key, which encrypts the key of the mail (RFC 5652 §6.2.1). The library's own
/// type is not used: it leaves out the algorithm's parameters, which RFC 3370 §4.2.1 requires.
struct Transport<'a> {
    id: IssuerAndSerialNumber,
    key: &'a RsaPublicKey,
}

impl RecipientInfoBuilder for Transport<'_> {
    fn recipient_info_type(&self) -> RecipientInfoType {
        RecipientInfoType::Ktri
    }

    fn recipient_info_version(&self) -> CmsVersion {
        CmsVersion::V0
    }

    fn build(&mut self, content_key: &[u8]) -> Result<RecipientInfo, cms::builder::Error> {
        let encrypted = self
            .key
            .encrypt(&mut OsRng, Pkcs1v15Encrypt, content_key)
            .map_err(|error| cms::builder::Error::Builder(error.to_string()))?;
        Ok(RecipientInfo::Ktri(KeyTransRecipientInfo {
            version: CmsVersion::V0,
            rid: RecipientIdentifier::IssuerAndSerialNumber(self.id.clone()),
            key_enc_alg: AlgorithmIdentifierOwned { oid: RSA, parameters: Some(Any::null()) },
            enc_key: EncryptedKey::new(encrypted)?,
        }))
    }
}

/// Signs a part of a mail. The result is a part `multipart/signed` (RFC 1847) with its headers.
///
/// # Errors
/// The signature cannot be made; the text is for the log.
pub(super) fn sign(part: &[u8], signer: &Signer, now: UnixMs) -> Result<Vec<u8>, String> {
    let boundary = boundary().map_err(|error| error.to_string())?;
    let signature = signature(part, signer, now)?;
    let mut whole = format!(
        "Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\";\r\n \
         micalg=sha-256; boundary=\"{boundary}\"\r\n\r\n--{boundary}\r\n"
    )
    .into_bytes();
    whole.extend_from_slice(part);
    whole.extend(
        format!(
            "\r\n--{boundary}\r\nContent-Type: application/pkcs7-signature; \
             name=\"smime.p7s\"\r\nContent-Transfer-Encoding: base64\r\n\
             Content-Disposition: attachment; filename=\"smime.p7s\"\r\n\r\n"
        )
        .into_bytes(),
    );
    whole.extend(base64_lines(&signature));
    whole.extend(format!("--{boundary}--\r\n").into_bytes());
    Ok(whole)
}

/// Makes the detached signature of a part of a mail.
fn signature(part: &[u8], signer: &Signer, now: UnixMs) -> Result<Vec<u8>, String> {
    if now.0.div_euclid(1_000) > signer.expires() {
        let until = day(signer.expires());
        return Err(format!("the certificate that signs has expired on {until}"));
    }
    let told = |why: &dyn std::fmt::Display| format!("the mail cannot be signed: {why}");
    let time = signing_time(now).map_err(|error| told(&error))?;
    let signed = signer.signed(&sha2::Sha256::digest(part), vec![time], |_| Ok(None));
    signed.map_err(|why| told(&why))
}

/// The attribute with the time of a signature (RFC 5652 §11.3).
fn signing_time(now: UnixMs) -> x509_cert::der::Result<Attribute> {
    let moment = Duration::from_millis(u64::try_from(now.0).unwrap_or_default());
    let time = match UtcTime::from_unix_duration(moment) {
        Ok(time) => Time::UtcTime(time),
        Err(_) => Time::GeneralTime(GeneralizedTime::from_unix_duration(moment)?),
    };
    attribute(SIGNING_TIME, &time)
}
