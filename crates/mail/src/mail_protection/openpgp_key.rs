//! The OpenPGP keys of recipients (RFC 9580): reads them, and finds the one to which a mail can be
//! encrypted.
//!
//! The library reads packets and checks signatures, but has no rules that say which keys can be
//! used. These rules are here: of several signatures of the owner, the newest is used. A revocation
//! by the owner is final. A signature with a time in the future is ignored. This module also
//! combines the packets into keys, because the library's own type for a key loses the revocation of
//! an address.

use std::io::Cursor;

use pgp::armor::{BlockType, Dearmor};
use pgp::crypto::hash::HashAlgorithm;
use pgp::packet::{
    Packet, PacketParser, PublicKey, PublicSubkey, Signature, SignatureType, UserId,
};
use pgp::types::{EncryptionKey, EskType, KeyDetails as _, PkeskBytes, PublicParams, Tag};
use rand_core::{CryptoRng, RngCore};
use rsa::traits::PublicKeyParts as _;

use super::key_fault::KeyFault;
use ferrofax_basics::UnixMs;
use ferrofax_proof::certificate::day;

/// The smallest RSA key that is used, in bits.
const SMALLEST_RSA: usize = 2_048;

/// The maximum number of keys, and of packets, in one block of OpenPGP data.
const MOST_KEYS: usize = 100;
const MOST_PACKETS: usize = 2_000;

/// A key of a person, with all signatures, which are not checked yet.
#[derive(Clone, Debug)]
pub(super) struct PersonKey {
    primary: PublicKey,
    /// The signatures that are about the whole key, and not about an address or a subkey.
    signatures: Vec<Signature>,
    users: Vec<(UserId, Vec<Signature>)>,
    subkeys: Vec<(PublicSubkey, Vec<Signature>)>,
}

/// The part of a person's key to which mails are encrypted.
#[derive(Clone, Debug)]
pub(super) enum Usable {
    Primary(PublicKey),
    Subkey(PublicSubkey),
}

impl Usable {
    /// Whether the key is of version 6 (RFC 9580), which needs the newer kind of encryption.
    pub(super) fn is_of_version_6(&self) -> bool {
        let version = match self {
            Self::Primary(key) => key.version(),
            Self::Subkey(key) => key.version(),
        };
        version == pgp::types::KeyVersion::V6
    }
}

impl pgp::types::KeyDetails for Usable {
    fn version(&self) -> pgp::types::KeyVersion {
        match self {
            Self::Primary(key) => key.version(),
            Self::Subkey(key) => key.version(),
        }
    }

    fn fingerprint(&self) -> pgp::types::Fingerprint {
        match self {
            Self::Primary(key) => key.fingerprint(),
            Self::Subkey(key) => key.fingerprint(),
        }
    }

    fn legacy_key_id(&self) -> pgp::types::KeyId {
        match self {
            Self::Primary(key) => key.legacy_key_id(),
            Self::Subkey(key) => key.legacy_key_id(),
        }
    }

    fn algorithm(&self) -> pgp::crypto::public_key::PublicKeyAlgorithm {
        match self {
            Self::Primary(key) => key.algorithm(),
            Self::Subkey(key) => key.algorithm(),
        }
    }

    fn created_at(&self) -> pgp::types::Timestamp {
        match self {
            Self::Primary(key) => key.created_at(),
            Self::Subkey(key) => key.created_at(),
        }
    }

    fn legacy_v3_expiration_days(&self) -> Option<u16> {
        None
    }

    fn public_params(&self) -> &PublicParams {
        match self {
            Self::Primary(key) => key.public_params(),
            Self::Subkey(key) => key.public_params(),
        }
    }
}

impl EncryptionKey for Usable {
    fn encrypt<R: RngCore + CryptoRng>(
        &self,
        rng: R,
        plain: &[u8],
        kind: EskType,
    ) -> pgp::errors::Result<PkeskBytes> {
        match self {
            Self::Primary(key) => key.encrypt(rng, plain, kind),
            Self::Subkey(key) => key.encrypt(rng, plain, kind),
        }
    }
}

