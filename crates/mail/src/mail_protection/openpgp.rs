//! Encrypts a part of a mail by PGP/MIME (RFC 3156), and signs it if the settings name a key for
//! signatures.

use std::path::Path;

use pgp::composed::{ArmorOptions, Deserializable as _, MessageBuilder, SignedSecretKey};
use pgp::crypto::aead::{AeadAlgorithm, ChunkSize};
use pgp::crypto::hash::HashAlgorithm;
use pgp::crypto::sym::SymmetricKeyAlgorithm;
use pgp::packet::Signature;
use pgp::packet::SignatureType::SubkeyRevocation;
use pgp::types::{
    CompressionAlgorithm, KeyDetails as _, Password, PublicParams, SigningKey, Timestamp,
};
use rand_core::OsRng;
use zeroize::Zeroizing;

use super::mime::boundary;
use super::openpgp_key::Usable;
use ferrofax_proof::certificate::day;
use ferrofax_proof::file;

/// Your organisation's private OpenPGP key.
pub(super) struct Signer {
    key: SignedSecretKey,
    /// The time at which the key or its part that signs expires, in seconds since 1970. `None`:
    /// never.
    expires: Option<i64>,
}

impl Signer {
    /// Reads your organisation's private key, and makes a test signature with it.
    ///
    /// # Errors
    /// The reason why the key cannot be used, as a sentence for the administrator.
    pub(super) fn read(path: &Path) -> Result<Self, String> {
        let said = |why: &str| format!("{}: {why}", path.display());
        let bytes = Zeroizing::new(file::read(path).map_err(|why| said(&why))?);
        let read = if bytes.first().is_some_and(|first| *first >= 0x80) {
            SignedSecretKey::from_bytes(&bytes[..])
        } else {
            SignedSecretKey::from_armor_single(&bytes[..]).map(|(key, _)| key)
        };
        let key = read.map_err(|error| said(&format!("has no private OpenPGP key: {error}")))?;
        key.verify_bindings().map_err(|error| said(&format!("is damaged: {error}")))?;
        let mut signer = Self { expires: expires(&key), key };
        let (chosen, part_expires) = signer.signing().ok_or_else(|| {
            said(
                "has no key for signatures of a kind that is used here: Ed25519, or ECDSA; make \
                 one with: gpg --quick-generate-key ADDRESS ed25519",
            )
        })?;
        let tried = chosen.sign(&Password::empty(), HashAlgorithm::Sha256, &[0; 32]);
        tried.map_err(|_| said("has a passphrase; export it without one"))?;
        signer.expires = [signer.expires, part_expires].into_iter().flatten().min();
        Ok(signer)
    }

    pub(super) fn expires(&self) -> Option<i64> {
        self.expires
    }

    /// Returns the part of the key that signs, and the time at which this part expires, in seconds
    /// since 1970. `None` as the time: the part expires with the key. If several subkeys can sign,
    /// returns the one that expires last. RSA keys are not used, since the time that the library
    /// needs to compute with an RSA key may reveal the key (RUSTSEC-2023-0071).
    fn signing(&self) -> Option<(&dyn SigningKey, Option<i64>)> {
        let is_safe = |key: &PublicParams| {
            matches!(
                key,
                PublicParams::EdDSALegacy(_) | PublicParams::Ed25519(_) | PublicParams::ECDSA(_)
            )
        };
        let subkeys = self.key.secret_subkeys.iter().filter(|subkey| {
            let signs = subkey.signatures.iter().any(|one| one.key_flags().sign());
            let is_revoked =
                subkey.signatures.iter().any(|one| one.typ() == Some(SubkeyRevocation));
            signs && !is_revoked && is_safe(subkey.key.public_params())
        });
        let found = subkeys
            .map(|subkey| (&subkey.key, end(subkey.key.created_at(), &subkey.signatures)))
            .max_by_key(|(_, end)| end.unwrap_or(i64::MAX));
        if let Some((subkey, end)) = found {
            return Some((subkey, end));
        }
        let signs = own_signatures(&self.key).any(|one| one.key_flags().sign());
        let primary = &self.key.primary_key;
        (signs && is_safe(primary.public_params())).then_some((primary, None))
    }
}

