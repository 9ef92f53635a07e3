//! The ciphers of encrypted documents: AES-256-GCM and HMAC-SHA-256, from the library that the
//! project's TLS uses. In the code, `seal` means to encrypt, and `open` to decrypt.

use data_encoding::HEXLOWER;
use graviola::aead::AesGcm;
use graviola::hashing::Sha256;
use graviola::hashing::hmac::Hmac;
use zeroize::Zeroizing;

/// The length of a key, in bytes.
pub(super) const KEY: usize = 32;
/// The length of an authentication tag, in bytes. The tag shows that encrypted bytes are unchanged.
pub(crate) const TAG: usize = 16;
const NONCE: usize = 12;

/// A prefix for each purpose, which is put before all hashed data and all additional authenticated
/// data. So data of one purpose is never accepted for another purpose.
const WRAP: &[u8] = b"ferrofax data key 1\0";
const PIECE: &[u8] = b"ferrofax piece 1\0";
const PROOF: &[u8] = b"ferrofax document 1\0";
const KEY_ID: &[u8] = b"ferrofax key id 1\0";

/// The data key of a document. The key that encrypts the document is derived from the data key and
/// the properties of the document. The memory is overwritten when the value is dropped.
#[derive(Clone)]
pub struct DataKey(Zeroizing<[u8; KEY]>);

impl DataKey {
    /// A random data key.
    ///
    /// # Errors
    /// The system has no random numbers.
    pub fn random() -> Result<Self, String> {
        let mut octets = Zeroizing::new([0; KEY]);
        fill(&mut *octets)?;
        Ok(Self(octets))
    }

    /// Makes a data key from these bytes; `None` if they are not 32 bytes.
    pub fn of(octets: &[u8]) -> Option<Self> {
        let mut key = Zeroizing::new([0; KEY]);
        if octets.len() != KEY {
            return None;
        }
        key.copy_from_slice(octets);
        Some(Self(key))
    }

    /// The bytes of the key, for the code that wraps it.
    pub fn octets(&self) -> &[u8; KEY] {
        &self.0
    }
}

/// A master key, which wraps data keys. The memory is overwritten when the value is dropped.
pub struct MasterKey {
    id: String,
    cipher: AesGcm,
}

impl MasterKey {
    /// Makes a master key from these bytes. Its id is the beginning of an HMAC with this key.
    pub(super) fn of(octets: &[u8; KEY]) -> Self {
        let mut id = Hmac::<Sha256>::new(octets);
        id.update(KEY_ID);
        let id = HEXLOWER.encode(&id.finish().as_ref()[..8]);
        Self { id, cipher: AesGcm::new(octets) }
    }

    /// The id of the key: 16 hex digits.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Wraps (encrypts) a data key with this master key.
    ///
    /// # Errors
    /// The system has no random numbers.
    pub(super) fn wrap(&self, key: &DataKey) -> Result<Vec<u8>, String> {
        let (mut nonce, mut tag) = ([0; NONCE], [0; TAG]);
        fill(&mut nonce)?;
        let mut wrapped = key.octets().to_vec();
        self.cipher.encrypt(&nonce, &self.about(), &mut wrapped, &mut tag);
        Ok([&nonce[..], &wrapped, &tag].concat())
    }

    /// Unwraps (decrypts) a data key; `None` if it was not wrapped with this master key.
    pub(super) fn unwrap(&self, wrapped: &[u8]) -> Option<DataKey> {
        let (nonce, rest) = wrapped.split_first_chunk::<NONCE>()?;
        let (sealed, tag) = rest.split_last_chunk::<TAG>()?;
        let mut octets = Zeroizing::new(sealed.to_vec());
        self.cipher.decrypt(nonce, &self.about(), &mut octets, tag).ok()?;
        DataKey::of(&octets)
    }

    fn about(&self) -> Vec<u8> {
        [WRAP, self.id.as_bytes()].concat()
    }
}

/// The cipher of one document. The memory is overwritten when the value is dropped.
pub(crate) struct PieceCipher(AesGcm);

impl PieceCipher {
    /// Makes the cipher for a document from its data key and its properties (`what`).
    pub(crate) fn of(key: &DataKey, what: &[u8]) -> Self {
        let mut mac = Hmac::<Sha256>::new(key.octets());
        mac.update(PROOF);
        mac.update(what);
        // 32 bytes, as AES-256 requires.
        Self(AesGcm::new(&Zeroizing::new(mac.finish().as_ref().to_vec())))
    }

    /// The proof that a process has the data key of the document.
    pub(crate) fn proof(&self) -> [u8; TAG] {
        let mut tag = [0; TAG];
        // The nonce is all ones, which no piece of a document uses.
        self.0.encrypt(&[0xff; NONCE], PROOF, &mut [], &mut tag);
        tag
    }

    /// Whether `proof` was made with the data key of the document.
    pub(crate) fn proves(&self, proof: &[u8]) -> bool {
        self.0.decrypt(&[0xff; NONCE], PROOF, &mut [], proof).is_ok()
    }