/// Whether these bytes are probably OpenPGP keys.
pub(super) fn is_one(bytes: &[u8]) -> bool {
    let is_binary = matches!(bytes.first(), Some(0x98..=0x9a | 0xc6));
    is_binary || bytes.windows(BEGIN.len()).any(|part| part == BEGIN.as_bytes())
}

const BEGIN: &str = "-----BEGIN PGP PUBLIC KEY BLOCK-----";

/// Reads the keys in these bytes: one or more armored blocks, or binary data.
///
/// # Errors
/// The bytes are damaged; the text says how.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<PersonKey>, String> {
    if matches!(bytes.first(), Some(0x80..)) {
        return keys(bytes);
    }
    let text = String::from_utf8_lossy(bytes);
    let mut all = Vec::new();
    for (at, _) in text.match_indices(BEGIN).take(MOST_KEYS) {
        let mut armor = Dearmor::new(Cursor::new(text[at..].as_bytes()));
        let mut binary = Vec::new();
        std::io::Read::read_to_end(&mut armor, &mut binary).map_err(|error| error.to_string())?;
        if armor.typ == Some(BlockType::PublicKey) {
            all.extend(keys(&binary)?);
        }
    }
    Ok(all)
}

fn keys(binary: &[u8]) -> Result<Vec<PersonKey>, String> {
    enum Last {
        Key,
        User,
        Subkey,
        Other,
    }
    let mut all: Vec<PersonKey> = Vec::new();
    let mut last = Last::Other;
    for (count, packet) in PacketParser::new(Cursor::new(binary)).enumerate() {
        if count >= MOST_PACKETS || all.len() > MOST_KEYS {
            return Err("it has too many keys or signatures".to_owned());
        }
        let packet = match packet {
            Ok(packet) => packet,
            // Skip a packet of a newer version of the standard.
            Err(pgp::errors::Error::Unsupported { .. }) => {
                last = Last::Other;
                continue;
            }
            Err(error) => return Err(error.to_string()),
        };
        match (packet, all.last_mut()) {
            (Packet::PublicKey(primary), _) => {
                let (signatures, users, subkeys) = Default::default();
                all.push(PersonKey { primary, signatures, users, subkeys });
                last = Last::Key;
            }
            (Packet::UserId(user), Some(key)) => {
                key.users.push((user, Vec::new()));
                last = Last::User;
            }
            (Packet::PublicSubkey(subkey), Some(key)) => {
                key.subkeys.push((subkey, Vec::new()));
                last = Last::Subkey;
            }
            (Packet::Signature(signature), Some(key)) => {
                let of = match last {
                    Last::Key => Some(&mut key.signatures),
                    Last::User => key.users.last_mut().map(|(_, signatures)| signatures),
                    Last::Subkey => key.subkeys.last_mut().map(|(_, signatures)| signatures),
                    Last::Other => None,
                };
                if let Some(of) = of {
                    of.push(signature);
                }
            }
            (Packet::SecretKey(_) | Packet::SecretSubkey(_), _) => {
                return Err("it is a private key; replace it by the public one".to_owned());
            }
            (Packet::UserAttribute(_), _) => last = Last::Other,
            _ => {}
        }
    }
    Ok(all)
}

/// The mail address in a user ID: `Name <address>`, or the address alone.
fn address(user: &UserId) -> Option<String> {
    let text = std::str::from_utf8(user.id()).ok()?.trim();
    let address = match (text.rfind('<'), text.ends_with('>')) {
        (Some(at), true) => text.get(at + 1..text.len() - 1)?,
        _ => text,
    };
    address.contains('@').then(|| address.trim().to_owned())
}

impl PersonKey {
    /// The mail addresses of the key, whether they are signed or not.
    pub(super) fn addresses(&self) -> Vec<String> {
        self.users.iter().filter_map(|(user, _)| address(user)).collect()
    }