/// The owner's signatures on the key. They say what the key is for, and when it expires.
fn own_signatures(key: &SignedSecretKey) -> impl Iterator<Item = &Signature> {
    let users = key.details.users.iter().flat_map(|user| &user.signatures);
    users.chain(&key.details.direct_signatures)
}

fn expires(key: &SignedSecretKey) -> Option<i64> {
    end(key.primary_key.created_at(), own_signatures(key))
}

/// The time at which a key expires, as the newest of its signatures says.
fn end<'a>(created: Timestamp, signatures: impl IntoIterator<Item = &'a Signature>) -> Option<i64> {
    let newest = signatures
        .into_iter()
        .max_by_key(|one| one.created().map_or(0, |time| time.as_secs()))?;
    let life = newest.key_expiration_time()?.as_secs();
    (life > 0).then(|| i64::from(created.as_secs()) + i64::from(life))
}

/// Signs a part of a mail if there is a `signer`, and encrypts it to the keys `recipients`. The
/// result is a part with headers of its own.
///
/// # Errors
/// The key that signs has expired, or the library returned an error. The text is for the log.
pub(super) fn encrypt(
    part: &[u8],
    recipients: &[&Usable],
    signer: Option<&Signer>,
    now_s: i64,
) -> Result<Vec<u8>, String> {
    if let Some(end) = signer.and_then(Signer::expires).filter(|end| now_s >= *end) {
        let until = day(end);
        return Err(format!("the OpenPGP key that signs has expired on {until}"));
    }
    let armored = armored(part, recipients, signer).map_err(|error| format!("OpenPGP: {error}"))?;
    let boundary = boundary().map_err(|error| error.to_string())?;
    let armored = armored.replace("\r\n", "\n").replace('\n', "\r\n");
    let whole = format!(
        "Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\";\r\n \
         boundary=\"{boundary}\"\r\n\r\n--{boundary}\r\n\
         Content-Type: application/pgp-encrypted\r\n\
         Content-Description: PGP/MIME version identification\r\n\r\nVersion: 1\r\n\r\n\
         --{boundary}\r\nContent-Type: application/octet-stream; name=\"encrypted.asc\"\r\n\
         Content-Description: OpenPGP encrypted message\r\n\
         Content-Disposition: inline; filename=\"encrypted.asc\"\r\n\r\n\
         {armored}\r\n--{boundary}--\r\n"
    );
    Ok(whole.into_bytes())
}

fn armored(
    part: &[u8],
    recipients: &[&Usable],
    signer: Option<&Signer>,
) -> pgp::errors::Result<String> {
    let aes = SymmetricKeyAlgorithm::AES256;
    let plain = MessageBuilder::from_bytes("", part.to_vec());
    let signing = signer.and_then(Signer::signing);
    // The library has one type for the encryption to keys of version 6, and another for older keys.
    if recipients.iter().all(|key| key.is_of_version_6()) {
        let mut builder = plain.seipd_v2(OsRng, aes, AeadAlgorithm::Ocb, ChunkSize::default());
        builder.compression(CompressionAlgorithm::ZLIB);
        if let Some((key, _)) = signing {
            builder.sign(key, Password::empty(), HashAlgorithm::Sha512);
        }
        for key in recipients {
            builder.encrypt_to_key(OsRng, *key)?;
        }
        return builder.to_armored_string(OsRng, ArmorOptions::default());
    }
    let mut builder = plain.seipd_v1(OsRng, aes);
    builder.compression(CompressionAlgorithm::ZLIB);
    if let Some((key, _)) = signing {
        builder.sign(key, Password::empty(), HashAlgorithm::Sha512);
    }
    for key in recipients {
        builder.encrypt_to_key(OsRng, *key)?;
    }
    builder.to_armored_string(OsRng, ArmorOptions::default())
}
