//! The key that signs proofs: one that Ferrofax makes on first use, or one of the administrator.
//! All certificates that have signed proofs so far are kept, so that old proofs can be verified.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use der::asn1::{Any, BitString, GeneralizedTime, OctetString, SetOfVec, UtcTime};
use der::oid::{AssociatedOid, ObjectIdentifier};
use der::pem::LineEnding;
use der::{Decode as _, Encode as _, EncodePem as _, Tag};
use graviola::hashing::Sha256;
use graviola::signing::ecdsa::{P256, SigningKey};
use x509_cert::Certificate;
use x509_cert::attr::AttributeTypeAndValue;
use x509_cert::certificate::{CertificateInner, TbsCertificateInner, Version};
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::{BasicConstraints, KeyUsage, KeyUsages};
use x509_cert::name::{RdnSequence, RelativeDistinguishedName};
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};
use x509_cert::time::{Time, Validity};
use zeroize::Zeroizing;

use crate::certificate::{self, ECDSA_SHA_256};
use crate::settings::ProofSettings;
use crate::signer::Signer;
use ferrofax_basics::UnixMs;
use ferrofax_spool::safe_file::{self, Share};

const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");

/// The file with the key that Ferrofax makes, and its certificate.
const OWN: &str = "own.pem";

/// The file with all certificates that have signed proofs so far, the newest last.
const KEPT: &str = "certificates.pem";

/// The life of a certificate that Ferrofax makes, in seconds: ten years.
const LIFE: i64 = 3_652 * 86_400;

/// How long before it was made a certificate that Ferrofax makes is valid, in seconds: a day. A time
/// stamp may be earlier than the server's clock.
const MARGIN: i64 = 86_400;

/// The greatest number of characters of a common name (RFC 5280 appendix A).
const LONGEST_NAME: usize = 64;

/// Why the key that signs proofs cannot be used. The text is for the administrator.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The folder of the key cannot be used.
    #[error("[proof] folder: {}: {why}", path.display())]
    Folder {
        /// The folder, or a file in it.
        path: PathBuf,
        /// The reason.
        why: String,
    },
    /// The key or its certificate cannot be used, for this reason.
    #[error("[proof] {0}")]
    Key(String),
}

/// The folder of the keys.
pub(crate) struct Keys<'a> {
    settings: &'a ProofSettings,
    folder: &'a Path,
}

impl<'a> Keys<'a> {
    pub(crate) fn of(settings: &'a ProofSettings) -> Self {
        let folder = settings.folder.as_deref().unwrap_or(Path::new(""));
        Self { settings, folder }
    }

    /// The key that signs proofs now. On first use, Ferrofax makes one for this machine.
    pub(crate) fn signer(&self, node: &str, now: UnixMs) -> Result<Signer, KeyError> {
        let _lock = self.locked()?;
        let signer = match self.given() {
            Some(signer) => signer?,
            None => match self.own()? {
                Some(signer) => signer,
                None => self.make(node, now)?,
            },
        };
        self.keep(&signer)?;
        Ok(signer)
    }

    /// The key that signs proofs now, if there is one. Nothing is made or changed.
    pub(crate) fn present(&self) -> Option<Result<Signer, KeyError>> {
        self.given().or_else(|| self.own().transpose())
    }

    /// Replaces the key that Ferrofax has made by a new one.
    pub(crate) fn renew(&self, node: &str, now: UnixMs) -> Result<Signer, KeyError> {
        if self.given().is_some() {
            let why = "key: Ferrofax does not replace a key that certificate and key name";
            return Err(KeyError::Key(why.to_owned()));
        }
        let _lock = self.locked()?;
        if let Some(before) = self.own()? {
            self.keep(&before)?;
        }
        let signer = self.make(node, now)?;
        self.keep(&signer)?;
        Ok(signer)
    }

    /// All certificates that have signed proofs so far, the newest last, as PEM.
    pub(crate) fn kept(&self) -> Result<Vec<u8>, KeyError> {
        let path = self.folder.join(KEPT);
        match safe_file::read(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            read => read.map_err(|error| of(&path, &error)),
        }
    }

    fn given(&self) -> Option<Result<Signer, KeyError>> {
        let ProofSettings { certificate, key, .. } = self.settings;
        let read = Signer::read(certificate.as_ref()?, key.as_ref()?);
        Some(read.map_err(KeyError::Key))
    }

    /// The key that Ferrofax has made, if there is one.
    fn own(&self) -> Result<Option<Signer>, KeyError> {
        let path = self.folder.join(OWN);
        let is_there = path.try_exists().map_err(|error| of(&path, &error))?;
        let read = || Signer::read(&path, &path).map_err(KeyError::Key);
        is_there.then(read).transpose()
    }

    /// Makes a key and a certificate that is signed with it.
    fn make(&self, node: &str, now: UnixMs) -> Result<Signer, KeyError> {
        let path = self.folder.join(OWN);
        let made = made(node, now).map_err(KeyError::Key)?;
        let written = safe_file::replace(&path, made.as_bytes(), Share::Nobody);
        written
            .and_then(|()| safe_file::flush(self.folder))
            .map_err(|error| of(&path, &error))?;
        let signer = Signer::read(&path, &path).map_err(KeyError::Key)?;
        let sum = certificate::fingerprint(signer.certificate());
        log::info!("proofs of sending are signed by a new key: certificate SHA-256 {sum}");
        Ok(signer)
    }