    /// The name of the key in messages, with its fingerprint.
    fn name(&self) -> String {
        format!("the OpenPGP key {:X}", self.primary.fingerprint())
    }

    /// The time at which the key expires, in seconds since 1970. `None`: never.
    pub(super) fn expires(&self) -> Option<i64> {
        let of_users = self.users.iter().flat_map(|(_, signatures)| signatures);
        let newest = newest(of_users.chain(&self.signatures));
        expiry(self.primary.created_at().as_secs(), newest)
    }

    fn usable(&self, recipient: &str, now_s: i64) -> Result<Usable, KeyFault> {
        let key = self.name();
        let revoked = |kind| move |signature: &&Signature| signature.typ() == Some(kind);
        // Check the key as a whole.
        let mut whole = self.signatures.iter().filter(|one| self.is_own(one));
        if whole.any(|one| one.typ() == Some(SignatureType::KeyRevocation)) {
            return Err(KeyFault::Revoked { key });
        }
        let direct = self.signatures.iter().filter(|one| {
            one.typ() == Some(SignatureType::Key) && self.is_own(one) && is_past(one, now_s)
        });
        // Look for the recipient's address, and check it.
        let mut named = None;
        let mut was_revoked = false;
        for (user, signatures) in &self.users {
            if !address(user).is_some_and(|one| one.eq_ignore_ascii_case(recipient)) {
                continue;
            }
            let certified = |one: &&Signature| {
                is_strong(one) && one.verify_certification(&self.primary, Tag::UserId, user).is_ok()
            };
            if signatures
                .iter()
                .filter(revoked(SignatureType::CertRevocation))
                .any(|one| certified(&one))
            {
                was_revoked = true;
                continue;
            }
            let own = signatures
                .iter()
                .filter(|one| one.is_certification() && is_past(one, now_s) && certified(one));
            named = newest(own).or(named);
        }
        let Some(named) = named else {
            return Err(if was_revoked {
                KeyFault::Revoked { key }
            } else {
                KeyFault::Address { key }
            });
        };
        let direct = newest(direct);
        let created = self.primary.created_at().as_secs();
        if now_s < i64::from(created) {
            return Err(KeyFault::NotYet { key, from: day(created.into()) });
        }
        for signature in [Some(named), direct].into_iter().flatten() {
            if let Some(until) = expiry(created, Some(signature)).filter(|end| now_s >= *end) {
                return Err(KeyFault::Expired { key, until: day(until) });
            }
        }
        // Find the part of the key that encrypts.
        let mut fault = None;
        let mut found: Option<(u32, Usable)> = None;
        for (subkey, signatures) in &self.subkeys {
            match self.usable_subkey(subkey, signatures, now_s) {
                Ok(Some(())) => {
                    let created = subkey.created_at().as_secs();
                    if found.as_ref().is_none_or(|(then, _)| created >= *then) {
                        found = Some((created, Usable::Subkey(subkey.clone())));
                    }
                }
                Ok(None) => {}
                Err(why) => fault = Some(why),
            }
        }
        if let Some((_, found)) = found {
            return Ok(found);
        }
        let flags = direct.unwrap_or(named).key_flags();
        if flags.encrypt_comms() || flags.encrypt_storage() {
            strength(self.primary.public_params())
                .map_err(|why| KeyFault::Unsupported { key, why })?;
            return Ok(Usable::Primary(self.primary.clone()));
        }
        let why = "it has no part for encryption".to_owned();
        Err(fault.unwrap_or(KeyFault::Purpose { key, why }))
    }