    /// Encrypts a piece of the document. `number` is the number of the piece, and `count` is the
    /// number of all pieces.
    pub(crate) fn seal(&self, (number, count): (u64, u64), mut piece: Vec<u8>) -> Vec<u8> {
        let mut tag = [0; TAG];
        self.0.encrypt(&nonce(number), &about(number, count), &mut piece, &mut tag);
        piece.extend(tag);
        piece
    }

    /// Decrypts a piece of the document; `None` if `sealed` is not the piece `number` of `count`
    /// pieces of this document, or was changed.
    pub(crate) fn open(&self, (number, count): (u64, u64), mut sealed: Vec<u8>) -> Option<Vec<u8>> {
        let tag = sealed.split_off(sealed.len().checked_sub(TAG)?);
        self.0.decrypt(&nonce(number), &about(number, count), &mut sealed, &tag).ok()?;
        Some(sealed)
    }
}

fn nonce(number: u64) -> [u8; NONCE] {
    let mut nonce = [0; NONCE];
    nonce[NONCE - 8..].copy_from_slice(&number.to_be_bytes());
    nonce
}

fn about(number: u64, count: u64) -> Vec<u8> {
    [PIECE, &number.to_be_bytes(), &count.to_be_bytes()].concat()
}

fn fill(octets: &mut [u8]) -> Result<(), String> {
    graviola::random::fill(octets).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Test case 16 of "The Galois/Counter Mode of Operation" (McGrew and Viega), appendix B: it
    /// proves that the cipher is AES-256-GCM.
    #[test]
    fn it_is_aes_256_gcm() {
        let hex = |text: &str| -> Vec<u8> {
            let digits: Vec<u8> = text
                .bytes()
                .filter_map(|sign| (sign as char).to_digit(16))
                .map(|d| d as u8)
                .collect();
            digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect()
        };
        let key = hex("feffe9928665731c6d6a8f9467308308 feffe9928665731c6d6a8f9467308308");
        let mut text = hex("d9313225f88406e5a55909c5aff5269a 86a7a9531534f7da2e4c303d8a318a72
             1c3c0c95956809532fcf0e2449a6b525 b16aedf5aa0de657ba637b39");
        let nonce = hex("cafebabefacedbaddecaf888").try_into().unwrap();
        let mut tag = [0; TAG];
        let about = hex("feedfacedeadbeeffeedfacedeadbeef abaddad2");
        AesGcm::new(&key).encrypt(&nonce, &about, &mut text, &mut tag);
        assert_eq!(
            text,
            hex("522dc1f099567d07f47f37a32a84427d 643a8cdcbfe5c0c97598a2bd2555d1aa
                 8cb08e48590dbb3da7b08b1056828838 c5f61e6393ba7a0abcc9f662")
        );
        assert_eq!(tag.to_vec(), hex("76fc6ece0f4e1768cddf8853bb2d551b"));
    }

    #[test]
    fn a_wrapped_key_is_unwrapped_by_its_own_master_key_alone() {
        let [first, second] = [[1; KEY], [2; KEY]].map(|octets| MasterKey::of(&octets));
        assert_ne!(first.id(), second.id());
        let key = DataKey::random().unwrap();
        let wrapped = first.wrap(&key).unwrap();
        assert_eq!(wrapped.len(), NONCE + KEY + TAG);
        assert!(first.unwrap(&wrapped).unwrap().octets() == key.octets());
        // The nonce is random: the same key is wrapped to other bytes each time.
        assert_ne!(first.wrap(&key).unwrap(), wrapped);
        assert!(second.unwrap(&wrapped).is_none());
        for at in 0..wrapped.len() {
            let mut other = wrapped.clone();
            other[at] ^= 1;
            assert!(first.unwrap(&other).is_none() && first.unwrap(&wrapped[..at]).is_none());
        }
    }

    proptest! {
        #[test]
        fn a_piece_opens_in_its_place_and_nowhere_else(
            piece in proptest::collection::vec(any::<u8>(), 0..300),
            number in 0_u64..5,
            count in 1_u64..5,
            at in any::<prop::sample::Index>(),
        ) {
            let key = DataKey::of(&[7; KEY]).unwrap();
            let [one, other] = [b"one", b"two"].map(|what| PieceCipher::of(&key, what));
            let sealed = one.seal((number, count), piece.clone());
            prop_assert_eq!(&sealed, &one.seal((number, count), piece.clone()));
            prop_assert_eq!(one.open((number, count), sealed.clone()), Some(piece));
            prop_assert_eq!(one.open((number + 1, count), sealed.clone()), None);
            prop_assert_eq!(one.open((number, count + 1), sealed.clone()), None);
            prop_assert_eq!(other.open((number, count), sealed.clone()), None);
            let at = at.index(sealed.len());
            prop_assert_eq!(one.open((number, count), sealed[..at].to_vec()), None);
            let mut changed = sealed;
            changed[at] ^= 0x10;
            prop_assert_eq!(one.open((number, count), changed), None);
            prop_assert!(one.proves(&one.proof()) && !one.proves(&other.proof()));
        }
    }
}