    /// Adds the certificate of a key to those that are kept.
    fn keep(&self, signer: &Signer) -> Result<(), KeyError> {
        let path = self.folder.join(KEPT);
        let mut kept = self.kept()?;
        let known = certificate::read_all(&kept);
        if known.iter().any(|one| one.as_ref() == Ok(signer.certificate())) {
            return Ok(());
        }
        let pem = signer.certificate().to_pem(LineEnding::LF);
        kept.extend(pem.map_err(|error| of(&path, &error))?.into_bytes());
        let written = safe_file::replace(&path, &kept, Share::GroupReads);
        written
            .and_then(|()| safe_file::flush(self.folder))
            .map_err(|error| of(&path, &error))
    }

    /// Makes the folder, and locks it against other processes.
    fn locked(&self) -> Result<File, KeyError> {
        let folder = self.folder;
        if !folder.exists() {
            safe_file::make_folder(folder, Share::GroupReads)
                .map_err(|error| of(folder, &error))?;
        }
        let locked = File::open(folder).and_then(|folder| {
            rustix::fs::flock(&folder, rustix::fs::FlockOperation::LockExclusive)?;
            Ok(folder)
        });
        locked.map_err(|error| of(folder, &error))
    }
}

/// The rights of the file with this key; `None` if only its owner and group may read it.
pub(crate) fn too_open(path: &Path) -> Option<String> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = std::fs::metadata(path).ok()?.permissions().mode() & 0o777;
    let is_open = mode & 0o007 != 0;
    is_open.then(|| format!("{}: everybody may read or write it (mode {mode:04o})", path.display()))
}

/// The file with the private key that signs proofs.
pub(crate) fn key_file(settings: &ProofSettings) -> Option<PathBuf> {
    settings.key.clone().or_else(|| Some(settings.folder.as_ref()?.join(OWN)))
}

fn of(path: &Path, why: &dyn std::fmt::Display) -> KeyError {
    KeyError::Folder { path: path.to_owned(), why: why.to_string() }
}

/// Makes a key and a certificate that is signed with it, both as PEM.
fn made(node: &str, now: UnixMs) -> Result<Zeroizing<String>, String> {
    let key = SigningKey::<P256>::generate().map_err(|error| format!("{error:?}"))?;
    let certificate = self_signed(&key, node, now).map_err(|error| error.to_string())?;
    let mut room = Zeroizing::new([0; 512]);
    let der = key.to_pkcs8_der(room.as_mut()).map_err(|error| format!("{error:?}"))?;
    let key = der::pem::encode_string("PRIVATE KEY", LineEnding::LF, der);
    let key = Zeroizing::new(key.map_err(|error| error.to_string())?);
    let certificate = certificate.to_pem(LineEnding::LF).map_err(|error| error.to_string())?;
    Ok(Zeroizing::new(key.to_string() + &certificate))
}

fn self_signed(key: &SigningKey<P256>, node: &str, now: UnixMs) -> der::Result<Certificate> {
    let failed = |_| der::Error::from(der::ErrorKind::Failed);
    let mut room = [0; 256];
    let public = key.to_spki_der(&mut room).map_err(failed)?;
    let mut serial = [0; 16];
    graviola::random::fill(&mut serial).map_err(failed)?;
    // The serial number must be positive (RFC 5280 §4.1.2.2).
    serial[0] = serial[0] & 0x3f | 0x40;
    let algorithm = AlgorithmIdentifierOwned { oid: ECDSA_SHA_256, parameters: None };
    let name = subject(node)?;
    let from = now.0.div_euclid(1_000);
    let usage = KeyUsage(KeyUsages::DigitalSignature | KeyUsages::NonRepudiation);
    let basic = BasicConstraints { ca: false, path_len_constraint: None };
    let tbs = TbsCertificateInner {
        version: Version::V3,
        serial_number: SerialNumber::new(&serial)?,
        signature: algorithm.clone(),
        issuer: name.clone(),
        validity: Validity { not_before: time(from - MARGIN)?, not_after: time(from + LIFE)? },
        subject: name,
        subject_public_key_info: SubjectPublicKeyInfoOwned::from_der(public)?,
        issuer_unique_id: None,
        subject_unique_id: None,
        extensions: Some(vec![extension(&basic)?, extension(&usage)?]),
    };
    let mut room = [0; 128];
    let signature = key.sign_asn1::<Sha256>(&[&tbs.to_der()?], &mut room).map_err(failed)?;
    let signature = BitString::from_bytes(signature)?;
    Ok(CertificateInner { tbs_certificate: tbs, signature_algorithm: algorithm, signature })
}

/// The name of the certificate of a machine.
fn subject(node: &str) -> der::Result<RdnSequence> {
    let shown = node.chars().filter(|letter| !letter.is_control());
    let name: String = format!("Ferrofax {}", shown.collect::<String>());
    let name: String = name.chars().take(LONGEST_NAME).collect();
    let value = Any::new(Tag::Utf8String, name.into_bytes())?;
    let mut set = SetOfVec::new();
    set.insert(AttributeTypeAndValue { oid: COMMON_NAME, value })?;
    Ok(RdnSequence(vec![RelativeDistinguishedName(set)]))
}

fn extension<T: der::Encode + AssociatedOid>(value: &T) -> der::Result<Extension> {
    let extn_value = OctetString::new(value.to_der()?)?;
    Ok(Extension { extn_id: T::OID, critical: true, extn_value })
}

/// A time in a certificate, from seconds since 1970 (RFC 5280 §4.1.2.5).
fn time(seconds: i64) -> der::Result<Time> {
    let moment = Duration::from_secs(u64::try_from(seconds).unwrap_or_default());
    match UtcTime::from_unix_duration(moment) {
        Ok(time) => Ok(Time::UtcTime(time)),
        Err(_) => GeneralizedTime::from_unix_duration(moment).map(Time::GeneralTime),
    }
}