    /// Checks whether mails can be encrypted to a subkey. `None`: the subkey is for another
    /// purpose, or has no valid signature of the owner.
    fn usable_subkey(
        &self,
        subkey: &PublicSubkey,
        signatures: &[Signature],
        now_s: i64,
    ) -> Result<Option<()>, KeyFault> {
        let key = format!("{}, its subkey {:X}", self.name(), subkey.fingerprint());
        let own = |one: &&Signature| {
            is_strong(one) && one.verify_subkey_binding(&self.primary, subkey).is_ok()
        };
        let of = |kind: SignatureType| {
            signatures.iter().filter(move |one| one.typ() == Some(kind)).filter(own)
        };
        let binding = newest(of(SignatureType::SubkeyBinding).filter(|one| is_past(one, now_s)));
        let Some(binding) = binding else { return Ok(None) };
        let flags = binding.key_flags();
        if !flags.encrypt_comms() && !flags.encrypt_storage() {
            return Ok(None);
        }
        if of(SignatureType::SubkeyRevocation).next().is_some() {
            return Err(KeyFault::Revoked { key });
        }
        let created = subkey.created_at().as_secs();
        if let Some(until) = expiry(created, Some(binding)).filter(|end| now_s >= *end) {
            return Err(KeyFault::Expired { key, until: day(until) });
        }
        if now_s < i64::from(created) {
            return Err(KeyFault::NotYet { key, from: day(created.into()) });
        }
        strength(subkey.public_params()).map_err(|why| KeyFault::Unsupported { key, why })?;
        Ok(Some(()))
    }

    /// Whether this signature over the whole key was made by the key itself.
    fn is_own(&self, signature: &Signature) -> bool {
        is_strong(signature) && signature.verify_key(&self.primary).is_ok()
    }
}

/// Finds the newest key to which a mail for this recipient can be encrypted; `None` if there are no
/// keys.
///
/// # Errors
/// No key can be used. The error is the fault of the newest one.
pub(super) fn newest_usable(
    candidates: &[PersonKey],
    recipient: &str,
    now: UnixMs,
) -> Option<Result<Usable, KeyFault>> {
    let mut sorted: Vec<&PersonKey> = candidates.iter().collect();
    sorted.sort_by_key(|key| std::cmp::Reverse(key.primary.created_at().as_secs()));
    let mut fault: Option<KeyFault> = None;
    for key in sorted {
        match key.usable(recipient, now.0.div_euclid(1_000)) {
            Ok(found) => return Some(Ok(found)),
            Err(why) => fault = fault.or(Some(why)),
        }
    }
    fault.map(Err)
}

fn newest<'a>(signatures: impl Iterator<Item = &'a Signature>) -> Option<&'a Signature> {
    signatures.max_by_key(|one| one.created().map_or(0, |time| time.as_secs()))
}

/// The time at which a key that was made at `created` expires, in seconds since 1970; `None`:
/// never. The signature `newest` says for how long the key is valid.
fn expiry(created: u32, newest: Option<&Signature>) -> Option<i64> {
    let life = newest?.key_expiration_time()?.as_secs();
    (life > 0).then(|| i64::from(created) + i64::from(life))
}

/// Whether a signature was made before now, and has not expired.
fn is_past(signature: &Signature, now_s: i64) -> bool {
    let Some(created) = signature.created() else { return false };
    let created = i64::from(created.as_secs());
    let life = signature.signature_expiration_time().map_or(0, |life| life.as_secs());
    created <= now_s && (life == 0 || now_s < created + i64::from(life))
}

/// Whether the signature's hash algorithm is strong enough, so that the signature is hard to forge.
fn is_strong(signature: &Signature) -> bool {
    !matches!(signature.hash_alg(), None | Some(HashAlgorithm::Md5 | HashAlgorithm::None))
}

/// Checks that a key is of a kind and a size that are safe.
fn strength(key: &PublicParams) -> Result<(), String> {
    match key {
        PublicParams::RSA(rsa) if rsa.key.n().bits() >= SMALLEST_RSA => Ok(()),
        PublicParams::RSA(rsa) => Err(format!(
            "its RSA key has {} bits, and {SMALLEST_RSA} at least are needed; ask the recipient \
             for a new one",
            rsa.key.n().bits()
        )),
        PublicParams::ECDH(_) | PublicParams::X25519(_) | PublicParams::X448(_) => Ok(()),
        _ => Err("its kind is not supported; ask the recipient for a key with RSA or an elliptic \
                  curve"
            .to_owned()),
    }
}
