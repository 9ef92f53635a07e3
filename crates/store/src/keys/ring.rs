//! A ring of master keys: the first key encrypts, and each key can decrypt.

use super::cipher::{KEY, MasterKey};
use super::{DataKey, MasterKeys, NotUnwrapped};

/// The master keys of a process, the newest first.
pub struct KeyRing(Vec<MasterKey>);

/// The error that a key is in the list twice. The values are the positions of both, counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyTwice(pub usize, pub usize);

impl KeyRing {
    /// A ring of these keys, the newest first.
    ///
    /// # Errors
    /// [`KeyTwice`]: a key is given twice.
    pub fn of<'k>(keys: impl IntoIterator<Item = &'k [u8; KEY]>) -> Result<Self, KeyTwice> {
        let mut ring: Vec<MasterKey> = Vec::new();
        for octets in keys {
            let key = MasterKey::of(octets);
            if let Some(first) = ring.iter().position(|known| known.id() == key.id()) {
                return Err(KeyTwice(first, ring.len()));
            }
            ring.push(key);
        }
        Ok(Self(ring))
    }

    fn find(&self, id: &str) -> Option<&MasterKey> {
        self.0.iter().find(|key| key.id() == id)
    }

    /// The newest key, which encrypts.
    fn first(&self) -> Result<&MasterKey, String> {
        self.0.first().ok_or_else(|| "there is no key".to_owned())
    }
}

impl MasterKeys for KeyRing {
    fn newest(&self) -> Result<String, String> {
        self.first().map(|key| key.id().to_owned())
    }

    fn has(&self, id: &str) -> Result<bool, String> {
        Ok(self.find(id).is_some())
    }

    fn wrap(&self, key: &DataKey) -> Result<(String, Vec<u8>), String> {
        let first = self.first()?;
        Ok((first.id().to_owned(), first.wrap(key)?))
    }

    fn unwrap(&self, id: &str, wrapped: &[u8]) -> Result<DataKey, NotUnwrapped> {
        let key = self.find(id).ok_or(NotUnwrapped::NoSuchKey)?;
        key.unwrap(wrapped).ok_or(NotUnwrapped::Garbage)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_key_seals_and_all_open() {
        let [one, two] = [[1; KEY], [2; KEY]];
        let old = KeyRing::of([&one]).unwrap();
        let new = KeyRing::of([&two, &one]).unwrap();
        assert_ne!(old.newest(), new.newest());
        let key = DataKey::random().unwrap();
        let (id, wrapped) = old.wrap(&key).unwrap();
        assert!(new.has(&id).unwrap() && new.unwrap(&id, &wrapped).is_ok());
        let (id, wrapped) = new.wrap(&key).unwrap();
        assert!(!old.has(&id).unwrap());
        assert_eq!(old.unwrap(&id, &wrapped).err(), Some(NotUnwrapped::NoSuchKey));
        assert_eq!(new.unwrap(&id, b"").err(), Some(NotUnwrapped::Garbage));
        assert_eq!(KeyRing::of([&one, &two, &one]).err(), Some(KeyTwice(0, 2)));
    }
}
